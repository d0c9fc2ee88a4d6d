"""
Shortcuts: requirements as people write them.

`SHORTCUTS` gives each requirement a keyword that means the same in Python, in a file and on the command line.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypedDict, TypeVar

from llm_selection._dataclasses import fields, replace
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.spelling import nearest, not_among
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import Library
from llm_selection.domain.licenses import LicenseKind, Use
from llm_selection.domain.models import AlignmentMethod, Capabilities, DataKind, Modality
from llm_selection.domain.offerings import ProviderKind, Stage
from llm_selection.errors import Fault, InvalidInputError, shown
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
from llm_selection.units import EXACT, check_count, check_price, parse_count, parse_day, picodollars_per_token

__all__ = ["EXAMPLES", "LISTED", "SHORTCUTS", "Shortcuts", "parse_forbidden", "parse_requirement", "parse_requirements"]

E = TypeVar("E", bound=StrEnum)
_DEEPEST = 50
"""Combinations inside combinations; nobody writes that many, and each takes room on the stack."""
_LONGEST = 9
"""Digits of a number of days, seconds or tokens a second; nobody means more."""
_MOST_USD = 10**12
"""Far above any bill; a larger number is a slip, and may be too large to count with."""


def _texts(value: object) -> frozenset[str]:
    """Read one text, a text with commas, or several texts."""
    items: Iterable[object]
    if isinstance(value, str):
        items = value.split(",")
    elif isinstance(value, Iterable):
        items = value
    else:
        raise InvalidInputError(f"must be a name or a list of names, got {shown(value)}")
    names = frozenset(item.strip() if isinstance(item, str) else "" for item in items)
    if not names or "" in names:
        raise InvalidInputError(f"must be a name or a list of names, got {shown(value)}")
    return names


_ALSO_CALLED = FrozenMap({"cai": "constitutional", "constitutional ai": "constitutional"})
"""What people call methods of alignment, in small letters."""


def _members(kind: type[E], also: Mapping[str, str] = FrozenMap({})) -> Callable[[object], frozenset[E]]:
    """Return how to read members of an enumeration; *also* holds what people call some, for hints."""

    def read(value: object) -> frozenset[E]:
        known = {member.value: member for member in kind}
        texts = _texts(value)
        if wrong := sorted(texts - known.keys()):
            meant = [f"{name} ({also[name.lower()]})" if name.lower() in also else name for name in wrong]
            raise InvalidInputError(not_among(meant, known, "must be of"))
        return frozenset(known[text] for text in texts)

    return read


def _underscored(value: object) -> frozenset[str]:
    """Read names of libraries, which people write with hyphens too."""
    return frozenset(name.replace("-", "_") for name in _texts(value))


def _count(value: object) -> int:
    """Read a whole number of at least 1, also written like ``200k``."""
    number = parse_count(value, least=1) if isinstance(value, str) else value
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise InvalidInputError(f'must be a whole number of at least 1, got {shown(value)} (examples: 200000, "200k")')
    check_count("it", number)
    return number


def _dollars(value: object) -> Decimal:
    """Read US dollars; a float is read as it prints."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise InvalidInputError(f"must be US dollars, got {shown(value)}")
    try:
        amount = Decimal(value if isinstance(value, int) else str(value).removeprefix("$"))
    except InvalidOperation:
        raise InvalidInputError(f'must be US dollars, got {shown(value)} (examples: 0.5, "12")') from None
    if not amount.is_finite() or not 0 <= amount <= _MOST_USD:
        raise InvalidInputError(f"must be US dollars from 0 to {_MOST_USD:,}, got {shown(value)}")
    return amount


def _license(value: object) -> Requirement:
    """Read a license: one kind is a floor (``open-weight`` admits open-source), several are exact."""
    try:
        kinds = _members(LicenseKind)(value)
    except InvalidInputError as error:
        hint = (
            "these are kinds of license: what a text allows is asked by permits, such as permits.monthly_users=1000000"
        )
        raise InvalidInputError(f"{error}; {hint}") from error
    if isinstance(value, str) and len(kinds) == 1:
        ordered = list(LicenseKind)
        kinds = frozenset(ordered[ordered.index(next(iter(kinds))) :])
    return LicenseIn(kinds)


