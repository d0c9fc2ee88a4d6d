"""Differences: probabilities worked by hand, and what is said of two qualities and two costs."""

from dataclasses import replace
from decimal import Decimal
from itertools import count

import pytest

from factories import calibrated
from llm_selection.analysis.pairwise import better_or_equal, difference, overall_quality
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability
from llm_selection.domain.identity import ModelId
from llm_selection.estimation.costs import CostEstimate
from llm_selection.recommendation import recommend
from llm_selection.selection.ranking import Ranked

CODING = {Task.CODING: 1}
_NUMBERS = count()


def able(mean: float, sd: float, task: Task = Task.CODING) -> Ranked:
    """Make a ranked option of this ability."""
    ranked = recommend("coding", registry=calibrated()).best
    quality = replace(ranked.quality[Task.CODING], ability=Ability(mean=mean, sd=sd, results=9, direct=9))
    # Each a model of its own: a model is as good as itself.
    other = replace(ranked.model, id=ModelId(f"acme/m{next(_NUMBERS)}"))
    return replace(ranked, model=other, quality={task: quality})


def with_cost(ranked: Ranked, usd: str | None) -> Ranked:
    """Give a ranked option another cost."""
    return replace(ranked, cost=CostEstimate(per_month=None if usd is None else Decimal(usd)))


@pytest.mark.parametrize(
    ("first", "second", "chance"),
    [
        # The difference is normal with mean d and sd hypot(0.3, 0.4) = 0.5: Phi(0) = 0.5, Phi(1) = 0.8413, Phi(-2) = 0.0228.
        ((0.0, 0.3), (0.0, 0.4), 0.5),
        ((0.5, 0.3), (0.0, 0.4), 0.8413),
        ((0.0, 0.3), (1.0, 0.4), 0.0228),
    ],
)
def test_the_probability_to_be_as_good_worked_by_hand(
    first: tuple[float, float], second: tuple[float, float], chance: float
) -> None:
    """Abilities are normal and independent, so their difference is."""
    assert better_or_equal(able(*first), able(*second), CODING) == pytest.approx(chance, abs=1e-4)


def test_over_several_tasks_one_models_errors_add_up() -> None:
    """Weights 2 and 1: means 2 x 0.5 against 0; sds 2 x 0.1 + 0.1 = 0.3 and 2 x 0.15 + 0.1 = 0.4 make 0.5: Phi(2) = 0.9772."""
    tasks = {Task.CODING: 2, Task.MATH: 1}
    first, second = (
        replace(
            (one := able(mean, sd)),
            quality={**one.quality, **able(0.0, 0.1, Task.MATH).quality},
        )
        for mean, sd in ((0.5, 0.1), (0.0, 0.15))
    )
    assert better_or_equal(first, second, tasks) == pytest.approx(0.9772, abs=1e-4)


def test_quality_over_several_tasks_is_weighed() -> None:
    """Two parts coding, one part math, in mean, low and high: each (2 x coding + math) / 3."""
    tasks = {Task.CODING: 2, Task.MATH: 1}
    best = recommend({"coding": 2, "math": 1}, registry=calibrated()).best
    coding, math = best.quality[Task.CODING], best.quality[Task.MATH]
    assert overall_quality(best, tasks) == pytest.approx(
        [(2 * getattr(coding, name) + getattr(math, name)) / 3 for name in ("mean", "low", "high")]
    )
    assert overall_quality(best, tasks)[0] == pytest.approx(best.contributions[0].value, abs=1e-6)


def test_own_tests_are_compared_by_their_logits() -> None:
    """Of logits 1.5 and 1.0 with sds of 0.3 and 0.4, the first is better with Phi(0.5 / 0.5) = 0.8413."""
    first, second = (
        replace(one, quality={Task.CODING: replace(one.quality[Task.CODING], own=True, logit=logit, logit_sd=sd)})
        for one, logit, sd in ((able(-9.0, 0.1), 1.5, 0.3), (able(9.0, 0.1), 1.0, 0.4))
    )
    assert better_or_equal(first, second, CODING) == pytest.approx(0.8413, abs=1e-4)


def test_points_are_of_a_hundred() -> None:
    """Ability 0.5 against 0 changes nothing of the shares, which are those of the estimates."""
    better, worse = able(0.5, 0.3), able(0.0, 0.4)
    less = replace(
        worse, quality={task: replace(found, mean=found.mean - 0.25) for task, found in worse.quality.items()}
    )
    assert difference(better, less, CODING).points == pytest.approx(25)
    assert difference(less, better, CODING).points == pytest.approx(-25)


def test_a_model_is_as_good_as_itself() -> None:
    """At another offering too."""
    first = able(0.5, 0.3)
    elsewhere = with_cost(first, "10")
    found = difference(elsewhere, first, CODING)
    assert (found.chance, found.points, found.same_model) == (1.0, 0.0, True)
