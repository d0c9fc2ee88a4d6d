"""
A user's own new benchmark: what the models that weren't measured on it would score.

Every hidden benchmark plays that part: nothing is known of it but the scores of a few models.
"""

import math
from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np

from _quality_evaluation import Hidden, Study
from _quality_metrics import SEED, Outcome
from _quality_model import Floats
from _quality_prediction import Prediction
from llm_selection.benchmarks import Scale

MEASURED = (0, 1, 2, 3, 5, 10)
"""How many models were measured."""

LEAST_MEASURED = 15
"""On a benchmark that plays the part, so that five are left to predict after ten."""

DRAWS = 5
"""Random choices of the measured models, for each benchmark and number."""

INTERCEPT_SD = 1.7
"""Of an unknown benchmark's difficulty, in logits."""

SLOPE, SLOPE_SD, SLOPE_STEPS = 0.85, 0.45, (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
LEAST_SLOPE = 0.05
RESIDUAL, RESIDUAL_SPREAD, RESIDUAL_STEPS = 0.45, 0.5, (-1.5, -0.75, 0.0, 0.75, 1.5)
"""The grid: logits per unit of ability, and logits around the line, the latter by factors."""


def predict_shares(
    scores: Floats, mean: Floats, variance: Floats, *, others: tuple[Floats, Floats]
) -> tuple[Floats, Floats]:
    """
    Predict what *others* score on a benchmark that only *scores* are known of, any number of them.

    A mixture over a grid of slopes and residuals; for each, the difficulty is Gaussian in closed form. Errors of the
    abilities are of Berkson's type, so that slopes need no correction for them.

    Args:
        scores: Logits.
        mean: Ability behind each.
        variance: Of each.
        others: Mean and variance of the abilities asked about.

    Returns:
        Mean and standard deviation of each score, logits.
    """
    weights, means, variances = [], [], []
    for step, stretch in product(SLOPE_STEPS, RESIDUAL_STEPS):
        slope = max(SLOPE + step * SLOPE_SD, LEAST_SLOPE)
        residual = RESIDUAL * math.exp(RESIDUAL_SPREAD * stretch)
        trust = 1 / (residual**2 + slope**2 * variance)
        total = trust.sum() + INTERCEPT_SD**-2
        rest = scores - slope * mean
        intercept = (trust @ rest) / total
        weights.append(
            0.5 * np.log(trust).sum()
            - 0.5 * math.log(total)
            - 0.5 * (trust @ rest**2 - total * intercept**2)
            - 0.5 * (step**2 + stretch**2)
        )
        means.append(intercept + slope * others[0])
        variances.append(residual**2 + slope**2 * others[1] + 1 / total)
    share = np.exp(np.array(weights) - max(weights))
    share /= share.sum()
    middle = share @ np.array(means)
    return middle, np.sqrt(share @ (np.array(variances) + np.array(means) ** 2) - middle**2)


def own_tests(given: Study, hidden: Iterable[Hidden]) -> dict[int, list[Outcome]]:
    """
    Let every hidden share with at least `LEAST_MEASURED` models play the user's own benchmark.

    Returns:
        Outcomes of the models that weren't measured, by how many were; `DRAWS` times for each benchmark. What is usual
        is the mean of the measured ones, without any the middle of the scale.
    """
    found: dict[int, list[Outcome]] = {measured: [] for measured in MEASURED}
    for each in hidden:
        key = given.table.benchmarks[each.benchmark]
        if given.benchmarks[key].scale is Scale.SHARE and len(each.mean) >= LEAST_MEASURED:
            generator = np.random.default_rng(SEED)
            for _ in range(DRAWS):
                order = generator.permutation(len(each.mean))
                for measured in MEASURED:
                    found[measured] += own_test(given, each, order[:measured].tolist(), order[measured:].tolist())
    return found


def own_test(given: Study, hidden: Hidden, measured: Sequence[int], others: Sequence[int]) -> list[Outcome]:
    """Predict the scores of *others* from those *measured*; both are places among the results of the benchmark."""
    table = given.table
    rows = np.flatnonzero(table.benchmark == hidden.benchmark)
    here, there = np.array(measured, dtype=np.int64), np.array(others, dtype=np.int64)
    work = table.work[rows]
    asked = (hidden.mean[there], hidden.variance[there])
    means, sds = predict_shares(work[here], hidden.mean[here], hidden.variance[here], others=asked)
    usual = float(work[here].mean()) if len(here) else 0.0
    return [
        Outcome(
            model=table.models[table.model[rows[place]]],
            benchmark=table.benchmarks[hidden.benchmark],
            prediction=Prediction(mean=float(mean), sd=float(sd), rank_by=float(hidden.mean[place])),
            work=float(work[place]),
            usual=usual,
        )
        for place, mean, sd in zip(there, means, sds, strict=True)
    ]
