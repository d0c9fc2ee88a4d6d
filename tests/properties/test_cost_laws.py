"""Laws of costs, for any workload and any prices."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from factories import DAY, calibrated, card, period, rates, schedule
from llm_selection.analysis.quotes import price_workload
from llm_selection.domain.prices import Mode, RateCard
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.estimation.costs import Usage, monthly_cost, monthly_picodollars, output_factor, pricer, request_cost
from llm_selection.estimation.workloads import Workload, demand_of
from llm_selection.presentation.cost_report import bill_as_text
from llm_selection.presentation.text_layout import WIDTH
from llm_selection.units import dollars
from markets import CARDS

LAW = settings(max_examples=100, deadline=None)
PRICES = st.integers(0, 10**11).map(lambda millionths: Decimal(millionths).scaleb(-6))
MAYBE_PRICES = st.none() | PRICES
PLAIN_CARDS = st.builds(card, input=PRICES, output=PRICES, cache_read=MAYBE_PRICES, cache_write_5m=MAYBE_PRICES)
COUNTS = st.integers(0, 10**7)


def loads(amounts: st.SearchStrategy[Any]) -> st.SearchStrategy[Workload]:
    """Build workloads of all kinds from *amounts* of tokens."""
    return st.builds(
        lambda read, written, **rest: Workload(
            cached_input_share=read / 100, cache_write_share=min(written, 100 - read) / 100, **rest
        ),
        read=st.integers(0, 100),
        written=st.integers(0, 100),
        requests_per_month=st.integers(0, 10**9),
        input_tokens=amounts,
        output_tokens=amounts,
        reuse_minutes=st.sampled_from([0, 5, 6, 60, 61]) | st.lists(st.integers(0, 100), min_size=1, max_size=3),
        batch_share=st.sampled_from([0.0, 0.0, 0.25, 1.0]),
        peak_share=st.sampled_from([None, 0.0, 0.5, 1.0]),
        image_tokens=st.sampled_from([0, 1000]),
        mode=st.sampled_from([Mode.STANDARD, Mode.STANDARD, Mode.FLEX]),
    )


LOADS = loads(COUNTS)
SAMPLED = loads(COUNTS | st.lists(COUNTS, min_size=1, max_size=5))
VERBOSITIES = st.none() | st.builds(
    lambda low, middle, high: Verbosity(
        multiplier=low + middle, low=low, high=low + middle + high, basis=VerbosityBasis.EXPECTED
    ),
    *[st.floats(0.1, 10.0)] * 3,
)
NAMES = ("input", "output", "cache_read", "cache_write_5m")
ANY_CARDS = st.lists(CARDS, max_size=4, unique_by=lambda one: (one.mode, one.above_prompt_tokens))


def known(cost: Decimal | None) -> Decimal:
    """Return a cost that must be known."""
    assert cost is not None
    return cost


@LAW
@given(workload=SAMPLED, cards=ANY_CARDS, verbosity=VERBOSITIES)
def test_dollars_and_picodollars_agree_exactly(
    workload: Workload, cards: list[RateCard], verbosity: Verbosity | None
) -> None:
    """What is shown in dollars is what is ranked in picodollars, to the last digit; both unknown or neither."""
    shown = monthly_cost(workload, rates(*cards), verbosity).per_month
    ranked = monthly_picodollars(workload, rates(*cards), verbosity)
    factor = output_factor(workload, None if verbosity is None else verbosity.multiplier)
    assert pricer(workload)(rates(*cards))(factor) == ranked
    assert shown == (None if ranked is None else dollars(ranked))


(QUOTE, *_) = price_workload("acme/large", "assistant", registry=calibrated())


@LAW
@given(workload=SAMPLED, cards=ANY_CARDS, verbosity=VERBOSITIES)
def test_a_printed_bill_adds_up(workload: Workload, cards: list[RateCard], verbosity: Verbosity | None) -> None:
    """The dollars of its lines, as they are printed, are together those of its sum, and these are what is counted with."""
    cost = monthly_cost(workload, rates(*cards), verbosity)
    text = bill_as_text(replace(QUOTE, cost=cost), workload, on=DAY).splitlines()
    if cost.per_month is None:
        assert f"{'':>10}unknown" in text
        return
    head = next(at for at, line in enumerate(text) if line.endswith(" $"))
    end = next(at for at, line in enumerate(text) if line.startswith(f"{'':>10}a month"))
    # The name of a line may stand on a shorter line of its own.
    *lines, total = [
        Decimal(line.split()[-1].replace(",", "")) for line in text[head + 1 : end + 1] if len(line) >= WIDTH
    ]
    assert sum(lines) == total == cost.per_month


@LAW
@given(workload=SAMPLED, cards=ANY_CARDS, verbosity=VERBOSITIES)
def test_a_cost_is_the_sum_of_its_items(workload: Workload, cards: list[RateCard], verbosity: Verbosity | None) -> None:
    """Lines and items add up, none of them is negative, bounds hold it; without a cost there are none, but a note."""
    found = monthly_cost(workload, rates(*cards), verbosity)
    if found.per_month is None:
        assert not found.items
        assert found.notes
    else:
        assert sum(found.items.values()) == found.per_month == sum(line.usd for line in found.lines)
        assert all(line.usd == line.tokens * line.usd_per_million / 10**6 for line in found.lines)
        assert min(line.tokens for line in found.lines) >= 0
        assert known(found.low) <= found.per_month <= known(found.high)


@LAW
@given(workload=SAMPLED, cards=ANY_CARDS)
def test_every_token_is_charged_once(workload: Workload, cards: list[RateCard]) -> None:
    """However they are sent and cached, prompt tokens are the workload's, to a token a line."""
    found = monthly_cost(workload, rates(*cards))
    demand = demand_of(workload)
    prompt = demand.fresh + demand.sent_before + demand.kept
    charged = sum(line.tokens for line in found.lines if line.kind != "output")
    if found.per_month is not None:
        assert abs(charged - workload.requests_per_month * prompt / demand.scale) <= len(found.lines)


