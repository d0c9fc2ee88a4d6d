"""
Abilities: what benchmark results say of a model's ability at a task, and how sure that is.

An additive factor model: a result depends on general ability, on a deviation at the task, and on what a family
of benchmarks shares. All of it is Gaussian, so a model's abilities follow from its results in closed form.

Source: the model behind Epoch's Capabilities Index (arXiv 2512.00193), extended by task and family deviations.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from math import fsum, log, sqrt
from operator import mul

from llm_selection._dataclasses import dataclass, field, replace
from llm_selection._foundation.frozen import freeze
from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Ability, BenchmarkParameters, Calibration, Prior
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.identity import developer_of
from llm_selection.estimation.effort_steps import Loss, OwnSteps, own_steps
from llm_selection.estimation.linear_algebra import backward, cholesky, forward
from llm_selection.estimation.quality import (
    RATING_CENTER,
    RATING_SPREAD,
    Moved,
    QualityEstimate,
    basket_curves,
    logistic,
    share_interval,
)

__all__ = [
    "Influence",
    "Observation",
    "Posterior",
    "behind",
    "foretold",
    "loading",
    "logit_of_share",
    "posterior",
    "printed_score",
    "printed_share",
    "traced",
    "work_score",
    "work_stderr",
]

LEAST_SHARE = 0.004
"""A share nearer to 0 or 1 is read as this far off, so that its logit stays finite."""

USUAL_ITEMS = 200
"""Items of a benchmark that doesn't say."""

LEAST_LEVERAGE = 0.09
"""p (1 - p) at p = 0.1: a standard error of a share isn't stretched further than there."""

FINE_TUNE_SD = 0.6
"""
How far fine-tuning moves a model's general ability: the root mean square over public fine-tunes that have ten results
or more, as their base has, less the errors of both; measured by ``registry-tools evaluate fine-tunes``.
"""

OUTLIER_SDS = 4.0
"""
Standard deviations of its own noise that a result may lie from where all results put it; farther out it is read there.

Source: Huber's pseudo-values (Huber and Ronchetti, 2009, "Robust Statistics", section 7.8), one step. Of the results
shipped, one in a thousand is as far out; a row read wrongly mustn't decide.
"""

