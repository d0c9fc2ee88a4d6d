"""Error costs: figures, ranges and errors that are caught, by task or for all; and every fault with its task."""

from decimal import Context, Decimal, localcontext
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_selection.domain.benchmarks import Task
from llm_selection.errors import InvalidInputError
from llm_selection.needs.error_costs import (
    MOST_USD,
    PREFERENCE_TASKS,
    QUALITY_ONLY,
    ErrorCost,
    default_error_cost,
    parse_error_costs,
    parse_preferred_values,
    parse_usd,
)

CODING, MATH, LIKED = Task.CODING, Task.MATH, Task.PREFERENCE


def one(value: object) -> ErrorCost:
    """Read one figure."""
    found = parse_error_costs(value, [CODING])
    assert not isinstance(found, str)
    return found[CODING]


@pytest.mark.parametrize(
    ("value", "usd"),
    [
        ("0.50", "0.50"),
        (" $2 ", "2"),
        ("1,000", "1000"),
        (0, "0"),
        ("-0", "0"),
        (0.1, "0.1"),
        (5, "5"),
        (Decimal("0.000001"), "0.000001"),
        ("1e3", "1000"),
        (MOST_USD, "1000000"),
    ],
)
def test_dollars_are_read_as_people_write_them(value: object, usd: str) -> None:
    """Numbers and text, exactly; a float is what it prints as."""
    assert parse_usd(value) == Decimal(usd)
    assert not parse_usd(value).is_signed()
    assert (one(value).low, one(value).high, one(value).usd) == (Decimal(usd),) * 3


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (-1, "must be US dollars from 0 to 1,000,000, such as 0.50, got -1"),
        ("-0.01", "got '-0.01'"),
        ("lots", "got 'lots'"),
        ("", "got ''"),
        ("5 cents", "got '5 cents'"),
        (True, "got True"),
        (None, "got None"),
        ([1], r"got \[1\]"),
        ("nan", "got 'nan'"),
        (float("nan"), "got nan"),
        ("sNaN", "got 'sNaN'"),
        ("-inf", "got '-inf'"),
        (MOST_USD + 1, "got 1000001"),
        ("1e999999", "got '1e999999'"),
        ("0.0000001", "with at most 6 decimals, got '0.0000001'"),
        (0.1 + 0.2, "with at most 6 decimals, got 0.30000000000000004"),
    ],
)
def test_dollars_are_checked(value: Any, fault: str) -> None:
    """What is below nothing, without end, absurd or no number is refused, with what is allowed."""
    with pytest.raises(InvalidInputError, match=fault):
        parse_usd(value)
    with pytest.raises(InvalidInputError, match=fault):
        one({"coding": value} if value in (None, [1]) else value)


@pytest.mark.parametrize("value", ["inf", "Infinity", "+inf", " INF", float("inf"), Decimal("inf")])
def test_without_end_is_a_word_of_its_own(value: object) -> None:
    """An infinite cost points to the word that means quality whatever it costs."""
    with pytest.raises(InvalidInputError, match='must be finite; "quality-only" asks for quality whatever it costs'):
        one(value)
    assert parse_error_costs(QUALITY_ONLY, [CODING]) == "quality-only"


def test_a_range_counts_by_its_middle() -> None:
    """An expected cost is a straight line in it: 0.2 to 2 counts as 1.10."""
    for value in ("0.2..2", " $0.20 .. $2 ", {"low": "0.2", "high": 2}, {"usd": "0.2..2"}):
        found = one(value)
        assert (found.low, found.usd, found.high) == (Decimal("0.2"), Decimal("1.1"), Decimal(2))
        assert found.is_range
        assert found.picodollars == 1_100_000_000_000
    assert not one("3..3").is_range
    assert one("0.000001..0.000002").picodollars == 1_500_000


