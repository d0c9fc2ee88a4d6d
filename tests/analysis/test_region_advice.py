"""Region advice: which places a need asks for, and what it would get from the region that is called."""

import pytest

from answers import ids
from factories import calibrated_records, changed, served
from llm_selection.analysis.region_advice import more_in_region, places_asked, with_in_region
from llm_selection.needs.requirements import AllOf, AnyOf, Not, Requirement
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry

EU = RunsIn(frozenset({"eu"}))
EU_OR_CALLED = RunsIn(frozenset({"eu", "in-region"}))
ANYWHERE = RunsIn(frozenset({"global"}))
WINDOW = MinContext(5)


def scattered() -> Registry:
    """Serve ``borg/open`` in the EU, ``acme/small`` where it is called, and ``acme/large`` in the US."""
    places = {"acme/large": "us", "acme/small": "in-region", "cloud/open": "eu", "host/open": "in-region"}
    known = {"cloud/open": "borg/open", "host/open": "borg/open"}
    return changed(
        calibrated_records(),
        offerings=[served(id_, known.get(id_, id_), region_scope=scope) for id_, scope in places.items()],
    )


def test_places_are_found_wherever_they_are_asked_for() -> None:
    """In combinations too, each once and in order; what is no place, or forbidden, isn't asked for."""
    us = RunsIn(frozenset({"us", "global"}))
    assert places_asked([WINDOW, AnyOf((us, AllOf((EU, EU_OR_CALLED))))]) == ("eu", "us")
    assert places_asked([ANYWHERE, Not(EU), WINDOW]) == ()
    assert places_asked([]) == ()


@pytest.mark.parametrize(
    ("asked", "wider"),
    [
        (EU, EU_OR_CALLED),
        (EU_OR_CALLED, EU_OR_CALLED),
        (AllOf((WINDOW, EU)), AllOf((WINDOW, EU_OR_CALLED))),
        (AnyOf((EU, AllOf((EU,)))), AnyOf((EU_OR_CALLED, AllOf((EU_OR_CALLED,))))),
        (ANYWHERE, ANYWHERE),
        (Not(EU), Not(EU)),
        (WINDOW, WINDOW),
    ],
    ids=str,
)
def test_in_region_is_added_where_a_place_is_asked_for(asked: Requirement, wider: Requirement) -> None:
    """And only there: what is forbidden stays so, and doing it twice adds nothing."""
    assert with_in_region(asked) == wider
    assert with_in_region(wider) == wider


def test_models_that_in_region_would_add_are_counted() -> None:
    """Asked for the EU, ``acme/small`` comes in from where it is called; ``borg/open`` is there already."""
    registry = scattered()
    found = recommend("coding", registry=registry, region="eu")
    assert ids(found) == ["cloud/open"]
    assert more_in_region(found) == 1
    wider = recommend("coding", registry=registry, region="eu,in-region")
    assert {ranked.model.id for ranked in wider.ranking} == {"borg/open", "acme/small"}


def test_there_is_nothing_to_add_where_it_is_there_already() -> None:
    """Where no place is asked for, where ``in-region`` is, and where what can't be told is ranked in any case."""
    registry = scattered()
    assert more_in_region(recommend("coding", registry=registry)) == 0
    assert more_in_region(recommend("coding", registry=registry, region="eu,in-region")) == 0
    assert more_in_region(recommend("coding", registry=registry, region="eu", unknowns="include")) == 0
    assert more_in_region(recommend("coding", registry=registry, region="eu", model="borg/open")) == 0
