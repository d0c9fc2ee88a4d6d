"""TOML: what is refused before it is parsed, and how it is written."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from llm_selection._foundation import toml as _toml
from llm_selection._foundation.toml import strict_toml, toml_of
from llm_selection.errors import InvalidInputError
from llm_selection.needs.use_cases import read_use_case
from llm_selection.registry import Overlay, build

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


@pytest.mark.parametrize(("prefix", "digit"), [("0x", "f"), ("0o", "7"), ("0b", "1"), ("0x0", "_f")])
def test_a_number_that_cant_be_written_again_is_refused(
    prefix: str, digit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python reads a hexadecimal number of any length, and stops at writing it: no fault could show it."""
    text = f"x = [{{ y = {prefix}{digit * 4_000} }}]"
    monkeypatch.setattr(_toml, "tomllib", None)
    assert problem(text).startswith("a.toml: has a number of 400 digits or more, 0")
    assert len(problem(text)) < 100


@pytest.mark.parametrize(
    "text", ["x = 0xffff_ffff", f'x = "0x{"f" * 500}"', f"# 0x{'f' * 500}", f"a-0x{'f' * 500} = 1"]
)
def test_other_numbers_are_read(text: str) -> None:
    """Shorter ones, and those in texts, comments and names."""
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


# Writing

TABLE = {
    "text": 'a "b" \\ \t\n\x7f\x00 é 漢',
    "numbers": [1, -2, 0.5, 1e-07, 1e16, 10**30],
    "flags": [True, False],
    "day": date(2026, 11, 1),
    "empty": [],
    "two words": 1,
    "p99.9": 1,
    "table": {"b": 1, "a": {"deep": {"deeper": []}, "none": {}}, "c": 2},
    "only": {"inner": {"x": 1}},
    "nothing": {},
    "short": [{"a": 1}, {"b": [{"c": {}}]}],
    "long": [{"a": "x" * 100, "b": {"c": 1}}, {"d": 1}],
    "many": ["x" * 30] * 4,
}


def test_what_is_written_reads_as_the_same() -> None:
    """Every kind of value, at every depth, in the order given; keys in quotes where they need them."""
    text = toml_of(TABLE)
    assert tomllib.loads(text) == TABLE
    assert strict_toml(text, where="") == TABLE


def test_how_toml_is_written() -> None:
    """First what is in a line of its own, then tables; a table that holds only tables has no header; long lists have lines."""
    table = {name: TABLE[name] for name in ("table", "only", "nothing", "short", "long", "many")}
    long, thirty = "x" * 100, "x" * 30
    assert toml_of(table) == (
        "short = [{ a = 1 }, { b = [{ c = {} }] }]\n"
        f'many = [\n  "{thirty}",\n  "{thirty}",\n  "{thirty}",\n  "{thirty}",\n]\n'
        "\n[table]\nb = 1\nc = 2\n\n[table.a]\ndeep = { deeper = [] }\nnone = {}\n"
        "\n[only.inner]\nx = 1\n"
        "\n[nothing]\n"
        f'\n[[long]]\na = "{long}"\n\n[long.b]\nc = 1\n\n[[long]]\nd = 1\n'
    )


def test_what_toml_doesnt_hold() -> None:
    """Nothing else is written, unknown least of all: a key is left out instead."""
    with pytest.raises(TypeError, match="no TOML for NoneType"):
        toml_of({"a": None})
