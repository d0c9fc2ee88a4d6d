"""Pairs, cascades and splits: worked by hand on options of round numbers."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from factories import calibrated_records, changed, served
from llm_selection.analysis.blends import Check, Mixer, Part
from llm_selection.analysis.two_model import cascade, pair, split
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.domain.offerings import Offering, ProviderKind
from llm_selection.domain.prices import Hosted
from llm_selection.estimation.own_results import Standing
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.self_hosting import _offering, _overlay
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.selection.assessments import Qualities
from llm_selection.selection.options import Options
from llm_selection.selection.ranking import Ranking

REQUESTS = 40_000
LOAD = {"requests_per_month": REQUESTS, "input_tokens": 1000, "output_tokens": 0, "counted_output": True}
"""40 million tokens: at $2.50 a million tokens $100 a month, at $50 $2,000."""


class Given(Qualities):
    """Estimates with the qualities that a test gives; how sure they are is as in the small registry."""

    def __init__(self, real: Qualities, given: Mapping[str, tuple[float, float, float]]) -> None:
        """Take mean, low and high by model."""
        self.real, self.given = real, given

    def of(self, model: ModelId, effort: Effort | None = None) -> QualityEstimate | None:
        """Return what was given."""
        mean, low, high = self.given[model]
        return replace(self.real.known(model, effort), mean=mean, low=low, high=high)

    def share(self, model: ModelId, effort: Effort | None = None) -> float:
        """Return the mean of what was given."""
        return self.known(model, effort).mean

    def standing(self, model: ModelId, effort: Effort | None = None) -> Standing:
        """Return what the small registry tells."""
        return self.real.standing(model, effort)


def answer(given: Mapping[str, tuple[float, float, float]], *offerings: Offering, **keywords: Any) -> Recommendation:
    """Recommend among *offerings* at their prices, whose models have the qualities given."""
    by_token = [one for one in offerings if not isinstance(one.pricing, Hosted)]
    registry = changed(replace(calibrated_records(), offerings={}), offerings=by_token)
    for one in offerings:
        if isinstance(one.pricing, Hosted):
            record = {**_offering(registry.models[one.model], one.pricing), "limits": one.limits}
            registry |= _overlay(registry, {one.id: record})
    asked = {"workload": LOAD, "provider_kind": list(ProviderKind), "error_cost": "0.25", **keywords}
    found = recommend("coding", registry=registry, **asked)
    options = Options(found.ranking.options.context, found.ranking.options.places)
    qualities = {task: Given(each, given) for task, each in found.ranking.qualities.items()}
    return replace(found, ranking=Ranking(found.use_case, options, qualities))


FAST, DEEP = served("acme/small", "acme/small", "2.5", "0"), served("acme/large", "acme/large", "50", "0")
QUALITIES = {"acme/large": (0.75, 0.7, 0.8), "acme/small": (0.5, 0.4, 0.6)}


def two(**keywords: Any) -> Mixer:
    """
    Mix a fast option, 0.5 for $100 a month, and a deep one, 0.75 for $2,000.

    At $0.25 an error, $10,000 a month are at stake: the fast one is expected to cost $100 + $5,000 = $5,100, the deep one
    $2,000 + $2,500 = $4,500, and is the first.
    """
    return Mixer(answer(QUALITIES, FAST, DEEP, **keywords))


def told(part: Part) -> tuple[str, int, float | None]:
    """Return the model, the requests and the dollars of a part."""
    return part.model, part.requests, None if part.usd_per_month is None else float(part.usd_per_month)


def usd(*amounts: Decimal | None) -> list[float | None]:
    """Return dollars as plain numbers."""
    return [None if amount is None else float(amount) for amount in amounts]


def test_a_pair_worked_by_hand() -> None:
    """
    Only the deep one solves 0.25 of the requests: told apart, 0.75 x $100 + 0.25 x $2,000 = $575.

    With $2,500 of errors that is $3,075, $1,425 less than the deep one alone. Drawn by chance, quality is 0.5625, and
    $575 + $4,375 = $4,950 is $450 more. Catching all of the quarter saves $2,500 of errors, so $1,425 may be lost again:
    1 - 1,425 / 2,500 = 43 % of them are enough. However many are sent to it, the pair costs no more than it does alone.
    """
    mixer = two()
    assert mixer.first_usd == 4500
    found = pair(mixer)
    assert found is not None
    fast, deep = found.known.parts
    assert told(fast) == ("acme/small", 30_000, 75)
    assert told(deep) == ("acme/large", 10_000, 500)
    assert found.share == 0.25
    assert (found.known.quality, found.known.low, found.known.high) == (0.75, 0.7, 0.8)
    assert found.known.usd_per_month == found.known.expected.bill == 575
    assert found.known.expected.errors == {Task.CODING: 2500}
    assert usd(found.known.expected.total, found.known.saves) == [3075, 1425]
    assert found.by_chance.quality == 0.5625
    assert (found.by_chance.low, found.by_chance.high) == pytest.approx((0.475, 0.65))
    assert usd(found.by_chance.expected.total, found.by_chance.saves) == [4950, -450]
    assert found.least_caught == pytest.approx(0.43)
    assert found.pays_up_to == 1
    assert found.better > 0.75


def test_a_pair_beside_a_cheap_first_pays_up_to_a_share() -> None:
    """
    At $0.15 an error the fast one alone costs $100 + $3,000 = $3,100, and is the first; the deep one $2,000 + $1,500.

    With quality 0.75, the bill may be $1,600: $100 + x $1,900 at x = 15 / 19.
    """
    found = pair(two(error_cost="0.15"))
    assert found is not None
    assert found.known.saves == 3100 - 575 - 1500
    assert found.pays_up_to == pytest.approx(15 / 19)


def test_a_cascade_worked_by_hand() -> None:
    """
    Half goes on: $100 + $1,000 = $1,100, and $2,500 of errors: $3,600, $900 less than the deep one alone.

    If independent, 0.875: $1,100 + $1,250. It may cost $2,000, as the deep one does alone for the same quality: $900 more,
    or $0.0225 for each of 40,000 checks, or 95 % going on. With a sensitivity of s it costs
    $100 + $1,000 s + $10,000 (0.5 - 0.25 s) = $5,100 - $1,500 s, which is $4,500 at 0.4.
    """
    found = cascade(two(), Check())
    assert found is not None
    assert [(part.model, part.requests) for part in found.mix.parts] == [("acme/small", 40_000), ("acme/large", 20_000)]
    assert (found.mix.quality, found.passed_on) == (0.75, 0.5)
    assert usd(found.mix.usd_per_month, found.mix.expected.total, found.mix.saves) == [1100, 3600, 900]
    # From 0.4 failed, where the fast one is as good as it may be, to 0.6.
    assert [found.mix.usd_low, found.mix.usd_high] == [900, 1300]
    assert (found.mix.low, found.mix.high) == (0.7, 0.8)
    assert found.if_independent.quality == 0.875
    assert found.if_independent.saves == 4500 - 1100 - 1250
    assert found.pays_up_to == pytest.approx(0.95)
    assert found.most_usd_per_check == Decimal("0.0225")
    assert found.least_sensitivity == pytest.approx(0.4)
    assert found.checks_usd == 0


def test_a_check_costs_and_errs() -> None:
    """
    0.95 of failures, 0.02 of good answers, $0.001: 0.475 + 0.01 = 0.485 go on.

    The bill is $100 + $970 + $40 = $1,110, quality 0.05 x 0.5 + 0.95 x 0.75 = 0.7375: $3,735 with errors, $765 less than
    alone. That is $0.019125 a check more, or 765 / 1,500 = 0.51 less of the failures.
    """
    check = Check(sensitivity=0.95, false_alarm=0.02, usd=Decimal("0.001"))
    found = cascade(two(), check)
    assert found is not None
    assert found.passed_on == pytest.approx(0.485)
    assert found.check == check
    assert found.checks_usd == 40
    assert found.mix.usd_per_month == 1110
    assert found.mix.quality == pytest.approx(0.7375)
    assert usd(found.mix.expected.total, found.mix.saves) == [3735, 765]
    assert found.least_sensitivity == pytest.approx(0.44)
    assert found.most_usd_per_check == Decimal("0.020125")


def test_a_piece_of_work_of_several_requests_is_checked_once() -> None:
    """At four requests each, 10,000 pieces at $1 an error are as much at stake, and a check a piece costs a quarter."""
    found = cascade(
        two(workload={**LOAD, "requests_per_task": 4}, error_cost="1"),
        Check(sensitivity=0.95, false_alarm=0.02, usd=Decimal("0.004")),
    )
    assert found is not None
    assert usd(found.checks_usd, found.mix.saves) == [40, 765]
    assert found.most_usd_per_check == Decimal("0.0805")


def test_any_check_will_do_where_the_deep_one_costs_little() -> None:
    """Where even one no better than a coin leaves something saved, the least sensitivity is that of a coin."""
    given = {"acme/large": (0.75, 0.7, 0.8), "acme/small": (0.5, 0.4, 0.6)}
    mixer = Mixer(answer(given, FAST, DEEP))
    # As if the first were far dearer than either.
    mixer.first_usd = 6000.0
    found = cascade(mixer, Check(sensitivity=0.9, false_alarm=0.1))
    assert found is not None
    assert found.least_sensitivity == 0.1


def test_a_check_that_costs_too_much_makes_no_cascade() -> None:
    """$0.0225 a check leaves nothing; what is left at $0.021, exactly $60 a month, is just worth it."""
    assert cascade(two(), Check(usd=Decimal("0.022"))) is None
    assert cascade(two(), Check(usd=Decimal("0.021"))) is not None


def test_who_isnt_surely_better_makes_no_pair() -> None:
    """With abilities that hardly differ, neither is offered, whatever the expected shares."""
    records = calibrated_records()
    alike = {
        task: {**known, ModelId("acme/small"): replace(known[ModelId("acme/large")], sd=0.3)}
        for task, known in records.abilities.items()
    }
    registry = changed(replace(records, abilities=alike))
    mixer = Mixer(recommend("coding", registry=registry))
    large, small = (
        next(member.option for member in mixer.members if member.model == name) for name in ("acme/large", "acme/small")
    )
    assert mixer.chance(large, small) == pytest.approx(0.5, abs=0.01)
    assert {"acme/large", "acme/small"} not in [{fast.model, deep.model} for fast, deep in mixer.fast_and_deep]


def test_the_fast_one_keeps_most() -> None:
    """Where the deep one alone solves more than half, there is no pair."""
    given = {"acme/large": (0.75, 0.7, 0.8), "acme/small": (0.2, 0.1, 0.3)}
    assert pair(Mixer(answer(given, FAST, DEEP))) is None


@pytest.mark.parametrize("error_cost", ["0", "0.000001", "quality-only"])
def test_where_nothing_is_traded_one_option_is_best(error_cost: str) -> None:
    """Where errors cost next to nothing the fast one, where quality is all that counts the deep one."""
    mixer = two(error_cost=error_cost)
    assert (pair(mixer), cascade(mixer, Check()), split(mixer)) == (None, None, None)


def test_however_dear_errors_are_a_perfect_check_saves_the_same() -> None:
    """Nested failures are all mended, so what the deep one needn't answer is saved; with 80 % of them found, errors outweigh it."""
    for error_cost in ("1", "1000"):
        found = cascade(two(error_cost=error_cost), Check())
        assert found is not None
        assert found.mix.saves == 900
        assert cascade(two(error_cost=error_cost), Check(sensitivity=0.8)) is None


