"""Self-hosting: servers sized for a workload stand beside providers' offerings, and where the costs cross."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import accelerator, calibrated_records, changed, rental, served
from hosts import card, llama, sparse
from llm_selection.analysis.break_even import AtNumber, break_even, crossing
from llm_selection.analysis.quotes import price_workload
from llm_selection.domain.hardware import Precision
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Downloadable, Limits, NotOffered
from llm_selection.domain.offerings import ProviderKind, Service
from llm_selection.domain.prices import Hosted, Unpublished
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.estimation.costs import HoursLine, monthly_cost, monthly_picodollars
from llm_selection.estimation.hosting import Server, throughput
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.requirements import AllOf
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.self_hosting import Hosting, hosted, parse_hosting, servers, why_no_server, with_hosted
from llm_selection.presentation import break_even_report
from llm_selection.presentation import size_report as sizing
from llm_selection.presentation.answer_report import as_text
from llm_selection.presentation.cost_report import bill_as_text
from llm_selection.presentation.size_report import served_as_text, sized
from llm_selection.recommendation import recommend
from llm_selection.registry import Lists, Overlay, Registry, bundled

OPEN = ModelId("borg/open")
LOAD = Workload(requests_per_month=1_000_000, input_tokens=1_000, output_tokens=100, counted_output=True)
HARDWARE = Hosting(accelerator="acme/card", utilization=0.5, usd_per_hour=Decimal(2))
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


def facts(**changes: Any) -> Registry:
    """Compile a registry with an open model of the sizes of Llama 3.1 8B, and a card."""
    records = calibrated_records()
    known = records.models[OPEN]
    shape = llama()
    sizes = (
        "architecture total_parameters checkpoint_parameters active_parameters attention cache_layers vocabulary "
        "tied_embeddings weights"
    )
    sized = replace(
        known,
        limits=Limits(context_tokens=100_000),
        **{name: getattr(shape, name) for name in sizes.split()},
    )
    return changed(records, models=[sized], accelerators=[card(**changes)])


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
    with_own = with_hosted(facts(), (HARDWARE,), LOAD)
    (own,) = [each for each in with_own.offerings.values() if each.provider == "self-hosted"]
    assert own.service == Service(retention_days=0, trains_on_inputs=False)
    found = recommend(
        "coding", registry=facts(), hosting=HARDWARE, workload=LOAD, max_retention_days=0, no_training_on_inputs=True
    )
    assert {ranked.provider.id for ranked in found.ranking} == {"self-hosted"}


def test_hardware_stands_where_it_is_said_to() -> None:
    """In that region it meets a need for one, in another it fails it; where nobody says, that is unknown."""
    asked: dict[str, Any] = {
        "registry": facts(),
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
        found = recommend("coding", registry=facts(), workload=LOAD, hosting=hosting, **keywords)
        return " ".join(as_text(found, whole=whole).split())

    for keywords in asked:
        assert hint in text(HARDWARE, **keywords)
        assert hint in text(HARDWARE, whole=True, **keywords)
        assert "No region is said" not in text(replace(HARDWARE, region="eu"), **keywords)
    assert "No region is said" not in text(HARDWARE)


def test_hardware_is_told_apart_by_what_it_is() -> None:
    """Two prices of one card are two questions; a provider of that name is somebody else's."""
    with pytest.raises(InvalidInputError, match="hosting has acme/card twice in one number format"):
        with_hosted(facts(), (HARDWARE, replace(HARDWARE, usd_per_hour=Decimal(9))), LOAD)
    records = facts().records()
    farm = replace(records.providers["host"], id="self-hosted", name="our farm")
    taken = changed(replace(records, providers={**records.providers, "self-hosted": farm}))
    with pytest.raises(InvalidInputError, match="the registry has a provider 'self-hosted' of its own"):
        with_hosted(taken, (HARDWARE,), LOAD)
    again = recommend("coding", registry=facts(), workload=LOAD, unknowns="include", hosting=HARDWARE)
    assert recommend(again.use_case, registry=again.registry).ranking == again.ranking
    with pytest.raises(InvalidInputError, match="self-hosted is your own hardware; say which by hosting"):
        price_workload("borg/open", LOAD, provider="self-hosted", registry=facts())


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
            registry=facts(),
            workload=LOAD,
            model="borg/open",
            unknowns="include",
            hosting=replace(HARDWARE, usd_per_hour=price),
        )
        assert found.best.provider.id == provider
        assert [ranked.model.id for ranked in found.ranking].count(OPEN) == 1
    own = recommend(
        "coding", registry=facts(), workload=LOAD, model="borg/open", unknowns="include", hosting=HARDWARE,
        provider_kind="self-hosted",
    )  # fmt: skip
    assert own.best.offering.id == "self-hosted/borg/open@1xacme/card"
    assert own.best.provider.kind is ProviderKind.SELF_HOSTED
    assert own.best.cost.items.keys() == {"hosting"}
    assert own.use_case.hosting == (HARDWARE,)
    assert recommend(own.use_case, registry=facts()).best.offering.id == own.best.offering.id


