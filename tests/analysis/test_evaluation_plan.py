"""Evaluation plans: which tests are looked at, what they cost, and when none is worth it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from answers import answer
from factories import calibrated_records, changed
from llm_selection.analysis.evaluation_plan import ITEMS, evaluation_plan
from llm_selection.analysis.value_of_information import value_of_information
from llm_selection.domain.benchmarks import Task
from llm_selection.errors import InvalidInputError, NothingFits
from llm_selection.recommendation import recommend


def test_the_two_that_are_nearly_the_same_are_tried() -> None:
    """Open and small are $30 apart; a test costs their bills over a month's requests, an item each."""
    found = answer(error_cost="0.02")
    plan = evaluation_plan(found)
    assert plan == found.evaluation_plan()
    assert plan.task is Task.CODING
    assert plan.perfect == value_of_information(found)
    assert [(len(each.models), each.items) for each in plan.plans] == [
        (count, items) for count in (2, 3) for items in ITEMS
    ]
    best = plan.best
    assert best is not None
    assert best.models == ("borg/open", "acme/small")
    # $420 + $230 for 100,000 requests, one a task.
    assert best.usd == (Decimal(650) * best.items / 100_000).quantize(Decimal("0.01"))
    assert best.net_usd == 12 * best.usd_per_month - best.usd


def test_a_credit_doesnt_make_a_test_cheaper() -> None:
    """What is worth something to the user isn't paid by who serves the calls."""
    plain, credited = answer(error_cost="0.02"), answer(error_cost="0.02", worth={"open-weights": 400})
    for found in (plain, credited):
        plan = next(each for each in evaluation_plan(found).plans if len(each.models) == 3 and each.items == 100)
        assert plan.usd == Decimal("2.95")


def test_items_cost_what_the_user_says() -> None:
    """For each model tried; so dear, fewer items are worth it, and in the end none."""
    found = answer(error_cost="0.02")
    free, dear, never = (evaluation_plan(found, usd_per_item=usd) for usd in (0, "5", 5000))
    assert free.best is not None
    assert dear.best is not None
    assert dear.best.items < free.best.items
    assert dear.best.usd == (Decimal(650) * dear.best.items / 100_000).quantize(Decimal("0.01")) + 10 * dear.best.items
    assert (never.best, never.usd_per_item) == (None, Decimal(5000))
    assert all(each.net_usd < 0 for each in never.plans)


def test_a_longer_horizon_is_worth_more() -> None:
    """Dollars a month, over the months that the answer is in use."""
    found = answer(error_cost="0.02")
    year, month = evaluation_plan(found), evaluation_plan(found, months=1)
    assert [each.usd_per_month for each in year.plans] == [each.usd_per_month for each in month.plans]
    assert all(one.net_usd <= other.net_usd for one, other in zip(month.plans, year.plans, strict=True))


def test_the_task_whose_errors_cost_the_most_is_tested() -> None:
    """Unless another is named; the other tasks stay as they are."""
    need = {"coding": 1, "math": 3}
    found = answer(need, error_cost={"coding": "0.02", "math": "0.02"})
    assert evaluation_plan(found).task is Task.MATH
    named = evaluation_plan(found, task="coding")
    assert named.task is Task.CODING
    assert evaluation_plan(found, task=Task.CODING) == named


def test_one_model_alone_has_nothing_to_be_tried_against() -> None:
    """No plan, and nothing to know; so where no cost is known."""
    plan = evaluation_plan(answer(model="acme/small"))
    assert (plan.plans, plan.best, plan.perfect.usd_per_month) == ((), None, Decimal(0))
    records = calibrated_records()
    hidden = [replace(one, pricing=None) for one in records.offerings.values()]
    unknown = recommend("coding", registry=changed(records, offerings=hidden), unknowns="include")
    assert evaluation_plan(unknown).plans == ()


def test_no_test_tells_more_than_everything() -> None:
    """At any seed: where the draws of a plan come out higher, it is worth what knowing is, and no more."""
    capped = 0
    for seed in range(6):
        plan = evaluation_plan(answer(error_cost="0.02"), seed=seed)
        assert max(each.usd_per_month for each in plan.plans) <= plan.perfect.usd_per_month
        capped += sum(each.usd_per_month == plan.perfect.usd_per_month for each in plan.plans)
    assert capped


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"months": 0}, "months must be a whole number from 1 to 1,200, got 0"),
        ({"months": 1201}, "months must be"),
        ({"months": True}, "months must be"),
        ({"months": None}, "months must be"),
        ({"usd_per_item": -1}, "usd_per_item: must be US dollars"),
        ({"usd_per_item": "a lot"}, "usd_per_item: must be US dollars"),
        ({"task": "vision"}, "task must be one of the need, coding; got 'vision'"),
        ({"task": 5}, "task must be one of the need"),
        ({"seed": -1}, "seed must be"),
    ],
)
def test_arguments_are_checked(arguments: dict[str, Any], said: str) -> None:
    """The message says which, and what would do."""
    with pytest.raises(InvalidInputError, match=said):
        evaluation_plan(answer(), **arguments)


def test_there_must_be_something_to_test_for() -> None:
    """As for the value of information."""
    with pytest.raises(InvalidInputError, match="give error_cost"):
        evaluation_plan(answer(error_cost="quality-only"))
    with pytest.raises(NothingFits):
        evaluation_plan(answer(min_context_tokens="9M"))
