"""Claims: what an article says, what stands against it, and what the registry records of the matter and mustn't."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, is_dataclass
from datetime import date
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from llm_selection.domain.evidence import Agreement, Evidence, Status
from llm_selection.domain.models import Model, Route, license_kind
from llm_selection.presentation.record_report import Standing, evidence_of, in_words, standing
from llm_selection.registry import Registry
from registry_tools.places import INPUTS
from registry_tools.toml_files import read_toml

__all__ = [
    "ARTICLE",
    "CLAIMS",
    "POST",
    "TALK",
    "Claim",
    "Conclusion",
    "on_the_articles_word",
    "read_claims",
    "recorded",
    "refuted",
]

CLAIMS = INPUTS / "claims.toml"
"""The claims, what was found of each, and when: by people."""
ARTICLE = "https://youssefh.substack.com/p/large-language-model-selection-masterclass"
"""The article, of the end of 2025."""
POST = "https://blog.arcbjorn.com/state-of-llms-2025"
"""The post that inspired it, as the description of the talk says."""
TALK = "https://www.youtube.com/watch?v=n4NokjyAklg"
"""The talk of the same title; its description was read in a copy."""

_LICENSE_KIND = "license_kind"
"""The one word after a model that is no field: it is computed."""
_NOTHING = (Standing.UNKNOWN, Standing.UNDISCLOSED, Standing.NONE_RECORDED)


class Conclusion(StrEnum):
    """What primary sources make of a claim."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNDISCLOSED = "undisclosed"
    """Nobody in a position to know has said."""
    OUTDATED = "outdated"
    """Right, or nearly, when it was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """
    One claim of the article.

    Attributes:
        id: Of the checked table.
        topic: What it is about.
        verdict: What primary sources make of it.
        status: How firmly that is known.
        checked: The day it was checked.
        url: What states it; ``None`` for a definition, and for what follows from the registry's own results.
        read_via: The copy that was read.
        article: What the article says, in our words.
        found: What primary sources say, in our words.
        limit: What the verdict doesn't cover.
        records: What of the registry is about it: a pattern of model ids and a field, or a pattern alone.
        never: What no record may say: a pattern of model ids, a field and a value.
        unrecorded: Why it is no fact of a record.
    """

    id: str
    topic: str
    verdict: Conclusion
    status: Status
    checked: date
    url: str | None = None
    read_via: str | None = None
    article: str
    found: str
    limit: str | None = None
    records: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    unrecorded: str | None = None


def read_claims(path: Path = CLAIMS) -> list[Claim]:
    """
    Read the claims.

    Raises:
        TypeError: A claim has a key that isn't known, or lacks one.
        ValueError: A verdict or status isn't known, or a claim doesn't say how the registry records it, or how what isn't so is kept out.
    """
    claims = []
    for key, table in read_toml(path).items():
        given: dict[str, Any] = {
            **table,
            "verdict": Conclusion(table["verdict"]),
            "status": Status(table["status"]),
            "records": tuple(table.get("records", ())),
            "never": tuple(table.get("never", ())),
        }
        claim = Claim(id=key, **given)
        if not claim.records and claim.unrecorded is None:
            raise ValueError(f"{key}: name records, or say why it is unrecorded")
        if claim.verdict is not Conclusion.CONFIRMED and not claim.never and claim.unrecorded is None:
            raise ValueError(f"{key}: {claim.verdict}; name what is never recorded, or say why it is unrecorded")
        claims.append(claim)
    return claims


# What the registry says


def recorded(registry: Registry, reference: str) -> str:
    """
    Say what the registry records under a *reference*, such as ``openai/gpt-5* architecture``, with status and day.

    One model is shown by its value, several by how many have which. Models that aren't in the registry are said not to be.
    """
    pattern, _, name = reference.partition(" ")
    models = _matching(registry, pattern)
    shown = f"`{pattern}`" if name or pattern != "*" else "all"
    if not models:
        return f"{shown}: not in the registry"
    if not name:
        return f"{shown}: {len(models):,} models, as of {registry.date}"
    field = "license kind, computed" if name == _LICENSE_KIND else name.replace("_", " ").replace(".", ", ")
    if len(models) == 1:
        values, evidence = _reading(registry, models[0], name)
        return f"`{models[0].id}` {field}: {'; '.join(values)}{_said(values, evidence)}"
    return f"{shown} {field}: {_tally(registry, models, name)}"


def _matching(registry: Registry, pattern: str) -> list[Model]:
    """Return the models whose ids fit a pattern, in order."""
    return [registry.models[key] for key in registry.models if fnmatchcase(key, pattern)]


def _reading(registry: Registry, model: Model, name: str) -> tuple[list[str], Evidence | None]:
    """
    Say what a field holds, each item of a list apart, and who says so.

    Where it holds nothing: how the registry stands to it; of what is unknown there is no evidence.
    """
    if name == _LICENSE_KIND:
        kind = license_kind(model, None if model.license is None else registry.licenses[model.license])
        return [kind or Standing.UNKNOWN], None
    whole, _, part = name.partition(".")
    word = standing(model, whole)
    value = getattr(model, whole)
    if part and word is Standing.KNOWN:
        # A dense model has no experts to count.
        word = standing(model, name) if hasattr(value, part) else Standing.UNKNOWN
        value = getattr(value, part, None)
    if word is not Standing.KNOWN:
        return [word], model.evidence[name] if word is Standing.UNDISCLOSED else None
    items = sorted(value) if isinstance(value, frozenset) else value if isinstance(value, tuple) else (value,)
    return list(dict.fromkeys(map(_item, items))), model.evidence[name]


def _item(value: Any) -> str:
    """Say one value; of a group of facts only what kind it is."""
    if isinstance(value, Route):
        return f"{value.role} ({value.model or 'not published'})"
    if is_dataclass(value):
        word: str | None = getattr(value, "kind", None) or getattr(value, "method", None)
        if word is None:
            raise ValueError(f"name a part of {type(value).__name__}, not the whole")
        return str(word)
    if isinstance(value, date):
        return value.isoformat()
    return in_words(value if isinstance(value, bool | int) else str(value))


def _said(values: Iterable[str], evidence: Evidence | None) -> str:
    """Say how firmly a value is known, since when, and whether sources disagree."""
    if evidence is None:
        return ""
    words = [evidence.status.value, evidence.as_of.isoformat()]
    if evidence.agreement is Agreement.DISPUTED:
        words.append("disputed")
    return f" ({', '.join(word for word in words if word not in values)})"


def _tally(registry: Registry, models: Iterable[Model], name: str) -> str:
    """Count models by value, the most frequent first and what isn't known last, with the statuses they rest on."""
    counts: Counter[str] = Counter()
    statuses: dict[str, Counter[str]] = {}
    for model in models:
        values, evidence = _reading(registry, model, name)
        counts.update(values)
        for value in values:
            if evidence is not None and value not in _NOTHING:
                statuses.setdefault(value, Counter())[evidence.status] += 1
    order = sorted(counts, key=lambda value: (value in _NOTHING, -counts[value], value))
    return ", ".join(f"{counts[value]:,} × {value}{_by_status(statuses.get(value, Counter()))}" for value in order)


