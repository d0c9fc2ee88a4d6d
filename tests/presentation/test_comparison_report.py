"""Comparison: every field beside the others, what differs, what isn't known, who says so, and the table."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from factories import (
    DAY,
    calibrated,
    calibrated_records,
    card,
    changed,
    evidence,
    model,
    period,
    registry,
    schedule,
    seen,
    served,
)
from llm_selection.cli import main
from llm_selection.domain.evidence import Status
from llm_selection.domain.models import (
    Alignment,
    AlignmentMethod,
    AlignmentStage,
    DataKind,
    Limits,
    TrainingData,
    Undisclosed,
)
from llm_selection.domain.offerings import Lifecycle, Service, Stage
from llm_selection.domain.prices import FreeTier
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.presentation.comparison_report import Cell, Comparison, Line, as_text, compare
from llm_selection.presentation.record_report import Standing
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry, bundled

TWO = ("acme/large", "borg/open")


def cells(found: Comparison, name: str) -> tuple[Cell, ...]:
    """Find one field."""
    return next(line.cells for line in found.lines if line.field == name)


def texts(name: str, some: Registry | None = None, names: tuple[str, ...] = TWO, **keywords: Any) -> list[str]:
    """Say one field of some models of the small registry."""
    return [cell.text for cell in cells(compare(names, registry=some or calibrated(), **keywords), name)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("developer", ["Acme", "Borg"]),
        ("released", ["2026-05-01", "2026-03-01"]),
        ("architecture", ["unknown", "dense"]),
        ("total_parameters", ["unknown", "70,000,000,000"]),
        ("license", ["acme-terms", "freeware"]),
        ("license_kind", ["closed", "open-weight"]),
        ("duties", ["none", "none"]),
        ("knowledge_cutoff", ["unknown", "unknown"]),
        ("alignment", ["unknown", "unknown"]),
        ("cheapest_offering", ["acme/large", "host/open"]),
        ("price.input", ["$5 a million tokens", "$1 a million tokens"]),
        ("price.output", ["$20 a million tokens", "$3 a million tokens"]),
        ("price.cache_read", ["unknown", "unknown"]),
        ("stage", ["active", "active"]),
        ("retires", ["unknown", "unknown"]),
        ("reasoning tokens: prose", ["unknown", "unknown"]),
    ],
)
def test_fields_stand_side_by_side(name: str, expected: list[str]) -> None:
    """In words, in the order asked for; what nobody knows is called so."""
    assert texts(name) == expected
    assert texts(name, names=TWO[::-1]) == expected[::-1]


def test_quality_is_that_of_an_answer() -> None:
    """With its interval; a model without a result has none, and one hardly measured is inferred."""
    found = compare(["acme/large", "acme/small", "borg/new"], registry=calibrated())
    large, small, new = cells(found, "quality.coding")
    best = recommend("coding", registry=calibrated()).best.quality
    (quality,) = best.values()
    assert large.text == f"{quality.mean * 100:.0f} ({quality.low * 100:.0f} to {quality.high * 100:.0f})"
    assert large.value == {"mean": quality.mean, "low": quality.low, "high": quality.high, "measured": True}
    assert new == Cell(value=None, text="unknown", standing=Standing.UNKNOWN)
    assert small.evidence is None
    inferred = texts("quality.math", names=("acme/large", "borg/open"))
    assert inferred[1].endswith(", inferred")
    assert not inferred[0].endswith(", inferred")


def test_without_a_fit_there_is_no_quality() -> None:
    """A registry of facts alone can be compared."""
    found = compare(["acme/one", "acme/two"], registry=registry([model("acme/one"), model("acme/two")]))
    assert not [line for line in found.lines if line.field.startswith("quality")]
    assert [cell.text for cell in cells(found, "cheapest_offering")] == ["unknown", "unknown"]
    assert [cell.text for cell in cells(found, "duties")] == ["unknown", "unknown"]
    assert cells(found, "license_kind")[0].standing is Standing.UNKNOWN
    assert cells(found, "license_kind")[0].text.endswith("(not known which)")


def test_what_differs() -> None:
    """Equal facts by other sources are the same; a fact and none aren't."""
    found = compare(TWO, registry=calibrated())
    assert {line.field for line in found.differing} >= {"developer", "license", "quality.coding", "price.input"}
    assert {line.field for line in found.lines} - {line.field for line in found.differing} >= {"input", "stage"}
    known = Cell(value=1, text="1", standing=Standing.KNOWN, evidence=seen())
    assert not Line(field="x", cells=(known, replace(known, evidence=None))).differs
    assert Line(field="x", cells=(known, replace(known, value=None, standing=Standing.UNKNOWN))).differs


