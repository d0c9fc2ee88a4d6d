"""Fitting reasoning tokens: what rows tell of them, whether the fit finds the truth, and what it says of every model."""

import math
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from llm_selection.domain.efforts import Effort
from llm_selection.domain.tokens import TokensBasis, Work, falls_with_effort
from registry_tools.fitting import output_tokens as task
from registry_tools.fitting.output_tokens import tokens_of, with_measured
from registry_tools.fitting.output_tokens_fit import Count, fit
from registry_tools.fitting.token_counts import (
    Run,
    Traits,
    below_top,
    counts_of,
    first_to_reason,
    read_models,
    read_runs,
    visible_of,
)
from registry_tools.places import DATA
from registry_tools.tables import read_rows

LADDER = (Effort.NONE, Effort.LOW, Effort.HIGH)
MODELS = {
    "lab/thinker": Traits(reasons=True, levels=LADDER, default=Effort.LOW),
    "lab/untold": Traits(reasons=True, levels=LADDER),
    "lab/always": Traits(reasons=True),
    "lab/plain": Traits(reasons=False),
    "lab/riddle": Traits(reasons=None),
}


def run(
    model: str = "lab/thinker", effort: Effort | None = Effort.HIGH, output: float = 1000, **changes: object
) -> Run:
    """Build a run that reasoned."""
    usual = {"benchmark": "riddles", "work": Work.PROBLEMS, "reasons": True, "reasoning": None}
    return Run(model=model, effort=effort, output=output, **(usual | changes))  # type: ignore[arg-type]


APART = [run(output=1000, reasoning=800), run(output=1300, reasoning=1000), run(output=400, reasoning=250)]


def test_the_visible_answer_is_the_median_of_those_told_apart() -> None:
    """Else of those without reasoning, but no more than the shortest of those with; else half of that."""
    plain = [run("lab/plain", None, tokens, benchmark="tales", reasons=False) for tokens in (300, 500)]
    long = [run(output=tokens, benchmark="tales") for tokens in (350, 2000)]
    alone = [run(output=tokens, benchmark="moves") for tokens in (60, 90)]
    found = visible_of([*APART, *plain, *long, *alone])
    assert {benchmark: visible.tokens for benchmark, visible in found.items()} == {
        "riddles": 200, "tales": 350, "moves": 30,
    }  # fmt: skip


def test_an_agents_visible_turn_is_most_of_one_at_low_effort() -> None:
    """Of its own where it ran so, else the median of the others."""
    runs = [
        run("lab/always", Effort.LOW, 100, benchmark="errands", work=Work.AGENT),
        run("lab/always", Effort.HIGH, 387, benchmark="errands", work=Work.AGENT),
        run("lab/thinker", Effort.LOW, 200, benchmark="errands", work=Work.AGENT),
    ]
    assert visible_of(runs)["errands"].tokens == pytest.approx(130.5)
    by_key = {(count.model, count.effort): count for count in counts_of(runs, MODELS)}
    assert math.exp(by_key["lab/always", Effort.HIGH].log_tokens) == pytest.approx(300)
    assert by_key["lab/always", Effort.LOW].variance > by_key["lab/always", Effort.HIGH].variance


def test_reasoning_is_what_is_printed_or_what_the_answer_leaves() -> None:
    """What is left of a short output weighs next to nothing; of one printed too low, what is left counts."""
    told = {
        math.exp(count.log_tokens): count.variance
        for each in (run(output=1200), run(output=205), run(output=4000, reasoning=10), run(output=700, reasoning=600))
        for count in counts_of([*APART, each], {**MODELS})
        if count.effort is each.effort and count.runs == 4
    }
    assert len(told) == 4
    (alone,) = counts_of([run("lab/always", output=1200, benchmark="moves")], MODELS)
    assert math.exp(alone.log_tokens) == pytest.approx(600)
    assert alone.variance == pytest.approx(0.25)


def test_own_answers_without_reasoning_are_taken_away() -> None:
    """In prose, which is as long without it; of a run without reasoning there is no count."""
    runs = [
        run("lab/thinker", Effort.NONE, 500, work=Work.PROSE, reasons=False),
        run("lab/thinker", Effort.HIGH, 900, work=Work.PROSE),
        run("lab/plain", None, 100, work=Work.PROSE, reasons=False),
    ]
    (count,) = counts_of(runs, MODELS)
    assert math.exp(count.log_tokens) == pytest.approx(400)
    assert count.below_top == 0


def test_a_hybrid_run_as_it_comes_counts_where_it_must_have_reasoned() -> None:
    """Twice what models put out that don't; one of which nothing is known never."""
    plain = run("lab/plain", None, 100, reasons=False)
    long, short = (run("lab/untold", None, tokens, reasons=None) for tokens in (900, 150))
    unknown = run("lab/riddle", None, 900, reasons=None)
    assert [count.model for count in counts_of([plain, long], MODELS)] == ["lab/untold"]
    assert counts_of([plain, short, unknown], MODELS) == []
    assert counts_of([long], MODELS) == []


