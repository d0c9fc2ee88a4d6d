"""
Import public benchmark results into ``data/benchmarks.toml`` and ``data/results``.

    registry-tools import results

reads ``tools/inputs/collected/results`` and keeps one result a benchmark, model and effort, as far as the effort is stated:
repeats of one result through several collections count once, results from independent hands win over vendors' own, then
the larger budget wins, then the nearest source, and in one source the newest snapshot. It reads from the models'
files when each was released and which don't reason, so these come first. Running it twice gives the same bytes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from llm_selection.domain.efforts import Effort, effort_of, effort_rank
from registry_tools.arguments import command_parser
from registry_tools.places import COLLECTED, DATA, INPUTS
from registry_tools.tables import Row, number, read_names, read_rows, write_tables
from registry_tools.toml_files import read_toml, update_tables, write_record

LEAST_MODELS = 5
"""A benchmark with fewer models says more about its difficulty than about them."""

TASKS = {"maths": "math", "human_preference": "preference"}

RECALL = {"simpleqa", "simpleqa-verified", "chinese-simpleqa", "popqa", "triviaqa"}
"""Closed-book questions follow ability; made-up answers on given documents hardly do. They are two tasks."""

TASK_OF = {
    "ai2d": "vision",
    "alpacaeval-2-0-lc-winrate": "preference",
    "bird-sql-dev": "coding",
    "complexfuncbench": "tool_use",
    "lmarena-search": "preference",
    "lmarena-document": "preference",
    "multipl-e": "coding",
    "vibe-eval": "vision",
    "wmt24-plus-plus": "multilingual",
}
"""Corrections of the task that a collection guessed from a benchmark's name."""

ALIASES = {
    "aider-polyglot-diff-mode": "aider-polyglot",
    "aider-polyglot-edit": "aider-polyglot",
    "aider-polyglot-whole-mode": "aider-polyglot",
    "aime24": "aime-2024",
    "arc-agi": "arc-agi-1",
    "arc-agi-v2": "arc-agi-2",
    "arc-c": "arc-challenge",
    "arc-ai2": "arc-challenge",
    "arena-hard": "arena-hard-auto",
    "balrog": "balrog",
    "bbh": "big-bench-hard",
    "bfcl-v3": "bfcl",
    "bigbench-hard-bbh": "big-bench-hard",
    "browsecomp-long-context-128k": "browsecomp-long-context-128k",
    "bullshit-bench-clear-pushback": "bullshitbench-v2",
    "bullshitbench-v2-green-rate": "bullshitbench-v2",
    "c-eval-chinese": "c-eval",
    "charxiv-d": "charxiv-descriptive",
    "charxiv-r": "charxiv-reasoning",
    "csimpleqa": "chinese-simpleqa",
    "frontiermath": "frontiermath-2025-02",
    "frontiermath-t1-3-2025-02-28-private": "frontiermath-2025-02",
    "frontiermath-t4-2025-07-01-private": "frontiermath-tier-4-2025-07",
    "frontiermath-tier-4-v2-private": "frontiermath-tier-4-v2",
    "frontiermath-tiers-1-3-v2-private": "frontiermath-tiers-1-3-v2",
    "geobench-acw": "geobench",
    "gpqa": "gpqa-diamond",
    "graphwalks-bfs-0-128k": "graphwalks-bfs-128k",
    "graphwalks-parents-0-128k": "graphwalks-parents-128k",
    "gso-bench": "gso",
    "hle-humanity-s-last-exam": "hle",
    "hle-w-tools": "hle-with-tools",
    "hmmt-2025": "hmmt-feb-2025",
    "hmmt25": "hmmt-feb-2025",
    "humanity-s-last-exam": "hle",
    "internal-api-instruction-following-hard": "internal-api-if-hard",
    "mcpatlas-public": "mcp-atlas",
    "mmmu": "mmmu-val",
    "mmmu-validation": "mmmu-val",
    "mrcrv2": "mrcr-v2",
    "multiif": "multi-if",
    "multipl-e-average": "multipl-e",
    "nl2repo-bench": "nl2repo",
    "openai-mrcr-2-needle-128k": "mrcr-v2-2-needle-128k",
    "openai-mrcr-v2-2-needle-128k": "mrcr-v2-2-needle-128k",
    "openai-mrcr-v2-8-needle": "mrcr-v2-8-needle",
    "scale-multichallenge": "multichallenge",
    "swe-bench-pro": "swe-bench-pro",
    "terminal-bench-1-0": "terminal-bench-1",
    "the-agent-company": "theagentcompany",
    "videommmu": "video-mmmu",
}
"""One benchmark under several names: each spelling, as a slug, and the id it goes by here."""

