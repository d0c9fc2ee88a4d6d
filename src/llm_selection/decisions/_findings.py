"""Findings: what a check can find out about a decision, each with its evidence; `llm_selection.presentation.check_findings` says them."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.plain import BY_KIND
from llm_selection.decisions._values import Decision, Estimate, Figures, Measure, Rejected
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Status
from llm_selection.domain.identity import ModelId

__all__ = [
    "Deprecated",
    "Edited",
    "EstimateMoved",
    "Finding",
    "Gone",
    "Newcomer",
    "NothingFitsNow",
    "OverlayMissing",
    "Overtaken",
    "RateChange",
    "Remeasured",
    "Repointed",
    "Repriced",
    "Retired",
    "Retiring",
    "Review",
    "Said",
    "TermChange",
    "TermsChanged",
    "Unanswerable",
    "Unmeasured",
    "Unmet",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """
    Who says so.

    Attributes:
        source: Title of the source.
        status: How firmly it is known.
        as_of: The day on which the source said so.
        url: The page or file, or else the source's own address.
    """

    source: str
    status: Status
    as_of: date
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """
    The offering isn't in the registry any more.

    Attributes:
        kind: ``gone``, by which JSON tells it apart.
        what: What is missing: the ``offering``, or even its ``provider`` or ``model``.
        others: Other offerings of the model, in order of id.
        evidence: Who says so; may be empty.
    """

    kind: Literal["gone"] = "gone"
    what: Literal["offering", "provider", "model"]
    others: tuple[str, ...] = ()
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repointed:
    """
    The same native id answers with another model.

    Attributes:
        kind: ``repointed``, by which JSON tells it apart.
        model: The model behind it now.
        moving: Whether it is known as a moving alias; ``None`` unknown.
        evidence: Who says so; may be empty.
    """

    kind: Literal["repointed"] = "repointed"
    model: ModelId
    moving: bool | None
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """
    It doesn't answer any more.

    Attributes:
        kind: ``retired``, by which JSON tells it apart.
        since: The day on which it ended; ``None`` unknown.
        successor: What the provider names in its place, else what follows it there by a rule.
        successor_by_rule: Whether it follows by a rule, because nobody names one.
        evidence: Who says so; may be empty.
    """

    kind: Literal["retired"] = "retired"
    since: date | None
    successor: str | None = None
    successor_by_rule: bool = False
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecated:
    """
    It still answers as far as is known, but the provider asks to move on, or a catalogue dropped it: the evidence says which.

    Attributes:
        kind: ``deprecated``, by which JSON tells it apart.
        since: From which day; ``None`` unknown.
        successor: What the provider names in its place, else what follows it there by a rule.
        successor_by_rule: Whether it follows by a rule, because nobody names one.
        evidence: Who says so; may be empty.
    """

    kind: Literal["deprecated"] = "deprecated"
    since: date | None
    successor: str | None = None
    successor_by_rule: bool = False
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Retiring:
    """
    Its end of service is near.

    Attributes:
        kind: ``retiring``, by which JSON tells it apart.
        retires: The day on which it stops answering.
        days: In how many days.
        before: The day known when it was decided; ``None``: none was announced.
        successor: What the provider names in its place, else what follows it there by a rule.
        successor_by_rule: Whether it follows by a rule, because nobody names one.
        evidence: Who says so; may be empty.
    """

    kind: Literal["retiring"] = "retiring"
    retires: date
    days: int
    before: date | None
    successor: str | None = None
    successor_by_rule: bool = False
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """
    It doesn't meet a requirement any more, or that can't be told any more.

    Attributes:
        kind: ``unmet``, by which JSON tells it apart.
        requirement: The requirement, in words.
        keyword: Its keyword, or what it is called where it has none.
        outcome: ``fails`` or ``unknown``.
        reason: Half a sentence with the value that decided.
        evidence: Who says so; may be empty.
    """

    kind: Literal["unmet"] = "unmet"
    requirement: str
    keyword: str
    outcome: Literal["fails", "unknown"]
    reason: str
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """
    It meets the need, but no result is left that it could be ranked by.

    Attributes:
        kind: ``unmeasured``, by which JSON tells it apart.
        tasks: At which tasks.
        evidence: Who says so; may be empty.
    """

    kind: Literal["unmeasured"] = "unmeasured"
    tasks: tuple[Task, ...]
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingFitsNow:
    """
    No option meets the need any more.

    Attributes:
        kind: ``nothing-fits``, by which JSON tells it apart.
        rejected: What each requirement did, the one that alone removed most first.
        evidence: Who says so; may be empty.
    """

    kind: Literal["nothing-fits"] = "nothing-fits"
    rejected: tuple[Rejected, ...]
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswerable:
    """
    The need can't be asked of this registry: it names what isn't there, say.

    Attributes:
        kind: ``unanswerable``, by which JSON tells it apart.
        problem: Why.
        evidence: Who says so; may be empty.
    """

    kind: Literal["unanswerable"] = "unanswerable"
    problem: str
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayMissing:
    """
    An overlay that was in force isn't any more, so facts, prices and lists of its own are missing.

    Attributes:
        kind: ``overlay-missing``, by which JSON tells it apart.
        overlay: Its name.
        version: Its version when it was decided.
        evidence: Who says so; may be empty.
    """

    kind: Literal["overlay-missing"] = "overlay-missing"
    overlay: str
    version: str
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """
    The file of the decision was changed by hand since it was written, in more than its thresholds.

    Attributes:
        kind: ``edited``, by which JSON tells it apart.
        evidence: Who says so; may be empty.
    """

    kind: Literal["edited"] = "edited"
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChange:
    """
    One rate before and now.

    Attributes:
        rate: Such as ``standard_input``.
        before: US dollars per million tokens; ``None``: there was none. Of one's own hardware, dollars or a count.
        now: The same; ``None``: there is none any more.
    """

    rate: str
    before: Decimal | None
    now: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Repriced:
    """
    The workload costs something else.

    Attributes:
        kind: ``repriced``, by which JSON tells it apart.
        before: US dollars a month; ``None`` unknown.
        now: The same; ``None``: a rate it needs isn't published or in force any more.
        rates: The rates that changed; none where only the tokens it is taken to put out did, or what hosting it takes.
        output_factor_before: Tokens it was taken to put out for each one of the workload's.
        output_factor_now: Tokens it is taken to put out now.
        effective: Since when the rates are in force; ``None`` where it isn't charged by the token.
        evidence: Who says so; may be empty.
    """

    kind: Literal["repriced"] = "repriced"
    before: Decimal | None
    now: Decimal | None
    rates: tuple[RateChange, ...]
    output_factor_before: Decimal
    output_factor_now: Decimal
    effective: date | None = None
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TermChange:
    """
    One thing that decides in a license, before and now.

    Attributes:
        field: Which.
        before: As text; ``None`` unknown.
        now: The same.
    """

    field: str
    before: str | None
    now: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsChanged:
    """
    The model is under another license, or its terms are read otherwise.

    Attributes:
        kind: ``terms-changed``, by which JSON tells it apart.
        changes: What differs.
        evidence: Who says so; may be empty.
    """

    kind: Literal["terms-changed"] = "terms-changed"
    changes: tuple[TermChange, ...]
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Remeasured:
    """
    Quality at a task is a share of something else, so that the numbers can't be compared.

    Attributes:
        kind: ``remeasured``, by which JSON tells it apart.
        task: The task.
        before: What it was a share of.
        now: What it is a share of.
        evidence: Who says so; may be empty.
    """

    kind: Literal["remeasured"] = "remeasured"
    task: Task
    before: Measure
    now: Measure
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EstimateMoved:
    """
    The estimate of its quality at a task moved.

    Attributes:
        kind: ``estimate-moved``, by which JSON tells it apart.
        task: The task.
        before: The estimate when it was decided.
        now: The estimate now.
        evidence: Who says so; may be empty.
    """

    kind: Literal["estimate-moved"] = "estimate-moved"
    task: Task
    before: Estimate
    now: Estimate
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """
    Another option is first now, and moving to it pays; where quality alone counts, it is better by the margin.

    Attributes:
        kind: ``overtaken``, by which JSON tells it apart.
        option: Which.
        own: The choice, as it is now.
        saves_usd: US dollars a month that moving is expected to save; ``None``: what the choice costs isn't known any more.
        horizon_months: For how many months the saving is counted.
        switching_usd: What moving costs, US dollars.
        quality_points: How much better, in points of 100; below 0, worse.
        better: Probability that it is at least as good as the choice.
        evidence: Who says so; may be empty.
    """

    kind: Literal["overtaken"] = "overtaken"
    option: Figures
    own: Figures
    saves_usd: Decimal | None
    horizon_months: int
    switching_usd: Decimal
    quality_points: float
    better: float
    evidence: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """
    A model released since costs no more than the choice, or so little more that moving away from it wouldn't pay.

    Attributes:
        kind: ``newcomer``, by which JSON tells it apart.
        option: The model, where it is expected to cost least.
        own: The choice, as it is now.
        released: Its release.
        quality_points: How much better, in points of 100; below 0, worse.
        better: Probability that it is at least as good as the choice.
        evidence: Who says so; may be empty.
    """

    kind: Literal["newcomer"] = "newcomer"
    option: Figures
    own: Figures
    released: date
    quality_points: float
    better: float
    evidence: tuple[Said, ...] = ()


Finding = Annotated[
    Gone
    | Repointed
    | Retired
    | Deprecated
    | Retiring
    | Unmet
    | Unmeasured
    | NothingFitsNow
    | Unanswerable
    | Edited
    | OverlayMissing
    | Repriced
    | TermsChanged
    | Remeasured
    | EstimateMoved
    | Overtaken
    | Newcomer,
    BY_KIND,
]
"""What a check can find, the most urgent first."""

_MUST_MOVE = (Gone, Repointed, Retired, Deprecated, Retiring, Unmet, Unmeasured, Overtaken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """
    What became of a decision.

    Attributes:
        decision: The decision.
        on: The day it was replayed for.
        registry: Data version it was replayed on.
        overlays: What was on top of the data, by name and version.
        now: The choice as it is now; ``None`` where it isn't ranked any more.
        first: The option that is first now; ``None`` where nothing fits, or the need can't be asked.
        elsewhere: The model of the choice at another offering or effort, where the choice itself isn't ranked any more but
            that is.
        findings: What changed beyond the thresholds; empty: nothing to report.
    """

    decision: Decision
    on: date
    registry: str
    overlays: tuple[str, ...]
    now: Figures | None
    first: Figures | None
    elsewhere: Figures | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def nothing_fits(self) -> bool:
        """Whether no option meets the need any more."""
        return any(isinstance(finding, NothingFitsNow) for finding in self.findings)

    @property
    def move_to(self) -> Figures | None:
        """The option to move to: the one that is first now, where a finding asks to move and it is another."""
        asks = any(isinstance(finding, _MUST_MOVE) for finding in self.findings)
        is_other = self.first is not None and not self.first.is_at(self.decision.choice)
        return self.first if asks and is_other else None

    def __repr__(self) -> str:
        """Say it in a line."""
        kinds = ", ".join(finding.kind for finding in self.findings)
        return f"<Review {self.decision.choice} on {self.on}: {kinds or 'nothing to report'}>"
