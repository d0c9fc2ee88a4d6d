"""Relaxations: where nothing fits, the smallest sets of requirements without which something does."""

from dataclasses import replace
from datetime import date

from factories import calibrated, calibrated_records, changed, served
from llm_selection import recommend
from llm_selection.answers import as_answer
from llm_selection.licenses import LicenseKind
from llm_selection.models import Limits
from llm_selection.relaxations import Relaxation, Step, relaxations
from llm_selection.report import as_text
from llm_selection.requirements import AtMost, LicenseIn, MinContext, Not, OneOf, ReleasedAfter

OPEN = LicenseIn(frozenset({LicenseKind.OPEN_WEIGHT}))


def test_a_cap_moves_to_the_cheapest() -> None:
    """The models cost $5, $0.5 and, at two places, $1 and $2 a million tokens: the nearest to a cap of $0.4 is $0.5."""
    found = recommend("coding", registry=calibrated(), max_input_price="0.4")
    (relaxation,) = relaxations(found)
    cap, nearest = AtMost("input_price", 400_000), AtMost("input_price", 500_000)
    assert relaxation == Relaxation(
        requirements=(cap,), offerings=4, models=3, nearest=Step(requirements=(nearest,), offerings=1, models=1)
    )
    assert found.relaxations() == (relaxation,)
    assert str(relaxation) == (
        "input price ≤ $0.5/M instead of input price ≤ $0.4/M: 1 offering of 1 model; without it, 4 offerings of 3 models"
    )
    again = recommend("coding", registry=calibrated(), requirements=[nearest])
    assert [ranked.model.id for ranked in again.ranking] == ["acme/small"]


def test_several_ways_out_are_in_order() -> None:
    """Open weights and a cap that no open model meets: either may go, and the cap's going admits fewer models."""
    found = recommend("coding", registry=calibrated(), max_input_price="0.6", requirements=[OPEN])
    by_license, by_cap = found.relaxations()
    assert by_cap.requirements == (OPEN,)
    assert str(by_cap) == "without license open-weight: 1 offering of 1 model"
    assert (by_license.offerings, by_license.models) == (2, 1)
    assert by_license.nearest == Step(requirements=(AtMost("input_price", 10**6),), offerings=1, models=1)


def test_two_at_once() -> None:
    """Where each option fails two, both must move; what can't be told must go."""
    found = recommend(
        "coding", registry=calibrated(), max_input_price="0.4", min_context_tokens="300k", requirements=[OPEN]
    )
    cap, context = AtMost("input_price", 400_000), MinContext(300_000)
    # Closed models fail both and the license too: that set holds this one, so it isn't minimal.
    (relaxation,) = found.relaxations()
    assert set(relaxation.requirements) == {cap, context}
    assert relaxation.nearest is not None
    assert set(relaxation.nearest.requirements) == {AtMost("input_price", 10**6), MinContext(200_000)}
    assert " and input price ≤ $1/M instead of " in str(relaxation) or str(relaxation).startswith("input price ≤ $1/M")
    assert str(relaxation).endswith("; without any of these, 2 offerings of 1 model")


def test_some_move_and_some_go() -> None:
    """A license has no threshold, and a cap has."""
    found = recommend(
        "coding",
        registry=calibrated(),
        requirements=[AtMost("input_price", 10), LicenseIn(frozenset({LicenseKind.OPEN_SOURCE}))],
    )
    (relaxation,) = found.relaxations()
    assert str(relaxation) == (
        "input price ≤ $0.5/M instead of input price ≤ $0.00001/M, without license open-source: 1 offering of 1 model; "
        "without any of these, 4 offerings of 3 models"
    )


def test_from_nothing_any_step_is_the_furthest() -> None:
    """A cap of nothing has no proportion; then the smallest difference counts. Days are compared as days."""
    found = recommend("coding", registry=calibrated(), max_monthly_cost=0)
    (relaxation,) = found.relaxations()
    assert relaxation.nearest is not None
    (cap,) = relaxation.nearest.requirements
    assert recommend("coding", registry=calibrated(), requirements=[cap]).best.model.id == "acme/small"  # type: ignore[list-item]  # there is one
    late = recommend("coding", registry=calibrated(), released_after="2026-09-01")
    (relaxation,) = late.relaxations()
    assert relaxation.nearest is not None
    assert relaxation.nearest.requirements == (ReleasedAfter(date(2026, 5, 31)),)


def test_unknowns_hold_back_unless_they_are_included() -> None:
    """A window that nobody knows keeps an offering out; it has no nearest threshold."""
    untold = [
        replace(one, limits=Limits(max_input_tokens=100_000))
        for one in (served("acme/large", "acme/large"), served("acme/small", "acme/small"))
    ]
    records = calibrated_records()
    registry = changed(records, offerings=untold)
    found = recommend("coding", registry=registry, developer="acme", min_context_tokens="150k")
    assert not found.ranking
    (relaxation, *_) = found.relaxations()
    assert (relaxation.requirements, relaxation.nearest) == ((MinContext(150_000),), None)
    assert (
        recommend(
            "coding", registry=registry, developer="acme", min_context_tokens="150k", unknowns="include"
        ).relaxations()
        == ()
    )
    dear = recommend(
        "coding",
        registry=registry,
        developer="acme",
        max_input_price="0.1",
        min_context_tokens="150k",
        unknowns="include",
    )
    assert dear.relaxations()[0].requirements == (AtMost("input_price", 100_000),)
    assert dear.relaxations()[0].models == 2


def test_what_fits_needs_none() -> None:
    """Where something is ranked there is nothing to give up; nor where nothing could be."""
    assert recommend("coding", registry=calibrated()).relaxations() == ()
    records = calibrated_records()
    unmeasured = changed(records, offerings=dict[str, object]())
    assert recommend("coding", registry=unmeasured).relaxations() == ()


def test_reports_name_them() -> None:
    """Five at most in text, all in JSON."""
    found = recommend("coding", registry=calibrated(), max_input_price="0.6", requirements=[OPEN])
    text = as_text(found)
    assert "The fewest requirements without which something fits:\n" in text
    assert "  without license open-weight: 1 offering of 1 model\n" in f"{text}\n"
    rows = as_answer(found).relaxations
    assert [row.requirements for row in rows] == [tuple(map(str, each.requirements)) for each in found.relaxations()]
    assert [row.nearest is None for row in rows] == [each.nearest is None for each in found.relaxations()]
    assert as_answer(recommend("coding", registry=calibrated())).relaxations == ()


def test_a_long_list_is_cut() -> None:
    """The rest is counted: six models are each excluded alone, and all others together."""
    models = [ranked.model.id for ranked in recommend("coding").ranking[:6]]
    excluded = [Not(OneOf("model", frozenset({model}))) for model in models]
    found = recommend("coding", requirements=[*excluded, OneOf("model", frozenset(models))])
    assert sorted(len(each.requirements) for each in found.relaxations()) == [1] * 7
    assert as_text(found).endswith("\n  and 2 other sets")
