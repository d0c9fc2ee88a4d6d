"""``min_output_tokens``: how long an answer may get."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import LIMITS, Facts
from llm_selection.needs.requirements._shapes import Least
from llm_selection.needs.requirements._values import COUNT

__all__ = ["MinOutput"]


@dataclass(frozen=True, slots=True)
class MinOutput(Least):
    """
    Longest answer, in tokens, reasoning included.

    Unknown where the output cap is.
    """

    limit: int
    keyword = "min_output_tokens"
    examples = (("min_output_tokens=32k", "longest answer"),)
    fact = LIMITS
    value = COUNT
    unit = "tokens"
    words = "output cap"

    def number(self, facts: Facts) -> int | None:
        """Return the output cap."""
        return facts[LIMITS].max_output_tokens

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"output ≥ {self.limit:,}"
