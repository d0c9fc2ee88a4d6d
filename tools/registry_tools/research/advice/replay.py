"""
Replay past decisions every two weeks and judge them by what came later; write ``docs/measurements/advice.md``.

    registry-tools evaluate advice data [--output PAGE]

For the needs of ``advice_needs.toml`` and every preset, every two weeks, the quality model is fitted to the results known
to have been there, and the library answers from a registry of that day. A fit to later results judges its picks, and
those of habits. All random choices have fixed seeds: the same data gives the same page. It takes about ten minutes
on one core.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from registry_tools.arguments import command_parser
from registry_tools.places import INPUTS
from registry_tools.research.advice import page
from registry_tools.research.advice.days import Archive, fortnights
from registry_tools.research.advice.figures import Figures, Verdict, verdict
from registry_tools.research.advice.judge import Judge
from registry_tools.research.advice.rules import Board, Need, decide, preset_needs, read_boards, read_needs
from registry_tools.toml_files import read_toml

NEEDS = INPUTS / "advice_needs.toml"
BOARDS = INPUTS / "arena_boards.csv"
"""First places of LMArena's text board on days of 2025 and 2026, with the pages they were read from; CC-BY-4.0, LMArena."""

FIRST, LAST = date(2025, 11, 1), date(2026, 8, 1)
"""Before, hardly a task has a result that is known to have been there; after, hardly any came later."""


def replay(archive: Archive, needs: Sequence[Need], days: Iterable[date], boards: Sequence[Board]) -> list[Verdict]:
    """Decide for every need on every day as on that day, and judge it by what came later."""
    found: list[Verdict] = []
    for day in days:
        known, judge = archive.on(day), Judge.after(archive, day)
        decisions = (decide(need, known, benchmarks=archive.benchmarks, boards=boards) for need in needs)
        found += [verdict(decision, judge) for decision in decisions]
    return found


def known_share(archive: Archive, day: date) -> float:
    """Return what part was known on a day of the results that today's data has of the models released by then."""
    there = {one.model for one in archive.traits if one.released is not None and one.released <= day}
    return len(archive.known(day)) / max(1, sum(result.model in there for result in archive.results))


def main(arguments: Sequence[str] | None = None) -> None:
    """Replay, and write the page or print it."""
    parser = command_parser("evaluate advice", __doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--first", type=date.fromisoformat, default=FIRST, help=f"the first day ({FIRST})")
    parser.add_argument("--last", type=date.fromisoformat, default=LAST, help=f"no day after this ({LAST})")
    parser.add_argument("--output", type=Path, help="the page to write (printed)")
    options = parser.parse_args(arguments)
    archive = Archive.read(options.data)
    needs = [*read_needs(NEEDS, read_toml(NEEDS)), *preset_needs()]
    boards, days = read_boards(BOARDS), fortnights(options.first, options.last)
    text = page.write(
        page.Head(
            command=command(options.first, options.last),
            version=archive.records.version,
            day=archive.records.date,
            newest=max(result.measured for result in archive.results if result.measured),
            needs=needs,
            known_shares=[known_share(archive, day) for day in days],
            boards=[board.day for board in boards],
        ),
        Figures(replay(archive, needs, days, boards)),
    )
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, encoding="utf-8")


def command(first: date, last: date) -> str:
    """Return what has to be called for these days."""
    some = "" if (first, last) == (FIRST, LAST) else f" --first {first} --last {last}"
    return f"registry-tools evaluate advice data{some} --output docs/measurements/advice.md"
