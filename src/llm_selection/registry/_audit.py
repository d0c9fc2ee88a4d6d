"""Audits: who brought what into a registry, what it was written over, and who disagrees."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from llm_selection._frozen import frozen
from llm_selection.registry._fold import evidence_at, thawed, value_at
from llm_selection.registry._overlays import WRITABLE, Layer, Lists, Origin, writes
from llm_selection.registry._stores import Store, row_of

__all__ = ["Action", "Audit", "Entry", "audit", "brought", "origin_of"]

_SUSPICIOUS = 100


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
        value: What is written, as plain data that can't change; ``None`` for a whole record.
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

    def __post_init__(self) -> None:
        """Freeze plain data: it must not lead into a registry."""
        for name in ("value", "evidence", "lost", "lost_evidence"):
            object.__setattr__(self, name, frozen(getattr(self, name)))


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
    """Return the last of *layers* that writes a field of a record, or anything of it; ``None`` if none does."""
    for layer in reversed(layers):
        if any(field in ("", path, path.partition(".")[0]) for path, _ in _written(layer, section, key)):
            return layer.origin
    return None


def brought(base: Store, layers: Sequence[Layer], section: str, key: str) -> dict[str, Origin]:
    """Return the last of *layers* that writes each field of a record; for one that *base* hasn't, also who brought it."""
    found: dict[str, Origin] = {}
    new = section != "results" and row_of(base, section, key) is None
    for layer in layers:
        for path, _ in _written(layer, section, key):
            if new and found.setdefault("", layer.origin) == layer.origin and path != "pricing":
                continue
            found[path] = layer.origin
    return found


def _written(layer: Layer, section: str, key: str) -> Iterator[tuple[str, Any]]:
    """Yield what *layer* writes of one record; results go by their source."""
    if section == "results":
        yield from layer.results.get(key, {}).items()
    else:
        yield from writes(layer.records.get(section, {}).get(key, {}))


def audit(base: Store, layers: Sequence[Layer], *, version: str) -> Audit:
    """List everything that *layers* do to *base*, which is data of that *version*."""
    found = _Audit(base, layers)
    for layer in layers:
        found.add(layer)
    found.overrule_what_is_gone()
    return Audit(version=version, origins=tuple(layer.origin for layer in layers), entries=tuple(found.entries))


class _Audit:
    """Goes through layers in their order, and remembers what stands."""

    def __init__(self, base: Store, layers: Sequence[Layer]) -> None:
        """Start with nothing on top of *base*."""
        self.base, self.layers = base, layers
        self.entries: list[Entry] = []
        # The places of what stands, the first to say it first, by section, id and field.
        self.standing: dict[tuple[str, str, str], list[int]] = {}

    def add(self, layer: Layer) -> None:
        """Put one layer on top."""
        for section in (*WRITABLE, "results"):
            for key in layer.results if section == "results" else layer.records.get(section, ()):
                for entry in self.entries_of(layer, section, key):
                    said = self.standing.setdefault((section, key, entry.field), [])
                    if said and self.entries[said[-1]].value != entry.value:
                        for place in said:
                            self.entries[place] = replace(self.entries[place], overruled_by=layer.origin)
                        said.clear()
                    said.append(len(self.entries))
                    self.entries.append(entry)
        self.entries += self.listed(layer)

    def overrule_what_is_gone(self) -> None:
        """Mark what was written of records that another overlay takes out, or denies."""
        for place, entry in enumerate(self.entries):
            if entry.overruled_by is None and entry.action not in (Action.REMOVES, Action.RESTORES, Action.DENIES):
                against = [origin for origin in self.against(entry) if origin != entry.origin]
                if against:
                    self.entries[place] = replace(entry, overruled_by=against[-1])

    def against(self, entry: Entry) -> Iterator[Origin]:
        """Yield who takes out or denies what an entry is about, or what that depends on."""
        parts = {(entry.section, entry.id)}
        if entry.section == "offerings":
            parts |= {("providers", entry.id.partition("/")[0]), ("models", self.model_of(entry.id))}
        if entry.section == "results":
            parts.add(("models", entry.id))
        parts |= {("developers", key.partition("/")[0]) for section, key in parts if section == "models"}
        for section, key in parts:
            said = self.standing.get((section, key, "removed"))
            if said and self.entries[said[-1]].value:
                yield self.entries[said[-1]].origin
        whole = entry.action is Action.ALLOWS or (entry.action is Action.ADDS and not entry.field)
        for layer in self.layers if whole else ():
            if any(key in getattr(layer.deny, section, ()) for section, key in parts):
                yield layer.origin

    def model_of(self, offering: str) -> str:
        """Return the model that an offering is of."""
        said = self.standing.get(("offerings", offering, "model"))
        if said:
            return str(self.entries[said[-1]].value)
        row = row_of(self.base, "offerings", offering)
        return "" if row is None else str(self.base.plain("offerings", row)["model"])

    def entries_of(self, layer: Layer, section: str, key: str) -> Iterator[Entry]:
        """Say what a layer does to one record."""
        row = row_of(self.base, section, key)
        old: Any = None if row is None else self.base.plain(section, row)
        evidence: Any = {}
        if section == "results":
            old = _by_source(old or ())
        else:
            evidence = thawed(layer.records[section][key]).get("evidence", {})
            if old is None and not self.is_brought(section, key) and set(layer.records[section][key]) != {"removed"}:
                said = evidence.get("record")
                yield Entry(origin=layer.origin, action=Action.ADDS, section=section, id=key, evidence=said)
        for path, raw in _written(layer, section, key):
            if path == "removed":
                action = Action.REMOVES if raw else Action.RESTORES
                known = old is not None or self.is_brought(section, key)
                yield Entry(
                    origin=layer.origin,
                    action=action,
                    section=section,
                    id=key,
                    field=path,
                    value=raw,
                    notes=() if known else (_no_such(section),),
                )
                continue
            value = thawed(raw)
            lost = self.before(section, key, path, old)
            yield Entry(
                origin=layer.origin,
                action=Action.ADDS
                if lost.value is None
                else Action.CONFIRMS
                if lost.value == value
                else Action.OVERRIDES,
                section=section,
                id=key,
                field=path,
                value=value,
                evidence=evidence_at(evidence, path) if evidence else None,
                lost=lost.value,
                lost_evidence=lost.evidence,
                lost_origin=lost.origin,
                notes=tuple(_price_notes(value, lost.value)) if path == "pricing" else (),
            )

    def is_brought(self, section: str, key: str) -> bool:
        """Say whether an earlier layer brought a record."""
        return (section, key, "") in self.standing

    def before(self, section: str, key: str, path: str, old: Any) -> "_Before":
        """Return what stood in a field, in an earlier layer or in the base's record *old*."""
        said = self.standing.get((section, key, path))
        if said:
            earlier = self.entries[said[-1]]
            return _Before(earlier.value, earlier.evidence, earlier.origin)
        if section == "results":
            return _Before(old.get(path))
        value = value_at(old or {}, path)
        evidence = (old or {}).get("evidence")
        return _Before(value, evidence_at(evidence, path) if evidence and value is not None else None)

    def listed(self, layer: Layer) -> Iterator[Entry]:
        """Say what a layer allows and denies, and what it lists that isn't there."""
        for action, lists in ((Action.ALLOWS, layer.allow), (Action.DENIES, layer.deny)):
            for spec in fields(Lists):
                brought = {key for each in self.layers for key in each.records.get(spec.name, ())}
                for key in sorted(getattr(lists, spec.name)):
                    known = key in brought or row_of(self.base, spec.name, key) is not None
                    notes = () if known else (_no_such(spec.name),)
                    yield Entry(origin=layer.origin, action=action, section=spec.name, id=key, notes=notes)


