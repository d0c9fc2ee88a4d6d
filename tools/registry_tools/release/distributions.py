"""
Build what is released, and check it: the same bytes again, the right files, alone, on each Python, with the oldest dependencies.

    registry-tools release check [--dist FOLDER] [--python PATH ...] [--builds-only]

Needs ``build``, and a package index for the build backend and the dependencies. What it does is printed, a line a step;
the first thing that is wrong ends it with exit code 1. `docs/how-to/release.md` says when to run it.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from packaging.requirements import Requirement

from registry_tools.arguments import command_parser
from registry_tools.places import ROOT

__all__ = ["floors", "is_wrong_in_sdist", "is_wrong_in_wheel", "main"]

QUICK_TESTS = (
    "_foundation/test_gate.py",
    "public_api/test_front_door.py",
    "public_api/test_public_api.py",
    "estimation/test_same_digits.py",
    "registry",
)
"""
Those of the tests that touch what differs between Pythons and versions of dependencies: the gate, what is public, how
fractions add up, files, overlays and discovery. ``.ci/run`` runs all of them, on one Python.
"""
TEST_TOOLS = ("hypothesis", "jsonschema", "pytest")
"""What these tests need beside the package."""

_IN_WHEEL = re.compile(
    r"llm_selection/(?:[a-z_]+/)*[a-z_]+\.py"
    r"|llm_selection/py\.typed"
    r"|llm_selection/registry/data/(?:index\.json|details\.jsonl)"
    r"|llm_selection/(?:[a-z_]+/)*(?:presets|workloads)_data/(?:index\.json|[a-z-]+\.toml)"
    r"|llm_selection/cli/completions/llm-selection\.(?:bash|fish|zsh)"
    r"|llm_selection-[\d.]+\w*\.dist-info/(?:METADATA|RECORD|WHEEL|entry_points\.txt|licenses/(?:LICENSE|DATA-SOURCES\.md))"
)
_IN_SDIST = re.compile(
    r"(?:src|data|tools|tests|docs|examples)/.+"
    r"|(?:README|CHANGELOG|CONTRIBUTING|SECURITY|DATA-SOURCES)\.md|LICENSE|PKG-INFO|pyproject\.toml|noxfile\.py|\.gitignore"
)
_NEVER = re.compile(r"(?:^|/)(?:__pycache__|\.(?!gitignore)[^/]*|dist|build)(?:/|$)|\.(?:pyc|egg-info|orig|rej)$")
_NEED = 'tasks = { coding = 2, math = 1 }\n[requirements]\nlicense = "open-weight"\n'
_SCORES = (
    "model,right,items\nopenai/gpt-5.6-luna,163,200\ndeepseek/deepseek-v4-flash,171,200\nzhipuai/glm-5.2,158,200\n"
)
_ANSWERS = """
import sys
from llm_selection import bundled, read_evaluations, read_use_case, recommend
from llm_selection import presentation
from llm_selection.presentation.json_answer import as_json
from llm_selection.decisions import decide, dump
from llm_selection.registry import build, write
from llm_selection.presentation.answer_report import as_markdown, as_text

need, day = read_use_case("need.toml"), bundled().date
found = recommend(need, on=day)
ours = recommend(need, on=day, results=read_evaluations("scores.csv", task="coding"))
for name, text in (
    ("answer.txt", as_text(found, sure=True, whole=True)),
    ("answer.md", as_markdown(found, sure=True)),
    ("answer.json", as_json(found, sure=True)),
    ("own-results.json", as_json(ours, sure=True)),
    ("portfolio.txt", presentation.as_text(found.portfolio())),
    ("need.lock", dump(decide(found))),
):
    with open(name, "w", encoding="utf-8", newline="") as file:
        file.write(text)
