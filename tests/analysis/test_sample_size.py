"""Sample sizes: the formula worked by hand, and what it says of the first candidates."""

from math import ceil
from typing import Any

import pytest

from factories import calibrated
from llm_selection.analysis.pairwise import better_or_equal
from llm_selection.analysis.sample_size import items_needed, sample_size
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.errors import InvalidInputError, NothingFits
from llm_selection.presentation.sample_size_report import sentences
from llm_selection.recommendation import Recommendation, recommend

SCORES = (
    Score(model="acme/large", right=160, items=200),
    Score(model="acme/small", share=0.6, stderr=0.03464),
    Score(model="borg/open", share=0.7, items=50),
)


def found(*scores: Score, **more: Any) -> Recommendation:
    """Recommend for coding with scores on a test of one's own, by quality alone."""
    results = [Evaluation(name="ours", task=Task.CODING, scores=scores)] if scores else []
    return recommend(
        more.pop("need", "coding"), registry=calibrated(), priorities={"quality": 1}, results=results, **more
    )


def test_the_formula_worked_by_hand() -> None:
    """
    0.8 against 0.7, sure to 90% with a probability of 90%: z = 1.6449 + 1.2816 = 2.9264, squared 8.5639.

    8.5639 x (0.16 + 0.21) / 0.1² = 316.9; with a correlation of a half, x (0.37 - √(0.16 x 0.21)) / 0.1² = 159.9.
    """
    assert items_needed(0.8, 0.7) == 317
    for wrong in (1.5, -1, float("nan")):
        for pair in ((wrong, 0.5), (0.5, wrong)):
            with pytest.raises(InvalidInputError, match="must be a share from 0 to 1"):
                items_needed(*pair)
    assert items_needed(0.7, 0.8) == 317
    assert items_needed(0.8, 0.7, correlation=0.5) == 160
    # 1.9600 + 0.8416 = 2.8016, squared 7.8489: x 0.37 / 0.01 = 290.4.
    assert items_needed(0.8, 0.7, confidence=0.95, power=0.8) == 291


def test_equal_shares_are_never_told_apart() -> None:
    """Nor are shares so near that nobody could run so many items; certain ones take one."""
    assert items_needed(0.8, 0.8) is None
    assert items_needed(0.8, 0.7996) is None
    assert items_needed(1.0, 0.0) == 1


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"confidence": 0}, "confidence must be a number from 0 to below 1, got 0"),
        ({"confidence": 1}, "confidence must be a number from 0 to below 1, got 1"),
        ({"power": 0.4}, "power must be a number from 0.5 to below 1, got 0.4"),
        ({"correlation": -0.1}, "correlation must be a number from 0 to below 1, got -0.1"),
        ({"correlation": True}, "correlation must be a number"),
        ({"power": float("nan")}, "power must be a number"),
        ({"power": "high"}, "power must be a number"),
    ],
)
def test_the_formula_is_guarded(given: dict[str, Any], fault: str) -> None:
    """Chances outside of their ranges are refused."""
    with pytest.raises(InvalidInputError, match=fault):
        items_needed(0.8, 0.7, **given)


def test_items_measured_count() -> None:
    """By their number, or as many as a standard error stands for: 0.6 x 0.4 / 0.03464² = 200."""
    answer = found(*SCORES)
    size = sample_size(answer, rivals=2)
    assert (size.first, size.tests, size.task) == ("acme/large", ("ours",), Task.CODING)
    first, second, third = answer.ranking
    for each, rival, measured in zip(size.separations, (second, third), (50, 200), strict=True):
        assert (each.model, each.place) == (rival.model.id, rival.place)
        assert each.chance == better_or_equal(first, rival, {Task.CODING: 1})
        assert each.difference == first.quality[Task.CODING].mean - rival.quality[Task.CODING].mean
        assert each.items is not None
        assert each.items == items_needed(first.quality[Task.CODING].mean, rival.quality[Task.CODING].mean)
        assert each.more_first == max(0, each.items - 200)
        assert each.more_rival == max(0, each.items - measured)


def test_a_model_that_wasnt_measured_needs_them_all() -> None:
    """What is expected of it is a prediction, and it has no item yet."""
    size = sample_size(found(*SCORES[:2]), rivals=2)
    (open_,) = [each for each in size.separations if each.model == "borg/open"]
    assert open_.items is not None
    assert open_.more_rival == open_.items
    # Where only a share and items are known, the items count; where a score is all or nothing, its error is 0.
    assert sample_size(found(Score(model="acme/large", share=1.0, stderr=0.01))).separations[0].more_first is not None


def test_without_a_test_the_public_basket_stands_for_it() -> None:
    """How large a first test should be: no item was run."""
    answer = found()
    size = sample_size(answer)
    assert size.tests == ()
    assert all(each.items == each.more_first == each.more_rival for each in size.separations)
    assert "on a test of your own as hard as the public basket" in " ".join(sentences(size))


def test_the_task_with_an_own_test_is_compared_at() -> None:
    """By default; any of the need's may be asked for, and no other."""
    answer = found(*SCORES, need={"coding": 1, "math": 3})
    assert sample_size(answer).task is Task.CODING
    assert sample_size(answer, task="math").task is Task.MATH
    assert sample_size(answer, task=Task.MATH).tests == ()
    assert sample_size(found(need={"coding": 1, "math": 3})).task is Task.MATH
    with pytest.raises(InvalidInputError, match="task must be one of the need's, coding, math; got 'writing'"):
        sample_size(answer, task="writing")


@pytest.mark.parametrize("rivals", [0, 101, 1.5, True])
def test_rivals_are_counted(rivals: Any) -> None:
    """At least one, and not thousands."""
    with pytest.raises(InvalidInputError, match="rivals must be a whole number from 1 to 100, got "):
        sample_size(found(), rivals=rivals)


def test_where_nothing_fits_there_is_nothing_to_tell() -> None:
    """And where one model does, nothing to tell it from."""
    with pytest.raises(NothingFits):
        sample_size(found(min_context_tokens="10M"))
    alone = sample_size(found(model="acme/large"))
    assert alone.separations == ()
    assert list(sentences(alone))[1:] == ["Nothing stands behind it."]


def test_more_correlation_takes_fewer_items() -> None:
    """Models that fail on the same items are told apart by those on which they differ."""
    needed = [items_needed(0.8, 0.75, correlation=each) for each in (0.0, 0.3, 0.6, 0.9)]
    assert needed == sorted(map(int, filter(None, needed)), reverse=True)
    size = sample_size(found(*SCORES), correlation=0.6, confidence=0.95, power=0.8)
    assert (size.correlation, size.confidence, size.power) == (0.6, 0.95, 0.8)
    plain = sample_size(found(*SCORES), confidence=0.95, power=0.8)
    for fewer, more in zip(size.separations, plain.separations, strict=True):
        assert fewer.items is not None
        assert more.items is not None
        assert fewer.items < ceil(more.items * 0.5)
