"""Past decisions: that a day knows nothing later, what each rule picks, how picks are judged, and what the page says."""

import csv
import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from factories import (
    benchmark,
    card,
    evidence,
    model,
    offering,
    period,
    records,
    result,
    schedule,
    seen,
    served,
    source,
)
from folders import folder
from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Calibration
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.needs.error_costs import QUALITY_ONLY
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.use_cases import UseCase, parse_use_case
from llm_selection.registry import bundled
from registry_tools.fitting.quality_fit import Traits
from registry_tools.research.advice import chosen_efforts, page, rules
from registry_tools.research.advice import replay as replay_decisions
from registry_tools.research.advice.days import Archive, fortnights, is_priced, shares, unannounced
from registry_tools.research.advice.figures import Figures, Verdict, habitual, moved, picked, shift, verdict
from registry_tools.research.advice.judge import Judge, Judgement
from registry_tools.research.advice.rules import (
    ARENA,
    ASKED,
    CHEAPEST,
    DEAREST,
    FLAGSHIP,
    HABITS,
    LEVELS,
    MEAN,
    OWN,
    Board,
    Choice,
    Decision,
    Foretold,
    Need,
)

DAY, LATER = date(2026, 6, 1), date(2026, 8, 1)
MODELS = ("acme/one", "acme/two", "acme/three", "borg/one", "borg/two", "borg/three", "core/one", "core/two")
NEW = "core/new"


def market() -> tuple[dict[str, Benchmark], list[Result], list[Traits]]:
    """Make models that get better one after another, on two tests of coding known on the day and two that came later."""
    generator = np.random.default_rng(1)
    benchmarks = {key: benchmark(key) for key in ("early-one", "early-two", "late-one", "late-two")}
    results = [
        result(
            name,
            key,
            round(1 / (1 + math.exp(1.5 - 0.4 * place - generator.normal(0, 0.2))), 3),
            measured=date(2026, 5, 1) if key.startswith("early") else LATER,
        )
        for key in benchmarks
        for place, name in enumerate(MODELS)
    ]
    results.append(result(NEW, "late-one", 0.95, measured=LATER))
    traits = [Traits(name, date(2026, 1, 1 + place), None, None) for place, name in enumerate(MODELS)]
    return benchmarks, results, [*traits, Traits(NEW, date(2026, 7, 1), None, None)]


def archive(extra: Iterable[Result] = ()) -> Archive:
    """Put the market's past together, with more results; each model costs a dollar more than the one before."""
    benchmarks, results, traits = market()
    return Archive(
        records=records(
            [model(one.model, released=one.released) for one in traits],
            [
                served(
                    one.model,
                    one.model,
                    pricing=schedule(period(card(str(place + 1), str(place + 1)), effective=date(2026, 5, 1))),
                )
                for place, one in enumerate(traits)
            ],
            benchmarks=benchmarks.values(),
            sources={"page": source(retrieved=date(2026, 11, 1))},
        ),
        benchmarks=benchmarks,
        results=[*results, *extra],
        traits=traits,
    )


CODING = Need(name="coding", use_case=UseCase(tasks={Task.CODING: 1}))
BOARDS = (Board(day=date(2026, 5, 2), models=(ModelId("core/one"), ModelId("acme/one"))),)


@cache
def replayed() -> tuple[Verdict, ...]:
    """Replay the market."""
    return tuple(replay_decisions.replay(archive(), [CODING], [DAY], BOARDS))


# Days


@pytest.mark.parametrize(
    "later",
    [
        [result("acme/one", "early-one", 0.999, measured=date(2026, 6, 2))],
        [result("acme/one", key, 0.999, measured=LATER) for key in ("late-one", "late-two")],
        [result(NEW, "early-two", 0.01, measured=date(2026, 10, 1), reporter=Reporter.VENDOR)],
    ],
)
def test_what_is_measured_later_changes_no_pick(later: Sequence[Result]) -> None:
    """The fit, the choice and every rule's pick of a day are what they are without it."""
    before, after = archive(), archive(later)
    assert after.fit(after.known(DAY), DAY) == before.fit(before.known(DAY), DAY)
    (found,) = replay_decisions.replay(after, [CODING], [DAY], BOARDS)
    assert found.decision == replayed()[0].decision


def test_what_was_measured_before_does() -> None:
    """Else the law above would hold of a replay that looks at nothing."""
    told = [result("acme/one", key, 0.999, measured=DAY) for key in ("early-one", "early-two")]
    first = archive()
    kept = [one for one in first.results if one.model != "acme/one"]
    (found,) = replay_decisions.replay(replace(first, results=[*kept, *told]), [CODING], [DAY], BOARDS)
    picks = [one.decision.library[QUALITY_ONLY] for one in (found, *replayed())]
    assert [pick and pick.model for pick in picks] == ["acme/one", "core/two"]


