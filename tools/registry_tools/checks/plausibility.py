"""Facts of offerings and accelerators that can't be true, or that a person should look at: places in a registry, one rule a function."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter
from statistics import median, quantiles

from llm_selection.domain.evidence import Agreement, Evidence
from llm_selection.domain.hardware import Precision
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.models import Capabilities, Limits
from llm_selection.domain.offerings import Offering, Stage, names_successor
from llm_selection.domain.prices import DateBasis, Mode, PricePeriod, PriceSchedule, RateCard
from llm_selection.registry import Registry
from registry_tools.upstream.listings import ABSURD_WINDOW, DEAREST

__all__ = [
    "JUMP",
    "LONE",
    "SLIP",
    "above_the_cap",
    "absurd_windows",
    "base_card",
    "duplicates",
    "ended_without_a_day",
    "foreseen_prices",
    "inputs_above_outputs",
    "inputs_beyond_the_window",
    "jumps",
    "later_evidence",
    "misderived_successors",
    "misread_ids",
    "outputs_beyond_the_window",
    "short_successors",
    "slipped",
    "slips",
    "spelling",
    "split_facts",
    "split_outputs",
    "suspect_ids",
    "unknown_successors",
    "unsourced_ids",
    "wrong_rates",
    "zero_rates",
]

SLIP = 100
"""
Times by which a price can't differ from its neighbours: the same model elsewhere, or the price before it.

Between sellers of one model the largest ratio that was no slip was 27 in November 2026, a router's discount; OpenRouter's
cheapest route once moved by 75 in two weeks. A price a thousand times off is one per thousand tokens, or in another unit.
"""
JUMP = 10
"""Times by which a price can differ from its neighbours, but a person should know why."""

LONE = 4
"""
Times by which a price that one catalogue alone gives can't be below the cheaper quarter of the model's other prices.

It may be a bargain; with nobody to confirm it, it is more often another model's price, or an old one, and it would win
every ranking by cost. One far above the others harms nobody.
"""

SUSPECT = Decimal("1.5")
"""
Times by which the price of a fixed id may change before a person should look whether it is still that model.

Where aliases of Mistral and DeepSeek are known to have moved, their prices changed by 1.5 to 4; half of the changes at
fixed ids were of 1.15 or less, Bedrock's regions above all (November 2026).
"""

_NARROWING = (Precision.FP32, Precision.BF16, Precision.FP8, Precision.FP4)
"""Floating-point formats, each at least as fast as the one before."""

_PAIR = 2
_ENOUGH = 4
"""Prices of a model, the doubted one included, from which on their middle says something."""
_RATES = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h")
_DAY = re.compile(r"20\d\d-\d\d-\d\d|20\d{6}")
_VERSION = re.compile(r"(-v1)?(:0)?$")
"""How Bedrock ends the ids of a first version; catalogues write all of it, half of it or none."""


def spelling(native_id: str) -> str:
    """
    Reduce the spellings of one native id to one.

    Two ids that differ in a date, a size or another word of serving are two ids.

    >>> spelling("Claude-Opus-5@default") == spelling("claude-opus-5")
    True
    >>> spelling("anthropic.claude-opus-4-8-v1:0") == spelling("anthropic.claude-opus-4.8")
    True
    """
    text = native_id.lower().removeprefix("models/").removesuffix("@default")
    return re.sub(r"[._@]", "-", _VERSION.sub("", text))


def duplicates(registry: Registry) -> Iterator[str]:
    """Yield ids of one provider that are one offering under two spellings: same model, variant, region and words."""
    found: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for offering in registry.offerings.values():
        place = (offering.provider, offering.model, offering.variant, offering.region_scope)
        found[*place, spelling(offering.native_id)].append(offering.id)
    yield from (" and ".join(ids) for ids in found.values() if len(ids) > 1)


# Limits


def outputs_beyond_the_window(registry: Registry) -> Iterator[str]:
    """Yield offerings whose largest output is as long as the window, or longer: with a prompt it can't be had."""
    for offering in registry.offerings.values():
        window, largest = offering.limits.context_tokens, offering.limits.max_output_tokens
        if window and largest and largest >= window:
            yield f"{offering.id}: {largest:,} of {window:,}"


