"""Recommending: defaults, standing requirements, the parts of an answer, and looking back."""

import pickle
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from factories import (
    DAY,
    calibrated,
    calibrated_records,
    card,
    changed,
    model,
    period,
    provider,
    registry,
    result,
    schedule,
    served,
)
from llm_selection._foundation.plain import to_plain
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability
from llm_selection.domain.evaluations import Evaluation
from llm_selection.domain.identity import Library, ModelId
from llm_selection.domain.models import Limits, Modality
from llm_selection.domain.offerings import Lifecycle, Offering, ProviderKind, Stage
from llm_selection.domain.prices import FreeTier
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import InvalidInputError, NotFoundError, NothingFits
from llm_selection.estimation.workloads import WORKLOADS, Workload
from llm_selection.needs.criteria import Criterion
from llm_selection.needs.requirements import AllOf, AnyOf, FitsWorkload, Not, PricedPerToken, parse_requirements
from llm_selection.needs.requirements.input import TakesInput
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.min_quality import MinQuality
from llm_selection.needs.requirements.min_results import MinResults
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.price_read_since import PriceReadSince
from llm_selection.needs.requirements.provider_kind import ProviderKindIn
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.requirements.released_by import ReleasedBy
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Overlay, Registry, bundled
from llm_selection.selection.default_requirements import (
    NOTICE_DAYS,
    PRICE_READ_DAYS,
    check_requirements,
    standing_requirements,
)
from llm_selection.selection.screening import judge
from llm_selection.selection.selecting import pareto_front, rank_undecided
from overlays import CONTRACT, registry_with, shop


def ids(found: Recommendation) -> list[str]:
    """Name the offerings ranked."""
    return [ranked.offering.id for ranked in found.ranking]


def with_offering(**changes: Any) -> Registry:
    """Return the small registry with another offering of acme/large, cheaper than all, changed."""
    return changed(calibrated_records(), offerings=[served("host/extra", "acme/large", "0.1", "0.1", **changes)])


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
        priorities={"cost": 1},
        unknowns="set_aside",
        requirements=[MinContext(6)],
        region="eu",
    )
    assert found.use_case == UseCase(
        tasks={Task.CODING: 1},
        requirements=(MinContext(5), MinContext(6), RunsIn(frozenset({"eu"}))),
        workload=WORKLOADS["assistant"],
        priorities={Criterion.COST: 1},
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
    """Those of the need, its requirements, what it forbids, its workload and its weights, each once."""
    wrong: Any = {"min_context_tokens": "lots", "forbid": {"provder": "x"}, "workload": "asistant"}
    with pytest.raises(InvalidInputError) as caught:
        recommend(need, registry=calibrated(), priorities={"qualty": 5}, **wrong)
    told = [str(fault) for fault in caught.value.faults]
    assert len(told) == (4 if where else 5)
    assert f"{where}min_context_tokens: must be a whole number" in str(caught.value)
    for part in ("forbid.provder: isn't a requirement", "no workload 'asistant'", "got qualty"):
        assert sum(part in each for each in told) == 1


def test_a_task_without_a_basket_is_refused() -> None:
    """Refused clearly, naming the tasks that can be ranked."""
    with pytest.raises(InvalidInputError, match=r"task 'safety' can't be ranked: .*; tasks that can: coding, math"):
        recommend("safety", registry=calibrated())
    with pytest.raises(InvalidInputError, match="tasks that can: none in this registry"):
        recommend("coding", registry=registry())


# Standing requirements


def test_the_standing_requirements() -> None:
    """Active, staying for 90 days, from whom a budget can be made, priced of late, with room; in the past, released by then."""
    kinds = frozenset({ProviderKind.DEVELOPER, ProviderKind.CLOUD, ProviderKind.INFERENCE_HOST})
    standing = (
        StageIn(frozenset({Stage.ACTIVE})),
        NotRetiringBefore(DAY + timedelta(days=NOTICE_DAYS)),
        ProviderKindIn(kinds),
        PricedPerToken(),
        PriceReadSince(DAY - timedelta(days=PRICE_READ_DAYS)),
        FitsWorkload(1_000, 500),
    )
    need = UseCase(
        tasks={Task.CODING: 1}, workload=Workload(requests_per_month=1, input_tokens=1_000, output_tokens=500)
    )
    assert standing_requirements(need, on=DAY, data_date=DAY) == standing
    later = DAY + timedelta(days=1)
    assert standing_requirements(need, on=DAY, data_date=later) == (*standing, ReleasedBy(DAY))
    assert PriceReadSince(DAY - timedelta(days=PRICE_READ_DAYS)) in standing_requirements(need, on=later, data_date=DAY)
    looking = replace(need, tasks={Task.CODING: 1, Task.VISION: 1})
    images = TakesInput(frozenset({Modality.IMAGE}))
    assert standing_requirements(looking, on=DAY, data_date=DAY) == (*standing, images)
    more = replace(looking, requirements=(TakesInput(frozenset({Modality.VIDEO})), MinContext(5)))
    assert standing_requirements(more, on=DAY, data_date=DAY) == standing


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(context_tokens=1_499), "window 1,499"),
        (Limits(context_tokens=10_000, max_output_tokens=499), "output cap 499"),
        (Limits(max_output_tokens=500), "context unknown"),
    ],
)
def test_what_has_no_room_for_the_workload_is_left_out(limits: Limits, reason: str) -> None:
    """A request of 1,000 tokens and an answer of 500 need both; without a known limit it can't be told."""
    workload = Workload(requests_per_month=10, input_tokens=1_000, output_tokens=500)
    found = recommend("coding", registry=with_offering(limits=limits), workload=workload)
    assert "host/extra" not in ids(found)
    (extra,) = [
        option
        for option in (*found.screening.rejected, *found.screening.undecided)
        if option.offering.id == "host/extra"
    ]
    assert judge(extra, FitsWorkload(1_000, 500)).reason == reason
    roomy = with_offering(limits=Limits(context_tokens=1_500, max_output_tokens=500))
    assert "host/extra" in ids(recommend("coding", registry=roomy, workload=workload))