def test_errors_that_are_caught_cost_less() -> None:
    """Three quarters at 10 cents and a quarter at 5 dollars are 0.075 + 1.25."""
    found = one({"caught": "0.10", "slipped": 5, "caught_share": 0.75, "reason": "tests catch most"})
    assert found.usd == Decimal("1.325")
    assert (found.caught, found.slipped, found.caught_share) == (Decimal("0.10"), Decimal(5), 0.75)
    assert found.reason == "tests catch most"
    assert one({"caught": 1, "slipped": 5, "caught_share": 1}).usd == 1
    assert one({"caught": 1, "slipped": 5, "caught_share": 1e-300}).usd == 5


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.5", "$0.50"),
        (1000, "$1,000.00"),
        ("0.003", "$0.003"),
        ("0.001..2", "$0.001 to $2.00"),
        ({"caught": "0.1", "slipped": 5, "caught_share": 0.75}, "$1.325: $0.10 caught (75%), $5.00 slipped through"),
    ],
)
def test_a_figure_is_written_as_people_give_it(value: object, text: str) -> None:
    """With at least two decimals, and as many as it has."""
    assert str(one(value)) == text


def test_the_context_of_the_program_rounds_nothing() -> None:
    """A program that reckons with three digits gets the same figures."""
    split = {"caught": "0.101", "slipped": "1234.5", "caught_share": 0.125}
    asked = ["1234.567", "1000.01..2000.02", split]
    with localcontext(Context(prec=3)):
        rounded = [(one(value), str(one(value)), one(value).picodollars) for value in asked]
    assert rounded == [(one(value), str(one(value)), one(value).picodollars) for value in asked]


def test_the_reason_is_no_part_of_the_figure() -> None:
    """Who says the same for another reason asks for the same."""
    assert one({"usd": 5, "reason": "a refund"}) == one(5)
    assert hash(one({"usd": 5, "reason": "a refund"})) == hash(one("5.00"))


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("2..1", r"a range must rise, got 2\.\.1"),
        ("..1", "must be US dollars .* got ''"),
        ("1..", "must be US dollars .* got ''"),
        ({}, "lacks usd; or low and high; or caught"),
        ({"low": 1}, "lacks usd; or low and high; or caught, slipped and caught_share"),
        ({"high": 1}, "lacks usd"),
        ({"reason": "so"}, "lacks usd"),
        ({"caught": 1}, "lacks slipped, caught_share: caught, slipped and caught_share belong together"),
        ({"caught": 1, "slipped": 2}, "lacks caught_share"),
        ({"caught_share": 0.5}, "lacks caught, slipped"),
        ({"caught": 1, "slipped": 2, "caught_share": 50}, "caught_share must be a share from 0 to 1, got 50"),
        ({"caught": 1, "slipped": 2, "caught_share": "half"}, "caught_share must be a share from 0 to 1, got 'half'"),
        ({"usd": 1, "caught": 1, "low": 2}, "give usd, or caught, low, not both"),
        ({"low": 1, "high": 2, "caught": 1, "slipped": 1, "caught_share": 1}, "give low and high, or caught"),
        ({"usd": {"usd": 1}}, "must be US dollars"),
        ({"usd": 1, "reason": 5}, "reason must be a line of text, got 5"),
        ({"usd": 1, "reason": "a\nb"}, "reason must be a line of text"),
        ({"coding": {"dollars": 1}}, "coding: dollars isn't known|coding: a cost of an error may have usd"),
        (["coding"], "must be US dollars"),
    ],
)
def test_what_isnt_a_cost_of_an_error_is_refused(value: object, fault: str) -> None:
    """With what is missing, or doesn't go together."""
    with pytest.raises(InvalidInputError, match=fault):
        one(value)


