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


@pytest.mark.parametrize("vendor", ["openai", "anthropic", "google", "xai"])
def test_a_closed_api_whose_terms_are_known_from_quotations(vendor: str) -> None:
    """Nothing is permitted by a quotation; that outputs may not train a competitor is quoted, and is a no."""
    model = next(
        one for one in bundled().models.values() if one.id.startswith(vendor) and isinstance(one.weights, NotOffered)
    )
    assert permits(terms_of(model.id), Use()).outcome is UNKNOWN
    verdict = permits(terms_of(model.id), Use(train_on_outputs=True))
    assert verdict.outcome is NO
    assert "compet" in verdict.reason
    assert verdict.reason.endswith("the text itself wasn't read")
    assert [said.status for said in verdict.evidence] == [Status.REPORTED]


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
    """For businesses and others."""
    for use in (Use(), Use(commercial=False)):
        verdict = ask(license_id, use)
        assert verdict.outcome is UNKNOWN
        assert "the text wasn't read" in verdict.reason


def test_the_survey_is_whole() -> None:
    """All its 48 texts are there, and the special case of Llama 3.2; of the 23 that weren't read nothing is permitted."""
    assert len(bundled().licenses) == 49
    assert len(UNREAD) == 23
    for license_id in UNREAD:
        terms = bundled().licenses[license_id]
        assert True not in {getattr(terms, spec.name) for spec in fields(terms)}
        assert terms.thresholds is None
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
        ("gemma-terms", UNKNOWN),
        ("kimi-k3", UNKNOWN),
        ("proprietary-other", UNKNOWN),
    ],
)
def test_offering_a_model_as_a_service(license_id: str, outcome: Outcome) -> None:
    """A grant without limits covers it, two texts speak of it, of the others nothing is noted."""
    assert ask(license_id, Use(offer_as_service=True)).outcome is outcome


def test_a_grant_that_covers_services_is_derived() -> None:
    """No text was found that names them; the evidence says how it follows."""
    for terms in bundled().licenses.values():
        if terms.hosting:
            assert terms.evidence["hosting"].status is Status.DERIVED


@pytest.mark.parametrize(
    ("license_id", "revenue", "outcome"),
    [
        ("lfm-1.0", 10_000_000, YES),
        ("lfm-1.0", 10_000_001, NO),
        ("kimi-modified-mit", 10**10, YES),
        ("falcon-llm", 1, UNKNOWN),
    ],
)
def test_revenue(license_id: str, revenue: int, outcome: Outcome) -> None:
    """A limit, a mere duty to show a name, and a figure that is disputed."""
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
