"""
The registry: bundled, built from a folder, or read from a file; with overlays on top.

`bundled` opens the data this package ships, or newer data installed beside it; `build` compiles a folder of TOML and
CSV files, yours or ours; `read` opens what was compiled elsewhere and trusts nothing in it; `discover` puts the
overlays of installed packages, and of folders, on top.
"""

import os
from functools import lru_cache
from os import PathLike
from typing import overload

from llm_selection.errors import Fault, InvalidInputError, RegistryError, shown
from llm_selection.registry._bundled import bundled
from llm_selection.registry._columns import Column
from llm_selection.registry._registry import DETAILS, INDEX, ON_TOP, Registry, Table, registry_of

TYPE_CHECKING = False

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from llm_selection.registry._audit import Action, Audit, Entry
    from llm_selection.registry._diffs import Change, Diff, Edition, Effect, apply, diff
    from llm_selection.registry._discovery import discover
    from llm_selection.registry._overlays import Layer, Lists, Origin, Overlay
    from llm_selection.registry._records import SECTIONS, Records
else:
    _MODULES = {
        "Action": "_audit",
        "Audit": "_audit",
        "Change": "_diffs",
        "Diff": "_diffs",
        "Edition": "_diffs",
        "Effect": "_diffs",
        "Entry": "_audit",
        "Layer": "_overlays",
        "Lists": "_overlays",
        "Origin": "_overlays",
        "Overlay": "_overlays",
        "Records": "_records",
        "SECTIONS": "_records",
        "apply": "_diffs",
        "diff": "_diffs",
        "discover": "_discovery",
    }

    def __getattr__(name):  # noqa: ANN001, ANN202 - hidden from type checkers, which see the imports above
        """Import what only some need on its first use."""
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from importlib import import_module  # noqa: PLC0415 - a start needn't pay for it

        value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


__all__ = [
    "CHOICE",
    "INDEX",
    "SECTIONS",
    "Action",
    "Audit",
    "Change",
    "Column",
    "Diff",
    "Edition",
    "Effect",
    "Entry",
    "Layer",
    "Lists",
    "Origin",
    "Overlay",
    "Records",
    "Registry",
    "Table",
    "apply",
    "build",
    "bundled",
    "compile_registry",
    "diff",
    "discover",
    "in_use",
    "read",
    "write",
]

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
    names = tuple(filter(None, map(str.strip, chosen.split(","))))
    if chosen and not names:
        raise RegistryError(Fault(where=CHOICE, problem=f"names no package, got {chosen!r}"))
    return _chosen(names) if names else bundled()


@lru_cache(maxsize=4)
def _chosen(names: tuple[str, ...]) -> Registry:
    """Make the registry that the environment asks for, once."""
    from llm_selection.registry._discovery import discover  # noqa: PLC0415 - most never need it

    return discover() if names == ("*",) else discover(*names)


@overload
def build(folder: "str | PathLike[str] | Traversable", kind: type[Registry] = ...) -> Registry: ...
@overload
def build(folder: "str | PathLike[str] | Traversable", kind: "type[Overlay]") -> "Overlay": ...
def build(
    folder: "str | PathLike[str] | Traversable", kind: "type[Registry | Overlay]" = Registry
) -> "Registry | Overlay":
    """
    Compile a folder of TOML and CSV files into a registry, or into an overlay.

    The same files give the same bytes on every machine. Nothing is written; see `write`. Nothing in the folder is
    executed, and links in it are refused.

    Args:
        folder: With ``registry.toml`` for a registry, with ``overlay.toml`` for an overlay. A path; or a folder that comes
            with a package, as ``importlib.resources.files(…) / "registry"``, wherever that is installed, in a zip too.
        kind: `Registry`, or `Overlay`.

    Raises:
        RegistryError: With every fault of every file.
        InvalidInputError: *folder* is no path, or *kind* is neither.
    """
    from llm_selection.registry._overlays import Overlay  # noqa: PLC0415 - a start needn't pay for it
    from llm_selection.registry._sources import read_folder, read_overlay  # noqa: PLC0415 - brings pydantic

    if kind is Registry:
        with _on_disk(folder) as place:
            return compile_registry(read_folder(place))
    if kind is Overlay:
        with _on_disk(folder) as place:
            return read_overlay(place)
    raise InvalidInputError(f"a folder is built into a Registry or an Overlay, got {kind!r}")


def compile_registry(records: "Records") -> Registry:
    """
    Compile records made in Python into a registry.

    Raises:
        RegistryError: A reference leads nowhere, evidence is missing, or a name belongs to two models.
    """
    from llm_selection.registry._compile import compile_records  # noqa: PLC0415 - not needed by a start

    return registry_of(compile_records(records))


def write(registry: Registry, folder: str | PathLike[str]) -> None:
    """
    Write a compiled registry into *folder*, which is made if need be.

    All files are written beside their places first, then moved there, the details before the index. An error at any
    step, an interruption by the keyboard too, leaves the old files, and nothing beside them. A process that is killed
    leaves the old ones as well, or, between two moves, an index that doesn't match and is refused.

    Raises:
        InvalidInputError: *folder* is no path.
        OSError: A file can't be written, or a folder is called like one.
    """
    from llm_selection.registry._files import put  # noqa: PLC0415 - few write

    place = _place(folder)
    place.mkdir(parents=True, exist_ok=True)
    put(place, {ON_TOP: None, **registry.to_files()})


def read(folder: str | PathLike[str]) -> Registry:
    """
    Read a compiled registry that this package didn't ship: every record passes the gate.

    Raises:
        RegistryError: It isn't a registry, was compiled for an unknown schema, was changed, or holds a fault.
        InvalidInputError: *folder* is no path.
    """
    from llm_selection._files import why  # noqa: PLC0415 - only for files
    from llm_selection.registry._foreign import read_artefact  # noqa: PLC0415 - brings pydantic

    place = _place(folder)
    try:
        index, details = (place / INDEX).read_bytes(), (place / DETAILS).read_bytes()
        on_top = (place / ON_TOP).read_bytes() if (place / ON_TOP).exists() else None
    except OSError as error:
        problem = f"can't be read: {why(error)}; a compiled registry is what llm-selection registry build DIR --output DIR writes"
        raise RegistryError(Fault(where=str(place), problem=problem)) from error
    return read_artefact(index, details, on_top, where=str(place))


def _on_disk(folder: "str | PathLike[str] | Traversable") -> "AbstractContextManager[Path]":
    """Return a folder as a path; one in a package that isn't on the disk is copied there, and gone when it was read."""
    from contextlib import nullcontext  # noqa: PLC0415 - as above

    if isinstance(folder, str | PathLike):
        return nullcontext(_place(folder))
    if not hasattr(folder, "joinpath"):
        raise InvalidInputError(f"a folder is a path, got {folder!r}")
    # Not the standard library's: before Python 3.12, that one copies files only, and no folders.
    from importlib_resources import as_file  # noqa: PLC0415 - takes 60 ms to load

    found: AbstractContextManager[Path] = as_file(folder)
    return found


def _place(folder: str | PathLike[str]) -> "Path":
    """Return the path of a folder."""
    from pathlib import Path  # noqa: PLC0415 - as above

    try:
        return Path(folder)
    except TypeError:
        raise InvalidInputError(f"a folder is a path, got {folder!r}") from None
