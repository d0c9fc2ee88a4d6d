"""
Notation: needs written as plain data, as files hold them; what `llm_selection.needs.use_cases` reads, the other way round.

`WRITTEN` gives for each keyword of ``SHORTCUTS`` how its value is written.
"""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.plain import to_plain, unprintable
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.estimation.workloads import Sample, Workload
from llm_selection.needs.hardware_fit import FitsOn
from llm_selection.needs.requirement_keywords import parse_requirement
from llm_selection.needs.requirements import (
    AllOf,
    AnyOf,
    AtMost,
    CapableOf,
    ContentPolicyRecorded,
    FixedId,
    Includes,
    KnowsUntil,
    LicenseIn,
    Listed,
    MinContext,
    MinOutput,
    MinOutputSpeed,
    MinQuality,
    MinResults,
    Not,
    NoTrainingOnInputs,
    NotRetiringBefore,
    OneOf,
    Permits,
    PriceReadSince,
    Recorded,
    ReleasedAfter,
    ReleasedBy,
    Requirement,
    RunsIn,
    StageIn,
)
from llm_selection.needs.use_cases import UseCase
from llm_selection.units import EXACT

__all__ = ["WRITTEN", "keyword_of", "requirement_as_plain", "use_case_as_plain", "workload_as_plain"]

Writer = Callable[[Any], object]


def _of(kind: type, write: Writer, *, fact: str | None = None) -> Writer:
    """Return how to write requirements of one type, about one *fact* if it judges several; ``None`` for any other."""

    def written(requirement: Any) -> object:
        # Not isinstance: a class of someone's own may judge in another way.
        is_own = type(requirement) is kind and fact in (None, getattr(requirement, "fact", None))
        return write(requirement) if is_own else None

    return written


def _price(cap: AtMost) -> str:
    """Write a cap in US dollars per million tokens."""
    return _decimal(Decimal(cap.limit).scaleb(-6, EXACT))


def _decimal(number: Decimal) -> str:
    """Write a decimal without an exponent, and without zeros that say nothing."""
    return str(to_plain(number))


def _points(requirement: MinQuality) -> dict[str, object]:
    """Write the least quality of a task in points: a number, or text where a float can't hold it or it may be misread."""
    points = Decimal(repr(float(requirement.least))).scaleb(2, EXACT)
    if points == int(points):
        return {requirement.task.value: int(points)}
    if 0 < points < 1:
        return {requirement.task.value: f"{_decimal(points)} points"}
    number = float(points)
    return {requirement.task.value: number if Decimal(repr(number)) == points else _decimal(points)}


def _hardware(requirement: FitsOn) -> dict[str, object]:
    """Write hardware that a model must fit on; a number format only where one is asked for."""
    form = {} if requirement.precision is None else {"precision": requirement.precision.value}
    return {
        "accelerator": requirement.accelerator,
        "accelerators": requirement.accelerators,
        **form,
        "context": requirement.context_tokens,
        "batch": requirement.batch,
    }


