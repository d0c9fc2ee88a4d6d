"""Hypothesis strategies for the values of this package: any valid value, not only likely ones."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from factories import provider, records, source, terms
from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Ability, Basket, BenchmarkParameters, Calibration, EffortAbility, Prior
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.evidence import Agreement, Dissent, Evidence, EvidenceByField, Source, Status
from llm_selection.domain.hardware import Accelerator, AcceleratorKind, Precision, Rental
from llm_selection.domain.identity import Library, ModelId, OfferingId
from llm_selection.domain.licenses import LicenseTerms, Measure, Threshold, Use
from llm_selection.domain.models import (
    Alignment,
    AlignmentMethod,
    AlignmentStage,
    AttentionKind,
    AttentionLayers,
    AttentionShape,
    Capabilities,
    CompressedLayers,
    DataKind,
    Dense,
    Downloadable,
    IndexLayers,
    LatentLayers,
    Limits,
    MixtureOfExperts,
    Modality,
    Model,
    NotOffered,
    Route,
    Router,
    SlidingLayers,
    StateLayers,
    TokenMixing,
    TrainingData,
    Undisclosed,
)
from llm_selection.domain.offerings import Developer, Lifecycle, Offering, Provider, ProviderKind, Service, Stage
from llm_selection.domain.prices import (
    DateBasis,
    FreeTier,
    Mode,
    PricePeriod,
    PriceSchedule,
    RateCard,
    Subscription,
    TimeWindow,
    Unpublished,
)
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.registry import Overlay, Records

__all__ = [
    "ACCELERATORS",
    "ALL_RECORDS",
    "BENCHMARKS",
    "CALIBRATIONS",
    "DAYS",
    "DEVELOPERS",
    "EVIDENCE",
    "LICENSES",
    "LIFECYCLES",
    "MODELS",
    "NAMES",
    "OFFERINGS",
    "PRICES",
    "PROVIDERS",
    "REGIONS",
    "RESULTS",
    "SCHEDULES",
    "SOURCES",
    "USES",
    "overlays",
]


def _maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Make a value, or ``None``: unknown."""
    return st.none() | strategy


def _tuples(strategy: st.SearchStrategy[Any], **bounds: Any) -> st.SearchStrategy[tuple[Any, ...]]:
    """Make a short tuple."""
    return st.lists(strategy, **{"max_size": 3, **bounds}).map(tuple)


# What can't be printed in a line has no place in a registry.
TEXTS = st.text(st.characters(exclude_categories=["C", "Z"], include_characters=" "), max_size=8)
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
COUNTS = st.integers(1, 10**15)
FLAGS = st.none() | st.booleans()
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
SPREADS = st.floats(0, 9, exclude_min=True)
PRICES: st.SearchStrategy[Decimal] = st.integers(0, 10**11).map(lambda millionths: Decimal(millionths).scaleb(-6))
NAMES = st.from_regex(r"[a-z0-9][a-z0-9._-]{0,5}", fullmatch=True)
MODEL_IDS = st.builds(lambda developer, name: ModelId(f"{developer}/{name}"), NAMES, NAMES)
OFFERING_IDS = st.builds(
    lambda provider, native: OfferingId(f"{provider}/{native}"),
    NAMES,
    st.from_regex(r"[A-Za-z0-9@~_][A-Za-z0-9/:@.+_~-]{0,7}", fullmatch=True),
)

SOURCES = st.builds(
    Source,
    title=TEXTS,
    url=TEXTS,
    version=TEXTS,
    retrieved=DAYS,
    license=_maybe(TEXTS),
    credit=_maybe(TEXTS),
)
PIECES = st.builds(
    Evidence,
    source=st.just("page"),
    status=st.sampled_from([status for status in Status if status is not Status.UNDISCLOSED]),
    as_of=DAYS,
    url=_maybe(TEXTS),
    read_via=_maybe(TEXTS),
    note=_maybe(TEXTS),
    agreement=_maybe(st.sampled_from(Agreement)),
    dissent=_tuples(st.builds(Dissent, value=TEXTS, source=st.just("page"))),
)


