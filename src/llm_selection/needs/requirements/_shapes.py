"""
The shapes that requirements have in common: one of some names, all of some, a threshold, a value for each task.

A shape reads, writes and judges; a class of it says which fact, in which words, and what else is particular to it.
"""

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Self

from llm_selection._dataclasses import replace
from llm_selection._foundation.shapes import is_mapping
from llm_selection._foundation.spelling import nearest_names, not_among
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import InvalidInputError, NotFoundError, shown
from llm_selection.needs.option_facts import Facts
from llm_selection.needs.requirements import _schemas
from llm_selection.needs.requirements._combinations import together
from llm_selection.needs.requirements._requirement import (
    Gap,
    KeywordRequirement,
    Requirement,
    joined,
    unknown,
    verdict_of,
)
from llm_selection.needs.requirements._values import (
    DAY,
    USD_PER_MILLION,
    Value,
    check_choice,
    check_given,
    check_names,
    read_names,
)
from llm_selection.units import EXACT

if TYPE_CHECKING:
    from llm_selection.registry import Registry

__all__ = [
    "AllNamed",
    "ByTask",
    "Cap",
    "Day",
    "EffortCap",
    "Flag",
    "Least",
    "Named",
    "OneOf",
    "PriceCap",
    "Recorded",
    "Threshold",
]


class Named(KeywordRequirement):
    """
    Asks by names: a name, several with commas, or a list.

    Attributes:
        names: The names asked for.
        choices: The names that there are; ``None`` where they are those of a registry.
        words: What it is about.
    """

    __slots__ = ()
    names: frozenset[Any]
    accepts = "str | Iterable[str]"
    several = frozenset({""})
    choices: ClassVar[Iterable[str] | None] = None
    words: ClassVar[str]

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read names."""
        return cls(read_names(value, cls.choices))  # type: ignore[call-arg]  # the only field of each class

    def written(self) -> object:
        """Write the names in order."""
        return sorted(self.names)

    @classmethod
    def schema(cls) -> Mapping[str, Any]:
        """Return the schema of names."""
        return _schemas.several(cls.choices)


class OneOf(Named):
    """
    A fact with a single value is one of those asked for; an unknown fact leaves it unknown.

    Attributes:
        table: The table of a registry that holds the names; empty where none does.

    Raises:
        InvalidInputError: *names* isn't a frozenset of texts, is empty, or has one that isn't among the choices.
    """

    __slots__ = ()
    table: ClassVar[str] = ""

    def __post_init__(self) -> None:
        """Check the names, as far as they aren't those of a registry."""
        check_choice("names", self.names, self.choices)

    def judge(self, facts: Facts) -> Verdict:
        """Look the value up."""
        value = facts[self.fact]
        return verdict_of(None if value is None else value in self.names, f"{self.words} {value or 'unknown'}")

    def widened(self, more: Iterable[str]) -> Self:
        """Return it with *more* names."""
        return replace(self, names=self.names.union(more))  # type: ignore[type-var]  # each class is a dataclass

    def known(self, registry: "Registry") -> Collection[str] | None:
        """Return the names that a registry has; ``None`` where it has none of these."""
        return getattr(registry, self.table) if self.table else None

    def check_names(self, registry: "Registry") -> None:
        """Refuse a name that *registry* doesn't hold; the nearest are named, or all where no table holds them."""
        known = self.known(registry)
        if known is None:
            return
        for name in sorted(self.names):
            if name not in known:
                raise NotFoundError(
                    self.words,
                    name,
                    nearest=nearest_names(name, known),
                    registry=registry.version,
                    known=() if self.table else tuple(sorted(known)),
                )

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{self.words} {joined(self.names)}"


