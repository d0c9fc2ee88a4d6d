"""The user's work: its posterior against brute force and by hand, its limits, and what answers say of it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import exp, log, pi, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import factories
from factories import DAY, abilities, calibrated, calibrated_records, changed, result
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.estimation.own_results import (
    DIFFICULTY_SD,
    GUESS_ITEMS,
    ITEM_SD,
    MODEL_SD,
    NOTHING_KNOWN,
    Standing,
    Trial,
    UsersWork,
    curve_of,
    estimate_without_basket,
    guess_of,
    own_warnings,
    trials_of,
)
from llm_selection.estimation.quality import QualityEstimate, logistic
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Registry, bundled, compile_registry
from llm_selection.selection.assessments import estimate_quality, qualities_of
from llm_selection.selection.selecting import rank_undecided

LARGE, SMALL, OPEN, NEW = map(ModelId, ("acme/large", "acme/small", "borg/open", "borg/new"))
KNOWN = Ability(mean=1.0, sd=0.2, results=9, direct=3)
STEEPNESS = 1 / sqrt(1 - pi / 8 * (DIFFICULTY_SD**2 + MODEL_SD**2))
CURVES = {LARGE: (1.5, 0.2), SMALL: (-0.5, 0.6), OPEN: (0.4, 0.35)}


def unasked(curves: Mapping[ModelId, tuple[float, float]]) -> dict[tuple[ModelId, Effort | None], tuple[float, float]]:
    """Return curves as those of models that were asked for no effort."""
    return {(model, None): curve for model, curve in curves.items()}


"""Middles and slopes of three models' curves."""

Floats = npt.NDArray[np.float64]


def trial(model: ModelId, solved: float, items: float, **changes: Any) -> Trial:
    """Make a trial on the test ``ours``."""
    return replace(Trial(model=model, solved=solved, items=items, test="ours"), **changes)


# The slow obvious way


def by_brute_force(trials: Sequence[Trial], asked: ModelId, curves: Mapping[ModelId, tuple[float, float]]) -> float:
    """
    Integrate the share that a model solves over all that isn't known, on grids of six standard deviations each way.

    Over how hard the work is and the luck of the one test, and for each pair of these over what is of each model alone.
    """
    items = max((each.items for each in trials if each.test), default=0)
    difficulty, likely_difficulty = _grid(DIFFICULTY_SD, 91)
    luck, likely_luck = _grid(ITEM_SD / sqrt(items), 91) if items else (np.zeros(1), np.ones(1))
    level = np.log(np.outer(likely_difficulty, likely_luck))
    share = np.zeros_like(level)
    for model in sorted({asked, *(each.model for each in trials)}):
        middle, slope = curves[model]
        own, likely_own = _grid(sqrt(slope**2 + MODEL_SD**2), 101)
        seen = np.zeros((len(difficulty), len(luck), len(own))) + np.log(likely_own)
        at_work = STEEPNESS * (middle + difficulty[:, None, None] + own)
        for each in trials:
            if each.model == model:
                at_test = at_work + (STEEPNESS * luck[:, None] if each.test else 0)
                guess = each.guess_share
                for part, found in (
                    (each.solved, guess + (1 - guess) * _logistic(at_test)),
                    (1 - each.solved, (1 - guess) * _logistic(-at_test)),
                ):
                    seen = seen + each.items * part * np.log(found)
        most = seen.max(axis=2, keepdims=True)
        whole = np.exp(seen - most).sum(axis=2)
        level += np.log(whole) + most[:, :, 0]
        if model == asked:
            share = (np.exp(seen - most) * _logistic(at_work)).sum(axis=2) / whole
    weights = np.exp(level - level.max())
    return float((weights * share).sum() / weights.sum())


def _grid(sd: float, points: int) -> tuple[Floats, Floats]:
    """Return points of a normal around 0, and how likely they are."""
    at = np.linspace(-6 * sd, 6 * sd, points)
    likely = np.exp(-0.5 * (at / sd) ** 2)
    return at, likely / likely.sum()


def _logistic(logit: Floats) -> Floats:
    """Return shares of logits."""
    found: Floats = 1 / (1 + np.exp(-logit))
    return found


# The posterior


def test_with_nothing_known_the_share_is_the_baskets() -> None:
    """The uncertainty of the work is in the steepness of the curve, and flattens nothing."""
    for mean, spread in ((0.02, 0.01), (0.5, 0.2), (0.83, 0.05), (0.99, 0.009)):
        quality = quality_at(mean, spread)
        standing = NOTHING_KNOWN.standing(LARGE, curve_of(quality))
        assert standing.share == pytest.approx(mean, abs=1e-12)
        assert NOTHING_KNOWN.estimate(LARGE, quality).mean == pytest.approx(mean, abs=1e-12)


