"""The ranking: a sequence of places, the order of equals, and what each place holds."""

from dataclasses import replace
from decimal import Decimal

import pytest

from factories import (
    calibrated,
    calibrated_records,
    changed,
    model,
    provider,
    result,
    served,
)
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation
from llm_selection.domain.identity import Library, ModelId
from llm_selection.domain.offerings import Offering, ProviderKind
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.workloads import Workload
from llm_selection.recommendation import recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.selection.ranking import OF_THEIR_OWN_KIND

LOAD = Workload(requests_per_month=1000, input_tokens=1000, output_tokens=100, requests_per_task=10)


def test_an_option_without_a_bill_stands_last() -> None:
    """Not as if it cost nothing, nor as if it couldn't be judged: what its errors cost is known all the same."""
    unknown = changed(calibrated_records(), offerings=[served("acme/large", "acme/large", pricing=None)])
    found = recommend("coding", registry=unknown, unknowns="include")
    assert [ranked.model.id for ranked in found.ranking][-1] == "acme/large"
    assert [ranked.expected.total is None for ranked in found.ranking] == [False, False, True]
    by_quality = recommend("coding", registry=unknown, unknowns="include", error_cost="quality-only")
    assert by_quality.best.model.id == "acme/large"
    assert by_quality.best.expected.bill is None


def test_an_expected_cost_by_hand() -> None:
    """
    A thousand requests, ten to a piece of work, are a hundred pieces; an error costs $5.

    acme/large is charged 1M x $5 + 0.1M x $20 = $7.00 and gets its share of the hundred right; of the rest, each costs $5.
    """
    found = recommend("coding", registry=calibrated(), workload=LOAD, error_cost=5)
    large = next(ranked for ranked in found.ranking if ranked.model.id == "acme/large")
    wrong = 100 * (1 - large.quality[Task.CODING].mean)
    assert large.expected.bill == Decimal("7.00")
    assert float(large.expected.errors[Task.CODING]) == pytest.approx(5 * wrong, abs=0.005)
    assert large.expected.total == Decimal("7.00") + large.expected.errors[Task.CODING]
    totals = [ranked.expected.total for ranked in found.ranking]
    assert totals == sorted(totals)  # type: ignore[type-var]  # all are known


def test_every_model_stands_at_the_offering_of_its_least_cost() -> None:
    """Errors are those of the model, so it is that of the least bill, less what is credited to it."""
    found = recommend("coding", registry=calibrated(), model="borg/open")
    assert [found.best.offering.id, *found.best.others] == ["host/open", "cloud/open"]
    in_europe = recommend("coding", registry=calibrated(), model="borg/open", worth={"region=eu": 10**5})
    assert [in_europe.best.offering.id, *in_europe.best.others] == ["cloud/open", "host/open"]
    elsewhere = in_europe.ranking.at(0, in_europe.ranking.offerings_of(0)[1])
    assert (elsewhere.offering.id, elsewhere.others) == ("host/open", ("cloud/open",))
    assert elsewhere.expected.worths == {"region=eu": 0}


def test_what_an_error_costs_decides_between_cheap_and_good() -> None:
    """Nothing: the lower bill; much: the higher share; quality only: that, whatever it costs."""
    first = {
        cost: recommend("coding", registry=calibrated(), workload=LOAD, error_cost=cost).best.model.id
        for cost in (0, "0.001", 1, 1000, "quality-only")
    }
    assert [first[0], first["0.001"]] == ["acme/small", "acme/small"]
    assert [first[1], first[1000], first["quality-only"]] == ["acme/large"] * 3


def test_several_tasks_cost_by_their_part_of_the_work() -> None:
    """Three of four pieces are coding at $1 an error, one is preferred or not: each has its own line, to the cent."""
    need = {"coding": 3, "math": 1}
    found = recommend(need, registry=calibrated(), workload=LOAD, error_cost={"coding": 1, "math": 10})
    for ranked in found.ranking:
        shares = {task: quality.mean for task, quality in ranked.quality.items()}
        expected = {Task.CODING: 75 * (1 - shares[Task.CODING]), Task.MATH: 250 * (1 - shares[Task.MATH])}
        for task, usd in expected.items():
            assert float(ranked.expected.errors[task]) == pytest.approx(usd, abs=0.005)
    assert found.ranking.shares(Task.MATH) != found.ranking.shares(Task.CODING)
    assert found.ranking.error_costs == found.use_case.error_costs


