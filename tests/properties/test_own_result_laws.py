"""Laws of the user's own results: in the estimates of a test, and in answers on a small registry."""

from collections.abc import Mapping
from dataclasses import replace
from math import exp, hypot, pi, sqrt

from hypothesis import given, settings
from hypothesis import strategies as st

from factories import calibrated
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.identity import ModelId
from llm_selection.estimation.own_results import DIFFICULTY_SD, Trial, UsersWork, guess_of
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend

LAW = settings(max_examples=60, deadline=None)
REGISTRY = calibrated()
MODELS = tuple(map(ModelId, ("acme/large", "acme/small", "borg/open", "borg/new")))
TASKS = {Task.CODING: 1, Task.MATH: 1}

GUESSES = st.just(0.0) | st.floats(0, 0.6)
ITEMS = st.integers(1, 2000) | st.floats(0.1, 100)
CURVES = st.fixed_dictionaries(dict.fromkeys(MODELS, st.tuples(st.floats(-4, 4), st.floats(0, 1.5))))
"""Middle and slope of each model's curve."""
SOME_TRIALS = st.lists(
    st.builds(
        Trial,
        model=st.sampled_from(MODELS),
        solved=st.sampled_from([0.0, 1.0]) | st.floats(0, 1),
        items=ITEMS,
        guess_share=GUESSES,
        test=st.sampled_from([None, "one", "two"]),
    ),
    max_size=4,
)


def unasked(curves: Mapping[ModelId, tuple[float, float]]) -> dict[tuple[ModelId, Effort | None], tuple[float, float]]:
    """Return curves as those of models that were asked for no effort."""
    return {(model, None): curve for model, curve in curves.items()}


def scores_of(model: ModelId) -> st.SearchStrategy[Score]:
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
    Evaluation,
    name=st.sampled_from(["one", "two"]),
    task=st.sampled_from([*TASKS]),
    guess_share=st.none() | GUESSES,
    scores=SCORES,
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
@given(trials=SOME_TRIALS, model=st.sampled_from(MODELS), items=ITEMS, guess=GUESSES, data=st.data())
def test_a_better_score_never_lowers_its_own_share(
    trials: list[Trial], model: ModelId, items: float, guess: float, data: st.DataObject
) -> None:
    """More right of as many items, and the share that the model is expected to solve is as high or higher."""
    curves = data.draw(CURVES)
    low, high = sorted(data.draw(st.tuples(st.floats(0, 1), st.floats(0, 1))))

    def share(solved: float) -> float:
        own = Trial(model=model, solved=solved, items=items, guess_share=guess, test="three")
        return UsersWork(unasked(curves), [*trials, own]).standing(model, curves[model]).share

    assert share(low) <= share(high) + 1e-6


@LAW
@given(trials=SOME_TRIALS, data=st.data())
def test_shares_without_trials_are_the_baskets(trials: list[Trial], data: st.DataObject) -> None:
    """With no trials to the last digits, and as items go to nothing in the limit, of every model."""
    curves = data.draw(CURVES)
    without = {model: UsersWork({}, ()).standing(model, curve).share for model, curve in curves.items()}
    for model, (middle, slope) in curves.items():
        assert abs(without[model] - 1 / (1 + exp(-middle / sqrt(1 + pi / 8 * slope**2)))) < 1e-12
    hardly = UsersWork(unasked(curves), [replace(each, items=each.items * 1e-9) for each in trials])
    for model, curve in curves.items():
        assert abs(hardly.standing(model, curve).share - without[model]) < 1e-4


@LAW
@given(shares=st.lists(st.floats(0.02, 0.98), min_size=1, max_size=len(MODELS)), data=st.data())
def test_with_items_without_end_shares_are_those_measured(shares: list[float], data: st.DataObject) -> None:
    """Of every model tried, whatever was expected of it."""
    curves = data.draw(CURVES)
    trials = [
        Trial(model=model, solved=share, items=1e8, test="ours") for model, share in zip(MODELS, shares, strict=False)
    ]
    work = UsersWork(unasked(curves), trials)
    for each in trials:
        assert abs(work.standing(each.model, curves[each.model]).share - each.solved) < 0.002


@LAW
@given(trials=SOME_TRIALS, data=st.data())
def test_what_is_learnt_never_makes_the_difficulty_less_sure(trials: list[Trial], data: st.DataObject) -> None:
    """And a standing always has spreads that are spreads."""
    curves = data.draw(CURVES)
    work = UsersWork(unasked(curves), trials)
    assert 0 < work.difficulty_sd <= DIFFICULTY_SD + 1e-12
    for model, curve in curves.items():
        standing = work.standing(model, curve)
        assert 0 <= standing.share <= 1
        assert standing.own >= 0
        # Together they are no less sure than without anything known.
        before = UsersWork({}, ()).standing(model, curve)
        assert hypot(standing.shared, standing.own) <= hypot(before.shared, before.own) + 1e-9


@LAW
@given(data=st.data(), solved=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_a_higher_guess_never_lowers_any_share(data: st.DataObject, solved: tuple[float, float]) -> None:
    """If today's model solves more, the work is easier for all."""
    curves = data.draw(CURVES)
    low, high = (UsersWork(unasked(curves), [guess_of(MODELS[0], share)]) for share in sorted(solved))
    for model, curve in curves.items():
        assert low.difficulty <= high.difficulty + 1e-9
        if model != MODELS[0]:
            worse, better = (work.standing(model, curve) for work in (low, high))
            assert worse.mean <= better.mean + 1e-9


@LAW
@given(
    tests=SOME_TESTS, model=st.sampled_from(MODELS), right=st.integers(0, 20), more=st.integers(0, 20), data=st.data()
)
def test_more_items_never_make_the_work_less_sure(
    tests: list[Evaluation], model: ModelId, right: int, more: int, data: st.DataObject
) -> None:
    """The same share of more items leaves how hard the work is as sure or surer, and abilities on benchmarks alone."""
    few = Score(model=model, right=right, items=20)
    many = Score(model=model, right=right * (1 + more), items=20 * (1 + more))
    others = data.draw(SCORES)
    rest = tuple(score for score in others if score.model != model)
    found = []
    for own in (few, many):
        test = Evaluation(name="three", task=Task.CODING, scores=(own, *rest))
        found.append(answered([*tests, test]).ranking)
    less, more_known = (ranking.qualities[Task.CODING].work.difficulty_sd for ranking in found)
    assert more_known <= less + 0.02
    assert found[0].qualities[Task.CODING].of_basket(model) == found[1].qualities[Task.CODING].of_basket(model)


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
    """Of every model, from any scores: ordered, between 0 and 1, with the test's own name."""
    found = answered(tests)
    tested = {test.task for test in tests}
    for (_, task), quality in qualities(found).items():
        assert quality.own == (task in tested)
        assert 0 <= quality.low <= quality.mean <= quality.high <= 1
        assert quality.sd >= 0
        if quality.own:
            assert quality.tests == tuple(test.name for test in found.use_case.results if test.task is task)
