"""
Fit how many tokens models put out to ``data/tokens`` and write ``data/calibration/verbosity.csv``.

    registry-tools fit output-tokens data [--evaluate]

Where a benchmark prints a cost only, its tokens are the cost less that of the prompts, divided by the output price of
the developer's own API. That is done for closed models only: who serves open weights sets a price of its own, and
which of them was paid isn't printed. Running it twice gives the same bytes. ``--evaluate`` leaves out runs and prints
how well the rest predicts them.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import numpy as np

from llm_selection.domain.efforts import Effort, effort_of
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis, by_effort
from registry_tools.arguments import command_parser
from registry_tools.fitting.output_tokens_fit import Count, Estimate, Fit, fit, reasons
from registry_tools.fitting.quality import read_retrieved
from registry_tools.fitting.rank_correlation import spearman
from registry_tools.tables import read_rows, write_rows
from registry_tools.toml_files import read_toml

__all__ = ["Price", "Run", "Traits", "main", "price_of", "verbosities"]

PROMPTS = {"weirdml": 13_000}
"""
Prompt tokens of benchmarks that print none.

WeirdML: the costs are about as likely with anything from 10,000 to 17,000 and less likely below, as ``--evaluate``
shows; 21,000 would be all that the cheapest run paid for.
"""

TRIED = (0, 5_000, 10_000, 13_000, 17_000)
"""What ``--evaluate`` tries in their place."""

_Z90 = 1.6448536269514722
_MILLION = 1_000_000


class Price(NamedTuple):
    """US dollars per million tokens."""

    input: float
    output: float


class Traits(NamedTuple):
    """What a model's file says of it; ``reasons`` is ``None`` where it isn't known."""

    reasons: bool | None
    closed: bool


@dataclass(frozen=True, slots=True)
class Run:
    """
    One row of ``data/tokens``.

    Attributes:
        model: Id.
        benchmark: Id.
        effort: ``None`` isn't stated.
        output_tokens: ``None`` isn't printed.
        cost_usd: ``None`` isn't printed.
        price: What was paid; ``None`` isn't known.
    """

    model: str
    benchmark: str
    effort: Effort | None
    output_tokens: int | None
    cost_usd: float | None
    price: Price | None


# What is known of models and prices


def read_models(folder: Path) -> dict[str, Traits]:
    """Read whether each model reasons, and whether its developer keeps the weights."""
    found = {}
    for path in sorted(folder.glob("*/*.toml")):
        record = read_toml(path)
        found[f"{path.parent.name}/{path.stem}"] = Traits(
            record.get("capabilities", {}).get("reasoning"), record.get("weights", {}).get("kind") == "not-offered"
        )
    return found


def read_offerings(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Read the offerings of each model at its developer's own API, with their native ids; none with words of a variant."""
    own = {
        record["developer"]: key
        for key, record in read_toml(folder / "providers.toml").items()
        if "developer" in record
    }
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for developer, provider in sorted(own.items()):
        path = folder / "offerings" / f"{provider}.toml"
        for native, record in read_toml(path).items() if path.exists() else ():
            if record["model"].startswith(f"{developer}/") and "variant" not in record:
                found[record["model"]].append({**record, "native": native})
    return found


def price_of(offerings: Sequence[Mapping[str, Any]], model: str, *, measured: date | None, read: date) -> Price | None:
    """
    Return what a run of *model* cost a token; ``None`` isn't known.

    On a known day the price in force counts. Before the first price that is known, and where the day isn't, the price
    counts if it never changed until the day on which the source was read.

    Args:
        offerings: Those of the model at its developer's own API; where one is called like the model, that one counts.
        model: Id.
        measured: The day of the run; ``None`` unknown.
        read: The day on which its source was read.
    """
    namesakes = [offering for offering in offerings if offering["native"] == model.partition("/")[2]]
    found: set[Price | None] = set()
    for offering in namesakes or offerings:
        periods = offering.get("pricing", {}).get("periods", [])
        in_force = [period for period in periods if measured is not None and period["effective"] <= measured]
        known = in_force[-1:] or [period for period in periods if period["effective"] <= read]
        found.update(_usual_price(period["cards"]) for period in known)
    return found.pop() if len(found) == 1 else None


def _usual_price(cards: Iterable[Mapping[str, Any]]) -> Price | None:
    """Return the standard price for short prompts at any hour."""
    usual = [card for card in cards if not card.keys() & {"mode", "above_prompt_tokens", "windows"}]
    if not usual or not usual[0].keys() >= {"input", "output"}:
        return None
    return Price(float(usual[0]["input"]), float(usual[0]["output"]))


