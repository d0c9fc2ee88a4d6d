"""``min_knowledge_cutoff``: how far the model's knowledge reaches."""

from datetime import date, timedelta

from llm_selection._dataclasses import dataclass
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import KNOWLEDGE_CUTOFF, Facts
from llm_selection.needs.requirements._requirement import unknown, verdict_of
from llm_selection.needs.requirements._shapes import Day

__all__ = ["KnowsUntil"]


@dataclass(frozen=True, slots=True)
class KnowsUntil(Day):
    """
    The model's knowledge reaches that day, by its developer's word.

    Unknown where the cutoff is, or is a month or year that holds the day.

    Models know little of their last months, and search at answer time is another matter.
    """

    limit: date
    keyword = "min_knowledge_cutoff"
    examples = (("min_knowledge_cutoff=2025-06-01", "knows up to that day"),)
    fact = KNOWLEDGE_CUTOFF

    def judge(self, facts: Facts) -> Verdict:
        """Compare the day with the first and the last one that the cutoff may be."""
        cutoff = facts[KNOWLEDGE_CUTOFF]
        if cutoff is None:
            return unknown("knowledge cutoff unknown")
        # As text: 2025-03 stands before all of its days, and with a tilde behind it after them.
        day = self.limit.isoformat()
        answer = True if cutoff >= day else False if f"{cutoff}~" < day else None
        return verdict_of(answer, f"knowledge cutoff {cutoff}")

    def reached(self, facts: Facts) -> date | None:
        """Return the last day that the cutoff surely reaches: of a month or a year, the one before."""
        cutoff = facts[KNOWLEDGE_CUTOFF]
        if cutoff is None:
            return None
        first = date.fromisoformat(cutoff + "-01-01"[len(cutoff) - len("2025") :])
        return first if cutoff == first.isoformat() else first - timedelta(days=1)

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"knowledge until {self.limit}"
