"""
The steps of effort, fitted to pairs of results of one model on one benchmark.

What two results of a pair differ by is told by the steps between their efforts alone: the model's ability, the benchmark's
intercept and what both share of its residual cancel out. Expectation-maximisation from fixed starting values.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from operator import attrgetter

import numpy as np

from llm_selection.domain.calibration import EffortSteps
from llm_selection.domain.efforts import Effort
from llm_selection.estimation.effort_steps import KINDS, STEPS, group_of, steps_between
from registry_tools.fitting.quality_fit import Floats

__all__ = ["GROUPS", "Measured", "Pairs", "fit_steps", "pairs_of"]

GROUPS = ("on", "more")
ROUNDS = 60
USUAL_STEP, STEP_SD, KIND_SD = 0.2, 0.5, 0.3
"""Before any result: what a step adds, how steps differ in all, and how kinds of work differ at one."""

LEAST_SD = 0.02
FACTOR_START, DEVELOPER_START, OWN_START, UNSHARED_START = 0.5, 0.5, 0.2, 0.5
PSEUDO_MODELS = 2.0
"""What the spreads that the fit starts from count for."""
LEAST_OF_DEVELOPER = 3
"""Models of a developer that tell its factor; of one with fewer, it may be any that developers have."""
REACH = 3.0
"""Standard deviations of its noise that a pair may lie off; farther out it is read there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """
    One result, as far as steps can be told from it.

    Attributes:
        model: Id.
        benchmark: Id.
        kind: Kind of work.
        effort: The effort it was got at.
        work: Score on the working scale, less what its publisher adds.
        slope: What a unit of ability adds to it.
        residual: Variance of the benchmark's residual.
        noise: Variance of its own noise.
    """

    model: str
    benchmark: str
    kind: str
    effort: Effort
    work: float
    slope: float
    residual: float
    noise: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """
    The neighbouring efforts of one model on each benchmark, as columns.

    Attributes:
        model: Id.
        apart: Score at the higher less score at the lower.
        between: What each step of each kind adds to that; by pair, kind and step, flat.
        residual: Covariance that the part of residuals which isn't shared has, by pairs.
        noise: The same of their own noise.
        efforts: The lower and the higher effort of each pair.
        kinds: Kind of work of each pair.
    """

    model: str
    apart: Floats
    between: Floats
    residual: Floats
    noise: Floats
    efforts: tuple[tuple[Effort, Effort], ...]
    kinds: tuple[str, ...]

    @property
    def developer(self) -> str:
        """Return the developer's part of the id."""
        return self.model.partition("/")[0]


def pairs_of(measured: Iterable[Measured]) -> list[Pairs]:
    """Pair each result with the one at the next higher effort, of the same model and benchmark."""
    by_model: dict[str, list[tuple[Measured, ...]]] = defaultdict(list)
    ordered = sorted(measured, key=lambda one: (one.model, one.benchmark, list(Effort).index(one.effort)))
    for (model, _), group in groupby(ordered, key=attrgetter("model", "benchmark")):
        rows = tuple(group)
        if len(rows) > 1:
            by_model[model].append(rows)
    return [_pairs(model, groups) for model, groups in sorted(by_model.items())]


def _pairs(model: str, groups: Sequence[Sequence[Measured]]) -> Pairs:
    """Put the groups of one model into columns; neighbouring pairs of one benchmark share a result."""
    pairs = [pair for group in groups for pair in pairwise(group)]
    between = np.zeros((len(pairs), len(KINDS) * len(STEPS)))
    residual, noise = np.zeros((len(pairs), len(pairs))), np.zeros((len(pairs), len(pairs)))
    for place, (low, high) in enumerate(pairs):
        for step in steps_between(low.effort, high.effort):
            between[place, KINDS.index(low.kind) * len(STEPS) + STEPS.index(step)] = low.slope
        residual[place, place] = low.residual + high.residual
        noise[place, place] = low.noise + high.noise
        if place and pairs[place - 1][1] is low:
            residual[place, place - 1] = residual[place - 1, place] = -low.residual
            noise[place, place - 1] = noise[place - 1, place] = -low.noise
    return Pairs(
        model=model,
        apart=np.array([high.work - low.work for low, high in pairs]),
        between=between,
        residual=residual,
        noise=noise,
        efforts=tuple((low.effort, high.effort) for low, high in pairs),
        kinds=tuple(low.kind for low, _ in pairs),
    )


_GROUP = np.array([GROUPS.index(group_of(step)) for _ in KINDS for step in STEPS])


@dataclass(slots=True)
class _State:
    """The parameters, while they are fitted."""

    mean: Floats
    factor_sd: Floats
    own_sd: Floats
    developer_sd: Floats
    unshared: float
    factors: dict[str, Floats]


