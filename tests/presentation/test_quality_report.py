"""Traces: a model's quality and expected scores as text."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from factories import calibrated, calibrated_records, changed, result
from llm_selection import Evaluation, estimate_quality, expected_score
from llm_selection.domain.benchmarks import Scale, Task
from llm_selection.domain.calibration import Basket
from llm_selection.domain.evaluations import Score
from llm_selection.domain.identity import ModelId
from llm_selection.presentation.quality_report import qualities_as_text, quality_as_text, score_as_text
from llm_selection.registry import bundled
from llm_selection.selection.assessments import known_results

LARGE = ModelId("acme/large")
FACTS = calibrated()


def trace(
    model: str = "acme/large", *, limit: int = 10, on: date = FACTS.date, results: tuple[Evaluation, ...] = ()
) -> str:
    """Write the trace of coding."""
    found = estimate_quality(model, "coding", registry=FACTS, on=on, results=results)
    return quality_as_text(model, found, registry=FACTS, on=on, limit=limit)


def test_a_trace_says_what_of_what_from_and_what_moved_it() -> None:
    """Every line at 80 columns; the results it rests on with score, day, reporter and source."""
    text = trace()
    assert text.startswith(
        "Model     acme/large · coding\nData      2026.11.1, results known by 2026-11-01\nQuality   "
    )
    assert "expected share solved of 2 benchmarks" in text
    assert "Rests on 3 results." in text
    assert "Code-One 80.0%, 2026-11-01: independent, A page" in text
    assert all(len(line) <= 80 for line in text.splitlines())


def test_a_trace_can_be_cut_and_says_so() -> None:
    """The farthest come first, and how many are left is said."""
    assert "and 2 more; --limit 3 shows all" in trace(limit=1)


def test_nothing_moved_a_model_without_results() -> None:
    """No empty table."""
    assert "Moved by" not in trace("borg/new")
    assert "No result at all" in trace("borg/new")
    assert "results known by 2026-10-01" in trace(on=date(2026, 10, 1))


def test_a_far_off_result_is_marked() -> None:
    """A result that was taken in says so."""
    records = calibrated_records()
    several = [result(LARGE, "code-two", 0.6, stderr=0.01, effort=str(index)) for index in range(6)]
    several.append(result(LARGE, "code-one", 0.0))
    facts = changed(records, results={**records.results, LARGE: tuple(several)}, abilities={})
    found = estimate_quality(LARGE, "coding", registry=facts)
    assert found.moved is not None
    text = quality_as_text(LARGE, found, registry=facts, on=facts.date, limit=10)
    assert text.count("taken in") == sum(one.outlier for one in found.moved) == 1


def test_own_results_are_told_as_such() -> None:
    """In units of ability, for the quality is then of the user's own work."""
    own = Evaluation(name="ours", scores=(Score(model="acme/large", right=30, items=60),))
    text = trace(results=(own,))
    assert "expected share solved of your own work, as your own test “ours” tells" in " ".join(text.split())
    assert "ability that the estimate would lose" in text
    assert "where it scored 30 of 60." in " ".join(text.split())
    assert "Basket" not in text


def test_own_results_on_a_known_benchmark_are_told_with_it() -> None:
    """The benchmark is the registry's, the result the user's."""
    own = Evaluation(name="code-one", scores=(Score(model="acme/large", right=30, items=60),))
    assert "Code-One 50.0% ± 6.5%: your own result" in " ".join(trace(results=(own,)).split())


