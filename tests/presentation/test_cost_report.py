"""Costs as text: a bill with its lines, their sum and what they rest on, and quotes in a table."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import hosts
from factories import (
    DAY,
    calibrated_records,
    card,
    changed,
    evidence,
    period,
    schedule,
    seen,
    served,
    source,
)
from llm_selection.analysis.finished_tasks import finished_task
from llm_selection.analysis.quotes import price_workload
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Agreement, Dissent
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.prices import DateBasis, Mode
from llm_selection.estimation.workloads import Sample
from llm_selection.needs.use_cases import UseCase
from llm_selection.presentation.cost_report import bill_as_text, quotes_as_text
from llm_selection.presentation.money_in_words import task_usd_in_words
from llm_selection.registry import Registry
from shops import LOAD, NIGHT, priced, shops, shops_records


def test_a_later_day_is_priced_as_far_as_is_known() -> None:
    """And says so."""
    (quote, *_) = price_workload("host/cheap", LOAD, registry=shops(), on=date(2030, 1, 1))
    assert f"in force on 2030-01-01, as far as known on {DAY}, US dollars" in " ".join(
        bill_as_text(quote, LOAD, on=date(2030, 1, 1)).split()
    )


def test_a_bill_has_its_lines_and_their_sum() -> None:
    """Tokens, rates and dollars, then what was assumed."""
    text = bill_as_text(priced("host/cheap")[0], LOAD, on=DAY)
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
    assert "its first day" not in bill_as_text(priced("host/cheap")[0], LOAD, on=DAY)


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
    text = bill_as_text(priced(provider="acme")[0], LOAD, on=DAY)
    assert "unknown" in text
    assert "a rate that it needs, sent as standard, isn't published" in " ".join(text.split())
    assert "an answer would set it aside: pricing unpublished" in " ".join(text.split())


def test_a_bill_says_what_a_finished_task_costs() -> None:
    """Where the need is known: the bill of a task over the share solved, which is told with what it takes for granted."""
    need = UseCase(tasks={Task.CODING: 1}, workload=LOAD)
    quotes = priced()
    task = finished_task(quotes[0].option, quotes[0].cost, need)
    assert task.usd is not None
    assert task.solved is not None
    mean, low, high = (100 * share for share in task.solved)
    for text in (
        bill_as_text(quotes[0], LOAD, on=DAY, task=task),
        quotes_as_text(quotes, LOAD, on=DAY, limit=2, task=task),
    ):
        assert (
            f"Finished ${task_usd_in_words(task.usd)} for each task solved: the bill is $0.0150 a task, {mean:.0f}% are expected to "
            f"be solved at coding (90% likely {low:.0f} to {high:.0f}); if failures are noticed, and done again or dropped Source"
        ) in " ".join(text.split())
    assert "Finished" not in bill_as_text(quotes[0], LOAD, on=DAY)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"at_most": True}, "Finished at most $"),
        ({"tasks": {}}, "Finished not told of answers that are only preferred; the bill is $0.0150 a task"),
        (
            {"quality": None, "usd": None},
            "Finished unknown, as nothing says how many tasks it solves; the bill is $0.0150 a task",
        ),
        ({"task_usd": None, "usd": None}, "Finished unknown; the bill isn't known, "),
    ],
)
def test_a_bill_says_what_isnt_known_of_a_finished_task(changes: dict[str, Any], words: str) -> None:
    """The bill, or how much is solved; and that what is only preferred isn't finished."""
    quote = priced()[0]
    task = finished_task(quote.option, quote.cost, UseCase(tasks={Task.CODING: 1}, workload=LOAD))
    assert words in " ".join(bill_as_text(quote, LOAD, on=DAY, task=replace(task, **changes)).split())


def test_quotes_in_a_table() -> None:
    """A line a place with its bounds, then the bill of the first."""
    text = quotes_as_text(priced(), LOAD, on=date(2026, 11, 1), limit=2)
    lines = [line.split() for line in text.splitlines()]
    assert ["host/cheap", "15", "12", "to", "22"] in lines
    assert "and 1 more; --limit 3 shows all" in text
    assert "Bill      host/cheap at Host" in text
    whole = quotes_as_text(priced(), LOAD, on=DAY, limit=5)
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


def test_hosting_is_priced_beside_the_offerings() -> None:
    """As a quote, with a bill of its hours."""
    found = price_workload("borg/open", hosts.LOAD, registry=hosts.with_card(), hosting={"accelerator": "acme/card", "utilization": 0.5,
                                                                 "usd_per_hour": "2"})  # fmt: skip
    (own,) = [quote for quote in found if quote.option.provider.id == "self-hosted"]
    text = bill_as_text(own, hosts.LOAD, on=hosts.with_card().date)
    assert "hours a month      $/hour" in text
    assert "1 server of 1 acme/card" in text or "servers of 1 acme/card" in text
    many = replace(hosts.LOAD, requests_per_month=10**9)
    (own,) = price_workload(
        "borg/open", many, provider="self-hosted", registry=hosts.with_card(), hosting=hosts.HARDWARE
    )
    assert "servers of 1 acme/card" in bill_as_text(own, many, on=hosts.with_card().date)
