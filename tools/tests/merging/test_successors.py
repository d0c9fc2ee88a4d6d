"""Successors that nobody names follow by the developer's word at its own API, else by the line."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from factories import evidence, model, offering, seen
from llm_selection.domain.evidence import Status
from llm_selection.domain.models import Modality, Model, NotOffered
from llm_selection.domain.offerings import Lifecycle, Offering, Stage, names_successor
from registry_tools.merging.successors import read_models, with_successors

ON = date(2026, 11, 1)
END = date(2027, 1, 1)
ENDING = Lifecycle(stage=Stage.ACTIVE, retires=END)
ACTIVE = Lifecycle(stage=Stage.ACTIVE)
TEXT = frozenset({Modality.TEXT})


def of_line(name: str, month: int, family: str = "chat") -> Model:
    """Return a model of a line, released in a month of 2026."""
    known: dict[str, Any] = {"weights": NotOffered(), "input": TEXT, "output": TEXT}
    return model(name, family=family, released=date(2026, month, 1), **known)


MODELS = {
    each.id: each
    for each in (
        of_line("openai/one", 1),
        of_line("openai/two", 2),
        of_line("openai/three", 3),
        of_line("openai/other", 4, family="talk"),
    )
}


def served(key: str, of: str, life: Lifecycle = ACTIVE, **more: Any) -> Offering:
    """Return an offering under an id that stays one model."""
    return offering(key, f"openai/{of}", lifecycle=life, moving=False, **more)


def heirs(*offerings: Offering) -> dict[str, str | None]:
    """Return the successors of what ends at the cloud."""
    found = with_successors(offerings, MODELS, ON)
    return {each.native_id: each.lifecycle.successor for each in found if each.id.startswith("azure/old")}


def test_the_newest_of_the_line_follows() -> None:
    """As derived, with the rule in its note."""
    (old, *_) = with_successors(
        [served("azure/old", "one", ENDING), served("azure/two", "two"), served("azure/three", "three")], MODELS, ON
    )
    shown = old.evidence["lifecycle.successor"]
    assert (old.lifecycle.successor, shown.status, names_successor(old)) == ("three", Status.DERIVED, False)
    assert shown.note == "the newest of the line chat there, released 2026-03-01; nobody names a successor"


def test_what_can_be_moved_to_is_offered_beyond_the_end() -> None:
    """Another provider's, a preview, a moving alias, what is deprecated or ends as soon isn't it; an unknown stage is none."""
    unknown = served("azure/three", "three", Lifecycle())
    assert heirs(served("azure/old", "one", ENDING), unknown) == {"old": "three"}
    old, two = served("azure/old", "one", ENDING), served("azure/two", "two")
    for other in (
        served("cloud/three", "three"),
        served("azure/three", "three", Lifecycle(stage=Stage.PREVIEW)),
        served("azure/three", "three", Lifecycle(stage=Stage.DEPRECATED)),
        served("azure/three", "three", ENDING),
        replace(served("azure/three", "three"), moving=True),
        served("azure/other", "other"),
    ):
        assert heirs(old, two, other) == {"old": "two"}
        assert heirs(old, other) == {"old": None}


def test_what_its_developer_ends_isnt_followed_by() -> None:
    """Whoever else serves it can't keep it."""
    dead = served("openai/three", "three", Lifecycle(stage=Stage.RETIRED, retires=ON))
    assert heirs(served("azure/old", "one", ENDING), served("azure/three", "three"), dead) == {"old": None}


def test_the_same_region_and_the_plainest_id_are_taken() -> None:
    """Of several ids of the newest model."""
    ids = [
        served("azure/eu/three", "three", region_scope="eu"),
        served("azure/three-fast", "three", variant=("fast",)),
        served("azure/three-0301", "three"),
        served("azure/three", "three"),
    ]
    olds = [served("azure/old", "one", ENDING), served("azure/old-eu", "one", ENDING, region_scope="eu")]
    assert heirs(*olds, *ids) == {"old": "three", "old-eu": "eu/three"}


def test_what_somebody_names_stays_and_what_goes_on_has_none() -> None:
    """The rule is for ends of which nobody says more."""
    named = served("azure/old", "one", replace(ENDING, successor="x"))
    lasting = served("azure/old-2", "one")
    unknown = offering("azure/old-3", "openai/unknown", lifecycle=ENDING)
    assert heirs(named, lasting, unknown, served("azure/three", "three")) == {"old": "x", "old-2": None, "old-3": None}


def test_the_developers_word_comes_before_the_line() -> None:
    """Where the same provider has what it names; the newest word counts."""
    said = evidence(**{"lifecycle.successor": seen(as_of=ON)})
    own = [
        served("openai/one", "one", replace(ENDING, successor="other"), evidence=said),
        served("openai/one-0101", "one", replace(ENDING, successor="two")),
        served("openai/other", "other"),
        served("openai/two", "two"),
    ]
    own[1] = replace(own[1], evidence=evidence(**{"lifecycle.successor": seen(as_of=date(2026, 9, 1))}))
    old, line, there = (
        served("azure/old", "one", ENDING),
        served("azure/three", "three"),
        served("azure/other", "other"),
    )
    (found, *_) = with_successors([old, line, there, *own], MODELS, ON)
    assert found.lifecycle.successor == "other"
    note = found.evidence["lifecycle.successor"].note
    assert note == "openai names it in the place of one; here nobody names a successor"
    assert heirs(old, line, *own) == {"old": "three"}


def test_where_nothing_follows_there_the_same_model_goes_on_elsewhere() -> None:
    """At others that stay beyond the end; then one changes the provider, and the note counts who has it."""
    old = served("azure/old", "one", ENDING)
    others = [served("cloud/one", "one"), served("cloud/one-eu", "one"), served("host/one", "one")]
    (found, *_) = with_successors([old, *others], MODELS, ON)
    shown = found.evidence["lifecycle.successor"]
    assert (found.lifecycle.successor, shown.status) == ("openai/one", Status.DERIVED)
    assert shown.note == "the same model, which 2 others still offer"
    (found, *_) = with_successors([old, others[0]], MODELS, ON)
    assert found.evidence["lifecycle.successor"].note == "the same model, which 1 other still offers"
    for other in (served("azure/again", "one"), served("cloud/one", "one", ENDING), served("cloud/two", "two")):
        assert heirs(old, other) == {"old": None}
    assert heirs(old, served("azure/three", "three"), others[0]) == {"old": "three"}


def test_models_are_read_from_their_files(tmp_path: Path) -> None:
    """By id, which is their place."""
    place = tmp_path / "models" / "acme" / "one.toml"
    place.parent.mkdir(parents=True)
    place.write_text(
        'name = "One"\nfamily = "chat"\n[evidence.record]\nsource = "s"\nstatus = "reported"\nas_of = 2026-11-01\n',
        encoding="utf-8",
    )
    (found,) = read_models(tmp_path).values()
    assert (found.id, found.family) == ("acme/one", "chat")
