"""
Linear algebra on small positive definite matrices, in pure Python.

Here and wherever fractions are added, by `math.fsum`: `sum` rounds otherwise from Python 3.12 on, and the same inputs
are to give the same digits on each.
"""

from collections.abc import Iterable, Sequence
from math import fsum, sqrt
from operator import mul

__all__ = ["Factor", "backward", "cholesky", "forward"]

Factor = Sequence[Sequence[float]]
"""A lower triangle, by rows."""


def cholesky(lower: Factor) -> list[list[float]]:
    """Factor a positive definite matrix given by its lower triangle."""
    factor: list[list[float]] = []
    for row in lower:
        new: list[float] = []
        for column, above in enumerate(factor):
            new.append((row[column] - fsum(map(mul, new, above))) / above[column])
        new.append(sqrt(row[-1] - fsum(map(mul, new, new))))
        factor.append(new)
    return factor


def forward(factor: Factor, target: Iterable[float]) -> list[float]:
    """Solve factor * x = target."""
    solved: list[float] = []
    for row, value in zip(factor, target, strict=True):
        *left, corner = row
        solved.append((value - fsum(map(mul, left, solved))) / corner)
    return solved


def backward(factor: Factor, target: Iterable[float]) -> list[float]:
    """Solve transpose(factor) * x = target."""
    rest = list(target)
    for index in range(len(rest) - 1, -1, -1):
        rest[index] /= factor[index][index]
        for column in range(index):
            rest[column] -= factor[index][column] * rest[index]
    return rest
