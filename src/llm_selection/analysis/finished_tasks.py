"""Finished tasks: what a task costs at an option, and what one costs that is solved, failures included."""

from collections.abc import Mapping
from decimal import Decimal

from llm_selection._dataclasses import dataclass
from llm_selection.analysis.pairwise import over_tasks
from llm_selection.domain.benchmarks import Task
from llm_selection.estimation.costs import CostEstimate
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.error_costs import PREFERENCE_TASKS
from llm_selection.needs.use_cases import UseCase
from llm_selection.selection.assessments import qualities_of
from llm_selection.selection.expected_costs import finished_task_usd, share_units, task_usd
from llm_selection.selection.options import Option
from llm_selection.units import EXACT, PICODOLLARS_PER_DOLLAR

__all__ = ["FinishedTask", "finished_task"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedTask:
    """
    What a task costs at an option, in US dollars.

    Attributes:
        quality: How well the option does each task of the need; ``None`` where nothing is known of its model at one of them.
        tasks: The tasks of the need that are solved or not, with their parts of the work; those of preference aren't here.
        task_usd: The bill of a month over its tasks; ``None`` unknown.
        usd: The same over the tasks expected to be solved: what a finished task costs, failures included. It assumes that a
            failure is noticed and the task done again or dropped. ``None`` where the bill or the quality isn't known, or no
            task can be solved.
        at_most: Whether both are upper bounds.
    """

    quality: Mapping[Task, QualityEstimate] | None
    tasks: Mapping[Task, int]
    task_usd: Decimal | None
    usd: Decimal | None
    at_most: bool

    @property
    def solved(self) -> tuple[float, float, float] | None:
        """Mean, low and high (90%) of the share expected to be solved, 0 to 1; ``None`` unknown, or no task can be."""
        return over_tasks(self.quality, self.tasks) if self.quality is not None and self.tasks else None


def finished_task(option: Option, cost: CostEstimate, use_case: UseCase) -> FinishedTask:
    """
    Say what a task of a need costs at an option, and one that is solved.

    Args:
        option: A model at a provider, at an effort.
        cost: The bill there of the need's workload.
        use_case: The need; its results and models must be named by ids of the registry.

    Raises:
        InvalidInputError: A task of the need can't be estimated.
    """
    workload, context = use_case.workload_or_default, option.context
    estimates = {
        task: each.of(option.model.id, option.effort)
        for task, each in qualities_of(use_case, context.registry, context.on).items()
    }
    quality = {task: each for task, each in estimates.items() if each is not None}
    is_known = len(quality) == len(estimates)
    bill = None if cost.per_month is None else int(EXACT.multiply(cost.per_month, PICODOLLARS_PER_DOLLAR))
    shares = {task: share_units(each.mean) for task, each in quality.items()}
    return FinishedTask(
        quality=quality if is_known else None,
        tasks={task: weight for task, weight in use_case.tasks.items() if task not in PREFERENCE_TASKS},
        task_usd=None if bill is None else task_usd(bill, workload),
        usd=finished_task_usd(bill, shares, use_case.tasks, workload) if is_known else None,
        at_most=cost.at_most,
    )
