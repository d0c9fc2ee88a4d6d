"""Recommending: defaults, standing requirements, the parts of an answer, and looking back."""

import pickle
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from answers import ids, with_offering
from factories import (
    DAY,
    calibrated,
    calibrated_records,
    card,
    changed,
    model,
    period,
    registry,
    schedule,
    served,
)
from llm_selection._foundation.plain import to_plain
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability
from llm_selection.domain.evaluations import Evaluation
from llm_selection.domain.identity import ModelId
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.domain.verdicts import Outcome
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.estimation.workloads import WORKLOADS
from llm_selection.needs.error_costs import parse_error_costs
from llm_selection.needs.requirements import parse_requirements
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.min_quality import MinQuality
from llm_selection.needs.requirements.min_results import MinResults
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.needs.worths import parse_worths
from llm_selection.recommendation import recommend
from llm_selection.registry import Overlay, bundled
from llm_selection.selection.screening import judge
from overlays import CONTRACT, registry_with, shop

# Defaults


def test_a_task_is_a_need() -> None:
    """One word is enough: each model once, at its best offering, the others that meet the need listed."""
    found = recommend("coding", registry=calibrated())
    assert sorted(ids(found)) == ["acme/large", "acme/small", "host/open"]
    (open_one,) = [ranked for ranked in found.ranking if ranked.model.id == "borg/open"]
    assert open_one.others == ("cloud/open",)
    assert found.unmeasured == ("borg/new",)
    assert (found.on, found.use_case.workload_or_default.name) == (DAY, "code-completion")
    assert found.best is not None
    assert found.first == found.best == found.ranking[0]


def test_the_data_we_ship_is_the_default() -> None:
    """Without a registry, the bundled one answers, for its own day."""
    found = recommend("coding")
    assert found.registry is bundled()
    assert found.on == bundled().date


@pytest.mark.parametrize("need", ["coding", Task.CODING, ["coding"], {"coding": 1}, UseCase(tasks={Task.CODING: 1})])
def test_a_need_may_be_written_in_many_ways(need: Any) -> None:
    """They all mean the same."""
    assert recommend(need, registry=calibrated()).use_case == UseCase(tasks={Task.CODING: 1})


def test_arguments_win_over_the_use_case() -> None:
    """Requirements add up; everything else given beside a use case takes its place."""
    base = UseCase(
        tasks={Task.CODING: 1},
        requirements=(MinContext(5),),
        unknowns="include",
        on=date(2026, 11, 2),
        workload=WORKLOADS["writing"],
    )
    found = recommend(
        base,
        registry=calibrated(),
        on=DAY,
        workload="assistant",
        error_cost="0.25",
        worth={"ttft_second": 5},
        unknowns="set_aside",
        requirements=[MinContext(6)],
        region="eu",
    )
    assert found.use_case == UseCase(
        tasks={Task.CODING: 1},
        requirements=(MinContext(5), MinContext(6), RunsIn(frozenset({"eu"}))),
        workload=WORKLOADS["assistant"],
        error_cost=parse_error_costs("0.25", [Task.CODING]),
        worth=parse_worths({"ttft_second": 5}),
        unknowns="set_aside",
        on=DAY,
    )
    assert recommend(base, registry=calibrated()).use_case == base


def test_wrong_keywords_are_refused() -> None:
    """The fault names the keyword and what is known."""
    with pytest.raises(InvalidInputError, match="speed: isn't a requirement; nearest: min_output_speed; llm-selection"):
        recommend("coding", registry=calibrated(), speed=5)  # type: ignore[call-arg]  # the point


