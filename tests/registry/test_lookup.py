"""Look-up: a model by any of its names, records by id, a miss with what is near, what ends soon."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import DAY, calibrated, model, offering, provider, records, registry, terms
from llm_selection._foundation.spelling import nearest_names
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import Library, ModelId, developer_of
from llm_selection.domain.models import Downloadable, Model
from llm_selection.domain.offerings import Lifecycle
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.registry import Registry, bundled, compile_registry

ONE, TWO = ModelId("acme/one"), ModelId("acme/two")


@pytest.fixture
def named() -> Registry:
    """Make a registry of a model with every kind of name, and another with few."""
    return registry(
        [
            model(
                "acme/one",
                snapshots=("one-2026-05-01",),
                aliases=("One Latest",),
                ids={Library.OPENROUTER: "~acme/one:Free"},
                weights=Downloadable(repository="AcmeAI/One-70B"),
            ),
            model("acme/two", weights=Downloadable()),
        ],
        [
            offering("host/one", "acme/one", ids={Library.LITELLM: "host_ai/One"}),
            offering("host/two", "acme/two", ids={Library.LITELLM: "host_ai/two"}),
        ],
    )


@pytest.mark.parametrize(
    "name",
    [
        "acme/one",
        "Acme/ONE",
        "one-2026-05-01",
        "one latest",
        "~acme/one:free",
        "acmeai/one-70b",
        "AcmeAI/One-70B",
        "host_ai/one",
    ],
)
def test_a_model_has_many_names(named: Registry, name: str) -> None:
    """Id, snapshot, alias, repository and ids of other libraries, its offerings' too, lead to it in any case."""
    assert named.model(name).id == ONE


def test_a_miss_names_the_nearest(named: Registry) -> None:
    """What isn't there is an error with the ids that look alike."""
    with pytest.raises(NotFoundError) as caught:
        named.model("acme/Tow")
    assert str(caught.value) == (
        "no model 'acme/Tow' in registry 2026.11.1; nearest: acme/two, acme/one; llm-selection list models shows all"
    )
    with pytest.raises(
        NotFoundError, match=r"no model 'xyz' in registry 2026.11.1; llm-selection list models shows all$"
    ):
        named.model("xyz")


def test_a_name_is_text(named: Registry) -> None:
    """Anything else is refused as what it is, not as a miss."""
    with pytest.raises(InvalidInputError, match="a model's name is text, got 5"):
        named.model(5)  # type: ignore[arg-type]  # the point
    with pytest.raises(InvalidInputError, match="a model's name is text, got 5"):
        named.models_called(5)  # type: ignore[arg-type]  # the point


def test_a_model_keeps_its_own_id() -> None:
    """Another model's name in another library doesn't take it away."""
    made = registry([model("acme/one"), model("acme/two", ids={Library.LITELLM: "acme/one"})])
    assert made.model("acme/one").id == ONE


def test_an_alias_goes_before_an_id_of_another_library() -> None:
    """What is written down as a name of a model isn't overruled by how a library calls another."""
    made = registry([model("acme/one", aliases=("uno",)), model("acme/two", ids={Library.LITELLM: "uno"})])
    assert made.model("uno").id == ONE


def test_an_id_of_two_models_leads_to_neither() -> None:
    """A library's id that two models share isn't a name of either; a wrong model would be worse than none."""
    made = registry(
        [model("acme/one", ids={Library.LITELLM: "uno"}), model("acme/two", weights=Downloadable(repository="UNO"))]
    )
    with pytest.raises(NotFoundError):
        made.model("uno")


def test_the_last_part_of_an_id_leads_to_the_only_model_of_that_name() -> None:
    """What is called so comes first; of several whose ids end so, all are named and none is taken."""
    made = registry(
        [
            model("acme/one"),
            model("acme/two", aliases=("uno",)),
            model("acme/uno"),
            model("acme/Both".lower()),
            model("borg/both"),
        ]
    )
    assert [made.model(name).id for name in ("one", "ONE", "uno")] == ["acme/one", "acme/one", "acme/two"]
    with pytest.raises(NotFoundError, match=r"'Both' could mean 2 models .*; newest first: acme/both, borg/both$"):
        made.model("Both")
    with pytest.raises(NotFoundError, match="no model 'on' "):
        made.model("on")


