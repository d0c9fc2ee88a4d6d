"""Robustness: probabilities beside those in closed form, weights worked by hand, and the words made of them."""

from dataclasses import replace
from math import exp, log, prod
from statistics import NormalDist
from typing import Any

import pytest

from answers import answer
from factories import calibrated, calibrated_records, changed, model, served
from llm_selection.analysis.pairwise import better_or_equal
from llm_selection.analysis.robustness import Chance, Flip, Margin, Robustness, curve, margin, robustness
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.quality import INTERVAL_Z, estimate
from llm_selection.needs.criteria import Criterion
from llm_selection.recommendation import recommend
from llm_selection.selection.ranking import Candidate

QUALITY_ALONE = {"quality": 1}


def of(found: Robustness, name: str) -> Chance:
    """Find one model."""
    return next(one for one in found.chances if one.model == name)


@pytest.mark.parametrize(
    "known",
    [
        {"acme/large": (1.0, 0.3), "acme/small": (0.8, 0.4)},
        {"acme/large": (1.0, 0.1), "acme/small": (0.9, 0.4)},
        {"acme/large": (3.0, 0.3), "acme/small": (2.7, 0.2)},
    ],
)
def test_of_two_models_the_chance_is_the_one_in_closed_form(known: dict[str, tuple[float, float]]) -> None:
    """By quality alone, the better ability has the better score: four standard errors of the draws, and a point of curve."""
    found = answer(known={**known, "borg/open": (-9.0, 0.1)}, priorities=QUALITY_ALONE)
    large, small = found.ranking[:2]
    chance = better_or_equal(large, small, found.use_case.tasks)
    robust = found.robustness(draws=20_000)
    assert [one.model for one in robust.chances] == ["acme/large", "acme/small"]
    assert of(robust, "acme/large").best == pytest.approx(chance, abs=0.014 + 0.01)
    assert of(robust, "acme/small").above_first == pytest.approx(1 - chance, abs=0.014 + 0.01)


def test_over_several_tasks_one_draw_counts_for_all() -> None:
    """One model's errors move together, as `better_or_equal` says."""
    found = answer(
        {"coding": 2, "math": 1},
        known={"acme/large": (0.5, 0.2), "acme/small": (0.4, 0.3), "borg/open": (-9.0, 0.1)},
        priorities=QUALITY_ALONE,
    )
    large, small = found.ranking[:2]
    chance = better_or_equal(large, small, found.use_case.tasks)
    assert 0.55 < chance < 0.7
    assert of(found.robustness(draws=20_000), "acme/large").best == pytest.approx(chance, abs=0.03)


def test_other_criteria_add_what_is_fixed() -> None:
    """As able and ten times as dear, a model is best only where quality makes up for it."""
    known = {"acme/large": (0.5, 0.2), "acme/small": (0.5, 0.2), "borg/open": (-9.0, 0.1)}
    alone = answer(known=known, priorities=QUALITY_ALONE).robustness()
    assert of(alone, "acme/large").best == pytest.approx(0.5, abs=0.03)
    beside = answer(known=known).robustness()
    assert of(beside, "acme/large").best < 0.2
    assert (
        of(beside, "acme/large").best
        < of(answer(known=known, priorities={"quality": 9, "cost": 1}).robustness(), "acme/large").best
    )


def test_who_is_far_behind_isnt_drawn() -> None:
    """More than four standard deviations of the difference, a rival hardly ever scores higher."""
    found = answer(known={"acme/large": (3.0, 0.1), "acme/small": (0.0, 0.1)}, priorities=QUALITY_ALONE).robustness()
    assert [one.model for one in found.chances] == ["acme/large"]
    assert found.chances[0] == Chance(model=ModelId("acme/large"), place=1, best=1.0, stderr=0.0, above_first=0.0)
    assert found.tied == ()


def test_without_a_weight_of_quality_nothing_is_left_to_chance() -> None:
    """The cheapest is the cheapest."""
    found = answer(priorities={"cost": 1})
    assert [(one.model, one.best) for one in found.robustness().chances] == [(found.best.model.id, 1.0)]


