"""Self-hosting: servers sized for a workload stand beside providers' offerings, and what can't be hosted says why."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from factories import changed, rental
from hosts import HARDWARE, LOAD, OPEN, card, llama, sparse, with_card
from llm_selection.analysis.quotes import price_workload
from llm_selection.domain.hardware import Precision
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Downloadable, Limits, NotOffered
from llm_selection.domain.offerings import ProviderKind, Service
from llm_selection.domain.prices import Hosted
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.estimation.costs import HoursLine, monthly_cost, monthly_picodollars
from llm_selection.estimation.hosting import Server, throughput
from llm_selection.needs.requirements import AllOf
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.self_hosting import Hosting, hosted, parse_hosting, servers, why_no_server, with_hosted
from llm_selection.presentation.answer_report import as_text
from llm_selection.recommendation import recommend
from llm_selection.registry import Lists, Overlay, bundled

UNTOLD = "meta/llama-3.3-70b-instruct"
"""A model of which nobody here knows the number format it was released in."""
CHATTY = Verbosity(multiplier=2.0, low=1.0, high=4.0, basis=VerbosityBasis.MEASURED, rows=3)
SIZED = Hosted(
    accelerator="acme/card",
    accelerators=2,
    precision="bf16",
    usd_per_hour=Decimal("1.5"),
    hours=720,
    requests=1000,
    most_requests=2000,
    least_requests=500,
    notes=("an estimate",),
)


def test_a_server_is_sized_worked_by_hand() -> None:
    """What it gets done busy, times 720 hours, times the utilization; from as few tokens as may be to as many."""
    found = hosted(llama(), card(), HARDWARE, replace(LOAD, counted_output=False), CHATTY)
    assert found is not None
    busy = [
        throughput(Server(model=llama(), accelerator=card(), accelerators=1), LOAD, output_factor=factor)
        for factor in (1.0, 2.0, 4.0)
    ]
    assert [found.most_requests, found.requests, found.least_requests] == [
        int((each.requests_per_hour or 0) * 360) for each in busy
    ]
    assert (found.accelerators, found.hours, found.usd_per_hour) == (1, 720, Decimal(2))
    assert found.notes[0] == "$2 an hour for one Card: your own price"
    assert "at a utilization of 50%" in found.notes[1]


def test_of_the_servers_that_hold_it_the_cheapest_is_taken() -> None:
    """Two cards don't do twice as much here, so one is taken; with requests enough for one only, too."""
    one = hosted(llama(), card(), HARDWARE, LOAD)
    two = hosted(llama(), card(), replace(HARDWARE, accelerators=2), LOAD)
    assert one == two
    small = card(memory_bytes=13 * 10**9)
    found = hosted(llama(), small, HARDWARE, LOAD)
    assert found is not None
    assert found.accelerators > 1


@pytest.mark.parametrize(
    ("model", "hardware"),
    [
        (llama(weights=NotOffered()), card()),
        (llama(weights=None), card()),
        (llama(attention=None, cache_layers=None), card()),
        (llama(), card(memory_bytes=10**9)),
        (llama(), card(bandwidth_bytes_per_second=None)),
    ],
)
def test_what_cant_be_hosted_isnt(model: Any, hardware: Any) -> None:
    """Without weights, without a known shape, without room, without a known speed."""
    assert hosted(model, hardware, HARDWARE, LOAD) is None


_UNPRICED = replace(HARDWARE, usd_per_hour=None)


