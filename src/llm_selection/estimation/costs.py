"""
Costs: what a workload costs on a set of rates, exactly, and what one request does.

Money is counted in whole picodollars, so nothing is rounded but tokens: where a share of a month's tokens isn't whole,
it is a whole token less or more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import NamedTuple

from llm_selection._dataclasses import dataclass, replace
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.wording import counted
from llm_selection.domain.prices import (
    Hosted,
    Mode,
    PricePeriod,
    PriceSchedule,
    RateCard,
    RateRow,
    TimeWindow,
    parse_mode,
)
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.workloads import Demand, Workload, demand_of, found_again, share_of
from llm_selection.units import EXACT, check_count, dollars, parse_day

__all__ = [
    "Charged",
    "CostEstimate",
    "HoursLine",
    "Line",
    "Usage",
    "monthly_cost",
    "monthly_picodollars",
    "output_factor",
    "pricer",
    "request_cost",
]

MINUTES_UNTOLD = 5
"""Minutes that a cache is taken to last: the shortest that is sold by the minute. Those sold by the hour last 60."""

_HOUR = 60
_FACTOR_DIGITS = 3
_FACTOR: int = 10**_FACTOR_DIGITS
"""Output is counted in thousandths of what is seen, so that it stays whole."""

_WHOLE_FROM = 100
"""Multiples of the answer from which on notes write whole ones."""

_WAITING_MODES = (Mode.BATCH, Mode.FLEX)
"""Modes for requests that can wait."""

_KINDS = ("input", "cache_read", "cache_write", "audio", "output")
"""Kinds of tokens, in the order of a bill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    One line of a bill.

    Attributes:
        mode: How the requests are sent.
        kind: ``input``, ``cache_read``, ``cache_write``, ``audio`` or ``output``.
        above_prompt_tokens: The context tier: for prompts longer than this.
        tokens: Tokens a month.
        usd_per_million: The rate, in US dollars per million tokens.
        usd: US dollars a month: tokens times rate.
    """

    mode: Mode
    kind: str
    above_prompt_tokens: int
    tokens: int
    usd_per_million: Decimal
    usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursLine:
    """
    The line of a bill for hardware.

    Attributes:
        accelerator: Id of the accelerator.
        servers: How many servers are paid.
        accelerators: How many accelerators each of them has.
        hours: Hours a month of all accelerators together.
        usd_per_hour: US dollars an hour for one accelerator.
        usd: US dollars a month: hours times price.
    """

    accelerator: str
    servers: int
    accelerators: int
    hours: int
    usd_per_hour: Decimal
    usd: Decimal

    def __str__(self) -> str:
        """Say what is paid for, such as ``3 servers of 4 nvidia/h100-sxm``."""
        return f"{counted(self.servers, 'server')} of {self.accelerators} {self.accelerator}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostEstimate:
    """
    What a workload costs in a month of 30 days.

    Attributes:
        per_month: US dollars a month; ``None`` when a rate it needs isn't published.
        low: What it costs at least: with as few tokens put out as are likely (90%), at the
            cheapest hours where nothing is said of hours, and with cache reads for nothing where they have no rate.
        high: What it costs at most: with as many tokens put out as are likely.
        lines: The bill by the token; the lines add up.
        hours: The bill by the hour, of what is hosted on one's own hardware; then there are no lines.
        output_factor: Tokens put out for each one of the workload's; 1 where those are counted, or nothing is known.
        at_most: Whether ``per_month`` is an upper bound but for the tokens put out; the notes say why.
        notes: What was assumed, and which way to send requests was chosen.
    """

    per_month: Decimal | None
    low: Decimal | None = None
    high: Decimal | None = None
    lines: tuple[Line, ...] = ()
    hours: HoursLine | None = None
    output_factor: Decimal = Decimal(1)
    at_most: bool = False
    notes: tuple[str, ...] = ()

    @property
    def items(self) -> Mapping[str, Decimal]:
        """US dollars a month by kind of token, or of hosting; of a known cost, they add up to it."""
        if self.hours is not None:
            return FrozenMap({"hosting": self.hours.usd})
        usd_by_kind: dict[str, Decimal] = dict.fromkeys(_KINDS if self.lines else (), Decimal(0))
        for line in self.lines:
            usd_by_kind[line.kind] = EXACT.add(usd_by_kind[line.kind], line.usd)
        return FrozenMap({kind: usd for kind, usd in usd_by_kind.items() if usd or kind != "audio"})


class _Charge(NamedTuple):
    """Tokens of one kind and what one costs, in picodollars."""

    mode: str
    kind: str
    above: int
    tokens: int
    rate: int


class _Cache(NamedTuple):
    """A cache that lasts so many minutes, and what reading it and writing to it costs, in picodollars a token."""

    minutes: int
    read: int
    write: int


class _Assumptions(NamedTuple):
    """
    The assumptions that one bound of a cost is worked out under, where facts aren't known.

    Attributes:
        factor: Tokens put out, in thousandths of those of the workload.
        dearest_rates: Whether the dearest hours count where nothing is said of hours, and reads without a rate cost what input
            does; else the cheapest, and nothing.
    """

    factor: int
    dearest_rates: bool = True


Charged = Sequence[RateRow] | Hosted
"""What a month is charged by: rates in force, or the hours of servers."""


def monthly_cost(workload: Workload, rates: Charged, verbosity: Verbosity | None = None) -> CostEstimate:
    """
    Estimate what *workload* costs in a month at the *rates* in force.

    A request is charged by the card for its prompt's length. What was sent before is read from a cache while that lasts
    and put into it again otherwise, or sent plainly where that is cheaper. Requests that can wait go as a batch, by flex
    or as all others, whichever is cheapest. Where nothing is said about cache reads, they are charged as plain input,
    and where a rate depends on hours that the workload doesn't tell, at the dearest hour: both are upper bounds. A cache
    write without a published rate costs what plain input costs.

    Args:
        workload: Requests a month and tokens a request.
        rates: Rates in force, as `llm_selection.domain.prices.rates_on` gives them; or the hours of servers that were sized for
            this workload and this model.
        verbosity: How many tokens the model puts out for each of the answer, as
            `llm_selection.estimation.output_tokens.output_tokens` makes it; ``None`` isn't known, and the answer alone is
            charged.

    Returns:
        Exact dollars; ``per_month`` is ``None`` when a rate it needs isn't published: input or output in the mode asked
        for, or audio.
    """
    if isinstance(rates, Hosted):
        return _hosted_cost(workload, rates, verbosity)
    least, expected, most = _factors(workload, verbosity)
    charges = _charges(workload, rates, _Assumptions(expected))
    if charges is None:
        return CostEstimate(
            per_month=None,
            notes=(f"a rate that it needs, sent as {workload.mode}, isn't published or not in force on that day",),
        )
    total, cheap = _total(charges), _total(_charges(workload, rates, _Assumptions(expected, dearest_rates=False)))
    return CostEstimate(
        per_month=dollars(total),
        low=dollars(_total(_charges(workload, rates, _Assumptions(least, dearest_rates=False)))),
        high=dollars(_total(_charges(workload, rates, _Assumptions(most)))),
        lines=tuple(map(_line, _merged_charges(charges))),
        output_factor=Decimal(expected).scaleb(-_FACTOR_DIGITS),
        at_most=total != cheap,
        notes=tuple(_notes(workload, rates, verbosity, charges)),
    )


def _hosted_cost(workload: Workload, hosted: Hosted, verbosity: Verbosity | None) -> CostEstimate:
    """Estimate what the servers for a workload cost a month."""
    requests = workload.requests_per_month
    servers = hosted.servers_for(requests)
    cheapest, dearest = (
        replace(hosted, requests=requests_per_server)
        for requests_per_server in (hosted.most_requests, hosted.least_requests)
    )
    line = HoursLine(
        accelerator=hosted.accelerator,
        servers=servers,
        accelerators=hosted.accelerators,
        hours=servers * hosted.accelerators * hosted.hours,
        usd_per_hour=hosted.usd_per_hour,
        usd=hosted.usd_for(requests),
    )
    return CostEstimate(
        per_month=line.usd,
        low=cheapest.usd_for(requests),
        high=dearest.usd_for(requests),
        hours=line,
        at_most=hosted.at_most,
        output_factor=Decimal(_factors(workload, verbosity)[1]).scaleb(-_FACTOR_DIGITS),
        notes=(*hosted.notes, *_output_note(workload, verbosity)),
    )


def monthly_picodollars(workload: Workload, rates: Charged, verbosity: Verbosity | None = None) -> int | None:
    """Return what `monthly_cost` adds up to, in whole picodollars; ``None`` when it isn't known."""
    return _picodollars(workload, rates, _factors(workload, verbosity)[1])


