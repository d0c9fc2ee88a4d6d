"""Why a model isn't the answer, as text."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from textwrap import shorten

from llm_selection._foundation.wording import counted
from llm_selection.analysis.why_not import Refusal, Shortfall, Standing, WhyNot
from llm_selection.domain.efforts import Effort
from llm_selection.domain.verdicts import Outcome
from llm_selection.presentation.money_in_words import dollars_in_words
from llm_selection.presentation.text_layout import in_columns, wrapped
from llm_selection.selection.expected_costs import ExpectedCost
from llm_selection.selection.ranking import Ranked

__all__ = ["as_text", "sentences", "shortfall_in_words"]

_SHOWN = (3, 2, 2)
"""How many shortfalls are told of the developer's own offering and the nearest: the whole text then fits a terminal, whatever was asked."""

_BRIEF = 75
"""Characters of a requirement, and of a reason, that are told; lists of ids may hold hundreds."""

_LONGEST_NAME = 30
"""Characters of what is worth something that are told."""

_LEAST_POINTS = 0.05
"""Points of quality below which two are told to be alike."""

_CLAUSES = 550
"""Characters of a reason that quotes license terms: a clause that decides isn't cut, and of the terms known all fit."""


def as_text(why: WhyNot) -> str:
    """Write why a model isn't the first for a terminal of 80 columns by 40 lines; ids that are longer go on in the next."""
    return wrapped(sentences(why))


def sentences(why: WhyNot) -> Iterator[str]:
    """Say where the model stands and why, a line each; what belongs to a line above is indented."""
    if why.first is not None and why.expected is not None and why.standing is not Standing.FIRST:
        yield from _behind(why, why.first, why.expected, why.points or 0.0)
        return
    match why.standing:
        case Standing.FIRST:
            yield f"{why.name} is the first."
            yield from _not_known(why)
        case Standing.UNMEASURED:
            tasks = " and ".join(task.replace("_", " ") for task in why.unmeasured)
            yield f"{why.name} meets the need but nothing says how good it is at {tasks}, so it isn't ranked."
        case Standing.NOT_OFFERED:
            yield f"{why.name} isn't offered anywhere that is known."
        case _:
            yield from _refused(why)


def _behind(why: WhyNot, first: Ranked, own: ExpectedCost, points: float) -> Iterator[str]:
    """Say what it costs more than the first, and what would win it."""
    best = first.expected
    if why.standing is Standing.BESIDE:
        yield f"{why.name} meets the need, but another offering of {why.model} is expected to cost less."
    stands = why.name if why.standing is Standing.BESIDE else f"{why.name}, in place {why.place},"
    if why.quality_only:
        yield f"{stands} solves {_solved(points)} {first.model.id} at {first.provider.name}; quality comes first whatever it costs."
    elif own.total is None or best.total is None:
        yield f"{stands} has a cost that isn't known; the first is {first.model.id}."
    else:
        more, at = own.total - best.total, f"{first.model.id} at {first.provider.name}"
        yield (
            f"{stands} is expected to cost {dollars_in_words(more)} a month more than {at}."
            if more > 0
            else f"{stands} is expected to cost as much as {at}, which comes first of equals."
        )
    yield from _rows(why, own, best)
    yield from _not_known(why)
    if not why.changes:
        yield "No single change of the cost of an error, its bill or its quality would make it the first."
        return
    yield "Each of these alone would make it the first:"
    yield from (f"  {change}" for change in why.changes)


def _solved(points: float) -> str:
    """Say how much less is solved."""
    return f"{-points:.1f} points less than" if points < -_LEAST_POINTS else "as much as"


def _rows(why: WhyNot, own: ExpectedCost, best: ExpectedCost) -> list[str]:
    """Set bill, errors and worths beside those of the first, a line each; worths only where they differ."""
    rows = [
        (
            "bill",
            _apart(own.bill, best.bill),
            f"{_dollars(own.bill, why.effort)} against {_dollars(best.bill, why.first_effort)}",
        )
    ]
    for task, errors in own.errors.items():
        name = "errors" if len(own.errors) == 1 else f"errors at {task.replace('_', ' ')}"
        rows.append((name, _apart(errors, best.errors[task]), f"${errors:,.2f} against ${best.errors[task]:,.2f}"))
    for name, worth in own.worths.items():
        theirs = best.worths[name]
        if worth != theirs:
            amounts = f"worth {_dollars(worth, None)} against {_dollars(theirs, None)}"
            rows.append((_brief(name, _LONGEST_NAME), _apart(theirs, worth), amounts))
    apart = max(len(difference) for _, difference, _ in rows)
    return in_columns((f"  {name}", f"{difference:>{apart}} ", amounts) for name, difference, amounts in rows)


