"""Freezing a part of a registry: what comes along, and that it stands on its own."""

from pathlib import Path

import pytest

from factories import calibrated
from llm_selection.domain.identity import ModelId
from llm_selection.recommendation import recommend
from llm_selection.registry import compile_registry, read
from registry_tools.checks import frozen_market as freeze_market


def test_a_part_holds_what_its_models_refer_to() -> None:
    """Their offerings at developers and chosen providers, licenses, results; nothing of other models."""
    whole = calibrated().records()
    part = freeze_market.part(whole, {ModelId("acme/large")})
    assert set(part.models) == {"acme/large"}
    assert set(part.offerings) == {"acme/large"}
    assert set(part.providers) == {"acme"}
    assert set(part.licenses) == {"acme-terms"}
    assert part.results == {ModelId("acme/large"): whole.results[ModelId("acme/large")]}
    assert compile_registry(part).models[ModelId("acme/large")] == whole.models[ModelId("acme/large")]


def test_first_places_and_what_is_asked_about_are_wanted() -> None:
    """By any name of a model."""
    registry = calibrated()
    answer = recommend("coding", registry=registry, developer="acme")
    assert freeze_market.wanted([answer], ["open-latest"], registry) == {"acme/large", "acme/small", "borg/open"}


def test_the_frozen_part_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It reads back, and answers."""
    monkeypatch.setattr(freeze_market, "bundled", calibrated)
    monkeypatch.setattr(freeze_market, "needs", lambda: iter([{"need": {"tasks": "coding"}, "asked": ["acme/small"]}]))
    assert freeze_market.main([str(tmp_path / "market")]) == 0
    assert capsys.readouterr().out == "3 models, 2 offerings\n"
    assert recommend("coding", registry=read(tmp_path / "market")).best.model.id == "acme/large"


def test_needs_are_those_of_the_goldens() -> None:
    """Not what is expected of them."""
    assert len([*freeze_market.needs()]) >= 20
