"""Linear algebra: factors worked by hand, and that they multiply back to what was factored."""

from fractions import Fraction
from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_selection.estimation.linear_algebra import Factor, backward, cholesky, forward

# The matrix 4 12 -16 / 12 37 -43 / -16 -43 98, by its lower triangle.
LOWER = [[4.0], [12.0, 37.0], [-16.0, -43.0, 98.0]]
FACTOR = [[2.0], [6.0, 1.0], [-8.0, 5.0, 3.0]]
FACTORS = st.integers(1, 5).flatmap(
    lambda size: st.tuples(
        *(
            st.tuples(*[st.integers(-9, 9)] * row, st.integers(1, 9)).map(lambda row: [float(value) for value in row])
            for row in range(size)
        )
    )
)
"""Lower triangles of small whole numbers, with a positive diagonal: each is the factor of a positive definite matrix."""


def squared(factor: Factor) -> list[list[float]]:
    """Multiply a factor by its transpose, to the lower triangle of the product."""
    return [
        [fsum(left * right for left, right in zip(row, other, strict=False)) for other in factor[: place + 1]]
        for place, row in enumerate(factor)
    ]


def test_a_factor_worked_by_hand() -> None:
    """2 x 2 = 4, 2 x 6 = 12, 6 x 6 + 1 x 1 = 37, 2 x -8 = -16, 6 x -8 + 1 x 5 = -43, 64 + 25 + 9 = 98."""
    assert cholesky(LOWER) == FACTOR
    assert squared(FACTOR) == LOWER


def test_solving_worked_by_hand() -> None:
    """Downwards 2 / 2 = 1, (8 - 6) / 1 = 2, (11 + 8 - 10) / 3 = 3; upwards 3 / 3 = 1, 6 - 5 = 1, (2 - 6 + 8) / 2 = 2."""
    assert forward(FACTOR, [2, 8, 11]) == [1, 2, 3]
    assert backward(FACTOR, [2, 6, 3]) == [2, 1, 1]


def test_one_number_is_a_matrix_too() -> None:
    """Its factor is its root; without any there is nothing to solve."""
    assert cholesky([[9.0]]) == [[3.0]]
    assert (cholesky([]), forward([], []), backward([], [])) == ([], [], [])


def test_what_isnt_positive_definite_has_no_factor() -> None:
    """1 2 / 2 1 has a negative eigenvalue, -1: 1 - 4 has no root."""
    with pytest.raises(ValueError, match=r"math domain error|nonnegative"):
        cholesky([[1.0], [2.0, 1.0]])


def test_what_is_asked_has_a_value_for_each_row() -> None:
    """One too few is a fault, and isn't taken as nothing."""
    with pytest.raises(ValueError, match="shorter"):
        forward(FACTOR, [2, 8])


@given(FACTORS)
def test_factoring_what_was_squared_gives_the_factor_back(factor: Factor) -> None:
    """A factor with a positive diagonal is the only one of its product."""
    assert [value for row in cholesky(squared(factor)) for value in row] == pytest.approx(
        [value for row in factor for value in row], rel=1e-6, abs=1e-6
    )


@given(FACTORS, st.data())
def test_solving_undoes_multiplying(factor: Factor, data: st.DataObject) -> None:
    """Of the factor downwards and of its transpose upwards, by exact fractions."""
    size = len(factor)
    wanted = data.draw(st.lists(st.integers(-9, 9), min_size=size, max_size=size))
    rows = [[Fraction(value) for value in row] + [Fraction(0)] * (size - len(row)) for row in factor]
    down = [float(sum(value * x for value, x in zip(row, wanted, strict=True))) for row in rows]
    up = [float(sum(row[place] * x for row, x in zip(rows, wanted, strict=True))) for place in range(size)]
    assert forward(factor, down) == pytest.approx(wanted, abs=1e-3)
    assert backward(factor, up) == pytest.approx(wanted, abs=1e-3)
