"""
Error costs: what a piece of work costs that goes wrong, and what an answer is worth that is preferred.

Nobody can say what weight quality has beside cost; people can say what a mistake costs them: a minute of somebody's time,
a refund, a bug that ships. Presets and tasks bring a figure with its reason, an assumption that is printed and yours to
replace.

Source: Zellinger and Thomson (2025), "Economic Evaluation of LLMs" (arXiv 2507.03834), on prices of an error.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from math import inf
from typing import Final, Literal

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.shapes import is_mapping
from llm_selection._foundation.spelling import not_among
from llm_selection.domain.benchmarks import Task
from llm_selection.errors import Fault, InvalidInputError, shown
from llm_selection.units import EXACT, PICODOLLARS_PER_DOLLAR, check_share

__all__ = [
    "MOST_USD",
    "PREFERENCE_TASKS",
    "QUALITY_ONLY",
    "ErrorCost",
    "ErrorCosts",
    "default_error_cost",
    "parse_error_costs",
    "parse_preferred_values",
    "parse_usd",
]

MOST_USD = 1_000_000
"""US dollars that one error may cost at most; a larger figure is a slip."""

QUALITY_ONLY: Final = "quality-only"
"""In place of a cost of an error: the higher share first whatever it costs, then the lower bill."""

PREFERENCE_TASKS = frozenset({Task.PREFERENCE, Task.MULTILINGUAL})
"""Tasks at which answers aren't right or wrong but preferred or not: they have a value of a preferred answer."""

_MOST_DECIMALS = 6
_LEAST = Decimal("0.000001")
_PARTS = ("usd", "low", "high", "caught", "slipped", "caught_share", "reason")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCost:
    """
    What a piece of work costs that goes wrong, beside its bill; at a task of preference, what a preferred answer is worth.

    Attributes:
        low: US dollars, from 0 to 1,000,000, with at most six decimals.
        high: The same, where one figure is meant; or the other end of a range.
        caught: What an error costs that is caught, such as a retry and a review; ``None`` where errors aren't told apart.
        slipped: What one costs that slips through; ``None`` likewise.
        caught_share: Share of the errors that are caught, 0 to 1; ``None`` likewise.
        reason: Why so much, in a sentence; empty where nobody says. Figures are compared, not what is said of them.

    Raises:
        InvalidInputError: A figure isn't allowed, the range is empty, or of caught, slipped and their share some are missing.
    """

    low: Decimal
    high: Decimal
    caught: Decimal | None = None
    slipped: Decimal | None = None
    caught_share: float | None = None
    reason: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        """Check the figures; they may be given as numbers or as text."""
        for name in ("low", "high", "caught", "slipped"):
            value = getattr(self, name)
            if value is not None or name in ("low", "high"):
                object.__setattr__(self, name, parse_usd(value))
        if self.low > self.high:
            raise InvalidInputError(f"a range must rise, got {self.low}..{self.high}")
        split = (self.caught, self.slipped, self.caught_share)
        if None in split and split != (None, None, None):
            raise InvalidInputError("caught, slipped and caught_share belong together: give all three, or usd")
        check_share("caught_share", self.caught_share)
        if not isinstance(self.reason, str) or not (self.reason.isprintable()):
            raise InvalidInputError(f"reason must be a line of text, got {shown(self.reason)}")

    @property
    def usd(self) -> Decimal:
        """What counts, in US dollars: the middle of a range, since an expected cost is linear in it."""
        return EXACT.divide(EXACT.add(self.low, self.high), Decimal(2))

    @property
    def picodollars(self) -> int:
        """The same in picodollars."""
        return int(EXACT.multiply(self.usd, PICODOLLARS_PER_DOLLAR))

    @property
    def is_range(self) -> bool:
        """Whether it is a range."""
        return self.low != self.high

    def __str__(self) -> str:
        """Write it as people give it, such as ``$0.50``."""
        if self.caught is not None and self.slipped is not None and self.caught_share is not None:
            return (
                f"{_dollars(self.usd)}: {_dollars(self.caught)} caught ({self.caught_share:.0%}), "
                f"{_dollars(self.slipped)} slipped through"
            )
        return f"{_dollars(self.low)} to {_dollars(self.high)}" if self.is_range else _dollars(self.usd)


ErrorCosts = Mapping[Task, ErrorCost]
"""Error costs by task."""


