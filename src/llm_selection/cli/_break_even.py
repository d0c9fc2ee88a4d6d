"""The command ``break-even``."""

from argparse import Namespace
from typing import Any, cast

from llm_selection import registry as registries
from llm_selection._dataclasses import fields
from llm_selection._foundation.plain import to_plain
from llm_selection.analysis.break_even import BreakEven
from llm_selection.analysis.break_even import break_even as crossing_of
from llm_selection.cli import _inputs
from llm_selection.cli._inputs import day_of
from llm_selection.cli._json import say_json, with_registry
from llm_selection.cli._quotes import plain_quote
from llm_selection.cli._terminal import ANSWERED, say
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.workloads import Workload
from llm_selection.presentation.break_even_report import as_labelled_text

__all__ = ["break_even"]


def break_even(options: Namespace) -> int:
    """Print where the cost of an API and that of one's own hardware cross."""
    hosting, registry = _inputs.hosting(options), registries.in_use()
    if not hosting:
        raise InvalidInputError("give --host ACCELERATOR,utilization=0.4, once or several times")
    says_how_many = any(part.startswith("requests_per_") for part in options.load)
    if options.workload is None and not says_how_many:
        # The number of requests is what the command finds out.
        options.load.append("requests_per_month=1")
    if len(options.load) == 1 and options.workload is None:
        raise InvalidInputError("give --workload NAME, or the tokens of a request by --load KEY=VALUE")
    given = _inputs.workload(options)
    # Without a preset there are parts, as checked above, so a workload is given.
    workload = cast("Workload", given) if says_how_many else {"preset": given}
    on = day_of(options, registry)
    crossings = [
        crossing_of(options.model, workload, host, provider=options.at, registry=registry, on=on) for host in hosting
    ]
    if options.json:
        say_json(with_registry([_plain_crossing(one) for one in crossings], registry))
    else:
        say("\n\n".join(map(as_labelled_text, crossings)))
    return ANSWERED


def _plain_crossing(crossing: BreakEven) -> dict[str, Any]:
    """Return plain data of where costs cross: the offering compared with as ``cost`` gives it."""
    parts = {spec.name: getattr(crossing, spec.name) for spec in fields(crossing) if spec.name != "api"}
    return {name: to_plain(part, whole=True) for name, part in parts.items()} | {"api": plain_quote(crossing.api)}
