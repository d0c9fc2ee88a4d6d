"""Tables in CSV: read by their head row, written as the same bytes for the same rows."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

__all__ = ["Row", "number", "read_names", "read_rows", "write_rows", "write_tables"]

Row = Mapping[str, str]
"""A row by the names in the head row."""


def read_rows(path: Path) -> list[Row]:
    """Read a table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_names(path: Path) -> dict[str, str]:
    """Read the alias table: our model by name."""
    return {row["name"]: row["model"] for row in read_rows(path)}


def write_rows(path: Path, head: str, rows: Iterable[Sequence[object]]) -> None:
    """Write a table under the names in *head*; an unknown cell is empty."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head.split())
        writer.writerows(["" if cell is None else cell for cell in row] for row in rows)


def write_tables(folder: Path, head: str, tables: Mapping[str, Iterable[Sequence[object]]]) -> None:
    """Write *tables* by their name, rows in the order given; a table that isn't among them any more goes."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.csv"):
        if stale.stem not in tables:
            stale.unlink()
    for name, rows in tables.items():
        write_rows(folder / f"{name}.csv", head, rows)


def number(value: float) -> str:
    """Write a number with at most six decimals."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
