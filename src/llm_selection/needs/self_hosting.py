"""
Self-hosting: models on hardware that is one's own or rented by the hour, as options beside those of providers.

A server is sized for the workload at hand, and what it gets done is estimated (`llm_selection.estimation.hosting`). Its cost is that
of the hours of as many servers as the month takes at the stated utilization, busy or not.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from math import floor, isfinite
from typing import Any, NamedTuple

from llm_selection._dataclasses import dataclass, fields
from llm_selection._foundation.shapes import is_iterable, is_mapping
from llm_selection._foundation.spelling import nearest, not_among
from llm_selection._foundation.wording import counted
from llm_selection.domain.hardware import Accelerator, Precision, Rental
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Downloadable, Model
from llm_selection.domain.offerings import OPEN_SCOPES, ProviderKind
from llm_selection.domain.prices import Hosted
from llm_selection.domain.verbosity import Verbosity
from llm_selection.errors import Fault, InvalidInputError, shown
from llm_selection.estimation.hosting import Server, accelerator_counts, fit, served_precision, throughput
from llm_selection.estimation.workloads import DAYS_A_MONTH, Workload
from llm_selection.needs.option_facts import REGION_SCOPE
from llm_selection.needs.put_out import put_out
from llm_selection.registry import Overlay, Registry
from llm_selection.units import check_count, check_price

__all__ = [
    "HOURS_A_MONTH",
    "PROVIDER",
    "Hosting",
    "Offer",
    "check_priced",
    "hosted",
    "overlays_of",
    "parse_hosting",
    "parse_precision",
    "rented",
    "servers",
    "why_no_server",
    "with_hosted",
]

HOURS_A_MONTH = 24 * DAYS_A_MONTH

PROVIDER = "self-hosted"
"""The provider of every option on hardware of one's own."""

_MOST_ACCELERATORS = 8
"""A server is one machine unless more are asked for."""
_MOST = 64
_DEAREST = 10**9
_WHOLE_PERCENT = 100
_SOURCE = "your-own-hardware"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hosting:
    """
    Hardware that models may be hosted on.

    Attributes:
        accelerator: Its id in the registry, such as ``nvidia/h100-sxm``.
        utilization: Share of what a busy server gets done that it does get done, above 0 and at most 1. Requests come
            unevenly: a server that is sized for the busy hour idles at night.
        usd_per_hour: US dollars an hour for one accelerator, with its share of the machine, power and people around it;
            ``None`` is the cheapest rental that isn't spot and that the registry knows.
        precision: Number format of the weights; ``None`` is the released one, or bf16 where that isn't known.
        accelerators: How many a server has at most, from 1 to 64.
        region: Where it stands, a region scope in small letters such as ``eu``: what is hosted runs there. ``None`` isn't
            said, and leaves a requirement on the region unknown.

    Raises:
        InvalidInputError: A value is out of its range or of another type.
    """

    accelerator: str
    utilization: float
    usd_per_hour: Decimal | None = None
    precision: Precision | None = None
    accelerators: int = _MOST_ACCELERATORS
    region: str | None = None

    def __post_init__(self) -> None:
        """Check the values; in tables, a price may be a number or text, and a precision text."""
        number = self.utilization
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number <= 1:
            hint = f"; {number:g} percent is {number / 100:g}" if _is_percent(number) else ""
            raise InvalidInputError(f"utilization must be a share above 0 and at most 1, got {shown(number)}{hint}")
        if not isinstance(self.usd_per_hour, Decimal | None):
            hint = "; Decimal takes text" if isinstance(self.usd_per_hour, int | float | str) else ""
            raise InvalidInputError(f"usd_per_hour must be US dollars as Decimal, got {shown(self.usd_per_hour)}{hint}")
        check_price("usd_per_hour", self.usd_per_hour, per="hour")
        if not isinstance(self.precision, Precision | None):
            raise InvalidInputError(f"precision must be a Precision, got {shown(self.precision)}")
        check_count("accelerators", self.accelerators, least=1)
        # A file may say null of it, which as a count is unknown.
        if self.accelerators is None or self.accelerators > _MOST:
            raise InvalidInputError(f"accelerators must be from 1 to {_MOST}, got {shown(self.accelerators)}")
        if not isinstance(self.accelerator, str):
            raise InvalidInputError(f"accelerator must be the id of an accelerator, got {shown(self.accelerator)}")
        if self.region is not None and not _is_place(self.region):
            raise InvalidInputError(
                f"region must be where it stands, in small letters, such as eu or us-gov, got {shown(self.region)}"
            )