class AllNamed(Named):
    """
    A fact with many values has all those asked for; an unknown fact leaves it unknown.

    Raises:
        InvalidInputError: *names* isn't a frozenset of texts, or has one that isn't among the choices.
    """

    __slots__ = ()

    def __post_init__(self) -> None:
        """Check the names."""
        check_names("names", self.names, self.choices)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the sets."""
        values = facts[self.fact]
        kinds = "unknown" if values is None else joined(values, "and") or "none"
        return verdict_of(None if values is None else self.names <= values, f"{self.words} {kinds}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{self.words} {joined(self.names, 'and')}"


class Recorded(AllNamed):
    """
    Sources say all of this of the model; what they don't say leaves it unknown, since they never say everything.

    Attributes:
        untold: What it is about where they say nothing.
    """

    __slots__ = ()
    untold: ClassVar[str]

    def judge(self, facts: Facts) -> Verdict:
        """Compare the sets."""
        recorded = facts[self.fact]
        return verdict_of(True if self.names <= recorded else None, self._in_words(recorded))

    def __str__(self) -> str:
        """Say it in a few words."""
        return self._in_words(self.names)

    def _in_words(self, recorded: frozenset[str]) -> str:
        """List what is recorded, or say that it is unknown."""
        return f"{self.words} {joined(map(self.named, recorded), 'and')}" if recorded else f"{self.untold} unknown"

    @classmethod
    def named(cls, name: str) -> str:
        """Return a name as people write it."""
        return name


class Threshold(KeywordRequirement):
    """
    A requirement with a threshold that can be moved to what an option has.

    Attributes:
        limit: The threshold, as facts have it.
        value: The kind of value that it is.
        digits: Decimal digits by which it is counted finer than in ``unit``.

    Raises:
        InvalidInputError: *limit* can't be compared with what facts have.
    """

    __slots__ = ()
    limit: Any
    value: ClassVar[Value]
    digits: ClassVar[int] = 0

    def __post_init__(self) -> None:
        """Check the threshold."""
        check_given("limit", self.limit)
        self.value.check("limit", self.limit)

    @classmethod
    def annotation(cls) -> str:
        """Return that of its kind of value."""
        return cls.value.accepts

    @classmethod
    def parse(cls, value: object) -> Requirement:
        """Read the threshold."""
        return cls(cls.value.read(value))  # type: ignore[call-arg]  # the only field of most classes

    def written(self) -> object:
        """Write the threshold."""
        return self.value.write(self.limit)

    @classmethod
    def schema(cls) -> Mapping[str, Any]:
        """Return the schema of a threshold."""
        return cls.value.schema

    @abstractmethod
    def reached(self, facts: Facts) -> Any:
        """Return the threshold that *facts* would meet; ``None`` where there is none, or it isn't known."""

    def loosened(self, facts: Facts) -> Self | None:
        """Move the threshold, unless *facts* meet it, or wouldn't meet the other one for want of another fact."""
        limit = self.reached(facts)
        if limit is None or self.judge(facts).outcome is Outcome.MEETS:
            return None
        other = self.moved(limit)
        return other if other.judge(facts).outcome is Outcome.MEETS else None

    def moved(self, limit: Any) -> Self:
        """Return it with another threshold."""
        return replace(self, limit=limit)  # type: ignore[type-var]  # each class is a dataclass

    def gap(self, facts: Facts) -> Gap | None:
        """Return how far the threshold has to move."""
        other = self.loosened(facts)
        return None if other is None else Gap.between(self.in_unit(), other.in_unit(), self.unit)

    def in_unit(self) -> Decimal | date:
        """Return the threshold in its unit."""
        return Decimal(str(self.limit)).scaleb(-self.digits, EXACT)


class Day(Threshold):
    """A day lies before or after another."""

    __slots__ = ()
    value = DAY
    unit = "days"

    def in_unit(self) -> date:
        """Return the day."""
        return self.limit  # type: ignore[no-any-return]  # as it was checked


class Cap(Threshold):
    """
    A number is no larger than a limit; an unknown number leaves it unknown.

    Attributes:
        words: What it is about.
    """

    __slots__ = ()
    words: ClassVar[str]
    _sign: ClassVar[str] = "≤"

    def judge(self, facts: Facts) -> Verdict:
        """Compare the numbers."""
        number = self.number(facts)
        if number is None:
            return unknown(f"{self.words} unknown")
        return verdict_of(self._suffices(number), f"{self.words} {self.show(number)}")

    def number(self, facts: Facts) -> Any:
        """Return the number that is compared; ``None`` where it isn't known."""
        return facts[self.fact]

    def reached(self, facts: Facts) -> Any:
        """Return the number."""
        return self.number(facts)

    def _suffices(self, number: Any) -> bool:
        """Say whether a number meets the limit."""
        return bool(number <= self.limit)

    @classmethod
    def show(cls, number: Any) -> str:
        """Write a number with its unit."""
        return f"{number:,}"

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{self.words} {self._sign} {self.show(self.limit)}"