def inputs_beyond_the_window(registry: Registry) -> Iterator[str]:
    """Yield offerings whose largest input is longer than the window."""
    for offering in registry.offerings.values():
        window, largest = offering.limits.context_tokens, offering.limits.max_input_tokens
        if window and largest and largest > window:
            yield f"{offering.id}: {largest:,} of {window:,}"


def absurd_windows(registry: Registry) -> Iterator[str]:
    """Yield limits that nobody has; that they are above zero, the gate has checked."""
    for offering in registry.offerings.values():
        for spec in fields(Limits):
            value = getattr(offering.limits, spec.name)
            if value is not None and value >= ABSURD_WINDOW:
                yield f"{offering.id}: {spec.name} {value:,}"


# Prices


def zero_rates(registry: Registry) -> Iterator[str]:
    """Yield prices of zero: catalogues write it for a plan, a trial or a gap, and it would win every ranking."""
    for offering, period, card in _cards(registry):
        yield from (f"{offering.id} from {period.effective}: {name} 0" for name in _RATES if getattr(card, name) == 0)


def above_the_cap(registry: Registry) -> Iterator[str]:
    """Yield prices above what any text model ever cost."""
    for offering, period, card in _cards(registry):
        for name in _RATES:
            value = getattr(card, name)
            if value is not None and value > DEAREST:
                yield f"{offering.id} from {period.effective}: {name} {value}"


def inputs_above_outputs(registry: Registry) -> Iterator[str]:
    """Yield prices, of any day, whose input costs more than the output: hardly what a provider meant."""
    for offering, period, card in _cards(registry):
        if card.input is not None and card.output is not None and card.input > card.output:
            yield f"{offering.id} from {period.effective}: input {card.input}, output {card.output}"


def slips(registry: Registry) -> Iterator[str]:
    """Yield prices that differ from their neighbours by powers of ten."""
    yield from _apart(registry, SLIP)


def jumps(registry: Registry) -> Iterator[str]:
    """Yield prices that differ much from their neighbours, slips not repeated."""
    known = set(slips(registry))
    yield from (place for place in _apart(registry, JUMP) if place not in known)


def slipped(offerings: Sequence[Offering], on: date, own: Collection[str]) -> frozenset[str]:
    """
    Return the ids of offerings whose price on a day is a slip, or stands alone, for an import to leave it out.

    Of two prices for a model the one at the developer's *own* API counts; where neither is, nobody can say which is
    off: both stay, and the check tells.
    """
    priced: dict[str, str] = {offering.id: offering.model for offering, _ in _base_cards(offerings, on)}
    measured = {model for key, model in priced.items() if key in own}
    apart = {
        item.id
        for item, _, _, others in _beside(offerings, on, SLIP)
        if len(others) > 1 or (item.id not in own and item.model in measured)
    }
    lone = {
        item.id
        for item, _, price, others in _beside(offerings, on, LONE)
        if len(others) >= _ENOUGH
        and price * LONE < _cheaper_quarter(others, price)
        and item.id not in own
        and item.evidence["pricing"].agreement is Agreement.SINGLE
    }
    return frozenset(apart | lone)


def _cheaper_quarter(prices: Sequence[Decimal], doubted: Decimal) -> Decimal:
    """Return the price below which a quarter of the others lie."""
    others = list(prices)
    others.remove(doubted)
    return quantiles(others, n=4)[0]


def _apart(registry: Registry, times: int) -> Iterator[str]:
    """Yield base prices more than so many *times* above or below their neighbours."""
    for offering, name, price, others in _beside(registry.offerings.values(), registry.date, times):
        yield f"{offering.id}: {name} {price}, elsewhere {median(others)}"
    for offering in registry.offerings.values():
        for name in ("input", "output"):
            for before, after in _changes(offering, name):
                if _differ(before, after, times):
                    yield f"{offering.id}: {name} {before}, then {after}"


def _beside(
    offerings: Iterable[Offering], on: date, times: int
) -> Iterator[tuple[Offering, str, Decimal, Sequence[Decimal]]]:
    """Yield base prices so many *times* off those of the same model elsewhere, with these."""
    by_model: dict[str, list[tuple[Offering, RateCard]]] = defaultdict(list)
    for offering, card in _base_cards(offerings, on):
        by_model[offering.model].append((offering, card))
    for members in by_model.values():
        for name in ("input", "output"):
            priced = [(offering, price) for offering, card in members if (price := getattr(card, name))]
            every = [price for _, price in priced]
            for offering, price in priced:
                # Among more than two, one that is off mustn't accuse the others.
                others = every if len(every) > _PAIR else [other for one, other in priced if one is not offering]
                if others and _differ(price, median(others), times):
                    yield offering, name, price, others


