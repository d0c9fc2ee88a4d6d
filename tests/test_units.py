"""Units: exact money, and numbers as people write them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_selection._foundation.plain import to_plain
from llm_selection.errors import InvalidInputError
from llm_selection.units import (
    EXACT,
    PICODOLLARS_PER_DOLLAR,
    check_count,
    check_measure,
    check_price,
    check_share,
    dollars,
    parse_count,
    parse_day,
    picodollars_per_token,
    share_meant,
)
from strategies import PRICES


@given(PRICES)
def test_a_million_tokens_cost_their_price(price: Decimal) -> None:
    """Whole picodollars a token, times a million tokens, are the price again, exactly."""
    check_price("input", price)
    assert dollars(picodollars_per_token(price) * 10**6) == price


@given(st.integers())
def test_dollars_are_exact(picodollars: int) -> None:
    """However many picodollars, none is lost."""
    assert dollars(picodollars).scaleb(12, EXACT) == picodollars


@pytest.mark.parametrize(
    ("picodollars", "written"),
    [
        (0, "0.00"),
        (454_872_000_000_000, "454.872"),
        (1_500_000_000_000_000, "1500.00"),
        (-(10**10), "-0.01"),
        (1, "1E-12"),
    ],
)
def test_dollars_are_written_in_cents(picodollars: int, written: str) -> None:
    """And with what lies beyond them, without zeros at the end."""
    assert str(dollars(picodollars)) == written


def test_a_dollar_is_a_million_million_picodollars() -> None:
    """$1.25 a million tokens is 1,250,000 picodollars a token; 10**12 picodollars are a dollar."""
    assert picodollars_per_token(Decimal("1.25")) == 1_250_000
    assert dollars(PICODOLLARS_PER_DOLLAR) == 1


def test_money_ignores_the_callers_decimal_context() -> None:
    """A program that computes with three digits still gets exact money."""
    price = Decimal("1234.567891")
    with localcontext(prec=3):
        check_price("input", price)
        assert picodollars_per_token(price) == 1_234_567_891
        assert str(dollars(1_234_567_891_234_567)) == "1234.567891234567"
        assert to_plain(price) == "1234.567891"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("200000", 200_000),
        ("200_000", 200_000),
        ("1,000,000", 1_000_000),
        ("200k", 200_000),
        ("200 K", 200_000),
        ("1.5M", 1_500_000),
        ("1.50m", 1_500_000),
        (" 70b ", 70_000_000_000),
        ("2.0", 2),
        ("0", 0),
    ],
)
def test_counts_as_people_write_them(text: str, count: int) -> None:
    """Separators, decimals and suffixes of any case are understood."""
    assert parse_count(text) == count


@pytest.mark.parametrize(
    "text",
    ["", "k", "-1", "1.5", "1.2345k", "1e6", "1 000", "1T", "lots", "1.5.5", "_1", "1,5M", "1,00", "1,0000", "1__0"],
)
def test_what_is_no_count(text: str) -> None:
    """Parts of a token, signs, other suffixes and commas that don't set off thousands are refused."""
    with pytest.raises(InvalidInputError, match="must be a whole number"):
        parse_count(text)


@given(st.integers(min_value=0))
def test_counts_lead_back(count: int) -> None:
    """Plain, with separators and with a suffix, a count reads back as itself."""
    assert parse_count(str(count)) == parse_count(f"{count:,}") == parse_count(f"{count:_}") == count
    assert parse_count(f"{count}k") == parse_count(f"{count}.000M") // 1000 == count * 1000


def test_days() -> None:
    """A day is a date, or text that holds one; a time isn't a day."""
    assert parse_day(date(2026, 11, 23)) == parse_day("2026-11-23") == date(2026, 11, 23)
    for bad in ("2026-13-01", "tomorrow", 20261123, None, datetime(2026, 11, 23)):  # noqa: DTZ001 - any time would do
        with pytest.raises(InvalidInputError, match="must be a date like 2026-11-23"):
            parse_day(bad)


@pytest.mark.parametrize("good", [None, 0, 1, 10**30])
def test_good_counts(good: int | None) -> None:
    """Unknown and any whole number from the least on pass."""
    check_count("tokens", good)


@pytest.mark.parametrize("bad", [-1, 1.0, True, "1", Decimal(1)])
def test_bad_counts(bad: Any) -> None:
    """Negative numbers and anything that isn't a whole number don't."""
    with pytest.raises(InvalidInputError, match="tokens must be a whole number of at least 0"):
        check_count("tokens", bad)


def test_a_count_may_have_another_least() -> None:
    """The least number allowed is stated."""
    check_count("limit", 1, least=1)
    with pytest.raises(InvalidInputError, match="limit must be a whole number of at least 1, got 0"):
        check_count("limit", 0, least=1)


@pytest.mark.parametrize("good", [None, 0, 1, 0.5])
def test_good_shares(good: float | None) -> None:
    """Unknown and numbers from 0 to 1 pass."""
    check_share("guess", good)


@pytest.mark.parametrize("bad", [-0.1, 1.1, 50, True, "0.5", float("nan"), float("inf")])
def test_bad_shares(bad: Any) -> None:
    """Per cents, flags and numbers that are none don't."""
    with pytest.raises(InvalidInputError, match="guess must be a share from 0 to 1"):
        check_share("guess", bad)


@pytest.mark.parametrize(
    "good", [None, Decimal(0), Decimal("0.000001"), Decimal("100000.000000"), Decimal("2.5000000")]
)
def test_good_prices(good: Decimal | None) -> None:
    """Unknown and exact prices pass; zeros at the end are no decimals."""
    check_price("input", good)


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        (Decimal("-0.01"), "from 0 to 100000"),
        (Decimal("-0"), "from 0 to 100000"),
        (Decimal("100000.01"), "from 0 to 100000"),
        (Decimal(10) ** 30, "from 0 to 100000"),
        (Decimal("NaN"), "from 0 to 100000"),
        (Decimal("sNaN"), "from 0 to 100000"),
        (Decimal("Infinity"), "from 0 to 100000"),
        (1.25, "from 0 to 100000"),
        (1, "from 0 to 100000"),
        (Decimal("0.0000001"), "at most 6 decimals"),
        (Decimal("1E-1000000"), "at most 6 decimals"),
        (Decimal("1.00000000000000000000000000000000000001"), "at most 6 decimals"),
    ],
)
def test_bad_prices(bad: Any, problem: str) -> None:
    """Negative, absurd, undefined, binary and over-precise prices don't."""
    with pytest.raises(InvalidInputError, match=problem):
        check_price("input", bad)


@pytest.mark.parametrize("bad", [0, -1, 0.0, float("nan"), float("inf"), 10**400, True, "80", Decimal(1)])
def test_bad_measures(bad: Any) -> None:
    """No clock shows it: nothing, less, without end, or no number at all."""
    with pytest.raises(InvalidInputError, match="seconds must be a number above 0, got "):
        check_measure("seconds", bad)


@pytest.mark.parametrize("check", [check_count, check_measure, check_share, check_price])
def test_unknown_is_no_fault(check: Callable[[str, None], None]) -> None:
    """``None`` passes every check: unknown is a value."""
    check("fact", None)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("80%", "; write 0.8"),
        (" 12.5 % ", "; write 0.125"),
        ("100%", "; write 1"),
        ("80", ""),
        ("lots%", ""),
        ("9" * 30 + "%", ""),
    ],
)
def test_percentages_are_told_as_shares(text: str, hint: str) -> None:
    """What is no percentage, or one of more digits than anybody writes, gets no hint."""
    assert share_meant(text) == hint