@pytest.mark.parametrize(
    ("changes", "keywords"),
    [
        ({"lifecycle": Lifecycle(stage=Stage.PREVIEW)}, {"stage": "active,preview"}),
        ({"lifecycle": Lifecycle(stage=Stage.DEPRECATED)}, {"stage": "deprecated"}),
        ({"lifecycle": Lifecycle(retires=DAY + timedelta(days=89))}, {"not_retiring_before": DAY}),
        ({"lifecycle": Lifecycle(retires=DAY)}, {"not_retiring_before": DAY, "stage": "retired"}),
    ],
)
def test_a_need_can_replace_a_standing_requirement(changes: dict[str, Any], keywords: dict[str, Any]) -> None:
    """Left out by default, admitted by a requirement of the same kind."""
    some = with_offering(**changes)
    assert "host/extra" not in ids(recommend("coding", registry=some))
    assert "host/extra" in ids(recommend("coding", registry=some, **keywords))


def test_an_end_just_far_enough_is_admitted() -> None:
    """Ninety days of notice are enough."""
    assert "host/extra" in ids(
        recommend("coding", registry=with_offering(lifecycle=Lifecycle(retires=DAY + timedelta(days=90))))
    )


@pytest.mark.parametrize("kind", [ProviderKind.AGGREGATOR, ProviderKind.SUBSCRIPTION, ProviderKind.TRIAL])
def test_some_kinds_of_provider_take_part_only_when_asked_for(kind: ProviderKind) -> None:
    """Aggregators, subscriptions and trials aren't what a budget is made on."""
    some = changed(
        calibrated_records(),
        providers=[provider("via", kind=kind)],
        offerings=[served("via/extra", "acme/large", "0.1", "0.1")],
    )
    assert "via/extra" not in ids(recommend("coding", registry=some))
    assert "via/extra" in ids(recommend("coding", registry=some, provider_kind=kind.value))


