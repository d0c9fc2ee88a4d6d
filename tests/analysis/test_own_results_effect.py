"""Own results: what they did to an answer, told by the answer without them."""

from dataclasses import replace
from typing import Any

import pytest

from answers import answer
from factories import DAY, calibrated_records
from llm_selection.analysis.own_results_effect import OwnResultsEffect, own_results, without_results
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation
from llm_selection.domain.identity import ModelId
from llm_selection.errors import NothingFits
from llm_selection.recommendation import recommend
from llm_selection.registry import compile_registry

LARGE, SMALL, NEW = map(ModelId, ("acme/large", "acme/small", "borg/new"))


def test_who_was_first_is_told_beside_who_is() -> None:
    """Public results put large first; 190 of 200 against 100 of 200 put small there."""
    ours = Evaluation.counted("ours", {SMALL: (190, 200), LARGE: (100, 200)})
    found = answer(results=ours, error_cost="quality-only")
    effect = own_results(found)
    assert effect == OwnResultsEffect(
        tests=found.use_case.results, public=(), can_be_ranked=True, first=SMALL, first_without=LARGE
    )
    assert [test.name for test in effect.tests] == ["ours"]


def test_a_benchmark_of_the_registry_is_told_apart() -> None:
    """By its name; a test of one's own beside it isn't among the public ones."""
    public = Evaluation.counted("code-one", {LARGE: (160, 200)})
    own = Evaluation.counted("ours", {LARGE: (150, 200)})
    assert own_results(answer(results=public)).public == ("code-one",)
    assert own_results(answer(results=[public, own])).public == ("code-one",)


def test_without_them_is_the_answer_to_the_same_need() -> None:
    """On the same day, with the same cost of an error and requirements; only the results are gone."""
    ours = Evaluation.counted("ours", {SMALL: (190, 200), LARGE: (100, 200)})
    keywords: dict[str, Any] = {
        "error_cost": "0.03",
        "region": "eu,us",
        "unknowns": "include",
        "on": DAY,
    }
    before = without_results(answer(results=ours, **keywords))
    assert before is not None
    plain = answer(**keywords)
    assert before.use_case == plain.use_case
    assert before.ranking == plain.ranking


def test_a_model_that_nobody_else_measured_had_no_answer() -> None:
    """Something can be ranked without the results, but nothing of what the need admits."""
    effect = own_results(answer(model=NEW, results=Evaluation.counted("ours", {NEW: (190, 200)})))
    assert (effect.first, effect.first_without, effect.can_be_ranked) == (NEW, None, True)


def test_a_task_that_nothing_else_measures_couldnt_be_ranked() -> None:
    """Without a basket for it there is no answer at all."""
    records = calibrated_records()
    assert records.calibration is not None
    baskets = {Task.MATH: records.calibration.baskets[Task.MATH]}
    bare = compile_registry(replace(records, calibration=replace(records.calibration, baskets=baskets)))
    found = recommend("coding", registry=bare, results=Evaluation.counted("ours", {LARGE: (190, 200)}))
    assert without_results(found) is None
    effect = own_results(found)
    assert (effect.can_be_ranked, effect.first_without) == (False, None)


def test_where_nothing_is_ranked_there_is_no_effect() -> None:
    """The reasons are those of the answer."""
    found = answer(min_context_tokens="9M", results=Evaluation.counted("ours", {LARGE: (190, 200)}))
    with pytest.raises(NothingFits) as caught:
        own_results(found)
    assert caught.value.reasons == found.reasons()
