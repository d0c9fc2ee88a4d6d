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

from _quality_model import Fit, Floats, Table, Traits, run
from _quality_prediction import Prediction, predict_left_out
from llm_selection.benchmarks import Benchmark, Scale

LEAST_MODELS = 10
"""A left-out benchmark with fewer models says little about the prediction."""


def group_of(benchmark: Benchmark) -> str:
    """Return what is left out together with a benchmark."""
    return benchmark.family or re.sub(r"-(\d.*|v\d.*|zh|pro|val|verified|redux|level-5)$", "", benchmark.id)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One left-out result: what was predicted and what came."""

    benchmark: str
    prediction: Prediction
    work: float
    usual: float
    """Mean of the other models on this benchmark."""


def outcomes(table: Table, benchmark: int, predictions: Sequence[Prediction]) -> list[Outcome]:
    """Set what came of each result on *benchmark* beside its prediction."""
    work = table.work[table.benchmark == benchmark]
    return [
        Outcome(
            benchmark=table.benchmarks[benchmark],
            prediction=prediction,
            work=float(came),
            usual=float((work.sum() - came) / (len(work) - 1)),
        )
        for prediction, came in zip(predictions, work, strict=True)
    ]


def evaluate(
    table: Table, fit: Fit, traits: Sequence[Traits], fallback: date, benchmarks: Mapping[str, Benchmark]
) -> list[Outcome]:
    """Leave out every group of benchmarks in turn, refit for three sweeps, and predict its larger benchmarks."""
    groups: dict[str, list[int]] = defaultdict(list)
    for index, key in enumerate(table.benchmarks):
        groups[group_of(benchmarks[key])].append(index)
    counts = np.bincount(table.benchmark, minlength=len(table.benchmarks))
    found: list[Outcome] = []
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
            found += outcomes(table, index, predict_left_out(table, index, mean, variance, traits=traits))
    return found


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the rank correlation; ties share their rank."""

    def ranks(values: Sequence[float]) -> Floats:
        column = np.asarray(values)
        return np.array([(column < value).sum() + ((column == value).sum() - 1) / 2 for value in column])

    a, b = ranks(first), ranks(second)
    return float(np.corrcoef(a, b)[0, 1]) if a.std() and b.std() else math.nan


def report(found: Iterable[Outcome], benchmarks: Mapping[str, Benchmark]) -> str:
    """Say how good the predictions are, by task and in all; errors in points of share, benchmarks count the same."""
    by_benchmark: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in found:
        by_benchmark[outcome.benchmark].append(outcome)
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


def judge(rows: Sequence[Outcome], benchmark: Benchmark) -> tuple[float, ...]:
    """Return rank correlation, error, error of the mean, and the share of results inside three intervals."""
    error = usual = math.nan
    if benchmark.scale is Scale.SHARE:
        guess = benchmark.guess_share or 0.0

        def points(work: float) -> float:
            return 100 * (1 - guess) / (1 + math.exp(-work))

        error = float(np.mean([abs(points(row.prediction.mean) - points(row.work)) for row in rows]))
        usual = float(np.mean([abs(points(row.usual) - points(row.work)) for row in rows]))
    distance = np.array([abs(row.work - row.prediction.mean) / row.prediction.sd for row in rows])
    inside = [float((distance <= z).mean()) for z in (0.6745, 1.2816, 1.6449)]
    return (spearman([row.prediction.rank_by for row in rows], [row.work for row in rows]), error, usual, *inside)
