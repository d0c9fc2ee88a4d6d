"""
What older versions of catalogues said a thing costs: a table a catalogue, with one row for each run of versions that say the same.

A price holds from the day of the first version that gives it until the day of the next one that gives another, or none.
Between two versions that give the same it was the same; of days that no version covers nothing is known.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from zipfile import BadZipFile

from llm_selection.domain.identity import Library
from llm_selection.domain.offerings import ProviderKind
from llm_selection.domain.prices import Mode, RateCard
from registry_tools.places import COLLECTED
from registry_tools.tables import Row, read_rows, write_tables
from registry_tools.upstream import genai_prices, litellm
from registry_tools.upstream.listings import Listing, Rejections, rate_card, usd_per_million
from registry_tools.upstream.pins import Pin
from registry_tools.upstream.providers import PROVIDERS, keys

__all__ = ["PAST_PRICES", "SOURCES", "PastPrice", "read_past_prices", "read_wheel", "seen_in", "write_past_prices"]

PAST_PRICES = COLLECTED / "catalogues" / "past_prices"
"""Where the tables stand, each under the name of its catalogue."""
SOURCES = {litellm.SOURCE: "litellm-history", genai_prices.SOURCE: "genai-prices-history"}
"""By catalogue, what its older versions are called as a source."""

_RATES = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "input_audio")
_AGGREGATORS = frozenset(provider.id for provider in PROVIDERS if provider.kind is ProviderKind.AGGREGATOR)
"""
Where genai-prices' older versions aren't read: of 688 prices that they gave OpenRouter's ids on three days of August to
October 2026, a third were others than those known. LiteLLM's of aggregators were others in 2 of 100.
"""
_PLACE = ("provider", "id", "key", "version", "first", "last", "until")
_HEAD = " ".join((*_PLACE, "mode", "above", *_RATES))


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPrice:
    """
    One price of one id, as consecutive versions of a catalogue give it.

    Attributes:
        catalogue: Whose versions.
        provider: Ours.
        native_id: What the provider calls it, as the catalogue spells that.
        key: What the catalogue itself calls it; two keys can mean one id.
        version: The first version that gives it.
        first: The day of that version.
        last: The day of the last one in a row that does.
        until: The day of the next version, which gives another price or none; ``None`` where none was read.
        cards: The price.
    """

    catalogue: str
    provider: str
    native_id: str
    key: str
    version: str
    first: date
    last: date
    until: date | None
    cards: tuple[RateCard, ...]

    def holds_on(self, day: date) -> bool:
        """Say whether it was the price on a day."""
        return self.first <= day and (self.until is None or day < self.until)


# The wheels


def read_wheel(catalogue: str, wheel: Path, day: date, rejections: Rejections) -> list[Listing]:
    """
    Return what a version of a catalogue lists of the providers we have.

    Raises:
        ValueError: It isn't a whole wheel of that catalogue, or has none of the fields that are read.
    """
    try:
        listings = list(_listings(catalogue, wheel, day, rejections))
    except (BadZipFile, LookupError, TypeError, AttributeError, SyntaxError, ValueError) as error:
        raise ValueError(f"{wheel.name} can't be read as a version of {catalogue}: {error}") from error
    if not any(listing.periods for listing in listings):
        raise ValueError(f"{wheel.name} gives no price: the fields that are read aren't in it")
    return listings


def _listings(catalogue: str, wheel: Path, day: date, rejections: Rejections) -> Iterator[Listing]:
    """Yield the listings of a version, by the reader that reads the newest one too."""
    if catalogue == litellm.SOURCE:
        return litellm.read_litellm(wheel, keys("litellm"), released=day, rejections=rejections)
    providers = {name: key for name, key in keys("genai_prices").items() if key not in _AGGREGATORS}
    return genai_prices.read_genai_prices(wheel, providers, today=day, released=day, rejections=rejections)


def seen_in(
    catalogue: str, versions: Iterable[tuple[Pin, Iterable[Listing]]], rejections: Rejections
) -> list[PastPrice]:
    """Return the prices that a row of *versions* gives, the oldest version first."""
    ended: list[PastPrice] = []
    running: dict[tuple[str, str, str], PastPrice] = {}
    for pin, listings in versions:
        day = pin.released
        given = _given(listings, day, rejections)
        for place, seen in list(running.items()):
            if given.get(place) == seen.cards:
                running[place] = replace(seen, last=day)
            else:
                ended.append(replace(running.pop(place), until=day))
        for place in given.keys() - running.keys():
            provider, native_id, key = place
            running[place] = PastPrice(
                catalogue=catalogue,
                provider=provider,
                native_id=native_id,
                key=key,
                version=pin.version,
                first=day,
                last=day,
                until=None,
                cards=given[place],
            )
    return [*ended, *running.values()]


def _given(
    listings: Iterable[Listing], day: date, rejections: Rejections
) -> dict[tuple[str, str, str], tuple[RateCard, ...]]:
    """Return the price of each id on a day; one that changes by the hour isn't kept."""
    given: dict[tuple[str, str, str], tuple[RateCard, ...]] = {}
    for listing in listings:
        in_force = [period for period in listing.periods if period.effective <= day]
        if not in_force:
            continue
        cards = tuple(sorted(in_force[-1].cards, key=lambda card: (card.mode, card.above_prompt_tokens)))
        if any(card.windows for card in cards):
            rejections["past price that changes by the hour"] += 1
            continue
        key = listing.ids.get(Library.LITELLM, listing.native_id)
        given.setdefault((listing.provider, listing.native_id, key), cards)
    return given


