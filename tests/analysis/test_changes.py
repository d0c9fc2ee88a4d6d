"""Changes: what is said of each, their edges, and offerings that are equal."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from answers import answer
from factories import calibrated_records, changed, served
from llm_selection.analysis.changes import CostChange, ErrorCostChange, QualityChange, winning_costs
from llm_selection.analysis.winners import Line
from llm_selection.domain.identity import OfferingId
from llm_selection.recommendation import recommend

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("line", "rivals", "wins"),
    [
        (Line(30, 2), [Line(10, 4)], (10, None)),
        (Line(10, 4), [Line(30, 2)], (None, 10)),
        (Line(30, 2), [Line(10, 4), Line(70, 1)], (10, 40)),
        (Line(30, 2), [Line(10, 4), Line(40, 1)], None),
        (Line(30, 2), [Line(30, 2)], None),
        (Line(30, 2), [Line(20, 1)], None),
        (Line(30, 2), [Line(40, 2), Line(41, 3)], (None, None)),
        (Line(30, 2), [], (None, None)),
    ],
)
def test_where_a_line_is_the_lowest(
    line: Line, rivals: list[Line], wins: tuple[Fraction | None, Fraction | None] | None
) -> None:
    """Above where it meets those that start lower, and below where it meets those that rise less."""
    assert winning_costs(line, rivals) == wins


@pytest.mark.parametrize(
    ("now", "above", "below", "said"),
    [
        (HALF, Fraction(1, 3), None, "an error costs more than $0.34 (now $0.50)"),
        (HALF, None, Fraction(1, 3), "an error costs less than $0.33 (now $0.50)"),
        (Fraction(1, 3), None, Fraction(1, 58), "an error costs less than $0.0172 (now $0.333333)"),
        (
            HALF,
            Fraction(2000, 3),
            Fraction(2001, 3),
            "an error costs more than $666.67 and less than $667.00 (now $0.50)",
        ),
        (None, Fraction(1, 10**12), Fraction(1), "an error costs more than $1/1000000000000 and less than $1"),
        (None, None, Fraction(1, 10**12), "an error costs less than $1/1000000000000"),
        (None, Fraction(1, 10**12), None, "an error costs more than $1/1000000000000"),
        (None, Fraction(0), None, "an error costs more than $0.00"),
        (None, None, None, "an error costs anything"),
    ],
)
def test_a_cost_of_an_error_is_written_with_its_bounds(
    now: Fraction | None, above: Fraction | None, below: Fraction | None, said: str
) -> None:
    """Rounded inwards, near to what they are; as fractions where nine decimals can't tell."""
    change = ErrorCostChange(of="error", now=now, above=above, below=below)
    assert str(change) == said
    rated = replace(change, of="preferred answer")
    assert str(rated) == said.replace("an error costs", "a preferred answer is worth")


def test_a_bill_is_written_with_its_share_of_the_rates() -> None:
    """Rounded down; below a cent in full; what isn't known now has no share."""
    change = CostChange(
        offering=OfferingId("host/open"), now=Decimal("1234.5"), at_most=Decimal("999.999"), rates_share=0.8099
    )
    assert str(change) == (
        "bill at host/open at most $999.99 a month (now $1,234.50, so at most 80.9% of its present rates)"
    )
    tiny = replace(change, at_most=Decimal("0.000125"), rates_share=0.00012345)
    assert str(tiny).startswith("bill at host/open at most $0.000125 a month (now $1,234.50, so at most 0.012% ")
    unknown = replace(change, now=None, at_most=Decimal(0), rates_share=None)
    assert str(unknown) == "bill at host/open at most $0.00 a month (now unknown)"


def test_a_quality_is_written_in_points() -> None:
    """Rounded up."""
    assert str(QualityChange(now=0.5, at_least=0.543211)) == "quality at least 54.33 points (now 50.00)"


