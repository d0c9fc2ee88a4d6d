"""The workshop as a whole: which way its imports go, what its command line lists, and what its inputs' page says."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import registry_tools
from registry_tools import commands
from registry_tools.commands import COMMANDS, main
from registry_tools.places import INPUTS, ROOT

PACKAGE = ROOT / "tools" / "registry_tools"
ORDER = ("upstream", "checks", "merging", "fitting", "pages", "release", "research")
"""
Each package imports those before it only, and the modules that belong to none: checks judge values, and merging leaves out
what a check would refuse. ``release`` runs everything but research, and nothing knows of research.
"""


def imports() -> Iterator[tuple[str, str]]:
    """Yield what imports what: the first name below ``registry_tools`` on both sides."""
    for path in PACKAGE.rglob("*.py"):
        importer = path.relative_to(PACKAGE).with_suffix("").parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(registry_tools.__name__):
                yield from ((importer, f"{node.module}.{name.name}".split(".")[1]) for name in node.names)


def test_imports_go_one_way() -> None:
    """From research down to what is read upstream; modules at the top import none of the packages."""
    packages = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert packages == set(ORDER)
    for importer, imported in imports():
        if imported in packages:
            assert importer in packages, f"{importer} imports {imported}"
            assert ORDER.index(imported) <= ORDER.index(importer), f"{importer} imports {imported}"


def test_imports_are_whole() -> None:
    """No relative import: a line tells where a name comes from."""
    for path in PACKAGE.rglob("*.py"):
        found = [
            node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)
        ]
        assert not [node for node in found if node.level], path


def test_every_command_is_listed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """With what it does, in one sentence."""
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    said = " ".join(capsys.readouterr().out.split())
    for name, command in COMMANDS.items():
        assert f"{name} {command.sentence}" in said
        assert command.sentence.endswith(".")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_describes_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """By its own name; what isn't installed is asked for when it runs, not before."""
    if name == "compare sizes":
        pytest.importorskip("transformers")
    with pytest.raises(SystemExit) as ended:
        main([*name.split(), "--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: registry-tools {name} ")


def test_a_group_lists_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """And neither a group alone nor a word that is no command does anything."""
    with pytest.raises(SystemExit):
        main(["import", "--help"])
    said = capsys.readouterr().out
    assert "output-tokens" in said
    assert "fine-tunes" not in said
    for words in ([], ["import"], ["import", "everything"], ["everything"]):
        with pytest.raises(SystemExit, match="2"):
            main(words)


def test_a_command_gets_its_arguments(monkeypatch: pytest.MonkeyPatch) -> None:
    """All behind its name, in their order; its exit code is passed on, and no code is success."""
    given: list[list[str]] = []
    module = import_module(f"registry_tools.{COMMANDS['check data'].module}")

    def failing(words: list[str]) -> int:
        given.append(words)
        return 1

    monkeypatch.setattr(module, "main", failing)
    assert main(["check", "data", "--shown", "3", "folder", "--on", "2026-01-01"]) == 1
    monkeypatch.setattr(module, "main", given.append)
    assert main(["check", "data", "--help"]) == 0
    assert given == [["--shown", "3", "folder", "--on", "2026-01-01"], ["--help"]]


def test_a_copy_outside_a_clone_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is installed without its repository has nothing to read or write."""
    monkeypatch.setattr(commands, "DATA", tmp_path / "data")
    with pytest.raises(SystemExit, match="2"):
        main(["check", "data"])
    assert "in a clone of the repository" in capsys.readouterr().err


def test_every_module_that_has_a_main_is_a_command() -> None:
    """Nothing is run but through the one command line."""
    mains = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for path in PACKAGE.rglob("*.py")
        if re.search(r"(?m)^def main\(", path.read_text(encoding="utf-8"))
    }
    assert mains - {"commands"} == {command.module for command in COMMANDS.values()}


def test_every_input_has_its_line() -> None:
    """In the order of names: what it holds, who owns it, which commands use it, and how it is written."""
    page = (INPUTS / "README.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split(" | ")]
        for line in page.partition("## Collected tables")[0].splitlines()
        if line.startswith("| `")
    ]
    assert [row[0].strip("`") for row in rows] == sorted(
        path.name for path in INPUTS.iterdir() if path.name != "README.md"
    )
    for name, holds, owner, users, written in rows:
        assert holds
        assert written
        assert owner.startswith(("people", "`import"))
        named = re.findall(r"`([a-z][^`]*)`", f"{owner} {users}")
        assert named
        assert set(named) <= COMMANDS.keys(), name
