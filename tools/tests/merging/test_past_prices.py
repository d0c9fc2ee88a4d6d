"""Prices of past days from older versions of catalogues: laws of what they fill, and what they leave alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import DAY, card, evidence, offering, period, schedule, seen
from llm_selection.domain.evidence import Agreement, Dissent, Status
from llm_selection.domain.identity import Library
from llm_selection.domain.models import Modality
from llm_selection.domain.offerings import Lifecycle, Offering, Stage
from llm_selection.domain.prices import PriceSchedule, RateCard
from registry_tools.merging.consensus import NO_LONGER_LISTED
from registry_tools.merging.memory import with_past_prices
from registry_tools.merging.offerings import past_by_offering
from registry_tools.merging.past_prices import GAP, contradicted, same_price, with_past
from registry_tools.tables import write_rows
from registry_tools.upstream.listings import Family, Listing, Rejections
from registry_tools.upstream.models_dev import read_free_days
from registry_tools.upstream.past_prices import PastPrice, seen_in
from registry_tools.upstream.pins import Pin

DAYS = [DAY - timedelta(days=each) for each in range(40, -1, -1)]
VERSIONS = DAYS[::5]
FAR_OFF = "past price left out, far off its neighbours"


def before(days: int) -> date:
    """Return a day before that of the data."""
    return DAY - timedelta(days=days)


def listing(price: str, day: date) -> Listing:
    """Make what a version lists."""
    shown = seen(source="litellm", as_of=day)
    periods = (period(card(price, "4"), effective=day),)
    return Listing(provider="acme", native_id="one", family=Family.LITELLM, evidence=shown, periods=periods)


Given = Sequence[str | None]
"""The price in each version, oldest first; ``None`` where it isn't listed."""


def table(given_prices: Given, catalogue: str = "litellm", days: Sequence[date] = VERSIONS) -> list[PastPrice]:
    """Make the table of versions with these prices."""
    versions = [
        (Pin(version=str(day), released=day), () if price is None else (listing(price, day),))
        for price, day in zip(given_prices, days, strict=True)
    ]
    return seen_in(catalogue, versions, Rejections())


def past(first: date, until: date | None, *cards: RateCard, **changes: Any) -> PastPrice:
    """Make a price that LiteLLM gave from one day until another."""
    (price,) = seen_in("litellm", [(Pin(version="1.2", released=first), (listing("1", first),))], Rejections())
    last = first if until is None else until - timedelta(days=1)
    return replace(price, **{"last": last, "until": until, "cards": cards or price.cards, **changes})


def fill(
    known: Offering,
    *prices: PastPrice,
    released: date | None = None,
    others: Sequence[Offering] = (),
    free: Sequence[tuple[date, date]] = (),
) -> tuple[Offering, Rejections]:
    """Fill in one offering, beside others."""
    rejections = Rejections()
    releases: dict[str, date] = {} if released is None else {known.model: released}
    days: dict[str, Sequence[tuple[date, date]]] = {known.id: free}
    found = with_past([known, *others], {known.id: prices}, releases, (), read=DAY, rejections=rejections, free=days)
    return found[0], rejections


def paid(found: Offering, day: date) -> str | None:
    """Return what a million tokens in cost on a day, as far as is known."""
    in_force = found.pricing.in_force(day) if isinstance(found.pricing, PriceSchedule) else None
    return str(in_force.cards[0].input) if in_force and in_force.cards else None


def priced(*periods: tuple[str, date]) -> Offering:
    """Make an offering with prices since days."""
    return offering(pricing=schedule(*(period(card(price, "4"), effective=day) for price, day in periods)))


def by_versions(known: Offering, history: Sequence[PastPrice], day: date) -> str | None:
    """Return the price of a day by the rule alone: that of the version until then, if what is known doesn't contradict it."""
    stale = [price for _, price in contradicted(known, history)]
    return next((str(price.cards[0].input) for price in history if price.holds_on(day) and price not in stale), None)


