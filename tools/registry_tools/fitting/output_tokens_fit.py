"""
The model of reasoning tokens: their logarithm is a sum of parts, each partially pooled.

    log tokens = work + benchmark + effort + model + model at this work + model on this benchmark + noise

and the same of the developer. All of it is Gaussian: every kind of part has a variance, found by
expectation-maximisation from fixed starting values, and what a count says of a part follows from the covariance of
counts. No step is random.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from llm_selection.domain.efforts import Effort
from llm_selection.domain.tokens import Work

__all__ = ["Count", "Estimate", "Fit", "Variances", "fit", "variances_of"]

Array = npt.NDArray[np.float64]
Key = tuple[str, ...]
Variances = Mapping[str, float]
"""The variance of each kind of part."""

SWEEPS = 60
START_SD = 0.5
PSEUDO_GROUPS = 3
"""Parts at the starting value that each variance is drawn towards, so that a few can't make it 0."""
WIDE = 100.0
"""Standard deviation of what isn't pooled: the level of a kind of work, and of a benchmark whose item isn't a request."""
EFFECT_SD = 1.0
"""Prior standard deviation of an effect that all share, in logarithms."""

_POSITIONS = {
    Effort.MINIMAL: -1.5,
    Effort.LOW: -1.0,
    Effort.MEDIUM: 0.0,
    Effort.ON: 0.5,
    Effort.HIGH: 1.0,
    Effort.XHIGH: 2.0,
    Effort.MAX: 3.0,
}
"""Where words stand, in steps from medium; how much a step does is fitted, of each developer and model by itself."""

_SHARED = ("work", "wide", "step", "top", "step at low", "step at max", "unknown", "on")
"""Parts that aren't pooled: their variance is given."""


class Count(NamedTuple):
    """
    The reasoning tokens of one model on one benchmark, at one effort.

    Attributes:
        model: Id.
        benchmark: Id; empty for a task that isn't any of those measured.
        work: The kind of work.
        effort: ``None`` isn't known.
        below_top: How many levels its model's ladder has above; 0 where the ladder isn't known.
        log_tokens: Natural logarithm of the reasoning tokens of an item.
        variance: Of the logarithm, from not knowing how much of the output is the visible answer.
        is_request: Whether an item is one request, so that its level says something of requests.
        runs: How many runs it is the mean of.
    """

    model: str
    benchmark: str
    work: Work
    effort: Effort | None
    below_top: int = 0
    log_tokens: float = 0.0
    variance: float = 0.0
    is_request: bool = True
    runs: int = 1


class Estimate(NamedTuple):
    """A normal distribution of a logarithm."""

    mean: float
    sd: float


def parts(count: Count) -> dict[str, list[tuple[Key, float]]]:
    """Return the parts that a count is the sum of, by their kind, each with its weight."""
    developer = count.model.partition("/")[0]
    step = 0.0 if count.effort is None else _POSITIONS[count.effort]
    found: dict[str, list[tuple[Key, float]]] = {
        "work": [((count.work,), 1.0)],
        "wide" if not count.is_request else "benchmark": [((count.benchmark,), 1.0)],
        "developer": [((developer,), 1.0)],
        "developer at work": [((developer, count.work), 1.0)],
        "model": [((count.model,), 1.0)],
        "model at work": [((count.model, count.work), 1.0)],
        "model on benchmark": [((count.model, count.benchmark), 1.0)],
        "step": [((), step)],
        "step at low": [((), max(0.0, -step))],
        "step at max": [((), max(0.0, step - 1.0))],
        "top": [((), float(count.below_top))],
        "step of work": [((count.work,), step)],
        "step of developer": [((developer,), step)],
        "step of model": [((count.model,), step)],
        "unknown": [((), float(count.effort is None))],
        "on": [((), float(count.effort is Effort.ON))],
        "effort": [((count.model, str(count.effort)), 1.0)],
        "effort at work": [((count.model, str(count.effort), count.work), 1.0)],
    }
    return found


class _Parts:
    """The weights of some counts on every part of one kind, as a matrix."""

    def __init__(self, kind: str, counts: Sequence[Count], keys: Mapping[Key, int] | None = None) -> None:
        """Give each part a column, or take the columns of others, where a part that is new has none."""
        found = [parts(count).get(kind, []) for count in counts]
        self.keys: Mapping[Key, int] = (
            {key: place for place, key in enumerate(dict.fromkeys(key for row in found for key, _ in row))}
            if keys is None
            else keys
        )
        self.weights: Array = np.zeros((len(counts), len(self.keys)))
        for place, row in enumerate(found):
            for key, weight in row:
                if key in self.keys:
                    self.weights[place, self.keys[key]] = weight
        # What the parts without a column add to the variance of each count.
        self.unseen: Array = np.array(
            [sum(weight**2 for key, weight in row if key not in self.keys) for row in found], dtype=float
        )


