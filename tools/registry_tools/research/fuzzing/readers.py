"""Readers: each way into the library, what it is given, and what must hold of what it accepts or refuses."""

import io
import json
import os
import shutil
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import llm_selection.registry
from llm_selection import units
from llm_selection._foundation.plain import to_plain
from llm_selection.cli import main
from llm_selection.decisions import check, dump, parse_decision, read_decision
from llm_selection.domain.evaluations import parse_evaluations, read_evaluations
from llm_selection.domain.identity import (
    parse_accelerator_id,
    parse_key,
    parse_license_id,
    parse_model_id,
    parse_offering_id,
)
from llm_selection.errors import InvalidInputError, NotFoundError, NothingFits, RegistryError, SelectionError
from llm_selection.estimation.workloads import workload_parts
from llm_selection.needs import requirements
from llm_selection.needs.error_costs import parse_error_costs, parse_preferred_values, parse_usd
from llm_selection.needs.self_hosting import parse_hosting
from llm_selection.needs.serialization import use_case_as_plain
from llm_selection.needs.use_cases import parse_need, parse_tasks, parse_use_case, parse_workload, read_use_case
from llm_selection.needs.worths import parse_worths
from llm_selection.presentation.json_answer import as_json as as_answer
from llm_selection.recommendation import recommend
from llm_selection.registry import CHOICE, Overlay, Registry, _discovery, _in_use, audit, build, in_use, read, write
from llm_selection.registry._compile import digest_of
from llm_selection.registry._reading import read_artefact
from llm_selection.registry._registry import as_json
from llm_selection.scanning.mentions import syntax_of
from llm_selection.scanning.scans import Scanner
from registry_tools.research.fuzzing.mutants import as_json_text, as_toml_text, bent, changed, happens, retold
from registry_tools.research.fuzzing.seeds import (
    ARTEFACTS,
    COMMANDS,
    DECISION,
    KEYWORDS,
    PACKAGES,
    SCANNED,
    WORDS,
    as_files,
    files_in,
    market,
    needs,
    results,
    small_overlay,
)

__all__ = ["BrokenRuleError", "Reader", "readers", "small_registry"]

_EXIT_CODES = (0, 1, 2, 3)
_BAD_INPUT = 2


class BrokenRuleError(AssertionError):
    """Something that must hold doesn't."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """
    One way in.

    Attributes:
        name: What it is called in tables and on the command line.
        share: How many inputs it gets beside those of the others: few where one takes long.
        make: Makes an input; the same chance makes the same.
        read: Reads it, checks what must hold of what came of it, and returns a word for that.
        file: Part of a path that each fault must name; empty where there is no file.
    """

    name: str
    share: int
    make: Callable[[Random], Any]
    read: Callable[[Any], str]
    file: str = ""

    def outcome(self, given: Any) -> str:
        """
        Read an input, and return what became of it: a word, or the class of the library's own error.

        Raises:
            BrokenRuleError: A rule of this page doesn't hold.
            Exception: Whatever the library lets out.
        """
        try:
            return self.read(given)
        except SelectionError as error:
            _check_told(error, self.file)
            return type(error).__name__


def _check_told(error: SelectionError, file: str) -> None:
    """Refuse an error that doesn't say what is wrong, and where."""
    if not str(error).strip():
        raise BrokenRuleError("an error without a word")
    if not all(line.isprintable() for line in str(error).split("\n")):
        raise BrokenRuleError(f"an error that can't be printed: {error!a}")
    if isinstance(error, NotFoundError | NothingFits):
        return
    faults = error.faults if isinstance(error, InvalidInputError | RegistryError) else ()
    if not faults or not all(fault.problem.strip() for fault in faults):
        raise BrokenRuleError("a fault without a word")
    if lost := [fault for fault in faults if file not in fault.where]:
        raise BrokenRuleError(f"a fault that doesn't name its file: {lost[0]}")


