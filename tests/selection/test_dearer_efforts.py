"""Efforts: words of sources put in order, and quality of a dearer effort than tokens are counted at."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from factories import DAY, calibrated_records, changed
from llm_selection.analysis.explanation import CaveatKind, caveats
from llm_selection.analysis.quotes import price_workload
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evaluations import Evaluation
from llm_selection.domain.identity import ModelId
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.estimation.workloads import Workload
from llm_selection.presentation import as_text
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry
from llm_selection.selection.dearer_efforts import counted_effort, dearer_effort

LARGE = ModelId("acme/large")
LOAD = Workload(requests_per_month=1000, input_tokens=1000, output_tokens=100, name="ours")
EXPECTED = Verbosity(multiplier=2.4, low=0.7, high=8.1, basis=VerbosityBasis.EXPECTED)
COUNTED = Verbosity(multiplier=2.0, low=1.5, high=2.5, basis=VerbosityBasis.COUNTED, rows=9)
MEASURED = replace(COUNTED, basis=VerbosityBasis.MEASURED, effort=Effort.HIGH)
MAY = "run so, it may cost several times as much; counted_output counts yours"


def facts(*efforts: str | None, verbosity: Verbosity | None = EXPECTED, **changes: Any) -> Registry:
    """Compile a registry in which the large model's results, two of coding and one of math, are of these efforts."""
    records = calibrated_records()
    results = tuple(replace(one, effort=each) for one, each in zip(records.results[LARGE], efforts, strict=True))
    verbosities = {} if verbosity is None else {LARGE: (verbosity,)}
    return changed(records, results={**records.results, LARGE: results}, verbosities=verbosities, **changes)


def told(
    *efforts: str | None, verbosity: Verbosity | None = EXPECTED, tasks: Collection[Task] | None = (Task.CODING,)
) -> str | None:
    """Say what is dearer for a need of coding."""
    return dearer_effort(facts(*efforts, verbosity=verbosity), LARGE, LOAD, on=DAY, tasks=tasks)


def test_a_dearer_effort_is_told() -> None:
    """Of the task and in all, the words as written, most results first; or of all tasks together."""
    assert told("max", None, "xhigh") == (
        f"2 of 3 results behind its quality (1 of 2 at what is asked) were got at effort max or xhigh, but its tokens are counted at no stated effort: {MAY}"
    )
    assert told("max", "max", "xhigh", verbosity=MEASURED) == (
        f"3 of 3 results behind its quality (2 of 2 at what is asked) were got at effort max or xhigh, but its tokens are counted at effort high: {MAY}"
    )
    assert told(None, None, "high", tasks=None) == (
        f"1 of 3 results behind its quality was got at effort high, but its tokens are counted at no stated effort: {MAY}"
    )


@pytest.mark.parametrize(
    ("efforts", "verbosity"),
    [
        ((None, None, "max"), EXPECTED),
        (("medium", "thinking", None), EXPECTED),
        (("none", "low", None), EXPECTED),
        (("high", "high", "max"), MEASURED),
        (("max", "max", "max"), None),
        (("max", "max", "max"), COUNTED),
    ],
)
def test_no_dearer_effort_is_made_up(efforts: tuple[str | None, ...], verbosity: Verbosity | None) -> None:
    """Where only another task's results are dearer, none is, nothing is known of tokens, or they are one's own."""
    assert told(*efforts, verbosity=verbosity) is None


def test_a_dearer_effort_needs_a_fit_and_results_of_the_day() -> None:
    """What the fit doesn't know, or what came later, no quality rests on; charged tokens are whatever they are."""
    dear = facts("max", "max", "max")
    assert dearer_effort(dear, LARGE, LOAD, on=DAY) is not None
    assert dearer_effort(dear, LARGE, LOAD, on=date(2026, 10, 1)) is None
    assert dearer_effort(dear, LARGE, replace(LOAD, counted_output=True), on=DAY) is None
    bare = facts("max", "max", "max", calibration=None, abilities={}, priors={})
    assert dearer_effort(bare, LARGE, LOAD, on=DAY) is None


def test_an_answer_and_a_bill_say_it() -> None:
    """Each place its own; on tests of one's own, the effort was one's own; without a cost there is nothing to say."""
    dear = facts("max", "max", None)
    said = f"2 of 3 results behind its quality (2 of 2 at what is asked) were got at effort max, but its tokens are counted at no stated effort: {MAY}"

    def texts(**keywords: Any) -> list[str]:
        """Return what is said of efforts."""
        found = recommend("coding", registry=dear, model=LARGE, **keywords)
        return [each.text for each in caveats(found, found.best) if each.kind is CaveatKind.EFFORT]

    assert texts() == [said]
    assert texts(results=Evaluation.counted("ours", {LARGE: (5, 10)}, task="coding")) == []
    notes = price_workload(LARGE, LOAD, registry=dear)[0].cost.notes
    assert notes[-1] == said.replace(" (2 of 2 at what is asked)", "")
    unpriced = price_workload(LARGE, LOAD, registry=dear, on="2020-01-01")[0].cost
    assert unpriced.per_month is None
    assert len(unpriced.notes) == 1


def test_why_not_names_the_effort_that_tokens_are_counted_at() -> None:
    """Beside each cost where it is known; not where the workload's own tokens are charged."""
    some = facts(None, None, None, verbosity=MEASURED)
    assert counted_effort(some, LARGE, LOAD) is Effort.HIGH
    assert counted_effort(some, ModelId("acme/small"), LOAD) is None
    asked: dict[str, Any] = {"registry": some, "error_cost": 0, "workload": LOAD}
    behind = recommend("coding", **asked).why_not(LARGE)
    assert (behind.effort, behind.first_effort) == (Effort.HIGH, None)
    assert "$9.00 (tokens at effort high) against $" in as_text(behind)
    quality: dict[str, Any] = {**asked, "error_cost": "quality-only"}
    ahead = recommend("coding", **quality).why_not("borg/open")
    assert (ahead.effort, ahead.first_effort) == (None, Effort.HIGH)
    own: dict[str, Any] = {**asked, "workload": replace(LOAD, counted_output=True)}
    charged = recommend("coding", **own).why_not(LARGE)
    assert charged.effort is None
    assert "tokens at" not in as_text(charged)
