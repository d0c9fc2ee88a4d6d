"""Why a model isn't the answer: what it fails and by how much, the trade it loses, and what alone would make it the answer."""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from llm_selection._dataclasses import dataclass, replace
from llm_selection.analysis.changes import Change, changes
from llm_selection.analysis.pairwise import difference
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.verdicts import Outcome
from llm_selection.needs.option_facts import EFFORT, MODEL, MONTHLY_COST, OWN_API
from llm_selection.needs.requirements import Gap, Requirement, gap
from llm_selection.selection.expected_costs import ExpectedCost
from llm_selection.selection.options import Option
from llm_selection.selection.ranking import OF_THEIR_OWN_KIND, Ranked, best_place
from llm_selection.selection.screening import judge
from llm_selection.selection.selecting import Selection
from llm_selection.units import dollars

__all__ = ["Refusal", "Shortfall", "Standing", "WhyNot", "why_not"]


class Standing(StrEnum):
    """Where a model, or one of its offerings, stands in an answer."""

    FIRST = "first"
    """It is the answer."""
    RANKED = "ranked"
    """It is ranked, behind others."""
    BESIDE = "beside"
    """Of an offering: it meets the need, but another offering of its model is expected to cost less."""
    UNMEASURED = "unmeasured"
    """It meets the need, but nothing says how good it is: no benchmark result, or none of a task that needs one of its own."""
    REFUSED = "refused"
    """It fails a requirement, at every offering."""
    UNDECIDED = "undecided"
    """Of at least one offering it can't be told whether it meets the need; no other meets it."""
    NOT_OFFERED = "not offered"
    """No offering of it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """
    One requirement that an offering doesn't meet.

    Attributes:
        requirement: The requirement.
        outcome: Fails, or unknown.
        reason: The verdict's: half a sentence with the value that decided.
        gap: How far it is from meeting it; ``None`` where the requirement has no threshold, or the fact isn't known.
        said_by: Whose word that is, and of which day, where the verdict tells: the title of a source and the date.
    """

    requirement: Requirement
    outcome: Outcome
    reason: str
    gap: Gap | None
    said_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """
    Why one offering isn't among those ranked.

    Attributes:
        offering: Its id.
        shortfalls: The requirements that it fails, then those that can't be told; in the order they were asked.
        effort: The effort that it is so at; of several that fail the same, the nearest.
        own_api: Whether the model's developer serves it.
    """

    offering: OfferingId
    shortfalls: tuple[Shortfall, ...]
    effort: Effort | None = None
    own_api: bool = False

    @property
    def fails(self) -> bool:
        """Whether it fails a requirement; else a fact is missing."""
        return any(shortfall.outcome is Outcome.FAILS for shortfall in self.shortfalls)


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """
    Why a model, or one of its offerings, isn't the answer.

    Attributes:
        name: What was asked about: the id of a model, or of an offering.
        model: The model.
        standing: Where it stands.
        place: The model's place in the ranking, 1 is the best; ``None`` where it has none.
        offering: The offering that is compared with the first: the one asked about, or the model's best. ``None`` where
            none is ranked.
        usd_per_month: What ``offering`` costs; ``None`` isn't known, or there is no ``offering``.
        effort: The effort that it is asked at; ``None`` where it isn't known which it takes.
        first_effort: Likewise of the first.
        first: The answer; ``None`` where nothing fits.
        expected: What it is expected to cost a month, bill and errors; ``None`` unless it is ranked.
        points: Its quality over the tasks less that of the first, in points of 100; ``None`` unless it is ranked.
        quality_only: Whether the need puts the higher share first whatever it costs.
        changes: Every single change that would make it the first, against all rivals: of the cost of an error, its bill and
            its quality, in this order. Empty where none would, and where it isn't ranked behind the first.
        refusals: Why its offerings, or the one asked about, aren't ranked at any effort: the nearest first, that is, with the fewest
            requirements failed, then the fewest that can't be told, then the cheapest. Empty where one is ranked.
        unmeasured: The tasks at which nothing says how good it is, where it is unmeasured.
        untold: The requirements that ``offering`` isn't known to meet, where the need says to include such.
    """

    name: str
    model: ModelId
    standing: Standing
    place: int | None = None
    offering: OfferingId | None = None
    usd_per_month: Decimal | None = None
    effort: Effort | None = None
    first_effort: Effort | None = None
    first: Ranked | None = None
    expected: ExpectedCost | None = None
    points: float | None = None
    quality_only: bool = False
    changes: tuple[Change, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    unmeasured: tuple[Task, ...] = ()
    untold: tuple[Shortfall, ...] = ()


def why_not(recommendation: Selection, name: str) -> WhyNot:
    """
    Say why a model, or one of its offerings, isn't the answer, and what alone would make it the answer.

    Requirements are taken to be met after a change as they are before: one on cost or quality isn't judged again.

    Args:
        recommendation: The answer.
        name: A model by any name that the registry knows, or else the id of an offering.

    Raises:
        NotFoundError: The registry knows nothing called *name*; the nearest ids are named.
        InvalidInputError: *name* isn't text.
    """
    registry, options = recommendation.registry, recommendation.screening.options
    if isinstance(name, str) and name in registry.offerings and name not in registry.models:
        row = registry.offerings.row(OfferingId(name))
        places = [place for place, each in enumerate(options.rows) if each == row]
        return _of(recommendation, name, options.column(MODEL)[places[0]], places, is_offering=True)
    model = registry.model(name).id
    models = options.column(MODEL)
    places = [place for place in range(len(options)) if models[place] == model]
    return _of(recommendation, model, model, places, is_offering=False)


def _of(recommendation: Selection, name: str, model: ModelId, places: Sequence[int], *, is_offering: bool) -> WhyNot:
    """Say where the offerings at *places* stand, all of a model or one."""
    include = recommendation.use_case.unknowns == "include"
    refusals = [_refusal(recommendation, place) for place in places]
    admitted = [
        place
        for place, refusal in zip(places, refusals, strict=True)
        if not any(shortfall.outcome is Outcome.FAILS or not include for shortfall in refusal.shortfalls)
    ]
    ranked = recommendation.ranking.find(model)
    if ranked is not None and admitted:
        behind = _behind(recommendation, name, ranked, admitted, is_offering=is_offering)
        # What is ranked fails nothing.
        compared = (behind.offering, behind.effort)
        untold = next(each.shortfalls for each in refusals if (each.offering, each.effort) == compared)
        return replace(behind, untold=untold)
    if admitted:
        return _unmeasured(recommendation, name, model)
    standing = Standing.REFUSED if places else Standing.NOT_OFFERED
    if any(all(shortfall.outcome is Outcome.UNKNOWN for shortfall in refusal.shortfalls) for refusal in refusals):
        standing = Standing.UNDECIDED
    costs = recommendation.screening.options.column(MONTHLY_COST)
    nearest = sorted(zip(places, refusals, strict=True), key=lambda pair: _distance(pair[1], costs[pair[0]]))
    # Efforts that fail the same are told once.
    told: dict[tuple[OfferingId, tuple[str, ...]], Refusal] = {}
    for _, refusal in nearest:
        told.setdefault((refusal.offering, tuple(each.reason for each in refusal.shortfalls)), refusal)
    return WhyNot(
        name=name,
        model=model,
        standing=standing,
        place=None if ranked is None else ranked.place,
        first=recommendation.first,
        refusals=tuple(told.values()),
    )


def _unmeasured(recommendation: Selection, name: str, model: ModelId) -> WhyNot:
    """Name the tasks at which the quality of a model that meets the need isn't known."""
    qualities = recommendation.ranking.qualities
    return WhyNot(
        name=name,
        model=model,
        standing=Standing.UNMEASURED,
        first=recommendation.first,
        unmeasured=tuple(
            task
            for task, known in qualities.items()
            if (quality := known.of(model)) is None or (task in OF_THEIR_OWN_KIND and not quality.ability.direct)
        ),
    )


