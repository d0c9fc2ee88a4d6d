"""Explanations: probabilities worked by hand, duties, caveats, and the sentences made of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest

from factories import (
    calibrated,
    calibrated_records,
    card,
    changed,
    evidence,
    model,
    period,
    schedule,
    seen,
    served,
    terms,
)
from llm_selection.benchmarks import Scale, Task
from llm_selection.calibration import Ability, Basket
from llm_selection.costs import CostEstimate
from llm_selection.evaluations import Evaluation, Score
from llm_selection.evidence import Agreement, Dissent, Status
from llm_selection.explanation import (
    Duty,
    basket_results,
    better_or_equal,
    caveats,
    duties,
    explain,
    overall_quality,
    price_evidence,
    without_results,
)
from llm_selection.identity import ModelId
from llm_selection.licenses import Measure, Threshold
from llm_selection.offerings import Lifecycle, Stage
from llm_selection.prices import FreeTier
from llm_selection.recommendation import Ranked, Recommendation, recommend
from llm_selection.registry import compile_registry

CODING = {Task.CODING: 1}


def answer(**keywords: Any) -> Recommendation:
    """Recommend from the small registry."""
    return recommend("coding", registry=calibrated(), **keywords)


def able(mean: float, sd: float, task: Task = Task.CODING) -> Ranked:
    """Make a ranked option of this ability."""
    ranked = answer().best
    quality = replace(ranked.quality[Task.CODING], ability=Ability(mean=mean, sd=sd, results=9, direct=9))
    return replace(ranked, quality={task: quality})


@pytest.mark.parametrize(
    ("first", "second", "chance"),
    [
        # The difference is normal with mean d and sd hypot(0.3, 0.4) = 0.5: Phi(0) = 0.5, Phi(1) = 0.8413, Phi(-2) = 0.0228.
        ((0.0, 0.3), (0.0, 0.4), 0.5),
        ((0.5, 0.3), (0.0, 0.4), 0.8413),
        ((0.0, 0.3), (1.0, 0.4), 0.0228),
    ],
)
def test_the_probability_to_be_as_good_worked_by_hand(
    first: tuple[float, float], second: tuple[float, float], chance: float
) -> None:
    """Abilities are normal and independent, so their difference is."""
    assert better_or_equal(able(*first), able(*second), CODING) == pytest.approx(chance, abs=1e-4)


def test_over_several_tasks_one_models_errors_add_up() -> None:
    """Weights 2 and 1: means 2 x 0.5 against 0; sds 2 x 0.1 + 0.1 = 0.3 and 2 x 0.15 + 0.1 = 0.4 make 0.5: Phi(2) = 0.9772."""
    tasks = {Task.CODING: 2, Task.MATH: 1}
    first, second = (
        replace(
            answer().best,
            quality={**able(mean, sd).quality, **able(0.0, 0.1, Task.MATH).quality},
        )
        for mean, sd in ((0.5, 0.1), (0.0, 0.15))
    )
    assert better_or_equal(first, second, tasks) == pytest.approx(0.9772, abs=1e-4)


def test_duties_are_what_a_license_asks_for() -> None:
    """Conditions, naming, thresholds, regions, policy and outputs, in a stable order."""
    asked = terms(
        "llama",
        conditions="keep the notice",
        naming="Built with Llama",
        thresholds=(
            Threshold(measure=Measure.MONTHLY_USERS, limit=700_000_000, clause="above 700 million users, ask"),
        ),
        excluded_regions=frozenset({"EU", "CN"}),
        use_policy="acceptable use",
        output_terms="no rivals",
    )
    assert [duty.text for duty in duties(asked)] == [
        "keep the notice",
        "naming: Built with Llama",
        "above 700 million users, ask",
        "no grant in CN, EU",
        "policy: acceptable use",
        "outputs: no rivals",
    ]
    assert {duty.license for duty in duties(asked)} == {"Llama"}
    assert duties(terms()) == ()


def test_an_unknown_or_unread_license_asks_to_be_read() -> None:
    """Not knowing isn't being allowed."""
    assert duties(None) == (Duty(license="unknown", text="no license is known; ask the provider"),)
    assert duties(terms(text_read=False))[0].text == "the text wasn't read; read it before use"


