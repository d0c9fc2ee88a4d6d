"""The command ``compare``."""

from argparse import Namespace

from llm_selection import registry as registries
from llm_selection._foundation.plain import to_plain
from llm_selection.cli._efforts import mapped
from llm_selection.cli._inputs import day_of
from llm_selection.cli._json import say_json, with_registry
from llm_selection.cli._terminal import ANSWERED, say
from llm_selection.errors import InvalidInputError
from llm_selection.presentation import comparison_report
from llm_selection.presentation.effort_report import as_text

__all__ = ["compare"]


def compare(options: Namespace) -> int:
    """Print models or offerings side by side."""
    if options.need and options.kind != "model":
        raise InvalidInputError("--need compares the efforts of models; leave --kind offering out")
    registry = registries.in_use()
    comparison = comparison_report.compare(
        options.ids, kind=options.kind, registry=registry, on=day_of(options, registry)
    )
    efforts = mapped(comparison.ids, options.need, registry=registry, on=comparison.on) if options.need else None
    if options.json:
        plain = to_plain(comparison, whole=True)
        if efforts is not None:
            plain["efforts_at_need"] = to_plain(efforts, whole=True)
        say_json(with_registry(plain, registry))
    else:
        text = comparison_report.as_text(comparison, registry=registry, every=options.all)
        say("\n\n".join([text, *([as_text(efforts)] if efforts is not None else [])]))
    return ANSWERED