def test_a_cost_built_by_hand_checks_itself() -> None:
    """What a file couldn't say, Python can't either."""
    with pytest.raises(
        InvalidInputError, match="caught, slipped and caught_share belong together: give all three, or usd"
    ):
        ErrorCost(low=Decimal(1), high=Decimal(1), caught=Decimal(1))
    with pytest.raises(InvalidInputError, match="must be US dollars"):
        ErrorCost(low=Decimal(-1), high=Decimal(1))
    with pytest.raises(InvalidInputError, match="must be US dollars"):
        ErrorCost(low=None, high=Decimal(1))  # type: ignore[arg-type]  # the point
    assert ErrorCost(low="1", high=2) == one("1..2")  # type: ignore[arg-type]  # read
    assert one(one(5)) == one(5)


def test_one_figure_is_of_every_task_that_takes_it() -> None:
    """Of those that are right or wrong, or of those that are preferred or not."""
    tasks = [CODING, LIKED, MATH]
    assert parse_error_costs("3", tasks) == {CODING: one(3), MATH: one(3)}
    assert parse_preferred_values("3", tasks) == {LIKED: one(3)}
    assert parse_error_costs({"usd": 3}, tasks) == parse_error_costs(one(3), tasks) == parse_error_costs("3", tasks)


def test_a_table_is_by_task() -> None:
    """Those it names; each may be whatever one figure may be."""
    found = parse_error_costs({"math": "1..2", CODING: {"usd": 5}}, [CODING, MATH])
    assert found == {MATH: one("1..2"), CODING: one(5)}
    assert parse_error_costs({"math": 1}, [CODING, MATH]) == {MATH: one(1)}


def test_every_fault_of_a_table_is_told() -> None:
    """With its task: what is no task, no task of the need, of the other kind, and no figure."""
    table = {"cooking": 1, "vision": 2, "preference": 3, "math": "lots", "coding": 4}
    with pytest.raises(InvalidInputError) as caught:
        parse_error_costs(table, [CODING, MATH, LIKED])
    assert [str(fault) for fault in caught.value.faults] == [
        "cooking: of the tasks of the need it may name coding, math; got cooking; nearest: coding",
        "vision: of the tasks of the need it may name coding, math; got vision",
        "preference: answers to it are preferred, not right or wrong: say preferred_value",
        "math: must be US dollars from 0 to 1,000,000, such as 0.50, got 'lots'",
    ]
    with pytest.raises(InvalidInputError, match="coding: its answers are right or wrong: say error_cost"):
        parse_preferred_values({"coding": 1}, [CODING, LIKED])


def test_a_figure_that_no_task_takes_is_refused() -> None:
    """It would count for nothing."""
    with pytest.raises(InvalidInputError, match=r"no task of the need takes error_cost: .* say preferred_value"):
        parse_error_costs(1, [LIKED])
    with pytest.raises(InvalidInputError, match=r"no task of the need takes preferred_value: .* say error_cost"):
        parse_preferred_values(1, [CODING])


@pytest.mark.parametrize("task", Task)
def test_every_task_has_a_figure_with_its_reason(task: Task) -> None:
    """An assumption; the reason is reckoned at $60 an hour, a dollar a minute."""
    cost = default_error_cost(task)
    assert cost.usd > 0
    assert not cost.is_range
    assert cost.reason.endswith("at $60 an hour")
    assert ("reads better" in cost.reason) == (task in PREFERENCE_TASKS)


@given(low=st.integers(0, 10**12), more=st.integers(0, 10**12), share=st.floats(0, 1))
def test_the_middle_lies_between_the_ends(low: int, more: int, share: float) -> None:
    """Of a range its middle exactly; of errors caught and not, between the two figures, to a millionth of a dollar."""
    ends = [Decimal(low).scaleb(-6), Decimal(min(low + more, 10**12)).scaleb(-6)]
    found = ErrorCost(low=ends[0], high=ends[1])
    assert found.usd * 2 == sum(ends)
    assert found.picodollars * 2 == (low + min(low + more, 10**12)) * 10**6
    split = one({"caught": ends[0], "slipped": ends[1], "caught_share": share})
    assert ends[0] <= split.usd <= ends[1]