def _evidence(*names: str) -> st.SearchStrategy[EvidenceByField]:
    """Make the evidence of a record that has fields called *names*."""
    own = st.dictionaries(st.sampled_from(names), PIECES, max_size=2)
    return st.builds(EvidenceByField, record=PIECES, fields=own)


EVIDENCE = _evidence("name")
DEVELOPERS = st.builds(Developer, id=NAMES, name=TEXTS, evidence=EVIDENCE)
PROVIDERS = st.builds(
    Provider,
    id=NAMES,
    name=TEXTS,
    kind=st.sampled_from(ProviderKind),
    developer=_maybe(NAMES),
    url=_maybe(TEXTS),
    evidence=EVIDENCE,
)

REGIONS = ["EU", "DE", "GR", "EL", "UK", "GB", "KR", "US"]
LICENSES = st.builds(
    LicenseTerms,
    id=NAMES,
    name=TEXTS,
    expression=TEXTS,
    url=_maybe(TEXTS),
    text_read=st.booleans(),
    osaid_compatible=FLAGS,
    commercial_use=FLAGS,
    noncommercial_use=FLAGS,
    redistribution=FLAGS,
    hosting=FLAGS,
    fine_tuning=FLAGS,
    outputs_may_train=FLAGS,
    patent_grant=FLAGS,
    thresholds=_maybe(
        _tuples(
            st.builds(
                Threshold,
                measure=st.sampled_from(Measure),
                limit=st.integers(1, 1000),
                clause=TEXTS,
                services_only=st.booleans(),
            )
        )
    ),
    excluded_regions=_maybe(st.frozensets(st.sampled_from(REGIONS))),
    naming=_maybe(TEXTS),
    use_policy=_maybe(TEXTS),
    conditions=_maybe(TEXTS),
    output_terms=_maybe(TEXTS),
    evidence=EVIDENCE,
)
USES = st.builds(
    Use,
    commercial=st.booleans(),
    monthly_users=_maybe(st.integers(0, 1200)),
    annual_revenue_usd=_maybe(st.integers(0, 1200)),
    regions=st.frozensets(st.sampled_from(REGIONS)),
    redistribute=st.booleans(),
    fine_tune=st.booleans(),
    train_on_outputs=st.booleans(),
    offer_as_service=st.booleans(),
)

