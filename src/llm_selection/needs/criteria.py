"""
Criteria: additive utility with absolute value functions.

Each criterion is turned into a value by a published function of the option alone, never of the other
options, so adding or removing an option can't reorder the rest and contributions add up exactly.

Source: multi-attribute value theory (Keeney and Raiffa, Decisions with Multiple Objectives, 1976).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from math import log2, log10
from typing import Any

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.spelling import not_among
from llm_selection.domain.licenses import LicenseKind
from llm_selection.errors import InvalidInputError, shown
from llm_selection.units import PICODOLLARS_PER_DOLLAR

__all__ = [
    "COST_FLOOR_USD",
    "COST_SPAN",
    "DEFAULT_PRIORITIES",
    "UNIT",
    "Contribution",
    "Criterion",
    "best_first",
    "check_priorities",
    "cost_value",
    "dearest_of_value",
    "decimals",
    "exchange_rates",
    "headroom_value",
    "openness_value",
    "pareto_places",
    "quality_value",
    "total_scores",
]

UNIT = 10**9
"""Values are whole billionths: sums are exact in any order, and ties are ties."""
_DECIMALS = 9

COST_FLOOR_USD = 100
"""Dollars a month below which cost hardly counts: a tenth of it and nothing at all are nearly the same."""

COST_SPAN = 4
"""Factors of ten from the best value of cost to the worst: $1,000,000 a month, at a floor of $100."""

_LEAST_CONTEXT = 8_192
_MOST_CONTEXT = 1_048_576


class Criterion(StrEnum):
    """
    What is traded off between options that meet every requirement.

    ``quality``: the expected share solved of the task's basket; over several tasks their weighted mean.
    ``cost``: US dollars a month for the workload.
    ``headroom``: how far the context window goes beyond 8,192 tokens, in doublings, up to 1,048,576.
    ``openness``: the license kind, closed 0, open-weight 0.75, open-source 1; of several possible ones the least open.

    What isn't known is worth the least. Headroom and openness have no weight unless it is given.
    """

    QUALITY = "quality"
    """Expected share solved of the task's basket; the weighted mean over tasks."""
    COST = "cost"
    """Dollars a month for the workload."""
    HEADROOM = "headroom"
    """Context window, from 8,192 to 1,048,576 tokens."""
    OPENNESS = "openness"
    """Closed 0, open-weight 0.75, open-source 1."""


