"""Explanations: why the first option, what it asks of you, where its facts come from. All computed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum

from llm_selection._dataclasses import dataclass, fields, replace
from llm_selection._foundation.wording import counted, listed, named, own_tests
from llm_selection.analysis.pairwise import Difference, difference, percent
from llm_selection.analysis.region_advice import more_in_region, places_asked
from llm_selection.analysis.shortlist import Label, Pick, picks
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Agreement, Evidence, Source, dissents
from llm_selection.domain.identity import Library, developer_of
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Limits, NotOffered
from llm_selection.domain.offerings import Offering, ProviderKind, Stage, price_evidence, stage_on
from llm_selection.domain.prices import Mode, PricePeriod, PriceSchedule, RateCard
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.own_tests import FEW_MODELS
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.criteria import Contribution, Criterion, exchange_rates
from llm_selection.needs.requirements import Cap, Requirement
from llm_selection.presentation.text_layout import Section, fitted
from llm_selection.selection.assessments import is_calibrated
from llm_selection.selection.efforts import dearer_effort
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.screening import judge
from llm_selection.selection.selecting import Selection, select
from llm_selection.units import dollars

__all__ = [
    "MOST_LINES",
    "Caveat",
    "CaveatKind",
    "Duty",
    "Explanation",
    "Fact",
    "Rival",
    "Section",
    "base_card",
    "basket_results",
    "caveats",
    "duties",
    "exchanges",
    "explain",
    "explained",
    "meaning",
    "serving",
    "surely",
    "unread",
    "untold",
    "without_results",
]

MOST_LINES = 40
"""Lines of an explanation as text: what a person reads before deciding."""

_RIVALS = 2
_SURE = 0.95
_PROVIDERS = 2


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
    EFFORT = "effort"
    """Its quality rests on results at a dearer effort than the one that its tokens are counted at."""
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
        name: What it is of: ``price``, ``context``, ``license``, a task, or what an overlay brought.
        text: What it says.
        evidence: Who says so; ``None`` where the text itself does.
        source: The source of the evidence.
    """

    name: str
    text: str
    evidence: Evidence | None = None
    source: Source | None = None

    def __str__(self) -> str:
        """Say it with its source, the source's version, the day it was read, and its standing."""
        if self.evidence is None or self.source is None:
            return f"{self.name} {self.text}"
        evidence = self.evidence
        standing = f"{evidence.status}, {evidence.agreement}" if evidence.agreement else evidence.status.value
        return f"{self.name} {self.text}: {self.source.title} {self.source.version}, {evidence.as_of} ({standing})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """
    The argument for the first option, as values.

    Attributes:
        first: The option; its contributions add up to its score.
        rivals: The next ones, by place.
        picks: Those that people ask for by name; see `llm_selection.analysis.shortlist.picks`.
        exchange_rates: Points of quality that a step of each other criterion is worth; see
            `llm_selection.needs.criteria.exchange_rates`.
        facts: What it rests on, with who says so and when that was read.
        caveats: What a careful reader should know; what can hurt soonest stands first.
        duties: What its license asks for. Not legal advice.
        notes: What the user's own results did, and what a quality is of where that isn't a share solved.
    """

    first: Ranked
    rivals: tuple[Rival, ...]
    picks: tuple[Pick, ...]
    exchange_rates: Mapping[Criterion, float]
    facts: tuple[Fact, ...]
    caveats: tuple[Caveat, ...]
    duties: tuple[Duty, ...]
    notes: tuple[str, ...]

    def why(self) -> Section:
        """Say what its score is made of, and what it gains and gives up against the next ones."""
        first = self.first
        parts = ", ".join(map(_part, first.contributions))
        sentences = [f"{first.model.id} at {first.provider.name} scores {first.score:.3f}: {parts}."]
        weighs_cost = any(part.criterion is Criterion.COST for part in first.contributions)
        for rival in self.rivals:
            trade = [rival.difference.in_quality(str(first.place)), rival.difference.in_cost() if weighs_cost else ""]
            sentences.append(
                f"Against {rival.ranked.place}, {rival.ranked.model.id}: {', '.join(filter(None, trade))}."
            )
        # What the user's own results did stands behind the score, which is told whatever the room.
        scales, (score, *rivals) = {*_meanings(self.first)}, sentences
        said = (score, *(note for note in self.notes if note not in scales), *rivals)
        return Section(label="Why 1", sentences=said, least=len(said))

    def picked(self) -> Section:
        """Say which options are the best at what, and the trade between each and the first; those of one option together."""
        found: dict[str, list[Pick]] = {}
        # Hardware of the need's own stands first: it was asked about, and there may be no room for the last.
        for pick in sorted(self.picks, key=lambda pick: not _is_on_own_hardware(pick)):
            found.setdefault(pick.ranked.offering.id, []).append(pick)
        sentences = tuple(sentence for same in found.values() for sentence in self._pick(same))
        return Section(label="Picks", sentences=sentences, least=2)

    def _pick(self, same: Sequence[Pick]) -> Iterator[str]:
        """Say what one option is the best at, then what would hold it."""
        pick = same[0]
        labels = listed(map(_label, same))
        said = "the first" if pick.difference is None else self._other(pick, pick.difference)
        hosted = [each for each in same if each.label is Label.BEST_HOSTED]
        said += unread(pick.ranked.terms) if hosted else ""
        beside = "".join(f", {each.note}" for each in hosted if _is_on_own_hardware(each))
        yield f"{labels[0].upper()}{labels[1:]}: {said}{beside}."
        # A machine to rent is told at length, so it has a sentence of its own.
        yield from (_sentence(each.note) for each in hosted if not _is_on_own_hardware(each))

    def _other(self, pick: Pick, found: Difference) -> str:
        """Say how an option that isn't the first compares with it."""
        ranked = pick.ranked
        at = f" at {ranked.provider.name}" if ranked.place == self.first.place else ""
        # Where the sign says it all, the probability needs no room.
        doubt = "" if abs(found.chance - 0.5) > _SURE - 0.5 else f" ({percent(found.chance)} likely as good or better)"
        quality = "the same model" if found.same_model else f"{_points(found.points)}{doubt}"
        words = [quality, found.in_cost()]
        return f"{ranked.place} {ranked.model.id}{at}, {', '.join(filter(None, words))}"

    def minded(self) -> Section:
        """Say the caveats."""
        # What is said of regions says nothing of the option, so it doesn't stand alone.
        of_regions = sum(caveat.kind is CaveatKind.REGION for caveat in self.caveats)
        sentences = tuple(_sentence(caveat.text) for caveat in self.caveats)
        return Section(label="Mind", sentences=sentences, least=1 + of_regions)

    def asked(self) -> Section:
        """Say what the license asks for."""
        if not self.duties:
            return Section(label="Duties", sentences=())
        first, *others = self.duties
        texts = [f"{first.license}: {first.text}", *(duty.text for duty in others)]
        return Section(label="Duties", sentences=(*texts, "Not legal advice; the text itself decides."))

    def sections(self) -> tuple[Section, ...]:
        """Return all that is to be said, in order."""
        serve = Section(label="Serve", sentences=(serving(self.first),))
        facts = Section(label="Facts", sentences=tuple(map(str, self.facts)))
        why = self.why()
        weighs = [f"By these weights, {exchanges(self.exchange_rates)}."] if self.exchange_rates else []
        why = replace(why, sentences=(*why.sentences, *_meanings(self.first), *weighs))
        return (why, self.picked(), self.minded(), self.asked(), serve, facts)


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
            Rival(ranked=rival, difference=difference(first, rival, use_case.tasks))
            for rival in recommendation.ranking[1 : 1 + _RIVALS]
        ),
        picks=picks(recommendation),
        exchange_rates=exchange_rates(use_case.priorities),
        facts=tuple(_facts(recommendation, first)),
        caveats=caveats(recommendation, first),
        duties=duties(first.terms),
        notes=(*_own_results(recommendation), *_meanings(first)),
    )