def _dollars(usd: Decimal) -> str:
    """Write dollars with at least two decimals."""
    least = usd.quantize(Decimal("0.01"), context=EXACT)
    return f"${least:,f}" if least == usd else f"${usd.normalize(context=EXACT):,f}"


def parse_usd(value: object) -> Decimal:
    """
    Read US dollars: a number, or text such as ``0.50`` or ``$2``.

    Raises:
        InvalidInputError: It isn't one from 0 to 1,000,000, or has more than six decimals.
    """
    try:
        amount = (
            Decimal(str(value).strip().removeprefix("$").replace(",", ""))
            if isinstance(value, str | int | float | Decimal) and not isinstance(value, bool)
            else Decimal(-1)
        )
    except (InvalidOperation, ValueError):  # a number of thousands of digits can't be written
        amount = Decimal(-1)
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or not 0 <= amount <= MOST_USD:
        raise InvalidInputError(f"must be US dollars from 0 to {MOST_USD:,}, such as 0.50, got {shown(value)}")
    if exponent < -_MOST_DECIMALS:
        raise InvalidInputError(f"must be US dollars with at most {_MOST_DECIMALS} decimals, got {shown(value)}")
    return amount.copy_abs()  # of zeros, the one below nothing is none


def _parse_one(value: object) -> ErrorCost:
    """Read one error cost: dollars, a range such as ``0.2..2``, or a table."""
    if isinstance(value, ErrorCost):
        return value
    if is_mapping(value):
        return _parse_table({str(key): each for key, each in value.items()})
    return _parse_figure(value)


def _parse_figure(value: object) -> ErrorCost:
    """Read dollars, or a range of them."""
    if isinstance(value, str) and ".." in value:
        low, _, high = value.partition("..")
        return ErrorCost(low=parse_usd(low), high=parse_usd(high))
    usd = parse_usd(value)
    return ErrorCost(low=usd, high=usd)


def _parse_table(table: dict[str, object]) -> ErrorCost:
    """Read an error cost as a table writes it."""
    if wrong := sorted(table.keys() - set(_PARTS)):
        raise InvalidInputError(not_among(wrong, _PARTS, "a cost of an error may have"))
    reason = table.get("reason", "")
    if "usd" in table:
        if others := sorted(table.keys() - {"usd", "reason"}):
            raise InvalidInputError(f"give usd, or {', '.join(others)}, not both")
        figure = _parse_figure(table["usd"])
        return ErrorCost(low=figure.low, high=figure.high, reason=reason)  # type: ignore[arg-type]  # checked there
    if "caught_share" in table or "caught" in table or "slipped" in table:
        missing = [name for name in ("caught", "slipped", "caught_share") if table.get(name) is None]
        if missing:
            raise InvalidInputError(f"lacks {', '.join(missing)}: caught, slipped and caught_share belong together")
        if "low" in table or "high" in table:
            raise InvalidInputError("give low and high, or caught, slipped and caught_share, not both")
        caught, slipped = parse_usd(table["caught"]), parse_usd(table["slipped"])
        share = table["caught_share"]
        check_share("caught_share", share)  # type: ignore[arg-type]  # that is what is checked
        part = Decimal(str(share))
        whole = EXACT.add(EXACT.multiply(part, caught), EXACT.multiply(EXACT.subtract(1, part), slipped))
        usd = whole.quantize(_LEAST, context=EXACT)
        return ErrorCost(
            low=usd, high=usd, caught=caught, slipped=slipped, caught_share=float(part), reason=reason  # type: ignore[arg-type]
        )  # fmt: skip
    if "low" in table and "high" in table:
        return ErrorCost(low=table["low"], high=table["high"], reason=reason)  # type: ignore[arg-type]  # checked there
    raise InvalidInputError("lacks usd; or low and high; or caught, slipped and caught_share")


def parse_error_costs(value: object, tasks: Iterable[Task]) -> "ErrorCosts | Literal['quality-only']":
    """
    Read what an error costs: one figure for all tasks of a need, or a table by task; or the word ``quality-only``.

    Args:
        value: US dollars as a number or text; a range ``"0.2..2"``; a table of ``caught``, ``slipped`` and
            ``caught_share``; or a table of these by task.
        tasks: The tasks of the need.

    Returns:
        By task, those given.

    Raises:
        InvalidInputError: A figure isn't allowed; a task isn't of the need, or its answers aren't right or wrong.
    """
    if value == QUALITY_ONLY:
        return QUALITY_ONLY
    graded = [task for task in tasks if task not in PREFERENCE_TASKS]
    endless = value.strip().lower().lstrip("+") in ("inf", "infinity") if isinstance(value, str) else value == inf
    if endless:
        raise InvalidInputError(f'must be finite; "{QUALITY_ONLY}" asks for quality whatever it costs')
    rest = "answers to it are preferred, not right or wrong: say preferred_value"
    return _by_task(value, graded, "error_cost", lambda task: rest if task in PREFERENCE_TASKS else None)


