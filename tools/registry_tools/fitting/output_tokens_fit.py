"""
The model of verbosity: log tokens = benchmark + reasoning + effort + the model's own + noise, partially pooled.

All of it is Gaussian: effects and the models' own parts have normal priors, their variance and that of the noise are
found by expectation-maximisation from fixed starting values. No step is random.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from llm_selection.domain.efforts import Effort

__all__ = ["Count", "Estimate", "Fit", "effects", "fit", "reasons"]

Array = npt.NDArray[np.float64]

SWEEPS = 100
EFFECT_SD = 1.0
"""Prior standard deviation of each effect, in logs: a factor of 2.7 either way."""
LEVEL_SD = 100.0
"""Prior standard deviation of a benchmark's level: any length of answers is as likely."""
START_SD = 0.5
PSEUDO_OBSERVATIONS = 5
"""Observations at the starting value that each variance is drawn towards, so that a few models can't make it 0."""
PROMPT_SD = 0.13
"""
Standard deviation of the logarithm of a benchmark's prompts between models: that of the 13 runs of Aider's polyglot
benchmark for which they follow from what is printed.
"""

_EFFECTS = 3
_STEPS = {
    Effort.MINIMAL: -1.0,
    Effort.LOW: -1.0,
    Effort.MEDIUM: 0.0,
    Effort.ON: 0.0,
    Effort.HIGH: 1.0,
    Effort.XHIGH: 2.0,
    Effort.MAX: 2.0,
}


class Count(NamedTuple):
    """
    What one model put out on one benchmark, at one effort.

    Attributes:
        model: Id.
        benchmark: Id.
        reasons: Whether it reasoned before it answered.
        effort: ``None`` isn't stated.
        log_tokens: Natural logarithm of the output tokens; the unit is the benchmark's own.
        log_slope: Change of it with the logarithm of what was printed: 1 for tokens, above it for a cost of which a
            part isn't output. What is left of a cost that is mostly prompts tells little.
    """

    model: str
    benchmark: str
    reasons: bool
    effort: Effort | None
    log_tokens: float
    log_slope: float = 1.0

    @property
    def prompt_variance(self) -> float:
        """Variance of the logarithm that comes from not knowing this model's prompts exactly."""
        return (PROMPT_SD * (self.log_slope - 1)) ** 2


class Estimate(NamedTuple):
    """A normal distribution of a logarithm."""

    mean: float
    sd: float


def reasons(effort: Effort | None, *, flag: bool | None) -> bool | None:
    """
    Tell whether a run reasoned: by its effort if that is stated, else as the model can; ``None`` unknown.

    >>> reasons(Effort.NONE, flag=True), reasons(None, flag=True), reasons(Effort.HIGH, flag=None)
    (False, True, True)
    """
    return flag if effort is None else effort is not Effort.NONE


def effects(*, reasoned: bool, effort: Effort | None) -> list[float]:
    """Return the weights of the three effects: reasoning at all, a step of effort, an effort that isn't stated."""
    if not reasoned:
        return [0.0] * _EFFECTS
    return [1.0, 0.0, 1.0] if effort is None else [1.0, _STEPS[effort], 0.0]


@dataclass(frozen=True, slots=True)
class Fit:
    """
    What is known after the counts.

    Attributes:
        benchmarks: Ids, in the order of the first coordinates.
        models: Ids, in the order of the last ones.
        mean: Of the levels of benchmarks, the effects and the models' own parts.
        covariance: Of the same.
        model_sd: Standard deviation of the models' own parts.
        noise_sd: Standard deviation of one model's tokens on one benchmark around them, prompts known.
        log_likelihood: Of what was printed, but for a constant; levels are integrated out.
    """

    benchmarks: tuple[str, ...]
    models: tuple[str, ...]
    mean: Array
    covariance: Array
    model_sd: float
    noise_sd: float
    log_likelihood: float

    @property
    def effects(self) -> tuple[float, ...]:
        """The three effects, as factors of tokens."""
        start = len(self.benchmarks)
        return tuple(float(value) for value in np.exp(self.mean[start : start + _EFFECTS]))

    def verbosity(self, model: str, *, reasoned: bool, effort: Effort | None) -> Estimate:
        """Return the logarithm of a model's tokens on another benchmark, relative to an ordinary one that doesn't reason."""
        return self._estimate(self._weights(model, reasoned=reasoned, effort=effort), model)

    def log_tokens(self, count: Count) -> Estimate:
        """Return what is expected in the place of a count, from whatever was fitted."""
        weights = self._weights(count.model, reasoned=count.reasons, effort=count.effort)
        weights[self.benchmarks.index(count.benchmark)] = 1.0
        found = self._estimate(weights, count.model)
        return Estimate(found.mean, (found.sd**2 + count.prompt_variance) ** 0.5)

    def _weights(self, model: str, *, reasoned: bool, effort: Effort | None) -> Array:
        """Return the weights of all coordinates, without a benchmark's level."""
        weights = np.zeros(len(self.mean))
        start = len(self.benchmarks)
        weights[start : start + _EFFECTS] = effects(reasoned=reasoned, effort=effort)
        if model in self.models:
            weights[start + _EFFECTS + self.models.index(model)] = 1.0
        return weights

    def _estimate(self, weights: Array, model: str) -> Estimate:
        """Return the distribution of a weighted sum, with noise; a model without counts is any model."""
        unseen = 0.0 if model in self.models else self.model_sd**2
        variance = float(weights @ self.covariance @ weights) + unseen + self.noise_sd**2
        return Estimate(float(weights @ self.mean), variance**0.5)


