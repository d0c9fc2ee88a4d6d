"""The data this package ships, or newer data installed beside it."""

import os
from _thread import RLock  # importing it from threading costs a start a millisecond
from functools import cache
from os.path import dirname, join

from llm_selection.errors import Fault, RegistryError
from llm_selection.registry._opening import opened
from llm_selection.registry._registry import Registry

__all__ = ["bundled", "shipped"]


_FIRST = RLock()
"""
Held while the registry is opened: threads that ask for it at once get one, with one handle on its file.

The thread that holds it may ask again, as a package does that wants the registry while it is imported for it.
"""


def _unlock() -> None:
    """Make a new lock in a forked process, where the thread that held the old one doesn't exist to release it."""
    global _FIRST  # noqa: PLW0603 - the standard library has no public way to reset a lock
    _FIRST = RLock()  # pyright: ignore[reportConstantRedefinition]  # as above


if hasattr(os, "register_at_fork"):  # pragma: no branch - not on Windows
    os.register_at_fork(after_in_child=_unlock)


def bundled() -> Registry:
    """
    Return the registry this package ships, or that of ``llm-selection-data`` if that is installed and newer.

    Either was checked when it was compiled, so a start only parses its index; ``verify`` recomputes the digest.

    Raises:
        RegistryError: The installed ``llm-selection-data`` is broken, or newer and of a schema that this library
            doesn't read.
    """
    with _FIRST:
        return opened_once()


@cache
def opened_once() -> Registry:
    """Return what `bundled` returns."""
    try:
        import llm_selection_data as data  # type: ignore[import-not-found]  # may not be there
    except ImportError as error:
        # The package may be missing; if one of its own imports is missing, it is broken.
        if isinstance(error, ModuleNotFoundError) and error.name == "llm_selection_data":
            return shipped()
        problem = f"can't be imported: {error}; install it again, or remove it"
        raise RegistryError(Fault(where="package llm-selection-data", problem=problem)) from error
    from llm_selection.registry._newer import newer_of  # only with that package

    return newer_of(shipped(), data)


def shipped() -> Registry:
    """Return the registry this package ships."""
    return opened(join(dirname(__file__), "data"))
