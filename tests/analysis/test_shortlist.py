"""Picks: the ranked options that are the best at something, beside the slow and obvious way to find them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings

import hosts
from factories import calibrated, calibrated_records, changed, rental, served
from llm_selection.analysis.explanation import explain
from llm_selection.analysis.pairwise import overall_quality
from llm_selection.analysis.shortlist import ADEQUATE_SHARE, Label, picks
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.models import Downloadable, Limits, possible_license_kinds
from llm_selection.domain.offerings import ProviderKind
from llm_selection.needs.requirements import AllOf
from llm_selection.needs.requirements.min_quality import MinQuality
from llm_selection.needs.use_cases import UseCase
from llm_selection.presentation.argument_report import picks_section, serving_in_words
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, Registry, bundled, compile_registry
from llm_selection.selection.ranking import Ranked, Ranking
from markets import MEASURED_MARKETS, NEEDS, wide


def chosen(found: Recommendation) -> dict[Label, str]:
    """Return the model of each pick."""
    return {pick.label: pick.ranked.model.id for pick in picks(found)}


def obvious(found: Recommendation) -> Iterator[tuple[Label, str]]:
    """Find picks from whole places, one after the other."""
    ranking, tasks = found.ranking[:], found.use_case.tasks

    def quality(ranked: Ranked) -> float:
        return overall_quality(ranked, tasks)[0]

    finest = max(ranking, key=quality)
    yield Label.BEST_QUALITY, finest.model.id
    least = ADEQUATE_SHARE * quality(finest)
    adequate = [one for one in ranking if quality(one) >= least - 1e-9 and one.cost.per_month is not None]
    if adequate:
        yield Label.CHEAPEST_ADEQUATE, min(adequate, key=lambda one: one.cost.per_month or 0).model.id
    closed = {LicenseKind.CLOSED}
    opened = [one for one in ranking if not closed & possible_license_kinds(one.model, one.terms)]
    if opened:
        yield Label.BEST_OPEN_WEIGHT, opened[0].model.id


@pytest.mark.parametrize(
    "keywords",
    [
        {},
        {"license": "open-weight"},
        {"license": ["closed"]},
        {"error_cost": "0.01"},
        {"error_cost": "quality-only", "worth": {"open-weights": 300}, "unknowns": "include"},
        {"max_monthly_cost": 50},
    ],
    ids=str,
)
@pytest.mark.parametrize("task", ["agentic_coding", "writing"])
def test_picks_of_what_we_ship_are_the_obvious_ones(task: str, keywords: dict[str, Any]) -> None:
    """On several needs; values are rounded to billionths, so models are taken to be apart."""
    found = recommend(task, **keywords)
    by_label, expected = chosen(found), dict(obvious(found))
    assert {label: by_label.get(label) for label in expected} == expected
    assert [*by_label] == [label for label in Label if label in by_label]


@settings(max_examples=30, deadline=None)
@given(records=MEASURED_MARKETS, need=NEEDS.map(wide))
def test_no_pick_is_beaten_at_what_it_is_picked_for(records: Records, need: UseCase) -> None:
    """On small markets: none has a higher quality, none that is adequate costs less, no open one stands before."""
    found = recommend(need, registry=compile_registry(records))
    by_label = {pick.label: pick for pick in picks(found)}
    assert bool(by_label) == bool(found.ranking)
    for ranked in found.ranking:
        best = overall_quality(by_label[Label.BEST_QUALITY].ranked, need.tasks)[0]
        own = overall_quality(ranked, need.tasks)[0]
        assert own <= best + 1e-9
        cheapest = by_label.get(Label.CHEAPEST_ADEQUATE)
        if own >= ADEQUATE_SHARE * best + 1e-9 and ranked.cost.per_month is not None:
            assert cheapest is not None
            assert cheapest.ranked.cost.per_month is not None
            assert ranked.cost.per_month >= cheapest.ranked.cost.per_month
        if LicenseKind.CLOSED not in possible_license_kinds(ranked.model, ranked.terms):
            assert by_label[Label.BEST_OPEN_WEIGHT].ranked.place <= ranked.place
    for pick in by_label.values():
        first = pick.ranked.offering.id == found.best.offering.id
        assert (pick.difference is None) == first


def test_the_small_market_is_picked_by_hand() -> None:
    """Large is the best with 0.83, of which 0.8 are 0.664: open has 0.65, so nothing cheaper will do."""
    found = recommend("coding", registry=calibrated())
    shares = {ranked.model.id: round(overall_quality(ranked, found.use_case.tasks)[0], 2) for ranked in found.ranking}
    assert (shares.pop(ModelId("acme/large")), shares.pop(ModelId("borg/open"))) == (0.83, 0.65)
    assert chosen(found) == {
        Label.BEST_QUALITY: "acme/large",
        Label.CHEAPEST_ADEQUATE: "acme/large",
        Label.BEST_OPEN_WEIGHT: "borg/open",
    }
    assert "Best quality and cheapest adequate (at least 66): the first." in picks_section(explain(found)).sentences


def test_a_need_may_say_what_is_adequate() -> None:
    """By a least quality, alone or among others that must be met; the cheapest that is ranked will then do."""
    floor = MinQuality(Task.CODING, 0.2)
    for requirement in (floor, AllOf((floor,))):
        found = recommend("coding", registry=calibrated(), requirements=[requirement])
        assert chosen(found)[Label.CHEAPEST_ADEQUATE] == "acme/small"
        assert "(at least" not in " ".join(picks_section(explain(found)).sentences)


def test_the_shares_are_added_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not once a model: each time is a pass over all options."""
    found, asked = recommend("coding"), []
    assert found.ranking  # ordered when it is first asked for
    make = Ranking.overall_shares

    def counted(ranking: Ranking) -> list[int]:
        asked.append(ranking)
        return make(ranking)

    monkeypatch.setattr(Ranking, "overall_shares", counted)
    assert picks(found)
    assert len(asked) == 1


