"""Requirements: what each says of a fact that fits, one that doesn't, and one that isn't known; and how each is read."""

import json
import tomllib
from argparse import Namespace
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from factories import DAY, calibrated, seen, terms
from llm_selection.cli import _inputs
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.hardware import Precision
from llm_selection.domain.identity import Library
from llm_selection.domain.licenses import LicenseKind, Measure, Threshold, Use
from llm_selection.domain.models import Capabilities, Limits, Modality
from llm_selection.domain.offerings import Lifecycle, ProviderKind, Stage
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import InvalidInputError
from llm_selection.needs.requirements import (
    AllOf,
    AnyOf,
    FitsWorkload,
    Listed,
    Not,
    PricedPerToken,
    Requirement,
    keyword_classes,
    keywords,
    parse_forbidden,
    parse_requirement,
    parse_requirements,
)
from llm_selection.needs.requirements.alignment import AlignedBy
from llm_selection.needs.requirements.architecture import ArchitectureIn
from llm_selection.needs.requirements.capabilities import CapableOf
from llm_selection.needs.requirements.content_policy import ContentPolicyRecorded
from llm_selection.needs.requirements.developer import DeveloperIn
from llm_selection.needs.requirements.effort import EffortIn
from llm_selection.needs.requirements.fits_on import FitsOn
from llm_selection.needs.requirements.fixed_id import FixedId
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
from llm_selection.needs.requirements.min_basket_results import MinBasketResults
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.min_effort import MinEffort
from llm_selection.needs.requirements.min_knowledge_cutoff import KnowsUntil
from llm_selection.needs.requirements.min_output_speed import MinOutputSpeed
from llm_selection.needs.requirements.min_output_tokens import MinOutput
from llm_selection.needs.requirements.min_quality import MinQuality
from llm_selection.needs.requirements.min_results import MinResults
from llm_selection.needs.requirements.model import ModelIn
from llm_selection.needs.requirements.no_training_on_inputs import NoTrainingOnInputs
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.output import GivesOutput
from llm_selection.needs.requirements.permits import Permits
from llm_selection.needs.requirements.price_read_since import PriceReadSince
from llm_selection.needs.requirements.provider import ProviderIn
from llm_selection.needs.requirements.provider_kind import ProviderKindIn
from llm_selection.needs.requirements.reasoning import Reasoning
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.requirements.released_after import ReleasedAfter
from llm_selection.needs.requirements.released_by import ReleasedBy
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.needs.requirements.training_data import TrainedOn
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from llm_selection.selection.options import options_of

OF_A_DAY = (KnowsUntil, NotRetiringBefore, PriceReadSince, ReleasedAfter, ReleasedBy)
NAN = float("nan")
MEETS, FAILS, UNKNOWN = Outcome.MEETS, Outcome.FAILS, Outcome.UNKNOWN
CLOSED, OPEN_WEIGHT, OPEN_SOURCE = LicenseKind
LIMITED = terms(
    thresholds=(Threshold(measure=Measure.MONTHLY_USERS, limit=700_000_000, clause="above 700 million users, ask"),)
)


ALIGNED = AlignedBy(frozenset({"sft", "dpo"}))


def runs_in(*allowed: str) -> RunsIn:
    """Ask for a region."""
    return RunsIn(frozenset(allowed))


