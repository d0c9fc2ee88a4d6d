"""
The interview of ``ask``: its questions, and what answers to them mean, without a terminal.

Answers are text by the key of their question, as people type it; an empty one takes the default. They are turned into the
arguments of ``recommend``, and these into the file, so the command and the file ask for the same.
"""

import re
import shlex
from collections.abc import Iterator, Mapping
from datetime import date
from textwrap import wrap
from typing import Any

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.toml import toml_line
from llm_selection.cli import _inputs
from llm_selection.cli._arguments import parser
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.models import Modality
from llm_selection.errors import InvalidInputError, SelectionError
from llm_selection.estimation.workloads import DAYS_A_MONTH, workload_parts
from llm_selection.needs.error_costs import PREFERENCE_TASKS, ErrorCost
from llm_selection.needs.option_facts import REGION_SCOPE
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.serialization import workload_as_plain
from llm_selection.needs.use_cases import UseCase, parse_need, parse_use_case
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry
from llm_selection.units import parse_count

__all__ = ["KEYS", "Answers", "Question", "arguments", "command", "fault", "file_text", "next_question", "table"]

Answers = Mapping[str, str]
"""What was answered, by the keys of `KEYS`."""

_MUST_HAVES = {
    "license": "license",
    "region": "region",
    "context": "min_context_tokens",
    "input": "input",
    "monthly_cost": "max_monthly_cost",
}
"""Questions about what every option must meet, and the keywords of these requirements."""

KEYS = (
    "work", "requests", "tokens", "today", "solved", "error_cost", "preferred_value", *_MUST_HAVES, "hardware",
)  # fmt: skip
"""Every question, in their order; of the two about money one is asked."""

_USUAL = "chat-assistant"
"""What is answered for whoever doesn't say what it is for: the most general of the presets."""

_MINUTES_AN_HOUR, _HOURS_A_DAY = 60, 24
_TIMES_A_MONTH = {
    "month": 1,
    "day": DAYS_A_MONTH,
    "hour": DAYS_A_MONTH * _HOURS_A_DAY,
    "minute": DAYS_A_MONTH * _HOURS_A_DAY * _MINUTES_AN_HOUR,
}
_RATE = re.compile(r"(?P<count>.*?)\s*(?:\ba\b|\ban\b|\bper\b|/)\s*(?P<unit>month|day|hour|minute)", re.IGNORECASE)

_WIDTH = 78
"""Columns of a comment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    One question.

    Attributes:
        key: What its answer is kept by.
        text: The question itself.
        default: What an empty answer takes, in words.
        why_skip: Why one may leave it at that, in a sentence or two.
        suggestions: Words to choose from, and what each is; others may be answered too.
    """

    key: str
    text: str
    default: str
    why_skip: str
    suggestions: Mapping[str, str]


def next_question(answers: Answers, registry: Registry) -> Question | None:
    """Return the first question that isn't answered and has a sense after the *answers*; ``None`` where all are."""
    for key in KEYS:
        if key not in answers and _applies(key, answers):
            return _question(key, _start(answers), registry)
    return None


def _applies(key: str, answers: Answers) -> bool:
    """Say whether a question has a sense: a share needs a model, and the kinds of money go with the tasks."""
    if key == "solved":
        return bool(answers["today"].strip())
    if key in ("error_cost", "preferred_value"):
        # Where a need takes both, what an error costs says more.
        return _takes("error_cost", _start(answers)) is (key == "error_cost")
    return True


def _start(answers: Answers) -> UseCase:
    """Return the need that is only what the work is."""
    return parse_need(answers.get("work") or _USUAL)


def _question(key: str, start: UseCase, registry: Registry) -> Question:
    """Put a question to whoever has the need *start*."""
    text, default, why_skip = _WORDS[key]
    return Question(
        key=key,
        text=text,
        default=_default(key, start) or default,
        why_skip=why_skip,
        suggestions=FrozenMap(_suggestions(key, registry)),
    )