def test_nothing_ranked_is_nothing_picked() -> None:
    """Where nothing fits, and where no price is known of anything that is adequate."""
    assert picks(recommend("coding", registry=calibrated(), min_context_tokens="9M")) == ()
    unpriced = changed(
        calibrated_records(), offerings=[served(id_, "acme/large", pricing=None) for id_ in ("acme/large",)]
    )
    found = recommend("coding", registry=unpriced, unknowns="include", model="acme/large")
    assert chosen(found) == {Label.BEST_QUALITY: "acme/large"}


def hostable(**changes: Any) -> Registry:
    """Give the open model of the small market the shape of a real one, and cards to rent."""
    made = replace(
        hosts.llama(**changes),
        id=ModelId("borg/open"),
        license="freeware",
        released=date(2026, 3, 1),
        limits=Limits(context_tokens=128_000),
    )
    cheap, large = hosts.card(), replace(hosts.card(), id="maker/large", name="Large")
    cards = [
        replace(cheap, rentals=(rental("2.50"), rental("1.00", spot=True, provider="spot"))),
        replace(large, rentals=(rental("9.00"),)),
        replace(cheap, id="maker/unrented", name="Unrented"),
    ]
    return changed(calibrated_records(), models=[made], accelerators=cards)


def test_what_you_can_host_names_the_least_dear_machine() -> None:
    """By an hour of the whole machine, spot left out; what nobody rents out is no machine to name."""
    found = recommend("coding", registry=hostable())
    by_label = {pick.label: pick for pick in picks(found)}
    pick = by_label[Label.BEST_HOSTED]
    assert pick.ranked.model.id == "borg/open"
    seen = rental("2.50")
    assert pick.note == (
        f"a rented machine of one {hosts.card().name} holds it, a request at a time: $2.50 an hour at {seen.provider} on "
        f"{seen.effective}, $1,800 a month; --host sizes it for the load"
    )
    said = " ".join(picks_section(explain(found)).sentences)
    assert f". A rented machine of one {hosts.card().name} holds it, a request at a time: " in said


def test_what_no_machine_is_known_to_hold_isnt_picked() -> None:
    """A model of unknown size, or too large for eight accelerators."""
    for changes in (
        {"checkpoint_parameters": None, "total_parameters": None},
        {"checkpoint_parameters": 10**13, "total_parameters": 10**13},
    ):
        assert Label.BEST_HOSTED not in chosen(recommend("coding", registry=hostable(**changes)))


def test_own_hardware_is_picked_at_its_own_cost() -> None:
    """The need's hardware takes the place of any machine; the option there is priced by the hour, whatever is first."""
    hosting = {"accelerator": hosts.card().id, "utilization": 0.5, "usd_per_hour": 40}
    found = recommend("coding", registry=hostable(), hosting=hosting)
    (pick,) = [pick for pick in picks(found) if pick.label is Label.BEST_HOSTED]
    assert pick.ranked.provider.kind is ProviderKind.SELF_HOSTED
    hours = pick.ranked.cost.hours
    assert hours is not None
    assert pick.note == f"on 1 server of {hours.accelerators} {hosts.card().id} of your own"
    assert f", on {hours}" in serving_in_words(pick.ranked)
    twice = replace(pick.ranked, others=(OfferingId("self-hosted/borg/open@2xacme/other"),))
    assert serving_in_words(twice).endswith("; also on other hardware of yours")
    assert ", on " not in serving_in_words(found.best)
    assert pick.ranked.cost.per_month is not None
    assert pick.ranked.cost.per_month >= 40 * 24 * 30
    first = found.ranking.find(ModelId("borg/open"))
    assert first is not None
    assert first.offering.id in pick.ranked.others
    assert pick.ranked.offering.id in first.others
    totals = pick.ranked.expected.total, first.expected.total
    assert totals[0] is not None
    assert totals[1] is not None
    assert totals[0] >= totals[1]
    told = picks_section(explain(found)).sentences[0]
    assert told.startswith(f"Best you can host: {pick.ranked.place} borg/open, ")
    assert told.endswith(f", on 1 server of {hours.accelerators} {hosts.card().id} of your own.")
    nothing = recommend("coding", registry=hostable(), hosting=hosting, model="acme/large")
    assert Label.BEST_HOSTED not in chosen(nothing)


def test_what_we_ship_has_something_to_host() -> None:
    """With an open model in the ranking, a machine is named for it or for a later one."""
    found = recommend("coding", license="open-weight", registry=bundled())
    (pick,) = [pick for pick in picks(found) if pick.label is Label.BEST_HOSTED]
    assert isinstance(pick.ranked.model.weights, Downloadable)
    assert pick.note.startswith("a rented machine of ")