def quality_at(mean: float, spread: float) -> QualityEstimate:
    """Make an estimate of a share with its interval."""
    low, high = mean - spread, mean + spread
    return replace(estimate_without_basket(Task.CODING, KNOWN), mean=mean, low=low, high=high)


def test_a_standing_by_hand() -> None:
    """
    With nothing known: steepness 1 / sqrt(1 - pi / 8 x (0.6² + 0.45²)) = 1.13293; the mean is that times the middle.

    Its spread in common is 0.6 of it, the model's own the root of slope² + 0.45² of it.
    """
    standing = NOTHING_KNOWN.standing(LARGE, (1.5, 0.2))
    assert round(STEEPNESS, 5) == 1.13293
    assert standing.mean == pytest.approx(1.5 * STEEPNESS)
    assert standing.shared == pytest.approx(0.6 * STEEPNESS)
    assert standing.own == pytest.approx(sqrt(0.2**2 + 0.45**2) * STEEPNESS)
    assert Standing(0.5, 0.6, 0.8).share == pytest.approx(1 / (1 + exp(-0.5 / sqrt(1 + pi / 8))))


def test_one_guess_by_hand() -> None:
    """
    Twenty pieces, half of them solved, by a model whose curve is at a half: that is the mode already.

    Information in all that moves it, difficulty and own, is 20 x 0.25 x steepness² = 6.418; the prior variances are 0.36
    and 0.2425, so that of their sum falls from 0.6025 to 1 / (1 / 0.6025 + 6.418) = 0.1238, and the difficulty's is
    0.36 - 0.36² x 6.418 / (1 + 6.418 x 0.6025).
    """
    work = UsersWork({(LARGE, None): (0.0, 0.2)}, [guess_of(LARGE, 0.5)])
    information = 5 * STEEPNESS**2
    assert work.difficulty == pytest.approx(0.0, abs=1e-9)
    assert work.difficulty_sd**2 == pytest.approx(0.36 - 0.36**2 * information / (1 + information * 0.6025))
    standing = work.standing(LARGE, (0.0, 0.2))
    whole = (standing.shared**2 + standing.own**2) / STEEPNESS**2
    assert whole == pytest.approx(1 / (1 / 0.6025 + information))
    # Another model is as uncertain in common as how hard the work is, and in itself as before.
    other = work.standing(SMALL, (0.3, 0.1))
    assert other.shared == pytest.approx(work.difficulty_sd * STEEPNESS)
    assert other.own == pytest.approx(sqrt(0.1**2 + 0.45**2) * STEEPNESS)


@pytest.mark.parametrize(
    "scores",
    [
        {LARGE: (1, 1)},
        {LARGE: (0, 1)},
        {SMALL: (1, 1)},
        {LARGE: (1, 1), SMALL: (1, 1)},
        {LARGE: (0, 1), SMALL: (1, 1)},
        {LARGE: (5, 5), SMALL: (4, 5)},
        {LARGE: (0, 5), SMALL: (5, 5)},
        {LARGE: (20, 20), SMALL: (0, 20)},
        {LARGE: (12, 20), SMALL: (12, 20)},
        {LARGE: (106, 120), SMALL: (84, 120)},
        {LARGE: (120, 120), SMALL: (119, 120)},
    ],
    ids=str,
)
@pytest.mark.parametrize("asked", [LARGE, SMALL, OPEN])
def test_shares_are_near_those_of_brute_force(scores: dict[ModelId, tuple[int, int]], asked: ModelId) -> None:
    """Within two points, of those tried and of another."""
    trials = [trial(model, right / items, items) for model, (right, items) in scores.items()]
    share = UsersWork(unasked(CURVES), trials).standing(asked, CURVES[asked]).share
    assert share == pytest.approx(by_brute_force(trials, asked, CURVES), abs=0.02)


@pytest.mark.parametrize("asked", [LARGE, OPEN])
@pytest.mark.parametrize("solved", [0.0, 0.4, 0.9, 1.0])
def test_a_guess_is_near_brute_force_too(solved: float, asked: ModelId) -> None:
    """Of the model run today, and of another."""
    trials = [guess_of(LARGE, solved)]
    share = UsersWork(unasked(CURVES), trials).standing(asked, CURVES[asked]).share
    assert share == pytest.approx(by_brute_force(trials, asked, CURVES), abs=0.02)


@pytest.mark.parametrize("asked", [LARGE, SMALL, OPEN])
@pytest.mark.parametrize(("large", "small"), [(1.0, 0.6), (0.55, 0.3), (1.0, 0.0)])
def test_guessing_on_a_test_is_near_brute_force(large: float, small: float, asked: ModelId) -> None:
    """A quarter guessed; where a score is far below what guessing gives, the way up to the mode is found all the same."""
    trials = [trial(LARGE, large, 60, guess_share=0.25), trial(SMALL, small, 60, guess_share=0.25)]
    share = UsersWork(unasked(CURVES), trials).standing(asked, CURVES[asked]).share
    assert share == pytest.approx(by_brute_force(trials, asked, CURVES), abs=0.025)


