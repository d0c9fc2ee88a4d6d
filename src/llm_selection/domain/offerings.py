"""Offerings: a model served by a provider under one native id, and how long it will be."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.frozen import FrozenMap, freeze
from llm_selection.domain.evidence import Evidence, EvidenceByField, Status
from llm_selection.domain.identity import Library, ModelId, OfferingId, parse_model_id, parse_offering_id
from llm_selection.domain.models import Capabilities, Limits, Modality
from llm_selection.domain.prices import PriceSchedule, Pricing
from llm_selection.errors import InvalidInputError, shown
from llm_selection.units import check_count, check_measure

__all__ = [
    "OPEN_SCOPES",
    "Developer",
    "Lifecycle",
    "Offering",
    "Provider",
    "ProviderKind",
    "Service",
    "Stage",
    "names_successor",
    "price_evidence",
    "stage_on",
]

OPEN_SCOPES: Mapping[str, str] = FrozenMap({"global": "runs anywhere", "in-region": "runs in the region that you call"})
"""Region scopes that are no place, and what each says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Developer:
    """
    An organisation that trains models.

    Attributes:
        id: Key in the registry; the first part of its models' ids.
        name: As it writes itself.
        evidence: Who says so.
    """

    id: str
    name: str
    evidence: EvidenceByField


class ProviderKind(StrEnum):
    """
    What a provider is to the models it serves.

    In the order in which ties are broken: with all else equal, a developer's own API stands first.
    """

    DEVELOPER = "developer"
    """Serves its own models; others' models there are hosted like anywhere else."""
    CLOUD = "cloud"
    """A cloud platform with many developers' models and its own contracts."""
    INFERENCE_HOST = "inference-host"
    """Runs open weights on its own machines."""
    AGGREGATOR = "aggregator"
    """Passes requests on to other providers."""
    SUBSCRIPTION = "subscription"
    """Sells seats or plans, not tokens."""
    TRIAL = "trial"
    """Free for evaluation only."""
    SELF_HOSTED = "self-hosted"
    """Not a company: the user's own hardware, see `llm_selection.needs.self_hosting`."""


