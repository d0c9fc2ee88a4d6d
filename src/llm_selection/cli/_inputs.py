"""Inputs: what a need is made of, read from arguments."""

import os
from argparse import Namespace
from typing import Any

from llm_selection._foundation.spelling import nearest
from llm_selection.errors import Fault, InvalidInputError

__all__ = [
    "check",
    "count",
    "forbidden",
    "hosting",
    "is_file",
    "need",
    "refuse_untold",
    "requirements",
    "results",
    "weights",
    "workload",
]


def results(options: Namespace) -> Any:
    """Read the user's own results; ``None`` leaves those of the use case."""
    details = {name: getattr(options, f"results_{name}") for name in ("task", "model", "metric")}
    if not options.results:
        if given := [f"--results-{name}" for name, value in details.items() if value is not None]:
            raise InvalidInputError(f"{', '.join(given)}: give --results FILE with it")
        return None
    from llm_selection.domain.evaluations import read_evaluations

    return [each for path in options.results for each in read_evaluations(path, **details)]


def refuse_untold(results: Any, registry: Any) -> None:
    """Refuse tests of which nobody said what they measure: where every task is asked about, that isn't told by the task."""
    if untold := [test.name for test in results if test.task is None and test.name not in registry.benchmarks]:
        raise InvalidInputError(
            f"test {', '.join(map(repr, untold))}: which task does it measure? Give --results-task, fill in the column "
            "task, or ask about one TASK"
        )


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
    from llm_selection.needs.requirements import parse_requirement

    try:
        parse_requirement(key, value)
    except InvalidInputError as error:
        raise _of(flag, error) from error


def _of(flag: str, error: InvalidInputError) -> InvalidInputError:
    """Say which flag the faults are of."""
    return InvalidInputError(*(Fault(where=flag, problem=fault.problem) for fault in error.faults))


def forbidden(options: Namespace) -> Any:
    """Read what no option may meet, by keyword."""
    keywords: dict[str, Any] = {}
    for pair in options.forbid:
        _add_requirement(keywords, pair, "--forbid")
    return keywords


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
    # What is false is taken away from a preset, whatever its kind; a region may be called no.
    table[name] = words.get(value.lower(), value) if part or value == "false" else value


def _instead(key: str, part: str) -> str:
    """Say what to do in place of asking twice: values with commas where several mean something."""
    from llm_selection.needs.requirements import keyword_class

    kind = keyword_class(key)
    return "put several values in one, with commas" if kind and part in kind.several else "give it once"


def need(options: Namespace) -> Any:
    """Read the need: a file, a task, or a preset."""
    if options.use_case and options.task:
        raise InvalidInputError("give a NEED or --use-case, not both")
    if not is_file(options.task) and _is_other_file(options.task):
        hint = "; results of your own are given by --results" if options.task.endswith(".csv") else ""
        raise InvalidInputError(
            f"{options.task} isn't a need: that is a task, a preset, or a .toml or .json file{hint}; "
            "llm-selection list tasks and list presets show both"
        )
    if path := options.task if is_file(options.task) else options.use_case:
        from llm_selection.needs.use_cases import read_use_case

        return read_use_case(path)
    if not options.task:
        raise InvalidInputError(
            "give a NEED, or --use-case FILE; llm-selection list tasks shows the tasks, list presets the presets"
        )
    return options.task


def is_file(need: str | None) -> bool:
    """Tell whether a need is a file: neither a task nor a preset ends so; a decision is told to be one by its reader."""
    return need is not None and need.endswith((".toml", ".json", ".lock"))


def _is_other_file(need: str | None) -> bool:
    """Tell whether what was given as a need is a file of another kind, or a folder; no task or preset has a dot."""
    return need is not None and "." in need and (need.endswith(".csv") or os.path.exists(need))  # noqa: PTH110 - pathlib costs a start 4 ms


