"""Contests: the single changes that would make an option the first, worked by hand and told safely."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from factories import calibrated
from llm_selection import recommend
from llm_selection.analysis.contests import CostChange, QualityChange, WeightChange, _share, joined, winning_weights
from llm_selection.domain.identity import OfferingId
from llm_selection.needs.criteria import UNIT, Criterion, cost_value, dearest_of_value
from llm_selection.units import dollars


def test_thresholds_worked_by_hand() -> None:
    """
    A has quality 0.64 and a cost worth 0.40; B 0.62 and 0.60; weights are 5 and 2.

    A scores 5 * 0.64 + 2 * 0.40 = 4.0, B 5 * 0.62 + 2 * 0.60 = 4.3. By cost A trails by 2 * 0.20 = 0.4, by quality it
    leads by 0.02 for each unit of weight: it wins above 0.4 / 0.02 = 20. Its cost must be worth more than
    (4.3 - 3.2) / 2 = 0.55, which is below $100 * (10 ** (4 * 0.45) - 1) = $6,209.57.
    """
    lead, by = 2 * (40 - 60), 64 - 62
    assert winning_weights([(lead, by)]) == (Fraction(20), None)
    dearest = dearest_of_value(550_000_000)
    assert dearest is not None
    assert round(dearest / 10**12, 2) == 6209.57
    # A third that is better and dearer, 0.70 and 0.38, is beaten only below (2 * 0.02) / 0.06 = 2 / 3: none will do.
    assert winning_weights([(2 * (40 - 38), 64 - 70)]) == (Fraction(-1), Fraction(2, 3))
    assert winning_weights([(lead, by), (2 * (40 - 38), 64 - 70)]) is None
    assert winning_weights([(0, 0)]) is None
    assert winning_weights([(-5, 2), (-1, 1), (9, -1), (8, -1), (20, -1)]) == (Fraction(5, 2), Fraction(8))


def test_costs_have_a_dearest() -> None:
    """From a value above 0 to 1; what is worth nothing has no end."""
    assert dearest_of_value(0) is None
    assert dearest_of_value(UNIT + 1) is None
    assert cost_value(dearest_of_value(UNIT)) == UNIT


def test_changes_are_told_safely() -> None:
    """Rounded so that what is printed does it, too."""
    third = Fraction(1, 3)
    assert str(WeightChange(criterion=Criterion.COST, now=2, above=third, below=None, priorities=None)) == (
        "weight of cost above 0.34 (now 2)"
    )
    close = WeightChange(
        criterion=Criterion.COST, now=2, above=third, below=Fraction(334, 1000), priorities={Criterion.COST: 1}
    )
    assert str(close) == "weight of cost above 0.3334 and below 0.334 (now 2), such as cost=1"
    closest = WeightChange(
        criterion=Criterion.COST, now=0, above=third, below=third + Fraction(1, 10**12), priorities=None
    )
    assert str(closest) == f"weight of cost above 1/3 and below {closest.below} (now 0)"
    offering = OfferingId("host/open")
    assert str(CostChange(offering=offering, now=None, at_most=Decimal("0.001"), rates_share=None)) == (
        "cost at host/open at most $0.001 a month (now unknown)"
    )
    assert str(CostChange(offering=offering, now=Decimal(20), at_most=Decimal("12.999"), rates_share=0.64995)) == (
        "cost at host/open at most $12.99 a month (now $20.00, so at most 64.9% of its present rates)"
    )
    tiny = CostChange(offering=offering, now=Decimal(365), at_most=Decimal("0.15"), rates_share=0.15 / 365)
    assert str(tiny).endswith("(now $365.00, so at most 0.041% of its present rates)")
    free = CostChange(offering=offering, now=Decimal(365), at_most=Decimal(0), rates_share=0.0)
    assert str(free).endswith("at most $0.00 a month (now $365.00, so at most 0.0% of its present rates)")
    assert str(QualityChange(now=0.5, at_least=0.690001)) == "quality at least 69.01 points (now 50.00)"
    assert str(QualityChange(now=0.5, at_least=0.69)) == "quality at least 69.00 points (now 50.00)"


def test_whole_weights_are_the_smallest() -> None:
    """Those too large to be weights aren't proposed; the bounds are told all the same."""

    def cost_weight(**priorities: int) -> WeightChange:
        found = recommend("coding", registry=calibrated(), priorities=priorities).why_not("borg/open")
        (change,) = [
            each for each in found.changes if isinstance(each, WeightChange) and each.criterion is Criterion.COST
        ]
        return change

    # All have the same window, so that its weight tells nobody apart.
    fine = cost_weight(quality=10**9, headroom=10**9)
    assert fine.priorities == {Criterion.QUALITY: 1, Criterion.COST: 2, Criterion.HEADROOM: 1}
    coarse = cost_weight(quality=10**9, headroom=10**9 - 1)
    assert (coarse.above, coarse.below, coarse.priorities) == (fine.above, fine.below, None)


def test_intervals_of_weights_are_joined_where_they_overlap() -> None:
    """Bounds don't belong to them, so two that touch are two."""
    one, two, three = Fraction(1), Fraction(2), Fraction(3)
    assert list(joined([])) == []
    assert list(joined([(two, None), (one, two)])) == [(one, two), (two, None)]
    assert list(joined([(one, three), (two, None)])) == [(one, None)]
    assert list(joined([(one, three), (one, two)])) == [(one, three)]
    assert list(joined([(one, None), (two, three)])) == [(one, None)]


@given(part=st.integers(0, 10**21), whole=st.integers(1, 10**21))
@example(part=93_092_974_809_784_752, whole=139_569_677_375_989_136)
def test_shares_of_rates_are_rounded_down(part: int, whole: int) -> None:
    """As a number and as it is printed: rates cut to it cost no more than they may."""
    share = _share(part, whole)
    assert Fraction(share) <= Fraction(part, whole)
    assert share == pytest.approx(part / whole)
    change = CostChange(offering=OfferingId("host/open"), now=dollars(whole), at_most=dollars(part), rates_share=share)
    printed = re.search(r"so at most ([\d.]+)% of", str(change))
    assert printed is not None
    assert Fraction(printed[1]) / 100 <= Fraction(part, whole)
