"""Hardware: ids, numbers that make sense, and one price a day for one thing."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from factories import accelerator, rental
from llm_selection.domain.hardware import Accelerator, Precision
from llm_selection.errors import InvalidInputError
from strategies import ACCELERATORS


def test_an_id_is_vendor_and_name() -> None:
    """The vendor stands in front."""
    assert accelerator("maker/card-80gb").vendor == "maker"


def test_hardly_anything_need_be_known() -> None:
    """What is missing is unknown."""
    found = accelerator()
    assert (found.memory_bytes, found.bandwidth_bytes_per_second) == (None, None)
    assert (found.flops, found.rentals) == ({}, ())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"id": "card"}, "'card' is no accelerator id; write vendor/name in lower-case letters"),
        ({"id": "Maker/Card"}, "'Maker/Card' is no accelerator id"),
        ({"id": "maker/card/80gb"}, "'maker/card/80gb' is no accelerator id"),
        ({"memory_bytes": 0}, "memory_bytes must be a whole number"),
        ({"memory_bytes": 80.0}, "memory_bytes must be a whole number"),
        ({"bandwidth_bytes_per_second": -1}, "bandwidth_bytes_per_second must be a whole number"),
        ({"flops": {"bf16": 0}}, "flops.bf16 must be a whole number"),
        ({"flops": {Precision.FP8: None}}, "flops: leave fp8 out when it is unknown"),
        ({"flops": {"fp64": 1}}, "flops: 'fp64' is no number format; formats are fp32, bf16, fp8, int8, fp4, int4"),
        ({"rentals": (rental("1"), rental("2"))}, "rentals: two prices of Host for the same on 2026-10-01; keep one"),
        ({"rentals": (rental("1", region="eu"),) * 2}, "rentals: two prices of Host in eu for the same on 2026-10-01"),
    ],
)
def test_what_an_accelerator_can_not_be(changes: dict[str, Any], expected: str) -> None:
    """The message says what is wrong, and with which field."""
    with pytest.raises(InvalidInputError) as caught:
        accelerator(**changes)
    assert str(caught.value).startswith(expected)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"usd_per_hour": Decimal(-1)}, "usd_per_hour must be US dollars per hour from 0 to 100000, got Decimal('-1')"),
        ({"usd_per_hour": 2.5}, "usd_per_hour must be US dollars per hour"),
        ({"usd_per_hour": Decimal("0.1234567")}, "usd_per_hour may have at most 6 decimals"),
        ({"machine_size": 0}, "machine_size must be a whole number"),
    ],
)
def test_what_a_rental_can_not_be(changes: dict[str, Any], expected: str) -> None:
    """A price is one of tokens, but for what it is of."""
    with pytest.raises(InvalidInputError) as caught:
        rental(**changes)
    assert str(caught.value).startswith(expected)


def test_a_provider_has_many_prices() -> None:
    """By place, by machine, by the right to take it away, by day."""
    different: list[dict[str, Any]] = [
        {},
        {"provider": "Other"},
        {"region": "eu"},
        {"machine_size": 8},
        {"spot": True},
        {"effective": date(2026, 10, 2)},
    ]
    assert len(accelerator(rentals=tuple(rental(**changes) for changes in different)).rentals) == len(different)


@given(ACCELERATORS)
def test_nothing_can_be_changed(found: Accelerator) -> None:
    """Not even a rate, and it can be looked up by."""
    with pytest.raises(TypeError):
        found.flops[Precision.INT4] = 1  # type: ignore[index]  # the point
    assert hash(found) == hash(replace(found))
