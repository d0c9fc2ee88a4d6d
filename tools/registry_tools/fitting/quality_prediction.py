"""
The prediction step: what a model's ability elsewhere, and the other models' scores, say of its score on a benchmark.

The run-time step is `llm_selection.estimation.score_prediction`; here it is done for all models of a benchmark at once, each left out, and
slope, residual and ceiling are chosen. Everything on the working scale: logits of shares, ratings by the hundred,
standardised points.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from llm_selection.estimation.score_prediction import (
    ABILITY_RANGE,
    ABILITY_SHARE,
    DEVELOPER_SHARE,
    ERA_SHARE,
    ERA_YEARS,
    INTERCEPT_SD,
    NEWER_WIDER,
    ROOM,
    USUAL_LEVERAGE,
)
from registry_tools.fitting.quality_fit import (
    VENDOR_OFFSET,
    VENDOR_SD,
    Fit,
    Floats,
    Ints,
    Table,
    Traits,
    moments,
    noise_variance,
    taken_in,
)

CEILINGS = (1.0, 0.95, 0.9, 0.8)
"""Shares that even the ablest may solve: wrong labels and unsolvable items end many tests below 1."""

SLOPE_STEPS = (-2.0, -1.0, 0.0, 1.0, 2.0)
"""Standard deviations from the mean slope of its scale."""

LEAST_SLOPE = 0.05

RESIDUAL_STEPS = (-1.5, -0.5, 0.5, 1.5)
"""Standard deviations from the usual residual, one of which is a factor of exp(.5)."""

RESIDUAL_FACTOR = 1.3
"""Around a line through models left out, they spread wider than around one fitted on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """
    A score foretold.

    Attributes:
        mean: Expected score, on the working scale.
        sd: Standard deviation of the score around it, the benchmark's residual included.
        rank_by: What models are ranked by on this benchmark, higher is better. The mean won't do where it was fitted
            on the others' scores, since leaving out a high score lowers it.
    """

    mean: float
    sd: float
    rank_by: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """
    One way in which scores on a benchmark may follow from ability; see `BenchmarkParameters` for the three.

    ``doubt`` is minus the log of its prior density.
    """

    ceiling: float
    slope: float
    sd: float
    doubt: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The results on one benchmark and the abilities behind them: columns, in the order of the results."""

    work: Floats
    """Less what a vendor's hand adds."""
    noise: Floats
    """Variance of each single result, beside what models differ by."""
    mean: Floats
    variance: Floats
    alike: Floats
    """Likeness of each two models."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one cell says of each model from all the others: columns, in the order of the results."""

    mean: Floats
    variance: Floats
    intercept: Floats
    weight: Floats
    """Log density of the others' scores, and of the cell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """
    The scores on one benchmark as one cell sees them: `llm_selection.estimation.score_prediction.predict_from_peers`, for many at once.

    Source: Rasmussen and Williams (2006), equations 2.25 and 2.26; 5.10 to 5.12 for what is left out.
    """

    cell: Cell
    scores: Scores
    score: Floats
    """Each result, on the scale that is straight in ability."""
    steepness: Floats
    """How steeply that rises with the working scale."""
    above: NDArray[np.bool_]
    """Whether a result is above the ceiling."""
    inverse: Floats
    """Of the covariance of their distances from the line."""
    distance: Floats
    pull: Floats
    """The inverse times the distances."""

    @classmethod
    def of(cls, cell: Cell, scores: Scores) -> "Process":
        """Weigh the results against each other."""
        score, steepness, above = lift(scores.work, cell.ceiling)
        own = cell.slope**2 * scores.variance + scores.noise
        inverse: Floats = np.asarray(
            np.linalg.inv(INTERCEPT_SD**2 + cell.sd**2 * scores.alike + np.diag(own)), dtype=np.float64
        )
        distance = score - cell.slope * scores.mean
        return cls(
            cell=cell,
            scores=scores,
            score=score,
            steepness=steepness,
            above=above,
            inverse=inverse,
            distance=distance,
            pull=inverse @ distance,
        )

    def weight(self) -> float:
        """Return the log density of all scores and of the cell, up to a constant; below any other where one is too high."""
        return -math.inf if self.above.any() else self._density()

    def left_out(self) -> Told:
        """Return what is said of each model from the others."""
        corner = np.diag(self.inverse)
        alone = 0.5 * np.log(corner) - 0.5 * self.pull**2 / corner + np.log(self.steepness)
        others_above = self.above.sum() - self.above
        return Told(
            mean=self.score - self.pull / corner,
            variance=1 / corner,
            intercept=INTERCEPT_SD**2 * (self.pull.sum() - self.inverse.sum(0) * self.pull / corner),
            weight=np.where(others_above > 0, -np.inf, self._density() - alone),
        )

    def others(self, mean: Floats, variance: Floats, alike: Floats) -> tuple[Floats, Floats]:
        """
        Return mean and variance of what models that aren't among these score in the long run.

        Args:
            mean: Ability of each.
            variance: Of each.
            alike: Likeness of each to those here, by rows.
        """
        shared = INTERCEPT_SD**2 + self.cell.sd**2 * alike
        own = INTERCEPT_SD**2 + self.cell.sd**2 + self.cell.slope**2 * variance
        told: Floats = np.einsum("ij,jk,ik->i", shared, self.inverse, shared)
        return self.cell.slope * mean + shared @ self.pull, own - told

    def _density(self) -> float:
        """Return the log density of the scores, cut at the ceiling, and of the cell; up to a constant."""
        _, logdet = np.linalg.slogdet(self.inverse)
        scores = 0.5 * logdet - 0.5 * self.distance @ self.pull + np.log(self.steepness).sum()
        return float(scores) - self.cell.doubt


def predict_left_out(
    table: Table,
    benchmark: int,
    mean: Floats,
    variance: Floats,
    *,
    traits: Sequence[Traits],
    peers: bool = True,
    ceilings: bool = True,
) -> list[Prediction]:
    """
    Foretell every score on *benchmark*, each from the model's ability and from the other models' scores there.

    Args:
        table: All results; only those on *benchmark* are read.
        benchmark: Its place in the table.
        mean: Expected ability behind each of its results, in the table's order, from results on other benchmarks.
        variance: Variance of each of these abilities.
        traits: What is known of the table's models before any result, in the table's order.
        peers: Whether models that are alike share a part of their distance from the line.
        ceilings: Whether a share may end below 1.

    Returns:
        One prediction for each result on *benchmark*, in the table's order.
    """
    rows = np.flatnonzero(table.benchmark == benchmark)
    cells = cells_of(table, benchmark, ceilings=ceilings)
    models = [traits[model] for model in table.model[rows]]
    alike = likenesses(models, mean) if peers else np.eye(len(rows))
    scores = scores_of(table, rows, mean, variance, alike)
    told = [Process.of(cell, scores).left_out() for cell in cells]
    best = np.argmax([each.weight for each in told], axis=0)
    newest = newer_than_others(models)
    found = []
    for place, choice in enumerate(best):
        cell, says = cells[choice], told[choice]
        ahead, spread = float(says.mean[place]), math.sqrt(float(says.variance[place]))
        if newest[place]:
            spread *= NEWER_WIDER
        mean_here, sd = lowered(ahead, spread, cell.ceiling, vendor=float(table.vendor[rows[place]]))
        found.append(Prediction(mean=mean_here, sd=sd, rank_by=ahead - float(says.intercept[place])))
    return found


def likeliest(table: Table, fit: Fit, benchmark: int, traits: Sequence[Traits]) -> Process:
    """Return a benchmark's results as its likeliest cell sees them, with abilities from everything but each itself."""
    rows = np.flatnonzero(table.benchmark == benchmark)
    mean, variance = (column[rows] for column in without_own(table, fit))
    alike = likenesses([traits[model] for model in table.model[rows]], mean)
    scores = scores_of(table, rows, mean, variance, alike)
    seen = (Process.of(cell, scores) for cell in cells_of(table, benchmark, ceilings=True))
    return max(seen, key=Process.weight)


