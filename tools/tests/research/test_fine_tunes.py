"""How far fine-tuning moves a model: by hand-made changes, and that the page and the constant say what is measured."""

from functools import cache
from math import sqrt

import pytest

from factories import calibrated
from llm_selection.domain.identity import ModelId
from llm_selection.estimation.abilities import (
    FINE_TUNE_SD,
)
from llm_selection.registry import bundled
from registry_tools.places import DATA, ROOT
from registry_tools.research.quality import fine_tunes as measure


def change(by: float, variance: float, *, stands_in: bool = False) -> measure.Change:
    """Make a change."""
    pair = measure.Pair(tuned="acme/tuned", base="acme/base", stands_in=stands_in, source="a page")
    return measure.Change(pair=pair, results=10, base_results=20, by=by, variance=variance)


@cache
def measured() -> tuple[measure.Change, ...]:
    """Measure the shipped data."""
    return tuple(measure.changes(bundled()))


def test_errors_are_no_changes() -> None:
    """The mean square is less by the variance of the errors, and never below none."""
    assert measure.spread([change(1.0, 0.1), change(-0.5, 0.15)]) == pytest.approx(sqrt((0.9 + 0.1) / 2))
    assert measure.spread([change(0.1, 0.2)]) == 0.0


def test_a_table_says_which_bases_stand_in() -> None:
    """With true minus signs, and both spreads."""
    text = list(measure.lines([change(-0.5, 0.04), change(1.0, 0.0, stands_in=True)]))
    assert text[2] == "| acme/tuned | acme/base | 10, 20 | −0.50 | 0.20 |"
    assert "| acme/base (stands in) |" in text[3]
    assert text[-1] == f"Of the 1 whose own base was measured: {sqrt(0.25 - 0.04):.2f}."
    assert list(measure.lines([change(1.0, 0.0, stands_in=True)]))[-1].endswith("less their errors: 1.00.")
    assert len(list(measure.lines([]))) == 3


def test_models_with_few_results_are_left_out() -> None:
    """And those that nobody knows."""
    pairs = [
        measure.Pair(tuned="acme/large", base="acme/small", source="a page"),
        measure.Pair(tuned="acme/none", base="acme/small", source="a page"),
    ]
    assert list(measure.changes(calibrated(), pairs)) == []


def test_pairs_are_in_the_registry_with_results_enough() -> None:
    """Each is measured, and none is listed twice."""
    assert [one.pair for one in measured()] == list(measure.PAIRS)
    assert len({pair.tuned for pair in measure.PAIRS}) == len(measure.PAIRS)


def test_abilities_are_told_by_results_alone() -> None:
    """Wherever the prior is, so that a model isn't drawn to its own base."""
    registry = bundled()
    mean, variance = measure.general(registry, "deepseek/deepseek-r1")
    assert registry.priors[ModelId("deepseek/deepseek-r1")].sd < measure.UNTOLD_SD
    assert 0 < variance < 0.1
    assert -3 < mean < 3


def test_the_page_and_the_constant_say_what_is_measured(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Line by line; the constant to its one digit. What we ship is what the sources are built to."""
    monkeypatch.setattr(measure, "build", lambda _: bundled())
    monkeypatch.setattr(measure, "changes", lambda _: measured())
    measure.main([str(DATA)])
    page = (ROOT / "docs/explanation/quality.md").read_text(encoding="utf-8").splitlines()
    assert [line for line in capsys.readouterr().out.splitlines() if line and line not in page] == []
    assert round(measure.spread(measured()), 1) == FINE_TUNE_SD
