"""Laws of tokens, for any model, kind of work and answer."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from llm_selection.domain.efforts import Effort
from llm_selection.domain.tokens import ReasoningTokens, Work, falls_with_effort
from llm_selection.estimation.output_tokens import output_tokens
from llm_selection.estimation.workloads import Workload
from llm_selection.registry import bundled
from strategies import REASONING

LAW = settings(max_examples=100, deadline=None)
WORKLOADS = st.builds(
    Workload,
    requests_per_month=st.just(1),
    input_tokens=st.just(1),
    output_tokens=st.integers(0, 10**6),
    work=st.none() | st.sampled_from(Work),
)


@LAW
@given(rows=REASONING, workload=WORKLOADS)
def test_more_effort_never_takes_fewer_tokens(rows: tuple[ReasoningTokens, ...], workload: Workload) -> None:
    """At one model, kind of work and visible answer; an effort off its ladder is one that it takes."""
    told = [row for row in rows if row.effort is not None]
    found = [output_tokens(told, workload, effort) for effort in Effort]
    multiples = [each.multiplier for each in found if each is not None]
    assert len(multiples) in (0, len(Effort))
    assert all(lower <= higher for lower, higher in pairwise(multiples))


@LAW
@given(rows=REASONING, workload=WORKLOADS, effort=st.none() | st.sampled_from(Effort))
def test_the_answer_is_always_put_out(
    rows: tuple[ReasoningTokens, ...], workload: Workload, effort: Effort | None
) -> None:
    """Reasoning comes on top of it."""
    found = output_tokens(rows, workload, effort)
    assert found is None or found.low >= 1


def test_the_shipped_rows_hold_to_it() -> None:
    """Each model that we hold."""
    tokens = bundled().tokens
    assert len(tokens) == len(bundled().models)
    assert all(falls_with_effort(rows) is None for rows in tokens.values())
