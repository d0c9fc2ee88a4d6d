"""
The prediction step: what a model's ability elsewhere, and the other models' scores, say of its score on a benchmark.

Everything on the working scale: logits of shares, ratings by the hundred, standardised points.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from _quality_model import PSEUDO_RESULTS, VENDOR_OFFSET, Floats, Table, Traits

INTERCEPT_SD = 1.7
"""Prior sd of a new benchmark's difficulty, in logits; the fit's own is wider, since there the data speak."""

ROUNDS = 4
"""Rounds in which slope and residual sd of a line settle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """
    A score foretold.

    Attributes:
        mean: Expected score, on the working scale.
        sd: Standard deviation of the score around it, the benchmark's residual included.
        rank_by: What models are ranked by on this benchmark: an ability, higher is better. The mean won't do where the
            line was fitted on the others' scores, since leaving out a high score lowers the line.
    """

    mean: float
    sd: float
    rank_by: float


def predict_left_out(
    table: Table,
    benchmark: int,
    mean: Floats,
    variance: Floats,
    *,
    traits: Sequence[Traits],  # noqa: ARG001  # the step's inputs stay the same whatever it makes of them
) -> list[Prediction]:
    """
    Foretell every score on *benchmark*, each from the model's ability and from the other models' scores there.

    Args:
        table: All results; only those on *benchmark* are read.
        benchmark: Its place in the table.
        mean: Expected ability behind each of its results, in the table's order, from results on other benchmarks.
        variance: Variance of each of these abilities.
        traits: What is known of the table's models before any result, in the table's order.

    Returns:
        One prediction for each result on *benchmark*, in the table's order.
    """
    mine = np.flatnonzero(table.benchmark == benchmark)
    y = table.work[mine] - VENDOR_OFFSET * table.vendor[mine]
    expected = (float(table.slope_mean[benchmark]), float(table.slope_sd[benchmark]), float(table.residual[benchmark]))
    found = []
    for left, row in enumerate(mine):
        others = np.arange(len(mine)) != left
        slope, intercept, sigma, spread = line(mean[others], variance[others], y[others], expected=expected)
        point = np.array([mean[left], 1.0])
        shift = VENDOR_OFFSET * float(table.vendor[row])
        found.append(
            Prediction(
                mean=float(intercept + slope * mean[left] + shift),
                sd=math.sqrt(slope**2 * variance[left] + point @ spread @ point + sigma**2),
                rank_by=float(mean[left]),
            )
        )
    return found


def line(
    mean: Floats, variance: Floats, y: Floats, *, expected: tuple[float, float, float]
) -> tuple[float, float, float, Floats]:
    """
    Fit a benchmark's line on posterior means: slope, intercept, residual sd, and the covariance of (slope, intercept).

    *expected* holds prior mean and sd of the slope, and the residual sd that the pseudo-observations speak for.
    """
    slope_mean, slope_sd, residual = expected
    sigma, slope = residual, slope_mean
    inverse: Floats = np.eye(2)
    intercept = 0.0
    for _ in range(ROUNDS):
        trust = 1 / (sigma**2 + slope**2 * variance)
        design = np.column_stack([mean, np.ones(len(mean))])
        precision = (design * trust[:, None]).T @ design + np.diag([slope_sd**-2, INTERCEPT_SD**-2])
        inverse = np.asarray(np.linalg.inv(precision), dtype=np.float64)
        slope, intercept = inverse @ (design.T @ (trust * y) + np.array([slope_mean * slope_sd**-2, 0.0]))
        rest = np.maximum((y - intercept - slope * mean) ** 2 - slope**2 * variance, 0)
        sigma = math.sqrt((rest.sum() + PSEUDO_RESULTS * residual**2) / (len(y) + PSEUDO_RESULTS))
    return float(slope), float(intercept), sigma, inverse
