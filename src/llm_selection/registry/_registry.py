"""The registry: a frozen value that holds every fact and builds each record when it is asked for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import accumulate
from typing import TYPE_CHECKING, Any, TypeVar, overload

from llm_selection._frozen import FrozenMap, FrozenMapping
from llm_selection._plain import from_plain
from llm_selection.benchmarks import Benchmark, Result, Task
from llm_selection.calibration import Ability, BenchmarkParameters, Calibration, Prior
from llm_selection.errors import Fault, InvalidInputError, NotFoundError, RegistryError
from llm_selection.evidence import Source
from llm_selection.identity import ModelId, OfferingId
from llm_selection.licenses import LicenseTerms
from llm_selection.models import Model
from llm_selection.offerings import Developer, Offering, Provider
from llm_selection.registry._columns import FACTS, Column
from llm_selection.registry._records import SECTIONS, Records

if TYPE_CHECKING:
    from llm_selection.registry._compile import Artefact

__all__ = ["Registry", "Table", "nearest_names"]

K = TypeVar("K", bound=str)
V = TypeVar("V")
D = TypeVar("D")
_NEAREST = 3


def nearest_names(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Return up to three of the *known* names that look like *name*, the nearest first."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a miss pays for it

    return tuple(map(str, get_close_matches(name, list(map(str, known)), n=_NEAREST, cutoff=0.5)))


class Table(FrozenMapping[K, V]):
    """
    The records of one kind, by id, in order of id; each is built when asked for.

    A miss raises `NotFoundError`, which names the nearest ids.
    """

    __slots__ = ("_build", "_ids", "_kind", "_registry", "_rows")

    def __init__(self, kind: str, ids: list[K], build: Callable[[int], V], registry: str) -> None:
        """Hold *ids*, and how to *build* the record in a row."""
        self._kind, self._ids, self._build, self._registry = kind, ids, build, registry
        self._rows: dict[K, int] = {}

    def __getitem__(self, key: K) -> V:
        """Build the record *key*."""
        return self._build(self.row(key))

    def __iter__(self) -> Iterator[K]:
        """Iterate over the ids, in order."""
        return iter(self._ids)

    def __len__(self) -> int:
        """Count the records."""
        return len(self._ids)

    def __contains__(self, key: object) -> bool:
        """Say whether there is a record *key*, without building it."""
        return key in self._places()

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V | D) -> V | D: ...
    def get(self, key: K, /, default: Any = None) -> Any:
        """Build the record *key*, or return *default*; `Mapping` has it for `KeyError` only."""
        return self[key] if key in self else default  # noqa: SIM401 - that is what this is

    def row(self, key: K) -> int:
        """Return the place of *key* in the order of ids."""
        places = self._places()
        if key not in places:
            nearest = nearest_names(str(key), self._ids)
            raise NotFoundError(self._kind, str(key), nearest=nearest, registry=self._registry)
        return places[key]

    def at(self, row: int) -> V:
        """Build the record in place *row*."""
        return self._build(row)

    def id_at(self, row: int) -> K:
        """Return the id in place *row*."""
        return self._ids[row]

    def _places(self) -> dict[K, int]:
        """Map ids to places, made on first use."""
        if not self._rows:
            self._rows = {key: row for row, key in enumerate(self._ids)}
        return self._rows

    def __hash__(self) -> int:
        """Hash the items as any frozen mapping does, which builds them all."""
        return hash(FrozenMap(self))

    def __repr__(self) -> str:
        """Say what is held, without building it."""
        return f"<{len(self)} {self._kind}s>"


class Registry:
    """
    Every fact, as of one day, with its evidence.

    Two registries are equal when their digests are. Get one from `bundled`, `build` or `read`.

    Attributes:
        version: Data version, such as ``2026.11.23``.
        date: The day of the data; ``on`` defaults to it everywhere.
        schema: Version of the artefact's shape.
        digest: SHA-256 of the content, in hexadecimal.
        sources: What facts are taken from, by key.
        developers: By id.
        providers: By id.
        licenses: By id.
        models: By id; `model` also knows other names.
        offerings: By id.
        benchmarks: By id.
        results: Results by model; a model without any isn't there.
        priors: What is expected of a model before any result, by model.
        abilities: What is known of each measured model, by task and model.
    """

    __slots__ = (
        "__weakref__",
        "_columns",
        "_index",
        "_line",
        "abilities",
        "benchmarks",
        "date",
        "developers",
        "digest",
        "licenses",
        "models",
        "offerings",
        "priors",
        "providers",
        "results",
        "schema",
        "sources",
        "version",
    )

    def __init__(self, index: Mapping[str, Any], read: Callable[[int, int], bytes]) -> None:
        """
        Wrap a compiled registry; use `bundled`, `build` or `read` instead.

        Args:
            index: The artefact's index.
            read: Returns so many bytes of the details from a place on.
        """
        self._index = index
        self._columns: dict[str, Column] = {}
        self.version: str = index["version"]
        self.date = date.fromisoformat(index["date"])
        self.schema: int = index["schema"]
        self.digest: str = index["digest"]
        starts: dict[str, list[int]] = {}
        end = 0
        for name, section in index["sections"].items():
            starts[name] = list(accumulate(section["lengths"], initial=end))
            end = starts[name][-1]

        def line(name: str, row: int) -> bytes:
            start, stop = starts[name][row : row + 2]
            return read(start, stop - start)

        self._line = line
        self.sources: Table[str, Source] = self._table("sources")
        self.developers: Table[str, Developer] = self._table("developers")
        self.providers: Table[str, Provider] = self._table("providers")
        self.licenses: Table[str, LicenseTerms] = self._table("licenses")
        self.models: Table[ModelId, Model] = self._table("models")
        self.offerings: Table[OfferingId, Offering] = self._table("offerings")
        self.benchmarks: Table[str, Benchmark] = self._table("benchmarks")
        self.results: Table[ModelId, tuple[Result, ...]] = self._table("results")
        self.priors: Table[ModelId, Prior] = self._table("priors")
        self.abilities: Table[Task, Mapping[ModelId, Ability]] = self._table("abilities")

    def _table(self, name: str) -> Table[Any, Any]:
        """Return the records of one section."""
        target = SECTIONS.get(name, BenchmarkParameters)
        kind = {
            "results": "result of model",
            "priors": "prior of model",
            "abilities": "abilities at task",
            "parameters": "parameters of benchmark",
        }.get(name, name.removesuffix("s"))
        return Table(
            kind,
            self._index["sections"][name]["ids"],
            lambda row: from_plain(target, self._json(name, row)),
            self.version,
        )

    def _json(self, name: str, row: int) -> Any:
        """Parse the line of one record."""
        import json  # noqa: PLC0415 - kept out of the import of the value types

        return json.loads(self._line(name, row))

    @property
    def calibration(self) -> Calibration | None:
        """The fitted parameters behind the abilities; ``None`` without any."""
        data = self._json("calibration", 0)
        return None if data is None else replace(from_plain(Calibration, data), benchmarks=self._table("parameters"))

    def model(self, name: str) -> Model:
        """
        Return a model by its id, a snapshot, an alias, a repository, or an id of another library.

        Case doesn't matter. An offering's id of another library leads to its model.

        Raises:
            NotFoundError: Nothing is called *name*; the nearest ids are named.
            InvalidInputError: *name* isn't text.
        """
        if not isinstance(name, str):
            raise InvalidInputError(f"a model's name is text, got {name!r}")
        key = ModelId(name.lower())
        if key in self.models:
            return self.models[key]
        names: dict[str, str] = self._json("names", 0)
        if key in names:
            return self.models[ModelId(names[key])]
        return self.models[key]  # raises, with the nearest ids

    def offerings_of(self, model: ModelId) -> tuple[Offering, ...]:
        """
        Return the offerings of *model*, in order of id.

        Raises:
            NotFoundError: There is no such model.
        """
        self.models.row(model)
        column = self.column("model")
        return tuple(self.offerings.at(row) for row in range(len(column)) if column[row] == model)

    def column(self, fact: str) -> Column:
        """Return one fact of every offering, in order of offering id; the facts are those of ``FACTS``."""
        if fact not in self._columns:
            self._columns[fact] = Column.from_plain(FACTS[fact].type, self._index["columns"][fact])
        return self._columns[fact]

    def verify(self) -> None:
        """
        Recompute the digest.

        Raises:
            RegistryError: The content isn't what the digest was made of.
        """
        from llm_selection.registry._compile import digest_of  # noqa: PLC0415 - not needed by a start

        if digest_of(self._index, self.to_bytes()[1]) != self.digest:
            raise RegistryError(
                Fault(where=f"registry {self.version}", problem="doesn't match its digest; install or build it again")
            )

    def to_bytes(self) -> tuple[bytes, bytes]:
        """Return the artefact: index and details, the same bytes for the same records everywhere."""
        import json  # noqa: PLC0415 - as above

        details = b"".join(
            self._line(name, row)
            for name, section in self._index["sections"].items()
            for row in range(len(section["ids"]))
        )
        index = json.dumps(self._index, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        return index.encode() + b"\n", details

    def records(self) -> Records:
        """Build every record: a fifth of a second for thousands; meant for tools and tests."""
        return Records(
            version=self.version,
            date=self.date,
            calibration=self.calibration,
            **{name: dict(getattr(self, name)) for name in SECTIONS},
        )

    def __eq__(self, other: object) -> bool:
        """Compare by content."""
        return self.digest == other.digest if isinstance(other, Registry) else NotImplemented

    def __hash__(self) -> int:
        """Hash the digest."""
        return hash(self.digest)

    def __repr__(self) -> str:
        """Say what this is in a line."""
        return f"<Registry {self.version}: {len(self.models)} models, {len(self.offerings)} offerings>"

    @classmethod
    def from_artefact(cls, artefact: "Artefact") -> "Registry":
        """Wrap a registry just compiled."""
        details = artefact.details
        return cls(artefact.index, lambda start, length: details[start : start + length])
