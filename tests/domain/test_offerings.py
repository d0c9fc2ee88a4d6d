"""Offerings: ids in two parts, and the stage of a life on a day."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given

from factories import card, evidence, offering, period, schedule, seen, served
from llm_selection.domain.evidence import Status
from llm_selection.domain.identity import Library
from llm_selection.domain.offerings import Lifecycle, Service, Stage, names_successor, price_evidence, stage_on
from llm_selection.domain.prices import FreeTier
from llm_selection.errors import InvalidInputError
from strategies import DAYS, LIFECYCLES

SPRING, SUMMER, AUTUMN = date(2026, 3, 1), date(2026, 6, 1), date(2026, 9, 1)
PREVIEW, ACTIVE, DEPRECATED, RETIRED = Stage


@pytest.mark.parametrize(
    ("stage", "deprecated", "retires", "expected"),
    [
        (None, None, None, [None, None, None]),
        (ACTIVE, None, None, [ACTIVE, ACTIVE, ACTIVE]),
        (PREVIEW, None, None, [PREVIEW, PREVIEW, PREVIEW]),
        (DEPRECATED, None, None, [DEPRECATED, DEPRECATED, DEPRECATED]),
        (RETIRED, None, None, [RETIRED, RETIRED, RETIRED]),
        (ACTIVE, None, AUTUMN, [ACTIVE, ACTIVE, RETIRED]),
        (None, None, AUTUMN, [None, None, RETIRED]),
        (RETIRED, None, AUTUMN, [ACTIVE, ACTIVE, RETIRED]),
        (ACTIVE, SUMMER, None, [ACTIVE, DEPRECATED, DEPRECATED]),
        (None, SUMMER, None, [ACTIVE, DEPRECATED, DEPRECATED]),
        (DEPRECATED, SUMMER, AUTUMN, [ACTIVE, DEPRECATED, RETIRED]),
        # A preview whose end is announced is a preview until then.
        (PREVIEW, SUMMER, None, [PREVIEW, DEPRECATED, DEPRECATED]),
        # Retired by now, but deprecated for a while before.
        (RETIRED, SUMMER, AUTUMN, [ACTIVE, DEPRECATED, RETIRED]),
        (RETIRED, SUMMER, None, [RETIRED, RETIRED, RETIRED]),
    ],
)
def test_stages_by_day(
    stage: Stage | None, deprecated: date | None, retires: date | None, expected: list[Stage | None]
) -> None:
    """The dates decide where there are dates, else the stage as recorded."""
    life = Lifecycle(stage=stage, deprecated=deprecated, retires=retires)
    assert [stage_on(life, day) for day in (SPRING, SUMMER, AUTUMN)] == expected


@given(LIFECYCLES, DAYS, DAYS)
def test_nothing_comes_back_to_life(life: Lifecycle, one: date, other: date) -> None:
    """What is retired on a day is retired on every later day."""
    first, last = sorted([one, other])
    if stage_on(life, first) is RETIRED:
        assert stage_on(life, last) is RETIRED


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"retention_days": -1}, "retention_days must be a whole number of at least 0, got -1"),
        ({"retention_days": 1.5}, "retention_days must be a whole number of at least 0, got 1.5"),
        ({"trains_on_inputs": 0}, "trains_on_inputs must be true or false, got 0"),
        ({"ttft_seconds": 0}, "ttft_seconds must be a number above 0, got 0"),
        ({"ttft_seconds": float("inf")}, "ttft_seconds must be a number above 0, got inf"),
        ({"ttft_seconds": True}, "ttft_seconds must be a number above 0, got True"),
        ({"output_tokens_per_second": "80"}, "output_tokens_per_second must be a number above 0, got '80'"),
    ],
)
def test_service_is_checked(change: dict[str, Any], fault: str) -> None:
    """Nothing is kept for 0 days; no first token comes in no time."""
    with pytest.raises(InvalidInputError) as caught:
        Service(**change)
    assert str(caught.value) == fault
    assert Service(retention_days=0, ttft_seconds=1, output_tokens_per_second=0.5).ttft_seconds == 1


def test_a_successor_is_named_unless_it_is_derived() -> None:
    """Without one, nobody names any."""
    named = offering(lifecycle=Lifecycle(successor="two"))
    derived = evidence(**{"lifecycle.successor": seen(status=Status.DERIVED)})
    assert names_successor(named)
    assert not names_successor(replace(named, evidence=derived))
    assert not names_successor(offering())


def test_an_id_is_provider_and_native_id() -> None:
    """The native id keeps its own slashes."""
    hosted = offering("host/accounts/host/models/One", "acme/one")
    assert (hosted.provider, hosted.native_id) == ("host", "accounts/host/models/One")


def test_an_offering_checks_its_ids() -> None:
    """Its own and its model's."""
    with pytest.raises(InvalidInputError, match="is no offering id"):
        offering("host")
    with pytest.raises(InvalidInputError, match="is no model id"):
        offering("host/one", "One")


def test_an_offering_can_be_hashed() -> None:
    """Its mapping is a frozen copy."""
    ids = {Library.LITELLM: "host/one"}
    one = offering(ids=ids)
    ids.clear()
    assert one.ids == {"litellm": "host/one"}
    assert len({one, offering(ids={Library.LITELLM: "host/one"})}) == 1


def test_the_price_of_a_day_rests_on_the_evidence_of_that_day() -> None:
    """An earlier price on its period; the newest on the offering's own evidence, if it has some; no price on the offering."""
    first, last, own = seen(note="first"), seen(note="last"), seen(note="own")
    prices = schedule(period(card(), evidence=first), period(card("2"), effective=date(2026, 6, 1), evidence=last))
    plain = served("host/extra", "acme/large", pricing=prices)
    agreed = replace(plain, evidence=evidence(pricing=own))
    may, june = date(2026, 5, 31), date(2026, 6, 1)
    assert [price_evidence(plain, day) for day in (may, june)] == [first, last]
    assert [price_evidence(agreed, day) for day in (may, june)] == [first, own]
    assert price_evidence(agreed, date(2025, 12, 31)) == own
    assert price_evidence(replace(agreed, pricing=FreeTier()), june) == own
    assert price_evidence(replace(plain, pricing=None), june) == plain.evidence.record
