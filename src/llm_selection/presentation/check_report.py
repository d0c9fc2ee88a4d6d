"""Check report: what became of decisions, as text for a terminal and as plain values for JSON by a published schema."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from textwrap import fill

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.plain import to_plain
from llm_selection.decisions import Figures, Finding, OverlayMissing, Review, Unanswerable
from llm_selection.domain.benchmarks import Task
from llm_selection.presentation import check_findings
from llm_selection.presentation.text_layout import WIDTH, behind

__all__ = ["CheckAnswer", "FileRow", "ReviewRow", "advice", "as_json", "as_row", "as_text"]

_LABEL = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """
    What became of one decision.

    ``decided_on`` and ``decided_registry`` say when, and on which version of the data, it was decided; ``on`` and ``registry``
    what it is replayed on, with the ``overlays`` in force. ``choice`` has the figures of then; ``elsewhere`` those of the same
    model at another offering, where the choice isn't ranked any more but that is, else null; ``advice`` says what to do, and
    is empty without findings.
    ``now`` is the choice as it is now, null where it isn't ranked any more; ``first`` is the option that is first now, null
    where nothing fits or the need can't be asked. ``move_to`` is the offering to move to, null where nothing asks to.
    Findings stand in order of urgency. Dollars are decimal text, shares are from 0 to 1.
    """

    decided_on: date
    decided_registry: str
    on: date
    registry: str
    overlays: tuple[str, ...]
    tasks: Mapping[Task, int]
    choice: Figures
    now: Figures | None
    first: Figures | None
    elsewhere: Figures | None
    move_to: str | None
    findings: tuple[Finding, ...]
    advice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """
    One file: why it couldn't be read or checked, or what became of its decision.

    ``faults`` are sentences with the place of each, empty where there are none; ``review`` is null where there are any.
    ``updated`` says whether the file was rewritten.
    """

    file: str
    faults: tuple[str, ...]
    review: ReviewRow | None
    updated: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswer:
    """What ``llm-selection check --json`` prints, in the order in which the files were given."""

    files: tuple[FileRow, ...]


def as_row(review: Review) -> ReviewRow:
    """Return a review as plain values."""
    decided = review.decision.decided
    return ReviewRow(
        decided_on=decided.on,
        decided_registry=decided.registry,
        on=review.on,
        registry=review.registry,
        overlays=review.overlays,
        tasks=review.decision.use_case.tasks,
        choice=review.decision.choice,
        now=review.now,
        first=review.first,
        elsewhere=review.elsewhere,
        move_to=None if review.move_to is None else review.move_to.offering,
        findings=review.findings,
        advice=advice(review) if review.findings else "",
    )


def as_json(files: Iterable[FileRow]) -> str:
    """Write what became of the decisions in some files as JSON."""
    return json.dumps(to_plain(CheckAnswer(files=tuple(files)), whole=True), ensure_ascii=False, indent=2)


def as_text(review: Review, *, name: str = "The decision") -> str:
    """
    Write a review in lines of 80 columns; nothing where there is nothing to report.

    Args:
        review: The review.
        name: What the decision is called: its file.
    """
    return "\n".join(_lines(review, name)) if review.findings else ""


def _lines(review: Review, name: str) -> Iterator[str]:
    """Say what was decided, what changed, and what to do."""
    decided = review.decision.decided
    same = f" on {review.registry}" if review.registry != decided.registry else ""
    head = f"{name} (decided {decided.on} on registry {decided.registry}, replayed for {review.on}{same})"
    yield fill(head, WIDTH, break_long_words=False, break_on_hyphens=False)
    choice = review.decision.choice
    yield _labelled("choice", f"{choice}, {choice.native_id}")
    for finding in review.findings:
        yield _labelled(finding.kind.replace("-", " "), check_findings.as_text(finding))
    if review.first is not None and review.first.is_at(choice):
        yield _labelled("still first", f"{choice} is what the need would choose today")
    text = f"Advice: {advice(review)}"
    yield fill(text, WIDTH, subsequent_indent="        ", break_long_words=False, break_on_hyphens=False)


def _labelled(label: str, text: str) -> str:
    """Write a statement behind its label, wrapped."""
    start = f"  {label:<{_LABEL}}"
    return "\n".join(behind(start, text, indent=len(start)))


def advice(review: Review) -> str:
    """Say what to do about the findings."""
    if review.nothing_fits:
        return "nothing fits any more; llm-selection recommend with the same need names the smallest changes that admit something"
    if any(isinstance(finding, OverlayMissing) for finding in review.findings):
        return "bring the overlay back: without it, what it brings and forbids isn't known; or decide anew by llm-selection lock"
    if any(isinstance(finding, Unanswerable) for finding in review.findings):
        return "correct the need, or bring back what it names, and decide anew by llm-selection lock"
    tasks, other = review.decision.use_case.tasks, review.move_to
    if other is None:
        return "nothing better is known; llm-selection check --update takes over what changed"
    before = review.now or review.decision.choice
    text = (
        f"move to {other} ({other.native_id}){check_findings.at_other_effort(other, before)}: {_in_short(other, tasks)}; "
        f"the choice {'has' if review.now else 'had'} {_in_short(before, tasks)}"
    )
    same = review.elsewhere
    if same is not None and same.model != other.model:
        text += f". Or stay with {same} ({same.native_id}): {_in_short(same, tasks)}"
    return f"{text}. llm-selection check --update takes the first over"


def _in_short(figures: Figures, tasks: Mapping[Task, int]) -> str:
    """Say the quality and the cost of an option."""
    quality = f"quality {100 * figures.overall(tasks):.0f}"
    if figures.bill is None:
        return f"{quality} for an unknown bill"
    bill = f"${figures.bill:,.2f} a month"
    return f"{quality} for {bill}" + (
        "" if figures.total in (None, figures.bill) else f", ${figures.total:,.2f} in all"
    )
