"""
Contests: which single change of a weight, a cost or a quality would make an option the first, against every rival.

Scores are sums, so each threshold follows from them in closed form; nothing is sampled.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from math import gcd, nextafter
from typing import Annotated, Literal

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.plain import BY_KIND
from llm_selection.domain.identity import OfferingId
from llm_selection.needs.criteria import UNIT, Criterion, dearest_of_value, total_scores
from llm_selection.needs.option_facts import MODEL, MONTHLY_COST
from llm_selection.selection.options import Options
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.selecting import Selection
from llm_selection.units import dollars, in_full

__all__ = [
    "Change",
    "CostChange",
    "QualityChange",
    "WeightChange",
    "changes",
    "joined",
    "winning_weights",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightChange:
    """
    A weight that would make it the first, all others kept.

    Attributes:
        kind: Always ``weight``.
        criterion: Whose weight.
        now: The weight now; 0 where it has none.
        above: It wins with a weight above this, exactly; ``None`` where it wins down to 0, that included.
        below: And below this; ``None`` where it wins with any larger one.
        priorities: Whole weights that do so, the smallest; ``None`` where they would be larger than weights may be.
    """

    kind: Literal["weight"] = "weight"
    criterion: Criterion
    now: int
    above: Fraction | None
    below: Fraction | None
    priorities: Mapping[Criterion, int] | None

    def __str__(self) -> str:
        """Say it in a line; bounds are rounded inwards."""
        such = ""
        if self.priorities is not None:
            such = f", such as {','.join(f'{criterion}={weight}' for criterion, weight in self.priorities.items())}"
        return f"weight of {self.criterion} {_bounds(self.above, self.below)} (now {self.now}){such}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostChange:
    """
    A cost that would make it the first, all else kept.

    Attributes:
        kind: Always ``cost``.
        offering: The offering that would have to cost so little.
        now: US dollars a month for the workload; ``None`` isn't known.
        at_most: US dollars a month, to the picodollar: it wins at this cost and at any lower one.
        rates_share: ``at_most`` over ``now``, which is what share of its present rates that means: costs are linear in
            a factor on all rates of an offering, or on the price of its hours. ``None`` where ``now`` is unknown or 0.
    """

    kind: Literal["cost"] = "cost"
    offering: OfferingId
    now: Decimal | None
    at_most: Decimal
    rates_share: float | None

    def __str__(self) -> str:
        """Say it in a line; dollars and shares are rounded down."""
        now = "unknown" if self.now is None else f"${self.now:,.2f}"
        share = ""
        if self.rates_share is not None:
            share = f", so at most {_percent(Decimal(self.rates_share))}% of its present rates"
        return f"cost at {self.offering} at most ${_money(self.at_most)} a month (now {now}{share})"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityChange:
    """
    A quality that would make it the first, all else kept.

    Attributes:
        kind: Always ``quality``.
        now: The expected share solved over the tasks, 0 to 1, as it counts in the score.
        at_least: It wins at this quality and at any higher one, 0 to 1; of a model, all its offerings get better.
    """

    kind: Literal["quality"] = "quality"
    now: float
    at_least: float

    def __str__(self) -> str:
        """Say it in a line, in points of 100; rounded up."""
        least = _round(Decimal(str(self.at_least)).scaleb(2), 2, ROUND_CEILING)
        return f"quality at least {least} points (now {self.now * 100:.2f})"


Change = Annotated[WeightChange | CostChange | QualityChange, BY_KIND]
"""One change that makes it the first, alone."""


def changes(recommendation: Selection, ranked: Ranked, place: int, *, is_offering: bool) -> Iterator[Change]:
    """
    Yield every single change that makes an option the first of a ranking: of the weights, its cost and its quality.

    Args:
        recommendation: The answer.
        ranked: The model's place in the ranking.
        place: The option's place among the ranking's options.
        is_offering: Whether this very option is to be the first, or any of its model.
    """
    contest = _Contest.of(recommendation, place, ranked, is_offering=is_offering)
    for criterion in Criterion:
        yield from _weight_changes(contest, criterion)
    options = recommendation.ranking.options
    yield from _cost_change(contest, options, recommendation.registry.offerings.id_at(options.rows[place]))
    yield from _quality_change(contest)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contest:
    """
    Options that should win, and those that they must beat, by their places among the ranked.

    Attributes:
        place: The option whose cost or quality is changed.
        own: Options that may win, by which the model would be the first.
        rivals: Options of other models.
        siblings: Other offerings of the model, where one offering was asked about: these must be beaten too.
        below: Those of ``siblings`` that stand below it now.
        values: The value of each option by each criterion, in billionths.
        weights: The weights, where they aren't 0.
    """

    place: int
    own: tuple[int, ...]
    rivals: tuple[int, ...]
    siblings: tuple[int, ...]
    below: frozenset[int]
    values: Mapping[Criterion, Sequence[int]]
    weights: Mapping[Criterion, int]

    @classmethod
    def of(cls, recommendation: Selection, place: int, ranked: Ranked, *, is_offering: bool) -> "_Contest":
        """Set up who competes."""
        ranking, options = recommendation.ranking, recommendation.ranking.options
        models = options.column(MODEL)
        mine = [each for each in range(len(options)) if models[each] == ranked.model.id]
        ids = recommendation.registry.offerings
        order = [ranked.offering.id, *ranked.others]
        standing = {each: order.index(ids.id_at(options.rows[each])) for each in mine}
        siblings = tuple(each for each in mine if each != place) if is_offering else ()
        return cls(
            place=place,
            own=(place,) if is_offering else tuple(mine),
            rivals=tuple(each for each in range(len(options)) if models[each] != ranked.model.id),
            siblings=siblings,
            below=frozenset(each for each in siblings if standing[each] > standing[place]),
            values={criterion: ranking.values(criterion) for criterion in Criterion},
            weights=recommendation.use_case.priorities,
        )

    def scores(self, *, without: Criterion | None = None) -> list[int]:
        """Add up the score of each option, in billionths times the sum of weights."""
        counted = [criterion for criterion in self.weights if criterion is not without]
        if not counted:
            return [0] * len(self.values[Criterion.QUALITY])
        return total_scores([self.values[each] for each in counted], [self.weights[each] for each in counted])

    def same(self, one: int, other: int) -> bool:
        """Say whether two options have the same value by every criterion: then no weight tells them apart."""
        return all(column[one] == column[other] for column in self.values.values())


def _weight_changes(contest: _Contest, criterion: Criterion) -> Iterator[WeightChange]:
    """
    Yield the nearest weights of one criterion with which it wins, below and above the present one.

    With ``a`` the lead of one option over a rival by all other criteria, and ``b`` that by this one, it leads with the
    weight ``w`` where ``a + w * b > 0``: above ``-a / b`` if b is above 0, below it if b is below 0. Against all rivals
    these make one interval; the model wins where one of its options does.
    """
    column, now = contest.values[criterion], contest.weights.get(criterion, 0)
    scores = contest.scores(without=criterion)
    found: list[tuple[Fraction, Fraction | None]] = []
    for option in contest.own:
        # An offering of the same model, below and equal by every criterion, stays below whatever the weights.
        beaten = [each for each in contest.siblings if not (each in contest.below and contest.same(option, each))]
        rivals = {
            (scores[option] - scores[rival], column[option] - column[rival]) for rival in (*contest.rivals, *beaten)
        }
        interval = winning_weights(rivals)
        if interval is not None:
            found.append(interval)
    merged = list(joined(found))
    lower = [interval for interval in merged if interval[1] is not None and interval[1] <= now]
    upper = [interval for interval in merged if interval[0] >= now]
    for above, below in [*lower[-1:], *upper[:1]]:
        yield WeightChange(
            criterion=criterion,
            now=now,
            above=None if above < 0 else above,
            below=below,
            priorities=_whole_weights(contest.weights, criterion, above, below),
        )


_DOWN_TO_NOTHING = Fraction(-1)
"""Stands for a weight with no lower bound, so that 0 itself will do."""


def winning_weights(leads: Iterable[tuple[int, int]]) -> tuple[Fraction, Fraction | None] | None:
    """
    Return above and below which weights ``a + w * b > 0`` for each pair of *leads*; ``None`` where no weight of at least 0 will do.

    The first bound is -1 where 0 itself will do, the second ``None`` where any larger weight will do.

    >>> winning_weights([(-3, 2), (10, -1)])
    (Fraction(3, 2), Fraction(10, 1))
    """
    above, below = _DOWN_TO_NOTHING, None
    for lead, by in leads:
        if by > 0:
            # Compared without making a fraction, since there are thousands of rivals.
            if lead <= 0 and -lead * above.denominator > above.numerator * by:
                above = Fraction(-lead, by)
        elif lead <= 0:
            return None
        elif by < 0 and (below is None or lead * below.denominator < below.numerator * -by):
            below = Fraction(lead, -by)
    return None if below is not None and above >= below else (above, below)


def joined(intervals: Iterable[tuple[Fraction, Fraction | None]]) -> Iterator[tuple[Fraction, Fraction | None]]:
    """
    Put open intervals together that overlap, in order; bounds are those of `winning_weights`.

    >>> list(joined([(Fraction(4), None), (Fraction(1), Fraction(2)), (Fraction(0), Fraction(1))]))
    [(Fraction(0, 1), Fraction(1, 1)), (Fraction(1, 1), Fraction(2, 1)), (Fraction(4, 1), None)]
    """
    last: tuple[Fraction, Fraction | None] | None = None
    for interval in sorted(intervals, key=lambda each: each[0]):
        if last is None:
            last = interval
        elif last[1] is None or interval[0] < last[1]:
            below = None if last[1] is None or interval[1] is None else max(last[1], interval[1])
            last = (last[0], below)
        else:
            yield last
            last = interval
    if last is not None:
        yield last


def _whole_weights(
    weights: Mapping[Criterion, int], criterion: Criterion, above: Fraction, below: Fraction | None
) -> Mapping[Criterion, int] | None:
    """Return the smallest whole weights with that of *criterion* between two bounds and the others in proportion."""
    others = {each: weight for each, weight in weights.items() if each is not criterion}
    # No others would mean that all are equal, or that it wins or loses whatever its weight.
    unit = gcd(*others.values())
    ratio = Fraction(0) if above < 0 else _simplest_between(above / unit, None if below is None else below / unit)
    found = {each: weight // unit * ratio.denominator for each, weight in others.items()} | {criterion: ratio.numerator}
    if max(found.values()) > UNIT:
        return None
    return FrozenMap({each: found[each] for each in Criterion if found.get(each)})


def _simplest_between(low: Fraction, high: Fraction | None) -> Fraction:
    """Return the fraction with the smallest denominator strictly between two, by their continued fractions."""
    whole = low.numerator // low.denominator
    if high is None or whole + 1 < high:
        return Fraction(whole + 1)
    rest = low - whole
    return whole + 1 / _simplest_between(1 / (high - whole), 1 / rest if rest else None)


def _needed(contest: _Contest, criterion: Criterion, rivals: Iterable[int]) -> int | None:
    """Return the value of *criterion* with which the option leads all *rivals*, in billionths; ``None`` without a weight."""
    weight = contest.weights.get(criterion)
    if weight is None:
        return None
    scores = contest.scores()
    best = max(scores[rival] for rival in rivals)
    return (best - contest.scores(without=criterion)[contest.place]) // weight + 1


def _cost_change(contest: _Contest, options: Options, offering: OfferingId) -> Iterator[CostChange]:
    """Yield the cost below which it leads every rival."""
    value = _needed(contest, Criterion.COST, (*contest.rivals, *contest.siblings))
    most = None if value is None else dearest_of_value(value)
    if most is None:
        return
    now: int | None = options.column(MONTHLY_COST)[contest.place]
    yield CostChange(
        offering=offering,
        now=None if now is None else dollars(now),
        at_most=dollars(most),
        rates_share=_share(most, now) if now else None,
    )


def _share(part: int, whole: int) -> float:
    """Return the largest number that isn't above ``part / whole``: of long numbers, the nearest may be."""
    near = part / whole
    return near if Fraction(near) * whole <= part else nextafter(near, 0)