CASES: list[tuple[Requirement, dict[str, Any], Outcome, str]] = [
    (runs_in("eu", "us"), {"region_scope": "eu"}, MEETS, "region eu"),
    (runs_in("eu"), {"region_scope": "us"}, FAILS, "region us"),
    (runs_in("eu"), {"region_scope": None}, UNKNOWN, "region unknown"),
    (runs_in("eu"), {"region_scope": "global"}, UNKNOWN, "region global: runs anywhere"),
    (runs_in("eu"), {"region_scope": "in-region"}, UNKNOWN, "region in-region: runs in the region that you call"),
    (runs_in("eu", "in-region"), {"region_scope": "in-region"}, MEETS, "region in-region"),
    (runs_in("in-region"), {"region_scope": "global"}, FAILS, "region global"),
    (runs_in("us"), {"region_scope": "us-gov"}, MEETS, "region us-gov"),
    (runs_in("us-gov"), {"region_scope": "us"}, UNKNOWN, "region us: us-gov lies within it"),
    (runs_in("apac"), {"region_scope": "jp"}, MEETS, "region jp"),
    (runs_in("jp", "in"), {"region_scope": "apac"}, UNKNOWN, "region apac: in or jp lies within it"),
    (runs_in("jp"), {"region_scope": "au"}, FAILS, "region au"),
    (Not(runs_in("us")), {"region_scope": "global"}, UNKNOWN, "region global: runs anywhere"),
    (Not(runs_in("us")), {"region_scope": "us-gov"}, FAILS, "region us-gov"),
    (
        TakesInput(frozenset({"image"})),
        {"input": frozenset({Modality.IMAGE, Modality.TEXT})},
        MEETS,
        "input image and text",
    ),
    (TakesInput(frozenset({"image"})), {"input": frozenset({Modality.TEXT})}, FAILS, "input text"),
    (HasId(frozenset({"litellm"})), {"libraries": frozenset()}, FAILS, "id in none"),
    (GivesOutput(frozenset({"audio"})), {"output": None}, UNKNOWN, "output unknown"),
    (MaxInputPrice(1_000_000), {"input_price": 1_000_000}, MEETS, "input price $1/M"),
    (MaxOutputPrice(1_000_000), {"output_price": 1_250_000}, FAILS, "output price $1.25/M"),
    (MaxMonthlyCost(5 * 10**12), {"monthly_cost": 1234_500_000_000_000}, FAILS, "cost a month $1,234.50"),
    # Rounded to the nearest, both of these would seem to meet what they fail.
    (MaxMonthlyCost(5 * 10**12), {"monthly_cost": 5_001_000_000_000}, FAILS, "cost a month $5.01"),
    (
        MinQuality(Task.CODING, 0.6),
        {"quality_coding": SimpleNamespace(mean=0.5968, low=0.5, high=0.7)},
        FAILS,
        "coding 59.6 (50 to 70)",
    ),
    (
        MinQuality(Task.CODING, 0.6),
        {"quality_coding": SimpleNamespace(mean=0.6, low=0.5, high=0.7)},
        MEETS,
        "coding 60 (50 to 70)",
    ),
    (MaxTotalParameters(8_000_000_000), {"total_parameters": 7_000_000_000}, MEETS, "parameters 7,000,000,000"),
    (MaxTotalParameters(8_000_000_000), {"total_parameters": None}, UNKNOWN, "parameters unknown"),
    (LicenseIn(frozenset({OPEN_WEIGHT})), {"license_kinds": {OPEN_WEIGHT}}, MEETS, "license open-weight"),
    (LicenseIn(frozenset({OPEN_WEIGHT})), {"license_kinds": {CLOSED}}, FAILS, "license closed"),
    (
        LicenseIn(frozenset({OPEN_SOURCE})),
        {"license_kinds": {OPEN_SOURCE, OPEN_WEIGHT}},
        UNKNOWN,
        "license open-source or open-weight",
    ),
    (
        LicenseIn(frozenset({OPEN_SOURCE, OPEN_WEIGHT})),
        {"license_kinds": {OPEN_SOURCE, OPEN_WEIGHT}},
        MEETS,
        "license open-source or open-weight",
    ),
    (MinContext(200_000), {"limits": Limits(context_tokens=200_000)}, MEETS, "context 200,000"),
    (MinContext(200_001), {"limits": Limits(context_tokens=200_000, max_input_tokens=10**6)}, FAILS, "context 200,000"),
    (MinContext(200_000), {"limits": Limits(max_input_tokens=200_000)}, MEETS, "input cap 200,000"),
    (MinContext(200_000), {"limits": Limits(max_input_tokens=199_999)}, UNKNOWN, "context unknown"),
    (MinContext(200_000), {"limits": Limits()}, UNKNOWN, "context unknown"),
    (MinOutput(8_000), {"limits": Limits(max_output_tokens=8_000)}, MEETS, "output cap 8,000"),
    (FitsWorkload(6, 4), {"limits": Limits(context_tokens=10)}, MEETS, "fits"),
    (FitsWorkload(6, 4), {"limits": Limits(context_tokens=9)}, FAILS, "window 9"),
    (FitsWorkload(6, 4), {"limits": Limits(max_input_tokens=6)}, MEETS, "fits"),
    (FitsWorkload(6, 4), {"limits": Limits(context_tokens=99, max_input_tokens=5)}, FAILS, "input cap 5"),
    (FitsWorkload(6, 4), {"limits": Limits(context_tokens=99, max_output_tokens=4)}, MEETS, "fits"),
    (FitsWorkload(6, 4), {"limits": Limits(max_output_tokens=3)}, FAILS, "output cap 3"),
    (FitsWorkload(6, 4), {"limits": Limits(max_output_tokens=4)}, UNKNOWN, "context unknown"),
    (FitsWorkload(6, 4), {"limits": Limits()}, UNKNOWN, "context unknown"),
    (MinOutput(8_001), {"limits": Limits(max_output_tokens=8_000)}, FAILS, "output cap 8,000"),
    (MinOutput(8_000), {"limits": Limits(context_tokens=10**6)}, UNKNOWN, "output cap unknown"),
    (
        CapableOf(frozenset({"tool_calling", "reasoning"})),
        {"capabilities": Capabilities(tool_calling=True, reasoning=True)},
        MEETS,
        "reasoning yes, tool calling yes",
    ),
    (
        CapableOf(frozenset({"tool_calling", "reasoning"})),
        {"capabilities": Capabilities(tool_calling=False)},
        FAILS,
        "reasoning unknown, tool calling no",
    ),
    (
        CapableOf(frozenset({"tool_calling", "reasoning"})),
        {"capabilities": Capabilities(tool_calling=True)},
        UNKNOWN,
        "reasoning unknown, tool calling yes",
    ),
    (
        Permits(Use(monthly_users=700_000_000)),
        {"license_terms": LIMITED, "license_kinds": {OPEN_WEIGHT}},
        MEETS,
        "allowed by Freeware",
    ),
    (
        Permits(Use(monthly_users=700_000_001)),
        {"license_terms": LIMITED, "license_kinds": {OPEN_WEIGHT}},
        FAILS,
        "Freeware: above 700 million users, ask",
    ),
    (Permits(Use()), {"license_terms": None, "license_kinds": {CLOSED}}, UNKNOWN, "license unknown"),
    *(
        (Permits(use), {"license_terms": said, "license_kinds": {CLOSED}}, FAILS, "the weights aren't given out")
        for use in (Use(redistribute=True), Use(fine_tune=True))
        for said in (None, terms(redistribution=True, fine_tuning=True))
    ),
    (
        Permits(Use(redistribute=True)),
        {"license_terms": None, "license_kinds": {CLOSED, OPEN_WEIGHT}},
        UNKNOWN,
        "license unknown",
    ),
    (
        Permits(Use(train_on_outputs=True)),
        {"license_terms": None, "license_kinds": {CLOSED}},
        UNKNOWN,
        "license unknown",
    ),
    (StageIn(frozenset({Stage.ACTIVE})), {"stage": Stage.ACTIVE}, MEETS, "active"),
    (StageIn(frozenset({Stage.ACTIVE})), {"stage": Stage.PREVIEW}, FAILS, "preview"),
    (StageIn(frozenset({Stage.ACTIVE})), {"stage": None}, MEETS, "listed, no stage given"),
    (StageIn(frozenset({Stage.RETIRED})), {"stage": None}, FAILS, "listed, no stage given"),
    (NotRetiringBefore(DAY), {"lifecycle": Lifecycle(retires=DAY)}, MEETS, "retires 2026-11-01"),
    (NotRetiringBefore(DAY), {"lifecycle": Lifecycle(retires=date(2026, 10, 31))}, FAILS, "retires 2026-10-31"),
    (NotRetiringBefore(DAY), {"lifecycle": Lifecycle()}, MEETS, "no end announced"),
    (ReleasedBy(DAY), {"released": DAY, "lifecycle": Lifecycle()}, MEETS, "released 2026-11-01"),
    (ReleasedBy(DAY), {"released": date(2026, 11, 2), "lifecycle": Lifecycle()}, FAILS, "released 2026-11-02"),
    (ReleasedBy(DAY), {"released": None, "lifecycle": Lifecycle(available=DAY)}, UNKNOWN, "release date unknown"),
    (
        ReleasedBy(DAY),
        {"released": None, "lifecycle": Lifecycle(available=date(2026, 11, 2))},
        FAILS,
        "available from 2026-11-02",
    ),
    (PriceReadSince(date(2026, 8, 1)), {"price_read": date(2026, 8, 1)}, MEETS, "price last read 2026-08-01"),
    (PriceReadSince(date(2026, 8, 1)), {"price_read": date(2026, 7, 31)}, UNKNOWN, "price last read 2026-07-31"),
    (PriceReadSince(date(2026, 8, 1)), {"price_read": None}, UNKNOWN, "no price read"),
    (PricedPerToken(), {"pricing": "per-token", "priced": True}, MEETS, "priced per token"),
    (PricedPerToken(), {"pricing": "per-token", "priced": None}, UNKNOWN, "no price known on that day"),
    (PricedPerToken(), {"pricing": None, "priced": None}, UNKNOWN, "pricing unknown"),
    (PricedPerToken(), {"pricing": "free-tier", "priced": None}, FAILS, "pricing free-tier"),
    (PricedPerToken(), {"pricing": "hosted", "priced": True}, MEETS, "paid by the hour"),
    (PricedPerToken(), {"pricing": "subscription", "priced": None}, FAILS, "pricing subscription"),
    (PricedPerToken(), {"pricing": "unpublished", "priced": None}, FAILS, "pricing unpublished"),
    (AllOf((runs_in("eu"), MinContext(9))), {"region_scope": "eu", "limits": Limits()}, UNKNOWN, "context unknown"),
    (AllOf((runs_in("eu"), MinContext(9))), {"region_scope": "us", "limits": Limits()}, FAILS, "region us"),
    (
        AllOf((runs_in("eu"), MinContext(9))),
        {"region_scope": "eu", "limits": Limits(context_tokens=9)},
        MEETS,
        "region eu, context 9",
    ),
    (AllOf(()), {}, MEETS, ""),
    (AnyOf((runs_in("eu"), MinContext(9))), {"region_scope": "eu", "limits": Limits()}, MEETS, "region eu"),
    (AnyOf((runs_in("eu"), MinContext(9))), {"region_scope": "us", "limits": Limits()}, UNKNOWN, "context unknown"),
    (AnyOf(()), {}, FAILS, ""),
    (Not(runs_in("eu")), {"region_scope": "us"}, MEETS, "region us"),
    (Not(runs_in("eu")), {"region_scope": "eu"}, FAILS, "region eu"),
    (Not(runs_in("eu")), {"region_scope": None}, UNKNOWN, "region unknown"),
]


