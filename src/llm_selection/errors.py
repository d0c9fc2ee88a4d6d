"""The errors this package raises: few, and each says what to do next."""

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from llm_selection._dataclasses import dataclass

__all__ = [
    "Fault",
    "InvalidInputError",
    "NotFoundError",
    "NothingFits",
    "RegistryError",
    "SelectionError",
    "of_argument",
    "shown",
]

T = TypeVar("T")

_LONGEST_SHOWN = 200
"""Characters of a value that a fault shows; a longer one is known by its beginning."""


_LISTED = ("accelerator", "benchmark", "developer", "license", "model", "offering", "provider", "source")
"""Kinds that ``llm-selection list`` lists, by their plural."""


class SelectionError(Exception):
    """Root of every error this package raises on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """
    One thing wrong with an input.

    Attributes:
        where: File and path inside it, such as ``need.toml: requirements[2].value``.
        problem: What was found, what was allowed, and what to do.
    """

    where: str
    problem: str

    def __post_init__(self) -> None:
        """Escape what can't be printed: names of files, and errors of others, may hold anything."""
        for name in ("where", "problem"):
            text = getattr(self, name)
            if not text.isprintable():
                shown = (each if each.isprintable() or each == "\n" else ascii(each)[1:-1] for each in text)
                object.__setattr__(self, name, "".join(shown))

    def __str__(self) -> str:
        """Show the place, then the problem."""
        return f"{self.where}: {self.problem}" if self.where else self.problem


class InvalidInputError(SelectionError, ValueError):
    """
    An input that breaks a stated rule; every fault of it is listed in ``faults``.

    Values check themselves and raise this; so does everything that reads a file.
    """

    def __init__(self, *faults: Fault | str) -> None:
        """Keep *faults*; a plain string is a fault without a place."""
        self.faults: tuple[Fault, ...] = tuple(
            Fault(where="", problem=fault) if isinstance(fault, str) else fault for fault in faults
        )
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NotFoundError(SelectionError, LookupError):
    """
    An id that the registry doesn't hold, or a name that could mean several models.

    Attributes:
        kind: What was looked for, such as ``model``.
        id: The id as given.
        nearest: Ids that look alike, nearest first; may be empty. Of the models that a name could mean, the newest.
        registry: Version of the registry it was looked for in.
        known: All that there are, where they are few and no command lists them; told where nothing is near.
        count: How many a name could mean, at least 2; 0 where it means none.
    """

    def __init__(
        self,
        kind: str,
        id: str,  # noqa: A002 - the field's name in the domain
        *,
        nearest: tuple[str, ...],
        registry: str,
        known: tuple[str, ...] = (),
        count: int = 0,
    ) -> None:
        """Say what was missed in which *registry*, what is near, and where all are listed."""
        self.kind = kind
        self.id = id
        self.nearest = nearest
        self.registry = registry
        self.known = known
        self.count = count
        if count:
            is_all = count == len(nearest)
            rest = "" if is_all else f"; llm-selection list {kind}s --match {id!r} shows all"
            super().__init__(
                f"{id!r} could mean {count} {kind}s in registry {registry}; {'newest first' if is_all else 'the newest'}: "
                f"{', '.join(nearest)}{rest}"
            )
            return
        hint = f"; nearest: {', '.join(nearest)}" if nearest else ""
        listed = f"; known are {', '.join(known)}" if known and not nearest else ""
        if kind in _LISTED:
            listed = f"; llm-selection list {kind}s shows all"
        super().__init__(f"no {kind} {id!r} in registry {registry}{hint}{listed}")

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell pickle the facts, not the text, so that the error can leave a worker process."""
        facts = partial(type(self), nearest=self.nearest, registry=self.registry, known=self.known, count=self.count)
        return facts, (self.kind, self.id)


class RegistryError(SelectionError):
    """A registry that can't be built or read; every fault is listed in ``faults``."""

    def __init__(self, *faults: Fault) -> None:
        """Keep *faults*, all of them, in the order found."""
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


class NothingFits(SelectionError):  # noqa: N818 - an answer, not a mistake of the caller's
    """
    No option meets every requirement; raised only by ``Recommendation.best``.

    Attributes:
        reasons: One line per requirement that removed something.
    """

    def __init__(self, reasons: tuple[str, ...]) -> None:
        """Keep *reasons*, the strictest requirement first."""
        self.reasons = reasons
        super().__init__("nothing fits:\n" + "\n".join(f"  {reason}" for reason in reasons))

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell pickle the reasons, not the text."""
        return type(self), (self.reasons,)


def of_argument(name: str, read: Callable[[object], T], value: object) -> T:
    """
    Return what *read* makes of the *value* of the argument called *name*.

    Raises:
        InvalidInputError: *read* refuses it; each fault then names the argument.
    """
    try:
        return read(value)
    except InvalidInputError as error:
        faults = (
            Fault(where=": ".join(filter(None, (name, each.where))), problem=each.problem) for each in error.faults
        )
        raise InvalidInputError(*faults) from error


def shown(value: object) -> str:
    """
    Write a value that was given as a fault shows it: as Python does, the beginning of a long one.

    What Python itself can't write, such as a number of thousands of digits, is named by its type.
    """
    try:
        text = repr(value)
    except (RecursionError, ValueError):
        return f"what can't be shown, of type {type(value).__name__}"
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
