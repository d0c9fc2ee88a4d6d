"""Undecided but better: what a missing fact, or a missing price, keeps from being the first."""

from dataclasses import replace
from decimal import Decimal

from answers import answer
from factories import calibrated_records, changed, served
from llm_selection.analysis.undecided import undecided_better, unpriced_better
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.models import Limits
from llm_selection.presentation.money_in_words import undecided_in_words, unpriced_in_words
from llm_selection.recommendation import Recommendation, recommend


def hidden(*names: str, **keywords: object) -> Recommendation:
    """Answer where the windows of these offerings aren't known."""
    records = calibrated_records()
    offerings = [replace(records.offerings[OfferingId(name)], limits=Limits()) for name in names]
    return recommend("coding", registry=changed(records, offerings=offerings), **keywords)  # type: ignore[arg-type]  # any


def test_what_would_be_first_is_named_with_the_fact() -> None:
    """Without its window large can't be judged: it would cost $34,098.64 a month less than open."""
    found = undecided_better(hidden("acme/large"))
    assert found is not None
    assert (found.model, found.offering, found.count) == ("acme/large", "acme/large", 1)
    assert found.usd == Decimal("34098.64")
    assert found.keywords == ("fits_workload",)
    assert undecided_in_words(found) == (
        "acme/large at acme would come first, $34,099 a month less, if it met “room for 3,000 tokens in and 400 out”, which "
        "isn't known; an overlay can bring it."
    )


def test_how_many_more_is_counted() -> None:
    """Both large and open would stand before small."""
    found = undecided_better(hidden("acme/large", "host/open", "cloud/open"))
    assert found is not None
    assert (found.model, found.count) == ("acme/large", 2)
    assert "(1 more would stand above 1)" in undecided_in_words(found)


def test_what_wouldnt_be_first_isnt_told() -> None:
    """Small is worse than large, with its window or without; so is a dearer offering of the first itself."""
    assert undecided_better(hidden("acme/small")) is None
    assert undecided_better(answer()) is None
    records = calibrated_records()
    dear = changed(records, offerings=[served("host/extra", "acme/large", "0.1", "0.1", limits=Limits())])
    assert undecided_better(recommend("coding", registry=dear)) is None


def test_another_offering_of_a_ranked_model_may_be_the_better_one() -> None:
    """At $0.10 an error large is $81 behind open at $2,300; free elsewhere it would be the first, were that known to fit."""
    records = calibrated_records()
    some = changed(records, offerings=[served("host/extra", "acme/large", "0", "0", limits=Limits())])
    found = recommend("coding", registry=some, error_cost="0.10")
    assert found.best.model.id == "borg/open"
    assert found.why_not("acme/large").place == 2
    better = undecided_better(found)
    assert better is not None
    assert (better.model, better.offering) == ("acme/large", "host/extra")


def test_where_nothing_fits_whatever_cant_be_judged_would_be_first() -> None:
    """There is nothing to be cheaper than."""
    found = undecided_better(hidden("acme/large", "acme/small", model="acme/large,acme/small"))
    assert found is not None
    assert (found.model, found.usd, found.count) == ("acme/large", None, 2)
    assert "would come first, if it met " in undecided_in_words(found)
    assert undecided_better(answer(min_context_tokens="9M")) is None


def test_quality_alone_asks_for_a_higher_share() -> None:
    """Whatever it costs."""
    found = undecided_better(hidden("acme/large", error_cost="quality-only"))
    assert found is not None
    assert found.model == "acme/large"
    assert undecided_better(hidden("acme/small", error_cost="quality-only")) is None


def test_terms_that_nobody_read_are_told_as_such() -> None:
    """Of a requirement on a license, the fact that is missing is a reading."""
    records = calibrated_records()
    unread = replace(records.licenses["acme-terms"], text_read=False, commercial_use=None, thresholds=None)
    found = recommend("coding", registry=changed(records, licenses=[unread]), permits={"commercial": True})
    better = undecided_better(found)
    assert better is not None
    assert better.keywords == ("permits",)
    assert "which isn't known (nobody here read its terms)" in undecided_in_words(better)


def test_what_has_no_price_would_be_first_below_some_bill() -> None:
    """Open costs $70,441.78, large's errors are $34,043.14: below $36,398.64 it would come first."""
    records = calibrated_records()
    free = replace(records.offerings[OfferingId("acme/large")], pricing=None)
    small = replace(records.offerings[OfferingId("acme/small")], pricing=None)
    some = changed(records, offerings=[free, small])
    found = recommend("coding", registry=some, unknowns="include")
    unpriced = unpriced_better(found)
    assert unpriced is not None
    assert (unpriced.model, unpriced.offering) == ("acme/large", "acme/large")
    assert unpriced.below.quantize(Decimal(1)) == 36399
    assert (
        unpriced_in_words(unpriced)
        == "acme/large at acme has no known price; below $36,399 a month it would come first."
    )
    assert unpriced_better(recommend("coding", registry=some, unknowns="include", error_cost="quality-only")) is None
    # What it gets wrong alone costs more than large does with its bill.
    dear = changed(records, offerings=[small])
    assert unpriced_better(recommend("coding", registry=dear, unknowns="include", error_cost="100")) is None
    assert unpriced_better(recommend("coding", registry=some, unknowns="include", error_cost="0.001")) is not None
    assert (
        unpriced_better(recommend("coding", registry=changed(records, offerings=[small]), unknowns="include")) is None
    )
    assert unpriced_better(answer()) is None
    assert unpriced_better(answer(min_context_tokens="9M")) is None