def readers(folder: Path) -> dict[str, Reader]:
    """
    Lay out every way in, by name.

    Args:
        folder: An empty folder for the files that are read.
    """
    listed = (
        *_needs(folder),
        *_values(),
        *_results(folder),
        *_decisions(folder),
        *_registries(folder),
        *_overlays(folder),
        *_environment(),
        *_scans(),
        *_commands(folder),
    )
    return {reader.name: reader for reader in listed}


@cache
def small_registry() -> Registry:
    """Return the small registry that is asked where an answer is part of the reading."""
    index, details = ((ARTEFACTS[-1] / name).read_bytes() for name in ("index.json", "details.jsonl"))
    return read_artefact(index, details, where="small")


def _must(holds: object, what: str) -> None:
    """Refuse what doesn't hold."""
    if not holds:
        raise BrokenRuleError(what)


# Needs


def _needs(folder: Path) -> Iterator[Reader]:
    """Yield the readers of written needs."""
    texts = {".toml": tuple(map(as_toml_text, needs()))}
    texts[".json"] = tuple(json.dumps(need, default=str).encode() for need in needs())
    for kind, share in ((".toml", 120), (".json", 100)):
        path = folder / f"need{kind}"

        def make(chance: Random, kind: str = kind) -> bytes:
            if happens(chance, 0.3):
                return bent(chance.choice(texts[kind]), texts[kind], chance)
            tree = changed(chance.choice(needs()), chance)
            return as_toml_text(tree) if kind == ".toml" else as_json_text(tree, chance)

        def read_file(content: bytes, path: Path = path) -> str:
            path.write_bytes(content)
            _check_need(read_use_case(path))
            return "accepted"

        yield Reader(name=f"use case {kind}", share=share, make=make, read=read_file, file=path.name)
    small = small_registry()

    def answered(tree: Any) -> str:
        case = parse_use_case(tree)
        _check_need(case)
        found = recommend(case, registry=small, on=case.on or small.date)
        _must(bool(found.explain()), "an answer without a word")
        json.loads(as_answer(found, sure=False), parse_constant=_refuse)
        return "accepted"

    def asked(chance: Random) -> Any:
        # Of models that the small registry has: else every need is refused for the names in it.
        need = {
            key: part for key, part in chance.choice(needs()).items() if key not in ("preset", "results", "hosting")
        }
        tree = {**need, "tasks": {"coding": 2}, "unknowns": "include"}
        return changed({**tree, "requirements": {}} if happens(chance, 0.5) else tree, chance)

    yield Reader(name="use case answered", share=30, make=asked, read=answered)


def _refuse(constant: str) -> None:
    """Refuse what JSON doesn't have."""
    raise BrokenRuleError(f"{constant} in an answer's JSON")


def _check_need(case: Any) -> None:
    """Check that a need that can be written down reads as itself."""
    try:
        plain = use_case_as_plain(case)
    except InvalidInputError:
        return
    _must(use_case_as_plain(parse_use_case(plain)) == plain, "a need that isn't what was written of it")


# Values


def _error_costs(value: Any) -> object:
    """Read what an error costs at some tasks."""
    return parse_error_costs(value, parse_tasks("coding,math,preference"))


def _preferred_values(value: Any) -> object:
    """Read what a preferred answer is worth there."""
    return parse_preferred_values(value, parse_tasks("coding,math,preference"))


