"""Costs: hand-worked sums, the ways to send requests, and what happens where a rate is missing."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from factories import DAY, card, period, rates, schedule
from llm_selection.domain.efforts import Effort
from llm_selection.domain.prices import Mode, RateCard, TimeWindow
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.costs import CostEstimate, Usage, monthly_cost, monthly_picodollars, request_cost
from llm_selection.estimation.workloads import Sample, Workload

LOAD = Workload(
    requests_per_month=1000,
    input_tokens=10_000,
    output_tokens=500,
    cached_input_share=0.6,
    cache_write_share=0.3,
    counted_output=True,
)
UNCACHED = replace(LOAD, cached_input_share=0.0, cache_write_share=0.0)
NIGHT = TimeWindow(start_minute=0, end_minute=480)
CHATTY = Verbosity(multiplier=2.5, low=1.0, high=6.0, basis=VerbosityBasis.MEASURED, rows=3)


def test_a_cost_worked_by_hand() -> None:
    """
    1,000 requests of 1,000 fresh, 6,000 read, 3,000 written and 500 answered tokens, in millions a month.

    Input 1 x $2 = $2, read 6 x $0.2 = $1.2, written 3 x $2.5 = $7.5, output 0.5 x $8 = $4: $14.7.
    """
    found = monthly_cost(LOAD, rates(card("2", "8", cache_read="0.2", cache_write_5m="2.5")))
    assert (found.per_month, found.low, found.high) == (Decimal("14.7"),) * 3
    assert not found.at_most
    assert not found.notes
    assert found.output_factor == 1
    assert found.items == {
        "input": Decimal(2),
        "cache_read": Decimal("1.2"),
        "cache_write": Decimal("7.5"),
        "output": Decimal(4),
    }
    assert [(line.kind, line.tokens, line.usd_per_million, line.usd) for line in found.lines] == [
        ("input", 1_000_000, Decimal(2), Decimal(2)),
        ("cache_read", 6_000_000, Decimal("0.2"), Decimal("1.2")),
        ("cache_write", 3_000_000, Decimal("2.5"), Decimal("7.5")),
        ("output", 500_000, Decimal(8), Decimal(4)),
    ]
    assert {(line.mode, line.above_prompt_tokens) for line in found.lines} == {(Mode.STANDARD, 0)}


def test_tokens_beyond_the_answer_are_charged_as_output() -> None:
    """0.5 million tokens of answers become 1.25 million at $8: $10; from 0.5 to 3 million, so with the input $24 to $44."""
    load = replace(UNCACHED, counted_output=False)
    found = monthly_cost(load, rates(card("2", "8")), CHATTY)
    assert found.items["output"] == Decimal(10)
    assert (found.low, found.per_month, found.high) == (Decimal(24), Decimal(30), Decimal(44))
    assert found.output_factor == Decimal("2.5")
    assert found.notes[0] == (
        "output counted as 2.5 tokens for each of the answer (90% likely 1 to 6), an assumption, measured on 3 runs of it; "
        "counted_output says that yours are those charged"
    )
    assert monthly_cost(UNCACHED, rates(card("2", "8")), CHATTY).items["output"] == Decimal(4)
    (note,) = monthly_cost(load, rates(card("2", "8"))).notes
    assert note.endswith("isn't known; only the answer is charged")


@pytest.mark.parametrize(
    ("verbosity", "said"),
    [
        (replace(CHATTY, effort=Effort.HIGH, rows=1), "measured at effort high on 1 run of it"),
        (replace(CHATTY, basis=VerbosityBasis.EXPECTED, rows=0), "expected of models like it"),
        (replace(CHATTY, basis=VerbosityBasis.COUNTED, rows=20), "counted on 20 requests of it"),
    ],
)
def test_what_a_verbosity_rests_on_is_said(verbosity: Verbosity, said: str) -> None:
    """And the effort it is for: models are counted at different ones."""
    (note,) = monthly_cost(replace(UNCACHED, counted_output=False), rates(card("2", "8")), verbosity).notes
    assert said in note


def test_an_answer_is_charged_at_least_once() -> None:
    """A model of few words is asked for the same answer: 0.5 million tokens at $8, not 0.3."""
    terse = Verbosity(multiplier=0.6, low=0.2, high=1.5, basis=VerbosityBasis.MEASURED, rows=3)
    found = monthly_cost(replace(UNCACHED, counted_output=False), rates(card("2", "8")), terse)
    assert (found.low, found.per_month, found.high) == (Decimal(24), Decimal(24), Decimal(26))
    assert "counted as 1 token for each of the answer (90% likely 1 to 1.5)" in found.notes[0]


def test_unpublished_cache_reads_cost_what_input_costs_at_most() -> None:
    """Without a rate for reads, $2 a million for all 10 million, and $4 of output: $24 at most; without them $12."""
    found = monthly_cost(LOAD, rates(card("2", "8")))
    assert (found.low, found.per_month, found.high) == (Decimal(12), Decimal(24), Decimal(24))
    assert found.at_most
    assert found.notes == ("no rate for cache reads is published; charged as plain input",)


def test_without_cached_tokens_an_unpublished_rate_for_them_doesnt_matter() -> None:
    """Nothing is read from a cache, so nothing is assumed: 10 x $2 + 0.5 x $8 = $24, exactly."""
    found = monthly_cost(UNCACHED, rates(card("2", "8")))
    assert (found.per_month, found.at_most, found.notes) == (Decimal(24), False, ())


def test_unpublished_cache_writes_cost_what_input_costs() -> None:
    """1 x $2 + 6 x $1 + 3 x $2 + 0.5 x $8 = $18. A write may cost more than input; a note says so."""
    found = monthly_cost(LOAD, rates(card("2", "8", cache_read="1")))
    assert (found.per_month, found.items["cache_write"], found.at_most) == (Decimal(18), Decimal(6), False)
    assert found.notes == ("no rate for cache writes is published; charged as plain input",)


UNWRITTEN = "no tokens are counted as written to the cache, though writing has a price of its own; cache_write_share counts them"


@pytest.mark.parametrize(
    ("change", "writes", "times"),
    [
        ({}, {"cache_write_5m": "2.5"}, 1),
        ({"cached_input_share": 1.0}, {"cache_write_5m": "2.5"}, 0),
        ({"cache_write_share": 0.3}, {"cache_write_5m": "2.5"}, 0),
        ({"cached_input_share": 0.0, "cached_prefix_tokens": 6_000}, {"cache_write_5m": "2.5"}, 0),
        ({}, {"cache_write_5m": "2"}, 0),
        ({}, {"cache_write_1h": "4"}, 1),
        ({}, {}, 0),
    ],
)
def test_writes_that_nobody_counted_are_said_to_be_missing(
    change: dict[str, Any], writes: dict[str, str], times: int
) -> None:
    """Where they would cost something else than input: not of a share that was given, or of what is written once."""
    load = replace(LOAD, **{"cache_write_share": 0.0, **change})
    found = monthly_cost(load, rates(card("2", "8", cache_read="0.2", **writes)))
    assert found.notes.count(UNWRITTEN) == times


def test_what_a_cache_forgot_is_written_though_nobody_counted_writes() -> None:
    """And nothing is read that isn't sold: neither leaves tokens out unsaid."""
    late = replace(LOAD, cache_write_share=0.0, reuse_minutes=Sample((1, 30)))
    assert UNWRITTEN not in monthly_cost(late, rates(card("2", "8", cache_read="0.2", cache_write_5m="2.1"))).notes
    plain = replace(LOAD, cache_write_share=0.0)
    assert UNWRITTEN not in monthly_cost(plain, rates(card("2", "8", cache_read="3", cache_write_5m="2.5"))).notes