def test_a_hosted_model_has_no_price_by_the_token() -> None:
    """A cap on the price of a token can't be told of it."""
    need = {"registry": facts(), "workload": LOAD, "model": "borg/open", "hosting": HARDWARE}
    found = recommend("coding", provider="self-hosted", max_input_price=5, **need)  # type: ignore[arg-type]  # mixed
    assert not found.ranking
    assert len(found.screening.undecided) == 1


def test_hosting_is_priced_beside_the_offerings() -> None:
    """As a quote, with a bill of its hours."""
    found = price_workload("borg/open", LOAD, registry=facts(), hosting={"accelerator": "acme/card", "utilization": 0.5,
                                                                 "usd_per_hour": "2"})  # fmt: skip
    (own,) = [quote for quote in found if quote.option.provider.id == "self-hosted"]
    text = bill_as_text(own, LOAD, on=facts().date)
    assert "hours a month      $/hour" in text
    assert "1 server of 1 acme/card" in text or "servers of 1 acme/card" in text
    many = replace(LOAD, requests_per_month=10**9)
    (own,) = price_workload("borg/open", many, provider="self-hosted", registry=facts(), hosting=HARDWARE)
    assert "servers of 1 acme/card" in bill_as_text(own, many, on=facts().date)


def test_hardware_without_a_price_is_refused() -> None:
    """With what to give; hardware that isn't there is named."""
    with pytest.raises(InvalidInputError, match="no price of acme/card is known; give usd_per_hour"):
        with_hosted(facts(), (replace(HARDWARE, usd_per_hour=None),), LOAD)
    with pytest.raises(NotFoundError, match="no accelerator 'acme/cart'"):
        with_hosted(facts(), (replace(HARDWARE, accelerator="acme/cart"),), LOAD)
    assert with_hosted(facts(), (), LOAD) == facts()


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


def against(price: str) -> Registry:
    """Compile the registry with the model offered at one price, input and output."""
    made = facts()
    records = made.records()
    others = {key: one for key, one in records.offerings.items() if one.model != OPEN}
    return changed(replace(records, offerings=others), offerings=[served("host/open", "borg/open", price, price)])


def test_a_break_even_worked_by_hand() -> None:
    """1,100 tokens at $10 a million are $0.011 a request; a server of $1,440 is paid by 130,909.09 of them: 130,910."""
    found = break_even("borg/open", LOAD, HARDWARE, registry=against("10"))
    assert found.usd_per_request == pytest.approx(0.011)
    assert found.first == 130_910 == found.for_good == found.faster
    assert found.slower == 130_910
    text = break_even_report.as_labelled_text(found)
    assert "From 130,910 requests a month on, hosting costs no more." in " ".join(text.split())
    assert "host/open costs $11.0000 a thousand requests" in " ".join(text.split())
    assert found.api.cost.per_month == Decimal(11_000)
    same = "Speeds are estimates: the answer is the same if it gets half or twice as many done."
    assert same in " ".join(text.split())


