"""Thresholds: how far an option is from meeting a requirement with one, and the nearest threshold that would do."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from math import floor
from typing import Any, NamedTuple

from llm_selection._dataclasses import dataclass, replace
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.offerings import Stage
from llm_selection.domain.verdicts import Outcome
from llm_selection.needs.hardware_fit import FitsOn
from llm_selection.needs.requirements import (
    AtMost,
    KnowsUntil,
    LicenseIn,
    MinContext,
    MinOutput,
    MinOutputSpeed,
    MinQuality,
    MinResults,
    NotRetiringBefore,
    PriceReadSince,
    ReleasedAfter,
    ReleasedBy,
    Requirement,
    RunsIn,
    StageIn,
)
from llm_selection.units import PICODOLLARS_PER_DOLLAR

__all__ = ["Gap", "gap", "loosened", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """
    How far an option is from meeting a requirement that has a threshold.

    Attributes:
        limit: The requirement's threshold, in ``unit``; a day where that is ``days``.
        needed: The nearest threshold that would admit the option, likewise; of dollars a month, in whole cents;
            of quality, in tenths of a point.
        by: How far they are apart, in ``unit``; above 0.
        unit: ``US dollars a month``, ``US dollars per million tokens``, ``parameters``, ``tokens``, ``points``,
            ``results``, ``accelerators``, ``days kept``, ``seconds``, ``tokens a second`` or ``days``.
    """

    limit: Decimal | date
    needed: Decimal | date
    by: Decimal
    unit: str

    def __str__(self) -> str:
        """Say how far, such as ``$0.40 a month``."""
        if self.unit.startswith("US dollars"):
            return f"${plain(self.by)}{self.unit.removeprefix('US dollars')}"
        one, *rest = self.unit.split(" ")
        unit = " ".join([one if self.by != 1 else one.removesuffix("s"), *rest])
        return f"{self.by.normalize():,f} {unit}"


def loosened(requirement: Requirement, facts: Mapping[str, Any]) -> Requirement | None:
    """
    Return *requirement* with the nearest threshold that *facts* meet; of a cost, in whole cents; of quality, in tenths of a point.

    License kinds, stages of life and regions have no number: of a license, whatever is at least as open will do; a stage
    is added to those asked for; to regions what runs in the one that is called, as it may be one of them.

    Returns:
        ``None`` where there is nothing to loosen, where the fact isn't known, and where *facts* meet it as it is.
    """
    match requirement:
        case LicenseIn(kinds):
            ordered = list(LicenseKind)
            floor = min(kinds | facts["license_kinds"], key=ordered.index)
            more = frozenset(ordered[ordered.index(floor) :])
            return None if facts["license_kinds"] <= kinds else LicenseIn(more)
        case StageIn(stages):
            wider = stages | {facts["stage"] or Stage.ACTIVE}
            return None if wider == stages else StageIn(wider)
        case RunsIn(regions):
            is_nearer = facts["region_scope"] == "in-region" and "in-region" not in regions
            return RunsIn(regions | {"in-region"}) if is_nearer else None
        case _:
            found = _threshold(requirement, facts)
            return None if found is None else found.make(found.needed)


def gap(requirement: Requirement, facts: Mapping[str, Any]) -> Gap | None:
    """Return how far *facts* are from meeting *requirement*; ``None`` where it has no threshold, and else as in `loosened`."""
    found = _threshold(requirement, facts)
    if found is None:
        return None
    if isinstance(found.needed, date):
        by = Decimal(abs((found.needed - found.limit).days))
        return Gap(limit=found.limit, needed=found.needed, by=by, unit=found.unit)
    limit, needed = (Decimal(str(number)).scaleb(-found.digits) for number in (found.limit, found.needed))
    return Gap(limit=limit, needed=needed, by=abs(needed - limit), unit=found.unit)


class _Threshold(NamedTuple):
    """
    The threshold of a requirement, and the nearest one that an option meets.

    Attributes:
        limit: The threshold.
        needed: The nearest that would do.
        unit: As in `Gap`.
        make: Makes the requirement from another threshold.
        digits: Decimal digits by which numbers are larger than in ``unit``.
    """

    limit: Any
    needed: Any
    unit: str
    make: Callable[[Any], Requirement]
    digits: int = 0


_PICODOLLARS_PER_CENT = PICODOLLARS_PER_DOLLAR // 100

_AT_MOST = {
    "input_price": ("US dollars per million tokens", 6),
    "monthly_cost": ("US dollars a month", 12),
    "output_price": ("US dollars per million tokens", 6),
    "retention_days": ("days kept", 0),
    "total_parameters": ("parameters", 0),
    "ttft_seconds": ("seconds", 0),
}
"""Units of the facts that can be capped, and the decimal digits by which they are counted finer."""


def _threshold(requirement: Requirement, facts: Mapping[str, Any]) -> _Threshold | None:
    """Find the nearest threshold that *facts* meet."""
    found = _numeric(requirement, facts) or _counted(requirement, facts) or _dated(requirement, facts)
    if found is None or found.needed is None or requirement.judge(facts).outcome is Outcome.MEETS:
        return None
    # Where two facts are read, the other one may still not be known.
    return found if found.make(found.needed).judge(facts).outcome is Outcome.MEETS else None


def _numeric(requirement: Requirement, facts: Mapping[str, Any]) -> _Threshold | None:
    """Find the threshold of a requirement that has a number."""
    match requirement:
        case AtMost(fact, limit):
            unit, digits = _AT_MOST[fact]
            number = facts[fact]
            if fact == "monthly_cost" and number is not None:
                # A bill has more digits than a cap: the next whole cent is what one would write.
                number = -(-number // _PICODOLLARS_PER_CENT) * _PICODOLLARS_PER_CENT
            return _Threshold(limit, number, unit, lambda value: AtMost(fact, value), digits)
        case MinContext(tokens):
            return _Threshold(tokens, facts["limits"].context_tokens or None, "tokens", MinContext)
        case MinOutput(tokens):
            return _Threshold(tokens, facts["limits"].max_output_tokens or None, "tokens", MinOutput)
        case MinQuality(task, least):
            quality = facts[f"quality_{task}"]
            # Rounded down, so that what is printed does it.
            tenths = None if quality is None else floor(quality.mean * 1000)
            asked = Decimal(str(least)) * 1000
            return _Threshold(asked, tenths, "points", lambda value: MinQuality(task, value / 1000), 1)
        case _:
            return None


def _counted(requirement: Requirement, facts: Mapping[str, Any]) -> _Threshold | None:
    """Find the threshold of a requirement of how well a model is known, how fast it is served, or what holds it."""
    match requirement:
        case FitsOn():
            return _Threshold(
                requirement.accelerators,
                requirement.fewest(facts),
                "accelerators",
                lambda count: replace(requirement, accelerators=count),
            )
        case MinOutputSpeed(speed):
            return _Threshold(speed, facts["output_tokens_per_second"], "tokens a second", MinOutputSpeed)
        case MinResults(task, count):
            # None at all is no threshold.
            known = facts[f"results_{task}"] or None
            return _Threshold(count, known, "results", lambda value: MinResults(task, value))
        case _:
            return None


def _dated(requirement: Requirement, facts: Mapping[str, Any]) -> _Threshold | None:
    """Find the threshold of a requirement that has a day."""
    match requirement:
        case KnowsUntil(day):
            return _Threshold(day, _surely_known_until(facts["knowledge_cutoff"]), "days", KnowsUntil)
        case NotRetiringBefore(day):
            return _Threshold(day, facts["lifecycle"].retires, "days", NotRetiringBefore)
        case PriceReadSince(day):
            return _Threshold(day, facts["price_read"], "days", PriceReadSince)
        case ReleasedBy(day):
            dates = [facts["released"], facts["lifecycle"].available]
            return _Threshold(day, max(filter(None, dates), default=None), "days", ReleasedBy)
        case ReleasedAfter(day):
            released = facts["released"]
            before = None if released in (None, date.min) else released - timedelta(days=1)
            return _Threshold(day, before, "days", ReleasedAfter)
        case _:
            return None


def _surely_known_until(cutoff: str | None) -> date | None:
    """Return the last day that a cutoff surely reaches: of a month or a year, the one before."""
    if cutoff is None:
        return None
    first = date.fromisoformat(cutoff + "-01-01"[len(cutoff) - len("2025") :])
    return first if cutoff == first.isoformat() else first - timedelta(days=1)


def plain(number: Decimal) -> str:
    """Write a number in full, without zeros behind, but whole cents."""
    short = number.normalize()
    return f"{short:,f}" if -short.as_tuple().exponent > 2 else f"{short:,.2f}"  # type: ignore[operator]  # noqa: PLR2004 - cents; a finite number has an exponent
