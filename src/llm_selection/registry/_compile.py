"""From records to the artefact: cross-checks, columns, lines, digest. Deterministic to the byte."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256
from itertools import chain
from typing import Any

from llm_selection._dataclasses import dataclass, fields, is_dataclass, replace
from llm_selection._foundation.plain import to_plain, unprintable
from llm_selection._foundation.shapes import is_list_or_tuple, is_mapping
from llm_selection._foundation.spelling import nearest_names
from llm_selection.domain.benchmarks import Benchmark, Scale
from llm_selection.domain.evidence import Dissent, Evidence, EvidenceByField, Status
from llm_selection.domain.identity import ModelId, developer_of
from llm_selection.domain.models import Downloadable, Model, Router
from llm_selection.domain.tokens import falls_with_effort
from llm_selection.errors import Fault, InvalidInputError, RegistryError
from llm_selection.registry._columns import FACTS, Row, column_as_plain, encode
from llm_selection.registry._records import GROUPS, IDS, MAPPED, SECTIONS, Records

__all__ = [
    "READABLE_SCHEMAS",
    "SCHEMA_VERSION",
    "Artefact",
    "compile_records",
    "digest_of",
    "evidence_faults",
    "measured_references",
    "names_of",
    "reference_faults",
    "references",
    "score_faults",
]

SCHEMA_VERSION = 8
"""The version of the artefact's shape that is written, and the latest that can be read."""

READABLE_SCHEMAS = tuple(range(1, SCHEMA_VERSION + 1))
"""
The shapes that can be read. 1 has neither base models, nor evidence for parts of a group, nor overlays; 2 neither what
licenses say of hosting and of use outside a business, nor a column of when prices were read; 3 no verbosities; 4 no
accelerators, nothing of what layers keep, nor vocabularies and draft layers; 5 nothing of how an offering is served; 6 no
column of the days from which on there are prices; 7 neither efforts, nor tokens by kind of work, nor
abilities by effort.
"""


_EVIDENCED = ("developers", "providers", "licenses", "models", "offerings", "benchmarks", "accelerators")


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
        RegistryError: With every record out of place, reference that leads nowhere, share out of range, evidence of
            no field, and name of two models.
    """
    tables = {
        section: {key: to_plain(value) for key, value in table.items()} for section, table in _tables(records).items()
    }
    if faults := _faults(records, tables):
        raise RegistryError(*faults)
    lines: list[bytes] = []
    sections: dict[str, Any] = {}
    for section, table in tables.items():
        encoded = [_line(value) for value in table.values()]
        sections[section] = {"ids": list(table), "lengths": [len(line) for line in encoded]}
        lines += encoded
    rows = _rows(records)
    index = {
        "schema": SCHEMA_VERSION,
        "version": records.version,
        "date": records.date.isoformat(),
        "sections": sections,
        "columns": {name: column_as_plain(encode(map(fact.read, rows)), fact) for name, fact in FACTS.items()},
    }
    details = b"".join(lines)
    return Artefact(index={"digest": digest_of(index, details), **index}, details=details)


def _faults(records: Records, tables: Mapping[str, Mapping[str, Any]]) -> list[Fault]:
    """Return the faults of *records*; *tables* are the same as plain data."""
    return [
        *_id_faults(records),
        *_text_faults({"registry": {"version": records.version}, **tables}),
        *reference_faults(
            chain(references(records), _citations(records), measured_references(records)),
            lambda section, key: key in getattr(records, section),
            lambda section: getattr(records, section),
        ),
        *score_faults(records, records.benchmarks.get),
        *evidence_faults(records),
        *_name_faults(records),
        *_base_faults(records),
        *_verbosity_faults(records),
        *_tokens_faults(records),
    ]


def _rows(records: Records) -> list[Row]:
    """Return each offering with the records it refers to, from which columns are read."""
    return [
        Row(
            offering=offering,
            model=records.models[offering.model],
            provider=records.providers[offering.provider],
            terms=records.licenses.get(records.models[offering.model].license or ""),
        )
        for offering in records.offerings.values()
    ]


def _tables(records: Records) -> dict[str, Mapping[Any, Any]]:
    """Return the records of each section by id, in the order of the compiled file."""
    calibration = records.calibration
    return {
        **{section: getattr(records, section) for section in SECTIONS},
        # Kept apart, because an answer needs the parameters of only a few benchmarks.
        "parameters": {} if calibration is None else dict(sorted(calibration.benchmarks.items())),
        "calibration": {"calibration": None if calibration is None else replace(calibration, benchmarks={})},
        "names": {"names": _names(records)},
    }


def digest_of(index: Mapping[str, Any], details: bytes) -> str:
    """Return the SHA-256 of the artefact, less the digest itself."""
    body = json.dumps({key: value for key, value in index.items() if key != "digest"}, sort_keys=True)
    return sha256(body.encode() + b"\n" + details).hexdigest()


def names_of(
    own: Iterable[tuple[ModelId, Iterable[str]]], others: Iterable[tuple[ModelId, Iterable[str]]]
) -> dict[str, ModelId]:
    """
    Map every other name of a model, in lower case, to its id.

    Args:
        own: Models with their snapshots and aliases, no two of which are the same.
        others: Models with their repository and with what other libraries call them and their offerings; of
            these, one that two models share is left out.
    """
    called: dict[str, set[ModelId]] = {}
    for model, names in others:
        for name in names:
            called.setdefault(name.lower(), set()).add(model)
    clear = {name: model for name, (model, *more) in called.items() if not more}
    return clear | {name.lower(): model for model, names in own for name in names}


def _names(records: Records) -> dict[str, ModelId]:
    """Map every other name of a model to its id."""
    models = records.models.values()
    return names_of(
        ((model.id, (*model.snapshots, *model.aliases)) for model in models),
        chain(
            ((model.id, (*model.ids.values(), *_repository(model))) for model in models),
            ((offering.model, offering.ids.values()) for offering in records.offerings.values()),
        ),
    )


def _repository(model: Model) -> Iterator[str]:
    """Yield the repository of downloadable weights, if it is known."""
    if isinstance(model.weights, Downloadable) and model.weights.repository:
        yield model.weights.repository


def _line(plain: object) -> bytes:
    """Write one record, as plain data, as one line of JSON."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def references(records: Records) -> Iterator[tuple[str, str, str | None]]:
    """Yield the references of facts: where each stands, the section it points into, and the key."""
    for model in records.models.values():
        yield f"model {model.id}: license", "licenses", model.license
        yield f"model {model.id}", "developers", developer_of(model.id)
        if isinstance(model.architecture, Router):
            for route in model.architecture.routes:
                yield f"model {model.id}: route", "models", route.model
        yield f"model {model.id}: base", "models", model.base
    for provider in records.providers.values():
        yield f"provider {provider.id}: developer", "developers", provider.developer
    for offering in records.offerings.values():
        yield f"offering {offering.id}: model", "models", offering.model
        yield f"offering {offering.id}", "providers", offering.provider


