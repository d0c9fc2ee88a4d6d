"""Verbosities in a registry: brought by overlays, taken out with their model, told by audits and diffs."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from factories import calibrated_records, changed, model
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import InvalidInputError, RegistryError
from llm_selection.presentation.record_report import as_lines
from llm_selection.presentation.registry_report import audit_as_text, change_in_words
from llm_selection.registry import Action, Effect, Overlay, Registry, apply, audit, compile_registry, diff, read, write
from llm_selection.registry._stores import Compiled

OPEN, NEW = ModelId("borg/open"), ModelId("borg/new")
EXPECTED = Verbosity(multiplier=2.4, low=0.7, high=8.1, basis=VerbosityBasis.EXPECTED)
HIGH = Verbosity(multiplier=5.0, low=2.0, high=12.0, effort=Effort.HIGH, basis=VerbosityBasis.MEASURED, rows=1)
LOW = replace(HIGH, multiplier=1.5, low=0.75, high=3.0, effort=Effort.LOW)
COUNTED = replace(HIGH, low=4.5, high=5.5, basis=VerbosityBasis.COUNTED, rows=1200)


def registry() -> Registry:
    """Make the small registry with verbosities of two models."""
    return changed(calibrated_records(), verbosities={OPEN: (HIGH, LOW), NEW: (EXPECTED,)})


def counted(name: str = "shop", model: str = OPEN, **changes: Any) -> Overlay:
    """Bring own counts."""
    return Overlay(name, "1.0", verbosities={model: [replace(COUNTED, **changes)]})


def test_the_lowest_effort_stands_first() -> None:
    """Whatever the order they were given in."""
    assert registry().verbosities[OPEN] == (LOW, HIGH)


def test_two_for_one_effort_are_refused() -> None:
    """Which of them counts couldn't be told."""
    records = calibrated_records(verbosities={OPEN: (HIGH, HIGH), NEW: (EXPECTED, EXPECTED)})
    with pytest.raises(RegistryError) as caught:
        compile_registry(records)
    assert [str(fault) for fault in caught.value.faults] == [
        "verbosity of borg/new: has two for effort not stated; keep one",
        "verbosity of borg/open: has two for effort high; keep one",
    ]


def test_an_overlay_takes_the_place_of_all_of_a_model() -> None:
    """Those at other efforts go too: they aren't its own counts. Other models keep theirs, and the origin is on record."""
    made = registry() | counted()
    assert made.verbosities == {OPEN: (COUNTED,), NEW: (EXPECTED,)}
    assert str(made.origin_of("verbosities", OPEN)) == "shop 1.0"
    assert made.origin_of("verbosities", NEW) is None
    assert list(made.brought("verbosities", OPEN)) == ["multiplier"]
    assert (made | counted("store", rows=7)).verbosities[OPEN][0].rows == 7


def test_an_overlay_brings_one_of_its_own_model() -> None:
    """A model that the same overlay brings may have one."""
    said = {"source": "page", "status": "documented", "as_of": "2026-10-01"}
    own = Overlay(
        "shop",
        "1.0",
        evidence=said,
        developers={"shop": {"name": "Shop"}},
        models={"shop/one": {"name": "One"}},
        verbosities={"shop/one": [COUNTED]},
    )
    assert (registry() | own).verbosities[ModelId("shop/one")] == (COUNTED,)


def test_one_of_no_model_is_refused() -> None:
    """The fault names who brings it."""
    with pytest.raises(
        RegistryError, match=r"overlay shop 1\.0: calibration: verbosities: names 'borg/opne', which isn't"
    ):
        _ = registry() | counted(model="borg/opne")


@pytest.mark.parametrize(
    ("verbosities", "problem"),
    [
        ([HIGH], "verbosities: Input should be an object"),
        ({OPEN: HIGH}, "verbosities: borg/open: Input should be"),
        ({OPEN: []}, "verbosities: borg/open: must be one verbosity an effort, and at least one"),
        ({OPEN: [HIGH, HIGH]}, "verbosities: borg/open: must be one verbosity an effort, and at least one"),
        ({OPEN: [{"multiplier": 2}]}, "key 'low' is missing"),
        ({OPEN: [{"multiplier": 9, "low": 1, "high": 2, "basis": "expected"}]}, "must be finite, above 0 and in this order"),
        ({OPEN: [{"multiplier": 1, "low": 1, "high": 2, "basis": "felt"}]}, "Input should be 'measured', 'inferred', 'expected', 'stated' or 'counted'"),
        ({OPEN: [{"multiplier": 1, "low": 1, "high": 2, "basis": "expected", "task": "math"}]}, "task: unknown key"),
    ],
)  # fmt: skip
def test_what_an_overlay_can_not_bring(verbosities: Any, problem: str) -> None:
    """Each fault has its place."""
    with pytest.raises(InvalidInputError) as caught:
        Overlay("shop", "1.0", verbosities=verbosities)
    assert problem in str(caught.value)