UNTOLD = (
    "how many tokens it puts out beyond the answer, for reasoning above all, isn't known; only the answer is charged"
)


def test_caveats_name_disputes_ends_aliases_and_assumptions() -> None:
    """What a careful reader should know of the option itself, each once."""
    disputed = seen(agreement=Agreement.DISPUTED, dissent=(Dissent(value="$4 in", source="page"),))
    offering = served(
        "host/extra",
        "acme/large",
        moving=True,
        lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=date(2027, 3, 1)),
        evidence=evidence(pricing=disputed, limits=seen(agreement=Agreement.AGREED)),
    )
    some = changed(calibrated_records(), offerings=[offering])
    found = recommend("coding", registry=some, workload="assistant", provider="host", developer="acme")
    assert caveats(found, found.best) == (
        "Rests on 3 results.",
        "no rate for cache reads is published; charged as plain input",
        UNTOLD,
        "sources disagree on the price at host/extra: A page says $4 in",
        "host/extra stops answering on 2027-03-01 (in 120 days)",
        "host/extra is a moving alias: it may answer with another model tomorrow",
    )


def test_a_need_for_fixed_ids_hears_on_whose_word_they_are() -> None:
    """Documented or derived, and why; who doesn't ask isn't told, and an alias says why it is one."""
    derived = seen(status=Status.DERIVED, note="a released checkpoint")
    stays = served("host/extra", "acme/large", moving=False, evidence=evidence(moving=derived))
    some = changed(calibrated_records(), offerings=[stays])
    asked = recommend("coding", registry=some, provider="host", developer="acme", fixed_id=True)
    assert caveats(asked, asked.best)[-1] == "host/extra is a fixed id, derived: a released checkpoint"
    unasked = recommend("coding", registry=some, provider="host", developer="acme")
    assert not any("fixed id" in caveat for caveat in caveats(unasked, unasked.best))

    bare = changed(some_records := calibrated_records(), offerings=[replace(stays, evidence=evidence(moving=seen()))])
    asked = recommend("coding", registry=bare, provider="host", developer="acme", fixed_id=True)
    assert caveats(asked, asked.best)[-1] == f"host/extra is a fixed id, {seen().status}"
    moves = replace(stays, moving=True, evidence=evidence(moving=seen(note="the id says latest")))
    found = recommend("coding", registry=changed(some_records, offerings=[moves]), provider="host", developer="acme")
    assert caveats(found, found.best)[-1] == (
        "host/extra is a moving alias: it may answer with another model tomorrow (the id says latest)"
    )


def test_caveats_say_where_sources_disagree_and_what_none_of_them_says() -> None:
    """On limits and lifecycle as on the price; a stage that nobody gives; an end without a stage says enough."""
    disputed = seen(agreement=Agreement.DISPUTED, dissent=(Dissent(value="100k", source="page"),))

    def found(**changes: Any) -> tuple[str, ...]:
        """Return the caveats of one more offering, the only one asked for."""
        some = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", **changes)])
        result = recommend("coding", registry=some, provider="host", developer="acme", unknowns="include")
        return caveats(result, result.best)

    unstaged = "host/extra is listed by its sources, but none gives its stage of life"
    assert found() == ("Rests on 3 results.", UNTOLD)
    assert found(lifecycle=Lifecycle(), evidence=evidence(limits=disputed, lifecycle=disputed))[2:] == (
        "sources disagree on the context tokens and max output tokens at host/extra: A page says 100k",
        "sources disagree on the lifecycle at host/extra: A page says 100k",
        unstaged,
    )
    assert unstaged not in found(lifecycle=Lifecycle(retires=date(2028, 1, 1)))