def test_a_model_is_found_in_the_ranking() -> None:
    """With its place; one that isn't ranked isn't found."""
    ranking = recommend("coding", registry=calibrated()).ranking
    assert ranking.find(ranking[1].model.id) == ranking[1]
    assert ranking.find(ModelId("borg/new")) is None


def test_only_the_last_places_are_kept() -> None:
    """Whoever goes through all needs none a second time; each is built equal again."""
    ranking = recommend("math").ranking
    assert len(ranking) > 32
    first = ranking[0]
    assert ranking[0] is first
    assert [ranked.place for ranked in ranking] == list(range(1, len(ranking) + 1))
    assert ranking[0] is not first
    assert ranking[0] == first


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
    assert ranking != recommend("coding", registry=calibrated(), error_cost="0.33").ranking
    assert ranking != recommend("coding", registry=calibrated(version="other")).ranking
    assert ranking != tuple(ranking)
    with pytest.raises(TypeError, match="unhashable"):
        hash(ranking)


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
    found = recommend("coding", registry=some, model="borg/open")
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
    """Whatever it costs, the better score stands first, and quality is within its own interval."""
    found = recommend("coding", registry=calibrated(), error_cost="quality-only")
    means = [ranked.quality[Task.CODING].mean for ranked in found.ranking]
    assert means == sorted(means, reverse=True)
    assert found.best.model.id == "acme/large"
    for ranked in found.ranking:
        quality = ranked.quality[Task.CODING]
        assert 0 < quality.low < quality.mean < quality.high < 1


def measured_at_math_alone(*, kind: Task | None = None) -> Records:
    """Make records of ``acme/small`` with a result on mathematics alone; coding is called a task of another *kind*."""
    base = calibrated_records()
    kept = {**base.results, model("acme/small").id: (result("acme/small", "math-one", 0.9),)}
    assert base.calibration is not None
    calibration = base.calibration
    names = {Task.CODING: kind or Task.CODING}
    benchmarks = {name: replace(each, task=names.get(each.task, each.task)) for name, each in base.benchmarks.items()}
    return replace(
        base,
        results=kept,
        benchmarks=benchmarks,
        calibration=replace(
            calibration,
            baskets={names.get(task, task): basket for task, basket in calibration.baskets.items()},
            task_sd={names.get(task, task): sd for task, sd in calibration.task_sd.items()},
        ),
        abilities={},
    )


def test_one_result_on_any_benchmark_is_enough() -> None:
    """A model measured on mathematics alone is ranked for coding, as uncertain as it is."""
    found = recommend("coding", registry=compile_registry(measured_at_math_alone()))
    small = next(ranked for ranked in found.ranking if ranked.model.id == "acme/small")
    assert small.quality[Task.CODING].ability.direct == 0
    assert found.unmeasured == ("borg/new",)


@pytest.mark.parametrize("kind", sorted(OF_THEIR_OWN_KIND))
def test_at_tasks_of_their_own_kind_a_result_of_the_task_is_needed(kind: Task) -> None:
    """Or one's own; general ability doesn't tell of these. Included where unknowns are."""
    some = compile_registry(measured_at_math_alone(kind=kind))
    found = recommend(kind, registry=some)
    assert found.unmeasured == ("acme/small", "borg/new")
    assert sorted(ranked.model.id for ranked in found.ranking) == ["acme/large", "borg/open"]
    tried = recommend(kind, registry=some, results=Evaluation.counted("ours", {"acme/small": (3, 5)}, task=kind))
    assert "acme/small" in {ranked.model.id for ranked in tried.ranking}
    included = recommend(kind, registry=some, unknowns="include")
    assert "acme/small" in {ranked.model.id for ranked in included.ranking}
    assert included.unmeasured == ("borg/new",)


def test_offerings_are_values() -> None:
    """What is ranked is the registry's own record."""
    some = calibrated()
    best: Offering = recommend("coding", registry=some).best.offering
    assert best == some.offerings[best.id]
