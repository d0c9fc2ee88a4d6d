"""Use cases: a need written in Python, as TOML and as JSON, and every fault with its place."""

import json
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from factories import DAY
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.licenses import LicenseKind, Use
from llm_selection.domain.tokens import Work
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.workloads import WORKLOADS, Workload
from llm_selection.needs.error_costs import QUALITY_ONLY, ErrorCost, default_error_cost
from llm_selection.needs.requirements.capabilities import CapableOf
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.permits import Permits
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.use_cases import (
    UseCase,
    parse_need,
    parse_tasks,
    parse_use_case,
    parse_workload,
    read_use_case,
)
from llm_selection.needs.worths import Worth

LOAD = Workload(requests_per_month=1, input_tokens=2, output_tokens=3)

WRITTEN = """\
on = 2026-11-23
unknowns = "include"
error_cost = { agentic_coding = "20", instruction_following = "0.1..0.30" }
today = "acme/one"
solved = 0.8

[tasks]
agentic_coding = 2
instruction_following = 1

[requirements]
license = "open-weight"
min_context_tokens = "200k"
capabilities = ["tool_calling"]
permits = { monthly_users = 50_000_000, regions = ["EU"] }

[workload]
preset = "coding-agent"
requests_per_month = 10_000

[worth]
"region=eu" = 100
ttft_second = "2.50"

[[results]]
name = "ours"
task = "agentic_coding"
scores = [{ model = "acme/one", right = 40, items = 50 }, { model = "borg/two", share = 0.7, stderr = 0.05 }]
"""
BUILT = UseCase(
    tasks={Task.AGENTIC_CODING: 2, Task.INSTRUCTION_FOLLOWING: 1},
    requirements=(
        LicenseIn(frozenset({LicenseKind.OPEN_WEIGHT, LicenseKind.OPEN_SOURCE})),
        MinContext(200_000),
        CapableOf(frozenset({"tool_calling"})),
        Permits(Use(monthly_users=50_000_000, regions=frozenset({"EU"}))),
    ),
    workload=parse_workload({"preset": "coding-agent", "requests_per_month": 10_000}),
    error_cost={
        Task.AGENTIC_CODING: ErrorCost(low=Decimal(20), high=Decimal(20)),
        Task.INSTRUCTION_FOLLOWING: ErrorCost(low=Decimal("0.1"), high=Decimal("0.3")),
    },
    worth=(
        Worth(name="region=eu", usd=Decimal(100), requirement=RunsIn(frozenset({"eu"}))),
        Worth(name="ttft_second", usd=Decimal("2.5"), requirement=None),
    ),
    today="acme/one",
    solved=0.8,
    unknowns="include",
    on=date(2026, 11, 23),
    results=(
        Evaluation(
            name="ours",
            task=Task.AGENTIC_CODING,
            scores=(
                Score(model="acme/one", right=40, items=50),
                Score(model="borg/two", share=0.7, stderr=0.05),
            ),
        ),
    ),
)


def test_a_need_reads_the_same_from_toml_json_and_python(tmp_path: Path) -> None:
    """The three ways to write a need down give equal values."""
    toml, other = tmp_path / "need.toml", tmp_path / "need.json"
    toml.write_text(WRITTEN, encoding="utf-8")
    other.write_text(
        json.dumps(
            {
                "on": "2026-11-23",
                "unknowns": "include",
                "tasks": {"agentic_coding": 2, "instruction_following": 1},
                "requirements": {
                    "license": "open-weight",
                    "min_context_tokens": 200_000,
                    "capabilities": "tool_calling",
                    "permits": {"monthly_users": "50M", "regions": "EU"},
                },
                "workload": {"preset": "coding-agent", "requests_per_month": 10_000},
                "error_cost": {"instruction_following": "$0.10..0.3", "agentic_coding": 20},
                "worth": {"region=eu": "100", "ttft_second": 2.5},
                "today": "acme/one",
                "solved": 0.8,
                "results": [
                    {
                        "name": "ours",
                        "task": "agentic_coding",
                        "scores": [
                            {"model": "borg/two", "share": 0.7, "stderr": 0.05},
                            {"model": "acme/one", "right": 40, "items": 50},
                        ],
                    }
                ],
            }
        ),
        encoding="utf-8",
    )
    assert read_use_case(toml) == read_use_case(str(other)) == BUILT


