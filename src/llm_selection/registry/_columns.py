"""
Columns: a fact of every offering, the distinct values once and one code a row.

A memo of the values, like an index in a database, never a second schema: `FACTS` says how each
fact is read off the values, at compile time and by anyone who wants to check.
"""

import json
from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from operator import itemgetter
from sys import byteorder
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.plain import from_plain, to_plain
from llm_selection._foundation.shapes import is_sequence
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evidence import Status
from llm_selection.domain.identity import Library, ModelId, developer_of
from llm_selection.domain.licenses import LicenseKind, LicenseTerms
from llm_selection.domain.models import Capabilities, Limits, Modality, Model, possible_license_kinds
from llm_selection.domain.offerings import Lifecycle, Offering, Provider, ProviderKind, Service
from llm_selection.domain.prices import Hosted, PricedFrom, PriceSchedule, compact, priced_from

__all__ = [
    "FACTS",
    "Codes",
    "Column",
    "FactReader",
    "Later",
    "Row",
    "column_as_plain",
    "column_from_plain",
    "encode",
    "pack",
    "picked",
    "spread",
    "together",
]

_DECODER = json.JSONDecoder()

T = TypeVar("T")
U = TypeVar("U")

if TYPE_CHECKING:
    Codes = bytes | array[int]
else:
    Codes = bytes | array  # in Python 3.11 an array takes no subscript at run time
"""One code a row: ``bytes`` up to 256 distinct values, else an array of 32-bit numbers."""

_NARROW = 256
_WIDE = 1 << 32
"""Codes that an array of 32-bit numbers can tell apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What the facts of one offering are read off."""

    offering: Offering
    model: Model
    provider: Provider
    terms: LicenseTerms | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactReader:
    """
    How one fact is read off an offering and what belongs to it.

    Attributes:
        type: The type it has.
        read: Reads it.
        own: Whether it depends on more of the offering than which model it is of and which provider it is at.
        as_text: Whether each of its values is kept as a line of JSON until it is read, because most never are.
    """

    type: Any
    read: Callable[[Row], Any]
    own: bool = False
    as_text: bool = False


def _day_price_was_read(offering: Offering) -> date | None:
    """
    Return when a price per token was last read; ``None`` without one.

    A price that was read with whoever sets it, a contract for one, holds until they change it: it needs no second
    reading; nor do hours of one's own hardware. One that a catalogue read there is as old as that reading.
    """
    if isinstance(offering.pricing, Hosted):
        return date.max
    if not isinstance(offering.pricing, PriceSchedule):
        return None
    evidence = offering.evidence["pricing"]
    is_firsthand = evidence.status == Status.DOCUMENTED and evidence.read_via is None
    return date.max if is_firsthand else evidence.as_of


def _rates(pricing: Any) -> Any:
    """Return the rates over time, or the hours of servers; empty where a token has no price."""
    if isinstance(pricing, Hosted):
        return pricing
    return compact(pricing) if isinstance(pricing, PriceSchedule) else ()


def _priced_from(pricing: Any) -> tuple[PricedFrom, ...]:
    """Return the days from which the base card has prices of input and output; hours of servers have one on every day."""
    return (PricedFrom(day=date.min, priced=True),) if isinstance(pricing, Hosted) else priced_from(_rates(pricing))


def _efforts(row: Row) -> tuple[Effort, ...]:
    """
    Return the efforts that can be asked of an offering; empty where they aren't known.

    What doesn't reason has none. A host's word counts for that where the model can do without, for some list it wrongly.
    """
    ladder = row.model.efforts
    if ladder is not None and not ladder.levels:
        return (Effort.NONE,)
    if isinstance(row.offering.pricing, Hosted):
        # Servers are sized for the tokens of one effort: the one that runs unasked, or the highest where that isn't known.
        return (ladder.unasked,) if ladder is not None and ladder.unasked is not None else ()
    if row.offering.capabilities.reasoning is False and (ladder is None or Effort.NONE in ladder.levels):
        return (Effort.NONE,)
    return ladder.levels if ladder else ()


