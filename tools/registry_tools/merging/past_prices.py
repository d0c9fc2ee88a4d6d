"""
Prices of days of which nothing was known, from what older versions of catalogues said.

Only days without a price are filled: before the first one that is known, and where an older version left a gap. What was
known of a day stays, whatever an old list says.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest

from llm_selection.domain.evidence import Agreement, Dissent, Evidence, Status
from llm_selection.domain.identity import Library
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import DateBasis, PricePeriod, PriceSchedule, RateCard
from registry_tools.checks.plausibility import SLIP, base_card, slipped
from registry_tools.merging.consensus import NO_LONGER_LISTED
from registry_tools.upstream.listings import Rejections
from registry_tools.upstream.past_prices import SOURCES, PastPrice

__all__ = ["GAP", "contradicted", "same_price", "with_past"]

GAP = "no older version of a catalogue gives a price from this day on"
"""The note of a period without a price, between or after prices from older versions."""

_ZONES = timedelta(days=1)
"""How far two sources can differ about one moment, by their time zones."""
_TOLERANCE = Decimal("0.005")
_ORDER = tuple(SOURCES)
"""Whom to believe where they differ, as of undated prices of today: LiteLLM first."""


@dataclass(frozen=True, slots=True)
class _Span:
    """Days on which a past price fills what was unknown: the first, and the first after."""

    start: date
    end: date
    price: PastPrice


def with_past(
    offerings: Sequence[Offering],
    past: Mapping[str, Sequence[PastPrice]],
    released: Mapping[str, date],
    own: Collection[str],
    *,
    read: date,
    rejections: Rejections,
) -> list[Offering]:
    """
    Return the offerings with the prices of days that were unknown.

    Args:
        offerings: All of them, with what is known.
        past: What older versions say, by the id of the offering.
        released: The day of each model's release: what an id cost before it was another model's price.
        own: Ids of the offerings at the API of their model's own developer.
        read: The day that counts as today.
        rejections: Counts what was left out.
    """
    spans = {
        offering.id: _spans(offering, past[offering.id], released.get(offering.model), read)
        for offering in offerings
        if offering.id in past
    }
    filled = {offering.id: _filled(offering, spans.get(offering.id, ()), past) for offering in offerings}
    wrong = _slips(filled, spans, own)
    rejections["past price left out, far off its neighbours"] += len(wrong)
    for offering in offerings:
        kept = [span for span in spans.get(offering.id, ()) if (offering.id, span.start) not in wrong]
        if len(kept) < len(spans.get(offering.id, ())):
            filled[offering.id] = _filled(offering, kept, past)
    rejections["past price left out, another is known of its days"] += sum(
        len(contradicted(offering, past.get(offering.id, ()))) for offering in offerings
    )
    return list(filled.values())


def _spans(offering: Offering, prices: Sequence[PastPrice], released: date | None, read: date) -> list[_Span]:
    """Return what fills the unknown days of an offering, oldest first."""
    free = list(_unknown_days(offering, read))
    spans = []
    for price in sorted(prices, key=lambda price: _preference(offering, price)):
        first = price.first
        if released is not None and not offering.moving and first < released - _ZONES:
            if price.last < released - _ZONES:
                continue
            first = released
        rest = []
        for begin, end in free:
            start, stop = max(begin, first), min(end, price.until or end)
            if start < stop:
                spans.append(_Span(start, stop, price))
                rest += [piece for piece in ((begin, start), (stop, end)) if piece[0] < piece[1]]
            else:
                rest.append((begin, end))
        free = rest
    return sorted(spans, key=lambda span: span.start)


def _preference(offering: Offering, price: PastPrice) -> tuple[int, bool, bool, str, date]:
    """Order the prices of an offering by whom to believe: the key that is its own today before other spellings."""
    own = price.key == offering.ids.get(Library.LITELLM)
    return _ORDER.index(price.catalogue), not own, price.native_id != offering.native_id, price.key, price.first


def _unknown_days(offering: Offering, read: date) -> Iterator[tuple[date, date]]:
    """
    Yield the days of which no price is known, each the first and the first after.

    One that has no price and is offered today has none for a reason, so older versions don't speak for it. One that
    ended, or that a catalogue dropped, had a price until then.
    """
    end = _end(offering, read)
    pricing = offering.pricing
    if isinstance(pricing, PriceSchedule):
        periods = pricing.periods
        yield date.min, min(periods[0].effective, end or date.max)
        for index, period in enumerate(periods):
            if _is_gap(period):
                after = periods[index + 1].effective if index + 1 < len(periods) else end or period.effective
                yield period.effective, min(after, end or after)
    elif pricing is None and end is not None:
        yield date.min, end


def _end(offering: Offering, read: date) -> date | None:
    """Return the day on which an offering ended, or a catalogue dropped it; ``None`` if it didn't."""
    days = [offering.lifecycle.retires] if offering.lifecycle.retires else []
    stage = offering.evidence["lifecycle.stage"]
    if stage.note == NO_LONGER_LISTED:
        days.append(stage.as_of)
    return min((day for day in days if day <= read), default=None)


