"""
The user's work: from shares of a task's basket to shares of what one user asks, by what that user knows of it.

A basket is public; the work of a user is as hard as it is, and suits some models better than others. Both are unknown,
and stated: the work is as hard as the basket, give or take `DIFFICULTY_SD`, and each model is `MODEL_SD` better or worse
at it than at the basket. What a user measured, and a guess of how often today's model is right, are counts of pieces of
work solved, and shift both by Bayes' rule. With nothing known, the expected share is that of the basket.

Source: a Rasch model (Rasch, 1960) whose difficulty and abilities have priors; the posterior is taken as normal around
its mode (Laplace's approximation), which is unique since the logarithm of the posterior is concave without guessing.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import fsum, inf, log, pi, sqrt
from typing import TYPE_CHECKING

from llm_selection._dataclasses import dataclass, replace
from llm_selection._foundation.wording import listed, own_tests
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.estimation.linear_algebra import backward, cholesky, forward
from llm_selection.estimation.quality import INTERVAL_Z, QualityEstimate, logistic

if TYPE_CHECKING:
    from llm_selection.domain.evaluations import Evaluation, Score

__all__ = [
    "DIFFICULTY_SD",
    "EFFORT_SD",
    "GUESS_ITEMS",
    "ITEM_SD",
    "MODEL_SD",
    "NOTHING_KNOWN",
    "Standing",
    "Trial",
    "UsersWork",
    "curve_of",
    "estimate_without_basket",
    "guess_of",
    "own_warnings",
    "trials_of",
]

DIFFICULTY_SD = 0.6
"""
How much harder or easier a user's work may be than the basket, in logits: one standard deviation.

An assumption. Public benchmarks of one task differ by more (0.7 to 2.1, by task), but they were made to.
"""

MODEL_SD = 0.45
"""
How much better or worse a model may be at a user's work than its ability foretells, in logits: one standard deviation.

Measured: the root mean square, over the tasks, of what the fit leaves unexplained of a model's score on one benchmark.
"""

EFFORT_SD = 0.5
"""
How much better or worse a model may be at a user's work at one effort than steps between efforts foretell from another, in
logits: one standard deviation.

Measured: the error of results at an effort foretold from those at others, 0.41 logits in the mean, is that of a normal whose
standard deviation is this (docs/measurements/efforts.md); the noise of single results is in it.
"""

ITEM_SD = 3.0
"""
How much harder or easier one item of a test is than another, in logits: one standard deviation.

An assumption. Models tried on the same few items share the luck of which items these are: three that solve the same one
tell of the item, hardly of the work. It puts a correlation of about 0.7 between the answers of two equal models.
"""

GUESS_ITEMS = 20
"""A guess of how often today's model is right counts as much as so many pieces of work that were looked at."""

_SPREAD = pi / 8
"""The logistic's mean under a normal of variance v is near logistic(mean / sqrt(1 + v pi / 8)), as in `llm_selection.estimation.quality`."""
_STEEPNESS = 1.0 / sqrt(1.0 - _SPREAD * (DIFFICULTY_SD**2 + MODEL_SD**2))
"""So steep is the share in logits at a known difficulty, that it averages to the basket's where nothing is known."""
_LEAST_SHARE = 1e-6
_TINY = 1e-300
_LONGEST = 4.0
"""A step is at most so many logits long."""
_ROUNDS = 60
_CLOSE = 1e-8
_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """
    How many of some pieces of a user's work one model solved.

    Attributes:
        model: The model.
        solved: Share solved, 0 to 1, as printed.
        items: Pieces that it is of, above 0; may be a fraction, where a standard error says how many they are worth.
        guess_share: Share that guessing solves, from 0 to below 1.
        test: The test that they are of, so that models tried on the same items share them; ``None`` for a guess.
        effort: The effort that it was asked for; ``None`` isn't told.
    """

    model: ModelId
    solved: float
    items: float
    guess_share: float = 0.0
    test: str | None = None
    effort: Effort | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """
    How a model stands to a user's work, in logits of the share solved.

    Attributes:
        mean: Expected logit.
        shared: Its standard deviation by how hard the work is: the same draw for all models.
        own: Its standard deviation by what isn't known of this model alone.
    """

    mean: float
    shared: float
    own: float

    @property
    def share(self) -> float:
        """The expected share solved, 0 to 1."""
        return logistic(self.mean / sqrt(1.0 + _SPREAD * (self.shared**2 + self.own**2)))


