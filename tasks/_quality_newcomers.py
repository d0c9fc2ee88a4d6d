"""
Models hidden from the fit: new ones after a day, and any; what is predicted of them from none, few and all results.

Of a hidden model some results are shown, and those of another group of benchmarks predicted, so that a column never
stands in for its neighbour. What the fit says of benchmarks, and of the models it has seen, stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from _quality_evaluation import SWEEPS_AGAIN, Study, copied, groups_of, weights_of
from _quality_metrics import SEED, Outcome
from _quality_model import (
    VENDOR_OFFSET,
    VENDOR_SD,
    Fit,
    Floats,
    Ints,
    Table,
    Traits,
    build_table,
    noise_variance,
    run,
    standardisation,
    start,
)
from _quality_prediction import Prediction, lift, likeliest, likenesses, lower, without_own
from fit_quality import SWEEPS
from llm_selection.peers import INTERCEPT_SD, NEWER_WIDER, USUAL_LEVERAGE

SHOWN: Sequence[int | None] = (0, 1, 3, 10, None)
"""How many of a model's results are shown; ``None`` is all of other groups."""

LEAST_SEEN = 5
"""A benchmark with fewer models in the fit has no level to predict from."""

FOLDS = 10
"""Parts of the models that are hidden one after another; a fit for every model would tell the same for 30 times as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    A result to be predicted.

    Attributes:
        row: Its place in the table.
        mean: Ability behind it, from what was shown.
        variance: Of that ability.
    """

    row: int
    mean: float
    variance: float


def forward(given: Study, cutoff: date, *, strict: bool = False) -> dict[int | None, list[Outcome]]:
    """
    Fit from the starting values to models released before *cutoff*, then predict those released since.

    Args:
        given: Everything.
        cutoff: The first day whose models are new.
        strict: Whether a result enters the fit only if its own day is known and before *cutoff* too. Else results of
            old models count whenever they were measured.

    Returns:
        Outcomes by how many results were shown, see `SHOWN`; only on benchmarks with `LEAST_SEEN` models in the fit, so
        perhaps none.
    """
    old = {trait.model for trait in given.traits if trait.released is not None and trait.released < cutoff}
    enters = [
        result.model in old and (not strict or (dated and day < cutoff))
        for result, day, dated in zip(given.results, given.days, given.dated, strict=True)
    ]
    models: dict[str, set[str]] = defaultdict(set)
    for result, yes in zip(given.results, enters, strict=True):
        if yes:
            models[result.benchmark].add(result.model)
    fits = [
        yes or result.model not in old if len(models[result.benchmark]) >= LEAST_SEEN else False
        for result, yes in zip(given.results, enters, strict=True)
    ]
    results = [result for result, yes in zip(given.results, fits, strict=True) if yes]
    seen = np.array([yes for yes, stays in zip(enters, fits, strict=True) if stays], dtype=bool)
    known = [result for result, yes in zip(results, seen, strict=True) if yes]
    if not known:
        return {shown: [] for shown in SHOWN}
    table = build_table(
        given.benchmarks, results, list(given.table.models), points=standardisation(given.benchmarks, known)
    )
    train = table.rows(seen)
    fit = run(train, start(train, given.traits, cutoff), given.traits, cutoff, SWEEPS)
    return newcomers(replace(given, table=table), train, fit, np.unique(table.model[~seen]))


def cold(given: Study, fit: Fit) -> dict[int | None, list[Outcome]]:
    """
    Hide models, a tenth of them at a time, fit the rest again from the full *fit*, and predict the hidden.

    Returns:
        Outcomes by how many results were shown, see `SHOWN`; only on benchmarks with `LEAST_SEEN` models in the fit.
    """
    table = given.table
    fold = np.random.default_rng(SEED).permutation(len(table.models)) % FOLDS
    found: dict[int | None, list[Outcome]] = {shown: [] for shown in SHOWN}
    for hidden in range(FOLDS):
        train = table.rows(fold[table.model] != hidden)
        trial = run(train, copied(fit), given.traits, given.today, SWEEPS_AGAIN)
        for shown, told in newcomers(given, train, trial, np.flatnonzero(fold == hidden)).items():
            found[shown] += told
    return found


