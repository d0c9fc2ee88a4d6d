"""Winners: worked by hand on the small market, and their edges: no bill, no error, quality alone, preference."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from answers import answer
from factories import calibrated_records, changed, served
from llm_selection.analysis.winners import (
    MOST_SHOWN,
    Axis,
    Line,
    Regret,
    Stretch,
    lower_envelope,
    merged,
    winners,
    worst_regret,
)
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId
from llm_selection.errors import NothingFits
from llm_selection.presentation.money_in_words import strip_in_words
from llm_selection.recommendation import Recommendation, recommend


def ranges(found: Recommendation) -> list[tuple[str, str, str | None]]:
    """Return each winner with its range to the cent of a cent."""
    digits = Decimal("0.0001")
    return [
        (each.model, str(each.start.quantize(digits)), None if each.end is None else str(each.end.quantize(digits)))
        for each in winners(found).winners
    ]


def unpriced() -> Recommendation:
    """Answer from a market in which no price is known."""
    records = calibrated_records()
    hidden = [replace(one, pricing=None) for one in records.offerings.values()]
    return recommend("coding", registry=changed(records, offerings=hidden), unknowns="include")


def test_the_small_market_is_won_as_worked_by_hand() -> None:
    """
    100,000 tasks, of which small solves 0.5399, open 0.6499, large 0.8298, at $230, $420 and $2,300.

    Open takes over where 190 = 100,000 × 0.1100 × cost, at $0.0173; large where 1,880 = 100,000 × 0.1799 × cost, at $0.1045.
    """
    found = answer(error_cost="0.02")
    assert ranges(found) == [
        ("acme/small", "0.0000", "0.0173"),
        ("borg/open", "0.0173", "0.1045"),
        ("acme/large", "0.1045", None),
    ]
    known = winners(found)
    assert [each.bill for each in known.winners] == [Decimal(230), Decimal(420), Decimal(2300)]
    assert [each.offering for each in known.winners] == ["acme/small", "host/open", "acme/large"]
    assert (known.of, known.now, known.strip) == ("error", Decimal("0.02"), known.winners)
    assert known.stays == (Decimal("0.017274915"), Decimal("0.104506453"))
    assert known == found.winners()


def test_an_error_may_cost_nothing() -> None:
    """The lines are the same, since each task is then taken to cost the same; the cheapest stays from nothing on."""
    free = answer(error_cost="0")
    assert ranges(free) == ranges(answer())
    assert winners(free).now == 0
    assert winners(free).stays == (Decimal(0), Decimal("0.017274914"))


def test_where_quality_counts_alone_the_last_range_is_the_firsts() -> None:
    """There is no present cost; the range of the first is told all the same."""
    known = winners(answer(error_cost="quality-only"))
    assert (known.now, known.stays) == (None, (Decimal("0.104506454"), None))


def test_several_tasks_move_together() -> None:
    """Two parts at $3 and one at $0 are $2 on average; the errors of all rise by as much."""
    found = answer({"coding": 2, "math": 1}, error_cost={"coding": 3, "math": 0})
    axis = Axis(found.use_case)
    assert (axis.now, axis.of, axis.tasks) == (Fraction(2), "error", [Task.CODING, Task.MATH])
    option = found.ranking.offerings_of(0)[0]
    line = axis.lines(found.ranking)[option]
    assert line is not None
    assert abs(line.at(axis.now * axis.unit) - (found.ranking.totals()[option] or 0)) <= 1


def test_the_value_of_a_preferred_answer_moves_where_all_tasks_are_of_preference() -> None:
    """Beside tasks that are solved or not it stays as it is, a part of what each option costs anyhow."""
    known = winners(recommend("translation"))
    assert known.of == "preferred answer"
    assert known.now == Decimal("0.20")
    mixed = recommend("chat-assistant")
    axis = Axis(mixed.use_case)
    assert Task.PREFERENCE not in axis.tasks
    assert winners(mixed).of == "error"
    option = mixed.ranking.offerings_of(0)[0]
    line = axis.lines(mixed.ranking)[option]
    assert line is not None
    assert abs(line.at(axis.now * axis.unit) - (mixed.ranking.totals()[option] or 0)) <= len(mixed.use_case.tasks)


def test_without_a_known_bill_nothing_is_on_the_strip() -> None:
    """Neither is there a range that the first stays in, nor a regret."""
    known = winners(unpriced())
    assert (known.winners, known.strip, known.stays) == ((), (), None)
    assert strip_in_words(known).startswith("No bill is known")
    records = calibrated_records()
    some = changed(records, offerings=[replace(records.offerings[served("acme/large", "acme/large").id], pricing=None)])
    found = recommend("coding", registry=some, unknowns="include", error_cost="1..3")
    assert {each.model for each in winners(found).winners} == {"acme/small", "borg/open"}


def test_where_nothing_fits_nothing_is_won() -> None:
    """The reasons are those of the answer."""
    found = answer(min_context_tokens="9M")
    for ask in (winners, worst_regret):
        with pytest.raises(NothingFits):
            ask(found)


def test_the_worst_regret_is_at_an_end() -> None:
    """At $0.005 open costs 420 + 500 × 0.3501 = $595.05, small 230 + 500 × 0.4601 = $460.05: $135.01 less, to the cent."""
    regret = worst_regret(answer(error_cost="0.005..0.05"))
    assert regret == Regret(
        low=Decimal("0.005"),
        high=Decimal("0.05"),
        at=Decimal("0.005"),
        usd=Decimal("135.01"),
        model=ModelId("acme/small"),
        effort=None,
        name="acme/small",
    )
    stays = worst_regret(answer(error_cost="0.02..0.05"))
    assert stays is not None
    assert (int(stays.usd), str(stays.model)) == (0, "borg/open")


def test_there_is_no_regret_without_a_range() -> None:
    """Nor where quality counts alone, or the bill of the first isn't known."""
    assert worst_regret(answer(error_cost="0.02")) is None
    assert worst_regret(answer(error_cost="quality-only")) is None
    records = calibrated_records()
    hidden = [replace(one, pricing=None) for one in records.offerings.values()]
    found = recommend("coding", registry=changed(records, offerings=hidden), unknowns="include", error_cost="1..3")
    assert worst_regret(found) is None


