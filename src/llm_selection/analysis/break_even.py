"""Break-even: from how many requests a month on one's own hardware costs no more than a provider's API."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, inf

from llm_selection._dataclasses import dataclass, replace
from llm_selection.analysis.quotes import Quote, price_workload, why_no_quote
from llm_selection.domain.prices import Hosted
from llm_selection.domain.verbosity import Verbosity
from llm_selection.errors import InvalidInputError, of_argument
from llm_selection.estimation.costs import Charged, monthly_picodollars
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.option_facts import RATES_IN_FORCE
from llm_selection.needs.put_out import put_out
from llm_selection.needs.self_hosting import Hosting, check_priced, parse_hosting, servers, why_no_server
from llm_selection.needs.use_cases import parse_workload
from llm_selection.registry import Registry, in_use
from llm_selection.units import EXACT, PICODOLLARS_PER_DOLLAR, dollars, parse_day

__all__ = ["AtNumber", "BreakEven", "break_even", "crossing"]

_MANY = 10**6
"""Requests whose cost tells that of one: it is linear but for fractions of a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AtNumber:
    """
    What both sides cost at one number of requests.

    Attributes:
        requests: Requests a month.
        api_usd: US dollars a month at the API; at most, where its bill says so.
        hosted_usd: US dollars a month for servers.
        servers: How many of them.
    """

    requests: int
    api_usd: Decimal
    hosted_usd: Decimal
    servers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """
    Where the cost of a provider's API and that of one's own hardware cross.

    Attributes:
        model: The model.
        workload: The requests.
        on: The day whose prices count.
        api: The offering compared with, with its bill for the workload.
        hosted: The server with which hosting costs no more at the fewest requests; if with none, the one that costs least
            when it is full.
        utilization: The share of a busy server that is taken to be used.
        usd_per_request: What a request costs at the API, in US dollars.
        first: The fewest requests a month at which hosting costs no more; ``None`` when it never does.
        for_good: The requests a month from which it never costs more again with servers of this kind: each further one
            costs at once and is filled later. ``None`` when there are none.
        asked: What both cost at the number of requests that was given, with servers of this kind; ``None`` where none was,
            as by a preset alone.
        slower: ``first`` if the server gets half as many requests done as is estimated.
        faster: ``first`` if it gets twice as many done.
    """

    model: str
    workload: Workload
    on: date
    api: Quote
    hosted: Hosted
    utilization: float
    usd_per_request: float
    first: int | None
    for_good: int | None
    asked: AtNumber | None
    slower: int | None
    faster: int | None


def break_even(
    model: str,
    workload: Workload | Mapping[str, object] | str,
    hosting: Hosting | Mapping[str, object],
    *,
    provider: str | None = None,
    registry: Registry | None = None,
    on: date | str | None = None,
) -> BreakEven:
    """
    Say from how many requests a month a model is cheaper on one's own hardware than at a provider.

    Args:
        model: Its id, or another name of it.
        workload: The tokens of a request; how many there are is what is asked for. What both cost at a number that is given
            beside them is told too.
        hosting: The hardware, its price and its utilization.
        provider: Compare with this provider; by default with the cheapest that an answer wouldn't set aside (`Quote`).
        registry: The facts; by default what `llm_selection.registry.in_use` returns.
        on: The day whose prices count; by default the registry's own.

    Returns:
        The requests a month from which the hardware costs no more (``first``) and from which it stays so
        (``for_good``), ``None`` where that never comes; with the offering compared with, the server, and what half and
        twice its speed would change.

    Raises:
        InvalidInputError: The model can't be hosted there, or no provider's cost of it is known.
        NotFoundError: The registry has no such model, provider or accelerator.
    """
    facts = in_use(registry)
    day = facts.date if on is None else of_argument("on", parse_day, on)
    # For one request alone, all may cost the same to the last digit.
    given, hardware = of_argument("workload", parse_workload, workload), _one(hosting)
    load = replace(given, requests_per_month=_MANY)
    hosted_model, accelerator = facts.model(model), facts.accelerators[hardware.accelerator]
    effort = None if hosted_model.efforts is None else hosted_model.efforts.unasked
    verbosity = put_out(facts, hosted_model.id, load, effort)
    check_priced(accelerator, hardware, day)
    sized = servers(hosted_model, accelerator, hardware, load, verbosity, on=day)
    if not sized:
        reason = why_no_server(hosted_model, accelerator, hardware, load, verbosity, on=day)
        raise InvalidInputError(
            f"{hosted_model.id} can't be hosted on servers of up to {hardware.accelerators} {accelerator.id}: {reason}"
        )
    quotes = price_workload(hosted_model.id, load, provider=provider, registry=facts, on=day)
    if not quotes:
        raise InvalidInputError(why_no_quote(hosted_model.id, provider, registry=facts, on=day))
    # At the same effort, where it is offered at that one.
    alike = [quote for quote in quotes if quote.option.effort is effort] or quotes
    api = _cheapest(alike, hosted_model.id, provider, day)
    rates = api.option.fact(RATES_IN_FORCE)
    each = Fraction(monthly_picodollars(load, rates, api.verbosity) or 0, _MANY)
    server, (first, for_good) = min(((one, _crossing(each, one)) for one in sized), key=_soonest)
    return BreakEven(
        model=hosted_model.id,
        workload=load,
        on=day,
        api=api,
        hosted=server,
        utilization=hardware.utilization,
        usd_per_request=float(each / PICODOLLARS_PER_DOLLAR),
        first=first,
        for_good=for_good,
        asked=_at(given, rates, verbosity, server) if _says_how_many(workload) else None,
        slower=_crossing(each, server, Fraction(1, 2))[0],
        faster=_crossing(each, server, Fraction(2))[0],
    )


