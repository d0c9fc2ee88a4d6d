"""Importing tokens: which rows and figures count, at which effort, and what is written."""

from datetime import date
from pathlib import Path

import pytest

from registry_tools.merging import output_tokens as import_tokens
from registry_tools.merging.output_tokens import read_counts
from registry_tools.tables import read_rows
from registry_tools.toml_files import read_toml

NAMES = {"lab/one": "lab/one", "anthropic/old": "anthropic/old"}
RELEASED = {"lab/one": date(2025, 5, 1)}
UNASKED = "no effort or budget set in the run (API default)"


def row(**cells: str) -> dict[str, str]:
    """Build a row of a collected table."""
    usual = {
        "model_label": "One", "model_key": "lab/one", "benchmark": "GPQA Diamond", "item": "sample", "effort": "high",
        "output_tokens": "1000", "reasoning_tokens": "800", "visible_tokens": "", "input_tokens": "150", "turns": "",
        "items": "198", "cost_usd": "", "score": "0.5", "score_unit": "fraction", "measured_on": "2025-06-01",
        "source_url": "https://example.org", "note": "",
    }  # fmt: skip
    return usual | cells


def read(**cells: str) -> list[dict[str, str]]:
    """Read one row."""
    return list(read_counts([row(**cells)], "epoch_runs", NAMES, RELEASED))


def test_what_is_printed_is_kept() -> None:
    """With our ids, the kind of work, and what an item is."""
    assert read(model_key="LAB/One") == [
        {
            "source": "epoch-runs", "model": "lab/one", "benchmark": "gpqa-diamond", "work": "problems", "effort": "high",
            "output": "1000", "reasoning": "800", "visible": "", "input": "150", "turns": "", "usd": "", "items": "198",
            "covers": "sample", "measured": "2025-06-01", "url": "https://example.org",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cells",
    [
        {"model_key": "lab/unheard-of"},
        {"benchmark": "BenchFS"},
        {"note": "multi-agent product"},
        {"model_label": "One + Two"},
        {"output_tokens": "", "reasoning_tokens": "", "visible_tokens": "400"},
        {"note": "leaves out reasoning"},
    ],
)
def test_what_tells_nothing_is_left_out(cells: dict[str, str]) -> None:
    """Models that we don't hold, other benchmarks, several models at once, output without its reasoning."""
    assert read(**cells) == []


def test_reasoning_estimated_from_a_summary_is_left_out() -> None:
    """The output stays."""
    (found,) = read(note="reasoning estimated from a summary")
    assert (found["output"], found["reasoning"]) == ("1000", "")


def test_dollars_alone_stay() -> None:
    """They are compared with; output that leaves reasoning out doesn't stand beside them."""
    (found,) = read(output_tokens="", reasoning_tokens="", visible_tokens="7", cost_usd="0.2")
    assert (found["output"], found["visible"], found["usd"]) == ("", "", "0.2")


@pytest.mark.parametrize(
    ("cells", "effort"),
    [({"effort": "16k"}, "16k"), ({"effort": ""}, ""), ({"effort": "", "note": UNASKED}, "default"),
     ({"effort": "", "note": UNASKED, "model_key": "anthropic/old"}, "none")],
)  # fmt: skip
def test_what_ran_unasked(cells: dict[str, str], effort: str) -> None:
    """The default, which for Anthropic's models of that time was not to think; what nobody says isn't it."""
    assert read(**cells)[0]["effort"] == effort


def test_a_day_before_the_release_is_left_out() -> None:
    """The released model didn't run on it."""
    assert read(measured_on="2025-04-01")[0]["measured"] == ""
    assert read(measured_on="")[0]["measured"] == ""


def test_tables_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One a source that has rows, with its record among the sources."""
    collected, data = tmp_path / "collected", tmp_path / "data"
    (collected / "tokens").mkdir(parents=True)
    (data / "models").mkdir(parents=True)
    (data / "tokens").mkdir()
    (data / "tokens/old.csv").write_text("")
    head = ",".join(row())
    (collected / "tokens/epoch_runs.csv").write_text(f"{head}\n{','.join(row().values())}\n")
    (collected / "tokens/deepswe.csv").write_text(f"{head}\n")
    (collected / "token_sources.csv").write_text(
        "source_id,title,url,version,retrieved,license,credit\n"
        "epoch_runs,Runs,https://example.org,abc,2026-12-02,CC-BY-4.0,Epoch AI\n"
        "deepswe,Tasks,https://example.org,1,2026-12-02,none stated,Datacurve\n"
    )
    (tmp_path / "names.csv").write_text("name,model\nlab/one,lab/one\n")
    import_tokens.main(["--collected", str(collected), "--names", str(tmp_path / "names.csv"), "--data", str(data)])
    assert capsys.readouterr().out == "1 counts of 1 models on 1 benchmarks\n"
    assert [path.name for path in (data / "tokens").iterdir()] == ["epoch-runs.csv"]
    assert read_rows(data / "tokens/epoch-runs.csv")[0]["model"] == "lab/one"
    assert read_toml(data / "sources.toml")["epoch-runs"]["license"] == "CC-BY-4.0"


def test_a_source_may_state_no_license() -> None:
    """Then none is written."""
    assert "license" not in import_tokens.source_record(
        {
            "title": "Tasks",
            "url": "u",
            "version": "1",
            "retrieved": "2026-12-02",
            "license": "none stated",
            "credit": "x",
        }
    )
