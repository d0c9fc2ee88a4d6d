"""TOML from outside: what is refused before it is parsed."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from llm_selection import _toml
from llm_selection._toml import strict_toml
from llm_selection.errors import InvalidInputError
from llm_selection.registry import Overlay, build
from llm_selection.use_cases import read_use_case

LONG = "a." * 16 + "a"


def problem(text: str) -> str:
    """Return what is wrong with a text."""
    with pytest.raises(InvalidInputError) as caught:
        strict_toml(text, where="a.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        f"{LONG} = 1",
        "a." * 50_000 + "b=1",
        f"[{LONG}]",
        f"[[{LONG}]]",
        f"b = {{ {LONG} = 1 }}",
        f"b = [{{ c = 1, {LONG} = 1 }}]",
        '"a.b" .' * 16 + '"c" = 1',
        "'a' . " * 16 + "c = 1",
        f'x = """a\\"""b"""\n{LONG} = 1',
        f"x = 'a # b'\n{LONG} = 1",
        f'x = "a \\" # b" # "\n{LONG} = 1',
    ],
)
def test_a_key_of_very_many_parts_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is never parsed, which would take time by the square of their number; a small file could stop a build."""
    monkeypatch.setattr(_toml, "tomllib", None)
    assert problem(text).startswith("a.toml: has a key of more than 16 parts, ")
    assert len(problem(text)) < 100


@pytest.mark.parametrize(
    "text",
    [
        "a." * 15 + "a = 1",
        f'x = "{LONG}"',
        f"x = '{LONG}'",
        f'x = """\n{LONG}\n{LONG}"""',
        f"x = '''\n{LONG} '' {LONG}'''",
        f"# {LONG}",
        f'x = """a \\""" {LONG}"""',
        f'x = ["{LONG}", "b.{LONG}"] # {LONG}',
        "x = [" + "1.5, " * 100 + "]",
        'x = ""\ny = "."',
    ],
)
def test_dots_elsewhere_are_no_keys(text: str) -> None:
    """In texts, numbers and comments, and in keys of up to 16 parts, there may be any number."""
    assert strict_toml(text, where="a.toml") == tomllib.loads(text)


@pytest.mark.parametrize("text", ['x = "', "x = '''", 'x = """\\', "x = '", "name =", "x = " + "[" * 10_000])
def test_what_is_no_toml(text: str) -> None:
    """Whatever the parser refuses is told with its place, nesting without end too."""
    assert problem(text).startswith("a.toml: isn't TOML: ")


@pytest.mark.parametrize("text", ["a" * 100_000, "'" * 100_001, '"""\\' * 50_000, "a. " * 20_000 + "=", ". " * 50_000])
def test_it_is_gone_through_once(text: str) -> None:
    """Texts that are never closed, and words without an end, are looked at once each."""
    with pytest.raises(InvalidInputError):
        strict_toml(text, where="a.toml")


def test_folders_and_use_cases_are_read_so(tmp_path: Path) -> None:
    """Both name the file."""
    kinds: dict[str, Any] = {"registry.toml": build, "overlay.toml": lambda folder: build(folder, Overlay)}
    for name, make in kinds.items():
        (tmp_path / name).write_text(f"{LONG} = 1")
        with pytest.raises(Exception, match=f"{name}: has a key of more than 16 parts"):
            make(tmp_path)
        (tmp_path / name).unlink()
    need = tmp_path / "need.toml"
    need.write_text(f"{LONG} = 1")
    with pytest.raises(InvalidInputError, match=r"need\.toml: has a key of more than 16 parts"):
        read_use_case(need)
