"""
Models hidden from the fit: new ones after a day, and any; what is predicted of them from none, few and all results.

Of a hidden model some results are shown, and those of another group of benchmarks predicted, so that a column never
stands in for its neighbour. What the fit says of benchmarks, and of the models it has seen, stays.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from llm_selection.estimation.score_prediction import NEWER_WIDER
from registry_tools.fitting.quality import SWEEPS
from registry_tools.fitting.quality_fit import (
    Fit,
    Ints,
    Table,
    Traits,
    build_table,
    foreseen,
    run,
    settle,
    standardisation,
    start,
)
from registry_tools.fitting.quality_prediction import Prediction, Process, likeliest, likenesses, lowered, single_noise
from registry_tools.research.quality.hidden_results import Study, groups_of
from registry_tools.research.quality.metrics import SEED, Outcome

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


def cold(given: Study) -> dict[int | None, list[Outcome]]:
    """
    Hide models, a tenth of them at a time, fit the rest, and predict the hidden.

    Returns:
        Outcomes by how many results were shown, see `SHOWN`; only on benchmarks with `LEAST_SEEN` models in the fit.
    """
    table = given.table
    fold = np.random.default_rng(SEED).permutation(len(table.models)) % FOLDS
    found: dict[int | None, list[Outcome]] = {shown: [] for shown in SHOWN}
    for hidden in range(FOLDS):
        keep = fold[table.model] != hidden
        models = np.flatnonzero(fold == hidden)
        for shown, told in newcomers(given, table.rows(keep), given.fit(keep), models).items():
            found[shown] += told
    return found


def newcomers(given: Study, train: Table, fit: Fit, models: Iterable[int]) -> dict[int | None, list[Outcome]]:
    """Predict results of *models* that *fit* to *train* hasn't seen, from as many of their other results as in `SHOWN`."""
    table = given.table
    counts = np.bincount(train.benchmark, minlength=len(table.benchmarks))
    asked: dict[int | None, list[Asked]] = {shown: [] for shown in SHOWN}
    groups = groups_of(given)[table.benchmark]
    told = counts[table.benchmark] >= LEAST_SEEN
    for model in models:
        rows = np.flatnonzero((table.model == model) & told)
        found = list(samples(rows, groups[rows]))
        if found:
            answers = ask(table, fit, int(model), [(subset, others) for _, subset, others in found])
            for (shown, _, _), answer in zip(found, answers, strict=True):
                asked[shown] += answer
    scenes = {
        int(benchmark): Scene.of(train, fit, int(benchmark), given.traits)
        for benchmark in np.flatnonzero(counts >= LEAST_SEEN)
    }
    return {shown: predicted(given, scenes, questions) for shown, questions in asked.items()}


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


def ask(table: Table, fit: Fit, model: int, found: Sequence[tuple[Ints, Ints]]) -> list[list[Asked]]:
    """
    Return the abilities of *model* behind the rows asked for, of each sample, from its prior and the rows shown.

    Every sample plays a model of its own, so that all are told at once, as `settle` tells any.

    Args:
        table: All results.
        fit: Made without the model.
        model: Its place.
        found: Samples: rows shown, and rows asked for.
    """
    count = len(found)
    played = replace(
        fit, prior_mean=np.full(count, fit.prior_mean[model]), prior_sd=np.full(count, fit.prior_sd[model])
    )

    def of_samples(parts: Sequence[Ints]) -> Table:
        """Return these rows, each sample's as of a model of its own."""
        who = np.repeat(np.arange(count), [len(part) for part in parts])
        return replace(table.rows(np.concatenate(parts)), model=who, models=[table.models[model]] * count)

    settle(of_samples([shown for shown, _ in found]), played)
    asked = of_samples([rows for _, rows in found])
    mean, variance = foreseen(asked, played)
    answers = [
        Asked(row=int(row), mean=float(middle), variance=float(spread))
        for row, middle, spread in zip(np.concatenate([rows for _, rows in found]), mean, variance, strict=True)
    ]
    ends = np.cumsum([0, *(len(rows) for _, rows in found)])
    return [answers[start:end] for start, end in pairwise(ends)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What the models of a fit scored on one benchmark, ready to say what another would; see `llm_selection.estimation.score_prediction`."""

    process: Process
    usual: float
    peers: Sequence[Traits]

    @classmethod
    def of(cls, train: Table, fit: Fit, benchmark: int, traits: Sequence[Traits]) -> "Scene":
        """Choose the likeliest cell, and weigh the models against each other."""
        rows = np.flatnonzero(train.benchmark == benchmark)
        return cls(
            process=likeliest(train, fit, benchmark, traits),
            usual=float(train.work[rows].mean()),
            peers=[traits[model] for model in train.model[rows]],
        )

    def foretell(self, table: Table, questions: Sequence[Asked], traits: Sequence[Traits]) -> list[Prediction]:
        """Predict results of models that aren't among the peers; *traits* are of the table's models."""
        rows = np.array([question.row for question in questions])
        mean = np.array([question.mean for question in questions])
        variance = np.array([question.variance for question in questions])
        subjects = [traits[model] for model in table.model[rows]]
        seen = len(self.peers)
        alike = likenesses([*self.peers, *subjects], np.concatenate([self.process.scores.mean, mean]))[seen:, :seen]
        ahead, spread = self.process.others(mean, variance, alike)
        sd = np.sqrt(spread + single_noise(table, rows))
        newest = max((peer.released for peer in self.peers if peer.released), default=date.min)
        found = []
        for place, who in enumerate(subjects):
            middle, wider = float(ahead[place]), NEWER_WIDER if (who.released or date.min) > newest else 1.0
            ceiling, vendor = self.process.cell.ceiling, float(table.vendor[rows[place]])
            expected, reach = lowered(middle, wider * float(sd[place]), ceiling, vendor=vendor)
            found.append(Prediction(mean=expected, sd=reach, rank_by=middle))
        return found


def predicted(given: Study, scenes: Mapping[int, Scene], questions: Sequence[Asked]) -> list[Outcome]:
    """Predict what is asked, benchmark by benchmark, and set it beside what came."""
    table = given.table
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
        for question, prediction in zip(mine, scenes[benchmark].foretell(table, mine, given.traits), strict=True)
    ]