@pytest.mark.parametrize(
    ("requirement", "facts", "outcome", "reason"), CASES, ids=[f"{case[0]}: {case[3]}" for case in CASES]
)
def test_a_requirement_says_what_it_makes_of_a_fact(
    requirement: Requirement, facts: dict[str, Any], outcome: Outcome, reason: str
) -> None:
    """Meets, fails or unknown, with the value that decided; and it names every fact it reads."""
    assert set(requirement.reads) == set(facts)
    verdict = requirement.judge(facts)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize(
    ("requirement", "facts", "outcome", "reason"),
    [
        (FixedId(), {"moving": False}, MEETS, "a fixed id"),
        (FixedId(), {"moving": True}, FAILS, "a moving alias"),
        (FixedId(), {"moving": None}, UNKNOWN, "whether the id moves isn't known"),
        (ALIGNED, {"alignment_methods": frozenset({"sft", "dpo", "rlhf"})}, MEETS, "aligned by DPO and RLHF and SFT"),
        (ALIGNED, {"alignment_methods": frozenset({"sft"})}, UNKNOWN, "aligned by SFT"),
        (ALIGNED, {"alignment_methods": frozenset()}, UNKNOWN, "alignment unknown"),
        (
            TrainedOn(frozenset({"web"})),
            {"training_kinds": frozenset()},
            UNKNOWN,
            "training data unknown",
        ),
        (MinResults(Task.CODING, 2), {"results_coding": 2}, MEETS, "2 direct results at coding"),
        (MinResults(Task.TOOL_USE, 2), {"results_tool_use": 1}, FAILS, "1 direct result at tool use"),
        (MinResults(Task.CODING, 2), {"results_coding": 0}, FAILS, "0 direct results at coding"),
        (MinResults(Task.SAFETY, 2), {"results_safety": None}, UNKNOWN, "nothing here measures safety"),
        (ContentPolicyRecorded(), {"content_policy": ("be kind", seen())}, MEETS, "content policy: be kind"),
        (ContentPolicyRecorded(), {"content_policy": None}, UNKNOWN, "no content policy on record"),
        (MaxRetentionDays(0), {"retention_days": 0}, MEETS, "prompts kept 0 days"),
        (MaxRetentionDays(0), {"retention_days": 1}, FAILS, "prompts kept 1 day"),
        (MaxRetentionDays(0), {"retention_days": None}, UNKNOWN, "prompts kept unknown"),
        (MaxTtftSeconds(0.5), {"ttft_seconds": 0.5}, MEETS, "time to first token 0.5 s"),
        (MaxTtftSeconds(0.5), {"ttft_seconds": 0.75}, FAILS, "time to first token 0.75 s"),
        (MaxTtftSeconds(0.5), {"ttft_seconds": None}, UNKNOWN, "time to first token unknown"),
        (NoTrainingOnInputs(), {"trains_on_inputs": False}, MEETS, "no training on inputs"),
        (NoTrainingOnInputs(), {"trains_on_inputs": True}, FAILS, "trains on inputs"),
        (NoTrainingOnInputs(), {"trains_on_inputs": None}, UNKNOWN, "whether it trains on inputs isn't known"),
        (MinOutputSpeed(60), {"output_tokens_per_second": 60.0}, MEETS, "output speed 60 tokens/s"),
        (MinOutputSpeed(60), {"output_tokens_per_second": 59.5}, FAILS, "output speed 59.5 tokens/s"),
        (MinOutputSpeed(60), {"output_tokens_per_second": None}, UNKNOWN, "output speed unknown"),
        (KnowsUntil(date(2025, 3, 15)), {"knowledge_cutoff": "2025-03-15"}, MEETS, "knowledge cutoff 2025-03-15"),
        (KnowsUntil(date(2025, 3, 15)), {"knowledge_cutoff": "2025-03-14"}, FAILS, "knowledge cutoff 2025-03-14"),
        (KnowsUntil(date(2025, 3, 15)), {"knowledge_cutoff": "2025-03"}, UNKNOWN, "knowledge cutoff 2025-03"),
        (KnowsUntil(date(2025, 3, 15)), {"knowledge_cutoff": "2025-04"}, MEETS, "knowledge cutoff 2025-04"),
        (KnowsUntil(date(2025, 3, 15)), {"knowledge_cutoff": "2025-02"}, FAILS, "knowledge cutoff 2025-02"),
        (KnowsUntil(date(2025, 3, 15)), {"knowledge_cutoff": "2025"}, UNKNOWN, "knowledge cutoff 2025"),
        (KnowsUntil(date(2025, 3, 15)), {"knowledge_cutoff": "2024"}, FAILS, "knowledge cutoff 2024"),
        (KnowsUntil(date(2025, 3, 15)), {"knowledge_cutoff": None}, UNKNOWN, "knowledge cutoff unknown"),
    ],
)
def test_what_sources_say_in_part(
    requirement: Requirement, facts: dict[str, Any], outcome: Outcome, reason: str
) -> None:
    """What isn't said, or not to the day, is unknown."""
    verdict = requirement.judge(facts)
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


def test_facts_derived_from_a_model_are_those_of_the_model() -> None:
    """As the registry has them, for every option."""
    options = options_of(bundled(), bundled().date, None)
    cutoffs, methods, kinds = map(options.column, ("knowledge_cutoff", "alignment_methods", "training_kinds"))
    for place in range(0, len(options), 97):
        model = options[place].model
        assert cutoffs[place] == model.knowledge_cutoff
        assert methods[place] == frozenset(
            stage.method for stage in (model.alignment.stages if model.alignment else ())
        )
        assert kinds[place] == (model.training.kinds if model.training else frozenset())