def without_own(table: Table, fit: Fit) -> tuple[Floats, Floats]:
    """Return mean and variance of the ability behind each result, as everything but that result tells it."""
    b = table.benchmark
    mean, variance = moments(table, fit)
    trust = fit.slope[b] ** 2 / (fit.sigma[b] ** 2 + noise_variance(table, fit))
    distance = (taken_in(table, fit).work - fit.intercept[b] - fit.vendor * table.vendor) / fit.slope[b]
    rest = 1 / variance - trust
    return (mean / variance - trust * distance) / rest, 1 / rest + table.loss_variance


def cells_of(table: Table, benchmark: int, *, ceilings: bool) -> list[Cell]:
    """List the cells of a benchmark."""
    center, width = float(table.slope_mean[benchmark]), float(table.slope_sd[benchmark])
    usual = RESIDUAL_FACTOR * float(table.residual[benchmark])
    return [
        Cell(
            ceiling=ceiling,
            slope=max(center + step * width, LEAST_SLOPE),
            sd=usual * math.exp(0.5 * stretch),
            doubt=0.5 * (step**2 + stretch**2),
        )
        for ceiling, step, stretch in product(
            CEILINGS if ceilings and table.is_share[benchmark] else (1.0,), SLOPE_STEPS, RESIDUAL_STEPS
        )
    ]


