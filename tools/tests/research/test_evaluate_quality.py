"""How predictions and choices are judged: by hand-worked numbers, that what is hidden is hidden, and what the page says."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from factories import benchmark, card, offering, period, provider, registry, result, schedule
from factories import model as facts
from folders import folder
from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Ability, Basket, BenchmarkParameters, Calibration, Prior
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.domain.identity import ModelId
from llm_selection.estimation.abilities import (
    behind,
    posterior,
)
from llm_selection.estimation.own_results import DIFFICULTY_SD, NOTHING_KNOWN, UsersWork, trials_of
from llm_selection.estimation.score_prediction import NEWER_WIDER, Peer, predict_from_peers
from registry_tools.fitting import quality as fit_quality
from registry_tools.fitting import quality_fit as model
from registry_tools.fitting import quality_prediction as prediction
from registry_tools.fitting.rank_correlation import spearman
from registry_tools.places import DATA
from registry_tools.research.quality import admission, baselines, metrics, newcomers, own_test, page, picks
from registry_tools.research.quality import benchmark_groups as groups
from registry_tools.research.quality import evaluation as evaluate_quality
from registry_tools.research.quality import hidden_results as evaluation

LABS = ("acme", "bolt", "core", "dawn")
FIRST_DAY = date(2025, 1, 1)
MODELS = 32
SEEN = {"page": date(2026, 10, 1)}


def made_up() -> tuple[dict[str, Benchmark], list[Result], list[model.Traits]]:
    """Make results of models that get better with time, on families, single tests and one that is as good as solved."""
    generator = np.random.default_rng(1)
    traits = [
        model.Traits(f"{LABS[one % 4]}/m{one:02}", FIRST_DAY + timedelta(days=20 * one), None, one % 2 == 0)
        for one in range(MODELS)
    ]
    ability = {trait.model: 0.12 * one - 1.5 + generator.normal(0, 0.4) for one, trait in enumerate(traits)}
    lines = {
        "lmarena-text-overall": (0.0, 0.5), "lmarena-text-overall-2026-10": (0.0, 0.5),
        "livebench-a": (0.3, 1.0), "livebench-b": (-0.3, 1.0), "solved": (4.0, 1.0), "money": (0.0, 1.0),
    } | {f"exam{index:02}": (generator.normal(0, 0.8), 1.0) for index in range(9)}  # fmt: skip
    scales = {"lmarena": Scale.RATING, "money": Scale.POINTS}
    tasks = (Task.MATH, Task.CODING, Task.RECALL)
    benchmarks = {
        key: benchmark(
            key, tasks[place % 3], scale=scales.get(key.partition("-")[0], Scale.SHARE),
            family=key.partition("-")[0] if key.startswith(("lmarena", "livebench")) else None,
        )
        for place, key in enumerate(lines)
    }  # fmt: skip
    results = []
    for place, (key, (level, slope)) in enumerate(lines.items()):
        for one in np.sort(generator.choice(MODELS, 24, replace=False)):
            who = traits[one]
            work = level + slope * ability[who.model] + generator.normal(0, 0.3)
            plain = {Scale.RATING: 1400 + 100 * work, Scale.POINTS: work}
            results.append(
                result(
                    who.model, key, round(plain.get(benchmarks[key].scale, 1 / (1 + math.exp(-work))), 4),
                    reporter=Reporter.VENDOR if place % 5 == 4 else Reporter.INDEPENDENT,
                    measured=who.released + timedelta(days=30) if one % 3 and who.released else None,
                )
            )  # fmt: skip
    return benchmarks, results, traits


@cache
def studied() -> evaluation.Study:
    """Put the made-up results together."""
    return evaluation.study(*made_up(), SEEN)


@cache
def fitted() -> model.Fit:
    """Fit them all."""
    return studied().fit()


@cache
def without_their_groups() -> Sequence[evaluation.Hidden]:
    """Hide group after group of them."""
    return tuple(evaluation.without_groups(studied()))


def outcome(mean: float, sd: float, work: float, *, usual: float = 0.0, rank_by: float = 0.0) -> metrics.Outcome:
    """Make an outcome."""
    foretold = prediction.Prediction(mean=mean, sd=sd, rank_by=rank_by)
    return metrics.Outcome(model="acme/one", benchmark="code-one", prediction=foretold, work=work, usual=usual)


# Metrics


def test_rank_correlation_shares_ties() -> None:
    """Equal values share a rank; without any order there is no correlation."""
    assert spearman([1, 2, 2, 3], [10, 20, 20, 30]) == pytest.approx(1.0)
    # Ranks 0 1 2 3 against 0 2 1 3: 1 - 6 (0 + 1 + 1 + 0) / (4 (16 - 1)).
    assert spearman([1, 2, 3, 4], [1, 3, 2, 4]) == pytest.approx(0.8)
    assert np.isnan(spearman([1, 1], [1, 2]))


def test_points_are_of_the_printed_scale() -> None:
    """A difference on the working scale is one of printed scores; ratings have no points."""
    guessed = benchmark(guess_share=0.25)
    assert metrics.points(math.log(3), benchmark()) == pytest.approx(75)
    assert metrics.points(math.log(3), guessed) - metrics.points(0.0, guessed) == pytest.approx(25 * 0.75)
    assert math.isnan(metrics.points(0.0, benchmark(scale=Scale.RATING)))


def test_a_score_by_hand() -> None:
    """Two results: one foretold exactly, one 25 points and 2.2 standard deviations off."""
    far = math.log(3)  # 75 %
    rows = [outcome(0, 1, 0, usual=far, rank_by=1), outcome(0, 0.5, far, rank_by=2)]
    found = metrics.score(rows, benchmark())
    assert (found.task, found.rows) == (Task.CODING, 2)
    assert found.spearman == pytest.approx(1)
    assert [found.error, found.usual_error, found.bias] == pytest.approx([12.5, 25, -12.5])
    # Squares: 0 and far² foretold, far² and far² by the mean.
    assert found.explained == pytest.approx(0.5)
    assert found.inside == (0.5, 0.5, 0.5)
    root = math.log(math.sqrt(2 * math.pi))
    assert found.log_score == pytest.approx(((0 - 0 - root) + (-0.5 * (far / 0.5) ** 2 - math.log(0.5) - root)) / 2)
    # logistic(1.2816) is .7827, logistic(.6408) is .6549.
    assert found.width == pytest.approx(100 * ((2 * 0.7827 - 1) + (2 * 0.6549 - 1)) / 2, abs=0.01)


def test_intervals_hold_what_lies_inside() -> None:
    """Ends are at .674, 1.282 and 1.645 standard deviations."""
    rows = [outcome(0, 1, work) for work in (0.67, -1.28, 1.64, 1.65)]
    assert metrics.score(rows, benchmark(scale=Scale.RATING)).inside == (0.25, 0.5, 0.75)


def test_what_cannot_be_said_of_a_benchmark_is_nan() -> None:
    """A rating has no points; nothing is explained where the mean was right."""
    found = metrics.score([outcome(0, 1, 0)], benchmark(scale=Scale.RATING))
    assert all(math.isnan(value) for value in (found.error, found.width, found.bias, found.explained, found.spearman))


def test_the_bootstrap_is_the_same_each_time() -> None:
    """Around the value, none wide where nothing differs, and without what can't be said."""
    values = [1.0, 2.0, 4.0, math.nan, 9.0]
    found = metrics.bootstrap(values, np.mean)
    assert found == metrics.bootstrap(values, np.mean)
    assert found.value == 4.0
    assert 1 < found.low < 4 < found.high < 9
    assert metrics.bootstrap([3.0, 3.0], np.median) == metrics.Range(value=3, low=3, high=3)
    assert math.isnan(metrics.bootstrap([math.nan], np.mean).low)


