"""Sample sizes: how many more items of the user's own test would tell the leading candidates apart."""

from collections.abc import Iterator
from math import ceil, isfinite, sqrt

from llm_selection._dataclasses import dataclass
from llm_selection.analysis.pairwise import better_or_equal
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Score
from llm_selection.errors import InvalidInputError, shown
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.selecting import Selection
from llm_selection.units import check_share

__all__ = ["SampleSize", "Separation", "items_needed", "sample_size"]

_NO_DIFFERENCE = 0.0005
"""A difference of shares below a twentieth of a point is none: telling it would take millions of items."""

_MOST_RIVALS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """
    What it takes to tell the first candidate from another one.

    Attributes:
        model: The other candidate.
        place: Its place in the ranking.
        chance: Probability that the first is at least as good at the task, as far as is known now, 0 to 1.
        difference: Expected share of the first, less that of the other one; below 0 where the other is expected to solve
            more, and stands lower for its cost.
        items: Items that each of the two must have been measured on; ``None`` where no difference is expected, which
            no number of items shows.
        more_first: Of these, items still to be run with the first candidate; ``None`` likewise.
        more_rival: Items still to be run with the other one; ``None`` likewise.
    """

    model: str
    place: int
    chance: float
    difference: float
    items: int | None
    more_first: int | None
    more_rival: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleSize:
    """
    How many items would tell the first candidate from those behind it, if their expected shares are the true ones.

    Attributes:
        task: The task compared at.
        tests: The user's own tests of it; empty where there is none yet, and a test as hard as the public basket is
            assumed.
        first: The first candidate.
        confidence: How sure a comparison has to be of its sign, 0 to 1, on both sides.
        power: Probability that so many items give such a comparison.
        correlation: Of two models' being right on the same item; 0 where they are run on different items.
        separations: One a rival, in order of place.
    """

    task: Task
    tests: tuple[str, ...]
    first: str
    confidence: float
    power: float
    correlation: float
    separations: tuple[Separation, ...]


def sample_size(
    recommendation: Selection,
    *,
    task: Task | str | None = None,
    rivals: int = 3,
    confidence: float = 0.9,
    power: float = 0.9,
    correlation: float = 0.0,
) -> SampleSize:
    """
    Say how many items of the user's own test would tell the first candidate from each of the next ones.

    The test is the scale: that it may not be like the task is nothing that more items of it could show.

    Args:
        recommendation: The answer, best with the results that there are already: items measured count.
        task: The task to compare at; by default, of those with a test of the user's own, or else of all, the one that
            counts most.
        rivals: How many candidates behind the first, from 1 to 100.
        confidence: How sure the comparison has to be of its sign, above 0 and below 1.
        power: Probability with which it is to come out so, at least 0.5 and below 1.
        correlation: Of two models' being right on the same item, from 0 to below 1: models that fail on the same items
            are told apart by fewer of them. 0, the safe assumption, is also that of different items.

    Raises:
        InvalidInputError: An argument isn't allowed.
        NothingFits: Nothing is ranked.

    Source: see `items_needed`.
    """
    if type(rivals) is not int or not 1 <= rivals <= _MOST_RIVALS:
        raise InvalidInputError(f"rivals must be a whole number from 1 to {_MOST_RIVALS}, got {shown(rivals)}")
    use_case, best = recommendation.use_case, recommendation.best
    compared = _task(recommendation, best, task)
    tests = best.quality[compared].basket if best.quality[compared].own else ()
    separations: list[Separation] = []
    for rival in recommendation.ranking[1 : 1 + rivals]:
        first, other = best.quality[compared].mean, rival.quality[compared].mean
        items = items_needed(first, other, confidence=confidence, power=power, correlation=correlation)
        done = [sum(_items(score) for score in _scores(recommendation, tests, ranked)) for ranked in (best, rival)]
        more = [None if items is None else max(0, items - count) for count in done]
        separations.append(
            Separation(
                model=rival.model.id,
                place=rival.place,
                chance=better_or_equal(best, rival, {compared: use_case.tasks[compared]}),
                difference=first - other,
                items=items,
                more_first=more[0],
                more_rival=more[1],
            )
        )
    return SampleSize(
        task=compared,
        tests=tests,
        first=best.model.id,
        confidence=confidence,
        power=power,
        correlation=correlation,
        separations=tuple(separations),
    )


def items_needed(
    first: float, second: float, *, confidence: float = 0.9, power: float = 0.9, correlation: float = 0.0
) -> int | None:
    """
    Return the items on which two models must be measured to tell their shares apart; ``None`` for equal ones.

    ``n = (z_confidence + z_power)² (p (1 - p) + q (1 - q) - 2 r √(p (1 - p) q (1 - q))) / (p - q)²``, the variance of
    the difference of two means over the same items, each right or wrong.

    Args:
        first: Share that the one solves, 0 to 1.
        second: Share that the other solves.
        confidence: How sure to be of the sign, on both sides.
        power: Probability with which that comes out.
        correlation: Of being right on the same item.

    Raises:
        InvalidInputError: An argument isn't allowed.

    Source: Miller (2024), "Adding Error Bars to Evals" (arXiv 2411.00640), on paired differences and power; without
    correlation it is nearly the sample size for two proportions of Fleiss, Levin and Paik (2003), "Statistical Methods
    for Rates and Proportions", chapter 4, which takes the variance of equal shares for the confidence.

    >>> items_needed(0.8, 0.7)
    317
    >>> items_needed(0.8, 0.7, correlation=0.5)
    160
    """
    for name, value, least in (
        ("confidence", confidence, 0.0),
        ("power", power, 0.5),
        ("correlation", correlation, 0.0),
    ):
        known = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
        if not known or not least <= value < 1 or (name == "confidence" and value == 0):
            raise InvalidInputError(f"{name} must be a number from {least:g} to below 1, got {shown(value)}")
    check_share("first", first)
    check_share("second", second)
    difference = first - second
    if abs(difference) < _NO_DIFFERENCE:
        return None
    from statistics import NormalDist  # noqa: PLC0415 - an answer needn't pay for it

    z = NormalDist().inv_cdf(0.5 + confidence / 2) + NormalDist().inv_cdf(power)
    ours, theirs = first * (1 - first), second * (1 - second)
    spread = ours + theirs - 2 * correlation * sqrt(ours * theirs)
    return max(1, ceil(z * z * spread / difference**2))


def _task(recommendation: Selection, best: Ranked, task: Task | str | None) -> Task:
    """Return the task to compare at."""
    tasks = recommendation.use_case.tasks
    if task is not None:
        found = next((known for known in tasks if known == task), None)
        if found is None:
            raise InvalidInputError(f"task must be one of the need's, {', '.join(tasks)}; got {shown(task)}")
        return found
    own = [known for known in tasks if best.quality[known].own]
    return max(own or tasks, key=lambda known: tasks[known])


def _scores(recommendation: Selection, tests: tuple[str, ...], ranked: Ranked) -> Iterator[Score]:
    """Yield a model's scores on the user's own *tests*."""
    for test in recommendation.use_case.results:
        score = test.score_of(ranked.model.id)
        if test.name in tests and score is not None:
            yield score


def _items(score: Score) -> int:
    """Count the items of a score; where only its standard error is known, as many right or wrong as have it."""
    if score.items is not None:
        return score.items
    return 0 if score.stderr is None else round(score.mean * (1 - score.mean) / score.stderr**2)
