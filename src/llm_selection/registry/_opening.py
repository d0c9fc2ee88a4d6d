"""Opening a compiled registry that was checked when it was compiled."""

import json
import os
from collections.abc import Callable
from os.path import join

from llm_selection.registry._registry import DETAILS, INDEX, Registry
from llm_selection.registry._stores import Compiled

__all__ = ["opened"]


def opened(folder: str) -> Registry:
    """Open a compiled registry that was checked before."""
    with open(join(folder, INDEX), encoding="utf-8") as file:
        index = json.load(file)
    return Registry(Compiled(index, _reader_of(join(folder, DETAILS))))


def _reader_of(path: str) -> Callable[[int, int], bytes]:
    """
    Return a function that reads so many bytes of a file from a place on; threads can share it.

    Where the system can, one handle is kept, so that an upgrade of the package doesn't affect a running process.
    """
    if hasattr(os, "pread"):
        handle = os.open(path, os.O_RDONLY)
        return lambda start, length: os.pread(handle, length, start)

    def read(start: int, length: int) -> bytes:  # pragma: no cover - for Windows
        with open(path, "rb") as file:
            file.seek(start)
            return file.read(length)

    return read  # pragma: no cover - as above
