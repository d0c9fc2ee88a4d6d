"""The licenses we ship: what they answer about uses that matter, and that no text answers which nobody read."""

from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_selection.domain.evidence import Status
from llm_selection.domain.identity import ModelId
from llm_selection.domain.licenses import LicenseKind, LicenseTerms, Use, permits
from llm_selection.domain.models import Downloadable, NotOffered, license_kind, possible_license_kinds
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.needs.requirements import parse_requirement
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from strategies import USES

YES, NO, UNKNOWN = Outcome.MEETS, Outcome.FAILS, Outcome.UNKNOWN
COUNTRIES = st.frozensets(st.sampled_from(["US", "DE", "FR", "UK", "KR", "JP", "CN"]))
SHIPPED = st.sampled_from(sorted(bundled().licenses))


def terms_of(model: str) -> LicenseTerms:
    """Return the terms that a model of the bundled data comes under."""
    license_id = bundled().models[ModelId(model)].license
    assert license_id is not None
    return bundled().licenses[license_id]


def ask(license_id: str, use: Use) -> Verdict:
    """Ask a license of the bundled data."""
    return permits(bundled().licenses[license_id], use)


def based_in(*regions: str) -> Use:
    """Make the use of a business based in *regions*."""
    return Use(regions=frozenset(regions))


@pytest.mark.parametrize("model", ["meta/llama-4-scout-17b-instruct", "meta/llama-4-maverick-17b-instruct"])
def test_llama_4_for_a_company_with_800_million_users(model: str) -> None:
    """Above 700 million Meta has to agree; the answer quotes the clause and leads to the text."""
    verdict = permits(terms_of(model), Use(monthly_users=800_000_000))
    assert verdict.outcome is NO
    assert "700 million" in verdict.reason
    (said,) = verdict.evidence
    assert said.status is Status.DOCUMENTED
    assert said.source in bundled().sources
    assert said.url == "https://github.com/meta-llama/llama-models/blob/main/models/llama4/LICENSE"
    assert permits(terms_of(model), Use(monthly_users=700_000_000)).outcome is YES


@pytest.mark.parametrize(("region", "outcome"), [("EU", NO), ("IE", NO), ("US", YES), ("UK", YES), ("CH", YES)])
def test_llama_4_sees_and_so_is_not_granted_in_the_union(region: str, outcome: Outcome) -> None:
    """All models of Llama 4 are multimodal."""
    assert permits(terms_of("meta/llama-4-scout-17b-instruct"), based_in(region)).outcome is outcome


def test_of_llama_3_2_only_what_sees_is_not_granted_in_the_union() -> None:
    """One text, two records."""
    assert ask("llama-3.2-community", based_in("DE")).outcome is YES
    assert ask("llama-3.2-community-multimodal", based_in("DE")).reason == (
        "Llama 3.2 Community License, multimodal models: no grant in EU"
    )


@pytest.mark.parametrize("region", ["KR", "EU", "FR", "UK", "GB"])
def test_hunyuan_has_no_grant_in_korea_the_union_and_the_united_kingdom(region: str) -> None:
    """Even beside a region that has one."""
    verdict = ask("tencent-hunyuan-community", based_in(region, "US"))
    assert verdict.outcome is NO
    assert "no grant in" in verdict.reason


@pytest.mark.parametrize("region", ["US", "JP", "CN"])
def test_hunyuan_elsewhere(region: str) -> None:
    """The region is no obstacle; the number of users may be one."""
    assert ask("tencent-hunyuan-community", based_in(region)).outcome is YES
    crowd = Use(regions=frozenset({region}), monthly_users=100_000_001)
    assert "100 million" in ask("tencent-hunyuan-community", crowd).reason


@pytest.mark.parametrize("model", ["cohere/command-a-03-2025", "cohere/command-a-reasoning-08-2025"])
def test_command_is_not_for_businesses(model: str) -> None:
    """It may be used outside one."""
    verdict = permits(terms_of(model), Use())
    assert verdict.outcome is NO
    assert "commercial use isn't allowed (non-commercial purposes only)" in verdict.reason
    assert permits(terms_of(model), Use(commercial=False)).outcome is YES


@pytest.mark.parametrize("license_id", ["mistral-research", "exaone-nc"])
def test_research_only_is_no_yes_to_every_use_outside_a_business(license_id: str) -> None:
    """Whether it is research isn't known."""
    assert ask(license_id, Use()).outcome is NO
    verdict = ask(license_id, Use(commercial=False))
    assert verdict.outcome is UNKNOWN
    assert "research only" in verdict.reason