LIMITS = st.builds(
    Limits, context_tokens=_maybe(COUNTS), max_input_tokens=_maybe(COUNTS), max_output_tokens=_maybe(COUNTS)
)
CAPABILITIES = st.builds(
    Capabilities,
    tool_calling=FLAGS,
    structured_output=FLAGS,
    reasoning=FLAGS,
    prompt_caching=FLAGS,
    web_search=FLAGS,
)
MODALITIES = _maybe(st.frozensets(st.sampled_from(Modality)))
LIBRARY_IDS = st.dictionaries(st.sampled_from(Library), TEXTS, max_size=3)
ARCHITECTURES = st.one_of(
    st.builds(Dense),
    st.builds(
        MixtureOfExperts,
        experts=_maybe(COUNTS),
        experts_per_token=_maybe(COUNTS),
        shared_experts=_maybe(st.integers(0, 4)),
    ),
    st.builds(Router, routes=_tuples(st.builds(Route, role=TEXTS, model=st.none()))),
    st.builds(Undisclosed),
)
ATTENTION = st.builds(
    AttentionShape,
    mixing=_maybe(st.sampled_from(TokenMixing)),
    attention=_maybe(st.sampled_from(AttentionKind)),
    layers=_maybe(COUNTS),
    full_attention_layers=_maybe(st.integers(0, 9)),
    key_value_heads=_maybe(COUNTS),
    pattern=_maybe(TEXTS),
)
SMALL_COUNTS = st.integers(1, 500)
CACHE_LAYERS = _tuples(
    st.one_of(
        st.builds(
            AttentionLayers,
            layers=SMALL_COUNTS,
            key_value_heads=SMALL_COUNTS,
            key_dim=SMALL_COUNTS,
            value_dim=SMALL_COUNTS,
        ),
        st.builds(
            SlidingLayers,
            layers=SMALL_COUNTS,
            key_value_heads=SMALL_COUNTS,
            key_dim=SMALL_COUNTS,
            value_dim=st.integers(0, 500),
            window_tokens=SMALL_COUNTS,
        ),
        st.builds(
            LatentLayers,
            layers=SMALL_COUNTS,
            latent_rank=SMALL_COUNTS,
            rope_head_dim=st.integers(0, 64),
            key_dim=_maybe(SMALL_COUNTS),
            value_dim=_maybe(SMALL_COUNTS),
        ),
        st.builds(IndexLayers, layers=SMALL_COUNTS, dim=SMALL_COUNTS),
        st.builds(
            CompressedLayers,
            layers=SMALL_COUNTS,
            dim=SMALL_COUNTS,
            tokens_per_entry=SMALL_COUNTS,
            window_tokens=st.integers(0, 500),
            index_dim=st.integers(0, 500),
        ),
        st.builds(
            StateLayers, layers=SMALL_COUNTS, recurrent_numbers=st.integers(0, 500), convolution_numbers=SMALL_COUNTS
        ),
    )
)
ALIGNMENT = st.builds(
    Alignment,
    stages=_tuples(
        st.builds(AlignmentStage, method=st.sampled_from(AlignmentMethod), detail=_maybe(TEXTS), evidence=PIECES)
    ),
    ordered=st.booleans(),
    content_policy=_maybe(TEXTS),
    rewards=_maybe(TEXTS),
)
TRAINING = st.builds(
    TrainingData,
    kinds=st.frozensets(st.sampled_from(DataKind), max_size=4),
    tokens=_maybe(TEXTS),
    languages=_maybe(TEXTS),
    filtering=_maybe(TEXTS),
)
LADDERS = st.sets(st.sampled_from(Effort), max_size=4).flatmap(
    lambda taken: st.builds(
        EffortLadder,
        levels=st.just(tuple(effort for effort in Effort if effort in taken)),
        default=st.sampled_from([None, *Effort]).map(lambda effort: effort if effort in taken else None),
        least_budget=_maybe(st.integers(1, 1024)),
        most_budget=_maybe(st.integers(1024, 10**6)),
    )
)
MODELS = st.builds(
    Model,
    id=MODEL_IDS,
    name=TEXTS,
    family=_maybe(TEXTS),
    released=_maybe(DAYS),
    knowledge_cutoff=_maybe(TEXTS),
    snapshots=_tuples(TEXTS),
    aliases=_tuples(TEXTS),
    ids=LIBRARY_IDS,
    architecture=_maybe(ARCHITECTURES),
    total_parameters=_maybe(COUNTS),
    checkpoint_parameters=_maybe(COUNTS),
    active_parameters=_maybe(COUNTS),
    attention=_maybe(ATTENTION),
    cache_layers=_maybe(CACHE_LAYERS),
    vocabulary=_maybe(COUNTS),
    tied_embeddings=FLAGS,
    draft_layers=_maybe(st.integers(0, 7)),
    weights=_maybe(
        st.builds(NotOffered) | st.builds(Downloadable, repository=_maybe(TEXTS), native_dtype=_maybe(TEXTS))
    ),
    license=_maybe(NAMES),
    training_data_released=FLAGS,
    training_code_released=FLAGS,
    alignment=_maybe(ALIGNMENT),
    training=_maybe(TRAINING),
    input=MODALITIES,
    output=MODALITIES,
    limits=LIMITS,
    capabilities=CAPABILITIES,
    efforts=_maybe(LADDERS),
    evidence=_evidence("architecture", "released", "limits"),
)

