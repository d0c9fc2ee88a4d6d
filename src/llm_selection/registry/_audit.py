"""Audits: who brought what into a registry, what it was written over, and who disagrees."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any

from llm_selection._plain import to_plain
from llm_selection.registry._fold import evidence_at, value_at
from llm_selection.registry._overlays import WRITABLE, Layer, Lists, Origin, writes
from llm_selection.registry._stores import Store, row_of

__all__ = ["Action", "Audit", "Entry", "audit", "origin_of"]


class Action(StrEnum):
    """What an overlay does."""

    ADDS = "adds"
    """A record, a fact that was unknown, or results."""
    OVERRIDES = "overrides"
    """A fact, or results, with others."""
    CONFIRMS = "confirms"
    """A fact, by evidence of its own."""
    REMOVES = "removes"
    RESTORES = "restores"
    ALLOWS = "allows"
    DENIES = "denies"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """
    One thing that an overlay does.

    Attributes:
        origin: Who.
        action: What.
        section: Such as ``offerings``.
        id: The record's id; of a list, the id that is listed.
        field: The field, or part of a group; empty for the whole record.
        value: What is written, as plain data; ``None`` for a whole record.
        evidence: Who says so, as plain data; ``None`` where none is needed.
        lost: What was there before; ``None`` if nothing was.
        lost_evidence: Who said so.
        lost_origin: Who had brought it; ``None`` for the base.
        overruled_by: Who wrote over it in turn; ``None`` if it stands.
        notes: What a reader should look at, in sentences.
    """

    origin: Origin
    action: Action
    section: str
    id: str
    field: str = ""
    value: Any = None
    evidence: Any = None
    lost: Any = None
    lost_evidence: Any = None
    lost_origin: Origin | None = None
    overruled_by: Origin | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """
    Everything that overlays do to a registry.

    Attributes:
        version: Data version of the base.
        origins: Who put something on top, the last one on top.
        entries: In order of origin, section, id and field.
    """

    version: str
    origins: tuple[Origin, ...]
    entries: tuple[Entry, ...]

    @property
    def conflicts(self) -> tuple[Entry, ...]:
        """What one overlay wrote and a later one changed."""
        return tuple(entry for entry in self.entries if entry.overruled_by is not None)

    @property
    def notes(self) -> tuple[Entry, ...]:
        """What a reader should look at."""
        return tuple(entry for entry in self.entries if entry.notes)


def origin_of(layers: Sequence[Layer], section: str, key: str, field: str) -> Origin | None:
    """Return the last of *layers* that writes a field of a record; ``None`` if none does."""
    for layer in reversed(layers):
        if any(path == field or path.partition(".")[0] == field for path, _ in _written(layer, section, key)):
            return layer.origin
    return None


def _written(layer: Layer, section: str, key: str) -> Iterator[tuple[str, Any]]:
    """Yield what *layer* writes of one record; results go by their source."""
    if section == "results":
        yield from layer.results.get(key, {}).items()
    else:
        yield from writes(layer.records.get(section, {}).get(key, {}))


def audit(base: Store, layers: Sequence[Layer], *, version: str) -> Audit:
    """List everything that *layers* do to *base*, which is data of that *version*."""
    entries: list[Entry] = []
    # What stands: the entry's place by record and field.
    standing: dict[tuple[str, str, str], int] = {}
    for layer in layers:
        for section in (*WRITABLE, "results"):
            for key in layer.results if section == "results" else layer.records.get(section, ()):
                for entry in _entries(base, layer, section, key, entries, standing):
                    place = (section, key, entry.field)
                    before = standing.get(place)
                    if before is not None and entry.action is not Action.CONFIRMS:
                        entries[before] = _with(entries[before], overruled_by=layer.origin)
                    standing[place] = len(entries)
                    entries.append(entry)
        entries += _listed(base, layers, layer)
    return Audit(version=version, origins=tuple(layer.origin for layer in layers), entries=tuple(entries))


def _entries(
    base: Store,
    layer: Layer,
    section: str,
    key: str,
    entries: Sequence[Entry],
    standing: Mapping[tuple[str, str, str], int],
) -> Iterator[Entry]:
    """Say what one layer does to one record."""
    row = row_of(base, section, key)
    old: Any = None if row is None else base.plain(section, row)
    if section == "results":
        old = _by_source(old or ())
        table: Any = {}
    else:
        table = to_plain(layer.records[section][key])
    evidence = table.get("evidence")
    added = standing.get((section, key, ""))
    if section != "results" and old is None and added is None:
        yield Entry(
            origin=layer.origin, action=Action.ADDS, section=section, id=key, evidence=(evidence or {}).get("record")
        )
    for path, raw in _written(layer, section, key):
        value = to_plain(raw)
        if path == "removed":
            yield Entry(
                origin=layer.origin, action=Action.REMOVES if value else Action.RESTORES, section=section, id=key
            )
            continue
        before = standing.get((section, key, path))
        if before is not None:
            earlier = entries[before]
            lost, lost_evidence, lost_origin = earlier.value, earlier.evidence, earlier.origin
        else:
            lost = None if old is None else old.get(path) if section == "results" else value_at(old, path)
            has_evidence = lost is not None and "evidence" in old
            lost_evidence, lost_origin = (evidence_at(old["evidence"], path) if has_evidence else None), None
        action = Action.CONFIRMS if lost == value else Action.ADDS if lost is None else Action.OVERRIDES
        yield Entry(
            origin=layer.origin,
            action=action,
            section=section,
            id=key,
            field=path,
            value=value,
            evidence=evidence_at(evidence, path) if evidence else None,
            lost=lost,
            lost_evidence=lost_evidence,
            lost_origin=lost_origin,
            notes=tuple(_price_notes(value)) if path == "pricing" else (),
        )


def _with(entry: Entry, **changes: Any) -> Entry:
    """Return an entry with some attributes changed."""
    return Entry(**{spec.name: getattr(entry, spec.name) for spec in fields(entry)} | changes)


def _by_source(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Group results by source, as layers hold them."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        own = {name: value for name, value in row.items() if name not in ("model", "source")}
        found.setdefault(row["source"], []).append(own)
    return found


def _price_notes(pricing: Any) -> Iterator[str]:
    """Find prices that deserve a second look."""
    for period in (pricing or {}).get("periods", ()):
        for card in period["cards"]:
            free = [name for name in ("input", "output") if card.get(name) == "0"]
            if free:
                yield f"a price of 0 for {' and '.join(free)} from {period['effective']}: it will rank as costing nothing"


def _listed(base: Store, layers: Sequence[Layer], layer: Layer) -> Iterator[Entry]:
    """Say what one layer allows and denies, and what it lists that isn't there."""
    for action, lists in ((Action.ALLOWS, layer.allow), (Action.DENIES, layer.deny)):
        for spec in fields(Lists):
            brought = {key for each in layers for key in each.records.get(spec.name, ())}
            for key in sorted(getattr(lists, spec.name)):
                known = key in brought or row_of(base, spec.name, key) is not None
                notes = () if known else (f"no such {spec.name.removesuffix('s')} here: it has no effect",)
                yield Entry(origin=layer.origin, action=action, section=spec.name, id=key, notes=notes)