def test_benchmarks_count_the_same() -> None:
    """One of two results is as much as one of one; ranks are told by the median."""
    one = metrics.score([outcome(0, 1, math.log(3))], benchmark())
    two = metrics.score([outcome(0, 1, 0), outcome(0, 1, 0)], benchmark())
    found = metrics.summarise([one, two, replace(two, spearman=0.5)])
    assert (found.tests, found.rows, found.spearman.value) == (3, 5, 0.5)
    assert found.error.value == pytest.approx(25 / 3)
    assert found.inside[0].value == pytest.approx(2 / 3)


# Groups and sources


def test_groups_are_families_or_versions_of_one() -> None:
    """What shares a family, or all but its version, is hidden together."""
    assert groups.group_of(benchmark("livebench-x", family="livebench")) == "livebench"
    assert {groups.group_of(benchmark(key)) for key in ("mrcr-v1", "mrcr-v2-8-needle")} == {"mrcr"}


def test_series_are_one_group() -> None:
    """Whether a member is named by its family, its id or its id without the version."""
    assert groups.group_of(benchmark("hle-with-tools")) == "hle" == groups.group_of(benchmark("hle"))
    assert groups.group_of(benchmark("matharena-apex-2025")) == "contest-math"
    assert groups.group_of(benchmark("lmarena-agent-x", family="lmarena-agent")) == "lmarena"


def test_benchmarks_that_share_a_stem_are_one_group() -> None:
    """In the registry: the same first word, or one's whole name in the other's; unless they are apart on purpose."""
    shipped = fit_quality.read_benchmarks(DATA)
    words = {key: key.split("-") for key in shipped}

    def alike(one: str, other: str) -> bool:
        whole = f"-{one}-" in f"-{other}-" or f"-{other}-" in f"-{one}-"
        return whole or words[one][0] == words[other][0]

    found = {
        tuple(sorted((groups.group_of(shipped[one]), groups.group_of(shipped[other]))))
        for one, other in combinations(shipped, 2)
        if alike(one, other)
    }
    assert {pair for pair in found if pair[0] != pair[1]} == set(groups.APART)


def test_series_are_of_the_registry() -> None:
    """Each member is a group of its own without the table, so none is there for nothing."""
    shipped = fit_quality.read_benchmarks(DATA)
    plain = {one.family or re.sub(r"-(\d.*|v\d.*)$", "", key) for key, one in shipped.items()}
    assert {member for members in groups.SERIES.values() for member in members} <= plain


def test_solved_benchmarks_are_shares_whose_upper_quarter_is_above_nine_in_ten() -> None:
    """The right way up, and at exactly .9 not yet."""
    benchmarks = {
        one.id: one
        for one in (
            benchmark("high"), benchmark("edge"), benchmark("wrong", higher_is_better=False),
            benchmark("elo", scale=Scale.RATING),
        )
    }  # fmt: skip
    scored = {"high": (0.2, 0.95, 0.95, 0.95), "edge": (0.9, 0.9), "wrong": (0.04, 0.05), "elo": (1400, 1500)}
    results = [
        result(f"acme/m{place}", key, score) for key, values in scored.items() for place, score in enumerate(values)
    ]
    traits = [model.Traits(f"acme/m{place}", FIRST_DAY, None, None) for place in range(5)]
    given = evaluation.study(benchmarks, results, traits, SEEN)
    assert evaluation.solved(given) == {"high", "wrong"}
    assert len(given.traits) == 4, "a model without results is no part of it"


def with_work(given: evaluation.Study, row: int, work: float) -> evaluation.Study:
    """Return the study with another score in one row, on the working scale."""
    changed = given.table.work.copy()
    changed[row] = work
    return replace(given, table=replace(given.table, work=changed))


def numbers(found: metrics.Outcome) -> tuple[float, float, float]:
    """Return what was foretold."""
    return found.prediction.mean, found.prediction.sd, found.prediction.rank_by


def row_of(given: evaluation.Study, key: str) -> int:
    """Return the first row of a benchmark."""
    return int(np.flatnonzero(given.table.benchmark == given.table.benchmarks.index(key))[0])


def hidden_outcomes(given: evaluation.Study) -> dict[str, list[metrics.Outcome]]:
    """Return all outcomes with groups hidden, by benchmark."""
    return {
        given.table.benchmarks[hidden.benchmark]: evaluation.outcomes(given, hidden)
        for hidden in evaluation.without_groups(given)
    }


def test_a_hidden_result_changes_no_prediction_of_itself() -> None:
    """Nor any ability behind its group; it does tell of the other models on its benchmark."""
    given = studied()
    row = row_of(given, "livebench-a")
    before, after = hidden_outcomes(given), hidden_outcomes(with_work(given, row, 3.0))
    assert numbers(before["livebench-a"][0]) == pytest.approx(numbers(after["livebench-a"][0]))
    assert numbers(before["livebench-a"][1]) != pytest.approx(numbers(after["livebench-a"][1]))
    assert before["livebench-b"] == after["livebench-b"]
    assert before["exam00"] != after["exam00"]


