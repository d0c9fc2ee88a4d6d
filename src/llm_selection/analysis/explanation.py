"""
Explanations: why the first option, what it asks of you, where its facts come from. All computed.

What is made of them in words is in `llm_selection.presentation.argument_report`.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from llm_selection._dataclasses import dataclass, fields
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.wording import counted, days_away, listed
from llm_selection.analysis.pairwise import Difference, difference
from llm_selection.analysis.region_advice import more_in_region, places_asked
from llm_selection.analysis.shortlist import Pick, picks
from llm_selection.analysis.undecided import UndecidedBetter, UnpricedBetter, undecided_better, unpriced_better
from llm_selection.analysis.winners import Regret, Winners, winners, worst_regret
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Agreement, Evidence, Source, dissents
from llm_selection.domain.identity import developer_of
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Limits, NotOffered
from llm_selection.domain.offerings import Offering, Stage, price_evidence, stage_on
from llm_selection.domain.prices import Mode, PricePeriod, PriceSchedule, RateCard
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.needs.requirements import Cap, Requirement
from llm_selection.needs.use_cases import UseCase
from llm_selection.selection.expected_costs import ErrorTerms
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.screening import judge
from llm_selection.selection.selecting import Selection
from llm_selection.units import dollars

if TYPE_CHECKING:
    from llm_selection.analysis.own_results_effect import OwnResultsEffect
    from llm_selection.analysis.today import AgainstToday

__all__ = [
    "Caveat",
    "CaveatKind",
    "Duty",
    "Explanation",
    "Fact",
    "Rival",
    "base_card",
    "basket_results",
    "caveats",
    "duties",
    "explain",
    "untold",
]

_RIVALS = 2


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


class CaveatKind(StrEnum):
    """What a caveat is about; in order of how soon it can hurt."""

    REGION = "region"
    """
    It runs in the region that is called, which isn't yet one asked for; or, of the first place, more would. Only where the
    need asks for a region.
    """
    UNDECIDED = "undecided"
    """Whether it meets a requirement isn't known; only where the need says to include such."""
    LIFECYCLE = "lifecycle"
    """It ends, or its stage isn't known."""
    ALIAS = "alias"
    """Another model may answer tomorrow."""
    EVIDENCE = "evidence"
    """Its quality rests on little, on the developer's own results, or on guesses from other models."""
    ASSUMPTION = "assumption"
    """Its cost rests on something assumed."""
    DISPUTED = "disputed"
    """Sources disagree on a fact of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    """
    What a careful reader should know of a ranked option.

    Attributes:
        kind: What it is about.
        text: In a sentence.
    """

    kind: CaveatKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """
    An option that stands behind the first.

    Attributes:
        ranked: The option.
        difference: Of the first from it: what choosing the first gains and gives up.
    """

    ranked: Ranked
    difference: Difference


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """
    A fact that the first place rests on.

    Attributes:
        name: What it is of: ``price``, ``context``, ``license``, or what an overlay brought.
        text: What it says.
        evidence: Who says so; ``None`` where the text itself does.
        source: The source of the evidence.
    """

    name: str
    text: str
    evidence: Evidence | None = None
    source: Source | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """
    The argument for the first option, as values.

    Attributes:
        use_case: The need.
        terms: What errors cost at given shares.
        first: The option; the terms of its expected cost add up to the cent.
        rivals: The next ones, by place.
        picks: Those that people ask for by name; see `llm_selection.analysis.shortlist.picks`.
        winners: Which model is the best by what an error costs.
        regret: Where an error costs a range, what the first costs more than another at worst over it; else ``None``.
        today: The first beside what is run today; ``None`` where nobody says what that is.
        undecided: What would come first if a fact were known; ``None`` where nothing would.
        unpriced: What would come first below some bill, if its price were known; ``None`` likewise.
        facts: What it rests on, with who says so and when that was read.
        caveats: What a careful reader should know; what can hurt soonest stands first.
        duties: What its license asks for. Not legal advice.
        basket_results: How many benchmarks of each task's basket the first was measured on; see `basket_results`.
        newest_result: The day of its newest result by the day asked about; ``None`` where none has a day.
        own_results: What the user's own results did; ``None`` without any.
    """

    use_case: UseCase
    terms: ErrorTerms
    first: Ranked
    rivals: tuple[Rival, ...]
    picks: tuple[Pick, ...]
    winners: Winners
    regret: Regret | None
    today: "AgainstToday | None"
    undecided: UndecidedBetter | None
    unpriced: UnpricedBetter | None
    facts: tuple[Fact, ...]
    caveats: tuple[Caveat, ...]
    duties: tuple[Duty, ...]
    basket_results: Mapping[Task, int]
    newest_result: date | None
    own_results: "OwnResultsEffect | None"


def explain(recommendation: Selection) -> Explanation:
    """
    Argue for the first option; every number is computed from the recommendation itself.

    Raises:
        NothingFits: Nothing is ranked.
    """
    first, use_case = recommendation.best, recommendation.use_case
    return Explanation(
        first=first,
        rivals=tuple(
            Rival(ranked=rival, difference=difference(recommendation.ranking, first, rival, use_case.tasks))
            for rival in recommendation.ranking[1 : 1 + _RIVALS]
        ),
        picks=picks(recommendation),
        winners=winners(recommendation),
        regret=worst_regret(recommendation),
        use_case=use_case,
        terms=recommendation.ranking.error_terms,
        today=_today(recommendation),
        undecided=undecided_better(recommendation),
        unpriced=unpriced_better(recommendation),
        facts=tuple(_facts(recommendation, first)),
        caveats=caveats(recommendation, first),
        duties=duties(first.terms),
        basket_results=FrozenMap({task: basket_results(recommendation, first, task) for task in first.quality}),
        newest_result=_newest_result(recommendation, first),
        own_results=_own_results(recommendation),
    )


def _today(recommendation: Selection) -> "AgainstToday | None":
    """Compare with what is run today, where the need says it."""
    if recommendation.use_case.today is None:
        return None
    from llm_selection.analysis.today import against_today  # few say what they run

    return against_today(recommendation)


def _own_results(recommendation: Selection) -> "OwnResultsEffect | None":
    """Say what the user's own results did, where the need brings some."""
    if not recommendation.use_case.results:
        return None
    from llm_selection.analysis.own_results_effect import own_results  # few bring results of their own

    return own_results(recommendation)