WINDOWS = st.builds(
    TimeWindow,
    start_minute=st.integers(0, 719).map(lambda half: 2 * half),
    # Odd where the start is even: a window that ends where it starts isn't one.
    end_minute=st.integers(0, 719).map(lambda half: 2 * half + 1),
    weekdays=st.frozensets(st.integers(0, 6), max_size=3),
)
CARDS = st.builds(
    RateCard,
    mode=st.sampled_from(Mode),
    above_prompt_tokens=st.sampled_from([0, 200_000]),
    windows=_tuples(WINDOWS, max_size=1),
    input=_maybe(PRICES),
    output=_maybe(PRICES),
    cache_read=_maybe(PRICES),
    cache_write_5m=_maybe(PRICES),
    cache_write_1h=_maybe(PRICES),
)
PERIODS = st.builds(
    PricePeriod,
    effective=DAYS,
    basis=st.sampled_from(DateBasis),
    cards=_tuples(CARDS, unique_by=lambda card: (card.mode, card.above_prompt_tokens, card.windows)),
    evidence=PIECES,
)
SCHEDULES = st.builds(
    lambda periods: PriceSchedule(periods=tuple(sorted(periods, key=lambda period: period.effective))),
    st.lists(PERIODS, min_size=1, max_size=3, unique_by=lambda period: period.effective),
)
LIFECYCLES = st.builds(
    Lifecycle,
    stage=_maybe(st.sampled_from(Stage)),
    available=_maybe(DAYS),
    deprecated=_maybe(DAYS),
    retires=_maybe(DAYS),
    successor=_maybe(TEXTS),
)
SERVICES = st.builds(
    Service,
    retention_days=_maybe(st.integers(0, 400)),
    trains_on_inputs=FLAGS,
    ttft_seconds=_maybe(SPREADS),
    output_tokens_per_second=_maybe(SPREADS),
)
OFFERINGS = st.builds(
    Offering,
    id=OFFERING_IDS,
    model=MODEL_IDS,
    variant=_tuples(TEXTS),
    region_scope=_maybe(TEXTS),
    moving=FLAGS,
    ids=LIBRARY_IDS,
    limits=LIMITS,
    input=MODALITIES,
    output=MODALITIES,
    capabilities=CAPABILITIES,
    pricing=_maybe(st.one_of(SCHEDULES, st.builds(FreeTier), st.builds(Subscription), st.builds(Unpublished))),
    lifecycle=LIFECYCLES,
    service=SERVICES,
    evidence=_evidence("pricing", "lifecycle", "service", "service.retention_days"),
)

RENTALS = st.builds(
    Rental,
    provider=TEXTS,
    region=_maybe(TEXTS),
    usd_per_hour=PRICES,
    machine_size=st.integers(1, 16),
    spot=st.booleans(),
    effective=DAYS,
    evidence=PIECES,
)
ACCELERATORS = st.builds(
    Accelerator,
    id=st.builds(lambda vendor, name: f"{vendor}/{name}", NAMES, NAMES),
    name=TEXTS,
    kind=st.sampled_from(AcceleratorKind),
    memory_bytes=_maybe(COUNTS),
    bandwidth_bytes_per_second=_maybe(COUNTS),
    flops=st.dictionaries(st.sampled_from(Precision), COUNTS, max_size=3),
    rentals=_tuples(RENTALS, unique_by=lambda rental: (rental.provider, rental.region, rental.effective)),
    evidence=_evidence("memory_bytes", "flops"),
)