def _values() -> Iterator[Reader]:
    """Yield the readers of single values and tables, as Python and the command line hand them over."""

    def requirement(pair: tuple[str, Any]) -> str:
        requirements.parse_requirement(*pair)
        return "accepted"

    def one(chance: Random) -> tuple[str, Any]:
        keyword = chance.choice(list(KEYWORDS))
        value = changed(KEYWORDS, chance).get(keyword) if happens(chance, 0.5) else changed(KEYWORDS[keyword], chance)
        return chance.choice(list(requirements.keywords())) if happens(chance, 0.5) else keyword, value

    yield Reader(name="requirement", share=200, make=one, read=requirement)
    gates: tuple[tuple[Callable[[Any], object], Any], ...] = (
        (parse_tasks, {"coding": 2, "math": 1}),
        (parse_tasks, "coding, math"),
        (parse_need, "coding-agent"),
        (parse_workload, {"preset": "coding-agent", "requests_per_day": 5, "input_tokens": {"p50": 10, "max": 60}}),
        (parse_workload, {"requests_per_month": 5, "input_tokens": [10, 20, 30], "output_tokens": 5, "name": "x"}),
        (parse_hosting, [{"accelerator": "maker/card", "utilization": 0.4, "usd_per_hour": "2.5"}]),
        (parse_evaluations, results()[3][1]["results"]),
        (_error_costs, {"coding": {"caught": "0.50", "slipped": 40, "caught_share": 0.9}, "math": "0.2..2"}),
        (_error_costs, {"usd": "2.00", "reason": "two minutes"}),
        (_preferred_values, {"preference": {"low": 0.01, "high": "0.05"}}),
        (parse_usd, "$1,200.50"),
        (parse_worths, {"open-weights": 300, "region=eu": "99.50", "ttft_second": 20}),
        (
            parse_use_case,
            {
                "preset": "rag",
                "requirements": {"license": False},
                "error_cost": 9,
                "today": "acme/large",
                "solved": 0.8,
            },
        ),
        (requirements.parse_forbidden, {"provider": "azure", "license": "closed"}),
        (units.parse_day, "2026-11-01"),
    )

    def value(given: tuple[int, Any]) -> str:
        place, data = given
        gates[place][0](data)
        return "accepted"

    def some(chance: Random) -> tuple[int, Any]:
        place = chance.randrange(len(gates))
        return place, changed(gates[place][1], chance)

    yield Reader(name="values in Python", share=180, make=some, read=value)
    small = small_registry()
    words: tuple[tuple[Callable[[Any], object], str], ...] = (
        (units.parse_day, "2026-11-01"),
        (units.parse_count, "1.5M"),
        (units.parse_count, "200_000"),
        (parse_model_id, "acme/large"),
        (parse_offering_id, "host/some/open-1"),
        (parse_license_id, "apache-2.0"),
        (parse_accelerator_id, "maker/card"),
        (parse_key, "acme"),
        (lambda text: workload_parts([text]), "input_tokens=p50:2k,p90:9k,max:60k"),
        (lambda text: workload_parts([text]), "batch_share=0.5"),
        (parse_need, "coding,math"),
        (small.model, "Borg/Open-70B"),
        (lambda text: small.offerings[text], "host/open"),
    )

    def word(given: tuple[int, str]) -> str:
        place, text = given
        words[place][0](text)
        return "accepted"

    def spelt(chance: Random) -> tuple[int, str]:
        place = chance.randrange(len(words))
        return place, "".join(retold([words[place][1]], ("x", "=", ",", ":", "\u0663", " ", "-1"), chance))

    yield Reader(name="words", share=180, make=spelt, read=word)


# Results


def _results(folder: Path) -> Iterator[Reader]:
    """Yield the readers of evaluations."""
    texts = [
        (
            kind,
            data.encode()
            if isinstance(data, str)
            else as_toml_text(data)
            if kind == ".toml"
            else json.dumps(data).encode(),
        )
        for kind, data in results()
    ]
    only = [text for _, text in texts]
    for kind, share in ((".csv", 50), (".toml", 20), (".json", 50)):
        path = folder / f"scores{kind}"
        known = [data for each, data in results() if each == kind]

        def make(chance: Random, kind: str = kind, known: list[Any] = known) -> tuple[bytes, dict[str, Any]]:
            data = chance.choice(known)
            more: dict[str, Any] = {}
            if happens(chance, 0.3):
                more["model"] = "acme/large"
            if happens(chance, 0.3):
                more["task"] = chance.choice(("coding", "no-task"))
            if kind == ".json" and happens(chance, 0.2):
                more["metric"] = chance.choice(("acc", "acc,none", ["acc", "exact_match"], "nothing"))
            if isinstance(data, str):
                content = (
                    bent(_other_cells(data, chance), only, chance)
                    if happens(chance, 0.4)
                    else _other_cells(data, chance)
                )
            elif happens(chance, 0.3):
                text = as_toml_text(data) if kind == ".toml" else json.dumps(data).encode()
                content = bent(text, only, chance)
            else:
                tree = changed(data, chance)
                content = as_toml_text(tree) if kind == ".toml" else as_json_text(tree, chance)
            return content, more

        def read_file(given: tuple[bytes, dict[str, Any]], path: Path = path) -> str:
            content, more = given
            path.write_bytes(content)
            found = read_evaluations(path, **more)
            _must(
                parse_evaluations([to_plain(each) for each in found]) == found, "results that don't read as themselves"
            )
            return "accepted"

        # A task and a metric are arguments: what is wrong with them isn't wrong with the file.
        yield Reader(name=f"results {kind}", share=share, make=make, read=read_file)