def _price(fact: str) -> Callable[[object], Requirement]:
    """Return how to read a cap in dollars per million tokens."""

    def read(value: object) -> Requirement:
        amount = _dollars(value)
        check_price("the cap", amount)
        return AtMost(fact, picodollars_per_token(amount))

    return read


def _capabilities(value: object) -> Requirement:
    """Read names of capabilities."""
    names, known = _texts(value), [spec.name for spec in fields(Capabilities)]
    if wrong := sorted(names.difference(known)):
        raise InvalidInputError(not_among(wrong, known, "must be of"))
    return CapableOf(names)


def _use(value: object) -> Requirement:
    """Read what someone means to do with a model."""
    if isinstance(value, Use):
        return Permits(value)
    if not isinstance(value, Mapping):
        raise InvalidInputError(f"must be a table such as {{monthly_users = 1000000}}, got {shown(value)}")
    known = [spec.name for spec in fields(Use)]
    if wrong := sorted(set(value).difference(known)):
        raise InvalidInputError(not_among(wrong, known, "may have"))
    readers: dict[str, Callable[[object], Any]] = {
        "monthly_users": _count,
        "annual_revenue_usd": _count,
        "regions": _texts,
    }
    stated: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, item in value.items():
        try:
            stated[key] = readers.get(key, _flag)(item)
        except InvalidInputError as error:
            faults += [replace(fault, where=key) for fault in error.faults]
    if faults:
        raise InvalidInputError(*faults)
    return Permits(Use(**stated))


def _flag(value: object) -> bool:
    """Read yes or no."""
    if not isinstance(value, bool):
        raise InvalidInputError(f"must be true or false, got {shown(value)}")
    return value


def _by_task(make: Callable[[Task, object], Requirement], example: str) -> Callable[[object], Requirement]:
    """Return how to read a requirement of one task, or of several: a table of values by task."""

    def read(value: object) -> Requirement:
        if not isinstance(value, Mapping) or not value:
            raise InvalidInputError(f"must be a table such as {example}, got {shown(value)}")
        known = {task.value: task for task in Task}
        if wrong := sorted(set(map(str, value)) - known.keys()):
            raise InvalidInputError(not_among(wrong, known, "may name"))
        parts = tuple(make(known[str(name)], each) for name, each in value.items())
        return _together(parts)

    return read


def _share_of_points(value: object) -> float:
    """
    Read points from 0 to 100 as a share: that of the decimal number as it prints, so that each share can be written.

    A number between 0 and 1 is taken for a share given by mistake; as text, ``0.8 points`` says that it is meant.
    """
    text, number = "", Decimal(-1)
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        # A number of thousands of digits is a ValueError of its own.
        with suppress(InvalidOperation, ValueError):
            text = str(value)
            number = Decimal(text.removesuffix("points"))
    if not number.is_finite() or not 0 <= number <= 100:  # noqa: PLR2004 - points
        raise InvalidInputError(f"must be points from 0 to 100, got {shown(value)}")
    if 0 < number < 1 and not text.endswith("points"):
        meant = f"write {float(number) * 100:g} for that share of them, or {shown(f'{text} points')}"
        raise InvalidInputError(f"must be points from 0 to 100, got {shown(value)}; {meant}")
    return float(number.scaleb(-2, EXACT))


def _true(requirement: Requirement, otherwise: str) -> Callable[[object], Requirement]:
    """Return how to read a requirement of which the contrary is nothing to ask for: it is left out where *otherwise*."""

    def read(value: object) -> Requirement:
        if value in (True, "true", "yes"):
            return requirement
        raise InvalidInputError(f"must be true, got {shown(value)}; leave it out where {otherwise}")

    return read


