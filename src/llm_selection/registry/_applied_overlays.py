"""Applied overlays: what a registry's records become with overlays on top, removals included; only what is written is built and checked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from itertools import chain
from typing import Any

from llm_selection._dataclasses import MISSING, fields
from llm_selection._foundation.frozen import EMPTY
from llm_selection._foundation.plain import from_plain, to_plain
from llm_selection._foundation.shapes import is_list_or_tuple, is_mapping
from llm_selection.domain.benchmarks import Benchmark
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Model
from llm_selection.errors import Fault, InvalidInputError, RegistryError
from llm_selection.registry._columns import Column
from llm_selection.registry._compile import (
    evidence_faults,
    measured_references,
    reference_faults,
    references,
    score_faults,
)
from llm_selection.registry._overlays import WRITABLE, Layer, writes
from llm_selection.registry._records import GROUPS, SECTIONS, Records
from llm_selection.registry._stores import Changes, Store, row_of

__all__ = [
    "INHERITED",
    "completed",
    "continued",
    "dangling",
    "evidence_at",
    "faults_beside",
    "fold",
    "inherited",
    "thawed",
    "value_at",
]

INHERITED = (
    "knowledge_cutoff",
    "architecture",
    "total_parameters",
    "active_parameters",
    "attention",
    "cache_layers",
    "vocabulary",
    "tied_embeddings",
    "license",
    "training",
    "input",
    "output",
    "limits",
    "capabilities",
)
"""What is taken to hold of a fine-tune as of its base, unless something else is known of it."""

_FITTED = ("task", "scale", "higher_is_better", "guess_share", "family")


def fold(base: Store, layers: Sequence[Layer]) -> tuple[Changes, Mapping[str, Mapping[str, Any]]]:
    """
    Return what changes in *base* with *layers* on top, the last one winning each field; and the values of it.

    Raises:
        RegistryError: With every record that is incomplete, reference that leads nowhere, and name of two models.
    """
    folded = _Fold(base, layers)
    faults = folded.all_faults()
    if faults:
        raise RegistryError(*faults)
    return {section: changed for section, changed in folded.changes.items() if changed}, folded.values


def faults_beside(
    base: Store, layers: Sequence[Layer], *, unread: Iterable[tuple[str, str | None]]
) -> tuple[Fault, ...]:
    """
    Return what `fold` would raise of *layers* that aren't whole.

    Args:
        base: What they are put on.
        layers: What could be read.
        unread: By section and id, what couldn't, and so may be there; without an id, all of a section.
    """
    return _Fold(base, layers, unread).all_faults()


class _Fold:
    """Folds layers into changes, and collects the faults."""

    def __init__(self, base: Store, layers: Sequence[Layer], unread: Iterable[tuple[str, str | None]] = ()) -> None:
        """Start with nothing changed; no fault is reported of what is *unread*."""
        self.base, self.layers = base, layers
        # Records with a fault of their own: what refers to them isn't reported as well.
        self.unsure = set(unread)
        self.changes: dict[str, dict[str, Any]] = {
            section: {}
            for section in (*WRITABLE, "results", "priors", "abilities", "effort_abilities", "verbosities", "tokens")
        }
        self.values: dict[str, dict[str, Any]] = {section: {} for section in WRITABLE}
        self.merged: dict[str, dict[str, Any]] = {}
        self.faults: list[Fault] = []

    def all_faults(self) -> tuple[Fault, ...]:
        """Fold, and return every fault, each once."""
        self.records()
        self.results()
        self.verbosities()
        self.remove_dependents()
        self.forget_abilities()
        return tuple(dict.fromkeys([*self.faults, *self.cross_faults()]))

    def is_unsure(self, section: str, key: str) -> bool:
        """Say whether a record has a fault, or may be in a file that has one."""
        return (section, key) in self.unsure or (section, None) in self.unsure

    def plain(self, section: str, key: str) -> Any:
        """Return a record as it is so far; ``None`` if there is none."""
        if key in self.changes[section]:
            return self.changes[section][key]
        row = row_of(self.base, section, key)
        return None if row is None else self.base.plain(section, row)

    def is_known(self, section: str, key: str) -> bool:
        """Say whether there is such a record, or may be."""
        if self.is_unsure(section, key):
            return True
        if key in self.changes.get(section, {}):
            return self.changes[section][key] is not None
        return row_of(self.base, section, key) is not None

    def records(self) -> None:
        """Merge, complete, build and check every record that is written."""
        for section in WRITABLE:
            keys = sorted({key for layer in self.layers for key in layer.records.get(section, ())})
            self.merged = {key: self.merge(section, key) for key in keys}
            for key, record in self.merged.items():
                if self.is_removed(section, key):
                    self.changes[section][key] = None
                    continue
                complete = self.complete(key) if section == "models" else record
                built = None if complete is None else self.build(section, key, complete)
                self.changes[section][key] = built
                if built is None:
                    self.unsure.add((section, key))

    def merge(self, section: str, key: str) -> dict[str, Any]:
        """Write every layer's fields over the base's, in order."""
        row = row_of(self.base, section, key)
        old: Mapping[str, Any] = {} if row is None else self.base.plain(section, row)
        record: dict[str, Any] = {
            name: dict(value) if name in GROUPS or name == "evidence" else value for name, value in old.items()
        }
        for layer in self.layers:
            table = layer.records.get(section, {}).get(key)
            if table is None:
                continue
            evidence = thawed(table.get("evidence"))
            if section != "sources":
                record.setdefault("id", key)
                if evidence:
                    record.setdefault("evidence", {"record": evidence["record"]})
            for path, value in writes(table):
                if path != "removed":
                    plain = thawed(value)
                    _put(record, path, continued(record.get(path), plain) if path == "pricing" else plain)
                    if evidence:
                        _cite(record["evidence"], path, evidence_at(evidence, path), known=value is not None)
        return record

    def is_removed(self, section: str, key: str) -> bool:
        """Say whether the last layer that removes or restores a record removes it."""
        words = [layer.records.get(section, {}).get(key, {}).get("removed") for layer in self.layers]
        return bool(next((word for word in reversed(words) if word is not None), False))

    def find(self, model: str) -> Any:
        """Return a model that a fine-tune may start from, removed or not; ``None`` if there is none."""
        return self.merged[model] if model in self.merged else self.plain("models", model)

    def complete(self, key: str) -> Any:
        """Complete a model from its bases; ``None`` if it is among them itself."""
        try:
            return completed(key, self.find)
        except InvalidInputError as error:
            self.fault("models", key, str(error))
            return None

    def build(self, section: str, key: str, record: dict[str, Any]) -> Any:
        """Build a record, which checks it, and return its plain form."""
        target = SECTIONS[section]
        needed = [spec.name for spec in fields(target) if spec.default is spec.default_factory is MISSING]
        missing = [name for name in needed if name not in record]
        if missing:
            new = row_of(self.base, section, key) is None
            problem = "isn't there to be written over, and as a new record it needs" if new else "can't be without"
            self.fault(section, key, f"{problem} {', '.join(missing)}")
            return None
        try:
            value = from_plain(target, record)
        except InvalidInputError as error:
            for fault in error.faults:
                self.fault(section, key, str(fault))
            return None
        self.values[section][key] = value
        defaults = _defaults(section)
        return {name: plain for name, plain in record.items() if name not in defaults or plain != defaults[name]}

    def fault(self, section: str, key: str, problem: str) -> None:
        """Note a fault of a record, and who wrote it."""
        self.faults.append(Fault(where=f"{self.writer(section, key)}: {section}: {key}", problem=problem))

    def writer(self, section: str, key: str) -> str:
        """Name the last layer that writes a record."""
        writers = [layer.origin for layer in self.layers if key in layer.records.get(section, {})]
        return f"overlay {writers[-1]}"

    def results(self) -> None:
        """Replace the results of the same model and source."""
        for layer in self.layers:
            for model, by_source in layer.results.items():
                rows = [row for row in self.plain("results", model) or () if row["source"] not in by_source]
                for source, own in by_source.items():
                    rows += [{**row, "model": model, "source": source} for row in to_plain(own)]
                self.changes["results"][model] = sorted(rows, key=lambda row: str(row["source"])) or None

    def verbosities(self) -> None:
        """Replace the verbosities of the same model."""
        for layer in self.layers:
            for model, own in layer.verbosities.items():
                # In the registry's order of fields; a layer holds them in alphabetical order.
                self.changes["verbosities"][model] = to_plain(from_plain(SECTIONS["verbosities"], own))

    def remove_dependents(self) -> None:
        """Remove what can't exist without a record that is removed."""
        gone = {
            section: {
                key
                for key, record in self.changes[section].items()
                if record is None and not self.is_unsure(section, key)
            }
            for section in ("models", "providers")
        }
        if not any(gone.values()):
            return
        self.changes["offerings"].update(dict.fromkeys(self.served(gone["models"], gone["providers"])))
        for model in gone["models"]:
            for section in ("results", "priors", "verbosities", "tokens"):
                if self.is_known(section, model):
                    self.changes[section][model] = None
        for key, model in dangling(self.base, self.changes["models"], gone["models"]).items():
            self.changes["models"][key] = model
            if key in self.values["models"]:
                self.values["models"][key] = from_plain(Model, model)

    def served(self, models: set[str], providers: set[str]) -> Iterator[str]:
        """Find the offerings of *models*, and those at *providers*."""
        changed = self.changes["offerings"]
        column: Column[ModelId] = self.base.column("model")
        for row, key in enumerate(self.base.ids("offerings")):
            if key not in changed and (column[row] in models or key.partition("/")[0] in providers):
                yield key
        for key, offering in list(changed.items()):
            if offering and (offering["model"] in models or key.partition("/")[0] in providers):
                yield key

    def forget_abilities(self) -> None:
        """Drop the abilities of models whose results, base or efforts changed; they are estimated again when asked for."""
        stale = {*self.changes["results"]}
        stale.update(
            key
            for key, model in self.changes["models"].items()
            if model is None or "base" in model or "efforts" in model
        )
        for section in ("abilities", "effort_abilities") if stale else ():
            for row, task in enumerate(self.base.ids(section)):
                known = self.base.plain(section, row)
                if not stale.isdisjoint(known):
                    left = {model: ability for model, ability in known.items() if model not in stale}
                    self.changes[section][task] = left

    # What must fit together

    def cross_faults(self) -> Iterator[Fault]:
        """Check what the records of each layer refer to, and the names they take."""
        for layer in self.layers:
            written: dict[str, Any] = {
                section: {
                    key: value
                    for key, value in self.values[section].items()
                    if self.changes[section][key] is not None and self.writer(section, key) == f"overlay {layer.origin}"
                }
                for section in WRITABLE
            }
            results: dict[Any, Any] = {
                model: tuple(from_plain(SECTIONS["results"], rows))
                for model, by_source in layer.results.items()
                if (rows := [row for row in self.changes["results"][model] or () if row["source"] in by_source])
            }
            verbosities: dict[Any, Any] = {
                model: from_plain(SECTIONS["verbosities"], own)
                for model, own in layer.verbosities.items()
                if self.changes["verbosities"][model] is not None
            }
            part = Records(version="", date=date.min, results=results, verbosities=verbosities, **written)
            faults = (
                *reference_faults(
                    chain(references(part), _citations(layer), measured_references(part)), self.is_known, self.base.ids
                ),
                *score_faults(part, self.benchmark),
                *evidence_faults(part),
                *self.fit_faults(part),
                *self.name_faults(part),
            )
            for fault in faults:
                yield Fault(where=f"overlay {layer.origin}: {fault.where}", problem=fault.problem)

    def benchmark(self, name: str) -> Benchmark | None:
        """Build a benchmark; ``None`` if there is none, or if it may have a fault."""
        plain = None if self.is_unsure("benchmarks", name) else self.plain("benchmarks", name)
        benchmark: Benchmark | None = None if plain is None else from_plain(Benchmark, plain)
        return benchmark

    def fit_faults(self, part: Records) -> Iterator[Fault]:
        """Find changes of benchmarks that the fitted parameters don't allow."""
        for key in part.benchmarks:
            row = row_of(self.base, "benchmarks", key)
            if row is None or row_of(self.base, "parameters", key) is None:
                continue
            old, new = self.base.plain("benchmarks", row), self.changes["benchmarks"][key]
            changed = [name for name in _FITTED if old.get(name) != new.get(name)]
            if changed:
                problem = f"{', '.join(changed)} can't change: abilities were fitted to it; give yours an id of its own"
                yield Fault(where=f"benchmarks: {key}", problem=problem)

    def name_faults(self, part: Records) -> Iterator[Fault]:
        """Find names that lead to another model already: no model may be taken for another."""
        called: dict[str, set[str]] = {}
        for model in self.values["models"].values():
            for name in _own_names(model):
                called.setdefault(name, set()).add(model.id)
        taken: Mapping[str, str] = self.base.plain("names", 0) if part.models else {}
        for model in part.models.values():
            for name in _own_names(model):
                owner = taken.get(name) if row_of(self.base, "models", name) is None else name
                owners = set[str]() if owner is None or self.has_lost(owner, name) else {owner}
                for rival in sorted((called[name] | owners) - {model.id}):
                    yield Fault(where=f"model {model.id}: name {name!r}", problem=f"is a name of {rival} already")

    def has_lost(self, owner: str, name: str) -> bool:
        """Say whether a model of the base is gone, gave up a *name* of its own, or may have done so."""
        row = row_of(self.base, "models", owner)
        if self.is_unsure("models", owner):
            return True
        return not self.is_known("models", owner) or (
            owner in self.values["models"]
            and row is not None
            and name in _own_names(from_plain(Model, self.base.plain("models", row)))
            and name not in _own_names(self.values["models"][owner])
        )


