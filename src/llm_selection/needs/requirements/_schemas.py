"""JSON Schemas of values as people write them: of draft 7, and with nothing that draft 4 reads otherwise."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from llm_selection._dataclasses import fields
from llm_selection.domain.benchmarks import Task

__all__ = [
    "DAY",
    "DEAREST_USD",
    "TEXT",
    "above",
    "by_task",
    "count",
    "described",
    "dollars",
    "like",
    "listed",
    "saying",
    "several",
    "table",
    "whole",
]

Schema = dict[str, Any]

TEXT = {"type": "string", "pattern": r"\S"}
DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
DEAREST_USD = 100_000
"""The dearest price of a million tokens, or of an hour, that is taken."""
_WHOLE = r"(\d{1,3}(,\d{3})+|\d+(_\d+)*)"


def several(names: Iterable[str] | None = None) -> Schema:
    """Return the schema of one name, several with commas, or a list: of any names, or of *names*."""
    if names is None:
        return like(r"[^,]*[^,\s][^,]*")
    known = list(map(str, names))
    item = f"({'|'.join(known)})"
    return {
        "anyOf": [
            {"enum": known},
            {"type": "string", "pattern": f"^{item}(\\s*,\\s*{item})+$"},
            listed({"enum": known}),
        ]
    }


def like(item: str) -> Schema:
    """Return the schema of one text, several with commas, or a list, where a text is as a pattern says."""
    separated = {"type": "string", "pattern": f"^\\s*{item}\\s*(,\\s*{item}\\s*)*$"}
    return {"anyOf": [separated, listed({"type": "string", "pattern": f"^\\s*{item}\\s*$"})]}


def listed(item: Schema) -> Schema:
    """Return the schema of one or more."""
    return {"type": "array", "items": item, "minItems": 1}


def count(*, least: int = 1, most: int | None = None) -> Schema:
    """Return the schema of a whole number, also written as people do, such as ``200k``."""
    limits = {"minimum": least} | ({} if most is None else {"maximum": most})
    positive = "(?=.*[1-9])" if least else ""
    return {
        "anyOf": [
            {"type": "integer", **limits},
            {
                "type": "string",
                "pattern": f"^{positive}{_WHOLE}((\\.\\d+)?\\s*[kKmMbB])?$",
                "examples": ["200k", "1.5M"],
            },
        ]
    }


def dollars(most: int) -> Schema:
    """Return the schema of US dollars."""
    return {
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": most},
            {"type": "string", "pattern": r"^\$?\d+(\.\d+)?$", "examples": ["0.50"]},
        ]
    }


def above(least: int, most: float) -> Schema:
    """Return the schema of a number above *least*."""
    return {"type": "number", "minimum": least, "maximum": most, "not": {"enum": [least]}}


def whole(least: int, most: int) -> Schema:
    """Return the schema of a whole number."""
    return {"type": "integer", "minimum": least, "maximum": most}


def table(parts: Schema, *, title: str = "", required: Iterable[str] = ()) -> Schema:
    """Return the schema of a table that has no other keys."""
    needed = {"required": [*required]} if required else {}
    return {
        **({"title": title} if title else {}),
        "type": "object",
        "properties": parts,
        "additionalProperties": False,
        **needed,
    }


def by_task(value: Mapping[str, Any]) -> Schema:
    """Return the schema of a table of values by task."""
    return {**table({task.value: value for task in Task}), "minProperties": 1}


def described(kind: type[Any], types: Mapping[str, Schema]) -> Schema:
    """Return the schema of each field of a value type, with what its docstring says of it."""
    items = re.findall(r"(?m)^( +)(\w+): (.*(?:\n\1 {4}.*)*)", kind.__doc__ or "")
    descriptions = {name: " ".join(text.replace("``", "`").split()) for _, name, text in items}
    return {spec.name: saying(descriptions[spec.name], types[spec.name]) for spec in fields(kind)}


def saying(text: str, asked: Mapping[str, Any]) -> Schema:
    """Describe what is asked."""
    return {"description": text, **({"allOf": [asked]} if "$ref" in asked else asked)}