ALIASES_OF_SOURCE = {
    ("epoch_eci_inputs", "terminal-bench"): "terminal-bench-2",
    ("llm_stats", "terminal-bench"): "terminal-bench-1",
    ("llm_stats", "mrcr"): "mrcr-v1",
    ("epoch_eci_inputs", "cursorbench"): "cursorbench-3",
    ("late_2026", "cursorbench"): "cursorbench-4",
    ("lmarena_text_20261008", "lmarena-text-overall"): "lmarena-text-overall-2026-10",
}
"""Names that mean different versions in different collections."""

DROPPED = {
    # averages of rows that are here themselves
    "chatbot-arena-elo",
    "ctala-overall-quality-es",
    "livebench",
    "livebench-20241125",
    "nejumi4-total",
    # the same answers counted a second way
    "apex-agents-1-1-mean-score",
    "confabulations-weighted",
    "metr-time-horizon-50",
    "swe-lancer-ic-swe-diamond-freelance",
    "thematic-generalisation-top-1",
    # mixtures: most of their figures are printed elsewhere for another benchmark
    "gpqa-main-full-set",
    "hle-text",
    "mt-aime2024",
    "omnidocbench-normalized-edit-distance-lower-is-better",
    # relative to a fixed opponent, with judges and opponents that changed
    "aa-index",
    # edit distances and shares mixed
    "omnidocbench-1-5",
}

SUPERSEDED = {"lmarena_text_202512"}
"""Files of which every model is in a later one."""

NAMESAKES = {
    ("epoch_eci_inputs", "Llama-3.1-405B"),
    ("epoch_eci_inputs", "gemini-exp-1206"),
    ("late_2026", "gpt-5-6-sol-max-pro"),
    ("llm_stats", "gemini-2.0-flash-thinking"),
    ("llm_stats", "kimi-k2-base"),
    ("llm_stats", "phi-4-reasoning"),
    ("lmarena_boards", "DeepSeek V4 Pro (High) (0813)"),
    ("lmarena_boards", "Deepseek V4 Flash (High) (20260731)"),
    ("lmarena_boards", "deepseek-v4-pro-high-20260813"),
    ("lmarena_text_categories", "command-r"),
    ("lmarena_text_categories", "deepseek-v4-pro-high-20260813"),
}
"""
Labels that a file gives to one checkpoint, and the collection's key to another.

Not among them, though called so: Epoch's gemma-2-9b and Mistral-Nemo-Base-2407 have the figures that Phi-3.5's card
prints for the tuned models.
"""

OF_BASE_MODEL = {
    ("benchpress", "DeepSeek-V3", "GSM8K"),
    *(("epoch_eci_inputs", "DeepSeek-V3", name) for name in ("ARC AI2", "BBH", "HellaSwag", "TriviaQA", "Winogrande")),
}
"""
What a file gives to the tuned model, by its label and the benchmark's name, and its developer to the base model.

Source: the table of base models in the README of DeepSeek-V3; its table of chat models has none of these benchmarks.
"""

OTHER_MODES = {"pro", "promax", "heavy"}
"""Efforts that are a product of their own, with several runs for an answer: not what is bought under the model's name."""

DROPPED_OF_SOURCE = {
    # Epoch's newer table rescales these; its older one prints what was measured
    ("epoch_eci_inputs", "frontiermath-2025-02-28-private"),
    ("epoch_eci_inputs", "frontiermath-tier-4-2025-07-01-private"),
    ("epoch_eci_inputs", "the-agent-company"),
    # length of context not stated
    ("epoch_eci_inputs", "fiction-livebench"),
    # repeats the lower tiers' figures
    ("benchpress", "frontiermath-tier-4"),
    ("llm_stats", "frontiermath-tier-4"),
    # shares and ratings mixed
    ("llm_stats", "codeforces"),
    ("llm_stats", "codeforces-competition-code"),
    # version not stated, and no figure of it fits the older version
    ("late_2026", "apex-agents"),
    # the October file holds the same models
    ("late_2026", "lmarena-text-overall"),
    # four models
    ("swe_bench_live", "swe-bench-live-full"),
}

ACCURACIES = "bytednsdoc.com"
"""The host of a developer's card, which prints the share of right claims where others print that of wrong ones."""

