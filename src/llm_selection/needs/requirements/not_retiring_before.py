"""``not_retiring_before``: how long the offering will be there."""

from datetime import date

from llm_selection._dataclasses import dataclass
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import LIFECYCLE, Facts
from llm_selection.needs.requirements._requirement import meets, verdict_of
from llm_selection.needs.requirements._shapes import Day

__all__ = ["NotRetiringBefore"]


@dataclass(frozen=True, slots=True)
class NotRetiringBefore(Day):
    """
    No end announced for an earlier day; by default 90 days from the day asked about.

    Always known.

    What isn't announced can't fail it.
    """

    limit: date
    keyword = "not_retiring_before"
    examples = (("not_retiring_before=2027-06-30", "no earlier end announced"),)
    fact = LIFECYCLE

    def judge(self, facts: Facts) -> Verdict:
        """Compare the date."""
        retires = facts[LIFECYCLE].retires
        if retires is None:
            return meets("no end announced")
        return verdict_of(retires >= self.limit, f"retires {retires}")

    def reached(self, facts: Facts) -> date | None:
        """Return the day of the end."""
        return facts[LIFECYCLE].retires

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"not retiring before {self.limit}"