def _apart(own: Decimal | None, other: Decimal | None) -> str:
    """Write by how many dollars one amount is above another."""
    return "?" if own is None or other is None else dollars_in_words(own - other, signed=True)


def _not_known(why: WhyNot) -> Iterator[str]:
    """Say which requirements it isn't known to meet."""
    if why.untold:
        requirements = "; ".join(f"{_brief(str(each.requirement))} ({_brief(each.reason)})" for each in why.untold)
        yield f"  ? not known to meet: {requirements}"


def _brief(text: str, most: int = _BRIEF) -> str:
    """Cut a text between words where it is longer than *most* characters."""
    return shorten(text, most, placeholder=" …")


def _dollars(usd: Decimal | None, effort: Effort | None) -> str:
    """Write a month's cost, and at which effort its tokens are counted where that is stated."""
    if usd is None:
        return "unknown"
    return f"${usd:,.2f}{'' if effort is None else f' (at effort {effort})'}"


def _refused(why: WhyNot) -> Iterator[str]:
    """Say which requirements its offerings don't meet."""
    where = "" if why.place is None else f"; its model is, in place {why.place}"
    reason = ", since a fact is missing" if why.standing is Standing.UNDECIDED else ""
    if why.name == why.model:
        reason = f": {_counts(why.refusals)}"
    yield f"{why.name} isn't ranked{where}{reason}."
    # What the developer itself offers is looked for first.
    own = [refusal for refusal in why.refusals if refusal.own_api][:1]
    nearest = [*own, *(refusal for refusal in why.refusals if refusal not in own)]
    times = Counter(refusal.offering for refusal in nearest)
    for refusal, most in zip(nearest, _SHOWN, strict=False):
        # An offering stands there twice where it fails for other reasons at another effort.
        yield from _refusal(refusal, most, with_effort=times[refusal.offering] > 1)
    rest = len(times.keys() - {refusal.offering for refusal in nearest[: len(_SHOWN)]})
    if rest:
        yield f"  and {counted(rest, 'more offering')}"


def _refusal(refusal: Refusal, most: int, *, with_effort: bool) -> Iterator[str]:
    """Name an offering, perhaps with its effort, and say at *most* so many of its shortfalls."""
    effort = f" at effort {refusal.effort}" if with_effort else ""
    yield f"  {refusal.offering}{effort}{', of the developer' if refusal.own_api else ''}"
    yield from (f"    {_shortened(shortfall)}" for shortfall in refusal.shortfalls[:most])
    rest = len(refusal.shortfalls) - most
    if rest > 0:
        yield f"    and {counted(rest, 'more requirement')}"


def _counts(refusals: Sequence[Refusal]) -> str:
    """Say how many offerings fail a requirement at every effort, and how many lack a fact."""
    lack = len({refusal.offering for refusal in refusals if not refusal.fails})
    fail = len({refusal.offering for refusal in refusals}) - lack
    lacking = f"lack{'s' if lack == 1 else ''} a fact"
    if not fail:
        return f"{counted(lack, 'offering')} {lacking}"
    return f"{counted(fail, 'offering')} fail{'s' if fail == 1 else ''} a requirement" + (
        f", {lack:,} {lacking}" if lack else ""
    )


def shortfall_in_words(shortfall: Shortfall) -> str:
    """Say what was asked, what is, how far that is, and who says so."""
    return _shortfall(shortfall, asked=str(shortfall.requirement), reason=shortfall.reason)


def _shortened(shortfall: Shortfall) -> str:
    """Write a shortfall with its texts cut short, except clauses of a license."""
    quotes_license = "license_terms" in shortfall.requirement.reads
    reason = _brief(shortfall.reason, _CLAUSES if quotes_license else _BRIEF)
    return _shortfall(shortfall, asked=_brief(str(shortfall.requirement)), reason=reason)


def _shortfall(shortfall: Shortfall, *, asked: str, reason: str) -> str:
    """Write a shortfall with these texts of what was asked and what is so."""
    unknown = "" if shortfall.outcome is Outcome.FAILS else "can't be told: "
    off = "" if shortfall.gap is None else f", off by {shortfall.gap}"
    said_by = f" (source: {'; '.join(shortfall.said_by)})" if shortfall.said_by else ""
    return f"{asked}: {unknown}{reason}{off}{said_by}"
