"""
Counts of reasoning tokens: what the rows of ``data/tokens`` say of them.

Some benchmarks print reasoning apart. Of the others it is what is left of the output when the visible answer is taken
away: that of the same model without reasoning where the work leaves both as long, else the median of the benchmark. The
less is left, the less such a count weighs.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from statistics import median
from typing import NamedTuple

import numpy as np

from llm_selection.domain.efforts import Effort, effort_of
from llm_selection.domain.tokens import Work
from registry_tools.fitting.output_tokens_fit import Count
from registry_tools.merging.output_tokens import DEFAULT
from registry_tools.tables import read_rows
from registry_tools.toml_files import read_toml

__all__ = [
    "OTHER_ITEMS",
    "Run",
    "Traits",
    "Visible",
    "below_top",
    "counts_of",
    "effort_and_reasoning",
    "read_models",
    "read_runs",
    "visible_of",
]

OTHER_ITEMS = frozenset({"aider-polyglot", "frontiermath-2025-02", "frontiermath-tier-4-2025-07", "swe-bench-verified"})
"""Benchmarks whose item takes several requests, and that don't say how many: they tell models apart, but no level."""

AS_LONG = frozenset({Work.PROSE, Work.CODE})
"""Work at which an answer is about as long without reasoning; elsewhere it is then thought out in the answer."""

VISIBLE_SD = 0.5
"""
Standard deviation of the logarithm of a visible answer between models on one benchmark.

Source: those with reasoning printed apart in ``data/tokens``: 0.3 to 0.7 by benchmark.
"""

OWN_VISIBLE_SD = 0.25
"""The same, where the model's own answer without reasoning is known; taken as half of it."""

LOW_VISIBLE_SHARE = 0.87
"""
The visible share of what an agent puts out in a turn at low effort.

Source: DeepSWE prints it for one model, GPT-6 Astra: 9,165 of 10,580 tokens.
"""

MOST_VISIBLE = 5
"""
Where more than so many times the usual visible answer is left beside the reasoning that is printed, part of it wasn't counted.

Routers don't count the reasoning of some models: 20 tokens are printed of an answer of 4,500 where others write 800.
"""

LEAST_SHARE = 0.1
"""Reasoning is taken as at least this share of the visible answer; such a count weighs next to nothing."""


class Traits(NamedTuple):
    """
    What a model's file says of it.

    Attributes:
        reasons: ``None`` where it isn't known.
        levels: The efforts that it takes, the least first; ``None`` where that isn't known.
        default: The effort that runs unasked; ``None`` where it isn't known.
        assumed: Whether that it doesn't reason is taken from its age alone.
        measured: Where its levels aren't known, the effort that its quality is of; ``None`` where results state none.
    """

    reasons: bool | None
    levels: tuple[Effort, ...] | None = None
    default: Effort | None = None
    measured: Effort | None = None
    assumed: bool = False


class Run(NamedTuple):
    """
    A row of ``data/tokens`` that has output tokens.

    Attributes:
        model: Id.
        benchmark: Id.
        work: The kind of work.
        effort: ``None`` isn't known.
        reasons: Whether it reasoned; ``None`` isn't known.
        output: Output tokens of an item, or of a turn where turns are printed.
        reasoning: Those of reasoning; ``None`` isn't printed.
    """

    model: str
    benchmark: str
    work: Work
    effort: Effort | None
    reasons: bool | None
    output: float
    reasoning: float | None


class Visible(NamedTuple):
    """Tokens of the visible answer to an item, and the standard deviation of their logarithm."""

    tokens: float
    sd: float


def read_models(folder: Path) -> dict[str, Traits]:
    """
    Read whether each model reasons and at which efforts.

    A model of which nothing is known doesn't, if it was released before the first developer's model that does.
    """
    found: dict[str, Traits] = {}
    released: dict[str, date] = {}
    for path in sorted(folder.glob("*/*.toml")):
        record, model = read_toml(path), f"{path.parent.name}/{path.stem}"
        efforts = record.get("efforts")
        reasons = record.get("capabilities", {}).get("reasoning")
        if efforts is not None:
            # A ladder is read off the developer's own documents; whether it reasons, off catalogues.
            reasons = any(level != Effort.NONE for level in efforts["levels"])
        found[model] = Traits(
            reasons,
            None if efforts is None else tuple(map(Effort, efforts["levels"])),
            Effort(efforts["default"]) if efforts and "default" in efforts else None,
        )
        if "released" in record:
            released[model] = record["released"]
    first = first_to_reason(found, released)
    return {
        model: Traits(reasons=False, assumed=True)
        if traits.reasons is None and first and released.get(model, first) < first
        else traits
        for model, traits in found.items()
    }


def first_to_reason(models: Mapping[str, Traits], released: Mapping[str, date]) -> date | None:
    """Return the first release of a model whose efforts are documented and above none; ``None`` without any."""
    return min(
        (released[model] for model, traits in models.items() if traits.levels and model in released), default=None
    )


def read_runs(folder: Path, models: Mapping[str, Traits]) -> list[Run]:
    """Read every row with output tokens."""
    return [
        run
        for path in sorted(folder.glob("*.csv"))
        for row in read_rows(path)
        if (run := _run(row, models[row["model"]])) is not None
    ]


def _run(row: Mapping[str, str], traits: Traits) -> Run | None:
    """Read one row; ``None`` without output tokens."""
    if not row["output"]:
        return None
    turns = float(row["turns"] or 1)
    effort, reasons, printed = effort_and_reasoning(row, traits)
    return Run(
        model=row["model"],
        benchmark=row["benchmark"],
        work=Work(row["work"]),
        effort=effort,
        reasons=reasons,
        output=float(row["output"]) / turns,
        reasoning=printed / turns if printed else None,
    )


