"""The argument for the first option, as text: why, what else is best at something, what it asks of you, what it rests on."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from llm_selection._foundation.wording import counted, listed, named, own_tests, percent
from llm_selection.analysis.explanation import Caveat, CaveatKind, Duty, Explanation, Fact
from llm_selection.analysis.pairwise import Difference
from llm_selection.analysis.shortlist import Label, Pick
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import Library
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.offerings import ProviderKind
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.criteria import Contribution, Criterion
from llm_selection.presentation.text_layout import MOST_LINES, Section, fitted
from llm_selection.selection.ranking import Ranked

if TYPE_CHECKING:
    from llm_selection.analysis.robustness import Robustness

__all__ = [
    "as_text",
    "caveats_section",
    "cost_in_words",
    "exchange_rates_in_words",
    "fact_in_words",
    "facts_of",
    "license_unread",
    "meaning_of",
    "notes",
    "nothing_fits_as_text",
    "picks_section",
    "quality_in_words",
    "sections",
    "serving_in_words",
    "sure_section",
    "why_section",
]

_SURE = 0.95
_PROVIDERS = 2

_ALIKE = 0.25
"""Below this probability, or above one less it, two qualities are told apart in words."""

_TELLING = Decimal("1.1")
"""How many times a cost is told in tenths from here on; below, that would read as once."""


def as_text(explanation: Explanation, *, robustness: "Robustness | None" = None) -> str:
    """
    Write the argument for the first option: 80 columns, and at most 40 lines.

    Args:
        explanation: The argument.
        robustness: How sure the first option is, to be said as well, however many lines more that takes.
    """
    parts, room = [*sections(explanation)], MOST_LINES
    if robustness is not None:
        parts.insert(1, sure_section(robustness))
        room += len(parts[1].lines())
    return "\n".join(fitted(parts, room, rest="in explanation()"))


def nothing_fits_as_text(reasons: tuple[str, ...]) -> str:
    """Write that nothing fits, and the *reasons*, in at most as many lines as an argument has."""
    section = Section(label="Reasons", sentences=reasons)
    return "\n".join(["Nothing fits.", *fitted([section], MOST_LINES - 1, rest="in reasons()")])


def sections(explanation: Explanation) -> tuple[Section, ...]:
    """Return the whole argument in sections: ``Why 1``, ``Picks``, ``Mind``, ``Duties``, ``Serve`` and ``Facts``."""
    why, rates = why_section(explanation), exchange_rates_in_words(explanation.exchange_rates)
    weights = [f"By these weights, {rates}."] if rates else []
    whole = (*why.sentences, *_scales(explanation.first), *weights)
    return (
        Section(label=why.label, sentences=whole, least=why.least),
        picks_section(explanation),
        caveats_section(explanation.caveats),
        _duties_section(explanation.duties),
        Section(label="Serve", sentences=(serving_in_words(explanation.first),)),
        Section(label="Facts", sentences=tuple(map(fact_in_words, facts_of(explanation)))),
    )


def why_section(explanation: Explanation) -> Section:
    """Say what the first option's score is made of, what own results did, and what it gains and gives up against the next."""
    first = explanation.first
    parts = ", ".join(map(_contribution, first.contributions))
    weighs_cost = any(part.criterion is Criterion.COST for part in first.contributions)
    sentences = [
        f"{first.model.id} at {first.provider.name} scores {first.score:.3f}: {parts}.",
        *_own_results(explanation),
    ]
    for rival in explanation.rivals:
        trade = [
            quality_in_words(rival.difference, str(first.place)),
            cost_in_words(rival.difference) if weighs_cost else "",
        ]
        sentences.append(f"Against {rival.ranked.place}, {rival.ranked.model.id}: {', '.join(filter(None, trade))}.")
    return Section(label="Why 1", sentences=tuple(sentences), least=len(sentences))


def sure_section(robustness: "Robustness") -> Section:
    """Say how sure the first place is; it was asked for, so all of it is shown."""
    from llm_selection.presentation.robustness_report import sentences  # noqa: PLC0415 - only for who asks how sure it is

    return Section(label="Sure", sentences=tuple(sentences(robustness)), whole=True)


def picks_section(explanation: Explanation) -> Section:
    """Say which options are the best at what, and how each compares with the first; all that one option is best at together."""
    by_offering: dict[str, list[Pick]] = {}
    # Hardware of the need's own stands first: it was asked about, and there may be no room for the last.
    for pick in sorted(explanation.picks, key=lambda pick: not _is_on_own_hardware(pick)):
        by_offering.setdefault(pick.ranked.offering.id, []).append(pick)
    sentences = tuple(
        sentence for picks in by_offering.values() for sentence in _picks_of_one(picks, explanation.first)
    )
    return Section(label="Picks", sentences=sentences, least=2)


