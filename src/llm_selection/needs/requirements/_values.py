"""Values as people write them: how each kind is read, checked and written back, and its JSON Schema."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any

from llm_selection._dataclasses import dataclass, replace
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.plain import to_plain
from llm_selection._foundation.shapes import is_frozenset, is_iterable
from llm_selection._foundation.spelling import not_among
from llm_selection.domain.efforts import Effort, parse_effort
from llm_selection.errors import Fault, InvalidInputError, shown
from llm_selection.needs.requirements import _schemas
from llm_selection.units import (
    EXACT,
    check_count,
    check_measure,
    check_price,
    check_share,
    parse_count,
    parse_day,
    picodollars_per_token,
)

__all__ = [
    "COUNT",
    "DAY",
    "DAYS_KEPT",
    "EFFORT_WORD",
    "POINTS",
    "SECONDS",
    "TOKENS_A_SECOND",
    "USD",
    "USD_PER_MILLION",
    "Value",
    "check_choice",
    "check_flag",
    "check_given",
    "check_names",
    "read_count",
    "read_flag",
    "read_flag_in_words",
    "read_names",
    "read_table",
]

_LONGEST = 9
"""Digits of a number of days, seconds or tokens a second; nobody means more."""
_MOST_POINTS = 100
_MOST_USD = 10**12
"""Far above any bill; a larger number is a mistake, and may be too large to count with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """
    A kind of value.

    Attributes:
        accepts: What may be given, as an annotation in Python.
        read: Reads what was given; raises `InvalidInputError` where it isn't allowed.
        check: Refuses a value made by hand that can't be compared with; takes the name of its field and the value.
        write: Writes a value as it is read.
        schema: The JSON Schema of what is read.
    """

    accepts: str
    read: Callable[[object], Any]
    check: Callable[[str, Any], None]
    write: Callable[[Any], object] = lambda value: value
    schema: Mapping[str, Any]


def read_names(
    value: object, choices: Iterable[str] | None = None, *, also: Mapping[str, str] = FrozenMap({})
) -> frozenset[Any]:
    """
    Read one name, several with commas, or a list of names.

    Args:
        value: What was given.
        choices: The names that there are; members of an enumeration become such. ``None`` takes any.
        also: What people call some of them, in small letters, for hints.
    """
    names = _texts(value)
    if choices is None:
        return names
    known = {str(choice): choice for choice in choices}
    if wrong := sorted(names - known.keys()):
        meant = [f"{name} ({also[name.lower()]})" if name.lower() in also else name for name in wrong]
        raise InvalidInputError(not_among(meant, known, "must be of"))
    return frozenset(known[name] for name in names)


def _texts(value: object) -> frozenset[str]:
    """Read one text, a text with commas, or several texts."""
    items: Iterable[object]
    if isinstance(value, str):
        items = value.split(",")
    elif is_iterable(value):
        items = value
    else:
        raise InvalidInputError(f"must be a name or a list of names, got {shown(value)}")
    names = frozenset(item.strip() if isinstance(item, str) else "" for item in items)
    if not names or "" in names:
        raise InvalidInputError(f"must be a name or a list of names, got {shown(value)}")
    return names


def read_flag(value: object) -> bool:
    """Read yes or no."""
    if not isinstance(value, bool):
        raise InvalidInputError(f"must be true or false, got {shown(value)}")
    return value


def read_table(table: Mapping[Any, object], readers: Mapping[str, Callable[[object], Any]]) -> dict[str, Any]:
    """Read each part of a table by its reader; the faults of all of them are reported."""
    if wrong := sorted(set(map(str, table)) - readers.keys()):
        raise InvalidInputError(not_among(wrong, readers, "may have"))
    parts: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, item in table.items():
        try:
            parts[key] = readers[key](item)
        except InvalidInputError as error:
            faults += [replace(fault, where=key) for fault in error.faults]
    if faults:
        raise InvalidInputError(*faults)
    return parts