NAMES = {
    "hle": "Humanity's Last Exam",
    "frontiermath-2025-02": "FrontierMath tiers 1-3 (2025-02)",
    "frontiermath-tier-4-2025-07": "FrontierMath tier 4 (2025-07)",
    "frontiermath-tier-4-v2": "FrontierMath tier 4, version 2",
    "frontiermath-tiers-1-3-v2": "FrontierMath tiers 1-3, version 2",
    "terminal-bench-2": "Terminal-Bench 2.0, best harness",
    "terminal-bench-4": "Terminal-Bench 4.0, best harness",
    "gso": "GSO, OpenHands",
    "terminal-bench-2-1": "Terminal-Bench 2.1, best harness",
    "mrcr-v2": "MRCR v2",
    "arc-challenge": "ARC (AI2), challenge set",
}

GUESS_SHARES = {
    "gpqa-diamond": 0.25,
    "simplebench": 1 / 6,
    "vpct": 1 / 3,
    "hle": 0.045,
    "chess-puzzles": 0.048,
    "mmlu": 0.25,
    "hellaswag": 0.25,
    "arc-challenge": 0.25,
    "big-bench-hard": 0.25,
    "piqa": 0.5,
    "winogrande": 0.5,
    "otis-mock-aime-2024-2025": 0.001,
}
"""
Share solved by guessing.

Source: (raw - corrected) / (1 - corrected), from Epoch's two tables where both hold a model, and from the figures in
developers' papers for the six old sets.
"""

CORRECTED_FOR_GUESSING = "epoch_eci_inputs"
"""The one source that prints shares after that correction; it is undone here."""

LABELLED_BY_ANOTHER_RUN = CORRECTED_FOR_GUESSING
"""
The one source that prints a model's best score, and often the lowest of its efforts beside it.

Source: of its scores at ``none``, ``minimal`` or ``low`` that Epoch's hub prints too, 24 of 34 stand there at another
effort; of those at a higher one, 14 of 222. So its low efforts aren't taken as stated.
"""

ROUNDING = 0.0015
"""How far apart two sources may print the share of one run."""

FAMILIES = (
    ("lmarena-agent", "lmarena-agent"),
    ("lmarena", "lmarena"),
    ("livebench", "livebench"),
    ("ctala", "ctala-es"),
    ("nejumi4", "nejumi4"),
    ("swe-bench-live", "swe-bench-live"),
    ("arc-agi", "arc-agi"),
    ("frontiermath", "frontiermath"),
    ("apex-agents", "apex-agents"),
    ("swe-atlas", "swe-atlas"),
    ("fiction-livebench", "fiction-livebench"),
    ("graphwalks", "openai-long-context"),
    ("longfact", "openai-factuality"),
    ("factscore", "openai-factuality"),
    ("mmmu", "mmmu"),
    ("cursorbench", "cursorbench"),
    ("terminal-bench", "terminal-bench"),
    ("hmmt", "contest-math"),
    ("aime", "contest-math"),
    ("brumo", "contest-math"),
    ("cmimc", "contest-math"),
    ("smt-2025", "contest-math"),
    ("usamo", "contest-math"),
    ("cnmo", "contest-math"),
    ("beyond-aime", "contest-math"),
    ("otis-mock-aime", "contest-math"),
    ("math-level-5", "contest-math"),
    ("math-500", "contest-math"),
)
"""Benchmarks that share a grader, prompt style, crowd or question source, by the start of their id."""

PRECEDENCE = (
    "aider_polyglot", "bullshitbench", "confabulations", "ctala_es", "generalization", "livebench", "lmarena_boards",
    "lmarena_text_20261008", "lmarena_text_categories", "mmmu", "nejumi4", "svgbench", "swe_bench_live", "sycophancy",
    "late_2026", "epoch_hub", "epoch_eci_inputs", "models_dev", "benchpress", "llm_stats",
)  # fmt: skip
"""Which collection is believed first when several repeat a result: a benchmark's own authors, then the nearest copy."""

KEYS = {
    "aider_polyglot": "aider-polyglot",
    "benchpress": "benchpress",
    "bullshitbench": "bullshitbench",
    "confabulations": "lechmazur-confabulations",
    "ctala_es": "ctala-es",
    "epoch_eci_inputs": "epoch-eci-inputs",
    "epoch_hub": "epoch-hub",
    "generalization": "lechmazur-generalization",
    "late_2026": "autumn-2026-results",
    "livebench": "livebench",
    "llm_stats": "llm-stats",
    "lmarena_boards": "lmarena-boards",
    "lmarena_text_20261008": "lmarena-text-2026-10",
    "lmarena_text_categories": "lmarena-text-2026-08",
    "mmmu": "mmmu",
    "models_dev": "models-dev-benchmarks",
    "nejumi4": "nejumi-4",
    "svgbench": "svgbench",
    "swe_bench_live": "swe-bench-live",
    "sycophancy": "lechmazur-sycophancy",
}
"""What each collection is called among our sources."""