def test_a_mode_that_steps_jump_over_is_found() -> None:
    """What contradicts itself, on a curve that hardly anything is known of: the whole step leads down, a part of it up."""
    curves = {LARGE: (-2.6, 0.1), SMALL: (2.5, 5.0)}
    trials = [
        trial(LARGE, 1, 1, guess_share=0.5, test="one"),
        trial(LARGE, 1, 1, guess_share=0.9, test="two"),
        trial(SMALL, 1, 1, guess_share=0.9, test="two"),
        trial(LARGE, 0.25, 1, test="three"),
        trial(SMALL, 1, 1, test="three"),
    ]
    whole = UsersWork(unasked(curves), trials)
    nearly = UsersWork(unasked(curves), [replace(each, items=1.000001) for each in trials])
    assert whole.difficulty == pytest.approx(nearly.difficulty, abs=1e-4)
    assert whole.standing(SMALL, curves[SMALL]).share == pytest.approx(
        nearly.standing(SMALL, curves[SMALL]).share, abs=1e-4
    )


def test_as_items_go_to_nothing_so_does_what_they_say() -> None:
    """The shares tend to those without any, of the models tried and of others, a test and a guess alike."""
    for items, near in ((1.0, 0.1), (0.01, 1e-3), (1e-6, 1e-6)):
        for test in ("ours", None):
            work = UsersWork(
                unasked(CURVES), [trial(LARGE, 1.0, items, test=test), trial(SMALL, 0.0, items, test=test)]
            )
            for model, curve in CURVES.items():
                without = NOTHING_KNOWN.standing(model, curve).share
                assert work.standing(model, curve).share == pytest.approx(without, abs=near)


def test_as_items_grow_shares_are_those_measured() -> None:
    """Whatever was expected; of a test where guessing helps, what is left of the share without it."""
    for items, near in ((1000, 0.02), (100_000, 1e-3), (10_000_000, 1e-4)):
        work = UsersWork(unasked(CURVES), [trial(LARGE, 0.3, items), trial(SMALL, 0.8, items)])
        assert work.standing(LARGE, CURVES[LARGE]).share == pytest.approx(0.3, abs=near)
        assert work.standing(SMALL, CURVES[SMALL]).share == pytest.approx(0.8, abs=near)
    guessed = UsersWork(unasked(CURVES), [trial(LARGE, 0.625, 10**6, guess_share=0.25)])
    assert guessed.standing(LARGE, CURVES[LARGE]).share == pytest.approx(0.5, abs=1e-3)


def test_the_luck_of_the_same_items_is_shared() -> None:
    """Three models that solve the same item say little more than one; on items of their own they say more."""
    same = UsersWork(unasked(CURVES), [trial(model, 1, 1) for model in CURVES])
    apart = UsersWork(unasked(CURVES), [trial(model, 1, 1, test=f"test of {model}") for model in CURVES])
    alone = UsersWork(unasked(CURVES), [trial(SMALL, 1, 1)])
    assert 0 < alone.difficulty < same.difficulty < apart.difficulty


def test_a_guess_weighs_as_much_as_twenty_items() -> None:
    """Fewer items of no test move less, more of them more; it says how hard the work is, to all models."""
    assert guess_of(LARGE, 0.9) == Trial(model=LARGE, solved=0.9, items=20)
    assert GUESS_ITEMS == 20
    shares = {
        items: UsersWork(unasked(CURVES), [trial(LARGE, 0.4, items, test=None)]).standing(LARGE, CURVES[LARGE]).share
        for items in (10, 20, 40)
    }
    before = NOTHING_KNOWN.standing(LARGE, CURVES[LARGE]).share
    assert before > shares[10] > shares[20] > shares[40] > 0.4
    work = UsersWork(unasked(CURVES), [guess_of(LARGE, 0.4)])
    assert work.standing(LARGE, CURVES[LARGE]).share == shares[20]
    assert work.difficulty < 0
    for model in (SMALL, OPEN):
        assert work.standing(model, CURVES[model]).share < NOTHING_KNOWN.standing(model, CURVES[model]).share


def test_an_estimate_has_the_interval_of_the_model_alone() -> None:
    """At the difficulty expected; how hard the work is moves all models alike. It holds the mean."""
    quality = quality_at(0.7, 0.1)
    found = UsersWork({(LARGE, None): curve_of(quality)}, [trial(LARGE, 0.9, 50)]).estimate(LARGE, quality)
    standing = UsersWork({(LARGE, None): curve_of(quality)}, [trial(LARGE, 0.9, 50)]).standing(LARGE, curve_of(quality))
    assert found.own
    assert 0.7 < found.mean < 0.9
    assert (found.low, found.high) == pytest.approx(
        [logistic(standing.mean + steps * standing.own) for steps in (-1.645, 1.645)], abs=1e-4
    )
    assert found.low < found.mean < found.high