def read_count(value: object) -> int:
    """Read a whole number of at least 1, also written like ``200k``."""
    number = parse_count(value, least=1) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise InvalidInputError(f'must be a whole number of at least 1, got {shown(value)} (examples: 200000, "200k")')
    check_count("it", number)
    return number


COUNT = Value(
    accepts="int | str",
    read=read_count,
    check=partial(check_count, least=1),
    schema=_schemas.count(),
)
"""A whole number of at least 1."""


def _dollars(value: object) -> Decimal:
    """Read US dollars; a float is read as it prints."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise InvalidInputError(f"must be US dollars, got {shown(value)}")
    try:
        amount = Decimal(value if isinstance(value, int) else str(value).removeprefix("$"))
    except InvalidOperation:
        raise InvalidInputError(f'must be US dollars, got {shown(value)} (examples: 0.5, "12")') from None
    if not amount.is_finite() or not 0 <= amount <= _MOST_USD:
        raise InvalidInputError(f"must be US dollars from 0 to {_MOST_USD:,}, got {shown(value)}")
    return amount


def _price(value: object) -> int:
    """Read US dollars per million tokens as picodollars a token."""
    amount = _dollars(value)
    check_price("the cap", amount)
    return picodollars_per_token(amount)


def _decimal(digits: int, number: int) -> str:
    """Write a number that is held in units smaller by so many digits, without an exponent or trailing zeros."""
    return str(to_plain(Decimal(number).scaleb(-digits, EXACT)))


USD = Value(
    accepts="Decimal | float | str",
    read=lambda value: int(_dollars(value).scaleb(12, EXACT)),
    check=check_count,
    write=partial(_decimal, 12),
    schema=_schemas.dollars(_MOST_USD),
)
"""US dollars, held as picodollars."""

USD_PER_MILLION = Value(
    accepts="Decimal | float | str",
    read=_price,
    check=check_count,
    write=partial(_decimal, 6),
    schema=_schemas.dollars(_schemas.DEAREST_USD),
)
"""US dollars per million tokens, held as picodollars a token."""


def _days(value: object) -> int:
    """Read a whole number of days of at least 0."""
    is_text = isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < _LONGEST
    days = int(value) if is_text else value  # type: ignore[call-overload]  # a text, as was asked
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days < 10**_LONGEST:
        raise InvalidInputError(f"must be a whole number of days of at least 0, got {shown(value)}")
    return days


DAYS_KEPT = Value(
    accepts="int | str",
    read=_days,
    check=check_count,
    schema={"anyOf": [_schemas.whole(0, 10**_LONGEST - 1), {"type": "string", "pattern": r"^\d{1,8}$"}]},
)
"""A whole number of days; 0 is none."""


def _measure(unit: str, value: object) -> float:
    """Read a number above 0, of *unit*."""
    try:
        number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else 0.0
    except (ValueError, OverflowError):
        number = 0.0
    if not 0 < number < 10**_LONGEST:
        raise InvalidInputError(f"must be {unit}, a number above 0, got {shown(value)}")
    return number


_MEASURE = {
    "anyOf": [
        _schemas.above(0, 10**_LONGEST - 1),
        {"type": "string", "pattern": r"^(?=.*[1-9])\d{1,9}(\.\d+)?$"},
    ]
}
SECONDS = Value(
    accepts="float | str", read=partial(_measure, "seconds"), check=check_measure, write=float, schema=_MEASURE
)
TOKENS_A_SECOND = replace(SECONDS, read=partial(_measure, "tokens a second"))


def _points(value: object) -> float:
    """
    Read points from 0 to 100 as a share: that of the decimal number as it prints, so that each share can be written.

    A number between 0 and 1 is taken for a share given by mistake; as text, ``0.8 points`` says that it is meant.
    """
    text, number = "", Decimal(-1)
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        # A number of thousands of digits is a ValueError of its own.
        with suppress(InvalidOperation, ValueError):
            text = str(value)
            number = Decimal(text.removesuffix("points"))
    if not number.is_finite() or not 0 <= number <= _MOST_POINTS:
        raise InvalidInputError(f"must be points from 0 to 100, got {shown(value)}")
    if 0 < number < 1 and not text.endswith("points"):
        meant = f"write {float(number) * 100:g} for that share of them, or {shown(f'{text} points')}"
        raise InvalidInputError(f"must be points from 0 to 100, got {shown(value)}; {meant}")
    return float(number.scaleb(-2, EXACT))


def _written_points(share: float) -> object:
    """Write a share in points: a number, or text where a float can't hold it or it may be misread."""
    points = Decimal(repr(float(share))).scaleb(2, EXACT)
    if points == int(points):
        return int(points)
    if 0 < points < 1:
        return f"{to_plain(points)} points"
    number = float(points)
    return number if Decimal(repr(number)) == points else to_plain(points)


