"""Laws of relaxations: each set is minimal and really admits, none is missing, and the nearest thresholds do."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from llm_selection.options import Options
from llm_selection.recommendation import Recommendation, rankable, recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.relaxations import minimal, relaxations
from llm_selection.requirements import Listed, PricedPerToken, ReleasedBy, Requirement
from llm_selection.screening import screen
from llm_selection.use_cases import UseCase
from markets import MARKETS, NEEDS, REQUIREMENTS, everything_measured, wide

LAW = settings(max_examples=60, deadline=None)
ANY_MARKET = MARKETS | MARKETS.map(everything_measured)
STRICT_NEEDS = st.builds(
    lambda need, more: replace(need, requirements=(*need.requirements, *more)),
    NEEDS | NEEDS.map(wide),
    st.lists(REQUIREMENTS, max_size=3).map(tuple),
)


def admitted(found: Recommendation, requirements: Iterable[Requirement]) -> Options:
    """Return the options that could be ranked and that *requirements* admit, screened anew."""
    screening = screen(rankable(found), tuple(requirements))
    return (
        screening.kept
        if found.use_case.unknowns == "set_aside"
        else screening.options.take(
            place for place, row in enumerate(screening.options.rows) if row not in set(screening.rejected.rows)
        )
    )


def counted(options: Options) -> tuple[int, int]:
    """Count offerings and models."""
    return len(options), len({option.model.id for option in options})


def removable(found: Recommendation) -> list[int]:
    """Return the places of the requirements that may go."""
    own = len(found.use_case.requirements)
    return [
        number
        for number, each in enumerate(found.screening.requirements)
        if not isinstance(each, PricedPerToken) and (number < own or not isinstance(each, ReleasedBy | Listed))
    ]


@LAW
@given(records=ANY_MARKET, need=STRICT_NEEDS)
def test_every_minimal_set_is_found_and_no_other(records: Records, need: UseCase) -> None:
    """Trying every set of requirements, from none up, gives the same sets, with the same counts."""
    found = recommend(need, registry=compile_registry(records))
    asked = found.screening.requirements
    if found.ranking:
        assert relaxations(found) == ()
        return
    sets: list[tuple[int, ...]] = []
    for size in range(len(asked) + 1):
        for gone in combinations(removable(found), size):
            kept = [each for number, each in enumerate(asked) if number not in gone]
            if not any(set(smaller) <= set(gone) for smaller in sets) and len(admitted(found, kept)):
                sets.append(gone)
    answers = relaxations(found)
    assert sorted(id_of(asked, each.requirements) for each in answers) == sorted(
        id_of(asked, [asked[number] for number in gone]) for gone in sets
    )
    ranks = [(len(each.requirements), -each.models, -each.offerings) for each in answers]
    assert ranks == sorted(ranks)
    for each in answers:
        assert each.requirements


def id_of(asked: tuple[Requirement, ...], some: Iterable[Requirement]) -> list[int]:
    """Name requirements by their place; equal ones by the first."""
    return [asked.index(each) for each in some]


@LAW
@given(records=ANY_MARKET, need=STRICT_NEEDS)
def test_a_relaxation_admits_what_it_says(records: Records, need: UseCase) -> None:
    """Without its requirements, so many offerings and models are admitted; with the nearest thresholds, so many."""
    found = recommend(need, registry=compile_registry(records))
    answers = found.relaxations()
    assume(answers)
    for each in answers:
        assert str(each)
        dropped = {id(requirement) for requirement in each.requirements}
        kept = [requirement for requirement in found.screening.requirements if id(requirement) not in dropped]
        assert counted(admitted(found, kept)) == (each.offerings, each.models)
        if each.nearest is None:
            continue
        instead = [requirement for requirement in each.nearest.requirements if requirement is not None]
        assert instead
        assert counted(admitted(found, kept + instead)) == (each.nearest.offerings, each.nearest.models) >= (1, 1)


@LAW
@given(masks=st.lists(st.integers(0, 2**24 - 1), max_size=40) | st.lists(st.integers(0, 31), max_size=20))
def test_minimal_sets_hold_no_other(masks: list[int]) -> None:
    """Each is there because nothing given is smaller, and each that is left out holds one that is there."""
    found = minimal(masks)
    assert set(found) <= set(masks)
    for mask in set(masks):
        smaller = [other for other in set(masks) if other != mask and other & mask == other]
        assert (mask in found) == (not smaller)
        assert any(other & mask == other for other in found)