histories = st.lists(st.sampled_from([None, "1", "2", "3"]), min_size=len(VERSIONS), max_size=len(VERSIONS))
offerings = st.sets(st.sampled_from(DAYS), min_size=1, max_size=3).flatmap(
    lambda days: st.lists(st.sampled_from(["1", "2", "5"]), min_size=len(days), max_size=len(days)).map(
        lambda prices: priced(*zip(prices, sorted(days), strict=True))
    )
)


@given(known=offerings, history=histories)
def test_what_was_known_stays_and_the_rest_is_what_the_versions_say(known: Offering, history: list[str | None]) -> None:
    """On each day, whatever an old version says of a day that is known."""
    prices = table(history)
    found, _ = fill(known, *prices)
    for day in DAYS:
        assert paid(found, day) == (paid(known, day) or by_versions(known, prices, day))


@given(known=offerings, history=histories)
def test_reading_a_history_twice_changes_nothing(known: Offering, history: list[str | None]) -> None:
    """Nor does a refresh in between, which lays what the catalogues say over it."""
    once, _ = fill(known, *table(history))
    assert fill(once, *table(history))[0] == once
    refreshed = with_past_prices(once.pricing, known.pricing, until=DAY, read=DAY)
    assert fill(replace(once, pricing=refreshed), *table(history))[0] == once


@given(known=offerings, history=histories)
def test_an_older_version_changes_no_later_day(known: Offering, history: list[str | None]) -> None:
    """It tells of the days from its own on until the next, and so does each that comes in later."""
    without = table([None, *history[1:]])
    later, _ = fill(known, *without)
    both, _ = fill(later, *table(history))
    afresh, _ = fill(known, *table(history))
    for day in DAYS:
        if day >= VERSIONS[1] or paid(later, day) is not None:
            assert paid(both, day) == paid(afresh, day) == paid(later, day)
        else:
            assert paid(both, day) == paid(afresh, day)


def test_a_price_says_which_version_gave_it() -> None:
    """And a gap says that it is one."""
    found, _ = fill(priced(("3", before(5))), past(before(30), before(20)))
    assert isinstance(found.pricing, PriceSchedule)
    price, gap, known = found.pricing.periods
    assert (price.effective, gap.effective, known.effective) == (before(30), before(20), before(5))
    shown = seen(source="litellm-history", as_of=before(30), note="in version 1.2", agreement=Agreement.SINGLE)
    assert price.evidence == shown
    assert gap.evidence == seen(source="litellm-history", as_of=before(20), status=Status.DERIVED, note=GAP)
    assert gap.cards == ()


def test_a_gap_is_filled_when_a_version_is_read() -> None:
    """A version in between says what it cost."""
    known = priced(("3", before(5)))
    found, _ = fill(known, past(before(30), before(20)))
    found, _ = fill(found, past(before(30), before(20)), past(before(15), None, card("2", "4")))
    assert [paid(found, before(each)) for each in (25, 18, 10, 3)] == ["1", None, "2", "3"]


def test_catalogues_that_differ_are_told() -> None:
    """LiteLLM's word counts, genai-prices' is kept as dissent; where both agree, that is told too."""
    known = priced(("3", before(5)))
    other = past(before(30), None, card("2", "4"), catalogue="genai-prices")
    found, _ = fill(known, other, past(before(20), None))
    assert isinstance(found.pricing, PriceSchedule)
    first, second, _ = found.pricing.periods
    assert (paid(found, before(25)), paid(found, before(10))) == ("2", "1")
    assert first.evidence.agreement is Agreement.SINGLE
    assert second.evidence.agreement is Agreement.DISPUTED
    assert second.evidence.dissent == (Dissent(value="input 2, output 4", source="genai-prices-history"),)
    found, _ = fill(known, replace(other, cards=(card(),)), past(before(20), None))
    assert isinstance(found.pricing, PriceSchedule)
    # The same price goes on, whoever gives it.
    assert len(found.pricing.periods) == 2
    found, _ = fill(known, replace(other, cards=(card(),)), past(before(30), None))
    assert isinstance(found.pricing, PriceSchedule)
    assert found.pricing.periods[0].evidence.agreement is Agreement.AGREED


