"""The records a registry is made of, before they are compiled."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.frozen import freeze
from llm_selection.domain.benchmarks import Benchmark, Result, Task
from llm_selection.domain.calibration import Ability, Calibration, EffortAbility, Prior
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evidence import Source
from llm_selection.domain.hardware import Accelerator, Precision
from llm_selection.domain.identity import (
    Library,
    ModelId,
    OfferingId,
    parse_accelerator_id,
    parse_key,
    parse_license_id,
    parse_model_id,
    parse_offering_id,
)
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Developer, Offering, Provider
from llm_selection.domain.tokens import ReasoningTokens, in_order
from llm_selection.domain.verbosity import Verbosity, by_effort

__all__ = ["GROUPS", "IDS", "MAPPED", "SECTIONS", "Records"]

SECTIONS: Mapping[str, Any] = {
    "sources": Source,
    "developers": Developer,
    "providers": Provider,
    "licenses": LicenseTerms,
    "models": Model,
    "offerings": Offering,
    "benchmarks": Benchmark,
    "results": tuple[Result, ...],
    "priors": Prior,
    "abilities": Mapping[ModelId, Ability],
    "effort_abilities": Mapping[ModelId, Mapping[Effort, EffortAbility]],
    "verbosities": tuple[Verbosity, ...],
    "tokens": tuple[ReasoningTokens, ...],
    "accelerators": Accelerator,
}
"""
Each kind of record by its name, in the order of the compiled file. Results, priors, verbosities and tokens are kept by
model, abilities by task.
"""

IDS: Mapping[str, Callable[[str], str]] = {
    "sources": parse_key,
    "developers": parse_key,
    "providers": parse_key,
    "licenses": parse_license_id,
    "models": parse_model_id,
    "offerings": parse_offering_id,
    "benchmarks": parse_key,
    "accelerators": parse_accelerator_id,
}
"""What checks the ids of each kind of record that has ids of its own."""

GROUPS = frozenset({"capabilities", "flops", "ids", "lifecycle", "limits", "service"})
"""Fields that are groups of facts: each part can be written, and can have evidence, of its own."""

MAPPED: Mapping[str, Any] = {"flops": Precision, "ids": Library}
"""The groups that are mappings, and what their keys are; the others are values with fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Records:
    """
    Everything a registry holds, as values.

    Attributes:
        version: Data version, such as ``2026.11.23``.
        date: The day of the data; what ``on`` defaults to.
        sources: By key.
        developers: By id.
        providers: By id.
        licenses: By id.
        models: By id.
        offerings: By id.
        benchmarks: By id.
        results: By model, and for one model in the order of their sources.
        priors: What is expected of a model before any result, by model.
        abilities: What results and priors say of each measured model at the highest effort measured, by task and model.
        effort_abilities: The same at each other effort that it takes, by task, model and effort.
        calibration: The parameters behind the abilities; ``None`` without any.
        verbosities: What the user's own requests to a model put out, by model, the lowest effort first; one that isn't
            stated stands before all.
        tokens: How many tokens a model reasons with, by model; by kind of work, and at each the lowest effort first.
        accelerators: Hardware that models can be hosted on, by id.
    """

    version: str
    date: date
    sources: Mapping[str, Source] = field(default_factory=dict[str, Source])
    developers: Mapping[str, Developer] = field(default_factory=dict[str, Developer])
    providers: Mapping[str, Provider] = field(default_factory=dict[str, Provider])
    licenses: Mapping[str, LicenseTerms] = field(default_factory=dict[str, LicenseTerms])
    models: Mapping[ModelId, Model] = field(default_factory=dict[ModelId, Model])
    offerings: Mapping[OfferingId, Offering] = field(default_factory=dict[OfferingId, Offering])
    benchmarks: Mapping[str, Benchmark] = field(default_factory=dict[str, Benchmark])
    results: Mapping[ModelId, tuple[Result, ...]] = field(default_factory=dict[ModelId, tuple[Result, ...]])
    priors: Mapping[ModelId, Prior] = field(default_factory=dict[ModelId, Prior])
    abilities: Mapping[Task, Mapping[ModelId, Ability]] = field(default_factory=dict[Task, Mapping[ModelId, Ability]])
    effort_abilities: Mapping[Task, Mapping[ModelId, Mapping[Effort, EffortAbility]]] = field(
        default_factory=dict[Task, Mapping[ModelId, Mapping[Effort, EffortAbility]]]
    )
    calibration: Calibration | None = None
    verbosities: Mapping[ModelId, tuple[Verbosity, ...]] = field(default_factory=dict[ModelId, tuple[Verbosity, ...]])
    tokens: Mapping[ModelId, tuple[ReasoningTokens, ...]] = field(
        default_factory=dict[ModelId, tuple[ReasoningTokens, ...]]
    )
    accelerators: Mapping[str, Accelerator] = field(default_factory=dict[str, Accelerator])

    def __post_init__(self) -> None:
        """Freeze the mappings, sorted by id."""
        for name in SECTIONS:
            freeze(self, name, dict(sorted(getattr(self, name).items())))
        by_source = {
            model: tuple(sorted(results, key=lambda result: result.source)) for model, results in self.results.items()
        }
        freeze(self, "results", by_source)
        ordered = {model: by_effort(verbosities) for model, verbosities in self.verbosities.items()}
        freeze(self, "verbosities", ordered)
        freeze(self, "tokens", {model: in_order(rows) for model, rows in self.tokens.items()})
