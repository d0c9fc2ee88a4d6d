"""Reasoning tokens: what a row may say, their order, and that more effort takes no fewer."""

import pytest

from llm_selection.domain.efforts import Effort
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work, falls_with_effort, in_order
from llm_selection.errors import InvalidInputError


def row(
    work: Work = Work.PROSE, effort: Effort | None = None, expected: int = 100, **changes: object
) -> ReasoningTokens:
    """Make a row."""
    usual = {"low": 0, "high": 10_000, "basis": TokensBasis.EXPECTED}
    return ReasoningTokens(work=work, effort=effort, expected=expected, **(usual | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize("changes", [{"low": 101}, {"high": 99}])
def test_an_interval_holds_what_is_expected(changes: dict[str, int]) -> None:
    """In this order."""
    with pytest.raises(InvalidInputError, match="low, expected and high must be in this order"):
        row(**changes)  # type: ignore[arg-type]


def test_tokens_are_counted() -> None:
    """Half a token, or less than none, is none."""
    with pytest.raises(InvalidInputError, match="low must be a whole number of at least 0"):
        row(low=-1)


@pytest.mark.parametrize(
    ("basis", "runs"),
    [(TokensBasis.MEASURED, 0), (TokensBasis.INFERRED, 0), (TokensBasis.EXPECTED, 1), (TokensBasis.STATED, 1)],
)
def test_what_runs_say_has_runs(basis: TokensBasis, runs: int) -> None:
    """And nothing else has."""
    with pytest.raises(InvalidInputError, match="runs must be at least 1 for what is measured or inferred and 0 for"):
        row(basis=basis, runs=runs)


def test_rows_stand_by_work_and_effort() -> None:
    """One of an unknown effort before all."""
    rows = [row(Work.CODE), row(effort=Effort.MAX), row(effort=Effort.NONE), row()]
    assert in_order(rows) == (rows[3], rows[2], rows[1], rows[0])


def test_more_effort_takes_no_fewer() -> None:
    """Of one kind of work; an unknown effort is neither more nor less."""
    fine = [row(effort=Effort.LOW), row(effort=Effort.HIGH), row(expected=5), row(Work.CODE, Effort.MAX, 5)]
    assert falls_with_effort(fine) is None
    assert falls_with_effort([row(effort=Effort.HIGH, expected=99), *fine[:1]]) == (Work.PROSE, Effort.HIGH)
