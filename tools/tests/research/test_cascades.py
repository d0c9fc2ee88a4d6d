"""When a cascade is worth it: the sum alone beside what the library offers, and that the page says what is measured."""

import pytest

from llm_selection.analysis.blends import Check, Mixer
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from registry_tools.places import ROOT
from registry_tools.research import cascades as measure


def test_needs_whose_answers_are_preferred_are_left_out() -> None:
    """Of what isn't preferred nothing failed."""
    names = list(measure.needs())
    assert "coding-agent" in names
    assert not {"translation", "chat-assistant"} & set(names)


def test_what_the_library_offers_is_no_better_than_any_two() -> None:
    """The sum alone admits more pairs, and independent failures leave more to mend."""
    for each in measure.measure(["math-tutor"], bundled()):
        for label, told in each.offered.items():
            assert each.independent[label] >= each.nested[label]
            if told is not None:
                assert told.mix.saves is not None
                assert float(told.mix.saves) <= each.nested[label] + 0.05


def test_a_check_no_better_than_a_coin_saves_nothing() -> None:
    """Sending on by chance never beats the better of two."""
    mixer = Mixer(recommend("coding-agent"))
    assert measure.least_usd(mixer, Check(sensitivity=0.3 + 1e-9, false_alarm=0.3), min) > mixer.first_usd


def test_the_page_is_what_is_measured() -> None:
    """Its rows of one need, and its head."""
    registry = bundled()
    page = (ROOT / "docs" / "measurements" / "cascades.md").read_text(encoding="utf-8")
    lines = list(measure.page(list(measure.measure(["math-tutor"], registry)), registry))
    rows = [line for line in lines if line.startswith("| math-tutor |")]
    assert len(rows) == 1 + len(measure.CHECKS)
    assert all(row in page for row in rows)
    assert f"Data {registry.version} of {registry.date}" in page


def test_without_a_page_it_is_printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same text; where cascades win everywhere, that is said."""
    monkeypatch.setattr(measure, "needs", lambda: iter(["math-tutor"]))
    measure.main([])
    assert capsys.readouterr().out.startswith("# Cascades, measured\n")
    monkeypatch.setattr(measure, "CHECKS", {"one": Check(), "two": Check()})
    monkeypatch.setattr(measure, "ERROR_COSTS", ("10",))
    measure.main([])
    assert "cascades are offered in half of the needs or more" in capsys.readouterr().out