def parse_hosting(value: object) -> tuple[Hosting, ...]:
    """
    Read hardware to host on: one, several, or tables of their fields.

    Raises:
        InvalidInputError: With every fault and its place.
    """
    given: Iterable[object] = (
        [value] if isinstance(value, Hosting) or is_mapping(value) else value if is_iterable(value) else []
    )
    known = [spec.name for spec in fields(Hosting)]
    hostings: list[Hosting] = []
    faults: list[Fault] = []
    for place, each in enumerate([] if isinstance(value, str) else given):
        where = f"hosting[{place}]"
        if isinstance(each, Hosting):
            hostings.append(each)
        elif not is_mapping(each):
            faults.append(Fault(where=where, problem=f"must be a table of {', '.join(known)}, got {shown(each)}"))
        elif wrong := sorted(set(map(str, each)) - set(known)):
            faults.append(Fault(where=where, problem=not_among(wrong, known, "may have")))
        elif missing := [name for name in ("accelerator", "utilization") if name not in each]:
            example = (
                'such as accelerator="nvidia/h100-sxm" and utilization=0.4, the share of a busy server that is used'
            )
            faults.append(Fault(where=where, problem=f"lacks {' and '.join(missing)}, {example}"))
        else:
            try:
                hostings.append(_of_table({str(key): item for key, item in each.items()}))
            except InvalidInputError as error:
                faults += [Fault(where=where, problem=fault.problem) for fault in error.faults]
    if faults:
        raise InvalidInputError(*faults)
    if not hostings and value not in ((), []):
        raise InvalidInputError(f"hosting must be a table, or several, got {shown(value)}")
    return tuple(hostings)


def _is_place(value: object) -> bool:
    """Say whether a value is a region scope of one place: hardware doesn't stand wherever it is called."""
    if not isinstance(value, str) or value in OPEN_SCOPES:
        return False
    return value == value.lower() and value.isascii() and value.replace("-", "").isalnum()


def _is_percent(value: object) -> bool:
    """Say whether a number may have been meant as percent."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 1 < value <= _WHOLE_PERCENT


def _of_table(table: dict[str, Any]) -> Hosting:
    """Make hardware of a table, in which a price may be a number or text, a precision text, and a region in capitals."""
    if isinstance(table.get("region"), str):
        table["region"] = table["region"].lower()
    for name, read in (("usd_per_hour", _dollars), ("precision", parse_precision)):
        if table.get(name) is not None:
            table[name] = read(table[name])
    return Hosting(**table)


def _dollars(value: object) -> Decimal:
    """Read US dollars an hour."""
    if isinstance(value, int) and abs(value) > _DEAREST:
        raise InvalidInputError(f"usd_per_hour must be US dollars an hour, got a number beyond {_DEAREST:,}")
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        text = str(value).removeprefix("$")
        value = Decimal(text) if _is_number(text) else value
    if not isinstance(value, Decimal):
        raise InvalidInputError(f"usd_per_hour must be US dollars an hour, got {shown(value)}")
    return value


def _is_number(text: str) -> bool:
    """Say whether a text is a number that isn't infinite."""
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def parse_precision(value: object) -> Precision:
    """
    Read a number format.

    Raises:
        InvalidInputError: It isn't one.
    """
    for precision in Precision:
        if value == precision:
            return precision
    raise InvalidInputError(
        f"precision must be of {', '.join(Precision)}; got {shown(value)}{nearest([value], Precision)}"
    )


