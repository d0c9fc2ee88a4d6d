"""Laws of costs, for any workload and any prices."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from factories import DAY, card, period, schedule
from llm_selection.costs import monthly_cost, monthly_picodollars
from llm_selection.prices import RateCard, RateRow, compact, rates_on
from llm_selection.units import dollars
from llm_selection.workloads import Workload
from markets import CARDS

LAW = settings(max_examples=100, deadline=None)
PRICES = st.integers(0, 10**11).map(lambda millionths: Decimal(millionths).scaleb(-6))
MAYBE_PRICES = st.none() | PRICES
PLAIN_CARDS = st.builds(card, input=PRICES, output=PRICES, cache_read=MAYBE_PRICES, cache_write_5m=MAYBE_PRICES)
COUNTS = st.integers(0, 10**7)
LOADS = st.builds(
    lambda requests, prompt, output, read, written: Workload(
        requests_per_month=requests,
        input_tokens=prompt,
        output_tokens=output,
        cached_input_share=read / 100,
        cache_write_share=min(written, 100 - read) / 100,
    ),
    st.integers(0, 10**9),
    COUNTS,
    COUNTS,
    st.integers(0, 100),
    st.integers(0, 100),
)
NAMES = ("input", "output", "cache_read", "cache_write_5m")
ANY_CARDS = st.lists(CARDS, max_size=4, unique_by=lambda one: (one.mode, one.above_prompt_tokens))


def rates(*cards: RateCard) -> Sequence[RateRow]:
    """Return the rates in force of a schedule with these cards."""
    return rates_on(compact(schedule(period(*cards))), DAY)


def known(cost: Decimal | None) -> Decimal:
    """Return a cost that must be known."""
    assert cost is not None
    return cost


@LAW
@given(workload=LOADS, cards=ANY_CARDS)
def test_dollars_and_picodollars_agree_exactly(workload: Workload, cards: list[RateCard]) -> None:
    """What is shown in dollars is what is ranked in picodollars, to the last digit; both unknown or neither."""
    shown, ranked = monthly_cost(workload, rates(*cards)).per_month, monthly_picodollars(workload, rates(*cards))
    assert shown == (None if ranked is None else dollars(ranked))


@LAW
@given(workload=LOADS, cards=ANY_CARDS)
def test_a_cost_is_the_sum_of_its_items(workload: Workload, cards: list[RateCard]) -> None:
    """The items add up, none of them is negative; without a cost there are no items but a note."""
    found = monthly_cost(workload, rates(*cards))
    if found.per_month is None:
        assert not found.items
        assert found.notes
    else:
        assert sum(found.items.values()) == found.per_month
        assert min(found.items.values()) >= 0


@LAW
@given(workload=LOADS, one=PLAIN_CARDS, times=st.integers(0, 1000))
def test_a_cost_is_linear_in_requests(workload: Workload, one: RateCard, times: int) -> None:
    """So many times the requests cost exactly so many times as much."""
    once = replace(workload, requests_per_month=1)
    many = replace(workload, requests_per_month=times)
    assert known(monthly_cost(many, rates(one)).per_month) == times * known(monthly_cost(once, rates(one)).per_month)


@LAW
@given(workload=LOADS, one=PLAIN_CARDS, more=COUNTS)
def test_more_tokens_never_cost_less(workload: Workload, one: RateCard, more: int) -> None:
    """With one card and without a cache, a cost rises with the prompt, the answer and the requests."""
    plain = replace(workload, cached_input_share=0.0, cache_write_share=0.0)
    cost = known(monthly_cost(plain, rates(one)).per_month)
    for name in ("requests_per_month", "input_tokens", "output_tokens"):
        grown = replace(plain, **{name: getattr(plain, name) + more})
        assert known(monthly_cost(grown, rates(one)).per_month) >= cost


@LAW
@given(workload=LOADS, prices=st.tuples(*[PRICES] * 4), raised=st.integers(0, 3))
def test_a_higher_price_never_lowers_a_cost(workload: Workload, prices: tuple[Decimal, ...], raised: int) -> None:
    """Raising any one rate leaves the cost as it is or raises it."""
    higher = [min(price + (place == raised), Decimal(100_000)) for place, price in enumerate(prices)]
    before, after = (
        monthly_cost(workload, rates(card(**dict(zip(NAMES, map(str, some), strict=True)))))
        for some in (prices, higher)
    )
    assert known(after.per_month) >= known(before.per_month)


@LAW
@given(workload=LOADS, cards=ANY_CARDS, data=st.data())
def test_the_order_of_cards_doesnt_matter(workload: Workload, cards: list[RateCard], data: st.DataObject) -> None:
    """A schedule's cards may stand in any order."""
    mixed = data.draw(st.permutations(cards))
    assert monthly_picodollars(workload, rates(*mixed)) == monthly_picodollars(workload, rates(*cards))


@LAW
@given(workload=LOADS)
def test_the_parts_of_a_prompt_are_the_prompt(workload: Workload) -> None:
    """Fresh, read and written tokens are the prompt's, none of them negative."""
    tokens = workload.tokens
    assert tokens.fresh + tokens.read + tokens.written == workload.input_tokens
    assert min(tokens) >= 0
