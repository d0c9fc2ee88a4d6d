"""Read records from TOML, and write them: the same bytes for the same facts."""

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import tomli_w

__all__ = ["Record", "clear", "latest_day", "read_toml", "update_tables", "write_record"]

Record = dict[str, Any]
"""What a TOML file holds: a record, or a table of records."""

_YEAR_MONTH = 7
_YEAR = 4


def read_toml(path: Path) -> Record:
    """Read a file."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def write_record(path: Path, record: Mapping[str, Any]) -> None:
    """Write *record* to *path*; sets and tuples become sorted and plain arrays, ``None`` is left out."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(tomli_w.dumps(_plain(record)), encoding="utf-8", newline="\n")


def update_tables(path: Path, tables: Mapping[str, Mapping[str, Any]]) -> None:
    """Put *tables* into the file at *path*, keep its other tables, and sort all by key."""
    old = read_toml(path) if path.exists() else {}
    merged = {**old, **tables}
    write_record(path, {key: merged[key] for key in sorted(merged)})


def clear(directory: Path) -> None:
    """Remove the TOML files under *directory*, so that a model that was dropped leaves no file behind."""
    for path in sorted(directory.rglob("*.toml")):
        path.unlink()


def latest_day(text: str) -> date | None:
    """
    Return the last day that *text* can mean: ``2025-11`` is 2025-11-30; text that is no date is ``None``.

    A fact whose day is unknown isn't dated earlier than it can have been said.
    """
    try:
        if len(text) == _YEAR:
            return date(int(text), 12, 31)
        if len(text) == _YEAR_MONTH:
            year, month = int(text[:4]), int(text[5:])
            following = date(year + month // 12, month % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
        return date.fromisoformat(text)
    except ValueError:
        return None


def _plain(value: Any) -> Any:
    """Turn *value* into what TOML holds."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items() if item is not None}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
