"""
Scans: what becomes of the models that a text names.

A name's fate is judged once: by the developer's own API where the name is an id there, or one but for dots and hyphens
in its version, since that is whose end cuts a user off; else by the place that keeps it the longest, since the name alone
doesn't say which is used. Whoever resells a closed model that its developer ends can't keep it.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any

from llm_selection._dataclasses import dataclass, field, replace
from llm_selection._foundation.frozen import freeze
from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.identity import ModelId, OfferingId, developer_of
from llm_selection.domain.lines import follows
from llm_selection.domain.models import Model, NotOffered
from llm_selection.domain.offerings import Lifecycle, Offering, ProviderKind, Stage, names_successor, stage_on
from llm_selection.errors import InvalidInputError
from llm_selection.registry import Column, Registry, in_use, plain_record
from llm_selection.scanning.mentions import Mention, Names, Syntax, base_of, find_mentions, names_of

__all__ = [
    "FAILING",
    "REPORTED",
    "WITHIN_DAYS",
    "Basis",
    "Fate",
    "Finding",
    "Heir",
    "Kind",
    "Place",
    "Scan",
    "Scanner",
    "scan_text",
]

WITHIN_DAYS = 90
"""How far ahead ends are reported by default, as in ``llm-selection list retiring``."""

# In claude-sonnet-4.5 and gpt-4-1; the dot of deepseek.v3.2 behind a letter isn't of a version.
_VERSION = re.compile(r"(?<=\d)[.-](?=\d)")


class Kind(StrEnum):
    """What becomes of a name, the gravest first."""

    RETIRED = "retired"
    """Doesn't answer any more."""
    RETIRING = "retiring"
    """Stops answering within the days asked about."""
    DEPRECATED = "deprecated"
    """Still answers; the provider asks to move on."""
    DROPPED = "dropped"
    """Gone from a catalogue that listed it: it may have ended, but nobody says so."""
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


REPORTED = (Kind.RETIRED, Kind.RETIRING, Kind.DEPRECATED, Kind.DROPPED, Kind.MOVING, Kind.SUPERSEDED)
"""What is reported unless everything is asked for."""
FAILING = (Kind.RETIRED, Kind.RETIRING, Kind.DEPRECATED, Kind.DROPPED)
"""What lets a check fail by default: what no longer works, soon won't, or may have ended."""


_RESELLERS = frozenset({ProviderKind.AGGREGATOR, ProviderKind.SUBSCRIPTION})
"""These pass requests on: what they serve ends with whom they have it from."""