def test_a_break_even_says_what_each_costs_at_the_number_that_was_given() -> None:
    """At $0.011 a request and $1,440 a server: 200,000 cost $2,200 there; servers as many as they take."""
    few = break_even("borg/open", replace(LOAD, requests_per_month=200_000), HARDWARE, registry=against("10"))
    assert few.asked == AtNumber(requests=200_000, api_usd=Decimal(2200), hosted_usd=Decimal(1440), servers=1)
    told = " ".join(break_even_report.as_labelled_text(few).split())
    said = "At 200,000 requests a month the API costs $2,200.00, and hosting $1,440.00, on 1 server."
    assert f"hosting costs no more. {said} Speeds are estimates" in told
    assert said in break_even_report.as_text(few).replace("\n", " ")
    many = few.hosted.requests + 1
    more = break_even("borg/open", replace(LOAD, requests_per_month=many), HARDWARE, registry=against("10")).asked
    assert more is not None
    assert (more.servers, more.hosted_usd, more.api_usd) == (2, Decimal(2880), Decimal(many * 11) / 1000)
    bounded = replace(few, api=replace(few.api, cost=replace(few.api.cost, at_most=True)))
    assert "the API costs at most $2,200.00" in break_even_report.as_text(bounded).replace("\n", " ")


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
    found = break_even("borg/open", workload, HARDWARE, registry=against("10"))
    assert (found.asked and found.asked.requests) == requests
    assert any(sentence.startswith("At ") for sentence in break_even_report.sentences(found)) is (requests is not None)
    assert found.workload.requests_per_month == 10**6


def test_a_break_even_may_come_and_go_or_never_come() -> None:
    """Where a full server costs nearly what the API does, each new server costs more again at first."""
    capacity = break_even("borg/open", LOAD, HARDWARE, registry=against("10")).hosted.requests
    nearly = 1440 / capacity / 1100 * 10**6
    close = break_even("borg/open", LOAD, HARDWARE, registry=against(f"{nearly * 1.1:.6f}"))
    assert close.first is not None
    assert close.for_good is not None
    assert close.for_good > close.first
    told = f"costs more again until it is busy enough, but from {close.for_good:,} requests on hosting never does"
    assert told in " ".join(break_even_report.as_text(close).split())
    never = break_even("borg/open", LOAD, HARDWARE, registry=against(f"{nearly * 0.9:.6f}"))
    assert (never.first, never.for_good) == (None, None)
    assert "Hosting never costs less" in " ".join(break_even_report.sentences(never))
    assert (close.slower, never.faster) == (None, never.faster)
    assert never.faster is not None
    even = replace(close, for_good=None)
    assert "each further server costs more until it is full, and then as much" in " ".join(
        break_even_report.sentences(even)
    )
    assert max(map(len, break_even_report.as_text(close).splitlines())) <= 80


def test_a_break_even_that_cant_be_told_says_why() -> None:
    """No room, no price of the hardware, no offer."""
    with pytest.raises(
        InvalidInputError, match="borg/open can't be hosted on servers of up to 8 acme/card: not even 64 hold it"
    ):
        break_even("borg/open", LOAD, HARDWARE, registry=facts(memory_bytes=10**8))
    with pytest.raises(InvalidInputError, match="no price of acme/card is known"):
        break_even("borg/open", LOAD, replace(HARDWARE, usd_per_hour=None), registry=facts())
    with pytest.raises(InvalidInputError, match="borg/open isn't offered at acme on 2026-11-01, as far as known"):
        break_even("borg/open", LOAD, HARDWARE, registry=facts(), provider="acme")
    unpriced = changed(against("10").records(), offerings=[served("host/open", "borg/open", pricing=Unpublished())])
    with pytest.raises(InvalidInputError, match="no cost of borg/open at host is known on 2026-11-01 to compare with"):
        break_even("borg/open", LOAD, HARDWARE, registry=unpriced, provider="host")
    with pytest.raises(InvalidInputError, match="break_even takes one Hosting, got 2"):
        break_even("borg/open", LOAD, [HARDWARE, HARDWARE], registry=facts())  # type: ignore[arg-type]  # on purpose