def test_a_day_holds_neither_later_models_nor_later_results() -> None:
    """Nor, without a day of their own, what a source was only read for later."""
    held = archive().on(DAY)
    assert NEW not in held.registry.models
    assert {one.benchmark for rows in held.registry.results.values() for one in rows} == {"early-one", "early-two"}
    assert set(held.shares) == {"early-one", "early-two"}
    calibration = held.registry.calibration
    assert calibration is not None
    assert set(calibration.benchmarks) == {"early-one", "early-two"}
    assert calibration.baskets[Task.CODING].benchmarks == ("early-one", "early-two")


def test_an_offering_is_priced_from_its_first_price_on() -> None:
    """One without a schedule never is."""
    sold = offering(pricing=schedule(period(card(), effective=DAY)))
    assert is_priced(sold, DAY)
    assert not is_priced(sold, DAY - timedelta(days=1))
    assert not is_priced(offering(), DAY)


def test_ends_of_service_are_news() -> None:
    """One that is over stays over; one that was still to come isn't known of, and nothing is retired for ever."""
    over = offering("acme/one", lifecycle=Lifecycle(stage=Stage.RETIRED, retires=DAY))
    assert unannounced(over, DAY) == over
    comes = replace(over, lifecycle=Lifecycle(stage=Stage.RETIRED, retires=LATER))
    assert unannounced(comes, DAY).lifecycle == Lifecycle(stage=Stage.ACTIVE)


def test_a_deprecation_counts_from_the_day_it_is_known_of() -> None:
    """By its own date, or by that of its evidence: the stage's, the lifecycle's or the record's."""
    old = Lifecycle(stage=Stage.DEPRECATED)

    def stage(found: Lifecycle, **fields: date) -> Stage | None:
        told = evidence(**{name.replace("_", "."): seen(as_of=day) for name, day in fields.items()})
        sold = offering(lifecycle=found, evidence=replace(told, record=seen(as_of=LATER)))
        return unannounced(sold, DAY).lifecycle.stage

    assert stage(old) is Stage.ACTIVE
    assert stage(old, lifecycle=DAY) is Stage.DEPRECATED
    assert stage(old, lifecycle=LATER, lifecycle_stage=DAY) is Stage.DEPRECATED
    assert stage(old, lifecycle_stage=LATER) is Stage.ACTIVE
    assert stage(replace(old, deprecated=DAY)) is Stage.DEPRECATED
    assert stage(replace(old, deprecated=LATER)) is Stage.ACTIVE


def test_days_are_two_weeks_apart() -> None:
    """From the first, none after the last."""
    assert fortnights(date(2025, 12, 20), date(2026, 1, 20)) == [
        date(2025, 12, 20),
        date(2026, 1, 3),
        date(2026, 1, 17),
    ]
    assert fortnights(DAY, DAY) == [DAY]


def test_shares_are_the_right_way_up() -> None:
    """A rating is none, and repeats count once."""
    benchmarks = {
        "plain": benchmark("plain"), "errors": benchmark("errors", higher_is_better=False),
        "votes": benchmark("votes", scale=Scale.RATING),
    }  # fmt: skip
    rows = [("plain", 0.7), ("plain", 0.8), ("errors", 0.2), ("votes", 1000)]
    found = shares([result("acme/one", key, score) for key, score in rows], benchmarks)
    assert found == {"errors": {"acme/one": 0.8}, "plain": {"acme/one": 0.75}}


# Rules


def choice(name: str, price: float, *, released: date | None = DAY, places: int = 1) -> Choice:
    """Make a choice."""
    return Choice(
        model=ModelId(name), released=released, offering=OfferingId(f"host/{name}"), price=price, places=places
    )


def test_each_rule_picks_what_it_says() -> None:
    """Acme has as many results as Borg and comes first by name; its dearer two are flagships, the last is the newest."""
    decision = replayed()[0].decision
    assert {habit: pick and pick.model for habit, pick in decision.habits.items()} == {
        FLAGSHIP: "acme/three",
        ARENA: "core/one",
        DEAREST: "core/two",
        CHEAPEST: "acme/one",
        MEAN: "core/two",
    }
    assert set(decision.library) == set(ASKED)
    assert [one.model for one in decision.choices] == sorted(MODELS)
    bills = [pick.price for level in LEVELS if (pick := decision.library[level])]
    assert bills == sorted(bills)
    assert (decision.foretold[ModelId("core/two"), None][Task.CODING].results) == 2


