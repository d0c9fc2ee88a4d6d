"""How sure the first is, what knowing is worth and which test to run, as text."""

from dataclasses import replace
from decimal import Decimal

from answers import answer
from llm_selection import presentation
from llm_selection.analysis.evaluation_plan import EvaluationPlan, Plan
from llm_selection.analysis.value_of_information import Chance, ValueOfInformation
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId
from llm_selection.presentation.value_report import as_text, plan_sentences, sentences

NAMES = [ModelId(f"acme/m{number}") for number in range(6)]


def value(*best: float) -> ValueOfInformation:
    """Make a value of information of models with these chances."""
    return ValueOfInformation(
        chances=tuple(
            Chance(model=model, place=place, best=share, stderr=0.01, below_first=share)
            for place, (model, share) in enumerate(zip(NAMES, best, strict=False), start=1)
        ),
        usd_per_month=Decimal("123.45"),
        stderr=Decimal("4.5"),
        draws=2000,
        seed=0,
    )


def plan(models: int, items: int, worth: str, usd: str = "3.5") -> Plan:
    """Make a plan over a year."""
    amounts = Decimal(worth), Decimal(usd)
    return Plan(
        models=tuple(NAMES[:models]),
        items=items,
        usd_per_month=amounts[0],
        stderr=Decimal("1.5"),
        usd=amounts[1],
        net_usd=12 * amounts[0] - amounts[1],
    )


def planned(best: Plan | None, *others: Plan, months: int = 12) -> EvaluationPlan:
    """Make an evaluation plan."""
    plans = (*others, *([best] if best else []))
    return EvaluationPlan(
        task=Task.TOOL_USE, best=best, plans=plans, perfect=value(0.6, 0.4), months=months, usd_per_item=Decimal(0)
    )


def test_chances_are_told_the_likeliest_first() -> None:
    """The first of the answer, then up to three that may be better; those below one in a hundred aren't named."""
    said = list(sentences(value(0.5, 0.005, 0.1, 0.195, 0.1, 0.1)))
    assert said == [
        "acme/m0 costs the least with a probability of 50%; acme/m3 with 20%, acme/m2 with 10%, acme/m4 with 10%.",
        (
            "Knowing how good each model is at your work, and how many tokens it takes, would be worth $123 a month (± $4.50); no "
            "test is worth more."
        ),
    ]
    assert next(sentences(value(1.0))) == "acme/m0 costs the least with a probability of more than 99%."


def test_without_bills_nothing_is_said_of_how_sure_it_is() -> None:
    """There is nothing to draw."""
    assert list(sentences(value())) == ["No bill is known, so nothing can be said of how sure the order is."]


def test_the_best_test_is_told_with_what_it_costs() -> None:
    """And what a shorter one is worth that has nine tenths of it."""
    best = plan(3, 400, "100", "20")
    assert list(plan_sentences(planned(best, plan(3, 200, "80")))) == [
        (
            "Try acme/m0, acme/m1 and acme/m2 on 400 items of your own tool use: worth $100 a month (± $1.50), since it may change "
            "the answer; it costs $20, so over 12 months that leaves $1,180."
        )
    ]
    short = list(plan_sentences(planned(best, plan(2, 60, "90"), plan(3, 50, "95"))))
    assert short[1] == "Nine tenths of that come from 2 models on 60 items: $90 a month for $3.50."


def test_where_no_test_is_worth_it_that_is_said() -> None:
    """Over the months asked about."""
    assert list(plan_sentences(planned(None, months=1))) == [
        "No test of tool use looked at is worth what it costs over 1 month: take the first."
    ]


def test_both_are_written_in_80_columns() -> None:
    """By the one way to write any answer."""
    found = answer(error_cost="0.02")
    for known, said in (
        (found.value_of_information(), sentences),
        (found.evaluation_plan(), plan_sentences),
    ):
        text = as_text(known)
        assert presentation.as_text(known) == text
        assert " ".join(text.split()) == " ".join(said(known))  # type: ignore[arg-type]  # each its own
        assert max(map(len, text.splitlines())) <= 80
    cheap = replace(plan(2, 5, "9"), usd=Decimal(0))
    assert " item of " not in as_text(planned(cheap))
