"""Break-even as text: from when on hosting pays, and what both cost at a number that was given."""

from dataclasses import replace
from decimal import Decimal

from hosts import HARDWARE, LOAD, offered_for
from llm_selection.analysis.break_even import AtNumber, break_even
from llm_selection.presentation import break_even_report


def test_a_break_even_says_what_each_costs_at_the_number_that_was_given() -> None:
    """At $0.011 a request and $1,440 a server: 200,000 cost $2,200 there; servers as many as they take."""
    few = break_even("borg/open", replace(LOAD, requests_per_month=200_000), HARDWARE, registry=offered_for("10"))
    assert few.asked == AtNumber(requests=200_000, api_usd=Decimal(2200), hosted_usd=Decimal(1440), servers=1)
    told = " ".join(break_even_report.as_labelled_text(few).split())
    said = "At 200,000 requests a month the API costs $2,200.00, and hosting $1,440.00, on 1 server."
    assert f"hosting costs no more. {said} Speeds are estimates" in told
    assert said in break_even_report.as_text(few).replace("\n", " ")
    many = few.hosted.requests + 1
    more = break_even("borg/open", replace(LOAD, requests_per_month=many), HARDWARE, registry=offered_for("10")).asked
    assert more is not None
    assert (more.servers, more.hosted_usd, more.api_usd) == (2, Decimal(2880), Decimal(many * 11) / 1000)
    bounded = replace(few, api=replace(few.api, cost=replace(few.api.cost, at_most=True)))
    assert "the API costs at most $2,200.00" in break_even_report.as_text(bounded).replace("\n", " ")


def test_a_break_even_may_come_and_go_or_never_come() -> None:
    """Where a full server costs nearly what the API does, each new server costs more again at first."""
    capacity = break_even("borg/open", LOAD, HARDWARE, registry=offered_for("10")).hosted.requests
    nearly = 1440 / capacity / 1100 * 10**6
    close = break_even("borg/open", LOAD, HARDWARE, registry=offered_for(f"{nearly * 1.1:.6f}"))
    assert close.first is not None
    assert close.for_good is not None
    assert close.for_good > close.first
    told = f"costs more again until it is busy enough, but from {close.for_good:,} requests on hosting never does"
    assert told in " ".join(break_even_report.as_text(close).split())
    never = break_even("borg/open", LOAD, HARDWARE, registry=offered_for(f"{nearly * 0.9:.6f}"))
    assert (never.first, never.for_good) == (None, None)
    assert "Hosting never costs less" in " ".join(break_even_report.sentences(never))
    assert (close.slower, never.faster) == (None, never.faster)
    assert never.faster is not None
    even = replace(close, for_good=None)
    assert "each further server costs more until it is full, and then as much" in " ".join(
        break_even_report.sentences(even)
    )
    assert max(map(len, break_even_report.as_text(close).splitlines())) <= 80