@pytest.mark.parametrize("task", ["math", "knowledge", "preference"])
def test_of_many_models_draws_agree_with_the_integral(task: str) -> None:
    """
    Of what we ship: the chance to be best is the integral, over one model's score, of all others being below it.

    Within four standard errors of the draws; none is nearer to sure than 1 in 1,000 of it.
    """
    found = recommend(task)
    chances = found.robustness(draws=10_000).chances
    normal = NormalDist()
    lines = []
    for ranked in (found.ranking[one.place - 1] for one in chances):
        (quality,) = ranked.quality.values()
        fixed = sum(part.points for part in ranked.contributions if part.criterion is not Criterion.QUALITY)
        lines.append((fixed, *curve(quality)))
    share = 5 / 7

    def below(score: float, line: tuple[float, float, float]) -> float:
        fixed, middle, slope = line
        wanted = (score - fixed) / share
        if not 0 < wanted < 1:
            return float(wanted >= 1)
        return normal.cdf((log(wanted / (1 - wanted)) - middle) / slope)

    for one, mine in zip(chances, lines, strict=True):
        exact = 0.0
        for part in range(500):
            score = mine[0] + share / (1 + exp(-mine[1] - mine[2] * normal.inv_cdf((part + 0.5) / 500)))
            exact += prod(below(score, other) for other in lines if other is not mine) / 500
        assert one.best == pytest.approx(exact, abs=4 * one.stderr + 0.001)


def test_tests_of_your_own_are_what_is_drawn() -> None:
    """There, models are compared by the logit of the share."""
    scores = (Score(model="acme/large", share=0.7, items=50), Score(model="borg/open", share=0.68, items=50))
    ours = Evaluation(name="ours", task=Task.CODING, scores=scores)
    found = answer(results=[ours], priorities=QUALITY_ALONE)
    first, second = found.ranking[:2]
    assert first.quality[Task.CODING].own
    chance = better_or_equal(second, first, found.use_case.tasks)
    assert of(found.robustness(), second.model.id).above_first == pytest.approx(chance, abs=0.03)


def test_the_error_is_that_of_a_share() -> None:
    """sqrt(p (1 - p) / n): of p = 1/2 and 100 draws 0.05."""
    found = answer(known={"acme/large": (0.5, 0.2), "acme/small": (0.5, 0.2)}, priorities=QUALITY_ALONE)
    for one in found.robustness(draws=100).chances:
        assert one.stderr == pytest.approx((one.best * (1 - one.best) / 100) ** 0.5)


def test_the_same_seed_draws_the_same_anywhere() -> None:
    """Written down here, so that platforms, versions and hash seeds agree."""
    found = answer(known={"acme/large": (0.5, 0.2), "acme/small": (0.4, 0.3)}, priorities=QUALITY_ALONE)
    counts = [round(one.best * 1000) for one in found.robustness(seed=7, draws=1000).chances]
    assert counts == [505, 350, 145]
    assert found.robustness(seed=7, draws=1000) == robustness(found, seed=7, draws=1000)
    assert counts != [round(one.best * 1000) for one in found.robustness(seed=8, draws=1000).chances]


@pytest.mark.parametrize("mean", [-1.0, 0.3, 2.0])
def test_of_one_benchmark_the_curve_is_its_own(mean: float) -> None:
    """The share at an ability z standard deviations off is the logistic of the benchmark's line, at any z."""
    facts = calibrated()
    calibration = facts.calibration
    assert calibration is not None
    ability = Ability(mean=mean, sd=0.3, results=9, direct=9)
    quality = estimate(Task.MATH, ability, benchmarks=facts.benchmarks, calibration=calibration)
    assert quality is not None
    middle, slope = curve(quality)
    for steps in (-4.0, -INTERVAL_Z, 0.0, 1.0, 4.0):
        # math-one: intercept -0.5, slope 1.2.
        assert middle + slope * steps == pytest.approx(-0.5 + 1.2 * (mean + steps * 0.3), abs=1e-6)


