"""
Who may win: what it costs, task by task, to let models win that little is known of, and to leave them out.

The same hidden benchmarks as for picks: among the models that were new there, only those that a rule admits may be chosen,
while what is lost counts from the best of all of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from llm_selection.domain.benchmarks import Scale, Task
from registry_tools.research.quality.benchmark_groups import group_of
from registry_tools.research.quality.hidden_results import Hidden, Study
from registry_tools.research.quality.metrics import Outcome, points
from registry_tools.research.quality.picks import LEAST_POOL, are_new

CLOSE_SD = 0.4
"""An ability known to within this, one standard deviation, is well known."""

ANY, OF_TASK, WELL_KNOWN = "any result", "one of the task", "and well known"
RULES = (ANY, OF_TASK, WELL_KNOWN)
"""What must be known of a model, each beside what the one before asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """
    What a rule does to the choice on one benchmark.

    Attributes:
        share: Part of the new models that it admits, 0 to 1.
        error: Mean absolute error of what is foretold of those, in points; ``None`` where it admits none.
        lost: Points between the best of all new models and the one foretold to be best of those admitted; ``None`` likewise.
    """

    share: float
    error: float | None
    lost: float | None


def admissions(
    given: Study, hidden: Iterable[Hidden], ours: Mapping[str, Sequence[Outcome]], benchmarks: Iterable[str]
) -> dict[Task, list[dict[str, Admitted]]]:
    """
    Return, by task, what each of `RULES` does on each of its benchmarks that are shares, with models enough.

    Args:
        given: All results.
        hidden: What is known of abilities without each benchmark's group.
        ours: The outcomes of each benchmark, in the table's order.
        benchmarks: Those that count.
    """
    counted = set(benchmarks)
    found: dict[Task, list[dict[str, Admitted]]] = {}
    for each in hidden:
        key = given.table.benchmarks[each.benchmark]
        benchmark = given.benchmarks[key]
        if key not in counted or benchmark.scale is not Scale.SHARE:
            continue
        new = [place for place, is_new in enumerate(are_new(given, each.benchmark)) if is_new]
        if len(new) < LEAST_POOL:
            continue
        everything, of_task = elsewhere(given, key)
        scored = {place: points(ours[key][place].work, benchmark) for place in new}
        foretold = {place: points(ours[key][place].prediction.mean, benchmark) for place in new}
        models = [outcome.model for outcome in ours[key]]
        with_any = [place for place in new if everything[models[place]]]
        with_one = [place for place in new if of_task[models[place]]]
        well_known = [place for place in with_one if each.variance[place] <= CLOSE_SD**2]
        by_rule = {}
        for rule, kept in zip(RULES, (with_any, with_one, well_known), strict=True):
            first = max(kept, key=lambda place: ours[key][place].prediction.rank_by, default=None)
            by_rule[rule] = Admitted(
                share=len(kept) / len(new),
                error=fmean(abs(foretold[place] - scored[place]) for place in kept) if kept else None,
                lost=None if first is None else max(scored.values()) - scored[first],
            )
        found.setdefault(benchmark.task, []).append(by_rule)
    return found


def elsewhere(given: Study, key: str) -> tuple[Counter[str], Counter[str]]:
    """Return how many results each model has outside the benchmark's group: in all, and of its task."""
    own, task = group_of(given.benchmarks[key]), given.benchmarks[key].task
    others = [result for result in given.results if group_of(given.benchmarks[result.benchmark]) != own]
    return (
        Counter(result.model for result in others),
        Counter(result.model for result in others if given.benchmarks[result.benchmark].task is task),
    )
