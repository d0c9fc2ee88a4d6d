"""Abilities: hand-worked numbers, the laws of the estimator, and the shipped abilities."""

import csv
import tomllib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import replace
from math import log, sqrt
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from factories import abilities
from fits import BENCHMARKS, CALIBRATION, STRANGER, VOTES, benchmark, line, result, voted
from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Ability, Basket, BenchmarkParameters, Calibration, EffortSteps, Prior
from llm_selection.domain.efforts import Effort, EffortLadder, effort_of
from llm_selection.estimation.abilities import (
    FINE_TUNE_SD,
    Posterior,
    behind,
    loading,
    posterior,
    printed_score,
    work_score,
    work_stderr,
)
from llm_selection.estimation.quality import (
    estimate,
)

DATA = Path(__file__).parents[2] / "data"


def abilities_of(*results: Result, prior: Prior = STRANGER) -> Mapping[Task, Ability]:
    """Estimate abilities from *results*."""
    return abilities(results, BENCHMARKS, CALIBRATION, prior)


def predicted(found: Posterior, name: str) -> float:
    """Return what the line of a benchmark says of a model."""
    parameters = CALIBRATION.benchmarks[name]
    return parameters.intercept + parameters.own_slope * behind(found, BENCHMARKS[name], parameters)[0]


SHARES = st.floats(0.0, 1.0)


RESULTS = st.lists(
    st.builds(
        result,
        st.sampled_from(["math-a", "math-b", "code-a", "made-up", "heart"]),
        SHARES,
        stderr=st.none() | st.floats(0.001, 0.2),
        items=st.none() | st.integers(10, 1000),
        reporter=st.sampled_from(Reporter),
    ),
    max_size=7,
)


def test_one_result_worked_by_hand() -> None:
    """One result on a benchmark without family moves g and u by their shares of the variance."""
    found = abilities_of(result("math-b", 0.625))
    # p' = (.625 - .25) / .75 = .5, so y = 0 and y - c = -.5; slope .8; V(g + u) = .36 + .09 = .45
    # gain on (g + u) = .8 * .45 / (.64 * .45 + .16) = .36 / .448; prior prediction .8 * .5 = .4
    gain = 0.36 / 0.448
    assert found[Task.MATH].mean == pytest.approx(0.5 + gain * (-0.5 - 0.4))
    assert found[Task.MATH].sd == pytest.approx(sqrt(0.45 - 0.8 * gain * 0.45))
    assert (found[Task.MATH].results, found[Task.MATH].direct) == (1, 1)


def test_no_result_leaves_the_prior() -> None:
    """Without results the ability is the prior, widened by the task's deviation."""
    found = abilities_of()
    assert found[Task.MATH] == Ability(mean=0.5, sd=sqrt(0.36 + 0.09), results=0, direct=0)


def test_general_ability_counts_less_in_tasks_of_their_own() -> None:
    """A task with two slopes follows general ability by their ratio; a task without benchmarks by all of it."""
    assert loading(Task.RECALL, BENCHMARKS, CALIBRATION) == pytest.approx(0.7)
    assert loading(Task.SAFETY, BENCHMARKS, CALIBRATION) == 1.0
    assert loading(Task.RECALL, {}, CALIBRATION) == 1.0  # no benchmark says that it is of the task
    assert abilities_of()[Task.RECALL].mean == pytest.approx(0.35)


def test_lower_is_better_is_turned_round() -> None:
    """A low rate of made-up answers is a high factuality."""
    good, bad = abilities_of(result("made-up", 0.05)), abilities_of(result("made-up", 0.6))
    assert good[Task.FACTUALITY].mean > bad[Task.FACTUALITY].mean


def test_ratings_and_points_have_their_own_scales() -> None:
    """Ratings count from 1400 by the hundred, points by the benchmark's own center and spread."""
    assert work_score(1450.0, BENCHMARKS["code-rate"], line()) == pytest.approx(0.5)
    assert work_score(2500.0, BENCHMARKS["code-cash"], CALIBRATION.benchmarks["code-cash"]) == pytest.approx(1.0)
    falling = replace(BENCHMARKS["code-cash"], higher_is_better=False)
    assert work_score(2500.0, falling, CALIBRATION.benchmarks["code-cash"]) == pytest.approx(-1.0)
    assert work_stderr(10.0, BENCHMARKS["code-rate"], line(), expected=0.0) == pytest.approx(0.1)
    assert work_stderr(50.0, BENCHMARKS["code-cash"], CALIBRATION.benchmarks["code-cash"], expected=0.0) == 0.1


