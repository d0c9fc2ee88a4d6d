"""Record report: every field of one record with who says so, as lines of text."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from llm_selection._dataclasses import fields, is_dataclass
from llm_selection._foundation.plain import default_of, from_plain, to_plain
from llm_selection._foundation.shapes import is_frozenset, is_list_or_tuple, is_mapping, is_tuple
from llm_selection._foundation.wording import counted
from llm_selection.analysis.explanation import duties
from llm_selection.domain.evidence import Evidence, EvidenceByField, Status, dissents
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Model, Undisclosed, license_kind, possible_license_kinds
from llm_selection.domain.offerings import names_successor
from llm_selection.domain.prices import PriceSchedule, Unpublished
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.presentation.text_layout import behind
from llm_selection.registry import SECTIONS, Action, Entry, Registry, audit

__all__ = ["Standing", "as_lines", "citation", "evidence_of", "in_words", "standing", "successors", "written_over"]

_LABEL = 24
_SIBLINGS = 5
"""Models of a family that are named; JSON has all."""

_Cite = Callable[[Evidence], str]
"""Points at a piece of evidence, as in `` [2]``."""


class Standing(StrEnum):
    """How a registry stands to one field of a record."""

    KNOWN = "known"
    """It holds a fact; that a license's text sets no threshold is one."""
    UNDISCLOSED = "undisclosed"
    """Withheld by whoever knows."""
    UNKNOWN = "unknown"
    """Nobody here knows."""
    NONE_RECORDED = "none recorded"
    """A list that is empty until something is put in, such as ``aliases``: no source left a question open."""


def standing(record: Any, name: str) -> Standing:
    """
    Say how the registry stands to field *name* of *record*, or to a part of it, such as ``limits.context_tokens``.

    A group of facts is known when one of them is.
    """
    whole, _, part = name.partition(".")
    owner = getattr(record, whole) if part else record
    value = None if owner is None else getattr(owner, part or whole)
    if isinstance(value, Undisclosed | Unpublished):
        return Standing.UNDISCLOSED
    if _holds(value):
        return Standing.KNOWN
    if value is not None and not is_dataclass(value):
        return Standing.NONE_RECORDED if value == default_of(_spec(owner, part or whole)) else Standing.KNOWN
    evidence: EvidenceByField = record.evidence
    own = name in evidence.fields or whole in evidence.fields
    return Standing.UNDISCLOSED if own and evidence[name].status is Status.UNDISCLOSED else Standing.UNKNOWN


def _holds(value: Any) -> bool:
    """Say whether a value holds a fact; a group does if any part differs from its default."""
    if is_dataclass(value):
        return hasattr(value, "kind") or any(getattr(value, spec.name) != default_of(spec) for spec in fields(value))
    return value is not None and (
        not (isinstance(value, str) or is_tuple(value) or is_frozenset(value) or is_mapping(value)) or len(value) > 0
    )


def _spec(owner: Any, name: str) -> Any:
    return next(spec for spec in fields(owner) if spec.name == name)


def as_lines(registry: Registry, record: Any) -> Iterator[str]:
    """
    Yield every field of *record*: what is known, what is withheld, what is unknown, what is empty; then the evidence.

    The number in brackets behind a fact, or behind a part of one that rests on something else, is that of its evidence.
    """
    cited = evidence_of(record)

    def cite(evidence: Evidence) -> str:
        return f" [{cited.index(evidence) + 1}]"

    yield from _labelled(_label(record), record.id)
    for name in _names(record):
        if shown := _shown(record, name, cite):
            yield from _labelled(_spaced(name), shown)
    for label, text in _derived(registry, record):
        yield from _labelled(label, text)
    for word in (Standing.UNDISCLOSED, Standing.UNKNOWN, Standing.NONE_RECORDED):
        if names := "; ".join(_holding_nothing(record, word, cite)):
            yield from _labelled(word, names)
    for number, item in enumerate(cited, start=1):
        yield from _labelled(f"[{number}]", citation(registry, item))
    yield from _brought(registry, record)


def _derived(registry: Registry, record: Any) -> Iterator[tuple[str, str]]:
    """Yield what follows from a record, or belongs to it: duties; a model's siblings, kind of license, offerings and tokens."""
    if isinstance(record, LicenseTerms):
        yield "duties", _duties(record)
    if isinstance(record, Model):
        if siblings := registry.siblings(record.id):
            yield "others of the family", _siblings(registry, siblings)
        for called, successor in successors(registry, record.id).items():
            yield "successor", f"{successor}, says {registry.offerings[called].provider} of {called}"
        yield "license kind", _kind(registry, record)
        if record.license is not None:
            yield "license duties", _duties(registry.licenses[record.license])
        for offering in registry.offerings_of(record.id):
            yield "offering", offering.id
        for verbosity in registry.verbosities.get(record.id, ()):
            yield "tokens", _verbosity(registry, record, verbosity)
        yield from _reasoning(registry, record)


