"""Quotes and bills: what a workload costs where a model can be had, as values and as text."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from factories import DAY, calibrated_records, card, changed, evidence, model, period, schedule, seen, served, source
from llm_selection.analysis.quotes import Quote, price_workload, why_no_quote
from llm_selection.domain.evidence import Agreement, Dissent
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.models import Limits
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.domain.prices import DateBasis, Mode, TimeWindow, Unpublished
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.estimation.workloads import Sample, Workload
from llm_selection.presentation.cost_report import bill_as_text, quotes_as_text
from llm_selection.registry import Records, Registry

LOAD = Workload(requests_per_month=1000, input_tokens=10_000, output_tokens=500, name="ours")
NIGHT = TimeWindow(start_minute=0, end_minute=480)
CHATTY = Verbosity(multiplier=2.5, low=1.0, high=6.0, basis=VerbosityBasis.MEASURED, rows=3)


def shops() -> Registry:
    """Compile a registry with one model at several prices."""
    return changed(shops_records())


def shops_records() -> Records:
    """Make its records."""
    records = calibrated_records()
    known = [one.id for one in records.offerings.values() if one.model == "acme/large"]
    offerings = [
        served("host/cheap", "acme/large", "1", "4"),
        served("host/dear", "acme/large", "2", "8"),
        served("host/gone", "acme/large", lifecycle=Lifecycle(stage=Stage.RETIRED)),
        served("acme/secret", "acme/large", pricing=Unpublished()),
    ]
    rest = {key: one for key, one in records.offerings.items() if key not in known}
    rest |= {one.id: one for one in offerings}
    return replace(records, offerings=rest, verbosities={ModelId("acme/large"): (CHATTY,)})


def found(name: str = "acme/large", **changes: str) -> tuple[Quote, ...]:
    """Price the workload."""
    return price_workload(name, LOAD, registry=shops(), **changes)  # type: ignore[arg-type]  # texts all


def test_quotes_of_a_model_are_the_cheapest_first() -> None:
    """Unknown costs last, what is retired left out: 10 x $1 + 0.5 x 2.5 x $4 = $15, and twice that."""
    assert [(one.option.offering.id, one.cost.per_month) for one in found()] == [
        ("host/cheap", Decimal(15)),
        ("host/dear", Decimal(30)),
        ("acme/secret", None),
    ]
    assert {one.verbosity for one in found()} == {CHATTY}


def test_what_an_answer_would_set_aside_stands_last() -> None:
    """However cheap: an old price, a reseller, no room for the longest request."""
    records = calibrated_records()
    old = replace(evidence(), fields={"pricing": seen(as_of=date(2026, 1, 1))})
    offerings = [
        served("host/old", "acme/large", "0.1", "0.1", evidence=old),
        served("host/small", "acme/large", "0.1", "0.2", limits=Limits(context_tokens=5_000)),
    ]
    facts = changed(records, offerings=offerings)
    found = price_workload("acme/large", LOAD, registry=facts)
    assert [(one.option.offering.id, bool(one.set_aside)) for one in found] == [
        ("acme/large", False),
        ("host/old", True),
        ("host/small", True),
    ]
    assert found[1].set_aside == ("price last read 2026-01-01",)
    assert "window" in found[2].set_aside[0]


def test_a_later_day_is_priced_as_far_as_is_known() -> None:
    """And says so."""
    (quote, *_) = price_workload("host/cheap", LOAD, registry=shops(), on=date(2030, 1, 1))
    assert f"in force on 2030-01-01, as far as known on {DAY}, US dollars" in " ".join(
        bill_as_text(quote, LOAD, on=date(2030, 1, 1)).split()
    )


def test_quotes_can_be_of_one_place() -> None:
    """By the offering's own id, retired or not, or by its provider."""
    assert [one.option.offering.id for one in found("host/gone")] == ["host/gone"]
    assert [one.option.offering.id for one in found(provider="acme")] == ["acme/secret"]
    with pytest.raises(NotFoundError, match="no provider 'nowhere'"):
        found(provider="nowhere")
    with pytest.raises(NotFoundError, match="no model 'acme/larg'"):
        found("acme/larg")