class _Before(NamedTuple):
    """What stood in a field."""

    value: Any = None
    evidence: Any = None
    origin: Origin | None = None


def _rates(pricing: Any) -> set[str]:
    """Name what the newest period of a schedule has rates for."""
    found: set[str] = set()
    for card in ((pricing or {}).get("periods") or [{"cards": []}])[-1]["cards"]:
        above = card.get("above_prompt_tokens", 0)
        where = card.get("mode", "standard") + (f" above {above:,} tokens" if above else "")
        found |= {
            f"{where} {name.replace('_', ' ')}" for name in card.keys() - {"mode", "above_prompt_tokens", "windows"}
        }
    return found


def _by_source(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """Group results by source, as layers hold them."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        own = {name: value for name, value in row.items() if name not in ("model", "source")}
        found.setdefault(row["source"], []).append(own)
    return found


def _no_such(section: str) -> str:
    """Say that something that is named isn't there."""
    return f"no such {section.removesuffix('s')} here"


def _price_notes(pricing: Any, lost: Any) -> Iterator[str]:
    """Find prices that deserve a second look: of nothing, far off, for later, or without rates that were there before."""
    gone = sorted(_rates(lost) - _rates(pricing))
    if gone:
        yield f"rates that were there before aren't any more: {', '.join(gone)}"
    old, new = _usual_card(lost), _usual_card(pricing)
    for name in ("input", "output"):
        if name in old and name in new:
            was, now = Decimal(old[name]), Decimal(new[name])
            if now > was:
                yield f"{name} is dearer than before: {now} against {was}"
            elif 0 < now * _SUSPICIOUS < was:
                yield f"{name} is less than a hundredth of before: {now} against {was}; prices are dollars a million tokens"
    for period in (pricing or {}).get("periods", [])[:1]:
        if period["effective"] > period["evidence"]["as_of"]:
            yield f"no price is in force before {period['effective']}"
    free = [name for name in ("input", "output") if new.get(name) == "0"]
    if free:
        yield f"a price of 0 for {' and '.join(free)}"


def _usual_card(pricing: Any) -> dict[str, Any]:
    """Return the standard card for short prompts of a schedule's newest period; empty without one."""
    cards = ((pricing or {}).get("periods") or [{"cards": []}])[-1]["cards"]
    usual = [card for card in cards if not card.keys() & {"mode", "above_prompt_tokens", "windows"}]
    return usual[0] if usual else {}
