"""Explanations: probabilities worked by hand, duties, caveats, and the sentences made of them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from factories import DAY, calibrated, calibrated_records, changed, evidence, seen, served, terms
from llm_selection.benchmarks import Task
from llm_selection.calibration import Ability
from llm_selection.costs import CostEstimate
from llm_selection.evidence import Agreement, Dissent
from llm_selection.explanation import Duty, better_or_equal, caveats, duties, explain
from llm_selection.licenses import Measure, Threshold
from llm_selection.offerings import Lifecycle, Stage
from llm_selection.recommendation import Ranked, Recommendation, recommend

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
        "sources disagree on pricing: page says $4 in",
        "host/extra stops answering on 2027-03-01 (120 days)",
        "host/extra is a moving alias: it may answer with another model tomorrow",
    )


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
    assert not any("By these priorities" in line for line in lines)
    default = answer().explain()
    assert "By these priorities, ten times the cost weighs as much as 12 points of quality." in default
    assert "its cost" in default


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ((0.0, 0.3), (0.0, 0.4), "hard to tell apart in quality (50% likely to be as good or better)"),
        ((0.5, 0.3), (0.0, 0.4), "better with 84%"),
        ((0.0, 0.3), (1.0, 0.4), "worse with 98%"),
        ((9.0, 0.3), (0.0, 0.4), "better with more than 99%"),
        ((0.0, 0.3), (9.0, 0.4), "worse with more than 99%"),
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
        ("150", "100", "at 150% of its cost"),
        ("200", "100", "at 2.0 times its cost"),
        ("0", "100", "at 0% of its cost"),
        ("0", "0", "at the same as its cost"),
        ("5", "0", "at more than its cost"),
        (None, "5", "or better)"),
        ("5", None, "or better)"),
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
        on = DAY

    lines = list(explain(Two()))  # type: ignore[arg-type]  # all that is read is there
    return lines[1].partition(": ")[2].removesuffix(".")


def test_nothing_fitting_is_argued_too() -> None:
    """The reasons take the place of an argument."""
    found = answer(min_context_tokens="1M")
    assert list(explain(found)) == ["Nothing fits.", *found.reasons()]
