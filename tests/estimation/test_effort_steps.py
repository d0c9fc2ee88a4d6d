"""Steps of effort: which ladder a model has, what is lost between efforts, and what results at several of them tell."""

from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fits import BENCHMARKS, CALIBRATION, STRANGER, result
from llm_selection.domain.benchmarks import Reporter, Result, Task
from llm_selection.domain.calibration import EffortAbility, EffortSteps
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.abilities import Posterior, behind, foretold, posterior
from llm_selection.estimation.effort_steps import KINDS, STEPS, OwnSteps, own_steps

EFFORTS = EffortSteps(
    mean={"math/low": 0.8, "math/medium": 0.5, "math/high": 0.2, "coding/low": 0.1},
    factors={"acme/on": 0.5},
    factor_sd={"on": 0.4, "more": 0.3},
    developer_sd={"on": 0.3, "more": 0.4},
    own_sd={"on": 0.1, "more": 0.2},
    shared_share=0.25,
)
FITTED = replace(CALIBRATION, effort_steps=EFFORTS)
LADDER = EffortLadder(levels=(Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH), default=Effort.MEDIUM)


def known(*results: Result, ladder: EffortLadder | None = LADDER, developer: str = "other") -> Posterior:
    """Estimate a model that takes efforts."""
    return posterior(results, BENCHMARKS, FITTED, STRANGER, ladders=[ladder], developer=developer)


def at(effort: str | None, score: float = 0.6, name: str = "math-a") -> Result:
    """Build a result at an effort."""
    return replace(result(name, score), effort=effort)


def ladder_of(*results: Result, ladder: EffortLadder | None = None) -> OwnSteps:
    """Return the efforts of a model."""
    return own_steps(results, ladder, EFFORTS, developer="other")


def test_the_ladder_is_what_it_takes_and_what_was_measured() -> None:
    """And abilities are of the highest effort measured; of one without results, of its highest."""
    found = ladder_of(at("16k"), at("max"), ladder=LADDER)
    assert found.levels == (Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.MAX)
    assert found.reference is Effort.MAX
    assert ladder_of(ladder=LADDER).reference is Effort.HIGH
    assert ladder_of().reference is None


def test_what_is_not_stated() -> None:
    """Others run the default; what a developer ran isn't known, nor is it where no default is."""
    own = ladder_of(at(None), ladder=LADDER)
    assert own.reference is own.effort(at(None)) is Effort.MEDIUM
    assert own.effort(replace(at(None), reporter=Reporter.VENDOR)) is None
    assert ladder_of(at(None)).levels == ()
    assert ladder_of(at(None), at("thinking")).levels == (Effort.NONE, Effort.ON)


def test_steps_add_up() -> None:
    """From none to high at mathematics 0.8 + 0.5 + 0.2; a switch goes as far; at a developer of half the steps, 0.4 + 0.7."""
    high = ladder_of(at("high"), ladder=LADDER)
    assert high.loss(Effort.NONE, Task.MATH).mean == pytest.approx(1.5)
    assert ladder_of(at("on"), at("none")).loss(Effort.NONE, Task.MATH).mean == pytest.approx(1.5)
    assert replace(high, developer="acme").loss(Effort.NONE, Task.MATH).mean == pytest.approx(1.1)
    assert high.loss(Effort.HIGH, Task.MATH).mean == 0
    low = ladder_of(at("low"), ladder=LADDER)
    assert low.loss(Effort.HIGH, Task.MATH).mean == pytest.approx(-0.7)
    assert low.loss(Effort.NONE, Task.WRITING).mean == 0


def test_an_effort_that_is_not_stated_is_any() -> None:
    """Of none, low, medium and high, each as likely: 1.5, 0.7, 0.2 and 0 are lost; 0.6 on average."""
    own = ladder_of(at("high"), ladder=replace(LADDER, default=None))
    loss = own.loss(None, Task.MATH)
    assert loss.mean == pytest.approx(0.6)
    assert loss.weights["effort unstated"] == pytest.approx(sqrt((0.81 + 0.01 + 0.16 + 0.36) / 4))
    unstated = ladder_of(at(None), ladder=replace(LADDER, default=None))
    assert unstated.reference is None
    assert unstated.loss(None, Task.MATH).mean == 0
    assert unstated.loss(Effort.NONE, Task.MATH).mean == pytest.approx(0.9)


def test_without_steps_nothing_is_lost() -> None:
    """Every result counts alike, as it does where a spread is 0."""
    own = own_steps([at("high")], LADDER, None, developer="other")
    assert own.loss(Effort.NONE, Task.MATH).mean == 0
    assert own.prior_sds() == {}
    flat = own_steps([at("high")], LADDER, EffortSteps(mean={"math/low": 1.0}), developer="other")
    assert flat.loss(Effort.NONE, Task.MATH).weights == {}


def test_spreads_of_unknown_developers_are_wider() -> None:
    """Their factor may be any that developers have: sqrt(0.4² + 0.3²)."""
    own = ladder_of(at("high"), ladder=LADDER)
    assert own.prior_sds()["effort on"] == pytest.approx(0.5)
    assert replace(own, developer="acme").prior_sds()["effort on"] == pytest.approx(0.4)
    assert len(own.prior_sds()) == len(KINDS) * len(STEPS) + 3


