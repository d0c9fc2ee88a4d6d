"""The command ``tokens``."""

from argparse import Namespace

from llm_selection import registry as registries
from llm_selection._foundation.plain import to_plain
from llm_selection.cli._json import say_json, with_registry
from llm_selection.cli._terminal import ANSWERED, say
from llm_selection.presentation.tokens_report import as_text, tokens_told

__all__ = ["tokens"]


def tokens(options: Namespace) -> int:
    """Print how many tokens a model reasons with, by kind of work and effort."""
    registry = registries.in_use()
    told = tokens_told(registry.model(options.model).id, registry)
    if options.json:
        say_json(with_registry(to_plain(told, whole=True), registry))
    else:
        say(as_text(told))
    return ANSWERED