def _own_names(model: Model) -> dict[str, None]:
    """Return the names that no other model may have, in lower case, each once."""
    return dict.fromkeys(map(str.lower, (model.id, *model.snapshots, *model.aliases)))


def _citations(layer: Layer) -> Iterator[tuple[str, str, str | None]]:
    """Yield the sources that a layer cites: where, the section they are in, and the key."""
    for section, tables in layer.records.items():
        for key, table in tables.items():
            for source in _sources_in(table):
                yield f"{section}: {key}", "sources", source


def _sources_in(value: Any) -> Iterator[str]:
    """Collect the sources that evidence and dissent in plain data cite, at any depth."""
    if is_mapping(value):
        if "source" in value:
            yield value["source"]
        for item in value.values():
            yield from _sources_in(item)
    elif is_list_or_tuple(value):
        for item in value:
            yield from _sources_in(item)


@cache
def _defaults(section: str) -> Mapping[str, Any]:
    """Return the fields that a record may lack, with their default as plain data, which isn't written."""
    defaults: dict[str, Any] = {}
    for spec in fields(SECTIONS[section]):
        if spec.default is not MISSING:
            defaults[spec.name] = to_plain(spec.default)
        elif spec.default_factory is not MISSING:
            defaults[spec.name] = to_plain(spec.default_factory())
    return defaults


