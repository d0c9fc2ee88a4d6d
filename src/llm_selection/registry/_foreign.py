"""Reading a compiled registry of unknown origin: trust nothing, rebuild, compare."""

from collections.abc import Mapping
from typing import Any

from llm_selection._gate import check, strict_json
from llm_selection.errors import Fault, InvalidInputError, RegistryError
from llm_selection.registry._compile import SCHEMA_VERSION, compile_records, digest_of
from llm_selection.registry._records import Records
from llm_selection.registry._registry import Registry

__all__ = ["read_artefact"]


def read_artefact(index: bytes, details: bytes, *, where: str) -> Registry:
    """
    Rebuild a registry from an artefact's records and check that it is the same.

    Columns aren't read but computed again, so an artefact can't say one thing in its records and another in its columns.

    Raises:
        RegistryError: It isn't an artefact of this schema, a record has faults, or the digest differs.
    """
    try:
        head = strict_json(index, where=where)
        _check_schema(head, where)
        records = check(
            Records, {**_records(head, details, where), "version": head["version"], "date": head["date"]}, where=where
        )
    except InvalidInputError as error:
        raise RegistryError(*error.faults) from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise RegistryError(Fault(where=where, problem=f"isn't a compiled registry: {error!r}")) from error
    registry = Registry.from_artefact(compile_records(records))
    if not registry.digest == head.get("digest") == digest_of(head, details):
        raise RegistryError(
            Fault(where=where, problem="doesn't match its digest; it was changed after it was compiled")
        )
    return registry


def _check_schema(head: Any, where: str) -> None:
    """Refuse an artefact of another schema."""
    schema = head.get("schema") if isinstance(head, dict) else None
    if schema != SCHEMA_VERSION:
        raise RegistryError(
            Fault(
                where=where,
                problem=f"has schema {schema!r}; this library reads {SCHEMA_VERSION}. Build it again, or change the library's version",
            )
        )


def _records(head: Mapping[str, Any], details: bytes, where: str) -> dict[str, Any]:
    """Cut the details into records, as plain data."""
    found: dict[str, Any] = {}
    start = 0
    for name, section in head["sections"].items():
        table: dict[str, Any] = {}
        for key, length in zip(section["ids"], section["lengths"], strict=True):
            table[key] = strict_json(details[start : start + length], where=f"{where}: {name} {key}")
            start += length
        found[name] = table
    found.pop("names")
    parameters, calibration = found.pop("parameters"), found.pop("calibration")["calibration"]
    return {**found, "calibration": calibration and {**calibration, "benchmarks": parameters}}
