"""
Measure how well reasoning tokens are predicted where they were measured, and write ``docs/measurements/tokens.md``.

    registry-tools evaluate tokens [--data data] [--before verbosity.csv] [--write docs/measurements/tokens.md]

Counts are left out and predicted from the rest: whole benchmarks, single efforts, whole developers. Beside it stand a level
for each kind of work alone, and the multiple of the answer that was taken before, of which ``--before`` names the table.
Variances are those of all counts; everything else is fitted again. Running it twice prints the same.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import numpy as np

from llm_selection.domain.efforts import Effort
from registry_tools.arguments import command_parser
from registry_tools.fitting.output_tokens import Z90
from registry_tools.fitting.output_tokens_fit import WIDE, Count, Estimate, Variances, fit, variances_of
from registry_tools.fitting.rank_correlation import spearman
from registry_tools.fitting.token_counts import Visible, counts_of, read_models, read_runs, visible_of
from registry_tools.places import DATA, ROOT
from registry_tools.tables import read_rows

__all__ = ["Outcome", "by_benchmark", "by_developer", "by_effort", "main", "page"]

CLEAR = 0.25
"""Counts whose logarithm is known no better than this variance, as little was left beside the answer, are learnt from only."""
SHARED = 15
"""Fewer configurations in two benchmarks than these are left out of the direct comparison."""
LEAST = 6
"""Fewer counts than these tell no correlation."""


class Outcome(NamedTuple):
    """
    A count that was left out.

    Attributes:
        left_out: What was counted.
        predicted: What was predicted without it.
        has_kind: Whether the model was counted on another benchmark of the same kind of work.
        has_model: Whether anything of the model was left to learn from.
    """

    left_out: Count
    predicted: Estimate
    has_kind: bool
    has_model: bool


def by_benchmark(counts: Sequence[Count], variances: Variances) -> list[Outcome]:
    """Leave out each benchmark altogether; what its level is isn't known then."""
    return list(_left_out(counts, variances, lambda count: (count.benchmark,)))


def by_developer(counts: Sequence[Count], variances: Variances) -> list[Outcome]:
    """Leave out each developer altogether; the levels of benchmarks are known from the others."""
    return list(_left_out(counts, variances, lambda count: (count.model.partition("/")[0],)))


def by_effort(counts: Sequence[Count], variances: Variances) -> list[Outcome]:
    """Leave out one effort of one model everywhere, where it was counted at others."""
    efforts: dict[str, set[Effort | None]] = defaultdict(set)
    for count in counts:
        efforts[count.model].add(count.effort)
    return [
        outcome
        for outcome in _left_out(counts, variances, lambda count: (count.model, str(count.effort)))
        if len(efforts[outcome.left_out.model]) > 1
    ]


def _left_out(
    counts: Sequence[Count], variances: Variances, group_of: Callable[[Count], tuple[str, ...]]
) -> Iterator[Outcome]:
    """Leave out each group of counts, and yield what the rest predicts of it."""
    groups: dict[tuple[str, ...], list[Count]] = defaultdict(list)
    for count in counts:
        groups[group_of(count)].append(count)
    for key in sorted(groups):
        rest = [count for count in counts if group_of(count) != key]
        kinds, models = {(count.model, count.work) for count in rest}, {count.model for count in rest}
        hidden = [count for count in groups[key] if count.variance <= CLEAR]
        for count, predicted in zip(hidden, fit(rest, variances).predict(hidden), strict=True):
            yield Outcome(count, predicted, (count.model, count.work) in kinds, count.model in models)


def gsd(logarithms: Iterable[float]) -> float:
    """Return the geometric standard deviation about the mean, which one factor takes out."""
    values = np.array(list(logarithms))
    return math.exp(float(values.std()))


