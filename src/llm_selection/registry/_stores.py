"""
Stores: where a registry reads its records from.

`Compiled` is an artefact as it was built. `Patched` is a store with some records changed: what overlays and days
are made of. Only what changed is computed again.
"""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, NamedTuple, Protocol, TypeVar

from llm_selection._foundation.frozen import EMPTY
from llm_selection._foundation.plain import from_plain
from llm_selection.domain.identity import ModelId
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Offering, Provider
from llm_selection.errors import Fault, RegistryError
from llm_selection.registry._columns import FACTS, Column, Later, column_from_plain, encode, pack

__all__ = ["Changes", "Compiled", "Patched", "Store", "all_of", "row_of"]

T = TypeVar("T")

Changes = Mapping[str, Mapping[str, Any]]
"""For each section, what each changed record is now, as plain data; ``None`` for one that is gone."""

_ROW_PARTS: Mapping[str, Any] = {
    "offerings": Offering,
    "models": Model,
    "providers": Provider,
    "licenses": LicenseTerms,
}
"""The records that the facts of an offering are read from, by section."""


class Store(Protocol):
    """What a registry needs of the place its records are in."""

    def ids(self, section: str) -> Sequence[str]:
        """Return the ids of one section, in order."""
        ...

    def plain(self, section: str, row: int) -> Any:
        """Return one record as plain data, which isn't to be changed."""
        ...

    def column(self, fact: str) -> Column[Any]:
        """Return one fact of every offering, in order of offering id."""
        ...


def all_of(store: Store, section: str) -> Iterator[tuple[str, Any]]:
    """Read every record of one section, with its id."""
    return ((key, store.plain(section, row)) for row, key in enumerate(store.ids(section)))


def row_of(store: Store, section: str, key: str) -> int | None:
    """Return the place of *key* in a section; ``None`` if it isn't there."""
    ids = store.ids(section)
    row = bisect_left(ids, key)
    return row if row < len(ids) and ids[row] == key else None