def test_levels_above_are_counted_on_the_models_own_ladder() -> None:
    """None are, where it isn't known or the effort isn't on it."""
    assert [below_top(MODELS["lab/thinker"], effort) for effort in (*LADDER, Effort.MAX, None)] == [2, 1, 0, 0, 0]
    assert below_top(MODELS["lab/always"], Effort.LOW) == 0


def test_the_first_to_reason_has_its_efforts_documented() -> None:
    """Without any, no release is early."""
    days = {"lab/thinker": date(2024, 9, 12), "lab/always": date(2024, 1, 1)}
    assert first_to_reason(MODELS, days) == date(2024, 9, 12)
    assert first_to_reason({}, {}) is None


def written(folder: Path, name: str, text: str) -> None:
    """Write a file."""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def test_models_are_read(tmp_path: Path) -> None:
    """A ladder says whether one reasons; of an early one of which nothing is known it follows that it doesn't."""
    written(tmp_path, "lab/one.toml", 'released = 2024-09-12\n[efforts]\nlevels = ["none", "high"]\ndefault = "none"\n')
    written(tmp_path, "lab/two.toml", "released = 2025-01-01\n[capabilities]\nreasoning = true\n")
    written(tmp_path, "lab/old.toml", "released = 2023-01-01\n")
    written(tmp_path, "lab/new.toml", "released = 2025-01-01\n")
    written(tmp_path, "lab/undated.toml", "")
    assert read_models(tmp_path) == {
        "lab/one": Traits(reasons=True, levels=(Effort.NONE, Effort.HIGH), default=Effort.NONE),
        "lab/two": Traits(reasons=True),
        "lab/old": Traits(reasons=False, assumed=True),
        "lab/new": Traits(reasons=None),
        "lab/undated": Traits(reasons=None),
    }


def test_runs_are_read(tmp_path: Path) -> None:
    """By the turn where turns are printed; reasoning from the visible part; efforts as they ran, the default's unasked."""
    head = "model,benchmark,work,effort,output,reasoning,visible,turns\n"
    rows = [
        "lab/thinker,riddles,problems,default,1000,,200,",
        "lab/thinker,errands,agent,adaptive,1000,400,,10",
        "lab/thinker,riddles,problems,none,100,,,",
        "lab/always,riddles,problems,16k,1000,,,",
        "lab/always,riddles,problems,,1000,,,",
        "lab/plain,riddles,problems,,100,,,",
        "lab/plain,riddles,problems,,,,,",
    ]
    written(tmp_path, "one.csv", head + "\n".join(rows) + "\n")
    assert [(each.effort, each.reasons, each.output, each.reasoning) for each in read_runs(tmp_path, MODELS)] == [
        (Effort.LOW, True, 1000, 800),
        (Effort.LOW, True, 100, 40),
        (Effort.NONE, False, 100, None),
        (Effort.MEDIUM, True, 1000, None),
        (None, None, 1000, None),
        (None, False, 100, None),
    ]
    steady = {**MODELS, "lab/always": Traits(reasons=True, levels=(Effort.ON,))}
    assert read_runs(tmp_path, steady)[4].reasons is True


def planted(seed: int = 3) -> list[Count]:
    """Make counts of models that differ, at efforts of which each takes three times the one before."""
    draw = np.random.default_rng(seed)
    counts = []
    for number in range(24):
        own = draw.normal(0, 0.5)
        for benchmark, level in (("one", 6.0), ("two", 8.0)):
            for effort, step in ((Effort.LOW, -1.1), (Effort.MEDIUM, 0.0), (Effort.HIGH, 1.1)):
                tokens = level + own + step + draw.normal(0, 0.1)
                counts.append(Count(f"lab{number % 4}/m{number}", benchmark, Work.PROBLEMS, effort, 0, tokens))
    return counts


def test_the_fit_finds_what_was_planted() -> None:
    """A step of effort, how much models differ, and what a model does on a benchmark that it didn't run."""
    counts = planted()
    hidden = [count for count in counts if (count.model, count.benchmark) == ("lab0/m0", "two")]
    fitted = fit([count for count in counts if count not in hidden])
    estimates = fitted.predict(hidden)
    for count, estimate in zip(hidden, estimates, strict=True):
        assert abs(estimate.mean - count.log_tokens) < 2 * estimate.sd
        assert estimate.sd < 0.6
    assert estimates[2].mean - estimates[1].mean == pytest.approx(1.1, abs=0.15)


