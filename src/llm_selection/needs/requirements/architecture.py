"""``architecture``: how the model is built."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from llm_selection._dataclasses import dataclass
from llm_selection.domain.models import Dense, MixtureOfExperts, Router, Undisclosed
from llm_selection.needs.option_facts import ARCHITECTURE
from llm_selection.needs.requirements._shapes import OneOf

if TYPE_CHECKING:
    from llm_selection.registry import Registry

__all__ = ["ArchitectureIn"]


@dataclass(frozen=True, slots=True)
class ArchitectureIn(OneOf):
    """
    ``dense``, ``mixture-of-experts``, ``router`` or ``undisclosed``.

    Unknown where nobody looked.
    """

    names: frozenset[str]
    keyword = "architecture"
    examples = (("architecture=dense,mixture-of-experts", "one of these"),)
    fact = ARCHITECTURE
    words = "architecture"

    def known(self, registry: "Registry") -> Collection[str]:  # noqa: ARG002 - they are the same in each
        """Return the kinds that there are."""
        return [architecture.kind for architecture in (Dense(), MixtureOfExperts(), Router(), Undisclosed())]
