"""Why not: what a model fails, by how much, the trade it loses, and what alone would win it."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from factories import calibrated, calibrated_records, card, changed, model, period, schedule, served
from llm_selection import InvalidInputError, NotFoundError, recommend
from llm_selection.identity import ModelId, OfferingId
from llm_selection.models import Limits
from llm_selection.ranking import UNIT, Criterion, cost_value, dearest_of_value
from llm_selection.shortfalls import (
    CostChange,
    QualityChange,
    Standing,
    WeightChange,
    joined,
    winning_weights,
)

DAY = date(2026, 6, 1)


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


def test_a_model_behind_the_first() -> None:
    """Both are shown side by side, with each single change that would do."""
    found = recommend("coding", registry=calibrated())
    second = found.ranking[1]
    why = found.why_not(second.model.id)
    assert (why.standing, why.place, why.name) == (Standing.RANKED, 2, second.model.id)
    assert why.first == found.first
    assert why.cost == second.cost.per_month
    assert sum(trade.points for trade in why.trades) == pytest.approx(second.score - found.best.score)
    assert [trade.own for trade in why.trades] == list(second.contributions)
    text = why.explain()
    assert text.startswith(f"{second.model.id} at {second.offering.id} in place 2 scores {second.score:.3f}, ")
    assert "Each of these alone would make it the first:" in text
    for change in why.changes:
        assert f"  {change}" in text


def test_any_name_will_do() -> None:
    """An alias leads to the model, an offering's id to the offering; what nobody knows is refused."""
    found = recommend("coding", registry=calibrated())
    assert found.why_not("open-latest") == found.why_not("borg/open")
    assert found.why_not("acme/large").name == "acme/large"
    beside = found.why_not("cloud/open")
    assert (beside.standing, beside.offering) == (Standing.BESIDE, "cloud/open")
    assert "another offering of borg/open scores better" in beside.explain()
    assert "in place" not in beside.explain()
    with pytest.raises(NotFoundError):
        found.why_not("borg/opn")
    with pytest.raises(InvalidInputError):
        found.why_not(5)  # type: ignore[arg-type]  # the point


def test_the_first_is_the_first() -> None:
    """Nothing stands in its way."""
    found = recommend("coding", registry=calibrated())
    why = found.why_not(found.best.model.id)
    assert (why.standing, why.trades, why.changes) == (Standing.FIRST, (), ())
    assert why.explain() == f"{found.best.model.id} is the first."


def test_a_requirement_that_fails_says_by_how_much() -> None:
    """The nearest offering first, with its verdict's reason and the gap."""
    found = recommend("coding", registry=calibrated(), max_input_price="0.9", min_context_tokens=300_000)
    why = found.why_not("borg/open")
    assert (why.standing, why.place, why.first) == (Standing.REFUSED, None, None)
    assert [refusal.offering for refusal in why.refusals] == ["host/open", "cloud/open"]
    assert why.explain().splitlines()[:4] == [
        "borg/open isn't ranked.",
        "  host/open",
        "    input price ≤ $0.9/M: input price $1/M, off by $0.10 per million tokens",
        "    context ≥ 300,000: context 200,000, off by 100,000 tokens",
    ]


def test_an_offering_may_be_refused_where_its_model_is_ranked() -> None:
    """Where the model stands is said."""
    found = recommend("coding", registry=calibrated(), max_input_price="1")
    why = found.why_not("cloud/open")
    assert (why.standing, why.model) == (Standing.REFUSED, "borg/open")
    assert why.explain().startswith(f"cloud/open isn't ranked; its model is, in place {why.place}.")


def test_what_cant_be_told_is_undecided() -> None:
    """A missing fact isn't a failure; of more than three offerings, the rest is counted."""
    unknown = [served(f"host/{name}", "borg/open", limits=Limits()) for name in ("a", "b", "c", "d", "open")]
    registry = changed(calibrated_records(), offerings=[*unknown, served("cloud/open", "borg/open", limits=Limits())])
    found = recommend("coding", registry=registry)
    why = found.why_not("borg/open")
    assert why.standing is Standing.UNDECIDED
    assert "isn't ranked, since a fact is missing.\n" in why.explain()
    assert "can't be told: context unknown" in why.explain()
    assert why.explain().endswith("  and 3 more offerings, further from it")
    assert recommend("coding", registry=registry, unknowns="include").why_not("borg/open").trades
    fewer = changed(calibrated_records(), offerings=unknown[:2])
    refused = recommend("coding", registry=fewer, max_input_price="0.1").why_not("borg/open")
    assert refused.explain().endswith("  and 1 more offering, further from it")