def test_at_a_habits_own_cost_and_at_its_own_quality() -> None:
    """The best share of those no dearer, the lowest bill of those no worse; nothing beside a pick that wasn't ranked."""
    found = [choice("acme/one", 1), choice("acme/two", 2), choice("acme/three", 3), choice("acme/other", 2)]
    told = {
        one.at: {Task.CODING: Foretold(share=share, results=1, vendor=0)}
        for one, share in zip(found, (0.6, 0.5, 0.9), strict=False)
    }
    decision = Decision(
        need=CODING, day=DAY, choices=found, foretold=told, library=dict.fromkeys(ASKED),
        habits={FLAGSHIP: found[1], ARENA: found[3], DEAREST: None},
    )  # fmt: skip
    assert [decision.at_cost(habit) for habit in (FLAGSHIP, ARENA, DEAREST)] == [found[0], found[0], None]
    assert [decision.at_quality(habit) for habit in (FLAGSHIP, ARENA, DEAREST)] == [found[0], None, None]
    assert decision.share(found[3].at) is None


def test_shares_of_several_tasks_count_by_their_parts() -> None:
    """And so do pieces of work; an error costs the same at each, or what the need says."""
    need = Need(name="both", use_case=parse_use_case({"tasks": {"coding": 3, "math": 1}, "error_cost": {"math": 5}}))
    told = {
        Task.CODING: Foretold(share=0.8, results=1, vendor=0),
        Task.MATH: Foretold(share=0.4, results=1, vendor=0),
    }
    decision = Decision(
        need=need, day=DAY, choices=(), foretold={(ModelId("acme/one"), None): told}, library={}, habits={}
    )  # fmt: skip
    assert decision.share((ModelId("acme/one"), None)) == pytest.approx(0.7)
    assert need.pieces[Task.CODING] == 3 * need.pieces[Task.MATH]
    assert need.error_costs("0.1") == {Task.CODING: 0.1, Task.MATH: 0.1}
    assert need.error_costs(OWN) == {Task.CODING: 2.0, Task.MATH: 5.0}


def test_a_need_of_preference_is_asked_by_the_value_of_a_preferred_answer() -> None:
    """A mixed one by both, and quality alone by the word."""
    needs = {
        name: Need(name=name, use_case=preset) for name, preset in (("translation", TRANSLATION), ("mixed", MIXED))
    }
    assert all(need.is_of_preference for need in needs.values())
    assert not CODING.is_of_preference
    for need in needs.values():
        for level in ASKED:
            case = rules.ask(need, level, bundled(), bundled().date).use_case
            assert case.is_quality_only == (level == QUALITY_ONLY)
            if level in LEVELS:
                assert {str(cost.usd) for cost in case.error_costs.values()} == {level}


TRANSLATION = UseCase(tasks={Task.MULTILINGUAL: 1})
MIXED = UseCase(tasks={Task.PREFERENCE: 1, Task.KNOWLEDGE: 1})


def test_of_flagships_of_one_day_the_one_sold_most_is_the_usual() -> None:
    """Not its dearer edition; one without a release isn't new."""
    small, other, old = choice("acme/small", 1), choice("acme/other", 1), choice("acme/old", 100, released=None)
    big, edition = choice("acme/big", 10, places=3), choice("acme/big-pro", 100)
    found = [small, other, big, edition, old, choice("borg/one", 1)]
    assert rules.newest_flagship(found, [result("acme/small")]) == big
    assert rules.newest_flagship([small, other, edition, old], [result("acme/small")]) == edition
    assert rules.newest_flagship([old], [result("acme/old")]) is None
    assert rules.newest_flagship(found, [result("core/one")]) is None


def test_the_leader_is_the_first_on_the_board_that_meets_the_need() -> None:
    """Where none of those printed does there is none, and without a board of before there is no pick."""
    found = [choice("acme/one", 1), choice("borg/one", 2)]
    board = Board(day=DAY, models=(ModelId("core/one"), ModelId("borg/one"), ModelId("acme/one")))
    assert rules.leader(found, board) == found[1]
    assert rules.leader(found, replace(board, models=board.models[:1])) is None
    given = archive()
    decided = rules.decide(CODING, given.on(DAY), benchmarks=given.benchmarks, boards=[replace(board, day=LATER)])
    assert decided.habits[ARENA] is None


def test_the_best_mean_is_of_models_with_a_share_at_each_task() -> None:
    """Each task counts by its part, and of equal means the cheaper is picked."""
    benchmarks = {"one": benchmark("one"), "two": benchmark("two"), "sums": benchmark("sums", Task.MATH)}
    one, two, three = (choice(name, price) for name, price in (("acme/one", 2), ("acme/two", 1), ("acme/three", 1)))
    known: Mapping[str, Mapping[ModelId, float]] = {
        "one": {one.model: 0.4, two.model: 0.5, three.model: 0.9},
        "two": {one.model: 0.6},
        "sums": {one.model: 0.6, two.model: 0.4},
    }
    assert rules.best_mean([one, two, three], {Task.CODING: 1}, known, benchmarks) == three
    assert rules.best_mean([one, two, three], {Task.CODING: 3, Task.MATH: 1}, known, benchmarks) == one
    assert rules.best_mean([one, two], {Task.CODING: 1}, known, benchmarks) == two
    assert rules.best_mean([three], {Task.MATH: 1}, known, benchmarks) is None


