"""Break-even: from how many requests a month on one's own hardware costs no more than a provider's API."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil

from llm_selection.costs import monthly_cost, monthly_picodollars
from llm_selection.errors import InvalidInputError
from llm_selection.offerings import ProviderKind
from llm_selection.prices import Hosted
from llm_selection.quotes import Quote, price_workload
from llm_selection.registry import Registry, in_use
from llm_selection.self_hosting import Hosting, hosted, parse_hosting, with_hosted
from llm_selection.units import PICODOLLARS_PER_DOLLAR
from llm_selection.use_cases import parse_workload
from llm_selection.workloads import Workload

__all__ = ["BreakEven", "break_even", "crossing"]

_MANY = 10**6
"""Requests whose cost tells that of one: it is linear but for fractions of a token."""

_OFFERED = frozenset({ProviderKind.DEVELOPER, ProviderKind.CLOUD, ProviderKind.INFERENCE_HOST})


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakEven:
    """
    Where the cost of a provider's API and that of one's own hardware cross.

    Attributes:
        model: The model.
        api: The offering compared with, with its bill for the workload.
        hosted: The server that the workload was sized for.
        utilization: The share of a busy server that is taken to be used.
        usd_per_request: What a request costs at the API, in US dollars.
        first: The fewest requests a month at which hosting costs no more; ``None`` when it never does.
        for_good: The requests a month from which it never costs more again: each further server costs at once and is
            filled later. ``None`` when there are none.
    """

    model: str
    api: Quote
    hosted: Hosted
    utilization: float
    usd_per_request: float
    first: int | None
    for_good: int | None

    def explain(self) -> str:
        """Return it as lines of text."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        """Say what crosses where."""
        server = f"{self.hosted.accelerators} {self.hosted.accelerator} ({self.hosted.precision})"
        yield (
            f"{self.api.option.offering.id} costs ${self.usd_per_request * 1000:,.4f} a thousand requests of this workload; "
            f"a server of {server} costs ${self.hosted.usd_for(1):,.0f} a month and gets {self.hosted.requests:,} "
            f"requests done at a utilization of {self.utilization:.0%}."
        )
        if self.first is None:
            most = self.usd_per_request * self.hosted.requests
            yield f"Hosting never costs less: as many requests cost ${most:,.0f} there, whatever their number."
        elif self.for_good is None:
            yield (
                f"From {self.first:,} requests a month on, hosting costs no more; each further server costs more until it "
                "is full, and then as much."
            )
        elif self.first == self.for_good:
            yield f"From {self.first:,} requests a month on, hosting costs no more."
        else:
            yield (
                f"From {self.first:,} requests a month on, hosting costs no more; where another server has just been added "
                f"it costs more again, for the last time below {self.for_good:,}."
            )
        yield from self.hosted.notes


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
        workload: The tokens of a request; how many there are is what is asked for.
        hosting: The hardware, its price and its utilization.
        provider: Compare with this provider; by default with the cheapest developer, cloud or inference host.
        registry: The facts; by default what `llm_selection.registry.in_use` returns.
        on: The day whose prices count; by default the registry's own.

    Raises:
        InvalidInputError: The model can't be hosted there, or no provider's cost of it is known.
        NotFoundError: The registry has no such model, provider or accelerator.
    """
    facts = in_use() if registry is None else registry
    load, (hardware,) = parse_workload(workload), parse_hosting(hosting)
    found = facts.model(model)
    verbosities = facts.verbosities.get(found.id, ())
    accelerator = facts.accelerators[hardware.accelerator]
    verbosity = verbosities[-1] if verbosities else None
    # Of the servers that it fits on, the one that costs least for very many requests: the number isn't known yet.
    sized = hosted(found, accelerator, hardware, replace(load, requests_per_month=10**9), verbosity)
    if sized is None:
        # Says which price is missing, if that is it.
        with_hosted(facts, (hardware,), load)
        raise InvalidInputError(
            f"{found.id} can't be hosted on up to {hardware.accelerators} {accelerator.id}: it doesn't fit, or its shape or "
            "the hardware's speed isn't known; llm-selection size says what is"
        )
    offers = [
        quote
        for quote in price_workload(found.id, load, provider=provider, registry=facts, on=on)
        if quote.cost.per_month is not None and (provider or quote.option.provider.kind in _OFFERED)
    ]
    if not offers:
        raise InvalidInputError(
            f"no cost of {found.id}{f' at {provider}' if provider else ''} is known to compare with"
        )
    api = offers[0]
    rates = api.option.fact("rates_in_force")
    each = Fraction(monthly_picodollars(replace(load, requests_per_month=_MANY), rates, verbosity) or 0, _MANY)
    server = int(sized.usd_for(1) * PICODOLLARS_PER_DOLLAR)
    first, for_good = crossing(each, server, sized.requests)
    return BreakEven(
        model=found.id,
        api=replace(api, cost=monthly_cost(load, rates, verbosity)),
        hosted=sized,
        utilization=hardware.utilization,
        usd_per_request=float(each / PICODOLLARS_PER_DOLLAR),
        first=first,
        for_good=for_good,
    )


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
    # The last step after which it costs more again, if there is any.
    step = ceil((server - each) / margin) if margin else 0
    return first, max(first, ceil(step * server / each))
