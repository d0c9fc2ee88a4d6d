"""Which efforts a model takes: a table of what people read in documents of the APIs and in clients that know them."""

from datetime import date

from registry_tools.tables import Row
from registry_tools.toml_files import Record
from registry_tools.upstream.survey import evidence

__all__ = ["ladder"]


def ladder(row: Row) -> tuple[Record, Record]:
    """Return what a row says of a model's efforts, as its file has it, and who says so."""
    told: Record = {"levels": row["levels"].split()}
    if row["default"]:
        told["default"] = row["default"]
    told |= {name: int(row[name]) for name in ("least_budget", "most_budget") if row[name]}
    day = date.fromisoformat(row["as_of"])
    shown = evidence(row["source"], row["status"], day, url=row["url"], read_via=row["read_via"], note=row["note"])
    return told, shown