_WORDS: Mapping[str, tuple[str, str, str]] = {
    "work": (
        "What is it for?",
        f"{_USUAL}: {PRESETS[_USUAL].title}",
        "A preset or tasks, several with commas. Skip it if none fits: this is the most general one.",
    ),
    "requests": (
        "How many requests, such as 50k a month, 2000 a day or 20 a minute?",
        "",
        "Skip it if you don't know yet: what a model costs and what its errors cost grow alike, so the order seldom changes.",
    ),
    "tokens": (
        "How many tokens go in and come out of a request, such as 6k / 300?",
        "",
        "Skip it until you have counts of your own: these are what such work is assumed to take.",
    ),
    "today": (
        "Which model do you run today?",
        "none",
        "Skip it if there is none: the answer then isn't compared with what you have.",
    ),
    "solved": (
        "How often is it right, from 0 to 1, as far as you can guess?",
        "what public results say",
        "Skip it if you can't guess: a guess tells how hard your work is, and moves what is expected of every model.",
    ),
    "error_cost": (
        "What does an error cost, in US dollars, such as 0.50 or 0.2..2?",
        "",
        "Skip it if you can't say: the answer tells from which cost to which its first place holds.",
    ),
    "preferred_value": (
        "What is a preferred answer worth, in US dollars, such as 0.05 or 0.02..0.2?",
        "",
        "Skip it if you can't say: the answer tells from which worth to which its first place holds.",
    ),
    "license": (
        "How open must the model be?",
        "any license",
        "Skip it unless you must have the weights: it leaves models out, whatever they would save.",
    ),
    "region": (
        "Where must it run, such as eu?",
        "anywhere",
        "Skip it unless a law or a contract says where: of few offerings it is known.",
    ),
    "context": (
        "How many tokens must it take in at once, such as 200k?",
        "as many as your requests need",
        "Skip it unless requests get longer than you said: what can't hold them is left out anyway.",
    ),
    "input": (
        "What must it read beside text, such as image or image,pdf?",
        "nothing else",
        "Skip it if all you send is text.",
    ),
    "monthly_cost": (
        "How many US dollars a month may it cost at most, such as 500?",
        "no limit",
        "Skip it unless the budget is fixed: the bill counts in any case, beside what errors cost.",
    ),
    "hardware": (
        "Which hardware of your own could run it, such as nvidia/h100-sxm,utilization=0.4?",
        "none",
        "Skip it if you don't host: with it, models that it holds stand beside those of providers.",
    ),
}
"""By question: itself, what an empty answer takes where the need doesn't tell, and why one may skip it."""


def _default(key: str, start: UseCase) -> str:
    """Say what an empty answer takes, where that follows from what the work is."""
    workload = start.workload_or_default
    match key:
        case "requests":
            return f"{workload.requests_per_month:,} a month, assumed"
        case "tokens":
            amounts = workload_as_plain(workload)
            return f"{amounts['input_tokens']:,} / {amounts['output_tokens']:,}, assumed"
        case "error_cost" | "preferred_value":
            return "; ".join(_costs_in_words(start, preferred=key == "preferred_value"))
        case "input" if Task.VISION in start.tasks:
            return "images, as the task needs"
        case _:
            asked = _of_preset(start).get(_MUST_HAVES.get(key, ""))
            return f"{_in_words(asked)}, as {start.preset} asks" if asked else ""


def _of_preset(start: UseCase) -> Mapping[str, Any]:
    """Return what the preset requires, by keyword; nothing without one."""
    return PRESETS[start.preset].requirements if start.preset else {}


def _in_words(value: Any) -> str:
    """Write a value of a preset as one types it."""
    return value if isinstance(value, str) else ", ".join(map(str, value))


def _costs(start: UseCase, *, preferred: bool) -> dict[Task, ErrorCost]:
    """Return what errors cost by task, or preferred answers are worth."""
    return {task: cost for task, cost in start.error_costs.items() if (task in PREFERENCE_TASKS) is preferred}


def _costs_in_words(start: UseCase, *, preferred: bool) -> Iterator[str]:
    """Yield each cost with its reason, and the tasks that it is of where there are several costs."""
    costs = _costs(start, preferred=preferred)
    for cost in dict.fromkeys(costs.values()):
        tasks = [task for task, each in costs.items() if each == cost]
        of = "" if len(tasks) == len(costs) else f"{', '.join(tasks)} "
        reason = cost.reason.removesuffix(".")
        yield f"{of}{cost} ({reason[:1].lower()}{reason[1:]})"


def _suggestions(key: str, registry: Registry) -> dict[str, str]:
    """Return words to choose from, and what each is."""
    match key:
        case "work":
            return {**{each.name: each.title for each in PRESETS.values()}, **dict.fromkeys(Task, "a task")}
        case "today":
            return {model.id: model.name for model in registry.models.values()}
        case "license":
            return dict(_OPENNESS)
        case "region":
            return dict.fromkeys(sorted(filter(None, registry.column(REGION_SCOPE).values)), "")
        case "input":
            return dict.fromkeys(Modality, "")
        case "hardware":
            return {f"{chip.id},utilization=0.4": chip.name for chip in registry.accelerators.values()}
        case _:
            return {}