def thawed(value: Any) -> Any:
    """Return frozen plain data as JSON has it."""
    if is_mapping(value):
        return {key: thawed(item) for key, item in value.items()}
    return list(map(thawed, value)) if is_list_or_tuple(value) else value


def _put(record: dict[str, Any], path: str, value: Any) -> None:
    """Write a field, or a part of a group; ``None`` makes it unknown."""
    name, _, part = path.partition(".")
    table = record.setdefault(name, {}) if part else record
    table[part or name] = value
    if value is None:
        del table[part or name]


def continued(before: Any, after: Any) -> Any:
    """
    Return a price schedule, as plain data, that goes on from another: until it starts, what was in force stays.

    What is no schedule starts at once, and ends at once.
    """
    if "periods" not in (before or {}) or "periods" not in (after or {}):
        return after
    start = after["periods"][0]["effective"]
    earlier = [period for period in before["periods"] if period["effective"] < start]
    return {**after, "periods": [*earlier, *after["periods"]]}


def value_at(record: Mapping[str, Any], path: str) -> Any:
    """Return a field of plain data, or a part of a group; ``None`` if it is unknown."""
    name, _, part = path.partition(".")
    value = record.get(name)
    return (value or EMPTY).get(part) if part else value


def evidence_at(evidence: Mapping[str, Any], path: str) -> Any:
    """Return the evidence of a field, or a part of a group, in plain data."""
    own = evidence.get("fields", {})
    return own.get(path) or own.get(path.partition(".")[0]) or evidence["record"]


