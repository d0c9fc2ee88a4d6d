"""Reading a folder of TOML and CSV files into records: the only module that reads what people edit."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar, get_args

from llm_selection._dataclasses import dataclass, field, fields
from llm_selection._files import why
from llm_selection._gate import check
from llm_selection._plain import from_plain, to_plain
from llm_selection._toml import strict_toml
from llm_selection.benchmarks import Result, Task
from llm_selection.calibration import Ability, BenchmarkParameters, Calibration, Prior
from llm_selection.errors import Fault, InvalidInputError, RegistryError
from llm_selection.evidence import Evidence, Source
from llm_selection.identity import ModelId
from llm_selection.models import Model
from llm_selection.registry._fold import completed
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
from llm_selection.verbosity import Verbosity

__all__ = ["read_folder", "read_overlay"]

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
    "calibration/priors.csv",
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
    if reader.faults or overlay is None:
        raise RegistryError(*reader.faults)
    return overlay


class _Reader:
    """Reads one folder and gathers the faults met on the way."""

    def __init__(self, folder: Path, kind: str, known: Iterable[str]) -> None:
        """Start on *folder*, which holds one of a *kind*, with files called as in *known*."""
        self.folder = folder
        self.kind = kind
        self.known = tuple(known)
        self.faults: list[Fault] = []

    def records(self) -> Records | None:
        """Read everything there is; ``None`` if not even the head can be read."""
        if not self.has_only_known_files():
            return None
        head = self.value(_Head, self.toml("registry.toml"), "registry.toml")
        sources = {key: self.value(Source, data, where) for key, data, where in self.raw("sources")}
        priors = {
            row.get("model", ""): self.value(Prior, _without(row, "model"), where)
            for row, where in self.rows(Prior, "calibration/priors.csv", once="model")
        }
        found = {
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
            "verbosities": self.verbosities(),
            "calibration": self.calibration(),
            "accelerators": self.table("accelerators"),
        }
        if self.faults or head is None:
            return None
        return Records(version=head.version, date=head.date, **found)  # type: ignore[arg-type]  # no value is None without a fault

    def overlay(self) -> Overlay | None:
        """Read everything there is as an overlay; ``None`` if not even the head can be read."""
        if not self.has_only_known_files():
            return None
        head = self.value(_OverlayHead, self.toml("overlay.toml"), "overlay.toml")
        if head is None:
            return None
        origin = self.attempt("overlay.toml", Origin, name=head.name, version=head.version)
        if origin is not None:
            self.attempt("overlay.toml", check_schema, origin, head.schema)
        records = {
            section: {
                key: self.attempt("", check_table, section, key, data, where, head.evidence)
                for key, data, where in self.raw(section)
            }
            for section in WRITABLE
        }
        measured = [result for results in self.results().values() for result in results]
        counted = self.verbosities()
        if self.faults or origin is None:
            return None
        written: Any = {section: tables for section, tables in records.items() if tables}
        layer = Layer(
            origin=origin,
            records=written,
            results=check_results(measured, "results"),
            verbosities=check_verbosities(counted, "verbosities"),
            allow=head.allow,
            deny=head.deny,
        )
        return stacked([layer])

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
        """Look through the folder."""
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
        # What follows would read through a link.
        return not links

    def paths(self, pattern: str) -> list[Path]:
        """Find what is called like *pattern*, in order; hidden files are none of ours, and never opened."""
        return sorted(
            path
            for path in self.folder.glob(pattern)
            if not any(part.startswith(".") for part in path.relative_to(self.folder).parts)
        )

    def text(self, name: str) -> str:
        """Read one file; empty if it isn't there."""
        path = self.folder / name
        try:
            if path.stat().st_size <= _LARGEST_FILE_BYTES:
                return path.read_text(encoding="utf-8")
            self.fault(name, f"is larger than {_LARGEST_FILE_BYTES:,} bytes; split it")
        except FileNotFoundError:
            pass
        except (OSError, ValueError) as error:
            self.fault(name, f"can't be read: {why(error)}")
        return ""

    def toml(self, name: str) -> dict[str, Any]:
        """Parse one TOML file; empty if there is none."""
        found: dict[str, Any] | None = self.attempt("", strict_toml, self.text(name), where=name)
        return found or {}

    def tables(self, name: str) -> Iterator[tuple[str, dict[str, Any], str]]:
        """Read a file with one table a record: key, content and place of each."""
        for key, data in self.toml(name).items():
            where = f"{name}: {key}"
            if isinstance(data, dict):
                yield key, data, where
            else:
                self.fault(where, "must be a table")

    def rows(self, target: type[Any], name: str, *, once: str = "") -> Iterator[tuple[dict[str, Any], str]]:
        """
        Read a CSV table: the non-empty cells of each row, numbers as *target* has them, and its place.

        No two rows may agree in the columns named in *once*.
        """
        numbers = {
            spec.name: number
            for spec in fields(target)
            for number in (int, float)
            if number in (get_args(spec.type) or (spec.type,))
        }
        found: set[str] = set()
        for row, where in self.cells(name):
            key = " ".join(row.get(column, "") for column in once.split())
            if once and key in found:
                self.fault(where, f"{key.strip()!r} has a row already")
                continue
            found.add(key)
            try:
                yield {column: numbers.get(column, str)(cell) for column, cell in row.items() if cell}, where
            except ValueError as error:
                self.fault(where, str(error))

    def cells(self, name: str) -> Iterator[tuple[dict[str, str], str]]:
        """Read a CSV table: the cells of each row by column, and its place."""
        table = csv.DictReader(StringIO(self.text(name)), strict=True)
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
                yield where.removeprefix(f"{section}/").removesuffix(".toml"), self.toml(where), where
        elif section in _BY_OWNER:
            # One file a provider or vendor, with one table an offering or accelerator.
            folder = _BY_OWNER[section]
            for path in self.paths(f"{folder}/*.toml"):
                for key, data, where in self.tables(f"{folder}/{path.name}"):
                    yield f"{path.stem}/{key}", data, where
        else:
            yield from self.tables(f"{section}.toml")

    def completed(self, models: dict[str, Any]) -> dict[str, Any]:
        """Complete fine-tunes from their bases, as far as these are there."""
        plain = {key: to_plain(model) for key, model in models.items() if model is not None}
        for key, model in models.items():
            if model is not None and model.base is not None:
                found = self.attempt(f"models/{key}.toml", completed, key, plain.get)
                models[key] = None if found is None else from_plain(Model, found)
        return models

    def results(self) -> dict[str, tuple[Result, ...]]:
        """Read one table a source; repeated runs belong into one row, with their items or stderr."""
        found: dict[str, list[Result]] = {}
        for path in self.paths("results/*.csv"):
            for row, where in self.rows(Result, f"results/{path.name}", once="model benchmark effort"):
                if "source" in row:
                    self.fault(where, "the source isn't repeated inside; the file's name is the source")
                result = self.value(Result, {**row, "source": path.stem}, where)
                if result is not None:
                    found.setdefault(result.model, []).append(result)
        return {model: tuple(results) for model, results in found.items()}

    def abilities(self) -> dict[Task, dict[ModelId, Ability | None]]:
        """Read the table of abilities."""
        found: dict[Task, dict[ModelId, Ability | None]] = {}
        for row, where in self.rows(Ability, "calibration/abilities.csv", once="model task"):
            task = self.value(Task, row.get("task"), where)
            if task is not None:
                ability = self.value(Ability, _without(row, "model", "task"), where)
                found.setdefault(task, {})[ModelId(row.get("model", ""))] = ability
        return found

    def verbosities(self) -> dict[ModelId, tuple[Verbosity, ...]]:
        """Read how many tokens models put out: one row a model and effort."""
        found: dict[ModelId, tuple[Verbosity, ...]] = {}
        for row, where in self.rows(Verbosity, "calibration/verbosity.csv", once="model effort"):
            verbosity = self.value(Verbosity, _without(row, "model"), where)
            if verbosity is not None:
                model = ModelId(row.get("model", ""))
                found[model] = (*found.get(model, ()), verbosity)
        return found

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