def weights(text: str | None) -> dict[str, int] | None:
    """Read ``quality=5,cost=3``."""
    if text is None:
        return None
    weights: dict[str, int] = {}
    for pair in text.split(","):
        key, _, value = pair.partition("=")
        if not value.strip().isdecimal():
            raise InvalidInputError(f"--priorities {pair!r}: must be KEY=WHOLE NUMBER, such as quality=5,cost=3")
        if key.strip() in weights:
            raise InvalidInputError(f"--priorities names {key.strip()} twice")
        weights[key.strip()] = int(value)
    return weights


def check(options: Namespace) -> Any:
    """Read ``sensitivity=0.9,false_alarm=0.05,usd=0.001``; ``None`` without it."""
    if options.check is None:
        return None
    from llm_selection._dataclasses import fields
    from llm_selection.analysis.blends import Check

    known = [spec.name for spec in fields(Check)]
    parts: dict[str, Any] = {}
    for pair in options.check.split(","):
        key, separator, value = (part.strip() for part in pair.partition("="))
        if not separator or key in parts or key not in known:
            raise InvalidInputError(
                f"--check {pair!r}: must be KEY=VALUE, each key once, of {', '.join(known)}{nearest([key], known)}"
            )
        parts[key] = value if key == "usd" else _number(value)
    try:
        return Check(**parts)
    except InvalidInputError as error:
        raise InvalidInputError(Fault(where="--check", problem=str(error))) from error


def _number(text: str) -> Any:
    """Read a number; what can't be read is left for the check to name."""
    try:
        return float(text)
    except ValueError:
        return text


def count(flag: str, text: str, most: int) -> int:
    """Read a whole number from 1 to *most*, as people write it."""
    from llm_selection.units import check_count, parse_count

    try:
        number = parse_count(text, least=1)
    except InvalidInputError as error:
        raise InvalidInputError(Fault(where=flag, problem=str(error))) from error
    check_count(flag, number, most=most)
    return number


def hosting(options: Namespace) -> list[dict[str, Any]]:
    """Read hardware to host on: an accelerator and what else is said of it."""
    found: list[dict[str, Any]] = []
    for text in options.host:
        name, *rest = (part.strip() for part in text.split(","))
        table: dict[str, Any] = {"accelerator": name}
        for pair in rest:
            key, separator, value = (part.strip() for part in pair.partition("="))
            if not separator or key in table:
                raise InvalidInputError(f"--host {text!r}: {pair!r} must be KEY=VALUE, each key once")
            table[key] = _host_part(key, value)
        _check_host(text, table)
        found.append(table)
    return found


def _check_host(text: str, table: dict[str, Any]) -> None:
    """Refuse what hardware can't be, in the flag's words."""
    from llm_selection.needs.self_hosting import parse_hosting

    try:
        parse_hosting(table)
    except InvalidInputError as error:
        raise _of(f"--host {text!r}", error) from error


def _host_part(key: str, value: str) -> Any:
    """Read a number where one is meant; what can't be read is left for the check to name."""
    try:
        return {"utilization": float, "accelerators": int}[key](value)
    except (KeyError, ValueError):
        return value


def workload(options: Namespace, need: Any = None) -> Any:
    """Read a workload: a preset, or parts that take the place of those of a preset, or of the need's own workload."""
    if not options.load:
        return options.workload
    from llm_selection.estimation.workloads import workload_parts
    from llm_selection.needs.use_cases import UseCase, parse_need, parse_workload

    try:
        parts = workload_parts(options.load)
        if options.workload is None and need is not None:
            case = need if isinstance(need, UseCase) else parse_need(need)
            return parse_workload({"preset": case.workload_or_default, **parts})
        return parse_workload(parts if options.workload is None else {"preset": options.workload, **parts})
    except InvalidInputError as error:
        raise InvalidInputError(*(Fault(where="--load", problem=str(fault)) for fault in error.faults)) from error