def _cite(evidence: dict[str, Any], path: str, field_evidence: Any, *, known: bool) -> None:
    """Give a field its evidence, unless it has the same already."""
    own = dict(evidence.get("fields", {}))
    group = path.partition(".")[0]
    if known and own.get(group, {}).get("status") == "undisclosed":
        # One part is known now, so the whole group isn't undisclosed.
        del own[group]
    evidence["fields"] = own
    if evidence_at(evidence, path) != field_evidence or not known:
        # A fact stated as unknown keeps its own evidence, so that it isn't inherited.
        own[path] = field_evidence
    if not own:
        del evidence["fields"]


def completed(key: str, find: Callable[[str], Mapping[str, Any] | None]) -> Mapping[str, Any]:
    """
    Complete a model, as plain data, from the models it starts from.

    Args:
        key: Its id.
        find: Returns a model as plain data, if there is one.

    Raises:
        InvalidInputError: It starts from itself.
    """
    line, seen = [find(key) or {}], [key]
    while parent := line[-1].get("base"):
        if parent in seen:
            raise InvalidInputError(f"starts from itself: {' from '.join((*seen, parent))}")
        base = find(parent)
        if base is None:
            break
        line.append(base)
        seen.append(parent)
    model = line.pop()
    while line:
        model = inherited(line.pop(), model)
    return model


