"""
Scanning: what becomes of the models that a text names.

A name's fate is judged once: by the developer's own API where the name is an id there, since that is whose end cuts a
user off; else by the place that keeps it the longest, since the name alone doesn't say which is used.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from llm_selection.errors import InvalidInputError
from llm_selection.evidence import Evidence
from llm_selection.identity import ModelId, OfferingId, developer_of
from llm_selection.mentions import Mention, Names, Syntax, find_mentions, names_of
from llm_selection.models import Model, NotOffered
from llm_selection.offerings import Offering, ProviderKind, Stage, stage_on
from llm_selection.registry import Registry, in_use

__all__ = ["FAILING", "REPORTED", "WITHIN_DAYS", "Basis", "Fate", "Finding", "Heir", "Kind", "Scanner", "scan_text"]

WITHIN_DAYS = 90
"""How far ahead ends are reported by default, as in ``llm-selection list retiring``."""


class Kind(StrEnum):
    """What becomes of a name, the gravest first."""

    RETIRED = "retired"
    """Doesn't answer any more."""
    RETIRING = "retiring"
    """Stops answering within the days asked about."""
    DEPRECATED = "deprecated"
    """Still answers; the provider asks to move on."""
    MOVING = "moving"
    """May answer with another model tomorrow."""
    SUPERSEDED = "superseded"
    """The provider names another in its place, or its line has a newer model; it goes on answering."""
    UNKNOWN = "unknown"
    """Nobody here knows at which stage it is."""
    UNLISTED = "unlisted"
    """Built like an id of a line that the registry knows, but not in it: nothing is known, least of all that all is well."""
    ACTIVE = "active"
    """Answers, and no end is known within the days asked about."""


REPORTED = (Kind.RETIRED, Kind.RETIRING, Kind.DEPRECATED, Kind.MOVING, Kind.SUPERSEDED)
"""What is reported unless everything is asked for."""
FAILING = (Kind.RETIRED, Kind.RETIRING, Kind.DEPRECATED)
"""What lets a check fail by default: what no longer works, or soon won't."""


