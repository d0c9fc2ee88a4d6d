"""
Figures: what picks lost, cost and outlived, with ranges over months and needs.

Both were drawn: a month's picks share what was known, a need's picks share the task's benchmarks. So the bootstrap draws
months and needs, each for itself, and with them what the later results leave open of each model's quality, which is the
same error in every month.

Source: Owen (2007), "The pigeonhole bootstrap".
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from statistics import fmean

import numpy as np

from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.offerings import Offering
from llm_selection.needs.criteria import DEFAULT_PRIORITIES, UNIT, Criterion, cost_value
from llm_selection.units import PICODOLLARS_PER_DOLLAR
from registry_tools.fitting.quality_fit import Floats
from registry_tools.research.advice.judge import Judge, Judgement
from registry_tools.research.advice.rules import LIBRARY, Choice, Decision
from registry_tools.research.quality.metrics import DRAWS, RANGE, SEED, Range

RETIRED_DAYS = 183
"""Half a year."""

NO_PICK, NOT_MEASURED, NO_JUDGE = "no pick", "not measured at the task since", "no later benchmark of the task"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """
    A decision with what came after.

    Attributes:
        decision: What was chosen.
        judgements: Of the models that there were, as far as they were measured since.
        can_judge: Whether later results say anything of the task.
        apart: By rule, how far its pick scored above the library's on each later share where both were measured.
        surely: The same of results that have a day of their own, after that of the decision.
        retired: By rule, whether its pick stopped answering within `RETIRED_DAYS`; ``None`` too early to say.
    """

    decision: Decision
    judgements: Mapping[ModelId, Judgement]
    can_judge: bool
    apart: Mapping[str, Sequence[float]]
    surely: Mapping[str, Sequence[float]]
    retired: Mapping[str, bool | None]

    def judged(self, rule: str) -> Judgement | None:
        """Return how good a rule's pick turned out to be; ``None`` if that can't be said."""
        pick = self.decision.picks[rule]
        return None if pick is None else self.judgements.get(pick.model)

    def why_not(self, rule: str) -> str | None:
        """Say why a rule's pick isn't judged; ``None`` if it is."""
        if self.decision.picks[rule] is None:
            return NO_PICK
        if not self.can_judge:
            return NO_JUDGE
        return NOT_MEASURED if self.judged(rule) is None else None

    @property
    def best(self) -> ModelId | None:
        """The model that turned out best of those there were; ``None`` if none was measured."""
        return max(self.judgements, key=lambda model: self.judgements[model].points, default=None)


def verdict(decision: Decision, judge: Judge | None, offerings: Mapping[OfferingId, Offering], today: date) -> Verdict:
    """
    Judge a decision.

    Args:
        decision: What was chosen.
        judge: What came after its day; ``None`` if nothing did.
        offerings: As known today, for when they ended.
        today: The day of the data.
    """
    task, ours = decision.need.task, decision.picks[LIBRARY]
    found = {} if judge is None else {one.model: judge.judge(one.model, task) for one in decision.choices}

    def apart(pick: Choice | None, *, surely: bool) -> list[float]:
        if judge is None or pick is None or ours is None:
            return []
        return judge.apart(task, pick.model, ours.model, surely=surely)

    def retired(pick: Choice | None) -> bool | None:
        last = decision.day + timedelta(days=RETIRED_DAYS)
        if pick is None or last > today:
            return None
        ends = offerings[pick.offering].lifecycle.retires
        return ends is not None and ends <= last

    picks = decision.picks.items()
    return Verdict(
        decision=decision,
        judgements={model: one for model, one in found.items() if one is not None},
        can_judge=judge is not None and task in judge.calibration.baskets,
        apart={rule: apart(pick, surely=False) for rule, pick in picks},
        surely={rule: apart(pick, surely=True) for rule, pick in picks},
        retired={rule: retired(pick) for rule, pick in picks},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A figure of one decision: where it stands, its value, and the models whose quality it is a difference of."""

    verdict: Verdict
    value: float
    above: ModelId | None = None
    below: ModelId | None = None


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
    def hardest(self) -> str | None:
        """The need where the library's picks lost the most on average; ``None`` if none is judged."""
        lost: dict[str, list[float]] = {}
        for cell in self.lost(LIBRARY):
            lost.setdefault(cell.verdict.decision.need.name, []).append(cell.value)
        return max(lost, key=lambda need: fmean(lost[need]), default=None)

    @cached_property
    def errors(self) -> Mapping[tuple[Task, ModelId], Floats]:
        """Draws of how far each model's judged quality may be off, in standard deviations."""
        keys = sorted({(one.decision.need.task, model) for one in self.verdicts for model in one.judgements})
        drawn = np.random.default_rng(SEED).standard_normal((len(keys), DRAWS))
        return dict(zip(keys, drawn, strict=True))

    @cached_property
    def weights(self) -> tuple[Floats, Floats]:
        """How often each day, and each need, was drawn in each draw."""
        generator = np.random.default_rng(SEED + 1)

        def drawn(count: int) -> Floats:
            return generator.multinomial(count, np.full(count, 1 / count), size=DRAWS).T.astype(np.float64)

        return drawn(len(self.days)), drawn(len(self.needs))

    def lost(self, rule: str) -> list[Cell]:
        """Return, for each pick judged, by how many points the best that there was turned out better."""
        return [
            Cell(
                verdict=one,
                value=one.judgements[best].points - judged.points,
                above=best,
                below=self.model(one, rule),
            )
            for one in self.verdicts
            if (judged := one.judged(rule)) and (best := one.best)
        ]

    def better(self, rule: str, than: str = LIBRARY, *, cost_weighed: bool = False) -> list[Cell]:
        """
        Return by how many points each pick turned out better than another rule's, where both are judged.

        Args:
            rule: Whose picks.
            than: The other rule.
            cost_weighed: Whether cost counts too, at the library's default exchange rate between points and dollars.
        """
        found = []
        for one in self.verdicts:
            theirs, ours = one.judged(rule), one.judged(than)
            if theirs and ours:
                saved = worth(one.decision.picks[rule]) - worth(one.decision.picks[than]) if cost_weighed else 0.0
                found.append(
                    Cell(
                        verdict=one,
                        value=theirs.points - ours.points + saved,
                        above=self.model(one, rule),
                        below=self.model(one, than),
                    )
                )
        return found

    def dearer(self, rule: str, than: str = LIBRARY) -> list[Cell]:
        """Return the logarithm of how many times another rule's pick each pick cost, where both are judged."""
        return [
            Cell(verdict=cell.verdict, value=math.log(price(cell.verdict, rule) / price(cell.verdict, than)))
            for cell in self.better(rule, than)
        ]

    def apart(self, rule: str, *, surely: bool = False) -> list[Cell]:
        """Return by how many points picks scored above the library's other picks on shared later shares, on average."""
        return [
            Cell(verdict=one, value=fmean(points))
            for one in self.verdicts
            if (points := (one.surely if surely else one.apart)[rule])
            and self.model(one, rule) != self.model(one, LIBRARY)
        ]

    def retired(self, rule: str) -> list[Cell]:
        """Return 1 for each pick that stopped answering soon, 0 for the others."""
        return [
            Cell(verdict=one, value=float(gone)) for one in self.verdicts if (gone := one.retired[rule]) is not None
        ]

    def prices(self, rule: str) -> list[float]:
        """Return the dollars a month of each pick."""
        return [pick.price for one in self.verdicts if (pick := one.decision.picks[rule])]

    def model(self, one: Verdict, rule: str) -> ModelId | None:
        """Return what a rule picked."""
        pick = one.decision.picks[rule]
        return None if pick is None else pick.model

    def mean(self, cells: Iterable[Cell], *, of: Callable[[Floats], Floats] = lambda values: values) -> Range:
        """Return the mean over *cells* and its range, each through *of*; nan without any."""
        each = list(cells)
        if not each:
            return Range(value=math.nan, low=math.nan, high=math.nan)
        by_day, by_need = self.weights
        top, bottom = np.zeros(DRAWS), np.zeros(DRAWS)
        for cell in each:
            decision = cell.verdict.decision
            weight = by_day[self.days.index(decision.day)] * by_need[self.needs.index(decision.need.name)]
            top += weight * (cell.value + self._error(cell))
            bottom += weight
        drawn = of(top[bottom > 0] / bottom[bottom > 0])
        low, high = np.quantile(drawn, RANGE)
        middle = of(np.array([fmean(cell.value for cell in each)]))
        return Range(value=float(middle[0]), low=float(low), high=float(high))

    def _error(self, cell: Cell) -> Floats:
        """Return draws of how far a difference of judged qualities may be off; none of a model with itself."""
        total = np.zeros(DRAWS)
        if cell.above == cell.below:
            return total
        for model, sign in ((cell.above, 1), (cell.below, -1)):
            if model is not None:
                error = self.errors[cell.verdict.decision.need.task, model]
                total += sign * cell.verdict.judgements[model].sd * error
        return total


def worth(pick: Choice | None) -> float:
    """Return what a pick's cost is worth in points of quality, by the library's default weights."""
    value = cost_value(None if pick is None else round(pick.price * PICODOLLARS_PER_DOLLAR))
    return 100 * value / UNIT * DEFAULT_PRIORITIES[Criterion.COST] / DEFAULT_PRIORITIES[Criterion.QUALITY]


def price(one: Verdict, rule: str) -> float:
    """Return what a rule's pick cost, in dollars a month; 1 cent at least, so that ratios can be told."""
    pick = one.decision.picks[rule]
    return max(0.01, pick.price) if pick else math.nan
