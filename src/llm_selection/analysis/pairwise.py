"""Pairwise: how one ranked option compares with another, in quality and cost."""

from collections.abc import Mapping
from decimal import Decimal
from math import erf, fsum, hypot, sqrt

from llm_selection._dataclasses import dataclass
from llm_selection.domain.benchmarks import Task
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.selection.ranking import Ranked

__all__ = ["Difference", "at_least_as_able", "better_or_equal", "difference", "overall_quality"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    What choosing one ranked option in place of another changes.

    Attributes:
        points: Quality over the tasks of the need, less the other's, in points of 100.
        chance: Probability that it is at least as good as the other, 0 to 1; see `better_or_equal`.
        usd_per_month: Its cost, US dollars a month; ``None`` unknown.
        other_usd_per_month: The other's.
        same_model: Whether both are the same model, at two places.
        at_most: Whether ``usd_per_month`` is an upper bound.
        other_at_most: Whether ``other_usd_per_month`` is.
    """

    points: float
    chance: float
    usd_per_month: Decimal | None
    other_usd_per_month: Decimal | None
    same_model: bool = False
    at_most: bool = False
    other_at_most: bool = False


def difference(ranked: Ranked, other: Ranked, tasks: Mapping[Task, int]) -> Difference:
    """Compare two ranked options at *tasks*."""
    own, theirs = (overall_quality(each, tasks)[0] for each in (ranked, other))
    return Difference(
        points=100 * (own - theirs),
        chance=better_or_equal(ranked, other, tasks),
        usd_per_month=ranked.cost.per_month,
        other_usd_per_month=other.cost.per_month,
        same_model=ranked.model.id == other.model.id,
        at_most=ranked.cost.at_most,
        other_at_most=other.cost.at_most,
    )


def better_or_equal(first: Ranked, second: Ranked, tasks: Mapping[Task, int]) -> float:
    """
    Return the probability that *first* is at least as good as *second* at *tasks*, 0 to 1.

    What is compared is the ability, or the logit on the user's own tests (`QualityEstimate.compared`): both are normal
    and taken as independent between models; over several tasks, their weighted means are compared. Benchmarks on which
    both were measured share errors that cancel out, so the truth is a little more certain. A model is as good as itself.
    """
    if first.model.id == second.model.id:
        return 1.0
    return at_least_as_able(first.quality, second.quality, tasks)


def at_least_as_able(
    first: Mapping[Task, QualityEstimate], second: Mapping[Task, QualityEstimate], tasks: Mapping[Task, int]
) -> float:
    """
    Return what `better_or_equal` does, a probability from 0 to 1, of two models' qualities by task.

    *tasks* are the weights by which the tasks count; both must have a quality at each.
    """
    known = [[(weight, *quality[task].compared) for task, weight in tasks.items()] for quality in (first, second)]
    ours, theirs = (fsum(weight * mean for weight, mean, _ in found) for found in known)
    # One model's errors at different tasks rise and fall together through its general ability: sds add up.
    spread = hypot(*(fsum(weight * sd for weight, _, sd in found) for found in known))
    return 0.5 * (1 + erf((ours - theirs) / spread / sqrt(2)))


def overall_quality(ranked: Ranked, tasks: Mapping[Task, int]) -> tuple[float, float, float]:
    """Return mean, low and high of the quality over *tasks*, 0 to 1, each counting as much as in the score."""
    found = [(ranked.quality[task], weight) for task, weight in tasks.items()]
    whole = sum(tasks.values())
    return (
        fsum(weight * quality.mean for quality, weight in found) / whole,
        fsum(weight * quality.low for quality, weight in found) / whole,
        fsum(weight * quality.high for quality, weight in found) / whole,
    )
