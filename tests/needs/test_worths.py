"""Worths: what else has a price, read from names and figures, and every fault with its name."""

from decimal import Decimal
from typing import Any

import pytest

from answers import ids
from factories import calibrated, calibrated_records, changed, served
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.offerings import Service
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.no_training_on_inputs import NoTrainingOnInputs
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.worths import TTFT_SECOND, Worth, parse_worths
from llm_selection.recommendation import Recommendation, recommend

OPEN = frozenset({LicenseKind.OPEN_WEIGHT, LicenseKind.OPEN_SOURCE})


def test_a_name_says_what_is_worth_something() -> None:
    """A short name, a second, or a requirement with its value; a figure is a number or text."""
    found = parse_worths(
        {
            "open-weights": 300,
            "open-source": "$1,000",
            "region=eu": "99.50",
            " no_training_on_inputs = Yes": 0.25,
            "ttft_second": 2,
        }
    )
    assert [(worth.usd, worth.requirement) for worth in found] == [
        (Decimal(300), LicenseIn(OPEN)),
        (Decimal(1000), LicenseIn(frozenset({LicenseKind.OPEN_SOURCE}))),
        (Decimal("99.50"), RunsIn(frozenset({"eu"}))),
        (Decimal("0.25"), NoTrainingOnInputs()),
        (Decimal(2), None),
    ]
    assert [worth.name for worth in found][-1] == TTFT_SECOND
    assert parse_worths(found) == found
    assert parse_worths({}) == parse_worths(()) == ()


@pytest.mark.parametrize(
    ("worth", "faults"),
    [
        (5, ['must be a table such as {"open-weights": 300}, got 5']),
        ("open-weights", ['must be a table such as {"open-weights": 300}, got \'open-weights\'']),
        ({"open-weights": 0}, ["open-weights: must be above 0; leave out what is worth nothing"]),
        ({"open-weights": -5}, ["open-weights: must be US dollars from 0 to 1,000,000"]),
        ({"open-weights": "inf"}, ["open-weights: must be US dollars from 0 to 1,000,000"]),
        ({"open-weights": 10**7}, ["open-weights: must be US dollars from 0 to 1,000,000"]),
        ({"open-weights": "0.0000001"}, ["open-weights: must be US dollars with at most 6 decimals"]),
        ({"speed": 1, "region=": 2, "region=eu": "lots", "colour=red": 3}, [
            "speed: isn't a fact that can be worth something: that is open-weights, open-source, ttft_second, or a requirement",
            "region=: ",
            "region=eu: must be US dollars from 0 to 1,000,000",
            "colour=red: ",
        ]),
        ({5: 5}, ["5: isn't a fact that can be worth something"]),
    ],
)  # fmt: skip
def test_worths_are_checked(worth: Any, faults: list[str]) -> None:
    """Every fault at once, each with the name that it is of."""
    with pytest.raises(InvalidInputError) as caught:
        parse_worths(worth)
    assert len(caught.value.faults) == len(faults)
    for fault, beginning in zip(caught.value.faults, faults, strict=True):
        assert str(fault).startswith(beginning)


def _total(found: Recommendation, model: str) -> tuple[Decimal | None, Decimal | None]:
    """Return what a model is expected to cost a month, with what is credited to it."""
    (ranked,) = [ranked for ranked in found.ranking if ranked.model.id == model]
    return ranked.expected.total, ranked.expected.worths.get("open-weights")


def test_what_is_worth_something_is_credited_to_who_has_it() -> None:
    """Dollars a month off the total of what meets it, none to others; enough of them turn the order."""
    plain = recommend("coding", registry=calibrated(), error_cost="0.5")
    worth = recommend("coding", registry=calibrated(), error_cost="0.5", worth={"open-weights": "300.50"})
    before, after = _total(plain, "borg/open")[0], _total(worth, "borg/open")[0]
    assert before is not None
    assert after is not None
    assert before - after == Decimal("300.50")
    assert _total(worth, "borg/open")[1] == Decimal("300.50")
    assert _total(worth, "acme/large") == (_total(plain, "acme/large")[0], Decimal(0))
    first = {
        usd: ids(recommend("coding", registry=calibrated(), error_cost="0.5", worth={"open-weights": usd}))[0]
        for usd in (1, 1_000_000)
    }
    assert first == {1: ids(plain)[0], 1_000_000: "host/open"}


def test_an_unknown_fact_is_not_credited() -> None:
    """Regions are known of two offerings: only the one that is told to be in Europe gets what Europe is worth."""
    found = recommend("coding", registry=calibrated(), worth={"region=eu": 10**6})
    assert found.best.offering.id == "cloud/open"
    assert [ranked.expected.worths["region=eu"] for ranked in found.ranking] == [Decimal(10**6), 0, 0]


def test_seconds_cost_where_they_are_known() -> None:
    """Two seconds at $150 a second are $300 a month more; without a known time the whole isn't known, and stands last."""
    slow = Service(ttft_seconds=2.0)
    some = changed(calibrated_records(), offerings=[served("acme/large", "acme/large", "5", "20", service=slow)])
    plain = recommend("coding", registry=some, model="acme/large").best.expected
    found = recommend("coding", registry=some, worth={"ttft_second": 150}).ranking
    large = found[0]
    assert large.offering.id == OfferingId("acme/large")
    assert large.expected.worths == {"ttft_second": Decimal(-300)}
    assert plain.total is not None
    assert large.expected.total == plain.total + 300
    assert {ranked.expected.total for ranked in found[1:]} == {None}
    assert {ranked.expected.worths["ttft_second"] for ranked in found[1:]} == {None}


def test_a_name_that_nothing_has_is_refused() -> None:
    """A worth of a region, or of a provider, that no option has is told as a requirement would be."""
    with pytest.raises(NotFoundError, match="host"):
        recommend("coding", registry=calibrated(), worth={"provider=hosst": 5})


def test_a_worth_is_a_value() -> None:
    """Equal ones compare equal, and can be keys."""
    one = Worth(name="ttft_second", usd=Decimal(5), requirement=None)
    assert {one} == {*parse_worths({"ttft_second": "5.00"})}
