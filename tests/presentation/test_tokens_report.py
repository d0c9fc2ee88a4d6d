"""The report of tokens: a row a kind of work and effort, own counts above, and what isn't known."""

from dataclasses import replace

import pytest

from factories import calibrated_records, changed
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import InvalidInputError
from llm_selection.presentation.comparison_report import compare
from llm_selection.presentation.record_report import as_lines
from llm_selection.presentation.tokens_report import as_text, tokens_told
from llm_selection.registry import Registry

OPEN, NEW = ModelId("borg/open"), ModelId("borg/new")
NONE = ReasoningTokens(
    work=Work.PROSE, effort=Effort.NONE, expected=0, low=0, high=0, basis=TokensBasis.STATED, default=True
)
HIGH = ReasoningTokens(
    work=Work.PROSE, effort=Effort.HIGH, expected=1200, low=300, high=4800, basis=TokensBasis.MEASURED, runs=1
)
MAX = replace(HIGH, effort=Effort.MAX, basis=TokensBasis.INFERRED, runs=5)
CODE = ReasoningTokens(work=Work.CODE, expected=2000, low=0, high=9000, basis=TokensBasis.EXPECTED)
ALONE = ReasoningTokens(work=Work.CODE, expected=0, low=0, high=0, basis=TokensBasis.STATED)
COUNTED = Verbosity(multiplier=3.0, low=2.5, high=3.5, effort=Effort.LOW, basis=VerbosityBasis.COUNTED, rows=99)


def registry(*rows: ReasoningTokens, own: tuple[Verbosity, ...] = ()) -> Registry:
    """Make a registry that knows a model's tokens."""
    return changed(calibrated_records(), tokens={OPEN: rows} if rows else {}, verbosities={OPEN: own} if own else {})


def lines(*rows: ReasoningTokens, own: tuple[Verbosity, ...] = ()) -> list[str]:
    """Return the lines of the report, without what stands between columns."""
    return [" ".join(line.split()) for line in as_text(tokens_told(OPEN, registry(*rows, own=own))).splitlines()]


def test_each_row_says_what_it_rests_on() -> None:
    """With its interval; the default is marked."""
    told = lines(NONE, HIGH, MAX, CODE)
    assert told[-4:] == [
        "prose none (default) 0 stated",
        "prose high 1,200 300 to 4,800 measured, 1 run",
        "prose max 1,200 300 to 4,800 inferred, 5 runs",
        "code not known 2,000 0 to 9,000 expected",
    ]


def test_own_counts_stand_above() -> None:
    """With how many requests there were; those of a base with runs."""
    measured = replace(COUNTED, effort=None, basis=VerbosityBasis.MEASURED, rows=2)
    expected = replace(COUNTED, effort=Effort.MAX, basis=VerbosityBasis.EXPECTED, rows=0)
    told = lines(own=(COUNTED, measured, expected))
    assert told[1:] == [
        "Counted 3 tokens for each of the answer (90% likely 2.5 to 3.5); 2 runs",
        "Counted 3 tokens for each of the answer at effort low (90% likely 2.5 to 3.5);",
        "99 requests",
        "Counted 3 tokens for each of the answer at effort max (90% likely 2.5 to 3.5)",
    ]


def test_a_model_that_does_not_reason_takes_a_line() -> None:
    """No table of zeros; in its record neither."""
    assert lines(ALONE)[-1] == "Reasoning It doesn't reason: what it puts out is its answer."
    shown = list(as_lines(registry(ALONE), registry(ALONE).models[OPEN]))
    assert "reasoning               none: it doesn't reason" in shown


def test_nothing_known_says_what_to_do() -> None:
    """Count."""
    with pytest.raises(InvalidInputError, match="nothing is known of the tokens of borg/new; count some requests"):
        tokens_told(NEW, registry())


def test_a_record_tells_each_effort() -> None:
    """A line a kind of work."""
    made = registry(NONE, HIGH, CODE)
    shown = list(as_lines(made, made.models[OPEN]))
    assert "reasoning, prose        0 at none (default), 1,200 at high" in shown
    assert "reasoning, code         2,000 at unknown effort" in shown


def test_a_comparison_takes_what_runs_unasked() -> None:
    """The default, or what isn't known; none of it is told apart from unknown."""
    made = registry(NONE, HIGH, CODE, replace(ALONE, work=Work.FACTS), replace(HIGH, work=Work.AGENT))
    found = compare([OPEN, NEW], registry=made)
    cells = {
        line.field: [cell.text for cell in line.cells]
        for line in found.lines
        if line.field.startswith("reasoning tokens")
    }
    assert cells["reasoning tokens: prose"] == ["none, unless effort is asked for", "unknown"]
    assert cells["reasoning tokens: code"] == ["2,000 (0 to 9,000), expected", "unknown"]
    assert cells["reasoning tokens: facts"][0] == "none: it doesn't reason"
    assert cells["reasoning tokens: agent"][0] == "1,200 at effort high (300 to 4,800), measured"