def test_one_effort_tells_no_step() -> None:
    """At another effort the usual steps are taken off, and the interval is wider by their spread."""
    found = known(at("high", 0.7))
    high, none = found.ability(Task.MATH), found.ability(Task.MATH, Effort.NONE)
    assert high.effort is Effort.HIGH
    assert none.effort is Effort.NONE
    assert none.mean == pytest.approx(high.mean - 1.5)
    spread = (0.8 * 0.5) ** 2 + 0.1**2 + 0.1**2 + (0.7 * 0.5) ** 2 + 0.2**2 + 0.2**2
    assert none.sd**2 == pytest.approx(high.sd**2 + spread)


def test_own_pairs_tell_steps() -> None:
    """A model that loses nothing on two benchmarks is expected to lose less than usual on a third."""
    pairs = [at(effort, 0.6, name) for name in ("math-a", "math-b") for effort in ("none", "high")]
    found = known(*pairs)
    assert found.ability(Task.MATH).mean - found.ability(Task.MATH, Effort.NONE).mean < 1.0
    assert found.ability(Task.MATH, Effort.NONE).sd < known(pairs[1], pairs[3]).ability(Task.MATH, Effort.NONE).sd


@given(st.lists(st.floats(0, 1), min_size=0, max_size=4), st.sampled_from(["none", "low", "medium", "high"]))
def test_pooled_steps_never_fall(scores: list[float], effort: str) -> None:
    """Where a model was measured at one effort alone, more effort isn't expected to do worse."""
    found = known(
        *(at(effort, score, name) for score, name in zip(scores, ("math-a", "math-b", "code-a", "heart"), strict=False))
    )
    for task in (Task.MATH, Task.CODING, Task.WRITING):
        means = [found.ability(task, level).mean for level in found.efforts.levels]
        assert means == sorted(means)


def test_shared_noise_is_counted_once() -> None:
    """Two like results on one benchmark tell less than on two; leaving one out in closed form is leaving it out."""
    same = known(at("high", 0.7), at("medium", 0.65), at("low", 0.6), at("high", 0.5, "code-a"))
    apart = posterior(
        same_results(same), BENCHMARKS, replace(FITTED, effort_steps=replace(EFFORTS, shared_share=0.0)), STRANGER,
        ladders=[LADDER], developer="other",
    )  # fmt: skip
    assert same.ability(Task.MATH).sd > apart.ability(Task.MATH).sd
    for effort in (None, Effort.LOW):
        influences = {one.result: one for one in same.influences(Task.MATH, effort)}
        for left_out in same_results(same)[1:]:
            rest = known(*(one for one in same_results(same) if one != left_out))
            influence = influences[left_out]
            assert same.ability(Task.MATH, effort).mean - influence.by == pytest.approx(
                rest.ability(Task.MATH, effort).mean
            )
            assert influence.sd == pytest.approx(rest.ability(Task.MATH, effort).sd)


def same_results(found: Posterior) -> list[Result]:
    """Return the results behind a posterior."""
    return [one.result for one in found.observations]


def test_a_result_is_foretold_at_its_effort() -> None:
    """Without others on its benchmark, by the ability behind it."""
    found = known(at("high", 0.7))
    missing = at("none", 0.4, "math-b")
    parameters = FITTED.benchmarks["math-b"]
    expected, variance, _ = foretold(found, missing, BENCHMARKS, FITTED, STRANGER)
    mean, spread = behind(found, BENCHMARKS["math-b"], parameters, result=missing)
    assert expected == pytest.approx(parameters.intercept + parameters.own_slope * mean)
    assert variance == pytest.approx(parameters.own_slope**2 * spread + parameters.residual_sd**2)


def test_a_fine_tune_of_a_model_with_efforts() -> None:
    """The base's results at two efforts tell the base's steps; the fine-tune's own are the usual ones."""
    base = [at("none", 0.6), at("high", 0.6)]
    found = posterior([], BENCHMARKS, FITTED, STRANGER, bases=[base], ladders=[LADDER, LADDER], developer="other")
    high, none = found.ability(Task.MATH), found.ability(Task.MATH, Effort.NONE)
    assert high.mean - none.mean == pytest.approx(1.5)


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"mean": {"math/low": -0.1}}, "mean of math/low must be a finite number, 0 or above"),
        ({"shared_share": 1.0}, "shared_share must be from 0 to below 1"),
    ],
)
def test_steps_that_can_not_be(parts: dict[str, object], message: str) -> None:
    """They are refused by name."""
    with pytest.raises(InvalidInputError, match=message):
        EffortSteps(**parts)  # type: ignore[arg-type]  # that is what is tested


def test_an_ability_at_an_effort_has_a_spread() -> None:
    """It can't be known exactly."""
    with pytest.raises(InvalidInputError, match="sd must be above 0"):
        EffortAbility(mean=0.0, sd=0.0)
