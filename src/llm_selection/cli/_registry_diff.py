"""The command ``registry diff``."""

import os
from argparse import Namespace
from datetime import date

from llm_selection import registry as registries
from llm_selection._foundation.plain import to_plain
from llm_selection._foundation.spelling import nearest
from llm_selection.cli._json import say_json
from llm_selection.cli._registry_build import built
from llm_selection.cli._terminal import ANSWERED, check_limit, say
from llm_selection.errors import InvalidInputError
from llm_selection.presentation.registry_report import as_markdown, as_text
from llm_selection.registry import CHOICE, INDEX, Registry

__all__ = ["diff"]


def diff(options: Namespace) -> int:
    """Print what changed between two registries."""
    check_limit(options)
    changes = registries.diff(_edition(options.before), _edition(options.after))
    if options.json:
        parts = {name: to_plain(getattr(changes, name), whole=True) for name in ("before", "after", "changes")}
        say_json(parts)
    elif options.markdown:
        say(as_markdown(changes).rstrip())
    else:
        say(as_text(changes, limit=options.limit))
    return ANSWERED


def _edition(name: str) -> Registry:
    """Find a registry by what the command line calls it."""
    if name == "bundled":
        return registries.bundled()
    if name == "installed":
        return registries.in_use() if os.environ.get(CHOICE) else registries.discover()
    if os.path.isdir(name):
        return registries.read(name) if os.path.exists(os.path.join(name, INDEX)) else built(name)
    try:
        day = date.fromisoformat(name)
    except ValueError:
        raise InvalidInputError(
            f"{name!r} is no registry{nearest([name], ('bundled', 'installed'))}; give bundled, installed, a day such as 2026-06-01, or a folder"
        ) from None
    registry = registries.in_use()
    if day > registry.date:
        raise InvalidInputError(f"{name} is after the data's own day, {registry.date}: nothing is known of it yet")
    return registry.as_of(day)