def test_a_price_cant_be_dropped() -> None:
    """A free tier fails, a missing price is undecided, whatever else is asked for."""
    assert "host/extra" not in ids(recommend("coding", registry=with_offering(pricing=FreeTier()), unknowns="include"))
    unknown = with_offering(pricing=None)
    assert "host/extra" not in ids(recommend("coding", registry=unknown))
    included = recommend("coding", registry=unknown, unknowns="include", provider="host", developer="acme")
    (ranked,) = included.ranking
    assert (ranked.offering.id, ranked.cost.per_month) == ("host/extra", None)
    assert [
        (part.criterion, part.points, part.known) for part in ranked.contributions if part.criterion is Criterion.COST
    ] == [(Criterion.COST, 0.0, False)]


def test_what_isnt_known_counts_as_the_worst_and_is_marked() -> None:
    """An unknown window and an unknown kind of license say so beside their points."""
    priorities = {"headroom": 1, "openness": 1}
    some = changed(
        calibrated_records(),
        models=[model("acme/large")],
        offerings=[served("acme/large", "acme/large", limits=Limits(max_input_tokens=200_000))],
    )
    (ranked,) = recommend("coding", registry=some, priorities=priorities, model="acme/large").ranking
    assert [(part.value, part.known) for part in ranked.contributions] == [(0.0, False), (0.0, False)]


def test_the_end_of_time_is_a_day_too() -> None:
    """Ninety days from the last day there is are still the last day."""
    found = recommend("coding", registry=calibrated(), on=date.max)
    assert len(found.ranking) == 3


# Requirements that can't mean what they say


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"model": "acme/larg"}, r"no model 'acme/larg' in registry 2026.11.1; nearest: acme/large"),
        ({"developer": "acmee"}, r"no developer 'acmee' in registry 2026.11.1; nearest: acme"),
        ({"provider": "host,cluod"}, r"no provider 'cluod' in registry 2026.11.1; nearest: cloud"),
        ({"region": "mars"}, r"no region 'mars' in registry 2026.11.1; known are eu, us$"),
        ({"architecture": "dens"}, r"no architecture 'dens' in registry 2026.11.1; nearest: dense"),
    ],
)
def test_a_name_that_isnt_there_is_refused(keywords: dict[str, Any], message: str) -> None:
    """Nothing would have it, so it is a slip of the pen, wherever it stands; the nearest names are told."""
    with pytest.raises(NotFoundError, match=message):
        recommend("coding", registry=calibrated(), **keywords)
    (inner,) = parse_requirements(keywords)
    for combined in (AnyOf((MinContext(1), inner)), AllOf((inner,)), Not(inner)):
        with pytest.raises(NotFoundError, match=message):
            recommend("coding", registry=calibrated(), requirements=[combined])


def test_names_that_are_there_are_let_through() -> None:
    """Every name the registry holds, whether or not an option has it."""
    check_requirements(
        parse_requirements(
            {
                "model": "borg/new",
                "developer": "borg",
                "provider": "host",
                "provider_kind": [*ProviderKind],
                "region": "eu,us",
                "architecture": "router,undisclosed",
                "min_context_tokens": 5,
            }
        ),
        calibrated(),
    )


class _Nameless:
    """A requirement that says nothing of itself."""

    reads = ("provider",)

    def judge(self, facts: Any) -> None:
        """Judge nothing: it is refused before."""


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        ("license", "'license' isn't a requirement: it needs a tuple of facts `reads` and a method `judge`"),
        (None, "None isn't a requirement"),
        (SimpleNamespace(reads=("provider",)), "isn't a requirement"),
        (SimpleNamespace(reads="provider", judge=print), "isn't a requirement"),
        (
            SimpleNamespace(reads=("provider", "speed"), judge=print),
            "no fact speed; facts are alignment_methods, architecture, ",
        ),
        (Not(cast("Any", SimpleNamespace(reads=("speed",), judge=print))), "no fact speed"),
        (_Nameless(), "_Nameless.* lacks a method `__str__` that says it in a few words, by which answers name it"),
    ],
)
def test_what_isnt_a_requirement_is_refused(requirement: Any, message: str) -> None:
    """Before anything is judged, and in a combination too."""
    with pytest.raises(InvalidInputError, match=message):
        recommend("coding", registry=calibrated(), requirements=[requirement])