def _refusal(recommendation: Selection, place: int) -> Refusal:
    """Return what the option at *place* fails, then what isn't known of it."""
    screening = recommendation.screening
    option = screening.options[place]
    shortfalls = [
        _shortfall(option, requirement)
        for requirement, lane in zip(screening.requirements, screening.lanes, strict=True)
        if lane[place] != Outcome.MEETS.value
    ]
    return Refusal(
        offering=option.offering.id,
        shortfalls=tuple(sorted(shortfalls, key=lambda each: each.outcome is not Outcome.FAILS)),
        effort=option.effort,
        own_api=option.fact(OWN_API),
    )


def _shortfall(option: Option, requirement: Requirement) -> Shortfall:
    """Say how far *option* is from meeting a requirement, and whose word that is."""
    verdict = judge(option, requirement)
    facts = {name: option.fact(name) for name in requirement.reads}
    sources = option.context.registry.sources
    return Shortfall(
        requirement=requirement,
        outcome=verdict.outcome,
        reason=verdict.reason,
        gap=gap(requirement, facts),
        said_by=tuple(dict.fromkeys(f"{sources[each.source].title}, {each.as_of}" for each in verdict.evidence)),
    )


def _distance(refusal: Refusal, cost: int | None) -> tuple[int, int, bool, int]:
    """Sort by failures, by what can't be told, then by cost, unknown last."""
    failed = sum(shortfall.outcome is Outcome.FAILS for shortfall in refusal.shortfalls)
    return failed, len(refusal.shortfalls) - failed, cost is None, cost or 0


def _behind(
    recommendation: Selection, name: str, ranked: Ranked, admitted: Sequence[int], *, is_offering: bool
) -> WhyNot:
    """Compare what is ranked with the first, and find what would put it there."""
    ranking, options = recommendation.ranking, recommendation.ranking.options
    first = ranking[0]
    ids = recommendation.registry.offerings
    offering = ids.id_at(recommendation.screening.options.rows[admitted[0]]) if is_offering else ranked.offering.id
    standing = Standing.RANKED
    if ranked.place == 1 and offering == first.offering.id:
        standing = Standing.FIRST
    elif offering != ranked.offering.id:
        standing = Standing.BESIDE
    behind = standing is not Standing.FIRST
    place = best_place(ranking, ids.row(offering))
    cost: int | None = options.column(MONTHLY_COST)[place]
    tasks = recommendation.use_case.tasks
    return WhyNot(
        name=name,
        model=ranked.model.id,
        standing=standing,
        place=ranked.place,
        offering=offering,
        usd_per_month=None if cost is None else dollars(cost),
        effort=options.column(EFFORT)[place],
        first_effort=first.effort,
        first=first,
        expected=ranking.expected(place),
        points=difference(ranking, ranking.at(ranked.place - 1, place), first, tasks).points,
        quality_only=ranking.is_quality_only,
        changes=tuple(changes(recommendation, ranked, place, is_offering=is_offering)) if behind else (),
    )
