"""The efforts of models at a need, for ``compare`` and ``show``."""

from collections.abc import Iterable
from datetime import date

from llm_selection.analysis.effort_map import EffortMap, effort_map
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.needs.use_cases import UseCase, parse_need
from llm_selection.registry import Registry

__all__ = ["mapped", "need_of"]


def need_of(text: str) -> UseCase:
    """Read what ``--need`` names."""
    try:
        return parse_need(text)
    except InvalidInputError as error:
        raise InvalidInputError(*(Fault(where="--need", problem=fault.problem) for fault in error.faults)) from error


def mapped(models: Iterable[str], need: str, *, registry: Registry, on: date) -> EffortMap:
    """Map the efforts of models at what ``--need`` names."""
    return effort_map(models, need_of(need), registry=registry, on=on)
