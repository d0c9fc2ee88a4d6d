"""What an answer requires beside the need, and that what a need requires is there to be asked for."""

from collections.abc import Iterable
from datetime import date, timedelta

from llm_selection._foundation.shapes import is_tuple
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.models import Modality
from llm_selection.domain.offerings import CHOSEN_UNASKED, ProviderKind, Stage
from llm_selection.errors import InvalidInputError, shown
from llm_selection.needs.requirements import (
    AllOf,
    AnyOf,
    FitsWorkload,
    KeywordRequirement,
    Listed,
    Not,
    PricedPerToken,
    Requirement,
)
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.price_read_since import PriceReadSince
from llm_selection.needs.requirements.provider_kind import ProviderKindIn
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.registry import Registry
from llm_selection.selection.options import NAMES

__all__ = [
    "NOTICE_DAYS",
    "PRICE_READ_DAYS",
    "check_requirements",
    "listed_requirements",
    "standing_requirements",
]

NOTICE_DAYS = 90
"""Days of service that an option must have left, as far as its end is announced, unless the need says otherwise."""


PRICE_READ_DAYS = 90
"""Days before the day asked about, or the data's if that is earlier, since when an option's price must have been read."""


_NOTICE = timedelta(days=NOTICE_DAYS)


_PRICE_READ = timedelta(days=PRICE_READ_DAYS)


def standing_requirements(use_case: UseCase, registry: Registry, *, on: date) -> tuple[Requirement, ...]:
    """
    Return what every answer requires beside the need's own requirements.

    Active (not preview, deprecated or retired), no end announced within `NOTICE_DAYS`, at a developer's own API, a
    cloud or an inference host, or on hardware that the need brings, priced by the token, at a price that was read in the `PRICE_READ_DAYS` before the
    day, or the data's date if that is earlier, with room for a request of the workload; for vision, taking
    images. A requirement of the same kind in the need takes the place of the standing one. For a day before the
    data's, released by then, whatever the need says; and an end that came later is none: nobody says when it was announced.
    """
    workload = use_case.workload_or_default
    known = min(on, registry.date)
    kinds = {*CHOSEN_UNASKED, *([ProviderKind.SELF_HOSTED] if use_case.hosting else [])}
    standing: list[Requirement] = [
        StageIn(frozenset({Stage.ACTIVE})),
        *([NotRetiringBefore(min(on, date.max - _NOTICE) + _NOTICE)] if on >= registry.collected else []),
        ProviderKindIn(frozenset(kinds)),
        PricedPerToken(),
        PriceReadSince(known - min(_PRICE_READ, known - date.min)),
        FitsWorkload(workload.most_input_tokens, workload.most_output_tokens),
    ]
    if Task.VISION in use_case.tasks:
        from llm_selection.needs.requirements.input import TakesInput  # few needs ask for it

        standing.append(TakesInput(frozenset({Modality.IMAGE})))
    own = {(type(requirement), requirement.reads) for requirement in use_case.requirements}
    kept = tuple(requirement for requirement in standing if (type(requirement), requirement.reads) not in own)
    if on >= registry.date:
        return kept
    from llm_selection.needs.requirements.released_by import ReleasedBy  # as above

    return (*kept, ReleasedBy(on))


def listed_requirements(registry: Registry) -> tuple[Requirement, ...]:
    """
    Return what the allow and deny lists of overlays require, each list for itself.

    So an overlay can only narrow what another one allows. Models, developers, providers and licenses can be listed.
    """
    requirements: list[Requirement] = []
    for layer in registry.layers:
        for fact in ("model", "developer", "provider", "license"):
            allowed, denied = getattr(layer.allow, f"{fact}s"), getattr(layer.deny, f"{fact}s")
            if allowed or denied:
                requirements.append(Listed(str(layer.origin), fact, allowed or None, denied))
    return tuple(requirements)


def check_requirements(requirements: Iterable[Requirement], registry: Registry) -> None:
    """
    Refuse requirements that can't mean what they say.

    Raises:
        InvalidInputError: Something isn't a requirement, or reads a fact that there isn't.
        NotFoundError: A name isn't in *registry*: a model, developer, provider, region, architecture or accelerator.
    """
    for requirement in requirements:
        reads = getattr(requirement, "reads", None)
        if not is_tuple(reads) or not callable(getattr(requirement, "judge", None)):
            raise InvalidInputError(
                f"{requirement!r} isn't a requirement: it needs a tuple of facts `reads` and a method `judge`"
            )
        known = NAMES
        if wrong := sorted(set(map(str, reads)) - known):
            raise InvalidInputError(f"no fact {', '.join(wrong)}; facts are {', '.join(sorted(known))}")
        if type(requirement).__str__ is object.__str__:
            raise InvalidInputError(
                f"{shown(requirement)} lacks a method `__str__` that says it in a few words, by which answers name it"
            )
        match requirement:
            case AllOf(parts) | AnyOf(parts):
                check_requirements(parts, registry)
            case Not(part):
                check_requirements([part], registry)
            case KeywordRequirement():
                requirement.check_names(registry)
            case _:
                pass
