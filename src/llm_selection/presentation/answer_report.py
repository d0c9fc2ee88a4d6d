"""Answer report: a recommendation as text that reads well at 80 columns, and as Markdown."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from textwrap import shorten

from llm_selection._foundation.wording import counted, listed, money, named
from llm_selection.analysis.explanation import Explanation, Fact, basket_results, duties, explain, untold
from llm_selection.analysis.pairwise import NEAR_TIE_CHANCE, near_ties, overall_quality
from llm_selection.domain.licenses import LicenseKind, LicenseTerms
from llm_selection.domain.models import Limits, possible_license_kinds
from llm_selection.domain.offerings import ProviderKind
from llm_selection.needs.error_costs import PREFERENCE_TASKS
from llm_selection.needs.option_facts import PRICE_READ, PRICED_FROM
from llm_selection.needs.requirements import Requirement
from llm_selection.needs.requirements.provider_kind import ProviderKindIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.presentation.argument_report import (
    caveats_section,
    fact_in_words,
    facts_of,
    picks_section,
    serving_in_words,
    sure_section,
    today_section,
    undecided_section,
    why_section,
    winners_section,
)
from llm_selection.presentation.money_in_words import assumed_error_costs, dollars_in_words, task_usd_in_words
from llm_selection.presentation.text_layout import MOST_LINES, WIDTH, Section, behind, fitted, labelled
from llm_selection.registry import Registry
from llm_selection.selection.default_requirements import PRICE_READ_DAYS
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.screening import Rejections, Screening
from llm_selection.selection.selecting import Selection, rank_undecided

__all__ = ["as_markdown", "as_text", "bar", "beyond", "head"]

_SHOWN = 5
_NAMED = 6
_CAUSES = 2
_ALL = 10**6
_ARGUED = 3
_DUTIES = 1
_UNTOLD = 3
_BRIEF = 75
_RELAXED = 5
_RELAXED_AT_ONCE = 6
_WIDEST_BAR = 15
_NARROWEST_BAR = 8
_AT_MOST = "≤ at most: what isn't known of its price counts at the dearest it can be"
_LEAST_IN_MILLIONS = 950_000
"""Tokens that are rounded to 1.0M."""
_SUPERSCRIPTS = "¹²³⁴⁵⁶⁷⁸⁹"


def as_text(recommendation: Selection, *, limit: int = _SHOWN, sure: bool = False, whole: bool = False) -> str:
    """
    Write a recommendation for a terminal of 80 columns.

    It takes at most 40 lines, and one more for each place beyond the fifth, unless the need itself takes many: what there
    is no room for is counted, and said with *whole*.

    Args:
        recommendation: What to write.
        limit: Places shown at most.
        sure: Whether to say how sure the first place is, what knowing more is worth and which test to run, however many
            lines that takes; see `llm_selection.analysis.value_of_information`.
        whole: Whether to say everything, with the facts of the first place and their sources.
    """
    shown = recommendation.ranking[: max(1, limit)]
    lines = [*head(recommendation, whole=whole), ""]
    if shown:
        unsure = _not_known_to_meet(recommendation, shown)
        lines += [*_table(recommendation, shown, _notes(shown, whole=whole), unsure)]
        lines += [*(behind("    ", _not_known(unsure), indent=4) if unsure else ()), ""]
        argument = explain(recommendation)
        sections = list(_argument(recommendation, argument, shown, sure=sure, whole=whole))
        sections += [Section(label="Facts 1", sentences=tuple(map(fact_in_words, facts_of(argument))))] if whole else []
    else:
        lines.append("Nothing fits.")
        sections = [Section(label="Reasons", sentences=_reasons(recommendation)), _relaxed(recommendation)]
    sections += _left_out(recommendation, whole=whole)
    if whole:
        return "\n".join([*lines, *(line for section in sections for line in section.lines())])
    asked_for = sum(len(section.lines()) for section in sections if section.whole)
    room = MOST_LINES - len(lines) + max(0, len(shown) - _SHOWN) + asked_for
    return "\n".join([*lines, *fitted(sections, room, rest=_REST)])


_REST = "(--explain)"


def _reasons(recommendation: Selection) -> tuple[str, ...]:
    """Say what keeps options out, by requirement; what is unmeasured is said apart."""
    return (*recommendation.screening.failures(), *recommendation.screening.unknowns())


def _relaxed(recommendation: Selection) -> Section:
    """Name the smallest sets of requirements without which something fits."""
    from llm_selection.analysis.relaxations import relaxations  # only where nothing fits
    from llm_selection.presentation.relaxation_report import in_brief  # as above

    smallest = relaxations(recommendation)
    more = [f"and {counted(len(smallest) - _RELAXED, 'other set')}"] if len(smallest) > _RELAXED else []
    first = ["The fewest requirements without which something fits:"] if smallest else []
    own = [_OWN_HARDWARE] if _asks_for_own_hardware(recommendation.use_case) else []
    shown = [in_brief(each, most=_RELAXED_AT_ONCE) for each in smallest[:_RELAXED]]
    return Section(label="Instead", sentences=(*own, *first, *shown, *more))


_OWN_HARDWARE = (
    "Self-hosted is hardware of your own; say which by --host, such as --host nvidia/h100-sxm,utilization=0.4."
)


def _asks_for_own_hardware(use_case: UseCase) -> bool:
    """Say whether a need asks for its own hardware without saying which."""
    return not use_case.hosting and ProviderKindIn(frozenset({ProviderKind.SELF_HOSTED})) in use_case.requirements


def _asked(recommendation: Selection, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Yield the need, the workload, what an error costs and the data, each behind its label."""
    use_case, registry = recommendation.use_case, recommendation.registry
    tasks = " + ".join(
        task.replace("_", " ") + (f" ×{weight}" if weight > 1 else "") for task, weight in use_case.tasks.items()
    )
    included = ["what can't be judged included"] if use_case.unknowns == "include" else []
    yield "Need", " · ".join([tasks, *map(str, use_case.requirements), *included])
    if use_case.preset is not None:
        from llm_selection.needs.presets import find  # only whoever starts from one pays for it
        from llm_selection.needs.use_cases import changes  # as above

        changed = changes(use_case)
        own = f", with {listed(changed).replace('_', ' ')} of your own" if changed else ""
        title = find(use_case.preset).title
        yield "Preset", f"{use_case.preset}, {title}{own}; llm-selection show {use_case.preset} says why"
    workload = use_case.workload_or_default
    default = "" if use_case.workload else ", the task's default"
    yield "Workload", f"{workload.name}{default}: {workload}"
    terms = recommendation.ranking.error_terms
    for number, assumed in enumerate(assumed_error_costs(use_case, terms, whole=whole)):
        yield "" if number else "Errors", assumed
    if use_case.worth:
        yield "Worth", ", ".join(f"{worth.name} ${worth.usd:,f} a month" for worth in use_case.worth)
    if use_case.today is not None:
        solved = "" if use_case.solved is None else f", which solves about {use_case.solved:.0%} of the work"
        yield "Today", f"{use_case.today}{solved}"
    if use_case.results:
        yield "Results", f"your own: {', '.join(map(str, use_case.results))}"
    first = recommendation.first
    scales = [
        f"at {task.replace('_', ' ')}: the chance to be preferred to {quality.anchor}"
        for task, quality in (first.quality.items() if first else ())
        if quality.anchor is not None
    ]
    if scales:
        yield "Quality", "; ".join(scales)
    size = f"{counted(len(registry.offerings), 'offering')} of {counted(len(registry.models), 'model')}"
    known = ", ".join(filter(None, (f"{registry.version}{_on_top(registry)}", *_age(registry, recommendation.on))))
    prices = "" if recommendation.on == registry.date else f"prices in force on {recommendation.on} · "
    yield "Data", f"{known} · {prices}{size}"
    if recommendation.on < registry.date:
        yield "", _looking_back(registry, recommendation.on)
    elif (recommendation.on - registry.date).days > PRICE_READ_DAYS:
        yield "", beyond(recommendation.on, registry.date)


