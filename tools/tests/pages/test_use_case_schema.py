"""The JSON Schema of use-case files: it takes what the code takes, and marks what the code refuses."""

import json
import re
import tomllib
from random import Random
from typing import Any

import pytest
from jsonschema import Draft7Validator

from llm_selection.errors import InvalidInputError
from llm_selection.needs.presets import PRESETS, file_of
from llm_selection.needs.requirements import keyword_classes, keywords
from llm_selection.needs.use_cases import parse_use_case
from registry_tools.pages.use_case_schema import need_schema
from registry_tools.places import DOCS
from registry_tools.research.fuzzing.mutants import changed
from registry_tools.research.fuzzing.seeds import KEYWORDS, needs

EXAMPLES = [example for kind in keyword_classes() for example, _ in kind.examples]
"""Every way to write a requirement on the command line that is shown."""
NAMES = {
    kind.keyword: kind.schema()["anyOf"][0]["enum"] for kind in keyword_classes() if getattr(kind, "choices", None)
}
"""Keywords that take names of a fixed list; others that take names take those of the registry."""
OF_THE_REGISTRY = sorted({kind.keyword for kind in keyword_classes() if "" in kind.several} - NAMES.keys())
SCHEMA = need_schema()
READER = Draft7Validator(SCHEMA, format_checker=Draft7Validator.FORMAT_CHECKER)
WRITTEN = [
    need
    for page in sorted(DOCS.glob("**/*.md"))
    for block in re.findall(r"(?ms)^```toml[^\n]*\n(.*?)^```", page.read_text(encoding="utf-8"))
    if {"tasks", "preset"} & (need := tomllib.loads(block)).keys()
]


def faults(need: object) -> list[str]:
    """Return what the schema has against a need; days are text to it, as in JSON."""
    return [fault.message for fault in READER.iter_errors(json.loads(json.dumps(need, default=str)))]


def is_taken(need: object) -> bool:
    """Say whether the schema takes a need; one that is too deep for its reader isn't."""
    try:
        return not faults(need)
    except RecursionError:
        return False


def is_read(need: object) -> bool:
    """Say whether the code takes a need."""
    try:
        parse_use_case(need)
    except InvalidInputError:
        return False
    return True


def needing(**requirements: object) -> dict[str, object]:
    """Return a need with these requirements."""
    return {"tasks": "coding", "requirements": requirements}


def as_in_a_file(example: str) -> dict[str, object]:
    """Return a requirement of the command line as a file has it."""
    keyword, _, value = example.partition("=")
    keyword, _, part = keyword.partition(".")
    plain: object = value == "true" if value in ("true", "false") else value
    return needing(**{keyword: {part: plain} if part else plain})


def test_it_is_a_schema() -> None:
    """Of draft 7, without what draft 4 reads otherwise."""
    Draft7Validator.check_schema(SCHEMA)
    text = json.dumps(SCHEMA)
    assert not re.search(r'"exclusive|"const"|"\$ref": "[^"]*", "', text)


def test_it_says_something_of_every_key() -> None:
    """Each key of a need, of a requirement and of a part has its text, from where the code has it."""
    tables: list[Any] = [SCHEMA, *SCHEMA["definitions"].values(), SCHEMA["definitions"]["workload"]["anyOf"][1]]
    told = [name for table in tables for name, part in table.get("properties", {}).items() if part["description"]]
    assert {*keywords(), "tasks", "requests_per_month", "utilization", "stderr", "guess_share", "any_of"} <= set(told)


@pytest.mark.parametrize("need", [need for need in needs() if need.get("requirements") != KEYWORDS] + WRITTEN)
def test_what_people_wrote_is_taken(need: dict[str, Any]) -> None:
    """Golden needs, that of a decision, and those on pages."""
    assert is_read(need)
    assert faults(need) == []


@pytest.mark.parametrize("name", PRESETS)
def test_presets_are_taken(name: str) -> None:
    """By name, and written out as ``llm-selection show`` does."""
    assert faults({"preset": name}) == []
    assert faults(tomllib.loads(file_of(name))) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_way_to_write_a_requirement_is_taken(example: str) -> None:
    """As on the command line."""
    assert is_read(as_in_a_file(example))
    assert faults(as_in_a_file(example)) == []


