"""Audits: who brought what into a registry, what it was written over, and who disagrees."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from llm_selection._dataclasses import dataclass, fields, replace
from llm_selection._foundation.frozen import EMPTY, frozen
from llm_selection._foundation.spelling import nearest
from llm_selection._foundation.wording import listed
from llm_selection.domain.offerings import CHOSEN_UNASKED, ProviderKind
from llm_selection.registry._applied_overlays import evidence_at, thawed, value_at
from llm_selection.registry._origins import WITHOUT_EVIDENCE, as_fields, written
from llm_selection.registry._overlays import WRITABLE, Layer, Lists, Origin
from llm_selection.registry._registry import Registry, store_of, with_layers
from llm_selection.registry._stores import row_of

__all__ = ["Action", "Audit", "Entry", "audit", "denied", "unfound"]

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


def audit(registry: "Registry") -> Audit:
    """
    List everything that the overlays on a *registry* add, write over, take out, allow and deny, by origin.

    A registry that was turned back to an earlier day is looked at on the data's own day.
    """
    audited = _Audit(with_layers(registry.base, registry.layers))
    layers = range(len(registry.layers))
    return Audit(
        version=registry.version,
        origins=tuple(layer.origin for layer in registry.layers),
        entries=tuple(entry for place in layers for entry in audited.entries(place)),
    )


def unfound(registry: "Registry") -> Iterator[Entry]:
    """Find what lists and removals of overlays name that isn't there, which they have no effect on."""
    audited = _Audit(registry)
    for place, layer in enumerate(audited.layers):
        for section, tables in layer.records.items():
            for key in (key for key, table in tables.items() if "removed" in table):
                yield from (entry for entry in audited.record_entries(place, section, key) if entry.notes)
        yield from (entry for entry in audited.listed(layer) if entry.notes)


def denied(registry: "Registry") -> set[str]:
    """Return the offerings that any overlay's lists don't allow; what is unknown isn't denied here."""
    refused_offerings: set[str] = set()
    for layer in registry.layers:
        for fact in ("model", "developer", "provider", "license"):
            allowed, refused = getattr(layer.allow, f"{fact}s"), getattr(layer.deny, f"{fact}s")
            if allowed or refused:
                column = registry.column(fact)
                refused_offerings |= {
                    key
                    for row, key in enumerate(registry.offerings)
                    if column[row] in refused or (allowed and column[row] is not None and column[row] not in allowed)
                }
    return refused_offerings


class _WrittenValue(NamedTuple):
    """
    What a layer writes in a field.

    Attributes:
        place: Of the layer.
        value: Frozen plain data.
    """

    place: int
    value: Any


