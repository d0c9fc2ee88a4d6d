"""
Keywords: requirements as people write them, in Python, in files and on the command line.

The module of a requirement is called as its keyword, and is loaded where that is asked for. So the list of this folder
is the list of keywords; `register` adds one of another package.
"""

from collections.abc import Sequence
from importlib import import_module
from typing import TypeVar

from llm_selection._foundation.shapes import is_mapping, is_sequence
from llm_selection._foundation.spelling import nearest
from llm_selection.errors import Fault, InvalidInputError, shown
from llm_selection.needs.requirements._combinations import AllOf, AnyOf, Not, together
from llm_selection.needs.requirements._requirement import KeywordRequirement, Requirement
from llm_selection.needs.requirements._without_keyword import Listed

__all__ = [
    "COMBINING",
    "keyword_class",
    "keyword_classes",
    "keyword_of",
    "keywords",
    "parse_forbidden",
    "parse_requirement",
    "parse_requirements",
    "register",
]

K = TypeVar("K", bound=type[KeywordRequirement])

COMBINING = ("any_of", "all_of", "not")
"""Keywords that combine requirements: the first two take a list of tables of requirements, the last one a table."""

_ORDER = (
    "license", "permits", "min_context_tokens", "min_output_tokens", "input", "output", "capabilities",
    "max_input_price", "max_output_price", "max_monthly_cost", "developer", "model", "provider", "provider_kind",
    "region", "architecture", "max_total_parameters", "stage", "not_retiring_before", "price_read_since",
    "released_by", "released_after", "min_quality", "min_results", "min_basket_results", "min_knowledge_cutoff", "fixed_id", "alignment",
    "training_data", "content_policy", "fits_on", "max_retention_days", "no_training_on_inputs", "max_ttft_seconds",
    "min_output_speed", "effort", "min_effort", "max_effort", "reasoning", "has_id",
)  # fmt: skip
"""The order to read them in, by topic; one that isn't here stands behind them, by name."""
_DEEPEST = 50
"""Most levels of combinations in one another; nobody needs more, and each takes room on the stack."""
_PACKAGE = "llm_selection.needs.requirements"
_CLASSES: dict[str, type[KeywordRequirement]] = {}
"""Classes by keyword: those that were loaded, and those that were registered."""


def register(kind: K) -> K:
    """
    Give the class of a requirement its keyword, wherever keywords are read and listed; a decorator.

    Raises:
        InvalidInputError: The keyword is taken, or isn't a name.

    Example:
        ``@register`` above a subclass of `KeywordRequirement`, in a module that the application imports.
    """
    keyword = kind.keyword
    if not keyword.isidentifier() or keyword.startswith("_"):
        raise InvalidInputError(f"keyword must be a name such as max_monthly_cost, got {shown(keyword)}")
    if keyword in COMBINING or keyword_class(keyword) not in (None, kind):
        raise InvalidInputError(f"the keyword {keyword} is taken")
    _CLASSES[keyword] = kind
    return kind


def keyword_class(keyword: str) -> type[KeywordRequirement] | None:
    """Return the class of a keyword, and load its module where that is the first to ask; ``None`` if there is none."""
    if keyword not in _CLASSES and keyword.isidentifier() and not keyword.startswith("_"):
        name = f"{_PACKAGE}.{keyword}"
        try:
            module = import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
            return None
        _CLASSES[keyword] = next(value for value in vars(module).values() if getattr(value, "keyword", None) == keyword)
    return _CLASSES.get(keyword)


def keywords() -> tuple[str, ...]:
    """Return every keyword in the order to read them in, those that combine left out; no class is loaded for it."""
    from pkgutil import iter_modules  # only lists need it

    names = {module.name for module in iter_modules(import_module(_PACKAGE).__path__)} | _CLASSES.keys()
    return (*_ORDER, *sorted(name for name in names.difference(_ORDER) if not name.startswith("_")))


def keyword_classes() -> tuple[type[KeywordRequirement], ...]:
    """Return the class of every keyword, in the order to read them in."""
    return tuple(filter(None, map(keyword_class, keywords())))


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
        case KeywordRequirement() if keyword_class(requirement.keyword) is type(requirement):
            # Not a class that inherits from it: it may judge in another way.
            return requirement.keyword
        case _:
            return _snake(type(requirement).__name__)


def _snake(name: str) -> str:
    """Turn the name of a class into that of a keyword: words in small letters, with underscores."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")


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
        if not is_sequence(value) or isinstance(value, str):
            raise InvalidInputError(Fault(where=place, problem=f"must be a list of tables, got {shown(value)}"))
        parts = _parse_parts(value, place)
        return AnyOf(parts) if keyword == "any_of" else AllOf(parts)
    if keyword == "not":
        return Not(together(parse_requirements(value, where=place)))
    kind = keyword_class(keyword)
    if kind is None:
        known = (*keywords(), *COMBINING)
        near = nearest([keyword], known) or f"; known are {', '.join(known)}"
        problem = f"isn't a requirement{near}; llm-selection list requirements has an example of each"
        raise InvalidInputError(Fault(where=place, problem=problem))
    try:
        return kind.parse(value)
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


def _parse_parts(tables: Sequence[object], where: str) -> tuple[Requirement, ...]:
    """Read the parts of a combination; the faults of all of them are reported."""
    parts: list[Requirement] = []
    faults: list[Fault] = []
    for index, table in enumerate(tables):
        try:
            parts.append(together(parse_requirements(table, where=f"{where}[{index}]")))
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
    if is_sequence(table) and not isinstance(table, str):
        entries = [(f"{where}[{i}]", part) for i, part in enumerate(table)]
    else:
        entries = [(where, table)]
    requirements: list[Requirement] = []
    faults: list[Fault] = []
    for place, part in entries:
        if not is_mapping(part):
            faults.append(Fault(where=place, problem=f"must be a table of requirements, got {shown(part)}"))
            continue
        for keyword, value in part.items():
            try:
                requirements.append(parse_requirement(str(keyword), value, where=place))
            except InvalidInputError as error:
                faults += error.faults
    if faults:
        raise InvalidInputError(*faults)
    return tuple(requirements)
