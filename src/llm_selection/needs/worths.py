"""Worths: what else than fewer errors is worth money to someone, each at a stated price; nothing is by default."""

from decimal import Decimal

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.shapes import is_list_or_tuple, is_mapping
from llm_selection.errors import Fault, InvalidInputError, shown
from llm_selection.needs.error_costs import parse_usd
from llm_selection.needs.requirements import Requirement, parse_requirement

__all__ = ["TTFT_SECOND", "Worth", "parse_worths"]

TTFT_SECOND = "ttft_second"
"""The worth of one second less until the first token."""

_SHORT = {"open-weights": ("license", "open-weight"), "open-source": ("license", "open-source")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """
    What it is worth that an option meets a requirement, or that it answers a second earlier.

    Attributes:
        name: As it was asked for: ``open-weights``, ``open-source``, ``ttft_second``, or a requirement such as ``region=eu``.
        usd: US dollars a month, above 0 and at most 1,000,000.
        requirement: What an option must meet for it; one of which it can't be told isn't credited. ``None`` of seconds: each
            one until the first token costs so much, and where nobody says how many there are, the cost isn't known.
    """

    name: str
    usd: Decimal
    requirement: Requirement | None


def parse_worths(value: object) -> tuple[Worth, ...]:
    """
    Read what else is worth how many dollars a month: a table such as ``{"open-weights": 300, "region=eu": "99.50"}``.

    Raises:
        InvalidInputError: With every name that is no requirement, and every figure that isn't allowed.
    """
    if is_list_or_tuple(value) and all(isinstance(each, Worth) for each in value):
        return tuple(value)
    if not is_mapping(value):
        raise InvalidInputError(f'must be a table such as {{"open-weights": 300}}, got {shown(value)}')
    worths: list[Worth] = []
    faults: list[Fault] = []
    for name, usd in value.items():
        try:
            worths.append(Worth(name=str(name), usd=_positive_usd(usd), requirement=_requirement(str(name))))
        except InvalidInputError as error:
            faults += [Fault(where=str(name), problem=fault.problem) for fault in error.faults]
    if faults:
        raise InvalidInputError(*faults)
    return tuple(worths)


def _positive_usd(value: object) -> Decimal:
    """Read US dollars above 0."""
    usd = parse_usd(value)
    if not usd:
        raise InvalidInputError("must be above 0; leave out what is worth nothing")
    return usd


def _requirement(name: str) -> Requirement | None:
    """Read what must be met: a short name, or a requirement and its value."""
    if name == TTFT_SECOND:
        return None
    keyword, separator, text = name.partition("=")
    if name in _SHORT:
        keyword, text = _SHORT[name]
    elif not separator:
        known = ", ".join((*_SHORT, TTFT_SECOND))
        raise InvalidInputError(
            f"isn't a fact that can be worth something: that is {known}, or a requirement with its value, such as region=eu"
        )
    words: dict[str, object] = {"true": True, "yes": True, "false": False}
    return parse_requirement(keyword.strip(), words.get(text.strip().lower(), text.strip()))