def test_the_last_part_of_another_name_leads_there_too() -> None:
    """Where no model's own id ends so, and it isn't that of names of several models."""
    made = registry(
        [
            model("acme/one-1", ids={Library.OPENROUTER: "acme/one.1", Library.LITELLM: "gate/one"}),
            model("acme/two", ids={Library.OPENROUTER: "gate/two", Library.LITELLM: "host/both"}),
            model("acme/three", ids={Library.OPENROUTER: "borg/two", Library.LITELLM: "gate/both"}),
        ]
    )
    assert [made.model(name).id for name in ("one.1", "One", "two")] == ["acme/one-1", "acme/one-1", "acme/two"]
    with pytest.raises(NotFoundError, match=r"'both' could mean 2 models .*; newest first: acme/three, acme/two$"):
        made.model("both")


def test_the_name_and_what_the_developer_calls_it_lead_there_too() -> None:
    """An alias at its own API as well; what others call theirs doesn't."""
    made = registry(
        [model("acme/one", name="Acme One 3")],
        [offering("acme/One-Latest", "acme/one"), offering("host/x", "acme/one")],
        providers=[provider("acme", developer="acme")],
    )
    assert [made.model(name).id for name in ("acme one 3", "one-latest")] == ["acme/one", "acme/one"]
    with pytest.raises(NotFoundError):
        made.model("x")


LINE = registry(
    [
        model("acme/line-1", name="Line 1", family="line"),
        model("acme/line-3-big-9b", name="Line 3 Big 9B", family="line", released=date(2026, 5, 1)),
        model("acme/line-3-small-1b", name="Line 3 Small 1B", family="line", released=date(2026, 6, 1)),
        model("acme/line-2", name="Line 2", family="line", released=date(2025, 1, 1)),
        model("acme/line-2.5", aliases=("acme/two-and-a-half",), released=date(2025, 6, 1)),
        model("acme/line-old", family="line"),
        model("borg/line-2-tuned", family="line", released=date(2026, 7, 1)),
        model("borg/point-5.1", name="Point"),
    ]
)


@pytest.mark.parametrize(
    "name", ["Line 3 Small", "line-3.small", "LINE3SMALL", "3 Small", "acme line 3 small 1b", "small 1b"]
)
def test_a_part_of_a_name_leads_to_the_only_model_it_could_mean(name: str) -> None:
    """Whatever its case, and whatever stands between its words."""
    assert LINE.model(name).id == "acme/line-3-small-1b"
    assert LINE.models_called(name) == ("acme/line-3-small-1b",)


def test_what_is_called_so_goes_before_what_has_it_as_a_part() -> None:
    """The whole name of one model may be the beginning of others'."""
    assert LINE.model("Line 2").id == LINE.model("acme/line 2").id == "acme/line-2"
    assert LINE.models_called("Line 2") == LINE.models_called("acme/line-2") == ("acme/line-2",)
    assert LINE.models_called("Acme/Two-and-a-half") == ("acme/line-2.5",)
    assert LINE.model("Line 2.5").id == LINE.model("two and a half").id == "acme/line-2.5"


def test_a_name_of_several_leads_to_none_and_names_the_newest() -> None:
    """Those of the developer with the most come first, and a release that isn't known is told last."""
    with pytest.raises(NotFoundError) as caught:
        LINE.model("Line")
    newest = ("acme/line-3-small-1b", "acme/line-3-big-9b", "acme/line-2.5", "acme/line-2", "acme/line-1")
    assert (caught.value.id, caught.value.nearest, caught.value.count) == ("Line", newest, 7)
    assert LINE.models_called("line") == (*newest, "acme/line-old", "borg/line-2-tuned")
    with pytest.raises(NotFoundError, match=r"newest first: acme/line-3-small-1b, acme/line-3-big-9b$"):
        LINE.model("line 3")


@pytest.mark.parametrize("name", ["Point 5", "small", "acme/line-3-small", "acme/two-and", "borg/line"])
def test_what_may_be_another_model_is_only_named(name: str) -> None:
    """A version that goes on, one word from within a name, and a part of an id, which a program wrote, lead to none."""
    (only,) = LINE.models_called(name)
    with pytest.raises(NotFoundError, match=f"no model {name!r} in .*; nearest: {only}; llm") as caught:
        LINE.model(name)
    assert caught.value.count == 0


@pytest.mark.parametrize("name", ["", " - ", "3", "lin", "ine", "a" * 1000])
def test_what_is_no_word_of_a_name_means_nothing(name: str) -> None:
    """Neither do a number alone and a part of a word."""
    assert LINE.models_called(name) == ()
    with pytest.raises(NotFoundError, match="no model"):
        LINE.model(name)


def test_siblings_are_the_others_of_a_family() -> None:
    """By the same developer, the newest first; of no family there are none."""
    siblings = ("acme/line-3-small-1b", "acme/line-3-big-9b", "acme/line-1", "acme/line-old")
    assert LINE.siblings(ModelId("acme/line-2")) == siblings
    assert LINE.siblings(ModelId("borg/line-2-tuned")) == LINE.siblings(ModelId("acme/line-2.5")) == ()
    with pytest.raises(NotFoundError):
        LINE.siblings(ModelId("acme/none"))