def test_a_task_is_enough() -> None:
    """Everything else has a default."""
    need = parse_use_case({"tasks": "coding"})
    assert need == UseCase(tasks={Task.CODING: 1})
    assert (need.requirements, need.workload, need.unknowns, need.on) == ((), None, "set_aside", None)
    assert (need.error_cost, need.preferred_value, need.worth, need.today, need.solved) == ({}, {}, (), None, None)
    assert need.error_costs == {Task.CODING: default_error_cost(Task.CODING)}


def test_what_is_not_given_costs_what_its_task_says() -> None:
    """One figure is for all tasks that are right or wrong; of a table, only those named; preference has a value of its own."""
    tasks = "coding,math,preference"
    one = parse_use_case({"tasks": tasks, "error_cost": 3})
    assert [str(cost) for cost in one.error_costs.values()] == ["$3.00", "$3.00", "$0.05"]
    named = parse_use_case({"tasks": tasks, "error_cost": {"math": 3}, "preferred_value": "0.01"})
    assert [str(cost) for cost in named.error_costs.values()] == ["$2.00", "$3.00", "$0.01"]
    assert list(named.error_cost) == [Task.MATH]
    by_quality = parse_use_case({"tasks": tasks, "error_cost": QUALITY_ONLY})
    assert by_quality.is_quality_only
    assert not named.is_quality_only
    assert by_quality.error_costs == UseCase(tasks=parse_tasks(tasks)).error_costs


@pytest.mark.parametrize(
    "value",
    ["coding,math", ["coding", "math"], ("coding", Task.MATH), {"coding": 1, "math": 1}, iter(["coding", "math"])],
)
def test_tasks_may_be_written_in_many_ways(value: object) -> None:
    """A text with commas, any iterable, a table of weights."""
    assert parse_tasks(value) == {Task.CODING: 1, Task.MATH: 1}


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("cooking,math", "^cooking isn't known; nearest: coding; see llm-selection list tasks$"),
        ("gardens", "^tasks may be coding, agentic_coding, .*; got gardens; see llm-selection list tasks$"),
        (["coding", "vision", "coding"], "tasks name coding twice"),
        ("coding,vision,coding", "tasks name coding twice; weights are a table, such as {coding = 2, vision = 1}"),
        ("", "tasks may be"),
        ([], "tasks must be a task, several, or a table"),
        ({}, "tasks must be a task, several, or a table"),
        (5, "tasks must be a task, several, or a table of tasks and weights, got 5"),
        ([5], r"tasks must be a task, several, or a table of tasks and weights, got \[5\]"),
        ([["coding"]], "tasks must be a task, several, or a table"),
        ([{"coding": 1}], "tasks must be a task, several, or a table"),
        ({"coding": 0}, "the weight of task coding must be a whole number from 1 to 1000000, got 0"),
        ({"coding": 0.5}, "the weight of task coding must be a whole number"),
        ({"coding": True}, "the weight of task coding must be a whole number"),
        ({"coding": 10**7}, "the weight of task coding must be a whole number"),
    ],
)
def test_tasks_are_checked(value: object, fault: str) -> None:
    """Unknown names, broken weights and nothing at all are refused."""
    with pytest.raises(InvalidInputError, match=fault):
        parse_tasks(value)


def test_the_default_workload_is_that_of_the_heaviest_task() -> None:
    """Of several with the same weight, the first one's."""
    assert UseCase(tasks={Task.CODING: 1, Task.MATH: 2}).workload_or_default is WORKLOADS["problem-solving"]
    assert UseCase(tasks={Task.CODING: 1, Task.MATH: 1}).workload_or_default is WORKLOADS["code-completion"]
    assert UseCase(tasks={Task.CODING: 1}, workload=LOAD).workload_or_default == replace(LOAD, work=Work.CODE)
    said = replace(LOAD, work=Work.PROSE)
    assert UseCase(tasks={Task.CODING: 1}, workload=said).workload_or_default is said


