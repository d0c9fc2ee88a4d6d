"""Portfolios: what is put together for a need, in words, in JSON and on the command line."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from answers import REAL_NEEDS, answer
from llm_selection.analysis.blends import LEAST_SAVING_USD, SURELY, Check, Part
from llm_selection.analysis.portfolio import Portfolio, portfolio
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.errors import NothingFits
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.presentation.portfolio_report import as_text, assumed, reasons, sections
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import bundled
from llm_selection.selection.ranking import best_place


def test_the_first_alone_is_what_the_ranking_says() -> None:
    """Its bill, quality and expected cost, with nothing saved."""
    found = answer()
    first = found.portfolio().first
    (part,) = first.parts
    best = found.best
    assert (part.model, part.offering, part.share) == (best.model.id, best.offering.id, 1.0)
    assert (first.usd_per_month, first.usd_low, first.usd_high) == (
        best.cost.per_month,
        best.cost.low,
        best.cost.high,
    )
    assert first.expected == best.expected
    assert first.saves == 0
    quality = best.quality[Task.CODING]
    assert (first.quality, first.low, first.high) == pytest.approx((quality.mean, quality.low, quality.high))


@pytest.mark.parametrize("task", REAL_NEEDS)
def test_what_is_offered_pays_on_what_we_ship(task: str) -> None:
    """It saves, its deep option is surely better, the shares are shares, and text fits 40 lines of 80 columns."""
    told = recommend(task, **REAL_NEEDS[task]).portfolio()
    if told.pair:
        assert told.pair.known.saves is not None
        assert told.pair.known.saves >= LEAST_SAVING_USD
        assert told.pair.better >= SURELY
        assert 0 <= told.pair.least_caught < 1
        assert told.pair.share <= told.pair.pays_up_to <= 1
        assert told.pair.by_chance.usd_per_month == told.pair.known.usd_per_month
    if told.cascade:
        assert told.cascade.mix.saves is not None
        assert told.cascade.mix.saves >= LEAST_SAVING_USD
        assert told.cascade.better >= SURELY
        assert told.cascade.passed_on <= told.cascade.pays_up_to <= 1
        assert told.cascade.if_independent.saves is not None
        assert told.cascade.if_independent.saves > told.cascade.mix.saves
        assert 0 <= told.cascade.least_sensitivity < 1
    assert told.fallbacks
    lines = as_text(told).splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80


def quality_of_part(found: Recommendation, part: Part) -> Mapping[Task, QualityEstimate]:
    """Return the quality of a part of a mix, by task."""
    place = best_place(found.ranking, found.registry.offerings.row(part.offering), part.effort)
    return found.ranking.quality_of(place)


def test_a_preference_has_no_failures() -> None:
    """What isn't preferred was answered all the same: there is neither a pair nor a cascade."""
    told = recommend("preference").portfolio()
    assert (told.pair, told.cascade) == (None, None)
    assert any("a chance to be preferred" in reason for reason in reasons(told))
    assert told.fallbacks


def test_several_tasks_count_by_their_weights() -> None:
    """Each is as much of the traffic as it weighs; where the fast one is better at a task, it keeps that."""
    found = recommend({"coding": 3, "math": 1}, registry=bundled())
    told = found.portfolio()
    assert told.pair is not None
    fast, deep = (quality_of_part(found, part) for part in told.pair.known.parts)
    expected = sum(
        share * max(fast[task].mean, deep[task].mean) for task, share in ((Task.CODING, 0.75), (Task.MATH, 0.25))
    )
    assert told.pair.known.quality == pytest.approx(expected)
    assert told.cascade is not None
    passed = sum(
        share * (1 - quality_of_part(found, told.cascade.mix.parts[0])[task].mean)
        for task, share in ((Task.CODING, 0.75), (Task.MATH, 0.25))
    )
    assert told.cascade.passed_on == pytest.approx(passed)


def test_tests_of_your_own_take_the_place_of_benchmarks() -> None:
    """Their shares are what is mixed."""
    scores = (Score(model="acme/large", share=0.9, items=400), Score(model="acme/small", share=0.6, items=400))
    found = answer(
        results=[Evaluation(name="ours", task=Task.CODING, scores=scores)],
        license="closed",
        workload={"requests_per_month": 100_000, "input_tokens": 5000, "output_tokens": 500},
        error_cost="0.05",
    )
    told = found.portfolio()
    assert told.pair is not None
    fast, deep = (quality_of_part(found, part)[Task.CODING] for part in told.pair.known.parts)
    assert fast.own
    assert told.pair.share == pytest.approx(deep.mean - fast.mean, abs=1e-4)


def test_what_isnt_there_is_explained() -> None:
    """Each for its own reason."""
    alone = answer(error_cost="0", model="acme/small").portfolio()
    assert (alone.split, alone.pair, alone.cascade, alone.fallbacks) == (None, None, None, ())
    by_chance, *others = reasons(alone)
    assert by_chance.endswith("of what is paid by the token none can, since bill and errors are both in proportion.")
    assert others == [
        "No pair or cascade: errors cost nothing, so a better option has nothing to mend.",
        "No fallback that shares nothing recorded with the first is ranked.",
    ]
    assert not list(assumed(alone))
    assert [section.label for section in sections(alone) if section.sentences] == ["First", "None"]
    cheap = answer(error_cost="0.000001").portfolio()
    assert any(reason.startswith("No pair or cascade of which the deep option") for reason in reasons(cheap))
    load = {"requests_per_month": 100_000, "input_tokens": 5000, "output_tokens": 500}
    traded = answer(license="closed", workload=load, error_cost="0.05")
    dear = traded.portfolio(check=Check(usd=Decimal(1)))
    assert dear.pair is not None
    assert dear.cascade is None
    assert any(reason.startswith("No cascade of which") for reason in reasons(dear))


def test_where_quality_is_all_that_counts_only_fallbacks_are_told() -> None:
    """Nothing is compared in dollars, and what stands in is the next by quality."""
    found = answer(error_cost="quality-only")
    told = found.portfolio()
    assert (told.split, told.pair, told.cascade) == (None, None, None)
    assert [reason for reason in reasons(told) if reason.startswith("No split, pair or cascade: what two options save")]
    (fallback,) = told.fallbacks
    assert (fallback.alone.saves, fallback.alone.parts[0].model) == (None, found.ranking[1].model.id)


def test_nothing_that_fits_has_no_portfolio() -> None:
    """The reasons are those of the recommendation."""
    with pytest.raises(NothingFits):
        answer(min_context_tokens="10M").portfolio()


def test_the_function_and_the_method_agree() -> None:
    """With a check too; equal questions have equal answers that can be hashed."""
    check = Check(sensitivity=0.9, usd=Decimal("0.0001"))
    found = answer()
    assert found.portfolio(check=check) == portfolio(found, check=check)
    assert hash(found.portfolio()) == hash(answer().portfolio())
    assert isinstance(found.portfolio(), Portfolio)
