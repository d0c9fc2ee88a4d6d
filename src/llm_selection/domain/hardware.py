"""Hardware: accelerators that models can be hosted on, and what renting one costs."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.frozen import freeze
from llm_selection.domain.evidence import Evidence, EvidenceByField
from llm_selection.domain.identity import parse_accelerator_id
from llm_selection.errors import InvalidInputError
from llm_selection.units import check_count, check_price

__all__ = ["Accelerator", "AcceleratorKind", "Precision", "Rental"]


class Precision(StrEnum):
    """A number format that weights, caches or arithmetic can be in."""

    FP32 = "fp32"
    BF16 = "bf16"
    """fp16 too: as many bytes, and as fast."""
    FP8 = "fp8"
    INT8 = "int8"
    FP4 = "fp4"
    """mxfp4 and nvfp4."""
    INT4 = "int4"


class AcceleratorKind(StrEnum):
    """Where an accelerator is found."""

    DATACENTER = "datacenter"
    WORKSTATION = "workstation"
    CONSUMER = "consumer"
    UNIFIED = "unified"
    """Part of a chip that shares its memory with the processor, as Apple silicon does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rental:
    """
    What an hour of one accelerator costs at one place, with its share of the machine around it.

    Attributes:
        provider: Who rents it out, by name.
        region: Where, as the provider calls it; ``None`` when one price holds everywhere, or nobody says.
        usd_per_hour: US dollars an hour for one accelerator, at most six decimals: the machine's price divided by
            ``machine_size``.
        machine_size: How many accelerators the machine has; all of them are rented together.
        spot: Whether it may be taken away at any time.
        effective: The day on which the price was seen, or from which it holds.
        evidence: Who says so.

    Raises:
        InvalidInputError: *usd_per_hour* isn't US dollars from 0 to 100,000 with at most six decimals, or
            *machine_size* isn't a whole number of at least 1.
    """

    provider: str
    region: str | None = None
    usd_per_hour: Decimal
    machine_size: int = 1
    spot: bool = False
    effective: date
    evidence: Evidence

    def __post_init__(self) -> None:
        """Check the numbers."""
        check_price("usd_per_hour", self.usd_per_hour, per="hour")
        check_count("machine_size", self.machine_size, least=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerator:
    """
    One accelerator: a card, a module, or a chip with unified memory, which is one for each size of it that is sold.

    Every fact is a plain value or ``None``: unknown. ``evidence[name]`` says where it comes from; an operation rate may
    have its own, as ``flops.fp8``.

    Attributes:
        id: ``vendor/name``, such as ``nvidia/h100-sxm`` or ``apple/m3-max-64gb``.
        name: As the vendor writes it.
        kind: Where it is found.
        memory_bytes: Memory of one accelerator, as its driver reports it where its maker says so; else its maker's GB,
            each counted as 2**30 bytes.
        bandwidth_bytes_per_second: Peak memory bandwidth; its makers' GB/s are 10**9.
        flops: Peak dense operations a second by number format, without sparsity; a format that is missing is unknown.
        rentals: What renting costs, by place and day; empty when nobody here looked.
        evidence: Who says so, by field.

    Raises:
        InvalidInputError: *id* isn't ``vendor/name``, a number isn't a whole one of at least 1, *flops* is of what is
            no number format, or ``None`` of one, or two rentals are of one day and for the same.
    """

    id: str
    name: str
    kind: AcceleratorKind
    memory_bytes: int | None = None
    bandwidth_bytes_per_second: int | None = None
    flops: Mapping[Precision, int] = field(default_factory=dict[Precision, int])
    rentals: tuple[Rental, ...] = ()
    evidence: EvidenceByField

    def __post_init__(self) -> None:
        """Check the id, the numbers and the rentals, freeze the mapping."""
        freeze(self, "flops", self.flops)
        parse_accelerator_id(self.id)
        check_count("memory_bytes", self.memory_bytes, least=1)
        check_count("bandwidth_bytes_per_second", self.bandwidth_bytes_per_second, least=1)
        _check_flops(self.flops)
        _check_rentals(self.rentals)

    @property
    def vendor(self) -> str:
        """Who makes it: the first part of the id."""
        return self.id.partition("/")[0]


def _check_flops(flops: Mapping[Precision, int]) -> None:
    """Refuse an unknown number format, and a rate of ``None``: an unknown rate is left out."""
    formats = [str(precision) for precision in Precision]
    for precision, rate in flops.items():
        if precision not in formats:
            raise InvalidInputError(f"flops: {precision!r} is no number format; formats are {', '.join(formats)}")
        if rate is None:
            raise InvalidInputError(f"flops: leave {precision} out when it is unknown")
        check_count(f"flops.{precision}", rate, least=1)


def _check_rentals(rentals: Iterable[Rental]) -> None:
    """Refuse two prices of one day for the same offer."""
    offers = [
        (rental.provider, rental.region, rental.machine_size, rental.spot, rental.effective) for rental in rentals
    ]
    for offer in offers:
        if offers.count(offer) > 1:
            provider, region, *_, day = offer
            place = f" in {region}" if region else ""
            raise InvalidInputError(f"rentals: two prices of {provider}{place} for the same on {day}; keep one")
