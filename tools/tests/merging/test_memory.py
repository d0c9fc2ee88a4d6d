"""What was known stays: laws of prices through a refresh, and what becomes of offerings that nobody lists any more."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import DAY, card, evidence, offering, period, schedule, seen
from llm_selection.domain.evidence import EvidenceByField, Status
from llm_selection.domain.identity import Library
from llm_selection.domain.models import Capabilities, Limits, Modality
from llm_selection.domain.offerings import Lifecycle, Offering, Stage, stage_on
from llm_selection.domain.prices import PriceSchedule
from registry_tools.merging.memory import GONE, remembered, with_past_prices

READ = DAY + timedelta(days=6)
UNTIL = DAY
DAYS = [DAY + timedelta(days=each) for each in range(-40, 10)]


@st.composite
def schedules(draw: st.DrawFn, last: date = READ) -> PriceSchedule:
    """Draw a schedule of few prices, so that two of them often agree; nobody foresees beyond *last*."""
    days = sorted(draw(st.sets(st.sampled_from([day for day in DAYS if day <= last]), min_size=1, max_size=4)))
    return schedule(*(period(card(draw(st.sampled_from(["1", "2", "3"])), "4"), effective=day) for day in days))


def paid(prices: PriceSchedule | None, day: date) -> Decimal | None:
    """Return what a million tokens in cost on a day."""
    found = None if prices is None else prices.in_force(day)
    return found.cards[0].input if found and found.cards else None


@given(old=schedules(UNTIL), new=schedules())
def test_no_answer_about_a_past_day_changes(old: PriceSchedule, new: PriceSchedule) -> None:
    """What was known of a day is known of it still; where nothing was, what is known now counts."""
    found = with_past_prices(old, new, until=UNTIL, read=READ)
    assert isinstance(found, PriceSchedule)
    for day in DAYS:
        if day <= UNTIL and paid(old, day) is not None:
            assert paid(found, day) == paid(old, day)
        elif day < old.periods[0].effective:
            assert paid(found, day) == paid(new, day)


@given(old=schedules(UNTIL), new=schedules())
def test_from_the_day_of_reading_on_the_catalogue_counts(old: PriceSchedule, new: PriceSchedule) -> None:
    """As it says itself."""
    found = with_past_prices(old, new, until=UNTIL, read=READ)
    assert isinstance(found, PriceSchedule)
    assert paid(found, READ) == paid(new, READ)


@given(old=schedules(UNTIL), new=schedules())
def test_a_second_refresh_changes_nothing(old: PriceSchedule, new: PriceSchedule) -> None:
    """Read again on that day, the same catalogue leaves the same prices."""
    once = with_past_prices(old, new, until=UNTIL, read=READ)
    assert with_past_prices(once, new, until=READ, read=READ) == once


@given(prices=schedules(UNTIL), shift=st.integers(0, 6))
def test_another_day_for_the_same_price_changes_nothing(prices: PriceSchedule, shift: int) -> None:
    """Whatever day a source gives a price that is in force, it began when it began."""
    last = prices.periods[-1]
    dated = schedule(replace(last, effective=UNTIL + timedelta(days=shift)))
    assert with_past_prices(prices, dated, until=UNTIL, read=READ) == prices


@given(old=schedules(UNTIL), first=schedules(), second=schedules())
def test_of_the_day_itself_the_newest_reading_counts(
    old: PriceSchedule, first: PriceSchedule, second: PriceSchedule
) -> None:
    """Read again on the same day, other catalogues count as if they had been the first ones read."""
    once = with_past_prices(old, first, until=UNTIL, read=READ)
    again = with_past_prices(once, second, until=READ, read=READ)
    assert isinstance(again, PriceSchedule)
    assert paid(again, READ) == paid(second, READ)
    assert all(each.effective <= READ for each in again.periods)


def test_a_price_that_nobody_gives_any_more_is_withdrawn() -> None:
    """From the day of reading on; before it stays."""
    found = with_past_prices(schedule(period(card("1", "4"), effective=DAY)), None, until=UNTIL, read=READ)
    assert isinstance(found, PriceSchedule)
    assert [each.effective for each in found.periods] == [DAY, READ]
    assert found.periods[-1].cards == ()
    assert found.periods[-1].evidence.note == "no catalogue gives a price any more"
    assert with_past_prices(found, None, until=READ, read=READ) == found
    assert with_past_prices(None, None, until=UNTIL, read=READ) is None
    only_later = schedule(period(card("1", "4"), effective=READ))
    assert with_past_prices(only_later, None, until=UNTIL, read=READ) == only_later
    assert with_past_prices(only_later, only_later, until=UNTIL, read=READ) == only_later


def keep(before: list[Offering], now: list[Offering], *, listed: bool = False) -> dict[str, Offering]:
    """Return what is left by id."""
    found = remembered(before, now, lambda _: listed, until=UNTIL, read=READ)
    return {each.id: each for each in found}


def test_what_no_catalogue_lists_is_gone_since_it_was_read() -> None:
    """It stays, with its price for past days; an end that was known before stays as it was."""
    known = offering("acme/known", lifecycle=Lifecycle(retires=DAY))
    old = offering("acme/one", pricing=schedule(period(card("1", "4"))))
    found = keep([old, known], [])
    assert found["acme/known"] == known
    assert found["acme/one"].lifecycle == Lifecycle(stage=Stage.RETIRED, retires=READ)
    assert found["acme/one"].evidence.fields["lifecycle"].note == GONE
    assert found["acme/one"].pricing == old.pricing
    # Listed again, it lives.
    assert keep([found["acme/one"]], [old])["acme/one"].lifecycle == Lifecycle()


def test_what_is_listed_under_another_reading_stays_as_it_was() -> None:
    """Such as an id that now reads as another API of the same provider."""
    old = offering("acme/one")
    assert keep([old], [], listed=True) == {"acme/one": old}


def test_another_spelling_is_the_same_offering() -> None:
    """It keeps the id that it had, and what libraries call it; what a catalogue lists it as is that catalogue's."""
    called = {Library.LITELLM: "acme/One.5", Library.MODELS_DEV: "acme/One.5"}
    now = {Library.LITELLM: "acme/one-5", Library.MODELS_DEV: "acme/one-5", Library.LANGCHAIN: "acme:one-5"}
    old = offering(
        "acme/One.5", pricing=schedule(period(card("1", "4"), effective=DAY - timedelta(days=9))), ids=called
    )
    new = offering("acme/one-5", pricing=schedule(period(card("1", "4"), effective=READ)), ids=now)
    found = keep([old], [new])
    assert list(found) == ["acme/One.5"]
    assert found["acme/One.5"].ids == {**now, Library.LITELLM: "acme/One.5"}
    assert found["acme/One.5"].pricing == old.pricing


