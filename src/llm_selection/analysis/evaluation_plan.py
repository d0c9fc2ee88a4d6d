"""
Evaluation plan: which models to try on how many of the user's items, what that is worth, and what it costs.

A test moves what is expected of the models tried, and a little of all others, as it tells how hard the work is. What it is
worth is what the first option after it costs less, on average, than the first now.

Source: Raiffa and Schlaifer (1961), "Applied Statistical Decision Theory", chapter 5, on the expected value of sample
information; as there for a normal process with known noise, in logits of the share solved.
"""

from collections.abc import Sequence
from decimal import Decimal
from math import fsum, pi, sqrt
from operator import mul
from random import Random

from llm_selection._dataclasses import dataclass, replace
from llm_selection.analysis.value_of_information import (
    Candidate,
    ValueOfInformation,
    check_draws,
    least_cost_candidates,
    mean_and_error,
    value_of_information,
)
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError, of_argument, shown
from llm_selection.estimation.linear_algebra import backward, cholesky, forward
from llm_selection.estimation.own_results import ITEM_SD
from llm_selection.estimation.quality import logistic
from llm_selection.needs.error_costs import parse_usd
from llm_selection.selection.expected_costs import ErrorTerms
from llm_selection.selection.selecting import Selection

__all__ = ["ITEMS", "MODELS", "EvaluationPlan", "Plan", "evaluation_plan"]

ITEMS = (5, 10, 20, 40, 60, 100, 200, 400)
"""Items that plans are made for."""

MODELS = (2, 3, 4, 5)
"""How many of the leading models plans try."""

_DRAWS = 1000
_MOST_MONTHS = 1200
_SPREAD = pi / 8
"""The logistic's mean under a normal of variance v is near logistic(mean / sqrt(1 + v pi / 8))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    Some models tried on some items of the user's own.

    Attributes:
        models: The models, the first of the answer first.
        items: Items of each, the same for all.
        usd_per_month: What the answer after it is expected to cost less, in US dollars a month; at least 0.
        stderr: Standard error of that.
        usd: What the test costs: the calls, and what the user says that an item costs beside.
        net_usd: What it is worth over the horizon, less what it costs.
    """

    models: tuple[ModelId, ...]
    items: int
    usd_per_month: Decimal
    stderr: Decimal
    usd: Decimal
    net_usd: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationPlan:
    """
    Which test is worth the most, net of its cost, of those looked at.

    Attributes:
        task: The task that it is a test of.
        best: The plan that is worth the most, net; ``None`` where none is worth what it costs.
        plans: All that were looked at, by the number of models, then of items.
        perfect: What knowing everything would be worth, which no test is worth more than.
        months: The horizon.
        usd_per_item: What an item costs beside its calls, for each model tried.
    """

    task: Task
    best: Plan | None
    plans: tuple[Plan, ...]
    perfect: ValueOfInformation
    months: int
    usd_per_item: Decimal


def evaluation_plan(
    recommendation: Selection,
    *,
    task: Task | str | None = None,
    months: int = 12,
    usd_per_item: Decimal | str | float = 0,
    seed: int = 0,
) -> EvaluationPlan:
    """
    Say which test of the user's own is worth the most: which models, on how many items.

    Plans try the two to five models that are the likeliest to be the best, the first of the answer among them, on one of
    `ITEMS` numbers of items; the best of these is the best in expectation among them, not of all tests there could be.

    Args:
        recommendation: The answer, best with the results that there are already.
        task: The task that the items are of; by default the one whose errors cost the most.
        months: How long the answer will be in use, 1 to 1,200.
        usd_per_item: What an item costs beside its calls, for each model tried: grading it, above all.
        seed: Of the draws, a whole number of at least 0.

    Raises:
        InvalidInputError: An argument isn't allowed, or quality counts whatever it costs.
        NothingFits: Nothing is ranked.
    """
    check_draws(seed, _DRAWS)
    if type(months) is not int or not 1 <= months <= _MOST_MONTHS:
        raise InvalidInputError(f"months must be a whole number from 1 to {_MOST_MONTHS:,}, got {shown(months)}")
    usd = of_argument("usd_per_item", parse_usd, usd_per_item)
    perfect = value_of_information(recommendation, seed=seed)
    terms = recommendation.ranking.error_terms
    tested = _task(recommendation, task, terms)
    known = {each.model: each for each in least_cost_candidates(recommendation.ranking)}
    first = recommendation.best.model.id
    # Sorting is stable: among equally likely models, the earlier one stays first.
    order = [each.model for each in sorted(perfect.chances, key=lambda each: (each.model != first, -each.best))]
    candidates = [known[chance.model] for chance in perfect.chances]
    plans = [
        _plan(recommendation, candidates, order[:count], items, tested, months=months, usd_per_item=usd, seed=seed)
        for count in MODELS
        if count <= len(order)
        for items in ITEMS
    ]
    # A test can't be worth more than knowing everything.
    plans = [_capped(plan, perfect.usd_per_month, months) for plan in plans]
    best = max(plans, key=lambda plan: plan.net_usd, default=None)
    return EvaluationPlan(
        task=tested,
        best=best if best is not None and best.net_usd > 0 else None,
        plans=tuple(plans),
        perfect=perfect,
        months=months,
        usd_per_item=usd,
    )


