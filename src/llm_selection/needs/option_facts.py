"""
Option facts: the names of what is known of an option, each with the type that it has.

`llm_selection.selection.options.Option.fact` and `llm_selection.selection.options.Options.column` take these names, and a requirement reads
by them: ``facts[LIMITS]`` is a `llm_selection.domain.models.Limits` to a type checker. ``None`` is unknown.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from llm_selection._foundation.facts import Fact
from llm_selection._foundation.frozen import FrozenMap
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evidence import Evidence
from llm_selection.domain.identity import Library, ModelId
from llm_selection.domain.licenses import LicenseKind, LicenseTerms
from llm_selection.domain.models import AlignmentMethod, Capabilities, DataKind, Limits, Modality
from llm_selection.domain.offerings import Lifecycle, ProviderKind, Service, Stage
from llm_selection.domain.prices import Hosted, PricedFrom, RateRow
from llm_selection.domain.verbosity import Verbosity
from llm_selection.estimation.quality import QualityEstimate

if TYPE_CHECKING:
    from llm_selection.needs.hardware_fit import Hostable

__all__ = [
    "ALIGNMENT_METHODS",
    "ARCHITECTURE",
    "BASE",
    "BASKET_RESULTS",
    "CAPABILITIES",
    "CHARGED",
    "CONTENT_POLICY",
    "DEVELOPER",
    "EFFORT",
    "EFFORTS",
    "HOSTABLE",
    "INPUT",
    "INPUT_PRICE",
    "KNOWLEDGE_CUTOFF",
    "LIBRARIES",
    "LICENSE",
    "LICENSE_KINDS",
    "LICENSE_TERMS",
    "LIFECYCLE",
    "LIMITS",
    "MODEL",
    "MODEL_AT_EFFORT",
    "MONTHLY_COST",
    "MOVING",
    "OUTPUT",
    "OUTPUT_FACTOR",
    "OUTPUT_PRICE",
    "OUTPUT_TOKENS_PER_SECOND",
    "OWN_API",
    "PRICED",
    "PRICED_FROM",
    "PRICE_READ",
    "PRICING",
    "PROVIDER",
    "PROVIDER_KIND",
    "QUALITY",
    "RATES",
    "RATES_IN_FORCE",
    "REGION_SCOPE",
    "RELEASED",
    "RESULTS",
    "RETENTION_DAYS",
    "SERVICE",
    "STAGE",
    "TOTAL_PARAMETERS",
    "TRAINING_KINDS",
    "TRAINS_ON_INPUTS",
    "TTFT_SECONDS",
    "VARIANT",
    "VERBOSITY",
    "Fact",
    "Facts",
]

T = TypeVar("T")


class Facts(Protocol):
    """Facts of an option by name: those that a requirement reads."""

    def __getitem__(self, fact: Fact[T], /) -> T:
        """Return one fact; ``None`` where nobody here knows it."""
        ...


MODEL: Fact[ModelId] = Fact("model")
"""Its model."""
BASE: Fact[ModelId | None] = Fact("base")
"""The model that it was made from, if any."""
DEVELOPER: Fact[str] = Fact("developer")
"""Id of who trained it."""
PROVIDER: Fact[str] = Fact("provider")
"""Id of who serves it."""
PROVIDER_KIND: Fact[ProviderKind] = Fact("provider_kind")
"""What kind of provider that is."""
OWN_API: Fact[bool] = Fact("own_api")
"""Whether its developer serves it."""
REGION_SCOPE: Fact[str | None] = Fact("region_scope")
"""Where it runs."""
MOVING: Fact[bool | None] = Fact("moving")
"""Whether its native id is a moving alias."""
VARIANT: Fact[tuple[str, ...]] = Fact("variant")
"""What sets the offering apart from others of its model at its provider."""
LIBRARIES: Fact[frozenset[Library]] = Fact("libraries")
"""Libraries that have an id for it."""
LICENSE: Fact[str | None] = Fact("license")
"""Key of its license."""
LICENSE_KINDS: Fact[frozenset[LicenseKind]] = Fact("license_kinds")
"""Every kind of license that is possible by what is known; one is sure."""
LICENSE_TERMS: Fact[LicenseTerms | None] = Fact("license_terms")
"""What its license, or its vendor's terms, say."""
ARCHITECTURE: Fact[str | None] = Fact("architecture")
"""Kind of its architecture."""
TOTAL_PARAMETERS: Fact[int | None] = Fact("total_parameters")
"""Its parameters in all, active or not."""
RELEASED: Fact[date | None] = Fact("released")
"""The day that the model was released."""
KNOWLEDGE_CUTOFF: Fact[str | None] = Fact("knowledge_cutoff")
"""The day, month or year that its knowledge reaches, such as ``2025-06``."""
ALIGNMENT_METHODS: Fact[frozenset[AlignmentMethod]] = Fact("alignment_methods")
"""Methods that sources say it was aligned by; never complete."""
TRAINING_KINDS: Fact[frozenset[DataKind]] = Fact("training_kinds")
"""Kinds of data that sources say it was trained on; never complete."""
CONTENT_POLICY: Fact[tuple[str, Evidence] | None] = Fact("content_policy")
"""Its developer's stance on content, and who says so."""
HOSTABLE: "Fact[Hostable]" = Fact("hostable")
"""What says whether its model fits on hardware."""
LIMITS: Fact[Limits] = Fact("limits")
"""Its limits in tokens; each may be unknown."""
INPUT: Fact[frozenset[Modality] | None] = Fact("input")
"""Kinds of input that it takes."""
OUTPUT: Fact[frozenset[Modality] | None] = Fact("output")
"""Kinds of output that it gives."""
CAPABILITIES: Fact[Capabilities] = Fact("capabilities")
"""What it can do; each may be unknown."""
EFFORTS: Fact[tuple[Effort, ...]] = Fact("efforts")
"""Every effort that can be asked for, the least first: none of what doesn't reason; empty where that isn't known."""
EFFORT: Fact[Effort | None] = Fact("effort")
"""The effort that this option asks for; ``None`` where which ones there are isn't known."""
MODEL_AT_EFFORT: Fact[tuple[ModelId, Effort | None]] = Fact("model_at_effort")
"""What answers, and how much it is asked to reason: the two that quality and tokens are of."""
LIFECYCLE: Fact[Lifecycle] = Fact("lifecycle")
"""The days of its life."""
STAGE: Fact[Stage | None] = Fact("stage")
"""The stage of its life on the day asked about."""
SERVICE: Fact[Service] = Fact("service")
"""What becomes of prompts, and how fast answers come; the next four are its parts."""
RETENTION_DAYS: Fact[int | None] = Fact("retention_days")
"""Days for which prompts are kept."""
TRAINS_ON_INPUTS: Fact[bool | None] = Fact("trains_on_inputs")
"""Whether its provider may train models on inputs."""
TTFT_SECONDS: Fact[float | None] = Fact("ttft_seconds")
"""Seconds to the first token."""
OUTPUT_TOKENS_PER_SECOND: Fact[float | None] = Fact("output_tokens_per_second")
"""Tokens a second of one answer."""
PRICING: Fact[str | None] = Fact("pricing")
"""How it is paid for, such as ``per-token``."""
PRICE_READ: Fact[date | None] = Fact("price_read")
"""When a price per token was last read; the last day there is where whoever sets it says so."""
PRICED_FROM: Fact[tuple[PricedFrom, ...]] = Fact("priced_from")
"""From which days on `PRICED` is so, the oldest first."""
PRICED: Fact[bool | None] = Fact("priced")
"""``True`` where an input and an output rate are in force, else unknown."""
INPUT_PRICE: Fact[int | None] = Fact("input_price")
"""Picodollars an input token; standard mode, shortest prompts."""
OUTPUT_PRICE: Fact[int | None] = Fact("output_price")
"""Picodollars an output token, likewise."""
MONTHLY_COST: Fact[int | None] = Fact("monthly_cost")
"""Picodollars a month for the workload."""
RATES: Fact[Sequence[Sequence[Any]] | Hosted] = Fact("rates")
"""Its rates over time, as the registry keeps them; use those below."""
RATES_IN_FORCE: Fact[tuple[RateRow, ...] | Hosted] = Fact("rates_in_force")
"""Its rates on the day asked about."""
VERBOSITY: Fact[Verbosity | None] = Fact("verbosity")
"""How many tokens its model puts out."""
OUTPUT_FACTOR: Fact[int] = Fact("output_factor")
"""How many tokens are charged for a thousand of the workload's answers."""
CHARGED: Fact[tuple[tuple[RateRow, ...] | Hosted, Verbosity | None]] = Fact("charged")
"""What a request is charged by: the two above."""
QUALITY: Mapping[Task, Fact[QualityEstimate | None]] = FrozenMap({task: Fact(f"quality_{task}") for task in Task})
"""The quality of its model, by task."""
RESULTS: Mapping[Task, Fact[int | None]] = FrozenMap({task: Fact(f"results_{task}") for task in Task})
"""How many results that quality rests on, by task; 0 for a model that nobody measured."""
BASKET_RESULTS: Mapping[Task, Fact[int | None]] = FrozenMap({task: Fact(f"basket_results_{task}") for task in Task})
"""On how many benchmarks of the task's basket its model has a result; ``None`` where the task has no basket."""