def test_hidden_benchmarks_are_foretold_better_than_by_their_mean() -> None:
    """In order and in points, with intervals that hold most; whatever the parts."""
    given = studied()
    for parts in (model.ALL_PARTS, evaluate_quality.NO_PARTS):
        found = [
            row
            for hidden in evaluation.without_groups(given, parts=parts)
            for row in evaluation.outcomes(given, hidden, parts=parts)
        ]
        total = metrics.summarise(metrics.scores(found, given.benchmarks).values())
        assert total.tests == 15
        assert total.spearman.value > 0.8
        assert total.error.value < total.usual_error.value * 0.6
        assert 0.6 < total.inside[1].value <= 1


def test_small_benchmarks_are_hidden_but_not_foretold() -> None:
    """With fewer models than asked for, and a group without a large one isn't hidden at all."""
    assert list(evaluation.without_groups(studied(), least=25)) == []


def test_a_hidden_source_tells_nothing_of_its_own_results() -> None:
    """Only what comes from there is foretold."""
    given = studied()
    fit = fitted()
    row = row_of(given, "livebench-a")
    before = evaluation.without_source(given, fit, "LiveBench")
    after = evaluation.without_source(with_work(given, row, 3.0), fit, "LiveBench")
    assert {found.benchmark for found in before} == {"livebench-a", "livebench-b"}
    assert numbers(before[0]) == pytest.approx(numbers(after[0]))
    assert numbers(before[1]) != pytest.approx(numbers(after[1]))
    vendors = {found.benchmark for found in evaluation.without_source(given, fit, "developers' own results")}
    assert vendors == {given.results[at].benchmark for at, _ in enumerate(given.results) if given.table.vendor[at]}
    assert evaluation.without_source(given, fit, "ctala") == []


# Newcomers


def test_shown_results_are_nested_and_never_of_the_group_asked_for() -> None:
    """More are those of fewer and some; too few show nothing."""
    rows = np.arange(6)
    places = np.array(["a", "a", "b", "c", "c", "d"])
    found = list(newcomers.samples(rows, places))
    for shown, subset, asked in found:
        assert len(subset) == (len(rows) - len(asked) if shown is None else shown)
        assert not set(places[subset]) & set(places[asked])
        assert len(set(places[asked])) == 1
    assert {shown for shown, _, _ in found} == {0, 1, 3, None}, "none has ten others"
    by_shown = {shown: set(subset.tolist()) for shown, subset, asked in found if set(places[asked]) == {"a"}}
    assert by_shown[0] < by_shown[1] < by_shown[3] < by_shown[None]
    alone = list(newcomers.samples(np.array([4]), np.array(["a"])))
    assert [shown for shown, _, _ in alone] == [0]


def test_nothing_of_new_models_enters_a_fit_of_before() -> None:
    """Their results change no prediction that they weren't shown for."""
    given = studied()
    cutoff = date(2026, 3, 1)
    new = {trait.model for trait in given.traits if trait.released is not None and trait.released >= cutoff}
    row = next(at for at, one in enumerate(given.results) if one.model in new and one.benchmark == "exam00")
    before, after = newcomers.forward(given, cutoff), newcomers.forward(louder(given, row), cutoff)
    assert {found.model for found in before[0]} == new
    assert [found.prediction for found in before[0]] == [found.prediction for found in after[0]]
    mine = [
        (found.prediction, other.prediction)
        for found, other in zip(before[None], after[None], strict=True)
        if found.model == given.results[row].model
    ]
    changed = [one != other for one, other in mine]
    assert changed.count(False) == 1, "all its other results are told otherwise, not the changed one itself"
    first, most = (metrics.summarise(metrics.scores(before[k], given.benchmarks).values()) for k in (0, None))
    assert most.error.value < first.error.value < first.usual_error.value


def louder(given: evaluation.Study, row: int) -> evaluation.Study:
    """Return the study with a perfect score in one row."""
    results = list(given.results)
    results[row] = replace(results[row], score=0.99)
    return evaluation.study(given.benchmarks, results, given.traits, SEEN)


def test_strictly_only_results_of_before_enter() -> None:
    """Those without a day don't, and benchmarks that fewer than five models are left on aren't foretold."""
    given = studied()
    cutoff = date(2026, 3, 1)
    strict, loose = newcomers.forward(given, cutoff, strict=True), newcomers.forward(given, cutoff)
    assert 0 < len(strict[0]) <= len(loose[0])
    # A result of an old model without a day has no part in it.
    row = next(
        at for at, one in enumerate(given.results)
        if one.measured is None and one.benchmark == "exam00" and one.model == "acme/m00"
    )  # fmt: skip
    assert newcomers.forward(louder(given, row), cutoff, strict=True) == strict
    assert newcomers.forward(louder(given, row), cutoff) != loose
    assert not any(newcomers.forward(given, date(2025, 1, 10)).values()), "too few models are older"


def test_every_model_is_hidden_once() -> None:
    """Each of its results is foretold once for each number shown, as far as there are others."""
    given = studied()
    found = newcomers.cold(given)
    asked = sorted((each.model, each.benchmark) for each in found[0])
    assert asked == sorted((one.model, one.benchmark) for one in given.results)
    total = {k: metrics.summarise(metrics.scores(rows, given.benchmarks).values()) for k, rows in found.items()}
    assert total[None].error.value < total[0].error.value < total[0].usual_error.value


def peers_of(process: prediction.Process, traits: Sequence[model.Traits]) -> list[Peer]:
    """Return the models behind the scores on a benchmark as the run-time code takes them."""
    scores = process.scores
    columns = zip(traits, scores.mean, scores.variance, process.score, scores.noise, strict=True)
    return [
        Peer(
            developer=who.developer, released=who.released, reasoning=who.reasoning, mean=float(mean),
            variance=float(variance), score=float(score), noise=float(noise),
        )
        for who, mean, variance, score, noise in columns
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["exam00", "exam08", "livebench-a"])
def test_models_left_out_are_foretold_as_at_run_time(key: str) -> None:
    """Each from all the others, by the numbers of `llm_selection.estimation.score_prediction`."""
    given = studied()
    place = given.table.benchmarks.index(key)
    process = prediction.likeliest(given.table, fitted(), place, given.traits)
    traits = [given.traits[who] for who in given.table.model[given.table.benchmark == place]]
    peers, told = peers_of(process, traits), process.left_out()
    for at, subject in enumerate(peers):
        others = [*peers[:at], *peers[at + 1 :]]
        mean, variance = predict_from_peers(subject, others, slope=process.cell.slope, sd=process.cell.sd)
        assert told.mean[at] == pytest.approx(mean)
        assert told.variance[at] == pytest.approx(variance + subject.noise)