def test_withheld_isnt_unknown() -> None:
    """What the developer won't say is undisclosed, with who says so; an empty list is one that nothing was put into."""
    withheld = seen(status=Status.UNDISCLOSED)
    facts = registry(
        [
            model("acme/one", architecture=Undisclosed(), evidence=evidence(total_parameters=withheld)),
            model("acme/two", total_parameters=5, evidence=evidence(knowledge_cutoff=seen(note="looked"))),
        ]
    )
    found = compare(["acme/one", "acme/two"], registry=facts)
    assert [cell.text for cell in cells(found, "architecture")] == ["undisclosed", "unknown"]
    sizes = cells(found, "total_parameters")
    assert [cell.text for cell in sizes] == ["undisclosed", "5"]
    assert sizes[0].evidence == withheld
    assert [cell.evidence for cell in cells(found, "knowledge_cutoff")] == [None, seen(note="looked")]


def test_alignment_and_training_are_their_kinds() -> None:
    """Methods in order, with the evidence of the first; kinds of data; a group that names none leaves them unknown, a set known to be empty is none."""
    stages = tuple(
        AlignmentStage(method=method, evidence=seen(note=method.value))
        for method in (AlignmentMethod.SFT, AlignmentMethod.DPO)
    )
    kinds = sorted(DataKind)[:2]
    facts = registry(
        [
            model(
                "acme/one",
                output=frozenset(),
                alignment=Alignment(stages=stages),
                training=TrainingData(kinds=frozenset(kinds)),
            ),
            model("acme/two", alignment=Alignment(content_policy="strict"), training=TrainingData(tokens="2T")),
        ]
    )
    found = compare(["acme/one", "acme/two"], registry=facts)
    methods = cells(found, "alignment")
    assert [cell.text for cell in methods] == ["sft, dpo", "unknown"]
    assert methods[0].evidence == stages[0].evidence
    assert [cell.text for cell in cells(found, "output")] == ["none", "unknown"]
    assert [cell.text for cell in cells(found, "training")] == [", ".join(kinds), "unknown"]


def test_the_cheapest_is_one_that_an_answer_would_rank() -> None:
    """By three tokens in to one out; not one that ends soon, nor one without a price."""
    soon = Lifecycle(stage=Stage.ACTIVE, retires=DAY + timedelta(days=9))
    offered = [
        served("host/ends", "acme/large", "0.1", "0.1", lifecycle=soon),
        served("host/free", "acme/large", pricing=FreeTier()),
        served("host/half", "acme/large", pricing=schedule(period(card(None, "1")))),
        served("host/even", "acme/large", "4", "10", lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=date(2028, 1, 1))),
        served("host/steep", "acme/large", "3", "14"),
    ]
    facts = changed(calibrated_records(), offerings=offered)
    # 3 x 4 + 10 = 22 is less than 3 x 3 + 14 = 23.
    assert texts("cheapest_offering", facts) == ["host/even", "host/open"]
    assert texts("retires", facts) == ["2028-01-01", "unknown"]
    assert cells(compare(TWO, registry=facts), "price.input")[0].value == "4"
    # Before its first price, none is in force.
    assert texts("cheapest_offering", facts, on=date(2025, 6, 1)) == ["unknown", "unknown"]


def test_service_is_that_of_the_offering() -> None:
    """Of a model, of its cheapest one; with the evidence of the part, and unknown where nobody says."""
    known = seen(note="median of 200 prompts")
    fast = served(
        "host/open",
        "borg/open",
        "0.1",
        "0.1",
        service=Service(trains_on_inputs=False, ttft_seconds=0.5),
        evidence=evidence(**{"service.ttft_seconds": known}),
    )
    facts = changed(calibrated_records(), offerings=[fast])
    assert texts("service.ttft_seconds", facts) == ["unknown", "0.5"]
    assert texts("service.trains_on_inputs", facts) == ["unknown", "no"]
    assert cells(compare(TWO, registry=facts), "service.ttft_seconds")[1].evidence == known
    offered = compare(("host/open", "acme/large"), kind="offering", registry=facts)
    assert [cell.text for cell in cells(offered, "service.ttft_seconds")] == ["0.5", "unknown"]
    assert [cell.text for cell in cells(offered, "service.retention_days")] == ["unknown", "unknown"]