FACTS: Mapping[str, FactReader] = {
    "model": FactReader(type=ModelId, read=lambda row: row.model.id),
    "base": FactReader(type=ModelId | None, read=lambda row: row.model.base),
    "developer": FactReader(type=str, read=lambda row: developer_of(row.model.id)),
    "provider": FactReader(type=str, read=lambda row: row.provider.id),
    "own_api": FactReader(type=bool, read=lambda row: row.provider.developer == developer_of(row.model.id)),
    "provider_kind": FactReader(type=ProviderKind, read=lambda row: row.provider.kind),
    "region_scope": FactReader(own=True, type=str | None, read=lambda row: row.offering.region_scope),
    "moving": FactReader(own=True, type=bool | None, read=lambda row: row.offering.moving),
    "variant": FactReader(own=True, type=tuple[str, ...], read=lambda row: row.offering.variant),
    "libraries": FactReader(
        own=True, type=frozenset[Library], read=lambda row: frozenset(row.offering.ids) | frozenset(row.model.ids)
    ),
    "license": FactReader(type=str | None, read=lambda row: row.model.license),
    "license_kinds": FactReader(
        type=frozenset[LicenseKind], read=lambda row: possible_license_kinds(row.model, row.terms)
    ),
    "architecture": FactReader(
        type=str | None, read=lambda row: row.model.architecture and row.model.architecture.kind
    ),
    "total_parameters": FactReader(type=int | None, read=lambda row: row.model.total_parameters),
    "released": FactReader(type=date | None, read=lambda row: row.model.released),
    "limits": FactReader(own=True, type=Limits, read=lambda row: row.offering.limits),
    "input": FactReader(own=True, type=frozenset[Modality] | None, read=lambda row: row.offering.input),
    "output": FactReader(own=True, type=frozenset[Modality] | None, read=lambda row: row.offering.output),
    "capabilities": FactReader(own=True, type=Capabilities, read=lambda row: row.offering.capabilities),
    "efforts": FactReader(own=True, type=tuple[Effort, ...], read=_efforts),
    "lifecycle": FactReader(own=True, type=Lifecycle, read=lambda row: row.offering.lifecycle),
    "service": FactReader(own=True, type=Service, read=lambda row: row.offering.service),
    "price_read": FactReader(own=True, type=date | None, read=lambda row: _day_price_was_read(row.offering)),
    "pricing": FactReader(
        own=True, type=str | None, read=lambda row: row.offering.pricing and row.offering.pricing.kind
    ),
    "priced_from": FactReader(
        own=True, type=tuple[PricedFrom, ...], read=lambda row: _priced_from(row.offering.pricing)
    ),
    "rates": FactReader(own=True, type=Any, read=lambda row: _rates(row.offering.pricing), as_text=True),
}
"""
The facts that have a column. ``rates`` stay as JSON has them until `llm_selection.domain.prices.rates_on` picks the day:
most periods of most schedules are never looked at.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[T]):
    """
    One fact of every offering: a value for each, by its row, from 0.

    Attributes:
        values: The distinct values, in order of first appearance; of `later`, what is made of each, some of which may be
            equal.
        codes: For each row, the place of its value in ``values``: as bytes up to 256 of them, else in an array.
    """

    values: Sequence[T]
    codes: Codes

    def __getitem__(self, row: int) -> T:
        """Return the value of one row."""
        return self.values[self.codes[row]]

    def __iter__(self) -> Iterator[T]:
        """Iterate over the values of all rows."""
        return map(self.values.__getitem__, self.codes)

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.codes)

    def take(self, rows: Sequence[int]) -> "Column[T]":
        """Keep *rows* only, in their order."""
        return Column(values=self.values, codes=pack(picked(self.codes, rows), len(self.values)))

    def map(self, function: Callable[[T], U]) -> "Column[U]":
        """Apply *function* to each distinct value; values that become equal become one."""
        mapped = encode(map(function, self.values))
        if len(mapped.values) == len(self.values):
            return Column(values=mapped.values, codes=self.codes)
        return Column(values=mapped.values, codes=spread(self.codes, mapped.codes))

    def later(self, function: Callable[[T], U]) -> "Column[U]":
        """Apply *function* to a value when it is read: for facts that are dear to make and read of few rows."""
        return Column(values=Later(len(self.values), lambda code: function(self.values[code])), codes=self.codes)


def column_as_plain(column: Column[Any], fact: FactReader) -> dict[str, Any]:
    """Write a column as JSON holds it: codes as hexadecimal, two or eight digits a row; values as the *fact* keeps them."""
    raw = column.codes if isinstance(column.codes, bytes) else _in_other_byte_order(column.codes).tobytes()
    values: Any = [to_plain(value) for value in column.values]
    if fact.as_text:
        values = "\n".join(json.dumps(value, separators=(",", ":")) for value in values)
    return {"values": values, "codes": raw.hex()}


def column_from_plain(fact: FactReader, data: Mapping[str, Any]) -> Column[Any]:
    """Read back what `column_as_plain` wrote."""
    values: Sequence[Any]
    if fact.as_text:
        lines = data["values"].splitlines()
        # As `json.loads` reads them, less what it does about white space.
        values = _Anew(len(lines), lambda code: from_plain(fact.type, _DECODER.raw_decode(lines[code])[0]))
    else:
        values = [from_plain(fact.type, value) for value in data["values"]]
    raw = bytes.fromhex(data["codes"])
    return Column(values=values, codes=raw if len(values) <= _NARROW else _in_other_byte_order(array("I", raw)))


class Later(Sequence[T]):
    """Values that are made when they are first read, and kept, by codes from 0."""

    __slots__ = ("_count", "_made", "_make")

    def __init__(self, count: int, make: Callable[[int], T]) -> None:
        """Hold how many there are and how to *make* the one of a code."""
        self._count, self._make = count, make
        self._made: dict[int, T] = {}

    @overload
    def __getitem__(self, code: int) -> T: ...
    @overload
    def __getitem__(self, code: slice) -> tuple[T, ...]: ...
    def __getitem__(self, code: int | slice) -> T | tuple[T, ...]:
        """Return the value of one code, or those of some."""
        if isinstance(code, slice):
            return tuple(map(self.__getitem__, range(self._count)[code]))
        if code not in self._made:
            place = range(self._count)[code]  # counts from the end and refuses as any sequence
            self._made[place] = self._make(place)
            return self._made[place]
        return self._made[code]

    def __len__(self) -> int:
        """Count the codes."""
        return self._count

    def __eq__(self, other: object) -> bool:
        """Compare the values, which makes them all."""
        return tuple(self) == tuple(other) if is_sequence(other) else NotImplemented

    def __hash__(self) -> int:
        """Hash the values, as a tuple of them."""
        return hash(tuple(self))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle the values: how they are made is of this process."""
        return tuple, (tuple(self),)


