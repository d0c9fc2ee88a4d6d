"""Laws of information: what knowing is worth is never below 0, a test is worth no more than that, and more items no less."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from factories import DAY, card, model, offering, period, schedule
from llm_selection.analysis.evaluation_plan import ITEMS, EvaluationPlan, evaluation_plan
from llm_selection.analysis.pairwise import chance_cheaper
from llm_selection.analysis.value_of_information import (
    MOST_MODELS,
    Chance,
    draw_difficulty,
    least_cost_candidates,
    value_of_information,
)
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.errors import NotFoundError
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, compile_registry
from markets import MEASURED_MARKETS, WIDE_NEEDS, market, on_everything

LAW = settings(max_examples=30, deadline=None)
SLOW = settings(max_examples=10, deadline=None)
IN_DOLLARS = WIDE_NEEDS.filter(lambda need: not need.is_quality_only)
DRAWS = 200
CENT = Decimal("0.01")


def ask(records: Records, need: UseCase) -> Recommendation:
    """Answer a need in dollars, of a market where something is ranked."""
    found = recommend(need, registry=compile_registry(records))
    assume(found.ranking)
    return found


@LAW
@given(records=MEASURED_MARKETS, need=IN_DOLLARS, seed=st.integers(0, 99))
def test_knowing_is_worth_something_or_nothing(records: Records, need: UseCase, seed: int) -> None:
    """What the first costs more than the least is at least 0 in every draw, and its mean is the value; chances add up to 1."""
    found = ask(records, need)
    value = value_of_information(found, seed=seed, draws=DRAWS)
    candidates = least_cost_candidates(found.ranking)
    assert [chance.model for chance in value.chances] == [each.model for each in candidates]
    assert value == value_of_information(found, seed=seed, draws=DRAWS)
    if not candidates:
        assert (value.chances, value.usd_per_month, value.stderr) == ((), Decimal(0), Decimal(0))
        return
    difficulty = draw_difficulty(seed, DRAWS)
    drawn = [each.costs(found.ranking.error_terms, difficulty, seed) for each in candidates]
    lost = [costs[0] - min(costs) for costs in zip(*drawn, strict=True)]
    assert min(lost) >= 0
    assert float(value.usd_per_month) == pytest.approx(sum(lost) / DRAWS, abs=0.006)
    assert value.usd_per_month >= 0
    assert value.stderr >= 0
    assert sum(round(chance.best * DRAWS) for chance in value.chances) == DRAWS
    assert value.chances[0].below_first == 0
    assert all(0 <= chance.below_first <= 1 and chance.best <= chance.below_first for chance in value.chances[1:])
    assert [chance.place for chance in value.chances] == sorted(chance.place for chance in value.chances)


@LAW
@given(records=MEASURED_MARKETS, need=IN_DOLLARS)
def test_nothing_is_to_be_known_of_one_option(records: Records, need: UseCase) -> None:
    """It is the best surely, and knowing more is worth nothing; so where nothing is drawn apart."""
    found = ask(records, need)
    candidates = least_cost_candidates(found.ranking)
    assume(candidates)
    first = found.best.model.id
    alone = replace(records, offerings={id_: one for id_, one in records.offerings.items() if one.model == first})
    try:
        found = ask(alone, need)
    except NotFoundError:  # what the need asks for, such as a region, went with the others
        assume(False)
    value = value_of_information(found, draws=DRAWS)
    assert value.usd_per_month == 0
    assert [chance.best for chance in value.chances] == [1.0]
    if not any(each.spread for each in candidates):
        sure = value_of_information(ask(records, replace(need, error_cost="0")), draws=DRAWS)  # type: ignore[arg-type]  # as text is read
        assert sure.usd_per_month == 0
        assert {chance.best for chance in sure.chances} <= {0.0, 1.0}


@LAW
@given(records=MEASURED_MARKETS, need=IN_DOLLARS, usd=st.integers(0, 100_000))
def test_an_option_that_never_wins_leaves_the_others_draws_alone(records: Records, need: UseCase, usd: int) -> None:
    """Each model has random numbers of its own: chances and value are to the digit what they were."""
    before = value_of_information(ask(records, need), draws=DRAWS)
    far, at = ModelId("acme/far"), OfferingId("developer/far")
    price = schedule(period(card(str(usd), str(usd)), effective=DAY.replace(year=2020)))
    more = market(
        {**records.models, far: model(far)},
        {**records.offerings, at: offering(at, far, pricing=price)},
        [*(each for known in records.results.values() for each in known), *on_everything([far])],
        tokens=records.tokens,
    )
    after = value_of_information(ask(more, need), draws=DRAWS)
    by_model = {chance.model: chance for chance in after.chances}
    extra = by_model.pop(far, None)
    assume(before.chances and (extra is None or (extra.best == 0 and extra.place > 1)))
    assert chances(by_model) == chances({chance.model: chance for chance in before.chances})
    assert (after.usd_per_month, after.stderr) == (before.usd_per_month, before.stderr)


def chances(by_model: Mapping[ModelId, Chance]) -> dict[ModelId, tuple[float, float]]:
    """Return what is drawn of each model."""
    return {key: (chance.best, chance.below_first) for key, chance in by_model.items()}


def hold(plan: EvaluationPlan) -> None:
    """Check the laws of plans."""
    for each in plan.plans:
        assert 0 <= each.usd_per_month <= plan.perfect.usd_per_month
        assert each.net_usd == each.usd_per_month * plan.months - each.usd
        assert each.usd >= plan.usd_per_item * each.items * len(each.models)
    for _, group in groupby(plan.plans, key=lambda each: each.models):
        same = list(group)
        assert [each.items for each in same] == list(ITEMS)
        for fewer, more in pairwise(same):
            assert fewer.usd <= more.usd
            assert fewer.usd_per_month <= more.usd_per_month + fewer.stderr + more.stderr + CENT
    best = max((each.net_usd for each in plan.plans), default=Decimal(0))
    assert (plan.best is None) == (best <= 0)
    assert plan.best is None or (plan.best.net_usd == best and plan.best in plan.plans)


@SLOW
@given(records=MEASURED_MARKETS, need=IN_DOLLARS, months=st.integers(1, 60), usd=st.sampled_from(["0", "0.5", "30"]))
def test_a_test_is_worth_no_more_than_knowing_and_more_items_no_less(
    records: Records, need: UseCase, months: int, usd: str
) -> None:
    """With a tolerance for the draws; more items of the same models never cost less, and the best plan is the best of all."""
    found = ask(records, need)
    plan = evaluation_plan(found, months=months, usd_per_item=usd)
    hold(plan)
    assert all(each.models[0] == found.best.model.id for each in plan.plans)
    tried = len(plan.perfect.chances)
    assert {len(each.models) for each in plan.plans} == set(range(2, min(tried, 5) + 1))


@pytest.mark.parametrize("name", ["coding-agent", "chat-assistant", "translation"])
def test_plans_of_presets_hold_to_the_laws(name: str) -> None:
    """With dozens of models, several tasks, and tasks of preference."""
    plan = evaluation_plan(recommend(name), usd_per_item="0.25")
    assert len(plan.perfect.chances) == MOST_MODELS
    hold(plan)


@pytest.mark.parametrize("name", sorted(PRESETS))
def test_near_ties_in_closed_form_agree_with_the_draws(name: str) -> None:
    """The chance to cost less than the first, of the first few models of each preset, within a few points."""
    found = recommend(name)
    first = found.best
    drawn = {chance.model: chance.below_first for chance in value_of_information(found).chances}
    for other in found.ranking[1:6]:
        near = chance_cheaper(found.ranking, other, first)
        assert near == pytest.approx(drawn[other.model.id], abs=0.06)