def _other_cells(table: str, chance: Random) -> bytes:
    """Return a table with some cells or columns changed."""
    lines = [line.split(",") for line in table.splitlines()]
    if happens(chance, 0.3):
        column = chance.randrange(len(lines[0]))
        for line in lines:
            if happens(chance, 0.5):
                del line[column % len(line) :][:1]
            else:
                line.insert(column, line[column % len(line)] if line else "")
    else:
        place = chance.randrange(len(lines))
        lines[place] = retold(lines[place], ("1e400", "nan", "-1", "0", "model", "items", '"', "9" * 30), chance)
    return "\r\n".join(",".join(line) for line in lines).encode("utf-8", "surrogatepass")


# Decisions


def _decisions(folder: Path) -> Iterator[Reader]:
    """Yield the readers of decisions."""
    tree = tomllib.loads(DECISION.decode())
    path = folder / "need.lock"
    small = small_registry()

    def make(chance: Random) -> bytes:
        return bent(DECISION, (DECISION,), chance) if happens(chance, 0.3) else as_toml_text(changed(tree, chance))

    def parsed(content: bytes) -> Any:
        path.write_bytes(content)
        decision = read_decision(path)
        text = dump(decision)
        _must(dump(parse_decision(text)) == text, "a decision that doesn't read as itself")
        return decision

    def read_file(content: bytes) -> str:
        parsed(content)
        return "accepted"

    def checked(content: bytes) -> str:
        review = check(parsed(content), registry=small)
        return "found" if review.findings else "accepted"

    yield Reader(name="decision", share=25, make=make, read=read_file, file=path.name)
    yield Reader(name="decision checked", share=8, make=make, read=checked)


# Registries


def _registries(folder: Path) -> Iterator[Reader]:
    """Yield the readers of registries, compiled and as sources."""
    compiled = {place.name: files_in(place) for place in ARTEFACTS}
    place = folder / "artefact"
    place.mkdir()

    def make(chance: Random) -> dict[str, bytes]:
        files = dict(chance.choice(list(compiled.values())))
        if happens(chance, 0.5):
            del files["overlays.json" if "overlays.json" in files else "index.json"]
        if "index.json" not in files:
            return {"details.jsonl": b""}
        if happens(chance, 0.25):
            name = chance.choice(list(files))
            return {**files, name: bent(files[name], list(files.values()), chance)}
        return _resigned(files, chance)

    def read_it(files: dict[str, bytes]) -> str:
        with _laid_out(place, files):
            found = read(place)
        _must(read(_rewritten(found, folder / "rewritten")) == found, "a registry that doesn't read as itself")
        return "accepted"

    yield Reader(name="compiled registry", share=8, make=make, read=read_it, file=str(place))
    sources = folder / "sources"
    _lay(sources, market())

    def bent_files(chance: Random) -> dict[str, bytes | None]:
        return _bent_files(market(), chance)

    def built(changes: Mapping[str, bytes | None]) -> str:
        with _changed_files(sources, market(), changes):
            found = build(sources)
        _must(read(_rewritten(found, folder / "rewritten")) == found, "a registry that doesn't read as itself")
        return "accepted"

    yield Reader(name="sources of a registry", share=6, make=bent_files, read=built)