def test_quality_without_a_result_on_the_basket_is_said_to_be_inferred() -> None:
    """Whatever else measured the task; a result of the basket counts once, and only from its day on."""
    base = calibrated_records()
    large = ModelId("acme/large")
    other = changed(base, results={**base.results, large: base.results[large][2:]})
    found = recommend({"coding": 1, "math": 1}, registry=other, model="acme/large")
    assert [basket_results(found, found.best, task) for task in found.use_case.tasks] == [0, 1]
    assert [line for line in caveats(found, found.best) if "inferred" in line] == [
        "no result on the basket's own benchmarks: coding is inferred from other tests of the task"
    ]

    days = (date(2026, 6, 1), date(2026, 10, 1), None)
    dated = tuple(replace(one, measured=day) for one, day in zip(base.results[large], days, strict=True))
    twice = changed(base, results={**base.results, large: (*dated, dated[0])})
    for day, count in ((date(2026, 8, 1), 1), (date(2026, 11, 1), 2)):
        found = recommend("coding", registry=twice, model="acme/large", on=day, unknowns="include")
        assert basket_results(found, found.best, Task.CODING) == count
    assert basket_results(found, replace(found.best, model=model("acme/unknown")), Task.CODING) == 0


def test_the_price_of_a_day_rests_on_the_evidence_of_that_day() -> None:
    """An earlier price on its period; the newest on the offering's own evidence, if it has some; no price on the offering."""
    first, last, own = seen(note="first"), seen(note="last"), seen(note="own")
    prices = schedule(period(card(), evidence=first), period(card("2"), effective=date(2026, 6, 1), evidence=last))
    plain = served("host/extra", "acme/large", pricing=prices)
    agreed = replace(plain, evidence=evidence(pricing=own))
    may, june = date(2026, 5, 31), date(2026, 6, 1)
    assert [price_evidence(plain, day) for day in (may, june)] == [first, last]
    assert [price_evidence(agreed, day) for day in (may, june)] == [first, own]
    assert price_evidence(agreed, date(2025, 12, 31)) == own
    assert price_evidence(replace(agreed, pricing=FreeTier()), june) == own
    assert price_evidence(replace(plain, pricing=None), june) == plain.evidence.record


def test_quality_over_several_tasks_is_weighed() -> None:
    """Two parts coding, one part math, in mean, low and high: each (2 x coding + math) / 3."""
    tasks = {Task.CODING: 2, Task.MATH: 1}
    best = recommend({"coding": 2, "math": 1}, registry=calibrated()).best
    coding, math = best.quality[Task.CODING], best.quality[Task.MATH]
    assert overall_quality(best, tasks) == pytest.approx(
        [(2 * getattr(coding, name) + getattr(math, name)) / 3 for name in ("mean", "low", "high")]
    )
    assert overall_quality(best, tasks)[0] == pytest.approx(best.contributions[0].value, abs=1e-6)


def with_cost(ranked: Ranked, usd: str | None) -> Ranked:
    """Give a ranked option another cost."""
    return replace(ranked, cost=CostEstimate(per_month=None if usd is None else Decimal(usd)))


