"""Explanations: why the first option, what it asks of you, and how sure the answer is. All computed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from math import erf, hypot, sqrt

from llm_selection.assessments import is_calibrated
from llm_selection.benchmarks import Task
from llm_selection.errors import InvalidInputError
from llm_selection.evidence import Agreement, Evidence
from llm_selection.licenses import LicenseTerms
from llm_selection.models import Limits
from llm_selection.offerings import Offering
from llm_selection.own_tests import FEW_MODELS
from llm_selection.prices import PriceSchedule
from llm_selection.quality import QualityEstimate
from llm_selection.ranking import Criterion, exchange_rate
from llm_selection.recommendation import Ranked, Recommendation, recommend

__all__ = [
    "Duty",
    "at_least_as_able",
    "basket_results",
    "better_or_equal",
    "caveats",
    "duties",
    "explain",
    "meaning",
    "overall_quality",
    "percent",
    "price_evidence",
    "without_results",
]

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
    Return the probability that *first* is at least as good as *second* at *tasks*, 0 to 1.

    What is compared is the ability, or the logit on the user's own tests (`QualityEstimate.compared`): both are normal
    and taken as independent between models; over several tasks, their weighted means are compared. Benchmarks on which
    both were measured share errors that cancel out, so the truth is a little more certain.
    """
    return at_least_as_able(first.quality, second.quality, tasks)


def at_least_as_able(
    first: Mapping[Task, QualityEstimate], second: Mapping[Task, QualityEstimate], tasks: Mapping[Task, int]
) -> float:
    """Return what `better_or_equal` does, of qualities by task."""
    known = [[(weight, *quality[task].compared) for task, weight in tasks.items()] for quality in (first, second)]
    ours, theirs = (sum(weight * mean for weight, mean, _ in found) for found in known)
    # One model's errors at different tasks rise and fall together through its general ability: sds add up.
    spread = hypot(*(sum(weight * sd for weight, _, sd in found) for found in known))
    return 0.5 * (1 + erf((ours - theirs) / spread / sqrt(2)))


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


def overall_quality(ranked: Ranked, tasks: Mapping[Task, int]) -> tuple[float, float, float]:
    """Return mean, low and high of the quality over *tasks*, 0 to 1, each counting as much as in the score."""
    found = [(ranked.quality[task], weight) for task, weight in tasks.items()]
    whole = sum(tasks.values())
    return (
        sum(weight * quality.mean for quality, weight in found) / whole,
        sum(weight * quality.low for quality, weight in found) / whole,
        sum(weight * quality.high for quality, weight in found) / whole,
    )


def meaning(quality: QualityEstimate) -> str:
    """Say what a quality is a share of, in words that a count of the benchmarks measured can follow."""
    count = len(quality.basket)
    if quality.own:
        return f"expected share solved of your own {', '.join(quality.basket)}"
    if quality.anchor is None:
        return f"expected share solved of {count} benchmark{'' if count == 1 else 's'}"
    return f"chance to be preferred to {quality.anchor} on {count} board{'' if count == 1 else 's'}"


def price_evidence(offering: Offering, on: date) -> Evidence:
    """
    Return the evidence of the price in force on day *on*.

    Of the newest price, that of the whole offering where it has its own: it says whether sources agree today.
    """
    pricing = offering.pricing
    period = pricing.in_force(on) if isinstance(pricing, PriceSchedule) else None
    if period is None or not isinstance(pricing, PriceSchedule):
        return offering.evidence["pricing"]
    newest = period is pricing.periods[-1] and "pricing" in offering.evidence.fields
    return offering.evidence["pricing"] if newest else period.evidence


def basket_results(recommendation: Recommendation, ranked: Ranked, task: Task) -> int:
    """
    Count the benchmarks of *task*'s basket on which the model has a result by the day asked about, or one of the user's.

    Where the basket is the user's own tests, count those.
    """
    registry = recommendation.registry
    measured = {
        result.benchmark
        for result in registry.results.get(ranked.model.id, ())
        if (result.measured or registry.sources[result.source].retrieved) <= recommendation.on
    }
    measured |= {test.name for test in recommendation.use_case.results if test.score_of(ranked.model.id)}
    return len(measured.intersection(ranked.quality[task].basket))


def caveats(recommendation: Recommendation, ranked: Ranked) -> tuple[str, ...]:
    """Return what a careful reader should know of one ranked option: warnings, disputes, ends, assumptions."""
    found: list[str] = []
    for task, quality in ranked.quality.items():
        if not quality.own and not basket_results(recommendation, ranked, task):
            name = task.replace("_", " ")
            found.append(f"no result on the basket's own benchmarks: {name} is inferred from other tests of the task")
        found += quality.warnings
    if ranked.model.base is not None:
        own = max(quality.ability.results for quality in ranked.quality.values())
        found.append(
            f"fine-tuned from {ranked.model.base}: its quality starts from what is known of that; of its own "
            f"{own} result{'' if own == 1 else 's'} count"
        )
    found += ranked.cost.notes
    offering = ranked.offering
    for name, evidence in (
        ("price", price_evidence(offering, recommendation.on)),
        *_limits_evidence(offering),
        ("lifecycle", offering.evidence["lifecycle"]),
    ):
        if evidence.agreement is Agreement.DISPUTED:
            found.append(f"sources disagree on the {name} at {offering.id}: {_dissent(recommendation, evidence)}")
    lifecycle = offering.lifecycle
    if lifecycle.stage is None and lifecycle.retires is None:
        found.append(f"{offering.id} is listed by its sources, but none gives its stage of life")
    if lifecycle.retires is not None:
        days = (lifecycle.retires - recommendation.on).days
        found.append(f"{offering.id} stops answering on {lifecycle.retires} (in {days:,} days)")
    if offering.moving:
        found.append(f"{offering.id} is a moving alias: it may answer with another model tomorrow")
    return tuple(dict.fromkeys(found))