class Compiled:
    """
    An artefact: its index in memory, its details read line by line.

    Attributes:
        index: Versions, digest, ids, columns, and where each record's line is.
    """

    __slots__ = ("_columns", "_read", "_starts", "index")

    def __init__(self, index: Mapping[str, Any], read: Callable[[int, int], bytes]) -> None:
        """Wrap an *index* and how to *read* so many bytes of the details from a place on."""
        self.index = index
        self._read = read
        self._columns: dict[str, Column[Any]] = {}
        self._starts: dict[str, list[int]] = {}
        end = 0
        for name, section in index["sections"].items():
            self._starts[name] = list(accumulate(section["lengths"], initial=end))
            end = self._starts[name][-1]

    @classmethod
    def of(cls, index: Mapping[str, Any], details: bytes) -> "Compiled":
        """Wrap an *index* and all of the details."""
        return cls(index, lambda start, length: details[start : start + length])

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell pickle the content: how it is read is of this process."""
        return Compiled.of, (self.index, self._details())

    def ids(self, section: str) -> Sequence[str]:
        """Return the ids of one section, in order; none of one that was compiled before there was such a section."""
        ids: Sequence[str] = self.index["sections"].get(section, {"ids": ()})["ids"]
        return ids

    def line(self, section: str, row: int) -> bytes:
        """Return the line of one record."""
        start, stop = self._starts[section][row : row + 2]
        return self._read(start, stop - start)

    def plain(self, section: str, row: int) -> Any:
        """Parse the line of one record."""
        return json.loads(self.line(section, row))

    def column(self, fact: str) -> Column[Any]:
        """Read one fact of every offering."""
        if fact not in self._columns:
            self._columns[fact] = column_from_plain(FACTS[fact], self.index["columns"][fact])
        return self._columns[fact]

    def to_bytes(self) -> tuple[bytes, bytes]:
        """Return index and details, the same bytes for the same records everywhere."""
        index = json.dumps(self.index, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return index.encode() + b"\n", self._details()

    def _details(self) -> bytes:
        return self._read(0, sum(sum(section["lengths"]) for section in self.index["sections"].values()))

    def verify(self) -> None:
        """
        Recompute the digest.

        Raises:
            RegistryError: The content isn't what the digest was made of.
        """
        from llm_selection.registry._compile import digest_of  # not needed by a start

        if digest_of(self.index, self.to_bytes()[1]) != self.index["digest"]:
            problem = "doesn't match its digest; install or build it again"
            raise RegistryError(Fault(where=f"registry {self.index['version']}", problem=problem))


class Patched:
    """A store with some records changed."""

    __slots__ = ("_base", "_built", "_changes", "_columns", "_ids", "_names", "_places", "_touched")

    def __init__(self, base: Store, changes: Changes, built: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """Put *changes* over *base*; *built* are the values of some of them, by section and id."""
        self._base = base
        self._changes = changes
        self._columns: dict[str, Column[Any]] = {}
        self._names: dict[str, ModelId] | None = None
        self._touched: dict[int, _Touched] | None = None
        self._built = {
            section: _Built(self, section, target, (built or {}).get(section, {}))
            for section, target in _ROW_PARTS.items()
        }
        self._ids: dict[str, list[str]] = {}
        # For each row, its place in the base; ``None`` for a changed record.
        self._places: dict[str, list[int | None]] = {}
        for section, changed in changes.items():
            self._ids[section], self._places[section] = _merged(base.ids(section), changed)

    def ids(self, section: str) -> Sequence[str]:
        """Return the ids of one section, in order."""
        return self._ids[section] if section in self._ids else self._base.ids(section)

    def plain(self, section: str, row: int) -> Any:
        """Return one record: the changed one, or the base's."""
        if section == "names" and not self._changes.keys().isdisjoint(("models", "offerings")):
            return self._names_again()
        if section not in self._places:
            return self._base.plain(section, row)
        place = self._places[section][row]
        return self._changes[section][self._ids[section][row]] if place is None else self._base.plain(section, place)

    def column(self, fact: str) -> Column[Any]:
        """Take the base's column and compute what changed."""
        if fact not in self._columns:
            self._columns[fact] = self._patched_column(fact)
        return self._columns[fact]

    def _patched_column(self, fact: str) -> Column[Any]:
        """Keep the codes of untouched rows, and give the others codes of their values, which may be new."""
        base = self._base.column(fact)
        places = self._places.get("offerings")
        codes: list[int] = (
            list(base.codes) if places is None else [0 if place is None else base.codes[place] for place in places]
        )
        reader = FACTS[fact]
        rows_to_read: list[int] = []
        for row, touched in self._touched_rows().items():
            if touched.base_row is None or reader.own:
                rows_to_read.append(row)
            else:
                codes[row] = base.codes[touched.base_row]
        new = encode(reader.read(self._touched_rows()[row].row) for row in rows_to_read)
        values, code_of = _with_more(base.values, new.values, is_read=not reader.as_text)
        for row, code in zip(rows_to_read, new.codes, strict=True):
            codes[row] = code_of[code]
        return Column(values=values, codes=pack(codes, len(values)))

    def _touched_rows(self) -> dict[int, "_Touched"]:
        """Return the offerings any part of which changed, by row."""
        if self._touched is None:
            through: set[int] = set()
            for section, fact in (("models", "model"), ("providers", "provider"), ("licenses", "license")):
                changed = self._changes.get(section)
                if changed:
                    column = self._base.column(fact)
                    codes = {code for code, value in enumerate(column.values) if value in changed}
                    through.update(place for place, code in enumerate(column.codes) if code in codes)
            places = self._places.get("offerings", range(len(self._base.ids("offerings"))))
            self._touched = {
                row: _Touched(_LazyRow(self._built, self.ids("offerings")[row]), self._row_in_base(row, place, through))
                for row, place in enumerate(places)
                if place is None or place in through
            }
        return self._touched

    def _row_in_base(self, row: int, place: int | None, through: set[int]) -> int | None:
        """Return the base's row of a changed offering whose model is the same and unchanged; ``None`` otherwise."""
        if place is not None:
            return None
        before = row_of(self._base, "offerings", self.ids("offerings")[row])
        if before is None or before in through:
            return None
        same = self._base.column("model")[before] == self.plain("offerings", row)["model"]
        return before if same else None

    def _names_again(self) -> Mapping[str, ModelId]:
        """Collect the names again: one that led to a single model may now belong to two."""
        from llm_selection.registry._compile import names_of  # not needed by a start

        if self._names is None:
            own: list[tuple[ModelId, Any]] = []
            others: list[tuple[ModelId, Any]] = []
            for row in range(len(self.ids("models"))):
                model = self.plain("models", row)
                repository = (model.get("weights") or EMPTY).get("repository")
                own.append((model["id"], (*model.get("snapshots", ()), *model.get("aliases", ()))))
                others.append((model["id"], (*model.get("ids", {}).values(), *filter(None, [repository]))))
            for row in range(len(self.ids("offerings"))):
                offering = self.plain("offerings", row)
                others.append((offering["model"], offering.get("ids", {}).values()))
            self._names = names_of(own, others)
        return self._names