def test_where_there_is_no_quote_it_says_why() -> None:
    """What ended there, since when and what the provider names instead; what was never there; another's offering."""
    ended = Lifecycle(stage=Stage.ACTIVE, retires=DAY, successor="heir")
    old, new = served("cloud/old", "acme/large", lifecycle=ended), model("acme/new")
    market = changed(shops_records(), offerings=[old], models=[new])

    def why(name: str, provider: str | None) -> str:
        assert price_workload(name, LOAD, provider=provider, registry=market, on=DAY) == ()
        return why_no_quote(name, provider, registry=market, on=DAY)

    told = f"acme/large isn't offered at cloud on {DAY}"
    assert why("acme/large", "cloud") == f"{told}: cloud/old is retired since {DAY}; cloud names heir in its place"
    assert why("borg/new", "cloud") == (
        f"borg/new isn't offered at cloud on {DAY}, as far as known; llm-selection cost without --at says where it is"
    )
    assert why("acme/new", None) == f"acme/new isn't offered on {DAY}, as far as known"
    assert why("cloud/old", "host") == "cloud/old is an offering of cloud, not of host"


def test_quotes_are_of_a_day() -> None:
    """Before the first price nothing is known; a workload may be a preset."""
    early = price_workload("host/cheap", "writing", registry=shops(), on="2025-01-01")
    assert early[0].cost.per_month is None
    with pytest.raises(InvalidInputError, match="must be a date"):
        price_workload("host/cheap", "writing", registry=shops(), on="soon")


def test_a_bill_has_its_lines_and_their_sum() -> None:
    """Tokens, rates and dollars, then what was assumed."""
    text = bill_as_text(found("host/cheap")[0], LOAD, on=DAY)
    assert [line.split() for line in text.splitlines()[4:9]] == [
        ["Bill", "host/cheap", "at", "Host"],
        ["tokens", "a", "month", "$/million", "$"],
        ["input", "10,000,000", "1.00", "10.00"],
        ["output", "1,250,000", "4.00", "5.00"],
        ["a", "month", "15.00"],
    ]
    told = " ".join(text.split())
    assert f"Source rates documented as in force from 2026-01-01 on; last read on {DAY} A page" in told
    assert ["from,", "and", "to", "12.00", "22.00"] in [line.split() for line in text.splitlines()]
    assert "Notes     output counted as 2.5 tokens for each of the answer" in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_bill_says_how_requests_are_sent() -> None:
    """The mode, the tier and an upper bound."""
    prices = schedule(
        period(
            card("2", "8"),
            card("1", "4", windows=(NIGHT,)),
            card("4", "16", above_prompt_tokens=5_000),
            card("0.125", "4", mode=Mode.BATCH),
        )
    )
    facts = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", pricing=prices)])
    load = replace(LOAD, input_tokens=Sample((1_000, 9_000)), batch_share=0.5, counted_output=True)
    (quote,) = price_workload("host/extra", load, registry=facts)
    text = bill_as_text(quote, load, on=DAY)
    assert "output, prompts over 5,000" in text
    assert "a month, with what isn't known at its dearest" in text
    short = replace(load, input_tokens=1_000)
    (quote,) = price_workload("host/extra", short, registry=facts)
    assert next(line.split()[:4] for line in bill_as_text(quote, short, on=DAY).splitlines() if "batch" in line) == [
        "input,",
        "batch",
        "500,000",
        "0.125",
    ]


def test_a_bill_that_isnt_whole_cents_has_all_its_digits() -> None:
    """In every line, so that 1.231250 and 0.000003 are seen to add up to the sum; dollars of many digits still fit."""
    facts = changed(calibrated_records(), offerings=[served("host/odd", "acme/large", "0.123125", "0.000003")])
    load = replace(LOAD, output_tokens=1000, counted_output=True)
    (quote,) = price_workload("host/odd", load, registry=facts)
    text = bill_as_text(quote, load, on=DAY)
    assert [line.split()[-1] for line in text.splitlines()[6:9]] == ["1.231250", "0.000003", "1.231253"]
    huge = replace(load, requests_per_month=10**9)
    (quote,) = price_workload("host/odd", huge, registry=facts)
    lines = bill_as_text(replace(quote, cost=replace(quote.cost, low=Decimal(1))), huge, on=DAY).splitlines()
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("basis", "words"),
    [
        (DateBasis.FIRST_OBSERVED, "rates first read on 2026-01-01, maybe older; last read on"),
        (DateBasis.COMMIT, "rates recorded by a catalogue on 2026-01-01, maybe older; last read on"),
    ],
)
def test_a_bill_says_from_which_day_its_rates_are(basis: DateBasis, words: str) -> None:
    """What that day rests on, and who says so."""
    prices = schedule(period(card("1", "4"), basis=basis))
    facts = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", pricing=prices)])
    (quote,) = price_workload("host/extra", LOAD, registry=facts)
    assert quote.period == prices.periods[0]
    assert words in " ".join(bill_as_text(quote, LOAD, on=DAY).split())