class Basis(StrEnum):
    """Why another model is named."""

    PROVIDER = "provider"
    """The provider names it in the other's place."""
    LINE = "line"
    """The newest of the developer's same product line that takes and gives the same kinds of input and output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heir:
    """
    What to move to.

    Attributes:
        id: As the provider calls it, or in the naming of the library whose id was found.
        basis: Who says so.
        line: The product line, where that is the basis.
        released: Its first public day; ``None`` unknown.
    """

    id: str
    basis: Basis
    line: str | None = None
    released: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    Where a name is, or was, served.

    Attributes:
        provider: Key of the provider.
        kind: What becomes of it there.
        ends: The day it ends or ended there; ``None`` unknown.
    """

    provider: str
    kind: Kind
    ends: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """
    What becomes of a name.

    Attributes:
        name: The id as written.
        kind: What becomes of it.
        model: The model it stands for; ``None`` for one the registry doesn't know.
        offering: The offering that decides; ``None`` where there is none.
        ends: The day it ends or ended; ``None`` unknown.
        deprecated: The day of its deprecation; ``None`` unknown.
        elsewhere: What becomes of the same name at other providers, in order of id.
        heir: What to move to; ``None`` where the data names nothing.
        evidence: Who says so; ``None`` where nothing is said.
    """

    name: str
    kind: Kind
    model: ModelId | None = None
    offering: OfferingId | None = None
    ends: dt.date | None = None
    deprecated: dt.date | None = None
    elsewhere: tuple[Place, ...] = ()
    heir: Heir | None = None
    evidence: Evidence | None = None

    @property
    def provider(self) -> str | None:
        """Key of the provider that decides."""
        return None if self.offering is None else self.offering.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    A place in a file that names a model, and what becomes of it.

    Attributes:
        path: Of the file, as it was given.
        mention: The place.
        fate: What becomes of the model under that name.
    """

    path: str
    mention: Mention
    fate: Fate


class Scanner:
    """
    What many texts are scanned with: a registry's names, gathered once, and the fates judged so far.

    Args:
        registry: By default the one in use, see `llm_selection.registry.in_use`.
        on: The day asked about; by default the registry's own.
        within: Days ahead within which an end is reported; at least 0.

    Raises:
        InvalidInputError: *within* isn't a whole number of at least 0, or *on* isn't a date.
    """

    __slots__ = ("_fates", "_lines", "names", "on", "registry", "within")

    def __init__(
        self, registry: Registry | None = None, *, on: dt.date | None = None, within: int = WITHIN_DAYS
    ) -> None:
        """Gather the names."""
        if type(within) is not int or within < 0:
            raise InvalidInputError(f"within is a whole number of days of at least 0, got {within!r}")
        if on is not None and type(on) is not dt.date:
            raise InvalidInputError(f"a day is a datetime.date, got {on!r}")
        self.registry: Registry = in_use() if registry is None else registry
        self.on: dt.date = self.registry.date if on is None else on
        self.within = within
        self.names: Names = names_of(self.registry)
        self._fates: dict[str, Fate] = {}
        self._lines: dict[ModelId, tuple[Model, ...]] = {}

    def scan(self, text: str | bytes, *, path: str = "", syntax: Syntax = Syntax.CODE) -> tuple[Finding, ...]:
        """Return every model that *text* names, healthy ones too, in order of place; see `find_mentions`."""
        return tuple(
            Finding(path=path, mention=mention, fate=self.fate(mention.name))
            for mention in find_mentions(text, self.names, syntax=syntax)
        )

    def fate(self, name: str) -> Fate:
        """Judge what becomes of *name*; one that the registry doesn't know is unlisted."""
        if name not in self._fates:
            self._fates[name] = self._judge(name)
        return self._fates[name]

    def _judge(self, name: str) -> Fate:
        """Judge a name for the first time."""
        called = [self.registry.offerings.at(row) for row in self.names.offerings.get(name, ())]
        if not called and name not in self.names.models:
            return Fate(name=name, kind=Kind.UNLISTED)
        model = called[0].model if called else self.names.models[name]
        deciding = [each for each in called if self._is_own(each)] or called
        if not called:
            deciding = [each for each in self.registry.offerings_of(model) if self._is_own(each)]
        if name in self.names.repositories and not any(map(self._is_own, called)):
            # Whoever serves it may stop; the weights can still be had under this name.
            return Fate(name=name, kind=Kind.ACTIVE, model=model, elsewhere=self._places(called))
        if not deciding:
            return Fate(name=name, kind=Kind.UNKNOWN, model=model)
        main = max(deciding, key=self._mildness)
        return self._told(name, main, self._places(each for each in called if each is not main))

    def _told(self, name: str, main: Offering, elsewhere: tuple[Place, ...]) -> Fate:
        """Say what becomes of a name by the offering that decides."""
        kind, life = self._kind(main), main.lifecycle
        heir = None if kind in (Kind.MOVING, Kind.UNKNOWN) else self._heir(name, main)
        if kind is Kind.ACTIVE and heir is not None:
            kind = Kind.SUPERSEDED
        field = "lifecycle"
        if kind is Kind.MOVING:
            field = "moving"
        elif kind in (Kind.RETIRED, Kind.RETIRING):
            field = "lifecycle.retires" if life.retires else "lifecycle.stage"
        return Fate(
            name=name,
            kind=kind,
            model=main.model,
            offering=main.id,
            ends=life.retires,
            deprecated=life.deprecated,
            elsewhere=elsewhere,
            heir=heir,
            evidence=main.evidence[field],
        )

    def _is_own(self, offering: Offering) -> bool:
        """Say whether it is the API of the model's own developer."""
        provider = self.registry.providers[offering.provider]
        return provider.kind is ProviderKind.DEVELOPER and provider.developer == developer_of(offering.model)

    def _kind(self, offering: Offering) -> Kind:
        """Say what becomes of an offering, whatever comes after it."""
        stage, retires = stage_on(offering.lifecycle, self.on), offering.lifecycle.retires
        if stage is Stage.RETIRED:
            return Kind.RETIRED
        if retires is not None and (retires - self.on).days <= self.within:
            return Kind.RETIRING
        if stage is Stage.DEPRECATED:
            return Kind.DEPRECATED
        if offering.moving:
            return Kind.MOVING
        return Kind.UNKNOWN if stage is None else Kind.ACTIVE

    def _mildness(self, offering: Offering) -> tuple[int, dt.date]:
        """Order offerings by how long they stay; of those that stay as long, the first by id is taken."""
        return list(Kind).index(self._kind(offering)), offering.lifecycle.retires or dt.date.max

    def _places(self, offerings: Iterable[Offering]) -> tuple[Place, ...]:
        """Say what becomes of offerings, those of developers, clouds and hosts first, then by id."""
        kinds = list(ProviderKind)
        found = sorted(offerings, key=lambda each: kinds.index(self.registry.providers[each.provider].kind))
        return tuple(
            Place(provider=each.provider, kind=self._kind(each), ends=each.lifecycle.retires) for each in found
        )

    def _heir(self, name: str, main: Offering) -> Heir | None:
        """Say what to move to: what the provider names, else the newest of the product line at the same place."""
        if main.lifecycle.successor is not None:
            return Heir(id=main.lifecycle.successor, basis=Basis.PROVIDER)
        called = {value.lower(): key for key, value in main.ids.items()}
        for model in self._newer(main.model):
            for offering in self.registry.offerings_of(model.id):
                if offering.provider == main.provider and self._can_be_moved_to(offering):
                    by_library = None if name.lower() == main.native_id.lower() else called.get(name.lower())
                    return Heir(
                        id=offering.native_id if by_library is None else offering.ids.get(by_library, offering.native_id),
                        basis=Basis.LINE,
                        line=model.family,
                        released=model.released,
                    )
        return None

    def _newer(self, model: ModelId) -> tuple[Model, ...]:
        """Return the newer models of a model's line, the newest first; found once a model."""
        if model not in self._lines:
            order = [(each.released or dt.date.min, each.id, each) for each in self._line(self.registry.models[model])]
            self._lines[model] = tuple(each for *_, each in sorted(order, key=lambda row: row[:2], reverse=True))
        return self._lines[model]

    def _can_be_moved_to(self, offering: Offering) -> bool:
        """Say whether an offering is there to stay under a fixed id."""
        return self._kind(offering) is Kind.ACTIVE and offering.lifecycle.stage is Stage.ACTIVE

    def _line(self, old: Model) -> Iterator[Model]:
        """
        Yield the models of the same line that are known to be newer and to take and give what *old* does.

        Of open weights none: their lines hold models of any size side by side, and they can be kept.
        """
        if old.family is None or not isinstance(old.weights, NotOffered):
            return
        for row, key in enumerate(self.registry.models):
            # A record is built only if it may be of the line: building all of them takes longer than a scan.
            if developer_of(key) == developer_of(old.id) and self.registry.store.plain("models", row).get(
                "family"
            ) == old.family:
                model = self.registry.models[key]
                if _is_newer(model, old, self.on) and _covers(model, old):
                    yield model