def test_a_curve_goes_through_the_ends_of_the_interval() -> None:
    """0.5 to 0.9 is a rise of 2.197 logits over 2 x 1.645 standard deviations; shares of 0 and 1 have one too."""
    _, slope = curve_of(quality_at(0.7, 0.2))
    assert slope == pytest.approx(log(9) / 3.29, abs=1e-3)
    for mean in (0.0, 1.0):
        middle, slope = curve_of(replace(quality_at(0.5, 0.1), mean=mean, low=mean, high=mean))
        assert abs(middle) == pytest.approx(13.8, abs=0.1)
        assert slope == 0


# Trials


def test_a_score_is_worth_its_items() -> None:
    """Or those that have its standard error, each right or wrong: 0.8 x 0.2 / 0.02² = 400."""
    test = Evaluation(
        name="ours",
        guess_share=0.25,
        scores=(
            Score(model=LARGE, right=15, items=20),
            Score(model=SMALL, share=0.8, stderr=0.02),
            Score(model=OPEN, share=0.5, items=7),
        ),
    )
    found = trials_of([test])
    assert found[1].items == pytest.approx(400.0)
    assert [replace(each, items=round(each.items)) for each in found] == [
        trial(LARGE, 0.75, 20.0, guess_share=0.25),
        trial(SMALL, 0.8, 400.0, guess_share=0.25),
        trial(OPEN, 0.5, 7.0, guess_share=0.25),
    ]


def test_a_perfect_score_with_a_standard_error_is_worth_items() -> None:
    """As if it were off by the error squared, never endlessly many, and never none."""
    for share in (0.0, 1.0):
        (found,) = trials_of([Evaluation(name="ours", scores=(Score(model=LARGE, share=share, stderr=0.1),))])
        assert found.items == pytest.approx(0.99)
    (wide,) = trials_of([Evaluation(name="ours", scores=(Score(model=LARGE, share=0.5, stderr=0.5),))])
    assert wide.items == pytest.approx(1.0)


def test_without_a_basket_work_is_as_hard_as_the_middle_of_the_scale() -> None:
    """An ability of 0 solves half, whatever it is give or take."""
    for sd in (0.1, 0.9):
        found = estimate_without_basket(Task.SAFETY, replace(KNOWN, mean=0.0, sd=sd))
        assert (found.mean, found.basket, found.own) == (0.5, (), True)
        assert found.low < 0.5 < found.high
    assert estimate_without_basket(Task.SAFETY, KNOWN).mean == pytest.approx(logistic(1 / sqrt(1 + pi / 8 * 0.04)))


def test_shares_of_ones_own_work_say_what_tells_of_it() -> None:
    """Each test with the model's score there, or that it has none; else the model run today."""
    tests = [ours("one", large=150), ours("two", small=20)]
    assert own_warnings(tests, LARGE) == [
        "Share of your work, as your own test “one” tells of it, where it scored 150 of 200.",
        "Share of your work, as your own test “two” tells of it, where it wasn't measured.",
    ]
    assert own_warnings([], LARGE) == ["Share of your work, taken to be as hard as today's model finds it."]


# In an answer


def scored(**right: int) -> tuple[Score, ...]:
    """Make scores of 200 items: ``large=150`` is 150 right by ``acme/large``."""
    names = {"large": LARGE, "small": SMALL, "open": OPEN, "new": NEW}
    return tuple(Score(model=names[name], right=count, items=200) for name, count in right.items())


def ours(name: str = "ours", task: Task | None = Task.CODING, guess: float | None = None, **right: int) -> Evaluation:
    """Make a test of one's own."""
    return Evaluation(name=name, task=task, guess_share=guess, scores=scored(**right))


def quality_of(found: Recommendation, name: str, task: Task = Task.CODING) -> QualityEstimate:
    """Return the quality of a model that is ranked."""
    known = {ranked.model.id: ranked for ranked in found.ranking}
    return known[ModelId(name)].quality[task]


def shares_of(found: Recommendation, task: Task = Task.CODING) -> dict[ModelId, float]:
    """Return the expected share of each model that is ranked."""
    return {ranked.model.id: ranked.quality[task].mean for ranked in found.ranking}


def test_without_results_nothing_changes() -> None:
    """No results, given in any way, is the answer as it was, and every share is the basket's to the last digit."""
    registry = calibrated()
    plain = recommend("coding", registry=registry)
    assert recommend("coding", registry=registry, results=[]) == plain
    assert plain.use_case.results == ()
    qualities = qualities_of(plain.use_case, registry, plain.on)[Task.CODING]
    for model, share in shares_of(plain).items():
        assert share == getattr(qualities.of_basket(model), "mean", None)
        assert not quality_of(plain, model).own


