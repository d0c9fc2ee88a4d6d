"""Answers: JSON by the published schema."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from factories import calibrated, calibrated_records, card, changed, evidence, period, schedule, seen, served, source
from llm_selection.analysis.changes import ErrorCostChange
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.models import Limits
from llm_selection.needs.requirements import keywords
from llm_selection.presentation.json_answer import _error_cost_cell, as_answer, as_json, schema
from llm_selection.recommendation import recommend
from overlays import registry_with, shop

SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema()}


def test_an_answer_holds_what_was_asked_and_what_was_found() -> None:
    """The need with its defaults, the counts, and each place with its evidence."""
    found = recommend({"coding": 2, "math": 1}, registry=calibrated(), min_context_tokens="100k", unknowns="include")
    plain = json.loads(as_json(found))
    assert plain["tasks"] == {"coding": 2, "math": 1}
    assert {task: cost["low"] for task, cost in plain["error_cost"].items()} == {"coding": "2", "math": "1"}
    assert plain["error_cost"]["coding"]["reason"].startswith("two minutes to notice a wrong patch")
    assert (plain["quality_only"], plain["worth"], plain["today"], plain["solved"]) == (False, {}, None, None)
    assert plain["workload"]["name"] == "code-completion"
    assert plain["registry"]["digest"] == found.registry.digest
    assert (plain["options"], plain["meets"], plain["undecided"]) == (5, 5, 0)
    assert plain["requirements"][0] == {
        "requirement": {"text": "context ≥ 100,000", "keyword": "min_context_tokens"},
        "failed": 0,
        "alone": 0,
        "unknown": 0,
    }
    asked = {each["requirement"]["keyword"] for each in plain["requirements"][1:]}
    assert asked <= {*keywords(), "fits_workload", "priced_per_token"}
    assert plain["unmeasured"] == ["borg/new"]
    first, best = plain["ranking"][0], found.best
    assert (first["place"], first["model"], first["offering"]) == (1, best.model.id, best.offering.id)
    assert first["cost"]["per_month"] == format((best.cost.per_month or Decimal(0)).normalize(), "f")
    expected = first["expected"]
    terms = [expected["bill"], *expected["errors"].values()]
    assert sum(map(Decimal, terms)) == Decimal(first["usd"]) == best.expected.total
    assert set(first["evidence"]) == {"pricing", "limits", "license", "weights"}
    assert first["evidence"]["pricing"]["source"] == "page"
    measured = first["quality"]["coding"]
    assert (measured["basket"], first["basket_results"]["coding"]) == (["code-one", "code-two"], 2)
    assert (measured["ability"]["results"], measured["ability"]["direct"]) == (3, 2)
    open_ = next(row for row in plain["ranking"] if row["model"] == "borg/open")
    assert (open_["quality"]["math"]["basket"], open_["basket_results"]["math"]) == (["math-one"], 0)


def test_an_answer_holds_the_users_own_results() -> None:
    """Each test with its scores, what it counts as, and who would be first without them."""
    ours = Evaluation.counted("ours", {"acme/small": (190, 200)}, task="coding", guess_share=0.25)
    public = Evaluation(name="code-two", scores=(Score(model="borg/open", share=0.8, stderr=0.02),))
    plain = json.loads(as_json(recommend("coding", registry=calibrated(), results=[ours, public])))
    assert plain["results"] == [
        {
            "name": "code-two",
            "task": "coding",
            "guess_share": 0.25,
            "scores": [
                {"model": "borg/open", "right": None, "items": None, "share": 0.8, "stderr": 0.02, "effort": None}
            ],
        },
        {
            "name": "ours",
            "task": "coding",
            "guess_share": 0.25,
            "scores": [
                {"model": "acme/small", "right": 190, "items": 200, "share": None, "stderr": None, "effort": None}
            ],
        },
    ]
    assert plain["benchmarks"] == ["code-two"]
    before = json.loads(as_json(recommend("coding", registry=calibrated())))
    assert (before["results"], before["first_without_results"]) == ([], None)
    assert plain["first_without_results"] == before["ranking"][0]["model"]
    rows = {row["model"]: row for row in plain["ranking"]}
    assert {row["quality"]["coding"]["own"] for row in rows.values()} == {True}
    assert {name: row["basket_results"]["coding"] for name, row in rows.items()} == {
        "acme/large": 2,
        "acme/small": 1,
        "borg/open": 2,
    }
    assert rows["acme/small"]["quality"]["coding"]["tests"] == ["ours"]


@pytest.mark.parametrize(
    "keywords",
    [
        {},
        {"results": Evaluation.counted("ours", {"acme/small": (190, 200)})},
        {"results": Evaluation.counted("ours", {"acme/small": (190, 200)}), "min_context_tokens": "9M"},
        {"unknowns": "include"},
        {"min_context_tokens": "9M"},
        {"error_cost": "quality-only"},
        {"error_cost": "0.001..3", "today": "open-latest", "solved": 0.6, "worth": {"open-weights": 300}},
        {"error_cost": {"caught": 1, "slipped": "20", "caught_share": 0.75}, "worth": {"ttft_second": 1}},
        {"region": "eu", "workload": {"requests_per_month": 1, "input_tokens": 1, "output_tokens": 1}},
    ],
)
def test_json_fits_the_published_schema(keywords: dict[str, Any]) -> None:
    """Whatever is asked, found or not, with everything known or not."""
    some = changed(
        calibrated_records(),
        offerings=[served("host/free", "acme/large", pricing=None), served("host/bare", "borg/new", pricing=None)],
    )
    for task in ("coding", "math"):
        found = recommend(task, registry=some, **keywords)
        plain = json.loads(as_json(found, sure=True, why_not=["borg/open", "host/free"]))
        Draft202012Validator(SCHEMA).validate(plain)


def test_what_overlays_brought_is_part_of_an_answer() -> None:
    """The registry names its overlays in order; a row says what of it they brought."""
    answer = as_answer(recommend("coding", registry=registry_with(shop())))
    assert answer.registry.overlays == ("shop 1.0",)
    brought = {row.model: row.brought_by for row in answer.ranking}
    patched = ("license.outputs_may_train", "price")
    assert brought == {
        "shop/tuned": dict.fromkeys((*patched, "model", "offering", "results"), "shop 1.0"),
        "borg/open": dict.fromkeys(patched, "shop 1.0"),
    }


def test_a_limit_shortens_the_lists() -> None:
    """The counts stay."""
    found = recommend("coding", registry=calibrated())
    assert [row.place for row in as_answer(found, limit=1).ranking] == [1]
    assert as_answer(found, limit=1).meets == as_answer(found).meets == 5
    assert len(as_answer(found).ranking) == 3


def test_an_answer_holds_its_argument_in_dollars() -> None:
    """The strip, the regret over a range, the answer beside today's model, and what would come first if a fact were known."""
    hidden = served("acme/large", "acme/large", "5", "20", limits=Limits())
    free = served("host/extra", "acme/small", pricing=None)
    some = changed(calibrated_records(), offerings=[hidden, free])
    found = recommend("coding", registry=some, error_cost="0.001..3", today="acme/small", solved=0.5)
    argument = json.loads(as_json(found))["argument"]
    assert [each["model"] for each in argument["winners"]["winners"]] == ["acme/small", "borg/open"]
    assert argument["winners"]["now"] == "1.5005"
    assert argument["winners"]["stays"][1] is None
    assert (argument["regret"]["at"], argument["regret"]["model"]) == ("0.001", "acme/small")
    assert argument["today"]["today"]["model"] == "acme/small"
    assert (argument["today"]["move"], argument["today"]["fails"], argument["today"]["solved"]) == ("move", [], 0.5)
    assert argument["undecided"]["model"] == "acme/large"
    assert argument["undecided"]["keywords"] == ["fits_workload"]
    assert argument["unpriced"] is None
    plain = json.loads(as_json(recommend("coding", registry=some, unknowns="include", error_cost="0.01")))
    assert plain["argument"]["unpriced"]["model"] == "acme/small"
    assert (plain["argument"]["today"], plain["argument"]["regret"]) == (None, None)


