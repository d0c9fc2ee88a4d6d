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
from llm_selection.domain.models import Modality
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import DateBasis, PricePeriod, PriceSchedule, RateCard
from registry_tools.checks.plausibility import SLIP, base_card, slipped
from registry_tools.merging.consensus import NO_LONGER_LISTED
from registry_tools.upstream import genai_prices
from registry_tools.upstream.listings import Rejections
from registry_tools.upstream.past_prices import SOURCES, PastPrice

__all__ = ["GAP", "base_price", "contradicted", "same_price", "with_past"]

GAP = "no older version of a catalogue gives a price from this day on"
"""The note of a period without a price, between or after prices from older versions."""

_ZONES = timedelta(days=1)
"""How far two sources can differ about one moment, by their time zones."""
_FIRST_WEEKS = timedelta(days=45)
"""How long after a release its first price lasts at least; a list that gives another guessed, or was corrected."""
_TOLERANCE = Decimal("0.005")
_Pair = tuple[Decimal | None, Decimal | None]
"""Input and output price, US dollars per million tokens."""
_NONE: _Pair = (None, None)
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
    free: Mapping[str, Sequence[tuple[date, date]]] | None = None,
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
        free: Days on which a catalogue printed a price of zero, each the first and the first after, by offering.
    """
    # Judged as if nothing had been filled before, so that a second refresh judges alike.
    bare = [_without_past(offering) for offering in offerings]
    credible = {
        each.id: _credible(each, past[each.id], (free or {}).get(each.id, ())) for each in bare if each.id in past
    }
    rejections["past price left out, another is known of its days"] += sum(
        len(past[key]) - len(prices) for key, prices in credible.items()
    )

    def spans_of(these: Iterable[Offering]) -> dict[str, list[_Span]]:
        """Return what fills the unknown days of each."""
        return {
            each.id: _spans(each, credible[each.id], released.get(each.model), read)
            for each in these
            if each.id in credible
        }

    wrong = _slips(bare, spans_of(bare), past, released, own)
    rejections["past price left out, far off its neighbours"] += len(wrong)
    spans = spans_of(offerings)
    return [
        _filled(each, [span for span in spans.get(each.id, ()) if (each.id, span.price) not in wrong], past)
        for each in offerings
    ]


def _credible(offering: Offering, prices: Sequence[PastPrice], free: Sequence[tuple[date, date]]) -> list[PastPrice]:
    """
    Leave out the prices that contradict what is known of a day on which they were read, a price of zero included.

    A list that was behind on that day may have been behind before. Nor is genai-prices believed where no price was ever
    known: its older tables carry ids from elsewhere.
    """
    stale = [price for _, price in contradicted(offering, prices)]
    stale += [price for price in prices if any(begin <= price.last and price.first < end for begin, end in free)]
    if offering.pricing is None:
        stale += [price for price in prices if price.catalogue == genai_prices.SOURCE]
    return [price for price in prices if price not in stale]


def _without_past(offering: Offering) -> Offering:
    """Return an offering without the prices that came from older versions."""
    if not isinstance(offering.pricing, PriceSchedule):
        return offering
    periods = tuple(each for each in offering.pricing.periods if each.evidence.source not in SOURCES.values())
    return replace(offering, pricing=PriceSchedule(periods=periods) if periods else None)


def _spans(offering: Offering, prices: Sequence[PastPrice], released: date | None, read: date) -> list[_Span]:
    """Return what fills the unknown days of an offering, oldest first; old lists gave the price of images as that of text."""
    free = [] if Modality.IMAGE in (offering.output or ()) else list(_unknown_days(offering, read))
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
        each.catalogue: Dissent(
            value="input {}, output {}".format(*base_price(each.cards)), source=SOURCES[each.catalogue]
        )
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
    pairs = zip(base_price(one), base_price(other), strict=True)
    return all(a and b and abs(a - b) <= _TOLERANCE * max(a, b) for a, b in pairs)


def base_price(cards: Iterable[RateCard]) -> _Pair:
    """Return input and output price of a short prompt at any hour."""
    card = base_card(cards)
    return (card.input, card.output) if card else _NONE


def _slips(
    offerings: Iterable[Offering],
    spans: Mapping[str, Sequence[_Span]],
    past: Mapping[str, Sequence[PastPrice]],
    released: Mapping[str, date],
    own: Collection[str],
) -> set[tuple[str, PastPrice]]:
    """Return what an import would leave out of today's prices too, or what is misprinted, by offering."""
    filled = [_filled(offering, spans.get(offering.id, ()), past) for offering in offerings]
    wrong: set[tuple[str, PastPrice]] = set()
    by_day: dict[date, dict[str, PastPrice]] = defaultdict(dict)
    for offering in filled:
        for span in spans.get(offering.id, ()):
            by_day[span.start][offering.id] = span.price
            if _is_misprinted(offering, span, released.get(offering.model)):
                wrong.add((offering.id, span.price))
    for day, begun in by_day.items():
        on_day = [_as_on(offering, day) for offering in filled]
        wrong |= {(key, begun[key]) for key in slipped(on_day, day, own) if key in begun}
    return wrong


def _is_misprinted(offering: Offering, span: _Span, released: date | None) -> bool:
    """
    Say whether a price can't be right, by the one that follows.

    Either is a hundred times the other; or its input costs more than its output, as where a list swapped the two; or the
    one that follows was known within weeks of the release, so that it is what the model began with.
    """
    periods = offering.pricing.periods if isinstance(offering.pricing, PriceSchedule) else ()
    price = base_price(span.price.cards)
    following = next((each for each in periods if each.effective >= span.end and each.cards), None)
    if following is None:
        return _is_swapped(price)
    after = base_price(following.cards)
    if released is not None and not offering.moving and following.effective - released <= _FIRST_WEEKS:
        return not same_price(span.price.cards, following.cards)
    far = any(a and b and max(a, b) > SLIP * min(a, b) for a, b in zip(price, after, strict=True))
    return far or (_is_swapped(price) and not _is_swapped(after))


def _is_swapped(price: _Pair) -> bool:
    """Say whether the input costs more than the output."""
    return price[0] is not None and price[1] is not None and price[0] > price[1]


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
    """Return past prices that contradict what is known of a day on which they were read, with the first such period."""
    periods = offering.pricing.periods if isinstance(offering.pricing, PriceSchedule) else ()
    found = []
    for price in prices:
        for period, after in zip_longest(periods, periods[1:]):
            begins = max(period.effective, price.first)
            both = begins <= price.last and (after is None or begins < after.effective)
            if period.cards and both and not same_price(period.cards, price.cards):
                found.append((period, price))
                break
    return found
