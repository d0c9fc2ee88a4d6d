"""Laws of efforts, on the data that is shipped and in small markets: what a need fixes, what more effort costs, and what an answer names."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from llm_selection.decisions import check, decide
from llm_selection.domain.efforts import Effort
from llm_selection.estimation.effort_steps import effort_at
from llm_selection.needs.option_facts import EFFORT, VERBOSITY
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.requirements import FitsWorkload
from llm_selection.needs.requirements.effort import EffortIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import recommend
from llm_selection.registry import Records, bundled, compile_registry
from llm_selection.selection.ranking import Ranking, by_evidence
from markets import MEASURED_MARKETS, WIDE_NEEDS

NEEDS = st.sampled_from(sorted(PRESETS))


@given(NEEDS, st.sampled_from(Effort))
def test_a_need_that_fixes_the_effort_gives_the_best_of_that_effort(need: str, effort: Effort) -> None:
    """It ranks what the free choice lets through at that effort, in the order in which that would."""
    free = recommend(need, registry=bundled())
    fixed = recommend(need, registry=bundled(), effort=effort)
    kept = free.screening.kept
    efforts = kept.column(EFFORT)
    at_effort = kept.take(place for place in range(len(kept)) if efforts[place] is effort)
    assert list(fixed.screening.kept.places) == list(at_effort.places)
    measured, _ = by_evidence(free.use_case, at_effort, free.ranking.qualities)
    expected = Ranking(free.use_case, measured, free.ranking.qualities)
    assert [(each.offering.id, each.expected) for each in fixed.ranking[:20]] == [
        (each.offering.id, each.expected) for each in expected[:20]
    ]
    assert {each.effort for each in fixed.ranking[:20]} <= {effort}


@given(NEEDS)
def test_more_effort_never_costs_less(need: str) -> None:
    """At one offering, of the efforts that it takes in order."""
    options = recommend(need, registry=bundled()).ranking
    rows, bills = options.options.rows, options.bills()
    for one, more in pairwise(range(len(rows))):
        low, high = bills[one], bills[more]
        if rows[one] == rows[more] and low is not None and high is not None:
            assert low <= high


@given(NEEDS)
def test_an_answer_names_each_model_once_and_how_to_ask_for_its_effort(need: str) -> None:
    """Its other efforts stand under it; an effort is one that the model takes."""
    ranking = recommend(need, registry=bundled()).ranking
    models = [each.model.id for each in ranking]
    assert len(models) == len(set(models))
    for each in ranking[:30]:
        ladder = each.model.efforts
        assert each.effort not in each.efforts
        if ladder is None:
            assert each.effort in (None, Effort.NONE)
            assert each.parameters_for("litellm") == {}
        else:
            assert {each.effort, *each.efforts} <= {*ladder.levels, Effort.NONE}
            assert len(ladder.levels) > 1 or each.parameters_for("litellm") == {}


LAW = settings(max_examples=40, deadline=None)


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_more_effort_never_takes_fewer_tokens_in_any_market(records: Records, need: UseCase) -> None:
    """At one offering, of the efforts that it takes in order."""
    options = recommend(need, registry=compile_registry(records)).screening.options
    rows, put_out = options.rows, options.column(VERBOSITY)
    for one, more in pairwise(range(len(rows))):
        low, high = put_out[one], put_out[more]
        if rows[one] == rows[more] and low is not None and high is not None:
            assert low.multiplier <= high.multiplier


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, effort=st.sampled_from(Effort))
def test_an_effort_that_is_fixed_is_the_free_choice_among_its_options(
    records: Records, need: UseCase, effort: Effort
) -> None:
    """In any market: the same options of that effort, in the same order, at the same expected cost."""
    need = replace(need, unknowns="set_aside")
    registry = compile_registry(records)
    free = recommend(need, registry=registry).ranking
    fixed = recommend(
        replace(need, requirements=(*need.requirements, EffortIn(frozenset({effort})))), registry=registry
    ).ranking
    efforts = free.options.column(EFFORT)
    among = Ranking(
        need, free.options.take(place for place in range(len(efforts)) if efforts[place] is effort), free.qualities
    )
    assert [(one.offering.id, one.effort, one.others, one.expected) for one in fixed] == [
        (one.offering.id, one.effort, one.others, one.expected) for one in among
    ]


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_a_decision_at_an_effort_holds_on_the_same_registry(records: Records, need: UseCase) -> None:
    """Locked and checked, nothing is found; the choice is told at its effort."""
    registry = compile_registry(records)
    # What has no keyword can't be written down.
    written = tuple(each for each in need.requirements if not isinstance(each, FitsWorkload))
    found = recommend(replace(need, requirements=written), registry=registry)
    assume(found.ranking)
    decision = decide(found)
    assert decision.choice.effort is found.best.effort
    review = check(decision, registry=registry, on=found.on)
    assert review.findings == ()
    assert review.now == review.first == decision.choice


def test_quality_falls_with_effort_only_where_own_results_say_so() -> None:
    """Pooled steps never lead down: where more effort is worse, the model was measured below the step and above it."""
    registry, order = bundled(), list(Effort)
    for task, abilities in registry.abilities.items():
        for model, known in abilities.items():
            ladder = registry.models[model].efforts
            default = None if ladder is None else ladder.default
            means = {
                effort: each.mean for effort, each in registry.effort_abilities.get(task, {}).get(model, {}).items()
            }
            if known.effort is not None:
                means[known.effort] = known.mean
            levels = sorted(means, key=order.index)
            falls = [(low, high) for low, high in pairwise(levels) if means[high] < means[low]]
            if not falls:
                continue
            measured = {
                effort
                for each in registry.results[model]
                if registry.calibration and each.benchmark in registry.calibration.benchmarks
                if (effort := effort_at(each, default)) is not None
            }
            for low, high in falls:
                assert any(order.index(each) <= order.index(low) for each in measured), (model, task, low, high)
                assert any(order.index(each) >= order.index(high) for each in measured), (model, task, low, high)