def fit_steps(pairs: Sequence[Pairs], *, rounds: int = ROUNDS) -> EffortSteps:
    """
    Fit what steps are worth.

    A model's step is the usual one times a factor, of the developer's and then its own for each kind of step, plus what
    is its own at each kind of work. The usual ones are at least 0: more effort isn't expected to do worse.
    """
    state = _State(
        mean=np.full(len(_GROUP), USUAL_STEP),
        factor_sd=np.full(2, FACTOR_START),
        own_sd=np.full(2, OWN_START),
        developer_sd=np.full(2, DEVELOPER_START),
        unshared=UNSHARED_START,
        factors={one.developer: np.ones(2) for one in pairs},
    )
    for _ in range(rounds):
        _round(pairs, state)
    named = [f"{kind}/{step}" for kind in KINDS for step in STEPS]
    return EffortSteps(
        mean={name: round(float(mean), 4) for name, mean in zip(named, state.mean, strict=True) if mean > 0},
        factors={
            f"{developer}/{group}": round(max(float(factor), 0.0), 4)
            for developer, factors in sorted(state.factors.items())
            if sum(one.developer == developer for one in pairs) >= LEAST_OF_DEVELOPER
            for group, factor in zip(GROUPS, factors, strict=True)
        },
        factor_sd={group: round(float(sd), 4) for group, sd in zip(GROUPS, state.factor_sd, strict=True)},
        developer_sd={group: round(float(sd), 4) for group, sd in zip(GROUPS, state.developer_sd, strict=True)},
        own_sd={group: round(float(sd), 4) for group, sd in zip(GROUPS, state.own_sd, strict=True)},
        shared_share=round(max(1.0 - state.unshared, 0.0), 4),
    )


def _round(pairs: Sequence[Pairs], state: _State) -> None:
    """Take one step: what each model's own steps are expected to be, then the parameters that fit best."""
    size = len(_GROUP)
    alike = np.tile(np.eye(len(STEPS)), (len(KINDS), len(KINDS)))
    prior = STEP_SD**2 * alike + KIND_SD**2 * np.eye(size)
    precision = np.linalg.inv(prior)
    target = precision @ np.full(size, USUAL_STEP)
    squares, counts = {"factor": np.zeros(2), "own": np.zeros(2)}, {"factor": np.zeros(2), "own": np.zeros(2)}
    by_developer: dict[str, list[tuple[Floats, Floats]]] = defaultdict(list)
    unshared, rows = 0.0, 0
    for one in pairs:
        factor = state.factors[one.developer]
        scaled = one.between * factor[_GROUP]
        by_group = np.stack([(one.between * state.mean * (group == _GROUP)).sum(1) for group in range(2)], axis=1)
        own_variance = state.own_sd[_GROUP] ** 2
        noise = state.unshared * one.residual + one.noise
        covariance = noise + (by_group * state.factor_sd**2) @ by_group.T + (one.between * own_variance) @ one.between.T
        inverse = np.linalg.inv(covariance)
        expected = scaled @ state.mean
        pull = inverse @ (one.apart - expected)
        reach = REACH * np.sqrt(np.diag(noise))
        around = one.apart - noise @ pull
        apart = np.clip(one.apart, around - reach, around + reach)
        pull = inverse @ (apart - expected)
        precision += scaled.T @ inverse @ scaled
        target += scaled.T @ inverse @ apart
        z = state.factor_sd**2 * (by_group.T @ pull)
        z_variance = state.factor_sd**2 - state.factor_sd**4 * np.einsum("ij,ik,kj->j", by_group, inverse, by_group)
        seen = (by_group != 0).any(0)
        squares["factor"] += np.where(seen, z**2 + z_variance, 0.0)
        counts["factor"] += seen
        by_developer[one.developer].append((factor + z, seen.astype(float)))
        x = own_variance * (one.between.T @ pull)
        x_variance = own_variance - own_variance**2 * np.einsum("ij,ik,kj->j", one.between, inverse, one.between)
        touched = (one.between != 0).any(0)
        for group in range(2):
            mine = touched & (group == _GROUP)
            squares["own"][group] += (x**2 + x_variance)[mine].sum()
            counts["own"][group] += mine.sum()
        c = state.unshared
        # Only the part that isn't shared; what stands in a result's own noise is known.
        unshared += c**2 * pull @ one.residual @ pull + c * len(apart) - c**2 * np.trace(one.residual @ inverse)
        rows += len(apart)
    state.mean = np.maximum(np.linalg.solve(precision, target), 0.0)
    if rows:
        state.unshared = float(unshared / rows)
    for name, start in (("factor", FACTOR_START), ("own", OWN_START)):
        found = np.sqrt((squares[name] + PSEUDO_MODELS * start**2) / (counts[name] + PSEUDO_MODELS))
        setattr(state, f"{name}_sd", np.maximum(found, LEAST_SD))
    _renew_factors(by_developer, state)


def _renew_factors(by_developer: Mapping[str, Sequence[tuple[Floats, Floats]]], state: _State) -> None:
    """Set the developers' factors around 1, and how far they lie from it."""
    square, count = np.zeros(2), np.zeros(2)
    for developer, found in by_developer.items():
        seen = np.sum([each for _, each in found], axis=0)
        away = np.sum([(factor - 1.0) * each for factor, each in found], axis=0)
        trust = seen / state.factor_sd**2 + state.developer_sd**-2
        state.factors[developer] = np.maximum(1.0 + away / state.factor_sd**2 / trust, 0.0)
        square += np.where(seen > 0, (state.factors[developer] - 1.0) ** 2 + 1 / trust, 0.0)
        count += seen > 0
    state.developer_sd = np.sqrt((square + PSEUDO_MODELS * DEVELOPER_START**2) / (count + PSEUDO_MODELS))
