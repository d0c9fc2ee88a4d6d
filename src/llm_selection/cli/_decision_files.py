"""The file of a decision: written whole or not at all; and its thresholds, as far as flags state them."""

import os
from argparse import Namespace

from llm_selection._dataclasses import replace as changed
from llm_selection._foundation.files import draft, why
from llm_selection.decisions import Thresholds
from llm_selection.errors import Fault, InvalidInputError

__all__ = ["replace", "stated"]

_FLAGS = {"horizon_months": "--horizon", "switching_usd": "--switching"}


def stated(thresholds: Thresholds, options: Namespace) -> Thresholds:
    """Return thresholds with what flags state in place of them; what is wrong with both is told at once."""
    months, usd = options.horizon, options.switching
    given = {"horizon_months": int(months) if months and months.isdecimal() else months, "switching_usd": usd}
    try:
        return changed(thresholds, **{name: value for name, value in given.items() if value is not None})
    except InvalidInputError as error:
        faults = (Fault(where=_FLAGS.get(fault.where, fault.where), problem=fault.problem) for fault in error.faults)
        raise InvalidInputError(*faults) from error


def replace(path: str, text: str) -> None:
    """Write a file whole: beside its place first, so that an interruption leaves the old one."""
    try:
        place = os.path.realpath(path)
        written = draft(place, text.encode())
        try:
            os.replace(written, place)
        except BaseException:
            os.unlink(written)
            raise
    except (OSError, ValueError) as error:
        is_nowhere = isinstance(error, FileNotFoundError | NotADirectoryError)
        to_do = "make the folder" if is_nowhere else "make it writable"
        problem = f"can't be written: {why(error, missing='folder')}; {to_do}, or write elsewhere"
        raise InvalidInputError(Fault(where=path, problem=problem)) from error