def _siblings(registry: Registry, siblings: Sequence[ModelId]) -> str:
    """Name the newest of a family with the day of their release, where it's known, and count the others."""
    released = [(key, registry.models[key].released) for key in siblings[:_SIBLINGS]]
    named = ", ".join(f"{key} ({day})" if day else key for key, day in released)
    more = len(siblings) - len(released)
    return named + (f" and {more} more" if more else "")


def successors(registry: Registry, model: ModelId) -> dict[OfferingId, str]:
    """Return what providers name in the place of a *model* that ends, by its offerings there."""
    return {
        offering.id: offering.lifecycle.successor
        for offering in registry.offerings_of(model)
        if offering.lifecycle.successor and names_successor(offering)
    }


def _duties(terms: LicenseTerms) -> str:
    """Say what a license asks for."""
    return "; ".join(duty.text for duty in duties(terms)) or "none recorded"


def _names(record: Any) -> list[str]:
    """Name the fields of a record that hold facts."""
    return [spec.name for spec in fields(record) if spec.name not in ("id", "evidence")]


def _label(record: Any) -> str:
    return "license" if isinstance(record, LicenseTerms) else type(record).__name__.lower()


def _spaced(name: str) -> str:
    """Write the name of a field in words."""
    return name.replace("_", " ")


def evidence_of(record: Any) -> tuple[Evidence, ...]:
    """Return every piece of evidence of a record once: its own, its fields', and what stands inside them."""
    evidence: EvidenceByField = record.evidence
    return tuple(dict.fromkeys([evidence.record, *evidence.fields.values(), *_within(record)]))


def _within(value: Any) -> Iterator[Evidence]:
    """Yield the evidence that stands inside the fields of a value: that of a stage of alignment, or of a price."""
    if isinstance(value, Evidence):
        yield value
    elif is_tuple(value):
        for item in value:
            yield from _within(item)
    elif is_dataclass(value) and not isinstance(value, EvidenceByField):
        for spec in fields(value):
            yield from _within(getattr(value, spec.name))


def _shown(record: Any, name: str, cite: _Cite) -> str:
    """Say what a field holds, with its evidence; nothing for what is unknown or empty."""
    value, evidence = getattr(record, name), record.evidence
    mark = cite(evidence[name])
    if not _holds(value):
        return "none" + mark if standing(record, name) is Standing.KNOWN else ""
    plain = to_plain(value)
    if any(key.startswith(f"{name}.") for key in evidence.fields):
        return "; ".join("; ".join(_flat({part: plain[part]})) + cite(evidence[f"{name}.{part}"]) for part in plain)
    shown = "; ".join(_periods(value, cite) if isinstance(value, PriceSchedule) else _flat(plain, cite=cite))
    if shown.endswith(mark):
        return shown
    # Behind a part with evidence of its own, a bare number would read as a second source of that part.
    return shown + ("; the whole" if shown.endswith("]") else "") + mark


def _periods(schedule: PriceSchedule, cite: _Cite) -> Iterator[str]:
    """Say the prices of each period."""
    for period in schedule.periods:
        cards = " | ".join(", ".join(_flat(to_plain(card))) for card in period.cards) or "withdrawn"
        yield f"from {period.effective} ({period.basis}): {cards}{cite(period.evidence)}"


def _holding_nothing(record: Any, word: Standing, cite: _Cite) -> Iterator[str]:
    """Name the fields that are empty for the reason *word*, and the empty parts of others."""
    for name in _names(record):
        if not _shown(record, name, cite):
            if standing(record, name) is word:
                yield _spaced(name) + _own(record.evidence, name, cite)
            continue
        value = getattr(record, name)
        parts = [f"{name}.{spec.name}" for spec in (fields(value) if is_dataclass(value) else ())]
        empty = [part for part in parts if standing(record, part) is word]
        if empty and word is not Standing.NONE_RECORDED:
            named = (_spaced(part.partition(".")[2]) + _own(record.evidence, part, cite) for part in empty)
            yield f"{_spaced(name)}: {', '.join(named)}"


def _own(evidence: EvidenceByField, name: str, cite: _Cite) -> str:
    """Refer to the evidence of an empty field, where it has its own."""
    return cite(evidence.fields[name]) if name in evidence.fields else ""


def written_over(registry: Registry, record: Any) -> tuple[Entry, ...]:
    """Return what overlays do to *record*; of one that is brought whole, that, and what others then write."""
    section = next(name for name, target in SECTIONS.items() if target is type(record))
    own = [entry for entry in audit(registry).entries if (entry.section, entry.id) == (section, record.id)]
    whole = {entry.origin for entry in own if entry.action is Action.ADDS and not entry.field}
    return tuple(entry for entry in own if not entry.field or entry.origin not in whole)


def _brought(registry: Registry, record: Any) -> Iterator[str]:
    """Say what overlays change in *record*, and what it was before."""
    for entry in written_over(registry, record) if registry.layers else ():
        was = "" if entry.lost is None else f"; was {in_words(entry.lost)}"
        source = entry.lost_evidence and entry.lost_evidence["source"]
        title = f" ({registry.sources[source].title})" if source in registry.sources else ""
        over = "" if entry.overruled_by is None else f"; overruled by {entry.overruled_by}"
        field = f" {_spaced(entry.field).replace('.', ': ')}" if entry.field else ""
        yield from _labelled("overlay", f"{entry.origin} {entry.action}{field}{was}{title}{over}")