def test_a_workload_may_be_a_preset_changed() -> None:
    """What isn't given stays the preset's, and the name says that it was changed."""
    found = parse_workload({"preset": "coding-agent", "input_tokens": 5})
    assert (found.name, found.input_tokens) == ("coding-agent, changed", 5)
    assert found.output_tokens == WORKLOADS["coding-agent"].output_tokens
    named = parse_workload({"requests_per_month": 1, "input_tokens": 2, "output_tokens": 3, "name": "mine"})
    assert named.name == "mine"
    assert parse_workload(LOAD) is LOAD
    assert parse_workload({"preset": "writing"}) == WORKLOADS["writing"]
    assert parse_workload({"preset": "writing", "requests_per_day": 100}).requests_per_month == 3_000
    assert parse_workload({"preset": "writing", "requests_per_day": "1k"}).requests_per_month == 30_000
    assert parse_workload({"preset": "writing", "requests_per_month": "50k"}).requests_per_month == 50_000
    fixed = parse_workload({"preset": "coding-agent", "cached_prefix_tokens": 2_000})
    assert (fixed.cached_input_share, fixed.cache_write_share, fixed.cached_prefix_tokens) == (0, 0, 2_000)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("huge", "no workload 'huge'; presets are assistant, "),
        (5, "must be a preset's name or a table, got 5"),
        ({"tokens": 5}, "tokens isn't known; nearest: audio_tokens, image_tokens, input_tokens"),
        (
            {"requests_per_month": 5},
            "lacks input_tokens, output_tokens; or start from a preset: preset in a table, --workload NAME",
        ),
        ({"preset": "huge"}, "no workload 'huge'"),
        (
            {"preset": "writing", "requests_per_day": 5, "requests_per_month": 5},
            "requests_per_day or requests_per_month",
        ),
        ({"preset": "writing", "requests_per_day": None}, "requests_per_day must be a whole number"),
        ({"preset": "writing", "requests_per_day": 0}, "requests_per_day must be a whole number of at least 1, got 0"),
        ({"preset": "writing", "requests_per_day": 10**12}, "requests_per_day must be at most 33,333,333,333"),
        (
            {"preset": "writing", "requests_per_month": 0},
            'requests_per_month must be at least 1, got 0: of nothing, .* say error_cost = "quality-only"$',
        ),
        (
            Workload(requests_per_month=0, input_tokens=1, output_tokens=1),
            "requests_per_month must be at least 1, got 0",
        ),
        ({"preset": "writing", "requests_per_day": 1.5}, "requests_per_day must be a whole number"),
        (
            {"preset": "writing", "requests_per_month": "lots"},
            "requests_per_month: must be a whole number of at least 0",
        ),
        ({"preset": "writing", "input_tokens": "many"}, "input_tokens: must be a whole number"),
        ({"preset": "writing", "name": 5}, "name must be text, got 5"),
        ({"preset": "writing", "reason": ["a"]}, "reason must be text"),
    ],
)
def test_workloads_are_checked(value: object, fault: str) -> None:
    """Unknown presets and keys, missing and broken numbers are refused."""
    with pytest.raises(InvalidInputError, match=fault):
        parse_workload(value)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"tasks": {}}, "tasks must be"),
        ({"tasks": []}, r"tasks must be .*, got \[\]"),
        ({"error_cost": -1}, "^error_cost: must be US dollars from 0 to 1,000,000, such as 0.50, got -1$"),
        ({"error_cost": {"math": 1}}, "^error_cost: math: .*of the tasks of the need it may name"),
        ({"preferred_value": 1}, "^preferred_value: no task of the need takes preferred_value: answers are right or"),
        ({"worth": 5}, "^worth: must be a table such as"),
        ({"today": 5}, "^today: must be the name of a model, got 5$"),
        ({"today": " "}, "^today: must be the name of a model, got ' '$"),
        ({"today": "a\nb"}, "^today: must be the name of a model"),
        ({"solved": 0.5}, "^solved: says how much today's model gets right: say which by today$"),
        ({"today": "a/b", "solved": 90}, "^solved: it must be a share from 0 to 1, got 90$"),
        ({"today": "a/b", "solved": "0.9"}, "^solved: it must be a share from 0 to 1, got '0.9'"),
        ({"today": "a/b", "solved": True}, "^solved: it must be a share from 0 to 1"),
        ({"today": "a/b", "solved": float("nan")}, "^solved: it must be a share from 0 to 1"),
        ({"unknowns": "maybe"}, 'unknowns must be "set_aside" or "include", got \'maybe\''),
        ({"on": "soon"}, "on: must be a date like 2026-11-23"),
        ({"on": datetime(2026, 11, 1)}, "must be a date like 2026-11-23"),  # noqa: DTZ001 - refused whatever its zone
        ({"workload": "huge"}, "no workload 'huge'"),
        ({"workload": 5}, "workload: must be a preset's name or a table"),
        ({"workload": "rag"}, "no workload 'rag'; the preset of that name takes the workload retrieval"),
        ({"results": 5}, "results must be a list of evaluations, got 5"),
        ({"results": [5]}, "results are evaluations, such as read_evaluations returns; got 5"),
    ],
)
def test_a_use_case_built_by_hand_checks_itself(change: dict[str, Any], fault: str) -> None:
    """What a file couldn't say, Python can't either."""
    with pytest.raises(InvalidInputError, match=fault):
        UseCase(**{"tasks": {Task.CODING: 1}, **change})


