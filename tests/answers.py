"""Answers: what tests ask of the small market, and how they name what they get."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from factories import calibrated_records, changed, served
from llm_selection.analysis.explanation import explain
from llm_selection.domain.calibration import Ability
from llm_selection.domain.identity import ModelId
from llm_selection.presentation.argument_report import sections
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Registry
from llm_selection.selection.options import Option

__all__ = ["REAL_NEEDS", "answer", "ids", "option_ids", "said", "with_offering"]

_CLASSIFIER = {"requests_per_day": 1_000_000, "input_tokens": 800, "output_tokens": 20}
REAL_NEEDS: dict[str, dict[str, Any]] = {
    "agentic_coding": {},
    "knowledge": {"workload": "assistant"},
    "instruction_following": {
        "workload": _CLASSIFIER,
        "hosting": [{"accelerator": "nvidia/h100-sxm", "utilization": 0.4}],
    },
    "preference": {},
}
"""What is asked of each of a few tasks, from nothing but the task to hardware of one's own."""


def answer(
    need: Any = "coding", *, known: dict[str, tuple[float, float]] | None = None, **keywords: Any
) -> Recommendation:
    """Recommend from the small registry, with abilities of this mean and sd where they are given."""
    records = calibrated_records()
    if known:
        given = {ModelId(name): Ability(mean=mean, sd=sd, results=9, direct=9) for name, (mean, sd) in known.items()}
        records = replace(records, abilities={task: {**found, **given} for task, found in records.abilities.items()})
    return recommend(need, registry=changed(records), **keywords)


def ids(found: Recommendation) -> list[str]:
    """Name the offerings ranked."""
    return [ranked.offering.id for ranked in found.ranking]


def option_ids(options: Sequence[Option]) -> list[str]:
    """Name the offerings among options."""
    return [option.offering.id for option in options]


def said(found: Recommendation) -> list[str]:
    """Return every sentence of the argument."""
    return [sentence for section in sections(explain(found)) for sentence in section.sentences]


def with_offering(**changes: Any) -> Registry:
    """Return the small registry with another offering of acme/large, cheaper than all, changed."""
    return changed(calibrated_records(), offerings=[served("host/extra", "acme/large", "0.1", "0.1", **changes)])
