"""Reviews: what a terminal shows of a check, and what JSON holds."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from factories import DAY, calibrated, calibrated_records, card, changed, period, schedule
from llm_selection.decisions import Decision, Retired, Review, check, decide
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.presentation.check_report import FileRow, advice, as_json, as_row, as_text
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry, compile_registry

ROOT = Path(__file__).parents[2]
BASE = calibrated_records()
OPEN = OfferingId("host/open")


def decided(**need: object) -> Decision:
    """Decide for the open model at ``host``."""
    return decide(recommend("coding", registry=calibrated(), license="open-weight", on=DAY, **need))  # type: ignore[arg-type]  # keywords


def priced(**prices: str) -> Registry:
    """Change prices by the name of the provider: input, and three times as much for output."""
    return changed(
        BASE,
        offerings=[
            replace(
                BASE.offerings[OfferingId(f"{name}/open")],
                pricing=schedule(period(card(usd, str(3 * float(usd))))),
            )
            for name, usd in prices.items()
        ],
    )


def test_nothing_to_report_is_no_text() -> None:
    """A check is silent then."""
    assert as_text(check(decided(), registry=calibrated()), name="need.lock") == ""


def test_a_review_reads_well() -> None:
    """What was decided and when, each finding with its label, and what to do; at 80 columns."""
    ended = replace(BASE.offerings[OPEN], lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=date(2026, 10, 15)))
    registry = changed(BASE, offerings=[ended], version="2026.11.9")
    text = as_text(check(decided(), registry=registry), name="need.lock")
    assert text == (
        "need.lock (decided 2026-11-01 on registry 2026.11.1, replayed for 2026-11-01 on\n"
        "2026.11.9)\n"
        "  choice          borg/open at host, open\n"
        "  retired         since 2026-10-15 (reported by A page, 2026-11-01)\n"
        "Advice: move to borg/open at cloud (open): quality 65 for $840.00 a month,\n"
        "        $70,861.78 in all; the choice had quality 65 for $420.00 a month,\n"
        "        $70,441.78 in all. llm-selection check --update takes the first over"
    )


def test_what_is_still_first_is_called_so() -> None:
    """Where a price changed and nothing else, there is nothing to move to."""
    text = as_text(check(decided(), registry=priced(host="0.5")), name="need.lock")
    assert "\n  repriced        $420 → $210 a month:" in text
    assert "\n  still first     borg/open at host is what the need would choose today\n" in text
    assert text.endswith(
        "Advice: nothing better is known; llm-selection check --update takes over what\n        changed"
    )
    assert "replayed for 2026-11-01)\n" in text


def test_where_to_move() -> None:
    """To the first of today, compared with the choice as it is now; or to the same model elsewhere."""
    dear = check(decided(), registry=priced(cloud="0.5"))
    assert "$70,231.78 in all; the choice has quality 65 for $420.00 a month, $70,441.78 in all. llm" in advice(dear)
    need = decide(recommend("coding", registry=priced(host="0.01"), error_cost=0, on=DAY))
    assert need.choice.offering == OPEN
    fewer = {key: one for key, one in BASE.offerings.items() if key != OPEN}
    review = check(need, registry=compile_registry(replace(BASE, offerings=fewer)))
    assert advice(review).startswith(
        "move to acme/small at acme (small): quality 54 for $230.00 a month; the choice had quality 65"
    )
    assert ". Or stay with borg/open at cloud (open): quality 65 for $840.00 a month. " in advice(review)
    unpriced = replace(need.choice, bill=None, total=None)
    assert "the choice had quality 65 for an unknown bill." in advice(
        replace(review, decision=replace(need, choice=unpriced, runners_up=()))
    )


def test_where_nothing_can_be_moved_to() -> None:
    """Nothing fits any more, or the need can't be asked: what to do instead."""
    nothing = check(decided(max_input_price="2"), registry=priced(host="3", cloud="3"))
    assert "nothing fits any more; llm-selection recommend with the same need" in advice(nothing)
    fewer = replace(
        BASE,
        providers={key: one for key, one in BASE.providers.items() if key != "cloud"},
        offerings={key: one for key, one in BASE.offerings.items() if not key.startswith("cloud/")},
    )
    asked = check(decided(provider="host,cloud"), registry=compile_registry(fewer))
    assert advice(asked).startswith("correct the need, or bring back what it names")


@pytest.mark.parametrize("name", ["march.lock", "no.lock"])
def test_json_follows_the_published_schema(name: str) -> None:
    """Of a real decision of March, and of a file that couldn't be read."""
    schema = json.loads((ROOT / "docs/reference/review.schema.json").read_text(encoding="utf-8"))
    row = FileRow(file=name, faults=("no.lock: can't be read",), review=None, updated=False)
    if name == "march.lock":
        model = "meta/llama-4-maverick-17b-instruct"
        march = decide(recommend("vision", model=model, provider="azure,deepinfra", on=date(2026, 3, 1)))
        row = FileRow(file=name, faults=(), review=as_row(check(march)), updated=True)
    plain = json.loads(as_json([row]))
    Draft202012Validator(schema).validate(plain)
    (found,) = plain["files"]
    assert found["file"] == name
    if found["review"] is not None:
        assert found["review"]["findings"][0]["kind"] == "retired"
        assert found["review"]["move_to"] == "{provider}/{native_id}".format_map(found["review"]["first"])
        assert found["review"]["advice"].startswith("move to ")


def test_json_of_nothing_to_report() -> None:
    """No findings and no advice; the figures of now are those of the decision."""
    review = check(decided(), registry=calibrated())
    row = as_row(review)
    assert (row.findings, row.advice, row.move_to, row.now) == ((), "", None, review.decision.choice)


def test_a_finding_that_asks_to_move_where_the_choice_is_first() -> None:
    """It isn't an answer to move to itself."""
    review = check(decided(), registry=calibrated())
    asking = Review(
        decision=review.decision,
        on=review.on,
        registry=review.registry,
        overlays=(),
        now=review.now,
        first=review.first,
        findings=(Retired(since=None),),
    )
    assert asking.move_to is None
    assert review.decision.choice.model == ModelId("borg/open")
