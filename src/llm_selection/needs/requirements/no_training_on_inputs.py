"""``no_training_on_inputs``: whether prompts train models."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import TRAINS_ON_INPUTS
from llm_selection.needs.requirements._shapes import Flag

__all__ = ["NoTrainingOnInputs"]


@dataclass(frozen=True, slots=True)
class NoTrainingOnInputs(Flag):
    """
    ``True``: the provider may not train models on inputs.

    Unknown unless an overlay says so.
    """

    keyword = "no_training_on_inputs"
    examples = (("no_training_on_inputs=true", "inputs train no model"),)
    fact = TRAINS_ON_INPUTS
    otherwise = "that doesn't matter"
    words = ("whether it trains on inputs isn't known", "trains on inputs", "no training on inputs")

    def __str__(self) -> str:
        """Say it in a few words."""
        return "no training on inputs"