_KINDS = tuple(parts(Count("", "", Work.PROSE, None)))
_ALL_KINDS = (*_KINDS, "wide")


@dataclass(frozen=True, slots=True)
class Fit:
    """
    What is known after the counts.

    Attributes:
        counts: What was learnt from.
        variances: Of each kind of part, and of ``noise``.
    """

    counts: tuple[Count, ...]
    variances: Variances
    _seen: Mapping[str, _Parts]
    _inverse: Array
    _weighted: Array

    def predict(self, counts: Sequence[Count], *, of_task: bool = True) -> list[Estimate]:
        """Return what is expected in the place of *counts*; with *of_task* the noise of one more task counts too."""
        covariance: Array = np.zeros((len(counts), len(self.counts)))
        own: Array = np.zeros(len(counts))
        for kind in _ALL_KINDS:
            asked = _Parts(kind, counts, self._seen[kind].keys)
            covariance += self.variances[kind] * (asked.weights @ self._seen[kind].weights.T)
            own += self.variances[kind] * ((asked.weights**2).sum(1) + asked.unseen)
        mean = covariance @ self._weighted
        variance = own - ((covariance @ self._inverse) * covariance).sum(1)
        noise = self.variances["noise"] if of_task else 0.0
        return [
            Estimate(float(middle), float((max(spread, 0.0) + noise + count.variance) ** 0.5))
            for middle, spread, count in zip(mean, variance, counts, strict=True)
        ]


def _given() -> dict[str, float]:
    """Return the variances to start with."""
    return {
        **dict.fromkeys((*_ALL_KINDS, "noise"), START_SD**2),
        **dict.fromkeys(_SHARED, EFFECT_SD**2),
        **dict.fromkeys(("work", "wide"), WIDE**2),
        **dict.fromkeys(
            ("step of work", "step of developer", "step of model", "effort", "effort at work"), (START_SD / 2) ** 2
        ),
    }


def variances_of(counts: Sequence[Count]) -> Variances:
    """Find the variance of each kind of part."""
    variances = start = _given()
    seen = {kind: _Parts(kind, counts) for kind in _ALL_KINDS}
    tokens = np.array([count.log_tokens for count in counts])
    measured = np.array([count.variance for count in counts])
    for _ in range(SWEEPS):
        inverse = np.linalg.inv(_covariance(seen, variances) + np.diag(measured + variances["noise"]))
        weighted = inverse @ tokens
        found = dict(variances)
        for kind in _ALL_KINDS:
            if kind not in _SHARED:
                weights = seen[kind].weights
                mean = variances[kind] * (weights.T @ weighted)
                spread = variances[kind] - variances[kind] ** 2 * ((inverse @ weights) * weights).sum(0)
                found[kind] = _pooled(mean**2 + spread, start[kind])
        noise = variances["noise"]
        found["noise"] = _pooled((noise * weighted) ** 2 + noise - noise**2 * inverse.diagonal(), start["noise"])
        variances = found
    return variances


def fit(counts: Iterable[Count], variances: Variances | None = None) -> Fit:
    """Fit the model to *counts*; *variances* of a fit before spare finding them again."""
    learnt = tuple(counts)
    if variances is None:
        variances = variances_of(learnt)
    seen = {kind: _Parts(kind, learnt) for kind in _ALL_KINDS}
    noise = np.array([count.variance for count in learnt]) + variances["noise"]
    inverse: Array = np.linalg.inv(_covariance(seen, variances) + np.diag(noise)).astype(np.float64)
    tokens = np.array([count.log_tokens for count in learnt])
    return Fit(learnt, variances, seen, inverse, inverse @ tokens)


def _covariance(seen: Mapping[str, _Parts], variances: Variances) -> Array:
    """Return the covariance of counts that comes from the parts they share."""
    return np.asarray(
        sum(variances[kind] * (some.weights @ some.weights.T) for kind, some in seen.items() if some.weights.size)
    )


def _pooled(squares: Array, start: float) -> float:
    """Return the mean of *squares*, drawn towards the starting variance."""
    return float((squares.sum() + PSEUDO_GROUPS * start) / (len(squares) + PSEUDO_GROUPS))
