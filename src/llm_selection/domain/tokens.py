"""
Tokens: how many a model reasons with before it answers, by kind of work and effort.

Reasoning tokens are output tokens: whoever asks pays for them and doesn't see them. How many there are follows the kind of
work, the model and the effort, and hardly the length of the answer: a label of five tokens may take a thousand of them. So
what a request puts out is the answer as it is seen, which the user knows, and these beside it.
"""

from collections.abc import Iterable
from enum import StrEnum

from llm_selection._dataclasses import dataclass
from llm_selection.domain.efforts import Effort
from llm_selection.errors import InvalidInputError
from llm_selection.units import check_count

__all__ = ["ReasoningTokens", "TokensBasis", "Work", "falls_with_effort", "in_order"]


class Work(StrEnum):
    """
    Kinds of work by what they make a model think.

    Logarithms of the tokens that models put out go together within one, and little between two.
    """

    PROSE = "prose"
    """Text: chats, summaries, translations, letters, answers from documents."""
    FACTS = "facts"
    """Short questions with a short answer to look up or to recall: labels, fields, facts."""
    PROBLEMS = "problems"
    """Mathematics, science and puzzles: an answer that has to be worked out."""
    CODE = "code"
    """A function or a program in one answer."""
    AGENT = "agent"
    """One turn of many that an agent takes with its tools."""


class TokensBasis(StrEnum):
    """What a number of reasoning tokens rests on."""

    MEASURED = "measured"
    """Runs of this model at this kind of work and this effort."""
    INFERRED = "inferred"
    """Runs of this model at other efforts or other kinds of work."""
    EXPECTED = "expected"
    """No run of this model: what others of its developer, and all others, do."""
    STATED = "stated"
    """It doesn't reason, or not at this effort, as its record says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasoningTokens:
    """
    The tokens that a model reasons with, a request.

    Attributes:
        work: The kind of work; at an agent's a request is one turn.
        effort: The effort; ``None`` where a request names none and what then runs isn't known.
        expected: The median over tasks of this kind, each by its mean; 0 where it doesn't reason.
        low: Lower end of the 90% interval for one more task of this kind: the mean of its requests.
        high: Upper end.
        basis: What it rests on.
        default: Whether this effort is what runs where a request names none, as the developer's documents say.
        runs: Measured: runs at this kind of work and effort. Inferred: all runs of the model. Else 0.

    Raises:
        InvalidInputError: A number isn't a whole one of at least 0; *low*, *expected* and *high* aren't in this order; or
            *runs* is 0 for what was measured or inferred, or more for anything else.
    """

    work: Work
    effort: Effort | None = None
    expected: int
    low: int
    high: int
    basis: TokensBasis
    default: bool = False
    runs: int = 0

    def __post_init__(self) -> None:
        """Check the numbers."""
        for name in ("expected", "low", "high", "runs"):
            check_count(name, getattr(self, name))
        if not self.low <= self.expected <= self.high:
            raise InvalidInputError(
                f"low, expected and high must be in this order, got {self.low:,}, {self.expected:,} and {self.high:,}"
            )
        if (self.basis in (TokensBasis.MEASURED, TokensBasis.INFERRED)) != (self.runs > 0):
            raise InvalidInputError(
                f"runs must be at least 1 for what is measured or inferred and 0 for anything else, got {self.runs} "
                f"for {self.basis}"
            )


def in_order(rows: Iterable[ReasoningTokens]) -> tuple[ReasoningTokens, ...]:
    """Return *rows* by kind of work, then by effort, the lowest first; one that isn't known stands before all."""
    works, efforts = list(Work), [None, *Effort]
    return tuple(sorted(rows, key=lambda row: (works.index(row.work), efforts.index(row.effort))))


def falls_with_effort(rows: Iterable[ReasoningTokens]) -> tuple[Work, Effort] | None:
    """Return the first kind of work and effort at which fewer tokens are expected than at a lower effort; ``None`` at none."""
    most: dict[Work, int] = {}
    for row in in_order(row for row in rows if row.effort is not None):
        if row.effort is not None and row.expected < most.get(row.work, 0):
            return row.work, row.effort
        most[row.work] = row.expected
    return None
