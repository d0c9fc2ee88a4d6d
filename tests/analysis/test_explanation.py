"""Explanations: probabilities worked by hand, duties, caveats, and the sentences made of them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from factories import (
    calibrated_records,
    changed,
    evidence,
    model,
    seen,
    served,
    terms,
)
from llm_selection.analysis.explanation import (
    CaveatKind,
    Duty,
    basket_results,
    caveats,
    duties,
)
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Agreement, Dissent, Status
from llm_selection.domain.identity import ModelId
from llm_selection.domain.licenses import Measure, Threshold
from llm_selection.domain.models import Limits
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.needs.requirements import AllOf, AnyOf
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.recommendation import Recommendation, recommend


def texts(found: Recommendation) -> list[str]:
    """Return the caveats of the first, as text."""
    return [caveat.text for caveat in caveats(found, found.best)]


def test_duties_are_what_a_license_asks_for() -> None:
    """The limits of the grant first: thresholds, regions, naming and outputs, then conditions and policy."""
    asked = terms(
        "llama",
        conditions="keep the notice",
        naming="Built with Llama",
        thresholds=(
            Threshold(measure=Measure.MONTHLY_USERS, limit=700_000_000, clause="above 700 million users, ask"),
        ),
        excluded_regions=frozenset({"EU", "CN"}),
        use_policy="acceptable use",
        output_terms="no rivals",
    )
    assert [duty.text for duty in duties(asked)] == [
        "above 700 million users, ask",
        "no grant in CN, EU",
        "naming: Built with Llama",
        "outputs: no rivals",
        "keep the notice",
        "policy: acceptable use",
    ]
    assert {duty.license for duty in duties(asked)} == {"Llama"}
    assert duties(terms()) == ()


def test_an_unknown_or_unread_license_asks_to_be_read() -> None:
    """Not knowing isn't being allowed."""
    assert duties(None) == (Duty(license="unknown", text="no license is known; ask the provider"),)
    assert duties(terms(text_read=False))[0].text == "the text wasn't read; read it before use"


UNTOLD = (
    "how many tokens it puts out beyond the answer, for reasoning above all, isn't known; only the answer is charged"
)


def test_caveats_name_disputes_ends_aliases_and_assumptions() -> None:
    """What a careful reader should know of the option itself, each once, what can hurt soonest first."""
    disputed = seen(agreement=Agreement.DISPUTED, dissent=(Dissent(value="$4 in", source="page"),))
    offering = served(
        "host/extra",
        "acme/large",
        moving=True,
        lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=date(2027, 3, 1)),
        evidence=evidence(pricing=disputed, limits=seen(agreement=Agreement.AGREED)),
    )
    some = changed(calibrated_records(), offerings=[offering])
    found = recommend("coding", registry=some, workload="assistant", provider="host", developer="acme")
    assert texts(found) == [
        "host/extra stops answering on 2027-03-01 (in 120 days)",
        "host/extra is a moving alias: it may answer with another model tomorrow",
        "Rests on 3 results.",
        "no rate for cache reads is published; charged as plain input",
        UNTOLD,
        "sources disagree on the price at host/extra: A page says $4 in",
    ]
    assert [caveat.kind for caveat in caveats(found, found.best)] == [*CaveatKind][2:5] + [
        CaveatKind.ASSUMPTION
    ] * 2 + [CaveatKind.DISPUTED]


def test_what_is_included_though_it_can_t_be_told_says_so() -> None:
    """Only where the need includes such; the requirement and the missing fact are named first of all."""
    some = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", limits=Limits())])
    asked: dict[str, Any] = {"provider": "host", "developer": "acme", "min_context_tokens": "100k"}
    found = recommend("coding", registry=some, unknowns="include", **asked)
    first = caveats(found, found.best)[0]
    assert first.kind is CaveatKind.UNDECIDED
    assert first.text == "it can't be told whether it meets “context ≥ 100,000”: context unknown"
    assert found.best.place == 1


