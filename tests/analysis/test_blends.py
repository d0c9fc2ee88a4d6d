"""Mixes: the formulas worked by hand, what a check may be, and where a cost stays within a limit."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from factories import calibrated_records, changed, served
from llm_selection.analysis.blends import Check, Mixer, cascade_quality, passed_on, requests_of, split_quality
from llm_selection.errors import InvalidInputError
from llm_selection.recommendation import recommend


def test_a_draw_by_chance_worked_by_hand() -> None:
    """A quarter at 0.75 and the rest at 0.5: 0.25 x 0.75 + 0.75 x 0.5 = 0.5625."""
    assert split_quality(0.5, 0.75, 0.25) == 0.5625


def test_a_cascade_worked_by_hand() -> None:
    """
    Fast 0.5, deep 0.75.

    Nested, the fast one's 0.5 are among the deep one's 0.75: together 0.75. Independent, both fail 0.5 x 0.25 = 0.125.
    With a check that finds 80 % of failures and takes 10 % of good answers for one, 0.5 x 0.8 + 0.5 x 0.1 = 0.45 go on.
    Nested: of the fast one's answers 0.5 x 0.9 = 0.45 stay right, its 0.05 false alarms are solved again, and of its
    failures the deep one solves 0.25, of which 0.8 x 0.25 = 0.2 go on: 0.7.
    """
    assert cascade_quality(0.5, 0.75, 0.5, Check()) == 0.75
    assert cascade_quality(0.5, 0.75, 0.375, Check()) == 1 - 0.125
    check = Check(sensitivity=0.8, false_alarm=0.1)
    assert passed_on(0.5, check) == pytest.approx(0.45)
    assert cascade_quality(0.5, 0.75, 0.5, check) == pytest.approx(0.7)
    # Independent: 0.45 + 0.5 x 0.1 x 0.75 + 0.5 x 0.8 x 0.75 = 0.7875.
    assert cascade_quality(0.5, 0.75, 0.375, check) == pytest.approx(0.7875)


def test_shares_are_rounded_up_to_requests() -> None:
    """In billionths first, so that 0.3 of 10 is 3 and not the float's 4, however many there are."""
    assert [requests_of(share, 10) for share in (0.0, 0.3, 0.31, 1.0)] == [0, 3, 4, 10]
    assert requests_of(0.1, 10**30) == 10**29


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"sensitivity": 1.5}, "sensitivity must be a share from 0 to 1, got 1.5"),
        ({"false_alarm": "half"}, "false_alarm must be a share from 0 to 1, got 'half'"),
        ({"sensitivity": 0.2, "false_alarm": 0.2}, "sensitivity must be above false_alarm"),
        ({"usd": -1}, "usd must be US dollars a check from 0 to 1,000,000, got -1"),
        ({"usd": "much"}, "usd must be US dollars a check from 0 to 1,000,000, got 'much'"),
        ({"usd": True}, "usd must be US dollars a check from 0 to 1,000,000, got True"),
        ({"usd": float("inf")}, "usd must be US dollars a check"),
        ({"usd": None}, "usd must be US dollars a check"),
    ],
)
def test_a_check_that_cant_be_is_refused(arguments: dict[str, Any], problem: str) -> None:
    """With what is allowed."""
    with pytest.raises(InvalidInputError, match=problem):
        Check(**arguments)


def test_a_check_is_said_in_words() -> None:
    """Its price only where it has one, which may be written as a number or as text."""
    assert str(Check()) == "recognises 100% of failures, takes 0% of good answers for one"
    said = "recognises 90% of failures, takes 5% of good answers for one, $0.001 a check"
    for usd in (0.001, "0.001", Decimal("0.001")):
        assert str(Check(sensitivity=0.9, false_alarm=0.05, usd=usd)) == said  # type: ignore[arg-type]  # the point


# What takes part


def test_a_models_worse_offerings_take_no_part() -> None:
    """Of the same model one that costs more and holds no more is left out, and what has no known cost."""
    records = calibrated_records()
    dearer = served("cloud/large", "acme/large", "6", "25")
    unknown = replace(served("host/small", "acme/small"), pricing=None)
    found = recommend("coding", registry=changed(records, offerings=[dearer, unknown]), unknowns="include")
    mixer = Mixer(found)
    taken = [found.ranking.options[member.option].offering.id for member in mixer.members]
    assert sorted(taken) == ["acme/large", "acme/small", "host/open"]
    assert len(mixer.order) > len(mixer.members)
    # Where a window is worth something, a wider one may be worth its price.
    wide = replace(dearer, limits=replace(dearer.limits, context_tokens=1_000_000))
    found = recommend("coding", registry=changed(records, offerings=[wide]), worth={"min_context_tokens=1M": 10})
    assert "cloud/large" in [found.ranking.options[member.option].offering.id for member in Mixer(found).members]


def test_seconds_that_nobody_gives_leave_the_cost_unknown() -> None:
    """What an option costs with them isn't known, so it is no part of a mix."""
    found = recommend("coding", registry=changed(calibrated_records()), worth={"ttft_second": 10})
    mixer = Mixer(found)
    assert mixer.members == ()
    assert mixer.alone(mixer.first).saves is None


def test_offerings_stand_by_what_each_costs_itself() -> None:
    """A model's second offering may stand behind another model; where quality is all that counts, by that and the bill."""
    records = calibrated_records()
    dear = served("cloud/large", "acme/large", "500", "2500")
    for error_cost in ("1", "quality-only"):
        found = recommend("coding", registry=changed(records, offerings=[dear]), error_cost=error_cost)
        mixer = Mixer(found)
        places = mixer.offerings()
        assert sorted(places) == sorted(mixer.order)
        bills, shares, totals = found.ranking.bills(), found.ranking.overall_shares(), found.ranking.totals()
        keys = [
            (0 if error_cost == "quality-only" else totals[place], -shares[place], bills[place]) for place in places
        ]
        assert keys == sorted(keys)
        assert (tuple(places) == tuple(mixer.order)) == (error_cost == "quality-only")
