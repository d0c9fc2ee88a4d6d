"""Changes: what alone would make an option the first: another cost of an error, a lower bill, or more of the work solved."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from math import inf, nextafter
from typing import Annotated, Literal

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.plain import BY_KIND
from llm_selection.analysis.winners import Axis, Line
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import OfferingId
from llm_selection.needs.option_facts import EFFORT
from llm_selection.selection.expected_costs import UNIT
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.selecting import Selection
from llm_selection.units import dollars, in_full

__all__ = ["Change", "CostChange", "ErrorCostChange", "QualityChange", "changes", "winning_costs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCostChange:
    """
    A cost of an error at which it would be the first, all else kept; of several tasks the mean, all moving together.

    Of an option that takes several efforts, at whichever of them; there may be several such ranges, for another one may be
    the first between two efforts.

    Attributes:
        kind: Always ``error_cost``.
        of: What the cost is of; see `llm_selection.analysis.winners.Winners`.
        now: US dollars now; ``None`` where quality counts whatever it costs.
        above: It wins above so many US dollars, exactly; ``None`` where it wins down to nothing.
        below: And below so many; ``None`` where it wins at any higher one.
    """

    kind: Literal["error_cost"] = "error_cost"
    of: Literal["error", "preferred answer"]
    now: Fraction | None
    above: Fraction | None
    below: Fraction | None

    def __str__(self) -> str:
        """Say it in a line; bounds are rounded inwards."""
        return f"{_COST_OF[self.of]} {_bounds(self.above, self.below)}{'' if self.now is None else f' (now ${_plain(self.now)})'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostChange:
    """
    A bill that would make it the first, all else kept.

    Attributes:
        kind: Always ``cost``.
        offering: The offering that would have to cost so little.
        now: US dollars a month for the workload; ``None`` isn't known.
        at_most: US dollars a month, to the picodollar: it wins at this bill and at any lower one.
        effort: The effort at which it does, where that is another than the one it is ranked at; else ``None``.
        rates_share: ``at_most`` over ``now``, which is what share of its present rates that means: bills are linear in
            a factor on all rates of an offering, or on the price of its hours. ``None`` where ``now`` is unknown or 0.
    """

    kind: Literal["cost"] = "cost"
    offering: OfferingId
    now: Decimal | None
    at_most: Decimal
    effort: Effort | None = None
    rates_share: float | None

    def __str__(self) -> str:
        """Say it in a line; dollars and shares are rounded down."""
        now = "unknown" if self.now is None else f"${self.now:,.2f}"
        share = ""
        if self.rates_share is not None:
            share = f", so at most {_percent(Decimal(self.rates_share))}% of its present rates"
        at = "" if self.effort is None else f" at effort {self.effort}"
        return f"bill at {self.offering}{at} at most ${_money(self.at_most)} a month (now {now}{share})"


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityChange:
    """
    A share of the work solved that would make it the first, all else kept; of several tasks, each share rises by as much.

    Attributes:
        kind: Always ``quality``.
        now: The expected share solved over the tasks, 0 to 1.
        at_least: It wins at this share and at any higher one, 0 to 1; of a model, all its offerings get better, at all efforts.
    """

    kind: Literal["quality"] = "quality"
    now: float
    at_least: float

    def __str__(self) -> str:
        """Say it in a line, in points of 100; rounded up."""
        least = _round(Decimal(str(self.at_least)).scaleb(2), 2, ROUND_CEILING)
        return f"quality at least {least} points (now {self.now * 100:.2f})"


Change = Annotated[ErrorCostChange | CostChange | QualityChange, BY_KIND]
"""One change that makes it the first, alone."""


def changes(recommendation: Selection, ranked: Ranked, place: int, *, is_offering: bool) -> Iterator[Change]:
    """
    Yield every single change that makes an option the first of a ranking: of the cost of an error, its bill and its quality.

    Where quality counts whatever it costs, only quality can.

    Args:
        recommendation: The answer.
        ranked: The model's place in the ranking.
        place: The option's place among the ranking's options.
        is_offering: Whether its very offering is to be the first, or any of its model; at whichever effort.
    """
    ranking, rows = recommendation.ranking, recommendation.ranking.options.rows
    of_model = ranking.offerings_of(ranked.place - 1)
    own = [each for each in of_model if rows[each] == rows[place]] if is_offering else list(of_model)
    siblings = [each for each in of_model if each not in own]
    rivals = sorted(set(range(len(rows))).difference(of_model))
    # Where all options of a model solve as much more, the order among them stays.
    is_best_of_its_model = of_model[0] == place
    if recommendation.use_case.is_quality_only:
        if is_best_of_its_model:
            yield from _quality_alone(recommendation, place, rivals)
        return
    yield from _error_cost_changes(recommendation, of_model, own, rivals)
    yield from _cost_change(recommendation, place, own, (*rivals, *siblings))
    totals = ranking.totals()
    total = totals[place]
    best = min((each for each in (totals[rival] for rival in rivals) if each is not None), default=None)
    if total is not None and best is not None and is_best_of_its_model:
        yield from _quality_change(recommendation, place, best - (total - ranking.errors()[place]))


def _cost_change(
    recommendation: Selection, place: int, own: Sequence[int], others: Sequence[int]
) -> Iterator[CostChange]:
    """Yield the bill at the offering of *place* at which it wins: at the effort at which that means the least change of its rates."""
    ranking, options = recommendation.ranking, recommendation.ranking.options
    totals, bills, worths = ranking.totals(), ranking.bills(), ranking.worths()
    known = [total for each in others if (total := totals[each]) is not None]
    found: list[tuple[Fraction, int, int]] = []
    for option in own:
        worth, bill = worths[option], bills[option]
        if not known or worth is None or options.rows[option] != options.rows[place]:
            continue
        most = min(known) - (ranking.errors()[option] - worth) - 1
        if most >= 0 and (bill is None or most < bill):
            found.append((Fraction(most, bill or 1), option, most))
    if found:
        _, option, most = max(found, key=lambda each: each[0])
        bill, effort = bills[option], options.column(EFFORT)[option]
        yield CostChange(
            offering=recommendation.registry.offerings.id_at(options.rows[option]),
            now=None if bill is None else dollars(bill),
            at_most=dollars(most),
            effort=None if option == place else effort,
            rates_share=_share(most, bill) if bill else None,
        )


def _error_cost_changes(
    recommendation: Selection, of_model: Sequence[int], own: Sequence[int], rivals: Sequence[int]
) -> Iterator[ErrorCostChange]:
    """
    Yield the ranges of the cost of an error in which one of its *own* options wins, from the lowest.

    Args:
        recommendation: The answer.
        of_model: All options of the model, the best first.
        own: Those of them that may win.
        rivals: Options of other models.
    """
    axis = Axis(recommendation.use_case)
    lines, efforts = axis.lines(recommendation.ranking), recommendation.ranking.options.column(EFFORT)
    theirs = {line for each in rivals if (line := lines[each]) is not None}
    # Of offerings of one model at one effort that cost as much, the first in order is ranked before the others.
    firsts: dict[tuple[Effort | None, Line], int] = {}
    for option in of_model:
        if (line := lines[option]) is not None:
            firsts.setdefault((efforts[option], line), option)
    siblings = {line for (_, line), option in firsts.items() if option not in own}
    won = [
        (Fraction(0) if above is None else above, inf if below is None else below, above is None)
        for (_, line), option in firsts.items()
        if option in own and (wins := winning_costs(line, theirs | (siblings - {line}))) is not None
        for above, below in [wins]
    ]
    for above, below, is_from_nothing in _united(won):
        yield ErrorCostChange(
            of=axis.of,
            now=axis.now,
            above=None if is_from_nothing else above / axis.unit,
            below=below / axis.unit if isinstance(below, Fraction) else None,
        )


_Range = tuple[Fraction, Fraction | float, bool]
"""Above and below which cost of an error it wins, the second perhaps without end, and whether at no cost too."""


def _united(ranges: Iterable[_Range]) -> list[_Range]:
    """Put ranges that overlap together, from the lowest; they don't hold their ends, so two that only touch stay two."""
    united: list[_Range] = []
    for above, below, is_from_nothing in sorted(ranges, key=lambda each: (each[0], not each[2])):
        if united and above < united[-1][1]:
            start, end, first = united[-1]
            united[-1] = start, max(end, below), first
        else:
            united.append((above, below, is_from_nothing))
    return united