@pytest.mark.parametrize(
    ("lives", "words"),
    [
        ([{"retires": date(2026, 11, 5)}], "acme/large ends on 2026-11-05 (in 4 days) at its developer's own API"),
        ([{"retires": date(2026, 10, 1)}], "acme/large ended on 2026-10-01 at its developer's own API"),
        (
            [{"stage": Stage.DEPRECATED}, {"retires": date(2026, 10, 1)}],
            "acme/large is deprecated at its developer's own API; no end at Host is known",
        ),
        ([{"stage": Stage.DEPRECATED}, {"stage": Stage.ACTIVE}], ""),
        ([{}], ""),
    ],
)
def test_a_closed_model_s_end_at_its_developer_is_told(lives: list[dict[str, Any]], words: str) -> None:
    """Where nobody gives an end of the offering; not while its developer serves it on."""
    records = calibrated_records()
    mine = [served(f"acme/large-{n}", "acme/large", lifecycle=Lifecycle(**life)) for n, life in enumerate(lives)]
    others = {key: one for key, one in records.offerings.items() if key != "acme/large"}
    some = changed(replace(records, offerings=others), offerings=[*mine, served("host/extra", "acme/large")])
    found = recommend("coding", registry=some, provider="host", developer="acme", model="acme/large")
    told = [text for text in texts(found) if "own API" in text]
    assert [text.startswith(words) for text in told] == [True] * bool(words)
    open_weights = recommend("coding", registry=some, model="borg/open")
    assert not any("own API" in text for text in texts(open_weights))


def test_a_cost_that_may_pass_the_cap_says_so() -> None:
    """With the most tokens that may be expected; not where even that is allowed, and of no other cap."""
    wordy = Verbosity(multiplier=2, low=1, high=8, basis=VerbosityBasis.COUNTED, rows=9)
    some = changed(calibrated_records(), verbosities={ModelId("acme/large"): (wordy,)})
    found = recommend("coding", registry=some, model="acme/large")
    cost = found.best.cost
    assert cost.per_month is not None
    assert cost.high is not None
    capped = recommend("coding", registry=some, model="acme/large", max_monthly_cost=cost.per_month, max_input_price=9)
    over = f"with as many tokens put out as may be expected (90%) a month costs ${cost.high:,.2f}, above your ${cost.per_month:,.2f}"
    assert over in texts(capped)
    enough = recommend("coding", registry=some, model="acme/large", max_monthly_cost=cost.high)
    assert not any("above your" in text for text in texts(enough))


def test_a_need_for_a_region_hears_that_one_has_to_be_set() -> None:
    """First of all, and which of those asked for; who asks for no region, or what runs in one of its own, isn't told."""
    here = served("host/extra", "acme/large", region_scope="in-region", moving=True)
    some = changed(calibrated_records(), offerings=[here, served("host/there", "acme/small", region_scope="eu")])
    asked: dict[str, Any] = {"provider": "host", "developer": "acme", "model": "acme/large"}
    said = "host/extra runs in the region that you call: {}, a client's default may be another; the price may be another region's"

    def first(**more: Any) -> str:
        """Return the first caveat."""
        return texts(recommend("coding", registry=some, **{**asked, **more}))[0]

    assert first(region="eu,in-region") == said.format("set one in eu")
    assert first(region="in-region") == said.format("set it")
    regions = (RunsIn(frozenset({"eu", "in-region"})), AllOf((RunsIn(frozenset({"us", "in-region"})),)))
    assert first(requirements=regions) == said.format("set one in eu or us")
    assert "runs in the region" in first(forbid={"region": "us"}, unknowns="include")
    assert "moving alias" in first()
    there = recommend("coding", registry=some, provider="host", region="eu,in-region", model="acme/small")
    assert not any("runs in the region" in text for text in texts(there))


def test_a_need_for_a_region_hears_what_runs_where_it_is_called() -> None:
    """How many more models, and how to ask for them; not of those that are ranked, fail something else or weren't measured."""
    here: dict[str, Any] = {"region_scope": "in-region"}
    served_here = [
        served("host/large", "acme/large", **here),
        served("host/twice", "acme/large", **here),
        served("host/small", "acme/small", limits=Limits(context_tokens=10), **here),
        served("host/here", "borg/open", **here),
        served("host/new", "borg/new", **here),
    ]
    some = changed(calibrated_records(), offerings=served_here)

    def told(need: Any = "coding", **keywords: Any) -> list[str]:
        """Return what is said of regions, of each place."""
        found = recommend(need, registry=some, **keywords)
        return [
            caveat.text
            for ranked in found.ranking
            for caveat in caveats(found, ranked)
            if caveat.kind is CaveatKind.REGION and "more model" in caveat.text
        ]

    one = "1 more model runs in the region you call: ask for region=eu,in-region to rank it"
    assert told(region="eu") == [one]
    assert told(requirements=[AnyOf((AllOf((RunsIn(frozenset({"eu"})),)),))]) == [one]
    assert told(region="eu,in-region") == told(region="in-region") == []
    assert told(region="eu", unknowns="include") == []
    assert told(forbid={"region": "us"}) == []
    assert told() == []
    wide = changed(calibrated_records(), offerings=[*served_here[:2], served("host/cheap", "acme/small", **here)])
    found = recommend("coding", registry=wide, region="eu,us")
    assert texts(found)[0].endswith("in the region you call: ask for region=eu,us,in-region to rank them")


