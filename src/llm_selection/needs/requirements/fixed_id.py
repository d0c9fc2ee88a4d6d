"""``fixed_id``: whether the id stays one model."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import MOVING
from llm_selection.needs.requirements._shapes import Flag

__all__ = ["FixedId"]


@dataclass(frozen=True, slots=True)
class FixedId(Flag):
    """
    ``True``: the native id isn't a moving alias, so that the same model answers next year.

    Unknown where nobody says.

    A fixed id promises the model's weights, not the same words: serving code and, at hosts of open weights, the number
    format may change. Whether its provider documents it or it was derived stands in the offering's evidence, and in the
    caveats of an answer to a need that asks for it.
    """

    keyword = "fixed_id"
    examples = (("fixed_id=true", "the id stays one model"),)
    fact = MOVING
    otherwise = "a moving alias will do"
    words = ("whether the id moves isn't known", "a moving alias", "a fixed id")

    def __str__(self) -> str:
        """Say it in a few words."""
        return "an id that doesn't move"
