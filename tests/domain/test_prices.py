"""Prices: schedules by day, cards without doubles, exact compact rates."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from factories import card, period, schedule
from llm_selection.domain.prices import (
    Mode,
    PriceSchedule,
    RateCard,
    RateRow,
    Rates,
    TimeWindow,
    compact,
    parse_mode,
    rates_on,
)
from llm_selection.errors import InvalidInputError
from strategies import DAYS, SCHEDULES

NIGHT = TimeWindow(start_minute=990, end_minute=30)


@given(SCHEDULES, DAYS)
def test_the_period_in_force_is_the_newest_begun(prices: PriceSchedule, day: date) -> None:
    """Of all periods begun by that day, it is the one that began last; before the first there is none."""
    begun = [one for one in prices.periods if one.effective <= day]
    assert prices.in_force(day) == (max(begun, key=lambda one: one.effective) if begun else None)


def test_a_future_price_is_not_in_force() -> None:
    """The day before a price changes, the old one holds; on the day, the new one."""
    prices = schedule(period(card("1")), period(card("2"), effective=date(2026, 6, 1)))
    assert prices.in_force(date(2025, 12, 31)) is None
    assert prices.in_force(date(2026, 5, 31)) == prices.periods[0]
    assert prices.in_force(date(2026, 6, 1)) == prices.periods[1]
    assert rates_on(compact(prices), date(2025, 12, 31)) == ()


def test_compact_rates_are_of_every_mode() -> None:
    """Each row says which."""
    prices = schedule(period(card("1"), card("2", mode=Mode.BATCH)))
    assert [[row.mode for row in rates.rows] for rates in compact(prices)] == [["standard", "batch"]]


def test_an_unknown_mode_is_refused() -> None:
    """With those there are."""
    assert parse_mode("flex") is Mode.FLEX
    with pytest.raises(InvalidInputError, match="mode must be of standard, batch, flex, priority, fast; got 3"):
        parse_mode(3)


def test_withdrawn_prices_leave_no_rates() -> None:
    """A period without cards ends what was in force."""
    prices = schedule(period(card("1")), period(effective=date(2026, 6, 1)))
    assert rates_on(compact(prices), date(2026, 6, 1)) == ()


def test_compact_rates_worked_by_hand() -> None:
    """$1.25 a million is 1,250,000 picodollars a token; an unknown rate stays unknown, a rate of 0 stays 0."""
    prices = schedule(period(card("1.25", "0", mode=Mode.BATCH, above_prompt_tokens=10, windows=(NIGHT,))))
    row = RateRow(
        mode="batch",
        above_prompt_tokens=10,
        windowed=True,
        input=1_250_000,
        output=0,
        cache_read=None,
        cache_write_5m=None,
        cache_write_1h=None,
        input_audio=None,
    )
    assert compact(prices) == (Rates("2026-01-01", (row,)),)


@pytest.mark.parametrize("periods", [(), (period(), period()), (period(effective=date(2026, 2, 1)), period())])
def test_periods_rise(periods: tuple[object, ...]) -> None:
    """A schedule has at least one period, in rising order, no two on one day."""
    with pytest.raises(InvalidInputError, match="in rising order"):
        PriceSchedule(periods=periods)  # type: ignore[arg-type]  # periods indeed


def test_no_two_cards_for_the_same_thing() -> None:
    """Mode, tier and hours tell cards apart."""
    with pytest.raises(InvalidInputError, match="two rate cards for the same mode, tier and hours from 2026-01-01"):
        period(card("1"), card("2"))
    different = (card(), card(mode=Mode.BATCH), card(above_prompt_tokens=1), card(windows=(NIGHT,)))
    assert period(*different).cards == different


@pytest.mark.parametrize("name", ["input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "input_audio"])
def test_a_card_checks_its_rates(name: str) -> None:
    """Each rate is a price or unknown."""
    assert getattr(RateCard(**{name: Decimal("0.1")}), name) == Decimal("0.1")  # type: ignore[arg-type]  # a rate
    with pytest.raises(InvalidInputError, match=name):
        RateCard(**{name: Decimal(-1)})  # type: ignore[arg-type]  # as above


def test_a_card_checks_its_tier() -> None:
    """A tier starts above a whole number of tokens."""
    with pytest.raises(InvalidInputError, match="above_prompt_tokens"):
        card(above_prompt_tokens=-1)


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (0, 0), (1440, 5), (0, 1441)])
def test_windows_lie_within_a_day(start: int, end: int) -> None:
    """Minutes run from 0 to 1440."""
    with pytest.raises(InvalidInputError, match=r"start_minute|end_minute|within one day"):
        TimeWindow(start_minute=start, end_minute=end)


def test_windows_last_a_while() -> None:
    """A window that ends at the minute it starts could mean never or always, so it is refused."""
    with pytest.raises(InvalidInputError, match="empty, or always"):
        TimeWindow(start_minute=60, end_minute=60)


def test_weekdays_are_seven() -> None:
    """Monday is 0, Sunday 6."""
    assert TimeWindow(start_minute=0, end_minute=1440, weekdays=frozenset(range(7))).end_minute == 1440
    with pytest.raises(InvalidInputError, match=r"weekdays are 0 \(Monday\) to 6, got \[7\]"):
        TimeWindow(start_minute=0, end_minute=1440, weekdays=frozenset({7}))
