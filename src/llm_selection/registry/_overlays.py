"""Overlays: what others add to a registry, write over it, take out of it, and allow; checked at the gate."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, cast, get_args

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from llm_selection._dataclasses import dataclass, field, fields, is_dataclass, replace
from llm_selection._foundation import late_gate
from llm_selection._foundation.frozen import freeze, frozen
from llm_selection._foundation.plain import to_plain
from llm_selection._foundation.shapes import is_frozenset, is_iterable, is_list_or_tuple, is_mapping, is_set
from llm_selection.domain.benchmarks import Result
from llm_selection.domain.evidence import Evidence, EvidenceByField
from llm_selection.domain.models import Capabilities, Limits
from llm_selection.domain.offerings import Lifecycle, Service
from llm_selection.domain.verbosity import Verbosity, by_effort
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.registry._compile import READABLE_SCHEMAS
from llm_selection.registry._records import GROUPS, IDS, MAPPED, SECTIONS

__all__ = [
    "WRITABLE",
    "Layer",
    "Lists",
    "Origin",
    "Overlay",
    "check_results",
    "check_schema",
    "check_table",
    "check_verbosities",
    "stacked",
    "writes",
]

WRITABLE = ("sources", "developers", "providers", "licenses", "benchmarks", "models", "offerings", "accelerators")
"""The sections an overlay may write records of, each before those that refer to it."""

_REMOVABLE = ("models", "offerings", "providers", "accelerators")
_GROUP_TYPES: Mapping[str, Any] = {
    "capabilities": Capabilities,
    "lifecycle": Lifecycle,
    "limits": Limits,
    "service": Service,
}
_LONGEST_NAME = 200
_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """
    Who brought something: a distribution, or a folder that names itself.

    Attributes:
        name: Such as ``acme-registry``.
        version: Such as ``1.4.0``.

    Raises:
        InvalidInputError: *name* or *version* isn't one printable word of at most 200 characters.
    """

    name: str
    version: str

    def __post_init__(self) -> None:
        """Refuse what can't stand in a line of an answer."""
        for what in ("name", "version"):
            text = getattr(self, what)
            if not isinstance(text, str) or not text.isprintable() or text.split() != [text]:
                raise InvalidInputError(f"an overlay's {what} is one word, got {_shown(text)}")
            if len(text) > _LONGEST_NAME:
                raise InvalidInputError(f"an overlay's {what} has at most {_LONGEST_NAME} characters")

    def __str__(self) -> str:
        """Show both, as in ``acme-registry 1.4.0``."""
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """
    Ids that are allowed, or denied.

    Attributes:
        models: Ids of models.
        developers: Keys of developers.
        providers: Keys of providers.
        licenses: Keys of licenses.

    Raises:
        InvalidInputError: One of them isn't a frozenset of texts.
    """

    models: frozenset[str] = frozenset()
    developers: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()
    licenses: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a text for a set: it would hold each of its letters, and words that are part of it."""
        for spec in fields(self):
            listed = getattr(self, spec.name)
            if not is_frozenset(listed) or not all(isinstance(key, str) for key in listed):
                raise InvalidInputError(f"{spec.name} must be a frozenset of ids, got {_shown(listed)}")

    def __bool__(self) -> bool:
        """Say whether anything is listed."""
        return any(getattr(self, spec.name) for spec in fields(self))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """
    What one origin brings, as an `Overlay` holds it; that is what checks it.

    Attributes:
        origin: Who.
        records: By section and id, the fields written, as plain data; with ``evidence``, or ``removed``.
        results: By model and source, the results of that model from that source.
        verbosities: By model, its verbosities, as plain data.
        allow: Where a kind has any, what isn't among them isn't chosen.
        deny: What is among them isn't chosen.
    """

    origin: Origin
    records: Mapping[str, Mapping[str, Mapping[str, Any]]] = field(
        default_factory=dict[str, Mapping[str, Mapping[str, Any]]]
    )
    results: Mapping[str, Mapping[str, tuple[Mapping[str, Any], ...]]] = field(
        default_factory=dict[str, Mapping[str, tuple[Mapping[str, Any], ...]]]
    )
    verbosities: Mapping[str, tuple[Mapping[str, Any], ...]] = field(
        default_factory=dict[str, tuple[Mapping[str, Any], ...]]
    )
    allow: Lists = field(default_factory=Lists)
    deny: Lists = field(default_factory=Lists)

    def __post_init__(self) -> None:
        """Freeze everything at every depth; sections, ids and fields in order, what is inside as it stands."""
        for name in ("records", "results"):
            tables = {
                outer: {
                    key: dict(sorted(table.items())) if is_mapping(table) else table
                    for key, table in sorted(inner.items())
                }
                for outer, inner in sorted(getattr(self, name).items())
            }
            freeze(self, name, frozen(tables))
        freeze(self, "verbosities", frozen(dict(sorted(self.verbosities.items()))))

    def __bool__(self) -> bool:
        """Say whether it brings anything."""
        return bool(self.records or self.results or self.verbosities or self.allow or self.deny)


class Overlay:
    """
    What others put on top of a registry: ``registry | overlay`` is a registry again.

    Each record names the fields it writes; the last writer of a field wins, and what it wrote over stays on
    record (`audit`). ``overlay | overlay`` is both, in that order. Two are equal when they bring the same.

    ``Overlay("acme", "1.0", evidence={...}, sources={...}, models={...}, offerings={...})``: a name, a version, then by
    keyword one table a section, as ``__init__`` tells; `llm_selection.build` makes one of a folder.

    Attributes:
        layers: What each origin brings, the last one on top; an origin that brings nothing isn't there, and what was
            brought twice is there once, where it came last.
    """

    __slots__ = ("layers",)

    layers: tuple[Layer, ...]

    def __init__(
        self,
        name: str,
        version: str,
        *,
        schema: str = "",
        evidence: Evidence | Mapping[str, Any] | None = None,
        sources: Mapping[str, Any] | None = None,
        developers: Mapping[str, Any] | None = None,
        providers: Mapping[str, Any] | None = None,
        licenses: Mapping[str, Any] | None = None,
        benchmarks: Mapping[str, Any] | None = None,
        models: Mapping[str, Any] | None = None,
        offerings: Mapping[str, Any] | None = None,
        accelerators: Mapping[str, Any] | None = None,
        results: Iterable[Result | Mapping[str, Any]] = (),
        verbosities: Mapping[str, Sequence[Verbosity | Mapping[str, Any]]] | None = None,
        allow: Lists | Mapping[str, Iterable[str]] | None = None,
        deny: Lists | Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        """
        Check what one origin brings; `llm_selection.build` reads the same from a folder.

        Records are tables as in the folder's files, or values of this package. A table may name some fields only:
        it then writes these over the record's. ``{"removed": True}`` takes a model, an offering, a provider or an
        accelerator out, with what depends on it; ``{"removed": False}`` puts it back in.

        Args:
            name: Who brings it, such as a distribution's name.
            version: The version of what is brought.
            schema: The versions of the registry's shape it is written for, such as ``>=2,<3``; empty for any.
            evidence: Who says so, for tables without evidence of their own.
            sources: By key.
            developers: By id.
            providers: By id.
            licenses: By id.
            benchmarks: By id.
            models: By id. One with a ``base`` starts from that model's facts.
            offerings: By id. Prices are a whole schedule from its first day on; until then, what was there before stays.
            accelerators: By id. Rentals are a whole list.
            results: Results of models; they take the place of those of the same model from the same source.
            verbosities: By model, how many tokens it puts out, one an effort; they take the place of all of the same
                model.
            allow: Ids by kind; where a kind has any, nothing else of that kind is chosen.
            deny: Ids by kind; nothing among them is chosen.

        Raises:
            InvalidInputError: With every fault and its place.
        """
        tables: dict[str, Any] = {
            "sources": sources,
            "developers": developers,
            "providers": providers,
            "licenses": licenses,
            "benchmarks": benchmarks,
            "models": models,
            "offerings": offerings,
            "accelerators": accelerators,
        }
        layer = _layer(
            name=name,
            version=version,
            schema=schema,
            evidence=evidence,
            tables=tables,
            results=results,
            verbosities=verbosities,
            allow=allow,
            deny=deny,
        )
        self.layers = (layer,) if layer else ()

    @classmethod
    def from_plain(cls, data: object, *, where: str) -> "Overlay":
        """
        Read what `to_plain` gave, trusting nothing in it.

        Raises:
            InvalidInputError: With every fault and its place.
        """
        layers: list[Layer] = []
        for place, raw in enumerate(late_gate.check(tuple[Layer, ...], data, where=where)):
            parts: dict[str, Any] = to_plain(raw)
            rows = [
                {**row, "model": model, "source": source}
                for model, by_source in parts.get("results", {}).items()
                for source, reported in by_source.items()
                for row in reported
            ]
            layers.append(
                _layer(
                    name=raw.origin.name,
                    version=raw.origin.version,
                    schema="",
                    evidence=None,
                    tables=parts.get("records", {}),
                    results=rows,
                    verbosities=parts.get("verbosities"),
                    allow=raw.allow,
                    deny=raw.deny,
                    where=f"{where}: layers[{place}]".removeprefix(": "),
                )
            )
        return stacked(layers)

    def to_plain(self) -> list[Any]:
        """Return it as JSON holds it."""
        return [to_plain(layer) for layer in self.layers]

    def brought_by(self, origin: Origin) -> "Overlay":
        """Return the same, brought by *origin*."""
        return stacked(replace(layer, origin=origin) for layer in self.layers)

    def __or__(self, other: "Overlay") -> "Overlay":
        """Put *other* on top."""
        return stacked((*self.layers, *other.layers)) if isinstance(other, Overlay) else NotImplemented

    def __eq__(self, other: object) -> bool:
        """Compare what is brought, by whom, and in which order."""
        return self.layers == other.layers if isinstance(other, Overlay) else NotImplemented

    def __hash__(self) -> int:
        """Hash the layers."""
        return hash(self.layers)

    def __bool__(self) -> bool:
        """Say whether it brings anything."""
        return bool(self.layers)

    def __repr__(self) -> str:
        """Say what it is in a line."""
        return f"<Overlay {', '.join(str(layer.origin) for layer in self.layers) or 'of nothing'}>"


def stacked(layers: Iterable[Layer]) -> Overlay:
    """Put *layers* that passed the gate together, the last one on top."""
    overlay = Overlay.__new__(Overlay)
    # Of equal layers only the last has an effect.
    overlay.layers = tuple(reversed(dict.fromkeys(layer for layer in reversed(tuple(layers)) if layer)))
    return overlay


def replaced(layers: Iterable[Layer], overlay: Overlay) -> Overlay:
    """Put *overlay* on top of *layers*, in place of those of the same names."""
    names = {canonicalize_name(layer.origin.name) for layer in overlay.layers}
    return stacked((*(layer for layer in layers if canonicalize_name(layer.origin.name) not in names), *overlay.layers))


def writes(table: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield what a checked table writes: ``limits.context_tokens`` for a part of a group, else the field; and the value."""
    for name, value in table.items():
        if name == "evidence":
            continue
        if name in GROUPS and is_mapping(value):
            yield from ((f"{name}.{part}", item) for part, item in value.items())
        else:
            yield name, value


