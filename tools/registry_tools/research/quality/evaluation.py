"""
Measure how well the quality model foretells results it hasn't seen, and write ``docs/measurements/quality.md``.

    registry-tools evaluate quality data [--protocols NAME ...] [--output PAGE]

Parts of the data are hidden, the rest is fitted, and the hidden is foretold; so every figure is of results that the
prediction didn't know. All random choices have fixed seeds: the same data gives the same page. The whole page takes
about twenty minutes on one core.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from llm_selection.domain.calibration import Calibration
from llm_selection.registry import Registry, build
from registry_tools.arguments import command_parser
from registry_tools.fitting.quality import read_benchmarks, read_results, read_retrieved, read_traits
from registry_tools.fitting.quality_fit import ALL_PARTS, Fit, Parts
from registry_tools.fitting.quality_prediction import predict_left_out
from registry_tools.research.quality import page
from registry_tools.research.quality.admission import ANY, CLOSE_SD, OF_TASK, admissions
from registry_tools.research.quality.baselines import Baselines, Prices, rivals
from registry_tools.research.quality.hidden_results import (
    LEAST_MODELS,
    SOURCES,
    SWEEPS_AGAIN,
    Hidden,
    Predict,
    Study,
    outcomes,
    solved,
    study,
    without_groups,
    without_source,
)
from registry_tools.research.quality.metrics import INTERVALS, Outcome, Score, Summary, scores, summarise
from registry_tools.research.quality.newcomers import FOLDS, LEAST_SEEN, cold, forward
from registry_tools.research.quality.own_test import DRAWS, LEAST_MEASURED, own_tests
from registry_tools.research.quality.page import Head, Section
from registry_tools.research.quality.picks import (
    LEAST_POOL,
    ONE_FACTOR,
    OURS,
    OURS_OF_THREE,
    RANDOM,
    affordable,
    all_regrets,
    biggest,
)

CUTOFFS = (date(2026, 1, 1), date(2026, 5, 1))
"""First days of models that are new."""

LEAST_FOR_STEPS = 15
"""Models on a benchmark that compares steps: there is more to tell them apart on."""

NEW_DAYS = 182
"""A model released in this time before the newest result is new."""

LEAST_ROWS = 20
"""Results of new models on a family that a bias is told of."""

EIGHTY = INTERVALS.index(80)

NO_PARTS = Parts(**{each.name: False for each in fields(Parts)})

PARTS: Mapping[str, Parts] = {
    ONE_FACTOR: NO_PARTS,
    "+ task deviations": replace(NO_PARTS, deviations=True),
    "+ own factors": replace(NO_PARTS, deviations=True, own_factors=True),
    "+ families": replace(NO_PARTS, deviations=True, own_factors=True, families=True),
    "+ developers' own results": replace(ALL_PARTS, metadata=False, families_by_task=False),
    "+ what is known before any result": replace(ALL_PARTS, families_by_task=False),
    "+ families within tasks": ALL_PARTS,
}
"""What the model is made of, a part more each time."""

LINE: Predict = partial(predict_left_out, peers=False, ceilings=False)

PREDICTIONS: Mapping[str, Predict] = {
    "+ peers": partial(predict_left_out, ceilings=False),
    "+ ceilings": predict_left_out,
}
"""How a score follows from abilities, beyond a line."""


@dataclass(kw_only=True)
class Evaluation:
    """
    The data, and what several protocols need of it; computed when first asked for.

    Attributes:
        given: All results.
        registry: For prices.
    """

    given: Study
    registry: Registry
    by_parts: dict[Parts, list[Hidden]] = field(default_factory=dict)

    @cached_property
    def fit(self) -> Fit:
        """The fit to everything."""
        return self.given.fit()

    @cached_property
    def solved(self) -> frozenset[str]:
        """The benchmarks that don't count."""
        return solved(self.given)

    def hidden(self, parts: Parts = ALL_PARTS) -> list[Hidden]:
        """Return what a model made of *parts* says of every benchmark without its group."""
        if parts not in self.by_parts:
            self.by_parts[parts] = list(without_groups(self.given, parts=parts))
        return self.by_parts[parts]

    def outcomes(
        self, parts: Parts = ALL_PARTS, *, predict: Predict = predict_left_out, least: int = LEAST_MODELS
    ) -> dict[str, list[Outcome]]:
        """Return what came of every hidden benchmark with at least *least* models, by benchmark."""
        return {
            self.given.table.benchmarks[hidden.benchmark]: outcomes(self.given, hidden, parts=parts, predict=predict)
            for hidden in self.hidden(parts)
            if len(hidden.mean) >= least
        }

    @cached_property
    def ours(self) -> dict[str, list[Outcome]]:
        """What came of every hidden benchmark, by benchmark."""
        return self.outcomes()

    @cached_property
    def one_factor(self) -> dict[str, list[Outcome]]:
        """The same of a model of general ability alone, on a line."""
        return self.outcomes(NO_PARTS, predict=LINE)

    @property
    def calibration(self) -> Calibration:
        """The fit that the registry ships, which has every task's basket; one without baskets where it ships none."""
        return self.registry.calibration or Calibration(
            version="none", fitted=self.given.today, vendor_offset=0.0, vendor_sd=0.0
        )

    @property
    def counted(self) -> list[str]:
        """The hidden benchmarks that count."""
        return [key for key in self.ours if key not in self.solved]

    @cached_property
    def baselines(self) -> Baselines:
        """What people go by instead."""
        return Baselines(self.given, Prices.of(self.registry))

    def scores(self, found: Iterable[Outcome]) -> dict[str, Score]:
        """Judge the benchmarks that count."""
        every = scores(found, self.given.benchmarks)
        return {key: score for key, score in every.items() if key not in self.solved}

    def summary(self, found: Iterable[Outcome]) -> Summary:
        """Judge the benchmarks that count, together."""
        return summarise(self.scores(found).values())


