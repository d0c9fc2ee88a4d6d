"""Past decisions: that a day knows nothing later, what each rule picks, how picks are judged, and what the page says."""

import csv
import math
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from factories import benchmark, card, model, offering, period, records, result, schedule, served, source
from folders import folder
from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Calibration
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.needs.use_cases import UseCase
from llm_selection.registry import bundled
from registry_tools.fitting.quality_fit import Traits
from registry_tools.research.advice import page, rules
from registry_tools.research.advice import replay as replay_decisions
from registry_tools.research.advice.days import Archive, months, unannounced
from registry_tools.research.advice.figures import NO_JUDGE, NO_PICK, NOT_MEASURED, Figures, Verdict, verdict
from registry_tools.research.advice.judge import Judge, Judgement, shares
from registry_tools.research.advice.rules import (
    ARENA,
    CHEAPEST,
    DEAREST,
    FLAGSHIP,
    LIBRARY,
    RULES,
    Board,
    Choice,
    Decision,
    Need,
)
from registry_tools.research.quality.metrics import Range

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
        stamped=frozenset(results),
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
    picks = [one.decision.picks[rules.QUALITY_ALONE] for one in (found, *replayed())]
    assert [pick and pick.model for pick in picks] == ["acme/one", "core/two"]


def test_a_day_holds_neither_later_models_nor_later_results() -> None:
    """Nor, without a day of their own, what a source was only read for later."""
    given = archive()
    held = given.registry(DAY)
    assert NEW not in held.models
    assert {one.benchmark for rows in held.results.values() for one in rows} == {"early-one", "early-two"}
    assert held.calibration is not None
    assert set(held.calibration.benchmarks) == {"early-one", "early-two"}
    assert held.calibration.baskets[Task.CODING].benchmarks == ("early-one", "early-two")


def test_ends_of_service_are_news() -> None:
    """One that is over stays over; one that was still to come isn't known of, and nothing is retired for ever."""
    over = offering("acme/one", lifecycle=Lifecycle(stage=Stage.RETIRED, retires=DAY))
    assert unannounced(over, DAY) == over
    comes = replace(over, lifecycle=Lifecycle(stage=Stage.RETIRED, retires=LATER))
    assert unannounced(comes, DAY).lifecycle == Lifecycle(stage=Stage.ACTIVE)
    old = replace(over, lifecycle=Lifecycle(stage=Stage.DEPRECATED, retires=LATER))
    assert unannounced(old, DAY).lifecycle == Lifecycle(stage=Stage.DEPRECATED)


def test_months_follow_each_other() -> None:
    """Across the turn of the year."""
    assert months(date(2025, 11, 1), date(2026, 2, 1)) == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]
    assert months(DAY, DAY) == [DAY]


# Rules


def choice(name: str, price: float, *, released: date | None = DAY, places: int = 1) -> Choice:
    """Make a choice."""
    return Choice(
        model=ModelId(name), released=released, offering=OfferingId(f"host/{name}"), price=price, places=places
    )


def test_each_rule_picks_what_it_says() -> None:
    """Acme has as many results as Borg and comes first by name; its dearer two are flagships, the last is the newest."""
    picks = replayed()[0].decision.picks
    assert {rule: pick and pick.model for rule, pick in picks.items() if rule in rules.HABITS} == {
        FLAGSHIP: "acme/three",
        DEAREST: "core/two",
        CHEAPEST: "acme/one",
        ARENA: "core/one",
    }
    assert set(picks) == set(RULES)
    assert [one.model for one in replayed()[0].decision.choices] == sorted(MODELS)


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
    decided = rules.decide(
        CODING, DAY, registry=given.registry(DAY), known=given.known(DAY), boards=[replace(board, day=LATER)]
    )
    assert decided.picks[ARENA] is None


def test_without_a_basket_nobody_picks() -> None:
    """What nothing was known of can't be asked."""
    given, math_need = archive(), Need(name="maths", use_case=UseCase(tasks={Task.MATH: 1}))
    decided = rules.decide(math_need, DAY, registry=given.registry(DAY), known=given.known(DAY), boards=BOARDS)
    assert (decided.choices, set(decided.picks.values())) == ((), {None})


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
    """Boards name models of the registry, best first; eight needs have each a task of their own."""
    for board in rules.read_boards(replay_decisions.BOARDS):
        assert set(board.models) <= set(bundled().models)
    with replay_decisions.BOARDS.open(encoding="utf-8", newline="") as file:
        rows = [(row["day"], -int(row["rating"])) for row in csv.DictReader(file)]
    assert rows == sorted(rows)
    needs = rules.read_needs(replay_decisions.NEEDS, tomllib.loads(replay_decisions.NEEDS.read_text(encoding="utf-8")))
    assert len({need.task for need in needs}) == len({need.name for need in needs}) == 8


