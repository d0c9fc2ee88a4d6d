"""
Days: what was known on one, the fit to it, and a registry that knows no more.

A result counts from the day it was measured; one without a day from the day its source was read, since it was published
by then. Both are known to have been there, so nothing here saw what came later.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean

from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Calibration, Prior
from llm_selection.domain.identity import ModelId
from llm_selection.domain.offerings import Offering, Stage
from llm_selection.domain.prices import PriceSchedule
from llm_selection.registry import Records, Registry, build, compile_registry
from registry_tools.fitting.quality import (
    dated,
    fitted,
    read_benchmarks,
    read_results,
    read_retrieved,
    read_traits,
    solved_share,
)
from registry_tools.fitting.quality_fit import Traits
from registry_tools.research.quality.hidden_results import SWEEPS_AGAIN

Shares = Mapping[str, Mapping[ModelId, float]]
"""Shares solved, 0 to 1, by benchmark and model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """
    What there was on a day.

    Attributes:
        day: The day.
        registry: Its releases, prices and results, and the fit to these alone.
        results: The results known.
        shares: Those that are shares.
    """

    day: date
    registry: Registry
    results: Sequence[Result]
    shares: Shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """
    All that is known today, to be cut off at days.

    Attributes:
        records: The facts as they are shipped.
        benchmarks: By id.
        results: All of them, each with a day: its own, or its source's.
        traits: Of all models.
    """

    records: Records
    benchmarks: Mapping[str, Benchmark]
    results: Sequence[Result]
    traits: Sequence[Traits]

    @classmethod
    def read(cls, folder: Path) -> "Archive":
        """Read the data."""
        retrieved = read_retrieved(folder)
        results = dated(read_results(folder), retrieved)
        return cls(
            records=build(folder).records(),
            benchmarks=read_benchmarks(folder),
            results=results,
            traits=read_traits(folder, results, retrieved),
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

    def on(self, day: date) -> Day:
        """Return what there was on *day*. Offerings without a price by then are left out: no bill of them can be told."""
        known = self.known(day)
        calibration, priors = self.fit(known, day)
        records = replace(
            self.records,
            results=by_model(known),
            calibration=calibration,
            priors=priors,
            abilities={},
            effort_abilities={},
            offerings={
                key: unannounced(offering, day)
                for key, offering in self.records.offerings.items()
                if is_priced(offering, day)
            },
        )
        return Day(
            day=day,
            registry=compile_registry(records).as_of(day),
            results=known,
            shares=shares(known, self.benchmarks),
        )


def by_model(results: Iterable[Result]) -> dict[ModelId, tuple[Result, ...]]:
    """Put results together by model, in their order."""
    found: dict[ModelId, list[Result]] = defaultdict(list)
    for result in results:
        found[result.model].append(result)
    return {model: tuple(rows) for model, rows in found.items()}


def shares(results: Iterable[Result], benchmarks: Mapping[str, Benchmark]) -> dict[str, dict[ModelId, float]]:
    """Return the shares among *results* by benchmark, in order of id, and model; the mean of a model's repeats."""
    found: dict[str, dict[ModelId, list[float]]] = {}
    for result in results:
        benchmark = benchmarks[result.benchmark]
        if benchmark.scale is Scale.SHARE:
            found.setdefault(benchmark.id, {}).setdefault(result.model, []).append(solved_share(result, benchmark))
    return {key: {model: fmean(each) for model, each in rows.items()} for key, rows in sorted(found.items())}


def is_priced(offering: Offering, day: date) -> bool:
    """Say whether a price of an offering is known that was in force by *day*."""
    pricing = offering.pricing
    return isinstance(pricing, PriceSchedule) and any(period.effective <= day for period in pricing.periods)


def unannounced(offering: Offering, day: date) -> Offering:
    """
    Return an offering as *day* may have seen it.

    Without an end that came later: nobody here knows when that was announced, perhaps later. And not deprecated where the
    only word of that was read later.
    """
    life = offering.lifecycle
    evidence = offering.evidence
    fields = (evidence.fields[name] for name in ("lifecycle.stage", "lifecycle") if name in evidence.fields)
    read = next(fields, evidence.record).as_of
    retires = life.retires if life.retires is None or life.retires <= day else None
    stage = life.stage
    # Retired without a date would be retired on every day.
    comes = stage is Stage.RETIRED and retires != life.retires
    if comes or (stage is Stage.DEPRECATED and read > day and not (life.deprecated and life.deprecated <= day)):
        stage = Stage.ACTIVE
    return replace(offering, lifecycle=replace(life, stage=stage, retires=retires))


def fortnights(first: date, last: date) -> list[date]:
    """Return *first* and every second week's day after it, until *last*."""
    return [first + timedelta(days=number) for number in range(0, (last - first).days + 1, 14)]
