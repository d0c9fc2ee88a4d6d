"""Output tokens: which row of reasoning a request takes, and what it makes of the visible answer."""

from dataclasses import replace

import pytest

from factories import card, rates
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.domain.verbosity import VerbosityBasis
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.costs import monthly_cost
from llm_selection.estimation.output_tokens import effort_taken, output_tokens, work_of
from llm_selection.estimation.workloads import Workload, default_workload, parse_work, work_at, workload_parts

LOAD = Workload(requests_per_month=1, input_tokens=10, output_tokens=200, work=Work.PROBLEMS)
LOW = ReasoningTokens(
    work=Work.PROBLEMS, effort=Effort.LOW, expected=300, low=100, high=900, basis=TokensBasis.INFERRED, runs=4
)
HIGH = replace(LOW, effort=Effort.HIGH, expected=1800, low=600, high=5400, basis=TokensBasis.MEASURED, runs=2)
NONE = ReasoningTokens(
    work=Work.PROBLEMS, effort=Effort.NONE, expected=0, low=0, high=0, basis=TokensBasis.STATED, default=True
)
UNKNOWN = ReasoningTokens(work=Work.PROBLEMS, expected=500, low=0, high=5000, basis=TokensBasis.EXPECTED)


def test_the_answer_and_the_reasoning_are_put_out() -> None:
    """200 tokens are seen and 1,800 are not: ten times the answer, from 4 to 28 times."""
    found = output_tokens([LOW, HIGH], LOAD, Effort.HIGH)
    assert found is not None
    assert (found.multiplier, found.low, found.high) == (10.0, 4.0, 28.0)
    assert (found.effort, found.basis, found.rows) == (Effort.HIGH, VerbosityBasis.MEASURED, 2)


def test_a_short_answer_takes_as_much_reasoning() -> None:
    """A label of five tokens after 1,800 is 361 times as long; without an answer nothing is put out."""
    short, nothing = (output_tokens([HIGH], replace(LOAD, output_tokens=tokens)) for tokens in (5, 0))
    assert short is not None
    assert nothing is not None
    assert (short.multiplier, nothing.multiplier) == (361.0, 1.0)


def test_a_sample_counts_by_its_mean() -> None:
    """300 tokens in the mean."""
    found = output_tokens([LOW], replace(LOAD, output_tokens=[200, 400]))  # type: ignore[arg-type]
    assert found is not None
    assert found.multiplier == 2.0


def test_without_an_effort_the_default_runs() -> None:
    """Else the unknown one, else the highest."""
    for rows, effort in (([NONE, LOW, HIGH, UNKNOWN], Effort.NONE), ([LOW, UNKNOWN], None), ([LOW, HIGH], Effort.HIGH)):
        found = output_tokens(rows, LOAD)
        assert found is not None
        assert found.effort is effort


@pytest.mark.parametrize(
    ("asked", "taken"), [(Effort.MINIMAL, Effort.LOW), (Effort.MEDIUM, Effort.HIGH), (Effort.MAX, Effort.HIGH)]
)
def test_an_effort_off_the_ladder_is_the_next_above(asked: Effort, taken: Effort) -> None:
    """Above all, the highest."""
    assert effort_taken([None, Effort.LOW, Effort.HIGH], asked) is taken
    assert effort_taken([None], asked) is None


def test_another_kind_of_work_tells_nothing() -> None:
    """Nothing is known of it then."""
    assert output_tokens([LOW], replace(LOAD, work=Work.CODE)) is None
    assert output_tokens([], LOAD) is None


@pytest.mark.parametrize(
    ("row", "note"),
    [
        (HIGH, "10 tokens for each of the answer (90% likely 4 to 28), an assumption, measured at effort high on 2 runs of it"),
        (LOW, "inferred at effort low from 4 runs of it at other work or efforts"),
        (UNKNOWN, "3.5 tokens for each of the answer (90% likely 1 to 26), an assumption, expected of models like it;"),
        (NONE, "it doesn't reason at effort none, so the answer alone is charged"),
        (replace(NONE, effort=None, default=False), "it doesn't reason, so the answer alone is charged"),
    ],
)  # fmt: skip
def test_a_bill_says_what_it_rests_on(row: ReasoningTokens, note: str) -> None:
    """Measured, inferred, expected, or known not to reason."""
    assert any(note in said for said in monthly_cost(LOAD, rates(card("1", "4")), output_tokens([row], LOAD)).notes)


def test_a_long_reasoning_is_told_in_whole_multiples() -> None:
    """361 times the answer, not 361.0."""
    short = replace(LOAD, output_tokens=5)
    notes = monthly_cost(short, rates(card("1", "4")), output_tokens([HIGH], short)).notes
    assert any("361 tokens for each of the answer (90% likely 121 to 1,081)" in note for note in notes)


def test_the_kind_of_work_is_said_or_follows() -> None:
    """Of a workload alone it is prose; of a task, what the task is; each preset says its own."""
    assert work_of(LOAD) is Work.PROBLEMS
    assert work_of(replace(LOAD, work=None)) is Work.PROSE
    assert (work_at(Task.TOOL_USE), work_at(Task.WRITING)) == (Work.AGENT, Work.PROSE)
    for task in Task:
        assert default_workload(task).work is not None


def test_a_kind_of_work_is_read() -> None:
    """As its word, or not at all."""
    assert (parse_work("code"), parse_work(None), parse_work(Work.FACTS)) == (Work.CODE, None, Work.FACTS)
    assert workload_parts(["work=code"]) == {"work": "code"}
    with pytest.raises(InvalidInputError, match="work must be prose, facts, problems, code or agent, got 'art'"):
        parse_work("art")
