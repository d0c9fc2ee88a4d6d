"""
JSON answer: a recommendation as JSON by a published schema.

JSON holds the values of this package, field by field. Only what none of them gathers has a type of its own here, and what
holds more than an answer needs is written short: a requirement by its text and keyword, an option that another value names
by its place, ids and score.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import inf, nextafter
from typing import Any, Literal

from llm_selection._dataclasses import dataclass
from llm_selection._foundation import late_gate
from llm_selection._foundation.plain import to_plain
from llm_selection.analysis.changes import ErrorCostChange
from llm_selection.analysis.evaluation_plan import EvaluationPlan, evaluation_plan
from llm_selection.analysis.explanation import (
    Caveat,
    Duty,
    Explanation,
    Fact,
    Rival,
    basket_results,
    caveats,
    duties,
    explain,
)
from llm_selection.analysis.own_results_effect import without_results
from llm_selection.analysis.relaxations import Relaxation, relaxations
from llm_selection.analysis.shortlist import Pick
from llm_selection.analysis.today import AgainstToday
from llm_selection.analysis.undecided import UndecidedBetter, UnpricedBetter
from llm_selection.analysis.why_not import WhyNot
from llm_selection.analysis.why_not import why_not as why_not_of
from llm_selection.analysis.winners import Regret, Winners
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evaluations import Evaluation
from llm_selection.domain.evidence import Evidence
from llm_selection.domain.identity import Library
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.models import possible_license_kinds
from llm_selection.domain.offerings import price_evidence
from llm_selection.domain.verdicts import Outcome
from llm_selection.estimation.costs import CostEstimate
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.error_costs import ErrorCost
from llm_selection.needs.requirements import Requirement, keyword_of
from llm_selection.needs.self_hosting import overlays_of
from llm_selection.needs.use_cases import Unknowns
from llm_selection.presentation.argument_report import facts_of, notes
from llm_selection.selection.assessments import is_calibrated
from llm_selection.selection.expected_costs import ExpectedCost
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.screening import Rejections
from llm_selection.selection.selecting import Selection

__all__ = ["Answer", "as_answer", "as_json", "schema"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    A requirement.

    Attributes:
        text: In a few words, such as ``context ≥ 200,000``; these may change from one version to the next.
        keyword: That by which it is asked for, such as ``min_context_tokens``: of combinations ``any_of``, ``all_of`` or
            ``not``, and of what has none the name of its kind, such as ``fits_workload``. Keywords don't change.
    """

    text: str
    keyword: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """
    An option of the ranking, which has the rest.

    Attributes:
        place: The model's place; 1 is the best.
        model: Id of the model.
        offering: Id of the offering.
        usd: US dollars a month that it is expected to cost, bill and errors; null unknown.
    """

    place: int
    model: str
    offering: str
    usd: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCostCell:
    """
    A cost of an error that alone would make it the first: above and below these, which don't belong to it.

    Attributes:
        kind: Always ``error_cost``.
        of: What the cost is of: an ``error`` or a ``preferred answer``.
        now: US dollars now; null where quality counts whatever it costs.
        above: It wins above so many US dollars; null where it wins down to nothing, that included.
        below: And below so many; null where it wins at any higher one.
    """

    kind: Literal["error_cost"] = "error_cost"
    of: Literal["error", "preferred answer"]
    now: float | None
    above: float | None
    below: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """
    The argument for the first option.

    Attributes:
        first: The option.
        rivals: The next ones, by place.
        picks: Those that people ask for by name.
        winners: Which model is the best by what an error costs.
        regret: Where an error costs a range, what the first costs more than another at worst over it; else null.
        today: The first beside what is run today; null where the need doesn't say what that is.
        undecided: What would come first if a fact were known; null where nothing would.
        unpriced: What would come first below some bill, if its price were known; null likewise.
        facts: What it rests on, with who says so and when that was read; then, by task, what was measured of its quality.
        caveats: What a careful reader should know; what can hurt soonest stands first.
        duties: What its license asks for. Not legal advice.
        notes: What the user's own results did, and what a quality is of where that isn't a share solved.
    """

    first: Ranked
    rivals: tuple[Rival, ...]
    picks: tuple[Pick, ...]
    winners: Winners
    regret: Regret | None
    today: AgainstToday | None
    undecided: UndecidedBetter | None
    unpriced: UnpricedBetter | None
    facts: tuple[Fact, ...]
    caveats: tuple[Caveat, ...]
    duties: tuple[Duty, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseCell:
    """
    The license.

    Attributes:
        id: Its key in the registry; null unknown.
        kinds: The kinds it may make the model: one where that is known.
        duties: What it asks for. Not legal advice.
    """

    id: str | None
    kinds: tuple[LicenseKind, ...]
    duties: tuple[Duty, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerRow:
    """
    One place in the ranking: a model, at the offering of the least expected cost.

    Attributes:
        place: 1 is the best.
        model: Id of the model.
        offering: Id of the offering to use.
        provider: Id of who serves it.
        effort: The effort to ask for, ``none`` of one that doesn't reason; null where it isn't known which it takes.
        ids: What other libraries call it, where that is known.
        parameters: The arguments by which these libraries ask for the effort; of one that isn't here there is nothing to ask
            for, or it isn't known how.
        expected: What it is expected to cost a month: bill, errors by task and worths; they add up to ``usd``.
        usd: That in all, in US dollars; null where a term isn't known.
        quality: How well it does each task.
        basket_results: How many benchmarks of each task's basket it has results on.
        cost: What the workload costs in a month of 30 days.
        finished_task_usd: What a finished task costs, failures included, in US dollars: the bill over the tasks expected to be
            solved, if a failure is noticed and the task done again or dropped. Null where the bill isn't known, or where answers
            are only preferred, not right or wrong.
        context_tokens: Context window, in tokens; null unknown.
        license: The license.
        caveats: What a careful reader should know; what can hurt soonest stands first.
        other_offerings: Ids of the model's other offerings that meet the need at this effort.
        other_efforts: The model's other efforts that meet the need, the best first.
        brought_by: Which overlay brought the model, license, provider, offering, price or results, such as
            ``acme-registry 1.4.0``, or the field of them that it wrote; what isn't here is as in the data under the overlays.
        evidence: Who says what the price is (``pricing``), the window (``limits``), the ``license`` and the ``weights``.
    """

    place: int
    model: str
    offering: str
    provider: str
    effort: Effort | None
    ids: Mapping[Library, str]
    parameters: Mapping[Library, Mapping[str, Any]]
    expected: ExpectedCost
    usd: Decimal | None
    quality: Mapping[Task, QualityEstimate]
    basket_results: Mapping[Task, int]
    cost: CostEstimate
    finished_task_usd: Decimal | None
    context_tokens: int | None
    license: LicenseCell
    caveats: tuple[Caveat, ...]
    other_offerings: tuple[str, ...]
    other_efforts: tuple[Effort, ...]
    brought_by: Mapping[str, str]
    evidence: Mapping[str, Evidence]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryCell:
    """
    The data that the answer rests on.

    Attributes:
        version: Its version.
        date: The day up to which it was read.
        schema: The number of its format.
        digest: SHA-256 of all that it holds.
        models: How many models it has.
        offerings: How many offerings.
        overlays: What is on top of it, the last one topmost.
    """

    version: str
    date: date
    schema: int
    digest: str
    models: int
    offerings: int
    overlays: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """
    A recommendation as JSON holds it; the published schema is made from this type.

    Dollars are decimal text, days ISO dates.

    Attributes:
        on: The day it is for.
        registry: The data that it rests on.
        preset: The preset that the need started from; null without one.
        tasks: The part of the work that each task is.
        error_cost: What an error costs at each task, or a preferred answer is worth, defaults filled in; with why.
        quality_only: Whether the higher share comes first whatever it costs.
        worth: What else is worth how many US dollars a month.
        today: The model that is run today; null where nobody says.
        solved: The share of the work that it is said to solve, 0 to 1; null likewise.
        workload: What is run in a month of 30 days.
        unknowns: Whether options that can't be judged for want of a fact are ranked.
        requirements: What each requirement did to the options.
        relaxations: The smallest sets of requirements without which something fits, what gives up least first; empty
            where something fits.
        why_not: Why the models and offerings that were asked about aren't the first, in that order.
        results: The user's own tests.
        benchmarks: Names of those of ``results`` that are benchmarks of the registry, where they count as these.
        first_without_results: The model that would be first without ``results``; null without any, and where nothing
            would be.
        argument: Why the first is that; null where nothing fits.
        evaluation_plan: How sure the first place is, what knowing more is worth, and which test to run; null unless asked for,
            where nothing fits, and where quality counts whatever it costs.
        options: How many options were looked at: all offerings, and those on the user's own hardware.
        meets: How many of these meet every requirement.
        undecided: How many fail none but can't be judged for want of a fact.
        ranking: Each model once, the best first.
        unmeasured: Ids of the models without a result that counts.
    """

    on: date
    registry: RegistryCell
    preset: str | None
    tasks: Mapping[Task, int]
    error_cost: Mapping[Task, ErrorCost]
    quality_only: bool
    worth: Mapping[str, Decimal]
    today: str | None
    solved: float | None
    workload: Workload
    unknowns: Unknowns
    requirements: tuple[Rejections, ...]
    relaxations: tuple[Relaxation, ...]
    why_not: tuple[WhyNot, ...]
    results: tuple[Evaluation, ...]
    benchmarks: tuple[str, ...]
    first_without_results: str | None
    argument: Argument | None
    evaluation_plan: EvaluationPlan | None
    options: int
    meets: int
    undecided: int
    ranking: tuple[AnswerRow, ...]
    unmeasured: tuple[str, ...]


def as_answer(
    recommendation: Selection, *, limit: int | None = None, sure: bool = False, why_not: Iterable[str] = ()
) -> Answer:
    """
    Return a recommendation as plain values.

    Args:
        recommendation: What to return.
        limit: Places of the ranking at most; all by default.
        sure: Whether to say how sure the first place is, what knowing more is worth, and which test to run.
        why_not: Models and offerings of which to say why they aren't the first; see `llm_selection.analysis.why_not.why_not`.

    Raises:
        NotFoundError: The registry knows nothing called like one of *why_not*.
    """
    use_case, registry, screening = recommendation.use_case, recommendation.registry, recommendation.screening
    is_sure = sure and bool(recommendation.ranking) and not use_case.is_quality_only
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
        error_cost=use_case.error_costs,
        quality_only=use_case.is_quality_only,
        worth={worth.name: worth.usd for worth in use_case.worth},
        today=use_case.today,
        solved=use_case.solved,
        workload=use_case.workload_or_default,
        unknowns=use_case.unknowns,
        requirements=screening.rejections(),
        relaxations=relaxations(recommendation),
        why_not=tuple(why_not_of(recommendation, name) for name in why_not),
        results=use_case.results,
        benchmarks=tuple(test.name for test in use_case.results if is_calibrated(test.name, registry)),
        first_without_results=_first_without_results(recommendation),
        argument=_argument(explain(recommendation)) if recommendation.ranking else None,
        evaluation_plan=evaluation_plan(recommendation) if is_sure else None,
        options=len(screening.options),
        meets=len(screening.kept),
        undecided=len(screening.undecided),
        ranking=tuple(_answer_row(recommendation, ranked) for ranked in recommendation.ranking[:limit]),
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
        sure: Whether to say how sure the first place is, what knowing more is worth, and which test to run.
        why_not: Models and offerings of which to say why they aren't the first.

    Raises:
        NotFoundError: The registry knows nothing called like one of *why_not*.
    """
    answer = as_answer(recommendation, limit=limit, sure=sure, why_not=why_not)
    return json.dumps(to_plain(answer, whole=True, instead=_in_short), ensure_ascii=False, indent=2)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of what `as_json` writes."""
    return late_gate.json_schema(Answer, output=True, instead=_SHORT)


_SHORT = {
    Ranked: Placed,
    Requirement: Asked,
    ErrorCostChange: ErrorCostCell,
    Outcome: Literal["meets", "fails", "unknown"],
}
"""The types that are written short, and those in whose form they are."""


def _in_short(value: Any) -> Any:
    """Return what is written in place of a value, in one of the forms of `_SHORT`; the value itself where that is."""
    match value:
        case Ranked():
            return Placed(place=value.place, model=value.model.id, offering=value.offering.id, usd=value.expected.total)
        case ErrorCostChange():
            return _error_cost_cell(value)
        case Outcome():
            return value.name.lower()
        case _ if hasattr(value, "judge"):
            return Asked(text=str(value), keyword=keyword_of(value))
        case _:
            return value


def _argument(explanation: Explanation) -> Argument:
    """Write the argument for the first, with what was measured and what own results did in words."""
    return Argument(
        first=explanation.first,
        rivals=explanation.rivals,
        picks=explanation.picks,
        winners=explanation.winners,
        regret=explanation.regret,
        today=explanation.today,
        undecided=explanation.undecided,
        unpriced=explanation.unpriced,
        facts=facts_of(explanation),
        caveats=explanation.caveats,
        duties=explanation.duties,
        notes=tuple(notes(explanation)),
    )


def _error_cost_cell(change: ErrorCostChange) -> ErrorCostCell:
    """Write the bounds of a cost of an error as numbers, rounded inwards, so that one between them wins."""
    above, below = change.above, change.below
    return ErrorCostCell(
        of=change.of,
        now=None if change.now is None else float(change.now),
        above=None if above is None else _beyond(above, inf),
        below=None if below is None else _beyond(below, 0),
    )


def _beyond(bound: Fraction, side: float) -> float:
    """Return the nearest number that isn't on the other side of a bound than *side*."""
    near = float(bound)
    return near if near == bound or (near > bound) == (side > bound) else nextafter(near, side)


def _first_without_results(recommendation: Selection) -> str | None:
    """Name the model that would be first without the user's own results."""
    before = without_results(recommendation) if recommendation.use_case.results else None
    return None if before is None or before.first is None else before.first.model.id


def _answer_row(recommendation: Selection, ranked: Ranked) -> AnswerRow:
    return AnswerRow(
        place=ranked.place,
        model=ranked.model.id,
        offering=ranked.offering.id,
        provider=ranked.provider.id,
        effort=ranked.effort,
        ids={library: library_id for library in Library if (library_id := ranked.id_for(library))},
        parameters={library: asked for library in Library if (asked := ranked.parameters_for(library))},
        expected=ranked.expected,
        usd=ranked.expected.total,
        quality=ranked.quality,
        basket_results={task: basket_results(recommendation, ranked, task) for task in ranked.quality},
        cost=ranked.cost,
        finished_task_usd=ranked.finished_task_usd,
        context_tokens=ranked.offering.limits.context_tokens,
        license=LicenseCell(
            id=ranked.model.license,
            kinds=tuple(sorted(possible_license_kinds(ranked.model, ranked.terms))),
            duties=duties(ranked.terms),
        ),
        caveats=caveats(recommendation, ranked),
        other_offerings=ranked.others,
        other_efforts=ranked.efforts,
        brought_by=ranked.brought_by,
        evidence={
            "pricing": price_evidence(ranked.offering, recommendation.on),
            "limits": ranked.offering.evidence["limits.context_tokens"],
            "license": ranked.model.evidence["license"],
            "weights": ranked.model.evidence["weights"],
        },
    )