def _content_policy(value: object) -> Requirement:
    """Read that a stance on content is on record: nothing finer can be told from free text."""
    if value == "documented":
        return ContentPolicyRecorded()
    raise InvalidInputError(
        f'must be "documented", got {shown(value)}: stances are told in words, which no finer question can be put to'
    )


def _retention(value: object) -> Requirement:
    """Read the most days for which prompts are kept; 0 is none."""
    days = (
        int(value)
        if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < _LONGEST
        else value
    )
    if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days < 10**_LONGEST:
        raise InvalidInputError(f"must be a whole number of days of at least 0, got {shown(value)}")
    return AtMost("retention_days", days)


def _measure(unit: str) -> Callable[[object], float]:
    """Return how to read a number above 0."""

    def read(value: object) -> float:
        try:
            number = float(value) if isinstance(value, int | float | str) and not isinstance(value, bool) else 0.0
        except (ValueError, OverflowError):
            number = 0.0
        if not 0 < number < 10**_LONGEST:
            raise InvalidInputError(f"must be {unit}, a number above 0, got {shown(value)}")
        return number

    return read


_seconds = _measure("seconds")
_speed = _measure("tokens a second")


def _fits_on(value: object) -> Requirement:
    """Read hardware that a model must fit on."""
    from llm_selection.needs.hardware_fit import FitsOn  # noqa: PLC0415 - only who asks whether a model fits

    if not isinstance(value, Mapping):
        raise InvalidInputError(f'must be a table such as {{accelerator = "nvidia/rtx-4090"}}, got {shown(value)}')
    names = {"accelerator": "accelerator", "accelerators": "accelerators", "precision": "precision"}
    names |= {"context": "context_tokens", "batch": "batch"}
    if wrong := sorted(set(map(str, value)) - names.keys()):
        raise InvalidInputError(not_among(wrong, names, "may have"))
    if "accelerator" not in value:
        raise InvalidInputError("lacks accelerator; see llm-selection list accelerators")
    stated: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, item in value.items():
        try:
            stated[names[key]] = _count(item) if key in ("accelerators", "context", "batch") else item
        except InvalidInputError as error:
            faults += [replace(fault, where=key) for fault in error.faults]
    if faults:
        raise InvalidInputError(*faults)
    return FitsOn(**stated)


def _one_of(fact: str, read: Callable[[object], frozenset[str]] = _texts) -> Callable[[object], Requirement]:
    """Return how to read names that a fact may have."""
    return lambda value: OneOf(fact, read(value))


SHORTCUTS: Mapping[str, Callable[[object], Requirement]] = FrozenMap(
    {
        "license": _license,
        "permits": _use,
        "min_context_tokens": lambda value: MinContext(_count(value)),
        "min_output_tokens": lambda value: MinOutput(_count(value)),
        "input": lambda value: Includes("input", _members(Modality)(value)),
        "output": lambda value: Includes("output", _members(Modality)(value)),
        "capabilities": _capabilities,
        "max_input_price": _price("input_price"),
        "max_output_price": _price("output_price"),
        "max_monthly_cost": lambda value: AtMost("monthly_cost", int(_dollars(value).scaleb(12, EXACT))),
        "developer": _one_of("developer"),
        "model": _one_of("model"),
        "provider": _one_of("provider"),
        "provider_kind": _one_of("provider_kind", _members(ProviderKind)),
        "region": lambda value: RunsIn(frozenset(text.lower() for text in _texts(value))),
        "architecture": _one_of("architecture"),
        "max_total_parameters": lambda value: AtMost("total_parameters", _count(value)),
        "stage": lambda value: StageIn(_members(Stage)(value)),
        "not_retiring_before": lambda value: NotRetiringBefore(parse_day(value)),
        "price_read_since": lambda value: PriceReadSince(parse_day(value)),
        "released_by": lambda value: ReleasedBy(parse_day(value)),
        "released_after": lambda value: ReleasedAfter(parse_day(value)),
        "min_quality": _by_task(
            lambda task, points: MinQuality(task, _share_of_points(points)), "{coding = 60}, in points from 0 to 100"
        ),
        "min_results": _by_task(lambda task, count: MinResults(task, _count(count)), "{coding = 3}"),
        "min_knowledge_cutoff": lambda value: KnowsUntil(parse_day(value)),
        "fixed_id": _true(FixedId(), "a moving alias will do"),
        "alignment": lambda value: Recorded("alignment_methods", _members(AlignmentMethod, _ALSO_CALLED)(value)),
        "training_data": lambda value: Recorded("training_kinds", _members(DataKind)(value)),
        "content_policy": _content_policy,
        "fits_on": _fits_on,
        "max_retention_days": _retention,
        "no_training_on_inputs": _true(NoTrainingOnInputs(), "that doesn't matter"),
        "max_ttft_seconds": lambda value: AtMost("ttft_seconds", _seconds(value)),
        "min_output_speed": lambda value: MinOutputSpeed(_speed(value)),
        "has_id": lambda value: Includes("libraries", _members(Library)(_underscored(value))),
    }
)
"""
Requirements by keyword, and how each reads its value.

``license`` as one text is a floor, as a set it is exact. Numbers may be written ``"200k"``; several names as a
list or with commas. Prices are US dollars per million tokens, ``max_monthly_cost`` US dollars a month.
"""


