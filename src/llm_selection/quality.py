"""
Quality: what benchmark results say of a model's ability at a task, and how sure that is.

An additive factor model: a result depends on general ability, on a deviation at the task, and on what a family
of benchmarks shares. All of it is Gaussian, so a model's abilities follow from its results in closed form.

Source: the model behind Epoch's Capabilities Index (arXiv 2512.00193), extended by task and family deviations.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, pi, sqrt
from operator import mul

from llm_selection._frozen import FrozenMap, freeze
from llm_selection._linear import backward, cholesky, forward
from llm_selection.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.calibration import Ability, BenchmarkParameters, Calibration, Prior
from llm_selection.errors import InvalidInputError

__all__ = [
    "Posterior",
    "QualityEstimate",
    "abilities",
    "estimate",
    "expected_share",
    "loading",
    "logistic",
    "logit_of_share",
    "posterior",
    "predict",
    "share_at",
    "work_score",
    "work_stderr",
]

RATING_CENTER = 1400.0
"""Points of a rating that count as 0."""

RATING_SPREAD = 100.0
"""Points of a rating that count as 1."""

LEAST_SHARE = 0.004
"""A share nearer to 0 or 1 is read as this far off, so that its logit stays finite."""

USUAL_ITEMS = 200
"""Items of a benchmark that doesn't say."""

LEAST_LEVERAGE = 0.09
"""p (1 - p) at p = 0.1: a standard error of a share isn't stretched further than there."""

INTERVAL_Z = 1.645
"""Standard deviations on either side of a 90% interval."""

FEW_RESULTS = 5
"""With fewer results, an ability is mostly its prior."""

FINE_TUNE_SD = 0.7
"""
How far fine-tuning moves a model's general ability: the root mean square over the six public fine-tunes that have
ten results or more, as their base has; see docs/explanation/quality.md.
"""

WIDE_SD = 0.4
"""From here on, an ability is hardly surer than the prior, of which the sd is about 0.5; well-measured ones have 0.15."""