def _told(outcomes: Sequence[Outcome], visible: Mapping[str, Visible]) -> list[str]:
    """Return the cells of a row: counts, models, spreads, rank correlation, coverage."""
    measured = [each.left_out.log_tokens for each in outcomes]
    predicted = [each.predicted.mean for each in outcomes]
    off = np.array(predicted) - np.array(measured)
    shift = float(off.mean())
    output = [
        math.log((answer + math.exp(middle - shift)) / (answer + math.exp(seen)))
        for answer, middle, seen in zip(
            (visible[each.left_out.benchmark].tokens for each in outcomes), predicted, measured, strict=True
        )
    ]
    # Where items are no requests, a benchmark left out has no level to be right about.
    has_level = all(each.predicted.sd < WIDE / 2 for each in outcomes)
    within = np.mean([abs(gap) <= Z90 * each.predicted.sd for gap, each in zip(off, outcomes, strict=True)])
    return [
        str(len(outcomes)),
        str(len({each.left_out.model for each in outcomes})),
        f"{gsd(measured):.2f}",
        f"{gsd(off):.2f}",
        f"{gsd(output):.2f}",
        f"{spearman(predicted, measured):.2f}",
        f"{float(within):.0%}" if has_level else "",
        f"{math.exp(Z90 * float(np.mean([each.predicted.sd for each in outcomes]))):.1f}" if has_level else "",
    ]


_HEAD = (
    "counts | models | one level | spread | of output | rank correlation | in 90% | interval × ÷",
    "---: | ---: | ---: | ---: | ---: | ---: | ---: | ---:",
)


def _table(rows: Iterable[tuple[str, Sequence[Outcome]]], visible: Mapping[str, Visible], first: str) -> Iterator[str]:
    """Yield the lines of a table, a row a set of outcomes that is large enough."""
    yield f"| {first} | {_HEAD[0]} |"
    yield f"| --- | {_HEAD[1]} |"
    for name, outcomes in rows:
        if len(outcomes) >= LEAST:
            yield f"| {name} | {' | '.join(_told(outcomes, visible))} |"


