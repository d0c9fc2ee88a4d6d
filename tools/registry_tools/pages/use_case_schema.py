"""
The JSON Schema of use-case files, made from the lists, value types and docstrings of the code that reads them.

It is for editors: it completes keys and names, tells units, and marks what is misspelt or of a wrong type. It refuses
some of what is read all the same (such as spaces around a name) and can't say everything that is refused (such as a
model that the registry doesn't hold).

It is of draft 7, and uses nothing that draft 4 reads otherwise, which is all that Taplo knows. So a reference stands
alone, and limits are never exclusive.
"""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from inspect import getdoc, getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any, get_args

from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.hardware import Precision
from llm_selection.domain.identity import Library
from llm_selection.domain.licenses import LicenseKind, Use
from llm_selection.domain.models import AlignmentMethod, Capabilities, DataKind, Modality
from llm_selection.domain.offerings import ProviderKind, Stage
from llm_selection.domain.prices import Mode
from llm_selection.estimation.workloads import DAYS_A_MONTH, MOST_REQUESTS, WORKLOADS, Workload
from llm_selection.needs.criteria import UNIT, Criterion
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.requirement_keywords import LISTED, SHORTCUTS, Shortcuts
from llm_selection.needs.self_hosting import Hosting
from llm_selection.needs.use_cases import Unknowns, UseCase
from registry_tools.pages.api_reference import prose

__all__ = ["COMBINED", "NAMES", "need_schema"]

Schema = dict[str, Any]

NAMES: Mapping[str, tuple[str, ...]] = {
    "license": tuple(LicenseKind),
    "input": tuple(Modality),
    "output": tuple(Modality),
    "capabilities": tuple(spec.name for spec in fields(Capabilities)),
    "provider_kind": tuple(ProviderKind),
    "stage": tuple(Stage),
    "alignment": tuple(AlignmentMethod),
    "training_data": tuple(DataKind),
    "has_id": tuple(dict.fromkeys(name for each in Library for name in (each.value, each.value.replace("_", "-")))),
}
"""Keywords that take names of a fixed list; other keywords that take names take those of the registry."""

COMBINED = {
    "any_of": "Tables of requirements, at least one of which is met.",
    "all_of": "Tables of requirements, all of which are met.",
    "not": "A table of requirements that aren't all met.",
}
"""Keywords of combinations, and what they ask."""

_MOST_TOKENS = 10**9
_MOST_ITEMS = 10**9
_MOST_USD = 10**12
_DEAREST = 100_000
_MOST_ACCELERATORS = 64
_MOST_DAYS = 10**9 - 1
_LONGEST_SAMPLE = 100_000
_MOST_WEIGHT = 10**6

_TEXT = {"type": "string", "pattern": r"\S"}
_DAY = {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_WHOLE = r"(\d{1,3}(,\d{3})+|\d+(_\d+)*)"
_POINTS = r"^((0|100|[1-9]\d?(\.\d+)?)( ?points)?|0\.\d+ ?points)$"
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_YES = {"enum": [True, "true", "yes"]}


def need_schema() -> Schema:
    """Return the schema; names in it stand in the order of the code."""
    keywords = {name: _ref(f"requirement/properties/{name}") for name in (*SHORTCUTS, *COMBINED)}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Use case",
        "description": "What someone needs, as llm-selection reads it from a .toml or .json file.",
        "type": "object",
        "properties": _described(UseCase, _PARTS),
        "additionalProperties": False,
        "if": {"required": ["preset"]},
        "else": {
            "required": ["tasks"],
            "properties": {
                "requirements": _ref("requirements"),
                "workload": _ref("whole_workload"),
            },
        },
        "definitions": {
            "requirements": _one_or_several(_ref("requirement")),
            "requirement": _table(_requirements(), title="Requirements, all of which are met"),
            "changes": _one_or_several(
                _table({name: {"anyOf": [{"enum": [False]}, asked]} for name, asked in keywords.items()})
            ),
            "workload": _workload(),
            "whole_workload": {
                "allOf": [_ref("workload")],
                "anyOf": [{"type": "string"}, *({"required": names} for names in _ENOUGH)],
            },
            "amount": _amount(),
            "hosting": _table(
                _described(Hosting, _HOSTING), title="Hardware to host on", required=["accelerator", "utilization"]
            ),
            "evaluation": _table(
                _described(Evaluation, _EVALUATION), title="Test of your own", required=["name", "scores"]
            ),
            "score": {
                **_table(_described(Score, _SCORE), title="Score of a model", required=["model"]),
                "anyOf": [
                    {
                        "required": ["right", "items"],
                        "not": {"anyOf": [{"required": ["share"]}, {"required": ["stderr"]}]},
                    },
                    {"required": ["share", "stderr"], "not": {"required": ["right"]}},
                    {"required": ["share", "items"], "not": {"required": ["right"]}},
                ],
            },
        },
    }


