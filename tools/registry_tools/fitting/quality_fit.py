"""
The quality model as numpy sees it: the table of all results, and its fit by expectation-maximisation.

A score depends on general ability g, the task's deviation u, and what a family of benchmarks shares, in all (f) and
within one task (n). Fixed starting values and no random step: the same table gives the same fit.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import BenchmarkParameters
from llm_selection.domain.efforts import EffortLadder
from llm_selection.estimation.abilities import (
    LEAST_LEVERAGE,
    OUTLIER_SDS,
    work_score,
)
from llm_selection.estimation.quality import RATING_SPREAD

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EPOCH = date(2025, 7, 1)
"""The day at which a model is expected to have an ability of 0."""

SHARED_WITHIN_TASKS = ("lmarena", "livebench", "ctala-es", "nejumi4")
"""Families with several columns a task; what they share there would else pass for ability."""

OWN_LOADINGS = {Task.FACTUALITY: 0.34, Task.RECALL: 0.70, Task.SAFETY: 0.35, Task.WRITING: 0.40}
"""Tasks weakly tied to general ability, with the starting value of the tie."""

SLOPES = {Scale.SHARE: (1.0, 0.4), Scale.RATING: (0.5, 0.2), Scale.POINTS: (0.6, 0.4)}
"""Prior mean and sd of a benchmark's slope, by scale."""

RESIDUALS = {Scale.SHARE: 0.40, Scale.RATING: 0.08, Scale.POINTS: 0.45}
"""Residual sd that six pseudo-observations speak for, by scale."""

PSEUDO_RESULTS = 6.0
INTERCEPT_SD = 5.0
LEAST_SLOPE = 0.05
VENDOR_OFFSET, VENDOR_SD = 0.17, 0.15
DEVIATION_SD, PSEUDO_MODELS = 0.3, 5.0
MOST_DEVIATION = 1.0
NO_DEVIATION_SD = 1e-6
"""Of deviations that are switched off: as good as none, and still a variance."""
UNTOLD_SD = 1.5
"""Of general ability among models, where nothing is known of them: about what is found."""

GENERAL_PER_YEAR = 1.56
DEVELOPER_SD, DEVELOPER_YEARS = 0.53, 1.5
LINE_SD, LINE_YEARS = 0.55, 3.7
TREND_SD, TREND_YEARS = 0.77, 0.6
OWN_SD = 0.37
LEAST_TRUST = 1e-3
MOST_PARAMETERS = 1e12
"""Beyond a trillion parameters too few models are measured to say that more of them help."""
FEATURE_SD = 0.5
"""Of the prior: see the table "priors and hyperparameters" of the method; units of ability and years."""


_COLUMNS = ("model", "benchmark", "work", "stderr", "vendor", "loss", "loss_variance")


