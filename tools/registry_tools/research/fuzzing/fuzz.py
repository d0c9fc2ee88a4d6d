"""
Give every reader of the library what nobody should: inputs made wrong on purpose, by the hundred thousand.

    registry-tools fuzz [--inputs N] [--seed N] [--processes N] [--reader NAME ...] [--page]

Inputs are files of this project with a part dropped, doubled, renamed, moved or of another kind, or with bits flipped
and parts lost (`_fuzz_mutants`). Each must be accepted, and then be what it says it is, or be refused by an error of
this library's own that says what is wrong and in which file (`_fuzz_readers`), within two seconds of processor time.
The same seed makes the same inputs, however many processes share them. What breaks a rule is printed with the command
that does it again, and the exit code is 1. With ``--page`` the counts are written to ``docs/measurements/hardness.md``.
"""

import faulthandler
import os
import platform
import signal
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from types import FrameType

from llm_selection.errors import shown
from registry_tools.arguments import command_parser
from registry_tools.pages.templates import with_parts
from registry_tools.places import MEASUREMENTS
from registry_tools.research.fuzzing.readers import Reader, readers

__all__ = ["LIMIT_SECONDS", "Failure", "Tally", "main", "page", "run"]

LIMIT_SECONDS = 2.0
"""Processor time that one input may take, many times what the slowest needs."""
_STUCK_SECONDS = 900
"""After so long without a chunk done, where it hangs is printed and the process ends."""
_CHUNK = 500
_LONGEST_TOLD = 300
_STDERR = 2
_MILLION = 1_000_000
_PAGE = MEASUREMENTS / "hardness.md"