def test_a_certain_quality_stays_where_it_is() -> None:
    """Also at the very ends of the scale, where a logit has no end."""
    quality = answer().best.quality[Task.CODING]
    for share in (0.0, 0.3, 1.0):
        middle, slope = curve(replace(quality, mean=share, low=share, high=share))
        assert slope == 0
        assert 1 / (1 + exp(-middle)) == pytest.approx(share, abs=1e-5)


@pytest.mark.parametrize("task", ["coding", "math", "knowledge", "preference"])
def test_draws_average_to_the_quality_that_is_scored(task: str) -> None:
    """Of what we ship, within 0.2 points."""
    for ranked in recommend(task).ranking[:20]:
        (quality,) = ranked.quality.values()
        middle, slope = curve(quality)
        steps = [-5 + 0.01 * step for step in range(1001)]
        weights = [exp(-step * step / 2) for step in steps]
        shares = [weight / (1 + exp(-middle - slope * step)) for weight, step in zip(weights, steps, strict=True)]
        assert sum(shares) / sum(weights) == pytest.approx(quality.mean, abs=0.002)


# Weights


def of_weight(found: Robustness, criterion: Criterion) -> Margin:
    """Find one criterion's."""
    return next(one for one in found.margins if one.criterion is criterion)


def test_the_weight_at_which_the_winner_changes_worked_by_hand() -> None:
    """
    Two straight lines cross.

    Openness: acme/large 0, borg/open 0.75. Scores times the sum of weights are w 0 + L and w 0.75 + B, which are equal
    where w = (L - B) / 0.75.
    """
    found = answer(priorities=QUALITY_ALONE)
    values = {one.model: one.values for one in found.ranking.candidates()}
    ahead = values[ModelId("acme/large")][0] - values[ModelId("borg/open")][0]
    assert of_weight(found.robustness(), Criterion.OPENNESS) == Margin(
        criterion=Criterion.OPENNESS,
        weight=0,
        down=None,
        up=Flip(weight=pytest.approx(ahead / 750_000_000), model=ModelId("borg/open")),  # type: ignore[arg-type]  # as good as a number
    )


@pytest.mark.parametrize(
    ("candidates", "now", "down", "up"),
    [
        # 10 = 5 + w = 0 + 2 w at 5: behind it, the steeper line is above.
        ({"a": (10, 0), "b": (5, 1), "c": (0, 2)}, 0, None, (5.0, "c")),
        # 12 + 2 w = 14 + w = 16 at 2: below it, the flatter line is above.
        ({"a": (12, 2), "c": (14, 1), "b": (16, 0)}, 4, (2.0, "b"), None),
        # Equal now, the rival wins with any weight at all.
        ({"a": (1, 0), "b": (1, 1)}, 0, None, (0.0, "b")),
        ({"a": (9, 1), "b": (12, 0)}, 3, (3.0, "b"), None),
        # It would win below nothing only.
        ({"a": (1, 1), "b": (1, 0)}, 0, None, None),
        ({"a": (2, 1), "b": (1, 0)}, 1, None, None),
        # 6 = 4 + w at 2 and 6 = 3 + w at 3: the nearest counts. 4 + w is above again below -2: no weight.
        ({"a": (6, 0), "b": (3, 1), "c": (4, 1)}, 1, None, (2.0, "c")),
        # Of equal lines the first is named.
        ({"a": (6, 0), "b": (4, 1), "c": (4, 1)}, 1, None, (2.0, "b")),
    ],
)
def test_lines_cross_where_they_do(
    candidates: dict[str, tuple[int, int]], now: int, down: tuple[float, str] | None, up: tuple[float, str] | None
) -> None:
    """Quality weighs 1, cost *now*: whole numbers worked by hand."""
    made = [Candidate(model=ModelId(name), values=(*values, 0, 0)) for name, values in candidates.items()]
    found = margin(made, Criterion.COST, {Criterion.QUALITY: 1, Criterion.COST: now})
    assert [flip and (flip.weight, flip.model) for flip in (found.down, found.up)] == [down, up]


