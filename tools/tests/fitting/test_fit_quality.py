"""Importing results and fitting the quality model: what counts, which repeat wins, and whether the fit finds the truth."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.evidence import Evidence, EvidenceByField, Status
from llm_selection.domain.identity import ModelId
from registry_tools.fitting import quality as fit_quality
from registry_tools.fitting import quality_fit as model
from registry_tools.merging import results as import_results
from registry_tools.merging.results import Score

SEEN = EvidenceByField(record=Evidence(source="page", status=Status.REPORTED, as_of=date(2026, 11, 1)))
TODAY = date(2026, 10, 8)


def row(**cells: str) -> dict[str, str]:
    """Build a row of the raw table."""
    usual = {
        "source_id": "epoch_hub", "benchmark": "GPQA diamond", "benchmark_version": "", "task": "reasoning",
        "model_label": "One", "model_key": "lab/one", "effort": "", "score": "0.5", "unit": "fraction", "stderr_or_ci": "", "n_items": "",
        "measured_on": "", "reported_by": "independent", "source_url": "https://example.org",
    }  # fmt: skip
    return usual | cells


def test_a_day_before_the_release_is_left_out() -> None:
    """The result stays, and the source's day counts for it."""
    early, fine = score(measured="2024-07-23"), score(measured="2025-07-11")
    kept = import_results.without_early_days([early, fine], {"lab/one": date(2025, 7, 9)})
    assert [result.measured for result in kept] == ["", "2025-07-11"]
    assert import_results.without_early_days([early], {}) == [early]


def score(**fields: object) -> Score:
    """Build a score."""
    usual = {
        "source": "epoch_hub", "benchmark": "gpqa-diamond", "model": "lab/one", "score": 0.5, "stderr": None,
        "items": None, "effort": "", "measured": "", "reporter": "independent", "url": "", "scale": "share",
        "higher_is_better": True, "name": "GPQA", "task": "reasoning", "snapshot": (True, ""),
    }  # fmt: skip
    return Score(**(usual | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"benchmark": "Humanity's Last Exam"}, "hle"),
        ({"source_id": "llm_stats", "benchmark": "GPQA"}, "gpqa-diamond"),
        ({"source_id": "livebench", "benchmark": "LiveBench/olympiad", "benchmark_version": "2025-04-25"},
         "livebench-olympiad-2025-05"),
        ({"source_id": "livebench", "benchmark": "LiveBench/olympiad", "benchmark_version": "2025-12-23"},
         "livebench-olympiad-2026-01"),
        ({"benchmark": "Terminal-Bench", "benchmark_version": "2.0; Droid"}, "terminal-bench-2"),
        ({"benchmark": "Terminal-Bench", "benchmark_version": "4.0; Codex"}, "terminal-bench-4"),
        ({"source_id": "models_dev", "benchmark": "Terminal Bench 2.1"}, "terminal-bench-2-1"),
        ({"source_id": "epoch_eci_inputs", "benchmark": "Terminal Bench"}, "terminal-bench-2"),
        ({"source_id": "llm_stats", "benchmark": "Terminal-bench"}, "terminal-bench-1"),
        ({"benchmark": "Fiction.LiveBench", "benchmark_version": "120k tokens"}, "fiction-livebench-120k"),
        ({"source_id": "llm_stats", "benchmark": "Graphwalks BFS >128k"}, "graphwalks-bfs-over-128k"),
        ({"source_id": "llm_stats", "benchmark": "Graphwalks BFS <128k"}, "graphwalks-bfs-128k"),
        ({"benchmark": "MBPP+"}, "mbpp-plus"),
        ({"source_id": "late_2026", "benchmark": "CursorBench"}, "cursorbench-4"),
    ],
)  # fmt: skip
def test_names_of_one_benchmark_meet(cells: dict[str, str], expected: str) -> None:
    """Spellings of one benchmark share an id; versions that change the scale don't."""
    assert import_results.benchmark_id(row(**cells)) == expected


