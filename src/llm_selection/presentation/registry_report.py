"""Registry report: who put what on top of a registry, and what differs between two, as text and as Markdown."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from textwrap import wrap
from typing import Any, TypeGuard

from llm_selection._foundation.shapes import is_list_or_tuple, is_mapping
from llm_selection._foundation.wording import counted
from llm_selection.presentation.record_report import in_words
from llm_selection.presentation.text_layout import LABEL, WIDTH, behind, labelled
from llm_selection.registry import (
    READABLE_SCHEMAS,
    Action,
    Audit,
    Change,
    Diff,
    Edition,
    Effect,
    Entry,
    Registry,
    audit,
)

__all__ = ["as_markdown", "as_text", "audit_as_text", "change_in_words"]

_SHOWN = 20


def audit_as_text(registry: Registry) -> str:
    """Write what overlays do to *registry* for a terminal of 80 columns: by origin, what stands and what it was."""
    audited = audit(registry)
    reads = f"this library reads {READABLE_SCHEMAS[0]} to {READABLE_SCHEMAS[-1]}"
    lines = [*labelled("Base", f"data {audited.version}, schema {registry.schema}; {reads}")]
    order = [f"{place} {origin}" for place, origin in enumerate(dict.fromkeys(audited.origins), start=1)]
    lines += labelled("On top", f"{' · '.join(order)}; the last one wins" if order else "nothing")
    for fault in registry.left_out:
        lines += labelled("Left out", str(fault))
    for origin in dict.fromkeys(audited.origins):
        own = [entry for entry in audited.entries if entry.origin == origin]
        added = {(entry.section, entry.id) for entry in own if entry.action is Action.ADDS and not entry.field}
        lines += ["", str(origin)]
        for entry in own:
            if not entry.field or (entry.section, entry.id) not in added:
                lines += _entry(registry, entry)
    lines += ["", *_conflicts(audited)]
    for entry in audited.notes:
        lines += labelled("Look at", f"{entry.origin}: {_named(entry.section, entry.id)}: {'; '.join(entry.notes)}")
    return "\n".join(lines)


def _entry(registry: Registry, entry: Entry) -> Iterator[str]:
    """Say one thing an overlay does."""
    name = _named(entry.section, entry.id)
    if not entry.field or entry.field == "removed":
        yield from _indented(entry.action, f"{name}{_by_whom(registry, entry.evidence)}")
    elif entry.section == "results":
        before = f" in place of {len(entry.lost)}" if entry.lost else ""
        yield from _indented(
            entry.action, f"{counted(len(entry.value), 'result')} of {entry.id} from {entry.field}{before}"
        )
    else:
        yield from _indented(entry.action, f"{name}: {entry.field}")
        yield from _indented("", f"now {in_words(entry.value)}{_by_whom(registry, entry.evidence)}")
        if entry.lost is not None:
            by = "" if entry.lost_origin is None else f", by {entry.lost_origin}"
            yield from _indented("", f"was {in_words(entry.lost)}{_by_whom(registry, entry.lost_evidence)}{by}")
    if entry.overruled_by is not None:
        yield from _indented("", f"overruled by {entry.overruled_by}")


def _conflicts(audit: Audit) -> Iterator[str]:
    """Say where overlays disagree."""
    if not audit.conflicts:
        yield from labelled("Conflicts", "none")
    for number, entry in enumerate(audit.conflicts):
        field = f": {entry.field}" if entry.field else ""
        text = f"{_named(entry.section, entry.id)}{field}: {entry.origin} against {entry.overruled_by}, which wins"
        yield from labelled("Conflicts" if number == 0 else "", text)


def as_text(diff: Diff, *, limit: int = _SHOWN) -> str:
    """Write a diff for a terminal of 80 columns, by effect; at most *limit* lines of each."""
    lines = [*labelled("Before", _edition(diff.before)), *labelled("After", _edition(diff.after))]
    if not diff.changes:
        lines += ["", _unchanged(diff)]
    for effect, changes in _by_effect(diff):
        lines += ["", f"{effect.capitalize()} ({len(changes):,})"]
        shown: Sequence[Change] = [] if effect is Effect.REREAD else changes[:limit]
        for change in shown:
            lines += wrap(
                change_in_words(change), WIDTH, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False
            )
        if len(shown) < len(changes):
            rest = f"{len(changes) - len(shown):,}"
            lines.append(f"  and {rest} more" if shown else f"  {rest} with the same facts, by other evidence")
    return "\n".join(lines)


def as_markdown(diff: Diff) -> str:
    """Write a diff as Markdown, by effect, whole; records that were only read again are counted."""
    lines = [f"# Changes from {_escaped(_edition(diff.before))} to {_escaped(_edition(diff.after))}"]
    if not diff.changes:
        lines += ["", _unchanged(diff)]
    for effect, changes in _by_effect(diff):
        lines += ["", f"## {effect.capitalize()} ({len(changes):,})", ""]
        if effect is Effect.REREAD:
            lines.append("The same facts, by other evidence.")
        else:
            lines += [f"- {change_in_words(change, mark='`')}" for change in changes]
    return "\n".join(lines) + "\n"


def _unchanged(diff: Diff) -> str:
    """Say that no record differs, and what may."""
    return "No record changed; what overlays allow and deny, or the fit, did." if diff else "Nothing changed."


def _by_effect(diff: Diff) -> Iterator[tuple[Effect, Sequence[Change]]]:
    """Group changes, the most urgent effect first."""
    for effect in Effect:
        changes = [change for change in diff.changes if change.effect is effect]
        if changes:
            yield effect, changes


def change_in_words(change: Change, *, mark: str = "") -> str:
    """Say one change in a line, its effect left out; the id stands between two of *mark*."""
    name = _named(change.section, change.id, mark)
    if change.effect in (Effect.NEW, Effect.REMOVED, Effect.RETIRED, Effect.DENIED, Effect.ALLOWED):
        return name
    if change.effect is Effect.MEASURED:
        number = f"{change.before} → {change.after}" if change.before != change.after else f"{change.after}, others"
        return f"{name}: {number}"
    field = "" if change.field == "pricing" else f" {change.field}"
    before, after = _told_apart(change.before, change.after), _told_apart(change.after, change.before)
    values = f"{in_words(before)} → {in_words(after)}"
    return f"{name}{field}: {_escaped(values) if mark else values}"


def _escaped(text: str) -> str:
    """Write text so that it stands for itself in Markdown: that of others makes no links, code or HTML, and in one line no table."""
    return re.sub(r"([\\`*\[\]<>])", r"\\\1", text)


def _told_apart(value: Any, other: Any) -> Any:
    """Keep only the periods of a price schedule, or the tables of a list, that *other* doesn't have."""
    if is_mapping(value) and is_mapping(other) and "periods" in value.keys() & other.keys():
        return {**value, "periods": [period for period in value["periods"] if period not in other["periods"]]}
    if _are_tables(value) and _are_tables(other):
        own = [table for table in value if table not in other]
        # Where only the order differs, nothing would be left, so all are kept.
        return own if own or len(value) < len(other) else value
    return value


def _are_tables(value: object) -> TypeGuard[Sequence[Mapping[str, Any]]]:
    """Say whether a value is a list of tables, as plain data."""
    return is_list_or_tuple(value) and all(is_mapping(item) for item in value)


def _edition(edition: Edition) -> str:
    """Say which registry it is."""
    on_top = f" with {', '.join(edition.overlays)}" if edition.overlays else ""
    return f"{edition.version} as of {edition.date}{on_top}"


def _named(section: str, key: str, mark: str = "") -> str:
    word = {"results": "results of", "verbosities": "verbosity of", "tokens": "tokens of"}.get(
        section, section.removesuffix("s")
    )
    return f"{word} {mark}{key}{mark}"


def _by_whom(registry: Registry, evidence: Any) -> str:
    """Name the source, its day and the status of the evidence."""
    if not evidence:
        return ""
    source = evidence["source"]
    title = registry.sources[source].title if source in registry.sources else source
    return f" – {title}, {evidence['as_of']} ({evidence['status']})"


def _indented(action: str, text: str) -> Iterable[str]:
    """Wrap *text* behind what is done."""
    start = f"  {action:<{LABEL}}"
    return behind(start, text, indent=len(start))
