"""Selecting: what is kept and why the rest isn't, who rests on an unknown fact, and the front."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from answers import ids, option_ids, with_offering
from factories import (
    DAY,
    calibrated,
    calibrated_records,
    changed,
    served,
)
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.models import Limits
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import NothingFits
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import recommend
from llm_selection.selection.selecting import pareto_front, rank_undecided, rankable, select


def test_nothing_fits_is_an_answer() -> None:
    """The reasons count what each requirement removed; only ``best`` raises."""
    found = recommend("coding", registry=calibrated(), min_context_tokens="1M", region="eu")
    assert found.first is None
    assert len(found.ranking) == 0
    with pytest.raises(NothingFits) as caught:
        _ = found.best
    assert caught.value.reasons == found.reasons()
    assert found.reasons()[0].startswith("context ≥ 1,000,000: 5 fail")
    assert "nothing fits" in repr(found)
    assert found.explain().splitlines()[0] == "Nothing fits."


def test_the_reasons_name_who_was_never_measured() -> None:
    """When only models without a result fit, the answer says so rather than nothing."""
    found = recommend("math", registry=calibrated(), model="borg/new")
    assert found.first is None
    with pytest.raises(NothingFits, match="no benchmark result: borg/new"):
        _ = found.best
    assert any("borg/new" in reason for reason in found.reasons())


def test_models_that_rest_on_an_unknown_fact_can_be_ranked_apart() -> None:
    """As if they met the requirements; not those that are ranked through another offering, nor unmeasured ones."""
    some = changed(
        calibrated_records(),
        offerings=[
            served("acme/large", "acme/large", "5", "20", limits=Limits()),
            served("acme/small", "acme/small", "0.5", "2", limits=Limits()),
            served("host/open", "borg/open", "1", "3", limits=Limits()),
            served("host/new", "borg/new", "1", "3", limits=Limits()),
        ],
    )
    found = recommend("coding", registry=some, error_cost="quality-only")
    assert ids(found) == ["cloud/open"]
    assert [ranked.offering.id for ranked in rank_undecided(found)] == ["acme/large", "acme/small"]
    assert len(rank_undecided(recommend("coding", registry=calibrated()))) == 0
    past = recommend("coding", registry=some, on=date(2026, 5, 15))
    assert len(rank_undecided(past)) == 0


def test_all_options_that_can_be_ranked_can_be_had() -> None:
    """Whichever requirements they fail; not those of models that nobody measured."""
    found = recommend("coding", registry=calibrated(), region="eu")
    assert ids(found) == ["cloud/open"]
    assert option_ids(rankable(found)) == ["acme/large", "acme/small", "cloud/open", "host/open"]


def test_a_day_wins_over_the_needs_own() -> None:
    """As in `recommend`."""
    need = UseCase(tasks={Task.CODING: 1}, on=date(2026, 5, 15))
    assert select(need, calibrated(), on=DAY).on == DAY
    assert select(need, calibrated()).on == date(2026, 5, 15)


def test_ones_own_requirement_is_kept() -> None:
    """Anything that judges takes part."""

    @dataclass(frozen=True)
    class Cheap:
        reads: tuple[str, ...] = ("input_price",)

        def judge(self, facts: Any) -> Verdict:
            return Verdict(outcome=Outcome.of(facts["input_price"] < 10**6), reason="cheap")

        def __str__(self) -> str:
            return "cheap enough"

    found = recommend("coding", registry=calibrated(), requirements=[Cheap()])
    assert ids(found) == ["acme/small"]
    assert any(reason.startswith("cheap enough: 4 fail") for reason in found.reasons())


def test_the_front_is_what_no_cost_of_an_error_can_change() -> None:
    """Best and dear, weak and cheap, and between them; the cheapest first."""
    found = recommend("coding", registry=calibrated())
    front = pareto_front(found)
    costs = [ranked.cost.per_month for ranked in front]
    assert [ranked.offering.id for ranked in front] == ["acme/small", "host/open", "acme/large"]
    assert costs == sorted(costs)  # type: ignore[type-var]  # all are known
    unpriced = recommend(
        "coding", registry=with_offering(pricing=None), unknowns="include", provider="host", developer="acme"
    )
    assert pareto_front(unpriced) == ()