def _newest_result(recommendation: Selection, ranked: Ranked) -> date | None:
    """Return the day of a model's newest result by the day asked about; results without a day don't tell, as in `Ability.newest`."""
    results = recommendation.registry.results.get(ranked.model.id, ())
    days = [each.measured for each in results if each.measured and each.measured <= recommendation.on]
    return max(days, default=None)


def duties(terms: LicenseTerms | None) -> tuple[Duty, ...]:
    """Return what a license asks for, limits of its grant first; of an unread text, that it wasn't read. Not legal advice."""
    if terms is None:
        return (Duty(license="unknown", text="no license is known; ask the provider"),)
    texts = [
        None if terms.text_read else "the text wasn't read; read it before use",
        *(threshold.clause for threshold in terms.thresholds or ()),
        None if not terms.excluded_regions else f"no grant in {', '.join(sorted(terms.excluded_regions))}",
        terms.naming and f"naming: {terms.naming}",
        terms.output_terms and f"outputs: {terms.output_terms}",
        terms.conditions,
        terms.use_policy and f"policy: {terms.use_policy}",
    ]
    return tuple(Duty(license=terms.name, text=text) for text in texts if text)


def base_card(period: PricePeriod) -> RateCard | None:
    """
    Return the standard card for short prompts, in US dollars per million tokens; by the hour, the dearest.

    ``None`` where no such card has both an input and an output rate.
    """
    cards = [card for card in period.cards if card.mode is Mode.STANDARD and card.above_prompt_tokens == 0]
    known = [(card.input, card.output, card) for card in cards if card.input is not None and card.output is not None]
    return max(known, key=lambda dated: dated[:2])[2] if known else None


def basket_results(recommendation: Selection, ranked: Ranked, task: Task) -> int:
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
    measured |= {test.name for test in recommendation.use_case.results if test.scores_of(ranked.model.id)}
    return len(measured.intersection(ranked.quality[task].basket))


def caveats(recommendation: Selection, ranked: Ranked) -> tuple[Caveat, ...]:
    """Return what a careful reader should know of one ranked option, in order of `CaveatKind`, each once."""
    unsorted = [Caveat(kind=kind, text=text) for kind, text in _caveats(recommendation, ranked)]
    order = list(CaveatKind)
    return tuple(sorted(dict.fromkeys(unsorted), key=lambda caveat: order.index(caveat.kind)))


