"""Calibration: frozen parameters."""

import pytest

from factories import DAY, parameters
from llm_selection.benchmarks import Task
from llm_selection.calibration import Basket, Calibration


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
