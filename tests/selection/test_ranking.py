"""The ranking: a sequence of places, the order of equals, and what each place holds."""

from dataclasses import replace

import pytest

from answers import ids
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
from llm_selection.domain.identity import Library
from llm_selection.domain.models import Limits
from llm_selection.domain.offerings import Offering, ProviderKind
from llm_selection.errors import InvalidInputError
from llm_selection.recommendation import recommend


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
