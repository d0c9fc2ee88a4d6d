"""
Small random markets for the laws of decisions, and the slow obvious way to decide on them.

A market is a registry of a few models and offerings in which anything may be unknown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import floor
from typing import NamedTuple

from hypothesis import strategies as st

from factories import (
    DAY,
    accelerator,
    calibrated_records,
    card,
    model,
    offering,
    period,
    provider,
    result,
    schedule,
    terms,
)
from hosts import llama
from llm_selection.domain.benchmarks import Result, Task
from llm_selection.domain.calibration import Ability, EffortAbility, EffortSteps, Prior
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.hardware import Precision
from llm_selection.domain.identity import Library, ModelId, OfferingId, developer_of
from llm_selection.domain.licenses import LicenseKind, Measure, Threshold, Use
from llm_selection.domain.models import (
    Alignment,
    Capabilities,
    Dense,
    Downloadable,
    Limits,
    Modality,
    Model,
    NotOffered,
)
from llm_selection.domain.offerings import Lifecycle, Offering, ProviderKind, Service, Stage
from llm_selection.domain.prices import FreeTier, Mode, PriceSchedule, Subscription, Unpublished, compact, rates_on
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.domain.verdicts import Outcome
from llm_selection.estimation.abilities import Posterior, posterior
from llm_selection.estimation.costs import monthly_cost
from llm_selection.estimation.output_tokens import output_tokens
from llm_selection.estimation.quality import QualityEstimate, estimate
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.error_costs import QUALITY_ONLY
from llm_selection.needs.requirements import AllOf, AnyOf, FitsWorkload, Not, PricedPerToken, Requirement
from llm_selection.needs.requirements.architecture import ArchitectureIn
from llm_selection.needs.requirements.capabilities import CapableOf
from llm_selection.needs.requirements.content_policy import ContentPolicyRecorded
from llm_selection.needs.requirements.developer import DeveloperIn
from llm_selection.needs.requirements.effort import EffortIn
from llm_selection.needs.requirements.fits_on import FitsOn
from llm_selection.needs.requirements.has_id import HasId
from llm_selection.needs.requirements.input import TakesInput
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.max_effort import MaxEffort
from llm_selection.needs.requirements.max_input_price import MaxInputPrice
from llm_selection.needs.requirements.max_monthly_cost import MaxMonthlyCost
from llm_selection.needs.requirements.max_output_price import MaxOutputPrice
from llm_selection.needs.requirements.max_retention_days import MaxRetentionDays
from llm_selection.needs.requirements.max_total_parameters import MaxTotalParameters
from llm_selection.needs.requirements.max_ttft_seconds import MaxTtftSeconds
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.min_effort import MinEffort
from llm_selection.needs.requirements.min_output_speed import MinOutputSpeed
from llm_selection.needs.requirements.min_output_tokens import MinOutput
from llm_selection.needs.requirements.min_results import MinResults
from llm_selection.needs.requirements.no_training_on_inputs import NoTrainingOnInputs
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.permits import Permits
from llm_selection.needs.requirements.provider_kind import ProviderKindIn
from llm_selection.needs.requirements.reasoning import Reasoning
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.requirements.released_by import ReleasedBy
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.registry import Records, Registry
from llm_selection.selection.default_requirements import standing_requirements
from llm_selection.selection.options import Context, Option
from llm_selection.selection.ranking import OF_THEIR_OWN_KIND
from llm_selection.selection.screening import judge

__all__ = [
    "DAYS",
    "MARKETS",
    "MEASURED_MARKETS",
    "NEEDS",
    "REQUIREMENTS",
    "WIDE_NEEDS",
    "WORKLOADS",
    "market",
    "obvious",
    "on_everything",
    "pieces",
    "wide",
]

DAYS = st.dates(DAY - timedelta(days=300), DAY + timedelta(days=300))
_MAYBE = st.none() | st.booleans()
_PRICES = st.none() | st.integers(0, 40_000_000).map(lambda millionths: Decimal(millionths).scaleb(-6))
_TERMS = (
    terms("freeware"),
    terms("strict", osaid_compatible=False, commercial_use=False),
    terms(
        "limited",
        osaid_compatible=False,
        thresholds=(Threshold(measure=Measure.MONTHLY_USERS, limit=1000, clause="ask above 1,000 users"),),
    ),
    terms("unread", text_read=False, osaid_compatible=None, commercial_use=None, thresholds=None),
)
_PROVIDERS = tuple(
    provider(kind.value, kind=kind, developer="acme" if kind is ProviderKind.DEVELOPER else None)
    for kind in ProviderKind
)
_REGIONS = ("eu", "us", "in-region")
_HARDWARE = {
    one.id: one
    for one in (
        accelerator("maker/small", memory_bytes=24 * 2**30),
        accelerator("maker/large", memory_bytes=80 * 2**30),
        accelerator("maker/secret"),
    )
}

CARDS = st.builds(
    card,
    input=_PRICES,
    output=_PRICES,
    cache_read=_PRICES,
    cache_write_5m=_PRICES,
    mode=st.sampled_from([Mode.STANDARD, Mode.STANDARD, Mode.BATCH]),
    above_prompt_tokens=st.sampled_from([0, 0, 1000]),
)
_PERIODS = st.builds(
    lambda day, cards: period(*cards, effective=day),
    DAYS,
    st.lists(CARDS, max_size=3, unique_by=lambda one: (one.mode, one.above_prompt_tokens)),
)
_SCHEDULES = st.lists(_PERIODS, min_size=1, max_size=2, unique_by=lambda one: one.effective).map(
    lambda periods: schedule(*sorted(periods, key=lambda one: one.effective))
)
_PLAIN_SCHEDULES = st.builds(
    lambda prompt, answer: schedule(period(card(prompt, answer), effective=date(2020, 1, 1))),
    *[st.sampled_from(["0", "0.25", "1", "3", "15"])] * 2,
)
_OFFERINGS = st.builds(
    offering,
    region_scope=st.sampled_from([None, *_REGIONS]),
    moving=_MAYBE,
    ids=st.dictionaries(st.sampled_from(Library), st.just("there"), max_size=2),
    limits=st.builds(
        Limits,
        context_tokens=st.sampled_from([None, 4_000, 100_000, 1_000_000, 2_000_000]),
        max_input_tokens=st.sampled_from([None, 50_000]),
        max_output_tokens=st.sampled_from([None, 4_000, 64_000]),
    ),
    input=st.none() | st.frozensets(st.sampled_from(Modality), max_size=2),
    capabilities=st.builds(Capabilities, tool_calling=_MAYBE, reasoning=_MAYBE),
    pricing=st.one_of(
        _PLAIN_SCHEDULES,
        _PLAIN_SCHEDULES,
        _SCHEDULES,
        st.sampled_from([None, FreeTier(), Subscription(), Unpublished()]),
    ),
    lifecycle=st.builds(
        Lifecycle,
        stage=st.sampled_from([None, Stage.ACTIVE, *Stage]),
        available=st.none() | DAYS,
        deprecated=st.none() | st.none() | DAYS,
        retires=st.none() | st.none() | DAYS,
    ),
    service=st.builds(
        Service,
        retention_days=st.sampled_from([None, 0, 30]),
        trains_on_inputs=_MAYBE,
        ttft_seconds=st.sampled_from([None, 0.4, 2.0]),
        output_tokens_per_second=st.sampled_from([None, 40.0, 200.0]),
    ),
)
_EFFORTS = (Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH)
_LADDERS = st.sampled_from(
    [
        None,
        None,
        EffortLadder(levels=()),
        EffortLadder(levels=(Effort.HIGH,)),
        EffortLadder(levels=(Effort.LOW, Effort.HIGH)),
        EffortLadder(levels=(Effort.NONE, Effort.ON), default=Effort.ON),
        EffortLadder(levels=_EFFORTS),
        EffortLadder(levels=_EFFORTS, default=Effort.NONE),
        EffortLadder(levels=_EFFORTS[1:], default=Effort.MEDIUM),
    ]
)
_MORE_TOKENS = st.none() | st.lists(st.sampled_from([0, 0, 30, 800, 20_000]), min_size=4, max_size=4).map(tuple)
"""What each level of a ladder reasons with beyond the one before; ``None`` isn't known."""
_SHAPED = llama()
_MODELS = st.builds(
    model,
    weights=st.sampled_from([None, NotOffered(), Downloadable(), Downloadable(native_dtype="bf16")]),
    attention=st.sampled_from([None, _SHAPED.attention]),
    cache_layers=st.sampled_from([None, _SHAPED.cache_layers]),
    vocabulary=st.sampled_from([None, _SHAPED.vocabulary]),
    tied_embeddings=_MAYBE,
    limits=st.sampled_from([Limits(), Limits(context_tokens=16_000)]),
    alignment=st.sampled_from([None, Alignment(), Alignment(content_policy="declines what is harmful")]),
    license=st.sampled_from([None, *(one.id for one in _TERMS)]),
    training_data_released=_MAYBE,
    training_code_released=_MAYBE,
    released=st.none() | DAYS,
    architecture=st.sampled_from([None, Dense()]),
    total_parameters=st.sampled_from([None, 7_000_000_000, 70_000_000_000]),
    efforts=_LADDERS,
)
_RESULTS = st.lists(
    st.builds(
        result,
        benchmark=st.sampled_from(["code-one", "code-two", "math-one"]),
        score=st.floats(0, 1),
        # Nothing was measured after the day of the data.
        measured=st.none() | st.dates(DAY - timedelta(days=300), DAY),
        effort=st.sampled_from([None, None, None, "none", "low", "high", "max"]),
    ),
    max_size=3,
)


