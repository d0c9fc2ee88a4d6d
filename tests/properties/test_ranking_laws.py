"""Laws of ranking: of its kernels on plain numbers, and of whole recommendations on small markets."""

from dataclasses import replace
from decimal import ROUND_DOWN, Decimal, localcontext
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from factories import card, period, schedule
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import PriceSchedule
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.error_costs import QUALITY_ONLY, ErrorCost
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.selection.expected_costs import (
    UNIT,
    ErrorTerms,
    ExpectedCost,
    best_first,
    cents,
    overall_share,
    pareto_places,
)
from llm_selection.selection.ranking import Ranked
from llm_selection.units import PICODOLLARS_PER_DOLLAR
from markets import MEASURED_MARKETS, NEEDS, wide

LAW = settings(max_examples=30, deadline=None)
SHARES = st.integers(0, UNIT) | st.integers(0, 3)
# Few values, so that ties, and ties of ties, are common.
AMOUNTS = st.sampled_from([None, 0, 1, 2]) | st.integers(-(10**15), 10**15)
OPTIONS = st.lists(st.tuples(AMOUNTS, SHARES, AMOUNTS, st.integers(0, 2)), max_size=8)
KERNEL = settings(max_examples=100, deadline=None)
WORTHS = st.dictionaries(
    st.sampled_from(["open-weights", "region=eu", "ttft_second", "max_retention_days=0"]),
    st.sampled_from(["0.01", "5", "2500.50"]),
    max_size=2,
)
WIDE_NEEDS = st.builds(lambda need, worth: replace(wide(need), worth=worth), NEEDS, st.just({}) | WORTHS)
"""Ask for next to nothing, so that most offerings are ranked; some say what else is worth money."""
ERROR_COSTS = st.builds(
    lambda low, more: ErrorCost(low=low, high=low + more),
    *[st.decimals(0, 1000, places=6)] * 2,
)
LOADS = st.builds(
    Workload,
    requests_per_month=st.integers(1, 10**9),
    input_tokens=st.just(1),
    output_tokens=st.just(1),
    requests_per_task=st.integers(1, 500),
)
TASKS = st.dictionaries(st.sampled_from([Task.CODING, Task.MATH, Task.VISION]), st.integers(1, 9), min_size=1)


# Kernels


@KERNEL
@given(options=OPTIONS)
def test_best_first_is_the_stated_order(options: list[tuple[int | None, int, int | None, int]]) -> None:
    """Lower total, then higher share, lower bill (unknown last), lower preference number, earlier in order."""
    columns: list[list[Any]] = [list(column) for column in zip(*options, strict=True)] or [[], [], [], []]
    stated = sorted(
        range(len(options)),
        key=lambda place: (
            float("inf") if options[place][0] is None else options[place][0],
            -options[place][1],
            float("inf") if options[place][2] is None else options[place][2],
            options[place][3],
            place,
        ),
    )
    assert best_first(*columns) == stated


@KERNEL
@given(options=OPTIONS, data=st.data())
def test_best_first_doesnt_depend_on_the_order_of_input(
    options: list[tuple[int | None, int, int | None, int]], data: st.DataObject
) -> None:
    """Mixed up, options come out the same, as far as anything tells them apart."""
    mixed = data.draw(st.permutations(options))
    orders = []
    for some in (options, mixed):
        columns: list[list[Any]] = [list(column) for column in zip(*some, strict=True)] or [[], [], [], []]
        orders.append([some[place] for place in best_first(*columns)])
    assert orders[0] == orders[1]


@KERNEL
@given(tasks=TASKS, workload=LOADS, data=st.data())
def test_errors_are_what_the_formula_says(tasks: dict[Task, int], workload: Workload, data: st.DataObject) -> None:
    """Pieces of work times the cost of an error times the share gone wrong, in exact fractions, down to a picodollar."""
    costs = {task: data.draw(ERROR_COSTS) for task in tasks}
    shares = {task: data.draw(st.integers(0, UNIT)) for task in tasks}
    terms = ErrorTerms(tasks, workload, costs)
    pieces = Fraction(workload.requests_per_month, workload.requests_per_task)
    for task, weight in tasks.items():
        part = pieces * weight / sum(tasks.values())
        exact = part * Fraction(costs[task].usd) * (1 - Fraction(shares[task], UNIT)) * PICODOLLARS_PER_DOLLAR
        assert terms.of(task, shares[task]) == exact.__floor__()
        assert abs(terms.of_share(task, shares[task] / UNIT) * 1e12 - float(exact)) <= 1e-6 * float(exact) + 1e6
    assert sum(terms.pieces.values()) == pytest.approx(float(pieces))
    assert terms.total(shares) == sum(terms.of(task, share) for task, share in shares.items())
    assert min(shares.values()) <= overall_share(shares, tasks) <= max(shares.values())