def test_shares_stay_off_their_ends() -> None:
    """A perfect score is read as half an item short of it."""
    assert work_score(1.0, BENCHMARKS["math-a"], line(), items=100) == pytest.approx(log(0.995 / 0.005))
    assert work_score(0.0, BENCHMARKS["math-a"], line(), items=10_000) == pytest.approx(log(0.004 / 0.996))


def test_standard_errors_are_stretched_where_the_result_is_expected() -> None:
    """A share's standard error grows towards the ends, up to p = 0.1."""
    assert work_stderr(0.02, BENCHMARKS["math-a"], line(), expected=0.0) == pytest.approx(0.08)
    assert work_stderr(0.02, BENCHMARKS["math-a"], line(), expected=-9.0) == pytest.approx(0.02 / 0.09)


def test_vendors_results_count_for_less() -> None:
    """The developer's own figure moves the estimate less than the same figure from someone else."""
    own, other = (
        abilities_of(result("math-a", 0.8, reporter=by))[Task.MATH] for by in (Reporter.VENDOR, Reporter.INDEPENDENT)
    )
    assert own.mean < other.mean
    assert own.sd > other.sd


def test_results_on_unknown_benchmarks_do_not_count() -> None:
    """A result without parameters changes nothing."""
    assert abilities_of(result("elsewhere", 0.9)) == abilities_of()


def test_many_columns_of_a_family_are_not_independent() -> None:
    """Two tasks of one family say less of general ability than two families would."""
    apart = {**BENCHMARKS, "code-a": replace(BENCHMARKS["code-a"], family=None)}
    rows = [result("math-a", 0.7), result("code-a", 0.9)]
    together = posterior(rows, BENCHMARKS, CALIBRATION, STRANGER).combination({"general": 1.0})
    alone = posterior(rows, apart, CALIBRATION, STRANGER).combination({"general": 1.0})
    assert together[1] > alone[1]


@given(RESULTS, st.data())
def test_order_of_results_does_not_matter(results: list[Result], data: st.DataObject) -> None:
    """The same results in any order give the very same abilities."""
    assert abilities_of(*results) == abilities_of(*data.draw(st.permutations(results)))


@given(RESULTS, st.floats(0.002, 0.3), st.floats(0.1, 0.99), SHARES)
def test_more_precise_result_never_raises_an_sd(
    results: list[Result], stderr: float, factor: float, score: float
) -> None:
    """A smaller standard error makes every ability surer, or leaves it."""
    rough = abilities_of(*results, result("math-a", score, stderr=stderr))
    fine = abilities_of(*results, result("math-a", score, stderr=stderr * factor))
    assert all(fine[task].sd <= rough[task].sd + 1e-9 for task in fine)


@given(RESULTS, st.floats(0.002, 0.3) | st.none(), SHARES, SHARES)
def test_better_score_never_lowers_its_own_prediction(
    results: list[Result], stderr: float | None, one: float, two: float
) -> None:
    """Doing better on a benchmark never makes us expect less on it."""
    low, high = sorted((one, two))
    expected = [
        predicted(
            posterior([*results, result("math-a", score, stderr=stderr)], BENCHMARKS, CALIBRATION, STRANGER), "math-a"
        )
        for score in (low, high)
    ]
    assert expected[0] <= expected[1] + 1e-9


@given(RESULTS)
def test_results_never_make_abilities_less_sure(results: list[Result]) -> None:
    """Every ability is at least as sure as before any result."""
    before, after = abilities_of(), abilities_of(*results)
    assert all(after[task].sd <= before[task].sd + 1e-9 for task in after)


def tuned_abilities(base: Iterable[Result], *own: Result) -> Mapping[Task, Ability]:
    """Estimate abilities of a fine-tune from its base's results and its own."""
    return abilities(own, BENCHMARKS, CALIBRATION, STRANGER, bases=[base])