def test_quality_is_the_share_of_the_users_work() -> None:
    """For the model measured near its score, with an interval; for others by how hard the work is; the test is named."""
    found = recommend("coding", registry=calibrated(), results=ours(small=190, large=100))
    small, large, open_ = (quality_of(found, name) for name in (SMALL, LARGE, OPEN))
    assert small.low < small.mean < small.high
    assert small.mean == pytest.approx(0.95, abs=0.05)
    assert large.mean == pytest.approx(0.5, abs=0.03)
    assert {one.tests for one in (small, large, open_)} == {("ours",)}
    assert {one.basket for one in (small, large, open_)} == {("code-one", "code-two")}
    assert all(one.own for one in (small, large, open_))
    assert open_.high - open_.low > 1.5 * (large.high - large.low)
    assert open_.warnings[0] == "Share of your work, as your own test “ours” tells of it, where it wasn't measured."
    assert found.best.model.id == SMALL
    assert recommend("coding", registry=calibrated()).best.model.id != SMALL


def test_results_enter_by_their_precision() -> None:
    """3 of 5 right moves a model little, 600 of 1000 much."""
    registry = calibrated()

    def large(right: int, items: int) -> QualityEstimate:
        test = Evaluation(
            name="ours", scores=(Score(model=LARGE, right=right, items=items), *scored(small=100, open=140))
        )
        return quality_of(recommend("coding", registry=registry, results=test), LARGE)

    few, many = large(3, 5), large(600, 1000)
    expected = quality_of(recommend("coding", registry=registry, results=ours(small=100, open=140)), LARGE)
    assert abs(many.mean - 0.6) < 0.02
    assert abs(few.mean - expected.mean) < abs(few.mean - 0.6)
    assert many.high - many.low < (few.high - few.low) / 2


def test_a_model_without_public_results_is_ranked_by_the_own_test() -> None:
    """Tried once it is ranked, as uncertain as it is; not tried it stays unmeasured."""
    registry = calibrated()
    assert recommend("coding", registry=registry).unmeasured == (NEW,)
    found = recommend("coding", registry=registry, results=ours(new=150, small=100))
    assert NEW in [ranked.model.id for ranked in found.ranking]
    assert found.unmeasured == ()
    few = Evaluation(name="ours", scores=(Score(model=NEW, right=1, items=2), *scored(small=100)))
    unsure = recommend("coding", registry=registry, results=few)
    wide, narrow = (quality_of(each, NEW) for each in (unsure, found))
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_an_own_test_tells_of_its_task_alone() -> None:
    """How hard the user's coding is, and who suits it, says nothing of the user's mathematics."""
    registry = calibrated()
    need = {"coding": 1, "math": 1}
    before = quality_of(recommend(need, registry=registry), SMALL, Task.MATH)
    found = recommend(need, registry=registry, results=ours(small=190, large=100, open=80))
    assert quality_of(found, SMALL, Task.MATH) == before
    assert quality_of(found, SMALL).own


def test_several_own_tests_of_a_task_count_together() -> None:
    """A model tried on one is moved by the other through how hard the work is; the order of them doesn't matter."""
    registry = calibrated()
    one, two = ours("one", small=190, large=100, open=90), ours("two", large=120, open=110)
    found = recommend("coding", registry=registry, results=[two, one])
    quality = quality_of(found, SMALL)
    assert quality.tests == ("one", "two")
    assert len([note for note in quality.warnings if note.startswith("Share of your work")]) == 2
    alone = quality_of(recommend("coding", registry=registry, results=two), SMALL)
    assert alone.mean < quality.mean
    assert recommend("coding", registry=registry, results=[one, two]) == found


def test_a_task_without_a_basket_can_be_ranked_by_an_own_test() -> None:
    """Where the fit knows the task at all."""
    records = calibrated_records()
    assert records.calibration is not None
    calibration = replace(records.calibration, task_sd={**records.calibration.task_sd, Task.SAFETY: 0.3})
    registry = compile_registry(replace(records, calibration=calibration, abilities={}))
    test = ours("attacks", Task.SAFETY, large=150, small=120)
    found = recommend("safety", registry=registry, results=test)
    assert [ranked.model.id for ranked in found.ranking] == [LARGE, SMALL]
    with pytest.raises(InvalidInputError, match="task 'safety' can't be ranked"):
        recommend("safety", registry=registry)
    with pytest.raises(InvalidInputError, match="task 'writing' can't be ranked"):
        recommend("writing", registry=registry, results=replace(test, task=Task.WRITING))


