"""Outcomes: Kleene's strong three-valued logic."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import seen
from llm_selection.domain.verdicts import Outcome, Verdict

YES, NO, UNKNOWN = Outcome.MEETS, Outcome.FAILS, Outcome.UNKNOWN
# False before unknown before true: "and" is the least, "or" the greatest.
ORDER = [NO, UNKNOWN, YES]
OUTCOMES = st.sampled_from(Outcome)


@pytest.mark.parametrize(("one", "other"), list(product(ORDER, ORDER)))
def test_the_truth_tables(one: Outcome, other: Outcome) -> None:
    """*And* is the least of the two, *or* the greatest, in the order false, unknown, true."""
    assert one & other is min(one, other, key=ORDER.index)
    assert one | other is max(one, other, key=ORDER.index)


def test_not_turns_yes_and_no() -> None:
    """Unknown stays unknown."""
    assert [~outcome for outcome in ORDER] == [YES, UNKNOWN, NO]


@given(OUTCOMES, OUTCOMES, OUTCOMES)
def test_the_laws_of_logic(one: Outcome, two: Outcome, three: Outcome) -> None:
    """De Morgan, double negation, association and distribution hold."""
    assert ~(one & two) is ~one | ~two
    assert ~~one is one
    assert (one & two) & three is one & (two & three)
    assert one & (two | three) is (one & two) | (one & three)


def test_plain_answers() -> None:
    """True meets, false fails, ``None`` is unknown."""
    assert [Outcome.of(answer) for answer in (True, False, None)] == [YES, NO, UNKNOWN]


def test_a_verdict_is_its_outcome_and_reason() -> None:
    """Two verdicts that say the same are equal."""
    assert Verdict(outcome=YES, reason="open") == Verdict(outcome=YES, reason="open")
    assert Verdict(outcome=YES, reason="open") != Verdict(outcome=NO, reason="open")


def test_a_combined_verdict_speaks_for_those_that_decide() -> None:
    """Their reasons in order, their evidence once."""
    parts = [
        Verdict(outcome=NO, reason="closed", evidence=(seen(),)),
        Verdict(outcome=UNKNOWN, reason="unread", evidence=(seen(note="not looked at"),)),
        Verdict(outcome=NO, reason="dear", evidence=(seen(), seen(url="https://example.org"))),
    ]
    combined = Verdict.combined(NO, parts, between="; ")
    assert combined == Verdict(outcome=NO, reason="closed; dear", evidence=(seen(), seen(url="https://example.org")))
    assert Verdict.combined(YES, []) == Verdict(outcome=YES, reason="")
