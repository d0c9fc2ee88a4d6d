"""Answers: a recommendation as plain values, for JSON by a published schema."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from llm_selection._plain import to_plain
from llm_selection.assessments import is_calibrated
from llm_selection.benchmarks import Task
from llm_selection.costs import HoursLine, Line
from llm_selection.differences import Difference
from llm_selection.evidence import Evidence
from llm_selection.explanation import Caveat, basket_results, caveats, duties, explain, price_evidence, without_results
from llm_selection.identity import Library
from llm_selection.licenses import LicenseKind
from llm_selection.models import possible_license_kinds
from llm_selection.picks import Label
from llm_selection.quality import QualityEstimate
from llm_selection.recommendation import Ranked, Recommendation
from llm_selection.relaxations import Relaxation
from llm_selection.robustness import Robustness
from llm_selection.workloads import Workload

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
    """What one requirement did: options that fail it, that meet everything else, and of which it can't be told."""

    requirement: str
    failed: int
    alone: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NearestCell:
    """What the requirements of a relaxation would ask instead; null where one must go. What that admits."""

    requirements: tuple[str | None, ...]
    offerings: int
    models: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RelaxationRow:
    """
    A minimal set of requirements without which something fits, and what that admits.

    ``nearest`` is how little would do; null where the requirements can only be dropped.
    """

    requirements: tuple[str, ...]
    offerings: int
    models: int
    nearest: NearestCell | None


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

    ``preset`` is the one that the need started from; null without one.
    ``relaxations`` is empty where something fits; else the fewest requirements first.
    ``first_without_results`` is the model that would be first without the user's own results; null without any, and
    where nothing would be. ``argument`` says why the first is that; null where nothing fits. ``robustness`` says how sure the first place is; null unless asked for, and where nothing fits.
    """

    on: date
    registry: RegistryCell
    preset: str | None
    tasks: Mapping[Task, int]
    priorities: Mapping[str, int]
    workload: Workload
    requirements: tuple[RequirementCount, ...]
    relaxations: tuple[RelaxationRow, ...]
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


def as_answer(recommendation: Recommendation, *, limit: int | None = None, sure: bool = False) -> Answer:
    """
    Return a recommendation as plain values.

    Args:
        recommendation: What to return.
        limit: Places of the ranking at most; all by default.
        sure: Whether to say how sure the first place is, and what would change it.
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
            overlays=tuple(str(layer.origin) for layer in registry.layers),
        ),
        preset=use_case.preset,
        tasks=use_case.tasks,
        priorities={criterion.value: weight for criterion, weight in use_case.priorities.items()},
        workload=use_case.workload_or_default,
        requirements=tuple(
            RequirementCount(
                requirement=str(found.requirement), failed=found.failed, alone=found.alone, unknown=found.unknown
            )
            for found in screening.rejections()
        ),
        relaxations=tuple(map(_relaxation_row, recommendation.relaxations())),
        results=_own_results(recommendation),
        first_without_results=_first_without_results(recommendation),
        argument=_argument(recommendation) if recommendation.ranking else None,
        robustness=recommendation.robustness() if sure and recommendation.ranking else None,
        options=len(screening.options),
        meets=len(screening.kept),
        undecided=len(screening.undecided),
        ranking=tuple(_answer_row(recommendation, ranked) for ranked in recommendation.ranking[:limit]),
        inferred=tuple(_answer_row(recommendation, ranked) for ranked in recommendation.inferred[:limit]),
        unmeasured=recommendation.unmeasured,
    )


def as_json(recommendation: Recommendation, *, limit: int | None = None, sure: bool = False) -> str:
    """Write a recommendation as JSON, see `as_answer`; decimals are text, so that no digit is lost."""
    import json  # noqa: PLC0415 - only when asked for

    return json.dumps(
        to_plain(as_answer(recommendation, limit=limit, sure=sure), whole=True), ensure_ascii=False, indent=2
    )


def _argument(recommendation: Recommendation) -> Argument:
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
        notes=found.notes,
    )


def _relaxation_row(relaxation: Relaxation) -> RelaxationRow:
    """Return a relaxation as plain values."""
    nearest = relaxation.nearest
    return RelaxationRow(
        requirements=tuple(map(str, relaxation.requirements)),
        offerings=relaxation.offerings,
        models=relaxation.models,
        nearest=None
        if nearest is None
        else NearestCell(
            requirements=tuple(None if each is None else str(each) for each in nearest.requirements),
            offerings=nearest.offerings,
            models=nearest.models,
        ),
    )


def _own_results(recommendation: Recommendation) -> tuple[OwnResults, ...]:
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


def _first_without_results(recommendation: Recommendation) -> str | None:
    """Name the model that would be first without the user's own results."""
    before = without_results(recommendation) if recommendation.use_case.results else None
    return None if before is None or before.first is None else before.first.model.id


def _answer_row(recommendation: Recommendation, ranked: Ranked) -> AnswerRow:
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
        contributions={
            part.criterion.value: Part(value=part.value, weight=part.weight, points=part.points, known=part.known)
            for part in ranked.contributions
        },
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
