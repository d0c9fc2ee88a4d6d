"""
Winners: which model, at which effort, is the best by what an error costs.

What an option is expected to cost is a straight line in the cost of an error: it starts at its bill and rises with the work
gone wrong. The lower envelope of these lines is the whole trade between price and quality: exact, and in one strip.

Source: the lower envelope of lines, by the same sweep as a convex hull (de Berg and others, 2008, "Computational
Geometry", section 8.2); Zellinger and Thomson (2025), arXiv 2507.03834, on ranking by the price of an error.
"""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import pairwise
from math import inf
from typing import Literal, NamedTuple

from llm_selection._dataclasses import dataclass
from llm_selection.domain.efforts import Effort, at_effort
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.needs.error_costs import PREFERENCE_TASKS
from llm_selection.needs.option_facts import MODEL_AT_EFFORT
from llm_selection.needs.use_cases import UseCase
from llm_selection.selection.expected_costs import UNIT, ErrorTerms, cents
from llm_selection.selection.options import AtEffort
from llm_selection.selection.ranking import Ranking
from llm_selection.selection.selecting import Selection
from llm_selection.units import PICODOLLARS_PER_DOLLAR, dollars

__all__ = [
    "MERGED_SHARE",
    "MOST_SHOWN",
    "Axis",
    "Line",
    "Regret",
    "Stretch",
    "Winner",
    "Winners",
    "lower_envelope",
    "merged",
    "winners",
    "worst_regret",
]

MERGED_SHARE = 0.02
"""Neighbours on the strip are shown as one where that costs at most this share more anywhere: two percent."""

MOST_SHOWN = 6
"""Winners on the strip at most."""
_PICODOLLARS_PER_BILLIONTH = 1000


class Line(NamedTuple):
    """
    What an option costs by the cost of an error, any units.

    Attributes:
        start: What it costs where an error costs nothing.
        slope: What it costs more for each unit that an error costs more; at least 0.
    """

    start: int
    slope: int

    def at(self, cost: Fraction) -> Fraction:
        """Return what it costs where an error costs so much."""
        return self.start + cost * self.slope


class Stretch(NamedTuple):
    """
    What is shown as one on the strip of winners, by places along the lower envelope.

    Attributes:
        first: Its first range.
        last: Its last.
        shown: That whose option is shown.
    """

    first: int
    last: int
    shown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Winner:
    """
    A model at an effort that is the best over a range of what an error costs.

    Attributes:
        model: The model.
        effort: The effort it is asked for; ``None`` where none can be, or it isn't known.
        name: The model's id, and the effort where it takes several.
        offering: Its offering of the least cost.
        start: US dollars an error from which on it is the best; 0 is from nothing on.
        end: US dollars from which on another one is; ``None``: however much an error costs.
        bill: US dollars a month that it is paid.
    """

    model: ModelId
    effort: Effort | None
    name: str
    offering: OfferingId
    start: Decimal
    end: Decimal | None
    bill: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Winners:
    """
    Which model, at which effort, is the best by what an error costs.

    Attributes:
        of: What the cost is of: an ``error``; or a ``preferred answer``, where all tasks are of preference. Of several tasks
            it is the mean over the work, all moving together.
        now: What it is in the need, in US dollars; ``None`` where quality counts whatever it costs.
        winners: Each with its range, to the billionth of a dollar, the cheapest first; ranges touch and cover
            everything. Empty where no bill is known.
        strip: The same with at most six: neighbours that cost nearly the same are one, but for the range of the first.
        stays: The range that the first of the answer stays in: from, and up to, rounded inwards; ``None`` is without end.
            ``None`` where the first's bill isn't known, or another is as good to the picodollar.
    """

    of: Literal["error", "preferred answer"]
    now: Decimal | None
    winners: tuple[Winner, ...]
    strip: tuple[Winner, ...]
    stays: tuple[Decimal, Decimal | None] | None