class _Audit:
    """Compares what each layer writes with the value before it, and with the value in the end."""

    def __init__(self, registry: "Registry") -> None:
        """Collect what each layer writes, by section, id and field."""
        self.registry, self.layers = registry, registry.layers
        self.base = store_of(registry.base)
        self.written: dict[tuple[str, str, str], list[_WrittenValue]] = {}
        # The first layer that writes a record, rather than removing or restoring it.
        self.first: dict[tuple[str, str], int] = {}
        for place, layer in enumerate(self.layers):
            for section, key in _records_of(layer):
                for path, value in written(layer, section, key):
                    self.written.setdefault((section, key, path), []).append(_WrittenValue(place, value))
                    if path != "removed":
                        self.first.setdefault((section, key), place)
        self.last_list = next((layer for layer in reversed(self.layers) if layer.allow or layer.deny), None)

    def entries(self, place: int) -> Iterator[Entry]:
        """Yield an entry for each thing that one layer does."""
        layer = self.layers[place]
        for section, key in _records_of(layer):
            for entry in self.record_entries(place, section, key):
                by = self.overruled_by(place, entry)
                notes = () if by is not None else (*entry.notes, *self.notes(entry))
                yield replace(entry, overruled_by=by, notes=notes)
        notes = tuple(self.notes_of_lists(layer))
        for entry in self.listed(layer):
            yield replace(entry, overruled_by=self.overruled_by(place, entry), notes=(*entry.notes, *notes))
            notes = ()

    def record_entries(self, place: int, section: str, key: str) -> Iterator[Entry]:
        """Yield an entry for each field of one record that a layer writes, and for adding or removing the record."""
        origin = self.layers[place].origin
        row = row_of(self.base, section, key)
        old: Any = None if row is None else self.base.plain(section, row)
        evidence: Any = {}
        if section in WITHOUT_EVIDENCE:
            old = as_fields(section, old)
        else:
            evidence = thawed(self.layers[place].records[section][key]).get("evidence", {})
            if old is None and self.first.get((section, key)) == place:
                record_evidence = evidence.get("record")
                yield Entry(origin=origin, action=Action.ADDS, section=section, id=key, evidence=record_evidence)
        for path, raw in written(self.layers[place], section, key):
            if path == "removed":
                action = Action.REMOVES if raw else Action.RESTORES
                known = old is not None or self.first.get((section, key), place) < place
                notes = () if known else (self.unknown_key_note(section, key),)
                yield Entry(origin=origin, action=action, section=section, id=key, field=path, value=raw, notes=notes)
                continue
            value = frozen(raw)
            lost = self.before(place, section, key, path, old)
            yield Entry(
                origin=origin,
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
            )

    def before(self, place: int, section: str, key: str, path: str, old: Any) -> "_EarlierValue":
        """Return what stood in a field, by an earlier layer or in the base's record *old*."""
        earlier = [value for value in self.written[section, key, path] if value.place < place]
        if earlier:
            layer = self.layers[earlier[-1].place]
            evidence = EMPTY if section in WITHOUT_EVIDENCE else thawed(layer.records[section][key]).get("evidence", {})
            return _EarlierValue(earlier[-1].value, evidence_at(evidence, path) if evidence else None, layer.origin)
        value = old.get(path) if section in WITHOUT_EVIDENCE else value_at(old or EMPTY, path)
        evidence = None if section in WITHOUT_EVIDENCE else (old or EMPTY).get("evidence")
        return _EarlierValue(frozen(value), evidence_at(evidence, path) if evidence and value is not None else None)

    def overruled_by(self, place: int, entry: Entry) -> Origin | None:
        """Return the layer that changed, removed or denied in the end what an entry wrote; ``None`` if it stands."""
        values = self.written.get((entry.section, entry.id, entry.field))
        if values and values[-1].value != entry.value:
            return self.layers[values[-1].place].origin
        if entry.action in (Action.REMOVES, Action.DENIES):
            return None
        against = [other for other in self.against(entry) if self.layers[other].origin != self.layers[place].origin]
        return self.layers[max(against)].origin if against else None

    def against(self, entry: Entry) -> Iterator[int]:
        """Yield the places of layers that remove or deny the record of an entry, or one that it depends on."""
        parts = {(entry.section, entry.id)}
        if entry.section == "offerings":
            parts |= {("providers", entry.id.partition("/")[0]), ("models", self.model_of(entry.id))}
        if entry.section in WITHOUT_EVIDENCE:
            parts.add(("models", entry.id))
        parts |= {("developers", key.partition("/")[0]) for section, key in parts if section == "models"}
        for section, key in parts:
            values = self.written.get((section, key, "removed"))
            if values and values[-1].value:
                yield values[-1].place
        whole = entry.action is Action.ALLOWS or (entry.action is Action.ADDS and not entry.field)
        for place, layer in enumerate(self.layers if whole else ()):
            if any(key in getattr(layer.deny, section, ()) for section, key in parts):
                yield place

    def model_of(self, offering: str) -> str:
        """Return the model that an offering is of; empty if nobody says."""
        values = self.written.get(("offerings", offering, "model"))
        row = row_of(self.base, "offerings", offering)
        if values:
            return str(values[-1].value)
        return "" if row is None else str(self.base.plain("offerings", row)["model"])

    def notes(self, entry: Entry) -> Iterator[str]:
        """Yield notes on what a reader should check."""
        day = self.registry.date.isoformat()
        if entry.section == "offerings" and not entry.field:
            provider = self.registry.providers.get(entry.id.partition("/")[0])
            if provider is not None and provider.kind not in CHOSEN_UNASKED:
                own = "; servers of your own that bill by the token are an inference-host"
                hint = own if provider.kind is ProviderKind.SELF_HOSTED else ""
                yield f"is ranked only where a need requires provider_kind={provider.kind}, which its provider is{hint}"
        if entry.field == "pricing":
            yield from _price_notes(entry.value, entry.lost, day)
        if entry.field in ("released", "lifecycle.available") and entry.value is not None and entry.value > day:
            yield f"is after the data's day, {day}, which answers are as of unless they are asked for a later one"
        if entry.field.startswith("ids.") and entry.value is not None:
            model = entry.id if entry.section == "models" else self.model_of(entry.id)
            name = entry.value.lower()
            leads = name if name in self.registry.models else store_of(self.registry).plain("names", 0).get(name)
            if leads is None:
                yield f"{entry.value} leads nowhere by itself: it is an id of another model too"
            elif leads != model:
                yield f"{entry.value} leads to {leads}"

    def listed(self, layer: Layer) -> Iterator[Entry]:
        """Yield an entry for each id that a layer allows or denies, with a note if there is no such record."""
        for action, lists in ((Action.ALLOWS, layer.allow), (Action.DENIES, layer.deny)):
            for spec in fields(Lists):
                for key in sorted(getattr(lists, spec.name)):
                    known = (spec.name, key) in self.first or row_of(self.base, spec.name, key) is not None
                    notes = () if known else (self.unknown_key_note(spec.name, key),)
                    yield Entry(origin=layer.origin, action=action, section=spec.name, id=key, notes=notes)

    def notes_of_lists(self, layer: Layer) -> Iterator[str]:
        """Say, for the last layer with a list, if the lists leave nothing to choose from."""
        if layer is self.last_list and denied(self.registry) == set(self.registry.offerings):
            yield "with the lists of all overlays nothing is left to choose from"

    def unknown_key_note(self, section: str, key: str) -> str:
        """Say that there is no record with this id, and suggest similar ids."""
        return f"no such {section.removesuffix('s')} here{nearest([key], store_of(self.registry).ids(section))}"


