"""
The page that says how good advice turned out to be: tables, and sentences that follow from their numbers.

Nothing here is measured; what is said depends on the figures alone, so that no sentence outlives them.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean, median

import numpy as np

from registry_tools.research.advice.figures import NO_JUDGE, NO_PICK, NOT_MEASURED, RETIRED_DAYS, Cell, Figures, Verdict
from registry_tools.research.advice.rules import HABITS, LIBRARY, QUALITY_ALONE, RULES, Need
from registry_tools.research.quality.metrics import Range
from registry_tools.research.quality.page import UNKNOWN, number, ranged, table

CLOSE_POINTS = 3.0
"""Two picks that turned out no further apart are as good."""

LEAST_DECISIONS = 5
"""Of fewer decisions nothing is said in words."""

HALF = 0.5

OTHERS = tuple(rule for rule in RULES if rule != LIBRARY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """
    What was there on a day.

    Attributes:
        day: The day.
        biggest: The developer with the most results by then.
        results: Results known by then.
        models: Models that these are of.
        eventually: Results known today of the models released by then.
        later: Later results that the judge goes by.
    """

    day: date
    biggest: str
    results: int
    models: int
    eventually: int
    later: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What was replayed, and how to do it again."""

    command: str
    version: str
    day: date
    newest: date
    needs: Sequence[Need]
    known: Sequence[Known]
    boards: Sequence[date]


def write(head: Head, found: Figures) -> str:
    """Return the page."""
    lines = [*introduction(head, found)]
    for title, text in (
        ("What came of the picks", picks(found)),
        ("Each rule beside the library", beside(found)),
        ("Need by need", by_need(found)),
        ("On the same later benchmarks", shared(found)),
        ("Month by month", by_month(found)),
        ("What was known", known(head, found)),
        ("What couldn't be judged", unjudged(found)),
        ("What leaks, and what is lost", leaks(head)),
    ):
        lines += ["", f"## {title}", "", *text]
    return "\n".join(lines) + "\n"


def introduction(head: Head, found: Figures) -> Iterator[str]:
    """Say what this is, and the main figures in words."""
    yield "# Was the advice any good?"
    yield ""
    yield "After this page you know how picks of past months turned out by results that came later: those of the library, and those of habits that need no library; what they cost, and how many were gone within half a year."
    yield ""
    yield "```sh"
    yield head.command
    yield "```"
    yield ""
    yield "That command writes this page; nothing in it is written by hand."
    yield f"Data {head.version} of {head.day}, the newest result of {head.newest}; {len(found.days)} days, the first of each month from {found.days[0]} to {found.days[-1]}, and {len(found.needs)} needs: {len(found.verdicts)} decisions."
    yield "Before that, not every need's task had a benchmark with a result that is known to have been there."
    yield ""
    yield "On each day the quality model is fitted anew to what is known to have been there: a result counts from the day it was measured, one without a day from the day its source was read."
    yield "A registry of that day holds these results, that fit, and the releases and prices of that day; `recommend` answers from it."
    yield "The judge is a fit to the results of independent hands that came later, and to nothing else: the expected share solved of the task's later benchmarks, in points."
    yield "A pick is judged if it was measured at the need's task since."
    yield ""
    yield "| need | task | requirements |"
    yield "| --- | --- | --- |"
    for need in head.needs:
        requirements = " · ".join(map(str, need.use_case.requirements)) or "none"
        yield f"| {need.name} | {need.task} | {requirements} |"
    yield ""
    yield "| rule | what it picks, among the models that meet the need on that day |"
    yield "| --- | --- |"
    yield from (f"| {rule} | {said} |" for rule, said in MEANINGS.items())
    yield ""
    yield "Ranges are of 90 %: months and needs were drawn again, and with them what the later results leave open of each model."
    yield "Months follow each other and picks stay, so the decisions are worth far fewer than their number."
    yield ""
    yield from verdict_in_words(found)


MEANINGS: Mapping[str, str] = dict(
    zip(
        RULES,
        (
            "the first answer of `recommend`, with the default weights of quality and cost",
            "the same, with no weight on cost",
            "the first by the same weights, models that were hardly measured at the task not set aside",
            "the developer with the most results by then; of its models not cheaper than their median the newest, of one day the one sold at the most places",
            "the model that costs the most for the need's workload",
            "the model that costs the least",
            "the first on the newest text board of LMArena by then",
        ),
        strict=True,
    )
)


