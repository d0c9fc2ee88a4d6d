"""Presets: each gives an answer on the shipped data, says why it asks for what it does, and can be replaced part by part."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from llm_selection.domain.benchmarks import Task
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.workloads import WORKLOADS, Workload, default_workload
from llm_selection.needs.error_costs import PREFERENCE_TASKS, ErrorCost, parse_error_costs
from llm_selection.needs.presets import PRESETS, Preset, file_of, filled, find
from llm_selection.needs.requirements import keywords
from llm_selection.needs.requirements.capabilities import CapableOf
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.use_cases import (
    UseCase,
    changes,
    parse_need,
    parse_use_case,
    parse_workload,
    preset,
    preset_in,
    read_use_case,
)
from llm_selection.presentation.answer_report import as_text
from llm_selection.presentation.json_answer import as_json
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from llm_selection.selection.screening import Screening

EACH = pytest.mark.parametrize("start", PRESETS.values(), ids=lambda start: start.name)
TOOLS = CapableOf(frozenset({"tool_calling"}))
REVIEW = "20 minutes of a developer, at $60 an hour, to review a change that fails and to do it otherwise."
TWENTY = ErrorCost(low=Decimal(20), high=Decimal(20), reason=REVIEW)


@EACH
def test_every_preset_gives_an_answer(start: Preset) -> None:
    """On the shipped data several models fit, and each of its requirements keeps something that the others don't."""
    result = recommend(start.name)
    assert len(result.ranking) >= 3
    assert result.use_case == preset(start.name)
    assert not result.relaxations()


@EACH
def test_every_requirement_earns_its_place(start: Preset) -> None:
    """On the shipped data each fails at least one option that nothing else fails."""
    screening: Screening = recommend(start.name).screening
    own = set(preset(start.name).requirements)
    assert all(found.alone for found in screening.rejections() if found.requirement in own)
    assert len(own) == len(start.requirements)


@EACH
def test_every_part_has_its_reason(start: Preset) -> None:
    """And nothing else has one; what isn't there isn't argued for."""
    parts = {*(start.table.keys() - {"requirements"}), *(f"requirements.{keyword}" for keyword in start.requirements)}
    assert {"tasks", "workload"} <= parts <= {*start.reasons}
    assert start.reasons.keys() == parts
    assert all(reason.endswith(".") for reason in start.reasons.values())
    assert start.requirements.keys() <= set(keywords())


@EACH
def test_only_what_can_be_ranked_has_a_weight(start: Preset) -> None:
    """And a chance to be preferred is called that, since its points aren't shares solved."""
    calibration = bundled().calibration
    assert calibration is not None
    tasks = preset(start.name).tasks
    assert tasks.keys() <= calibration.baskets.keys()
    if any(calibration.baskets[task].anchor is not None for task in tasks):
        assert "the chance that people prefer" in start.reasons["tasks"]


@EACH
def test_every_preset_says_what_an_error_costs(start: Preset) -> None:
    """Of each task that is right or wrong; and what a preferred answer is worth where there is such a task, and only there."""
    need = preset(start.name)
    rated = need.tasks.keys() & PREFERENCE_TASKS
    assert need.error_cost.keys() == need.tasks.keys() - rated  # type: ignore[union-attr]  # none is of quality only
    assert need.preferred_value.keys() == rated
    for task, cost in need.error_costs.items():
        assert cost.reason == start.reasons["preferred_value" if task in rated else "error_cost"]
        assert "0 an hour" in cost.reason
        assert cost.usd > 0


@EACH
def test_the_file_of_a_preset_asks_for_the_same(start: Preset, tmp_path: Path) -> None:
    """Read as any use-case file, strictly, it gives the preset's use case, but for the name, which it doesn't say."""
    path = tmp_path / "need.toml"
    path.write_text(file_of(start.name), encoding="utf-8")
    assert read_use_case(path) == replace(preset(start.name), preset=None)


def test_the_file_of_a_preset_gives_the_same_answer(tmp_path: Path) -> None:
    """To the last digit; only the preset's name, and why an error costs so much, aren't said: in the file that is a comment."""
    path = tmp_path / "need.toml"
    path.write_text(file_of("long-documents"), encoding="utf-8")
    written, named = (as_json(recommend(need), limit=5) for need in (read_use_case(path), "long-documents"))
    named = named.replace(PRESETS["long-documents"].reasons["error_cost"], "")
    assert written == named.replace('"preset": "long-documents"', '"preset": null')
    assert written != named