def test_ends_that_were_announced_stay() -> None:
    """With who said so, where no catalogue says anything now; another day that one says now wins."""
    said = EvidenceByField(record=seen(), fields={"lifecycle": seen(note="a page")})
    old = offering(
        "acme/one", lifecycle=Lifecycle(retires=READ + timedelta(days=30), successor="acme/two"), evidence=said
    )
    (kept,) = keep([old], [offering("acme/one")]).values()
    assert kept.lifecycle == old.lifecycle
    assert kept.evidence.fields["lifecycle"].note == "a page"
    other = offering("acme/one", lifecycle=Lifecycle(retires=READ + timedelta(days=60)))
    (kept,) = keep([old], [other]).values()
    assert kept.lifecycle.retires == READ + timedelta(days=60)
    assert kept.lifecycle.successor == "acme/two"


def test_what_nobody_speaks_of_any_more_stays_as_it_was_last_said() -> None:
    """A list of prices alone takes no window away; one that says something else of it wins, whole."""
    said = EvidenceByField(
        record=seen(note="then"), fields={"limits": seen(note="a page"), "lifecycle.stage": seen(note="a list")}
    )
    old = offering(
        "acme/one",
        limits=Limits(context_tokens=8000, max_output_tokens=1000),
        input=frozenset({Modality.TEXT}),
        capabilities=Capabilities(reasoning=True, prompt_caching=False),
        lifecycle=Lifecycle(stage=Stage.PREVIEW),
        evidence=said,
    )
    priced = offering(
        "acme/one", capabilities=Capabilities(prompt_caching=True), pricing=schedule(period(card("1", "4")))
    )
    (kept,) = keep([old], [priced]).values()
    assert (kept.limits, kept.input, kept.capabilities) == (old.limits, old.input, old.capabilities)
    assert kept.lifecycle.stage is Stage.PREVIEW
    assert kept.pricing == priced.pricing
    assert [kept.evidence[name].note for name in ("limits", "input", "lifecycle.stage")] == ["a page", "then", "a list"]
    (kept,) = keep([old], [offering("acme/one", limits=Limits(context_tokens=9000))]).values()
    assert kept.limits == Limits(context_tokens=9000)


