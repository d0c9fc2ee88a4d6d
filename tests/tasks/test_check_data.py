"""Checking the data as a whole: what contradicts itself is an error, and facts are counted by their evidence."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

import check_data
from check_data import Finding
from factories import (
    DAY,
    calibrated_records,
    card,
    evidence,
    model,
    offering,
    period,
    registry,
    result,
    schedule,
    seen,
    source,
    terms,
)
from llm_selection.evidence import Evidence, EvidenceByField, Status
from llm_selection.models import Downloadable, Limits
from llm_selection.offerings import Lifecycle, Stage
from llm_selection.registry import compile_registry

RELEASED = model("acme/one", released=date(2026, 5, 1))


def found(findings: Iterable[Finding], word: str) -> tuple[str, ...]:
    """Return the places of the one finding with *word* in it."""
    (places,) = (finding.places for finding in findings if word in finding.what)
    return places


def test_nothing_is_wrong_with_a_plain_registry() -> None:
    """No finding has a place."""
    assert not any(finding.places for finding in check_data.errors(registry(models=[RELEASED])))


def test_a_result_before_the_release_is_an_error() -> None:
    """A day that isn't known is none."""
    results = [result(measured=date(2026, 4, 30)), result(benchmark="b", measured=date(2026, 5, 1))]
    data = registry(models=[RELEASED], results=[*results, result(benchmark="c")])
    assert found(check_data.errors(data), "result dated") == ("acme/one on code-one (page)",)


@pytest.mark.parametrize(("moving", "wrong"), [(None, True), (True, False)])
def test_a_price_before_the_release_is_an_error(*, moving: bool | None, wrong: bool) -> None:
    """A moving id had another model then."""
    data = registry(models=[RELEASED], offerings=[offering(pricing=schedule(period(card())), moving=moving)])
    assert bool(found(check_data.errors(data), "price before")) is wrong


def test_one_repository_is_one_model() -> None:
    """Two names for the same weights are two files of one model."""
    weights = Downloadable(repository="Acme/One")
    data = registry(models=[model("acme/one", weights=weights), model("acme/uno", weights=weights)])
    assert found(check_data.errors(data), "repository") == ("acme/one: acme/one, acme/uno",)


def test_an_unread_text_permits_nothing() -> None:
    """What it forbids may be quoted."""
    data = registry(licenses=[terms("quoted", text_read=False, outputs_may_train=False)])
    places = found(check_data.errors(data), "permission")
    assert "quoted: commercial_use" in places
    assert "quoted: outputs_may_train" not in places


def test_a_source_has_a_short_title() -> None:
    """Answers show it."""
    data = registry(sources={"page": source(title="A page about a great many things that models do")})
    assert found(check_data.errors(data), "title") == ("page",)


def test_old_evidence_of_an_active_offering_is_a_warning() -> None:
    """A retired one may rest."""
    old = EvidenceByField(record=seen(as_of=date(2025, 1, 1)))
    offers = [
        offering("acme/one", evidence=old),
        offering("acme/gone", evidence=old, lifecycle=Lifecycle(stage=Stage.RETIRED)),
        offering("acme/new"),
    ]
    assert found(check_data.warnings(registry(offerings=offers)), "older than 400") == ("acme/one",)


def test_a_larger_output_than_window_is_a_warning() -> None:
    """Some catalogues print it."""
    offers = [offering(limits=Limits(context_tokens=10, max_output_tokens=11))]
    assert found(check_data.warnings(registry(offerings=offers)), "largest output") == ("acme/one",)


def test_a_fact_counts_under_its_own_evidence() -> None:
    """What is empty by default isn't an open question; a developer's silence isn't the same as nobody's knowledge."""
    known = evidence(
        released=seen(status=Status.DOCUMENTED),
        total_parameters=Evidence(source="page", status=Status.UNDISCLOSED, as_of=DAY),
    )
    counts = check_data.status_counts([replace(RELEASED, evidence=known)])
    assert (counts["documented"], counts["undisclosed"], counts["reported"]) == (1, 1, 1)
    assert counts["unknown"] > 5


def test_the_table_counts_everything() -> None:
    """Every part is there."""
    text = "\n".join(check_data.counts(compile_registry(calibrated_records())))
    assert all(head in text for head in ("facts by status", "offerings by pricing", "agreement", "results by reporter"))
