"""Timing whole processes in turn, by the clock and by the processor, and reading the peak of their memory."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import NamedTuple

__all__ = ["BARE", "COMMANDS", "PYDANTIC", "compared", "output_of", "peak_mib", "peak_of", "rounds"]

BARE = "bare Python"
PYDANTIC = "pydantic and one model"
"""What everything is compared with: a process that imports pydantic, defines a model and builds it."""

COMMANDS: Mapping[str, str] = {
    BARE: "pass",
    "import dataclasses": "import dataclasses",
    "import llm_selection": "import llm_selection",
    PYDANTIC: """\
from pydantic import BaseModel
class Model(BaseModel):
    name: str
Model(name="x")
""",
    "recommend, best printed": """\
from llm_selection import recommend
print(recommend("agentic_coding", license="open-weight", min_context_tokens=200_000).best.model.id)
""",
    # As the console script does it.
    "command line, first answer": """\
import sys
from llm_selection.cli import run
sys.argv[1:] = ["recommend", "agentic_coding", "--license", "open-weight", "--min-context", "200000"]
run()
""",
}
"""What each process runs, by name."""

# The command line leaves without taking the interpreter down, so nothing registered for its end is called.
_TELL_PEAK = """\
import atexit, os, sys
def tell():
    with open("/proc/self/status") as file:
        print(next(line.split()[1] for line in file if line.startswith("VmHWM")), file=sys.stderr)
def leave(code, exit=os._exit):
    tell()
    exit(code)
atexit.register(tell)
os._exit = leave
"""
_STATUS = Path("/proc/self/status")


class Spent(NamedTuple):
    """What one process took, in milliseconds, from its start to its end."""

    wall: float
    processor: float


def rounds(
    commands: Mapping[str, str], runs: int, environment: Mapping[str, str] | None = None
) -> dict[str, list[Spent]]:
    """Run all *commands* in turn, *runs* times; one round before them isn't counted."""
    found: dict[str, list[Spent]] = {name: [] for name in commands}
    for _ in range(runs + 1):
        for name, code in commands.items():
            found[name].append(_spent(code, environment))
    return {name: spent[1:] for name, spent in found.items()}


def _spent(code: str, environment: Mapping[str, str] | None) -> Spent:
    """
    Run *code* in a fresh interpreter.

    Raises:
        RuntimeError: It failed; with what it said.
    """
    with TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=said, env=_environment(environment)
        )
        # The processor's time of this child alone; `subprocess` itself doesn't tell it.
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{code}\nfailed:\n{said.read().decode(errors='replace')}")
    return Spent(wall * 1e3, (usage.ru_utime + usage.ru_stime) * 1e3)


def output_of(code: str, environment: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run *code* in a fresh interpreter and return what it printed."""
    return subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, env=_environment(environment)
    )


def _environment(more: Mapping[str, str] | None) -> dict[str, str] | None:
    """Return this process's environment with *more* in it."""
    return None if more is None else {**os.environ, **more}


def peak_of(code: str, environment: Mapping[str, str] | None = None) -> float:
    """Return the most memory that a process held, in MiB; as it says itself, since a child's includes its parent's."""
    return int(output_of(_TELL_PEAK + code, environment).stderr.split()[-1]) / 1024


def peak_mib() -> float:
    """Return the most memory that this process has held, in MiB."""
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmHWM"))) / 1024


def compared(found: Sequence[Spent], base: Sequence[Spent]) -> dict[str, float]:
    """
    Return medians and least of *found*, and ratios to *base*.

    A ratio is the median of each round's, and that of the least is the least of the one over the least of the other.
    """
    figures: dict[str, float] = {}
    for name in Spent._fields:
        own, other = ([getattr(spent, name) for spent in side] for side in (found, base))
        figures[f"{name}_ms"] = median(own)
        figures[f"{name}_ms_least"] = min(own)
        figures[f"{name}_ratio"] = median(a / b for a, b in zip(own, other, strict=True))
        figures[f"{name}_ratio_least"] = min(own) / min(other)
    return figures
