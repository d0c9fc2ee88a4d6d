"""Why not: what a model fails, by how much, the trade it loses, and what alone would win it."""

from dataclasses import replace
from datetime import date
from math import fsum

import pytest

from factories import calibrated, calibrated_records, card, changed, model, period, schedule, served
from llm_selection import InvalidInputError, NotFoundError, recommend
from llm_selection.analysis.why_not import Refusal, Shortfall, Standing, WhyNot
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.licenses import Use, permits
from llm_selection.domain.models import Limits
from llm_selection.domain.verdicts import Outcome
from llm_selection.needs.requirements import Not
from llm_selection.needs.requirements.developer import DeveloperIn
from llm_selection.needs.requirements.fixed_id import FixedId
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.model import ModelIn
from llm_selection.needs.requirements.permits import Permits
from llm_selection.needs.requirements.provider import ProviderIn
from llm_selection.presentation.answer_report import why_not_as_text
from llm_selection.registry import bundled

DAY = date(2026, 6, 1)


def told(why: WhyNot) -> str:
    """Undo the wrapping."""
    return " ".join(why.explain().split())


def test_a_model_behind_the_first() -> None:
    """Both are shown side by side, with each single change that would do."""
    found = recommend("coding", registry=calibrated())
    second = found.ranking[1]
    why = found.why_not(second.model.id)
    assert (why.standing, why.place, why.name) == (Standing.RANKED, 2, second.model.id)
    assert why.first == found.first
    assert why.usd_per_month == second.cost.per_month
    assert sum(trade.points for trade in why.trades) == pytest.approx(second.score - found.best.score)
    assert [trade.own for trade in why.trades] == list(second.contributions)
    text = told(why)
    assert str(why) == why.explain() == why_not_as_text(why)
    assert text.startswith(
        f"{second.model.id} is in place 2, {found.best.score - second.score:.3f} behind the first: it scores "
        f"{second.score:.3f} at {second.offering.id}; {found.best.model.id} scores {found.best.score:.3f} at "
    )
    assert "Each of these alone would make it the first:" in text
    for change in why.changes:
        assert f" {change}" in text


def test_a_hair_isnt_nothing() -> None:
    """Scores that three decimals don't tell apart are told with as many as do; only equal ones are tied."""
    found = recommend("coding", registry=calibrated())
    why = found.why_not(found.ranking[1].model.id)
    near = why.trades[0].rival.points - 0.000_021
    by = fsum(trade.points for trade in why.trades[1:])
    quality = replace(why.trades[0], own=replace(why.trades[0].own, points=near - by))
    text = told(replace(why, trades=(quality, *why.trades[1:])))
    assert ", 0.00002 behind the first: it scores " in text
    own, best = (
        text.partition(words)[2].partition(" at ")[0] for words in ("it scores ", f"{found.best.model.id} scores ")
    )
    assert (len(own), len(best), own < best) == (7, 7, True)
    alike = replace(why.trades[0], own=why.trades[0].rival)
    tied = told(replace(why, trades=(alike,)))
    assert ", tied with the first: it scores " in tied
    assert "+0.000 " in tied


def test_any_name_will_do() -> None:
    """An alias leads to the model, an offering's id to the offering; what nobody knows is refused."""
    found = recommend("coding", registry=calibrated())
    assert found.why_not("open-latest") == found.why_not("borg/open")
    assert found.why_not("acme/large").name == "acme/large"
    beside = found.why_not("cloud/open")
    assert (beside.standing, beside.offering) == (Standing.BESIDE, "cloud/open")
    assert "another offering of borg/open scores better" in beside.explain()
    assert "is in place" not in beside.explain()
    with pytest.raises(NotFoundError):
        found.why_not("borg/opn")
    with pytest.raises(InvalidInputError):
        found.why_not(5)  # type: ignore[arg-type]  # the point


def test_the_first_is_the_first() -> None:
    """Nothing stands in its way."""
    found = recommend("coding", registry=calibrated())
    why = found.why_not(found.best.model.id)
    assert (why.standing, why.trades, why.changes) == (Standing.FIRST, (), ())
    assert why.explain() == f"{found.best.model.id} is the first."


def test_a_requirement_that_fails_says_by_how_much() -> None:
    """The nearest offering first, with its verdict's reason and the gap."""
    found = recommend("coding", registry=calibrated(), max_input_price="0.9", min_context_tokens=300_000)
    why = found.why_not("borg/open")
    assert (why.standing, why.place, why.first) == (Standing.REFUSED, None, None)
    assert [refusal.offering for refusal in why.refusals] == ["host/open", "cloud/open"]
    assert why.explain().splitlines()[:4] == [
        "borg/open isn't ranked: 2 offerings fail a requirement.",
        "  host/open",
        "    input price ≤ $0.9/M: input price $1/M, off by $0.10 per million tokens",
        "    context ≥ 300,000: context 200,000, off by 100,000 tokens",
    ]