@pytest.mark.parametrize(
    ("requirement", "words"),
    [
        (runs_in("us", "eu"), "region eu or us"),
        (ProviderKindIn(frozenset({ProviderKind.CLOUD})), "provider kind cloud"),
        (TakesInput(frozenset({"text", "image"})), "input image and text"),
        (MaxInputPrice(75_000), "input price ≤ $0.075/M"),
        (MaxOutputPrice(10_000_000), "output price ≤ $10/M"),
        (MaxMonthlyCost(10**15), "cost a month ≤ $1,000.00"),
        (MaxTotalParameters(8_000_000_000), "parameters ≤ 8,000,000,000"),
        (LicenseIn(frozenset({OPEN_WEIGHT})), "license open-weight"),
        (LicenseIn(frozenset({OPEN_SOURCE})), "license open-source"),
        (LicenseIn(frozenset({OPEN_SOURCE, OPEN_WEIGHT})), "license open-weight or more open"),
        (LicenseIn(frozenset({OPEN_SOURCE, CLOSED})), "license closed or open-source"),
        (MinContext(200_000), "context ≥ 200,000"),
        (MinOutput(8_000), "output ≥ 8,000"),
        (FitsWorkload(60_000, 800), "room for 60,000 tokens in and 800 out"),
        (LicenseIn(frozenset(LicenseKind)), "license of any kind (closed too)"),
        (CapableOf(frozenset({"tool_calling", "reasoning"})), "reasoning and tool calling"),
        (Permits(Use()), "license permits commercial use"),
        (
            Permits(
                Use(
                    commercial=False,
                    monthly_users=5,
                    annual_revenue_usd=1_000_000,
                    regions=frozenset({"EU", "CN"}),
                    redistribute=True,
                    fine_tune=True,
                    train_on_outputs=True,
                    offer_as_service=True,
                )
            ),
            (
                "license permits use, 5 monthly users, $1,000,000 a year, in CN and EU, redistribution, fine-tuning, "
                "training on outputs, offering it as a service"
            ),
        ),
        (StageIn(frozenset({Stage.PREVIEW, Stage.ACTIVE})), "active or preview"),
        (NotRetiringBefore(DAY), "not retiring before 2026-11-01"),
        (ReleasedBy(DAY), "released by 2026-11-01"),
        (PriceReadSince(date(2026, 8, 1)), "price read since 2026-08-01"),
        (PricedPerToken(), "published price per token"),
        (FixedId(), "an id that doesn't move"),
        (ALIGNED, "aligned by DPO and SFT"),
        (
            AlignedBy(frozenset({"constitutional", "model-merging"})),
            "aligned by Constitutional AI and model merging",
        ),
        (TrainedOn(frozenset({"code"})), "training data including code"),
        (KnowsUntil(DAY), "knowledge until 2026-11-01"),
        (MinQuality(Task.AGENTIC_CODING, 0.625), "agentic coding ≥ 62.5 points"),
        (MinQuality(Task.CODING, 0.008), "coding ≥ 0.8 points of 100"),
        (MinQuality(Task.CODING, 0.0), "coding ≥ 0 points"),
        (MinResults(Task.TOOL_USE, 3), "tool use results ≥ 3"),
        (ContentPolicyRecorded(), "content policy on record"),
        (MaxRetentionDays(30), "prompts kept ≤ 30 days"),
        (MaxTtftSeconds(0.5), "time to first token ≤ 0.5 s"),
        (NoTrainingOnInputs(), "no training on inputs"),
        (MinOutputSpeed(62.5), "output speed ≥ 62.5 tokens/s"),
        (AllOf((runs_in("eu"),)), "region eu"),
        (AllOf(()), "all of ()"),
        (AllOf((runs_in("eu"), MinContext(9))), "all of (region eu; context ≥ 9)"),
        (AnyOf((runs_in("eu"), MinContext(9))), "any of (region eu; context ≥ 9)"),
        (Not(runs_in("eu")), "not (region eu)"),
        (Not(AllOf((runs_in("eu"),))), "not (region eu)"),
        (Not(Not(runs_in("eu"))), "region eu"),
    ],
)
def test_a_requirement_reads_in_a_few_words(requirement: Requirement, words: str) -> None:
    """As it stands in an answer, in a stable order."""
    assert str(requirement) == words


@pytest.mark.parametrize("kind", [MinContext, MinOutput])
@pytest.mark.parametrize("tokens", [0, -1, True, 1.5])
def test_a_least_number_is_checked(kind: Any, tokens: Any) -> None:
    """Tokens are whole numbers of at least 1."""
    with pytest.raises(InvalidInputError, match="limit must be a whole number of at least 1"):
        kind(tokens)


# Reading


@pytest.mark.parametrize(
    ("keyword", "value", "requirement"),
    [
        ("license", "open-weight", LicenseIn(frozenset({OPEN_WEIGHT, OPEN_SOURCE}))),
        ("license", "closed", LicenseIn(frozenset(LicenseKind))),
        ("license", ["open-weight"], LicenseIn(frozenset({OPEN_WEIGHT}))),
        ("license", {"open-weight", "open-source"}, LicenseIn(frozenset({OPEN_WEIGHT, OPEN_SOURCE}))),
        ("license", "closed, open-source", LicenseIn(frozenset({CLOSED, OPEN_SOURCE}))),
        ("license", LicenseKind.OPEN_SOURCE, LicenseIn(frozenset({OPEN_SOURCE}))),
        ("permits", Use(fine_tune=True), Permits(Use(fine_tune=True))),
        (
            "permits",
            {"monthly_users": "50M", "regions": ["EU"], "redistribute": True},
            Permits(Use(monthly_users=50_000_000, regions=frozenset({"EU"}), redistribute=True)),
        ),
        ("permits", {"annual_revenue_usd": 10}, Permits(Use(annual_revenue_usd=10))),
        ("min_context_tokens", "200k", MinContext(200_000)),
        ("min_context_tokens", 200_000, MinContext(200_000)),
        ("min_output_tokens", "8_000", MinOutput(8_000)),
        ("input", "text,image", TakesInput(frozenset({Modality.TEXT, Modality.IMAGE}))),
        ("output", ("text",), GivesOutput(frozenset({Modality.TEXT}))),
        ("capabilities", ["tool_calling"], CapableOf(frozenset({"tool_calling"}))),
        ("max_input_price", 0.1, MaxInputPrice(100_000)),
        ("max_input_price", "$2.5", MaxInputPrice(2_500_000)),
        ("max_output_price", Decimal("0.000001"), MaxOutputPrice(1)),
        ("max_monthly_cost", 12, MaxMonthlyCost(12 * 10**12)),
        ("developer", "acme,borg", DeveloperIn(frozenset({"acme", "borg"}))),
        ("model", "acme/one", ModelIn(frozenset({"acme/one"}))),
        ("provider", ["host"], ProviderIn(frozenset({"host"}))),
        ("provider_kind", "aggregator", ProviderKindIn(frozenset({ProviderKind.AGGREGATOR}))),
        ("region", "eu", RunsIn(frozenset({"eu"}))),
        ("region", "EU, Global", RunsIn(frozenset({"eu", "global"}))),
        ("architecture", "dense", ArchitectureIn(frozenset({"dense"}))),
        ("max_total_parameters", "70B", MaxTotalParameters(70_000_000_000)),
        ("stage", "active,preview", StageIn(frozenset({Stage.ACTIVE, Stage.PREVIEW}))),
        ("not_retiring_before", "2027-01-01", NotRetiringBefore(date(2027, 1, 1))),
        ("released_by", DAY, ReleasedBy(DAY)),
        ("min_quality", {"coding": "60"}, MinQuality(Task.CODING, 0.6)),
        ("min_quality", {"coding": "0.8 points"}, MinQuality(Task.CODING, 0.008)),
        (
            "min_quality",
            {"coding": 60, "math": 40.5},
            AllOf((MinQuality(Task.CODING, 0.6), MinQuality(Task.MATH, 0.405))),
        ),
        ("min_knowledge_cutoff", "2025-06-01", KnowsUntil(date(2025, 6, 1))),
        ("fixed_id", True, FixedId()),
        ("fixed_id", "true", FixedId()),
        ("alignment", "sft,dpo", AlignedBy(frozenset({"sft", "dpo"}))),
        ("training_data", ["code"], TrainedOn(frozenset({"code"}))),
        (
            "min_results",
            {"coding": 2, "math": "1k"},
            AllOf((MinResults(Task.CODING, 2), MinResults(Task.MATH, 1000))),
        ),
        ("min_basket_results", {"coding": "2"}, MinBasketResults(Task.CODING, 2)),
        ("max_retention_days", 0, MaxRetentionDays(0)),
        ("max_ttft_seconds", "0.8", MaxTtftSeconds(0.8)),
        ("fits_on", {"accelerator": "maker/card"}, FitsOn(accelerator="maker/card")),
        ("has_id", "litellm", HasId(frozenset({Library.LITELLM}))),
        ("has_id", "pydantic-ai", HasId(frozenset({Library.PYDANTIC_AI}))),
        ("any_of", [{"region": "eu"}, {"region": "us"}], AnyOf((runs_in("eu"), runs_in("us")))),
        ("all_of", [{"region": "eu"}], AllOf((runs_in("eu"),))),
        ("not", {"region": "eu"}, Not(runs_in("eu"))),
    ],
)
def test_a_keyword_reads_its_value(keyword: str, value: Any, requirement: Requirement) -> None:
    """The same values mean the same in Python, in a file and as text with commas."""
    assert parse_requirement(keyword, value) == requirement