def test_without_a_basket_nobody_picks() -> None:
    """What nothing was known of can't be asked."""
    given, math_need = archive(), Need(name="maths", use_case=UseCase(tasks={Task.MATH: 1}))
    decided = rules.decide(math_need, given.on(DAY), benchmarks=given.benchmarks, boards=BOARDS)
    assert (decided.choices, {*decided.habits.values(), *decided.library.values()}) == ((), {None})


def test_where_nothing_fits_there_is_no_pick() -> None:
    """Of the library or of any habit."""
    given = archive()
    narrow = Need(
        name="narrow",
        use_case=parse_use_case({"tasks": "coding", "requirements": {"developer": "core", "max_monthly_cost": 1}}),
    )
    decided = rules.decide(narrow, given.on(DAY), benchmarks=given.benchmarks, boards=BOARDS)
    assert (decided.choices, {*decided.habits.values(), *decided.library.values()}) == ([], {None})


def test_what_cannot_be_costed_is_no_choice() -> None:
    """Where nobody publishes a price of audio, no bill for it can be told, and nobody picks."""
    given = archive()
    workload = {"requests_per_month": 1000, "input_tokens": 1000, "output_tokens": 100, "audio_tokens": 100}
    heard = Need(name="heard", use_case=parse_use_case({"tasks": "coding", "workload": workload}))
    decided = rules.decide(heard, given.on(DAY), benchmarks=given.benchmarks, boards=BOARDS)
    assert (decided.choices, {*decided.habits.values(), *decided.library.values()}) == ([], {None})


def test_a_model_stands_at_its_first_place_on_a_board(tmp_path: Path) -> None:
    """Under whatever name; a name without an id is nobody, and boards are in order of days."""
    path = tmp_path / "boards.csv"
    path.write_text(
        "day,name,rating,model,url\n2026-06-01,a,3,acme/one,\n2026-06-01,b,2,,\n2026-06-01,a-high,1,acme/one,\n"
        "2026-05-01,c,1,core/one,\n",
        encoding="utf-8",
    )
    assert rules.read_boards(path) == [
        Board(day=date(2026, 5, 1), models=(ModelId("core/one"),)),
        Board(day=DAY, models=(ModelId("acme/one"),)),
    ]


def test_what_is_shipped_for_the_replay_fits_the_data() -> None:
    """Boards name models of the registry, best first; eight needs have each a task of their own, and presets follow."""
    for board in rules.read_boards(replay_decisions.BOARDS):
        assert set(board.models) <= set(bundled().models)
    with replay_decisions.BOARDS.open(encoding="utf-8", newline="") as file:
        rows = [(row["day"], -int(row["rating"])) for row in csv.DictReader(file)]
    assert rows == sorted(rows)
    needs = rules.read_needs(replay_decisions.NEEDS, tomllib.loads(replay_decisions.NEEDS.read_text(encoding="utf-8")))
    assert len({task for need in needs for task in need.tasks}) == len({need.name for need in needs}) == 8
    assert [need.use_case.preset for need in rules.preset_needs()] == list(PRESETS)


# The judge


def test_only_later_results_of_independent_hands_judge() -> None:
    """The first judge by results of the task; of nobody who wasn't measured since, nor of a task of which nothing was."""
    by_itself = [result("acme/one", "late-one", 0.999, measured=LATER, reporter=Reporter.VENDOR)]
    judge, same = (Judge.after(archive(extra), DAY) for extra in ((), by_itself))
    assert judge is not None
    assert judge == same
    assert set(judge.calibration.benchmarks) == {"late-one", "late-two"}
    found = [judge.judge(ModelId(name), Task.CODING) for name in MODELS]
    points = [one.share for one in found if one]
    assert (len(points), [one.results for one in found if one]) == (8, [2] * 8)
    assert points[0] < 0.4
    assert points[-1] > 0.6
    assert judge.judge(ModelId("core/three"), Task.CODING) is None
    assert judge.judge(ModelId("core/two"), Task.MATH) is None
    assert Judge.after(archive(), date(2026, 10, 1)) is None


def test_models_are_set_apart_on_what_both_were_measured_on() -> None:
    """In points, at the tasks alone."""
    benchmarks = {"plain": benchmark("plain"), "more": benchmark("more"), "other": benchmark("other", Task.MATH)}
    first, second = ModelId("acme/one"), ModelId("acme/two")
    judge = Judge(
        benchmarks=benchmarks,
        calibration=Calibration(version="test", fitted=DAY, vendor_offset=0, vendor_sd=0),
        priors={},
        results={},
        shares={"plain": {first: 0.5, second: 0.75}, "more": {second: 0.9}, "other": {first: 0.1, second: 0.2}},
    )
    assert judge.apart([Task.CODING], second, first) == pytest.approx([25])
    assert judge.apart([Task.CODING, Task.MATH], second, first) == pytest.approx([25, 10])