def explained(recommendation: Selection, *, sure: bool = False) -> str:
    """Write the argument as text; see `llm_selection.recommendation.Recommendation.explain`."""
    if recommendation.first is None:
        reasons = Section(label="Reasons", sentences=recommendation.reasons())
        return "\n".join(["Nothing fits.", *fitted([reasons], MOST_LINES - 1, rest="in reasons()")])
    sections, room = [*explain(recommendation).sections()], MOST_LINES
    if sure:
        sections.insert(1, surely(recommendation))
        room += len(sections[1].lines())
    return "\n".join(fitted(sections, room, rest="in explanation()"))


def surely(recommendation: Selection) -> Section:
    """Say how sure the first place is; it was asked for, so all of it is shown."""
    from llm_selection.analysis.robustness import robustness  # noqa: PLC0415 - only for who asks how sure it is

    return Section(label="Sure", sentences=tuple(robustness(recommendation).sentences()), whole=True)


def _is_on_own_hardware(pick: Pick) -> bool:
    """Say whether a pick is the best on the need's own hardware."""
    return pick.label is Label.BEST_HOSTED and pick.ranked.provider.kind is ProviderKind.SELF_HOSTED


def unread(terms: LicenseTerms | None) -> str:
    """Say in brackets, with a space before, that nobody here read a license, or that none is known; nothing where it was read."""
    if terms is None:
        return " (no license of it is known)"
    return "" if terms.text_read else " (its license wasn't read)"


