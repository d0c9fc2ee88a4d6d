"""Laws of recommending, on small markets and on the registry we ship."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import DAY
from llm_selection.analysis.region_advice import more_in_region, with_in_region
from llm_selection.domain.benchmarks import Task
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, Registry, bundled, compile_registry
from llm_selection.selection.expected_costs import ExpectedCost
from llm_selection.selection.selecting import pareto_front
from markets import DAYS, MARKETS, MEASURED_MARKETS, NEEDS, obvious, wide

LAW = settings(max_examples=30, deadline=None)
ANY_MARKET = MARKETS | MEASURED_MARKETS


def agrees(found: Recommendation, need: UseCase, registry: Registry) -> bool:
    """Say whether an answer is the one of the slow obvious way."""
    slow = obvious(need, registry)
    totals = found.ranking.totals()
    best = [totals[options[0]] for options in found.ranking.order()]
    unknown = float("inf")
    fast = [
        (ranked.offering.id, ranked.effort, ranked.others, ranked.efforts, unknown if total is None else total)
        for ranked, total in zip(found.ranking, best, strict=True)
    ]
    return fast == [tuple(place) for place in slow]


@LAW
@given(records=ANY_MARKET, need=NEEDS | NEEDS.map(wide))
def test_recommending_equals_the_slow_obvious_way(records: Records, need: UseCase) -> None:
    """Judging, estimating, adding up and sorting one offering at a time gives the same places and totals."""
    registry = compile_registry(records)
    assert agrees(recommend(need, registry=registry), need, registry)


@pytest.mark.parametrize("unknowns", ["set_aside", "include"])
def test_recommending_equals_the_slow_obvious_way_on_what_we_ship(unknowns: str) -> None:
    """The same holds for the registry we ship."""
    registry = bundled()
    need = recommend("coding", min_context_tokens="100k", unknowns=unknowns).use_case  # type: ignore[arg-type]  # one of the two
    assert agrees(recommend(need), need, registry)


@LAW
@given(records=MEASURED_MARKETS, need=NEEDS.map(wide))
def test_what_runs_where_it_is_called_is_counted(records: Records, need: UseCase) -> None:
    """As many models more as the same need has that asks for it; none is lost."""
    need = replace(need, requirements=(*need.requirements, RunsIn(frozenset({"eu"}))), unknowns="set_aside")
    registry = compile_registry(records)
    found = recommend(need, registry=registry)
    wider = recommend(replace(need, requirements=tuple(map(with_in_region, need.requirements))), registry=registry)
    models, more = ({ranked.model.id for ranked in each.ranking} for each in (found, wider))
    assert models <= more
    assert more_in_region(found) == len(more - models)


@LAW
@given(records=ANY_MARKET, need=NEEDS)
def test_each_model_stands_in_one_place(records: Records, need: UseCase) -> None:
    """A model is ranked or unmeasured, once; its offerings are listed once."""
    found = recommend(need, registry=compile_registry(records))
    ranked = [one.model.id for one in found.ranking]
    assert len({*ranked, *found.unmeasured}) == len(ranked) + len(found.unmeasured)
    offerings = [id_ for one in found.ranking for id_ in (one.offering.id, *one.others)]
    assert len(set(offerings)) == len(offerings)
    assert [one.place for one in found.ranking] == list(range(1, len(found.ranking) + 1))


@LAW
@given(records=ANY_MARKET, need=NEEDS)
def test_an_unmeasured_model_is_never_ranked(records: Records, need: UseCase) -> None:
    """Without a result by that day, a model is listed apart; one that is ranked has one, on whatever benchmark."""
    found = recommend(need, registry=compile_registry(records))
    for ranked in found.ranking:
        assert any((result.measured or DAY) <= found.on for result in records.results[ranked.model.id])
        assert all(estimate.ability.results for estimate in ranked.quality.values())
    for model_id in found.unmeasured:
        assert not any((result.measured or DAY) <= found.on for result in records.results.get(model_id, ()))


@LAW
@given(records=ANY_MARKET, need=NEEDS, day=st.dates(DAY - timedelta(days=300), DAY - timedelta(days=1)))
def test_looking_back_sees_nothing_that_came_later(records: Records, need: UseCase, day: date) -> None:
    """No model released later, no offering available later, no later price, and no result measured later."""
    asked = replace(need, on=day)
    found = recommend(asked, registry=compile_registry(records))
    for ranked in found.ranking:
        assert ranked.model.released is None or ranked.model.released <= day
        assert ranked.model.released is not None or need.unknowns == "include"
        available = ranked.offering.lifecycle.available
        assert available is None or available <= day
        seen = [result for result in records.results[ranked.model.id] if (result.measured or DAY) <= day]
        assert all(estimate.ability.results <= len(seen) for estimate in ranked.quality.values())
    assert outcome(found) == outcome(recommend(asked, registry=compile_registry(without_the_future(records, day))))


def without_the_future(records: Records, day: date) -> Records:
    """Drop the results that nobody had by *day*."""
    return replace(
        records,
        results={
            id_: kept
            for id_, results in records.results.items()
            if (kept := tuple(result for result in results if (result.measured or DAY) <= day))
        },
        abilities={
            task: {
                id_: ability
                for id_, ability in by_model.items()
                if any((result.measured or DAY) <= day for result in records.results[id_])
            }
            for task, by_model in records.abilities.items()
        },
    )


def outcome(found: Recommendation) -> list[tuple[str, ExpectedCost]]:
    """Return places and expected costs."""
    return [(ranked.offering.id, ranked.expected) for ranked in found.ranking]


@LAW
@given(records=ANY_MARKET, need=NEEDS, day=DAYS)
def test_the_same_question_has_the_same_answer(records: Records, need: UseCase, day: date) -> None:
    """Asked again, of the same registry or one compiled anew, the answer is the same."""
    registry = compile_registry(records)
    first = recommend(need, registry=registry, on=day)
    assert outcome(recommend(need, registry=registry, on=day)) == outcome(first)
    assert outcome(recommend(need, registry=compile_registry(records), on=day)) == outcome(first)


@LAW
@given(records=MEASURED_MARKETS, need=NEEDS.map(wide))
def test_the_pareto_front_holds_who_isnt_beaten(records: Records, need: UseCase) -> None:
    """Everyone ranked with a known cost is on the front, or someone on it is as good and as cheap."""
    found = recommend(need, registry=compile_registry(records))
    front = pareto_front(found)

    def quality(one: object) -> float:
        return sum(weight * one.quality[task].mean for task, weight in need.tasks.items())  # type: ignore[attr-defined]  # a ranked option

    for ranked in found.ranking:
        if ranked.cost.per_month is not None:
            assert any(
                quality(one) >= quality(ranked)
                and one.cost.per_month is not None
                and one.cost.per_month <= ranked.cost.per_month
                for one in front
            )


@pytest.mark.parametrize("days", [30, 200, 500])
def test_looking_back_on_what_we_ship(days: int) -> None:
    """On a past day, the registry we ship recommends only what was out then."""
    registry = bundled()
    day = registry.date - timedelta(days=days)
    found = recommend(Task.CODING, on=day)
    for ranked in found.ranking:
        assert ranked.model.released is not None
        assert ranked.model.released <= day
