"""The map of efforts: what each gives and costs by hand, where it is priced, and which is as good for less."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from factories import calibrated, calibrated_records, changed, model, served
from llm_selection.analysis.effort_map import EffortRow, effort_map
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.use_cases import UseCase, parse_use_case
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry
from thinkers import LARGE, LOAD, thinkers

NEED = UseCase(tasks={Task.CODING: 1}, workload=LOAD)


def rows(facts: Registry, need: UseCase = NEED) -> dict[Effort | None, EffortRow]:
    """Map the efforts of the thinking model."""
    return {row.effort: row for row in effort_map([LARGE], need, registry=facts).rows}


def test_each_effort_has_its_quality_tokens_and_dollars() -> None:
    """
    A hundred tasks of ten requests, $5 a million in and $20 out: 1M in are $5, and 0.1M, 0.2M or 1M out $2, $4 or $20.

    That is $0.07, $0.09 and $0.25 a task; one that is solved costs that over the share solved.
    """
    found = rows(thinkers())
    assert list(found) == [Effort.NONE, Effort.LOW, Effort.HIGH]
    assert [row.tokens for row in found.values()] == [1_000, 2_000, 10_000]
    assert [row.task_usd for row in found.values()] == [Decimal("0.07"), Decimal("0.09"), Decimal("0.25")]
    assert [row.default for row in found.values()] == [False, False, True]
    assert [row.offering for row in found.values()] == ["acme/large"] * 3
    shares = [row.quality or 0 for row in found.values()]
    assert shares == sorted(shares)
    for row in found.values():
        assert row.quality is not None
        assert row.low is not None
        assert row.high is not None
        assert row.task_usd is not None
        assert row.finished_task_usd is not None
        assert row.low < row.quality < row.high
        assert float(row.finished_task_usd) == pytest.approx(float(row.task_usd) / row.quality)
        assert row.as_good is None
        assert not row.at_most


def test_a_row_says_what_an_answer_says() -> None:
    """The same quality and dollars as the place of the model at that effort."""
    facts = thinkers()
    for row in rows(facts).values():
        place = recommend(NEED, registry=facts, model=LARGE, effort=str(row.effort)).best
        assert (place.offering.id, place.quality[Task.CODING].mean) == (row.offering, row.quality)
        assert place.finished_task_usd == row.finished_task_usd


def test_a_cheaper_effort_that_is_as_good_is_named() -> None:
    """The cheapest of them; half a point worse isn't as good, and neither is what costs more."""
    found = rows(thinkers((3.0, 3.0, 3.0)))
    assert [row.as_good for row in found.values()] == [None, Effort.NONE, Effort.NONE]
    assert [row.as_good for row in rows(thinkers((1.0, 3.0, 3.0))).values()] == [None, None, Effort.LOW]
    assert [row.as_good for row in rows(thinkers((3.0, 2.0, 1.0))).values()] == [None, Effort.NONE, Effort.NONE]


def test_what_nobody_knows_stays_unknown() -> None:
    """Without a price that counts no dollars, and no effort as good; without tokens no count of them."""
    facts = thinkers((3.0, 3.0, 3.0), offerings=[served(LARGE, LARGE, pricing=None)])
    assert {(row.offering, row.task_usd, row.finished_task_usd, row.as_good) for row in rows(facts).values()} == {
        (None, None, None, None)
    }
    assert all(row.quality for row in rows(facts).values())
    (other,) = effort_map("borg/open", NEED, registry=calibrated()).rows
    assert (other.effort, other.default, other.tokens) == (None, False, None)
    counted = replace(NEED, workload=replace(LOAD, counted_output=True))
    assert [row.tokens for row in effort_map("borg/open", counted, registry=calibrated()).rows] == [1_000]


def test_a_model_without_results_has_dollars_alone() -> None:
    """And one that nobody offers has no row."""
    (new,) = effort_map(["borg/new"], NEED, registry=calibrated()).rows
    assert (new.quality, new.low, new.high, new.finished_task_usd) == (None, None, None, None)
    assert new.task_usd is not None
    facts = changed(calibrated_records(), models=[model("borg/idle")])
    found = effort_map(["borg/idle", "borg/new"], NEED, registry=facts)
    assert (found.models, [row.model for row in found.rows]) == (("borg/idle", "borg/new"), ["borg/new"])


def test_it_is_priced_where_the_need_is_met() -> None:
    """The cheapest of those: in Europe it is another one; of equals the developer's own."""
    assert [row.offering for row in effort_map("open-latest", "coding", registry=calibrated()).rows] == ["host/open"]
    in_europe = recommend("coding", registry=calibrated(), region="eu").use_case
    assert [row.offering for row in effort_map("open-latest", in_europe, registry=calibrated()).rows] == ["cloud/open"]
    both = thinkers(offerings=[served(f"{at}/large-too", LARGE, "5", "20") for at in ("acme", "cloud", "host")])
    assert [row.offering for row in rows(both).values()] == ["acme/large"] * 3


def test_a_need_may_leave_efforts_out() -> None:
    """They have no row; where it leaves out all, each has one, without dollars."""
    capped = recommend(NEED, registry=thinkers(), max_effort="low").use_case
    assert list(rows(thinkers(), capped)) == [Effort.NONE, Effort.LOW]
    nothing = recommend(NEED, registry=thinkers(), min_context_tokens="1B").use_case
    assert {effort: row.offering for effort, row in rows(thinkers(), nothing).items()} == {
        Effort.NONE: None,
        Effort.LOW: None,
        Effort.HIGH: None,
    }


def test_an_upper_bound_is_told() -> None:
    """Of what is read from a cache, where no rate of that is published."""
    cached = replace(NEED, workload=replace(LOAD, cached_input_share=0.5))
    assert {row.at_most for row in rows(thinkers(), cached).values()} == {True}


def test_what_cant_be_asked_is_refused() -> None:
    """A model that isn't there, one asked for twice, no task, no day."""
    with pytest.raises(NotFoundError, match="no model 'acme/larg'"):
        effort_map(["acme/larg"], NEED, registry=thinkers())
    with pytest.raises(InvalidInputError, match="once, got borg/open twice"):
        effort_map(["borg/open", "open-latest"], NEED, registry=thinkers())
    with pytest.raises(InvalidInputError, match="codin is neither a task nor a preset; nearest: coding"):
        effort_map([LARGE], "codin", registry=thinkers())
    with pytest.raises(InvalidInputError, match="on: must be a date"):
        effort_map([LARGE], "coding", registry=thinkers(), on="soon")
    assert effort_map([LARGE], "coding", registry=thinkers(), on="2026-11-05").on == date(2026, 11, 5)


def test_answers_that_are_preferred_have_no_finish() -> None:
    """On the data that is shipped; the bill of a task is told."""
    found = effort_map(["openai/gpt-5.4"], {"preference": 1})
    assert {row.finished_task_usd for row in found.rows} == {None}
    assert None not in {row.task_usd for row in found.rows}
    assert isinstance(found.workload, Workload)


def test_what_cant_be_told_is_priced_where_it_is_included() -> None:
    """As an answer ranks it then."""
    asked = parse_use_case({"tasks": "coding", "requirements": {"max_ttft_seconds": 1000}, "unknowns": "include"})
    first = recommend(asked).best
    rows = effort_map([first.model.id], asked).rows
    (row,) = [row for row in rows if row.effort is first.effort]
    assert row.offering == first.offering.id
    assert row.task_usd is not None
