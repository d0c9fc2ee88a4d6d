"""
Output tokens: what a request puts out, the answer as it is seen and the reasoning before it.

The answer is the workload's; the reasoning is the model's, at the kind of work and effort. It is the same for a short answer
and for a long one.
"""

from collections.abc import Iterable, Mapping

from llm_selection.domain.efforts import Effort
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.estimation.workloads import Workload, demand_of

__all__ = ["effort_taken", "multiple_of_answer", "output_tokens", "row_taken", "with_answer", "work_of"]

_BASES: Mapping[TokensBasis, VerbosityBasis] = {
    TokensBasis.MEASURED: VerbosityBasis.MEASURED,
    TokensBasis.INFERRED: VerbosityBasis.INFERRED,
    TokensBasis.EXPECTED: VerbosityBasis.EXPECTED,
    TokensBasis.STATED: VerbosityBasis.STATED,
}


def work_of(workload: Workload) -> Work:
    """Return the kind of work of *workload*; prose where nothing is said of it and no task is asked about."""
    return Work.PROSE if workload.work is None else workload.work


def effort_taken(
    efforts: Iterable[Effort | None], asked: Effort | None, *, default: Effort | None = None
) -> Effort | None:
    """
    Return at which of a model's *efforts* a request runs.

    Args:
        efforts: Those that something is known of; one at least. ``None`` among them is an unknown one.
        asked: The effort asked for; ``None`` asks for none.
        default: The one that then runs, where it is known.

    Returns:
        Asked for none: the default, else the unknown one, else the highest. Else the one asked for, or the next above
        that the model takes; above all, the highest.
    """
    known = set(efforts)
    if asked is None:
        asked = default
    if asked in known:
        return asked
    order = list(Effort)
    levels = sorted((effort for effort in known if effort is not None), key=order.index)
    if not levels:
        return None
    return next(
        (effort for effort in levels if asked is not None and order.index(effort) >= order.index(asked)), levels[-1]
    )


def output_tokens(
    rows: Iterable[ReasoningTokens], workload: Workload, effort: Effort | None = None
) -> Verbosity | None:
    """
    Return what a request of *workload* puts out, as a multiple of its visible answer.

    Args:
        rows: What the model reasons with, as `Registry.tokens` holds it.
        workload: The kind of work, and the tokens of the answer.
        effort: What is asked for; ``None`` takes the model's default, as far as it is known (`effort_taken`).

    Returns:
        Expected tokens and a 90% interval over the answer's, with the effort they are for and what they rest on; ``None``
        where nothing is known of this kind of work.
    """
    row = row_taken(rows, work_of(workload), effort)
    return None if row is None else with_answer(row, workload)


def row_taken(rows: Iterable[ReasoningTokens], work: Work, effort: Effort | None = None) -> ReasoningTokens | None:
    """Return that of a model's *rows* by which a request runs; see `effort_taken`. ``None`` where nothing is known of the work."""
    by_effort = {row.effort: row for row in rows if row.work is work}
    if not by_effort:
        return None
    default = next((row.effort for row in by_effort.values() if row.default), None)
    return by_effort[effort_taken(by_effort, effort, default=default)]


def with_answer(row: ReasoningTokens, workload: Workload) -> Verbosity:
    """Put the visible answer of *workload* to the reasoning of one *row*."""
    low, expected, high = (multiple_of_answer(tokens, workload) for tokens in (row.low, row.expected, row.high))
    return Verbosity(multiplier=expected, low=low, high=high, effort=row.effort, basis=_BASES[row.basis], rows=row.runs)


def multiple_of_answer(reasoning: int, workload: Workload) -> float:
    """Return the tokens of the answer and of *reasoning* over the answer's; without an answer nothing is put out at all."""
    demand = demand_of(workload)
    return 1.0 if demand.output == 0 else 1.0 + reasoning * demand.scale / demand.output
