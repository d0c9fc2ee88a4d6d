"""The interview of ``ask``: which questions are put, what their defaults are, and what answers mean."""

import re
import tomllib
from datetime import date
from typing import Any

import pytest

from llm_selection.cli._interview import KEYS, arguments, command, fault, file_text, next_question, table
from llm_selection.domain.benchmarks import Task
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.use_cases import parse_use_case
from llm_selection.registry import bundled

UNSAID = re.compile(r"(?m)^#(?=[^ \n])")
"""What stands before a line that wasn't said."""
DAY = date(2026, 12, 3)
MOST_QUESTIONS = 12
FULL = {
    "work": "rag",
    "requests": "20 a minute",
    "tokens": "5k / p50:100,max:300",
    "today": "openai/gpt-5",
    "solved": "0.8",
    "error_cost": "0.2..2",
    "license": "open-weight",
    "region": "eu,global",
    "context": "100k",
    "input": "text,image",
    "monthly_cost": "5000",
    "hardware": "nvidia/h100-sxm,utilization=0.4",
}


def asked(**said: str) -> dict[str, Any]:
    """Return the questions that are put to whoever answers so, and leaves the rest."""
    answers: dict[str, str] = {}
    questions: dict[str, Any] = {}
    while question := next_question(answers, bundled()):
        questions[question.key] = question
        answers[question.key] = said.get(question.key, "")
    return questions


@pytest.mark.parametrize("work", ["", *PRESETS, *Task, "coding,multilingual"])
def test_a_dozen_questions_at_most(work: str) -> None:
    """Each with a default and a reason to skip it, in the order of the keys."""
    questions = asked(work=work, today="openai/gpt-5")
    assert len(questions) <= MOST_QUESTIONS
    assert list(questions) == [key for key in KEYS if key in questions]
    for question in questions.values():
        assert question.text.endswith("?")
        assert question.default
        assert question.why_skip.endswith(".")


def test_a_share_is_asked_of_a_model_alone() -> None:
    """Of none it means nothing."""
    assert "solved" in asked(today="openai/gpt-5")
    assert "solved" not in asked()
    assert "solved" not in asked(today=" ")


def test_money_is_asked_as_the_tasks_take_it() -> None:
    """What a preferred answer is worth only where nothing is right or wrong."""
    assert {"error_cost", "preferred_value"} & asked(work="rag").keys() == {"error_cost"}
    assert {"error_cost", "preferred_value"} & asked(work="chat-assistant").keys() == {"error_cost"}
    assert {"error_cost", "preferred_value"} & asked(work="translation").keys() == {"preferred_value"}


def test_defaults_are_those_of_the_preset() -> None:
    """Its workload, what it says of errors and why, and what it requires."""
    questions = asked(work="coding-agent")
    assert questions["requests"].default == "40,000 a month, assumed"
    assert questions["tokens"].default == "24,000 / 400, assumed"
    assert questions["error_cost"].default == (
        "$20.00 (20 minutes of a developer, at $60 an hour, to review a change that fails and to do it otherwise)"
    )
    assert questions["context"].default == "200k, as coding-agent asks"
    assert questions["region"].default == "anywhere"


def test_defaults_of_tasks_are_those_of_each() -> None:
    """Where costs of errors differ, the tasks are told with them."""
    questions = asked(work="coding,vision")
    assert questions["requests"].default == "100,000 a month, assumed"
    assert questions["error_cost"].default == (
        "coding $2.00 (two minutes to notice a wrong patch and ask again, at $60 an hour); "
        "vision $0.50 (half a minute to read off the image what was read wrongly, at $60 an hour)"
    )
    assert questions["input"].default == "images, as the task needs"


def test_suggestions_are_what_there_is() -> None:
    """Presets and tasks with what they are, models and hardware of the registry, and short lists."""
    questions = asked()
    assert {*PRESETS, *Task} == questions["work"].suggestions.keys()
    assert questions["work"].suggestions["rag"] == PRESETS["rag"].title
    assert questions["today"].suggestions.keys() == bundled().models.keys()
    assert list(questions["license"].suggestions) == ["closed", "open-weight", "open-source"]
    assert {"eu", "in-region"} < questions["region"].suggestions.keys()
    assert {"text", "pdf"} < questions["input"].suggestions.keys()
    assert "nvidia/h100-sxm,utilization=0.4" in questions["hardware"].suggestions
    assert not questions["requests"].suggestions


def test_answers_are_arguments() -> None:
    """In the order of the help; nothing is said of what was skipped."""
    assert command({"work": "", "today": ""}) == "llm-selection recommend chat-assistant"
    assert command(FULL) == (
        "llm-selection recommend rag --load requests_per_month=864000 --load input_tokens=5k "
        "--load output_tokens=p50:100,max:300 --require license=open-weight --require region=eu,global "
        "--require min_context_tokens=100k --require input=text,image --require max_monthly_cost=5000 "
        "--host nvidia/h100-sxm,utilization=0.4 --error-cost 0.2..2 --today openai/gpt-5 --solved 0.8"
    )
    assert command({"work": "coding , math", "today": "Opus 4.5"}) == (
        "llm-selection recommend coding,math --today 'Opus 4.5'"
    )
    assert arguments({"work": "rag", "today": "-x"}) == ["recommend", "rag", "--today=-x"]


