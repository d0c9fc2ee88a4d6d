"""``provider``: who serves the model."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import PROVIDER
from llm_selection.needs.requirements._shapes import OneOf

__all__ = ["ProviderIn"]


@dataclass(frozen=True, slots=True)
class ProviderIn(OneOf):
    """
    Ids of providers to choose from.

    Always known.
    """

    names: frozenset[str]
    keyword = "provider"
    examples = (("provider=amazon-bedrock,google-vertex", "served by one of these"),)
    fact = PROVIDER
    words = "provider"
    table = "providers"