def test_nothing_is_cached_that_costs_more_than_it_saves() -> None:
    """Reads save 6 x $1.80 = $10.80, writes cost 3 x $6 = $18 more than input: all is sent plainly, for $24."""
    found = monthly_cost(LOAD, rates(card("2", "8", cache_read="0.2", cache_write_5m="8")))
    assert found.per_month == Decimal(24)
    assert found.items["cache_read"] == found.items["cache_write"] == 0
    kept = replace(LOAD, cached_input_share=0.0)
    assert monthly_cost(kept, rates(card("2", "8", cache_read="0.2", cache_write_5m="2.5"))).per_month == Decimal(24)


def test_a_cache_forgets() -> None:
    """
    Reused after 30 minutes, a cache of 5 minutes is no good, one of an hour is.

    For an hour: 1 x $2 + 6 x $0.2 + 3 x $4 + $4 = $19.2. With 5 minutes alone: all plainly, $24. Where half the
    requests come soon enough: read 3 x $0.2, written 6 x $2.5, fresh 1 x $2, output $4: $21.6.
    """
    late = replace(LOAD, reuse_minutes=30)
    short = card("2", "8", cache_read="0.2", cache_write_5m="2.5")
    found = monthly_cost(late, rates(replace(short, cache_write_1h=Decimal(4))))
    assert found.per_month == Decimal("19.2")
    assert found.notes == (
        "requests come more than 5 minutes after the one before with the same beginning: cached for an hour",
    )
    plain = monthly_cost(late, rates(short))
    assert plain.per_month == Decimal(24)
    assert plain.notes[0].endswith("the same beginning: nothing is cached")
    shared = replace(late, cached_input_share=0.0, cache_write_share=0.0, cached_prefix_tokens=6)
    kept = monthly_cost(shared, rates(replace(short, cache_write_1h=Decimal(4))))
    assert kept.items["cache_read"] > 0
    assert kept.notes[0].endswith("the same beginning: cached for an hour")
    half = monthly_cost(replace(LOAD, reuse_minutes=Sample((1, 30))), rates(short))
    assert half.per_month == Decimal("21.6")
    assert half.notes[0] == (
        "1 of 2 requests come more than 5 minutes after the one before with the same beginning: written to the cache again"
    )


