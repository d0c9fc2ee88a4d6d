"""Answers: JSON by the published schema."""

import json
from decimal import Decimal
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from factories import calibrated, calibrated_records, changed, served
from llm_selection._gate import json_schema
from llm_selection.answers import Answer, as_answer, as_json
from llm_selection.identity import OfferingId
from llm_selection.recommendation import recommend

SCHEMA = {"$schema": "https://json-schema.org/draft/2020-12/schema", **json_schema(Answer, output=True)}


def test_an_answer_holds_what_was_asked_and_what_was_found() -> None:
    """The need with its defaults, the counts, and each place with its evidence."""
    found = recommend({"coding": 2, "math": 1}, registry=calibrated(), min_context_tokens="100k", unknowns="include")
    plain = json.loads(as_json(found))
    assert plain["tasks"] == {"coding": 2, "math": 1}
    assert plain["priorities"] == {"quality": 5, "cost": 3}
    assert plain["workload"]["name"] == "code-completion"
    assert plain["registry"]["digest"] == found.registry.digest
    assert (plain["options"], plain["meets"], plain["undecided"]) == (5, 5, 0)
    assert plain["requirements"][0] == {"requirement": "context ≥ 100,000", "failed": 0, "alone": 0, "unknown": 0}
    assert plain["unmeasured"] == ["borg/new"]
    first, best = plain["ranking"][0], found.best
    assert (first["place"], first["model"], first["offering"]) == (1, best.model.id, best.offering.id)
    assert first["cost"]["usd_per_month"] == format((best.cost.per_month or Decimal(0)).normalize(), "f")
    assert sum(part["points"] for part in first["contributions"].values()) == pytest.approx(first["score"])
    assert set(first["evidence"]) == {"pricing", "limits", "license", "weights"}
    assert first["evidence"]["pricing"]["source"] == "page"


@pytest.mark.parametrize(
    "keywords",
    [
        {},
        {"unknowns": "include"},
        {"min_context_tokens": "9M"},
        {"priorities": {"openness": 1, "headroom": 2}},
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
        plain = json.loads(as_json(recommend(task, registry=some, **keywords)))
        Draft202012Validator(SCHEMA).validate(plain)


def test_a_limit_shortens_the_lists() -> None:
    """The counts stay."""
    found = recommend("coding", registry=calibrated())
    assert [row.place for row in as_answer(found, limit=1).ranking] == [1]
    assert as_answer(found, limit=1).meets == as_answer(found).meets == 5
    assert len(as_answer(found).ranking) == 3


def test_inferred_models_are_rows_too() -> None:
    """They have a place of their own list."""
    found = as_answer(recommend("math", registry=calibrated()))
    assert [row.model for row in found.inferred] == ["borg/open"]


def test_an_unknown_price_cites_the_offering() -> None:
    """Without a price in force there is no period to cite."""
    some = changed(calibrated_records(), offerings=[served("host/free", "acme/large", pricing=None)])
    row = as_answer(recommend("coding", registry=some, unknowns="include", provider="host", developer="acme")).ranking[
        0
    ]
    assert row.cost.usd_per_month is None
    assert row.evidence["pricing"] == some.offerings[OfferingId("host/free")].evidence["pricing"]
