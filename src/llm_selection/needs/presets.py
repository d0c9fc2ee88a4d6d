"""
Presets: use cases that people have, each a use-case file of its own, with its reasons.

What a preset asks for is a judgement; its workload and what an error costs are assumptions: none was measured. Each part can be replaced by itself.
"""

import json
from collections.abc import Mapping
from os.path import dirname, join
from typing import Any

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.frozen import LaterMap, freeze, frozen
from llm_selection._foundation.shapes import is_mapping, is_sequence
from llm_selection._foundation.spelling import nearest
from llm_selection.errors import Fault, InvalidInputError, shown

__all__ = ["PRESETS", "Preset", "file_of", "filled", "find"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """
    A use case to start from.

    Attributes:
        name: What to call it by; never a task's name.
        title: What it is for, in a few words.
        table: Tasks, workload, what an error costs and perhaps requirements, as its use-case file has them.
        reasons: Why, for each part: by ``tasks``, ``workload``, ``error_cost``, ``preferred_value`` and ``requirements.KEYWORD``.
    """

    name: str
    title: str
    table: Mapping[str, Any]
    reasons: Mapping[str, str]

    def __post_init__(self) -> None:
        """Freeze the tables."""
        freeze(self, "table", frozen(self.table))
        freeze(self, "reasons", self.reasons)

    @property
    def requirements(self) -> Mapping[str, Any]:
        """The requirements by keyword; may be empty."""
        requirements: Mapping[str, Any] = self.table.get("requirements", {})
        return requirements


def find(name: object) -> Preset:
    """
    Return a preset by its name.

    Raises:
        InvalidInputError: There is no such preset; the nearest are named.
    """
    preset = PRESETS.get(name) if isinstance(name, str) else None
    if preset is None:
        near = nearest([name], PRESETS) if isinstance(name, str) else ""
        listed = f"; presets are {', '.join(PRESETS)}"
        raise InvalidInputError(f"no preset {shown(name)}{near or listed}")
    return preset


def file_of(name: object) -> str:
    """
    Return the file of a preset: a use-case file to start from, with the reasons as comments.

    Raises:
        InvalidInputError: There is no such preset; the nearest are named.
    """
    with open(_path(f"{find(name).name}.toml"), encoding="utf-8") as file:
        return file.read()


def filled(data: Mapping[str, object]) -> dict[str, object]:
    """
    Return the table of a use case that *data* means: what it doesn't say is its preset's.

    A workload table without a ``preset`` of its own starts from that of the preset. Requirements are put together by
    keyword: one of *data* takes the preset's place, and ``False`` takes the preset's away.

    Args:
        data: The table of a use case with ``preset``; its other parts needn't be checked yet.

    Raises:
        InvalidInputError: There is no such preset; the nearest are named.
    """
    start = find(data["preset"])
    assumed = {
        name: {"usd": start.table[name], "reason": start.reasons[name]}
        for name in ("error_cost", "preferred_value")
        if name in start.table
    }
    table: dict[str, object] = {**start.table, **assumed, **data}
    workload = data.get("workload")
    if is_mapping(workload):
        table["workload"] = {**start.table["workload"], **workload}
    if "requirements" in data:
        table["requirements"] = _put_together(start.requirements, data["requirements"])
    return table


def without_removals(data: Mapping[str, object]) -> dict[str, object]:
    """Return the table of a use case without the requirements that are ``False``, which ask for nothing of their own."""
    asked = data.get("requirements")
    if is_mapping(asked):
        return {**data, "requirements": _kept(asked)}
    if is_sequence(asked) and not isinstance(asked, str):
        return {**data, "requirements": [_kept(each) if is_mapping(each) else each for each in asked]}
    return dict(data)


def _kept(table: Mapping[str, object]) -> dict[str, object]:
    """Return *table* without the requirements that are ``False``."""
    return {keyword: value for keyword, value in table.items() if value is not False}


_ASK_BY_FALSE = frozenset({"reasoning"})
"""Keywords at which false asks for something, rather than take away what a preset asks for."""


def _put_together(theirs: Mapping[str, object], ours: object) -> object:
    """Put *ours*, one table of requirements or several, over those of a preset; what is neither is left to be refused."""
    if is_mapping(ours):
        return _asked({**theirs, **ours}, theirs)
    if not is_sequence(ours) or isinstance(ours, str):
        return ours
    named = {keyword for table in ours if is_mapping(table) for keyword in table}
    # The preset's come last, so that the places named in faults are those of ours.
    return [
        *(_asked(table, theirs) if is_mapping(table) else table for table in ours),
        {keyword: value for keyword, value in theirs.items() if keyword not in named},
    ]


def _asked(table: Mapping[str, object], theirs: Mapping[str, object]) -> dict[str, object]:
    """
    Leave out what takes a requirement of a preset away.

    Raises:
        InvalidInputError: It takes away what the preset doesn't ask for.
    """
    taken_away = {keyword for keyword, value in table.items() if value is False and keyword not in _ASK_BY_FALSE}
    for keyword in table:
        if keyword in taken_away and keyword not in theirs:
            asked = f"it asks for {', '.join(theirs)}" if theirs else "it asks for nothing"
            problem = f"the preset doesn't ask for it, so false takes nothing away; {asked}"
            raise InvalidInputError(Fault(where=f"requirements.{keyword}", problem=problem))
    return {keyword: value for keyword, value in table.items() if keyword not in taken_away}


def _presets() -> Mapping[str, Preset]:
    """Return the presets of ``presets_data``, each built when it is first asked for."""
    # Compiled by `registry-tools pages`: reading TOML would take a first answer 4 ms of 300.
    with open(_path("index.json"), encoding="utf-8") as file:
        return LaterMap(json.load(file), lambda table: Preset(**table))


def _path(name: str) -> str:
    return join(dirname(__file__), "presets_data", name)


PRESETS: Mapping[str, Preset] = _presets()
"""Presets by name. Tasks and requirements are judgements, workloads and costs of errors assumptions: replace what doesn't fit."""
