"""One finding of a check of a decision, as a sentence."""

from collections.abc import Iterator
from decimal import Decimal
from typing import assert_never

from llm_selection._foundation.wording import counted, days_away, percent
from llm_selection.decisions import (
    Deprecated,
    Edited,
    Estimate,
    EstimateMoved,
    Figures,
    Finding,
    Gone,
    Measure,
    Newcomer,
    NothingFitsNow,
    OverlayMissing,
    Overtaken,
    RateChange,
    Remeasured,
    Repointed,
    Repriced,
    Retired,
    Retiring,
    Said,
    TermChange,
    TermsChanged,
    Unanswerable,
    Unmeasured,
    Unmet,
)
from llm_selection.domain.evidence import Status
from llm_selection.units import EXACT

__all__ = ["as_text", "at_other_effort", "rate_in_words"]

_SHOWN = 3
_LEAST_WITHOUT_CENTS = 100
"""US dollars from which on cents say nothing."""
_COUNTS = ("accelerators", "requests_per_month")
"""What of one's own hardware isn't money."""


def as_text(finding: Finding) -> str:
    """Say what a check found, and who says so."""
    sources = "; ".join(map(_source, finding.evidence)) if isinstance(finding, _CITED) else ""
    return f"{_statement(finding)} ({sources})" if sources else _statement(finding)


_CITED = (Repointed, Retired, Deprecated, Retiring, Unmet, Repriced, TermsChanged)
"""Findings that are told with their evidence; that of the others is on several options, or follows from the need."""


def _statement(finding: Finding) -> str:  # noqa: C901, PLR0912 - one line a kind
    match finding:
        case Gone():
            return _gone(finding)
        case Repointed():
            return f"the id answers with {finding.model} now{', as a moving alias may' if finding.moving else ''}"
        case Retired():
            return _since(finding)
        case Deprecated():
            return _deprecated(finding)
        case Retiring():
            return _retiring(finding)
        case Unmet():
            unknown = "" if finding.outcome == "fails" else "can't be told any more: "
            return f"{finding.requirement}: {unknown}{finding.reason}"
        case Unmeasured():
            return f"no result is left to rank it by at {', '.join(map(_words, finding.tasks))}"
        case NothingFitsNow():
            return _nothing_fits(finding)
        case Unanswerable():
            return f"the need can't be asked of this registry: {finding.problem}"
        case OverlayMissing():
            return (
                f"{finding.overlay} {finding.version} was in force and isn't here: install it, or name it in "
                "LLM_SELECTION_REGISTRIES"
            )
        case Edited():
            return (
                "the file was edited since it was written: what was asked and what was chosen may not belong together any "
                "more. Only thresholds may be edited; take the rest back, or decide anew by check --update or lock"
            )
        case Repriced():
            return _repriced(finding)
        case TermsChanged():
            return "; ".join(map(_term, finding.changes))
        case Remeasured():
            before, now = map(_measure, (finding.before, finding.now))
            return f"{_words(finding.task)} is now measured by {now}; before by {before}"
        case EstimateMoved():
            before, now = map(_estimate, (finding.before, finding.now))
            return f"{_words(finding.task)} {before} → {now}"
        case Overtaken():
            at = at_other_effort(finding.option, finding.own)
            return f"{finding.option}{at} {_saving(finding)}{_over_horizon(finding)}; {_ability(finding)}"
        case Newcomer():
            return f"{finding.option}, released {finding.released}, {_saving(finding)}; {_ability(finding)}"
        case _:
            assert_never(finding)


def _source(cited: Said) -> str:
    """Say whose word it is, how firm, and of which day."""
    return f"{cited.status} by {cited.source}, {cited.as_of}"


def _gone(finding: Gone) -> str:
    """Say what is missing, and how often the model is offered elsewhere."""
    elsewhere = f"; the model is offered {len(finding.others)} times elsewhere" if finding.others else ""
    return f"the {finding.what} isn't in the registry any more{elsewhere}"


def _deprecated(finding: Deprecated) -> str:
    """Say since when the provider asks to move on; a catalogue that dropped it doesn't say."""
    if finding.since is None and any(cited.status is Status.DERIVED for cited in finding.evidence):
        return f"a catalogue no longer lists it; it may have ended{_successor(finding)}"
    return _since(finding)


def _since(finding: Retired | Deprecated) -> str:
    """Say from which day an end or a request to move on counts, and what takes its place."""
    return f"since {finding.since or 'a day that nobody gives'}{_successor(finding)}"


def _retiring(finding: Retiring) -> str:
    """Say when it stops answering, and when it was known to when it was decided."""
    moved = f", {finding.before} when decided" if finding.before not in (None, finding.retires) else ""
    return f"on {finding.retires} ({days_away(finding.days)}{moved}){_successor(finding)}"


