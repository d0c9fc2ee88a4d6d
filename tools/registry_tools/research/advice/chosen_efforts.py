"""
What choosing the effort was worth: picks beside the same models at their default and their highest effort.

The pick of a decision is a model at an effort; the same model at another effort is the same choice without that. What is
judged is what the library's own rule had in hand: only efforts that met the need, at their cheapest place.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.needs.error_costs import QUALITY_ONLY
from registry_tools.research.advice.figures import Cell, Figures, Foresight, Pair
from registry_tools.research.advice.rules import LEVELS, At, Choice, Decision

__all__ = ["DEFAULT", "HIGHEST", "Told", "best_efforts", "other_effort", "pairs_of", "same_quality", "told"]

DEFAULT, HIGHEST = "its default", "its highest"
BESIDE = (DEFAULT, HIGHEST)

SAME_POINTS = 1.0
"""Two efforts did as well where their realised shares differ by no more points."""

_ORDER = {effort: place for place, effort in enumerate(Effort)}


def efforts_of(decision: Decision, model: ModelId) -> list[Choice]:
    """Return a model's choices at known efforts that the library ranked, the least first."""
    found = [one for one in decision.choices if one.model == model and one.effort and one.at in decision.foretold]
    return sorted(found, key=lambda one: _ORDER[one.effort] if one.effort else 0)


def other_effort(decision: Decision, level: str, beside: str) -> tuple[Choice, Choice] | None:
    """
    Return the library's pick, and its model at the default or the highest effort.

    ``None`` without a pick, where its model takes one effort, or where the default isn't known or doesn't meet the need.
    """
    pick = decision.library[level]
    if pick is None or pick.effort is None:
        return None
    each = efforts_of(decision, pick.model)
    if len(each) < 2:  # noqa: PLR2004 - one can't be chosen
        return None
    ours = next((one for one in each if one.effort is pick.effort), pick)
    if beside == HIGHEST:
        return ours, each[-1]
    default = decision.defaults.get(pick.model)
    theirs = next((one for one in each if default is not None and one.effort is default), None)
    return None if theirs is None else (ours, theirs)


def pairs_of(found: Figures, level: str, beside: str) -> list[Pair]:
    """Set picks beside the same models at another effort, where the first judge tells of both."""
    pairs = []
    for one in found.verdicts:
        two = other_effort(one.decision, level, beside)
        if two is not None and one.by(two[0].at) == one.by(two[1].at) == 1:
            pairs.append(Pair(verdict=one, ours=two[0], theirs=two[1]))
    return pairs


def same_quality(found: Figures, pairs: Iterable[Pair]) -> list[Pair]:
    """Keep the pairs that turned out as good as each other, within `SAME_POINTS`."""
    return [pair for pair in pairs if abs(float(np.atleast_1d(found.better(pair).value)[0])) <= SAME_POINTS]


def saved(found: Figures, pairs: Iterable[Pair], level: str | None = None) -> list[Cell]:
    """Return how many dollars a month the choice saved: of the bill, or at a cost of an error of the total."""
    return [
        Cell(
            verdict=pair.verdict,
            value=pair.theirs.price - pair.ours.price
            if level is None
            else found.total(pair.verdict, pair.theirs, level) - found.total(pair.verdict, pair.ours, level),
        )
        for pair in pairs
    ]


def measured_at_both(pair: Pair) -> bool:
    """Say whether later results are of both efforts, at each task."""
    return all(
        pair.verdict.judgements[task][one.at].at_effort
        for task in pair.verdict.decision.need.tasks
        for one in (pair.ours, pair.theirs)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """
    What was foretold of a model at an effort at a task, where it is ranked at several.

    Attributes:
        foresight: What was foretold, and what came.
        chosen: By what the library was asked by, whether this is the effort it would take of this model.
        at_effort: Later results of the task at this effort.
    """

    foresight: Foresight
    chosen: Mapping[str, bool]
    at_effort: int


def best_efforts(decision: Decision, level: str) -> set[At]:
    """Return of each model that is ranked at several efforts the one of the least expected cost, or the best share."""
    best: set[At] = set()
    for model in {one.model for one in decision.choices}:
        each = efforts_of(decision, model)
        if len(each) > 1:
            best.add(min(each, key=lambda one: _rank(decision, one, level)).at)
    return best


def _rank(decision: Decision, choice: Choice, level: str) -> tuple[float, float]:
    """Return what a choice is ordered by, the least first."""
    share = decision.share(choice.at) or 0.0
    return (-share, choice.price) if level == QUALITY_ONLY else (decision.total(choice, level) or 0.0, -share)


def told(found: Figures) -> Iterator[Told]:
    """Yield what was foretold of every model that is ranked and judged at several efforts."""
    best: dict[int, Mapping[str, set[At]]] = {}
    several: dict[int, set[ModelId]] = {}
    for each in found.foresights:
        key = id(each.verdict)
        decision = each.verdict.decision
        if key not in best:
            best[key] = {level: best_efforts(decision, level) for level in (*LEVELS, QUALITY_ONLY)}
            several[key] = {model for model, _ in best[key][QUALITY_ONLY]}
        if each.effort is not None and each.model in several[key]:
            yield Told(
                foresight=each,
                chosen={level: each.at in at for level, at in best[key].items()},
                at_effort=each.verdict.judgements[each.task][each.at].at_effort,
            )
