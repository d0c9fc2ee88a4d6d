"""Reading a folder of TOML and CSV files into records: the only module that reads what people edit."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from io import StringIO
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar, get_args

from llm_selection._dataclasses import dataclass, field, fields
from llm_selection._foundation.files import why
from llm_selection._foundation.gate import check
from llm_selection._foundation.plain import from_plain, to_plain
from llm_selection._foundation.spelling import nearest_names
from llm_selection._foundation.toml import strict_toml
from llm_selection.domain.benchmarks import Result, Task
from llm_selection.domain.calibration import Ability, BenchmarkParameters, Calibration, EffortAbility, Prior
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evidence import Evidence, Source, Status
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Model
from llm_selection.domain.tokens import ReasoningTokens
from llm_selection.domain.verbosity import Verbosity
from llm_selection.errors import Fault, InvalidInputError, RegistryError
from llm_selection.registry._applied_overlays import completed, faults_beside
from llm_selection.registry._overlays import (
    WRITABLE,
    Layer,
    Lists,
    Origin,
    Overlay,
    check_results,
    check_schema,
    check_table,
    check_verbosities,
    stacked,
)
from llm_selection.registry._records import SECTIONS, Records
from llm_selection.registry._registry import Registry, store_of

__all__ = ["put_on", "read_folder", "read_overlay"]

T = TypeVar("T")

_LARGEST_FILE_BYTES = 20_000_000
_FOLDERS = {"registry": "a registry", "overlay": "an overlay"}
_BY_OWNER = {"accelerators": "hardware", "offerings": "offerings"}
"""Sections of which a file holds what belongs to one owner, and the folder of these files."""
_OVERLAY_FILES = (
    "README.md",
    "benchmarks.toml",
    "calibration/verbosity.csv",
    "developers.toml",
    "hardware/*.toml",
    "licenses/**.toml",
    "models/**.toml",
    "offerings/*.toml",
    "overlay.toml",
    "providers.toml",
    "results/*.csv",
    "sources.toml",
)
_KNOWN_FILES = (
    "benchmarks.toml",
    "calibration/abilities.csv",
    "calibration/benchmarks.csv",
    "calibration/calibration.toml",
    "calibration/effort_abilities.csv",
    "calibration/priors.csv",
    "calibration/tokens.csv",
    "calibration/verbosity.csv",
    "developers.toml",
    "hardware/*.toml",
    "licenses/**.toml",
    "models/**.toml",
    "news/**",
    "offerings/*.toml",
    "providers.toml",
    "registry.toml",
    "results/*.csv",
    "sources.toml",
    "tokens/*.csv",
)
_ALIKE = 0.6
"""How alike the name of a file that isn't known and that of a section must be, for the file to be taken for a misspelt one."""
_UNNAMED = Origin(name="unnamed", version="0")
_UNREAD = Evidence(source="unread", status=Status.DOCUMENTED, as_of=date.min)
"""Stands in for a head that can't be read, so that no table gets a fault for lack of evidence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What ``registry.toml`` holds."""

    version: str
    date: date


@dataclass(frozen=True, slots=True, kw_only=True)
class _OverlayHead:
    """What ``overlay.toml`` holds."""

    name: str
    version: str
    schema: str = ""
    evidence: Evidence | None = None
    allow: Lists = field(default_factory=Lists)
    deny: Lists = field(default_factory=Lists)


def read_folder(folder: Path) -> Records:
    """
    Read every file of *folder*; a record's place is its id.

    Raises:
        RegistryError: With every fault of every file.
    """
    reader = _Reader(folder, "registry", _KNOWN_FILES)
    records = reader.records()
    if reader.faults or records is None:
        raise RegistryError(*reader.faults)
    return records


def read_overlay(folder: Path) -> Overlay:
    """
    Read every file of *folder* as an overlay; a record's place is its id.

    Raises:
        RegistryError: With every fault of every file.
    """
    reader = _Reader(folder, "overlay", _OVERLAY_FILES)
    overlay = reader.overlay()
    if reader.faults:
        raise RegistryError(*reader.faults)
    return overlay