def test_a_benchmark_of_the_registry_is_no_own_test() -> None:
    """A result on it counts as any other, in place of the public one; the share stays that of the basket."""
    registry = calibrated()
    test = Evaluation(name="code-one", scores=scored(small=180))
    found = recommend("coding", registry=registry, results=test)
    quality = quality_of(found, SMALL)
    assert quality.basket == ("code-one", "code-two")
    assert not quality.own
    records = calibrated_records()
    own = result(SMALL, "code-one", 0.9, items=200, stderr=0.5 / sqrt(200))
    others = [each for each in records.results[SMALL] if each.benchmark != "code-one"]
    assert records.calibration is not None
    expected = abilities([*others, own], dict(records.benchmarks), records.calibration, records.priors[SMALL])
    assert quality.ability == expected[Task.CODING]
    (kept,) = found.use_case.results
    assert (kept.task, kept.guess_share) == (Task.CODING, None)
    # Its standard error counts where it is given, and so does a benchmark of no task asked for.
    shared = Evaluation(name="math-one", scores=(Score(model=SMALL, share=0.9, stderr=0.01),))
    moved = recommend("coding", registry=registry, results=shared)
    assert quality_of(moved, SMALL).mean > quality_of(recommend("coding", registry=registry), SMALL).mean


def test_looking_back_own_results_count() -> None:
    """They are the user's, whatever the day; public results of later days don't."""
    registry = calibrated()
    day = DAY.replace(month=10)
    found = recommend("coding", registry=registry, on=day, unknowns="include", results=ours(large=150))
    assert quality_of(found, LARGE).ability.results == 0
    assert recommend("coding", registry=registry, on=day, unknowns="include").ranking[:] == ()
    on_benchmark = Evaluation(name="code-one", scores=scored(large=150))
    found = recommend("coding", registry=registry, on=day, unknowns="include", results=on_benchmark)
    assert quality_of(found, LARGE).ability.results == 1


def test_answers_with_results_can_be_asked_again() -> None:
    """The same question has an equal answer, its undecided models too."""
    registry = calibrated()
    found = recommend("coding", registry=registry, region="eu", results=ours(large=150, small=150))
    assert recommend(found.use_case, registry=registry) == found
    assert rank_undecided(found) == rank_undecided(found)


@pytest.mark.parametrize(
    ("need", "results", "fault"),
    [
        (
            "coding",
            ours(task=Task.MATH, large=1),
            "test 'ours' must measure one of the tasks asked for, coding; got math",
        ),
        (
            ["coding", "math"],
            ours(task=None, large=1),
            "which of the tasks asked for it measures, coding, math: give --results-task TASK in the shell, task= in Python",
        ),
        (
            "coding",
            Evaluation(name="ours", scores=(*scored(open=5), Score(model="open-latest", right=1, items=2))),
            "test 'ours' has more than one score of borg/open; add up right and items, keep one, or say at which effort each was got",
        ),
        (
            "coding",
            ours("code-one", Task.MATH, large=1),
            "that is the benchmark Code-One of the registry, a share at task coding",
        ),
        ("coding", ours("code-two", guess=0.5, large=1), "of which guessing gives 0.25"),
        ("coding", 5, "results must be a list of evaluations, got 5"),
        ("coding", [5], "results are evaluations, such as read_evaluations returns; got 5"),
    ],
)
def test_results_that_cant_count_are_refused(need: Any, results: Any, fault: str) -> None:
    """Of another task, of a model twice, or of a benchmark that is something else."""
    with pytest.raises(InvalidInputError, match=fault):
        recommend(need, registry=calibrated(), results=results)


def test_an_unknown_model_is_named_with_what_is_near() -> None:
    """All of them at once, with the test they stand in and the two ways out."""
    scores = tuple(Score(model=name, right=1, items=2) for name in ("acme/larg", "acme/large", "me/mine"))
    test = Evaluation(name="ours", scores=scores)
    with pytest.raises(InvalidInputError) as caught:
        recommend("coding", registry=calibrated(), results=test)
    assert [fault.where for fault in caught.value.faults] == ["results of test 'ours'"] * 2
    assert "no model 'acme/larg' in registry 2026.11.1; nearest: acme/large" in caught.value.faults[0].problem
    assert "or bring your own model in an overlay" in caught.value.faults[1].problem


def without_priors() -> Registry:
    """Compile the small registry without what is expected of models."""
    return compile_registry(replace(calibrated_records(), priors={}, abilities={}))


def test_without_any_prior_nothing_can_be_said_of_a_model() -> None:
    """A test of one's own ranks nobody then."""
    found = recommend("coding", registry=without_priors(), results=ours(large=100))
    assert not found.ranking
    assert LARGE in found.unmeasured


def test_a_use_case_puts_results_of_one_test_together() -> None:
    """In order of name and model, however they come."""
    need = UseCase(tasks={Task.CODING: 1}, results=(ours("b", large=5), ours("a", small=5), ours("b", small=6)))
    assert need.results == (ours("a", small=5), ours("b", large=5, small=6))
    assert hash(need) == hash(replace(need, results=(ours("b", small=6, large=5), ours("a", small=5))))


