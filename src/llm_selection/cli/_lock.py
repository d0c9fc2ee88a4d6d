"""The command ``lock``."""

import os
from argparse import Namespace

from llm_selection._foundation.files import write_text
from llm_selection.cli import _inputs
from llm_selection.cli._recommend import recommended
from llm_selection.cli._terminal import ANSWERED, NOTHING_FITS, say
from llm_selection.cli._thresholds import stated
from llm_selection.decisions import Thresholds, decide, dump, read_thresholds
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.presentation.answer_report import as_text

__all__ = ["lock"]


def lock(options: Namespace) -> int:
    """Decide on a need, and write the decision."""
    is_file = _inputs.is_file(options.need)
    options.use_case, options.task = (options.need, None) if is_file else (None, options.need)
    path = options.output or (f"{os.path.splitext(options.need)[0]}.lock" if is_file else None)
    if path is None:
        raise InvalidInputError(f"give --output FILE, such as --output {options.need.partition(',')[0]}.lock")
    if is_file:
        _refuse_need(path, options)
    thresholds = stated(_thresholds_in(path, "another file" if options.output else "FILE"), options)
    result = recommended(options)
    if not result.ranking:
        say(f"{as_text(result)}\n\n{path} isn't written.")
        return NOTHING_FITS
    decision = decide(result, thresholds=thresholds)
    write_text(path, dump(decision))
    cost = decision.choice.total
    price = "" if cost is None else f", ${cost:,.2f} a month{'' if cost == decision.choice.bill else ' with errors'}"
    overlays = " and ".join(decision.decided.overlays)
    over = f", with {overlays} on top" if overlays else ""
    say(f"{path}: {decision.choice}{price}, as of {decision.decided.on} on registry {decision.decided.registry}{over}")
    return ANSWERED


def _refuse_need(path: str, options: Namespace) -> None:
    """Refuse to write the decision over the need that it is on."""
    are_there = all(map(os.path.exists, (path, options.need)))
    if not are_there or not os.path.samefile(path, options.need):
        return
    usual = f"{os.path.splitext(options.need)[0]}.lock"
    left_out = f", or leave it out to write {usual}" if usual != options.need else ""
    raise InvalidInputError(Fault(where=path, problem=f"is the need itself; give --output another file{left_out}"))


def _thresholds_in(path: str, output: str) -> Thresholds:
    """
    Return the thresholds of the decision that is about to be written over, which people may have edited, or the defaults.

    Where that can't be read as one, *output* is what to give as ``--output``.
    """
    if not os.path.exists(path):
        return Thresholds()
    try:
        return read_thresholds(path)
    except InvalidInputError as error:
        *others, last = error.faults
        to_do = f"it would be written over: mend it, move it away, or give --output {output}"
        raise InvalidInputError(*others, Fault(where=last.where, problem=f"{last.problem}; {to_do}")) from error
