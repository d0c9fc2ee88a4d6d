"""What a requirement is, what one with a keyword says of itself, and how far an option is from meeting it."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from llm_selection._dataclasses import dataclass
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.needs.option_facts import Fact, Facts
from llm_selection.units import in_full

if TYPE_CHECKING:
    from llm_selection.registry import Registry

__all__ = [
    "Gap",
    "KeywordRequirement",
    "Requirement",
    "fails",
    "gap",
    "joined",
    "loosened",
    "meets",
    "unknown",
    "verdict_of",
]


class Requirement(Protocol):
    """
    Anything with these three; write your own, and every part of the library takes it.

    docs/how-to/write-a-requirement.md shows one, and lists the facts with their types and units.
    """

    @property
    def reads(self) -> tuple[str, ...]:
        """The facts it reads: names of `llm_selection.needs.option_facts`."""
        ...

    def judge(self, facts: Facts) -> Verdict:
        """Judge one combination of facts; the same facts give the same verdict."""
        ...

    def __str__(self) -> str:
        """Say it in a few words, such as ``context ≥ 200,000``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """
    How far an option is from meeting a requirement that has a threshold.

    Attributes:
        limit: The requirement's threshold, in ``unit``; a day where that is ``days``.
        needed: The nearest threshold that would admit the option, likewise; of dollars a month, in whole cents;
            of quality, in tenths of a point.
        by: How far they are apart, in ``unit``; above 0.
        unit: That of the requirement, such as ``tokens``, ``days`` or ``US dollars a month``.
    """

    limit: Decimal | date
    needed: Decimal | date
    by: Decimal
    unit: str

    @classmethod
    def between(cls, limit: Any, needed: Any, unit: str) -> Self:
        """Return the gap between two thresholds: two numbers, or two days."""
        distance = needed - limit
        by = abs(distance if isinstance(distance, Decimal) else Decimal(distance.days))
        return cls(limit=limit, needed=needed, by=by, unit=unit)

    def __str__(self) -> str:
        """Say how far, such as ``$0.40 a month``."""
        if self.unit.startswith("US dollars"):
            return f"${in_full(self.by)}{self.unit.removeprefix('US dollars')}"
        noun, *rest = self.unit.split(" ")
        unit = " ".join([noun if self.by != 1 else noun.removesuffix("s"), *rest])
        return f"{self.by.normalize():,f} {unit}"


class KeywordRequirement(ABC):
    """
    A requirement that has a keyword: all that there is to say of it stands in its class.

    A subclass is a frozen dataclass. The first paragraph of its docstring says what it asks and its unit, the second one
    where the answer is unknown: editors, the JSON Schema and the page on requirements print them.

    Attributes:
        keyword: What it is called in Python, in files and on the command line; for one of this library, its module too.
        accepts: What may be given, as an annotation in Python.
        examples: Ways to write it on the command line, and what each asks in up to 25 characters.
        fact: The fact that it reads; one that reads several says so by ``reads``.
        unit: That of its gap; empty where it has no threshold.
        several: Its parts that take several values, with commas; the empty part is the requirement itself.
    """

    __slots__ = ()

    keyword: ClassVar[str]
    accepts: ClassVar[str]
    examples: ClassVar[tuple[tuple[str, str], ...]]
    fact: ClassVar[Fact[Any]]
    unit: ClassVar[str] = ""
    several: ClassVar[frozenset[str]] = frozenset()

    @classmethod
    def annotation(cls) -> str:
        """Return what may be given, as an annotation in Python."""
        return cls.accepts

    @classmethod
    @abstractmethod
    def parse(cls, value: object) -> Requirement:
        """
        Read what was given in Python, in a file or on the command line.

        Raises:
            InvalidInputError: It isn't allowed.
        """

    @abstractmethod
    def written(self) -> object:
        """Write it as `parse` reads it: dates stay dates, money is decimal text, names are sorted lists."""

    @classmethod
    @abstractmethod
    def schema(cls) -> Mapping[str, Any]:
        """Return the JSON Schema of what `parse` reads."""

    @property
    def reads(self) -> tuple[Fact[Any], ...]:
        """The facts it reads."""
        return (self.fact,)

    @abstractmethod
    def judge(self, facts: Facts) -> Verdict:
        """Judge one combination of facts."""

    def loosened(self, facts: Facts) -> Self | None:  # noqa: ARG002 - others read them
        """
        Return the requirement nearest to this one that *facts* meet.

        ``None`` where there is nothing to loosen, where a fact isn't known, and where *facts* meet it as it is.
        """
        return None

    def gap(self, facts: Facts) -> Gap | None:  # noqa: ARG002 - as above
        """Return how far *facts* are from meeting it; ``None`` as in `loosened`, and where it has no threshold."""
        return None

    def check_names(self, registry: "Registry") -> None:  # noqa: B027 - most have none
        """
        Refuse names that *registry* doesn't hold.

        Raises:
            NotFoundError: There is one.
        """


def loosened(requirement: Requirement, facts: Facts) -> Requirement | None:
    """
    Return *requirement* with the nearest threshold that *facts* meet; of a cost, in whole cents; of quality, in tenths of a point.

    License kinds, stages of life and regions have no number: of a license, whatever is at least as open will do; a stage
    is added to those asked for; to regions what runs in the one that is called, as it may be one of them.

    Returns:
        ``None`` where there is nothing to loosen, where the fact isn't known, and where *facts* meet it as it is.
    """
    return requirement.loosened(facts) if isinstance(requirement, KeywordRequirement) else None


def gap(requirement: Requirement, facts: Facts) -> Gap | None:
    """Return how far *facts* are from meeting *requirement*; ``None`` where it has no threshold, and else as in `loosened`."""
    return requirement.gap(facts) if isinstance(requirement, KeywordRequirement) else None


def verdict_of(answer: bool | None, reason: str) -> Verdict:  # noqa: FBT001 - the argument is the answer itself
    """Make a verdict of a plain answer; ``None`` is unknown."""
    return Verdict(outcome=Outcome.of(answer), reason=reason, evidence=())


def meets(reason: str) -> Verdict:
    """Return that it is met."""
    return Verdict(outcome=Outcome.MEETS, reason=reason, evidence=())


def fails(reason: str) -> Verdict:
    """Return that it isn't met."""
    return Verdict(outcome=Outcome.FAILS, reason=reason, evidence=())


def unknown(reason: str) -> Verdict:
    """Return that nobody here can tell."""
    return Verdict(outcome=Outcome.UNKNOWN, reason=reason, evidence=())


def joined(values: Iterable[str], word: str = "or") -> str:
    """List names in a stable order."""
    return f" {word} ".join(sorted(str(value) for value in values))
