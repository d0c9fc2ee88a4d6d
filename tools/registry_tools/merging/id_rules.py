"""Which native ids stay one model: the rules of ``id_rules.toml``, and what they say of an offering."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from llm_selection.domain.evidence import Evidence, Source, Status
from llm_selection.domain.identity import developer_of
from llm_selection.domain.offerings import Offering, Stage
from registry_tools.toml_files import read_toml

__all__ = ["SOURCE", "Rule", "read_rules", "rule_for", "source", "with_rules"]

SOURCE = "provider-documents"
"""Key of the source of the rules that rest on a page."""
_PREVIEW = re.compile(r"(?<![a-z])(preview|exp|experimental|beta)(?![a-z])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """
    What ids of one form do.

    A rule that an id stays leaves previews out unless it says otherwise: several providers state that these may
    change under their id, and none that they don't.

    Attributes:
        moving: Whether such an id may point at another model tomorrow.
        status: How firmly that is known.
        note: Why, in a line.
        pattern: What the whole id looks like, in lower case.
        providers: Where; empty means anywhere.
        developers: Whose models; empty means anyone's.
        stages: Stages of life that the provider's word covers; empty means any, unknown ones too.
        open_weights: Whether only models with weights to download are meant.
        dated: Whether only ids that carry the date of their developer's snapshot are meant.
        previews: Whether a rule that ids stay holds for previews too.
        url: The page that says so; ``None`` where the catalogue that names the id does.
        as_of: The day on which it was read; ``None`` without a page.
    """

    moving: bool
    status: Status
    note: str
    pattern: re.Pattern[str] = re.compile(".*")
    providers: frozenset[str] = frozenset()
    developers: frozenset[str] = frozenset()
    stages: frozenset[Stage] = field(default_factory=frozenset)
    open_weights: bool = False
    dated: bool = False
    previews: bool = False
    url: str | None = None
    as_of: date | None = None

    def fits(self, offering: Offering, *, open_weights: bool) -> bool:
        """Say whether this rule is about *offering*, of a model with or without open weights."""
        native_id, stage = offering.native_id.lower(), offering.lifecycle.stage
        is_preview = stage is Stage.PREVIEW or _PREVIEW.search(native_id) is not None
        return (
            (not self.providers or offering.provider in self.providers)
            and (not self.developers or developer_of(offering.model) in self.developers)
            and (not self.stages or stage in self.stages)
            and (open_weights or not self.open_weights)
            and (offering.moving is False or not self.dated)
            and (self.moving or self.previews or not is_preview)
            and self.pattern.fullmatch(native_id) is not None
        )

    def evidence(self, offering: Offering) -> Evidence:
        """Return who says so of *offering*."""
        if self.url is not None and self.as_of is not None:
            return Evidence(source=SOURCE, status=self.status, as_of=self.as_of, url=self.url, note=self.note)
        record = offering.evidence.record
        return Evidence(source=record.source, status=self.status, as_of=record.as_of, note=self.note)


def read_rules(path: Path) -> tuple[Rule, ...]:
    """
    Read the table of rules, in its order.

    Raises:
        TypeError: A rule has a key that no rule has, or lacks one that each needs.
        ValueError: A status or a stage is none, or a page has no day.
    """
    rules = []
    for table in read_toml(path)["rules"]:
        if ("url" in table) != ("as_of" in table):
            raise ValueError(f"{path.name}: a page and the day on which it was read belong together: {table}")
        sets = {name: frozenset(table[name]) for name in ("providers", "developers") if name in table}
        stages = frozenset(map(Stage, table.get("stages", ())))
        pattern = re.compile(table.get("pattern", ".*"))
        rules.append(Rule(**{**table, **sets, "stages": stages, "pattern": pattern, "status": Status(table["status"])}))
    return tuple(rules)


def source(rules: Iterable[Rule]) -> Source:
    """Return the source of the rules that rest on a page, as new as the newest reading."""
    return Source(
        title="providers' own documentation",
        url="https://developers.openai.com/api/docs/models",
        version="as cited",
        retrieved=max(rule.as_of for rule in rules if rule.as_of is not None),
    )


def rule_for(offering: Offering, rules: Iterable[Rule], open_models: Collection[str]) -> Rule | None:
    """Return the first rule that fits *offering*; *open_models* have weights to download."""
    is_open = offering.model in open_models
    return next((rule for rule in rules if rule.fits(offering, open_weights=is_open)), None)


def with_rules(offerings: Sequence[Offering], rules: Sequence[Rule], open_models: Collection[str]) -> list[Offering]:
    """
    Say of each offering whether its id moves, and who says so.

    What a person decided stays; what no rule says is unknown, whatever the id looks like.
    """
    return [_judged(offering, rule_for(offering, rules, open_models)) for offering in offerings]


def _judged(offering: Offering, rule: Rule | None) -> Offering:
    """Apply a rule to an offering, unless it has evidence of its own on whether its id moves."""
    if "moving" in offering.evidence.fields:
        return offering
    if rule is None:
        return replace(offering, moving=None)
    shown = dict(sorted({**offering.evidence.fields, "moving": rule.evidence(offering)}.items()))
    return replace(offering, moving=rule.moving, evidence=replace(offering.evidence, fields=shown))