def _limits_evidence(offering: Offering) -> Iterator[tuple[str, Evidence]]:
    """Yield the evidence of the known limits; limits that share theirs are named together."""
    known = [spec.name for spec in fields(Limits) if getattr(offering.limits, spec.name) is not None]
    seen = [offering.evidence[f"limits.{name}"] for name in known]
    for evidence in dict.fromkeys(seen):
        sharing = [name for name, shown in zip(known, seen, strict=True) if shown == evidence]
        yield " and ".join(sharing).replace("_", " "), evidence


def _dissent(recommendation: Recommendation, evidence: Evidence) -> str:
    """List the values that lost, by the title of their source."""
    sources = recommendation.registry.sources
    return "; ".join(f"{sources[dissent.source].title} says {dissent.value}" for dissent in evidence.dissent)


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
    yield from _own_results(recommendation)
    use_case = recommendation.use_case
    for task, quality in best.quality.items():
        if quality.anchor is not None:
            yield f"The quality at {task.replace('_', ' ')} is the {meaning(quality)}."
    if Criterion.QUALITY in use_case.priorities:
        finest = recommendation.ranking.best_at(Criterion.QUALITY)
        if finest.place > 1:
            mean, _, _ = overall_quality(finest, use_case.tasks)
            cost = "an unknown cost" if finest.cost.per_month is None else f"${finest.cost.per_month:,.0f} a month"
            yield f"Best quality: {finest.model.id}, {mean * 100:.0f} for {cost}, in place {finest.place}."
    rate = exchange_rate(use_case.priorities)
    if rate is not None:
        yield f"By these weights, ten times the cost weighs as much as {rate:.3g} points of quality."
    yield from caveats(recommendation, best)


def without_results(recommendation: Recommendation) -> Recommendation | None:
    """Answer the same need without the user's own results; ``None`` if nothing else measures a task of it."""
    need = replace(recommendation.use_case, results=())
    try:
        return recommend(need, registry=recommendation.registry, on=recommendation.on)
    except InvalidInputError:
        return None


def _own_results(recommendation: Recommendation) -> Iterator[str]:
    """Say what the user's own results are, and what they did."""
    results = recommendation.use_case.results
    for test in results:
        if is_calibrated(test.name, recommendation.registry):
            yield f"Your results on {test}, a benchmark of the registry, count in place of those models' public ones."
        else:
            name = str(test.task).replace("_", " ")
            yield f"Quality at {name} is the expected share of your own test {test}, not of public benchmarks."
            if len(test.scores) < FEW_MODELS:
                yield (
                    f"Only {len(test.scores)} of the models {'were' if len(test.scores) > 1 else 'was'} measured on it, so "
                    f"how hard it is for the others is mostly guessed: measure {FEW_MODELS} or more, weak ones among them, "
                    "before you trust this order."
                )
    if not results:
        return
    before, best = without_results(recommendation), recommendation.first
    if before is None:
        yield "Without your results, this couldn't be ranked."
    elif before.first is None:
        yield "Without your results, nothing would fit."
    elif best is not None and before.first.model.id != best.model.id:
        yield f"Without your results, the first would be {before.first.model.id}."
    else:
        yield "Without your results, the first would be the same."


def _trade(recommendation: Recommendation, best: Ranked, rival: Ranked) -> str:
    """Say what the first option gains and gives up against a rival."""
    chance = better_or_equal(best, rival, recommendation.use_case.tasks)
    if chance > 1 - _ALIKE:
        words = f"better with a probability of {percent(chance)}"
    elif chance < _ALIKE:
        words = f"worse with a probability of {percent(1 - chance)}"
    else:
        words = f"hard to tell apart in quality (as good or better with {percent(chance)})"
    own, other = best.cost.per_month, rival.cost.per_month
    if own is None or other is None or Criterion.COST not in recommendation.use_case.priorities:
        return words
    return f"{words}, {_times(own, other)}"


def percent(chance: float) -> str:
    """Write a probability without claiming certainty."""
    return f"{chance:.0%}" if chance < _ALL_BUT_CERTAIN else "more than 99%"


def _times(own: Decimal, other: Decimal) -> str:
    """Say how two costs compare."""
    if own == other:
        return "at the same cost"
    if not other:
        return "at a cost, where it is free"
    ratio = own / other
    if ratio < 2:  # noqa: PLR2004 - from there a percentage reads badly
        return f"at {ratio:.0%} of its cost" if f"{ratio:.0%}" != "100%" else "at nearly the same cost"
    return f"at {ratio:.1f} times its cost"
