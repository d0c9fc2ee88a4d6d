"""
Compare our prices of the labs' own APIs with model-prices', for every day on which either changes.

    registry-tools compare prices snapshot.json [--data DATA] [--shown 20]

model-prices follows the labs' own pages day by day. Each of its prices, by mode, context tier and kind of token, is
compared on the day it begins and on the day before the next; where ours differs, the period's own source is named.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from llm_selection.domain.identity import OfferingId
from llm_selection.domain.prices import Mode, PriceSchedule, RateCard
from llm_selection.registry import Registry, build
from registry_tools.arguments import command_parser
from registry_tools.merging.consensus import OUTPUT_OF_TEXT
from registry_tools.places import DATA
from registry_tools.upstream.model_prices import SOURCE, effective_day, spans
from registry_tools.upstream.providers import keys

__all__ = ["Difference", "compare", "main", "moments"]

_MODES = {"standard": Mode.STANDARD, "batch": Mode.BATCH, "fast": Mode.FAST}
_RATES = {"input": "input", "output": "output", "cache_read": "cache_read", "cache_write": "cache_write_5m"}
_TOLERANCE = Decimal("0.005")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    A rate that isn't the same in both.

    Attributes:
        ours: ``None`` where we have none.
        theirs: US dollars per million tokens.
        source: Who says ours; model-prices itself where our own rules read it differently.
    """

    offering: str
    day: date
    mode: str
    rate: str
    ours: Decimal | None
    theirs: Decimal
    source: str | None


def moments(prices: Mapping[str, Any], mode: str, *, until: date) -> Iterator[tuple[date, Any]]:
    """Yield the days to compare on, and the rates that model-prices has then; the last price of a day counts."""
    by_day: dict[date, Any] = {}
    for begin, rates in spans(prices.get(mode, ())):
        by_day[effective_day(begin, documented=rates["valid_from_basis"] == "documented")] = rates
    days = sorted(by_day)
    for index, day in enumerate(days):
        if day > until:
            continue
        yield day, by_day[day]
        last = (days[index + 1] if index + 1 < len(days) else until + timedelta(days=1)) - timedelta(days=1)
        if day < last <= until:
            yield last, by_day[day]


def compare(registry: Registry, snapshot: Mapping[str, Any]) -> tuple[int, list[Difference]]:
    """Return how many rates were compared, and those that differ."""
    until = date.fromisoformat(snapshot["updated_at"][:10])
    ours = {offering_id.lower(): offering_id for offering_id in registry.offerings}
    compared, found = 0, []
    for name, provider in sorted(keys("model_prices").items()):
        for native_id, prices in sorted(snapshot["prices"].get(name, {}).items()):
            offering_id = ours.get(f"{provider}/{native_id}".lower())
            if offering_id is None:
                continue
            offering = registry.offerings[OfferingId(offering_id)]
            pricing, end = offering.pricing, offering.lifecycle.retires
            # model-prices gives the price of images as that of the output, where a model has both.
            of_text = OUTPUT_OF_TEXT in (offering.evidence["pricing"].note or "")
            for mode in _MODES:
                for day, rates in moments(prices, mode, until=until):
                    if end is not None and day >= end:
                        # From here on, the id sells something else.
                        continue
                    period = pricing.in_force(day) if isinstance(pricing, PriceSchedule) else None
                    for rate, above, theirs in _rates(rates):
                        if not theirs or (of_text and rate == "output"):
                            continue
                        compared += 1
                        card = _card(period.cards if period else (), mode, above)
                        value = getattr(card, rate) if card else None
                        if value is None or abs(value - theirs) > _TOLERANCE * theirs:
                            source = period.evidence.source if period else None
                            found.append(
                                Difference(
                                    offering=offering_id,
                                    day=day,
                                    mode=mode,
                                    rate=f"{rate} above {above}" if above else rate,
                                    ours=value,
                                    theirs=theirs,
                                    source=source,
                                )
                            )
    return compared, found


def _rates(rates: Mapping[str, Any]) -> Iterator[tuple[str, int, Decimal]]:
    """Yield each rate by our name, the tokens above which it holds, and its value."""
    for tier in ({**rates, "above": 0}, *rates.get("tiers", ())):
        for rate, name in _RATES.items():
            if tier.get(rate) is not None:
                yield name, tier["above"], Decimal(str(tier[rate]))
    multiple = rates.get("cache_write_1h_multiple")
    if multiple is not None and rates.get("cache_write") is not None:
        yield "cache_write_1h", 0, Decimal(str(rates["input"])) * Decimal(str(multiple))


def _card(cards: Sequence[RateCard], mode: str, above: int) -> RateCard | None:
    """Return the card of a mode and tier; 199,999 and 200,000 are one tier."""
    return next(
        (
            card
            for card in cards
            if card.mode is _MODES[mode] and abs(card.above_prompt_tokens - above) <= 1 and not card.windows
        ),
        None,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison; 1 where a difference is nobody's newer word."""
    parser = command_parser("compare prices", __doc__)
    parser.add_argument("snapshot", type=Path, help="snapshot.json of model-prices")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--shown", type=int, default=20, help="differences shown of each kind")
    options = parser.parse_args(arguments)
    snapshot = json.loads(options.snapshot.read_text(encoding="utf-8"), parse_float=Decimal)
    compared, found = compare(build(options.data), snapshot)
    print(f"{compared} rates compared, {compared - len(found)} equal ({1 - len(found) / compared:.1%})")
    groups = Counter((item.mode, item.rate, "none" if item.ours is None else item.source or "none") for item in found)
    for (mode, rate, source), number in sorted(groups.items()):
        print(f"{number:5} {mode} {rate}, ours by {source}")
        some = [item for item in found if (item.mode, item.rate) == (mode, rate)]
        some = [item for item in some if ("none" if item.ours is None else item.source) == source]
        for item in some[: options.shown]:
            print(f"        {item.day} {item.offering}: {item.ours} against {item.theirs}")
    return 1 if any(item.source == SOURCE for item in found) else 0
