"""
Efforts: how much a model is asked to reason, and how sources and APIs write it.

Words of different developers aren't one scale: ``high`` is the top of one model's ladder and the middle of another's. So
an effort says where it stands on the ladder of its own model, and efforts of two models are compared by what they do.
"""

import re
from enum import StrEnum
from functools import lru_cache

from llm_selection._dataclasses import dataclass
from llm_selection.errors import InvalidInputError, shown
from llm_selection.units import check_count

__all__ = ["Effort", "EffortLadder", "at_effort", "effort_of", "effort_rank", "parse_effort"]


class Effort(StrEnum):
    """How much a model is asked to reason, the least first: the words that APIs take."""

    NONE = "none"
    """Reasoning is switched off."""
    MINIMAL = "minimal"
    LOW = "low"
    """Budgets of up to 3,999 tokens too."""
    MEDIUM = "medium"
    """Budgets of 4,000 to 23,999 tokens too."""
    ON = "on"
    """Thinking, without a stated amount: what a switch turns on."""
    HIGH = "high"
    """Budgets of 24,000 to 63,999 tokens too."""
    XHIGH = "xhigh"
    """Larger budgets too."""
    MAX = "max"


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortLadder:
    """
    Which efforts a model takes at its developer's API.

    Attributes:
        levels: The least first; one is fixed, and none says that it doesn't reason.
        default: What runs where a request names none; ``None`` unknown.
        least_budget: Where it takes a budget of tokens for thinking rather than a word, the fewest above none; else
            ``None``. Its levels then stand for budgets, as `Effort` says.
        most_budget: Likewise, the most; ``None`` where that isn't known.

    Raises:
        InvalidInputError: A level stands twice or out of order, *default* isn't one of them, a budget isn't a whole number
            of at least 1, or the least is above the most.
    """

    levels: tuple[Effort, ...]
    default: Effort | None = None
    least_budget: int | None = None
    most_budget: int | None = None

    @property
    def unasked(self) -> Effort | None:
        """The effort to reckon with where a request names none: the default, or the highest where that isn't known."""
        return self.default or (self.levels[-1] if self.levels else None)

    def __post_init__(self) -> None:
        """Check the order, the default and the budgets."""
        if list(self.levels) != [effort for effort in Effort if effort in self.levels]:
            raise InvalidInputError(
                f"levels must stand once each, the least first, of {', '.join(Effort)}; got {', '.join(self.levels)}"
            )
        if self.default is not None and self.default not in self.levels:
            raise InvalidInputError(
                f"default must be one of the levels, {', '.join(self.levels) or 'of which there are none'}; got {self.default}"
            )
        check_count("least_budget", self.least_budget, least=1)
        check_count("most_budget", self.most_budget, least=1)
        if self.least_budget and self.most_budget and self.least_budget > self.most_budget:
            raise InvalidInputError(
                f"least_budget must be at most most_budget, got {self.least_budget:,} and {self.most_budget:,}"
            )


def at_effort(name: str, effort: Effort | None, ladder: EffortLadder | None) -> str:
    """
    Write a name with the effort, where a model takes several.

    >>> at_effort("acme/one", Effort.LOW, EffortLadder(levels=(Effort.LOW, Effort.HIGH)))
    'acme/one · low'
    """
    return f"{name} · {effort}" if effort is not None and ladder is not None and len(ladder.levels) > 1 else name


def parse_effort(value: object) -> Effort:
    """
    Read the word of an effort.

    Raises:
        InvalidInputError: It isn't one.

    >>> parse_effort("high")
    <Effort.HIGH: 'high'>
    """
    known = {str(effort): effort for effort in Effort}
    if not isinstance(value, str) or value not in known:
        raise InvalidInputError(f"must be one of {', '.join(Effort)}, got {shown(value)}")
    return known[value]


_RANKS = {
    "none": 0.0,
    "base": 0.0,
    "": 1.0,
    "minimal": 2.0,
    "low": 3.0,
    "medium": 4.0,
    "thinking": 5.0,
    "high": 6.0,
    "xhigh": 7.0,
    "max": 8.0,
}
_WORDS = re.compile(r"none|base|minimal|low|medium|xhigh|high|max")
_BUDGET = re.compile(r"(\d+)k")
_BUDGETS = ((64, 7.0), (24, 6.0), (12, 4.5), (4, 4.0), (0, 3.0))
_THINKING = re.compile(r"think|reason|^on$")
_ENDS = (
    (0, Effort.NONE),
    (1, None),
    (2, Effort.MINIMAL),
    (3, Effort.LOW),
    (4.5, Effort.MEDIUM),
    (5, Effort.ON),
    (6, Effort.HIGH),
    (7, Effort.XHIGH),
)
"""The highest rank that is of each effort; what is above is of the highest."""


def effort_rank(text: str) -> float:
    """
    Order efforts as sources write them, the lowest first.

    A blank stands for a provider's default; beside a stated effort it is taken as the lower one.

    >>> sorted(["high", "", "thinking-16k", "none", "max", "low"], key=effort_rank)
    ['none', '', 'low', 'thinking-16k', 'high', 'max']
    """
    text = text.lower()
    if text in ("pro", "promax", "heavy"):
        return _RANKS["max"] + 1
    words = _WORDS.findall(text)
    if words and not words[0].startswith(("none", "base")):
        return max(_RANKS[word] for word in words)
    if budget := _BUDGET.search(text):
        return next(rank for least, rank in _BUDGETS if int(budget[1]) >= least)
    if words:
        return _RANKS[words[0]]
    return _RANKS["thinking"] if _THINKING.search(text) else _RANKS[""]


@lru_cache(maxsize=256)
def effort_of(text: str) -> Effort | None:
    """
    Read what a source writes of effort as one of the words; ``None`` isn't stated.

    >>> [str(effort_of(text)) for text in ("", "none", "minimal", "16k", "32k-thinking", "xhigh")]
    ['None', 'none', 'minimal', 'medium', 'high', 'xhigh']
    """
    rank = effort_rank(text)
    return next((effort for end, effort in _ENDS if rank <= end), Effort.MAX)
