"""models.dev out of a program: the catalogue as it stands in the text of a build, and what can't be read."""

import json
from pathlib import Path

import pytest

from registry_tools.upstream.models_dev import read_copy
from registry_tools.upstream.opencode import read_snapshot

CATALOGUE = (
    'groq:{id:"groq",env:["GROQ_API_KEY"],doc:"https://groq.com",models:{"a/b":{id:"a/b",reasoning:!0,tool_call:!1,'
    """description:'a "brace" } of !0',note:"\\u2019 {",limit:{context:1e6,output:8192},cost:{input:.05,output:1}}}}"""
)


def program(folder: Path, text: str) -> Path:
    """Write a program that carries *text* between bytes that are none."""
    path = folder / "opencode"
    path.write_bytes(b"\xff\xfe\x00ELF" + text.encode() + b"\x00\xff")
    return path


def test_the_catalogue_is_read_as_it_was_written(tmp_path: Path) -> None:
    """Strings keep their braces and signs; true, false and short numbers are what they mean; what follows isn't read."""
    path = program(tmp_path, f"p=sync(()=>({{{CATALOGUE}}})),u=()=>({{other:{{id:1}}}})")
    assert read_snapshot(path) == {
        "groq": {
            "id": "groq",
            "env": ["GROQ_API_KEY"],
            "doc": "https://groq.com",
            "models": {
                "a/b": {
                    "id": "a/b",
                    "reasoning": True,
                    "tool_call": False,
                    "description": 'a "brace" } of !0',
                    "note": "\u2019 {",
                    "limit": {"context": 1e6, "output": 8192},
                    "cost": {"input": 0.05, "output": 1},
                }
            },
        }
    }


def test_tokens_are_whole_numbers(tmp_path: Path) -> None:
    """However the program writes them; prices stay to the digit."""
    path = tmp_path / "models_dev.json"
    path.write_text(json.dumps({"groq": {"context": 1e6, "input": 0.05}}), encoding="utf-8")
    groq = read_copy(path)["groq"]
    assert type(groq["context"]) is int
    assert str(groq["input"]) == "0.05"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("p=sync(()=>({other:{id:1}}))", "no catalogue of models.dev was found in it"),
        (f"p=sync(()=>({{{CATALOGUE[:-2]}", "has no end; is the file whole"),
        (f"p=sync(()=>({{{CATALOGUE},more:f(1)}}))", "can't be read"),
    ],
)
def test_another_form_is_told(tmp_path: Path, text: str, fault: str) -> None:
    """With the file, and what was expected."""
    with pytest.raises(ValueError, match=fault):
        read_snapshot(program(tmp_path, text))