EXAMPLES = (
    "license=open-weight",
    "license=open-weight,open-source",
    "permits.monthly_users=50m",
    "permits.annual_revenue_usd=20m",
    "permits.regions=DE,UK",
    "permits.fine_tune=true",
    "permits.offer_as_service=true",
    "min_context_tokens=200k",
    "min_output_tokens=32k",
    "input=text,image",
    "output=text",
    "capabilities=tool_calling,structured_output",
    "max_input_price=0.50",
    "max_output_price=2",
    "max_monthly_cost=500",
    "developer=mistral,deepseek",
    "model=openai/gpt-oss-120b,openai/gpt-oss-20b",
    "provider=amazon-bedrock,google-vertex",
    "provider_kind=developer,cloud",
    "region=eu,global",
    "architecture=dense,mixture-of-experts",
    "max_total_parameters=70b",
    "stage=active,preview",
    "not_retiring_before=2027-06-30",
    "price_read_since=2026-08-01",
    "released_by=2026-06-30",
    "released_after=2025-12-31",
    "min_quality.coding=60",
    "min_results.coding=3",
    "min_knowledge_cutoff=2025-06-01",
    "fixed_id=true",
    "alignment=rlhf,constitutional",
    "training_data=code,synthetic",
    "content_policy=documented",
    "fits_on.accelerator=nvidia/rtx-4090",
    "max_retention_days=0",
    "no_training_on_inputs=true",
    "max_ttft_seconds=0.8",
    "min_output_speed=60",
    "has_id=litellm",
)
"""
One way, or several, to write each requirement on the command line; ``--forbid`` stands for ``not``, and ``any_of`` is for
files.
"""


