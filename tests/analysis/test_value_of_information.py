"""Value of information: what is drawn, worked by hand where that can be done, and what isn't allowed."""

from dataclasses import replace
from decimal import Decimal
from math import exp, log
from statistics import fmean, stdev
from typing import Any

import pytest

from answers import answer
from factories import calibrated_records, changed
from llm_selection.analysis.value_of_information import (
    DRAWS,
    Candidate,
    draw_difficulty,
    least_cost_candidates,
    mean_and_error,
    normal_steps,
    value_of_information,
)
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId
from llm_selection.domain.prices import Mode
from llm_selection.errors import InvalidInputError, NothingFits
from llm_selection.estimation.costs import CostEstimate, HoursLine, Line
from llm_selection.estimation.own_results import Standing
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.error_costs import default_error_cost
from llm_selection.recommendation import recommend
from llm_selection.selection.expected_costs import ErrorTerms

ONE = ModelId("acme/one")
HOURS = HoursLine(
    accelerator="maker/card", servers=1, accelerators=1, hours=720, usd_per_hour=Decimal(1), usd=Decimal(30)
)


def line(kind: str, usd: int) -> Line:
    """Make a line of a bill."""
    return Line(
        mode=Mode.STANDARD,
        kind=kind,
        above_prompt_tokens=0,
        tokens=10**6,
        usd_per_million=Decimal(usd),
        usd=Decimal(usd),
    )


def candidate(cost: CostEstimate, standing: Standing, credited: float = 0.0) -> Candidate:
    """Make a model that is drawn."""
    return Candidate(ONE, 1, {Task.CODING: standing}, cost, credited)


def terms(requests: int = 100) -> ErrorTerms:
    """Say what errors of so many tasks cost, at $2 each."""
    load = Workload(requests_per_month=requests, input_tokens=1, output_tokens=1)
    return ErrorTerms({Task.CODING: 1}, load, {Task.CODING: default_error_cost(Task.CODING)})


def test_a_draw_is_bill_and_errors() -> None:
    """At a logit of 0 half of 100 tasks go wrong at $2: $100; harder work at one shared sd of 1 has a logit of −1 less."""
    sure = candidate(CostEstimate(per_month=Decimal(7)), Standing(mean=0.0, shared=0.0, own=0.0), credited=3.0)
    assert (sure.paid, sure.bill, sure.spread) == (7.0, 4.0, 0.0)
    assert sure.costs(terms(), [0.0, 2.0], seed=0) == [104.0, 104.0]
    shared = candidate(CostEstimate(per_month=Decimal(0)), Standing(mean=0.0, shared=1.0, own=0.0))
    assert shared.costs(terms(), [-1.0, 1.0], seed=0) == pytest.approx([200 / (1 + exp(-1)), 200 / (1 + exp(1))])


def test_tokens_are_drawn_around_their_mean() -> None:
    """The output's part of a bill is lognormal, its mean the bill's, its sd that of the interval's ends."""
    cost = CostEstimate(
        per_month=Decimal(30), lines=(line("input", 10), line("output", 20)), low=Decimal(20), high=Decimal(50)
    )
    one = candidate(cost, Standing(mean=100.0, shared=0.0, own=0.0))
    # Output from 10 to 40: half the logarithm of 4, over 1.645.
    assert one.spread == pytest.approx(log(4) / (2 * 1.645))
    drawn = one.costs(terms(), [0.0] * 20_000, seed=3)
    assert fmean(drawn) == pytest.approx(30, abs=0.2)
    assert stdev(log(each - 10) for each in drawn) == pytest.approx(one.spread, rel=0.02)
    assert min(drawn) > 10


@pytest.mark.parametrize(
    "cost",
    [
        CostEstimate(per_month=Decimal(30), hours=HOURS, low=Decimal(20), high=Decimal(50)),
        CostEstimate(per_month=Decimal(30), lines=(line("output", 20),)),
        CostEstimate(per_month=Decimal(30), lines=(line("output", 20),), low=Decimal(30), high=Decimal(30)),
    ],
    ids=["by the hour", "no interval", "no width"],
)
def test_a_bill_that_tokens_dont_move_isnt_drawn(cost: CostEstimate) -> None:
    """Of servers paid by the hour, and where the interval has no width."""
    assert candidate(cost, Standing(mean=0.0, shared=0.0, own=0.0)).spread == 0.0


