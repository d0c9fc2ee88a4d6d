"""The command ``show``."""

from argparse import Namespace
from typing import Any

from llm_selection import registry as registries
from llm_selection._foundation.plain import to_plain
from llm_selection._foundation.spelling import nearest
from llm_selection.cli import _terminal
from llm_selection.cli._arguments import KINDS
from llm_selection.cli._efforts import mapped
from llm_selection.cli._json import say_json, with_registry
from llm_selection.cli._terminal import ANSWERED, say
from llm_selection.domain.models import Model
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.needs.presets import PRESETS, file_of, find
from llm_selection.presentation.effort_report import as_text
from llm_selection.presentation.record_report import as_lines, successors, written_over
from llm_selection.registry import Registry

__all__ = ["show"]


def show(options: Namespace) -> int:
    """Print one record, or a preset."""
    registry = registries.in_use()
    if options.kind == "preset" or (options.kind is None and options.id in PRESETS):
        return _show_preset(options, registry)
    record, others = _record(registry, options.id, options.kind)
    if options.need is not None:
        return _show_efforts(options, registry, record)
    if options.json:
        plain = to_plain(record, whole=True)
        if isinstance(record, Model):
            plain["siblings"] = list(registry.siblings(record.id))
            plain["successors"] = successors(registry, record.id)
        if registry.layers:
            plain["overlays"] = to_plain(written_over(registry, record), whole=True)
        say_json(plain)
    else:
        called_the_same = (f"{'also':<23} the {kind} {options.id}: add --kind {kind}" for kind in others)
        several = isinstance(record, Model) and record.efforts is not None and len(record.efforts.levels) > 1
        by_effort = [f"{'by effort':<23} --need coding-agent, say, prints what each gives and costs"] if several else []
        say("\n".join([*as_lines(registry, record), *by_effort, *called_the_same]))
    return ANSWERED


def _show_efforts(options: Namespace, registry: Registry, record: object) -> int:
    """Print what each effort of a model gives and costs at a need, in place of its facts."""
    if not isinstance(record, Model):
        raise InvalidInputError(f"--need is asked of a model; {options.id} is none, or --kind model shows it")
    efforts = mapped([record.id], options.need, registry=registry, on=max(_terminal.today(), registry.date))
    if options.json:
        say_json(with_registry(to_plain(efforts, whole=True), registry))
    else:
        say(as_text(efforts))
    return ANSWERED


def _show_preset(options: Namespace, registry: Registry) -> int:
    if options.need is not None:
        raise InvalidInputError("--need is asked of a model, not of a preset")
    if options.json:
        say_json(to_plain(find(options.id), whole=True))
    else:
        called_the_same = [kind for kind, table in KINDS.items() if options.id in getattr(registry, table)]
        text = file_of(options.id).removesuffix("\n")
        say("\n".join([text, *(f"# also the {kind} {options.id}: add --kind {kind}" for kind in called_the_same)]))
    return ANSWERED


def _record(registry: Registry, name: str, kind: str | None) -> tuple[Any, list[str]]:
    """Find a record by its id, or a model by any of its names; return it, and what else is called so."""
    if kind is not None:
        return registry.model(name) if kind == "model" else getattr(registry, KINDS[kind])[name], []
    tables = {word: getattr(registry, KINDS[word]) for word in KINDS}
    # Ids have small letters but for what providers call their offerings; MIT and Apache-2.0 are printed otherwise.
    named = {word: name if name in table else name.lower() for word, table in tables.items()}
    records = {word: table[named[word]] for word, table in tables.items() if named[word] in table}
    if records and "model" not in records and (ending := _ending_so(registry, name)) is not None:
        records = {"model": ending, **records}
    if not records and any(key.startswith(f"{name}-") for key in registry.accelerators):
        return registry.accelerators[name], []  # raises, and names those with its memory or form
    return next(iter(records.values()), None) or _model(registry, name), list(records)[1:]


def _ending_so(registry: Registry, name: str) -> Model | None:
    """Find the model whose id ends with *name*, where something else is called so: its license, as a rule."""
    try:
        model = registry.model(name)
    except NotFoundError:
        return None
    return model if model.id.endswith(f"/{name.lower()}") else None


def _model(registry: Registry, name: str) -> Model:
    """Find a model by any of its names; where nothing at all is called so, name what is near among things of all kinds."""
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