Tokens = Mapping[ModelId, tuple[ReasoningTokens, ...]]


def market(
    models: Mapping[ModelId, Model],
    offerings: Mapping[OfferingId, Offering],
    results: Iterable[Result],
    *,
    tokens: Tokens | None = None,
) -> Records:
    """Put a market together; abilities, at every effort, are those that its results give."""
    base = _base()
    by_model: dict[ModelId, tuple[Result, ...]] = {}
    for each in results:
        by_model[each.model] = (*by_model.get(each.model, ()), each)
    found = {id_: _estimated(known, models[id_].efforts) for id_, known in by_model.items()}
    tasks = (Task.CODING, Task.MATH) if found else ()
    return replace(
        base,
        developers={name: replace(base.developers["acme"], id=name) for name in ("acme", "borg")},
        providers={one.id: one for one in _PROVIDERS},
        licenses={one.id: one for one in _TERMS},
        models=dict(models),
        offerings=dict(offerings),
        accelerators=_HARDWARE,
        results=by_model,
        priors=dict.fromkeys(models, _PRIOR),
        abilities={task: {id_: known.ability(task) for id_, known in found.items()} for task in tasks},
        effort_abilities={
            task: {id_: others for id_, known in found.items() if (others := _at_other_efforts(known, task))}
            for task in tasks
        },
        tokens=dict(tokens or {}),
    )