@pytest.mark.parametrize(
    ("need", "where"),
    [("ragg", ""), ("cooking,math", ""), ("rag", "requirements.")],
    ids=["no preset", "no task", "a preset"],
)
def test_every_fault_of_a_need_is_told(need: str, where: str) -> None:
    """Those of the need, its requirements, what it forbids, its workload and its money, each once."""
    wrong: Any = {"min_context_tokens": "lots", "forbid": {"provder": "x"}, "workload": "asistant"}
    with pytest.raises(InvalidInputError) as caught:
        recommend(need, registry=calibrated(), error_cost="inf", worth={"speed": 1}, solved=0.5, **wrong)
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == (6 if where else 7)
    assert f"{where}min_context_tokens: must be a whole number" in str(caught.value)
    for part in (
        "forbid.provder: isn't a requirement",
        "no workload 'asistant'",
        "error_cost: must be finite",
        "worth: speed: isn't a fact that can be worth something",
        "solved: says how much today's model gets right",
    ):
        assert sum(part in each for each in told) == 1


def test_a_task_without_a_basket_is_refused() -> None:
    """Refused clearly, naming the tasks that can be ranked."""
    with pytest.raises(InvalidInputError, match=r"task 'safety' can't be ranked: .*; tasks that can: coding, math"):
        recommend("safety", registry=calibrated())
    with pytest.raises(InvalidInputError, match="tasks that can: none in this registry"):
        recommend("coding", registry=registry())


@pytest.mark.parametrize("requirements", [MinContext(5), "license", 5])
def test_requirements_are_a_list(requirements: Any) -> None:
    """One requirement, or text, isn't a list of them."""
    with pytest.raises(InvalidInputError, match="requirements must be a list of requirements, got"):
        recommend("coding", registry=calibrated(), requirements=requirements)


# The parts of an answer


def test_an_answer_shows_itself_in_a_line() -> None:
    """Its repr names the first place and how many there are."""
    found = recommend({"coding": 1, "math": 1}, registry=calibrated())
    best = found.best
    assert repr(found) == (
        f"<Recommendation coding, math: {best.model.id} at {best.provider.id}; {len(found.ranking)} models ranked, data 2026.11.1>"
    )
    assert repr(found.ranking) == f"<{len(found.ranking)} models ranked>"


# Time


def test_looking_back_sees_earlier_prices_and_results() -> None:
    """On a past day, prices, results and models are those of that day."""
    base = calibrated_records()
    dated = {
        id_: tuple(replace(one, measured=date(2026, 7, 1)) for one in results) for id_, results in base.results.items()
    }
    dated[model("acme/large").id] = tuple(
        replace(one, measured=date(2026, 10, 1)) for one in base.results[model("acme/large").id]
    )
    prices = schedule(period(card("2", "8")), period(card("0.5", "2"), effective=date(2026, 9, 1)))
    some = changed(base, results=dated, offerings=[served("acme/small", "acme/small", pricing=prices)])
    past, now = recommend("coding", registry=some, on=date(2026, 8, 1)), recommend("coding", registry=some)
    assert past.unmeasured == ("acme/large",)
    assert sorted(ids(past)) == ["acme/small", "host/open"]
    before, after = (
        next(one.cost.per_month for one in found.ranking if one.model.id == "acme/small") for found in (past, now)
    )
    assert before == 4 * (after or 0)
    assert len(recommend("coding", registry=some, on=date(2026, 6, 1)).ranking) == 0


def test_looking_back_follows_the_day_whatever_is_asked() -> None:
    """A requirement on release dates can't bring back what came later than the day asked about."""
    found = recommend("coding", registry=calibrated(), on=date(2026, 4, 1), released_by=DAY)
    assert all(ranked.model.released is not None and ranked.model.released <= found.on for ranked in found.ranking)
    assert found.unmeasured == ("borg/open",)


def test_without_an_earlier_result_an_ability_isnt_one() -> None:
    """A registry may hold abilities of models of which it holds no results; in the past they are unmeasured."""
    base = calibrated_records()
    small = model("acme/small").id
    abilities = {
        task: {**by_model, small: Ability(mean=0.0, sd=0.1, results=9, direct=9)}
        for task, by_model in base.abilities.items()
    }
    some = changed(
        base, abilities=abilities, results={id_: found for id_, found in base.results.items() if id_ != small}
    )
    assert "acme/small" in ids(recommend("coding", registry=some))
    assert small in recommend("coding", registry=some, on=DAY - timedelta(days=1)).unmeasured