def _label(pick: Pick) -> str:
    """Name what a pick is the best at, with what was asked for."""
    told = pick.note if pick.label is not Label.BEST_HOSTED else ""
    return f"{pick.label}{f' ({told})' if told else ''}"


def _part(part: Contribution) -> str:
    """Say what a criterion adds."""
    return f"{part.criterion} {part.points:.3f}{'' if part.known else ' (not certain, the worst counts)'}"


def _points(points: float) -> str:
    """Write how many points of quality are between two."""
    shown = f"{points:+.0f}"
    if shown[1:] == "0":
        return "less than a point apart"
    return f"{shown} point{'' if shown[1:] == '1' else 's'}"


def _sentence(text: str) -> str:
    """Begin and end as a sentence; an id at its head stays as it is."""
    head = text.partition(" ")[0]
    return f"{text if '/' in head else text[:1].upper() + text[1:]}{'' if text.endswith('.') else '.'}"


def duties(terms: LicenseTerms | None) -> tuple[Duty, ...]:
    """Return what a license asks for, limits of its grant first; of an unread text, that it wasn't read. Not legal advice."""
    if terms is None:
        return (Duty(license="unknown", text="no license is known; ask the provider"),)
    found = [
        None if terms.text_read else "the text wasn't read; read it before use",
        *(threshold.clause for threshold in terms.thresholds or ()),
        terms.excluded_regions and f"no grant in {', '.join(sorted(terms.excluded_regions))}",
        terms.naming and f"naming: {terms.naming}",
        terms.output_terms and f"outputs: {terms.output_terms}",
        terms.conditions,
        terms.use_policy and f"policy: {terms.use_policy}",
    ]
    return tuple(Duty(license=terms.name, text=text) for text in found if text)


def meaning(quality: QualityEstimate) -> str:
    """Say what a quality is a share of, in words that a count of the benchmarks measured can follow."""
    count = len(quality.basket)
    if quality.own:
        return f"expected share solved of {own_tests(quality.basket)}"
    if quality.anchor is None:
        return f"expected share solved of {counted(count, 'benchmark')}"
    return f"chance to be preferred to {quality.anchor} on {counted(count, 'board')}"


def serving(ranked: Ranked) -> str:
    """Say where an option is called, by which name, on how many servers of one's own, what LiteLLM calls it, and who else serves the model."""
    found = ranked.id_for(Library.LITELLM)
    calls = f", LiteLLM {found}" if found else ""
    own = ranked.provider.id
    others = dict.fromkeys(provider for other in ranked.others if (provider := other.partition("/")[0]) != own)
    is_own = ranked.provider.kind is ProviderKind.SELF_HOSTED
    same = "on other hardware of yours" if is_own else "at the same provider, in other regions or tiers"
    also = f"at {named([*others], most=_PROVIDERS)}" if others else same
    also = f"; also {also}" if ranked.others else ""
    servers = f", on {ranked.cost.hours}" if ranked.cost.hours else ""
    return f"{ranked.place} at {ranked.provider.name} as {ranked.offering.native_id}{servers}{calls}{also}"


def base_card(period: PricePeriod) -> RateCard | None:
    """
    Return the standard card for short prompts, in US dollars per million tokens; by the hour, the dearest.

    ``None`` where no such card has both an input and an output rate.
    """
    cards = [card for card in period.cards if card.mode is Mode.STANDARD and card.above_prompt_tokens == 0]
    known = [(card.input, card.output, card) for card in cards if card.input is not None and card.output is not None]
    return max(known, key=lambda found: found[:2])[2] if known else None


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
    measured |= {test.name for test in recommendation.use_case.results if test.score_of(ranked.model.id)}
    return len(measured.intersection(ranked.quality[task].basket))


def caveats(recommendation: Selection, ranked: Ranked) -> tuple[Caveat, ...]:
    """Return what a careful reader should know of one ranked option, in order of `CaveatKind`, each once."""
    found = [Caveat(kind=kind, text=text) for kind, text in _caveats(recommendation, ranked)]
    order = list(CaveatKind)
    return tuple(sorted(dict.fromkeys(found), key=lambda caveat: order.index(caveat.kind)))


