"""
Measure ``llm-selection scan``: what it finds of what a reader found, and how fast it reads.

``registry-tools evaluate scan accuracy FOLDER`` compares it with ``tools/inputs/labelled_mentions.csv``: every id of a language
model that a person found while reading the named releases, which lie unpacked in FOLDER as their source archives name
them (``mem0ai-2.2.1`` …). ``registry-tools evaluate scan speed PATH…`` scans folders as the command does, in one
process, and prints megabytes a second; the first pass warms the machine's cache of files and isn't counted.
"""

import platform
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from statistics import median

from llm_selection import bundled
from llm_selection.cli._trees import Skipped, read_tree
from llm_selection.scanning.mentions import syntax_of
from llm_selection.scanning.scans import REPORTED, Finding, Kind, Scanner
from registry_tools.arguments import command_parser
from registry_tools.places import INPUTS
from registry_tools.tables import read_rows

LABELS = INPUTS / "labelled_mentions.csv"
_RECORDED = ("*cassettes*",)
"""Recorded traffic of tests isn't read: it says what models answered, by the thousand."""
_SCOPES = {"aider_chat": "aider/*.py"}
"""Of a package with thousands of ids in tables of prices, settings and results, only the program was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """An id that a reader found."""

    package: str
    part: str
    path: str
    line: int
    id: str


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the figures."""
    parser = command_parser("evaluate scan", __doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    accuracy = commands.add_parser("accuracy", help="compare with what a reader found")
    accuracy.add_argument("folder", metavar="FOLDER", type=Path)
    accuracy.add_argument("--errors", action="store_true", help="print each miss and each false alarm")
    speed = commands.add_parser("speed", help="print megabytes a second")
    speed.add_argument("paths", metavar="PATH", nargs="+")
    speed.add_argument("--runs", metavar="N", type=int, default=5, help="passes counted (5)")
    options = parser.parse_args(arguments)
    if options.command == "speed":
        measure_speed(options.paths, options.runs)
    else:
        measure_accuracy(options.folder, errors=options.errors)


def labels() -> Iterator[Label]:
    """Read what a reader found."""
    for row in read_rows(LABELS):
        yield Label(
            package=f"{row['package']}-{row['version']}",
            part=row["part"],
            path=row["path"],
            line=int(row["line"]),
            id=row["id"],
        )


def measure_accuracy(folder: Path, *, errors: bool) -> None:
    """Compare what is found with what a reader found, by package and in all."""
    scanner = Scanner(bundled())
    by_package: dict[str, list[Label]] = {}
    for label in labels():
        by_package.setdefault(label.package, []).append(label)
    totals: dict[str, Counter[str]] = {}
    print(f"data {scanner.registry.version}, on {scanner.on}\n")
    print(
        f"{'package':<26} {'ids':>4} {'known':>5} {'found':>5} {'recall':>7} {'alarms':>6} {'precision':>9} {'all':>5}"
    )
    for package in sorted(by_package, key=lambda package: (by_package[package][0].part, package)):
        counts = _compare(scanner, folder / package, by_package[package], errors=errors)
        totals.setdefault(by_package[package][0].part, Counter()).update(counts)
        _print(package, counts)
    for part, counts in totals.items():
        _print(f"= {part}", counts)


def _print(name: str, counts: Counter[str]) -> None:
    """Print a line of figures."""
    found, alarms = counts["found"], counts["alarms"]
    recall, precision = found / counts["known"], found / (found + alarms)
    whole = (found + counts["unlisted"]) / counts["ids"]
    print(
        f"{name:<26} {counts['ids']:>4} {counts['known']:>5} {found:>5} {recall:>7.1%} {alarms:>6} "
        f"{precision:>9.1%} {whole:>5.0%}   due {counts['due found']}/{counts['due']}, alarms {counts['due alarms']}; "
        f"unlisted {counts['unlisted']}, alarms {counts['unlisted alarms']}"
    )


def _compare(scanner: Scanner, folder: Path, wanted: list[Label], *, errors: bool) -> Counter[str]:
    """Match findings and labels one to one, by file, line and id."""
    package = folder.name.rpartition("-")[0]
    findings = [each for each in _scan(scanner, folder) if fnmatch(each.path, _SCOPES.get(package, "*"))]
    counts: Counter[str] = Counter()
    for label in wanted:
        same = [each for each in findings if _is_same(each, label)]
        match = max(same, key=lambda each: len(each.fate.name), default=None)
        known = _known(scanner, label.id) or (match is not None and match.mention.known)
        due = known and scanner.fate(_known_part(scanner, label.id)).kind in REPORTED
        counts.update({"ids": 1, "known": known, "due": due})
        if match is not None:
            findings.remove(match)
            counts.update({"found": match.mention.known, "unlisted": not match.mention.known, "due found": due})
        elif errors:
            print(f"  missed {'known  ' if known else 'unknown'} {label.path}:{label.line} {label.id}")
    for each in findings:
        known = each.mention.known
        counts.update({"alarms": known, "unlisted alarms": not known, "due alarms": each.fate.kind in REPORTED})
        if errors:
            print(f"  false  {each.fate.kind:<9} {each.path}:{each.mention.line} {each.fate.name}")
    return counts


def _scan(scanner: Scanner, folder: Path) -> Iterator[Finding]:
    """Scan a package; paths are those within it."""
    for each in read_tree([str(folder)], exclude=_RECORDED):
        if not isinstance(each, Skipped):
            path = Path(each[0]).relative_to(folder).as_posix()
            yield from scanner.scan(each[1], path=path, syntax=syntax_of(path))


def _is_same(finding: Finding, label: Label) -> bool:
    """Say whether a finding is the labelled id, or its part without what a router or a variant adds."""
    if (finding.path, finding.mention.line) != (label.path, label.line):
        return False
    name = finding.fate.name
    return label.id == name or label.id.endswith(f"/{name}") or label.id.startswith(f"{name}:")


def _known_part(scanner: Scanner, name: str) -> str:
    """Return the longest end of an id behind a slash that the registry knows, or the id."""
    ends = [name, *(name.split("/", cut)[-1] for cut in range(1, name.count("/") + 1))]
    return next((each for each in ends if each in scanner.names), name)


def _known(scanner: Scanner, name: str) -> bool:
    """Say whether the registry knows an id."""
    return scanner.fate(_known_part(scanner, name)).kind is not Kind.UNLISTED


def measure_speed(paths: list[str], runs: int) -> None:
    """Scan folders several times; time includes reading them, but not gathering the names."""
    started = time.process_time()
    scanner = Scanner(bundled())
    gathered = time.process_time() - started
    walls, processors, size, files, found = [], [], 0, 0, 0
    for _ in range(runs + 1):
        size = files = found = 0
        wall, processor = time.perf_counter(), time.process_time()
        for each in read_tree(paths):
            if not isinstance(each, Skipped):
                size, files = size + len(each[1]), files + 1
                found += len(scanner.scan(each[1], path=each[0], syntax=syntax_of(each[0])))
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    print(f"CPython {platform.python_version()}, {files:,} files, {size / 1e6:.1f} MB, {found:,} ids, {runs} passes")
    print(f"names gathered in {gathered * 1e3:.0f} ms of the processor")
    for what, seconds in (("wall clock", walls[1:]), ("processor", processors[1:])):
        print(f"{what:<11} {size / 1e6 / median(seconds):.1f} MB/s (worst {size / 1e6 / max(seconds):.1f})")