@pytest.mark.parametrize(
    "cells",
    [
        {"benchmark": "GPQA Main (full set)"},
        {"source_id": "benchpress", "benchmark": "Chatbot Arena Elo"},
        {"source_id": "lmarena_text_202512", "benchmark": "LMArena text/math"},
        {"benchmark": "MMMU-Pro", "effort": "thinking-with-tools"},
        {"benchmark": "LongFact-Objects (hallucination rate)", "source_url": "https://lf3-static.bytednsdoc.com/x.pdf"},
        {"benchmark": "GeoBench (ACW)", "benchmark_version": "country accuracy; Search"},
        {"source_id": "lmarena_text_categories", "benchmark": "LMArena text/math", "model_label": "command-r"},
        {"source_id": "llm_stats", "model_label": "kimi-k2-base", "effort": "base"},
        {"source_id": "epoch_eci_inputs", "benchmark": "BBH", "model_label": "DeepSeek-V3", "reported_by": "vendor"},
        {"source_id": "benchpress", "benchmark": "GSM8K", "model_label": "DeepSeek-V3", "reported_by": "vendor"},
        {"model_label": "gpt-5.6-sol_promax", "effort": "promax"},
        {"effort": "pro"},
        {"effort": "heavy"},
        {"source_id": "late_2026", "model_label": "gpt-5-6-sol-max-pro", "effort": "max"},
    ],
)
def test_repeats_and_mixtures_do_not_count(cells: dict[str, str]) -> None:
    """Averages, superseded files, other conditions, other models and figures the other way up are left out."""
    assert not import_results.counts(row(**cells))


def test_a_run_that_another_model_made_does_not_count() -> None:
    """A table's row may name Llama 3.1 and link the run of Llama 3.3; more numbers in the label are the same model's."""
    run = "https://github.com/TheAgentCompany/experiments/tree/main/evaluation/1.0.0/20241217_OpenHands-0.14.2-"
    other, same, dated, coded = (
        row(model_label=label, source_url=run + name)
        for label, name in (
            ("Llama-3.1-70B-Instruct", "llama-3.3-70b"),
            ("Llama-3.1-70B-Instruct", "llama-3.1-70b"),
            ("gpt-4o-2024-11-20", "gpt-4o-2024-08-06"),
            ("amazon.nova-pro-v1:0", "nova-pro-v1%3A0"),
        )
    )
    assert [import_results.counts(one) for one in (other, same, dated, coded)] == [False, True, False, True]


@pytest.mark.parametrize(
    ("cells", "model", "effort"),
    [
        ({"model_label": "o3 (high)"}, "openai/o3", "high"),
        ({"model_label": "grok-3-mini-high"}, "xai/grok-3-mini", "high"),
        ({"benchmark_version": "reasoning_effort:high", "model_label": "GPT-5"}, "openai/gpt-5", "high"),
        ({"benchmark_version": "country accuracy; None"}, "openai/gpt-5", ""),
        ({"model_label": "mistral-medium"}, "mistral/mistral-medium-2312", ""),
        ({"model_label": "qwen3.7-max"}, "alibaba/qwen3.7-max", ""),
        ({"model_label": "o3 (high)", "effort": "low"}, "openai/o3", "low"),
    ],
)
def test_an_effort_is_read_in_the_column_the_version_or_the_label(
    cells: dict[str, str], model: str, effort: str
) -> None:
    """A word that is part of the model's name says nothing of its effort."""
    found = import_results.read_score(row(**cells), model, "gpqa-diamond", frozenset())
    assert found
    assert found.effort == effort


def test_what_does_not_reason_has_no_effort() -> None:
    """A table's one effort is not that of a model in it that doesn't reason."""
    plain, thinks = score(effort="high"), score(model="lab/two", effort="high")
    kept = import_results.without_impossible_efforts([plain, thinks], frozenset({"lab/one"}))
    assert [one.effort for one in kept] == ["", "high"]


