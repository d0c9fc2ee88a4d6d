"""Wording: counts, lists and amounts read as one writes them by hand."""

from decimal import Decimal

import pytest

from llm_selection._foundation.wording import counted, listed, money, named, percent


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0 more offerings"), (1, "1 more offering"), (1_000, "1,000 more offerings")]
)
def test_one_thing_alone_is_in_the_singular(count: int, text: str) -> None:
    """None are several, and thousands are set off."""
    assert counted(count, "more offering") == text


@pytest.mark.parametrize(("names", "text"), [(["a"], "a"), (["a", "b"], "a or b"), (["a", "b", "c"], "a, b or c")])
def test_the_last_of_a_list_stands_behind_a_word(names: list[str], text: str) -> None:
    """Commas stand between the others; one alone has no word."""
    assert listed(iter(names), word="or") == text


@pytest.mark.parametrize(("amount", "text"), [("0", "0.00"), ("9.99", "9.99"), ("10", "10"), ("1234.56", "1,235")])
def test_small_amounts_have_cents(amount: str, text: str) -> None:
    """From ten dollars on, cents say nothing."""
    assert money(Decimal(amount)) == text


@pytest.mark.parametrize(
    ("names", "word", "text"),
    [
        (["a"], "and", "a"),
        (["a", "b"], "and", "a and b"),
        (["a", "b", "c"], "and", "a, b and c"),
        (["a", "b", "c"], "", "a, b, c"),
        (["a", "b", "c", "d", "e"], "and", "a, b, c and 2 more"),
    ],
)
def test_names_are_listed_and_counted(names: list[str], word: str, text: str) -> None:
    """The first three, and how many others."""
    assert named(names, most=3, word=word) == text


def test_no_probability_is_certain() -> None:
    """Neither that something is, nor that it isn't."""
    assert [percent(chance) for chance in (0.0, 0.004, 0.5, 0.996, 1.0)] == [
        "less than 1%",
        "less than 1%",
        "50%",
        "more than 99%",
        "more than 99%",
    ]