@pytest.mark.parametrize(
    ("model", "hardware", "hosting", "reason"),
    [
        (llama(weights=NotOffered()), card(), HARDWARE, "its weights aren't given out"),
        (llama(weights=None), card(), HARDWARE, "whether its weights are given out isn't known"),
        (
            llama(limits=Limits(context_tokens=1_099)),
            card(),
            HARDWARE,
            "a request takes up to 1,100 tokens, its window is 1,099",
        ),
        (llama(attention=None, cache_layers=None), card(memory_bytes=None), HARDWARE, "whether it fits isn't known"),
        (llama(), card(memory_bytes=10**8), HARDWARE, "not even 64 hold it"),
        (llama(), card(memory_bytes=13 * 10**9), replace(HARDWARE, accelerators=1), "it needs 2; say accelerators=2"),
        (
            llama(),
            card(rentals=(rental("3", machine_size=8),)),
            replace(_UNPRICED, accelerators=4),
            "it needs 8; say accelerators=8",
        ),
        (llama(), card(), _UNPRICED, "no price of servers of 1 or more, which it needs, is known; give usd_per_hour"),
        (
            llama(),
            card(bandwidth_bytes_per_second=None),
            HARDWARE,
            "how many requests it gets done isn't known, or is none",
        ),
    ],
)
def test_what_cant_be_hosted_says_which_of_the_reasons_it_is(
    model: Any, hardware: Any, hosting: Hosting, reason: str
) -> None:
    """And what would do, where more accelerators or a price would."""
    assert servers(model, hardware, hosting, LOAD) == ()
    assert why_no_server(model, hardware, hosting, LOAD).startswith(reason)


def test_the_accelerators_that_are_named_do() -> None:
    """With as many as the reason says it needs, it is hosted."""
    hardware = card(memory_bytes=13 * 10**9)
    assert servers(llama(), hardware, replace(HARDWARE, accelerators=2), LOAD)


def test_a_machine_has_so_many_accelerators_at_most() -> None:
    """What needs more isn't hosted."""
    assert hosted(sparse(), card(), replace(HARDWARE, accelerators=1), LOAD) is not None
    assert hosted(sparse(), card(memory_bytes=60 * 10**9), replace(HARDWARE, accelerators=1), LOAD) is None


def test_a_release_of_unknown_format_is_served_in_sixteen_bits() -> None:
    """Unless another is asked for."""
    model = llama(weights=Downloadable())
    found = hosted(model, card(), HARDWARE, LOAD)
    quantised = hosted(model, card(), replace(HARDWARE, precision=Precision.INT4), LOAD)
    assert found is not None
    assert quantised is not None
    assert (found.precision, quantised.precision) == ("bf16", "int4")


def test_a_request_that_takes_longer_than_a_month_isnt_served() -> None:
    """Not even one a month: nothing can be said of a cost a request."""
    slow = card(bandwidth_bytes_per_second=1)
    assert hosted(llama(), slow, HARDWARE, LOAD) is None


def test_the_cheapest_rental_is_taken_where_no_price_is_given() -> None:
    """Spot doesn't count: it may be taken away."""
    rentals = (
        rental("9", provider="Dear"),
        rental("8"),
        rental("1", provider="Spotty", spot=True),
    )
    unpriced = replace(HARDWARE, usd_per_hour=None)
    found = hosted(llama(), card(rentals=rentals), unpriced, LOAD)
    assert found is not None
    assert found.usd_per_hour == 8
    assert found.notes[0] == "$8 an hour for one Card: Host's price of 2026-10-01"
    assert hosted(llama(), card(), unpriced, LOAD) is None
    assert hosted(llama(), card(rentals=rentals), unpriced, LOAD, on=date(2026, 9, 30)) is None


def test_machines_are_rented_whole() -> None:
    """Where 8 cards are rented together, 8 servers of one share them, and all are paid: 8 x 720 x $3 = $17,280."""
    unpriced = replace(HARDWARE, usd_per_hour=None)
    found = hosted(llama(), card(rentals=(rental("3", machine_size=8),)), unpriced, LOAD)
    one = hosted(llama(), card(), HARDWARE, LOAD)
    assert found is not None
    assert one is not None
    assert (found.accelerators, found.usd_for(1)) == (8, Decimal(17_280))
    assert found.requests == pytest.approx(8 * one.requests, abs=8)
    assert found.notes[0].endswith("in machines of 8")
    assert found.notes[1].startswith("a machine with 8 servers of 1 Card gets")
    few = replace(unpriced, accelerators=4)
    assert hosted(llama(), card(rentals=(rental("3", machine_size=8),)), few, LOAD) is None


def test_a_request_beyond_the_window_isnt_hosted() -> None:
    """However much memory there is."""
    assert hosted(llama(limits=Limits(context_tokens=1_100)), card(), HARDWARE, LOAD) is not None
    assert hosted(llama(limits=Limits(context_tokens=1_099)), card(), HARDWARE, LOAD) is None