def _changes(offering: Offering, name: str, until: date = date.max) -> Iterator[tuple[Decimal, Decimal]]:
    """Yield each base price with the one that followed it, of those in force by a day."""
    periods = offering.pricing.periods if isinstance(offering.pricing, PriceSchedule) else ()
    cards = [card for period in periods if period.effective <= until and (card := base_card(period.cards)) is not None]
    prices = [price for card in cards if (price := getattr(card, name))]
    yield from pairwise(prices)


def _differ(one: Decimal, other: Decimal, times: int) -> bool:
    """Say whether one of two prices is more than so many *times* the other."""
    return max(one, other) > times * min(one, other)


# Ids


def unsourced_ids(registry: Registry) -> Iterator[str]:
    """Yield offerings whose id is said to move, or not to, without evidence of its own."""
    for offering in registry.offerings.values():
        if offering.moving is not None and "moving" not in offering.evidence.fields:
            yield offering.id


def misread_ids(registry: Registry) -> Iterator[str]:
    """
    Yield ids that say latest and are called fixed, and ids with a developer's day that are called moving.

    Dates without a year name checkpoints, which hosts do redirect.
    """
    for offering in registry.offerings.values():
        native_id = offering.native_id.lower()
        if offering.moving is False and native_id.endswith("-latest"):
            yield f"{offering.id}: fixed"
        if offering.moving and _DAY.search(native_id):
            yield f"{offering.id}: moving"


def split_outputs(registry: Registry) -> Iterator[str]:
    """Yield snapshots that give other kinds of output than their moving alias, which no evidence calls disputed."""
    yield from _split(registry, ("output",))


def split_facts(registry: Registry) -> Iterator[str]:
    """Yield snapshots whose input, limits or capabilities are others than their moving alias's, in silence."""
    groups = (("limits", Limits), ("capabilities", Capabilities))
    yield from _split(registry, ("input", *(f"{name}.{spec.name}" for name, kind in groups for spec in fields(kind))))


def _split(registry: Registry, names: Sequence[str]) -> Iterator[str]:
    """Yield snapshots that differ from the moving alias of the same model, provider, variant and region."""
    places: dict[tuple[object, ...], list[Offering]] = defaultdict(list)
    for offering in registry.offerings.values():
        place = (offering.provider, offering.model, offering.variant, offering.region_scope)
        places[place].append(offering)
    for found in places.values():
        for alias in (item for item in found if item.moving):
            for snapshot in (item for item in found if item.moving is False):
                split = [name for name in names if _is_split(alias, snapshot, name)]
                if split:
                    yield f"{snapshot.id}: {', '.join(split)}, by {alias.id}"


def _is_split(one: Offering, other: Offering, name: str) -> bool:
    """Say whether both offerings know a fact, differ, and neither is on record as disputed."""
    read = attrgetter(name)
    silent = all(item.evidence[name].agreement is not Agreement.DISPUTED for item in (one, other))
    return silent and None not in (read(one), read(other)) and read(one) != read(other)


def suspect_ids(registry: Registry) -> Iterator[str]:
    """Yield fixed ids whose price changed by so much that another model may answer; announced prices don't count."""
    for offering in registry.offerings.values():
        if offering.moving is False:
            for name in ("input", "output"):
                for before, after in _changes(offering, name, registry.date):
                    if max(before, after) >= SUSPECT * min(before, after):
                        yield f"{offering.id}: {name} {before}, then {after}"


# Time


def later_evidence(registry: Registry) -> Iterator[str]:
    """Yield evidence newer than the data: nobody can have read it."""
    for offering in registry.offerings.values():
        if any(item.as_of > registry.date for item in _evidence(offering)):
            yield offering.id
    for accelerator in registry.accelerators.values():
        own = (accelerator.evidence.record, *accelerator.evidence.fields.values())
        if any(item.as_of > registry.date for item in (*own, *(rental.evidence for rental in accelerator.rentals))):
            yield accelerator.id


def wrong_rates(registry: Registry) -> Iterator[str]:
    """Yield operation rates of an accelerator that are below that of a wider format: one of them is of something else."""
    for accelerator in registry.accelerators.values():
        known = [(name, accelerator.flops[name]) for name in _NARROWING if name in accelerator.flops]
        for (wider, more), (narrower, less) in pairwise(known):
            if less < more:
                yield f"{accelerator.id}: {narrower} below {wider}"