def _says_how_many(workload: object) -> bool:
    """Say whether a number of requests was given: a preset's own is an assumption."""
    counts = ("requests_per_month", "requests_per_day")
    return isinstance(workload, Workload) or (isinstance(workload, Mapping) and any(key in workload for key in counts))


def _at(workload: Workload, rates: Charged, verbosity: Verbosity | None, server: Hosted) -> AtNumber:
    """Say what the API and servers of one kind cost at the number of requests of a workload."""
    requests = workload.requests_per_month
    return AtNumber(
        requests=requests,
        api_usd=dollars(monthly_picodollars(workload, rates, verbosity) or 0),
        hosted_usd=server.usd_for(requests),
        servers=server.servers_for(requests),
    )


def _one(hosting: object) -> Hosting:
    """Read hardware, of which there must be one kind."""
    hostings = parse_hosting(hosting)
    if len(hostings) != 1:
        raise InvalidInputError(f"break_even takes one Hosting, got {len(hostings)}")
    return hostings[0]


def _cheapest(quotes: Sequence[Quote], model: str, provider: str | None, day: date) -> Quote:
    """Return the first quote of known cost; by default of those that an answer wouldn't set aside."""
    known = [quote for quote in quotes if quote.cost.per_month is not None and (provider or not quote.set_aside)]
    if not known:
        at = f" at {provider}" if provider else ""
        raise InvalidInputError(
            f"no cost of {model}{at} is known on {day} to compare with; llm-selection cost says why"
        )
    return known[0]


def _crossing(each: Fraction, server: Hosted, speed: Fraction = Fraction(1)) -> tuple[int | None, int | None]:
    """Return where the costs of requests and of servers cross if these are so many times as fast as estimated."""
    cost = int(server.usd_for(1).scaleb(12, EXACT))
    return crossing(each, cost, max(1, floor(server.requests * speed)))


def _soonest(sized: tuple[Hosted, tuple[int | None, int | None]]) -> tuple[float, float, int]:
    """Sort by the fewest requests at which costs cross; then by what a full server costs a request."""
    server, (first, _) = sized
    full = float(server.usd_for(1)) / server.requests
    return (inf if first is None else first), full, server.accelerators


def crossing(each: Fraction, server: int, capacity: int) -> tuple[int | None, int | None]:
    """
    Return from how many requests servers cost no more than requests do: for the first time, and for good.

    With *k* servers up to ``k C`` requests are served; they cost ``k S``, the API ``a R``. So ``R = ⌈S / a⌉`` is the first
    if one server can do as many, and if not there is none, since then ``a C < S``: a full server costs more. After that,
    the one request more that takes another server may cost more again, until ``(k + 1) S ≤ a (k C + 1)``.

    Args:
        each: What a request costs at the API, a.
        server: What a server costs a month, S, in the same unit.
        capacity: Requests that one server gets done in a month, C.

    >>> crossing(Fraction(1), 100, 1000), crossing(Fraction(1), 800, 1000), crossing(Fraction(1), 1001, 1000)
    ((100, 100), (800, 3200), (None, None))
    """
    if not each or server > each * capacity:
        return None, None
    first = max(1, ceil(server / each))
    margin = each * capacity - server
    if not margin and server > each:
        # Each full server costs just what the API does, and the next one costs more again.
        return first, None
    # The last number of servers at which one more makes hosting dearer again, if there is one.
    step = ceil((server - each) / margin) if margin else 0
    return first, max(first, ceil(step * server / each))