@pytest.mark.parametrize(
    "need",
    [
        {"tasks": "coding", "task": "coding"},
        {"tasks": "codding"},
        {"tasks": 3},
        {"tasks": {"coding": 0}},
        {"tasks": ["coding", "coding"]},
        {"requirements": {"license": "open-weight"}},
        {"tasks": "coding", "unknowns": "rank"},
        {"tasks": "coding", "on": "yesterday"},
        {"tasks": "coding", "preset": "ragg"},
        {"tasks": "coding", "error_cost": -1},
        {"tasks": "coding", "error_cost": "quality"},
        {"tasks": "coding", "error_cost": {"caught": 1, "slipped": 2}},
        {"tasks": "coding", "error_cost": {"usd": 1, "low": 2}},
        {"tasks": "coding", "error_cost": {"codding": 1}},
        {"tasks": "preference", "preferred_value": 2_000_000},
        {"tasks": "coding", "worth": {"open-weights": 0}},
        {"tasks": "coding", "today": ""},
        {"tasks": "coding", "solved": 0.8},
        {"tasks": "coding", "today": "acme/large", "solved": 80},
        {"tasks": "coding", "priorities": {"quality": 5}},
        {"tasks": "coding", "workload": "huge"},
        {"tasks": "coding", "workload": {"requests_per_month": 1}},
        {"tasks": "coding", "workload": {"preset": "assistant", "input_tokens": {"p50": 3}}},
        {"tasks": "coding", "workload": {"preset": "assistant", "batch_share": 30}},
        {"tasks": "coding", "workload": {"preset": "assistant", "requests_per_day": 1, "requests_per_month": 30}},
        {"tasks": "coding", "hosting": [{"accelerator": "nvidia/h100-sxm"}]},
        {"tasks": "coding", "hosting": {"accelerator": "nvidia/h100-sxm", "utilization": 40}},
        {"tasks": "coding", "results": [{"name": "ours", "scores": [{"model": "a/b", "right": 3}]}]},
        {"tasks": "coding", "results": [{"name": "ours", "scores": [{"model": "a/b", "share": 0.5, "stderr": 0}]}]},
        needing(licence="open-weight"),
        needing(license="free"),
        needing(license=False),
        needing(min_context_tokens="much"),
        needing(min_context_tokens=0),
        needing(min_quality={"coding": 0.6}),
        needing(min_quality=60),
        needing(max_monthly_cost="dear"),
        needing(permits={"users": 3}),
        needing(fits_on={"accelerators": 2}),
        needing(released_after="2026"),
        needing(fixed_id=False),
        needing(provider=[]),
        needing(any_of={"license": "open-weight"}),
        {"tasks": "coding", "requirements": "license"},
    ],
    ids=str,
)
def test_what_is_wrong_is_marked(need: dict[str, Any]) -> None:
    """Unknown keys, wrong names, wrong types and numbers out of range: by the schema as by the code."""
    assert not is_read(need)
    assert faults(need)


def test_what_a_preset_asks_for_may_be_taken_away() -> None:
    """By ``false``, where a preset is named; and a workload then needs only what differs."""
    changes = {"requirements": {"min_context_tokens": False}, "workload": {"requests_per_month": 5}}
    for need, taken in (({"preset": "rag", **changes}, True), ({"tasks": "coding", **changes}, False)):
        assert is_read(need) is taken
        assert (faults(need) == []) is taken


@pytest.mark.parametrize("keyword", sorted(NAMES))
def test_names_of_a_fixed_list_are_those_of_the_code(keyword: str) -> None:
    """Each is taken, alone and with another, and no other name is."""
    known = NAMES[keyword]
    assert all(is_read(needing(**{keyword: name})) for name in (*known, ", ".join(known)))
    assert faults(needing(**{keyword: ", ".join(known)})) == []
    assert not is_read(needing(**{keyword: "nothing"}))
    assert faults(needing(**{keyword: "nothing"}))


@pytest.mark.parametrize("keyword", OF_THE_REGISTRY)
def test_other_names_are_those_of_the_registry(keyword: str) -> None:
    """The schema takes any of them, and so does the code while it reads."""
    assert is_read(needing(**{keyword: "nothing, nowhere"}))
    assert faults(needing(**{keyword: "nothing, nowhere"})) == []


UNSAYABLE = re.compile(
    r"takes nothing away|more than one score|quantiles must rise|must be at most items|may have at most 6 decimals|"
    r"printable|in a line|nested too deeply|the largest of the sample|may be 1 together|not both|"
    r"of the tasks of the need it may name|no task of the need takes|say preferred_value|say error_cost|a range must rise|"
    r"with at most six decimals|line of text|^worth: |^worth\.|must be US dollars .*, got '|"
    r"got a larger number|from 0 to 100000, got Decimal|given with more than one task|name of a model|must be a whole number .*, got '|is a decision"
)
"""What the code refuses and a schema can't: what depends on other values, on characters, or on how large text counts."""


@pytest.mark.parametrize("seed", range(4))
def test_what_it_takes_is_read(seed: int) -> None:
    """Of needs that were changed at random, but for what a schema can't say."""
    chance = Random(seed)
    taken = 0
    for _ in range(400):
        need = json_of(changed(json.loads(json.dumps(chance.choice(needs()), default=str)), chance))
        if need is None or not is_taken(need):
            continue
        taken += 1
        try:
            parse_use_case(need)
        except InvalidInputError as error:
            left = [str(fault) for fault in error.faults if not UNSAYABLE.search(str(fault))]
            assert not left, need
    assert taken


def json_of(need: object) -> Any:
    """Return a need as JSON has it; nothing where that can't hold it, or has 1.0, which is a whole number to a schema."""
    try:
        text = json.dumps(need, default=str)
    except (RecursionError, ValueError):  # too deep, or a number of thousands of digits
        return None
    return None if re.search(r"\d\.0\b|e\+|Infinity|NaN", text) else json.loads(text)
