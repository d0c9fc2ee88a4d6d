"""
Relaxations: where nothing fits, the smallest sets of requirements whose removal admits something.

Each option is held back by a set of requirements; the smallest of these sets are the answer. None are tried out.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from math import fsum, inf, log
from typing import Any

from llm_selection._dataclasses import dataclass, replace
from llm_selection.domain.identity import ModelId
from llm_selection.domain.offerings import ProviderKind, Stage
from llm_selection.domain.verdicts import Outcome
from llm_selection.needs.option_facts import MODEL
from llm_selection.needs.requirements import FitsWorkload, Gap, Requirement, gap, loosened
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.price_read_since import PriceReadSince
from llm_selection.needs.requirements.provider_kind import ProviderKindIn
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.registry import Column, together
from llm_selection.selection.default_requirements import listed_requirements, standing_requirements
from llm_selection.selection.options import Options
from llm_selection.selection.screening import screen
from llm_selection.selection.selecting import Selection, rankable

__all__ = ["Relaxation", "Step", "minimal", "relaxations"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    What requirements would have to ask instead, so that the nearest option is admitted.

    Attributes:
        requirements: In place of those of the relaxation, in their order: the same with a nearer threshold, or ``None``
            where one has no threshold, or the fact isn't known, and it must go.
        offerings: How many offerings that admits.
        models: Of how many models.
        model: Which model, where it is one.
    """

    requirements: tuple[Requirement | None, ...]
    offerings: int
    models: int
    model: ModelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """
    A set of requirements without which something fits; with any one of them kept, nothing does.

    Attributes:
        requirements: Those to drop, in the order they were asked. To drop a standing one, or one that took its place,
            is to ask for something that anything meets in its place.
        offerings: How many offerings that admits, of models that can be ranked.
        models: Of how many models.
        model: Which model, where it is one.
        nearest: How little would do where at least one of them has a threshold: of the options admitted, the one with
            the smallest steps in proportion, all taken together. ``None`` where they can only be dropped.
    """

    requirements: tuple[Requirement, ...]
    offerings: int
    models: int
    model: ModelId | None = None
    nearest: Step | None


def relaxations(recommendation: Selection) -> tuple[Relaxation, ...]:
    """
    Return every minimal set of requirements whose removal admits at least one option, where nothing fits.

    What can't be told holds an option back as well, unless unknowns are included. Options of models that can't be ranked,
    for want of results, aren't counted, since removing requirements wouldn't rank them. What no need can drop stays: a
    price per token, the release by a past day, images for vision, lists of overlays. There are at most as many sets as
    options, however many requirements there are.

    Args:
        recommendation: The answer.

    Returns:
        By how little is given up: those with the fewest requirements first, then with the fewest that have no number or
        day to move, then with the smallest steps; at last those that admit the most models, then the most offerings, then
        in the order in which requirements were asked. None where something fits, and where nothing could be admitted.
    """
    if recommendation.ranking:
        return ()
    requirements = recommendation.screening.requirements
    include = recommendation.use_case.unknowns == "include"
    options = screen(rankable(recommendation), _staying(recommendation)).admitted(include=include)
    held: dict[int, list[int]] = {}
    for place, mask in enumerate(_held_back(recommendation, options, include=include)):
        held.setdefault(mask, []).append(place)
    sets = minimal(held)
    asked = {number: requirements[number] for number in _members(_union(sets))}
    read = {names: _together(names, options) for names in {each.reads for each in asked.values()}}
    known = {number: _Asked(requirement, read[requirement.reads]) for number, requirement in asked.items()}
    ordered: list[tuple[tuple[Any, ...], Relaxation]] = []
    for mask in sets:
        numbers = list(_members(mask))
        given_up, relaxation = _relaxation([known[number] for number in numbers], options, held[mask], include=include)
        order = (len(numbers), given_up, -relaxation.models, -relaxation.offerings, numbers)
        ordered.append((order, relaxation))
    return tuple(relaxation for _, relaxation in sorted(ordered, key=lambda pair: pair[0]))


def _union(sets: Iterable[int]) -> int:
    """Return the members of any of the *sets*, a bit for each."""
    united = 0
    for one in sets:
        united |= one
    return united


def minimal(masks: Iterable[int]) -> list[int]:
    """
    Return those sets, a bit for each member, that hold no other of them; each once, the smallest first, then by number.

    >>> minimal([0b011, 0b110, 0b111, 0b1000])
    [8, 3, 6]
    """
    sets: list[int] = []
    # For each member, which of those found hold it, a bit each: thousands of sets are compared at once.
    holders: dict[int, int] = {}
    every = _union(masks := set(masks))
    for mask in sorted(masks, key=lambda mask: (mask.bit_count(), mask)):
        hold_another = _union(holders.get(member, 0) for member in _members(every & ~mask))
        if hold_another.bit_count() == len(sets):
            for member in _members(mask):
                holders[member] = holders.get(member, 0) | 1 << len(sets)
            sets.append(mask)
    return sets


def _members(mask: int) -> Iterator[int]:
    """Yield the numbers of the bits that are set."""
    return (number for number in range(mask.bit_length()) if mask >> number & 1)


def _staying(recommendation: Selection) -> list[Requirement]:
    """Return what is still asked when a need asks for as little as it may."""
    asks_nothing = replace(recommendation.use_case, requirements=())
    registry = recommendation.registry
    standing = standing_requirements(asks_nothing, registry, on=recommendation.on)
    return [*map(_loosest, standing), *listed_requirements(registry)]


