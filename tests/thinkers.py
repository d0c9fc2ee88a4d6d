"""Thinkers: a small registry with a model that takes three efforts, and what it reasons with at each."""

from dataclasses import replace
from typing import Any

from factories import calibrated_records, changed, result
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability, EffortAbility
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.identity import ModelId
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.estimation.workloads import Workload
from llm_selection.registry import Registry

__all__ = ["LARGE", "LOAD", "thinkers"]

LARGE = ModelId("acme/large")
LOAD = Workload(
    requests_per_month=1000, input_tokens=1000, output_tokens=100, requests_per_task=10, work=Work.CODE, name="ours"
)
LADDER = EffortLadder(levels=(Effort.NONE, Effort.LOW, Effort.HIGH), default=Effort.HIGH)


def thinkers(abilities: tuple[float, float, float] = (0.5, 1.0, 3.0), **changes: Any) -> Registry:
    """Compile it: 0, 100 and 900 tokens of reasoning at none, low and high, where it has these *abilities*."""
    records = calibrated_records()
    none, low, high = abilities
    tokens = [
        ReasoningTokens(
            work=Work.CODE,
            effort=effort,
            expected=count,
            low=count // 2,
            high=2 * count,
            basis=TokensBasis.MEASURED if count else TokensBasis.STATED,
            runs=1 if count else 0,
            default=effort is LADDER.default,
        )
        for effort, count in zip(LADDER.levels, (0, 100, 900), strict=True)
    ]
    best = Ability(mean=high, sd=0.1, results=2, direct=2, effort=Effort.HIGH)
    lesser = {Effort.NONE: EffortAbility(mean=none, sd=0.1), Effort.LOW: EffortAbility(mean=low, sd=0.1)}
    known = records.abilities[Task.CODING]
    return changed(
        records,
        models=[replace(records.models[LARGE], efforts=LADDER)],
        results={**records.results, LARGE: (result(LARGE, "code-one", 0.7, effort="high"),)},
        abilities={Task.CODING: {**known, LARGE: best}},
        effort_abilities={Task.CODING: {LARGE: lesser}},
        **{"tokens": {LARGE: tuple(tokens)}, **changes},
    )
