"""Answers: a recommendation as plain values, for JSON by a published schema."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import fsum, inf, nextafter
from typing import Annotated, Literal, assert_never

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.plain import BY_KIND, to_plain
from llm_selection.analysis.contests import Change, CostChange, QualityChange, WeightChange
from llm_selection.analysis.explanation import Caveat, basket_results, caveats, duties, explain
from llm_selection.analysis.own_results import without_results
from llm_selection.analysis.pairwise import Difference
from llm_selection.analysis.relaxations import Relaxation, relaxations
from llm_selection.analysis.robustness import Robustness, robustness
from llm_selection.analysis.shortlist import Label
from llm_selection.analysis.why_not import Shortfall, Standing, WhyNot
from llm_selection.analysis.why_not import why_not as why_not_of
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Evidence
from llm_selection.domain.identity import Library
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.models import possible_license_kinds
from llm_selection.domain.offerings import price_evidence
from llm_selection.domain.verbosity import Effort
from llm_selection.domain.verdicts import Outcome
from llm_selection.estimation.costs import HoursLine, Line
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.criteria import Contribution, Criterion
from llm_selection.needs.self_hosting import overlays_of
from llm_selection.needs.serialization import keyword_of
from llm_selection.needs.use_cases import Unknowns
from llm_selection.presentation.argument_report import notes
from llm_selection.selection.assessments import is_calibrated
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.selecting import Selection

__all__ = ["Answer", "as_answer", "as_json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """
    Expected share of the task's basket solved, 0 to 1, with its 90% interval, and what it rests on.

    With an ``anchor`` it is the chance to be preferred to that model. With ``own``, the basket is the user's own tests.
    """

    mean: float
    sd: float
    low: float
    high: float
    anchor: str | None
    results: int
    direct_results: int
    basket: tuple[str, ...]
    basket_results: int
    warnings: tuple[str, ...]
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """
    US dollars a month, as decimal text; null when unknown.

    ``low`` and ``high`` hold what isn't known of it, how many tokens are put out above all; ``output_factor`` is how
    many are expected for each one of the workload's. ``at_most`` marks an upper bound but for these. The lines of the
    bill, and the items by kind of token, add up.
    """

    usd_per_month: Decimal | None
    low: Decimal | None
    high: Decimal | None
    items: Mapping[str, Decimal]
    lines: tuple[Line, ...]
    hours: HoursLine | None
    output_factor: Decimal
    at_most: bool
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one criterion adds to the score."""

    value: float
    weight: int
    points: float
    known: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseCell:
    """The license: its key, the kinds it may make the model, and what it asks for."""

    id: str | None
    kinds: tuple[LicenseKind, ...]
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """
    One place in the ranking.

    ``evidence`` is that of the model and offering fields shown; ``brought_by`` says which overlay brought the model,
    license, offering or price.
    """

    place: int
    model: str
    offering: str
    provider: str
    ids: Mapping[Library, str]
    score: float
    quality: Mapping[Task, Estimate]
    cost: Cost
    context_tokens: int | None
    license: LicenseCell
    contributions: Mapping[str, Part]
    caveats: tuple[Caveat, ...]
    other_offerings: tuple[str, ...]
    brought_by: Mapping[str, str]
    evidence: Mapping[str, Evidence]


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalRow:
    """One of the next places; ``difference`` is that of the first from it."""

    place: int
    model: str
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class PickRow:
    """An option that is the best at something; ``difference`` is that from the first, null where it is the first."""

    label: Label
    place: int
    model: str
    offering: str
    difference: Difference | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """Why the first: against the next places, beside what else is best at something, and what the other criteria are worth in points of quality."""

    rivals: tuple[RivalRow, ...]
    picks: tuple[PickRow, ...]
    exchange_rates: Mapping[str, float]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementCount:
    """
    What one requirement did: options that fail it, that meet everything else, and of which it can't be told.

    ``keyword`` is that by which it is asked for, such as ``min_context_tokens``: in combinations ``any_of``, ``all_of`` or
    ``not``, and for what has none the name of its kind, such as ``fits_workload``. Words may change, keywords don't.
    """

    requirement: str
    keyword: str
    failed: int
    alone: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestCell:
    """What the requirements of a relaxation would ask instead; null where one must go. What that admits; the model, if one."""

    requirements: tuple[str | None, ...]
    offerings: int
    models: int
    model: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaxationRow:
    """
    A minimal set of requirements without which something fits, and what that admits; ``model`` where it is one.

    ``keywords`` are those of the requirements, as in the counts. ``nearest`` is how little would do; null where the requirements can only be dropped.
    """

    requirements: tuple[str, ...]
    keywords: tuple[str, ...]
    offerings: int
    models: int
    model: str | None
    nearest: NearestCell | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeCell:
    """What one criterion adds to the score of what was asked about and to that of the first; ``points`` is the lead."""

    own: Part
    first: Part
    points: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightCell:
    """
    A weight of ``criterion`` that alone would make it the first: above and below these, which don't belong to it.

    A bound is null where there is none. ``priorities`` are the smallest whole weights that do so; null where they would
    be larger than weights may be.
    """

    kind: Literal["weight"] = "weight"
    criterion: Criterion
    now: int
    above: float | None
    below: float | None
    priorities: Mapping[str, int] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CostCell:
    """
    US dollars a month at ``offering``, as decimal text, that alone would make it the first, and any lower.

    ``rates_share`` is what share of the present rates that means; null where the cost isn't known, or nothing.
    """

    kind: Literal["cost"] = "cost"
    offering: str
    now: Decimal | None
    at_most: Decimal
    rates_share: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityCell:
    """A quality over the tasks, 0 to 1, that alone would make it the first, and any higher."""

    kind: Literal["quality"] = "quality"
    now: float
    at_least: float