def test_an_argument_wins_over_the_use_cases_own_results() -> None:
    """As with the workload."""
    need = UseCase(tasks={Task.CODING: 1}, results=(ours(large=150),))
    assert recommend(need, registry=calibrated()).use_case.results == (ours(large=150),)
    assert recommend(need, registry=calibrated(), results=[]).use_case.results == ()


# What is run today


def test_todays_model_tells_how_hard_the_work_is() -> None:
    """Half right of what four fifths of the basket were: every share falls; its own lies between the two."""
    registry = calibrated()
    before = shares_of(recommend("coding", registry=registry))
    found = recommend("coding", registry=registry, today="acme/large", solved=0.5)
    after = shares_of(found)
    assert all(after[model] < before[model] for model in before)
    assert 0.5 < after[LARGE] < before[LARGE]
    assert all(quality_of(found, model).own for model in before)
    assert quality_of(found, SMALL).warnings[0] == "Share of your work, taken to be as hard as today's model finds it."
    better = shares_of(recommend("coding", registry=registry, today="acme/large", solved=1.0))
    assert all(better[model] > before[model] for model in before)


def test_a_guess_of_what_is_expected_anyway_hardly_moves_anything() -> None:
    """The share that the basket foretells, said of one's own work."""
    registry = calibrated()
    before = shares_of(recommend("coding", registry=registry))
    after = shares_of(recommend("coding", registry=registry, today="acme/large", solved=before[LARGE]))
    for model, share in before.items():
        assert after[model] == pytest.approx(share, abs=0.02)


def test_todays_model_alone_moves_no_share() -> None:
    """Who is compared with is no evidence; any name that the registry knows will do."""
    registry = calibrated()
    plain = recommend("coding", registry=registry)
    found = recommend("coding", registry=registry, today="open-latest")
    assert found.use_case.today == OPEN
    assert shares_of(found) == shares_of(plain)
    assert [ranked.expected for ranked in found.ranking] == [ranked.expected for ranked in plain.ranking]


def test_a_guess_is_not_counted_beside_own_results_of_the_same_model() -> None:
    """What was measured is known better; beside results of another model the guess counts."""
    registry = calibrated()
    results = ours(large=150, small=90)
    measured = shares_of(recommend("coding", registry=registry, results=results))
    for today, solved in (("acme/large", 0.1), ("acme/small", 1.0)):
        beside = recommend("coding", registry=registry, results=results, today=today, solved=solved)
        assert shares_of(beside) == measured
    guessed = recommend("coding", registry=registry, results=results, today="borg/open", solved=0.1)
    assert shares_of(guessed)[OPEN] < measured[OPEN]


def test_todays_model_must_be_known() -> None:
    """Of one that nobody measured how hard the work is can't be told; one that isn't there is named with what is near."""
    with pytest.raises(NotFoundError, match="acme/larg"):
        recommend("coding", registry=calibrated(), today="acme/larg", solved=0.5)
    with pytest.raises(NotFoundError, match="acme/larg"):
        recommend("coding", registry=calibrated(), today="acme/larg")
    with pytest.raises(InvalidInputError, match=r"borg/new has no result on any benchmark, .* name another model, or"):
        recommend("coding", registry=calibrated(), today="borg/new", solved=0.5)


def test_another_model_of_today_doesnt_inherit_what_the_needs_own_solved() -> None:
    """An argument takes the place of the need's model of today; how much that one solved goes with it."""
    need = UseCase(tasks={Task.CODING: 1}, today="acme/large", solved=0.5)
    registry = calibrated()
    other = recommend(need, registry=registry, today="borg/open").use_case
    assert (other.today, other.solved) == (OPEN, None)
    same = recommend(need, registry=registry, today="acme/large").use_case
    assert (same.today, same.solved) == (LARGE, 0.5)
    more = recommend(need, registry=registry, solved=0.75).use_case
    assert (more.today, more.solved) == (LARGE, 0.75)


# On what we ship


def test_a_test_of_many_items_is_believed_on_what_we_ship() -> None:
    """A few scores on a test of one's own re-rank the registry we ship, and every model is said something of."""
    registry = bundled()
    first = recommend("coding").ranking[:6]
    scores = tuple(
        Score(model=ranked.model.id, effort=ranked.effort, right=600 + 40 * place, items=1000)
        for place, ranked in enumerate(first)
    )
    found = recommend("coding", registry=registry, results=Evaluation(name="ours", scores=scores))
    known = qualities_of(found.use_case, registry, found.on)[Task.CODING]
    for place, ranked in enumerate(first):
        quality = known.known(ranked.model.id, ranked.effort)
        assert quality.mean == pytest.approx((600 + 40 * place) / 1000, abs=0.03)
    assert all(ranked.quality[Task.CODING].tests == ("ours",) for ranked in found.ranking)
    assert len(found.ranking) == len(recommend("coding").ranking)