def test_a_use_case_built_by_hand_takes_plain_text() -> None:
    """Tasks, money, a preset and a day may be given as text; what comes out is the same value."""
    plain: Any = {
        "tasks": "coding",
        "error_cost": "$1,000",
        "workload": "writing",
        "on": "2026-11-01",
        "requirements": [MinContext(5)],
    }
    assert UseCase(**plain) == UseCase(
        tasks={Task.CODING: 1},
        error_cost={Task.CODING: ErrorCost(low=Decimal(1000), high=Decimal(1000))},
        workload=WORKLOADS["writing"],
        on=DAY,
        requirements=(MinContext(5),),
    )


def test_equal_needs_are_equal_keys() -> None:
    """A use case can be hashed, as everything that may be remembered."""
    assert len({BUILT, parse_use_case({"tasks": "coding"}), UseCase(tasks={Task.CODING: 1})}) == 2


def faults_of(path: Path, text: str) -> list[str]:
    """Return the faults of a file with this text."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInputError) as caught:
        read_use_case(path)
    return [str(fault).removeprefix(f"{path}: ") for fault in caught.value.faults]


def test_all_faults_of_a_file_are_reported_at_once(tmp_path: Path) -> None:
    """Each with the file and its place in it."""
    faults = faults_of(
        tmp_path / "need.toml",
        """
        task = "coding"
        on = "soon"
        unknowns = 5
        workload = "huge"
        [requirements]
        license = "free"
        any_of = [{ region = "eu" }, { stage = "new" }]
        [worth]
        speed = 1
        [[results]]
        name = "ours"
        scores = [{ model = "acme/one", right = 60, items = 50 }, { model = "acme/two", points = 5 }]
        """,
    )
    assert [fault.split(":")[0] for fault in faults] == [
        "task",
        "key 'tasks' is missing, and no preset is named",
        "requirements.license",
        "requirements.any_of[1].stage",
        "workload",
        "unknowns",
        "on",
        "results[0].scores[0]",
        "results[0].scores[1].points",
        "worth",
    ]


def test_what_is_wrong_with_money_is_told_beside_what_else_is_wrong() -> None:
    """Whether the tasks, the preset, or another part can't be read; each fault once."""
    money: dict[str, object] = {
        "error_cost": -1,
        "preferred_value": "lots",
        "worth": {"speed": 1, "open-weights": "inf"},
        "today": 5,
        "solved": 9,
    }
    places = ["error_cost", "preferred_value", "worth: speed", "worth: open-weights", "today", "solved"]
    for need, more in (
        ({"tasks": "coding,preference"}, []),
        ({"tasks": "cooking"}, ["tasks"]),
        ({"preset": "ragg", "tasks": ["coding", "preference"]}, ["preset"]),
        ({"tasks": ["coding", "preference"], "on": "soon"}, ["on"]),
    ):
        with pytest.raises(InvalidInputError) as caught:
            parse_use_case({**need, **money}, where="need.toml")
        assert [fault.where for fault in caught.value.faults] == [f"need.toml: {place}" for place in [*more, *places]]


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("need.toml", "tasks = ", "isn't TOML: "),
        ("need.json", "{", "isn't JSON: "),
        ("need.json", '{"tasks": NaN}', "isn't JSON: NaN isn't a number in JSON"),
        ("need.json", '{"tasks": "coding", "tasks": "math"}', "isn't JSON: a key stands twice in one object"),
        ("need.json", "[1]", "a use case is a table, got list"),
        ("need.json", "[" * 10_000, "isn't JSON: "),
        ("need.toml", "tasks = " + "[" * 10_000, "isn't TOML: "),
        ("need.toml", "tasks = 5", "tasks: tasks must be a task"),
        ("need.toml", "tasks = [['coding']]", "tasks: tasks must be a task"),
        (
            "need.toml",
            "tasks = 'coding'\nworth = 5",
            'worth: must be a table such as {"open-weights": 300}, got 5',
        ),
        ("need.toml", "tasks = 'coding'\non = 2026-11-23T00:00:00", "on: must be a date like 2026-11-23"),
        ("need.toml", "tasks = 'coding'\nworkload = { preset = 5 }", "workload: must be a preset's name or a table"),
        ("need.toml", "tasks = 'coding'\nrequirements = 5", "requirements: must be a table of requirements, got 5"),
        (
            "need.lock",
            "format = 1\n[decided]\n[need]\n[choice]\n",
            "is a decision: llm-selection check checks it; what it was asked is its table need",
        ),
        ("need.toml", "# " + "x" * 1_000_000, "is larger than 1,000,000 bytes"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, name: str, text: str, fault: str) -> None:
    """Broken syntax, wrong types and a file too large are told apart."""
    (found,) = faults_of(tmp_path / name, text)
    assert found.startswith(fault)