@pytest.mark.parametrize("key", ["exam00", "exam08", "livebench-a"])
def test_newcomers_are_foretold_as_at_run_time(key: str) -> None:
    """From peers, by the numbers of `llm_selection.estimation.score_prediction`; one newer than all of them less surely."""
    given = studied()
    place = given.table.benchmarks.index(key)
    hidden = {given.table.models.index("acme/m00"), given.table.models.index("dawn/m31")}
    train = given.table.rows(~np.isin(given.table.model, list(hidden)))
    scene = newcomers.Scene.of(train, fitted(), place, given.traits)
    process = scene.process
    peers = peers_of(process, scene.peers)
    for who, wider in (("acme/m00", 1.0), ("dawn/m31", NEWER_WIDER)):
        at = given.table.models.index(who)
        trait = given.traits[at]
        subject = Peer(
            developer=trait.developer, released=trait.released, reasoning=trait.reasoning, mean=0.3, variance=0.1
        )
        ahead, spread = predict_from_peers(subject, peers, slope=process.cell.slope, sd=process.cell.sd)
        row = int(np.flatnonzero(given.table.model == at)[0])
        # Any row of the model will do: what is asked about is told by the scene.
        (found,) = scene.foretell(given.table, [newcomers.Asked(row=row, mean=0.3, variance=0.1)], given.traits)
        noise = float(prediction.single_noise(given.table, np.array([row]))[0])
        shift = model.VENDOR_OFFSET * float(given.table.vendor[row])
        assert found.rank_by == pytest.approx(ahead)
        assert found.mean == pytest.approx(prediction.lower(ahead, process.cell.ceiling) + shift)
        reach = wider * math.sqrt(spread + noise)
        ends = [prediction.lower(ahead + step * reach, process.cell.ceiling) for step in (-1, 1)]
        assert found.sd == pytest.approx((ends[1] - ends[0]) / 2)


def test_abilities_of_newcomers_are_those_of_run_time() -> None:
    """What is shown of a model tells as much as `llm_selection.estimation.quality.posterior` says, results far out included."""
    benchmarks, results, traits = made_up()
    row = next(at for at, one in enumerate(results) if one.model == "acme/m04" and one.benchmark == "exam03")
    results[row] = replace(results[row], score=0.001, stderr=0.01)
    given = evaluation.study(benchmarks, results, traits, SEEN)
    table, fit = given.table, fitted()
    calibration = replace(
        fit_quality.calibrate(table, fit, benchmarks, fit_quality.dated(results, SEEN), traits),
        vendor_offset=fit.vendor,
        task_sd={
            task: float(fit.sd[table.dimensions.index(task.value)]) for task in (Task.MATH, Task.CODING, Task.RECALL)
        },
        family_sd={
            name: float(fit.sd[place]) for place, name in enumerate(table.dimensions) if place > len(Task)
        },
    )  # fmt: skip
    calibration = replace(calibration, benchmarks={
        key: replace(
            calibration.benchmarks[key], intercept=float(fit.intercept[at]), slope=float(fit.slope[at] * fit.loading[at]),
            own_slope=float(fit.slope[at]), residual_sd=float(fit.sigma[at]),
        )
        for at, key in enumerate(table.benchmarks)
    })  # fmt: skip
    who = table.models.index("acme/m04")
    prior = Prior(mean=float(fit.prior_mean[who]), sd=float(fit.prior_sd[who]))
    mine = np.flatnonzero(table.model == who)
    shown, asked = mine[:-2], mine[-2:]
    assert row in shown
    (answers, none) = newcomers.ask(table, fit, who, [(shown, asked), (shown[:0], asked)])
    for subset, found in ((shown, answers), (shown[:0], none)):
        told = posterior([results[at] for at in subset], benchmarks, calibration, prior)
        assert any(one.outlier for one in told.observations) == (len(subset) > 0)
        for one in found:
            key = results[one.row].benchmark
            mean, variance = behind(told, benchmarks[key], calibration.benchmarks[key])
            assert (one.mean, one.variance) == pytest.approx((mean, variance), rel=1e-6)


# A benchmark of one's own


def test_own_benchmarks_are_told_by_the_shipped_code() -> None:
    """The models measured tell the others as they do of a user's own test, and what came has its items' noise beside."""
    given = studied()
    hidden = next(each for each in without_their_groups() if given.table.benchmarks[each.benchmark] == "exam00")
    rows = np.flatnonzero(given.table.benchmark == hidden.benchmark)
    (found,) = own_test.own_test(given, hidden, [0, 3], [5], calibrated())
    results = {place: given.results[rows[place]] for place in (0, 3, 5)}
    curves = {
        place: own_test.basket_curve(
            given.benchmarks["exam00"].task,
            Ability(mean=hidden.mean[place], sd=math.sqrt(hidden.variance[place]), results=0, direct=0),
            given.benchmarks,
            calibrated(),
        )
        for place in results
    }
    scores = tuple(Score(model=results[place].model, share=results[place].score, items=200) for place in (0, 3))
    work = UsersWork(
        {(results[place].model, None): curves[place] for place in (0, 3)},
        trials_of([Evaluation(name="exam00", scores=scores)]),
    )
    standing = work.standing(results[5].model, curves[5])
    mean, variance = standing.mean, standing.shared**2 + standing.own**2
    assert found.model == results[5].model
    assert found.prediction.mean == mean
    stretch = 1 / max(0.09, 1 / (2 + math.exp(abs(mean) + variance / 2) + math.exp(variance / 2 - abs(mean))))
    assert found.prediction.sd**2 == pytest.approx(variance + stretch / 200)
    assert found.prediction.rank_by == hidden.mean[5]
    assert found.usual == pytest.approx(given.table.work[rows[[0, 3]]].mean())


def test_own_benchmarks_that_nobody_was_measured_on() -> None:
    """Then a test is as the basket of its task, give or take; without a basket as the middle of the scale."""
    given = studied()
    hidden = without_their_groups()[0]
    for calibration in (calibrated(), calibrated(baskets=False)):
        (found,) = own_test.own_test(given, hidden, [], [1], calibration)
        ability = Ability(mean=float(hidden.mean[1]), sd=math.sqrt(hidden.variance[1]), results=0, direct=0)
        task = given.benchmarks[given.table.benchmarks[hidden.benchmark]].task
        curve = own_test.basket_curve(task, ability, given.benchmarks, calibration)
        assert found.prediction.mean == pytest.approx(NOTHING_KNOWN.standing(ModelId("acme/m01"), curve).mean)
        assert found.prediction.sd > DIFFICULTY_SD
        assert found.usual == 0


