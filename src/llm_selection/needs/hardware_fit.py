"""Hardware fit: a model and the accelerators that it may be hosted on, as the keyword ``fits_on`` asks for it."""

from functools import lru_cache

from llm_selection._dataclasses import dataclass, field
from llm_selection.domain.hardware import Accelerator
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Model
from llm_selection.registry import Registry

__all__ = ["CONTEXT_TOKENS", "Hostable"]

CONTEXT_TOKENS = 8192
"""Tokens of each sequence where nobody says, as ``llm-selection size`` has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostable:
    """
    A model and the accelerators that it may be hosted on: the fact that the requirement ``fits_on`` reads.

    Attributes:
        id: The model's.
        registry: Where the model and the accelerators are looked up.
    """

    id: ModelId
    registry: Registry = field(repr=False)

    @property
    def model(self) -> Model:
        """The model."""
        return self.registry.models[self.id]

    def accelerator(self, name: str) -> Accelerator:
        """
        Return an accelerator by its id.

        Raises:
            NotFoundError: The registry has no such accelerator.
        """
        return _accelerator(self.registry, name)


@lru_cache(maxsize=16)
def _accelerator(registry: Registry, name: str) -> Accelerator:
    """Return an accelerator; the last few are remembered, as every model asks for one, and some have hundreds of rentals to build."""
    return registry.accelerators[name]
