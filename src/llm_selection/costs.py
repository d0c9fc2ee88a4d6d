"""Costs: what a workload costs on a set of rates, exactly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from llm_selection._frozen import freeze
from llm_selection.prices import RateRow
from llm_selection.units import dollars
from llm_selection.workloads import Tokens, Workload

__all__ = ["CostEstimate", "monthly_cost", "monthly_picodollars", "requests_picodollars"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CostEstimate:
    """
    What a workload costs in a month of 30 days.

    Attributes:
        per_month: US dollars a month; ``None`` when a rate it needs isn't published.
        items: US dollars a month by kind of token: ``input``, ``cache_read``, ``cache_write``, ``output``. They add up.
        at_most: Whether it is an upper bound; the notes say why.
        notes: What was assumed.
    """

    per_month: Decimal | None
    items: Mapping[str, Decimal] = field(default_factory=dict)
    at_most: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the items."""
        freeze(self, "items", self.items)


def monthly_cost(workload: Workload, rates: Sequence[RateRow]) -> CostEstimate:
    """
    Estimate what *workload* costs in a month at the *rates* in force, in the standard mode.

    A request is charged by the card for its prompt's length. Where nothing is said about cache reads, they are
    charged as plain input, and where a rate depends on the hour, at the dearest hour: both are upper bounds.
    A cache write without a published rate costs what plain input costs.

    Args:
        workload: Requests a month and tokens a request.
        rates: Rates of the standard mode in force, as `llm_selection.prices.rates_on` gives them.

    Returns:
        Exact dollars; ``per_month`` is ``None`` when the input or output rate isn't published.
    """
    tokens = workload.tokens
    cards = _cards(tokens, rates)
    if not cards:
        return CostEstimate(per_month=None, notes=("no rate in force for this workload is published",))
    row = max(cards, key=lambda card: sum(_parts(tokens, card)))
    parts = [workload.requests_per_month * part for part in _parts(tokens, row)]
    uncached = tokens.read > 0 and row.cache_read is None
    hourly = len({sum(_parts(tokens, card)) for card in cards}) > 1
    notes = {
        "no rate for cache reads is published; charged as plain input": uncached,
        "no rate for cache writes is published; charged as plain input": tokens.written > 0
        and row.cache_write_5m is None
        and not uncached,
        "the rate depends on the hour; charged at the dearest": hourly,
    }
    return CostEstimate(
        per_month=dollars(sum(parts)),
        items=dict(zip(("input", "cache_read", "cache_write", "output"), map(dollars, parts), strict=True)),
        at_most=uncached or hourly,
        notes=tuple(note for note, holds in notes.items() if holds),
    )


def monthly_picodollars(workload: Workload, rates: Sequence[RateRow]) -> int | None:
    """Return what `monthly_cost` adds up to, in whole picodollars; ``None`` when it isn't known."""
    return requests_picodollars(workload.requests_per_month, workload.tokens, rates)


def requests_picodollars(requests: int, tokens: Tokens, rates: Sequence[RateRow]) -> int | None:
    """Return the cost of so many equal *requests*, in whole picodollars: the kernel of both functions above."""
    cards = _cards(tokens, rates)
    if len(cards) == 1:
        return requests * sum(_parts(tokens, cards[0]))
    return requests * max(sum(_parts(tokens, card)) for card in cards) if cards else None


def _cards(tokens: Tokens, rates: Sequence[RateRow]) -> list[RateRow]:
    """
    Return the cards for a prompt of this length: one, or one for each time of the day.

    Empty when there is none, or when one of them lacks its input or output rate.
    """
    prompt = tokens.fresh + tokens.read + tokens.written
    top, cards = 0, list[RateRow]()
    for row in rates:
        if prompt <= row.above_prompt_tokens > 0 or row.above_prompt_tokens < top:
            continue
        if row.above_prompt_tokens > top:
            top, cards = row.above_prompt_tokens, []
        cards.append(row)
    return [] if any(row.input is None or row.output is None for row in cards) else cards


def _parts(tokens: Tokens, row: RateRow) -> tuple[int, int, int, int]:
    """Return picodollars a request: input, cache read, cache write, output. The row's input and output are known."""
    plain = row.input or 0
    return (
        tokens.fresh * plain,
        tokens.read * (plain if row.cache_read is None else row.cache_read),
        tokens.written * (plain if row.cache_write_5m is None else row.cache_write_5m),
        tokens.output * (row.output or 0),
    )
