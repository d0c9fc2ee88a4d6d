"""
Rank reversal: what an option that nobody would choose does to the order of the others.

A weighted sum of values that are normalised by the best and worst option at hand turns the order round when an option
comes or goes; values on absolute scales can't. Source: Belton and Gear, On a short-coming of Saaty's method of analytic
hierarchies, Omega 11 (1983), for normalised weights; the same holds for min-max.
"""

from collections.abc import Sequence
from itertools import islice, permutations

import pytest

from llm_selection.needs.criteria import UNIT, cost_value, quality_value, total_scores
from llm_selection.recommendation import recommend
from llm_selection.units import PICODOLLARS_PER_DOLLAR

QUALITY_WEIGHT, COST_WEIGHT = 5, 2
"""The weights by default."""


def min_max_scores(options: Sequence[tuple[float, float]]) -> list[float]:
    """Score (quality, dollars a month) as most pickers do: each normalised to 0 to 1 among the options, then weighed."""
    qualities, costs = zip(*options, strict=True)
    return [
        QUALITY_WEIGHT * (quality - min(qualities)) / (max(qualities) - min(qualities))
        + COST_WEIGHT * (max(costs) - cost) / (max(costs) - min(costs))
        for quality, cost in options
    ]


def our_scores(options: Sequence[tuple[float, float]]) -> list[int]:
    """Score them on absolute scales."""
    qualities = [quality_value(quality) for quality, _ in options]
    costs = [cost_value(round(usd * PICODOLLARS_PER_DOLLAR)) for _, usd in options]
    return total_scores([qualities, costs], [QUALITY_WEIGHT, COST_WEIGHT])


def test_an_irrelevant_option_turns_a_min_max_order_round_and_not_ours() -> None:
    """A stands behind B until X comes, which is far worse and far dearer than either: then A stands before B."""
    first, second, irrelevant = (0.70, 1_500.0), (0.68, 200.0), (0.30, 90_000.0)
    third = (0.60, 400.0)
    alone, beside = [first, second, third], [first, second, third, irrelevant]
    # Alone: 5 x 1 + 2 x 0 = 5 against 5 x 0.8 + 2 x 1 = 6. Beside: 5 x 1 + 2 x 0.9855 = 6.971 against 5 x 0.95 + 2 = 6.75.
    assert min_max_scores(alone)[:2] == pytest.approx([5, 6])
    assert min_max_scores(beside)[:2] == pytest.approx([6.971, 6.75], abs=1e-3)
    ours = our_scores(alone)
    # 5 x 0.70 + 2 x (1 - log10(16) / 4) = 4.898 against 5 x 0.68 + 2 x (1 - log10(3) / 4) = 5.161, with whatever beside.
    assert [score / UNIT for score in ours[:2]] == pytest.approx([4.898, 5.161], abs=1e-3)
    assert our_scores(beside)[:3] == ours


def test_it_happens_on_what_we_ship() -> None:
    """Among the first models for coding there are three and a fourth that does it to min-max; to our order none does."""
    ranking = recommend("coding").ranking[:24]
    options = [
        (ranked.contributions[0].value, float(ranked.cost.per_month))
        for ranked in ranking
        if ranked.cost.per_month is not None
    ]

    reversals = islice(
        (
            (one, other, third, more)
            for one, other, third, more in permutations(options, 4)
            if (before := min_max_scores([one, other, third]))[0] > before[1]
            and (after := min_max_scores([one, other, third, more]))[0] < after[1]
        ),
        3,
    )
    found = list(reversals)
    assert len(found) == 3
    for one, other, third, more in found:
        alone, beside = our_scores([one, other, third]), our_scores([one, other, third, more])
        assert beside[:3] == alone
