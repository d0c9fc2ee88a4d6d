"""Own tests: what a score on one says of the test and of abilities, and what answers say of it."""

from dataclasses import replace
from math import exp, log, sqrt
from typing import Any

import pytest

from factories import DAY, abilities, calibrated, calibrated_records, model, result, served
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.own_tests import OwnTest, estimate_on_own_tests, logit_variance
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.estimation.test_linking import Point, condition, fit_lines, score_on
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Registry, bundled, compile_registry
from llm_selection.selection.selecting import rank_undecided

LARGE, SMALL, OPEN, NEW = map(ModelId, ("acme/large", "acme/small", "borg/open", "borg/new"))
KNOWN = Ability(mean=1.0, sd=0.2, results=9, direct=3)


def scored(**right: int) -> tuple[Score, ...]:
    """Make scores of 200 items: ``large=150`` is 150 right by ``acme/large``."""
    names = {"large": LARGE, "small": SMALL, "open": OPEN, "new": NEW}
    return tuple(Score(model=names[name], right=count, items=200) for name, count in right.items())


def ours(name: str = "ours", task: Task | None = Task.CODING, guess: float | None = None, **right: int) -> Evaluation:
    """Make a test of one's own."""
    return Evaluation(name=name, task=task, guess_share=guess, scores=scored(**right))


def quality_of(found: Recommendation, name: str, task: Task = Task.CODING) -> QualityEstimate:
    """Return the quality of a model that is ranked or inferred."""
    known = {ranked.model.id: ranked for part in (found.ranking, found.inferred) for ranked in part}
    return known[ModelId(name)].quality[task]


# The test and its lines


def test_noise_is_that_expected() -> None:
    """
    Of 100 items at an expected share of a half, known exactly: 1 / (100 x 0.25).

    With a variance v of what is expected, 1 / (p (1 - p)) is 2 + 2 exp(v / 2) on average; never more than at p = 0.1.
    """
    of_items = Score(model="a/b", right=97, items=100)
    assert logit_variance(of_items, 0.0, 0.0, 0.0) == pytest.approx(0.04)
    assert logit_variance(of_items, 0.0, 0.0, 0.5) == pytest.approx((2 + 2 * exp(0.25)) / 100)
    assert logit_variance(of_items, 0.0, 5.0, 0.0) == logit_variance(of_items, 0.0, -90.0, 900.0) == 1 / 0.09 / 100
    assert logit_variance(replace(of_items, right=3), 0.0, 0.3, 0.1) == logit_variance(of_items, 0.0, 0.3, 0.1)


def test_noise_of_a_standard_error() -> None:
    """A standard error on the share is stretched by 1 / (p (1 - p)), and by what guessing takes of the scale."""
    given = Score(model="a/b", share=0.8, stderr=0.02)
    assert logit_variance(given, 0.0, 0.0, 0.0) == pytest.approx((0.02 * 4) ** 2)
    assert logit_variance(given, 0.25, 0.0, 0.0) == pytest.approx((0.02 / 0.75 * 4) ** 2)


def test_guesses_add_noise() -> None:
    """
    Half of what isn't guessed known, a quarter guessed: p = 0.625 is seen with variance 0.625 x 0.375 / 100.

    On the logit scale that is divided by 0.75² x 0.25².
    """
    of_items = Score(model="a/b", right=60, items=100)
    assert logit_variance(of_items, 0.25, 0.0, 0.0) == pytest.approx(0.625 * 0.375 / 100 / (0.75 * 0.25) ** 2)


def test_a_measured_model_has_its_own_score_by_its_precision() -> None:
    """The score of one model: prior lines, then the score with the noise expected from these."""
    test = OwnTest(ours(large=150), {LARGE: KNOWN})
    prior = fit_lines(())
    noise = logit_variance(scored(large=150)[0], 0.0, *score_on(prior, 1.0, 0.04))
    mean, variance = condition(prior, Point(ability=1.0, variance=0.04, score=log(3), noise=noise))
    assert test.score(LARGE, KNOWN) == (mean, sqrt(variance))


def test_another_model_is_predicted() -> None:
    """From the lines that the measured ones leave."""
    test = OwnTest(ours(large=150), {LARGE: KNOWN})
    noise = logit_variance(scored(large=150)[0], 0.0, *score_on(fit_lines(()), 1.0, 0.04))
    lines = fit_lines([Point(ability=1.0, variance=0.04, score=log(3), noise=noise)])
    other = Ability(mean=0.5, sd=0.3, results=5, direct=1)
    mean, variance = score_on(lines, 0.5, 0.09)
    assert test.score(SMALL, other) == (mean, sqrt(variance))