def _caveats(recommendation: Selection, ranked: Ranked) -> Iterator[tuple[CaveatKind, str]]:
    """Yield each."""
    yield from ((CaveatKind.REGION, text) for text in _to_be_called(recommendation, ranked.offering))
    first = recommendation.first
    if first is not None and first.offering.id == ranked.offering.id:
        yield from ((CaveatKind.REGION, text) for text in _beside_the_region(recommendation))
    yield from ((CaveatKind.UNDECIDED, text) for text in _undecided(recommendation, ranked))
    yield from ((CaveatKind.EFFORT, text) for text in _dearer(recommendation, ranked))
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
            said = "; ".join(dissents(evidence, recommendation.registry.sources))
            yield CaveatKind.DISPUTED, f"sources disagree on the {name} at {offering.id}: {said}"
    yield from ((CaveatKind.LIFECYCLE, text) for text in _on_its_life(offering, recommendation.on))
    yield from ((CaveatKind.LIFECYCLE, text) for text in _at_its_developer(recommendation, ranked))
    yield from ((CaveatKind.ALIAS, text) for text in _on_the_id(recommendation, offering))


def _on_its_life(offering: Offering, on: date) -> Iterator[str]:
    """Yield when it ends, and that nobody gives its stage: then it counts as active, see `StageIn`."""
    retires, is_untold = offering.lifecycle.retires, stage_on(offering.lifecycle, on) is None
    if retires is not None:
        end = f"{offering.id} stops answering on {retires} (in {counted((retires - on).days, 'day')})"
        yield end + ("; none of its sources gives its stage of life, it counts as active" if is_untold else "")
    elif is_untold:
        yield f"{offering.id} is listed by its sources, but none gives its stage of life; it counts as active"


def _at_its_developer(recommendation: Selection, ranked: Ranked) -> Iterator[str]:
    """Yield that the developer itself ends a closed model, where nobody gives an end of the offering: others often follow."""
    model, registry, on = ranked.model, recommendation.registry, recommendation.on
    if ranked.offering.lifecycle.retires is not None or not isinstance(model.weights, NotOffered):
        return
    developer = developer_of(model.id)
    own = [one for one in registry.offerings_of(model.id) if registry.providers[one.provider].developer == developer]
    ends = [one.lifecycle.retires for one in own]
    if own and None not in ends:
        last = max(filter(None, ends))
        said = f"ended on {last}" if last <= on else f"ends on {last} (in {counted((last - on).days, 'day')})"
    elif own and {stage_on(one.lifecycle, on) for one in own} <= {Stage.DEPRECATED, Stage.RETIRED}:
        said = "is deprecated"
    else:
        return
    yield f"{model.id} {said} at its developer's own API; no end at {ranked.provider.name} is known"


def _beyond_the_cap(recommendation: Selection, ranked: Ranked) -> Iterator[str]:
    """Yield that the most that a month may cost is above what the need allows."""
    high, requirements = ranked.cost.high, recommendation.use_case.requirements
    caps = [each.limit for each in requirements if isinstance(each, Cap) and each.keyword == "max_monthly_cost"]
    if caps and high is not None and high > (cap := dollars(min(caps))):
        yield f"with as many tokens put out as may be expected (90%) a month costs ${high:,.2f}, above your ${cap:,.2f}"


def _to_be_called(recommendation: Selection, offering: Offering) -> Iterator[str]:
    """Yield that a region has yet to be set, where the need asks for one and the offering runs in the one that is called."""
    requirements = recommendation.use_case.requirements
    if offering.region_scope == "in-region" and any("region_scope" in each.reads for each in requirements):
        places = places_asked(requirements)
        set_it = f"set one in {listed(places, word='or')}" if places else "set it"
        yield (
            f"{offering.id} runs in the region that you call: {set_it}, a client's default may be another; the price may be "
            "another region's"
        )


def _beside_the_region(recommendation: Selection) -> Iterator[str]:
    """Yield how many more models there are where what runs in the region that is called would do."""
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
    option = next(options[place] for place in places if options[place].offering.id == ranked.offering.id)
    for requirement in recommendation.screening.requirements:
        verdict = judge(option, requirement)
        if verdict.outcome is Outcome.UNKNOWN:
            yield requirement, verdict