def _rewritten(registry: Registry, place: Path) -> Path:
    """Write a registry and return where."""
    write(registry, place)
    return place


def _resigned(files: dict[str, bytes], chance: Random) -> dict[str, bytes]:
    """Change a record, the index or what is on top, and sign it again, so that its digest isn't what is wrong."""
    index = json.loads(files["index.json"])
    sections = index["sections"]
    if "overlays.json" in files and happens(chance, 0.4):
        data = json.loads(files["overlays.json"])
        del data["digest"]
        new = changed(data, chance)
        if isinstance(new, dict):
            try:
                new = {**new, "digest": sha256(as_json(new)).hexdigest()}
            except (TypeError, ValueError, RecursionError):
                new = {**new, "digest": "0"}
        return {**files, "overlays.json": as_json_text(new, chance)}
    details = files["details.jsonl"]
    if happens(chance, 0.8):
        section = chance.choice([name for name, each in sections.items() if each["ids"]])
        row = chance.randrange(len(sections[section]["ids"]))
        start = sum(sum(each["lengths"]) for each in list(sections.values())[: list(sections).index(section)])
        start += sum(sections[section]["lengths"][:row])
        stop = start + sections[section]["lengths"][row]
        line = as_json_text(changed(json.loads(details[start:stop]), chance), chance) + b"\n"
        details = details[:start] + line + details[stop:]
        sections[section]["lengths"][row] = len(line)
        if happens(chance, 0.2):
            sections[section]["ids"][row] = chance.choice(("acme/other", "zzz", "", "acme/large", "a b"))
    else:
        index = changed(index, chance)
    if isinstance(index, dict):
        try:
            index = {**index, "digest": digest_of(index, details)}
        except (TypeError, ValueError, RecursionError, AttributeError):
            index = {**index, "digest": "0"}
    return {**files, "index.json": as_json_text(index, chance), "details.jsonl": details}


def _bent_files(files: Mapping[str, bytes], chance: Random) -> dict[str, bytes | None]:
    """Return which files of a folder are other, new, or gone."""
    name = chance.choice(list(files))
    if happens(chance, 0.08):
        return {name: None}
    if happens(chance, 0.06):
        new = chance.choice(
            (f"{name}x", f"x/{name}", name.replace(".", " ."), "models/a/b/c.toml", "models/é.toml", ".hidden")
        )
        return {new: files[name]}
    if happens(chance, 0.06):
        return {name: files[chance.choice(list(files))]}
    if name.endswith(".csv") and happens(chance, 0.5):
        return {name: _other_cells(files[name].decode(), chance)}
    if name.endswith(".toml") and happens(chance, 0.7):
        return {name: as_toml_text(changed(tomllib.loads(files[name].decode()), chance))}
    return {name: bent(files[name], list(files.values()), chance)}


