"""Licenses: what a use needs, and which clause decides."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import evidence, seen, terms
from llm_selection.domain.licenses import LicenseTerms, Measure, Threshold, Use, permits
from llm_selection.domain.verdicts import Outcome
from llm_selection.errors import InvalidInputError
from strategies import LICENSES, REGIONS, USES

USERS = Threshold(measure=Measure.MONTHLY_USERS, limit=700, clause="over 700 users ask for a license")
BETTER = [Outcome.FAILS, Outcome.UNKNOWN, Outcome.MEETS]


def _with(permission: str, *, answer: bool | None) -> LicenseTerms:
    """Make terms that allow everything but for one permission."""
    return replace(terms(), **{permission: answer})  # type: ignore[arg-type]  # the name is one of the permissions


@given(LICENSES, USES, st.integers(0, 1200), st.integers(0, 300))
def test_growing_never_helps(license: LicenseTerms, use: Use, size: int, more: int) -> None:
    """More users, or more revenue, never turn a no into a yes, nor an unknown into one."""
    for measure in ("monthly_users", "annual_revenue_usd"):
        before, after = (
            permits(license, replace(use, **{measure: count})).outcome  # type: ignore[arg-type]  # both are counts
            for count in (size, size + more)
        )
        assert BETTER.index(after) <= BETTER.index(before)


ASKED = ["commercial", "redistribute", "fine_tune", "train_on_outputs", "offer_as_service"]


@given(LICENSES, USES, st.sets(st.sampled_from(ASKED)))
def test_asking_for_more_never_helps(license: LicenseTerms, use: Use, more: set[str]) -> None:
    """Whoever also redistributes, tunes, trains on outputs or offers a service isn't allowed more."""
    asking = replace(use, **dict.fromkeys(more, True))  # type: ignore[arg-type]  # all of them are yes or no
    assert BETTER.index(permits(license, asking).outcome) <= BETTER.index(permits(license, use).outcome)


@given(LICENSES, USES, st.frozensets(st.sampled_from(REGIONS)))
def test_another_region_never_helps(license: LicenseTerms, use: Use, more: frozenset[str]) -> None:
    """Being in one more place never turns a no into a yes, nor an unknown into one."""
    wider = replace(use, regions=use.regions | more)
    assert BETTER.index(permits(license, wider).outcome) <= BETTER.index(permits(license, use).outcome)


@given(LICENSES, USES)
def test_an_unread_text_never_says_yes(license: LicenseTerms, use: Use) -> None:
    """Whatever its record holds, and whatever the use."""
    assert permits(replace(license, text_read=False), use).outcome is not Outcome.MEETS


@given(USES)
def test_of_an_unread_text_everything_is_unknown(use: Use) -> None:
    """Unless something it forbids is quoted."""
    unread = LicenseTerms(id="x", name="X", expression="LicenseRef-x", text_read=False, evidence=terms().evidence)
    assert permits(unread, use).outcome is Outcome.UNKNOWN


@given(LICENSES, USES)
def test_every_answer_says_who_says_so(license: LicenseTerms, use: Use) -> None:
    """The evidence is that of the terms."""
    found = permits(license, use).evidence
    assert found
    assert set(found) <= {license.evidence.record, *license.evidence.fields.values()}


def test_what_is_allowed() -> None:
    """A permissive license allows everything and says so."""
    use = Use(redistribute=True, fine_tune=True, train_on_outputs=True, offer_as_service=True, monthly_users=10**9)
    verdict = permits(terms(), use)
    assert (verdict.outcome, verdict.reason) == (Outcome.MEETS, "allowed by Freeware")


@pytest.mark.parametrize(
    ("field", "use", "what"),
    [
        ("commercial_use", Use(), "commercial use"),
        ("redistribution", Use(redistribute=True), "redistribution"),
        ("fine_tuning", Use(fine_tune=True), "fine-tuning"),
        ("outputs_may_train", Use(train_on_outputs=True), "training on outputs"),
        ("hosting", Use(offer_as_service=True), "offering it as a service"),
    ],
)
def test_each_permission_decides(field: str, use: Use, what: str) -> None:
    """A permission withheld fails, one not known is unknown; both are named, and neither counts unless asked."""
    no = permits(_with(field, answer=False), use)
    assert (no.outcome, no.reason) == (Outcome.FAILS, f"Freeware: {what} isn't allowed")
    unknown = permits(_with(field, answer=None), use)
    assert (unknown.outcome, unknown.reason) == (Outcome.UNKNOWN, f"Freeware: {what} isn't known to be allowed")
    without = replace(_with(field, answer=False), noncommercial_use=True)
    assert permits(without, Use(commercial=field != "commercial_use")).outcome is Outcome.MEETS


