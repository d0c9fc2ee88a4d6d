"""Linear algebra on small positive definite matrices, in pure Python."""

from collections.abc import Iterable, Sequence
from math import sqrt
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
            new.append((row[column] - sum(map(mul, new, above))) / above[column])
        new.append(sqrt(row[-1] - sum(map(mul, new, new))))
        factor.append(new)
    return factor


def forward(factor: Factor, target: Iterable[float]) -> list[float]:
    """Solve factor * x = target."""
    solved: list[float] = []
    for row, value in zip(factor, target, strict=True):
        *left, corner = row
        solved.append((value - sum(map(mul, left, solved))) / corner)
    return solved


def backward(factor: Factor, target: Iterable[float]) -> list[float]:
    """Solve transpose(factor) * x = target."""
    rest = list(target)
    for index in range(len(rest) - 1, -1, -1):
        rest[index] /= factor[index][index]
        for column in range(index):
            rest[column] -= factor[index][column] * rest[index]
    return rest
