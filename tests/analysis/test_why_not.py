"""Why not: what a model fails, by how much, what it costs more, and what alone would win it."""

import pytest

from factories import calibrated, calibrated_records, changed, model, served
from llm_selection import InvalidInputError, NotFoundError, presentation, recommend
from llm_selection.analysis.why_not import Standing, WhyNot
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Limits
from llm_selection.presentation.why_not_report import as_text


def told(why: WhyNot) -> str:
    """Undo the wrapping."""
    return " ".join(as_text(why).split())


def test_a_model_behind_the_first() -> None:
    """Bill and errors are shown side by side, with each single change that would do."""
    found = recommend("coding", registry=calibrated())
    second = found.ranking[1]
    why = found.why_not(second.model.id)
    assert (why.standing, why.place, why.name) == (Standing.RANKED, 2, second.model.id)
    assert (why.first, why.expected) == (found.first, second.expected)
    assert why.usd_per_month == second.cost.per_month
    assert why.points == pytest.approx(-17.99, abs=0.01)
    text = told(why)
    assert presentation.as_text(why) == as_text(why)
    assert text.startswith("borg/open, in place 2, is expected to cost $34,099 a month more than acme/large at Acme.")
    assert "Each of these alone would make it the first:" in text
    assert why.changes
    for change in why.changes:
        assert f" {change}" in text


def test_any_name_will_do() -> None:
    """An alias leads to the model, an offering's id to the offering; what nobody knows is refused."""
    found = recommend("coding", registry=calibrated())
    assert found.why_not("open-latest") == found.why_not("borg/open")
    assert found.why_not("acme/large").name == "acme/large"
    beside = found.why_not("cloud/open")
    assert (beside.standing, beside.offering) == (Standing.BESIDE, "cloud/open")
    assert "another offering of borg/open is expected to cost less" in told(beside)
    assert "in place" not in as_text(beside)
    with pytest.raises(NotFoundError):
        found.why_not("borg/opn")
    with pytest.raises(InvalidInputError):
        found.why_not(5)  # type: ignore[arg-type]  # the point


def test_the_first_is_the_first() -> None:
    """Nothing stands in its way."""
    found = recommend("coding", registry=calibrated())
    why = found.why_not(found.best.model.id)
    assert (why.standing, why.changes, why.points) == (Standing.FIRST, (), 0)
    assert as_text(why) == f"{found.best.model.id} is the first."


def test_an_offering_may_be_refused_where_its_model_is_ranked() -> None:
    """Where the model stands is said."""
    found = recommend("coding", registry=calibrated(), max_input_price="1")
    why = found.why_not("cloud/open")
    assert (why.standing, why.model, why.expected, why.points) == (Standing.REFUSED, "borg/open", None, None)
    assert as_text(why).startswith(f"cloud/open isn't ranked; its model is, in place {why.place}.")


def test_what_cant_be_told_is_undecided() -> None:
    """A missing fact isn't a failure; of more than three offerings, the rest is counted."""
    unknown = [served(f"host/{name}", "borg/open", limits=Limits()) for name in ("a", "b", "c", "d", "open")]
    registry = changed(calibrated_records(), offerings=[*unknown, served("cloud/open", "borg/open", limits=Limits())])
    found = recommend("coding", registry=registry)
    why = found.why_not("borg/open")
    assert why.standing is Standing.UNDECIDED
    assert "borg/open isn't ranked: 6 offerings lack a fact.\n" in as_text(why)
    assert "host/a isn't ranked, since a fact is missing.\n" in as_text(found.why_not("host/a"))
    assert "can't be told: context unknown" in told(why)
    assert as_text(why).endswith("  and 3 more offerings")
    included = recommend("coding", registry=registry, unknowns="include").why_not("borg/open")
    assert included.standing is Standing.RANKED
    assert "  ? not known to meet: room for 3,000 tokens in and 400 out (context unknown)\n" in as_text(included)
    alone = recommend("coding", registry=registry, unknowns="include", developer="borg").why_not("borg/open")
    assert told(alone).startswith("borg/open is the first. ? not known to meet: room for ")
    fewer = changed(calibrated_records(), offerings=unknown[:2])
    refused = recommend("coding", registry=fewer, max_input_price="0.1").why_not("borg/open")
    assert as_text(refused).endswith("  and 1 more offering")


def test_what_wasnt_measured_says_so() -> None:
    """Without a result, or without one of a task that doesn't follow general ability, or without an offering."""
    records = calibrated_records()
    found = recommend("coding", registry=calibrated())
    assert found.why_not("borg/new").standing is Standing.UNMEASURED
    assert "nothing says how good it is at coding, so it isn't ranked" in told(found.why_not("borg/new"))
    alone = changed(
        records,
        models=[model("acme/alone")],
        priors={**records.priors, ModelId("acme/alone"): records.priors[ModelId("borg/new")]},
    )
    why = recommend("coding", registry=alone).why_not("acme/alone")
    assert (why.standing, as_text(why)) == (Standing.NOT_OFFERED, "acme/alone isn't offered anywhere that is known.")
    shipped = recommend("factuality")
    unmeasured = shipped.why_not(shipped.unmeasured[0])
    assert (unmeasured.standing, unmeasured.place, unmeasured.unmeasured) == (
        Standing.UNMEASURED,
        None,
        ("factuality",),
    )


def test_none_would_do() -> None:
    """A model that is worse, where errors cost nothing and a rival is free, can't win by one change."""
    records = calibrated_records()
    free = [served("acme/large", "acme/large", "0", "0"), served("acme/small", "acme/small", "0", "0")]
    found = recommend("coding", registry=changed(records, offerings=free), error_cost=0, model="acme/large,acme/small")
    why = found.why_not("acme/small")
    assert why.changes == ()
    text = told(why)
    assert text.startswith(
        "acme/small, in place 2, is expected to cost as much as acme/large at Acme, which comes first of equals."
    )
    assert text.endswith("No single change of the cost of an error, its bill or its quality would make it the first.")


def test_an_offering_is_asked_about_by_itself() -> None:
    """It must beat the others of its model too, but for those that can't pass it."""
    found = recommend("coding", registry=calibrated())
    assert found.best.model.id == "acme/large"
    why = found.why_not("host/open")
    assert (why.standing, why.offering) == (Standing.RANKED, "host/open")
    assert as_text(why).startswith("host/open, in place 2, is expected")
    twin = changed(calibrated_records(), offerings=[served("cloud/open", "borg/open", "1", "3")])
    twins = recommend("coding", registry=twin)
    assert twins.why_not("borg/open").offering == "cloud/open"
    lower = twins.why_not("host/open")
    assert (lower.standing, lower.changes) == (Standing.BESIDE, ())


def test_where_quality_counts_alone_it_is_said_how_much_less_is_solved() -> None:
    """The dollars are shown all the same."""
    found = recommend("coding", registry=calibrated(), error_cost="quality-only")
    why = found.why_not("acme/small")
    assert why.quality_only
    assert told(why).startswith(
        "acme/small, in place 3, solves 29.0 points less than acme/large at Acme; quality comes first whatever it costs. "
        "bill −$2,070 $230.00 against $2,300.00"
    )
    twin = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", "9", "30")])
    beside = recommend("coding", registry=twin, error_cost="quality-only").why_not("host/extra")
    assert " host/extra solves as much as acme/large at Acme; " in told(beside)
