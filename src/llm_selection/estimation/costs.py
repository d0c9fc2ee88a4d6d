"""
Costs: what a workload costs on a set of rates, exactly, and what one request does.

Money is counted in whole picodollars, so nothing is rounded but tokens: where a share of a month's tokens isn't whole,
it is a whole token less or more.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
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
    "pricer",
    "request_cost",
]

MINUTES_UNTOLD = 5
"""Minutes that a cache is taken to last: the shortest that is sold by the minute. Those sold by the hour last 60."""

_HOUR = 60
_FACTOR_DIGITS = 3
_FACTOR = 10**_FACTOR_DIGITS
"""Output is counted in thousandths of what is seen, so that it stays whole."""

_PATIENT = (Mode.BATCH, Mode.FLEX)
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
        low: What it costs at least: with as few tokens put out as the model's verbosity lets expect (90%), at the
            cheapest hours where nothing is said of hours, and with cache reads for nothing where they have no rate.
        high: What it costs at most: with as many tokens put out as its verbosity lets expect.
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
        found: dict[str, Decimal] = dict.fromkeys(_KINDS if self.lines else (), Decimal(0))
        for line in self.lines:
            found[line.kind] = EXACT.add(found[line.kind], line.usd)
        return FrozenMap({kind: usd for kind, usd in found.items() if usd or kind != "audio"})


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


class _View(NamedTuple):
    """
    The assumptions that one bound of a cost is worked out under, where facts aren't known.

    Attributes:
        factor: Tokens put out, in thousandths of those of the workload.
        dear: Whether the dearest hours count where nothing is said of hours, and reads without a rate cost what input
            does; else the cheapest, and nothing.
    """

    factor: int
    dear: bool = True


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
        verbosity: How many tokens the model puts out; ``None`` isn't known, and the answer alone is charged.

    Returns:
        Exact dollars; ``per_month`` is ``None`` when a rate it needs isn't published: input or output in the mode asked
        for, or audio.
    """
    if isinstance(rates, Hosted):
        return _hosted_cost(workload, rates, verbosity)
    least, expected, most = _factors(workload, verbosity)
    charges = _charges(workload, rates, _View(expected))
    if charges is None:
        return CostEstimate(
            per_month=None,
            notes=(f"a rate that it needs, sent as {workload.mode}, isn't published or not in force on that day",),
        )
    total, cheap = _total(charges), _total(_charges(workload, rates, _View(expected, dear=False)))
    return CostEstimate(
        per_month=dollars(total),
        low=dollars(_total(_charges(workload, rates, _View(least, dear=False)))),
        high=dollars(_total(_charges(workload, rates, _View(most)))),
        lines=tuple(map(_line, _together(charges))),
        output_factor=Decimal(expected).scaleb(-_FACTOR_DIGITS),
        at_most=total != cheap,
        notes=tuple(_notes(workload, rates, verbosity, charges)),
    )


def _hosted_cost(workload: Workload, hosted: Hosted, verbosity: Verbosity | None) -> CostEstimate:
    """Say what the servers for a workload cost a month."""
    requests = workload.requests_per_month
    servers = hosted.servers_for(requests)
    few, many = (replace(hosted, requests=each) for each in (hosted.most_requests, hosted.least_requests))
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
        low=few.usd_for(requests),
        high=many.usd_for(requests),
        hours=line,
        at_most=hosted.at_most,
        output_factor=Decimal(_factors(workload, verbosity)[1]).scaleb(-_FACTOR_DIGITS),
        notes=(*hosted.notes, *_output_note(workload, verbosity)),
    )


def monthly_picodollars(workload: Workload, rates: Charged, verbosity: Verbosity | None = None) -> int | None:
    """Return what `monthly_cost` adds up to, in whole picodollars; ``None`` when it isn't known."""
    if isinstance(rates, Hosted):
        return int(rates.usd_for(workload.requests_per_month).scaleb(12, EXACT))
    charges = _charges(workload, rates, _View(_factors(workload, verbosity)[1]))
    return None if charges is None else _total(charges)