def test_the_sum_is_exact() -> None:
    """The least price for the most requests: items and sum keep every digit, and add up."""
    found = monthly_cost(replace(LOAD, requests_per_month=999_999_937), rates(card("0.000001", "99999.999999")))
    assert found.per_month == sum(found.items.values())
    assert found.items["output"] == Decimal(999_999_937 * 500 * 99_999_999_999).scaleb(-12)


def test_a_price_of_nothing_is_a_price() -> None:
    """Rates of zero cost nothing; that is known, not unknown."""
    found = monthly_cost(LOAD, rates(card("0", "0", cache_read="0")))
    assert (found.per_month, found.at_most) == (Decimal(0), False)


def test_a_longer_prompt_has_its_own_card() -> None:
    """A card holds above its length: at 9,999 and below the dear one applies to prompts of 10,000, at 10,000 not."""
    for above, output in ((9_999, Decimal(8)), (10_000, Decimal(4))):
        cards = rates(card("2", "8"), card("4", "16", above_prompt_tokens=above))
        assert monthly_cost(LOAD, cards).items["output"] == output


def test_the_tier_is_that_of_each_request_not_of_the_mean() -> None:
    """
    Prompts of 1,000 and 9,000 with a tier above 5,000: half the requests are charged by each card.

    0.5 million at $2 + 4.5 million at $4 = $19, output 0.25 x $8 + 0.25 x $16 = $6. By the mean of 5,000: $10 + $4.
    """
    load = replace(UNCACHED, input_tokens=Sample((1_000, 9_000)))
    cards = rates(card("2", "8"), card("4", "16", above_prompt_tokens=5_000))
    found = monthly_cost(load, cards)
    assert found.per_month == Decimal(25)
    assert [(line.above_prompt_tokens, line.tokens) for line in found.lines if line.kind == "input"] == [
        (0, 500_000),
        (5_000, 4_500_000),
    ]
    assert monthly_cost(replace(load, input_tokens=5_000), cards).per_month == Decimal(14)


def test_by_the_hour_the_dearest_counts() -> None:
    """Where a rate depends on the hour, the cost is an upper bound: at most the day's $24, at least the night's $12."""
    found = monthly_cost(UNCACHED, rates(card("1", "4", windows=(NIGHT,)), card("2", "8")))
    assert (found.low, found.per_month, found.at_most) == (Decimal(12), Decimal(24), True)
    assert found.notes == ("the rate depends on the hour; charged at the dearest",)


def test_a_share_in_peak_hours_is_charged_there() -> None:
    """A quarter at the day's $24 and the rest at the night's $12: $6 + $9, and nothing is assumed."""
    load = replace(UNCACHED, peak_share=0.25)
    found = monthly_cost(load, rates(card("1", "4", windows=(NIGHT,)), card("2", "8")))
    assert (found.per_month, found.at_most, found.notes) == (Decimal(15), False, ())
    assert sorted({line.usd_per_million for line in found.lines if line.kind == "input"}) == [1, 2]


def test_by_the_hour_at_the_same_price_nothing_is_assumed() -> None:
    """Two windows at one price are one price."""
    found = monthly_cost(UNCACHED, rates(card("2", "8", windows=(NIGHT,)), card("2", "8")))
    assert (found.at_most, found.notes) == (False, ())