def winning_costs(line: Line, rivals: Iterable[Line]) -> tuple[Fraction | None, Fraction | None] | None:
    """
    Return above and below which cost of an error *line* is below all *rivals*; ``None`` where it never is.

    The first bound is ``None`` where it is down to nothing, that included; the second where it is at any higher cost.

    >>> winning_costs(Line(30, 2), [Line(10, 4), Line(50, 1)])
    (Fraction(10, 1), Fraction(20, 1))
    """
    above: Fraction | None = None
    below: Fraction | None = None
    for rival in rivals:
        ahead, rises = rival.start - line.start, line.slope - rival.slope
        # It is below the rival where cost times rises < ahead.
        if rises == 0:
            if ahead <= 0:
                return None
        elif rises > 0:
            if ahead <= 0:
                return None
            end = Fraction(ahead, rises)
            below = end if below is None or end < below else below
        elif ahead <= 0:
            start = Fraction(ahead, rises)
            above = start if above is None or start > above else above
    return None if above is not None and below is not None and above >= below else (above, below)


def _quality_change(recommendation: Selection, place: int, below: int) -> Iterator[QualityChange]:
    """Yield the least share at which its errors cost less than *below*, in picodollars: all tasks rise by as much."""
    ranking = recommendation.ranking
    terms, shares = ranking.error_terms, _shares(recommendation, place)

    def leads(rise: int) -> bool:
        return terms.total({task: share + rise for task, share in shares.items()}) < below

    rises = range(UNIT - max(shares.values()) + 1)
    rise = bisect_left(rises, x=True, key=leads)
    if rise < len(rises):
        now = ranking.overall_shares()[place]
        yield QualityChange(now=now / UNIT, at_least=(now + rise) / UNIT)


