"""The argument for the first option, as text: why, what else is best at something, what it asks of you, what it rests on."""

from collections.abc import Iterator, Sequence
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
from llm_selection.presentation.money_in_words import (
    difference_in_words,
    dollars_in_words,
    error_cost_in_words,
    expected_in_words,
    stays_in_words,
    strip_in_words,
    undecided_in_words,
    unpriced_in_words,
)
from llm_selection.presentation.text_layout import MOST_LINES, Section, fitted
from llm_selection.selection.ranking import Ranked

if TYPE_CHECKING:
    from llm_selection.analysis.evaluation_plan import EvaluationPlan
    from llm_selection.analysis.value_of_information import ValueOfInformation

__all__ = [
    "as_text",
    "caveats_section",
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
    "today_section",
    "undecided_section",
    "why_section",
    "winners_section",
]

_SURE = 0.95
_PROVIDERS = 2

_ALIKE = 0.25
"""Below this probability, or above one less it, two qualities are told apart in words."""


def as_text(explanation: Explanation, *, sure: "tuple[ValueOfInformation, EvaluationPlan] | None" = None) -> str:
    """
    Write the argument for the first option: 80 columns, and at most 40 lines.

    Args:
        explanation: The argument.
        sure: How sure the first option is, and the best test, to be said as well, however many lines more that takes.
    """
    parts, room = [*sections(explanation)], MOST_LINES
    if sure is not None:
        parts.insert(1, sure_section(*sure))
        room += len(parts[1].lines())
    return "\n".join(fitted(parts, room, rest="in explanation()"))


def nothing_fits_as_text(reasons: tuple[str, ...]) -> str:
    """Write that nothing fits, and the *reasons*, in at most as many lines as an argument has."""
    section = Section(label="Reasons", sentences=reasons)
    return "\n".join(["Nothing fits.", *fitted([section], MOST_LINES - 1, rest="in reasons()")])


def sections(explanation: Explanation) -> tuple[Section, ...]:
    """Return the whole argument in sections: ``Why 1``, ``Picks``, ``Mind``, ``Duties``, ``Serve`` and ``Facts``."""
    why = why_section(explanation)
    return (
        Section(label=why.label, sentences=(*why.sentences, *_scales(explanation.first)), least=why.least),
        today_section(explanation),
        undecided_section(explanation),
        winners_section(explanation),
        picks_section(explanation),
        caveats_section(explanation.caveats),
        _duties_section(explanation.duties),
        Section(label="Serve", sentences=(serving_in_words(explanation.first),)),
        Section(label="Facts", sentences=tuple(map(fact_in_words, facts_of(explanation)))),
    )


def why_section(explanation: Explanation) -> Section:
    """Say what the first is expected to cost and why, what own results did, and how the next ones differ in dollars."""
    first = explanation.first
    sentences = [
        f"{first.name} at {first.provider.name}: {expected_in_words(first, explanation.terms, explanation.use_case)}.",
        *_own_results(explanation),
    ]
    for rival in explanation.rivals:
        apart = difference_in_words(rival.difference)
        sentences.append(
            f"Against {rival.ranked.place}, {rival.ranked.name}: {apart}; {quality_in_words(rival.difference, str(first.place))}."
        )
    return Section(label="Why 1", sentences=tuple(sentences), least=len(sentences))


def today_section(explanation: Explanation) -> Section:
    """Compare the first with what is run today; nothing where the need doesn't say it."""
    return Section(label="Today", sentences=tuple(_today(explanation)))


def undecided_section(explanation: Explanation) -> Section:
    """Say what would come first if something were known that isn't; nothing where nothing would."""
    return Section(label="But", sentences=tuple(_undecided(explanation)))


def winners_section(explanation: Explanation) -> Section:
    """Say which model is the best by what an error costs."""
    # Whoever gives a range wants to know whether the answer holds over it, so that is cut last.
    range_sentences = (*stays_in_words(explanation.winners), *_over_the_range(explanation))
    # Where one model wins throughout, the sentence on the first's range already says so.
    strip = () if range_sentences and len(explanation.winners.winners) == 1 else (strip_in_words(explanation.winners),)
    whole = len(range_sentences) + len(strip)
    return Section(
        label="By error",
        sentences=(*range_sentences, *strip),
        least=whole,
        firm=whole,
        bare=max(1, len(range_sentences)),
    )


def _over_the_range(explanation: Explanation) -> Iterator[str]:
    """Say whether the first stays over a range of the cost of an error, and the worst regret where it doesn't."""
    if explanation.regret is not None:
        regret = explanation.regret
        if not regret.usd:
            ends = f"{error_cost_in_words(regret.low)} to {error_cost_in_words(regret.high)}"
            yield f"Over your range, {ends} an error, the first stays first."
        else:
            yield (
                f"Over your range the first doesn't stay first: at worst, at {error_cost_in_words(regret.at)} an error, it costs "
                f"{dollars_in_words(regret.usd)} a month more than {regret.name}."
            )


def _today(explanation: Explanation) -> Iterator[str]:
    """Compare the first with what is run today, where the need says it."""
    if explanation.today is not None:
        from llm_selection.presentation.today_report import sentences  # few say what they run

        yield from sentences(explanation.today)


def _undecided(explanation: Explanation) -> Iterator[str]:
    """Name what would come first if a missing fact were known."""
    if explanation.undecided is not None:
        yield undecided_in_words(explanation.undecided)
    if explanation.unpriced is not None:
        yield unpriced_in_words(explanation.unpriced)