# The tables


def write_past_prices(folder: Path, prices: Iterable[PastPrice]) -> None:
    """Write the tables: a row a rate card, the same bytes for the same prices."""
    tables: dict[str, list[tuple[object, ...]]] = {}
    for price in sorted(prices, key=lambda price: (price.provider, price.native_id, price.key, price.first)):
        place = (price.provider, price.native_id, price.key, price.version, price.first, price.last, price.until)
        for card in price.cards:
            rates = (None if (rate := getattr(card, name)) is None else format(rate, "f") for name in _RATES)
            row = (*place, card.mode.value, card.above_prompt_tokens, *rates)
            tables.setdefault(price.catalogue, []).append(row)
    write_tables(folder, _HEAD, tables)


def read_past_prices(folder: Path) -> list[PastPrice]:
    """
    Read the tables.

    Raises:
        ValueError: A cell isn't what its column holds, or a rate can't be believed; the row is named.
    """
    prices = []
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in SOURCES:
            raise ValueError(f"{path.name}: the catalogues are {', '.join(SOURCES)}")
        try:
            groups = [(place, list(rows)) for place, rows in groupby(read_rows(path), itemgetter(*_PLACE))]
        except KeyError as error:
            raise ValueError(f"{path.name}: no column {error}") from error
        for place, rows in groups:
            try:
                prices.append(_price(path.stem, place, rows))
            except (KeyError, TypeError, ValueError, InvalidOperation) as error:
                raise ValueError(f"{path.name}: {', '.join(place)}: {error}") from error
    return prices


def _price(catalogue: str, place: tuple[str, ...], rows: Iterable[Row]) -> PastPrice:
    """Read the rows of one price."""
    provider, native_id, key, version, first, last, until = place
    price = PastPrice(
        catalogue=catalogue,
        provider=provider,
        native_id=native_id,
        key=key,
        version=version,
        first=date.fromisoformat(first),
        last=date.fromisoformat(last),
        until=date.fromisoformat(until) if until else None,
        cards=tuple(
            rate_card(
                {name: _rate(row[name]) for name in _RATES if row[name]},
                mode=Mode(row["mode"]),
                above=int(row["above"]),
            )
            for row in rows
        ),
    )
    if not (price.first <= price.last and (price.until is None or price.last < price.until)):
        raise ValueError("its days don't rise")
    return price


def _rate(text: str) -> Decimal:
    """Read US dollars per million tokens."""
    rate = usd_per_million(Decimal(text), Rejections())
    if rate is None:
        raise ValueError(f"{text} dollars per million tokens is no price")
    return rate