def test_what_the_small_market_says() -> None:
    """At $0.02 an error open and small are $30 apart, so nearly as likely the best; knowing is worth a part of the errors."""
    value = value_of_information(answer(error_cost="0.02"))
    assert [chance.model for chance in value.chances] == ["borg/open", "acme/small", "acme/large"]
    first, second, third = value.chances
    assert first.best + second.best + third.best == pytest.approx(1)
    assert 0.45 < first.best < 0.6
    assert third.best < 0.01
    assert first.stderr == pytest.approx((first.best * (1 - first.best) / DRAWS) ** 0.5)
    assert second.below_first == pytest.approx(second.best, abs=0.02)
    assert Decimal(50) < value.usd_per_month < Decimal(700)
    assert (value.draws, value.seed) == (DRAWS, 0)
    assert value_of_information(answer(error_cost="0.02"), seed=1) != value


def test_dear_errors_make_the_better_one_sure() -> None:
    """Where an error costs $2, large is far ahead, and knowing is worth little beside $36,343."""
    value = answer().value_of_information()
    assert value.chances[0].model == "acme/large"
    assert value.chances[0].best > 0.85
    assert value.usd_per_month < 1800


def test_what_has_no_known_cost_isnt_drawn() -> None:
    """Those that remain share the chances; where none remains, nothing is said."""
    records = calibrated_records()
    hidden = [replace(one, pricing=None) for one in records.offerings.values()]
    some = changed(records, offerings=[each for each in hidden if each.model == "acme/large"])
    found = recommend("coding", registry=some, unknowns="include")
    assert {chance.model for chance in value_of_information(found).chances} == {"borg/open", "acme/small"}
    nothing = value_of_information(recommend("coding", registry=changed(records, offerings=hidden), unknowns="include"))
    assert (nothing.chances, nothing.usd_per_month) == ((), Decimal(0))


def test_the_likeliest_models_are_drawn() -> None:
    """Those of the least expected cost, at most so many."""
    ranking = recommend("coding").ranking
    assert [each.place for each in least_cost_candidates(ranking, 4)] == [1, 2, 3, 4]
    assert len(least_cost_candidates(ranking)) == 30
    assert len(least_cost_candidates(answer().ranking)) == 3


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"seed": -1}, "seed must be a whole number of at least 0, got -1"),
        ({"seed": True}, "seed must be"),
        ({"draws": 0}, "draws must be a whole number from 1 to 100,000, got 0"),
        ({"draws": 100_001}, "draws must be"),
        ({"draws": 10.0}, "draws must be"),
    ],
)
def test_only_whole_numbers_in_range_will_do(arguments: dict[str, Any], said: str) -> None:
    """The message says which."""
    with pytest.raises(InvalidInputError, match=said):
        value_of_information(answer(), **arguments)


def test_there_must_be_something_to_know_in_dollars() -> None:
    """Where quality counts alone nothing has a value in dollars; where nothing is ranked the reasons are told."""
    with pytest.raises(InvalidInputError, match="give error_cost"):
        value_of_information(answer(error_cost="quality-only"))
    with pytest.raises(NothingFits):
        value_of_information(answer(min_context_tokens="9M"))


def test_steps_are_those_of_a_standard_normal() -> None:
    """A thousand, each as likely; the difficulty is drawn from them by the seed."""
    steps = normal_steps()
    assert len(steps) == 1000
    assert fmean(steps) == pytest.approx(0, abs=1e-9)
    assert stdev(steps) == pytest.approx(1, abs=0.01)
    assert draw_difficulty(5, 40) == draw_difficulty(5, 40) != draw_difficulty(6, 40)
    assert set(draw_difficulty(5, 40)) <= set(steps)


def test_a_mean_has_a_standard_error() -> None:
    """Of 1, 2, 3: mean 2, sd of the population sqrt(2/3), over sqrt(3)."""
    assert mean_and_error([1.0, 2.0, 3.0]) == pytest.approx((2.0, (2 / 9) ** 0.5))