def parse_preferred_values(value: object, tasks: Iterable[Task]) -> ErrorCosts:
    """
    Read what a preferred answer is worth, at the tasks of preference; as `parse_error_costs` does.

    Raises:
        InvalidInputError: A figure isn't allowed, or no task of the need is one of preference.
    """
    rated = [task for task in tasks if task in PREFERENCE_TASKS]
    rest = "its answers are right or wrong: say error_cost"
    return _by_task(value, rated, "preferred_value", lambda task: None if task in PREFERENCE_TASKS else rest)


def _by_task(
    value: object, tasks: Sequence[Task], name: str, refused: Callable[[Task], str | None]
) -> dict[Task, ErrorCost]:
    """Read one figure for all of *tasks*, or a table by task; all faults are told at once."""
    if not is_mapping(value) or set(map(str, value)) <= set(_PARTS):
        if not tasks:
            raise InvalidInputError(f"no task of the need takes {name}: {_OTHER[name]}")
        return dict.fromkeys(tasks, _parse_one(value))
    known = {task.value: task for task in Task}
    costs: dict[Task, ErrorCost] = {}
    faults: list[Fault] = []
    for key, each in value.items():
        task = known.get(str(key))
        problem = None if task is None else refused(task)
        if problem is None and task not in tasks:
            problem = not_among([str(key)], tasks, "of the tasks of the need it may name")
        if task is None or problem:
            faults.append(Fault(where=str(key), problem=problem or ""))
            continue
        try:
            costs[task] = _parse_one(each)
        except InvalidInputError as error:
            faults += [Fault(where=str(key), problem=fault.problem) for fault in error.faults]
    if faults:
        raise InvalidInputError(*faults)
    return costs


_OTHER = {
    "error_cost": "answers are preferred there, not right or wrong; say preferred_value",
    "preferred_value": "answers are right or wrong there; say error_cost",
}


def default_error_cost(task: Task) -> ErrorCost:
    """Return what an error costs at a task, or a preferred answer is worth, where nobody says: an assumption with its reason."""
    usd, reason = _DEFAULTS[task]
    return ErrorCost(low=Decimal(usd), high=Decimal(usd), reason=reason)


_DEFAULTS: Mapping[Task, tuple[str, str]] = FrozenMap({
    Task.CODING: ("2.00", "two minutes to notice a wrong patch and ask again, at $60 an hour"),
    Task.AGENTIC_CODING: ("20.00", "20 minutes to review a change that fails and do it otherwise, at $60 an hour"),
    Task.MATH: ("1.00", "a minute to check and redo a wrong solution, at $60 an hour"),
    Task.REASONING: ("1.00", "a minute to check and redo a wrong conclusion, at $60 an hour"),
    Task.KNOWLEDGE: ("1.00", "a minute to look up what was answered wrongly, at $60 an hour"),
    Task.INSTRUCTION_FOLLOWING: ("0.20", "twelve seconds to see that something is amiss and ask again, at $60 an hour"),
    Task.TOOL_USE: ("2.00", "two minutes to undo and redo a piece of work, at $60 an hour"),
    Task.LONG_CONTEXT: ("2.00", "two minutes to find in a long document what was missed, at $60 an hour"),
    Task.MULTILINGUAL: ("0.05", "three seconds saved by an answer that reads better, at $60 an hour"),
    Task.VISION: ("0.50", "half a minute to read off the image what was read wrongly, at $60 an hour"),
    Task.WRITING: ("1.00", "a minute to rework a page that isn't good enough, at $60 an hour"),
    Task.RECALL: ("0.50", "half a minute to look up a fact that was wrong, at $60 an hour"),
    Task.FACTUALITY: ("0.50", "half a minute to find out that the answer isn't in the sources, at $60 an hour"),
    Task.SAFETY: ("5.00", "five minutes to deal with an answer that shouldn't have been given, at $60 an hour"),
    Task.PREFERENCE: ("0.05", "three seconds saved by an answer that reads better, at $60 an hour"),
})  # fmt: skip
"""US dollars and why, by task. Assumptions: none of them was measured."""