def test_a_plan_is_part_of_an_answer_where_it_is_asked_for() -> None:
    """Not where quality counts alone, nor where nothing fits."""
    found = recommend("coding", registry=calibrated(), error_cost="0.02")
    plan = json.loads(as_json(found, sure=True))["evaluation_plan"]
    assert plan["best"]["models"] == ["borg/open", "acme/small"]
    assert sum(chance["best"] for chance in plan["perfect"]["chances"]) == pytest.approx(1)
    assert json.loads(as_json(found))["evaluation_plan"] is None
    for asked in ({"error_cost": "quality-only"}, {"min_context_tokens": "9M"}):
        nothing = recommend("coding", registry=calibrated(), **asked)  # type: ignore[arg-type]  # texts all
        assert as_answer(nothing, sure=True).evaluation_plan is None


def test_an_unknown_price_cites_the_offering() -> None:
    """Without a price in force there is no period to cite."""
    some = changed(calibrated_records(), offerings=[served("host/free", "acme/large", pricing=None)])
    row = as_answer(recommend("coding", registry=some, unknowns="include", provider="host", developer="acme")).ranking[
        0
    ]
    assert row.cost.per_month is None
    assert row.evidence["pricing"] == some.offerings[OfferingId("host/free")].evidence["pricing"]


