"""Presets: what each asks for, why, and what its weights trade, as lines of a page."""

from collections.abc import Iterator

from llm_selection.needs.criteria import exchange_rates
from llm_selection.needs.presets import PRESETS, Preset
from llm_selection.needs.use_cases import preset
from llm_selection.presentation.argument_report import exchange_rates_in_words

__all__ = ["presets_page"]

_INTRODUCTION = """\
# Presets

After this page you know what each preset asks for, why, and what its weights trade for what, so that you can argue with it.

A preset is a use case that people have: tasks and their weights, a workload, requirements, and priorities where the default ones would be wrong.
Weights, requirements and priorities are judgements; workloads are assumptions, to be replaced by your own counts.
What ten times the cost weighs holds for costs well above $100 a month; below, cost weighs less: trifles hardly count.
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
    weights = ", ".join(f"{criterion} {weight}" for criterion, weight in use_case.priorities.items())
    yield f"| priorities | {weights} | {start.reasons['priorities']} |"
    yield ""
    yield f"By these weights, {exchange_rates_in_words(exchange_rates(use_case.priorities))}."