_GENERAL = "general"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """
    What one result says, on the working scale.

    Attributes:
        result: The result.
        weights: What its score depends on, by dimension, and how much.
        distance: Its score less the benchmark's intercept, and less the vendor's offset where that applies.
        trust: Precision of its noise: 1 / variance.
        outlier: Whether the distance was taken in, for lying more than four standard deviations of its noise off.
        shared: Variance of the noise that it shares with the model's results on the same benchmark at other efforts.
        effort: The effort it was got at; ``None`` isn't known.
    """

    result: Result
    weights: Mapping[str, float]
    distance: float
    trust: float
    outlier: bool = False
    shared: float = 0.0
    effort: Effort | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Influence:
    """
    How far one result moved an ability.

    Attributes:
        result: The result; of a fine-tune it may be its base's.
        by: Ability with it less ability without it, all other results in place; an outlier's is that of what it was
            taken in to.
        sd: Standard deviation of the ability without it.
        outlier: Whether it was read as less extreme than it is, for lying more than four standard deviations of its noise off.
    """

    result: Result
    by: float
    sd: float
    outlier: bool


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
        results: Results of its own that took part.
        direct: Of these, results on each task.
        vendor: Of the direct ones, those its developer published, by task.
        rated: Of all of them, those that are ratings by votes.
        newest: Day of the newest result on each task, where a day is known.
        crowds: Families whose deviation is a part of the ability, by task: where quality is what one crowd prefers.
        steps: How often it was fine-tuned from another model.
        inherited: Results of the models it was fine-tuned from that took part.
        observations: What each result said, the bases' included.
        efforts: The efforts it takes, and what it loses between them.
    """

    dimensions: tuple[str, ...]
    mean: tuple[float, ...]
    factor: tuple[tuple[float, ...], ...]
    prior_sd: Mapping[str, float]
    loadings: Mapping[Task, float]
    results: int
    direct: Mapping[Task, int]
    vendor: Mapping[Task, int] = field(default_factory=dict[Task, int])
    rated: int = 0
    newest: Mapping[Task, date] = field(default_factory=dict[Task, date])
    crowds: Mapping[Task, str] = field(default_factory=dict[Task, str])
    steps: int = 0
    inherited: int = 0
    observations: tuple[Observation, ...] = field(default=(), repr=False)
    efforts: OwnSteps = field(default=OwnSteps(), repr=False)

    def __post_init__(self) -> None:
        """Freeze the mappings."""
        for name in ("prior_sd", "loadings", "direct", "vendor", "newest", "crowds"):
            freeze(self, name, getattr(self, name))

    def combination(
        self, weights: Mapping[str, float], *, lost: Mapping[str, float] | None = None
    ) -> tuple[float, float]:
        """
        Return mean and variance of a weighted sum of dimensions; one without a result counts with its prior.

        What is *lost* by a step of effort is the model's own, and isn't moved by fine-tuning.
        """
        moved = {**_with_tuning(weights, self.steps), **{name: -weight for name, weight in (lost or {}).items()}}
        row = self._row(moved)
        missing = set(moved).difference(self.dimensions)
        variance = fsum((moved[name] * self.prior_sd.get(name, 0.0)) ** 2 for name in missing)
        mean = fsum(map(mul, row, self.mean))
        return mean, variance + fsum(part * part for part in forward(self.factor, row))

    def ability(self, task: Task, effort: Effort | None = None) -> Ability:
        """
        Return the ability at *task*; without a direct result it rests on general ability and the task's prior.

        Args:
            task: The task.
            effort: At which effort; by default the highest that it was measured at, which the ability says. Any of the
                model's ladder can be asked for, `OwnSteps.levels`; where it wasn't measured, the usual steps are added.
        """
        at = self.efforts.reference if effort is None else effort
        loss = self._loss(at, task)
        mean, variance = self.combination(self._weights(task), lost=loss.weights)
        mean -= loss.mean
        return Ability(
            mean=mean,
            sd=sqrt(variance),
            results=self.results,
            direct=self.direct.get(task, 0),
            vendor=self.vendor.get(task, 0),
            rated=self.rated,
            newest=self.newest.get(task),
            inherited=self.inherited,
            effort=at,
        )

    def _loss(self, effort: Effort | None, task: Task) -> Loss:
        """Return what is lost at an effort; nothing at the one that abilities are of."""
        return Loss() if effort is self.efforts.reference else self.efforts.loss(effort, task)

    def influences(self, task: Task, effort: Effort | None = None) -> tuple[Influence, ...]:
        """
        Say how far each result moved the ability at *task*, and at an *effort* as in `ability`, the farthest first.

        In closed form: what a normal distribution loses by leaving one observation out. Results that say the same take
        each other's influence, so these don't add up to the whole.
        """
        weights = self._weights(task)
        lost = self._loss(self.efforts.reference if effort is None else effort, task).weights
        moved = _with_tuning(weights, self.steps) | {name: -weight for name, weight in lost.items()}
        projected_task = forward(self.factor, self._row(moved))
        _, variance = self.combination(weights, lost=lost)
        influences = [
            self._influence(_given(one, [other for other in group if other is not one]), projected_task, variance)
            for group in _groups(self.observations)
            for one in group
        ]
        return tuple(
            sorted(
                influences,
                key=lambda influence: (-abs(influence.by), influence.result.benchmark, influence.result.source),
            )
        )

    def _influence(self, observation: Observation, projected_task: list[float], variance: float) -> Influence:
        """Say how far one observation moved an ability of that *variance*, all others in place."""
        row = self._row(observation.weights)
        projected = forward(self.factor, row)
        leverage = observation.trust * fsum(map(mul, projected, projected))
        residual = observation.distance - fsum(map(mul, row, self.mean))
        shared = fsum(map(mul, projected_task, projected))
        return Influence(
            result=observation.result,
            by=observation.trust * shared * residual / (1.0 - leverage),
            sd=sqrt(variance + observation.trust * shared**2 / (1.0 - leverage)),
            outlier=observation.outlier,
        )

    def _weights(self, task: Task) -> dict[str, float]:
        """Return the dimensions that the ability at *task* is made of, with their weights."""
        weights = {_GENERAL: self.loadings.get(task, 1.0), task.value: 1.0}
        if task in self.crowds:
            weights |= dict.fromkeys(_family_names(self.crowds[task], task), 1.0)
        return weights

    def _row(self, weights: Mapping[str, float]) -> list[float]:
        """Return *weights* in the order of the dimensions."""
        return [weights.get(name, 0.0) for name in self.dimensions]


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

    *share* is 0 to 1 as printed, *guess_share* what guessing alone solves, from 0 to less than 1; without *items*, a usual
    number of them is taken.

    >>> logit_of_share(0.625, 0.25)
    0.0
    """
    share = (share - guess_share) / (1.0 - guess_share)
    least = max(0.5 / (items or USUAL_ITEMS), LEAST_SHARE)
    share = min(max(share, least), 1.0 - least)
    return log(share / (1.0 - share))


