"""
Own tests: what a user's evaluation says of every model's score on it, and of the abilities of the models measured.

The models measured tell how the test depends on ability (`llm_selection.estimation.test_linking`). On the test, a measured model has
its own score, drawn towards what is expected of it by as much as the score is imprecise; another model is predicted.
To abilities, the test is a benchmark like any other, as well known as the *other* models measured on it make it.
"""

from collections.abc import Mapping, Sequence
from math import exp, fsum, sqrt

from llm_selection._foundation.wording import counted, own_tests
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability, BenchmarkParameters
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.quality import (
    FEW_RESULTS,
    INTERVAL_Z,
    LEAST_LEVERAGE,
    WIDE_SD,
    QualityEstimate,
    logistic,
    logit_of_share,
    share_at,
    unmeasured,
)
from llm_selection.estimation.test_linking import Line, Point, condition, fit_lines, score_on

__all__ = ["FEW_MODELS", "OwnTest", "estimate_on_own_tests", "logit_variance"]


FEW_MODELS = 4
"""With fewer models measured on a test, its level, or how steeply scores on it rise with ability, is hardly known."""


class OwnTest:
    """
    A test of the user's own, placed among the abilities of the models measured on it.

    Attributes:
        evaluation: The test, with the registry's ids as names of models.
    """

    def __init__(self, evaluation: Evaluation, abilities: Mapping[ModelId, Ability]) -> None:
        """
        Fit how the test depends on ability.

        Args:
            evaluation: With the registry's ids as names of models.
            abilities: Of every model measured, at the test's task, by everything but this test.
        """
        self.evaluation = evaluation
        self._abilities = abilities
        nobody = fit_lines(())
        self._points = {
            ModelId(score.model): self._point(score, abilities[ModelId(score.model)], nobody)
            for score in evaluation.scores
        }
        self._lines = fit_lines(self._points.values())

    def score(self, model: ModelId, ability: Ability) -> tuple[float, float]:
        """Return mean and sd of the logit of a model's share on the test; *ability* is by everything but this test."""
        score = self.evaluation.score_of(model)
        if score is None:
            mean, variance = score_on(self._lines, ability.mean, ability.sd**2)
            return mean, sqrt(variance)
        others = self._lines_without(model)
        mean, variance = condition(others, self._point(score, ability, others))
        return mean, sqrt(variance)

    def parameters(self, model: ModelId, loading: float) -> tuple[float, BenchmarkParameters]:
        """
        Return a measured model's logit, and how it depends on the model's abilities, as the other models tell.

        Args:
            model: A model measured on the test.
            loading: Weight of general ability in the ability at the test's task.

        Raises:
            InvalidInputError: It wasn't measured.
        """
        score = self.evaluation.score_of(model)
        if score is None:
            raise InvalidInputError(f"{model} wasn't measured on test {self.evaluation.name!r}")
        ability, others = self._abilities[model], self._lines_without(model)
        slope = fsum(line.weight * line.slope for line in others)
        mean, variance = score_on(others, ability.mean, ability.sd**2)
        point = self._point(score, ability, others)
        # What isn't the model's ability: the spread around the line, what isn't known of the line, and the items.
        rest = max(variance - slope**2 * ability.sd**2, 0.0) + point.noise
        return point.score, BenchmarkParameters(
            intercept=mean - slope * ability.mean, slope=slope * loading, own_slope=slope, residual_sd=sqrt(rest)
        )

    def _lines_without(self, model: ModelId) -> tuple[Line, ...]:
        """Fit how the test depends on ability by all models measured but one."""
        return fit_lines(point for other, point in self._points.items() if other != model)

    def _point(self, score: Score, ability: Ability, lines: Sequence[Line]) -> Point:
        """Return a score as a point for the fit; its noise is what the *lines* expect, whatever the score."""
        expected = score_on(lines, ability.mean, ability.sd**2)
        guess = self.evaluation.guess_share or 0.0
        return Point(
            ability=ability.mean,
            variance=ability.sd**2,
            # One item more, so that one right of one isn't none of one.
            score=logit_of_share(score.mean, guess, items=score.items and score.items + 1),
            noise=logit_variance(score, guess, *expected),
        )


