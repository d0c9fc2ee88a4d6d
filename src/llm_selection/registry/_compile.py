"""From records to the artefact: cross-checks, columns, lines, digest. Deterministic to the byte."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from llm_selection._plain import to_plain
from llm_selection.errors import Fault, RegistryError
from llm_selection.evidence import Dissent, Evidence, EvidenceByField, Status
from llm_selection.identity import ModelId
from llm_selection.registry._columns import FACTS, Row, encode
from llm_selection.registry._records import SECTIONS, Records

__all__ = ["SCHEMA_VERSION", "Artefact", "compile_records", "digest_of", "names_of"]

SCHEMA_VERSION = 1
"""Version of the artefact's shape; a reader refuses one it doesn't know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """
    A compiled registry.

    Attributes:
        index: Versions, ids, columns, and where each record's line is.
        details: One JSON line a record.
    """

    index: Mapping[str, Any]
    details: bytes


def compile_records(records: Records) -> Artefact:
    """
    Compile *records*.

    Raises:
        RegistryError: With every reference that leads nowhere, every field without evidence, every name of two models.
    """
    faults = [*_reference_faults(records), *_evidence_faults(records), *_name_faults(records)]
    if faults:
        raise RegistryError(*faults)
    lines: list[bytes] = []
    sections: dict[str, Any] = {}
    for section in SECTIONS:
        table = getattr(records, section)
        encoded = [_line(value) for value in table.values()]
        sections[section] = {"ids": list(table), "lengths": [len(line) for line in encoded]}
        lines += encoded
    for section, extra in (("calibration", records.calibration), ("names", names_of(records))):
        line = _line(extra)
        sections[section] = {"ids": [section], "lengths": [len(line)]}
        lines.append(line)
    rows = [
        Row(
            offering=offering,
            model=records.models[offering.model],
            provider=records.providers[offering.provider],
            terms=records.licenses.get(records.models[offering.model].license or ""),
        )
        for offering in records.offerings.values()
    ]
    index = {
        "schema": SCHEMA_VERSION,
        "version": records.version,
        "date": records.date.isoformat(),
        "sections": sections,
        "columns": {name: encode(fact.read(row) for row in rows).to_plain() for name, fact in FACTS.items()},
    }
    details = b"".join(lines)
    return Artefact(index={"digest": digest_of(index, details), **index}, details=details)


def digest_of(index: Mapping[str, Any], details: bytes) -> str:
    """Return the SHA-256 of the artefact, less the digest itself."""
    from hashlib import sha256  # noqa: PLC0415 - loads OpenSSL, 5 ms that a start needn't pay

    body = json.dumps({key: value for key, value in index.items() if key != "digest"}, sort_keys=True)
    return sha256(body.encode() + b"\n" + details).hexdigest()


def names_of(records: Records) -> dict[str, str]:
    """Map every other name of a model, in lower case, to its id; its Hugging Face repository included."""
    return {
        name.lower(): model.id
        for model in records.models.values()
        for name in (*model.snapshots, *model.aliases, *model.ids.values(), *_repository(model))
    }


def _repository(model: Any) -> Iterator[str]:
    """Yield the repository of downloadable weights, if it is known."""
    repository = getattr(model.weights, "repository", None)
    if repository:
        yield repository


def _line(value: object) -> bytes:
    """Write one record as one line of JSON."""
    return json.dumps(to_plain(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _reference_faults(records: Records) -> Iterator[Fault]:
    """Find references that lead nowhere."""

    def missing(where: str, kind: str, key: str | None, table: Mapping[Any, Any]) -> Iterator[Fault]:
        if key is not None and key not in table:
            yield Fault(where=where, problem=f"names {kind} {key!r}, which isn't in the registry")

    for model in records.models.values():
        yield from missing(f"model {model.id}: license", "license", model.license, records.licenses)
        developer = model.id.partition("/")[0]
        yield from missing(f"model {model.id}", "developer", developer, records.developers)
    for provider in records.providers.values():
        where = f"provider {provider.id}: developer"
        yield from missing(where, "developer", provider.developer, records.developers)
    for offering in records.offerings.values():
        yield from missing(f"offering {offering.id}: model", "model", offering.model, records.models)
        yield from missing(f"offering {offering.id}", "provider", offering.provider, records.providers)
    for model_id, results in records.results.items():
        yield from missing("results", "model", model_id, records.models)
        for result in results:
            where = f"result of {model_id}"
            yield from missing(where, "benchmark", result.benchmark, records.benchmarks)
            yield from missing(where, "source", result.source, records.sources)
    for section in ("priors", "abilities"):
        for model_id in getattr(records, section):
            yield from missing(section, "model", model_id, records.models)
    if records.calibration:
        for task, basket in records.calibration.baskets.items():
            for benchmark in basket.benchmarks:
                yield from missing(f"basket {task}", "benchmark", benchmark, records.benchmarks)
        for benchmark in records.calibration.benchmarks:
            yield from missing("calibration", "benchmark", benchmark, records.benchmarks)


def _evidence_faults(records: Records) -> Iterator[Fault]:
    """Find evidence of unknown sources, evidence of no field, and a known fact called undisclosed."""
    for section in ("developers", "providers", "licenses", "models", "offerings", "benchmarks"):
        for key, record in getattr(records, section).items():
            where = f"{section}: {key}"
            for cited in _sources_cited(record):
                if cited not in records.sources:
                    yield Fault(where=where, problem=f"cites source {cited!r}, which isn't in sources.toml")
            names = {spec.name for spec in fields(record)}
            for name, evidence in record.evidence.fields.items():
                if name not in names:
                    yield Fault(where=where, problem=f"has evidence for {name!r}, which isn't a field")
                elif evidence.status is Status.UNDISCLOSED and getattr(record, name) not in (None, frozenset(), ()):
                    if getattr(getattr(record, name), "kind", None) != "undisclosed":
                        yield Fault(where=where, problem=f"{name} is known, yet its evidence says undisclosed")


def _sources_cited(value: object) -> Iterable[str]:
    """Collect the sources that a record cites, at any depth."""
    if isinstance(value, Evidence | Dissent):
        yield value.source
    if isinstance(value, EvidenceByField):
        for evidence in value.fields.values():
            yield from _sources_cited(evidence)
    if is_dataclass(value) and not isinstance(value, type):
        for spec in fields(value):
            yield from _sources_cited(getattr(value, spec.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _sources_cited(item)


def _name_faults(records: Records) -> Iterator[Fault]:
    """Find a name that two models share: two names for one model is fine, one name for two is not."""
    owners: dict[str, set[ModelId]] = {}
    for model in records.models.values():
        for name in (model.id, *model.snapshots, *model.aliases):
            owners.setdefault(name.lower(), set()).add(model.id)
    for name, models in sorted(owners.items()):
        if len(models) > 1:
            yield Fault(where=f"name {name!r}", problem=f"belongs to {' and '.join(sorted(models))}; keep one")