@pytest.mark.parametrize("start", [0, 3, 6])
def test_three_models_at_one_of_one_leave_math_as_it_is(start: int) -> None:
    """No expected share moves by more than three points, and the first stays one of the first two; none of one, by four."""
    plain = recommend("math")
    models = [ranked.model.id for ranked in plain.ranking[start : start + 3]]
    before = shares_of(plain, Task.MATH)
    for right, most in ((1, 0.03), (0, 0.04)):
        found = recommend("math", results=Evaluation.counted("ours", dict.fromkeys(models, (right, 1)), task="math"))
        after = shares_of(found, Task.MATH)
        assert max(abs(after[model] - share) for model, share in before.items()) <= most
        assert found.best.model.id in [ranked.model.id for ranked in plain.ranking[:2]]


@pytest.mark.parametrize("task", ["math", "coding"])
def test_a_test_of_120_items_turns_the_order(task: str) -> None:
    """84 of 120 of the first against 106 of 120 of the second: the second stands first, a good way ahead."""
    plain = recommend(task)
    first, second = (ranked.model.id for ranked in plain.ranking[:2])
    results = Evaluation.counted("ours", {first: (84, 120), second: (106, 120)}, task=task)
    found = recommend(task, results=results)
    assert found.best.model.id == second
    places = {ranked.model.id: ranked.place for ranked in found.ranking}
    assert places[first] > 2
    shares = shares_of(found, Task(task))
    assert shares[second] - shares[first] > 0.1


# Efforts


def test_a_score_is_of_the_effort_it_was_got_at() -> None:
    """Of one that isn't told, the effort that runs unasked is taken; more at low effort than at high is more for both."""
    registry = bundled()
    name = "openai/gpt-5.6-sol"

    def share(effort: str | None, of: str) -> float:
        word: Any = effort
        score = Score(model=name, effort=word, right=700, items=1000)
        return estimate_quality(
            name, "coding", registry=registry, effort=of, results=Evaluation(name="ours", scores=(score,))
        ).mean

    default = registry.models[ModelId(name)].efforts
    assert default is not None
    assert default.default is Effort.MEDIUM
    assert share(None, "high") == share("medium", "high")
    assert share("low", "low") == pytest.approx(0.7, abs=0.02)
    assert share("high", "high") == pytest.approx(0.7, abs=0.02)
    assert share("low", "high") >= share("high", "high") >= share("high", "low")


def test_scores_at_several_efforts_are_believed_each() -> None:
    """However the public steps are; what suits the model moves its other efforts too, which are known less well."""
    registry = bundled()
    name = "openai/gpt-5.6-sol"
    for low, most in ((850, 600), (600, 750)):
        scores = (
            Score(model=name, effort=Effort.LOW, right=low, items=1000),
            Score(model=name, effort=Effort.MAX, right=most, items=1000),
        )
        test = Evaluation(name="ours", scores=scores)
        found = {
            effort: estimate_quality(name, "agentic_coding", registry=registry, effort=effort, results=test)
            for effort in (Effort.LOW, Effort.MEDIUM, Effort.MAX)
        }
        assert found[Effort.LOW].mean == pytest.approx(low / 1000, abs=0.03)
        assert found[Effort.MAX].mean == pytest.approx(most / 1000, abs=0.03)
        assert found[Effort.MEDIUM].sd > found[Effort.LOW].sd


def test_a_score_at_an_effort_that_the_model_doesnt_take_is_refused() -> None:
    """With the test and those that it takes; of a model of which nothing is known any may be told."""
    ladder = EffortLadder(levels=(Effort.LOW, Effort.HIGH))
    takes = [factories.model(LARGE, efforts=ladder), factories.model(SMALL, efforts=EffortLadder(levels=()))]
    registry = changed(calibrated_records(), models=takes)

    def asked(name: str) -> Recommendation:
        score = Score(model=name, right=3, items=5, effort=Effort.NONE)
        return recommend("coding", registry=registry, results=Evaluation(name="ours", scores=(score,)))

    place = "results of test 'ours': effort of"
    with pytest.raises(
        InvalidInputError, match=f"{place} {LARGE} must be one that it takes, got none; it takes low, high"
    ):
        asked(LARGE)
    with pytest.raises(InvalidInputError, match=f"{place} {SMALL} must .*; it takes none; leave effort out"):
        asked(SMALL)
    assert asked(OPEN).ranking


def test_own_results_on_a_benchmark_keep_their_effort() -> None:
    """A score on a benchmark of the registry counts at its effort, as published ones do."""
    registry = bundled()
    name = ModelId("openai/gpt-5.6-sol")
    scores = tuple(Score(model=name, effort=effort, right=300, items=500) for effort in (Effort.LOW, Effort.HIGH))
    test = Evaluation(name="terminal-bench-2", scores=scores)
    moved = estimate_quality(name, "agentic_coding", registry=registry, results=test).moved
    assert sorted(each.result.effort or "" for each in moved or () if each.result.benchmark == test.name) == [
        "high",
        "low",
    ]
