"""The command ``cost``."""

from argparse import Namespace

from llm_selection import registry as registries
from llm_selection._foundation.plain import to_plain
from llm_selection.analysis.quotes import price_workload, why_no_quote
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
    given = workload(options)
    if given is None:
        raise InvalidInputError(
            "give --workload NAME, --load KEY=VALUE, or both; llm-selection list workloads shows names"
        )
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
    if options.json:
        whole = {
            "workload": to_plain(priced, whole=True),
            "on": on.isoformat(),
            "currency": "USD",
            "quotes": list(map(plain_quote, quotes)),
        }
        say_json(with_registry(whole, registry))
    elif len(quotes) == 1:
        say(bill_as_text(quotes[0], priced, on=on))
    else:
        say(quotes_as_text(quotes, priced, on=on, limit=options.limit))
    return ANSWERED