def _labelled(label: str, text: str) -> Iterable[str]:
    """Wrap *text* behind a label."""
    return behind(f"{label:<{_LABEL - 1}} ", text, indent=_LABEL)


def in_words(plain: Any) -> str:
    """Say plain data in words, such as ``input 5, output 30``; a price schedule by its periods, without evidence."""
    if plain is None:
        return "unknown"
    if is_mapping(plain) and "periods" in plain:
        return (
            "; ".join(f"from {period['effective']}: {in_words(period['cards'])}" for period in plain["periods"])
            or "nothing"
        )
    if is_list_or_tuple(plain) and all(is_mapping(item) for item in plain):
        return " | ".join(map(in_words, plain)) or "nothing"
    return ", ".join(_flat(plain))


def _flat(plain: Any, path: str = "", cite: _Cite | None = None) -> Iterator[str]:
    """Flatten plain data into ``path value`` phrases; what has evidence of its own is one phrase, and cites it."""
    if is_mapping(plain):
        if "start_minute" in plain:
            yield f"{path} {_hours(plain)}".strip()
            return
        parts = {key: value for key, value in plain.items() if key != "evidence"}
        if cite and "evidence" in plain:
            yield f"{path} {', '.join(_flat(parts))}".strip() + cite(from_plain(Evidence, plain["evidence"]))
            return
        for key, value in parts.items():
            name = "" if key in ("kind", "method") else _spaced(key)
            yield from _flat(value, f"{path} {name}".strip(), cite)
    elif is_list_or_tuple(plain):
        if all(isinstance(item, str) for item in plain):
            yield f"{path} {', '.join(plain)}".strip()
        else:
            for item in plain:
                yield from _flat(item, path, cite)
    else:
        if isinstance(plain, bool):
            shown = "yes" if plain else "no"
        else:
            shown = f"{plain:,}" if isinstance(plain, int) else str(plain)
        yield f"{path} {shown}".strip()


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def _hours(window: Mapping[str, Any]) -> str:
    """Say the hours of a time window, and the days on which it starts, such as ``01:00-04:00 UTC Mon-Fri``."""
    start, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in (window["start_minute"], window["end_minute"]))
    days = sorted(window.get("weekdays", ()))
    if len(days) > 1 and days == list(range(days[0], days[-1] + 1)):
        days_of_week = f" {_DAYS[days[0]]}-{_DAYS[days[-1]]}"
    else:
        days_of_week = "".join(f" {_DAYS[day]}" for day in days)
    return f"{start}-{end} UTC{days_of_week}"


def _kind(registry: Registry, model: Model) -> str:
    """Say the license kind, computed."""
    terms = None if model.license is None else registry.licenses[model.license]
    known = license_kind(model, terms)
    return known.value if known else f"{' or '.join(sorted(possible_license_kinds(model, terms)))} (not known which)"


def _verbosity(registry: Registry, model: Model, verbosity: Verbosity) -> str:
    """Say how many tokens a model was counted to put out, and by whom."""
    effort = "" if verbosity.effort is None else f" at effort {verbosity.effort}"
    rows = counted(verbosity.rows, "request" if verbosity.basis is VerbosityBasis.COUNTED else "run")
    origin = registry.origin_of("verbosities", model.id)
    return (
        f"{verbosity.multiplier:g} times the visible answer{effort}, 90% likely {verbosity.low:g} to {verbosity.high:g}; "
        f"{verbosity.basis}{f' in {rows}' if verbosity.rows else ''}{f'; by {origin}' if origin else ''}"
    )


def _reasoning(registry: Registry, model: Model) -> Iterator[tuple[str, str]]:
    """Yield how many tokens a model reasons with, a line a kind of work; a model that never does in one."""
    rows = registry.tokens.get(model.id, ())
    if rows and all(row.basis is TokensBasis.STATED for row in rows):
        yield "reasoning", "none: it doesn't reason"
        return
    for work in Work:
        told = [_tokens_at(row) for row in rows if row.work is work]
        if told:
            yield f"reasoning, {work}", ", ".join(told)


def _tokens_at(row: ReasoningTokens) -> str:
    """Say the tokens of one effort, and the default."""
    effort = "unknown effort" if row.effort is None else row.effort
    return f"{row.expected:,} at {effort}{' (default)' if row.default else ''}"


def citation(registry: Registry, evidence: Evidence) -> str:
    """Say who says so, how firmly, when, and who disagrees."""
    source = registry.sources[evidence.source]
    parts = [f"{source.title} {source.version}", evidence.status.value, evidence.as_of.isoformat()]
    parts.append(evidence.agreement or "not compared")
    if evidence.url:
        parts.append(evidence.url)
    if evidence.read_via:
        parts.append(f"read via {evidence.read_via}")
    if evidence.note:
        parts.append(evidence.note)
    parts += [f"but {dissent}" for dissent in dissents(evidence, registry.sources)]
    return "; ".join(parts)