def test_a_server_forgets_too() -> None:
    """What was sent longer ago than five minutes is read again: fewer requests get done."""
    soon = replace(LOAD, cached_input_share=0.9)
    late = replace(soon, reuse_minutes=6)
    counts = [sized.requests for load in (soon, late, LOAD) if (sized := hosted(llama(), card(), HARDWARE, load))]
    assert counts[0] > counts[1] == counts[2]


def test_formats_are_a_part_of_the_name() -> None:
    """With models that are shipped, in the released format and in another."""
    told = "alibaba/qwen3-8b"
    few = bundled() | Overlay("few", "1", allow=Lists(models=frozenset({told, UNTOLD})))
    for form in (None, Precision.INT4):
        hardware = Hosting(accelerator="nvidia/h100-sxm", utilization=0.5, usd_per_hour=Decimal(2), precision=form)
        facts = with_hosted(few, (hardware,), LOAD)
        for model, suffix in ((told, "" if form is None else "+int4"), (UNTOLD, f"+{form or 'bf16'}")):
            own = [each.id for each in facts.offerings_of(ModelId(model)) if each.provider == "self-hosted"]
            assert [name.partition("xnvidia/h100-sxm")[2] for name in own] == [suffix]


def test_nobody_else_keeps_what_is_asked_at_home() -> None:
    """On hardware of one's own prompts are kept for no day by others, and train nothing; speed isn't measured."""
    with_own = with_hosted(with_card(), (HARDWARE,), LOAD)
    (own,) = [each for each in with_own.offerings.values() if each.provider == "self-hosted"]
    assert own.service == Service(retention_days=0, trains_on_inputs=False)
    found = recommend(
        "coding",
        registry=with_card(),
        hosting=HARDWARE,
        workload=LOAD,
        max_retention_days=0,
        no_training_on_inputs=True,
    )
    assert {ranked.provider.id for ranked in found.ranking} == {"self-hosted"}


def test_hardware_stands_where_it_is_said_to() -> None:
    """In that region it meets a need for one, in another it fails it; where nobody says, that is unknown."""
    asked: dict[str, Any] = {
        "registry": with_card(),
        "workload": LOAD,
        "provider_kind": "self-hosted",
        "unknowns": "include",
    }

    def ranked(place: str | None, **keywords: Any) -> list[str | None]:
        """Return where the models run that are ranked."""
        found = recommend("coding", hosting=replace(HARDWARE, region=place), **{**asked, **keywords})
        return [each.offering.region_scope for each in found.ranking]

    assert ranked("eu", region="eu") == ["eu"]
    assert ranked("us", region="eu") == []
    assert ranked(None, region="eu") == [None]
    assert ranked(None, region="eu", unknowns="set_aside") == []
    assert ranked("ch", region="ch") == ["ch"]


def test_hardware_whose_region_isnt_said_is_named() -> None:
    """Where the need asks for a region, by itself or in a combination, in short and in full; other hardware isn't."""
    hint = "No region is said of acme/card: whether what it hosts runs there isn't known; --host …,region=eu says it."
    both = AllOf((RunsIn(frozenset({"eu"})),))
    asked: list[dict[str, Any]] = [{"region": "eu"}, {"requirements": [both]}, {"forbid": {"region": "eu"}}]

    def text(hosting: Hosting, *, whole: bool = False, **keywords: Any) -> str:
        """Answer as text without line breaks."""
        found = recommend("coding", registry=with_card(), workload=LOAD, hosting=hosting, **keywords)
        return " ".join(as_text(found, whole=whole).split())

    for keywords in asked:
        assert hint in text(HARDWARE, **keywords)
        assert hint in text(HARDWARE, whole=True, **keywords)
        assert "No region is said" not in text(replace(HARDWARE, region="eu"), **keywords)
    assert "No region is said" not in text(HARDWARE)


