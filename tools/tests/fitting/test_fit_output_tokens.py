"""Fitting verbosity: what a cost tells of tokens, whether the fit finds the truth, and what it says of every model."""

import csv
import math
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from llm_selection.domain.efforts import Effort
from llm_selection.domain.verbosity import VerbosityBasis
from registry_tools.fitting import output_tokens as task
from registry_tools.fitting import output_tokens_fit as verbosity_model
from registry_tools.fitting.output_tokens import Price, Run, Traits, counts_of, price_of, printed_prompts
from registry_tools.fitting.output_tokens_fit import Count, Fit, fit
from registry_tools.places import DATA

READ = date(2026, 5, 14)
MODELS = {
    "lab/closed": Traits(reasons=True, closed=True),
    "lab/plain": Traits(reasons=False, closed=True),
    "lab/open": Traits(reasons=True, closed=False),
    "lab/riddle": Traits(reasons=None, closed=True),
}


# --- prices


def offering(*periods: tuple[str, str, str], native: str = "one", **card: Any) -> dict[str, Any]:
    """Build an offering: from which day on, input and output price."""
    return {
        "native": native,
        "pricing": {
            "periods": [
                {"effective": date.fromisoformat(day), "cards": [{"input": "9", "output": "9", "mode": "batch"},
                                                                 {"input": into, "output": out, **card}]}
                for day, into, out in periods
            ]
        },
    }  # fmt: skip


CUT = offering(("2025-04-01", "10", "40"), ("2025-06-10", "2", "8"))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 4, 1), Price(10, 40)),
        (date(2025, 6, 9), Price(10, 40)),
        (date(2025, 6, 10), Price(2, 8)),
        (date(2025, 3, 31), None),
        (None, None),
    ],
)
def test_a_price_that_changed_needs_a_day(day: date | None, expected: Price | None) -> None:
    """On a day the price in force; without one, or before the first, it isn't known."""
    assert price_of([CUT], "lab/one", measured=day, read=READ) == expected


@pytest.mark.parametrize("day", [None, date(2024, 12, 1)])
def test_a_price_that_never_changed_is_known(day: date | None) -> None:
    """Without a day, and before anyone recorded it; what came after its source was read doesn't count."""
    steady = offering(("2025-06-10", "2", "8"), ("2026-01-01", "2", "8"), ("2026-10-01", "1", "4"))
    assert price_of([steady], "lab/one", measured=day, read=READ) == Price(2, 8)
    assert price_of([steady], "lab/one", measured=date(2026, 10, 2), read=READ) == Price(1, 4)


def test_the_offering_called_like_the_model_counts() -> None:
    """Others of the same model may be dated snapshots with prices of their own; without a namesake they must agree."""
    own, old = offering(("2025-06-10", "2", "8")), offering(("2025-06-10", "5", "15"), native="one-2024")
    assert price_of([old, own], "lab/one", measured=None, read=READ) == Price(2, 8)
    assert price_of([old, own], "lab/two", measured=None, read=READ) is None
    assert price_of([old], "lab/two", measured=None, read=READ) == Price(5, 15)


@pytest.mark.parametrize(
    "offerings",
    [
        [],
        [{"native": "one"}],
        [{"native": "one", "pricing": {"kind": "free-tier"}}],
        [offering(("2026-06-01", "2", "8"))],
        [offering(("2025-06-10", "2", "8"), above_prompt_tokens=200_000)],
        [{"native": "one", "pricing": {"periods": [{"effective": date(2025, 1, 1), "cards": [{"output": "8"}]}]}}],
        [{"native": "one", "pricing": {"periods": [{"effective": date(2025, 1, 1), "cards": []}]}}],
    ],
)
def test_what_is_no_price(offerings: list[dict[str, Any]]) -> None:
    """Nothing for sale by the token, nothing yet, no standard card, half a card, or withdrawn."""
    assert price_of(offerings, "lab/one", measured=None, read=READ) is None


# --- from dollars to tokens


def run(**fields: Any) -> Run:
    """Build a run that cost $1 at $1 a million in, $10 out."""
    usual = {
        "model": "lab/closed", "benchmark": "bench", "effort": Effort.HIGH, "output_tokens": None, "cost_usd": 1.0,
        "price": Price(1, 10),
    }  # fmt: skip
    return Run(**(usual | fields))


def test_prompts_follow_from_tokens_and_cost() -> None:
    """Of three runs the median: $1 less 50,000, 70,000 and 60,000 tokens at $10 leaves 500,000, 300,000 and 400,000 at $1."""
    runs = [run(output_tokens=tokens) for tokens in (50_000, 70_000, 60_000)]
    silent = [run(), run(output_tokens=5, price=None), run(output_tokens=5, cost_usd=None)]
    assert printed_prompts([*runs, *silent]) == {"bench": 400_000.0}
    assert printed_prompts(silent) == {}


