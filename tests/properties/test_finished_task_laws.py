"""Laws of finished tasks: never below the bill of a task, less the more is solved, and the same whatever the month's size."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from llm_selection.domain.benchmarks import Task
from llm_selection.estimation.workloads import Workload
from llm_selection.recommendation import recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.selection.expected_costs import UNIT, finished_task_usd, overall_share, task_usd
from llm_selection.units import PICODOLLARS_PER_DOLLAR
from markets import MEASURED_MARKETS

KERNEL = settings(max_examples=100, deadline=None)
BILLS = st.integers(0, 10**20)
SHARES = st.integers(1, UNIT)
TASKS = st.dictionaries(st.sampled_from([Task.CODING, Task.MATH, Task.VISION]), st.integers(1, 9), min_size=1)
LOADS = st.builds(
    Workload,
    requests_per_month=st.integers(1, 10**9),
    input_tokens=st.just(1),
    output_tokens=st.just(1),
    requests_per_task=st.integers(1, 500),
)


@KERNEL
@given(bill=BILLS, tasks=TASKS, workload=LOADS, data=st.data())
def test_a_finished_task_costs_no_less_than_a_task(
    bill: int, tasks: dict[Task, int], workload: Workload, data: st.DataObject
) -> None:
    """It is the bill over the tasks solved, to a picodollar; all of them solved, it is the bill of a task."""
    shares = {task: data.draw(SHARES) for task in tasks}
    found = finished_task_usd(bill, shares, tasks, workload)
    assert found is not None
    assert found >= task_usd(bill, workload)
    pieces = Fraction(workload.requests_per_month, workload.requests_per_task)
    exact = bill / (pieces * Fraction(overall_share(shares, tasks), UNIT))
    assert exact <= Fraction(found) * PICODOLLARS_PER_DOLLAR < exact + 1
    assert finished_task_usd(bill, dict.fromkeys(tasks, UNIT), tasks, workload) == task_usd(bill, workload)


@KERNEL
@given(bill=BILLS, tasks=TASKS, workload=LOADS, data=st.data())
def test_a_finished_task_costs_less_the_more_is_solved(
    bill: int, tasks: dict[Task, int], workload: Workload, data: st.DataObject
) -> None:
    """And more the higher the bill."""
    shares = {task: data.draw(SHARES) for task in tasks}
    better = {task: data.draw(st.integers(share, UNIT)) for task, share in shares.items()}
    found, less = (finished_task_usd(bill, each, tasks, workload) for each in (shares, better))
    more = finished_task_usd(bill + data.draw(BILLS), shares, tasks, workload)
    assert found is not None
    assert less is not None
    assert more is not None
    assert less <= found <= more


@KERNEL
@given(bill=BILLS, share=SHARES, workload=LOADS, factor=st.integers(2, 100))
def test_a_larger_month_changes_nothing(bill: int, share: int, workload: Workload, factor: int) -> None:
    """Bill and requests times a factor cost the same a task."""
    more = replace(workload, requests_per_month=workload.requests_per_month * factor)
    one, other = (
        finished_task_usd(*each[:1], {Task.CODING: share}, {Task.CODING: 1}, each[1])
        for each in ((bill, workload), (bill * factor, more))
    )
    assert one == other


@settings(max_examples=20, deadline=None)
@given(market=MEASURED_MARKETS)
def test_each_place_tells_it_unless_its_bill_is_unknown(market: Records) -> None:
    """By its own bill and the share that its errors are counted by."""
    found = recommend("coding", registry=compile_registry(market), unknowns="include")
    workload = found.use_case.workload_or_default
    pieces = Fraction(workload.requests_per_month, workload.requests_per_task)
    for ranked in found.ranking:
        bill, usd = ranked.cost.per_month, ranked.finished_task_usd
        assert (usd is None) == (bill is None)
        if bill is not None and usd is not None:
            solved = pieces * Fraction(round(ranked.quality[Task.CODING].mean * UNIT), UNIT)
            assert 0 <= Fraction(usd) - Fraction(bill) / solved < Fraction(1, PICODOLLARS_PER_DOLLAR)
