"""
The judge: how good picks turned out to be, by results of independent hands that weren't known on their day.

A fit to the later results alone gives the expected share solved of the task's benchmarks among them, which tells models
apart that weren't measured on the same ones. Of a model that was measured at other tasks only it says what its ability
there foretells: a second judge, kept apart, since it is an estimate of the same kind as the library's own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from llm_selection.domain.benchmarks import Benchmark, Result, Task
from llm_selection.domain.calibration import Calibration, Prior
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.identity import ModelId
from llm_selection.estimation.abilities import (
    Posterior,
    posterior,
)
from llm_selection.estimation.effort_steps import effort_at
from llm_selection.estimation.quality import (
    estimate,
)
from registry_tools.research.advice.days import Archive, Shares, by_model, shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """
    How good a model turned out to be at a task.

    Attributes:
        share: Expected share solved of the task's later benchmarks, 0 to 1.
        sd: Standard deviation of what the later results leave open.
        results: Later results on the task that it rests on; 0 is the second judge's word.
        at_effort: How many of them are of the effort that was judged.
    """

    share: float
    sd: float
    results: int
    at_effort: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """
    What came after a day, and what a fit to that alone says.

    Attributes:
        benchmarks: By id.
        calibration: Fitted to the later results.
        priors: Of that fit, by model.
        results: The later results, by model.
        shares: Those that are shares.
        efforts: The efforts that each model takes, where they are known.
    """

    benchmarks: Mapping[str, Benchmark]
    calibration: Calibration
    priors: Mapping[ModelId, Prior]
    results: Mapping[ModelId, Sequence[Result]]
    shares: Shares
    efforts: Mapping[ModelId, EffortLadder] = field(default_factory=dict[ModelId, EffortLadder])
    _posteriors: dict[ModelId, Posterior] = field(default_factory=dict[ModelId, Posterior], compare=False)
    _made: dict[tuple[ModelId, Task, Effort | None], Judgement | None] = field(
        default_factory=dict[tuple[ModelId, Task, Effort | None], Judgement | None], compare=False
    )

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
            shares=shares(later, archive.benchmarks),
            efforts={ModelId(one.model): one.efforts for one in archive.traits if one.efforts is not None},
        )

    def judge(self, model: ModelId, task: Task, effort: Effort | None = None) -> Judgement | None:
        """
        Say how good a model turned out to be, at an *effort* or at the highest that it was measured at since.

        ``None`` if it wasn't measured any more, or nothing of the task was.
        """
        if model not in self.results or model not in self.priors:
            return None
        if model not in self._posteriors:
            self._posteriors[model] = posterior(
                self.results[model],
                self.benchmarks,
                self.calibration,
                self.priors[model],
                ladders=[self.efforts.get(model)],
            )
        if (model, task, effort) not in self._made:
            self._made[model, task, effort] = self._judged(model, task, effort)
        return self._made[model, task, effort]

    def _judged(self, model: ModelId, task: Task, effort: Effort | None) -> Judgement | None:
        """Say how good a model turned out to be that was measured since."""
        ability = self._posteriors[model].ability(task, effort)
        quality = estimate(task, ability, benchmarks=self.benchmarks, calibration=self.calibration)
        if quality is None:
            return None
        return Judgement(
            share=quality.mean, sd=quality.sd, results=ability.direct, at_effort=self._results_at(model, task, effort)
        )

    def _results_at(self, model: ModelId, task: Task, effort: Effort | None) -> int:
        """Count the later results of a model at a task that are of an effort."""
        ladder = self.efforts.get(model)
        default = None if ladder is None else ladder.default
        return sum(
            self.benchmarks[result.benchmark].task is task and effort_at(result, default) is effort
            for result in self.results[model]
        )

    def apart(self, tasks: Collection[Task], first: ModelId, second: ModelId) -> list[float]:
        """Return by how many points *first* scored above *second* on each share of *tasks* where both were measured."""
        return [
            100 * (found[first] - found[second])
            for key, found in self.shares.items()
            if self.benchmarks[key].task in tasks and first in found and second in found
        ]
