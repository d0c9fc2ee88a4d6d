"""
Effort map: what each effort of a model gives at a need, and what a task then costs.

An answer shows a model at the effort that comes out best; here all of them stand beside each other.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from llm_selection._dataclasses import dataclass, replace
from llm_selection._foundation.frozen import freeze
from llm_selection.analysis.finished_tasks import finished_task
from llm_selection.analysis.pairwise import over_tasks
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.verbosity import Verbosity
from llm_selection.errors import InvalidInputError, of_argument
from llm_selection.estimation.costs import CostEstimate, monthly_cost
from llm_selection.estimation.workloads import Workload, demand_of
from llm_selection.needs.option_facts import CHARGED, EFFORT, MODEL, MOVING, OWN_API
from llm_selection.needs.use_cases import UseCase, parse_need
from llm_selection.registry import Registry, in_use
from llm_selection.selection.options import Option, Options
from llm_selection.selection.selecting import Selection, select
from llm_selection.units import parse_day

__all__ = ["AS_GOOD_POINTS", "EffortMap", "EffortRow", "effort_map"]

AS_GOOD_POINTS = 0.5
"""Points of quality, of 100, that a cheaper effort may be worse by and still count as as good: less is printed as the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortRow:
    """
    One model at one effort.

    Attributes:
        model: Its id.
        effort: What is asked for; ``None`` where it isn't known which it takes.
        default: Whether it runs where a request names none.
        offering: Where it costs least, among those that meet the need; ``None`` where none does.
        quality: Expected quality over the tasks, 0 to 1: the share solved, or the chance to be preferred; ``None`` unknown.
        low: The 5th percentile of that.
        high: The 95th.
        tokens: Tokens put out for a task, reasoning included; ``None`` unknown.
        task_usd: US dollars of bill for a task; ``None`` unknown.
        finished_task_usd: The same for a task that is solved, if a failure is noticed and the task done again or dropped;
            ``None`` unknown, or where answers are only preferred. See `llm_selection.analysis.finished_tasks.FinishedTask`.
        at_most: Whether the dollars are upper bounds.
        as_good: The cheapest effort of the same model that costs less and is as good, by `AS_GOOD_POINTS`; ``None`` where
            none is, or it isn't known.
    """

    model: ModelId
    effort: Effort | None
    default: bool
    offering: OfferingId | None
    quality: float | None
    low: float | None
    high: float | None
    tokens: int | None
    task_usd: Decimal | None
    finished_task_usd: Decimal | None
    at_most: bool = False
    as_good: Effort | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortMap:
    """
    Models at each effort that they take and the need allows.

    Attributes:
        models: Their ids, in the order asked for. One without a row is offered by nobody.
        tasks: The tasks of the need, each with its part of the work.
        workload: What is run; how many requests a task takes is the same at every effort.
        on: The day asked about.
        rows: By model, the least effort first.
    """

    models: tuple[ModelId, ...]
    tasks: Mapping[Task, int]
    workload: Workload
    on: date
    rows: tuple[EffortRow, ...]

    def __post_init__(self) -> None:
        """Freeze the tasks."""
        freeze(self, "tasks", self.tasks)


def effort_map(
    models: Iterable[str],
    need: UseCase | Task | str | Mapping[str, int] | Iterable[str],
    *,
    registry: Registry | None = None,
    on: date | str | None = None,
) -> EffortMap:
    """
    Say what each effort of some models gives at a need, and what a task then costs.

    ``effort_map(["openai/gpt-5.6-sol"], "coding-agent").rows``

    Each effort is priced at the offering where it costs least, among those that an answer would rank: they meet the need and
    what every answer requires. Where none does, quality and tokens are told without dollars.

    Args:
        models: Any names that the registry knows them by.
        need: A task, several, tasks with weights, the name of a preset, or a whole use case.
        registry: The facts; by default what `llm_selection.registry.in_use` returns.
        on: The day asked about; by default the use case's, else the registry's own.

    Raises:
        InvalidInputError: A model stands twice, or something of the need isn't allowed or can't be estimated.
        NotFoundError: The registry has no such model.
    """
    facts = in_use(registry)
    use_case = need if isinstance(need, UseCase) else parse_need(need)
    ids = tuple(facts.model(name).id for name in ([models] if isinstance(models, str) else models))
    if twice := sorted({model for model in ids if ids.count(model) > 1}):
        raise InvalidInputError(f"each model is compared once, got {', '.join(twice)} twice")
    selection = select(use_case, facts, on=None if on is None else of_argument("on", parse_day, on))
    return EffortMap(
        models=ids,
        tasks=selection.use_case.tasks,
        workload=selection.use_case.workload_or_default,
        on=selection.on,
        rows=tuple(row for model in ids for row in _with_as_good(list(_rows(selection, model)))),
    )