def test_each_single_change_of_the_small_market() -> None:
    """Small costs $29.97 more than open at $0.02 an error: it wins below $0.0173, at $200.02, or with 55.49 solved."""
    found = answer(error_cost="0.02")
    error_cost, cost, quality = found.why_not("acme/small").changes
    assert isinstance(error_cost, ErrorCostChange)
    assert (error_cost.now, error_cost.above) == (Fraction(2, 100), None)
    assert error_cost.below == pytest.approx(0.0172749, abs=1e-6)
    assert isinstance(cost, CostChange)
    assert cost.at_most == pytest.approx(Decimal("200.02"), abs=Decimal("0.01"))
    assert cost.rates_share == pytest.approx(200.02 / 230, abs=1e-4)
    assert isinstance(quality, QualityChange)
    assert quality.at_least == pytest.approx(0.539905 + 29.9717 / 2000, abs=1e-5)


def test_what_costs_nothing_already_cant_cost_less() -> None:
    """A rival that is free and as good leaves nothing to win by the bill."""
    free = [served(f"acme/{name}", f"acme/{name}", "0", "0") for name in ("large", "small")]
    found = recommend("coding", registry=changed(calibrated_records(), offerings=free), error_cost="0")
    assert found.best.model.id == "acme/large"
    assert found.why_not("acme/small").changes == ()


def test_an_unknown_bill_would_win_below_some_figure() -> None:
    """Nothing is said of the cost of an error or the share, since its line isn't known."""
    hidden = [replace(calibrated_records().offerings[OfferingId("acme/large")], pricing=None)]
    found = recommend("coding", registry=changed(calibrated_records(), offerings=hidden), unknowns="include")
    (change,) = found.why_not("acme/large").changes
    assert isinstance(change, CostChange)
    # Open costs $70,441.78 in all, large's errors are $34,043.14.
    assert (change.now, change.rates_share) == (None, None)
    assert change.at_most == pytest.approx(Decimal("36398.64"), abs=Decimal("0.02"))


def test_where_no_cost_is_known_no_change_is() -> None:
    """All bills are unknown: the order is by quality, and no figure would win."""
    records = calibrated_records()
    hidden = [replace(one, pricing=None) for one in records.offerings.values()]
    found = recommend("coding", registry=changed(records, offerings=hidden), unknowns="include")
    assert found.why_not("acme/small").changes == ()


def test_seconds_that_nobody_gives_are_a_cost_that_isnt_known() -> None:
    """A second has a price in the need, and nobody says how many it takes: no bill can win."""
    found = answer(worth={"ttft_second": 10})
    second = found.ranking[1]
    assert second.expected.total is None
    assert [type(each) for each in found.why_not(second.model.id).changes] == []


def test_quality_alone_can_make_it_first_only_where_there_is_room() -> None:
    """Each task's share rises by as much; none can be above one."""
    (change,) = answer(error_cost="quality-only").why_not("acme/small").changes
    assert isinstance(change, QualityChange)
    assert change.at_least == pytest.approx(0.829784293, abs=1e-8)
    known = {"acme/large": (9.0, 0.01), "acme/small": (-9.0, 0.01)}
    found = answer({"coding": 1, "math": 1}, error_cost="quality-only", known=known)
    # It is 94 points behind over both, and solves more than 6 of 100 at math.
    assert found.why_not("acme/small").changes == ()


def test_an_offering_below_another_of_its_model_must_pass_it_by_its_bill() -> None:
    """Nothing else tells them apart; of equal ones, the upper is as good as its model."""
    found = answer()
    assert found.why_not("host/open").changes == found.why_not("borg/open").changes
    assert [type(each) for each in answer(error_cost="0.02").why_not("cloud/open").changes] == [CostChange]
    twin = changed(calibrated_records(), offerings=[served("cloud/open", "borg/open", "1", "3")])
    twins = recommend("coding", registry=twin)
    assert twins.why_not("borg/open").offering == "cloud/open"
    assert twins.why_not("cloud/open").changes == twins.why_not("borg/open").changes != ()
    assert twins.why_not("host/open").changes == ()
    alone = recommend("coding", registry=twin, error_cost="quality-only")
    assert alone.why_not("cloud/open").changes == alone.why_not("borg/open").changes != ()
    assert alone.why_not("host/open").changes == ()
