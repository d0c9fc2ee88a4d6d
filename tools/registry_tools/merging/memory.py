"""
What was known stays: offerings, prices and ends of the data before, beside what the catalogues list now.

A refresh changes no answer about a past day. So what a price was until the data before stays as it stood, whatever dates a
catalogue gives it now; another price begins a period on the day it was read; and what no catalogue lists any more ended on
that day.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from llm_selection._foundation.gate import check
from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.identity import Library, ModelId
from llm_selection.domain.models import Capabilities, Limits
from llm_selection.domain.offerings import Lifecycle, Offering, Stage, names_successor
from llm_selection.domain.prices import DateBasis, PricePeriod, PriceSchedule, Pricing
from registry_tools.checks.plausibility import spelling
from registry_tools.toml_files import read_toml

__all__ = ["GONE", "first_known_prices", "read_offerings", "remembered", "same_offering", "with_past_prices"]

GONE = "no catalogue lists it any more"
"""The note of an end that nobody announced."""

_UNDATED = ("input", "output", "limits", "capabilities")
"""Facts of an offering that are as known today, on past days too."""
_LIFE = ("stage", "available", "deprecated", "retires", "successor")
"""What there is of the life of an offering, each with evidence of its own."""
_UNSOLD = "no catalogue gives a price any more"


def read_offerings(folder: Path) -> list[Offering]:
    """Read the offerings of ``data`` as they stand, by provider and id."""
    return [
        check(Offering, {**record, "id": f"{path.stem}/{native_id}"}, where=path.name)
        for path in sorted((folder / "offerings").glob("*.toml"))
        for native_id, record in read_toml(path).items()
    ]


def first_known_prices(offerings: Iterable[Offering]) -> dict[ModelId, date]:
    """Return the first day of which a price of each model is known; of ids that may have meant another model none counts."""
    days: dict[ModelId, date] = {}
    for each in offerings:
        if isinstance(each.pricing, PriceSchedule) and not each.moving:
            days[each.model] = min(each.pricing.periods[0].effective, days.get(each.model, date.max))
    return days


def same_offering(offering: Offering) -> tuple[object, ...]:
    """Return a key that two spellings of one offering share."""
    return offering.provider, offering.model, offering.variant, offering.region_scope, spelling(offering.native_id)


def remembered(
    before: Iterable[Offering],
    now: Iterable[Offering],
    is_listed: Callable[[Offering], bool],
    *,
    until: date,
    read: date,
) -> list[Offering]:
    """
    Return the offerings of *now* with what was known of them, and those that only *before* had.

    Args:
        before: The offerings of the data before.
        now: What the catalogues make of them now.
        is_listed: Whether a catalogue still lists an offering that *now* lacks: as what it was, or under another reading.
        until: The day of the data before.
        read: The day on which the catalogues were read.
    """
    found = {offering.id: offering for offering in now}
    spelled = {same_offering(offering): offering.id for offering in found.values()}
    for old in before:
        place = old.id if old.id in found else spelled.get(same_offering(old))
        if place is None:
            found[old.id] = old if is_listed(old) else gone(old, read)
        else:
            new = _with_past(old, found[place], until=until, read=read)
            if place != old.id:
                # Under the id that it had, and that libraries call it by, whatever spelling of it a catalogue has now.
                del found[place]
                named: dict[Library, str] = {**new.ids, **old.ids}
                if Library.MODELS_DEV in new.ids:
                    named[Library.MODELS_DEV] = new.ids[Library.MODELS_DEV]
                new = replace(new, id=old.id, ids=named)
            found[old.id] = new
        spelled[same_offering(old)] = old.id
    return list(found.values())


def _with_past(old: Offering, new: Offering, *, until: date, read: date) -> Offering:
    """Return an offering as it is now, with its past prices and its ends."""
    lifecycle = _with_ends(old, new, read)
    has_ended = lifecycle.retires is not None and lifecycle.retires <= read
    if new.pricing is None and has_ended:
        pricing = old.pricing
    else:
        pricing = with_past_prices(old.pricing, new.pricing, until=until, read=read)
    new = _with_undated(old, new)
    shown = dict(new.evidence.fields)
    for name, same in (("pricing", pricing == new.pricing), ("lifecycle", lifecycle == new.lifecycle)):
        if not same and name in old.evidence.fields:
            shown.setdefault(name, old.evidence.fields[name])
    for name in _LIFE:
        value = getattr(lifecycle, name)
        known, place = old.evidence[f"lifecycle.{name}"], f"lifecycle.{name}"
        if value not in (None, getattr(new.lifecycle, name)) and value == getattr(old.lifecycle, name):
            shown.pop(place, None)
            if known != shown.get("lifecycle"):
                shown[place] = known
    return replace(new, pricing=pricing, lifecycle=lifecycle, evidence=replace(new.evidence, fields=shown))


def _with_undated(old: Offering, new: Offering) -> Offering:
    """Return an offering with the facts that have no day: what nobody speaks of any more stays as it was last said."""
    silent = [name for name in _UNDATED if _says_nothing(getattr(new, name)) and not _says_nothing(getattr(old, name))]
    shown = {key: item for key, item in old.evidence.fields.items() if key.partition(".")[0] in silent}
    # Where a fact rested on the whole record, its evidence is what that record was then.
    shown |= {
        name: old.evidence.record for name in silent if name not in shown and new.evidence.record != old.evidence.record
    }
    return replace(
        new,
        **{name: getattr(old, name) for name in silent},
        evidence=replace(new.evidence, fields={**new.evidence.fields, **shown}),
    )


def _says_nothing(fact: object) -> bool:
    """Say whether nothing is known of a fact; that a cache has a price says nothing of the rest."""
    if isinstance(fact, Capabilities):
        fact = replace(fact, prompt_caching=None)
    return fact is None or fact in (Limits(), Capabilities())


def _with_ends(old: Offering, new: Offering, read: date) -> Lifecycle:
    """
    Return what is known of its life now, with the days that only the data before has; one that is listed again lives.

    A deprecation or an end that is new and has no day began on the day it was read. The day of an end that has passed
    stays where its provider documents it and who says otherwise now doesn't.
    """
    past, now = old.lifecycle, new.lifecycle
    shown = old.evidence.fields.get("lifecycle")
    if shown is not None and shown.note == GONE:
        return now
    began = read if now.stage is not past.stage else None
    retires = now.retires or past.retires or (began if now.stage is Stage.RETIRED else None)
    has_passed = past.retires is not None and past.retires <= read
    if has_passed and _is_documented(old) and not _is_documented(new):
        retires = past.retires
    return replace(
        now,
        stage=now.stage or past.stage,
        available=now.available or past.available,
        deprecated=now.deprecated or past.deprecated or (began if now.stage is Stage.DEPRECATED else None),
        retires=retires,
        # What followed by the line is derived anew.
        successor=now.successor or (past.successor if names_successor(old) else None),
    )


def _is_documented(offering: Offering) -> bool:
    """Say whether the day of an end is documented."""
    return offering.evidence["lifecycle.retires"].status is Status.DOCUMENTED


def gone(offering: Offering, read: date) -> Offering:
    """Return an offering that ended on the day on which no catalogue listed it, unless an earlier end is known."""
    end = offering.lifecycle.retires
    if end is not None and end <= read:
        return offering
    shown = Evidence(source=offering.evidence.record.source, status=Status.DERIVED, as_of=read, note=GONE)
    return replace(
        offering,
        lifecycle=replace(offering.lifecycle, stage=Stage.RETIRED, retires=read),
        evidence=replace(offering.evidence, fields={**offering.evidence.fields, "lifecycle": shown}),
    )


def with_past_prices(old: Pricing | None, new: Pricing | None, *, until: date, read: date) -> Pricing | None:
    """
    Return the prices: to *until* as they stood, from then on as they are now.

    A price that was in force and is the same now keeps its day, whatever day a catalogue gives it. One that is another, of
    a day that has been answered about, begins on *read*; of that day itself the newest reading counts. Where no price was
    known, what is known now of the past counts.
    """
    until = min(until, read - timedelta(days=1))
    if not isinstance(old, PriceSchedule):
        return new
    last = old.in_force(until)
    if last is None:
        return old if new is None else new
    kept = [each for each in old.periods if each.effective <= until]
    if not isinstance(new, PriceSchedule):
        return PriceSchedule(periods=(*kept, _withdrawn(last, read))) if last.cards else old
    now = [each for each in (new.in_force(until), *(one for one in new.periods if one.effective > until)) if each]
    while now and now[0].cards == last.cards:
        # The same price, whatever day it is given now; read anew, it is as sure as its newest reading.
        kept[-1] = replace(kept[-1], evidence=max(kept[-1].evidence, now[0].evidence, key=lambda shown: shown.as_of))
        now = now[1:]
    if now and now[0].effective <= until:
        # Another price of days that have been answered about: it counts from when it was read, or gives way to a later one.
        overtaken = len(now) > 1 and now[1].effective <= read
        now = now[1:] if overtaken else [replace(now[0], effective=read, basis=DateBasis.FIRST_OBSERVED), *now[1:]]
    before = [each for each in new.periods if each.effective < kept[0].effective]
    return PriceSchedule(periods=(*before, *kept, *now))


def _withdrawn(last: PricePeriod, day: date) -> PricePeriod:
    """Return a period without a price, from the day on which no catalogue gave one."""
    shown = replace(last.evidence, status=Status.DERIVED, as_of=day, url=None, note=_UNSOLD)
    return PricePeriod(effective=day, basis=DateBasis.FIRST_OBSERVED, cards=(), evidence=shown)