def _picks_of_one(picks: Sequence[Pick], first: Ranked) -> Iterator[str]:
    """Say what one option is the best at, then which machine would hold it."""
    pick = picks[0]
    labels = listed(map(_label, picks))
    comparison = "the first" if pick.difference is None else _against_the_first(pick.ranked, pick.difference, first)
    hosted = [each for each in picks if each.label is Label.BEST_HOSTED]
    comparison += license_unread(pick.ranked.terms) if hosted else ""
    beside = "".join(f", {each.note}" for each in hosted if _is_on_own_hardware(each))
    yield f"{labels[0].upper()}{labels[1:]}: {comparison}{beside}."
    # A machine to rent takes many words, so it has a sentence of its own.
    yield from (_sentence(each.note) for each in hosted if not _is_on_own_hardware(each))


def _against_the_first(ranked: Ranked, difference: Difference, first: Ranked) -> str:
    """Say how a picked option compares with the first."""
    at = f" at {ranked.provider.name}" if ranked.place == first.place else ""
    # Where the sign says it all, the probability needs no room.
    is_sure = abs(difference.chance - 0.5) > _SURE - 0.5
    doubt = "" if is_sure else f" ({percent(difference.chance)} likely as good or better)"
    quality = "the same model" if difference.same_model else f"{_points(difference.points)}{doubt}"
    return f"{ranked.place} {ranked.model.id}{at}, {', '.join(filter(None, [quality, cost_in_words(difference)]))}"


def caveats_section(caveats: Sequence[Caveat]) -> Section:
    """Say what a careful reader should mind."""
    # What is said of regions says nothing of the option, so it doesn't stand alone.
    of_regions = sum(caveat.kind is CaveatKind.REGION for caveat in caveats)
    return Section(label="Mind", sentences=tuple(_sentence(caveat.text) for caveat in caveats), least=1 + of_regions)


def _duties_section(duties: Sequence[Duty]) -> Section:
    """Say what the license asks for; nothing where it asks for nothing."""
    if not duties:
        return Section(label="Duties", sentences=())
    first, *others = duties
    texts = [f"{first.license}: {first.text}", *(duty.text for duty in others)]
    return Section(label="Duties", sentences=(*texts, "Not legal advice; the text itself decides."))


def facts_of(explanation: Explanation) -> tuple[Fact, ...]:
    """Return each fact that the first place rests on, then each quality as one: how much was measured of it, in words."""
    qualities = explanation.first.quality.items()
    measured = [Fact(name=task.replace("_", " "), text=_measured(explanation, task, each)) for task, each in qualities]
    return (*explanation.facts, *measured)


def fact_in_words(fact: Fact) -> str:
    """Say a fact with its source, the source's version, the day it was read, and its standing."""
    text, evidence, source = f"{fact.name} {fact.text}", fact.evidence, fact.source
    if evidence is None or source is None:
        return text
    standing = f"{evidence.status}, {evidence.agreement}" if evidence.agreement else evidence.status.value
    return f"{text}: {source.title} {source.version}, {evidence.as_of} ({standing})"


def _measured(explanation: Explanation, task: Task, quality: QualityEstimate) -> str:
    """Say a quality with its interval, what it is a share of, and how much was measured."""
    newest, newest_of_task = explanation.newest_result, quality.ability.newest
    age = "" if newest is None else f" (the newest of {newest})"
    age_of_task = "" if newest_of_task is None else f" (the newest of {newest_of_task})"
    measured = explanation.basket_results[task]
    return (
        f"{quality.mean * 100:.0f} ({quality.low * 100:.0f} to {quality.high * 100:.0f}): "
        f"{meaning_of(quality)}, of which {measured} {'was' if measured == 1 else 'were'} measured; from "
        f"{counted(quality.ability.results, 'result')} in all{age}, {quality.ability.direct} of this task{age_of_task}"
    )


def notes(explanation: Explanation) -> Iterator[str]:
    """Say what the user's own results did, and what a quality is of where that isn't a share solved."""
    yield from _own_results(explanation)
    yield from _scales(explanation.first)


def _own_results(explanation: Explanation) -> Iterator[str]:
    """Say what the user's own results did; nothing without any."""
    if explanation.own_results is not None:
        from llm_selection.presentation.own_results_report import sentences  # noqa: PLC0415 - few bring results

        yield from sentences(explanation.own_results)


def _scales(ranked: Ranked) -> Iterator[str]:
    """Say what a quality is of where it isn't a share solved."""
    for task, quality in ranked.quality.items():
        if quality.anchor is not None:
            yield f"The quality at {task.replace('_', ' ')} is the {meaning_of(quality)}."


def meaning_of(quality: QualityEstimate) -> str:
    """Say what a quality is a share of, in words that a count of the benchmarks measured can follow."""
    count = len(quality.basket)
    if quality.own:
        return f"expected share solved of {own_tests(quality.basket)}"
    if quality.anchor is None:
        return f"expected share solved of {counted(count, 'benchmark')}"
    return f"chance to be preferred to {quality.anchor} on {counted(count, 'board')}"


