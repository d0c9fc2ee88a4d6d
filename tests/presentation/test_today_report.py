"""The first beside what is run today, as text: each thing there is to say, in 80 columns."""

from dataclasses import replace

import pytest

from answers import answer
from llm_selection import presentation
from llm_selection.analysis.today import AgainstToday, Move, against_today
from llm_selection.presentation.today_report import as_text, sentences


@pytest.fixture
def moving() -> AgainstToday:
    """Compare the first of the small market with small."""
    found = against_today(answer(today="acme/small"))
    assert found is not None
    return found


def test_what_moving_changes(moving: AgainstToday) -> None:
    """In dollars a month, split, and how sure it is that nothing gets worse."""
    (said,) = sentences(moving)
    assert said.startswith(
        "Against what you run, acme/small at Acme: −$55,906 a month (bill +$2,070, errors −$57,976); "
    )
    assert said.endswith("% likely as good or better.")
    text = as_text(moving)
    assert presentation.as_text(moving) == text
    assert max(map(len, text.splitlines())) <= 80


def test_staying(moving: AgainstToday) -> None:
    """Where it is the first; or isn't ranked, and nothing is expected to cost less."""
    first = replace(moving, move=Move.STAY, difference=None)
    assert list(sentences(first)) == ["Stay: acme/small, what you run today, is the first."]
    unranked = list(sentences(replace(moving, move=Move.STAY)))
    assert unranked[1].startswith("Stay: acme/small has no result that counts, so it isn't ranked")


def test_what_it_fails_is_named(moving: AgainstToday) -> None:
    """After the difference."""
    asked = answer(min_context_tokens=5, developer="acme").use_case.requirements
    said = list(sentences(replace(moving, fails=asked)))
    assert said[1] == "acme/small doesn't meet “context ≥ 5” and “developer acme”, or isn't known to."


def test_what_isnt_known(moving: AgainstToday) -> None:
    """No difference is made up."""
    assert moving.difference is not None
    expected = replace(moving.difference.other_expected, bill=None)
    unknown = replace(moving, move=Move.UNKNOWN, difference=replace(moving.difference, other_expected=expected))
    (said,) = sentences(unknown)
    assert said.startswith("Against what you run, acme/small at Acme: what one of them costs isn't known; ")