# The gate


def _layer(
    *,
    name: str,
    version: str,
    schema: str,
    evidence: Evidence | Mapping[str, Any] | None,
    tables: Mapping[str, Mapping[str, Any] | None],
    results: Iterable[Result | Mapping[str, Any]],
    verbosities: Mapping[str, Sequence[Verbosity | Mapping[str, Any]]] | None,
    allow: Lists | Mapping[str, Iterable[str]] | None,
    deny: Lists | Mapping[str, Iterable[str]] | None,
    where: str = "",
) -> Layer:
    """Check everything that one origin brings, and report every fault."""
    faults: list[Fault] = []

    def checked(make: Any, *arguments: Any, **more: Any) -> Any:
        try:
            return make(*arguments, **more)
        except InvalidInputError as error:
            faults.extend(error.faults)
            return None

    origin = checked(Origin, name=name, version=version)
    if origin is not None:
        checked(check_schema, origin, schema)
    prefix = f"{where}: " if where else ""
    default = None if evidence is None else checked(_checked_value, Evidence, evidence, f"{prefix}evidence")
    lists = [
        checked(_checked_value, Lists, {} if listed is None else listed, f"{prefix}{what}")
        for what, listed in (("allow", allow), ("deny", deny))
    ]
    records: dict[str, dict[str, Any]] = {}
    for section, table in tables.items():
        if section not in WRITABLE:
            faults.append(Fault(where=f"{prefix}{section}", problem=f"isn't among {', '.join(WRITABLE)}"))
        elif table is not None and not is_mapping(table):
            faults.append(Fault(where=f"{prefix}{section}", problem=f"must be records by id, got {_shown(table)}"))
        elif table:
            records[section] = {
                key: checked(check_table, section, key, raw, f"{prefix}{section}: {_as_id(key)}", default)
                for key, raw in table.items()
            }
    rows = checked(check_results, results, f"{prefix}results")
    counted = checked(check_verbosities, {} if verbosities is None else verbosities, f"{prefix}verbosities")
    if faults or origin is None:
        raise InvalidInputError(*faults)
    return Layer(origin=origin, records=records, results=rows, verbosities=counted, allow=lists[0], deny=lists[1])