def _quality_alone(recommendation: Selection, place: int, rivals: Iterable[int]) -> Iterator[QualityChange]:
    """Yield the share that leads where quality counts whatever it costs: all tasks rise by as much."""
    shares = recommendation.ranking.overall_shares()
    rise = max(shares[rival] for rival in rivals) + 1 - shares[place]
    if max(_shares(recommendation, place).values()) + rise <= UNIT:
        yield QualityChange(now=shares[place] / UNIT, at_least=(shares[place] + rise) / UNIT)


def _shares(recommendation: Selection, place: int) -> dict[Task, int]:
    """Return the share of each task that an option's model solves, in billionths."""
    return {task: recommendation.ranking.shares(task)[place] for task in recommendation.use_case.tasks}


def _share(part: int, whole: int) -> float:
    """Return the largest number that isn't above ``part / whole``: of long numbers, the nearest may be."""
    near = part / whole
    return near if Fraction(near) * whole <= part else nextafter(near, 0)


def _round(number: Decimal, digits: int, rounding: str) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-digits), rounding=rounding)


def _percent(share: Decimal) -> str:
    """Write a share rounded down: to a tenth of a percent, or to two digits below one."""
    percent = share.scaleb(2)
    return f"{_round(percent, max(1, 1 - percent.adjusted()), ROUND_FLOOR):f}"


def _money(amount: Decimal) -> str:
    """Write dollars rounded down to cents; below a cent, in full."""
    rounded = _round(amount, 2, ROUND_FLOOR)
    return f"{rounded:,f}" if rounded or not amount else in_full(amount)


_NEAR = 50
"""Bounds are written to this part of themselves: a fiftieth."""

_COST_OF = {"error": "an error costs", "preferred answer": "a preferred answer is worth"}


def _bounds(above: Fraction | None, below: Fraction | None) -> str:
    """Write an open interval of dollars rounded inwards, with as few decimals as leave nearly all of it."""
    for digits in (2, 4, 9):
        scale = 10**digits
        low = None if above is None else Decimal(-(-above.numerator * scale // above.denominator)).scaleb(-digits)
        high = None if below is None else Decimal(below.numerator * scale // below.denominator).scaleb(-digits)
        are_near = all(
            abs(Fraction(written) - bound) <= bound / _NEAR
            for written, bound in ((low, above), (high, below))
            if written is not None and bound is not None
        )
        if are_near and (low is None or high is None or low < high):
            words = ("" if low is None else f"more than ${low:,f}", "" if high is None else f"less than ${high:,f}")
            break
    else:
        words = ("" if above is None else f"more than ${above}", "" if below is None else f"less than ${below}")
    return " and ".join(filter(None, words)) or "anything"


def _plain(cost: Fraction) -> str:
    """Write a cost of an error with at least two decimals."""
    number = Decimal(cost.numerator) / Decimal(cost.denominator)
    cents = number.quantize(Decimal("0.01"))
    return f"{cents:,f}" if cents == number else f"{number.quantize(Decimal('0.000001')).normalize():,f}"
