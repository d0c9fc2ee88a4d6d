"""The command ``compare``."""

from argparse import Namespace

from llm_selection import registry as registries
from llm_selection._foundation.plain import to_plain
from llm_selection.cli._inputs import day_of
from llm_selection.cli._json import say_json, with_registry
from llm_selection.cli._terminal import ANSWERED, say
from llm_selection.presentation import comparison_report

__all__ = ["compare"]


def compare(options: Namespace) -> int:
    """Print models or offerings side by side."""
    registry = registries.in_use()
    comparison = comparison_report.compare(
        options.ids, kind=options.kind, registry=registry, on=day_of(options, registry)
    )
    if options.json:
        say_json(with_registry(to_plain(comparison, whole=True), registry))
    else:
        say(comparison_report.as_text(comparison, registry=registry, every=options.all))
    return ANSWERED