def _successor(finding: Retired | Deprecated | Retiring) -> str:
    """Say what the provider names in its place, or what follows it in its line there."""
    if finding.successor is None:
        return ""
    return f", successor {finding.successor}{', which follows by a rule' if finding.successor_by_rule else ''}"


def _nothing_fits(finding: NothingFitsNow) -> str:
    """Say which requirements alone remove most."""
    worst = [f"{one.requirement} alone removes {one.alone:,}" for one in finding.rejected[:_SHOWN] if one.alone]
    return f"no option meets every requirement{': ' if worst else ''}{', '.join(worst)}"


def _repriced(finding: Repriced) -> str:
    """Say both costs, and why they differ."""
    reasons = "; ".join(_why_repriced(finding))
    return f"{_usd(finding.before)} → {_usd(finding.now)} a month{f': {reasons}' if reasons else ', at the same rates'}"


def _why_repriced(finding: Repriced) -> Iterator[str]:
    """Say which rates changed, and whether another number of tokens is counted."""
    if finding.rates:
        since = "" if finding.effective is None else f" since {finding.effective}"
        more = f" and {len(finding.rates) - _SHOWN} more" if len(finding.rates) > _SHOWN else ""
        yield f"{', '.join(map(rate_in_words, finding.rates[:_SHOWN]))}{more}{since}"
    if finding.output_factor_before != finding.output_factor_now:
        yield (
            f"{finding.output_factor_now.normalize():f} tokens put out for each of the workload's, "
            f"{finding.output_factor_before.normalize():f} before"
        )


def rate_in_words(change: RateChange) -> str:
    """Say a rate before and now."""
    unit = "" if change.rate in _COUNTS else "$"
    before, now = ("none" if each is None else f"{unit}{each.normalize():,f}" for each in (change.before, change.now))
    return f"{_words(change.rate)} {before} → {now}"


def _term(change: TermChange) -> str:
    """Say a term of a license before and now."""
    return f"{_words(change.field)} {change.before or 'unknown'} → {change.now or 'unknown'}"


def _measure(measure: Measure) -> str:
    """Name the benchmarks that a quality is measured by, and the model that it is a chance against."""
    return f"{', '.join(measure.basket)}{f' against {measure.anchor}' if measure.anchor else ''}"


def _estimate(estimate: Estimate) -> str:
    """Say an estimate in points, with its interval and the results behind it."""
    mean, low, high = (100 * share for share in (estimate.mean, estimate.low, estimate.high))
    return f"{mean:.1f} ({low:.0f} to {high:.0f}, by {counted(estimate.results, 'result')})"


def _saving(finding: Overtaken | Newcomer) -> str:
    """Say what another option is expected to save a month, or to cost more, and of which changes that is the sum."""
    own, other = finding.own.expected, finding.option.expected
    usd = finding.option.costs_more_than(finding.own)
    if usd is None or own.bill is None or other.bill is None:
        return f"is expected to cost {_usd(finding.option.total)} a month, where that of the choice is {_usd(finding.own.total)}"
    bill, errors = EXACT.subtract(other.bill, own.bill), EXACT.subtract(other.errors_total, own.errors_total)
    worths = EXACT.subtract(EXACT.subtract(usd, bill), errors)
    parts = {
        "bill": bill,
        **({"errors": errors} if other.errors else {}),
        **({"other worths": worths} if worths else {}),
    }
    changes = ", ".join(f"{name} {'−' if change < 0 else '+'}{_usd(abs(change))}" for name, change in parts.items())
    more = f"cost {_usd(usd)} a month more" if usd else "cost the same"
    return f"would {f'save {_usd(-usd)} a month' if usd < 0 else more} ({changes})"


def _over_horizon(finding: Overtaken) -> str:
    """Set a saving over the horizon against the cost of switching; where quality alone counts, it may be none."""
    if finding.saves_usd is None or finding.saves_usd <= 0:
        return ""
    whole = _usd(finding.saves_usd * finding.horizon_months)
    return (
        f": {whole} in {counted(finding.horizon_months, 'month')}, against {_usd(finding.switching_usd)} for switching"
    )


def at_other_effort(option: Figures, own: Figures) -> str:
    """Say at which effort an option is, with a space before, where that is another than the choice's."""
    return "" if option.effort in (None, own.effort) else f" at effort {option.effort}"


def _ability(finding: Overtaken | Newcomer) -> str:
    """Say how likely another option is as good as the choice."""
    if (finding.own.model, finding.own.effort) == (finding.option.model, finding.option.effort):
        return "it is the same model"
    return f"{percent(finding.better)} likely as good or better ({round(finding.quality_points, 1) + 0.0:+.1f} points)"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _usd(amount: Decimal | None) -> str:
    """Write US dollars, the small ones in cents."""
    if amount is None:
        return "unknown"
    return f"${amount:,.2f}" if amount < _LEAST_WITHOUT_CENTS else f"${amount:,.0f}"
