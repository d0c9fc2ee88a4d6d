"""Transfer: the grid's numbers worked by hand, and the same posterior found by brute force."""

from itertools import product
from math import exp, log, pi

import numpy as np
import pytest

from llm_selection.estimation.test_linking import (
    Line,
    Point,
    condition,
    fit_lines,
    score_on,
)

SLOPES = [max(0.05, 0.85 + 0.45 * step) for step in (-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2)]
SDS = [0.45 * exp(0.5 * step) for step in (-1.5, -0.75, 0, 0.75, 1.5)]
ONE = Point(ability=1.0, variance=0.04, score=0.5, noise=0.01)
TWO = Point(ability=-0.5, variance=0.09, score=-0.8, noise=0.02)
THREE = Point(ability=0.3, variance=0.02, score=0.9, noise=0.05)


def middle(lines: tuple[Line, ...]) -> Line:
    """Return the line of the usual slope and spread."""
    (found,) = [line for line in lines if line.slope == 0.85 and line.sd == 0.45]
    return found


def test_without_a_score_a_test_is_as_tests_are() -> None:
    """Every slope and spread has its prior weight, and the intercept is 0 with a standard deviation of 1.7."""
    lines = fit_lines(())
    grid = [each for line in lines for each in (line.slope, line.sd)]
    assert grid == pytest.approx([each for pair in product(SLOPES, SDS) for each in pair])
    assert sum(line.weight for line in lines) == pytest.approx(1.0)
    assert {line.intercept for line in lines} == {0.0}
    assert {round(line.variance, 9) for line in lines} == {2.89}
    # Two steps of slope from the middle: exp(-2² / 2).
    assert lines[2].weight / middle(lines).weight == pytest.approx(exp(-2.0))


def test_one_score_worked_by_hand() -> None:
    """
    On the usual line: w = 1 / (0.45² + 0.85² x 0.04 + 0.01) = 1 / 0.2414; the rest is 0.5 - 0.85 = -0.35.

    The intercept is -0.35 w / (w + 1 / 2.89), drawn a little towards 0.
    """
    line = middle(fit_lines([ONE]))
    weight = 1 / 0.2414
    assert line.intercept == pytest.approx(-0.35 * weight / (weight + 1 / 2.89))
    assert line.variance == pytest.approx(1 / (weight + 1 / 2.89))


def test_lines_weigh_as_much_as_they_explain_the_scores() -> None:
    """Beside its prior, a line weighs the density of the scores under it, the intercept integrated out."""
    points = (ONE, TWO, THREE)
    scores = np.array([point.score for point in points])
    expected = []
    for slope_step, slope in zip(np.arange(-2, 2.5, 0.5), SLOPES, strict=True):
        for sd_step, sd in zip(np.arange(-1.5, 2, 0.75), SDS, strict=True):
            covariance = np.full((3, 3), 1.7**2) + np.diag(
                [sd**2 + slope**2 * point.variance + point.noise for point in points]
            )
            rest = scores - slope * np.array([point.ability for point in points])
            level = -0.5 * (rest @ np.linalg.solve(covariance, rest) + np.log(np.linalg.det(2 * pi * covariance)))
            expected.append(exp(level - 0.5 * (slope_step**2 + sd_step**2)))
    assert [line.weight for line in fit_lines(points)] == pytest.approx(list(np.array(expected) / sum(expected)))


def test_a_prediction_is_the_mixture_of_the_lines() -> None:
    """Mean and variance of 45 normals, worked the long way."""
    lines = fit_lines([ONE, TWO])
    mean, variance = score_on(lines, 0.7, 0.1)
    middles = [line.intercept + line.slope * 0.7 for line in lines]
    spreads = [line.variance + line.slope**2 * 0.1 + line.sd**2 for line in lines]
    weights = [line.weight for line in lines]
    assert mean == pytest.approx(np.dot(weights, middles))
    second = np.dot(weights, [spread + each**2 for spread, each in zip(spreads, middles, strict=True)])
    assert variance == pytest.approx(second - mean**2)


def test_a_measured_model_has_what_the_joint_distribution_says() -> None:
    """The lines from the others, then its own score, is the same as conditioning on all scores at once."""
    points = (ONE, TWO, THREE)
    parts = []
    for slope_step, slope in zip(np.arange(-2, 2.5, 0.5), SLOPES, strict=True):
        for sd_step, sd in zip(np.arange(-1.5, 2, 0.75), SDS, strict=True):
            truth = np.full((3, 3), 1.7**2) + np.diag([sd**2 + slope**2 * point.variance for point in points])
            seen = truth + np.diag([point.noise for point in points])
            rest = np.array([point.score - slope * point.ability for point in points])
            gain = np.linalg.solve(seen, truth[0])
            level = -0.5 * (rest @ np.linalg.solve(seen, rest) + np.log(np.linalg.det(seen)))
            level -= 0.5 * (slope_step**2 + sd_step**2)
            parts.append((exp(level), slope * points[0].ability + gain @ rest, truth[0, 0] - gain @ truth[0]))
    weights = np.array([weight for weight, _, _ in parts]) / sum(weight for weight, _, _ in parts)
    means, variances = np.array([mean for _, mean, _ in parts]), np.array([variance for _, _, variance in parts])
    mean, variance = condition(fit_lines([TWO, THREE]), ONE)
    assert mean == pytest.approx(weights @ means)
    assert variance == pytest.approx(weights @ (variances + means**2) - (weights @ means) ** 2)


def test_scores_far_out_are_no_trouble() -> None:
    """Lines that explain nothing drop out; the rest still add up."""
    points = [Point(ability=float(place), variance=0.0, score=40.0 * place, noise=1e-9) for place in range(40)]
    lines = fit_lines(points)
    assert sum(line.weight for line in lines) == pytest.approx(1.0)
    assert min(line.weight for line in lines) == 0.0
    mean, variance = condition(lines, Point(ability=1.0, variance=0.0, score=-900.0, noise=0.1))
    assert mean < -700
    assert 0 < variance < 0.2
    assert log(score_on(lines, 0.0, 0.0)[1]) < 10