def calibrated(*, baskets: bool = True) -> Calibration:
    """Return a fit on one line whose basket of each task is a benchmark of it, or one without baskets."""
    given = studied()
    line = BenchmarkParameters(intercept=0.2, slope=0.8, own_slope=1.0, residual_sd=0.3)
    exams = {each.task: key for key, each in given.benchmarks.items() if key.startswith("exam")}
    return Calibration(
        version="test", fitted=FIRST_DAY, vendor_offset=0, vendor_sd=0, benchmarks=dict.fromkeys(given.benchmarks, line),
        baskets={task: Basket(benchmarks=(key,)) for task, key in exams.items()} if baskets else {},
    )  # fmt: skip


def test_scores_on_own_benchmarks_are_the_right_way_up() -> None:
    """With a standard error where there is one, and as many items as is usual where nobody says."""
    upright, rate = benchmark(), benchmark(higher_is_better=False)
    assert own_test.scored(result("acme/a", "code-one", 0.3), upright) == Score(model="acme/a", share=0.3, items=200)
    assert own_test.scored(result("acme/a", "code-one", 0.25), rate).share == 0.75
    told = own_test.scored(result("acme/a", "code-one", 0.3, items=50, stderr=0.02), upright)
    assert (told.items, told.stderr) == (50, 0.02)
    told = own_test.scored(result("acme/a", "code-one", 0.3, stderr=0.02), upright)
    assert (told.items, told.stderr) == (None, 0.02)


def test_own_benchmarks_are_shares_and_the_measured_are_not_foretold() -> None:
    """Five draws for each number; more measured models tell more; what developers publish plays no part."""
    given = studied()
    hidden = without_their_groups()
    found = own_test.own_tests(given, hidden, calibrated())
    own = {one.benchmark for one in given.results if one.reporter is Reporter.INDEPENDENT}
    shares = {key for key in own if given.benchmarks[key].scale is Scale.SHARE}
    assert {each.benchmark for each in found[0]} == shares
    for measured, rows in found.items():
        assert len(rows) == own_test.DRAWS * len(shares) * (24 - measured)
    errors = [
        metrics.summarise(metrics.scores(found[measured], given.benchmarks).values()).error.value
        for measured in (0, 1, 10)
    ]
    assert errors == sorted(errors, reverse=True)
    assert found == own_test.own_tests(given, hidden, calibrated())


# Baselines


def test_a_line_through_the_others_by_hand() -> None:
    """Each is foretold from the rest; where it alone sets the line, by their mean."""
    # Without the last, the line is y = x; without the first y = 3 x - 2; without the middle y = 2 x.
    expected, spread = baselines.left_out_line(np.array([0.0, 1.0, 2.0]), np.array([0.0, 1.0, 4.0]))
    assert expected == pytest.approx([-2, 2, 2])
    assert spread == pytest.approx([math.sqrt((4 + 1 + 4) / 3)] * 3)
    expected, _ = baselines.left_out_line(np.array([0.0, 0.0, 1.0]), np.array([1.0, 3.0, 9.0]))
    assert expected[2] == pytest.approx(2)


def test_prices_are_the_developers_own_before_others() -> None:
    """The median of several, on the day, in the standard mode; variants and unpublished rates don't count."""
    day = date(2026, 5, 1)
    early = schedule(period(card("1", "1"), effective=day), period(card("3", "3"), effective=date(2026, 6, 1)))
    made = registry(
        [facts(f"acme/{name}") for name in ("one", "two", "three", "four", "five")],
        providers=[provider("acme", developer="acme"), provider("host"), provider("shop")],
        offerings=[
            offering("acme/one", "acme/one", pricing=early),
            offering("acme/one-fast", "acme/one", pricing=schedule(period(card("9", "9"))), variant=("fast",)),
            offering("host/one", "acme/one", pricing=schedule(period(card("8", "8")))),
            offering("host/two", "acme/two", pricing=schedule(period(card("2", "6")))),
            offering("shop/two", "acme/two", pricing=schedule(period(card("4", "4")))),
            offering("host/three", "acme/three", pricing=schedule(period(card("1", None)))),
            offering("host/four", "acme/four", pricing=schedule(period())),
            offering("host/five", "acme/five"),
        ],
    )
    prices = baselines.Prices.of(made)
    assert prices.on("acme/one", date(2026, 5, 31)) == 1
    assert prices.on("acme/one", date(2026, 6, 1)) == 3
    assert prices.on("acme/one", date(2025, 1, 1)) == 1, "the first known"
    assert prices.on("acme/two", day) == pytest.approx((0.75 * 2 + 0.25 * 6 + 4) / 2)
    assert [prices.on(f"acme/{name}", day) for name in ("three", "four", "five", "six")] == [None] * 4


def known(given: evaluation.Study, **prices: float) -> baselines.Baselines:
    """Return baselines with prices of some models of acme."""
    schedules = {f"acme/{name}": [schedule(period(card(str(price), str(price))))] for name, price in prices.items()}
    return baselines.Baselines(given, baselines.Prices(schedules, {}))


