"""``max_retention_days``: how long prompts may be kept."""

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.wording import counted
from llm_selection.needs.option_facts import RETENTION_DAYS
from llm_selection.needs.requirements._shapes import Cap
from llm_selection.needs.requirements._values import DAYS_KEPT

__all__ = ["MaxRetentionDays"]


@dataclass(frozen=True, slots=True)
class MaxRetentionDays(Cap):
    """
    Days for which prompts are kept at most; 0 is none.

    Unknown unless an overlay says so.
    """

    limit: int
    keyword = "max_retention_days"
    examples = (("max_retention_days=0", "prompts kept so long"),)
    fact = RETENTION_DAYS
    value = DAYS_KEPT
    unit = "days kept"
    words = "prompts kept"

    @classmethod
    def show(cls, number: int) -> str:
        """Write days."""
        return counted(number, "day")