def test_a_fine_tune_worked_by_hand() -> None:
    """One result of the base, one of the fine-tune: two normal variables that share general ability and a deviation."""
    # Each scores 0.5 on heart: a work score of 0, half a logit above its intercept of -0.5.
    # With g and d for general ability and the deviation at recall, the base's ability a = 0.7 g + d there, and the
    # fine-tune's a + m has moved by m = 0.7 x + y with sds of 0.6 and 0.6. Before any result:
    mean, base, moved, noise = 0.7 * 0.5, 0.49 * 0.36 + 0.36, 0.49 * 0.36 + 0.36, 0.16
    # Observed: a + noise = 0.5 and a + m + noise = 0.5. In turn:
    after = base - base**2 / (base + noise)
    middle = mean + base / (base + noise) * (0.5 - mean)
    wide = after + moved
    expected = middle + wide / (wide + noise) * (0.5 - middle)
    sd = sqrt(wide - wide**2 / (wide + noise))
    found = tuned_abilities([result("heart", 0.5)], result("heart", 0.5))[Task.RECALL]
    assert [found.mean, found.sd] == pytest.approx([expected, sd])
    assert (found.results, found.direct) == (1, 1)


@given(RESULTS)
def test_a_fine_tune_without_results_is_its_base_less_surely(base: list[Result]) -> None:
    """It has the base's mean at every task, a wider sd, and no result to its name."""
    started, tuned = abilities_of(*base), tuned_abilities(base)
    loadings = {task: loading(task, BENCHMARKS, CALIBRATION) for task in tuned}
    for task, ability in tuned.items():
        assert ability.mean == pytest.approx(started[task].mean, abs=1e-9)
        moved = (loadings[task] * FINE_TUNE_SD) ** 2 + CALIBRATION.task_sd[task] ** 2
        assert ability.sd == pytest.approx(sqrt(started[task].sd ** 2 + moved))
        assert (ability.results, ability.direct) == (0, 0)


@given(RESULTS, RESULTS, st.data())
def test_own_results_never_make_a_fine_tune_less_sure(
    base: list[Result], own: list[Result], data: st.DataObject
) -> None:
    """Each more result of its own, or of its base, leaves every ability as sure or surer; their order doesn't matter."""
    found = tuned_abilities(base, *own)
    for fewer in (tuned_abilities(base, *own[1:]), tuned_abilities(base[1:], *own), tuned_abilities(base)):
        assert all(found[task].sd <= fewer[task].sd + 1e-9 for task in found)
    assert found == tuned_abilities(data.draw(st.permutations(base)), *data.draw(st.permutations(own)))


@given(RESULTS, SHARES, st.sampled_from(["math-a", "math-b", "code-a", "made-up", "heart"]))
def test_one_result_moves_a_fine_tune_from_its_base_towards_it(base: list[Result], score: float, name: str) -> None:
    """What is then expected on that benchmark lies between what the base would do and what was measured."""
    one = BENCHMARKS[name]
    found = [posterior(own, BENCHMARKS, CALIBRATION, STRANGER, bases=[base]) for own in ([], [result(name, score)])]
    assume(not any(seen.outlier for each in found for seen in each.observations))
    before, after = (predicted(each, name) for each in found)
    low, high = sorted((before, work_score(score, one, CALIBRATION.benchmarks[name])))
    assert low - 1e-9 <= after <= high + 1e-9


@given(RESULTS, RESULTS, st.sampled_from([Task.MATH, Task.CODING, Task.RECALL, Task.SAFETY]))
def test_an_influence_is_what_leaving_the_result_out_changes(base: list[Result], own: list[Result], task: Task) -> None:
    """Each result moved the ability by as much as it moves when everything is computed again without it."""
    found = posterior(own, BENCHMARKS, CALIBRATION, STRANGER, bases=[base])
    assume(not any(one.outlier for one in found.observations))
    whole = found.ability(task).mean
    influences = list(found.influences(task))
    assert [abs(one.by) for one in influences] == sorted((abs(one.by) for one in influences), reverse=True)
    for place, left_out in enumerate([*own, *base]):
        rest = [one for index, one in enumerate([*own, *base]) if index != place]
        mine = len(own) - (place < len(own))
        fewer = posterior(rest[:mine], BENCHMARKS, CALIBRATION, STRANGER, bases=[rest[mine:]])
        assume(not any(one.outlier for one in fewer.observations))
        without = fewer.ability(task)
        match = [
            one
            for one in influences
            if one.result == left_out
            and one.by == pytest.approx(whole - without.mean, abs=1e-7)
            and one.sd == pytest.approx(without.sd, abs=1e-7)
        ]
        assert match
        influences.remove(match[0])
    assert not influences