def _picodollars(workload: Workload, rates: Charged, factor: int) -> int | None:
    """Return the same where so many tokens are put out for a thousand of the workload's."""
    if isinstance(rates, Hosted):
        return int(rates.usd_for(workload.requests_per_month).scaleb(12, EXACT))
    charges = _charges(workload, rates, _Assumptions(factor))
    return None if charges is None else _total(charges)


def output_factor(workload: Workload, multiplier: float | None) -> int:
    """
    Return how many tokens are charged for a thousand of the workload's answers.

    Args:
        workload: It may count the tokens that are charged.
        multiplier: Those put out for each token of the answer, expected; ``None`` isn't known, and the answer alone counts.
    """
    if workload.counted_output or multiplier is None:
        return _FACTOR
    # The answer itself is always charged, even of a model that writes little.
    return max(_FACTOR, share_of(_FACTOR, multiplier))


@lru_cache(maxsize=8)
def pricer(workload: Workload) -> Callable[[Charged], Callable[[int], int | None]]:
    """
    Return `monthly_picodollars` for one workload, to be asked of thousands of offerings: of rates, then of an `output_factor`.

    Most have one card for each length of prompt. For these the sums are made without a bill, and what the prompts cost
    is added up once for all factors.
    """
    is_plain = not (workload.batch_share or workload.audio_tokens) and workload.mode is Mode.STANDARD
    tokens_of = cache(partial(_month_of, workload))

    def price(rates: Charged) -> Callable[[int], int | None]:
        cards = None if isinstance(rates, Hosted) or not is_plain else _only_cards(rates)
        if cards is None:
            return lambda factor: _picodollars(workload, rates, factor)
        ends = [*(card.above_prompt_tokens for card in cards[1:]), None]
        prompts = 0
        outputs: list[tuple[int, int, int]] = []
        for card, up_to in zip(cards, ends, strict=True):
            tokens = tokens_of(card.above_prompt_tokens, up_to)
            if tokens.requests and (card.input is None or card.output is None):
                return lambda _: None
            if tokens.requests:
                prompts += _prompts_cost(tokens, card)
                outputs.append((tokens.output, _FACTOR * tokens.scale, card.output or 0))

        def bill(factor: int) -> int:
            total = prompts
            for output, scale, rate in outputs:
                total += output * factor // scale * rate
            return total

        return bill

    return price