def effort_and_reasoning(row: Mapping[str, str], traits: Traits) -> tuple[Effort | None, bool | None, float | None]:
    """Return the effort of a row, whether it reasoned, and the reasoning tokens it prints; ``None`` isn't known."""
    effort = traits.default if row["effort"] == DEFAULT else effort_of(row["effort"])
    if effort is None and row["effort"] == "adaptive":
        effort = traits.default
    printed = float(row["reasoning"]) if row["reasoning"] else None
    if printed is None and row["visible"]:
        printed = float(row["output"]) - float(row["visible"])
    return effort, _reasons(traits, effort, printed), printed


def _reasons(traits: Traits, effort: Effort | None, printed: float | None) -> bool | None:
    """Say whether a run reasoned; ``None`` where nothing tells, as of a hybrid that was run as it comes."""
    if effort is Effort.NONE or (traits.reasons is False and not printed):
        return False
    if printed or effort is not None:
        return True
    is_hybrid = traits.levels is None or Effort.NONE in traits.levels
    return None if is_hybrid else traits.reasons


def visible_of(runs: Sequence[Run]) -> dict[str, Visible]:
    """Return the visible answer on each benchmark: of runs with reasoning told apart; without any, of those without reasoning."""
    apart: dict[str, list[float]] = defaultdict(list)
    without: dict[str, list[float]] = defaultdict(list)
    reasoned: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        if run.reasons and run.reasoning and run.output > run.reasoning:
            apart[run.benchmark].append(run.output - run.reasoning)
        elif run.reasons is False:
            without[run.benchmark].append(run.output)
        elif run.reasons:
            reasoned[run.benchmark].append(run.output)
    found = {}
    for benchmark in sorted({*apart, *without, *reasoned}):
        turns = list(least_turns(run for run in runs if run.benchmark == benchmark).values())
        if turns:
            tokens = median(turns)
        elif apart[benchmark]:
            tokens = median(apart[benchmark])
        elif without[benchmark]:
            # A model that doesn't reason may think in its answer: more than the shortest of those that do isn't visible.
            tokens = min([median(without[benchmark]), *reasoned[benchmark]])
        else:
            tokens = min(reasoned[benchmark]) / 2
        found[benchmark] = Visible(tokens, VISIBLE_SD)
    return found


def least_turns(runs: Iterable[Run]) -> dict[str, float]:
    """Return the visible part of an agent's turn, by model, where it was run at low effort."""
    return {
        run.model: LOW_VISIBLE_SHARE * run.output
        for run in runs
        if run.work is Work.AGENT and run.benchmark not in OTHER_ITEMS and run.effort is Effort.LOW
    }


def counts_of(runs: Sequence[Run], models: Mapping[str, Traits]) -> list[Count]:
    """Return one count a benchmark, model and effort, the mean of its logarithms; runs that don't reason have none."""
    usual = visible_of(runs)
    own = {(run.model, run.benchmark): run.output for run in runs if run.reasons is False and run.work in AS_LONG}
    for benchmark in {run.benchmark for run in runs}:
        turns = least_turns(run for run in runs if run.benchmark == benchmark)
        own |= {(model, benchmark): tokens for model, tokens in turns.items()}
    plain = {
        benchmark: median(run.output for run in runs if run.benchmark == benchmark and run.reasons is False)
        for benchmark in {run.benchmark for run in runs if run.reasons is False}
    }
    found: dict[tuple[str, str, str], list[Count]] = defaultdict(list)
    for run in runs:
        if run.reasons is False or (run.reasons is None and not _must_have_reasoned(run, models[run.model], plain)):
            continue
        visible = usual[run.benchmark]
        if (run.model, run.benchmark) in own:
            visible = Visible(own[run.model, run.benchmark], OWN_VISIBLE_SD)
        tokens, variance = _reasoning(run, visible, most=MOST_VISIBLE * usual[run.benchmark].tokens)
        found[run.model, run.benchmark, str(run.effort)].append(
            Count(
                model=run.model,
                benchmark=run.benchmark,
                work=run.work,
                effort=run.effort,
                below_top=below_top(models[run.model], run.effort),
                log_tokens=math.log(tokens),
                variance=variance,
                is_request=run.benchmark not in OTHER_ITEMS,
            )
        )
    return [
        same[0]._replace(
            log_tokens=float(np.mean([count.log_tokens for count in same])),
            variance=float(np.mean([count.variance for count in same])),
            runs=len(same),
        )
        for _, same in sorted(found.items())
    ]


def _must_have_reasoned(run: Run, traits: Traits, plain: Mapping[str, float]) -> bool:
    """Say whether a model that can reason put out twice what those that don't do: of a shorter answer nobody can tell."""
    return bool(traits.reasons) and run.benchmark in plain and run.output > 2 * plain[run.benchmark]


def _reasoning(run: Run, visible: Visible, *, most: float) -> tuple[float, float]:
    """Return the reasoning tokens of a run, and the variance of their logarithm that comes from not knowing the answer's."""
    if run.reasoning and run.output - run.reasoning <= most:
        return max(run.reasoning, 1.0), 0.0
    left = max(run.output - visible.tokens, LEAST_SHARE * visible.tokens)
    return left, (visible.sd * visible.tokens / left) ** 2


def below_top(traits: Traits, effort: Effort | None) -> int:
    """Return how many levels a ladder has above *effort*; 0 where either isn't known."""
    if effort is None or not traits.levels or effort not in traits.levels:
        return 0
    return len(traits.levels) - 1 - traits.levels.index(effort)