def test_an_overlay_of_nothing_else_is_one() -> None:
    """It is true, survives plain data, and can be brought by another name."""
    overlay = counted()
    assert overlay
    assert Overlay.from_plain(overlay.to_plain(), where="file") == overlay
    (layer,) = counted("store").brought_by(overlay.layers[0].origin).layers
    assert layer == overlay.layers[0]


def test_a_removed_model_takes_its_own_along() -> None:
    """Those of the base, and those that overlays bring."""
    removal = Overlay("store", "1.0", models={OPEN: {"removed": True}})
    for made in (registry() | removal, registry() | counted() | removal):
        assert list(made.verbosities) == [NEW]


def test_a_model_that_was_not_there_yet_has_none() -> None:
    """On an earlier day; of what was there they are as known today, like priors."""
    assert list(registry().as_of(date(2026, 9, 1)).verbosities) == [OPEN]


def test_an_audit_tells_what_they_replaced() -> None:
    """And which of two overlays wins."""
    made = registry() | counted() | counted("store", rows=7) | counted("zeta", model=ModelId("acme/small"))
    found = {(entry.origin.name, entry.id): entry for entry in audit(made).entries}
    first, second, added = found["shop", OPEN], found["store", OPEN], found["zeta", "acme/small"]
    assert (first.action, second.action, added.action) == (Action.OVERRIDES, Action.OVERRIDES, Action.ADDS)
    assert [row["effort"] for row in first.lost] == ["low", "high"]
    assert (str(first.overruled_by), second.overruled_by) == ("store 1.0", None)
    assert (str(second.lost_origin), second.lost[0]["rows"]) == ("shop 1.0", 1200)
    assert "adds      verbosity of acme/small: multiplier" in audit_as_text(made)


def test_an_audit_tells_that_their_model_is_gone() -> None:
    """Whoever takes it out overrules them."""
    made = registry() | counted() | Overlay("store", "1.0", models={OPEN: {"removed": True}})
    (entry,) = (entry for entry in audit(made).entries if entry.section == "verbosities")
    assert str(entry.overruled_by) == "store 1.0"


def test_a_diff_tells_them() -> None:
    """Another number is a correction, with both; the change leads where it says."""
    before, after = registry(), changed(calibrated_records(), verbosities={OPEN: (LOW,)})
    found = diff(before, after)
    assert [(change.effect, change.id) for change in found.changes] == [
        (Effect.CORRECTED, NEW),
        (Effect.CORRECTED, OPEN),
    ]
    assert change_in_words(found.changes[0]) == (
        "verbosity of borg/new multiplier: multiplier 2.4, low 0.7, high 8.1, basis expected → unknown"
    )
    assert apply(found, before) == after


def test_they_are_read_as_written(tmp_path: Any) -> None:
    """With an overlay on top, too."""
    made = registry() | counted()
    write(made, tmp_path)
    assert read(tmp_path) == made
    assert read(tmp_path).verbosities == made.verbosities


def test_what_was_compiled_without_them_has_none() -> None:
    """An index that doesn't name the section can still be opened."""
    base = Compiled({"sections": {"models": {"ids": ["a/b"], "lengths": [3]}}}, lambda _start, _length: b"{}\n")
    assert (list(base.ids("verbosities")), list(base.ids("models"))) == ([], ["a/b"])


# How they are shown


def shown(made: Registry, id: str) -> list[str]:
    """Return what is shown of a model's verbosities, each in one line."""
    lines: list[str] = []
    label = ""
    for line in as_lines(made, made.model(id)):
        label = line[:24].strip() or label
        if label == "tokens":
            lines[len(lines) if line[:24].strip() else -1 :] = [
                line[24:] if line[:24].strip() else f"{lines[-1]} {line[24:]}"
            ]
    return lines


def test_what_is_shown_is_a_multiple_of_the_answer() -> None:
    """With interval, effort, and what it rests on."""
    assert shown(registry(), OPEN) == [
        "1.5 times the visible answer at effort low, 90% likely 0.75 to 3; measured in 1 run",
        "5 times the visible answer at effort high, 90% likely 2 to 12; measured in 1 run",
    ]
    assert shown(registry(), NEW) == ["2.4 times the visible answer, 90% likely 0.7 to 8.1; expected"]
    assert shown(registry() | counted(), OPEN) == [
        "5 times the visible answer at effort high, 90% likely 4.5 to 5.5; counted in 1,200 requests; by shop 1.0"
    ]
    some = changed(calibrated_records(), models=[model("borg/plain")])
    assert shown(some, "borg/plain") == []