_GENERAL = "general"
_LOGISTIC_SLOPE = pi / 8
"""The logistic's mean under a normal of variance v is near logistic(mean / sqrt(1 + v pi / 8))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """
    What is known of one model after its results: a normal distribution over its abilities and deviations.

    Attributes:
        dimensions: ``general``, then tasks (``math``), families (``family livebench``) and what a family
            shares within one task (``family livebench/math``); only those with a result.
        mean: One number a dimension; one unit is one logit on a typical benchmark.
        factor: Lower triangle of the precision's Cholesky factor, by rows.
        prior_sd: Standard deviations of dimensions without a result, by name; 0 where absent.
        loadings: Weight of general ability in each task's ability.
        results: Results that took part.
        direct: Of these, results on each task.
        steps: How often it was fine-tuned from another model.
    """

    dimensions: tuple[str, ...]
    mean: tuple[float, ...]
    factor: tuple[tuple[float, ...], ...]
    prior_sd: Mapping[str, float]
    loadings: Mapping[Task, float]
    results: int
    direct: Mapping[Task, int]
    steps: int = 0

    def __post_init__(self) -> None:
        """Freeze the mappings."""
        for name in ("prior_sd", "loadings", "direct"):
            freeze(self, name, getattr(self, name))

    def combination(self, weights: Mapping[str, float]) -> tuple[float, float]:
        """Return mean and variance of a weighted sum of dimensions; one without a result counts with its prior."""
        place = {name: index for index, name in enumerate(self.dimensions)}
        row = [0.0] * len(place)
        variance = 0.0
        for name, weight in weights.items():
            if name in place:
                row[place[name]] = weight
            else:
                variance += (weight * self.prior_sd.get(name, 0.0)) ** 2
        mean = sum(map(mul, row, self.mean))
        return mean, variance + sum(part * part for part in forward(self.factor, row))

    def ability(self, task: Task) -> Ability:
        """Return the ability at *task*; without a direct result it rests on general ability and the task's prior."""
        weights = {_GENERAL: self.loadings.get(task, 1.0), task.value: 1.0}
        mean, variance = self.combination(_moved(weights, self.steps))
        return Ability(mean=mean, sd=sqrt(variance), results=self.results, direct=self.direct.get(task, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityEstimate:
    """
    How well a model does a task, on an absolute scale.

    Attributes:
        task: The task.
        mean: Expected share of the basket solved, 0 to 1.
        low: Lower end of the 90% interval of that share.
        high: Upper end.
        ability: What the share follows from.
        basket: The benchmarks the share is of, each counting the same; or the user's own tests, by name.
        warnings: What a reader should know, in sentences.
        own: Whether the share is that of tests of the user's own.
        logit: Mean of the logit of that share, corrected for guessing; ``None`` unless it is of own tests.
        logit_sd: Its standard deviation; ``None`` likewise.
    """

    task: Task
    mean: float
    low: float
    high: float
    ability: Ability
    basket: tuple[str, ...]
    warnings: tuple[str, ...] = field(default=())
    own: bool = False
    logit: float | None = None
    logit_sd: float | None = None

    @property
    def measured(self) -> bool:
        """
        Whether the model was measured at this very task, well enough to say more than its prior does.

        That is: at least one result on the task, and an ability with a standard deviation of at most `WIDE_SD`; on
        tests of the user's own, a logit with such a one is enough.
        """
        sd = self.ability.sd if self.logit_sd is None else min(self.ability.sd, self.logit_sd)
        return self.ability.direct > 0 and sd <= WIDE_SD

    @property
    def compared(self) -> tuple[float, float]:
        """Mean and standard deviation of what models are compared by: the logit on own tests, or else the ability."""
        if self.logit is None or self.logit_sd is None:
            return self.ability.mean, self.ability.sd
        return self.logit, self.logit_sd


def work_score(
    score: float, benchmark: Benchmark, parameters: BenchmarkParameters, *, items: int | None = None
) -> float:
    """
    Put a printed score on the scale the model works on, where more is better.

    A share becomes the logit of the share corrected for guessing, kept off 0 and 1 by half an item; a rating
    ``(rating - 1400) / 100``; points are standardised by the parameters' ``center`` and ``spread``.
    """
    if benchmark.scale is Scale.SHARE:
        share = score if benchmark.higher_is_better else 1.0 - score
        return logit_of_share(share, benchmark.guess_share or 0.0, items=items)
    if benchmark.scale is Scale.RATING:
        work = (score - RATING_CENTER) / RATING_SPREAD
    else:
        work = (score - (parameters.center or 0.0)) / (parameters.spread or 1.0)
    return work if benchmark.higher_is_better else -work


def logit_of_share(share: float, guess_share: float, *, items: int | None = None) -> float:
    """
    Return the logit of a share corrected for guessing, kept off 0 and 1 by half an item.

    >>> logit_of_share(0.625, 0.25)
    0.0
    """
    share = (share - guess_share) / (1.0 - guess_share)
    least = max(0.5 / (items or USUAL_ITEMS), LEAST_SHARE)
    share = min(max(share, least), 1.0 - least)
    return log(share / (1.0 - share))


def work_stderr(stderr: float, benchmark: Benchmark, parameters: BenchmarkParameters, *, expected: float) -> float:
    """
    Put a printed standard error on the working scale.

    A share's is stretched by 1 / (p (1 - p)) at the share *expected* before the result. Taking p from the score
    itself would make a nearly perfect score count for so little that a worse one could raise the estimate.
    """
    if benchmark.scale is Scale.SHARE:
        share = logistic(expected)
        return stderr / (1.0 - (benchmark.guess_share or 0.0)) / max(share * (1.0 - share), LEAST_LEVERAGE)
    return stderr / (RATING_SPREAD if benchmark.scale is Scale.RATING else parameters.spread or 1.0)


def posterior(
    results: Iterable[Result],
    benchmarks: Mapping[str, Benchmark],
    calibration: Calibration,
    prior: Prior,
    *,
    bases: Sequence[Iterable[Result]] = (),
) -> Posterior:
    """
    Condition one model's *prior* on its *results*, in closed form.

    A fine-tune has its base's abilities, moved by an unknown amount: generally by `FINE_TUNE_SD`, at each task by as
    much again as models differ there. So it starts from its base's posterior, widened, and its own results tell how
    far it moved.

    Args:
        results: Of one model, in any order; each counts as a measurement of its own, so repeats of one have to
            be dropped before. Those on benchmarks without parameters don't count.
        benchmarks: By id.
        calibration: The fitted parameters.
        prior: What is expected of the model before any result; of a fine-tune, of the first model it goes back to.
        bases: For a fine-tune, the results of the model it started from, then of what that started from, and so on; any
            of them may have none.

    Returns:
        The joint distribution of its abilities and deviations; only its own *results* are counted.
    """

    def counting(results: Iterable[Result]) -> list[Result]:
        return sorted(
            (each for each in results if each.benchmark in calibration.benchmarks and each.benchmark in benchmarks),
            key=lambda result: (
                result.benchmark,
                result.score,
                result.reporter,
                result.stderr or 0.0,
                result.items or 0,
            ),
        )

    known = counting(results)
    sds = _deviation_sds(calibration)
    for step in range(1, len(bases) + 1):
        sds |= {_tuned(step, task.value): sd for task, sd in calibration.task_sd.items()}
        sds[_tuned(step, _GENERAL)] = FINE_TUNE_SD
    rows = [
        (
            {name: weight for name, weight in _moved(weights, steps).items() if name in weights or name in sds},
            distance,
            trust,
        )
        for steps, measured in zip(range(len(bases), -1, -1), (known, *map(counting, bases)), strict=True)
        for weights, distance, trust in (
            _observe(result, benchmarks[result.benchmark], calibration, prior, sds) for result in measured
        )
    ]
    names = [_GENERAL, *sorted({name for weights, _, _ in rows for name in weights} - {_GENERAL})]
    factor, mean = _condition(names, rows, prior, sds)
    direct: dict[Task, int] = {}
    for result in known:
        task = benchmarks[result.benchmark].task
        direct[task] = direct.get(task, 0) + 1
    return Posterior(
        dimensions=tuple(names),
        mean=tuple(mean),
        factor=tuple(map(tuple, factor)),
        prior_sd=sds,
        loadings={task: loading(task, benchmarks, calibration) for task in calibration.task_sd},
        results=len(known),
        direct=direct,
        steps=len(bases),
    )


def predict(
    found: Posterior, benchmark: Benchmark, calibration: Calibration, *, with_noise: bool = True
) -> tuple[float, float]:
    """Return mean and sd of a model's score on *benchmark*, on the working scale of `work_score`."""
    parameters = calibration.benchmarks[benchmark.id]
    weights = _weights(benchmark, parameters, found.prior_sd)
    mean, variance = found.combination(_moved(weights, found.steps))
    noise = parameters.residual_sd**2 if with_noise else 0.0
    return parameters.intercept + mean, sqrt(variance + noise)


def abilities(
    results: Iterable[Result],
    benchmarks: Mapping[str, Benchmark],
    calibration: Calibration,
    prior: Prior,
    *,
    bases: Sequence[Iterable[Result]] = (),
) -> Mapping[Task, Ability]:
    """
    Estimate one model's ability at every task the *calibration* knows.

    Arguments as for `posterior`. A task without a direct result rests on general ability, with the task's prior
    deviation in its sd.
    """
    found = posterior(results, benchmarks, calibration, prior, bases=bases)
    return FrozenMap({task: found.ability(task) for task in Task if task in calibration.task_sd})


def loading(task: Task, benchmarks: Mapping[str, Benchmark], calibration: Calibration) -> float:
    """
    Return the weight of general ability in the ability at *task*: 1 for most, less for tasks of their own kind.

    It is the ratio of the two slopes, the same for all benchmarks of a task up to rounding; 1 when there is none.
    """
    known = [
        parameters
        for name, parameters in calibration.benchmarks.items()
        if name in benchmarks and benchmarks[name].task is task
    ]
    own = sum(parameters.own_slope for parameters in known)
    return sum(parameters.slope for parameters in known) / own if own else 1.0


def expected_share(
    task: Task, mean: float, sd: float, *, benchmarks: Mapping[str, Benchmark], calibration: Calibration
) -> float:
    """
    Return the share of *task*'s basket that a model of this ability is expected to solve, 0 to 1.

    The mean over the basket of guess + (1 - guess) * logistic(intercept + own slope * ability), averaged over what
    isn't known of the ability. Rises with *mean*; a share of which less is better counts from its other end.

    Raises:
        InvalidInputError: The task has no basket.
    """
    basket = calibration.baskets.get(task)
    if basket is None:
        raise InvalidInputError(f"task {task.value!r} has no basket: its quality can't be said as a share")
    return _share(_curves(basket.benchmarks, benchmarks, calibration), mean, sd)


def estimate(
    task: Task, ability: Ability, *, benchmarks: Mapping[str, Benchmark], calibration: Calibration
) -> QualityEstimate | None:
    """
    Say an *ability* as the expected share of the task's basket, with a 90% interval.

    The share rises with ability, so the interval's ends are the shares at the ability's own ends.

    Returns:
        ``None`` when the task has no basket.
    """
    basket = calibration.baskets.get(task)
    if basket is None:
        return None
    curves = _curves(basket.benchmarks, benchmarks, calibration)
    reach = INTERVAL_Z * ability.sd
    low, high = _share(curves, ability.mean - reach, 0.0), _share(curves, ability.mean + reach, 0.0)
    warnings = []
    if not ability.direct:
        warnings.append(
            "No result on this task: inferred from other tasks." if ability.results else "No result at all."
        )
    if 0 < ability.results < FEW_RESULTS:
        warnings.append(f"Rests on {ability.results} result{'s' if ability.results > 1 else ''}.")
    if ability.results and ability.sd > WIDE_SD:
        warnings.append("Hardly measured: rests mostly on what models like it do.")
    if basket.warning:
        warnings.append(basket.warning)
    return QualityEstimate(
        task=task,
        # Near 0 or 1 a wide distribution can pull its mean past its own quantile; the quantile is then the better word.
        mean=min(max(_share(curves, ability.mean, ability.sd), low), high),
        low=low,
        high=high,
        ability=ability,
        basket=basket.benchmarks,
        warnings=tuple(warnings),
    )


def logistic(value: float) -> float:
    """
    Return 1 / (1 + exp(-value)), for any value.

    >>> logistic(0.0)
    0.5
    """
    if value >= 0:
        return 1.0 / (1.0 + exp(-value))
    grown = exp(value)
    return grown / (1.0 + grown)


def _curves(
    basket: Iterable[str], benchmarks: Mapping[str, Benchmark], calibration: Calibration
) -> list[tuple[float, float, float]]:
    """Return guess share, intercept and slope of each benchmark in *basket*."""
    found = []
    for name in basket:
        parameters = calibration.benchmarks[name]
        found.append((benchmarks[name].guess_share or 0.0, parameters.intercept, parameters.own_slope))
    return found


def _share(curves: list[tuple[float, float, float]], mean: float, sd: float) -> float:
    """Average the expected share over *curves*."""
    total = 0.0
    spread = sd * sd * _LOGISTIC_SLOPE
    for guess, intercept, slope in curves:
        work = (intercept + slope * mean) / sqrt(1.0 + slope * slope * spread)
        total += guess + (1.0 - guess) / (1.0 + exp(-work)) if work > -700.0 else guess  # noqa: PLR2004 - exp overflows there
    return total / len(curves)


def share_at(guess_share: float, mean: float, sd: float) -> float:
    """
    Return the expected share solved, guesses included, where its logit is normal with this *mean* and *sd*.

    >>> share_at(0.25, 0.0, 0.5)
    0.625
    """
    return _share([(guess_share, 0.0, 1.0)], mean, sd)


def _deviation_sds(calibration: Calibration) -> dict[str, float]:
    """Name every deviation and give its standard deviation; a family's key ``family/task`` is what it shares in one task."""
    sds = {task.value: sd for task, sd in calibration.task_sd.items()}
    return sds | {f"family {name}": sd for name, sd in calibration.family_sd.items()}


def _weights(benchmark: Benchmark, parameters: BenchmarkParameters, sds: Mapping[str, float]) -> dict[str, float]:
    """Return what a score on *benchmark* depends on, and how much; dimensions without a deviation are left out."""
    weights = {_GENERAL: parameters.slope}
    names = [benchmark.task.value]
    if benchmark.family is not None:
        names += [f"family {benchmark.family}", f"family {benchmark.family}/{benchmark.task.value}"]
    return weights | {name: parameters.own_slope for name in names if sds.get(name)}


def _tuned(step: int, name: str) -> str:
    """Name how far one step of fine-tuning moved a dimension."""
    return f"tuned {step} {name}"


def _moved(weights: Mapping[str, float], steps: int) -> dict[str, float]:
    """Return a weighted sum of dimensions as it is after so many *steps* of fine-tuning."""
    moved = {_tuned(step, name): weight for step in range(1, steps + 1) for name, weight in weights.items()}
    return {**weights, **moved}


def _observe(
    result: Result, benchmark: Benchmark, calibration: Calibration, prior: Prior, sds: Mapping[str, float]
) -> tuple[dict[str, float], float, float]:
    """Return a result's weights, its distance from the intercept, and the precision of its noise."""
    parameters = calibration.benchmarks[result.benchmark]
    distance = work_score(result.score, benchmark, parameters, items=result.items) - parameters.intercept
    variance = parameters.residual_sd**2
    if result.stderr is not None:
        expected = parameters.intercept + parameters.slope * prior.mean
        variance += work_stderr(result.stderr, benchmark, parameters, expected=expected) ** 2
    if result.reporter is Reporter.VENDOR:
        distance -= calibration.vendor_offset
        variance += calibration.vendor_sd**2
    return _weights(benchmark, parameters, sds), distance, 1.0 / variance


def _condition(
    names: list[str], rows: list[tuple[dict[str, float], float, float]], prior: Prior, sds: Mapping[str, float]
) -> tuple[list[list[float]], list[float]]:
    """Solve the normal equations: the precision's Cholesky factor and the mean."""
    place = {name: index for index, name in enumerate(names)}
    precision = [[0.0] * (index + 1) for index in range(len(names))]
    target = [0.0] * len(names)
    precision[0][0] = prior.sd**-2
    target[0] = prior.mean * prior.sd**-2
    for index, name in enumerate(names[1:], start=1):
        precision[index][index] = sds[name] ** -2
    for weights, distance, trust in rows:
        terms = [(place[name], weight) for name, weight in weights.items()]
        for here, weight in terms:
            pull = weight * trust
            target[here] += pull * distance
            row = precision[here]
            for there, other in terms:
                if there <= here:
                    row[there] += pull * other
    factor = cholesky(precision)
    return factor, backward(factor, forward(factor, target))
