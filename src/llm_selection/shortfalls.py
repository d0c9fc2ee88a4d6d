"""
Shortfalls: why a model isn't the answer, by how much, and what alone would make it the answer.

Scores are sums, so each threshold follows from them in closed form, against every rival at once; nothing is sampled.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum
from fractions import Fraction
from math import gcd

from llm_selection._frozen import FrozenMap
from llm_selection.benchmarks import Task
from llm_selection.identity import ModelId, OfferingId
from llm_selection.options import Option, Options
from llm_selection.ranking import UNIT, Contribution, Criterion, dearest_of_value, total_scores
from llm_selection.recommendation import Ranked, Recommendation
from llm_selection.requirements import Requirement
from llm_selection.screening import judge
from llm_selection.thresholds import Gap, gap, plain
from llm_selection.units import dollars
from llm_selection.verdicts import Outcome

__all__ = [
    "Change",
    "CostChange",
    "QualityChange",
    "Refusal",
    "Shortfall",
    "Standing",
    "Trade",
    "WeightChange",
    "WhyNot",
    "joined",
    "why_not",
    "winning_weights",
]

_SHOWN = 3


class Standing(StrEnum):
    """Where a model, or one of its offerings, stands in an answer."""

    FIRST = "first"
    """It is the answer."""
    RANKED = "ranked"
    """It is ranked, behind others."""
    BESIDE = "beside"
    """Of an offering: it meets the need, but another offering of its model scores better."""
    INFERRED = "inferred"
    """It meets the need, but was hardly measured at a task of it."""
    UNMEASURED = "unmeasured"
    """It meets the need, but has no benchmark result."""
    REFUSED = "refused"
    """It fails a requirement, at every offering."""
    UNDECIDED = "undecided"
    """Of at least one offering it can't be told whether it meets the need; no other meets it."""
    NOT_OFFERED = "not offered"
    """No offering of it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """
    One requirement that an offering doesn't meet.

    Attributes:
        requirement: The requirement.
        outcome: Fails, or unknown.
        reason: The verdict's: half a sentence with the value that decided.
        gap: How far it is from meeting it; ``None`` where the requirement has no threshold, or the fact isn't known.
    """

    requirement: Requirement
    outcome: Outcome
    reason: str
    gap: Gap | None

    def __str__(self) -> str:
        """Say what was asked, what is, and how far that is."""
        told = "" if self.outcome is Outcome.FAILS else "can't be told: "
        return f"{self.requirement}: {told}{self.reason}" + ("" if self.gap is None else f", off by {self.gap}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """
    Why one offering isn't among those ranked.

    Attributes:
        offering: Its id.
        shortfalls: The requirements that it fails, then those that can't be told; in the order they were asked.
    """

    offering: OfferingId
    shortfalls: tuple[Shortfall, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """
    What one criterion adds to two scores.

    Attributes:
        own: What it adds to that of the option asked about.
        rival: What it adds to that of the first.
    """

    own: Contribution
    rival: Contribution

    @property
    def points(self) -> float:
        """What the criterion gains against the first; below 0, what it loses. Of a score from 0 to 1."""
        return self.own.points - self.rival.points


@dataclass(frozen=True, slots=True, kw_only=True)
class WeightChange:
    """
    A weight that would make it the first, all others kept.

    Attributes:
        criterion: Whose weight.
        now: The weight now; 0 where it has none.
        above: It wins with a weight above this, exactly; ``None`` where it wins down to 0, that included.
        below: And below this; ``None`` where it wins with any larger one.
        priorities: Whole weights that do so, the smallest; ``None`` where they would be larger than weights may be.
    """

    criterion: Criterion
    now: int
    above: Fraction | None
    below: Fraction | None
    priorities: Mapping[Criterion, int] | None

    def __str__(self) -> str:
        """Say it in a line; bounds are rounded inwards."""
        such = ""
        if self.priorities is not None:
            such = f"; such as {','.join(f'{criterion}={weight}' for criterion, weight in self.priorities.items())}"
        return f"weight of {self.criterion} {_bounds(self.above, self.below)} (now {self.now}{such})"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostChange:
    """
    A cost that would make it the first, all else kept.

    Attributes:
        offering: The offering that would have to cost so little.
        now: US dollars a month for the workload; ``None`` isn't known.
        at_most: US dollars a month, to the picodollar: it wins at this cost and at any lower one.
        rates_share: ``at_most`` over ``now``, which is what share of its present rates that means: costs are linear in
            a factor on all rates of an offering, or on the price of its hours. ``None`` where ``now`` is unknown or 0.
    """

    offering: OfferingId
    now: Decimal | None
    at_most: Decimal
    rates_share: float | None

    def __str__(self) -> str:
        """Say it in a line; dollars are rounded down."""
        now = "unknown" if self.now is None else f"${self.now:,.2f}"
        share = ""
        if self.rates_share is not None:
            share = f"; {_round(Decimal(self.rates_share * 100), 1, ROUND_FLOOR)}% of its rates"
        return f"cost at {self.offering} at most ${_money(self.at_most)} a month (now {now}{share})"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityChange:
    """
    A quality that would make it the first, all else kept.

    Attributes:
        now: The expected share solved over the tasks, 0 to 1, as it counts in the score.
        at_least: It wins at this quality and at any higher one, 0 to 1; of a model, all its offerings get better.
    """

    now: float
    at_least: float

    def __str__(self) -> str:
        """Say it in a line, in points of 100; rounded up."""
        least = _round(Decimal(str(self.at_least)).scaleb(2), 2, ROUND_CEILING)
        return f"quality at least {least} points (now {self.now * 100:.2f})"


Change = WeightChange | CostChange | QualityChange
"""One change that makes it the first, alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyNot:
    """
    Why a model, or one of its offerings, isn't the answer.

    Attributes:
        name: What was asked about: the id of a model, or of an offering.
        model: The model.
        standing: Where it stands.
        place: The model's place in the ranking, 1 is the best; in that of the inferred where it is inferred. ``None``
            where it has none.
        offering: The offering that is compared with the first: the one asked about, or the model's best. ``None`` where
            none is ranked.
        cost: US dollars a month at ``offering``; ``None`` isn't known, or there is no ``offering``.
        first: The answer; ``None`` where nothing fits.
        trades: What each criterion adds to its score and to that of the first; empty unless it is ranked behind that.
        changes: Every single change that would make it the first, against all rivals: of the weights, its cost and its
            quality, in this order. Empty where none would, and where it isn't ranked behind the first.
        refusals: Why its offerings, or the one asked about, aren't ranked: the nearest first, that is, with the fewest
            requirements failed, then the fewest that can't be told, then the cheapest. Empty where one is ranked.
        hardly_measured: The tasks at which it was hardly measured, where it is inferred.
    """

    name: str
    model: ModelId
    standing: Standing
    place: int | None = None
    offering: OfferingId | None = None
    cost: Decimal | None = None
    first: Ranked | None = None
    trades: tuple[Trade, ...] = ()
    changes: tuple[Change, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    hardly_measured: tuple[Task, ...] = ()

    def explain(self) -> str:
        """Return it as lines of text."""
        return "\n".join(_lines(self))


def why_not(recommendation: Recommendation, name: str) -> WhyNot:
    """
    Say why a model, or one of its offerings, isn't the answer, and what alone would make it the answer.

    Requirements are taken to be met after a change as they are before: one on cost or quality isn't judged again.

    Args:
        recommendation: The answer.
        name: A model by any name that the registry knows, or else the id of an offering.

    Raises:
        NotFoundError: The registry knows nothing called *name*; the nearest ids are named.
        InvalidInputError: *name* isn't text.
    """
    registry, options = recommendation.registry, recommendation.screening.options
    if isinstance(name, str) and name in registry.offerings and name not in registry.models:
        places = [registry.offerings.row(OfferingId(name))]
        return _of(recommendation, name, options.column("model")[places[0]], places, is_offering=True)
    model = registry.model(name).id
    models = options.column("model")
    places = [place for place in range(len(options)) if models[place] == model]
    return _of(recommendation, model, model, places, is_offering=False)


def _of(
    recommendation: Recommendation, name: str, model: ModelId, places: Sequence[int], *, is_offering: bool
) -> WhyNot:
    """Say where the offerings at *places* stand, all of a model or one."""
    include = recommendation.use_case.unknowns == "include"
    first = recommendation.first
    refusals = [_refusal(recommendation, place) for place in places]
    admitted = [
        place
        for place, refusal in zip(places, refusals, strict=True)
        if not any(found.outcome is Outcome.FAILS or not include for found in refusal.shortfalls)
    ]
    ranked = recommendation.ranking.find(model)
    if ranked is not None and admitted:
        return _behind(recommendation, name, ranked, admitted, is_offering=is_offering)
    place = None if ranked is None else ranked.place
    if admitted:
        inferred = recommendation.inferred.find(model)
        if inferred is None:
            return WhyNot(name=name, model=model, standing=Standing.UNMEASURED, first=first)
        return WhyNot(
            name=name,
            model=model,
            standing=Standing.INFERRED,
            place=inferred.place,
            first=first,
            hardly_measured=tuple(task for task, quality in inferred.quality.items() if not quality.measured),
        )
    standing = Standing.REFUSED if places else Standing.NOT_OFFERED
    if any(all(found.outcome is Outcome.UNKNOWN for found in refusal.shortfalls) for refusal in refusals):
        standing = Standing.UNDECIDED
    costs = recommendation.screening.options.column("monthly_cost")
    nearest = sorted(zip(places, refusals, strict=True), key=lambda pair: _distance(pair[1], costs[pair[0]]))
    return WhyNot(
        name=name,
        model=model,
        standing=standing,
        place=place,
        first=first,
        refusals=tuple(refusal for _, refusal in nearest),
    )


def _refusal(recommendation: Recommendation, place: int) -> Refusal:
    """Return what the option at *place* fails, then what can't be told of it."""
    screening = recommendation.screening
    option = screening.options[place]
    found = [
        _shortfall(option, requirement)
        for requirement, lane in zip(screening.requirements, screening.lanes, strict=True)
        if lane[place] != Outcome.MEETS.value
    ]
    return Refusal(
        offering=option.offering.id,
        shortfalls=tuple(sorted(found, key=lambda each: each.outcome is not Outcome.FAILS)),
    )


def _shortfall(option: Option, requirement: Requirement) -> Shortfall:
    """Say how far *option* is from meeting a requirement."""
    verdict = judge(option, requirement)
    facts = {name: option.fact(name) for name in requirement.reads}
    return Shortfall(
        requirement=requirement, outcome=verdict.outcome, reason=verdict.reason, gap=gap(requirement, facts)
    )


def _distance(refusal: Refusal, cost: int | None) -> tuple[int, int, bool, int]:
    """Sort by failures, by what can't be told, then by cost, unknown last."""
    failed = sum(found.outcome is Outcome.FAILS for found in refusal.shortfalls)
    return failed, len(refusal.shortfalls) - failed, cost is None, cost or 0


def _behind(
    recommendation: Recommendation, name: str, ranked: Ranked, admitted: Sequence[int], *, is_offering: bool
) -> WhyNot:
    """Compare what is ranked with the first, and find what would put it there."""
    ranking, options = recommendation.ranking, recommendation.ranking.options
    first = ranking[0]
    ids = recommendation.registry.offerings
    offering = ids.id_at(recommendation.screening.options.rows[admitted[0]]) if is_offering else ranked.offering.id
    standing = Standing.RANKED
    if ranked.place == 1 and offering == first.offering.id:
        standing = Standing.FIRST
    elif offering != ranked.offering.id:
        standing = Standing.BESIDE
    behind = standing is not Standing.FIRST
    place, best = (list(options.rows).index(ids.row(each)) for each in (offering, first.offering.id))
    cost: int | None = options.column("monthly_cost")[place]
    return WhyNot(
        name=name,
        model=ranked.model.id,
        standing=standing,
        place=ranked.place,
        offering=offering,
        cost=None if cost is None else dollars(cost),
        first=first,
        trades=tuple(
            Trade(own=own, rival=rival)
            for own, rival in zip(ranking.contributions(place), ranking.contributions(best), strict=True)
        )
        if behind
        else (),
        changes=tuple(_changes(recommendation, _Contest.of(recommendation, place, ranked, is_offering=is_offering)))
        if behind
        else (),
    )


# What would make it the first


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
    def of(cls, recommendation: Recommendation, place: int, ranked: Ranked, *, is_offering: bool) -> "_Contest":
        """Set up who competes."""
        ranking, options = recommendation.ranking, recommendation.ranking.options
        models = options.column("model")
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


def _changes(recommendation: Recommendation, contest: _Contest) -> Iterator[Change]:
    """Yield every single change that makes it the first."""
    for criterion in Criterion:
        yield from _weight_changes(contest, criterion)
    options = recommendation.ranking.options
    yield from _cost_change(contest, options, recommendation.registry.offerings.id_at(options.rows[contest.place]))
    yield from _quality_change(contest)


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
    now: int | None = options.column("monthly_cost")[contest.place]
    yield CostChange(
        offering=offering,
        now=None if now is None else dollars(now),
        at_most=dollars(most),
        rates_share=most / now if now else None,
    )


def _quality_change(contest: _Contest) -> Iterator[QualityChange]:
    """Yield the quality above which it leads every rival: all offerings of a model get better together."""
    if contest.below != {*contest.siblings}:
        return
    value = _needed(contest, Criterion.QUALITY, contest.rivals)
    if value is not None and value <= UNIT:
        yield QualityChange(now=contest.values[Criterion.QUALITY][contest.place] / UNIT, at_least=value / UNIT)


# As text


def _lines(found: WhyNot) -> Iterator[str]:
    """Say it in lines."""
    if found.first is not None and found.trades:
        yield from _told_behind(found, found.first)
        return
    match found.standing:
        case Standing.FIRST:
            yield f"{found.name} is the first."
        case Standing.INFERRED:
            tasks = " and ".join(task.replace("_", " ") for task in found.hardly_measured)
            yield (
                f"{found.name} meets the need but was hardly measured at {tasks}; place {found.place} of those inferred. "
                "Unknowns included, it would be ranked."
            )
        case Standing.UNMEASURED:
            yield f"{found.name} meets the need but has no benchmark result, so nobody can say how good it is."
        case Standing.NOT_OFFERED:
            yield f"{found.name} isn't offered anywhere that is known."
        case _:
            yield from _told_refused(found)


def _told_behind(found: WhyNot, first: Ranked) -> Iterator[str]:
    """Say what it loses against the first, and what would win it."""
    own, best = sum(trade.own.points for trade in found.trades), sum(trade.rival.points for trade in found.trades)
    if found.standing is Standing.BESIDE:
        yield f"{found.name} meets the need, but another offering of {found.model} scores better."
    place = f" in place {found.place}" if found.standing is Standing.RANKED else ""
    yield f"{found.model} at {found.offering}{place} scores {own:.3f}, {best - own:.3f} less than the first,"
    yield f"{first.model.id} at {first.offering.id}, with {best:.3f}:"
    for trade in found.trades:
        yield f"  {trade.own.criterion:<9}{trade.points:+.3f}   {_side_by_side(trade, found.cost, first.cost.per_month)}"
    if not found.changes:
        yield "No single change of a weight, its cost or its quality would make it the first."
        return
    yield "Each of these alone would make it the first:"
    yield from (f"  {change}" for change in found.changes)


def _side_by_side(trade: Trade, own: Decimal | None, rival: Decimal | None) -> str:
    """Write what both have by one criterion."""
    match trade.own.criterion:
        case Criterion.QUALITY:
            return f"{trade.own.value * 100:.1f} against {trade.rival.value * 100:.1f} points"
        case Criterion.COST:
            shown = ["unknown, counted as the worst," if usd is None else f"${usd:,.2f}" for usd in (own, rival)]
            return f"{shown[0]} against {shown[1].rstrip(',')} a month"
        case _:
            unknown = "" if trade.own.known else "unknown, counted as the worst, "
            return f"{unknown}{trade.own.value:.2f} against {trade.rival.value:.2f} of 1"


def _told_refused(found: WhyNot) -> Iterator[str]:
    """Say which requirements its offerings don't meet."""
    told = "isn't ranked" if found.place is None else f"isn't ranked; its model is, in place {found.place}"
    undecided = ", since a fact is missing" if found.standing is Standing.UNDECIDED else ""
    yield f"{found.name} {told}{undecided}."
    for refusal in found.refusals[:_SHOWN]:
        yield f"  {refusal.offering}"
        yield from (f"    {shortfall}" for shortfall in refusal.shortfalls)
    rest = len(found.refusals) - _SHOWN
    if rest > 0:
        yield f"  and {rest} more offering{'' if rest == 1 else 's'}, further from it"


def _round(number: Decimal, digits: int, rounding: str) -> Decimal:
    """Round one way to so many decimals."""
    return number.quantize(Decimal(1).scaleb(-digits), rounding=rounding)


def _money(amount: Decimal) -> str:
    """Write dollars rounded down to cents; below a cent, in full."""
    cents = _round(amount, 2, ROUND_FLOOR)
    return f"{cents:,f}" if cents or not amount else plain(amount)


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