# The judge


def test_only_later_results_of_independent_hands_judge() -> None:
    """And only models that were measured at the task since."""
    by_itself = [result("acme/one", "late-one", 0.999, measured=LATER, reporter=Reporter.VENDOR)]
    judge, same = (Judge.after(archive(extra), DAY) for extra in ((), by_itself))
    assert judge is not None
    assert judge == same
    assert set(judge.calibration.benchmarks) == {"late-one", "late-two"}
    found = [judge.judge(ModelId(name), Task.CODING) for name in MODELS]
    points = [one.points for one in found if one]
    assert (len(points), [one.results for one in found if one]) == (8, [2] * 8)
    assert points[0] < 40
    assert points[-1] > 60
    assert judge.judge(ModelId("core/three"), Task.CODING) is None
    assert judge.judge(ModelId("core/two"), Task.MATH) is None
    assert Judge.after(archive(), date(2026, 10, 1)) is None


def test_models_are_set_apart_on_what_both_were_measured_on() -> None:
    """In points, the right way up, at the task alone; a rating has none, and repeats count once."""
    benchmarks = {
        "plain": benchmark("plain"), "errors": benchmark("errors", higher_is_better=False),
        "other": benchmark("other", Task.MATH), "votes": benchmark("votes", scale=Scale.RATING),
    }  # fmt: skip
    later = [
        result(name, key, score)
        for key, scores in {
            "plain": (0.5, 0.7, 0.8),
            "errors": (0.5, 0.2),
            "other": (0.1, 0.2),
            "votes": (1, 2),
        }.items()
        for name, score in zip(("acme/one", "acme/two", "acme/two"), scores, strict=False)
    ]
    judge = Judge(
        benchmarks=benchmarks,
        calibration=Calibration(version="test", fitted=DAY, vendor_offset=0, vendor_sd=0),
        priors={},
        results={},
        scores=shares(later, benchmarks),
        stamped=shares(later[:2], benchmarks),
    )
    pair = ModelId("acme/two"), ModelId("acme/one")
    assert judge.apart(Task.CODING, *pair) == pytest.approx([30, 25])
    assert judge.apart(Task.CODING, *pair, surely=True) == pytest.approx([20])


# Figures


def judged(
    day: date, need: str, points: Sequence[float], *, sd: float = 0.0, retired: bool | None = None, price: float = 1.0
) -> Verdict:
    """Make a verdict on three models: the library picks the first, the dearest is the second and ten times as dear."""
    found = [choice(name, price * 10 ** (place % 2)) for place, name in enumerate(MODELS[:3])]
    picks = {**dict.fromkeys(RULES), LIBRARY: found[0], DEAREST: found[1]}
    return Verdict(
        decision=Decision(need=replace(CODING, name=need), day=day, choices=found, picks=picks),
        judgements={
            one.model: Judgement(points=value, sd=sd, results=1) for one, value in zip(found, points, strict=False)
        },
        can_judge=True,
        apart={**dict.fromkeys(RULES, ()), DEAREST: (1.0, 3.0)},
        surely=dict.fromkeys(RULES, ()),
        retired={**dict.fromkeys(RULES), LIBRARY: retired},
    )


def test_figures_by_hand() -> None:
    """Lost is to the best there was; with cost weighed, ten times the cost is ten points far above $100."""
    found = Figures([judged(DAY, "a", (50, 60, 70), retired=True), judged(DAY, "b", (40, 36, 10), retired=False)])
    assert [cell.value for cell in found.lost(LIBRARY)] == [20, 0]
    assert [cell.value for cell in found.better(DEAREST)] == [10, -4]
    assert found.mean(found.better(DEAREST)).value == pytest.approx(3)
    assert found.mean(found.dearer(DEAREST), of=np.exp).value == pytest.approx(10)
    assert [cell.value for cell in found.apart(DEAREST)] == [2, 2]
    assert [cell.value for cell in found.retired(LIBRARY)] == [1, 0]
    assert found.hardest == "a"
    dear = Figures([judged(DAY, "a", (50, 60, 70), price=1e5)])
    assert [cell.value for cell in dear.better(DEAREST, cost_weighed=True)] == pytest.approx([0], abs=0.05)
    assert math.isnan(found.mean([]).value)