class Shortcuts(TypedDict, total=False):
    """
    The keywords of `SHORTCUTS`, typed: what `llm_selection.recommend` takes beside its own arguments.

    Each is told with what it asks, its unit, and where the answer is unknown.
    """

    license: str | Iterable[str]
    """
    ``closed``, ``open-weight`` or ``open-source``; one is a floor, a set is exact. Unknown where it may be of
    several kinds and not all of them fit.
    """
    permits: Use | Mapping[str, object]
    """
    What the license must allow: a `llm_selection.domain.licenses.Use`, or its fields. Unknown where the license isn't
    known, its text wasn't read, or a clause that is asked about isn't known.
    """
    min_context_tokens: int | str
    """
    Context window, in tokens; without a known window, an input cap. Unknown where neither is known, or only a
    smaller cap.
    """
    min_output_tokens: int | str
    """Longest answer, in tokens, reasoning included; unknown where the output cap is."""
    input: str | Iterable[str]
    """
    Kinds of input it must take, all of them: ``text``, ``image``, ``audio``, ``video``, ``pdf``; unknown where its
    kinds are.
    """
    output: str | Iterable[str]
    """Kinds of output it must give, all of them; unknown where its kinds are."""
    capabilities: str | Iterable[str]
    """
    All of ``tool_calling``, ``structured_output``, ``reasoning``, ``prompt_caching``, ``web_search``; unknown where
    none is missing and one isn't known.
    """
    max_input_price: Decimal | float | str
    """
    US dollars per million tokens, standard mode, base tier; by the hour, the dearest. Unknown where no such price
    is in force.
    """
    max_output_price: Decimal | float | str
    """US dollars per million tokens, likewise."""
    max_monthly_cost: Decimal | float | str
    """US dollars a month for the workload; unknown where a rate that it needs isn't published."""
    developer: str | Iterable[str]
    """Ids of developers to choose from; always known."""
    model: str | Iterable[str]
    """Ids of models to choose from; always known."""
    provider: str | Iterable[str]
    """Ids of providers to choose from; always known."""
    provider_kind: str | Iterable[str]
    """Kinds of provider; by default developers' own APIs, clouds and inference hosts. Always known."""
    region: str | Iterable[str]
    """
    Region scopes to choose from, such as ``eu``; unknown where the scope is, and where it is ``global``, ``in-region``
    or a larger region and that isn't among them.
    """
    architecture: str | Iterable[str]
    """``dense``, ``mixture-of-experts``, ``router``, ``undisclosed``; unknown where nobody looked."""
    max_total_parameters: int | str
    """Parameters in all, active or not; unknown where the size is."""
    stage: str | Iterable[str]
    """Stages to choose from, on the day asked about; by default ``active``, which one without a stage counts as."""
    not_retiring_before: date | str
    """
    No end announced for an earlier day; by default 90 days from the day asked about. What isn't announced can't
    fail it.
    """
    price_read_since: date | str
    """
    The price was read on that day or later; by default 90 days before the day asked about, or the data's. An older
    reading leaves it unknown.
    """
    released_by: date | str
    """Released on that day or before; unknown where the date is."""
    released_after: date | str
    """Released after that day; unknown where the date is."""
    min_quality: Mapping[str, float | str]
    """Least expected quality by task, in points from 0 to 100; unknown where the model has no result at all."""
    min_results: Mapping[str, int | str]
    """
    Least number of direct results by task, own tests included: a model that nobody measured has none. Unknown where
    nothing measures the task.
    """
    min_knowledge_cutoff: date | str
    """
    The model's knowledge reaches that day, by its developer's word; unknown where the cutoff is, or is a month or
    year that holds the day.
    """
    fixed_id: bool | str
    """
    ``True``: the native id isn't a moving alias, so that the same model answers next year; unknown where nobody
    says.
    """
    alignment: str | Iterable[str]
    """
    Methods that sources say it was aligned by, all of them: ``sft``, ``rlhf``, ``dpo``, ``constitutional`` …; what
    they don't say is unknown.
    """
    training_data: str | Iterable[str]
    """
    Kinds of data that sources say it was trained on, all of them: ``web``, ``code``, ``user`` …; what they don't
    say is unknown.
    """
    content_policy: str
    """
    ``documented``: the developer's stance on content is on record, and the reason quotes it; unknown where it
    isn't.
    """
    fits_on: Mapping[str, object]
    """
    Hardware that the model fits on: ``accelerator``, and perhaps ``accelerators``, ``precision``, ``context``
    (tokens), ``batch``; unknown where too little is known of its size or shape.
    """
    max_retention_days: int | str
    """Days for which prompts are kept at most; 0 is none. Unknown unless an overlay says so."""
    no_training_on_inputs: bool | str
    """``True``: the provider may not train models on inputs. Unknown unless an overlay says so."""
    max_ttft_seconds: float | str
    """Time to first token, in seconds, above 0. Unknown unless an overlay says so."""
    min_output_speed: float | str
    """Tokens a second of one answer, above 0. Unknown unless an overlay says so."""
    has_id: str | Iterable[str]
    """Libraries that must have an id for it, all of them, such as ``litellm``; always known."""


