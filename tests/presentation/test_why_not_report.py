"""Why not, as text: what fits a terminal, what is cut short, and what isn't."""

from dataclasses import replace
from typing import Any

import pytest

from factories import calibrated, calibrated_records, card, changed, model, period, schedule, served
from llm_selection import recommend
from llm_selection.analysis.why_not import Refusal, Shortfall, Standing, WhyNot
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.licenses import Use, permits
from llm_selection.domain.models import Limits
from llm_selection.domain.verdicts import Outcome
from llm_selection.needs.requirements import Not
from llm_selection.needs.requirements.developer import DeveloperIn
from llm_selection.needs.requirements.fixed_id import FixedId
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.model import ModelIn
from llm_selection.needs.requirements.permits import Permits
from llm_selection.needs.requirements.provider import ProviderIn
from llm_selection.presentation.why_not_report import as_text, shortfall_in_words
from llm_selection.registry import bundled
from llm_selection.selection.expected_costs import ExpectedCost


def told(why: WhyNot) -> str:
    """Undo the wrapping."""
    return " ".join(as_text(why).split())


def test_costs_are_told_apart_row_by_row() -> None:
    """Bill, errors at each task, and worths where they differ, in columns; the rows add up to what is said above."""
    found = recommend(
        {"coding": 1, "math": 1}, registry=calibrated(), error_cost="0.02", worth={"open-weights": 300, "region=eu": 1}
    )
    assert found.best.model.id == "borg/open"
    lines = as_text(found.why_not("acme/large")).splitlines()
    assert lines[0].startswith("acme/large, in place 3, is expected to cost $")
    rows = [line for line in lines if line.startswith("  ")][:4]
    assert rows[0] == "  bill              +$1,880   $2,300.00 against $420.00"
    assert [row[2:18].strip() for row in rows] == ["bill", "errors at coding", "errors at math", "open-weights"]
    assert rows[3].endswith("+$300   worth $0.00 against $300.00")
    assert not any("region" in line for line in lines)


def test_rows_too_wide_go_on_below_their_own_amounts() -> None:
    """Beside a task with a long name, what doesn't fit in 80 columns stays in its column, and all other rows in theirs."""
    found = recommend({"coding": 1, "math": 1}, registry=calibrated(), error_cost="0.02")
    why = found.why_not("acme/large")
    assert why.first is not None
    assert why.expected is not None

    def of_long_tasks(cost: ExpectedCost) -> ExpectedCost:
        tasks = (Task.CODING, Task.INSTRUCTION_FOLLOWING)
        return replace(cost, errors=dict(zip(tasks, cost.errors.values(), strict=True)))

    why = replace(
        why,
        effort=Effort.HIGH,
        expected=of_long_tasks(why.expected),
        first=replace(why.first, expected=of_long_tasks(why.first.expected)),
    )
    lines = as_text(why).splitlines()
    assert any(line.startswith("  errors at instruction following  ") for line in lines)
    bill = next(place for place, line in enumerate(lines) if line.startswith("  bill"))
    assert lines[bill : bill + 3] == [
        "  bill                             +$1,880   $2,300.00 (at effort high) against",
        "                                             $420.00",
        "  errors at coding                   −$180   $170.22 against $350.11",
    ]


def test_what_costs_as_much_stands_behind_by_the_rule_for_equals() -> None:
    """Cents that don't differ aren't told to."""
    records = calibrated_records()
    free = [served("acme/large", "acme/large", "0", "0"), served("acme/small", "acme/small", "0", "0")]
    found = recommend("coding", registry=changed(records, offerings=free), error_cost=0)
    assert told(found.why_not("acme/small")).startswith(
        "acme/small, in place 2, is expected to cost as much as acme/large at Acme, which comes first of equals. "
        "bill +$0.00 $0.00 against $0.00"
    )


def test_a_requirement_that_fails_says_by_how_much() -> None:
    """The nearest offering first, with its verdict's reason and the gap."""
    found = recommend("coding", registry=calibrated(), max_input_price="0.9", min_context_tokens=300_000)
    why = found.why_not("borg/open")
    assert (why.standing, why.place, why.first) == (Standing.REFUSED, None, None)
    assert [refusal.offering for refusal in why.refusals] == ["host/open", "cloud/open"]
    assert as_text(why).splitlines()[:4] == [
        "borg/open isn't ranked: 2 offerings fail a requirement.",
        "  host/open",
        "    input price ≤ $0.9/M: input price $1/M, off by $0.10 per million tokens",
        "    context ≥ 300,000: context 200,000, off by 100,000 tokens",
    ]


def test_the_developers_own_offering_is_told_first() -> None:
    """Though others are nearer; what fails and what lacks a fact is counted apart."""
    records = calibrated_records()
    places = [served(f"host/{name}", "acme/large", limits=Limits()) for name in ("a", "b", "c")]
    found = recommend("coding", registry=changed(records, offerings=places), max_input_price="3", fixed_id=True)
    why = found.why_not("acme/large")
    assert [(each.offering, each.own_api, each.fails) for each in why.refusals] == [
        *((place.id, False, False) for place in places),
        ("acme/large", True, True),
    ]
    lines = as_text(why).splitlines()
    assert lines[0] == "acme/large isn't ranked: 1 offering fails a requirement, 3 lack a fact."
    assert [line for line in lines if line.startswith("  ") and not line.startswith("   ")] == [
        "  acme/large, of the developer",
        "  host/a",
        "  host/b",
        "  and 1 more offering",
    ]


