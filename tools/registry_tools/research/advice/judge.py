"""
The judge: how good picks turned out to be, by results of independent hands that weren't known on their day.

Two ways. By a fit to the later results alone: the expected share solved of the task's benchmarks among them, which tells
models apart that weren't measured on the same ones. And by the later results themselves, on those shares of the task
where both models were measured.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from llm_selection.domain.benchmarks import Benchmark, Result, Scale, Task
from llm_selection.domain.calibration import Calibration, Prior
from llm_selection.domain.identity import ModelId
from llm_selection.estimation.abilities import (
    posterior,
)
from llm_selection.estimation.quality import (
    estimate,
)
from registry_tools.research.advice.days import Archive, by_model


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """
    How good a model turned out to be at a task.

    Attributes:
        points: Expected share solved of the task's later benchmarks, 0 to 100.
        sd: Standard deviation of what the later results leave open.
        results: Later results on the task that it rests on.
    """

    points: float
    sd: float
    results: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """
    What came after a day, and what a fit to that alone says.

    Attributes:
        benchmarks: By id.
        calibration: Fitted to the later results.
        priors: Of that fit, by model.
        results: The later results, by model.
        scores: Shares, by benchmark and model: those of a benchmark once for each model, the right way up.
        stamped: The same of results with a day of their own, which surely weren't there before.
    """

    benchmarks: Mapping[str, Benchmark]
    calibration: Calibration
    priors: Mapping[ModelId, Prior]
    results: Mapping[ModelId, Sequence[Result]]
    scores: Mapping[str, Mapping[ModelId, float]]
    stamped: Mapping[str, Mapping[ModelId, float]]

    @classmethod
    def after(cls, archive: Archive, day: date) -> "Judge | None":
        """Gather what came after a day and fit it; ``None`` if nothing came."""
        later = archive.later(day)
        if not later:
            return None
        calibration, priors = archive.fit(later, max(result.measured for result in later if result.measured))
        return cls(
            benchmarks=archive.benchmarks,
            calibration=calibration,
            priors=priors,
            results=by_model(later),
            scores=shares(later, archive.benchmarks),
            stamped=shares((result for result in later if result in archive.stamped), archive.benchmarks),
        )

    def judge(self, model: ModelId, task: Task) -> Judgement | None:
        """Say how good a model turned out to be; ``None`` if it wasn't measured at the task any more."""
        if model not in self.results or model not in self.priors:
            return None
        found = posterior(self.results[model], self.benchmarks, self.calibration, self.priors[model])
        ability = found.ability(task)
        quality = estimate(task, ability, benchmarks=self.benchmarks, calibration=self.calibration)
        if quality is None or not ability.direct:
            return None
        return Judgement(points=100 * quality.mean, sd=100 * quality.sd, results=ability.direct)

    def apart(self, task: Task, first: ModelId, second: ModelId, *, surely: bool = False) -> list[float]:
        """
        Return by how many points *first* scored above *second* on each share of the task where both were measured.

        Args:
            task: The task.
            first: A model.
            second: Another.
            surely: Whether only results with a day of their own count.
        """
        return [
            100 * (scores[first] - scores[second])
            for key, scores in (self.stamped if surely else self.scores).items()
            if self.benchmarks[key].task is task and first in scores and second in scores
        ]


def shares(results: Iterable[Result], benchmarks: Mapping[str, Benchmark]) -> dict[str, dict[ModelId, float]]:
    """Return the shares among *results* by benchmark, in order of id, and model; the mean of a model's repeats."""
    found: dict[str, dict[ModelId, list[float]]] = {}
    for result in results:
        benchmark = benchmarks[result.benchmark]
        if benchmark.scale is Scale.SHARE:
            right = result.score if benchmark.higher_is_better else 1 - result.score
            found.setdefault(benchmark.id, {}).setdefault(result.model, []).append(right)
    return {key: {model: fmean(each) for model, each in rows.items()} for key, rows in sorted(found.items())}