@EACH
def test_what_a_file_says_beside_the_reasons_is_true(start: Preset) -> None:
    """In comments of at most 80 columns: how to use it, what its workload and its figures assume."""
    lines = file_of(start.name).splitlines()
    comments = " ".join(" ".join(line.removeprefix("#") for line in lines if line.startswith("#")).split())
    use_case = preset(start.name)
    workload = use_case.workload_or_default
    assert max(map(len, lines)) <= 80
    assert comments.startswith(f"{start.name}: {start.title}. ")
    assert f'Or let a file say preset = "{start.name}" and only what differs.' in comments
    assert f"An assumption, to be replaced by your own counts: {workload}; {workload.reason}." in comments
    for name in start.table.keys() & {"error_cost", "preferred_value"}:
        assert f"{start.reasons[name]} An assumption, to be replaced by your own figure." in comments


def test_there_is_no_file_of_what_is_no_preset() -> None:
    """Nor of anything else that lies in some folder."""
    with pytest.raises(InvalidInputError, match=r"no preset '\.\./workloads_data/labels'; presets are"):
        file_of("../workloads_data/labels")


def test_a_name_means_one_thing() -> None:
    """No preset is called like a task, by whatever letters, or like a record that could be shown."""
    registry = bundled()
    records = {*registry.models, *registry.offerings, *registry.providers, *registry.developers, *registry.licenses}
    records |= {*registry.benchmarks, *registry.accelerators}
    assert not {name.replace("-", "_") for name in PRESETS} & {task.value for task in Task}
    assert not PRESETS.keys() & records
    assert all(name == each.name for name, each in PRESETS.items())


def test_no_two_presets_ask_for_the_same() -> None:
    """Each earns its place, and none asks for what a task alone asks for."""
    asked = [replace(preset(name), preset=None) for name in PRESETS]
    assert len(set(asked)) == len(PRESETS)
    plain = [UseCase(tasks={task: 1}, workload=default_workload(task)) for task in Task]
    assert not set(asked) & set(plain)


def test_a_preset_is_a_plain_use_case() -> None:
    """With its workload by value and its name beside it; worked out by hand for one of them."""
    assert preset("coding-agent") == UseCase(
        tasks={Task.AGENTIC_CODING: 3, Task.TOOL_USE: 1},
        requirements=(TOOLS, MinContext(200_000)),
        workload=WORKLOADS["coding-agent"],
        error_cost=dict.fromkeys((Task.AGENTIC_CODING, Task.TOOL_USE), TWENTY),
        preset="coding-agent",
    )
    chat = preset("chat-assistant")
    assert [(str(chat.error_costs[task]), task) for task in chat.tasks] == [
        ("$0.02", Task.PREFERENCE),
        ("$0.10", Task.INSTRUCTION_FOLLOWING),
        ("$0.10", Task.KNOWLEDGE),
    ]


def test_a_text_that_is_a_task_is_that_task() -> None:
    """Else a preset; several with commas are tasks."""
    assert parse_need("coding") == parse_need(Task.CODING) == UseCase(tasks={Task.CODING: 1})
    assert parse_need("coding,math") == parse_need(["coding", "math"])
    assert parse_need(" rag ") == preset("rag")
    assert preset_in({"coding": 1}) is None
    assert recommend(" rag").use_case.preset == "rag"
    assert recommend("coding").use_case.preset is None


@pytest.mark.parametrize(
    ("need", "fault"),
    [
        ("ragg", "^ragg is neither a task nor a preset; nearest: rag; see llm-selection list tasks, list presets$"),
        ("code", "nearest: .*"),
        ("visoin", "nearest: vision"),
        ("rag,coding", "; got rag; rag is a preset, and stands alone; see llm-selection list tasks$"),
        ("", "tasks may be coding, .*; got ; see llm-selection list tasks, list presets$"),
        (["rag"], "; got rag; rag is a preset, and stands alone; see llm-selection list tasks$"),
    ],
)
def test_an_unknown_name_names_the_nearest_of_both(need: Any, fault: str) -> None:
    """Tasks and presets; a preset among tasks is told to stand alone."""
    for read in (parse_need, recommend):
        with pytest.raises(InvalidInputError, match=fault):
            read(need)


@pytest.mark.parametrize("read", [preset, find, lambda name: UseCase(tasks={Task.CODING: 1}, preset=name)])
def test_an_unknown_preset_is_refused(read: Any) -> None:
    """With the nearest, or all that there are."""
    with pytest.raises(InvalidInputError, match=r"no preset 'sumaries'; nearest: summaries$"):
        read("sumaries")
    with pytest.raises(InvalidInputError, match="no preset 'zzz'; presets are chat-assistant, classification"):
        read("zzz")
    with pytest.raises(InvalidInputError, match="no preset 5; presets are"):
        read(5)


