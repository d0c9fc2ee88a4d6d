"""
The page that says how well the quality model predicts: tables, and sentences that follow from their numbers.

Nothing here is measured; what is said depends on the figures alone, so that no sentence outlives them.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from statistics import fmean, median

import numpy as np

from llm_selection.domain.benchmarks import Task
from registry_tools.research.quality.admission import RULES, Admitted
from registry_tools.research.quality.metrics import INTERVALS, Range, Score, Summary, bootstrap, summarise

__all__ = ["Head", "Section", "admitted", "biased", "by_name", "by_task", "picked", "rival", "shown", "write"]

EIGHTY = INTERVALS.index(80)
HELD = 0.8
"""Part of the results that an 80 % interval should hold."""

HONEST = 0.03
"""An interval that holds this part more or less than it says holds about what it says."""

LEAST_TESTS = 5
"""Of fewer benchmarks nothing is said in words."""

CLOSE_POINTS = 3.0
"""A choice that loses no more is as good as the best."""

UNKNOWN = "–"

ROUNDING = 1e-9
"""Of differences of printed numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """
    What was measured, and how to do it again.

    Attributes:
        command: What was called.
        version: Of the data.
        day: Of the data.
        results: How many.
        models: How many of them have results.
        benchmarks: How many.
        newest: Day of the newest result.
    """

    command: str
    version: str
    day: date
    results: int
    models: int
    benchmarks: int
    newest: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """
    A part of the page.

    Attributes:
        title: Its heading.
        text: Its lines.
        reached: Figures that are set beside those of the prototype, by name.
    """

    title: str
    text: Sequence[str]
    reached: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """
    What the prototype of this method reached, on its own data of October 2026.

    Attributes:
        name: What is measured.
        prototype: What it reached.
        ideal: What would be best; ``None`` of others than the model itself.
        digits: Behind the point.
    """

    name: str
    prototype: float
    ideal: float | None = None
    digits: int = 2


FIGURES = (
    Figure(name="rank correlation, a group of benchmarks hidden", prototype=0.84, ideal=1.0),
    Figure(name="error there, points", prototype=6.8, ideal=0.0, digits=1),
    Figure(name="part inside the 80 % interval there", prototype=0.83, ideal=0.80),
    Figure(name="lost by the first choice, points", prototype=5.7, ideal=0.0, digits=1),
    Figure(name="error for models since 2026-01-01, three results shown, points", prototype=10.2, ideal=0.0, digits=1),
    Figure(name="part inside the 80 % interval there, since 2026-01-01", prototype=0.72, ideal=0.80),
    Figure(name="error for models since 2026-05-01, three results shown, points", prototype=9.8, ideal=0.0, digits=1),
    Figure(name="part inside the 80 % interval there, since 2026-05-01", prototype=0.81, ideal=0.80),
    Figure(name="rank correlation of the best baseline but one factor", prototype=0.70),
    Figure(name="error of the best baseline but one factor, points", prototype=8.8, digits=1),
    Figure(name="lost by the best baseline but one factor's choice, points", prototype=6.7, digits=1),
)


def write(head: Head, sections: Sequence[Section]) -> str:
    """Return the page."""
    reached = {name: value for section in sections for name, value in section.reached.items()}
    lines = [
        "# Quality, measured",
        "",
        "After this page you can say how well the quality model foretells results that it hasn't seen, and how much a choice by it loses.",
        "The model itself is explained in [Quality](../explanation/quality.md).",
        "",
        "```sh",
        head.command,
        "```",
        "",
        "That command writes this page; nothing in it is written by hand.",
        f"Data {head.version} of {head.day}: {head.results:,} results of {head.models:,} models on {head.benchmarks:,} benchmarks, the newest result of {head.newest}.",
        "Nothing was measured again since: later data may give other figures, and [news](../../data/news) says what changed.",
        "",
        *LEGEND,
    ]
    for section in [*compared(reached), *sections]:
        lines += ["", f"## {section.title}", "", *section.text]
    return "\n".join(lines) + "\n"


LEGEND = (
    "Every benchmark counts the same, however many models were measured on it.",
    "Benchmarks that are as good as solved, on which a quarter of all models score above 90 %, are left out unless a line says otherwise.",
    "",
    "| column | meaning |",
    "| --- | --- |",
    "| rank | Spearman's rank correlation of foretold and measured order, the median over benchmarks; 1 is the same order |",
    "| error | mean absolute error in points of share; only benchmarks that are shares have one |",
    "| mean-only | the same, of foretelling the mean of the other models |",
    "| explained | part of the squared error of mean-only that the prediction takes away, on the working scale, the median over benchmarks |",
    "| in 50, in 80, in 90 | part of the results inside intervals that should hold 50, 80 and 90 % |",
    "| width | mean width of the 80 % interval, in points of share |",
    "| log score | mean log density of the results, on the working scale; higher is better |",
    "",
    "In brackets stands the 90 % range if other benchmarks of the kind had been drawn: the bootstrap, over benchmarks.",
)


