"""Verdicts: three-valued answers that keep their reason."""

from collections.abc import Iterable
from enum import Enum

from llm_selection._dataclasses import dataclass
from llm_selection.domain.evidence import Evidence

__all__ = ["Outcome", "Verdict"]


class Outcome(Enum):
    """
    Meets, fails, or not known.

    The value is two bits: 1 for *surely*, 2 for *surely not*, 0 for neither. On these,
    Kleene's strong logic is plain bit arithmetic, for one verdict as for a column of them.
    """

    UNKNOWN = 0
    MEETS = 1
    FAILS = 2

    @classmethod
    def of(cls, answer: bool | None) -> "Outcome":  # noqa: FBT001 - the argument is the answer itself
        """
        Turn a plain answer into an outcome; ``None`` is unknown.

        >>> Outcome.of(None)
        <Outcome.UNKNOWN: 0>
        """
        if answer is None:
            return cls.UNKNOWN
        return cls.MEETS if answer else cls.FAILS

    def __and__(self, other: "Outcome") -> "Outcome":
        """Combine as *and*: meets if both do, fails if either does."""
        return Outcome((self.value & other.value & 1) | ((self.value | other.value) & 2))

    def __or__(self, other: "Outcome") -> "Outcome":
        """Combine as *or*: meets if either does, fails if both do."""
        return Outcome(((self.value | other.value) & 1) | (self.value & other.value & 2))

    def __invert__(self) -> "Outcome":
        """Turn meets into fails and back; unknown stays unknown."""
        return Outcome((self.value >> 1) | ((self.value & 1) << 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    What one requirement says of one option.

    Attributes:
        outcome: Meets, fails or unknown.
        reason: Half a sentence with the value that decided, such as ``context 131,072 < 200,000``.
        evidence: Who says so, where the requirement tells; empty where it doesn't.
    """

    outcome: Outcome
    reason: str
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def combined(cls, outcome: Outcome, parts: Iterable["Verdict"], *, between: str = ", ") -> "Verdict":
        """Return *outcome* with the reasons, and the evidence, each once, of those *parts* that have it."""
        decisive = [part for part in parts if part.outcome is outcome]
        return cls(
            outcome=outcome,
            reason=between.join(part.reason for part in decisive),
            evidence=tuple(dict.fromkeys(item for part in decisive for item in part.evidence)),
        )