LISTED = frozenset(
    {"regions", *(name for name, kind in Shortcuts.__annotations__.items() if kind == str | Iterable[str])}
)
"""Keywords, and parts of them, that take several values, with commas."""


def parse_requirement(keyword: str, value: object, *, where: str = "") -> Requirement:
    """
    Read one requirement, or a combination of them.

    ``any_of`` and ``all_of`` take a list of tables of requirements, ``not`` takes one table.

    Raises:
        InvalidInputError: The keyword isn't known or the value isn't allowed; the fault names *where*.
    """
    place = f"{where}.{keyword}" if where else keyword
    if place.count(".") > _DEEPEST:
        raise InvalidInputError(Fault(where=place, problem="is nested too deeply"))
    if keyword in ("any_of", "all_of"):
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise InvalidInputError(Fault(where=place, problem=f"must be a list of tables, got {shown(value)}"))
        parts = _parse_parts(value, place)
        return AnyOf(parts) if keyword == "any_of" else AllOf(parts)
    if keyword == "not":
        return Not(_together(parse_requirements(value, where=place)))
    if keyword not in SHORTCUTS:
        known = (*SHORTCUTS, "any_of", "all_of", "not")
        near = nearest([keyword], known) or f"; known are {', '.join(known)}"
        problem = f"isn't a requirement{near}; llm-selection list requirements has an example of each"
        raise InvalidInputError(Fault(where=place, problem=problem))
    try:
        return SHORTCUTS[keyword](value)
    except InvalidInputError as error:
        faults = (
            Fault(where=": ".join(filter(None, (place, fault.where))), problem=fault.problem) for fault in error.faults
        )
        raise InvalidInputError(*faults) from error


def parse_forbidden(table: object, *, where: str = "forbid") -> tuple[Requirement, ...]:
    """
    Read a table of requirements none of which may be met: as ``not`` does, but each for itself.

    Raises:
        InvalidInputError: With every fault and its place.
    """
    return tuple(Not(requirement) for requirement in parse_requirements(table, where=where))


def _together(parts: tuple[Requirement, ...]) -> Requirement:
    """Return what a table asks for: its only requirement, or all of them."""
    return parts[0] if len(parts) == 1 else AllOf(parts)


def _parse_parts(tables: Sequence[object], where: str) -> tuple[Requirement, ...]:
    """Read the parts of a combination; the faults of all of them are reported."""
    parts: list[Requirement] = []
    faults: list[Fault] = []
    for i, table in enumerate(tables):
        try:
            parts.append(_together(parse_requirements(table, where=f"{where}[{i}]")))
        except InvalidInputError as error:
            faults += error.faults
    if faults:
        raise InvalidInputError(*faults)
    return tuple(parts)


def parse_requirements(table: object, *, where: str = "requirements") -> tuple[Requirement, ...]:
    """
    Read a table of requirements, every one of which must be met; or a list of such tables.

    Raises:
        InvalidInputError: With every fault and its place.
    """
    if isinstance(table, Sequence) and not isinstance(table, str):
        entries = [(f"{where}[{i}]", part) for i, part in enumerate(table)]
    else:
        entries = [(where, table)]
    found: list[Requirement] = []
    faults: list[Fault] = []
    for place, part in entries:
        if not isinstance(part, Mapping):
            faults.append(Fault(where=place, problem=f"must be a table of requirements, got {shown(part)}"))
            continue
        for keyword, value in part.items():
            try:
                found.append(parse_requirement(str(keyword), value, where=place))
            except InvalidInputError as error:
                faults += error.faults
    if faults:
        raise InvalidInputError(*faults)
    return tuple(found)