def _caveats(recommendation: Selection, ranked: Ranked) -> Iterator[tuple[CaveatKind, str]]:
    """Yield the kind and text of each caveat, in no particular order."""
    yield from ((CaveatKind.REGION, text) for text in _to_be_called(recommendation, ranked.offering))
    first = recommendation.first
    if first is not None and first.offering.id == ranked.offering.id:
        yield from ((CaveatKind.REGION, text) for text in _beside_the_region(recommendation))
    yield from ((CaveatKind.UNDECIDED, text) for text in _undecided(recommendation, ranked))
    yield from ((CaveatKind.ASSUMPTION, text) for text in _beyond_the_cap(recommendation, ranked))
    yield from ((CaveatKind.EVIDENCE, text) for text in _weak_evidence(recommendation, ranked))
    yield from ((CaveatKind.ASSUMPTION, note) for note in ranked.cost.notes)
    offering = ranked.offering
    for name, evidence in (
        ("price", price_evidence(offering, recommendation.on)),
        *_limits_evidence(offering),
        ("lifecycle", offering.evidence["lifecycle"]),
    ):
        if evidence.agreement is Agreement.DISPUTED:
            dissent = "; ".join(dissents(evidence, recommendation.registry.sources))
            yield CaveatKind.DISPUTED, f"sources disagree on the {name} at {offering.id}: {dissent}"
    looking_back = recommendation.on < recommendation.registry.collected
    yield from (
        (CaveatKind.LIFECYCLE, text) for text in _on_its_life(offering, recommendation.on, looking_back=looking_back)
    )
    yield from ((CaveatKind.LIFECYCLE, text) for text in _at_its_developer(recommendation, ranked))
    yield from ((CaveatKind.ALIAS, text) for text in _on_the_id(recommendation, offering))


def _on_its_life(offering: Offering, on: date, *, looking_back: bool) -> Iterator[str]:
    """Yield when the offering ends, and where nobody gives its stage, that it counts as active; see `StageIn`."""
    retires, is_untold = offering.lifecycle.retires, stage_on(offering.lifecycle, on) is None
    if looking_back and offering.lifecycle.stage is Stage.DEPRECATED and offering.lifecycle.deprecated is None:
        yield f"{offering.id} is deprecated by now, since an unknown day; it takes part as if that came later"
    if retires is not None:
        end = f"{offering.id} stops answering on {retires} ({days_away((retires - on).days)})"
        yield end + ("; none of its sources gives its stage of life, it counts as active" if is_untold else "")
    elif is_untold:
        yield f"{offering.id} is listed by its sources, but none gives its stage of life; it counts as active"


def _at_its_developer(recommendation: Selection, ranked: Ranked) -> Iterator[str]:
    """Yield that the developer ends a closed model, where no end of the offering itself is known: others often follow."""
    model, registry, on = ranked.model, recommendation.registry, recommendation.on
    if ranked.offering.lifecycle.retires is not None or not isinstance(model.weights, NotOffered):
        return
    developer = developer_of(model.id)
    own = [one for one in registry.offerings_of(model.id) if registry.providers[one.provider].developer == developer]
    ends = [one.lifecycle.retires for one in own]
    if own and None not in ends:
        last = max(filter(None, ends))
        end = f"ended on {last}" if last <= on else f"ends on {last} ({days_away((last - on).days)})"
    elif own and {stage_on(one.lifecycle, on) for one in own} <= {Stage.DEPRECATED, Stage.RETIRED}:
        end = "is deprecated"
    else:
        return
    yield f"{model.id} {end} at its developer's own API; no end at {ranked.provider.name} is known"


def _beyond_the_cap(recommendation: Selection, ranked: Ranked) -> Iterator[str]:
    """Yield that a month may cost more than the need allows."""
    high, requirements = ranked.cost.high, recommendation.use_case.requirements
    caps = [each.limit for each in requirements if isinstance(each, Cap) and each.keyword == "max_monthly_cost"]
    if caps and high is not None and high > (cap := dollars(min(caps))):
        yield f"with as many tokens put out as may be expected (90%) a month costs ${high:,.2f}, above your ${cap:,.2f}"


def _to_be_called(recommendation: Selection, offering: Offering) -> Iterator[str]:
    """Yield that a region has to be set in the client, where the need asks for one and the offering runs in whichever is called."""
    requirements = recommendation.use_case.requirements
    if offering.region_scope == "in-region" and any("region_scope" in each.reads for each in requirements):
        places = places_asked(requirements)
        set_it = f"set one in {listed(places, word='or')}" if places else "set it"
        yield (
            f"{offering.id} runs in the region that you call: {set_it}, a client's default may be another; the price may be "
            "another region's"
        )


def _beside_the_region(recommendation: Selection) -> Iterator[str]:
    """Yield how many more models would do if running in the region that is called were enough."""
    if more := more_in_region(recommendation):
        run, them = ("runs", "it") if more == 1 else ("run", "them")
        places = ",".join((*places_asked(recommendation.use_case.requirements), "in-region"))
        yield f"{counted(more, 'more model')} {run} in the region you call: ask for region={places} to rank {them}"