# Figures


def judged(
    day: date,
    need: str,
    came: Sequence[float],
    *,
    told: Sequence[float] = (0.5, 0.6, 0.7),
    sd: float = 0.0,
    results: int = 1,
) -> Verdict:
    """
    Make a verdict on three models at $1, $10 and $100 a month.

    The library picks the first, the flagship is the second and the Arena's first the third.
    """
    found = [choice(name, 10.0**place) for place, name in enumerate(MODELS[:3])]
    return Verdict(
        decision=Decision(
            need=replace(CODING, name=need),
            day=day,
            choices=found,
            foretold={
                one.at: {Task.CODING: Foretold(share=share, results=place, vendor=place % 2)}
                for place, (one, share) in enumerate(zip(found, told, strict=False))
            },
            library=dict.fromkeys(ASKED, found[0]),
            habits={**dict.fromkeys(HABITS), FLAGSHIP: found[1], ARENA: found[2]},
        ),
        judgements={
            Task.CODING: {
                one.at: Judgement(share=share, sd=sd, results=results) for one, share in zip(found, came, strict=False)
            }
        },
        apart={**dict.fromkeys(HABITS, ()), FLAGSHIP: (1.0, 3.0)},
    )


PIECES = CODING.pieces[Task.CODING]


def test_totals_by_hand() -> None:
    """The bill, and for each piece of work gone wrong what an error costs."""
    found = Figures([judged(DAY, "a", (0.5, 0.6, 0.7))])
    (pair,) = found.pairs(picked("1"), habitual(FLAGSHIP))
    assert found.total(pair.verdict, pair.ours, "1")[0] == pytest.approx(1 + 0.5 * PIECES)
    assert found.total(pair.verdict, pair.theirs, "0.01")[0] == pytest.approx(10 + 0.4 * 0.01 * PIECES)
    assert found.total(pair.verdict, pair.theirs, OWN)[0] == pytest.approx(10 + 0.4 * 2 * PIECES)
    times = found.mean([found.times_total(pair, "1")], of=np.exp)
    assert times.value == pytest.approx((1 + 0.5 * PIECES) / (10 + 0.4 * PIECES))
    assert found.mean([found.better(pair)]).value == pytest.approx(-10)
    assert found.mean([found.times_bill(pair)], of=np.exp).value == pytest.approx(0.1)
    assert [cell.value for cell in found.apart(FLAGSHIP)] == [2]
    assert math.isnan(found.mean([]).value)


def test_ranges_come_from_needs_days_and_what_later_results_leave_open() -> None:
    """One decision that is sure has no width; an open one has its own, but a model beside itself has none."""

    def apart(*verdicts: Verdict, habit: str = FLAGSHIP) -> tuple[float, float, float]:
        found = Figures(verdicts)
        range_ = found.mean(found.better(pair) for pair in found.pairs(picked("1"), habitual(habit)))
        return range_.low, range_.value, range_.high

    assert apart(judged(DAY, "a", (0.5, 0.6))) == pytest.approx((-10, -10, -10))
    # Two errors of 3 points, the same on both days: ±1.645 √18.
    wide = apart(*(judged(day, "a", (0.5, 0.6), sd=0.03) for day in (DAY, LATER)))
    assert wide == pytest.approx((-10 - 6.98, -10, -10 + 6.98), abs=0.6)
    itself = judged(DAY, "a", (0.5, 0.6), sd=0.03)
    itself = replace(
        itself, decision=replace(itself.decision, habits=dict.fromkeys(HABITS, itself.decision.choices[0]))
    )
    assert apart(itself) == pytest.approx((0, 0, 0))
    assert apart(judged(DAY, "a", (0.5, 0.6)), judged(DAY, "b", (0.5, 0.4))) == pytest.approx((-10, 0, 10))


def test_the_second_judge_tells_where_the_first_cannot() -> None:
    """Of pairs of which one, or both, wasn't measured at the task."""
    first, second = judged(DAY, "a", (0.5, 0.6)), judged(DAY, "b", (0.5, 0.6), results=0)
    found = Figures([first, second, judged(DAY, "c", (0.5,))])
    assert [one.by((MODELS_ID[1], None)) for one in found.verdicts] == [1, 2, None]
    names = [
        [pair.verdict.decision.need.name for pair in found.pairs(picked("1"), habitual(FLAGSHIP), judge=judge)]
        for judge in (1, 2)
    ]
    assert names == [["a"], ["b"]]


MODELS_ID = tuple(map(ModelId, MODELS))


def test_without_later_results_nothing_is_judged() -> None:
    """Nobody's pick, whichever judge is asked."""
    found = verdict(replayed()[0].decision, None)
    assert not found.can_judge
    assert {found.by((ModelId(name), None)) for name in MODELS} == {None}
    assert set(found.apart.values()) == {()}


