"""
Picks: whoever chooses a model by a rule gets one that may not be the best; how many points that loses.

The choice is made among the models that were new when a benchmark was last measured, by what is known without its group.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Protocol, TypeVar

import numpy as np

from llm_selection.domain.benchmarks import Result, Scale
from registry_tools.research.quality.baselines import ARENA_ALONE, MEAN_OF_AVAILABLE, Baselines, newest_day
from registry_tools.research.quality.hidden_results import Study
from registry_tools.research.quality.metrics import Outcome, points

POOL_DAYS = 365
"""A model older than this when the benchmark was last measured isn't chosen any more."""

LEAST_POOL = 5

OURS = "ours"
OURS_OF_THREE = "ours, best of the first three"
ONE_FACTOR = "one factor"
FLAGSHIP = "newest flagship of the developer with the most results"
NEWEST = "newest"
DEAREST = "most expensive"
RANDOM = "any, at random"

Key = tuple[float, ...] | None
"""What a rule sorts a model by, the highest first; ``None`` isn't known to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """
    A model to choose, and what the rules go by.

    Attributes:
        developer: Who trained it.
        points: What it scored: what a choice is judged by, never made by.
        released: Its release.
        price: US dollars per million tokens; ``None`` unknown.
        keys: By the title of the rule, what it sorts by.
    """

    developer: str
    points: float
    released: date
    price: float | None
    keys: Mapping[str, Key]


def pool(
    baselines: Baselines, ours: Sequence[Outcome], one_factor: Sequence[Outcome], benchmark: int
) -> list[Candidate]:
    """
    Return the models to choose from: released in the year before the newest result on the benchmark.

    *ours* and *one_factor* are the benchmark's outcomes in the table's order.
    """
    given = baselines.given
    day = newest_day(given, benchmark)
    values = baselines.values(benchmark)
    rows = np.flatnonzero(given.table.benchmark == benchmark)
    found = []
    for place, (row, is_new) in enumerate(zip(rows, are_new(given, benchmark), strict=True)):
        traits = given.traits[given.table.model[row]]
        if traits.released is None or not is_new:
            continue
        price = baselines.prices.on(traits.model, day)
        told = {title: float(values[title][place]) for title in (ARENA_ALONE, MEAN_OF_AVAILABLE)}
        found.append(
            Candidate(
                developer=traits.developer,
                points=points(ours[place].work, given.benchmarks[ours[place].benchmark]),
                released=traits.released,
                price=price,
                keys={
                    OURS: (ours[place].prediction.rank_by,),
                    ONE_FACTOR: (one_factor[place].prediction.rank_by,),
                    NEWEST: (traits.released.toordinal(), price or 0.0),
                    DEAREST: None if price is None else (price,),
                }
                | {title: (value,) if np.isfinite(value) else None for title, value in told.items()},
            )
        )
    return found


def are_new(given: Study, benchmark: int) -> list[bool]:
    """Say of each result on the benchmark, in the table's order, whether its model may be chosen: it was new by the newest."""
    day = newest_day(given, benchmark)
    released = [given.traits[model].released for model in given.table.model[given.table.benchmark == benchmark]]
    return [each is not None and 0 <= (day - each).days <= POOL_DAYS for each in released]


def affordable(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return the cheaper half: those at or below the median of the known prices; one without a price isn't."""
    priced = [(candidate.price, candidate) for candidate in candidates if candidate.price is not None]
    cap = median(price for price, _ in priced) if priced else 0.0
    return [candidate for price, candidate in priced if price <= cap]


class Sold(Protocol):
    """What flagships are told by: who trained it, and a price; ``None`` unknown."""

    @property
    def developer(self) -> str:
        """Who trained it."""
        ...

    @property
    def price(self) -> float | None:
        """What it costs, in any unit."""
        ...


S = TypeVar("S", bound=Sold)


def flagships(candidates: Sequence[S], developer: str) -> list[S]:
    """Return the *developer*'s models that aren't cheaper than the median of its models here; price tells its tiers."""
    priced = [(one.price, one) for one in candidates if one.developer == developer and one.price is not None]
    usual = median(price for price, _ in priced) if priced else 0.0
    return [candidate for price, candidate in priced if price >= usual]


def biggest(results: Iterable[Result]) -> str:
    """Return the developer whose models have the most results; of several, the first by name."""
    counts = Counter(result.model.partition("/")[0] for result in results)
    return min(counts, key=lambda developer: (-counts[developer], developer))


def first(candidates: Iterable[Candidate], rule: str, *, places: int = 1) -> list[Candidate]:
    """Return the first by a rule, as many as it knows; ties in the order given."""
    keyed = [(key, one) for one in candidates if (key := one.keys[rule]) is not None]
    return [one for _, one in sorted(keyed, key=lambda pair: pair[0], reverse=True)[:places]]


def lost(candidates: Sequence[Candidate], picked: Iterable[Candidate]) -> float | None:
    """Return the points between the best candidate and the best one picked; ``None`` where none was."""
    scores = [one.points for one in picked]
    return max(one.points for one in candidates) - max(scores) if scores else None


def regrets(candidates: Sequence[Candidate], developer: str) -> dict[str, float | None]:
    """Return what every rule loses among the *candidates*, in points; at random, what is lost on average."""
    best = max(one.points for one in candidates)
    found = {
        title: lost(candidates, first(candidates, title))
        for title in (OURS, ONE_FACTOR, MEAN_OF_AVAILABLE, ARENA_ALONE, NEWEST, DEAREST)
    }
    found[OURS_OF_THREE] = lost(candidates, first(candidates, OURS, places=3))
    found[FLAGSHIP] = lost(candidates, first(flagships(candidates, developer), NEWEST))
    found[RANDOM] = sum(best - one.points for one in candidates) / len(candidates)
    return found


def all_regrets(
    baselines: Baselines,
    ours: Mapping[str, Sequence[Outcome]],
    one_factor: Mapping[str, Sequence[Outcome]],
    benchmarks: Iterable[str],
    *,
    among: Callable[[Iterable[Candidate]], list[Candidate]] = list,
) -> dict[str, dict[str, float]]:
    """
    Return, by rule and then by benchmark, what is lost; on shares with `LEAST_POOL` candidates or more.

    Args:
        baselines: What people go by.
        ours: All outcomes of each benchmark, in the table's order.
        one_factor: The same of the model of one factor.
        benchmarks: To choose on.
        among: Which of the pool may be chosen; such as `affordable`.
    """
    given = baselines.given
    developer = biggest(given.results)
    found: dict[str, dict[str, float]] = {}
    for key in benchmarks:
        if given.benchmarks[key].scale is not Scale.SHARE:
            continue
        place = given.table.benchmarks.index(key)
        candidates = among(pool(baselines, ours[key], one_factor[key], place))
        if len(candidates) < LEAST_POOL:
            continue
        for title, points_lost in regrets(candidates, developer).items():
            if points_lost is not None:
                found.setdefault(title, {})[key] = points_lost
    return found
