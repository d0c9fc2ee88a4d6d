"""Hardware: accelerators that models can be hosted on, and what renting one costs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from llm_selection._frozen import freeze
from llm_selection.evidence import Evidence, EvidenceByField

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
        usd_per_hour: US dollars an hour for one accelerator.
        spot: Whether it may be taken away at any time.
        effective: The day from which, or on which, the price was read.
        evidence: Who says so.
    """

    provider: str
    usd_per_hour: Decimal
    spot: bool = False
    effective: date
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Accelerator:
    """
    One accelerator: a card, a module, or a chip with unified memory.

    Attributes:
        id: ``vendor/name``, such as ``nvidia/h100-sxm``.
        name: As the vendor writes it.
        kind: Where it is found.
        memory_bytes: Memory of one accelerator, in bytes.
        bandwidth_bytes_per_second: Peak memory bandwidth.
        flops: Peak dense operations a second by number format, without sparsity; a format that is missing is unknown.
        rentals: What renting costs, by place and day; empty when nobody here looked.
        evidence: Who says so, by field.
    """

    id: str
    name: str
    kind: AcceleratorKind
    memory_bytes: int | None = None
    bandwidth_bytes_per_second: int | None = None
    flops: Mapping[Precision, int] = field(default_factory=dict)
    rentals: tuple[Rental, ...] = ()
    evidence: EvidenceByField

    def __post_init__(self) -> None:
        """Freeze the mapping."""
        freeze(self, "flops", self.flops)