def test_the_argument_says_what_the_first_gains_and_gives_up() -> None:
    """Its score and parts, up to two rivals with quality and cost, and what the weights mean."""
    found = answer(priorities={"quality": 1})
    best, *rivals = found.ranking
    lines = list(explain(found))
    assert lines[0] == f"{best.model.id} at Acme scores {best.score:.3f}: quality {best.score:.3f}."
    assert [line.split(":")[0] for line in lines[1:3]] == [f"Against {one.place}, {one.model.id}" for one in rivals]
    assert not any("cost" in line for line in lines[1:3])
    assert not any("By these weights" in line for line in lines)
    default = answer().explain()
    assert "By these weights, ten times the cost weighs as much as 10 points of quality." in default
    assert "its cost" in default


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((0.0, 0.3), (0.0, 0.4), "hard to tell apart in quality (as good or better with 50%)"),
        ((0.5, 0.3), (0.0, 0.4), "better with a probability of 84%"),
        ((0.0, 0.3), (1.0, 0.4), "worse with a probability of 98%"),
        ((9.0, 0.3), (0.0, 0.4), "better with a probability of more than 99%"),
        ((0.0, 0.3), (9.0, 0.4), "worse with a probability of more than 99%"),
    ],
)
def test_quality_is_told_apart_only_where_it_can_be(
    first: tuple[float, float], second: tuple[float, float], words: str
) -> None:
    """Between a quarter and three quarters nobody is called better, and nothing is called certain."""
    assert _line(able(*first), able(*second)).startswith(words)


@pytest.mark.parametrize(
    ("own", "other", "words"),
    [
        ("50", "100", "at 50% of its cost"),
        ("99.4", "100", "at 99% of its cost"),
        ("99.6", "100", "at nearly the same cost"),
        ("100.4", "100", "at nearly the same cost"),
        ("100", "100", "at the same cost"),
        ("150", "100", "at 150% of its cost"),
        ("200", "100", "at 2.0 times its cost"),
        ("0", "100", "at 0% of its cost"),
        ("0", "0", "at the same cost"),
        ("5", "0", "at a cost, where it is free"),
        (None, "5", "or better with 50%)"),
        ("5", None, "or better with 50%)"),
    ],
)
def test_costs_are_compared_in_words(own: str | None, other: str | None, words: str) -> None:
    """A ratio below two is a percentage; without both costs nothing is said."""
    assert _line(with_cost(able(0.0, 0.3), own), with_cost(able(0.0, 0.4), other)).endswith(words)


def _line(best: Ranked, rival: Ranked) -> str:
    """Return what is said of a first option against a rival."""

    class Two:
        """A recommendation with these two in its ranking, as far as the argument reads it."""

        first = best
        ranking = (best, rival)
        use_case = answer().use_case

    (line,) = islice(explain(Two()), 1, 2)  # type: ignore[arg-type]  # all that is read is there
    return line.partition(": ")[2].removesuffix(".")


def test_the_best_quality_is_named_where_another_comes_first() -> None:
    """With its cost and place; not where quality doesn't count, nor where the first is the best."""
    cheap = answer(priorities={"quality": 1, "cost": 9})
    finest = next(one for one in cheap.ranking if one.model.id == "acme/large")
    share = 100 * finest.quality[Task.CODING].mean
    (line,) = [line for line in explain(cheap) if line.startswith("Best quality")]
    # 100,000 requests of 3,000 tokens in at $5 and 400 out at $20 a million: $1,500 and $800.
    assert line == f"Best quality: acme/large, {share:.0f} for $2,300 a month, in place {finest.place}."
    assert finest.place > 1
    for priorities in ({"quality": 1}, {"cost": 1}):
        assert "Best quality" not in answer(priorities=priorities).explain()


def test_the_best_quality_may_have_an_unknown_cost() -> None:
    """A price that isn't published is no price of nothing."""
    base = calibrated_records()
    some = changed(base, offerings=[served("acme/large", "acme/large", pricing=None)])
    found = recommend("coding", registry=some, unknowns="include", priorities={"quality": 1, "cost": 9})
    assert "for an unknown cost, in place 3." in found.explain()


def test_nothing_fitting_is_argued_too() -> None:
    """The reasons take the place of an argument."""
    found = answer(min_context_tokens="1M")
    assert list(explain(found)) == ["Nothing fits.", *found.reasons()]


# The user's own results


