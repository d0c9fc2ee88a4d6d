"""
Self-hosting: models on hardware that is one's own or rented by the hour, as options beside those of providers.

A server is sized for the workload at hand, and what it gets done is estimated (`llm_selection.hosting`). Its cost is that
of the hours of as many servers as the month takes at the stated utilization, busy or not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from math import floor, isfinite
from typing import TYPE_CHECKING, Any

from llm_selection.errors import Fault, InvalidInputError
from llm_selection.hardware import Accelerator, Precision, Rental
from llm_selection.identity import ModelId
from llm_selection.models import Downloadable, Model
from llm_selection.offerings import ProviderKind
from llm_selection.prices import Hosted
from llm_selection.registry import Overlay, Registry
from llm_selection.units import check_count, check_price
from llm_selection.verbosity import Verbosity
from llm_selection.workloads import DAYS_A_MONTH, Workload

if TYPE_CHECKING:
    from llm_selection.hosting import Server

__all__ = ["HOURS_A_MONTH", "PROVIDER", "Hosting", "hosted", "parse_hosting", "parse_precision", "with_hosted"]

HOURS_A_MONTH = 24 * DAYS_A_MONTH

PROVIDER = "self-hosted"
"""The provider of every option on hardware of one's own."""

_MOST_ACCELERATORS = 8
"""A server is one machine unless more are asked for."""
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
    """

    accelerator: str
    utilization: float
    usd_per_hour: Decimal | None = None
    precision: Precision | None = None
    accelerators: int = _MOST_ACCELERATORS

    def __post_init__(self) -> None:
        """Check the numbers; a price may be given as a number, a precision as text."""
        number = self.utilization
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 < number <= 1:
            hint = f"; {number:g} percent is {number / 100:g}" if _is_percent(number) else ""
            raise InvalidInputError(f"utilization must be a share above 0 and at most 1, got {number!r}{hint}")
        if self.usd_per_hour is not None:
            object.__setattr__(self, "usd_per_hour", _dollars(self.usd_per_hour))
        if self.precision is not None:
            object.__setattr__(self, "precision", parse_precision(self.precision))
        check_count("accelerators", self.accelerators, least=1)
        if not isinstance(self.accelerator, str):
            raise InvalidInputError(f"accelerator must be the id of an accelerator, got {self.accelerator!r}")


def parse_hosting(value: object) -> tuple[Hosting, ...]:
    """
    Read hardware to host on: one, several, or tables of their fields.

    Raises:
        InvalidInputError: With every fault and its place.
    """
    given: Iterable[object] = (
        [value] if isinstance(value, Hosting | Mapping) else value if isinstance(value, Iterable) else []
    )
    known = Hosting.__dataclass_fields__
    found: list[Hosting] = []
    faults: list[Fault] = []
    for place, each in enumerate([] if isinstance(value, str) else given):
        where = f"hosting[{place}]"
        if isinstance(each, Hosting):
            found.append(each)
        elif not isinstance(each, Mapping):
            faults.append(Fault(where=where, problem=f"must be a table of {', '.join(known)}, got {each!r}"))
        elif wrong := sorted(set(map(str, each)) - set(known)):
            faults.append(Fault(where=where, problem=f"may have {', '.join(known)}; got {', '.join(wrong)}"))
        elif missing := [name for name in ("accelerator", "utilization") if name not in each]:
            example = (
                'such as accelerator="nvidia/h100-sxm" and utilization=0.4, the share of a busy server that is used'
            )
            faults.append(Fault(where=where, problem=f"lacks {' and '.join(missing)}, {example}"))
        else:
            try:
                found.append(Hosting(**{str(key): item for key, item in each.items()}))
            except InvalidInputError as error:
                faults += [Fault(where=where, problem=fault.problem) for fault in error.faults]
    if faults:
        raise InvalidInputError(*faults)
    if not found and value not in ((), []):
        raise InvalidInputError(f"hosting must be a table, or several, got {value!r}")
    return tuple(found)


def _is_percent(value: object) -> bool:
    """Say whether a number may have been meant as percent."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 1 < value <= 100  # noqa: PLR2004


def _dollars(value: object) -> Decimal:
    """Read US dollars an hour."""
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        text = str(value).removeprefix("$")
        value = Decimal(text) if _is_number(text) else value
    if not isinstance(value, Decimal):
        raise InvalidInputError(f"usd_per_hour must be US dollars an hour, got {value!r}")
    check_price("usd_per_hour", value, per="hour")
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
    try:
        return Precision(str(value))
    except ValueError:
        raise InvalidInputError(f"precision must be of {', '.join(Precision)}; got {value!r}") from None


