"""Requirements: what each says of a fact that fits, one that doesn't, and one that isn't known; and how each is read."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from factories import DAY, terms
from llm_selection.benchmarks import Task
from llm_selection.errors import InvalidInputError
from llm_selection.identity import Library
from llm_selection.licenses import LicenseKind, Measure, Threshold, Use
from llm_selection.models import Capabilities, Limits, Modality
from llm_selection.offerings import Lifecycle, ProviderKind, Stage
from llm_selection.options import options_of
from llm_selection.registry import bundled
from llm_selection.requirements import (
    AllOf,
    AnyOf,
    AtMost,
    CapableOf,
    FitsWorkload,
    FixedId,
    Includes,
    KnowsUntil,
    LicenseIn,
    Listed,
    MinContext,
    MinOutput,
    MinQuality,
    Not,
    NotRetiringBefore,
    OneOf,
    Permits,
    PricedPerToken,
    PriceReadSince,
    Recorded,
    ReleasedBy,
    Requirement,
    StageIn,
)
from llm_selection.shortcuts import EXAMPLES, SHORTCUTS, Shortcuts, parse_requirement, parse_requirements
from llm_selection.verdicts import Outcome, Verdict

DOCS = Path(__file__).parent.parent / "docs"
MEETS, FAILS, UNKNOWN = Outcome.MEETS, Outcome.FAILS, Outcome.UNKNOWN
CLOSED, OPEN_WEIGHT, OPEN_SOURCE = LicenseKind
LIMITED = terms(
    thresholds=(Threshold(measure=Measure.MONTHLY_USERS, limit=700_000_000, clause="above 700 million users, ask"),)
)


ALIGNED = Recorded("alignment_methods", frozenset({"sft", "dpo"}))


def one_of(*allowed: str) -> OneOf:
    """Ask for a region."""
    return OneOf("region_scope", frozenset(allowed))


CASES: list[tuple[Requirement, dict[str, Any], Outcome, str]] = [
    (one_of("eu", "us"), {"region_scope": "eu"}, MEETS, "region eu"),
    (one_of("eu"), {"region_scope": "us"}, FAILS, "region us"),
    (one_of("eu"), {"region_scope": None}, UNKNOWN, "region unknown"),
    (
        Includes("input", frozenset({"image"})),
        {"input": frozenset({Modality.IMAGE, Modality.TEXT})},
        MEETS,
        "input image and text",
    ),
    (Includes("input", frozenset({"image"})), {"input": frozenset({Modality.TEXT})}, FAILS, "input text"),
    (Includes("libraries", frozenset({"litellm"})), {"libraries": frozenset()}, FAILS, "id in none"),
    (Includes("output", frozenset({"audio"})), {"output": None}, UNKNOWN, "output unknown"),
    (AtMost("input_price", 1_000_000), {"input_price": 1_000_000}, MEETS, "input price $1/M"),
    (AtMost("output_price", 1_000_000), {"output_price": 1_250_000}, FAILS, "output price $1.25/M"),
    (AtMost("monthly_cost", 5 * 10**12), {"monthly_cost": 1234_500_000_000_000}, FAILS, "cost a month $1,234.50"),
    (AtMost("total_parameters", 8_000_000_000), {"total_parameters": 7_000_000_000}, MEETS, "parameters 7,000,000,000"),
    (AtMost("total_parameters", 8_000_000_000), {"total_parameters": None}, UNKNOWN, "parameters unknown"),
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
    (Permits(Use(monthly_users=700_000_000)), {"license_terms": LIMITED}, MEETS, "allowed by Freeware"),
    (
        Permits(Use(monthly_users=700_000_001)),
        {"license_terms": LIMITED},
        FAILS,
        "Freeware: above 700 million users, ask",
    ),
    (Permits(Use()), {"license_terms": None}, UNKNOWN, "license unknown"),
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
    (PricedPerToken(), {"pricing": "subscription", "priced": None}, FAILS, "pricing subscription"),
    (PricedPerToken(), {"pricing": "unpublished", "priced": None}, FAILS, "pricing unpublished"),
    (AllOf((one_of("eu"), MinContext(9))), {"region_scope": "eu", "limits": Limits()}, UNKNOWN, "context unknown"),
    (AllOf((one_of("eu"), MinContext(9))), {"region_scope": "us", "limits": Limits()}, FAILS, "region us"),
    (
        AllOf((one_of("eu"), MinContext(9))),
        {"region_scope": "eu", "limits": Limits(context_tokens=9)},
        MEETS,
        "region eu, context 9",
    ),
    (AllOf(()), {}, MEETS, ""),
    (AnyOf((one_of("eu"), MinContext(9))), {"region_scope": "eu", "limits": Limits()}, MEETS, "region eu"),
    (AnyOf((one_of("eu"), MinContext(9))), {"region_scope": "us", "limits": Limits()}, UNKNOWN, "context unknown"),
    (AnyOf(()), {}, FAILS, ""),
    (Not(one_of("eu")), {"region_scope": "us"}, MEETS, "region us"),
    (Not(one_of("eu")), {"region_scope": "eu"}, FAILS, "region eu"),
    (Not(one_of("eu")), {"region_scope": None}, UNKNOWN, "region unknown"),
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
        (ALIGNED, {"alignment_methods": frozenset({"sft", "dpo", "rlhf"})}, MEETS, "aligned by dpo and rlhf and sft"),
        (ALIGNED, {"alignment_methods": frozenset({"sft"})}, UNKNOWN, "aligned by sft"),
        (ALIGNED, {"alignment_methods": frozenset()}, UNKNOWN, "aligned by unknown"),
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
        (one_of("us", "eu"), "region eu or us"),
        (OneOf("provider_kind", frozenset({ProviderKind.CLOUD})), "provider kind cloud"),
        (Includes("input", frozenset({"text", "image"})), "input image and text"),
        (AtMost("input_price", 75_000), "input price ≤ $0.075/M"),
        (AtMost("output_price", 10_000_000), "output price ≤ $10/M"),
        (AtMost("monthly_cost", 10**15), "cost a month ≤ $1,000.00"),
        (AtMost("total_parameters", 8_000_000_000), "parameters ≤ 8,000,000,000"),
        (LicenseIn(frozenset({OPEN_WEIGHT})), "license open-weight"),
        (LicenseIn(frozenset({OPEN_SOURCE})), "license open-source"),
        (LicenseIn(frozenset({OPEN_SOURCE, OPEN_WEIGHT})), "license open-weight or more open"),
        (LicenseIn(frozenset({OPEN_SOURCE, CLOSED})), "license closed or open-source"),
        (MinContext(200_000), "context ≥ 200,000"),
        (MinOutput(8_000), "output ≥ 8,000"),
        (FitsWorkload(60_000, 800), "room for 60,000 tokens in and 800 out"),
        (LicenseIn(frozenset(LicenseKind)), "license of any kind"),
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
        (ALIGNED, "aligned by dpo and sft"),
        (Recorded("training_kinds", frozenset({"code"})), "trained on code"),
        (KnowsUntil(DAY), "knowledge until 2026-11-01"),
        (MinQuality(Task.AGENTIC_CODING, 0.625), "agentic coding ≥ 62.5"),
        (AllOf((one_of("eu"), MinContext(9))), "all of (region eu; context ≥ 9)"),
        (AnyOf((one_of("eu"), MinContext(9))), "any of (region eu; context ≥ 9)"),
        (Not(one_of("eu")), "not (region eu)"),
    ],
)
def test_a_requirement_reads_in_a_few_words(requirement: Requirement, words: str) -> None:
    """As it stands in an answer, in a stable order."""
    assert str(requirement) == words


@pytest.mark.parametrize("kind", [MinContext, MinOutput])
@pytest.mark.parametrize("tokens", [0, -1, True, 1.5])
def test_a_least_number_is_checked(kind: Any, tokens: Any) -> None:
    """Tokens are whole numbers of at least 1."""
    with pytest.raises(InvalidInputError, match="tokens must be a whole number of at least 1"):
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
        ("input", "text,image", Includes("input", frozenset({Modality.TEXT, Modality.IMAGE}))),
        ("output", ("text",), Includes("output", frozenset({Modality.TEXT}))),
        ("capabilities", ["tool_calling"], CapableOf(frozenset({"tool_calling"}))),
        ("max_input_price", 0.1, AtMost("input_price", 100_000)),
        ("max_input_price", "$2.5", AtMost("input_price", 2_500_000)),
        ("max_output_price", Decimal("0.000001"), AtMost("output_price", 1)),
        ("max_monthly_cost", 12, AtMost("monthly_cost", 12 * 10**12)),
        ("developer", "acme,borg", OneOf("developer", frozenset({"acme", "borg"}))),
        ("model", "acme/one", OneOf("model", frozenset({"acme/one"}))),
        ("provider", ["host"], OneOf("provider", frozenset({"host"}))),
        ("provider_kind", "aggregator", OneOf("provider_kind", frozenset({ProviderKind.AGGREGATOR}))),
        ("region", "eu", OneOf("region_scope", frozenset({"eu"}))),
        ("region", "EU, Global", OneOf("region_scope", frozenset({"eu", "global"}))),
        ("architecture", "dense", OneOf("architecture", frozenset({"dense"}))),
        ("max_total_parameters", "70B", AtMost("total_parameters", 70_000_000_000)),
        ("stage", "active,preview", StageIn(frozenset({Stage.ACTIVE, Stage.PREVIEW}))),
        ("not_retiring_before", "2027-01-01", NotRetiringBefore(date(2027, 1, 1))),
        ("released_by", DAY, ReleasedBy(DAY)),
        ("min_quality", {"coding": "60"}, MinQuality(Task.CODING, 0.6)),
        (
            "min_quality",
            {"coding": 60, "math": 40.5},
            AllOf((MinQuality(Task.CODING, 0.6), MinQuality(Task.MATH, 0.405))),
        ),
        ("min_knowledge_cutoff", "2025-06-01", KnowsUntil(date(2025, 6, 1))),
        ("fixed_id", True, FixedId()),
        ("fixed_id", "true", FixedId()),
        ("alignment", "sft,dpo", Recorded("alignment_methods", frozenset({"sft", "dpo"}))),
        ("training_data", ["code"], Recorded("training_kinds", frozenset({"code"}))),
        ("has_id", "litellm", Includes("libraries", frozenset({Library.LITELLM}))),
        ("any_of", [{"region": "eu"}, {"region": "us"}], AnyOf((one_of("eu"), one_of("us")))),
        ("all_of", [{"region": "eu"}], AllOf((one_of("eu"),))),
        ("not", {"region": "eu"}, Not(one_of("eu"))),
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
        ("permits", {"users": 5}, "permits: may have commercial, monthly_users"),
        ("permits", {"redistribute": "yes"}, "permits: redistribute: must be true or false, got 'yes'"),
        ("permits", {"monthly_users": 0}, "permits: monthly_users: must be a whole number of at least 1, got 0"),
        ("min_context_tokens", "lots", "min_context_tokens: must be a whole number, got 'lots'"),
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
        ("min_quality", {"dancing": 5}, "min_quality: may name coding, agentic_coding"),
        ("min_quality", {"coding": 101}, "min_quality: must be points from 0 to 100, got 101"),
        ("min_quality", {"coding": "much"}, "min_quality: must be points from 0 to 100, got 'much'"),
        ("min_quality", {"coding": True}, "min_quality: must be points from 0 to 100, got True"),
        ("alignment", "prayer", "alignment: must be of sft, rlhf"),
        ("training_data", "dreams", "training_data: must be of web, books"),
        ("speed", 5, "speed: isn't a requirement; known are license, permits"),
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


def test_tables_of_requirements_may_be_a_list() -> None:
    """Several tables are read one after the other, so a keyword may stand in more than one."""
    assert parse_requirements([{"region": "eu"}, {"region": "us"}]) == (one_of("eu"), one_of("us"))
    with pytest.raises(InvalidInputError, match=r"requirements\[1\]: must be a table of requirements, got 5"):
        parse_requirements([{"region": "eu"}, 5])


def test_a_combination_keeps_the_evidence_of_what_decides() -> None:
    """Who says so is passed on by *and*, *or* and *not*; requirements that don't tell have none."""
    facts = {"license_terms": terms(commercial_use=False), "region_scope": "us"}
    (said,) = Permits(Use()).judge(facts).evidence
    for combined in (
        AllOf((Permits(Use()), Permits(Use()))),
        AnyOf((Permits(Use()), one_of("eu"))),
        Not(Permits(Use())),
    ):
        assert combined.judge(facts).evidence == (said,)
    assert AnyOf((Permits(Use()), one_of("us"))).judge(facts).evidence == ()