TITLES = {
    "benchpress": "BenchPress score matrix",
    "confabulations": "Lech Mazur confabulations",
    "ctala_es": "ctala benchmarks (Spanish)",
    "epoch_eci_inputs": "Epoch AI, inputs of its index",
    "epoch_hub": "Epoch AI Benchmarking Hub",
    "generalization": "Lech Mazur thematic generalisation v2",
    "late_2026": "modelspec, results of autumn 2026",
    "livebench": "LiveBench",
    "llm_stats": "LLM Stats",
    "lmarena_boards": "LMArena boards",
    "lmarena_text_20261008": "LMArena text, October 2026",
    "lmarena_text_categories": "LMArena text by category",
    "mmmu": "MMMU leaderboard",
    "nejumi4": "Nejumi LLM Leaderboard 4 (Japanese)",
    "sycophancy": "Lech Mazur sycophancy",
}
"""Short titles, since answers show them; what a collection mirrors stands in its credit."""

_EARLY = re.compile(r"(?<![a-z])(?:beta|preview|pre-release)(?![a-z])", re.IGNORECASE)
_DAY = re.compile(r"20\d\d-\d\d-\d\d")
_WORD = r"(?P<effort>none|minimal|low|medium|high|xhigh)"
_EFFORT_IN = {
    "benchmark_version": re.compile(rf"^reasoning_effort:{_WORD}$"),
    "model_label": re.compile(rf"[-_ (]{_WORD}\)?$"),
}
_RUN = re.compile(r"/experiments/.*/\d{8}_[^/]*-\d+\.\d+\.\d+-(?P<model>[^/]+)$")
"""The address of a run that its folder names: day, harness, the harness's version, model."""
_NUMBER_IN_NAME = re.compile(r"\d+(?:\.\d+)?")
_COPIED = "llm-stats.com"
"""What BenchPress cites for figures that it has from LLM Stats."""
_SAME_SHARE = 0.002


@dataclass(frozen=True, slots=True)
class Score:
    """One result on our own scales, on its way to a table."""

    source: str
    benchmark: str
    model: str
    score: float
    stderr: float | None
    items: int | None
    effort: str
    measured: str
    reporter: str
    url: str
    scale: str
    higher_is_better: bool
    name: str
    task: str
    snapshot: tuple[bool, str]


def slug(text: str) -> str:
    """
    Turn a benchmark's name into an id.

    >>> slug("LiveBench/AMPS_Hard")
    'livebench-amps-hard'
    """
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("+", " plus")).strip("-")


def counts(row: Row) -> bool:
    """Tell whether a row measures what its benchmark's other rows measure, and isn't here already."""
    name = slug(row["benchmark"])
    other_way_up = name.endswith("hallucination-rate") and ACCURACIES in row["source_url"]
    # Elsewhere figures of 128,000 tokens, 256,000 and a million stand under one name; one card has one length.
    of_any_length = name.endswith("mrcr-v2-8-needle") and ACCURACIES not in row["source_url"]
    with_search = name == "geobench-acw" and "search" in row["benchmark_version"].lower()
    return not (
        row["source_id"] in SUPERSEDED
        or name in DROPPED
        or (row["source_id"], name) in DROPPED_OF_SOURCE
        or "with-tools" in row["effort"]
        or row["effort"] in OTHER_MODES
        or (row["source_id"], row["model_label"]) in NAMESAKES
        or (row["source_id"], row["model_label"], row["benchmark"]) in OF_BASE_MODEL
        or other_way_up
        or of_any_length
        or with_search
        or is_run_of_another(row)
    )


def is_run_of_another(row: Row) -> bool:
    """Tell whether a row's address is a run of another model than its label: a number of the run's name isn't in it."""
    run = _RUN.search(unquote(row["source_url"]))
    return run is not None and not set(_NUMBER_IN_NAME.findall(run["model"])) <= set(
        _NUMBER_IN_NAME.findall(row["model_label"])
    )


