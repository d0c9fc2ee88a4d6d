"""Calibration: frozen parameters."""

import pytest

from factories import DAY, parameters
from llm_selection.benchmarks import Task
from llm_selection.calibration import Ability, Basket, BenchmarkParameters, Calibration, Prior
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
