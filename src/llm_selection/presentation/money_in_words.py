"""Money in words: what a choice is expected to cost, the strip of winners, and the answer beside today's model."""

from collections.abc import Iterator
from decimal import Decimal

from llm_selection._foundation.wording import listed, money
from llm_selection.analysis.pairwise import Difference
from llm_selection.analysis.undecided import UndecidedBetter, UnpricedBetter
from llm_selection.analysis.winners import Winner, Winners
from llm_selection.domain.identity import OfferingId
from llm_selection.needs.error_costs import PREFERENCE_TASKS, ErrorCost
from llm_selection.needs.use_cases import UseCase, changes
from llm_selection.selection.expected_costs import ErrorTerms
from llm_selection.selection.ranking import Ranked
from llm_selection.units import EXACT

__all__ = [
    "assumed_error_costs",
    "difference_in_words",
    "dollars_in_words",
    "error_cost_in_words",
    "expected_in_words",
    "stays_in_words",
    "strip_in_words",
    "task_usd_in_words",
    "undecided_in_words",
    "unpriced_in_words",
]


def dollars_in_words(amount: Decimal, *, signed: bool = False) -> str:
    """
    Write US dollars: whole from 10 on, with cents below; signed with a plus too.

    >>> dollars_in_words(Decimal("-1240.20"), signed=True), dollars_in_words(Decimal("9.5"))
    ('−$1,240', '$9.50')
    """
    sign = "−" if amount < 0 else "+" if signed else ""
    return f"{sign}${money(abs(amount))}"


def error_cost_in_words(usd: Decimal) -> str:
    """
    Write what an error costs: with cents, and below a dollar with up to three digits.

    >>> error_cost_in_words(Decimal("0.026712")), error_cost_in_words(Decimal("0.5")), error_cost_in_words(Decimal("20"))
    ('$0.0267', '$0.50', '$20.00')
    """
    cent = Decimal("0.01")
    shown = usd.quantize(min(cent, Decimal(1).scaleb(usd.adjusted() - 2))).normalize()
    return f"${shown.quantize(cent) if shown.quantize(cent) == shown else shown:,f}"


def task_usd_in_words(usd: Decimal | None) -> str:
    """
    Write what a task costs in US dollars, without their sign: three digits, below a cent two; a question mark for unknown.

    >>> [task_usd_in_words(usd) for usd in (Decimal("0.026712"), Decimal("1.5"), Decimal("0.00031"), Decimal("1234"), None)]
    ['0.0267', '1.50', '0.00031', '1,234', '?']
    """
    if usd is None:
        return "?"
    digits = _DIGITS if usd >= _TASK_CENT else _FEW_DIGITS
    shown = usd.quantize(Decimal(1).scaleb(min(0, usd.adjusted() - digits + 1)), context=EXACT) if usd else Decimal(0)
    return f"{shown:,f}"


_DIGITS = 3
_FEW_DIGITS = 2
_TASK_CENT = Decimal("0.01")
"""US dollars a task from which three digits are written."""


def _pieces(terms: ErrorTerms) -> str:
    """Say how many pieces of work a month there are."""
    whole = sum(terms.pieces.values())
    return f"{round(whole):,} {'task' if round(whole) == 1 else 'tasks'} a month"


def assumed_error_costs(use_case: UseCase, terms: ErrorTerms, *, whole: bool = True) -> Iterator[str]:
    """
    Say what an error costs, each figure once, with its reason where there is one, and where it is assumed, how to say another.

    Not *whole*, without the reasons of a preset, which are told where the preset is shown.
    """
    if use_case.is_quality_only:
        yield "quality only: the higher share first, whatever it costs; then the lower bill"
        return
    by_cost: dict[tuple[bool, ErrorCost], list[str]] = {}
    for task, cost in use_case.error_costs.items():
        by_cost.setdefault((task in PREFERENCE_TASKS, cost), []).append(task.replace("_", " "))
    several = len(by_cost) > 1
    assumed = _assumed(use_case)
    for number, ((rated, cost), tasks) in enumerate(by_cost.items()):
        of = f" at {listed(tasks)}" if several else ""
        what = f"{cost} for each answer{of} that isn't preferred" if rated else f"{cost} for each task{of} gone wrong"
        volume = f", {_pieces(terms)}" if number == 0 else ""
        is_told = bool(cost.reason) and (whole or use_case.preset is None)
        why = f". {cost.reason[:1].upper()}{cost.reason[1:].rstrip('.')}" if is_told else ""
        flag = "--preferred-value" if rated else "--error-cost"
        yours = f" (assumed; {flag} takes yours)" if cost in assumed else ""
        yield f"{what}{volume}{why}{yours}"


