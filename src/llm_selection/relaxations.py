"""
Relaxations: where nothing fits, the smallest sets of requirements whose removal admits something.

Each option is held back by a set of requirements; the smallest of these sets are the answer. None are tried out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import inf, log

from llm_selection.options import Options
from llm_selection.recommendation import Recommendation, rankable
from llm_selection.requirements import (
    FitsWorkload,
    Includes,
    NotRetiringBefore,
    OneOf,
    PricedPerToken,
    PriceReadSince,
    Requirement,
    StageIn,
)
from llm_selection.screening import screen
from llm_selection.thresholds import Gap, gap, loosened
from llm_selection.verdicts import Outcome

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
    """

    requirements: tuple[Requirement | None, ...]
    offerings: int
    models: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """
    A set of requirements without which something fits; with any one of them kept, nothing does.

    Attributes:
        requirements: Those to drop, in the order they were asked. To drop a standing one, or one that took its place,
            is to ask for something that anything meets in its place.
        offerings: How many offerings that admits, of models that can be ranked.
        models: Of how many models.
        nearest: How little would do where at least one of them has a threshold: of the options admitted, the one with
            the smallest steps in proportion, all taken together. ``None`` where they can only be dropped.
    """

    requirements: tuple[Requirement, ...]
    offerings: int
    models: int
    nearest: Step | None

    def __str__(self) -> str:
        """Say how little would do and what that admits, then what dropping them altogether does."""
        if self.nearest is None:
            return f"without {' and '.join(map(str, self.requirements))}: {_counted(self.offerings, self.models)}"
        pairs = list(zip(self.requirements, self.nearest.requirements, strict=True))
        moved = [f"{instead} instead of {asked}" for asked, instead in pairs if instead is not None]
        dropped = [str(asked) for asked, instead in pairs if instead is None]
        steps = " and ".join(moved) + (f", without {' and '.join(dropped)}" if dropped else "")
        them = "it" if len(pairs) == 1 else "any of these"
        return (
            f"{steps}: {_counted(self.nearest.offerings, self.nearest.models)}; "
            f"without {them}, {_counted(self.offerings, self.models)}"
        )


def _counted(offerings: int, models: int) -> str:
    """Say how many."""
    return f"{offerings:,} offering{'' if offerings == 1 else 's'} of {models:,} model{'' if models == 1 else 's'}"


def relaxations(recommendation: Recommendation) -> tuple[Relaxation, ...]:
    """
    Return every minimal set of requirements whose removal admits at least one option, where nothing fits.

    What can't be told holds an option back as well, unless unknowns are included. Options of models that can't be ranked,
    for want of results, aren't counted, since removing requirements wouldn't rank them. Standing requirements that the
    need can't override, and lists of overlays, stay.

    Args:
        recommendation: The answer.

    Returns:
        Those with the fewest requirements first, then those that admit the most models, then the most offerings, then in
        the order in which requirements were asked. None where something fits, and where nothing could be admitted.
    """
    if recommendation.ranking:
        return ()
    screening = recommendation.screening
    options = rankable(recommendation)
    removable, masks = _removable(recommendation), _held_back(recommendation)
    include = recommendation.use_case.unknowns == "include"
    held: dict[int, list[int]] = {}
    for place, row in enumerate(options.rows):
        if masks[row] & ~removable == 0:
            held.setdefault(masks[row], []).append(place)
    found = []
    for mask in minimal(held):
        numbers = [number for number in range(len(screening.requirements)) if mask >> number & 1]
        asked = tuple(screening.requirements[number] for number in numbers)
        relaxation = _relaxation(asked, options.take(held[mask]), include=include)
        order = (len(numbers), -relaxation.models, -relaxation.offerings, numbers)
        found.append((order, relaxation))
    return tuple(relaxation for _, relaxation in sorted(found, key=lambda pair: pair[0]))


def minimal(masks: Iterable[int]) -> list[int]:
    """
    Return those sets, a bit for each member, that hold no other of them; each once, the smallest first, then by number.

    >>> minimal([0b011, 0b110, 0b111, 0b1000])
    [8, 3, 6]
    """
    found: list[int] = []
    for mask in sorted(set(masks), key=lambda mask: (mask.bit_count(), mask)):
        if not any(smaller & mask == smaller for smaller in found):
            found.append(mask)
    return found


_OVERRIDABLE = (StageIn, NotRetiringBefore, OneOf, PriceReadSince, FitsWorkload, Includes)
"""Standing requirements whose place one of the need's own, of the same kind, can take to any effect."""


def _removable(recommendation: Recommendation) -> int:
    """Return the requirements that may go, a bit each: a price per token comes back whoever drops it."""
    own = len(recommendation.use_case.requirements)
    return sum(
        1 << number
        for number, requirement in enumerate(recommendation.screening.requirements)
        if not isinstance(requirement, PricedPerToken) and (number < own or isinstance(requirement, _OVERRIDABLE))
    )


def _held_back(recommendation: Recommendation) -> list[int]:
    """Return for every option what holds it back, a bit for each requirement."""
    blocks = {Outcome.FAILS.value}
    if recommendation.use_case.unknowns != "include":
        blocks.add(Outcome.UNKNOWN.value)
    masks = [0] * len(recommendation.screening.options)
    for number, lane in enumerate(recommendation.screening.lanes):
        bit = 1 << number
        for place, outcome in enumerate(lane):
            if outcome in blocks:
                masks[place] |= bit
    return masks


def _relaxation(asked: tuple[Requirement, ...], admitted: Options, *, include: bool) -> Relaxation:
    """Say what dropping *asked* admits, and how little would do."""
    columns = {name: admitted.column(name) for requirement in asked for name in requirement.reads}
    best: tuple[int, float, Decimal, int] | None = None
    nearest: tuple[Requirement | None, ...] = ()
    for place in range(len(admitted)):
        facts = {name: column[place] for name, column in columns.items()}
        gaps = [gap(requirement, facts) for requirement in asked]
        known = [each for each in gaps if each is not None]
        key = (len(asked) - len(known), sum(map(_step, known)), sum((each.by for each in known), Decimal(0)), place)
        if best is None or key < best:
            best, nearest = key, tuple(loosened(requirement, facts) for requirement in asked)
    step = None
    if any(nearest):
        screening = screen(admitted, filter(None, nearest))
        rejected = set(screening.rejected.rows)
        kept = screening.kept
        if include:
            kept = admitted.take(place for place, row in enumerate(admitted.rows) if row not in rejected)
        step = Step(requirements=nearest, offerings=len(kept), models=_models(kept))
    return Relaxation(requirements=asked, offerings=len(admitted), models=_models(admitted), nearest=step)


def _models(options: Options) -> int:
    """Count the models of *options*."""
    return len(set(options.column("model").codes))


_DAYS_OF_A_STEP = 365
"""A year of difference weighs as much as a factor of e in a number."""


def _step(found: Gap) -> float:
    """Return how far a threshold has to move, in proportion: the logarithm of the ratio; from 0, or to it, the furthest."""
    if isinstance(found.needed, date):
        return float(found.by) / _DAYS_OF_A_STEP
    if not found.needed or not found.limit:
        return inf
    return abs(log(found.needed / Decimal(str(found.limit))))