def stated_effort(row: Row, model: str) -> str:
    """
    Return the effort that a row states: in its column, or in its version or label, where it isn't in the model's own name.

    >>> row = {"effort": "", "benchmark_version": "", "model_label": "o3 (high)"}
    >>> stated_effort(row, "openai/o3"), stated_effort({**row, "model_label": "mistral-medium"}, "mistral/mistral-medium")
    ('high', '')
    """
    if row["effort"]:
        low = (Effort.NONE, Effort.MINIMAL, Effort.LOW)
        is_label = row["source_id"] == LABELLED_BY_ANOTHER_RUN and effort_of(row["effort"]) in low
        return "" if is_label else row["effort"]
    for cell, words in _EFFORT_IN.items():
        if (stated := words.search(row[cell].lower())) and stated["effort"] not in model:
            return stated["effort"]
    return ""


def benchmark_id(row: Row) -> str:
    """Return the id a row's benchmark goes by here, with its version where that changes the scale."""
    source, name, version = row["source_id"], slug(row["benchmark"]), row["benchmark_version"]
    if source == "livebench":
        return livebench_id(name, version)
    if name == "fiction-livebench":
        return f"{name}-{version.split()[0]}"
    if name.startswith("terminal-bench") and name not in ("terminal-bench-hard", "terminal-bench-science"):
        return terminal_bench_id(source, name, version)
    if name.startswith("graphwalks") and ">" in row["benchmark"]:
        return name.replace("128k", "over-128k")
    name = ALIASES_OF_SOURCE.get((source, name), name)
    return ALIASES.get(name, name)


def livebench_id(name: str, version: str) -> str:
    """Keep LiveBench's three question sets apart; the releases between them only add models."""
    if version == "2025-04-02":
        return f"{name}-2025-04"
    return f"{name}-2025-05" if version < "2025-11" else f"{name}-2026-01"


def terminal_bench_id(source: str, name: str, version: str) -> str:
    """Read Terminal-Bench's version from the name or the version column."""
    stated = re.search(r"(\d)-?(\d)?", name.removeprefix("terminal-bench")) or re.search(r"(\d)\.(\d)", version)
    if stated is None:
        return ALIASES_OF_SOURCE.get((source, name), name)
    major, minor = stated[1], stated[2] or "0"
    return f"terminal-bench-{major}" if minor == "0" else f"terminal-bench-{major}-{minor}"


def scale_of(row: Row, benchmark: str) -> str:
    """Tell shares, ratings and points apart."""
    if row["unit"] == "elo":
        return "rating"
    if row["unit"] in ("points", "usd", "minutes") or benchmark in ("vending-bench-2", "codeforces-rating"):
        return "points"
    return "share"


def divisor(row: Row, scale: str) -> float:
    """Return what a printed score is divided by to be on our scale."""
    if scale != "share":
        return 1.0
    if row["unit"] == "count_resolved":
        return float(row["n_items"])
    return {"percent": 100.0, "score_0_100": 100.0, "score_0_10": 10.0}.get(row["unit"], 1.0)


HEAD = "model benchmark score stderr items effort measured reporter url"
_NUMBER = r"[-+]?\d+(?:\.\d+)?(?:e-?\d+)?"


def standard_error(text: str) -> float | None:
    """
    Read a standard error in the score's own unit; a 95% interval is 3.92 of them wide.

    >>> standard_error("1.37"), round(standard_error("1480..1500"), 2), round(standard_error("±2.79 (95%)"), 2)
    (1.37, 5.1, 1.42)
    """
    if not text:
        return None
    if interval := re.fullmatch(rf"({_NUMBER})\.\.({_NUMBER})", text):
        return (float(interval[2]) - float(interval[1])) / 3.92
    if half := re.fullmatch(rf"±({_NUMBER})(?: \(95%\))?", text):
        return float(half[1]) / 1.96
    if sides := re.fullmatch(rf"-({_NUMBER})/\+({_NUMBER})", text):
        return (float(sides[1]) + float(sides[2])) / 3.92
    return float(text)


def snapshot_of(row: Row, model: str) -> tuple[bool, str]:
    """
    Return what orders the snapshots of one *model*, the newest last: whether it was released yet, and its day.

    The day is that in the collection's key; without one it is empty, which sorts first.
    """
    released = not _EARLY.search(row["model_label"]) or bool(_EARLY.search(model))
    day = _DAY.search(row["model_key"])
    return released, day[0] if day else ""