POINTS = Value(
    accepts="float | str",
    read=_points,
    check=check_share,
    write=_written_points,
    schema={
        "anyOf": [
            {"enum": [0]},
            {"type": "number", "minimum": 1, "maximum": 100},
            {
                "type": "string",
                "pattern": r"^((0|100|[1-9]\d?(\.\d+)?)( ?points)?|0\.\d+ ?points)$",
                "examples": ["60", "0.8 points"],
            },
        ]
    },
)
"""Points from 0 to 100, held as a share."""


def _check_day(name: str, day: date) -> None:
    """Raise `InvalidInputError` unless *day* is a date; one with a time can't be compared with one."""
    if not isinstance(day, date) or isinstance(day, datetime):
        raise InvalidInputError(f"{name} must be a date, such as date(2026, 11, 23), got {shown(day)}")


DAY = Value(accepts="date | str", read=parse_day, check=_check_day, schema=_schemas.DAY)


def _check_effort(name: str, effort: Effort) -> None:
    """Raise `InvalidInputError` unless *effort* is one."""
    if not isinstance(effort, Effort):
        raise InvalidInputError(f"{name} must be an Effort, such as Effort.MEDIUM, got {shown(effort)}")


EFFORT_WORD = Value(
    accepts="str", read=parse_effort, check=_check_effort, write=str, schema={"enum": list(map(str, Effort))}
)
"""The word of an effort."""


def read_flag_in_words(value: object) -> bool:
    """Read yes or no, of Python, of a file or of the command line."""
    known: Mapping[object, bool] = {True: True, "true": True, "yes": True, False: False, "false": False, "no": False}
    if not isinstance(value, bool | str) or value not in known:
        raise InvalidInputError(f"must be true or false, got {shown(value)}")
    return known[value]


def check_flag(name: str, value: object) -> None:
    """Raise `InvalidInputError` unless *value* is ``True`` or ``False``."""
    if not isinstance(value, bool):
        raise InvalidInputError(f"{name} must be True or False, got {shown(value)}")


def check_given(name: str, value: object) -> None:
    """Raise `InvalidInputError` for ``None``, which facts may be, but not what they are compared with."""
    if value is None:
        raise InvalidInputError(f"{name} must be given, got None")


def check_names(name: str, values: frozenset[str], known: Iterable[str] | None = None) -> None:
    """Raise `InvalidInputError` unless *values* is a frozenset of texts, all of *known* where that is given."""
    if not is_frozenset(values) or not all(isinstance(value, str) for value in values):
        raise InvalidInputError(f"{name} must be a frozenset of texts, got {shown(values)}")
    if known is not None and (wrong := sorted(values.difference(known))):
        raise InvalidInputError(Fault(where=name, problem=not_among(wrong, known, "must be of")))


def check_choice(name: str, values: frozenset[str], known: Iterable[str] | None = None) -> None:
    """Raise `InvalidInputError` as `check_names` does, and where there is nothing to choose: no option could meet it."""
    check_names(name, values, known)
    if not values:
        raise InvalidInputError(f"{name} must hold at least one")