class Axis:
    """
    Along what the cost of an error moves: the tasks whose costs move together, and how far they are from each other.

    Attributes:
        tasks: The tasks; those of preference only where there are no others.
        now: The mean cost of an error over these, in US dollars.
    """

    def __init__(self, use_case: UseCase) -> None:
        """Read it off a need."""
        graded = [task for task in use_case.tasks if task not in PREFERENCE_TASKS]
        self.tasks = graded or list(use_case.tasks)
        self.of: Literal["error", "preferred answer"] = "error" if graded else "preferred answer"
        costs = use_case.error_costs
        whole = sum(use_case.tasks[task] for task in self.tasks)
        stated = sum(costs[task].picodollars * use_case.tasks[task] for task in self.tasks)
        self.now = Fraction(stated, whole * PICODOLLARS_PER_DOLLAR)
        # Where no error costs anything now, that of every task is taken to cost the same.
        parts = {task: costs[task].picodollars if stated else 1 for task in self.tasks}
        self._rise = {task: parts[task] * use_case.tasks[task] for task in self.tasks}
        self._terms = ErrorTerms(use_case.tasks, use_case.workload_or_default, costs)
        workload = use_case.workload_or_default
        share = Fraction(workload.requests_per_month, workload.requests_per_task * sum(use_case.tasks.values()) * UNIT)
        self._unit = share * whole / (stated or whole) * PICODOLLARS_PER_DOLLAR

    @property
    def unit(self) -> Fraction:
        """Picodollars a month, for each dollar that an error costs, of a slope of 1."""
        return self._unit

    def slopes(self, ranking: Ranking) -> list[int]:
        """Return the work gone wrong of each option of a ranking: what it costs more, in `unit` picodollars, by the dollar."""
        rise = self._rise
        return ranking.of_shares(
            f"slope {rise}", lambda shares: sum(part * (UNIT - shares[task]) for task, part in rise.items())
        )

    def starts(self, ranking: Ranking) -> list[int | None]:
        """Return what each option of a ranking costs where an error costs nothing, in picodollars; ``None`` isn't known."""
        fixed = [task for task in ranking.qualities if task not in self._rise]
        bills, worths = ranking.bills(), ranking.worths()
        if not fixed:
            return [
                None if bill is None or worth is None else bill - worth
                for bill, worth in zip(bills, worths, strict=True)
            ]
        others = ranking.of_shares(
            f"errors at {fixed} {ranking.error_costs}",
            lambda shares: sum(self._terms.of(task, shares[task]) for task in fixed),
        )
        return [
            None if bill is None or worth is None else bill - worth + other
            for bill, worth, other in zip(bills, worths, others, strict=True)
        ]

    def lines(self, ranking: Ranking) -> list[Line | None]:
        """Return the line of each option of a ranking; ``None`` where a bill isn't known."""
        return [
            None if start is None else Line(start, slope)
            for start, slope in zip(self.starts(ranking), self.slopes(ranking), strict=True)
        ]


def lower_envelope(lines: Sequence[Line]) -> list[tuple[Fraction, int]]:
    """
    Return from which cost of an error on which of *lines* is the lowest, from 0 on: each with its place among them.

    Costs are in units of slope over start. Where two are as low, the one that rises less is taken; of equal lines, the first.

    >>> lower_envelope([Line(10, 5), Line(40, 2), Line(30, 9)])
    [(Fraction(0, 1), 0), (Fraction(10, 1), 1)]
    """
    if not lines:
        return []
    order = sorted(range(len(lines)), key=lambda place: (lines[place].start, lines[place].slope, place))
    # Of lines that start no lower, only those that rise less can ever be the lowest.
    hull: list[int] = []
    for place in order:
        if hull and lines[place].slope >= lines[hull[-1]].slope:
            continue
        while len(hull) > 1 and _crossing(lines, hull[-2], place) <= _crossing(lines, hull[-2], hull[-1]):
            hull.pop()
        hull.append(place)
    return [(Fraction(0), hull[0]), *((_crossing(lines, one, two), two) for one, two in pairwise(hull))]


def _crossing(lines: Sequence[Line], one: int, two: int) -> Fraction:
    """Return the cost of an error at which the second line, which starts higher and rises less, is as low as the first."""
    return Fraction(lines[two].start - lines[one].start, lines[one].slope - lines[two].slope)