def check_schema(origin: Origin, schema: str) -> None:
    """
    Refuse what is written for versions of the registry's shape that this library doesn't read.

    Raises:
        InvalidInputError: It is, or *schema* isn't a version specifier.
    """
    wrong = InvalidInputError(f"schema must be a version specifier such as '>=2,<3', got {_shown(schema)}")
    if not isinstance(schema, str):
        raise wrong
    try:
        wanted = SpecifierSet(schema)
        fits = any(wanted.contains(str(readable)) for readable in READABLE_SCHEMAS)
    except ValueError:  # packaging's own, and that of a number of thousands of digits
        raise wrong from None
    if not fits:
        raise InvalidInputError(
            f"overlay {origin} needs schema {schema}; this library reads {READABLE_SCHEMAS[0]} to {READABLE_SCHEMAS[-1]}. "
            f"Upgrade llm-selection, or pin another version of {origin.name}"
        )


def check_table(section: str, key: str, raw: Any, where: str, default: Evidence | None) -> dict[str, Any]:
    """
    Check the table of one record and return it as plain data.

    Raises:
        InvalidInputError: With every fault and its place.
    """
    if is_dataclass(raw) and isinstance(raw, SECTIONS[section]):
        raw = to_plain(raw)
        if raw.pop("id", key) != key:
            raise InvalidInputError(Fault(where=where, problem="holds the record of another id"))
    if not is_mapping(raw) or not all(isinstance(name, str) for name in raw):
        raise InvalidInputError(Fault(where=where, problem=f"must be a table, got {_shown(raw)}"))
    own = {name: value for name, value in raw.items() if name != "id"}
    needs_evidence = section != "sources" and "evidence" not in own and bool(own.keys() - {"removed"})
    faults = [Fault(where=where, problem=problem) for problem in _place_problems(section, key, raw)]
    if needs_evidence and default is None:
        problem = "key 'evidence' is missing; give the table [evidence.record], or the whole overlay [evidence]"
        faults.append(Fault(where=where, problem=problem))
    try:
        table = _table(section, key, own, where)
    except InvalidInputError as error:
        raise InvalidInputError(*faults, *error.faults) from error
    if faults:
        raise InvalidInputError(*faults)
    if needs_evidence and default is not None:
        table["evidence"] = to_plain(EvidenceByField(record=default))
    return table