def test_unknown_costs_are_told() -> None:
    """They aren't counted as anything, and a bill that would be known could win."""
    untold = served("host/open", "borg/open", pricing=schedule(period(card(None, None))), limits=Limits())
    facts = changed(calibrated_records(), offerings=[untold])
    found = recommend("coding", registry=facts, unknowns="include", provider="host,acme", worth={"ttft_second": 5})
    why = found.why_not("borg/open")
    text = told(why)
    assert why.usd_per_month is None
    assert text.startswith("borg/open, in place 2, has a cost that isn't known; the first is acme/large. ")
    assert " bill ? unknown against $" in text
    asked: dict[str, Any] = {"registry": facts, "unknowns": "include", "provider": "host,acme", "error_cost": "0.1"}
    known = recommend("coding", **asked).why_not("borg/open")
    assert "(now unknown)" in as_text(known)


@pytest.mark.parametrize("length", [80, 200])
def test_every_text_fits_a_terminal(length: int) -> None:
    """80 columns by 40 lines, however long the ids and however much was asked; a longer id goes on in the next line."""
    records, known = calibrated_records(), ModelId("borg/open")
    name = ModelId(("borg/" + "open-" * 40)[: length - 1] + "x")
    places = [OfferingId((f"host/{mark}" + "open-" * 40)[: length - 1] + "x") for mark in "abcd"]
    registry = changed(
        records,
        models=[model(name)],
        offerings=[served(place, name) for place in places],
        priors={**records.priors, name: records.priors[known]},
        results={**records.results, name: tuple(replace(each, model=name) for each in records.results[known])},
        abilities={task: {**of, name: of[known]} for task, of in records.abilities.items()},
    )
    hosts = [Not(ProviderIn(frozenset({"host", *other}))) for other in (set[str](), {"acme"}, {"cloud"})]
    others = Not(Not(ModelIn(frozenset({*registry.models} - {name}))))
    strict = recommend(
        "coding", registry=registry, requirements=[others, *hosts], min_context_tokens="900k", max_input_price="0.1"
    )
    worth = {f"developer={'borg,' * 40}borg": 1, "open-weights": 300}
    for found, standing in (
        (strict, {Standing.REFUSED}),
        (recommend("coding", registry=registry, worth=worth), {Standing.RANKED, Standing.BESIDE}),
    ):
        for asked in (name, *places):
            why = found.why_not(asked)
            lines = as_text(why).splitlines()
            assert why.standing in standing
            assert max(map(len, lines)) <= 80
            assert len(lines) <= 40
            assert asked in "".join(line.strip() for line in lines)


def test_of_many_shortfalls_the_first_are_told() -> None:
    """The rest is counted; all are in the value, in full."""
    hosts = [Not(ProviderIn(frozenset({"host", other}))) for other in ("acme", "cloud")]
    found = recommend(
        "coding", registry=calibrated(), requirements=hosts, min_context_tokens="900k", max_input_price="0.1"
    )
    why = found.why_not("host/open")
    assert len(why.refusals[0].shortfalls) == 4
    assert as_text(why).endswith("\n    and 1 more requirement")
    borg = Not(DeveloperIn(frozenset({"borg"})))
    more = recommend("coding", registry=calibrated(), requirements=[*hosts, borg, MinContext(900_000), FixedId()])
    assert as_text(more.why_not("host/open")).endswith("\n    and 2 more requirements")
    long = Not(DeveloperIn(frozenset(bundled().developers)))
    cut = recommend("coding", requirements=[long]).why_not("openai/gpt-5")
    assert " …: developer openai" in told(cut)
    assert shortfall_in_words(cut.refusals[0].shortfalls[0]) == f"{long}: developer openai"


def test_a_clause_that_decides_is_told_whole() -> None:
    """Of a license its words decide, so they aren't cut; nor is what can't be told of any license that is known."""
    use = Use(monthly_users=800_000_000, regions=frozenset({"DE"}))
    why = recommend("coding", requirements=[Permits(use)]).why_not("meta/llama-4-maverick-17b-instruct")
    said = told(why)
    (shortfall,) = [each for each in why.refusals[0].shortfalls if isinstance(each.requirement, Permits)]
    seen = bundled().licenses["llama-4-community"].evidence["thresholds"]
    assert shortfall.said_by == (f"{bundled().sources[seen.source].title}, {seen.as_of}",)
    assert f" (source: {shortfall.said_by[0]})" in said
    assert "above 700 million monthly users at the release, Meta has to license it separately" in said
    assert "…" not in said
    much = Use(
        commercial=False,
        redistribute=True,
        fine_tune=True,
        train_on_outputs=True,
        offer_as_service=True,
        monthly_users=10**9,
        annual_revenue_usd=10**9,
        regions=frozenset({"DE"}),
    )
    longest = max((permits(terms, much).reason for terms in bundled().licenses.values()), key=len)
    short = Shortfall(requirement=Permits(much), outcome=Outcome.UNKNOWN, reason=longest, gap=None)
    refusal = Refusal(offering=OfferingId("host/any"), shortfalls=(short,))
    why = WhyNot(name="any", model=ModelId("x/any"), standing=Standing.REFUSED, refusals=(refusal,))
    assert longest in told(why)