def test_a_rival_must_be_above_every_offering_of_the_first() -> None:
    """10 and 4 + 2 w are the first's: 7 + w is above 10 from 3 on, and above 4 + 2 w up to 3 only, so never above both."""
    values = (("a", 10, 0), ("a", 4, 2), ("b", 7, 1))
    made = [Candidate(model=ModelId(name), values=(quality, cost, 0, 0)) for name, quality, cost in values]
    found = margin(made, Criterion.COST, {Criterion.QUALITY: 1})
    assert (found.down, found.up) == (None, None)
    # 8 + w is above both between 2 and 4.
    made[2] = Candidate(model=ModelId("b"), values=(8, 1, 0, 0))
    assert margin(made, Criterion.COST, {Criterion.QUALITY: 1}).up == Flip(weight=2.0, model=ModelId("b"))
    assert margin(made, Criterion.COST, {Criterion.QUALITY: 1, Criterion.COST: 9}).down == Flip(
        weight=4.0, model=ModelId("b")
    )


def test_a_weight_changes_the_winner_both_ways() -> None:
    """Of quality and cost, more of the one is less of the other: the crossings' ratios agree."""
    found = answer(known={"acme/large": (2.0, 0.2), "borg/open": (1.4, 0.2), "acme/small": (0.6, 0.2)})
    quality, cost = (of_weight(found.robustness(), one) for one in (Criterion.QUALITY, Criterion.COST))
    assert quality.down is not None
    assert cost.up is not None
    assert quality.down.model == cost.up.model
    assert quality.down.weight / 2 == pytest.approx(5 / cost.up.weight)


def test_a_models_other_offering_may_win() -> None:
    """The first may change its offering and stay, and a rival wins with whichever offering is best there."""
    wide = replace(
        served("cloud/small", "acme/small", "50", "200"),
        limits=replace(served("a/b", "a/b").limits, context_tokens=1_000_000),
    )
    records = calibrated_records()
    found = recommend("coding", registry=changed(records, offerings=[wide]), priorities={"cost": 1})
    assert found.best.model.id == "acme/small"
    assert found.best.offering.id == "acme/small"
    # By headroom, the other offering of the same model is the best: no other model ever wins.
    assert of_weight(found.robustness(), Criterion.HEADROOM).up is None


def test_equal_lines_never_cross() -> None:
    """What is as dear, as wide and as open as the first wins by no weight of these."""
    twin = model("acme/twin", weights=calibrated_records().models[ModelId("acme/large")].weights, license="acme-terms")
    records = calibrated_records()
    known = {
        task: {**found, ModelId("acme/twin"): replace(found[ModelId("acme/large")], mean=0.0)}
        for task, found in records.abilities.items()
    }
    results = {
        **records.results,
        ModelId("acme/twin"): tuple(
            replace(each, model=ModelId("acme/twin")) for each in records.results[ModelId("acme/large")]
        ),
    }
    facts = changed(
        records,
        models=[twin],
        offerings=[served("acme/twin", "acme/twin", "5", "20")],
        abilities=known,
        results=results,
    )
    found = recommend("coding", registry=facts, priorities=QUALITY_ALONE)
    assert {flip.model for one in found.robustness().margins for flip in (one.up, one.down) if flip} <= {
        "borg/open",
        "acme/small",
    }


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"seed": -1}, "seed must be a whole number of at least 0, got -1"),
        ({"seed": 1.5}, "seed must be a whole number of at least 0, got 1.5"),
        ({"draws": 0}, "draws must be a whole number from 1 to 1,000,000, got 0"),
        ({"draws": 1_000_001}, "draws must be a whole number from 1 to 1,000,000, got 1000001"),
        ({"draws": True}, "draws must be a whole number from 1 to 1,000,000, got True"),
    ],
)
def test_wrong_arguments_are_refused(arguments: dict[str, Any], message: str) -> None:
    """With what is allowed."""
    with pytest.raises(InvalidInputError, match=message):
        answer().robustness(**arguments)
