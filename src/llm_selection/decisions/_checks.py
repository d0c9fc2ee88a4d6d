"""Checking: a decision replayed on the registry at hand."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice, takewhile
from typing import Literal, TypedDict

from llm_selection._dataclasses import dataclass, fields
from llm_selection._foundation.plain import to_plain
from llm_selection._foundation.shapes import is_mapping
from llm_selection.analysis.pairwise import overall_quality
from llm_selection.decisions._deciding import (
    RUNNERS_UP,
    chance_of,
    estimate_of,
    facts_of,
    figures_of,
    measure_of,
    option_of,
    rejected_by,
)
from llm_selection.decisions._findings import (
    Deprecated,
    Edited,
    EstimateMoved,
    Finding,
    Gone,
    Newcomer,
    NothingFitsNow,
    OverlayMissing,
    Overtaken,
    RateChange,
    Remeasured,
    Repointed,
    Repriced,
    Retired,
    Retiring,
    Review,
    Said,
    TermChange,
    TermsChanged,
    Unanswerable,
    Unmeasured,
    Unmet,
)
from llm_selection.decisions._values import Decision, Facts, Figures, Terms
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Evidence
from llm_selection.domain.offerings import Stage, names_successor
from llm_selection.domain.prices import PriceSchedule
from llm_selection.domain.verdicts import Outcome
from llm_selection.errors import InvalidInputError, NotFoundError, of_argument
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.option_facts import EFFORT, MONTHLY_COST
from llm_selection.needs.requirements import Requirement, keyword_of
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.needs.self_hosting import overlays_of
from llm_selection.registry import Registry, in_use
from llm_selection.selection.assessments import qualities_of
from llm_selection.selection.expected_costs import cents
from llm_selection.selection.options import Option
from llm_selection.selection.ranking import OF_THEIR_OWN_KIND, Ranked
from llm_selection.selection.screening import judge
from llm_selection.selection.selecting import Selection, select
from llm_selection.units import EXACT, parse_day

__all__ = ["check"]


def check(decision: Decision, *, registry: Registry | None = None, on: date | str | None = None) -> Review:
    """
    Replay a decision, and say what changed since by more than its thresholds.

    What is compared are the facts that the decision holds, so the registry may be of any version, and so may be the one it
    was decided on. On the same registry and day there is nothing to report.

    Args:
        decision: The decision.
        registry: The facts now; by default what `llm_selection.registry.in_use` returns.
        on: The day asked about; by default the registry's own, or that of the decision if it is later. No clock is read.

    Raises:
        InvalidInputError: *on* isn't a date, or lies before the day of the decision: what was known then is no news.
    """
    facts = in_use(registry)
    day = max(facts.date, decision.decided.on) if on is None else of_argument("on", parse_day, on)
    if day < decision.decided.on:
        raise InvalidInputError(f"the decision is of {decision.decided.on}, after {day}; check it on that day or later")
    findings: list[Finding] = [*([Edited()] if decision.edited else []), *_missing_overlays(decision, facts)]
    try:
        answer = select(decision.use_case, facts, on=day)
    except (InvalidInputError, NotFoundError) as error:
        findings.append(Unanswerable(problem=str(error)))
        return _review(decision, facts, day, findings)
    if not answer.ranking:
        counted = sorted(rejected_by(answer.screening), key=lambda one: (-one.alone, -one.failed))
        findings.append(NothingFitsNow(rejected=tuple(counted)))
    if decision.choice.offering not in answer.registry.offerings:
        findings.append(_gone(decision.choice, answer.registry))
        return _review(decision, facts, day, findings, answer=answer)
    replay = _replay(decision, answer)
    findings += [
        *_model(replay),
        *_lifecycle(replay),
        *_unmet(replay),
        *_cost(replay),
        *_license(replay),
        *_quality(replay),
    ]
    if replay.own is not None:
        findings += _rivals(replay, replay.own)
    return _review(decision, facts, day, findings, answer=answer, now=replay.own)


_ORDER: tuple[type, ...] = (
    Gone,
    Repointed,
    Retired,
    Deprecated,
    Retiring,
    Unmet,
    Unmeasured,
    NothingFitsNow,
    Unanswerable,
    Edited,
    OverlayMissing,
    Repriced,
    TermsChanged,
    Remeasured,
    EstimateMoved,
    Overtaken,
    Newcomer,
)


def _review(
    decision: Decision,
    registry: Registry,
    on: date,
    findings: Iterable[Finding],
    *,
    answer: Selection | None = None,
    now: Figures | None = None,
) -> Review:
    """Put a review together, the most urgent finding first."""
    first = elsewhere = None
    if answer is not None and answer.first is not None:
        first = figures_of(answer, answer.first.offering.id, answer.first.effort)
        same = answer.ranking.find(decision.choice.model)
        elsewhere = None if same is None or now is not None else figures_of(answer, same.offering.id, same.effort)
    return Review(
        decision=decision,
        on=on,
        registry=registry.version,
        overlays=overlays_of(registry),
        now=now,
        first=first,
        elsewhere=elsewhere,
        findings=tuple(sorted(findings, key=lambda finding: _ORDER.index(type(finding)))),
    )


class _Heir(TypedDict):
    """What takes the place of an offering; see `Retired`."""

    successor: str | None
    successor_by_rule: bool


class _Compared(TypedDict):
    """How another option compares with the choice; see `Overtaken`."""

    quality_points: float
    better: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Replay:
    """
    A decision beside the answer to its need now.

    Attributes:
        decision: The decision.
        answer: The answer.
        option: The choice as it is in the registry.
        facts: What is compared of it.
        own: Its figures; ``None`` where it isn't ranked.
    """

    decision: Decision
    answer: Selection
    option: Option
    facts: Facts
    own: Figures | None

    def cited(self, evidence: Evidence) -> tuple[Said, ...]:
        """Say who says so, by the source's title."""
        source = self.answer.registry.sources[evidence.source]
        return (
            Said(source=source.title, status=evidence.status, as_of=evidence.as_of, url=evidence.url or source.url),
        )


