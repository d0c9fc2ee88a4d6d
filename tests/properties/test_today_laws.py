"""Laws of today: what moving changes is what the two cost, term by term; what isn't known stays unknown."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from llm_selection.analysis.today import Move, against_today
from llm_selection.domain.verdicts import Outcome
from llm_selection.errors import InvalidInputError
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.selection.expected_costs import ExpectedCost
from llm_selection.selection.screening import judge
from markets import MEASURED_MARKETS, NEEDS, WIDE_NEEDS

LAW = settings(max_examples=60, deadline=None)
SOLVED = st.none() | st.floats(0, 1)


def ask(records: Records, need: UseCase, data: st.DataObject) -> Recommendation:
    """Answer a need that says what is run today, of which something is ranked."""
    today = data.draw(st.sampled_from(sorted({one.model for one in records.offerings.values()})))
    found = recommend(replace(need, today=today, solved=data.draw(SOLVED)), registry=compile_registry(records))
    assume(found.ranking)
    return found


def credited(expected: ExpectedCost) -> float:
    """Add up what is credited."""
    return sum(float(worth) for worth in expected.worths.values() if worth is not None)


@LAW
@given(records=MEASURED_MARKETS, need=NEEDS | WIDE_NEEDS, data=st.data())
def test_the_difference_is_what_both_cost(records: Records, need: UseCase, data: st.DataObject) -> None:
    """First less today, in all; bill, errors and worths add up to it; today's at its least dear offering."""
    found = ask(records, need, data)
    try:
        beside = against_today(found)
    except InvalidInputError:
        # On a past day, nothing may be known of it yet.
        assert found.on < found.registry.date
        return
    assert beside is not None
    assert beside.today.model.id == found.use_case.today
    assert beside.solved == found.use_case.solved
    first = found.best
    if beside.difference is None:
        assert (beside.move, beside.today, beside.fails) == (Move.STAY, first, ())
        return
    assert beside.today.model.id != first.model.id or beside.today.place == 0 or beside.today.effort is not first.effort
    difference = beside.difference
    assert (difference.expected, difference.other_expected) == (first.expected, beside.today.expected)
    totals = first.expected.total, beside.today.expected.total
    if None in totals:
        assert difference.usd is None
        assert beside.move is (Move.MOVE if beside.fails else Move.UNKNOWN)
        return
    assert totals[0] is not None
    assert totals[1] is not None
    assert difference.usd == totals[0] - totals[1]
    assert difference.usd is not None
    assert difference.bill_usd is not None
    assert difference.errors_usd is not None
    worths = credited(beside.today.expected) - credited(first.expected)
    parts = difference.bill_usd + difference.errors_usd
    assert float(difference.usd) == pytest.approx(float(parts) + worths, abs=1e-6)


@LAW
@given(records=MEASURED_MARKETS, need=NEEDS | WIDE_NEEDS, data=st.data())
def test_what_fails_is_named_and_compared_all_the_same(records: Records, need: UseCase, data: st.DataObject) -> None:
    """A model of today that isn't ranked has no place, and names each requirement that its offering isn't known to meet."""
    found = ask(records, replace(need, on=None), data)
    beside = against_today(found)
    assert beside is not None
    kept = found.ranking.find(beside.today.model.id)
    if kept is not None:
        # At the effort that runs unasked, where that is ranked.
        assert (beside.today.model.id, beside.today.place, beside.fails) == (kept.model.id, kept.place, ())
        assert beside.today == kept or beside.today.effort is not kept.effort
        assert (beside.move is Move.STAY) == (kept.place == 1 and beside.today.effort is kept.effort)
        return
    assert beside.today.place == 0
    options = found.screening.options
    (option,) = [
        each for each in options if (each.offering.id, each.effort) == (beside.today.offering.id, beside.today.effort)
    ]
    met = [judge(option, each).outcome is Outcome.MEETS for each in found.screening.requirements]
    assert list(beside.fails) == [
        each for each, is_met in zip(found.screening.requirements, met, strict=True) if not is_met
    ]
    # Of what is measured, only what fails or can't be told isn't ranked.
    assert beside.fails
    assert beside.move is Move.MOVE


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_without_todays_model_there_is_nothing_to_say(records: Records, need: UseCase) -> None:
    """The need doesn't say what is run."""
    found = recommend(need, registry=compile_registry(records))
    assume(found.ranking)
    assert against_today(found) is None
