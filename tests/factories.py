"""
Small valid values, so that a test states only what matters to it.

Each function takes the changes to its defaults as keyword arguments. `records` and `registry`
add the developers, providers, licenses and source that the given values refer to.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Ability, Basket, BenchmarkParameters, Calibration, Prior
from llm_selection.domain.evidence import Evidence, EvidenceByField, Source, Status
from llm_selection.domain.hardware import Accelerator, AcceleratorKind, Rental
from llm_selection.domain.identity import Library, ModelId, OfferingId, developer_of
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Capabilities, Dense, Downloadable, Limits, Modality, Model, NotOffered
from llm_selection.domain.offerings import Developer, Lifecycle, Offering, Provider, ProviderKind, Stage
from llm_selection.domain.prices import DateBasis, PricePeriod, PriceSchedule, RateCard, RateRow, compact, rates_on
from llm_selection.estimation.abilities import (
    posterior,
)
from llm_selection.registry import Records, Registry, compile_registry

__all__ = [
    "DAY",
    "abilities",
    "accelerator",
    "benchmark",
    "calibrated",
    "calibrated_records",
    "card",
    "changed",
    "developer",
    "evidence",
    "model",
    "offering",
    "parameters",
    "period",
    "provider",
    "rates",
    "records",
    "registry",
    "rental",
    "result",
    "schedule",
    "seen",
    "served",
    "source",
    "tables",
    "terms",
]

DAY = date(2026, 11, 1)
"""The day of everything here that needs one."""

# Ground


def source(**changes: Any) -> Source:
    """Make a source; `evidence` cites it as ``page``."""
    return replace(Source(title="A page", url="https://example.org", version="1", retrieved=DAY), **changes)


def seen(**changes: Any) -> Evidence:
    """Make one piece of evidence."""
    return replace(Evidence(source="page", status=Status.REPORTED, as_of=DAY), **changes)


def evidence(**fields: Evidence) -> EvidenceByField:
    """Make the evidence of a record, and of the *fields* that have their own."""
    return EvidenceByField(record=seen(), fields=fields)


# Facts


def developer(id: str = "acme", **changes: Any) -> Developer:
    """Make a developer."""
    return replace(Developer(id=id, name=id.title(), evidence=evidence()), **changes)


def provider(id: str = "acme", **changes: Any) -> Provider:
    """Make a provider: an inference host."""
    return replace(
        Provider(id=id, name=id.title(), kind=ProviderKind.INFERENCE_HOST, evidence=evidence()),
        **changes,
    )


def terms(id: str = "freeware", **changes: Any) -> LicenseTerms:
    """Make a license that was read and allows everything."""
    allowed = LicenseTerms(
        id=id,
        name=id.title(),
        expression=f"LicenseRef-{id}",
        text_read=True,
        osaid_compatible=True,
        commercial_use=True,
        redistribution=True,
        hosting=True,
        fine_tuning=True,
        outputs_may_train=True,
        thresholds=(),
        excluded_regions=frozenset(),
        evidence=evidence(),
    )
    return replace(allowed, **changes)


def model(id: str = "acme/one", **changes: Any) -> Model:
    """Make a model of which hardly anything is known."""
    return replace(Model(id=ModelId(id), name=id.partition("/")[2].title(), evidence=evidence()), **changes)


def offering(id: str = "acme/one", model: str = "acme/one", **changes: Any) -> Offering:
    """Make an offering of *model* of which hardly anything is known."""
    return replace(Offering(id=OfferingId(id), model=ModelId(model), evidence=evidence()), **changes)


def card(input: str | None = "1", output: str | None = "4", **changes: Any) -> RateCard:
    """Make a rate card from prices in US dollars per million tokens."""
    rates: dict[str, Any] = {"input": input, "output": output, **changes}
    values: dict[str, Any] = {
        name: Decimal(rate) if type(rate) is str else rate  # a mode is text too
        for name, rate in rates.items()
    }
    return RateCard(**values)


def period(*cards: RateCard, **changes: Any) -> PricePeriod:
    """Make a price period that starts with 2026; without *cards* the prices were withdrawn."""
    return replace(
        PricePeriod(effective=date(2026, 1, 1), basis=DateBasis.DOCUMENTED, cards=cards, evidence=seen()), **changes
    )


def schedule(*periods: PricePeriod) -> PriceSchedule:
    """Make a schedule; by default of one period with one card, $1 in and $4 out."""
    return PriceSchedule(periods=periods or (period(card()),))


def rates(*cards: RateCard) -> Sequence[RateRow]:
    """Return the rates in force of a schedule with these cards."""
    return rates_on(compact(schedule(period(*cards))), DAY)


def benchmark(id: str = "code-one", task: Task = Task.CODING, **changes: Any) -> Benchmark:
    """Make a benchmark whose score is a share."""
    return replace(
        Benchmark(id=id, name=id.title(), task=task, scale=Scale.SHARE, evidence=evidence()),
        **changes,
    )


def result(model: str = "acme/one", benchmark: str = "code-one", score: float = 0.5, **changes: Any) -> Result:
    """Make a result that someone else than the developer measured."""
    return replace(
        Result(model=ModelId(model), benchmark=benchmark, score=score, reporter=Reporter.INDEPENDENT, source="page"),
        **changes,
    )


def accelerator(id: str = "maker/card", **changes: Any) -> Accelerator:
    """Make an accelerator of which hardly anything is known."""
    name = id.partition("/")[2].title()
    return replace(Accelerator(id=id, name=name, kind=AcceleratorKind.DATACENTER, evidence=evidence()), **changes)


def rental(usd: str = "2.50", **changes: Any) -> Rental:
    """Make what an hour of an accelerator costs, on demand."""
    return replace(
        Rental(provider="Host", usd_per_hour=Decimal(usd), effective=date(2026, 10, 1), evidence=seen()), **changes
    )


def parameters(**changes: Any) -> BenchmarkParameters:
    """Make the parameters of a benchmark that follows general ability one to one."""
    return replace(BenchmarkParameters(intercept=0.0, slope=1.0, own_slope=1.0, residual_sd=0.4), **changes)


# Registry


def records(
    models: Iterable[Model] | None = None,
    offerings: Iterable[Offering] | None = None,
    *,
    results: Iterable[Result] = (),
    **sections: Any,
) -> Records:
    """
    Make the records of a small registry.

    Args:
        models: By default, one.
        offerings: By default, one of each model, by a provider named like its developer.
        results: In the order in which a model keeps them.
        sections: Other sections, as values with an id; ``sources``, ``priors``, ``abilities``, ``calibration``,
            ``version``, ``date`` and ``accelerators`` as `Records` has them. What the values refer to and isn't given is added.
    """
    by_id = {one.id: one for one in ([model()] if models is None else models)}
    served = [offering(id, model=id) for id in by_id] if offerings is None else list(offerings)
    by_model: dict[ModelId, tuple[Result, ...]] = {}
    for one in results:
        by_model[one.model] = (*by_model.get(one.model, ()), one)
    providers = _complete(sections.pop("providers", ()), (one.provider for one in served), provider)
    developers = [*map(developer_of, by_id), *(one.developer for one in providers.values() if one.developer)]
    return Records(
        version=sections.pop("version", "2026.11.1"),
        date=sections.pop("date", DAY),
        sources=sections.pop("sources", {"page": source()}),
        developers=_complete(sections.pop("developers", ()), developers, developer),
        providers=providers,
        licenses=_complete(sections.pop("licenses", ()), (one.license for one in by_id.values()), terms),
        models=by_id,
        offerings={one.id: one for one in served},
        benchmarks=_complete(
            sections.pop("benchmarks", ()),
            (one.benchmark for measured in by_model.values() for one in measured),
            benchmark,
        ),
        results=by_model,
        **sections,
    )


def _complete(given: Iterable[Any], wanted: Iterable[str | None], make: Any) -> dict[str, Any]:
    """Return *given* by id, and what else is *wanted*."""
    return {key: make(key) for key in wanted if key} | {one.id: one for one in given}


def registry(
    models: Iterable[Model] | None = None, offerings: Iterable[Offering] | None = None, **more: Any
) -> Registry:
    """Compile what `records` makes."""
    return compile_registry(records(models, offerings, **more))


# A small registry with abilities: what decisions are tested on


def abilities(
    results: Iterable[Result],
    benchmarks: Mapping[str, Benchmark],
    calibration: Calibration,
    prior: Prior,
    *,
    bases: Sequence[Iterable[Result]] = (),
) -> dict[Task, Ability]:
    """Estimate one model's ability at every task the *calibration* knows; arguments as for `posterior`."""
    found = posterior(results, benchmarks, calibration, prior, bases=bases)
    return {task: found.ability(task) for task in Task if task in calibration.task_sd}


