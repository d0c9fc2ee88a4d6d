"""Ends: dates that catalogues print as one and aren't, and ids that stopped being offered."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.offerings import Offering, ProviderKind, Stage
from llm_selection.domain.prices import DateBasis, PriceSchedule
from registry_tools.merging.memory import same_offering
from registry_tools.upstream import models_dev
from registry_tools.upstream.listings import Family, Listing, Rejections
from registry_tools.upstream.models_dev import Removal
from registry_tools.upstream.providers import ListedProvider

__all__ = ["has_ended", "of_dead_ids", "removed_listings", "unpriced", "until_end", "without_promises"]

_PROMISE_A_YEAR = frozenset({"anthropic"})
"""Developers who state of a model that it retires "not sooner than" a year after its release."""
_SCHEDULE = "retirement"
"""In the address of a provider's own page of ends, whose day is believed whatever it is."""
_NEVER_IN_CODE = frozenset({ProviderKind.SUBSCRIPTION})
"""Kinds of providers whose ids a person picks in a program; no code names them."""
_LISTED_DAYS = 7
"""Days for which an id must have been listed; one that was removed sooner was usually a mistake."""
_NO_ID = ("%", " ")
"""Characters that no id has: a percent sign is of a file name that was taken for an id."""


def without_promises(
    rows: Iterable[Listing], provider: ListedProvider, model: str, released: date | None, rejections: Rejections
) -> list[Listing]:
    """
    Take an end away that is a year after the release of the *model* to the day, at a *provider* who didn't make it.

    Its developer promises that long at least, and other places' catalogues print the promise as an end. One that
    cites a page of retirements keeps its end.
    """
    developer = model.partition("/")[0]
    kept = []
    for row in rows:
        promised = (
            developer in _PROMISE_A_YEAR
            and provider.developer != developer
            and released is not None
            and row.retires is not None
            and _is_first_anniversary(row.retires, released)
            and _SCHEDULE not in (row.evidence.url or "")
        )
        if promised:
            rejections["litellm: end that is the developer's promise of a year"] += 1
        kept.append(replace(row, retires=None) if promised else row)
    return kept


def _is_first_anniversary(day: date, released: date) -> bool:
    """Say whether *day* is a year after *released*."""
    return (day.year - 1, day.month, day.day) == (released.year, released.month, released.day)


def has_ended(rows: Sequence[Listing], decision: Mapping[str, object], today: date) -> bool:
    """Say whether a catalogue, or a person who read one, dates an end that has passed."""
    days = [decision.get("retires"), *(row.retires for row in rows)]
    return any(isinstance(day, date) and day <= today for day in days)


def removed_listings(
    removed: Mapping[tuple[str, str], Removal], providers: Iterable[ListedProvider]
) -> Iterator[Listing]:
    """Yield what the repository of models.dev took out, as listings that are gone; slips of its own left out."""
    for provider in providers:
        if provider.kind in _NEVER_IN_CODE:
            continue
        for name in provider.models_dev:
            for (place, _), removal in sorted(removed.items()):
                if place == name and _was_an_id(removal):
                    yield Listing(
                        provider=provider.id,
                        native_id=removal.native_id,
                        family=Family.MODELS_DEV,
                        evidence=Evidence(source=models_dev.SOURCE, status=Status.REPORTED, as_of=removal.removed),
                        gone=True,
                    )


def _was_an_id(removal: Removal) -> bool:
    """Say whether a removed id was probably offered, rather than listed by mistake."""
    listed = removal.added is None or (removal.removed - removal.added).days >= _LISTED_DAYS
    return listed and not any(sign in removal.native_id for sign in _NO_ID)


def of_dead_ids(dead: Iterable[Offering], living: Iterable[Offering]) -> list[Offering]:
    """Return *dead* offerings without a price, those left out that are another spelling of a *living* or earlier one."""
    seen = {same_offering(offering) for offering in living}
    unrepeated = []
    for offering in dead:
        if same_offering(offering) not in seen:
            seen.add(same_offering(offering))
            unrepeated.append(unpriced(offering))
    return unrepeated


def until_end(offering: Offering, today: date) -> Offering:
    """
    Take away the prices of an ended offering that a catalogue was first seen to print after the end, and its stage.

    A day that somebody documents, or a change of the price, tells of an id that goes on under another model.
    """
    end = offering.lifecycle.retires
    if end is None or end > today:
        return offering
    if offering.lifecycle.stage is Stage.ACTIVE:
        # Who gives the end says so, not who called it active.
        shown = {name: item for name, item in offering.evidence.fields.items() if name != "lifecycle.stage"}
        offering = replace(
            offering,
            lifecycle=replace(offering.lifecycle, stage=Stage.RETIRED),
            evidence=replace(offering.evidence, fields=shown),
        )
    if not isinstance(offering.pricing, PriceSchedule):
        return offering
    periods = tuple(
        item for item in offering.pricing.periods if item.effective < end or item.basis is not DateBasis.FIRST_OBSERVED
    )
    return replace(offering, pricing=PriceSchedule(periods=periods)) if periods else unpriced(offering)


def unpriced(offering: Offering) -> Offering:
    """Remove the price of an offering, and its evidence."""
    shown = {name: item for name, item in offering.evidence.fields.items() if name != "pricing"}
    return replace(offering, pricing=None, evidence=replace(offering.evidence, fields=shown))