def _citations(records: Records) -> Iterator[tuple[str, str, str | None]]:
    """Yield the references of evidence to sources, as `references` does."""
    for section in _EVIDENCED:
        for key, record in getattr(records, section).items():
            for source in _sources_cited(record):
                yield f"{section}: {key}", "sources", source


def measured_references(records: Records) -> Iterator[tuple[str, str, str | None]]:
    """Yield the references of results and of what was fitted to them, likewise."""
    for model_id, results in records.results.items():
        yield "results", "models", model_id
        for result in results:
            yield f"result of {model_id}", "benchmarks", result.benchmark
            yield f"result of {model_id}", "sources", result.source
    by_task = (*records.abilities.items(), *records.effort_abilities.items())
    tables = (("priors", records.priors), ("verbosities", records.verbosities), ("tokens", records.tokens), *by_task)
    for table, models in tables:
        for model_id in models:
            yield f"calibration: {table}", "models", model_id
    if records.calibration:
        for benchmark in records.calibration.benchmarks:
            yield "calibration", "benchmarks", benchmark
        for task, basket in records.calibration.baskets.items():
            for benchmark in basket.benchmarks:
                yield f"basket {task}", "benchmarks", benchmark
            yield f"basket {task}", "models", basket.anchor


def reference_faults(
    all_references: Iterable[tuple[str, str, str | None]],
    is_known: Callable[[str, str], bool],
    ids_of: Callable[[str], Iterable[str]],
) -> Iterator[Fault]:
    """Find references that lead nowhere, each once; *is_known* takes a section and a key, *ids_of* a section."""
    for where, section, key in dict.fromkeys(all_references):
        if key is not None and not is_known(section, key):
            nearest = ", ".join(nearest_names(key, ids_of(section)))
            hint = f"; nearest: {nearest}" if nearest else ""
            yield Fault(where=where, problem=f"names {key!r}, which isn't among the {section}{hint}")


def _id_faults(records: Records) -> Iterator[Fault]:
    """Find records that are kept under the id of another record, or under a key that is no id."""
    for section in _EVIDENCED:
        for key, record in getattr(records, section).items():
            if record.id != key:
                yield Fault(where=f"{section}: {key}", problem=f"holds the record of {record.id!r}")
    for section, parse in IDS.items():
        for key in getattr(records, section):
            try:
                parse(key)
            except InvalidInputError as error:
                yield Fault(where=section, problem=str(error))
    for key, results in records.results.items():
        for model in dict.fromkeys(result.model for result in results if result.model != key):
            yield Fault(where=f"results: {key}", problem=f"holds the record of {model!r}")