def test_hardware_is_told_apart_by_what_it_is() -> None:
    """Two prices of one card are two questions; a provider of that name is somebody else's."""
    with pytest.raises(InvalidInputError, match="hosting has acme/card twice in one number format"):
        with_hosted(with_card(), (HARDWARE, replace(HARDWARE, usd_per_hour=Decimal(9))), LOAD)
    records = with_card().records()
    farm = replace(records.providers["host"], id="self-hosted", name="our farm")
    taken = changed(replace(records, providers={**records.providers, "self-hosted": farm}))
    with pytest.raises(InvalidInputError, match="the registry has a provider 'self-hosted' of its own"):
        with_hosted(taken, (HARDWARE,), LOAD)
    again = recommend("coding", registry=with_card(), workload=LOAD, unknowns="include", hosting=HARDWARE)
    assert recommend(again.use_case, registry=again.registry).ranking == again.ranking
    with pytest.raises(InvalidInputError, match="self-hosted is your own hardware; say which by hosting"):
        price_workload("borg/open", LOAD, provider="self-hosted", registry=with_card())


def test_servers_are_paid_busy_or_not() -> None:
    """2 cards x 720 h x $1.5 = $2,160 a server: one up to 1,000 requests, and for none; three for 2,001."""
    costs = {requests: SIZED.usd_for(requests) for requests in (0, 1, 1000, 1001, 2001)}
    assert costs == {0: 2160, 1: 2160, 1000: 2160, 1001: 4320, 2001: 6480}


def test_a_hosted_bill() -> None:
    """Two servers for 1,500 requests; one if few tokens are put out, three if many."""
    load = replace(LOAD, requests_per_month=1500, counted_output=False)
    found = monthly_cost(load, SIZED, CHATTY)
    assert (found.low, found.per_month, found.high) == (Decimal(2160), Decimal(4320), Decimal(6480))
    assert found.lines == ()
    assert found.hours == HoursLine(
        accelerator="acme/card",
        servers=2,
        accelerators=2,
        hours=2880,
        usd_per_hour=Decimal("1.5"),
        usd=Decimal(4320),
    )
    assert found.items == {"hosting": 4320}
    assert found.notes[0] == "an estimate"
    assert "output counted as 2 tokens" in found.notes[1]
    assert monthly_picodollars(load, SIZED, CHATTY) == 4320 * 10**12


def test_hosted_models_stand_in_one_ranking() -> None:
    """A cheap server wins over a dear API, and the other way round; the model is named once."""
    for price, provider in ((Decimal("0.001"), "self-hosted"), (Decimal(50_000), "host")):
        found = recommend(
            "coding",
            registry=with_card(),
            workload=LOAD,
            model="borg/open",
            unknowns="include",
            hosting=replace(HARDWARE, usd_per_hour=price),
        )
        assert found.best.provider.id == provider
        assert [ranked.model.id for ranked in found.ranking].count(OPEN) == 1
    own = recommend(
        "coding", registry=with_card(), workload=LOAD, model="borg/open", unknowns="include", hosting=HARDWARE,
        provider_kind="self-hosted",
    )  # fmt: skip
    assert own.best.offering.id == "self-hosted/borg/open@1xacme/card"
    assert own.best.provider.kind is ProviderKind.SELF_HOSTED
    assert own.best.cost.items.keys() == {"hosting"}
    assert own.use_case.hosting == (HARDWARE,)
    assert recommend(own.use_case, registry=with_card()).best.offering.id == own.best.offering.id


def test_a_hosted_model_has_no_price_by_the_token() -> None:
    """A cap on the price of a token can't be told of it."""
    need = {"registry": with_card(), "workload": LOAD, "model": "borg/open", "hosting": HARDWARE}
    found = recommend("coding", provider="self-hosted", max_input_price=5, **need)  # type: ignore[arg-type]  # mixed
    assert not found.ranking
    assert len(found.screening.undecided) == 1


