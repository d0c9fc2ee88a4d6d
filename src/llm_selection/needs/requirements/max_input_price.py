"""``max_input_price``: the most that input may cost."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import INPUT_PRICE
from llm_selection.needs.requirements._shapes import PriceCap

__all__ = ["MaxInputPrice"]


@dataclass(frozen=True, slots=True)
class MaxInputPrice(PriceCap):
    """
    US dollars per million input tokens, standard mode, base tier; by the hour, the dearest.

    Unknown where no such price is in force.

    Attributes:
        limit: The most, in picodollars a token.
    """

    limit: int
    keyword = "max_input_price"
    examples = (("max_input_price=0.50", "$ a million tokens"),)
    fact = INPUT_PRICE
    words = "input price"
