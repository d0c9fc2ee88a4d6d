"""
Measure what a user waits for, in one run and as ratios.

``python tasks/benchmark.py [--runs N]`` runs each command in turn, discards the first round, and compares
round by round, so that a machine that slows down slows all of them. Run it with the interpreter of an
environment in which the package is installed from a wheel; it compiles bytecode first.
"""

import argparse
import compileall
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median

import llm_selection
from llm_selection import Overlay, Registry, Workload, bundled, recommend
from llm_selection.prices import PriceSchedule
from llm_selection.registry import compile_registry

ROWS = 200

_PYDANTIC = "from pydantic import BaseModel\nclass Model(BaseModel):\n    name: str\nModel(name='x')"
_ANSWER = "import sys\nfrom llm_selection.cli import run\nsys.argv[1:] = ['recommend', 'agentic_coding', '--license', 'open-weight', '--min-context', '200000']\nrun()"
_CALL = "from llm_selection import recommend\nprint(recommend('agentic_coding', license='open-weight', min_context_tokens=200_000).best.model.id)"
_PEAK = "\nprint([line for line in open('/proc/self/status') if line.startswith('VmHWM')][0].split()[1], file=__import__('sys').stderr)"

_COMMANDS: Mapping[str, str] = {
    "bare Python": "pass",
    "import dataclasses": "import dataclasses",
    "import llm_selection": "import llm_selection",
    "pydantic and one model": _PYDANTIC,
    "recommend, best printed": _CALL,
    "command line, first answer": _ANSWER,
}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").strip().partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15, help="rounds counted (15)")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    compileall.compile_dir(str(Path(llm_selection.__file__).parent), quiet=1)
    figures = {"processes": processes(options.runs), "warm": warm(options.runs)}
    if options.json:
        print(json.dumps(figures, indent=2))
        return
    print(f"CPython {platform.python_version()}, {os.cpu_count()} cores, {options.runs} rounds, medians")
    print(f"data {bundled().version}: {len(bundled().offerings):,} offerings, {len(bundled().models):,} models\n")
    print(f"{'process':<28} {'ms':>7} {'of pydantic':>12} {'of bare':>8} {'peak MiB':>9}")
    for name, row in figures["processes"].items():
        print(
            f"{name:<28} {row['ms']:>7.1f} {row['of_pydantic']:>12.2f} {row['of_bare']:>8.2f} {row['peak_mib']:>9.1f}"
        )
    print(f"\n{'in one process':<44} {'ms':>7}")
    for name, row in figures["warm"].items():
        print(f"{name:<44} {row['ms']:>7.2f}")


def processes(runs: int) -> dict[str, dict[str, float]]:
    """Time whole processes in turn; ratios are medians of each round's ratio."""
    times: dict[str, list[float]] = {name: [] for name in _COMMANDS}
    peaks: dict[str, list[float]] = {name: [] for name in _COMMANDS}
    for _ in range(runs + 1):
        for name, code in _COMMANDS.items():
            start = time.perf_counter()
            _run(code)
            times[name].append(time.perf_counter() - start)
    for name, code in _COMMANDS.items():
        # Apart from the timed rounds: reading the peak takes time of its own.
        head, _, tail = code.rpartition("\n")
        body = f"{head}\ntry:\n    {tail}\nfinally:{_PEAK.replace(chr(10), chr(10) + '    ')}"
        peaks[name].append(int(_run(body).split()[-1]) / 1024)
    return {
        name: {
            "ms": median(found[1:]) * 1000,
            "of_pydantic": _ratio(found, times["pydantic and one model"]),
            "of_bare": _ratio(found, times["bare Python"]),
            "peak_mib": median(peaks[name]),
        }
        for name, found in times.items()
    }


def _run(code: str) -> str:
    """Run *code* in a fresh interpreter and return its standard error."""
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)  # noqa: S603 - our own code
    return done.stderr


def _ratio(found: list[float], base: list[float]) -> float:
    """Return the median ratio, round by round, without the first."""
    return median(a / b for a, b in zip(found[1:], base[1:], strict=True))


def warm(runs: int) -> dict[str, dict[str, float]]:
    """Time calls in this process: the same question, a new workload each time, a new day each time."""
    registry = bundled()
    days = iter(range(1, 10_000))

    def repeated() -> None:
        recommend("agentic_coding", license="open-weight", min_context_tokens=200_000)

    def everything() -> None:
        recommend("agentic_coding")

    def new_workload() -> None:
        work = Workload(requests_per_month=next(days), input_tokens=20_000, output_tokens=1_000)
        recommend("agentic_coding", workload=work)

    def new_day() -> None:
        recommend("agentic_coding", on=registry.date + timedelta(days=next(days)))

    def shown() -> None:
        recommend("agentic_coding").ranking[:10]

    overlay = negotiated(registry)
    day_before = registry.date - timedelta(days=1)

    def put_on_top() -> None:
        (registry | overlay).column("rates")

    def put_on_top_and_asked() -> None:
        recommend("agentic_coding", registry=registry | overlay)

    def turned_back() -> None:
        registry.as_of(day_before).column("rates")

    def rebuilt() -> None:
        compile_registry(registry.records())

    cases: Mapping[str, Callable[[], None]] = {
        f"overlay of {ROWS} offerings put on top, rates read": put_on_top,
        f"overlay of {ROWS} offerings put on top, recommend": put_on_top_and_asked,
        "as_of the day before, rates read": turned_back,
        "all records built and compiled": rebuilt,
        "recommend, three requirements, repeated": repeated,
        "recommend, nothing asked for, repeated": everything,
        "recommend, a workload never seen": new_workload,
        "recommend, a day never seen": new_day,
        "recommend and ten places built": shown,
    }
    return {name: {"ms": _timed(case, runs) * 1000} for name, case in cases.items()}


def negotiated(registry: Registry) -> Overlay:
    """Make an overlay that takes a tenth off the price of the first offerings that are priced by the token."""
    priced = [one for one in registry.offerings.values() if isinstance(one.pricing, PriceSchedule)][:ROWS]
    evidence = next(iter(priced)).evidence.record
    return Overlay(
        "benchmark",
        "1",
        evidence=evidence,
        offerings={
            one.id: {"pricing": _lowered(one.pricing)} for one in priced if isinstance(one.pricing, PriceSchedule)
        },
    )


def _lowered(schedule: PriceSchedule) -> PriceSchedule:
    """Take a tenth off the standard input and output rates."""
    share = Decimal("0.9")
    return replace(
        schedule,
        periods=tuple(
            replace(
                period,
                cards=tuple(
                    replace(
                        card,
                        input=card.input and round(card.input * share, 6),
                        output=card.output and round(card.output * share, 6),
                    )
                    for card in period.cards
                ),
            )
            for period in schedule.periods
        ),
    )


def _timed(case: Callable[[], None], runs: int) -> float:
    """Return the median time of one call, the first call left out."""
    case()
    found = []
    for _ in range(max(runs, 15)):
        start = time.perf_counter()
        case()
        found.append(time.perf_counter() - start)
    return median(found)


if __name__ == "__main__":
    main()