def group(run: Evaluation) -> Section:
    """Hide whole groups of benchmarks."""
    every = scores(flat(run.ours), run.given.benchmarks)
    counted = {key: every[key] for key in run.counted}
    total = summarise(counted.values())
    return Section(
        title="A group of benchmarks hidden",
        text=[
            "All benchmarks of one family or series are hidden together: all of LMArena, all of ARC-AGI, all contests of mathematics, and so on.",
            f"The model is fitted without them, from the starting values for {SWEEPS_AGAIN} rounds, and each result is foretold from its model's results elsewhere and the other models' scores on that benchmark.",
            f"Only benchmarks with at least {LEAST_MODELS} models are foretold.",
            "What the model itself is made of was chosen with all of the data in view and isn't held out: how much peers share, prior slopes and spreads, the yearly gain of ability, which families have effects of their own.",
            "",
            *page.by_task(counted, {key: score for key, score in every.items() if key in run.solved}),
        ],
        reached={
            "rank correlation, a group of benchmarks hidden": total.spearman.value,
            "error there, points": total.error.value,
            "part inside the 80 % interval there": total.inside[EIGHTY].value,
        },
    )


def ablation(run: Evaluation) -> Section:
    """Add part after part."""
    steps = {
        name: run.summary(flat(run.outcomes(parts, predict=LINE, least=LEAST_FOR_STEPS)))
        for name, parts in PARTS.items()
    } | {
        name: run.summary(flat(run.outcomes(predict=predict, least=LEAST_FOR_STEPS)))
        for name, predict in PREDICTIONS.items()
    }
    return Section(
        title="What each part buys",
        text=[
            f"The same, on benchmarks with at least {LEAST_FOR_STEPS} models, with one part of the model after another added.",
            "Up to families within tasks a score is on a line in ability; then it is moved by how peers fare, and then bent below a ceiling.",
            "",
            *page.by_name("model", steps, steps=True),
        ],
    )


def source(run: Evaluation) -> Section:
    """Hide all that each model has from one source."""
    found = {name: run.summary(without_source(run.given, run.fit, name)) for name in SOURCES}
    return Section(
        title="A source hidden",
        text=[
            "All that a model has from one source is hidden and foretold from its other results.",
            "Nothing else is fitted again, so this tells how much a model's own results there add, not how the model would fare had the source never been.",
            f"Benchmarks with at least {LEAST_MODELS} hidden results are foretold.",
            "",
            *page.by_name("source", {name: one for name, one in found.items() if one.tests}),
        ],
    )