def _text_faults(tables: Mapping[str, Any]) -> Iterator[Fault]:
    """Find text that can't be printed as it is; the gate refuses the same in what it reads."""
    for path, text in unprintable(tables):
        yield Fault(where=path, problem=f"must be printable text in a line, got {text!a}")


def score_faults(records: Records, benchmark_of: Callable[[str], Benchmark | None]) -> Iterator[Fault]:
    """Find scores that should be shares and aren't: a per cent would count as perfect."""
    names = {result.benchmark for results in records.results.values() for result in results}
    by_name = {name: benchmark_of(name) for name in names}
    shares = {name for name, benchmark in by_name.items() if benchmark and benchmark.scale is Scale.SHARE}
    for model, results in records.results.items():
        for result in results:
            if result.benchmark in shares and not 0 <= result.score <= 1:
                problem = f"a score of {result.benchmark} must be a share from 0 to 1, got {result.score}"
                yield Fault(where=f"result of {model}", problem=problem)


def evidence_faults(records: Records) -> Iterator[Fault]:
    """Find evidence of no field, and a known fact whose evidence says undisclosed."""
    for section in _EVIDENCED:
        for key, record in getattr(records, section).items():
            names = {spec.name for spec in fields(record)}
            for name, evidence in record.evidence.fields.items():
                where = f"{section}: {key}: evidence.fields.{name}"
                if name not in names and not _is_part(record, name):
                    yield Fault(where=where, problem=f"isn't a field; fields are {', '.join(sorted(names))}")
                elif evidence.status is Status.UNDISCLOSED and _is_known(_fact_at(record, name)):
                    yield Fault(where=where, problem="says undisclosed of a fact that is known")


def _is_part(record: object, name: str) -> bool:
    """Say whether *name* is a part of a group of facts, such as ``limits.context_tokens``."""
    group, _, part = name.partition(".")
    if group not in GROUPS or not hasattr(record, group):
        return False
    return part in (set(MAPPED[group]) if group in MAPPED else {spec.name for spec in fields(getattr(record, group))})


def _fact_at(record: object, name: str) -> object:
    """Return a field of a record, or a part of a group such as ``limits.context_tokens``."""
    group, _, part = name.partition(".")
    value = getattr(record, group)
    if not part:
        return value
    return value.get(part) if is_mapping(value) else getattr(value, part)


def _is_known(fact: object) -> bool:
    """Say whether a field holds anything; a group of facts does if one of them is known."""
    return to_plain(fact) not in (None, [], {}, {"kind": "undisclosed"})


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
    elif is_list_or_tuple(value):
        for item in value:
            yield from _sources_cited(item)


def _name_faults(records: Records) -> Iterator[Fault]:
    """Find names that two models share; one model may have several names."""
    owners: dict[str, set[ModelId]] = {}
    for model in records.models.values():
        for name in (model.id, *model.snapshots, *model.aliases):
            owners.setdefault(name.lower(), set()).add(model.id)
    for name, models in sorted(owners.items()):
        if len(models) > 1:
            yield Fault(where=f"name {name!r}", problem=f"belongs to {' and '.join(sorted(models))}; keep one")


def _verbosity_faults(records: Records) -> Iterator[Fault]:
    """Find two verbosities of one model and effort."""
    for model, verbosities in records.verbosities.items():
        efforts = [verbosity.effort for verbosity in verbosities]
        for effort in dict.fromkeys(effort for effort in efforts if efforts.count(effort) > 1):
            yield Fault(where=f"verbosity of {model}", problem=f"has two for effort {effort or 'not stated'}; keep one")


def _tokens_faults(records: Records) -> Iterator[Fault]:
    """Find two rows of one model, kind of work and effort, and more effort of which fewer tokens are expected."""
    for model, rows in records.tokens.items():
        if len({(row.work, row.effort) for row in rows}) < len(rows):
            yield Fault(where=f"tokens of {model}", problem="has two rows for one kind of work and effort; keep one")
        if falling := falls_with_effort(rows):
            work, effort = falling
            problem = (
                f"expects fewer tokens of {work} at effort {effort} than at a lower one; more effort takes no fewer"
            )
            yield Fault(where=f"tokens of {model}", problem=problem)


def _base_faults(records: Records) -> Iterator[Fault]:
    """Find a model that was fine-tuned from itself, in however many steps."""
    for key, model in records.models.items():
        line: list[str] = [key]
        parent = model.base
        while parent is not None and parent in records.models and parent not in line:
            line.append(parent)
            parent = records.models[parent].base
        if parent == key:
            yield Fault(where=f"model {key}: base", problem=f"starts from itself: {' from '.join((*line, key))}")