SEPARATORS = st.sampled_from([" ", "-", ".", "_", " - "])


@given(st.sampled_from([*bundled().models]), st.data())
def test_a_respelt_id_finds_the_same_model(key: ModelId, data: st.DataObject) -> None:
    """With its developer, in any case, and with anything between its words."""
    spelt = re.sub(r"[^\w+]|_", lambda _: data.draw(SEPARATORS), data.draw(st.sampled_from([key, key.upper()])))
    assert bundled().model(spelt).id == key


@given(st.sampled_from([*bundled().models.values()]), st.data())
def test_a_part_of_a_name_finds_the_only_model_it_could_mean_or_none(known: Model, data: st.DataObject) -> None:
    """What a part finds, in any spelling, is alone; and where it finds none, the model is among those it could mean."""
    words = known.name.split()
    part = words[: data.draw(st.integers(1, len(words)))]
    for name in (" ".join(part), "-".join(part).upper()):
        called = bundled().models_called(name)
        try:
            found = bundled().model(name).id
        except NotFoundError as error:
            fault = error
        else:
            assert called == (found,)
            continue
        assert fault.nearest
        assert fault.count in (0, len(called))


def test_names_that_people_type() -> None:
    """On the data we ship: the one that is meant, or the newest of those that could be."""
    shipped = bundled()
    assert shipped.model("Llama 4 Scout").id == shipped.model("llama4.scout").id == "meta/llama-4-scout-17b-instruct"
    assert shipped.model("GPT 4").id == "openai/gpt-4"
    for name, developer in (("Grok", "xai"), ("Claude", "anthropic"), ("Llama", "meta"), ("Gemini Flash", "google")):
        with pytest.raises(NotFoundError, match="could mean") as caught:
            shipped.model(name)
        newest = [shipped.models[ModelId(key)] for key in caught.value.nearest]
        days = [one.released for one in newest if one.released is not None]
        assert {developer_of(one.id) for one in newest} == {developer}
        assert (len(days), days) == (5, sorted(days, reverse=True))


def test_a_table_keeps_the_records_built_last() -> None:
    """The same record is the same value, but of very many few are kept."""
    facts = registry([model(f"acme/m{number:03}") for number in range(200)])
    first = facts.models[ModelId("acme/m000")]
    assert facts.models[ModelId("acme/m000")] is facts.models.at(0) is first
    assert len({id(found) for found in [*facts.models.values()]}) == 200
    assert facts.models.at(0) == first
    assert facts.models.at(0) is not first


def test_the_fit_is_read_once() -> None:
    """With it or without."""
    facts = calibrated()
    assert facts.calibration is facts.calibration is not None
    assert registry([]).calibration is None


def test_tables_are_mappings(named: Registry) -> None:
    """Ids in order, records built when asked for, a place for each."""
    table = named.models
    assert list(table) == [ONE, TWO]
    assert len(table) == 2
    assert ONE in table
    assert "acme/three" not in table
    assert table[TWO] == table.at(1) == table.get(TWO)
    assert table.get(ModelId("acme/three")) is None
    assert table.get(ModelId("acme/three"), "none") == "none"
    assert (table.row(TWO), table.id_at(1)) == (1, TWO)
    assert repr(table) == "<2 models>"
    assert dict(table) == table


@pytest.mark.parametrize(
    ("section", "key", "kind"),
    [
        ("sources", "x", "source"),
        ("developers", "x", "developer"),
        ("providers", "x", "provider"),
        ("licenses", "x", "license"),
        ("models", "x", "model"),
        ("offerings", "x", "offering"),
        ("benchmarks", "x", "benchmark"),
        ("results", "x", "result of model"),
        ("priors", "x", "prior of model"),
        ("abilities", Task.SAFETY, "abilities at task"),
        ("verbosities", "x", "verbosity of model"),
    ],
)
def test_a_miss_says_what_was_looked_for(named: Registry, section: str, key: str, kind: str) -> None:
    """Each table names its kind in a word."""
    with pytest.raises(NotFoundError) as caught:
        getattr(named, section)[key]
    assert (caught.value.kind, caught.value.id) == (kind, str(key))


def test_offerings_of_a_model() -> None:
    """All offerings of one model, in order of id."""
    made = calibrated()
    assert [one.id for one in made.offerings_of(ModelId("borg/open"))] == ["cloud/open", "host/open"]
    assert registry([model()], []).offerings_of(ONE) == ()
    with pytest.raises(NotFoundError, match="no model 'borg/none'"):
        made.offerings_of(ModelId("borg/none"))