def _looking_back(registry: Registry, on: date) -> str:
    """Say what of an answer for an earlier day is of that day, and of how many offerings a price is known then."""
    column = registry.column(PRICED_FROM)
    # What is hosted counts as priced on every day: it is left out of the count.
    first = [spans[0].day if spans and spans[0].day != date.min else None for spans in column.values]
    days = [day for code in column.codes if (day := first[code]) is not None]
    known = sum(day <= on for day in days)
    if not known:
        prices = f"no price by the token is known of that day{f', the first is of {min(days)}' if days else ''}; releases and"
    else:
        prices = f"prices (known of {known:,} of {counted(len(days), 'offering')}), releases and"
    return f"Looking back: {prices} results are those of the day; all else is as known today."


def beyond(on: date, of: date) -> str:
    """Say what an answer can't know where its day is long after that of the data."""
    return (
        f"Looking ahead: {on} is {(on - of).days:,} days past the data, of {of}. Models, prices and ends of service that came "
        "since aren't known; refresh the data, or ask about an earlier day."
    )


def head(recommendation: Selection, *, whole: bool = False) -> Iterator[str]:
    """Say what was asked of which data, wrapped to 80 columns; *whole*, with the reasons of a preset's figures."""
    for label, text in _asked(recommendation, whole=whole):
        yield from labelled(label, text)


