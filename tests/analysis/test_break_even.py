"""Break-even: from how many requests on hosting costs no more, worked by hand and by trying all."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import changed, served
from hosts import HARDWARE, LOAD, card, llama, offered_for, with_card
from llm_selection.analysis.break_even import break_even, crossing
from llm_selection.domain.prices import Unpublished
from llm_selection.errors import InvalidInputError
from llm_selection.needs.self_hosting import servers
from llm_selection.presentation import break_even_report


@given(st.integers(1, 50), st.integers(1, 9), st.integers(1, 400), st.integers(1, 50))
def test_costs_cross_where_they_do(numerator: int, denominator: int, server: int, capacity: int) -> None:
    """The first number of requests, and the one from which on it holds for good, are those found by trying all."""
    each = Fraction(numerator, denominator)
    cheaper = [server * max(1, -(-count // capacity)) <= each * count for count in range(1, 3000)]
    first, for_good = crossing(each, server, capacity)
    assert first == (cheaper.index(True) + 1 if True in cheaper else None)
    if for_good is None:
        assert False in cheaper[-2 * capacity :]
    elif for_good < 3000:
        assert all(cheaper[for_good - 1 :])
        assert for_good == first or not cheaper[for_good - 2]


def test_what_costs_nothing_is_never_dearer() -> None:
    """A price of nothing can't be beaten."""
    assert crossing(Fraction(0), 5, 5) == (None, None)


def test_a_break_even_worked_by_hand() -> None:
    """1,100 tokens at $10 a million are $0.011 a request; a server of $1,440 is paid by 130,909.09 of them: 130,910."""
    found = break_even("borg/open", LOAD, HARDWARE, registry=offered_for("10"))
    assert found.usd_per_request == pytest.approx(0.011)
    assert found.first == 130_910 == found.for_good == found.faster
    assert found.slower == 130_910
    text = break_even_report.as_labelled_text(found)
    assert "From 130,910 requests a month on, hosting costs no more." in " ".join(text.split())
    assert "host/open costs $11.0000 a thousand requests" in " ".join(text.split())
    assert found.api.cost.per_month == Decimal(11_000)
    same = "Speeds are estimates: the answer is the same if it gets half or twice as many done."
    assert same in " ".join(text.split())


@pytest.mark.parametrize(
    ("workload", "requests"),
    [
        ("assistant", None),
        ({"preset": "assistant", "output_tokens": 200}, None),
        ({"preset": "assistant", "requests_per_day": 100}, 3_000),
        ({"preset": "assistant", "requests_per_month": 5_000}, 5_000),
        (replace(LOAD, requests_per_month=7), 7),
        ({"preset": replace(LOAD, requests_per_month=7)}, None),
    ],
)
def test_a_number_that_nobody_gave_isnt_told_of(workload: Any, requests: int | None) -> None:
    """A preset's own is an assumption, and so is that of whatever a table starts from."""
    found = break_even("borg/open", workload, HARDWARE, registry=offered_for("10"))
    assert (found.asked and found.asked.requests) == requests
    assert any(sentence.startswith("At ") for sentence in break_even_report.sentences(found)) is (requests is not None)
    assert found.workload.requests_per_month == 10**6


def test_a_break_even_that_cant_be_told_says_why() -> None:
    """No room, no price of the hardware, no offer."""
    with pytest.raises(
        InvalidInputError, match="borg/open can't be hosted on servers of up to 8 acme/card: not even 64 hold it"
    ):
        break_even("borg/open", LOAD, HARDWARE, registry=with_card(memory_bytes=10**8))
    with pytest.raises(InvalidInputError, match="no price of acme/card is known"):
        break_even("borg/open", LOAD, replace(HARDWARE, usd_per_hour=None), registry=with_card())
    with pytest.raises(InvalidInputError, match="borg/open isn't offered at acme on 2026-11-01, as far as known"):
        break_even("borg/open", LOAD, HARDWARE, registry=with_card(), provider="acme")
    unpriced = changed(offered_for("10").records(), offerings=[served("host/open", "borg/open", pricing=Unpublished())])
    with pytest.raises(InvalidInputError, match="no cost of borg/open at host is known on 2026-11-01 to compare with"):
        break_even("borg/open", LOAD, HARDWARE, registry=unpriced, provider="host")
    with pytest.raises(InvalidInputError, match="break_even takes one Hosting, got 2"):
        break_even("borg/open", LOAD, [HARDWARE, HARDWARE], registry=with_card())  # type: ignore[arg-type]  # on purpose


def test_the_server_is_the_one_with_which_it_pays_soonest() -> None:
    """Not the one that costs least when it is full: a second card is paid from the first request on."""
    many = [one.accelerators for one in servers(llama(), card(), HARDWARE, LOAD)]
    assert many == [1, 2, 4, 8]
    assert break_even("borg/open", LOAD, HARDWARE, registry=offered_for("10")).hosted.accelerators == 1
