"""Region advice: which ones a need asks for, and what it would get from those that run in the region that is called."""

from collections.abc import Iterable, Iterator

from llm_selection.domain.offerings import OPEN_SCOPES
from llm_selection.needs.option_facts import MODEL
from llm_selection.needs.requirements import AllOf, AnyOf, OneOf, Requirement
from llm_selection.selection.assessments import qualities_of
from llm_selection.selection.ranking import by_evidence
from llm_selection.selection.screening import screen
from llm_selection.selection.selecting import Selection

__all__ = ["more_in_region", "places_asked", "with_in_region"]

_CALLED = "in-region"


def places_asked(requirements: Iterable[Requirement]) -> tuple[str, ...]:
    """Return the regions asked for that are a place, in alphabetical order; also where requirements are combined."""
    return tuple(sorted(set(_regions(requirements)) - OPEN_SCOPES.keys()))


def _regions(requirements: Iterable[Requirement]) -> Iterator[str]:
    """Yield each region that is asked for."""
    for each in requirements:
        match each:
            case OneOf(keyword="region", names=regions):
                yield from regions
            case AllOf(parts) | AnyOf(parts):
                yield from _regions(parts)
            case _:
                pass


def with_in_region(requirement: Requirement) -> Requirement:
    """
    Return *requirement* with ``in-region`` among the regions wherever it asks for a place.

    What it forbids stays forbidden, and one that asks for no place is returned as it is.

    >>> from llm_selection.needs.requirements import parse_requirement
    >>> str(with_in_region(parse_requirement("region", "eu")))
    'region eu or in-region'
    """
    match requirement:
        case OneOf(keyword="region", names=regions) if regions - OPEN_SCOPES.keys():
            return requirement.widened({_CALLED})
        case AllOf(parts):
            return AllOf(tuple(map(with_in_region, parts)))
        case AnyOf(parts):
            return AnyOf(tuple(map(with_in_region, parts)))
        case _:
            return requirement


def more_in_region(recommendation: Selection) -> int:
    """
    Count the models that would be ranked too if ``in-region`` were asked for beside the regions that are.

    They run in the region that is called; whether that may be one asked for isn't known. 0 where the need asks for no
    place, where it asks for ``in-region`` already, and where what can't be told is ranked in any case.
    """
    use_case, screening = recommendation.use_case, recommendation.screening
    wider = tuple(map(with_in_region, screening.requirements))
    if wider == screening.requirements or use_case.unknowns == "include":
        return 0
    admitted = screen(screening.options, wider).kept
    qualities = qualities_of(use_case, recommendation.registry, recommendation.on)
    measured, _ = by_evidence(use_case, admitted, qualities)
    models = screening.options.column(MODEL).codes
    now, then = ({models[place] for place in options.places} for options in (recommendation.ranking.options, measured))
    return len(then - now)