@lru_cache(maxsize=8)
def pricer(workload: Workload) -> Callable[[Charged, Verbosity | None], int | None]:
    """
    Return `monthly_picodollars` for one workload, to be asked of thousands of offerings.

    Most have one card for all prompts and hours. For these the sums are made without a bill, from tokens that were added
    up once.
    """
    if workload.batch_share or workload.audio_tokens or workload.mode is not Mode.STANDARD:
        return lambda rates, verbosity: monthly_picodollars(workload, rates, verbosity)
    requests, demand = workload.requests_per_month, demand_of(workload)
    tokens = requests * (demand.fresh + demand.sent_before + demand.kept) // demand.scale
    caches = tuple(_split(workload, demand, requests, minutes) for minutes in (MINUTES_UNTOLD, _HOUR))
    is_cached = bool(demand.sent_before or demand.kept)

    def price(rates: Charged, verbosity: Verbosity | None) -> int | None:
        row = None if isinstance(rates, Hosted) else _only_card(rates)
        if row is None or row.input is None or row.output is None:
            return monthly_picodollars(workload, rates, verbosity)
        plain = row.input
        prompt: int = tokens * plain
        if is_cached:
            read = plain if row.cache_read is None else row.cache_read
            for (before, written), rate in zip(caches, _write_rates(row), strict=True):
                if rate is not None:
                    prompt = min(prompt, (tokens - before - written) * plain + before * read + written * rate)
        output: int = requests * demand.output * _factors(workload, verbosity)[1] // (demand.scale * _FACTOR)
        return prompt + output * row.output

    return price


def _only_card(rates: Sequence[RateRow]) -> RateRow | None:
    """Return the card of the standard mode, if it is the only one and for all prompts and hours."""
    rows = rates if len(rates) == 1 else [row for row in rates if row.mode == Mode.STANDARD]
    if len(rows) != 1 or rows[0].above_prompt_tokens or rows[0].mode != Mode.STANDARD:
        return None
    return rows[0]


def _write_rates(row: RateRow) -> tuple[int | None, int | None]:
    """Return what writing to a cache costs that lasts minutes, and to one that lasts an hour; ``None`` isn't sold."""
    return row.input if row.cache_write_5m is None else row.cache_write_5m, row.cache_write_1h


def _split(workload: Workload, demand: Demand, requests: int, minutes: int) -> tuple[int, int]:
    """Return the tokens a month that are read from a cache lasting so many minutes, and those written to it."""
    again, waits = found_again(workload, minutes)
    scale = demand.scale * waits
    read = requests * demand.sent_before * again // scale
    return read, requests * (demand.kept * waits + demand.sent_before * (waits - again)) // scale


def _total(charges: Iterable[_Charge] | None) -> int:
    """Return what all charges come to, in picodollars."""
    return sum(charge.tokens * charge.rate for charge in charges or ())


def _factors(workload: Workload, verbosity: Verbosity | None) -> tuple[int, int, int]:
    """Return how many tokens are put out for a thousand of the workload's: at least, expected and at most."""
    if workload.counted_output or verbosity is None:
        return _FACTOR, _FACTOR, _FACTOR
    return _thousandths(verbosity)


@lru_cache(maxsize=2048)
def _thousandths(verbosity: Verbosity) -> tuple[int, int, int]:
    """Return a verbosity in thousandths; a registry holds a few hundred."""
    parts = (verbosity.low, verbosity.multiplier, verbosity.high)
    # The answer itself is charged in any case, of a model of few words too.
    low, mean, high = (max(_FACTOR, share_of(_FACTOR, part)) for part in parts)
    return low, mean, high


def _charges(workload: Workload, rates: Sequence[RateRow], view: _View) -> list[_Charge] | None:
    """Return all that is charged in a month; ``None`` when a rate it needs isn't published."""
    waiting = share_of(workload.requests_per_month, workload.batch_share)
    prompt = _sent(workload, rates, workload.mode, workload.requests_per_month - waiting, view)
    if not waiting:
        return prompt
    return None if prompt is None else prompt + min(_ways(workload, rates, waiting, view).values(), key=_total)


def _ways(workload: Workload, rates: Sequence[RateRow], waiting: int, view: _View) -> dict[Mode, list[_Charge]]:
    """Return what so many requests that can wait are charged, in each mode that has a price for them."""
    # What can wait a day can wait for the cheap hours.
    patient = replace(workload, peak_share=0.0)
    return {
        mode: found
        for mode in dict.fromkeys((workload.mode, *_PATIENT))
        if (found := _sent(patient, rates, mode, waiting, view)) is not None
    }


def _sent(workload: Workload, rates: Sequence[RateRow], mode: Mode, requests: int, view: _View) -> list[_Charge] | None:
    """Return what so many requests are charged in one mode; ``None`` when a rate it needs isn't published."""
    rows = [row for row in rates if row.mode == mode]
    if not rows:
        return None
    # A tier of the standard mode that another one says nothing of: what it costs there isn't known.
    tiers = sorted({row.above_prompt_tokens for row in rates if row.mode in (mode, Mode.STANDARD)})
    found: list[_Charge] = []
    for above, up_to in zip(tiers, [*tiers[1:], None], strict=True):
        demand = demand_of(workload, above, up_to)
        if not demand.requests:
            continue
        charged = _by_hour(workload, demand, [row for row in rows if row.above_prompt_tokens == above], requests, view)
        if charged is None:
            return None
        found += charged
    # Prompts below the lowest tier would have no card.
    return found if tiers[0] == 0 else None