CHOSEN_UNASKED = (ProviderKind.DEVELOPER, ProviderKind.CLOUD, ProviderKind.INFERENCE_HOST)
"""Kinds of provider that every answer chooses from; the others take part where a need asks for them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """
    A company or product that serves models.

    Attributes:
        id: Key in the registry; the first part of its offerings' ids.
        name: As it writes itself.
        kind: What it is to the models it serves.
        developer: The developer it is, for a developer's own API.
        url: Where to read about it; ``None`` unknown.
        evidence: Who says so.
    """

    id: str
    name: str
    kind: ProviderKind
    developer: str | None = None
    url: str | None = None
    evidence: EvidenceByField


class Stage(StrEnum):
    """Where an offering is in its life."""

    PREVIEW = "preview"
    """May change or end at short notice."""
    ACTIVE = "active"
    DEPRECATED = "deprecated"
    """
    Still answers as far as is known; the provider asks to move on, or, where its evidence is derived, a catalogue that
    listed it no longer does.
    """
    RETIRED = "retired"
    """Doesn't answer any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """
    Stages and dates; ``None`` is unknown.

    Attributes:
        stage: The stage on the day of its evidence; the dates take over from there, see `stage_on`.
        available: First day.
        deprecated: Day of, or announced for, the deprecation.
        retires: Day on, or announced for, which it stops answering.
        successor: What the provider names in its place, else what follows it there by a rule, else the model itself where
            others go on with it: a model or native id. The evidence says which: `names_successor`.
    """

    stage: Stage | None = None
    available: date | None = None
    deprecated: date | None = None
    retires: date | None = None
    successor: str | None = None


def stage_on(lifecycle: Lifecycle, on: date, *, looking_back: bool = False) -> Stage | None:
    """
    Return the stage on day *on*, by the dates where there are dates; ``None`` is unknown.

    A stage recorded without a date is taken to hold on every day: nothing here says when it began.
    An offering retired without a date is retired on every day, so it is never recommended by mistake.

    Args:
        lifecycle: The stage and its dates.
        on: The day.
        looking_back: Whether the day is before that of the data: then a deprecation without a date may have come later, and
            the stage isn't known.
    """
    if lifecycle.retires is not None and on >= lifecycle.retires:
        return Stage.RETIRED
    if lifecycle.stage is Stage.RETIRED and lifecycle.retires is None:
        return Stage.RETIRED
    if lifecycle.deprecated is not None and on >= lifecycle.deprecated:
        return Stage.DEPRECATED
    if looking_back and lifecycle.stage is Stage.DEPRECATED and lifecycle.deprecated is None:
        return None
    if lifecycle.stage is Stage.RETIRED or (lifecycle.deprecated is not None and lifecycle.stage is not Stage.PREVIEW):
        return Stage.ACTIVE
    return lifecycle.stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """
    What becomes of prompts, and how soon and how fast answers come; ``None`` is unknown.

    Nobody publishes such facts in a way that lets them be compared and used here: the bundled data has none. A contract, or
    measurements of one's own, bring them in an overlay; the note of their evidence says how they were measured.

    Attributes:
        retention_days: Days for which the provider keeps prompts and answers, at most; 0 keeps none.
        trains_on_inputs: Whether the provider may use them to train models.
        ttft_seconds: Time to first token, in seconds, above 0.
        output_tokens_per_second: Output speed of one answer, in tokens a second, above 0.

    Raises:
        InvalidInputError: What is known is out of its range or of another type: a whole number of days from 0, true or
            false, a finite number above 0.
    """

    retention_days: int | None = None
    trains_on_inputs: bool | None = None
    ttft_seconds: float | None = None
    output_tokens_per_second: float | None = None

    def __post_init__(self) -> None:
        """Check each fact that is known."""
        check_count("retention_days", self.retention_days)
        if self.trains_on_inputs is not None and not isinstance(self.trains_on_inputs, bool):
            raise InvalidInputError(f"trains_on_inputs must be true or false, got {shown(self.trains_on_inputs)}")
        for name in ("ttft_seconds", "output_tokens_per_second"):
            check_measure(name, getattr(self, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """
    A model served by a provider under one native id in one region scope.

    An offering's facts are its own: what a provider doesn't say is unknown, not the model's default.

    Attributes:
        id: ``provider/native id``.
        model: The model served.
        variant: Words in the native id that change how it is served, such as ``fast`` or ``fp8``.
        region_scope: Where it runs: ``global``, ``us``, ``eu``, a region's name …; ``None`` unknown.
        moving: Whether the native id may point at another model tomorrow; ``None`` unknown.
        ids: What other libraries call this offering.
        limits: How much fits into one request here.
        input: Kinds of input accepted here.
        output: Kinds of output given here.
        capabilities: What can be asked for here.
        pricing: How it is paid for; ``None`` unknown.
        lifecycle: How long it will be there.
        service: What becomes of prompts here, and how fast answers come.
        evidence: Who says so, by field.

    Raises:
        InvalidInputError: *id* is no offering id, or *model* no model id.
    """

    id: OfferingId
    model: ModelId
    variant: tuple[str, ...] = ()
    region_scope: str | None = None
    moving: bool | None = None
    ids: Mapping[Library, str] = field(default_factory=dict[Library, str])
    limits: Limits = field(default_factory=Limits)
    input: frozenset[Modality] | None = None
    output: frozenset[Modality] | None = None
    capabilities: Capabilities = field(default_factory=Capabilities)
    pricing: Pricing | None = None
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    service: Service = field(default_factory=Service)
    evidence: EvidenceByField

    def __post_init__(self) -> None:
        """Check the ids, freeze the mapping."""
        freeze(self, "ids", self.ids)
        parse_offering_id(self.id)
        parse_model_id(self.model)

    @property
    def provider(self) -> str:
        """The provider's key."""
        return self.id.partition("/")[0]

    @property
    def native_id(self) -> str:
        """What the provider itself calls it."""
        return self.id.partition("/")[2]


def names_successor(offering: Offering) -> bool:
    """Say whether the provider itself names the successor of an offering; else there is none, or it follows by a rule."""
    shown = offering.evidence.fields.get("lifecycle.successor")
    return offering.lifecycle.successor is not None and (shown is None or shown.status is not Status.DERIVED)


def price_evidence(offering: Offering, on: date) -> Evidence:
    """
    Return the evidence of the price in force on day *on*.

    Of the newest price, that of the whole offering where it has its own: it says whether sources agree today.
    """
    pricing = offering.pricing
    period = pricing.in_force(on) if isinstance(pricing, PriceSchedule) else None
    if period is None or not isinstance(pricing, PriceSchedule):
        return offering.evidence["pricing"]
    newest = period is pricing.periods[-1] and "pricing" in offering.evidence.fields
    return offering.evidence["pricing"] if newest else period.evidence
