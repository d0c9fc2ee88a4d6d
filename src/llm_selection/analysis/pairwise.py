"""Two options beside each other: what one costs more or less than the other, and how sure that is."""

from collections.abc import Mapping
from decimal import Decimal
from math import erf, fsum, hypot, sqrt

from llm_selection._dataclasses import dataclass
from llm_selection.domain.benchmarks import Task
from llm_selection.estimation.own_results import Standing
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.selection.expected_costs import ExpectedCost
from llm_selection.selection.options import AtEffort
from llm_selection.selection.ranking import Ranked, Ranking
from llm_selection.units import EXACT

__all__ = [
    "NEAR_TIE_CHANCE",
    "Difference",
    "at_least_as_able",
    "better_or_equal",
    "chance_cheaper",
    "difference",
    "near_ties",
    "over_tasks",
    "overall_quality",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """
    How one option differs from another.

    Attributes:
        points: Quality over the tasks: its own less the other's, in points of 100.
        chance: Probability that it is at least as good at the tasks, 0 to 1.
        expected: What it is expected to cost a month.
        other_expected: What the other one is.
        same_model: Whether both are the same model at the same effort, at two offerings.
        at_most: Whether its bill is an upper bound.
        other_at_most: Whether the other's is.
    """

    points: float
    chance: float
    expected: ExpectedCost
    other_expected: ExpectedCost
    same_model: bool = False
    at_most: bool = False
    other_at_most: bool = False

    @property
    def usd(self) -> Decimal | None:
        """US dollars a month that it costs more than the other, below 0 less, bill and errors; ``None`` unknown."""
        if self.expected.total is None or self.other_expected.total is None:
            return None
        return EXACT.subtract(self.expected.total, self.other_expected.total)

    @property
    def bill_usd(self) -> Decimal | None:
        """The same of the bills alone."""
        if self.expected.bill is None or self.other_expected.bill is None:
            return None
        return EXACT.subtract(self.expected.bill, self.other_expected.bill)

    @property
    def errors_usd(self) -> Decimal:
        """The same of the errors alone."""
        return EXACT.subtract(self.expected.errors_total, self.other_expected.errors_total)


def difference(ranking: Ranking, ranked: Ranked, other: Ranked, tasks: Mapping[Task, int]) -> Difference:
    """Compare two options of a *ranking* at *tasks*."""
    own, theirs = (overall_quality(each, tasks)[0] for each in (ranked, other))
    return Difference(
        points=100 * (own - theirs),
        chance=better_or_equal(ranking, ranked.model_at_effort, other.model_at_effort, tasks),
        expected=ranked.expected,
        other_expected=other.expected,
        same_model=ranked.model_at_effort == other.model_at_effort,
        at_most=ranked.cost.at_most,
        other_at_most=other.cost.at_most,
    )


def better_or_equal(ranking: Ranking, first: AtEffort, second: AtEffort, tasks: Mapping[Task, int]) -> float:
    """
    Return the probability that *first* is at least as good as *second* at *tasks*, 0 to 1.

    What is compared is how they stand to the user's work, in logits: normal, and independent between models but for how
    hard the work is, which moves both; over several tasks, their weighted means are compared. Benchmarks on which both
    were measured share errors that cancel out, so the truth is a little more certain. A model is as good as itself at the same effort.
    """
    if first == second:
        return 1.0
    ours, theirs = ({task: ranking.qualities[task].standing(*each) for task in tasks} for each in (first, second))
    return at_least_as_able(ours, theirs, tasks)


def at_least_as_able(
    first: Mapping[Task, Standing], second: Mapping[Task, Standing], tasks: Mapping[Task, int]
) -> float:
    """
    Return what `better_or_equal` does, a probability from 0 to 1, of how two models stand to the user's work by task.

    *tasks* are the weights by which the tasks count; both must have a standing at each.
    """
    known = [[(weight, standing[task]) for task, weight in tasks.items()] for standing in (first, second)]
    ours, theirs = (fsum(weight * each.mean for weight, each in standings) for standings in known)
    shared = fsum(weight * (first[task].shared - second[task].shared) for task, weight in tasks.items())
    # One model's errors at different tasks rise and fall together through its general ability: sds add up.
    spread = hypot(shared, *(fsum(weight * each.own for weight, each in standings) for standings in known))
    return 0.5 * (1 + erf((ours - theirs) / spread / sqrt(2)))


def overall_quality(ranked: Ranked, tasks: Mapping[Task, int]) -> tuple[float, float, float]:
    """Return mean, low and high of the quality over *tasks*, 0 to 1, each counting by its part of the work."""
    return over_tasks(ranked.quality, tasks)


def over_tasks(qualities: Mapping[Task, QualityEstimate], tasks: Mapping[Task, int]) -> tuple[float, float, float]:
    """Return what `overall_quality` does, of the *qualities* by task."""
    weighted = [(qualities[task], weight) for task, weight in tasks.items()]
    whole = sum(tasks.values())
    return (
        fsum(weight * quality.mean for quality, weight in weighted) / whole,
        fsum(weight * quality.low for quality, weight in weighted) / whole,
        fsum(weight * quality.high for quality, weight in weighted) / whole,
    )


NEAR_TIE_CHANCE = 1 / 3
"""From this probability on to cost less than the first, an option is a near tie with it: one case in three."""

_Z90 = 1.645


def chance_cheaper(ranking: Ranking, one: Ranked, other: Ranked) -> float | None:
    """
    Return the probability that *one* costs less than *other* a month, bill and errors, 0 to 1; ``None`` where a cost is unknown.

    In closed form, by straight lines at what is expected; `llm_selection.analysis.value_of_information` draws the same.
    """
    own, theirs = one.expected.total, other.expected.total
    if own is None or theirs is None:
        return None
    if one.model_at_effort == other.model_at_effort:
        return float(own < theirs)
    spreads: list[float] = []
    shared = 0.0
    for sign, ranked in ((1, one), (-1, other)):
        slopes = [
            (ranking.error_terms.of_share(task, 0.0), ranking.qualities[task].standing(*ranked.model_at_effort))
            for task in ranked.quality
        ]
        spreads.append(fsum(most * each.share * (1 - each.share) * each.own for most, each in slopes))
        shared += sign * fsum(most * each.share * (1 - each.share) * each.shared for most, each in slopes)
        low, high = ranked.cost.low, ranked.cost.high
        spreads.append(0.0 if low is None or high is None else float(high - low) / 2 / _Z90)
    spread = hypot(shared, *spreads)
    ahead = float(EXACT.subtract(theirs, own))
    return 0.5 * (1 + erf(ahead / spread / sqrt(2))) if spread else float(ahead > 0)


def near_ties(ranking: Ranking, most: int) -> tuple[Ranked, ...]:
    """
    Return which of the first *most* models, the first itself left out, are near ties with it.

    Where quality counts whatever it costs, those that are as likely to be as good.
    """
    if not len(ranking):
        return ()
    first, *others = ranking[:most]

    def chance(other: Ranked) -> float | None:
        if ranking.is_quality_only:
            return better_or_equal(ranking, other.model_at_effort, first.model_at_effort, ranking.error_terms.tasks)
        return chance_cheaper(ranking, other, first)

    return tuple(
        other for other in others if (probability := chance(other)) is not None and probability >= NEAR_TIE_CHANCE
    )
