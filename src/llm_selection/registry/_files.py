"""Files that belong together, put in a folder: all of the new ones, or all of the old ones."""

import errno
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from llm_selection._foundation.files import draft
from llm_selection.errors import InvalidInputError

__all__ = ["folder_of", "put"]


def folder_of(folder: str | os.PathLike[str]) -> Path:
    """
    Return the path of a folder.

    Raises:
        InvalidInputError: *folder* is no path.
    """
    try:
        return Path(folder)
    except TypeError:
        raise InvalidInputError(f"a folder is a path, got {folder!r}") from None


def put(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """
    Write *files* into a folder, in their order, in place of those of the same names; ``None`` takes one away.

    Until all are written beside their places, none is moved; what is moved when something fails is moved back. Once all
    are in their places, what can't be tidied up beside them is left for the next time.

    Raises:
        OSError: A file can't be written, or a folder is called like one.
    """
    for name in files:
        _refuse_folder(folder / name)
    kept = {name: folder / f".{name}.old" for name in files if os.path.lexists(folder / name)}
    drafts: dict[str, Path] = {}
    begun: list[str] = []
    try:
        for name, content in files.items():
            if content is not None:
                drafts[name] = Path(draft(str(folder / name), content))
        # One that a killed process left there is older, and mustn't be taken for what is moved now.
        _delete(kept.values())
        for name in files:
            begun.append(name)
            if name in kept:
                (folder / name).replace(kept[name])
            if name in drafts:
                drafts[name].replace(folder / name)
    except BaseException:
        for name in reversed(begun):
            _put_back(folder / name, kept.get(name), drafts.get(name))
        _delete(drafts.values())
        raise
    _delete_leftovers(folder, files)


def _refuse_folder(place: Path) -> None:
    """Refuse to replace a folder by a file: nobody means to delete what lies in it."""
    if place.is_dir() and not place.is_symlink():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(place))


def _delete(paths: Iterable[Path]) -> None:
    """Delete files, if they exist."""
    for path in paths:
        path.unlink(missing_ok=True)


def _delete_leftovers(folder: Path, names: Iterable[str]) -> None:
    """Delete old files and drafts, those of killed processes too, as far as possible."""
    for name in names:
        for path in (folder / f".{name}.old", *folder.glob(f".{name}.*.new")):
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _put_back(place: Path, kept: Path | None, drafted: Path | None) -> None:
    """Undo what was begun with one file: move the old file back, and delete a new one that replaced nothing."""
    if kept is not None:
        if kept.exists():
            kept.replace(place)
    elif drafted is not None and not drafted.exists():
        place.unlink(missing_ok=True)
