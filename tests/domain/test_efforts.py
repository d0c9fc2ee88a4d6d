"""Efforts are read from what sources write."""

from typing import Any

import pytest

from llm_selection.domain.efforts import Effort, EffortLadder, effort_of
from llm_selection.errors import InvalidInputError


@pytest.mark.parametrize(
    ("text", "effort"),
    [
        ("", None),
        ("claude code", None),
        ("none", Effort.NONE),
        ("base", Effort.NONE),
        ("minimal", Effort.MINIMAL),
        ("2k", Effort.LOW),
        ("thinking", Effort.ON),
        ("on", Effort.ON),
        ("16k-thinking", Effort.MEDIUM),
        ("highthinking", Effort.HIGH),
        ("32k", Effort.HIGH),
        ("thinking-64k", Effort.XHIGH),
        ("xhigh", Effort.XHIGH),
        ("max (120k)", Effort.MAX),
        ("promax", Effort.MAX),
    ],
)
def test_what_sources_write_is_one_of_the_words(text: str, effort: Effort | None) -> None:
    """By its word, else by its budget; a mode of its own is the highest."""
    assert effort_of(text) is effort


@pytest.mark.parametrize(
    ("ladder", "fault"),
    [
        ({"levels": (Effort.HIGH, Effort.LOW)}, "levels must stand once each, the least first"),
        ({"levels": (Effort.LOW, Effort.LOW)}, "levels must stand once each"),
        ({"levels": (Effort.LOW,), "default": Effort.MAX}, "default must be one of the levels, low; got max"),
        ({"levels": (), "default": Effort.MAX}, "of which there are none; got max"),
        ({"levels": (), "least_budget": 0}, "least_budget must be"),
        ({"levels": (), "most_budget": -1}, "most_budget must be"),
        ({"levels": (), "least_budget": 2000, "most_budget": 1024}, "at most most_budget, got 2,000 and 1,024"),
    ],
)
def test_a_ladder_stands_in_order(ladder: dict[str, Any], fault: str) -> None:
    """What is wrong with it is named."""
    with pytest.raises(InvalidInputError, match=fault):
        EffortLadder(**ladder)


def test_a_ladder_may_be_of_budgets() -> None:
    """Of words, of budgets, of one fixed level, or of none."""
    levels = (Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH)
    assert EffortLadder(levels=levels, default=Effort.NONE, least_budget=1024).most_budget is None
    assert EffortLadder(levels=(Effort.ON,), default=Effort.ON).levels == (Effort.ON,)
    assert EffortLadder(levels=()).default is None