def forwards(run: Evaluation) -> Section:
    """Fit to the models of before a day, and foretell those since."""
    text = [
        f"Only models released before a day are fitted, from the start; then newer ones are foretold, on benchmarks with at least {LEAST_SEEN} older models.",
        "Of a new model none, few or all of its results are shown, drawn at random, but never one of the group of benchmarks that is foretold.",
        "Mean-only is the mean of the older models here.",
        "Strictly means that a result is fitted only if its own day is known and before that day too; most results have no day, so few benchmarks are left.",
    ]
    reached = {}
    for cutoff in CUTOFFS:
        for strict in (False, True):
            found = by_shown(run, forward(run.given, cutoff, strict=strict))
            text += ["", *page.shown(found, f"{'strictly ' if strict else ''}since {cutoff}: shown")]
            if not strict:
                reached[f"error for models since {cutoff}, three results shown, points"] = found["3"].error.value
                reached[f"part inside the 80 % interval there, since {cutoff}"] = found["3"].inside[EIGHTY].value
    return Section(title="Forward in time", text=text, reached=reached)


def cold_start(run: Evaluation) -> Section:
    """Hide models."""
    return Section(
        title="A model that the fit hasn't seen",
        text=[
            f"The models are dealt into {FOLDS} parts at random; each is hidden in turn and the rest fitted from the start.",
            "Then as above: none, few or all of a hidden model's results of other groups are shown.",
            "",
            *page.shown(by_shown(run, cold(run.given)), "shown"),
        ],
    )


def own_test(run: Evaluation) -> Section:
    """Let hidden benchmarks play the user's own."""
    found = {
        str(measured): run.summary(rows)
        for measured, rows in own_tests(run.given, run.hidden(), run.calibration).items()
    }
    return Section(
        title="A benchmark of your own",
        text=[
            f"Every hidden share with at least {LEAST_MEASURED} independent results plays a benchmark of your own, of which nothing is known but the scores of a few models, drawn at random {DRAWS} times.",
            "The other models are foretold from these scores and from abilities without the benchmark's group, by the code that answers about a user's own test.",
            "That takes a test to be as hard as the task's basket, give or take; how hard the basket is was fitted with all of the data in view.",
            "Scores have the noise of their items, and of so many as is usual where nobody says how many.",
            "Mean-only is the mean of the models measured, and the middle of the scale without any.",
            "",
            *page.shown(found, "measured"),
        ],
    )


def baseline(run: Evaluation) -> Section:
    """Go by something else."""
    found = {
        title: (summarise(one.theirs.values()), summarise(one.ours.values()))
        for title, one in rivals(run.baselines, run.ours, run.counted).items()
    }
    known = [theirs for theirs, _ in found.values()]
    found[ONE_FACTOR] = (run.summary(flat(run.one_factor)), run.summary(flat(run.ours)))
    return Section(
        title="Instead of the quality model",
        text=[
            f"Each baseline foretells the same hidden results by a straight line through the other models on the benchmark, where it knows at least {LEAST_MODELS}; none sees the hidden group.",
            "A price is three parts input to one part output, of the developer's own API where it has one, on the day of the benchmark's newest result; before the first known price, that one.",
            "",
            *page.rival(found),
        ],
        reached={
            "rank correlation of the best baseline but one factor": max(
                (each.spearman.value for each in known), default=np.nan
            ),
            "error of the best baseline but one factor, points": min(
                (each.error.value for each in known), default=np.nan
            ),
        },
    )


def pick(run: Evaluation) -> Section:
    """Choose one model."""
    free, capped = (
        all_regrets(run.baselines, run.ours, run.one_factor, run.counted, among=among) for among in (list, affordable)
    )
    developer = run.registry.developers[biggest(run.given.results)].name
    others = [
        float(np.mean(list(lost.values())))
        for title, lost in free.items()
        if title not in {OURS, OURS_OF_THREE, ONE_FACTOR, RANDOM}
    ]
    ours = free.get(OURS, {})
    return Section(
        title="What a choice loses",
        text=[
            "One model is chosen for a benchmark without seeing its group; what is lost is the best score less that of the model chosen, in points.",
            f"The choice is among the models released in the year before the benchmark's newest result that were measured on it, at least {LEAST_POOL}.",
            f"The developer with the most results is {developer}; its flagships are its models there that aren't cheaper than their median.",
            "A rule chooses among the models that it knows.",
            "",
            *page.picked(free, OURS),
            "",
            "The same among the cheaper half alone: the models whose price is known and at most the median.",
            "",
            *page.picked(capped, OURS),
        ],
        reached={
            "lost by the first choice, points": float(np.mean(list(ours.values()))) if ours else np.nan,
            "lost by the best baseline but one factor's choice, points": min(others, default=np.nan),
        },
    )


