"""
What of each model is released: a table of what people read in indexes of openness, repositories, cards and catalogues.

A row is what one source says of one model; of several that speak of one part the first counts. An empty cell says
nothing: a "no" stands only where somebody looked, never for a release that nobody found.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from registry_tools.tables import Row
from registry_tools.toml_files import Record
from registry_tools.upstream.survey import evidence

__all__ = ["by_model", "identity", "license_id", "training", "weights"]

_TRAINING = {"training_data_released": "training_data", "training_code_released": "training_code"}
_ANSWERS = {"yes": True, "no": False, "partly": False}
"""What a cell says. Partly is no: open source asks for all of it."""


def by_model(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Sort *rows* to their models, in their order."""
    sorted_rows: dict[str, list[Row]] = {}
    for row in rows:
        sorted_rows.setdefault(row["model"], []).append(row)
    return sorted_rows


def identity(rows: Sequence[Row]) -> Record:
    """Return the evidence that the model exists: the first of *rows*."""
    return {name: part for name, part in _evidence(rows[0], "").items() if name != "note"}


def weights(rows: Sequence[Row]) -> tuple[bool | None, Record | None]:
    """Return whether the weights are out, and who says so."""
    return _released(rows, "weights")


def license_id(rows: Sequence[Row]) -> tuple[str | None, Record | None]:
    """Return our id of the license, and who says so."""
    row = _first(rows, "license")
    return (row["license"], _evidence(row, "")) if row else (None, None)


def training(rows: Sequence[Row]) -> Mapping[str, tuple[bool, Record]]:
    """Return whether training data and code are out, and who says so, where anybody does."""
    answers = {name: _released(rows, column) for name, column in _TRAINING.items()}
    return {name: (value, shown) for name, (value, shown) in answers.items() if value is not None and shown}


def _released(rows: Sequence[Row], column: str) -> tuple[bool | None, Record | None]:
    """Return what the first row with something in *column* says."""
    row = _first(rows, column)
    if row is None:
        return None, None
    in_part = "released in part only" if row[column] == "partly" else ""
    return _ANSWERS[row[column]], _evidence(row, in_part)


def _first(rows: Sequence[Row], column: str) -> Row | None:
    """Return the first row that says something in *column*."""
    return next((row for row in rows if row[column]), None)


def _evidence(row: Row, remark: str) -> Record:
    """Return the evidence of a fact in *row*, with a *remark* before its own note."""
    note = "; ".join(words for words in (remark, row["note"]) if words)
    day = date.fromisoformat(row["as_of"])
    return evidence(row["source"], row["status"], day, url=row["url"], read_via=row["read_via"], note=note)