def read_runs(folder: Path, models: Mapping[str, Traits]) -> list[Run]:
    """Read every table of tokens, and what was paid by whom the price is known."""
    retrieved = read_retrieved(folder)
    offerings = read_offerings(folder)
    runs = []
    for path in sorted((folder / "tokens").glob("*.csv")):
        for row in read_rows(path):
            model = row["model"]
            measured = date.fromisoformat(row["measured"]) if row["measured"] else None
            paid = (
                price_of(offerings.get(model, ()), model, measured=measured, read=retrieved[path.stem])
                if models[model].closed
                else None
            )
            runs.append(
                Run(
                    model=model,
                    benchmark=row["benchmark"],
                    effort=effort_of(row["effort"]),
                    output_tokens=int(row["output_tokens"]) if row["output_tokens"] else None,
                    cost_usd=float(row["cost_usd"]) if row["cost_usd"] else None,
                    price=paid,
                )
            )
    return runs


# From dollars to tokens


def printed_prompts(runs: Iterable[Run]) -> dict[str, float]:
    """Return the prompt tokens of each benchmark that follow from runs with both tokens and cost: their median."""
    found: dict[str, list[float]] = defaultdict(list)
    for run in runs:
        if run.output_tokens and run.cost_usd and run.price:
            paid_for_prompts = run.cost_usd * _MILLION - run.output_tokens * run.price.output
            found[run.benchmark].append(paid_for_prompts / run.price.input)
    return {benchmark: median(tokens) for benchmark, tokens in found.items()}


def counts_of(runs: Iterable[Run], models: Mapping[str, Traits], prompts: Mapping[str, float]) -> list[Count]:
    """Return one count a benchmark, model and effort, the mean of its logarithms; runs that tell nothing are left out."""
    found: dict[tuple[str, str, Effort | None], list[Count]] = defaultdict(list)
    for run in runs:
        count = _count(run, models[run.model], prompts.get(run.benchmark, 0.0))
        if count is not None:
            found[run.benchmark, run.model, run.effort].append(count)
    return [
        same[0]._replace(
            log_tokens=float(np.mean([count.log_tokens for count in same])),
            log_slope=float(np.mean([count.log_slope for count in same])),
        )
        for same in found.values()
    ]


def _count(run: Run, traits: Traits, prompt: float) -> Count | None:
    """Return what one run tells; ``None`` for nothing."""
    reasoned = reasons(run.effort, flag=traits.reasons)
    if reasoned is None:
        return None
    slope = 1.0
    tokens: float | None = run.output_tokens
    if tokens is None and run.cost_usd and run.price:
        tokens = (run.cost_usd * _MILLION - prompt * run.price.input) / run.price.output
        slope = run.cost_usd * _MILLION / (run.price.output * tokens) if tokens > 0 else slope
    if tokens is None or tokens <= 0:
        return None
    return Count(run.model, run.benchmark, reasoned, run.effort, math.log(tokens), slope)


# What becomes of it


def verbosities(fitted: Fit, counts: Iterable[Count], models: Mapping[str, Traits]) -> Iterator[tuple[str, Verbosity]]:
    """Yield what is assumed of each model: at the efforts it was measured at, else as whether it reasons lets expect."""
    measured: dict[str, dict[Effort | None, Count]] = defaultdict(dict)
    rows: dict[str, int] = defaultdict(int)
    for count in counts:
        measured[count.model][count.effort] = count
        rows[count.model] += 1
    for model, traits in sorted(models.items()):
        known = [
            _rounded(fitted.verbosity(model, reasoned=count.reasons, effort=effort), effort, rows[model])
            for effort, count in measured[model].items()
        ]
        if not known:
            known = [_expected(fitted, model, traits)]
        yield from ((model, verbosity) for verbosity in by_effort(known))


def _expected(fitted: Fit, model: str, traits: Traits) -> Verbosity:
    """
    Return what is expected of a model that nobody ran.

    Where it isn't known whether it reasons, it is taken to: tokens that may be charged aren't counted as none. The
    interval then reaches down to one that doesn't.
    """
    found = _rounded(fitted.verbosity(model, reasoned=traits.reasons is not False, effort=None), None, 0)
    if traits.reasons is not None:
        return found
    return replace(found, low=_rounded(fitted.verbosity(model, reasoned=False, effort=None), None, 0).low)


def _rounded(estimate: Estimate, effort: Effort | None, rows: int) -> Verbosity:
    """Round an estimate to hundredths; its ends hold 90 %."""
    low, middle, high = (round(math.exp(estimate.mean + z * estimate.sd), 2) for z in (-_Z90, 0, _Z90))
    basis = VerbosityBasis.MEASURED if rows else VerbosityBasis.EXPECTED
    return Verbosity(multiplier=middle, low=low, high=high, effort=effort, basis=basis, rows=rows)