def _records_of(layer: Layer) -> Iterator[tuple[str, str]]:
    """Yield the section and id of everything that a layer writes."""
    for section in WRITABLE:
        yield from ((section, key) for key in layer.records.get(section, ()))
    yield from (("results", key) for key in layer.results)
    yield from (("verbosities", key) for key in layer.verbosities)


class _EarlierValue(NamedTuple):
    """What stood in a field."""

    value: Any = None
    evidence: Any = None
    origin: Origin | None = None


class _Rate(NamedTuple):
    """Which rate of a schedule: its mode, its tier and its kind of token."""

    mode: str
    above_prompt_tokens: int
    name: str


def _rates(pricing: Any) -> set[_Rate]:
    """Return the rates that the newest period of a schedule has."""
    return {
        _Rate(card.get("mode", "standard"), card.get("above_prompt_tokens", 0), name)
        for card in _newest_cards(pricing)
        for name in card.keys() - {"mode", "above_prompt_tokens", "windows"}
    }


def _missing_rates(before: set[_Rate], after: set[_Rate]) -> Iterator[str]:
    """Name the rates that are missing now: whole modes, then whole tiers of prompt lengths, then single rates."""
    missing = sorted(before - after)
    modes, tiers = {rate.mode for rate in after}, {rate[:2] for rate in after}
    if lost_modes := list(dict.fromkeys(rate.mode for rate in missing if rate.mode not in modes)):
        yield f"all of {listed(lost_modes)}"
    left = [rate for rate in missing if rate.mode in modes]
    for mode, above in dict.fromkeys(rate[:2] for rate in left if rate[:2] not in tiers):
        yield f"all of {_tier_name(mode, above)}"
    yield from (f"{_tier_name(*rate[:2])} {rate.name.replace('_', ' ')}" for rate in left if rate[:2] in tiers)


def _tier_name(mode: str, above: int) -> str:
    """Name the prompts of a mode that are longer than so many tokens."""
    return f"{mode} above {above:,} tokens" if above else mode


def _price_notes(pricing: Any, lost: Any, day: str) -> Iterator[str]:
    """Find prices to check: of 0, much lower or higher than before, starting after *day*, or with rates missing."""
    if gone := list(_missing_rates(_rates(lost), _rates(pricing))):
        yield f"rates that were there before aren't any more: {'; '.join(gone)}"
    old, new = _usual_card(lost), _usual_card(pricing)
    for name in ("input", "output"):
        if name in old and name in new:
            was, now = Decimal(old[name]), Decimal(new[name])
            if now > was:
                yield f"{name} is dearer than before: {now} against {was}"
            elif 0 < now * _SUSPICIOUS < was:
                yield f"{name} is less than a hundredth of before: {now} against {was}; prices are dollars a million tokens"
    for period in (pricing or EMPTY).get("periods", ())[:1]:
        if period["effective"] > day:
            until = "what was there before stays in force" if "periods" in (lost or EMPTY) else "no price is in force"
            yield f"starts on {period['effective']}, after the data's day, {day}; until then {until}"
    free = [name for name in ("input", "output") if new.get(name) == "0"]
    if free:
        yield f"a price of 0 for {' and '.join(free)}"


def _newest_cards(pricing: Any) -> list[dict[str, Any]]:
    """Return the cards of a schedule's newest period; none without one."""
    periods = (pricing or EMPTY).get("periods")
    return periods[-1]["cards"] if periods else []


def _usual_card(pricing: Any) -> dict[str, Any]:
    """Return the standard card for short prompts of a schedule's newest period; empty without one."""
    usual = [card for card in _newest_cards(pricing) if not card.keys() & {"mode", "above_prompt_tokens", "windows"}]
    return usual[0] if usual else {}
