"""Costs: hand-worked sums, and what happens where a rate is missing."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from factories import DAY, card, period, schedule
from llm_selection.costs import CostEstimate, monthly_cost, monthly_picodollars
from llm_selection.prices import Mode, RateCard, RateRow, TimeWindow, compact, rates_on
from llm_selection.workloads import Workload

LOAD = Workload(
    requests_per_month=1000,
    input_tokens=10_000,
    output_tokens=500,
    cached_input_share=0.6,
    cache_write_share=0.3,
)
UNCACHED = replace(LOAD, cached_input_share=0.0, cache_write_share=0.0)
NIGHT = TimeWindow(start_minute=0, end_minute=480)


def rates(*cards: RateCard) -> Sequence[RateRow]:
    """Return the rates in force of a schedule with these cards."""
    return rates_on(compact(schedule(period(*cards))), DAY)


def test_a_cost_worked_by_hand() -> None:
    """
    1,000 requests of 1,000 fresh, 6,000 read, 3,000 written and 500 answered tokens, in millions a month.

    Input 1 x $2 = $2, read 6 x $0.2 = $1.2, written 3 x $2.5 = $7.5, output 0.5 x $8 = $4: $14.7.
    """
    found = monthly_cost(LOAD, rates(card("2", "8", cache_read="0.2", cache_write_5m="2.5")))
    assert found == CostEstimate(
        per_month=Decimal("14.7"),
        items={
            "input": Decimal(2),
            "cache_read": Decimal("1.2"),
            "cache_write": Decimal("7.5"),
            "output": Decimal(4),
        },
    )


def test_unpublished_cache_reads_cost_what_input_costs_at_most() -> None:
    """Without a rate for reads, $2 a million for all 10 million, and $4 of output: at most $24, and it says why."""
    found = monthly_cost(LOAD, rates(card("2", "8")))
    assert found.per_month == Decimal(24)
    assert found.at_most
    assert found.notes == ("no rate for cache reads is published; charged as plain input",)


def test_without_cached_tokens_an_unpublished_rate_for_them_doesnt_matter() -> None:
    """Nothing is read from a cache, so nothing is assumed: 10 x $2 + 0.5 x $8 = $24, exactly."""
    found = monthly_cost(UNCACHED, rates(card("2", "8")))
    assert (found.per_month, found.at_most, found.notes) == (Decimal(24), False, ())


def test_unpublished_cache_writes_cost_what_input_costs() -> None:
    """7 x $2 + 3 x $2 + 0.5 x $8 = $24. A write may cost more than input, so it is no upper bound; a note says so."""
    found = monthly_cost(replace(LOAD, cached_input_share=0.0), rates(card("2", "8")))
    assert (found.per_month, found.items["cache_write"], found.at_most) == (Decimal(24), Decimal(6), False)
    assert found.notes == ("no rate for cache writes is published; charged as plain input",)


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


def test_by_the_hour_the_dearest_counts() -> None:
    """Where a rate depends on the hour, the cost is an upper bound: at most the day's $24."""
    found = monthly_cost(UNCACHED, rates(card("1", "4", windows=(NIGHT,)), card("2", "8")))
    assert (found.per_month, found.at_most) == (Decimal(24), True)
    assert found.notes == ("the rate depends on the hour; charged at the dearest",)


def test_by_the_hour_at_the_same_price_nothing_is_assumed() -> None:
    """Two windows at one price are one price."""
    found = monthly_cost(UNCACHED, rates(card("2", "8", windows=(NIGHT,)), card("2", "8")))
    assert not found.at_most


def test_other_modes_dont_count() -> None:
    """A batch price isn't what a request costs."""
    found = monthly_cost(LOAD, rates(card("2", "8", cache_read="2"), card("1", "4", mode=Mode.BATCH)))
    assert found.per_month == Decimal(24)
    assert monthly_cost(LOAD, rates(card("1", "4", mode=Mode.BATCH))).per_month is None


def test_an_unpublished_rate_leaves_the_cost_unknown() -> None:
    """Without an input or output rate, or without any card, nothing is known: not zero."""
    for cards in (
        rates(card("2", None)),
        rates(card(None, "8")),
        rates(),
        rates(card("2", "8"), card(None, "8", windows=(NIGHT,))),
    ):
        found = monthly_cost(LOAD, cards)
        assert found == CostEstimate(per_month=None, notes=("no rate in force for this workload is published",))
        assert monthly_picodollars(LOAD, cards) is None


def test_a_tier_without_rates_leaves_its_prompts_unknown() -> None:
    """The base card says nothing of prompts that a tier of unknown price applies to."""
    cards = rates(card("2", "8"), card(None, None, above_prompt_tokens=5_000))
    assert monthly_cost(LOAD, cards).per_month is None
    assert monthly_cost(replace(LOAD, input_tokens=5_000), cards).per_month is not None