def test_a_model_without_counts_is_any_model() -> None:
    """Less is known of it, of another kind of work next to nothing, and without noise a little more."""
    fitted = fit(planted())
    known, new, elsewhere = fitted.predict(
        [
            Count("lab0/m0", "one", Work.PROBLEMS, Effort.HIGH),
            Count("other/new", "one", Work.PROBLEMS, Effort.HIGH),
            Count("other/new", "", Work.PROSE, Effort.HIGH),
        ]
    )
    assert known.sd < new.sd < elsewhere.sd
    (middle,) = fitted.predict([Count("lab0/m0", "one", Work.PROBLEMS, Effort.HIGH)], of_task=False)
    assert middle.sd < known.sd


def test_an_item_of_many_requests_has_no_level() -> None:
    """It tells models apart, not how much a request takes."""
    counts = [
        *planted(),
        *(count._replace(benchmark="long", is_request=False, log_tokens=count.log_tokens + 5) for count in planted()),
    ]
    short, long = (
        fit(some).predict([Count("lab1/m1", "", Work.PROBLEMS, Effort.HIGH)])[0].mean for some in (planted(), counts)
    )
    assert short == pytest.approx(long, abs=0.3)


def test_every_model_gets_what_is_known_of_it() -> None:
    """Each level of a ladder, and one that isn't known where no default is; more effort never takes fewer."""
    counts = [
        Count("lab/thinker", "one", Work.PROBLEMS, Effort.LOW, 1, 8.0),
        Count("lab/thinker", "one", Work.PROBLEMS, Effort.HIGH, 0, 5.0),
    ]
    rows = list(tokens_of(fit([*planted(), *counts]), MODELS))
    found = {
        model: [
            (str(row.effort), row.basis, row.runs, row.default) for name, row in rows
            if name == model and row.work is Work.PROBLEMS
        ]
        for model in MODELS
    }  # fmt: skip
    expected, stated = TokensBasis.EXPECTED, TokensBasis.STATED
    assert found == {
        "lab/thinker": [
            ("none", stated, 0, False), ("low", TokensBasis.MEASURED, 1, True), ("high", TokensBasis.MEASURED, 1, False),
        ],
        "lab/untold": [
            ("none", stated, 0, False), ("None", expected, 0, False), ("low", expected, 0, False), ("high", expected, 0, False),
        ],
        "lab/always": [("None", expected, 0, False)],
        "lab/plain": [("None", stated, 0, False)],
        "lab/riddle": [("None", expected, 0, False)],
    }  # fmt: skip
    assert all(falls_with_effort(row for name, row in rows if name == model) is None for model in MODELS)
    lows = {name: row.low for name, row in rows if row.effort is None and row.work is Work.PROBLEMS}
    assert (lows["lab/riddle"], lows["lab/untold"]) == (0, 0)
    assert lows["lab/always"] > 0
    (prose,) = (
        row for name, row in rows if name == "lab/thinker" and (row.work, row.effort) == (Work.PROSE, Effort.LOW)
    )
    assert (prose.basis, prose.runs) == (TokensBasis.INFERRED, 2)


def test_the_shipped_table_is_the_fit_of_the_shipped_tokens(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody who changes data/tokens and forgets the fit finds out here."""
    for name in ("models", "tokens"):
        shutil.copytree(DATA / name, tmp_path / name)
    (tmp_path / "calibration").mkdir()
    shutil.copy(DATA / "calibration/abilities.csv", tmp_path / "calibration")
    task.main([str(tmp_path)])
    assert "models" in capsys.readouterr().out
    ours, shipped = (read_rows(folder / "calibration/tokens.csv") for folder in (tmp_path, DATA))
    assert [row["model"] for row in ours] == [row["model"] for row in shipped]
    for row, other in zip(ours, shipped, strict=True):
        # Another machine's linear algebra may differ in the last digit.
        assert float(row["expected"]) == pytest.approx(float(other["expected"]), rel=0.01, abs=1)


def test_without_a_ladder_tokens_are_of_the_effort_that_the_quality_is_of(tmp_path: Path) -> None:
    """One that a result names takes the place of the unknown one; at none a model doesn't reason. A ladder goes first."""
    table = tmp_path / "abilities.csv"
    efforts = {"lab/thinker": "high", "lab/always": "xhigh", "lab/riddle": "none"}
    lines = [f"{model},coding,{effort}" for model, effort in efforts.items()]
    table.write_text("\n".join(["model,task,effort", *lines, "lab/plain,coding,", ""]), encoding="utf-8")
    asked = with_measured(MODELS, table)
    assert asked["lab/thinker"] == MODELS["lab/thinker"]
    assert asked["lab/always"].measured is Effort.XHIGH
    rows = [
        (row.effort, row.basis, row.expected > 0)
        for model, row in tokens_of(fit(planted()), asked)
        if model in efforts and row.work is Work.PROSE and model != "lab/thinker"
    ]
    assert sorted(rows) == [(Effort.NONE, TokensBasis.STATED, False), (Effort.XHIGH, TokensBasis.EXPECTED, True)]
