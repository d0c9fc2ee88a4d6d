"""Commands of decisions that keep: ``lock``, ``check``."""

import os
from argparse import Namespace
from datetime import date
from typing import Any

from llm_selection.cli import _inputs
from llm_selection.cli._terminal import ANSWERED, BAD_INPUT, FOUND, NOTHING_FITS, day_of, say, tell
from llm_selection.errors import Fault, InvalidInputError, SelectionError

__all__ = ["check", "lock"]

_WORST_LAST = (ANSWERED, FOUND, NOTHING_FITS, BAD_INPUT)
"""Exit codes by how much they ask for: a file that can't be checked hides what a check would have found."""


def lock(options: Namespace) -> int:
    """Decide on a need, and write the decision."""
    from llm_selection.cli._answers import recommended
    from llm_selection.decisions import decide, dump

    is_file = _inputs.is_file(options.need)
    options.use_case, options.task = (options.need, None) if is_file else (None, options.need)
    path = options.output or (f"{os.path.splitext(options.need)[0]}.lock" if is_file else None)  # noqa: PTH122 - pathlib costs a start 4 ms
    if path is None:
        raise InvalidInputError(f"give --output FILE, such as --output {options.need.partition(',')[0]}.lock")
    if is_file:
        _refuse_need(path, options)
    thresholds = _thresholds_in(path, "another file" if options.output else "FILE")
    result = recommended(options)
    if not result.ranking:
        from llm_selection.presentation.answer_report import as_text

        say(f"{as_text(result)}\n\n{path} isn't written.")
        return NOTHING_FITS
    decision = decide(result, thresholds=thresholds)
    _replace(path, dump(decision))
    cost = decision.choice.usd_per_month
    price = "" if cost is None else f", ${cost:,.2f} a month"
    overlays = " and ".join(decision.decided.overlays)
    over = f", with {overlays} on top" if overlays else ""
    say(f"{path}: {decision.choice}{price}, as of {decision.decided.on} on registry {decision.decided.registry}{over}")
    return ANSWERED


def check(options: Namespace) -> int:
    """Say what became of decisions; one file that can't be read doesn't hide the others."""
    from llm_selection.presentation.check_report import FileRow, as_json, as_row, as_text
    from llm_selection.registry import in_use

    registry = in_use()
    on = day_of(options, registry)
    rows: list[FileRow] = []
    codes = [ANSWERED]
    for path in options.files:
        review, faults, updated = _checked(path, registry, on, update=options.update)
        row = None if review is None else as_row(review)
        rows.append(FileRow(file=path, faults=faults, review=row, updated=updated))
        codes.append(_code(review))
        if options.json:
            continue
        tell("\n".join(faults))
        if review is not None and review.findings:
            say(as_text(review, name=path))
        if updated:
            say(f"{path}: rewritten")
    if options.json:
        say(as_json(rows))
    return max(codes, key=_WORST_LAST.index)


def _checked(path: str, registry: Any, on: date, *, update: bool) -> tuple[Any, tuple[str, ...], bool]:
    """Check one file, and rewrite it if asked to: the review, why there is none, and whether it was rewritten."""
    from llm_selection.decisions import check, read_decision
    from llm_selection.presentation.check_findings import as_text as finding_in_words

    try:
        decision = read_decision(path)
        try:
            review = check(decision, registry=registry, on=on)
        except InvalidInputError as error:
            raise InvalidInputError(*(Fault(where=path, problem=str(fault)) for fault in error.faults)) from error
        updated = update and review.findings != () and review.first is not None
        if updated and (missing := [found for found in review.findings if found.kind == "overlay-missing"]):
            lost = "; ".join(map(finding_in_words, missing))
            raise InvalidInputError(Fault(where=path, problem=f"isn't rewritten: {lost}. Bring it back, or lock anew"))
        if updated:
            _update(path, review, registry)
    except SelectionError as error:
        return None, tuple(str(error).splitlines()), False
    return review, (), updated


def _code(review: Any) -> int:
    """Return the exit code of one file."""
    if review is None:
        return BAD_INPUT
    if review.nothing_fits:
        return NOTHING_FITS
    return FOUND if review.findings else ANSWERED


def _update(path: str, review: Any, registry: Any) -> None:
    """Decide anew on the same need, and rewrite the file; its thresholds stay."""
    from llm_selection.decisions import decide, dump
    from llm_selection.recommendation import recommend

    result = recommend(review.decision.use_case, registry=registry, on=review.on)
    _replace(path, dump(decide(result, thresholds=review.decision.thresholds)))


def _refuse_need(path: str, options: Namespace) -> None:
    """Refuse to write the decision over the need that it is on."""
    are_there = all(map(os.path.exists, (path, options.need)))
    if not are_there or not os.path.samefile(path, options.need):  # noqa: PTH121 - as above
        return
    usual = f"{os.path.splitext(options.need)[0]}.lock"  # noqa: PTH122 - as above
    left_out = f", or leave it out to write {usual}" if usual != options.need else ""
    raise InvalidInputError(Fault(where=path, problem=f"is the need itself; give --output another file{left_out}"))


def _thresholds_in(path: str, output: str) -> Any:
    """
    Return the thresholds of the decision that is about to be written over, which people may have edited.

    Where that can't be read as one, *output* is what to give as ``--output``.
    """
    if not os.path.exists(path):  # noqa: PTH110 - as above
        return None
    from llm_selection.decisions import read_decision

    try:
        return read_decision(path).thresholds
    except InvalidInputError as error:
        *others, last = error.faults
        to_do = f"it would be written over: mend it, move it away, or give --output {output}"
        raise InvalidInputError(*others, Fault(where=last.where, problem=f"{last.problem}; {to_do}")) from error


def _replace(path: str, text: str) -> None:
    """Write a file whole: beside its place first, so that what interrupts it leaves the old one."""
    from llm_selection._foundation.files import draft, why

    try:
        place = os.path.realpath(path)
        written = draft(place, text.encode())
        try:
            os.replace(written, place)  # noqa: PTH105 - as above
        except BaseException:
            os.unlink(written)  # noqa: PTH108 - as above
            raise
    except (OSError, ValueError) as error:
        is_nowhere = isinstance(error, FileNotFoundError | NotADirectoryError)
        to_do = "make the folder" if is_nowhere else "make it writable"
        problem = f"can't be written: {why(error, missing='folder')}; {to_do}, or write elsewhere"
        raise InvalidInputError(Fault(where=path, problem=problem)) from error