class PriceCap(Cap):
    """A price per token is no larger than a limit in picodollars a token, given in US dollars per million tokens."""

    __slots__ = ()
    value = USD_PER_MILLION
    unit = "US dollars per million tokens"
    digits = 6

    @classmethod
    def show(cls, number: int) -> str:
        """Write US dollars per million tokens."""
        return f"${Decimal(number).scaleb(-6).normalize():f}/M"


class Least(Cap):
    """A number is at least as large as a limit; an unknown number leaves it unknown."""

    __slots__ = ()
    _sign = "≥"

    def reached(self, facts: Facts) -> Any:
        """Return the number; none at all is no threshold."""
        return self.number(facts) or None

    def _suffices(self, number: Any) -> bool:
        """Say whether a number meets the limit."""
        return bool(number >= self.limit)


class EffortCap(Cap):
    """
    An effort is no higher than another, or no lower; unknown for reasoning without a stated amount.

    Attributes:
        at_least: Whether it is a floor.
    """

    __slots__ = ()
    limit: Effort
    at_least: ClassVar[bool] = False

    def number(self, facts: Facts) -> Effort | None:
        """Return the effort; ``None`` where it isn't known, or how much it is."""
        effort: Effort | None = facts[self.fact]
        # Nothing is above the highest, nor below none.
        certain = (Effort.ON, Effort.NONE if self.at_least else Effort.MAX)
        return None if effort is Effort.ON and self.limit not in certain else effort

    def gap(self, facts: Facts) -> Gap | None:  # noqa: ARG002 - others read them
        """Return none: how far two words are apart has no number."""
        return None

    def _suffices(self, number: Effort) -> bool:
        """Say whether an effort meets the limit."""
        order = list(Effort)
        own, limit = order.index(number), order.index(self.limit)
        return own >= limit if self.at_least else own <= limit

    @classmethod
    def show(cls, number: Effort) -> str:
        """Write the word."""
        return str(number)

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{self.words} {'≥' if self.at_least else '≤'} {self.limit}"


class ByTask(Threshold):
    """
    A number is at least so large at a task; asked for by a table, with a number for each of several tasks.

    Attributes:
        task: The task.
        example: A table, for faults.
    """

    __slots__ = ()
    task: Task
    example: ClassVar[str]

    @classmethod
    def annotation(cls) -> str:
        """Return that of a table."""
        return f"Mapping[str, {cls.value.accepts}]"

    @classmethod
    def parse(cls, value: object) -> Requirement:
        """Read a table of numbers by task."""
        if not is_mapping(value) or not value:
            raise InvalidInputError(f"must be a table such as {cls.example}, got {shown(value)}")
        known = {task.value: task for task in Task}
        if wrong := sorted(set(map(str, value)) - known.keys()):
            raise InvalidInputError(not_among(wrong, known, "may name"))
        parts = [cls(known[str(name)], cls.value.read(limit)) for name, limit in value.items()]  # type: ignore[call-arg]  # its fields
        return together(tuple(parts))

    def written(self) -> object:
        """Write a table of one task."""
        return {self.task.value: self.value.write(self.limit)}

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Return the schema of a table of numbers by task."""
        return _schemas.by_task(cls.value.schema)

    @property
    def task_words(self) -> str:
        """The task in words."""
        return self.task.replace("_", " ")


class Flag(KeywordRequirement):
    """
    What a fact says isn't so: asked for by ``True``; the contrary is nothing to ask for.

    Attributes:
        otherwise: Where it is left out.
        words: What is told where the fact is unknown, where it is so, and where it isn't.
    """

    __slots__ = ()
    accepts = "bool | str"
    otherwise: ClassVar[str]
    words: ClassVar[tuple[str, str, str]]

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read yes."""
        if value not in (True, "true", "yes"):
            raise InvalidInputError(f"must be true, got {shown(value)}; leave it out where {cls.otherwise}")
        return cls()

    def written(self) -> object:
        """Write yes."""
        return True

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Return the schema of yes."""
        return {"enum": [True, "true", "yes"]}

    def judge(self, facts: Facts) -> Verdict:
        """Look whether it is so."""
        value, (untold, so, not_so) = facts[self.fact], self.words
        return unknown(untold) if value is None else verdict_of(not value, so if value else not_so)