WRITTEN: Mapping[str, Writer] = FrozenMap(
    {
        "license": _of(LicenseIn, lambda one: sorted(one.kinds)),
        "permits": _of(Permits, lambda one: to_plain(one.use)),
        "min_context_tokens": _of(MinContext, lambda one: one.tokens),
        "min_output_tokens": _of(MinOutput, lambda one: one.tokens),
        "input": _of(Includes, lambda one: sorted(one.wanted), fact="input"),
        "output": _of(Includes, lambda one: sorted(one.wanted), fact="output"),
        "capabilities": _of(CapableOf, lambda one: sorted(one.names)),
        "max_input_price": _of(AtMost, _price, fact="input_price"),
        "max_output_price": _of(AtMost, _price, fact="output_price"),
        "max_monthly_cost": _of(
            AtMost, lambda one: _decimal(Decimal(one.limit).scaleb(-12, EXACT)), fact="monthly_cost"
        ),
        "developer": _of(OneOf, lambda one: sorted(one.allowed), fact="developer"),
        "model": _of(OneOf, lambda one: sorted(one.allowed), fact="model"),
        "provider": _of(OneOf, lambda one: sorted(one.allowed), fact="provider"),
        "provider_kind": _of(OneOf, lambda one: sorted(one.allowed), fact="provider_kind"),
        "region": _of(RunsIn, lambda one: sorted(one.regions)),
        "architecture": _of(OneOf, lambda one: sorted(one.allowed), fact="architecture"),
        "max_total_parameters": _of(AtMost, lambda one: one.limit, fact="total_parameters"),
        "stage": _of(StageIn, lambda one: sorted(one.stages)),
        "not_retiring_before": _of(NotRetiringBefore, lambda one: one.day),
        "price_read_since": _of(PriceReadSince, lambda one: one.day),
        "released_by": _of(ReleasedBy, lambda one: one.day),
        "released_after": _of(ReleasedAfter, lambda one: one.day),
        "min_quality": _of(MinQuality, _points),
        "min_knowledge_cutoff": _of(KnowsUntil, lambda one: one.day),
        "fixed_id": _of(FixedId, lambda _: True),
        "alignment": _of(Recorded, lambda one: sorted(one.wanted), fact="alignment_methods"),
        "training_data": _of(Recorded, lambda one: sorted(one.wanted), fact="training_kinds"),
        "min_results": _of(MinResults, lambda one: {one.task.value: one.least}),
        "content_policy": _of(ContentPolicyRecorded, lambda _: "documented"),
        "fits_on": _of(FitsOn, _hardware),
        "max_retention_days": _of(AtMost, lambda one: one.limit, fact="retention_days"),
        "no_training_on_inputs": _of(NoTrainingOnInputs, lambda _: True),
        "max_ttft_seconds": _of(AtMost, lambda one: one.limit, fact="ttft_seconds"),
        "min_output_speed": _of(MinOutputSpeed, lambda one: one.tokens_per_second),
        "has_id": _of(Includes, lambda one: sorted(one.wanted), fact="libraries"),
    }
)
"""
How the value of each keyword is written, by keyword; ``None`` for a requirement that isn't the keyword's own.

Dates stay dates, money is decimal text, names are sorted lists.
"""


def keyword_of(requirement: Requirement) -> str:
    """
    Name a requirement: by its keyword, or else by its type, as in ``fits_workload``.

    Its words may change from one version to the next; this doesn't.
    """
    match requirement:
        case AllOf():
            return "all_of"
        case AnyOf():
            return "any_of"
        case Not():
            return "not"
        case Listed(origin, fact):
            return f"{fact} listed by {origin}"
        case _:
            found = (keyword for keyword, write in WRITTEN.items() if write(requirement) is not None)
            return next(found, None) or _snake(type(requirement).__name__)


def _snake(name: str) -> str:
    """Write the name of a class as that of a keyword."""
    return "".join(f"_{each.lower()}" if each.isupper() else each for each in name).removeprefix("_")


def requirement_as_plain(requirement: Requirement) -> dict[str, Any]:
    """
    Write one requirement as a table with its keyword, which `llm_selection.needs.requirement_keywords.parse_requirements` reads.

    Read again, it is the same requirement, combinations included.

    Raises:
        InvalidInputError: It has no keyword: it is of a class of someone's own, or holds what its keyword doesn't take.

    >>> requirement_as_plain(Not(MinContext(200_000)))
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
    for keyword, write in WRITTEN.items():
        value = write(requirement)
        if value is None:
            continue
        try:
            same = parse_requirement(keyword, value) == requirement
        except InvalidInputError as error:
            raise InvalidInputError(f"{refused}{error}") from error
        if not same:
            raise InvalidInputError(f"{refused}{keyword} doesn't take these values; write them as it reads them")
        return {keyword: value}
    raise InvalidInputError(
        f"{refused}{type(requirement).__name__} has no keyword. Ask by keywords instead, "
        f"of which there are {', '.join((*WRITTEN, 'any_of', 'all_of', 'not'))}"
    )


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
        workload = workload_as_plain(use_case.workload_or_default)
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
        "priorities": {criterion.value: weight for criterion, weight in use_case.priorities.items()},
        "hosting": to_plain(use_case.hosting),
        "results": to_plain(use_case.results),
    }
    written = {key: value for key, value in written.items() if value not in (None, [])}
    unread = [
        Fault(where=path, problem=f"must be printable text in a line to be written down, got {text!a}")
        for path, text in unprintable(written)
    ]
    if unread:
        raise InvalidInputError(*unread)
    return written