def test_a_copy_that_its_original_denies_counts_as_little_as_the_original() -> None:
    """BenchPress copies pages of LLM Stats that mix checkpoints; others' results of the same pair stay."""
    copy = score(source="benchpress", score=0.879, url="https://llm-stats.com/benchmarks/multipl-e")
    original, other = score(source="llm_stats", score=0.6594), score(score=0.79)
    alone = score(source="benchpress", model="lab/two", url=copy.url)
    agreed = [replace(one, model="lab/three") for one in (copy, replace(original, score=0.879))]
    kept = import_results.without_disputed_copies([copy, original, other, alone, *agreed])
    assert kept == [other, alone, *agreed]


def test_one_table_of_a_base_model_takes_nothing_from_the_tuned_one() -> None:
    """What others measured, and what the developer prints of the tuned model, stays."""
    assert import_results.counts(row(source_id="epoch_eci_inputs", model_label="DeepSeek-V3", benchmark="MMLU"))
    assert import_results.counts(
        row(source_id="benchpress", model_label="DeepSeek-V3", benchmark="DROP", reported_by="vendor")
    )
    assert import_results.counts(row(model_label="claude-4-sonnet-20250514-base", effort="base"))


def test_corrected_shares_become_raw_again() -> None:
    """The one source that corrects for guessing is undone; the others stay as printed."""
    corrected = row(source_id="epoch_eci_inputs", score="0.6")
    found = [
        import_results.read_score(one, "lab/one", "gpqa-diamond", frozenset()) for one in (corrected, row(score="0.7"))
    ]
    assert [one and round(one.score, 6) for one in found] == [0.7, 0.7]
    # Gemini 1.5 Pro: 0.856 in the corrected source, 0.892 where its developer prints it.
    gemini = row(source_id="epoch_eci_inputs", benchmark="BBH", score="0.856")
    printed = import_results.read_score(gemini, "lab/one", import_results.benchmark_id(gemini), frozenset())
    assert printed is not None
    assert round(printed.score, 6) == 0.892


def test_counts_and_percentages_become_shares() -> None:
    """Resolved tasks are divided by all tasks, percentages by a hundred, a score out of ten by ten."""
    rows = [row(unit="count_resolved", score="75", n_items="300"), row(unit="percent", score="25", n_items="8"),
            row(unit="score_0_10", score="2.5")]  # fmt: skip
    found = [import_results.read_score(one, "lab/one", "x", frozenset()) for one in rows]
    assert [one and (one.score, one.items) for one in found] == [(0.25, 300), (0.25, 8), (0.25, None)]


def test_shares_outside_their_range_are_left_out() -> None:
    """A figure that can't be a share on its stated unit isn't guessed at."""
    assert import_results.read_score(row(score="61.2"), "lab/one", "x", frozenset()) is None


def test_closed_book_questions_are_recall() -> None:
    """Factuality is split."""
    found = import_results.read_score(row(task="factuality"), "lab/one", "simpleqa-verified", frozenset())
    assert found is not None
    assert found.task == "recall"


def test_independent_results_win_then_effort_then_source() -> None:
    """A vendor's figure never replaces an independent one; among those, the highest effort, then the nearest source."""
    low = score(effort="low", score=0.9)
    high = score(effort="high", source="epoch_eci_inputs", score=0.6)
    near = score(effort="high", score=0.5)
    vendor = score(effort="max", reporter="vendor", source="benchpress", score=0.95)
    assert import_results.choose([vendor, low, high, near]) is near
    assert import_results.choose([vendor, high, low]) is high
    assert import_results.choose([vendor]) is vendor


def test_of_one_sources_snapshots_the_newest_counts() -> None:
    """However good the older one was; but a higher effort and a nearer source come first."""
    old = score(snapshot=(True, "2024-05-13"), score=0.9)
    new = score(snapshot=(True, "2024-11-20"), score=0.5)
    early = score(snapshot=(False, ""), score=0.8, measured="2026-01-01")
    assert import_results.choose([new, old, early]) is new
    assert import_results.choose([early, score(snapshot=(True, ""), score=0.1)]) is not early
    high = replace(early, effort="high")
    assert import_results.choose([new, high]) is high
    far = replace(new, source="epoch_eci_inputs")
    assert import_results.choose([old, far]) is old