def test_what_baselines_know_by_hand() -> None:
    """The Arena's newest board, older ones shifted; the mean of what isn't hidden; release and price."""
    benchmarks = {
        one.id: one
        for one in (
            benchmark("lmarena-text-overall", scale=Scale.RATING, family="lmarena"),
            benchmark("lmarena-text-overall-2026-10", scale=Scale.RATING, family="lmarena"),
            benchmark("quiz-1"), benchmark("quiz-2"),
        )
    }  # fmt: skip
    old, new = date(2026, 8, 1), date(2026, 10, 1)
    results = [
        result("acme/a", "lmarena-text-overall", 1400, measured=old),
        result("acme/b", "lmarena-text-overall", 1500, measured=old),
        result("acme/a", "lmarena-text-overall-2026-10", 1380, measured=new),
        *(result(f"acme/{name}", "quiz-1", 0.5, measured=old) for name in "abc"),
        *(result(f"acme/{name}", "quiz-2", 0.6, measured=old) for name in "abc"),
    ]
    traits = [model.Traits(f"acme/{name}", FIRST_DAY, None, None) for name in "abc"]
    given = evaluation.study(benchmarks, results, [*traits[:2], replace(traits[2])], SEEN)
    values = known(given, a=2.0).values(given.table.benchmarks.index("quiz-1"))
    # The newer board is 20 points lower: b would have 1480.
    assert values[baselines.ARENA_ALONE][:2] == pytest.approx([-0.2, 0.8])
    # Standardised, a is at -1 and b at +1 on the older board; a alone on the newer one has no spread.
    assert values[baselines.MEAN_OF_AVAILABLE][:2] == pytest.approx([-1, 1])
    assert values[baselines.PRICE][0] == pytest.approx(math.log(2))
    for title in (baselines.ARENA_ALONE, baselines.MEAN_OF_AVAILABLE):
        assert np.isnan(values[title][2]), "c has nothing elsewhere: the other quiz is of the same group"
    assert values[baselines.RELEASE].tolist() == [FIRST_DAY.toordinal()] * 3
    on_arena = known(given).values(given.table.benchmarks.index("lmarena-text-overall"))
    assert np.isnan(on_arena[baselines.ARENA_ALONE]).all()


def test_rivals_are_compared_on_the_rows_that_they_know() -> None:
    """With fewer than ten of them, not at all."""
    given = studied()
    ours = hidden_outcomes(given)
    found = baselines.rivals(known(given, m00=1, m04=2), ours, ["exam00", "livebench-a"])
    assert set(found) == {baselines.ARENA_ALONE, baselines.MEAN_OF_AVAILABLE, baselines.RELEASE}
    arena = found[baselines.ARENA_ALONE]
    for key in ("exam00", "livebench-a"):
        assert arena.theirs[key].rows == arena.ours[key].rows < 25
    assert arena.theirs["exam00"].spearman > 0.5


# Picks


def candidate(points: float, developer: str = "acme", price: float | None = 1.0, **keys: float) -> picks.Candidate:
    """Make a candidate; a rule it isn't known to has no key."""
    rules = (
        picks.OURS,
        picks.ONE_FACTOR,
        picks.NEWEST,
        picks.DEAREST,
        baselines.ARENA_ALONE,
        baselines.MEAN_OF_AVAILABLE,
    )
    told = {"ours": picks.OURS, "newest": picks.NEWEST, "arena": baselines.ARENA_ALONE}
    known = {told[name]: (value,) for name, value in keys.items()}
    return picks.Candidate(
        developer=developer, points=points, released=FIRST_DAY, price=price,
        keys={rule: known.get(rule) for rule in rules} | ({} if price is None else {picks.DEAREST: (price,)}),
    )  # fmt: skip


def test_what_choices_lose_by_hand() -> None:
    """The best has 80 points: whoever picks 60 loses 20, and at random the mean is lost."""
    pool = [
        candidate(80, "bolt", 4.0, ours=2, newest=1),
        candidate(60, "acme", 9.0, ours=3, newest=2),
        candidate(70, "acme", 1.0, ours=1, newest=3, arena=5),
        candidate(10, "acme", None, ours=0, newest=0),
    ]
    found = picks.regrets(pool, "acme")
    assert found[picks.OURS] == 20
    assert found[picks.OURS_OF_THREE] == 0
    assert found[picks.NEWEST] == 10
    assert found[picks.DEAREST] == 20
    assert found[baselines.ARENA_ALONE] == 10, "among those it knows"
    assert found[baselines.MEAN_OF_AVAILABLE] is None
    assert found[picks.RANDOM] == pytest.approx((0 + 20 + 10 + 70) / 4)
    # Acme's known prices are 9 and 1, their median 5: its flagship is the second, though the third is newer.
    assert found[picks.FLAGSHIP] == 20
    assert picks.regrets(pool, "core")[picks.FLAGSHIP] is None


def test_the_cheaper_half() -> None:
    """At most the median of the known prices; a model without one can't be afforded."""
    pool = [candidate(place, price=price) for place, price in enumerate((1.0, 5.0, 3.0, None))]
    assert picks.affordable(pool) == [pool[0], pool[2]]
    assert picks.affordable(pool[3:]) == []


def test_pools_are_of_models_new_when_last_measured() -> None:
    """Of the year before the newest result; those chosen by a rule are judged by what they scored."""
    given = studied()
    ours = hidden_outcomes(given)
    based = known(given, m00=1, m24=2)
    place = given.table.benchmarks.index("exam00")
    day = baselines.newest_day(given, place)
    found = picks.pool(based, ours["exam00"], ours["exam00"], place)
    assert 5 <= len(found) < 24
    assert all(0 <= (day - one.released).days <= 365 for one in found)
    assert {one.points for one in found} <= {
        metrics.points(row.work, given.benchmarks["exam00"]) for row in ours["exam00"]
    }
    assert picks.biggest(based.given.results) in LABS
    lost = picks.all_regrets(based, ours, ours, ["exam00", "lmarena-text-overall"])
    assert set(lost[picks.OURS]) == {"exam00"}, "a rating has no points to lose"
    assert lost[picks.OURS]["exam00"] < lost[picks.RANDOM]["exam00"]
    assert picks.all_regrets(based, ours, ours, ["exam00"], among=picks.affordable) == {}


# Who may win


def test_who_may_win_by_hand() -> None:
    """A rule admits by results outside the group; the best of all is lost where it is left out."""
    given = studied()
    whole = hidden_outcomes(given)
    exam = given.benchmarks["exam00"]
    found = admission.admissions(given, without_their_groups(), whole, ["exam00", "lmarena-text-overall"])
    assert list(found) == [exam.task], "a rating has no points to lose"
    ((any_result, of_task, well_known),) = [list(each.values()) for each in found[exam.task]]
    assert any_result.share == 1.0
    assert well_known.share <= of_task.share <= any_result.share
    place = given.table.benchmarks.index("exam00")
    new = [row for row, is_new in zip(whole["exam00"], picks.are_new(given, place), strict=True) if is_new]
    scored = {row.model: metrics.points(row.work, exam) for row in new}
    first = max(new, key=lambda row: row.prediction.rank_by).model
    assert any_result.lost == pytest.approx(max(scored.values()) - scored[first])