def test_the_server_is_the_one_with_which_it_pays_soonest() -> None:
    """Not the one that costs least when it is full: a second card is paid from the first request on."""
    many = [one.accelerators for one in servers(llama(), card(), HARDWARE, LOAD)]
    assert many == [1, 2, 4, 8]
    assert break_even("borg/open", LOAD, HARDWARE, registry=against("10")).hosted.accelerators == 1


def served_text(hardware: Any, *, context: int, batch: int) -> str:
    """Write on how many of some hardware a model fits."""
    size = sized(llama(), context=context, batch=batch)
    return served_as_text(sizing.served(llama(), hardware, context=context, batch=batch), size)


def test_sizes_as_text() -> None:
    """Weights, cache, what holds it, how fast; the format taken where none is known."""
    text = sizing.as_text(sized(llama(), context=1000, batch=4))
    assert "Weights   15.0 GiB: layers 13.0 GiB, embeddings 2.0 GiB" in text
    assert "Cache     0.5 GiB for 4 of 1,000 tokens: attention 0.5 GiB" in text
    assert "128.0 KiB for each further token of a sequence" in text
    untold = sizing.as_text(sized(llama(weights=Downloadable()), context=10, batch=1))
    assert "the number format of the release isn't known; taken as bf16" in untold
    nothing = sizing.as_text(sized(llama(cache_layers=None, attention=None), context=10, batch=1))
    assert "Cache     unknown for 1 of 10 tokens" in nothing
    served_so = served_text(card(), context=1000, batch=4)
    assert "on each of 1, the fewest that hold it" in " ".join(served_so.split())
    assert "tokens a second for each of 4" in " ".join(served_so.split())
    assert "bound by compute" in served_so


def test_room_ends_at_the_window() -> None:
    """Beyond it no sequence is longer, so as many are counted as fit of that length; to its very end nothing changes."""
    short = llama(limits=Limits(context_tokens=4128))
    found = sizing.served(short, card(), context=10_000, batch=2)
    assert (found.most_sequences, found.most_context_tokens) == (100, 4128)
    size = sized(short, context=10_000, batch=2)
    assert (size.context_tokens, size.window_tokens) == (10_000, 4128)
    assert "Room      100 of 4,128 tokens at once, its whole window\n" in served_as_text(found, size)
    whole = served_as_text(sizing.served(short, card(), context=4128, batch=2), sized(short, context=4128, batch=2))
    assert "Room      100 of 4,128 tokens at once, or 2 of 4,128\n" in whole
    assert "Room      41 of 10,000 tokens at once, or 2 of 206,800\n" in served_text(card(), context=10_000, batch=2)


def test_more_accelerators_than_memory_needs_are_accounted_for() -> None:
    """Three would hold 72B in 16 bits, but layers are shared by powers of two."""
    large = llama(total_parameters=72 * 10**9, checkpoint_parameters=None, active_parameters=72 * 10**9)
    found = sizing.served(large, card(), context=8192, batch=1)
    assert found.accelerators == 4
    assert found.notes[0] == (
        "3 would do by memory alone; layers are shared by 1, 2, 4 or 8 accelerators that divide its attention heads, "
        "beyond that by whole nodes of 8"
    )
    assert not any("by memory alone" in note for note in sizing.served(llama(), card(), context=8192, batch=1).notes)


def test_what_was_assumed_of_a_size_is_said_once() -> None:
    """Of a server below it only what its speed adds."""
    one = sizing.as_text(sized(llama(), context=1000, batch=1))
    two = served_text(card(), context=1000, batch=1)
    assert "Notes     as released: bf16" in one
    assert "as released" not in two
    slow = served_text(card(memory_bytes=10**8), context=1000, batch=1)
    assert "Notes" not in slow


@pytest.mark.parametrize(
    ("hardware", "said"),
    [
        (card(memory_bytes=10**8), "doesn't fit on up to 64"),
        (accelerator(), "whether it fits isn't known"),
        (card(bandwidth_bytes_per_second=None), "Decoding  unknown"),
    ],
)
def test_sizes_that_cant_be_told_say_so(hardware: Any, said: str) -> None:
    """No number stands for one that isn't known."""
    assert said in served_text(hardware, context=10, batch=1)
