"""
Days: what was known on one, the fit to it, and a registry that knows no more.

A result counts from the day it was measured; one without a day from the day its source was read, since it was published
by then. Both are known to have been there, so nothing here saw what came later.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Calibration, Prior
from llm_selection.domain.identity import ModelId
from llm_selection.domain.offerings import Offering, Stage
from llm_selection.registry import Records, Registry, build, compile_registry
from registry_tools.fitting.quality import dated, fitted, read_benchmarks, read_results, read_retrieved, read_traits
from registry_tools.fitting.quality_fit import Traits
from registry_tools.research.quality.hidden_results import SWEEPS_AGAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """
    All that is known today, to be cut off at days.

    Attributes:
        records: The facts as they are shipped.
        benchmarks: By id.
        results: All of them, each with a day: its own, or its source's.
        stamped: Which of them have a day of their own.
        traits: Of all models.
    """

    records: Records
    benchmarks: Mapping[str, Benchmark]
    results: Sequence[Result]
    stamped: frozenset[Result]
    traits: Sequence[Traits]

    @classmethod
    def read(cls, folder: Path) -> "Archive":
        """Read the data."""
        results, retrieved = read_results(folder), read_retrieved(folder)
        known = dated(results, retrieved)
        return cls(
            records=build(folder).records(),
            benchmarks=read_benchmarks(folder),
            results=known,
            stamped=frozenset(result for result in results if result.measured is not None),
            traits=read_traits(folder, known, retrieved),
        )

    def known(self, day: date) -> list[Result]:
        """Return the results that were there on *day*."""
        return [result for result in self.results if result.measured and result.measured <= day]

    def later(self, day: date) -> list[Result]:
        """Return the results of independent hands that count from after *day* only."""
        return [
            result
            for result in self.results
            if result.measured and result.measured > day and result.reporter is Reporter.INDEPENDENT
        ]

    def fit(self, results: Sequence[Result], today: date) -> tuple[Calibration, dict[ModelId, Prior]]:
        """
        Fit to *results* alone, with the models there were *today*.

        Baskets are made by the shipped rule, but of every share of a task: those that were proposed for the shipped
        ones were chosen knowing which benchmarks would still tell models apart.
        """
        benchmarks = {key: self.benchmarks[key] for key in sorted({result.benchmark for result in results})}
        proposed = {
            task: [key for key, one in benchmarks.items() if one.task is task and one.scale is Scale.SHARE]
            for task in Task
        }
        measured = {result.model for result in results}
        traits = [
            one for one in self.traits if one.model in measured or (one.released is not None and one.released <= today)
        ]
        return fitted(benchmarks, results, traits, today, proposed_for=proposed, sweeps=SWEEPS_AGAIN, peers=False)

    def registry(self, day: date) -> Registry:
        """Return what a registry held on *day*: its releases, prices and results, and the fit to these alone."""
        known = self.known(day)
        calibration, priors = self.fit(known, day)
        records = replace(
            self.records,
            results=by_model(known),
            calibration=calibration,
            priors=priors,
            abilities={},
            offerings={key: unannounced(offering, day) for key, offering in self.records.offerings.items()},
        )
        return compile_registry(records).as_of(day)


def by_model(results: Iterable[Result]) -> dict[ModelId, tuple[Result, ...]]:
    """Put results together by model, in their order."""
    found: dict[ModelId, list[Result]] = defaultdict(list)
    for result in results:
        found[result.model].append(result)
    return {model: tuple(rows) for model, rows in found.items()}


def unannounced(offering: Offering, day: date) -> Offering:
    """Return an offering without an end after *day*: nobody here knows when that was announced, perhaps later."""
    life = offering.lifecycle
    if life.retires is None or life.retires <= day:
        return offering
    # Retired without a date would be retired on every day.
    stage = Stage.ACTIVE if life.stage is Stage.RETIRED else life.stage
    return replace(offering, lifecycle=replace(life, stage=stage, retires=None))


def months(first: date, last: date) -> list[date]:
    """Return the first days of the months from *first* to *last*, themselves first days."""
    count = 12 * (last.year - first.year) + last.month - first.month + 1
    return [
        date(first.year + place // 12, place % 12 + 1, 1) for place in range(first.month - 1, first.month - 1 + count)
    ]