_PRIOR = Prior(mean=0.2, sd=0.8)
_STEPS = EffortSteps(
    mean={"coding/low": 0.6, "coding/medium": 0.3, "coding/high": 0.2, "math/low": 1.5, "math/high": 0.4},
    factors={"acme/on": 0.5, "acme/more": 1.4, "borg/on": 1.2},
    factor_sd={"on": 0.3, "more": 0.4},
    developer_sd={"more": 0.2},
    own_sd={"more": 0.1},
    shared_share=0.3,
)


@cache
def _base() -> Records:
    """Make what all markets share."""
    base = calibrated_records()
    assert base.calibration is not None
    return replace(base, calibration=replace(base.calibration, effort_steps=_STEPS))


@cache
def _estimated(known: tuple[Result, ...], ladder: EffortLadder | None) -> Posterior:
    """Estimate one model; in a market where everything is measured, the results are always the same."""
    base = _base()
    assert base.calibration is not None
    return posterior(
        known,
        base.benchmarks,
        base.calibration,
        _PRIOR,
        ladders=[ladder],
        developer=developer_of(known[0].model),
    )


def _at_other_efforts(known: Posterior, task: Task) -> dict[Effort, EffortAbility]:
    """Return the abilities at other efforts than that of the model's `Ability`, as a registry holds them."""
    others = [effort for effort in known.efforts.levels if effort is not known.efforts.reference]
    found = {effort: known.ability(task, effort) for effort in others}
    return {effort: EffortAbility(mean=each.mean, sd=each.sd) for effort, each in found.items()}


def _reasoning(ladder: EffortLadder | None, more: tuple[int, ...] | None) -> tuple[ReasoningTokens, ...]:
    """Make what a model reasons with, of two kinds of work: more at each level, or at one that isn't known."""
    if more is None:
        return ()
    levels: tuple[Effort | None, ...] = ladder.levels if ladder and ladder.levels else (None,)
    return tuple(
        ReasoningTokens(
            work=work,
            effort=effort,
            expected=tokens * times,
            low=tokens * times // 2,
            high=tokens * times * 3,
            basis=TokensBasis.EXPECTED,
            default=ladder is not None and effort is not None and effort is ladder.default,
        )
        for work, times in ((Work.PROBLEMS, 2), (Work.CODE, 1))
        for effort, tokens in zip(levels, accumulate(more), strict=False)
    )


