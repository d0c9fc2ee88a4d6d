"""Lines: which model follows another in a developer's product line."""

import datetime as dt

from llm_selection.domain.identity import developer_of
from llm_selection.domain.models import Downloadable, Model, NotOffered

__all__ = ["SIZES_APART", "follows"]

SIZES_APART = 2
"""How many times as many parameters one of two open models of a line may have."""


def follows(model: Model, old: Model, on: dt.date) -> bool:
    """
    Say whether *model* follows *old* in its line.

    It is of the same family by the same developer, known to be out by day *on* and to have come after *old*, and known to
    take and to give every kind of input and output that *old* does. Lines of open weights hold models of any size side by
    side, so there it also has at most twice as many parameters, and at least half as many.

    Args:
        model: The one that may follow.
        old: The one that may be followed.
        on: The day asked about.
    """
    return (
        old.family is not None
        and model.family == old.family
        and developer_of(model.id) == developer_of(old.id)
        and _is_newer(model, old, on)
        and _takes_and_gives_as_much(model, old)
        and (
            isinstance(old.weights, NotOffered) or (isinstance(old.weights, Downloadable) and _is_as_large(model, old))
        )
    )


def _is_newer(model: Model, old: Model, on: dt.date) -> bool:
    """Say whether a model is known to be out by day *on*, and to have come after *old*."""
    if model.released is None or old.released is None:
        return False
    return old.released < model.released <= on


def _takes_and_gives_as_much(model: Model, old: Model) -> bool:
    """Say whether a model is known to take every kind of input, and to give every kind of output, that *old* does."""
    pairs = ((model.input, old.input), (model.output, old.output))
    return all(new is not None and known is not None and known <= new for new, known in pairs)


def _is_as_large(model: Model, old: Model) -> bool:
    """Say whether two models are known to be of about the same size."""
    new, known = model.total_parameters, old.total_parameters
    return new is not None and known is not None and new <= SIZES_APART * known and known <= SIZES_APART * new
