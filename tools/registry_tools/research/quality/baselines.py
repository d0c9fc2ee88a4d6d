"""
Baselines: what people go by instead, on the rows that the quality model was tested on.

None of them sees the group of benchmarks that a hidden result belongs to.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

import numpy as np
from numpy.typing import NDArray

from llm_selection.domain.prices import Mode, PriceSchedule
from llm_selection.registry import Registry
from registry_tools.fitting.quality_fit import Floats
from registry_tools.fitting.quality_prediction import Prediction
from registry_tools.research.quality.hidden_results import LEAST_MODELS, Study, groups_of
from registry_tools.research.quality.metrics import Outcome, Score, score

ARENA = "lmarena-text-overall"
"""The board that most people mean by a leaderboard; what follows in a benchmark's id is its month."""

INPUT_WEIGHT, OUTPUT_WEIGHT = 0.75, 0.25
"""A price in one number: three tokens in for one out."""

NO_LEVERAGE = 1e-9
"""A row whose own value alone sets the line can't be predicted from the others."""

ARENA_ALONE = "Arena overall alone"
MEAN_OF_AVAILABLE = "mean of the available scores, standardised"
RELEASE = "day of release"
PRICE = "price"


@dataclass(frozen=True, slots=True)
class Prices:
    """
    What models cost on a day, in one number: US dollars per million tokens, three of input to one of output.

    Attributes:
        own: Schedules of the developer's own API, by model.
        others: Schedules of all who sell it, by model.
    """

    own: Mapping[str, Sequence[PriceSchedule]]
    others: Mapping[str, Sequence[PriceSchedule]]

    @classmethod
    def of(cls, registry: Registry) -> "Prices":
        """Gather the schedules of the registry's offerings, but for variants, which are another service."""
        own, others = defaultdict(list), defaultdict(list)
        for offering in registry.offerings.values():
            if isinstance(offering.pricing, PriceSchedule) and not offering.variant:
                others[str(offering.model)].append(offering.pricing)
                if registry.providers[offering.provider].developer == offering.model.partition("/")[0]:
                    own[str(offering.model)].append(offering.pricing)
        return cls(dict(own), dict(others))

    def on(self, model: str, day: date) -> float | None:
        """
        Return the median price of a model's own API, or of all who sell it where it has none; ``None`` unknown.

        A day before the first known price has that one: most were read long after they took effect.
        """
        for schedules in (self.own.get(model, ()), self.others.get(model, ())):
            if known := [price for schedule in schedules if (price := blended(schedule, day)) is not None]:
                return median(known)
        return None


def blended(schedule: PriceSchedule, day: date) -> float | None:
    """Return a schedule's price in one number, of the standard mode and short prompts; ``None`` not published."""
    period = schedule.in_force(day) or schedule.periods[0]
    for card in period.cards:
        if card.mode is Mode.STANDARD and not card.above_prompt_tokens and not card.windows:
            if card.input is None or card.output is None:
                return None
            return INPUT_WEIGHT * float(card.input) + OUTPUT_WEIGHT * float(card.output)
    return None