def hosted(
    model: Model,
    accelerator: Accelerator,
    hosting: Hosting,
    workload: Workload,
    verbosity: Verbosity | None = None,
    *,
    on: date | None = None,
) -> Hosted | None:
    """
    Size a server for a model and a workload: of those that `servers` lists the one that costs least a month.

    Of equals, the one with the fewest accelerators; ``None`` where nothing holds it, or that isn't known. Arguments as for
    `servers`.
    """
    candidates = servers(model, accelerator, hosting, workload, verbosity, on=on)
    return min(
        candidates, key=lambda sized: (sized.usd_for(workload.requests_per_month), sized.accelerators), default=None
    )


def servers(
    model: Model,
    accelerator: Accelerator,
    hosting: Hosting,
    workload: Workload,
    verbosity: Verbosity | None = None,
    *,
    on: date | None = None,
) -> tuple[Hosted, ...]:
    """
    Say what a month of each server gets done that holds a model and the longest request; the fewest accelerators first.

    Args:
        model: What is hosted.
        accelerator: On what.
        hosting: At which price and utilization. A rental of a machine with more accelerators than a server needs is paid
            whole, and as many servers share it as fit.
        workload: What is run.
        verbosity: How many tokens the model puts out; ``None`` isn't known, and the answers alone are counted.
        on: The day whose rentals count: none seen later. ``None`` counts all.

    Returns:
        None where the weights aren't given out, the longest request is longer than the model's window, nothing holds it,
        or its shape, the hardware's speed or a price isn't known.
    """
    if not isinstance(model.weights, Downloadable):
        return ()
    factors = _factors(workload, verbosity)
    longest, window = _longest(workload, factors), model.limits.context_tokens
    if window is not None and longest > window:
        return ()
    precision = served_precision(model, hosting.precision)
    smallest = fit(model, accelerator, tokens=longest, precision=precision).server
    candidates: list[Hosted | None] = []
    for count, offer in _offers(smallest, hosting, on) if smallest else ():
        if max(count, offer.machine) <= hosting.accelerators:
            server = Server(model=model, accelerator=accelerator, accelerators=count, precision=precision)
            candidates.append(_sized(server, workload, hosting, factors, offer))
    return tuple(sized for sized in candidates if sized is not None)


def why_no_server(
    model: Model,
    accelerator: Accelerator,
    hosting: Hosting,
    workload: Workload,
    verbosity: Verbosity | None = None,
    *,
    on: date | None = None,
) -> str:
    """Say why `servers` has none for these arguments, and what would do where it is known."""
    if not isinstance(model.weights, Downloadable):
        return "its weights aren't given out" if model.weights else "whether its weights are given out isn't known"
    longest, window = _longest(workload, _factors(workload, verbosity)), model.limits.context_tokens
    if window is not None and longest > window:
        return f"a request takes up to {longest:,} tokens, its window is {window:,}"
    smallest = fit(model, accelerator, tokens=longest, precision=served_precision(model, hosting.precision))
    if smallest.server is None:
        untold = "whether it fits isn't known; llm-selection size says what is"
        return f"not even {_MOST} hold it" if smallest.fits is False else untold
    fewest = min((max(count, offer.machine) for count, offer in _offers(smallest.server, hosting, on)), default=None)
    if fewest is None:
        return f"no price of servers of {smallest.server.accelerators} or more, which it needs, is known; give usd_per_hour"
    if fewest > hosting.accelerators:
        return f"it needs {fewest}; say accelerators={fewest}"
    return "how many requests it gets done isn't known, or is none"


def _factors(workload: Workload, verbosity: Verbosity | None) -> tuple[float, float, float]:
    """Return how many tokens are put out for one of the workload's: at least, expected and at most."""
    if verbosity is None or workload.counted_output:
        return 1.0, 1.0, 1.0
    return max(1.0, verbosity.low), max(1.0, verbosity.multiplier), max(1.0, verbosity.high)


def _longest(workload: Workload, factors: tuple[float, float, float]) -> int:
    """Return the tokens of the longest request, with as many put out as are expected."""
    return workload.most_input_tokens + round(workload.most_output_tokens * factors[1])