def scores_of(table: Table, rows: Ints, mean: Floats, variance: Floats, alike: Floats) -> Scores:
    """Return the results in *rows* of the table, with the abilities behind them."""
    return Scores(
        work=table.work[rows] - VENDOR_OFFSET * table.vendor[rows],
        noise=single_noise(table, rows),
        mean=mean,
        variance=variance,
        alike=alike,
    )


def single_noise(table: Table, rows: Ints) -> Floats:
    """Return the variance of each single result in *rows*, beside what models differ by."""
    stretch = np.where(table.is_share[table.benchmark[rows]], USUAL_LEVERAGE, 1.0)
    noise: Floats = (table.stderr[rows] / stretch) ** 2 + (VENDOR_SD * table.vendor[rows]) ** 2
    return noise


def lift(work: Floats, ceiling: float) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return scores as logits of share / ceiling, how steeply these rise with the score, and which are above it."""
    if ceiling == 1.0:
        return work, np.ones(len(work)), np.zeros(len(work), dtype=bool)
    share = 1 / (1 + np.exp(-work))
    top = ceiling * (1 - ROOM)
    above = share > top
    share = np.minimum(share, top)
    return np.log(share / (ceiling - share)), ceiling * (1 - share) / (ceiling - share), above


def lower(lifted: float, ceiling: float) -> float:
    """Return the score on the working scale."""
    if ceiling == 1.0:
        return lifted
    share = ceiling / (1 + math.exp(-lifted))
    return math.log(share / (1 - share))


def lowered(ahead: float, spread: float, ceiling: float, *, vendor: float) -> tuple[float, float]:
    """Return mean and standard deviation on the working scale, of a score that the developer publishes or doesn't."""
    low, middle, high = (lower(ahead + step * spread, ceiling) for step in (-1.0, 0.0, 1.0))
    return middle + VENDOR_OFFSET * vendor, (high - low) / 2


def likenesses(models: Sequence[Traits], mean: Floats) -> Floats:
    """Return the matrix of `llm_selection.estimation.score_prediction.likeness`, with 1 for each model and itself."""
    developer = np.array([model.developer for model in models])
    reasoning = np.array([str(model.reasoning) for model in models])
    days = np.array([model.released.toordinal() if model.released else math.nan for model in models]) / 365.25
    near = np.exp(-0.5 * ((days[:, None] - days[None, :]) / ERA_YEARS) ** 2)
    alike = DEVELOPER_SHARE * (developer[:, None] == developer[None, :])
    alike = alike + ERA_SHARE * (reasoning[:, None] == reasoning[None, :])
    bend = np.exp(-0.5 * ((mean[:, None] - mean[None, :]) / ABILITY_RANGE) ** 2)
    found: Floats = np.where(np.isfinite(near), alike * near, 0.0) + ABILITY_SHARE * bend
    np.fill_diagonal(found, 1.0)
    return found


def newer_than_others(models: Sequence[Traits]) -> list[bool]:
    """Say of each model whether it was released after all the others."""
    days = [model.released.toordinal() if model.released else 0 for model in models]
    return [day > max(days[:place] + days[place + 1 :], default=0) for place, day in enumerate(days)]
