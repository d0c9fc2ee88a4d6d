"""Interrupted writes: whatever stops one at any step, the old files are whole, and nothing lies beside them."""

import builtins
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from factories import calibrated, model, registry
from llm_selection.cli import main
from llm_selection.errors import RegistryError
from llm_selection.registry import Registry, build, read, write
from overlays import registry_with, shop

_OLD, _NEW = calibrated(), registry([model(name="Another")])
_MOST_STEPS = 30
_LOCK = Path(__file__).parents[1] / "artefacts" / "decision-1.lock"
_KILLED = """
import os, signal, sys
from pathlib import Path
sys.path += sys.argv[3:]
from factories import model, registry
from llm_selection.registry import write
replace, left = Path.replace, int(sys.argv[2])

def killed(path, target):
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(path, target)

Path.replace = killed
write(registry([model(name="Another")]), sys.argv[1])
"""


class _Stopped:
    """A disk that fails, or a user who has enough, at one step of those that write."""

    def __init__(self, step: int, error: BaseException) -> None:
        """Get ready to raise at a step, from 1."""
        self.left, self.error = step, error

    def wrapped(self, does: Callable[..., Any]) -> Callable[..., Any]:
        """Count the calls of a function, and raise instead of one."""

        def counted(*arguments: Any, **more: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                raise self.error
            return does(*arguments, **more)

        return counted


@contextmanager
def stopped(step: int, error: BaseException) -> Iterator[_Stopped]:
    """Stop at one step: making a file, forcing it onto the disk, giving it its mode, or moving it."""
    stop = _Stopped(step, error)
    opened = stop.wrapped(builtins.open)

    def making(path: Any, mode: str = "r", *arguments: Any, **more: Any) -> Any:
        return (opened if "x" in mode else builtins_open)(path, mode, *arguments, **more)

    builtins_open = builtins.open
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(builtins, "open", making)
        patch.setattr(Path, "open", making)
        patch.setattr(os, "fsync", stop.wrapped(os.fsync))
        patch.setattr(os, "chmod", stop.wrapped(os.chmod))
        patch.setattr(os, "replace", stop.wrapped(os.replace))
        patch.setattr(Path, "replace", os.replace)
        yield stop


def content(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds, hidden files too."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def visible(folder: Path) -> dict[str, bytes]:
    """Return what a folder holds, without hidden files."""
    return {name: data for name, data in content(folder).items() if not name.startswith(".")}


def steps(write_once: Callable[[], object], folder: Path, error: BaseException) -> int:
    """Stop a write at its first step, its second and so on, until it comes through; return how many there were."""
    before = content(folder)
    for step in range(1, _MOST_STEPS):
        with stopped(step, error) as stop:
            try:
                write_once()
            except type(error):
                pass
            if stop.left > 0:
                return step - 1
        assert content(folder) == before, f"step {step}"
    raise AssertionError("never done")


@pytest.mark.parametrize("error", [OSError("the disk is full"), KeyboardInterrupt()], ids=["disk", "keyboard"])
@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [(_OLD, _NEW, 10), (_OLD, registry_with(shop()), 13), (registry_with(shop()), _NEW, 11), (None, _NEW, 6)],
    ids=["plain", "overlays come", "overlays go", "first"],
)
def test_a_registry_is_written_whole_or_not_at_all(
    tmp_path: Path, old: Registry | None, new: Registry, expected: int, error: BaseException
) -> None:
    """Each step is tried: no half of the new one stays, and the last time all of it is there."""
    if old is not None:
        write(old, tmp_path)
    assert steps(lambda: write(new, tmp_path), tmp_path, error) == expected
    assert read(tmp_path) == new
    assert content(tmp_path).keys() == new.to_files().keys()


@pytest.mark.parametrize("error", [OSError("the disk is full"), KeyboardInterrupt()], ids=["disk", "keyboard"])
def test_what_a_killed_process_left_behind_is_never_put_back(tmp_path: Path, error: BaseException) -> None:
    """Older than what is in place, it must not come over it, nor stand for what wasn't there."""
    names = list(_NEW.to_files())
    stale = {f".{name}.old": b"stale" for name in names}

    def write_once() -> None:
        for name in stale:
            (tmp_path / name).write_bytes(b"stale")
        write(_NEW, tmp_path)

    for old, expected in ((_OLD, 10), (None, 6)):
        for name in names:
            (tmp_path / name).unlink(missing_ok=True)
        if old is not None:
            write(old, tmp_path)
        before = visible(tmp_path)
        for step in range(1, expected + 1):
            with stopped(step, error), pytest.raises(type(error)):
                write_once()
            assert visible(tmp_path) == before, f"step {step}"
            assert set(stale.values()) >= {path.read_bytes() for path in tmp_path.glob(".*")}
        write_once()
        assert read(tmp_path) == _NEW
        assert content(tmp_path).keys() == {*names}


@pytest.mark.parametrize("name", _NEW.to_files())
def test_a_folder_called_like_a_file_is_refused(tmp_path: Path, name: str) -> None:
    """Before anything is moved, and with what lies in it."""
    write(_OLD, tmp_path)
    (tmp_path / name).unlink()
    (tmp_path / name).mkdir()
    (tmp_path / name / "own.txt").touch()
    with pytest.raises(IsADirectoryError, match=name):
        write(_NEW, tmp_path)
    assert (tmp_path / name / "own.txt").exists()
    assert {path.name for path in tmp_path.iterdir()} == {*_NEW.to_files()}


def test_an_old_file_that_cant_be_taken_away_hinders_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of the new one is in place by then; the next write sees to what is left."""
    write(_OLD, tmp_path)
    unlink = Path.unlink

    def busy(path: Path, *, missing_ok: bool = False) -> None:
        if path.suffix == ".old" and path.exists():
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok=missing_ok)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", busy)
        write(_NEW, tmp_path)
    assert read(tmp_path) == _NEW
    assert content(tmp_path).keys() == {*_NEW.to_files(), *(f".{name}.old" for name in _NEW.to_files())}
    write(_OLD, tmp_path)
    assert read(tmp_path) == _OLD
    assert content(tmp_path).keys() == _OLD.to_files().keys()


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_a_registry_keeps_the_modes_of_its_files(tmp_path: Path) -> None:
    """As a decision does: what others may not read stays so when it is written anew."""
    write(_OLD, tmp_path)
    for path in tmp_path.iterdir():
        path.chmod(0o640)
    write(_NEW, tmp_path)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o640}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no such signal")
@pytest.mark.parametrize("move", [1, 2, 3, 4])
def test_a_process_that_is_killed_leaves_nothing_half_believed(tmp_path: Path, move: int) -> None:
    """Before each move of a file: the old one is read, or nothing; the next write sees to what was left behind."""
    write(_OLD, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path), str(move), *sys.path], check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL
    if move == 1:
        assert read(tmp_path) == _OLD
    else:
        with pytest.raises(RegistryError):
            read(tmp_path)
    write(_NEW, tmp_path)
    assert read(tmp_path) == _NEW
    assert content(tmp_path).keys() == _NEW.to_files().keys()


@pytest.mark.parametrize("error", [OSError("the disk is full"), KeyboardInterrupt()], ids=["disk", "keyboard"])
def test_a_decision_is_rewritten_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException
) -> None:
    """Locked anew over an old one: each step is tried, by the command itself."""
    (tmp_path / "need.lock").write_bytes(_LOCK.read_bytes())
    monkeypatch.setattr("llm_selection.registry.bundled", calibrated)
    command = ["lock", "coding", "--license", "open-weight", "--on", "2026-11-01"]
    command += ["--output", str(tmp_path / "need.lock")]

    def lock() -> None:
        # The command tells a failing disk in words.
        if main(command) != 0:
            raise error

    assert steps(lock, tmp_path, error) == 4
    assert content(tmp_path)["need.lock"] != _LOCK.read_bytes()
    assert "can't be written" in capsys.readouterr().err or isinstance(error, KeyboardInterrupt)


def test_the_command_that_builds_writes_whole_or_not_at_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the function does; the fault is told in words."""
    source = Path(__file__).parents[1] / "golden" / "registry"
    write(_OLD, tmp_path)
    before = content(tmp_path)
    with stopped(4, OSError("the disk is full")):
        assert main(["registry", "build", str(source), "--output", str(tmp_path)]) == 2
    assert "the disk is full" in capsys.readouterr().err
    assert content(tmp_path) == before
    assert main(["registry", "build", str(source), "--output", str(tmp_path)]) == 0
    assert read(tmp_path) == build(source)