@pytest.mark.parametrize(
    ("label", "key", "model", "snapshot"),
    [
        ("GPT-4o (2024-11-20)", "openai/gpt-4o-2024-11-20", "openai/gpt-4o", (True, "2024-11-20")),
        ("gpt-5-2025-08-07_high", "openai/gpt-5", "openai/gpt-5", (True, "")),
        ("grok-3-mini-beta_high", "xai/grok-3-mini", "xai/grok-3-mini", (False, "")),
        ("gpt-5.5-pre-release_xhigh", "openai/gpt-5.5", "openai/gpt-5.5", (False, "")),
        ("Gemini 3 Pro Preview", "google/gemini-3-pro-preview", "google/gemini-3-pro-preview", (True, "")),
    ],
)
def test_snapshots_are_told_apart(label: str, key: str, model: str, snapshot: tuple[bool, str]) -> None:
    """By the day in the key, and by words for a version before the release that the model's own name lacks."""
    assert import_results.snapshot_of(row(model_label=label, model_key=key), model) == snapshot


def test_the_best_harness_counts() -> None:
    """Where agents differ by harness, a model is judged with its best, its own snapshot with each."""
    weak = score(benchmark="terminal-bench-2", effort="high", score=0.3)
    good = score(benchmark="terminal-bench-2", score=0.6)
    early = score(benchmark="terminal-bench-2", score=0.7, snapshot=(False, ""))
    assert import_results.choose([weak, good, early]) is good


def test_benchmarks_with_few_models_are_left_out() -> None:
    """Five models are needed, and a rating that a newer file holds isn't counted again."""
    many = [score(model=f"lab/{index}") for index in range(5)]
    few = [score(benchmark="rare", model=f"lab/{index}") for index in range(4)]
    arena = [
        score(benchmark=name, model=f"lab/{index}", source=source)
        for index in range(6)
        for name, source in (
            ("lmarena-text-overall", "lmarena_text_categories"),
            ("lmarena-text-overall-2026-10", "lmarena_text_20261008"),
        )
    ]
    found = {one.benchmark for one in import_results.chosen([*many, *few, *arena])}
    assert found == {"gpqa-diamond", "lmarena-text-overall-2026-10"}


def test_figures_filed_under_the_wrong_version_are_left_out() -> None:
    """A figure older than Terminal-Bench 2 isn't of Terminal-Bench 2."""
    old = score(benchmark="terminal-bench-1", source="llm_stats", score=0.41)
    same = score(benchmark="terminal-bench-2", source="benchpress", score=0.41)
    other = score(benchmark="terminal-bench-2", source="benchpress", score=0.5)
    assert import_results.without_old_terminal_bench([old, same, other]) == [old, other]


def test_product_lines_forget_versions_and_sizes() -> None:
    """A model's predecessor is of the same line."""
    names = ["anthropic/claude-opus-4-5", "anthropic/claude-opus-5", "alibaba/qwen3-235b-a22b", "alibaba/qwen3.5-27b"]
    lines = [model.Traits(name, None, None, None).line for name in names]
    assert lines == ["anthropic/claude-opus", "anthropic/claude-opus", "alibaba/qwen", "alibaba/qwen"]


def test_a_models_own_data_never_enters_its_prior() -> None:
    """The closed form equals conditioning on everyone else."""
    generator = np.random.default_rng(1)
    half = generator.normal(size=(6, 6))
    covariance, mean = half @ half.T, generator.normal(size=6)
    message, variance = generator.normal(size=6), generator.uniform(0.1, 1.0, 6)
    variance[5] = np.inf
    expected, spread = model.cavity(mean, covariance, message, variance)
    for left in range(6):
        others = [index for index in range(5) if index != left]
        total = covariance[np.ix_(others, others)] + np.diag(variance[others] + model.OWN_SD**2)
        gain = covariance[left, others] @ np.linalg.inv(total)
        assert expected[left] == pytest.approx(mean[left] + gain @ (message[others] - mean[others]))
        own = covariance[left, left] + model.OWN_SD**2 - gain @ covariance[others, left]
        assert spread[left] == pytest.approx(own**0.5)