BENCHMARKS = st.builds(
    Benchmark,
    id=NAMES,
    name=TEXTS,
    task=st.sampled_from(Task),
    scale=st.sampled_from(Scale),
    higher_is_better=st.booleans(),
    guess_share=_maybe(st.floats(0, 1)),
    family=_maybe(TEXTS),
    evidence=EVIDENCE,
)
RESULTS = st.builds(
    Result,
    model=MODEL_IDS,
    benchmark=NAMES,
    # Whole scores are written as whole numbers by hand.
    score=NUMBERS | st.integers(0, 2000),
    stderr=_maybe(st.floats(0, 1e6)),
    items=_maybe(COUNTS),
    effort=_maybe(TEXTS),
    measured=_maybe(DAYS),
    reporter=st.sampled_from(Reporter),
    source=st.just("page"),
    url=_maybe(TEXTS),
)
CALIBRATIONS = st.builds(
    Calibration,
    version=TEXTS,
    fitted=DAYS,
    vendor_offset=NUMBERS,
    vendor_sd=st.floats(0, 9),
    task_sd=st.dictionaries(st.sampled_from(Task), st.floats(0, 9), max_size=3),
    family_sd=st.dictionaries(TEXTS, st.floats(0, 9), max_size=3),
    benchmarks=st.dictionaries(
        st.just("bench"),
        st.builds(
            BenchmarkParameters,
            intercept=NUMBERS,
            slope=NUMBERS,
            own_slope=SPREADS,
            residual_sd=SPREADS | st.integers(1, 2),
            center=_maybe(NUMBERS),
            spread=_maybe(SPREADS),
        ),
    ),
    baskets=st.dictionaries(
        st.sampled_from(Task), st.builds(Basket, benchmarks=_tuples(st.just("bench")), warning=_maybe(TEXTS))
    ),
)
PRIORS = st.builds(Prior, mean=NUMBERS | st.integers(-2, 2), sd=SPREADS)
ABILITIES = st.builds(
    Ability,
    mean=NUMBERS,
    sd=SPREADS,
    results=st.integers(0, 99),
    direct=st.integers(0, 99),
    effort=_maybe(st.sampled_from(Effort)),
)
EFFORT_ABILITIES = st.dictionaries(
    st.sampled_from(Effort), st.builds(EffortAbility, mean=NUMBERS, sd=SPREADS), min_size=1, max_size=2
)
"""Those of one model at one task."""
VERBOSITIES = st.builds(
    lambda numbers, rows, effort: Verbosity(
        low=min(numbers),
        multiplier=sorted(numbers)[1],
        high=max(numbers),
        effort=effort,
        basis=VerbosityBasis.MEASURED if rows else VerbosityBasis.EXPECTED,
        rows=rows,
    ),
    st.tuples(SPREADS, SPREADS, SPREADS),
    st.integers(0, 9),
    _maybe(st.sampled_from(Effort)),
)
OF_A_MODEL = st.lists(VERBOSITIES, min_size=1, max_size=3, unique_by=lambda found: found.effort).map(tuple)
"""The verbosities of one model."""


@st.composite
def _reasoning(draw: st.DrawFn) -> tuple[ReasoningTokens, ...]:
    """Make what a model reasons with: of some kinds of work and efforts, no fewer tokens at a higher one."""
    rows: list[ReasoningTokens] = []
    for work in sorted(draw(st.sets(st.sampled_from(Work), min_size=1, max_size=2))):
        efforts = [
            effort
            for effort in (None, *Effort)
            if effort in draw(st.sets(st.sampled_from([None, *Effort]), max_size=3))
        ]
        counts = sorted(draw(st.lists(st.integers(0, 10**5), min_size=len(efforts), max_size=len(efforts))))
        for effort, tokens in zip(efforts, counts, strict=True):
            runs = draw(st.integers(0, 3))
            basis = TokensBasis.MEASURED if runs else TokensBasis.EXPECTED
            low, more = draw(st.integers(0, tokens)), draw(st.integers(0, 10**5))
            rows.append(
                ReasoningTokens(
                    work=work, effort=effort, expected=tokens, low=low, high=tokens + more, basis=basis, runs=runs
                )
            )
    return tuple(rows)


REASONING = _reasoning()
"""What one model reasons with."""