def test_a_range_of_one_task_is_averaged_with_the_others() -> None:
    """$1 to $3 at two parts of three and $4 at the third: from $2 to $3.33."""
    regret = worst_regret(answer({"coding": 2, "math": 1}, error_cost={"coding": "1..3", "math": 4}))
    assert regret is not None
    assert (regret.low, regret.high) == (Decimal("2.00"), Decimal("3.333333333"))


def test_the_lowest_of_nothing_is_nothing() -> None:
    """Nor is there anything to merge."""
    assert lower_envelope([]) == []
    assert merged([], [], -1) == []


def test_neighbours_that_cost_nearly_the_same_are_one() -> None:
    """Within two percent; but the present one stays by itself. What costs next to nothing can't be merged by a share."""
    lines = [Line(1000, 100), Line(1001, 99), Line(1002, 98)]
    starts = [start for start, _ in lower_envelope(lines)]
    assert len(starts) == 2  # the middle one is never alone the lowest
    two = [Line(1000, 100), Line(1001, 98)]
    assert merged(two, [Fraction(0), Fraction(1, 2)], 0) == [Stretch(0, 0, 0), Stretch(1, 1, 1)]
    three = [Line(1000, 100), Line(1005, 99), Line(3000, 2)]
    assert merged(three, [start for start, _ in lower_envelope(three)], 2) == [Stretch(0, 1, 1), Stretch(2, 2, 2)]
    free = [Line(0, 5), Line(1, 3), Line(9, 0)]
    assert len(merged(free, [start for start, _ in lower_envelope(free)], 0)) == 3


def test_six_are_forced() -> None:
    """Of nine that are far apart, those whose merging costs the least are one."""
    lines = [Line(4**place, 4 ** (9 - place)) for place in range(9)]
    envelope = lower_envelope(lines)
    assert len(envelope) == 9
    strip = merged(lines, [start for start, _ in envelope], 4)
    assert len(strip) == MOST_SHOWN
    assert Stretch(4, 4, 4) in strip
