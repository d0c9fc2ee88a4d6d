"""Comparing with public leaderboards: what a board's own average is, and when a correlation says anything."""

import pytest

from factories import calibrated_records
from llm_selection.domain.benchmarks import Task
from llm_selection.registry import compile_registry
from registry_tools.research.quality import leaderboards as compare

MODELS = {f"lab/{name}": f"lab/{name}" for name in "abcdef"}


def row(model: str, score: float, **cells: str) -> dict[str, str]:
    """Build a row of the collected table."""
    usual = {"source_id": "epoch_hub", "benchmark": "one", "benchmark_version": "", "task": "maths", "effort": ""}
    return usual | {"model_key": f"lab/{model}", "score": str(score)} | cells


def test_epoch_scores_are_standardised_before_they_are_averaged() -> None:
    """A dollar doesn't weigh more than a share; one benchmark makes no average, and the best of several runs counts."""
    rows = [row(model, place / 10, benchmark="share") for place, model in enumerate("abcde")]
    rows += [row(model, place * 1000, benchmark="dollars") for place, model in enumerate("edcba")]
    rows += [row("f", 0.9, benchmark="share"), row("a", -1, benchmark="share"), row("b", 1, task="coding")]
    averages = compare.epoch_averages("epoch_hub", rows, "maths", MODELS)
    assert set(averages) == set(MODELS) - {"lab/f"}
    assert averages["lab/a"] == pytest.approx(-averages["lab/e"], abs=0.5)


def test_a_livebench_category_is_the_mean_of_its_newest_subtasks() -> None:
    """At the highest effort with all of them."""
    live = {"source_id": "livebench", "benchmark_version": "2026-01-08"}
    rows = [
        row("a", 50, **live, benchmark="x", effort="high"),
        row("a", 70, **live, benchmark="y", effort="high"),
        row("a", 10, **live, benchmark="x", effort="low"),
        row("a", 10, **live, benchmark="y", effort="low"),
        row("b", 90, **live, benchmark="x"),
        row("c", 90, source_id="livebench", benchmark_version="2025-04-25", benchmark="x"),
    ]
    assert compare.livebench_averages(rows, "maths", MODELS) == {"lab/a": 60}


def test_few_models_have_no_correlation() -> None:
    """Their number is printed all the same."""
    ours = {model: float(place) for place, model in enumerate(MODELS)}
    theirs = {model: 2.0 * value for model, value in ours.items()}
    rho, models = compare.correlation(ours, theirs, ours)
    assert rho == pytest.approx(1)
    assert models == len(MODELS)
    assert compare.correlation(ours, theirs, ["lab/a", "lab/b", "lab/z"]) == (None, 2)
    assert compare.cell(None, 2) == "- (2)"


def test_our_quality_is_of_what_was_measured() -> None:
    """A task without a basket has none."""
    data = compile_registry(calibrated_records())
    assert set(compare.our_quality(data, Task.CODING)) == {"acme/large", "acme/small", "borg/open"}


def test_the_table_has_a_line_a_board_and_task(monkeypatch: pytest.MonkeyPatch) -> None:
    """With three columns of correlations."""
    monkeypatch.setattr(compare, "TASKS", {Task.CODING: "coding"})
    board = compare.Board(title="A board", averages=lambda _rows, _task: {"acme/large": 1.0})
    head, line = compare.lines(compile_registry(calibrated_records()), [board], [])
    assert head.split() == ["task", "board", "all", "first", "ten", "by", "quality"]
    assert line.split() == ["coding", "A", "board", "-", "(1)", "-", "(1)", "-", "(1)"]
