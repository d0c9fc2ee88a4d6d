"""``min_context_tokens``: how much the model can take in at once."""

from llm_selection._dataclasses import dataclass
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import LIMITS, Facts
from llm_selection.needs.requirements._requirement import meets
from llm_selection.needs.requirements._shapes import Least
from llm_selection.needs.requirements._values import COUNT

__all__ = ["MinContext"]


@dataclass(frozen=True, slots=True)
class MinContext(Least):
    """
    Context window, in tokens; without a known window, an input cap.

    Unknown where neither is known, or only a smaller cap.
    """

    limit: int
    keyword = "min_context_tokens"
    examples = (("min_context_tokens=200k", "context window"),)
    fact = LIMITS
    value = COUNT
    unit = "tokens"
    words = "context"

    def number(self, facts: Facts) -> int | None:
        """Return the window."""
        return facts[LIMITS].context_tokens

    def judge(self, facts: Facts) -> Verdict:
        """Compare the window, else the input cap, which can only confirm."""
        limits = facts[LIMITS]
        cap = limits.max_input_tokens
        if limits.context_tokens is None and cap is not None and cap >= self.limit:
            return meets(f"input cap {cap:,}")
        return Least.judge(self, facts)
