"""Money in words: amounts, what an error costs and why, sums that add up, and the strip of winners."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from answers import answer
from llm_selection.analysis.pairwise import difference
from llm_selection.analysis.winners import Winners, winners
from llm_selection.needs.error_costs import ErrorCost
from llm_selection.needs.use_cases import UseCase
from llm_selection.presentation.money_in_words import (
    assumed_error_costs,
    difference_in_words,
    dollars_in_words,
    error_cost_in_words,
    expected_in_words,
    stays_in_words,
    strip_in_words,
    task_usd_in_words,
)
from llm_selection.recommendation import Recommendation, recommend


@pytest.mark.parametrize(
    ("amount", "plain", "signed"),
    [("0", "$0.00", "+$0.00"), ("9.5", "$9.50", "+$9.50"), ("1240.2", "$1,240", "+$1,240"), ("-3", "−$3.00", "−$3.00")],
)
def test_dollars_are_whole_from_ten_on(amount: str, plain: str, signed: str) -> None:
    """With their sign where it is asked for, and always below 0."""
    assert (dollars_in_words(Decimal(amount)), dollars_in_words(Decimal(amount), signed=True)) == (plain, signed)


@pytest.mark.parametrize(
    ("usd", "words"),
    [
        (None, "?"),
        ("0", "0"),
        ("0.00031499", "0.00031"),
        ("0.0099999", "0.0100"),
        ("0.01", "0.0100"),
        ("9.996", "10.00"),
        ("99.96", "100.0"),
        ("12.34", "12.3"),
        ("123456.7", "123,457"),
        ("1E+30", f"1,{',000' * 10}".replace(",,", ",")),
    ],
)
def test_dollars_a_task_have_few_digits(usd: str | None, words: str) -> None:
    """Three, below a cent two, and all whole dollars."""
    assert task_usd_in_words(None if usd is None else Decimal(usd)) == words


@pytest.mark.parametrize(
    ("usd", "words"),
    [
        ("0", "$0.00"),
        ("0.000000001", "$0.000000001"),
        ("0.0000854321", "$0.0000854"),
        ("0.09971", "$0.0997"),
        ("0.09999", "$0.10"),
        ("0.112", "$0.112"),
        ("0.5", "$0.50"),
        ("1.004", "$1.00"),
        ("2.375", "$2.38"),
        ("1000000", "$1,000,000.00"),
    ],
)
def test_a_cost_of_an_error_has_three_digits_below_a_dollar(usd: str, words: str) -> None:
    """And cents in any case."""
    assert error_cost_in_words(Decimal(usd)) == words


def assumed(found: Recommendation, *, whole: bool = True) -> list[str]:
    """Say what an error costs."""
    return list(assumed_error_costs(found.use_case, found.ranking.error_terms, whole=whole))


def test_what_nobody_said_is_assumed_with_its_reason() -> None:
    """A task's own figure, and how to say another; what was said is the user's, with a reason only if there is one."""
    assert assumed(answer()) == [
        (
            "$2.00 for each task gone wrong, 100,000 tasks a month. Two minutes to notice a wrong patch and ask again, at $60 an "
            "hour (assumed; --error-cost takes yours)"
        )
    ]
    assert assumed(answer(error_cost="0.3")) == ["$0.30 for each task gone wrong, 100,000 tasks a month"]
    reasoned = {"usd": "0.3", "reason": "a refund."}
    assert assumed(answer(error_cost=reasoned)) == ["$0.30 for each task gone wrong, 100,000 tasks a month. A refund"]
    split = {"caught": "0.1", "slipped": "20", "caught_share": "0.9"}
    (said,) = assumed(answer(error_cost={**split, "caught_share": 0.9}))
    assert said.startswith("$2.09: $0.10 caught (90%), $20.00 slipped through for each task gone wrong")


def test_each_figure_is_told_once_with_its_tasks() -> None:
    """Of several; how many pieces of work there are is told with the first."""
    found = answer({"coding": 1, "math": 1}, error_cost={"coding": "0.3"})
    assert assumed(found) == [
        "$0.30 for each task at coding gone wrong, 100,000 tasks a month",
        (
            "$1.00 for each task at math gone wrong. A minute to check and redo a wrong solution, at $60 an hour (assumed; "
            "--error-cost takes yours)"
        ),
    ]
    same = answer({"coding": 1, "math": 1}, error_cost="0.3")
    assert assumed(same) == ["$0.30 for each task gone wrong, 100,000 tasks a month"]


def test_a_preset_says_its_reason_where_there_is_room() -> None:
    """It is the preset's figure, not the user's, unless that is changed; a preferred answer is told as one."""
    found = recommend("coding-agent")
    (whole,), (short,) = assumed(found), assumed(found, whole=False)
    assert short == "$20.00 for each task gone wrong, 1,333 tasks a month (assumed; --error-cost takes yours)"
    assert "20 minutes of a developer" in whole
    assert assumed(recommend("coding-agent", error_cost=3)) == ["$3.00 for each task gone wrong, 1,333 tasks a month"]
    rated, graded = assumed(recommend("chat-assistant", preferred_value="0.5"), whole=False)
    assert rated == "$0.50 for each answer at preference that isn't preferred, 100,000 tasks a month"
    assert graded.endswith("at instruction following and knowledge gone wrong (assumed; --error-cost takes yours)")


def test_quality_alone_and_one_task_a_month() -> None:
    """The rule in place of a figure; one task isn't several."""
    assert assumed(answer(error_cost="quality-only")) == [
        "quality only: the higher share first, whatever it costs; then the lower bill"
    ]
    once: dict[str, Any] = {"requests_per_month": 1, "input_tokens": 1, "output_tokens": 1}
    assert assumed(answer(error_cost=1, workload=once)) == ["$1.00 for each task gone wrong, 1 task a month"]


