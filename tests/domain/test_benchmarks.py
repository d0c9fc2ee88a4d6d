"""Benchmarks and results: numbers that can be numbers."""

import pytest

from factories import benchmark, result
from llm_selection.errors import InvalidInputError


def test_guessing_is_a_share() -> None:
    """A per cent in its place is refused."""
    assert benchmark(guess_share=0.25).guess_share == 0.25
    with pytest.raises(InvalidInputError, match="guess_share must be a share"):
        benchmark(guess_share=25)


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf")])
def test_a_score_is_a_number(score: float) -> None:
    """Not a number and infinities are refused."""
    with pytest.raises(InvalidInputError, match="score must be a finite number"):
        result(score=score)


@pytest.mark.parametrize("stderr", [-0.01, float("nan"), float("inf")])
def test_a_standard_error_is_no_less_than_zero(stderr: float) -> None:
    """Negative and endless standard errors are refused; none at all, and zero, are fine."""
    assert [result(stderr=good).stderr for good in (None, 0.0)] == [None, 0.0]
    with pytest.raises(InvalidInputError, match="stderr must be a finite number of at least 0"):
        result(stderr=stderr)


def test_a_result_checks_its_model_and_items() -> None:
    """A result is of a model, on at least one item."""
    with pytest.raises(InvalidInputError, match="is no model id"):
        result("One")
    with pytest.raises(InvalidInputError, match="items"):
        result(items=0)