def disputed() -> Registry:
    """Make a market where another page gives other prices of the cheapest, and one page alone gave its first day."""
    says = seen(
        source="list", agreement=Agreement.DISPUTED, dissent=(Dissent(value="input 2, output 8", source="page"),)
    )
    records = shops_records()
    cheap = replace(records.offerings[OfferingId("host/cheap")], evidence=replace(evidence(), fields={"pricing": says}))
    sources = {**records.sources, "list": source(title="A list")}
    return changed(replace(records, sources=sources), offerings=[cheap])


def test_a_bill_says_who_disagrees_with_its_prices() -> None:
    """By what is known of the price today, not by what was known of its first day, whose source stands beside it."""
    quotes = price_workload("acme/large", LOAD, registry=disputed())
    evidence = quotes[0].evidence
    assert evidence is not None
    assert evidence.agreement is Agreement.DISPUTED
    told = " ".join(bill_as_text(quotes[0], LOAD, on=DAY).split())
    assert f"A list 1; reported; {DAY}; disputed; but A page says input 2, output 8" in told
    assert "its first day is from A page 1" in told
    assert "not compared" not in told
    lines = quotes_as_text(quotes, LOAD, on=DAY, limit=5).splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("host/cheap"))
    assert lines[place + 1] == "    sources disagree: A page says input 2, output 8"
    assert "its first day" not in bill_as_text(found("host/cheap")[0], LOAD, on=DAY)


def test_no_price_by_the_token_has_no_evidence() -> None:
    """Of an unpublished one, and before the first."""
    assert found(provider="acme")[0].evidence is None
    (early,) = price_workload("host/cheap", LOAD, registry=shops(), on=date(2025, 1, 1))
    assert early.evidence is None


def test_a_bill_says_since_when_rates_are_withdrawn() -> None:
    """Before the first period nothing is known."""
    prices = schedule(period(card("1", "4")), period(effective=date(2026, 9, 1)))
    facts = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", pricing=prices)])
    (quote,) = price_workload("host/extra", LOAD, registry=facts)
    assert "Source    end of its rates documented as in force from 2026-09-01" in bill_as_text(quote, LOAD, on=DAY)
    (early,) = price_workload("host/extra", LOAD, registry=facts, on=date(2025, 1, 1))
    assert early.period is None
    assert "Source" not in bill_as_text(early, LOAD, on=date(2025, 1, 1))


def test_an_unknown_bill_says_why() -> None:
    """Never nothing."""
    text = bill_as_text(found(provider="acme")[0], LOAD, on=DAY)
    assert "unknown" in text
    assert "a rate that it needs, sent as standard, isn't published" in " ".join(text.split())
    assert "an answer would set it aside: pricing unpublished" in " ".join(text.split())


def test_quotes_in_a_table() -> None:
    """A line a place with its bounds, then the bill of the first."""
    text = quotes_as_text(found(), LOAD, on=date(2026, 11, 1), limit=2)
    lines = [line.split() for line in text.splitlines()]
    assert ["host/cheap", "15", "12", "to", "22"] in lines
    assert "and 1 more; --limit 3 shows all" in text
    assert "Bill      host/cheap at Host" in text
    whole = quotes_as_text(found(), LOAD, on=DAY, limit=5)
    assert "acme/secret     unknown\n    set aside: pricing unpublished (+1)\n" in whole
    assert "set aside by an answer" not in whole
    assert "more; --limit" not in whole


def test_a_table_without_bounds_has_no_column_for_them() -> None:
    """Where the output is counted; what is left of them then comes of hours, and is called so."""
    counted = replace(LOAD, counted_output=True)
    whole = quotes_as_text(price_workload("acme/large", counted, registry=shops()), counted, on=DAY, limit=5)
    head, *rows = whole.split("\n\n")[1].splitlines()
    assert head.split() == ["offering", "$/month"]
    assert [row.split()[1] for row in rows[:2]] == ["12", "24"]
    prices = schedule(period(card("2", "8"), card("1", "4", windows=(NIGHT,))))
    nightly = changed(shops_records(), offerings=[served("host/cheap", "acme/large", pricing=prices)])
    whole = quotes_as_text(price_workload("acme/large", counted, registry=nightly), counted, on=DAY, limit=5)
    head, *rows = whole.split("\n\n")[1].splitlines()
    assert head.split() == ["offering", "$/month", "from,", "and", "to"]
    assert ["host/cheap", "≤24", "12", "to", "24"] in [row.split() for row in rows]


def test_a_table_of_quotes_fits_a_terminal() -> None:
    """However long the ids: one stands above its amounts, and a reason without room beside them below."""
    quotes = price_workload("meta/llama-4-maverick-17b-instruct", LOAD)
    assert max(len(quote.option.offering.id) for quote in quotes) > 48
    lines = quotes_as_text(quotes, LOAD, on=DAY, limit=100).splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line.strip() for line in lines[4 : 4 + len(quotes)])
