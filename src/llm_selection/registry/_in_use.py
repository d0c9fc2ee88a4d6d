"""The registry in use: the one given, the one the environment asks for, or the bundled one."""

import os
from functools import lru_cache

from llm_selection.errors import Fault, InvalidInputError, RegistryError, shown
from llm_selection.registry._bundled import bundled
from llm_selection.registry._registry import Registry

__all__ = ["CHOICE", "in_use"]

CHOICE = "LLM_SELECTION_REGISTRIES"


def in_use(given: Registry | None = None) -> Registry:
    """
    Return the registry that is used: the one *given*, or, where none is, the one that the environment asks for.

    That is the bundled one; or, where the environment variable ``LLM_SELECTION_REGISTRIES`` names packages or folders, with
    commas, what `discover` makes of these, in that order. An asterisk stands for every installed one. A process reads
    them once for each value of the variable: what changes in a folder later is for the next process.

    Raises:
        InvalidInputError: What is given is no registry.
        RegistryError: A package that is named isn't installed, a folder isn't there, or either is broken.
    """
    if given is not None:
        if not isinstance(given, Registry):
            raise InvalidInputError(
                f"registry must be a Registry, such as bundled(), build(folder) or read(folder) return, got {shown(given)}"
            )
        return given
    chosen = os.environ.get(CHOICE, "").strip()
    names = tuple(name for part in chosen.split(",") if (name := part.strip()))
    if chosen and not names:
        raise RegistryError(Fault(where=CHOICE, problem=f"names no package, got {chosen!r}"))
    return _discovered_registry(names) if names else bundled()


@lru_cache(maxsize=4)
def _discovered_registry(names: tuple[str, ...]) -> Registry:
    """Return the registry with the overlays that the environment names, made once."""
    from llm_selection.registry._discovery import discover  # most never need it

    return discover() if names == ("*",) else discover(*names)
