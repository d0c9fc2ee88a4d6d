"""
Staleness: how old the evidence for each kind of fact may be, and where it is older.

Facts age at different speeds, so each kind has a limit of its own, in days, with the reason beside it. Two were measured on the
history of models.dev's repository from June 2025 to July 2026: how many of the prices of one day were others so many
days later, and how many of the ids were gone.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from llm_selection.domain.evidence import Evidence
from llm_selection.domain.models import Capabilities, Limits
from llm_selection.domain.offerings import Lifecycle, Offering, ProviderKind, Stage, stage_on
from llm_selection.domain.prices import PriceSchedule
from llm_selection.registry import Registry

__all__ = [
    "AGGREGATOR_PRICE_DAYS",
    "CAPABILITIES_DAYS",
    "LICENSE_DAYS",
    "LIFECYCLE_DAYS",
    "LIMITS_DAYS",
    "PRICE_DAYS",
    "PRICE_DUE_DAYS",
    "RESULTS_DAYS",
    "Aged",
    "live",
    "old_licenses",
    "old_prices",
    "old_results",
    "unread",
]

PRICE_DAYS = 120
"""
Beyond it a price of an active offering is an error.

At developers and hosts 4.1 % of the prices had changed after 120 days, 5.4 % after 180: this keeps fewer than one in twenty wrong.
"""
PRICE_DUE_DAYS = 90
"""Beyond it a catalogue should be read again, or replaced: a month is left until its prices are errors; 3.6 % had changed."""
AGGREGATOR_PRICE_DAYS = 30
"""
Beyond it an aggregator's price should be read again: it follows the cheapest host, and 7.1 % had changed after 30 days.

No error, since aggregators take no part in an answer unless they are asked for.
"""
LIFECYCLE_DAYS = 60
"""Beyond it an end can have been announced and have come unseen: 7.7 % of the ids had left the catalogue after 60 days."""
LIMITS_DAYS = 180
"""A window belongs to the model and hardly changes; a host's cap does, and long-context trials end. Judged, not measured."""
CAPABILITIES_DAYS = 180
"""As limits: what a host's API can do grows by the quarter, and what is missing here is unknown or false too long."""
LICENSE_DAYS = 365
"""A license has versions and its text stays; vendors change their terms of service about once a year. Judged."""
RESULTS_DAYS = 180
"""
What was measured stays true, but the collection knows nothing newer.

Of the models here with a known day, one in five was released in the 180 days before November 2026.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aged:
    """
    A kind of fact of an offering, and when its catalogue should be read again.

    Attributes:
        field: The field of an offering.
        days: Age of the evidence beyond which it should.
        only: The kind of provider it is about; ``None`` all but aggregators' prices.
    """

    field: str
    days: int
    only: ProviderKind | None = None


_AGED = (
    Aged(field="pricing", days=PRICE_DUE_DAYS),
    Aged(field="pricing", days=AGGREGATOR_PRICE_DAYS, only=ProviderKind.AGGREGATOR),
    Aged(field="lifecycle", days=LIFECYCLE_DAYS),
    Aged(field="limits", days=LIMITS_DAYS),
    Aged(field="capabilities", days=CAPABILITIES_DAYS),
)


def live(registry: Registry, on: date) -> Iterator[Offering]:
    """Yield the offerings that answer on a day, as far as is known."""
    for offering in registry.offerings.values():
        if stage_on(offering.lifecycle, on) in (None, Stage.ACTIVE, Stage.PREVIEW):
            yield offering


def old_prices(registry: Registry, on: date) -> Iterator[str]:
    """Yield active offerings whose price was read too long ago to be published."""
    for offering in live(registry, on):
        if isinstance(offering.pricing, PriceSchedule):
            seen = offering.evidence["pricing"]
            if (on - seen.as_of).days > PRICE_DAYS:
                yield f"{offering.id}: {seen.source} of {seen.as_of}"


def unread(registry: Registry, on: date) -> Mapping[Aged, tuple[str, ...]]:
    """Return, by kind of fact, the readings of catalogues that are due again and how many active offerings rest on them."""
    found: dict[Aged, Counter[tuple[str, date]]] = {aged: Counter() for aged in _AGED}
    for offering in live(registry, on):
        kind = registry.providers[offering.provider].kind
        for aged in _AGED:
            if _concerns(aged, kind) and (seen := _seen(offering, aged.field)) and (on - seen.as_of).days > aged.days:
                found[aged][seen.source, seen.as_of] += 1
    return {
        aged: tuple(f"{source} of {day}: {number:,} offerings" for (source, day), number in sorted(readings.items()))
        for aged, readings in found.items()
    }


def _concerns(aged: Aged, kind: ProviderKind) -> bool:
    """Say whether a limit is about this kind of provider."""
    if aged.only is not None:
        return kind is aged.only
    return aged.field != "pricing" or kind is not ProviderKind.AGGREGATOR


def _seen(offering: Offering, field: str) -> Evidence | None:
    """Return the oldest evidence of a field that holds something, or of a part of it."""
    if getattr(offering, field) in (None, Lifecycle(), Limits(), Capabilities()):
        return None
    parts = [item for name, item in offering.evidence.fields.items() if name.startswith(f"{field}.")]
    return min((offering.evidence[field], *parts), key=lambda item: item.as_of)


def old_licenses(registry: Registry, on: date) -> Iterator[str]:
    """Yield licenses whose terms should be read again."""
    for terms in registry.licenses.values():
        seen = terms.evidence.record
        if (on - seen.as_of).days > LICENSE_DAYS:
            yield f"{terms.id}: {seen.source} of {seen.as_of}"


def old_results(registry: Registry, on: date) -> Iterator[str]:
    """Yield collections of results that should be read again, and how many results rest on them."""
    numbers = Counter(result.source for results in registry.results.values() for result in results)
    for key, number in sorted(numbers.items()):
        read = registry.sources[key].retrieved
        if (on - read).days > RESULTS_DAYS:
            yield f"{key} of {read}: {number:,} results"