def test_a_gross_error_does_not_decide() -> None:
    """A result far off where the others put it counts as one four of its sds off, and is marked."""
    good = [result(name, score) for name, score in (("math-a", 0.5), ("math-b", 0.7), ("code-a", 0.6), ("heart", 0.5))]
    good = [replace(one, stderr=0.01) for one in good * 3]
    truth, wrong = (
        posterior([*good, result("math-a", score)], BENCHMARKS, CALIBRATION, STRANGER) for score in (0.5, 0.0)
    )
    assert [one.outlier for one in truth.influences(Task.MATH)] == [False] * 13
    marked = [one for one in wrong.influences(Task.MATH) if one.outlier]
    assert [one.result.score for one in marked] == [0.0]
    # Logit .004 is 5.5 below the middle; with a noise of .4 it is read 1.6 below what all of them make expect.
    assert truth.ability(Task.MATH).mean - wrong.ability(Task.MATH).mean < 0.25
    assert wrong.ability(Task.MATH).sd == pytest.approx(truth.ability(Task.MATH).sd)


def test_what_one_crowd_prefers_is_a_part_of_the_ability_to_please_it() -> None:
    """Where the boards are one crowd's, what its boards share counts; where they are of two crowds, it doesn't."""
    liked = result("votes", 1550.0)
    alone, mixed = (
        posterior([liked], VOTES, voted(*boards), STRANGER).ability(Task.PREFERENCE)
        for boards in (("votes",), ("votes", "jury"))
    )
    found = posterior([liked], VOTES, voted("votes"), STRANGER)
    assert alone.mean == pytest.approx(behind(found, VOTES["votes"], voted("votes").benchmarks["votes"])[0])
    # 1550 is 1.5 on the working scale, (1.5 - .1) / .5 = 2.8 of ability; the crowd's taste explains most of it.
    assert alone.mean > 2.5
    assert mixed.mean < 1.5
    # A residual of 8 points is 0.16 of ability; without a result from the crowd, its taste is as unknown as before.
    assert alone.sd < 0.17
    assert posterior([], VOTES, voted("votes"), STRANGER).ability(Task.PREFERENCE).sd > 0.9


def test_printed_scores_are_work_scores_turned_back() -> None:
    """Both ways, on each scale and direction."""
    falling = replace(BENCHMARKS["code-cash"], higher_is_better=False)
    for one, score in ((BENCHMARKS["math-b"], 0.625), (BENCHMARKS["made-up"], 0.2), (BENCHMARKS["code-rate"], 1433.0),
                       (BENCHMARKS["code-cash"], 2600.0), (falling, 2600.0)):  # fmt: skip
        parameters = CALIBRATION.benchmarks[one.id]
        assert printed_score(work_score(score, one, parameters), one, parameters) == pytest.approx(score)


def rows(path: Path) -> list[dict[str, str]]:
    """Read a table."""
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def shipped() -> tuple[dict[str, Benchmark], Calibration, dict[str, Prior], dict[str, list[Result]]]:
    """Read the parameters and results that are shipped."""
    record = tomllib.loads((DATA / "calibration/calibration.toml").read_text())
    calibration = Calibration(
        version=record["version"],
        fitted=record["fitted"],
        vendor_offset=record["vendor_offset"],
        vendor_sd=record["vendor_sd"],
        task_sd={Task(task): sd for task, sd in record["task_sd"].items()},
        family_sd=record["family_sd"],
        benchmarks={
            row.pop("benchmark"): BenchmarkParameters(**{key: float(cell) for key, cell in row.items() if cell})
            for row in rows(DATA / "calibration/benchmarks.csv")
        },
        baskets={
            Task(task): Basket(**{**basket, "benchmarks": tuple(basket["benchmarks"])})
            for task, basket in record["baskets"].items()
        },
        effort_steps=EffortSteps(**record["effort_steps"]),
    )
    benchmarks = {
        key: benchmark(
            key,
            Task(one["task"]),
            scale=Scale(one["scale"]),
            guess=one.get("guess_share"),
            family=one.get("family"),
            higher=one.get("higher_is_better", True),
        )
        for key, one in tomllib.loads((DATA / "benchmarks.toml").read_text()).items()
    }
    priors = {
        row["model"]: Prior(mean=float(row["mean"]), sd=float(row["sd"]))
        for row in rows(DATA / "calibration/priors.csv")
    }
    results: dict[str, list[Result]] = defaultdict(list)
    for row in (row for path in sorted((DATA / "results").glob("*.csv")) for row in rows(path)):
        results[row["model"]].append(
            replace(
                result(
                    row["benchmark"],
                    float(row["score"]),
                    stderr=float(row["stderr"]) if row["stderr"] else None,
                    items=int(row["items"]) if row["items"] else None,
                    reporter=Reporter(row["reporter"]),
                ),
                effort=row["effort"] or None,
            )
        )
    return benchmarks, calibration, priors, results