def calibrated_records(**sections: Any) -> Records:
    """
    Make the records of three models with results, prices, abilities and a basket for coding.

    ``acme/large`` is closed, best and dear: $5 in, $20 out. ``acme/small`` is closed, weaker and cheap: $0.5 and $2.
    ``borg/open`` has open weights and lies between: $1 and $3 at ``host``, $2 and $6 at ``cloud``. ``borg/new``
    has no result. Abilities are those that `llm_selection.estimation.quality.abilities` finds.
    """
    benchmarks = (benchmark("code-one"), benchmark("code-two", guess_share=0.25), benchmark("math-one", Task.MATH))
    calibration = Calibration(
        version="test",
        fitted=DAY,
        vendor_offset=0.2,
        vendor_sd=0.1,
        task_sd={Task.CODING: 0.3, Task.MATH: 0.4},
        benchmarks={
            "code-one": parameters(),
            "code-two": parameters(intercept=0.5, slope=0.8, own_slope=0.8),
            "math-one": parameters(intercept=-0.5, slope=1.2, own_slope=1.2),
        },
        baskets={
            Task.CODING: Basket(benchmarks=("code-one", "code-two")),
            Task.MATH: Basket(benchmarks=("math-one",), warning="Rests on one benchmark."),
        },
    )
    results = (
        result("acme/large", "code-one", 0.8),
        result("acme/large", "code-two", 0.9),
        result("acme/large", "math-one", 0.7),
        result("acme/small", "code-one", 0.4),
        result("acme/small", "math-one", 0.3, reporter=Reporter.VENDOR),
        result("borg/open", "code-one", 0.6),
        result("borg/open", "code-two", 0.7, items=200, stderr=0.03),
    )
    models = (
        model("acme/large", weights=NotOffered(), license="acme-terms", released=date(2026, 5, 1)),
        model("acme/small", weights=NotOffered(), license="acme-terms", released=date(2026, 6, 1)),
        model(
            "borg/open",
            aliases=("open-latest",),
            ids={Library.HUGGINGFACE: "Borg/Open-70B"},
            weights=Downloadable(repository="Borg/Open-70B", native_dtype="bf16"),
            license="freeware",
            training_data_released=False,
            architecture=Dense(),
            total_parameters=70_000_000_000,
            released=date(2026, 3, 1),
        ),
        model("borg/new", weights=Downloadable(), license="freeware", released=date(2026, 10, 1)),
    )
    priors = {one.id: Prior(mean=0.2, sd=0.8) for one in models}
    return records(
        models,
        [
            _served("acme/large", "acme/large", "5", "20", ids={Library.LITELLM: "acme/large"}),
            _served("acme/small", "acme/small", "0.5", "2"),
            _served("cloud/open", "borg/open", "2", "6", region_scope="eu"),
            _served("host/open", "borg/open", "1", "3", region_scope="us", ids={Library.LITELLM: "host_ai/open"}),
            _served("host/new", "borg/new", "1", "3"),
        ],
        results=results,
        providers=[
            provider("acme", kind=ProviderKind.DEVELOPER, developer="acme"),
            provider("cloud", kind=ProviderKind.CLOUD),
            provider("host"),
        ],
        licenses=[terms("acme-terms", osaid_compatible=False, redistribution=False), terms("freeware")],
        benchmarks=benchmarks,
        calibration=calibration,
        priors=priors,
        abilities=_by_task(
            {
                one.id: abilities(measured, {each.id: each for each in benchmarks}, calibration, priors[one.id])
                for one in models
                if (measured := [each for each in results if each.model == one.id])
            }
        ),
        **sections,
    )


