"""
The page that says how good advice turned out to be: tables, and sentences that follow from their numbers.

Nothing here is measured; what is said depends on the figures alone, so that no sentence outlives them.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from llm_selection._foundation.wording import counted
from llm_selection.domain.efforts import Effort
from llm_selection.needs.error_costs import QUALITY_ONLY
from registry_tools.research.advice.chosen_efforts import (
    BESIDE,
    SAME_POINTS,
    Told,
    efforts_of,
    measured_at_both,
    pairs_of,
    same_quality,
    saved,
    told,
)
from registry_tools.research.advice.figures import Cell, Figures, Foresight, Loss, Pair, Pick, Verdict, habitual, picked
from registry_tools.research.advice.rules import (
    ARENA,
    CHEAPEST,
    DEAREST,
    FLAGSHIP,
    HABITS,
    LEVELS,
    MEAN,
    OWN,
    At,
    Choice,
    Need,
)
from registry_tools.research.quality.metrics import Range
from registry_tools.research.quality.page import UNKNOWN, number, ranged, table

RIVALS = (FLAGSHIP, ARENA)
"""Habits that quality must not lose to at their own cost."""
CLEAR_LEVELS = ("0.1", "1")
CLEARLY_BELOW = 0.75
"""Of a rival's total cost, at `CLEAR_LEVELS`."""
DEAR_LEVEL = "10"
HARDLY_ABOVE = 1.05
"""Of any habit's total cost, at `DEAR_LEVEL`."""
MOST_BIAS = 2.0
"""Points by which a group of picks may be foretold too high or too low."""

MOST_LOSSES = 10

MEANINGS: Mapping[str, str] = {
    FLAGSHIP: "the developer with the most results by then; of its models not cheaper than their median the newest, of one day the one sold at the most places",
    ARENA: "the first on the newest text board of LMArena by then",
    DEAREST: "the model that costs the most for the need's workload",
    CHEAPEST: "the model that costs the least",
    MEAN: "the highest plain mean of the known shares on the task's benchmarks; of several tasks by their parts of the work, with a share at each",
}