def test_hardware_without_a_price_is_refused() -> None:
    """With what to give; hardware that isn't there is named."""
    with pytest.raises(InvalidInputError, match="no price of acme/card is known; give usd_per_hour"):
        with_hosted(with_card(), (replace(HARDWARE, usd_per_hour=None),), LOAD)
    with pytest.raises(NotFoundError, match="no accelerator 'acme/cart'"):
        with_hosted(with_card(), (replace(HARDWARE, accelerator="acme/cart"),), LOAD)
    assert with_hosted(with_card(), (), LOAD) == with_card()


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("nvidia/h100-sxm", "hosting must be a table, or several, got 'nvidia/h100-sxm'"),
        (5, "hosting must be a table, or several, got 5"),
        ([5], r"hosting\[0\]: must be a table of accelerator, utilization, "),
        ({"accelerator": "a/b"}, r"hosting\[0\]: lacks utilization"),
        ({"accelerator": "a/b", "utilization": 0.5, "gpus": 1}, r"hosting\[0\]: may have .*; got gpus"),
        ({"accelerator": "a/b", "utilization": 0}, "utilization must be a share above 0 and at most 1, got 0"),
        ({"accelerator": "a/b", "utilization": 40}, "utilization must be .*, got 40; 40 percent is 0.4"),
        ({"accelerator": "a/b", "utilization": 0.5, "accelerators": 65}, "accelerators must be from 1 to 64, got 65"),
        (
            {"accelerator": "a/b", "utilization": 0.5, "accelerators": None},
            "accelerators must be from 1 to 64, got None",
        ),
        (
            {"accelerator": "a/b", "utilization": 0.5, "usd_per_hour": 10**5000},
            "usd_per_hour must be US dollars an hour",
        ),
        ({"accelerator": "a/b", "utilization": True}, "utilization must be a share above 0 and at most 1, got True"),
        ({"accelerator": 5, "utilization": 0.5}, "accelerator must be the id of an accelerator, got 5"),
        ({"accelerator": "a/b", "utilization": 0.5, "accelerators": 0}, "accelerators must be a whole number"),
        (
            {"accelerator": "a/b", "utilization": 0.5, "usd_per_hour": "cheap"},
            "usd_per_hour must be US dollars an hour",
        ),
        ({"accelerator": "a/b", "utilization": 0.5, "usd_per_hour": "inf"}, "usd_per_hour must be US dollars an hour"),
        ({"accelerator": "a/b", "utilization": 0.5, "usd_per_hour": -1}, "usd_per_hour must be US dollars per hour"),
        (
            {"accelerator": "a/b", "utilization": 0.5, "precision": "fp7"},
            "precision must be of fp32, bf16, fp8, int8, ",
        ),
        ({"accelerator": "a/b", "utilization": 0.5, "region": 5}, "region must be where it stands, .*, got 5"),
        ({"accelerator": "a/b", "utilization": 0.5, "region": "e u"}, "region must be where it stands, .*, got 'e u'"),
        ({"accelerator": "a/b", "utilization": 0.5, "region": "in-region"}, "region must be where it stands, .*"),
    ],
)
def test_broken_hosting_is_refused(value: object, fault: str) -> None:
    """With what was allowed."""
    with pytest.raises(InvalidInputError, match=fault):
        parse_hosting(value)


def test_hosting_is_read_from_tables() -> None:
    """Prices as text or numbers, formats as text; several, or one."""
    table = {"accelerator": "a/b", "utilization": 1, "usd_per_hour": 2.5, "precision": "int4"}
    (found,) = parse_hosting([table])
    assert found == Hosting(accelerator="a/b", utilization=1, usd_per_hour=Decimal("2.5"), precision=Precision.INT4)
    assert parse_hosting(found) == parse_hosting(table) == (found,)
    assert parse_hosting({**table, "usd_per_hour": Decimal("2.5")}) == (found,)
    assert parse_hosting([]) == ()
    (there,) = parse_hosting({**table, "region": "EU"})
    assert there == replace(found, region="eu")
    assert parse_hosting({**table, "region": None}) == (found,)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"usd_per_hour": "2.5"}, "usd_per_hour must be US dollars as Decimal, got '2.5'; Decimal takes text"),
        ({"usd_per_hour": 2}, "usd_per_hour must be US dollars as Decimal, got 2; Decimal takes text"),
        ({"usd_per_hour": []}, r"usd_per_hour must be US dollars as Decimal, got \[\]$"),
        ({"usd_per_hour": Decimal(-1)}, "usd_per_hour must be US dollars per hour from 0 to 100000, got "),
        ({"precision": "fp8"}, "precision must be a Precision, got 'fp8'"),
        ({"region": "EU"}, "region must be where it stands, in small letters, such as eu or us-gov, got 'EU'"),
    ],
)
def test_hosting_takes_what_its_types_say(change: dict[str, Any], fault: str) -> None:
    """And no text; tables may hold that."""
    with pytest.raises(InvalidInputError, match=fault):
        Hosting(accelerator="a/b", utilization=1, **change)
