"""What requirements may hold; anything else would judge wrongly, or stop an answer half-way."""

from collections.abc import Iterable
from datetime import date, datetime

from llm_selection._foundation.spelling import not_among
from llm_selection.errors import Fault, InvalidInputError, shown

__all__ = ["check_choice", "check_day", "check_given", "check_names", "check_parts"]


def check_given(name: str, value: object) -> None:
    """Raise `InvalidInputError` for ``None``, which facts may be, but not what they are compared with."""
    if value is None:
        raise InvalidInputError(f"{name} must be given, got None")


def check_day(day: date) -> None:
    """Raise `InvalidInputError` unless *day* is a date; one with a time can't be compared with one."""
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InvalidInputError(f"day must be a date, such as date(2026, 11, 23), got {shown(day)}")


def check_names(name: str, values: frozenset[str], known: Iterable[str] | None = None) -> None:
    """Raise `InvalidInputError` unless *values* is a frozenset of texts, all of *known* where that is given."""
    if not isinstance(values, frozenset) or not all(isinstance(value, str) for value in values):
        raise InvalidInputError(f"{name} must be a frozenset of texts, got {shown(values)}")
    if known is not None and (wrong := sorted(values.difference(known))):
        raise InvalidInputError(Fault(where=name, problem=not_among(wrong, known, "must be of")))


def check_choice(name: str, values: frozenset[str], known: Iterable[str] | None = None) -> None:
    """Raise `InvalidInputError` as `check_names` does, and where there is nothing to choose: no option could meet it."""
    check_names(name, values, known)
    if not values:
        raise InvalidInputError(f"{name} must hold at least one")


def check_parts(parts: tuple[object, ...]) -> None:
    """Raise `InvalidInputError` unless *parts* is a tuple of requirements; an answer checks what each of them reads."""
    if not isinstance(parts, tuple):
        raise InvalidInputError(f"parts must be a tuple of requirements, got {shown(parts)}")
    for part in parts:
        if not (hasattr(part, "reads") and callable(getattr(part, "judge", None))):
            raise InvalidInputError(
                f"{shown(part)} isn't a requirement: it needs a tuple of facts `reads` and a method `judge`"
            )