def test_the_key_that_is_its_own_counts_before_another_spelling() -> None:
    """Whichever stands first in the table."""
    known = replace(priced(("3", before(5))), ids={Library.LITELLM: "acme/one"})
    spelled = past(before(30), None, card("2", "4"), key="a/one")
    assert paid(fill(known, spelled, past(before(30), None, key="acme/one"))[0], before(10)) == "1"


def test_what_is_offered_without_a_price_stays_without() -> None:
    """Somebody left it out for a reason. What has ended, or was dropped, had a price until then."""
    price = past(before(30), None)
    assert fill(offering(), price)[0] == offering()
    ended = offering(lifecycle=Lifecycle(stage=Stage.RETIRED, retires=before(10)))
    dropped = offering(
        lifecycle=Lifecycle(stage=Stage.DEPRECATED),
        evidence=evidence(lifecycle=seen(as_of=before(10), note=NO_LONGER_LISTED)),
    )
    for known in (ended, dropped):
        found, _ = fill(known, price)
        assert [paid(found, before(each)) for each in (31, 30, 11, 10, 0)] == [None, "1", "1", None, None]
        assert fill(found, price)[0] == found
    announced = offering(lifecycle=Lifecycle(retires=DAY + timedelta(days=9)))
    assert fill(announced, price)[0] == announced


def test_no_price_after_the_end() -> None:
    """Whatever a list kept of it, before a price that is known of another model by its id."""
    known = replace(priced(("3", before(5))), lifecycle=Lifecycle(retires=before(20)))
    found, _ = fill(known, past(before(30), None))
    assert [paid(found, before(each)) for each in (25, 20, 10, 5)] == ["1", None, None, "3"]


def test_what_an_id_cost_before_the_release_is_another_models_price() -> None:
    """It counts from the release on if a version since then gives it too; a moving alias had other models."""
    known, released = priced(("3", before(5))), before(20)
    same = past(before(30), before(8), card("3", "4"))
    found, _ = fill(known, same, released=released)
    assert [paid(found, before(each)) for each in (21, 20, 9, 8)] == [None, "3", "3", None]
    assert fill(known, replace(same, last=before(25)), released=released)[0] == known
    found, _ = fill(replace(known, moving=True), past(before(30), before(8)), released=released)
    assert paid(found, before(30)) == "1"


def test_what_a_list_guessed_of_a_new_model_stays_out() -> None:
    """Where the price that it began with was known within weeks; later it may have been another, as under a moving alias."""
    price = past(before(30), before(8))
    known = priced(("3", before(5)))
    found, rejections = fill(known, price, released=before(32))
    assert found == known
    assert rejections[FAR_OFF] == 1
    assert paid(fill(known, price, released=before(60))[0], before(20)) == "1"
    assert paid(fill(replace(known, moving=True), price, released=before(32))[0], before(20)) == "1"


def test_a_price_on_a_day_that_was_free_elsewhere_stays_out() -> None:
    """Another catalogue printed zero on a day on which it was read: a trial, which has no price."""
    known, price = priced(("3", before(5))), past(before(30), before(8))
    assert fill(known, price, free=[(before(35), before(20))])[0] == known
    assert paid(fill(known, price, free=[(before(35), before(30))])[0], before(20)) == "1"


def test_free_days_are_read_from_the_history(tmp_path: Path) -> None:
    """Those on which input and output were zero, until either changed; others' providers aren't read."""
    path = tmp_path / "history.csv"
    rows = [
        ("acme", "One", "input", "0", "2026-01-03T10:00:00Z", "a"),
        ("acme", "One", "output", "0", "2026-01-03T10:00:00Z", "a"),
        ("acme", "One", "input", "1", "2026-02-05T10:00:00Z", "b"),
        ("acme", "One", "input", "0", "2026-03-07T10:00:00Z", "c"),
        ("acme", "two", "input", "0", "2026-01-03T10:00:00Z", "a"),
        ("else", "One", "input", "0", "2026-01-03T10:00:00Z", "a"),
    ]
    write_rows(path, "provider model field value valid_from commit", rows)
    free = [(date(2026, 1, 3), date(2026, 2, 5)), (date(2026, 3, 7), date.max)]
    assert read_free_days(path, {"acme": "ours"}) == {("ours", "One"): free}


