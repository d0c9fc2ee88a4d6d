"""Requirements made of others: all of them, any of them, or not."""

from collections.abc import Iterable

from llm_selection._dataclasses import dataclass, replace
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import InvalidInputError, shown
from llm_selection.needs.option_facts import Facts
from llm_selection.needs.requirements._requirement import Requirement

__all__ = ["AllOf", "AnyOf", "Not", "together"]


@dataclass(frozen=True, slots=True)
class AllOf:
    """
    Every one of ``parts`` is met; without parts it is met.

    One that fails fails the whole; else one that is unknown leaves it unknown.

    Attributes:
        parts: The requirements, those of one's own included.

    Raises:
        InvalidInputError: *parts* isn't a tuple of requirements.
    """

    parts: tuple[Requirement, ...]

    def __post_init__(self) -> None:
        """Check the parts."""
        _check_parts(self.parts)

    @property
    def reads(self) -> tuple[str, ...]:
        """What the parts read."""
        return _reads_of(self.parts)

    def judge(self, facts: Facts) -> Verdict:
        """Combine as *and*."""
        verdicts = [part.judge(facts) for part in self.parts]
        outcome = Outcome.MEETS
        for verdict in verdicts:
            outcome &= verdict.outcome
        return Verdict.combined(outcome, verdicts)

    def __str__(self) -> str:
        """Say it in a few words."""
        (first, *more) = self.parts or (None,)
        return str(first) if first and not more else f"all of ({'; '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """
    At least one of ``parts`` is met; without parts it fails.

    One that is met meets the whole; else one that is unknown leaves it unknown.

    Attributes:
        parts: The requirements, those of one's own included.

    Raises:
        InvalidInputError: *parts* isn't a tuple of requirements.
    """

    parts: tuple[Requirement, ...]

    def __post_init__(self) -> None:
        """Check the parts."""
        _check_parts(self.parts)

    @property
    def reads(self) -> tuple[str, ...]:
        """What the parts read."""
        return _reads_of(self.parts)

    def judge(self, facts: Facts) -> Verdict:
        """Combine as *or*."""
        verdicts = [part.judge(facts) for part in self.parts]
        outcome = Outcome.FAILS
        for verdict in verdicts:
            outcome |= verdict.outcome
        return Verdict.combined(outcome, verdicts)

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"any of ({'; '.join(map(str, self.parts))})"


@dataclass(frozen=True, slots=True)
class Not:
    """
    ``part`` isn't met; unknown stays unknown.

    Attributes:
        part: The requirement that mustn't be met.

    Raises:
        InvalidInputError: *part* isn't a requirement.
    """

    part: Requirement

    def __post_init__(self) -> None:
        """Check the part."""
        _check_parts((self.part,))

    @property
    def reads(self) -> tuple[str, ...]:
        """What the part reads."""
        return self.part.reads

    def judge(self, facts: Facts) -> Verdict:
        """Turn it around."""
        verdict = self.part.judge(facts)
        return replace(verdict, outcome=~verdict.outcome)

    def __str__(self) -> str:
        """Say it in a few words."""
        return str(self.part.part) if isinstance(self.part, Not) else f"not ({self.part})"


def _reads_of(parts: Iterable[Requirement]) -> tuple[str, ...]:
    """Collect the facts that *parts* read, each once, in order."""
    return tuple(dict.fromkeys(name for part in parts for name in part.reads))


def together(parts: tuple[Requirement, ...]) -> Requirement:
    """Return what a table asks for: its only requirement, or all of them."""
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _check_parts(parts: tuple[object, ...]) -> None:
    """Raise `InvalidInputError` unless *parts* is a tuple of requirements; an answer checks what each of them reads."""
    if not isinstance(parts, tuple):
        raise InvalidInputError(f"parts must be a tuple of requirements, got {shown(parts)}")
    for part in parts:
        if not (hasattr(part, "reads") and callable(getattr(part, "judge", None))):
            raise InvalidInputError(
                f"{shown(part)} isn't a requirement: it needs a tuple of facts `reads` and a method `judge`"
            )