class _Month(NamedTuple):
    """
    The tokens of a month's requests with prompts of some length.

    Attributes:
        requests: How many such requests the workload's sample has.
        prompt: Tokens of their prompts.
        caches: Of these, how many are read from a cache and how many written to it, by how long it lasts; none where
            nothing is cached.
        output: Tokens of their answers, times *scale*.
        scale: What to divide by.
    """

    requests: int
    prompt: int
    caches: tuple[tuple[int, int], ...]
    output: int
    scale: int


def _month_of(workload: Workload, above: int, up_to: int | None) -> _Month:
    """Add up the tokens of a month's requests with a prompt longer than *above* and not longer than *up_to* tokens."""
    requests, demand = workload.requests_per_month, demand_of(workload, above, up_to)
    lasting = (MINUTES_UNTOLD, _HOUR) if demand.sent_before or demand.kept else ()
    return _Month(
        demand.requests,
        requests * (demand.fresh + demand.sent_before + demand.kept) // demand.scale,
        tuple(_cached_tokens(workload, demand, requests, minutes) for minutes in lasting),
        requests * demand.output,
        demand.scale,
    )


def _prompts_cost(month: _Month, card: RateRow) -> int:
    """Return what a month's prompts cost on one card, cached in the cheapest way that it offers."""
    rate = card.input or 0
    read_rate = rate if card.cache_read is None else card.cache_read
    cost = month.prompt * rate
    for (read, written), write_rate in zip(month.caches, _write_rates(card), strict=False):
        if write_rate is not None:
            cost = min(cost, (month.prompt - read - written) * rate + read * read_rate + written * write_rate)
    return cost