def test_an_apache_model_for_anything() -> None:
    """As large as can be, anywhere, with everything asked."""
    everything = Use(
        monthly_users=8 * 10**9,
        annual_revenue_usd=10**12,
        regions=frozenset({"US", "DE", "UK", "KR", "CN"}),
        redistribute=True,
        fine_tune=True,
        train_on_outputs=True,
        offer_as_service=True,
    )
    assert permits(terms_of("openai/gpt-oss-120b"), everything) == Verdict(
        outcome=YES,
        reason="allowed by Apache License 2.0",
        evidence=tuple(bundled().licenses["apache-2.0"].evidence[name] for name in ("record", "hosting")),
    )


@pytest.mark.parametrize("vendor", ["openai", "anthropic", "google", "xai", "meta", "mistral", "perplexity"])
def test_a_closed_api_whose_terms_were_read_may_be_used_in_a_business(vendor: str) -> None:
    """Of any size; the terms say so themselves, or the vendor's own."""
    model = next(
        one for one in bundled().models.values() if one.id.startswith(vendor) and isinstance(one.weights, NotOffered)
    )
    assert terms_of(model.id).id == f"proprietary-{vendor}"
    verdict = permits(terms_of(model.id), Use(monthly_users=10**9, annual_revenue_usd=10**12))
    assert verdict.outcome is YES
    assert {said.status for said in verdict.evidence} == {Status.DOCUMENTED}


@pytest.mark.parametrize(
    ("vendor", "outcome"),
    [
        *((vendor, NO) for vendor in ("openai", "anthropic", "google", "xai", "meta", "perplexity", "amazon")),
        ("mistral", YES),
        ("deepseek", YES),
        ("other", UNKNOWN),
    ],
)
def test_training_on_the_outputs_of_a_closed_api(vendor: str, outcome: Outcome) -> None:
    """Most vendors rule out models that compete; two let the customer's outputs train."""
    assert ask(f"proprietary-{vendor}", Use(train_on_outputs=True)).outcome is outcome


def test_what_is_quoted_as_forbidden_is_a_no_of_an_unread_text() -> None:
    """The answer says that the text wasn't read."""
    verdict = ask("proprietary-amazon", Use(train_on_outputs=True))
    assert verdict.outcome is NO
    assert "training an AI model" in verdict.reason
    assert verdict.reason.endswith("the text itself wasn't read")
    assert ask("proprietary-amazon", Use()).outcome is UNKNOWN


def test_every_closed_model_comes_under_its_vendors_terms() -> None:
    """Those that nobody read leave every use unknown."""
    closed = [model for model in bundled().models.values() if isinstance(model.weights, NotOffered)]
    assert len(closed) > 50
    for model in closed:
        assert model.license is not None
        assert model.license.startswith("proprietary-")
        assert possible_license_kinds(model, terms_of(model.id)) == {LicenseKind.CLOSED}
    unread = [model for model in closed if model.license == "proprietary-other"]
    assert unread
    everything = Use(redistribute=True, fine_tune=True, train_on_outputs=True, offer_as_service=True, monthly_users=1)
    assert permits(terms_of(unread[0].id), everything).outcome is UNKNOWN


@given(SHIPPED, USES)
def test_only_what_was_read_says_yes(license_id: str, use: Use) -> None:
    """Of all licenses, for any use; and every answer has a source that the data holds."""
    verdict = ask(license_id, use)
    assert verdict.outcome is not YES or bundled().licenses[license_id].text_read
    assert verdict.evidence
    assert all(said.source in bundled().sources for said in verdict.evidence)


@given(SHIPPED, COUNTRIES, st.sampled_from([10**6, 10**7, 10**8, 10**9, 10**10]), st.integers(1, 10**4))
def test_a_bigger_company_in_more_places_is_never_better_off(
    license_id: str, places: frozenset[str], users: int, times: int
) -> None:
    """A no stays a no."""
    small = ask(license_id, Use(monthly_users=users, annual_revenue_usd=users))
    large = ask(license_id, Use(monthly_users=users * times, annual_revenue_usd=users * times, regions=places))
    assert not (small.outcome is NO and large.outcome is not NO)
    assert not (small.outcome is UNKNOWN and large.outcome is YES)


UNREAD = [terms.id for terms in bundled().licenses.values() if not terms.text_read]


@pytest.mark.parametrize("license_id", UNREAD)
def test_a_text_that_nobody_read_leaves_use_unknown(license_id: str) -> None:
    """For businesses, but for the two that are quoted as closed to them, and for others."""
    quoted = license_id in ("mistral-npl", "nvidia-internal-rd")
    for use, outcome in ((Use(), NO if quoted else UNKNOWN), (Use(commercial=False), UNKNOWN)):
        verdict = ask(license_id, use)
        assert verdict.outcome is outcome
        assert "wasn't read" in verdict.reason