def test_requests_that_can_wait_go_the_cheapest_way() -> None:
    """400 of 1,000 wait: as a batch for half of $24 x 0.4, the others for $24 x 0.6: $19.2; by flex if that is less."""
    load = replace(UNCACHED, batch_share=0.4)
    batch, flex = card("1", "4", mode=Mode.BATCH), card("0.5", "2", mode=Mode.FLEX)
    found = monthly_cost(load, rates(card("2", "8"), batch))
    assert found.per_month == Decimal("19.2")
    assert found.notes == ("40% of the requests can wait; sent as batch, the cheapest way",)
    assert monthly_cost(load, rates(card("2", "8"), batch, flex)).per_month == Decimal("16.8")
    dear = monthly_cost(load, rates(card("2", "8"), card("3", "9", mode=Mode.BATCH)))
    assert dear.per_month == Decimal(24)
    assert dear.notes == ("40% of the requests can wait, but no other way is cheaper than standard",)


@pytest.mark.parametrize(
    ("mode", "cards", "said"),
    [
        (Mode.STANDARD, (card("2", "8"),), "no batch or flex price is known for them; charged as standard"),
        (Mode.BATCH, (card("1", "4", mode=Mode.BATCH),), "no flex price is known for them; charged as batch"),
        (
            Mode.STANDARD,
            (card("2", "8"), card("4", "16", above_prompt_tokens=5_000), card("1", "4", mode=Mode.BATCH)),
            "no batch or flex price is known for them; charged as standard",
        ),
        (
            Mode.STANDARD,
            (card("2", "8"), card("2", "8", mode=Mode.FLEX)),
            "no other way is cheaper than standard",
        ),
    ],
)
def test_a_price_that_isnt_known_isnt_said_to_be_no_cheaper(mode: Mode, cards: tuple[RateCard, ...], said: str) -> None:
    """Of a way that nobody gives a price of, for prompts as long as these, that is what is said."""
    found = monthly_cost(replace(UNCACHED, batch_share=1.0, mode=mode), rates(*cards))
    assert found.notes == (f"100% of the requests can wait, but {said}",)


def test_what_can_wait_waits_for_the_cheap_hours() -> None:
    """All of it at the night's $12, though nothing is said of hours, or everything else is sent at the peak."""
    cards = rates(card("1", "4", windows=(NIGHT,)), card("2", "8"))
    for peak in (None, 1.0):
        found = monthly_cost(replace(UNCACHED, batch_share=1.0, peak_share=peak), cards)
        assert found.per_month == Decimal(12)
    half = monthly_cost(replace(UNCACHED, batch_share=0.5, peak_share=1.0), cards)
    assert half.per_month == Decimal(18)


def test_of_so_few_requests_none_can_wait() -> None:
    """Four tenths of one request are none: nothing is said of a batch."""
    found = monthly_cost(
        replace(UNCACHED, requests_per_month=1, batch_share=0.4), rates(card("2", "8"), card("1", "4", mode=Mode.BATCH))
    )
    assert found.notes == ()


def test_an_upper_bound_says_why() -> None:
    """Sent plainly, because writing isn't worth it without a rate for reads: still unknown what reading would cost."""
    found = monthly_cost(LOAD, rates(card("2", "8", cache_write_5m="2.5")))
    assert found.at_most
    assert found.notes == ("no rate for cache reads is published; charged as plain input",)


def test_a_rate_that_one_way_lacks_is_named_with_it() -> None:
    """What goes as batch is charged plainly there, what goes as standard isn't."""
    cards = rates(card("2", "8", cache_read="0.2"), card("1", "4", mode=Mode.BATCH))
    found = monthly_cost(replace(LOAD, cache_write_share=0.0, batch_share=0.5), cards)
    assert "no rate for cache reads as batch is published; charged as plain input" in found.notes


def test_tiers_that_arent_used_arent_spoken_of() -> None:
    """What a rate of longer prompts lacks is nothing to these."""
    cards = rates(card("2", "8", cache_read="1", cache_write_5m="2"), card("4", "16", above_prompt_tokens=50_000))
    assert monthly_cost(LOAD, cards).notes == ()


def test_a_batch_price_says_nothing_of_prompts_it_has_no_tier_for() -> None:
    """The standard mode has a tier above 5,000 that batch doesn't: what a longer prompt costs there isn't known."""
    load = replace(UNCACHED, batch_share=1.0)
    cards = rates(card("2", "8"), card("4", "16", above_prompt_tokens=5_000), card("1", "4", mode=Mode.BATCH))
    assert monthly_cost(load, cards).per_month == Decimal(48)
    assert monthly_cost(replace(load, input_tokens=5_000), cards).per_month == Decimal(7)


