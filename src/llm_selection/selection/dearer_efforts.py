"""
Efforts: at which ones a model was measured, beside the one that its tokens are counted at.

Quality is of a model thinking as long as it was let, as the highest effort of a result counts. Where tokens were counted at
a lower one, or at none that is stated, the quality of dear effort stands beside the cost of a cheaper one.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date
from functools import lru_cache

from llm_selection._foundation.wording import counted, named
from llm_selection.domain.benchmarks import Result, Task
from llm_selection.domain.efforts import Effort, effort_of
from llm_selection.domain.identity import ModelId
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.estimation.workloads import Workload
from llm_selection.registry import Registry, usual_verbosity

__all__ = ["counted_effort", "dearer_effort"]

_UNSTATED = Effort.ON
"""
What tokens at no stated effort are near to.

Source: the fit of ``docs/explanation/tokens.md``, 0.92 times those of medium effort; a step of effort is a factor of 1.8.
"""

_NAMED = 3


def counted_effort(registry: Registry, model: ModelId, workload: Workload) -> Effort | None:
    """Return the effort that a model's tokens are counted at; ``None`` isn't stated, or the workload counts its own."""
    counted = _counted_at(registry, model, workload)
    return None if counted is None else counted.effort


def dearer_effort(
    registry: Registry, model: ModelId, workload: Workload, *, on: date, tasks: Collection[Task] | None = None
) -> str | None:
    """
    Say that a model's quality rests on results at a dearer effort than its tokens are counted at.

    Args:
        registry: Its results, and the tokens it is taken to put out.
        model: The model; results of what it was fine-tuned from don't count.
        workload: What is run; ``counted_output`` counts tokens itself.
        on: Results known by this day count.
        tasks: Where none of its results at these is dearer, nothing is said. ``None`` takes all tasks together.

    Returns:
        A sentence without its end; ``None`` where no result names a dearer effort, where tokens are counted by the
        user, and where nothing is known of them, of which costs say so themselves.
    """
    counted_at = _counted_at(registry, model, workload)
    if counted_at is None:
        return None
    results = list(_rested_on(registry, model, on))
    dear = [each for each in results if _is_dearer(each, counted_at.effort or _UNSTATED)]
    direct, dear_direct = ([each for each in some if _is_of(each, registry, tasks)] for some in (results, dear))
    if not dear_direct:
        return None
    written = [name for name, _ in Counter(each.effort for each in dear if each.effort).most_common()]
    of_tasks = "" if tasks is None else f" ({len(dear_direct):,} of {len(direct):,} at what is asked)"
    effort = "no stated effort" if counted_at.effort is None else f"effort {counted_at.effort}"
    return (
        f"{len(dear):,} of {counted(len(results), 'result')} behind its quality{of_tasks} "
        f"{'was' if len(dear) == 1 else 'were'} got at effort {named(written, most=_NAMED, word='or')}, but its tokens are "
        f"counted at {effort}: run so, it may cost several times as much; counted_output counts yours"
    )


def _counted_at(registry: Registry, model: ModelId, workload: Workload) -> Verbosity | None:
    """Return the verbosity that a model's tokens are counted by; ``None`` without one, or where they are of the user's own requests."""
    verbosity = usual_verbosity(registry, model)
    if workload.counted_output or verbosity is None:
        return None
    is_own = verbosity.basis is VerbosityBasis.COUNTED and verbosity.effort is None
    return None if is_own else verbosity


def _rested_on(registry: Registry, model: ModelId, on: date) -> Iterator[Result]:
    """Yield the results that a model's abilities follow from: those known, on benchmarks that the fit knows."""
    benchmarks = () if registry.calibration is None else registry.calibration.benchmarks
    for each in registry.results.get(model, ()):
        if each.benchmark in benchmarks and (each.measured or registry.sources[each.source].retrieved) <= on:
            yield each


def _is_dearer(result: Result, effort: Effort) -> bool:
    """Say whether a result names a higher effort."""
    own, order = effort_of(result.effort or ""), list(Effort)
    return own is not None and order.index(own) > order.index(effort)


def _is_of(result: Result, registry: Registry, tasks: Collection[Task] | None) -> bool:
    """Say whether a result's benchmark measures one of the tasks; true where none are given."""
    return tasks is None or _task_of(registry, result.benchmark) in tasks


@lru_cache(maxsize=2048)
def _task_of(registry: Registry, benchmark: str) -> Task:
    """Remember the task of a benchmark: its record takes a while to read."""
    return registry.benchmarks[benchmark].task