ChangeCell = Annotated[WeightCell | CostCell | QualityCell, BY_KIND]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortfallCell:
    """
    A requirement that an offering fails, or of which it can't be told.

    ``keyword`` is that by which it is asked for, as in the counts. ``off_by`` is how far it is from meeting it, in ``unit``; null where there is nothing to measure.
    ``said_by`` is whose word that is, and of which day, where that is told: of license terms.
    """

    requirement: str
    keyword: str
    outcome: Literal["fails", "unknown"]
    reason: str
    off_by: Decimal | None
    unit: str | None
    said_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRow:
    """Why one offering isn't ranked."""

    offering: str
    shortfalls: tuple[ShortfallCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNotRow:
    """
    Why what was asked about isn't the first.

    Behind the first: its score at ``offering`` and what that costs, the first with its score, the effort that the tokens
    of each are counted at where that is stated, the trades by criterion and every single change that would win it. Not ranked: the refusals, the nearest offering first, or the tasks at
    which it was hardly measured. What doesn't apply is null or empty.
    """

    name: str
    model: str
    standing: Standing
    place: int | None
    offering: str | None
    usd_per_month: Decimal | None
    effort: Effort | None
    score: float | None
    first: str | None
    first_offering: str | None
    first_score: float | None
    first_effort: Effort | None
    trades: Mapping[str, TradeCell]
    changes: tuple[ChangeCell, ...]
    refusals: tuple[RefusalRow, ...]
    hardly_measured: tuple[Task, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCell:
    """The facts the answer rests on; overlays in order, the last one on top."""

    version: str
    date: date
    schema: int
    digest: str
    models: int
    offerings: int
    overlays: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnScore:
    """What a model scored on a test of the user's own: the share, 0 to 1, and the items and standard error if given."""

    model: str
    share: float
    items: int | None
    stderr: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnResults:
    """A test of the user's own; ``benchmark`` if it is one of the registry's, where it counts as that."""

    name: str
    task: Task | None
    benchmark: bool
    guess_share: float | None
    scores: tuple[OwnScore, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    A recommendation as JSON holds it; the published schema is made from this type.

    Dollars are decimal text, scores and qualities shares from 0 to 1, days ISO dates.
    ``on`` is the day it is for; ``tasks`` and ``priorities`` hold weights, and ``workload`` what is run in a month of 30 days.
    ``requirements`` counts what each did to the ``options`` that were looked at, all offerings and those on the user's own
    hardware; of these ``meets`` meet every requirement, and ``undecided`` fail none but can't be judged for want of a fact.
    ``unknowns`` says whether the latter are ranked. ``ranking`` has each model once, the best first; ``inferred`` those that
    were hardly measured, as they would be ranked; ``unmeasured`` the ids of those without any result.
    ``results`` are the user's own tests.
    ``preset`` is the one that the need started from; null without one.
    ``relaxations`` is empty where something fits; else what gives up least comes first. ``why_not`` holds the names that
    were asked about, in that order.
    ``first_without_results`` is the model that would be first without the user's own results; null without any, and
    where nothing would be. ``argument`` says why the first is that; null where nothing fits. ``robustness`` says how sure the first place is; null unless asked for, and where nothing fits.
    """

    on: date
    registry: RegistryCell
    preset: str | None
    tasks: Mapping[Task, int]
    priorities: Mapping[str, int]
    workload: Workload
    unknowns: Unknowns
    requirements: tuple[RequirementCount, ...]
    relaxations: tuple[RelaxationRow, ...]
    why_not: tuple[WhyNotRow, ...]
    results: tuple[OwnResults, ...]
    first_without_results: str | None
    argument: Argument | None
    robustness: Robustness | None
    options: int
    meets: int
    undecided: int
    ranking: tuple[AnswerRow, ...]
    inferred: tuple[AnswerRow, ...]
    unmeasured: tuple[str, ...]


def as_answer(
    recommendation: Selection, *, limit: int | None = None, sure: bool = False, why_not: Iterable[str] = ()
) -> Answer:
    """
    Return a recommendation as plain values.

    Args:
        recommendation: What to return.
        limit: Places of the ranking at most; all by default.
        sure: Whether to say how sure the first place is, and what would change it.
        why_not: Models and offerings of which to say why they aren't the first; see `llm_selection.analysis.why_not.why_not`.

    Raises:
        NotFoundError: The registry knows nothing called like one of *why_not*.
    """
    use_case, registry, screening = recommendation.use_case, recommendation.registry, recommendation.screening
    return Answer(
        on=recommendation.on,
        registry=RegistryCell(
            version=registry.version,
            date=registry.date,
            schema=registry.schema,
            digest=registry.digest,
            models=len(registry.models),
            offerings=len(registry.offerings),
            overlays=overlays_of(registry),
        ),
        preset=use_case.preset,
        tasks=use_case.tasks,
        priorities={criterion.value: weight for criterion, weight in use_case.priorities.items()},
        workload=use_case.workload_or_default,
        unknowns=use_case.unknowns,
        requirements=tuple(
            RequirementCount(
                requirement=str(found.requirement),
                keyword=keyword_of(found.requirement),
                failed=found.failed,
                alone=found.alone,
                unknown=found.unknown,
            )
            for found in screening.rejections()
        ),
        relaxations=tuple(map(_relaxation_row, relaxations(recommendation))),
        why_not=tuple(_why_not_row(why_not_of(recommendation, name)) for name in why_not),
        results=_own_results(recommendation),
        first_without_results=_first_without_results(recommendation),
        argument=_argument(recommendation) if recommendation.ranking else None,
        robustness=robustness(recommendation) if sure and recommendation.ranking else None,
        options=len(screening.options),
        meets=len(screening.kept),
        undecided=len(screening.undecided),
        ranking=tuple(_answer_row(recommendation, ranked) for ranked in recommendation.ranking[:limit]),
        inferred=tuple(_answer_row(recommendation, ranked) for ranked in recommendation.inferred[:limit]),
        unmeasured=recommendation.unmeasured,
    )


def as_json(
    recommendation: Selection, *, limit: int | None = None, sure: bool = False, why_not: Iterable[str] = ()
) -> str:
    """
    Write a recommendation as JSON, by the published schema; decimals are text, so that no digit is lost.

    Args:
        recommendation: What to write.
        limit: Places of the ranking at most; all by default.
        sure: Whether to say how sure the first place is, and what would change it.
        why_not: Models and offerings of which to say why they aren't the first.

    Raises:
        NotFoundError: The registry knows nothing called like one of *why_not*.
    """
    import json  # noqa: PLC0415 - only when asked for

    return json.dumps(
        to_plain(as_answer(recommendation, limit=limit, sure=sure, why_not=why_not), whole=True),
        ensure_ascii=False,
        indent=2,
    )


def _argument(recommendation: Selection) -> Argument:
    """Return the argument for the first as plain values."""
    found = explain(recommendation)
    return Argument(
        rivals=tuple(
            RivalRow(place=rival.ranked.place, model=rival.ranked.model.id, difference=rival.difference)
            for rival in found.rivals
        ),
        picks=tuple(
            PickRow(
                label=pick.label,
                place=pick.ranked.place,
                model=pick.ranked.model.id,
                offering=pick.ranked.offering.id,
                difference=pick.difference,
                note=pick.note,
            )
            for pick in found.picks
        ),
        exchange_rates={criterion.value: points for criterion, points in found.exchange_rates.items()},
        notes=tuple(notes(found)),
    )


def _relaxation_row(relaxation: Relaxation) -> RelaxationRow:
    """Return a relaxation as plain values."""
    nearest = relaxation.nearest
    return RelaxationRow(
        requirements=tuple(map(str, relaxation.requirements)),
        keywords=tuple(map(keyword_of, relaxation.requirements)),
        offerings=relaxation.offerings,
        models=relaxation.models,
        model=relaxation.model,
        nearest=None
        if nearest is None
        else NearestCell(
            requirements=tuple(None if each is None else str(each) for each in nearest.requirements),
            offerings=nearest.offerings,
            models=nearest.models,
            model=nearest.model,
        ),
    )


def _why_not_row(found: WhyNot) -> WhyNotRow:
    """Return why a model isn't the first as plain values."""
    return WhyNotRow(
        name=found.name,
        model=found.model,
        standing=found.standing,
        place=found.place,
        offering=found.offering,
        usd_per_month=found.cost,
        effort=found.effort,
        score=fsum(each.own.points for each in found.trades) if found.trades else None,
        first=None if found.first is None else found.first.model.id,
        first_offering=None if found.first is None else found.first.offering.id,
        first_score=fsum(each.rival.points for each in found.trades) if found.trades else None,
        first_effort=found.first_effort,
        trades={
            each.own.criterion.value: TradeCell(own=_part(each.own), first=_part(each.rival), points=each.points)
            for each in found.trades
        },
        changes=tuple(map(_change_cell, found.changes)),
        refusals=tuple(
            RefusalRow(offering=refusal.offering, shortfalls=tuple(map(_shortfall_cell, refusal.shortfalls)))
            for refusal in found.refusals
        ),
        hardly_measured=found.hardly_measured,
    )


def _change_cell(change: Change) -> WeightCell | CostCell | QualityCell:
    """Return a change as plain values; bounds are rounded inwards, so that what is written does it."""
    match change:
        case WeightChange():
            above, below = change.above, change.below
            return WeightCell(
                criterion=change.criterion,
                now=change.now,
                above=None if above is None else _beyond(above, inf),
                below=None if below is None else _beyond(below, 0),
                priorities=None
                if change.priorities is None
                else {criterion.value: weight for criterion, weight in change.priorities.items()},
            )
        case CostChange():
            return CostCell(
                offering=change.offering, now=change.now, at_most=change.at_most, rates_share=change.rates_share
            )
        case QualityChange():
            return QualityCell(now=change.now, at_least=change.at_least)
        case _:
            assert_never(change)


def _beyond(bound: Fraction, side: float) -> float:
    """Return the nearest number that isn't on the other side of a bound than *side*."""
    near = float(bound)
    return near if near == bound or (near > bound) == (side > bound) else nextafter(near, side)


def _shortfall_cell(found: Shortfall) -> ShortfallCell:
    """Return a shortfall as plain values."""
    return ShortfallCell(
        requirement=str(found.requirement),
        keyword=keyword_of(found.requirement),
        outcome="fails" if found.outcome is Outcome.FAILS else "unknown",
        reason=found.reason,
        off_by=None if found.gap is None else found.gap.by,
        unit=None if found.gap is None else found.gap.unit,
        said_by=found.said_by,
    )


def _part(contribution: Contribution) -> Part:
    """Return a contribution as plain values."""
    return Part(
        value=contribution.value, weight=contribution.weight, points=contribution.points, known=contribution.known
    )


def _own_results(recommendation: Selection) -> tuple[OwnResults, ...]:
    """Return the user's own results as plain values."""
    return tuple(
        OwnResults(
            name=test.name,
            task=test.task,
            benchmark=is_calibrated(test.name, recommendation.registry),
            guess_share=test.guess_share,
            scores=tuple(
                OwnScore(model=score.model, share=score.mean, items=score.items, stderr=score.stderr)
                for score in test.scores
            ),
        )
        for test in recommendation.use_case.results
    )


def _first_without_results(recommendation: Selection) -> str | None:
    """Name the model that would be first without the user's own results."""
    before = without_results(recommendation) if recommendation.use_case.results else None
    return None if before is None or before.first is None else before.first.model.id


def _answer_row(recommendation: Selection, ranked: Ranked) -> AnswerRow:
    """Return one place as plain values."""
    return AnswerRow(
        place=ranked.place,
        model=ranked.model.id,
        offering=ranked.offering.id,
        provider=ranked.provider.id,
        ids={library: found for library in Library if (found := ranked.id_for(library))},
        score=ranked.score,
        quality={
            task: _estimate(quality, basket_results(recommendation, ranked, task))
            for task, quality in ranked.quality.items()
        },
        cost=Cost(
            usd_per_month=ranked.cost.per_month,
            low=ranked.cost.low,
            high=ranked.cost.high,
            items=ranked.cost.items,
            lines=ranked.cost.lines,
            hours=ranked.cost.hours,
            output_factor=ranked.cost.output_factor,
            at_most=ranked.cost.at_most,
            notes=ranked.cost.notes,
        ),
        context_tokens=ranked.offering.limits.context_tokens,
        license=LicenseCell(
            id=ranked.model.license,
            kinds=tuple(sorted(possible_license_kinds(ranked.model, ranked.terms))),
            duties=tuple(duty.text for duty in duties(ranked.terms)),
        ),
        contributions={part.criterion.value: _part(part) for part in ranked.contributions},
        caveats=caveats(recommendation, ranked),
        other_offerings=ranked.others,
        brought_by=ranked.brought_by,
        evidence={
            "pricing": price_evidence(ranked.offering, recommendation.on),
            "limits": ranked.offering.evidence["limits.context_tokens"],
            "license": ranked.model.evidence["license"],
            "weights": ranked.model.evidence["weights"],
        },
    )


def _estimate(quality: QualityEstimate, basket_results: int) -> Estimate:
    """Return a quality estimate as plain values."""
    return Estimate(
        mean=quality.mean,
        sd=quality.sd,
        low=quality.low,
        high=quality.high,
        anchor=quality.anchor,
        results=quality.ability.results,
        direct_results=quality.ability.direct,
        basket=quality.basket,
        basket_results=basket_results,
        warnings=quality.warnings,
        own=quality.own,
    )