def compared(reached: Mapping[str, float]) -> list[Section]:
    """Set what was reached beside the prototype, where it was measured."""
    known = [(figure, reached[figure.name]) for figure in FIGURES if math.isfinite(reached.get(figure.name, math.nan))]
    if not known:
        return []
    verdicts = {figure.name: nearer(figure, value) for figure, value in known}
    judged = [name for name, good in verdicts.items() if good is not None]
    worse = [name for name in judged if not verdicts[name]]
    words = {True: "yes", False: "no", None: UNKNOWN}
    rows = (
        [
            figure.name, number(figure.prototype, figure.digits), number(value, figure.digits),
            words[verdicts[figure.name]],
        ]
        for figure, value in known
    )  # fmt: skip
    text = [
        *table(["figure", "prototype", "now", "as good"], rows),
        "",
        "The prototype of the method was measured on other data, so small differences mean nothing.",
        "As good means at least as near to the best possible; for an interval that is what it says.",
        f"As good: {len(judged) - len(worse)} of {len(judged)}.",
        *(["Not as good: " + "; ".join(worse) + "."] if worse else []),
    ]
    return [Section(title="Against the prototype", text=text)]


def nearer(figure: Figure, value: float) -> bool | None:
    """Say whether a value, as printed, is at least as near to the ideal as the prototype was; ``None`` without one."""
    if figure.ideal is None:
        return None
    return abs(round(value, figure.digits) - figure.ideal) <= abs(figure.prototype - figure.ideal) + ROUNDING


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, words: int = 1) -> list[str]:
    """Return a table whose first columns, as many as *words*, hold words and whose others hold numbers."""
    line = ["---" if place < words else "---:" for place in range(len(head))]
    return ["| " + " | ".join(cells) + " |" for cells in (head, line, *rows)]


def number(value: float, digits: int) -> str:
    """Print a number; a true minus sign, and a dash for one that can't be said."""
    if not math.isfinite(value):
        return UNKNOWN
    return f"{round(value, digits) + 0.0:,.{digits}f}".replace("-", "−")


def ranged(found: Range, digits: int) -> str:
    """Print a number and its range."""
    if not math.isfinite(found.value):
        return UNKNOWN
    return f"{number(found.value, digits)} ({number(found.low, digits)} to {number(found.high, digits)})"


COLUMNS = (
    "tests",
    "rank",
    "error",
    "mean-only",
    "explained",
    *(f"in {each}" for each in INTERVALS),
    "width",
    "log score",
)


def cells(found: Summary) -> list[str]:
    """Return the numbers of `COLUMNS`."""
    return [
        str(found.tests),
        number(found.spearman.value, 2),
        number(found.error.value, 1),
        number(found.usual_error.value, 1),
        number(found.explained.value, 2),
        *(number(each.value, 2) for each in found.inside),
        number(found.width.value, 0),
        number(found.log_score.value, 2),
    ]


def by_task(counted: Mapping[str, Score], left_out: Mapping[str, Score]) -> list[str]:
    """Say how well each task's benchmarks were foretold, all together, and those *left out* as good as solved."""
    tasks: dict[str, list[Score]] = {}
    for each in counted.values():
        tasks.setdefault(each.task.value, []).append(each)
    summaries = {task: summarise(tasks[task]) for task in sorted(tasks)}
    total = summarise(counted.values())
    rows = [[task, *cells(found)] for task, found in summaries.items()]
    solved = [["as good as solved", *cells(summarise(left_out.values()))]] if left_out else []
    return [
        *table(["task", *COLUMNS], [*rows, ["all", *cells(total)], *solved]),
        "",
        *table(
            ["all", "value (90 % range)"],
            [
                ["rank", ranged(total.spearman, 3)],
                ["error", ranged(total.error, 2)],
                ["explained", ranged(total.explained, 2)],
                *([f"in {percent}", ranged(one, 3)] for percent, one in zip(INTERVALS, total.inside, strict=True)),
                ["width", ranged(total.width, 1)],
                ["log score", ranged(total.log_score, 2)],
            ],
        ),
        "",
        gain(total),
        honesty(total),
        *extremes(summaries),
    ]