@KERNEL
@given(tasks=TASKS, workload=LOADS, factor=st.integers(2, 100), data=st.data())
def test_more_work_costs_as_much_more_in_errors(
    tasks: dict[Task, int], workload: Workload, factor: int, data: st.DataObject
) -> None:
    """Requests times a factor cost that many times as much, but for rounding; and so does the cost of an error."""
    costs = {task: data.draw(st.sampled_from(["0.5", "20", "0.000001"])) for task in tasks}
    one = {task: ErrorCost(low=Decimal(usd), high=Decimal(usd)) for task, usd in costs.items()}
    dearer = {task: ErrorCost(low=Decimal(usd) * factor, high=Decimal(usd) * factor) for task, usd in costs.items()}
    more = replace(workload, requests_per_month=workload.requests_per_month * factor)
    share = data.draw(st.integers(0, UNIT))
    for task in tasks:
        least = ErrorTerms(tasks, workload, one).of(task, share) * factor
        for terms in (ErrorTerms(tasks, more, one), ErrorTerms(tasks, workload, dearer)):
            assert least <= terms.of(task, share) < least + factor


@KERNEL
@given(
    bill=st.none() | st.integers(0, 10**18),
    errors=st.dictionaries(st.sampled_from([Task.CODING, Task.MATH]), st.integers(0, 10**18)),
    worths=st.dictionaries(st.sampled_from("ab"), st.none() | st.integers(-(10**15), 10**15)),
)
def test_terms_add_up_to_the_cent(bill: int | None, errors: dict[Task, int], worths: dict[str, int | None]) -> None:
    """Whatever context the program has; where a term isn't known, neither is the whole."""
    with localcontext(prec=2, rounding=ROUND_DOWN):
        found = ExpectedCost(
            bill=None if bill is None else cents(bill),
            errors={task: cents(each) for task, each in errors.items()},
            worths={name: None if each is None else cents(each) for name, each in worths.items()},
        )
        total = found.total
    if bill is None or None in worths.values():
        assert total is None
    else:
        parts = [_whole_cents(found.bill), *map(_whole_cents, found.errors.values())]
        assert _whole_cents(total) == sum(parts) - sum(map(_whole_cents, found.worths.values()))
        exact = bill + sum(errors.values()) - sum(each or 0 for each in worths.values())
        assert abs(_whole_cents(total) * 10**10 - exact) <= 5 * 10**9 * (1 + len(errors) + len(worths))


def _whole_cents(usd: Decimal | None) -> int:
    """Return dollars in cents; they must be whole."""
    assert usd is not None
    assert Fraction(usd) * 100 == int(Fraction(usd) * 100)
    return int(Fraction(usd) * 100)


@LAW
@given(points=st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=8))
def test_the_pareto_front_is_what_no_other_dominates(points: list[tuple[int, int]]) -> None:
    """Brute force: no other is as good and as cheap and better in one; of equals the first stands for all."""

    def beaten(place: int) -> bool:
        quality, cost = points[place]
        return any(
            other[0] >= quality and other[1] <= cost and (other != points[place] or rival < place)
            for rival, other in enumerate(points)
            if rival != place
        )

    front = pareto_places([quality for quality, _ in points], [Decimal(cost) for _, cost in points])
    assert sorted(front) == [place for place in range(len(points)) if not beaten(place)]
    assert [points[place][1] for place in front] == sorted(points[place][1] for place in front)


# Whole recommendations