def winners(recommendation: Selection) -> Winners:
    """
    Return which ranked model, at which effort, is the best by what an error costs, over all that meet the need.

    An option whose bill isn't known isn't among them.

    Raises:
        NothingFits: Nothing is ranked.
    """
    recommendation.best  # noqa: B018 - raises where nothing fits
    use_case, ranking = recommendation.use_case, recommendation.ranking
    axis = Axis(use_case)
    starts, slopes = axis.starts(ranking), axis.slopes(ranking)
    # Of a model's options at one effort, which rise alike, the one that starts the lowest; of these, the first in order.
    lowest: dict[int, tuple[int, int]] = {}
    codes = ranking.options.column(MODEL_AT_EFFORT).codes
    for options in ranking.order():
        for option in options:
            start, code = starts[option], codes[option]
            if start is not None and (code not in lowest or start < lowest[code][0]):
                lowest[code] = start, option
    candidates = [(Line(start, slopes[option]), option) for start, option in lowest.values()]
    lowest_lines = lower_envelope([line for line, _ in candidates])
    ends: list[Fraction | None] = [start / axis.unit for start, _ in lowest_lines[1:]]
    now = None if use_case.is_quality_only else axis.now
    ranges = [
        _Range(start / axis.unit, end, *candidates[place])
        for (start, place), end in zip(lowest_lines, [*ends, None], strict=False)  # of nothing, there is no end
    ]
    strip = [
        ranges[each.shown]._replace(start=ranges[each.first].start, end=ranges[each.last].end)
        for each in merged([each.line for each in ranges], [start for start, _ in lowest_lines], _at(ranges, now))
    ]
    ours = next((each for each in ranges if codes[each.option] == codes[ranking.order()[0][0]]), None)
    return Winners(
        of=axis.of,
        now=None if now is None else _rounded(now, ROUND_FLOOR),
        winners=tuple(_winner(recommendation, each) for each in ranges),
        strip=tuple(_winner(recommendation, each) for each in strip),
        stays=None if ours is None else (_rounded(ours.start, ROUND_CEILING), _end(ours)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Regret:
    """
    What the first costs more than another at worst, over a range of what an error costs.

    Attributes:
        low: Lower end of the range, in US dollars an error; of several tasks the mean.
        high: Upper end.
        at: Where the first costs the most more: one of the ends.
        usd: US dollars a month that it costs more there; 0 where it stays the first over the range.
        model: The model that costs the least there.
        effort: The effort that it is then asked for, of the first's model perhaps another; ``None`` as in `Winner`.
        name: The model's id, and the effort where it takes several.
    """

    low: Decimal
    high: Decimal
    at: Decimal
    usd: Decimal
    model: ModelId
    effort: Effort | None
    name: str


def worst_regret(recommendation: Selection) -> Regret | None:
    """
    Return what the first costs more than another at worst, over the range that the need gives of what an error costs.

    What the first costs more than the least is convex in the cost of an error, so it is the most at an end of the range.

    Returns:
        ``None`` where no cost of an error is a range, quality counts whatever it costs, or the first's bill isn't known.

    Raises:
        NothingFits: Nothing is ranked.
    """
    best, use_case = recommendation.best, recommendation.use_case  # raises where nothing fits
    axis = Axis(use_case)
    costs = [use_case.error_costs[task] for task in axis.tasks]
    if use_case.is_quality_only or best.expected.total is None or not any(cost.is_range for cost in costs):
        return None
    whole = sum(use_case.tasks[task] for task in axis.tasks)

    def mean(ends: Iterable[Decimal]) -> Fraction:
        weighted = (Fraction(end) * use_case.tasks[task] for task, end in zip(axis.tasks, ends, strict=True))
        return sum(weighted, Fraction(0)) / whole

    ends = mean(cost.low for cost in costs), mean(cost.high for cost in costs)
    lines, at_efforts = axis.lines(recommendation.ranking), recommendation.ranking.options.column(MODEL_AT_EFFORT)
    ours = lines[recommendation.ranking.offerings_of(0)[0]]
    known = [(line, at_efforts[option]) for option, line in enumerate(lines) if line is not None]
    regrets: list[tuple[Fraction, Fraction, AtEffort]] = []
    for end in ends:
        least, one = min(((line.at(end * axis.unit), one) for line, one in known), key=lambda each: each[0])
        regrets.append((Fraction(0) if ours is None else ours.at(end * axis.unit) - least, end, one))
    usd, at, (model, effort) = max(regrets, key=lambda each: each[0])
    low, high, worst = (_rounded(each, ROUND_FLOOR) for each in (*ends, at))
    return Regret(
        low=low,
        high=high,
        at=worst,
        usd=cents(round(usd)),
        model=model,
        effort=effort,
        name=_name(recommendation, model, effort),
    )


class _Range(NamedTuple):
    """A range of the cost of an error, in US dollars, and the option that is shown for it."""

    start: Fraction
    end: Fraction | None
    line: Line
    option: int


def _at(ranges: Sequence[_Range], now: Fraction | None) -> int:
    """Return which range holds a cost of an error; without one, the last."""
    if now is None:
        return len(ranges) - 1
    return max((place for place, each in enumerate(ranges) if each.start <= now), default=0)


def _winner(recommendation: Selection, segment: _Range) -> Winner:
    """Name the option of a range."""
    ranking = recommendation.ranking
    bill = ranking.bills()[segment.option]
    model, effort = ranking.options.column(MODEL_AT_EFFORT)[segment.option]
    return Winner(
        model=model,
        effort=effort,
        name=_name(recommendation, model, effort),
        offering=recommendation.registry.offerings.id_at(ranking.options.rows[segment.option]),
        start=_rounded(segment.start, ROUND_FLOOR),
        end=_end(segment),
        bill=cents(bill or 0),
    )


def _name(recommendation: Selection, model: ModelId, effort: Effort | None) -> str:
    """Return a model's id, and the effort where it takes several."""
    return at_effort(model, effort, recommendation.registry.models[model].efforts)


def _end(segment: _Range) -> Decimal | None:
    """Return the end of a range, rounded down."""
    return None if segment.end is None else _rounded(segment.end, ROUND_FLOOR)


def _rounded(cost: Fraction, rounding: str) -> Decimal:
    """Write a cost of an error to the billionth of a dollar."""
    scaled = cost * 10**9
    whole = -(-scaled.numerator // scaled.denominator) if rounding == ROUND_CEILING else scaled.__floor__()
    return dollars(whole * _PICODOLLARS_PER_BILLIONTH)


def merged(lines: Sequence[Line], starts: Sequence[Fraction], here: int) -> list[Stretch]:
    """
    Put neighbours on the strip together that cost nearly the same, and then those that cost the least, until six are left.

    Args:
        lines: Along a lower envelope.
        starts: From which cost of an error on each is the lowest.
        here: The one at the present cost of an error. It stays as it is: nothing is added to it, nor it to another.

    Returns:
        What is shown, in order; each within `MERGED_SHARE` of the lowest throughout, unless six couldn't be had otherwise.
        Nothing of nothing.
    """
    if not lines:
        return []
    dearer = _dearer(lines, starts)
    sides = [[Stretch(each, each, each) for each in places] for places in (range(here), range(here + 1, len(lines)))]
    while True:
        joined = [
            (max(dearer[shown][one.first : two.last + 1]), side, place, Stretch(one.first, two.last, shown))
            for side in sides
            for place, (one, two) in enumerate(pairwise(side))
            for shown in (one.shown, two.shown)
        ]
        cheapest = min(joined, key=lambda each: each[0], default=None)
        is_too_long = len(sides[0]) + 1 + len(sides[1]) > MOST_SHOWN
        if cheapest is None or not (is_too_long or cheapest[0] <= MERGED_SHARE):
            return [*sides[0], Stretch(here, here, here), *sides[1]]
        _, side, place, both = cheapest
        side[place : place + 2] = [both]


def _dearer(lines: Sequence[Line], starts: Sequence[Fraction]) -> list[list[float]]:
    """Return the largest share by which each line is above each other, over the range of the other."""
    ends = [float(each) for each in starts]

    def share(kept: Line, best: Line, cost: float) -> float:
        least = best.start + cost * best.slope
        more = kept.start - best.start + cost * (kept.slope - best.slope)
        return more / least if least > 0 else inf if more > 0 else 0.0

    def endless(kept: Line) -> float:
        # Towards dearer and dearer errors, a ratio of two lines tends to that of their slopes.
        least = lines[-1].slope
        return kept.slope / least - 1.0 if least else inf if kept.slope else 0.0

    # A ratio of two lines is highest at an end.
    return [
        [
            max(share(kept, best, start), endless(kept) if end is None else share(kept, best, end))
            for best, start, end in zip(lines, ends, [*ends[1:], None], strict=True)
        ]
        for kept in lines
    ]
