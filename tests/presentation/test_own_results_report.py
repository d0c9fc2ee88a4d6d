"""What own results did, as text: what quality is a share of, and who would be first without them."""

from dataclasses import replace

from answers import answer, said
from factories import (
    calibrated_records,
)
from llm_selection.analysis.explanation import (
    basket_results,
)
from llm_selection.analysis.own_results_effect import without_results
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.recommendation import recommend
from llm_selection.registry import compile_registry


def test_the_argument_says_what_own_results_did() -> None:
    """What quality is the share of, and who would be first without them."""
    found = answer(results=Evaluation.counted("ours", {"acme/small": (190, 200), "acme/large": (100, 200)}))
    lines = said(found)
    assert (
        "Quality at coding is the expected share of your own work, as your own test “ours” (2 models) tells of it beside the "
        "public results."
    ) in lines
    assert "Without your results, the first would be acme/large." in lines
    assert "Share of your work, as your own test “ours” tells of it, where it scored 190 of 200." in lines
    assert not any("no result on the basket's own benchmarks" in line for line in lines)
    # Benchmarks of the basket; the user's own test isn't one.
    seen = {one.model.id: basket_results(found, one, Task.CODING) for one in found.ranking}
    assert seen == {"acme/large": 2, "acme/small": 1, "borg/open": 2}
    before = without_results(found)
    assert before is not None
    assert before.ranking[:] == answer().ranking[:]


def test_what_wasnt_tried_is_told_of_the_test_too() -> None:
    """How hard the work is moves its share as well."""
    lines = said(answer(results=Evaluation.counted("ours", {"acme/small": (20, 200)})))
    assert any("your own test “ours” (1 model)" in line for line in lines)
    assert "Share of your work, as your own test “ours” tells of it, where it wasn't measured." in lines


def test_results_on_a_public_benchmark_are_said_to_be_that() -> None:
    """They change nothing of what quality is, and here nothing of the order."""
    test = Evaluation(name="code-one", scores=(Score(model="acme/large", right=160, items=200),))
    lines = said(answer(results=test))
    assert (
        "Your results on code-one (1 model), a benchmark of the registry, count in place of those models' public ones."
        in lines
    )
    assert "Without your results, the first would be the same." in lines
    assert not any("your own test" in line for line in lines)


def test_without_own_results_there_may_be_no_answer() -> None:
    """Where they are the only ones of the one model that fits, or of the task."""
    found = answer(model="borg/new", results=Evaluation.counted("ours", {"borg/new": (190, 200)}))
    assert found.best.model.id == "borg/new"
    assert "Without your results, nothing would fit." in said(found)
    records = calibrated_records()
    assert records.calibration is not None
    baskets = {Task.MATH: records.calibration.baskets[Task.MATH]}
    bare = compile_registry(replace(records, calibration=replace(records.calibration, baskets=baskets)))
    found = recommend("coding", registry=bare, results=Evaluation.counted("ours", {"acme/large": (190, 200)}))
    assert without_results(found) is None
    assert "Without your results, this couldn't be ranked." in said(found)