def _on_top(registry: Registry) -> str:
    """Name the overlays, and those left out."""
    names = ""
    if registry.layers:
        from llm_selection.needs.self_hosting import overlays_of  # only overlays pay for it

        names = ", ".join(overlays_of(registry))
    left_out = f", {counted(len(registry.left_out), 'overlay')} left out" if registry.left_out else ""
    return (f" with {names}" if names else "") + left_out


def _age(registry: Registry, on: date) -> Iterator[str]:
    """Say how old the data is, and up to which day prices were read: what was built today was gathered before."""
    days = (on - registry.date).days
    if days:
        yield f"{counted(abs(days), 'day')} {'old' if days > 0 else 'newer than the day asked about'}"
    # `date.max` stands for a price that its owner states, which holds until it is changed.
    read = [day for day in registry.column(PRICE_READ).values if day not in (None, date.max)]
    if read and days >= 0:
        yield f"prices up to {max(read)}"


def _not_known_to_meet(recommendation: Selection, shown: Sequence[Ranked]) -> dict[int, list[str]]:
    """Return by place what a ranked option isn't known to meet; places that meet everything aren't there."""
    by_place = {ranked.place: [str(each) for each, _ in untold(recommendation, ranked)] for ranked in shown}
    return {place: requirements for place, requirements in by_place.items() if requirements}


def _not_known(unsure: Mapping[int, list[str]]) -> str:
    """Say what the mark beside a place means: every requirement that one of them isn't known to meet."""
    names = [
        shorten(each, _BRIEF, placeholder=" …")
        for each in dict.fromkeys(each for one in unsure.values() for each in one)
    ]
    more = f"; and {len(names) - _UNTOLD} more" if len(names) > _UNTOLD else ""
    which = " (--why-not ID says which)" if len(names) > 1 else ""
    return f"? not known to meet: {'; '.join(names[:_UNTOLD])}{more}{which}"