write(build(sys.argv[1]), "compiled")
"""
"""Writes, from the installed package, everything that must not depend on the Python."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Check, and say what was done."""
    parser = command_parser("release check", __doc__)
    parser.add_argument("--dist", type=Path, help="folder to keep the two files in; made if need be")
    parser.add_argument("--python", action="append", help="a Python to install and test on; this one unless given")
    parser.add_argument("--builds-only", action="store_true", help="neither install nor test")
    options = parser.parse_args(arguments)
    with TemporaryDirectory() as name:
        work = Path(name)
        sdist, wheel = _built(ROOT, work / "first")
        _check_contents(sdist, wheel)
        _check_built_again(sdist, wheel, work)
        if not options.builds_only:
            _check_installed(wheel, options.python or [sys.executable], work)
        if options.dist:
            options.dist.mkdir(parents=True, exist_ok=True)
            for path in (sdist, wheel):
                shutil.copy(path, options.dist)
                print(f"kept {options.dist / path.name}")


def is_wrong_in_wheel(name: str) -> bool:
    """Say whether a file has no place in a wheel: it holds modules, the marker of types, the data, completions, and licenses."""
    return not _IN_WHEEL.fullmatch(name)


def is_wrong_in_sdist(name: str) -> bool:
    """Say whether a file, named from the project's folder on, has no place in a source distribution."""
    return not _IN_SDIST.fullmatch(name) or bool(_NEVER.search(name))


def floors(project: Mapping[str, Any]) -> list[str]:
    """
    Pin each dependency of a project to the oldest version that it admits.

    Raises:
        ValueError: A dependency doesn't say which that is.
    """
    found = []
    for text in project["dependencies"]:
        dependency = Requirement(text)
        oldest = [each.version for each in dependency.specifier if each.operator == ">="]
        if len(oldest) != 1:
            raise ValueError(f"{text!r} needs one oldest version, such as '{dependency.name}>=1.2'")
        found.append(f"{dependency.name}=={oldest[0]}")
    return found


def _built(source: Path, output: Path) -> tuple[Path, Path]:
    """Build both distributions of a folder."""
    _run(sys.executable, "-m", "build", "--quiet", "--sdist", "--wheel", "--outdir", str(output), str(source))
    (sdist,), (wheel,) = output.glob("*.tar.gz"), output.glob("*.whl")
    for path in (sdist, wheel):
        print(f"built {path.name}: {path.stat().st_size:,} bytes, sha256 {_digest(path)}")
    return sdist, wheel


def _check_contents(sdist: Path, wheel: Path) -> None:
    """Refuse files that don't belong there, and miss those that do."""
    with zipfile.ZipFile(wheel) as archive:
        in_wheel = set(archive.namelist())
    with tarfile.open(sdist) as archive:
        in_sdist = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    _expect_none("in the wheel", filter(is_wrong_in_wheel, in_wheel))
    _expect_none("in the source distribution", filter(is_wrong_in_sdist, in_sdist))
    package = {f"llm_selection/{path.relative_to(ROOT / 'src/llm_selection').as_posix()}" for path in _shipped()}
    _expect_none("missing from the wheel", package - in_wheel)
    if tracked := set(_tracked()):
        _expect_none("missing from the source distribution", tracked - in_sdist)
        _expect_none("in the source distribution, but not under version control", in_sdist - tracked - {"PKG-INFO"})
    licensed = {name.rpartition("/licenses/")[2] for name in in_wheel if "/licenses/" in name}
    _expect_none("missing from the wheel's licenses", {"LICENSE", "DATA-SOURCES.md"} - licensed)
    print(f"contents are right: {len(in_wheel)} files in the wheel, {len(in_sdist)} in the source distribution")


def _shipped() -> Iterator[Path]:
    """Yield the files of the package in the source tree."""
    files = (path for path in (ROOT / "src/llm_selection").rglob("*") if path.is_file())
    return (path for path in files if path.suffix != ".pyc")


def _tracked() -> Iterator[str]:
    """Yield the files under version control that are released; none where there is no version control."""
    if not (ROOT / ".git").exists():
        return
    listed = _run(shutil.which("git") or "git", "ls-files", "-z", cwd=ROOT)
    yield from (name for name in listed.split("\0") if _IN_SDIST.fullmatch(name))


def _check_built_again(sdist: Path, wheel: Path, work: Path) -> None:
    """Build from the source distribution, elsewhere: both files are the same to the byte."""
    with tarfile.open(sdist) as archive:
        archive.extractall(work / "unpacked", filter="data")
    (source,) = (work / "unpacked").iterdir()
    for before, after in zip((sdist, wheel), _built(source, work / "second"), strict=True):
        if before.read_bytes() != after.read_bytes():
            _fail(f"{before.name} differs when it is built from the source distribution")
    print("built again from the source distribution, in another folder: the same bytes")


