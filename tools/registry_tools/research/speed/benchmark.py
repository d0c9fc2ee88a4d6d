"""
Measure what a user waits for in one run, beside other packages, and write docs/measurements/speed.md.

    python -m venv speed && speed/bin/python -m pip install . -e './tools[speed]'
    speed/bin/registry-tools benchmark --json figures.json
    speed/bin/registry-tools benchmark --page figures.json

Commands run in turn and are compared round by round, so that a machine that slows down slows all of them. Other packages
that aren't installed are left out by name. ``--page`` takes the figures of several interpreters; without ``--json`` and
``--page``, the page of this one is printed. Linux alone tells what is read here of a process.
"""

import compileall
import json
import os
import platform
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import llm_selection
from llm_selection import bundled
from registry_tools.arguments import command_parser
from registry_tools.places import MEASUREMENTS
from registry_tools.research.speed.calls import calls, changes
from registry_tools.research.speed.growth import SIZES, growth_with_memory
from registry_tools.research.speed.packages import first_list, installed
from registry_tools.research.speed.packages import measured as measured_package
from registry_tools.research.speed.page import page
from registry_tools.research.speed.processes import COMMANDS, PYDANTIC, compared, peak_of, rounds

__all__ = ["grown", "main", "measured", "started"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, or write the page of what was measured."""
    parser = command_parser("benchmark", __doc__)
    parser.add_argument("--runs", type=int, default=15, help="rounds and calls counted (15)")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of options to grow to")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures of this interpreter")
    parser.add_argument("--page", type=Path, metavar="FILE", nargs="+", help="write the page of these figures")
    parser.add_argument("--output", type=Path, default=MEASUREMENTS / "speed.md")
    options = parser.parse_args(arguments)
    if options.page:
        every = [json.loads(path.read_text(encoding="utf-8")) for path in options.page]
        options.output.write_text(page(every), encoding="utf-8")
        return
    figures = measured(options.runs, options.sizes)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    else:
        print(page([figures]))


def measured(runs: int, sizes: Iterable[int]) -> dict[str, Any]:
    """Measure everything with this interpreter."""
    load, _, _ = os.getloadavg()
    start = time.perf_counter()
    compileall.compile_dir(str(Path(llm_selection.__file__).parent), quiet=1)
    registry = bundled()
    with TemporaryDirectory() as home:
        # A home of its own, since one package writes there; LiteLLM reads the map that it ships.
        environment = {"HOME": home, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
        found = started(runs, installed(), environment)
    figures = {
        "python": platform.python_version(),
        "pydantic": version("pydantic"),
        "day": datetime.now(tz=UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "processor": _processor(),
        "load": load,
        "runs": runs,
        "data": {"version": registry.version, "offerings": len(registry.offerings), "models": len(registry.models)},
        **found,
        "calls": calls(runs),
        "changes": changes(runs),
        "growth": {str(size): grown(size, min(runs, 5)) for size in sizes},
    }
    return {**figures, "minutes": (time.perf_counter() - start) / 60}


def started(
    runs: int, packages: Mapping[str, str], environment: Mapping[str, str]
) -> dict[str, dict[str, dict[str, Any]]]:
    """Time processes of our own and those of *packages*, given with their versions, in the same rounds."""
    lists = {name: first_list(name) for name in packages}
    found = rounds({**COMMANDS, **{f"list of {name}": code for name, code in lists.items()}}, runs, environment)
    base = found[PYDANTIC]
    return {
        "processes": {
            name: {**compared(found[name], base), "peak_mib": peak_of(code, environment)}
            for name, code in COMMANDS.items()
        },
        "packages": {
            name: {
                "version": packages[name],
                **compared(found[f"list of {name}"], base),
                **measured_package(name, runs, environment),
            }
            for name in lists
        },
    }


def grown(size: int, runs: int) -> dict[str, float]:
    """Measure a registry of *size* options, in a process of its own."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        return pool.submit(growth_with_memory, size, runs).result()


def _processor() -> str:
    """Return the name of the processor, as Linux tells it."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