def gain(found: Summary) -> str:
    """Say how much better than the mean a prediction is."""
    ours, usual = found.error.value, found.usual_error.value
    if not math.isfinite(ours):
        return "None of these benchmarks is a share, so there is no error in points."
    if ours >= usual:
        return f"Not reached: the error of {number(ours, 1)} points is no smaller than that of the mean, {number(usual, 1)}."
    return f"The error is {number(ours, 1)} points where the mean of the others is {number(usual, 1)} off: {number(100 * (1 - ours / usual), 0)} % less."


def honesty(found: Summary) -> str:
    """Say whether the 80 % interval holds what it says."""
    held = found.inside[EIGHTY].value
    if abs(held - HELD) <= HONEST:
        return f"The 80 % interval holds {number(100 * held, 0)} %: about what it says."
    verdict = (
        "more than it says, so it is wider than it need be" if held > HELD else "less than it says: it is too narrow"
    )
    return f"Not reached: the 80 % interval holds {number(100 * held, 0)} %, {verdict}."


def extremes(summaries: Mapping[str, Summary]) -> list[str]:
    """Name the tasks that are foretold best and worst, of those with benchmarks enough."""
    known = sorted(
        (found.spearman.value, task)
        for task, found in summaries.items()
        if found.tests >= LEAST_TESTS and math.isfinite(found.spearman.value)
    )
    if not known:
        return []
    (low, worst), (high, best) = known[0], known[-1]
    return [f"Order is foretold best at {best} ({number(high, 2)}) and worst at {worst} ({number(low, 2)})."]


def by_name(kind: str, found: Mapping[str, Summary], *, steps: bool = False) -> list[str]:
    """
    Say how well each of *found* was foretold.

    Args:
        kind: What they are, as the head of the first column.
        found: By title.
        steps: Whether each goes one step beyond the one before; then what the steps bought is told.
    """
    text = table([kind, *COLUMNS], ([title, *cells(one)] for title, one in found.items()))
    if steps:
        return [*text, "", *bought(found)]
    held = {title: one.inside[EIGHTY].value for title, one in found.items() if one.tests}
    narrow = [title for title, value in held.items() if value < HELD - HONEST]
    return [
        *text,
        "",
        ("Not reached: the 80 % interval is too narrow for " + ", ".join(narrow) + ".")
        if narrow
        else "The 80 % interval holds at least about what it says for each.",
    ]


def bought(found: Mapping[str, Summary]) -> list[str]:
    """Say which steps made the error smaller, and which didn't."""
    titles = list(found)
    change = {title: found[title].error.value - found[before].error.value for before, title in pairwise(titles)}
    helped = [f"{title} ({number(value, 2)})" for title, value in change.items() if round(value, 2) < 0]
    rest = [f"{title} ({number(value, 2)})" for title, value in change.items() if not round(value, 2) < 0]
    return [
        f"Made the error smaller, in points: {'; '.join(helped) or 'none'}.",
        f"Didn't: {'; '.join(rest) or 'none'}.",
    ]


def shown(found: Mapping[str, Summary], head: str) -> list[str]:
    """Say how predictions get better with what is shown; a row in *found* is a number of results, or all."""
    rows = (
        [title, f"{one.rows:,}", *cells(one)] if one.tests else [title, "0", *[UNKNOWN] * len(COLUMNS)]
        for title, one in found.items()
    )
    known = [(title, one) for title, one in found.items() if one.tests]
    if not known:
        return [*table([head, "rows", *COLUMNS], rows), "", "Nothing could be tested."]
    (fewest, first), (most, last) = known[0], known[-1]
    verb = "falls" if last.error.value < first.error.value else "doesn't fall"
    worst = min((one.inside[EIGHTY].value for _, one in known), default=math.nan)
    best = max((one.inside[EIGHTY].value for _, one in known), default=math.nan)
    return [
        *table([head, "rows", *COLUMNS], rows),
        "",
        f"The error {verb} from {number(first.error.value, 1)} points ({fewest}) to {number(last.error.value, 1)} ({most}).",
        f"The 80 % interval holds {number(100 * worst, 0)} to {number(100 * best, 0)} %{verdict(worst, best)}.",
    ]


def verdict(low: float, high: float) -> str:
    """Say whether a span of coverages keeps what 80 % intervals say."""
    if low < HELD - HONEST:
        return ": not always what it says"
    if low > HELD + HONEST:
        return ": more than it says"
    return ": about what it says, at times more" if high > HELD + HONEST else ": about what it says"