def _table(
    recommendation: Selection, shown: Sequence[Ranked], notes: Mapping[str, str], unsure: Collection[int]
) -> Iterator[str]:
    """
    Draw the ranking; the bar of the interval gets the room that names leave, and names what the rest leaves.

    What a finished task costs is there where names keep most of their room: without the bar, and with narrower gaps if need be.
    """
    tasks = recommendation.use_case.tasks
    ties = {ranked.place for ranked in near_ties(recommendation.ranking, len(shown))}
    qualities = [overall_quality(ranked, tasks) for ranked in shown]
    marks = [("?" if ranked.place in unsure else "") + ("≈" if ranked.place in ties else "") for ranked in shown]
    places = ["   ", *(f"{mark}{ranked.place:>2}" for mark, ranked in zip(marks, shown, strict=True))]
    names = ["model", *(ranked.name for ranked in shown)]
    numbers = [
        ("seen", *(_measured(recommendation, ranked) for ranked in shown)),
        ("bill", *map(_dollars, shown)),
        ("a task", *map(_finished, shown)),
        ("in all", *map(_total, shown)),
    ]
    licenses = ("license", *(_license_cell(ranked, notes) for ranked in shown))
    intervals = [f"{mean * 100:2.0f} {low * 100:.0f}–{high * 100:.0f}" for mean, low, high in qualities]
    gap, interval_width = 2, max(map(len, ["quality", *intervals]))

    def room() -> int:
        """Return what the columns beside names and quality leave of a line."""
        beside = [licenses, *numbers]
        return WIDTH - (_widest(places) + 1 + gap + sum(gap + _widest(column) for column in beside))

    has_finish = _has_finish(recommendation.use_case)
    if has_finish and room() - interval_width < _widest(names):
        gap = 1
        has_finish = room() - interval_width >= min(_widest(names), _LEAST_NAME)
    if not has_finish:
        gap = 2
        del numbers[2]
    # Of a bar, the mean takes 3 columns.
    bar_width = min(_WIDEST_BAR, room() - _widest(names) - 3)
    if bar_width >= _NARROWEST_BAR:
        intervals = [f"{mean * 100:2.0f} {bar(mean, low, high, bar_width)}" for mean, low, high in qualities]
        interval_width = 3 + bar_width
    most = max(1, room() - interval_width)
    title = "quality, 90%" if interval_width >= len("quality, 90%") else "quality"
    columns = [
        places,
        [_shortened(name, most) for name in names],
        [title, *intervals],
        *numbers,
        licenses,
    ]
    for cells in zip(*columns, strict=True):
        place, name, quality, *others = (
            f"{cell:{'<' if number in (1, 2, len(columns) - 1) else '>'}{_widest(column)}}"
            for number, (cell, column) in enumerate(zip(cells, columns, strict=True))
        )
        yield f"{place} {(' ' * gap).join([name, quality, *others])}".rstrip()
    yield from behind("    ", _legend(recommendation, shown, ties, has_finish=has_finish), indent=4)


_LEAST_NAME = 30
"""Columns of a name that what a finished task costs leaves, or stays away."""


def _widest(column: Sequence[str]) -> int:
    """Return how wide a column is."""
    return max(map(len, column))


def _has_finish(use_case: UseCase) -> bool:
    """Say whether a task of the need is solved or not, rather than preferred or not."""
    return not PREFERENCE_TASKS.issuperset(use_case.tasks)


def _finished(ranked: Ranked) -> str:
    """Write what a finished task costs, with a mark for an upper bound."""
    usd = ranked.finished_task_usd
    return ("≤" if ranked.cost.at_most and usd is not None else "") + task_usd_in_words(usd)


def _legend(recommendation: Selection, shown: Sequence[Ranked], ties: Collection[int], *, has_finish: bool) -> str:
    """Say what the columns and marks of the table mean."""
    notes = ["in all: dollars a month with errors", "seen: benchmarks of the basket it was measured on"]
    if has_finish:
        notes.insert(0, "a task: bill for each one solved, failures noticed")
    if any(_is_by_vendor(ranked) for ranked in shown):
        notes.append("v: by its developer alone")
    if ties:
        what = "be as good as" if recommendation.use_case.is_quality_only else "cost less than"
        notes.append(f"≈ near tie, {NEAR_TIE_CHANCE:.0%} or more likely to {what} place 1")
    if any(ranked.cost.at_most for ranked in shown):
        notes.append(_AT_MOST)
    return "; ".join(notes)