def test_the_survey_is_whole() -> None:
    """Of the texts that weren't read nothing is permitted; a limit that is quoted forbids above it."""
    assert len(bundled().licenses) == 55
    assert len(UNREAD) == 11
    for license_id in UNREAD:
        terms = bundled().licenses[license_id]
        assert True not in {getattr(terms, spec.name) for spec in fields(terms)}
        assert terms.thresholds != ()
        assert terms.excluded_regions is None


@pytest.mark.parametrize(
    ("license_id", "outcome"),
    [
        ("mit", YES),
        ("openmdw-1.1", YES),
        ("kimi-modified-mit", YES),
        ("k-exaone", NO),
        ("minimax-noncommercial-m2.7", NO),
        ("cc-by-nc-4.0", NO),
        ("llama-4-community", UNKNOWN),
        ("gemma-terms", YES),
        ("kimi-k3", YES),
        ("qwen-community-1.0", NO),
        ("proprietary-anthropic", NO),
        ("proprietary-openai", UNKNOWN),
        ("proprietary-other", UNKNOWN),
    ],
)
def test_offering_a_model_as_a_service(license_id: str, outcome: Outcome) -> None:
    """A grant without limits covers it, some texts speak of it, of the others nothing is noted."""
    assert ask(license_id, Use(offer_as_service=True)).outcome is outcome


def test_a_grant_that_covers_services_says_how_it_does() -> None:
    """It follows from a grant without limits, or the text names services; the evidence says which, in its note."""
    for terms in bundled().licenses.values():
        if terms.hosting:
            assert terms.evidence["hosting"].status in (Status.DERIVED, Status.DOCUMENTED)
            assert terms.evidence["hosting"].note


@pytest.mark.parametrize(
    ("license_id", "limit"), [("kimi-k3", 20_000_000), ("qwen3.8-max", 50_000_000), ("glm-5.3", 10_000_000_000)]
)
def test_who_sells_access_to_models_needs_an_agreement_above_a_size(license_id: str, limit: int) -> None:
    """Whoever has the model inside a product doesn't."""
    assert ask(license_id, Use(annual_revenue_usd=limit + 1)).outcome is YES
    assert ask(license_id, Use(annual_revenue_usd=limit, offer_as_service=True)).outcome is YES
    assert ask(license_id, Use(annual_revenue_usd=limit + 1, offer_as_service=True)).outcome is NO


@pytest.mark.parametrize(
    ("license_id", "revenue", "outcome"),
    [
        ("lfm-1.0", 10_000_000, YES),
        ("lfm-1.0", 10_000_001, NO),
        ("kimi-modified-mit", 10**10, YES),
        ("falcon-llm", 1, UNKNOWN),
        ("minimax-community", 20_000_000, UNKNOWN),
        ("minimax-community", 20_000_001, NO),
    ],
)
def test_revenue(license_id: str, revenue: int, outcome: Outcome) -> None:
    """A limit, a mere duty to show a name, a figure that is disputed, and a limit of a text known from quotations."""
    assert ask(license_id, Use(annual_revenue_usd=revenue)).outcome is outcome


def test_unknown_training_data_leaves_a_model_with_open_weights_open() -> None:
    """As a floor, its license kind is met; exactly open-source isn't known."""
    floor, exact = parse_requirement("license", "open-weight"), LicenseIn(frozenset({LicenseKind.OPEN_SOURCE}))
    unsure = [
        model
        for model in bundled().models.values()
        if isinstance(model.weights, Downloadable) and model.training_data_released is None and model.license
    ]
    assert len(unsure) > 10
    for model in unsure:
        kinds = possible_license_kinds(model, terms_of(model.id))
        assert LicenseKind.OPEN_WEIGHT in kinds
        assert license_kind(model, terms_of(model.id)) is not LicenseKind.OPEN_SOURCE
        known: dict[str, Any] = {"license_kinds": kinds}
        assert floor.judge(known).outcome is YES
        assert exact.judge(known).outcome is not YES


def test_a_need_with_a_use_admits_nothing_that_may_not_be_used_so() -> None:
    """By the whole way from the need to the answer."""
    use = Use(monthly_users=800_000_000, regions=frozenset({"DE"}), offer_as_service=True)
    found = recommend("coding", license="open-weight", permits=use)
    assert found.ranking
    for ranked in found.ranking:
        assert ranked.terms is not None
        assert permits(ranked.terms, use).outcome is YES