def read_score(row: Row, model: str, benchmark: str, lower_is_better: frozenset[tuple[str, str]]) -> Score | None:
    """Put one row on our scales; ``None`` when it can't be a score there."""
    scale = scale_of(row, benchmark)
    by = divisor(row, scale)
    score, stderr = float(row["score"]) / by, standard_error(row["stderr_or_ci"])
    stderr = None if stderr is None else stderr / by
    if row["source_id"] == CORRECTED_FOR_GUESSING and benchmark in GUESS_SHARES:
        guess = GUESS_SHARES[benchmark]
        score = guess + (1 - guess) * score
    if scale == "share" and not 0 <= score <= 1:
        return None
    items = row["n_items"] if scale != "points" else ""
    task = row["task"]
    return Score(
        source=row["source_id"],
        benchmark=benchmark,
        model=model,
        score=score,
        stderr=stderr or None,
        items=int(float(items)) if items else None,
        effort=stated_effort(row, model),
        measured=row["measured_on"],
        reporter=row["reported_by"],
        url=row["source_url"],
        scale=scale,
        higher_is_better=(row["source_id"], row["benchmark"]) not in lower_is_better,
        name=row["benchmark"],
        task=TASK_OF.get(benchmark, "recall" if benchmark in RECALL else TASKS.get(task, task)),
        snapshot=snapshot_of(row, model),
    )


def rank(score: Score) -> tuple[Any, ...]:
    """
    Order the repeats of one result, the best last.

    Independent, highest effort, nearest source, newest snapshot, measured last, highest.
    """
    better = score.score if score.higher_is_better else -score.score
    return (
        score.reporter == "independent",
        effort_rank(score.effort),
        -PRECEDENCE.index(score.source),
        score.snapshot,
        score.measured,
        better,
    )


def harnesses_matter(benchmark: str) -> bool:
    """Tell the benchmarks of which the best harness counts, since a model is chosen with one."""
    return benchmark.startswith(("terminal-bench", "swe-bench-live", "swe-atlas", "gso", "posttrainbench", "osworld"))


def choose(scores: Iterable[Score]) -> Score:
    """Return the one result that counts among the repeats for a benchmark, model and effort."""
    ordered = sorted(scores, key=rank)
    best = ordered[-1]
    if harnesses_matter(best.benchmark):
        of_best = (best.reporter, best.source, best.snapshot)
        same = [score for score in ordered if (score.reporter, score.source, score.snapshot) == of_best]
        return max(same, key=lambda score: (score.score, score.measured))
    return best


def of_newest_snapshot(scores: Sequence[Score]) -> list[Score]:
    """Leave out what a source has of an older snapshot than the one it ran at its highest effort, however good it was."""
    newest = {
        source: choose(score for score in scores if score.source == source).snapshot
        for source in {score.source for score in scores}
    }
    return [score for score in scores if score.snapshot >= newest[score.source]]


def each_run_once(scores: Iterable[Score]) -> list[Score]:
    """
    Leave out what another source prints of the same run, of one benchmark and model, at another effort or at none.

    Two sources are taken to mean one run where they print the same share. The stated effort counts, then the nearest
    source; an effort that only stands with a copy isn't that of the run.
    """
    kept: list[Score] = []
    for score in sorted(scores, key=lambda score: (effort_of(score.effort) is None, PRECEDENCE.index(score.source))):
        repeats = (
            score.scale == "share" and score.source != other.source and abs(score.score - other.score) <= ROUNDING
            for other in kept
        )
        if not any(repeats):
            kept.append(score)
    return kept


def at_each_effort(scores: Sequence[Score]) -> list[Score]:
    """Return the results that count for one benchmark and model: one an effort, and one where none is stated."""
    by_effort: dict[Effort | None, list[Score]] = defaultdict(list)
    for score in of_newest_snapshot(scores):
        by_effort[effort_of(score.effort)].append(score)
    return each_run_once(choose(repeats) for repeats in by_effort.values())


def read_scores(rows: Iterable[Row], names: Mapping[str, str], lower: frozenset[tuple[str, str]]) -> Iterator[Score]:
    """Yield every row that counts, for the models we hold."""
    for row in rows:
        model = names.get(row["model_key"].lower())
        if model and counts(row) and (score := read_score(row, model, benchmark_id(row), lower)):
            yield score


def without_old_terminal_bench(scores: list[Score]) -> list[Score]:
    """Leave out figures that one collection files under Terminal-Bench 2 and another, older than it, under 1."""
    old = {
        (score.model, round(score.score, 3))
        for score in scores
        if score.source == "llm_stats" and score.benchmark == "terminal-bench-1"
    }
    return [
        score
        for score in scores
        if score.benchmark != "terminal-bench-2" or (score.model, round(score.score, 3)) not in old
    ]