def test_all_tasks_in_a_table() -> None:
    """A line a task, and what an anchor's numbers are."""
    records = calibrated_records()
    calibration = records.calibration
    assert calibration is not None
    votes = {task: calibration.baskets[task] for task in calibration.baskets}
    votes[Task.MATH] = Basket(benchmarks=("math-one",), anchor=LARGE, anchor_ratings={"math-one": 1450.0})
    for baskets, said in ((calibration.baskets, False), (votes, True)):
        facts = changed(
            records,
            calibration=replace(calibration, baskets=baskets),
            benchmarks={
                **records.benchmarks,
                "math-one": replace(records.benchmarks["math-one"], scale=Scale.RATING if said else Scale.SHARE),
            },
        )
        found = [estimate_quality(LARGE, task, registry=facts) for task in (Task.CODING, Task.MATH)]
        text = qualities_as_text("acme/large", found, registry=facts, on=facts.date)
        assert ("the chance to be preferred to acme/large" in text) is said
        assert [line.split()[0] for line in text.splitlines()[3:6]] == ["task", "coding", "math"]


def test_notes_of_several_tasks_are_told_once() -> None:
    """Each with the tasks it is said of, all of them by that name."""
    facts = calibrated()
    found = [estimate_quality("borg/new", task, registry=facts) for task in (Task.CODING, Task.MATH)]
    text = qualities_as_text("borg/new", found, registry=facts, on=facts.date)
    assert text.count("No result at all") == 1
    assert "Notes     all tasks: No result at all: rests on what models like it do." in text
    found[0] = replace(found[0], warnings=(*found[0].warnings, "Only here."))
    assert "coding: Only here." in qualities_as_text("borg/new", found, registry=facts, on=facts.date)


def test_a_share_of_nearly_nothing_is_not_called_none() -> None:
    """Nor is one of nearly everything called all; none and all are what they are."""
    found = estimate_quality("acme/large", "coding", registry=calibrated())
    for share, written in ((0.001, "<1 ("), (0.999, ">99 ("), (0.0, "0 ("), (1.0, "100 (")):
        text = quality_as_text(
            "acme/large", replace(found, mean=share), registry=calibrated(), on=calibrated().date, limit=1
        )
        assert f"Quality   {written}" in text


def test_a_model_of_a_later_day_is_said_to_be_of_it() -> None:
    """What it was expected to be before it came out is no measurement."""
    facts = calibrated()
    released = facts.models[LARGE].released
    assert released is not None
    before = released - timedelta(days=1)
    found = estimate_quality(LARGE, "coding", registry=facts, on=before)
    text = quality_as_text(LARGE, found, registry=facts, on=before, limit=1)
    assert f"Note      it was released later, on {released}" in text


@pytest.mark.parametrize(
    ("scale", "score", "printed"),
    [(Scale.SHARE, 0.7, "70.0%"), (Scale.RATING, 1433.4, "1433"), (Scale.POINTS, 1234.56, "1,235")],
)
def test_scores_are_printed_as_their_benchmark_does(scale: Scale, score: float, printed: str) -> None:
    """Shares as percentages, ratings whole, points as they are."""
    records = calibrated_records()
    mine = result(LARGE, "math-one", score, effort="high")
    facts = changed(
        records,
        results={**records.results, LARGE: (mine,)},
        benchmarks={**records.benchmarks, "math-one": replace(records.benchmarks["math-one"], scale=scale)},
        abilities={},
    )
    found = expected_score(LARGE, "math-one", registry=facts)
    known = known_results(LARGE, facts, facts.date)
    text = score_as_text(LARGE, found, results=known, registry=facts, on=facts.date)
    assert f"Own       Math-One {printed}, effort high, 2026-11-01: independent, A page" in text
    assert "0 results of its own elsewhere, 1 result of its own there, and 1 other model measured there" in " ".join(
        text.split()
    )


def test_it_is_told_how_many_results_were_got_at_the_effort() -> None:
    """Of none, the estimate is inferred from those at others; one that names none was got at the default."""
    registry = bundled()

    def told(effort: str) -> str:
        quality = estimate_quality("openai/gpt-5.6-sol", "agentic_coding", registry=registry, effort=effort)
        return " ".join(
            quality_as_text("openai/gpt-5.6-sol", quality, registry=registry, on=registry.date, limit=1).split()
        )

    assert "none of them at effort low, so it is inferred from others" in told("low")
    assert re.search(r"; [1-9]\d* of them at effort max", told("max"))