def _replay(decision: Decision, answer: Selection) -> _Replay:
    """Look up the choice, which the registry has."""
    offering = decision.choice.offering
    option = option_of(answer, offering, decision.choice.effort)
    ranked, row = answer.ranking.options, answer.registry.offerings.row(offering)
    is_ranked = (row, option.effort) in zip(ranked.rows, ranked.column(EFFORT), strict=True)
    return _Replay(
        decision=decision,
        answer=answer,
        option=option,
        facts=facts_of(option, answer),
        own=figures_of(answer, offering, option.effort) if is_ranked else None,
    )


def _missing_overlays(decision: Decision, registry: Registry) -> Iterator[OverlayMissing]:
    """Find overlays that were in force and are no longer there; another version of one is there."""
    there = {layer.origin.name for layer in registry.layers}
    for overlay in decision.decided.overlays:
        name, _, version = overlay.partition(" ")
        if name not in there:
            yield OverlayMissing(overlay=name, version=version)


def _gone(choice: Figures, registry: Registry) -> Gone:
    """Find what of the choice the registry no longer has."""
    if choice.model not in registry.models:
        return Gone(what="model")
    others = tuple(offering.id for offering in registry.offerings_of(choice.model))
    return Gone(what="offering" if choice.provider in registry.providers else "provider", others=others)


def _model(replay: _Replay) -> Iterator[Repointed]:
    """Find whether the same id now answers with another model."""
    offering = replay.option.offering
    if offering.model != replay.decision.choice.model:
        evidence = replay.cited(offering.evidence["model"])
        yield Repointed(model=offering.model, moving=offering.moving, evidence=evidence)


def _lifecycle(replay: _Replay) -> Iterator[Retired | Deprecated | Retiring]:
    """Find whether it ended, is deprecated (by the provider, or as a catalogue dropped it), or ends soon."""
    before, now, on = replay.decision.facts, replay.facts, replay.answer.on
    offering = replay.option.offering
    successor = offering.lifecycle.successor
    heir: _Heir = {
        "successor": successor,
        "successor_by_rule": successor is not None and not names_successor(offering),
    }
    if now.stage is Stage.RETIRED:
        if before.stage is not Stage.RETIRED:
            evidence = replay.cited(offering.evidence["lifecycle.retires"])
            yield Retired(since=now.retires, **heir, evidence=evidence)
        return
    if now.stage is Stage.DEPRECATED and before.stage is not Stage.DEPRECATED:
        evidence = replay.cited(offering.evidence["lifecycle.deprecated"])
        yield Deprecated(since=now.deprecated, **heir, evidence=evidence)
    notice = replay.decision.thresholds.retiring_days
    if now.retires is None or (now.retires - on).days > notice:
        return
    # Whoever chose it with so little time left knew: it is reported again only when the day moves.
    was_known = now.retires == before.retires and (now.retires - replay.decision.decided.on).days <= notice
    if not was_known:
        yield Retiring(
            retires=now.retires,
            days=(now.retires - on).days,
            before=before.retires,
            **heir,
            evidence=replay.cited(offering.evidence["lifecycle.retires"]),
        )