def ended(day: date, *, status: Status) -> Offering:
    """Return an offering that ended on a day, by somebody's word."""
    shown = evidence(**{"lifecycle.retires": seen(status=status, note=str(status))})
    return offering("acme/one", lifecycle=Lifecycle(retires=day), evidence=shown)


def test_a_documented_day_that_has_passed_stays() -> None:
    """With its evidence, until somebody documents another; one that is to come gives way to whoever says another."""
    documented, other = ended(DAY, status=Status.DOCUMENTED), ended(DAY - timedelta(days=9), status=Status.REPORTED)
    (kept,) = keep([documented], [other]).values()
    assert (kept.lifecycle.retires, kept.evidence["lifecycle.retires"].note) == (DAY, "documented")
    for old, new in (
        (documented, ended(DAY - timedelta(days=9), status=Status.DOCUMENTED)),
        (other, documented),
        (ended(READ + timedelta(days=9), status=Status.DOCUMENTED), other),
    ):
        (kept,) = keep([old], [new]).values()
        assert (kept.lifecycle, kept.evidence["lifecycle.retires"]) == (
            new.lifecycle,
            new.evidence["lifecycle.retires"],
        )


def test_a_day_that_stays_keeps_its_own_evidence() -> None:
    """Who says something else of its life now doesn't say that."""
    new = offering(
        "acme/one", lifecycle=Lifecycle(stage=Stage.ACTIVE), evidence=evidence(lifecycle=seen(note="called active"))
    )
    (kept,) = keep([ended(DAY, status=Status.REPORTED)], [new]).values()
    assert kept.evidence["lifecycle.retires"].note == "reported"
    assert kept.evidence["lifecycle.stage"].note == "called active"


def test_what_followed_by_the_line_is_derived_anew() -> None:
    """It isn't what anybody said."""
    derived = evidence(**{"lifecycle.successor": seen(status=Status.DERIVED)})
    old = offering("acme/one", lifecycle=Lifecycle(retires=DAY, successor="two"), evidence=derived)
    (kept,) = keep([old], [offering("acme/one", lifecycle=Lifecycle(retires=DAY))]).values()
    assert kept.lifecycle.successor is None
    assert "lifecycle.successor" not in kept.evidence.fields


@pytest.mark.parametrize("stage", [Stage.DEPRECATED, Stage.RETIRED])
def test_a_stage_that_is_new_and_has_no_day_began_when_it_was_read(stage: Stage) -> None:
    """On the days before, it is what it was; one that was known stays without a day."""
    old, new = offering("acme/one"), offering("acme/one", lifecycle=Lifecycle(stage=stage))
    (kept,) = keep([old], [new]).values()
    assert stage_on(kept.lifecycle, READ) is stage
    assert stage_on(kept.lifecycle, READ - timedelta(days=1)) is Stage.ACTIVE
    assert keep([new], [new])["acme/one"] == new


def test_an_ended_offering_keeps_its_prices() -> None:
    """A catalogue that drops the price of what it says has ended withdraws nothing."""
    old = offering("acme/one", pricing=schedule(period(card("1", "4"))))
    ended = offering("acme/one", lifecycle=Lifecycle(retires=READ))
    (kept,) = keep([old], [ended]).values()
    assert kept.pricing == old.pricing
