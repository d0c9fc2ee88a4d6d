"""Laws of efforts, on the data that is shipped: what a need fixes, what more effort costs, and what an answer names."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from llm_selection.domain.efforts import Effort
from llm_selection.needs.option_facts import EFFORT
from llm_selection.needs.presets import PRESETS
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from llm_selection.selection.ranking import Ranking, by_evidence

NEEDS = st.sampled_from(sorted(PRESETS))


@given(NEEDS, st.sampled_from(Effort))
def test_a_need_that_fixes_the_effort_gives_the_best_of_that_effort(need: str, effort: Effort) -> None:
    """It ranks what the free choice lets through at that effort, in the order in which that would."""
    free = recommend(need, registry=bundled())
    fixed = recommend(need, registry=bundled(), effort=effort)
    kept = free.screening.kept
    efforts = kept.column(EFFORT)
    at_effort = kept.take(place for place in range(len(kept)) if efforts[place] is effort)
    assert list(fixed.screening.kept.places) == list(at_effort.places)
    measured, _ = by_evidence(free.use_case, at_effort, free.ranking.qualities)
    expected = Ranking(free.use_case, measured, free.ranking.qualities)
    assert [(each.offering.id, each.expected) for each in fixed.ranking[:20]] == [
        (each.offering.id, each.expected) for each in expected[:20]
    ]
    assert {each.effort for each in fixed.ranking[:20]} <= {effort}


@given(NEEDS)
def test_more_effort_never_costs_less(need: str) -> None:
    """At one offering, of the efforts that it takes in order."""
    options = recommend(need, registry=bundled()).ranking
    rows, bills = options.options.rows, options.bills()
    for one, more in pairwise(range(len(rows))):
        low, high = bills[one], bills[more]
        if rows[one] == rows[more] and low is not None and high is not None:
            assert low <= high


@given(NEEDS)
def test_an_answer_names_each_model_once_and_how_to_ask_for_its_effort(need: str) -> None:
    """Its other efforts stand under it; an effort is one that the model takes."""
    ranking = recommend(need, registry=bundled()).ranking
    models = [each.model.id for each in ranking]
    assert len(models) == len(set(models))
    for each in ranking[:30]:
        ladder = each.model.efforts
        assert each.effort not in each.efforts
        if ladder is None:
            assert each.effort in (None, Effort.NONE)
            assert each.parameters_for("litellm") == {}
        else:
            assert {each.effort, *each.efforts} <= {*ladder.levels, Effort.NONE}
            assert len(ladder.levels) > 1 or each.parameters_for("litellm") == {}
