"""Wording: counts, lists of names, amounts of money and probabilities, as every answer writes them."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

__all__ = ["counted", "days_away", "listed", "money", "named", "own_tests", "percent"]

_WHOLE_FROM = 10
"""US dollars from which cents aren't written."""
_ALL_BUT_CERTAIN = 0.995
"""Probabilities above this, or as near to 0, aren't written more exactly."""


def counted(count: int, noun: str) -> str:
    """
    Write a number of things.

    >>> counted(1, "model"), counted(1200, "offering")
    ('1 model', '1,200 offerings')
    """
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def days_away(days: int) -> str:
    """
    Say how far a day is away; one that is past has a negative number of *days*.

    >>> days_away(22), days_away(-1)
    ('in 22 days', '1 day ago')
    """
    count = counted(abs(days), "day")
    return "this very day" if not days else f"in {count}" if days > 0 else f"{count} ago"


def listed(names: Iterable[str], *, word: str = "and") -> str:
    """
    List one name or more, with *word* before the last.

    >>> listed(["quality", "cost", "headroom"], word="or")
    'quality, cost or headroom'
    """
    *others, last = names
    return f"{', '.join(others)} {word} {last}" if others else last


def money(amount: Decimal) -> str:
    """
    Write US dollars that are 0 or more, without their sign: whole from 10 on, with cents below.

    >>> money(Decimal("1234.5")), money(Decimal("9.5"))
    ('1,234', '9.50')
    """
    return f"{amount:,.0f}" if amount >= _WHOLE_FROM else f"{amount:,.2f}"


def named(names: Sequence[str], *, most: int, word: str = "") -> str:
    """Name the first few, and count the others; *word* stands before the last one where all are named."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most:,} more"
    return listed(names, word=word) if word else ", ".join(names)


def own_tests(names: Iterable[str]) -> str:
    """
    Name one test of the user's own or more; any word may be the name of one.

    >>> own_tests(["my"]), own_tests(["tickets", "mails"])
    ('your own test “my”', 'your own tests “tickets” and “mails”')
    """
    quoted = [f"“{name}”" for name in names]
    return f"your own test{'s' if len(quoted) > 1 else ''} {listed(quoted)}"


def percent(chance: float) -> str:
    """
    Write a probability, 0 to 1, in percent, without claiming certainty.

    >>> percent(0.004), percent(0.5), percent(0.996)
    ('less than 1%', '50%', 'more than 99%')
    """
    if chance < 1 - _ALL_BUT_CERTAIN:
        return "less than 1%"
    return f"{chance:.0%}" if chance < _ALL_BUT_CERTAIN else "more than 99%"
