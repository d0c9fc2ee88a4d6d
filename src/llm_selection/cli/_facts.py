"""Commands that look facts up: ``show``, ``compare``, ``list``."""

from argparse import Namespace
from collections.abc import Callable, Iterator
from typing import Any

from llm_selection._foundation.spelling import nearest
from llm_selection._foundation.wording import counted
from llm_selection.cli import _terminal
from llm_selection.cli._arguments import KINDS
from llm_selection.cli._terminal import ANSWERED, NOTHING_FITS, check_within, day_of, say, say_json, tell, with_registry
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.needs.option_facts import REGION_SCOPE

__all__ = ["compare", "list_", "show"]


def show(options: Namespace) -> int:
    """Print one record, or a preset."""
    from llm_selection._foundation.plain import to_plain
    from llm_selection.needs.presets import PRESETS
    from llm_selection.registry import in_use

    registry = in_use()
    if options.kind == "preset" or (options.kind is None and options.id in PRESETS):
        return _show_preset(options, registry)
    record, others = _record(registry, options.id, options.kind)
    if options.json:
        from llm_selection.presentation.record_report import written_over

        found = to_plain(record, whole=True)
        if registry.layers:
            found["overlays"] = to_plain(written_over(registry, record), whole=True)
        say_json(found)
    else:
        from llm_selection.presentation.record_report import as_lines

        called_the_same = (f"{'also':<23} the {kind} {options.id}: add --kind {kind}" for kind in others)
        say("\n".join([*as_lines(registry, record), *called_the_same]))
    return ANSWERED


def _show_preset(options: Namespace, registry: Any) -> int:
    """Print the file of a preset."""
    from llm_selection._foundation.plain import to_plain
    from llm_selection.needs.presets import file_of, find

    if options.json:
        say_json(to_plain(find(options.id), whole=True))
    else:
        called_the_same = [kind for kind, table in KINDS.items() if options.id in getattr(registry, table)]
        text = file_of(options.id).removesuffix("\n")
        say("\n".join([text, *(f"# also the {kind} {options.id}: add --kind {kind}" for kind in called_the_same)]))
    return ANSWERED


def compare(options: Namespace) -> int:
    """Print models or offerings side by side."""
    from llm_selection.presentation.comparison_report import as_text, compare
    from llm_selection.registry import in_use

    registry = in_use()
    found = compare(options.ids, kind=options.kind, registry=registry, on=day_of(options, registry))
    if options.json:
        from llm_selection._foundation.plain import to_plain

        say_json(with_registry(to_plain(found, whole=True), registry))
    else:
        say(as_text(found, registry=registry, every=options.all))
    return ANSWERED


def _record(registry: Any, name: str, kind: str | None) -> tuple[Any, list[str]]:
    """Find a record by its id, or a model by any of its names; return it, and what else is called so."""
    if kind is not None:
        return registry.model(name) if kind == "model" else getattr(registry, KINDS[kind])[name], []
    tables = {word: getattr(registry, KINDS[word]) for word in KINDS}
    # Ids have small letters but for what providers call their offerings; MIT and Apache-2.0 are printed otherwise.
    named = {word: name if name in table else name.lower() for word, table in tables.items()}
    found = {word: table[named[word]] for word, table in tables.items() if named[word] in table}
    if found and "model" not in found and (ending := _ending_so(registry, name)) is not None:
        found = {"model": ending, **found}
    if not found and any(key.startswith(f"{name}-") for key in registry.accelerators):
        return registry.accelerators[name], []  # raises, and names those with its memory or form
    return next(iter(found.values()), None) or _model(registry, name), list(found)[1:]


def _ending_so(registry: Any, name: str) -> Any:
    """Find the model whose id ends with *name*, where something else is called so: its license, as a rule."""
    try:
        model = registry.model(name)
    except NotFoundError:
        return None
    return model if model.id.endswith(f"/{name.lower()}") else None


def _model(registry: Any, name: str) -> Any:
    """Find a model by any of its names; where nothing at all is called so, name what is near among things of all kinds."""
    from llm_selection.needs.presets import PRESETS

    try:
        return registry.model(name)
    except NotFoundError as error:
        if error.nearest:
            raise
        every = [key for table in KINDS.values() for key in getattr(registry, table)]
        near = nearest([name], [*every, *PRESETS])
        raise InvalidInputError(
            f"nothing is called {name!r} in registry {registry.version}{near}; llm-selection list KIND shows all of a kind: "
            f"{', '.join(sorted([*KINDS.values(), 'presets']))}"
        ) from error