@pytest.mark.parametrize("requirements", [MinContext(5), "license", 5])
def test_requirements_are_a_list(requirements: Any) -> None:
    """One requirement, or text, isn't a list of them."""
    with pytest.raises(InvalidInputError, match="requirements must be a list of requirements, got"):
        recommend("coding", registry=calibrated(), requirements=requirements)


# The parts of an answer


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


def test_the_reasons_name_who_is_measured_too_little() -> None:
    """When only hardly measured models fit, the answer says so rather than nothing."""
    found = recommend("math", registry=calibrated(), provider="host")
    assert found.first is None
    assert [ranked.model.id for ranked in found.inferred] == ["borg/open"]
    with pytest.raises(NothingFits, match="borg/open"):
        _ = found.best
    assert any("borg/new" in reason for reason in found.reasons())


def test_an_answer_shows_itself_in_a_line() -> None:
    """Its repr names the first place and how many there are."""
    found = recommend({"coding": 1, "math": 1}, registry=calibrated())
    best = found.best
    assert repr(found) == (
        f"<Recommendation coding, math: {best.model.id} at {best.provider.id}; {len(found.ranking)} models ranked, data 2026.11.1>"
    )
    assert repr(found.ranking) == f"<{len(found.ranking)} models ranked>"


def test_a_ranking_is_a_sequence() -> None:
    """It can be counted, sliced and read from its end; places count from 1."""
    ranking = recommend("coding", registry=calibrated()).ranking
    assert [ranked.place for ranked in ranking] == [1, 2, 3]
    assert ranking[-1] == ranking[2]
    assert ranking[-1].place == 3
    assert ranking[1:] == (ranking[1], ranking[2])
    assert ranking[::-1] == tuple(reversed(tuple(ranking)))
    for index in (3, -4):
        with pytest.raises(IndexError):
            _ = ranking[index]


def test_rankings_compare_by_content() -> None:
    """The same question of the same facts has an equal ranking; another one hasn't, and none has a hash."""
    ranking = recommend("coding", registry=calibrated()).ranking
    assert ranking == recommend("coding", registry=calibrated()).ranking
    assert ranking != recommend("coding", registry=calibrated(), priorities={"cost": 1}).ranking
    assert ranking != recommend("coding", registry=calibrated(version="other")).ranking
    assert ranking != tuple(ranking)
    with pytest.raises(TypeError, match="unhashable"):
        hash(ranking)


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
    found = recommend("coding", registry=some, priorities={"quality": 1})
    assert ids(found) == ["cloud/open"]
    assert [ranked.offering.id for ranked in rank_undecided(found)] == ["acme/large", "acme/small"]
    assert len(rank_undecided(recommend("coding", registry=calibrated()))) == 0
    past = recommend("coding", registry=some, on=date(2026, 5, 15))
    assert len(rank_undecided(past)) == 0


def test_ids_for_other_libraries() -> None:
    """The offering's id there, else the model's, else unknown; another library is refused."""
    found = {ranked.model.id: ranked for ranked in recommend("coding", registry=calibrated()).ranking}
    open_one = found[model("borg/open").id]
    assert open_one.id_for("litellm") == "host_ai/open"
    assert open_one.id_for(Library.HUGGINGFACE) == "Borg/Open-70B"
    assert open_one.id_for("openrouter") is None
    assert open_one.id_for("pydantic-ai") == open_one.id_for("pydantic_ai")
    with pytest.raises(InvalidInputError, match="no library 'keras'; known are litellm"):
        open_one.id_for("keras")


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


