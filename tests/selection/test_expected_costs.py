"""Expected costs: dollars worked by hand, their order, and the front."""

from dataclasses import replace
from decimal import Decimal

import pytest

from llm_selection.domain.benchmarks import Task
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.error_costs import ErrorCost
from llm_selection.selection.expected_costs import (
    UNIT,
    ErrorTerms,
    ExpectedCost,
    best_first,
    cents,
    finished_task_usd,
    overall_share,
    pareto_places,
    share_units,
    task_usd,
)

DOLLAR = 10**12
LOAD = Workload(requests_per_month=40_000, input_tokens=1, output_tokens=1, requests_per_task=10)


def costs(**usd: str) -> dict[Task, ErrorCost]:
    """Make what an error costs by task: ``coding="0.50"``."""
    return {Task(task): ErrorCost(low=Decimal(each), high=Decimal(each)) for task, each in usd.items()}


def test_errors_by_hand() -> None:
    """40,000 requests, ten a piece, are 4,000 pieces; a fifth goes wrong at $0.50: $400 a month."""
    terms = ErrorTerms({Task.CODING: 7}, LOAD, costs(coding="0.50"))
    assert terms.pieces == {Task.CODING: 4_000}
    assert terms.of(Task.CODING, share_units(0.8)) == 400 * DOLLAR
    assert terms.total({Task.CODING: share_units(0.8)}) == 400 * DOLLAR
    assert terms.of_share(Task.CODING, 0.8) == pytest.approx(400)
    assert terms.of(Task.CODING, UNIT) == 0


def test_tasks_share_the_pieces_by_their_weights() -> None:
    """Three of four are coding: 3,000 x 0.2 x $0.50 + 1,000 x 0.5 x $2 = $300 + $1,000; a third of a piece isn't lost."""
    tasks = {Task.CODING: 3, Task.MATH: 1}
    terms = ErrorTerms(tasks, LOAD, costs(coding="0.50", math="2"))
    shares = {Task.CODING: share_units(0.8), Task.MATH: share_units(0.5)}
    assert [terms.of(task, share) for task, share in shares.items()] == [300 * DOLLAR, 1_000 * DOLLAR]
    assert terms.total(shares) == 1_300 * DOLLAR
    assert overall_share(shares, tasks) == share_units(0.725)
    thirds = ErrorTerms({Task.CODING: 1, Task.MATH: 2}, LOAD, costs(coding="0.30", math="0"))
    assert thirds.pieces[Task.CODING] == pytest.approx(4_000 / 3)
    assert thirds.of(Task.CODING, 0) == 400 * DOLLAR


def test_a_finished_task_costs_the_bill_over_the_tasks_solved() -> None:
    """$600 for 4,000 tasks are $0.15 each; of those 80% are solved, or 72.5% where a quarter is mathematics at 50%."""
    bill, shares = 600 * DOLLAR, {Task.CODING: share_units(0.8), Task.MATH: share_units(0.5)}
    assert task_usd(bill, LOAD) == Decimal("0.15")
    assert finished_task_usd(bill, shares, {Task.CODING: 1}, LOAD) == Decimal("0.1875")
    found = finished_task_usd(bill, shares, {Task.CODING: 3, Task.MATH: 1}, LOAD)
    assert found == Decimal("0.206896551725")  # $0.15 / 0.725, rounded up to a picodollar
    agent = replace(LOAD, requests_per_task=10 * LOAD.requests_per_task)
    assert finished_task_usd(bill, shares, {Task.CODING: 1}, agent) == Decimal("1.875")


def test_without_a_bill_or_a_solved_task_there_is_no_cost_of_one() -> None:
    """What is only preferred isn't solved, and doesn't count beside what is; nothing solved isn't a division by nothing."""
    shares = {Task.CODING: share_units(0.8), Task.PREFERENCE: share_units(0.1)}
    assert finished_task_usd(None, shares, {Task.CODING: 1}, LOAD) is None
    assert finished_task_usd(DOLLAR, shares, {Task.PREFERENCE: 1}, LOAD) is None
    assert finished_task_usd(DOLLAR, {Task.CODING: 0}, {Task.CODING: 1}, LOAD) is None
    both = finished_task_usd(DOLLAR, shares, {Task.CODING: 1, Task.PREFERENCE: 3}, LOAD)
    assert both == finished_task_usd(DOLLAR, shares, {Task.CODING: 1}, LOAD)
    assert finished_task_usd(0, shares, {Task.CODING: 1}, LOAD) == 0


