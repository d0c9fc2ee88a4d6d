"""What a requirement is, and the words that requirements share."""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from llm_selection.domain.verdicts import Outcome, Verdict

__all__ = ["Facts", "Requirement", "joined", "verdict_of"]

Facts = Mapping[str, Any]


class Requirement(Protocol):
    """
    Anything with these three; write your own, and every part of the library takes it.

    docs/how-to/write-a-requirement.md shows one, and lists the facts with their types and units.
    """

    @property
    def reads(self) -> tuple[str, ...]:
        """Names of the facts it reads: those that docs/how-to/write-a-requirement.md lists."""
        ...

    def judge(self, facts: Facts) -> Verdict:
        """Judge one combination of facts; the same facts give the same verdict."""
        ...

    def __str__(self) -> str:
        """Say it in a few words, such as ``context ≥ 200,000``."""
        ...


def verdict_of(answer: bool | None, reason: str) -> Verdict:  # noqa: FBT001 - the argument is the answer itself
    """Make a verdict of a plain answer."""
    return Verdict(outcome=Outcome.of(answer), reason=reason, evidence=())


def joined(values: Iterable[str], word: str = "or") -> str:
    """List names in a stable order."""
    return f" {word} ".join(sorted(str(value) for value in values))