def sure_section(value: "ValueOfInformation", plan: "EvaluationPlan") -> Section:
    """Say how sure the first place is, and which test to run; it was asked for, so all of it is shown."""
    from llm_selection.presentation.value_report import plan_sentences, sentences  # only for who asks

    return Section(label="Sure", sentences=(*sentences(value), *plan_sentences(plan)), whole=True)


def picks_section(explanation: Explanation) -> Section:
    """Say which options are the best at what, and how each compares with the first; all that one option is best at together."""
    by_offering: dict[str, list[Pick]] = {}
    # Hardware of the need's own stands first: it was asked about, and there may be no room for the last.
    for pick in sorted(explanation.picks, key=lambda pick: not _is_on_own_hardware(pick)):
        by_offering.setdefault(pick.ranked.offering.id, []).append(pick)
    sentences = tuple(
        sentence for picks in by_offering.values() for sentence in _picks_of_one(picks, explanation.first)
    )
    return Section(label="Picks", sentences=sentences, least=2, firm=0)


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
    apart = difference.bill_usd
    bill = "" if apart is None else f"bill {dollars_in_words(apart, signed=True)} a month"
    return f"{ranked.place} {ranked.model.id}{at}, {', '.join(filter(None, [quality, bill]))}"


def caveats_section(caveats: Sequence[Caveat]) -> Section:
    """Say what a careful reader should mind."""
    # A caveat on regions isn't about the option itself, so another one is shown beside it.
    of_regions = sum(caveat.kind is CaveatKind.REGION for caveat in caveats)
    return Section(label="Mind", sentences=tuple(_sentence(caveat.text) for caveat in caveats), least=1 + of_regions)


def _duties_section(duties: Sequence[Duty]) -> Section:
    """Say what the license asks for; empty where it asks for nothing."""
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
    known = f"{measured} {'was' if measured == 1 else 'were'} measured"
    of_which = (
        f"; of {counted(len(quality.basket), 'public benchmark')} {known}" if quality.own else f", of which {known}"
    )
    return (
        f"{quality.mean * 100:.0f} ({quality.low * 100:.0f} to {quality.high * 100:.0f}): "
        f"{meaning_of(quality)}{of_which}; from "
        f"{counted(quality.ability.results, 'result')} in all{age}, {quality.ability.direct} of this task{age_of_task}"
    )


def notes(explanation: Explanation) -> Iterator[str]:
    """Say what the user's own results did, and what a quality is of where that isn't a share solved."""
    yield from _own_results(explanation)
    yield from _scales(explanation.first)


def _own_results(explanation: Explanation) -> Iterator[str]:
    """Say what the user's own results changed; empty without any."""
    if explanation.own_results is not None:
        from llm_selection.presentation.own_results_report import sentences  # few bring results

        yield from sentences(explanation.own_results)


def _scales(ranked: Ranked) -> Iterator[str]:
    """Say what a quality measures where it isn't a share of tasks solved."""
    for task, quality in ranked.quality.items():
        if quality.anchor is not None:
            yield f"The quality at {task.replace('_', ' ')} is the {meaning_of(quality)}."


def meaning_of(quality: QualityEstimate) -> str:
    """Say what a quality is a share of, in words that a count of the benchmarks measured can follow."""
    count = len(quality.basket)
    if quality.own:
        return (
            f"expected share solved of your own work{f', as {own_tests(quality.tests)} tells' if quality.tests else ''}"
        )
    if quality.anchor is None:
        return f"expected share solved of {counted(count, 'benchmark')}"
    return f"chance to be preferred to {quality.anchor} on {counted(count, 'board')}"


def serving_in_words(ranked: Ranked) -> str:
    """Say where an option is called and by which name, on how many servers of one's own, and who else serves the model."""
    litellm_id = ranked.id_for(Library.LITELLM)
    calls = f", LiteLLM {litellm_id}" if litellm_id else ""
    asked = ranked.parameters_for(Library.LITELLM) if litellm_id else None
    calls += "".join(f", {name}={value!r}" for name, value in (asked or {}).items())
    own = ranked.provider.id
    others = dict.fromkeys(provider for other in ranked.others if (provider := other.partition("/")[0]) != own)
    is_own = ranked.provider.kind is ProviderKind.SELF_HOSTED
    same = "on other hardware of yours" if is_own else "at the same provider, in other regions or tiers"
    also = f"at {named([*others], most=_PROVIDERS)}" if others else same
    also = f"; also {also}" if ranked.others else ""
    servers = f", on {ranked.cost.hours}" if ranked.cost.hours else ""
    return f"{ranked.place} at {ranked.provider.name} as {ranked.offering.native_id}{servers}{calls}{also}"


def quality_in_words(difference: Difference, own: str = "it") -> str:
    """Say how two qualities compare; *own* is what the first of them is called where that isn't plain."""
    if difference.same_model:
        return "the same model"
    if difference.chance > 1 - _ALIKE:
        return f"{percent(difference.chance)} likely better"
    if difference.chance < _ALIKE:
        return f"{percent(1 - difference.chance)} likely worse"
    return f"hard to tell apart ({own} is {percent(difference.chance)} likely as good or better)"


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


def _points(points: float) -> str:
    """Write how many points of quality lie between two options."""
    shown = f"{points:+.0f}".replace("-", "−")
    if shown[1:] == "0":
        return "less than a point apart"
    return f"{shown} point{'' if shown[1:] == '1' else 's'}"


def _sentence(text: str) -> str:
    """Begin with a capital and end with a period; an id at the head stays as it is."""
    head = text.partition(" ")[0]
    return f"{text if '/' in head else text[:1].upper() + text[1:]}{'' if text.endswith('.') else '.'}"
