"""The report of efforts: a table of 80 columns, and what its columns mean."""

from dataclasses import replace

import pytest

from factories import calibrated, calibrated_records, changed, model
from llm_selection.analysis.effort_map import EffortMap, effort_map
from llm_selection.domain.benchmarks import Task
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.use_cases import UseCase
from llm_selection.presentation import as_text as any_as_text
from llm_selection.presentation.effort_report import as_text
from thinkers import LARGE, LOAD, thinkers

NEED = UseCase(tasks={Task.CODING: 2, Task.MATH: 1}, workload=LOAD)


def told(found: EffortMap) -> list[str]:
    """Write it, without what stands between columns."""
    return [" ".join(line.split()) for line in as_text(found).splitlines()]


def test_efforts_of_a_model_stand_below_each_other() -> None:
    """With the default and the one that is as good; what each column means stands below."""
    need = replace(NEED, tasks={Task.CODING: 1})
    lines = told(effort_map([LARGE, "borg/open"], need, registry=thinkers((1.0, 3.0, 3.0))))
    assert lines[0] == "Efforts coding, 2026-11-01"
    assert lines[1].startswith("Workload ours: 1,000 requests a month")
    first = lines.index("acme/large, at its cheapest, acme/large")
    assert lines[first + 1] == "effort quality tokens bill finished"
    assert any(line.startswith("none ") and line.split()[3:] for line in lines)
    assert any(line.startswith("high (default) ") and line.endswith(" low is as good") for line in lines)
    assert any(line.startswith("not known ") and " ? " in line for line in lines)
    written = " ".join(lines)
    assert "finished: for one solved, if a failure is noticed and the task done again or dropped" in written
    assert "as good: less than half a point worse, and cheaper" in written
    assert written.endswith(
        "requests a task are the workload's at every effort, but more effort may take more of them."
    )
    assert any_as_text(effort_map([LARGE], need, registry=thinkers())).startswith("Efforts   coding")


def test_what_isnt_known_is_said() -> None:
    """No offering that meets the need, none at all, and no result."""
    facts = changed(calibrated_records(), models=[model("borg/idle")])
    single = replace(LOAD, requests_per_task=1)
    need = replace(NEED, tasks={Task.CODING: 1}, workload=replace(single, input_tokens=10**6))
    lines = told(effort_map(["borg/idle", "borg/new"], need, registry=facts))
    assert "borg/idle, which nobody offers" in lines
    assert "borg/new, of which no offering meets the need; recommend --why-not says why" in lines
    assert "not known ? ? ?" in lines
    assert "requests a task" not in " ".join(lines)
    assert "as good" not in " ".join(lines)


def test_preferred_answers_have_no_finish() -> None:
    """Neither the column nor its meaning."""
    written = as_text(effort_map(["openai/gpt-5.4"], "translation"))
    assert "finished" not in written
    assert "Efforts   multilingual" in written


def test_several_tasks_have_their_weights() -> None:
    """As the head of an answer has them."""
    assert told(effort_map(["borg/open"], NEED, registry=calibrated()))[0].startswith("Efforts coding ×2 + math, ")


@pytest.mark.parametrize("need", sorted(PRESETS))
def test_it_fits_80_columns(need: str) -> None:
    """Whatever we ship a preset for."""
    written = as_text(effort_map(["openai/gpt-5.4", "anthropic/claude-opus-5", "zhipuai/glm-5.3"], need))
    assert max(map(len, written.splitlines())) <= 80
