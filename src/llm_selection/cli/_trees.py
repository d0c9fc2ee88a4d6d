"""Trees: the files of a code base, read one after another in a stated order."""

import os
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path, PurePath
from stat import S_ISREG

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.files import why
from llm_selection.errors import Fault, InvalidInputError

__all__ = ["LARGEST", "Skipped", "read_tree"]

LARGEST = 4_000_000
"""Bytes; a larger file is data rather than code."""
_SNIFFED = 8192
"""Bytes in which a NUL tells a binary file, as git looks for one."""

# Folders of tools, and of code that others wrote and that is installed anew.
_FOREIGN_FOLDERS = frozenset(
    {
        ".bzr",
        ".cache",
        ".eggs",
        ".git",
        ".hg",
        ".hypothesis",
        ".ipynb_checkpoints",
        ".mypy_cache",
        ".nox",
        ".pytest_cache",
        ".ruff_cache",
        ".svn",
        ".terraform",
        ".tox",
        "__pycache__",
        "bower_components",
        "node_modules",
        "site-packages",
    }
)
_VIRTUAL_ENVIRONMENT = "pyvenv.cfg"
_GENERATED = (
    ".lock",
    ".map",
    ".min.css",
    ".min.js",
    ".min.mjs",
    "-lock.json",
    "-lock.yaml",
    "go.sum",
    "npm-shrinkwrap.json",
)
_BINARY = frozenset(
    [
        ".7z",
        ".a",
        ".avi",
        ".bin",
        ".bmp",
        ".bz2",
        ".class",
        ".db",
        ".dll",
        ".doc",
        ".docx",
        ".dylib",
        ".eot",
        ".exe",
        ".gif",
        ".gz",
        ".h5",
        ".ico",
        ".jar",
        ".jpeg",
        ".jpg",
        ".mov",
        ".mp3",
        ".mp4",
        ".npy",
        ".npz",
        ".o",
        ".ogg",
        ".onnx",
        ".otf",
        ".parquet",
        ".pdf",
        ".pickle",
        ".pkl",
        ".png",
        ".pptx",
        ".pt",
        ".pth",
        ".pyc",
        ".pyd",
        ".safetensors",
        ".so",
        ".sqlite",
        ".tar",
        ".tgz",
        ".tif",
        ".tiff",
        ".ttf",
        ".wasm",
        ".wav",
        ".webm",
        ".webp",
        ".whl",
        ".woff",
        ".woff2",
        ".xls",
        ".xlsx",
        ".xz",
        ".zip",
        ".zst",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A path that wasn't read, and why."""

    path: str
    reason: str


def read_tree(paths: list[str], *, exclude: tuple[str, ...] = ()) -> Iterator[tuple[str, bytes] | Skipped]:
    """
    Yield every file under *paths* with its content, or why it wasn't read; in order of path under each of them.

    A file that is named is read whatever its folder is called. Links met on the way aren't followed, so nothing is read
    twice and none leads in a circle.

    Args:
        paths: Files and folders.
        exclude: Patterns of paths left out without a word, such as ``tests/*``; one without a slash is that of a name.

    Raises:
        InvalidInputError: One of *paths* isn't there.
    """
    if missing := [path for path in paths if not os.path.lexists(path)]:
        raise InvalidInputError(*(Fault(where=path, problem="there is no such file or folder") for path in missing))
    seen: set[str] = set()
    for path in paths:
        for found in _walked(Path(path).as_posix(), exclude):
            name = found.path if isinstance(found, Skipped) else found
            if name not in seen and not _matches(name, exclude):
                seen.add(name)
                yield found if isinstance(found, Skipped) else _read(found)


def _matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Say whether a path, or a folder in it, is left out."""
    if not patterns:
        return False
    place = PurePath(path)
    parts = [place, *place.parents]
    return any(
        fnmatch(part.as_posix() if "/" in each else part.name, each.rstrip("/")) for each in patterns for part in parts
    )


def _walked(top: str, exclude: tuple[str, ...]) -> Iterator[str | Skipped]:
    """Yield the files under *top*, in order of path; those of a folder before those of its folders."""
    if not Path(top).is_dir():
        yield top
        return
    folders = [top]
    while folders:
        folder = folders.pop()
        # Text rather than paths as values: making these takes longer than reading the files.
        prefix = "" if folder == "." else folder.rstrip("/") + "/"
        try:
            with os.scandir(folder) as listed:
                entries = sorted(listed, key=lambda entry: entry.name)
        except OSError as error:
            yield Skipped(path=folder, reason=f"unreadable ({why(error)})")
            continue
        inner: list[str] = []
        for entry in entries:
            name = prefix + entry.name
            if entry.is_symlink():
                yield Skipped(path=name, reason="linked")
            elif not entry.is_dir(follow_symlinks=False):
                yield name
            elif _is_ours(entry.name, name, exclude):
                inner.append(name)
        folders += reversed(inner)


def _is_ours(name: str, path: str, exclude: tuple[str, ...]) -> bool:
    """Say whether a folder holds code of this tree, and isn't left out."""
    if name in _FOREIGN_FOLDERS or _matches(path, exclude):
        return False
    return not Path(path, _VIRTUAL_ENVIRONMENT).exists()


def _read(path: str) -> tuple[str, bytes] | Skipped:
    """Read a file, or say why not."""
    name = path.rpartition("/")[2]
    if "." + name.rpartition(".")[2].lower() in _BINARY:
        return Skipped(path=path, reason="binary")
    if name.endswith(_GENERATED):
        return Skipped(path=path, reason="generated")
    try:
        place = Path(path)
        status = place.stat()
        if not S_ISREG(status.st_mode):
            return Skipped(path=path, reason="special")
        if status.st_size > LARGEST:
            return Skipped(path=path, reason=f"over {LARGEST / 1e6:g} MB")
        content = place.read_bytes()
    except OSError as error:
        return Skipped(path=path, reason=f"unreadable ({why(error)})")
    return Skipped(path=path, reason="binary") if b"\0" in content[:_SNIFFED] else (path, content)
