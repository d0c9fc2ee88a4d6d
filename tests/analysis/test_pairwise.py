"""Differences: probabilities worked by hand, and what is said of two qualities and two costs."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from answers import answer
from factories import calibrated, calibrated_records, changed
from llm_selection.analysis.pairwise import (
    NEAR_TIE_CHANCE,
    at_least_as_able,
    better_or_equal,
    chance_cheaper,
    difference,
    near_ties,
    overall_quality,
)
from llm_selection.domain.benchmarks import Task
from llm_selection.estimation.own_results import Standing
from llm_selection.recommendation import recommend
from llm_selection.selection.ranking import Ranked

CODING = {Task.CODING: 1}


def able(mean: float, own: float, shared: float = 0.5, task: Task = Task.CODING) -> Mapping[Task, Standing]:
    """Say how a model stands at one task."""
    return {task: Standing(mean=mean, shared=shared, own=own)}


def with_cost(ranked: Ranked, usd: str | None) -> Ranked:
    """Give a ranked option another bill, as its own kind of cost has it."""
    bill = None if usd is None else Decimal(usd)
    return replace(ranked, expected=replace(ranked.expected, bill=bill))


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
    """What isn't known of each is independent; how hard the work is moves both, and cancels out."""
    assert at_least_as_able(able(*first), able(*second), CODING) == pytest.approx(chance, abs=1e-4)


def test_what_the_work_moves_differently_doesnt_cancel_out() -> None:
    """Shared sds of 0.9 and 0.5 leave 0.4, with an own sd of 0.3 that is 0.5: Phi(0.5 / 0.5) = 0.8413."""
    assert at_least_as_able(able(0.5, 0.3, 0.9), able(0.0, 0.0, 0.5), CODING) == pytest.approx(0.8413, abs=1e-4)


def test_over_several_tasks_one_models_errors_add_up() -> None:
    """Weights 2 and 1: means 2 x 0.5 against 0; sds 2 x 0.1 + 0.1 = 0.3 and 2 x 0.15 + 0.1 = 0.4 make 0.5: Phi(2) = 0.9772."""
    tasks = {Task.CODING: 2, Task.MATH: 1}
    first, second = ({**able(mean, sd), **able(0.0, 0.1, task=Task.MATH)} for mean, sd in ((0.5, 0.1), (0.0, 0.15)))
    assert at_least_as_able(first, second, tasks) == pytest.approx(0.9772, abs=1e-4)


def test_quality_over_several_tasks_is_weighed() -> None:
    """Two parts coding, one part math, in mean, low and high: each (2 x coding + math) / 3."""
    tasks = {Task.CODING: 2, Task.MATH: 1}
    found = recommend({"coding": 2, "math": 1}, registry=calibrated())
    best = found.best
    coding, math = best.quality[Task.CODING], best.quality[Task.MATH]
    assert overall_quality(best, tasks) == pytest.approx(
        [(2 * getattr(coding, name) + getattr(math, name)) / 3 for name in ("mean", "low", "high")]
    )
    share = found.ranking.overall_shares()[found.ranking.offerings_of(0)[0]]
    assert overall_quality(best, tasks)[0] == pytest.approx(share / 1e9, abs=1e-8)


def test_points_are_of_a_hundred() -> None:
    """And dollars a month are first less second: bills, errors, and both."""
    found = answer()
    large, open_, _ = found.ranking
    apart = difference(found.ranking, large, open_, CODING)
    assert apart.points == pytest.approx(82.978 - 64.989, abs=0.01)
    assert (apart.bill_usd, apart.errors_usd) == (Decimal(1880), Decimal("-35978.64"))
    assert apart.usd == Decimal("-34098.64")
    back = difference(found.ranking, open_, large, CODING)
    assert back.points == pytest.approx(-apart.points)
    assert back.chance == pytest.approx(1 - apart.chance)
    assert not apart.same_model


@pytest.mark.parametrize("swapped", [False, True])
def test_what_isnt_known_stays_unknown(swapped: bool) -> None:
    """Without a bill of either, the difference in errors is all that is known."""
    found = answer()
    large, open_, _ = found.ranking
    pair = (with_cost(large, None), open_) if swapped else (large, with_cost(open_, None))
    apart = difference(found.ranking, *pair, CODING)
    assert (apart.usd, apart.bill_usd, apart.errors_usd) == (None, None, Decimal("-35978.64"))
    assert chance_cheaper(found.ranking, *pair) is None


def test_a_model_is_as_good_as_itself() -> None:
    """At another offering too; which of the two is cheaper is sure."""
    found = answer()
    ranking, first = found.ranking, found.best
    elsewhere = with_cost(first, "10")
    apart = difference(ranking, elsewhere, first, CODING)
    assert (apart.chance, apart.points, apart.same_model) == (1.0, 0.0, True)
    assert better_or_equal(ranking, first.model_at_effort, elsewhere.model_at_effort, CODING) == 1.0
    assert (chance_cheaper(ranking, elsewhere, first), chance_cheaper(ranking, first, elsewhere)) == (1.0, 0.0)


def test_the_chance_to_cost_less_is_that_of_what_isnt_known() -> None:
    """Equal totals are as likely either way; where an error costs nothing and bills are sure, the cheaper is cheaper."""
    found = answer(error_cost="0.02")
    ranking = found.ranking
    first, second, third = ranking
    total = first.expected.total
    assert total is not None
    as_dear = with_cost(second, str(total - second.expected.errors_total))
    assert chance_cheaper(ranking, first, as_dear) == pytest.approx(0.5)
    assert 0.4 < (chance_cheaper(ranking, second, first) or 0) < 0.5
    assert (chance_cheaper(ranking, third, first) or 0) < 0.01
    free = answer(error_cost="0").ranking
    sure = [replace(each, cost=replace(each.cost, low=None, high=None)) for each in free]
    assert (chance_cheaper(free, sure[0], sure[1]), chance_cheaper(free, sure[1], sure[0])) == (1.0, 0.0)


def test_near_ties_are_as_likely_as_one_in_three() -> None:
    """At $0.02 an error, small is one with open and large isn't; of nothing there are none."""
    found = answer(error_cost="0.02")
    assert [each.model.id for each in near_ties(found.ranking, 3)] == ["acme/small"]
    assert near_ties(found.ranking, 1) == ()
    assert near_ties(answer(min_context_tokens="9M").ranking, 3) == ()
    assert pytest.approx(1 / 3) == NEAR_TIE_CHANCE
    records = calibrated_records()
    hidden = [replace(one, pricing=None) for one in records.offerings.values()]
    unknown = recommend("coding", registry=changed(records, offerings=hidden), unknowns="include")
    assert near_ties(unknown.ranking, 3) == ()


def test_where_quality_counts_alone_near_ties_are_as_good() -> None:
    """Models that are as likely as one in three to be as good as the first, whatever they cost."""
    known = {"acme/large": (1.0, 0.3), "borg/open": (0.9, 0.3), "acme/small": (-3.0, 0.3)}
    found = answer(error_cost="quality-only", known=known)
    assert [each.model.id for each in near_ties(found.ranking, 3)] == ["borg/open"]
