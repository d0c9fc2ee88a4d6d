"""``min_output_speed``: how fast an answer comes."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import OUTPUT_TOKENS_PER_SECOND
from llm_selection.needs.requirements._shapes import Least
from llm_selection.needs.requirements._values import TOKENS_A_SECOND

__all__ = ["MinOutputSpeed"]


@dataclass(frozen=True, slots=True)
class MinOutputSpeed(Least):
    """
    Tokens a second of one answer, above 0.

    Unknown unless an overlay says so.
    """

    limit: float
    keyword = "min_output_speed"
    examples = (("min_output_speed=60", "tokens a second"),)
    fact = OUTPUT_TOKENS_PER_SECOND
    value = TOKENS_A_SECOND
    unit = "tokens a second"
    words = "output speed"

    @classmethod
    def show(cls, number: float) -> str:
        """Write tokens a second."""
        return f"{number:g} tokens/s"