def made_up(seed: int) -> tuple[dict[str, Benchmark], list[Result], list[model.Traits], np.ndarray]:
    """Draw 60 models and 30 benchmarks from the model itself."""
    generator = np.random.default_rng(seed)
    ability = generator.normal(0.0, 1.4, 60)
    tasks = [Task.MATH, Task.CODING, Task.REASONING]
    benchmarks = {
        f"exam{index:02}": Benchmark(
            id=f"exam{index:02}", name="Test", task=tasks[index % 3], scale=Scale.SHARE, evidence=SEEN
        )
        for index in range(30)
    }
    results = []
    for index, name in enumerate(benchmarks):
        hard = generator.normal(0.0, 1.0)
        for one in generator.choice(60, 25, replace=False):
            work = ability[one] - hard + generator.normal(0.0, 0.3)
            results.append(
                Result(
                    model=ModelId(f"lab{one}/model"), benchmark=name, score=float(1 / (1 + np.exp(-work))),
                    reporter=Reporter.VENDOR if index % 5 == 0 else Reporter.INDEPENDENT, source="page",
                )
            )  # fmt: skip
    traits = [model.Traits(f"lab{one}/model", date(2025, 7, 1), None, None) for one in range(60)]
    return benchmarks, results, traits, ability


def test_the_fit_finds_what_made_the_data() -> None:
    """Abilities come back, in order and within their intervals."""
    benchmarks, results, traits, ability = made_up(3)
    table = model.build_table(benchmarks, results, [one.model for one in traits])
    fit = model.run(table, model.start(table, traits, TODAY), traits, TODAY, 12)
    assert np.corrcoef(fit.mean[:, 0], ability)[0, 1] > 0.98
    # location and scale are only anchored by priors: compare after a straight line
    slope, shift = np.polyfit(fit.mean[:, 0], ability, 1)
    distance = np.abs(ability - shift - slope * fit.mean[:, 0]) / (slope * np.sqrt(fit.covariance[:, 0, 0]))
    assert 0.6 < (distance < 1.28).mean() <= 1.0


def benchmarks_of(task: Task, *names: str) -> dict[str, Benchmark]:
    """Build benchmarks of a task."""
    return {name: Benchmark(id=name, name=name, task=task, scale=Scale.SHARE, evidence=SEEN) for name in names}


def many(name: str, value: float, count: int, reporter: Reporter = Reporter.INDEPENDENT) -> list[Result]:
    """Build the same result of *count* models."""
    return [
        Result(model=ModelId(f"lab/{index}"), benchmark=name, score=value, reporter=reporter, source="page")
        for index in range(count)
    ]


RECENT = [model.Traits(f"lab/{index}", date(2026, 5, 1), None, None) for index in range(9)]


def test_baskets_need_room_recent_models_and_two_families() -> None:
    """Solved or unmeasured benchmarks leave the basket; with fewer than two families the proposal stands in for one."""
    benchmarks = benchmarks_of(Task.CODING, "weirdml", "svgbench", "surface-evolver-bench") | benchmarks_of(
        Task.KNOWLEDGE, "hle", "gdpval"
    )
    results = [
        *many("weirdml", 0.5, 9),
        *many("svgbench", 0.6, 9),
        *many("surface-evolver-bench", 0.97, 9),
        *many("hle", 0.3, 9),
        *many("gdpval", 0.3, 3),
    ]
    found = fit_quality.baskets(benchmarks, results, RECENT, TODAY)
    assert found[Task.CODING].benchmarks == ("weirdml", "svgbench")
    assert found[Task.CODING].warning is None
    assert not found[Task.CODING].stand_in
    assert found[Task.KNOWLEDGE].benchmarks == ("hle", "gdpval")
    assert found[Task.KNOWLEDGE].stand_in
    assert found[Task.KNOWLEDGE].warning == (
        "Only 1 of 2 benchmarks still tells recent models apart. "
        "Quality is a share of these all the same, a stand-in for a better set: small differences say little."
    )
    assert Task.MATH not in found