def admission(run: Evaluation) -> Section:
    """Let some models win, or all."""
    found = admissions(run.given, run.hidden(), run.ours, run.counted)
    return Section(
        title="Who may win",
        text=[
            f"The same choice on shares, where only some may be chosen: those with a result outside the group; of these, those with one of the task; and of these, those whose ability is known to within {CLOSE_SD}, one standard deviation.",
            "Known is the part of the models that a rule admits, error how far off they are foretold, lost what the choice loses beside the best of all models, in points.",
            f"Answers admit models with {ANY}; at factuality, recall, writing and safety, with {OF_TASK}.",
            "",
            *page.admitted(found),
        ],
    )


def bias(run: Evaluation) -> Section:
    """Look at new models alone."""
    since = run.given.today - timedelta(days=NEW_DAYS)
    new = {one.model for one in run.given.traits if one.released is not None and one.released >= since}
    rows = [row for key in run.counted for row in run.ours[key]]
    families = sorted({family for one in run.given.benchmarks.values() if (family := one.family)})
    found = {}
    for title, keys in {
        "all": set(run.counted),
        **{family: {key for key in run.counted if run.given.benchmarks[key].family == family} for family in families},
        "of no family": {key for key in run.counted if run.given.benchmarks[key].family is None},
    }.items():
        mine = [row for row in rows if row.benchmark in keys]
        pair = tuple(run.summary(row for row in mine if (row.model in new) is yes) for yes in (True, False))
        if pair[0].rows >= LEAST_ROWS and np.isfinite(pair[0].bias.value):
            found[title] = (pair[0], pair[1])
    return Section(
        title="New models",
        text=[
            f"The results of models released since {since}, half a year before the newest result, with their group hidden as at first; by family of benchmarks with at least {LEAST_ROWS} such results.",
            "",
            *page.biased(found),
        ],
    )


PROTOCOLS: Mapping[str, Callable[[Evaluation], Section]] = {
    "group": group,
    "pick": pick,
    "admission": admission,
    "baseline": baseline,
    "forward": forwards,
    "cold": cold_start,
    "own-test": own_test,
    "source": source,
    "bias": bias,
    "ablation": ablation,
}
"""By the name on the command line, in the order of the page."""


def flat(found: Mapping[str, Sequence[Outcome]]) -> list[Outcome]:
    """Put the outcomes of all benchmarks in a row."""
    return [outcome for rows in found.values() for outcome in rows]


def by_shown(run: Evaluation, found: Mapping[int | None, Sequence[Outcome]]) -> dict[str, Summary]:
    """Judge outcomes by how many results were shown."""
    return {"all" if shown is None else str(shown): run.summary(rows) for shown, rows in found.items()}


def read(folder: Path) -> Evaluation:
    """Read the data."""
    benchmarks, results = read_benchmarks(folder), read_results(folder)
    retrieved = read_retrieved(folder)
    traits = read_traits(folder, results, retrieved)
    return Evaluation(given=study(benchmarks, results, traits, retrieved), registry=build(folder))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the page or print it."""
    parser = command_parser("evaluate quality", __doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--protocols", nargs="+", choices=list(PROTOCOLS), default=list(PROTOCOLS), metavar="NAME",
                        help=f"what to measure: {', '.join(PROTOCOLS)} (all)")  # fmt: skip
    parser.add_argument("--output", type=Path, help="the page to write (printed)")
    options = parser.parse_args(arguments)
    run = read(options.data)
    chosen = [name for name in PROTOCOLS if name in options.protocols]
    text = page.write(
        Head(
            command=command(chosen),
            version=run.registry.version,
            day=run.registry.date,
            results=len(run.given.results),
            models=len(run.given.traits),
            benchmarks=len(run.given.table.benchmarks),
            newest=run.given.today,
        ),
        [PROTOCOLS[name](run) for name in chosen],
    )
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, encoding="utf-8")


def command(chosen: Sequence[str]) -> str:
    """Return what has to be called for these protocols."""
    some = "" if len(chosen) == len(PROTOCOLS) else f" --protocols {' '.join(chosen)}"
    return f"registry-tools evaluate quality data{some} --output docs/measurements/quality.md"
