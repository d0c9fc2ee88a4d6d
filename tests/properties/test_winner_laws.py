"""Laws of winners: the envelope is the least there is, its ranges fit together, and the strip keeps what matters."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from llm_selection.analysis.winners import (
    MERGED_SHARE,
    MOST_SHOWN,
    Line,
    lower_envelope,
    merged,
    winners,
    worst_regret,
)
from llm_selection.needs.option_facts import EFFORT, MODEL_AT_EFFORT
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.selection.options import AtEffort
from markets import MEASURED_MARKETS, WIDE_NEEDS, pieces

LAW = settings(max_examples=40, deadline=None)
LINES = st.builds(Line, st.integers(-30, 60), st.integers(0, 20))
DEAR_LINES = st.builds(Line, st.integers(1, 1000), st.integers(0, 1000))
STEP = Fraction(1, 10**9)
PICODOLLARS = 10**12


def least(lines: Sequence[Line], cost: Fraction) -> Fraction:
    """Return the least that any line costs."""
    return min(line.at(cost) for line in lines)


def grid(envelope: Sequence[tuple[Fraction, int]]) -> list[Fraction]:
    """Return the corners of an envelope, what lies between them and beside them, and costs far off."""
    corners = [start for start, _ in envelope]
    between = [(one + two) / 2 for one, two in pairwise(corners)]
    return sorted(
        {*corners, *between, *(each + STEP for each in corners), corners[-1] + 1, *map(Fraction, range(0, 40, 3))}
    )


@given(lines=st.lists(LINES, min_size=1, max_size=12))
def test_the_envelope_is_the_least_of_all_lines(lines: list[Line]) -> None:
    """On a grid and at its own corners; each takes over from the one before where both are as low."""
    envelope = lower_envelope(lines)
    for cost in grid(envelope):
        here = max(place for place, (start, _) in enumerate(envelope) if start <= cost)
        assert lines[envelope[here][1]].at(cost) == least(lines, cost)
    for (_, one), (start, two) in pairwise(envelope):
        assert lines[one].at(start) == lines[two].at(start)
    starts = [start for start, _ in envelope]
    assert starts[0] == 0
    assert all(one < two for one, two in pairwise(starts))
    assert all(lines[one].slope > lines[two].slope for (_, one), (_, two) in pairwise(envelope))
    # Of equal lines, the first is taken.
    assert all(lines.index(lines[place]) == place for _, place in envelope)


@given(lines=st.lists(DEAR_LINES, min_size=1, max_size=40), data=st.data())
def test_the_strip_is_short_true_and_leaves_the_present_range_alone(lines: list[Line], data: st.DataObject) -> None:
    """At most six; what is shown costs at most the stated share more than the least, unless six were forced."""
    envelope = lower_envelope(lines)
    kept, starts = [lines[place] for _, place in envelope], [start for start, _ in envelope]
    here = data.draw(st.integers(0, len(kept) - 1))
    strip = merged(kept, starts, here)
    assert [place for each in strip for place in range(each.first, each.last + 1)] == list(range(len(kept)))
    assert (here, here, here) in strip
    assert len(strip) <= MOST_SHOWN
    worst = 0.0
    for each in strip:
        assert each.first <= each.shown <= each.last
        end = starts[each.last + 1] if each.last + 1 < len(kept) else None
        costs = [cost for cost in grid(envelope) if starts[each.first] <= cost and (end is None or cost <= end)]
        regrets = [kept[each.shown].at(cost) / lowest - 1 for cost in costs if (lowest := least(lines, cost)) > 0]
        worst = max(worst, *map(float, regrets))
    if worst > MERGED_SHARE + 1e-9:
        assert len(strip) == MOST_SHOWN
    # Nothing that could be merged is left apart.
    if len(kept) > MOST_SHOWN:
        assert len(strip) >= 2


def total(found: Recommendation, option: int, cost: Fraction) -> Fraction | None:
    """Return what an option is expected to cost a month, in picodollars, where an error costs so much on average; no flooring."""
    ranking, need = found.ranking, found.use_case
    bill, worth = ranking.bills()[option], ranking.worths()[option]
    if bill is None or worth is None:
        return None
    costs = {task: Fraction(need.error_costs[task].usd) for task in need.tasks}
    weighted = [costs[task] * Fraction(weight) for task, weight in need.tasks.items()]
    mean = sum(weighted, Fraction(0)) / sum(map(Fraction, need.tasks.values()), Fraction(0))
    errors = Fraction(0)
    for task in need.tasks:
        each = cost / mean * costs[task] if mean else cost
        errors += each * pieces(need, task) * (1 - Fraction(ranking.shares(task)[option], 10**9))
    return bill - worth + errors * PICODOLLARS


def totals(found: Recommendation, cost: Fraction) -> dict[AtEffort, Fraction]:
    """Return the least that each model at an effort is expected to cost, of those whose cost is known."""
    at_efforts = found.ranking.options.column(MODEL_AT_EFFORT)
    least_of: dict[AtEffort, Fraction] = {}
    for option, one in enumerate(at_efforts[place] for place in range(len(at_efforts))):
        known = total(found, option, cost)
        if known is not None:
            least_of[one] = min(known, least_of.get(one, known))
    return least_of


def mean_cost(need: UseCase) -> Fraction:
    """Return the mean cost of an error."""
    whole = sum(need.tasks.values())
    return (
        sum((Fraction(need.error_costs[task].usd) * weight for task, weight in need.tasks.items()), Fraction(0)) / whole
    )


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_ranges_touch_cover_and_are_won(records: Records, need: UseCase) -> None:
    """From nothing on and without end; in each, its winner is expected to cost the least, by adding up every option anew."""
    found = recommend(need, registry=compile_registry(records))
    assume(found.ranking)
    known = winners(found)
    for shown in (known.winners, known.strip):
        if not totals(found, Fraction(0)):
            assert shown == ()
            continue
        assert shown[0].start == 0
        assert shown[-1].end is None
        assert all(one.end == two.start for one, two in pairwise(shown))
    won = [(each.model, each.effort) for each in known.winners]
    assert len(set(won)) == len(won)
    assert {(each.model, each.effort) for each in known.strip} <= set(won)
    for each in known.winners:
        end = each.start + 1 if each.end is None else each.end
        if end - each.start > 3 * Decimal(STEP.numerator) / STEP.denominator:
            middle = (Fraction(each.start) + Fraction(end)) / 2
            by_effort = totals(found, middle)
            lowest = by_effort[each.model, each.effort]
            assert lowest == min(by_effort.values())
            ids = [option.offering.id for option in found.ranking.options]
            at = [place for place, id_ in enumerate(ids) if id_ == each.offering]
            efforts = found.ranking.options.column(EFFORT)
            assert lowest in [total(found, place, middle) for place in at if efforts[place] is each.effort]


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_the_present_range_holds_the_first(records: Records, need: UseCase) -> None:
    """The first of the answer wins at the need's own cost of an error, and stays over the range that is named, no further."""
    found = recommend(need, registry=compile_registry(records))
    assume(found.ranking)
    known, first = winners(found), found.best.model_at_effort
    now = mean_cost(need)
    if need.is_quality_only:
        assert known.now is None
        return
    assert known.now is not None
    assert 0 <= now - Fraction(known.now) < STEP
    by_model = totals(found, now)
    if first not in by_model:
        assert known.stays is None
        return
    # Errors are rounded down to picodollars by task before they are ranked.
    slack = len(need.tasks)
    assert by_model[first] - min(by_model.values()) <= slack
    if known.stays is None:
        assert sorted(by_model.values())[1] - by_model[first] <= slack
        return
    low, high = known.stays
    assert low <= now + 2 * STEP
    assert high is None or high >= now - 2 * STEP
    (range_of_first,) = [each for each in known.winners if (each.model, each.effort) == first]
    (shown,) = [each for each in known.strip if (each.model, each.effort) == first]
    assert shown.name == found.best.name
    assert (shown.start, shown.end) == (range_of_first.start, range_of_first.end)
    if high is not None and high >= low:
        for cost in (Fraction(low), Fraction(high)):
            by_model = totals(found, cost)
            assert by_model[first] == min(by_model.values())


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_a_cost_of_an_error_inside_a_range_names_its_winner(records: Records, need: UseCase) -> None:
    """Asked again with the middle of a range, the answer is its winner, at its effort."""
    need = replace(need, tasks=dict.fromkeys(list(need.tasks)[:1], 1), error_cost="1")  # type: ignore[arg-type]  # as text is read
    found = recommend(need, registry=compile_registry(records))
    assume(found.ranking)
    for each in winners(found).winners:
        end = min(each.start + 1 if each.end is None else each.end, Decimal(10**6))
        if end - each.start < Decimal("0.001"):
            continue
        cost = ((each.start + end) / 2).quantize(Decimal("0.000001"))
        known = sorted(totals(found, Fraction(cost)).values())
        # Errors are rounded down to picodollars before they are ranked.
        if len(known) < 2 or known[1] - known[0] > 1:
            again = recommend(replace(need, error_cost=cost), registry=found.registry)  # type: ignore[arg-type]  # as text is read
            assert again.best.model_at_effort == (each.model, each.effort)


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, ends=st.tuples(st.integers(0, 10**8), st.integers(0, 10**8)))
def test_the_worst_regret_is_that_of_a_grid(records: Records, need: UseCase, ends: tuple[int, int]) -> None:
    """Nowhere over the range does the first cost more than the least by more, and at the place named by as much."""
    low, high = (Decimal(each).scaleb(-6) for each in sorted(ends))
    found = recommend(replace(need, error_cost=f"{low}..{high}"), registry=compile_registry(records))  # type: ignore[arg-type]  # as text is read
    assume(found.ranking)
    regret = worst_regret(found)
    by_model = totals(found, Fraction(low))
    first = found.best.model_at_effort
    if regret is None:
        assert low == high or first not in by_model
        return
    assert (regret.low, regret.high) == (low, high)

    def lost(cost: Fraction) -> Fraction:
        by_model = totals(found, cost)
        return by_model[first] - min(by_model.values())

    cent = Fraction(PICODOLLARS, 100)
    for step in range(9):
        assert (
            lost(Fraction(low) + (Fraction(high) - Fraction(low)) * step / 8)
            <= Fraction(regret.usd) * PICODOLLARS + cent
        )
    assert abs(lost(Fraction(regret.at)) - Fraction(regret.usd) * PICODOLLARS) <= cent
    at = totals(found, Fraction(regret.at))
    assert at[regret.model, regret.effort] == min(at.values())
