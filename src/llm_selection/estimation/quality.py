"""
Quality: what a model's ability at a task means as the expected share of its basket, and how sure that is.

What results say of an ability is in `llm_selection.estimation.abilities`.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from math import exp, log, pi, sqrt

from llm_selection._dataclasses import dataclass, field, replace
from llm_selection._foundation.wording import counted
from llm_selection.domain.benchmarks import Benchmark, Result, Task
from llm_selection.domain.calibration import Ability, Basket, BenchmarkParameters, Calibration
from llm_selection.domain.identity import ModelId

__all__ = [
    "Moved",
    "QualityEstimate",
    "basket_curves",
    "estimate",
    "logistic",
    "share_interval",
]

RATING_CENTER = 1400.0
"""Points of a rating that count as 0."""

RATING_SPREAD = 100.0
"""Points of a rating that count as 1."""

INTERVAL_Z = 1.645
"""Standard deviations on either side of a 90% interval."""

FEW_RESULTS = 5
"""With fewer results, an ability is mostly its prior."""

WIDE_SD = 0.4
"""From here on, an ability is hardly surer than the prior, of which the sd is about 0.5; well-measured ones have 0.15."""

STALE_DAYS = 365
"""Days after which a model's newest result on a task is old: benchmarks, harnesses and served versions change."""

RATING_STEEPNESS = log(10.0) / 400.0
"""
Change of the log odds of being preferred with one point of rating.

Source: Elo's scale, on which 400 points are odds of ten to one; LMArena's Bradley-Terry ratings are put on it.
"""

_STALE_AFTER = timedelta(days=STALE_DAYS)
_LOGISTIC_SLOPE = pi / 8
"""The logistic's mean under a normal of variance v is near logistic(mean / sqrt(1 + v pi / 8))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """
    How far one result moved a model's quality.

    Attributes:
        result: The result; of a fine-tune it may be its base's.
        by: Ability with it less ability without it.
        points: Quality with it less quality without it, in hundredths; ``None`` where that is of tests of the user's own.
            What isn't known of an ability counts for the quality too, so near the ends of the scale a result can move
            ability up and quality down.
        outlier: Whether it was read as less extreme than it is, for lying more than four standard deviations of its noise off.
    """

    result: Result
    by: float
    points: float | None
    outlier: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityEstimate:
    """
    How well a model does a task, on an absolute scale.

    Attributes:
        task: The task.
        mean: Expected share of the basket solved, 0 to 1; with an anchor, the chance to be preferred to it.
        sd: Standard deviation of that share: half the way from one standard deviation of ability below to one above.
        low: Lower end of its 90% interval.
        high: Upper end.
        ability: What the share follows from.
        basket: The benchmarks the share is of, each counting the same; none where no basket measures the task.
        anchor: The model that others are compared with, where the basket holds ratings; else ``None``.
        warnings: What a reader should know, in sentences.
        moved: The results it rests on and how far each moved it, the farthest first; ``None`` where nobody asked
            (`llm_selection.estimate_quality` does).
        own: Whether the share is of the user's own work, which own tests, or the model run today, tell of.
        tests: The user's own tests of the task, by name.
    """

    task: Task
    mean: float
    sd: float
    low: float
    high: float
    ability: Ability
    basket: tuple[str, ...]
    anchor: ModelId | None = None
    warnings: tuple[str, ...] = field(default=())
    moved: tuple[Moved, ...] | None = None
    own: bool = False
    tests: tuple[str, ...] = ()

    @property
    def measured(self) -> bool:
        """
        Whether the model was measured at this very task, well enough to say more than its prior does.

        That is: at least one result on the task, and an ability with a standard deviation of at most 0.4.
        """
        return self.ability.direct > 0 and self.ability.sd <= WIDE_SD


def logistic(value: float) -> float:
    """Return 1 / (1 + exp(-value)), for any value."""
    if value >= 0:
        return 1.0 / (1.0 + exp(-value))
    grown = exp(value)
    return grown / (1.0 + grown)


def estimate(
    task: Task,
    ability: Ability,
    *,
    benchmarks: Mapping[str, Benchmark],
    calibration: Calibration,
    on: date | None = None,
) -> QualityEstimate | None:
    """
    Say an *ability* as the expected share of the task's basket, with a 90% interval.

    The share rises with ability, so the interval's ends are the shares at the ability's own ends.

    Args:
        task: The task.
        ability: At this task.
        benchmarks: By id; those of the basket are needed.
        calibration: The fitted parameters.
        on: The day asked about, to tell old results; by default the newest day of the fit.

    Returns:
        ``None`` when the task has no basket.
    """
    basket = calibration.baskets.get(task)
    if basket is None:
        return None
    curves = basket_curves(basket, benchmarks, calibration)
    low, mean, high = share_interval(curves, ability.mean, ability.sd)
    return QualityEstimate(
        task=task,
        mean=mean,
        sd=(_share(curves, ability.mean + ability.sd, 0.0) - _share(curves, ability.mean - ability.sd, 0.0)) / 2.0,
        low=low,
        high=high,
        ability=ability,
        basket=basket.benchmarks,
        anchor=basket.anchor,
        warnings=tuple(_warnings(ability, basket, calibration, on=calibration.fitted if on is None else on)),
    )


def share_interval(curves: "Curves", mean: float, sd: float) -> tuple[float, float, float]:
    """Return the share at the low end of an ability's interval, the expected share, and the share at its high end."""
    low, high = _share(curves, mean - INTERVAL_Z * sd, 0.0), _share(curves, mean + INTERVAL_Z * sd, 0.0)
    # Near 0 or 1 a wide distribution can pull its mean past its own quantile; the quantile is then the better estimate.
    return low, min(max(_share(curves, mean, sd), low), high), high