def test_own_tests_are_compared_by_their_logits() -> None:
    """Of logits 1.5 and 1.0 with sds of 0.3 and 0.4, the first is better with Phi(0.5 / 0.5) = 0.8413."""
    first, second = (
        replace(one, quality={Task.CODING: replace(one.quality[Task.CODING], own=True, logit=logit, logit_sd=sd)})
        for one, logit, sd in ((able(-9.0, 0.1), 1.5, 0.3), (able(9.0, 0.1), 1.0, 0.4))
    )
    assert better_or_equal(first, second, CODING) == pytest.approx(0.8413, abs=1e-4)


def test_the_argument_says_what_own_results_did() -> None:
    """What quality is the share of, and who would be first without them."""
    found = answer(results=Evaluation.counted("ours", {"acme/small": (190, 200), "acme/large": (100, 200)}))
    lines = list(explain(found))
    assert (
        "Quality at coding is the expected share of your own test ours (2 models), not of public benchmarks." in lines
    )
    assert any(line.startswith("Only 2 of the models were measured on it, so how hard it is") for line in lines)
    assert "Without your results, the first would be acme/large." in lines
    assert "Share of your own test ours, where it scored 190 of 200." in lines
    assert not any("no result on the basket's own benchmarks" in line for line in lines)
    (best, others) = found.best, found.ranking[1:]
    assert [basket_results(found, one, Task.CODING) for one in (best, *others)] == [1, 0, 1]
    before = without_results(found)
    assert before is not None
    assert before.ranking[:] == answer().ranking[:]


def test_a_chance_to_be_preferred_is_said_to_be_one() -> None:
    """Against whom, and on how many boards."""
    records = calibrated_records()
    calibration = records.calibration
    assert calibration is not None
    votes = Basket(benchmarks=("code-one",), anchor=ModelId("acme/large"), anchor_ratings={"code-one": 1450.0})
    facts = changed(
        records,
        calibration=replace(calibration, baskets={**calibration.baskets, Task.CODING: votes}),
        benchmarks={**records.benchmarks, "code-one": replace(records.benchmarks["code-one"], scale=Scale.RATING)},
        results={},
    )
    lines = list(explain(recommend("coding", registry=facts, unknowns="include")))
    assert "The quality at coding is the chance to be preferred to acme/large on 1 board." in lines


def test_four_models_measured_are_enough_not_to_warn() -> None:
    """With fewer, how hard the test is for the others is mostly guessed."""
    counts = {"acme/large": (150, 200), "acme/small": (100, 200), "borg/open": (120, 200), "borg/new": (90, 200)}
    lines = list(explain(answer(results=Evaluation.counted("ours", counts))))
    assert any("your own test ours (4 models)" in line for line in lines)
    assert not any("before you trust this order" in line for line in lines)


def test_results_on_a_public_benchmark_are_said_to_be_that() -> None:
    """They change nothing of what quality is, and here nothing of the order."""
    test = Evaluation(name="code-one", scores=(Score(model="acme/large", right=160, items=200),))
    lines = list(explain(answer(results=test)))
    assert (
        "Your results on code-one (1 model), a benchmark of the registry, count in place of those models' public ones."
        in lines
    )
    assert "Without your results, the first would be the same." in lines
    assert not any("your own test" in line for line in lines)


def test_without_own_results_there_may_be_no_answer() -> None:
    """Where they are the only ones of the one model that fits, or of the task."""
    found = answer(model="borg/new", results=Evaluation.counted("ours", {"borg/new": (190, 200)}))
    assert found.best.model.id == "borg/new"
    assert "Without your results, nothing would fit." in list(explain(found))
    records = calibrated_records()
    assert records.calibration is not None
    baskets = {Task.MATH: records.calibration.baskets[Task.MATH]}
    bare = compile_registry(replace(records, calibration=replace(records.calibration, baskets=baskets)))
    found = recommend("coding", registry=bare, results=Evaluation.counted("ours", {"acme/large": (190, 200)}))
    assert without_results(found) is None
    assert "Without your results, this couldn't be ranked." in list(explain(found))