def _loosest(standing: Requirement) -> Requirement:
    """
    Return the requirement that asks for the least of those that can take the place of a standing one.

    Some facts must be known all the same: without a context window nobody can tell that any request fits.
    """
    match standing:
        case StageIn():
            return StageIn(frozenset(Stage))
        case NotRetiringBefore():
            return NotRetiringBefore(date.min)
        case ProviderKindIn():
            return ProviderKindIn(frozenset(ProviderKind))
        case PriceReadSince():
            return PriceReadSince(date.min)
        case FitsWorkload():
            return FitsWorkload(0, 0)
        case _:
            return standing


def _blocking(*, include: bool) -> set[Outcome]:
    """Return the outcomes that hold an option back."""
    return {Outcome.FAILS} if include else {Outcome.FAILS, Outcome.UNKNOWN}


def _held_back(recommendation: Selection, options: Options, *, include: bool) -> list[int]:
    """Return for each of *options* what holds it back, a bit for each requirement; for equal ones, that of the first."""
    screening = recommendation.screening
    blocks = {outcome.value for outcome in _blocking(include=include)}
    masks = [0] * len(options)
    for requirement, lane in zip(screening.requirements, screening.lanes, strict=True):
        bit = 1 << screening.requirements.index(requirement)
        for index, place in enumerate(options.places):
            if lane[place] in blocks:
                masks[index] |= bit
    return masks


def _together(names: Sequence[str], options: Options) -> Column[tuple[Any, ...]]:
    """Return several facts of each option as one column of tuples."""
    return together(list(map(options.column, names))) if names else Column(values=[()], codes=bytes(len(options)))


class _Asked:
    """A requirement, with what it reads of options; what follows from that is found once for each combination of facts."""

    __slots__ = ("_facts", "_gaps", "requirement")

    def __init__(self, requirement: Requirement, facts: Column[tuple[Any, ...]]) -> None:
        """Take the facts that it reads of each option."""
        self.requirement, self._facts = requirement, facts
        self._gaps: dict[int, Gap | None] = {}

    def _at(self, code: int) -> dict[str, Any]:
        """Return one combination of facts by name."""
        return dict(zip(self.requirement.reads, self._facts.values[code], strict=True))

    def gap(self, place: int) -> Gap | None:
        """Return how far an option is from meeting it."""
        code = self._facts.codes[place]
        if code not in self._gaps:
            self._gaps[code] = gap(self.requirement, self._at(code))
        return self._gaps[code]

    def loosened(self, place: int) -> Requirement | None:
        """Return the nearest that an option meets."""
        return loosened(self.requirement, self._at(self._facts.codes[place]))

    def outcomes(self, instead: Requirement | None, places: Sequence[int]) -> list[Outcome]:
        """Judge options by what is asked instead; where nothing is, they meet it."""
        if instead is None:
            return [Outcome.MEETS] * len(places)
        codes = [self._facts.codes[place] for place in places]
        judged = {code: instead.judge(self._at(code)).outcome for code in set(codes)}
        return list(map(judged.__getitem__, codes))


def _relaxation(
    asked: Sequence[_Asked], options: Options, places: Sequence[int], *, include: bool
) -> tuple[tuple[int, float, Decimal], Relaxation]:
    """Say what dropping *asked* admits, which is the options at *places*, and how little would do, after how much that gives up."""
    given_up = [_given_up([each.gap(place) for each in asked]) for place in places]
    least = min(given_up)
    # Among those that give up least, take the first with most requirements loosened rather than dropped.
    ways = [tuple(each.loosened(at) for each in asked) for at, by in zip(places, given_up, strict=True) if by == least]
    nearest = min(ways, key=lambda way: way.count(None))
    step = None
    if any(instead is not None for instead in nearest):
        outcomes = [each.outcomes(instead, places) for each, instead in zip(asked, nearest, strict=True)]
        blocks = _blocking(include=include)
        kept = [
            place
            for place, outcomes_there in zip(places, zip(*outcomes, strict=True), strict=True)
            if blocks.isdisjoint(outcomes_there)
        ]
        admits = _models(options, kept)
        step = Step(requirements=nearest, offerings=_offerings(options, kept), models=len(admits), model=_only(admits))
    admits = _models(options, places)
    relaxation = Relaxation(
        requirements=tuple(each.requirement for each in asked),
        offerings=_offerings(options, places),
        models=len(admits),
        model=_only(admits),
        nearest=step,
    )
    return least, relaxation


def _given_up(gaps: Sequence[Gap | None]) -> tuple[int, float, Decimal]:
    """Measure what is given up for one option: what has nothing to move, how far the rest moves in proportion, and plainly."""
    known = [each for each in gaps if each is not None]
    return len(gaps) - len(known), fsum(map(_step, known)), sum((each.by for each in known), Decimal(0))


def _models(options: Options, places: Iterable[int]) -> set[ModelId]:
    """Return the models at *places*."""
    models = options.column(MODEL)
    return {models.values[code] for code in {models.codes[place] for place in places}}


def _offerings(options: Options, places: Iterable[int]) -> int:
    """Count the offerings at *places*, each at whichever efforts once."""
    rows = options.rows
    return len({rows[place] for place in places})


def _only(models: set[ModelId]) -> ModelId | None:
    """Return the model where it is one."""
    return next(iter(models)) if len(models) == 1 else None


_DAYS_OF_A_STEP = 365
"""A year of difference weighs as much as a factor of e in a number."""


def _step(difference: Gap) -> float:
    """Return how far a threshold has to move, in proportion: the logarithm of the ratio; from 0, or to it, the furthest."""
    if isinstance(difference.needed, date):
        return float(difference.by) / _DAYS_OF_A_STEP
    if not difference.needed or not difference.limit:
        return inf
    return abs(log(difference.needed / Decimal(str(difference.limit))))