def guess_of(model: ModelId, solved: float) -> Trial:
    """Return what a guess of the share that a model solves, 0 to 1, is worth as a trial."""
    return Trial(model=model, solved=solved, items=GUESS_ITEMS)


def trials_of(tests: "Iterable[Evaluation]") -> list[Trial]:
    """
    Return what models solved on tests of the user's own; their scores must name models by the registry's ids.

    A score with a standard error counts as many items as have that error where each is right or wrong; one that has both
    counts the items that the error is worth.
    """
    return [
        Trial(
            model=ModelId(score.model),
            solved=score.mean,
            items=_worth_items(score),
            guess_share=test.guess_share or 0.0,
            test=test.name,
            effort=score.effort,
        )
        for test in tests
        for score in test.scores
    ]


def _worth_items(score: "Score") -> float:
    """Return how many items a score is worth, each right or wrong; of a perfect one with a standard error, as if half an item less."""
    if score.stderr is None:
        return float(score.items or 1)
    share = min(max(score.mean, score.stderr**2), 1.0 - score.stderr**2)
    return max(share * (1.0 - share) / score.stderr**2, 1e-9)


def estimate_without_basket(task: Task, ability: Ability) -> QualityEstimate:
    """Return the share of work as hard as the middle of the scale of abilities; own tests must tell how hard it is."""
    low, high = (logistic(ability.mean + steps * ability.sd) for steps in (-INTERVAL_Z, INTERVAL_Z))
    return QualityEstimate(
        task=task,
        mean=logistic(ability.mean / sqrt(1.0 + _SPREAD * ability.sd**2)),
        sd=(logistic(ability.mean + ability.sd) - logistic(ability.mean - ability.sd)) / 2.0,
        low=low,
        high=high,
        ability=ability,
        basket=(),
        own=True,
    )


def own_warnings(tests: "Sequence[Evaluation]", model: ModelId) -> list[str]:
    """Say of a model's share of the user's work how each test tells of it."""
    if not tests:
        return ["Share of your work, taken to be as hard as today's model finds it."]
    warnings: list[str] = []
    for test in tests:
        scores = [
            f"{score}{'' if score.effort is None else f' at effort {score.effort}'}" for score in test.scores_of(model)
        ]
        scored = f"where it scored {listed(scores)}" if scores else "where it wasn't measured"
        warnings.append(f"Share of your work, as {own_tests([test.name])} tells of it, {scored}.")
    return warnings


def curve_of(quality: QualityEstimate) -> tuple[float, float]:
    """
    Return middle and slope of the logit of a share, by standard deviations of the ability behind it.

    The slope is that between the two ends of the 90% interval; the middle is where the share averages to the estimate's
    mean. For one benchmark that is its own curve; for several, or with guessing, it is near the mean of theirs (of what we
    ship within 2 points, three standard deviations around).
    """
    low, high = (_logit(share) for share in (quality.low, quality.high))
    slope = (high - low) / 2 / INTERVAL_Z
    return _logit(quality.mean) * sqrt(1.0 + slope * slope * _SPREAD), slope


def _logit(share: float) -> float:
    """Return the logit of a share, kept off 0 and 1."""
    share = min(max(share, _LEAST_SHARE), 1.0 - _LEAST_SHARE)
    return log(share / (1.0 - share))