def _lay(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files into a folder."""
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


@contextmanager
def _laid_out(folder: Path, files: Mapping[str, bytes]) -> Iterator[None]:
    """Have exactly these files in a folder for a while."""
    _lay(folder, files)
    try:
        yield
    finally:
        for name in files:
            (folder / name).unlink()


@contextmanager
def _changed_files(folder: Path, files: Mapping[str, bytes], changes: Mapping[str, bytes | None]) -> Iterator[None]:
    """Have some of a folder's files changed for a while."""
    for name, content in changes.items():
        if content is None:
            (folder / name).unlink()
        else:
            _lay(folder, {name: content})
    try:
        yield
    finally:
        for name in changes:
            if name in files:
                _lay(folder, {name: files[name]})
            else:
                (folder / name).unlink()


# Overlays


def _overlays(folder: Path) -> Iterator[Reader]:
    """Yield the readers of overlays: a folder, and what is put on a registry."""
    place = folder / "overlay"
    _lay(place, small_overlay())

    def bent_files(chance: Random) -> dict[str, bytes | None]:
        return _bent_files(small_overlay(), chance)

    def built(changes: Mapping[str, bytes | None]) -> str:
        with _changed_files(place, small_overlay(), changes):
            found = build(place, Overlay)
        _must(Overlay.from_plain(found.to_plain(), where="") == found, "an overlay that doesn't read as itself")
        return "accepted"

    yield Reader(name="overlay in a folder", share=8, make=bent_files, read=built)
    layers, keywords = _brought()

    def make(chance: Random) -> tuple[bool, Any]:
        return (True, changed(keywords, chance)) if happens(chance, 0.5) else (False, changed(layers, chance))

    def read_it(given: tuple[bool, Any]) -> str:
        by_keyword, data = given
        if not by_keyword:
            return _put_on(Overlay.from_plain(data, where="here"))
        if not isinstance(data, dict) or not {"name", "version"} <= data.keys() <= keywords.keys():
            return "no call"
        return _put_on(Overlay(**data))

    yield Reader(name="overlay put on", share=12, make=make, read=read_it)


def _brought() -> tuple[list[Any], dict[str, Any]]:
    """Return what an overlay brings: as plain data of its layers, and by the keywords of Python."""
    layers = json.loads((ARTEFACTS[-1] / "overlays.json").read_bytes())["layers"]
    layer = layers[0]
    evidence = {"source": "contract", "status": "documented", "as_of": "2026-10-01"}
    keywords: dict[str, Any] = {
        "name": "acme-registry",
        "version": "1.4.0",
        "evidence": evidence,
        **layer["records"],
        "allow": {"developers": ["acme", "borg"]},
        "deny": layer["deny"],
        "results": [
            {
                "model": "acme/support",
                "benchmark": "code-one",
                "score": 0.85,
                "reporter": "independent",
                "source": "contract",
            }
        ],
        "verbosities": {"acme/support": [{"multiplier": 2.5, "low": 1.5, "high": 4, "basis": "measured", "rows": 3}]},
    }

    return layers, keywords


def _put_on(overlay: Overlay) -> str:
    """Put an overlay on the small registry, and ask what comes of it."""
    _must(Overlay.from_plain(overlay.to_plain(), where="") == overlay, "an overlay that doesn't read as itself")
    made = small_registry() | overlay
    _must(made | overlay == made, "an overlay that isn't the same twice")
    audit(made)
    recommend("coding", registry=made, on=made.date, unknowns="include").explain()
    return "accepted"


def _environment() -> Iterator[Reader]:
    """Yield the reader of the environment."""
    small = small_registry()

    def chosen(text: str) -> str:
        before = os.environ.get(CHOICE)
        os.environ[CHOICE] = text
        try:
            in_use()
        finally:
            os.environ.pop(CHOICE)
            if before is not None:
                os.environ[CHOICE] = before
        return "accepted"

    def variable(chance: Random) -> str:
        text = "".join(retold([chance.choice(PACKAGES)], (",", "*", " ", "\u00a0", "é"), chance)).replace("\0", "")
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "surrogateescape")

    def with_small(text: str) -> str:
        with _in_place_of_bundled(small):
            return chosen(text)

    yield Reader(name="environment", share=2, make=variable, read=with_small)


@contextmanager
def _in_place_of_bundled(registry: Registry) -> Iterator[None]:
    """Use a registry where the bundled one would be."""
    with (
        patch.object(llm_selection.registry, "bundled", lambda: registry),
        patch.object(_discovery, "bundled", lambda: registry),
    ):
        # It remembers what it was asked with another registry.
        _in_use._discovered_registry.cache_clear()  # noqa: SLF001 - as above
        try:
            yield
        finally:
            _in_use._discovered_registry.cache_clear()  # noqa: SLF001 - as above


# Scans