class Outcome(NamedTuple):
    """A count beside what was predicted without it."""

    left_out: Count
    predicted: Estimate


def evaluate(counts: Sequence[Count]) -> dict[str, list[Outcome]]:
    """
    Predict counts that are left out, by what they are predicted from.

    A model's counts on one benchmark are predicted from its others; then the same ones, and after that all counts, from
    no count of their model, which leaves whether it reasoned and the effort.
    """
    elsewhere, without_model, everything = [], [], []
    benchmarks: dict[str, set[str]] = defaultdict(set)
    for count in counts:
        benchmarks[count.model].add(count.benchmark)
    for model in sorted(benchmarks):
        own = [count for count in counts if count.model == model]
        unseen = fit([count for count in counts if count.model != model])
        alone = [Outcome(count, unseen.log_tokens(count)) for count in own]
        everything += alone
        for benchmark in sorted(benchmarks[model]) if len(benchmarks[model]) > 1 else ():
            rest = fit([count for count in counts if (count.model, count.benchmark) != (model, benchmark)])
            there = [count for count in own if count.benchmark == benchmark]
            elsewhere += [Outcome(count, rest.log_tokens(count)) for count in there]
            without_model += [outcome for outcome in alone if outcome.left_out in there]
    return {
        "its other benchmark": elsewhere,
        "the same, effort alone": without_model,
        "all, effort alone": everything,
    }


def report(found: Mapping[str, Sequence[Outcome]]) -> str:
    """Say how good predictions are; rank correlations are within a benchmark, and their mean by number of counts."""
    lines = [
        f"{'predicted from':24} {'counts':>6} {'models':>6} {'spearman':>8} {'factor':>6} {'in 90':>6} {'width':>6}"
    ]
    for name, outcomes in found.items():
        if not outcomes:
            continue
        errors = np.array([each.left_out.log_tokens - each.predicted.mean for each in outcomes])
        sds = np.array([each.predicted.sd for each in outcomes])
        ranks, sizes = [], []
        for benchmark in sorted({each.left_out.benchmark for each in outcomes}):
            there = [each for each in outcomes if each.left_out.benchmark == benchmark]
            ranks.append(
                spearman([each.predicted.mean for each in there], [each.left_out.log_tokens for each in there])
            )
            sizes.append(len(there))
        lines.append(
            f"{name:24} {len(outcomes):6} {len({each.left_out.model for each in outcomes}):6} "
            f"{np.average(ranks, weights=sizes):8.2f} {math.exp(float(np.sqrt(np.mean(errors**2)))):6.2f} "
            f"{float(np.mean(np.abs(errors) <= _Z90 * sds)):6.2f} {math.exp(_Z90 * float(np.mean(sds))):6.2f}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Fit, write, and evaluate when asked."""
    parser = command_parser("fit output-tokens", __doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--evaluate", action="store_true", help="print errors on left-out runs as well")
    options = parser.parse_args(arguments)
    models = read_models(options.data / "models")
    runs = read_runs(options.data, models)
    prompts = {**PROMPTS, **printed_prompts(runs)}
    counts = counts_of(runs, models, prompts)
    fitted = fit(counts)
    rows = [
        [model, found.effort, found.multiplier, found.low, found.high, found.basis, found.rows]
        for model, found in verbosities(fitted, counts, models)
    ]
    (options.data / "calibration").mkdir(parents=True, exist_ok=True)
    write_rows(options.data / "calibration" / "verbosity.csv", "model effort multiplier low high basis rows", rows)
    print(f"{len(counts)} counts of {len(fitted.models)} models out of {len(runs)} runs; "
          f"{len({row[0] for row in rows})} of {len(models)} models have a verbosity")  # fmt: skip
    print("prompt tokens: " + ", ".join(f"{key} {round(tokens):,}" for key, tokens in sorted(prompts.items())))
    reasoning, step, unstated = fitted.effects
    print(f"factors: reasoning {reasoning:.2f}, a step of effort {step:.2f}, not stated {unstated:.2f}; "
          f"between models {math.exp(fitted.model_sd):.2f}, noise {math.exp(fitted.noise_sd):.2f}")  # fmt: skip
    if options.evaluate:
        print(report(evaluate(counts)))
        for benchmark in PROMPTS:
            for tokens in TRIED:
                other = fit(counts_of(runs, models, {**prompts, benchmark: tokens}))
                print(f"{benchmark} with {tokens:,} prompt tokens: log-likelihood {other.log_likelihood:.1f}, "
                      f"reasoning {other.effects[0]:.2f}, a step of effort {other.effects[1]:.2f}")  # fmt: skip