def _offers(smallest: Server, hosting: Hosting, on: date | None) -> Iterator[tuple[int, "Offer"]]:
    """Yield how many accelerators a server may have that is no smaller, with a price of an hour of one."""
    for count in accelerator_counts(smallest.model):
        offer = _own_price(hosting) or rented(smallest.accelerator, count, on=on)
        if offer and smallest.accelerators <= count:
            yield count, offer


class Offer(NamedTuple):
    """
    A price of an hour of one accelerator, how many are rented together, and whose price it is.

    Attributes:
        usd_per_hour: US dollars, of one accelerator.
        machine: How many are rented together.
        said: Whose price it is, in words.
    """

    usd_per_hour: Decimal
    machine: int
    said: str


def rented(accelerator: Accelerator, count: int, *, on: date | None = None) -> Offer | None:
    """
    Return the cheapest rental for servers of so many accelerators; spot doesn't count, machines are rented whole.

    Args:
        accelerator: What is rented.
        count: How many a server has: machines are shared evenly, or several make one.
        on: The day whose rentals count: none seen later. ``None`` counts all.
    """
    offers = [
        Offer(rental.usd_per_hour, rental.machine_size, _whose_price(rental))
        for rental in accelerator.rentals
        if not rental.spot
        and (on is None or rental.effective <= on)
        and not max(count, rental.machine_size) % min(count, rental.machine_size)
    ]
    return min(offers, default=None)


def _own_price(hosting: Hosting) -> Offer | None:
    """Return the price that comes with the hardware."""
    return None if hosting.usd_per_hour is None else Offer(hosting.usd_per_hour, 1, "your own price")


def _whose_price(rental: Rental) -> str:
    machine = f", in machines of {rental.machine_size}" if rental.machine_size > 1 else ""
    return f"{rental.provider}'s price of {rental.effective}{machine}"


