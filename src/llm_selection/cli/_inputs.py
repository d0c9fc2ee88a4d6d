"""Inputs: what a need is made of, and the day asked about, read from arguments."""

import os
from argparse import Namespace
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from llm_selection import registry as registries
from llm_selection.cli import _terminal
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.estimation.workloads import Workload, workload_parts
from llm_selection.needs.requirements import keyword_class, parse_requirement
from llm_selection.needs.use_cases import UseCase, parse_need, parse_workload, read_use_case
from llm_selection.registry import Registry
from llm_selection.selection.default_requirements import PRICE_READ_DAYS
from llm_selection.units import parse_day, share_meant

if TYPE_CHECKING:
    from llm_selection.domain.evaluations import Evaluation
    from llm_selection.needs.requirement_keywords import RequirementKeywords

__all__ = [
    "day_of",
    "forbidden",
    "hosting",
    "is_file",
    "money",
    "need",
    "requirements",
    "results",
    "unmatched_in_overlays",
    "workload",
]


def day_of(options: Namespace, registry: Registry, otherwise: date | None = None, *, warns: bool = True) -> date:
    """
    Return the day asked about: by ``--on``, else *otherwise*, else today, or the data's if that is later.

    A day by ``--on`` that is far beyond the data is warned of, unless the answer does so itself (*warns*): it can't know
    what came in between.
    """
    if not options.on:
        return otherwise or max(_terminal.today(), registry.date)
    try:
        day = parse_day(options.on)
    except InvalidInputError as error:
        raise InvalidInputError(Fault(where="--on", problem=str(error))) from error
    if warns and day > registry.date:
        _warn_if_far(day, registry.date)
    return day


def _warn_if_far(on: date, of: date) -> None:
    """Say on standard error that a day is far beyond the data's."""
    from llm_selection.presentation.answer_report import beyond  # few ask about such a day

    if (on - of).days > PRICE_READ_DAYS:
        _terminal.tell(beyond(on, of))


def need(options: Namespace) -> UseCase | str:
    """Read the need: a file, a task, or a preset."""
    if options.use_case and options.task:
        raise InvalidInputError("give a NEED or --use-case, not both")
    if not is_file(options.task) and _is_other_file(options.task):
        hint = "; results of your own are given by --results" if options.task.endswith(".csv") else ""
        raise InvalidInputError(
            f"{options.task} isn't a need: that is a task, a preset, or a .toml or .json file{hint}; "
            "llm-selection list tasks and list presets show both"
        )
    path: str | None = options.task if is_file(options.task) else options.use_case
    if path:
        return read_use_case(path)
    if not options.task:
        raise InvalidInputError(
            "give a NEED, or --use-case FILE; llm-selection list tasks shows the tasks, list presets the presets"
        )
    task: str = options.task
    return task


def is_file(need: str | None) -> bool:
    """Tell whether a need is a file: no task or preset ends like one; reading a decision says that it is one."""
    return need is not None and need.endswith((".toml", ".json", ".lock"))


def _is_other_file(need: str | None) -> bool:
    """Tell whether what was given as a need is a file of another kind, or a folder; no task or preset has a dot."""
    return need is not None and "." in need and (need.endswith(".csv") or os.path.exists(need))


def requirements(options: Namespace) -> dict[str, Any]:
    """Read the requirements by keyword: those with an argument of their own, and those of ``--require``."""
    given = {
        "--license": ("license", options.license),
        "--min-context": ("min_context_tokens", options.min_context),
    }
    keywords: dict[str, Any] = {}
    for flag, (key, value) in given.items():
        if value is not None:
            _check_requirement(flag, key, value)
            keywords[key] = value
    for pair in options.require:
        _add_requirement(keywords, pair, "--require")
    return keywords


def _check_requirement(flag: str, key: str, value: str) -> None:
    """Refuse what a requirement can't be, in the name of the flag that asked for it."""
    try:
        parse_requirement(key, value)
    except InvalidInputError as error:
        raise _ascribed(flag, error) from error


def _ascribed(flag: str, error: InvalidInputError) -> InvalidInputError:
    """Return the error with its faults ascribed to a flag."""
    return InvalidInputError(*(Fault(where=flag, problem=fault.problem) for fault in error.faults))


def forbidden(options: Namespace) -> "RequirementKeywords":
    """Read what no option may meet, by keyword."""
    keywords: dict[str, Any] = {}
    for pair in options.forbid:
        _add_requirement(keywords, pair, "--forbid")
    return cast("RequirementKeywords", keywords)  # what isn't one is refused where the need is answered


def _add_requirement(keywords: dict[str, Any], pair: str, flag: str) -> None:
    """Read ``KEY=VALUE``, or ``KEY.PART=VALUE`` for a requirement that is a table."""
    key, separator, value = pair.partition("=")
    if not separator:
        raise InvalidInputError(f"{flag} {pair!r}: must be KEY=VALUE; see llm-selection list requirements")
    key, _, part = key.strip().partition(".")
    table = keywords.setdefault(key, {}) if part else keywords
    name = part or key
    if not isinstance(table, dict) or name in table:
        raise InvalidInputError(f"{flag} {pair!r}: {key} is asked for twice; {_instead(key, part)}")
    words = {"true": True, "yes": True, "false": False, "no": False}
    # `false` takes any requirement of a preset away; `no` may be text, such as a region.
    table[name] = words.get(value.lower(), value) if part or value == "false" else value