def _rows(selection: Selection, model: ModelId) -> Iterator[EffortRow]:
    """Yield a model's rows, the least effort first."""
    kept = _of(selection.screening.admitted(include=selection.use_case.unknowns == "include"), model)
    options = kept or _of(selection.screening.options, model)
    efforts, charged = options.column(EFFORT), options.column(CHARGED)
    own, moving = options.column(OWN_API), options.column(MOVING)
    workload = selection.use_case.workload_or_default
    bills = [monthly_cost(workload, *charged[place]) for place in range(len(options))]
    for effort in (None, *Effort):
        places = [place for place in range(len(options)) if efforts[place] is effort]
        if not places:
            continue
        # Of equals, the developer's own, a fixed id, and the first in order of ids.
        place = min(places, key=lambda at: (*_usd(bills[at]), not own[at], bool(moving[at])))
        yield _row(options[place], bills[place], charged[place][1], selection.use_case, meets=bool(kept))


def _usd(bill: CostEstimate) -> tuple[bool, Decimal]:
    """Sort by cost; what isn't known last."""
    return bill.per_month is None, bill.per_month or Decimal(0)


def _of(options: Options, model: ModelId) -> Options:
    """Return those of the options that are of a model."""
    models = options.column(MODEL)
    return options.take(place for place in range(len(options)) if models[place] == model)


def _row(
    option: Option, bill: CostEstimate, verbosity: Verbosity | None, use_case: UseCase, *, meets: bool
) -> EffortRow:
    """Make a row of an option; without dollars where it doesn't meet the need."""
    task, ladder = finished_task(option, bill, use_case), option.model.efforts
    quality = None if task.quality is None else over_tasks(task.quality, use_case.tasks)
    return EffortRow(
        model=option.model.id,
        effort=option.effort,
        default=option.effort is not None and ladder is not None and ladder.default is option.effort,
        offering=option.offering.id if meets else None,
        quality=quality and quality[0],
        low=quality and quality[1],
        high=quality and quality[2],
        tokens=_tokens(use_case.workload_or_default, verbosity),
        task_usd=task.task_usd if meets else None,
        finished_task_usd=task.usd if meets else None,
        at_most=meets and task.at_most,
    )


def _tokens(workload: Workload, verbosity: Verbosity | None) -> int | None:
    """Return the tokens put out for a task."""
    demand = demand_of(workload)
    factor = 1.0 if workload.counted_output else None if verbosity is None else verbosity.multiplier
    return None if factor is None else round(demand.output * factor * workload.requests_per_task / demand.scale)


def _with_as_good(rows: list[EffortRow]) -> Iterator[EffortRow]:
    """Name at each row of a model the cheapest effort that costs less and is as good."""
    for row in rows:
        cheaper = [
            (other.task_usd, other.effort)
            for other in rows
            if other.effort is not None
            and other.quality is not None
            and row.quality is not None
            and other.task_usd is not None
            and row.task_usd is not None
            and other.task_usd < row.task_usd
            and 100 * (row.quality - other.quality) < AS_GOOD_POINTS
        ]
        yield replace(row, as_good=min(cheaper, key=lambda each: each[0])[1]) if cheaper else row
