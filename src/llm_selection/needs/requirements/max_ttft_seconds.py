"""``max_ttft_seconds``: how long the first token may take."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import TTFT_SECONDS
from llm_selection.needs.requirements._shapes import Cap
from llm_selection.needs.requirements._values import SECONDS

__all__ = ["MaxTtftSeconds"]


@dataclass(frozen=True, slots=True)
class MaxTtftSeconds(Cap):
    """
    Time to first token, in seconds, above 0.

    Unknown unless an overlay says so.
    """

    limit: float
    keyword = "max_ttft_seconds"
    examples = (("max_ttft_seconds=0.8", "time to first token"),)
    fact = TTFT_SECONDS
    value = SECONDS
    unit = "seconds"
    words = "time to first token"

    @classmethod
    def show(cls, number: float) -> str:
        """Write seconds."""
        return f"{number:g} s"
