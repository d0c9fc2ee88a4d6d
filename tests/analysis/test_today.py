"""Today: what moving to the first changes, staying, and what can't be compared."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from answers import answer
from factories import calibrated_records, changed, model, result, served
from llm_selection.analysis.today import Move, against_today
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.errors import InvalidInputError, NothingFits
from llm_selection.presentation.today_report import as_text
from llm_selection.recommendation import recommend


def said(text: str) -> str:
    """Undo the wrapping."""
    return " ".join(text.split())


def test_moving_saves_what_both_cost() -> None:
    """From open, $70,441.78 a month, to large, $36,343.14: the bill is $1,880 higher, the errors $35,978.64 lower."""
    beside = against_today(answer(today="open-latest"))
    assert beside is not None
    assert (beside.today.model.id, beside.today.offering.id, beside.today.place) == ("borg/open", "host/open", 2)
    assert (beside.move, beside.fails, beside.solved) == (Move.MOVE, (), None)
    assert beside.difference is not None
    assert beside.difference.usd == Decimal("-34098.64")
    assert (beside.difference.bill_usd, beside.difference.errors_usd) == (Decimal(1880), Decimal("-35978.64"))
    assert said(as_text(beside)).startswith(
        "Against what you run, borg/open at Host: −$34,099 a month (bill +$1,880, errors −$35,979); "
    )
    assert as_text(beside).endswith("% likely as good or better.")


def test_a_guess_of_what_it_solves_is_kept() -> None:
    """It sets how hard the work is: solving 95% with open makes the errors rarer, and the move worth less."""
    plain, easy = against_today(answer(today="borg/open")), against_today(answer(today="borg/open", solved=0.95))
    assert plain is not None
    assert easy is not None
    assert plain.difference is not None
    assert easy.difference is not None
    assert easy.solved == 0.95
    assert easy.today.quality[Task.CODING].mean > plain.today.quality[Task.CODING].mean
    assert easy.difference.errors_usd > plain.difference.errors_usd


def test_staying_is_an_answer() -> None:
    """Where today's model is the first there is nothing to gain."""
    found = answer(today="acme/large", solved=0.8)
    beside = against_today(found)
    assert beside is not None
    assert (beside.today, beside.move, beside.difference) == (found.best, Move.STAY, None)
    assert as_text(beside) == "Stay: acme/large, what you run today, is the first."


def test_what_fails_the_need_is_compared_and_named() -> None:
    """A window that is too small, and one fact that isn't known."""
    beside = against_today(
        answer(today="acme/small", model="acme/large,borg/open", content_policy="documented", unknowns="include")
    )
    assert beside is not None
    assert beside.today.place == 0
    assert beside.move is Move.MOVE
    assert beside.difference is not None
    assert beside.difference.usd == Decimal("36343.14") - Decimal("92249.00")
    assert [str(each) for each in beside.fails] == ["model acme/large or borg/open", "content policy on record"]
    assert said(as_text(beside)).endswith(
        "acme/small doesn't meet “model acme/large or borg/open” and “content policy on record”, or isn't known to."
    )


@pytest.mark.parametrize("hidden", ["acme/small", "acme/large"])
def test_without_a_bill_the_difference_is_unknown(hidden: str) -> None:
    """Not zero; whichever of the two has no price."""
    records = calibrated_records()
    free = replace(records.offerings[OfferingId(hidden)], pricing=None)
    only = "acme/small,acme/large" if hidden == "acme/small" else hidden
    found = recommend(
        "coding", registry=changed(records, offerings=[free]), today="acme/small", unknowns="include", model=only
    )
    beside = against_today(found)
    assert beside is not None
    assert beside.difference is not None
    assert beside.difference.usd is None
    assert beside.move is (Move.UNKNOWN if hidden == "acme/small" else Move.MOVE)
    assert "what one of them costs isn't known; " in said(as_text(beside))


def unmeasured_today(price: str) -> Any:
    """Answer about factuality, where today's model has no result of the task, and so isn't ranked."""
    records = calibrated_records()
    able = {task: dict(known) for task, known in records.abilities.items()}
    large = able[Task.CODING][ModelId("acme/large")]
    unmeasured = replace(able[Task.CODING][ModelId("acme/small")], direct=0)
    records = replace(
        records,
        abilities={**able, Task.FACTUALITY: {ModelId("acme/large"): large, ModelId("acme/small"): unmeasured}},
        calibration=replace(
            records.calibration,  # type: ignore[type-var]  # it has one
            baskets={**records.calibration.baskets, Task.FACTUALITY: records.calibration.baskets[Task.CODING]},  # type: ignore[union-attr]  # as above
        ),
    )
    offerings = [served("acme/large", "acme/large", price, price)]
    return recommend("factuality", registry=changed(records, offerings=offerings), today="acme/small")


def test_what_isnt_ranked_for_want_of_a_result_may_be_the_one_to_stay_with() -> None:
    """It meets the need; where the first isn't expected to cost less, nothing speaks for moving."""
    stay, move = (against_today(unmeasured_today(price)) for price in ("9000", "1"))
    assert stay is not None
    assert move is not None
    assert (stay.today.place, stay.fails, stay.move) == (0, (), Move.STAY)
    assert said(as_text(stay)).endswith(
        "Stay: acme/small has no result that counts, so it isn't ranked, but the first isn't expected to cost less."
    )
    assert (move.fails, move.move) == ((), Move.MOVE)


def test_quality_alone_is_compared_in_dollars_too() -> None:
    """The first stands before today's model, whatever it costs."""
    beside = against_today(answer(today="acme/small", error_cost="quality-only"))
    assert beside is not None
    assert beside.move is Move.MOVE


def test_only_a_need_that_says_what_is_run_is_compared() -> None:
    """Nothing is guessed; where nothing fits, the reasons are told."""
    assert against_today(answer()) is None
    with pytest.raises(NothingFits):
        against_today(answer(today="acme/small", min_context_tokens="9M"))


def test_what_nothing_is_known_of_cant_be_compared() -> None:
    """A model without a result, and one that nobody offers."""
    with pytest.raises(InvalidInputError, match="today: borg/new has no benchmark result"):
        against_today(answer(today="borg/new"))
    records = calibrated_records()
    alone = ModelId("acme/alone")
    records = replace(
        records,
        models={**records.models, alone: model(alone)},
        priors={**records.priors, alone: records.priors[ModelId("borg/new")]},
        results={**records.results, alone: (result(alone),)},
        abilities={task: {**known, alone: known[ModelId("acme/large")]} for task, known in records.abilities.items()},
    )
    with pytest.raises(InvalidInputError, match="today: nobody offers acme/alone in registry"):
        against_today(recommend("coding", registry=changed(records), today=alone))


def test_today_is_what_runs_where_no_effort_is_asked_for() -> None:
    """Where the first is the same model at another effort, that is a move; where it is at the same, there is nothing to do."""
    seen = set()
    for need in ("agentic_coding", "knowledge", "math", "coding"):
        best = recommend(need).best
        ladder = best.model.efforts
        if ladder is None or ladder.default is None:
            continue
        beside = against_today(recommend(need, today=best.model.id))
        assert beside is not None
        first = recommend(need, today=best.model.id).best
        assert beside.today.effort is ladder.default
        if first.model.id == best.model.id:
            is_same = first.effort is ladder.default
            seen.add(is_same)
            assert (beside.move, beside.difference is None) == (Move.STAY if is_same else Move.MOVE, is_same)
    assert seen