def test_a_worth_counts_where_both_parts_have_it() -> None:
    """A wide window of the deep one alone is credited to it, and not to the two together."""
    wide = replace(DEEP, limits=replace(DEEP.limits, context_tokens=1_048_576))
    mixer = Mixer(answer(QUALITIES, FAST, wide, worth={"min_context_tokens=1M": 500}))
    assert mixer.first_usd == 4000
    found = pair(mixer)
    assert found is not None
    assert found.known.expected.worths == {"min_context_tokens=1M": 0}
    assert usd(found.known.expected.total, found.known.saves) == [3075, 925]
    both = pair(Mixer(answer(QUALITIES, FAST, DEEP, worth={"min_context_tokens=100k": 500})))
    assert both is not None
    assert usd(both.known.expected.total, both.known.saves) == [2575, 1425]


# By the server


def on_servers(requests: int, *, model: str = "borg/open") -> Offering:
    """Put a model on servers of $720 a month that get so many requests done each."""
    pricing = Hosted(
        accelerator="maker/card",
        accelerators=1,
        precision="fp8",
        usd_per_hour=Decimal(1),
        hours=720,
        requests=requests,
        most_requests=requests,
        least_requests=requests,
    )
    return replace(served(f"self-hosted/{model.partition('/')[2]}", model), pricing=pricing)