GROUPS: Mapping[str, Callable[[Foresight], bool]] = {
    "no result of the task": lambda one: one.foretold.results == 0,
    "1": lambda one: one.foretold.results == 1,
    "2 or 3": lambda one: one.foretold.results in (2, 3),
    "more": lambda one: one.foretold.results > 3,  # noqa: PLR2004 - as the group before ends
    "the developer's own alone": lambda one: 0 < one.foretold.results == one.foretold.vendor,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """
    What was replayed, and how to do it again.

    Attributes:
        command: What was called.
        version: Of the data.
        day: Of the data.
        newest: Day of the newest result.
        needs: All of them.
        known_shares: By day, what part was known of today's results of the models of then.
        boards: Days of the Arena's boards.
    """

    command: str
    version: str
    day: date
    newest: date
    needs: Sequence[Need]
    known_shares: Sequence[float]
    boards: Sequence[date]


def write(head: Head, found: Figures) -> str:
    """Return the page."""
    main = found.only(lambda one: not one.decision.need.is_of_preference)
    apart = found.only(lambda one: one.decision.need.is_of_preference)
    lines = [*introduction(head, main, apart)]
    for title, text in (
        ("Targets", targets(main)),
        ("Total cost beside each habit", totals(main)),
        ("At the habit's own cost, and at its own quality", at_their_own(main)),
        ("What choosing the effort is worth", chosen_efforts(main)),
        ("Need by need", by_need(main)),
        ("By the second judge, and for needs of preference", other_ways(main, apart)),
        ("Foretold and realised", foresight(main)),
        ("Foretold and realised, by effort", effort_foresight(main)),
        ("The decisions that lose most", losses(main)),
        ("What couldn't be judged", unjudged(main)),
        ("What leaks, and what is lost", leaks(head)),
    ):
        lines += ["", f"## {title}", "", *text]
    return "\n".join(lines) + "\n"


def introduction(head: Head, main: Figures, apart: Figures) -> Iterator[str]:
    """Say what this is."""
    decided = [one for one in main.verdicts if one.decision.library[QUALITY_ONLY]]
    yield "# Was the advice any good?"
    yield ""
    yield "After this page you know what picks of past days turned out to cost, errors included, by results that came later: those of the library, and those of habits that need no library."
    yield ""
    yield "```sh"
    yield head.command
    yield "```"
    yield ""
    yield "That command writes this page; nothing in it is written by hand."
    yield f"Data {head.version} of {head.day}, the newest result of {head.newest}; {len(main.days)} days, every two weeks from {main.days[0]} to {main.days[-1]}, and {len(main.needs)} needs: {len(decided)} decisions, each at several costs of an error."
    yield f"{len(main.verdicts) - len(decided)} more couldn't be asked: nothing was known then that some task's quality could be expressed on."
    yield ""
    yield "On each day the quality model is fitted anew to what is known to have been there: a result counts from the day it was measured, one without a day from the day its source was read."
    yield "A registry of that day holds these results, that fit, and the releases and prices of that day; `recommend(need, error_cost=...)` answers from it, with the same figure at every task."
    yield "The judge is a fit to the results of independent hands that came later, and to nothing else: the expected share solved of the task's later benchmarks. It judges a pick that was measured at each of the need's tasks since, at the pick's effort; several tasks count by their parts of the work."
    yield "The library chooses a model with its effort; a habit takes the effort that runs where none is asked for, and the highest where that isn't known."
    yield "Total cost is the bill, and for each piece of work gone wrong by the judge what an error costs."
    yield ""
    yield f"The needs are every preset and, each of one task: {'; '.join(map(said, (need for need in head.needs if need.use_case.preset is None)))}."
    if apart.needs:
        yield f"Answers to {' and '.join(apart.needs)} are preferred rather than right, wholly or in part: these stand [apart](#by-the-second-judge-and-for-needs-of-preference)."
    yield ""
    yield from table(
        ["habit", "what it picks, among the models that meet the need on that day, at their cheapest place"],
        MEANINGS.items(),
        words=2,
    )
    yield ""
    yield "Ranges are of 90 %: days and needs were drawn again, and with them what the later results leave open of each model."
    yield "Days follow each other and picks stay, so the decisions are worth far fewer than their number."


def said(need: Need) -> str:
    """Name a need that isn't a preset's, its task and what it requires."""
    requirements = ", ".join(map(str, need.use_case.requirements))
    return f"{need.name} ({', '.join(need.tasks)}{f': {requirements}' if requirements else ''})"


def times(found: Figures, pairs: Sequence[Pair], level: str) -> Range:
    """Return the geometric mean of how many times the other's total ours turned out."""
    return found.mean((found.times_total(pair, level) for pair in pairs), of=np.exp)


def bills(found: Figures, pairs: Sequence[Pair]) -> Range:
    """Return the geometric mean of how many times the other's bill ours is."""
    return found.mean((found.times_bill(pair) for pair in pairs), of=np.exp)


def points(found: Figures, pairs: Sequence[Pair]) -> Range:
    """Return by how many points ours turned out better."""
    return found.mean(found.better(pair) for pair in pairs)


def at_cost(habit: str) -> Pick:
    """Return what the library picks at a habit's own cost."""
    return lambda decision: decision.at_cost(habit)


def at_quality(habit: str) -> Pick:
    """Return what the library picks at a habit's own quality."""
    return lambda decision: decision.at_quality(habit)


def is_ranked(pair: Pair) -> bool:
    """Say whether the library had anything to tell a habit's pick by."""
    return pair.theirs.at in pair.verdict.decision.foretold


def ratio(found: Range) -> str:
    """Print how many times something is something else."""
    return ranged(found, 2)


def dollars(level: str) -> str:
    """Print a cost of an error."""
    return "the need's own" if level == OWN else f"${level}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """
    A figure with what it should be.

    Attributes:
        what: Whose it is.
        value: The figure, rounded as it is printed: as many digits are judged.
        digits: How many.
        count: Decisions or picks that it is of.
        is_met: Whether it is as it should be; nothing where there are none.
    """

    what: str
    value: float
    digits: int
    count: int
    is_met: bool


def targets(found: Figures) -> Iterator[str]:
    """Say which targets are met, by their figures alone and not their ranges, and list those that are missed."""
    every = [*cost_targets(found), *quality_targets(found), *foresight_targets(found)]
    told = [one for one in every if one.count]
    missed = [one for one in told if not one.is_met]
    rest = f"; {len(every) - len(told)} more can't be told" if len(told) < len(every) else ""
    yield f"- Total cost below each habit's at ${LEVELS[0]}, ${LEVELS[1]} and ${LEVELS[2]} an error, at most {number(CLEARLY_BELOW, 2)} of it at ${' and $'.join(CLEAR_LEVELS)} beside the flagship and the Arena's first, and at most {number(HARDLY_ABOVE, 2)} of it at ${DEAR_LEVEL}."
    yield "- Quality at the cost of the flagship, and of the Arena's first, no worse than theirs."
    yield f"- Picks foretold too high or too low by at most {number(MOST_BIAS, 0)} points, by how many results of the task they held, and where these are the developer's own alone."
    yield ""
    yield f"A figure counts as it stands, whatever its range, and however few decisions it is of: {len(told) - len(missed)} of {len(told)} are as they should be{rest}."
    yield "Missed:"
    yield ""
    yield from (f"- {one.what}: {number(one.value, one.digits)} ({counted(one.count, 'judgement')})" for one in missed)
    if not missed:
        yield "- nothing"


def cost_targets(found: Figures) -> Iterator[Target]:
    """Judge total costs beside each habit's."""
    for habit in HABITS:
        for level in LEVELS:
            pairs = found.pairs(picked(level), habitual(habit))
            value = round(times(found, pairs, level).value, 2) if pairs else math.nan
            if level == DEAR_LEVEL:
                is_met = value <= HARDLY_ABOVE
            elif habit in RIVALS and level in CLEAR_LEVELS:
                is_met = value <= CLEARLY_BELOW
            else:
                is_met = value < 1
            what = f"times the total cost of “{habit}” at {dollars(level)} an error"
            yield Target(what=what, value=value, digits=2, count=len(pairs), is_met=is_met)


def quality_targets(found: Figures) -> Iterator[Target]:
    """Judge quality at the rivals' own cost."""
    for habit in RIVALS:
        pairs = found.pairs(at_cost(habit), habitual(habit))
        value = round(points(found, pairs).value, 1) if pairs else math.nan
        what = f"points better at the cost of “{habit}”"
        yield Target(what=what, value=value, digits=1, count=len(pairs), is_met=value >= 0)


def foresight_targets(found: Figures) -> Iterator[Target]:
    """Judge how much too high picks were foretold."""
    for title, group in GROUPS.items():
        picks = [one for one in found.foresights if one.is_pick and group(one)]
        value = round(found.mean(found.too_high(picks)).value, 1) if picks else math.nan
        what = f"points that picks were foretold too high, results of the task: {title}"
        yield Target(what=what, value=value, digits=1, count=len(picks), is_met=abs(value) <= MOST_BIAS)


def totals(found: Figures) -> Iterator[str]:
    """Set what picks cost with their errors beside each habit's."""
    yield "What the library's pick turned out to cost, bill and errors, as a multiple of the habit's: below 1 the library saves."
    yield "Geometric means over the decisions in which both picks are judged, whose number follows the bar."
    yield ""
    rows = []
    for habit in HABITS:
        row = [habit]
        for level in (*LEVELS, OWN):
            pairs = found.pairs(picked(level), habitual(habit))
            row.append(f"{ratio(times(found, pairs, level))} \\| {len(pairs)}" if pairs else UNKNOWN)
        rows.append(row)
    yield from table(["habit", *(f"{dollars(level)} an error" for level in LEVELS), "the need's own"], rows)


def at_their_own(found: Figures) -> Iterator[str]:
    """Set quality beside each habit's at its cost, cost at its quality, and quality alone."""
    yield "Points are the library's share minus the habit's, so above 0 the library picked better; bills are multiples of the habit's."
    yield "At the habit's cost the library picks the best expected share among options whose bill is no higher."
    yield "On shared benchmarks no fit is between, and efforts are not told apart: by how many points it scored above the habit's pick on the later shares of the tasks on which both were measured."
    yield ""
    rows = []
    for habit in HABITS:
        pairs = found.pairs(at_cost(habit), habitual(habit))
        shared = found.apart(habit)
        rows.append(
            [
                habit, str(len(pairs)), ranged(points(found, pairs), 1), ratio(bills(found, pairs)),
                str(len(shared)), ranged(found.mean(shared), 1),
            ]
        )  # fmt: skip
    yield from table(
        ["at the cost of", "decisions", "points", "times the bill", "decisions", "points on shared benchmarks"], rows
    )
    yield ""
    for habit in RIVALS:
        pairs = found.pairs(at_cost(habit), habitual(habit))
        known, unknown = ([pair for pair in pairs if is_ranked(pair) is each] for each in (True, False))
        yield f"- Where no result was known that the pick of “{habit}” could be told by ({len(unknown)} decisions): {ranged(points(found, unknown), 1)} points; elsewhere ({len(known)}): {ranged(points(found, known), 1)}."
    yield ""
    yield "At the habit's quality it picks the lowest bill among options expected to solve no less; with quality alone the best share, whatever it costs."
    yield ""
    rows = []
    for habit in HABITS:
        pairs = found.pairs(at_quality(habit), habitual(habit))
        alone = found.pairs(picked(QUALITY_ONLY), habitual(habit))
        rows.append(
            [
                habit, str(len(pairs)), ratio(bills(found, pairs)), ranged(points(found, pairs), 1),
                str(len(alone)), ranged(points(found, alone), 1), ratio(bills(found, alone)),
            ]
        )  # fmt: skip
    yield from table(
        [
            "at the quality of", "decisions", "times the bill", "points", "decisions", "quality alone: points",
            "times the bill",
        ],
        rows,
    )  # fmt: skip


def chosen_efforts(found: Figures) -> Iterator[str]:
    """Set picks beside the same models at other efforts."""
    yield "The library's pick beside the same model at the effort that runs unasked, and at the highest that it takes: what is left of the choice is the effort."
    yield "Bills and totals are multiples of the other's, below 1 the choice saves; dollars are saved a month, each decision at its own workload; points above 0 are better."
    yield "Only models with several efforts count, where the first judge tells of both, and the same effort counts as a choice too."
    yield ""
    for beside in BESIDE:
        yield f"### Beside {beside}"
        yield ""
        rows = []
        for level in (*LEVELS, OWN, QUALITY_ONLY):
            pairs = pairs_of(found, level, beside)
            differ = [pair for pair in pairs if pair.ours.effort is not pair.theirs.effort]
            costs = level if level != QUALITY_ONLY else None
            rows.append(
                [
                    "quality alone" if costs is None else dollars(level) if level == OWN else f"{dollars(level)} an error",
                    f"{len(pairs)} ({len(differ)})",
                    ratio(bills(found, pairs)), ranged(found.mean(saved(found, pairs)), 0),
                    UNKNOWN if costs is None else ratio(times(found, pairs, level)),
                    UNKNOWN if costs is None else ranged(found.mean(saved(found, pairs, level)), 0),
                    ranged(points(found, pairs), 1),
                ]
            )  # fmt: skip
        yield from table(
            ["asked by", "decisions (another effort)", "times the bill", "saved of the bill, $", "times the total",
             "saved of the total, $", "points"],
            rows,
        )  # fmt: skip
        yield ""
        every = [(level, pairs_of(found, level, beside)) for level in (*LEVELS, OWN)]
        same = [(level, same_quality(found, pairs)) for level, pairs in every]
        both = [(level, [pair for pair in pairs if measured_at_both(pair)]) for level, pairs in every]
        for title, some in (
            (f"as good as each other, within {number(SAME_POINTS, 0)} point", same),
            ("measured since at both efforts", both),
        ):
            yield f"- Where the two turned out {title}" if some is same else f"- Where the two were {title}"
            count = sum(len(pairs) for _, pairs in some)
            if count:
                bill = found.mean((found.times_bill(pair) for _, pairs in some for pair in pairs), of=np.exp)
                total = found.mean(
                    (found.times_total(pair, level) for level, pairs in some for pair in pairs), of=np.exp
                )
                better = found.mean(found.better(pair) for _, pairs in some for pair in pairs)
                yield f"  ({count} of {sum(len(pairs) for _, pairs in every)} decisions at a cost of an error): {ratio(bill)} times the bill, {ratio(total)} times the total, {ranged(better, 1)} points."
            else:
                yield "  (no decision): nothing can be told."
        yield ""
    yield (
        "Efforts picked, of models with several, at the need's own cost of an error: "
        + (
            ", ".join(
                f"{effort} {count}"
                for effort, count in sorted(picked_efforts(found).items(), key=lambda each: -each[1])
            )
            or "none"
        )
        + "."
    )


def picked_efforts(found: Figures) -> Counter[str]:
    """Count the efforts of picks at the need's own cost of an error, whose models take several."""
    return Counter(
        str(pick.effort)
        for one in found.verdicts
        if (pick := one.decision.library[OWN]) and pick.effort and len(efforts_of(one.decision, pick.model)) > 1
    )


def effort_foresight(found: Figures) -> Iterator[str]:
    """Say how much too high shares were foretold of the effort that is chosen, beside all efforts of the same models."""
    yield "Choosing the best of several noisy estimates takes the one that is too high. So of every model that was ranked at several efforts, the one that the library would take of it stands beside all of them, and the picks themselves beside all efforts of their models."
    yield "Points by which the expected share was above the judge's, moved as above; on the right only where later results are of that very effort."
    yield ""
    every = list(told(found))
    rows = []
    groups: dict[str, Callable[[Told], bool]] = {
        "all efforts": lambda _: True,
        **{f"chosen at {dollars(level)} an error": _chosen(level) for level in LEVELS},
        "chosen by quality alone": _chosen(QUALITY_ONLY),
        "picks": lambda one: one.foresight.is_pick,
        **{f"at {effort}": _at(effort) for effort in Effort},
    }
    for title, group in groups.items():
        some = [one for one in every if group(one)]
        measured = [one for one in some if one.at_effort]
        if some:
            rows.append(
                [
                    title, str(len(some)), ranged(found.mean(found.too_high(one.foresight for one in some)), 1),
                    str(len(measured)), ranged(found.mean(found.too_high(one.foresight for one in measured)), 1),
                ]
            )  # fmt: skip
    yield from table(["efforts", "judged", "too high", "measured since at the effort", "too high"], rows)
    yield ""
    for title, which in (
        ("any effort", every),
        ("those measured since at the effort", [one for one in every if one.at_effort]),
    ):
        cells = beside_all(found, which)
        yield f"- Of {title}: the effort chosen at any of the four costs of an error or by quality alone was foretold {ranged(found.mean(cells), 1)} points higher, beside what came, than the efforts of the same model at the same task together ({len(cells)} sets)."


def _at(effort: Effort) -> Callable[[Told], bool]:
    """Return what says whether something was foretold of an effort."""
    return lambda one: one.foresight.effort is effort


def _chosen(level: str) -> Callable[[Told], bool]:
    """Return what says whether an effort is the one chosen."""
    return lambda one: one.chosen[level]


def beside_all(found: Figures, every: Sequence[Told]) -> list[Cell]:
    """Return by how much more the chosen effort was foretold too high than all efforts of its model, a task and decision."""
    groups: dict[tuple[int, str, str], list[Told]] = {}
    for one in every:
        groups.setdefault((id(one.foresight.verdict), one.foresight.model, one.foresight.task), []).append(one)
    cells = []
    for group in groups.values():
        if len(group) < 2:  # noqa: PLR2004 - one can't be chosen
            continue
        off = [each.value for each in found.too_high(one.foresight for one in group)]
        middle = sum(off) / len(off)
        for level in (*LEVELS, QUALITY_ONLY):
            cells += [
                Cell(verdict=one.foresight.verdict, value=value - middle)
                for one, value in zip(group, off, strict=True)
                if one.chosen[level]
            ]
    return cells


def by_need(found: Figures) -> Iterator[str]:
    """Set the rivals beside the library by need."""
    yield "Times the habit's total cost at $1 an error, and points at its own cost, with the number of decisions of each."
    yield ""
    rows = []
    for need in found.needs:
        row = [need]
        mine = found.only(lambda one, need=need: one.decision.need.name == need)  # type: ignore[misc]  # bound now, not later
        for habit in RIVALS:
            pairs = mine.pairs(picked("1"), habitual(habit))
            same = mine.pairs(at_cost(habit), habitual(habit))
            row += [
                f"{number(times(mine, pairs, '1').value, 2)} \\| {len(pairs)}" if pairs else UNKNOWN,
                f"{number(points(mine, same).value, 1)} \\| {len(same)}" if same else UNKNOWN,
            ]
        rows.append(row)
    yield from table(["need", "flagship: times", "points", "Arena: times", "points"], rows)


def other_ways(found: Figures, apart: Figures) -> Iterator[str]:
    """Say what the second judge says, and what comes of needs of preference."""
    yield "The second judge tells of models that were measured since, though not at each of the need's tasks: by what their other results foretell."
    yield "It is an estimate of the library's own kind; here are only decisions that the first judge can't judge."
    yield "At needs of preference every error, and every answer that isn't preferred, costs the same; the first judge tells of them."
    yield "Multiples of the habit's total cost, and the number of decisions."
    yield ""
    rows = [
        [title, habit]
        + [
            f"{ratio(times(some, pairs, level))} \\| {len(pairs)}"
            if (pairs := some.pairs(picked(level), habitual(habit), judge=judge))
            else UNKNOWN
            for level in LEVELS
        ]
        for title, some, judge in (("second judge", found, 2), ("preference", apart, 1))
        for habit in HABITS
    ]
    yield from table(["", "habit", *map(dollars, LEVELS)], rows, words=2)


def foresight(found: Figures) -> Iterator[str]:
    """Say how much too high shares were foretold."""
    yield "The first of many uncertain options tends to be over-estimated."
    yield "Points by which the expected share was above the judge's, at each task of each decision: of the library's picks at any of the four costs of an error, and of all models that it ranked, by how many results of the task they held on the day."
    yield "Later benchmarks are harder or easier than those known before; so shares are moved by one number of logits a day and task, by which all models that were ranked and judged come out right on average. What is left isn't how hard the later ones are."
    yield ""
    rows = []
    for title, group in {"all": lambda _: True, **GROUPS}.items():
        some = [one for one in found.foresights if group(one)]
        picks = [one for one in some if one.is_pick]
        rows.append(
            [
                title, str(len(picks)), ranged(found.mean(found.too_high(picks)), 1),
                ranged(found.mean(found.too_high(picks, as_foretold=True)), 1),
                str(len(some)), ranged(found.mean(found.too_high(some)), 1),
            ]
        )  # fmt: skip
    yield from table(["results", "picks", "too high", "not moved", "ranked models", "too high"], rows)


def losses(found: Figures) -> Iterator[str]:
    """List the decisions that lose most."""
    yield f"To the flagship or the Arena's first, by total cost: the {MOST_LOSSES} worst."
    yield "The same two picks for a need stand here once, at the day and cost of an error where they lose most; the last column counts the days on which they were made."
    yield "Shares are in percent of all the need's work, as foretold on the day, with the fewest results of a task that it rested on, and as the judge has them; a dash where the library knew no result by which to rank the habit's pick."
    yield ""
    yield from table(
        [
            "day", "need", "the library's pick", "the habit's pick", "an error", "bill", "foretold (results)", "realised",
            "bill", "foretold (results)", "realised", "times", "days",
        ],
        (loss_row(found, one) for one in found.losses(RIVALS, MOST_LOSSES)),
        words=4,
    )  # fmt: skip


def loss_row(found: Figures, one: Loss) -> list[str]:
    """Print a decision that loses."""
    pair = one.pair
    decision = pair.verdict.decision
    cells = [str(decision.day), decision.need.name, named(pair.ours), named(pair.theirs), dollars(one.level)]
    for choice in (pair.ours, pair.theirs):
        told = decision.share(choice.at)
        fewest = min((each.results for each in decision.foretold.get(choice.at, {}).values()), default=0)
        cells += [
            number(choice.price, 0), UNKNOWN if told is None else f"{number(100 * told, 0)} ({fewest})",
            number(100 * found.share(pair.verdict, choice.at)[0], 0),
        ]  # fmt: skip
    return [*cells, number(one.times, 2), str(one.days)]


def unjudged(found: Figures) -> Iterator[str]:
    """Count the picks that couldn't be judged, and why."""
    yield "Each judge tells of picks; the others had no pick, no later benchmark of some task, or no later result of the model."
    yield ""
    rules = {
        **{f"the library, {dollars(level)} an error": picked(level) for level in LEVELS},
        "the library, the need's own": picked(OWN),
        "the library, quality alone": picked(QUALITY_ONLY),
        **{habit: habitual(habit) for habit in HABITS},
    }
    reasons = ("first", "second", "no pick", "no benchmark", "not measured")
    rows = []
    for rule, pick in rules.items():
        counts = Counter(
            why(one, None if (choice := pick(one.decision)) is None else choice.at) for one in found.verdicts
        )
        rows.append([rule, *(str(counts[reason]) for reason in reasons)])
    yield from table(
        ["rule", "first judge", "second judge", "no pick", "no later benchmark of a task", "not measured since"], rows
    )


def named(choice: Choice) -> str:
    """Name a model and the effort that is asked of it."""
    return choice.model if choice.effort is None else f"{choice.model} · {choice.effort}"


def why(one: Verdict, at: At | None) -> str:
    """Say which judge tells of a pick, or why neither does."""
    if at is None:
        return "no pick"
    if not one.can_judge:
        return "no benchmark"
    return {1: "first", 2: "second", None: "not measured"}[one.by(at)]


def leaks(head: Head) -> list[str]:
    """Say what of today's knowledge is in the answers, and what of that day's isn't."""
    low, high = (number(100 * each, 0) for each in (min(head.known_shares), max(head.known_shares)))
    return [
        "What a pick of those days could see of today:",
        "",
        "- Context windows, modalities, capabilities, licenses and efforts are as known today, and so is how many tokens a model puts out.",
        "- An offering takes part until the day on which it is known to have been deprecated or to have ended, though some was announced before.",
        "- Offerings that left every catalogue before it was read aren't in the data: picks are among survivors.",
        "- What the quality model is made of, and which benchmarks exist at which task, was chosen with all data in view. The rule, bill and errors, has no weight that could be tuned; that every model with a result may win was decided after earlier replays of these months.",
        "",
        "What a pick of those days could see and this replay can't:",
        "",
        f"- Most results: known are {low} to {high} % of those that today's data has of the models of each day. Sources were kept at their newest reading, and most results have no day of their own. Whoever kept the data up to date would have known more.",
        "- Prices: before August 2026 they are known of a few hundred offerings, so each choice is of the models among these.",
        "- The boards of preference are of August 2026 and later; picks for needs of preference rest on what little else was known.",
        f"- Boards of LMArena: of {', '.join(map(str, head.boards))}; between two the older one is used, and before the first this habit has no pick. Some print the first 20 only.",
        "",
        "What else to bear in mind:",
        "",
        "- A result's day is its source's word, or the day on which that was read: the fit knew no later one, but the world may have known some.",
        "- The judge shrinks models with few later results toward what models like them do, so small differences are smaller than they are. Developers' own results judge nothing.",
        "- Models that nobody measures again aren't judged, so the dearest and the cheapest are judged on few decisions.",
        "- Needs and habits were written down with today's knowledge: of flagships of one day the habit first took the dearest, which then was hardly ever measured again.",
    ]
