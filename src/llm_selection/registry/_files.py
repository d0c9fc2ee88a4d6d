"""Files that belong together, put in a folder: all of the new ones, or all of the old ones."""

import os
from collections.abc import Mapping
from pathlib import Path

__all__ = ["put"]


def put(folder: Path, files: Mapping[str, bytes | None]) -> None:
    """
    Write *files* into a folder, in their order, in place of those of the same names; ``None`` takes one away.

    Until all are written beside their places, none is moved; what is moved when something fails is moved back.

    Raises:
        OSError: A file can't be written.
    """
    drafts = {name: folder / f".{name}.new" for name in files}
    kept = {name: folder / f".{name}.old" for name in files}
    begun: list[str] = []
    try:
        for name, content in files.items():
            if content is not None:
                _draft(drafts[name], content)
        for name, content in files.items():
            begun.append(name)
            if (folder / name).exists():
                (folder / name).replace(kept[name])
            if content is not None:
                drafts[name].replace(folder / name)
    except BaseException:
        for name in reversed(begun):
            _put_back(folder / name, kept[name], is_new=files[name] is not None and not drafts[name].exists())
        raise
    finally:
        for path in drafts.values():
            path.unlink(missing_ok=True)
    for path in kept.values():
        path.unlink(missing_ok=True)


def _draft(path: Path, content: bytes) -> None:
    """Write a file whole, onto the disk."""
    # Made anew, so that a link put there beforehand isn't followed.
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _put_back(place: Path, kept: Path, *, is_new: bool) -> None:
    """Undo what was begun with one file: the old one returns, and a new one that replaced nothing goes."""
    if kept.exists():
        kept.replace(place)
    elif is_new:
        place.unlink(missing_ok=True)