def test_a_model_without_a_result_of_the_task_may_not_win_by_the_stricter_rules() -> None:
    """So where no model has one, nothing is admitted, and there is nothing to lose."""
    given = studied()
    task = given.benchmarks["exam00"].task
    apart = {
        key: one if key == "exam00" or one.task is not task else replace(one, task=Task.SAFETY)
        for key, one in given.benchmarks.items()
    }
    (by_rule,) = admission.admissions(
        replace(given, benchmarks=apart), without_their_groups(), hidden_outcomes(given), ["exam00"]
    )[task]
    nothing = admission.Admitted(share=0.0, error=None, lost=None)
    assert by_rule[admission.ANY].lost is not None
    assert (by_rule[admission.OF_TASK], by_rule[admission.WELL_KNOWN]) == (nothing, nothing)


# The page


def folder_of_data(path: Path) -> Path:
    """Write the made-up results as a folder of data, with a price for each model but the first."""
    benchmarks, results, traits = made_up()
    folder(path)
    seen = 'source = "page"\nstatus = "reported"\nas_of = 2026-11-01\n'
    lines = [f'[{lab}]\nname = "{lab.title()}"\n[{lab}.evidence.record]\n{seen}' for lab in LABS]
    (path / "developers.toml").write_text("".join(lines), encoding="utf-8")
    lines = [
        f'[{key}]\nname = "{key}"\ntask = "{one.task}"\nscale = "{one.scale}"\n'
        + (f'family = "{one.family}"\n' if one.family else "")
        + f"[{key}.evidence.record]\n{seen}"
        for key, one in benchmarks.items()
    ]
    (path / "benchmarks.toml").write_text("".join(lines), encoding="utf-8")
    offerings = []
    for place, trait in enumerate(traits):
        lab, _, name = trait.model.partition("/")
        file = path / "models" / lab / f"{name}.toml"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f'name = "{name}"\nreleased = {trait.released}\n[evidence.record]\n{seen}', encoding="utf-8")
        if place:
            offerings.append(
                f'[{name}]\nmodel = "{trait.model}"\n[{name}.pricing]\nkind = "per-token"\n[[{name}.pricing.periods]]\n'
                f'effective = 2026-05-01\nbasis = "documented"\ncards = [{{ input = "{place}", output = "{place}" }}]\n'
                f"[{name}.pricing.periods.evidence]\n{seen}[{name}.evidence.record]\n{seen}"
            )
    (path / "offerings/host.toml").write_text("".join(offerings), encoding="utf-8")
    rows = [
        f"{one.model},{one.benchmark},{one.score},,,,{one.measured or ''},{one.reporter},\n"
        for one in sorted(results, key=lambda one: (one.model, one.benchmark))
    ]
    (path / "results").mkdir()
    head = "model,benchmark,score,stderr,items,effort,measured,reporter,url\n"
    (path / "results/page.csv").write_text(head + "".join(rows), encoding="utf-8")
    return path


def test_the_page_is_written_from_a_folder(tmp_path: Path) -> None:
    """With a part for each protocol, and the figures of the prototype."""
    data, output = folder_of_data(tmp_path / "data"), tmp_path / "quality.md"
    evaluate_quality.main([str(data), "--output", str(output)])
    text = output.read_text(encoding="utf-8")
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert len(headings) == len(evaluate_quality.PROTOCOLS) + 1
    assert headings[0] == "Against the prototype"
    assert "360 results of 32 models on 15 benchmarks, the newest result of 2026-11-01." in text
    assert "registry-tools evaluate quality data --output docs/measurements/quality.md" in text
    assert "nan" not in text


def test_single_protocols_can_be_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the order of the page, whatever order they are asked for in; printed without a place, the same each time."""
    data = folder_of_data(tmp_path / "data")
    evaluate_quality.main([str(data), "--protocols", "own-test", "group"])
    text = capsys.readouterr().out
    headings = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["Against the prototype", "A group of benchmarks hidden", "A benchmark of your own"]
    assert "data --protocols group own-test --output" in text
    evaluate_quality.main([str(data), "--protocols", "group", "own-test"])
    assert capsys.readouterr().out == text


def summary(
    error: float = 5.0,
    usual: float = 10.0,
    *,
    inside: float = 0.8,
    rank: float = 0.8,
    tests: int = 9,
    bias: float = 0.0,
) -> metrics.Summary:
    """Make a summary whose ranges have no width."""

    def sure(value: float) -> metrics.Range:
        return metrics.Range(value=value, low=value, high=value)

    return metrics.Summary(
        tests=tests, rows=10 * tests, spearman=sure(rank), error=sure(error), usual_error=sure(usual),
        explained=sure(0.5), inside=(sure(0.5), sure(inside), sure(0.9)), width=sure(20), log_score=sure(-0.5),
        bias=sure(bias),
    )  # fmt: skip


def test_numbers_are_printed_with_true_minus_signs() -> None:
    """Nothing is minus zero, and what can't be said is a dash."""
    assert [page.number(value, 1) for value in (-1.25, -0.04, 1234.5, math.nan)] == ["−1.2", "0.0", "1,234.5", "–"]
    assert page.ranged(metrics.Range(value=math.nan, low=math.nan, high=math.nan), 1) == "–"


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        (0.83, "The 80 % interval holds 83 %: about what it says."),
        (0.9, "Not reached: the 80 % interval holds 90 %, more than it says, so it is wider than it need be."),
        (0.7, "Not reached: the 80 % interval holds 70 %, less than it says: it is too narrow."),
    ],
)
def test_intervals_are_judged_by_what_they_hold(inside: float, said: str) -> None:
    """Within three points it is about what they say."""
    assert page.honesty(summary(inside=inside)) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (5.0, "The error is 5.0 points where the mean of the others is 10.0 off: 50 % less."),
        (11.0, "Not reached: the error of 11.0 points is no smaller than that of the mean, 10.0."),
        (math.nan, "None of these benchmarks is a share, so there is no error in points."),
    ],
)
def test_errors_are_judged_by_the_mean(error: float, said: str) -> None:
    """A prediction that knows the model should be nearer."""
    assert page.gain(summary(error)) == said


def test_best_and_worst_are_named_among_tasks_with_benchmarks_enough() -> None:
    """Five; with none there is nothing to say."""
    found = {"math": summary(rank=0.9), "coding": summary(rank=0.7), "safety": summary(rank=0.1, tests=4)}
    assert page.extremes(found) == ["Order is foretold best at math (0.90) and worst at coding (0.70)."]
    assert page.extremes({"safety": summary(tests=4)}) == []


