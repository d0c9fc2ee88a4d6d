"""Quotes: what a workload costs where a model can be had."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from factories import DAY, calibrated_records, changed, evidence, model, seen, served
from llm_selection.analysis.quotes import price_workload, why_no_quote
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.evidence import Status
from llm_selection.domain.models import Limits
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.registry import Registry
from shops import CHATTY, LOAD, priced, shops, shops_records


def test_quotes_of_a_model_are_the_cheapest_first() -> None:
    """Unknown costs last, what is retired left out: 10 x $1 + 0.5 x 2.5 x $4 = $15, and twice that."""
    assert [(one.option.offering.id, one.cost.per_month) for one in priced()] == [
        ("host/cheap", Decimal(15)),
        ("host/dear", Decimal(30)),
        ("acme/secret", None),
    ]
    assert {one.verbosity for one in priced()} == {CHATTY}


def test_what_an_answer_would_set_aside_stands_last() -> None:
    """However cheap: an old price, a reseller, no room for the longest request."""
    records = calibrated_records()
    old = replace(evidence(), fields={"pricing": seen(as_of=date(2026, 1, 1))})
    offerings = [
        served("host/old", "acme/large", "0.1", "0.1", evidence=old),
        served("host/small", "acme/large", "0.1", "0.2", limits=Limits(context_tokens=5_000)),
    ]
    facts = changed(records, offerings=offerings)
    found = price_workload("acme/large", LOAD, registry=facts)
    assert [(one.option.offering.id, bool(one.set_aside)) for one in found] == [
        ("acme/large", False),
        ("host/old", True),
        ("host/small", True),
    ]
    assert found[1].set_aside == ("price last read 2026-01-01",)
    assert "window" in found[2].set_aside[0]


def test_quotes_can_be_of_one_place() -> None:
    """By the offering's own id, retired or not, or by its provider."""
    assert [one.option.offering.id for one in priced("host/gone")] == ["host/gone"]
    assert [one.option.offering.id for one in priced(provider="acme")] == ["acme/secret"]
    with pytest.raises(NotFoundError, match="no provider 'nowhere'"):
        priced(provider="nowhere")
    with pytest.raises(NotFoundError, match="no model 'acme/larg'"):
        priced("acme/larg")


def test_where_there_is_no_quote_it_says_why() -> None:
    """What ended there, since when and what the provider names instead; what was never there; another's offering."""
    ended = Lifecycle(stage=Stage.ACTIVE, retires=DAY, successor="heir")
    old, new = served("cloud/old", "acme/large", lifecycle=ended), model("acme/new")
    market = changed(shops_records(), offerings=[old], models=[new])

    def why(name: str, provider: str | None) -> str:
        assert price_workload(name, LOAD, provider=provider, registry=market, on=DAY) == ()
        return why_no_quote(name, provider, registry=market, on=DAY)

    told = f"acme/large isn't offered at cloud on {DAY}"
    assert why("acme/large", "cloud") == f"{told}: cloud/old is retired since {DAY}; cloud names heir in its place"
    by_a_rule = replace(old, evidence=evidence(**{"lifecycle.successor": seen(status=Status.DERIVED)}))
    derived = changed(shops_records(), offerings=[by_a_rule], models=[new])
    assert why_no_quote("acme/large", "cloud", registry=derived, on=DAY).endswith("; heir follows it there")
    itself = replace(by_a_rule, lifecycle=replace(ended, successor="acme/large"))
    kept = changed(shops_records(), offerings=[itself], models=[new])
    assert why_no_quote("acme/large", "cloud", registry=kept, on=DAY).endswith("; others still offer it")
    alone = replace(old, lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=DAY))
    nothing = changed(shops_records(), offerings=[alone], models=[new])
    assert why_no_quote("acme/large", "cloud", registry=nothing, on=DAY).endswith(f"cloud/old is retired since {DAY}")
    assert why("borg/new", "cloud") == (
        f"borg/new isn't offered at cloud on {DAY}, as far as known; llm-selection cost without --at says where it is"
    )
    assert why("acme/new", None) == f"acme/new isn't offered on {DAY}, as far as known"
    assert why("cloud/old", "host") == "cloud/old is an offering of cloud, not of host"


def test_quotes_are_of_a_day() -> None:
    """Before the first price nothing is known; a workload may be a preset."""
    early = price_workload("host/cheap", "writing", registry=shops(), on="2025-01-01")
    assert early[0].cost.per_month is None
    with pytest.raises(InvalidInputError, match="must be a date"):
        price_workload("host/cheap", "writing", registry=shops(), on="soon")


def test_no_price_by_the_token_has_no_evidence() -> None:
    """Of an unpublished one, and before the first."""
    assert priced(provider="acme")[0].evidence is None
    (early,) = price_workload("host/cheap", LOAD, registry=shops(), on=date(2025, 1, 1))
    assert early.evidence is None


def test_a_quote_is_at_an_effort_that_the_model_takes() -> None:
    """By default its own; any other is refused with those that there are."""
    ladder = EffortLadder(levels=(Effort.LOW, Effort.HIGH), default=Effort.LOW)
    takes = changed(shops_records(), models=[model("acme/large", efforts=ladder)])

    def at(effort: Effort | None, registry: Registry = takes) -> set[Effort | None]:
        return {
            each.option.effort for each in price_workload("acme/large", LOAD, registry=registry, on=DAY, effort=effort)
        }

    assert at(None) == {Effort.LOW}
    assert at(Effort.HIGH) == {Effort.HIGH}
    with pytest.raises(InvalidInputError, match="effort must be one that acme/large takes, low, high; got max"):
        at(Effort.MAX)
    with pytest.raises(InvalidInputError, match="no effort is known that acme/large takes; got max, leave it out"):
        at(Effort.MAX, changed(shops_records()))


def test_no_effort_can_be_asked_of_what_doesnt_reason() -> None:
    """Told so, rather than that it takes none of them."""
    plain = changed(shops_records(), models=[model("acme/large", efforts=EffortLadder(levels=()))])
    with pytest.raises(
        InvalidInputError, match="acme/large doesn't reason, so no effort can be asked of it; got high, leave it"
    ):
        price_workload("acme/large", LOAD, registry=plain, on=DAY, effort=Effort.HIGH)
