"""
Measure how well quality at an effort is foretold, and write ``docs/measurements/efforts.md``.

    registry-tools evaluate efforts data [--output PAGE]

Results of a model at one effort are hidden and foretold from its others; then all but those at its highest effort, by
steps that were fitted without its developer. Beside it stand a method that takes no notice of efforts and one that knows
one step for everything. No random choice: the same data gives the same page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from statistics import fmean

from llm_selection.domain.benchmarks import Benchmark, Result, Scale
from llm_selection.domain.calibration import Calibration, EffortSteps, Prior
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.estimation.abilities import Posterior, foretold, posterior
from llm_selection.estimation.effort_steps import KINDS, STEPS, effort_at, kind_of
from llm_selection.estimation.quality import logistic
from registry_tools.arguments import command_parser
from registry_tools.fitting.effort_steps import GROUPS, fit_steps, pairs_of
from registry_tools.fitting.quality import (
    dated,
    fitted,
    measured_at,
    read_benchmarks,
    read_results,
    read_retrieved,
    read_traits,
    table_of,
)
from registry_tools.fitting.quality_fit import Traits, run, start
from registry_tools.research.quality.benchmark_groups import group_of

_Z80 = 1.2815515655446004
SWEEPS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """
    A hidden result beside what was foretold.

    Attributes:
        effort: Its effort.
        kind: Kind of work.
        is_share: Whether it is a share.
        expected: On the working scale.
        came: On the working scale.
        sd: Of the result around what was expected.
        guess: What guessing solves.
    """

    effort: Effort
    kind: str
    is_share: bool
    expected: float
    came: float
    sd: float
    guess: float

    @property
    def points(self) -> float:
        """Return how much was expected too much, in hundredths of a share."""
        return 100.0 * (1.0 - self.guess) * (logistic(self.expected) - logistic(self.came))

    @property
    def inside(self) -> bool:
        """Say whether it lies in the 80 % interval."""
        return abs(self.came - self.expected) <= _Z80 * self.sd


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """All that is known, and what was fitted to it."""

    benchmarks: Mapping[str, Benchmark]
    results: Mapping[ModelId, Sequence[Result]]
    traits: Mapping[str, Traits]
    calibration: Calibration
    priors: Mapping[ModelId, Prior]

    def posterior(self, model: ModelId, results: Iterable[Result], steps: EffortSteps) -> Posterior:
        """Return what *results* say of a model where *steps* hold."""
        return posterior(
            results,
            self.benchmarks,
            replace(self.calibration, effort_steps=steps),
            self.priors[model],
            ladders=[self.traits[model].efforts],
            developer=self.traits[model].developer,
        )

    def told(self, known: Posterior, result: Result, steps: EffortSteps) -> Told:
        """Foretell a result."""
        benchmark = self.benchmarks[result.benchmark]
        calibration = replace(self.calibration, effort_steps=steps)
        expected, variance, came = foretold(known, result, self.benchmarks, calibration, self.priors[result.model])
        effort = self.effort(result)
        if effort is None:  # pragma: no cover - only results at a known effort are hidden
            raise AssertionError(result)
        return Told(
            effort=effort,
            kind=kind_of(benchmark.task),
            is_share=benchmark.scale is Scale.SHARE,
            expected=expected,
            came=came,
            sd=sqrt(variance),
            guess=benchmark.guess_share or 0.0,
        )

    def effort(self, result: Result) -> Effort | None:
        """Return the effort of a result."""
        ladder = self.traits[result.model].efforts
        return effort_at(result, None if ladder is None else ladder.default)

    def at_several(self) -> Iterator[tuple[ModelId, list[Effort]]]:
        """Yield the models measured at two known efforts or more on one benchmark, with their efforts."""
        for model, results in self.results.items():
            on: dict[str, set[Effort]] = defaultdict(set)
            for result in results:
                if (effort := self.effort(result)) is not None:
                    on[result.benchmark].add(effort)
            if any(len(efforts) > 1 for efforts in on.values()):
                found = set().union(*on.values())
                yield model, [effort for effort in Effort if effort in found]


def read(folder: Path) -> tuple[Given, Callable[[str], EffortSteps]]:
    """Read the data and fit it; the second is the steps as fitted without a developer."""
    retrieved = read_retrieved(folder)
    benchmarks, results = read_benchmarks(folder), dated(read_results(folder), retrieved)
    traits = read_traits(folder, results, retrieved)
    today = max(result.measured for result in results if result.measured)
    calibration, priors = fitted(benchmarks, results, traits, today, peers=False)
    table, _, _ = table_of(benchmarks, results, traits, today)
    fit = run(table, start(table, traits, today), traits, today, SWEEPS)
    pairs = pairs_of(measured_at(fit, benchmarks, results, traits))
    by_model: dict[ModelId, list[Result]] = defaultdict(list)
    for result in results:
        by_model[result.model].append(result)
    given = Given(
        benchmarks=benchmarks,
        results=dict(sorted(by_model.items())),
        traits={one.model: one for one in traits},
        calibration=calibration,
        priors=priors,
    )
    return given, lambda developer: fit_steps([one for one in pairs if one.developer != developer])


def ignored(steps: EffortSteps) -> EffortSteps:
    """Return steps of a method that takes no notice of efforts."""
    return EffortSteps(shared_share=steps.shared_share)


def one_step(steps: EffortSteps) -> EffortSteps:
    """Return steps of a method that knows one step for all kinds of work and all words but ``minimal`` and ``max``."""
    named = [f"{kind}/{step}" for kind in KINDS for step in STEPS if step not in (Effort.MINIMAL, Effort.MAX)]
    usual = fmean(steps.mean.get(name, 0.0) for name in named)
    spread = sqrt(fmean((steps.mean.get(name, 0.0) - usual) ** 2 for name in named))
    return EffortSteps(
        mean=dict.fromkeys(named, usual),
        own_sd=dict.fromkeys(GROUPS, spread),
        factor_sd=steps.factor_sd,
        shared_share=steps.shared_share,
    )


METHODS: Mapping[str, Callable[[EffortSteps], EffortSteps]] = {
    "by steps": lambda steps: steps,
    "one step": one_step,
    "effort ignored": ignored,
}


def effort_hidden(given: Given, steps: EffortSteps) -> Iterator[Told]:
    """Hide each effort of each model in turn, and foretell it from its other results."""
    for model, efforts in given.at_several():
        results = given.results[model]
        for effort in efforts:
            rest = [result for result in results if given.effort(result) is not effort]
            known = given.posterior(model, rest, steps)
            if len({given.effort(result) for result in rest} - {None}) > 0:
                yield from (given.told(known, one, steps) for one in results if given.effort(one) is effort)


def all_but_highest_hidden(given: Given, steps_without: Callable[[str], EffortSteps],
                           method: Callable[[EffortSteps], EffortSteps]) -> Iterator[Told]:  # fmt: skip
    """Hide all but the highest effort of each model, and foretell by steps fitted without its developer."""
    by_developer: dict[str, EffortSteps] = {}
    for model, efforts in given.at_several():
        developer = given.traits[model].developer
        if developer not in by_developer:
            by_developer[developer] = method(steps_without(developer))
        steps, results = by_developer[developer], given.results[model]
        known = given.posterior(model, [one for one in results if given.effort(one) is efforts[-1]], steps)
        yield from (given.told(known, one, steps) for one in results if given.effort(one) not in (None, efforts[-1]))


def chosen_best(given: Given, steps: EffortSteps) -> Iterator[tuple[Told, float]]:
    """Choose the best effort of each model on benchmarks whose group is hidden; with the points that the choice loses there."""
    for model, _ in given.at_several():
        results = given.results[model]
        groups = {result.benchmark: group_of(given.benchmarks[result.benchmark]) for result in results}
        for group in sorted(set(groups.values())):
            mine: dict[str, list[Result]] = defaultdict(list)
            for result in results:
                if groups[result.benchmark] == group and given.effort(result) is not None:
                    mine[result.benchmark].append(result)
            several = {name: rows for name, rows in mine.items() if len({given.effort(one) for one in rows}) > 1}
            if not several:
                continue
            known = given.posterior(model, [one for one in results if groups[one.benchmark] != group], steps)
            for rows in several.values():
                told = [given.told(known, one, steps) for one in rows]
                best = max(told, key=lambda one: one.expected)
                if best.is_share:
                    yield (
                        best,
                        max(100.0 * (1 - one.guess) * logistic(one.came) for one in told)
                        - 100.0 * (1 - best.guess) * logistic(best.came),
                    )


def rows_of(told: Mapping[str, Sequence[Told]], groups: Iterable[tuple[str, Callable[[Told], bool]]]) -> Iterator[str]:
    """Write a table: one row a group, errors by method, and bias and coverage of the first."""
    yield (
        "| results | number | "
        + " | ".join(f"{name}, points" for name in told)
        + " | "
        + " | ".join(f"{name}, logits" for name in told)
        + " | too high, points | in 80 % |"
    )
    yield "| --- |" + " ---: |" * (3 + 2 * len(told))
    for name, belongs in groups:
        mine = {method: [one for one in rows if belongs(one)] for method, rows in told.items()}
        ours = next(iter(mine.values()))
        if not ours:
            continue
        shares = {method: [one for one in rows if one.is_share] for method, rows in mine.items()}
        points = [f"{fmean(abs(one.points) for one in rows):.1f}" if rows else "" for rows in shares.values()]
        logits = [f"{fmean(abs(one.came - one.expected) for one in rows):.2f}" for rows in mine.values()]
        own = next(iter(shares.values()))
        bias = f"{fmean(one.points for one in own):+.1f}" if own else ""
        inside = f"{fmean(one.inside for one in ours):.2f}"
        yield f"| {name} | {len(ours):,} | " + " | ".join([*points, *logits, bias, inside]) + " |"


GROUPED: Sequence[tuple[str, Callable[[Told], bool]]] = (
    ("all", lambda _: True),
    *((f"at {effort}", lambda one, effort=effort: one.effort is effort) for effort in Effort),
    *((kind, lambda one, kind=kind: one.kind == kind) for kind in KINDS),
)


def page(given: Given, steps_without: Callable[[str], EffortSteps]) -> str:
    """Write the page."""
    steps = given.calibration.effort_steps or EffortSteps()
    models = list(given.at_several())
    hidden = {name: list(effort_hidden(given, method(steps))) for name, method in METHODS.items()}
    vendors = {name: list(all_but_highest_hidden(given, steps_without, method)) for name, method in METHODS.items()}
    best = list(chosen_best(given, steps))
    lines = [
        "# Efforts, measured",
        "",
        "After this page you can say how well quality at an effort is foretold where it wasn't measured.",
        "",
        "```sh",
        "registry-tools evaluate efforts data --output docs/measurements/efforts.md",
        "```",
        "",
        f"{len(models)} models have results at two known efforts or more on one benchmark.",
        "Errors are mean absolute ones: of shares in points, of all results in units of the working scale, a logit where it is a share.",
        "Beside the method stand one that knows one step for all kinds of work and words, and one that takes no notice of efforts.",
        "The parameters of benchmarks, and the spread of steps, were fitted with these results in view; what is hidden is hidden from the model's own estimate and, in the second table, from the steps.",
        "",
        "## One effort of a model hidden",
        "",
        "All its results at one effort are foretold from those at others, on the same benchmarks too.",
        "",
        *rows_of(hidden, GROUPED),
        "",
        "## All but the highest effort hidden, steps fitted without the developer",
        "",
        "As for a model of an unknown developer that was measured at its highest effort alone.",
        "",
        *rows_of(vendors, GROUPED),
        "",
        "## The effort chosen as best",
        "",
        "On benchmarks whose whole group is hidden from the model's estimate, the effort expected to do best is chosen of those measured there.",
        f"In {len(best):,} choices its share was expected {fmean(one.points for one, _ in best):+.1f} points too high on average.",
        f"The best of them there did better than the chosen one by {fmean(lost for _, lost in best):.1f} points on average.",
        "",
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write or print the page."""
    parser = command_parser("evaluate efforts", __doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--output", type=Path, help="page to write; else it is printed")
    options = parser.parse_args(arguments)
    text = page(*read(options.data))
    if options.output is None:
        print(text)
    else:
        options.output.write_text(text, encoding="utf-8")
