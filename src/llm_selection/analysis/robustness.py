"""
Robustness: how sure the first option is, and what would put another in its place.

Scores are additive, so what isn't known of a model's quality moves its score and no other, and where a weight would
change the winner follows from two straight lines.

Source: simulation over what isn't known of the values, as in Lahdelma and Salminen (2001), "SMAA-2: Stochastic
Multicriteria Acceptability Analysis for Group Decision Making", Operations Research 49(3): the share of draws in which
an option is first is its first-rank acceptability, here at the weights asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import exp, fsum, hypot, log, pi, sqrt
from operator import gt
from random import Random
from statistics import NormalDist

from llm_selection._dataclasses import dataclass
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.quality import INTERVAL_Z, QualityEstimate
from llm_selection.needs.criteria import UNIT, Criterion
from llm_selection.selection.ranking import Candidate
from llm_selection.selection.selecting import Selection

__all__ = ["DRAWS", "TIED_CHANCE", "Chance", "Flip", "Margin", "Robustness", "margin", "robustness"]

DRAWS = 4000
"""Draws by default: the standard error of a probability is then at most 0.8 points."""

TIED_CHANCE = 0.10
"""
From this probability on to score higher than the first, a model counts as statistically tied with it.

The two-sided 80% interval of the difference then holds 0: a choice, not a finding.
"""

_REACH = 4.0
"""
Standard deviations of the difference of two scores from which on a rival isn't drawn.

Its chance to score higher than the first is then below 1 in 30,000, far under the error of the draws.
"""

_STEPS = 1000
"""Equally likely abilities that a draw takes one of: a table of scores for each model, and draws cost next to nothing."""

_MOST_DRAWS = 1_000_000
_LEAST_SHARE = 1e-6
"""Ends of an interval nearer to 0 or 1 are read as this far off, so that their logit is finite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """
    How likely one model is the best.

    Attributes:
        model: The model.
        place: Its place in the ranking; 1 is the first.
        best: Probability to have the highest score of all, 0 to 1.
        stderr: Standard error of ``best``, for the draws are many but not endless.
        above_first: Probability to score higher than the first alone; 0 for the first itself.
    """

    model: ModelId
    place: int
    best: float
    stderr: float
    above_first: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flip:
    """
    Where another model wins.

    Attributes:
        weight: The weight beyond which it does, at least 0, in the need's own units, where it needn't be whole; at the
            weight itself the scores are equal.
        model: The model that wins there.
    """

    weight: float
    model: ModelId


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """
    How far the weight of one criterion can move, all others as they are, before another model wins.

    Attributes:
        criterion: The criterion.
        weight: Its weight now; 0 where the need gives it none.
        down: The nearest change at a lower weight; ``None``: none down to 0.
        up: The nearest change at a higher one; ``None``: none however high.
    """

    criterion: Criterion
    weight: int
    down: Flip | None
    up: Flip | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Robustness:
    """
    How sure the first option of a recommendation is.

    The probabilities are those that the intervals of quality imply, at the costs, windows and weights given; what isn't
    known of those, or whether the benchmarks are like your work, isn't in them.

    Attributes:
        chances: The models that can reach the first one's score, the first itself included, by place; their ``best`` add
            up to 1. A model that isn't here is more than four standard deviations of the difference below the first.
        tied: Models statistically tied with the first, by place: those with ``above_first`` of at least `TIED_CHANCE`.
        margins: One each `Criterion`, those without a weight too.
        draws: How often qualities were drawn.
        seed: Of the draws.
    """

    chances: tuple[Chance, ...]
    tied: tuple[ModelId, ...]
    margins: tuple[Margin, ...]
    draws: int
    seed: int


