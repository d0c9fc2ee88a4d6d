"""
Fit the quality model to ``data/results`` and write ``data/calibration``.

    registry-tools fit quality data

A score depends on general ability g, the task's deviation u, and what a family of benchmarks shares, in all (f) and
within one task (n); expectation-maximisation from fixed starting values, so running it twice gives the same bytes.
Abilities are then computed by the run-time code from the rounded parameters. How well all of it predicts is measured
by ``registry-tools evaluate quality``.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from llm_selection._foundation.plain import from_plain, to_plain
from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Basket, BenchmarkParameters, Calibration, EffortSteps, Prior
from llm_selection.domain.efforts import Effort, EffortLadder, effort_rank
from llm_selection.domain.identity import ModelId, parse_model_id
from llm_selection.estimation.abilities import Posterior, posterior
from llm_selection.estimation.effort_steps import effort_at, kind_of, own_steps
from registry_tools.arguments import command_parser
from registry_tools.fitting.effort_steps import Measured, fit_steps, pairs_of
from registry_tools.fitting.quality_fit import (
    VENDOR_SD,
    Fit,
    Table,
    Traits,
    build_table,
    noise_variance,
    run,
    standardisation,
    start,
)
from registry_tools.fitting.quality_prediction import likeliest
from registry_tools.tables import read_rows, write_rows
from registry_tools.toml_files import read_toml, write_record

VERSION = "2026.11"
SWEEPS = 40

SWEEPS_BEFORE_STEPS = 10
"""Rounds of the fit that steps of effort are told by: they need slopes and residuals alone."""

BASKETS: Mapping[Task, tuple[str, ...]] = {
    Task.AGENTIC_CODING: (
        "terminal-bench-2", "gso", "deepswe", "frontiercode", "posttrainbench", "swe-atlas-refactoring",
    ),
    Task.CODING: (
        "weirdml", "surface-evolver-bench", "svgbench", "livebench-code-generation-2026-01",
        "livebench-code-completion-2026-01",
    ),
    Task.MATH: (
        "frontiermath-tiers-1-3-v2", "frontiermath-tier-4-v2", "proofbench", "matharena-apex-2025",
        "livebench-integrals-with-game-2026-01",
    ),
    Task.REASONING: (
        "arc-agi-2", "simplebench", "critpt", "chess-puzzles", "mystery-game-puzzles", "thematic-generalisation",
        "ebr-bench",
    ),
    Task.TOOL_USE: (
        "apex-agents", "apex-agents-1-1", "toolathlon", "mcp-atlas", "remote-labor-index", "osworld-2-0",
    ),
    Task.KNOWLEDGE: ("hle", "gdpval"),
    Task.RECALL: ("simpleqa-verified",),
    Task.VISION: ("mmmu-pro", "vpct", "charxiv-reasoning", "erqa"),
    Task.INSTRUCTION_FOLLOWING: (
        "livebench-paraphrase-2026-01", "livebench-simplify-2026-01", "livebench-story-generation-2026-01",
        "livebench-summarize-2026-01", "ifbench", "multichallenge",
    ),
    Task.WRITING: ("lech-mazur-writing", "livebench-plot-unscrambling-2026-01", "livebench-typos-2026-01"),
    Task.LONG_CONTEXT: ("fiction-livebench-120k", "fiction-livebench-192k", "mrcr-v2", "mrcr-v2-8-needle"),
    Task.FACTUALITY: ("confabulations-rate", "bullshitbench-v2", "facts-grounding"),
}  # fmt: skip
"""What each task's quality is expressed on, as far as the rules let it; safety isn't."""

RATED_BASKETS: Mapping[Task, tuple[str, ...]] = {
    Task.PREFERENCE: ("lmarena-text-overall-2026-10",),
    Task.MULTILINGUAL: tuple(
        f"lmarena-text-{language}"
        for language in ("chinese", "french", "german", "japanese", "korean", "polish", "russian", "spanish")
    ),
}
"""Tasks of which the tests are ratings: quality is the chance to be preferred to an anchor on these boards."""

RATED_WARNINGS = {
    Task.PREFERENCE: "One crowd's votes: which answers visitors of LMArena like better, not which are right.",
    Task.MULTILINGUAL: "One crowd's votes: which answers visitors of LMArena like better in eight languages.",
}

RECENT_DAYS = 365
LEAST_RECENT_MODELS = 8
MOST_SOLVED = 0.9
LEAST_FAMILIES = 2
LEAST_INDEPENDENT = 0.5

REMARKS = {Task.INSTRUCTION_FOLLOWING: "Most of its benchmarks are LiveBench's, which share a style."}
"""What holds of a basket beyond the rule."""


def read_benchmarks(folder: Path) -> dict[str, Benchmark]:
    """Read benchmarks.toml."""
    records = read_toml(folder / "benchmarks.toml")
    plain = json.loads(json.dumps(records, default=str))
    return {key: from_plain(Benchmark, {"id": key, **record}) for key, record in sorted(plain.items())}


def read_results(folder: Path) -> list[Result]:
    """Read every table of results."""
    return [result for path in sorted((folder / "results").glob("*.csv")) for result in read_table(path)]


def read_table(path: Path) -> list[Result]:
    """Read one table of results; its name is the source."""
    return [
        Result(
            model=parse_model_id(row["model"]),
            benchmark=row["benchmark"],
            score=float(row["score"]),
            stderr=float(row["stderr"]) if row["stderr"] else None,
            items=int(row["items"]) if row["items"] else None,
            effort=row["effort"] or None,
            measured=date.fromisoformat(row["measured"]) if row["measured"] else None,
            reporter=Reporter(row["reporter"]),
            source=path.stem,
            url=row["url"] or None,
        )
        for row in read_rows(path)
    ]


def read_traits(folder: Path, results: Iterable[Result], retrieved: Mapping[str, date]) -> list[Traits]:
    """Read what the model files say; a model counts from its release or its first result, if that is earlier."""
    first: dict[str, date] = {}
    for result in results:
        day = result.measured or retrieved[result.source]
        first[result.model] = min(day, first.get(result.model, day))
    traits = {model: Traits(model, day, None, None) for model, day in first.items()}
    for path in sorted((folder / "models").glob("*/*.toml")):
        record = read_toml(path)
        model = f"{path.parent.name}/{path.stem}"
        known = [day for day in (record.get("released"), first.get(model)) if day]
        released = min(known, default=None)
        reasoning = record.get("capabilities", {}).get("reasoning")
        ladder = record.get("efforts")
        efforts = None if ladder is None else from_plain(EffortLadder, ladder)
        traits[model] = Traits(model, released, record.get("total_parameters"), reasoning, efforts)
    return [traits[model] for model in sorted(traits)]


def read_offered_plain(folder: Path) -> set[str]:
    """Read which models a host offers without reasoning; one whose own efforts are known takes no other."""
    return {
        record["model"]
        for path in sorted((folder / "offerings").glob("*.toml"))
        for record in read_toml(path).values()
        if record.get("capabilities", {}).get("reasoning") is False
    }


def read_retrieved(folder: Path) -> dict[str, date]:
    """Read the day of each source."""
    records = read_toml(folder / "sources.toml")
    return {key: record["retrieved"] for key, record in records.items()}


def dated(results: Iterable[Result], retrieved: Mapping[str, date]) -> list[Result]:
    """Give every result a day: one without counts from the day its source was read."""
    return [replace(result, measured=result.measured or retrieved[result.source]) for result in results]


def foremost(results: Iterable[Result], traits: Iterable[Traits]) -> list[Result]:
    """
    Keep one result a benchmark and model, in the order of *results*: what independent hands got at the highest effort.

    Abilities are fitted to these alone. What else is known of a benchmark and a model tells how the two efforts differ.
    """
    defaults = {one.model: one.efforts.default for one in traits if one.efforts is not None}
    best: dict[tuple[str, str], tuple[tuple[bool, float], Result]] = {}
    for result in results:
        effort = effort_at(result, defaults.get(result.model))
        rank = (result.reporter is Reporter.INDEPENDENT, effort_rank(effort or ""))
        key = (result.model, result.benchmark)
        if key not in best or rank > best[key][0]:
            best[key] = (rank, result)
    kept = {id(result) for _, result in best.values()}
    return [result for result in results if id(result) in kept]


def measured_at(
    fit: Fit, benchmarks: Mapping[str, Benchmark], results: Sequence[Result], traits: Sequence[Traits]
) -> list[Measured]:
    """Return what all *results* at a known effort tell of steps, by the slopes and residuals of a *fit*."""
    whole = build_table(
        benchmarks, results, [trait.model for trait in traits], points=standardisation(benchmarks, results)
    )
    noise = noise_variance(whole, fit)
    defaults = {one.model: one.efforts.default for one in traits if one.efforts is not None}
    found: dict[tuple[str, str, Effort], tuple[bool, Measured]] = {}
    for row, result in enumerate(results):
        effort = effort_at(result, defaults.get(result.model))
        if effort is None:
            continue
        b = whole.benchmark[row]
        measured = Measured(
            model=result.model,
            benchmark=result.benchmark,
            kind=kind_of(benchmarks[result.benchmark].task),
            effort=effort,
            work=float(whole.work[row] - fit.vendor * whole.vendor[row]),
            slope=float(fit.slope[b]),
            residual=float(fit.sigma[b] ** 2),
            noise=float(noise[row]),
        )
        independent = result.reporter is Reporter.INDEPENDENT
        key = (result.model, result.benchmark, effort)
        if key not in found or (independent and not found[key][0]):
            found[key] = (independent, measured)
    return [measured for _, measured in found.values()]


def with_losses(
    table: Table,
    kept: Sequence[Result],
    benchmarks: Mapping[str, Benchmark],
    *,
    results: Iterable[Result],
    traits: Iterable[Traits],
    steps: EffortSteps,
) -> Table:
    """Return the table of the results *kept* with what each loses beside the highest effort of its model in *results*."""
    by_model: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_model[result.model].append(result)
    own = {
        one.model: own_steps(by_model[one.model], one.efforts, steps, developer=one.developer)
        for one in traits
        if one.model in by_model
    }
    sds = {model: efforts.prior_sds() for model, efforts in own.items()}
    losses = [own[one.model].loss(own[one.model].effort(one), benchmarks[one.benchmark].task) for one in kept]
    return replace(
        table,
        loss=np.array([loss.mean for loss in losses]),
        loss_variance=np.array(
            [
                sum((weight * sds[one.model][name]) ** 2 for name, weight in loss.weights.items())
                for one, loss in zip(kept, losses, strict=True)
            ]
        ),
    )


def table_of(
    benchmarks: Mapping[str, Benchmark], results: Sequence[Result], traits: Sequence[Traits], today: date
) -> tuple[Table, list[Result], EffortSteps]:
    """Return the table that abilities are fitted to, the results in it, and the steps of effort that they are read by."""
    kept = foremost(results, traits)
    table = build_table(benchmarks, kept, [trait.model for trait in traits])
    first = run(table, start(table, traits, today), traits, today, SWEEPS_BEFORE_STEPS)
    steps = fit_steps(pairs_of(measured_at(first, benchmarks, results, traits)))
    return with_losses(table, kept, benchmarks, results=results, traits=traits, steps=steps), kept, steps


def calibrate(
    table: Table,
    fit: Fit,
    benchmarks: Mapping[str, Benchmark],
    results: Sequence[Result],
    traits: Sequence[Traits],
    *,
    peers: bool = True,
) -> Calibration:
    """
    Round the parameters into a `Calibration`; baskets come after, since their rule needs nothing fitted.

    Without *peers*, those are left out by which a score is expected from other models' scores: they take most of the
    time, and no ability rests on them.
    """
    points = standardisation(benchmarks, results)
    cells = [likeliest(table, fit, index, traits).cell if peers else None for index in range(len(table.benchmarks))]
    names = table.dimensions
    tasks = {task.value for task in Task}
    present = {names[index] for index in np.unique(table.task)}
    return Calibration(
        version=VERSION,
        fitted=max(result.measured for result in results if result.measured),
        vendor_offset=round(fit.vendor, 4),
        vendor_sd=VENDOR_SD,
        task_sd={task: round(float(fit.sd[names.index(task.value)]), 4) for task in Task if task.value in present},
        family_sd={
            name: round(float(fit.sd[index]), 4) for index, name in enumerate(names) if index > 0 and name not in tasks
        },
        benchmarks={
            key: BenchmarkParameters(
                intercept=round(float(fit.intercept[index]), 4),
                slope=round(float(fit.slope[index] * fit.loading[index]), 4),
                own_slope=round(float(fit.slope[index]), 4),
                residual_sd=round(float(fit.sigma[index]), 4),
                center=points.get(key, (None, None))[0],
                spread=points.get(key, (None, None))[1],
                best=round(float(table.work[table.benchmark == index].max()), 4),
                ceiling=cell.ceiling if cell else 1.0,
                peer_slope=round(cell.slope, 4) if cell else None,
                peer_sd=round(cell.sd, 4) if cell else None,
            )
            for index, (key, cell) in enumerate(zip(table.benchmarks, cells, strict=True))
        },
    )


def solved_share(result: Result, benchmark: Benchmark) -> float:
    """Return the share solved, the right way up."""
    return result.score if benchmark.higher_is_better else 1 - result.score


def baskets(
    benchmarks: Mapping[str, Benchmark],
    results: Iterable[Result],
    traits: Iterable[Traits],
    today: date,
    *,
    proposed_for: Mapping[Task, Sequence[str]] = BASKETS,
) -> dict[Task, Basket]:
    """
    Apply the rule to the proposed baskets.

    A benchmark stays when at least eight models of the last year are on it and their 90th percentile is below 0.9. At
    least two families must stay, and most of these models' results must be independent. Else the task has no basket,
    and says so; what stays, or of fewer families the whole proposal, then stands in for one.
    """
    recent = {t.model for t in traits if t.released and (today - t.released).days <= RECENT_DAYS}
    rows: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        if result.model in recent and benchmarks[result.benchmark].scale is Scale.SHARE:
            rows[result.benchmark].append(result)
    found = {}
    for task, proposed in proposed_for.items():
        known = [key for key in proposed if key in benchmarks]
        shares = {key: [solved_share(result, benchmarks[key]) for result in rows[key]] for key in known}
        good = [
            key
            for key in known
            if len(shares[key]) >= LEAST_RECENT_MODELS and np.quantile(shares[key], 0.9) < MOST_SOLVED
        ]
        families = {benchmarks[key].family or key for key in good}
        reporters = [result.reporter is Reporter.INDEPENDENT for key in good for result in rows[key]]
        chosen = good
        if len(families) < LEAST_FAMILIES:
            chosen, why = known, few(len(known), len(good))
        elif np.mean(reporters) <= LEAST_INDEPENDENT:
            why = "Most results here are published by the models' own developers"
        else:
            found[task] = Basket(benchmarks=tuple(good), warning=REMARKS.get(task))
            continue
        if chosen:
            these = "it" if len(chosen) == 1 else "these"
            stands = f"Quality is a share of {these} all the same, a stand-in for a better set: small differences say little."
            warning = f"{why}. {stands}"
            found[task] = Basket(benchmarks=tuple(chosen), warning=warning, stand_in=True)
    return found


def fitted(
    benchmarks: Mapping[str, Benchmark],
    results: Sequence[Result],
    traits: Sequence[Traits],
    today: date,
    *,
    proposed_for: Mapping[Task, Sequence[str]] = BASKETS,
    sweeps: int = SWEEPS,
    peers: bool = True,
) -> tuple[Calibration, dict[ModelId, Prior]]:
    """
    Fit everything that is shipped: the parameters with their baskets, and the priors of models.

    Args:
        benchmarks: By id, those of *results* at least.
        results: Each with a day.
        traits: Of all models, the measured ones among them.
        today: What a model without a day counts as released on, and the year of recent ones ends on.
        proposed_for: What baskets may be made of, by task.
        sweeps: Rounds of the fit.
        peers: Whether to choose what scores expected from peers rest on, too; see `calibrate`.
    """
    table, kept, _ = table_of(benchmarks, results, traits, today)
    fit = run(table, start(table, traits, today), traits, today, sweeps)
    # Again, in units of the abilities that this fit ended with.
    steps = fit_steps(pairs_of(measured_at(fit, benchmarks, results, traits)))
    calibration = calibrate(table, fit, benchmarks, kept, traits, peers=peers)
    shares = baskets(benchmarks, kept, traits, today, proposed_for=proposed_for)
    priors = {
        parse_model_id(model): Prior(
            mean=round(float(fit.prior_mean[index]), 4), sd=round(float(fit.prior_sd[index]), 4)
        )
        for index, model in enumerate(table.models)
        # Of what was never dated nor measured, not even the day is known that the prior mostly rests on.
        if traits[index].released
    }
    boards = {**shares, **rated_baskets(benchmarks, kept)}
    return replace(calibration, baskets=boards, effort_steps=steps), priors


def rated_baskets(benchmarks: Mapping[str, Benchmark], results: Sequence[Result]) -> dict[Task, Basket]:
    """
    Choose an anchor for each basket of ratings.

    The same for all, so that their numbers read alike: of the models that stand on every board of every basket, the one
    with the most votes, whose ratings are the surest. Without such a model, no basket.
    """
    boards = {board for proposed in RATED_BASKETS.values() for board in proposed}
    ratings: dict[ModelId, dict[str, float]] = defaultdict(dict)
    votes: dict[ModelId, int] = defaultdict(int)
    for result in results:
        if result.benchmark in boards:
            ratings[result.model][result.benchmark] = result.score
            votes[result.model] += result.items or 0
    standing = [model for model, found in ratings.items() if boards == set(found)]
    if not boards <= set(benchmarks) or not standing:
        return {}
    anchor = max(sorted(standing), key=lambda model: votes[model])
    return {
        task: Basket(
            benchmarks=proposed,
            warning=RATED_WARNINGS[task],
            anchor=anchor,
            anchor_ratings={board: ratings[anchor][board] for board in proposed},
        )
        for task, proposed in RATED_BASKETS.items()
    }


def few(known: int, good: int) -> str:
    """Say that too few benchmarks tell recent models apart."""
    if known == 1:
        return "Only one benchmark measures this"
    tell = "tell" if good > 1 else "tells"
    alike = ", and they share a style" if good > 1 else ""
    return f"{f'Only {good}' if good else 'None'} of {known} benchmarks still {tell} recent models apart{alike}"


def write(folder: Path, calibration: Calibration, priors: Mapping[ModelId, Prior], results: Sequence[Result],
          benchmarks: Mapping[str, Benchmark], *, traits: Iterable[Traits], plain: Collection[str]) -> None:  # fmt: skip
    """Write the five files; *plain* are the models that a host offers without reasoning."""
    folder.mkdir(parents=True, exist_ok=True)
    record: dict[str, Any] = {
        "version": calibration.version,
        "fitted": calibration.fitted,
        "vendor_offset": calibration.vendor_offset,
        "vendor_sd": calibration.vendor_sd,
        "task_sd": {task.value: sd for task, sd in sorted(calibration.task_sd.items())},
        "family_sd": dict(sorted(calibration.family_sd.items())),
        "baskets": {
            task.value: {"benchmarks": list(basket.benchmarks)}
            | ({"warning": basket.warning} if basket.warning else {})
            | ({"stand_in": True} if basket.stand_in else {})
            | ({"anchor": basket.anchor, "anchor_ratings": dict(basket.anchor_ratings)} if basket.anchor else {})
            for task, basket in sorted(calibration.baskets.items())
        },
    }
    if calibration.effort_steps is not None:
        record["effort_steps"] = json.loads(json.dumps(to_plain(calibration.effort_steps)))
    write_record(folder / "calibration.toml", record)
    write_rows(
        folder / "benchmarks.csv",
        "benchmark intercept slope own_slope residual_sd center spread best ceiling peer_slope peer_sd",
        (
            [
                key,
                p.intercept,
                p.slope,
                p.own_slope,
                p.residual_sd,
                p.center,
                p.spread,
                p.best,
                p.ceiling,
                p.peer_slope,
                p.peer_sd,
            ]
            for key, p in sorted(calibration.benchmarks.items())
        ),
    )
    write_rows(folder / "priors.csv", "model mean sd", ([model, p.mean, p.sd] for model, p in sorted(priors.items())))
    by_model: dict[ModelId, list[Result]] = defaultdict(list)
    for result in results:
        by_model[result.model].append(result)
    ladders = {one.model: one.efforts for one in traits}
    found = {
        model: posterior(by_model[model], benchmarks, calibration, priors[model], ladders=[ladders[model]])
        for model in sorted(by_model)
    }
    tasks = sorted(calibration.task_sd)
    write_rows(
        folder / "abilities.csv",
        "model task mean sd results direct vendor rated newest effort",
        (
            [
                model,
                task.value,
                round(ability.mean, 4),
                round(ability.sd, 4),
                ability.results,
                ability.direct,
                ability.vendor,
                ability.rated,
                ability.newest,
                ability.effort,
            ]
            for model, known in found.items()
            for task, ability in ((task, known.ability(task)) for task in tasks)
        ),
    )
    write_rows(
        folder / "effort_abilities.csv",
        "model task effort mean sd",
        (
            [model, task.value, effort, round(ability.mean, 4), round(ability.sd, 4)]
            for model, known in found.items()
            for task in tasks
            for effort in _efforts_asked(known, is_plain=model in plain and ladders[model] is None)
            if effort is not known.efforts.reference
            for ability in (known.ability(task, effort),)
        ),
    )


def _efforts_asked(known: Posterior, *, is_plain: bool) -> tuple[Effort, ...]:
    """Return the efforts that a model is asked at: those it takes, if they are several, and none where a host offers it so."""
    levels = known.efforts.levels
    return (Effort.NONE, *levels) if is_plain and len(levels) > 1 and Effort.NONE not in levels else levels


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write."""
    parser = command_parser("fit quality", __doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args(arguments)
    retrieved = read_retrieved(options.data)
    benchmarks, results = read_benchmarks(options.data), dated(read_results(options.data), retrieved)
    traits = read_traits(options.data, results, retrieved)
    today = max(result.measured for result in results if result.measured)
    calibration, priors = fitted(benchmarks, results, traits, today)
    plain = read_offered_plain(options.data)
    write(options.data / "calibration", calibration, priors, results, benchmarks, traits=traits, plain=plain)
    print(f"{len(results)} results, {len({r.model for r in results})} of {len(traits)} models, "
          f"{len(benchmarks)} benchmarks, newest result {today}")  # fmt: skip