class TookTooLong(BaseException):
    """An input isn't done within its limit; no ``except Exception`` of a reader may hold it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An input that breaks a rule."""

    reader: str
    number: int
    problem: str


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of inputs, by reader: how often what, which broke a rule, and how long the slowest took."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    slowest_ms: dict[str, float] = field(default_factory=dict)

    def add(self, other: "Tally") -> None:
        """Add what became of others."""
        for name, counted in other.outcomes.items():
            self.outcomes.setdefault(name, Counter()).update(counted)
            self.slowest_ms[name] = max(self.slowest_ms.get(name, 0.0), other.slowest_ms[name])
        self.failures += other.failures

    def __str__(self) -> str:
        """Draw the table."""
        rows = [
            f"| {name} | {sum(counted.values()):,} | {_told(counted)} | {self.slowest_ms[name]:,.0f} |"
            for name, counted in self.outcomes.items()
        ]
        total = sum(sum(counted.values()) for counted in self.outcomes.values())
        head = ["| reader | inputs | what became of them | slowest, ms |", "| --- | ---: | --- | ---: |"]
        return "\n".join([*head, *rows, f"| **all** | {total:,} | | {max(self.slowest_ms.values(), default=0):,.0f} |"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, print the table and what broke a rule, and return the exit code."""
    parser = command_parser("fuzz", __doc__)
    parser.add_argument("--inputs", metavar="N", type=int, default=100_000, help="how many in all (100,000)")
    parser.add_argument("--seed", metavar="N", type=int, default=0, help="another one makes other inputs (0)")
    parser.add_argument("--processes", metavar="N", type=int, default=os.cpu_count() or 1, help="how many share them")
    parser.add_argument("--reader", metavar="NAME", action="append", help="only this one; several times")
    parser.add_argument(
        "--first", metavar="N", type=int, default=0, help="number of the first input of each reader (0)"
    )
    parser.add_argument("--show", action="store_true", help="print each input, as Python writes it")
    parser.add_argument("--page", action="store_true", help=f"write the counts to {_PAGE.name}")
    options = parser.parse_args(arguments)
    started = time.monotonic()
    tally = Tally()
    shares = _shares(options.inputs, options.reader)
    chunks = [
        (name, options.seed, range(start, min(start + _CHUNK, options.first + count)), options.show)
        for name, count in shares.items()
        for start in range(options.first, options.first + count, _CHUNK)
    ]
    with ProcessPoolExecutor(options.processes) as pool:
        for done in pool.map(_chunk, chunks):
            tally.add(done)
    print(tally)
    for failure in tally.failures[:50]:
        print(f"\n{failure.reader}, input {failure.number}: {failure.problem}")
        print(
            f"  registry-tools fuzz --show --processes 1 --inputs 1 --seed {options.seed} "
            f"--reader {failure.reader!r} --first {failure.number}"
        )
    print(f"\n{len(tally.failures)} broke a rule; {time.monotonic() - started:,.0f} seconds")
    if options.page:
        _PAGE.write_text(page(tally, seed=options.seed, seconds=time.monotonic() - started), encoding="utf-8")
    return 1 if tally.failures else 0


def page(tally: Tally, *, seed: int, seconds: float) -> str:
    """Write the page of what was counted."""
    total = sum(sum(counted.values()) for counted in tally.outcomes.values())
    command = f"registry-tools fuzz --inputs {total} --seed {seed} --page"
    said = (
        f"CPython {platform.python_version()}, {datetime.now(tz=UTC):%B %Y}, in {seconds / 60:,.0f} minutes: "
        f"{total:,} inputs, of which {len(tally.failures):,} broke a rule."
    )
    return with_parts("hardness", {"command": [command], "run": [said], "counts": [str(tally)]})


def run(inputs: int, *, seed: int, names: Iterable[str] | None = None) -> Tally:
    """
    Run in this process.

    Args:
        inputs: How many in all, shared among the readers.
        seed: Another one makes other inputs.
        names: Of the readers; all of them by default.
    """
    tally = Tally()
    with TemporaryDirectory() as folder:
        known = readers(Path(folder))
        for name, count in _shares(inputs, names, known).items():
            tally.add(_counted(known[name], seed, range(count)))
    return tally


def _shares(inputs: int, names: Iterable[str] | None, known: Mapping[str, Reader] | None = None) -> dict[str, int]:
    """Share inputs among readers, by what each is to get beside the others; at least one each."""
    if known is None:
        with TemporaryDirectory() as folder:
            known = readers(Path(folder))
    wanted = list(known) if names is None else list(names)
    if unknown := [name for name in wanted if name not in known]:
        raise SystemExit(f"no reader {unknown[0]!r}; there are {', '.join(known)}")
    weight = sum(known[name].share for name in wanted)
    return {name: max(1, inputs * known[name].share // weight) for name in wanted}


_READY: dict[str, Reader] = {}
_FOLDERS: list[TemporaryDirectory[str]] = []


def _chunk(work: tuple[str, int, range, bool]) -> Tally:
    """Do a part of the work in a process of a pool."""
    name, seed, numbers, shows = work
    if not _READY:
        _FOLDERS.append(TemporaryDirectory())
        _READY.update(readers(Path(_FOLDERS[0].name)))
    faulthandler.dump_traceback_later(_STUCK_SECONDS, exit=True, file=_STDERR)
    try:
        return _counted(_READY[name], seed, numbers, shows=shows)
    finally:
        faulthandler.cancel_dump_traceback_later()


def _counted(reader: Reader, seed: int, numbers: range, *, shows: bool = False) -> Tally:
    """Give one reader its inputs, and count what becomes of them."""
    counted: Counter[str] = Counter()
    failures: list[Failure] = []
    slowest = 0.0
    for number, given in _inputs(reader, seed, numbers):
        if shows:
            print(f"{reader.name}, input {number}: {_written(given)}")
        started = time.process_time()
        try:
            with warnings.catch_warnings(), _limited(LIMIT_SECONDS):
                warnings.simplefilter("error")
                outcome = reader.outcome(given)
        except (Exception, TookTooLong) as error:  # noqa: BLE001 - whatever gets out is what is looked for
            outcome = "broke a rule"
            at = traceback.extract_tb(error.__traceback__)[-1]
            problem = (
                f"{type(error).__name__}: {str(error)[:_LONGEST_TOLD]} ({Path(at.filename).name}, line {at.lineno})"
            )
            failures.append(Failure(reader=reader.name, number=number, problem=problem))
        counted[outcome] += 1
        slowest = max(slowest, (time.process_time() - started) * 1000)
    return Tally(outcomes={reader.name: counted}, failures=failures, slowest_ms={reader.name: slowest})


def _inputs(reader: Reader, seed: int, numbers: range) -> Iterator[tuple[int, object]]:
    """Make inputs; each has a chance of its own, so that any can be made again alone."""
    for number in numbers:
        yield number, reader.make(Random(f"{seed} {reader.name} {number}"))


def _written(given: object) -> str:
    """Write an input as Python does, where Python can."""
    try:
        return repr(given)
    except (RecursionError, ValueError):
        return shown(given)


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Stop what takes more processor time."""
    if not hasattr(signal, "setitimer"):  # Windows
        yield
        return

    def stop(_: int, __: FrameType | None) -> None:
        raise TookTooLong(f"not done within {seconds:g} seconds of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _told(counted: Counter[str]) -> str:
    """Say how often what became of inputs, the most frequent first."""
    return ", ".join(f"{outcome} {count:,}" for outcome, count in counted.most_common())
