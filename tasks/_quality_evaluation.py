"""
How well the quality model predicts what it hasn't seen: one group of benchmarks left out after another.

Source: leave-one-out over benchmark groups, since columns of one family stand in for each other.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from _quality_model import PSEUDO_RESULTS, VENDOR_OFFSET, Fit, Floats, Table, Traits, run
from llm_selection.benchmarks import Benchmark, Scale

LEAST_MODELS = 10
"""A left-out benchmark with fewer models says little about the prediction."""


def group_of(benchmark: Benchmark) -> str:
    """Return what is left out together with a benchmark."""
    return benchmark.family or re.sub(r"-(\d.*|v\d.*|zh|pro|val|verified|redux|level-5)$", "", benchmark.id)


@dataclass(frozen=True, slots=True)
class Prediction:
    """One left-out result: what was predicted and what came."""

    benchmark: str
    ability: float
    work: float
    mean: float
    sd: float
    usual: float
    """Mean of the other models on this benchmark."""


def leave_out(table: Table, benchmark: int, mean: Floats, variance: Floats) -> list[Prediction]:
    """Predict each model's score on *benchmark* from its ability elsewhere and from the other models' scores."""
    mine = np.flatnonzero(table.benchmark == benchmark)
    y = table.work[mine] - VENDOR_OFFSET * table.vendor[mine]
    expected = (float(table.slope_mean[benchmark]), float(table.slope_sd[benchmark]), float(table.residual[benchmark]))
    found = []
    for left, row in enumerate(mine):
        others = np.arange(len(mine)) != left
        slope, intercept, sigma, spread = line(mean[others], variance[others], y[others], expected=expected)
        point = np.array([mean[left], 1.0])
        sd = math.sqrt(slope**2 * variance[left] + point @ spread @ point + sigma**2)
        shift = VENDOR_OFFSET * float(table.vendor[row])
        found.append(
            Prediction(
                benchmark=table.benchmarks[benchmark],
                ability=float(mean[left]),
                work=float(table.work[row]),
                mean=float(intercept + slope * mean[left] + shift),
                sd=sd,
                usual=float(table.work[mine[others]].mean()),
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
    for _ in range(4):
        trust = 1 / (sigma**2 + slope**2 * variance)
        design = np.column_stack([mean, np.ones(len(mean))])
        precision = (design * trust[:, None]).T @ design + np.diag([slope_sd**-2, 1.7**-2])
        inverse = np.asarray(np.linalg.inv(precision), dtype=np.float64)
        slope, intercept = inverse @ (design.T @ (trust * y) + np.array([slope_mean * slope_sd**-2, 0.0]))
        rest = np.maximum((y - intercept - slope * mean) ** 2 - slope**2 * variance, 0)
        sigma = math.sqrt((rest.sum() + PSEUDO_RESULTS * residual**2) / (len(y) + PSEUDO_RESULTS))
    return float(slope), float(intercept), sigma, inverse


def evaluate(
    table: Table, fit: Fit, traits: Sequence[Traits], fallback: date, benchmarks: Mapping[str, Benchmark]
) -> list[Prediction]:
    """Leave out every group of benchmarks in turn, refit for three sweeps, and predict its larger benchmarks."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(table.benchmarks):
        groups[group_of(benchmarks[key])].append(index)
    counts = np.bincount(table.benchmark, minlength=len(table.benchmarks))
    found: list[Prediction] = []
    for _, members in sorted(groups.items()):
        large = [index for index in members if counts[index] >= LEAST_MODELS]
        if not large:
            continue
        rest = table.rows(~np.isin(table.benchmark, members))
        trial = run(rest, replace(fit, task_loading=dict(fit.task_loading)), traits, fallback, 3)
        for index in large:
            mine = table.model[table.benchmark == index]
            own, task = trial.loading[index], table.task[index]
            mean = own * trial.mean[mine, 0] + trial.mean[mine, task]
            cov = trial.covariance[mine]
            variance = own**2 * cov[:, 0, 0] + 2 * own * cov[:, 0, task] + cov[:, task, task]
            for place in (table.family[index], table.within[index]):
                if place >= 0:
                    variance = variance + trial.sd[place] ** 2
            found += leave_out(table, index, mean, variance)
    return found


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the rank correlation; ties share their rank."""

    def ranks(values: Sequence[float]) -> Floats:
        column = np.asarray(values)
        return np.array([(column < value).sum() + ((column == value).sum() - 1) / 2 for value in column])

    a, b = ranks(first), ranks(second)
    return float(np.corrcoef(a, b)[0, 1]) if a.std() and b.std() else math.nan


def report(found: Iterable[Prediction], benchmarks: Mapping[str, Benchmark]) -> str:
    """Say how good the predictions are, by task and in all; errors in points of share, benchmarks count the same."""
    by_benchmark: dict[str, list[Prediction]] = defaultdict(list)
    for prediction in found:
        by_benchmark[prediction.benchmark].append(prediction)
    lines: dict[str, list[tuple[float, ...]]] = defaultdict(list)
    for key, rows in by_benchmark.items():
        score = judge(rows, benchmarks[key])
        lines[benchmarks[key].task.value].append(score)
        lines["all"].append(score)
    text = [
        f"{'task':22} {'tests':>5} {'spearman':>8} {'error':>6} {'mean-only':>9} {'in 50':>6} {'in 80':>6} {'in 90':>6}"
    ]
    for name, scores in sorted(lines.items(), key=lambda item: (item[0] == "all", item[0])):
        columns = np.array(scores)
        rank = float(np.nanmedian(columns[:, 0]))
        error, usual = (
            float(np.nanmean(columns[:, k])) if np.isfinite(columns[:, k]).any() else math.nan for k in (1, 2)
        )
        inside = columns[:, 3:].mean(0)
        text.append(
            f"{name:22} {len(scores):5} {rank:8.2f} {error:6.1f} {usual:9.1f} "
            + " ".join(f"{value:6.2f}" for value in inside)
        )
    return "\n".join(text)


def judge(rows: Sequence[Prediction], benchmark: Benchmark) -> tuple[float, ...]:
    """Return rank correlation, error, error of the mean, and the share of results inside three intervals."""
    error = usual = math.nan
    if benchmark.scale is Scale.SHARE:
        guess = benchmark.guess_share or 0.0

        def points(work: float) -> float:
            return 100 * (1 - guess) / (1 + math.exp(-work))

        error = float(np.mean([abs(points(row.mean) - points(row.work)) for row in rows]))
        usual = float(np.mean([abs(points(row.usual) - points(row.work)) for row in rows]))
    distance = np.array([abs(row.work - row.mean) / row.sd for row in rows])
    inside = [float((distance <= z).mean()) for z in (0.6745, 1.2816, 1.6449)]
    return (spearman([row.ability for row in rows], [row.work for row in rows]), error, usual, *inside)