def _check_installed(wheel: Path, pythons: Sequence[str], work: Path) -> None:
    """Install the wheel without its sources, test it with the newest and the oldest dependencies, compare what it writes."""
    (source,) = (work / "unpacked").iterdir()
    with (source / "pyproject.toml").open("rb") as file:
        oldest = floors(tomllib.load(file)["project"])
    # What is tested is what is installed: there is nothing else to import.
    shutil.rmtree(source / "src")
    written: dict[str, dict[str, str]] = {}
    for number, python in enumerate(pythons):
        version = _run(python, "-c", "import platform; print(platform.python_version())").strip()
        for kind, pins in (("newest", []), ("oldest", oldest)):
            place = work / f"{number}-{kind}"
            inside = _environment(python, place, wheel, pins)
            _run(inside, "-m", "pytest", "-q", *(str(Path("tests", name)) for name in QUICK_TESTS), cwd=source)
            print(
                f"Python {version}, {kind} dependencies ({', '.join(_versions(inside))}): installed alone, tests passed"
            )
            written[f"Python {version}, {kind} dependencies"] = _answers(inside, place, source / "data")
    _compare(written)


def _environment(python: str, place: Path, wheel: Path, pins: Sequence[str]) -> str:
    """Make a virtual environment with the wheel, and return its Python."""
    _run(python, "-m", "venv", str(place))
    inside = str(place / ("Scripts" if os.name == "nt" else "bin") / "python")
    _run(inside, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel), *pins, *TEST_TOOLS)
    _run(inside, "-m", "pip", "check", "--disable-pip-version-check")
    return inside


def _versions(python: str) -> Iterator[str]:
    """Yield the dependencies that an environment has, with their versions."""
    listed = _run(python, "-m", "pip", "list", "--format=freeze", "--disable-pip-version-check")
    with (ROOT / "pyproject.toml").open("rb") as file:
        names = {Requirement(text).name for text in tomllib.load(file)["project"]["dependencies"]}
    for line in listed.splitlines():
        name, _, version = line.partition("==")
        if name.lower().replace("_", "-") in names:
            yield f"{name} {version}"


def _answers(python: str, place: Path, data: Path) -> dict[str, str]:
    """Have an environment answer, decide and compile in an empty folder; return the digest of each file."""
    folder = place / "answers"
    folder.mkdir()
    asked = {"need.toml": _NEED, "scores.csv": _SCORES}
    for name, text in asked.items():
        (folder / name).write_text(text, encoding="utf-8")
    _run(python, "-I", "-c", _ANSWERS, str(data), cwd=folder)
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: _digest(path) for name, path in files.items() if name not in asked}


def _compare(written: Mapping[str, Mapping[str, str]]) -> None:
    """Refuse files that differ from one environment to the other."""
    (first, files), *others = written.items()
    for other, found in others:
        _expect_none(
            f"other bytes by {other} than by {first}", (name for name in files if files[name] != found.get(name))
        )
    print(f"the same bytes in each of these {len(written)} environments:")
    for name, digest in files.items():
        print(f"  {name}: sha256 {digest}")


def _expect_none(what: str, names: Iterator[str] | set[str]) -> None:
    """Fail with the names, if there are any."""
    found = sorted(names)
    if found:
        _fail(f"{what}: {', '.join(found)}")


def _run(*command: str, cwd: Path | None = None) -> str:
    """Run a command to its end, and return what it printed; if it fails, say that it did."""
    # Neither the source tree nor anything that an environment happens to hold may be found.
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    done = subprocess.run(
        command, cwd=cwd, env=clean, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, text=True
    )
    if done.returncode:
        _fail(f"{' '.join(command)}\n{done.stdout}")
    return done.stdout


def _digest(path: Path) -> str:
    """Return the digest of a file."""
    return sha256(path.read_bytes()).hexdigest()


def _fail(problem: str) -> None:
    """End, and say why."""
    raise SystemExit(f"release check: {problem}")
