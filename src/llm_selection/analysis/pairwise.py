"""Differences: how one ranked option compares with another, in quality and cost."""

from collections.abc import Mapping
from decimal import Decimal
from math import erf, fsum, hypot, sqrt

from llm_selection._dataclasses import dataclass
from llm_selection.domain.benchmarks import Task
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.selection.ranking import Ranked

__all__ = ["Difference", "at_least_as_able", "better_or_equal", "difference", "overall_quality", "percent"]

_ALL_BUT_CERTAIN = 0.995
_ALIKE = 0.25
"""Below this probability, or above one less it, two qualities are told apart in words."""

_TELLING = Decimal("1.1")
"""How many times a cost is told in tenths from here on; below, that would read as once."""


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

    def in_quality(self, own: str = "it") -> str:
        """Say how the qualities compare; *own* is what the option is called where that isn't plain."""
        if self.same_model:
            return "the same model"
        if self.chance > 1 - _ALIKE:
            return f"{percent(self.chance)} likely better"
        if self.chance < _ALIKE:
            return f"{percent(1 - self.chance)} likely worse"
        return f"hard to tell apart ({own} is {percent(self.chance)} likely as good or better)"

    def in_cost(self) -> str:
        """Say how the costs compare, and to which side that may be off where one is a bound; nothing where one isn't known."""
        own, other = self.usd_per_month, self.other_usd_per_month
        if own is None or other is None:
            return ""
        if not own or not other:
            if own == other:
                return "at the same cost"
            return "at a cost, where it is free" if own else "at no cost"
        bound = {
            (True, False): " or less",
            (False, True): " or more",
            (True, True): ", if both cost as much as they can",
        }.get((self.at_most, self.other_at_most), "")
        return f"at {_times(own / other)}{bound}"


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


def percent(chance: float) -> str:
    """Write a probability, 0 to 1, in percent, without claiming certainty: at the ends ``less than 1%``, ``more than 99%``."""
    if chance < 1 - _ALL_BUT_CERTAIN:
        return "less than 1%"
    return f"{chance:.0%}" if chance < _ALL_BUT_CERTAIN else "more than 99%"


def _times(ratio: Decimal) -> str:
    """Say what one cost is of another."""
    if ratio == 1:
        return "the same cost"
    if _share(ratio) == "100%":
        return "nearly the same cost"
    if ratio < 1:
        return f"{_share(ratio)} of its cost"
    return f"{ratio:,.{1 if ratio >= _TELLING else 2}f} times its cost"


def _share(ratio: Decimal) -> str:
    """Write a share of a cost; a tiny one isn't none."""
    return (
        f"{ratio:.0%}"
        if ratio >= Decimal("0.095")
        else f"{ratio:.1%}"
        if ratio >= Decimal("0.001")
        else "less than 0.1%"
    )
