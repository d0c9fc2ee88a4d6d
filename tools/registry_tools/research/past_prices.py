"""
Measure of how many past prices the registry knows: of what LiteLLM priced on past days for our models.

    registry-tools compare past-prices [--data DATA] [--on DAY ...] [--shown 20]

LiteLLM's price of a day is that of the newest of the collected versions until then. A key joins to our models by the table of
names, and to an offering by provider and id; where the registry knows another price, the pair is shown, the farthest first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

from llm_selection.domain.identity import OfferingId
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import PricePeriod, PriceSchedule
from llm_selection.registry import Registry, build
from registry_tools.arguments import command_parser
from registry_tools.merging import model_names
from registry_tools.merging.offerings import past_by_offering
from registry_tools.merging.past_prices import base_price, same_price
from registry_tools.places import DATA, INPUTS
from registry_tools.upstream import litellm
from registry_tools.upstream.past_prices import PAST_PRICES, SOURCES, PastPrice, read_past_prices
from registry_tools.upstream.providers import PROVIDERS

__all__ = ["Known", "main", "measure"]

_DAYS = (date(2025, 8, 15), date(2025, 11, 30), date(2026, 4, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """
    What the registry knows of LiteLLM's prices of a day.

    Attributes:
        day: The day.
        joined: LiteLLM's keys that had a price and mean one of our models.
        listed: Of these, those whose id is an offering of ours.
        elsewhere: Of the others, those of a model that the same provider offers under an id of ours.
        unknown: Offerings of listed keys without a known price.
        independent: How many of the known prices aren't from LiteLLM's own older versions.
        others: Those of these that differ from LiteLLM's, the farthest first.
    """

    day: date
    joined: int
    listed: int
    elsewhere: int
    unknown: tuple[str, ...]
    independent: int
    others: tuple[str, ...]

    @property
    def priced(self) -> int:
        """How many listed keys have a known price."""
        return self.listed - len(self.unknown)


def measure(registry: Registry, prices: Iterable[PastPrice], names: model_names.Names, day: date) -> Known:
    """Join LiteLLM's prices of a day, and look each up."""
    labs = {provider.id: provider.developer for provider in PROVIDERS}
    offered = {(offering.provider, offering.model) for offering in registry.offerings.values()}
    joined: list[PastPrice] = []
    models: dict[str, str] = {}
    for price in prices:
        if price.catalogue == litellm.SOURCE and price.holds_on(day):
            own = labs.get(price.provider)
            found = model_names.resolve(price.provider, price.native_id, names, own_developer=own)
            if isinstance(found, model_names.Resolved) and found.model in registry.models:
                joined.append(price)
                models[price.key] = found.model
    by_offering = past_by_offering(joined, registry.offerings.values())
    listed = {price.key for each in by_offering.values() for price in each}
    unlisted = [price for price in joined if price.key not in listed]
    unknown: list[str] = []
    others: list[tuple[Decimal, str]] = []
    independent = 0
    for key, each in sorted(by_offering.items()):
        period = _period_on(registry.offerings[OfferingId(key)], day)
        for price in each:
            if period is None:
                unknown.append(key)
                continue
            independent += period.evidence.source != SOURCES[litellm.SOURCE]
            if not same_price(period.cards, price.cards):
                others.append(_difference(key, period, price))
    return Known(
        day=day,
        joined=len(joined),
        listed=len(listed),
        elsewhere=sum((price.provider, models[price.key]) in offered for price in unlisted),
        unknown=tuple(unknown),
        independent=independent,
        others=tuple(line for _, line in sorted(others, reverse=True)),
    )


def _period_on(offering: Offering, day: date) -> PricePeriod | None:
    """Return the price that is known of a day."""
    period = offering.pricing.in_force(day) if isinstance(offering.pricing, PriceSchedule) else None
    return period if period is not None and period.cards else None


def _difference(key: str, period: PricePeriod, price: PastPrice) -> tuple[Decimal, str]:
    """Return how many times the prices differ, and both."""
    ours, theirs = base_price(period.cards), base_price(price.cards)
    pairs = [(one, other) for one, other in zip(ours, theirs, strict=True) if one and other]
    times = max((max(pair) / min(pair) for pair in pairs), default=Decimal(1))
    words = " and ".join(f"{pair[0]}, {pair[1]}" for pair in (ours, theirs))
    return times, f"{key}: {words} by LiteLLM {price.version}; ours by {period.evidence.source}"


def _share(found: Known) -> str:
    """Return the share of listed keys with a known price."""
    return f"{found.priced / found.listed:.1%}" if found.listed else "–"


def _table(found: Sequence[Known]) -> str:
    """Return the counts as a table."""
    head = "| day | its prices of our models | ids that we list | known | share | known from elsewhere | there another price |"
    rows = [
        f"| {each.day} | {each.joined:,} | {each.listed:,} | {each.priced:,} | {_share(each)} | "
        f"{each.independent:,} | {len(each.others)} |"
        for each in found
    ]
    return "\n".join([head, "| --- | ---: | ---: | ---: | ---: | ---: | ---: |", *rows])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts, and what isn't known or differs."""
    parser = command_parser("compare past-prices", __doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--on", type=date.fromisoformat, nargs="+", default=_DAYS, help="days to look at")
    parser.add_argument("--shown", type=int, default=20, help="lines shown of each kind")
    options = parser.parse_args(arguments)
    registry, prices = build(options.data), read_past_prices(PAST_PRICES)
    names = model_names.read_names(INPUTS / "names.csv")
    found = [measure(registry, prices, names, day) for day in options.on]
    print(_table(found))
    for each in found:
        unlisted = each.joined - each.listed
        print(
            f"\n{each.day}: {unlisted} ids aren't ours, {each.elsewhere} of them of a model that we list at the provider"
        )
        print("\n".join([f"unknown: {len(each.unknown)}", *(f"  {key}" for key in each.unknown[: options.shown])]))
        print("\n".join([f"other: {len(each.others)}", *(f"  {line}" for line in each.others[: options.shown])]))
    return 0