def inherited(model: Mapping[str, Any], parent: Mapping[str, Any]) -> dict[str, Any]:
    """
    Complete a fine-tune, as plain data, from the model it starts from.

    What isn't known of it is taken from its *parent*, as derived. That its weights aren't offered follows from the
    parent's not being; that they are doesn't follow.
    """
    complete = {name: dict(value) if name in GROUPS or name == "evidence" else value for name, value in model.items()}
    paths: list[str] = []
    for name in INHERITED:
        paths += [f"{name}.{part}" for part in parent.get(name, ())] if name in GROUPS else [name]
    if (parent.get("weights") or EMPTY).get("kind") == "not-offered":
        paths.append("weights")
    for path in paths:
        value = value_at(parent, path)
        is_stated = path in complete["evidence"].get("fields", {})
        if value is not None and value_at(complete, path) is None and not is_stated:
            _put(complete, path, value)
            evidence = evidence_at(parent["evidence"], path)
            note = "; ".join(filter(None, [f"as its base model {parent['id']}", evidence.get("note")]))
            _cite(complete["evidence"], path, {**evidence, "status": "derived", "note": note}, known=True)
    return complete


def dangling(base: Store, changed: Mapping[str, Any], gone: set[str]) -> dict[str, Any]:
    """Return the models that refer to models *gone*, without these references; *changed* are as they say."""
    cleaned: dict[str, Any] = {}
    models = {key: base.plain("models", row) for row, key in enumerate(base.ids("models")) if gone} | dict(changed)
    for key, model in models.items():
        if model is None:
            continue
        routes = (model.get("architecture") or EMPTY).get("routes", ())
        if model.get("base") in gone or any(route.get("model") in gone for route in routes):
            kept = {name: value for name, value in model.items() if name != "base" or value not in gone}
            if routes:
                clean = [{k: v for k, v in route.items() if k != "model" or v not in gone} for route in routes]
                kept["architecture"] = {**model["architecture"], "routes": clean}
            cleaned[key] = kept
    return cleaned