def test_the_same_two_picks_lose_once_where_they_lose_most() -> None:
    """On their worst day, with the days counted; what saves isn't there."""
    found = Figures([judged(DAY, "a", (0.5, 0.9, 0.4)), judged(LATER, "a", (0.5, 0.8, 0.4))])
    (loss,) = found.losses([FLAGSHIP, ARENA], 5)
    assert (loss.habit, loss.level, loss.days) == (FLAGSHIP, "10", 2)
    assert loss.pair.verdict.decision.day == DAY
    assert loss.times == pytest.approx((1 + 5 * PIECES) / (10 + PIECES))


def test_foresight_is_told_apart_from_how_hard_later_benchmarks_are() -> None:
    """All shares are moved by one number of logits, so that all together come out right."""
    found = Figures([judged(DAY, "a", (0.5, 0.4, 0.5))])
    assert {one.model: one.is_pick for one in found.foresights} == {name: name == "acme/one" for name in MODELS[:3]}
    assert found.mean(found.too_high(found.foresights)).value == pytest.approx(0, abs=1e-6)
    raw = [cell.value for cell in found.too_high(found.foresights, as_foretold=True)]
    assert [np.atleast_1d(value)[0] for value in raw] == pytest.approx([0, 20, 20])
    assert found.harder[DAY, Task.CODING] < 0
    assert not Figures([judged(DAY, "a", (0.5, 0.4), results=0)]).foresights


def test_shares_move_by_logits() -> None:
    """To the mean asked for, and by nothing where there is nothing to go by."""
    assert moved(0.5, math.log(3)) == pytest.approx(0.75)
    assert shift([(0.5, 0.75)]) == pytest.approx(math.log(3))
    assert shift([]) == 0


# Efforts

LADDER = EffortLadder(levels=(Effort.LOW, Effort.MEDIUM, Effort.HIGH), default=Effort.MEDIUM)


def at_efforts(
    shares: Sequence[float], came: Sequence[float], *, picked_effort: Effort = Effort.LOW, level_of: float = 1.0
) -> Verdict:
    """Make a verdict on one model at low, medium and high for $1, $10 and $100, of which the library picks one."""
    found = [
        replace(choice("acme/one", 10.0**place * level_of), effort=effort)
        for place, effort in enumerate((Effort.LOW, Effort.MEDIUM, Effort.HIGH))
    ]
    pick = next(one for one in found if one.effort is picked_effort)
    return Verdict(
        decision=Decision(
            need=CODING,
            day=DAY,
            choices=found,
            foretold={
                one.at: {Task.CODING: Foretold(share=share, results=1, vendor=0)}
                for one, share in zip(found, shares, strict=True)
            },
            library=dict.fromkeys(ASKED, pick),
            habits=dict.fromkeys(HABITS),
            defaults={ModelId("acme/one"): Effort.MEDIUM},
        ),
        judgements={
            Task.CODING: {
                one.at: Judgement(share=share, sd=0.0, results=2, at_effort=place)
                for place, (one, share) in enumerate(zip(found, came, strict=True))
            }
        },
        apart=dict.fromkeys(HABITS, ()),
    )


def test_a_pick_stands_beside_its_model_at_the_default_and_at_the_highest_effort() -> None:
    """At low for $1 it saves $9 and $99 of the bill; where the shares differ by two points it isn't the same quality."""
    found = Figures([at_efforts((0.5, 0.6, 0.7), (0.595, 0.6, 0.62))])
    for beside, usd, points, same in (("its default", 9, -0.5, 1), ("its highest", 99, -2.5, 0)):
        (pair,) = chosen_efforts.pairs_of(found, "1", beside)
        assert (pair.ours.effort, [cell.value for cell in chosen_efforts.saved(found, [pair])]) == (Effort.LOW, [usd])
        assert found.mean([found.better(pair)]).value == pytest.approx(points)
        (total,) = chosen_efforts.saved(found, [pair], "1")
        assert np.atleast_1d(total.value)[0] == pytest.approx(usd + points / 100 * PIECES)
        assert len(chosen_efforts.same_quality(found, [pair])) == same
        assert not chosen_efforts.measured_at_both(pair)


def test_where_there_is_nothing_to_choose_no_effort_was_chosen() -> None:
    """A model with one effort, one whose default isn't known, and no pick at all; the highest is known without a default."""
    one = at_efforts((0.5, 0.6, 0.7), (0.5, 0.6, 0.7), picked_effort=Effort.MEDIUM).decision
    assert chosen_efforts.other_effort(one, "1", "its default") == (one.choices[1], one.choices[1])
    nobody = replace(one, library=dict.fromkeys(ASKED))
    assert chosen_efforts.other_effort(nobody, "1", "its highest") is None
    unknown = replace(one, defaults={})
    assert chosen_efforts.other_effort(unknown, "1", "its default") is None
    assert chosen_efforts.other_effort(unknown, "1", "its highest") == (one.choices[1], one.choices[2])
    single = replace(one, choices=one.choices[1:2])
    assert chosen_efforts.other_effort(single, "1", "its highest") is None
    assert chosen_efforts.best_efforts(single, "1") == set()


