"""``model``: the model."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import MODEL
from llm_selection.needs.requirements._shapes import OneOf

__all__ = ["ModelIn"]


@dataclass(frozen=True, slots=True)
class ModelIn(OneOf):
    """
    Ids of models to choose from.

    Always known.
    """

    names: frozenset[str]
    keyword = "model"
    examples = (("model=openai/gpt-oss-120b,openai/gpt-oss-20b", "one of these"),)
    fact = MODEL
    words = "model"
    table = "models"