def test_tokens_are_what_the_prompts_leave_of_a_cost() -> None:
    """$1 less 400,000 prompt tokens at $1 leaves $0.60: 60,000 tokens at $10; a per cent of cost is 1.67 of tokens."""
    (count,) = counts_of([run()], MODELS, {"bench": 400_000})
    assert count[:4] == ("lab/closed", "bench", True, Effort.HIGH)
    assert math.exp(count.log_tokens) == pytest.approx(60_000)
    assert count.log_slope == pytest.approx(1 / 0.6)
    assert count.prompt_variance == pytest.approx((0.13 * (1 / 0.6 - 1)) ** 2)


def test_printed_tokens_need_no_price() -> None:
    """They count as they are, of open models too, and nothing is uncertain about prompts."""
    (count,) = counts_of([run(model="lab/open", output_tokens=1000, price=None)], MODELS, {"bench": 400_000})
    assert math.exp(count.log_tokens) == pytest.approx(1000)
    assert count.prompt_variance == 0


@pytest.mark.parametrize(
    "silent",
    [
        run(price=None),
        run(cost_usd=None),
        run(cost_usd=0.4),
        run(cost_usd=0.3),
        run(model="lab/riddle", effort=None),
    ],
)
def test_what_tells_nothing_is_no_count(silent: Run) -> None:
    """No price, no cost, nothing left beside the prompts; a model of which it isn't known whether it reasoned."""
    assert counts_of([silent], MODELS, {"bench": 400_000}) == []


def test_repeats_count_once() -> None:
    """Of one model and effort on one benchmark the mean of the logarithms."""
    runs = [run(output_tokens=tokens) for tokens in (100, 400)] + [run(output_tokens=7, effort=Effort.LOW)]
    first, second = counts_of(runs, MODELS, {})
    assert math.exp(first.log_tokens) == pytest.approx(200)
    assert (second.effort, round(math.exp(second.log_tokens))) == (Effort.LOW, 7)


def test_a_stated_effort_says_whether_it_reasoned() -> None:
    """Whatever the model's file says, or doesn't."""
    runs = [
        run(effort=Effort.NONE),
        run(model="lab/plain", effort=None),
        run(model="lab/riddle", effort=Effort.LOW),
        run(model="lab/closed", effort=None),
    ]
    assert [count.reasons for count in counts_of(runs, MODELS, {})] == [False, False, True, True]


# --- the fit

TRUTH = {"a": 7.0, "b": 12.0}
REASONING, STEP, OWN_SD, NOISE_SD = 1.0, 0.5, 0.6, 0.3