def test_genai_prices_is_not_believed_where_no_price_was_ever_known() -> None:
    """Its older tables carry ids from elsewhere."""
    ended = offering(lifecycle=Lifecycle(retires=before(10)))
    assert fill(ended, past(before(30), None, catalogue="genai-prices"))[0] == ended


def test_an_offering_that_makes_images_takes_no_past_price() -> None:
    """Old lists gave the price of images as that of the output."""
    known = replace(priced(("3", before(5))), output=frozenset({Modality.TEXT, Modality.IMAGE}))
    assert fill(known, past(before(30), None))[0] == known


@pytest.mark.parametrize(
    "wrong", [card("0.003", "0.004"), card("3", "4000"), card("4", "3")], ids=["a thousandth", "a thousand", "swapped"]
)
def test_a_misprint_stays_out(wrong: RateCard) -> None:
    """By the price that follows; it is counted, and the days stay unknown at every refresh."""
    known = priced(("3", before(5)))
    found, rejections = fill(known, past(before(30), None, wrong))
    assert found == known
    assert rejections[FAR_OFF] == 1
    # A price in the same shape later bears it out.
    swapped = offering(pricing=schedule(period(card("4", "3"), effective=before(5))))
    assert paid(fill(swapped, past(before(30), None, card("4", "3")))[0], before(10)) == "4"


def test_a_price_far_off_what_the_model_cost_elsewhere_stays_out() -> None:
    """As an import would leave it out of the prices of today."""
    others = [
        offering(f"{each}/one", pricing=schedule(period(card("3", "4"), effective=before(40)))) for each in "bcde"
    ]
    ended = offering(lifecycle=Lifecycle(retires=before(10)))
    found, rejections = fill(ended, past(before(30), None, card("0.5", "0.6")), others=others)
    assert found == ended
    assert rejections[FAR_OFF] == 1
    found, _ = fill(ended, past(before(30), None, card("2", "4")), others=others)
    assert paid(found, before(20)) == "2"


def test_a_list_that_was_behind_is_believed_of_no_day() -> None:
    """It gave a price on a day of which another is known; one that changed between two versions is none such."""
    known = priced(("3", before(15)), ("2", before(5)))
    stale, changed = past(before(30), before(14)), past(before(30), before(10), last=before(16))
    assert isinstance(known.pricing, PriceSchedule)
    assert contradicted(known, [stale, changed]) == [(known.pricing.periods[0], stale)]
    assert contradicted(offering(), [stale]) == []
    found, rejections = fill(known, stale)
    assert found == known
    assert rejections["past price left out, another is known of its days"] == 1
    assert paid(fill(known, changed)[0], before(20)) == "1"
    # Another catalogue's word counts then.
    other = past(before(30), before(10), card("2.9", "4"), last=before(16), catalogue="genai-prices")
    assert paid(fill(known, stale, other)[0], before(20)) == "2.9"


def test_the_same_price_but_for_rounding() -> None:
    """Is the same; one that depends on the hour is like no other."""
    assert same_price([card("2", "4")], [card("2.001", "4")])
    assert not same_price([card("2", "4")], [card("2.1", "4")])
    assert not same_price([], [card()])


def test_prices_join_to_offerings_by_any_spelling() -> None:
    """Of Bedrock's version endings; an id that is no offering joins to none."""
    known = offering("amazon-bedrock/acme.one-v1:0")
    price = past(before(30), None, provider="amazon-bedrock", native_id="acme.One")
    assert past_by_offering([price, past(before(30), None)], [known]) == {known.id: [price]}


def test_a_price_from_older_versions_is_forgotten_by_no_refresh() -> None:
    """Though the table lacks it later."""
    found, _ = fill(priced(("3", before(5))), past(before(30), None))
    refreshed = with_past_prices(found.pricing, schedule(period(card("3", "4"), effective=DAY)), until=DAY, read=DAY)
    assert refreshed == found.pricing
