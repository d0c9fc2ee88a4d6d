"""``max_total_parameters``: how large the model may be."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import TOTAL_PARAMETERS
from llm_selection.needs.requirements._shapes import Cap
from llm_selection.needs.requirements._values import COUNT

__all__ = ["MaxTotalParameters"]


@dataclass(frozen=True, slots=True)
class MaxTotalParameters(Cap):
    """
    Parameters in all, active or not.

    Unknown where the size is.
    """

    limit: int
    keyword = "max_total_parameters"
    examples = (("max_total_parameters=70b", "active or not"),)
    fact = TOTAL_PARAMETERS
    value = COUNT
    unit = "parameters"
    words = "parameters"
