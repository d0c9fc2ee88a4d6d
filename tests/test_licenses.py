"""Licenses: what a use needs, and which clause decides."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import terms
from llm_selection.errors import InvalidInputError
from llm_selection.licenses import LicenseTerms, Measure, Threshold, Use, permits
from llm_selection.verdicts import Outcome
from strategies import LICENSES, USES

USERS = Threshold(measure=Measure.MONTHLY_USERS, limit=700, clause="over 700 users ask for a license")
BETTER = [Outcome.FAILS, Outcome.UNKNOWN, Outcome.MEETS]


def _with(permission: str, *, answer: bool | None) -> LicenseTerms:
    """Make terms that allow everything but for one permission."""
    return replace(terms(), **{permission: answer})  # type: ignore[arg-type]  # the name is one of the permissions


@given(LICENSES, USES, st.integers(0, 1200), st.integers(0, 300))
def test_growing_never_helps(license: LicenseTerms, use: Use, size: int, more: int) -> None:  # noqa: A002 - the noun
    """More users, or more revenue, never turn a no into a yes, nor an unknown into one."""
    for measure in ("monthly_users", "annual_revenue_usd"):
        before, after = (
            permits(license, replace(use, **{measure: count})).outcome  # type: ignore[arg-type]  # both are counts
            for count in (size, size + more)
        )
        assert BETTER.index(after) <= BETTER.index(before)


@given(LICENSES, USES)
def test_asking_for_more_never_helps(license: LicenseTerms, use: Use) -> None:  # noqa: A002 - as above
    """Whoever also redistributes, tunes and trains on outputs isn't allowed more."""
    more = replace(use, commercial=True, redistribute=True, fine_tune=True, train_on_outputs=True)
    assert BETTER.index(permits(license, more).outcome) <= BETTER.index(permits(license, use).outcome)


@given(USES)
def test_an_unread_text_allows_nothing(use: Use) -> None:
    """Whatever the use, what an unread license says of it is unknown."""
    unread = LicenseTerms(id="x", name="X", expression="LicenseRef-x", text_read=False, evidence=terms().evidence)
    assert permits(unread, use).outcome is Outcome.UNKNOWN


def test_what_is_allowed() -> None:
    """A permissive license allows everything and says so."""
    verdict = permits(terms(), Use(redistribute=True, fine_tune=True, train_on_outputs=True, monthly_users=10**9))
    assert (verdict.outcome, verdict.reason) == (Outcome.MEETS, "allowed by Freeware")


@pytest.mark.parametrize(
    ("field", "use", "what"),
    [
        ("commercial_use", Use(), "commercial use"),
        ("redistribution", Use(redistribute=True), "redistribution"),
        ("fine_tuning", Use(fine_tune=True), "fine-tuning"),
        ("outputs_may_train", Use(train_on_outputs=True), "training on outputs"),
    ],
)
def test_each_permission_decides(field: str, use: Use, what: str) -> None:
    """A permission withheld fails, one not known is unknown; both are named, and neither counts unless asked."""
    no = permits(_with(field, answer=False), use)
    assert (no.outcome, no.reason) == (Outcome.FAILS, f"Freeware: {what} isn't allowed")
    unknown = permits(_with(field, answer=None), use)
    assert (unknown.outcome, unknown.reason) == (Outcome.UNKNOWN, f"Freeware: {what} isn't known to be allowed")
    assert permits(_with(field, answer=False), Use(commercial=field != "commercial_use")).outcome is Outcome.MEETS


def test_a_threshold_binds_above_its_limit() -> None:
    """At the limit the use is allowed; one user more needs another license."""
    capped = terms(thresholds=(USERS,))
    assert permits(capped, Use(monthly_users=700)).outcome is Outcome.MEETS
    over = permits(capped, Use(monthly_users=701))
    assert (over.outcome, over.reason) == (Outcome.FAILS, "Freeware: over 700 users ask for a license")


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


@pytest.mark.parametrize("region", ["Germany", "E", "E1", ""])
def test_a_region_is_a_code_of_two_letters(region: str) -> None:
    """Anything else would be allowed silently, so it is refused."""
    with pytest.raises(InvalidInputError, match="regions are two-letter codes such as US, EU, UK or DE; got"):
        Use(regions=frozenset({"US", region}))


def test_a_no_outweighs_an_unknown() -> None:
    """One clause that forbids decides, and only such clauses are named."""
    verdict = permits(terms(fine_tuning=False, redistribution=None), Use(fine_tune=True, redistribute=True))
    assert (verdict.outcome, verdict.reason) == (Outcome.FAILS, "Freeware: fine-tuning isn't allowed")


def test_bad_uses_and_thresholds_are_refused() -> None:
    """Sizes are whole numbers, regions a frozen set, a limit at least 1."""
    with pytest.raises(InvalidInputError, match="monthly_users"):
        Use(monthly_users=-1)
    with pytest.raises(InvalidInputError, match="annual_revenue_usd"):
        Use(annual_revenue_usd=-1)
    with pytest.raises(InvalidInputError, match="regions must be a frozenset"):
        Use(regions={"EU"})  # type: ignore[arg-type]  # that is the point
    with pytest.raises(InvalidInputError, match="limit"):
        Threshold(measure=Measure.MONTHLY_USERS, limit=0, clause="none")