def _is_newer(model: Model, old: Model, on: dt.date) -> bool:
    """Say whether a model is known to be out by day *on*, and to have come after *old*."""
    if model.released is None or old.released is None:
        return False
    return old.released < model.released <= on


def _covers(model: Model, old: Model) -> bool:
    """Say whether a model is known to take and give every kind of input and output that *old* does."""
    pairs = ((model.input, old.input), (model.output, old.output))
    return all(new is not None and known is not None and known <= new for new, known in pairs)


def scan_text(
    text: str | bytes,
    *,
    registry: Registry | None = None,
    on: dt.date | None = None,
    within: int = WITHIN_DAYS,
    syntax: Syntax = Syntax.CODE,
    path: str = "",
) -> tuple[Finding, ...]:
    """
    Return what a text names that is retired, retiring, deprecated, moving or superseded, in order of place.

    For many texts use a `Scanner`, which gathers the registry's names once, and returns healthy names too.

    Args:
        text: Source, configuration, a notebook …
        registry: By default the one in use.
        on: The day asked about; by default the registry's own.
        within: Days ahead within which an end is reported.
        syntax: How the text marks its strings.
        path: What findings say as their file.

    Raises:
        InvalidInputError: *within* isn't a whole number of at least 0, or *on* isn't a date.
    """
    found = Scanner(registry, on=on, within=within).scan(text, path=path, syntax=syntax)
    return tuple(finding for finding in found if finding.fate.kind in REPORTED)
