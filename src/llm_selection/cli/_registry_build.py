"""The command ``registry build``, and the registry of a folder that ``registry diff`` compares."""

import os
from argparse import Namespace
from pathlib import Path

from llm_selection import registry as registries
from llm_selection._foundation.files import why
from llm_selection.cli._inputs import unmatched_in_overlays
from llm_selection.cli._registry_info import info_lines
from llm_selection.cli._terminal import ANSWERED, say, tell
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.registry import Registry

__all__ = ["build", "built"]


def build(options: Namespace) -> int:
    """Compile a folder, and write it if asked to; an overlay is put on top of the bundled registry."""
    registry = built(options.folder)
    if options.output:
        try:
            registries.write(registry, options.output)
        except (OSError, ValueError) as error:
            problem = f"can't be written: {why(error, missing='folder')}; give --output another folder"
            raise InvalidInputError(Fault(where=options.output, problem=problem)) from error
    say("\n".join(info_lines(registry)))
    tell("\n".join(unmatched_in_overlays(registry)))
    return ANSWERED


def built(folder: str) -> Registry:
    """Build the registry in a folder, or put the overlay in it on top of the bundled one."""
    if not _is_overlay(folder):
        return registries.build(folder)
    return registries.put_on(registries.bundled(), Path(folder))


def _is_overlay(folder: str) -> bool:
    """Say whether a folder holds the sources of an overlay."""
    return os.path.exists(os.path.join(folder, "overlay.toml"))