def robustness(recommendation: Selection, *, seed: int = 0, draws: int = DRAWS) -> Robustness:
    """
    Say how sure the first option is, and which weights would put another model in its place.

    Quality is drawn anew for each model, the normal ability behind its estimate (`QualityEstimate.compared`), models
    independent; over several tasks one draw counts for all of them, as one model's errors rise and fall together
    (`llm_selection.analysis.pairwise.better_or_equal`). An ability becomes a share by a logistic curve as
    steep as between the ends of the estimate's 90% interval, which averages to its mean; to that come the fixed values of
    the other criteria. Each model has random numbers of its own, by *seed* and its id, so that an option more or less
    leaves the others' draws alone; values are whole billionths, so neither the platform's last digit nor the hash seed
    decides. Of equal scores, the earlier place counts.

    Args:
        recommendation: The answer; only what it ranks takes part.
        seed: A whole number of at least 0; the same one gives the same answer.
        draws: How often qualities are drawn, from 1 to 1,000,000. Time grows with it: see `DRAWS`.

    Raises:
        InvalidInputError: An argument isn't allowed.
        NothingFits: Nothing is ranked.
    """
    for name, value, least, most in (("seed", seed, 0, None), ("draws", draws, 1, _MOST_DRAWS)):
        if type(value) is not int or value < least or (most is not None and value > most):
            allowed = f"of at least {least}" if most is None else f"from {least} to {most:,}"
            raise InvalidInputError(f"{name} must be a whole number {allowed}, got {value!r}")
    _ = recommendation.best  # raises where nothing fits
    weights = recommendation.use_case.priorities
    candidates = recommendation.ranking.candidates()
    chances = _chances(recommendation, candidates, seed=seed, draws=draws)
    return Robustness(
        chances=chances,
        tied=tuple(one.model for one in chances if one.above_first >= TIED_CHANCE),
        margins=tuple(margin(candidates, criterion, weights) for criterion in Criterion),
        draws=draws,
        seed=seed,
    )


def _chances(
    recommendation: Selection, candidates: Sequence[Candidate], *, seed: int, draws: int
) -> tuple[Chance, ...]:
    """Draw the score of every model that can reach the first one's, and count."""
    first, *others = _models(recommendation, candidates)
    drawn = [first, *(one for one in others if one.reaches(first))]
    columns = [one.scores(seed, draws) for one in drawn]
    rows = list(zip(*columns, strict=True))
    # Of equal scores, `index` finds the first.
    winners = [row.index(max(row)) for row in rows]
    found: list[Chance] = []
    for number, (one, column) in enumerate(zip(drawn, columns, strict=True)):
        share = winners.count(number) / draws
        found.append(
            Chance(
                model=one.model,
                place=one.place,
                best=share,
                stderr=sqrt(share * (1 - share) / draws),
                above_first=sum(map(gt, column, columns[0])) / draws,
            )
        )
    return tuple(found)


def _models(recommendation: Selection, candidates: Sequence[Candidate]) -> "list[_Drawn]":
    """Return the ranked models, best first."""
    tasks, weights = recommendation.use_case.tasks, recommendation.use_case.priorities
    # The first candidate of each model is its best: quality is the model's own, so at any quality it remains the best.
    best: dict[ModelId, Candidate] = {}
    for candidate in candidates:
        best.setdefault(candidate.model, candidate)
    return [
        _Drawn(
            model,
            place,
            fixed=sum(
                weights.get(criterion, 0) * value
                for criterion, value in zip(Criterion, candidate.values, strict=True)
                if criterion is not Criterion.QUALITY
            ),
            weight=weights.get(Criterion.QUALITY, 0),
            quality=recommendation.ranking.quality_of(model),
            tasks=tasks,
        )
        for place, (model, candidate) in enumerate(best.items(), start=1)
    ]


class _Drawn:
    """A model whose score is drawn, in billionths times the sum of weights."""

    __slots__ = ("_curves", "_weight", "fixed", "model", "place", "sd")

    def __init__(
        self,
        model: ModelId,
        place: int,
        *,
        fixed: int,
        weight: int,
        quality: Mapping[Task, QualityEstimate],
        tasks: Mapping[Task, int],
    ) -> None:
        """Take the fixed part of its score, the weight of quality, and the curve of each task."""
        self.model, self.place, self.fixed, self._weight = model, place, fixed, weight
        whole = sum(tasks.values())
        self._curves = [(share / whole, *curve(quality[task])) for task, share in tasks.items()]
        self.sd = fsum(share / whole * quality[task].sd for task, share in tasks.items())

    def score(self, steps: float) -> int:
        """Return the score at an ability so many standard deviations above its mean."""
        return self._scores([steps])[0]

    def reaches(self, first: "_Drawn") -> bool:
        """Say whether it may score as much as *first*, at the likeliest point `_REACH` standard deviations off."""
        spread = hypot(self.sd, first.sd) or 1.0
        return self.score(_REACH * self.sd / spread) >= first.score(-_REACH * first.sd / spread)

    def scores(self, seed: int, draws: int) -> list[int]:
        """Draw its scores."""
        # A text as seed goes through SHA-512: the same on every platform and under every hash seed.
        return Random(f"{seed} {self.model}").choices(self._scores(_steps()), k=draws)  # noqa: S311 - no secret

    def _scores(self, steps: Iterable[float]) -> list[int]:
        """Return scores at abilities so many standard deviations above the mean."""
        fixed, weight = self.fixed, self._weight
        if len(self._curves) == 1:
            ((_, middle, slope),) = self._curves
            return [fixed + weight * round(UNIT / (1.0 + exp(-middle - slope * step))) for step in steps]
        curves = self._curves
        return [
            fixed
            + weight
            * round(UNIT * fsum(share / (1.0 + exp(-middle - slope * step)) for share, middle, slope in curves))
            for step in steps
        ]