def work_stderr(stderr: float, benchmark: Benchmark, parameters: BenchmarkParameters, *, expected: float) -> float:
    """
    Put a printed standard error, in the benchmark's own numbers, on the working scale.

    A share's is stretched by 1 / (p (1 - p)) at the share *expected* before the result. Taking p from the score
    itself would make a nearly perfect score count for so little that a worse one could raise the estimate.
    """
    if benchmark.scale is Scale.SHARE:
        share = logistic(expected)
        return stderr / (1.0 - (benchmark.guess_share or 0.0)) / max(share * (1.0 - share), LEAST_LEVERAGE)
    return stderr / (RATING_SPREAD if benchmark.scale is Scale.RATING else parameters.spread or 1.0)


def printed_score(work: float, benchmark: Benchmark, parameters: BenchmarkParameters) -> float:
    """
    Turn a score on the working scale back into the benchmark's own numbers; `work_score` inverted.

    A share stays between what guessing solves and 1; a rating is in points.
    """
    if benchmark.scale is Scale.SHARE:
        return printed_share(logistic(work), benchmark)
    upright = work if benchmark.higher_is_better else -work
    if benchmark.scale is Scale.RATING:
        return RATING_CENTER + RATING_SPREAD * upright
    return (parameters.center or 0.0) + (parameters.spread or 1.0) * upright


def printed_share(solved: float, benchmark: Benchmark) -> float:
    """Turn a share corrected for guessing, 0 to 1, back into the benchmark's own share; where less is better, into that of errors."""
    guess = benchmark.guess_share or 0.0
    share = guess + (1.0 - guess) * solved
    return share if benchmark.higher_is_better else 1.0 - share


def posterior(
    results: Iterable[Result],
    benchmarks: Mapping[str, Benchmark],
    calibration: Calibration,
    prior: Prior,
    *,
    bases: Sequence[Iterable[Result]] = (),
    ladders: Sequence[EffortLadder | None] = (),
    developer: str | None = None,
) -> Posterior:
    """
    Condition one model's *prior* on its *results*, in closed form.

    A fine-tune has its base's abilities, moved by an unknown amount: generally by 0.6 (one standard
    deviation), at each task by as much again as models differ there. So it starts from its base's posterior, widened,
    and its own results tell how far it moved.

    Args:
        results: Of one model, in any order; those of one benchmark at several efforts share a part of their noise, all
            else counts as a measurement of its own, so repeats of one have to be dropped before. Those on benchmarks
            without parameters don't count.
        benchmarks: By id.
        calibration: The fitted parameters.
        prior: What is expected of the model before any result; of a fine-tune, of the first model it goes back to.
        bases: For a fine-tune, the results of the model it started from, then of what that started from, and so on; any
            of them may have none.
        ladders: Which efforts the model takes, and then each of the *bases*; ``None``, or none, isn't known.
        developer: Who trained it; by default as the first result says.

    Returns:
        The joint distribution of its abilities and deviations; only its own *results* are counted.
    """
    all_known = [_counted(measured, benchmarks, calibration) for measured in (results, *bases)]
    known = all_known[0]
    efforts = [
        own_steps(
            measured,
            ladder,
            calibration.effort_steps,
            developer=_developer(measured) if developer is None or step else developer,
            within=f"base {step} " if step else "",
        )
        for step, (measured, ladder) in enumerate(
            zip(all_known, (*ladders, *[None] * (len(all_known) - len(ladders))), strict=True)
        )
    ]
    sds = _deviation_sds(calibration)
    for step in range(1, len(bases) + 1):
        sds |= {_tuning_name(step, task.value): sd for task, sd in calibration.task_sd.items()}
        sds[_tuning_name(step, _GENERAL)] = FINE_TUNE_SD
    tuned = dict(sds)
    for own in efforts:
        sds |= own.prior_sds()
    observations = [
        _observe(result, benchmarks[result.benchmark], calibration, prior, tuned, steps=len(bases) - step, efforts=own)
        for step, (measured, own) in enumerate(zip(all_known, efforts, strict=True))
        for result in measured
    ]
    names = [_GENERAL, *sorted({name for observation in observations for name in observation.weights} - {_GENERAL})]
    factor, mean = _solve(names, observations, prior, sds)
    index_of = {name: index for index, name in enumerate(names)}
    clipped = [
        _clipped(observation, fsum(weight * mean[index_of[name]] for name, weight in observation.weights.items()))
        for observation in observations
    ]
    if any(observation.outlier for observation in clipped):
        observations = clipped
        factor, mean = _solve(names, observations, prior, sds)
    return Posterior(
        dimensions=tuple(names),
        mean=tuple(mean),
        factor=tuple(map(tuple, factor)),
        prior_sd=sds,
        loadings=_loadings(benchmarks, calibration),
        results=len(known),
        direct=Counter(benchmarks[result.benchmark].task for result in known),
        vendor=Counter(benchmarks[result.benchmark].task for result in known if result.reporter is Reporter.VENDOR),
        rated=sum(benchmarks[result.benchmark].scale is Scale.RATING for result in known),
        newest=_newest(known, benchmarks),
        crowds=_crowds(benchmarks, calibration),
        steps=len(bases),
        inherited=len(observations) - len(known),
        observations=tuple(observations),
        efforts=efforts[0],
    )


