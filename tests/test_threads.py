"""Threads: whoever asks first, and however many at once, gets what one alone gets."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from llm_selection.registry import _bundled
from llm_selection.scanning.scans import Scanner
from scanned import MARKET

_ARTEFACTS = Path(__file__).parent / "artefacts"
_ASKED = """
import sys
from datetime import date
from hashlib import sha256
from threading import Barrier, Thread

import llm_selection
from llm_selection.registry._opening import opened

folder, count = sys.argv[1], int(sys.argv[2])
registry = opened(folder)
start, answers, same = Barrier(count), {}, set()

def ask(number):
    start.wait()
    found = []
    # Each begins with another question, so that each is somebody's first.
    for place in range(6):
        which = (place + number) % 6
        if which == 0:
            asked = llm_selection.recommend({"coding": 2, "math": 1}, registry=registry, unknowns="include")
            from llm_selection.presentation.json_answer import as_json
            found.append((which, as_json(asked, sure=False), asked.explain()))
        elif which == 1:
            from llm_selection._foundation.plain import to_plain
            from llm_selection import estimate_quality
            found.append((which, to_plain(estimate_quality("borg/open", "coding", registry=registry), whole=True)))
        elif which == 2:
            from llm_selection.registry import Overlay
            made = registry | Overlay("shop", "1", deny={"providers": ["cloud"]})
            found.append((which, made.digest, llm_selection.recommend("coding", registry=made).explain()))
        elif which == 3:
            from llm_selection.scanning.scans import Scanner
            texts = (b'model = "borg/open"', b'model = "acme/large"')
            found.append((which, [str(Scanner(registry).scan(text)[0].fate.kind) for text in texts]))
        elif which == 4:
            found.append((which, registry.model("open-latest").id, sorted(registry.accelerators), registry.digest))
        else:
            same.add(id(llm_selection.bundled()))
            found.append((which, llm_selection.bundled().version))
    answers[number] = sha256(repr(sorted(found, key=lambda each: each[0])).encode()).hexdigest()

sys.setswitchinterval(1e-6)
threads = [Thread(target=ask, args=(number,)) for number in range(count)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(answers), len(same), *sorted(set(answers.values())))
"""
"""Everything that is made on first use, asked by threads that start at once in a process where nothing was asked yet."""

_FORKED = """
import os, signal
from threading import Event, Thread
from llm_selection.registry import _bundled

held, done = Event(), Event()

def hold():
    with _bundled._FIRST:
        held.set()
        done.wait()

thread = Thread(target=hold)
thread.start()
held.wait()
child = os.fork()
if child == 0:
    signal.alarm(20)
    os._exit(not _bundled.bundled().models)
_, status = os.waitpid(child, 0)
done.set()
thread.join()
print(status)
"""
"""A process that forks while another of its threads holds the lock."""


def asked(count: int) -> list[str]:
    """Return how many of *count* threads answered, how many bundled registries they saw, and their different answers."""
    place = _ARTEFACTS / "schema-8"
    done = subprocess.run(
        [sys.executable, "-c", _ASKED, str(place), str(count)],
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PYTHONHASHSEED": "0"},
    )
    assert not done.stderr
    return done.stdout.split()


def test_the_first_use_by_many_threads_gives_what_one_gives() -> None:
    """Neither a half-filled cache nor a module that is still being imported shows in an answer."""
    (_, _, alone) = asked(1)
    threads, registries, *answers = asked(16)
    assert (threads, registries, answers) == ("16", "1", [alone])


def test_a_lock_held_elsewhere_is_left_behind() -> None:
    """What a new process does about the lock that it was born with."""
    held = _bundled._FIRST
    with held, ThreadPoolExecutor() as pool:
        _bundled._unlock()
        assert pool.submit(_bundled.bundled).result() is _bundled.bundled()
    assert _bundled._FIRST is not held


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
def test_a_fork_while_the_registry_is_opened() -> None:
    """The new process has no thread that would ever give the lock back; it opens the registry itself."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", _FORKED], capture_output=True, check=True, text=True, timeout=60
    )
    assert (done.stdout, done.stderr) == ("0\n", "")


def test_a_scanner_is_shared_between_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that asks for a model's offerings while another gathers them sees all of them, and each once."""
    model = next(iter(MARKET.offerings.values())).model
    alone = Scanner(MARKET)._rows_of(model)
    scanner, seen, fact = Scanner(MARKET), list[list[int]](), Scanner._fact

    def interrupted(self: Scanner, name: str, row: int) -> Any:
        if row == len(MARKET.offerings) - 1 and not seen:
            seen.append([])
            with ThreadPoolExecutor() as pool:
                seen.append(pool.submit(scanner._rows_of, model).result())
        return fact(self, name, row)

    monkeypatch.setattr(Scanner, "_fact", interrupted)
    assert scanner._rows_of(model) == alone
    assert seen[1] == alone