def _scans() -> Iterator[Reader]:
    """Yield the readers of code."""
    scanner = Scanner(small_registry())
    texts = list(SCANNED.values())

    def make(chance: Random) -> tuple[str, bytes]:
        name = chance.choice(list(SCANNED))
        return name, bent(SCANNED[name], texts, chance)

    def scanned(given: tuple[str, bytes]) -> str:
        name, content = given
        found = scanner.scan(content, path=name, syntax=syntax_of(name))
        _must(found == scanner.scan(content, path=name, syntax=syntax_of(name)), "a scan that differs from itself")
        lines = content.count(b"\n") + 1
        _must(all(1 <= each.mention.line <= lines for each in found), "a finding on a line that isn't there")
        return "found" if found else "accepted"

    yield Reader(name="scanned file", share=150, make=make, read=scanned)


# Commands


def _commands(folder: Path) -> Iterator[Reader]:
    """Yield the command line."""
    place = folder / "commands"
    small = small_registry()
    files = as_files()
    files["pyproject.toml"] = (
        b'[project]\nname = "code"\n[tool.llm-selection.scan]\nwithin = 30\nfail_on = ["retired"]\nexclude = ["*.ts"]\n'
    )
    folders = {
        "market": market(),
        "shop": small_overlay(),
        "compiled": files_in(ARTEFACTS[-1]),
        "code": SCANNED,
    }
    laid: dict[str, bytes] = files | {
        f"{top}/{name}": content for top, each in folders.items() for name, content in each.items()
    }
    _lay(place, laid)
    before = files_in(place)

    def make(chance: Random) -> tuple[list[str], dict[str, bytes]]:
        command = list(chance.choice(COMMANDS))
        if happens(chance, 0.3):
            name = chance.choice(list(files))
            return command, {name: bent(files[name], list(files.values()), chance)}
        words = retold(command, WORDS, chance)
        # As a shell hands them over: no NUL, and bytes that are no UTF-8 as half characters. Nothing outside is written.
        shell = [word.encode("utf-8", "replace").decode().replace("\0", "") for word in words]
        inside = [word for word in shell if not word.startswith(("/", "~")) and ".." not in word and "=/" not in word]
        return inside, {}

    def run(given: tuple[Sequence[str], Mapping[str, bytes]]) -> str:
        words, changes = given
        _lay(place, changes)
        before.update(changes)
        try:
            return ran(words)
        finally:
            for name in changes:
                before[name] = laid[name]
                _lay(place, {name: laid[name]})

    def ran(words: Sequence[str]) -> str:
        out, said = io.StringIO(), io.StringIO()
        here = Path.cwd()
        os.chdir(place)
        try:
            with _in_place_of_bundled(small), redirect_stdout(out), redirect_stderr(said):
                try:
                    code = main(words)
                except SystemExit as left:
                    code = left.code if isinstance(left.code, int) else 0
        finally:
            os.chdir(here)
            after = _restored(place, before)
        _must(code in _EXIT_CODES, f"exit code {code}")
        _must("Traceback" not in said.getvalue(), "a traceback")
        if code == _BAD_INPUT:
            _must(bool(said.getvalue().strip()) or "--json" in words, "bad input, and not a word")
            is_update = "check" in words and any(
                "--update".startswith(word[:4]) for word in words if word.startswith("--u")
            )
            _must(not after or is_update, f"refused, and yet wrote {after}")
        _must(not any(".new" in name for name in after), f"a draft left behind: {after}")
        return f"exit {code}"

    yield Reader(name="command line", share=16, make=make, read=run)


def _restored(folder: Path, before: Mapping[str, bytes]) -> list[str]:
    """Put a folder's files back as they were, and return those that weren't."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    other = [name for name in sorted({*found, *before}) if name not in found or name not in before]
    sizes = [name for name in found if name in before and found[name].stat().st_size != len(before[name])]
    same = [name for name in found if name in before and name not in sizes and name.endswith((".lock", ".json"))]
    other += sizes + [name for name in same if found[name].read_bytes() != before[name]]
    for name in other:
        if name in before:
            _lay(folder, {name: before[name]})
        else:
            found[name].unlink()
    for path in folder.iterdir():
        if path.is_dir() and not any(name.startswith(f"{path.name}/") for name in before):
            shutil.rmtree(path)
    return other