@dataclass(slots=True)
class Table:
    """All results as columns: what the fit reads."""

    models: list[str]
    benchmarks: list[str]
    dimensions: list[str]
    model: Ints
    benchmark: Ints
    work: Floats
    """Score on the working scale."""
    stderr: Floats
    """Standard error on the working scale, before a share's is stretched."""
    vendor: Floats
    task: Ints
    """Dimension of each benchmark's task."""
    family: Ints
    """Dimension of its family, or -1."""
    within: Ints
    """Dimension of what the family shares within the task, or -1."""
    is_share: NDArray[np.bool_]
    slope_mean: Floats
    slope_sd: Floats
    residual: Floats
    loss: Floats
    """What is lost at each result's effort beside the highest that its model was measured at, in units of ability."""
    loss_variance: Floats

    def rows(self, keep: NDArray[np.bool_] | Ints) -> "Table":
        """Return the same table with some of its results: those that are true, or those at these places."""
        return replace(
            self,
            **{name: getattr(self, name)[keep] for name in _COLUMNS},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """
    What the model is made of beside general ability; with all switched off, one factor is left.

    Attributes:
        deviations: Each model deviates at each task.
        own_factors: Tasks of their own kind are tied to general ability by less than all of it.
        families: Families of benchmarks share something.
        vendor: Developers' own results are offset, and count for less.
        metadata: General ability is expected from release, size, developer and product line; else it is expected to be
            anything that models here are.
        families_by_task: Large families share something within each task as well.
    """

    deviations: bool = True
    own_factors: bool = True
    families: bool = True
    vendor: bool = True
    metadata: bool = True
    families_by_task: bool = True


ALL_PARTS = Parts()


@dataclass(slots=True)
class Fit:
    """The parameters, and what they say of each model."""

    intercept: Floats
    slope: Floats
    sigma: Floats
    loading: Floats
    """Weight of g in each benchmark's ability."""
    task_loading: dict[str, float]
    sd: Floats
    """Prior sd by dimension; that of g stands in ``prior_sd``."""
    prior_mean: Floats
    prior_sd: Floats
    vendor: float
    parts: Parts = field(default_factory=Parts)
    mean: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    covariance: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known of a model before any result."""

    model: str
    released: date | None
    parameters: float | None
    reasoning: bool | None
    efforts: EffortLadder | None = None

    @property
    def developer(self) -> str:
        """Return the developer's part of the id."""
        return self.model.partition("/")[0]

    @property
    def line(self) -> str:
        """
        Return the product line: the id without version numbers, sizes and dates.

        >>> Traits("openai/gpt-5.4-mini", None, None, None).line
        'openai/gpt-mini'
        """
        words = re.split(r"[-_]", self.model.partition("/")[2])
        kept = [re.sub(r"\d.*", "", word) for word in words]
        return f"{self.developer}/" + "-".join(word for word in kept if word and not re.fullmatch(r"[abvek]", word))


def standardisation(benchmarks: Mapping[str, Benchmark], results: Iterable[Result]) -> dict[str, tuple[float, float]]:
    """Return center and spread of every benchmark in points."""
    scores: dict[str, list[float]] = defaultdict(list)
    for result in results:
        if benchmarks[result.benchmark].scale is Scale.POINTS:
            scores[result.benchmark].append(result.score)
    return {
        key: (round(float(np.mean(values)), 4), round(float(np.std(values)) or 1.0, 4))
        for key, values in scores.items()
    }


def parameters_stub(points: Mapping[str, tuple[float, float]], key: str) -> BenchmarkParameters:
    """Return parameters that hold only how points are standardised."""
    center, spread = points.get(key, (None, None))
    return BenchmarkParameters(intercept=0, slope=1, own_slope=1, residual_sd=1, center=center, spread=spread)


def build_table(
    benchmarks: Mapping[str, Benchmark],
    results: Sequence[Result],
    models: list[str],
    *,
    points: Mapping[str, tuple[float, float]] | None = None,
) -> Table:
    """Put *results* into columns, in their order; *points* standardises those in points, else the results themselves."""
    points = standardisation(benchmarks, results) if points is None else points
    keys = sorted({result.benchmark for result in results})
    within = {key: f"{b.family}/{b.task.value}" for key in keys if (b := benchmarks[key]).family in SHARED_WITHIN_TASKS}
    families = {key: family for key in keys if (family := benchmarks[key].family) is not None}
    names = ["general", *(task.value for task in Task), *sorted(set(families.values())), *sorted(set(within.values()))]
    place = {name: index for index, name in enumerate(names)}
    model_place = {model: index for index, model in enumerate(models)}
    key_place = {key: index for index, key in enumerate(keys)}
    scales = [benchmarks[key].scale for key in keys]
    return Table(
        models=models,
        benchmarks=keys,
        dimensions=names,
        model=np.array([model_place[result.model] for result in results]),
        benchmark=np.array([key_place[result.benchmark] for result in results]),
        work=np.array(
            [
                work_score(
                    result.score,
                    benchmarks[result.benchmark],
                    parameters_stub(points, result.benchmark),
                    items=result.items,
                )
                for result in results
            ]
        ),
        stderr=np.array([plain_stderr(result, benchmarks[result.benchmark], points) for result in results]),
        vendor=np.array([float(result.reporter is Reporter.VENDOR) for result in results]),
        task=np.array([place[benchmarks[key].task.value] for key in keys]),
        family=np.array([place[families[key]] if key in families else -1 for key in keys]),
        within=np.array([place[within[key]] if key in within else -1 for key in keys]),
        is_share=np.array([scale is Scale.SHARE for scale in scales]),
        slope_mean=np.array([SLOPES[scale][0] for scale in scales]),
        slope_sd=np.array([SLOPES[scale][1] for scale in scales]),
        residual=np.array([RESIDUALS[scale] for scale in scales]),
        loss=np.zeros(len(results)),
        loss_variance=np.zeros(len(results)),
    )


def plain_stderr(result: Result, benchmark: Benchmark, points: Mapping[str, tuple[float, float]]) -> float:
    """Return a standard error in units of the working scale, a share's not yet stretched."""
    if result.stderr is None:
        return 0.0
    if benchmark.scale is Scale.SHARE:
        return result.stderr / (1 - (benchmark.guess_share or 0.0))
    return result.stderr / (RATING_SPREAD if benchmark.scale is Scale.RATING else points[result.benchmark][1])


def reduced(table: Table, parts: Parts) -> Table:
    """Return the table as a model of only these *parts* sees it: without the families or reporters it doesn't know."""
    nowhere = np.full(len(table.benchmarks), -1)
    # Families stand behind tasks, and what they share within tasks behind families.
    kept = 1 + len(Task)
    if parts.families:
        kept = int(table.family.max(initial=kept - 1)) + 1
    if parts.families_by_task:
        kept = len(table.dimensions)
    return replace(
        table,
        dimensions=table.dimensions[:kept],
        vendor=table.vendor if parts.vendor else np.zeros(len(table.vendor)),
        family=table.family if parts.families else nowhere,
        within=table.within if parts.families_by_task else nowhere,
    )


def years(traits: Traits, fallback: date) -> float:
    """Return years since `EPOCH` at release."""
    return ((traits.released or fallback) - EPOCH).days / 365.25


def prior_covariance(traits: Sequence[Traits], fallback: date) -> tuple[Floats, Floats]:
    """Return mean and covariance of all models' general ability before any result, without what is each one's own."""
    time = np.array([years(trait, fallback) for trait in traits])
    gap = (time[:, None] - time[None, :]) ** 2

    def same(values: list[str]) -> Floats:
        column = np.array(values)
        return np.where(column[:, None] == column[None, :], 1.0, 0.0)

    size = np.array(
        [math.log(min(trait.parameters, MOST_PARAMETERS) / 1e11) if trait.parameters else 0.0 for trait in traits]
    )
    features = np.column_stack(
        [
            np.ones(len(traits)) * 0.5,
            time * 0.5,
            size,
            [float(trait.parameters is None) for trait in traits],
            [float(trait.reasoning is True) for trait in traits],
            [float(trait.reasoning is None) for trait in traits],
        ]
    )
    covariance = (
        FEATURE_SD**2 * features @ features.T
        + DEVELOPER_SD**2 * same([trait.developer for trait in traits]) * np.exp(-gap / (2 * DEVELOPER_YEARS**2))
        + LINE_SD**2 * same([trait.line for trait in traits]) * np.exp(-gap / (2 * LINE_YEARS**2))
        + TREND_SD**2 * np.exp(-gap / (2 * TREND_YEARS**2))
    )
    return GENERAL_PER_YEAR * time, covariance


def cavity(mean: Floats, covariance: Floats, message: Floats, variance: Floats) -> tuple[Floats, Floats]:
    """
    Return each model's prior given the *others'* messages.

    A model's own data never enters its prior: closed-form leave-one-out of a Gaussian process.
    """
    known = np.isfinite(variance)
    own = OWN_SD**2
    total = covariance[np.ix_(known, known)] + np.diag(variance[known] + own)
    inverse = np.linalg.inv(total)
    pull = inverse @ (message[known] - mean[known])
    cross = covariance[:, known]
    expected = mean + cross @ pull
    spread = np.diag(covariance) + own - np.einsum("ij,jk,ik->i", cross, inverse, cross)
    corner = np.diag(inverse)
    expected[known] = message[known] - pull / corner
    spread[known] = 1 / corner - variance[known]
    return expected, np.sqrt(np.maximum(spread, 0.05**2))


def start(table: Table, traits: Sequence[Traits], fallback: date, *, parts: Parts = ALL_PARTS) -> Fit:
    """Return the starting values of a model made of *parts*; its table has to be `reduced` to them."""
    count = len(table.benchmarks)
    rows = np.bincount(table.benchmark, minlength=count)
    task_loading = {task.value: OWN_LOADINGS.get(task, 1.0) if parts.own_factors else 1.0 for task in Task}
    time = np.array([years(trait, fallback) if parts.metadata else 0.0 for trait in traits])
    loading = np.array([task_loading[table.dimensions[task]] for task in table.task])
    center = np.bincount(table.benchmark, GENERAL_PER_YEAR * time[table.model], count) / np.maximum(rows, 1)
    average = np.bincount(table.benchmark, table.work, count) / np.maximum(rows, 1)
    return Fit(
        intercept=average - table.slope_mean * loading * center,
        slope=table.slope_mean.copy(),
        sigma=table.residual.copy(),
        loading=loading,
        task_loading=task_loading,
        sd=np.full(len(table.dimensions), DEVIATION_SD if parts.deviations else NO_DEVIATION_SD),
        prior_mean=GENERAL_PER_YEAR * time,
        prior_sd=np.full(len(traits), 0.8 if parts.metadata else UNTOLD_SD),
        vendor=VENDOR_OFFSET,
        parts=parts,
    )


def noise_variance(table: Table, fit: Fit) -> Floats:
    """Return each result's variance beyond its benchmark's residual: its standard error, its vendor's hand, its effort's loss."""
    b = table.benchmark
    expected = fit.intercept[b] + fit.slope[b] * fit.loading[b] * fit.prior_mean[table.model]
    share = 1 / (1 + np.exp(-np.clip(expected, -30, 30)))
    stretch = np.where(table.is_share[b], 1 / np.maximum(share * (1 - share), LEAST_LEVERAGE), 1.0)
    # A loss isn't estimated anew, so in the fit its spread is noise: as a part of the ability it would flatten slopes.
    lost = fit.slope[b] ** 2 * table.loss_variance
    variance: Floats = (table.stderr * stretch) ** 2 + table.vendor * VENDOR_SD**2 + lost
    return variance


def terms(table: Table, fit: Fit) -> list[tuple[Ints, Floats]]:
    """Return, for general ability, task, family and family-within-task: each result's dimension and weight."""
    b = table.benchmark
    one = np.ones(len(b))
    families = ((np.maximum(place, 0), (place >= 0) * one) for place in (table.family[b], table.within[b]))
    return [(np.zeros(len(b), dtype=np.int64), fit.loading[b]), (table.task[b], one), *families]


def expect(table: Table, fit: Fit) -> None:
    """Set each model's posterior mean and covariance."""
    b = table.benchmark
    size = len(table.dimensions)
    trust = 1 / (fit.sigma[b] ** 2 + noise_variance(table, fit))
    distance = table.work - fit.intercept[b] - fit.vendor * table.vendor + fit.slope[b] * table.loss
    precision = np.zeros((len(table.models), size, size))
    target = np.zeros((len(table.models), size))
    columns = terms(table, fit)
    for here, weight in columns:
        np.add.at(target, (table.model, here), fit.slope[b] * weight * trust * distance)
        for there, other in columns:
            np.add.at(precision, (table.model, here, there), fit.slope[b] ** 2 * weight * other * trust)
    diagonal = np.arange(1, size)
    precision[:, diagonal, diagonal] += fit.sd[1:] ** -2
    precision[:, 0, 0] += fit.prior_sd**-2
    target[:, 0] += fit.prior_mean * fit.prior_sd**-2
    fit.covariance = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    fit.mean = (fit.covariance @ target[:, :, None])[:, :, 0]


def settle(table: Table, fit: Fit) -> Table:
    """
    Set each model's posterior as `llm_selection.estimation.quality.posterior` does: once, then with results far out taken in.

    Returns the table with those taken in.
    """
    expect(table, fit)
    near = taken_in(table, fit)
    expect(near, fit)
    return near


def taken_in(table: Table, fit: Fit) -> Table:
    """Return the table with each result that lies far from where all results put it at `OUTLIER_SDS` from there."""
    b = table.benchmark
    mean, _ = moments(table, fit)
    expected = fit.intercept[b] + fit.slope[b] * mean + fit.vendor * table.vendor
    reach = OUTLIER_SDS * np.sqrt(fit.sigma[b] ** 2 + noise_variance(table, fit))
    return replace(table, work=np.clip(table.work, expected - reach, expected + reach))


def moments(table: Table, fit: Fit) -> tuple[Floats, Floats]:
    """Return mean and variance of the ability behind each result, at its effort; what isn't known of that is left out."""
    columns = terms(table, fit)
    mean = -table.loss
    variance = np.zeros(len(table.model))
    for here, weight in columns:
        mean += weight * fit.mean[table.model, here]
        for there, other in columns:
            variance += weight * other * fit.covariance[table.model, here, there]
    return mean, variance


def foreseen(table: Table, fit: Fit) -> tuple[Floats, Floats]:
    """Return mean and variance of the ability behind each result, with what isn't known of what its effort loses."""
    mean, variance = moments(table, fit)
    return mean, variance + table.loss_variance


def general_with_deviation(table: Table, fit: Fit) -> Floats:
    """Return the expected product of general ability and the rest of the ability behind each result."""
    product: Floats = -table.loss * fit.mean[table.model, 0]
    for here, weight in terms(table, fit)[1:]:
        product += weight * (
            fit.mean[table.model, 0] * fit.mean[table.model, here] + fit.covariance[table.model, 0, here]
        )
    return product


def maximise(table: Table, fit: Fit) -> None:
    """Set the parameters that fit best, given what the models are expected to be."""
    b, count = table.benchmark, len(table.benchmarks)

    def total(values: Floats) -> Floats:
        summed: Floats = np.bincount(b, values, count).astype(np.float64)
        return summed

    mean, variance = moments(table, fit)
    noise = noise_variance(table, fit)
    trust = 1 / (fit.sigma[b] ** 2 + noise)
    work = table.work - fit.vendor * table.vendor
    a11 = total(trust) + INTERCEPT_SD**-2
    a12 = total(trust * mean)
    a22 = total(trust * (mean**2 + variance)) + table.slope_sd**-2
    t1, t2 = total(trust * work), total(trust * work * mean) + table.slope_mean * table.slope_sd**-2
    slope = np.maximum((a11 * t2 - a12 * t1) / (a11 * a22 - a12**2), LEAST_SLOPE)
    fit.slope, fit.intercept = slope, (t1 - slope * a12) / a11
    square = (work - fit.intercept[b] - slope[b] * mean) ** 2 + slope[b] ** 2 * variance
    mine = fit.sigma[b] ** 2 / (fit.sigma[b] ** 2 + noise)
    spread = total(mine**2 * square + fit.sigma[b] ** 2 * (1 - mine))
    fit.sigma = np.sqrt((spread + PSEUDO_RESULTS * table.residual**2) / (total(np.ones(len(b))) + PSEUDO_RESULTS))
    rest = table.work - fit.intercept[b] - slope[b] * mean
    by_vendor = trust * table.vendor * table.is_share[b]
    fit.vendor = float((by_vendor @ rest + 100 * VENDOR_OFFSET) / (by_vendor.sum() + 100))
    maximise_loadings(table, fit, work, trust)
    maximise_deviations(table, fit)


def maximise_loadings(table: Table, fit: Fit, work: Floats, trust: Floats) -> None:
    """Set the weight of general ability in the tasks of their own kind."""
    b = table.benchmark
    with_general = general_with_deviation(table, fit)
    general = fit.mean[table.model, 0]
    square = general**2 + fit.covariance[table.model, 0, 0]
    slope = fit.slope[b]
    for task, first in OWN_LOADINGS.items() if fit.parts.own_factors else ():
        mine = table.task[b] == table.dimensions.index(task.value)
        top = (trust * slope * (general * (work - fit.intercept[b]) - slope * with_general))[mine].sum()
        bottom = (trust * slope**2 * square)[mine].sum()
        fit.task_loading[task.value] = float((top + 20 * first) / (bottom + 20))
    fit.loading = np.array([fit.task_loading[table.dimensions[task]] for task in table.task])


def maximise_deviations(table: Table, fit: Fit) -> None:
    """Set the spread of tasks and families among the models that have a result there."""
    size = len(table.dimensions)
    seen = np.zeros((len(table.models), size), dtype=bool)
    for here, weight in terms(table, fit)[1:]:
        seen[table.model[weight > 0], here[weight > 0]] = True
    square = fit.mean**2 + np.diagonal(fit.covariance, axis1=1, axis2=2)
    top = (square * seen).sum(0) + PSEUDO_MODELS * DEVIATION_SD**2
    fit.sd = np.minimum(np.sqrt(top / (seen.sum(0) + PSEUDO_MODELS)), MOST_DEVIATION)
    if not fit.parts.deviations:
        fit.sd[table.task] = NO_DEVIATION_SD


def renew_prior(fit: Fit, mean: Floats, covariance: Floats) -> None:
    """Set each model's prior from the others' data."""
    if not fit.parts.metadata:
        pool_prior(fit)
        return
    spread, before = fit.covariance[:, 0, 0], fit.prior_sd**2
    trust = 1 / spread - 1 / before
    told = trust > LEAST_TRUST
    variance = np.where(told, 1 / np.where(told, trust, 1.0), np.inf)
    message = np.where(told, variance, 0.0) * (fit.mean[:, 0] / spread - fit.prior_mean / before)
    fit.prior_mean, fit.prior_sd = cavity(mean, covariance, message, variance)


def pool_prior(fit: Fit) -> None:
    """Set one prior for all models: what those with data are like."""
    told = 1 / fit.covariance[:, 0, 0] - 1 / fit.prior_sd**2 > LEAST_TRUST
    general = fit.mean[told, 0]
    variance = np.mean((general - general.mean()) ** 2 + fit.covariance[told, 0, 0])
    fit.prior_mean = np.full(len(fit.prior_mean), general.mean())
    fit.prior_sd = np.full(len(fit.prior_sd), math.sqrt(variance))


def run(table: Table, fit: Fit, traits: Sequence[Traits], fallback: date, sweeps: int) -> Fit:
    """Run *sweeps* rounds; the prior is renewed every third."""
    mean, covariance = prior_covariance(traits, fallback)
    for sweep in range(sweeps):
        near = settle(table, fit)
        if sweep % 3 == 0:
            renew_prior(fit, mean, covariance)
            expect(near, fit)
        maximise(near, fit)
    settle(table, fit)
    return fit
