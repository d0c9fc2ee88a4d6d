"""
Portfolio: what two options save that one doesn't, in expected dollars a month, and what stands in when the first fails.

Which of two models answers a single prompt is decided elsewhere; here it is said what that is worth, and what it takes.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from llm_selection._dataclasses import dataclass
from llm_selection.analysis.blends import Check, Mix, Mixer
from llm_selection.analysis.fallbacks import Fallback, Guard, fallbacks
from llm_selection.analysis.two_model import Cascade, Pair, Split, cascade, pair, split
from llm_selection.selection.selecting import Selection

__all__ = ["Absence", "Portfolio", "portfolio"]


class Absence(StrEnum):
    """Why something isn't in a portfolio."""

    NO_SPLIT_OF_HARDWARE_SAVES = "no split of hardware saves"
    """Own hardware kept full, with the rest elsewhere, doesn't save enough against the first alone."""
    NO_SPLIT_SAVES = "no split saves"
    """No split by chance saves anything: of what is paid by the token none can, since bill and errors are linear."""
    QUALITY_IS_RATED = "quality is rated"
    """Quality is a chance to be preferred; what isn't preferred is no failure that a second option could mend."""
    QUALITY_ONLY = "quality only"
    """Quality is asked for whatever it costs; what two options save is dollars."""
    ERRORS_COST_NOTHING = "errors cost nothing"
    """A second, better option has nothing to mend."""
    NO_PAIR_SAVES = "no pair saves"
    """No pair, or no cascade, of a fast and a surely better option saves enough against the first alone."""
    NO_INDEPENDENT_FALLBACK = "no independent fallback"
    """Every other ranked option shares something recorded with the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio:
    """
    The first option beside what two do together, and what stands in for it.

    Attributes:
        on: The day it is for.
        first: The first option alone.
        split: Own hardware kept full, and another option for the rest; ``None``: no such split saves enough.
        pair: A fast and a deep option where requests are told apart beforehand; ``None``: not even then do two save enough.
        cascade: A fast option whose recognised failures go on to a deep one; ``None``: none saves enough.
        fallbacks: The best-ranked stand-in for each `Guard`, where there is one.
        absences: Why what isn't there isn't.
    """

    on: date
    first: Mix
    split: Split | None
    pair: Pair | None
    cascade: Cascade | None
    fallbacks: tuple[Fallback, ...]
    absences: tuple[Absence, ...]


def portfolio(recommendation: Selection, *, check: Check) -> Portfolio:
    """
    Put the first option of a recommendation beside the best two, and find what stands in for it.

    A mix is there only if it is expected to cost at least `llm_selection.analysis.blends.LEAST_SAVING_USD` a month less than
    the first option alone, and of a pair or a cascade, if its deep option is better than the fast one with a probability of
    more than `llm_selection.analysis.blends.SURELY`. Every two ranked options of known cost are looked at; one more or less
    changes nothing but what it is a part of. Where quality is asked for whatever it costs, there are only fallbacks.

    Args:
        recommendation: The answer; only what it ranks takes part.
        check: What recognises failures in a cascade.

    Raises:
        NothingFits: Nothing is ranked.
        InvalidInputError: *check* isn't a `Check`.
    """
    best = recommendation.best  # raises where nothing fits
    mixer = Mixer(recommendation)
    is_rated = any(quality.anchor is not None for quality in best.quality.values())
    parts = split(mixer), None if is_rated else pair(mixer), None if is_rated else cascade(mixer, check)
    others = fallbacks(mixer)
    return Portfolio(
        on=recommendation.on,
        first=mixer.alone(mixer.first),
        split=parts[0],
        pair=parts[1],
        cascade=parts[2],
        fallbacks=others,
        absences=tuple(_absences(mixer, parts, others, is_rated=is_rated)),
    )


def _absences(
    mixer: Mixer,
    parts: tuple[Split | None, Pair | None, Cascade | None],
    others: tuple[Fallback, ...],
    *,
    is_rated: bool,
) -> Iterator[Absence]:
    """Say for each part that is missing why it is."""
    by_chance, known, checked = parts
    if mixer.recommendation.use_case.is_quality_only:
        yield Absence.QUALITY_ONLY
    else:
        if by_chance is None and any(member.hosted for member in mixer.members):
            yield Absence.NO_SPLIT_OF_HARDWARE_SAVES
        elif by_chance is None and known is None:
            yield Absence.NO_SPLIT_SAVES
        if known is None or checked is None:
            if is_rated:
                yield Absence.QUALITY_IS_RATED
            else:
                yield Absence.NO_PAIR_SAVES if any(mixer.at_stake) else Absence.ERRORS_COST_NOTHING
    if all(each.guard is not Guard.INDEPENDENT for each in others):
        yield Absence.NO_INDEPENDENT_FALLBACK