def test_ranges_come_from_needs_months_and_what_later_results_leave_open() -> None:
    """One decision that is sure has no width; an open one has its own, but a model beside itself has none."""
    sure = Figures([judged(DAY, "a", (50, 60, 70))])
    one = sure.mean(sure.better(DEAREST))
    assert (one.low, one.value, one.high) == pytest.approx((10, 10, 10))
    unsure = Figures([judged(day, "a", (50, 60, 70), sd=3) for day in (DAY, LATER)])
    wide = unsure.mean(unsure.better(DEAREST))
    # Two errors of 3 points, the same in both months: ±1.645 √18.
    assert [wide.low, wide.high] == pytest.approx([10 - 6.98, 10 + 6.98], abs=0.6)
    same = unsure.mean([replace(cell, below=cell.above) for cell in unsure.better(DEAREST)])
    assert (same.low, same.high) == pytest.approx((10, 10))
    apart = Figures([judged(DAY, "a", (50, 60)), judged(DAY, "b", (50, 40))])
    between = apart.mean(apart.better(DEAREST))
    assert (between.low, between.value, between.high) == pytest.approx((-10, 0, 10))


def test_why_a_pick_is_not_judged() -> None:
    """There was none, nothing came of the task, or nothing of the model."""
    one = judged(DAY, "a", (50, 60))
    assert one.why_not(LIBRARY) is None
    assert one.why_not(ARENA) == NO_PICK
    assert replace(one, judgements={}).why_not(LIBRARY) == NOT_MEASURED
    assert replace(one, judgements={}, can_judge=False).why_not(LIBRARY) == NO_JUDGE
    assert replace(one, judgements={}).best is None


def test_whether_a_pick_lasted_is_told_by_todays_dates() -> None:
    """Half a year of them; a pick of the last half year can't be told of."""
    ours = choice("acme/one", 1)
    decision = Decision(need=CODING, day=DAY, choices=[ours], picks={**dict.fromkeys(RULES), LIBRARY: ours})

    def gone(ends: date | None, today: date = date(2027, 1, 1)) -> bool | None:
        sold = offering(ours.offering, model="acme/one", lifecycle=Lifecycle(retires=ends))
        return verdict(decision, None, {ours.offering: sold}, today).retired[LIBRARY]

    assert gone(date(2026, 12, 1)) is True
    assert gone(date(2026, 12, 2)) is False
    assert gone(None) is False
    assert gone(date(2026, 7, 1), today=date(2026, 11, 30)) is None


# The page


def test_words_follow_from_figures() -> None:
    """A range above 0 is better, below worse, across neither."""
    ranges = [Range(value=0, low=low, high=high) for low, high in ((1, 2), (-2, -1), (-1, 1))]
    assert [page.sure(one, "up", "down", "no") for one in ranges] == ["up", "down", "no"]


def test_the_page_says_where_a_habit_wins() -> None:
    """And nothing of habits that were never judged; unknown is a dash."""
    found = Figures([judged(day, "a", (50, 60, 70)) for day in months(date(2026, 1, 1), DAY)])
    head = page.Head(
        command="it", version="1", day=DAY, newest=DAY, needs=[CODING], boards=[DAY],
        known=[
            page.Known(day=day, biggest="Acme", results=1, models=1, eventually=4, later=2) for day in found.days
        ],
    )  # fmt: skip
    text = page.write(head, found)
    assert "turned out better than the library's: 10.0 (10.0 to 10.0) points, at 10.0 (10.0 to 10.0) times" in text
    assert "- a (“most expensive”, 10.0 points at 10.0 times the cost)" in text
    assert "“cheapest” turned out" not in text
    assert "| 2026-01-01 | one 20 |" in text
    assert "nan" not in text


def test_a_page_without_a_single_answer() -> None:
    """Nothing fits, nothing is judged, and the page says so."""
    empty = replace(judged(DAY, "a", ()), judgements={})
    nobody = replace(empty, decision=replace(empty.decision, choices=(), picks=dict.fromkeys(RULES)))
    head = page.Head(
        command="it", version="1", day=DAY, newest=DAY, needs=[CODING], boards=[DAY],
        known=[page.Known(day=DAY, biggest="Acme", results=1, models=1, eventually=0, later=0)],
    )  # fmt: skip
    text = page.write(head, Figures([nobody]))
    assert "nan" not in text
    assert "- nowhere" in text
    assert "| 2026-06-01 | – |" in text


def test_the_replay_writes_the_same_page_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To a file or printed; what has to be called stands in it."""
    monkeypatch.setattr(Archive, "read", lambda _: archive())
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
    """A result without a day has that of its source; those with one of their own are marked."""
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
    assert [one.score for one in given.stamped] == [0.5]
    assert given.traits == [Traits("acme/one", date(2026, 5, 1), None, None)]
    assert [one.score for one in given.later(date(2026, 4, 1))] == [0.5]