def test_the_prototype_is_set_beside_what_was_reached() -> None:
    """As printed; an interval may be off on either side, and a baseline isn't judged."""
    name = "part inside the 80 % interval there"
    reached = {"error there, points": 6.84, name: 0.76, "rank correlation of the best baseline but one factor": 0.9}
    (section,) = page.compared(reached)
    assert "| error there, points | 6.8 | 6.8 | yes |" in section.text
    assert f"| {name} | 0.83 | 0.76 | no |" in section.text
    assert "| rank correlation of the best baseline but one factor | 0.70 | 0.90 | – |" in section.text
    assert section.text[-2:] == ["As good: 1 of 2.", f"Not as good: {name}."]
    (section,) = page.compared({"error there, points": 5.0})
    assert section.text[-1] == "As good: 1 of 1."
    assert page.compared({"error there, points": math.nan}) == []


def test_steps_say_what_they_bought() -> None:
    """The change from the step before, as printed."""
    text = page.by_name("model", {"one": summary(8), "+ two": summary(7), "+ three": summary(7.001)}, steps=True)
    assert text[-2:] == ["Made the error smaller, in points: + two (−1.00).", "Didn't: + three (0.00)."]
    text = page.by_name("model", {"one": summary(8), "+ two": summary(9)}, steps=True)
    assert text[-2:] == ["Made the error smaller, in points: none.", "Didn't: + two (1.00)."]
    text = page.by_name("model", {"one": summary(8), "+ two": summary(7)}, steps=True)
    assert text[-1] == "Didn't: none."


def test_narrow_intervals_of_a_source_are_named() -> None:
    """Wide ones are no promise broken."""
    text = page.by_name("source", {"one": summary(inside=0.76), "two": summary(inside=0.9)})
    assert text[-1] == "Not reached: the 80 % interval is too narrow for one."
    text = page.by_name("source", {"two": summary(inside=0.9)})
    assert text[-1] == "The 80 % interval holds at least about what it says for each."


def test_what_more_results_shown_buy() -> None:
    """From none to all; a number that nothing could be tested for stays empty."""
    text = page.shown({"0": summary(9, inside=0.82), "1": summary(tests=0), "all": summary(6, inside=0.78)}, "shown")
    assert text[3] == "| 1 | 0 " + "| – " * len(page.COLUMNS) + "|"
    assert text[-2:] == [
        "The error falls from 9.0 points (0) to 6.0 (all).",
        "The 80 % interval holds 78 to 82 %: about what it says.",
    ]
    text = page.shown({"0": summary(6, inside=0.7), "all": summary(6, inside=0.9)}, "shown")
    assert text[-2:] == [
        "The error doesn't fall from 6.0 points (0) to 6.0 (all).",
        "The 80 % interval holds 70 to 90 %: not always what it says.",
    ]
    text = page.shown({"0": summary(6, inside=0.81), "all": summary(5, inside=0.9)}, "shown")
    assert text[-1] == "The 80 % interval holds 81 to 90 %: about what it says, at times more."
    text = page.shown({"0": summary(6, inside=0.85), "all": summary(5, inside=0.9)}, "shown")
    assert text[-1] == "The 80 % interval holds 85 to 90 %: more than it says."
    assert page.shown({"0": summary(tests=0)}, "shown")[-1] == "Nothing could be tested."


def test_a_better_baseline_is_named() -> None:
    """In order or in points."""
    worse, equal = (summary(8, rank=0.5), summary()), (summary(), summary())
    said = "The quality model has the better order and the smaller error beside each."
    assert page.rival({"price": worse})[-1] == said
    assert page.rival({"price": worse, "day": equal})[-1] == "Not reached: day is at least as good in one of the two."


def test_a_better_rule_is_named() -> None:
    """Rules are listed by what they lose; ours is set beside each where that could choose."""
    ours = {"ours": {"a": 2.0, "b": 4.0}, "ours, best": {"a": 0.0, "b": 0.0}}
    text = page.picked(ours | {"newest": {"a": 6.0}}, "ours")
    assert [line.split(" | ")[0][2:] for line in text[2:5]] == ["ours, best", "ours", "newest"]
    assert text[4] == "| newest | 1 | 6.0 (6.0 to 6.0) | 6.0 | 0 % | 2.0 |"
    assert text[-1] == "The first choice loses 3.0 points; the best other rule, newest, loses 6.0."
    text = page.picked(ours | {"newest": {"a": 1.0}}, "ours")
    assert text[-1] == "Not reached: the first choice loses 3.0 points; the best other rule, newest, loses 1.0."
    assert page.picked({}, "ours") == ["No pool was large enough."]


def test_what_it_costs_to_admit_fewer() -> None:
    """Means over the benchmarks where a rule admits any; a dash where it never does."""

    def admits(share: float, error: float | None, lost: float | None) -> admission.Admitted:
        return admission.Admitted(share=share, error=error, lost=lost)

    def by_rule(*found: admission.Admitted) -> Mapping[str, admission.Admitted]:
        return dict(zip(admission.RULES, found, strict=True))

    one = by_rule(admits(1, 4, 2), admits(0.5, 3, 5), admits(0, None, None))
    two = by_rule(admits(1, 6, 4), admits(0.5, 3, 5), admits(0.5, 1, 9))
    text = page.admitted({Task.MATH: [one, two], Task.CODING: [one]})
    assert text[2] == "| coding | 1 | 100 % | 4.0 | 2.0 | 50 % | 3.0 | 5.0 | 0 % | – | – |"
    assert text[3] == "| math | 2 | 100 % | 5.0 | 3.0 | 50 % | 3.0 | 5.0 | 25 % | 1.0 | 9.0 |"
    assert text[4].startswith("| all | 3 | 100 % | 4.7 | 2.7 |")
    said = "Lost on the 1 where each rule admits some, in points: any result, 4.0; one of the task, 5.0; and well known, 9.0."
    assert text[-1] == said
    assert page.admitted({}) == ["No pool was large enough."]


def test_a_bias_beyond_chance_is_named() -> None:
    """Of families with benchmarks enough."""
    found = {
        "one": (summary(bias=2), summary()),
        "two": (summary(bias=-2), summary()),
        "few": (summary(bias=9, tests=4), summary()),
    }
    said = "Of those with at least 5 benchmarks, foretold too well beyond chance: one; too badly: two."
    assert page.biased(found)[-1] == said
    assert page.biased({"one": (summary(), summary())})[-1].endswith("beyond chance: none; too badly: none.")