def test_baskets_need_mostly_independent_results() -> None:
    """What developers publish of their own models stands in for a basket, and is said to."""
    benchmarks = benchmarks_of(Task.VISION, "mmmu-pro", "vpct", "erqa")
    ours, theirs = Reporter.INDEPENDENT, Reporter.VENDOR
    for reporters, stand_in in (((ours, theirs), True), ((ours, ours), False)):
        results = [*many("mmmu-pro", 0.5, 8, reporters[0]), *many("vpct", 0.5, 8, reporters[1])]
        found = fit_quality.baskets(benchmarks, results, RECENT, TODAY)[Task.VISION]
        assert found.benchmarks == ("mmmu-pro", "vpct")
        assert found.stand_in is stand_in
        assert ("Most results here are published by the models' own developers" in (found.warning or "")) is stand_in


@pytest.mark.parametrize(
    ("known", "good", "said"),
    [
        (1, 0, "Only one benchmark measures this"),
        (3, 0, "None of 3 benchmarks still tells recent models apart"),
        (3, 2, "Only 2 of 3 benchmarks still tell recent models apart, and they share a style"),
    ],
)
def test_a_failing_basket_says_how_much_of_it_tells(known: int, good: int, said: str) -> None:
    """In a few plain words, since answers repeat it."""
    assert fit_quality.few(known, good) == said


def test_an_anchor_stands_on_every_board_and_has_most_votes() -> None:
    """The same for each basket of ratings, with its ratings as printed; without such a model there is none."""
    boards = [board for proposed in fit_quality.RATED_BASKETS.values() for board in proposed]
    benchmarks = {
        board: Benchmark(id=board, name=board, task=task, scale=Scale.RATING, evidence=SEEN)
        for task, proposed in fit_quality.RATED_BASKETS.items()
        for board in proposed
    }

    def rated(name: str, rating: float, votes: int, on: list[str]) -> list[Result]:
        one = Result(
            model=ModelId(name), benchmark="", score=rating, items=votes, reporter=Reporter.INDEPENDENT, source="page"
        )
        return [replace(one, benchmark=board) for board in on]

    results = [
        *rated("lab/few", 1500.0, 10, boards),
        *rated("lab/most", 1450.0, 20, boards),
        *rated("lab/gap", 1600.0, 99, boards[1:]),
    ]
    found = fit_quality.rated_baskets(benchmarks, results)
    assert {basket.anchor for basket in found.values()} == {ModelId("lab/most")}
    assert found[Task.PREFERENCE].anchor_ratings == {"lmarena-text-overall-2026-10": 1450.0}
    assert set(found[Task.MULTILINGUAL].anchor_ratings.values()) == {1450.0}
    assert fit_quality.rated_baskets(benchmarks, results[-1:]) == {}


def test_a_result_without_a_day_has_its_sources() -> None:
    """The day its source was read."""
    early, none = (replace(many("hle", 0.3, 1)[0], measured=day) for day in (date(2026, 1, 2), None))
    found = fit_quality.dated([early, none], {"page": date(2026, 3, 4)})
    assert [one.measured for one in found] == [date(2026, 1, 2), date(2026, 3, 4)]


def test_a_source_has_its_commit_or_else_its_day() -> None:
    """The day stands beside the version already."""
    source = {
        "source_id": "x", "title": "X", "url": "https://example.org", "commit": "0123456789",
        "snapshot_date": "2026-10-10", "license": "MIT", "citation": "",
    }  # fmt: skip
    assert import_results.source_record(source)["version"] == "0123456"
    assert import_results.source_record(source | {"commit": ""})["version"] == "2026-10-10"


def test_models_are_read_that_a_host_offers_without_reasoning(tmp_path: Path) -> None:
    """What says nothing of reasoning, or that it reasons, isn't."""
    offerings = tmp_path / "offerings"
    offerings.mkdir()
    (offerings / "host.toml").write_text(
        '[a]\nmodel = "lab/plain"\n[a.capabilities]\nreasoning = false\n'
        '[b]\nmodel = "lab/thinker"\n[b.capabilities]\nreasoning = true\n[c]\nmodel = "lab/unknown"\n'
    )
    assert fit_quality.read_offered_plain(tmp_path) == {"lab/plain"}