def list_(options: Namespace) -> int:
    """Print a row a thing, in 80 columns."""
    from llm_selection.presentation.text_layout import in_columns
    from llm_selection.registry import in_use

    wanted = options.match.lower()
    if options.within is not None and options.what != "retiring":
        raise InvalidInputError(f"--within is for what retires, not for {options.what}")
    check_within(options)
    registry = in_use()
    days = 90 if options.within is None else options.within
    found = _retiring(registry, days) if options.what == "retiring" else _LISTS[options.what](registry)
    rows = [row for row in found if wanted in "  ".join(row).lower()]
    if rows and options.json:
        say_json([_as_plain(registry, options.what, row) for row in rows])
        return ANSWERED
    if rows:
        say("\n".join(in_columns(rows)))
        return ANSWERED
    tell(f"nothing in {options.what} has {options.match!r}" if wanted else f"nothing in {options.what}")
    return NOTHING_FITS


def _as_plain(registry: Any, what: str, row: "_Row") -> dict[str, str | None]:
    """Return a row as plain data, by what its cells are."""
    if what != "retiring":
        return dict(zip(_CELLS[what], row, strict=True))
    offering = registry.offerings[row[0]]
    end = offering.lifecycle
    return {"id": offering.id, "model": offering.model, "retires": end.retires.isoformat(), "successor": end.successor}


_Row = tuple[str, ...]
"""What is listed of one thing: cells, the last of which may be long."""


def _retiring(registry: Any, within: int) -> Iterator[_Row]:
    """List the offerings that end soon, from today on, or from the data's day if that is later."""
    on = max(_terminal.today(), registry.date)
    for offering in registry.retiring_within(within, on=on):
        end = offering.lifecycle.retires
        successor = f", successor {offering.lifecycle.successor}" if offering.lifecycle.successor else ""
        yield offering.id, f"{end} in {counted((end - on).days, 'day')}", f"{offering.model}{successor}"


def _tasks(registry: Any) -> Iterator[_Row]:
    """List tasks: the workload assumed, what each is, and whether it can be ranked."""
    from llm_selection.domain.benchmarks import Task
    from llm_selection.estimation.workloads import default_workload

    calibration = registry.calibration
    for task in Task:
        basket = calibration and calibration.baskets.get(task)
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


def _basket_in_words(basket: Any) -> str:
    """Say what a task's quality is a share of."""
    if basket is None:
        return "can't be ranked: no basket"
    count = counted(len(basket.benchmarks), "benchmark")
    if basket.anchor is not None:
        return f"{counted(len(basket.benchmarks), 'board')} of votes, against {basket.anchor}"
    return f"{count} as a stand-in for a sound basket" if basket.stand_in else f"{count} in its basket"


def _workloads(_: Any) -> Iterator[_Row]:
    """List presets and what they assume."""
    from llm_selection.estimation.workloads import WORKLOADS

    for workload in WORKLOADS.values():
        yield workload.name, f"{workload}: {workload.reason}"


def _presets(_: Any) -> Iterator[_Row]:
    """List presets, with the tasks that they weigh."""
    from llm_selection.needs.presets import PRESETS

    for preset in PRESETS.values():
        tasks = ", ".join(f"{task} {weight}" for task, weight in preset.table["tasks"].items())
        yield preset.name, f"{preset.title}: {tasks}"


def _requirements(_: Any) -> Iterator[_Row]:
    """List the keywords of requirements, an example each, and what it asks."""
    from llm_selection.needs.requirements import keyword_classes

    for kind in keyword_classes():
        yield from ((f"--require {example}", asked) for example, asked in kind.examples)


def _regions(registry: Any) -> Iterator[_Row]:
    """List the regions that offerings are said to run in, with how many are."""
    column = registry.column(REGION_SCOPE)
    counts = {scope: sum(1 for code in column.codes if code == place) for place, scope in enumerate(column.values)}
    meant = {"global": "anywhere; ", "in-region": "the region that you call; ", None: "not known; "}
    for scope in sorted(counts, key=lambda name: (name is None, -counts[name])):
        yield scope or "–", f"{meant.get(scope, '')}{counted(counts[scope], 'offering')}"


_LISTS: dict[str, Callable[[Any], Iterator[_Row]]] = {
    "models": lambda registry: ((model.id, model.name) for model in registry.models.values()),
    "offerings": lambda registry: ((offering.id, offering.model) for offering in registry.offerings.values()),
    "providers": lambda registry: ((found.id, found.kind, found.name) for found in registry.providers.values()),
    "developers": lambda registry: ((found.id, found.name) for found in registry.developers.values()),
    "licenses": lambda registry: ((found.id, found.name) for found in registry.licenses.values()),
    "benchmarks": lambda registry: ((found.id, found.task, found.name) for found in registry.benchmarks.values()),
    "sources": lambda registry: ((key, f"{source.title} {source.version}") for key, source in registry.sources.items()),
    "accelerators": lambda registry: ((found.id, found.kind, found.name) for found in registry.accelerators.values()),
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
