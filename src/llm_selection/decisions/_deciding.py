"""Deciding: the decision and its figures, taken out of a recommendation."""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from llm_selection._dataclasses import fields, replace
from llm_selection.analysis.pairwise import better_or_equal
from llm_selection.decisions._values import (
    Behind,
    Decided,
    Decision,
    Estimate,
    Facts,
    Figures,
    Measure,
    Rejected,
    Terms,
    Thresholds,
)
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.licenses import Measure as Size
from llm_selection.domain.models import possible_license_kinds
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import Hosted, Mode, PriceSchedule, RateCard
from llm_selection.estimation.costs import monthly_cost
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.option_facts import EFFORT, RATES_IN_FORCE, STAGE
from llm_selection.needs.put_out import put_out
from llm_selection.needs.requirements import keyword_of
from llm_selection.needs.self_hosting import PROVIDER, overlays_of
from llm_selection.needs.serialization import use_case_as_plain
from llm_selection.registry import Registry, with_layers
from llm_selection.selection.expected_costs import ExpectedCost
from llm_selection.selection.options import AtEffort, Option
from llm_selection.selection.ranking import Ranked, Ranking, best_place
from llm_selection.selection.screening import Screening
from llm_selection.selection.selecting import Selection
from llm_selection.units import check_count

__all__ = [
    "RUNNERS_UP",
    "chance_of",
    "decide",
    "estimate_of",
    "facts_of",
    "figures_of",
    "measure_of",
    "option_of",
    "rejected_by",
]

RUNNERS_UP = 3
"""Options behind the choice that a decision holds."""

_SHARE_DIGITS = 4
"""A hundredth of a point: far below what is known, and the last digits of a float may differ between machines."""
_MOST_CERTAIN = 0.9999
"""Nothing is certain, and further digits of a probability mean nothing."""


def decide(
    recommendation: Selection, *, thresholds: Thresholds | None = None, runners_up: int = RUNNERS_UP
) -> Decision:
    """
    Take the decision for the first option out of a recommendation.

    Args:
        recommendation: The answer.
        thresholds: From where on a check tells a change; by default those of `Thresholds`.
        runners_up: How many options behind it to keep.

    Raises:
        NothingFits: Nothing is ranked.
        InvalidInputError: The need can't be written down: a requirement has no keyword, say. Or *runners_up* isn't a
            whole number of at least 0.
    """
    check_count("runners_up", runners_up)
    best, use_case, screening = recommendation.best, recommendation.use_case, recommendation.screening
    use_case_as_plain(use_case)  # refused here and not when it is written
    registry = _given(recommendation)
    return Decision(
        decided=Decided(
            on=recommendation.on,
            registry=registry.version,
            registry_date=registry.date,
            schema=registry.schema,
            digest=registry.digest,
            overlays=overlays_of(registry),
            options=len(screening.options),
            meets=len(screening.kept),
            undecided=len(screening.undecided),
            rejected=rejected_by(screening),
        ),
        use_case=replace(use_case, preset=None),
        thresholds=thresholds or Thresholds(),
        choice=figures_of(recommendation, best.offering.id, best.effort),
        facts=facts_of(option_of(recommendation, best.offering.id, best.effort), recommendation),
        measures={task: measure_of(quality) for task, quality in best.quality.items()},
        runners_up=tuple(
            figures_of(recommendation, rival.offering.id, rival.effort, choice=best)
            for rival in recommendation.ranking[1 : 1 + runners_up]
        ),
    )


def rejected_by(screening: Screening) -> tuple[Rejected, ...]:
    """Count what each requirement did that did anything, in the order they were asked."""
    return tuple(
        Rejected(
            requirement=keyword_of(rejection.requirement),
            failed=rejection.failed,
            alone=rejection.alone,
            unknown=rejection.unknown,
        )
        for rejection in screening.rejections()
        if rejection.failed or rejection.unknown
    )


def _given(recommendation: Selection) -> Registry:
    """Return the registry as it was given, without the hardware of the need."""
    registry = recommendation.registry
    if not recommendation.use_case.hosting:
        return registry
    layers = tuple(layer for layer in registry.layers if layer.origin.name != PROVIDER)
    return with_layers(registry, layers, left_out=registry.left_out)


def figures_of(
    recommendation: Selection, offering: OfferingId, effort: Effort | None = None, *, choice: Ranked | None = None
) -> Figures:
    """
    Return an option that was ranked with its figures.

    Args:
        recommendation: The answer.
        offering: Of the option; any offering of a ranked model that meets the need.
        effort: Of the option; ``None`` takes the best that the offering is ranked at.
        choice: What it stands behind.
    """
    ranking, need = recommendation.ranking, recommendation.use_case
    place = best_place(ranking, recommendation.registry.offerings.row(offering), effort)
    option, expected = ranking.options[place], ranking.expected(place)
    if need.is_quality_only:
        expected = ExpectedCost(bill=expected.bill, errors={}, worths={})
    figures = Figures(
        model=option.model.id,
        provider=option.provider.id,
        native_id=option.offering.native_id,
        effort=option.effort,
        bill=expected.bill,
        total=expected.total,
        license=option.model.license,
        errors=expected.errors,
        worths={name: usd for name, usd in expected.worths.items() if usd is not None},
        quality={task: estimate_of(quality) for task, quality in ranking.quality_of(place).items()},
    )
    if choice is None:
        return figures
    ahead = figures_of(recommendation, choice.offering.id, choice.effort)
    chance = chance_of(ranking, choice.model_at_effort, (option.model.id, option.effort), need.tasks)
    return replace(figures, behind=Behind(usd=figures.costs_more_than(ahead), as_good=chance))


