"""Requirement keywords: the typed ones, those that are read and those on the page are the same, and none must be given."""

import re
from dataclasses import fields
from pathlib import Path

from llm_selection.needs.requirement_keywords import RequirementKeywords
from llm_selection.needs.requirements import (
    COMBINING,
    keywords,
)
from llm_selection.needs.use_cases import UseCase

DOCS = Path(__file__).parents[2] / "docs"


def test_keywords_are_typed_and_documented() -> None:
    """The typed keywords of `recommend`, the readers and the page on use cases name the same requirements."""
    assert list(RequirementKeywords.__annotations__) == list(keywords())
    page = DOCS / "reference" / "use-cases.md"
    if page.exists():
        rows = [line.split("|")[1] for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
        named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
        # What else a need may say stands in a table of its own.
        assert named - {spec.name for spec in fields(UseCase)} == {*keywords(), *COMBINING}


def test_every_keyword_may_be_left_out() -> None:
    """A need asks for what it asks for: to a type checker, none is required."""
    assert RequirementKeywords.__required_keys__ == frozenset()
    assert RequirementKeywords.__optional_keys__ == {*keywords()}
