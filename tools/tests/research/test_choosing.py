"""What qualities say of common advice: by hand-made models, and by the shipped data that the page on claims cites."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from factories import calibrated, model, registry
from llm_selection import estimate_quality
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Dense, Downloadable, NotOffered
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.registry import Registry, bundled
from registry_tools.research import choosing

TODAY = date(2026, 7, 1)


def market() -> Registry:
    """Return four models: the closed ones come first, and the small open one is better than the large one."""
    return registry(
        [
            model("acme/first", released=date(2026, 1, 1), weights=NotOffered()),
            model("acme/second", released=date(2026, 5, 1), weights=NotOffered()),
            model(
                "borg/large",
                released=date(2026, 4, 1),
                weights=Downloadable(),
                architecture=Dense(),
                total_parameters=70_000_000_000,
            ),
            model(
                "borg/small",
                released=date(2026, 6, 1),
                weights=Downloadable(),
                architecture=Dense(),
                total_parameters=8_000_000_000,
            ),
        ]
    )


def ranked(**shares: float) -> Mapping[ModelId, QualityEstimate]:
    """Return estimates by share, the best first."""
    usual = estimate_quality("acme/large", "coding", registry=calibrated())
    ids = {"first": "acme/first", "second": "acme/second", "large": "borg/large", "small": "borg/small"}
    order = sorted(shares.items(), key=lambda each: -each[1])
    return {ModelId(ids[name]): replace(usual, mean=share) for name, share in order}


def test_a_place_is_told_with_the_points_behind_the_first() -> None:
    """And a model that isn't among them has none."""
    shares = {ModelId("acme/first"): 0.8, ModelId("acme/second"): 0.75}
    place = choosing.rank(ModelId("acme/second"), shares)
    assert (place.place, place.of, place.best) == (2, 2, "acme/first")
    assert place.points == pytest.approx(5)
    assert choosing.rank(ModelId("borg/large"), shares).place is None


def test_later_models_dont_count_on_an_earlier_day() -> None:
    """The second was best only from its release on."""
    found = {Task.CODING: ranked(first=0.7, second=0.8)}
    assert choosing.standing("acme/first", Task.CODING, found, market(), date(2026, 4, 30)).place == 1
    assert choosing.standing("acme/first", Task.CODING, found, market(), TODAY).place == 2


def test_open_weights_are_as_far_behind_as_the_first_closed_model_as_good() -> None:
    """From its release to the day; without an open model, or a closed one as good, nothing is told."""
    estimates = ranked(first=0.6, second=0.8, small=0.7)
    assert choosing.months_behind(estimates, market(), TODAY) == pytest.approx(61 / 30.4375)
    assert choosing.months_behind(ranked(first=0.7, large=0.7), market(), TODAY) == pytest.approx(181 / 30.4375)
    assert choosing.months_behind(ranked(first=0.6, small=0.7), market(), TODAY) is None
    assert choosing.months_behind(ranked(first=0.6), market(), TODAY) is None


def test_pairs_of_one_time_and_of_unlike_size_are_counted() -> None:
    """Models without a size make no pair."""
    assert choosing.smaller_wins(ranked(first=0.9, large=0.5, small=0.6), market()) == (1, 1)
    assert choosing.smaller_wins(ranked(large=0.6, small=0.5), market()) == (0, 1)
    assert choosing.smaller_wins(ranked(first=0.9, small=0.5), market()) == (0, 0)


def test_only_a_better_model_becomes_the_best() -> None:
    """In the order of releases; the best of before the day isn't new."""
    estimates = ranked(first=0.5, large=0.7, second=0.6, small=0.8)
    assert choosing.leaders(estimates, market(), date(2026, 1, 1)) == ["borg/large", "borg/small"]


def test_two_tasks_agree_where_their_orders_do() -> None:
    """Not told with fewer models than asked for."""
    found = {Task.CODING: ranked(first=0.9, second=0.8, small=0.7), Task.MATH: ranked(first=0.3, second=0.2, small=0.1)}
    assert choosing.agreement(found, (Task.CODING, Task.MATH), top=3) == pytest.approx(1)
    assert choosing.agreement(found, (Task.CODING, Task.MATH), top=4) is None


def test_data_without_a_calibration_is_refused() -> None:
    """It tells no qualities."""
    with pytest.raises(ValueError, match="no qualities"):
        choosing.estimates(registry([]))


def test_whoever_is_named_is_in_the_registry(capsys: pytest.CaptureFixture[str]) -> None:
    """And the command prints every table of the shipped data."""
    named = {model for _, model in choosing.NAMED} | {choosing.OPEN, *choosing.FRUGAL}
    assert named <= bundled().models.keys()
    choosing.main([])
    said = capsys.readouterr().out
    for part in ("Whom the advice names", "Rank correlation", "best open weights", "smaller wins", "new bests since"):
        assert part in said
