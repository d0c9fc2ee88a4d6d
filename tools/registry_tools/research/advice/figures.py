"""
Figures: what picks cost with their errors, and how right they were foretold, with ranges over days and needs.

Both were drawn: a day's picks share what was known, a need's picks share the task's benchmarks. So the bootstrap draws
days and needs, each for itself, and with them what the later results leave open of each model's quality, which is the
same error on every day. Every figure is an array: first the figure itself, then one of each draw.

Source: Owen (2007), "The pigeonhole bootstrap".
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import fmean

import numpy as np

from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from registry_tools.fitting.quality_fit import Floats
from registry_tools.research.advice.judge import Judge, Judgement
from registry_tools.research.advice.rules import HABITS, LEVELS, At, Choice, Decision, Foretold
from registry_tools.research.quality.metrics import DRAWS, RANGE, SEED, Range

LEAST_DOLLARS = 0.01
"""Of a bill, so that ratios can be told."""

_HALVINGS = 40
"""Of a range of 40 logits: less than a billionth is left."""

Pick = Callable[[Decision], Choice | None]
"""What a rule chose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    A decision with what came after.

    Attributes:
        decision: What was chosen.
        judgements: By task of the need, of the models that there were at each effort, as far as they were measured at
            anything since.
        apart: By habit, how far the library's pick at the habit's own cost scored above the habit's, on each later share of
            the tasks where both were measured.
    """

    decision: Decision
    judgements: Mapping[Task, Mapping[At, Judgement]]
    apart: Mapping[str, Sequence[float]]

    @property
    def can_judge(self) -> bool:
        """Whether later results say anything of each task."""
        return all(self.judgements.get(task) for task in self.decision.need.tasks)

    def by(self, at: At) -> int | None:
        """Return which judge tells of a model: 1 by results of each task, 2 by any; ``None`` neither."""
        found = [self.judgements.get(task, {}).get(at) for task in self.decision.need.tasks]
        if None in found:
            return None
        return 1 if all(one is not None and one.results for one in found) else 2


def verdict(decision: Decision, judge: Judge | None) -> Verdict:
    """Judge a decision by what came after its day; ``None`` if nothing did."""
    tasks = decision.need.tasks
    found: dict[Task, dict[At, Judgement]] = {task: {} for task in tasks}
    apart: dict[str, Sequence[float]] = dict.fromkeys(HABITS, ())
    if judge is not None:
        for task in tasks:
            each = {one.at: judge.judge(one.model, task, one.effort) for one in decision.choices}
            found[task] = {at: one for at, one in each.items() if one is not None}
        for habit, theirs in decision.habits.items():
            ours = decision.at_cost(habit)
            if ours and theirs:
                apart[habit] = judge.apart(tasks, ours.model, theirs.model)
    return Verdict(decision=decision, judgements=found, apart=apart)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two choices of one decision, both judged."""

    verdict: Verdict
    ours: Choice
    theirs: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure of one decision: itself, then one of each draw; a plain number is the same in all draws."""

    verdict: Verdict
    value: Floats | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """
    A decision in which the library's pick cost more, with its errors, than a habit's.

    Attributes:
        pair: The two picks.
        habit: Whose the other is.
        level: What an error cost.
        times: Its total as a multiple of the habit's.
        days: On how many days the same two picks were made at the same cost of an error.
    """

    pair: Pair
    habit: str
    level: str
    times: float
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Foresight:
    """
    A share that was foretold, and what came, 0 to 1.

    Attributes:
        verdict: The decision.
        model: The model.
        task: The task.
        foretold: What the library expected.
        moved: The same, were later benchmarks as hard as those known; see `Figures.harder`.
        is_pick: Whether the library picked the model at this effort, at any of `LEVELS`.
        effort: The effort.
    """

    verdict: Verdict
    model: ModelId
    task: Task
    foretold: Foretold
    moved: float
    is_pick: bool
    effort: Effort | None = None

    @property
    def at(self) -> At:
        """The model and the effort."""
        return self.model, self.effort


@dataclass(frozen=True)
class Figures:
    """Figures of many decisions together."""

    verdicts: Sequence[Verdict]

    @cached_property
    def days(self) -> list[date]:
        """The days, in order."""
        return sorted({one.decision.day for one in self.verdicts})

    @cached_property
    def needs(self) -> list[str]:
        """Names of the needs, as they came."""
        return list(dict.fromkeys(one.decision.need.name for one in self.verdicts))

    def only(self, keep: Callable[[Verdict], bool]) -> "Figures":
        """Return the figures of some of the decisions."""
        return Figures([one for one in self.verdicts if keep(one)])

    @cached_property
    def errors(self) -> Mapping[tuple[str, ...], Floats]:
        """How far judged shares may be off, in standard deviations, of each model and of each effort: not at all, then by draws."""
        judged = {(task, *at) for one in self.verdicts for task, found in one.judgements.items() for at in found}
        keys = sorted(
            {(task, model) for task, model, _ in judged}
            | {(task, model, str(effort)) for task, model, effort in judged}
        )
        drawn = np.random.default_rng(SEED).standard_normal((len(keys), 1 + DRAWS))
        drawn[:, 0] = 0.0
        return dict(zip(keys, drawn, strict=True))

    @cached_property
    def weights(self) -> tuple[Mapping[date, Floats], Mapping[str, Floats]]:
        """How often each day, and each need, counts: once, then as often as it was drawn in each draw."""
        generator = np.random.default_rng(SEED + 1)

        def drawn(count: int) -> Floats:
            often = generator.multinomial(count, np.full(count, 1 / count), size=DRAWS).T.astype(np.float64)
            return np.hstack([np.ones((count, 1)), often])

        return (
            dict(zip(self.days, drawn(len(self.days)), strict=True)),
            dict(zip(self.needs, drawn(len(self.needs)), strict=True)),
        )

    @cached_property
    def surest(self) -> Mapping[tuple[date, Task, ModelId], float]:
        """The least standard deviation of each model's judged shares on a day: what all its efforts have in common."""
        found: dict[tuple[date, Task, ModelId], float] = {}
        for one in self.verdicts:
            for task, judged in one.judgements.items():
                for (model, _), each in judged.items():
                    key = (one.decision.day, task, model)
                    found[key] = min(each.sd, found.get(key, math.inf))
        return found

    def realised(self, one: Verdict, at: At, task: Task) -> Floats:
        """
        Return the share of a task that a judged model turned out to solve.

        What is open of the effort it is known best at is open of all its efforts alike, the rest of each alone.
        """
        model, effort = at
        judged = one.judgements[task][at]
        common = self.surest[one.decision.day, task, model]
        own = math.sqrt(max(0.0, judged.sd**2 - common**2))
        off = common * self.errors[task, model] + own * self.errors[task, model, str(effort)]
        return np.clip(judged.share + off, 0.0, 1.0)

    def share(self, one: Verdict, at: At) -> Floats:
        """Return the share of all the need's work."""
        tasks = one.decision.need.tasks
        total = sum((part * self.realised(one, at, task) for task, part in tasks.items()), np.zeros(1 + DRAWS))
        return total / sum(tasks.values())

    def total(self, one: Verdict, choice: Choice, level: str) -> Floats:
        """Return what a judged choice turned out to cost a month, bill and errors, in US dollars."""
        need = one.decision.need
        costs = need.error_costs(level)
        wrong = (
            pieces * costs[task] * (1.0 - self.realised(one, choice.at, task)) for task, pieces in need.pieces.items()
        )
        return max(LEAST_DOLLARS, choice.price) + sum(wrong, np.zeros(1 + DRAWS))

    def pairs(self, ours: Pick, theirs: Pick, *, judge: int = 1) -> list[Pair]:
        """
        Set two choices of each decision side by side.

        Args:
            ours: The one.
            theirs: The other.
            judge: 1 where the first judge tells of both; 2 where it doesn't, and the second does of those that are left.
        """
        found = []
        for one in self.verdicts:
            mine, other = ours(one.decision), theirs(one.decision)
            if mine and other:
                judges = one.by(mine.at), one.by(other.at)
                if None not in judges and max(each or 0 for each in judges) == judge:
                    found.append(Pair(verdict=one, ours=mine, theirs=other))
        return found

    def times_total(self, pair: Pair, level: str) -> Cell:
        """Return the logarithm of how many times the other's total ours turned out."""
        mine, other = (self.total(pair.verdict, each, level) for each in (pair.ours, pair.theirs))
        return Cell(verdict=pair.verdict, value=np.log(mine / other))

    def better(self, pair: Pair) -> Cell:
        """Return by how many points ours turned out better; a model is as good as itself, whatever is left open."""
        mine, other = (self.share(pair.verdict, each.at) for each in (pair.ours, pair.theirs))
        return Cell(verdict=pair.verdict, value=100 * (mine - other))

    def times_bill(self, pair: Pair) -> Cell:
        """Return the logarithm of how many times the other's bill ours is."""
        mine, other = (max(LEAST_DOLLARS, each.price) for each in (pair.ours, pair.theirs))
        return Cell(verdict=pair.verdict, value=math.log(mine / other))

    def apart(self, habit: str) -> list[Cell]:
        """Return by how many points the library's pick at a habit's cost scored above the habit's on shared later shares."""
        return [Cell(verdict=one, value=fmean(points)) for one in self.verdicts if (points := one.apart[habit])]

    def mean(self, cells: Iterable[Cell], *, of: Callable[[Floats], Floats] = lambda values: values) -> Range:
        """Return the mean over *cells* and its range, each through *of*; nan without any."""
        each = list(cells)
        if not each:
            return Range(value=math.nan, low=math.nan, high=math.nan)
        by_day, by_need = self.weights
        top, bottom = np.zeros(1 + DRAWS), np.zeros(1 + DRAWS)
        for cell in each:
            decision = cell.verdict.decision
            weight = by_day[decision.day] * by_need[decision.need.name]
            top += weight * cell.value
            bottom += weight
        value, *drawn = of(top[bottom > 0] / bottom[bottom > 0])
        low, high = np.quantile(drawn, RANGE)
        return Range(value=float(value), low=float(low), high=float(high))

    def losses(self, habits: Iterable[str], most: int) -> list[Loss]:
        """
        Return the decisions that lose most to one of *habits*, the worst first.

        Of the same two picks for a need only the worst day and cost of an error, beside the habit they lose more to.
        """
        worst: dict[tuple[str, At, At], Loss] = {}
        days: dict[tuple[str, At, At], set[date]] = {}
        for habit in habits:
            for level in LEVELS:
                for pair in self.pairs(picked(level), habitual(habit)):
                    cell = self.times_total(pair, level)
                    times = math.exp(np.atleast_1d(cell.value)[0])
                    key = (pair.verdict.decision.need.name, pair.ours.at, pair.theirs.at)
                    days.setdefault(key, set()).add(pair.verdict.decision.day)
                    if times > 1 and (key not in worst or times > worst[key].times):
                        worst[key] = Loss(pair=pair, habit=habit, level=level, times=times, days=0)
        found = sorted(worst.items(), key=lambda each: (-each[1].times, str(each[0])))
        return [
            Loss(pair=one.pair, habit=one.habit, level=one.level, times=one.times, days=len(days[key]))
            for key, one in found[:most]
        ]

    @cached_property
    def foresights(self) -> list[Foresight]:
        """Of every model that was ranked and that the first judge tells of at a task: what was foretold."""
        found = []
        for one in self.verdicts:
            decision = one.decision
            picks = {pick.at for level in LEVELS if (pick := decision.library[level])}
            for task in decision.need.tasks:
                harder = self.harder[decision.day, task]
                found += [
                    Foresight(
                        verdict=one,
                        model=at[0],
                        effort=at[1],
                        task=task,
                        foretold=told[task],
                        moved=moved(told[task].share, harder),
                        is_pick=at in picks,
                    )
                    for at, told in decision.foretold.items()
                    if (judged := one.judgements[task].get(at)) and judged.results
                ]
        return found

    @cached_property
    def harder(self) -> Mapping[tuple[date, Task], float]:
        """
        How much harder a task's later benchmarks are than those known on a day, in logits below 0; easier above.

        So much that all models together, ranked and judged, were foretold rightly. A model at an effort counts once on a day.
        """
        told: dict[tuple[date, Task], dict[At, tuple[float, float]]] = {}
        for one in self.verdicts:
            for task, judged in one.judgements.items():
                models = told.setdefault((one.decision.day, task), {})
                for at, each in one.decision.foretold.items():
                    if at in judged and judged[at].results:
                        models[at] = (each[task].share, judged[at].share)
        return {key: shift(list(models.values())) for key, models in told.items()}

    def too_high(self, foresights: Iterable[Foresight], *, as_foretold: bool = False) -> list[Cell]:
        """Return by how many points shares were foretold too high."""
        return [
            Cell(
                verdict=one.verdict,
                value=100
                * ((one.foretold.share if as_foretold else one.moved) - self.realised(one.verdict, one.at, one.task)),
            )
            for one in foresights
        ]


def picked(level: str) -> Pick:
    """Return what the library picks by what it is asked by."""
    return lambda decision: decision.library[level]


def habitual(habit: str) -> Pick:
    """Return what a habit picks."""
    return lambda decision: decision.habits[habit]


def moved(share: float, logits: float) -> float:
    """Move a share, 0 to 1, by so many logits."""
    kept = min(max(share, 1e-6), 1.0 - 1e-6)
    return 1.0 / (1.0 + (1.0 - kept) / kept * math.exp(-logits))


def shift(pairs: Sequence[tuple[float, float]]) -> float:
    """Return by how many logits the first of each pair of shares must move, for all to have the mean of the second."""
    if not pairs:
        return 0.0
    low, high = -20.0, 20.0
    came = fmean(second for _, second in pairs)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if fmean(moved(first, middle) for first, _ in pairs) < came:
            low = middle
        else:
            high = middle
    return (low + high) / 2
