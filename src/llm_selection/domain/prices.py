"""Prices: dated schedules in US dollars per million tokens, with modes, context tiers and hours."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache, partial
from typing import Annotated, Any, Literal, NamedTuple, overload

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.plain import BY_KIND
from llm_selection._foundation.spelling import nearest
from llm_selection.domain.evidence import Evidence
from llm_selection.errors import InvalidInputError, shown
from llm_selection.units import EXACT, check_count, check_price, picodollars_per_token

__all__ = [
    "DateBasis",
    "FreeTier",
    "Hosted",
    "Mode",
    "PricePeriod",
    "PriceSchedule",
    "PricedFrom",
    "Pricing",
    "RateCard",
    "RateRow",
    "Rates",
    "Subscription",
    "TimeWindow",
    "Unpublished",
    "compact",
    "parse_mode",
    "rates_on",
]

_MINUTES_A_DAY = 24 * 60
_DAYS_A_WEEK = 7
_RATES = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "input_audio")
"""What a card has a rate for, in the order of a row."""


class Mode(StrEnum):
    """How a request is served: a mode of one offering, not an offering of its own."""

    STANDARD = "standard"
    BATCH = "batch"
    """Answered within a day or so."""
    FLEX = "flex"
    """Slower and cheaper, still synchronous."""
    PRIORITY = "priority"
    FAST = "fast"


def parse_mode(value: object) -> Mode:
    """
    Read how requests are sent.

    Raises:
        InvalidInputError: It isn't a mode.
    """
    for mode in Mode:
        if value == mode:
            return mode
    raise InvalidInputError(f"mode must be of {', '.join(Mode)}; got {shown(value)}{nearest([value], Mode)}")


class DateBasis(StrEnum):
    """How the day from which a price holds is known."""

    DOCUMENTED = "documented"
    """The provider, or a catalogue quoting it, gives the day."""
    FIRST_OBSERVED = "first-observed"
    """The day on which someone first read it; the price may be older."""
    COMMIT = "commit"
    """The day on which a catalogue recorded it; the price may be older."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWindow:
    """
    Hours of the week, in UTC.

    Attributes:
        start_minute: Minutes after midnight, 0 to 1439.
        end_minute: Minutes after midnight, 1 to 1440, exclusive; less than the start wraps over midnight.
        weekdays: Days on which the window starts, Monday is 0; empty means every day.

    Raises:
        InvalidInputError: A minute or a weekday is out of its range, or it starts and ends at the same minute.
    """

    start_minute: int
    end_minute: int
    weekdays: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Check the hours and days."""
        check_count("start_minute", self.start_minute)
        check_count("end_minute", self.end_minute, least=1)
        if self.start_minute == self.end_minute:
            raise InvalidInputError("a time window that starts and ends at the same minute is empty, or always")
        if self.start_minute >= _MINUTES_A_DAY or self.end_minute > _MINUTES_A_DAY:
            raise InvalidInputError("a time window lies within one day: minutes 0 to 1440")
        if not self.weekdays <= set(range(_DAYS_A_WEEK)):
            raise InvalidInputError(f"weekdays are 0 (Monday) to 6, got {sorted(self.weekdays)}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCard:
    """
    What one mode costs above one prompt length, in US dollars per million tokens.

    A rate that is ``None`` isn't published; a rate of 0 is a price of nothing.

    Attributes:
        mode: The mode it is for.
        above_prompt_tokens: Applies to whole requests with a longer prompt than this.
        windows: Applies only in these hours; empty means whenever no other card's window does.
        input: Prompt tokens.
        output: Visible and reasoning tokens.
        cache_read: Prompt tokens found in the cache.
        cache_write_5m: Prompt tokens put into a cache that lasts minutes.
        cache_write_1h: Prompt tokens put into a cache that lasts an hour.
        input_audio: Prompt tokens of audio, where they cost something else than those of text.

    Raises:
        InvalidInputError: *above_prompt_tokens* isn't a whole number of at least 0, or a rate that is published isn't
            US dollars from 0 to 100,000 with at most six decimals.
    """

    mode: Mode = Mode.STANDARD
    above_prompt_tokens: int = 0
    windows: tuple[TimeWindow, ...] = ()
    input: Decimal | None = None
    output: Decimal | None = None
    cache_read: Decimal | None = None
    cache_write_5m: Decimal | None = None
    cache_write_1h: Decimal | None = None
    input_audio: Decimal | None = None

    def __post_init__(self) -> None:
        """Check the rates."""
        check_count("above_prompt_tokens", self.above_prompt_tokens)
        for name in _RATES:
            check_price(name, getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class PricePeriod:
    """
    Prices from one day on, until the next period starts.

    Attributes:
        effective: The first day.
        basis: How that day is known.
        cards: One card a mode, tier and window; empty means the prices were withdrawn.
        evidence: Who says so.

    Raises:
        InvalidInputError: Two cards are for the same mode, tier and hours.
    """

    effective: date
    basis: DateBasis
    cards: tuple[RateCard, ...]
    evidence: Evidence

    def __post_init__(self) -> None:
        """Refuse two cards for the same thing."""
        keys = [(card.mode, card.above_prompt_tokens, card.windows) for card in self.cards]
        if len(set(keys)) < len(keys):
            raise InvalidInputError(f"two rate cards for the same mode, tier and hours from {self.effective}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceSchedule:
    """
    Prices over time; the oldest period first.

    Attributes:
        periods: At least one, by rising date. Before the first, the price isn't known.

    Raises:
        InvalidInputError: There is no period, or their days don't rise.
    """

    kind: Literal["per-token"] = "per-token"
    periods: tuple[PricePeriod, ...]

    def __post_init__(self) -> None:
        """Check the order."""
        days = [period.effective for period in self.periods]
        if not days or sorted(set(days)) != days:
            raise InvalidInputError("price periods need at least one entry, in rising order of their dates")

    def in_force(self, on: date) -> PricePeriod | None:
        """Return the period in force on day *on*; ``None`` before the first. Future periods don't count."""
        return next((period for period in reversed(self.periods) if period.effective <= on), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeTier:
    """Offered free within limits, as a trial or sample: no price a budget can be built on."""

    kind: Literal["free-tier"] = "free-tier"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """Sold by the seat or month; a token has no price."""

    kind: Literal["subscription"] = "subscription"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpublished:
    """Sold at a price the provider doesn't publish."""

    kind: Literal["unpublished"] = "unpublished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosted:
    """
    Hosted on hardware of one's own: the hours of servers are paid, not tokens. It is sized for one workload.

    Attributes:
        accelerator: Id of the accelerator.
        accelerators: How many a server has.
        precision: Number format of the weights, or ``as released``.
        usd_per_hour: US dollars an hour for one accelerator.
        hours: Hours that a server is paid for in a month.
        requests: Requests of the workload that one server gets done in a month, with the tokens expected to be put out.
        most_requests: The same with as few tokens put out as may be expected.
        least_requests: The same with as many.
        at_most: Whether it may get more done, because sizes or times are upper bounds.
        notes: What that rests on.

    Raises:
        InvalidInputError: *usd_per_hour* isn't US dollars from 0 to 100,000 with at most six decimals, or a number of
            accelerators, hours or requests isn't a whole one of at least 1.
    """

    kind: Literal["hosted"] = "hosted"
    accelerator: str
    accelerators: int
    precision: str
    usd_per_hour: Decimal
    hours: int
    requests: int
    most_requests: int
    least_requests: int
    at_most: bool = False
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check the numbers."""
        check_price("usd_per_hour", self.usd_per_hour, per="hour")
        for name in ("accelerators", "hours", "requests", "most_requests", "least_requests"):
            check_count(name, getattr(self, name), least=1)

    def servers_for(self, requests: int) -> int:
        """Return how many servers so many requests a month take; at least one, since a server is paid busy or not."""
        return max(1, -(-requests // self.requests))

    def usd_for(self, requests: int) -> Decimal:
        """Return what so many requests a month cost, in US dollars."""
        hours = self.servers_for(requests) * self.accelerators * self.hours
        return EXACT.multiply(self.usd_per_hour, hours)


Pricing = Annotated[PriceSchedule | FreeTier | Subscription | Unpublished | Hosted, BY_KIND]
"""How an offering is paid for. A price of zero is a `PriceSchedule` with rates of 0."""


class RateRow(NamedTuple):
    """
    A `RateCard` in whole picodollars a token, for exact and fast sums.

    A named tuple, because a registry holds thousands of them and nobody but the cost kernel reads them.

    Attributes:
        mode: The mode it is for, a value of `Mode`.
        above_prompt_tokens: It applies to whole requests with a longer prompt than this.
        windowed: Whether it applies in some hours only; which ones isn't kept.
        input: Prompt tokens; this and all below in picodollars a token, ``None`` not published.
        output: Visible and reasoning tokens.
        cache_read: Prompt tokens found in the cache.
        cache_write_5m: Prompt tokens put into a cache that lasts minutes.
        cache_write_1h: Prompt tokens put into a cache that lasts an hour.
        input_audio: Prompt tokens of audio.
    """

    mode: str
    above_prompt_tokens: int
    windowed: bool
    input: int | None
    output: int | None
    cache_read: int | None
    cache_write_5m: int | None
    cache_write_1h: int | None
    input_audio: int | None


class Rates(NamedTuple):
    """
    The cards of a `PricePeriod` in whole picodollars a token.

    Attributes:
        effective: The first day, as an ISO date, which sorts as dates do.
        rows: The cards; empty means the prices were withdrawn.
    """

    effective: str
    rows: tuple[RateRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedFrom:
    """
    From which day on a price is there, or isn't any more.

    Attributes:
        day: The first day; `date.min` where it always was so.
        priced: Whether the base card has an input and an output rate; ``None`` unknown: no card, or a rate is missing.
    """

    day: date
    priced: bool | None


_RATE_ROW = partial(tuple.__new__, RateRow)  # pyright: ignore[reportUnknownMemberType]  # of a tuple of anything
"""As ``RateRow._make``, in a third of the time: each start reads thousands."""


def compact(schedule: PriceSchedule) -> tuple[Rates, ...]:
    """
    Return *schedule* in whole picodollars a token.

    Nothing is rounded: a price has six decimals at most.
    """
    return tuple(Rates(period.effective.isoformat(), tuple(map(_row, period.cards))) for period in schedule.periods)


def _row(card: RateCard) -> RateRow:
    """Return a card in whole picodollars a token."""
    prices = (getattr(card, name) for name in _RATES)
    rates = (None if price is None else picodollars_per_token(price) for price in prices)
    return RateRow(card.mode.value, card.above_prompt_tokens, bool(card.windows), *rates)


@overload
def rates_on(periods: Hosted, on: date) -> Hosted: ...
@overload
def rates_on(periods: Sequence[Sequence[Any]], on: date) -> tuple[RateRow, ...]: ...
def rates_on(periods: Sequence[Sequence[Any]] | Hosted, on: date) -> tuple[RateRow, ...] | Hosted:
    """
    Return the rates in force on day *on*, of every mode; empty before the first period and after a withdrawal.

    Takes `Rates` as `compact` gives them, or as JSON gives them back. What is hosted on one's own hardware has no rates
    by the token and no days: it is returned as it is.
    """
    return periods if isinstance(periods, Hosted) else tuple(map(_RATE_ROW, _rows_on(periods, on)))


def base_rates_on(periods: Sequence[Sequence[Any]] | Hosted, on: date) -> list[RateRow]:
    """Return those of `rates_on` of the standard mode and the shortest prompts: one, or one for each time of the day."""
    rows = () if isinstance(periods, Hosted) else _rows_on(periods, on)
    return [_RATE_ROW(row) for row in rows if row[1] == 0 and row[0] == _STANDARD]


def priced_from(periods: Sequence[Rates]) -> tuple[PricedFrom, ...]:
    """Return from which days on the base card of *periods* has a price, the oldest first; nothing is known before."""
    spans: list[PricedFrom] = []
    for period in periods:
        base = base_rates_on([period], date.fromisoformat(period.effective))
        is_priced = True if base and all(None not in (row.input, row.output) for row in base) else None
        if not spans or spans[-1].priced is not is_priced:
            spans.append(PricedFrom(day=date.fromisoformat(period.effective), priced=is_priced))
    return tuple(spans)


def is_priced(spans: Sequence[PricedFrom], on: date) -> bool | None:
    """Say whether there is a price on day *on*, as `priced_from` tells; ``None`` unknown, as it is before the first day."""
    return next((span.priced for span in reversed(spans) if span.day <= on), None)


def _rows_on(periods: Sequence[Sequence[Any]], on: date) -> Sequence[Sequence[Any]]:
    """Return the cards in force on day *on*."""
    day = _iso(on)
    for effective, rows in reversed(periods):
        if effective <= day:
            return rows  # type: ignore[no-any-return]  # as JSON gives them
    return ()


_STANDARD = Mode.STANDARD.value
_iso = lru_cache(maxsize=8)(date.isoformat)