@pytest.mark.parametrize(
    ("business", "outside", "inside_is", "outside_is"),
    [
        (True, None, Outcome.MEETS, Outcome.MEETS),
        (True, False, Outcome.MEETS, Outcome.MEETS),
        (False, True, Outcome.FAILS, Outcome.MEETS),
        (False, None, Outcome.FAILS, Outcome.UNKNOWN),
        (None, True, Outcome.UNKNOWN, Outcome.MEETS),
        (None, False, Outcome.FAILS, Outcome.FAILS),
    ],
)
def test_use_in_a_business_and_outside_it(
    *, business: bool | None, outside: bool | None, inside_is: Outcome, outside_is: Outcome
) -> None:
    """What a business may do others may; what a business mayn't do others needn't be allowed, for research alone may be."""
    limited = terms(commercial_use=business, noncommercial_use=outside)
    assert permits(limited, Use()).outcome is inside_is
    assert permits(limited, Use(commercial=False)).outcome is outside_is


def test_research_only_is_quoted() -> None:
    """Whether a use is research isn't for us to judge."""
    verdict = permits(terms(commercial_use=False, conditions="research only"), Use(commercial=False, fine_tune=True))
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.reason == "Freeware: use outside a business isn't known to be allowed (research only)"


def test_a_service_outside_a_business_is_not_ruled_out() -> None:
    """Texts hold businesses back from services; of others they say nothing."""
    held = terms(hosting=False, conditions="offering it to others needs an agreement")
    assert permits(held, Use(offer_as_service=True)).outcome is Outcome.FAILS
    other = permits(held, Use(commercial=False, offer_as_service=True))
    assert other.outcome is Outcome.UNKNOWN
    assert other.reason == (
        "Freeware: offering it as a service isn't known to be allowed (offering it to others needs an agreement)"
    )
    assert permits(terms(), Use(commercial=False, offer_as_service=True)).outcome is Outcome.MEETS


def test_the_clause_is_quoted_once() -> None:
    """In the words of the record, those on outputs for outputs; what is allowed quotes nothing."""
    strict = terms(
        commercial_use=False, hosting=False, outputs_may_train=False, conditions="ask first", output_terms="no rivals"
    )
    assert permits(strict, Use(offer_as_service=True, train_on_outputs=True)).reason == (
        "Freeware: commercial use isn't allowed (ask first); training on outputs isn't allowed (no rivals); "
        "offering it as a service isn't allowed"
    )
    assert permits(terms(hosting=None, conditions="ask first"), Use(offer_as_service=True)).reason == (
        "Freeware: offering it as a service isn't known to be allowed"
    )


def test_what_others_quote_as_forbidden_is_a_no() -> None:
    """It says that it is a quotation; everything else of an unread text stays unknown."""
    quoted = terms(text_read=False, commercial_use=None, outputs_may_train=False, output_terms="no rivals")
    assert permits(quoted, Use()).outcome is Outcome.UNKNOWN
    no = permits(quoted, Use(train_on_outputs=True))
    assert no.outcome is Outcome.FAILS
    assert no.reason == ("Freeware: training on outputs isn't allowed (no rivals); the text itself wasn't read")


def test_the_evidence_is_that_of_the_clause_that_decides() -> None:
    """A clause with evidence of its own names it; a yes rests on every clause that was asked."""
    own = seen(url="https://example.org/clause")
    said = terms(evidence=evidence(hosting=own, thresholds=seen(note="read twice")))
    assert permits(replace(said, hosting=False), Use(offer_as_service=True)).evidence == (own,)
    assert permits(said, Use(offer_as_service=True)).evidence == (seen(), own)
    assert permits(replace(said, thresholds=None), Use(monthly_users=1)).evidence == (seen(note="read twice"),)


def test_a_threshold_binds_above_its_limit() -> None:
    """At the limit the use is allowed; one user more needs another license."""
    capped = terms(thresholds=(USERS,))
    assert permits(capped, Use(monthly_users=700)).outcome is Outcome.MEETS
    over = permits(capped, Use(monthly_users=701))
    assert (over.outcome, over.reason) == (Outcome.FAILS, "Freeware: over 700 users ask for a license")


def test_a_threshold_of_services_binds_no_other_use() -> None:
    """A large company may use the model inside, and not sell it as an API."""
    capped = terms(thresholds=(replace(USERS, services_only=True),))
    assert permits(capped, Use(monthly_users=701)).outcome is Outcome.MEETS
    assert permits(capped, Use(monthly_users=700, offer_as_service=True)).outcome is Outcome.MEETS
    assert permits(capped, Use(monthly_users=701, offer_as_service=True)).outcome is Outcome.FAILS


def test_a_threshold_counts_only_what_it_measures() -> None:
    """Revenue isn't users, and a size that isn't stated isn't judged."""
    capped = terms(thresholds=(USERS,))
    assert permits(capped, Use(annual_revenue_usd=10**12)).outcome is Outcome.MEETS
    assert permits(capped, Use()).outcome is Outcome.MEETS


def test_unknown_thresholds_leave_sizes_unknown() -> None:
    """No list of thresholds isn't an empty one."""
    verdict = permits(terms(thresholds=None), Use(monthly_users=1, annual_revenue_usd=1))
    assert verdict.outcome is Outcome.UNKNOWN
    assert verdict.reason == (
        "Freeware: no threshold of monthly-active-users is known; no threshold of annual-revenue-usd is known"
    )