def _assumed(use_case: UseCase) -> set[ErrorCost]:
    """Return the costs that the user didn't say: a task's own, and a preset's."""
    own: set[ErrorCost] = set()
    for name, given in (("error_cost", use_case.error_cost), ("preferred_value", use_case.preferred_value)):
        if not isinstance(given, str) and (use_case.preset is None or name in changes(use_case)):
            own.update(given.values())
    return {cost for cost in use_case.error_costs.values() if cost not in own}


def expected_in_words(ranked: Ranked, terms: ErrorTerms, use_case: UseCase) -> str:
    """Say what an option is expected to cost and of what it is made up; the terms add up to the cent."""
    expected = ranked.expected
    bill = "a bill that isn't known" if expected.bill is None else f"bill ${expected.bill:,.2f}"
    parts = [bill]
    for task, usd in expected.errors.items():
        share = ranked.quality[task].mean
        cost = use_case.error_costs[task].usd
        missed = "not preferred" if task in PREFERENCE_TASKS else "wrong"
        of = f" at {task.replace('_', ' ')}" if len(expected.errors) > 1 else ""
        parts.append(
            f"errors{of} ${usd:,.2f} ({100 * (1 - share):.1f} % of {terms.pieces[task]:,.0f} {missed}, "
            f"{error_cost_in_words(cost)} each)"
        )
    text = " + ".join(parts)
    for name, worth in expected.worths.items():
        if worth is None:
            text += f", {name} unknown"
        elif worth:
            text += f" {'−' if worth > 0 else '+'} ${abs(worth):,.2f} ({name})"
    total = "" if expected.total is None else f"${expected.total:,.2f} a month = "
    return f"{total}{text}"


def difference_in_words(difference: Difference) -> str:
    """Say how two options differ in dollars a month: in all, in the bills, in the errors, in worths."""
    total, bill = difference.usd, difference.bill_usd
    if total is None or bill is None:
        return "what one of them costs isn't known"
    bound = {
        (True, False): ", or less",
        (False, True): ", or more",
        (True, True): ", if both cost as much as they can",
    }.get((difference.at_most, difference.other_at_most), "")
    parts = f"bill {dollars_in_words(bill, signed=True)}, errors {dollars_in_words(difference.errors_usd, signed=True)}"
    rest = total - bill - difference.errors_usd
    if rest:
        parts += f", worths {dollars_in_words(rest, signed=True)}"
    return f"{dollars_in_words(total, signed=True)} a month ({parts}){bound}"


def strip_in_words(winners: Winners) -> str:
    """Write the strip of winners in one sentence."""
    strip = winners.strip
    if not strip:
        return "No bill is known, so nothing tells which is the best by what an error costs."
    if len(strip) == 1:
        return f"{strip[0].name} is the best whatever {_COST_OF[winners.of]}."
    steps = [f"{_until(each, is_first=number == 0)} {each.name}" for number, each in enumerate(strip)]
    head = f"{_COST_OF[winners.of][:1].upper()}{_COST_OF[winners.of][1:]}"
    return f"{head} {', '.join(steps)}."


def _until(winner: Winner, *, is_first: bool) -> str:
    """Say up to which cost a winner is the best."""
    if winner.end is None:
        return "more:"
    return f"{'up to' if is_first else 'to'} {error_cost_in_words(winner.end)}:"


def stays_in_words(winners: Winners) -> Iterator[str]:
    """Say in which range the first stays; nothing where its bill isn't known, or quality counts whatever it costs."""
    if winners.stays is None or winners.now is None:
        return
    low, high = winners.stays
    if not low and high is None:
        yield f"The first stays first whatever {_COST_OF[winners.of]}."
        return
    ends = ([f"from {error_cost_in_words(low)}"] if low else []) + (
        ["on"] if high is None else [f"{'to' if low else 'up to'} {error_cost_in_words(high)}"]
    )
    each = "an error" if winners.of == "error" else "a preferred answer"
    yield f"The first stays first {' '.join(ends)} {each}; yours is {error_cost_in_words(winners.now)}."


_COST_OF = {"error": "an error costs", "preferred answer": "a preferred answer is worth"}


def undecided_in_words(better: UndecidedBetter) -> str:
    """Name what would come first if a fact were known, and how to bring it."""
    asked = listed([f"“{each}”" for each in better.unknown])
    saves = "" if better.usd is None else f", {dollars_in_words(better.usd)} a month less"
    others = f" ({better.count - 1:,} more would stand above 1)" if better.count > 1 else ""
    read = " (nobody here read its terms)" if "permits" in better.keywords else ""
    return (
        f"{better.name} at {_provider(better.offering)} would come first{saves}, if it met {asked}, which isn't known{read}{others}; "
        "an overlay can bring it."
    )


def unpriced_in_words(better: UnpricedBetter) -> str:
    """Name a model without a known bill that would come first below some bill."""
    return (
        f"{better.name} at {_provider(better.offering)} has no known price; below {dollars_in_words(better.below)} a month it "
        "would come first."
    )


def _provider(offering: OfferingId) -> str:
    """Return the id of who serves it."""
    return offering.partition("/")[0]
