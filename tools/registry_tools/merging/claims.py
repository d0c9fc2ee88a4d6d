"""
Join the checked table of claims with our words for them.

    registry-tools import claims PATH/TO/seed_claims.csv

Reads the table and `claim_wording.toml`; writes `claims.toml`, from which `registry-tools pages` makes the page on claims. The table
says what was found, how firmly, where and when; the words are ours and shorter. Sentences of the table aren't copied.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from registry_tools.arguments import command_parser
from registry_tools.checks.claims import CLAIMS, WORDING
from registry_tools.tables import Row, read_rows
from registry_tools.toml_files import Record, read_toml, write_record

__all__ = ["join", "main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the joined claims."""
    parser = command_parser("import claims", __doc__)
    parser.add_argument("table", type=Path)
    parser.add_argument("--output", type=Path, default=CLAIMS)
    options = parser.parse_args(arguments)
    rows = read_rows(options.table)
    claims = join(rows, read_toml(WORDING))
    write_record(options.output, claims)
    print(f"{len(claims)} claims to {options.output.name}")


def join(rows: Iterable[Row], wording: Mapping[str, Mapping[str, Any]]) -> Record:
    """
    Join each row of the table with its words, in the order of the table.

    Raises:
        ValueError: A row has no words, or words have no row.
    """
    by_id = {row["id"]: row for row in rows}
    if by_id.keys() != wording.keys():
        raise ValueError(f"words or rows are missing: {', '.join(sorted(by_id.keys() ^ wording.keys()))}")
    return {
        key: {
            "topic": row["section"],
            "verdict": row["verdict"],
            "status": row["evidence_status"],
            "checked": date.fromisoformat(row["checked"]),
            "url": row["source_url"] or None,
            "read_via": row["read_via"] if row["source_url"] else None,
            **wording[key],
        }
        for key, row in by_id.items()
    }
