"""
A user's own new benchmark: what the models that weren't measured on it would score.

Every hidden benchmark plays that part: nothing is known of it but its task and the scores of a few models. They are told
by `llm_selection.estimation.own_results`, the code that answers about a user's own test.
"""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Ability, Calibration
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.estimation.abilities import LEAST_LEVERAGE, USUAL_ITEMS
from llm_selection.estimation.own_results import UsersWork, curve_of, estimate_without_basket, trials_of
from llm_selection.estimation.quality import estimate, logistic
from registry_tools.fitting.quality_prediction import Prediction
from registry_tools.research.quality.hidden_results import Hidden, Study
from registry_tools.research.quality.metrics import SEED, Outcome

MEASURED = (0, 1, 2, 3, 5, 10)
"""How many models were measured."""

LEAST_MEASURED = 15
"""On a benchmark that plays the part, so that five are left to predict after ten."""

DRAWS = 5
"""Random choices of the measured models, for each benchmark and number."""


def own_tests(given: Study, hidden: Iterable[Hidden], calibration: Calibration) -> dict[int, list[Outcome]]:
    """
    Let every hidden share with at least `LEAST_MEASURED` independent results play the user's own benchmark.

    What developers publish plays no part: nobody but the user runs the user's test.

    Args:
        given: All results.
        hidden: What is known of abilities without each benchmark's group.
        calibration: The shipped fit, for the baskets that a test is taken to be as hard as.

    Returns:
        Outcomes of the models that weren't measured, by how many were; `DRAWS` times for each benchmark. What is usual
        is the mean of the measured ones, without any the middle of the scale.
    """
    found: dict[int, list[Outcome]] = {measured: [] for measured in MEASURED}
    for each in hidden:
        if given.benchmarks[given.table.benchmarks[each.benchmark]].scale is not Scale.SHARE:
            continue
        rows = np.flatnonzero(given.table.benchmark == each.benchmark).tolist()
        own = [place for place, row in enumerate(rows) if given.results[row].reporter is Reporter.INDEPENDENT]
        if len(own) < LEAST_MEASURED:
            continue
        generator = np.random.default_rng(SEED)
        for _ in range(DRAWS):
            order = generator.permutation(own).tolist()
            for measured in MEASURED:
                found[measured] += own_test(given, each, order[:measured], order[measured:], calibration)
    return found


def own_test(
    given: Study, hidden: Hidden, measured: Sequence[int], others: Sequence[int], calibration: Calibration
) -> list[Outcome]:
    """
    Predict the scores of *others* from those *measured*; both are places among the results of the benchmark.

    What is predicted is a model's share in the long run. What came has the noise of its items beside, so that is added.
    """
    table = given.table
    rows: list[int] = np.flatnonzero(table.benchmark == hidden.benchmark).tolist()
    results = [given.results[row] for row in rows]
    benchmark = given.benchmarks[table.benchmarks[hidden.benchmark]]
    guess = benchmark.guess_share or 0.0
    curves = {
        place: basket_curve(
            benchmark.task,
            Ability(mean=float(hidden.mean[place]), sd=math.sqrt(hidden.variance[place]), results=0, direct=0),
            given.benchmarks,
            calibration,
        )
        for place in (*measured, *others)
    }
    scores = tuple(scored(results[place], benchmark) for place in measured)
    tests = [Evaluation(name=benchmark.id, guess_share=benchmark.guess_share, scores=scores)] if scores else []
    work = UsersWork({(results[place].model, None): curves[place] for place in measured}, trials_of(tests))
    usual = float(table.work[[rows[place] for place in measured]].mean()) if measured else 0.0
    found = []
    for place in others:
        standing = work.standing(results[place].model, curves[place])
        variance = standing.shared**2 + standing.own**2
        noise = logit_variance(scored(results[place], benchmark), guess, standing.mean, variance)
        found.append(
            Outcome(
                model=results[place].model,
                benchmark=benchmark.id,
                prediction=Prediction(
                    mean=standing.mean, sd=math.sqrt(variance + noise), rank_by=float(hidden.mean[place])
                ),
                work=float(table.work[rows[place]]),
                usual=usual,
            )
        )
    return found


def basket_curve(
    task: Task, ability: Ability, benchmarks: Mapping[str, Benchmark], calibration: Calibration
) -> tuple[float, float]:
    """Return a model's curve on a task's basket, as answers have it; without one, on the middle of the scale."""
    public = estimate(task, ability, benchmarks=benchmarks, calibration=calibration)
    return curve_of(public or estimate_without_basket(task, ability))


def logit_variance(score: Score, guess_share: float, mean: float, variance: float) -> float:
    """
    Return the variance of a score on the logit scale, where it is expected, not where it came out.

    Taking it from the score itself would make a nearly perfect score count for so little that a worse one could do
    better. Where little is known of what to expect, the stretch 1 / (p (1 - p)) is averaged over it.

    Args:
        score: The score; of it, only items and standard error count.
        guess_share: Share solved by guessing.
        mean: Expected logit, corrected for guessing.
        variance: Variance of that expectation.
    """
    # The mean of 1 / (p (1 - p)) = 2 + exp(y) + exp(-y) over a normal y.
    grown = min(abs(mean) + variance / 2, 9.0)  # beyond, the stretch is at its end anyway
    stretch = min(2.0 + math.exp(grown) + math.exp(variance / 2 - abs(mean)), 1.0 / LEAST_LEVERAGE)
    if score.stderr is not None:
        return (score.stderr / (1.0 - guess_share) * stretch) ** 2
    # Of the items not known, some are guessed right: that adds noise and nothing else.
    guessed = guess_share / (1.0 - guess_share) * (1.0 - logistic(mean))
    return stretch * (1.0 + guessed * stretch) / (score.items or 1)


def scored(result: Result, benchmark: Benchmark) -> Score:
    """Return a result as a score on a user's own test, the right way up; where nobody says, of as many items as is usual."""
    share = result.score if benchmark.higher_is_better else 1 - result.score
    items = result.items or (None if result.stderr else USUAL_ITEMS)
    return Score(model=result.model, share=share, items=items, stderr=result.stderr or None)