@LAW
@given(workload=LOADS, one=PLAIN_CARDS, times=st.integers(0, 1000))
def test_a_cost_is_linear_in_requests(workload: Workload, one: RateCard, times: int) -> None:
    """So many times the requests cost exactly so many times as much."""
    plain = replace(workload, mode=Mode.STANDARD, batch_share=0.0, reuse_minutes=5)
    once, many = (replace(plain, requests_per_month=count) for count in (1, times))
    assert known(monthly_cost(many, rates(one)).per_month) == times * known(monthly_cost(once, rates(one)).per_month)


@LAW
@given(workload=LOADS, one=PLAIN_CARDS, more=COUNTS)
def test_more_tokens_never_cost_less(workload: Workload, one: RateCard, more: int) -> None:
    """With one card and without a cache, a cost rises with the prompt, the answer and the requests."""
    plain = replace(workload, cached_input_share=0.0, cache_write_share=0.0, mode=Mode.STANDARD)
    cost = known(monthly_cost(plain, rates(one)).per_month)
    for name in ("requests_per_month", "input_tokens", "output_tokens"):
        grown = replace(plain, **{name: getattr(plain, name) + more})
        assert known(monthly_cost(grown, rates(one)).per_month) >= cost


@LAW
@given(workload=LOADS, prices=st.tuples(*[PRICES] * 4), raised=st.integers(0, 3))
def test_a_higher_price_never_lowers_a_cost(workload: Workload, prices: tuple[Decimal, ...], raised: int) -> None:
    """Raising any one rate leaves the cost as it is or raises it."""
    workload = replace(workload, mode=Mode.STANDARD)
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
@given(workload=SAMPLED, tiers=st.lists(st.integers(1, 10**7), max_size=3, unique=True))
def test_tiers_share_a_workload_out(workload: Workload, tiers: list[int]) -> None:
    """Each request is in one tier: their sums are those of the whole, none of them negative."""
    edges = [0, *sorted(tiers), None]
    parts = [demand_of(workload, above or 0, up_to) for above, up_to in pairwise(edges)]
    whole = demand_of(workload)
    assert [sum(column) for column in zip(*(part[1:] for part in parts), strict=True)] == list(whole[1:])
    assert min(min(part) for part in parts) >= 0


USAGES = st.builds(Usage, **dict.fromkeys(("input", "cache_read", "cache_write_5m", "output"), st.integers(0, 10**6)))


@LAW
@given(usage=USAGES, one=PLAIN_CARDS, requests=st.integers(1, 1000))
def test_a_month_is_its_requests(usage: Usage, one: RateCard, requests: int) -> None:
    """A workload that is charged as one request is, costs so many times what that request does."""
    prices = schedule(period(one))
    alone = request_cost(replace(usage, cache_read=0, cache_write_5m=0), prices, at=DAY)
    load = Workload(
        requests_per_month=requests, input_tokens=usage.input, output_tokens=usage.output, counted_output=True
    )
    assert monthly_cost(load, rates(one)).per_month == (None if alone is None else requests * alone)


@LAW
@given(usage=USAGES, one=PLAIN_CARDS, name=st.sampled_from(["input", "cache_read", "cache_write_5m", "output"]))
def test_a_longer_request_never_costs_less(usage: Usage, one: RateCard, name: str) -> None:
    """By one card; without a rate for what it uses, it isn't known, and then that of more of it isn't either."""
    prices = schedule(period(one))
    before, after = (
        request_cost(replace(usage, **{name: getattr(usage, name) + more}), prices, at=DAY) for more in (0, 1000)
    )
    assert before is None or after is None or before <= after
    assert after is None or before is not None
