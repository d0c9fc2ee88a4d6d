"""
Fit how many tokens models reason with to ``data/tokens``, and write ``data/calibration/tokens.csv``.

    registry-tools fit output-tokens data

One row a model, kind of work and effort: the efforts of its ladder, and one that isn't known where no default is documented.
Where no ladder is, the effort that its quality is of, by ``data/calibration/abilities.csv``, so that quality and cost are of
one effort. What one effort of a model is expected to take is never less than what a lower one does. Running it
twice gives the same bytes; ``registry-tools evaluate tokens`` measures how well it predicts.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from llm_selection.domain.efforts import Effort
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis, Work
from registry_tools.arguments import command_parser
from registry_tools.fitting.output_tokens_fit import Count, Estimate, Fit, fit
from registry_tools.fitting.token_counts import Traits, below_top, counts_of, read_models, read_runs
from registry_tools.tables import read_rows, write_rows

__all__ = ["main", "rounded", "tokens_of"]

Z90 = 1.6448536269514722
_DIGITS = 3
_HEAD = "model work effort expected low high basis default runs"


def tokens_of(fitted: Fit, models: Mapping[str, Traits]) -> Iterator[tuple[str, ReasoningTokens]]:
    """Yield what each model reasons with, at each kind of work and effort."""
    asked = [
        Count(model, "", work, effort, below_top(traits, effort))
        for model, traits in sorted(models.items())
        for work in Work
        for effort in _efforts(traits)
    ]
    estimates = dict(zip(asked, fitted.predict(asked), strict=True))
    measured = _runs(fitted.counts)
    for model, traits in sorted(models.items()):
        for work in Work:
            least: ReasoningTokens | None = None
            for effort in _stated(traits):
                yield (
                    model,
                    ReasoningTokens(
                        work=work,
                        effort=effort,
                        expected=0,
                        low=0,
                        high=0,
                        basis=TokensBasis.EXPECTED if traits.assumed else TokensBasis.STATED,
                        default=effort is not None and effort is traits.default,
                    ),
                )
            for effort in _efforts(traits):
                row = _row(estimates[Count(model, "", work, effort, below_top(traits, effort))], work, effort)
                if effort is None and _may_not_reason(traits):
                    row = replace(row, low=0)
                row = _with_basis(row, measured[model])
                if effort is not None:
                    row = least = row if least is None else _at_least(row, least)
                yield model, replace(row, default=effort is not None and effort is traits.default)


def _efforts(traits: Traits) -> list[Effort | None]:
    """Return the efforts at which a model reasons, the least first; one that isn't known stands before all."""
    if traits.reasons is False:
        return []
    if traits.levels is None and traits.measured is not None:
        return [] if traits.measured is Effort.NONE else [traits.measured]
    levels = [level for level in traits.levels or () if level is not Effort.NONE]
    return [*(() if traits.default else (None,)), *levels]


def _stated(traits: Traits) -> list[Effort | None]:
    """Return the efforts at which a model is known not to reason."""
    if traits.reasons is False:
        return [None]
    return [Effort.NONE] if Effort.NONE in (traits.levels or (traits.measured,)) else []


def _may_not_reason(traits: Traits) -> bool:
    """Say whether a request that names no effort may run without reasoning."""
    return traits.reasons is None or (traits.levels is not None and Effort.NONE in traits.levels)


def with_measured(models: Mapping[str, Traits], abilities: Path) -> dict[str, Traits]:
    """Return *models* with the effort that the quality of each is of, where its levels aren't known."""
    efforts = {row["model"]: Effort(row["effort"]) for row in read_rows(abilities) if row["effort"]}
    return {
        model: traits._replace(measured=efforts.get(model)) if traits.levels is None else traits
        for model, traits in models.items()
    }


def _runs(counts: Iterable[Count]) -> dict[str, dict[tuple[Work, Effort | None], int]]:
    """Return the runs of each model, by kind of work and effort."""
    found: dict[str, dict[tuple[Work, Effort | None], int]] = defaultdict(lambda: defaultdict(int))
    for count in counts:
        found[count.model][count.work, count.effort] += count.runs
    return found


def _row(estimate: Estimate, work: Work, effort: Effort | None) -> ReasoningTokens:
    """Make a row of an estimate; its ends hold 90 %."""
    low, middle, high = (rounded(math.exp(estimate.mean + z * estimate.sd)) for z in (-Z90, 0.0, Z90))
    return ReasoningTokens(work=work, effort=effort, expected=middle, low=low, high=high, basis=TokensBasis.EXPECTED)


def _with_basis(row: ReasoningTokens, runs: Mapping[tuple[Work, Effort | None], int]) -> ReasoningTokens:
    """Say what a row rests on."""
    if own := runs.get((row.work, row.effort)):
        return replace(row, basis=TokensBasis.MEASURED, runs=own)
    return replace(row, basis=TokensBasis.INFERRED, runs=sum(runs.values())) if runs else row


def _at_least(row: ReasoningTokens, least: ReasoningTokens) -> ReasoningTokens:
    """Raise a row to what a lower effort takes."""
    return replace(
        row,
        expected=max(row.expected, least.expected),
        low=max(row.low, least.low),
        high=max(row.high, least.high),
    )


def rounded(value: float) -> int:
    """
    Round to a whole number of at most three digits that say something.

    >>> rounded(12345.6), rounded(7.3)
    (12300, 7)
    """
    return int(round(value, _DIGITS - 1 - math.floor(math.log10(max(value, 1.0)))))


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit and write."""
    parser = command_parser("fit output-tokens", __doc__)
    parser.add_argument("data", type=Path)
    options = parser.parse_args(arguments)
    models = read_models(options.data / "models")
    counts = counts_of(read_runs(options.data / "tokens", models), models)
    fitted = fit(counts)
    asked = with_measured(models, options.data / "calibration" / "abilities.csv")
    rows = [
        [
            model,
            row.work,
            row.effort,
            row.expected,
            row.low,
            row.high,
            row.basis,
            "true" if row.default else "",
            row.runs,
        ]
        for model, row in tokens_of(fitted, asked)
    ]
    (options.data / "calibration").mkdir(parents=True, exist_ok=True)
    write_rows(options.data / "calibration" / "tokens.csv", _HEAD, rows)
    print(
        f"{len(counts)} counts of {len({count.model for count in counts})} models; {len(rows)} rows of {len(models)} models"
    )
    print("factors of one standard deviation: " + ", ".join(
        f"{kind} {math.exp(variance**0.5):.2f}" for kind, variance in sorted(fitted.variances.items())
        if kind in ("benchmark", "developer", "model", "model at work", "model on benchmark", "noise")
    ))  # fmt: skip
