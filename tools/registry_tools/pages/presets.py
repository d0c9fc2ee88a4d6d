"""Presets: what each asks for, why, and what an error is assumed to cost, as lines of a page."""

from collections.abc import Iterator

from llm_selection.needs.presets import PRESETS, Preset
from llm_selection.needs.use_cases import preset

__all__ = ["presets_page"]

_MONEY = {"error_cost": "an error costs", "preferred_value": "a preferred answer is worth"}

_INTRODUCTION = """\
# Presets

After this page you know what each preset asks for, why, and what it takes an error to cost, so that you can argue with it.

A preset is a use case that people have: tasks with their parts of the work, a workload, requirements, and what an error costs.
Tasks and requirements are judgements; workloads and what an error costs are assumptions, none of them measured, to be replaced by your own figures.
An error is one task gone wrong, of which the workload says how many there are a month: requests over requests a task.
Where answers are preferred rather than right or wrong, one that is preferred has a value instead.
[Use cases and requirements](use-cases.md) tells how to start from one and replace its parts, one by one.

Written by `registry-tools pages` from `llm_selection.needs.presets`.

| preset | what it is for |
| --- | --- |"""


def presets_page() -> Iterator[str]:
    """Yield the lines of the page."""
    yield _INTRODUCTION
    for start in PRESETS.values():
        yield f"| [{start.name}](#{start.name}) | {start.title} |"
    for start in PRESETS.values():
        yield ""
        yield from _section(start)


def _section(start: Preset) -> Iterator[str]:
    """Tell one preset."""
    use_case = preset(start.name)
    workload = use_case.workload_or_default
    yield f"## {start.name}"
    yield ""
    yield f"For {start.title}."
    yield ""
    yield "| part | asks for | why |"
    yield "| --- | --- | --- |"
    tasks = ", ".join(f"`{task}` {weight}" for task, weight in use_case.tasks.items())
    yield f"| tasks | {tasks} | {start.reasons['tasks']} |"
    for keyword, requirement in zip(start.requirements, use_case.requirements, strict=True):
        yield f"| `{keyword}` | {requirement} | {start.reasons[f'requirements.{keyword}']} |"
    yield (f"| workload | `{workload.name}`: {workload} | {start.reasons['workload']} Assumed: {workload.reason}. |")
    for part, what in _MONEY.items():
        if part in start.table:
            yield f"| {what} | ${start.table[part]} | {start.reasons[part]} |"
