"""What a model puts out for a workload: by the user's own counts where there are any, else by the registry's tokens."""

from functools import lru_cache

from llm_selection._foundation.plain import from_plain
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.domain.tokens import ReasoningTokens
from llm_selection.domain.verbosity import Verbosity
from llm_selection.estimation.output_tokens import effort_taken, with_answer, work_of
from llm_selection.estimation.workloads import Workload
from llm_selection.registry import Registry, plain_record

__all__ = ["put_out"]


@lru_cache(maxsize=4096)
def put_out(registry: Registry, model: ModelId, workload: Workload, effort: Effort | None = None) -> Verbosity | None:
    """
    Return what a request of *workload* to *model* puts out, as a multiple of its visible answer.

    Args:
        registry: Own counts (`Registry.verbosities`) and tokens (`Registry.tokens`).
        model: Its id.
        workload: The kind of work, and the tokens of the answer.
        effort: What is asked for; ``None`` takes the model's default, as far as it is known.

    Returns:
        Own counts, at the effort asked for or the highest counted; else as
        `llm_selection.estimation.output_tokens.output_tokens` says. ``None`` where nothing is known.
    """
    counted = {each.effort: each for each in registry.verbosities.get(model, ())}
    if counted:
        return counted[effort] if effort in counted and effort is not None else list(counted.values())[-1]
    if model not in registry.tokens:
        return None
    # As plain data, of which one row is built: an answer asks of hundreds of models.
    work = work_of(workload)
    plain = [row for row in plain_record(registry, "tokens", registry.tokens.row(model)) if row["work"] == work]
    efforts = {None if row.get("effort") is None else Effort(row["effort"]): row for row in plain}
    if not efforts:
        return None
    default = next((level for level, row in efforts.items() if row.get("default")), None)
    row: ReasoningTokens = from_plain(ReasoningTokens, efforts[effort_taken(efforts, effort, default=default)])
    return with_answer(row, workload)
