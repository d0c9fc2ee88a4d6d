"""A law of the interview of ``ask``: whatever is typed is refused in words, or the command and the file ask for the same."""

import re
import shlex
import tomllib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from llm_selection._dataclasses import replace
from llm_selection.cli._arguments import parser
from llm_selection.cli._interview import KEYS, arguments, command, fault, file_text, next_question, table
from llm_selection.cli._recommend import recommended
from llm_selection.domain.benchmarks import Task
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.use_cases import UseCase, parse_use_case
from llm_selection.presentation.answer_report import as_text
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled, in_use

DAY = bundled().date
RATED = [task for task in Task if task != "safety"]

_counts = st.integers(1, 2_000_000).map(str) | st.sampled_from(["1.5k", "20k", "1M"])
_money = st.decimals("0", "50", places=2).map(str) | st.sampled_from(["0.2..2", "$3", "quality-only"])
LIKELY: dict[str, st.SearchStrategy[str]] = {
    "work": st.sampled_from([*PRESETS]) | st.lists(st.sampled_from(RATED), min_size=1, max_size=3, unique=True).map(", ".join),
    "requests": st.tuples(_counts, st.sampled_from(["", " a month", "/day", " per hour", " a minute"])).map("".join),
    "tokens": st.tuples(_counts, st.sampled_from([" / ", "/"]), st.sampled_from(["300", "p50:100,max:900", "1,2,3"])).map("".join),
    "today": st.sampled_from(["openai/gpt-5", "Opus 4.5", "claude-sonnet-4.5"]),
    "solved": st.floats(0, 1).map(str),
    "error_cost": _money,
    "preferred_value": _money,
    "license": st.sampled_from(["closed", "open-weight", "open-source", "open-weight, open-source"]),
    "region": st.sampled_from(["eu", "us,global", "IN-REGION"]),
    "context": _counts,
    "input": st.sampled_from(["image", "text, pdf", "audio"]),
    "monthly_cost": st.integers(0, 10_000).map(str),
    "hardware": st.sampled_from(["nvidia/h100-sxm,utilization=0.4", "nvidia/l4, utilization=1, usd_per_hour=0.5, region=eu"]),
}  # fmt: skip
ANY = st.text(max_size=12) | st.sampled_from(
    ["false", "yes", "--help", "-x", "a=b", "1;2", "'", '"', "$(x)", "need.toml", "#"]
)


@st.composite
def interviews(draw: st.DrawFn) -> dict[str, str]:
    """Draw what someone answers, up to where one breaks off or to the end; what is refused is left."""
    answers: dict[str, str] = {}
    most = draw(st.integers(0, len(KEYS)))
    while len(answers) < most and (question := next_question(answers, bundled())):
        text = draw(st.just("") | LIKELY[question.key] | ANY)
        found = fault(answers, question.key, text, registry=bundled(), on=DAY)
        assert found != ""
        answers[question.key] = "" if found else text
    return answers


def meant(use_case: UseCase) -> UseCase:
    """Return a need with its workload written out, as the command line has it from a preset."""
    return replace(use_case, workload=use_case.workload_or_default)


# Each answer is checked by an answer to the need so far: some ten of them an interview.
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(interviews())
def test_the_command_and_the_file_give_the_same_answer(answers: dict[str, str]) -> None:
    """
    At the end, and wherever one breaks off.

    The file reads as what was said, and with what wasn't said in place of its comments it is a need still.
    """
    text = file_text(answers, on=DAY)
    assert tomllib.loads(text) == table(answers)
    whole = tomllib.loads(re.sub(r"(?m)^#(?=[^ \n])", "", text))
    assert parse_use_case(whole).tasks == parse_use_case(table(answers)).tasks

    words = shlex.split(command(answers))
    assert words == ["llm-selection", *arguments(answers)]
    options = parser("recommend").parse_args(words[1:])
    options.on = str(DAY)
    by_command = recommended(options)
    by_file = recommend(parse_use_case(tomllib.loads(text)), on=DAY)
    assert meant(by_command.use_case) == meant(by_file.use_case)
    assert as_text(by_command) == as_text(by_file)


def test_the_bundled_registry_is_asked() -> None:
    """The laws compare answers on it."""
    assert in_use() is bundled()