@pytest.mark.parametrize(
    ("keyword", "value", "fault"),
    [
        ("license", "free", "license: must be of closed, open-weight, open-source; got free"),
        ("license", 5, "license: must be a name or a list of names, got 5"),
        ("license", [], "license: must be a name or a list of names"),
        ("license", ["closed", 5], "license: must be a name or a list of names"),
        ("license", "closed,", "license: must be a name or a list of names"),
        ("permits", "all", "permits: must be a table such as {monthly_users = 1000000}, got 'all'"),
        ("zzz", 5, "zzz: isn't a requirement; known are license, permits, min_context_tokens"),
        ("license", "mit", "license: must be of closed, open-weight, open-source; got mit; these are kinds of license"),
        ("alignment", "CAI", "alignment: CAI (constitutional) isn't known; nearest: constitutional"),
        ("permits", {"users": 5}, "permits: users isn't known; nearest: monthly_users"),
        ("permits", {"redistribute": "yes"}, "permits: redistribute: must be true or false, got 'yes'"),
        ("permits", {"monthly_users": 0}, "permits: monthly_users: must be a whole number of at least 1, got 0"),
        ("min_context_tokens", "lots", "min_context_tokens: must be a whole number of at least 1, got 'lots'"),
        ("min_context_tokens", 1.5, "min_context_tokens: must be a whole number of at least 1, got 1.5"),
        ("min_context_tokens", True, "min_context_tokens: must be a whole number of at least 1, got True"),
        ("min_output_tokens", 0, "min_output_tokens: must be a whole number of at least 1, got 0"),
        ("input", "smell", "input: must be of text, image, audio, video, pdf; got smell"),
        ("capabilities", "flying", "capabilities: must be of tool_calling"),
        ("max_input_price", "cheap", "max_input_price: must be US dollars, got 'cheap'"),
        ("max_input_price", True, "max_input_price: must be US dollars, got True"),
        ("max_input_price", -1, "max_input_price: must be US dollars from 0 to 1,000,000,000,000, got -1"),
        ("max_input_price", "nan", "max_input_price: must be US dollars from 0 to 1,000,000,000,000, got 'nan'"),
        ("max_input_price", "0.0000001", "max_input_price: the cap may have at most 6 decimals"),
        ("max_output_price", 10**6, "max_output_price: the cap must be US dollars per million tokens from 0 to 100000"),
        ("max_monthly_cost", float("inf"), "max_monthly_cost: must be US dollars from 0 to 1,000,000,000,000, got inf"),
        ("max_monthly_cost", "1e999999", "max_monthly_cost: must be US dollars"),
        ("max_monthly_cost", "1e400000", "max_monthly_cost: must be US dollars"),
        ("stage", "new", "stage: must be of preview, active, deprecated, retired; got new"),
        ("released_by", "soon", "released_by: must be a date like 2026-11-23, got 'soon'"),
        ("has_id", "keras", "has_id: must be of litellm"),
        ("fixed_id", False, "fixed_id: must be true, got False; leave it out where a moving alias will do"),
        ("min_quality", 60, "min_quality: must be a table such as {coding = 60}, in points from 0 to 100, got 60"),
        ("min_quality", {"dancing": 5}, "min_quality: dancing isn't known; nearest: reasoning, coding"),
        (
            "min_quality",
            {"coding": 0.8},
            "min_quality: must be points from 0 to 100, got 0.8; write 80 for that share of them, or '0.8 points'",
        ),
        ("min_quality", {"coding": 101}, "min_quality: must be points from 0 to 100, got 101"),
        ("min_quality", {"coding": "much"}, "min_quality: must be points from 0 to 100, got 'much'"),
        ("min_quality", {"coding": True}, "min_quality: must be points from 0 to 100, got True"),
        ("min_results", 3, "min_results: must be a table such as {coding = 3}, got 3"),
        ("min_results", {"coding": 0}, "min_results: must be a whole number of at least 1, got 0"),
        ("content_policy", "open", "content_policy: must be \"documented\", got 'open': stances are told in words"),
        ("max_retention_days", -1, "max_retention_days: must be a whole number of days of at least 0, got -1"),
        ("max_retention_days", True, "max_retention_days: must be a whole number of days of at least 0, got True"),
        ("max_retention_days", "9" * 5000, "max_retention_days: must be a whole number of days of at least 0"),
        ("max_retention_days", "none", "max_retention_days: must be a whole number of days of at least 0, got 'none'"),
        ("max_ttft_seconds", 0, "max_ttft_seconds: must be seconds, a number above 0, got 0"),
        ("max_ttft_seconds", True, "max_ttft_seconds: must be seconds, a number above 0, got True"),
        ("max_ttft_seconds", 10**999, "max_ttft_seconds: must be seconds, a number above 0, got 1000"),
        ("min_output_speed", "fast", "min_output_speed: must be tokens a second, a number above 0, got 'fast'"),
        ("min_output_speed", "nan", "min_output_speed: must be tokens a second, a number above 0, got 'nan'"),
        ("no_training_on_inputs", False, "no_training_on_inputs: must be true, got False; leave it out where that"),
        ("fits_on", "maker/card", "fits_on: must be a table such as {accelerator ="),
        (
            "fits_on",
            {"card": "maker/card"},
            "fits_on: may have accelerator, accelerators, precision, context, batch; got",
        ),
        ("fits_on", {"context": 5}, "fits_on: lacks accelerator; see llm-selection list accelerators"),
        ("fits_on", {"accelerator": 5}, "fits_on: accelerator must be the id of an accelerator, got 5"),
        (
            "fits_on",
            {"accelerator": "a/b", "context": "long"},
            "fits_on: context: must be a whole number of at least 1, got 'long'",
        ),
        ("fits_on", {"accelerator": "a/b", "accelerators": 65}, "fits_on: accelerators must be from 1 to 64, got 65"),
        ("fits_on", {"accelerator": "a/b", "precision": "int3"}, "fits_on: precision must be of fp32, bf16, fp8"),
        ("alignment", "prayer", "alignment: must be of sft, rlhf"),
        ("training_data", "dreams", "training_data: must be of web, books"),
        ("speed", 5, "speed: isn't a requirement; nearest: min_output_speed; llm-selection list requirements"),
        ("any_of", {"region": "eu"}, "any_of: must be a list of tables"),
        ("all_of", "eu", "all_of: must be a list of tables, got 'eu'"),
        ("not", "eu", "not: must be a table of requirements, got 'eu'"),
    ],
)
def test_a_value_that_isnt_allowed_is_refused(keyword: str, value: Any, fault: str) -> None:
    """The fault names the keyword, what was allowed and what was got."""
    with pytest.raises(InvalidInputError) as caught:
        parse_requirement(keyword, value)
    assert str(caught.value).startswith(fault)