def test_all_faults_are_told_beside_an_unknown_preset() -> None:
    """Its own, and those of the other parts; that tasks are missing isn't one."""
    with pytest.raises(InvalidInputError) as caught:
        parse_use_case({"preset": "sumaries", "on": "soon", "requirements": {"license": "free"}}, where="need.toml")
    places = [fault.where for fault in caught.value.faults]
    assert places == ["need.toml: preset", "need.toml: requirements.license", "need.toml: on"]


def test_a_requirement_takes_the_place_of_the_presets() -> None:
    """By keyword; others come beside it, and what is false is taken away."""
    stated = {"min_context_tokens": "1m", "license": "open-weight", "capabilities": False}
    found = parse_use_case({"preset": "coding-agent", "requirements": stated})
    weights = parse_use_case({"tasks": "coding", "requirements": {"license": "open-weight"}}).requirements
    assert found.requirements == (MinContext(1_000_000), *weights)
    assert isinstance(weights[0], LicenseIn)
    assert recommend("coding-agent", **stated).use_case.requirements == found.requirements  # type: ignore[arg-type]  # as a file has it
    assert changes(found) == ("requirements",)


def test_what_comes_from_both_is_said_to_differ() -> None:
    """Part by part; a use case without a preset differs from none."""
    need = parse_use_case({"preset": "rag", "workload": {"requests_per_day": 10}})
    assert changes(need) == ("workload",)
    assert changes(replace(need, error_cost=1)) == ("workload", "error_cost")  # type: ignore[arg-type]  # read
    assert changes(replace(need, worth={"open-weights": 5})) == ("workload", "worth")  # type: ignore[arg-type]  # read
    assert changes(preset("rag")) == changes(UseCase(tasks={Task.CODING: 1})) == ()


def test_several_tables_of_requirements_are_put_over_the_presets() -> None:
    """A keyword of any of them takes the preset's place; the preset's others come last, so faults keep their places."""
    stated = [{"capabilities": False}, {"license": "open-weight"}]
    found = parse_use_case({"preset": "coding-agent", "requirements": stated})
    assert found.requirements == (
        *parse_use_case({"tasks": "coding", "requirements": {"license": "open-weight"}}).requirements,
        MinContext(200_000),
    )
    with pytest.raises(InvalidInputError, match=r"requirements\[1\] must be|requirements\[1\]: must be a table"):
        parse_use_case({"preset": "coding-agent", "requirements": [{"license": "open-weight"}, 5]})


@pytest.mark.parametrize(
    ("requirements", "fault"),
    [
        ({"license": False}, "requirements.license: the preset doesn't ask for it, so false takes nothing away"),
        ({"min_context_tokens": False}, "requirements.min_context_tokens: the preset doesn't ask for it"),
        ({"fixed_id": False}, "requirements.fixed_id: the preset doesn't ask for it"),
        (5, "requirements: must be a table of requirements, got 5"),
        ("license", "requirements: must be a table of requirements, got 'license'"),
    ],
)
def test_nothing_is_taken_away_that_isnt_there(requirements: object, fault: str) -> None:
    """Nor is what isn't a table of requirements read as one."""
    with pytest.raises(InvalidInputError, match=fault):
        parse_use_case({"preset": "customer-support", "requirements": requirements})


@pytest.mark.parametrize(
    ("need", "place"),
    [({"preset": "ragg"}, "preset"), ({"preset": "rag", "requirements": {"license": False}}, "requirements.license")],
)
def test_a_workload_lacks_nothing_where_a_preset_has_a_fault(need: dict[str, object], place: str) -> None:
    """What the workload leaves out is the preset's to say: only the fault itself is told, and others of the workload."""
    with pytest.raises(InvalidInputError) as caught:
        parse_use_case({**need, "workload": {"requests_per_month": 5}})
    assert [fault.where for fault in caught.value.faults] == [place]
    with pytest.raises(InvalidInputError, match="batch_share"):
        parse_use_case({**need, "workload": {"batch_share": 5}})


