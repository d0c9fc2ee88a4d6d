"""
How well the quality model predicts what it hasn't seen: results are hidden, the rest is fitted, the hidden predicted.

Here whole groups of benchmarks, and all that a model has from one source; models are hidden in `newcomers`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale
from registry_tools.fitting.quality import SWEEPS, table_of
from registry_tools.fitting.quality_fit import (
    ALL_PARTS,
    Fit,
    Floats,
    Parts,
    Table,
    Traits,
    foreseen,
    reduced,
    run,
    settle,
    start,
)
from registry_tools.fitting.quality_prediction import Prediction, predict_left_out, without_own
from registry_tools.research.quality.benchmark_groups import group_of
from registry_tools.research.quality.metrics import Outcome

SWEEPS_AGAIN = 20
"""
Rounds of a fit after something was left out, from the starting values as any: half of those of the shipped fit.

On nine groups of all kinds and sizes, the error after 6, 12, 20, 40 and 80 rounds was 5.53, 5.44, 5.43, 5.46 and 5.45
points on average (five of a rating counted as one); single predictions after 20 are half a point from those after 80. Fewer rounds *from the full fit*
aren't enough: that remembers what it knew.
"""

LEAST_MODELS = 10
"""A hidden benchmark with fewer models says little about the prediction."""

SOLVED_QUANTILE, SOLVED_SHARE = 0.75, 0.9
"""A share is as good as solved when its upper quarter is above nine in ten: models there differ by mistakes in the key."""

Predict = Callable[..., list[Prediction]]
"""`predict_left_out`, or the same with other choices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """
    All that is known, in one place: what evaluations hide parts of.

    Attributes:
        benchmarks: By id.
        results: In the order of the table: one a benchmark and model, at the highest effort.
        days: Of each result; its source's where nobody says.
        dated: Whether the day is the result's own.
        traits: Of the measured models, in the order of the table.
        today: Of the newest result.
        table: All results.
    """

    benchmarks: Mapping[str, Benchmark]
    results: Sequence[Result]
    days: Sequence[date]
    dated: Sequence[bool]
    traits: Sequence[Traits]
    today: date
    table: Table

    def fit(self, keep: NDArray[np.bool_] | None = None, *, parts: Parts = ALL_PARTS) -> Fit:
        """
        Fit the model made of *parts* to everything as `fit_quality` does, or to the results to *keep*.

        From the starting values, since a fit that starts from another one that knew more remembers some of it.
        """
        table = reduced(self.table if keep is None else self.table.rows(keep), parts)
        sweeps = SWEEPS if keep is None else SWEEPS_AGAIN
        return run(table, start(table, self.traits, self.today, parts=parts), self.traits, self.today, sweeps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """
    Abilities behind the results on one benchmark, from everything but its group.

    Attributes:
        benchmark: Its place in the table.
        mean: Expected ability behind each of its results, in the table's order.
        variance: Of each.
    """

    benchmark: int
    mean: Floats
    variance: Floats


def study(
    benchmarks: Mapping[str, Benchmark],
    results: Sequence[Result],
    traits: Iterable[Traits],
    retrieved: Mapping[str, date],
) -> Study:
    """Put together what is known; models without a result are left out, since nothing of them can be tested."""
    measured = {result.model for result in results}
    known = [trait for trait in traits if trait.model in measured]
    today = max(result.measured or retrieved[result.source] for result in results)
    table, results, _ = table_of(benchmarks, results, known, today)
    days = [result.measured or retrieved[result.source] for result in results]
    return Study(
        benchmarks=benchmarks,
        results=results,
        days=days,
        dated=[result.measured is not None for result in results],
        traits=known,
        today=today,
        table=table,
    )


def groups_of(given: Study) -> NDArray[np.str_]:
    """Return the group of each benchmark, in the table's order."""
    return np.array([group_of(given.benchmarks[key]) for key in given.table.benchmarks])


def solved(given: Study) -> frozenset[str]:
    """Return the benchmarks that are as good as solved; shares before any correction for guessing, the right way up."""
    shares: dict[str, list[float]] = defaultdict(list)
    for result in given.results:
        benchmark = given.benchmarks[result.benchmark]
        if benchmark.scale is Scale.SHARE:
            shares[benchmark.id].append(result.score if benchmark.higher_is_better else 1 - result.score)
    return frozenset(key for key, values in shares.items() if np.quantile(values, SOLVED_QUANTILE) > SOLVED_SHARE)


def without_groups(given: Study, *, parts: Parts = ALL_PARTS, least: int = LEAST_MODELS) -> Iterator[Hidden]:
    """
    Leave out every group of benchmarks in turn and fit a model made of *parts* to the rest.

    Yields the abilities behind its benchmarks that have at least *least* models, by group and then in the table's order.
    """
    table, groups = reduced(given.table, parts), groups_of(given)
    counts = np.bincount(table.benchmark, minlength=len(table.benchmarks))
    for group in np.unique(groups):
        large = np.flatnonzero((groups == group) & (counts >= least))
        if len(large):
            trial = given.fit(groups[table.benchmark] != group, parts=parts)
            for benchmark in large:
                mean, variance = foreseen(table.rows(table.benchmark == benchmark), trial)
                yield Hidden(benchmark=int(benchmark), mean=mean, variance=variance)


def outcomes(
    given: Study, hidden: Hidden, *, parts: Parts = ALL_PARTS, predict: Predict = predict_left_out
) -> list[Outcome]:
    """Predict each result on a hidden benchmark from the ability behind it and the other models' scores there."""
    table = reduced(given.table, parts)
    predictions = predict(table, hidden.benchmark, hidden.mean, hidden.variance, traits=given.traits)
    return beside(table, hidden.benchmark, predictions)


def beside(table: Table, benchmark: int, predictions: Sequence[Prediction]) -> list[Outcome]:
    """Set what came of each result on *benchmark* beside its prediction."""
    rows = np.flatnonzero(table.benchmark == benchmark)
    total = table.work[rows].sum()
    return [
        Outcome(
            model=table.models[table.model[row]],
            benchmark=table.benchmarks[benchmark],
            prediction=prediction,
            work=float(table.work[row]),
            usual=float((total - table.work[row]) / (len(rows) - 1)),
        )
        for row, prediction in zip(rows, predictions, strict=True)
    ]


SOURCES: Mapping[str, Callable[[Result, Benchmark], bool]] = {
    "LMArena": lambda _, benchmark: benchmark.family == "lmarena",
    "Epoch's own runs": lambda result, _: result.source == "epoch-hub",
    "contest mathematics": lambda _, benchmark: benchmark.family == "contest-math",
    "LiveBench": lambda _, benchmark: benchmark.family == "livebench",
    "developers' own results": lambda result, _: result.reporter is Reporter.VENDOR,
    "Nejumi": lambda _, benchmark: benchmark.family == "nejumi4",
    "ctala": lambda _, benchmark: benchmark.family == "ctala-es",
}
"""Where results come from, as far as many come from there."""


def without_source(given: Study, fit: Fit, source: str) -> list[Outcome]:
    """
    Hide all that each model has from one of `SOURCES`, and predict it.

    Models' abilities are told anew from the rest; what the fit says of benchmarks stays. So this shows how much a
    model's own results from there tell, not how the model fares without the source.
    """
    table = given.table
    comes = SOURCES[source]
    hidden = np.array([comes(result, given.benchmarks[result.benchmark]) for result in given.results], dtype=bool)
    counts = np.bincount(table.benchmark[hidden], minlength=len(table.benchmarks))
    rest = table.rows(~hidden)
    trial = replace(fit)
    settle(rest, trial)
    mean, variance = foreseen(table, trial)
    mean[~hidden], variance[~hidden] = without_own(rest, trial)
    found = []
    for benchmark in np.flatnonzero(counts >= LEAST_MODELS):
        mine = table.benchmark == benchmark
        predictions = predict_left_out(table, int(benchmark), mean[mine], variance[mine], traits=given.traits)
        told = beside(table, int(benchmark), predictions)
        found += [outcome for outcome, was in zip(told, hidden[mine], strict=True) if was]
    return found
