"""Ranking: published value functions, worked by hand, and weights."""

from decimal import Decimal
from math import log10
from typing import Any

import pytest

from llm_selection.domain.licenses import LicenseKind
from llm_selection.errors import InvalidInputError
from llm_selection.needs.criteria import (
    DEFAULT_PRIORITIES,
    UNIT,
    Criterion,
    best_first,
    check_priorities,
    cost_value,
    exchange_rates,
    headroom_value,
    openness_value,
    pareto_places,
    quality_value,
    total_scores,
)

DOLLAR = 10**12


@pytest.mark.parametrize(
    ("usd", "value"), [(0, 1.0), (900, 0.75), (9_900, 0.5), (99_900, 0.25), (999_900, 0.0), (10**9, 0.0)]
)
def test_the_value_of_cost_worked_by_hand(usd: int, value: float) -> None:
    """1 - log10(1 + cost / $100) / 4: at $900, log10(10) / 4 is 0.25; beyond a million dollars nothing is left."""
    assert cost_value(usd * DOLLAR) == round(value * UNIT)


def test_trifles_hardly_count() -> None:
    """Ten dollars a month take log10(1.1) / 4, about one point of a hundred; one dollar a tenth of that."""
    assert cost_value(10 * DOLLAR) == round((1 - log10(1.1) / 4) * UNIT)
    assert 0.989 * UNIT < cost_value(10 * DOLLAR) < 0.99 * UNIT
    assert cost_value(DOLLAR) > 0.998 * UNIT


@pytest.mark.parametrize(
    ("tokens", "value"),
    [(None, 0), (1, 0), (8_192, 0), (16_384, round(UNIT / 7)), (1_048_576, UNIT), (10_000_000, UNIT)],
)
def test_the_value_of_headroom_worked_by_hand(tokens: int | None, value: int) -> None:
    """One of seven doublings is a seventh; unknown is the worst; more than the most is no better."""
    assert headroom_value(tokens) == value


def test_the_value_of_openness() -> None:
    """Closed 0, open-weight 0.75, open-source 1; of several possible kinds the least open."""
    assert [openness_value([kind]) / UNIT for kind in LicenseKind] == [0, 0.75, 1]
    assert openness_value([LicenseKind.OPEN_SOURCE, LicenseKind.OPEN_WEIGHT]) == openness_value(
        [LicenseKind.OPEN_WEIGHT]
    )


def test_the_value_of_quality_is_the_share() -> None:
    """62 % solved is 0.62."""
    assert quality_value(0.62) == 620_000_000


def test_ten_times_the_cost_is_ten_points_of_quality() -> None:
    """By 5 to 2: a tenfold cost takes 25 points of the value of cost, of which 2 / 5 are 10 points of quality."""
    assert exchange_rates(DEFAULT_PRIORITIES) == {Criterion.COST: 10}
    assert exchange_rates({Criterion.QUALITY: 1, Criterion.COST: 1}) == {Criterion.COST: 25}
    assert exchange_rates({Criterion.QUALITY: 1}) == exchange_rates({Criterion.COST: 1}) == {}


def test_every_other_criterion_has_its_rate() -> None:
    """A window twice as large is a seventh of headroom, open weights 0.75 of openness: times 2 / 4, in points."""
    rates = exchange_rates({Criterion.QUALITY: 4, Criterion.HEADROOM: 2, Criterion.OPENNESS: 2})
    assert rates == {Criterion.HEADROOM: pytest.approx(50 / 7), Criterion.OPENNESS: pytest.approx(37.5)}


def test_weights_are_read_in_a_fixed_order() -> None:
    """Whatever the order they are written in; a weight of zero is left out."""
    found = check_priorities({"cost": 3, "openness": 0, Criterion.QUALITY: 5})
    assert list(found.items()) == [(Criterion.QUALITY, 5), (Criterion.COST, 3)]


@pytest.mark.parametrize(
    ("priorities", "fault"),
    [
        ({"speed": 1}, "priorities may name quality, cost, headroom, openness; got speed"),
        ({"quality": 0.5}, "priority quality must be a whole number from 0 to 1000000000, got 0.5"),
        ({"quality": True}, "priority quality must be a whole number"),
        ({"quality": -1}, "priority quality must be a whole number"),
        ({"quality": 10**10}, "priority quality must be a whole number"),
        ({"quality": 0}, "at least one priority must be above 0"),
        ({}, "at least one priority must be above 0"),
        ([("quality", 1)], "priorities must be a table of criteria and weights, got"),
    ],
)
def test_weights_are_checked(priorities: Any, fault: str) -> None:
    """Unknown names, broken numbers and nothing at all are refused."""
    with pytest.raises(InvalidInputError, match=fault):
        check_priorities(priorities)


def test_scores_add_up() -> None:
    """Weights of 5 and 1: 5 x 3 + 4 = 19 and 5 x 1 + 2 = 7."""
    assert total_scores([[3, 1], [4, 2]], [5, 1]) == [19, 7]


def test_ties_are_broken_by_the_stated_rule() -> None:
    """Same scores: first quality, then cost (unknown last), then what is preferred, then the order given."""
    assert best_first([1, 1, 2], [5, 6, 0], [1, 1, 1], [0, 0, 0]) == [2, 1, 0]
    assert best_first([1, 1, 1], [5, 5, 5], [None, 2, 1], [0, 0, 0]) == [2, 1, 0]
    assert best_first([1, 1, 1], [5, 5, 5], [1, 1, 1], [1, 0, 1]) == [1, 0, 2]
    assert best_first([], [], [], []) == []


def test_a_front_holds_no_one_who_is_beaten() -> None:
    """Dearer and better is on the front, dearer and not better isn't."""
    assert pareto_places([0.5, 0.6, 0.6, 0.4], [Decimal(cost) for cost in (1, 2, 3, 2)]) == [0, 1]
    assert pareto_places([], []) == []
