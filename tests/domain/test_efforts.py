"""Efforts are read from what sources write."""

import pytest

from llm_selection.domain.efforts import Effort, effort_of


@pytest.mark.parametrize(
    ("text", "effort"),
    [
        ("", None),
        ("claude code", None),
        ("none", Effort.NONE),
        ("base", Effort.NONE),
        ("minimal", Effort.MINIMAL),
        ("2k", Effort.LOW),
        ("thinking", Effort.MEDIUM),
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