class _Built(dict[str, Any]):
    """The records of one section, each built once."""

    def __init__(self, store: Store, section: str, target: Any, built: Mapping[str, Any]) -> None:
        """Get ready to build *target*; some are *built* already."""
        super().__init__(built)
        self._store, self._section, self._target = store, section, target

    def __missing__(self, key: str) -> Any:
        """Build one."""
        row = row_of(self._store, self._section, key)
        if row is None:  # pragma: no cover - references were checked
            raise KeyError(key)
        self[key] = from_plain(self._target, self._store.plain(self._section, row))
        return self[key]


class _LazyRow:
    """The records that the facts of one offering are read from, each built when it is read."""

    __slots__ = ("_built", "_id")

    def __init__(self, built: Mapping[str, Mapping[str, Any]], offering_id: str) -> None:
        """Hold where its parts are found."""
        self._built, self._id = built, offering_id

    @property
    def offering(self) -> Offering:
        """The offering."""
        offering: Offering = self._built["offerings"][self._id]
        return offering

    @property
    def model(self) -> Model:
        """The model served."""
        model: Model = self._built["models"][self.offering.model]
        return model

    @property
    def provider(self) -> Provider:
        """Who serves it."""
        provider: Provider = self._built["providers"][self.offering.provider]
        return provider

    @property
    def terms(self) -> LicenseTerms | None:
        """The terms; ``None`` unknown."""
        license_id = self.model.license
        return None if license_id is None else self._built["licenses"][license_id]


class _Touched(NamedTuple):
    """
    An offering of which any part changed.

    Attributes:
        row: The records that its facts are read from.
        base_row: The base's place of the same offering, where nothing changed but the offering itself; else ``None``.
    """

    row: Any
    base_row: int | None


def _with_more(values: Sequence[T], new: Sequence[T], *, is_read: bool) -> tuple[Sequence[T], list[int]]:
    """Add *new* values and return their codes; values that aren't to be read go to the end, known or not."""
    count = len(values)
    if not new:
        return values, []
    if not is_read:
        combined = Later(count + len(new), lambda code: values[code] if code < count else new[code - count])
        return combined, list(range(count, len(combined)))
    known = {value: code for code, value in enumerate(values)}
    places = [known.setdefault(value, len(known)) for value in new]
    return tuple(known), places


def _merged(ids: Sequence[str], changed: Mapping[str, Any]) -> tuple[list[str], list[int | None]]:
    """Return the ids after the changes, and each one's place in *ids*; a changed record has none."""
    merged, places = list(ids), list[int | None](range(len(ids)))
    # From the end, so that places before are still those in *ids*.
    for key in sorted(changed, reverse=True):
        row = bisect_left(ids, key)
        is_known = row < len(ids) and ids[row] == key
        new = [] if changed[key] is None else [key]
        merged[row : row + is_known] = new
        places[row : row + is_known] = [None] * len(new)
    return merged, places
