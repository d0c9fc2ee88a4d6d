"""Importing tokens and costs: which rows count, which are of one run, and what is written."""

import csv
from datetime import date
from pathlib import Path

import pytest

from registry_tools.merging import output_tokens as import_tokens
from registry_tools.merging.output_tokens import Run, one_a_configuration, read_runs, without_repeats

NAMES = {"lab/one": "lab/one", "lab/two": "lab/two"}
RELEASED = {"lab/one": date(2025, 5, 1)}


def row(**cells: str) -> dict[str, str]:
    """Build a row of the raw table."""
    usual = {
        "source_id": "epoch_hub", "benchmark": "WeirdML", "benchmark_version": "", "model_label": "One",
        "model_key": "lab/one", "effort": "", "score": "0.5", "cost_usd": "0.25", "output_tokens": "",
        "measured_on": "", "source_url": "https://example.org",
    }  # fmt: skip
    return usual | cells


def aider(**cells: str) -> dict[str, str]:
    """Build a row of Aider's benchmark."""
    return row(source_id="aider_polyglot", benchmark="Aider polyglot", benchmark_version="diff", **cells)


def run(**fields: object) -> Run:
    """Build a run."""
    usual = {
        "source": "epoch-hub", "model": "lab/one", "benchmark": "weirdml", "effort": "", "score": 0.5,
        "output_tokens": None, "cost_usd": 0.25, "covers": "a run of 5 answers", "measured": "", "url": "",
    }  # fmt: skip
    return Run(**(usual | fields))  # type: ignore[arg-type]


def read(*rows: dict[str, str]) -> list[Run]:
    """Read rows."""
    return list(read_runs(rows, NAMES, RELEASED))


def test_what_is_printed_is_kept() -> None:
    """Tokens, dollars, or both; the source goes by our key, the benchmark by our id."""
    both = aider(output_tokens="1000", cost_usd="2.5", effort="high", measured_on="2025-06-01", model_key="LAB/One")
    assert read(both) == [
        Run("aider-polyglot", "lab/one", "aider-polyglot", "high", 0.5, 1000, 2.5, "225 exercises", "2025-06-01",
            "https://example.org"),
    ]  # fmt: skip
    assert read(row()) == [run(url="https://example.org")]


@pytest.mark.parametrize(
    "raw",
    [
        row(benchmark="TheAgentCompany"),
        row(source_id="ctala_es", benchmark="ctala overall quality (es)"),
        row(model_key="lab/unheard-of"),
        row(cost_usd=""),
        row(cost_usd="0 # incorrect: 6.3174"),
        row(cost_usd="0"),
        row(model_label="one_unknown"),
        aider() | {"benchmark_version": "whole"},
        aider() | {"benchmark_version": "architect"},
    ],
)
def test_what_tells_nothing_is_left_out(raw: dict[str, str]) -> None:
    """Other benchmarks, other models, no number, an effort that its source doesn't know, another protocol."""
    assert read(raw) == []


@pytest.mark.parametrize(("day", "kept"), [("2025-04-30", ""), ("2025-05-01", "2025-05-01")])
def test_a_day_before_the_release_is_left_out(day: str, kept: str) -> None:
    """The run stays."""
    assert [each.measured for each in read(row(measured_on=day))] == [kept]
    assert [each.measured for each in read(row(measured_on=day, model_key="lab/two"))] == [day]


def test_one_run_of_one_model_is_kept_once() -> None:
    """The row that states its effort; that the one prints more digits doesn't matter."""
    blank, stated = run(cost_usd=2.35), run(cost_usd=2.3538, effort="xhigh", score=0.50004)
    assert without_repeats([blank, stated]) == without_repeats([stated, blank]) == [stated]
    assert without_repeats([blank, blank]) == [blank]


@pytest.mark.parametrize("other", [{"model": "lab/two", "effort": "low"}, {"effort": "none"}])
def test_one_run_under_two_names_is_left_out(other: dict[str, str]) -> None:
    """Which of two models, or of two efforts, it was isn't known."""
    assert without_repeats([run(effort="low"), run(**other)]) == []


@pytest.mark.parametrize(
    "other",
    [{"cost_usd": 0.26}, {"score": 0.51}, {"benchmark": "other"}, {"source": "aider-polyglot"}],
)
def test_other_runs_are_no_repeats(other: dict[str, object]) -> None:
    """Benchmark, score and cost tell runs apart."""
    runs = [run(), run(model="lab/two", **other)]
    assert without_repeats(runs) == runs


def test_without_a_cost_nothing_shows_a_repeat() -> None:
    """Two models may solve the same share."""
    runs = [run(cost_usd=None, output_tokens=5), run(cost_usd=None, output_tokens=5, model="lab/two")]
    assert without_repeats(runs) == runs


def test_the_newest_of_a_configuration_counts() -> None:
    """Of one day the first."""
    old, new, later = run(measured="2025-01-01"), run(measured="2025-02-01", score=0.6), run(measured="2025-02-01")
    high = run(effort="high")
    assert one_a_configuration([high, old, new, later]) == [new, high]


def test_tables_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One a source, the same bytes each time; one that has no more rows goes, and sources that others wrote stay."""
    raw, data = tmp_path / "raw", tmp_path / "data"
    (data / "models/lab").mkdir(parents=True)
    (data / "models/lab/one.toml").write_text("released = 2025-05-01\n")
    (data / "tokens").mkdir()
    (data / "tokens/gone.csv").write_text("model\n")
    (data / "tokens/aider-polyglot.csv").write_text("model\n")
    (data / "sources.toml").write_text('[page]\ntitle = "A page"\n')
    (tmp_path / "names.csv").write_text("name,model\nlab/one,lab/one\n")
    (raw / "results").mkdir(parents=True)
    for one in (row(), aider(output_tokens="1000", cost_usd="")):
        table = {key: value for key, value in one.items() if key != "source_id"}
        write(raw / "results" / f"{one['source_id']}.csv", [table])
    source = {
        "title": "T", "url": "u", "commit": "0123456789", "snapshot_date": "2026-05-14",
        "license": "CC-BY-4.0 (X)", "citation": "X",
    }  # fmt: skip
    keys = ("epoch_hub", "aider_polyglot", "livebench")
    write(raw / "result_sources.csv", [{"source_id": key, **source} for key in keys])
    for _ in range(2):
        import_tokens.main(["--collected", str(raw), "--names", str(tmp_path / "names.csv"), "--data", str(data)])
        assert {path.name: path.read_text() for path in (data / "tokens").iterdir()} == {
            "epoch-hub.csv": "model,benchmark,effort,output_tokens,cost_usd,covers,measured,url\n"
            "lab/one,weirdml,,,0.25,a run of 5 answers,,https://example.org\n",
            "aider-polyglot.csv": "model,benchmark,effort,output_tokens,cost_usd,covers,measured,url\n"
            "lab/one,aider-polyglot,,1000,,225 exercises,,https://example.org\n",
        }
    text = (data / "sources.toml").read_text()
    assert [line for line in text.splitlines() if line.startswith("[")] == ["[aider-polyglot]", "[epoch-hub]", "[page]"]
    assert "2 runs of 1 models on 2 benchmarks" in capsys.readouterr().out


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """Write a table."""
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