def outcome(found: Recommendation) -> dict[str, tuple[ExpectedCost, int | None]]:
    """Return what each model ranked is expected to cost, with its offering, in order; rounded and not."""
    totals = found.ranking.totals()
    return {
        f"{ranked.model.id} at {ranked.offering.id}": (ranked.expected, totals[options[0]])
        for ranked, options in zip(found.ranking, found.ranking.order(), strict=True)
    }


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_another_option_changes_neither_totals_nor_order(records: Records, need: UseCase, data: st.DataObject) -> None:
    """Without one of the models, the others have the same offerings, expected costs and order."""
    left_out = data.draw(st.sampled_from(sorted({one.model for one in records.offerings.values()})))
    fewer = replace(records, offerings={id_: one for id_, one in records.offerings.items() if one.model != left_out})
    # A fact that no option has any more can't be asked for.
    assume("region=eu" not in {worth.name for worth in need.worth} or "cloud/eu" in fewer.offerings)
    before = outcome(recommend(need, registry=compile_registry(records)))
    after = outcome(recommend(need, registry=compile_registry(fewer)))
    assert list(after.items()) == [item for item in before.items() if not item[0].startswith(f"{left_out} at ")]


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_a_models_own_offerings_dont_reorder_the_others(records: Records, need: UseCase, data: st.DataObject) -> None:
    """Without one offering, a model costs as much or more; the others keep expected costs and order."""
    left_out = data.draw(st.sampled_from(sorted(records.offerings)))
    assume(left_out != "cloud/eu")
    model_id = records.offerings[left_out].model
    fewer = replace(records, offerings={id_: one for id_, one in records.offerings.items() if id_ != left_out})
    before = recommend(need, registry=compile_registry(records))
    after = recommend(need, registry=compile_registry(fewer))
    totals = [
        {key.partition(" at ")[0]: total for key, (_, total) in outcome(found).items()} for found in (before, after)
    ]
    endless = float("inf")
    was, is_now = (each.pop(model_id, endless) for each in totals)
    if not need.is_quality_only:
        assert (endless if is_now is None else is_now) >= (endless if was is None else was)
    assert list(totals[1].items()) == list(totals[0].items())


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_a_dominated_option_never_outranks_its_dominator(records: Records, need: UseCase) -> None:
    """Who is no better in bill, in the share of any task and in worths, and worse in one, stands below."""
    ranking = recommend(need, registry=compile_registry(records)).ranking
    options = [places[0] for places in ranking.order()]
    bills, worths = ranking.bills(), ranking.worths()
    shares = {task: ranking.shares(task) for task in need.tasks}

    whole = ranking.overall_shares()

    def dominates(one: int, other: int) -> bool:
        if None in (bills[one], bills[other], worths[one], worths[other]):
            return False
        # What else is worth something counts for nothing where quality counts whatever it costs.
        ours, theirs = (
            (-(bills[each] or 0), whole[each], 0 if need.is_quality_only else worths[each] or 0)
            for each in (one, other)
        )
        in_each_task = all(known[one] >= known[other] for known in shares.values())
        return in_each_task and ours != theirs and all(mine >= yours for mine, yours in zip(ours, theirs, strict=True))

    assert not any(dominates(below, above) for above, below in combinations(options, 2))


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_a_higher_price_never_raises_a_place(records: Records, need: UseCase, data: st.DataObject) -> None:
    """Raising the price of one offering lowers neither its model's total nor its place's number, and lowers no bill."""
    priced = [one for one in records.offerings.values() if one.pricing is not None and one.pricing.kind == "per-token"]
    assume(priced)
    chosen: Offering = data.draw(st.sampled_from(priced))
    cheap = replace(chosen, pricing=schedule(period(card("1", "2"))))
    dear = replace(chosen, pricing=schedule(period(card("1.5", "2"))))
    if data.draw(st.booleans()):
        dear = replace(chosen, pricing=schedule(period(card("1", str(Decimal(2) + data.draw(st.integers(0, 99)))))))
    before, after = (
        recommend(
            need, registry=compile_registry(replace(records, offerings={**records.offerings, chosen.id: one}))
        ).ranking
        for one in (cheap, dear)
    )
    places = [{ranked.model.id: ranked for ranked in ranking} for ranking in (before, after)]
    one, other = (found[chosen.model] for found in places)
    assert other.place >= one.place
    if not need.is_quality_only and one.expected.total is not None:
        assert other.expected.total is None or other.expected.total >= one.expected.total
    if one.offering.id == other.offering.id == chosen.id:
        assert one.cost.per_month is not None
        assert other.cost.per_month is not None
        assert other.cost.per_month >= one.cost.per_month


@LAW
@given(records=MEASURED_MARKETS, need=NEEDS.map(wide), factor=st.integers(2, 7))
def test_more_requests_cost_as_much_more(records: Records, need: UseCase, factor: int) -> None:
    """Of what is priced by the token, before worths: that many times the total, up to a token a line."""
    workload = need.workload_or_default
    more = replace(need, workload=replace(workload, requests_per_month=workload.requests_per_month * factor))
    registry = compile_registry(records)
    before, after = (recommend(each, registry=registry).ranking for each in (need, more))
    totals = [
        {ranking.options[places[0]].offering.id: ranking.totals()[places[0]] for places in ranking.order()}
        for ranking in (before, after)
    ]
    prices = {id_: one.pricing for id_, one in records.offerings.items() if isinstance(one.pricing, PriceSchedule)}
    for offering in totals[0].keys() & totals[1].keys():
        was, is_now = (each[offering] for each in totals)
        if was is None:
            assert is_now is None
            continue
        assert is_now is not None
        pricing = prices.get(offering)
        dearest = (
            0
            if pricing is None
            else max((rate for each in pricing.periods for line in each.cards for rate in _rates(line)), default=0)
        )
        # A token a line, of which there are fewer than ten, at the dearest rate.
        assert abs(is_now - was * factor) <= 10 * factor * (dearest * 10**6 + 1)