def verdict_in_words(found: Figures) -> Iterator[str]:
    """Say beside each habit whether the library's picks turned out better."""
    for rule in HABITS:
        quality, cost = found.mean(found.better(rule)), times(found, found.dearer(rule))
        weighed = found.mean(found.better(rule, cost_weighed=True))
        if not math.isfinite(quality.value):
            continue
        side = sure(quality, "better than", "worse than", "neither surely better nor surely worse than")
        yield f"- The picks of {named(rule)} turned out {side} the library's: {ranged(quality, 1)} points, at {ratio(cost)} times the cost. With cost weighed as the library does by default: {ranged(weighed, 1)} points, {sure(weighed, 'better', 'worse', 'not sure either way')}."


def named(rule: str) -> str:
    """Return a rule as a sentence has it."""
    return f"“{rule}”"


def sure(found: Range, above: str, below: str, neither: str) -> str:
    """Return the word for a figure whose range lies above 0, below, or across."""
    return above if found.low > 0 else below if found.high < 0 else neither


def times(found: Figures, cells: Sequence[Cell]) -> Range:
    """Return the geometric mean of ratios."""
    return found.mean(cells, of=np.exp)


def ratio(found: Range) -> str:
    """Print how many times something is something else, small ones to the hundredth."""
    return ranged(found, 1 if found.value >= 1 else 2)


def picks(found: Figures) -> list[str]:
    """Say what each rule's picks lost, cost and outlived."""
    rows = []
    for rule in RULES:
        lost, gone, prices = found.lost(rule), found.retired(rule), found.prices(rule)
        best = fmean(cell.value <= CLOSE_POINTS for cell in lost) if lost else math.nan
        rows.append(
            [
                rule, str(len(prices)), str(len(lost)), ranged(found.mean(lost), 1), f"{number(100 * best, 0)} %",
                number(median(prices), 0) if prices else UNKNOWN,
                f"{sum(int(cell.value) for cell in gone)} of {len(gone)}",
            ]
        )  # fmt: skip
    return [
        "Lost is how many points better the best of the models turned out that met the need on that day and were measured since.",
        "It counts quality alone: a pick that is worse and a tenth of the price loses by it.",
        f"Gone means that the offering picked stopped answering within {RETIRED_DAYS} days, by a date known today; picks too recent to tell don't count.",
        "Few or none are gone, whatever the rule: offerings that had left the catalogues before these were read aren't in the data, so this says little of the risk; the history of one catalogue in [Refresh the data](../how-to/refresh-the-data.md#4-check) says more.",
        "",
        *table(
            [
                "rule",
                "picks",
                "judged",
                "lost",
                f"at most {CLOSE_POINTS:.0f} lost",
                "median $ a month",
                "gone",
            ],
            rows,
        ),
        "",
        "Rules are judged on different decisions here, the dearest and the cheapest on few: what nobody measures isn't judged.",
    ]


def beside(found: Figures) -> list[str]:
    """Set each rule beside the library, on the decisions where both are judged."""
    rows = []
    hardest = found.hardest
    others = found.only(lambda one: one.decision.need.name != hardest)
    for rule in OTHERS:
        cells = found.better(rule)
        close = Counter(
            "same" if abs(cell.value) <= CLOSE_POINTS else "up" if cell.value > 0 else "down" for cell in cells
        )
        rows.append(
            [
                rule, str(len(cells)), ranged(found.mean(cells), 1), ratio(times(found, found.dearer(rule))),
                ranged(found.mean(found.better(rule, cost_weighed=True)), 1),
                f"{close['up']} / {close['same']} / {close['down']}",
                ranged(others.mean(others.better(rule)), 1), ratio(times(others, others.dearer(rule))),
            ]
        )  # fmt: skip
    return [
        "The same decisions, where both picks are judged: rule minus library, so above 0 the rule picked better.",
        "With cost weighed, ten times the cost counts as 10 points of quality: that is what the library goes by, so its home ground.",
        f"Decisions are counted in which the rule's pick was better by more than {CLOSE_POINTS:.0f} points, as good, and worse by more.",
        f"The last two columns leave out the need where the library lost most, {hardest or 'none'}.",
        "",
        *table(
            [
                "rule",
                "decisions",
                "quality",
                "times the cost",
                "with cost weighed",
                "better / as good / worse",
                "quality elsewhere",
                "times the cost",
            ],
            rows,
        ),
        "",
        "And beside the library with no weight on cost, as the habits but the cheapest have none:",
        "",
        *table(
            ["habit", "decisions", "quality", "times the cost"],
            (
                [
                    rule,
                    str(len(cells := found.better(rule, QUALITY_ALONE))),
                    ranged(found.mean(cells), 1),
                    ratio(times(found, found.dearer(rule, QUALITY_ALONE))),
                ]
                for rule in HABITS
            ),
        ),
    ]


