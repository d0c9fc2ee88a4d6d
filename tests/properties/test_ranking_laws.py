"""Laws of ranking: of its kernels on plain numbers, and of whole recommendations on small markets."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from factories import card, period, schedule
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.offerings import Offering
from llm_selection.needs.criteria import (
    UNIT,
    Criterion,
    best_first,
    cost_value,
    headroom_value,
    openness_value,
    pareto_places,
    quality_value,
    total_scores,
)
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, compile_registry
from markets import MEASURED_MARKETS, NEEDS, wide

LAW = settings(max_examples=30, deadline=None)
VALUES = st.integers(0, UNIT) | st.integers(0, 3)
# Few values, so that ties, and ties of ties, are common.
FEW = st.integers(0, 1) | VALUES
OPTIONS = st.lists(
    st.tuples(FEW, FEW, st.sampled_from([None, 0, 1, 2]) | st.integers(0, 10**15), st.integers(0, 2)), max_size=8
)
KERNEL = settings(max_examples=100, deadline=None)
WIDE_NEEDS = NEEDS.map(wide)


# Kernels


@KERNEL
@given(options=OPTIONS)
def test_best_first_is_the_stated_order(options: list[tuple[int, int, int | None, int]]) -> None:
    """Higher score, then higher quality, lower cost (unknown last), lower preference number, earlier in order."""
    columns: list[list[int]] = [list(column) for column in zip(*options, strict=True)] or [[], [], [], []]
    stated = sorted(
        range(len(options)),
        key=lambda place: (
            -options[place][0],
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
    options: list[tuple[int, int, int | None, int]], data: st.DataObject
) -> None:
    """Mixed up, options come out the same, as far as anything tells them apart."""
    mixed = data.draw(st.permutations(options))
    orders = []
    for some in (options, mixed):
        columns: list[list[int]] = [list(column) for column in zip(*some, strict=True)] or [[], [], [], []]
        orders.append([some[place] for place in best_first(*columns)])
    assert orders[0] == orders[1]


@LAW
@given(
    values=st.lists(st.tuples(VALUES, VALUES, VALUES), min_size=1, max_size=6),
    weights=st.tuples(*[st.integers(1, 100)] * 3),
    factor=st.integers(1, 1000),
)
def test_scores_are_exact_sums_and_scale_with_the_weights(
    values: list[tuple[int, int, int]], weights: tuple[int, int, int], factor: int
) -> None:
    """A score is the sum of weight times value, in whole numbers; all weights times a factor scale all scores."""
    columns = list(zip(*values, strict=True))
    scores = total_scores(columns, weights)
    assert scores == [sum(weight * value for weight, value in zip(weights, row, strict=True)) for row in values]
    assert total_scores(columns, [weight * factor for weight in weights]) == [score * factor for score in scores]


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


@LAW
@given(first=st.integers(0, 10**19), second=st.integers(0, 10**19))
def test_a_higher_cost_never_has_a_higher_value(first: int, second: int) -> None:
    """The value of cost falls, within 0 to 1; unknown is the worst."""
    low, high = sorted((first, second))
    assert UNIT >= cost_value(low) >= cost_value(high) >= cost_value(None) == 0


@LAW
@given(first=st.integers(1, 10**8), second=st.integers(1, 10**8))
def test_a_larger_window_never_has_a_lower_value(first: int, second: int) -> None:
    """The value of headroom rises, within 0 to 1; unknown is the worst."""
    low, high = sorted((first, second))
    assert 0 == headroom_value(None) <= headroom_value(low) <= headroom_value(high) <= UNIT


@LAW
@given(kinds=st.frozensets(st.sampled_from(LicenseKind), min_size=1))
def test_of_several_possible_kinds_the_least_open_counts(kinds: frozenset[LicenseKind]) -> None:
    """Not knowing which kind it is never makes a model look more open than the least open of them."""
    assert openness_value(kinds) == min(openness_value({kind}) for kind in kinds)


# Whole recommendations


def outcome(found: Recommendation) -> dict[str, tuple[float, ...]]:
    """Return the points of each model ranked, with its offering, in order."""
    return {
        f"{ranked.model.id} at {ranked.offering.id}": (ranked.score, *(part.points for part in ranked.contributions))
        for ranked in found.ranking
    }


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, factor=st.integers(2, 1000))
def test_scaling_all_weights_changes_nothing(records: Records, need: UseCase, factor: int) -> None:
    """Weights count against each other only."""
    registry = compile_registry(records)
    scaled = {criterion: weight * factor for criterion, weight in need.priorities.items()}
    before, after = recommend(need, registry=registry), recommend(replace(need, priorities=scaled), registry=registry)
    assert list(outcome(before)) == list(outcome(after))
    for one, other in zip(before.ranking, after.ranking, strict=True):
        assert abs(one.score - other.score) < 1e-12


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_another_option_changes_neither_scores_nor_order(records: Records, need: UseCase, data: st.DataObject) -> None:
    """Without one of the models, the others have the same offerings, scores and order."""
    left_out = data.draw(st.sampled_from(sorted({one.model for one in records.offerings.values()})))
    fewer = replace(records, offerings={id_: one for id_, one in records.offerings.items() if one.model != left_out})
    before = outcome(recommend(need, registry=compile_registry(records)))
    after = outcome(recommend(need, registry=compile_registry(fewer)))
    assert list(after.items()) == [item for item in before.items() if not item[0].startswith(f"{left_out} at ")]


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_a_models_own_offerings_dont_reorder_the_others(records: Records, need: UseCase, data: st.DataObject) -> None:
    """Without one offering, a model falls or stays; the others keep scores and order."""
    left_out = data.draw(st.sampled_from(sorted(records.offerings)))
    model_id = records.offerings[left_out].model
    fewer = replace(records, offerings={id_: one for id_, one in records.offerings.items() if id_ != left_out})
    before = recommend(need, registry=compile_registry(records))
    after = recommend(need, registry=compile_registry(fewer))
    scores = [{ranked.model.id: ranked.score for ranked in found.ranking} for found in (before, after)]
    assert scores[1].pop(model_id, 0.0) <= scores[0].pop(model_id, 0.0)
    assert list(scores[1].items()) == list(scores[0].items())


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_a_dominated_option_never_outranks_its_dominator(records: Records, need: UseCase) -> None:
    """Who is no better by any criterion asked for, nor in quality or cost, and worse in one, stands below."""
    ranking = recommend(need, registry=compile_registry(records)).ranking
    for above, below in product(ranking, ranking):
        if above.place >= below.place:
            continue
        no_better = all(
            mine.value <= theirs.value for mine, theirs in zip(above.contributions, below.contributions, strict=True)
        )
        quality = {
            one.place: sum(weight * one.quality[task].mean for task, weight in need.tasks.items())
            for one in (above, below)
        }
        cheaper = below.cost.per_month is not None and (
            above.cost.per_month is None or below.cost.per_month < above.cost.per_month
        )
        same_cost = above.cost.per_month == below.cost.per_month
        if no_better and quality[above.place] < quality[below.place] - 1e-9 and (cheaper or same_cost):
            raise AssertionError(f"{above.offering.id} is dominated by {below.offering.id}")
        if no_better and quality[above.place] <= quality[below.place] and cheaper:
            raise AssertionError(f"{above.offering.id} is dominated by {below.offering.id}")


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_a_higher_price_never_raises_a_place(records: Records, need: UseCase, data: st.DataObject) -> None:
    """Raising the price of one offering raises neither its score nor its model's place, and lowers no cost."""
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
    assert other.score <= one.score
    if one.offering.id == other.offering.id == chosen.id:
        assert one.cost.per_month is not None
        assert other.cost.per_month is not None
        assert other.cost.per_month >= one.cost.per_month


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_contributions_add_up_to_the_score(records: Records, need: UseCase) -> None:
    """A score is its parts, a part is value times weight, and values lie between 0 and 1."""
    whole = sum(need.priorities.values())
    for ranked in recommend(need, registry=compile_registry(records)).ranking:
        assert abs(sum(part.points for part in ranked.contributions) - ranked.score) < 1e-12
        assert [part.criterion for part in ranked.contributions] == list(need.priorities)
        for part in ranked.contributions:
            assert 0 <= part.value <= 1
            assert abs(part.points - part.value * part.weight / whole) < 1e-12


@given(share=st.floats(0, 1))
def test_the_value_of_quality_is_the_share(share: float) -> None:
    """Quality isn't bent: its value is the expected share, in billionths."""
    assert quality_value(share) / UNIT == round(share, 9)


def test_criteria_are_all_covered() -> None:
    """A new criterion needs a law of its own."""
    assert {*Criterion} == {Criterion.QUALITY, Criterion.COST, Criterion.HEADROOM, Criterion.OPENNESS}
