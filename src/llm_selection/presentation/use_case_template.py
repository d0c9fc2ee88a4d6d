"""Templates: a preset written out as a use-case file, to start from."""

import json
from collections.abc import Iterator, Mapping
from textwrap import wrap

from llm_selection.needs.criteria import exchange_rates
from llm_selection.needs.presets import Preset, preset
from llm_selection.presentation.argument_report import exchange_rates_in_words
from llm_selection.presentation.text_layout import WIDTH

__all__ = ["as_toml"]


def as_toml(start: Preset) -> str:
    """
    Write a preset as a use-case file in TOML, with its reasons as comments.

    The file says everything that the preset asks for, its priorities too where they are the default ones, and gives the
    same answer.
    """
    return "\n".join(_lines(start))


def _lines(start: Preset) -> Iterator[str]:
    """Yield the lines of the file."""
    use_case = preset(start.name)
    yield from _comment(f"{start.name}: {start.title}.")
    yield from _comment(
        "A preset, written out: change what doesn't fit, then llm-selection recommend --use-case FILE. Or let a file say "
        f'preset = "{start.name}" and only what differs.'
    )
    yield from _table("tasks", start.table["tasks"], start.reasons["tasks"])
    if start.requirements:
        yield from ("", "[requirements]")
        for keyword, value in start.requirements.items():
            yield from _comment(start.reasons[f"requirements.{keyword}"])
            yield f"{keyword} = {_written(value)}"
    workload = use_case.workload_or_default
    yield from _table(
        "workload",
        {"preset": start.table["workload"]},
        f"{start.reasons['workload']} An assumption, to be replaced by your own counts: {workload}; {workload.reason}.",
    )
    yield from _table(
        "priorities",
        {criterion.value: weight for criterion, weight in use_case.priorities.items()},
        f"{start.reasons.get('priorities', 'As by default.')} By these weights, {exchange_rates_in_words(exchange_rates(use_case.priorities))}.",
    )


def _table(name: str, items: Mapping[str, object], reason: str) -> Iterator[str]:
    """Yield a table under its reason."""
    yield ""
    yield from _comment(reason)
    yield f"[{name}]"
    for key, value in items.items():
        yield f"{key} = {_written(value)}"


def _comment(text: str) -> Iterator[str]:
    """Wrap a comment."""
    yield from wrap(text, WIDTH, initial_indent="# ", subsequent_indent="# ", break_on_hyphens=False)


def _written(value: object) -> str:
    """Write texts, whole numbers, truths and lists of them, which TOML writes as JSON does."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