def test_the_effort_that_is_chosen_is_the_one_of_the_least_expected_cost() -> None:
    """By quality alone the best share."""
    decision = at_efforts((0.5, 0.6, 0.7), (0.5, 0.6, 0.7)).decision
    model_id = ModelId("acme/one")
    assert chosen_efforts.best_efforts(decision, "0") == {(model_id, Effort.LOW)}
    # A tenth of the work is worth more than $90, and more than $9, only where errors are dear.
    assert chosen_efforts.best_efforts(decision, str(2 * 90 / PIECES * 10)) == {(model_id, Effort.HIGH)}
    assert chosen_efforts.best_efforts(decision, str(2 * 9 / PIECES * 10)) == {(model_id, Effort.MEDIUM)}
    assert chosen_efforts.best_efforts(decision, QUALITY_ONLY) == {(model_id, Effort.HIGH)}


def test_how_much_too_high_the_chosen_effort_was_foretold_beside_all() -> None:
    """Right at two and ten points too high at the third, which quality alone takes: two thirds of ten above the mean."""
    found = Figures([at_efforts((0.5, 0.5, 0.6), (0.5, 0.5, 0.5))])
    every = list(chosen_efforts.told(found))
    assert [one.at_effort for one in every] == [0, 1, 2]
    assert [one.foresight.effort for one in every if one.chosen[QUALITY_ONLY]] == [Effort.HIGH]
    values = [np.atleast_1d(cell.value)[0] for cell in page.beside_all(found, every)]
    assert values[-1] > 6
    assert page.beside_all(found, every[:1]) == []
    text = "\n".join((*page.effort_foresight(found), *page.chosen_efforts(found)))
    assert "| chosen by quality alone | 1 |" in text
    assert "low 1." in text
    assert "nan" not in text


def test_habits_take_what_runs_unasked() -> None:
    """The default, and where it isn't known or isn't there the highest."""
    found = at_efforts((0.5, 0.6, 0.7), (0.5, 0.6, 0.7)).decision.choices
    name = ModelId("acme/one")
    assert rules.unasked(found, {name: LADDER}) == [found[1]]
    assert rules.unasked(found, {name: replace(LADDER, default=None)}) == rules.unasked(found, {}) == [found[2]]
    assert rules.unasked([found[0]], {name: LADDER}) == [found[0]]


def test_efforts_are_judged_by_steps_and_their_results_are_counted() -> None:
    """Of an effort that wasn't measured since, what others of the model say; the rest of its doubt is its own."""
    measured = [
        result(name, key, score, measured=LATER, effort=effort)
        for name in MODELS
        for key in ("late-one", "late-two")
        for effort, score in (("low", 0.4), ("high", 0.6))
    ]
    given = archive()
    judge = Judge.after(replace(given, results=[*given.results, *measured]), DAY)
    assert judge is not None
    name = ModelId("acme/one")
    low, medium, high = (judge.judge(name, Task.CODING, each) for each in (Effort.LOW, Effort.MEDIUM, Effort.HIGH))
    assert low is not None
    assert medium is not None
    assert high is not None
    assert low.share < medium.share < high.share
    assert (low.at_effort, medium.at_effort, high.at_effort) == (2, 0, 2)
    assert judge.judge(name, Task.CODING, Effort.LOW) is low


def test_what_is_open_of_all_efforts_alike_is_drawn_once() -> None:
    """Two efforts that are open as far differ by nothing; the part that one is open more is its own."""
    one = at_efforts((0.5, 0.6, 0.7), (0.5, 0.5, 0.5))
    judged = {at: replace(each, sd=0.05) for at, each in one.judgements[Task.CODING].items()}
    found = Figures([replace(one, judgements={Task.CODING: judged})])
    (pair,) = chosen_efforts.pairs_of(found, "1", "its default")
    assert np.allclose(found.better(pair).value, 0)
    wider = {**judged, pair.ours.at: replace(judged[pair.ours.at], sd=0.13)}
    found = Figures([replace(one, judgements={Task.CODING: wider})])
    (pair,) = chosen_efforts.pairs_of(found, "1", "its default")
    assert np.std(np.asarray(found.better(pair).value)[1:]) == pytest.approx(12, rel=0.1)


# The page


def head(days: Sequence[date] = (DAY,)) -> page.Head:
    """Make a head."""
    return page.Head(
        command="it", version="1", day=DAY, newest=DAY, needs=[CODING], known_shares=[0.5 for _ in days], boards=[DAY]
    )


