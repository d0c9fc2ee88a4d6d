"""What contributors are told to run is there, and what says the same in two places says the same; decision records keep one shape."""

import ast
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from registry_tools.commands import COMMANDS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
NOXFILE = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))
CI = ROOT / ".ci/run"
RECORDS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
HEADINGS = ["Context", "Decision", "Why", "Other ways", "What follows"]

in_the_repository = pytest.mark.skipif(not CI.exists(), reason="a source distribution has no .ci")


def sessions() -> set[str]:
    """Return the names of nox's sessions, without their Pythons."""
    found = set()
    for node in NOXFILE.body:
        for decorator in node.decorator_list if isinstance(node, ast.FunctionDef) else ():
            assert isinstance(node, ast.FunctionDef)
            given = decorator.keywords if isinstance(decorator, ast.Call) else []
            names = [ast.literal_eval(keyword.value) for keyword in given if keyword.arg == "name"]
            found.add(names[0] if names else node.name)
    return found


def told(program: str) -> list[list[str]]:
    """Return the words behind *program*, each time the page says to run it."""
    lines = [line for block in re.findall(r"(?ms)^```sh\n(.*?)^```", PAGE) for line in block.splitlines()]
    spans = re.findall(r"`([^`\n]+)`", PAGE)
    words = [shlex.split(text, comments=True) for text in (*lines, *spans) if text.startswith(program)]
    return [rest for first, *rest in words if first == program and rest]


def test_every_session_is_there() -> None:
    """Those that the page names, without the Python behind the hyphen."""
    named = {
        re.sub(r"-3\.\d+$", "", word)
        for words in told("nox")
        if words[0] == "-s"
        for word in (words[1 : words.index("--")] if "--" in words else words[1:])
    }
    assert {"lint", "tests", "docs"} <= named <= sessions()


def test_every_command_of_the_workshop_is_there() -> None:
    """By one word, or by two."""
    commands = told("registry-tools")
    assert commands
    assert not [words for words in commands if not {words[0], " ".join(words[:2])} & COMMANDS.keys()]


@in_the_repository
def test_continuous_integration_has_the_same_checkers() -> None:
    """``.ci/run`` installs the group that contributors and nox install."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (installed,) = re.findall(r'(?m)^  ("mypy.*?) --editable tools$', CI.read_text(encoding="utf-8"))
    assert [word for word in shlex.split(installed) if not word.startswith("build")] == project["dependency-groups"][
        "lint"
    ]


@in_the_repository
def test_continuous_integration_checks_the_same_folders() -> None:
    """The style of what nox checks."""
    (checked,) = re.findall(r"(?m)^checked=\((.*)\)$", CI.read_text(encoding="utf-8"))
    (ours,) = [
        ast.literal_eval(node.value)
        for node in NOXFILE.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "CHECKED"
    ]
    assert tuple(checked.split()) == ours


@pytest.mark.parametrize("path", RECORDS, ids=lambda path: path.stem)
def test_a_record_has_the_shape_of_the_others(path: Path) -> None:
    """A number, a title, a status and a day, and the same five parts."""
    text = path.read_text(encoding="utf-8")
    assert re.match(rf"# {int(path.name[:2])}\. .+\n\nAfter this page you know ", text)
    assert re.search(r"(?m)^Status: (in force|superseded by .+)\. Decided: \d{4}-\d\d-\d\d\.$", text)
    assert re.findall(r"(?m)^## (.+)$", text) == HEADINGS


def test_records_are_counted_and_listed() -> None:
    """Their numbers have no gap, and the list has the title, status and day of each."""
    assert [int(path.name[:2]) for path in RECORDS] == [*range(1, len(RECORDS) + 1)]
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    for path in RECORDS:
        text = path.read_text(encoding="utf-8")
        found = re.search(r"(?ms)^# (\d+)\. (.+?)\n.*^Status: (.+?)\. Decided: (\S+)\.$", text)
        assert found
        assert f"| {found[1]} | [{found[2]}]({path.name}) | {found[3]} | {found[4]} |" in listed