def test_every_fault_has_its_place() -> None:
    """Nested requirements report all their faults at once, each with its path."""
    table = {
        "license": "free",
        "any_of": [{"region": "eu"}, {"stage": "new", "not": {"input": 5}}, "eu"],
        "speed": 5,
    }
    with pytest.raises(InvalidInputError) as caught:
        parse_requirements(table)
    assert [fault.where for fault in caught.value.faults] == [
        "requirements.license",
        "requirements.any_of[1].stage",
        "requirements.any_of[1].not.input",
        "requirements.any_of[2]",
        "requirements.speed",
    ]


def test_combinations_have_a_depth() -> None:
    """Each takes room on the stack."""
    table: dict[str, Any] = {"region": "eu"}
    for _ in range(60):
        table = {"not": table}
    with pytest.raises(InvalidInputError, match="is nested too deeply"):
        parse_requirements(table)


def test_tables_of_requirements_may_be_a_list() -> None:
    """Several tables are read one after the other, so a keyword may stand in more than one."""
    assert parse_requirements([{"region": "eu"}, {"region": "us"}]) == (runs_in("eu"), runs_in("us"))
    with pytest.raises(InvalidInputError, match=r"requirements\[1\]: must be a table of requirements, got 5"):
        parse_requirements([{"region": "eu"}, 5])


def test_a_combination_keeps_the_evidence_of_what_decides() -> None:
    """Who says so is passed on by *and*, *or* and *not*; requirements that don't tell have none."""
    facts: dict[str, Any] = {
        "license_terms": terms(commercial_use=False),
        "license_kinds": {OPEN_WEIGHT},
        "region_scope": "us",
    }
    (said,) = Permits(Use()).judge(facts).evidence
    for combined in (
        AllOf((Permits(Use()), Permits(Use()))),
        AnyOf((Permits(Use()), runs_in("eu"))),
        Not(Permits(Use())),
    ):
        assert combined.judge(facts).evidence == (said,)
    assert AnyOf((Permits(Use()), runs_in("us"))).judge(facts).evidence == ()


def test_every_requirement_has_an_example_that_is_read() -> None:
    """What the command line prints as examples can be typed in."""
    for kind in keyword_classes():
        for example, asked in kind.examples:
            keyword, _, value = example.partition("=")
            name, _, part = keyword.partition(".")
            written: Any = {"true": True}.get(value, value)
            assert isinstance(parse_requirement(name, {part: written} if part else written), kind)
            assert len(asked) <= 26


@pytest.mark.parametrize(
    ("released", "available", "outcome"),
    [
        (date(2026, 11, 2), None, MEETS),
        (DAY, None, FAILS),
        (None, None, UNKNOWN),
        (date(2020, 1, 1), date(2026, 11, 2), FAILS),
        (None, date(2026, 11, 2), UNKNOWN),
    ],
)
def test_released_after_goes_by_the_release_date(
    released: date | None, available: date | None, outcome: Outcome
) -> None:
    """A model doesn't become newer because another provider takes it up."""
    requirement = parse_requirement("released_after", DAY)
    facts: dict[str, Any] = {"released": released, "lifecycle": Lifecycle(available=available)}
    assert requirement.judge({name: facts[name] for name in requirement.reads}).outcome is outcome
    assert str(requirement) == "released after 2026-11-01"


@pytest.mark.parametrize(
    ("value", "allowed", "denied", "outcome", "reason"),
    [
        ("host", None, set(), Outcome.MEETS, "shop 1.0 allows provider host"),
        ("host", {"host", "cloud"}, set(), Outcome.MEETS, "shop 1.0 allows provider host"),
        ("host", {"cloud"}, set(), Outcome.FAILS, "shop 1.0 doesn't allow provider host"),
        ("host", {"host"}, {"host"}, Outcome.FAILS, "shop 1.0 denies provider host"),
        (None, {"host"}, set(), Outcome.UNKNOWN, "provider isn't known"),
    ],
)
def test_lists_allow_and_deny(
    value: str | None, allowed: set[str] | None, denied: set[str], outcome: Outcome, reason: str
) -> None:
    """Without an allow list everything is allowed; what is denied is out in any case; unknown stays unknown."""
    found = Listed("shop 1.0", "provider", None if allowed is None else frozenset(allowed), frozenset(denied))
    assert found.judge(dict[str, Any](provider=value)) == Verdict(outcome=outcome, reason=reason)
    assert str(found) == "provider allowed by shop 1.0"


def test_only_some_facts_can_be_listed() -> None:
    """Models, developers, providers and licenses."""
    with pytest.raises(InvalidInputError, match="Listed is for developer, license, model, provider; got region_scope"):
        Listed("shop 1.0", "region_scope", None, frozenset())


@pytest.mark.parametrize(
    ("kind", "given", "fault"),
    [
        *((kind, ("2026-11-01",), "limit must be a date, such as date.* got '2026-11-01'") for kind in OF_A_DAY),
        *(
            (kind, (datetime(2026, 11, 1, tzinfo=UTC),), "limit must be a date, such as date.* got datetime")
            for kind in OF_A_DAY
        ),
        (MinContext, (None,), "limit must be given, got None"),
        (MinOutput, (None,), "limit must be given, got None"),
        (FitsWorkload, (-1, 0), "input_tokens must be a whole number of at least 0, got -1"),
        (FitsWorkload, (0, "few"), "output_tokens must be a whole number of at least 0, got 'few'"),
        (FitsWorkload, (0, None), "output_tokens must be given, got None"),
        (MinOutputSpeed, ("fast",), "limit must be a number above 0, got 'fast'"),
        (MinOutputSpeed, (NAN,), "limit must be a number above 0, got nan"),
        (MinOutputSpeed, (None,), "limit must be given, got None"),
        (MinQuality, (Task.CODING, None), "limit must be given, got None"),
        (MinResults, (Task.CODING, None), "limit must be given, got None"),
        (MaxTtftSeconds, (NAN,), "limit must be a number above 0, got nan"),
        (MaxInputPrice, (NAN,), "limit must be a whole number of at least 0, got nan"),
        (MaxInputPrice, ("cheap",), "limit must be a whole number of at least 0, got 'cheap'"),
        (MaxInputPrice, (None,), "limit must be given, got None"),
        (StageIn, (frozenset({"new"}),), "names: must be of preview, active, deprecated, retired; got new"),
        (StageIn, ("active",), "names must be a frozenset of texts, got 'active'"),
        (StageIn, (frozenset(),), "names must hold at least one"),
        (RunsIn, (["eu"],), r"names must be a frozenset of texts, got \['eu'\]"),
        (RunsIn, (frozenset({5}),), r"names must be a frozenset of texts, got frozenset\(\{5\}\)"),
        (RunsIn, (frozenset(),), "names must hold at least one"),
        (LicenseIn, (frozenset({"free"}),), "names: must be of closed, open-weight, open-source; got free"),
        (LicenseIn, (frozenset(),), "names must hold at least one"),
        (ProviderIn, ("host",), "names must be a frozenset of texts, got 'host'"),
        (ProviderIn, (frozenset(),), "names must hold at least one"),
        (TakesInput, (frozenset({"txt"}),), "names: must be of text, image, .* got txt; nearest: text"),
        (HasId, (frozenset({"text"}),), "names: must be of litellm, .* got text"),
        (TrainedOn, (frozenset({"boks"}),), "names: boks isn't known; nearest: books"),
        (AlignedBy, ("dpo",), "names must be a frozenset of texts, got 'dpo'"),
        (CapableOf, (frozenset({"humor"}),), "names: must be of tool_calling, .* got humor"),
        (Permits, ({"monthly_users": 5},), "use must be a llm_selection.domain.licenses.Use, got {'monthly_users': 5}"),
        (AllOf, ([MinContext(1)],), "parts must be a tuple of requirements, got "),
        (AnyOf, ((MinContext(1), "eu"),), "'eu' isn't a requirement: it needs a tuple of facts"),
        (Not, (SimpleNamespace(reads=("provider",)),), "isn't a requirement: it needs a tuple of facts"),
    ],
)
def test_a_requirement_that_can_mean_nothing_isnt_built(kind: Any, given: tuple[Any, ...], fault: str) -> None:
    """It would judge wrongly in silence, or stop an answer half-way with an error of Python's own."""
    with pytest.raises(InvalidInputError, match=fault):
        kind(*given)


