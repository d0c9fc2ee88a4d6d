"""``min_basket_results``: on how many benchmarks of a task's basket the model was measured."""

from typing import Any

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.wording import counted
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import BASKET_RESULTS, Fact, Facts
from llm_selection.needs.requirements._requirement import unknown, verdict_of
from llm_selection.needs.requirements._shapes import ByTask
from llm_selection.needs.requirements._values import COUNT

__all__ = ["MinBasketResults"]


@dataclass(frozen=True, slots=True)
class MinBasketResults(ByTask):
    """
    Least number of benchmarks of the task's basket that the model has results on, own results on them included.

    Unknown where no basket measures the task.

    The basket is what a share is of: ``{coding = 2}``, ``--require min_basket_results.coding=2``.

    Attributes:
        task: The task.
        limit: Benchmarks.
    """

    task: Task
    limit: int
    keyword = "min_basket_results"
    examples = (("min_basket_results.coding=2", "so many of the basket"),)
    value = COUNT
    unit = "benchmarks"
    example = "{coding = 2}"

    @property
    def reads(self) -> tuple[Fact[Any], ...]:
        """The number of benchmarks of the basket with a result."""
        return (BASKET_RESULTS[self.task],)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the numbers."""
        known = facts[BASKET_RESULTS[self.task]]
        if known is None:
            return unknown(f"no basket measures {self.task_words}")
        return verdict_of(known >= self.limit, f"measured on {counted(known, 'benchmark')} of the basket")

    def reached(self, facts: Facts) -> int | None:
        """Return as many as there are; none at all is no threshold."""
        return facts[BASKET_RESULTS[self.task]] or None

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{self.task_words} benchmarks of the basket ≥ {self.limit:,}"