def _dearer(recommendation: Selection, ranked: Ranked) -> Iterator[str]:
    """Yield that its quality is of a dearer effort than its cost; quality on the user's own tests is of theirs."""
    tasks = [task for task, quality in ranked.quality.items() if not quality.own]
    workload, on = recommendation.use_case.workload_or_default, recommendation.on
    said = dearer_effort(recommendation.registry, ranked.model.id, workload, on=on, tasks=tasks)
    if said is not None:
        yield said


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
    """Yield that an id moves; that it stays, and on whose word, where the need asks for it."""
    said = offering.evidence.fields.get("moving")
    why = said.note if said else None
    if offering.moving:
        yield f"{offering.id} is a moving alias: it may answer with another model tomorrow{f' ({why})' if why else ''}"
    elif said and any("moving" in requirement.reads for requirement in recommendation.use_case.requirements):
        yield f"{offering.id} is a fixed id, {said.status}{f': {why}' if why else ''}"


def _limits_evidence(offering: Offering) -> Iterator[tuple[str, Evidence]]:
    """Yield the evidence of the known limits; limits that share theirs are named together."""
    known = [spec.name for spec in fields(Limits) if getattr(offering.limits, spec.name) is not None]
    seen = [offering.evidence[f"limits.{name}"] for name in known]
    for evidence in dict.fromkeys(seen):
        sharing = [name for name, shown in zip(known, seen, strict=True) if shown == evidence]
        yield " and ".join(sharing).replace("_", " "), evidence


def _facts(recommendation: Selection, ranked: Ranked) -> Iterator[Fact]:
    """Yield what a place rests on."""
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
    for task, quality in ranked.quality.items():
        yield Fact(name=task.replace("_", " "), text=_measured(recommendation, ranked, task, quality))


def _window(offering: Offering) -> tuple[str, Evidence]:
    """Say an offering's window, or where it isn't known how much it takes in, and who says so; a model's own doesn't tell."""
    tokens, cap = offering.limits.context_tokens, offering.limits.max_input_tokens
    if tokens is None and cap is not None:
        return f"unknown, but it takes {cap:,} tokens in at most", offering.evidence["limits.max_input_tokens"]
    return "unknown" if tokens is None else f"{tokens:,} tokens", offering.evidence["limits.context_tokens"]


def _measured(recommendation: Selection, ranked: Ranked, task: Task, quality: QualityEstimate) -> str:
    """Say a quality with its interval, what it is of, and how much was measured."""
    registry = recommendation.registry
    results = registry.results.get(ranked.model.id, ())
    # Of results without a day, as in `Ability.newest`, nothing is said.
    newest = max(
        (each.measured for each in results if each.measured and each.measured <= recommendation.on), default=None
    )
    age = "" if newest is None else f" (the newest of {newest})"
    direct = quality.ability.newest
    own_age = "" if direct is None else f" (the newest of {direct})"
    measured = basket_results(recommendation, ranked, task)
    return (
        f"{quality.mean * 100:.0f} ({quality.low * 100:.0f} to {quality.high * 100:.0f}): "
        f"{meaning(quality)}, of which {measured} {'was' if measured == 1 else 'were'} measured; from "
        f"{counted(quality.ability.results, 'result')} in all{age}, {quality.ability.direct} of this task{own_age}"
    )


def _meanings(ranked: Ranked) -> Iterator[str]:
    """Say what a quality is of where it isn't a share solved."""
    for task, quality in ranked.quality.items():
        if quality.anchor is not None:
            yield f"The quality at {task.replace('_', ' ')} is the {meaning(quality)}."


def exchanges(rates: Mapping[Criterion, float]) -> str:
    """Say in words what weights trade for what; nothing without rates. They are those of `exchange_rates`."""
    steps = {
        Criterion.COST: "ten times the cost",
        Criterion.HEADROOM: "a context window twice as large",
        Criterion.OPENNESS: "open weights in place of closed ones",
    }
    (first, *others) = [(steps[criterion], f"{points:.3g}") for criterion, points in rates.items()] or [("", "")]
    more = "".join(f", {step} {points}" for step, points in others)
    return f"{first[0]} is worth {first[1]} point{'' if first[1] == '1' else 's'} of quality{more}" if rates else ""


def without_results(recommendation: Selection) -> Selection | None:
    """Answer the same need without the user's own results; ``None`` if nothing else measures a task of it."""
    need = replace(recommendation.use_case, results=())
    try:
        return select(need, recommendation.registry, on=recommendation.on)
    except InvalidInputError:
        return None


def _own_results(recommendation: Selection) -> Iterator[str]:
    """Say what the user's own results are, and what they did."""
    results = recommendation.use_case.results
    for test in results:
        if is_calibrated(test.name, recommendation.registry):
            yield f"Your results on {test}, a benchmark of the registry, count in place of those models' public ones."
        else:
            name = str(test.task).replace("_", " ")
            models = counted(len(test.scores), "model")
            yield f"Quality at {name} is the expected share of {own_tests([test.name])} ({models}), not of public benchmarks."
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