def serving_in_words(ranked: Ranked) -> str:
    """Say where an option is called and by which name, on how many servers of one's own, and who else serves the model."""
    litellm_id = ranked.id_for(Library.LITELLM)
    calls = f", LiteLLM {litellm_id}" if litellm_id else ""
    own = ranked.provider.id
    others = dict.fromkeys(provider for other in ranked.others if (provider := other.partition("/")[0]) != own)
    is_own = ranked.provider.kind is ProviderKind.SELF_HOSTED
    same = "on other hardware of yours" if is_own else "at the same provider, in other regions or tiers"
    also = f"at {named([*others], most=_PROVIDERS)}" if others else same
    also = f"; also {also}" if ranked.others else ""
    servers = f", on {ranked.cost.hours}" if ranked.cost.hours else ""
    return f"{ranked.place} at {ranked.provider.name} as {ranked.offering.native_id}{servers}{calls}{also}"


def exchange_rates_in_words(rates: Mapping[Criterion, float]) -> str:
    """Say what weights trade for what; nothing without rates. They are those of `llm_selection.needs.criteria.exchange_rates`."""
    steps = {
        Criterion.COST: "ten times the cost",
        Criterion.HEADROOM: "a context window twice as large",
        Criterion.OPENNESS: "open weights in place of closed ones",
    }
    if not rates:
        return ""
    (step, points), *others = [(steps[criterion], f"{points:.3g}") for criterion, points in rates.items()]
    more = "".join(f", {step} {points}" for step, points in others)
    return f"{step} is worth {points} point{'' if points == '1' else 's'} of quality{more}"


def quality_in_words(difference: Difference, own: str = "it") -> str:
    """Say how two qualities compare; *own* is what the first of them is called where that isn't plain."""
    if difference.same_model:
        return "the same model"
    if difference.chance > 1 - _ALIKE:
        return f"{percent(difference.chance)} likely better"
    if difference.chance < _ALIKE:
        return f"{percent(1 - difference.chance)} likely worse"
    return f"hard to tell apart ({own} is {percent(difference.chance)} likely as good or better)"


def cost_in_words(difference: Difference) -> str:
    """Say how two costs compare, and to which side that may be off where one is a bound; nothing where one isn't known."""
    own, other = difference.usd_per_month, difference.other_usd_per_month
    if own is None or other is None:
        return ""
    if not own or not other:
        if own == other:
            return "at the same cost"
        return "at a cost, where it is free" if own else "at no cost"
    bound = {
        (True, False): " or less",
        (False, True): " or more",
        (True, True): ", if both cost as much as they can",
    }.get((difference.at_most, difference.other_at_most), "")
    return f"at {_times(own / other)}{bound}"


def _times(ratio: Decimal) -> str:
    """Say how many times another cost one cost is, or which share of it."""
    if ratio == 1:
        return "the same cost"
    if _share(ratio) == "100%":
        return "nearly the same cost"
    if ratio < 1:
        return f"{_share(ratio)} of its cost"
    return f"{ratio:,.{1 if ratio >= _TELLING else 2}f} times its cost"


def _share(ratio: Decimal) -> str:
    """Write a share of a cost; a tiny one isn't none."""
    if ratio >= Decimal("0.095"):
        return f"{ratio:.0%}"
    return f"{ratio:.1%}" if ratio >= Decimal("0.001") else "less than 0.1%"


def license_unread(terms: LicenseTerms | None) -> str:
    """Say in brackets, with a space before, that nobody here read a license, or that none is known; nothing where it was read."""
    if terms is None:
        return " (no license of it is known)"
    return "" if terms.text_read else " (its license wasn't read)"


def _is_on_own_hardware(pick: Pick) -> bool:
    """Say whether a pick is the best on the need's own hardware."""
    return pick.label is Label.BEST_HOSTED and pick.ranked.provider.kind is ProviderKind.SELF_HOSTED


def _label(pick: Pick) -> str:
    """Name what a pick is the best at, with what was asked for."""
    asked = pick.note if pick.label is not Label.BEST_HOSTED else ""
    return f"{pick.label}{f' ({asked})' if asked else ''}"


def _contribution(part: Contribution) -> str:
    """Say what a criterion adds to a score."""
    return f"{part.criterion} {part.points:.3f}{'' if part.known else ' (not certain, the worst counts)'}"


def _points(points: float) -> str:
    """Write how many points of quality lie between two options."""
    shown = f"{points:+.0f}"
    if shown[1:] == "0":
        return "less than a point apart"
    return f"{shown} point{'' if shown[1:] == '1' else 's'}"


def _sentence(text: str) -> str:
    """Begin and end as a sentence; an id at its head stays as it is."""
    head = text.partition(" ")[0]
    return f"{text if '/' in head else text[:1].upper() + text[1:]}{'' if text.endswith('.') else '.'}"