def _developer(results: Sequence[Result]) -> str:
    """Return who trained the model of these results; of none, nobody known."""
    return developer_of(results[0].model) if results else ""


def traced(
    quality: QualityEstimate,
    posterior: Posterior,
    *,
    benchmarks: Mapping[str, Benchmark] | None = None,
    calibration: Calibration | None = None,
) -> QualityEstimate:
    """
    Return *quality* with how far each result behind *posterior* moved it: as much as it would change without that one.

    Without benchmarks and calibration, as for tests of the user's own, only moves of the ability are told.
    """
    curves = None
    if benchmarks is not None and calibration is not None:
        curves = basket_curves(calibration.baskets[quality.task], benchmarks, calibration)

    def points(influence: Influence) -> float | None:
        if curves is None:
            return None
        _, without, _ = share_interval(curves, quality.ability.mean - influence.by, influence.sd)
        return 100.0 * (quality.mean - without)

    moved = tuple(
        Moved(result=influence.result, by=influence.by, points=points(influence), outlier=influence.outlier)
        for influence in posterior.influences(quality.task, quality.ability.effort)
    )
    return replace(quality, moved=moved)


def _counted(results: Iterable[Result], benchmarks: Mapping[str, Benchmark], calibration: Calibration) -> list[Result]:
    """Return the results on benchmarks with parameters, in an order that doesn't depend on the input's."""
    return sorted(
        (result for result in results if result.benchmark in calibration.benchmarks and result.benchmark in benchmarks),
        key=lambda result: (
            result.benchmark,
            result.score,
            result.reporter,
            result.stderr or 0.0,
            result.items or 0,
            result.effort or "",
        ),
    )


def _newest(results: Iterable[Result], benchmarks: Mapping[str, Benchmark]) -> dict[Task, date]:
    """Return the day of the newest result on each task; results without a day don't count."""
    newest: dict[Task, date] = {}
    for result in results:
        if result.measured is not None:
            task = benchmarks[result.benchmark].task
            newest[task] = max(result.measured, newest.get(task, result.measured))
    return newest


def behind(
    posterior: Posterior, benchmark: Benchmark, parameters: BenchmarkParameters, *, result: Result | None = None
) -> tuple[float, float]:
    """
    Return mean and variance of the ability behind a model's score on *benchmark*: its family's share included.

    With a *result*, it is that at the result's effort; else at the highest that the model was measured at.
    """
    weights = _weights(benchmark, parameters, posterior.prior_sd)
    efforts = posterior.efforts
    loss = Loss() if result is None else efforts.loss(efforts.effort(result), benchmark.task)
    mean, variance = posterior.combination(
        {name: weight / parameters.own_slope for name, weight in weights.items()}, lost=loss.weights
    )
    return mean - loss.mean, variance