def _instead(key: str, part: str) -> str:
    """Say what to do in place of asking twice: values with commas where several mean something."""
    kind = keyword_class(key)
    return "put several values in one, with commas" if kind and part in kind.several else "give it once"


def money(options: Namespace) -> dict[str, Any]:
    """Read what an error costs, what else has a price, and what is run today."""
    return {
        "error_cost": _by_task("--error-cost", options.error_cost),
        "preferred_value": _by_task("--preferred-value", options.preferred_value),
        "worth": _worths(options.worth) or None,
        "today": options.today,
        "solved": _solved(options.solved),
    }


def _by_task(flag: str, text: str | None) -> str | dict[str, str] | None:
    """Read one figure, or some by task such as ``math=1,coding=5``; what they may be is checked where the need is read."""
    if text is None or "=" not in text:
        return text
    costs: dict[str, str] = {}
    for pair in text.split(","):
        task, separator, usd = (part.strip() for part in pair.partition("="))
        if not separator:
            raise InvalidInputError(f"{flag} {pair!r}: must be TASK=USD, such as coding=0.50")
        if task in costs:
            raise InvalidInputError(f"{flag} names {task} twice")
        costs[task] = usd
    return costs


def _worths(pairs: list[str]) -> dict[str, str]:
    """Read ``KEY=USD``; a key may be a requirement, such as ``region=eu``."""
    worths: dict[str, str] = {}
    for pair in pairs:
        key, separator, usd = (part.strip() for part in pair.rpartition("="))
        if not separator or key in worths:
            raise InvalidInputError(f"--worth {pair!r}: must be KEY=USD, such as open-weights=300, each key once")
        worths[key] = usd
    return worths


def _solved(text: str | None) -> float | None:
    """Read a share."""
    if text is None:
        return None
    try:
        return float(text)
    except ValueError:
        raise InvalidInputError(f"--solved must be a number from 0 to 1, got {text!r}{share_meant(text)}") from None


def results(options: Namespace) -> "list[Evaluation] | None":
    """Read the user's own results; ``None`` leaves those of the use case."""
    details = {name: getattr(options, f"results_{name}") for name in ("task", "model", "metric")}
    if not options.results:
        if given := [f"--results-{name}" for name, value in details.items() if value is not None]:
            raise InvalidInputError(f"{', '.join(given)}: give --results FILE with it")
        return None
    from llm_selection.domain.evaluations import read_evaluations  # most have none

    return [each for path in options.results for each in read_evaluations(path, **details)]


def workload(options: Namespace, need: UseCase | str | None = None) -> Workload | str | None:
    """Read a workload: a preset, or parts that take the place of those of a preset, or of the need's own workload."""
    preset: str | None = options.workload
    if not options.load:
        return preset
    try:
        parts = workload_parts(options.load)
        if preset is None and need is not None:
            case = need if isinstance(need, UseCase) else parse_need(need)
            return parse_workload({"preset": case.workload_or_default, **parts})
        return parse_workload(parts if preset is None else {"preset": preset, **parts})
    except InvalidInputError as error:
        raise InvalidInputError(*(Fault(where="--load", problem=str(fault)) for fault in error.faults)) from error


def hosting(options: Namespace) -> list[dict[str, Any]]:
    """Read hardware to host on: an accelerator and its settings."""
    hosts: list[dict[str, Any]] = []
    for text in options.host:
        name, *rest = (part.strip() for part in text.split(","))
        table: dict[str, Any] = {"accelerator": name}
        for pair in rest:
            key, separator, value = (part.strip() for part in pair.partition("="))
            if not separator or key in table:
                raise InvalidInputError(f"--host {text!r}: {pair!r} must be KEY=VALUE, each key once")
            table[key] = _host_part(key, value)
        _check_host(text, table)
        hosts.append(table)
    return hosts


def _check_host(text: str, table: dict[str, Any]) -> None:
    """Refuse what hardware can't be, in the flag's words."""
    from llm_selection.needs.self_hosting import parse_hosting  # most don't host

    try:
        parse_hosting(table)
    except InvalidInputError as error:
        raise _ascribed(f"--host {text!r}", error) from error


def _host_part(key: str, value: str) -> float | str:
    """Read a number where one is meant; what can't be read is left for the check to name."""
    kinds: dict[str, type[float]] = {"utilization": float, "accelerators": int}
    try:
        return kinds[key](value)
    except (KeyError, ValueError):
        return value


def unmatched_in_overlays(registry: Registry) -> list[str]:
    """Return a line for each name in an overlay's lists and removals that isn't there, with names like it."""
    if not registry.layers:
        return []
    return [
        f"overlay {entry.origin} {entry.action} {entry.section.removesuffix('s')} {entry.id}: {'; '.join(entry.notes)}"
        for entry in registries.unfound(registry)
    ]