def test_requests_are_sent_in_the_mode_asked_for() -> None:
    """A mode without a price leaves the cost unknown: what is dearer or cheaper stands for nothing."""
    cards = rates(card("2", "8"), card("4", "16", mode=Mode.PRIORITY))
    found = monthly_cost(replace(UNCACHED, mode=Mode.PRIORITY), cards)
    assert (found.per_month, found.lines[0].mode) == (Decimal(48), Mode.PRIORITY)
    none = monthly_cost(replace(UNCACHED, mode=Mode.FAST), cards)
    assert none == CostEstimate(
        per_month=None, notes=("a rate that it needs, sent as fast, isn't published or not in force on that day",)
    )
    waiting = replace(UNCACHED, mode=Mode.FAST, batch_share=1.0)
    assert monthly_cost(waiting, cards).per_month is None


def test_other_modes_dont_count() -> None:
    """A batch price isn't what a request costs that can't wait."""
    found = monthly_cost(LOAD, rates(card("2", "8", cache_read="2"), card("1", "4", mode=Mode.BATCH)))
    assert found.per_month == Decimal(24)
    assert monthly_cost(LOAD, rates(card("1", "4", mode=Mode.BATCH))).per_month is None


def test_audio_has_a_rate_of_its_own_or_none() -> None:
    """1,000 x 2,000 tokens at $5: $10 beside the $24; without a rate for audio, nothing is known."""
    load = replace(UNCACHED, audio_tokens=2_000)
    found = monthly_cost(load, rates(card("2", "8", input_audio="5")))
    assert (found.per_month, found.items["audio"]) == (Decimal(34), Decimal(10))
    assert monthly_cost(load, rates(card("2", "8"))).per_month is None


def test_an_unpublished_rate_leaves_the_cost_unknown() -> None:
    """Without an input or output rate, or without any card, nothing is known: not zero."""
    for cards in (
        rates(card("2", None)),
        rates(card(None, "8")),
        rates(),
        rates(card("2", "8", above_prompt_tokens=20_000)),
        rates(card("2", "8"), card(None, "8", windows=(NIGHT,))),
    ):
        found = monthly_cost(LOAD, cards)
        note = "a rate that it needs, sent as standard, isn't published or not in force on that day"
        assert found == CostEstimate(per_month=None, notes=(note,))
        assert found.items == {}
        assert monthly_picodollars(LOAD, cards) is None


def test_a_tier_without_rates_leaves_its_prompts_unknown() -> None:
    """The base card says nothing of prompts that a tier of unknown price applies to."""
    cards = rates(card("2", "8"), card(None, None, above_prompt_tokens=5_000))
    assert monthly_cost(LOAD, cards).per_month is None
    assert monthly_cost(replace(LOAD, input_tokens=5_000), cards).per_month is not None


# One request


def test_a_request_worked_by_hand() -> None:
    """100 x $2 + 1,000 x $0.2 + 10 x $2.5 + 20 x $4 + 5 x $3 + 50 x $8 a million tokens: $0.00092."""
    prices = schedule(
        period(card("2", "8", cache_read="0.2", cache_write_5m="2.5", cache_write_1h="4", input_audio="3"))
    )
    usage = Usage(input=100, cache_read=1_000, cache_write_5m=10, cache_write_1h=20, input_audio=5, output=50)
    assert usage.prompt == 1_135
    assert request_cost(usage, prices, at=DAY) == Decimal("0.00092")


def test_a_request_is_charged_by_the_price_of_its_day() -> None:
    """Before the first period nothing is known; from a later one on, that one holds."""
    prices = schedule(period(card("2", "8")), period(card("1", "4"), effective=date(2026, 7, 1)))
    costs = [
        request_cost(Usage(input=1_000_000), prices, at=date(year, month, 1))
        for year, month in ((2025, 1), (2026, 6), (2026, 7))
    ]
    assert costs == [None, Decimal(2), Decimal(1)]