def test_a_past_price_cites_its_own_period() -> None:
    """What sources say of today's price is no evidence of an earlier one."""
    prices = schedule(
        period(card("1", "2"), evidence=seen(note="first")), period(card("3", "4"), effective=date(2026, 10, 1))
    )
    some = changed(
        calibrated_records(sources={"page": source(retrieved=date(2026, 8, 1))}),
        offerings=[served("host/extra", "acme/large", pricing=prices, evidence=evidence(pricing=seen(note="own")))],
    )
    notes = [
        as_answer(recommend("coding", registry=some, on=day, unknowns="include", provider="host", developer="acme"))
        .ranking[0]
        .evidence["pricing"]
        .note
        for day in (date(2026, 9, 1), date(2026, 10, 1), date(2027, 1, 1))
    ]
    assert notes == ["first", "own", "own"]


def test_an_answer_says_why_not() -> None:
    """Names in the order asked; what they cost more and what would win it, or what they fail and by how much."""
    found = recommend("coding", registry=calibrated(), error_cost="0.02")
    second = found.ranking[1].model.id
    plain = json.loads(as_json(found, why_not=[second, "cloud/open", "borg/new"]))
    Draft202012Validator(SCHEMA).validate(plain)
    row, beside, unmeasured = plain["why_not"]
    why = found.why_not(second)
    assert (row["name"], row["model"], row["standing"], row["place"]) == (second, second, "ranked", 2)
    best = found.best
    placed = {"place": 1, "model": best.model.id, "offering": best.offering.id, "usd": "1120.22"}
    assert row["first"] == plain["argument"]["first"] == placed
    assert row["expected"]["bill"] == "230"
    assert row["points"] == pytest.approx(-11.0, abs=0.01)
    assert [change["kind"] for change in row["changes"]] == [change.kind for change in why.changes]
    assert {each["kind"] for each in row["changes"]} == {"error_cost", "cost", "quality"}
    (small,) = as_answer(found, why_not=[second]).why_not
    assert small == why
    assert (beside["standing"], beside["offering"], beside["unmeasured"]) == ("beside", "cloud/open", [])
    assert (unmeasured["standing"], unmeasured["offering"], unmeasured["expected"]) == ("unmeasured", None, None)
    assert unmeasured["unmeasured"] == ["coding"]
    assert json.loads(as_json(found))["why_not"] == []


def test_refusals_are_plain() -> None:
    """Each requirement with its outcome, and how far it is where that can be measured."""
    untold = changed(calibrated_records(), offerings=[served("host/open", "borg/open", limits=Limits())])
    found = recommend("coding", registry=untold, max_input_price="0.4", min_context_tokens="300k")
    (row,) = json.loads(as_json(found, why_not=["host/open"]))["why_not"]
    assert (row["standing"], row["first"], row["offering"]) == ("refused", None, None)
    (refusal,) = row["refusals"]
    assert refusal["offering"] == "host/open"
    assert refusal["shortfalls"][:2] == [
        {
            "requirement": {"text": "input price ≤ $0.4/M", "keyword": "max_input_price"},
            "outcome": "fails",
            "reason": "input price $1/M",
            "gap": {"limit": "0.4", "needed": "1", "by": "0.6", "unit": "US dollars per million tokens"},
            "said_by": [],
        },
        {
            "requirement": {"text": "context ≥ 300,000", "keyword": "min_context_tokens"},
            "outcome": "unknown",
            "reason": "context unknown",
            "gap": None,
            "said_by": [],
        },
    ]


@given(above=st.fractions(0, 10**9), width=st.fractions(0, 10**9), now=st.none() | st.fractions(0, 10))
def test_bounds_of_the_cost_of_an_error_are_rounded_inwards(
    above: Fraction, width: Fraction, now: Fraction | None
) -> None:
    """A cost between the numbers written is between the exact ones."""
    change = ErrorCostChange(of="error", now=now, above=above, below=above + width)
    cell = _error_cost_cell(change)
    assert cell.above is not None
    assert cell.below is not None
    assert Fraction(cell.above) >= above
    assert Fraction(cell.below) <= above + width
    assert cell.above == pytest.approx(float(above))
    assert cell.below == pytest.approx(float(above + width))
    assert (cell.now is None) == (now is None)


def test_a_cost_of_an_error_without_a_bound_has_none() -> None:
    """Down to nothing, or at any higher one."""
    cell = _error_cost_cell(ErrorCostChange(of="preferred answer", now=None, above=None, below=None))
    assert (cell.of, cell.above, cell.below) == ("preferred answer", None, None)