def _place_problems(section: str, key: object, raw: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the id of a table, which is its place."""
    if "id" in raw:
        yield "the id isn't repeated inside; the place is the id"
    if not isinstance(key, str):
        yield "isn't an id"
        return
    try:
        IDS[section](key)
    except InvalidInputError as error:
        yield str(error)


def _table(section: str, key: str, raw: dict[str, Any], where: str) -> dict[str, Any]:
    """Check each field of a table, then all of them together, and return the table as plain data."""
    value = _checked_value(_patch_type(section), raw, where)
    table = {name: _field_as_plain(name, raw[name], getattr(value, name)) for name in raw}
    if problem := _problem_of(section, key, table):
        raise InvalidInputError(Fault(where=where, problem=problem))
    return table


def _problem_of(section: str, key: str, table: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a table whose fields are valid one by one; ``None`` if nothing is."""
    written = {name for name, _ in writes(table)}
    if not written:
        return "writes nothing"
    if table.get("removed") is not None and section not in _REMOVABLE:
        return f"can't be removed; only {', '.join(_REMOVABLE)} can"
    if table.get("removed") and len(written) > 1:
        return "is removed, and so can't be written too"
    if section == "models" and table.get("base") == key:
        return "can't be its own base"
    groups = {name.partition(".")[0] for name in written}
    idle = sorted(set(table.get("evidence", {}).get("fields", {})) - written - groups)
    return f"has evidence for {', '.join(idle)}, which it doesn't write" if idle else None


def check_results(results: Iterable[Result | Mapping[str, Any]], where: str) -> dict[str, dict[str, tuple[Any, ...]]]:
    """
    Check *results* and return them as plain data, by model and source.

    Raises:
        InvalidInputError: With every fault and its place.
    """
    if isinstance(results, str) or is_mapping(results) or not is_iterable(results):
        raise InvalidInputError(Fault(where=where, problem=f"must be a list of results, got {_shown(results)}"))
    by_model: dict[str, dict[str, tuple[Any, ...]]] = {}
    faults: list[Fault] = []
    seen: set[tuple[str | None, ...]] = set()
    for place, raw in enumerate(results):
        try:
            result = _checked_value(Result, raw, f"{where}[{place}]")
        except InvalidInputError as error:
            faults += error.faults
            continue
        row = to_plain(result)
        identity = (result.model, result.source, result.benchmark, result.effort)
        if identity in seen:
            problem = (
                f"{result.model} has a result on {result.benchmark} from {result.source} already; "
                "put repeated runs into one, with their items or stderr"
            )
            faults.append(Fault(where=f"{where}[{place}]", problem=problem))
        seen.add(identity)
        by_source = by_model.setdefault(row.pop("model"), {})
        source = row.pop("source")
        by_source[source] = (*by_source.get(source, ()), row)
    if faults:
        raise InvalidInputError(*faults)
    return by_model


def check_verbosities(
    verbosities: Mapping[Any, Sequence[Verbosity | Mapping[str, Any]]], where: str
) -> dict[str, tuple[Any, ...]]:
    """
    Check *verbosities* and return them as plain data, by model.

    Raises:
        InvalidInputError: With every fault and its place.
    """
    checked: Mapping[str, tuple[Verbosity, ...]] = _checked_value(
        Mapping[str, tuple[Verbosity, ...]], verbosities, where
    )
    faults = [
        Fault(where=f"{where}: {_as_id(model)}", problem="must be one verbosity an effort, and at least one")
        for model, own in checked.items()
        if not own or len({verbosity.effort for verbosity in own}) < len(own)
    ]
    if faults:
        raise InvalidInputError(*faults)
    return {model: tuple(map(to_plain, by_effort(own))) for model, own in checked.items()}


def _checked_value(target: Any, raw: Any, where: str) -> Any:
    """Build a *target* at the gate, from a table or from a value, which isn't trusted either."""
    try:
        return late_gate.check(target, _as_plain(raw), where=where)
    except RecursionError:
        raise InvalidInputError(Fault(where=where, problem="is nested too deeply")) from None
    except TypeError as error:
        raise InvalidInputError(Fault(where=where, problem=f"isn't plain data: {error}")) from error


def _as_plain(raw: Any) -> Any:
    """Turn values of this package, decimals and sets into plain data; the gate checks the rest."""
    if is_dataclass(raw) and not isinstance(raw, type):
        return to_plain(raw)
    if isinstance(raw, Decimal):
        return str(raw)
    if is_mapping(raw):
        return {key: _as_plain(item) for key, item in raw.items()}
    if is_list_or_tuple(raw):
        return [_as_plain(item) for item in raw]
    if is_set(raw):
        return sorted(map(_as_plain, raw), key=str)
    return raw


@cache
def _patch_type(section: str) -> Any:
    """Return the type of a table that may name any fields of a record, and no others."""
    target = SECTIONS[section]
    parts: dict[str, Any] = {}
    for spec in fields(target):
        # Any fact, and any id of another library, may be made unknown; evidence can't.
        kind = _with_unknown_values(spec.type) if spec.name in MAPPED else spec.type
        if spec.name != "id":
            parts[spec.name] = kind if spec.name == "evidence" else cast("Any", kind) | None
    parts["removed"] = bool
    patch = type(target.__name__, (), {"__annotations__": parts, **dict.fromkeys(parts)})
    return dataclass(frozen=True, slots=True, kw_only=True)(patch)


def _with_unknown_values(mapping: Any) -> Any:
    """Return the type of a mapping whose values may be unknown too."""
    key, value = get_args(mapping)
    return Mapping[key, value | None]  # type: ignore[valid-type]  # made at run time, for the gate


def _field_as_plain(name: str, raw: Any, value: Any) -> Any:
    """Return one checked field as plain data; of a group, the parts that are named."""
    if name in GROUPS and value is None:
        # Each part becomes unknown on its own, and can be written again on its own.
        part_names = list(MAPPED[name]) if name in MAPPED else [spec.name for spec in fields(_GROUP_TYPES[name])]
        return dict.fromkeys(map(str, part_names))
    if name not in GROUPS:
        return to_plain(value)
    if is_mapping(value):
        return to_plain(value)
    parts = raw if is_mapping(raw) else to_plain(raw)
    return {part: to_plain(getattr(value, part)) for part in parts}


def _as_id(key: object) -> str:
    """Return *key* if it may be an id, else show its beginning or its type."""
    return key if isinstance(key, str) and key.isprintable() and len(key) <= _LONGEST_NAME else _shown(key)


def _shown(raw: object) -> str:
    """Show the beginning of a text, or the type of anything else, which may be very long."""
    return ascii(raw[:_LONGEST_SHOWN]) if isinstance(raw, str) else type(raw).__name__
