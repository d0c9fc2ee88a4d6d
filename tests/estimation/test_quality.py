"""Quality: expected shares worked by hand, what they rest on, and what moved them."""

from datetime import date
from math import exp, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fits import ANCHOR, BENCHMARKS, CALIBRATION, STRANGER, VOTES, result, voted
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability
from llm_selection.estimation.abilities import (
    posterior,
    traced,
)
from llm_selection.estimation.quality import (
    estimate,
)


def share_of(mean: float, sd: float = 1e-9) -> float:
    """Return the expected share of the basket of mathematics."""
    ability = Ability(mean=mean, sd=sd, results=9, direct=2)
    found = estimate(Task.MATH, ability, benchmarks=BENCHMARKS, calibration=CALIBRATION)
    assert found is not None
    return found.mean


def test_expected_share_worked_by_hand() -> None:
    """The basket's mean of guess + (1 - guess) * logistic, shrunk by what isn't known."""
    # math-a: (-1 + 1) = 0 -> .5; math-b: (.5 + .8) / sqrt(1 + .64 * .25 * pi / 8)
    second = 0.25 + 0.75 / (1 + exp(-1.3 / sqrt(1 + 0.16 * pi / 8)))
    assert share_of(1.0, 0.5) == pytest.approx((0.5 + second) / 2)


def test_shares_far_below_the_basket_are_what_guessing_gets() -> None:
    """Nothing overflows far outside."""
    assert share_of(-1e4) == 0.125
    assert share_of(1e4) == 1.0


def test_tasks_without_a_basket_have_no_share() -> None:
    """What can't be said as a share isn't."""
    ability = Ability(mean=0.0, sd=1.0, results=3, direct=1)
    assert estimate(Task.SAFETY, ability, benchmarks=BENCHMARKS, calibration=CALIBRATION) is None


@pytest.mark.parametrize(
    ("task", "ability", "warnings"),
    [
        (Task.MATH, Ability(mean=0.4, sd=0.3, results=9, direct=2), ()),
        (
            Task.MATH,
            Ability(mean=0.4, sd=0.6, results=0, direct=0),
            ("No result at all: rests on what models like it do.",),
        ),
        (
            Task.MATH,
            Ability(mean=0.4, sd=0.3, results=9, direct=0),
            ("No result on this task: inferred from other tasks.",),
        ),
        (
            Task.MATH,
            Ability(mean=0.4, sd=0.5, results=9, direct=1),
            ("Hardly measured: rests mostly on what models like it do.",),
        ),
        (Task.CODING, Ability(mean=0.4, sd=0.3, results=2, direct=1), ("Rests on 2 results.", "Thin.")),
        (
            Task.MATH,
            Ability(mean=0.4, sd=0.3, results=9, direct=2, vendor=2),
            ("Every result on this task was published by the model's own developer.",),
        ),
        (
            Task.MATH,
            Ability(mean=0.4, sd=0.3, results=9, direct=2, rated=9),
            ("Rests on votes alone: these tell which answers people like better, not which are right.",),
        ),
        (
            Task.MATH,
            Ability(mean=0.4, sd=0.3, results=9, direct=2, newest=date(2025, 9, 30)),
            ("The newest result on this task is of 2025-09-30.",),
        ),
        (Task.MATH, Ability(mean=0.4, sd=0.3, results=9, direct=2, newest=date(2025, 10, 1)), ()),
        (
            Task.RECALL,
            Ability(mean=0.4, sd=0.3, results=9, direct=2),
            ("Extrapolated: expected above the best score that the fit knows on heart.",),
        ),
    ],
)
def test_estimates_say_what_they_rest_on(task: Task, ability: Ability, warnings: tuple[str, ...]) -> None:
    """Few results, none on the task, a wide ability and a thin basket are each said."""
    found = estimate(task, ability, benchmarks=BENCHMARKS, calibration=CALIBRATION)
    assert found is not None
    assert found.warnings == warnings
    assert found.basket == CALIBRATION.baskets[task].benchmarks


@given(st.floats(-6, 6), st.floats(0, 3), st.floats(1e-9, 2))
def test_share_rises_with_ability(mean: float, step: float, sd: float) -> None:
    """More ability is never a smaller share."""
    assert share_of(mean, sd) <= share_of(mean + step, sd) + 1e-12


@given(st.floats(-6, 6), st.floats(0.01, 3))
def test_mean_lies_in_its_interval(mean: float, sd: float) -> None:
    """An estimate is ordered, and a share."""
    ability = Ability(mean=mean, sd=sd, results=9, direct=9)
    found = estimate(Task.MATH, ability, benchmarks=BENCHMARKS, calibration=CALIBRATION)
    assert found is not None
    assert 0 <= found.low <= found.mean <= found.high <= 1


def test_an_estimate_is_traced_to_its_results() -> None:
    """Each result is listed with its move in points of the share, the farthest first; no result, no move."""
    found = posterior([result("math-a", 0.9), result("code-a", 0.5)], BENCHMARKS, CALIBRATION, STRANGER)
    plain = estimate(Task.MATH, found.ability(Task.MATH), benchmarks=BENCHMARKS, calibration=CALIBRATION)
    assert plain is not None
    assert plain.moved is None
    moved = traced(plain, found, benchmarks=BENCHMARKS, calibration=CALIBRATION).moved
    assert moved is not None
    assert [one.result.benchmark for one in moved] == ["math-a", "code-a"]
    fewer = posterior([result("code-a", 0.5)], BENCHMARKS, CALIBRATION, STRANGER)
    without = estimate(Task.MATH, fewer.ability(Task.MATH), benchmarks=BENCHMARKS, calibration=CALIBRATION)
    assert without is not None
    assert moved[0].points == pytest.approx(100 * (plain.mean - without.mean))
    nothing = posterior([], BENCHMARKS, CALIBRATION, STRANGER)
    assert traced(plain, nothing, benchmarks=BENCHMARKS, calibration=CALIBRATION).moved == ()


def test_a_chance_to_be_preferred_worked_by_hand() -> None:
    """Ratings of 1500 against 1450 win with odds of 10 to the power of 50 / 400."""
    # 1400 + 100 (.1 + .5 z) = 1500 at z = 1.8
    ability = Ability(mean=1.8, sd=1e-9, results=9, direct=9)
    found = estimate(Task.PREFERENCE, ability, benchmarks=VOTES, calibration=voted("votes"))
    assert found is not None
    odds = 10 ** (50 / 400)
    assert found.mean == pytest.approx(odds / (1 + odds))
    assert (found.anchor, found.basket) == (ANCHOR, ("votes",))