def test_shipped_abilities_follow_from_shipped_results() -> None:
    """The table of abilities is what the run-time code makes of results and parameters, for every model."""
    benchmarks, calibration, priors, results = shipped()
    table = {(row["model"], row["task"]): row for row in rows(DATA / "calibration/abilities.csv")}
    assert {model for model, _ in table} == set(results)
    at_efforts = {
        (row["model"], row["task"], row["effort"]): row for row in rows(DATA / "calibration/effort_abilities.csv")
    }
    for model, mine in results.items():
        known = posterior(
            mine,
            benchmarks,
            calibration,
            priors[model],
            ladders=[ladder_of(model)],
            developer=model.partition("/")[0],
        )
        for task in calibration.task_sd:
            row, ability = table[model, task.value], known.ability(task)
            assert (ability.mean, ability.sd) == approximately(row)
            assert (ability.results, ability.direct) == (int(row["results"]), int(row["direct"]))
            assert (ability.effort or "") == row["effort"]
            asked = {*known.efforts.levels, *({Effort.NONE} if (model, task.value, "none") in at_efforts else ())}
            for effort in asked - {ability.effort}:
                found = known.ability(task, effort)
                assert (found.mean, found.sd) == approximately(at_efforts.pop((model, task.value, effort.value)))
    assert not at_efforts


def approximately(row: Mapping[str, str]) -> object:
    """Return mean and standard deviation of a row, to be compared with."""
    return pytest.approx((float(row["mean"]), float(row["sd"])), abs=1e-4)


def ladder_of(model: str) -> EffortLadder | None:
    """Read which efforts a model takes."""
    record = tomllib.loads((DATA / f"models/{model}.toml").read_text()).get("efforts")
    if record is None:
        return None
    default = record.get("default")
    return EffortLadder(
        levels=tuple(map(Effort, record["levels"])), default=None if default is None else Effort(default)
    )


def test_shipped_benchmarks_have_parameters_and_results() -> None:
    """Every benchmark is fitted, every result's benchmark exists, and a basket is of its own task: shares, or one crowd's ratings."""
    benchmarks, calibration, _, results = shipped()
    used = {one.benchmark for mine in results.values() for one in mine}
    assert used == set(benchmarks) == set(calibration.benchmarks)
    for task, basket in calibration.baskets.items():
        assert {benchmarks[key].task for key in basket.benchmarks} == {task}
        scales = {benchmarks[key].scale for key in basket.benchmarks}
        assert scales == {Scale.SHARE if basket.anchor is None else Scale.RATING}


def test_shipped_anchors_stand_where_they_are_rated() -> None:
    """The anchor's ratings are results of its own, and its chance against itself is near even."""
    benchmarks, calibration, priors, results = shipped()
    anchored = {task: basket for task, basket in calibration.baskets.items() if basket.anchor is not None}
    assert set(anchored) == {Task.PREFERENCE, Task.MULTILINGUAL}
    for task, basket in anchored.items():
        mine = results[str(basket.anchor)]
        printed = {one.benchmark: one.score for one in mine}
        assert {name: printed[name] for name in basket.benchmarks} == dict(basket.anchor_ratings)
        found = estimate(
            task,
            abilities(mine, benchmarks, calibration, priors[str(basket.anchor)])[task],
            benchmarks=benchmarks,
            calibration=calibration,
        )
        assert found is not None
        assert 0.45 < found.mean < 0.55


def test_shipped_results_count_once() -> None:
    """No model has two results on one benchmark at one effort."""
    _, _, _, results = shipped()
    assert all(unique((one.benchmark, effort_of(one.effort or "")) for one in mine) for mine in results.values())


def unique(values: Iterable[Hashable]) -> bool:
    """Tell whether no value comes twice."""
    listed = list(values)
    return len(set(listed)) == len(listed)
