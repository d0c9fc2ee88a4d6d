"""
Test linking: from the models measured on a new test to all others.

A new test has no calibration. How it depends on ability is told by the few models measured on it, whose abilities are
known from elsewhere: a straight line in ability, with every plausible slope and spread kept as far as the scores allow.

Source: Bayesian linear regression with the slope and the spread on a grid and the intercept in closed form, see Gelman
and others (2013), "Bayesian Data Analysis", chapters 10 and 14; the grid is described in docs/explanation/quality.md. Intervals need no widening while few models
were measured: ``registry-tools evaluate quality`` (``own-test``) counts how many left-out scores they hold.
"""

from collections.abc import Iterable, Sequence
from math import exp, fsum, log

from llm_selection._dataclasses import dataclass
from llm_selection.estimation.score_prediction import INTERCEPT_SD

__all__ = [
    "Line",
    "Point",
    "condition",
    "fit_lines",
    "score_on",
]

_USUAL_SLOPE, _SLOPE_SD, _LEAST_SLOPE = 0.85, 0.45, 0.05
"""Slopes of the fitted benchmarks: mean and spread; no test is expected to be harder for abler models."""

_USUAL_SD, _SD_RANGE = 0.45, 0.5
"""Spread of models around a benchmark's line, on the logit scale, and the logarithm's sd between benchmarks."""

_SLOPE_STEPS = tuple(step / 2 for step in range(-4, 5))
_SD_STEPS = tuple(0.75 * step for step in range(-2, 3))


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """
    A model measured on the test.

    Attributes:
        ability: Mean of what is known of its ability by everything but this test, in units of ability.
        variance: Variance of that, in the square of that unit; 0 or more.
        score: Logit of the share it solved.
        noise: Variance of that logit, from the number of items; above 0.
    """

    ability: float
    variance: float
    score: float
    noise: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    One way in which scores on the test may depend on ability.

    Attributes:
        slope: Change of the logit with one unit of ability.
        sd: Standard deviation of models around the line.
        intercept: Expected logit of a model of ability 0.
        variance: Variance of that intercept.
        weight: How probable this way is beside the others, which add up to 1.
    """

    slope: float
    sd: float
    intercept: float
    variance: float
    weight: float


def fit_lines(points: Iterable[Point]) -> tuple[Line, ...]:
    """
    Weigh every slope and spread by the scores of the models measured; without any, by what benchmarks are like.

    An ability that isn't known exactly is taken at its mean, with its variance in the score's: estimates of ability are
    drawn towards what is usual, so they need no correction for errors in them (Berkson).
    """
    known = tuple(points)
    candidates: list[tuple[float, float, float, float, float]] = []
    for slope_step in _SLOPE_STEPS:
        slope = max(_LEAST_SLOPE, _USUAL_SLOPE + _SLOPE_SD * slope_step)
        rests = [point.score - slope * point.ability for point in known]
        for sd_step in _SD_STEPS:
            sd = _USUAL_SD * exp(_SD_RANGE * sd_step)
            weights = [1.0 / (sd * sd + slope * slope * point.variance + point.noise) for point in known]
            precision = fsum(weights) + INTERCEPT_SD**-2
            pull = fsum(weight * rest for weight, rest in zip(weights, rests, strict=True))
            misfit = fsum(weight * rest * rest for weight, rest in zip(weights, rests, strict=True))
            evidence = fsum(map(log, weights)) - log(precision) - misfit + pull * pull / precision
            prior = slope_step * slope_step + sd_step * sd_step
            candidates.append((0.5 * (evidence - prior), slope, sd, pull / precision, 1.0 / precision))
    return _normalised(candidates)


def score_on(lines: Sequence[Line], ability: float, variance: float) -> tuple[float, float]:
    """
    Predict the logit of a model that wasn't measured on the test.

    Args:
        lines: What `fit_lines` found.
        ability: Mean of what is known of its ability.
        variance: Variance of that.

    Returns:
        Mean and variance of the logit of the share it would solve of endlessly many such items.
    """
    return _mean_and_variance([(line.weight, *_on_line(line, ability, variance)) for line in lines])


def condition(lines: Sequence[Line], point: Point) -> tuple[float, float]:
    """
    Put a model's own score on the test together with what the *lines* expect of it.

    The mean never falls when the score rises, whatever the lines: the noise is normal and doesn't depend on the score
    (Tweedie's formula; Efron (2011), "Tweedie's Formula and Selection Bias").

    Args:
        lines: What `fit_lines` found from the other models measured.
        point: The model and its own score.

    Returns:
        Mean and variance as of `score_on`.
    """
    parts: list[tuple[float, float, float]] = []
    for line in lines:
        if not line.weight:  # so improbable that it isn't a number any more
            continue
        mean, variance = _on_line(line, point.ability, point.variance)
        total = variance + point.noise
        surprise = point.score - mean
        parts.append(
            (
                log(line.weight) - 0.5 * (log(total) + surprise * surprise / total),
                mean + variance / total * surprise,
                variance * point.noise / total,
            )
        )
    highest = max(level for level, _, _ in parts)
    weights = [exp(level - highest) for level, _, _ in parts]
    whole = fsum(weights)
    return _mean_and_variance(
        [(weight / whole, mean, variance) for weight, (_, mean, variance) in zip(weights, parts, strict=True)]
    )


def _on_line(line: Line, ability: float, variance: float) -> tuple[float, float]:
    """Return mean and variance of a model's logit, if *line* is how the test depends on ability."""
    spread = line.sd * line.sd + line.slope * line.slope * variance + line.variance
    return line.intercept + line.slope * ability, spread


def _normalised(candidates: Sequence[tuple[float, float, float, float, float]]) -> tuple[Line, ...]:
    """Turn logarithms of weights into weights that add up to 1."""
    highest = max(level for level, *_ in candidates)
    whole = fsum(exp(level - highest) for level, *_ in candidates)
    return tuple(
        Line(slope=slope, sd=sd, intercept=intercept, variance=variance, weight=exp(level - highest) / whole)
        for level, slope, sd, intercept, variance in candidates
    )


def _mean_and_variance(parts: Sequence[tuple[float, float, float]]) -> tuple[float, float]:
    """Return mean and variance of a mixture of normals, given as weight, mean and variance."""
    mean = fsum(weight * middle for weight, middle, _ in parts)
    return mean, fsum(weight * (variance + (middle - mean) ** 2) for weight, middle, variance in parts)