_OPENNESS: Mapping[str, str] = {
    LicenseKind.CLOSED: "any: the weights needn't be offered",
    LicenseKind.OPEN_WEIGHT: "the weights can be downloaded",
    LicenseKind.OPEN_SOURCE: "training data and code are out, too",
}


def arguments(answers: Answers) -> list[str]:
    """
    Return the arguments of the command line that answer the need.

    Raises:
        InvalidInputError: A rate or a pair of tokens can't be read; other answers are read where the need is.
    """
    said = {key: text.strip() for key, text in answers.items() if text.strip()}
    words = ["recommend", ",".join(part.strip() for part in said.get("work", _USUAL).split(","))]
    if "requests" in said:
        words += ["--load", f"requests_per_month={_requests_a_month(said['requests'])}"]
    if "tokens" in said:
        for name, amount in zip(("input_tokens", "output_tokens"), _in_and_out(said["tokens"]), strict=True):
            words += ["--load", f"{name}={amount}"]
    for key, keyword in _MUST_HAVES.items():
        if key in said:
            words += ["--require", f"{keyword}={said[key]}"]
    for key, option in _OPTIONS.items():
        if key in said:
            # What begins with a hyphen is taken for an option where it stands by itself.
            words += [f"{option}={said[key]}"] if said[key].startswith("-") else [option, said[key]]
    return words


_OPTIONS: Mapping[str, str] = {
    "hardware": "--host",
    "error_cost": "--error-cost",
    "preferred_value": "--preferred-value",
    "today": "--today",
    "solved": "--solved",
}
"""Questions whose answers are those of an option."""


def _requests_a_month(text: str) -> int:
    """Read requests a month, or of a shorter time."""
    rate = _RATE.fullmatch(text)
    count, unit = (rate["count"], rate["unit"].lower()) if rate else (text, "month")
    return parse_count(count, least=1) * _TIMES_A_MONTH[unit]


def _in_and_out(text: str) -> tuple[str, str]:
    """Read two amounts of tokens, which are checked where the workload is."""
    before, separator, after = (part.strip() for part in text.partition("/"))
    if not (before and separator and after):
        raise InvalidInputError(
            f"must be tokens in and tokens out with a slash between, such as 6k / 300, got {text!r}"
        )
    return before, after


def command(answers: Answers) -> str:
    """Return the command that answers the need, as a shell takes it."""
    return shlex.join(["llm-selection", *arguments(answers)])


def fault(answers: Answers, key: str, text: str, *, registry: Registry, on: date) -> str | None:
    """Say what is wrong with an answer, in the library's own words: the need so far is asked; ``None`` where nothing is."""
    try:
        if key == "work":
            # Before it is an argument, as which it might be a file or an option.
            parse_need(text.strip() or _USUAL)
        recommend(parse_use_case(table({**answers, key: text})), registry=registry, on=on)
    except InvalidInputError as error:
        return "; ".join(each.problem for each in error.faults)
    except SelectionError as error:
        return str(error)
    return None


def table(answers: Answers) -> dict[str, Any]:
    """
    Return the need as plain data, which a use-case file holds: what was said, and nothing else.

    Raises:
        InvalidInputError: An answer can't be read.
    """
    options = parser("recommend").parse_args(arguments(answers))
    start = _start(answers)
    money = {name: value for name, value in _inputs.money(options).items() if value is not None}
    parts = workload_parts(options.load)
    if parts and start.preset is None:
        parts = {"preset": start.workload_or_default.name, **parts}
    written = {
        **({"preset": start.preset} if start.preset else {"tasks": list(map(str, start.tasks))}),
        **money,
        "hosting": _inputs.hosting(options),
        "workload": parts,
        "requirements": _inputs.requirements(options),
    }
    return {key: value for key, value in written.items() if value not in ({}, [])}


def file_text(answers: Answers, *, on: date) -> str:
    """
    Return the need as a use-case file: under each question what was said, or what may be said as a comment.

    Args:
        answers: What was said; questions that are still to come may be missing.
        on: The day of the interview.

    Raises:
        InvalidInputError: An answer can't be read.
    """
    said = table(answers)
    start = _start(answers)
    top = [
        "work",
        "today",
        "solved",
        *(key for key in ("error_cost", "preferred_value") if _takes(key, start)),
        "hardware",
    ]
    blocks = [_HEAD.format(on=on), *(_passage(key, said, start) for key in top)]
    for section, keys in (("workload", ("requests", "tokens")), ("requirements", tuple(_MUST_HAVES))):
        inner = said.get(section, {})
        blocks.append(_section(section, start, is_said=bool(inner)))
        blocks += [_passage(key, inner, start) for key in keys]
    return "\n\n".join(blocks) + "\n"


