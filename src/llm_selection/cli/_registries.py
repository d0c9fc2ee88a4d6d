"""Commands of a registry: ``registry info``, ``audit``, ``diff``, ``build``."""

import os
from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from typing import Any

from llm_selection._foundation.spelling import nearest
from llm_selection._foundation.wording import counted
from llm_selection.cli import _terminal
from llm_selection.cli._terminal import ANSWERED, FOUND, check_limit, in_vain, say, say_json, tell
from llm_selection.errors import Fault, InvalidInputError

__all__ = ["audit", "build", "diff", "info"]


def info(options: Namespace) -> int:
    """Print what the registry in use is."""
    from llm_selection.registry import in_use

    registry = in_use()
    if options.json:
        from llm_selection.registry import READABLE_SCHEMAS

        say_json(
            {
                "version": registry.version,
                "date": registry.date.isoformat(),
                "schema": registry.schema,
                "readable_schemas": list(READABLE_SCHEMAS),
                "overlays": [str(layer.origin) for layer in registry.layers],
                "digest": registry.digest,
                "counts": _counts(registry),
            }
        )
    else:
        say("\n".join(_info_lines(registry)))
    return ANSWERED


def _info_lines(registry: Any) -> Iterator[str]:
    """Say versions, digest and counts."""
    from llm_selection.registry import READABLE_SCHEMAS

    yield f"data version    {registry.version}"
    yield f"data date       {registry.date} ({counted((max(_terminal.today(), registry.date) - registry.date).days, 'day')} old)"
    yield f"schema version  {registry.schema}; this library reads {READABLE_SCHEMAS[0]} to {READABLE_SCHEMAS[-1]}"
    for layer in registry.layers:
        yield f"overlay         {layer.origin}"
    yield f"digest          {registry.digest}"
    for name, count in _counts(registry).items():
        yield f"{name:<15} {count:,}"


def _counts(registry: Any) -> dict[str, int]:
    """Count what there is of each kind."""
    return {name: len(getattr(registry, name)) for name in _COUNTED} | {
        "results": sum(map(len, registry.results.values()))
    }


_COUNTED = ("models", "offerings", "providers", "developers", "licenses", "benchmarks", "accelerators", "sources")


def _built(folder: str) -> Any:
    """Build the registry in a folder, or put the overlay in it on top of the bundled one."""
    from llm_selection.registry import build, bundled, put_on

    if not _is_overlay(folder):
        return build(folder)
    from pathlib import Path

    return put_on(bundled(), Path(folder))


def _is_overlay(folder: str) -> bool:
    """Say whether a folder holds the sources of an overlay."""
    return os.path.exists(os.path.join(folder, "overlay.toml"))  # noqa: PTH110, PTH118 - pathlib costs a start 4 ms


def audit(options: Namespace) -> int:
    """Print what overlays do: those the environment names, else all that are installed, and those in folders."""
    from llm_selection.registry import CHOICE, Overlay, audit, build, discover, in_use

    registry = in_use() if os.environ.get(CHOICE) else discover(strict=False)
    if options.folders:
        first, *others = (build(folder, Overlay) for folder in options.folders)
        for other in others:
            first |= other
        registry = registry.replacing(first)
    found = audit(registry)
    if options.json:
        from llm_selection._foundation.plain import to_plain

        say_json({**to_plain(found, whole=True), "left_out": to_plain(registry.left_out)})
    else:
        from llm_selection.presentation.registry_report import audit_as_text

        say(audit_as_text(registry))
    return FOUND if found.conflicts or registry.left_out else ANSWERED


def diff(options: Namespace) -> int:
    """Print what changed between two registries."""
    from llm_selection.registry import diff

    check_limit(options)
    found = diff(_edition(options.before), _edition(options.after))
    if options.json:
        from llm_selection._foundation.plain import to_plain

        parts = {name: to_plain(getattr(found, name), whole=True) for name in ("before", "after", "changes")}
        say_json(parts)
    elif options.markdown:
        from llm_selection.presentation.registry_report import as_markdown

        say(as_markdown(found).rstrip())
    else:
        from llm_selection.presentation.registry_report import as_text

        say(as_text(found, limit=options.limit))
    return ANSWERED


def _edition(name: str) -> Any:
    """Find a registry by what the command line calls it."""
    from llm_selection.registry import CHOICE, INDEX, bundled, discover, in_use, read

    if name == "bundled":
        return bundled()
    if name == "installed":
        return in_use() if os.environ.get(CHOICE) else discover()
    if os.path.isdir(name):  # noqa: PTH112 - as above
        return read(name) if os.path.exists(os.path.join(name, INDEX)) else _built(name)  # noqa: PTH110, PTH118
    try:
        day = date.fromisoformat(name)
    except ValueError:
        raise InvalidInputError(
            f"{name!r} is no registry{nearest([name], ('bundled', 'installed'))}; give bundled, installed, a day such as 2026-06-01, or a folder"
        ) from None
    registry = in_use()
    if day > registry.date:
        raise InvalidInputError(f"{name} is after the data's own day, {registry.date}: nothing is known of it yet")
    return registry.as_of(day)


def build(options: Namespace) -> int:
    """Compile a folder, and write it if asked to; an overlay is put on top of the bundled registry."""
    from llm_selection._foundation.files import why
    from llm_selection.registry import write

    registry = _built(options.folder)
    if options.output:
        try:
            write(registry, options.output)
        except (OSError, ValueError) as error:
            problem = f"can't be written: {why(error, missing='folder')}; give --output another folder"
            raise InvalidInputError(Fault(where=options.output, problem=problem)) from error
    say("\n".join(_info_lines(registry)))
    tell("\n".join(in_vain(registry)))
    return ANSWERED