def _unmet(replay: _Replay) -> Iterator[Unmet | Unmeasured]:
    """Find requirements that it no longer meets, except those that a finding on its lifecycle covers."""
    answer = replay.answer
    allowed = {Outcome.MEETS, Outcome.UNKNOWN} if answer.use_case.unknowns == "include" else {Outcome.MEETS}
    judged = [(requirement, judge(replay.option, requirement)) for requirement in answer.screening.requirements]
    unmet = [(requirement, verdict) for requirement, verdict in judged if verdict.outcome not in allowed]
    covered = {type(finding) for finding in _lifecycle(replay)}
    for requirement, verdict in unmet:
        if not _is_covered(requirement, answer, covered):
            yield Unmet(
                requirement=str(requirement),
                keyword=keyword_of(requirement),
                outcome=_OUTCOMES[verdict.outcome],
                reason=verdict.reason,
                evidence=tuple(source for evidence in verdict.evidence for source in replay.cited(evidence)),
            )
    if not unmet and replay.own is None:
        yield Unmeasured(
            tasks=tuple(
                task
                for task, quality in _estimates(replay).items()
                if quality is None or (task in OF_THEIR_OWN_KIND and not quality.ability.direct)
            )
        )


_OUTCOMES: Mapping[Outcome, Literal["fails", "unknown"]] = {Outcome.FAILS: "fails", Outcome.UNKNOWN: "unknown"}


def _is_covered(requirement: Requirement, answer: Selection, covered: set[type]) -> bool:
    """Say whether a standing requirement fails for what findings on the lifecycle, of these kinds, say already."""
    if requirement in answer.use_case.requirements:
        return False
    if isinstance(requirement, StageIn):
        return bool(covered & {Retired, Deprecated})
    return isinstance(requirement, NotRetiringBefore) and bool(covered & {Retired, Retiring})


def _estimates(replay: _Replay) -> Mapping[Task, QualityEstimate | None]:
    """Estimate the quality of the choice by task."""
    answer = replay.answer
    qualities = qualities_of(answer.use_case, answer.registry, answer.on)
    return {task: qualities[task].of(replay.option.model.id, replay.option.effort) for task in answer.use_case.tasks}


def _cost(replay: _Replay) -> Iterator[Repriced]:
    """Find whether the cost of the workload changed."""
    answer, before, now = replay.answer, replay.decision.facts, replay.facts
    was = replay.decision.choice.bill
    bill = replay.option.fact(MONTHLY_COST)
    cost = None if bill is None else cents(bill)
    if not _differs(was, cost, replay.decision.thresholds.repriced_share):
        return
    pricing = replay.option.offering.pricing
    period = pricing.in_force(answer.on) if isinstance(pricing, PriceSchedule) else None
    evidence = replay.option.offering.evidence["pricing"] if period is None else period.evidence
    yield Repriced(
        before=was,
        now=cost,
        rates=tuple(
            RateChange(rate=name, before=before.rates.get(name), now=now.rates.get(name))
            for name in dict.fromkeys((*now.rates, *sorted(before.rates)))
            if before.rates.get(name) != now.rates.get(name)
        ),
        output_factor_before=before.output_factor,
        output_factor_now=now.output_factor,
        effective=None if period is None else period.effective,
        evidence=replay.cited(evidence),
    )


def _differs(before: Decimal | None, now: Decimal | None, share: float) -> bool:
    """Say whether a cost differs by more than a share of what it was; a known cost always differs from an unknown one."""
    if before is None or now is None:
        return before is not now
    return abs(now - before) > before * Decimal(share)


def _license(replay: _Replay) -> Iterator[TermsChanged]:
    """Find whether the license or its terms changed."""
    before, now = replay.decision.facts, replay.facts
    pairs: list[tuple[str, object, object]] = [
        ("license", replay.decision.choice.license, replay.option.model.license),
        ("license_kinds", before.license_kinds, now.license_kinds),
        *((spec.name, _term(before.terms, spec.name), _term(now.terms, spec.name)) for spec in fields(Terms)),
    ]
    changes = tuple(
        TermChange(field=name, before=_as_text(was), now=_as_text(is_)) for name, was, is_ in pairs if was != is_
    )
    if changes:
        terms = replay.option.terms
        evidence = replay.option.model.evidence["license"] if terms is None else terms.evidence.record
        yield TermsChanged(changes=changes, evidence=replay.cited(evidence))


