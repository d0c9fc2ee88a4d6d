"""
The JSON Schema of use-case files, made from the lists, value types and docstrings of the code that reads them.

It is for editors: it completes keys and names, tells units, and marks what is misspelt or of a wrong type. It refuses
some of what is read all the same (such as spaces around a name) and can't say everything that is refused (such as a
model that the registry doesn't hold).

It is of draft 7, and uses nothing that draft 4 reads otherwise, which is all that Taplo knows. So a reference stands
alone, and limits are never exclusive.
"""

from collections.abc import Mapping
from typing import Any, get_args

from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.hardware import Precision
from llm_selection.domain.prices import Mode
from llm_selection.domain.tokens import Work
from llm_selection.estimation.workloads import DAYS_A_MONTH, MOST_REQUESTS, WORKLOADS, Workload
from llm_selection.needs.error_costs import MOST_USD, QUALITY_ONLY
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.requirements import keyword_classes, keywords
from llm_selection.needs.requirements._schemas import (
    DAY,
    DEAREST_USD,
    TEXT,
    above,
    by_task,
    count,
    described,
    dollars,
    listed,
    saying,
    several,
    table,
    whole,
)
from llm_selection.needs.self_hosting import Hosting
from llm_selection.needs.use_cases import Unknowns, UseCase
from registry_tools.pages.requirement_keywords import COMBINED, summary

__all__ = ["need_schema"]

Schema = dict[str, Any]

_MOST_TOKENS = 10**9
_MOST_ITEMS = 10**9
_MOST_ACCELERATORS = 64
_LONGEST_SAMPLE = 100_000
_MOST_A_TASK = 10**6
_MOST_WEIGHT = 10**6

_SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def need_schema() -> Schema:
    """Return the schema; names in it stand in the order of the code."""
    asked = {name: _ref(f"requirement/properties/{name}") for name in (*keywords(), *COMBINED)}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Use case",
        "description": "What someone needs, as llm-selection reads it from a .toml or .json file.",
        "type": "object",
        "properties": described(UseCase, _PARTS),
        "additionalProperties": False,
        "dependencies": {"solved": ["today"]},
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
            "requirement": table(_requirements(), title="Requirements, all of which are met"),
            "changes": _one_or_several(
                table({name: {"anyOf": [{"enum": [False]}, each]} for name, each in asked.items()})
            ),
            "workload": _workload(),
            "whole_workload": {
                "allOf": [_ref("workload")],
                "anyOf": [{"type": "string"}, *({"required": names} for names in _ENOUGH)],
            },
            "amount": _amount(),
            "hosting": table(
                described(Hosting, _HOSTING), title="Hardware to host on", required=["accelerator", "utilization"]
            ),
            "error_cost": _error_cost(),
            "evaluation": table(
                described(Evaluation, _EVALUATION), title="Test of your own", required=["name", "scores"]
            ),
            "score": {
                **table(described(Score, _SCORE), title="Score of a model", required=["model"]),
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
    found = {kind.keyword: saying(summary(kind).replace("``", "`"), kind.schema()) for kind in keyword_classes()}
    several_tables = {"type": "array", "items": _ref("requirements"), "minItems": 1}
    found |= {name: {"description": text, **several_tables} for name, text in COMBINED.items()}
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
            **count(most=MOST_REQUESTS // DAYS_A_MONTH),
        },
        **described(Workload, _WORKLOAD),
    }
    both = {"required": ["requests_per_day", "requests_per_month"]}
    return {"anyOf": [{"enum": list(WORKLOADS)}, {**table(parts), "not": both}]}


_ENOUGH = (
    ["preset"],
    ["requests_per_month", "input_tokens", "output_tokens"],
    ["requests_per_day", "input_tokens", "output_tokens"],
)
"""What a workload needs that isn't a change of a preset's."""


def _amount() -> Schema:
    """Return the schema of tokens or minutes of each request: a count, counts of several, or quantiles."""
    tokens = count(least=0, most=_MOST_TOKENS)
    quantiles = {
        "type": "object",
        "propertyNames": {"pattern": r"^(min|max|p\d{1,2}(\.\d)?)$"},
        "additionalProperties": tokens,
        "required": ["max"],
    }
    sample = {"type": "array", "items": tokens, "minItems": 1, "maxItems": _LONGEST_SAMPLE}
    return {"anyOf": [*tokens["anyOf"], sample, quantiles]}