DEFAULT_PRIORITIES: Mapping[Criterion, int] = FrozenMap({Criterion.QUALITY: 5, Criterion.COST: 2})
"""Weights when none are given: ten times the cost is worth 10 points of quality; see `exchange_rates`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """
    What one criterion adds to a score.

    Attributes:
        criterion: The criterion.
        value: Its value, 0 to 1; a cost beyond the span counts as 0.
        weight: Its weight.
        points: What it adds to the score: value times weight, over the sum of all weights.
        known: Whether the fact behind it is known; an unknown one counts as the worst.
    """

    criterion: Criterion
    value: float
    weight: int
    points: float
    known: bool


def quality_value(share: float) -> int:
    """Return the value of an expected share solved, 0 to 1: the share itself, in billionths."""
    return round(share * UNIT)


def cost_value(picodollars: int | None) -> int:
    """
    Return the value of a monthly cost: ``1 - log10(1 + cost / $100) / 4``, in billionths.

    Nothing is worth 1, $900 a month 0.75, $9,900 0.5, $1,000,000 or unknown 0.

    >>> cost_value(900 * 10**12)
    750000000
    """
    if picodollars is None:
        return 0
    tens = log10(1 + picodollars / (COST_FLOOR_USD * PICODOLLARS_PER_DOLLAR))
    return max(0, round((1 - tens / COST_SPAN) * UNIT))


def dearest_of_value(value: int) -> int | None:
    """
    Return the highest monthly cost, in picodollars, that is worth at least *value*, in billionths; `cost_value` inverted.

    ``$100 * (10 ** (4 * (1 - value)) - 1)``, to the picodollar. ``None`` where not even nothing is worth so much, and
    where any cost is: a value of 0 or less has no dearest.

    >>> cost_value(dearest_of_value(750_000_000)), cost_value(dearest_of_value(750_000_000) + 1)
    (750000000, 749999999)
    """
    if not 0 < value <= UNIT:
        return None
    # The formula is good to a few digits less than a picodollar; what the value is rounded from lies on either side.
    low, high = 0, COST_FLOOR_USD * PICODOLLARS_PER_DOLLAR * 10**COST_SPAN
    while high - low > 1:
        middle = (low + high) // 2
        if cost_value(middle) >= value:
            low = middle
        else:
            high = middle
    return low


def headroom_value(context_tokens: int | None) -> int:
    """
    Return the value of a context window in billionths: its doublings over 8,192 tokens, of the 7 up to 1,048,576.

    An unknown window is worth 0, and so is one of 8,192 tokens or fewer.

    >>> headroom_value(1_048_576), headroom_value(None)
    (1000000000, 0)
    """
    if context_tokens is None:
        return 0
    within = min(max(context_tokens, _LEAST_CONTEXT), _MOST_CONTEXT)
    return round(log2(within / _LEAST_CONTEXT) / log2(_MOST_CONTEXT / _LEAST_CONTEXT) * UNIT)


def openness_value(possible: Iterable[LicenseKind]) -> int:
    """Return the value of a license kind in billionths: closed 0, open-weight 0.75, open-source 1; of several possible kinds, the least open counts."""
    values = {LicenseKind.CLOSED: 0, LicenseKind.OPEN_WEIGHT: 3 * UNIT // 4, LicenseKind.OPEN_SOURCE: UNIT}
    return min(values[kind] for kind in possible)


def check_priorities(priorities: Mapping[Any, object]) -> Mapping[Criterion, int]:
    """
    Read weights by criterion.

    Raises:
        InvalidInputError: A name isn't a criterion, a weight isn't a whole number of at least 0, or all are 0.
    """
    known = {criterion.value: criterion for criterion in Criterion}
    if not isinstance(priorities, Mapping):
        raise InvalidInputError(f"priorities must be a table of criteria and weights, got {shown(priorities)}")
    if wrong := sorted(set(map(str, priorities)) - known.keys()):
        raise InvalidInputError(not_among(wrong, known, "priorities may name"))
    weights: dict[Criterion, int] = {}
    for name, weight in priorities.items():
        if isinstance(weight, bool) or not isinstance(weight, int) or not 0 <= weight <= UNIT:
            raise InvalidInputError(f"priority {name} must be a whole number from 0 to {UNIT}, got {shown(weight)}")
        if weight:
            weights[known[str(name)]] = weight
    if not weights:
        raise InvalidInputError("at least one priority must be above 0")
    return FrozenMap({criterion: weights[criterion] for criterion in Criterion if criterion in weights})


def exchange_rates(priorities: Mapping[Criterion, int]) -> Mapping[Criterion, float]:
    """
    Return the points of quality, 0 to 100, that a step of each other criterion is worth; none without a weight on quality.

    A step of cost is ten times the cost, of headroom a window twice as large, within what counts, of openness open weights in
    place of closed ones. Costs far above $100 a month, that is; below, less: trifles weigh little.

    >>> exchange_rates({Criterion.QUALITY: 5, Criterion.COST: 2, Criterion.OPENNESS: 1})
    {<Criterion.COST: 'cost'>: 10.0, <Criterion.OPENNESS: 'openness'>: 15.0}
    """
    quality = priorities.get(Criterion.QUALITY)
    if not quality:
        return {}
    steps = {
        Criterion.COST: 1 / COST_SPAN,
        Criterion.HEADROOM: 1 / log2(_MOST_CONTEXT / _LEAST_CONTEXT),
        Criterion.OPENNESS: openness_value([LicenseKind.OPEN_WEIGHT]) / UNIT,
    }
    return {
        criterion: 100 * step * weight / quality
        for criterion, step in steps.items()
        if (weight := priorities.get(criterion, 0))
    }


def total_scores(values: Sequence[Sequence[int]], weights: Sequence[int]) -> list[int]:
    """
    Add up weighted values: one score an option, in billionths times the sum of weights.

    Args:
        values: For each criterion, the value of each option in billionths.
        weights: One whole number a criterion.
    """
    weighted = (
        column if weight == 1 else [weight * value for value in column]
        for column, weight in zip(values, weights, strict=True)
    )
    return list(map(sum, zip(*weighted, strict=True)))


def best_first(
    scores: Sequence[int], qualities: Sequence[int], costs: Sequence[int | None], preferences: Sequence[int]
) -> list[int]:
    """
    Return places in order: higher score first, then higher quality, lower cost, lower preference number, earlier place.

    Scores and qualities are in billionths, costs in picodollars a month; an unknown cost comes after every known one.

    So an option that is no better anywhere and worse somewhere never stands above the one that beats it.
    """
    # Stable sorts from the last tie-breaker to the first; each key is a list look-up, no tuples are made.
    order = list(range(len(scores)))
    if len(set(scores)) < len(scores):
        dearest = max((cost for cost in costs if cost is not None), default=0) + 1
        order.sort(key=preferences.__getitem__)
        order.sort(key=[dearest if cost is None else cost for cost in costs].__getitem__)
        order.sort(key=qualities.__getitem__, reverse=True)
    order.sort(key=scores.__getitem__, reverse=True)
    return order


def decimals(*scores: float) -> int:
    """
    Return with how many decimals scores are written apart: three, or as many as it takes of the nine that they have.

    >>> decimals(0.791, 0.75), decimals(0.79123, 0.79121), decimals(0.5, 0.5)
    (3, 5, 3)
    """
    apart = {round(score, _DECIMALS) for score in scores}
    enough = (digits for digits in range(3, _DECIMALS) if len({f"{score:.{digits}f}" for score in apart}) == len(apart))
    return next(enough, _DECIMALS)


def pareto_places(qualities: Sequence[float], costs: Sequence[Decimal]) -> list[int]:
    """
    Return the places of options that no other beats in quality at the same or lower cost; cheapest first.

    Any unit will do, the same for all. Of options that are equal in both, the earliest stays.
    """
    front: list[int] = []
    best = float("-inf")
    for place in sorted(range(len(costs)), key=lambda place: (costs[place], -qualities[place], place)):
        if qualities[place] > best:
            front.append(place)
            best = qualities[place]
    return front