def foreseen_prices(registry: Registry) -> Iterator[str]:
    """Yield prices from a day to come that somebody claims to have seen; an announced one is documented."""
    for offering, period in _periods(registry):
        if period.effective > registry.date and period.basis is not DateBasis.DOCUMENTED:
            yield f"{offering.id} from {period.effective}"


def ended_without_a_day(registry: Registry) -> Iterator[str]:
    """Yield offerings that are retired and nobody says since when: they would be so on every day of the past."""
    for offering in registry.offerings.values():
        if offering.lifecycle.stage is Stage.RETIRED and offering.lifecycle.retires is None:
            yield offering.id


def unknown_successors(registry: Registry) -> Iterator[str]:
    """Yield successors that are neither a model nor an offering of the same provider."""
    known: set[str] = {*registry.models, *registry.offerings}
    for offering in registry.offerings.values():
        successor = offering.lifecycle.successor
        if successor is not None and not known & {successor, f"{offering.provider}/{successor}"}:
            yield f"{offering.id}: {successor}"


def short_successors(registry: Registry) -> Iterator[str]:
    """Yield successors that providers name and that end before what they succeed."""
    for offering in registry.offerings.values():
        heir, end = _heir(registry, offering), offering.lifecycle.retires
        if names_successor(offering) and heir is not None and _ends_before(heir, end):
            yield f"{offering.id}, {end}: {heir.native_id}, {heir.lifecycle.retires}"


def misderived_successors(registry: Registry) -> Iterator[str]:
    """Yield successors that follow by a rule and aren't offered there, or the same model elsewhere, beyond the end of what they succeed."""
    for offering in registry.offerings.values():
        successor = offering.lifecycle.successor
        if successor is None or names_successor(offering):
            continue
        heirs = [heir] if (heir := _heir(registry, offering)) else []
        if successor == offering.model:
            heirs = [each for each in registry.offerings_of(offering.model) if each.provider != offering.provider]
        if not any(_goes_on(heir, offering.lifecycle.retires) for heir in heirs):
            yield f"{offering.id}: {successor}"


def _heir(registry: Registry, offering: Offering) -> Offering | None:
    """Return the successor of an offering at the same provider, if it is known."""
    return registry.offerings.get(OfferingId(f"{offering.provider}/{offering.lifecycle.successor}"))


def _goes_on(offering: Offering, day: date | None) -> bool:
    """Say whether an offering isn't known to end by a day."""
    return offering.lifecycle.retires != day and not _ends_before(offering, day)


def _ends_before(offering: Offering, day: date | None) -> bool:
    """Say whether an offering is known to end before a day."""
    return day is not None and offering.lifecycle.retires is not None and offering.lifecycle.retires < day


def _evidence(offering: Offering) -> Iterable[Evidence]:
    """Return all evidence of an offering, that of its prices too."""
    periods = offering.pricing.periods if isinstance(offering.pricing, PriceSchedule) else ()
    return (offering.evidence.record, *offering.evidence.fields.values(), *(period.evidence for period in periods))


def _periods(registry: Registry) -> Iterator[tuple[Offering, PricePeriod]]:
    """Yield every price period."""
    for offering in registry.offerings.values():
        if isinstance(offering.pricing, PriceSchedule):
            yield from ((offering, period) for period in offering.pricing.periods)


def _cards(registry: Registry) -> Iterator[tuple[Offering, PricePeriod, RateCard]]:
    """Yield every rate card."""
    for offering, period in _periods(registry):
        yield from ((offering, period, card) for card in period.cards)


def _base_cards(offerings: Iterable[Offering], on: date) -> Iterator[tuple[Offering, RateCard]]:
    """Yield the base card in force on a day."""
    for offering in offerings:
        if isinstance(offering.pricing, PriceSchedule):
            period = offering.pricing.in_force(on)
            if period is not None and (card := base_card(period.cards)) is not None:
                yield offering, card


def base_card(cards: Iterable[RateCard]) -> RateCard | None:
    """Return the card that holds for short prompts at any hour; ``None`` after a withdrawal."""
    plain = (card for card in cards if card.mode is Mode.STANDARD and not card.windows)
    return next((card for card in plain if not card.above_prompt_tokens), None)