def _sized(
    server: Server, workload: Workload, hosting: Hosting, factors: tuple[float, float, float], offer: Offer
) -> Hosted | None:
    """Say what one server, or the servers of one machine, get done in a month; ``None`` when that isn't known, or nothing."""
    busy = [throughput(server, workload, output_factor=factor) for factor in factors]
    done = [each.requests_per_hour for each in busy]
    if None in done:
        return None
    copies = max(1, offer.machine // server.accelerators)
    most, usual, least = (floor((each or 0.0) * copies * HOURS_A_MONTH * hosting.utilization) for each in done)
    if not least:
        return None
    of = f"{server.accelerators} {server.accelerator.name}"
    unit = f"a server of {of}" if copies == 1 else f"a machine with {copies} servers of {of}"
    done_by_one = (
        f"{unit} gets {counted(usual, 'request')} a month done at a utilization of {hosting.utilization:.0%}, with "
        f"{busy[1].sequences} at once, bound by {busy[1].step.bound}: an estimate by roofline, within a factor of two of "
        "most measured speeds, less so with few requests at once"
    )
    notes = (
        f"${offer.usd_per_hour:f} an hour for one {server.accelerator.name}: {offer.said}",
        done_by_one,
    )
    return Hosted(
        accelerator=server.accelerator.id,
        accelerators=max(server.accelerators, offer.machine),
        precision=str(server.precision or "as released"),
        usd_per_hour=offer.usd_per_hour,
        hours=HOURS_A_MONTH,
        requests=usual,
        most_requests=most,
        least_requests=least,
        at_most=any(each.at_least for each in busy),
        notes=(*notes, *dict.fromkeys(note for each in busy for note in each.notes)),
    )


def with_hosted(
    registry: Registry, hosting: tuple[Hosting, ...], workload: Workload, *, on: date | None = None
) -> Registry:
    """
    Return *registry* with an offering for each model that the hardware can host, at the provider ``self-hosted``.

    Args:
        registry: The facts.
        hosting: The hardware; each accelerator in one number format once.
        workload: What the servers are sized for.
        on: The day whose rentals count; ``None`` counts all.

    Raises:
        NotFoundError: The registry has no such accelerator.
        InvalidInputError: No price of an accelerator is known, one is given twice, or the registry has a provider called
            ``self-hosted`` of its own.
    """
    return _with_hosted(registry, hosting, workload, on) if hosting else registry


@lru_cache(maxsize=4)
def _with_hosted(registry: Registry, hosting: tuple[Hosting, ...], workload: Workload, on: date | None) -> Registry:
    """Do what `with_hosted` does, and remember the last few answers."""
    brought = registry.origin_of("providers", PROVIDER) if PROVIDER in registry.providers else None
    if PROVIDER in registry.providers and (brought is None or brought.name != PROVIDER):
        raise InvalidInputError(f"the registry has a provider {PROVIDER!r} of its own; hosting needs that name")
    forms = [(each.accelerator, each.precision) for each in hosting]
    if twice := [name for name, form in forms if forms.count((name, form)) > 1]:
        raise InvalidInputError(
            f"hosting has {twice[0]} twice in one number format; ask about one price after the other"
        )
    scopes = sorted({scope for scope in registry.column(REGION_SCOPE).values if scope} - OPEN_SCOPES.keys())
    offerings: dict[str, Any] = {}
    for each in hosting:
        if each.region is not None and each.region not in scopes and len(each.region) > _COUNTRY:
            raise InvalidInputError(not_among([each.region], scopes, "region must be two letters of a country, or of"))
        accelerator = registry.accelerators[each.accelerator]
        check_priced(accelerator, each, on)
        for model in registry.models.values():
            sized = hosted(model, accelerator, each, workload, put_out(registry, model.id, workload), on=on)
            if sized is not None:
                offerings[_offering_id(model.id, sized)] = _offering(model, sized, each.region)
    return registry | _overlay(registry, offerings)


_COUNTRY = 2
"""Letters of a country's code: hardware may stand in one where nobody else's is said to."""


def check_priced(accelerator: Accelerator, hosting: Hosting, on: date | None) -> None:
    """Raise `InvalidInputError` unless a price of the hardware is known."""
    seen = [each for each in accelerator.rentals if not each.spot and (on is None or each.effective <= on)]
    if hosting.usd_per_hour is None and not seen:
        day = "" if on is None else f" by {on}"
        raise InvalidInputError(
            f"no price of {accelerator.id} is known{day}; give usd_per_hour, what an hour of one costs you"
        )


def _offering_id(model: ModelId, sized: Hosted) -> str:
    """Name an option: the model on so many accelerators in a number format."""
    form = "" if sized.precision == "as released" else f"+{sized.precision}"
    return f"{PROVIDER}/{model}@{sized.accelerators}x{sized.accelerator}{form}"


def _offering(model: Model, sized: Hosted, region: str | None = None) -> dict[str, Any]:
    """Return the record of a model hosted in a region: its own limits and capabilities, what is served as one likes."""
    return {
        "model": model.id,
        "region_scope": region,
        "moving": False,
        "limits": model.limits,
        "input": model.input,
        "output": model.output,
        "capabilities": model.capabilities,
        "pricing": sized,
        "lifecycle": {"stage": "active"},
        # Nobody else sees the prompts.
        "service": {"retention_days": 0, "trains_on_inputs": False},
        "ids": {key: value for key, value in model.ids.items() if key == "huggingface"},
    }


def _overlay(registry: Registry, offerings: Mapping[str, Any]) -> Overlay:
    """Put the options into an overlay; what is said of them is the user's own word, and an estimate."""
    seen = {"source": _SOURCE, "status": "derived", "as_of": registry.date.isoformat()}
    return Overlay(
        PROVIDER,
        "1",
        evidence=seen,
        sources={
            _SOURCE: {
                "title": "sized for your hardware",
                "url": "docs/explanation/hosting.md",
                "version": "1",
                "retrieved": registry.date.isoformat(),
            }
        },
        providers={PROVIDER: {"name": "your own hardware", "kind": ProviderKind.SELF_HOSTED.value}},
        offerings=offerings,
    )


def overlays_of(registry: Registry) -> tuple[str, ...]:
    """Return what is on top of the data, by name and version; hardware of the need's own isn't an overlay of anyone."""
    return tuple(str(layer.origin) for layer in registry.layers if layer.origin.name != PROVIDER)