def foretold(
    posterior: Posterior,
    result: Result,
    benchmarks: Mapping[str, Benchmark],
    calibration: Calibration,
    prior: Prior,
) -> tuple[float, float, float]:
    """
    Foretell a result of a model that isn't a fine-tune from its others, those on the same benchmark included.

    Returns:
        What is expected, on the working scale; the variance of the result around that; and what it is there.
    """
    observation = _observe(
        result, benchmarks[result.benchmark], calibration, prior, posterior.prior_sd, steps=0, efforts=posterior.efforts
    )
    same = [other for other in posterior.observations if other.result.benchmark == result.benchmark]
    given = _given(observation, same)
    mean, variance = posterior.combination(given.weights)
    parameters = calibration.benchmarks[result.benchmark]
    came = work_score(result.score, benchmarks[result.benchmark], parameters, items=result.items)
    return came - (given.distance - mean), variance + 1.0 / given.trust, came


def loading(task: Task, benchmarks: Mapping[str, Benchmark], calibration: Calibration) -> float:
    """
    Return the weight of general ability in the ability at *task*: 1 for most, less for tasks of their own kind.

    It is the ratio of the two slopes, the same for all benchmarks of a task up to rounding; 1 when there is none.
    """
    return _loading(_by_task(benchmarks, calibration).get(task, ()))


def _loadings(benchmarks: Mapping[str, Benchmark], calibration: Calibration) -> dict[Task, float]:
    """Return the `loading` of every task in one pass, as each model needs them."""
    by_task = _by_task(benchmarks, calibration)
    return {task: _loading(by_task.get(task, ())) for task in calibration.task_sd}


def _by_task(
    benchmarks: Mapping[str, Benchmark], calibration: Calibration
) -> Mapping[Task, Sequence[BenchmarkParameters]]:
    """Return the parameters of the benchmarks of each task."""
    by_task: dict[Task, list[BenchmarkParameters]] = {}
    for name, parameters in calibration.benchmarks.items():
        if name in benchmarks:
            by_task.setdefault(benchmarks[name].task, []).append(parameters)
    return by_task


def _loading(known: Sequence[BenchmarkParameters]) -> float:
    """Return the ratio of the two slopes."""
    own = fsum(parameters.own_slope for parameters in known)
    return fsum(parameters.slope for parameters in known) / own if own else 1.0


def _deviation_sds(calibration: Calibration) -> dict[str, float]:
    """Name every deviation and give its standard deviation; a family's key ``family/task`` is what it shares in one task."""
    sds = {task.value: sd for task, sd in calibration.task_sd.items()}
    return sds | {f"family {name}": sd for name, sd in calibration.family_sd.items()}


def _weights(benchmark: Benchmark, parameters: BenchmarkParameters, sds: Mapping[str, float]) -> dict[str, float]:
    """Return what a score on *benchmark* depends on, and how much; dimensions without a deviation are left out."""
    weights = {_GENERAL: parameters.slope}
    names = [benchmark.task.value]
    if benchmark.family is not None:
        names += _family_names(benchmark.family, benchmark.task)
    return weights | {name: parameters.own_slope for name in names if sds.get(name)}


def _family_names(family: str, task: Task) -> list[str]:
    """Name what a family shares, in all and within one task."""
    return [f"family {family}", f"family {family}/{task.value}"]


def _crowds(benchmarks: Mapping[str, Benchmark], calibration: Calibration) -> dict[Task, str]:
    """Return the family of each basket of ratings: there, a model is to please that family's crowd."""
    families_by_task: dict[Task, str] = {}
    for task, basket in calibration.baskets.items():
        families = {benchmarks[name].family for name in basket.benchmarks if name in benchmarks}
        family = families.pop() if basket.anchor is not None and len(families) == 1 else None
        if family is not None:
            families_by_task[task] = family
    return families_by_task


def _tuning_name(step: int, name: str) -> str:
    """Return the name of a dimension's deviation by one step of fine-tuning."""
    return f"tuned {step} {name}"


def _with_tuning(weights: Mapping[str, float], steps: int) -> dict[str, float]:
    """Add to the weights those of the deviations by each of so many *steps* of fine-tuning."""
    tuned = {_tuning_name(step, name): weight for step in range(1, steps + 1) for name, weight in weights.items()}
    return {**weights, **tuned}