def _by_hour(
    workload: Workload, demand: Demand, cards: Sequence[RateRow], requests: int, view: _View
) -> list[_Charge] | None:
    """Return what the requests of one tier are charged, by the cards of the hours they are sent in."""
    if not cards or any(row.input is None or row.output is None for row in cards):
        return None
    if demand.audio and any(row.input_audio is None for row in cards):
        return None
    if len(cards) == 1:
        return _on_card(workload, demand, cards[0], requests, view)
    dearest_first = sorted(
        cards, key=lambda card: _total(_on_card(workload, demand, card, requests, view)), reverse=True
    )
    if workload.peak_share is None:
        return _on_card(workload, demand, dearest_first[0 if view.dear else -1], requests, view)
    peak = share_of(requests, workload.peak_share)
    # With hours at three prices or more, what isn't sent at the peak is charged at the next: no less than it costs.
    rest = dearest_first[1 if workload.peak_share else -1]
    return _on_card(workload, demand, dearest_first[0], peak, view) + _on_card(
        workload, demand, rest, requests - peak, view
    )


def _on_card(workload: Workload, demand: Demand, row: RateRow, requests: int, view: _View) -> list[_Charge]:
    """Return what the requests of one tier are charged by one card, cached in the cheapest way that it sells."""
    plain, scale = row.input or 0, demand.scale
    whole = demand.fresh + demand.sent_before + demand.kept
    tokens = requests * whole // scale
    found = [_Charge(row.mode, "input", row.above_prompt_tokens, tokens, plain)]
    if demand.sent_before or demand.kept:
        read = row.cache_read if row.cache_read is not None else plain if view.dear else 0
        caching = [
            _cached(workload, demand, row, requests, _Cache(minutes, read, rate))
            for minutes, rate in zip((MINUTES_UNTOLD, _HOUR), _write_rates(row), strict=True)
            if rate is not None
        ]
        found = min([*caching, found], key=_total)
    if demand.audio:
        found.append(
            _Charge(row.mode, "audio", row.above_prompt_tokens, requests * demand.audio // scale, row.input_audio or 0)
        )
    output = requests * demand.output * view.factor // (scale * _FACTOR)
    return [*found, _Charge(row.mode, "output", row.above_prompt_tokens, output, row.output or 0)]


def _cached(workload: Workload, demand: Demand, row: RateRow, requests: int, cache: _Cache) -> list[_Charge]:
    """Return what the prompts of one tier are charged that are read from a cache and written to it."""
    read, written = _split(workload, demand, requests, cache.minutes)
    fresh = requests * (demand.fresh + demand.sent_before + demand.kept) // demand.scale - read - written
    above = row.above_prompt_tokens
    return [
        _Charge(row.mode, "input", above, fresh, row.input or 0),
        _Charge(row.mode, "cache_read", above, read, cache.read),
        _Charge(row.mode, "cache_write", above, written, cache.write),
    ]


def _together(charges: Sequence[_Charge]) -> Iterator[_Charge]:
    """Put charges of the same kind at the same rate together, in the order of the bill; leave out what is nothing."""
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
    """Write notes on what was assumed, and on which way of sending requests was chosen."""
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
        yield f"{late} come more than {MINUTES_UNTOLD} minutes after the one before with the same beginning: {_kept(charges, rows)}"
    if _differ_by_hour(workload, rows) and workload.peak_share is None:
        yield "the rate depends on the hour; charged at the dearest"
    yield from _way_of_waiting(workload, rates, charges)
    yield from _output_note(workload, verbosity)


def _leaves_writes_out(workload: Workload, rows: Iterable[RateRow]) -> bool:
    """Say whether a part of the prompt that isn't said to be cached might be written at a price other than input's."""
    may_be = 0 < workload.cached_input_share < 1 and not workload.cache_write_share
    return may_be and any(
        rate not in (None, row.input) for row in rows for rate in (row.cache_write_5m, row.cache_write_1h)
    )


def _output_note(workload: Workload, verbosity: Verbosity | None) -> Iterator[str]:
    """Say what was assumed of the tokens put out."""
    if workload.counted_output:
        return
    if verbosity is None:
        yield "how many tokens it puts out beyond the answer, for reasoning above all, isn't known; only the answer is charged"
    else:
        yield (
            f"output counted as {_times(max(1, verbosity.multiplier))} for each of the answer "
            f"(90% likely {max(1, verbosity.low):g} to {max(1, verbosity.high):g}), an assumption, "
            f"{_ground(verbosity)}; counted_output says that yours are those charged"
        )


def _times(multiplier: float) -> str:
    """Write a number of tokens."""
    return f"{multiplier:g} token{'' if multiplier == 1 else 's'}"


def _ground(verbosity: Verbosity) -> str:
    """Say what a verbosity rests on, and which effort it is for."""
    effort = "" if verbosity.effort is None else f" at effort {verbosity.effort}"
    if verbosity.basis is VerbosityBasis.EXPECTED:
        return "expected of models like it"
    noun = "request" if verbosity.basis is VerbosityBasis.COUNTED else "run"
    return f"{verbosity.basis}{effort} on {counted(verbosity.rows, noun)} of it"


def _kept(charges: Sequence[_Charge], rows: Sequence[RateRow]) -> str:
    """Write a note on what the estimate assumes where a cache may have expired."""
    written = {charge.rate for charge in charges if charge.kind == "cache_write" and charge.tokens}
    is_read = any(charge.kind == "cache_read" and charge.tokens for charge in charges)
    if not written and not is_read:
        return "nothing is cached"
    # What is read and never written again was kept: each reading renews it.
    if written <= {row.cache_write_1h for row in rows}:
        return "cached for an hour"
    return "written to the cache again"


def _differ_by_hour(workload: Workload, rows: Sequence[RateRow]) -> bool:
    """Say whether a tier that is used has rates that differ by the hour."""
    seen: dict[tuple[str, int], set[tuple[int | None, ...]]] = {}
    for row in rows:
        seen.setdefault((row.mode, row.above_prompt_tokens), set()).add(row[3:])
    return any(len(found) > 1 for found in seen.values()) and workload.requests_per_month > 0


def _way_of_waiting(workload: Workload, rates: Sequence[RateRow], charges: Sequence[_Charge]) -> Iterator[str]:
    """Say which way requests go that can wait."""
    waiting = share_of(workload.requests_per_month, workload.batch_share)
    if not waiting:
        return
    can_wait = f"{workload.batch_share:.0%} of the requests can wait"
    others = [mode for mode in _PATIENT if mode is not workload.mode]
    if chosen := {charge.mode for charge in charges} - {workload.mode}:
        yield f"{can_wait}; sent as {' and '.join(sorted(chosen))}, the cheapest way"
    elif _ways(workload, rates, waiting, _View(_FACTOR)).keys() & set(others):
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
        for name in _USED:
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
        kinds = set(_USED) - {"input", "output"}
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


_USED = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "input_audio", "output")


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
    for name in _USED:
        count, rate = getattr(usage, name), getattr(card, name)
        if count and rate is None:
            return None
        total = EXACT.add(total, EXACT.multiply(count, rate or Decimal(0)))
    return total.scaleb(-6, EXACT).normalize(EXACT)