@st.composite
def _records(draw: st.DrawFn) -> Records:
    """Make the records of a registry in which every reference leads somewhere and no name has two owners."""
    model_ids = draw(st.lists(st.sampled_from(["acme/one", "acme/two", "borg/three"]), unique=True))
    models = [_model(draw, id) for id in model_ids]
    offering_ids = draw(st.lists(st.tuples(st.sampled_from(["acme", "host"]), NAMES), unique=True, max_size=4))
    offerings = [
        replace(draw(OFFERINGS), id=OfferingId("/".join(parts)), model=draw(st.sampled_from(models)).id)
        for parts in offering_ids
        if models
    ]
    some = st.sampled_from([one.id for one in models]) if models else st.nothing()
    benchmark = replace(draw(BENCHMARKS), id="bench", scale=Scale.POINTS)
    return records(
        models,
        offerings,
        version=draw(TEXTS),
        date=draw(DAYS),
        sources={"page": draw(SOURCES), "other": source()},
        providers=[replace(draw(PROVIDERS), id="host", developer=None), provider("acme", developer="acme")],
        licenses=[replace(draw(LICENSES), id="strict"), terms()],
        benchmarks=[benchmark],
        results=[
            replace(each, model=draw(some), benchmark="bench") for each in draw(st.lists(RESULTS, max_size=3)) if models
        ],
        priors=draw(st.dictionaries(some, PRIORS)),
        abilities=draw(st.dictionaries(st.sampled_from(Task), st.dictionaries(some, ABILITIES), max_size=2)),
        effort_abilities=draw(
            st.dictionaries(st.sampled_from(Task), st.dictionaries(some, EFFORT_ABILITIES), max_size=2)
        ),
        calibration=draw(_maybe(CALIBRATIONS)),
        verbosities=draw(st.dictionaries(some, OF_A_MODEL)),
        tokens=draw(st.dictionaries(some, REASONING)),
        accelerators={one.id: one for one in draw(st.lists(ACCELERATORS, max_size=2))},
    )


def _model(draw: st.DrawFn, id: str) -> Model:
    """Make a model with names of its own."""
    number = draw(st.integers(0, 2))
    return replace(
        draw(MODELS),
        id=ModelId(id),
        snapshots=tuple(f"{id}-2026-0{place + 1}" for place in range(number)),
        aliases=(f"{id} latest",),
        license=draw(st.sampled_from([None, "strict", "freeware"])),
    )


ALL_RECORDS = _records()