def test_the_front_is_what_weights_cant_change() -> None:
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
    assert all(
        ranked.model.released is not None and ranked.model.released <= found.on
        for ranked in (*found.ranking, *found.inferred)
    )
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


def test_with_all_else_equal_the_developers_own_api_stands_first() -> None:
    """Then a cloud, then an inference host, then the order of ids."""
    base = calibrated_records()
    hosts = [served(f"{host}/same", "acme/large", "5", "20") for host in ("host", "cloud")]
    found = recommend("coding", registry=changed(base, offerings=hosts), model="acme/large")
    assert [found.best.offering.id, *found.best.others] == ["acme/large", "cloud/same", "host/same"]


def test_with_all_else_equal_its_own_developer_goes_before_another() -> None:
    """Another developer's API is a host like others; the model's own goes first even where it is a cloud."""
    base = calibrated_records()
    some = changed(
        base,
        providers=[
            provider("abc", kind=ProviderKind.DEVELOPER, developer="acme"),
            provider("own", kind=ProviderKind.CLOUD, developer="borg"),
        ],
        offerings=[served(f"{host}/same", "borg/open", "1", "3") for host in ("abc", "host", "own")],
    )
    found = recommend("coding", registry=some, model="borg/open", priorities={"quality": 1, "cost": 1})
    assert [found.best.offering.id, *found.best.others] == [
        "own/same",
        "abc/same",
        "host/open",
        "host/same",
        "cloud/open",
    ]


def test_with_all_else_equal_a_moving_alias_stands_last() -> None:
    """What stays the same tomorrow goes first, even at a host; not knowing whether it moves doesn't count."""
    base = calibrated_records()
    some = changed(
        base,
        offerings=[
            served("acme/large", "acme/large", "5", "20", moving=True),
            served("cloud/same", "acme/large", "5", "20", moving=None),
            served("host/same", "acme/large", "5", "20", moving=False),
        ],
    )
    found = recommend("coding", registry=some, model="acme/large")
    assert [found.best.offering.id, *found.best.others] == ["cloud/same", "host/same", "acme/large"]


def test_quality_follows_the_results() -> None:
    """With the same price, the better score stands first, and quality is within its own interval."""
    found = recommend("coding", registry=calibrated(), priorities={"quality": 1})
    means = [ranked.quality[Task.CODING].mean for ranked in found.ranking]
    assert means == sorted(means, reverse=True)
    assert found.best.model.id == "acme/large"
    for ranked in found.ranking:
        quality = ranked.quality[Task.CODING]
        assert 0 < quality.low < quality.mean < quality.high < 1


def test_results_on_other_tasks_only_infer() -> None:
    """A model measured on mathematics alone is listed apart for coding, and ranked when unknowns are included."""
    base = calibrated_records()
    kept = {**base.results, model("acme/small").id: (result("acme/small", "math-one", 0.9),)}
    abilities = {
        task: {id_: (replace(found, direct=0) if id_ == "acme/small" else found) for id_, found in by_model.items()}
        for task, by_model in base.abilities.items()
    }
    some = changed(base, results=kept, abilities=abilities)
    found = recommend("coding", registry=some)
    assert [ranked.model.id for ranked in found.inferred] == ["acme/small"]
    assert "acme/small" not in ids(found)
    included = recommend("coding", registry=some, unknowns="include")
    assert "acme/small" in ids(included)
    assert len(included.inferred) == 0


def test_offerings_are_values() -> None:
    """What is ranked is the registry's own record."""
    some = calibrated()
    best: Offering = recommend("coding", registry=some).best.offering
    assert best == some.offerings[best.id]


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
    again = pickle.loads(pickle.dumps(found))  # noqa: S301 - made here
    assert again.first == found.first
    assert again.screening == found.screening
    assert again.explain() == found.explain()
