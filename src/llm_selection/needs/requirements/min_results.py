"""``min_results``: how well the model was measured at a task."""

from typing import Any

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.wording import counted
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import RESULTS, Fact, Facts
from llm_selection.needs.requirements._requirement import unknown, verdict_of
from llm_selection.needs.requirements._shapes import ByTask
from llm_selection.needs.requirements._values import COUNT

__all__ = ["MinResults"]


@dataclass(frozen=True, slots=True)
class MinResults(ByTask):
    """
    Least number of direct results by task, own tests included: a model that nobody measured has none.

    Unknown where nothing measures the task.

    None at all is a known number, so it fails. Those of a model that it was fine-tuned from count too: ``{coding = 3}``,
    ``--require min_results.coding=3``.

    Attributes:
        task: The task.
        limit: Results, as in `llm_selection.domain.calibration.Ability.direct`.
    """

    task: Task
    limit: int
    keyword = "min_results"
    examples = (("min_results.coding=3", "so many direct results"),)
    value = COUNT
    unit = "results"
    example = "{coding = 3}"

    @property
    def reads(self) -> tuple[Fact[Any], ...]:
        """The number of results at the task."""
        return (RESULTS[self.task],)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the numbers."""
        known = facts[RESULTS[self.task]]
        if known is None:
            return unknown(f"nothing here measures {self.task_words}")
        return verdict_of(known >= self.limit, f"{counted(known, 'direct result')} at {self.task_words}")

    def reached(self, facts: Facts) -> int | None:
        """Return as many as there are; none at all is no threshold."""
        return facts[RESULTS[self.task]] or None

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{self.task_words} results ≥ {self.limit:,}"
