"""
The command line.

Exit codes: 0 answered, 1 nothing fits, 2 bad input, 3 a check found something.
"""

import gc
import os
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

from llm_selection.cli._arguments import parser
from llm_selection.cli._terminal import BAD_INPUT, flush, tell
from llm_selection.errors import SelectionError

__all__ = ["main", "run"]

_MOST_OBJECTS = 100_000
"""Made before the garbage collector looks for what is no longer reached."""


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Run one command and return its exit code, which is the command's own also where the reader of its output has left.

    Args:
        arguments: What stands behind the command's name; by default that of the process.
    """
    given = sys.argv[1:] if arguments is None else arguments
    try:
        code = _command(given)
        flush()
    except SelectionError as error:
        tell(str(error))
        return BAD_INPUT
    return code


def _command(given: Sequence[str]) -> int:
    """Run the command that the arguments name."""
    try:
        options = parser(given[0] if given else None).parse_args(given)
    except SystemExit:
        # Help is printed, which has no reader either after `head`.
        flush()
        raise
    module, _, function = options.command.partition(".")
    command: Callable[[Namespace], int] = getattr(import_module(f"{__name__}.{module}"), function)
    return command(options)


def run() -> NoReturn:
    """
    Run the command of this process, and leave at once: for the installed script.

    It saves some tens of milliseconds of an answer's time: what was read isn't taken apart piece by piece. So nothing
    that waits for the interpreter's end is called; ``python -m llm_selection``, which others may run or profile, ends
    as Python does. An error in the arguments leaves as `argparse` does.
    """
    # An answer makes fewer objects, and nearly all of them stay; whatever makes many is still cleaned up after.
    gc.set_threshold(_MOST_OBJECTS)
    code = main()
    # Either is none where the process was started with it closed.
    for stream in filter(None, (sys.stdout, sys.stderr)):
        with suppress(OSError):  # told already, where it can be
            stream.flush()
    os._exit(code)
