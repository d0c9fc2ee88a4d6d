"""``effort``: how much the model is asked to reason."""

from llm_selection._dataclasses import dataclass
from llm_selection.domain.efforts import Effort
from llm_selection.needs.option_facts import EFFORT
from llm_selection.needs.requirements._shapes import OneOf

__all__ = ["EffortIn"]


@dataclass(frozen=True, slots=True)
class EffortIn(OneOf):
    """
    Efforts that may be asked for, in the words of the model's API; by default whichever comes out best.

    Unknown where nobody says which ones the model takes.

    ``none`` is reasoning switched off, or a model that doesn't reason; ``on`` is reasoning without a stated amount.
    """

    names: frozenset[str]
    keyword = "effort"
    examples = (("effort=medium", "at this effort"),)
    fact = EFFORT
    words = "effort"
    choices = Effort