def test_texts_stand_for_members() -> None:
    """Whoever writes them out, or asks for nothing, is understood."""
    assert StageIn(frozenset({"active"})) == StageIn(frozenset({Stage.ACTIVE}))  # type: ignore[arg-type]  # the point
    assert CapableOf(frozenset()).judge(dict[str, Any](capabilities=Capabilities())).outcome is MEETS


@dataclass(frozen=True)
class OurOwn:
    """A requirement of a user's own."""

    reads: tuple[str, ...] = ("region_scope",)

    def judge(self, facts: Any) -> Any:
        """Leave it to another."""
        return runs_in("eu").judge(facts)


def test_a_requirement_of_ones_own_takes_part_in_combinations() -> None:
    """Three members make a requirement."""
    assert Not(OurOwn()).judge(dict[str, Any](region_scope="eu")).outcome is FAILS
    assert AllOf((OurOwn(), runs_in("eu"))).reads == ("region_scope",)


WRITTEN: list[tuple[str, str, Any, Requirement]] = [
    ("license=open-source", "license = 'open-source'", "open-source", LicenseIn(frozenset({OPEN_SOURCE}))),
    (
        "permits.monthly_users=50m",
        "permits = { monthly_users = 50_000_000 }",
        Use(monthly_users=50_000_000),
        Permits(Use(monthly_users=50_000_000)),
    ),
    ("min_context_tokens=200k", "min_context_tokens = 200_000", 200_000, MinContext(200_000)),
    ("min_output_tokens=8k", "min_output_tokens = '8k'", 8_000, MinOutput(8_000)),
    (
        "input=text,image",
        "input = ['image', 'text']",
        {"text", "image"},
        TakesInput(frozenset({"text", "image"})),
    ),
    ("output=audio", "output = 'audio'", ["audio"], GivesOutput(frozenset({"audio"}))),
    (
        "capabilities=web_search",
        "capabilities = ['web_search']",
        ("web_search",),
        CapableOf(frozenset({"web_search"})),
    ),
    ("max_input_price=0.5", "max_input_price = 0.5", Decimal("0.50"), MaxInputPrice(500_000)),
    ("max_output_price=$2", "max_output_price = 2", "2", MaxOutputPrice(2_000_000)),
    ("max_monthly_cost=500", "max_monthly_cost = 500", 500.0, MaxMonthlyCost(500 * 10**12)),
    (
        "developer=acme,borg",
        "developer = ['acme', 'borg']",
        ("borg", "acme"),
        DeveloperIn(frozenset({"acme", "borg"})),
    ),
    ("model=acme/one", "model = 'acme/one'", ["acme/one"], ModelIn(frozenset({"acme/one"}))),
    ("provider=host", "provider = ['host']", {"host"}, ProviderIn(frozenset({"host"}))),
    ("provider_kind=cloud", "provider_kind = 'cloud'", ["cloud"], ProviderKindIn(frozenset({"cloud"}))),
    ("region=EU", "region = 'eu'", ["eu"], runs_in("eu")),
    ("architecture=dense", "architecture = 'dense'", ["dense"], ArchitectureIn(frozenset({"dense"}))),
    ("max_total_parameters=70b", "max_total_parameters = '70B'", 70 * 10**9, MaxTotalParameters(70 * 10**9)),
    ("stage=active", "stage = ['active']", Stage.ACTIVE, StageIn(frozenset({Stage.ACTIVE}))),
    ("not_retiring_before=2026-11-01", "not_retiring_before = 2026-11-01", DAY, NotRetiringBefore(DAY)),
    ("price_read_since=2026-11-01", "price_read_since = '2026-11-01'", DAY, PriceReadSince(DAY)),
    ("released_by=2026-11-01", "released_by = 2026-11-01", DAY, ReleasedBy(DAY)),
    ("released_after=2026-11-01", "released_after = 2026-11-01", DAY, ReleasedAfter(DAY)),
    ("min_quality.coding=60", "min_quality = { coding = 60 }", {"coding": 60.0}, MinQuality(Task.CODING, 0.6)),
    ("min_results.coding=3", "min_results = { coding = 3 }", {Task.CODING: 3}, MinResults(Task.CODING, 3)),
    (
        "min_basket_results.coding=2",
        "min_basket_results = { coding = 2 }",
        {Task.CODING: 2},
        MinBasketResults(Task.CODING, 2),
    ),
    ("min_knowledge_cutoff=2026-11-01", "min_knowledge_cutoff = 2026-11-01", DAY, KnowsUntil(DAY)),
    ("fixed_id=true", "fixed_id = true", True, FixedId()),
    ("alignment=sft,dpo", "alignment = ['dpo', 'sft']", {"sft", "dpo"}, ALIGNED),
    ("training_data=code", "training_data = 'code'", ["code"], TrainedOn(frozenset({"code"}))),
    ("content_policy=documented", "content_policy = 'documented'", "documented", ContentPolicyRecorded()),
    (
        "fits_on.accelerator=maker/card fits_on.accelerators=2 fits_on.precision=int4 fits_on.context=16k fits_on.batch=3",
        "fits_on = { accelerator = 'maker/card', accelerators = 2, precision = 'int4', context = '16k', batch = 3 }",
        {"accelerator": "maker/card", "accelerators": 2, "precision": Precision.INT4, "context": 16_000, "batch": 3},
        FitsOn(accelerator="maker/card", accelerators=2, precision=Precision.INT4, context_tokens=16_000, batch=3),
    ),
    ("max_retention_days=0", "max_retention_days = 0", "0", MaxRetentionDays(0)),
    ("no_training_on_inputs=true", "no_training_on_inputs = true", True, NoTrainingOnInputs()),
    ("max_ttft_seconds=1", "max_ttft_seconds = 1", 1.0, MaxTtftSeconds(1)),
    ("min_output_speed=62.5", "min_output_speed = 62.5", 62.5, MinOutputSpeed(62.5)),
    ("effort=low,medium", "effort = ['medium', 'low']", "low,medium", EffortIn(frozenset({Effort.LOW, Effort.MEDIUM}))),
    ("min_effort=high", "min_effort = 'high'", "high", MinEffort(Effort.HIGH)),
    ("max_effort=low", "max_effort = 'low'", Effort.LOW, MaxEffort(Effort.LOW)),
    ("reasoning=false", "reasoning = false", False, Reasoning(False)),
    ("has_id=litellm", "has_id = 'litellm'", [Library.LITELLM], HasId(frozenset({Library.LITELLM}))),
]
"""Each keyword on the command line, in a file, in Python, and what all three mean."""