def _rates(line: object) -> list[int]:
    """Return the rates of a card, in picodollars a token, rounded up."""
    return [
        int(value) + 1
        for name in ("input", "output", "cache_read", "cache_write_5m")
        if (value := getattr(line, name, None)) is not None
    ]


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_terms_of_an_answer_add_up_to_the_cent(records: Records, need: UseCase) -> None:
    """A total is bill plus errors less worths, as printed; and rounding takes at most half a cent a term."""
    ranking = recommend(need, registry=compile_registry(records)).ranking
    totals = ranking.totals()
    for ranked, options in zip(ranking, ranking.order(), strict=True):
        expected, exact = ranked.expected, totals[options[0]]
        assert set(expected.errors) == set(need.tasks)
        assert list(expected.worths) == [worth.name for worth in need.worth]
        assert (expected.total is None) == (exact is None)
        if expected.total is None or exact is None:
            continue
        assert expected.bill is not None
        worths = [worth for worth in expected.worths.values() if worth is not None]
        assert expected.total == expected.bill + sum(expected.errors.values()) - sum(worths)
        terms = 1 + len(expected.errors) + len(worths)
        assert abs(int(expected.total * 10**12) - exact) <= 5 * 10**9 * terms


@LAW
@given(records=MEASURED_MARKETS, need=NEEDS.map(wide))
def test_where_an_error_costs_nothing_the_bill_decides(records: Records, need: UseCase) -> None:
    """Equal bills go to the higher share; one that isn't known stands last."""
    found = recommend(replace(need, error_cost=0), registry=compile_registry(records)).ranking  # type: ignore[arg-type]  # read
    keys = [_by_bill(ranked, need) for ranked in found]
    assert keys == sorted(keys)


def _by_bill(ranked: Ranked, need: UseCase) -> tuple[float, int]:
    """Return bill, then how much is left unsolved."""
    bill = ranked.cost.per_month
    shares = {task: round(quality.mean * UNIT) for task, quality in ranked.quality.items()}
    return (float("inf") if bill is None else float(bill), -overall_share(shares, need.tasks))


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_quality_only_is_lexicographic(records: Records, need: UseCase) -> None:
    """The share first, whatever it costs, then the bill; worths count for nothing."""
    found = recommend(replace(need, error_cost=QUALITY_ONLY), registry=compile_registry(records)).ranking
    keys = [_by_bill(ranked, need)[::-1] for ranked in found]
    assert keys == sorted(keys)


@LAW
@given(records=MEASURED_MARKETS, need=NEEDS.map(wide), cost=st.sampled_from(["0.01", "1", "50"]))
def test_a_dearer_error_never_prefers_a_worse_model(records: Records, need: UseCase, cost: str) -> None:
    """As what an error costs rises, the share of the first never falls, nor does its bill."""
    registry = compile_registry(records)
    tasks = dict.fromkeys(need.tasks, 1)
    firsts = [
        recommend(replace(need, tasks=tasks, error_cost=str(Decimal(cost) * factor)), registry=registry).first  # type: ignore[arg-type]  # read
        for factor in (0, 1, 3, 10, 1000)
    ]
    for one, other in pairwise(firsts):
        if one is None or other is None or one.expected.total is None or other.expected.total is None:
            continue
        ours, theirs = (
            overall_share({task: round(quality.mean * UNIT) for task, quality in each.quality.items()}, tasks)
            for each in (one, other)
        )
        assert theirs >= ours - 1
        assert one.expected.bill is not None
        assert other.expected.bill is not None
        assert other.expected.bill >= one.expected.bill


@LAW
@given(records=MEASURED_MARKETS, need=NEEDS.map(wide), usd=st.integers(1, 10**6))
def test_what_is_credited_never_lowers_who_has_it(records: Records, need: UseCase, usd: int) -> None:
    """More dollars for open weights, and no model that surely has them stands lower than before among all."""
    registry = compile_registry(records)
    before, after = (
        {ranked.model.id: ranked for ranked in recommend(replace(need, worth=worth), registry=registry).ranking}  # type: ignore[arg-type]  # read
        for worth in ((), {"open-weights": usd})
    )
    assert before.keys() == after.keys()
    for model, ranked in after.items():
        if ranked.expected.worths["open-weights"]:
            assert ranked.place <= before[model].place
