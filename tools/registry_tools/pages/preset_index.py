"""The index of the presets that the package ships, a TOML file each: what it reads of them at a start."""

import json
from collections.abc import Iterator, Mapping
from itertools import takewhile
from pathlib import Path
from typing import Any

from llm_selection._foundation.toml import strict_toml
from registry_tools.places import SOURCE

__all__ = ["compiled", "preset_of"]


def compiled(package: Path = SOURCE) -> dict[Path, str]:
    """
    Return what each index holds, by its place.

    Raises:
        InvalidInputError: A file isn't TOML; the error names it.
    """
    return {
        package / "needs/presets_data/index.json": _index(package / "needs/presets_data", preset_of),
        package / "estimation/workloads_data/index.json": _index(package / "estimation/workloads_data", _workload_of),
    }


def _index(folder: Path, read: Any) -> str:
    """Return the JSON of the files of a folder, by their names."""
    paths = sorted(folder.glob("*.toml"))
    tables = {path.stem: read(path.stem, path.read_text(encoding="utf-8"), where=str(path)) for path in paths}
    return json.dumps(tables, ensure_ascii=False, indent=1) + "\n"


def preset_of(name: str, text: str, *, where: str) -> dict[str, Any]:
    """
    Return the fields of the preset that a use-case file is.

    The file opens with a comment, ``# name: title.``. The reason of a table, and of each requirement, is the first
    paragraph of the comment above it.

    Raises:
        InvalidInputError: It isn't TOML.
    """
    comments = dict(_comments(text))
    title = comments.pop("").removeprefix(f"{name}: ").removesuffix(".")
    return {"name": name, "title": title, "table": strict_toml(text, where=where), "reasons": comments}


def _workload_of(name: str, text: str, *, where: str) -> Mapping[str, Any]:
    """Return the fields of a workload."""
    return {"name": name, **strict_toml(text, where=where)}


def _comments(text: str) -> Iterator[tuple[str, str]]:
    """Yield the first paragraph of each comment, behind the table or requirement that it stands above."""
    table = ""
    comment: list[str] = []
    for line in text.splitlines():
        if line.startswith("#"):
            comment.append(line.removeprefix("#").strip())
            continue
        name = line.partition(" = ")[0]
        if line.startswith("["):
            name = table = line.strip("[]")
        elif name:
            name = f"{table}.{name}" if table else name
        if comment:
            yield name, " ".join(takewhile(bool, comment))
        comment = []
