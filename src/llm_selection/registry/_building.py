"""Building a registry or an overlay from a folder, compiling records, and writing what was compiled."""

from contextlib import AbstractContextManager, nullcontext
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, cast, overload

from llm_selection.errors import InvalidInputError
from llm_selection.registry._compile import compile_records
from llm_selection.registry._files import folder_of, put
from llm_selection.registry._overlays import Overlay
from llm_selection.registry._records import Records
from llm_selection.registry._registry import ON_TOP, Registry, registry_of
from llm_selection.registry._sources import read_folder, read_overlay

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = ["build", "compile_registry", "write"]


@overload
def build(folder: "str | PathLike[str] | Traversable", kind: type[Registry] = ...) -> Registry: ...
@overload
def build(folder: "str | PathLike[str] | Traversable", kind: type[Overlay]) -> Overlay: ...
def build(folder: "str | PathLike[str] | Traversable", kind: type[Registry | Overlay] = Registry) -> Registry | Overlay:
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
    if kind is Registry:
        with _on_disk(folder) as place:
            return compile_registry(read_folder(place))
    if kind is Overlay:
        with _on_disk(folder) as place:
            return read_overlay(place)
    raise InvalidInputError(f"a folder is built into a Registry or an Overlay, got {kind!r}")


def compile_registry(records: Records) -> Registry:
    """
    Compile records made in Python into a registry.

    Raises:
        RegistryError: A reference leads nowhere, evidence is missing, or a name belongs to two models.
    """
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
    place = folder_of(folder)
    place.mkdir(parents=True, exist_ok=True)
    put(place, {ON_TOP: None, **registry.to_files()})


def _on_disk(folder: "str | PathLike[str] | Traversable") -> AbstractContextManager[Path]:
    """Return a folder as a path; one in a package that isn't on the disk is copied there, and gone when it was read."""
    if isinstance(folder, str | PathLike):
        return nullcontext(folder_of(folder))
    if not hasattr(folder, "joinpath"):
        raise InvalidInputError(f"a folder is a path, got {folder!r}")
    # Not the standard library's: before Python 3.12, that one copies files only, and no folders.
    from importlib_resources import (  # takes 60 ms to load
        as_file,  # pyright: ignore[reportUnknownVariableType] - what it says of its own type is too little
    )

    return cast("AbstractContextManager[Path]", as_file(folder))
