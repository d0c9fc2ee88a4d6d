"""Reading a folder of TOML and CSV files into records: the only module that reads what people edit."""

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, TypeVar, get_args

from llm_selection._gate import check
from llm_selection.benchmarks import Benchmark, Result, Task
from llm_selection.calibration import Ability, BenchmarkParameters, Calibration, Prior
from llm_selection.errors import Fault, InvalidInputError, RegistryError
from llm_selection.evidence import Source
from llm_selection.identity import ModelId
from llm_selection.licenses import LicenseTerms
from llm_selection.models import Model
from llm_selection.offerings import Developer, Offering, Provider
from llm_selection.registry._records import Records

__all__ = ["read_folder"]

T = TypeVar("T")

_LARGEST_FILE_BYTES = 20_000_000
_KNOWN_FILES = (
    "benchmarks.toml",
    "calibration/abilities.csv",
    "calibration/benchmarks.csv",
    "calibration/calibration.toml",
    "calibration/priors.csv",
    "developers.toml",
    "licenses/**.toml",
    "models/**.toml",
    "news/**",
    "offerings/*.toml",
    "providers.toml",
    "registry.toml",
    "results/*.csv",
    "sources.toml",
)
_KNOWN_FILE = re.compile(
    "|".join(re.escape(name).replace(r"\*\*", ".+").replace(r"\*", "[^/]+") for name in _KNOWN_FILES)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """What ``registry.toml`` holds."""

    version: str
    date: date


def read_folder(folder: Path) -> Records:
    """
    Read every file of *folder*; a record's place is its id.

    Raises:
        RegistryError: With every fault of every file.
    """
    reader = _Reader(folder)
    records = reader.records()
    if reader.faults or records is None:
        raise RegistryError(*reader.faults)
    return records


class _Reader:
    """Reads one folder and gathers the faults met on the way."""

    def __init__(self, folder: Path) -> None:
        """Start on *folder*."""
        self.folder = folder
        self.faults: list[Fault] = []

    def records(self) -> Records | None:
        """Read everything there is; ``None`` if not even the head can be read."""
        if not self.folder.is_dir():
            self.fault(str(self.folder), "isn't a folder")
            return None
        self.refuse_unknown_files()
        head = self.value(_Head, self.toml("registry.toml"), "registry.toml")
        sources = {key: self.value(Source, data, where) for key, data, where in self.tables("sources.toml")}
        priors = {
            row.get("model", ""): self.value(Prior, _without(row, "model"), where)
            for row, where in self.rows(Prior, "calibration/priors.csv", once="model")
        }
        found = {
            "sources": sources,
            "developers": self.table(Developer, "developers.toml"),
            "providers": self.table(Provider, "providers.toml"),
            "licenses": self.files(LicenseTerms, "licenses"),
            "models": self.files(Model, "models"),
            "offerings": self.offerings(),
            "benchmarks": self.table(Benchmark, "benchmarks.toml"),
            "results": self.results(),
            "priors": priors,
            "abilities": self.abilities(),
            "calibration": self.calibration(),
        }
        if self.faults or head is None:
            return None
        return Records(version=head.version, date=head.date, **found)  # type: ignore[arg-type]  # no value is None without a fault

    def fault(self, where: str, problem: str) -> None:
        """Note a fault and go on."""
        self.faults.append(Fault(where=where, problem=problem))

    def value(self, target: type[T], data: object, where: str) -> T | None:
        """Build one value at the gate; ``None`` if it has faults."""
        try:
            return check(target, data, where=where)
        except InvalidInputError as error:
            self.faults += error.faults
            return None

    # Files

    def refuse_unknown_files(self) -> None:
        """Note each file that nothing here would read: a misspelt name mustn't lose its content in silence."""
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder)
            hidden = any(part.startswith(".") for part in name.parts)
            if not (hidden or path.is_dir() or _KNOWN_FILE.fullmatch(name.as_posix())):
                self.fault(name.as_posix(), f"isn't part of a registry folder; known are {', '.join(_KNOWN_FILES)}")

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
            self.fault(name, f"can't be read: {error}")
        return ""

    def toml(self, name: str) -> dict[str, Any]:
        """Parse one TOML file; empty if there is none."""
        try:
            return tomllib.loads(self.text(name))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.fault(name, f"isn't TOML: {error}")
            return {}

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
                self.fault(where, f"{key!r} has a row already")
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

    def table(self, target: type[T], name: str) -> dict[str, T | None]:
        """Read a file with one table a record."""
        return {key: self.record(target, key, data, where) for key, data, where in self.tables(name)}

    def files(self, target: type[T], name: str) -> dict[str, T | None]:
        """Read a folder with one file a record."""
        places = sorted((self.folder / name).rglob("*.toml"))
        keys = {path.relative_to(self.folder / name).as_posix().removesuffix(".toml"): path for path in places}
        return {
            key: self.record(target, key, self.toml(where), where)
            for key, path in keys.items()
            for where in [path.relative_to(self.folder).as_posix()]
        }

    def offerings(self) -> dict[str, Offering | None]:
        """Read one file a provider with one table an offering."""
        places = sorted((self.folder / "offerings").glob("*.toml"))
        return {
            f"{path.stem}/{key}": self.record(Offering, f"{path.stem}/{key}", data, where)
            for path in places
            for key, data, where in self.tables(f"offerings/{path.name}")
        }

    def results(self) -> dict[str, tuple[Result, ...]]:
        """Read one table a source."""
        found: dict[str, list[Result]] = {}
        for path in sorted((self.folder / "results").glob("*.csv")):
            for row, where in self.rows(Result, f"results/{path.name}"):
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