def test_keywords_are_typed_and_documented() -> None:
    """The typed keywords of `recommend`, the readers and the page on use cases name the same requirements."""
    assert set(Shortcuts.__annotations__) == set(SHORTCUTS)
    page = DOCS / "reference" / "use-cases.md"
    if page.exists():
        rows = [line.split("|")[1] for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
        named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
        assert named == {*SHORTCUTS, "any_of", "all_of", "not"}


def test_every_requirement_has_an_example_that_is_read() -> None:
    """What the command line prints as examples can be typed in."""
    pairs = [example.split("=") for example in EXAMPLES]
    assert {keyword.partition(".")[0] for keyword, _ in pairs} == set(SHORTCUTS)
    for keyword, value in pairs:
        name, _, part = keyword.partition(".")
        written: Any = {"true": True}.get(value, value)
        parse_requirement(name, {part: written} if part else written)


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
    facts = {"released": released, "lifecycle": Lifecycle(available=available)}
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
    assert found.judge({"provider": value}) == Verdict(outcome=outcome, reason=reason)
    assert str(found) == "provider allowed by shop 1.0"


def test_only_some_facts_can_be_listed() -> None:
    """Models, developers, providers and licenses."""
    with pytest.raises(InvalidInputError, match="Listed is for developer, license, model, provider; got region_scope"):
        Listed("shop 1.0", "region_scope", None, frozenset())


@dataclass(frozen=True)
class OurOwn:
    """A requirement of a user's own."""

    reads: tuple[str, ...] = ("region_scope",)

    def judge(self, facts: Any) -> Any:
        """Leave it to another."""
        return one_of("eu").judge(facts)


def test_a_requirement_of_ones_own_takes_part_in_combinations() -> None:
    """Three members make a requirement."""
    assert Not(OurOwn()).judge({"region_scope": "eu"}).outcome is FAILS
    assert AllOf((OurOwn(), one_of("eu"))).reads == ("region_scope",)