def fit(counts: Sequence[Count]) -> Fit:
    """Fit the model to *counts*."""
    benchmarks = tuple(sorted({count.benchmark for count in counts}))
    models = tuple(sorted({count.model for count in counts}))
    design = _design(counts, benchmarks, models)
    tokens = np.array([count.log_tokens for count in counts])
    own = len(benchmarks) + _EFFECTS
    model_variance = noise_variance = START_SD**2
    prompts = np.array([count.prompt_variance for count in counts])
    mean, covariance = np.zeros(0), np.zeros((0, 0))
    for _ in range(SWEEPS):
        noise = noise_variance + prompts
        mean, covariance = _posterior(design, tokens, _prior(benchmarks, models, model_variance), noise)
        spread = mean[own:] ** 2 + covariance.diagonal()[own:]
        model_variance = _pooled(spread)
        residual = (tokens - design @ mean) ** 2 + ((design @ covariance) * design).sum(1)
        # What of a residual is noise, and what comes from the prompts.
        part = noise_variance / noise
        noise_variance = _pooled(part**2 * residual + noise_variance * (1 - part))
    prior = _prior(benchmarks, models, model_variance)
    slopes = sum(float(np.log(count.log_slope)) for count in counts)
    return Fit(
        benchmarks=benchmarks,
        models=models,
        mean=mean,
        covariance=covariance,
        model_sd=model_variance**0.5,
        noise_sd=noise_variance**0.5,
        log_likelihood=_log_likelihood(design, tokens, prior, noise_variance + prompts) + slopes,
    )


def _design(counts: Iterable[Count], benchmarks: Sequence[str], models: Sequence[str]) -> Array:
    """Return one row a count: its benchmark, its effects, its model."""
    rows: list[list[Any]] = [
        [
            *(count.benchmark == benchmark for benchmark in benchmarks),
            *effects(reasoned=count.reasons, effort=count.effort),
            *(count.model == model for model in models),
        ]
        for count in counts
    ]
    return np.array(rows, dtype=float)


def _prior(benchmarks: Sequence[str], models: Sequence[str], model_variance: float) -> Array:
    """Return the prior variance of every coordinate; their means are 0."""
    return np.array([LEVEL_SD**2] * len(benchmarks) + [EFFECT_SD**2] * _EFFECTS + [model_variance] * len(models))


def _posterior(design: Array, tokens: Array, prior: Array, noise: Array) -> tuple[Array, Array]:
    """Return mean and covariance of the coordinates after the counts."""
    weighted = design.T / noise
    covariance: Array = np.linalg.inv(np.diag(1 / prior) + weighted @ design).astype(np.float64)
    return covariance @ (weighted @ tokens), covariance


def _pooled(squares: Array) -> float:
    """Return the mean of *squares*, drawn towards the starting variance."""
    return float((squares.sum() + PSEUDO_OBSERVATIONS * START_SD**2) / (len(squares) + PSEUDO_OBSERVATIONS))


def _log_likelihood(design: Array, tokens: Array, prior: Array, noise: Array) -> float:
    """Return the logarithm of the density of *tokens*, everything else integrated out."""
    covariance = (design * prior) @ design.T + np.diag(noise)
    return float(-0.5 * (np.linalg.slogdet(covariance)[1] + tokens @ np.linalg.solve(covariance, tokens)))
