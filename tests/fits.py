"""Fits: a few benchmarks with parameters, and results on them, from which abilities and shares are worked by hand."""

from dataclasses import replace
from datetime import date

from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Basket, BenchmarkParameters, Calibration, Prior
from llm_selection.domain.evidence import Evidence, EvidenceByField, Status
from llm_selection.domain.identity import ModelId

__all__ = ["ANCHOR", "BENCHMARKS", "CALIBRATION", "SEEN", "STRANGER", "VOTES", "benchmark", "line", "result", "voted"]


SEEN = EvidenceByField(record=Evidence(source="page", status=Status.REPORTED, as_of=date(2026, 11, 1)))


STRANGER = Prior(mean=0.5, sd=0.6)


def benchmark(
    name: str,
    task: Task,
    *,
    scale: Scale = Scale.SHARE,
    guess: float | None = None,
    family: str | None = None,
    higher: bool = True,
) -> Benchmark:
    """Build a benchmark."""
    return Benchmark(
        id=name,
        name=name,
        task=task,
        scale=scale,
        guess_share=guess,
        family=family,
        higher_is_better=higher,
        evidence=SEEN,
    )


def line(intercept: float = 0.0, slope: float = 1.0, own: float | None = None, sd: float = 0.4) -> BenchmarkParameters:
    """Build a benchmark's parameters; without *own*, both slopes are the same."""
    return BenchmarkParameters(
        intercept=intercept, slope=slope, own_slope=slope if own is None else own, residual_sd=sd
    )


BENCHMARKS = {
    one.id: one
    for one in (
        benchmark("math-a", Task.MATH, family="house"),
        benchmark("math-b", Task.MATH, guess=0.25),
        benchmark("code-a", Task.CODING, family="house"),
        benchmark("code-rate", Task.CODING, scale=Scale.RATING),
        benchmark("code-cash", Task.CODING, scale=Scale.POINTS),
        benchmark("made-up", Task.FACTUALITY, higher=False),
        benchmark("heart", Task.RECALL),
    )
}


CALIBRATION = Calibration(
    version="test",
    fitted=date(2026, 10, 1),
    vendor_offset=0.17,
    vendor_sd=0.15,
    task_sd={Task.MATH: 0.3, Task.CODING: 0.14, Task.FACTUALITY: 0.34, Task.RECALL: 0.6, Task.SAFETY: 0.2},
    family_sd={"house": 0.3, "house/math": 0.2},
    benchmarks={
        "math-a": line(-1.0),
        "math-b": line(0.5, 0.8),
        "code-a": line(0.2, 1.2),
        "code-rate": replace(line(0.1, 0.5), residual_sd=0.08),
        "code-cash": replace(line(0.0, 0.6), center=2000.0, spread=500.0),
        "made-up": line(0.3, 0.34, 1.0),
        "heart": replace(line(-0.5, 0.7, 1.0), best=-0.2),
    },
    baskets={
        Task.MATH: Basket(benchmarks=("math-a", "math-b")),
        Task.CODING: Basket(benchmarks=("code-a",), warning="Thin."),
        Task.RECALL: Basket(benchmarks=("heart",)),
    },
)


def result(
    name: str,
    score: float,
    *,
    stderr: float | None = None,
    items: int | None = None,
    reporter: Reporter = Reporter.INDEPENDENT,
) -> Result:
    """Build a result."""
    return Result(
        model=ModelId("lab/one"),
        benchmark=name,
        score=score,
        stderr=stderr,
        items=items,
        reporter=reporter,
        source="page",
    )


VOTES = {
    **BENCHMARKS,
    "votes": benchmark("votes", Task.PREFERENCE, scale=Scale.RATING, family="crowd"),
    "jury": benchmark("jury", Task.PREFERENCE, scale=Scale.RATING, family="jurors"),
}


ANCHOR = ModelId("lab/anchor")


def voted(*boards: str) -> Calibration:
    """Build parameters with a basket of ratings, of which an anchor has 1450 on each."""
    return replace(
        CALIBRATION,
        task_sd={**CALIBRATION.task_sd, Task.PREFERENCE: 0.1},
        family_sd={**CALIBRATION.family_sd, "crowd": 0.7, "crowd/preference": 0.1, "jurors": 0.2},
        benchmarks={**CALIBRATION.benchmarks, "votes": line(0.1, 0.5, sd=0.08), "jury": line(0.2, 0.4, sd=0.08)},
        baskets={
            Task.PREFERENCE: Basket(benchmarks=boards, anchor=ANCHOR, anchor_ratings=dict.fromkeys(boards, 1450.0))
        },
    )