def _observe(
    result: Result,
    benchmark: Benchmark,
    calibration: Calibration,
    prior: Prior,
    sds: Mapping[str, float],
    *,
    steps: int,
    efforts: OwnSteps,
) -> Observation:
    """Return a result as an observation, of a model that was fine-tuned in so many *steps* and takes these *efforts*."""
    parameters = calibration.benchmarks[result.benchmark]
    distance = work_score(result.score, benchmark, parameters, items=result.items) - parameters.intercept
    variance = parameters.residual_sd**2
    if result.stderr is not None:
        expected = parameters.intercept + parameters.slope * prior.mean
        variance += work_stderr(result.stderr, benchmark, parameters, expected=expected) ** 2
    if result.reporter is Reporter.VENDOR:
        distance -= calibration.vendor_offset
        variance += calibration.vendor_sd**2
    weights = _weights(benchmark, parameters, sds)
    tuned = {name: weight for name, weight in _with_tuning(weights, steps).items() if name in weights or name in sds}
    effort = efforts.effort(result)
    loss = efforts.loss(effort, benchmark.task)
    tuned |= {name: -weight * parameters.own_slope for name, weight in loss.weights.items() if weight}
    share = 0.0 if calibration.effort_steps is None else calibration.effort_steps.shared_share
    return Observation(
        result=result,
        weights=tuned,
        distance=distance + parameters.own_slope * loss.mean,
        trust=1.0 / variance,
        shared=share * parameters.residual_sd**2,
        effort=effort,
    )


def _groups(observations: Iterable[Observation]) -> Iterable[list[Observation]]:
    """Put the observations together that share noise: of one model, on one benchmark."""
    groups: dict[tuple[str, str], list[Observation]] = {}
    for observation in observations:
        groups.setdefault((observation.result.model, observation.result.benchmark), []).append(observation)
    return groups.values()


def _given(observation: Observation, others: Sequence[Observation]) -> Observation:
    """
    Return what an observation says beside *others* that share its noise.

    The noise of each has a part that all share and one of its own. What the others say of the shared part is taken off,
    by the conditional of a normal distribution, for which Woodbury's identity gives the weights.
    """
    shared = observation.shared
    if not others or not shared:
        return observation
    own_trusts = [1.0 / (1.0 / other.trust - shared) for other in others]
    gain = shared / (1.0 + shared * fsum(own_trusts))
    weights = dict(observation.weights)
    for other, own_trust in zip(others, own_trusts, strict=True):
        for name, weight in other.weights.items():
            weights[name] = weights.get(name, 0.0) - gain * own_trust * weight
    distance = observation.distance - gain * fsum(
        own_trust * other.distance for other, own_trust in zip(others, own_trusts, strict=True)
    )
    return replace(
        observation, weights=weights, distance=distance, trust=1.0 / (1.0 / observation.trust - shared + gain)
    )


def _clipped(observation: Observation, expected: float) -> Observation:
    """Return an observation whose distance lies at most `OUTLIER_SDS` of its noise from the *expected* one."""
    reach = OUTLIER_SDS / sqrt(observation.trust)
    distance = min(max(observation.distance, expected - reach), expected + reach)
    return observation if distance == observation.distance else replace(observation, distance=distance, outlier=True)


def _one_by_one(observations: Iterable[Observation]) -> Iterable[Observation]:
    """Yield observations whose noise is independent and that say the same: each given those before it in its group."""
    for group in _groups(observations):
        for place, observation in enumerate(group):
            yield _given(observation, group[:place])


def _solve(
    names: list[str], observations: Iterable[Observation], prior: Prior, sds: Mapping[str, float]
) -> tuple[list[list[float]], list[float]]:
    """Solve the normal equations: the precision's Cholesky factor and the mean."""
    index_of = {name: index for index, name in enumerate(names)}
    precision = [[0.0] * (index + 1) for index in range(len(names))]
    target = [0.0] * len(names)
    precision[0][0] = prior.sd**-2
    target[0] = prior.mean * prior.sd**-2
    for index, name in enumerate(names[1:], start=1):
        precision[index][index] = sds[name] ** -2
    for observation in _one_by_one(observations):
        terms = [(index_of[name], weight) for name, weight in observation.weights.items()]
        for row_index, weight in terms:
            pull = weight * observation.trust
            target[row_index] += pull * observation.distance
            row = precision[row_index]
            for column_index, other in terms:
                if column_index <= row_index:
                    row[column_index] += pull * other
    factor = cholesky(precision)
    return factor, backward(factor, forward(factor, target))