def test_the_page_says_what_is_met_and_what_is_missed() -> None:
    """As the figures stand; nothing of habits that were never judged."""
    found = Figures([judged(day, "a", (0.5, 0.9, 0.4)) for day in fortnights(DAY, LATER)])
    text = page.write(head(found.days), found)
    flagship, arena = ("newest flagship of the biggest developer", "first of the Arena")
    assert f"- times the total cost of “{flagship}” at $10 an error: 5.00 (5 judgements)\n" in text
    assert f"- times the total cost of “{arena}” at $1 an error: 0.83 (5 judgements)\n" in text
    assert f"- points better at the cost of “{arena}”" not in text
    assert "of “cheapest” at $1" not in text
    assert "| 2026-06-01 | a | acme/one | acme/two | $10 | 1 | 50 (0) | 50 | 10 | 60 (1) | 90 | 5.00 | 5 |" in text
    assert "nan" not in text


def test_the_page_counts_what_is_not_judged() -> None:
    """No pick, no benchmark since, no result since; by the second judge."""
    one = judged(DAY, "a", (0.5,))
    whys = [page.why(one, at) for at in (None, *((model, None) for model in MODELS_ID[:2]))]
    assert whys == ["no pick", "first", "not measured"]
    assert page.why(replace(one, judgements={Task.CODING: {}}), (MODELS_ID[0], None)) == "no benchmark"
    assert page.why(judged(DAY, "a", (0.5,), results=0), (MODELS_ID[0], None)) == "second"


def test_needs_of_preference_stand_apart() -> None:
    """They count for no target."""
    one, other = judged(DAY, "a", (0.9, 0.4, 0.4)), judged(DAY, "b", (0.5, 0.9, 0.9))
    rated = replace(other, decision=replace(other.decision, need=Need(name="b", use_case=MIXED)))
    rated = replace(
        rated,
        judgements=dict.fromkeys(MIXED.tasks, other.judgements[Task.CODING]),
        decision=replace(
            rated.decision,
            foretold={
                model: dict.fromkeys(MIXED.tasks, told[Task.CODING]) for model, told in other.decision.foretold.items()
            },
        ),
    )
    text = page.write(head(), Figures([one, rated]))
    assert "Answers to b are preferred rather than right" in text
    assert "times the total cost of" not in text
    assert "| preference | newest flagship of the biggest developer | –" not in text


def test_a_page_without_a_single_answer() -> None:
    """Nothing fits, nothing is judged, and the page says so."""
    empty = judged(DAY, "a", ())
    nobody = replace(
        empty,
        decision=replace(
            empty.decision, choices=(), foretold={}, library=dict.fromkeys(ASKED), habits=dict.fromkeys(HABITS)
        ),
        apart=dict.fromkeys(HABITS, ()),
    )
    text = page.write(head(), Figures([nobody]))
    assert "nan" not in text
    assert "0 of 0 are as they should be; 27 more can't be told." in text
    assert "- nothing" in text


def test_the_replay_writes_the_same_page_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To a file or printed; what has to be called stands in it."""
    monkeypatch.setattr(Archive, "read", lambda _: archive())
    monkeypatch.setattr(replay_decisions, "preset_needs", list)
    needs = tmp_path / "needs.toml"
    needs.write_text('[coding]\nname = "coding"\ntasks = "coding"\n', encoding="utf-8")
    monkeypatch.setattr(replay_decisions, "NEEDS", needs)
    output = tmp_path / "advice.md"
    asked = ["data", "--first", "2026-06-01", "--last", "2026-06-01"]
    replay_decisions.main([*asked, "--output", str(output)])
    replay_decisions.main(asked)
    text = capsys.readouterr().out
    assert output.read_text(encoding="utf-8") == text
    assert "registry-tools evaluate advice data --first 2026-06-01 --last 2026-06-01 --output" in text
    assert replay_decisions.command(replay_decisions.FIRST, replay_decisions.LAST).count("--") == 1


def test_an_archive_is_read_from_a_folder(tmp_path: Path) -> None:
    """A result without a day has that of its source."""
    data = folder(tmp_path)
    (data / "benchmarks.toml").write_text(
        '[exam]\nname = "Exam"\ntask = "math"\nscale = "share"\n[exam.evidence.record]\n'
        'source = "page"\nstatus = "reported"\nas_of = 2026-11-01\n',
        encoding="utf-8",
    )
    (data / "results").mkdir()
    (data / "results/page.csv").write_text(
        "model,benchmark,score,stderr,items,effort,measured,reporter,url\n"
        "acme/one,exam,0.5,,,,2026-05-01,independent,\nacme/one,exam,0.6,,,high,,vendor,\n",
        encoding="utf-8",
    )
    given = Archive.read(data)
    assert [one.score for one in given.known(date(2026, 10, 31))] == [0.5]
    assert [one.score for one in given.known(date(2026, 11, 1))] == [0.5, 0.6]
    assert given.traits == [Traits("acme/one", date(2026, 5, 1), None, None)]
    assert [one.score for one in given.later(date(2026, 4, 1))] == [0.5]
