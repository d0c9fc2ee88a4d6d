"""The data we ship: whole, traceable, and safe to recommend from on its own day."""

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from factories import tables
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Agreement, Status
from llm_selection.domain.identity import ModelId
from llm_selection.domain.offerings import ProviderKind, Stage, price_evidence, stage_on
from llm_selection.domain.prices import PriceSchedule
from llm_selection.domain.tokens import TokensBasis
from llm_selection.errors import InvalidInputError
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import build, bundled
from llm_selection.selection.ranking import OF_THEIR_OWN_KIND

ROOT = Path(__file__).parents[2]
CALIBRATION = bundled().calibration
RANKABLE = [task for task in Task if CALIBRATION is not None and task in CALIBRATION.baskets]


@cache
def answer(task: Task) -> Recommendation:
    """Recommend for a task, asking nothing else."""
    return recommend(task)


def test_the_registry_is_what_it_was_compiled_as() -> None:
    """Its digest fits its content."""
    bundled().verify()


@pytest.mark.skipif(not (ROOT / "data").exists(), reason="the sources of the data aren't there")
def test_the_registry_is_compiled_from_its_sources() -> None:
    """Compiled again, the sources give the same bytes; if not, run ``llm-selection registry build``."""
    assert build(ROOT / "data").to_files() == bundled().to_files()


def test_every_fact_has_a_source() -> None:
    """Each record of every kind cites sources that are there, read before the day of the data."""
    registry = bundled()
    sources = dict(registry.sources)
    for table in tables(registry):
        assert len(table) > 0
        for record in table.values():
            for evidence in (record.evidence.record, *record.evidence.fields.values()):
                assert evidence.source in sources
                assert evidence.as_of <= registry.date
            assert record.evidence.record.status is not Status.UNDISCLOSED
    for results in registry.results.values():
        for result in results:
            assert result.source in sources
            assert result.measured is None or result.measured <= registry.date


def test_prices_have_evidence() -> None:
    """Every price period cites a source."""
    registry = bundled()
    for offering in registry.offerings.values():
        if isinstance(offering.pricing, PriceSchedule):
            assert all(period.evidence.source in registry.sources for period in offering.pricing.periods)


def test_a_disputed_price_is_disputed_wherever_it_is_told() -> None:
    """What is cited for the price of the day is the evidence that holds the other values."""
    registry = bundled()
    disputed = [
        offering
        for offering in registry.offerings.values()
        if isinstance(offering.pricing, PriceSchedule)
        and offering.evidence["pricing"].agreement is Agreement.DISPUTED
        and offering.pricing.in_force(registry.date)
    ]
    assert disputed
    assert all(price_evidence(each, registry.date) == each.evidence["pricing"] for each in disputed)


@pytest.mark.parametrize("task", Task)
def test_a_task_is_ranked_or_refused_clearly(task: Task) -> None:
    """Each either has a first place, or says why it can't be ranked."""
    if task in RANKABLE:
        assert len(answer(task).ranking) > 0
    else:
        with pytest.raises(InvalidInputError, match=f"task '{task}' can't be ranked: .*; tasks that can: "):
            recommend(task)


@pytest.mark.parametrize("task", RANKABLE)
def test_whatever_is_ranked_can_be_used(task: Task) -> None:
    """Active, staying, at a published price, not from an aggregator, a trial or a subscription; each model once."""
    found = answer(task)
    for ranked in found.ranking:
        assert stage_on(ranked.offering.lifecycle, found.on) in (None, Stage.ACTIVE)
        retires = ranked.offering.lifecycle.retires
        assert retires is None or (retires - found.on).days >= 90
        assert ranked.provider.kind in {ProviderKind.DEVELOPER, ProviderKind.CLOUD, ProviderKind.INFERENCE_HOST}
        assert isinstance(ranked.offering.pricing, PriceSchedule)
        assert ranked.cost.per_month is not None
        assert ranked.expected.total is not None
        assert ranked.expected.total >= ranked.expected.errors_total >= 0
    models = [ranked.model.id for ranked in found.ranking]
    assert len(models) == len(set(models))


@pytest.mark.parametrize("task", RANKABLE)
def test_nothing_ranked_is_free_by_mistake(task: Task) -> None:
    """A cost of nothing is a price of nothing that a provider documents."""
    for ranked in answer(task).ranking:
        assert ranked.cost.per_month is not None
        pricing = ranked.offering.pricing
        assert isinstance(pricing, PriceSchedule)
        period = pricing.in_force(answer(task).on)
        assert period is not None
        assert ranked.cost.per_month > 0 or period.evidence.status is Status.DOCUMENTED


