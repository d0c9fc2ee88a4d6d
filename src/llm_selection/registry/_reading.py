"""Reading a compiled registry of unknown origin: trust nothing, rebuild, compare."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from os import PathLike
from typing import Any

from llm_selection._foundation.files import why
from llm_selection._foundation.gate import check, strict_json
from llm_selection._foundation.shapes import is_mapping
from llm_selection.errors import Fault, InvalidInputError, RegistryError
from llm_selection.registry._compile import READABLE_SCHEMAS, SCHEMA_VERSION, compile_records, digest_of
from llm_selection.registry._files import folder_of
from llm_selection.registry._overlays import Overlay
from llm_selection.registry._records import Records
from llm_selection.registry._registry import DETAILS, INDEX, ON_TOP, Registry, as_json, registry_of

__all__ = ["read", "read_artefact", "rebuild"]


def read(folder: str | PathLike[str]) -> Registry:
    """
    Read a compiled registry that this package didn't ship: every record passes the gate.

    Raises:
        RegistryError: It isn't a registry, was compiled for an unknown schema, was changed, or holds a fault.
        InvalidInputError: *folder* is no path.
    """
    place = folder_of(folder)
    try:
        index, details = (place / INDEX).read_bytes(), (place / DETAILS).read_bytes()
        on_top = (place / ON_TOP).read_bytes() if (place / ON_TOP).exists() else None
    except OSError as error:
        problem = f"can't be read: {why(error)}; a compiled registry is what llm-selection registry build DIR --output DIR writes"
        raise RegistryError(Fault(where=str(place), problem=problem)) from error
    return read_artefact(index, details, on_top, where=str(place))


def read_artefact(index: bytes, details: bytes, on_top: bytes | None = None, *, where: str) -> Registry:
    """
    Rebuild a registry from an artefact's records and check that it is the same.

    Columns aren't read but computed again, so an artefact can't say one thing in its records and another in its
    columns. One of an older schema becomes one of this library's, with a digest of its own.

    Args:
        index: Its index.
        details: Its details.
        on_top: The overlays on top of it, and the day, if any.
        where: Where it was found, for the faults.

    Raises:
        RegistryError: It isn't an artefact of a schema known here, a record has faults, or the digest differs.
    """
    try:
        head = strict_json(index, where=where)
        _check_schema(head, where)
        registry = rebuild(_sections(head, details, where), version=head["version"], day=head["date"], where=where)
        _check_digest(registry, head, details, where)
        if on_top is None:
            return registry
        return _put_on_top(registry, head["digest"], strict_json(on_top, where=where), where)
    except (InvalidInputError, RegistryError) as error:
        raise RegistryError(*(_placed(fault, where) for fault in error.faults)) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RegistryError(Fault(where=where, problem=f"isn't a compiled registry: {error!r}")) from error


def _check_digest(registry: Registry, head: Mapping[str, Any], details: bytes, where: str) -> None:
    """Refuse an artefact whose digest isn't that of its content, or of what its records compile to."""
    if head.get("digest") != digest_of(head, details) or (
        head["schema"] == SCHEMA_VERSION and registry.digest != head["digest"]
    ):
        problem = "doesn't match its digest; it was changed after it was compiled"
        raise RegistryError(Fault(where=where, problem=problem))


def _placed(fault: Fault, where: str) -> Fault:
    """Put the name of the artefact before the place of a fault, unless it is there."""
    if fault.where == where or fault.where.startswith(f"{where}: "):
        return fault
    return Fault(where=f"{where}: {fault.where}".rstrip(": "), problem=fault.problem)


def rebuild(sections: Mapping[str, Any], *, version: Any, day: Any, where: str) -> Registry:
    """
    Compile records given as plain data, by section and id.

    Raises:
        InvalidInputError: A record has faults.
        RegistryError: The records don't fit together.
    """
    parts = dict(sections)
    del parts["names"]
    parameters, calibration = parts.pop("parameters"), parts.pop("calibration")["calibration"]
    parts["calibration"] = calibration and {**calibration, "benchmarks": parameters}
    records = check(Records, {**parts, "version": version, "date": day}, where=where)
    return registry_of(compile_records(records))


def _put_on_top(registry: Registry, digest: str, data: Any, where: str) -> Registry:
    """Return *registry* with the overlays and the day that were written with it."""
    if not is_mapping(data) or data.keys() != {"base", "layers", "day", "digest"}:
        problem = f"{ON_TOP} must hold a base's digest, layers, a day and a digest of its own"
        raise RegistryError(Fault(where=where, problem=problem))
    if data["digest"] != sha256(as_json({key: item for key, item in data.items() if key != "digest"})).hexdigest():
        raise RegistryError(Fault(where=where, problem=f"{ON_TOP} was changed after it was written"))
    if data["base"] != digest:
        raise RegistryError(Fault(where=where, problem="what is on top was put on another base"))
    result = registry | Overlay.from_plain(data["layers"], where=where)
    return result if data["day"] is None else result.as_of(date.fromisoformat(data["day"]))


def _check_schema(head: Any, where: str) -> None:
    """Refuse an artefact of another schema."""
    schema = head.get("schema") if is_mapping(head) else None
    if type(schema) is not int or schema not in READABLE_SCHEMAS:
        known = f"{READABLE_SCHEMAS[0]} to {READABLE_SCHEMAS[-1]}"
        problem = f"has schema {schema!r}; this library reads {known}. Build it again, or change the library's version"
        raise RegistryError(Fault(where=where, problem=problem))


def _sections(head: Mapping[str, Any], details: bytes, where: str) -> dict[str, Any]:
    """Cut the details into records, as plain data."""
    by_name: dict[str, Any] = {}
    start = 0
    for name, section in head["sections"].items():
        table: dict[str, Any] = {}
        for key, length in zip(section["ids"], section["lengths"], strict=True):
            table[key] = strict_json(details[start : start + length], where=f"{where}: {name} {key}")
            start += length
        by_name[name] = table
    return by_name