def newcomers(given: Study, train: Table, fit: Fit, models: Iterable[int]) -> dict[int | None, list[Outcome]]:
    """Predict results of *models* that *fit* to *train* hasn't seen, from as many of their other results as in `SHOWN`."""
    table = given.table
    counts = np.bincount(train.benchmark, minlength=len(table.benchmarks))
    asked: dict[int | None, list[Asked]] = {shown: [] for shown in SHOWN}
    known = Known.of(table, fit)
    groups = groups_of(given)[table.benchmark]
    told = counts[table.benchmark] >= LEAST_SEEN
    for model in models:
        rows = np.flatnonzero((table.model == model) & told)
        for shown, subset, others in samples(rows, groups[rows]):
            asked[shown] += known.ask(int(model), subset, others)
    scenes = {
        int(benchmark): Scene.of(train, fit, int(benchmark), given.traits)
        for benchmark in np.flatnonzero(counts >= LEAST_SEEN)
    }
    return {shown: predicted(table, scenes, questions) for shown, questions in asked.items()}


def samples(rows: Ints, groups: NDArray[np.str_]) -> Iterator[tuple[int | None, Ints, Ints]]:
    """
    Yield, for every group of one model's *rows* and every number in `SHOWN`, the rows shown and those asked for.

    Rows are shown in one random order, so that more are always those of fewer and some; too few yield nothing.
    """
    generator = np.random.default_rng(SEED)
    for group in np.unique(groups):
        others = generator.permutation(rows[groups != group])
        for shown in SHOWN:
            if len(others) >= (1 if shown is None else shown):
                yield shown, np.sort(others[:shown]), rows[groups == group]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A table as a fit reads it: what each result would say of its model."""

    fit: Fit
    weights: Floats
    """Of each dimension in the ability behind each result."""
    slope: Floats
    distance: Floats
    """From the line at an ability of 0."""
    noise: Floats
    """Variance around the line."""

    @classmethod
    def of(cls, table: Table, fit: Fit) -> "Known":
        """Read the table."""
        b = table.benchmark
        return cls(
            fit=fit,
            weights=weights_of(table, fit),
            slope=fit.slope[b],
            distance=table.work - fit.intercept[b] - fit.vendor * table.vendor,
            noise=fit.sigma[b] ** 2 + noise_variance(table, fit),
        )

    def ask(self, model: int, shown: Ints, rows: Ints) -> list[Asked]:
        """Return the abilities of *model* behind *rows*, from its prior and the rows *shown*."""
        prior = np.concatenate([[self.fit.prior_sd[model]], self.fit.sd[1:]]) ** -2
        lines = self.weights[shown] * self.slope[shown, None]
        target = lines.T @ (self.distance[shown] / self.noise[shown])
        target[0] += self.fit.prior_mean[model] * prior[0]
        covariance = np.linalg.inv(np.diag(prior) + (lines / self.noise[shown, None]).T @ lines)
        weights = self.weights[rows]
        means = weights @ (covariance @ target)
        variances = np.einsum("ij,jk,ik->i", weights, covariance, weights)
        return [
            Asked(row=int(row), mean=float(mean), variance=float(variance))
            for row, mean, variance in zip(rows, means, variances, strict=True)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the models of a fit scored on one benchmark, ready to say what another would; see `llm_selection.peers`."""

    ceiling: float
    slope: float
    sd: float
    mean: Floats
    """Ability behind each of their results, as everything but the result tells it."""
    inverse: Floats
    """Of the covariance of their distances from the line."""
    pull: Floats
    usual: float
    traits: Sequence[Traits]
    peers: Sequence[Traits]

    @classmethod
    def of(cls, train: Table, fit: Fit, benchmark: int, traits: Sequence[Traits]) -> "Scene":
        """Choose the likeliest cell, and weigh the models against each other."""
        cell = likeliest(train, fit, benchmark, traits)
        rows = np.flatnonzero(train.benchmark == benchmark)
        mean, variance = (column[rows] for column in without_own(train, fit))
        peers = [traits[model] for model in train.model[rows]]
        work = train.work[rows] - VENDOR_OFFSET * train.vendor[rows]
        stderr = train.stderr[rows] / (USUAL_LEVERAGE if train.is_share[benchmark] else 1.0)
        own = cell.slope**2 * variance + stderr**2 + (VENDOR_SD * train.vendor[rows]) ** 2
        covariance = INTERCEPT_SD**2 + cell.sd**2 * likenesses(peers, mean) + np.diag(own)
        inverse: Floats = np.asarray(np.linalg.inv(covariance), dtype=np.float64)
        return cls(
            ceiling=cell.ceiling,
            slope=cell.slope,
            sd=cell.sd,
            mean=mean,
            inverse=inverse,
            pull=inverse @ (lift(work, cell.ceiling)[0] - cell.slope * mean),
            usual=float(train.work[rows].mean()),
            traits=traits,
            peers=peers,
        )

    def foretell(self, table: Table, questions: Sequence[Asked]) -> list[Prediction]:
        """Predict results of models that aren't among the peers."""
        rows = np.array([question.row for question in questions])
        mean = np.array([question.mean for question in questions])
        variance = np.array([question.variance for question in questions])
        subjects = [self.traits[model] for model in table.model[rows]]
        seen = len(self.peers)
        alike = likenesses([*self.peers, *subjects], np.concatenate([self.mean, mean]))[seen:, :seen]
        shared = INTERCEPT_SD**2 + self.sd**2 * alike
        ahead = self.slope * mean + shared @ self.pull
        stderr = table.stderr[rows] / np.where(table.is_share[table.benchmark[rows]], USUAL_LEVERAGE, 1.0)
        noise = stderr**2 + (VENDOR_SD * table.vendor[rows]) ** 2
        own = INTERCEPT_SD**2 + self.sd**2 + self.slope**2 * variance + noise
        spread = np.sqrt(own - np.einsum("ij,jk,ik->i", shared, self.inverse, shared))
        newest = max((peer.released for peer in self.peers if peer.released), default=date.min)
        return [
            self._lowered(
                float(middle), float(sd) * (NEWER_WIDER if (who.released or date.min) > newest else 1), vendor
            )
            for middle, sd, who, vendor in zip(ahead, spread, subjects, table.vendor[rows], strict=True)
        ]

    def _lowered(self, middle: float, spread: float, vendor: float) -> Prediction:
        """Return a prediction on the working scale."""
        low, high = (lower(middle + step * spread, self.ceiling) for step in (-1.0, 1.0))
        shift = VENDOR_OFFSET * float(vendor)
        return Prediction(mean=lower(middle, self.ceiling) + shift, sd=(high - low) / 2, rank_by=middle)


def predicted(table: Table, scenes: Mapping[int, Scene], questions: Sequence[Asked]) -> list[Outcome]:
    """Predict what is asked, benchmark by benchmark, and set it beside what came."""
    by_benchmark: dict[int, list[Asked]] = defaultdict(list)
    for question in questions:
        by_benchmark[int(table.benchmark[question.row])].append(question)
    return [
        Outcome(
            model=table.models[table.model[question.row]],
            benchmark=table.benchmarks[benchmark],
            prediction=prediction,
            work=float(table.work[question.row]),
            usual=scenes[benchmark].usual,
        )
        for benchmark, mine in sorted(by_benchmark.items())
        for question, prediction in zip(mine, scenes[benchmark].foretell(table, mine), strict=True)
    ]
