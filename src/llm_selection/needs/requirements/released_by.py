"""``released_by``: how new the model may be."""

from datetime import date
from typing import Any

from llm_selection._dataclasses import dataclass
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import LIFECYCLE, RELEASED, Fact, Facts
from llm_selection.needs.requirements._requirement import fails, unknown, verdict_of
from llm_selection.needs.requirements._shapes import Day

__all__ = ["ReleasedBy"]


@dataclass(frozen=True, slots=True)
class ReleasedBy(Day):
    """
    Released on that day or before.

    Unknown where the date is.

    An offering that is known to have begun later fails it.
    """

    limit: date
    keyword = "released_by"
    examples = (("released_by=2026-06-30", "that day or before"),)

    @property
    def reads(self) -> tuple[Fact[Any], ...]:
        """The model's date, and the offering's."""
        return (RELEASED, LIFECYCLE)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the model's date, and the offering's own first day where it has one."""
        released, available = facts[RELEASED], facts[LIFECYCLE].available
        if available is not None and available > self.limit:
            return fails(f"available from {available}")
        if released is None:
            return unknown("release date unknown")
        return verdict_of(released <= self.limit, f"released {released}")

    def reached(self, facts: Facts) -> date | None:
        """Return the later of the two days."""
        return max(filter(None, [facts[RELEASED], facts[LIFECYCLE].available]), default=None)

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"released by {self.limit}"
