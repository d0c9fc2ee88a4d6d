"""Reasoning tokens in a registry: read from a folder, taken out with their model, told by diffs."""

from dataclasses import replace
from pathlib import Path

import pytest

from factories import calibrated_records, changed
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from llm_selection.errors import RegistryError
from llm_selection.registry import Effect, Overlay, Registry, apply, compile_registry, diff, read, write

OPEN, NEW = ModelId("borg/open"), ModelId("borg/new")
LOW = ReasoningTokens(work=Work.CODE, effort=Effort.LOW, expected=500, low=90, high=2500, basis=TokensBasis.EXPECTED)
HIGH = replace(LOW, effort=Effort.HIGH, expected=900, default=True)
PROSE = replace(LOW, work=Work.PROSE, effort=None)


def registry(*rows: ReasoningTokens) -> Registry:
    """Make the small registry with tokens of a model."""
    return changed(calibrated_records(), tokens={OPEN: rows})


def test_they_stand_in_order() -> None:
    """By work and effort, whatever the order they were given in; written and read they are the same."""
    assert registry(HIGH, LOW, PROSE).tokens == {OPEN: (PROSE, LOW, HIGH)}


def test_they_are_written_and_read(tmp_path: Path) -> None:
    """The default effort too."""
    write(registry(HIGH, LOW), tmp_path)
    assert read(tmp_path).tokens == {OPEN: (LOW, HIGH)}


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ((LOW, LOW), "tokens of borg/open: has two rows for one kind of work and effort; keep one"),
        (
            (LOW, replace(HIGH, expected=400)),
            "tokens of borg/open: expects fewer tokens of code at effort high than at a lower one; more effort takes no fewer",
        ),
    ],
)
def test_what_does_not_fit_together(rows: tuple[ReasoningTokens, ...], problem: str) -> None:
    """Two for one effort, and more effort for fewer tokens."""
    with pytest.raises(RegistryError) as caught:
        compile_registry(calibrated_records(tokens={OPEN: rows}))
    assert [str(fault) for fault in caught.value.faults] == [problem]


def test_tokens_of_no_model_are_refused() -> None:
    """The fault names where."""
    with pytest.raises(RegistryError, match="calibration: tokens: names 'borg/opne', which isn't among the models"):
        compile_registry(calibrated_records(tokens={ModelId("borg/opne"): (LOW,)}))


def test_a_removed_model_takes_its_own_along() -> None:
    """And one that wasn't there yet has none."""
    assert not (registry(LOW) | Overlay("store", "1.0", models={OPEN: {"removed": True}})).tokens


def test_a_diff_tells_and_carries_them() -> None:
    """As a corrected number."""
    old, new = registry(LOW), registry(LOW, HIGH)
    found = diff(old, new)
    (change,) = found.changes
    assert (change.effect, change.section, change.id, change.field) == (Effect.CORRECTED, "tokens", OPEN, "expected")
    assert apply(found, old) == new
    assert apply(diff(new, old), new) == old