def _by_status(statuses: Counter[str]) -> str:
    """Say on which statuses a count rests: one word, or how many on each."""
    if len(statuses) <= 1:
        return "".join(f" ({status})" for status in statuses)
    return f" ({', '.join(f'{statuses[status]} {status}' for status in Status if statuses[status])})"


# What it mustn't say


def refuted(registry: Registry, claims: Iterable[Claim]) -> list[str]:
    """
    Return the records that hold what a claim says and primary sources don't.

    What nobody disclosed may stand there as claimed; what is contradicted or outdated mayn't stand there at all.
    """
    found = []
    for claim in claims:
        for reference in claim.never:
            pattern, name, wrong = reference.split(maxsplit=2)
            for model in _matching(registry, pattern):
                values, evidence = _reading(registry, model, name)
                claimed = evidence is not None and evidence.status is Status.CLAIMED
                if claimed and claim.verdict is Conclusion.UNDISCLOSED:
                    continue
                if any(fnmatchcase(value, wrong) for value in values if value not in _NOTHING):
                    found.append(f"{model.id} {name}: {wrong} ({claim.id})")
    return found


def on_the_articles_word(registry: Registry) -> list[str]:
    """Return the records, and the results, that rest on the article without saying that it is a claim."""
    found = []
    for section in ("models", "offerings", "providers", "developers", "licenses", "benchmarks"):
        for record in getattr(registry, section).values():
            found += [
                f"{section}: {record.id}"
                for item in evidence_of(record)
                if item.status is not Status.CLAIMED
                and _cites_the_article(item.url, item.read_via, registry.sources[item.source].url)
            ]
    for results in registry.results.values():
        found += [
            f"results: {result.model} on {result.benchmark}"
            for result in results
            if _cites_the_article(result.url, registry.sources[result.source].url)
        ]
    return found


def _cites_the_article(*places: str | None) -> bool:
    """Say whether one of the places is the article."""
    address = ARTICLE.partition("//")[2]
    return any(place and (address in place or "seed article" in place) for place in places)