def chance_of(ranking: Ranking, first: AtEffort, second: AtEffort, tasks: Mapping[Task, int]) -> float:
    """Return the probability that *first* is at least as good as *second*, to four decimals, never certain."""
    chance = round(better_or_equal(ranking, first, second, tasks), _SHARE_DIGITS)
    return min(max(chance, round(1 - _MOST_CERTAIN, _SHARE_DIGITS)), _MOST_CERTAIN)


def estimate_of(quality: QualityEstimate) -> Estimate:
    """Return a quality in four decimals."""
    mean, low, high = (round(share, _SHARE_DIGITS) for share in (quality.mean, quality.low, quality.high))
    return Estimate(mean=mean, low=low, high=high, results=quality.ability.results)


def measure_of(quality: QualityEstimate) -> Measure:
    """Return what a quality is a share of."""
    return Measure(basket=quality.basket, anchor=quality.anchor, own=quality.own)


def option_of(recommendation: Selection, offering: OfferingId, effort: Effort | None) -> Option:
    """
    Return an offering of the registry at an effort as an option of the answer, whether it is ranked or not.

    Without an effort, or where it doesn't take that one any more, at the best that it is ranked at, else at the first.
    """
    row, options = recommendation.registry.offerings.row(offering), recommendation.screening.options
    places = [place for place, each in enumerate(options.rows) if each == row]
    efforts = options.column(EFFORT)
    exact = [place for place in places if efforts[place] is effort]
    if exact or row not in recommendation.ranking.options.rows:
        return options[(exact or places)[0]]
    return recommendation.ranking.options[best_place(recommendation.ranking, row)]


def facts_of(option: Option, recommendation: Selection) -> Facts:
    """Return the facts of an option that a check compares."""
    workload, on = recommendation.use_case.workload_or_default, recommendation.on
    verbosity = put_out(recommendation.registry, option.model.id, workload, option.effort)
    lifecycle = option.offering.lifecycle
    return Facts(
        stage=option.fact(STAGE),
        deprecated=lifecycle.deprecated,
        retires=lifecycle.retires,
        output_factor=monthly_cost(workload, option.fact(RATES_IN_FORCE), verbosity).output_factor,
        license_kinds=frozenset(possible_license_kinds(option.model, option.terms)),
        rates=dict(_rates(option.offering, on, _modes(workload))),
        terms=None if option.terms is None else _terms(option.terms),
    )


def _modes(workload: Workload) -> frozenset[Mode]:
    """Return the modes that requests of a workload may be sent by."""
    waiting = {Mode.BATCH, Mode.FLEX} if workload.batch_share else set[Mode]()
    return frozenset({workload.mode, *waiting})


def _rates(offering: Offering, on: date, modes: frozenset[Mode]) -> Iterator[tuple[str, Decimal]]:
    """Yield what is charged on a day in some modes, by name; the cards in their order."""
    pricing = offering.pricing
    if isinstance(pricing, Hosted):
        yield "usd_per_hour", pricing.usd_per_hour
        yield "accelerators", Decimal(pricing.accelerators)
        yield "requests_per_month", Decimal(pricing.requests)
    period = pricing.in_force(on) if isinstance(pricing, PriceSchedule) else None
    cards = () if period is None else period.cards
    for card in cards:
        if card.mode not in modes:
            continue
        hours = "".join(
            f"_{window.start_minute:04}_to_{window.end_minute:04}{''.join(f'_day_{day}' for day in sorted(window.weekdays))}"
            for window in card.windows
        )
        tier = f"_above_{card.above_prompt_tokens}" if card.above_prompt_tokens else ""
        for name in _RATES:
            rate = getattr(card, name)
            if rate is not None:
                yield f"{card.mode}{tier}{hours}_{name}", rate


_RATES = tuple(spec.name for spec in fields(RateCard) if spec.name not in ("mode", "above_prompt_tokens", "windows"))


def _terms(terms: LicenseTerms) -> Terms:
    """Return what decides in a license."""
    same = {spec.name: getattr(terms, spec.name) for spec in fields(Terms) if spec.name != "limits"}
    if terms.thresholds is None:
        return Terms(**same)
    limits: dict[Size, tuple[int, ...]] = {}
    for threshold in terms.thresholds:
        limits[threshold.measure] = tuple(sorted({*limits.get(threshold.measure, ()), threshold.limit}))
    return Terms(limits=limits, **same)
