"""Calls in one process: the same question again, a workload or a day never seen, overlays, earlier days."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count

from llm_selection import Overlay, Registry, Workload, bundled, recommend
from llm_selection.domain.prices import PriceSchedule, RateCard
from llm_selection.needs.requirement_keywords import RequirementKeywords
from llm_selection.registry import compile_registry
from registry_tools.research.speed.timing import timed

__all__ = ["ASKED", "ROWS", "calls", "changes", "negotiated"]

ROWS = 200
"""Offerings whose prices an overlay lowers."""

ASKED = RequirementKeywords(license="open-weight", min_context_tokens=200_000, capabilities=["tool_calling"])
"""Three requirements, beside those that every answer has."""

_NOTHING = RequirementKeywords()


def calls(runs: int) -> dict[str, dict[str, float]]:
    """Time `recommend` on the bundled registry, in milliseconds of the processor, by name of the case."""
    date = bundled().date
    new = count(1)

    def workload() -> Workload:
        return Workload(requests_per_month=1_000 + next(new), input_tokens=20_000, output_tokens=1_000)

    def asked(keywords: RequirementKeywords) -> Mapping[str, Callable[[], object]]:
        return {
            "the same again": lambda: recommend("agentic_coding", **keywords),
            "a workload never seen": lambda: recommend("agentic_coding", workload=workload(), **keywords),
            "a later day never seen": lambda: recommend(
                "agentic_coding", on=date + timedelta(days=next(new)), **keywords
            ),
            "an earlier day never seen": lambda: recommend(
                "agentic_coding", on=date - timedelta(days=next(new)), **keywords
            ),
        }

    pairs = zip(asked(ASKED).items(), asked(_NOTHING).items(), strict=True)
    cases: Mapping[str, Callable[[], object]] = {
        "nothing asked for, ten places built": lambda: recommend("agentic_coding").ranking[:10],
        # Kind by kind, with earlier days at the end: they leave the most behind in memory.
        **{
            f"{what}, {name}": case
            for both in pairs
            for what, (name, case) in zip(("three requirements", "nothing asked for"), both, strict=True)
        },
    }
    return _timed(cases, runs)


def changes(runs: int) -> dict[str, dict[str, float]]:
    """Time what puts overlays on top and turns back the day, likewise."""
    registry = bundled()
    overlay, day_before = negotiated(registry), registry.date - timedelta(days=1)
    cases: Mapping[str, Callable[[], object]] = {
        f"an overlay of {ROWS} prices put on top, the rates read": lambda: (registry | overlay).column("rates"),
        "the same, and a first `recommend` on it": lambda: recommend("agentic_coding", registry=registry | overlay),
        "`as_of` the day before, the rates read": lambda: registry.as_of(day_before).column("rates"),
        "all records built and compiled": lambda: compile_registry(registry.records()),
    }
    return _timed(cases, min(runs, 5))


def _timed(cases: Mapping[str, Callable[[], object]], runs: int) -> dict[str, dict[str, float]]:
    """Time each case."""
    return {name: timed(case, runs)._asdict() for name, case in cases.items()}


def negotiated(registry: Registry) -> Overlay:
    """Make an overlay that takes a tenth off the price of the first offerings that are priced by the token."""
    priced = [one for one in registry.offerings.values() if isinstance(one.pricing, PriceSchedule)][:ROWS]
    evidence = next(iter(priced)).evidence.record
    return Overlay(
        "benchmark",
        "1",
        evidence=evidence,
        offerings={
            one.id: {"pricing": _lowered(one.pricing)} for one in priced if isinstance(one.pricing, PriceSchedule)
        },
    )


def _lowered(schedule: PriceSchedule) -> PriceSchedule:
    """Take a tenth off the input and output rates."""
    return replace(
        schedule,
        periods=tuple(replace(period, cards=tuple(map(_cheaper, period.cards))) for period in schedule.periods),
    )


def _cheaper(card: RateCard) -> RateCard:
    """Take a tenth off one card's."""
    share = Decimal("0.9")
    return replace(
        card,
        input=card.input and round(card.input * share, 6),
        output=card.output and round(card.output * share, 6),
    )