def _only_cards(rates: Sequence[RateRow]) -> list[RateRow] | None:
    """Return the cards of the standard mode, if there is one for each length of prompt, the shortest first, and all hours."""
    cards = [row for row in rates if row.mode == Mode.STANDARD]
    tiers = [card.above_prompt_tokens for card in cards]
    return cards if tiers[:1] == [0] and tiers == sorted(set(tiers)) else None


def _write_rates(row: RateRow) -> tuple[int | None, int | None]:
    """Return the rates of writing to a cache that lasts minutes, and to one that lasts an hour; ``None`` isn't sold."""
    return row.input if row.cache_write_5m is None else row.cache_write_5m, row.cache_write_1h


def _cached_tokens(workload: Workload, demand: Demand, requests: int, minutes: int) -> tuple[int, int]:
    """Return the tokens a month that are read from a cache lasting so many minutes, and those written to it."""
    again, waits = found_again(workload, minutes)
    scale = demand.scale * waits
    read = requests * demand.sent_before * again // scale
    return read, requests * (demand.kept * waits + demand.sent_before * (waits - again)) // scale


def _total(charges: Iterable[_Charge] | None) -> int:
    """Add up charges, in picodollars."""
    return sum(charge.tokens * charge.rate for charge in charges or ())


def _factors(workload: Workload, verbosity: Verbosity | None) -> tuple[int, int, int]:
    """Return how many tokens are put out for a thousand of the workload's: at least, expected and at most."""
    if verbosity is None:
        return _FACTOR, _FACTOR, _FACTOR
    low, expected, high = (
        output_factor(workload, part) for part in (verbosity.low, verbosity.multiplier, verbosity.high)
    )
    return low, expected, high


def _charges(workload: Workload, rates: Sequence[RateRow], assumptions: _Assumptions) -> list[_Charge] | None:
    """Return all charges of a month; ``None`` when a rate that it needs isn't published."""
    waiting = share_of(workload.requests_per_month, workload.batch_share)
    prompt = _charges_in_mode(workload, rates, workload.mode, workload.requests_per_month - waiting, assumptions)
    if not waiting:
        return prompt
    return (
        None
        if prompt is None
        else prompt + min(_charges_by_mode(workload, rates, waiting, assumptions).values(), key=_total)
    )


def _charges_by_mode(
    workload: Workload, rates: Sequence[RateRow], waiting: int, assumptions: _Assumptions
) -> dict[Mode, list[_Charge]]:
    """Return the charges of so many requests that can wait, in each mode that has a price for them."""
    # What can wait a day can wait for the cheap hours.
    waiting_workload = replace(workload, peak_share=0.0)
    return {
        mode: charges
        for mode in dict.fromkeys((workload.mode, *_WAITING_MODES))
        if (charges := _charges_in_mode(waiting_workload, rates, mode, waiting, assumptions)) is not None
    }


def _charges_in_mode(
    workload: Workload, rates: Sequence[RateRow], mode: Mode, requests: int, assumptions: _Assumptions
) -> list[_Charge] | None:
    """Return the charges of so many requests in one mode; ``None`` when a rate that it needs isn't published."""
    rows = [row for row in rates if row.mode == mode]
    if not rows:
        return None
    # A tier that only the standard mode has: in another mode its rates aren't known.
    tiers = sorted({row.above_prompt_tokens for row in rates if row.mode in (mode, Mode.STANDARD)})
    charges: list[_Charge] = []
    for above, up_to in zip(tiers, [*tiers[1:], None], strict=True):
        demand = demand_of(workload, above, up_to)
        if not demand.requests:
            continue
        tier_charges = _charges_by_hour(
            workload, demand, [row for row in rows if row.above_prompt_tokens == above], requests, assumptions
        )
        if tier_charges is None:
            return None
        charges += tier_charges
    # Prompts below the lowest tier would have no card.
    return charges if tiers[0] == 0 else None


