"""Mixes: the formulas worked by hand, what a check may be, and where a cost stays within a limit."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from factories import calibrated_records, changed, served
from llm_selection.analysis.blends import Check, Member, Mixer, cascade_quality, passed_on, requests_of, split_quality
from llm_selection.domain.prices import Hosted
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
    said = "recognises 90% of failures, takes 5% of good answers for one, $0.001 an answer"
    for usd in (0.001, "0.001", Decimal("0.001")):
        assert str(Check(sensitivity=0.9, false_alarm=0.05, usd=usd)) == said  # type: ignore[arg-type]  # the point


# Within a limit


def members(*hosted: Hosted | None, requests: int = 20) -> tuple[Mixer, list[Member]]:
    """Mix the small registry; the best members get these servers in place of what they are paid by."""
    found = recommend(
        "coding",
        registry=changed(calibrated_records()),
        workload={"requests_per_month": requests, "input_tokens": 1000, "output_tokens": 10},
    )
    mixer = Mixer(found)
    made = []
    for member, servers in zip(mixer.members, hosted, strict=False):
        member.hosted = servers
        made.append(member)
    return mixer, made


def servers(requests: int) -> Hosted:
    """Make servers that get so many requests done each."""
    return Hosted(
        accelerator="maker/card",
        accelerators=1,
        precision="fp8",
        usd_per_hour=Decimal(1),
        hours=1,
        requests=requests,
        most_requests=requests,
        least_requests=requests,
    )


@pytest.mark.parametrize("fast", [None, 3, 7, 20, 100])
@pytest.mark.parametrize("deep", [None, 4, 6, 20, 100])
@pytest.mark.parametrize("token", [1, 5])
def test_the_most_requests_within_a_limit_are_those_that_trying_finds(
    fast: int | None, deep: int | None, token: int
) -> None:
    """Whatever is paid by the token or by the server, and whichever way the cost goes between two steps."""
    mixer, both = members(*(None if each is None else servers(each) for each in (fast, deep)))

    def priced(per_server: int | None, count: int, usd: int) -> int:
        return count * usd if per_server is None else 11 * max(1, -(-count // per_server))

    def cost(count: int) -> int:
        return priced(fast, 20 - count, token) + priced(deep, count, 3 * token)

    for limit in range(130):
        within = [count for count in range(21) if cost(count) <= limit]
        assert mixer.most_requests(cost, limit, fast=both[0], deep=both[1]) == max(within, default=0)
    assert mixer.most_requests(cost, None, fast=both[0], deep=both[1]) == 20


def test_of_very_many_servers_one_isnt_told() -> None:
    """A million servers aren't gone through: the limit is met to within one."""
    mixer, (fast, deep) = members(servers(1), servers(2), requests=10**6)
    found = mixer.most_requests(lambda count: -(-count // 2), 1000, fast=fast, deep=deep)
    assert abs(found - 2000) <= 2


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
    # With a weight on windows, a wider one is worth its price.
    wide = replace(dearer, limits=replace(dearer.limits, context_tokens=1_000_000))
    found = recommend("coding", registry=changed(records, offerings=[wide]), priorities={"quality": 1, "headroom": 1})
    assert "cloud/large" in [found.ranking.options[member.option].offering.id for member in Mixer(found).members]
