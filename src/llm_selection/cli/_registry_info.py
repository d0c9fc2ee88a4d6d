"""The command ``registry info``."""

from argparse import Namespace
from collections.abc import Iterator

from llm_selection import registry as registries
from llm_selection._foundation.wording import counted
from llm_selection.cli import _terminal
from llm_selection.cli._json import say_json
from llm_selection.cli._terminal import ANSWERED, say
from llm_selection.registry import READABLE_SCHEMAS, Registry

__all__ = ["info", "info_lines"]


def info(options: Namespace) -> int:
    """Print what the registry in use is."""
    registry = registries.in_use()
    if options.json:
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
        say("\n".join(info_lines(registry)))
    return ANSWERED


def info_lines(registry: Registry) -> Iterator[str]:
    """Yield a line each of versions, digest and counts."""
    yield f"data version    {registry.version}"
    yield f"data date       {registry.date} ({counted((max(_terminal.today(), registry.date) - registry.date).days, 'day')} old)"
    yield f"schema version  {registry.schema}; this library reads {READABLE_SCHEMAS[0]} to {READABLE_SCHEMAS[-1]}"
    for layer in registry.layers:
        yield f"overlay         {layer.origin}"
    yield f"digest          {registry.digest}"
    for name, count in _counts(registry).items():
        yield f"{name:<15} {count:,}"


def _counts(registry: Registry) -> dict[str, int]:
    """Count what there is of each kind."""
    return {name: len(getattr(registry, name)) for name in _COUNTED} | {
        "results": sum(map(len, registry.results.values()))
    }


_COUNTED = ("models", "offerings", "providers", "developers", "licenses", "benchmarks", "accelerators", "sources")
