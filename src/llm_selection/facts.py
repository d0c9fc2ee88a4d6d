"""Facts: every field of one record with who says so, as lines of text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from textwrap import wrap
from typing import Any

from llm_selection._plain import to_plain
from llm_selection.evidence import Evidence, EvidenceByField
from llm_selection.licenses import LicenseTerms
from llm_selection.models import Model, license_kind, possible_license_kinds
from llm_selection.prices import PriceSchedule
from llm_selection.registry import SECTIONS, Action, Entry, Registry

__all__ = ["as_lines", "in_words", "written_over"]

_WIDTH = 80
_LABEL = 24
_UNSET: tuple[object, ...] = (None, "", (), frozenset())


def as_lines(registry: Registry, record: Any) -> Iterator[str]:
    """
    Yield every known field of *record*, then what is unknown, then the evidence, numbered.

    The numbers in brackets point at the evidence; a field without one rests on [1].
    """
    evidence: EvidenceByField = record.evidence
    cited = list(dict.fromkeys([evidence.record, *evidence.fields.values()]))
    yield from _labelled(type(record).__name__.lower(), record.id)
    unknown = []
    for spec in fields(record):
        if spec.name in ("id", "evidence"):
            continue
        value = getattr(record, spec.name)
        marks = _marks(evidence, cited, spec.name)
        shown = "; ".join(_words(value))
        if shown:
            yield from _labelled(spec.name.replace("_", " "), shown + marks)
        elif value is None or is_dataclass(value):
            unknown.append(spec.name.replace("_", " ") + marks)
        elif isinstance(record, LicenseTerms):
            # An empty list of thresholds, regions or duties is a reading of the text, not a gap.
            yield from _labelled(spec.name.replace("_", " "), "none" + marks)
    if isinstance(record, Model):
        yield from _labelled("license kind", _kind(registry, record))
        for offering in registry.offerings_of(record.id):
            yield from _labelled("offering", offering.id)
    if unknown:
        yield from _labelled("unknown", ", ".join(unknown))
    for number, item in enumerate(cited, start=1):
        yield from _labelled(f"[{number}]", _citation(registry, item))
    yield from _brought(registry, record)


def _marks(evidence: EvidenceByField, cited: Sequence[Evidence], field: str) -> str:
    """Point at the evidence of a field, and of parts of it, that have their own."""
    marks = ""
    for name, own in sorted(evidence.fields.items()):
        whole, _, part = name.partition(".")
        if whole == field:
            start = f"; {part.replace('_', ' ')}" if part else ""
            marks += f"{start} [{cited.index(own) + 1}]"
    return marks


def written_over(registry: Registry, record: Any) -> tuple[Entry, ...]:
    """Return what overlays do to *record*; of one that is brought whole, that, and what others then write."""
    section = next(name for name, target in SECTIONS.items() if target is type(record))
    own = [entry for entry in registry.audit().entries if (entry.section, entry.id) == (section, record.id)]
    whole = {entry.origin for entry in own if entry.action is Action.ADDS and not entry.field}
    return tuple(entry for entry in own if not entry.field or entry.origin not in whole)


def _brought(registry: Registry, record: Any) -> Iterator[str]:
    """Say what overlays do to *record*, and what it was before."""
    for entry in written_over(registry, record) if registry.layers else ():
        was = "" if entry.lost is None else f"; was {in_words(entry.lost)}"
        source = entry.lost_evidence and entry.lost_evidence["source"]
        said = f" ({registry.sources[source].title})" if source in registry.sources else ""
        over = "" if entry.overruled_by is None else f"; overruled by {entry.overruled_by}"
        field = f" {entry.field.replace('_', ' ').replace('.', ': ')}" if entry.field else ""
        yield from _labelled("overlay", f"{entry.origin} {entry.action}{field}{was}{said}{over}")


def _labelled(label: str, text: str) -> Iterator[str]:
    """Wrap *text* behind a label."""
    lines = wrap(text, _WIDTH - _LABEL, break_long_words=False, break_on_hyphens=False)
    yield f"{label:<{_LABEL}}{lines[0]}"
    for line in lines[1:]:
        yield " " * _LABEL + line


def _words(value: Any) -> Iterator[str]:
    """Say a value in words, a phrase a part; nothing for what is unknown or empty."""
    if isinstance(value, PriceSchedule):
        for period in value.periods:
            cards = " | ".join(", ".join(_flat(to_plain(card))) for card in period.cards) or "withdrawn"
            yield f"from {period.effective} ({period.basis}): {cards}"
    elif value not in _UNSET:
        yield from _flat(to_plain(value))


def in_words(plain: Any) -> str:
    """Say plain data in words, such as ``input 5, output 30``; a price schedule by its periods, without evidence."""
    if plain is None:
        return "unknown"
    if isinstance(plain, Mapping) and "periods" in plain:
        return (
            "; ".join(f"from {period['effective']}: {in_words(period['cards'])}" for period in plain["periods"])
            or "nothing"
        )
    if isinstance(plain, list | tuple) and all(isinstance(item, Mapping) for item in plain):
        return " | ".join(map(in_words, plain)) or "nothing"
    return ", ".join(_flat(plain))


def _flat(plain: Any, path: str = "") -> Iterator[str]:
    """Flatten plain data into ``path value`` phrases, evidence left out."""
    if isinstance(plain, Mapping):
        for key, value in plain.items():
            if key != "evidence":
                name = "" if key in ("kind", "method") else key.replace("_", " ")
                yield from _flat(value, f"{path} {name}".strip())
    elif isinstance(plain, list | tuple):
        if all(isinstance(item, str) for item in plain):
            yield f"{path} {', '.join(plain)}".strip()
        else:
            for item in plain:
                yield from _flat(item, path)
    else:
        if isinstance(plain, bool):
            shown = "yes" if plain else "no"
        else:
            shown = f"{plain:,}" if isinstance(plain, int) else str(plain)
        yield f"{path} {shown}".strip()


def _kind(registry: Registry, model: Model) -> str:
    """Say the license kind, computed."""
    terms = None if model.license is None else registry.licenses[model.license]
    known = license_kind(model, terms)
    return known.value if known else f"{' or '.join(sorted(possible_license_kinds(model, terms)))} (not known which)"


def _citation(registry: Registry, evidence: Evidence) -> str:
    """Say who says so, how firmly, when, and who disagrees."""
    source = registry.sources[evidence.source]
    parts = [f"{source.title} {source.version}", evidence.status.value, evidence.as_of.isoformat()]
    parts += [str(part) for part in (evidence.agreement, evidence.url) if part]
    if evidence.read_via:
        parts.append(f"read via {evidence.read_via}")
    if evidence.note:
        parts.append(evidence.note)
    parts += [f"but {registry.sources[dissent.source].title} says {dissent.value}" for dissent in evidence.dissent]
    return "; ".join(parts)