@dataclass(frozen=True, slots=True)
class Baselines:
    """What each baseline knows of every model, told benchmark by benchmark."""

    given: Study
    prices: Prices

    def values(self, benchmark: int) -> dict[str, Floats]:
        """Return each baseline's value of the models on *benchmark*, in the table's order; nan unknown, more is better."""
        table = self.given.table
        rows = np.flatnonzero(table.benchmark == benchmark)
        models = table.model[rows]
        groups = groups_of(self.given)
        elsewhere = groups[table.benchmark] != groups[benchmark]
        day = newest_day(self.given, benchmark)
        released = [self.given.traits[model].released for model in models]
        prices = [self.prices.on(table.models[model], day) for model in models]
        return {
            ARENA_ALONE: self._arena(elsewhere)[models],
            MEAN_OF_AVAILABLE: self._mean(elsewhere)[models],
            RELEASE: np.array([np.nan if one is None else float(one.toordinal()) for one in released]),
            PRICE: np.array([np.log(price) if price else np.nan for price in prices]),
        }

    def _arena(self, elsewhere: NDArray[np.bool_]) -> Floats:
        """Return each model's newest rating on the Arena, older ones shifted by the median difference; nan without one."""
        table = self.given.table
        found = np.full(len(table.models), np.nan)
        boards = [index for index, key in enumerate(table.benchmarks) if key.startswith(ARENA)]
        for benchmark in sorted(boards, key=lambda index: newest_day(self.given, index), reverse=True):
            board = np.full(len(table.models), np.nan)
            rows = (table.benchmark == benchmark) & elsewhere
            board[table.model[rows]] = table.work[rows]
            both = np.isfinite(found) & np.isfinite(board)
            shift = np.median(found[both] - board[both]) if both.any() else 0.0
            found = np.where(np.isfinite(found), found, board + shift)
        return found

    def _mean(self, elsewhere: NDArray[np.bool_]) -> Floats:
        """Return the mean of each model's scores that aren't hidden, each standardised by its benchmark's models."""
        table = self.given.table
        count = np.maximum(np.bincount(table.benchmark), 1)
        center = np.bincount(table.benchmark, table.work) / count
        spread = np.sqrt(np.bincount(table.benchmark, (table.work - center[table.benchmark]) ** 2) / count)
        told = elsewhere & (spread[table.benchmark] > 0)
        b, models = table.benchmark[told], table.model[told]
        total = np.bincount(models, (table.work[told] - center[b]) / spread[b], len(table.models))
        rows = np.bincount(models, minlength=len(table.models))
        return np.where(rows > 0, total / np.maximum(rows, 1), np.nan)


def newest_day(given: Study, benchmark: int) -> date:
    """Return the day of the newest result on a benchmark."""
    return max(day for day, here in zip(given.days, given.table.benchmark, strict=True) if here == benchmark)


def left_out_line(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """
    Return what a straight line through the other rows says of each, and the standard deviation around that line.

    Least squares without a prior; where a row alone sets the line, the mean of the others.
    """
    design = np.column_stack([np.ones(len(x)), x - x.mean()])
    hat = design @ np.linalg.pinv(design)
    rest = 1 - np.diag(hat)
    told = rest > NO_LEVERAGE
    others = (y.sum() - y) / (len(y) - 1)
    expected = np.where(told, y - (y - hat @ y) / np.where(told, rest, 1.0), others)
    return expected, np.full(len(y), np.sqrt(((y - expected) ** 2).mean()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rivals:
    """A baseline's scores, and the quality model's on the same rows, by benchmark."""

    theirs: Mapping[str, Score]
    ours: Mapping[str, Score]


def rivals(baselines: Baselines, ours: Mapping[str, Sequence[Outcome]], benchmarks: Iterable[str]) -> dict[str, Rivals]:
    """
    Compare every baseline with *ours* on the rows that it knows, of *benchmarks* where these are `LEAST_MODELS` or more.

    Args:
        baselines: What people go by.
        ours: All outcomes of each benchmark, in the table's order.
        benchmarks: To be compared.
    """
    given = baselines.given
    theirs: dict[str, dict[str, Score]] = defaultdict(dict)
    same: dict[str, dict[str, Score]] = defaultdict(dict)
    for key in benchmarks:
        for title, values in baselines.values(given.table.benchmarks.index(key)).items():
            known = np.isfinite(values)
            if known.sum() >= LEAST_MODELS:
                rows = [row for row, yes in zip(ours[key], known, strict=True) if yes]
                theirs[title][key] = score(going_by(values[known], rows), given.benchmarks[key])
                same[title][key] = score(rows, given.benchmarks[key])
    return {title: Rivals(theirs=theirs[title], ours=same[title]) for title in theirs}


def going_by(values: Floats, rows: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes of going by *values* alone, one for each of the rows."""
    expected, spread = left_out_line(values, np.array([row.work for row in rows]))
    return [
        Outcome(
            model=row.model,
            benchmark=row.benchmark,
            prediction=Prediction(mean=float(mean), sd=float(sd), rank_by=float(value)),
            work=row.work,
            usual=row.usual,
        )
        for row, mean, sd, value in zip(rows, expected, spread, values, strict=True)
    ]