def calibrated(**sections: Any) -> Registry:
    """Compile what `calibrated_records` makes."""
    return compile_registry(calibrated_records(**sections))


def _served(id: str, model: str, input: str, output: str, **changes: Any) -> Offering:
    """Make an offering at a price, with limits and capabilities known."""
    text = frozenset({Modality.TEXT})
    return offering(
        id,
        model,
        pricing=schedule(period(card(input, output))),
        limits=Limits(context_tokens=200_000, max_output_tokens=32_000),
        capabilities=Capabilities(tool_calling=True, structured_output=True),
        input=text,
        output=text,
        lifecycle=Lifecycle(stage=Stage.ACTIVE),
        **changes,
    )


def _by_task(found: Mapping[ModelId, Mapping[Task, Ability]]) -> dict[Task, dict[ModelId, Ability]]:
    """Turn abilities by model into abilities by task, as `Records` keeps them."""
    tasks = sorted({task for each in found.values() for task in each})
    return {task: {one: each[task] for one, each in found.items() if task in each} for task in tasks}


def served(id: str, model: str, input: str = "1", output: str = "4", **changes: Any) -> Offering:
    """Make an offering at a price, with limits and capabilities known."""
    return replace(_served(id, model, input, output), **changes)


def changed(records: Records, **changes: Any) -> Registry:
    """
    Compile *records* with some of their values changed.

    Args:
        records: Such as `calibrated_records`.
        changes: Whole sections; or records as values, which take the place of those of the same id.
    """
    for name in ("offerings", "models", "providers", "licenses", "accelerators"):
        if name in changes:
            changes[name] = {**getattr(records, name), **{one.id: one for one in changes[name]}}
    return compile_registry(replace(records, **changes))


def tables(registry: Registry) -> tuple[Mapping[str, Any], ...]:
    """Return every table of a registry whose records cite evidence."""
    names = ("models", "offerings", "providers", "developers", "licenses", "benchmarks", "accelerators")
    return tuple(getattr(registry, name) for name in names)
