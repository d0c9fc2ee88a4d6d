"""Laws of the user's own results: in the estimates of a test, and in answers on a small registry."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from factories import calibrated
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.identity import ModelId
from llm_selection.estimation.own_tests import OwnTest, estimate_on_own_tests
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.estimation.test_linking import Point, condition, fit_lines, score_on
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend

LAW = settings(max_examples=60, deadline=None)
REGISTRY = calibrated()
MODELS = ("acme/large", "acme/small", "borg/open", "borg/new")
TASKS = {Task.CODING: 1, Task.MATH: 1}

ABILITIES = st.builds(
    Ability, mean=st.floats(-4, 4), sd=st.floats(0.05, 1.5), results=st.integers(1, 9), direct=st.integers(1, 9)
)
GUESSES = st.none() | st.floats(0, 0.6)
POINTS = st.builds(
    Point, ability=st.floats(-4, 4), variance=st.floats(0, 2), score=st.floats(-5, 5), noise=st.floats(1e-4, 3)
)


def scores_of(model: str) -> st.SearchStrategy[Score]:
    """Make a score of one model, in any of the forms."""
    items = st.integers(1, 2000)
    return st.one_of(
        items.flatmap(
            lambda count: st.integers(0, count).map(lambda right: Score(model=model, right=right, items=count))
        ),
        st.builds(Score, model=st.just(model), share=st.floats(0, 1), stderr=st.floats(0.001, 0.3)),
        st.builds(Score, model=st.just(model), share=st.floats(0, 1), items=items),
    )


SCORES = st.lists(st.sampled_from(MODELS), min_size=1, unique=True).flatmap(
    lambda models: st.tuples(*map(scores_of, models))
)
TESTS = st.builds(
    Evaluation, name=st.sampled_from(["one", "two"]), task=st.sampled_from([*TASKS]), guess_share=GUESSES, scores=SCORES
)
SOME_TESTS = st.lists(TESTS, max_size=2, unique_by=lambda test: test.name)


def answered(results: list[Evaluation]) -> Recommendation:
    """Answer with these results, so that every model that is known at all is ranked."""
    need = UseCase(tasks=TASKS, unknowns="include")
    return recommend(need, registry=REGISTRY, results=results)


def qualities(found: Recommendation) -> dict[tuple[str, Task], QualityEstimate]:
    """Return the quality of each model at each task."""
    return {(one.model.id, task): quality for one in found.ranking for task, quality in one.quality.items()}


@LAW
@given(others=st.lists(POINTS, max_size=4), point=POINTS, step=st.floats(0, 3))
def test_a_better_score_never_lowers_what_is_expected(others: list[Point], point: Point, step: float) -> None:
    """Whatever the other models scored."""
    lines = fit_lines(others)
    assert condition(lines, point)[0] <= condition(lines, replace(point, score=point.score + step))[0] + 1e-9


@LAW
@given(
    known=st.lists(ABILITIES, min_size=1, max_size=4),
    items=st.integers(1, 500),
    guess=GUESSES,
    data=st.data(),
)
def test_a_better_own_score_never_lowers_its_own_estimate(
    known: list[Ability], items: int, guess: float | None, data: st.DataObject
) -> None:
    """More right of as many items, and the model's quality on the test is as high or higher."""
    names = [ModelId(f"lab/{place}") for place in range(len(known))]
    abilities = dict(zip(names, known, strict=True))
    others = tuple(data.draw(scores_of(name)) for name in names[1:])
    low, high = sorted(data.draw(st.tuples(st.integers(0, items), st.integers(0, items))))

    def quality(right: int) -> QualityEstimate:
        own = Score(model=names[0], right=right, items=items)
        test = Evaluation(name="ours", guess_share=guess, scores=(own, *others))
        score = OwnTest(test, abilities).score(names[0], known[0])
        return estimate_on_own_tests(Task.CODING, known[0], [(test, *score)], names[0])

    worse, better = quality(low), quality(high)
    assert worse.logit is not None
    assert better.logit is not None
    assert worse.logit <= better.logit + 1e-9
    assert worse.mean <= better.mean + 1e-9


@LAW
@given(
    tests=SOME_TESTS, model=st.sampled_from(MODELS), right=st.integers(0, 20), more=st.integers(0, 20), data=st.data()
)
def test_more_items_never_make_an_ability_less_sure(
    tests: list[Evaluation], model: str, right: int, more: int, data: st.DataObject
) -> None:
    """The same share of more items leaves every ability of the model as sure or surer."""
    few = Score(model=model, right=right, items=20)
    many = Score(model=model, right=right * (1 + more), items=20 * (1 + more))
    others = data.draw(SCORES)
    rest = tuple(score for score in others if score.model != model)
    found = []
    for own in (few, many):
        test = Evaluation(name="three", task=Task.CODING, scores=(own, *rest))
        found.append(qualities(answered([*tests, test])))
    for task in TASKS:
        assert found[1][model, task].ability.sd <= found[0][model, task].ability.sd + 1e-9


@LAW
@given(tests=SOME_TESTS, data=st.data())
def test_the_order_of_results_doesnt_matter(tests: list[Evaluation], data: st.DataObject) -> None:
    """Nor that of scores, nor whether a test comes in one piece."""
    pieces = [replace(test, scores=(score,)) for test in tests for score in test.scores]
    shuffled = data.draw(st.permutations(pieces))
    assert qualities(answered(shuffled)) == qualities(answered(tests))


@LAW
@given(tests=SOME_TESTS)
def test_estimates_are_shares_with_their_interval(tests: list[Evaluation]) -> None:
    """Of every model, from any scores: ordered, between guessing and 1, on the test's own name."""
    found = answered(tests)
    tested = {test.task for test in tests}
    for (_, task), quality in qualities(found).items():
        assert quality.own == (task in tested)
        assert 0 <= quality.low <= quality.mean <= quality.high <= 1
        assert quality.sd >= 0
        if quality.own:
            assert quality.basket == tuple(test.name for test in found.use_case.results if test.task is task)


@LAW
@given(known=st.lists(st.tuples(st.floats(-4, 4), st.floats(0, 2)), min_size=1, max_size=5), data=st.data())
def test_predictions_follow_their_models(known: list[tuple[float, float]], data: st.DataObject) -> None:
    """Whatever the order of the models measured, each other one is said the same of."""
    scores = st.lists(st.tuples(st.floats(-5, 5), st.floats(1e-3, 2)), min_size=len(known), max_size=len(known))
    points = [
        Point(ability=mean, variance=variance, score=score, noise=noise)
        for (mean, variance), (score, noise) in zip(known, data.draw(scores), strict=True)
    ]
    mean, variance = score_on(fit_lines(points), 0.5, 0.1)
    moved = score_on(fit_lines(data.draw(st.permutations(points))), 0.5, 0.1)
    assert abs(moved[0] - mean) < 1e-9
    assert abs(moved[1] - variance) < 1e-9