def _measured(recommendation: Selection, ranked: Ranked) -> str:
    """Write on how many of the benchmarks of its tasks' baskets a model was measured, and whether by its developer alone."""
    seen = sum(basket_results(recommendation, ranked, task) for task in ranked.quality)
    whole = sum(len(quality.basket) for quality in ranked.quality.values())
    return f"{seen}/{whole}{'v' if _is_by_vendor(ranked) else ''}"


def _is_by_vendor(ranked: Ranked) -> bool:
    """Say whether all results of its tasks were published by its developer."""
    abilities = [quality.ability for quality in ranked.quality.values() if quality.ability.direct]
    return bool(abilities) and all(ability.direct == ability.vendor for ability in abilities)


def _total(ranked: Ranked) -> str:
    """Write what an option is expected to cost a month, with errors."""
    total = ranked.expected.total
    return "?" if total is None else ("≤" if ranked.cost.at_most else "") + dollars_in_words(total).replace("$", "")


def _shortened(name: str, most: int) -> str:
    """Leave out the middle of a name that is too long: its end tells versions apart."""
    tail = most // 3
    return name if len(name) <= most else f"{name[: most - tail - 1]}…{name[len(name) - tail :]}"


def bar(mean: float, low: float, high: float, width: int) -> str:
    """Draw an interval on a line from 0 to 1, *width* characters wide, its ends included; *mean*, *low* and *high* are shares."""
    inner = width - 2
    cells = ["·"] * inner

    def cell(share: float) -> int:
        return min(inner - 1, max(0, int(share * inner)))

    for place in range(cell(low), cell(high) + 1):
        cells[place] = "─"
    cells[cell(low)], cells[cell(high)] = "├", "┤"
    cells[cell(mean)] = "●"
    return f"▕{''.join(cells)}▏"


def _window(limits: Limits) -> str:
    """Write a window in short, such as 262k, or the input's limit where only that is known, or a question mark."""
    if limits.context_tokens is not None:
        return _tokens(limits.context_tokens)
    return "?" if limits.max_input_tokens is None else f"{_tokens(limits.max_input_tokens)} in"


def _tokens(count: int) -> str:
    """Write tokens in thousands, or millions: 262k, 1.0M."""
    return f"{count / 1_000_000:.1f}M" if count >= _LEAST_IN_MILLIONS else f"{round(count / 1000)}k"


def _dollars(ranked: Ranked) -> str:
    """Write a monthly cost: whole dollars from 10 on, cents below, a mark for an upper bound."""
    amount = ranked.cost.per_month
    if amount is None:
        return "?"
    return ("≤" if ranked.cost.at_most else "") + money(amount)


def _asking(shown: Sequence[Ranked]) -> dict[str, LicenseTerms | None]:
    """Return the licenses that have duties, weren't read or aren't known, in order of appearance."""
    licenses = {ranked.model.license or "unknown": ranked.terms for ranked in shown}
    return {name: terms for name, terms in licenses.items() if _asks(terms) or duties(terms)}


def _notes(shown: Sequence[Ranked], *, whole: bool) -> dict[str, str]:
    """
    Give each license whose duties are told a mark.

    In *whole* all; in short that of the first place, and the first that asks for more than keeping its notices.
    """
    asking = _asking(shown)
    more = next((name for name, terms in asking.items() if _asks(terms)), None)
    names = [name for name in asking if whole or name in (shown[0].model.license or "unknown", more)]
    return {name: _SUPERSCRIPTS[i] if i < len(_SUPERSCRIPTS) else f"({i + 1})" for i, name in enumerate(names)}


def _asks(terms: LicenseTerms | None) -> bool:
    return terms is None or terms.osaid_compatible is not True