def expected(found: Recommendation) -> str:
    """Say what the first is expected to cost."""
    return expected_in_words(found.best, found.ranking.error_terms, found.use_case)


def test_what_is_expected_is_a_sum() -> None:
    """Bill and errors by task, less what is credited, with a second's cost added."""
    assert expected(answer(error_cost="0.02", worth={"open-weights": 300, "region=eu": 1})) == (
        "$820.22 a month = bill $420.00 + errors $700.22 (35.0 % of 100,000 wrong, $0.02 each) − $300.00 (open-weights)"
    )
    both = expected(answer({"coding": 3, "math": 1}, error_cost="1"))
    assert " + errors at coding $" in both
    assert " of 75,000 wrong, $1.00 each) + errors at math $" in both
    unknown = expected(answer(worth={"ttft_second": 5}))
    assert unknown.startswith("bill $")
    assert unknown.endswith(", ttft_second unknown")
    best = answer().best
    slow = replace(best, expected=replace(best.expected, worths={"ttft_second": Decimal("-2.5")}))
    found = answer()
    assert expected_in_words(slow, found.ranking.error_terms, found.use_case).endswith(" each) + $2.50 (ttft_second)")
    assert " not preferred, $0.20 each)" in expected(recommend("translation"))


def test_differences_are_split_and_bounded() -> None:
    """Bill, errors and worths; what is an upper bound says so; what isn't known is said to be."""
    found = answer(worth={"open-weights": 300})
    large, open_, _ = found.ranking
    apart = difference(found.ranking, large, open_, found.use_case.tasks)
    words = "−$33,799 a month (bill +$1,880, errors −$35,979, worths +$300)"
    assert difference_in_words(apart) == words
    for bounds, bound in (
        ((True, False), ", or less"),
        ((False, True), ", or more"),
        ((True, True), ", if both cost as much as they can"),
    ):
        said = replace(apart, at_most=bounds[0], other_at_most=bounds[1])
        assert difference_in_words(said) == words + bound
    unknown = replace(apart, expected=replace(apart.expected, bill=None))
    assert difference_in_words(unknown) == "what one of them costs isn't known"


def strip(**changes: Any) -> Winners:
    """Make the strip of the small market, changed."""
    return replace(winners(answer(error_cost="0.02")), **changes)


def test_the_strip_is_one_sentence() -> None:
    """From the cheapest on; one that is always the best stands alone."""
    words = "up to $0.0173: acme/small, to $0.105: borg/open, more: acme/large."
    assert strip_in_words(strip()) == f"An error costs {words}"
    assert strip_in_words(strip(of="preferred answer")) == f"A preferred answer is worth {words}"
    (only,) = winners(answer(model="acme/large")).strip
    assert strip_in_words(strip(strip=(only,))) == "acme/large is the best whatever an error costs."


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("0", None, "The first stays first whatever an error costs."),
        ("0.25", None, "The first stays first from $0.25 on an error; yours is $0.02."),
        ("0", "3", "The first stays first up to $3.00 an error; yours is $0.02."),
        ("0.01", "3", "The first stays first from $0.01 to $3.00 an error; yours is $0.02."),
    ],
)
def test_the_range_that_the_first_stays_in(low: str, high: str | None, words: str) -> None:
    """With the need's own figure beside it."""
    stays = Decimal(low), None if high is None else Decimal(high)
    assert list(stays_in_words(strip(stays=stays))) == [words]
    rated = list(stays_in_words(strip(stays=stays, of="preferred answer")))
    assert rated == [
        words.replace("whatever an error costs", "whatever a preferred answer is worth").replace(
            "an error", "a preferred answer"
        )
    ]


def test_where_there_is_no_range_none_is_said() -> None:
    """Without a bill of the first, and where quality counts alone."""
    assert list(stays_in_words(strip(stays=None))) == []
    assert list(stays_in_words(strip(now=None))) == []


def test_costs_are_values_of_the_need() -> None:
    """The same figure twice is told once."""
    need = UseCase(tasks={"coding": 1, "math": 1}, error_cost={"coding": "2", "math": "2.00"})  # type: ignore[dict-item]  # texts will do
    assert len(set(need.error_costs.values())) == 1
    assert all(isinstance(each, ErrorCost) for each in need.error_costs.values())