def _is_gap(period: PricePeriod) -> bool:
    """Say whether a period stands for days that older versions left out."""
    return not period.cards and period.evidence.note == GAP


def _filled(offering: Offering, spans: Sequence[_Span], past: Mapping[str, Sequence[PastPrice]]) -> Offering:
    """Return an offering with *spans* filled in; where nothing follows one, a period without a price does."""
    if not spans:
        return offering
    known = offering.pricing.periods if isinstance(offering.pricing, PriceSchedule) else ()
    periods = {period.effective: period for period in known if not _is_gap(period)}
    for before, span in zip((None, *spans), spans, strict=False):
        if before is None or before.end < span.start or before.price.cards != span.price.cards:
            periods[span.start] = _period(span, past[offering.id])
    gaps = {period.effective: period.evidence.source for period in known if _is_gap(period)}
    gaps |= {span.end: SOURCES[span.price.catalogue] for span in spans}
    starts = periods.keys() | {span.start for span in spans}
    for day in gaps.keys() - starts:
        shown = Evidence(source=gaps[day], status=Status.DERIVED, as_of=day, note=GAP)
        periods[day] = PricePeriod(effective=day, basis=DateBasis.FIRST_OBSERVED, cards=(), evidence=shown)
    return replace(offering, pricing=PriceSchedule(periods=tuple(periods[day] for day in sorted(periods))))


def _period(span: _Span, prices: Iterable[PastPrice]) -> PricePeriod:
    """Return the period of a span, with what other catalogues said on its first day."""
    price = span.price
    others = [each for each in prices if each.catalogue != price.catalogue and each.holds_on(span.start)]
    losing = {
        each.catalogue: Dissent(value="input {}, output {}".format(*_base(each.cards)), source=SOURCES[each.catalogue])
        for each in others
        if not same_price(each.cards, price.cards)
    }
    shown = Evidence(
        source=SOURCES[price.catalogue],
        status=Status.REPORTED,
        as_of=price.first,
        note=f"in version {price.version}",
        agreement=Agreement.DISPUTED if losing else Agreement.AGREED if others else Agreement.SINGLE,
        dissent=tuple(losing.values()),
    )
    return PricePeriod(effective=span.start, basis=DateBasis.FIRST_OBSERVED, cards=price.cards, evidence=shown)


def same_price(one: Sequence[RateCard], other: Sequence[RateCard]) -> bool:
    """Say whether the base prices are the same but for rounding; a price that depends on the hour is like no other."""
    pairs = zip(_base(one), _base(other), strict=True)
    return all(a and b and abs(a - b) <= _TOLERANCE * max(a, b) for a, b in pairs)


def _base(cards: Iterable[RateCard]) -> tuple[Decimal | None, Decimal | None]:
    """Return input and output price of a short prompt at any hour."""
    card = base_card(cards)
    return (card.input, card.output) if card else (None, None)


def _slips(
    filled: Mapping[str, Offering], spans: Mapping[str, Sequence[_Span]], own: Collection[str]
) -> set[tuple[str, date]]:
    """Return what an import would leave out of today's prices too, by offering and first day; or what no later price bears out."""
    wrong = set()
    by_day: dict[date, set[str]] = defaultdict(set)
    for key, each in spans.items():
        for span in each:
            by_day[span.start].add(key)
            if _is_off_the_next(filled[key], span.start):
                wrong.add((key, span.start))
    for day, begun in by_day.items():
        on_day = [_as_on(offering, day) for offering in filled.values()]
        wrong |= {(key, day) for key in slipped(on_day, day, own) & begun}
    return wrong


def _is_off_the_next(offering: Offering, day: date) -> bool:
    """Say whether the price that begins on a day is so far off the one that follows that one of them is wrong."""
    periods = offering.pricing.periods if isinstance(offering.pricing, PriceSchedule) else ()
    prices = [_base(period.cards) for period in periods if period.effective >= day and period.cards]
    pairs = zip(*prices[:2], strict=True) if len(prices) > 1 else ()
    return any(a and b and max(a, b) > SLIP * min(a, b) for a, b in pairs)


def _as_on(offering: Offering, day: date) -> Offering:
    """Return an offering with the price of a day alone, and its evidence."""
    period = offering.pricing.in_force(day) if isinstance(offering.pricing, PriceSchedule) else None
    if period is None or period.evidence.source not in SOURCES.values():
        return offering
    fields = {**offering.evidence.fields, "pricing": period.evidence}
    return replace(
        offering,
        pricing=PriceSchedule(periods=(period,)),
        evidence=replace(offering.evidence, fields=fields),
    )


def contradicted(offering: Offering, prices: Iterable[PastPrice]) -> list[tuple[PricePeriod, PastPrice]]:
    """Return past prices beside the known ones that they contradict: those in force on the first day that both have."""
    periods = offering.pricing.periods if isinstance(offering.pricing, PriceSchedule) else ()
    found = []
    for price in prices:
        for period, after in zip_longest(periods, periods[1:]):
            begins = max(period.effective, price.first)
            both = period.cards and price.holds_on(begins) and (after is None or begins < after.effective)
            if both and not same_price(period.cards, price.cards):
                found.append((period, price))
    return found
