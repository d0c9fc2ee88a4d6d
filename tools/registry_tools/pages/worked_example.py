"""The worked example of *How it decides*: the sum of the first two options of an answer, with figures to redo it by hand."""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from llm_selection.domain.benchmarks import Task
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry
from llm_selection.selection.ranking import Ranked

__all__ = ["with_worked_example"]

_HEAD, _TAIL = "<!-- worked example, made from the answer -->", "<!-- end of the example -->"
_TASK = Task.MATH


def with_worked_example(page: str, registry: Registry) -> str:
    """Return the text of *page* with the sum between its marks as *registry* has it on its own day."""
    told = "\n".join(_lines(registry))
    return re.sub(f"(?s){_HEAD}.*{_TAIL}", lambda _: f"{_HEAD}\n\n{told}\n\n{_TAIL}", page, count=1)


def _lines(registry: Registry) -> Iterator[str]:
    """Yield the lines of the example."""
    result = recommend(_TASK, registry=registry, on=registry.date)
    first, second = result.ranking[0], result.ranking[1]
    need = result.use_case
    cost, workload = need.error_costs[_TASK].usd, need.workload_or_default
    pieces = Fraction(workload.requests_per_month, workload.requests_per_task)
    yield "| | bill | + | tasks | × | an error | × | gone wrong | = | in all |"
    yield "| --- | ---: | --- | ---: | --- | ---: | --- | ---: | --- | ---: |"
    for place, ranked in enumerate((first, second), start=1):
        yield (
            f"| {place} `{ranked.model.id}` | ${_known(ranked.expected.bill):,.2f} | + | {float(pieces):,.0f} | × | ${cost:,.2f} | × | "
            f"{100 - _percent(ranked):.4f} % | = | ${_known(ranked.expected.total):,.2f} |"
        )
    bill = _known(first.expected.bill) - _known(second.expected.bill)
    errors = first.expected.errors_total - second.expected.errors_total
    total = _known(first.expected.total) - _known(second.expected.total)
    yield ""
    yield (
        f"Take the second line from the first: the bill differs by {_signed(bill)}, the errors by {_signed(errors)}, "
        f"so the first is expected to cost ${abs(total):,.2f} a month less."
    )
    points = _percent(first) - _percent(second)
    if bill > 0 and points > 0:
        yield (
            f"It gets {points:.4f} % of {float(pieces):,.0f} tasks more right, "
            f"which is {float(pieces) * float(points) / 100:,.2f}: below "
            f"${bill:,.2f} / {float(pieces) * float(points) / 100:,.2f} = ${float(bill) / (float(pieces) * float(points) / 100):,.2f} "
            "an error the second is the better one, above it the first."
        )


def _percent(ranked: Ranked) -> Decimal:
    """Return the share solved in percent, to four decimals."""
    return (100 * Decimal(ranked.quality[_TASK].mean)).quantize(Decimal("0.0001"))


def _known(usd: Decimal | None) -> Decimal:
    """Return a figure that the first two have."""
    if usd is None:
        raise SystemExit(f"the first two at {_TASK} have no known bill: take another example")
    return usd


def _signed(usd: Decimal) -> str:
    """Write dollars with their sign."""
    return f"{'−' if usd < 0 else '+'}${abs(usd):,.2f}"