def _license_cell(ranked: Ranked, notes: Mapping[str, str]) -> str:
    """Name a license in the few columns it has."""
    terms = ranked.terms
    if terms is None:
        name = "unknown"
    elif possible_license_kinds(ranked.model, terms) == {LicenseKind.CLOSED}:
        name = "closed"
    else:
        name = "custom" if terms.expression.startswith("LicenseRef-") else terms.expression
    mark = notes.get(ranked.model.license or "unknown", "")
    return f"{name} {mark}".rstrip()


def _argument(
    recommendation: Selection, argument: Explanation, shown: Sequence[Ranked], *, sure: bool, whole: bool
) -> Iterator[Section]:
    """Say why, perhaps how sure that is, what else is best at something, what it asks for, and where to call it."""
    yield why_section(argument)
    yield today_section(argument)
    yield undecided_section(argument)
    yield winners_section(argument)
    if sure and not recommendation.use_case.is_quality_only:
        from llm_selection.analysis.evaluation_plan import evaluation_plan  # only for who asks how sure it is

        plan = evaluation_plan(recommendation)
        yield sure_section(plan.perfect, plan)
    yield picks_section(argument)
    yield caveats_section(argument.caveats)
    yield _duties(shown, whole=whole)
    yield Section(label="Serve", sentences=tuple(map(serving_in_words, shown[: _ARGUED if whole else 1])))


def _duties(shown: Sequence[Ranked], *, whole: bool) -> Section:
    """Say once a license what the places shown ask for; in short, also where those of the other rows are."""
    notes, asking = _notes(shown, whole=whole), _asking(shown)
    sentences: list[str] = []
    for name, mark in notes.items():
        terms = asking[name]
        asked = [duty.text for duty in duties(terms)] or ["nothing beyond its notices"]
        title = terms.name if terms else "No license known"
        kept = len(asked) if whole else _DUTIES
        more = f"; and {len(asked) - kept} more {_REST}" if len(asked) > kept else ""
        sentences.append(f"{mark} {title}: {'; '.join(asked[:kept])}{more}")
    if len(asking) > len(notes):
        # Part of the last note, so that it goes where the notes go.
        sentences[-1] += ". Duties of unmarked rows: llm-selection show ID"
    if notes:
        sentences[-1] += f". Not legal advice{'; the text itself decides' if whole else ''}."
    # A mark in the table needs its note.
    return Section(
        label="Duties", sentences=tuple(sentences), least=max(1, len(sentences)), firm=max(1, len(sentences))
    )


def _left_out(recommendation: Selection, *, whole: bool) -> Iterator[Section]:
    """Say what isn't in the ranking, and why; in *whole*, with every cause and more names."""
    screening, rejections = recommendation.screening, recommendation.screening.rejections()
    if recommendation.ranking and len(screening.rejected):
        failed = _causes({each.requirement: each.failed for each in rejections}, _ALL if whole else _CAUSES)
        fail = "fails" if len(screening.rejected) == 1 else "fail"
        failing = f"{fail} a requirement, yours or every answer's"
        rejected = f"{counted(len(screening.rejected), 'option')} {failing} – {failed}"
        # It may be cut where there is no room: the whole answer has it.
        yield Section(label="Not in", sentences=(rejected,), firm=0)
    unsure = (
        tuple(_unsure_in_full(recommendation)) if whole else tuple(filter(None, [_unsure(recommendation, rejections)]))
    )
    general = (*_nowhere(recommendation.use_case), *_judged_of_none(screening))
    # It goes only where the need itself takes so many lines that nothing else is left to cut; it is counted then.
    yield Section(label="Unsure", sentences=(*general, *unsure), bare=0)


def _nowhere(use_case: UseCase) -> Iterator[str]:
    """Name the need's own hardware that has no region, where the need asks for one."""
    nowhere = dict.fromkeys(each.accelerator for each in use_case.hosting if each.region is None)
    if nowhere and any("region_scope" in each.reads for each in use_case.requirements):
        yield f"No region is said of {listed(nowhere)}: whether what it hosts runs there isn't known; --host …,region=eu says it."