@st.composite
def _markets(draw: st.DrawFn, *, is_measured: bool = False) -> Records:
    """Make a market of up to five models and ten offerings, with few results or with results on everything."""
    ids = [ModelId(f"{'acme' if number % 2 else 'borg'}/m{number}") for number in range(draw(st.integers(1, 5)))]
    models = {id_: replace(draw(_MODELS), id=id_) for id_ in ids}
    # Kinds of provider that take part by default stand first: examples get simpler towards them.
    places = st.builds(
        lambda host, number: OfferingId(f"{host}/o{number}"),
        st.sampled_from([one.id for one in _PROVIDERS]),
        st.integers(0, 3),
    )
    offerings = {
        id_: replace(draw(_OFFERINGS), id=id_, model=draw(st.sampled_from(ids)))
        for id_ in draw(st.lists(places, max_size=10, unique=True))
    }
    # A question may name a region only where there is one; what has no price is never ranked.
    for region in _REGIONS:
        id_ = OfferingId(f"cloud/{region}")
        offerings[id_] = offering(id_, ids[0], region_scope=region, pricing=Unpublished())
    tokens = {id_: rows for id_ in ids if (rows := _reasoning(models[id_].efforts, draw(_MORE_TOKENS)))}
    if is_measured:
        return market(models, offerings, on_everything(ids), tokens=tokens)
    results = [replace(each, model=id_) for id_ in ids for each in draw(_RESULTS)]
    return market(models, offerings, results, tokens=tokens)


MARKETS: st.SearchStrategy[Records] = _markets()
MEASURED_MARKETS: st.SearchStrategy[Records] = _markets(is_measured=True)
"""Such as `MARKETS`, with results of each model on each task, so that it can be ranked."""

WORKLOADS = st.builds(
    lambda requests, prompt, output, read, written, waiting: Workload(
        requests_per_month=requests,
        input_tokens=prompt,
        output_tokens=output,
        cached_input_share=read / 10,
        cache_write_share=min(written, 10 - read) / 10,
        batch_share=waiting,
    ),
    st.integers(1, 10**6),
    st.sampled_from([0, 1, 999, 1000, 1001, 30_000]) | st.lists(st.integers(0, 2000), min_size=1, max_size=3),
    st.integers(0, 10_000),
    st.integers(0, 10),
    st.integers(0, 10),
    st.sampled_from([0.0, 0.5]),
)