def test_an_offering_may_be_refused_where_its_model_is_ranked() -> None:
    """Where the model stands is said."""
    found = recommend("coding", registry=calibrated(), max_input_price="1")
    why = found.why_not("cloud/open")
    assert (why.standing, why.model) == (Standing.REFUSED, "borg/open")
    assert why.explain().startswith(f"cloud/open isn't ranked; its model is, in place {why.place}.")


def test_what_cant_be_told_is_undecided() -> None:
    """A missing fact isn't a failure; of more than three offerings, the rest is counted."""
    unknown = [served(f"host/{name}", "borg/open", limits=Limits()) for name in ("a", "b", "c", "d", "open")]
    registry = changed(calibrated_records(), offerings=[*unknown, served("cloud/open", "borg/open", limits=Limits())])
    found = recommend("coding", registry=registry)
    why = found.why_not("borg/open")
    assert why.standing is Standing.UNDECIDED
    assert "borg/open isn't ranked: 6 offerings lack a fact.\n" in why.explain()
    assert "host/a isn't ranked, since a fact is missing.\n" in found.why_not("host/a").explain()
    assert "can't be told: context unknown" in told(why)
    assert why.explain().endswith("  and 3 more offerings")
    assert recommend("coding", registry=registry, unknowns="include").why_not("borg/open").trades
    included = recommend("coding", registry=registry, unknowns="include").why_not("borg/open")
    assert "  ? not known to meet: room for 3,000 tokens in and 400 out (context unknown)\n" in included.explain()
    alone = recommend("coding", registry=registry, unknowns="include", developer="borg").why_not("borg/open")
    assert told(alone).startswith("borg/open is the first. ? not known to meet: room for ")
    fewer = changed(calibrated_records(), offerings=unknown[:2])
    refused = recommend("coding", registry=fewer, max_input_price="0.1").why_not("borg/open")
    assert refused.explain().endswith("  and 1 more offering")


def test_the_developers_own_offering_is_told_first() -> None:
    """Though others are nearer; what fails and what lacks a fact is counted apart."""
    records = calibrated_records()
    places = [served(f"host/{name}", "acme/large", limits=Limits()) for name in ("a", "b", "c")]
    found = recommend("coding", registry=changed(records, offerings=places), max_input_price="3", fixed_id=True)
    why = found.why_not("acme/large")
    assert [(each.offering, each.own_api, each.fails) for each in why.refusals] == [
        *((place.id, False, False) for place in places),
        ("acme/large", True, True),
    ]
    lines = why.explain().splitlines()
    assert lines[0] == "acme/large isn't ranked: 1 offering fails a requirement, 3 lack a fact."
    assert [line for line in lines if line.startswith("  ") and not line.startswith("   ")] == [
        "  acme/large, of the developer",
        "  host/a",
        "  host/b",
        "  and 1 more offering",
    ]


def test_what_wasnt_measured_says_so() -> None:
    """Without a result, or with hardly any at the task, or without an offering."""
    records = calibrated_records()
    found = recommend("coding", registry=calibrated())
    assert found.why_not("borg/new").standing is Standing.UNMEASURED
    assert "has no benchmark result" in told(found.why_not("borg/new"))
    alone = changed(
        records,
        models=[model("acme/alone")],
        priors={**records.priors, ModelId("acme/alone"): records.priors[ModelId("borg/new")]},
    )
    why = recommend("coding", registry=alone).why_not("acme/alone")
    assert (why.standing, why.explain()) == (Standing.NOT_OFFERED, "acme/alone isn't offered anywhere that is known.")
    shipped = recommend("coding")
    why = shipped.why_not(shipped.inferred[0].model.id)
    assert (why.standing, why.place, why.hardly_measured) == (Standing.INFERRED, 1, ("coding",))
    assert "was hardly measured at coding; place 1 of those inferred." in told(why)


def test_unknown_costs_and_windows_are_told() -> None:
    """They count as the worst, and a cost that would be known could win."""
    untold = served("host/open", "borg/open", pricing=schedule(period(card(None, None))), limits=Limits())
    records = calibrated_records()
    found = recommend(
        "coding",
        registry=changed(records, offerings=[untold]),
        unknowns="include",
        provider="host,acme",
        priorities={"quality": 5, "cost": 5, "headroom": 1},
    )
    why = found.why_not("borg/open")
    text = why.explain()
    assert why.usd_per_month is None
    assert "unknown, counted as the worst, against $" in text
    assert "unknown, counted as the worst, 0.00 against 0.66 of 1" in text
    assert "(now unknown)" in text


def test_none_would_do() -> None:
    """A model that is worse by everything, with a rival that is as cheap as nothing, can't win by one change."""
    records = calibrated_records()
    free = [served("acme/large", "acme/large", "0", "0"), served("acme/small", "acme/small", "0", "0")]
    found = recommend(
        "coding", registry=changed(records, offerings=free), priorities={"cost": 1}, model="acme/large,acme/small"
    )
    why = found.why_not("acme/small")
    assert [type(change) for change in why.changes] == []
    assert why.explain().endswith("No single change of a weight, its cost or its quality would make it the first.")