def test_to_abilities_a_test_is_as_well_known_as_the_others_make_it() -> None:
    """A single model tells nothing of how hard the test is: nearly the whole of its score may be the test's."""
    alone = OwnTest(ours(large=150), {LARGE: KNOWN})
    known = {LARGE: KNOWN, SMALL: replace(KNOWN, mean=0.2), OPEN: replace(KNOWN, mean=0.6)}
    among = OwnTest(ours(large=150, small=90, open=120), known)
    logit, rough = alone.parameters(LARGE, 1.0)
    same, fine = among.parameters(LARGE, 1.0)
    assert logit == same == pytest.approx(log(3))
    assert rough.residual_sd > 1.7
    assert fine.residual_sd < 0.8
    assert alone.parameters(LARGE, 0.5)[1].slope == 0.5 * rough.slope
    with pytest.raises(InvalidInputError, match="acme/small wasn't measured on test 'ours'"):
        alone.parameters(SMALL, 1.0)


def test_several_tests_of_a_task_count_the_same() -> None:
    """Shares, intervals and logits are averaged; one with guessing never falls below it."""
    one, two = ours("one", large=150), ours("two", guess=0.25, large=150)
    found = estimate_on_own_tests(Task.CODING, KNOWN, [(one, 0.0, 0.0), (two, -50.0, 0.1)], LARGE)
    assert (found.mean, found.low, found.high) == pytest.approx((0.375, 0.375, 0.375))
    assert (found.logit, found.logit_sd, found.basket, found.own) == (-25.0, 0.05, ("one", "two"), True)
    assert found.compared == (-25.0, 0.05)


@pytest.mark.parametrize(
    ("ability", "score", "warnings"),
    [
        (KNOWN, (0.4, 0.1), ["Share of your own test “ours”, where it scored 150 of 200."]),
        (
            replace(KNOWN, results=1, direct=1, sd=0.9),
            (0.4, 0.1),
            [
                "Share of your own test “ours”, where it scored 150 of 200.",
                "Rests on 1 result.",
                "Its ability is hardly known: expected of models like it.",
            ],
        ),
        (
            replace(KNOWN, results=2, direct=0),
            (0.4, 0.1),
            [
                "Share of your own test “ours”, where it scored 150 of 200.",
                "No result on this task: inferred from other tasks.",
                "Rests on 2 results.",
            ],
        ),
    ],
)
def test_estimates_on_own_tests_say_what_they_rest_on(
    ability: Ability, score: tuple[float, float], warnings: list[str]
) -> None:
    """The test and the score there, then what else is thin."""
    found = estimate_on_own_tests(Task.CODING, ability, [(ours(large=150), *score)], LARGE)
    assert list(found.warnings) == warnings


def test_a_model_counts_as_measured_by_its_ability_or_its_score() -> None:
    """A stranger with many items is ranked; one with few isn't, nor one without any result on the task."""
    stranger = replace(KNOWN, sd=0.9, direct=1)
    test = ours(large=150)

    def measured(ability: Ability, sd: float) -> bool:
        return estimate_on_own_tests(Task.CODING, ability, [(test, 0.4, sd)], LARGE).measured

    assert measured(stranger, 0.2)
    assert not measured(stranger, 0.6)
    assert not measured(replace(stranger, direct=0), 0.2)
    assert measured(KNOWN, 0.6)


# In an answer


def test_without_results_nothing_changes() -> None:
    """No results, given in any way, is the answer as it was."""
    registry = calibrated()
    plain = recommend("coding", registry=registry)
    assert recommend("coding", registry=registry, results=[]) == plain
    assert plain.use_case.results == ()


def test_quality_is_the_share_of_the_own_test() -> None:
    """For the model measured near its score, with an interval; for others predicted; the basket names the test."""
    found = recommend("coding", registry=calibrated(), results=ours(small=190, large=100))
    small, large, open_ = (quality_of(found, name) for name in (SMALL, LARGE, OPEN))
    assert small.low < small.mean < small.high
    assert small.mean == pytest.approx(0.95, abs=0.05)
    assert large.mean == pytest.approx(0.5, abs=0.03)
    assert {one.basket for one in (small, large, open_)} == {("ours",)}
    assert open_.high - open_.low > 2 * (large.high - large.low)
    assert open_.warnings[0] == (
        "Share of your own test “ours”, where it wasn't measured: predicted from its other results and from the 2 models "
        "measured there."
    )
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
    assert many.high - many.low < (few.high - few.low) / 4


def test_a_model_without_public_results_is_ranked_by_the_own_test() -> None:
    """Measured well enough it is ranked, hardly measured it is inferred, and not measured it stays unmeasured."""
    registry = calibrated()
    assert recommend("coding", registry=registry).unmeasured == (NEW,)
    found = recommend("coding", registry=registry, results=ours(new=150, small=100))
    assert NEW in [ranked.model.id for ranked in found.ranking]
    assert found.unmeasured == ()
    quality = quality_of(found, NEW)
    assert (quality.ability.results, quality.ability.direct) == (1, 1)
    few = Evaluation(name="ours", scores=(Score(model=NEW, right=1, items=2), *scored(small=100)))
    found = recommend("coding", registry=registry, results=few)
    assert [ranked.model.id for ranked in found.inferred] == [NEW]


