"""
Metrics: how far predictions were from what came, how much a pick lost, and how sure that is.

Source: Gneiting and Raftery (2007), "Strictly Proper Scoring Rules, Prediction, and Estimation", for the log score;
Efron (1979), "Bootstrap Methods", for the ranges.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from llm_selection.domain.benchmarks import Benchmark, Scale, Task
from registry_tools.fitting.quality_fit import Floats
from registry_tools.fitting.quality_prediction import Prediction
from registry_tools.fitting.rank_correlation import spearman

INTERVALS = (50, 80, 90)
"""Percent that an interval should hold."""

DRAWS = 1000
SEED = 20261124
"""Of the bootstrap: the same numbers give the same range."""

RANGE = (0.05, 0.95)
"""Quantiles of the bootstrap at the ends of a 90 % range."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    One hidden result: what was predicted and what came.

    Attributes:
        model: Who was measured.
        benchmark: On what.
        prediction: Made without the result.
        work: The result, on the working scale.
        usual: Mean of the other models on the benchmark, on the working scale: a prediction that knows no model.
    """

    model: str
    benchmark: str
    prediction: Prediction
    work: float
    usual: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """
    How well the results of one benchmark were predicted; what can't be said is nan.

    Attributes:
        task: What the benchmark is about.
        rows: Results predicted.
        spearman: Rank correlation of what models are ranked by with what came, -1 to 1.
        error: Mean absolute error, in points of share; nan unless the benchmark is a share.
        usual_error: The same of `Outcome.usual`.
        explained: Part of the squared error of `Outcome.usual` that the prediction takes away, at most 1; working scale.
        inside: Part of the results inside each of `INTERVALS`, 0 to 1.
        width: Mean width of the 80 % interval, in points of share; nan unless the benchmark is a share.
        log_score: Mean log density of the results, on the working scale; more is better.
        bias: Mean of predicted less came, in points of share; nan unless the benchmark is a share.
    """

    task: Task
    rows: int
    spearman: float
    error: float
    usual_error: float
    explained: float
    inside: tuple[float, ...]
    width: float
    log_score: float
    bias: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A statistic over benchmarks, and its 90 % range if other benchmarks of the kind had been there."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """
    Scores of many benchmarks together, each counting the same.

    Rank correlation and part explained are medians, since single benchmarks can be far off; the rest are means.
    """

    tests: int
    rows: int
    spearman: Range
    error: Range
    usual_error: Range
    explained: Range
    inside: tuple[Range, ...]
    width: Range
    log_score: Range
    bias: Range


def points(work: float, benchmark: Benchmark) -> float:
    """
    Return a share on the working scale in points above what guessing gives; nan unless the benchmark is a share.

    A difference of two is a difference of printed scores, in points, whichever way up the benchmark is printed.
    """
    if benchmark.scale is not Scale.SHARE:
        return math.nan
    return 100 * (1 - (benchmark.guess_share or 0.0)) / (1 + math.exp(-work))


def score(rows: Sequence[Outcome], benchmark: Benchmark) -> Score:
    """Judge the predictions of one benchmark's *rows*, at least one."""
    work = np.array([row.work for row in rows])
    mean = np.array([row.prediction.mean for row in rows])
    sd = np.array([row.prediction.sd for row in rows])
    usual = np.array([row.usual for row in rows])

    def in_points(values: Floats) -> Floats:
        return np.array([points(float(value), benchmark) for value in values])

    came, foretold = in_points(work), in_points(mean)
    reach = [NormalDist().inv_cdf(0.5 + percent / 200) for percent in INTERVALS]
    far = np.abs(work - mean) / sd
    before = ((work - usual) ** 2).sum()
    return Score(
        task=benchmark.task,
        rows=len(rows),
        spearman=spearman([row.prediction.rank_by for row in rows], [row.work for row in rows]),
        error=float(np.abs(foretold - came).mean()),
        usual_error=float(np.abs(in_points(usual) - came).mean()),
        explained=float(1 - ((work - mean) ** 2).sum() / before) if before else math.nan,
        inside=tuple(float((far <= each).mean()) for each in reach),
        width=float((in_points(mean + reach[1] * sd) - in_points(mean - reach[1] * sd)).mean()),
        log_score=float((-0.5 * far**2 - np.log(sd) - 0.5 * math.log(2 * math.pi)).mean()),
        bias=float((foretold - came).mean()),
    )


def scores(found: Iterable[Outcome], benchmarks: Mapping[str, Benchmark]) -> dict[str, Score]:
    """Judge every benchmark among the outcomes, in their order."""
    rows: dict[str, list[Outcome]] = {}
    for outcome in found:
        rows.setdefault(outcome.benchmark, []).append(outcome)
    return {key: score(mine, benchmarks[key]) for key, mine in rows.items()}


def bootstrap(values: Iterable[float], statistic: Callable[..., Floats]) -> Range:
    """
    Return the *statistic* of the values that can be said, and its range over draws of as many with replacement.

    nan without any. *statistic* is numpy's mean or median, or one that takes an ``axis`` likewise.
    """
    known = np.array([value for value in values if math.isfinite(value)])
    if not len(known):
        return Range(value=math.nan, low=math.nan, high=math.nan)
    drawn = np.random.default_rng(SEED).integers(len(known), size=(DRAWS, len(known)))
    low, high = np.quantile(statistic(known[drawn], axis=1), RANGE)
    return Range(value=float(statistic(known, axis=0)), low=float(low), high=float(high))


def summarise(found: Iterable[Score]) -> Summary:
    """Put the scores of benchmarks together."""
    each = list(found)

    def mean(name: str) -> Range:
        return bootstrap((getattr(one, name) for one in each), np.mean)

    def median(name: str) -> Range:
        return bootstrap((getattr(one, name) for one in each), np.median)

    return Summary(
        tests=len(each),
        rows=sum(one.rows for one in each),
        spearman=median("spearman"),
        error=mean("error"),
        usual_error=mean("usual_error"),
        explained=median("explained"),
        inside=tuple(bootstrap((one.inside[place] for one in each), np.mean) for place in range(len(INTERVALS))),
        width=mean("width"),
        log_score=mean("log_score"),
        bias=mean("bias"),
    )
