"""``released_after``: how old the model may be."""

from datetime import date, timedelta

from llm_selection._dataclasses import dataclass
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import RELEASED, Facts
from llm_selection.needs.requirements._requirement import unknown, verdict_of
from llm_selection.needs.requirements._shapes import Day

__all__ = ["ReleasedAfter"]


@dataclass(frozen=True, slots=True)
class ReleasedAfter(Day):
    """
    Released after that day.

    Unknown where the date is.

    It is the model's day: a model doesn't become newer where another provider takes it up.
    """

    limit: date
    keyword = "released_after"
    examples = (("released_after=2025-12-31", "after that day"),)
    fact = RELEASED

    def judge(self, facts: Facts) -> Verdict:
        """Compare the model's date."""
        released = facts[RELEASED]
        if released is None:
            return unknown("release date unknown")
        return verdict_of(released > self.limit, f"released {released}")

    def reached(self, facts: Facts) -> date | None:
        """Return the day before the release."""
        released = facts[RELEASED]
        return None if released is None or released == date.min else released - timedelta(days=1)

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"released after {self.limit}"