def test_an_own_test_moves_other_tasks_too() -> None:
    """A model better than expected on the own test of coding is expected to be better at math, on the public basket."""
    registry = calibrated()
    need = {"coding": 1, "math": 1}
    before = quality_of(recommend(need, registry=registry), SMALL, Task.MATH)
    found = recommend(need, registry=registry, results=ours(small=190, large=100, open=80))
    after = quality_of(found, SMALL, Task.MATH)
    assert after.mean > before.mean
    assert after.basket == before.basket
    assert (
        quality_of(found, LARGE, Task.MATH).mean < quality_of(recommend(need, registry=registry), LARGE, Task.MATH).mean
    )


def test_several_own_tests_of_a_task() -> None:
    """Quality is the mean over them; a model measured on one is expected on the other by what the first says."""
    registry = calibrated()
    one, two = ours("one", small=190, large=100, open=90), ours("two", large=120, open=110)
    found = recommend("coding", registry=registry, results=[two, one])
    quality = quality_of(found, SMALL)
    assert quality.basket == ("one", "two")
    alone = quality_of(recommend("coding", registry=registry, results=two), SMALL)
    only = quality_of(recommend("coding", registry=registry, results=one), SMALL)
    assert alone.mean < quality.mean < only.mean
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
    """A result on it counts as any other, in place of the public one; the basket stays the public one."""
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
    assert quality_of(found, LARGE).ability.results == 1
    assert recommend("coding", registry=registry, on=day, unknowns="include").ranking[:] == ()
    on_benchmark = Evaluation(name="code-one", scores=scored(large=150))
    found = recommend("coding", registry=registry, on=day, unknowns="include", results=on_benchmark)
    assert quality_of(found, LARGE).ability.results == 1


def test_a_fine_tune_starts_from_what_its_base_scored() -> None:
    """The base's own results move the fine-tune too."""
    records = calibrated_records()
    tuned = model("borg/tuned", base=OPEN, license="freeware", released=DAY)
    records = replace(
        records,
        models={**records.models, tuned.id: tuned},
        offerings={**records.offerings, (one := served("host/tuned", "borg/tuned")).id: one},
    )
    registry = compile_registry(records)
    before = recommend("coding", registry=registry, unknowns="include", results=ours(large=150, small=100))
    after = recommend("coding", registry=registry, unknowns="include", results=ours(large=150, small=100, open=198))
    assert quality_of(after, tuned.id).mean > quality_of(before, tuned.id).mean


def test_models_may_be_named_as_the_registry_knows_them() -> None:
    """An alias or a repository will do; the answer keeps the id, and the task."""
    scores = (Score(model="open-latest", right=5, items=10), Score(model="acme/large", right=6, items=10))
    found = recommend("coding", registry=calibrated(), results=Evaluation(name="ours", scores=scores))
    (kept,) = found.use_case.results
    assert [score.model for score in kept.scores] == [LARGE, OPEN]
    assert kept.task is Task.CODING
    by_repository = Evaluation.counted("ours", {"Borg/Open-70B": (5, 10)})
    again = recommend("coding", registry=calibrated(), results=by_repository)
    assert again.use_case.results[0].scores[0].model == OPEN


def test_an_answer_can_be_asked_again() -> None:
    """The use case that it keeps gives the same answer."""
    registry = calibrated()
    found = recommend("coding", registry=registry, results=ours(large=100, small=150))
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
            "test 'ours' has more than one score of borg/open; add up right and items, or keep one",
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


def test_a_test_that_cant_be_placed_is_refused() -> None:
    """Without any prior nothing can be said of a model."""
    with pytest.raises(InvalidInputError, match=r"test 'ours' can't be placed: the registry .* knows no"):
        recommend("coding", registry=without_priors(), results=ours(large=100))


def test_a_use_case_puts_results_of_one_test_together() -> None:
    """In order of name and model, however they come."""
    need = UseCase(tasks={Task.CODING: 1}, results=(ours("b", large=5), ours("a", small=5), ours("b", small=6)))
    assert need.results == (ours("a", small=5), ours("b", large=5, small=6))
    assert hash(need) == hash(replace(need, results=(ours("b", small=6, large=5), ours("a", small=5))))


def test_an_argument_wins_over_the_use_cases_own_results() -> None:
    """As with workload and priorities."""
    need = UseCase(tasks={Task.CODING: 1}, results=(ours(large=150),))
    assert recommend(need, registry=calibrated()).use_case.results == (ours(large=150),)
    assert recommend(need, registry=calibrated(), results=[]).use_case.results == ()


def test_on_what_we_ship() -> None:
    """A few scores on a test of one's own re-rank the registry we ship, and every model is said something of."""
    registry = bundled()
    models = [ranked.model.id for ranked in recommend("coding").ranking[:6]]
    scores = tuple(Score(model=name, right=300 + 20 * place, items=500) for place, name in enumerate(models))
    found = recommend("coding", registry=registry, results=Evaluation(name="ours", scores=scores))
    for place, name in enumerate(models):
        assert quality_of(found, name).mean == pytest.approx((300 + 20 * place) / 500, abs=0.02)
    assert all(ranked.quality[Task.CODING].basket == ("ours",) for ranked in found.ranking)
    assert len(found.ranking) == len(recommend("coding").ranking)