def rival(found: Mapping[str, tuple[Summary, Summary]]) -> list[str]:
    """Set baselines beside the quality model, each on the rows that it knows: theirs, then ours."""
    rows = (
        [
            title, str(theirs.tests), f"{theirs.rows:,}", number(theirs.spearman.value, 2), number(ours.spearman.value, 2),
            number(theirs.error.value, 1), number(ours.error.value, 1),
        ]
        for title, (theirs, ours) in found.items()
    )  # fmt: skip
    better = [
        title
        for title, (theirs, ours) in found.items()
        if theirs.spearman.value >= ours.spearman.value or theirs.error.value <= ours.error.value
    ]
    return [
        *table(["baseline", "tests", "rows", "rank", "ours there", "error", "ours there"], rows),
        "",
        f"Not reached: {', '.join(better)} is at least as good in one of the two."
        if better
        else "The quality model has the better order and the smaller error beside each.",
    ]


def picked(found: Mapping[str, Mapping[str, float]], ours: str) -> list[str]:
    """Say what choosing by each rule loses; *found* is by rule and then by benchmark, in points."""
    mine = found.get(ours, {})
    rows = [
        [
            title, str(len(lost)), ranged(bootstrap(lost.values(), np.mean), 1), number(median(lost.values()), 1),
            number(100 * fmean(points <= CLOSE_POINTS for points in lost.values()), 0) + " %",
            number(fmean(mine[key] for key in lost), 1),
        ]
        for title, lost in sorted(found.items(), key=lambda pair: fmean(pair[1].values()))
    ]  # fmt: skip
    others = {title: fmean(lost.values()) for title, lost in found.items() if not title.startswith(ours)}
    if not others:
        return ["No pool was large enough."]
    best = min(others, key=lambda title: others[title])
    said = f"The first choice loses {number(fmean(mine.values()), 1)} points; the best other rule, {best}, loses {number(others[best], 1)}."
    return [
        *table(["rule", "tests", "lost", "median", f"at most {CLOSE_POINTS:.0f} lost", "ours there"], rows),
        "",
        said if fmean(mine.values()) < others[best] else f"Not reached: {said[0].lower()}{said[1:]}",
    ]


def admitted(found: Mapping[Task, Sequence[Mapping[str, Admitted]]]) -> list[str]:
    """Say what asking for more of a model does: *found* is by task, a benchmark after another, by rule."""
    every = [each for task in sorted(found) for each in found[task]]
    if not every:
        return ["No pool was large enough."]
    rows = [*((task.value, found[task]) for task in sorted(found)), ("all", every)]
    common = [each for each in every if all(one.lost is not None for one in each.values())]
    lost = "; ".join(f"{rule}, {number(mean_lost(common, rule), 1)}" for rule in RULES)
    return [
        *table(
            ["task", "tests", *(f"{rule}: {figure}" for rule in RULES for figure in ("known", "error", "lost"))],
            (
                [title, str(len(tests)), *(cell for rule in RULES for cell in admitted_cells(tests, rule))]
                for title, tests in rows
            ),
        ),
        "",
        f"Lost on the {len(common)} where each rule admits some, in points: {lost}.",
    ]


def mean_lost(tests: Sequence[Mapping[str, Admitted]], rule: str) -> float:
    """Return what a rule's choice loses on average; nan where it never admits any."""
    lost = [points for each in tests if (points := each[rule].lost) is not None]
    return float(np.mean(lost)) if lost else math.nan


def admitted_cells(tests: Sequence[Mapping[str, Admitted]], rule: str) -> list[str]:
    """Return the part known, the error and what is lost, each a mean over the benchmarks that have it."""
    errors = [error for each in tests if (error := each[rule].error) is not None]
    return [
        number(100 * fmean(each[rule].share for each in tests), 0) + " %",
        number(fmean(errors) if errors else math.nan, 1),
        number(mean_lost(tests, rule), 1),
    ]


def biased(found: Mapping[str, tuple[Summary, Summary]]) -> list[str]:
    """Say how far new models are foretold too well: *found* is by family, of new models and of the others."""
    rows = (
        [
            title,
            str(new.tests),
            str(new.rows),
            ranged(new.bias, 1),
            number(new.error.value, 1),
            number(old.bias.value, 1),
        ]
        for title, (new, old) in found.items()
    )
    enough = {title: new.bias for title, (new, _) in found.items() if new.tests >= LEAST_TESTS}
    high = [title for title, one in enough.items() if one.low > 0]
    low = [title for title, one in enough.items() if one.high < 0]

    def named(titles: Sequence[str]) -> str:
        return ", ".join(titles) or "none"

    return [
        *table(["family", "tests", "rows", "foretold less measured", "error", "of other models"], rows),
        "",
        f"Of those with at least {LEAST_TESTS} benchmarks, foretold too well beyond chance: {named(high)}; too badly: {named(low)}.",
    ]