def test_names_that_look_alike() -> None:
    """Up to three, the nearest first; none when nothing is near."""
    known = ["acme/one", "acme/ones", "acme/once", "acme/onset", "borg/two"]
    assert nearest_names("acme/one", known) == ("acme/one", "acme/ones", "acme/once")
    assert nearest_names("xyz", known) == ()
    assert nearest_names("", known) == ()
    assert nearest_names("GPQA", ["piqa", "popqa", "gpqa-diamond", "GPQA-main"]) == (
        "GPQA-main",
        "gpqa-diamond",
        "piqa",
    )


def test_the_registry_we_ship_keeps_its_records_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each record is read by place from one open file: nothing is opened again, whatever happens to the path."""
    shipped = bundled()
    monkeypatch.setattr("os.open", None)
    monkeypatch.setattr("builtins.open", None)
    for row in (0, len(shipped.models) - 1, 0):
        assert shipped.models.at(row).id == shipped.models.id_at(row)


def test_a_column_is_decoded_once(named: Registry) -> None:
    """The registry keeps its columns."""
    assert named.column("model") is named.column("model")
    assert named.column("model")[1] == TWO
    assert list(named.column("model")) == [ONE, TWO]


def test_registries_compare_by_content() -> None:
    """Equal records make equal registries, whatever object they are."""
    one, other = registry(), registry([model(name="Other")])
    assert one == compile_registry(records())
    assert hash(one) == hash(compile_registry(records()))
    assert one != other
    assert one != "registry"
    assert repr(one) == "<Registry 2026.11.1: 1 model, 1 offering>"


def test_records_come_back_in_order_of_id() -> None:
    """Whatever order they are given in, sections are sorted."""
    made = registry([model("borg/b", license="mit"), model("acme/a")], licenses=[terms("zlib")])
    assert list(made.models) == ["acme/a", "borg/b"]
    assert list(made.licenses) == ["mit", "zlib"]
    assert made.records() == records([model("acme/a"), model("borg/b", license="mit")], licenses=[terms("zlib")])


def test_a_table_hashes_as_any_frozen_mapping_does() -> None:
    """Equal tables of two readings hash alike, and a table shows its size."""
    one, other = calibrated(), calibrated()
    assert hash(one.calibration) == hash(other.calibration)
    assert one.models == other.models
    assert hash(one.models) == hash(other.models)
    assert "models>" in repr(one.models)


ENDING = registry(
    [model("acme/one")],
    [
        offering("host/late", "acme/one", lifecycle=Lifecycle(retires=DAY + timedelta(days=30))),
        offering("host/never", "acme/one"),
        offering("host/over", "acme/one", lifecycle=Lifecycle(retires=DAY)),
        offering("host/soon", "acme/one", lifecycle=Lifecycle(retires=DAY + timedelta(days=1))),
        offering("other/soon", "acme/one", lifecycle=Lifecycle(retires=DAY + timedelta(days=1))),
    ],
)


def test_what_ends_soon() -> None:
    """The soonest first, then by id; neither what has ended nor what nobody dates."""
    assert [each.id for each in ENDING.retiring_within(30)] == ["host/soon", "other/soon", "host/late"]
    assert [each.id for each in ENDING.retiring_within(29)] == ["host/soon", "other/soon"]
    assert ENDING.retiring_within(0) == ()
    assert [each.id for each in ENDING.retiring_within(1, on=DAY - timedelta(days=1))] == ["host/over"]
    assert ENDING.retiring_within(365, on=date.max) == ()


@given(st.integers(0, 60), st.integers(0, 60))
def test_looking_further_shows_no_less(days: int, more: int) -> None:
    """What ends within some days ends within more, in the same order."""
    near, far = ENDING.retiring_within(days), ENDING.retiring_within(days + more)
    assert far[: len(near)] == near


@pytest.mark.parametrize("days", [-1, 1.5, "90", None, True])
def test_days_to_look_ahead_are_a_whole_number(days: object) -> None:
    """Anything else is refused."""
    with pytest.raises(InvalidInputError, match="days is a whole number of at least 0, got"):
        ENDING.retiring_within(days)  # type: ignore[arg-type]  # the point


def test_a_day_to_look_from_is_a_date() -> None:
    """Text isn't."""
    with pytest.raises(InvalidInputError, match=r"a day is a datetime\.date, got '2026-11-23'"):
        ENDING.retiring_within(90, on="2026-11-23")  # type: ignore[arg-type]  # the point


def test_nobody_brought_what_is_in_the_base() -> None:
    """Without overlays, no record has another origin."""
    assert not calibrated().brought("models", "acme/large")
    assert calibrated().origin_of("models", "acme/large") is None
