"""Diffs: what changed between two registries, by effect, and all that is needed to make one from the other."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.frozen import frozen
from llm_selection._foundation.plain import from_plain, to_plain
from llm_selection._foundation.shapes import is_list, is_mapping
from llm_selection.domain.offerings import Lifecycle, Stage, stage_on
from llm_selection.errors import Fault, InvalidInputError, RegistryError
from llm_selection.registry._audit import denied
from llm_selection.registry._overlays import Overlay, stacked
from llm_selection.registry._records import GROUPS
from llm_selection.registry._registry import Registry, store_of
from llm_selection.registry._stores import all_of

__all__ = ["Change", "Diff", "Edition", "Effect", "apply", "diff"]

_COMPARED = (
    "models",
    "offerings",
    "providers",
    "developers",
    "licenses",
    "benchmarks",
    "sources",
    "results",
    "verbosities",
    "tokens",
    "accelerators",
)
_COUNTED = {"verbosities": "multiplier", "tokens": "expected"}
"""Sections of what models put out, and the field that a change is told as."""

_PATCHED = (*_COMPARED, "priors", "abilities", "effort_abilities", "parameters", "calibration")


class Effect(StrEnum):
    """What a change means to whoever chose by the registry; in the order of urgency."""

    RETIRED = "retired"
    """Doesn't answer any more."""
    REMOVED = "removed"
    """Isn't in the registry any more."""
    REPRICED = "repriced"
    """The price in force differs."""
    PRICED = "priced"
    """A price became known, or is known no more: withdrawn, or not published."""
    DENIED = "denied"
    """An overlay's lists don't allow it any more."""
    ALLOWED = "allowed"
    """The lists of every overlay allow it again."""
    NEW = "new"
    MEASURED = "measured"
    """Has other results."""
    CORRECTED = "corrected"
    """Another fact differs."""
    REREAD = "reread"
    """The same facts, by other evidence; of a source, another reading of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    One change.

    Attributes:
        effect: What it means.
        section: Such as ``offerings``.
        id: The record's id.
        field: The field, or part of a group; empty for the whole record.
        before: What it was, as plain data that can't change; of a price that differs on the day, the cards in force, or how else it is paid
            for; of a stage, that of the day; of results, how many there were.
        after: What it is.
    """

    effect: Effect
    section: str
    id: str
    field: str = ""
    before: Any = None
    after: Any = None

    def __post_init__(self) -> None:
        """Freeze what it was and is: it must not lead into a registry."""
        for name in ("before", "after"):
            object.__setattr__(self, name, frozen(getattr(self, name)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """
    Which registry it was.

    Attributes:
        version: Data version of the base.
        date: The day of the data.
        digest: SHA-256 of the content.
        overlays: What was on top of the base, by origin.
    """

    version: str
    date: date
    digest: str
    overlays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diff:
    """
    What changed from one registry to another. It is false when nothing did.

    Attributes:
        before: The one.
        after: The other.
        changes: By effect, section, id and field.
        patch: What `apply` needs, as JSON.
    """

    before: Edition
    after: Edition
    changes: tuple[Change, ...]
    patch: str = field(repr=False)

    def __bool__(self) -> bool:
        """Say whether anything changed."""
        return self.before != self.after


def diff(before: Registry, after: Registry) -> Diff:
    """
    Compare two registries: two versions, one on two days (`Registry.as_of`), or one with and without an overlay.

    Prices and stages are compared as of each registry's own date, so the passing of days alone can retire and reprice.

    Args:
        before: The one.
        after: The other.

    Returns:
        Every change by its effect, those that can hurt first; none between equals. `llm_selection.registry.apply` makes
        *after* of *before* with it, `llm_selection.presentation.registry_report.as_text` writes it.

    Raises:
        InvalidInputError: One of them isn't a registry.
    """
    for registry in (before, after):
        if not isinstance(registry, Registry):
            raise InvalidInputError(f"registries are compared, got {registry!r}; Registry.as_of makes one of a day")
    changes: list[Change] = []
    if before != after:
        changes += [change for section in _COMPARED for change in _section_changes(before, after, section)]
        changes += _list_changes(before, after)
    order = list(Effect)
    return Diff(
        before=_edition(before),
        after=_edition(after),
        changes=tuple(
            sorted(changes, key=lambda change: (order.index(change.effect), _COMPARED.index(change.section)))
        ),
        patch=_patch(before, after),
    )


def apply(changes: Diff, registry: Registry) -> Registry:
    """
    Make the one registry from the other: ``apply(diff(a, b), a) == b``.

    Raises:
        InvalidInputError: *changes* aren't changes of this *registry*.
        RegistryError: They don't lead where they say.
    """
    if not isinstance(changes, Diff) or not isinstance(registry, Registry):
        raise InvalidInputError(f"a Diff is applied to a Registry, got {changes!r} and {registry!r}")
    if registry.digest != changes.before.digest:
        raise InvalidInputError(
            f"these are changes of registry {changes.before.version} with digest {changes.before.digest[:12]}…, "
            f"not of {registry.version} with {registry.digest[:12]}…"
        )
    try:
        result = _patched(registry.base, json.loads(changes.patch))
    except InvalidInputError as error:
        raise RegistryError(*error.faults) from error
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError) as error:
        raise RegistryError(Fault(where="diff", problem=f"isn't a patch: {error!r}")) from error
    if result.digest != changes.after.digest:
        problem = "doesn't lead to the registry it says it leads to; it was changed, or made by another version"
        raise RegistryError(Fault(where="diff", problem=problem))
    return result


def _edition(registry: Registry) -> Edition:
    return Edition(
        version=registry.version,
        date=registry.date,
        digest=registry.digest,
        overlays=tuple(str(layer.origin) for layer in registry.layers),
    )


def _patch(before: Registry, after: Registry) -> str:
    """Write as JSON the base's records that differ, and the overlays and day on top."""
    old, new = before.base, after.base
    sections: dict[str, dict[str, Any]] = {}
    for name in _PATCHED if old != new else ():
        old_records, new_records = dict(all_of(store_of(old), name)), dict(all_of(store_of(new), name))
        changed = {
            key: new_records.get(key)
            for key in old_records.keys() | new_records.keys()
            if old_records.get(key) != new_records.get(key)
        }
        if changed:
            sections[name] = changed
    return json.dumps(
        {
            "version": new.version,
            "date": new.date.isoformat(),
            "sections": sections,
            "layers": stacked(after.layers).to_plain(),
            "day": None if after.day is None else after.day.isoformat(),
        },
        sort_keys=True,
    )


def _patched(base: Registry, patch: Mapping[str, Any]) -> Registry:
    """Change the records of a base, and put the patch's overlays and day on top."""
    result = base
    if patch["sections"] or (result.version, result.date.isoformat()) != (patch["version"], patch["date"]):
        from llm_selection.registry._reading import rebuild  # brings pydantic

        sections: dict[str, dict[str, Any]] = {name: dict(all_of(store_of(result), name)) for name in _PATCHED}
        for name, changed in patch["sections"].items():
            sections[name] = {
                key: plain
                for key, plain in {**sections[name], **changed}.items()
                if plain is not None or name == "calibration"
            }
        result = rebuild({**sections, "names": {}}, version=patch["version"], day=patch["date"], where="diff")
    result |= Overlay.from_plain(patch["layers"], where="diff")
    return result if patch["day"] is None else result.as_of(date.fromisoformat(patch["day"]))


def _section_changes(before: Registry, after: Registry, section: str) -> Iterator[Change]:
    """Yield the changes between the records of one section."""
    old, new = dict(all_of(store_of(before), section)), dict(all_of(store_of(after), section))
    for key in sorted(old.keys() | new.keys()):
        if section == "results":
            yield from _result_changes(key, old.get(key, []), new.get(key, []))
        elif section in _COUNTED:
            yield from _count_changes(section, key, old.get(key), new.get(key))
        elif key not in new:
            yield Change(effect=Effect.REMOVED, section=section, id=key)
        elif key not in old:
            yield Change(effect=Effect.NEW, section=section, id=key)
        else:
            yield from _record_changes(section, key, (old[key], before.date), (new[key], after.date))


def _list_changes(before: Registry, after: Registry) -> Iterator[Change]:
    """Yield the offerings that the lists of overlays deny or allow anew."""
    denied_before, denied_after = denied(before), denied(after)
    both = set(before.offerings) & set(after.offerings)
    for key in sorted(both & (denied_before ^ denied_after)):
        yield Change(effect=Effect.DENIED if key in denied_after else Effect.ALLOWED, section="offerings", id=key)


def _result_changes(model: str, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Change]:
    """Yield the changes between the results of one model."""
    if old != new:
        yield Change(effect=Effect.MEASURED, section="results", id=model, before=len(old), after=len(new))


def _count_changes(section: str, model: str, old: Any, new: Any) -> Iterator[Change]:
    """Yield the changes between the tokens, or the own counts, of one model."""
    if old != new:
        yield Change(effect=Effect.CORRECTED, section=section, id=model, field=_COUNTED[section], before=old, after=new)


def _record_changes(
    section: str, key: str, before: tuple[Mapping[str, Any], date], after: tuple[Mapping[str, Any], date]
) -> Iterator[Change]:
    """Yield the changes of a record that both registries have, each on its own day."""
    (old, _), (new, _) = before, after
    old_facts, new_facts = ({}, {}) if section == "sources" else (_by_path(old), _by_path(new))
    if old_facts == new_facts and old != new:
        yield Change(effect=Effect.REREAD, section=section, id=key)
    effects: dict[str, Effect] = {}
    for path, on_day in _DATED_FACTS.get(section, {}).items():
        values = on_day(*before), on_day(*after)
        if values[0] != values[1]:
            old_facts[path], new_facts[path] = values
            effects[path] = _effect_of(path, *values)
    for path in sorted(old_facts.keys() | new_facts.keys()):
        if old_facts.get(path) != new_facts.get(path):
            yield Change(
                effect=effects.get(path, Effect.CORRECTED),
                section=section,
                id=key,
                field=path,
                before=old_facts.get(path),
                after=new_facts.get(path),
            )


def _by_path(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the facts of a record by field, or by part of a group, without any evidence."""
    facts: dict[str, Any] = {}
    for name, value in record.items():
        if name in GROUPS:
            facts |= {f"{name}.{part}": item for part, item in value.items()}
        elif name == "rentals":
            facts[name] = [_undated(rental) for rental in value]
        elif name != "evidence":
            facts[name] = _without_evidence(value)
    return facts


def _without_evidence(value: Any) -> Any:
    """Leave evidence out of plain data."""
    if is_mapping(value):
        return {name: _without_evidence(item) for name, item in value.items() if name != "evidence"}
    return [_without_evidence(item) for item in value] if is_list(value) else value


def _pricing_on(offering: Mapping[str, Any], day: date) -> Any:
    """Return the cards in force on a day, or how else an offering is paid for, as plain data; ``None`` is unknown."""
    pricing = offering.get("pricing")
    if pricing is None or "periods" not in pricing:
        return None if pricing is None else pricing["kind"]
    started = [period for period in pricing["periods"] if period["effective"] <= day.isoformat()]
    return started[-1]["cards"] if started else None


def _stage_of(offering: Mapping[str, Any], day: date) -> Any:
    """Return the stage of an offering on a day, as plain data."""
    return to_plain(stage_on(from_plain(Lifecycle, offering.get("lifecycle", {})), day))


def _rentals_on(accelerator: Mapping[str, Any], day: date) -> Any:
    """Return the rentals of an accelerator that are known on a day, as plain data; ``None`` is unknown."""
    known = [rental for rental in accelerator.get("rentals", ()) if rental["effective"] <= day.isoformat()]
    return [_undated(rental) for rental in known] or None


def _undated(rental: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rental without the day it was seen and without its source."""
    return {name: value for name, value in rental.items() if name not in ("effective", "evidence")}


_DATED_FACTS: Mapping[str, Mapping[str, Callable[[Mapping[str, Any], date], Any]]] = {
    "offerings": {"pricing": _pricing_on, "lifecycle.stage": _stage_of},
    "accelerators": {"rentals": _rentals_on},
}
"""The facts of a record that depend on the day, and how to read them, by section."""


def _effect_of(path: str, before: Any, after: Any) -> Effect:
    """Return what it means that a price in force, a stage or a rental differs."""
    if path == "lifecycle.stage":
        return Effect.RETIRED if after == Stage.RETIRED else Effect.CORRECTED
    # A price is a list of cards: an empty one was withdrawn, and text names another way of paying.
    prices = [is_list(value) and bool(value) for value in (before, after)]
    return Effect.REPRICED if all(prices) else Effect.PRICED if any(prices) else Effect.CORRECTED
