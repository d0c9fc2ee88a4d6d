"""
The registry: bundled, built from a folder, or read from a file.

`bundled` opens the data this package ships; `build` compiles a folder of TOML and CSV files, yours or ours;
`read` opens a compiled registry from elsewhere and trusts nothing in it.
"""

import json
import os
from collections.abc import Callable
from functools import cache
from os import PathLike
from os.path import dirname, join

from llm_selection.errors import Fault, RegistryError
from llm_selection.registry._records import Records
from llm_selection.registry._registry import Registry, Table, nearest_names

__all__ = ["Records", "Registry", "Table", "build", "bundled", "compile_registry", "nearest_names", "read", "write"]

INDEX = "index.json"
DETAILS = "details.jsonl"


@cache
def bundled() -> Registry:
    """
    Return the registry this package ships.

    It was checked when it was compiled, so a start only parses its index; ``verify`` recomputes the digest.
    """
    folder = join(dirname(__file__), "data")  # noqa: PTH118, PTH120 - pathlib costs a start 4 ms
    with open(join(folder, INDEX), encoding="utf-8") as file:  # noqa: PTH118, PTH123
        index = json.load(file)
    return Registry(index, _reader(join(folder, DETAILS)))  # noqa: PTH118


def _reader(path: str) -> Callable[[int, int], bytes]:
    """
    Return how to read bytes of a file from a place on, safe to share between threads.

    Where the system can, one handle is kept, so that an upgrade under a running process changes nothing in it.
    """
    if hasattr(os, "pread"):
        handle = os.open(path, os.O_RDONLY)
        return lambda start, length: os.pread(handle, length, start)

    def read(start: int, length: int) -> bytes:  # pragma: no cover - for Windows
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            file.seek(start)
            return file.read(length)

    return read  # pragma: no cover - as above


def build(folder: str | PathLike[str]) -> Registry:
    """
    Compile a folder of TOML and CSV files into a registry.

    The same files give the same bytes on every machine. Nothing is written; see `write`.

    Raises:
        RegistryError: With every fault of every file.
    """
    from pathlib import Path  # noqa: PLC0415 - a start needn't pay for it

    from llm_selection.registry._sources import read_folder  # noqa: PLC0415 - brings pydantic

    return compile_registry(read_folder(Path(folder)))


def compile_registry(records: Records) -> Registry:
    """
    Compile records made in Python into a registry.

    Raises:
        RegistryError: A reference leads nowhere, evidence is missing, or a name belongs to two models.
    """
    from llm_selection.registry._compile import compile_records  # noqa: PLC0415 - not needed by a start

    return Registry.from_artefact(compile_records(records))


def write(registry: Registry, folder: str | PathLike[str]) -> None:
    """
    Write a compiled registry into *folder*, which is made if need be.

    Each file is written beside its place and moved there whole, the details first: an interrupted write
    leaves the old files, or an index that doesn't match and is refused.
    """
    from pathlib import Path  # noqa: PLC0415 - as above

    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    index, details = registry.to_bytes()
    for name, content in ((DETAILS, details), (INDEX, index)):
        draft = place / f".{name}.new"
        draft.write_bytes(content)
        draft.replace(place / name)


def read(folder: str | PathLike[str]) -> Registry:
    """
    Read a compiled registry that this package didn't ship: every record passes the gate.

    Raises:
        RegistryError: It isn't a registry, was compiled for another schema, was changed, or holds a fault.
    """
    from pathlib import Path  # noqa: PLC0415 - as above

    from llm_selection.registry._foreign import read_artefact  # noqa: PLC0415 - brings pydantic

    place = Path(folder)
    try:
        index, details = (place / INDEX).read_bytes(), (place / DETAILS).read_bytes()
    except OSError as error:
        raise RegistryError(Fault(where=str(place), problem=f"can't be read: {error}")) from error
    return read_artefact(index, details, where=str(place))