def _judged_of_none(screening: Screening) -> Iterator[str]:
    """Name the requirements on the service whose facts no offering has: choosing another one wouldn't help."""
    for requirement, lane in zip(screening.requirements, screening.lanes, strict=True):
        if requirement.reads and _SERVICE.issuperset(requirement.reads) and not any(lane):
            yield f"“{requirement}”: nobody says this of any offering here; an overlay can bring it."


_SERVICE = frozenset({"retention_days", "trains_on_inputs", "ttft_seconds", "output_tokens_per_second"})
"""Facts of how prompts are kept and how fast answers come, which the shipped data doesn't have."""


def _unsure(recommendation: Selection, rejections: Sequence[Rejections]) -> str:
    """Say what couldn't be judged and so isn't ranked, and which of it could be; empty where everything is ranked."""
    counts = list(_untold(recommendation, rejections))
    unmeasured = counted(len(recommendation.unmeasured), "model") if recommendation.unmeasured else ""
    if not _can_be_included(recommendation):
        return ", ".join([*counts, *([f"{unmeasured} without a result that counts"] if unmeasured else [])])
    return f"{', '.join(counts)}; --unknowns include ranks them"


def _untold(recommendation: Selection, rejections: Sequence[Rejections]) -> Iterator[str]:
    """Count what a missing fact keeps out, and name what leaves most of it open, or the first of it."""
    undecided = recommendation.screening.undecided
    if undecided and recommendation.use_case.unknowns == "set_aside":
        most = max(rejections, key=lambda each: each.unknown)
        yield f"{counted(len(undecided), 'option')} for want of a fact ({_cause((most.requirement, most.unknown))})"


def _can_be_included(recommendation: Selection) -> bool:
    """Say whether more would be ranked if unknowns were included."""
    if recommendation.use_case.unknowns == "include":
        return False
    return bool(rank_undecided(recommendation))


def _unsure_in_full(recommendation: Selection) -> Iterator[str]:
    """Say what couldn't be judged, and why, one by one."""
    undecided = recommendation.screening.undecided
    if undecided:
        missing = _causes(
            {rejection.requirement: rejection.unknown for rejection in recommendation.screening.rejections()}, _ALL
        )
        included = recommendation.use_case.unknowns == "include"
        others = () if included else rank_undecided(recommendation)
        best = f"; the first of models not above: {_names(others, recommendation, _NAMED)}" if others else ""
        yield f"{counted(len(undecided), 'option')} for want of a fact – {missing}{best}"
    if unmeasured := recommendation.unmeasured:
        yield f"{counted(len(unmeasured), 'model')} without a result that counts: {named(unmeasured, most=_NAMED)}"
    if _can_be_included(recommendation):
        yield f"--unknowns include ranks them{', but not those without a result that counts' if unmeasured else ''}."


def _causes(counts: Mapping[Requirement, int], most: int) -> str:
    """Name the requirements that leave out most options, and count the rest."""
    causes = sorted(((requirement, count) for requirement, count in counts.items() if count), key=lambda each: -each[1])
    more = [f"{len(causes) - most} more"] if len(causes) > most + 1 else map(_cause, causes[most:])
    return " · ".join([*map(_cause, causes[:most]), *more])


def _cause(cause: tuple[Requirement, int]) -> str:
    """Say how many one requirement leaves out."""
    return f"{cause[0]}: {cause[1]:,}"


def _names(ranked: Sequence[Ranked], recommendation: Selection, most: int) -> str:
    """Name the first few models with their quality."""
    tasks = recommendation.use_case.tasks
    shown = [f"{each.model.id} {overall_quality(each, tasks)[0] * 100:.0f}" for each in ranked[:most]]
    return ", ".join(shown) + (f" and {len(ranked) - most:,} more" if len(ranked) > most else "")