def planted(models: int = 60) -> tuple[list[Count], dict[str, float]]:
    """Make counts of models that are known: every second reasons, at an effort that goes round."""
    random = np.random.default_rng(7)
    own = {f"lab/{place:02}": float(random.normal(0, OWN_SD)) for place in range(models)}
    efforts = (Effort.LOW, Effort.MEDIUM, Effort.HIGH)
    counts = []
    for place, (model, part) in enumerate(own.items()):
        for benchmark, level in TRUTH.items():
            reasoned = place % 2 == 1
            effort = efforts[place // 2 % 3] if reasoned else None
            step = 0 if effort is None else efforts.index(effort) - 1
            mean = level + part + (REASONING + STEP * step if reasoned else 0)
            counts.append(Count(model, benchmark, reasoned, effort, mean + float(random.normal(0, NOISE_SD))))
    return counts, own


def test_the_fit_finds_what_was_planted() -> None:
    """Effects, both spreads, and the models' own parts."""
    counts, own = planted()
    found = fit(counts)
    reasoning, step, _ = found.effects
    assert math.log(reasoning) == pytest.approx(REASONING, abs=0.3)
    assert math.log(step) == pytest.approx(STEP, abs=0.2)
    assert found.model_sd == pytest.approx(OWN_SD, abs=0.12)
    assert found.noise_sd == pytest.approx(NOISE_SD, abs=0.07)
    parts = [found.verbosity(model, reasoned=False, effort=None).mean for model in own]
    assert np.corrcoef(parts, list(own.values()))[0, 1] > 0.85


def test_intervals_hold_what_they_say() -> None:
    """Of counts left out, about nine in ten lie inside 90 %; the other benchmark tells more than effort alone."""
    counts, _ = planted()
    elsewhere, alone, everything = task.evaluate(counts).values()
    assert len(elsewhere) == len(alone) == len(everything) == len(counts)
    for outcomes in (elsewhere, alone):
        inside = [abs(each.left_out.log_tokens - each.predicted.mean) < 1.645 * each.predicted.sd for each in outcomes]
        assert 0.82 < np.mean(inside) < 0.98
    assert error(elsewhere) < 0.75 * error(alone)
    lines = task.report({"one": elsewhere, "two": alone}).splitlines()
    assert lines[0].split()[-4:] == ["factor", "in", "90", "width"]
    assert float(lines[1].split()[3]) > float(lines[2].split()[3]) > 0


def error(outcomes: Sequence[task.Outcome]) -> float:
    """Return the root mean square error."""
    return float(np.sqrt(np.mean([(each.left_out.log_tokens - each.predicted.mean) ** 2 for each in outcomes])))


def widths(found: Fit, model: str) -> float:
    """Return the standard deviation of a plain model's verbosity."""
    return found.verbosity(model, reasoned=False, effort=None).sd


def test_a_model_without_counts_is_any_model() -> None:
    """It is expected where models like it are, and less surely than one that was measured."""
    found = fit(planted()[0])
    nobody = found.verbosity("lab/nobody", reasoned=False, effort=None)
    assert nobody.mean == 0
    assert nobody.sd == pytest.approx(math.hypot(found.model_sd, found.noise_sd))
    assert widths(found, "lab/00") < nobody.sd


def test_the_unit_of_a_benchmark_does_not_matter() -> None:
    """Tokens a run or tokens a hundred runs: a benchmark's level takes it up."""
    counts, _ = planted()
    scaled = [count._replace(log_tokens=count.log_tokens + 4.6 * (count.benchmark == "a")) for count in counts]
    one, other = fit(counts), fit(scaled)
    for model in one.models:
        assert one.verbosity(model, reasoned=True, effort=Effort.HIGH) == pytest.approx(
            other.verbosity(model, reasoned=True, effort=Effort.HIGH), abs=1e-3
        )  # fmt: skip


def test_a_cost_that_is_mostly_prompts_counts_for_less() -> None:
    """The model stays nearer to what is expected of it, and its interval wider."""
    counts, _ = planted()
    clear = [
        count._replace(log_tokens=TRUTH[count.benchmark] + 2) if count.model == "lab/00" else count for count in counts
    ]
    vague = [count._replace(log_slope=8.0) if count.model == "lab/00" else count for count in clear]
    sure, unsure = fit(clear), fit(vague)
    first, second = (found.verbosity("lab/00", reasoned=False, effort=None) for found in (sure, unsure))
    assert first.mean > 1.3 * second.mean > 0
    assert first.sd < second.sd
    assert unsure.log_tokens(vague[0]).sd > unsure.log_tokens(clear[0]).sd


def test_efforts_weigh_as_they_are_named() -> None:
    """Nothing of a model that doesn't reason; a step for each word, and an effect of its own where none is stated."""
    assert verbosity_model.effects(reasoned=False, effort=None) == [0, 0, 0]
    steps = [verbosity_model.effects(reasoned=True, effort=effort)[1] for effort in list(Effort)[1:]]
    assert steps == [-1, -1, 0, 0, 1, 2, 2]
    assert verbosity_model.effects(reasoned=True, effort=None) == [1, 0, 1]


# --- what becomes of it


def test_every_model_gets_what_is_known_of_it() -> None:
    """Measured ones an effort each; others what whether they reason lets expect; where that isn't known, as if they did."""
    counts = [
        *planted()[0],
        Count("lab/closed", "a", reasons=True, effort=Effort.HIGH, log_tokens=9.0),
        Count("lab/closed", "b", reasons=True, effort=Effort.LOW, log_tokens=12.0),
    ]
    found = list(task.verbosities(fit(counts), counts, MODELS))
    assert [(model, each.effort, each.basis, each.rows) for model, each in found] == [
        ("lab/closed", Effort.LOW, VerbosityBasis.MEASURED, 2),
        ("lab/closed", Effort.HIGH, VerbosityBasis.MEASURED, 2),
        ("lab/open", None, VerbosityBasis.EXPECTED, 0),
        ("lab/plain", None, VerbosityBasis.EXPECTED, 0),
        ("lab/riddle", None, VerbosityBasis.EXPECTED, 0),
    ]
    by_model = {(model, each.effort): each for model, each in found}
    plain, reasoning, riddle = (by_model[f"lab/{name}", None] for name in ("plain", "open", "riddle"))
    assert (riddle.low, riddle.multiplier, riddle.high) == (plain.low, reasoning.multiplier, reasoning.high)
    assert by_model["lab/plain", None].multiplier == 1.0
    assert by_model["lab/open", None].multiplier > 1.5
    assert by_model["lab/closed", Effort.LOW].multiplier < by_model["lab/closed", Effort.HIGH].multiplier


TOKENS = "model,benchmark,effort,output_tokens,cost_usd,covers,measured,url\n"
FOLDER = {
    "sources.toml": "[page]\nretrieved = 2026-05-14\n",
    "providers.toml": '[own]\ndeveloper = "lab"\n[host]\nname = "Host"\n[none]\ndeveloper = "nobody"\n',
    "models/lab/one.toml": '[weights]\nkind = "not-offered"\n[capabilities]\nreasoning = true\n',
    "models/lab/two.toml": '[weights]\nkind = "downloadable"\n[capabilities]\nreasoning = false\n',
    "models/lab/three.toml": 'name = "Three"\n',
    "offerings/own.toml": (
        "[one]\nmodel = 'lab/one'\n[[one.pricing.periods]]\neffective = 2025-06-01\ncards = [{ input = '1', output = '10' }]\n"
        "[fast]\nmodel = 'lab/one'\nvariant = ['fast']\n"
        "[[fast.pricing.periods]]\neffective = 2025-06-01\ncards = [{ input = '5', output = '50' }]\n"
        "[other]\nmodel = 'borg/open'\n"
        "[two]\nmodel = 'lab/two'\n[[two.pricing.periods]]\neffective = 2025-06-01\ncards = [{ input = '1', output = '2' }]\n"
    ),
    "offerings/host.toml": (
        "[x]\nmodel = 'lab/one'\n[[x.pricing.periods]]\neffective = 2025-06-01\ncards = [{ input = '7', output = '7' }]\n"
    ),
    "tokens/page.csv": TOKENS
    + "lab/one,bench,high,60000,1.0,x,2025-07-01,u\nlab/one,bench,,,1.5,x,,u\nlab/two,bench,,800,0.2,x,,u\n",
}


def place(folder: Path) -> Path:
    """Write the small folder."""
    for name, text in FOLDER.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_a_folder_is_read(tmp_path: Path) -> None:
    """Prices are the developer's own, of no variant, and of closed models only."""
    folder = place(tmp_path)
    models = task.read_models(folder / "models")
    assert models == {
        "lab/one": Traits(reasons=True, closed=True),
        "lab/two": Traits(reasons=False, closed=False),
        "lab/three": Traits(reasons=None, closed=False),
    }
    assert task.read_runs(folder, models) == [
        Run("lab/one", "bench", Effort.HIGH, 60_000, 1.0, Price(1, 10)),
        Run("lab/one", "bench", None, None, 1.5, Price(1, 10)),
        Run("lab/two", "bench", None, 800, 0.2, None),
    ]


def test_a_table_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Twice the same bytes; the evaluation comes when it is asked for."""
    folder = place(tmp_path)
    tables = []
    for words in ([], ["--evaluate"]):
        task.main([str(folder), *words])
        tables.append((folder / "calibration/verbosity.csv").read_bytes())
    assert tables[0] == tables[1]
    head, *rows = tables[0].decode().splitlines()
    assert head == "model,effort,multiplier,low,high,basis,rows"
    assert [row.split(",")[:2] for row in rows] == [
        ["lab/one", ""],
        ["lab/one", "high"],
        ["lab/three", ""],
        ["lab/two", ""],
    ]
    out = capsys.readouterr().out
    assert "3 counts of 2 models out of 3 runs; 3 of 3 models have a verbosity" in out
    assert "bench 400,000" in out
    assert out.count("predicted from") == 1
    assert "weirdml with 17,000 prompt tokens" in out


@pytest.mark.skipif(not DATA.exists(), reason="the sources of the data aren't there")
def test_the_shipped_table_is_the_fit_of_the_shipped_tokens(tmp_path: Path) -> None:
    """Fitted again it is the same, but for the last digit, which another machine may round otherwise."""
    for name in ("models", "offerings", "tokens"):
        shutil.copytree(DATA / name, tmp_path / name)
    for name in ("providers.toml", "sources.toml"):
        shutil.copy(DATA / name, tmp_path / name)
    task.main([str(tmp_path)])
    again, shipped = (table(folder / "calibration/verbosity.csv") for folder in (tmp_path, DATA))
    assert again.keys() == shipped.keys()
    for key, numbers in again.items():
        assert numbers == pytest.approx(shipped[key], rel=0.002, abs=0.011)


def table(path: Path) -> dict[tuple[str, ...], list[float]]:
    """Read multipliers and their ends by what they are of."""
    with path.open(newline="") as file:
        return {
            (row["model"], row["effort"], row["basis"], row["rows"]): [
                float(row[name]) for name in ("multiplier", "low", "high")
            ]
            for row in csv.DictReader(file)
        }