def _error_cost() -> Schema:
    """Return the schema of what an error costs: dollars, a range of them, or a table of their parts."""
    usd = dollars(MOST_USD)
    one = {"anyOf": [*usd["anyOf"], {"type": "string", "pattern": r"^\$?\d+(\.\d+)?\.\.\$?\d+(\.\d+)?$"}]}
    reason = {"type": "string"}
    parts = (
        table({"usd": one, "reason": reason}, required=["usd"]),
        table({"low": usd, "high": usd, "reason": reason}, required=["low", "high"]),
        table(
            {"caught": usd, "slipped": usd, "caught_share": _SHARE, "reason": reason},
            required=["caught", "slipped", "caught_share"],
        ),
    )
    return {"anyOf": [*one["anyOf"], *parts]}


def _of_tasks(*words: str) -> Schema:
    """Return the schema of what an error costs: for all tasks, or by task; or a word."""
    return {"anyOf": [*({"enum": [word]} for word in words), _ref("error_cost"), by_task(_ref("error_cost"))]}


def _one_or_several(item: Schema) -> Schema:
    """Return the schema of one table, or of a list of them."""
    return {"anyOf": [item, {"type": "array", "items": item}]}


def _ref(name: str) -> Schema:
    """Refer to a definition."""
    return {"$ref": f"#/definitions/{name}"}


def _worth() -> Schema:
    """Return the schema of what one thing is worth a month: more than nothing."""
    number, text = dollars(MOST_USD)["anyOf"]
    return {"anyOf": [{**number, "not": {"enum": [0]}}, {**text, "not": {"pattern": r"^\$?0+(\.0+)?$"}}]}


_TASKS = [task.value for task in Task]
_WEIGHT = whole(1, _MOST_WEIGHT)

_WORKLOAD: Mapping[str, Schema] = {
    "requests_per_month": count(most=MOST_REQUESTS),
    **dict.fromkeys(("input_tokens", "output_tokens", "reuse_minutes"), _ref("amount")),
    **dict.fromkeys(("cached_input_share", "cache_write_share", "batch_share", "peak_share"), _SHARE),
    **dict.fromkeys(("cached_prefix_tokens", "image_tokens", "audio_tokens"), count(least=0, most=_MOST_TOKENS)),
    "requests_per_task": whole(1, _MOST_A_TASK),
    "mode": {"enum": [*Mode]},
    "work": {"enum": [*Work]},
    "counted_output": {"type": "boolean"},
    "name": {"type": "string"},
    "reason": {"type": "string"},
}

_HOSTING: Mapping[str, Schema] = {
    "accelerator": TEXT,
    "utilization": above(0, 1),
    "usd_per_hour": dollars(DEAREST_USD),
    "precision": {"enum": [*Precision]},
    "accelerators": whole(1, _MOST_ACCELERATORS),
    "region": {
        "type": "string",
        "pattern": "^[A-Za-z]+(-[A-Za-z]+)*$",
        "not": {"pattern": "^([Gg][Ll][Oo][Bb][Aa][Ll]|[Ii][Nn]-[Rr][Ee][Gg][Ii][Oo][Nn])$"},
    },
}

_EVALUATION: Mapping[str, Schema] = {
    "name": TEXT,
    "task": {"enum": _TASKS},
    "guess_share": {**_SHARE, "not": {"enum": [1]}},
    "scores": listed(_ref("score")),
}

_SCORE: Mapping[str, Schema] = {
    "model": TEXT,
    "right": whole(0, _MOST_ITEMS),
    "items": whole(1, _MOST_ITEMS),
    "share": _SHARE,
    "stderr": above(0, 0.5),
    "effort": {"enum": list(map(str, Effort))},
}

_PARTS: Mapping[str, Schema] = {
    "tasks": {
        "anyOf": [
            *several(_TASKS)["anyOf"][:2],
            {**listed({"enum": _TASKS}), "uniqueItems": True},
            by_task(_WEIGHT),
        ]
    },
    "requirements": _ref("changes"),
    "workload": _ref("workload"),
    "error_cost": _of_tasks(QUALITY_ONLY),
    "preferred_value": _of_tasks(),
    "worth": {"type": "object", "additionalProperties": _worth()},
    "today": TEXT,
    "solved": _SHARE,
    "unknowns": {"enum": [*get_args(Unknowns)]},
    "on": DAY,
    "results": {"type": "array", "items": _ref("evaluation")},
    "hosting": _one_or_several(_ref("hosting")),
    "preset": {"enum": [*PRESETS]},
}
