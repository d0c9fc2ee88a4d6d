"""What a refresh changed, by effect and by who sells or makes it, in a file that stays small enough to read."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from llm_selection.domain.evidence import Agreement
from llm_selection.presentation.registry_report import change_in_words
from llm_selection.registry import Change, Diff, Effect, Registry

__all__ = ["LARGEST_BYTES", "Dispute", "disputed", "news", "summary"]

LARGEST_BYTES = 200_000
"""Size of a file of changes that a person can still open and search, and a review tool still shows."""
_LONGEST_SIDE = 160
"""Characters of what was and of what is; a longer one is cut, since the record itself tells it."""
_ARROW = " → "
_SHOWN = (5, 3, 1, 0)
"""Changes told of each effect at each provider, from the most to the least: the first that fits is taken."""
_WHOLE = (Effect.NEW, Effect.REMOVED, Effect.RETIRED, Effect.DENIED, Effect.ALLOWED)
"""Effects on a whole record: its id says it all."""

_HEAD = """\
# What changed in data {version}

Made by `registry-tools refresh` from data {before} as of {before_day}, and replaced by its next run.
What a person thinks of it stands beside it, in `{version}.md`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """
    A field about which sources began to disagree.

    Attributes:
        section: Such as ``offerings``.
        id: The record's id.
        field: The field.
        says: Who says what else, in words.
    """

    section: str
    id: str
    field: str
    says: str


def disputed(before: Registry, after: Registry) -> tuple[Dispute, ...]:
    """
    Return the fields that are disputed now and weren't, those of new records included.

    A part of a group of facts isn't news where the whole group was disputed.
    """
    known = {(item.section, item.id, item.field) for item in _disputes(before)}
    return tuple(
        item
        for item in _disputes(after)
        if not known & {(item.section, item.id, name) for name in (item.field, item.field.partition(".")[0])}
    )


def _disputes(registry: Registry) -> Iterator[Dispute]:
    """Yield what is disputed."""
    evidence = chain(
        (("models", record.id, record.evidence) for record in registry.models.values()),
        (("offerings", record.id, record.evidence) for record in registry.offerings.values()),
        (("accelerators", record.id, record.evidence) for record in registry.accelerators.values()),
    )
    for section, key, by_field in evidence:
        for field, seen in sorted(by_field.fields.items()):
            if seen.agreement is Agreement.DISPUTED:
                says = "; ".join(f"{dissent.source} says {dissent.value}" for dissent in seen.dissent)
                yield Dispute(section=section, id=key, field=field, says=says)


def summary(diff: Diff, disputes: Sequence[Dispute]) -> list[str]:
    """Return a table of how many changes there are, by effect and kind of record."""
    numbers = Counter((change.effect.value, change.section) for change in diff.changes)
    numbers.update(("disputed", item.section) for item in disputes)
    effects = [*(effect.value for effect in Effect), "disputed"]
    sections = sorted({section for _, section in numbers})
    lines = ["| effect | " + " | ".join(sections) + " |", "| --- |" + " ---: |" * len(sections)]
    for effect in effects:
        found = [numbers[effect, section] for section in sections]
        if any(found):
            lines.append(f"| {effect} | " + " | ".join(f"{number:,}" if number else "" for number in found) + " |")
    return lines if numbers else ["Nothing changed."]


def news(diff: Diff, disputes: Sequence[Dispute], *, largest_bytes: int = LARGEST_BYTES) -> str:
    """
    Return the changes as Markdown: counts, then by effect and by provider or developer the first few and the other ids.

    As many changes are told as fit into *largest_bytes*; the ids go first, then what is told of each.
    """
    forms = [(shown, True) for shown in _SHOWN] + [(shown, False) for shown in _SHOWN]
    pages = (_page(diff, disputes, shown, with_ids=with_ids) for shown, with_ids in forms)
    fitting = (page for page in pages if len(page.encode()) <= largest_bytes)
    return next(fitting, None) or _page(diff, disputes, 0, with_ids=False)


def _page(diff: Diff, disputes: Sequence[Dispute], shown: int, *, with_ids: bool) -> str:
    """Write the page, with so many changes *shown* of each group."""
    head = _HEAD.format(version=diff.after.version, before=diff.before.version, before_day=diff.before.date)
    lines = [head, *summary(diff, disputes)]
    for effect in Effect:
        changes = [change for change in diff.changes if change.effect is effect]
        if changes and effect is not Effect.REREAD:
            told = [(change.section, change.id, _told(change)) for change in changes]
            lines += ["", f"## {effect.capitalize()} ({len(changes):,})", ""]
            lines += _grouped(told, 0 if effect in _WHOLE else shown, with_ids=with_ids)
    if disputes:
        told = [(item.section, item.id, f"`{item.id}` {item.field}: {item.says}") for item in disputes]
        lines += ["", f"## Disputed ({len(disputes):,})", ""]
        lines += _grouped(told, shown, with_ids=with_ids)
    return "\n".join(lines) + "\n"


def _told(change: Change) -> str:
    """Say a change without the kind of record, which its group says."""
    _, mark, rest = change_in_words(change, mark="`").partition("`")
    return mark + rest


def _grouped(told: Iterable[tuple[str, str, str]], shown: int, *, with_ids: bool) -> Iterator[str]:
    """Yield a bullet a kind of record and provider or developer, its first changes, and the ids of the others."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for section, key, text in told:
        groups.setdefault((section, key.partition("/")[0] if "/" in key else ""), []).append((key, text))
    for (section, owner), members in sorted(groups.items()):
        name = f"{section} of {owner}" if owner else section
        yield f"- {name} ({len(members):,})"
        yield from (f"  - {_cut(text)}" for _, text in members[:shown])
        rest = list(dict.fromkeys(key for key, _ in members[shown:]))
        if rest and with_ids:
            yield f"  - {'and ' if shown else ''}{', '.join(f'`{key}`' for key in rest)}"


def _cut(text: str) -> str:
    """Cut what was, and what is, where they are too long."""
    sides = (side if len(side) <= _LONGEST_SIDE else f"{side[:_LONGEST_SIDE]} …" for side in text.split(_ARROW))
    return _ARROW.join(sides)