def _term(terms: Terms | None, name: str) -> object:
    """Return one term; ``None`` where it isn't known."""
    return None if terms is None else getattr(terms, name)


def _as_text(value: object) -> str | None:
    """Write a term; ``None`` is unknown."""
    plain = to_plain(value)
    if plain is None or isinstance(plain, str):
        return "none" if plain == "" else plain
    if isinstance(plain, bool):
        return "yes" if plain else "no"
    if is_mapping(plain):
        return ", ".join(f"{name} above {_as_text(limits)}" for name, limits in plain.items()) or "none"
    return ", ".join(f"{item:,}" if isinstance(item, int) else str(item) for item in plain) or "none"


def _quality(replay: _Replay) -> Iterator[Remeasured | EstimateMoved]:
    """Find whether its quality is measured by other benchmarks, or its estimate moved."""
    decision = replay.decision
    for task, quality in _estimates(replay).items():
        if quality is None:
            continue
        before, now = decision.choice.quality[task], estimate_of(quality)
        measure = measure_of(quality)
        if measure != decision.measures[task]:
            yield Remeasured(task=task, before=decision.measures[task], now=measure)
        elif abs(now.mean - before.mean) * 100 > decision.thresholds.quality_points:
            yield EstimateMoved(task=task, before=before, now=now)


def _rivals(replay: _Replay, own: Figures) -> Iterator[Overtaken | Newcomer]:
    """Find an option that is ahead by enough that moving pays, or else newcomers close behind."""
    answer, thresholds = replay.answer, replay.decision.thresholds
    first = figures_of(answer, answer.ranking[0].offering.id, answer.ranking[0].effort)
    if not first.is_at(own) and _pays(replay, own, first):
        yield Overtaken(
            option=first,
            own=own,
            saves_usd=own.costs_more_than(first),
            horizon_months=thresholds.horizon_months,
            switching_usd=thresholds.switching_usd,
            **_compared(replay, own, first),
        )
        return
    near = takewhile(lambda ranked: _is_near(replay, own, ranked), answer.ranking)
    new = (ranked for ranked in near if _is_new(ranked, replay) and ranked.model.id != own.model)
    for ranked in islice(new, RUNNERS_UP):
        option = figures_of(answer, ranked.offering.id, ranked.effort)
        released = ranked.model.released or answer.on
        yield Newcomer(option=option, own=own, released=released, **_compared(replay, own, option))


def _pays(replay: _Replay, own: Figures, first: Figures) -> bool:
    """Say whether moving from the choice to the first pays; where quality alone counts, also whether that is better by the margin."""
    need, thresholds, saves = replay.answer.use_case, replay.decision.thresholds, own.costs_more_than(first)
    if saves is not None and thresholds.pays(saves):
        return True
    if need.is_quality_only:
        return 100 * (first.overall(need.tasks) - own.overall(need.tasks)) > thresholds.quality_points
    return own.total is None and first.total is not None


def _is_near(replay: _Replay, own: Figures, ranked: Ranked) -> bool:
    """Say whether moving from another option to the choice wouldn't pay either."""
    need, thresholds = replay.answer.use_case, replay.decision.thresholds
    if need.is_quality_only:
        behind = own.overall(need.tasks) - overall_quality(ranked, need.tasks)[0]
        return 100 * behind <= thresholds.quality_points
    total = ranked.expected.total
    return total is not None and own.total is not None and not thresholds.pays(EXACT.subtract(total, own.total))


def _is_new(ranked: Ranked, replay: _Replay) -> bool:
    """Say whether a model is known to have been released since the decision."""
    released = ranked.model.released
    return released is not None and replay.decision.decided.on < released <= replay.answer.on


def _compared(replay: _Replay, own: Figures, other: Figures) -> _Compared:
    """Compare the quality of another option with that of the choice."""
    tasks = replay.answer.use_case.tasks
    theirs, ours = ((each.model, each.effort) for each in (other, own))
    return {
        "quality_points": round(100 * (other.overall(tasks) - own.overall(tasks)), 2),
        "better": chance_of(replay.answer.ranking, theirs, ours, tasks),
    }