def _grouped(outcomes: Iterable[Outcome], key: Callable[[Outcome], str]) -> list[tuple[str, list[Outcome]]]:
    """Group outcomes by a text, in its order."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[key(outcome)].append(outcome)
    return sorted(groups.items())


def _before(
    outcomes: Iterable[Outcome], multiples: Mapping[tuple[str, str], float], visible: Mapping[str, Visible]
) -> Iterator[str]:
    """Yield how well the multiple of the answer that was taken before does on the same counts, by kind of work."""
    yield "| work | counts | spread of output, multiple | spread of output, now | rank, multiple | rank, now |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for work, group in _grouped(outcomes, lambda each: each.left_out.work):
        known = [
            (each, multiple)
            for each in group
            if (
                multiple := multiples.get((each.left_out.model, str(each.left_out.effort or "")))
                or multiples.get((each.left_out.model, ""))
            )
        ]
        if len(known) < LEAST:
            continue
        old, now, old_ranks, now_ranks, sizes = [], [], [], [], []
        for _, same in _grouped((each for each, _ in known), lambda each: each.left_out.benchmark):
            answer = visible[same[0].left_out.benchmark].tokens
            measured = [math.log(answer + math.exp(each.left_out.log_tokens)) for each in same]
            shift = float(np.mean([each.predicted.mean - each.left_out.log_tokens for each in same]))
            was = [math.log(answer * multiple) for each, multiple in known if each in same]
            new = [math.log(answer + math.exp(each.predicted.mean - shift)) for each in same]
            old += list(np.array(was) - np.array(measured) - np.mean(np.array(was) - np.array(measured)))
            now += list(np.array(new) - np.array(measured) - np.mean(np.array(new) - np.array(measured)))
            if len(same) >= LEAST:
                old_ranks.append(spearman(was, measured))
                now_ranks.append(spearman(new, measured))
                sizes.append(len(same))
        ranks = [f"{np.average(each, weights=sizes):.2f}" if sizes else "" for each in (old_ranks, now_ranks)]
        yield f"| {work} | {len(known)} | {gsd(old):.2f} | {gsd(now):.2f} | {' | '.join(ranks)} |"


def page(
    counts: Sequence[Count], visible: Mapping[str, Visible], multiples: Mapping[tuple[str, str], float]
) -> Iterator[str]:
    """Yield the lines of the page."""
    variances = variances_of(counts)
    benchmarks = by_benchmark(counts, variances)
    yield "# How well tokens are predicted"
    yield ""
    yield "After this page you know how far the numbers of `llm-selection tokens` can be trusted, by what is known of a model."
    yield "Written by `registry-tools evaluate tokens`; [Tokens](../explanation/tokens.md) says how they are made."
    yield ""
    yield (
        f"{len(counts):,} counts of {len({count.model for count in counts})} models on "
        f"{len({count.benchmark for count in counts})} benchmarks; those of which the visible answer leaves little are "
        "learnt from and not predicted. `one level` is the geometric standard deviation of what was measured: what is left "
        "where only the kind of work is known. `spread` is that of predicted over measured, after one factor for the row; "
        "`of output` the same for all that is put out, the answer included. `in 90%` is the share inside the interval, "
        "and the last column how far it reaches."
    )
    yield ""
    yield "## A benchmark that nobody ran, of a kind of work that was measured"
    yield ""
    kinds = [each for each in benchmarks if each.has_kind]
    yield from _table(
        _grouped(kinds, lambda each: f"{each.left_out.work}: {each.left_out.benchmark}"), visible, "work: benchmark"
    )
    yield ""
    yield "## A kind of work at which the model wasn't measured"
    yield ""
    others = [each for each in benchmarks if each.has_model and not each.has_kind]
    yield from _table(
        _grouped(others, lambda each: f"{each.left_out.work}: {each.left_out.benchmark}"), visible, "work: benchmark"
    )
    yield ""
    yield "## One effort of a model left out"
    yield ""
    yield from _table(
        _grouped(by_effort(counts, variances), lambda each: str(each.left_out.effort or "not known")), visible, "effort"
    )
    yield ""
    yield "## A developer left out"
    yield ""
    developers = by_developer(counts, variances)
    yield from _table(
        [*_grouped(developers, lambda each: each.left_out.model.partition("/")[0]), ("all", developers)],
        visible,
        "developer",
    )
    yield ""
    yield "## Two benchmarks of one kind, directly"
    yield ""
    yield (
        "The same models at the same efforts, without any fit: what could be hoped for. Runs that don't reason are left out "
        "everywhere; with them correlations come out higher, as they put out far less."
    )
    yield ""
    yield from _directly(counts)
    if multiples:
        yield ""
        yield "## Beside a multiple of the answer"
        yield ""
        yield "Until December 2026 one multiple of the visible answer stood for all work. On benchmarks left out, after a factor each:"
        yield ""
        yield from _before(benchmarks, multiples, visible)


def _directly(counts: Iterable[Count]) -> Iterator[str]:
    """Yield how far two benchmarks of one kind of work agree about the same models and efforts."""
    tokens: dict[str, dict[tuple[str, Effort | None], Count]] = defaultdict(dict)
    for count in counts:
        if count.variance <= CLEAR:
            tokens[count.benchmark][count.model, count.effort] = count
    yield "| work | two benchmarks | shared | spread | rank correlation |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for one, other in combinations(sorted(tokens), 2):
        shared = [key for key in tokens[one] if key in tokens[other]]
        works = {tokens[name][key].work for name in (one, other) for key in shared}
        if len(shared) < SHARED or len(works) > 1:
            continue
        first, second = ([tokens[name][key].log_tokens for key in shared] for name in (one, other))
        spread = gsd(np.array(first) - np.array(second))
        yield f"| {works.pop()} | {one}, {other} | {len(shared)} | {spread:.2f} | {spearman(first, second):.2f} |"


def read_multiples(path: Path | None) -> dict[tuple[str, str], float]:
    """Read a table of multiples, by model and effort."""
    return {} if path is None else {(row["model"], row["effort"]): float(row["multiplier"]) for row in read_rows(path)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write."""
    parser = command_parser("evaluate tokens", __doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--before", type=Path, help="a table of multiples, as calibration/verbosity.csv was")
    parser.add_argument("--write", type=Path, default=ROOT / "docs/measurements/tokens.md")
    options = parser.parse_args(arguments)
    models = read_models(options.data / "models")
    runs = read_runs(options.data / "tokens", models)
    text = "\n".join(page(counts_of(runs, models), visible_of(runs), read_multiples(options.before))) + "\n"
    options.write.write_text(text, encoding="utf-8")
    print(f"wrote {options.write}")
