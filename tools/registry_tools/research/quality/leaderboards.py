"""
Compare our quality with public leaderboards, task by task.

    registry-tools compare leaderboards

reads the results as they were collected, takes each leaderboard's own average at a task, and prints the
rank correlation (Spearman) with our quality: over all models in both, over the first ten answers to the bare task, and
over the ten best by quality alone. Our quality is fitted to these results among others, so this shows whether the
fit keeps the boards' order; it is no test on unseen results: ``registry-tools evaluate quality`` is.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean, pstdev

from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import effort_rank
from llm_selection.estimation.quality import estimate
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry, build
from llm_selection.selection.ranking import Ranking
from registry_tools.arguments import command_parser
from registry_tools.fitting.rank_correlation import spearman
from registry_tools.merging.results import read_collected
from registry_tools.places import COLLECTED, DATA, INPUTS
from registry_tools.tables import Row, read_names

__all__ = ["Board", "epoch_averages", "livebench_averages", "main", "our_quality"]

TASKS = {
    Task.AGENTIC_CODING: "agentic_coding",
    Task.MATH: "maths",
    Task.REASONING: "reasoning",
    Task.CODING: "coding",
}
"""Tasks that all boards have, and what the collected table calls them."""

FIRST = 10
LEAST_BENCHMARKS = 2
"""A model with fewer of a task's benchmarks has no average worth the name."""
LEAST_MODELS = 5
"""A benchmark, or a correlation, with fewer models says nothing."""
Averages = Mapping[str, float]
"""A board's average at one task, by model; higher is better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """
    A public leaderboard.

    Attributes:
        title: As it is printed.
        averages: From rows to the board's average at a task, as the table calls it.
    """

    title: str
    averages: Callable[[Sequence[Row], str], Averages]


def epoch_averages(source: str, rows: Sequence[Row], task: str, models: Mapping[str, str]) -> dict[str, float]:
    """
    Average each model's standardised scores over the *task*'s benchmarks; its best score on each counts.

    Standardised, because a dollar, an Elo point and a share can't be added.
    """
    best: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rows:
        model = models.get(row["model_key"].lower())
        if row["source_id"] == source and row["task"] == task and model is not None:
            score = float(row["score"])
            best[row["benchmark"]][model] = max(score, best[row["benchmark"]].get(model, score))
    standard: dict[str, list[float]] = defaultdict(list)
    for scores in best.values():
        spread = pstdev(scores.values())
        if len(scores) >= LEAST_MODELS and spread:
            mean = fmean(scores.values())
            for model, score in scores.items():
                standard[model].append((score - mean) / spread)
    return {model: fmean(found) for model, found in standard.items() if len(found) >= LEAST_BENCHMARKS}


def livebench_averages(rows: Sequence[Row], task: str, models: Mapping[str, str]) -> dict[str, float]:
    """Average each model's subtasks of the newest LiveBench, at its highest effort; a model lacking one has none."""
    ours = [row for row in rows if row["source_id"] == "livebench" and row["task"] == task]
    newest = max((row["benchmark_version"] for row in ours), default="")
    runs: dict[str, dict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for row in ours:
        model = models.get(row["model_key"].lower())
        if row["benchmark_version"] == newest and model is not None:
            runs[model][row["effort"]][row["benchmark"]] = float(row["score"])
    subtasks = {row["benchmark"] for row in ours if row["benchmark_version"] == newest}
    averages = {}
    for model, efforts in runs.items():
        whole = [effort for effort, scores in efforts.items() if set(scores) == subtasks]
        if whole:
            averages[model] = fmean(efforts[max(whole, key=effort_rank)].values())
    return averages


def our_quality(registry: Registry, task: Task) -> dict[str, float]:
    """Return our quality at *task* of every measured model, 0 to 1."""
    calibration = registry.calibration
    if calibration is None:
        return {}
    found = {}
    for model, ability in registry.abilities[task].items():
        quality = estimate(task, ability, benchmarks=registry.benchmarks, calibration=calibration)
        if quality is not None and ability.direct:
            found[str(model)] = quality.mean
    return found


def correlation(ours: Averages, theirs: Averages, among: Iterable[str]) -> tuple[float | None, int]:
    """Return the rank correlation over the models *among* those in both, and how many they are."""
    shared = sorted(set(among) & set(ours) & set(theirs))
    if len(shared) < LEAST_MODELS:
        return None, len(shared)
    return spearman([ours[model] for model in shared], [theirs[model] for model in shared]), len(shared)


def first(ranking: Ranking) -> list[str]:
    """Return the models of the first places."""
    return [str(ranked.model.id) for ranked in ranking[:FIRST]]


def lines(registry: Registry, boards: Iterable[Board], rows: Sequence[Row]) -> Iterator[str]:
    """Yield the table, a line a board and task."""
    yield f"{'task':16}{'board':30}{'all':>12}{'first ten':>12}{'by quality':>12}"
    for board in boards:
        for task, name in TASKS.items():
            ours, theirs = our_quality(registry, task), board.averages(rows, name)
            answers = first(recommend(task, registry=registry).ranking)
            best = first(recommend(task, registry=registry, error_cost="quality-only").ranking)
            cells = (cell(*correlation(ours, theirs, among)) for among in (ours, answers, best))
            yield f"{task.value:16}{board.title:30}" + "".join(f"{text:>12}" for text in cells)


def cell(rho: float | None, models: int) -> str:
    """Write a correlation with the number of models it is over; too few have none."""
    return f"- ({models})" if rho is None else f"{rho:.2f} ({models})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table: rank correlation, and in brackets over how many models."""
    parser = command_parser("compare leaderboards", __doc__)
    parser.add_argument("--collected", type=Path, default=COLLECTED, help="folder of the collected tables")
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--names", type=Path, default=INPUTS / "names.csv")
    options = parser.parse_args(arguments)
    models = read_names(options.names)
    boards = (
        Board(
            title="Epoch, index inputs (2026-08)",
            averages=lambda r, t: epoch_averages("epoch_eci_inputs", r, t, models),
        ),
        Board(title="Epoch, hub (2026-05)", averages=lambda r, t: epoch_averages("epoch_hub", r, t, models)),
        Board(title="LiveBench, newest", averages=lambda r, t: livebench_averages(r, t, models)),
    )
    print("\n".join(lines(build(options.data), boards, read_collected(options.collected / "results"))))
    return 0
