"""Explanations: probabilities worked by hand, duties, caveats, and the sentences made of them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from factories import (
    calibrated,
    calibrated_records,
    changed,
    evidence,
    model,
    seen,
    served,
    terms,
)
from llm_selection.analysis.explanation import (
    MOST_LINES,
    CaveatKind,
    Duty,
    basket_results,
    caveats,
    duties,
    explain,
    unread,
    without_results,
)
from llm_selection.analysis.shortlist import Label
from llm_selection.domain.benchmarks import Scale, Task
from llm_selection.domain.calibration import Basket
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.evidence import Agreement, Dissent, Status
from llm_selection.domain.identity import ModelId
from llm_selection.domain.licenses import Measure, Threshold
from llm_selection.domain.models import Limits
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import NothingFits
from llm_selection.needs.requirements import AllOf, AnyOf
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.presentation.answer_report import as_text
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import compile_registry


def texts(found: Recommendation) -> list[str]:
    """Return the caveats of the first, as text."""
    return [caveat.text for caveat in caveats(found, found.best)]


def said(found: Recommendation) -> list[str]:
    """Return every sentence of the argument."""
    return [sentence for section in explain(found).sections() for sentence in section.sentences]


def answer(**keywords: Any) -> Recommendation:
    """Recommend from the small registry."""
    return recommend("coding", registry=calibrated(), **keywords)


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
    assert [caveat.kind for caveat in caveats(found, found.best)] == [*CaveatKind][3:6] + [
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
    """How many more models, and how to ask for them; not of those that are ranked, fail something else or were hardly measured."""
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
        """Return what is said of regions, of each place and of those inferred."""
        found = recommend(need, registry=some, **keywords)
        return [
            caveat.text
            for ranked in (*found.ranking, *found.inferred)
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


def test_the_argument_says_what_the_first_gains_and_gives_up() -> None:
    """Its score and parts, up to two rivals with quality and cost, and what the weights mean."""
    found = answer(priorities={"quality": 1})
    best, *rivals = found.ranking
    lines = said(found)
    assert lines[0] == f"{best.model.id} at Acme scores {best.score:.3f}: quality {best.score:.3f}."
    assert [line.split(":")[0] for line in lines[1:3]] == [f"Against {one.place}, {one.model.id}" for one in rivals]
    assert not any("cost" in line for line in lines[1:3])
    assert not any("By these weights" in line for line in lines)
    assert not explain(found).exchange_rates
    default = answer().explain()
    assert "By these weights, ten times the cost is worth 10 points of quality." in default
    every = answer(priorities={"quality": 5, "cost": 2, "headroom": 1, "openness": 1}).explain()
    assert (
        "By these weights, ten times the cost is worth 10 points of quality, a context window twice as large 2.86, open "
        "weights in place of closed ones 15."
    ) in " ".join(every.split())
    assert "its cost" in default


def test_nothing_fitting_is_argued_too() -> None:
    """The reasons take the place of an argument."""
    found = answer(min_context_tokens="1M")
    first, *reasons = found.explain().splitlines()
    assert first == "Nothing fits."
    assert " ".join(" ".join(reasons).split()) == f"Reasons {' '.join(found.reasons())}"
    assert found.explain(sure=True) == found.explain()
    with pytest.raises(NothingFits):
        found.explanation()


# The user's own results


def test_the_argument_says_what_own_results_did() -> None:
    """What quality is the share of, and who would be first without them."""
    found = answer(results=Evaluation.counted("ours", {"acme/small": (190, 200), "acme/large": (100, 200)}))
    lines = said(found)
    assert (
        "Quality at coding is the expected share of your own test “ours” (2 models), not of public benchmarks." in lines
    )
    assert any(line.startswith("Only 2 of the models were measured on it, so how hard it is") for line in lines)
    assert "Without your results, the first would be acme/large." in lines
    assert "Share of your own test “ours”, where it scored 190 of 200." in lines
    assert not any("no result on the basket's own benchmarks" in line for line in lines)
    (best, others) = found.best, found.ranking[1:]
    assert [basket_results(found, one, Task.CODING) for one in (best, *others)] == [1, 0, 1]
    before = without_results(found)
    assert before is not None
    assert before.ranking[:] == answer().ranking[:]


def test_a_chance_to_be_preferred_is_said_to_be_one() -> None:
    """Against whom, and on how many boards; a report says it in its head, where it takes no room from the arguments."""
    records = calibrated_records()
    calibration = records.calibration
    assert calibration is not None
    votes = Basket(benchmarks=("code-one",), anchor=ModelId("acme/large"), anchor_ratings={"code-one": 1450.0})
    facts = changed(
        records,
        calibration=replace(calibration, baskets={**calibration.baskets, Task.CODING: votes}),
        benchmarks={**records.benchmarks, "code-one": replace(records.benchmarks["code-one"], scale=Scale.RATING)},
        results={},
    )
    found = recommend("coding", registry=facts, unknowns="include")
    scale = "The quality at coding is the chance to be preferred to acme/large on 1 board."
    assert scale in said(found)
    assert scale in found.explanation().notes
    assert scale not in found.explanation().why().sentences
    assert "\nQuality   at coding: the chance to be preferred to acme/large\n" in as_text(found)


def test_four_models_measured_are_enough_not_to_warn() -> None:
    """With fewer, how hard the test is for the others is mostly guessed."""
    counts = {"acme/large": (150, 200), "acme/small": (100, 200), "borg/open": (120, 200), "borg/new": (90, 200)}
    lines = said(answer(results=Evaluation.counted("ours", counts)))
    assert any("your own test “ours” (4 models)" in line for line in lines)
    assert not any("before you trust this order" in line for line in lines)


def test_results_on_a_public_benchmark_are_said_to_be_that() -> None:
    """They change nothing of what quality is, and here nothing of the order."""
    test = Evaluation(name="code-one", scores=(Score(model="acme/large", right=160, items=200),))
    lines = said(answer(results=test))
    assert (
        "Your results on code-one (1 model), a benchmark of the registry, count in place of those models' public ones."
        in lines
    )
    assert "Without your results, the first would be the same." in lines
    assert not any("your own test" in line for line in lines)


def test_without_own_results_there_may_be_no_answer() -> None:
    """Where they are the only ones of the one model that fits, or of the task."""
    found = answer(model="borg/new", results=Evaluation.counted("ours", {"borg/new": (190, 200)}))
    assert found.best.model.id == "borg/new"
    assert "Without your results, nothing would fit." in said(found)
    records = calibrated_records()
    assert records.calibration is not None
    baskets = {Task.MATH: records.calibration.baskets[Task.MATH]}
    bare = compile_registry(replace(records, calibration=replace(records.calibration, baskets=baskets)))
    found = recommend("coding", registry=bare, results=Evaluation.counted("ours", {"acme/large": (190, 200)}))
    assert without_results(found) is None
    assert "Without your results, this couldn't be ranked." in said(found)


# As text


def test_an_unknown_part_is_said_to_count_as_the_worst() -> None:
    """A price that isn't published adds nothing, and the argument says why."""
    base = calibrated_records()
    some = changed(base, models=[model("acme/large")], offerings=[served("host/extra", "acme/large", pricing=None)])
    found = recommend("coding", registry=some, unknowns="include", provider="host", developer="acme")
    assert "cost 0.000 (not certain, the worst counts)." in explain(found).why().sentences[0]