def test_a_file_that_cant_be_read_is_refused(tmp_path: Path) -> None:
    """Missing, a folder, or no text."""
    broken = tmp_path / "need.toml"
    broken.write_bytes(b"\xff\xfe")
    for path in (tmp_path / "missing.toml", tmp_path, broken):
        with pytest.raises(InvalidInputError, match="can't be read: ") as caught:
            read_use_case(path)
        assert caught.value.faults[0].where == str(path)


def test_deeply_nested_requirements_are_refused(tmp_path: Path) -> None:
    """A file can't exhaust the stack."""
    depth = 480
    text = json.dumps({"tasks": "coding", "requirements": 0}).replace(
        "0}", '{"not":' * depth + '{"region":"eu"}' + "}" * depth + "}"
    )
    faults = faults_of(tmp_path / "need.json", text)
    assert len(faults) == 1
    assert "nested" in faults[0] or "recursion" in faults[0]


def test_a_workload_that_starts_from_itself_without_end_is_refused(tmp_path: Path) -> None:
    """A file of a few kilobytes mustn't use up the stack."""
    path = tmp_path / "need.json"
    path.write_text('{"tasks": "coding", "workload": ' + '{"preset": ' * 600 + '"assistant"' + "}" * 601)
    with pytest.raises(InvalidInputError, match=r"need\.json: workload: preset is nested too deeply"):
        read_use_case(path)
    assert parse_workload({"preset": {"preset": "assistant"}}) == parse_workload("assistant")


@pytest.mark.parametrize(
    "word",
    [
        "embedding",
        "Embeddings",
        "rerank",
        "re-ranking",
        "transcription",
        "tts",
        "text-to-speech",
        "image-generation",
        "text_to_image",
    ],
)
def test_work_of_other_models_is_out_of_scope(word: str) -> None:
    """Embedding isn't here, and a translation is no transcription: a name that only looks alike would mislead."""
    for need in (word, f"coding,{word}", [word]):
        with pytest.raises(InvalidInputError) as caught:
            parse_need(need)
        assert str(caught.value).startswith(word)
        assert "; embedding, reranking, speech and image generation aren't covered" in str(caught.value)
        assert "nearest" not in str(caught.value)


def test_a_word_that_only_holds_such_a_part_is_no_other_work() -> None:
    """As the tasks and presets themselves, which are spelt like some of it."""
    with pytest.raises(InvalidInputError) as caught:
        parse_need("firsttask")
    assert "covered" not in str(caught.value)