def by_need(found: Figures) -> list[str]:
    """Set the habits beside the library by need, and say where a habit wins."""
    rows, wins, losses = [], [], []
    for need in found.needs:
        cells = [need]
        for rule in HABITS:
            mine = [cell for cell in found.better(rule) if cell.verdict.decision.need.name == need]
            costs = [cell for cell in found.dearer(rule) if cell.verdict.decision.need.name == need]
            quality, cost = found.mean(mine), times(found, costs)
            cells.append(
                f"{ranged(quality, 1)} at {number(cost.value, 1 if cost.value >= 1 else 2)} × ({len(mine)})"
                if mine
                else UNKNOWN
            )
            if len(mine) >= LEAST_DECISIONS and quality.low > 0:
                wins.append(
                    f"{need} ({named(rule)}, {number(quality.value, 1)} points at {number(cost.value, 1 if cost.value >= 1 else 2)} times the cost)"
                )
            if len(mine) >= LEAST_DECISIONS and quality.high < 0:
                losses.append(f"{need} ({named(rule)})")
        rows.append(cells)
    return [
        "Points that a habit's picks turned out better than the library's, how many times they cost, and the number of decisions.",
        "",
        *table(["need", *HABITS], rows),
        "",
        f"Of those with at least {LEAST_DECISIONS} decisions, here a habit picked better beyond what chance gives:",
        "",
        *(f"- {one}" for one in wins or ["nowhere"]),
        "",
        "And here worse:",
        "",
        *(f"- {one}" for one in losses or ["nowhere"]),
    ]


def shared(found: Figures) -> list[str]:
    """Set each rule beside the library by nothing but shared later results."""
    rows = []
    for rule in OTHERS:
        every, surely = found.apart(rule), found.apart(rule, surely=True)
        rows.append(
            [rule, str(len(every)), ranged(found.mean(every), 1), str(len(surely)), ranged(found.mean(surely), 1)]
        )
    return [
        "No fit is between here: by how many points the rule's pick scored above the library's, on the later shares of the task on which both were measured by independent hands, averaged for each decision.",
        "Decisions in which both pick the same are left out, so the numbers are further from 0 than above.",
        "To the right only results with a day of their own, after that of the decision: they surely weren't there.",
        "",
        *table(["rule", "decisions", "rule minus library", "decisions", "surely later"], rows),
    ]


def by_month(found: Figures) -> list[str]:
    """List the library's picks, and what each lost."""
    by_place = {(one.decision.day, one.decision.need.name): one for one in found.verdicts}
    rows = [[str(day), *(cell(by_place[day, need]) for need in found.needs)] for day in found.days]
    return [
        "The library's first answer, and the points that it lost.",
        "",
        *table(["day", *found.needs], rows, words=1 + len(found.needs)),
    ]


def cell(one: Verdict) -> str:
    """Say what the library picked, and what that lost."""
    pick, judged, best = one.decision.picks[LIBRARY], one.judged(LIBRARY), one.best
    if pick is None:
        return UNKNOWN
    lost = one.judgements[best].points - judged.points if judged and best else math.nan
    return f"{pick.model.partition('/')[2]} {number(lost, 0)}"