@pytest.mark.parametrize("task", RANKABLE)
def test_quality_rests_on_measurements(task: Task) -> None:
    """Everything ranked was measured, at tasks of their own kind at the very task, and lies within its own interval."""
    for ranked in answer(task).ranking:
        quality = ranked.quality[task]
        assert quality.ability.direct > 0 or (task not in OF_THEIR_OWN_KIND and quality.ability.results > 0)
        assert 0 <= quality.low <= quality.mean <= quality.high <= 1


ARTICLE_DAY = date(2025, 11, 30)
ARTICLE_MODELS = [
    "anthropic/claude-opus-4-5",
    "anthropic/claude-sonnet-4-5",
    "deepseek/deepseek-r1",
    "deepseek/deepseek-v3",
    "deepseek/deepseek-v3.2-exp",
    "google/gemini-2.5-pro",
    "google/gemini-3-pro-preview",
    "meta/llama-4-maverick-17b-instruct",
    "meta/llama-4-scout-17b-instruct",
    "mistral/mistral-large-2411",
    "mistral/mistral-medium-2508",
    "openai/gpt-5",
    "openai/gpt-5-system",
    "xai/grok-4",
    "xai/grok-4-fast",
]
"""The families of `docs/explanation/claims.md`, by their members at the end of November 2025."""


def test_the_market_of_an_earlier_day() -> None:
    """What an article of that month speaks of is there, and nothing released, priced or measured later."""
    then = bundled().as_of(ARTICLE_DAY)
    assert set(ARTICLE_MODELS) <= set(then.models)
    assert all(model.released is None or model.released <= ARTICLE_DAY for model in then.models.values())
    assert not {"deepseek/deepseek-v3.2", "openai/gpt-5.2", "anthropic/claude-opus-5"} & set(then.models)
    for offering in then.offerings.values():
        assert offering.model in then.models
        if isinstance(offering.pricing, PriceSchedule):
            assert all(period.effective <= ARTICLE_DAY for period in offering.pricing.periods)
    for results in then.results.values():
        assert all((result.measured or then.sources[result.source].retrieved) <= ARTICLE_DAY for result in results)


def test_what_a_window_is_and_what_hosts_serve_of_it() -> None:
    """Ten million tokens are Llama 4 Scout's own, documented; each host says how much of it one gets there."""
    registry = bundled()
    scout = ModelId("meta/llama-4-scout-17b-instruct")
    own = registry.models[scout]
    assert own.limits.context_tokens == 10 * 2**20
    shown = own.evidence["limits.context_tokens"]
    assert (shown.status, shown.note) == (
        Status.DOCUMENTED,
        "the configured maximum; a host can serve less",
    )
    served = {
        offering.provider: offering.limits.context_tokens
        for offering in registry.offerings_of(scout)
        if offering.limits.context_tokens
    }
    assert served["groq"] == 131_072
    assert served["deepinfra"] == 327_680
    assert max(tokens for host, tokens in served.items() if host not in ("amazon-bedrock", "oracle-oci")) < 2_000_000


def test_ids_of_other_libraries_are_usable() -> None:
    """None is empty or has spaces, and most models that are ranked can be called by some library."""
    registry = bundled()
    ids = [record.ids for record in registry.models.values()] + [record.ids for record in registry.offerings.values()]
    assert all(name and not set(name) & set(" \t\n") for found in ids for name in found.values())
    ranked = [one for task in RANKABLE for one in answer(task).ranking[:10]]
    assert sum(1 for one in ranked if one.offering.ids or one.model.ids) > len(ranked) / 2


def test_every_model_is_found_by_its_names() -> None:
    """Snapshots and aliases lead to the model they belong to."""
    registry = bundled()
    for model in registry.models.values():
        for name in (model.id, *model.snapshots, *model.aliases):
            assert registry.model(name).id == model.id


@pytest.mark.parametrize("day", [date(2025, 12, 1), date(2026, 6, 1), date(2026, 11, 22)])
@pytest.mark.parametrize("task", [Task.CODING, Task.MATH])
def test_looking_back_agrees_with_turning_back(task: Task, day: date) -> None:
    """Asking the registry about an earlier day ranks as the registry of that day does, models of unknown age aside."""
    back = recommend(task, registry=bundled().as_of(day))
    looked = [(ranked.model.id, ranked.expected) for ranked in recommend(task, on=day).ranking]
    assert looked
    assert looked == [(ranked.model.id, ranked.expected) for ranked in back.ranking if ranked.model.released]


def test_quality_and_tokens_are_of_one_effort() -> None:
    """Where a model's efforts aren't documented, its tokens are those of the effort that its results name, if one does."""
    registry = bundled()
    apart = [
        name
        for name, known in registry.abilities[Task.CODING].items()
        if registry.models[name].efforts is None
        and known.effort is not None
        and {row.effort for row in registry.tokens[name]} - {known.effort}
        and any(row.basis is not TokensBasis.STATED for row in registry.tokens[name])
    ]
    assert apart == []
