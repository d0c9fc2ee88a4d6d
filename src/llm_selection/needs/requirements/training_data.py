"""``training_data``: what the model was trained on."""

from llm_selection._dataclasses import dataclass
from llm_selection.domain.models import DataKind
from llm_selection.needs.option_facts import TRAINING_KINDS
from llm_selection.needs.requirements._shapes import Recorded

__all__ = ["TrainedOn"]


@dataclass(frozen=True, slots=True)
class TrainedOn(Recorded):
    """
    Kinds of data that it was trained on, all of them, as sources say: ``web``, ``code``, ``user`` and so on.

    Unknown where they don't say it, as they never say everything.

    There are ``web``, ``books``, ``academic``, ``code``, ``maths``, ``documents``, ``images``, ``audio``, ``video``,
    ``synthetic``, ``licensed``, ``user``, ``human-labeled``, ``social`` and ``multilingual``.
    """

    names: frozenset[str]
    keyword = "training_data"
    examples = (("training_data=code,synthetic", "all of these are named"),)
    fact = TRAINING_KINDS
    words = "training data including"
    untold = "training data"
    choices = DataKind