def without_disputed_copies(scores: list[Score]) -> list[Score]:
    """
    Leave out what BenchPress has from LLM Stats where LLM Stats' own file says something else, and that too.

    Its pages mix checkpoints of one name: which of them either figure is of can't be told.
    """
    own = {(score.benchmark, score.model): score.score for score in scores if score.source == "llm_stats"}
    copies = [score for score in scores if score.source == "benchpress" and _COPIED in score.url]
    disputed = {
        (score.benchmark, score.model)
        for score in copies
        if abs(own.get((score.benchmark, score.model), score.score) - score.score) > _SAME_SHARE
    }
    return [
        score
        for score in scores
        if (score.benchmark, score.model) not in disputed or (score.source != "llm_stats" and _COPIED not in score.url)
    ]


def without_impossible_efforts(scores: Iterable[Score], unreasoning: frozenset[str]) -> list[Score]:
    """Leave out the effort of a result of a model that doesn't reason: a table's one effort is not that of every row."""
    return [replace(score, effort="") if score.model in unreasoning else score for score in scores]


def without_older_arena(scores: list[Score]) -> list[Score]:
    """Count a model's overall Arena rating once: in the newest file that holds it."""
    newest = {score.model for score in scores if score.benchmark == "lmarena-text-overall-2026-10"}
    return [score for score in scores if score.benchmark != "lmarena-text-overall" or score.model not in newest]


def chosen(scores: Iterable[Score]) -> list[Score]:
    """Keep one result a benchmark, model and effort, and the benchmarks with enough models."""
    by_pair: dict[tuple[str, str], list[Score]] = defaultdict(list)
    for score in without_disputed_copies(list(scores)):
        by_pair[score.benchmark, score.model].append(score)
    kept = [score for repeats in by_pair.values() for score in at_each_effort(repeats)]
    kept = without_older_arena(without_old_terminal_bench(kept))
    models: dict[str, set[str]] = defaultdict(set)
    for score in kept:
        models[score.benchmark].add(score.model)
    kept = [score for score in kept if len(models[score.benchmark]) >= LEAST_MODELS]
    return sorted(kept, key=lambda score: (score.source, score.model, score.benchmark, effort_rank(score.effort)))


def read_models(folder: Path) -> dict[str, Mapping[str, Any]]:
    """Read the record of each model."""
    return {f"{path.parent.name}/{path.stem}": read_toml(path) for path in sorted(folder.glob("*/*.toml"))}


def read_releases(folder: Path) -> dict[str, date]:
    """Read the release day of each model that has one."""
    return {model: record["released"] for model, record in read_models(folder).items() if "released" in record}


def without_early_days(scores: Iterable[Score], released: Mapping[str, date]) -> list[Score]:
    """
    Leave out the day of a result that is dated before its model's release; the source's own day then counts.

    Some were measured with early access or on a preview, one day is plainly another model's: none of them is a day
    on which the released model was measured.
    """

    def is_early(score: Score) -> bool:
        day = released.get(score.model)
        return bool(score.measured) and day is not None and date.fromisoformat(score.measured) < day

    return [replace(score, measured="") if is_early(score) else score for score in scores]


def family_of(benchmark: str) -> str | None:
    """Return the family of a benchmark, if it has one."""
    return next((family for start, family in FAMILIES if benchmark.startswith(start)), None)


def describe(scores: list[Score], sources: Mapping[str, Row]) -> dict[str, Any]:
    """Build the record of one benchmark from its *scores*."""
    first = min(scores, key=lambda score: (PRECEDENCE.index(score.source), score.name))
    source = sources[first.source]
    record: dict[str, Any] = {
        "name": NAMES.get(first.benchmark, first.name + version_label(first.benchmark)),
        "task": first.task,
        "scale": first.scale,
    }
    if not first.higher_is_better:
        record["higher_is_better"] = False
    if first.benchmark in GUESS_SHARES:
        record["guess_share"] = round(GUESS_SHARES[first.benchmark], 4)
    if family := family_of(first.benchmark):
        record["family"] = family
    evidence: dict[str, Any] = {
        "record": {
            "source": KEYS[first.source],
            "status": "reported",
            "as_of": date.fromisoformat(source["snapshot_date"]),
            "note": "Task assigned here, from what the benchmark asks for.",
        },
        "fields": {},
    }
    if first.benchmark in GUESS_SHARES:
        evidence["fields"]["guess_share"] = {
            "source": KEYS[CORRECTED_FOR_GUESSING],
            "status": "derived",
            "as_of": date.fromisoformat(sources[CORRECTED_FOR_GUESSING]["snapshot_date"]),
            "note": "From shares printed with and without correction for guessing; scores of this source are un-corrected.",
        }
    record["evidence"] = {part: value for part, value in evidence.items() if value}
    return record


