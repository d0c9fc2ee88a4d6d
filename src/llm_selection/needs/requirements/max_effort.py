"""``max_effort``: the most that the model may be asked to reason."""

from llm_selection._dataclasses import dataclass
from llm_selection.domain.efforts import Effort
from llm_selection.needs.option_facts import EFFORT
from llm_selection.needs.requirements._shapes import EffortCap
from llm_selection.needs.requirements._values import EFFORT_WORD

__all__ = ["MaxEffort"]


@dataclass(frozen=True, slots=True)
class MaxEffort(EffortCap):
    """
    The highest effort that may be asked for, in the words of the model's API.

    Unknown where nobody says which ones the model takes, or it reasons without a stated amount.
    """

    limit: Effort
    keyword = "max_effort"
    examples = (("max_effort=medium", "at most this effort"),)
    fact = EFFORT
    value = EFFORT_WORD
    words = "effort"