@pytest.mark.parametrize(
    ("text", "requests"),
    [
        ("50k", 50_000),
        ("1.5M a month", 1_500_000),
        ("2,000 per day", 60_000),
        ("2000/day", 60_000),
        ("10 an hour", 7_200),
        ("20 A MINUTE", 864_000),
    ],
)
def test_requests_may_be_of_any_time(text: str, requests: int) -> None:
    """A month has 30 days."""
    assert table({"work": "rag", "requests": text})["workload"] == {"requests_per_month": requests}


@pytest.mark.parametrize(
    ("key", "text", "said"),
    [
        ("work", "codng", "codng is neither a task nor a preset; nearest: coding"),
        ("work", "need.toml", "got need.toml; see llm-selection list tasks"),
        ("work", "--help", "got --help; see llm-selection list tasks"),
        ("work", "safety", "safety"),
        ("requests", "many", "must be a whole number of at least 1, got 'many'"),
        ("requests", "5 a year", "must be a whole number of at least 1, got '5 a year'"),
        ("requests", "0", "must be a whole number of at least 1, got '0'"),
        ("requests", "1000000B", "requests_per_month must be at most 1,000,000,000,000"),
        ("tokens", "6k", "must be tokens in and tokens out with a slash between, such as 6k / 300, got '6k'"),
        ("tokens", "/ 5", "with a slash between"),
        ("tokens", "6k / few", "output_tokens must be a whole number of at least 0, got 'few'"),
        ("today", "gpt-77", "no model 'gpt-77' in registry"),
        ("solved", "80%", "must be a number from 0 to 1, got '80%'; write 0.8"),
        ("solved", "8", "must be a share from 0 to 1, got 8.0"),
        ("error_cost", "lots", "must be US dollars from 0 to 1,000,000, such as 0.50, got 'lots'"),
        ("error_cost", "2..0.2", "a range must rise, got 2..0.2"),
        ("license", "gpl", "must be of closed, open-weight, open-source; got gpl"),
        ("region", "mars", "no region 'mars' in registry"),
        ("context", "big", "must be a whole number of at least 1, got 'big'"),
        ("input", "smell", "must be of text, image, audio, video, pdf; got smell"),
        ("monthly_cost", "-5", "must be US dollars from 0 to 1,000,000,000,000, got '-5'"),
        ("hardware", "nvidia/h100-sxm", "lacks utilization"),
        ("hardware", "acme/chip,utilization=0.4", "no accelerator 'acme/chip' in registry"),
    ],
)
def test_an_answer_is_refused_in_the_words_of_the_library(key: str, text: str, said: str) -> None:
    """Whatever is wrong with it, and what would do."""
    before = {} if key == "work" else {"work": "rag", "today": "openai/gpt-5"}
    found = fault(before, key, text, registry=bundled(), on=bundled().date)
    assert found is not None
    assert said in found


def test_good_answers_have_no_fault() -> None:
    """One behind the other, as they are asked."""
    answers: dict[str, str] = {}
    for key, text in FULL.items():
        assert fault(answers, key, text, registry=bundled(), on=bundled().date) is None
        answers[key] = text


def test_the_file_says_what_was_said() -> None:
    """In its tables, with the question above each key."""
    text = file_text(FULL, on=DAY)
    assert tomllib.loads(text) == table(FULL)
    assert table(FULL)["workload"] == {
        "requests_per_month": 864_000,
        "input_tokens": 5_000,
        "output_tokens": {"p50": 100, "max": 300},
    }
    assert text.startswith("# What you need, as you told llm-selection ask on 2026-12-03.\n")
    assert (
        "\n# How open must the model be?\n# closed, open-weight or open-source; one is a floor.\n"
        'license = "open-weight"\n'
    ) in text
    assert not UNSAID.search(text)
    assert max(map(len, text.splitlines())) <= 80


def test_the_file_keeps_what_was_not_said_as_comments() -> None:
    """With the default, or an example; taken together, they are a need too."""
    text = file_text({}, on=DAY)
    assert tomllib.loads(text) == {"preset": "chat-assistant"}
    assert (
        "# Not said: 100,000 a month, assumed. requests_per_day may stand in its place.\n#requests_per_month = 100000\n"
    ) in text
    need = parse_use_case(tomllib.loads(UNSAID.sub("", text)))
    assert (need.today, need.solved, len(need.requirements)) == ("MODEL", 0.8, 5)
    assert str(need.error_costs[Task.PREFERENCE]) == "$0.02"


def test_the_file_of_tasks_names_their_workload() -> None:
    """Which it changes; and costs by task stand by task."""
    text = file_text({"work": "coding,vision", "tokens": "1k / 10"}, on=DAY)
    need = tomllib.loads(text)
    assert need["tasks"] == ["coding", "vision"]
    assert need["workload"] == {"preset": "code-completion", "input_tokens": 1000, "output_tokens": 10}
    assert '\n#error_cost = { coding = "2.00", vision = "0.50" }\n' in text
    assert "\n#[requirements]\n" in text


def test_the_file_tells_what_the_preset_requires() -> None:
    """Also what isn't asked about, and that it can be replaced."""
    text = file_text({"work": "coding-agent", "context": "1M"}, on=DAY)
    assert (
        "# coding-agent asks for capabilities tool_calling; min_context_tokens 200k. What\n"
        "# stands here takes the place of its own.\n[requirements]\n"
    ) in text
    assert '\nmin_context_tokens = "1M"\n' in text