# Overlays


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Make a table of some of the *fields*, any of which may be written as unknown."""
    return st.fixed_dictionaries({}, optional={name: _maybe(value) for name, value in fields.items()})


_PARTS = {
    "limits": _some(context_tokens=COUNTS, max_input_tokens=COUNTS, max_output_tokens=COUNTS),
    "capabilities": _some(tool_calling=st.booleans(), reasoning=st.booleans(), web_search=st.booleans()),
    "ids": LIBRARY_IDS,
    "lifecycle": _some(stage=st.sampled_from(Stage), available=DAYS, retires=DAYS),
    "flops": st.dictionaries(st.sampled_from(Precision), _maybe(COUNTS), max_size=3),
}
_MODEL_FIELDS = {
    "family": TEXTS,
    "released": DAYS,
    "knowledge_cutoff": TEXTS,
    "architecture": ARCHITECTURES,
    "total_parameters": COUNTS,
    "attention": ATTENTION,
    "cache_layers": CACHE_LAYERS,
    "vocabulary": COUNTS,
    "tied_embeddings": st.booleans(),
    "draft_layers": st.integers(0, 7),
    "weights": st.builds(NotOffered) | st.builds(Downloadable, repository=_maybe(TEXTS)),
    "license": st.sampled_from(["strict", "freeware"]),
    "efforts": LADDERS,
    "training_data_released": st.booleans(),
    "alignment": ALIGNMENT,
    "training": TRAINING,
    "input": MODALITIES,
    "limits": _PARTS["limits"],
    "capabilities": _PARTS["capabilities"],
    "ids": _PARTS["ids"],
}
_OFFERING_FIELDS = {
    "region_scope": TEXTS,
    "moving": st.booleans(),
    "variant": _tuples(TEXTS),
    "output": MODALITIES,
    "pricing": SCHEDULES | st.builds(FreeTier) | st.builds(Unpublished),
    "limits": _PARTS["limits"],
    "capabilities": _PARTS["capabilities"],
    "ids": _PARTS["ids"],
    "lifecycle": _PARTS["lifecycle"],
}
_ACCELERATOR_FIELDS = {
    "memory_bytes": COUNTS,
    "bandwidth_bytes_per_second": COUNTS,
    "flops": _PARTS["flops"],
    "rentals": ACCELERATORS.map(lambda made: made.rentals),
}
_REMOVALS = st.sampled_from([{"removed": True}, {"removed": True}, {"removed": False}])


@st.composite
def overlays(draw: st.DrawFn, records: Records) -> Overlay:
    """Make an overlay on the *records* of `ALL_RECORDS`; whether it fits with others is another matter."""
    name = draw(st.sampled_from(["shop", "store"]))
    models = sorted(records.models)
    written: dict[str, Any] = {one: _table(draw, _MODEL_FIELDS) for one in _few(draw, models)}
    for one in _few(draw, [f"{name}/new", f"{name}/tuned"]):
        base = draw(_maybe(st.sampled_from([*models, f"{name}/new"]))) if one.endswith("tuned") and models else None
        written[one] = {"name": draw(TEXTS), "base": base, **_table(draw, _MODEL_FIELDS, removal=False)}
    offerings: dict[str, Any] = {one: _table(draw, _OFFERING_FIELDS) for one in _few(draw, sorted(records.offerings))}
    served = [one for one in (*models, *written) if not written.get(one, {}).get("removed")]
    for one in _few(draw, [f"host/{name}-one", f"acme/{name}-two"]) if served else []:
        offerings[one] = {
            "model": draw(st.sampled_from(served)),
            **_table(draw, _OFFERING_FIELDS, removal=False),
        }
    return Overlay(
        name,
        draw(st.sampled_from(["1.0", "1.1"])),
        schema=draw(st.sampled_from(["", ">=2"])),
        evidence=draw(PIECES),
        sources=draw(st.sampled_from([{}, {"page": {"credit": "ours"}}])) | {name: draw(SOURCES)},
        developers={name: {"name": draw(TEXTS)}},
        providers={
            one: draw(_REMOVALS | _some(url=TEXTS)) or {"removed": False} for one in _few(draw, ["acme", "host"])
        },
        licenses={one: {"osaid_compatible": draw(FLAGS)} for one in _few(draw, ["strict", "freeware"])},
        benchmarks={one: {"name": draw(TEXTS)} for one in _few(draw, ["bench"])},
        models=written,
        offerings=offerings,
        accelerators={
            f"{name}/card": {"name": draw(TEXTS), "kind": draw(st.sampled_from(AcceleratorKind))},
            **{one: _table(draw, _ACCELERATOR_FIELDS) for one in _few(draw, sorted(records.accelerators))},
        },
        results=[
            replace(result, model=ModelId(draw(st.sampled_from(served))), benchmark="bench", source=source)
            for result, source in zip(draw(st.lists(RESULTS, max_size=2)), ["page", name], strict=False)
            if served
        ],
        verbosities={one: draw(OF_A_MODEL) for one in _few(draw, served)},
        allow=draw(st.sampled_from([{}, {"models": models}])),
        deny=draw(st.sampled_from([{}, {"providers": ["host"]}])),
    )


def _few(draw: st.DrawFn, ids: Sequence[str]) -> list[str]:
    """Pick some of the *ids*."""
    return draw(st.lists(st.sampled_from(ids), unique=True, max_size=2)) if ids else []


def _table(draw: st.DrawFn, fields: dict[str, st.SearchStrategy[Any]], *, removal: bool = True) -> dict[str, Any]:
    """Make a table that writes a few *fields*, perhaps by evidence of its own, or takes the record out or puts it in."""
    if removal and draw(st.integers(0, 3)) == 0:
        return dict(draw(_REMOVALS))
    names = draw(st.lists(st.sampled_from(sorted(fields)), unique=True, min_size=1, max_size=4))
    table = {name: draw(_maybe(fields[name])) for name in names}
    written = [name for name in names if table[name] != {}]
    if not written:
        return {"removed": False}
    own = draw(_maybe(_evidence(*written)))
    return table if own is None else {**table, "evidence": own}