def test_a_later_day_is_answered_from_what_is_known() -> None:
    """After the data's day, ends and announced prices take effect; nothing new is known."""
    later = date(2027, 6, 1)
    some = with_offering(lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=date(2027, 3, 1)))
    assert "host/extra" in ids(recommend("coding", registry=some))
    assert "host/extra" not in ids(recommend("coding", registry=some, on=later))


def test_results_newer_than_the_data_count() -> None:
    """An overlay may bring results measured after the data's day: asked about that day or later, they count."""
    row = {"model": "borg/new", "benchmark": "code-one", "reporter": "independent", "source": "contract"}
    later = [{**row, "score": 0.9, "measured": "2026-11-20"}]
    made = registry_with(shop(results=later, models={}, offerings={}, deny=None))
    for day in (None, date(2026, 12, 24)):
        found = recommend("coding", registry=made, on=day, unknowns="include")
        assert "borg/new" in {ranked.model.id for ranked in found.ranking}
    assert "borg/new" in recommend("coding", registry=made, on=date(2026, 10, 30)).unmeasured


def test_a_chain_of_fine_tunes_starts_from_the_nearest() -> None:
    """A fine-tune of a fine-tune starts where that one is, not where the first one was, and is less sure."""
    served_by = dict(shop().layers[0].records["offerings"]["host/tuned"])
    again = Overlay(
        "again",
        "1",
        evidence=CONTRACT,
        models={"shop/again": {"name": "Again", "base": "shop/tuned"}},
        offerings={"host/again": {**to_plain(served_by), "model": "shop/again"}},
    )
    found = recommend("coding", registry=registry_with(shop(), again), unknowns="include").ranking
    ability = {ranked.model.id: ranked.quality[Task.CODING].ability for ranked in found}
    first, second, third = (ability[ModelId(name)] for name in ("borg/open", "shop/tuned", "shop/again"))
    assert first.mean < third.mean == pytest.approx(second.mean)
    assert third.sd > second.sd


def test_a_fine_tune_of_a_model_nobody_measured_is_not_ranked() -> None:
    """Without a result of its own or of its base there is nothing to start from, whatever is included."""
    made = registry_with(shop(models={"shop/tuned": {"name": "Tuned", "base": "borg/new"}}, results=[]))
    found = recommend("coding", registry=made, unknowns="include")
    assert "shop/tuned" in found.unmeasured


def test_a_model_that_no_fit_knows_is_expected_to_be_anything() -> None:
    """A model without base or prior is estimated from its results and from what models here are."""
    made = registry_with(shop(models={"shop/tuned": {"name": "Tuned"}}))
    found = recommend("coding", registry=made)
    assert found.best.model.id == "shop/tuned"
    without = changed(calibrated_records(), priors={}) | shop(models={"shop/tuned": {"name": "Tuned"}})
    assert "shop/tuned" in recommend("coding", registry=without).unmeasured


def test_a_floor_of_quality_is_of_the_estimate_own_results_included() -> None:
    """Below it a model fails, with its interval; one without a result can't be told; a test of one's own counts."""
    facts = calibrated()
    found = recommend("coding", registry=facts, min_quality={"coding": 60}, unknowns="include")
    qualities = {ranked.model.id: ranked.quality[Task.CODING].mean for ranked in found.ranking}
    assert qualities
    assert min(qualities.values()) >= 0.6
    (floor,) = [one for one in found.screening.requirements if isinstance(one, MinQuality)]
    for option in found.screening.options:
        verdict = judge(option, floor)
        quality = option.fact("quality_coding")
        assert verdict.outcome is Outcome.of(None if quality is None else quality.mean >= 0.6)
    tests = Evaluation.counted("ours", {"acme/large": (10, 1000), "acme/small": (990, 1000)}, task="coding")
    own = recommend("coding", registry=facts, min_quality={"coding": 60}, unknowns="include", results=tests)
    assert "acme/large" not in {ranked.model.id for ranked in own.ranking}
    untold = recommend("coding", registry=facts, min_quality={"safety": 10})
    assert not untold.ranking
    assert untold.screening.undecided