@cache
def _steps() -> tuple[float, ...]:
    """Return the middles of equally likely parts of a standard normal."""
    normal = NormalDist()
    return tuple(normal.inv_cdf((step + 0.5) / _STEPS) for step in range(_STEPS))


def curve(quality: QualityEstimate) -> tuple[float, float]:
    """
    Return middle and slope of the logit of a share, by standard deviations of the ability behind it.

    The slope is that between the two ends of the 90% interval; the middle is where the share averages to the estimate's
    mean, which is what the score counts. For one benchmark that is its own curve; for several, or with guessing, it is
    near the mean of theirs (of what we ship within 2 points, three standard deviations around) and much faster. It serves
    tests of the user's own as well; a normal share would leave 0 to 1.

    Source: the mean of a logistic under a normal of variance v, near logistic(middle / sqrt(1 + v pi / 8)), as in
    `llm_selection.estimation.quality`.
    """
    low, high = (_logit(share) for share in (quality.low, quality.high))
    slope = (high - low) / 2 / INTERVAL_Z
    return _logit(quality.mean) * sqrt(1.0 + slope * slope * pi / 8), slope


def _logit(share: float) -> float:
    """Return the logit of a share, kept off 0 and 1."""
    share = min(max(share, _LEAST_SHARE), 1.0 - _LEAST_SHARE)
    return log(share / (1.0 - share))


def margin(candidates: Sequence[Candidate], criterion: Criterion, weights: Mapping[Criterion, int]) -> Margin:
    """
    Find the nearest weights of *criterion* at which another model than the first candidate's has the highest score.

    A score is a straight line in one weight: ``rest + weight * value``. A rival wins where its line is above every line
    of the first model, one an offering, which is between two crossings; the nearest of these ends over all rivals count.
    Where several take over at once, the one that is above right behind; of equal lines, the first.

    Args:
        candidates: The first model's first; each with its values, any unit.
        criterion: Whose weight moves.
        weights: The weights now, by which the first model has the highest score; what isn't there has none.
    """
    column, now = list(Criterion).index(criterion), weights.get(criterion, 0)
    others = [0 if each is criterion else weights.get(each, 0) for each in Criterion]
    lines = [
        (sum(weight * value for weight, value in zip(others, one.values, strict=True)), one.values[column])
        for one in candidates
    ]
    first = candidates[0].model
    ours = {line for line, one in zip(lines, candidates, strict=True) if one.model == first}
    ups: list[tuple[float, int, ModelId]] = []
    downs: list[tuple[float, int, ModelId]] = []
    known: set[tuple[int, int]] = set()
    for line, one in zip(lines, candidates, strict=True):
        if one.model == first or line in known:
            continue
        known.add(line)
        wins = _wins(line, ours)
        if wins is None:
            continue
        least, most = wins
        # Of those that take over at the same weight, the steeper line is above right behind it.
        if least >= now:
            ups.append((least, -line[1], one.model))
        elif most is not None and 0 < most <= now:
            downs.append((-most, line[1], one.model))
    up, down = (min(found, key=lambda flip: flip[:2], default=None) for found in (ups, downs))
    return Margin(
        criterion=criterion,
        weight=now,
        down=None if down is None else Flip(weight=-down[0], model=down[2]),
        up=None if up is None else Flip(weight=up[0], model=up[2]),
    )


def _wins(line: tuple[int, int], ours: Iterable[tuple[int, int]]) -> tuple[float, float | None] | None:
    """Return from and up to which weight *line* is above all of *ours*; ``None`` for the one without end, or for never."""
    rest, value = line
    least, most = float("-inf"), float("inf")
    for our_rest, our_value in ours:
        lead, gain = rest - our_rest, value - our_value
        if not gain:
            if lead <= 0:
                return None
        elif gain > 0:
            least = max(least, -lead / gain)
        else:
            most = min(most, -lead / gain)
    return (least, None if most == float("inf") else most) if least < most else None