def _charges_by_hour(
    workload: Workload, demand: Demand, cards: Sequence[RateRow], requests: int, assumptions: _Assumptions
) -> list[_Charge] | None:
    """Return the charges of one tier's requests, by the cards of the hours they are sent in."""
    if not cards or any(row.input is None or row.output is None for row in cards):
        return None
    if demand.audio and any(row.input_audio is None for row in cards):
        return None
    if len(cards) == 1:
        return _charges_on_card(workload, demand, cards[0], requests, assumptions)
    dearest_first = sorted(
        cards, key=lambda card: _total(_charges_on_card(workload, demand, card, requests, assumptions)), reverse=True
    )
    if workload.peak_share is None:
        return _charges_on_card(
            workload, demand, dearest_first[0 if assumptions.dearest_rates else -1], requests, assumptions
        )
    peak = share_of(requests, workload.peak_share)
    # With three prices or more, requests outside the peak are charged at the second: no less than they cost.
    rest = dearest_first[1 if workload.peak_share else -1]
    return _charges_on_card(workload, demand, dearest_first[0], peak, assumptions) + _charges_on_card(
        workload, demand, rest, requests - peak, assumptions
    )


def _charges_on_card(
    workload: Workload, demand: Demand, row: RateRow, requests: int, assumptions: _Assumptions
) -> list[_Charge]:
    """Return the charges of one tier's requests by one card, cached in the cheapest way that it offers."""
    input_rate, scale = row.input or 0, demand.scale
    prompt_tokens = demand.fresh + demand.sent_before + demand.kept
    tokens = requests * prompt_tokens // scale
    charges = [_Charge(row.mode, "input", row.above_prompt_tokens, tokens, input_rate)]
    if demand.sent_before or demand.kept:
        read = row.cache_read if row.cache_read is not None else input_rate if assumptions.dearest_rates else 0
        caching = [
            _cached_charges(workload, demand, row, requests, _Cache(minutes, read, rate))
            for minutes, rate in zip((MINUTES_UNTOLD, _HOUR), _write_rates(row), strict=True)
            if rate is not None
        ]
        charges = min([*caching, charges], key=_total)
    if demand.audio:
        charges.append(
            _Charge(row.mode, "audio", row.above_prompt_tokens, requests * demand.audio // scale, row.input_audio or 0)
        )
    output = requests * demand.output * assumptions.factor // (scale * _FACTOR)
    return [*charges, _Charge(row.mode, "output", row.above_prompt_tokens, output, row.output or 0)]


def _cached_charges(workload: Workload, demand: Demand, row: RateRow, requests: int, cache: _Cache) -> list[_Charge]:
    """Return the charges of one tier's prompts, where parts are read from a cache and written to it."""
    read, written = _cached_tokens(workload, demand, requests, cache.minutes)
    fresh = requests * (demand.fresh + demand.sent_before + demand.kept) // demand.scale - read - written
    above = row.above_prompt_tokens
    return [
        _Charge(row.mode, "input", above, fresh, row.input or 0),
        _Charge(row.mode, "cache_read", above, read, cache.read),
        _Charge(row.mode, "cache_write", above, written, cache.write),
    ]


def _merged_charges(charges: Sequence[_Charge]) -> Iterator[_Charge]:
    """Add up charges of the same kind at the same rate, in the order of the bill; leave out those of no tokens."""
    tokens: dict[tuple[str, int, str, int], int] = {}
    for charge in charges:
        key = (charge.mode, charge.above, charge.kind, charge.rate)
        tokens[key] = tokens.get(key, 0) + charge.tokens
    order = {kind: place for place, kind in enumerate(_KINDS)}
    for (mode, above, kind, rate), count in sorted(
        tokens.items(),
        key=lambda item: (list(Mode).index(Mode(item[0][0])), item[0][1], order[item[0][2]], -item[0][3]),
    ):
        if count or kind in ("input", "output"):
            yield _Charge(mode, kind, above, count, rate)


def _line(charge: _Charge) -> Line:
    """Write a charge as a line of a bill."""
    return Line(
        mode=Mode(charge.mode),
        kind=charge.kind,
        above_prompt_tokens=charge.above,
        tokens=charge.tokens,
        usd_per_million=Decimal(charge.rate).scaleb(-6, EXACT).normalize(EXACT),
        usd=dollars(charge.tokens * charge.rate),
    )


def _notes(
    workload: Workload, rates: Sequence[RateRow], verbosity: Verbosity | None, charges: Sequence[_Charge]
) -> Iterator[str]:
    """Yield notes on what was assumed, and on the mode in which requests are sent."""
    used = {(charge.mode, charge.above) for charge in charges}
    rows = [row for row in rates if (row.mode, row.above_prompt_tokens) in used]
    cached = {charge.kind for charge in charges if charge.tokens} & {"cache_read", "cache_write"}
    unread = {row.mode for row in rows if row.cache_read is None}
    if demand_of(workload).sent_before and unread:
        of = "" if unread == {row.mode for row in rows} else f" as {' and '.join(sorted(unread))}"
        yield f"no rate for cache reads{of} is published; charged as plain input"
    elif "cache_write" in cached and any(row.cache_write_5m is None for row in rows):
        yield "no rate for cache writes is published; charged as plain input"
    elif "cache_write" not in cached and "cache_read" in cached and _leaves_writes_out(workload, rows):
        yield "no tokens are counted as written to the cache, though writing has a price of its own; cache_write_share counts them"
    again, waits = found_again(workload, MINUTES_UNTOLD)
    if again < waits and (workload.cached_input_share or workload.cached_prefix_tokens):
        late = f"{waits - again:,} of {waits:,} requests" if waits > 1 else "requests"
        yield f"{late} come more than {MINUTES_UNTOLD} minutes after the one before with the same beginning: {_expiry_note(charges, rows)}"
    if _differ_by_hour(workload, rows) and workload.peak_share is None:
        yield "the rate depends on the hour; charged at the dearest"
    yield from _waiting_note(workload, rates, charges)
    yield from _output_note(workload, verbosity)


def _leaves_writes_out(workload: Workload, rows: Iterable[RateRow]) -> bool:
    """Say whether a part of the prompt may be written to the cache at a rate other than input's, though none is counted."""
    is_possible = 0 < workload.cached_input_share < 1 and not workload.cache_write_share
    return is_possible and any(
        rate not in (None, row.input) for row in rows for rate in (row.cache_write_5m, row.cache_write_1h)
    )


def _output_note(workload: Workload, verbosity: Verbosity | None) -> Iterator[str]:
    """Say what was assumed about the number of output tokens."""
    if workload.counted_output:
        return
    if verbosity is not None and verbosity.basis is VerbosityBasis.STATED:
        yield f"it doesn't reason{_at_effort(verbosity)}, so the answer alone is charged"
    elif verbosity is None:
        yield "how many tokens it puts out beyond the answer, for reasoning above all, isn't known; only the answer is charged"
    else:
        yield (
            f"output counted as {_tokens_in_words(_times(verbosity.multiplier))} for each of the answer "
            f"(90% likely {_times(verbosity.low)} to {_times(verbosity.high)}), an assumption, "
            f"{_basis_in_words(verbosity)}; counted_output says that yours are those charged"
        )


def _times(multiplier: float) -> str:
    """Write a multiple of the answer, to three digits; the answer itself is always charged."""
    return f"{max(1.0, multiplier):,.0f}" if multiplier >= _WHOLE_FROM else f"{max(1.0, multiplier):.3g}"


def _tokens_in_words(multiple: str) -> str:
    """Write a number of tokens."""
    return f"{multiple} token{'' if multiple == '1' else 's'}"


def _at_effort(verbosity: Verbosity) -> str:
    """Name the effort that a verbosity is for, if it is known."""
    return "" if verbosity.effort is None else f" at effort {verbosity.effort}"


def _basis_in_words(verbosity: Verbosity) -> str:
    """Say what a verbosity rests on, and which effort it is for."""
    effort = _at_effort(verbosity)
    if verbosity.basis is VerbosityBasis.EXPECTED:
        return f"expected of models like it{effort}"
    if verbosity.basis is VerbosityBasis.INFERRED:
        return f"inferred{effort} from {counted(verbosity.rows, 'run')} of it at other work or efforts"
    noun = "request" if verbosity.basis is VerbosityBasis.COUNTED else "run"
    return f"{verbosity.basis}{effort} on {counted(verbosity.rows, noun)} of it"


def _expiry_note(charges: Sequence[_Charge], rows: Sequence[RateRow]) -> str:
    """Say what the estimate assumes where a cache may have expired."""
    written = {charge.rate for charge in charges if charge.kind == "cache_write" and charge.tokens}
    is_read = any(charge.kind == "cache_read" and charge.tokens for charge in charges)
    if not written and not is_read:
        return "nothing is cached"
    # A prefix that is read and never written again is still there: each read renews it.
    if written <= {row.cache_write_1h for row in rows}:
        return "cached for an hour"
    return "written to the cache again"


def _differ_by_hour(workload: Workload, rows: Sequence[RateRow]) -> bool:
    """Say whether a tier that is used has rates that differ by the hour."""
    seen: dict[tuple[str, int], set[tuple[int | None, ...]]] = {}
    for row in rows:
        seen.setdefault((row.mode, row.above_prompt_tokens), set()).add(row[3:])
    return any(len(rates) > 1 for rates in seen.values()) and workload.requests_per_month > 0


def _waiting_note(workload: Workload, rates: Sequence[RateRow], charges: Sequence[_Charge]) -> Iterator[str]:
    """Say in which mode requests that can wait are sent."""
    waiting = share_of(workload.requests_per_month, workload.batch_share)
    if not waiting:
        return
    can_wait = f"{workload.batch_share:.0%} of the requests can wait"
    others = [mode for mode in _WAITING_MODES if mode is not workload.mode]
    if chosen := {charge.mode for charge in charges} - {workload.mode}:
        yield f"{can_wait}; sent as {' and '.join(sorted(chosen))}, the cheapest way"
    elif _charges_by_mode(workload, rates, waiting, _Assumptions(_FACTOR)).keys() & set(others):
        yield f"{can_wait}, but no other way is cheaper than {workload.mode}"
    else:
        yield f"{can_wait}, but no {' or '.join(others)} price is known for them; charged as {workload.mode}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """
    The tokens of one request as its answer reports them; each token is of one kind.

    Attributes:
        input: Prompt tokens neither read from nor written to a cache. Where an answer reports all prompt tokens and how
            many of them were cached, as OpenAI's does, take the cached ones off, or use `of_prompt`.
        cache_read: Prompt tokens found in the cache.
        cache_write_5m: Prompt tokens put into a cache that lasts minutes.
        cache_write_1h: Prompt tokens put into a cache that lasts an hour.
        input_audio: Prompt tokens of audio.
        output: Tokens generated, reasoning included.

    Raises:
        InvalidInputError: One of them isn't a whole number from 0 to 10**100.
    """

    input: int = 0
    cache_read: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    input_audio: int = 0
    output: int = 0

    def __post_init__(self) -> None:
        """Check the counts."""
        for name in _KINDS_OF_A_REQUEST:
            if getattr(self, name) is None:
                raise InvalidInputError(f"{name} must be a whole number of at least 0, got None")
            check_count(name, getattr(self, name))

    @classmethod
    def of_prompt(cls, prompt: int, *, output: int, **cached: int) -> "Usage":
        """
        Make a usage from all prompt tokens and those of them that are told apart: a cache's, or audio.

        Raises:
            InvalidInputError: More are told apart than there are, or a kind isn't one.

        >>> Usage.of_prompt(10_000, cache_read=9_000, output=200).input
        1000
        """
        kinds = set(_KINDS_OF_A_REQUEST) - {"input", "output"}
        if wrong := sorted(set(cached) - kinds):
            raise InvalidInputError(f"of a prompt may be told apart {', '.join(sorted(kinds))}; got {', '.join(wrong)}")
        usage = cls(output=output, **cached)
        check_count("prompt", prompt)
        if usage.prompt > prompt:
            raise InvalidInputError(f"{usage.prompt:,} tokens are told apart of a prompt of {prompt:,}")
        return replace(usage, input=prompt - usage.prompt)

    @property
    def prompt(self) -> int:
        """All tokens of the prompt: what the context tier goes by."""
        return self.input + self.cache_read + self.cache_write_5m + self.cache_write_1h + self.input_audio


_KINDS_OF_A_REQUEST = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "input_audio", "output")


def request_cost(
    usage: Usage, prices: PriceSchedule, *, at: date | datetime, mode: Mode | str = Mode.STANDARD
) -> Decimal | None:
    """
    Return what one request costs, in US dollars, exactly.

    Nothing is assumed: a kind of token that was used and has no published rate leaves the cost unknown.

    Args:
        usage: The tokens, as the provider's answer reports them.
        prices: The offering's prices over time.
        at: The day, or the moment; one without a time zone is taken as UTC. Where prices depend on the hour, a day alone
            leaves the cost unknown.
        mode: How it was sent.

    Returns:
        ``None`` when no price is in force, or one that it needs isn't published.

    Raises:
        InvalidInputError: The mode isn't one, or something is of another type.

    >>> from llm_selection import bundled
    >>> offering = bundled().offerings["anthropic/claude-haiku-4-5"]
    >>> request_cost(Usage(input=1_000, output=200), offering.pricing, at=date(2026, 11, 1))
    Decimal('0.002')
    """
    if not isinstance(usage, Usage) or not isinstance(prices, PriceSchedule):
        raise InvalidInputError(
            f"request_cost takes a Usage and a PriceSchedule, got {type(usage).__name__} and {type(prices).__name__}"
        )
    moment = _utc(at) if isinstance(at, datetime) else None
    period = prices.in_force(parse_day(at) if moment is None else moment.date())
    card = None if period is None else _card(period, usage.prompt, parse_mode(mode), moment)
    if card is None:
        return None
    total = Decimal(0)
    for name in _KINDS_OF_A_REQUEST:
        count, rate = getattr(usage, name), getattr(card, name)
        if count and rate is None:
            return None
        total = EXACT.add(total, EXACT.multiply(count, rate or Decimal(0)))
    return total.scaleb(-6, EXACT).normalize(EXACT)


def _card(period: PricePeriod, prompt: int, mode: Mode, moment: datetime | None) -> RateCard | None:
    """Return the card for a prompt of this length; ``None`` if there is none, or if the hour matters and isn't known."""
    tiers = {card.above_prompt_tokens for card in period.cards if card.mode in (mode, Mode.STANDARD)}
    tier = max((above for above in tiers if prompt > above or above == 0), default=None)
    cards = [card for card in period.cards if card.mode is mode and card.above_prompt_tokens == tier]
    always = [card for card in cards if not card.windows]
    if moment is None:
        return always[0] if len(always) == len(cards) == 1 else None
    within = [card for card in cards if any(_is_within(window, moment) for window in card.windows)]
    return next(iter([*within, *always]), None)


def _utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one without a time zone is in UTC already."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC)


def _is_within(window: TimeWindow, moment: datetime) -> bool:
    """Say whether a window of hours holds a moment in UTC."""
    local = moment
    minute = local.hour * 60 + local.minute
    wraps = window.end_minute <= window.start_minute
    if wraps and minute < window.end_minute:
        # The window that started yesterday is still open.
        minute, local = minute + 24 * 60, local - timedelta(days=1)
    end = window.end_minute + 24 * 60 * wraps
    return window.start_minute <= minute < end and (not window.weekdays or local.weekday() in window.weekdays)