class Basis(StrEnum):
    """Why another model is named."""

    PROVIDER = "provider"
    """The provider names it in the other's place."""
    DEVELOPER = "developer"
    """The model's developer names it in the other's place at its own API."""
    LINE = "line"
    """The newest of the developer's same product line that takes and gives the same kinds of input and output."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heir:
    """
    What to move to.

    Attributes:
        id: As the provider calls it, or in the naming of the library whose id was found; where that was written
            with dots for the developer's hyphens, with dots too, if the registry knows such an id.
        provider: Key of the provider at which it is.
        basis: Who says so.
        line: The product line, where that is the basis.
        released: Its first public day; ``None`` unknown.
        same_region: Whether it is known to run in the region scope of the offering found; ``None`` where that of the
            offering found isn't known, and where the provider names the heir.
    """

    id: str
    provider: str
    basis: Basis
    line: str | None = None
    released: dt.date | None = None
    same_region: bool | None = None


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
        kind: What becomes of it; of a fine-tune, what becomes of its base.
        tuned_from: The base of a fine-tune, as written in its id; ``None`` for any other name.
        model: The model it stands for; ``None`` for one the registry doesn't know.
        offering: The offering that decides; ``None`` where there is none.
        ends: The day it ends or ended; ``None`` unknown.
        deprecated: The day of its deprecation; ``None`` unknown.
        resold: Whether resellers alone keep the name, and the offering that decides is one of the developer, by which
            it ends, under a name of its own.
        elsewhere: What becomes of the same name at other providers, in order of id.
        heir: What to move to; ``None`` where the data names nothing.
        evidence: Who says so; ``None`` where nothing is said.
    """

    name: str
    kind: Kind
    tuned_from: str | None = None
    model: ModelId | None = None
    offering: OfferingId | None = None
    ends: dt.date | None = None
    deprecated: dt.date | None = None
    resold: bool = False
    elsewhere: tuple[Place, ...] = ()
    heir: Heir | None = None
    evidence: Evidence | None = None

    @property
    def provider(self) -> str | None:
        """Key of the provider that decides; ``None`` where no single offering does."""
        return None if self.offering is None else self.offering.partition("/")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    A place in a file that names a model, and what becomes of it.

    Attributes:
        path: Of the file, as it was given.
        mention: The place.
        fate: What becomes of the model under that name.
        unrecorded: Key of the provider that is written before the name, as in ``azure/gpt-4o``, where the registry
            knows it, but not that it serves this name; ``None`` else.
    """

    path: str
    mention: Mention
    fate: Fate
    unrecorded: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """
    What was found in many files.

    Attributes:
        on: The day asked about.
        within: Days ahead within which an end is reported.
        findings: Every place that names a model, healthy ones too, by path and place.
        files: How many files were read.
        size: How many bytes these have.
        ignored: Places left out because they were asked to be.
        skipped: Paths that weren't read, by reason, in order of path.
    """

    on: dt.date
    within: int
    findings: tuple[Finding, ...]
    files: int
    size: int
    ignored: int = 0
    skipped: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])

    def __post_init__(self) -> None:
        """Freeze the mapping."""
        freeze(self, "skipped", self.skipped)

    def of(self, kinds: Collection[Kind]) -> tuple[Finding, ...]:
        """Return the findings of some kinds."""
        return tuple(finding for finding in self.findings if finding.fate.kind in kinds)


class Scanner:
    """
    What many texts are scanned with: a registry's names, gathered once, and the fates judged so far.

    Args:
        registry: By default the one in use, see `llm_selection.registry.in_use`.
        on: The day asked about; by default the registry's own.
        within: Days ahead within which an end is reported; at least 0.

    Raises:
        InvalidInputError: *within* isn't a whole number of at least 0, *on* isn't a date, or *registry* is no registry.
    """

    __slots__ = (
        "_alike",
        "_columns",
        "_families",
        "_fates",
        "_lines",
        "_models",
        "_rows",
        "names",
        "on",
        "registry",
        "within",
    )

    def __init__(
        self, registry: Registry | None = None, *, on: dt.date | None = None, within: int = WITHIN_DAYS
    ) -> None:
        """Gather the names."""
        if type(within) is not int or within < 0:
            raise InvalidInputError(f"within is a whole number of days of at least 0, got {within!r}")
        if on is not None and type(on) is not dt.date:
            raise InvalidInputError(f"a day is a datetime.date, got {on!r}")
        self.registry: Registry = in_use(registry)
        self.on: dt.date = self.registry.date if on is None else on
        self.within = within
        self.names: Names = names_of(self.registry)
        self._families = tuple(
            plain_record(self.registry, "models", row).get("family") for row in range(len(self.registry.models))
        )
        self._alike: dict[str, list[str]] = {}
        self._fates: dict[str, Fate] = {}
        self._columns: dict[str, Column[Any]] = {}
        self._lines: dict[ModelId, tuple[Model, ...]] = {}
        self._models: dict[ModelId, Model] = {}
        self._rows: dict[ModelId, list[int]] = {}

    def scan(self, text: str | bytes, *, path: str = "", syntax: Syntax = Syntax.CODE) -> tuple[Finding, ...]:
        """Return every model that *text* names, healthy and ignored ones too, in order of place."""
        return tuple(
            self._finding(path, mention, self.fate(mention.name))
            for mention in find_mentions(text, self.names, syntax=syntax)
        )

    def _finding(self, path: str, mention: Mention, fate: Fate) -> Finding:
        """Make a finding of a mention; it names the provider that is written there if the fate isn't of that one."""
        written = mention.head.replace(":", "/").partition("/")[0].lower()
        recorded = {fate.provider, *(place.provider for place in fate.elsewhere)}
        is_unrecorded = mention.known and written in self.registry.providers and written not in recorded
        return Finding(path=path, mention=mention, fate=fate, unrecorded=written if is_unrecorded else None)

    def fate(self, name: str) -> Fate:
        """Judge what becomes of *name*; one that the registry doesn't know is unlisted."""
        if name not in self._fates:
            self._fates[name] = self._judge(name)
        return self._fates[name]

    def _judge(self, name: str) -> Fate:
        """Judge a name that wasn't judged before."""
        if name not in self.names and (base := base_of(name)) is not None:
            return self._tuned(name, base)
        rows = self.names.offerings.get(name, ())
        if name not in self.names:
            return Fate(name=name, kind=Kind.UNLISTED)
        model: ModelId = self._fact("model", rows[0]) if rows else self.names.models[name]
        if name in self.names.repositories and not self._own_rows(name):
            # Providers may stop serving it; the weights can still be downloaded under this name.
            return Fate(name=name, kind=Kind.ACTIVE, model=model, elsewhere=self._places(rows))
        spelt = self._spelt_by_developer(name, model)
        own = self._own_rows(spelt)
        if not own and rows and (main := self._not_resold(rows, model)) is not None:
            return self._fate_by_offering(name, main, rows, spelt)
        deciding = own or rows or [row for row in self._rows_of(model) if self._is_own(row)]
        if not deciding:
            return Fate(name=name, kind=Kind.UNKNOWN, model=model)
        return self._fate_by_offering(name, max(deciding, key=self._mildness), rows, spelt)

    def _not_resold(self, rows: Sequence[int], model: ModelId) -> int | None:
        """
        Return the row that decides for a closed model that resellers keep and its developer ends; ``None`` for any other.

        Resellers don't count then: a cloud or host that says what becomes of the name decides where it keeps it longer
        than the developer keeps the model. What has ended at all of them as well doesn't come back with the developer.
        """
        kept = [row for row in rows if self._fact("provider_kind", row) in _RESELLERS]
        ended = self._ended_rows(model) if kept else []
        if not ended:
            return None
        # Prefer an end that the developer announces to an id that merely left its catalogue.
        by_developer = max(ended, key=lambda row: (self._kind(row) is not Kind.DROPPED, self._mildness(row)))
        others = [row for row in rows if row not in kept and self._kind(row) is not Kind.UNKNOWN]
        main = max([by_developer, *others], key=self._mildness)
        return main if _gravity(self._kind(main)) <= max(_gravity(self._kind(row)) for row in rows) else None

    def _ended_rows(self, model: ModelId) -> list[int]:
        """Return a closed model's rows at its developer, if each has ended, will end or isn't listed any more; else none."""
        if not isinstance(self._model(model).weights, NotOffered):
            return []
        own = [row for row in self._rows_of(model) if self._is_own(row)]
        return own if all(self._kind(row) in FAILING for row in own) else []

    def _own_rows(self, name: str) -> list[int]:
        """Return the rows of the developers' own offerings that are called *name*."""
        return [row for row in self.names.offerings.get(name, ()) if self._is_own(row)]

    def _spelt_by_developer(self, name: str, model: ModelId) -> str:
        """
        Return *name* as the model's developer spells it: its version may have hyphens where others write dots, or dots for hyphens.

        It stays as it is where the developer has no such id, where it has ended wherever it is known as written, and of
        models not known to be closed: what others serve of open weights doesn't end with the developer's API.
        """
        rows = self.names.offerings.get(name, ())
        if self._own_rows(name) or (rows and all(self._kind(row) is Kind.RETIRED for row in rows)):
            return name
        if not isinstance(self._model(model).weights, NotOffered):
            return name
        alike = self._spelt_alike(name)
        return next(
            (
                spelling
                for spelling in alike
                if any(self._fact("model", row) == model for row in self._own_rows(spelling))
            ),
            name,
        )

    def _spelt_alike(self, name: str) -> list[str]:
        """Return the names of offerings that are *name* but for dots and hyphens in its version."""
        if not self._alike:
            alike: dict[str, list[str]] = {}
            for spelling in self.names.offerings:
                alike.setdefault(_VERSION.sub("-", spelling), []).append(spelling)
            # Assigned in one step, so that another thread never sees a part of it.
            self._alike = alike
        return self._alike.get(_VERSION.sub("-", name), [])

    def _tuned(self, name: str, base: str) -> Fate:
        """
        Judge a fine-tune by its base at the developer's own API, where it runs; what becomes of the base elsewhere doesn't matter.

        What an alias points at tomorrow doesn't change what was trained.
        """
        fate = self.fate(base)
        if fate.model is not None and not (fate.offering and self._is_own(self.registry.offerings.row(fate.offering))):
            return Fate(name=name, kind=Kind.UNKNOWN, tuned_from=base, model=fate.model)
        kind = Kind.UNKNOWN if fate.kind is Kind.MOVING else fate.kind
        return replace(fate, name=name, kind=kind, tuned_from=base, elsewhere=())

    def _fate_by_offering(self, name: str, row: int, rows: Collection[int], spelt: str) -> Fate:
        """Return the fate of a name by the deciding offering in *row*, which is called *spelt* unless it is in none of the name's *rows*."""
        main = self.registry.offerings.at(row)
        kind, life = self._kind(row), main.lifecycle
        resold = bool(rows) and row not in rows and row not in self._own_rows(spelt)
        heir = None
        if resold:
            # The text uses a reseller, and so the reseller's names of models.
            seller = self.registry.offerings.at(max(rows, key=self._mildness))
            heir = self._heir(name, seller) or self._heir(main.native_id, main)
        elif kind not in (Kind.MOVING, Kind.UNKNOWN):
            heir = self._heir(spelt, main)
            # The name has dots where the developer has hyphens, as others who serve it write it.
            heir = heir and (self._dotted(heir) if name != spelt and name == _VERSION.sub(".", name) else heir)
        if kind is Kind.ACTIVE and heir is not None:
            if heir.basis is not Basis.PROVIDER and not isinstance(self._model(main.model).weights, NotOffered):
                # Open weights can be kept, so a newer model alone is no reason to move.
                heir = None
            else:
                kind = Kind.SUPERSEDED
        field = {
            Kind.MOVING: "moving",
            Kind.RETIRED: "lifecycle.retires" if life.retires else "lifecycle.stage",
            Kind.RETIRING: "lifecycle.retires",
            Kind.DEPRECATED: "lifecycle.deprecated" if life.deprecated else "lifecycle",
            Kind.DROPPED: "lifecycle.stage",
        }.get(kind, "lifecycle")
        return Fate(
            name=name,
            kind=kind,
            model=main.model,
            offering=main.id,
            ends=life.retires,
            deprecated=life.deprecated,
            resold=resold,
            elsewhere=self._places(other for other in rows if other != row),
            heir=heir,
            evidence=main.evidence[field],
        )

    def _fact(self, name: str, row: int) -> Any:
        """Return a fact of an offering, without building it."""
        if name not in self._columns:
            self._columns[name] = self.registry.column(name)
        return self._columns[name][row]

    def _rows_of(self, model: ModelId) -> list[int]:
        """Return the rows of a model's offerings, in order of id."""
        if not self._rows:
            rows: dict[ModelId, list[int]] = {}
            for row in range(len(self.registry.offerings)):
                rows.setdefault(self._fact("model", row), []).append(row)
            # Assigned in one step, so that another thread never sees a part of it.
            self._rows = rows
        return self._rows.get(model, [])

    def _is_own(self, row: int) -> bool:
        """Say whether an offering is of the API of the model's own developer."""
        is_own: bool = self._fact("own_api", row)
        return is_own and self._fact("provider_kind", row) is ProviderKind.DEVELOPER

    def _kind(self, row: int) -> Kind:
        """Say what becomes of an offering, whether or not there is a newer model."""
        lifecycle: Lifecycle = self._fact("lifecycle", row)
        stage = stage_on(lifecycle, self.on)
        if stage is Stage.RETIRED:
            return Kind.RETIRED
        if lifecycle.retires is not None and (lifecycle.retires - self.on).days <= self.within:
            return Kind.RETIRING
        if stage is Stage.DEPRECATED:
            return Kind.DROPPED if self._is_dropped(row, lifecycle) else Kind.DEPRECATED
        if self._fact("moving", row):
            return Kind.MOVING
        return Kind.UNKNOWN if stage is None else Kind.ACTIVE

    def _is_dropped(self, row: int, lifecycle: Lifecycle) -> bool:
        """Say whether a deprecation is only derived: no day is known, and a catalogue stopped listing the offering."""
        is_dated = lifecycle.deprecated is not None or lifecycle.retires is not None
        return not is_dated and self.registry.offerings.at(row).evidence["lifecycle.stage"].status is Status.DERIVED

    def _mildness(self, row: int) -> tuple[int, dt.date]:
        """Return a key that orders offerings by how long they stay; among equals the first by id is taken."""
        return _gravity(self._kind(row)), self._fact("lifecycle", row).retires or dt.date.max

    def _places(self, rows: Iterable[int]) -> tuple[Place, ...]:
        """Return what becomes of offerings, by kind of provider, developers first, then by id."""
        kinds = list(ProviderKind)
        return tuple(
            Place(
                provider=self._fact("provider", row),
                kind=self._kind(row),
                ends=self._fact("lifecycle", row).retires,
            )
            for row in sorted(rows, key=lambda row: kinds.index(self._fact("provider_kind", row)))
        )

    def _heir(self, name: str, main: Offering) -> Heir | None:
        """
        Return the model to move to, if possible in the same region.

        It is the one that the provider names, else one there that the developer names at its own API, else the newest of the
        line there.
        """
        successor = main.lifecycle.successor
        # What follows by the line is found anew, for the day that is asked about.
        if successor is not None and names_successor(main) and not self._ends(successor, main.provider):
            return Heir(id=successor, provider=main.provider, basis=Basis.PROVIDER)
        basis = Basis.DEVELOPER
        candidates = self._candidates(self._named_models(main.model), main.provider)
        if not candidates:
            basis = Basis.LINE
            candidates = self._candidates(self._newer_models(main.model), main.provider)
        if not candidates:
            return None
        # Of several in the same region, this is the first.
        model, row = min(
            candidates, key=lambda candidate: self._fact("region_scope", candidate[1]) != main.region_scope
        )
        new, scope = self.registry.offerings.at(row), main.region_scope
        return Heir(
            id=_id_in_same_naming(name, main, new),
            provider=main.provider,
            basis=basis,
            line=model.family if basis is Basis.LINE else None,
            released=model.released,
            same_region=None if scope is None else new.region_scope == scope,
        )

    def _candidates(self, models: Iterable[Model], provider: str) -> list[tuple[Model, int]]:
        """Return models with each row of theirs at a provider that can be moved to."""
        return [(model, row) for model in models for row in self._staying_rows(model, provider)]

    def _named_models(self, model: ModelId) -> tuple[Model, ...]:
        """Return the models that a model's developer names in its place at its own API."""
        own = [self.registry.offerings.at(row) for row in self._rows_of(model) if self._is_own(row)]
        named = (OfferingId(f"{each.provider}/{each.lifecycle.successor}") for each in own if names_successor(each))
        named_models = dict.fromkeys(
            self.registry.offerings[key].model for key in named if key in self.registry.offerings
        )
        return tuple(self._model(key) for key in named_models if key != model)

    def _dotted(self, heir: Heir) -> Heir:
        """Return an heir under its id with dots in its version, if the registry knows that id."""
        name = _VERSION.sub(".", heir.id)
        return replace(heir, id=name) if name in self.names.offerings else heir

    def _ends(self, name: str, provider: str) -> bool:
        """Say whether the model that a provider calls *name* is known to end there or at its developer."""
        rows = [row for row in self.names.offerings.get(name, ()) if self._fact("provider", row) == provider]
        return any(self._kind(row) in FAILING or self._ended_rows(self._fact("model", row)) for row in rows)

    def _staying_rows(self, model: Model, provider: str) -> list[int]:
        """Return the rows of a model's offerings at a provider that can be moved to."""
        rows = [] if self._ended_rows(model.id) else self._rows_of(model.id)
        return [row for row in rows if self._fact("provider", row) == provider and self._can_be_moved_to(row)]

    def _can_be_moved_to(self, row: int) -> bool:
        """Say whether an offering is active, has a fixed id and no known end in the days asked about."""
        return self._kind(row) is Kind.ACTIVE and self._fact("lifecycle", row).stage is Stage.ACTIVE

    def _newer_models(self, model: ModelId) -> tuple[Model, ...]:
        """Return the newer models of a model's line, the newest first; found once a model."""
        if model not in self._lines:
            newest_first = sorted(
                self._newer_in_line(model),
                key=lambda candidate: (candidate.released or dt.date.min, candidate.id),
                reverse=True,
            )
            self._lines[model] = tuple(newest_first)
        return self._lines[model]

    def _newer_in_line(self, key: ModelId) -> Iterator[Model]:
        """Yield the models that follow the one called *key* in its line."""
        old = self._model(key)
        if old.family is None:
            return
        for row, other in enumerate(self.registry.models):
            # A record is built only if it may be of the line: building all takes longer than a scan.
            if self._families[row] == old.family and developer_of(other) == developer_of(key):
                model = self._model(other)
                if follows(model, old, self.on):
                    yield model

    def _model(self, key: ModelId) -> Model:
        """Return a model, built once."""
        if key not in self._models:
            self._models[key] = self.registry.models[key]
        return self._models[key]


def _gravity(kind: Kind) -> int:
    """Return the rank of a kind; 0 is the gravest."""
    return list(Kind).index(kind)


def _id_in_same_naming(name: str, old: Offering, new: Offering) -> str:
    """Return the id of *new* in the naming in which *name* is that of *old*: the provider's own, or a library's."""
    libraries = [library for library, called in old.ids.items() if called.lower() == name.lower()]
    if not libraries or name.lower() == old.native_id.lower():
        return new.native_id
    return next((new.ids[library] for library in libraries if library in new.ids), new.native_id)


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

    What counts as a name is told by `llm_selection.scanning.mentions.find_mentions`; a line that says ``llm-selection: ignore``
    is left out.

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
    findings = Scanner(registry, on=on, within=within).scan(text, path=path, syntax=syntax)
    return tuple(finding for finding in findings if finding.fate.kind in REPORTED and not finding.mention.ignored)
