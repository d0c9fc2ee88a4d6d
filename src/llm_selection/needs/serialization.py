"""Serialization: needs written as plain data, as files hold them; what `llm_selection.needs.use_cases` reads, the other way round."""

from collections.abc import Iterable, Mapping
from typing import Any

from llm_selection._foundation.plain import to_plain, unprintable
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.estimation.workloads import Sample, Workload
from llm_selection.needs.error_costs import PREFERENCE_TASKS, QUALITY_ONLY, ErrorCost
from llm_selection.needs.requirements import (
    COMBINING,
    AllOf,
    AnyOf,
    KeywordRequirement,
    Not,
    Requirement,
    keyword_class,
    keywords,
    parse_requirement,
)
from llm_selection.needs.use_cases import UseCase

__all__ = ["requirement_as_plain", "use_case_as_plain", "workload_as_plain"]


def requirement_as_plain(requirement: Requirement) -> dict[str, Any]:
    """
    Write one requirement as a table with its keyword, which `llm_selection.needs.requirements.parse_requirements` reads.

    Read again, it is the same requirement, combinations included.

    Raises:
        InvalidInputError: It has no keyword: it is of a class of someone's own, or holds what its keyword doesn't take.

    >>> requirement_as_plain(parse_requirement("not", {"min_context_tokens": "200k"}))
    {'not': {'min_context_tokens': 200000}}
    """
    match requirement:
        case AllOf(parts):
            return {"all_of": [_table(part) for part in parts]}
        case AnyOf(parts):
            return {"any_of": [_table(part) for part in parts]}
        case Not(part):
            return {"not": _table(part)}
        case _:
            return _leaf(requirement)


def _table(requirement: Requirement) -> dict[str, Any]:
    """Write a requirement as a table; several that are asked together in one, where no keyword stands twice."""
    if isinstance(requirement, AllOf) and len(requirement.parts) > 1:
        merged = _merged(map(requirement_as_plain, requirement.parts))
        if merged is not None:
            return merged
    return requirement_as_plain(requirement)


def _merged(tables: Iterable[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Put tables together; ``None`` where there are none, or a keyword stands twice."""
    merged: dict[str, Any] = {}
    for table in tables:
        if not merged.keys().isdisjoint(table):
            return None
        merged |= table
    return merged or None


def _leaf(requirement: Requirement) -> dict[str, Any]:
    """Write a requirement that isn't a combination."""
    refused = f"{requirement} can't be written down: "
    # Not a class that inherits from one with a keyword: it may judge in another way.
    if not isinstance(requirement, KeywordRequirement) or keyword_class(requirement.keyword) is not type(requirement):
        raise InvalidInputError(
            f"{refused}{type(requirement).__name__} has no keyword. Ask by keywords instead, "
            f"of which there are {', '.join((*keywords(), *COMBINING))}"
        )
    keyword, value = requirement.keyword, requirement.written()
    try:
        same = parse_requirement(keyword, value) == requirement
    except InvalidInputError as error:
        raise InvalidInputError(f"{refused}{error}") from error
    if not same:
        raise InvalidInputError(f"{refused}{keyword} doesn't take these values; write them as it reads them")
    return {keyword: value}


def workload_as_plain(workload: Workload) -> dict[str, Any]:
    """
    Write a workload as a table, which `llm_selection.needs.use_cases.parse_workload` reads; what is as by default is left out.

    Raises:
        InvalidInputError: An amount is a sample that stands for quantiles which aren't given.
    """
    written: dict[str, Any] = to_plain(workload)
    for name in written:
        amount = getattr(workload, name)
        if isinstance(amount, Sample):
            written[name] = _sample(name, amount)
    return written


def _sample(name: str, amount: Sample) -> object:
    """Write a sample: a list of counts, or a table of quantiles."""
    if not amount.of_requests and not amount.quantiles:
        raise InvalidInputError(
            f"{name} can't be written down: it stands for quantiles that aren't given; make it by Sample.of_quantiles"
        )
    return dict(amount.quantiles) or list(amount.values)


def _error_costs(use_case: UseCase, *, preferred: bool) -> Any:
    """Write what an error costs by task, or a preferred answer is worth, defaults filled in."""
    if use_case.is_quality_only and not preferred:
        return QUALITY_ONLY
    costs = use_case.error_costs
    return {
        task.value: _error_cost(cost) for task, cost in sorted(costs.items()) if (task in PREFERENCE_TASKS) is preferred
    }


def _error_cost(cost: ErrorCost) -> Any:
    """Write one cost of an error as a table, which says why so much."""
    if cost.caught is not None:
        written: dict[str, Any] = {
            "caught": str(cost.caught),
            "slipped": str(cost.slipped),
            "caught_share": cost.caught_share,
        }
    elif cost.is_range:
        written = {"low": str(cost.low), "high": str(cost.high)}
    else:
        written = {"usd": str(cost.usd)}
    return {**written, "reason": cost.reason} if cost.reason else written


def use_case_as_plain(use_case: UseCase) -> dict[str, Any]:
    """
    Write a need as plain data, which `llm_selection.needs.use_cases.parse_use_case` reads: the same need, defaults filled in.

    Tasks and requirements stand in a fixed order and in their own; the workload is written out. Dates stay dates. The preset
    that it started from isn't written: it would ask for its own requirements again, and presets may change.

    Raises:
        InvalidInputError: With each part that can't be written down, and every text that can't be printed in a line.
    """
    faults: list[Fault] = []
    tables: list[dict[str, Any]] = []
    workload: dict[str, Any] = {}
    for place, requirement in enumerate(use_case.requirements):
        try:
            tables.append(requirement_as_plain(requirement))
        except InvalidInputError as error:
            faults += [Fault(where=f"requirements[{place}]", problem=fault.problem) for fault in error.faults]
    try:
        workload = workload_as_plain(use_case.workload or use_case.workload_or_default)
    except InvalidInputError as error:
        faults += [Fault(where="workload", problem=fault.problem) for fault in error.faults]
    if faults:
        raise InvalidInputError(*faults)
    written: dict[str, Any] = {
        "on": use_case.on,
        "unknowns": use_case.unknowns,
        "tasks": to_plain(use_case.tasks),
        "requirements": _merged(tables) or tables,
        "workload": workload,
        "error_cost": _error_costs(use_case, preferred=False),
        "preferred_value": _error_costs(use_case, preferred=True) or None,
        "worth": {worth.name: str(worth.usd) for worth in use_case.worth} or None,
        "today": use_case.today,
        "solved": use_case.solved,
        "hosting": to_plain(use_case.hosting),
        "results": to_plain(use_case.results),
    }
    written = {key: value for key, value in written.items() if value not in (None, [], {})}
    unread = [
        Fault(where=path, problem=f"must be printable text in a line to be written down, got {text!a}")
        for path, text in unprintable(written)
    ]
    if unread:
        raise InvalidInputError(*unread)
    return written