def test_a_server_kept_full_worked_by_hand() -> None:
    """
    Two servers do 40,000 requests for $1,440, one does 30,000 for $720; at the API 10,000 cost a quarter of $2,000.

    Errors are $4,000 in any case: $5,440 with two servers, $5,220 with one and the API.
    """
    api = served("host/open", "borg/open", "50", "0")
    mixer = Mixer(answer({"borg/open": (0.6, 0.5, 0.7)}, on_servers(30_000), api))
    assert mixer.first_usd == 5440
    found = split(mixer)
    assert found is not None
    assert found.servers == 1
    kept, rest = found.mix.parts
    assert (kept.offering, *told(kept)) == ("self-hosted/open", "borg/open", 30_000, 720)
    assert (rest.offering, *told(rest)) == ("host/open", "borg/open", 10_000, 500)
    assert usd(found.mix.expected.total, found.mix.saves) == [5220, 220]
    assert (found.mix.quality, found.mix.low, found.mix.high) == pytest.approx((0.6, 0.5, 0.7))


def test_what_a_server_holds_isnt_split() -> None:
    """One server that does everything leaves nothing over."""
    api = served("host/open", "borg/open", "50", "0")
    assert split(Mixer(answer({"borg/open": (0.6, 0.5, 0.7)}, on_servers(40_000), api))) is None


def test_on_the_same_servers_more_may_go_on_for_nothing() -> None:
    """A deep one on two servers of 15,000 requests takes three quarters of all, and no more, at what it costs anyway."""
    deep = on_servers(15_000, model="acme/large")
    found = cascade(Mixer(answer(QUALITIES, FAST, deep)), Check())
    assert found is not None
    assert [told(part) for part in found.mix.parts] == [("acme/small", 40_000, 100), ("acme/large", 20_000, 1440)]
    assert found.pays_up_to == 0.75