def _undecided(recommendation: Selection, ranked: Ranked) -> Iterator[str]:
    """Say which requirements it may not meet."""
    for requirement, verdict in untold(recommendation, ranked):
        yield f"it can't be told whether it meets “{requirement}”: {verdict.reason}"


def untold(recommendation: Selection, ranked: Ranked) -> Iterator[tuple[Requirement, Verdict]]:
    """Yield the requirements of which it can't be told whether a ranked option meets them; none unless the need includes such."""
    if recommendation.use_case.unknowns == "set_aside":
        return
    options = recommendation.ranking.options
    places = recommendation.ranking.offerings_of(ranked.place - 1)
    option = next(
        option
        for option in map(options.__getitem__, places)
        if (option.offering.id, option.effort) == (ranked.offering.id, ranked.effort)
    )
    for requirement in recommendation.screening.requirements:
        verdict = judge(option, requirement)
        if verdict.outcome is Outcome.UNKNOWN:
            yield requirement, verdict


def _weak_evidence(recommendation: Selection, ranked: Ranked) -> Iterator[str]:
    """Say where a quality rests on less than it seems."""
    for task, quality in ranked.quality.items():
        name = task.replace("_", " ")
        if not quality.own and quality.ability.direct and not basket_results(recommendation, ranked, task):
            yield f"no result on the basket's own benchmarks: {name} is inferred from other tests of the task"
        of = f"{name}: " if len(ranked.quality) > 1 else ""
        yield from (f"{of}{warning}" for warning in quality.warnings)
    if ranked.model.base is not None:
        own = max(quality.ability.results for quality in ranked.quality.values())
        yield (
            f"fine-tuned from {ranked.model.base}: its quality starts from what is known of that; of its own "
            f"{counted(own, 'result')} count"
        )


def _on_the_id(recommendation: Selection, offering: Offering) -> Iterator[str]:
    """Yield that an id may move to another model; or that it stays, and who says so, where the need asks for that."""
    evidence = offering.evidence.fields.get("moving")
    why = evidence.note if evidence else None
    if offering.moving:
        yield f"{offering.id} is a moving alias: it may answer with another model tomorrow{f' ({why})' if why else ''}"
    elif evidence and any("moving" in requirement.reads for requirement in recommendation.use_case.requirements):
        yield f"{offering.id} is a fixed id, {evidence.status}{f': {why}' if why else ''}"


def _limits_evidence(offering: Offering) -> Iterator[tuple[str, Evidence]]:
    """Yield the evidence of the known limits; limits that share theirs are named together."""
    known = [spec.name for spec in fields(Limits) if getattr(offering.limits, spec.name) is not None]
    seen = [offering.evidence[f"limits.{name}"] for name in known]
    for evidence in dict.fromkeys(seen):
        sharing = [name for name, shown in zip(known, seen, strict=True) if shown == evidence]
        yield " and ".join(sharing).replace("_", " "), evidence


def _facts(recommendation: Selection, ranked: Ranked) -> Iterator[Fact]:
    """Yield the facts that a place rests on."""
    registry, model, offering = recommendation.registry, ranked.model, ranked.offering

    def cited(name: str, text: str, evidence: Evidence) -> Fact:
        return Fact(name=name, text=text, evidence=evidence, source=registry.sources[evidence.source])

    pricing = offering.pricing
    period = pricing.in_force(recommendation.on) if isinstance(pricing, PriceSchedule) else None
    card = None if period is None else base_card(period)
    if period is not None and card is not None:
        rates = [f"${card.input} in", f"${card.output} out"]
        rates += [f"${card.cache_read} cache read"] if card.cache_read is not None else []
        text = f"{', '.join(rates)} a million tokens, since {period.effective} ({period.basis})"
        yield cited("price", text, price_evidence(offering, recommendation.on))
    yield cited("context", *_window(offering))
    yield cited("license", model.license or "unknown", model.evidence["license"])
    origins: dict[str, list[str]] = {}
    for what, origin in ranked.brought_by.items():
        origins.setdefault(origin, []).append(what)
    for origin, brought in origins.items():
        yield Fact(name=", ".join(brought), text=f"brought by {origin}")


def _window(offering: Offering) -> tuple[str, Evidence]:
    """Say an offering's window, or where it isn't known how much it takes in, and who says so; a model's own doesn't tell."""
    tokens, cap = offering.limits.context_tokens, offering.limits.max_input_tokens
    if tokens is None and cap is not None:
        return f"unknown, but it takes {cap:,} tokens in at most", offering.evidence["limits.max_input_tokens"]
    return "unknown" if tokens is None else f"{tokens:,} tokens", offering.evidence["limits.context_tokens"]
