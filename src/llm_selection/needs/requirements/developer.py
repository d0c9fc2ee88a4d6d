"""``developer``: who trained the model."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import DEVELOPER
from llm_selection.needs.requirements._shapes import OneOf

__all__ = ["DeveloperIn"]


@dataclass(frozen=True, slots=True)
class DeveloperIn(OneOf):
    """
    Ids of developers to choose from.

    Always known.
    """

    names: frozenset[str]
    keyword = "developer"
    examples = (("developer=mistral,deepseek", "trained by one of these"),)
    fact = DEVELOPER
    words = "developer"
    table = "developers"