def logit_variance(score: Score, guess_share: float, mean: float, variance: float) -> float:
    """
    Return the variance of a score on the logit scale, where it is *expected*, not where it came out.

    Taking it from the score itself would make a nearly perfect score count for so little that a worse one could raise
    the estimate. Where little is known of what to expect, the stretch 1 / (p (1 - p)) is averaged over it; it goes no
    further than at p = 0.1.

    Args:
        score: The score; of it, only items and standard error count.
        guess_share: Share solved by guessing.
        mean: Expected logit, corrected for guessing.
        variance: Variance of that expectation.
    """
    # The mean of 1 / (p (1 - p)) = 2 + exp(y) + exp(-y) over a normal y.
    grown = min(abs(mean) + variance / 2, 9.0)  # beyond, the stretch is at its end anyway
    stretch = min(2.0 + exp(grown) + exp(variance / 2 - abs(mean)), 1.0 / LEAST_LEVERAGE)
    if score.stderr is not None:
        return (score.stderr / (1.0 - guess_share) * stretch) ** 2
    items = score.items or 1
    # Of the items not known, some are guessed right: that adds noise and nothing else.
    guessed = guess_share / (1.0 - guess_share) * (1.0 - logistic(mean))
    return stretch * (1.0 + guessed * stretch) / items


def estimate_on_own_tests(
    task: Task, ability: Ability, tests: Sequence[tuple[Evaluation, float, float]], model: ModelId
) -> QualityEstimate:
    """
    Say what a model would do on the user's own tests of a task, as the expected share of them solved.

    Args:
        task: The task.
        ability: The model's ability at it, by everything known.
        tests: The tests, each with mean and sd of the logit of the model's share; each counts the same.
        model: The model.
    """
    curves = [(test.guess_share or 0.0, mean, sd) for test, mean, sd in tests]
    count = len(curves)

    def share(steps: float, width: float = 0.0) -> float:
        """Average the share over the tests, so many standard deviations from the mean."""
        return fsum(share_at(guess, mean + steps * sd, width * sd) for guess, mean, sd in curves) / count

    low, high = share(-INTERVAL_Z), share(INTERVAL_Z)
    return QualityEstimate(
        task=task,
        # As of a basket: near 0 or 1 a wide distribution can pull its mean past its own quantile.
        mean=min(max(share(0.0, width=1.0), low), high),
        sd=(share(1.0) - share(-1.0)) / 2.0,
        low=low,
        high=high,
        ability=ability,
        basket=tuple(test.name for test, _, _ in tests),
        warnings=tuple(_warnings(ability, [test for test, _, _ in tests], model)),
        own=True,
        logit=fsum(mean for _, mean, _ in curves) / count,
        # Errors on several tests rise and fall together: their sds add up.
        logit_sd=fsum(sd for _, _, sd in curves) / count,
    )


def _warnings(ability: Ability, tests: Sequence[Evaluation], model: ModelId) -> list[str]:
    """Return sentences on what the estimate is of, and what it rests on."""
    warnings: list[str] = []
    for test in tests:
        score = test.score_of(model)
        if score is not None:
            warnings.append(f"Share of {own_tests([test.name])}, where it scored {score}.")
        else:
            count = len(test.scores)
            models = "the model" if count == 1 else f"the {count} models"
            warnings.append(
                f"Share of {own_tests([test.name])}, where it wasn't measured: predicted from its other results and "
                f"from {models} measured there."
            )
    if not ability.direct:
        warnings.append(unmeasured(ability))
    if 0 < ability.results < FEW_RESULTS:
        warnings.append(f"Rests on {counted(ability.results, 'result')}.")
    if ability.sd > WIDE_SD:
        warnings.append("Its ability is hardly known: expected of models like it.")
    return warnings