def test_an_error_that_costs_nothing_costs_nothing() -> None:
    """However many there are."""
    assert ErrorTerms({Task.CODING: 1}, LOAD, costs(coding="0")).of(Task.CODING, 0) == 0


def test_terms_add_up_to_the_cent() -> None:
    """Each is rounded first, and then they are added: what is printed is a sum that a reader can redo."""
    found = ExpectedCost(
        bill=Decimal("12.34"),
        errors={Task.CODING: Decimal("400.01"), Task.MATH: Decimal("0.02")},
        worths={"open-weights": Decimal(300), "ttft_second": Decimal("-1.50")},
    )
    assert found.errors_total == Decimal("400.03")
    assert found.total == Decimal("12.34") + Decimal("400.03") - 300 + Decimal("1.50")


def test_what_isnt_known_leaves_the_whole_unknown() -> None:
    """A bill without a price, or seconds that nobody gives; what errors cost is told all the same."""
    errors = {Task.CODING: Decimal(5)}
    assert ExpectedCost(bill=None, errors=errors, worths={}).total is None
    assert ExpectedCost(bill=Decimal(1), errors=errors, worths={"ttft_second": None}).total is None
    assert ExpectedCost(bill=None, errors=errors, worths={}).errors_total == 5
    assert ExpectedCost(bill=Decimal(1), errors={}, worths={}).total == 1


@pytest.mark.parametrize(
    ("picodollars", "usd"),
    [(0, "0.00"), (5 * 10**9, "0.00"), (15 * 10**9, "0.02"), (DOLLAR, "1.00"), (-DOLLAR // 2, "-0.50")],
)
def test_cents_are_whole(picodollars: int, usd: str) -> None:
    """Of two as near, the even one."""
    assert cents(picodollars) == Decimal(usd)
    assert cents(picodollars).as_tuple().exponent == -2


def test_shares_are_whole_billionths() -> None:
    """So that sums are exact in any order."""
    assert [share_units(share) for share in (0, 0.62, 1)] == [0, 620_000_000, UNIT]


def test_the_lower_total_comes_first() -> None:
    """One that isn't known comes last."""
    assert best_first([3, None, 1, 2], [0] * 4, [0] * 4, [0] * 4) == [2, 3, 0, 1]
    assert best_first([], [], [], []) == []


def test_ties_are_broken_by_the_stated_rule() -> None:
    """Equal totals: the higher share, then the lower bill (unknown last), then what is preferred, then the order given."""
    assert best_first([1, 1, 0], [5, 6, 0], [1, 1, 1], [0, 0, 0]) == [2, 1, 0]
    assert best_first([1, 1, 1], [5, 5, 5], [None, 2, 1], [0, 0, 0]) == [2, 1, 0]
    assert best_first([1, 1, 1], [5, 5, 5], [1, 1, 1], [1, 0, 1]) == [1, 0, 2]
    assert best_first([None, None], [5, 6], [None, None], [0, 0]) == [1, 0]


def test_equal_totals_throughout_make_an_order_by_quality() -> None:
    """Lexicographic, as quality only asks for: the share, then the bill; never a sum with something endless in it."""
    assert best_first([0] * 4, [5, 7, 7, 6], [1, 9, 8, None], [0] * 4) == [2, 1, 3, 0]


def test_a_front_holds_no_one_who_is_beaten() -> None:
    """Dearer and better is on the front, dearer and not better isn't; of equals the first."""
    assert pareto_places([0.5, 0.6, 0.6, 0.4], [Decimal(cost) for cost in (1, 2, 3, 2)]) == [0, 1]
    assert pareto_places([0.5, 0.5], [Decimal(1), Decimal(1)]) == [0]
    assert pareto_places([], []) == []