def _warnings(ability: Ability, basket: Basket, calibration: Calibration, *, on: date) -> Iterator[str]:
    """Yield what a reader should know of an estimate, in sentences."""
    if not ability.direct:
        yield unmeasured(ability)
    if 0 < ability.results < FEW_RESULTS:
        yield f"Rests on {counted(ability.results, 'result')}."
    if ability.results and ability.sd > WIDE_SD:
        yield "Hardly measured: rests mostly on what models like it do."
    if 0 < ability.direct == ability.vendor:
        yield "Every result on this task was published by the model's own developer."
    if 0 < ability.results == ability.rated and basket.anchor is None:
        yield "Rests on votes alone: these tell which answers people like better, not which are right."
    if ability.newest is not None and on - ability.newest > _STALE_AFTER:
        yield _stale_warning(ability.newest)
    beyond = [name for name in basket.benchmarks if _is_beyond(ability, calibration.benchmarks[name])]
    if on < calibration.fitted:
        yield (
            f"Fitted to results up to {calibration.fitted}: the results that count are those of {on}, the scale and what "
            "is expected of a model without results aren't."
        )
    if beyond:
        yield f"Extrapolated: expected above the best score that the fit knows on {', '.join(beyond)}."
    if basket.warning:
        yield basket.warning


def grown_old(quality: QualityEstimate, on: date) -> QualityEstimate:
    """Return *quality* as it is on a later day: with a warning if its newest result on the task has grown old by then."""
    newest = quality.ability.newest
    warning = None if newest is None or on - newest <= _STALE_AFTER else _stale_warning(newest)
    return (
        quality
        if warning is None or warning in quality.warnings
        else replace(quality, warnings=(*quality.warnings, warning))
    )


def _stale_warning(newest: date) -> str:
    return f"The newest result on this task is of {newest}."


def unmeasured(ability: Ability) -> str:
    """Say what an ability rests on that no result on its task does."""
    if ability.results:
        return "No result on this task: inferred from other tasks."
    if ability.inherited:
        return "No result of its own: inferred from the model it was fine-tuned from."
    return "No result at all: rests on what models like it do."


def _is_beyond(ability: Ability, parameters: BenchmarkParameters) -> bool:
    """Say whether a model is expected to score above the best known result."""
    return parameters.best is not None and parameters.intercept + parameters.own_slope * ability.mean > parameters.best


Curves = Sequence[tuple[float, float, float]]
"""Guess share, intercept and slope of the logit, of each benchmark in a basket."""


def basket_curves(basket: Basket, benchmarks: Mapping[str, Benchmark], calibration: Calibration) -> Curves:
    """Return the curves along which the expected share of each benchmark rises with ability."""
    curves: list[tuple[float, float, float]] = []
    for name in basket.benchmarks:
        benchmark, parameters = benchmarks[name], calibration.benchmarks[name]
        if basket.anchor is None:
            curves.append((benchmark.guess_share or 0.0, parameters.intercept, parameters.own_slope))
        else:
            steepness = RATING_STEEPNESS * RATING_SPREAD
            anchor = (basket.anchor_ratings[name] - RATING_CENTER) / RATING_SPREAD
            curves.append((0.0, steepness * (parameters.intercept - anchor), steepness * parameters.own_slope))
    return curves


def _share(curves: Curves, mean: float, sd: float) -> float:
    """Average the expected share over *curves*."""
    total = 0.0
    spread = sd * sd * _LOGISTIC_SLOPE
    for guess, intercept, slope in curves:
        work = (intercept + slope * mean) / sqrt(1.0 + slope * slope * spread)
        total += guess + (1.0 - guess) * logistic(work)
    return total / len(curves)