def test_a_need_for_fixed_ids_hears_on_whose_word_they_are() -> None:
    """Documented or derived, and why; who doesn't ask isn't told, and an alias says why it is one."""
    derived = seen(status=Status.DERIVED, note="a released checkpoint")
    stays = served("host/extra", "acme/large", moving=False, evidence=evidence(moving=derived))
    some = changed(calibrated_records(), offerings=[stays])
    asked = recommend("coding", registry=some, provider="host", developer="acme", fixed_id=True)
    assert texts(asked)[0] == "host/extra is a fixed id, derived: a released checkpoint"
    unasked = recommend("coding", registry=some, provider="host", developer="acme")
    assert not any("fixed id" in text for text in texts(unasked))

    bare = changed(some_records := calibrated_records(), offerings=[replace(stays, evidence=evidence(moving=seen()))])
    asked = recommend("coding", registry=bare, provider="host", developer="acme", fixed_id=True)
    assert texts(asked)[0] == f"host/extra is a fixed id, {seen().status}"
    moves = replace(stays, moving=True, evidence=evidence(moving=seen(note="the id says latest")))
    found = recommend("coding", registry=changed(some_records, offerings=[moves]), provider="host", developer="acme")
    assert texts(found)[0] == (
        "host/extra is a moving alias: it may answer with another model tomorrow (the id says latest)"
    )


def test_caveats_say_where_sources_disagree_and_what_none_of_them_says() -> None:
    """On limits and lifecycle as on the price; a stage that nobody gives, with an end or without, unless a day tells it."""
    disputed = seen(agreement=Agreement.DISPUTED, dissent=(Dissent(value="100k", source="page"),))

    def found(**changes: Any) -> list[str]:
        """Return the caveats of one more offering, the only one asked for."""
        some = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", **changes)])
        result = recommend("coding", registry=some, provider="host", developer="acme", unknowns="include")
        return texts(result)

    unstaged = "host/extra is listed by its sources, but none gives its stage of life; it counts as active"
    assert found() == ["Rests on 3 results.", UNTOLD]
    assert found(lifecycle=Lifecycle(), evidence=evidence(limits=disputed, lifecycle=disputed)) == [
        unstaged,
        "Rests on 3 results.",
        UNTOLD,
        "sources disagree on the context tokens and max output tokens at host/extra: A page says 100k",
        "sources disagree on the lifecycle at host/extra: A page says 100k",
    ]
    ends = Lifecycle(retires=date(2028, 1, 1))
    end = "host/extra stops answering on 2028-01-01 (in 426 days)"
    assert found(lifecycle=ends)[0] == f"{end}; none of its sources gives its stage of life, it counts as active"
    assert found(lifecycle=replace(ends, stage=Stage.ACTIVE))[0] == end
    assert found(lifecycle=replace(ends, deprecated=date(2027, 1, 1)))[0] == end


def test_quality_without_a_result_on_the_basket_is_said_to_be_inferred() -> None:
    """Whatever else measured the task; a result of the basket counts once, and only from its day on."""
    base = calibrated_records()
    large = ModelId("acme/large")
    other = changed(base, results={**base.results, large: base.results[large][2:]})
    found = recommend({"coding": 1, "math": 1}, registry=other, model="acme/large")
    assert [basket_results(found, found.best, task) for task in found.use_case.tasks] == [0, 1]
    assert [line for line in texts(found) if "inferred" in line] == [
        "no result on the basket's own benchmarks: coding is inferred from other tests of the task"
    ]

    days = (date(2026, 6, 1), date(2026, 10, 1), None)
    dated = tuple(replace(one, measured=day) for one, day in zip(base.results[large], days, strict=True))
    twice = changed(base, results={**base.results, large: (*dated, dated[0])})
    for day, count in ((date(2026, 8, 1), 1), (date(2026, 11, 1), 2)):
        found = recommend("coding", registry=twice, model="acme/large", on=day, unknowns="include")
        assert basket_results(found, found.best, Task.CODING) == count
    assert basket_results(found, replace(found.best, model=model("acme/unknown")), Task.CODING) == 0