def known(head: Head, found: Figures) -> list[str]:
    """List what was known on each day."""
    rows = [
        [
            str(one.day), f"{one.results:,}", f"{one.models:,}", f"{number(100 * one.results / max(1, one.eventually), 0)} %",
            f"{one.later:,}", one.biggest,
        ]
        for one in head.known
    ]  # fmt: skip
    part = [one.results / max(1, one.eventually) for one in head.known]
    return [
        "The share is of the results that today's data has of the models released by then.",
        f"It is {number(100 * min(part), 0)} to {number(100 * max(part), 0)} %: each source was kept at its newest reading, which took the place of those before, and most results have no day of their own.",
        "Whoever had kept the library's data up to date in these months would have known more; how much better that advice would have been isn't measured here.",
        "",
        *table(
            ["day", "results known", "of models", "share", "later results", "developer with the most results"], rows
        ),
        "",
        *by_share(head, found),
    ]


def by_share(head: Head, found: Figures) -> Iterator[str]:
    """Set the days on which little was known apart from the others."""
    share = {one.day: one.results / max(1, one.eventually) for one in head.known}
    much = {day for day, part in share.items() if part >= HALF}
    rows = []
    for title, days in (("less than half known", share.keys() - much), ("half or more", much)):
        some = found.only(lambda one, days=days: one.decision.day in days)  # type: ignore[misc]  # bound now, not later
        rows.append(
            [
                title, str(len(some.days)), ranged(some.mean(some.lost(LIBRARY)), 1),
                *(f"{ranged(some.mean(mine), 1)}, {len(mine)}" if (mine := some.better(rule)) else UNKNOWN for rule in HABITS),
            ]
        )  # fmt: skip
    yield "What the library's picks lost on days of which less than half is known, and on the others; and by how many points each habit's picks turned out better, with the number of decisions."
    yield ""
    yield from table(["days", "number", "library lost", *HABITS], rows)


def unjudged(found: Figures) -> list[str]:
    """Count the picks that couldn't be judged, and why."""
    reasons = (NO_PICK, NO_JUDGE, NOT_MEASURED)
    rows = []
    for rule in RULES:
        counts = Counter(one.why_not(rule) for one in found.verdicts)
        rows.append([rule, str(counts[None]), *(str(counts[reason]) for reason in reasons)])
    return table(["rule", "judged", *reasons], rows)


def leaks(head: Head) -> list[str]:
    """Say what of today's knowledge is in the answers, and what of that day's isn't."""
    return [
        "What a pick of those days could see of today:",
        "",
        "- Context windows, modalities, capabilities, licenses, and stages without a date are as known today; so an offering that is deprecated today without a date was never picked, by anyone.",
        "- How many tokens a model puts out is today's assumption. It moves costs, the habits' too.",
        "- Offerings that left every catalogue before it was read aren't in the data: picks are among survivors, and too few are gone.",
        "- What the quality model is made of, and which benchmarks exist at which task, was chosen with all data in view.",
        "- A result's own day is its source's word; some measure a model again and keep the day.",
        "",
        "What a pick of those days could see and this replay can't:",
        "",
        "- Ends of service: when one was announced isn't known, so no end after the day is shown to any rule.",
        "- Prices: before August 2026 they are known of a few hundred offerings, so each day's choice is of the models among these.",
        "- Results between two readings of a source; see above.",
        f"- Boards of LMArena: of {', '.join(map(str, head.boards))}; between two the older one is used, and none was found from before the first. Some print the first 20 only; where none of those printed meets the need, this habit has no pick.",
        "",
        "What else to bear in mind:",
        "",
        "- Later results without a day of their own count as later because their source was read later. They weren't known to the fit, but the world may have known some.",
        "- The judge shrinks models with few later results toward what models like them do, so small differences are smaller than they are.",
        "- Developers' own results judge nothing. Votes of LMArena do, as far as they are of the task.",
        "- Needs and rules were written down with today's knowledge, and one after a first look at the figures: of flagships of one day the habit first took the dearest, which then was hardly ever measured again; the row of hardly measured models was added then too, and so were the comparison with quality alone and the columns without the hardest need.",
        "- The best of many judged models is partly the luckiest, so that losses are a little too large, for every rule alike.",
    ]
