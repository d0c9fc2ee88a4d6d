"""Ladders of efforts are read from the table that people keep."""

from llm_selection._foundation.gate import check
from llm_selection.domain.efforts import EffortLadder
from registry_tools.merging.effort_ladders import ladder
from registry_tools.tables import read_rows
from registry_tools.upstream.survey import SURVEY

ROW = {
    "model": "acme/one",
    "levels": "none low high",
    "default": "",
    "least_budget": "512",
    "most_budget": "",
    "source": "developer-documents",
    "status": "documented",
    "as_of": "2026-12-02",
    "url": "https://acme.example/thinking",
    "read_via": "",
    "note": "",
}


def test_a_row_becomes_a_ladder() -> None:
    """What is empty isn't known."""
    told, shown = ladder(ROW)
    assert told == {"levels": ["none", "low", "high"], "least_budget": 512}
    assert (shown["source"], shown["status"], shown["url"]) == (ROW["source"], ROW["status"], ROW["url"])
    assert "note" not in shown
    assert ladder({**ROW, "default": "low"})[0]["default"] == "low"


def test_each_row_of_the_table_is_a_ladder() -> None:
    """Of one model each, in order; read from somewhere."""
    rows = read_rows(SURVEY / "efforts.csv")
    assert [row["model"] for row in rows] == sorted({row["model"] for row in rows})
    for row in rows:
        told, _ = ladder(row)
        found = check(EffortLadder, told, where=row["model"])
        assert found.levels, row
        assert row["url"], row