_HEAD = """\
# What you need, as you told llm-selection ask on {on}.
#
# A line that begins with # and no space is what you didn't say: take the # away
# and change the value to say it. llm-selection recommend --use-case FILE then
# answers this file; list requirements shows what else it may ask for."""


def _takes(key: str, start: UseCase) -> bool:
    """Say whether a task of the need takes a kind of money."""
    return bool(_costs(start, preferred=key == "preferred_value"))


def _section(section: str, start: UseCase, *, is_said: bool) -> str:
    """Write the head of a table, as a comment where nothing in it was said."""
    mark = "" if is_said else "#"
    lines = [f"{mark}[{section}]"]
    if section == "workload" and start.preset is None:
        lines.append(f"{mark}{toml_line('preset', start.workload_or_default.name)}")
    if section == "requirements" and (asked := _of_preset(start)):
        kept = "; ".join(f"{keyword} {_in_words(value)}" for keyword, value in asked.items())
        lines.insert(0, _comment(f"{start.preset} asks for {kept}. What stands here takes the place of its own."))
    return "\n".join(lines)


def _passage(key: str, said: Mapping[str, Any], start: UseCase) -> str:
    """Write a question as a comment, and below it what was said, or what may be."""
    question, default, _ = _WORDS[key]
    examples = _examples(key, start)
    is_said = not examples.keys().isdisjoint(said) or key == "work"
    left = "" if is_said else f"Not said: {_default(key, start) or default}."
    lines = [_comment(question), *filter(None, [_comment(f"{left} {_MAY_BE[key]}".strip())])]
    for name, example in examples.items():
        lines.append(toml_line(name, said[name]) if name in said else f"#{toml_line(name, example)}")
    return "\n".join(lines)


_MAY_BE: Mapping[str, str] = {
    "work": "A preset of llm-selection list presets, or tasks such as {coding=2,math=1} of list tasks.",
    "requests": "requests_per_day may stand in its place.",
    "tokens": "Quantiles may stand in their place, such as {p50=2000,p90=9000,max=60000}.",
    "today": "A name of llm-selection list models.",
    "solved": "",
    "error_cost": 'Or by task, such as {coding="2.00"}; "quality-only" is quality at any price.',
    "preferred_value": "Or by task.",
    "license": "closed, open-weight or open-source; one is a floor.",
    "region": "Regions of llm-selection list regions, with commas.",
    "context": "",
    "input": "All that stand here, of text, image, audio, video and pdf.",
    "monthly_cost": "",
    "hardware": "Accelerators of llm-selection list accelerators, and perhaps usd_per_hour, precision, accelerators, region.",
}
"""What else may stand below a question."""


def _examples(key: str, start: UseCase) -> dict[str, Any]:
    """Return what stands below a question where nothing was said, by its name in the file: the default where there is one."""
    amounts = workload_as_plain(start.workload_or_default)
    match key:
        case "work":
            return {"preset": start.preset} if start.preset else {"tasks": list(map(str, start.tasks))}
        case "requests":
            return {"requests_per_month": amounts["requests_per_month"]}
        case "tokens":
            return {name: amounts[name] for name in ("input_tokens", "output_tokens")}
        case "today":
            return {"today": "MODEL"}
        case "solved":
            return {"solved": 0.8}
        case "error_cost" | "preferred_value":
            costs = {
                str(task): str(cost.usd) for task, cost in _costs(start, preferred=key == "preferred_value").items()
            }
            return {key: costs if len(set(costs.values())) > 1 else next(iter(costs.values()))}
        case "hardware":
            return {"hosting": [{"accelerator": "nvidia/h100-sxm", "utilization": 0.4}]}
        case _:
            keyword = _MUST_HAVES[key]
            return {keyword: _of_preset(start).get(keyword, _REQUIRED[key])}


_REQUIRED: Mapping[str, str] = {
    "license": "open-weight",
    "region": "eu",
    "context": "200k",
    "input": "image",
    "monthly_cost": "500",
}
"""An example of each requirement, where the preset has none of its own."""


def _comment(text: str) -> str:
    """Write words as a comment of TOML."""
    return "\n".join(f"# {line}" for line in wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False))