_LEAVES: st.SearchStrategy[Requirement] = st.one_of(
    st.builds(RunsIn, st.sampled_from([frozenset({"eu"}), frozenset({"eu", "us"})])),
    st.builds(ProviderKindIn, st.frozensets(st.sampled_from(ProviderKind), min_size=1)),
    st.builds(ArchitectureIn, st.just(frozenset({"dense"}))),
    st.builds(DeveloperIn, st.just(frozenset({"acme"}))),
    st.builds(TakesInput, st.frozensets(st.sampled_from(Modality), max_size=2)),
    st.builds(HasId, st.frozensets(st.sampled_from(Library), max_size=1)),
    st.builds(MaxInputPrice, st.integers(0, 20_000_000)),
    st.builds(MaxOutputPrice, st.integers(0, 20_000_000)),
    st.builds(MaxMonthlyCost, st.integers(0, 10**16)),
    st.builds(MaxTotalParameters, st.just(8_000_000_000)),
    st.builds(LicenseIn, st.frozensets(st.sampled_from(LicenseKind), min_size=1)),
    st.builds(MinContext, st.sampled_from([1, 50_000, 100_000, 1_500_000])),
    st.builds(MinOutput, st.sampled_from([1, 4_000, 50_000])),
    st.builds(FitsWorkload, st.sampled_from([0, 4_000, 60_000]), st.sampled_from([0, 1, 50_000])),
    st.builds(CapableOf, st.frozensets(st.sampled_from(["tool_calling", "reasoning"]), min_size=1)),
    st.builds(Permits, st.builds(Use, commercial=st.booleans(), monthly_users=st.sampled_from([None, 10, 5000]))),
    st.builds(StageIn, st.frozensets(st.sampled_from(Stage), min_size=1)),
    st.builds(NotRetiringBefore, DAYS),
    st.builds(ReleasedBy, DAYS),
    st.builds(EffortIn, st.frozensets(st.sampled_from(_EFFORTS), min_size=1, max_size=2)),
    st.builds(MinEffort, st.sampled_from([Effort.LOW, Effort.HIGH])),
    st.builds(MaxEffort, st.sampled_from([Effort.LOW, Effort.MEDIUM])),
    st.builds(Reasoning, st.booleans()),
    st.just(PricedPerToken()),
    st.just(ContentPolicyRecorded()),
    st.just(NoTrainingOnInputs()),
    st.builds(MaxRetentionDays, st.sampled_from([0, 7, 30])),
    st.builds(MaxTtftSeconds, st.sampled_from([0.4, 1])),
    st.builds(MinOutputSpeed, st.sampled_from([40.0, 100.0])),
    st.builds(MinResults, st.sampled_from([Task.CODING, Task.MATH, Task.SAFETY]), st.integers(1, 3)),
    st.builds(
        FitsOn,
        accelerator=st.sampled_from(list(_HARDWARE)),
        accelerators=st.sampled_from([1, 3]),
        precision=st.none() | st.sampled_from(Precision),
        context_tokens=st.sampled_from([8_000, 16_000, 64_000]),
        batch=st.sampled_from([1, 16]),
    ),
)
REQUIREMENTS: st.SearchStrategy[Requirement] = st.recursive(
    _LEAVES,
    lambda part: (
        st.lists(part, max_size=3).map(lambda parts: AllOf(tuple(parts)))
        | st.lists(part, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
        | part.map(Not)
    ),
    max_leaves=5,
)
"""Leaves and combinations of them, nested."""

_ERROR_COSTS = st.sampled_from(["0", "0.000001", "0.01", "0.5", "20", "1000", "0.2..2", QUALITY_ONLY])
NEEDS = st.builds(
    UseCase,
    tasks=st.sampled_from([{Task.CODING: 1}, {Task.MATH: 1}, {Task.CODING: 2, Task.MATH: 1}]),
    requirements=st.lists(REQUIREMENTS, max_size=2).map(tuple),
    workload=st.none() | WORKLOADS,
    error_cost=_ERROR_COSTS,
    unknowns=st.sampled_from(["set_aside", "include"]),
    on=st.none() | DAYS,
)


_WORTHS = st.sampled_from(
    [
        (),
        (),
        ({"open-weights": "50"}),
        ({"region=eu": "0.01", "open-source": "3"}),
        ({"ttft_second": "5"}),
    ]
)


def wide(need: UseCase) -> UseCase:
    """Ask for next to nothing, so that most offerings of a market are ranked."""
    anything = (
        StageIn(frozenset(Stage)),
        NotRetiringBefore(date.min),
        ProviderKindIn(frozenset(ProviderKind)),
        FitsWorkload(0, 0),
    )
    return replace(need, requirements=anything, unknowns="include", on=None)


WIDE_NEEDS: st.SearchStrategy[UseCase] = st.builds(
    lambda need, worth: replace(wide(need), worth=worth),
    NEEDS,
    _WORTHS,
)
"""Needs that ask for next to nothing, some of which put a price on more than errors."""


def pieces(need: UseCase, task: Task) -> Fraction:
    """Return how many pieces of work of one task there are in a month."""
    workload, whole = need.workload_or_default, sum(need.tasks.values())
    return Fraction(workload.requests_per_month * need.tasks[task], workload.requests_per_task * whole)


def on_everything(ids: Iterable[ModelId]) -> list[Result]:
    """Make results of each model on each task."""
    return [
        result(id_, name, 0.1 + 0.8 * (place % 7) / 7)
        for place, id_ in enumerate(ids)
        for name in ("code-one", "code-two", "math-one")
    ]


# The slow obvious way


class Place(NamedTuple):
    """One place in a ranking: the option, the model's others, and the expected cost in picodollars a month."""

    offering: str
    effort: Effort | None
    others: tuple[str, ...]
    efforts: tuple[Effort, ...]
    total: float


def obvious(need: UseCase, registry: Registry) -> list[Place]:
    """
    Decide as the documentation says, one offering at one effort at a time, on values alone: what `recommend` must agree with.

    Returns:
        One place a model, best first.
    """
    day = need.on or registry.date
    workload = need.workload_or_default
    context = Context(registry=registry, on=day, workload=workload)
    asked = (*need.requirements, *standing_requirements(need, registry, on=day))
    whole = sum(need.tasks.values())
    found = []
    for one in registry.offerings.values():
        trained = registry.models[one.model]
        for effort in _efforts(one, trained):
            option = Option(
                offering=one,
                model=trained,
                provider=registry.providers[one.provider],
                terms=registry.licenses[trained.license] if trained.license else None,
                effort=effort,
                context=context,
            )
            outcomes = {judge(option, requirement).outcome for requirement in asked}
            if Outcome.FAILS in outcomes or (Outcome.UNKNOWN in outcomes and need.unknowns == "set_aside"):
                continue
            maybe = [_estimate(registry, task, trained, effort, day) for task in need.tasks]
            estimates = [each for each in maybe if each is not None]
            if len(estimates) < len(need.tasks):
                continue
            direct = [each.ability.direct for each in estimates if each.task in OF_THEIR_OWN_KIND]
            if need.unknowns == "set_aside" and 0 in direct:
                continue
            shares = {each.task: round(each.mean * 10**9) for each in estimates}
            share = sum(shares[task] * weight for task, weight in need.tasks.items()) // whole
            rates = compact(one.pricing) if isinstance(one.pricing, PriceSchedule) else ()
            put_out = output_tokens(registry.tokens.get(trained.id, ()), workload, effort)
            dollars = monthly_cost(workload, rates_on(rates, day), put_out).per_month
            cost = None if dollars is None else int(dollars.scaleb(12))
            errors = sum(
                floor(
                    pieces(need, task)
                    * Fraction(need.error_costs[task].usd)
                    * 10**12
                    * (1 - Fraction(shares[task], 10**9))
                )
                for task in need.tasks
            )
            unknown = float("inf")
            total = 0 if need.is_quality_only else unknown if cost is None else cost + errors
            unsettled = unknown if cost is None else cost
            preference = (
                one.moving is True,
                option.provider.developer != developer_of(trained.id),
                list(ProviderKind).index(option.provider.kind),
            )
            key = (total, -share, unsettled, preference, one.id, 0 if effort is None else list(Effort).index(effort))
            found.append((key, one.model, one.id, effort, unknown if cost is None else cost + errors))
    found.sort(key=lambda each: each[0])
    places = []
    for model_id in dict.fromkeys(each[1] for each in found):
        (_, _, best, effort, dollars_in_all), *others = [each for each in found if each[1] == model_id]
        places.append(
            Place(
                best,
                effort,
                others=tuple(each[2] for each in others if each[3] is effort),
                efforts=tuple(dict.fromkeys(each[3] for each in others if each[3] not in (None, effort))),
                total=dollars_in_all,
            )
        )
    return places


def _efforts(one: Offering, trained: Model) -> tuple[Effort | None, ...]:
    """Return what can be asked of an offering: its model's levels, or none of what its record or its host says doesn't reason."""
    levels = trained.efforts.levels if trained.efforts else None
    if levels == ():
        return (Effort.NONE,)
    if one.capabilities.reasoning is False and (levels is None or Effort.NONE in levels):
        return (Effort.NONE,)
    return levels or (None,)


def _estimate(
    registry: Registry, task: Task, trained: Model, effort: Effort | None, day: date
) -> QualityEstimate | None:
    """Estimate one model at an effort from the results that were out on *day*; on the data's day, as the registry holds it."""
    calibration, benchmarks = registry.calibration, dict(registry.benchmarks)
    assert calibration is not None
    known = [
        each
        for each in registry.results.get(trained.id, ())
        if day >= registry.date or (each.measured or registry.sources[each.source].retrieved) <= day
    ]
    if not known:
        return None
    found = _held(registry, task, trained.id, effort) if day >= registry.date else None
    if found is None:
        found = posterior(
            known,
            benchmarks,
            calibration,
            registry.priors[trained.id],
            ladders=[trained.efforts],
            developer=developer_of(trained.id),
        ).ability(task, effort)
    return estimate(task, found, benchmarks=benchmarks, calibration=calibration)


def _held(registry: Registry, task: Task, model_id: ModelId, effort: Effort | None) -> Ability | None:
    """Return the ability that a registry holds of a model at an effort: the only one, or that one; ``None`` without."""
    usual = registry.abilities[task][model_id]
    others = registry.effort_abilities[task].get(model_id)
    if effort in (None, usual.effort) or others is None:
        return usual
    other = others.get(effort)
    return None if other is None else replace(usual, mean=other.mean, sd=other.sd, effort=effort)
