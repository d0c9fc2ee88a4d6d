"""``max_output_price``: the most that output may cost."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import OUTPUT_PRICE
from llm_selection.needs.requirements._shapes import PriceCap

__all__ = ["MaxOutputPrice"]


@dataclass(frozen=True, slots=True)
class MaxOutputPrice(PriceCap):
    """
    US dollars per million output tokens, standard mode, base tier; by the hour, the dearest.

    Unknown where no such price is in force.

    Attributes:
        limit: The most, in picodollars a token.
    """

    limit: int
    keyword = "max_output_price"
    examples = (("max_output_price=2", "$ a million tokens"),)
    fact = OUTPUT_PRICE
    words = "output price"
