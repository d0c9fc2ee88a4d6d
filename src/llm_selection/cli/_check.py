"""The command ``check``."""

from argparse import Namespace
from datetime import date

from llm_selection import registry as registries
from llm_selection._dataclasses import replace
from llm_selection._foundation.files import write_text
from llm_selection.cli._inputs import day_of
from llm_selection.cli._terminal import ANSWERED, BAD_INPUT, FOUND, NOTHING_FITS, say, tell
from llm_selection.cli._thresholds import stated
from llm_selection.decisions import Review, Thresholds, decide, dump, read_decision
from llm_selection.decisions import check as review_of
from llm_selection.errors import Fault, InvalidInputError, SelectionError
from llm_selection.presentation.check_findings import as_text as finding_in_words
from llm_selection.presentation.check_report import FileRow, as_json, as_row, as_text
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry

__all__ = ["check"]


_WORST_LAST = (ANSWERED, FOUND, NOTHING_FITS, BAD_INPUT)
"""Exit codes by how much they ask for: a file that can't be checked hides what a check would have found."""


def check(options: Namespace) -> int:
    """Say what became of decisions; one file that can't be read doesn't hide the others."""
    registry = registries.in_use()
    on = day_of(options, registry)
    stated(Thresholds(), options)  # refused once, and not for each file
    rows: list[FileRow] = []
    codes = [ANSWERED]
    for path in options.files:
        review, faults, updated = _checked(path, registry, on, options)
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


def _checked(
    path: str, registry: Registry, on: date, options: Namespace
) -> tuple[Review | None, tuple[str, ...], bool]:
    """Check one file, and rewrite it if asked to: the review, why there is none, and whether it was rewritten."""
    try:
        decision = read_decision(path)
        try:
            thresholds = stated(decision.thresholds, options)
            review = review_of(replace(decision, thresholds=thresholds), registry=registry, on=on)
        except InvalidInputError as error:
            raise InvalidInputError(*(Fault(where=path, problem=str(fault)) for fault in error.faults)) from error
        updated = options.update and review.findings != () and review.first is not None
        if updated and (missing := [finding for finding in review.findings if finding.kind == "overlay-missing"]):
            lost = "; ".join(map(finding_in_words, missing))
            raise InvalidInputError(Fault(where=path, problem=f"isn't rewritten: {lost}. Bring it back, or lock anew"))
        if updated:
            _update(path, review, registry, decision.thresholds)
    except SelectionError as error:
        return None, tuple(str(error).splitlines()), False
    return review, (), updated


def _code(review: Review | None) -> int:
    """Return the exit code of one file."""
    if review is None:
        return BAD_INPUT
    if review.nothing_fits:
        return NOTHING_FITS
    return FOUND if review.findings else ANSWERED


def _update(path: str, review: Review, registry: Registry, thresholds: Thresholds) -> None:
    """Decide anew on the same need, and rewrite the file; its own *thresholds* stay."""
    result = recommend(review.decision.use_case, registry=registry, on=review.on)
    write_text(path, dump(decide(result, thresholds=thresholds)))