def test_what_wasnt_measured_says_so() -> None:
    """Without a result, or with hardly any at the task, or without an offering."""
    records = calibrated_records()
    found = recommend("coding", registry=calibrated())
    assert found.why_not("borg/new").standing is Standing.UNMEASURED
    assert "has no benchmark result" in found.why_not("borg/new").explain()
    alone = changed(
        records,
        models=[model("acme/alone")],
        priors={**records.priors, ModelId("acme/alone"): records.priors[ModelId("borg/new")]},
    )
    why = recommend("coding", registry=alone).why_not("acme/alone")
    assert (why.standing, why.explain()) == (Standing.NOT_OFFERED, "acme/alone isn't offered anywhere that is known.")
    shipped = recommend("coding")
    why = shipped.why_not(shipped.inferred[0].model.id)
    assert (why.standing, why.place, why.hardly_measured) == (Standing.INFERRED, 1, ("coding",))
    assert "was hardly measured at coding; place 1 of those inferred." in why.explain()


def test_unknown_costs_and_windows_are_told() -> None:
    """They count as the worst, and a cost that would be known could win."""
    untold = served("host/open", "borg/open", pricing=schedule(period(card(None, None))), limits=Limits())
    records = calibrated_records()
    found = recommend(
        "coding",
        registry=changed(records, offerings=[untold]),
        unknowns="include",
        provider="host,acme",
        priorities={"quality": 5, "cost": 5, "headroom": 1},
    )
    why = found.why_not("borg/open")
    text = why.explain()
    assert why.cost is None
    assert "unknown, counted as the worst, against $" in text
    assert "unknown, counted as the worst, 0.00 against 0.66 of 1" in text
    assert "(now unknown)" in text


def test_changes_are_told_safely() -> None:
    """Rounded so that what is printed does it, too."""
    third = Fraction(1, 3)
    assert str(WeightChange(criterion=Criterion.COST, now=2, above=third, below=None, priorities=None)) == (
        "weight of cost above 0.34 (now 2)"
    )
    close = WeightChange(
        criterion=Criterion.COST, now=2, above=third, below=Fraction(334, 1000), priorities={Criterion.COST: 1}
    )
    assert str(close) == "weight of cost above 0.3334 and below 0.334 (now 2; such as cost=1)"
    closest = WeightChange(
        criterion=Criterion.COST, now=0, above=third, below=third + Fraction(1, 10**12), priorities=None
    )
    assert str(closest) == f"weight of cost above 1/3 and below {closest.below} (now 0)"
    offering = OfferingId("host/open")
    assert str(CostChange(offering=offering, now=None, at_most=Decimal("0.001"), rates_share=None)) == (
        "cost at host/open at most $0.001 a month (now unknown)"
    )
    assert str(CostChange(offering=offering, now=Decimal(20), at_most=Decimal("12.999"), rates_share=0.64995)) == (
        "cost at host/open at most $12.99 a month (now $20.00; 64.9% of its rates)"
    )
    assert str(QualityChange(now=0.5, at_least=0.690001)) == "quality at least 69.01 points (now 50.00)"
    assert str(QualityChange(now=0.5, at_least=0.69)) == "quality at least 69.00 points (now 50.00)"


def test_none_would_do() -> None:
    """A model that is worse by everything, with a rival that is as cheap as nothing, can't win by one change."""
    records = calibrated_records()
    free = [served("acme/large", "acme/large", "0", "0"), served("acme/small", "acme/small", "0", "0")]
    found = recommend(
        "coding", registry=changed(records, offerings=free), priorities={"cost": 1}, model="acme/large,acme/small"
    )
    why = found.why_not("acme/small")
    assert [type(change) for change in why.changes] == []
    assert why.explain().endswith("No single change of a weight, its cost or its quality would make it the first.")


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


def test_an_offering_is_asked_about_by_itself() -> None:
    """It must beat the others of its model too, but for those that can't pass it."""
    found = recommend("coding", registry=calibrated(), priorities={"quality": 1})
    assert found.best.model.id == "acme/large"
    why = found.why_not("host/open")
    assert (why.standing, why.offering) == (Standing.RANKED, "host/open")
    twin = changed(calibrated_records(), offerings=[served("cloud/open", "borg/open", "1", "3")])
    twins = recommend("coding", registry=twin, priorities={"quality": 1})
    upper = twins.why_not("borg/open").offering
    assert upper == "cloud/open"
    assert [str(change) for change in twins.why_not("cloud/open").changes] == [
        str(change) for change in twins.why_not("borg/open").changes
    ]
    lower = twins.why_not("host/open")
    assert (lower.standing, lower.changes) == (Standing.BESIDE, ())


def test_intervals_of_weights_are_joined_where_they_overlap() -> None:
    """Bounds don't belong to them, so two that touch are two."""
    one, two, three = Fraction(1), Fraction(2), Fraction(3)
    assert list(joined([])) == []
    assert list(joined([(two, None), (one, two)])) == [(one, two), (two, None)]
    assert list(joined([(one, three), (two, None)])) == [(one, None)]
    assert list(joined([(one, three), (one, two)])) == [(one, three)]
    assert list(joined([(one, None), (two, three)])) == [(one, None)]