def put_on(registry: Registry, folder: Path) -> Registry:
    """
    Put the overlay in *folder* on a registry.

    Raises:
        RegistryError: With every fault of every file, and of what the tables that have none refer to. What may be in a
            table or file with a fault isn't missed.
    """
    reader = _Reader(folder, "overlay", _OVERLAY_FILES)
    overlay = reader.overlay()
    if not reader.faults:
        return registry | overlay
    layers = (*registry.layers, *overlay.layers)
    faults = faults_beside(store_of(registry.base), layers, unread=reader.unread)
    # The reader knows whose faults these are, and the overlay's name may have been unreadable.
    prefix = f"overlay {_UNNAMED}: "
    rest = (Fault(where=fault.where.removeprefix(prefix), problem=fault.problem) for fault in faults)
    raise RegistryError(*reader.faults, *rest)


class _Reader:
    """Reads one folder and collects the faults."""

    def __init__(self, folder: Path, kind: str, known: Iterable[str]) -> None:
        """Start on *folder*, which holds one of a *kind*, with files called as in *known*."""
        self.folder = folder
        self.kind = kind
        self.known = tuple(known)
        self.faults: list[Fault] = []
        # Records with a fault, by section and id; without an id, any record of the section may be in an unreadable file.
        self.unread: set[tuple[str, str | None]] = set()

    def records(self) -> Records | None:
        """Read everything there is; ``None`` if not even the head can be read."""
        if not self.has_only_known_files():
            return None
        head = self.head(_Head, self.toml("registry.toml"))
        sources = {key: self.value(Source, data, where) for key, data, where in self.raw("sources")}
        priors = {
            row.get("model", ""): self.value(Prior, _without(row, "model"), where)
            for row, where in self.rows(Prior, "calibration/priors.csv", once="model")
        }
        tables = {
            "sources": sources,
            "developers": self.table("developers"),
            "providers": self.table("providers"),
            "licenses": self.table("licenses"),
            "models": self.completed(self.table("models")),
            "offerings": self.table("offerings"),
            "benchmarks": self.table("benchmarks"),
            "results": self.results(),
            "priors": priors,
            "abilities": self.abilities(),
            "effort_abilities": self.effort_abilities(),
            "verbosities": self.verbosities(),
            "tokens": self.tokens(),
            "calibration": self.calibration(),
            "accelerators": self.table("accelerators"),
        }
        if self.faults or head is None:
            return None
        return Records(version=head.version, date=head.date, **tables)  # type: ignore[arg-type]  # no value is None without a fault

    def overlay(self) -> Overlay:
        """Read everything there is as an overlay, as far as it has no faults."""
        if not self.has_only_known_files():
            return stacked(())
        raw = self.toml("overlay.toml")
        head = self.head(_OverlayHead, raw)
        origin = _UNNAMED if head is None else self.origin(head)
        default = self.default_of(raw) if head is None else head.evidence
        written: dict[str, dict[str, Any]] = {}
        for section in WRITABLE:
            for key, data, where in self.raw(section):
                table = self.attempt("", check_table, section, key, data, where, default)
                if table is None:
                    # A faulty id is often one with capitals.
                    self.unread |= {(section, key), (section, key.lower())}
                else:
                    written.setdefault(section, {})[key] = table
        measured = [result for results in self.results().values() for result in results]
        layer = Layer(
            origin=origin,
            records=written,
            results=check_results(measured, "results"),
            verbosities=check_verbosities(self.verbosities(), "verbosities"),
            allow=Lists() if head is None else head.allow,
            deny=Lists() if head is None else head.deny,
        )
        return stacked([layer])

    def head(self, target: type[T], raw: dict[str, Any] | None) -> T | None:
        """Build what the head holds; ``None`` if it couldn't be read, or has faults."""
        return None if raw is None else self.value(target, raw, f"{self.kind}.toml")

    def origin(self, head: _OverlayHead) -> Origin:
        """Return who brings an overlay, and check that it is written for this library."""
        origin: Origin | None = self.attempt("overlay.toml", Origin, name=head.name, version=head.version)
        if origin is None:
            return _UNNAMED
        self.attempt("overlay.toml", check_schema, origin, head.schema)
        return origin

    def default_of(self, raw: dict[str, Any] | None) -> Evidence | None:
        """Return the evidence of a head with faults, or a stand-in if the evidence has faults itself."""
        if raw is not None and "evidence" not in raw:
            return None
        try:
            return check(Evidence, None if raw is None else raw["evidence"], where="")
        except InvalidInputError:
            self.unread.add(("sources", _UNREAD.source))
            return _UNREAD

    def fault(self, where: str, problem: str) -> None:
        """Note a fault and go on."""
        self.faults.append(Fault(where=where, problem=problem))

    def value(self, target: type[T], data: object, where: str) -> T | None:
        """Build one value at the gate; ``None`` if it has faults."""
        value: T | None = self.attempt("", check, target, data, where=where)
        return value

    def attempt(self, place: str, make: Callable[..., Any], *arguments: Any, **more: Any) -> Any:
        """Call *make*; note its faults, at *place* unless they name one, and return ``None`` if it has any."""
        try:
            return make(*arguments, **more)
        except InvalidInputError as error:
            self.faults += [Fault(where=fault.where or place, problem=fault.problem) for fault in error.faults]
            return None

    # Files

    def has_only_known_files(self) -> bool:
        """
        Note each file that nothing here would read: a misspelt name mustn't lose its content in silence.

        Links are refused too, since they lead out of the folder, and so is whatever is neither file nor folder.

        Returns:
            Whether going on makes sense.
        """
        try:
            return self._has_only_known_files()
        except OSError as error:
            self.fault(str(self.folder), f"can't be read: {why(error, missing='folder')}")
            return False

    def _has_only_known_files(self) -> bool:
        """Check the files of the folder, which may raise `OSError`."""
        if not self.folder.is_dir():
            self.fault(str(self.folder), "isn't a folder")
            return False
        if not (self.folder / f"{self.kind}.toml").is_file():
            self.fault(
                str(self.folder),
                f"has no {self.kind}.toml; registry.toml makes a folder a registry, overlay.toml an overlay",
            )
            return False
        links = False
        known = re.compile(
            "|".join(re.escape(name).replace(r"\*\*", ".+").replace(r"\*", "[^/]+") for name in self.known)
        )
        for path in self.paths("**/*"):
            name = path.relative_to(self.folder)
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                links = True
                self.fault(name.as_posix(), "must be a file or a folder, and no link")
            elif path.is_file() and not known.fullmatch(name.as_posix()):
                self.fault(
                    name.as_posix(), f"isn't part of {_FOLDERS[self.kind]} folder; known are {', '.join(self.known)}"
                )
                # The section that the file was meant for isn't reported as missing too.
                meant = nearest_names(PurePosixPath(name.parts[0]).stem, WRITABLE, cutoff=_ALIKE)
                self.unread.update((section, None) for section in meant[:1])
        # What follows would read through a link.
        return not links

    def paths(self, pattern: str) -> list[Path]:
        """Find the paths that match *pattern*, in order; hidden files aren't part of the folder and are never opened."""
        return sorted(
            path
            for path in self.folder.glob(pattern)
            if not any(part.startswith(".") for part in path.relative_to(self.folder).parts)
        )

    def text(self, name: str) -> str | None:
        """Read one file; empty if it isn't there, ``None`` if it can't be read."""
        path = self.folder / name
        try:
            if path.stat().st_size <= _LARGEST_FILE_BYTES:
                return path.read_text(encoding="utf-8")
            self.fault(name, f"is larger than {_LARGEST_FILE_BYTES:,} bytes; split it")
        except FileNotFoundError:
            return ""
        except (OSError, ValueError) as error:
            self.fault(name, f"can't be read: {why(error)}")
        return None

    def toml(self, name: str) -> dict[str, Any] | None:
        """Parse one TOML file; empty if there is none, ``None`` if it can't be read."""
        text = self.text(name)
        table: dict[str, Any] | None = None if text is None else self.attempt("", strict_toml, text, where=name)
        return table

    def tables(self, section: str, name: str) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Read a file with one table a record of one section: key, content and place of each."""
        tables = self.toml(name)
        if tables is None:
            self.unread.add((section, None))
            return
        for key, data in tables.items():
            where = f"{name}: {key}"
            if isinstance(data, dict):
                yield key, data, where
            else:
                self.fault(where, "must be a table")
                self.unread.add((section, key))

    def rows(self, target: type[Any], name: str, *, once: str = "") -> Iterator[tuple[dict[str, Any], str]]:
        """
        Read a CSV table: the non-empty cells of each row, numbers and flags as *target* has them, and its place.

        No two rows may agree in the columns named in *once*.
        """
        kinds: Mapping[Any, Callable[[str], Any]] = {int: int, float: float, bool: _as_flag}
        readers = {
            spec.name: read
            for spec in fields(target)
            for kind, read in kinds.items()
            if kind in (get_args(spec.type) or (spec.type,))
        }
        keys: set[str] = set()
        for row, where in self.cells(name):
            key = " ".join(row.get(column, "") for column in once.split())
            if once and key in keys:
                self.fault(where, f"{key.strip()!r} has a row already")
                continue
            keys.add(key)
            yield {column: _as_number(readers.get(column, str), cell) for column, cell in row.items() if cell}, where

    def cells(self, name: str) -> Iterator[tuple[dict[str, str], str]]:
        """Read a CSV table: the cells of each row by column, and its place."""
        table = csv.DictReader(StringIO(self.text(name) or ""), strict=True)
        try:
            if twice := sorted({name for name in table.fieldnames or () if (table.fieldnames or ()).count(name) > 1}):
                self.fault(name, f"has two columns called {', '.join(twice)}")
                return
            for row in table:
                where = f"{name}: line {table.line_num}"
                if None in row or None in row.values():
                    self.fault(where, "has more or fewer cells than the header")
                else:
                    yield row, where
        except csv.Error as error:
            self.fault(name, f"isn't CSV: {error}")

    # Records

    def record(self, target: type[T], key: str, data: dict[str, Any], where: str) -> T | None:
        """Build a record whose id is its place."""
        if "id" in data:
            self.fault(where, "the id isn't repeated inside; the place is the id")
        return self.value(target, {**data, "id": key}, where)

    def table(self, section: str) -> dict[str, Any]:
        """Read the records of one section."""
        target = SECTIONS[section]
        return {key: self.record(target, key, data, where) for key, data, where in self.raw(section)}

    def raw(self, section: str) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Read the records of one section as they are written: id, content and place of each."""
        if section in ("licenses", "models"):
            # One file a record.
            for path in self.paths(f"{section}/**/*.toml"):
                where = path.relative_to(self.folder).as_posix()
                key, data = where.removeprefix(f"{section}/").removesuffix(".toml"), self.toml(where)
                if data is None:
                    self.unread.add((section, key))
                else:
                    yield key, data, where
        elif section in _BY_OWNER:
            # One file a provider or vendor, with one table an offering or accelerator.
            folder = _BY_OWNER[section]
            for path in self.paths(f"{folder}/*.toml"):
                for key, data, where in self.tables(section, f"{folder}/{path.name}"):
                    yield f"{path.stem}/{key}", data, where
        else:
            yield from self.tables(section, f"{section}.toml")

    def completed(self, models: dict[str, Any]) -> dict[str, Any]:
        """Complete fine-tunes from their bases, as far as these are there."""
        plain = {key: to_plain(model) for key, model in models.items() if model is not None}
        for key, model in models.items():
            if model is not None and model.base is not None:
                complete = self.attempt(f"models/{key}.toml", completed, key, plain.get)
                models[key] = None if complete is None else from_plain(Model, complete)
        return models

    def results(self) -> dict[str, tuple[Result, ...]]:
        """Read one table a source; repeated runs belong into one row, with their items or stderr."""
        by_model: dict[str, list[Result]] = {}
        for path in self.paths("results/*.csv"):
            for row, where in self.rows(Result, f"results/{path.name}", once="model benchmark effort"):
                if "source" in row:
                    self.fault(where, "the source isn't repeated inside; the file's name is the source")
                result = self.value(Result, {**row, "source": path.stem}, where)
                if result is not None:
                    by_model.setdefault(result.model, []).append(result)
        return {model: tuple(results) for model, results in by_model.items()}

    def abilities(self) -> dict[Task, dict[ModelId, Ability | None]]:
        """Read the table of abilities."""
        by_task: dict[Task, dict[ModelId, Ability | None]] = {}
        for row, where in self.rows(Ability, "calibration/abilities.csv", once="model task"):
            task = self.value(Task, row.get("task"), where)
            if task is not None:
                ability = self.value(Ability, _without(row, "model", "task"), where)
                by_task.setdefault(task, {})[ModelId(row.get("model", ""))] = ability
        return by_task

    def effort_abilities(self) -> dict[Task, dict[ModelId, dict[Effort, EffortAbility | None]]]:
        """Read the table of abilities at other efforts than the highest measured."""
        by_task: dict[Task, dict[ModelId, dict[Effort, EffortAbility | None]]] = {}
        for row, where in self.rows(EffortAbility, "calibration/effort_abilities.csv", once="model task effort"):
            task, effort = self.value(Task, row.get("task"), where), self.value(Effort, row.get("effort"), where)
            if task is not None and effort is not None:
                ability = self.value(EffortAbility, _without(row, "model", "task", "effort"), where)
                by_task.setdefault(task, {}).setdefault(ModelId(row.get("model", "")), {})[effort] = ability
        return by_task

    def verbosities(self) -> dict[ModelId, tuple[Verbosity, ...]]:
        """Read own counts of what models put out: one row a model and effort."""
        by_model: dict[ModelId, tuple[Verbosity, ...]] = {}
        for row, where in self.rows(Verbosity, "calibration/verbosity.csv", once="model effort"):
            verbosity = self.value(Verbosity, _without(row, "model"), where)
            if verbosity is not None:
                model = ModelId(row.get("model", ""))
                by_model[model] = (*by_model.get(model, ()), verbosity)
        return by_model

    def tokens(self) -> dict[ModelId, tuple[ReasoningTokens, ...]]:
        """Read how many tokens models reason with: one row a model, kind of work and effort."""
        by_model: dict[ModelId, list[ReasoningTokens]] = {}
        for row, where in self.rows(ReasoningTokens, "calibration/tokens.csv", once="model work effort"):
            tokens = self.value(ReasoningTokens, _without(row, "model"), where)
            if tokens is not None:
                by_model.setdefault(ModelId(row.get("model", "")), []).append(tokens)
        return {model: tuple(rows) for model, rows in by_model.items()}

    def calibration(self) -> Calibration | None:
        """Read the parameters of the fit; ``None`` if there are none."""
        head = self.toml("calibration/calibration.toml")
        if not head:
            return None
        parameters = {
            row.get("benchmark", ""): _without(row, "benchmark")
            for row, _ in self.rows(BenchmarkParameters, "calibration/benchmarks.csv", once="benchmark")
        }
        return self.value(Calibration, {**head, "benchmarks": parameters}, "calibration")


def _without(row: dict[str, Any], *keys: str) -> dict[str, Any]:
    """Return *row* less its *keys*."""
    return {key: cell for key, cell in row.items() if key not in keys}


def _as_flag(cell: str) -> bool:
    """Read a cell that is true or false."""
    if cell not in ("true", "false"):
        raise ValueError(cell)
    return cell == "true"


def _as_number(kind: Callable[[str], Any], cell: str) -> Any:
    """Return a cell as a number or a flag; if it isn't one, it stays text, which the gate refuses with its place."""
    try:
        return kind(cell)
    except ValueError:
        return cell
