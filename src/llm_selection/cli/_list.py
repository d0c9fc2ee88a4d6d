"""The command ``list``."""

from argparse import Namespace
from collections.abc import Callable, Iterator

from llm_selection import registry as registries
from llm_selection._foundation.wording import counted, days_away
from llm_selection.cli import _terminal
from llm_selection.cli._json import say_json
from llm_selection.cli._terminal import ANSWERED, NOTHING_FITS, check_within, say, tell
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Basket
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.offerings import names_successor
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.workloads import WORKLOADS, default_workload
from llm_selection.needs.option_facts import REGION_SCOPE
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.requirements import keyword_classes
from llm_selection.presentation.text_layout import in_columns
from llm_selection.registry import Registry

__all__ = ["list_"]


def list_(options: Namespace) -> int:
    """Print a row a thing, in 80 columns."""
    wanted = options.match.lower()
    if options.within is not None and options.what != "retiring":
        raise InvalidInputError(f"--within is for what retires, not for {options.what}")
    check_within(options)
    registry = registries.in_use()
    days = 90 if options.within is None else options.within
    listed = _retiring(registry, days) if options.what == "retiring" else _LISTS[options.what](registry)
    called = registry.models_called(options.match) if options.what == "models" else ()
    rows = [row for row in listed if row[0] in called or wanted in "  ".join(row).lower()]
    if rows and options.json:
        say_json([_as_plain(registry, options.what, row) for row in rows])
        return ANSWERED
    if rows:
        say("\n".join(in_columns(rows)))
        return ANSWERED
    tell(f"nothing in {options.what} has {options.match!r}" if wanted else f"nothing in {options.what}")
    return NOTHING_FITS


def _as_plain(registry: Registry, what: str, row: "_Row") -> dict[str, str | bool | None]:
    """Return a row as plain data, with a name for each cell."""
    if what != "retiring":
        return dict(zip(_CELLS[what], row, strict=True))
    offering = registry.offerings[OfferingId(row[0])]
    end = offering.lifecycle
    return {
        "id": offering.id,
        "model": offering.model,
        "retires": str(end.retires),
        "successor": end.successor,
        "successor_by_rule": end.successor is not None and not names_successor(offering),
    }


_Row = tuple[str, ...]
"""The cells listed for one thing; the last may be long."""


def _retiring(registry: Registry, within: int) -> Iterator[_Row]:
    """List the offerings that end soon, from today on, or from the data's day if that is later."""
    on = max(_terminal.today(), registry.date)
    offerings = registry.retiring_within(within, on=on)
    for offering, end in ((each, end) for each in offerings if (end := each.lifecycle.retires)):
        heir = offering.lifecycle.successor
        successor = (
            f", successor {heir}{'' if names_successor(offering) else ', which follows by a rule'}" if heir else ""
        )
        yield offering.id, f"{end} {days_away((end - on).days)}", f"{offering.model}{successor}"


def _tasks(registry: Registry) -> Iterator[_Row]:
    """List tasks: the workload assumed, what each is, and whether it can be ranked."""
    calibration = registry.calibration
    for task in Task:
        basket = calibration.baskets.get(task) if calibration else None
        yield task, default_workload(task).name, f"{_TASKS[task]}; {_basket_in_words(basket)}"


_TASKS = {
    "coding": "code for a stated problem",
    "agentic_coding": "work on code bases over many steps",
    "math": "problems whose answer can be checked",
    "reasoning": "puzzles whose answer can be checked",
    "knowledge": "what experts are asked",
    "instruction_following": "keeping to what was asked",
    "tool_use": "other work by calling tools",
    "long_context": "finding what stands far apart in a long prompt",
    "multilingual": "which answers people like better, beside English",
    "vision": "reading images",
    "writing": "graded text",
    "recall": "facts known by heart",
    "factuality": "not making things up about given documents",
    "safety": "declining what does harm",
    "preference": "which answers people like better",
}


def _basket_in_words(basket: Basket | None) -> str:
    """Describe the benchmarks behind a task's quality."""
    if basket is None:
        return "can't be ranked: no basket"
    count = counted(len(basket.benchmarks), "benchmark")
    if basket.anchor is not None:
        return f"{counted(len(basket.benchmarks), 'board')} of votes, against {basket.anchor}"
    return f"{count} as a stand-in for a sound basket" if basket.stand_in else f"{count} in its basket"


def _workloads(_: Registry) -> Iterator[_Row]:
    """List presets and what they assume."""
    for workload in WORKLOADS.values():
        yield workload.name, f"{workload}: {workload.reason}"


def _presets(_: Registry) -> Iterator[_Row]:
    """List presets, with the tasks that they weigh."""
    for preset in PRESETS.values():
        tasks = ", ".join(f"{task} {weight}" for task, weight in preset.table["tasks"].items())
        yield preset.name, f"{preset.title}: {tasks}"


def _requirements(_: Registry) -> Iterator[_Row]:
    """List the keywords of requirements, an example each, and what it asks."""
    for kind in keyword_classes():
        yield from ((f"--require {example}", asked) for example, asked in kind.examples)


def _regions(registry: Registry) -> Iterator[_Row]:
    """List the regions that offerings run in, and how many run in each."""
    column = registry.column(REGION_SCOPE)
    counts = {scope: sum(1 for code in column.codes if code == place) for place, scope in enumerate(column.values)}
    meant = {"global": "anywhere; ", "in-region": "the region that you call; ", None: "not known; "}
    for scope in sorted(counts, key=lambda name: (name is None, -counts[name])):
        yield scope or "–", f"{meant.get(scope, '')}{counted(counts[scope], 'offering')}"


_LISTS: dict[str, Callable[[Registry], Iterator[_Row]]] = {
    "models": lambda registry: ((model.id, model.name) for model in registry.models.values()),
    "offerings": lambda registry: ((offering.id, offering.model) for offering in registry.offerings.values()),
    "providers": lambda registry: (
        (provider.id, provider.kind, provider.name) for provider in registry.providers.values()
    ),
    "developers": lambda registry: ((developer.id, developer.name) for developer in registry.developers.values()),
    "licenses": lambda registry: ((license_.id, license_.name) for license_ in registry.licenses.values()),
    "benchmarks": lambda registry: (
        (benchmark.id, benchmark.task, benchmark.name) for benchmark in registry.benchmarks.values()
    ),
    "sources": lambda registry: ((key, f"{source.title} {source.version}") for key, source in registry.sources.items()),
    "accelerators": lambda registry: ((chip.id, chip.kind, chip.name) for chip in registry.accelerators.values()),
    "tasks": _tasks,
    "workloads": _workloads,
    "presets": _presets,
    "regions": _regions,
    "requirements": _requirements,
}


_CELLS: dict[str, tuple[str, ...]] = {
    "models": ("id", "name"),
    "offerings": ("id", "model"),
    "providers": ("id", "kind", "name"),
    "developers": ("id", "name"),
    "licenses": ("id", "name"),
    "benchmarks": ("id", "task", "name"),
    "sources": ("id", "title"),
    "accelerators": ("id", "kind", "name"),
    "tasks": ("id", "workload", "meaning"),
    "workloads": ("id", "meaning"),
    "presets": ("id", "meaning"),
    "regions": ("id", "meaning"),
    "requirements": ("argument", "meaning"),
}
"""What the cells of a row are called in JSON."""
