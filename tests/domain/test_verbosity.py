"""Verbosity: how many tokens a model puts out, from benchmarks and from one's own counts."""

from math import exp, inf, nan, sqrt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_selection.domain.efforts import Effort
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis, by_effort, counted_verbosity
from llm_selection.errors import InvalidInputError

REQUESTS = st.lists(st.tuples(st.integers(1, 10**6), st.integers(1, 10**6)), min_size=5, max_size=30)


def verbosity(**changes: Any) -> Verbosity:
    """Make a measured verbosity."""
    usual: dict[str, Any] = {"multiplier": 2.0, "low": 1.0, "high": 4.0, "basis": VerbosityBasis.MEASURED, "rows": 2}
    return Verbosity(**(usual | changes))


@pytest.mark.parametrize(
    "numbers",
    [
        {"low": 0.0},
        {"low": -1.0},
        {"low": 2.5},
        {"high": 1.5},
        {"high": inf},
        {"multiplier": nan},
    ],
)
def test_an_interval_holds_its_multiplier(numbers: dict[str, float]) -> None:
    """Ends are finite, above 0, and on either side."""
    with pytest.raises(InvalidInputError, match="low, multiplier and high must be finite, above 0 and in this order"):
        verbosity(**numbers)


def test_an_interval_may_be_a_point() -> None:
    """Requests that are all alike leave no doubt."""
    assert verbosity(low=2.0, high=2.0).low == 2.0


@pytest.mark.parametrize(
    ("basis", "rows"), [(VerbosityBasis.EXPECTED, 1), (VerbosityBasis.MEASURED, 0), (VerbosityBasis.COUNTED, 0)]
)
def test_what_is_expected_rests_on_no_row(basis: VerbosityBasis, rows: int) -> None:
    """And anything else on one at least."""
    with pytest.raises(
        InvalidInputError, match="rows must be 0 for what is expected or stated and at least 1 for anything else"
    ):
        verbosity(basis=basis, rows=rows)


def test_rows_are_counted() -> None:
    """Half a row, or less than none, is none."""
    with pytest.raises(InvalidInputError, match="rows must be a whole number of at least 0"):
        verbosity(rows=-1)


def test_efforts_have_an_order() -> None:
    """The lowest first; what isn't stated stands before all."""
    efforts = (Effort.MAX, None, Effort.NONE, Effort.HIGH, Effort.LOW, Effort.MEDIUM)
    found = by_effort(verbosity(effort=effort) for effort in efforts)
    assert [each.effort for each in found] == [
        None,
        Effort.NONE,
        Effort.LOW,
        Effort.MEDIUM,
        Effort.HIGH,
        Effort.MAX,
    ]


def test_own_counts_by_hand() -> None:
    """
    The ratio of the totals, and the ratio estimator's standard error.

    Charged 2, 4, 6, 8 and 10 tokens for 1, 2, 2, 2 and 3: 30 for 10, a ratio of 3. Distances from it are -1, -2, 0, 2
    and 1, their squares sum to 10. The standard error relative to the ratio is sqrt(10 * 5 / 4) / 30 = 0.11785. Of
    Student's t with 4 degrees of freedom 90 % lie within 2.1318.
    """
    found = counted_verbosity([(2, 1), (4, 2), (6, 2), (8, 2), (10, 3)], effort=Effort.LOW)
    factor = exp(2.1318 * sqrt(12.5) / 30)
    assert found.multiplier == 3.0
    assert found.low == pytest.approx(3 / factor, rel=1e-3)
    assert found.high == pytest.approx(3 * factor, rel=1e-3)
    assert (found.basis, found.rows, found.effort) == (VerbosityBasis.COUNTED, 5, Effort.LOW)


def test_counts_that_are_all_alike() -> None:
    """Nothing varies, so the interval is a point."""
    found = counted_verbosity([(300, 100)] * 5)
    assert (found.low, found.multiplier, found.high) == (3.0, 3.0, 3.0)


@pytest.mark.parametrize(
    ("requests", "problem"),
    [
        ([(1, 1)] * 4, "an interval needs at least 5 requests, got 4"),
        ([], "an interval needs at least 5 requests, got 0"),
        ([(0, 1)] * 5, "no request has any output tokens"),
        ([(-1, 1), *[(1, 1)] * 5], r"requests\[0\]: output tokens must be a whole number of at least 0, got -1"),
        ([*[(1, 1)] * 5, (1, 0)], r"requests\[5\]: tokens of reference must be a whole number of at least 1, got 0"),
        ([(1.5, 1)] * 5, r"requests\[4\]: output tokens must be a whole number"),
    ],
)
def test_counts_that_tell_nothing(requests: Any, problem: str) -> None:
    """Each is refused with its place, or with what is missing."""
    with pytest.raises(InvalidInputError, match=problem):
        counted_verbosity(requests)


# Laws


@given(REQUESTS, st.integers(2, 50))
def test_the_same_counts_again_never_widen(requests: list[tuple[int, int]], times: int) -> None:
    """More of the same leaves the multiplier where it is and narrows its interval."""
    once, more = counted_verbosity(requests), counted_verbosity(requests * times)
    assert more.multiplier == once.multiplier
    assert once.low * (1 - 1e-9) <= more.low <= more.high <= once.high * (1 + 1e-9)


@given(REQUESTS, st.integers(2, 1000))
def test_charging_more_tokens_scales_the_multiplier(requests: list[tuple[int, int]], times: int) -> None:
    """The interval scales with it."""
    once = counted_verbosity(requests)
    more = counted_verbosity([(charged * times, seen) for charged, seen in requests])
    assert more.multiplier == pytest.approx(once.multiplier * times)
    assert more.low == pytest.approx(once.low * times, rel=1e-6)
    assert more.high == pytest.approx(once.high * times, rel=1e-6)


@given(REQUESTS, st.integers(2, 1000))
def test_the_unit_of_tokens_does_not_matter(requests: list[tuple[int, int]], times: int) -> None:
    """Only ratios count."""
    once = counted_verbosity(requests)
    more = counted_verbosity([(charged * times, seen * times) for charged, seen in requests])
    assert (more.multiplier, more.low, more.high) == pytest.approx((once.multiplier, once.low, once.high), rel=1e-6)


@given(REQUESTS, st.randoms())
def test_the_order_of_counts_does_not_matter(requests: list[tuple[int, int]], shuffled: Any) -> None:
    """They are a sample, not a sequence."""
    once = counted_verbosity(requests)
    again = list(requests)
    shuffled.shuffle(again)
    assert counted_verbosity(again).high == pytest.approx(once.high)