def _task(recommendation: Selection, task: Task | str | None, terms: ErrorTerms) -> Task:
    """Return the task to test."""
    tasks = recommendation.use_case.tasks
    if task is None:
        return max(tasks, key=lambda each: terms.of(each, 0))
    if task not in tasks:
        raise InvalidInputError(f"task must be one of the need, {', '.join(tasks)}; got {shown(task)}")
    return Task(task)


def _capped(plan: Plan, most: Decimal, months: int) -> Plan:
    """Return a plan that is worth no more than knowing everything."""
    if plan.usd_per_month <= most:
        return plan
    return replace(plan, usd_per_month=most, net_usd=most * months - plan.usd)


def _plan(
    recommendation: Selection,
    candidates: Sequence[Candidate],
    models: Sequence[ModelId],
    items: int,
    task: Task,
    *,
    months: int,
    usd_per_item: Decimal,
    seed: int,
) -> Plan:
    """Say what it is worth to try *models* on so many items."""
    lost = _lost(recommendation.ranking.error_terms, candidates, models, items, task, seed=seed)
    worth, error = mean_and_error(lost)
    workload = recommendation.use_case.workload_or_default
    bills = {each.model: each.paid for each in candidates}
    calls = fsum(bills[model] for model in models) / workload.requests_per_month * workload.requests_per_task * items
    usd = Decimal(repr(calls)).quantize(Decimal("0.01")) + usd_per_item * items * len(models)
    rounded = Decimal(repr(max(worth, 0.0))).quantize(Decimal("0.01"))
    return Plan(
        models=tuple(models),
        items=items,
        usd_per_month=rounded,
        stderr=Decimal(repr(error)).quantize(Decimal("0.01")),
        usd=usd,
        net_usd=rounded * months - usd,
    )


def _lost(
    terms: ErrorTerms,
    candidates: Sequence[Candidate],
    models: Sequence[ModelId],
    items: int,
    task: Task,
    *,
    seed: int,
) -> list[float]:
    """
    Draw by how much the first option costs more than the cheapest after a test: never below 0.

    The unknowns are how hard the work is, and how far each model tried is from what is expected of it; all standard normal.
    A test shows each model's logit with the noise of its items and the luck of which items they are, which all share.
    """
    tried = [each for each in candidates if each.model in models]
    size = 1 + len(tried)
    # What each shows depends on the difficulty and on itself.
    loads = [
        [each.standings[task].shared, *(each.standings[task].own if one is each else 0.0 for one in tried)]
        for each in tried
    ]
    shares = [min(max(each.standings[task].share, 0.02), 0.98) for each in tried]
    luck = ITEM_SD**2 / items
    noise = [1.0 / (items * share * (1.0 - share)) for share in shares]
    covariance = [
        [
            fsum(map(mul, loads[row], loads[column])) + luck + (noise[row] if row == column else 0.0)
            for column in range(row + 1)
        ]
        for row in range(len(tried))
    ]
    factor = cholesky(covariance)
    # The gain: how far each unknown moves with what each model shows.
    gains = [backward(factor, forward(factor, [load[unknown] for load in loads])) for unknown in range(size)]
    left = [
        [
            (1.0 if row == column else 0.0)
            - fsum(gain * load[column] for gain, load in zip(gains[row], loads, strict=True))
            for column in range(size)
        ]
        for row in range(size)
    ]
    # The same steps for any number of items: two plans then differ by what they tell, not by luck.
    random = Random(f"{seed} test {' '.join(models)}")
    shown_by = _predicted(covariance, factor, random)
    moved = [[fsum(map(mul, gain, seen)) for gain in gains] for seen in shown_by]
    columns = [
        _expected_costs(terms, each, tried.index(each) + 1 if each in tried else 0, moved, left, task)
        for each in candidates
    ]
    return [row[0] - min(row) for row in zip(*columns, strict=True)]


def _predicted(
    covariance: Sequence[Sequence[float]], factor: Sequence[Sequence[float]], random: Random
) -> list[list[float]]:
    """Draw what the models will show, less what is expected of them, from what is known now."""
    count = len(covariance)
    outcomes: list[list[float]] = []
    for _ in range(_DRAWS // 2):
        steps = [random.gauss(0.0, 1.0) for _ in range(count)]
        seen = [fsum(map(mul, row, steps)) for row in factor]
        # In opposite pairs, so that the mean is exact.
        outcomes += [seen, [-each for each in seen]]
    return outcomes


def _expected_costs(  # noqa: PLR0917 - one caller, all of them needed
    terms: ErrorTerms,
    candidate: Candidate,
    unknown: int,
    moved: Sequence[Sequence[float]],
    left: Sequence[Sequence[float]],
    task: Task,
) -> list[float]:
    """Return what a model is expected to cost after each test; *unknown* is its own place among the unknowns, 0 for none."""
    fixed = candidate.bill
    for other, standing in candidate.standings.items():
        if other is not task:
            fixed += terms.of_share(other, standing.share)
    standing = candidate.standings[task]
    shared, own = standing.shared, standing.own
    variance = shared**2 * left[0][0]
    if unknown:
        variance += own**2 * left[unknown][unknown] + 2 * shared * own * left[0][unknown]
    else:
        variance += own**2
    narrowed = 1.0 / sqrt(1.0 + _SPREAD * max(variance, 0.0))
    most = terms.of_share(task, 0.0)
    own_moves = [each[unknown] for each in moved] if unknown else [0.0] * len(moved)
    return [
        fixed + most * (1.0 - logistic((standing.mean + shared * each[0] + own * by) * narrowed))
        for each, by in zip(moved, own_moves, strict=True)
    ]
