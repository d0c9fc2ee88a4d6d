"""Explanations: why the first option, what it asks of you, and how sure the answer is. All computed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import erf, hypot, sqrt

from llm_selection.benchmarks import Task
from llm_selection.evidence import Agreement, Evidence
from llm_selection.licenses import LicenseTerms
from llm_selection.ranking import Criterion, exchange_rate
from llm_selection.recommendation import Ranked, Recommendation

__all__ = ["Duty", "better_or_equal", "caveats", "duties", "explain"]

_ALL_BUT_CERTAIN = 0.995
_ALIKE = 0.25
"""Below this probability, or above one less it, two qualities are told apart in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """
    Something a license asks for.

    Attributes:
        license: The license's name.
        text: The duty, in a few words.
    """

    license: str
    text: str


def better_or_equal(first: Ranked, second: Ranked, tasks: Mapping[Task, int]) -> float:
    """
    Return the probability that *first* has at least the ability of *second* at *tasks*, 0 to 1.

    Abilities are normal and taken as independent between models; over several tasks, their weighted means are
    compared. Benchmarks on which both were measured share errors that cancel out, so the truth is a little more certain.
    """
    mean = sum(
        weight * (first.quality[task].ability.mean - second.quality[task].ability.mean)
        for task, weight in tasks.items()
    )
    # One model's errors at different tasks rise and fall together through its general ability: sds add up.
    spread = hypot(
        *(sum(weight * ranked.quality[task].ability.sd for task, weight in tasks.items()) for ranked in (first, second))
    )
    return 0.5 * (1 + erf(mean / spread / sqrt(2)))


def duties(terms: LicenseTerms | None) -> tuple[Duty, ...]:
    """Return what a license asks for; of an unread text, that it wasn't read. Not legal advice."""
    if terms is None:
        return (Duty(license="unknown", text="no license is known; ask the provider"),)
    found = [
        None if terms.text_read else "the text wasn't read; read it before use",
        terms.conditions,
        terms.naming and f"naming: {terms.naming}",
        *(threshold.clause for threshold in terms.thresholds or ()),
        terms.excluded_regions and f"no grant in {', '.join(sorted(terms.excluded_regions))}",
        terms.use_policy and f"policy: {terms.use_policy}",
        terms.output_terms and f"outputs: {terms.output_terms}",
    ]
    return tuple(Duty(license=terms.name, text=text) for text in found if text)


def caveats(recommendation: Recommendation, ranked: Ranked) -> tuple[str, ...]:
    """Return what a careful reader should know of one ranked option: warnings, disputes, ends, assumptions."""
    found = [warning for quality in ranked.quality.values() for warning in quality.warnings]
    found += ranked.cost.notes
    for name in ("pricing", "limits", "lifecycle"):
        evidence = ranked.offering.evidence[name]
        if evidence.agreement is Agreement.DISPUTED:
            found.append(f"sources disagree on {name}: {_dissent(evidence)}")
    retires = ranked.offering.lifecycle.retires
    if retires is not None:
        found.append(f"{ranked.offering.id} stops answering on {retires} ({(retires - recommendation.on).days} days)")
    if ranked.offering.moving:
        found.append(f"{ranked.offering.id} is a moving alias: it may answer with another model tomorrow")
    return tuple(dict.fromkeys(found))


def _dissent(evidence: Evidence) -> str:
    """List the values that lost."""
    return "; ".join(f"{dissent.source} says {dissent.value}" for dissent in evidence.dissent)


def explain(recommendation: Recommendation) -> Iterator[str]:
    """
    Yield the argument for the first option, a sentence or two a line.

    Every number is computed from the recommendation itself.
    """
    best = recommendation.first
    if best is None:
        yield "Nothing fits."
        yield from recommendation.reasons()
        return
    parts = ", ".join(f"{part.criterion} {part.points:.3f}" for part in best.contributions)
    yield f"{best.model.id} at {best.provider.name} scores {best.score:.3f}: {parts}."
    for rival in recommendation.ranking[1:3]:
        yield f"Against {rival.place}, {rival.model.id}: {_trade(recommendation, best, rival)}."
    rate = exchange_rate(recommendation.use_case.priorities)
    if rate is not None:
        yield f"By these priorities, ten times the cost weighs as much as {rate:.3g} points of quality."
    yield from caveats(recommendation, best)


def _trade(recommendation: Recommendation, best: Ranked, rival: Ranked) -> str:
    """Say what the first option gains and gives up against a rival."""
    chance = better_or_equal(best, rival, recommendation.use_case.tasks)
    if chance > 1 - _ALIKE:
        words = f"better with {_percent(chance)}"
    elif chance < _ALIKE:
        words = f"worse with {_percent(1 - chance)}"
    else:
        words = f"hard to tell apart in quality ({_percent(chance)} likely to be as good or better)"
    own, other = best.cost.per_month, rival.cost.per_month
    if own is None or other is None or Criterion.COST not in recommendation.use_case.priorities:
        return words
    return f"{words}, at {_times(own, other)} its cost"


def _percent(chance: float) -> str:
    """Write a probability without claiming certainty."""
    return f"{chance:.0%}" if chance < _ALL_BUT_CERTAIN else "more than 99%"


def _times(own: Decimal, other: Decimal) -> str:
    """Say a ratio of costs."""
    if not other:
        return "the same as" if not own else "more than"
    ratio = own / other
    return f"{ratio:.0%} of" if ratio < 2 else f"{ratio:.1f} times"  # noqa: PLR2004 - there a percentage reads badly
