"""The command ``cost``."""

from argparse import Namespace
from typing import Any

from llm_selection import registry as registries
from llm_selection._dataclasses import replace
from llm_selection._foundation.plain import to_plain
from llm_selection.analysis.finished_tasks import FinishedTask, finished_task
from llm_selection.analysis.quotes import Quote, price_workload, why_no_quote
from llm_selection.cli._efforts import need_of
from llm_selection.cli._inputs import day_of, hosting, workload
from llm_selection.cli._json import say_json, with_registry
from llm_selection.cli._quotes import plain_quote
from llm_selection.cli._terminal import ANSWERED, check_limit, say
from llm_selection.errors import InvalidInputError
from llm_selection.needs.use_cases import parse_workload
from llm_selection.presentation.cost_report import bill_as_text, quotes_as_text

__all__ = ["cost"]


def cost(options: Namespace) -> int:
    """Print what a workload costs at the offerings of a model."""
    check_limit(options)
    need = None if options.need is None else need_of(options.need)
    given = workload(options, need)
    if given is None and need is None:
        raise InvalidInputError(
            "give --workload NAME, --load KEY=VALUE, or both; or --need NEED; llm-selection list workloads shows names"
        )
    if need is not None:
        need = need if given is None else replace(need, workload=parse_workload(given))
        given = need.workload_or_default
    priced, registry = parse_workload(given), registries.in_use()
    on = day_of(options, registry)
    quotes = price_workload(
        options.name,
        priced,
        provider=options.at,
        hosting=hosting(options),
        registry=registry,
        on=on,
        effort=options.effort,
    )
    if not quotes:
        raise InvalidInputError(why_no_quote(options.name, options.at, registry=registry, on=on))
    tasks = [None if need is None else finished_task(quote.option, quote.cost, need) for quote in quotes]
    if options.json:
        whole = {
            "workload": to_plain(priced, whole=True),
            "on": on.isoformat(),
            "currency": "USD",
            "quotes": [_plain(quote, task) for quote, task in zip(quotes, tasks, strict=True)],
        }
        say_json(with_registry(whole, registry))
    elif len(quotes) == 1:
        say(bill_as_text(quotes[0], priced, on=on, task=tasks[0]))
    else:
        say(quotes_as_text(quotes, priced, on=on, limit=options.limit, task=tasks[0]))
    return ANSWERED


def _plain(quote: Quote, task: FinishedTask | None) -> dict[str, Any]:
    """Return a quote as plain data, with what a task costs where a need is named."""
    if task is None:
        return plain_quote(quote)
    solved = None if task.solved is None else dict(zip(("mean", "low", "high"), task.solved, strict=True))
    dollars = to_plain({"task_usd": task.task_usd, "finished_task_usd": task.usd}, whole=True)
    return {**plain_quote(quote), "solved": solved, **dollars}
