"""
A user's own new benchmark: what the models that weren't measured on it would score.

Every hidden benchmark plays that part: nothing is known of it but the scores of a few models. They are told by
`llm_selection.estimation.own_tests`, the code that answers about a user's own test.
"""

import math
from collections.abc import Iterable, Sequence
from functools import cache

import numpy as np

from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale
from llm_selection.domain.calibration import Ability
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.estimation.own_tests import OwnTest, logit_variance
from llm_selection.estimation.abilities import (
    USUAL_ITEMS,
)
from llm_selection.estimation.test_linking import Line, fit_lines, score_on
from registry_tools.fitting.quality_prediction import Prediction
from registry_tools.research.quality.hidden_results import Hidden, Study
from registry_tools.research.quality.metrics import SEED, Outcome

MEASURED = (0, 1, 2, 3, 5, 10)
"""How many models were measured."""

LEAST_MEASURED = 15
"""On a benchmark that plays the part, so that five are left to predict after ten."""

DRAWS = 5
"""Random choices of the measured models, for each benchmark and number."""


def own_tests(given: Study, hidden: Iterable[Hidden]) -> dict[int, list[Outcome]]:
    """
    Let every hidden share with at least `LEAST_MEASURED` independent results play the user's own benchmark.

    What developers publish plays no part: nobody but the user runs the user's test.

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
                found[measured] += own_test(given, each, order[:measured], order[measured:])
    return found


def own_test(given: Study, hidden: Hidden, measured: Sequence[int], others: Sequence[int]) -> list[Outcome]:
    """
    Predict the scores of *others* from those *measured*; both are places among the results of the benchmark.

    What is predicted is a model's share in the long run. What came has the noise of its items beside, so that is added.
    """
    table = given.table
    rows: list[int] = np.flatnonzero(table.benchmark == hidden.benchmark).tolist()
    results = [given.results[row] for row in rows]
    benchmark = given.benchmarks[table.benchmarks[hidden.benchmark]]
    guess = benchmark.guess_share or 0.0

    def ability(place: int) -> Ability:
        """Return what is known of a model by everything else."""
        return Ability(mean=float(hidden.mean[place]), sd=math.sqrt(hidden.variance[place]), results=0, direct=0)

    test = None
    if measured:
        evaluation = Evaluation(
            name=benchmark.id,
            guess_share=benchmark.guess_share,
            scores=tuple(scored(results[place], benchmark) for place in measured),
        )
        test = OwnTest(evaluation, {results[place].model: ability(place) for place in measured})
    usual = float(table.work[[rows[place] for place in measured]].mean()) if measured else 0.0
    found = []
    for place in others:
        known = ability(place)
        if test is None:
            mean, variance = score_on(unmeasured(), known.mean, known.sd**2)
            sd = math.sqrt(variance)
        else:
            mean, sd = test.score(results[place].model, known)
        noise = logit_variance(scored(results[place], benchmark), guess, mean, sd**2)
        found.append(
            Outcome(
                model=results[place].model,
                benchmark=benchmark.id,
                prediction=Prediction(mean=mean, sd=math.sqrt(sd**2 + noise), rank_by=known.mean),
                work=float(table.work[rows[place]]),
                usual=usual,
            )
        )
    return found


@cache
def unmeasured() -> tuple[Line, ...]:
    """Return how a test may depend on ability on which nobody was measured."""
    return fit_lines(())


def scored(result: Result, benchmark: Benchmark) -> Score:
    """Return a result as a score on a user's own test, the right way up; where nobody says, of as many items as is usual."""
    share = result.score if benchmark.higher_is_better else 1 - result.score
    items = result.items or (None if result.stderr else USUAL_ITEMS)
    return Score(model=result.model, share=share, items=items, stderr=result.stderr or None)