@pytest.mark.parametrize(("flags", "line", "value", "requirement"), WRITTEN)
def test_a_keyword_means_the_same_everywhere(flags: str, line: str, value: Any, requirement: Requirement) -> None:
    """Equal values from a flag, from a line of TOML, from JSON and from Python; and so for what is forbidden."""
    table = tomllib.loads(line)
    (keyword,) = table
    asked = _inputs.requirements(Namespace(license=None, min_context=None, require=flags.split()))
    assert parse_requirements(asked) == parse_requirements(table) == (requirement,)
    assert parse_requirements({keyword: value}) == (requirement,)
    assert parse_requirements(json.loads(json.dumps(table, default=str))) == (requirement,)
    forbidden = parse_forbidden(_inputs.forbidden(Namespace(forbid=flags.split())))
    assert forbidden == parse_forbidden({keyword: value}) == parse_requirements({"not": table})


def test_every_keyword_is_walked() -> None:
    """None is left out of the table above."""
    assert [next(iter(tomllib.loads(line))) for _, line, _, _ in WRITTEN] == list(keywords())


def at(effort: Effort | None) -> Any:
    """Return the facts of an option that asks for an effort."""
    return {"effort": effort}


@pytest.mark.parametrize(
    ("requirement", "met", "unmet", "untold"),
    [
        (EffortIn(frozenset({Effort.LOW})), [Effort.LOW], [Effort.NONE, Effort.HIGH, Effort.ON], [None]),
        (
            MaxEffort(Effort.LOW),
            [Effort.NONE, Effort.MINIMAL, Effort.LOW],
            [Effort.MEDIUM, Effort.MAX],
            [Effort.ON, None],
        ),
        (MinEffort(Effort.HIGH), [Effort.HIGH, Effort.MAX], [Effort.NONE, Effort.MEDIUM], [Effort.ON, None]),
        (MinEffort(Effort.NONE), [Effort.NONE, Effort.ON, Effort.MAX], [], [None]),
        (MaxEffort(Effort.MAX), [Effort.NONE, Effort.ON, Effort.MAX], [], [None]),
        (MinEffort(Effort.ON), [Effort.ON, Effort.HIGH], [Effort.LOW], [None]),
        (Reasoning(False), [Effort.NONE], [Effort.ON, Effort.LOW], [None]),
        (Reasoning(True), [Effort.ON, Effort.MAX], [Effort.NONE], [None]),
    ],
)
def test_an_effort_is_judged_by_its_word(
    requirement: Requirement, met: list[Effort], unmet: list[Effort], untold: list[Effort | None]
) -> None:
    """In order; an amount that isn't stated can't be compared, and what nobody knows neither."""
    for outcome, efforts in ((Outcome.MEETS, met), (Outcome.FAILS, unmet), (Outcome.UNKNOWN, untold)):
        assert [requirement.judge(at(effort)).outcome for effort in efforts] == [outcome] * len(efforts)


def test_an_effort_is_asked_in_a_word() -> None:
    """One of those that there are; a floor or cap has no gap, but a nearest that would do."""
    texts = [
        str(parse_requirement(keyword, value))
        for keyword, value in (
            ("effort", "low"),
            ("max_effort", "low"),
            ("min_effort", "max"),
            ("reasoning", "no"),
            ("reasoning", True),
        )
    ]
    assert texts == ["effort low", "effort ≤ low", "effort ≥ max", "no reasoning", "reasoning"]
    asked = MaxEffort(Effort.LOW)
    assert asked.gap(at(Effort.MAX)) is None
    assert asked.loosened(at(Effort.MAX)) == MaxEffort(Effort.MAX)
    assert asked.loosened(at(Effort.ON)) is None
    for keyword, value, fault in (
        ("effort", "ultra", "must be of none, minimal, low"),
        ("max_effort", "ultra", "must be one of none, minimal, low"),
        ("max_effort", ["low", "high"], "must be one of none, minimal, low"),
        ("max_effort", 3, "must be one of none, minimal, low"),
        ("reasoning", "maybe", "must be true or false, got 'maybe'"),
        ("reasoning", 1, "must be true or false, got 1"),
    ):
        with pytest.raises(InvalidInputError, match=fault):
            parse_requirement(keyword, value)
    with pytest.raises(InvalidInputError, match=r"limit must be an Effort, such as Effort\.MEDIUM, got 'low'"):
        MaxEffort("low")  # type: ignore[arg-type]  # what a caller without types may give
    with pytest.raises(InvalidInputError, match="asked must be True or False, got None"):
        Reasoning(None)  # type: ignore[arg-type]  # likewise


def test_a_cap_is_shown_in_full() -> None:
    """A part of a cent is part of what was asked; whole cents are written as money is."""
    assert [str(parse_requirement("max_monthly_cost", usd)) for usd in ("12.345", "0.001", "12", "1234.5")] == [
        "cost a month ≤ $12.345",
        "cost a month ≤ $0.001",
        "cost a month ≤ $12.00",
        "cost a month ≤ $1,234.50",
    ]


def test_each_of_what_is_forbidden_is_forbidden_for_itself() -> None:
    """In one table of ``not`` all of it must be met to fail; faults name their place."""
    assert parse_forbidden({"region": "eu", "min_context_tokens": 9}) == (
        Not(runs_in("eu")),
        Not(MinContext(9)),
    )
    with pytest.raises(InvalidInputError, match=r"forbid\.region: must be a name or a list of names, got 5"):
        parse_forbidden({"region": 5})


def test_who_says_so_of_a_content_policy_is_told() -> None:
    """The verdict quotes the registry, and keeps its evidence."""
    registry = bundled()
    stated = [model for model in registry.models.values() if model.alignment and model.alignment.content_policy]
    options = options_of(registry, registry.date, None)
    column = options.column("content_policy")
    told = {option.model.id for option, code in zip(options, column.codes, strict=True) if column.values[code]}
    assert told == {model.id for model in stated if registry.offerings_of(model.id)}
    for model in stated:
        assert model.alignment
        facts: dict[str, Any] = {"content_policy": (model.alignment.content_policy, model.evidence["alignment"])}
        verdict = ContentPolicyRecorded().judge(facts)
        assert verdict.reason == f"content policy: {model.alignment.content_policy}"
        assert verdict.evidence == (model.evidence["alignment"],)


def test_benchmarks_of_the_basket_are_counted() -> None:
    """Results on other benchmarks of the task don't count; without a basket nothing can be told."""
    registry = calibrated()
    found = recommend("coding", registry=registry, min_basket_results={"coding": 2})
    measured = {ranked.model.id for ranked in found.ranking}
    for model in measured:
        assert len({result.benchmark for result in registry.results[model]} & {"code-one", "code-two"}) == 2
    later = recommend(
        "coding", registry=registry, min_basket_results={"coding": 1}, on=registry.date + timedelta(days=9)
    )
    assert later.ranking
    (asked,) = parse_requirements({"min_basket_results": {"writing": 1}})
    assert str(asked) == "writing benchmarks of the basket ≥ 1"
    assert recommend("coding", registry=registry, requirements=[asked]).screening.undecided
    why = recommend("coding", registry=registry, min_basket_results={"coding": 9}).why_not(next(iter(measured)))
    assert [str(each.gap) for each in why.refusals[0].shortfalls if each.gap] != []