def test_offerings_have_their_own_limits_and_prices() -> None:
    """What a provider doesn't say is unknown, whatever the model could do."""
    facts = changed(
        calibrated_records(),
        models=[replace(calibrated_records().models[TWO[0]], limits=Limits(context_tokens=9))],  # type: ignore[index]  # an id
        offerings=[served("host/bare", "acme/large", "1", "2", limits=Limits(), pricing=FreeTier())],
    )
    found = compare(["host/bare", "acme/large"], kind="offering", registry=facts)
    assert found.ids == ("host/bare", "acme/large")
    assert [cell.text for cell in cells(found, "model")] == ["acme/large", "acme/large"]
    assert [cell.text for cell in cells(found, "limits.context_tokens")] == ["unknown", "200,000"]
    assert [cell.text for cell in cells(found, "price.input")] == ["unknown", "$5 a million tokens"]
    assert "cheapest_offering" not in {line.field for line in found.lines}
    assert texts("limits.context_tokens", facts) == ["9", "unknown"]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        ([], "give two or more different models, got none"),
        ("acme/large", "give two or more different models, got acme/large"),
        (["borg/open", "open-latest"], "give two or more different models, got borg/open, borg/open$"),
    ],
)
def test_fewer_than_two_are_refused(names: Any, message: str) -> None:
    """Two names of one model are one."""
    with pytest.raises(InvalidInputError, match=message):
        compare(names, registry=calibrated())


def test_two_places_of_one_model_are_offerings() -> None:
    """Where both names are of offerings too, it is told how these are compared."""
    with pytest.raises(InvalidInputError, match=r"these are offerings of one model: give kind, .* --kind offering"):
        compare(["openai/gpt-5", "azure/gpt-5"])


def test_what_isnt_there_is_refused() -> None:
    """With what was meant perhaps; and what can be compared."""
    with pytest.raises(NotFoundError, match="acme/larg"):
        compare(["acme/larg", "borg/open"], registry=calibrated())
    with pytest.raises(NotFoundError, match="host/opn"):
        compare(["host/opn", "host/open"], kind="offering", registry=calibrated())
    with pytest.raises(InvalidInputError, match="kind must be model or offering, got 'license'"):
        compare(TWO, kind="license", registry=calibrated())  # type: ignore[arg-type]  # the point


# The table


def test_the_table_holds_what_differs_and_who_says_so() -> None:
    """Columns line up, evidence is numbered once, and the rest is counted."""
    text = as_text(compare(TWO, registry=calibrated()), registry=calibrated())
    lines = text.splitlines()
    assert lines[0] == "model               acme/large                    borg/open"
    assert "developer           Acme [1]                      Borg [1]" in lines
    assert "quality: coding" in text
    assert "\n[1]   A page 1; reported; 2026-11-01; not compared" in text
    assert "more fields are the same in all; --all prints them." in text
    assert "knowledge cutoff" not in text
    every = as_text(compare(TWO, registry=calibrated()), registry=calibrated(), every=True)
    assert "knowledge cutoff    unknown                       unknown" in every.splitlines()
    assert "--all" not in every


def test_nothing_may_differ() -> None:
    """And one field alike is counted as one."""
    same = Line(field="stage", cells=(Cell(value="active", text="active", standing=Standing.KNOWN),) * 2)
    found = Comparison(kind="model", ids=("acme/a", "acme/b"), on=DAY, lines=(same,))
    assert as_text(found, registry=calibrated()).splitlines()[2:] == [
        "Nothing differs.",
        "",
        "1 more field is the same in all; --all prints it.",
    ]


@pytest.mark.parametrize(("count", "widest"), [(2, 80), (3, 100)])
def test_the_table_is_narrow(count: int, widest: int) -> None:
    """Of what we ship, whatever the length of a name; only an address is never broken."""
    names = sorted(bundled().models, key=len)[-count:]
    text = as_text(compare(names, registry=bundled()), registry=bundled(), every=True)
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= widest


def test_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Text of what differs, of all with ``--all``, of offerings with ``--kind``, and everything as JSON."""
    names = [ranked.model.id for ranked in recommend("coding").ranking[:2]]
    day = ["--on", str(bundled().date)]
    assert main(["compare", *names, *day]) == 0
    short = capsys.readouterr().out
    assert main(["compare", *names, "--all"]) == 0
    assert len(capsys.readouterr().out) > len(short)
    assert main(["compare", *names, *day, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["ids"] == names
    price = next(line for line in plain["lines"] if line["field"] == "price.input")
    assert Decimal(price["cells"][0]["value"]) > 0
    assert price["cells"][0]["evidence"]["as_of"]
    offered = [ranked.offering.id for ranked in recommend("coding").ranking[:2]]
    assert main(["compare", *offered, "--kind", "offering"]) == 0
    assert capsys.readouterr().out.startswith("offering ")
    assert main(["compare", names[0]]) == 2
    assert "give two or more different models" in capsys.readouterr().err
