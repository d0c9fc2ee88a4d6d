"""``output``: what the model gives."""

from llm_selection._dataclasses import dataclass
from llm_selection.domain.models import Modality
from llm_selection.needs.option_facts import OUTPUT
from llm_selection.needs.requirements._shapes import AllNamed

__all__ = ["GivesOutput"]


@dataclass(frozen=True, slots=True)
class GivesOutput(AllNamed):
    """
    Kinds of output it must give, all of them.

    Unknown where its kinds are.
    """

    names: frozenset[str]
    keyword = "output"
    examples = (("output=text", "gives all of these"),)
    fact = OUTPUT
    words = "output"
    choices = Modality
