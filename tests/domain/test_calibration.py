"""Calibration: frozen parameters."""

from dataclasses import replace

import pytest

from factories import DAY, parameters
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability, Basket, BenchmarkParameters, Calibration, Prior
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError


def test_a_calibration_can_not_change() -> None:
    """Its mappings are frozen copies, so equal fits are equal and hash alike."""
    sds = {Task.CODING: 0.3}
    fits = [
        Calibration(
            version="1",
            fitted=DAY,
            vendor_offset=0.1,
            vendor_sd=0.1,
            task_sd=sds,
            family_sd={"house": 0.1},
            benchmarks={"code-one": parameters()},
            baskets={Task.CODING: Basket(benchmarks=("code-one",))},
        )
        for _ in range(2)
    ]
    sds.clear()
    assert fits[0] == fits[1]
    assert len(set(fits)) == 1
    assert fits[0].task_sd == {Task.CODING: 0.3}
    with pytest.raises(TypeError):
        fits[0].task_sd[Task.MATH] = 1.0  # type: ignore[index]  # that is the point


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_numbers_are_finite(number: float) -> None:
    """No fitted number is infinite or not a number."""
    with pytest.raises(InvalidInputError, match="must be a finite number"):
        Prior(mean=number, sd=1.0)


@pytest.mark.parametrize("sd", [0.0, -1.0])
def test_spreads_are_positive(sd: float) -> None:
    """A standard deviation is above 0, so nothing is ever certain."""
    with pytest.raises(InvalidInputError, match="sd must be above 0"):
        Ability(mean=0.0, sd=sd, results=1, direct=1)
    with pytest.raises(InvalidInputError, match="residual_sd must be above 0"):
        BenchmarkParameters(intercept=0.0, slope=1.0, own_slope=1.0, residual_sd=sd)


@pytest.mark.parametrize("slope", [0.0, -0.5])
def test_slopes_of_deviations_are_positive(slope: float) -> None:
    """Abilities are told in units of it, so without it nothing can be said."""
    with pytest.raises(InvalidInputError, match="own_slope must be above 0"):
        BenchmarkParameters(intercept=0.0, slope=1.0, own_slope=slope, residual_sd=1.0)


@pytest.mark.parametrize("sd", [float("nan"), float("inf"), -0.1])
def test_spreads_of_a_calibration_are_told_and_not_negative(sd: float) -> None:
    """Of developers' results, tasks and families; 0 is no deviation at all."""
    known = Calibration(version="1", fitted=DAY, vendor_offset=0.1, vendor_sd=0.0, task_sd={Task.CODING: 0.0})
    with pytest.raises(InvalidInputError, match=r"vendor_sd must be a finite number"):
        replace(known, vendor_sd=sd)
    with pytest.raises(InvalidInputError, match=r"task_sd of coding must be a finite number, 0 or above"):
        replace(known, task_sd={Task.CODING: sd})
    with pytest.raises(InvalidInputError, match=r"family_sd of house must be a finite number, 0 or above"):
        replace(known, family_sd={"house": sd})


@pytest.mark.parametrize("offset", [float("nan"), float("-inf")])
def test_the_offset_of_developers_is_finite(offset: float) -> None:
    """It may have either sign."""
    known = Calibration(version="1", fitted=DAY, vendor_offset=-0.1, vendor_sd=0.1)
    with pytest.raises(InvalidInputError, match="vendor_offset must be a finite number"):
        replace(known, vendor_offset=offset)


def test_no_benchmark_ends_above_all_of_it() -> None:
    """A share reaches 1 at most."""
    with pytest.raises(InvalidInputError, match=r"ceiling must be at most 1, got 1\.1"):
        BenchmarkParameters(intercept=0.0, slope=1.0, own_slope=1.0, residual_sd=1.0, ceiling=1.1)


def test_an_anchor_is_rated_on_each_benchmark() -> None:
    """Without it, nothing can be said of a chance against it; without an anchor no rating has a meaning."""
    with pytest.raises(InvalidInputError, match="anchor's basket, one, two; got one"):
        Basket(benchmarks=("one", "two"), anchor=ModelId("acme/large"), anchor_ratings={"one": 1400.0})
    with pytest.raises(InvalidInputError, match="anchor's basket, none; got one"):
        Basket(benchmarks=("one",), anchor_ratings={"one": 1400.0})