class UsersWork:
    """What is known of one user's work at a task: how hard it is, and which models suit it."""

    def __init__(
        self, abilities: Mapping[tuple[ModelId, Effort | None], tuple[float, float]], trials: Sequence[Trial]
    ) -> None:
        """
        Take in what the user knows.

        Args:
            abilities: Of every model tried, at each effort that a trial names, middle and slope of its curve on the basket;
                see `curve_of`. What suits a model in this work suits it at every effort, give or take `EFFORT_SD`.
            trials: What the models solved; none leaves everything as the basket has it.
        """
        self._models = {model: number for number, model in enumerate(sorted({each.model for each in trials}))}
        self._runs = {run: number for number, run in enumerate(_at_several_efforts(trials))}
        self._tests = {test: number for number, test in enumerate(sorted({each.test for each in trials if each.test}))}
        self._abilities = abilities
        self.difficulty, self.difficulty_sd = 0.0, DIFFICULTY_SD
        self._suited: dict[tuple[ModelId, Effort | None], tuple[float, float, float]] = {}
        self._of_model: dict[ModelId, tuple[float, float, float]] = {}
        if trials:
            self._condition(trials)

    def standing(self, model: ModelId, ability: tuple[float, float], effort: Effort | None = None) -> Standing:
        """
        Return how a model stands to the work.

        Args:
            model: The model.
            ability: Middle and slope of its curve on the basket, at the effort.
            effort: At which one; at another than it was tried at, it may differ by `EFFORT_SD`.
        """
        middle, slope = ability
        suits, variance, with_difficulty = self._suited.get((model, effort)) or self._untried(model, slope)
        along = with_difficulty / self.difficulty_sd
        return Standing(
            mean=_STEEPNESS * (middle + self.difficulty + suits),
            shared=_STEEPNESS * (self.difficulty_sd + along),
            own=_STEEPNESS * sqrt(max(variance - along**2, 0.0)),
        )

    def _untried(self, model: ModelId, slope: float) -> tuple[float, float, float]:
        """Return how the work suits a model at an effort at which it wasn't tried, how sure that is, and how it goes with the difficulty."""
        if model not in self._of_model:
            return 0.0, slope**2 + MODEL_SD**2, 0.0
        suits, variance, with_difficulty = self._of_model[model]
        return suits, variance + EFFORT_SD**2, with_difficulty

    def estimate(self, model: ModelId, quality: QualityEstimate) -> QualityEstimate:
        """
        Return the share of the user's work that a model is expected to solve, in place of that of the basket.

        The interval is that of the model at the difficulty expected: how hard the work is moves all models alike.
        """
        standing = self.standing(model, curve_of(quality), quality.ability.effort)
        ends = (logistic(standing.mean + steps * standing.own) for steps in (-INTERVAL_Z, -1.0, 1.0, INTERVAL_Z))
        low, lower, higher, high = ends
        share = standing.share
        return replace(
            quality, mean=share, sd=(higher - lower) / 2.0, low=min(low, share), high=max(high, share), own=True
        )

    def _condition(self, trials: Sequence[Trial]) -> None:
        """Find the mode of the posterior by Newton's method, and how sure it is: difficulty, tests, models, efforts of one."""
        precision = self._precision(trials)
        touched = [
            (0, *self._own_places(each), *([1 + self._tests[each.test]] if each.test else [])) for each in trials
        ]
        at, factor = [0.0] * len(precision), [[0.0]]
        level = self._level(at, precision, trials, touched)
        longest, rounds = inf, 0
        while longest > _CLOSE and rounds < _ROUNDS:
            rounds += 1
            pull, curvature = self._at(at, precision, trials, touched)
            factor = cholesky(curvature)
            step = backward(factor, forward(factor, pull))
            longest = max(_CLOSE, *map(abs, step))
            # A long step can overshoot where hardly anything is left to learn of: it is halved until it leads up.
            length, least = min(1.0, _LONGEST / longest), level - _ROUNDING * (1.0 + abs(level))
            while (higher := self._level(ahead := _moved(at, step, length), precision, trials, touched)) < least:
                length /= 2.0
            at, level = ahead, higher
        self.difficulty = at[0]
        difficulty = _column(factor, 0)
        self.difficulty_sd = sqrt(difficulty[0])
        columns = [_column(factor, place) for place in range(len(at))]

        def found(places: Sequence[int]) -> tuple[float, float, float]:
            return (
                fsum(at[place] for place in places),
                fsum(columns[one][other] for one in places for other in places),
                fsum(difficulty[place] for place in places),
            )

        for each in trials:
            places = self._own_places(each)
            self._suited[each.model, each.effort], self._of_model[each.model] = found(places), found(places[:1])

    def _own_places(self, trial: Trial) -> tuple[int, ...]:
        """Return where the unknowns of a trial's model stand: its own, and that of the effort, where it was tried at several."""
        of_model = 1 + len(self._tests) + self._models[trial.model]
        run = self._runs.get((trial.model, trial.effort))
        return (of_model,) if run is None else (of_model, 1 + len(self._tests) + len(self._models) + run)

    def _precision(self, trials: Sequence[Trial]) -> list[float]:
        """Return the precisions of the priors: of the difficulty, of the luck of each test, of each model, of efforts of one."""
        items = {test: max(each.items for each in trials if each.test == test) for test in self._tests}
        slopes = dict.fromkeys(self._models, 0.0)
        for each in trials:
            slopes[each.model] = max(slopes[each.model], self._abilities[each.model, each.effort][1])
        spreads = (slope**2 + MODEL_SD**2 for slope in slopes.values())
        return [
            DIFFICULTY_SD**-2,
            *(items[test] / ITEM_SD**2 for test in self._tests),
            *(1.0 / spread for spread in spreads),
            *(EFFORT_SD**-2 for _ in self._runs),
        ]

    def _level(
        self,
        at: Sequence[float],
        precision: Sequence[float],
        trials: Sequence[Trial],
        touched: Sequence[tuple[int, ...]],
    ) -> float:
        """Return the logarithm of the posterior at a point, but for a constant."""
        seen = (
            _log_likelihood(trial, self._logit(trial, at, places))
            for trial, places in zip(trials, touched, strict=True)
        )
        return fsum(seen) - 0.5 * fsum(each * here * here for each, here in zip(precision, at, strict=True))

    def _logit(self, trial: Trial, at: Sequence[float], places: Iterable[int]) -> float:
        """Return the logit of the share that a trial's model solves at a point."""
        return _STEEPNESS * (self._abilities[trial.model, trial.effort][0] + fsum(at[place] for place in places))

    def _at(
        self,
        at: Sequence[float],
        precision: Sequence[float],
        trials: Sequence[Trial],
        touched: Sequence[tuple[int, ...]],
    ) -> tuple[list[float], list[list[float]]]:
        """Return the slope of the logarithm of the posterior at a point, and its curvature's lower triangle."""
        size = len(precision)
        pull = [-precision[place] * at[place] for place in range(size)]
        curvature = [[0.0] * row + [precision[row]] for row in range(size)]
        for trial, places in zip(trials, touched, strict=True):
            slope, weight = _pull_and_information(trial, self._logit(trial, at, places))
            for place in places:
                pull[place] += _STEEPNESS * slope
                for other in places:
                    if other <= place:
                        curvature[place][other] += _STEEPNESS**2 * weight
        return pull, curvature