def test_a_quality_tells_the_newest_of_all_results_and_that_of_the_task_apart() -> None:
    """Each stands behind its own count; results without a day don't tell."""
    base = calibrated_records()
    days = (date(2026, 6, 1), date(2026, 7, 1), None)
    results = {
        id_: tuple(replace(one, measured=day) for one, day in zip(found, days, strict=False))
        for id_, found in base.results.items()
    }
    abilities = {
        task: {id_: replace(one, newest=date(2026, 5, 1)) for id_, one in known.items()}
        for task, known in base.abilities.items()
    }
    some = changed(base, results=results, abilities=abilities)
    facts = explain(recommend("coding", registry=some, model="acme/large")).facts
    (quality,) = [fact for fact in facts if fact.name == "coding"]
    assert quality.text.endswith("in all (the newest of 2026-07-01), 2 of this task (the newest of 2026-05-01)")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (terms("freeware"), ""),
        (terms("freeware", text_read=False), " (its license wasn't read)"),
        (None, " (no license of it is known)"),
    ],
)
def test_what_nobody_read_is_said_of_what_can_be_hosted(said: Any, words: str) -> None:
    """Of the best that one can host, of no other pick; and of what was read, nothing."""
    found = explain(answer())
    pick = replace(
        found.picks[0], label=Label.BEST_HOSTED, ranked=replace(found.first, terms=said), note="a machine holds it"
    )
    assert unread(said) == words
    sentences = replace(found, picks=(pick,)).picked().sentences
    assert sentences == (f"Best you can host: the first{words}.", "A machine holds it.")
    other = replace(pick, label=Label.BEST_QUALITY)
    assert replace(found, picks=(other,)).picked().sentences[0].endswith(": the first.")