def test_a_request_is_charged_by_its_tier_and_mode() -> None:
    """Above 1,000 tokens, cached ones included, the dear card; a mode without that tier isn't known to hold there."""
    prices = schedule(
        period(
            card("2", "8", cache_read="1"),
            card("4", "16", cache_read="3", above_prompt_tokens=1_000),
            card("1", "4", mode=Mode.BATCH),
        )
    )
    long, short = Usage(input=500, cache_read=501), Usage(input=500, cache_read=500)
    assert request_cost(long, prices, at=DAY) == Decimal("0.003503")
    assert request_cost(short, prices, at=DAY) == Decimal("0.0015")
    assert request_cost(Usage(input=1_000), prices, at=DAY, mode=Mode.BATCH) == Decimal("0.001")
    assert request_cost(Usage(input=1_001), prices, at=DAY, mode=Mode.BATCH) is None
    assert request_cost(short, prices, at=DAY, mode=Mode.BATCH) is None
    assert request_cost(Usage(), prices, at=DAY) == 0


def test_the_day_of_a_moment_is_that_of_utc() -> None:
    """The same moment is charged the same, whatever clock it is told by."""
    prices = schedule(period(card("2", "8")), period(card("4", "8"), effective=date(2026, 2, 1)))
    west = datetime(2026, 1, 31, 23, tzinfo=timezone(timedelta(hours=-8)))
    costs = [request_cost(Usage(input=1_000_000), prices, at=at) for at in (west, west.astimezone(UTC))]
    assert costs == [Decimal(4), Decimal(4)]


def test_a_usage_of_all_prompt_tokens() -> None:
    """What is told apart is taken off; no more than there is."""
    assert Usage.of_prompt(10_000, cache_read=9_000, output=200) == Usage(input=1_000, cache_read=9_000, output=200)
    with pytest.raises(InvalidInputError, match="11 tokens are told apart of a prompt of 10"):
        Usage.of_prompt(10, cache_read=11, output=0)
    with pytest.raises(InvalidInputError, match=r"may be told apart cache_read, .*; got cached"):
        Usage.of_prompt(10, cached=5, output=0)


def test_a_request_takes_what_it_says() -> None:
    """A day as text will do; a table won't."""
    assert request_cost(Usage(input=1_000_000), schedule(), at="2026-11-01") == 1  # type: ignore[arg-type]  # on purpose
    wrongs: list[Any] = [({"input": 5}, schedule()), (Usage(), {})]
    for wrong in wrongs:
        with pytest.raises(InvalidInputError, match="request_cost takes a Usage and a PriceSchedule, got"):
            request_cost(*wrong, at=DAY)


def test_a_request_by_the_hour_needs_its_hour() -> None:
    """On weekday nights half price: by UTC, across midnight, and unknown for a day without an hour."""
    window = TimeWindow(start_minute=22 * 60, end_minute=6 * 60, weekdays=frozenset({0}))  # Monday night
    prices = schedule(period(card("1", "4", windows=(window,)), card("2", "8")))
    one = Usage(input=1_000_000)
    monday = datetime(2026, 11, 2, 23, 0, tzinfo=UTC)
    costs = {
        monday: 1,
        monday + timedelta(hours=6): 1,
        monday + timedelta(hours=7): 2,
        monday - timedelta(hours=2): 2,
        monday - timedelta(hours=20): 2,  # Sunday night, still Monday
        monday.replace(tzinfo=None): 1,
        monday.astimezone(timezone(timedelta(hours=9))): 1,
    }
    for moment, dollars in costs.items():
        assert request_cost(one, prices, at=moment) == dollars, moment
    assert request_cost(one, prices, at=date(2026, 11, 2)) is None
    daily = schedule(period(card("1", "4", windows=(NIGHT,))))
    assert request_cost(one, daily, at=datetime(2026, 11, 2, 1, tzinfo=UTC)) == 1
    assert request_cost(one, daily, at=datetime(2026, 11, 2, 9, tzinfo=UTC)) is None
    assert request_cost(one, daily, at=date(2026, 11, 2)) is None


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"input": -1}, "input must be a whole number of at least 0, got -1"),
        ({"output": None}, "output must be a whole number of at least 0, got None"),
        ({"cache_read": 1.5}, "cache_read must be a whole number"),
    ],
)
def test_usage_checks_itself(given: dict[str, Any], fault: str) -> None:
    """Tokens are whole and never fewer than none."""
    with pytest.raises(InvalidInputError, match=fault):
        Usage(**given)


def test_an_unknown_mode_is_refused() -> None:
    """With those there are."""
    with pytest.raises(InvalidInputError, match="mode must be of standard, batch, flex, priority, fast; got 'soon'"):
        request_cost(Usage(), schedule(), at=DAY, mode="soon")
