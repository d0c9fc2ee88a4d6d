"""What a model puts out for a workload: by the user's own counts where there are any, else by the registry's tokens."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from llm_selection._foundation.plain import from_plain
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.domain.tokens import ReasoningTokens, Work
from llm_selection.domain.verbosity import Verbosity
from llm_selection.estimation.output_tokens import effort_taken, multiple_of_answer, with_answer, work_of
from llm_selection.estimation.workloads import Workload
from llm_selection.registry import Registry, plain_record

__all__ = ["expected_multiplier", "put_out"]


def put_out(registry: Registry, model: ModelId, workload: Workload, effort: Effort | None = None) -> Verbosity | None:
    """
    Return what a request of *workload* to *model* puts out, as a multiple of its visible answer.

    Args:
        registry: Own counts (`Registry.verbosities`) and tokens (`Registry.tokens`).
        model: Its id.
        workload: The kind of work, and the tokens of the answer.
        effort: What is asked for; ``None`` takes the model's default, as far as it is known.

    Returns:
        Own counts at the effort asked for, or at none that is stated; where none is asked for, at the highest counted. Else as
        `llm_selection.estimation.output_tokens.output_tokens` says. ``None`` where nothing is known.
    """
    known = _known(registry, model, work_of(workload), effort)
    if known is None or isinstance(known, Verbosity):
        return known
    return with_answer(from_plain(ReasoningTokens, known), workload)


def expected_multiplier(
    registry: Registry, model: ModelId, workload: Workload, effort: Effort | None = None
) -> float | None:
    """Return the multiplier of what `put_out` returns; nothing else is built, as an answer asks of hundreds of models."""
    known = _known(registry, model, work_of(workload), effort)
    if known is None or isinstance(known, Verbosity):
        return None if known is None else known.multiplier
    return multiple_of_answer(known["expected"], workload)


def _known(
    registry: Registry, model: ModelId, work: Work, effort: Effort | None
) -> "Verbosity | Mapping[str, Any] | None":
    """Return own counts, or else the tokens of one kind of work as JSON holds them, at the effort that runs."""
    counted = {each.effort: each for each in registry.verbosities.get(model, ())}
    if counted:
        own = counted.get(effort, counted.get(None)) if effort is not None else list(counted.values())[-1]
        if own is not None:
            return own
    efforts = _tokens_of(registry, model, work)
    if not efforts:
        return list(counted.values())[-1] if counted else None
    default = next((level for level, row in efforts.items() if row.get("default")), None)
    return efforts[effort_taken(efforts, effort, default=default)]


@lru_cache(maxsize=4096)
def _tokens_of(registry: Registry, model: ModelId, work: Work) -> Mapping[Effort | None, Mapping[str, Any]]:
    """Return the tokens of a model at one kind of work by effort, as JSON holds them."""
    if model not in registry.tokens:
        return {}
    rows = plain_record(registry, "tokens", registry.tokens.row(model))
    return {Effort(row["effort"]) if "effort" in row else None: row for row in rows if row["work"] == work}