def _card(period: PricePeriod, prompt: int, mode: Mode, moment: datetime | None) -> RateCard | None:
    """Return the card that a prompt of this length is charged by; ``None`` if there is none, or the hour isn't told."""
    tiers = {card.above_prompt_tokens for card in period.cards if card.mode in (mode, Mode.STANDARD)}
    tier = max((above for above in tiers if prompt > above or above == 0), default=None)
    cards = [card for card in period.cards if card.mode is mode and card.above_prompt_tokens == tier]
    always = [card for card in cards if not card.windows]
    if moment is None:
        return always[0] if len(always) == len(cards) == 1 else None
    within = [card for card in cards if any(_holds(window, moment) for window in card.windows)]
    return next(iter([*within, *always]), None)


def _utc(moment: datetime) -> datetime:
    """Return a moment in UTC; one without a time zone is."""
    return moment if moment.tzinfo is None else moment.astimezone(UTC)


def _holds(window: TimeWindow, moment: datetime) -> bool:
    """Say whether a window of hours holds a moment in UTC."""
    local = moment
    minute = local.hour * 60 + local.minute
    wraps = window.end_minute <= window.start_minute
    if wraps and minute < window.end_minute:
        # What started yesterday still runs.
        minute, local = minute + 24 * 60, local - timedelta(days=1)
    end = window.end_minute + 24 * 60 * wraps
    return window.start_minute <= minute < end and (not window.weekdays or local.weekday() in window.weekdays)