def hosted(
    model: Model,
    accelerator: Accelerator,
    hosting: Hosting,
    workload: Workload,
    verbosity: Verbosity | None = None,
) -> Hosted | None:
    """
    Size a server for a model and a workload, and say what a month of it gets done; ``None`` where that isn't known.

    Of the numbers of accelerators that hold the longest request, the one is taken that costs least a month, and of equals
    the fewest.

    Args:
        model: What is hosted.
        accelerator: On what.
        hosting: At which price and utilization.
        workload: What is run.
        verbosity: How many tokens the model puts out; ``None`` isn't known, and the answers alone are counted.
    """
    from llm_selection.hosting import accelerator_counts, fit, served_precision  # noqa: PLC0415 - only whoever hosts pays for it

    rate, _ = _rate(accelerator, hosting)
    if rate is None or not isinstance(model.weights, Downloadable):
        return None
    factors = (1.0, 1.0, 1.0)
    if verbosity is not None and not workload.counted_output:
        factors = (verbosity.low, verbosity.multiplier, verbosity.high)
    longest = workload.most_input_tokens + round(workload.most_output_tokens * factors[1])
    precision = served_precision(model, hosting.precision)
    smallest = fit(model, accelerator, tokens=longest, precision=precision).server
    counts = [
        count
        for count in accelerator_counts(model)
        if smallest and smallest.accelerators <= count <= hosting.accelerators
    ]
    found = [
        sized
        for count in counts
        if smallest and (sized := _sized(replace(smallest, accelerators=count), workload, hosting, factors))
    ]
    return min(found, key=lambda sized: (sized.usd_for(workload.requests_per_month), sized.accelerators), default=None)


def _rate(accelerator: Accelerator, hosting: Hosting) -> tuple[Decimal | None, str]:
    """Return what an hour of one accelerator costs, and where that is from."""
    if hosting.usd_per_hour is not None:
        return hosting.usd_per_hour, "your own price"
    offers = [rental for rental in accelerator.rentals if not rental.spot]
    cheapest = min(offers, key=lambda rental: (rental.usd_per_hour, rental.provider), default=None)
    return (None, "") if cheapest is None else (cheapest.usd_per_hour, _offer(cheapest))


def _offer(rental: Rental) -> str:
    """Say whose price it is."""
    machine = f", in machines of {rental.machine_size}" if rental.machine_size > 1 else ""
    return f"{rental.provider}'s price of {rental.effective}{machine}"


def _sized(
    server: "Server", workload: Workload, hosting: Hosting, factors: tuple[float, float, float]
) -> Hosted | None:
    """Say what one server gets done in a month; ``None`` when that isn't known, or not one request."""
    from llm_selection.hosting import throughput  # noqa: PLC0415 - as above

    rate, seen = _rate(server.accelerator, hosting)
    busy = [throughput(server, workload, output_factor=factor) for factor in factors]
    done = [each.requests_per_hour for each in busy]
    if rate is None or None in done:
        return None
    most, usual, least = (floor((each or 0.0) * HOURS_A_MONTH * hosting.utilization) for each in done)
    if not least:
        return None
    done_by_one = (
        f"a server of {server.accelerators} gets {usual:,} requests a month done at a utilization of "
        f"{hosting.utilization:.0%}, with {busy[1].sequences} at once, bound by {busy[1].step.bound}: an estimate by "
        "roofline, within a factor of two of most measured speeds, less so with few requests at once"
    )
    price = f"${rate:f} an hour for one {server.accelerator.name}: {seen}"
    return Hosted(
        accelerator=server.accelerator.id,
        accelerators=server.accelerators,
        precision=str(server.precision or "as released"),
        usd_per_hour=rate,
        hours=HOURS_A_MONTH,
        requests=usual,
        most_requests=most,
        least_requests=least,
        notes=(price, done_by_one, *dict.fromkeys(note for each in busy for note in each.notes)),
    )


def with_hosted(registry: Registry, hosting: tuple[Hosting, ...], workload: Workload) -> Registry:
    """
    Return *registry* with an offering for each model that the hardware can host, at the provider ``self-hosted``.

    Raises:
        NotFoundError: The registry has no such accelerator.
        InvalidInputError: No price is known of an accelerator.
    """
    return _with_hosted(registry, hosting, workload) if hosting else registry


@lru_cache(maxsize=4)
def _with_hosted(registry: Registry, hosting: tuple[Hosting, ...], workload: Workload) -> Registry:
    """Remember the last few."""
    offerings: dict[str, Any] = {}
    for each in hosting:
        accelerator = registry.accelerators[each.accelerator]
        if _rate(accelerator, each)[0] is None:
            raise InvalidInputError(
                f"no price of {each.accelerator} is known; give usd_per_hour, what an hour of one costs you"
            )
        for model in registry.models.values():
            verbosities = registry.verbosities.get(model.id, ())
            sized = hosted(model, accelerator, each, workload, verbosities[-1] if verbosities else None)
            if sized is not None:
                offerings[_offering_id(model.id, sized)] = _offering(model, sized)
    return registry | _overlay(registry, offerings)


def _offering_id(model: ModelId, sized: Hosted) -> str:
    """Name an option: the model on so many accelerators in a number format."""
    form = "" if sized.precision == "as released" else f"+{sized.precision}"
    return f"{PROVIDER}/{model}@{sized.accelerators}x{sized.accelerator}{form}"


def _offering(model: Model, sized: Hosted) -> dict[str, Any]:
    """Return the record of a hosted model: its own limits and capabilities, what is served as one likes."""
    return {
        "model": model.id,
        "moving": False,
        "limits": model.limits,
        "input": model.input,
        "output": model.output,
        "capabilities": model.capabilities,
        "pricing": sized,
        "lifecycle": {"stage": "active"},
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