def as_markdown(recommendation: Selection, *, limit: int = _SHOWN, sure: bool = False) -> str:
    """
    Write a recommendation as Markdown, with everything that is said of it and links to the sources of its facts.

    Args:
        recommendation: What to write.
        limit: Places shown at most.
        sure: Whether to say how sure the first place is, what knowing more is worth and which test to run.
    """
    shown = recommendation.ranking[: max(1, limit)]
    first = shown[0].model.id if shown else "nothing fits"
    lines = [f"# {_escaped(first)}", ""]
    lines += [
        f"- {f'**{label}**: ' if label else ''}{_escaped(text)}" for label, text in _asked(recommendation, whole=True)
    ]
    sections: list[Section]
    facts: list[str] = []
    if shown:
        unsure = _not_known_to_meet(recommendation, shown)
        lines += ["", *_markdown_table(recommendation, shown, unsure)]
        lines += ["", _escaped(_not_known(unsure))] if unsure else []
        ties = {ranked.place for ranked in near_ties(recommendation.ranking, len(shown))}
        lines += ["", _escaped(_legend(recommendation, shown, ties, has_finish=_has_finish(recommendation.use_case)))]
        argument = explain(recommendation)
        sections = list(_argument(recommendation, argument, shown, sure=sure, whole=True))
        facts = list(map(_linked, facts_of(argument)))
    else:
        sections = [Section(label="Reasons", sentences=_reasons(recommendation)), _relaxed(recommendation)]
    for section in sections:
        lines += _markdown_section(section.label, map(_escaped, section.sentences))
    lines += _markdown_section("Facts", facts)
    left_out = _left_out(recommendation, whole=True)
    items = [
        f"{f'**{section.label}**: ' if not number else ''}{_escaped(sentence)}"
        for section in left_out
        for number, sentence in enumerate(section.sentences)
    ]
    return "\n".join([*lines, *_markdown_section("Left out", items), ""])


def _markdown_section(label: str, sentences: Iterable[str]) -> list[str]:
    """Write sentences as a list under a heading; nothing without any."""
    items = [f"- {sentence}" for sentence in sentences]
    return ["", f"## {label}", "", *items] if items else []


def _markdown_table(recommendation: Selection, shown: Sequence[Ranked], unsure: Collection[int]) -> Iterator[str]:
    has_finish = _has_finish(recommendation.use_case)
    title, line = (" a task |", " --: |") if has_finish else ("", "")
    yield f"| | model | offering | quality, 90% | seen | bill |{title} in all | window | license |"
    yield f"| --: | --- | --- | --- | --: | --: |{line} --: | --: | --- |"
    notes, tasks = _notes(shown, whole=True), recommendation.use_case.tasks
    ties = {ranked.place for ranked in near_ties(recommendation.ranking, len(shown))}
    for ranked in shown:
        mean, low, high = overall_quality(ranked, tasks)
        quality = f"{mean * 100:.0f} `{bar(mean, low, high, _WIDEST_BAR)}` {low * 100:.0f}–{high * 100:.0f}"
        window, terms = _window(ranked.offering.limits), _license_cell(ranked, notes)
        cells = [
            f"{'? ' if ranked.place in unsure else ''}{'≈ ' if ranked.place in ties else ''}{ranked.place}",
            f"`{ranked.name}`",
            f"`{ranked.offering.id}`",
            quality,
            _measured(recommendation, ranked),
            _dollars(ranked),
            *([_finished(ranked)] if has_finish else []),
            _total(ranked),
            window,
        ]
        yield f"| {' | '.join([*cells, _escaped(terms)])} |"


def _linked(fact: Fact) -> str:
    """Write a fact with a link to its source, or to the very page where that is known."""
    text = fact_in_words(fact)
    if fact.evidence is None or fact.source is None:
        return _escaped(text)
    content, _, read = text.rpartition(f"{fact.source.title} {fact.source.version}")
    return f"{_escaped(content)}[{_escaped(fact.source.title)}](<{fact.evidence.url or fact.source.url}>) {fact.source.version}{read}"


def _escaped(text: str) -> str:
    """Keep text from being read as Markdown."""
    return "".join(f"\\{character}" if character in "\\`*_[]<|" else character for character in text)
