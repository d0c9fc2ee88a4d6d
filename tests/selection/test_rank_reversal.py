"""
Rank reversal: what an option that nobody would choose does to the order of the others.

A weighted sum of values that are normalised by the best and worst option at hand turns the order round when an option
comes or goes; dollars of one option alone can't. Source: Belton and Gear, On a short-coming of Saaty's method of analytic
hierarchies, Omega 11 (1983), for normalised weights; the same holds for min-max.
"""

from collections.abc import Sequence
from itertools import islice, permutations

import pytest

from llm_selection.domain.benchmarks import Task
from llm_selection.recommendation import recommend

QUALITY_WEIGHT, COST_WEIGHT = 5, 2
"""Weights such as pickers have."""
PIECES, ERROR_COST = 10_000, 1.0
"""Pieces of work a month, and what one costs that goes wrong, in dollars."""


def min_max_scores(options: Sequence[tuple[float, float]]) -> list[float]:
    """Score (quality, dollars a month) as most pickers do: each normalised to 0 to 1 among the options, then weighed."""
    qualities, costs = zip(*options, strict=True)
    return [
        QUALITY_WEIGHT * (quality - min(qualities)) / (max(qualities) - min(qualities))
        + COST_WEIGHT * (max(costs) - cost) / (max(costs) - min(costs))
        for quality, cost in options
    ]


def our_costs(options: Sequence[tuple[float, float]]) -> list[float]:
    """Say what they are expected to cost a month, bill and errors."""
    return [usd + PIECES * ERROR_COST * (1 - quality) for quality, usd in options]


def test_an_irrelevant_option_turns_a_min_max_order_round_and_not_ours() -> None:
    """A stands behind B until X comes, which is far worse and far dearer than either: then A stands before B."""
    first, second, irrelevant = (0.70, 1_500.0), (0.68, 200.0), (0.30, 90_000.0)
    third = (0.60, 400.0)
    alone, beside = [first, second, third], [first, second, third, irrelevant]
    # Alone: 5 x 1 + 2 x 0 = 5 against 5 x 0.8 + 2 x 1 = 6. Beside: 5 x 1 + 2 x 0.9855 = 6.971 against 5 x 0.95 + 2 = 6.75.
    assert min_max_scores(alone)[:2] == pytest.approx([5, 6])
    assert min_max_scores(beside)[:2] == pytest.approx([6.971, 6.75], abs=1e-3)
    ours = our_costs(alone)
    # 1,500 + 10,000 x 0.30 = 4,500 against 200 + 10,000 x 0.32 = 3,400, with whatever beside.
    assert ours[:2] == pytest.approx([4_500, 3_400])
    assert our_costs(beside)[:3] == ours


def test_it_happens_on_what_we_ship() -> None:
    """Among the first models for coding there are three and a fourth that does it to min-max; to our order none does."""
    ranking = recommend("coding").ranking[:24]
    options = [
        (ranked.quality[Task.CODING].mean, float(ranked.cost.per_month))
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
        alone, beside = our_costs([one, other, third]), our_costs([one, other, third, more])
        assert beside[:3] == alone