def _requirements() -> Schema:
    """Return the schema of each requirement, by keyword."""
    said = _members(Shortcuts)
    found = {
        name: {"description": said[name], **(_several(NAMES.get(name)) if name in LISTED else _ASKED[name])}
        for name in SHORTCUTS
    }
    several = {"type": "array", "items": _ref("requirements"), "minItems": 1}
    found |= {name: {"description": text, **several} for name, text in COMBINED.items()}
    found["not"] = {"description": COMBINED["not"], "allOf": [_ref("requirements")]}
    return found


def _workload() -> Schema:
    """Return the schema of a workload: a preset's name, or a table that may start from one."""
    parts = {
        "preset": {
            "description": "A workload to start from; the rest of the table replaces parts of it.",
            "allOf": [_ref("whole_workload")],
        },
        "requests_per_day": {
            "description": f"In place of requests_per_month, of which it is {DAYS_A_MONTH} times as many.",
            **_count(most=MOST_REQUESTS // DAYS_A_MONTH),
        },
        **_described(Workload, _WORKLOAD),
    }
    both = {"required": ["requests_per_day", "requests_per_month"]}
    return {"anyOf": [{"enum": list(WORKLOADS)}, {**_table(parts), "not": both}]}


_ENOUGH = (
    ["preset"],
    ["requests_per_month", "input_tokens", "output_tokens"],
    ["requests_per_day", "input_tokens", "output_tokens"],
)
"""What a workload needs that isn't a change of a preset's."""


def _amount() -> Schema:
    """Return the schema of tokens or minutes of each request: a count, counts of several, or quantiles."""
    count = _count(least=0, most=_MOST_TOKENS)
    quantiles = {
        "type": "object",
        "propertyNames": {"pattern": r"^(min|max|p\d{1,2}(\.\d)?)$"},
        "additionalProperties": count,
        "required": ["max"],
    }
    sample = {"type": "array", "items": count, "minItems": 1, "maxItems": _LONGEST_SAMPLE}
    return {"anyOf": [*count["anyOf"], sample, quantiles]}


def _several(names: Iterable[str] | None = None) -> Schema:
    """Return the schema of one name, several with commas, or a list: of any names, or of *names*."""
    if names is None:
        return _like(r"[^,]*[^,\s][^,]*")
    known = list(map(str, names))
    item = f"({'|'.join(known)})"
    return {
        "anyOf": [
            {"enum": known},
            {"type": "string", "pattern": f"^{item}(\\s*,\\s*{item})+$"},
            _list({"enum": known}),
        ]
    }


def _like(item: str) -> Schema:
    """Return the schema of one text, several with commas, or a list, where a text is as a pattern says."""
    one = {"type": "string", "pattern": f"^\\s*{item}\\s*(,\\s*{item}\\s*)*$"}
    return {"anyOf": [one, _list({"type": "string", "pattern": f"^\\s*{item}\\s*$"})]}


def _list(item: Schema) -> Schema:
    """Return the schema of one or more."""
    return {"type": "array", "items": item, "minItems": 1}


def _count(*, least: int = 1, most: int | None = None) -> Schema:
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


def _dollars(most: int) -> Schema:
    """Return the schema of US dollars."""
    return {
        "anyOf": [
            {"type": "number", "minimum": 0, "maximum": most},
            {"type": "string", "pattern": r"^\$?\d+(\.\d+)?$", "examples": ["0.50"]},
        ]
    }


def _measure() -> Schema:
    """Return the schema of a number above 0."""
    return {"anyOf": [_above(0, 10**9 - 1), {"type": "string", "pattern": r"^(?=.*[1-9])\d{1,9}(\.\d+)?$"}]}


def _above(least: int, most: float) -> Schema:
    """Return the schema of a number above *least*."""
    return {"type": "number", "minimum": least, "maximum": most, "not": {"enum": [least]}}


def _whole(least: int, most: int) -> Schema:
    """Return the schema of a whole number."""
    return {"type": "integer", "minimum": least, "maximum": most}


def _one_or_several(item: Schema) -> Schema:
    """Return the schema of one table, or of a list of them."""
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _by_task(value: Schema) -> Schema:
    """Return the schema of a table of values by task."""
    return {**_table({task.value: value for task in Task}), "minProperties": 1}


def _table(parts: Schema, *, title: str = "", required: Iterable[str] = ()) -> Schema:
    """Return the schema of a table that has no other keys."""
    needed = {"required": [*required]} if required else {}
    return {
        **({"title": title} if title else {}),
        "type": "object",
        "properties": parts,
        "additionalProperties": False,
        **needed,
    }


def _described(kind: type[Any], types: Mapping[str, Schema]) -> Schema:
    """Return the schema of each field of a value type, with what its docstring says of it."""
    said = dict(re.findall(r"(?m)^- `(\w+)`: (.*)$", "\n".join(prose(getdoc(kind) or ""))))
    return {spec.name: _saying(said[spec.name], types[spec.name]) for spec in fields(kind)}


def _saying(text: str, asked: Schema) -> Schema:
    """Describe what is asked."""
    return {"description": text, **({"allOf": [asked]} if "$ref" in asked else asked)}


def _ref(name: str) -> Schema:
    """Refer to a definition."""
    return {"$ref": f"#/definitions/{name}"}


def _members(kind: type[Any]) -> dict[str, str]:
    """Return what the strings behind the members of a class say of them."""
    (definition,) = ast.parse(dedent(getsource(kind))).body
    if not isinstance(definition, ast.ClassDef):
        raise TypeError(f"{kind.__name__} isn't written as a class")
    return {
        part.target.id: prose(behind.value.value)[0]
        for part, behind in pairwise(definition.body)
        if isinstance(part, ast.AnnAssign)
        and isinstance(part.target, ast.Name)
        and isinstance(behind, ast.Expr)
        and isinstance(behind.value, ast.Constant)
        and isinstance(behind.value.value, str)
    }


_TASKS = [task.value for task in Task]
_WEIGHT = _whole(1, _MOST_WEIGHT)

_ASKED: Mapping[str, Schema] = {
    "permits": _table(
        _described(
            Use,
            {
                **{spec.name: {"type": "boolean"} for spec in fields(Use)},
                "monthly_users": _count(),
                "annual_revenue_usd": _count(),
                "regions": _like("[A-Za-z]{2}"),
            },
        )
    ),
    **dict.fromkeys(("min_context_tokens", "min_output_tokens", "max_total_parameters"), _count()),
    **dict.fromkeys(("max_input_price", "max_output_price"), _dollars(_DEAREST)),
    "max_monthly_cost": _dollars(_MOST_USD),
    **dict.fromkeys(
        ("not_retiring_before", "price_read_since", "released_by", "released_after", "min_knowledge_cutoff"), _DAY
    ),
    "min_quality": _by_task(
        {
            "anyOf": [
                {"enum": [0]},
                {"type": "number", "minimum": 1, "maximum": 100},
                {"type": "string", "pattern": _POINTS, "examples": ["60", "0.8 points"]},
            ]
        }
    ),
    "min_results": _by_task(_count()),
    "fixed_id": _YES,
    "no_training_on_inputs": _YES,
    "content_policy": {"enum": ["documented"]},
    "fits_on": _table(
        {
            "accelerator": {"description": "Its id, such as nvidia/rtx-4090.", **_TEXT},
            "accelerators": {"description": "How many there are; one unless said.", **_count(most=_MOST_ACCELERATORS)},
            "precision": {
                "description": "Number format of the weights; as released unless said.",
                "enum": [*Precision],
            },
            "context": {"description": "Tokens of each sequence, prompt and output together.", **_count()},
            "batch": {"description": "Sequences in work at once.", **_count()},
        },
        required=["accelerator"],
    ),
    "max_retention_days": {"anyOf": [_whole(0, _MOST_DAYS), {"type": "string", "pattern": r"^\d{1,8}$"}]},
    "max_ttft_seconds": _measure(),
    "min_output_speed": _measure(),
}
"""Requirements that don't take names."""

_WORKLOAD: Mapping[str, Schema] = {
    "requests_per_month": _count(most=MOST_REQUESTS),
    **dict.fromkeys(("input_tokens", "output_tokens", "reuse_minutes"), _ref("amount")),
    **dict.fromkeys(("cached_input_share", "cache_write_share", "batch_share", "peak_share"), _SHARE),
    **dict.fromkeys(("cached_prefix_tokens", "image_tokens", "audio_tokens"), _count(least=0, most=_MOST_TOKENS)),
    "mode": {"enum": [*Mode]},
    "counted_output": {"type": "boolean"},
    "name": {"type": "string"},
    "reason": {"type": "string"},
}

_HOSTING: Mapping[str, Schema] = {
    "accelerator": _TEXT,
    "utilization": _above(0, 1),
    "usd_per_hour": _dollars(_DEAREST),
    "precision": {"enum": [*Precision]},
    "accelerators": _whole(1, _MOST_ACCELERATORS),
    "region": {
        "type": "string",
        "pattern": "^[A-Za-z]+(-[A-Za-z]+)*$",
        "not": {"pattern": "^([Gg][Ll][Oo][Bb][Aa][Ll]|[Ii][Nn]-[Rr][Ee][Gg][Ii][Oo][Nn])$"},
    },
}

_EVALUATION: Mapping[str, Schema] = {
    "name": _TEXT,
    "task": {"enum": _TASKS},
    "guess_share": {**_SHARE, "not": {"enum": [1]}},
    "scores": _list(_ref("score")),
}

_SCORE: Mapping[str, Schema] = {
    "model": _TEXT,
    "right": _whole(0, _MOST_ITEMS),
    "items": _whole(1, _MOST_ITEMS),
    "share": _SHARE,
    "stderr": _above(0, 0.5),
}

_PARTS: Mapping[str, Schema] = {
    "tasks": {
        "anyOf": [
            *_several(_TASKS)["anyOf"][:2],
            {**_list({"enum": _TASKS}), "uniqueItems": True},
            _by_task(_WEIGHT),
        ]
    },
    "requirements": _ref("changes"),
    "workload": _ref("workload"),
    "priorities": {**_table({each.value: _whole(0, UNIT) for each in Criterion}), "minProperties": 1},
    "unknowns": {"enum": [*get_args(Unknowns)]},
    "on": _DAY,
    "results": {"type": "array", "items": _ref("evaluation")},
    "hosting": _one_or_several(_ref("hosting")),
    "preset": {"enum": [*PRESETS]},
}
