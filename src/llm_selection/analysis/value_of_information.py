"""
Value of information: how sure the first option is, and what it would be worth to know more, in dollars a month.

What isn't known is drawn: how good each model is at the user's work, how hard that work is, and how many tokens a model
puts out. In each draw some option costs the least; what the first costs more than that, on average, is the most that
knowing is worth.

Source: Raiffa and Schlaifer (1961), "Applied Statistical Decision Theory", on expected values of perfect and of sample
information; common random numbers as in Law (2015), "Simulation Modeling and Analysis", section 11.2.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import cache
from math import exp, fsum, log, sqrt
from random import Random
from statistics import NormalDist

from llm_selection._dataclasses import dataclass
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.costs import CostEstimate, monthly_cost
from llm_selection.estimation.own_results import Standing
from llm_selection.needs.option_facts import CHARGED, MODEL_AT_EFFORT
from llm_selection.selection.expected_costs import ErrorTerms
from llm_selection.selection.ranking import Ranking
from llm_selection.selection.selecting import Selection

__all__ = [
    "DRAWS",
    "MOST_MODELS",
    "Candidate",
    "Chance",
    "ValueOfInformation",
    "check_draws",
    "draw_difficulty",
    "least_cost_candidates",
    "mean_and_error",
    "value_of_information",
]

DRAWS = 2000
"""Draws by default: the standard error of a probability is then at most 1.1 points."""

MOST_MODELS = 30
"""Models that are drawn: those of the least expected cost. What lies behind is hardly ever the best."""

_MOST_DRAWS = 100_000
_STEPS = 1000
"""Equally likely values that a draw takes one of: choosing among them costs next to nothing."""
_Z90 = 1.645


@dataclass(frozen=True, slots=True, kw_only=True)
class Chance:
    """
    How likely one model is the best.

    Attributes:
        model: The model.
        place: Its place in the ranking; 1 is the first.
        best: Probability that it costs the least of all, 0 to 1.
        stderr: Standard error of ``best``, for the draws are many but not endless.
        below_first: Probability that it costs less than the first alone; 0 for the first itself.
    """

    model: ModelId
    place: int
    best: float
    stderr: float
    below_first: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueOfInformation:
    """
    How sure the first option is, and what knowing more would be worth.

    Attributes:
        chances: The models drawn, by place; their ``best`` add up to 1.
        usd_per_month: Expected value of perfect information: how many US dollars a month lower the expected cost would be if
            one knew how good each model is at the work, and how many tokens it takes. At least 0.
        stderr: Its standard error.
        draws: How often it was drawn.
        seed: Of the draws.
    """

    chances: tuple[Chance, ...]
    usd_per_month: Decimal
    stderr: Decimal
    draws: int
    seed: int


class Candidate:
    """
    A model that is drawn, at its best option.

    Attributes:
        model: The model.
        place: Its place in the ranking, from 1.
        standings: How it stands to the user's work, by task.
        paid: The bill, in US dollars a month.
        bill: The same, less what is credited to it.
        output: The part of the bill that is output.
        spread: Standard deviation of the logarithm of how many tokens it puts out.
    """

    __slots__ = ("bill", "model", "output", "paid", "place", "spread", "standings")

    def __init__(
        self, model: ModelId, place: int, standings: Mapping[Task, Standing], cost: CostEstimate, credited: float
    ) -> None:
        """Take what is known of it; its bill must be."""
        self.model, self.place, self.standings = model, place, standings
        self.paid = paid = float(cost.per_month or 0)
        self.bill = paid - credited
        # A server paid by the hour costs the same for any number of tokens.
        self.output = float(cost.items.get("output", 0))
        low, high = (float(end) if end is not None else paid for end in (cost.low, cost.high))
        least, most = (max(self.output + end - paid, 1e-9) for end in (low, high))
        self.spread = log(most / least) / (2 * _Z90) if self.output > 0 and most > least else 0.0

    def costs(self, terms: ErrorTerms, difficulty: Sequence[float], seed: int) -> list[float]:
        """Draw what it costs a month, bill and errors: once for each draw of the difficulty, in its standard deviations."""
        draws = len(difficulty)
        # A text as seed goes through SHA-512: the same on every platform and under every hash seed.
        own = Random(f"{seed} {self.model}").choices(normal_steps(), k=draws)
        bills = self._bills(draws, seed)
        errors = [0.0] * draws
        for task, standing in self.standings.items():
            most = terms.of_share(task, 0.0)
            mean, shared, spread = standing.mean, standing.shared, standing.own
            errors = [
                error + most / (1.0 + exp(mean + shared * hard + spread * step))
                for error, hard, step in zip(errors, difficulty, own, strict=True)
            ]
        return [bill + error for bill, error in zip(bills, errors, strict=True)]

    def _bills(self, draws: int, seed: int) -> list[float]:
        """Draw its bill: tokens put out are lognormal around their mean."""
        if not self.spread:
            return [self.bill] * draws
        fixed, half = self.bill - self.output, self.spread**2 / 2
        steps = [fixed + self.output * exp(self.spread * step - half) for step in normal_steps()]
        return Random(f"{seed} tokens {self.model}").choices(steps, k=draws)


def value_of_information(recommendation: Selection, *, seed: int = 0, draws: int = DRAWS) -> ValueOfInformation:
    """
    Say how sure the first option is, and what it would be worth to know more.

    Each model is drawn at its best option: its standing to the user's work (`llm_selection.estimation.own_results.Standing`),
    the same difficulty of the work for all models, over several tasks one draw of the model for all of them; and how many
    tokens it puts out, lognormal over the interval of its bill. Each model has random numbers of its own, by *seed* and its
    id, so that an option more or less leaves the others' draws alone. Of equal costs, the earlier place counts. What else
    isn't known, whether the benchmarks are like your work above all, isn't in it.

    Args:
        recommendation: The answer; of what it ranks, the `MOST_MODELS` of the least expected cost take part.
        seed: A whole number of at least 0; the same one gives the same answer.
        draws: How often is drawn, from 1 to 100,000.

    Raises:
        InvalidInputError: An argument isn't allowed, or quality counts whatever it costs, so that nothing has a value in dollars.
        NothingFits: Nothing is ranked.
    """
    check_draws(seed, draws)
    _ = recommendation.best  # raises where nothing fits
    if recommendation.use_case.is_quality_only:
        raise InvalidInputError(
            "knowing more has no value in dollars where quality counts whatever it costs; give error_cost"
        )
    candidates = least_cost_candidates(recommendation.ranking)
    if not candidates:
        return ValueOfInformation(
            chances=(), usd_per_month=Decimal(0), stderr=Decimal(0), draws=draws, seed=seed
        )  # fmt: skip
    terms = recommendation.ranking.error_terms
    difficulty = draw_difficulty(seed, draws)
    columns = [each.costs(terms, difficulty, seed) for each in candidates]
    least = list(map(min, zip(*columns, strict=True)))
    lost = [ours - lowest for ours, lowest in zip(columns[0], least, strict=True)]
    # Among equal costs, the earlier place wins.
    winners = [row.index(lowest) for row, lowest in zip(zip(*columns, strict=True), least, strict=True)]
    mean, error = mean_and_error(lost)
    chances: list[Chance] = []
    for number, (one, column) in enumerate(zip(candidates, columns, strict=True)):
        share = winners.count(number) / draws
        chances.append(
            Chance(
                model=one.model,
                place=one.place,
                best=share,
                stderr=sqrt(share * (1 - share) / draws),
                below_first=sum(mine < first for mine, first in zip(column, columns[0], strict=True)) / draws,
            )
        )
    return ValueOfInformation(
        chances=tuple(chances), usd_per_month=_cents(mean), stderr=_cents(error), draws=draws, seed=seed
    )


def check_draws(seed: int, draws: int) -> None:
    """Raise `InvalidInputError` unless *seed* and *draws* are whole numbers in their ranges."""
    for name, value, least, most in (("seed", seed, 0, None), ("draws", draws, 1, _MOST_DRAWS)):
        if type(value) is not int or value < least or (most is not None and value > most):
            allowed = f"of at least {least}" if most is None else f"from {least} to {most:,}"
            raise InvalidInputError(f"{name} must be a whole number {allowed}, got {value!r}")


def least_cost_candidates(ranking: Ranking, most: int = MOST_MODELS) -> list[Candidate]:
    """Return the models of the least expected cost, by place, each at its best option; those without a known cost left out."""
    options, qualities, totals, worths = ranking.options, ranking.qualities, ranking.totals(), ranking.worths()
    workload = options.context.workload
    nearest: list[Candidate] = []
    for place, (option, *_) in enumerate(ranking.order(), start=1):
        if totals[option] is None or workload is None:
            continue
        model, effort = options.column(MODEL_AT_EFFORT)[option]
        nearest.append(
            Candidate(
                model,
                place,
                {task: known.standing(model, effort) for task, known in qualities.items()},
                monthly_cost(workload, *options.column(CHARGED)[option]),
                (worths[option] or 0) / 1e12,
            )
        )
        if len(nearest) == most:
            break
    return nearest


def draw_difficulty(seed: int, draws: int) -> list[float]:
    """Draw how much harder or easier the work is than expected, in its standard deviations: the same for all models."""
    return Random(f"{seed} difficulty").choices(normal_steps(), k=draws)


def mean_and_error(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean of *values* and its standard error."""
    count = len(values)
    mean = fsum(values) / count
    return mean, sqrt(fsum((value - mean) ** 2 for value in values) / count / count)


def _cents(amount: float) -> Decimal:
    """Write US dollars to the cent."""
    return Decimal(repr(amount)).quantize(Decimal("0.01"))


@cache
def normal_steps() -> tuple[float, ...]:
    """Return the middles of equally likely parts of a standard normal."""
    normal = NormalDist()
    return tuple(normal.inv_cdf((step + 0.5) / _STEPS) for step in range(_STEPS))
