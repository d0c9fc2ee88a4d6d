"""``input``: what the model takes."""

from llm_selection._dataclasses import dataclass
from llm_selection.domain.models import Modality
from llm_selection.needs.option_facts import INPUT
from llm_selection.needs.requirements._shapes import AllNamed

__all__ = ["TakesInput"]


@dataclass(frozen=True, slots=True)
class TakesInput(AllNamed):
    """
    Kinds of input it must take, all of them: ``text``, ``image``, ``audio``, ``video``, ``pdf``.

    Unknown where its kinds are.
    """

    names: frozenset[str]
    keyword = "input"
    examples = (("input=text,image", "takes all of these"),)
    fact = INPUT
    words = "input"
    choices = Modality
