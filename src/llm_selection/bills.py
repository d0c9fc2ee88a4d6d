"""Bills: what a workload costs as text, line by line or place by place."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from llm_selection._wording import money
from llm_selection._wrapping import WIDTH, behind, labelled
from llm_selection.costs import CostEstimate, HoursLine, Line
from llm_selection.quotes import Quote
from llm_selection.workloads import Workload

__all__ = ["bill_as_text", "quotes_as_text"]

_LONGEST_NAME = 29
"""Columns that the name of a line of a bill has; a longer one has a line of its own."""

_WIDEST_ID = 48
"""Columns that ids have beside amounts, which take 32 with the gaps."""


def quotes_as_text(found: Sequence[Quote], workload: Workload, *, on: date, limit: int) -> str:
    """
    Write what a workload costs at several offerings of a model, a line each, and the bill of the cheapest.

    US dollars a month of 30 days, at the prices in force *on* that day; at most *limit* lines, and how many more there are.
    """
    rows = [("offering", f"{'$/month':>10}  {'tokens out, 90%':>18}", "set aside by an answer")]
    rows += [(quote.option.offering.id, _amounts(quote.cost), _first(quote.set_aside)) for quote in found[:limit]]
    width = min(_WIDEST_ID, max(len(name) for name, _, _ in rows))
    lines = [*_head(found[0], workload, on), "", *(line for row in rows for line in _quote(*row, width=width))]
    if len(found) > limit:
        lines.append(f"and {len(found) - limit} more; --limit {len(found)} shows all")
    return "\n".join([*lines, "", *_bill(found[0])])


def bill_as_text(quote: Quote, workload: Workload, *, on: date) -> str:
    """Write the bill of a workload at one offering."""
    return "\n".join([*_head(quote, workload, on), "", *_bill(quote)])


def _head(quote: Quote, workload: Workload, on: date) -> Iterator[str]:
    """Say what of, and for what."""
    yield from labelled("Model", quote.option.model.id)
    yield from labelled("Workload", f"{workload.name}: {workload}")
    known = quote.option.context.registry.date
    as_known = f", as far as known on {known}" if on > known else ""
    yield from labelled("Prices", f"in force on {on}{as_known}, US dollars; a month has 30 days")


def _bill(quote: Quote) -> Iterator[str]:
    """Write a bill: each line with its tokens and rate, the sum, and what was assumed."""
    cost = quote.cost
    yield from labelled("Bill", f"{quote.option.offering.id} at {quote.option.provider.name}")
    if cost.per_month is not None:
        yield from _hours(cost.hours) if cost.hours else _tokens(cost.lines)
        yield f"{'':>10}{_sum(cost):<57}{cost.per_month:>13,.2f}"
        if cost.low != cost.high:
            yield f"{'':>10}{'from, and to':<44}{cost.low:>13,.2f} {cost.high:>12,.2f}"
    else:
        yield f"{'':>10}unknown"
    notes = list(cost.notes)
    if quote.set_aside:
        notes.insert(0, f"an answer would set it aside: {'; '.join(quote.set_aside)}")
    for number, note in enumerate(notes):
        yield from labelled("" if number else "Notes", note)


def _first(reasons: Sequence[str]) -> str:
    """Say the first reason, and how many more there are."""
    if not reasons:
        return ""
    return reasons[0] if len(reasons) == 1 else f"{reasons[0]} (+{len(reasons) - 1})"


def _sum(cost: CostEstimate) -> str:
    """Name the sum."""
    return "a month, with what isn't known at its dearest" if cost.at_most else "a month"


def _tokens(lines: Sequence[Line]) -> Iterator[str]:
    """Write the lines of a bill by the token."""
    yield _row("", "tokens a month", "$/million", "$")
    for line in lines:
        yield _row(_kind(line), f"{line.tokens:,}", _rate(line.usd_per_million), f"{line.usd:,.2f}")


def _hours(line: HoursLine) -> Iterator[str]:
    """Write the line of a bill by the hour."""
    yield _row("", "hours a month", "$/hour", "$")
    yield _row(str(line), f"{line.hours:,}", _rate(line.usd_per_hour), f"{line.usd:,.2f}")


def _row(name: str, count: str, rate: str, usd: str) -> str:
    """Write a line of a bill."""
    numbers = f"{count:>16} {rate:>11} {usd:>12}"
    if len(name) > _LONGEST_NAME:
        return f"{'':>10}{name}\n{'':>{10 + _LONGEST_NAME}}{numbers}"
    return f"{'':>10}{name:<{_LONGEST_NAME}}{numbers}"


def _kind(line: Line) -> str:
    """Name a line: its kind, how it is sent, and the tier of its prompts."""
    kind = line.kind.replace("_", " ")
    mode = "" if line.mode == "standard" else f", {line.mode}"
    tier = f", prompts over {line.above_prompt_tokens:,}" if line.above_prompt_tokens else ""
    return f"{kind}{mode}{tier}"


def _quote(name: str, amounts: str, reason: str, *, width: int) -> Iterator[str]:
    """Write what an offering costs in 80 columns: an id that is longer stands above, a reason without room below."""
    if len(name) > width:
        yield name
        name = ""
    line = f"{name:<{width}}  {amounts}"
    if len(found := f"{line}  {reason}".rstrip()) <= WIDTH:
        yield found
    else:
        yield line.rstrip()
        yield from behind("    ", reason, indent=4)


def _amounts(cost: CostEstimate) -> str:
    """Write a month's cost and its bounds."""
    if cost.per_month is None:
        return f"{'unknown':>10}  {'':>18}"
    mark = "≤" if cost.at_most else ""
    bounds = "" if cost.low == cost.high else f"{money(cost.low or Decimal(0))} to {money(cost.high or Decimal(0))}"
    return f"{mark + money(cost.per_month):>10}  {bounds:>18}"


def _rate(price: Decimal) -> str:
    """Write a price with the decimals it has, two at least."""
    return f"{price:f}" if -(price.as_tuple().exponent) > 2 else f"{price:.2f}"  # type: ignore[operator]  # noqa: PLR2004