def _at_several_efforts(trials: Iterable[Trial]) -> list[tuple[ModelId, Effort | None]]:
    """Return the models and efforts of *trials* whose model was tried at several, in order."""
    runs = sorted({(each.model, each.effort) for each in trials}, key=lambda run: (run[0], run[1] or ""))
    models = [model for model, _ in runs]
    return [run for run in runs if models.count(run[0]) > 1]


def _column(factor: Sequence[Sequence[float]], place: int) -> list[float]:
    """Return one column of the covariance whose inverse has this Cholesky factor."""
    unit = [0.0] * len(factor)
    unit[place] = 1.0
    return backward(factor, forward(factor, unit))


def _moved(at: Sequence[float], step: Sequence[float], length: float) -> list[float]:
    """Return the point that lies some part of a step away."""
    return [here + length * by for here, by in zip(at, step, strict=True)]


def _log_likelihood(trial: Trial, logit: float) -> float:
    """Return how likely what a trial solved is at a logit, as a logarithm."""
    known, missed = logistic(logit), (1.0 - trial.guess_share) * logistic(-logit)
    solved = trial.guess_share + (1.0 - trial.guess_share) * known
    parts = [part * log(max(share, _TINY)) for part, share in ((trial.solved, solved), (1.0 - trial.solved, missed))]
    return trial.items * fsum(parts)


def _pull_and_information(trial: Trial, logit: float) -> tuple[float, float]:
    """
    Return the slope of a trial's log likelihood in the logit, and the information in it: that seen, or expected if more.

    Without guessing both are the same. Far below what guessing gives, hardly any is expected, and much is seen.
    """
    known, guess = logistic(logit), trial.guess_share
    unknown = 1.0 - known
    expected = guess + (1.0 - guess) * known
    # The slope of the logarithm of a piece solved; of one that isn't, it is -known.
    solves = (1.0 - guess) * known * unknown / max(expected, _TINY)
    pull = trial.solved * solves - (1.0 - trial.solved) * known
    seen = trial.solved * solves * (solves + known - unknown) + (1.0 - trial.solved) * known * unknown
    return trial.items * pull, trial.items * max(seen, solves * known)


NOTHING_KNOWN = UsersWork({}, ())
"""A user's work of which nothing is known: as hard as the basket, give or take."""