class _Anew(Later[T]):
    """Values that are made whenever they are read, and not kept: large ones, of which little is looked at."""

    __slots__ = ()

    def __getitem__(self, code: int | slice) -> Any:
        """Make the value of one code, or those of some."""
        places = range(self._count)[code]
        return self._make(places) if isinstance(places, int) else tuple(map(self._make, places))


def encode(values: Iterable[T]) -> Column[T]:
    """Turn the fact of every row into a column."""
    places: dict[T, int] = defaultdict(count().__next__)
    codes = list(map(places.__getitem__, values))
    return Column(values=tuple(places), codes=pack(codes, len(places)))


def together(columns: Sequence[Column[Any]]) -> Column[tuple[Any, ...]]:
    """
    Return one column of tuples: what several say of each row, made when it is read.

    Its codes are products of theirs, so few of its values ever occur.
    """
    *others, last = columns
    if not others:
        return last.later(lambda value: (value,))
    before, size = together(others), len(last.values)
    if len(before.values) * size > _WIDE:
        # Only what occurs is numbered, so that the numbers stay small.
        occurring = encode(zip(before.codes, last.codes, strict=True))
        pairs = occurring.values
        return Column(
            values=Later(len(pairs), lambda code: (*before.values[pairs[code][0]], last.values[pairs[code][1]])),
            codes=occurring.codes,
        )
    return Column(
        values=Later(len(before.values) * size, lambda code: (*before.values[code // size], last.values[code % size])),
        codes=array("I", [code * size + own for code, own in zip(before.codes, last.codes, strict=True)]),
    )


def spread(codes: Codes, of: Sequence[int]) -> Codes:
    """Return what each code stands for, a number that is less than 256 where the codes are bytes."""
    if isinstance(codes, bytes):
        return codes.translate(bytes(of).ljust(_NARROW, b"\0"))
    return pack(map(of.__getitem__, codes), 1 + max(of))


def _in_other_byte_order(codes: "array[int]") -> "array[int]":
    """Return a copy between this machine's byte order and the file's, which is big-endian."""
    copy = array("I", codes)
    if byteorder == "little":  # pragma: no branch - nothing to swap on a big-endian machine
        copy.byteswap()
    return copy


def picked(values: Sequence[T], places: Sequence[int]) -> tuple[T, ...]:
    """Return the values at *places*, thousands of them in one call."""
    return itemgetter(*places)(values) if len(places) > 1 else tuple(values[place] for place in places)


def pack(codes: Iterable[int], distinct: int) -> Codes:
    """Store codes as narrowly as they allow."""
    return bytes(codes) if distinct <= _NARROW else array("I", codes)