def version_label(benchmark: str) -> str:
    """Return what a name has to add for a version that only the id shows."""
    for end, label in (("-2025-04", " (2025-04-02)"), ("-2025-05", " (2025-05-30)"), ("-2026-01", " (2026-01-08)"),
                       ("-2026-10", " (2026-10-08)")):  # fmt: skip
        if benchmark.startswith(("livebench", "lmarena")) and benchmark.endswith(end):
            return label
    if benchmark.startswith("fiction-livebench"):
        return f", {benchmark.rpartition('-')[2]} tokens"
    return f" {benchmark[-1]}" if benchmark.startswith("cursorbench") else ""


def source_record(source: Row) -> dict[str, Any]:
    """Build the record of one source."""
    stated = source["license"]
    record: dict[str, Any] = {
        "title": TITLES.get(source["source_id"], source["title"]),
        "url": source["url"],
        # The repository stands in the addresses of the source and its rows, or in the credit.
        "version": source["commit"][:7] or source["snapshot_date"],
        "retrieved": date.fromisoformat(source["snapshot_date"]),
    }
    if not stated.startswith(("none stated", "facts")):
        record["license"] = re.split(r"[ ;(]", stated)[0]
    if source["citation"]:
        record["credit"] = source["citation"]
    if source["source_id"] == "late_2026":
        record |= {
            "url": "https://github.com/turbobeest/modelspec",
            "credit": "Epoch AI, LMArena, Mercor APEX-Agents (CC-BY-4.0) and the page cited by each row",
        }
    return record


def write_results(folder: Path, scores: Iterable[Score]) -> None:
    """Write one table a source, rows sorted; a table that no longer has rows goes."""
    tables: dict[str, list[Sequence[object]]] = defaultdict(list)
    for row in sorted(scores, key=lambda row: (row.model, row.benchmark, effort_rank(row.effort))):
        stderr = None if row.stderr is None else number(row.stderr)
        tables[KEYS[row.source]].append(
            [row.model, row.benchmark, number(row.score), stderr, row.items or None, row.effort, row.measured,
             row.reporter, row.url]
        )  # fmt: skip
    write_tables(folder, HEAD, tables)


def read_collected(folder: Path) -> list[Row]:
    """Read the collected results: a table a source, whose name is in each row's ``source_id``."""
    return [{**row, "source_id": path.stem} for path in sorted(folder.glob("*.csv")) for row in read_rows(path)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Import everything."""
    parser = command_parser("import results", __doc__)
    parser.add_argument("--collected", type=Path, default=COLLECTED, help="folder of the collected tables")
    parser.add_argument("--names", type=Path, default=INPUTS / "names.csv")
    parser.add_argument("--data", type=Path, default=DATA)
    options = parser.parse_args(arguments)
    names = read_names(options.names)
    sources = {row["source_id"]: row for row in read_rows(options.collected / "result_sources.csv")}
    lower = frozenset(
        (row["source_id"], row["benchmark"]) for row in read_rows(options.collected / "lower_is_better.csv")
    )
    folder = options.data / "models"
    unreasoning = frozenset(
        model
        for model, record in read_models(folder).items()
        if record.get("capabilities", {}).get("reasoning") is False
    )
    read = read_scores(read_collected(options.collected / "results"), names, lower)
    picked = chosen(without_impossible_efforts(read, unreasoning))
    scores = without_early_days(picked, read_releases(folder))
    early = sum(before.measured != after.measured for before, after in zip(picked, scores, strict=True))
    by_benchmark: dict[str, list[Score]] = defaultdict(list)
    for score in scores:
        by_benchmark[score.benchmark].append(score)
    write_results(options.data / "results", scores)
    described = {key: describe(by_benchmark[key], sources) for key in sorted(by_benchmark)}
    write_record(options.data / "benchmarks.toml", described)
    used = {score.source for score in scores} | {CORRECTED_FOR_GUESSING}
    update_tables(options.data / "sources.toml", {KEYS[key]: source_record(sources[key]) for key in used})
    print(f"{len(scores)} results of {len({score.model for score in scores})} models on {len(by_benchmark)} benchmarks")
    print(f"{early} results dated before their model's release: the day is left out")
