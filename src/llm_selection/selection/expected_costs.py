"""
Expected costs: what a choice is expected to cost a month, bill and errors together, in dollars.

``bill + pieces of work × cost of an error × (1 − expected share solved) − worths``: each term is of the option alone, so
adding or removing another can't reorder the rest, and an explanation is a subtraction.

Source: Zellinger and Thomson (2025), "Economic Evaluation of LLMs" (arXiv 2507.03834).
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.frozen import freeze
from llm_selection.domain.benchmarks import Task
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.error_costs import PREFERENCE_TASKS, ErrorCosts
from llm_selection.units import EXACT, dollars

__all__ = [
    "UNIT",
    "ErrorTerms",
    "ExpectedCost",
    "best_first",
    "cents",
    "finished_task_usd",
    "overall_share",
    "pareto_places",
    "share_units",
    "task_usd",
]

UNIT = 10**9
"""Shares are whole billionths: sums are exact in any order, and ties are ties."""

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedCost:
    """
    What a choice is expected to cost in a month of 30 days, in US dollars; its terms are whole cents and add up to it.

    Attributes:
        bill: What is paid for the workload; ``None`` when a rate it needs isn't published.
        errors: By task: what goes wrong, times what that costs; at a task of preference, the worth of the answers that
            aren't preferred.
        worths: By name: what is credited for facts that the need puts a price on; below 0 what seconds cost. ``None`` of
            seconds that nobody gives.
    """

    bill: Decimal | None
    errors: Mapping[Task, Decimal]
    worths: Mapping[str, Decimal | None]

    def __post_init__(self) -> None:
        """Freeze the mappings."""
        freeze(self, "errors", self.errors)
        freeze(self, "worths", self.worths)

    @property
    def errors_total(self) -> Decimal:
        """What all errors cost, in US dollars a month."""
        return _sum(self.errors.values())

    @property
    def total(self) -> Decimal | None:
        """The whole; ``None`` where a term isn't known."""
        worths = [worth for worth in self.worths.values() if worth is not None]
        if self.bill is None or len(worths) < len(self.worths):
            return None
        return EXACT.subtract(EXACT.add(self.bill, self.errors_total), _sum(worths))


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    """Add up dollars exactly."""
    total = Decimal(0)
    for amount in amounts:
        total = EXACT.add(total, amount)
    return total


def cents(picodollars: int) -> Decimal:
    """Return US dollars to the cent; of two as near, the even one."""
    return dollars(picodollars).quantize(_CENT, context=EXACT)


def share_units(share: float) -> int:
    """Return a share, 0 to 1, in billionths."""
    return round(share * UNIT)


def overall_share(shares: Mapping[Task, int], tasks: Mapping[Task, int]) -> int:
    """Return the share over several tasks in billionths, each counting by its part of the work."""
    return sum(weight * shares[task] for task, weight in tasks.items()) // sum(tasks.values())


def task_usd(bill: int, workload: Workload, *, share: int = UNIT) -> Decimal:
    """
    Return what each of a month's tasks costs, in US dollars, rounded up to a picodollar.

    Args:
        bill: Picodollars a month.
        workload: What is run: its requests over its requests a task are the tasks of a month.
        share: The share of the tasks that the bill is divided by, in billionths above 0.
    """
    return dollars(-(-bill * workload.requests_per_task * UNIT // (workload.requests_per_month * share)))


def finished_task_usd(
    bill: int | None, shares: Mapping[Task, int], tasks: Mapping[Task, int], workload: Workload
) -> Decimal | None:
    """
    Return what a finished task costs, failures included: the bill of a month over the tasks expected to be solved in it.

    It assumes that a failure is noticed, and that the task is then done again with the same chance, or dropped. What noticing
    takes, and what a failure does until then, isn't in it: that is the cost of an error. Tasks of preference have no finish and
    don't count: of a need that has others too, it is that of the others.

    Args:
        bill: Picodollars a month; ``None`` isn't known.
        shares: The expected share solved by task, in billionths.
        tasks: Each with its part of the work.
        workload: What is run.

    Returns:
        US dollars, rounded up to a picodollar; ``None`` where the bill isn't known, no task can be solved, or none is
        expected to be.

    Source: Erol and others (2025), "Cost-of-Pass: An Economic Framework for Evaluating Language Models".
    """
    graded = {task: weight for task, weight in tasks.items() if task not in PREFERENCE_TASKS}
    share = overall_share(shares, graded) if graded else 0
    return None if bill is None or not share else task_usd(bill, workload, share=share)


class ErrorTerms:
    """
    What the errors of a need cost a month at given shares solved, in whole picodollars.

    Attributes:
        tasks: Each with its part of the work.
        pieces: Pieces of work a month, by task.
    """

    __slots__ = ("_divisor", "_factors", "pieces", "tasks")

    def __init__(self, tasks: Mapping[Task, int], workload: Workload, costs: ErrorCosts) -> None:
        """
        Get ready.

        Args:
            tasks: Each with its part of the work.
            workload: What is run: its requests over its requests a task are the pieces of work.
            costs: What an error costs, by task.
        """
        self.tasks = tasks
        whole = sum(tasks.values())
        requests = workload.requests_per_month
        self.pieces = {task: requests * part / (workload.requests_per_task * whole) for task, part in tasks.items()}
        self._factors = {task: requests * part * costs[task].picodollars for task, part in tasks.items()}
        self._divisor = workload.requests_per_task * whole * UNIT

    def of(self, task: Task, share: int) -> int:
        """Return what the errors at one task cost at a share in billionths, rounded down to a picodollar."""
        return self._factors[task] * (UNIT - share) // self._divisor

    def total(self, shares: Mapping[Task, int]) -> int:
        """Return what all errors cost."""
        return sum(self.of(task, share) for task, share in shares.items())

    def of_share(self, task: Task, share: float) -> float:
        """Return nearly the same of a share from 0 to 1, in US dollars; for draws."""
        return self._factors[task] / self._divisor * UNIT * (1.0 - share) / 1e12


def best_first(
    totals: Sequence[int | None], shares: Sequence[int], bills: Sequence[int | None], preferences: Sequence[int]
) -> list[int]:
    """
    Return places in order: lower total first, then higher share, lower bill, lower preference number, earlier place.

    Totals and bills are in picodollars a month; an unknown one comes after every known one. So an option that is no better
    anywhere and worse somewhere never stands above the one that beats it. Equal totals throughout make it an order by quality.
    """
    # Stable sorts from the last tie-breaker to the first; each key is a list look-up, no tuples are made.
    order = list(range(len(totals)))
    if len(set(totals)) < len(totals):
        order.sort(key=preferences.__getitem__)
        order.sort(key=_known_first(bills).__getitem__)
        order.sort(key=shares.__getitem__, reverse=True)
    order.sort(key=_known_first(totals).__getitem__)
    return order


def _known_first(amounts: Sequence[int | None]) -> list[int]:
    """Replace each unknown amount by one above all that are known, so that it comes last."""
    most = max((amount for amount in amounts if amount is not None), default=0) + 1
    return [most if amount is None else amount for amount in amounts]


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