def test_a_table_changes_the_presets_workload() -> None:
    """What it doesn't say stays; one that starts from a workload preset, or a name, takes its place."""
    own = WORKLOADS["retrieval"]
    one = {"requests_per_month": 5_000}
    changed = replace(own, requests_per_month=5_000, name="retrieval, changed")
    assert parse_use_case({"preset": "rag", "workload": one}).workload == changed
    assert recommend("rag", workload=one).use_case.workload == changed
    other = {"preset": "writing", **one}
    assert parse_use_case({"preset": "rag", "workload": other}).workload == parse_workload(other)
    assert parse_use_case({"preset": "rag", "workload": "writing"}).workload == WORKLOADS["writing"]
    assert recommend("rag", workload="writing").use_case.workload == WORKLOADS["writing"]
    mine = Workload(requests_per_month=1, input_tokens=2, output_tokens=3)
    assert recommend("rag", workload=mine).use_case.workload == mine


def test_everything_else_goes_beside_a_preset() -> None:
    """Tasks and what an error costs take the place of its own, whole; requirements as values come on top."""
    stated = {"preset": "long-documents", "tasks": "recall", "error_cost": "0.25", "unknowns": "include"}
    found = parse_use_case({**stated, "on": "2026-11-01"})
    quarter = parse_error_costs("0.25", [Task.RECALL])
    assert (found.tasks, found.error_cost, found.unknowns) == ({Task.RECALL: 1}, quarter, "include")
    assert found.requirements == preset("long-documents").requirements
    asked = recommend("long-documents", error_cost="0.25", requirements=[MinContext(5)]).use_case
    assert {str(cost) for cost in asked.error_costs.values()} == {"$0.25"}
    assert asked.requirements == (MinContext(200_000), MinContext(5))


def test_an_assumption_that_no_task_takes_any_more_is_left_out() -> None:
    """A preset's own figure is no fault of whoever replaced its tasks; a figure of theirs is."""
    liked = parse_use_case({"preset": "rag", "tasks": "preference"})
    assert (liked.error_cost, liked.preferred_value) == ({}, {})
    graded = parse_use_case({"preset": "chat-assistant", "tasks": "coding"})
    assert [str(cost) for cost in graded.error_costs.values()] == ["$0.10"]
    with pytest.raises(InvalidInputError, match="error_cost: no task of the need takes error_cost"):
        parse_use_case({"preset": "rag", "tasks": "preference", "error_cost": 1})


def test_what_is_given_beside_a_use_case_comes_on_top() -> None:
    """A value has no keywords any more; its preset stays named."""
    asked = recommend(preset("coding-agent"), min_context_tokens="1m").use_case
    assert asked.requirements == (TOOLS, MinContext(200_000), MinContext(1_000_000))
    assert asked.preset == "coding-agent"


def test_filling_leaves_the_preset_as_it_is() -> None:
    """Tables are put together anew, and can't be changed."""
    before = preset("rag")
    table = filled({"preset": "rag", "requirements": {"license": "closed"}, "workload": {"input_tokens": 1}})
    assert table["requirements"] == {"min_context_tokens": "32k", "license": "closed"}
    assert preset("rag") == before
    with pytest.raises(TypeError):
        PRESETS["rag"].table["tasks"]["math"] = 1


def test_the_answer_names_the_preset() -> None:
    """And what it asked for, and which parts are the reader's own."""
    head = " ".join(as_text(recommend("coding-agent")).split())
    assert head.startswith(
        "Need agentic coding ×3 + tool use · tool calling · context ≥ 200,000 "
        "Preset coding-agent, an agent that changes a code base by itself, with tools; "
        "llm-selection show coding-agent says why Workload coding-agent: 40,000 requests a month,"
    )
    changed = " ".join(as_text(recommend("rag", license="open-weight", workload="writing")).split())
    assert "found for them, with requirements and workload of your own; llm-selection show rag says why" in changed
    assert "Preset" not in as_text(recommend("coding"))


@pytest.mark.parametrize(
    "requirements",
    [{"license": False, "region": "eu"}, [{"license": False}, {"region": "eu"}], [5, {"license": False}], "eu"],
)
@pytest.mark.parametrize("name", ["rag", "ragg"])
def test_what_takes_nothing_away_is_one_fault(name: str, requirements: Any) -> None:
    """It isn't told again as a value that its keyword doesn't take; other faults are told beside it."""
    with pytest.raises(InvalidInputError) as caught:
        parse_use_case({"preset": name, "requirements": requirements})
    faults = [(fault.where, fault.problem) for fault in caught.value.faults]
    assert not any("got False" in problem for _, problem in faults)
    assert [where for where, _ in faults if "license" in where] == ["requirements.license"] * (
        name == "rag" and requirements != "eu"
    )
    assert [where for where, _ in faults if where == "preset"] == ["preset"] * (name == "ragg")