def test_an_offering_is_asked_about_by_itself() -> None:
    """It must beat the others of its model too, but for those that can't pass it."""
    found = recommend("coding", registry=calibrated(), priorities={"quality": 1})
    assert found.best.model.id == "acme/large"
    why = found.why_not("host/open")
    assert (why.standing, why.offering) == (Standing.RANKED, "host/open")
    twin = changed(calibrated_records(), offerings=[served("cloud/open", "borg/open", "1", "3")])
    twins = recommend("coding", registry=twin, priorities={"quality": 1})
    upper = twins.why_not("borg/open").offering
    assert upper == "cloud/open"
    assert [str(change) for change in twins.why_not("cloud/open").changes] == [
        str(change) for change in twins.why_not("borg/open").changes
    ]
    lower = twins.why_not("host/open")
    assert (lower.standing, lower.changes) == (Standing.BESIDE, ())


@pytest.mark.parametrize("length", [80, 200])
def test_every_text_fits_a_terminal(length: int) -> None:
    """80 columns by 40 lines, however long the ids and however much was asked; a longer id goes on in the next line."""
    records, known = calibrated_records(), ModelId("borg/open")
    name = ModelId(("borg/" + "open-" * 40)[: length - 1] + "x")
    places = [OfferingId((f"host/{mark}" + "open-" * 40)[: length - 1] + "x") for mark in "abcd"]
    registry = changed(
        records,
        models=[model(name)],
        offerings=[served(place, name) for place in places],
        priors={**records.priors, name: records.priors[known]},
        results={**records.results, name: tuple(replace(each, model=name) for each in records.results[known])},
        abilities={task: {**of, name: of[known]} for task, of in records.abilities.items()},
    )
    hosts = [Not(ProviderIn(frozenset({"host", *other}))) for other in (set[str](), {"acme"}, {"cloud"})]
    others = Not(Not(ModelIn(frozenset({*registry.models} - {name}))))
    strict = recommend(
        "coding", registry=registry, requirements=[others, *hosts], min_context_tokens="900k", max_input_price="0.1"
    )
    weights = {"quality": 3, "cost": 2, "headroom": 1, "openness": 1}
    for found, standing in (
        (strict, {Standing.REFUSED}),
        (recommend("coding", registry=registry, priorities=weights), {Standing.RANKED, Standing.BESIDE}),
    ):
        for asked in (name, *places):
            why = found.why_not(asked)
            lines = why_not_as_text(why).splitlines()
            assert why.standing in standing
            assert max(map(len, lines)) <= 80
            assert len(lines) <= 40
            assert asked in "".join(line.strip() for line in lines)


def test_of_many_shortfalls_the_first_are_told() -> None:
    """The rest is counted; all are in the value, in full."""
    hosts = [Not(ProviderIn(frozenset({"host", other}))) for other in ("acme", "cloud")]
    found = recommend(
        "coding", registry=calibrated(), requirements=hosts, min_context_tokens="900k", max_input_price="0.1"
    )
    why = found.why_not("host/open")
    assert len(why.refusals[0].shortfalls) == 4
    assert why.explain().endswith("\n    and 1 more requirement")
    borg = Not(DeveloperIn(frozenset({"borg"})))
    more = recommend("coding", registry=calibrated(), requirements=[*hosts, borg, MinContext(900_000), FixedId()])
    assert more.why_not("host/open").explain().endswith("\n    and 2 more requirements")
    long = Not(DeveloperIn(frozenset(bundled().developers)))
    cut = recommend("coding", requirements=[long]).why_not("openai/gpt-5")
    assert " …: developer openai" in told(cut)
    assert str(cut.refusals[0].shortfalls[0]) == f"{long}: developer openai"


def test_a_clause_that_decides_is_told_whole() -> None:
    """Of a license its words decide, so they aren't cut; nor is what can't be told of any license that is known."""
    use = Use(monthly_users=800_000_000, regions=frozenset({"DE"}))
    why = recommend("coding", requirements=[Permits(use)]).why_not("meta/llama-4-maverick-17b-instruct")
    said = told(why)
    (shortfall,) = [each for each in why.refusals[0].shortfalls if isinstance(each.requirement, Permits)]
    seen = bundled().licenses["llama-4-community"].evidence["thresholds"]
    assert shortfall.said_by == (f"{bundled().sources[seen.source].title}, {seen.as_of}",)
    assert f" (source: {shortfall.said_by[0]})" in said
    assert "above 700 million monthly users at the release, Meta has to license it separately" in said
    assert "…" not in said
    much = Use(
        commercial=False,
        redistribute=True,
        fine_tune=True,
        train_on_outputs=True,
        offer_as_service=True,
        monthly_users=10**9,
        annual_revenue_usd=10**9,
        regions=frozenset({"DE"}),
    )
    longest = max((permits(terms, much).reason for terms in bundled().licenses.values()), key=len)
    short = Shortfall(requirement=Permits(much), outcome=Outcome.UNKNOWN, reason=longest, gap=None)
    refusal = Refusal(offering=OfferingId("host/any"), shortfalls=(short,))
    why = WhyNot(name="any", model=ModelId("x/any"), standing=Standing.REFUSED, refusals=(refusal,))
    assert longest in told(why)
