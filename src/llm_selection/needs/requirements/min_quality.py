"""``min_quality``: how good the model is at a task."""

from math import floor
from typing import Any

from llm_selection._dataclasses import dataclass
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import QUALITY, Fact, Facts
from llm_selection.needs.requirements._requirement import unknown, verdict_of
from llm_selection.needs.requirements._shapes import ByTask
from llm_selection.needs.requirements._values import POINTS

_ONE_POINT = 0.01

__all__ = ["MinQuality"]


@dataclass(frozen=True, slots=True)
class MinQuality(ByTask):
    """
    Least expected quality by task, in points from 0 to 100.

    Unknown where the model has no result at all.

    Judged by the estimate itself, not by its interval, which the reason gives: ``{coding = 60}``,
    ``--require min_quality.coding=60``.

    Attributes:
        task: The task.
        limit: Expected share, 0 to 1, as in `llm_selection.estimation.quality.QualityEstimate.mean`.
    """

    task: Task
    limit: float
    keyword = "min_quality"
    examples = (("min_quality.coding=60", "points, 0 to 100"),)
    value = POINTS
    unit = "points"
    digits = -2
    example = "{coding = 60}, in points from 0 to 100"

    @property
    def reads(self) -> tuple[Fact[Any], ...]:
        """The quality at the task."""
        return (QUALITY[self.task],)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the expected share."""
        quality = facts[QUALITY[self.task]]
        if quality is None:
            return unknown(f"no result to tell its quality at {self.task_words} by")
        low, mean, high = (f"{100 * share:.0f}" for share in (quality.low, quality.mean, quality.high))
        if quality.mean < self.limit <= float(mean) / 100:
            # Rounded, it would seem to be enough.
            mean = f"{floor(1000 * quality.mean) / 10:.1f}"
        return verdict_of(quality.mean >= self.limit, f"{self.task_words} {mean} ({low} to {high})")

    def reached(self, facts: Facts) -> float | None:
        """Return the estimate, rounded down to a tenth of a point, so that what is printed does it."""
        quality = facts[QUALITY[self.task]]
        return None if quality is None else floor(quality.mean * 1000) / 1000

    def __str__(self) -> str:
        """Say it in a few words."""
        # So that someone who wrote a share in place of points sees it.
        scale = " of 100" if 0 < self.limit < _ONE_POINT else ""
        return f"{self.task_words} ≥ {100 * self.limit:g} points{scale}"
