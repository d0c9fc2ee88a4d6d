"""The terminal: what every command of the command line shares."""

import os
import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import suppress
from datetime import date

from llm_selection._foundation.files import why
from llm_selection.errors import InvalidInputError

__all__ = [
    "ANSWERED",
    "BAD_INPUT",
    "FOUND",
    "NOTHING_FITS",
    "check_limit",
    "check_within",
    "flush",
    "put_aside",
    "say",
    "tell",
    "today",
]

ANSWERED = 0
"""Exit code: answered."""
NOTHING_FITS = 1
"""Exit code: nothing fits, or there is nothing to list."""
BAD_INPUT = 2
"""Exit code: bad input."""
FOUND = 3
"""Exit code: a check found something."""

_LIKENESSES = {
    **dict(zip("▕▏·─├┤●", "[]-=||o", strict=True)),
    **dict(zip("≈≥≤×–−…“”±→", ("~", ">=", "<=", "x", "-", "-", "...", "'", "'", "+-", "->"), strict=True)),
    **{mark: f"({number})" for number, mark in enumerate("¹²³⁴⁵⁶⁷⁸⁹", start=1)},
}
"""What stands for a character that a terminal lacks; none of them has a meaning in JSON."""


def say(text: str) -> None:
    """Print, also where the terminal can't show every character."""
    if sys.stdout is None:
        raise InvalidInputError("standard output is closed: there is nowhere to print the answer")
    encoding = sys.stdout.encoding or "utf-8"
    _put(lambda: print(_shown(text, encoding)))  # noqa: T201 - the command line prints


def _shown(text: str, encoding: str) -> str:
    """Return *text* as *encoding* can say it: with likenesses of what it lacks, and question marks for the rest."""
    lacks = {ord(mark): like for mark, like in _LIKENESSES.items() if not mark.encode(encoding, errors="ignore")}
    return text.translate(lacks).encode(encoding, errors="replace").decode(encoding)


def tell(text: str) -> None:
    """Print what isn't part of the answer on standard error, each line behind the program's name, where it can be."""
    put_aside("".join(f"llm-selection: {line}\n" for line in text.splitlines()))


def put_aside(text: str) -> None:
    """Write to standard error; where that is closed or takes nothing, the exit code alone tells."""
    # Where it is closed there is no stream, and print would take standard output in its place.
    if sys.stderr is None:
        return
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def flush() -> None:
    """Send what is printed, so that a full disk is noticed while it can be told."""
    if sys.stdout is not None:
        _put(sys.stdout.flush)


def _put(write: Callable[[], None]) -> None:
    """
    Write to standard output, or tell why it takes nothing; what is left then goes nowhere, or Python would complain while closing.

    A reader who has seen enough, as ``head`` has, is no fault: the command runs on and its exit code is its own.
    """
    try:
        write()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            return
        raise InvalidInputError(f"standard output can't be written: {why(error)}") from error


def check_limit(options: Namespace) -> None:
    """Refuse to show less than one line."""
    if options.limit < 1:
        raise InvalidInputError(f"--limit must be at least 1, got {options.limit}")


def check_within(options: Namespace) -> None:
    """Refuse to look back where days ahead are asked for."""
    if options.within is not None and options.within < 0:
        raise InvalidInputError(f"--within must be a whole number of days of at least 0, got {options.within}")


def today() -> date:
    """Read the clock: only the command line does."""
    return date.today()  # noqa: DTZ011 - the user's own day
