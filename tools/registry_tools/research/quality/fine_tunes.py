"""
Measure how far fine-tuning moves a model's general ability: `llm_selection.estimation.quality.FINE_TUNE_SD`.

    registry-tools evaluate fine-tunes data

Of every pair in `PAIRS` with results enough, general ability is told from each model's own results alone, without any
prior. The mean square of the differences, less the variance of the errors of both, is that of the true changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from statistics import fmean

from llm_selection.domain.calibration import Prior
from llm_selection.domain.identity import ModelId
from llm_selection.estimation.abilities import (
    posterior,
)
from llm_selection.registry import Registry, build
from registry_tools.arguments import command_parser

LEAST_RESULTS = 10
"""A model with fewer results tells more of its prior than of itself."""

UNTOLD_SD = 10.0
"""Of general ability before any result: as good as nothing known, so that no estimate is drawn towards another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """
    A fine-tune, and what it is compared with.

    Attributes:
        tuned: The fine-tune.
        base: The model it started from, or the nearest one measured of the same pretrained weights.
        stands_in: Whether the base is an instruct model that stands in for the pretrained one it started from.
        source: Who says so; a name that holds the base's is its developer's word.
    """

    tuned: str
    base: str
    stands_in: bool = False
    source: str


PAIRS = (
    Pair(
        tuned="alibaba/qwen2.5-coder-32b-instruct",
        base="alibaba/qwen2.5-32b-instruct",
        stands_in=True,
        source="its name",
    ),
    Pair(
        tuned="alibaba/qwen2.5-coder-7b-instruct", base="alibaba/qwen2.5-7b-instruct", stands_in=True, source="its name"
    ),
    Pair(
        tuned="alibaba/qwen2.5-vl-72b-instruct", base="alibaba/qwen2.5-72b-instruct", stands_in=True, source="its name"
    ),
    Pair(
        tuned="alibaba/qwq-32b",
        base="alibaba/qwen2.5-32b-instruct",
        stands_in=True,
        source="https://boundaryml.com, structured outputs with QwQ 32B: built on Qwen2.5",
    ),
    Pair(
        tuned="deepseek/deepseek-r1",
        base="deepseek/deepseek-v3",
        stands_in=True,
        source="https://github.com/deepseek-ai/DeepSeek-R1",
    ),
    Pair(
        tuned="deepseek/deepseek-r1-distill-llama-70b",
        base="meta/llama-3.3-70b-instruct",
        source="https://github.com/deepseek-ai/DeepSeek-R1",
    ),
    Pair(
        tuned="deepseek/deepseek-r1-distill-qwen-32b",
        base="alibaba/qwen2.5-32b-instruct",
        stands_in=True,
        source="https://github.com/deepseek-ai/DeepSeek-R1",
    ),
    Pair(
        tuned="microsoft/phi-4-reasoning-plus",
        base="microsoft/phi-4",
        source="https://deepinfra.com/microsoft/phi-4-reasoning-plus, a copy of its model card",
    ),
    Pair(
        tuned="nousresearch/hermes-4-405b",
        base="meta/llama-3.1-405b-instruct",
        stands_in=True,
        source="https://huggingface.co/NousResearch/Hermes-4-405B, read in a copy",
    ),
    Pair(
        tuned="nousresearch/hermes-4-70b",
        base="meta/llama-3.1-70b-instruct",
        stands_in=True,
        source="https://huggingface.co/NousResearch/Hermes-4-70B, read in a copy",
    ),
    Pair(tuned="nvidia/llama-3.1-nemotron-70b-instruct", base="meta/llama-3.1-70b-instruct", source="its name"),
    Pair(tuned="nvidia/llama-3.1-nemotron-ultra-253b-v1", base="meta/llama-3.1-405b-instruct", source="its name"),
    Pair(tuned="nvidia/llama-3.3-nemotron-super-49b-v1.5", base="meta/llama-3.3-70b-instruct", source="its name"),
    Pair(
        tuned="prime-intellect/intellect-3",
        base="zhipuai/glm-4.5-air",
        stands_in=True,
        source="https://arxiv.org/abs/2512.16144",
    ),
    Pair(
        tuned="zhipuai/glm-4.5v", base="zhipuai/glm-4.5-air", stands_in=True, source="https://github.com/zai-org/GLM-V"
    ),
)
"""
Fine-tunes whose developer says which weights they started from; a newer version of the same product is none.

Read on 2026-11-25.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    How far a fine-tune's general ability lies from its base's.

    Attributes:
        pair: The two.
        results: Of the fine-tune.
        base_results: Of the base.
        by: Ability of the fine-tune less that of its base.
        variance: Of the error of that difference.
    """

    pair: Pair
    results: int
    base_results: int
    by: float
    variance: float


def changes(registry: Registry, pairs: Iterable[Pair] = PAIRS) -> Iterator[Change]:
    """Yield the change of each pair of which both models have `LEAST_RESULTS` or more."""
    for pair in pairs:
        counts = [len(registry.results.get(ModelId(model), ())) for model in (pair.tuned, pair.base)]
        if min(counts) >= LEAST_RESULTS:
            (tuned, tuned_variance), (base, base_variance) = (general(registry, id_) for id_ in (pair.tuned, pair.base))
            yield Change(
                pair=pair,
                results=counts[0],
                base_results=counts[1],
                by=tuned - base,
                variance=tuned_variance + base_variance,
            )


def general(registry: Registry, model: str) -> tuple[float, float]:
    """Return mean and variance of a model's general ability, from its own results alone."""
    id_ = ModelId(model)
    if registry.calibration is None:
        raise ValueError("data without a calibration tells no abilities")
    prior = Prior(mean=registry.priors[id_].mean, sd=UNTOLD_SD)
    found = posterior(registry.results[id_], registry.benchmarks, registry.calibration, prior)
    return found.combination({"general": 1.0})


def spread(found: Sequence[Change]) -> float:
    """Return the root mean square of the true changes: that of those measured, less the variance of their errors."""
    return sqrt(max(fmean(one.by**2 - one.variance for one in found), 0.0))


def lines(found: Sequence[Change]) -> Iterator[str]:
    """Yield the table, a line a pair, and what follows from it."""
    yield "| fine-tune | base | results | change of *g* | its standard error |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for one in found:
        base = one.pair.base + (" (stands in)" if one.pair.stands_in else "")
        by = f"{one.by:+.2f}".replace("-", "−")
        counts = f"{one.results}, {one.base_results}"
        yield f"| {one.pair.tuned} | {base} | {counts} | {by} | {sqrt(one.variance):.2f} |"
    yield ""
    if found:
        named = [one for one in found if not one.pair.stands_in]
        yield f"Root mean square of {len(found)} changes, less their errors: {spread(found):.2f}."
        if named:
            yield f"Of the {len(named)} whose own base was measured: {spread(named):.2f}."


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = command_parser("evaluate fine-tunes", __doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args(arguments)
    print("\n".join(lines(list(changes(build(options.data))))))
