"""
Cost report: what a workload costs as text, line by line or place by place.

A bill has as many decimals as its amounts need, cents at least: what is printed adds up exactly.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple, cast

from llm_selection._foundation.wording import listed, money
from llm_selection.analysis.finished_tasks import FinishedTask
from llm_selection.analysis.quotes import Quote
from llm_selection.domain.evidence import Agreement, dissents
from llm_selection.domain.prices import DateBasis
from llm_selection.estimation.costs import CostEstimate, HoursLine, Line
from llm_selection.estimation.workloads import Workload
from llm_selection.presentation.money_in_words import task_usd_in_words
from llm_selection.presentation.record_report import citation
from llm_selection.presentation.text_layout import WIDTH, behind, labelled
from llm_selection.units import EXACT

__all__ = ["bill_as_text", "quotes_as_text"]

_LEAST_WIDTH = 12
"""Columns that dollars have in a bill, at least: what has more digits takes them from the names."""

_FIRST_DAY = {
    DateBasis.DOCUMENTED: "documented as in force from {day} on",
    DateBasis.FIRST_OBSERVED: "first read on {day}, maybe older",
    DateBasis.COMMIT: "recorded by a catalogue on {day}, maybe older",
}
"""What the first day of prices rests on."""

_WIDEST_ID = 48
"""Columns that ids have beside amounts, which take 32 with the gaps."""


def quotes_as_text(
    quotes: Sequence[Quote], workload: Workload, *, on: date, limit: int, task: FinishedTask | None = None
) -> str:
    """
    Write what a workload costs at several offerings of a model, a line each, and the bill of the cheapest.

    US dollars a month of 30 days, at the prices in force *on* that day; at most *limit* lines, and how many more there are;
    *task* is what one costs at the first.
    """
    shown = quotes[:limit]
    width = min(_WIDEST_ID, max(len("offering"), *(len(quote.option.name) for quote in shown)))
    lines = [*_head(quotes[0], workload, on), "", f"{'offering':<{width}}  {_titles(shown, workload)}".rstrip()]
    lines += [line for quote in shown for line in _quote(quote, width=width)]
    if len(quotes) > limit:
        lines.append(f"and {len(quotes) - limit} more; --limit {len(quotes)} shows all")
    return "\n".join([*lines, "", *_bill(quotes[0], task)])


def bill_as_text(quote: Quote, workload: Workload, *, on: date, task: FinishedTask | None = None) -> str:
    """
    Write the bill of a workload at one offering, in US dollars for a month of 30 days.

    Args:
        quote: What it costs.
        workload: What is run.
        on: The day whose prices apply.
        task: What a task costs, and one that is solved, where the need is known.
    """
    return "\n".join([*_head(quote, workload, on), "", *_bill(quote, task)])


def _head(quote: Quote, workload: Workload, on: date) -> Iterator[str]:
    """Name what is priced, the workload and the day."""
    yield from labelled("Model", quote.option.model.id)
    yield from labelled("Workload", f"{workload.name}: {workload}")
    known = quote.option.context.registry.date
    as_known = f", as far as known on {known}" if on > known else ""
    yield from labelled("Prices", f"in force on {on}{as_known}, US dollars; a month has 30 days")


def _bill(quote: Quote, task: FinishedTask | None) -> Iterator[str]:
    """Write a bill: each line with its tokens and rate, the sum, what a task costs, whose prices they are, and what was assumed."""
    yield from labelled("Bill", f"{quote.option.name} at {quote.option.provider.name}")
    yield from _amounts_of(quote.cost)
    if task is not None:
        yield from labelled("Finished", _finished(task))
    yield from _source(quote)
    notes = list(quote.cost.notes)
    if quote.set_aside:
        notes.insert(0, f"an answer would set it aside: {'; '.join(quote.set_aside)}")
    for number, note in enumerate(notes):
        yield from labelled("" if number else "Notes", note)


def _finished(task: FinishedTask) -> str:
    """Say what a finished task costs, and of what that follows."""
    bound = "at most " if task.at_most else ""
    bill = (
        "the bill isn't known"
        if task.task_usd is None
        else f"the bill is {bound}${task_usd_in_words(task.task_usd)} a task"
    )
    if not task.tasks:
        return f"not told of answers that are only preferred; {bill}"
    if task.solved is None:
        return f"unknown, as nothing says how many tasks it solves; {bill}"
    mean, low, high = (100 * share for share in task.solved)
    of = listed(each.replace("_", " ") for each in task.tasks)
    solved = f"{mean:.0f}% are expected to be solved at {of} (90% likely {low:.0f} to {high:.0f})"
    if task.usd is None:
        return f"unknown; {bill}, {solved}"
    return (
        f"{bound}${task_usd_in_words(task.usd)} for each task solved: {bill}, {solved}; if failures are noticed, and done again "
        "or dropped"
    )


def _source(quote: Quote) -> Iterator[str]:
    """Say from which day on the rates hold, what that day rests on, who says what they are, and who disagrees."""
    period, evidence, registry = quote.period, quote.evidence, quote.option.context.registry
    if period is None or evidence is None:
        return
    subject = "rates" if period.cards else "end of its rates"
    since = _FIRST_DAY[period.basis].format(day=period.effective)
    yield from labelled("Source", f"{subject} {since}; last read on {quote.last_read}")
    yield from labelled("", citation(registry, evidence))
    if period.evidence.source != evidence.source:
        source = registry.sources[period.evidence.source]
        yield from labelled("", f"its first day is from {source.title} {source.version}")


def _doubts(quote: Quote) -> Iterator[str]:
    """Say the first reason why an answer sets it aside and how many more there are, and who disagrees with its price."""
    reasons, evidence = quote.set_aside, quote.evidence
    if reasons:
        yield f"set aside: {reasons[0]}{f' (+{len(reasons) - 1})' if len(reasons) > 1 else ''}"
    if evidence is not None and evidence.agreement is Agreement.DISPUTED:
        yield f"sources disagree: {'; '.join(dissents(evidence, quote.option.context.registry.sources))}"


def _sum(cost: CostEstimate) -> str:
    return "a month, with what isn't known at its dearest" if cost.at_most else "a month"


def _amounts_of(cost: CostEstimate) -> Iterator[str]:
    """Write the lines, the sum and its bounds, all dollars with the same decimals."""
    if cost.per_month is None:
        yield f"{'':>10}unknown"
        return
    rows = [_hours(cost.hours)] if cost.hours else list(map(_tokens, cost.lines))
    digits = _decimals([cost.per_month, *(row.usd for row in rows)])
    width = max(_LEAST_WIDTH, len(f"{cost.per_month:,.{digits}f}"))
    yield _aligned("", *(("hours a month", "$/hour") if cost.hours else ("tokens a month", "$/million")), "$", width)
    for row in rows:
        yield _aligned(row.name, f"{row.units:,}", _rate(row.rate), f"{row.usd:,.{digits}f}", width)
    yield f"{'':>10}{_sum(cost):<{_COLUMNS - width - 1}} {cost.per_month:>{width},.{digits}f}"
    if cost.low != cost.high:
        label = f"{'from, and to':<{_COLUMNS - 2 * width - 2}}"
        yield f"{'':>10}{label} {cost.low:>{width},.{digits}f} {cost.high:>{width},.{digits}f}"


_COLUMNS = WIDTH - 10
"""Those of a bill, behind its label."""


class _Row(NamedTuple):
    """A line of a bill: of what, how many a month, at which price in US dollars, and dollars a month."""

    name: str
    units: int
    rate: Decimal
    usd: Decimal


def _tokens(line: Line) -> _Row:
    """Write a line of a bill by the token."""
    return _Row(_kind(line), line.tokens, line.usd_per_million, line.usd)


def _hours(line: HoursLine) -> _Row:
    """Write the line of a bill by the hour."""
    return _Row(str(line), line.hours, line.usd_per_hour, line.usd)


def _decimals(amounts: Iterable[Decimal]) -> int:
    """Return how many decimals it takes to write all *amounts* exactly, cents at least."""
    return max(_CENTS, *(-cast("int", amount.normalize(EXACT).as_tuple().exponent) for amount in amounts))


_CENTS = 2
"""Decimals."""


def _aligned(name: str, count: str, rate: str, usd: str, width: int) -> str:
    """Write a line of a bill; a name that is longer than its column has a line of its own."""
    numbers = f"{count:>16} {rate:>11} {usd:>{width}}"
    room = _COLUMNS - len(numbers)
    if len(name) > room:
        return f"{'':>10}{name}\n{'':>{10 + room}}{numbers}"
    return f"{'':>10}{name:<{room}}{numbers}"


def _kind(line: Line) -> str:
    """Name a line: its kind, how it is sent, and the tier of its prompts."""
    kind = line.kind.replace("_", " ")
    mode = "" if line.mode == "standard" else f", {line.mode}"
    tier = f", prompts over {line.above_prompt_tokens:,}" if line.above_prompt_tokens else ""
    return f"{kind}{mode}{tier}"


def _titles(quotes: Sequence[Quote], workload: Workload) -> str:
    """Name the columns of amounts; bounds that don't come of the tokens put out come of what isn't known of the rates."""
    if all(quote.cost.low == quote.cost.high for quote in quotes):
        return f"{'$/month':>10}"
    return f"{'$/month':>10}  {'from, and to' if workload.counted_output else 'from, to, 90%':>18}"


def _quote(quote: Quote, *, width: int) -> Iterator[str]:
    """Write what an offering costs in 80 columns: an id that is longer stands above, doubts below."""
    name: str = quote.option.name
    if len(name) > width:
        yield name
        name = ""
    yield f"{name:<{width}}  {_amounts(quote.cost)}".rstrip()
    for doubt in _doubts(quote):
        yield from behind("    ", doubt, indent=4)


def _amounts(cost: CostEstimate) -> str:
    """Write a month's cost and its bounds."""
    if cost.per_month is None:
        return f"{'unknown':>10}  {'':>18}"
    mark = "≤" if cost.at_most else ""
    bounds = "" if cost.low == cost.high else f"{money(cost.low or Decimal(0))} to {money(cost.high or Decimal(0))}"
    return f"{mark + money(cost.per_month):>10}  {bounds:>18}"


def _rate(price: Decimal) -> str:
    """Write a price with the decimals it has, two at least."""
    return f"{price:.{_decimals([price])}f}"
