"""Which model follows another in a developer's line."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from factories import model
from llm_selection.domain.lines import follows
from llm_selection.domain.models import Downloadable, Modality, NotOffered

ON = date(2026, 11, 1)
TEXT = frozenset({Modality.TEXT})
OLD = model("acme/one", family="chat", weights=NotOffered(), released=date(2026, 1, 1), input=TEXT, output=TEXT)
NEW = replace(OLD, id=model("acme/two").id, released=date(2026, 2, 1))
OPEN = Downloadable(repository="acme-org/Open")


def test_a_newer_model_of_the_line_follows() -> None:
    """It may take more, and be out since the day asked about."""
    assert follows(NEW, OLD, ON)
    assert follows(replace(NEW, input=TEXT | {Modality.IMAGE}, released=ON), OLD, ON)


@pytest.mark.parametrize(
    "changes",
    [
        {"family": "code"},
        {"id": "other/two"},
        {"released": date(2026, 1, 1)},
        {"released": date(2026, 11, 2)},
        {"released": None},
        {"input": None},
        {"input": frozenset({Modality.IMAGE})},
        {"output": None},
    ],
)
def test_what_isnt_known_to_follow_doesnt(changes: dict[str, Any]) -> None:
    """Another line or developer, no newer, not out yet, or taking less."""
    assert not follows(replace(NEW, **changes), OLD, ON)


def test_without_a_line_or_a_word_on_weights_nothing_follows() -> None:
    """The old one may be the one of which too little is known."""
    assert not follows(replace(NEW, family=None), replace(OLD, family=None), ON)
    assert not follows(NEW, replace(OLD, weights=None), ON)
    assert not follows(NEW, replace(OLD, released=None), ON)


@pytest.mark.parametrize(
    ("old", "new", "is_next"),
    [(10, 20, True), (10, 5, True), (10, 21, False), (11, 5, False), (None, 10, False), (10, None, False)],
)
def test_of_open_weights_one_of_about_the_same_size_follows(old: int | None, new: int | None, *, is_next: bool) -> None:
    """Their lines hold models of any size."""
    open_old = replace(OLD, weights=OPEN, total_parameters=old)
    assert follows(replace(NEW, weights=OPEN, total_parameters=new), open_old, ON) is is_next
