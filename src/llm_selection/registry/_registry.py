"""The registry: a frozen value that holds every fact and builds each record when it is asked for."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import EllipsisType
from typing import TYPE_CHECKING, Any, TypeVar, overload

from llm_selection._dataclasses import replace
from llm_selection._foundation.facts import Fact
from llm_selection._foundation.frozen import FrozenMap, FrozenMapping
from llm_selection._foundation.plain import from_plain, to_plain
from llm_selection._foundation.spelling import nearest_names, part_spelt, spelt_alike
from llm_selection._foundation.wording import counted
from llm_selection.domain.benchmarks import Benchmark, Result, Task
from llm_selection.domain.calibration import Ability, BenchmarkParameters, Calibration, EffortAbility, Prior
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evidence import Source
from llm_selection.domain.identity import ModelId, OfferingId, developer_of
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Developer, Lifecycle, Offering, Provider
from llm_selection.domain.tokens import ReasoningTokens
from llm_selection.domain.verbosity import Verbosity
from llm_selection.errors import Fault, InvalidInputError, NotFoundError
from llm_selection.registry import _late
from llm_selection.registry._columns import Column
from llm_selection.registry._stores import Compiled, Patched, Store, all_of

if TYPE_CHECKING:
    from llm_selection.domain.hardware import Accelerator
    from llm_selection.registry._compile import Artefact
    from llm_selection.registry._overlays import Layer, Origin, Overlay
    from llm_selection.registry._records import Records

__all__ = [
    "DETAILS",
    "INDEX",
    "ON_TOP",
    "Registry",
    "Table",
    "as_json",
    "registry_of",
    "store_of",
    "with_layers",
]

INDEX = "index.json"
DETAILS = "details.jsonl"
ON_TOP = "overlays.json"

_MOST_BUILT = 64
_MOST_NAMED = 5
"""Models that an error names of the many that a name could mean."""

K = TypeVar("K", bound=str)
T = TypeVar("T")
V = TypeVar("V")
D = TypeVar("D")


class Table(FrozenMapping[K, V]):
    """
    The records of one kind, by id, in order of id; each is built when asked for, and a few are kept.

    A miss raises `NotFoundError`, which names the nearest ids.
    """

    __slots__ = ("_build", "_built", "_ids", "_kind", "_registry", "_rows")

    def __init__(self, kind: str, ids: Sequence[K], build: Callable[[int], V], registry: str) -> None:
        """Hold *ids*, and how to *build* the record in a row."""
        self._kind, self._ids, self._build, self._registry = kind, ids, build, registry
        self._rows: dict[K, int] = {}
        self._built: dict[int, V] = {}

    def __getitem__(self, key: K) -> V:
        """Build the record *key*."""
        return self.at(self.row(key))

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
        """Build the record *key*, or return *default*; ``Mapping`` has it for `KeyError` only."""
        return self[key] if key in self else default  # noqa: SIM401 - that is what this is

    def row(self, key: K) -> int:
        """
        Return the place of *key* in the order of ids, from 0.

        Raises:
            NotFoundError: There is no such id.
        """
        places = self._places()
        if key not in places:
            nearest = nearest_names(str(key), self._ids)
            raise NotFoundError(self._kind, str(key), nearest=nearest, registry=self._registry)
        return places[key]

    def at(self, row: int) -> V:
        """Build the record in place *row*, unless it is one of those built last."""
        built = self._built
        if row not in built:
            if len(built) >= _MOST_BUILT:
                # Another thread may read what is dropped here: a new dict, not an emptied one.
                built = self._built = {}
            built[row] = self._build(row)
        return built[row]

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
    Every fact, as of one day, with its evidence: a compiled base, with overlays on top, on a day.

    Two registries are equal when their digests are. Get one from `bundled`, `build`, `read` or `discover`;
    ``registry | overlay`` puts an overlay on top, `as_of` turns back the day.

    Attributes:
        version: Data version of the base, such as ``2026.11.23``.
        date: The day of the data; ``on`` defaults to it everywhere.
        schema: Version of the artefact's shape.
        layers: What overlays brought, by origin, the last one on top.
        left_out: Why registered overlays aren't in it; only `discover` leaves any out.
        sources: What facts are taken from, by key.
        developers: By id.
        providers: By id.
        licenses: By id.
        models: By id; `model` also knows other names.
        offerings: By id.
        benchmarks: By id.
        results: Results by model; a model without any isn't there.
        priors: What is expected of a model before any result, by model.
        tokens: How many tokens a model reasons with before it answers, by model; by kind of work and effort.
        verbosities: What the user's own requests to a model put out, by model, one an effort, the lowest first; they count
            before `tokens`.
        abilities: What the fit says of each measured model, by task and model, at the highest effort measured. Of a model of which an overlay changed
            the results, and on an earlier day, there is nothing here: `recommend` then estimates it.
        effort_abilities: The same at each other effort that a model takes, by task, model and effort.
    """

    __slots__ = (
        "__weakref__",
        "_accelerators",
        "_base",
        "_calibration",
        "_day",
        "_digest",
        "_loose",
        "_store",
        "abilities",
        "benchmarks",
        "date",
        "developers",
        "effort_abilities",
        "layers",
        "left_out",
        "licenses",
        "models",
        "offerings",
        "priors",
        "providers",
        "results",
        "schema",
        "sources",
        "tokens",
        "verbosities",
        "version",
    )

    def __init__(
        self,
        base: Compiled,
        layers: "tuple[Layer, ...]" = (),
        day: dt.date | None = None,
        left_out: tuple[Fault, ...] = (),
    ) -> None:
        """
        Wrap a compiled registry; use `bundled`, `build`, `read` or `discover` instead.

        Raises:
            RegistryError: The layers don't fit the base.
        """
        self._base, self.layers, self._day, self.left_out = base, layers, day, left_out
        self.version: str = base.index["version"]
        self.schema: int = base.index["schema"]
        self.date = dt.date.fromisoformat(base.index["date"])
        self._digest: str | None = None if layers or day else base.index["digest"]
        store: Store = base
        if layers:
            store = Patched(store, *_late.fold(store, layers))
        if day is not None:
            self.date = day
            store = Patched(store, _late.hidden_after(store, day))
        self._store = store
        self._accelerators: Table[str, Accelerator] | None = None
        self._loose: Mapping[str, tuple[ModelId, ...]] | None = None
        # Read once, when it is first asked for; until then ``...``, as ``None`` says that there isn't any.
        self._calibration: Calibration | EllipsisType | None = ...
        self.sources: Table[str, Source] = self._table("sources", Source)
        self.developers: Table[str, Developer] = self._table("developers", Developer)
        self.providers: Table[str, Provider] = self._table("providers", Provider)
        self.licenses: Table[str, LicenseTerms] = self._table("licenses", LicenseTerms)
        self.models: Table[ModelId, Model] = self._table("models", Model)
        self.offerings: Table[OfferingId, Offering] = self._table("offerings", Offering)
        self.benchmarks: Table[str, Benchmark] = self._table("benchmarks", Benchmark)
        self.results: Table[ModelId, tuple[Result, ...]] = self._table("results", tuple[Result, ...])
        self.priors: Table[ModelId, Prior] = self._table("priors", Prior)
        self.abilities: Table[Task, Mapping[ModelId, Ability]] = self._table("abilities", Mapping[ModelId, Ability])
        self.tokens: Table[ModelId, tuple[ReasoningTokens, ...]] = self._table("tokens", tuple[ReasoningTokens, ...])
        self.effort_abilities: Table[Task, Mapping[ModelId, Mapping[Effort, EffortAbility]]] = self._table(
            "effort_abilities", Mapping[ModelId, Mapping[Effort, EffortAbility]]
        )
        self.verbosities: Table[ModelId, tuple[Verbosity, ...]] = self._table("verbosities", tuple[Verbosity, ...])

    def _table(self, name: str, target: Any) -> Table[Any, Any]:
        """Return the records of one section, each of which is a *target*."""
        kind = {
            "results": "result of model",
            "priors": "prior of model",
            "abilities": "abilities at task",
            "effort_abilities": "abilities by effort at task",
            "verbosities": "verbosity of model",
            "tokens": "tokens of model",
            "parameters": "parameters of benchmark",
        }.get(name, name.removesuffix("s"))
        store = self._store
        return Table(kind, store.ids(name), lambda row: from_plain(target, store.plain(name, row)), self.version)

    @property
    def accelerators(self) -> "Table[str, Accelerator]":
        """Hardware that models can be hosted on, by id, with what renting it costs."""
        from llm_selection.domain.hardware import Accelerator  # a start needn't pay for it

        if self._accelerators is None:
            self._accelerators = self._table("accelerators", Accelerator)
        return self._accelerators

    @property
    def digest(self) -> str:
        """SHA-256 in hexadecimal: of the content; with overlays or a day on top, of these and the base's digest."""
        if self._digest is None:
            from hashlib import sha256  # loads OpenSSL, 5 ms that a start needn't pay

            self._digest = sha256(as_json(self._on_top())).hexdigest()
        return self._digest

    def _on_top(self) -> dict[str, Any]:
        """Return the overlays and the day as JSON holds them, with the base's digest."""
        return {
            "base": self._base.index["digest"],
            "layers": [to_plain(layer) for layer in self.layers],
            "day": None if self._day is None else self._day.isoformat(),
        }

    @property
    def calibration(self) -> Calibration | None:
        """The fitted parameters behind the abilities; ``None`` without any."""
        calibration = self._calibration
        if isinstance(calibration, EllipsisType):
            calibration = self._calibration = self._read_calibration()
        return calibration

    def _read_calibration(self) -> Calibration | None:
        """Read the fit, with the parameters of each benchmark built when asked for."""
        data = self._store.plain("calibration", 0)
        if data is None:
            return None
        calibration: Calibration = from_plain(Calibration, data)
        return replace(calibration, benchmarks=self._table("parameters", BenchmarkParameters))

    def model(self, name: str) -> Model:
        """
        Return a model by its id, or by anything else that it alone is called.

        That is a snapshot, an alias, a repository, an id of another library, the last part of any, its name; case doesn't
        matter. An offering's id of another library leads to its model. The last part of a model's own id does
        where no other's ends so, and nothing else is called so; then that of its other names likewise, and what it is
        called at its developer's own API, an alias such as ``mistral-large-latest`` too.

        Where nothing is called so, spaces, dots and hyphens don't matter either; and a part of a name does,
        ``Llama 4 Scout``, where it could mean only one model (`models_called`). A part never does that has a slash,
        that ends within a version, as ``Grok 4`` does in ``Grok 4.1``, or that is one word from within a name.

        Raises:
            NotFoundError: Nothing is called *name*, and the nearest ids are named; or it could mean several models, and
                the newest are.
            InvalidInputError: *name* isn't text.
        """
        candidates, is_meant = self._called(name)
        if is_meant and len(candidates) == 1:
            return self.models[candidates[0]]
        raise NotFoundError(
            "model",
            name,
            nearest=candidates[:_MOST_NAMED] or nearest_names(name, self.models),
            registry=self.version,
            count=len(candidates) if len(candidates) > 1 else 0,
        )

    def models_called(self, name: str) -> tuple[ModelId, ...]:
        """
        Return every model that *name* could mean, the newest first; those whose release isn't known come last.

        These are the models called so, as `model` looks for them; if there are none, those of whose id, name, family,
        snapshots or aliases it is a part, in whole words: ``Grok``, ``Gemini Flash``. If they are of several developers,
        those of the one with the most come first.

        Raises:
            InvalidInputError: *name* isn't text.
        """
        return self._called(name)[0]

    def siblings(self, model: ModelId) -> tuple[ModelId, ...]:
        """
        Return the other models of the family of *model* by its developer, the newest first; those whose release isn't known come last.

        Raises:
            NotFoundError: There is no such model.
        """
        family = self._store.plain("models", self.models.row(model)).get("family")
        return self._newest_first(
            other
            for row, other in enumerate(self.models)
            if family is not None
            and other != model
            and developer_of(other) == developer_of(model)
            and self._store.plain("models", row).get("family") == family
        )

    def _newest_first(self, models: Iterable[ModelId]) -> tuple[ModelId, ...]:
        """Sort by day of release, those without one last, then by id."""
        released = {key: self._store.plain("models", self.models.row(key)).get("released") or "" for key in models}
        return tuple(sorted(sorted(released), key=released.__getitem__, reverse=True))

    def _called(self, name: str) -> tuple[tuple[ModelId, ...], bool]:
        """Return the models that *name* could mean, as `models_called` does, and whether it does mean one that is alone."""
        if not isinstance(name, str):
            raise InvalidInputError(f"a model's name is text, got {name!r}")
        key = ModelId(name.lower())
        if key in self.models:
            return (key,), True
        names: dict[str, ModelId] = self._store.plain("names", 0)
        if key in names:
            return (names[key],), True
        ending_so = tuple(known for known in self.models if known.partition("/")[2] == key)
        if len(ending_so) == 1:
            return ending_so, True
        if same := self._by_spelling().get(spelt_alike(name)):
            meant = dict.fromkeys(same, True)
        else:
            wanted = part_spelt(name)
            parts = {
                known: [match for own in self._own_names(row) if (match := wanted.search(own.lower()))]
                for row, known in enumerate(self.models)
            }
            meant = {
                known: "/" not in name and any(match.lastgroup is None for match in matches)
                for known, matches in parts.items()
                if matches
            }
        of_developer = Counter(map(developer_of, meant))
        ordered = sorted(self._newest_first(meant), key=lambda known: -of_developer[developer_of(known)])
        return tuple(ordered), all(meant.values())

    def _own_names(self, row: int) -> tuple[str, ...]:
        """Return what a model is called by those who know it, with its family; without what libraries call it."""
        plain = self._store.plain("models", row)
        return (
            plain["id"],
            plain["name"],
            plain.get("family") or "",
            *plain.get("snapshots", ()),
            *plain.get("aliases", ()),
        )

    def _by_spelling(self) -> Mapping[str, tuple[ModelId, ...]]:
        """Return the models by id, else by short id, else by the last part of other names and by name; as `spelt_alike`."""
        if self._loose is None:
            ids: dict[str, dict[ModelId, None]] = {}
            own: dict[str, dict[ModelId, None]] = {}
            others: dict[str, dict[ModelId, None]] = {}
            for row, key in enumerate(self.models):
                ids.setdefault(spelt_alike(key), {})[key] = None
                own.setdefault(spelt_alike(key.partition("/")[2]), {})[key] = None
                others.setdefault(self._store.plain("models", row)["name"].lower(), {})[key] = None
            for name, key in self._store.plain("names", 0).items():
                others.setdefault(name.rpartition("/")[2], {})[ModelId(key)] = None
            model_of: Column[ModelId] = self.column("model")
            is_own: Column[bool] = self.column("own_api")
            for row, offering in enumerate(self.offerings):
                if is_own[row]:
                    others.setdefault(offering.partition("/")[2].lower(), {})[model_of[row]] = None
            spelt: dict[str, dict[ModelId, None]] = {}
            for name, keys in others.items():
                spelt.setdefault(spelt_alike(name), {}).update(keys)
            self._loose = {name: tuple(keys) for name, keys in (spelt | own | ids).items() if name}
        return self._loose

    def offerings_of(self, model: ModelId) -> tuple[Offering, ...]:
        """
        Return the offerings of *model*, in order of id.

        Raises:
            NotFoundError: There is no such model.
        """
        self.models.row(model)
        column: Column[ModelId] = self.column("model")
        return tuple(self.offerings.at(row) for row in range(len(column)) if column[row] == model)

    def retiring_within(self, days: int, *, on: dt.date | None = None) -> tuple[Offering, ...]:
        """
        Return the offerings that stop answering in the *days* after *on*, the soonest first, then by id.

        Only ends that a source dates are known: what isn't here may still end.

        Args:
            days: How far to look; at least 0. One that ends on *on* itself has ended.
            on: The day to look from; the registry's own date by default.

        Raises:
            InvalidInputError: *days* isn't a whole number of at least 0, or *on* isn't a date.
        """
        if type(days) is not int or days < 0:
            raise InvalidInputError(f"days is a whole number of at least 0, got {days!r}")
        first = self.date if on is None else on
        if type(first) is not dt.date:
            raise InvalidInputError(f"a day is a datetime.date, got {first!r}")
        column: Column[Lifecycle] = self.column("lifecycle")
        last_days = {
            code: lifecycle.retires
            for code, lifecycle in enumerate(column.values)
            if lifecycle.retires is not None and 0 < (lifecycle.retires - first).days <= days
        }
        # Rows are in order of id, and sorting is stable.
        rows = sorted(
            (row for row, code in enumerate(column.codes) if code in last_days),
            key=lambda row: last_days[column.codes[row]],
        )
        return tuple(self.offerings.at(row) for row in rows)

    @overload
    def column(self, fact: Fact[T]) -> Column[T]: ...
    @overload
    def column(self, fact: str) -> Column[Any]: ...
    def column(self, fact: str) -> Column[Any]:
        """
        Return one fact of every offering, in order of offering id.

        docs/how-to/write-a-requirement.md lists the facts. Those that are worked out for a day or a need, or from other
        facts, are in `llm_selection.selection.options.Options.column` only.
        """
        return self._store.column(fact)

    def __or__(self, overlay: "Overlay") -> "Registry":
        """
        Put *overlay* on top.

        Putting on nothing, or the same again, changes nothing. Where ``r | a`` is a registry, ``(r | a) | b`` and
        ``r | (a | b)`` are the same, or fail for the same reason. Where it isn't, because *a* builds on what *b* brings,
        only ``r | (a | b)`` may be one: overlays that need each other go on together, as `discover` puts them.

        Raises:
            RegistryError: A record is incomplete, a reference leads nowhere, or a name belongs to another model.
        """
        if not isinstance(overlay, _late.Overlay):
            return NotImplemented
        return with_layers(self, (_late.stacked(self.layers) | overlay).layers, left_out=self.left_out)

    def replacing(self, overlay: "Overlay") -> "Registry":
        """
        Put *overlay* on top, in place of what overlays of the same names brought before, whatever their versions.

        Raises:
            RegistryError: As ``registry | overlay``.
        """
        return with_layers(self, _late.replaced(self.layers, overlay).layers, left_out=self.left_out)

    def as_of(self, day: dt.date) -> "Registry":
        """
        Return what was released, priced and measured on *day*; the registry itself from its own date on.

        A model without a known release counts from the first day on which anything here speaks of it, a result without
        a date from the day its source was read. Ends of service are dates and stay: ``stage_on`` tells them apart.
        What isn't dated (limits, licenses, stages without a date) is as known today, and so are the parameters and
        priors of the fit. Turning back twice is turning back to the earlier day.

        Raises:
            InvalidInputError: *day* isn't a date.
        """
        if type(day) is not dt.date:
            raise InvalidInputError(f"a day is a datetime.date, got {day!r}")
        return self if day >= self.date else Registry(self._base, self.layers, day, self.left_out)

    @property
    def collected(self) -> dt.date:
        """The day on which its facts were collected: its date, or a later one where it was turned back."""
        return dt.date.fromisoformat(self._base.index["date"])

    @property
    def base(self) -> "Registry":
        """What is under the overlays, on the data's own day."""
        return Registry(self._base)

    @property
    def day(self) -> dt.date | None:
        """The earlier day it was turned back to; ``None`` if it wasn't."""
        return self._day

    def origin_of(self, section: str, key: str, field: str = "") -> "Origin | None":
        """
        Return who brought a fact: the last overlay that writes it; ``None`` for the base.

        Args:
            section: Such as ``offerings``.
            key: The record's id.
            field: A field, or a part of a group such as ``limits.context_tokens``; by default, any of the record.
        """
        if not self.layers:
            return None
        return _late.origin_of(self.layers, section, key, field)

    def brought(self, section: str, key: str) -> "Mapping[str, Origin]":
        """
        Return who brought what of a record, by field; a record that isn't in the base is brought whole, under ``""``.

        Args:
            section: Such as ``offerings``; of ``results``, fields are their sources.
            key: The record's id.
        """
        if not self.layers:
            return {}
        return _late.brought(self._base, self.layers, section, key)

    def verify(self) -> None:
        """
        Recompute the digest of the base.

        Raises:
            RegistryError: The content isn't what the digest was made of.
        """
        self._base.verify()

    def to_files(self) -> dict[str, bytes]:
        """Return the files that `read` reads: the base, and what is on top; the same bytes everywhere."""
        index, details = self._base.to_bytes()
        files = {DETAILS: details, INDEX: index}
        if self.layers or self._day:
            files[ON_TOP] = as_json({**self._on_top(), "digest": self.digest})
        return files

    def records(self) -> "Records":
        """Build every record, of which there are thousands: meant for tools and tests."""
        return _late.Records(
            version=self.version,
            date=self.date,
            calibration=self.calibration,
            **{name: dict(getattr(self, name)) for name in _late.SECTIONS},
        )

    def __eq__(self, other: object) -> bool:
        """Compare by content."""
        return self.digest == other.digest if isinstance(other, Registry) else NotImplemented

    def __hash__(self) -> int:
        """Hash the digest."""
        return hash(self.digest)

    def __reduce__(self) -> tuple[Any, ...]:
        """Tell pickle what it is made of, so that it can enter another process, where it is the same."""
        return Registry, (self._base, self.layers, self._day, self.left_out)

    def __repr__(self) -> str:
        """Say what this is in a line."""
        on_top = "".join(f" | {layer.origin}" for layer in self.layers)
        day = f" as of {self._day}" if self._day else ""
        return f"<Registry {self.version}{on_top}{day}: {counted(len(self.models), 'model')}, {counted(len(self.offerings), 'offering')}>"


def registry_of(artefact: "Artefact") -> Registry:
    """Wrap a registry just compiled."""
    return Registry(Compiled.of(artefact.index, artefact.details))


def plain_record(registry: Registry, section: str, row: int) -> Any:
    """Return the record in place *row* of a section as JSON holds it, without building its value."""
    return store_of(registry).plain(section, row)


def plain_records(registry: Registry, section: str) -> Iterator[tuple[str, Any]]:
    """Yield the records of a section with their ids, as JSON holds them, without building their values."""
    return all_of(store_of(registry), section)


def store_of(registry: Registry) -> Store:
    """Return where the records of a registry are read from, as plain data."""
    return registry._store  # noqa: SLF001 - kept from users, not from this package


def with_layers(registry: Registry, layers: "tuple[Layer, ...]", *, left_out: tuple[Fault, ...] = ()) -> Registry:
    """Return the same base on the same day with *layers* on top, and nothing else."""
    same = layers == registry.layers and left_out == registry.left_out
    return registry if same else Registry(registry._base, layers, registry._day, left_out)  # noqa: SLF001 - as above


def as_json(data: Any) -> bytes:
    """Write JSON, the same bytes for the same data."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