def _quality_change(contest: _Contest) -> Iterator[QualityChange]:
    """Yield the quality above which it leads every rival: all offerings of a model get better together."""
    if contest.below != {*contest.siblings}:
        return
    value = _needed(contest, Criterion.QUALITY, contest.rivals)
    if value is not None and value <= UNIT:
        yield QualityChange(now=contest.values[Criterion.QUALITY][contest.place] / UNIT, at_least=value / UNIT)


def _round(number: Decimal, digits: int, rounding: str) -> Decimal:
    """Round one way to so many decimals."""
    return number.quantize(Decimal(1).scaleb(-digits), rounding=rounding)


def _percent(share: Decimal) -> str:
    """Write a share rounded down: to a tenth of a percent, or to two digits below one."""
    percent = share.scaleb(2)
    return f"{_round(percent, max(1, 1 - percent.adjusted()), ROUND_FLOOR):f}"


def _money(amount: Decimal) -> str:
    """Write dollars rounded down to cents; below a cent, in full."""
    cents = _round(amount, 2, ROUND_FLOOR)
    return f"{cents:,f}" if cents or not amount else in_full(amount)


def _bounds(above: Fraction | None, below: Fraction | None) -> str:
    """Write an open interval rounded inwards, with as few decimals as leave something of it."""
    for digits in (2, 4, 9):
        scale = 10**digits
        low = None if above is None else Decimal(-(-above.numerator * scale // above.denominator)).scaleb(-digits)
        high = None if below is None else Decimal(below.numerator * scale // below.denominator).scaleb(-digits)
        if low is None or high is None or low < high:
            break
    else:
        return f"above {above} and below {below}"
    words = (
        "" if low is None else f"above {_plain_weight(low)}",
        "" if high is None else f"below {_plain_weight(high)}",
    )
    return " and ".join(filter(None, words))


def _plain_weight(number: Decimal) -> str:
    """Write a weight without zeros behind."""
    return f"{number.normalize():f}"