def test_evidence_is_counted_own_tests_included() -> None:
    """Direct results at the task; of a model nobody measured that is none, and where nothing measures it, unknown."""
    facts = calibrated()
    (asked,) = parse_requirements({"min_results": {"coding": 2}})
    assert asked == MinResults(Task.CODING, 2)
    found = recommend("coding", registry=facts, requirements=[asked], unknowns="include")
    benchmarks = {name for name, known in facts.benchmarks.items() if known.task is Task.CODING}
    counted = {
        model: sum(result.benchmark in benchmarks for result in facts.results.get(model, ())) for model in facts.models
    }
    for option in found.screening.options:
        assert option.fact("results_coding") == counted[option.model.id]
        assert judge(option, asked).outcome is Outcome.of(counted[option.model.id] >= 2)
    assert counted[ModelId("borg/new")] == 0
    assert 1 in counted.values()
    (barely,) = {model for model, count in counted.items() if count == 1}
    test = Evaluation.counted("ours", {barely: (30, 60)}, task="coding")
    own = recommend("coding", registry=facts, min_results={"coding": 2}, results=test, unknowns="include")
    assert barely in {ranked.model.id for ranked in own.ranking}
    untold = recommend("coding", registry=facts, min_results={"safety": 1})
    assert not untold.ranking
    assert untold.screening.undecided


def test_what_is_forbidden_is_rejected() -> None:
    """Each for itself, as ``not`` in a table of its own; an unknown fact leaves it undecided."""
    facts = calibrated()
    free = recommend("coding", registry=facts)
    assert "acme" in {ranked.provider.id for ranked in free.ranking}
    found = recommend("coding", registry=facts, forbid={"provider": "acme", "developer": ["borg"]})
    assert not {"acme"} & {option.provider.id for option in found.screening.kept}
    assert not {"borg"} & {option.model.id.partition("/")[0] for option in found.screening.kept}
    written = parse_requirements([{"not": {"provider": "acme"}}, {"not": {"developer": ["borg"]}}])
    assert found == recommend("coding", registry=facts, requirements=written)
    assert not recommend("coding", registry=facts, forbid={"min_output_speed": 500}).ranking
    with pytest.raises(InvalidInputError, match=r"forbid\.speed: isn't a requirement"):
        recommend("coding", registry=facts, forbid={"speed": 5})  # type: ignore[arg-type]  # what is tested
    with pytest.raises(NotFoundError, match="no provider 'azur'"):
        recommend("coding", forbid={"provider": "azur"})


def test_service_is_required_where_an_overlay_brings_it() -> None:
    """What nobody says is undecided; what is said decides, and by how much."""
    facts = calibrated() | Overlay(
        "ours",
        "1",
        evidence={"source": "page", "status": "documented", "as_of": "2026-10-01"},
        offerings={
            "host/open": {"service": {"retention_days": 30, "trains_on_inputs": False, "ttft_seconds": 0.4}},
            "acme/large": {"service": {"retention_days": 0, "output_tokens_per_second": 90}},
        },
    )
    assert ids(recommend("coding", registry=facts, max_retention_days=0)) == ["acme/large"]
    assert ids(recommend("coding", registry=facts, no_training_on_inputs=True, max_ttft_seconds=0.5)) == ["host/open"]
    assert ids(recommend("coding", registry=facts, min_output_speed="80")) == ["acme/large"]
    found = recommend("coding", registry=facts, max_retention_days=7)
    assert "acme/small" in found.screening.undecided.column("model").values
    (refusal,) = found.why_not("host/open").refusals
    assert [str(failed.gap) for failed in refusal.shortfalls] == ["23 days kept"]


def test_an_answer_can_be_pickled() -> None:
    """So that it can enter another process; what was made of its options on the way isn't taken along."""
    found = recommend("coding", license="open-weight")
    assert found.ranking
    assert found.explain()
    again = pickle.loads(pickle.dumps(found))
    assert again.first == found.first
    assert again.screening == found.screening
    assert again.explain() == found.explain()
