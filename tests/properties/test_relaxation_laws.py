"""Laws of relaxations: each set is minimal and really admits, none is missing, and the nearest thresholds do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from llm_selection.analysis.relaxations import Relaxation, minimal, relaxations
from llm_selection.domain.offerings import ProviderKind, Stage
from llm_selection.needs.requirements import FitsWorkload, Requirement
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.price_read_since import PriceReadSince
from llm_selection.needs.requirements.provider_kind import ProviderKindIn
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.presentation import as_text
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.selection.default_requirements import standing_requirements
from llm_selection.selection.options import Options
from llm_selection.selection.screening import screen
from llm_selection.selection.selecting import rankable
from markets import MARKETS, MEASURED_MARKETS, NEEDS, REQUIREMENTS, wide

LAW = settings(max_examples=60, deadline=None)
ANY_MARKET = MARKETS | MEASURED_MARKETS
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
            index for index, place in enumerate(screening.options.places) if place not in set(screening.rejected.places)
        )
    )


def counted(options: Options) -> tuple[int, int]:
    """Count offerings and models."""
    return len({option.offering.id for option in options}), len({option.model.id for option in options})


LOOSEST: Mapping[type, Requirement] = {
    StageIn: StageIn(frozenset(Stage)),
    NotRetiringBefore: NotRetiringBefore(date.min),
    ProviderKindIn: ProviderKindIn(frozenset(ProviderKind)),
    PriceReadSince: PriceReadSince(date.min),
    FitsWorkload: FitsWorkload(0, 0),
}
"""What a need can ask for at least in place of a standing requirement."""


def standing(found: Recommendation) -> list[Requirement]:
    """Return what stands where the need asks for nothing of its own, each as loose as it can be."""
    nothing = replace(found.use_case, requirements=())
    asked = standing_requirements(nothing, found.registry, on=found.on)
    return [LOOSEST.get(type(each), each) for each in asked]


def again(found: Recommendation, gone: Sequence[Requirement], instead: Iterable[Requirement] = ()) -> Recommendation:
    """Answer the need without some requirements: its own left out, standing ones loosened by one of its own."""
    own = [*(each for each in found.use_case.requirements if each not in gone), *instead]
    kinds = {(type(each), each.reads) for each in gone} - {(type(each), each.reads) for each in own}
    back = [each for each in standing(found) if (type(each), each.reads) in kinds]
    return recommend(replace(found.use_case, requirements=(*own, *back)), registry=found.registry)


@LAW
@given(records=ANY_MARKET, need=STRICT_NEEDS)
def test_every_minimal_set_is_found_and_no_other(records: Records, need: UseCase) -> None:
    """Trying every set of requirements, from none up, gives the same sets."""
    found = recommend(need, registry=compile_registry(records))
    if found.ranking:
        assert relaxations(found) == ()
        return
    asked = list(dict.fromkeys(found.screening.requirements))
    passing = {each: set(admitted(found, [each]).places) for each in asked}
    always = set(admitted(found, standing(found)).places)
    sets: list[set[Requirement]] = []
    for size in range(len(asked) + 1):
        for gone in combinations(asked, size):
            kept = [passing[each] for each in asked if each not in gone]
            if not any(smaller <= set(gone) for smaller in sets) and always.intersection(*kept):
                sets.append(set(gone))
    answers = relaxations(found)
    assert sorted(map(sorted_by(asked), (each.requirements for each in answers))) == sorted(map(sorted_by(asked), sets))
    counts = [len(each.requirements) for each in answers]
    assert counts == sorted(counts)
    assert 0 not in counts


def sorted_by(asked: Sequence[Requirement]) -> Callable[[Iterable[Requirement]], list[int]]:
    """Name requirements by their place."""
    return lambda some: sorted(map(asked.index, some))


@LAW
@given(records=ANY_MARKET, need=STRICT_NEEDS)
def test_a_relaxation_admits_what_it_says(records: Records, need: UseCase) -> None:
    """
    Asked anew without its requirements, so many offerings and models are ranked; with the nearest thresholds, so many.

    With any one of its requirements kept, nothing is.
    """
    found = recommend(need, registry=compile_registry(records))
    answers = found.relaxations()
    assume(answers)
    for each in answers:
        assert as_text(each)
        assert counted(again(found, each.requirements).ranking.options) == (each.offerings, each.models) >= (1, 1)
        for kept in each.requirements:
            assert not again(found, [one for one in each.requirements if one != kept]).ranking
        if each.nearest is None:
            continue
        instead = [requirement for requirement in each.nearest.requirements if requirement is not None]
        assert instead
        nearest = again(found, each.requirements, instead)
        assert counted(nearest.ranking.options) == (each.nearest.offerings, each.nearest.models) >= (1, 1)


@LAW
@given(records=ANY_MARKET, need=STRICT_NEEDS)
def test_what_gives_up_less_comes_first(records: Records, need: UseCase) -> None:
    """Fewer requirements first; of as many, those where more have a number or a day to move."""
    answers = recommend(need, registry=compile_registry(records)).relaxations()
    without_number = [
        (len(each.requirements), sum(is_without_number(instead) for instead in moved_to(each))) for each in answers
    ]
    assert without_number == sorted(without_number)


def moved_to(relaxation: Relaxation) -> Sequence[Requirement | None]:
    """Return what the requirements of a relaxation would ask instead."""
    return relaxation.nearest.requirements if relaxation.nearest else [None] * len(relaxation.requirements)


def is_without_number(instead: Requirement | None) -> bool:
    """Say whether a requirement has neither a number nor a day."""
    return instead is None or isinstance(instead, LicenseIn | StageIn)


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