def test_regions() -> None:
    """Excluded regions fail and are named; unknown ones are unknown."""
    european = terms(excluded_regions=frozenset({"EU", "UK"}))
    no = permits(european, Use(regions=frozenset({"UK", "EU", "US"})))
    assert (no.outcome, no.reason) == (Outcome.FAILS, "Freeware: no grant in EU, UK")
    assert permits(european, Use(regions=frozenset({"US"}))).outcome is Outcome.MEETS
    unknown = permits(terms(excluded_regions=None), Use(regions=frozenset({"US"})))
    assert (unknown.outcome, unknown.reason) == (Outcome.UNKNOWN, "Freeware: regions aren't known")


@pytest.mark.parametrize(
    ("given_regions", "regions"),
    [
        ({"us"}, {"US"}),
        ({"de"}, {"DE", "EU"}),
        ({"EL", "US"}, {"EL", "EU", "US"}),
        ({"gb"}, {"GB", "UK"}),
        ({"UK"}, {"UK"}),
        ({"CH", "NO"}, {"CH", "NO"}),
        (set(), set()),
    ],
)
def test_a_country_belongs_to_its_region(given_regions: set[str], regions: set[str]) -> None:
    """In any case of letters, a member state is in the European Union, and Great Britain is the United Kingdom."""
    assert Use(regions=frozenset(given_regions)).regions == regions


def test_a_license_without_a_grant_in_the_union_has_none_in_its_members() -> None:
    """Being based in Germany is being based in the European Union."""
    verdict = permits(terms(excluded_regions=frozenset({"EU"})), Use(regions=frozenset({"DE"})))
    assert (verdict.outcome, verdict.reason) == (Outcome.FAILS, "Freeware: no grant in EU")


@pytest.mark.parametrize(("written", "asked"), [("GB", "UK"), ("uk", "GB"), ("EL", "GR"), ("gr", "EL"), ("GB", "gb")])
def test_a_country_may_have_two_codes(written: str, asked: str) -> None:
    """Whichever of them a license and a use are written with."""
    verdict = permits(terms(excluded_regions=frozenset({written})), Use(regions=frozenset({asked})))
    assert (verdict.outcome, verdict.reason) == (Outcome.FAILS, f"Freeware: no grant in {written.upper()}")


@pytest.mark.parametrize("region", ["Germany", "E", "E1", "", "ÄÖ", "ZZ", "EN"])
def test_a_region_is_a_code_of_a_country(region: str) -> None:
    """Anything else would be allowed silently, so it is refused, of a use as of a license."""
    with pytest.raises(InvalidInputError, match="regions are two-letter codes such as US, EU, UK or DE; got"):
        Use(regions=frozenset({"US", region}))
    with pytest.raises(InvalidInputError, match="excluded_regions are two-letter codes"):
        terms(excluded_regions=frozenset({"US", region}))


def test_a_no_outweighs_an_unknown() -> None:
    """One clause that forbids decides, and only such clauses are named."""
    verdict = permits(terms(fine_tuning=False, redistribution=None), Use(fine_tune=True, redistribute=True))
    assert (verdict.outcome, verdict.reason) == (Outcome.FAILS, "Freeware: fine-tuning isn't allowed")


@pytest.mark.parametrize("name", ["commercial", "redistribute", "fine_tune", "train_on_outputs", "offer_as_service"])
@pytest.mark.parametrize("value", ["no", None, 0, 1])
def test_what_a_use_does_is_yes_or_no(name: str, value: object) -> None:
    """A word such as "no" would count as yes."""
    with pytest.raises(InvalidInputError, match=f"{name} must be true or false, got {value!r}"):
        Use(**{name: value})  # type: ignore[arg-type]  # the point


def test_permits_takes_terms_and_a_use() -> None:
    """Unknown terms are for the caller to tell apart."""
    wrong: Any
    for wrong in ((None, Use()), (terms(), None)):
        with pytest.raises(InvalidInputError, match="permits takes LicenseTerms and a Use, got"):
            permits(*wrong)


def test_any_set_of_regions_will_do() -> None:
    """It is kept as one that can't change, so that uses can be compared and hashed."""
    codes = {"de"}
    use = Use(regions=codes)
    codes.add("US")
    assert use == Use(regions=frozenset({"DE", "EU"}))
    assert hash(use) == hash(Use(regions={"DE": None}.keys()))


def test_bad_uses_and_thresholds_are_refused() -> None:
    """Sizes are whole numbers, regions a set, a limit at least 1."""
    with pytest.raises(InvalidInputError, match="monthly_users"):
        Use(monthly_users=-1)
    with pytest.raises(InvalidInputError, match="annual_revenue_usd"):
        Use(annual_revenue_usd=-1)
    for wrong in ("EU", ["EU"]):
        with pytest.raises(InvalidInputError, match="regions must be a set of regions, got"):
            Use(regions=wrong)  # type: ignore[arg-type]  # that is the point
    with pytest.raises(InvalidInputError, match="limit"):
        Threshold(measure=Measure.MONTHLY_USERS, limit=0, clause="none")