def test_facts_are_cited_with_their_source_and_day() -> None:
    """What a quality rests on is counted; what an overlay brought says so itself."""
    facts = {fact.name: fact for fact in explain(answer(model="acme/large")).facts}
    assert [*facts] == ["price", "context", "license", "coding"]
    assert str(facts["license"]) == "license acme-terms: A page 1, 2026-11-01 (reported)"
    assert facts["coding"].evidence is None
    assert str(facts["coding"]).startswith("coding ")


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(context_tokens=200_000, max_input_tokens=100_000), "200,000 tokens"),
        (Limits(max_input_tokens=922_000), "unknown, but it takes 922,000 tokens in at most"),
        (Limits(), "unknown"),
    ],
)
def test_a_window_that_isnt_known_is_told_by_what_goes_in(limits: Limits, words: str) -> None:
    """As in the table; the cap is cited with its own source."""
    cap = evidence(**{"limits.max_input_tokens": seen(as_of=date(2026, 10, 2))})
    some = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", limits=limits, evidence=cap)])
    found = recommend("coding", registry=some, provider="host", developer="acme", unknowns="include")
    (fact,) = [fact for fact in explain(found).facts if fact.name == "context"]
    is_cap = limits.context_tokens is None and limits.max_input_tokens is not None
    assert str(fact) == f"context {words}: A page 1, {'2026-10-02' if is_cap else '2026-11-01'} (reported)"


def test_a_sentence_begins_with_a_capital_unless_an_id_does() -> None:
    """What stands at the head as an id is one that can be copied."""
    some = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", moving=True)])
    found = recommend("coding", registry=some, workload="assistant", provider="host", developer="acme")
    sentences = explain(found).minded().sentences
    assert sentences[0] == "host/extra is a moving alias: it may answer with another model tomorrow."
    assert sentences[1:3] == (
        "Rests on 3 results.",
        "No rate for cache reads is published; charged as plain input.",
    )


NEEDS: list[dict[str, Any]] = [
    {"need": "coding"},
    {"need": {"coding": 1, "math": 1}, "license": "open-weight", "unknowns": "include"},
    {"need": "agentic_coding", "hosting": {"accelerator": "nvidia/h100-sxm", "utilization": 0.4}},
    {"need": "multilingual", "priorities": {"quality": 3, "cost": 1, "headroom": 1, "openness": 1}},
    {"need": "vision", "provider_kind": "aggregator"},
    {"need": "writing", "max_monthly_cost": 1},
    {"need": "math", "on": date(2026, 3, 1), "license": "open-source,open-weight"},
]


@pytest.mark.parametrize("asked", NEEDS, ids=str)
def test_an_explanation_fits_a_screen(asked: dict[str, Any]) -> None:
    """80 columns by 40 lines, of what we ship; --sure adds its own lines, and loses none of them."""
    found = recommend(**asked)
    for sure in (False, True):
        lines = found.explain(sure=sure).splitlines()
        assert max(map(len, lines)) <= 80
        assert sure or len(lines) <= MOST_LINES
    if found.ranking:
        whole = " ".join(found.robustness().explain().split())
        assert whole in " ".join(found.explain(sure=True).split())


@pytest.mark.parametrize(
    ("points", "words"),
    [(0.4, "less than a point apart"), (-0.4, "less than a point apart"), (1.2, "+1 point,"), (-2.4, "-2 points,")],
)
def test_points_of_picks_are_counted(points: float, words: str) -> None:
    """One is one point, and what rounds to none is less than one."""
    found = explain(recommend("coding", registry=calibrated()))
    picked = next(pick for pick in found.picks if pick.difference is not None and not pick.difference.same_model)
    assert picked.difference is not None
    told = replace(picked, difference=replace(picked.difference, points=points, chance=0.999))
    assert f", {words}" in " ".join(replace(found, picks=(told,)).picked().sentences)
