"""
Measure when a cascade of two models is worth it, in dollars, beside the best single option.

    registry-tools evaluate cascades --output docs/measurements/cascades.md

Of every preset whose answers are right or wrong, at several costs of an error and with two checks, the best cascade is
compared with the first option alone: as the library offers it, and by the sum alone, whoever is surely better and
however little is saved.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations
from pathlib import Path

from llm_selection._foundation.wording import listed
from llm_selection.analysis.blends import (
    LEAST_SAVING_USD,
    SURELY,
    Check,
    Mixer,
    cascade_quality,
    passed_on,
    requests_of,
)
from llm_selection.analysis.two_model import Cascade, cascade
from llm_selection.needs.error_costs import PREFERENCE_TASKS
from llm_selection.needs.presets import PRESETS
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Registry, bundled
from registry_tools.arguments import command_parser

__all__ = ["CHECKS", "ERROR_COSTS", "Measured", "least_usd", "main", "measure", "needs", "page"]

ERROR_COSTS = ("0.01", "0.1", "1", "10")
"""US dollars an error, the same at every task of a need."""

CHECKS: Mapping[str, Check] = {
    "perfect and free": Check(),
    "80 %, 5 %, $0.005": Check(sensitivity=0.8, false_alarm=0.05, usd=Decimal("0.005")),
}
"""
The second recognises 80 % of failures, takes 5 % of good answers for one, and costs what a small model asks to read 10,000
tokens at $0.50 a million. An assumption: checks differ more than models do.
"""

Both = Callable[[float, float], float]
"""The share that two solve both, of the shares that each does."""


def _independent(one: float, other: float) -> float:
    """Return what two solve both if one's failures say nothing of the other's."""
    return one * other


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """
    One need at one cost of an error.

    Attributes:
        need: The preset.
        error_cost: US dollars an error.
        model: The first option alone.
        usd: What that is expected to cost a month, in US dollars.
        offered: By check the cascade that the library offers; ``None`` offers none.
        nested: By check what the cheapest cascade of any two saves, in US dollars a month, below 0 costs more, if failures
            are nested.
        independent: Likewise if one's failures say nothing of the other's.
    """

    need: str
    error_cost: str
    model: str
    usd: float
    offered: Mapping[str, Cascade | None]
    nested: Mapping[str, float]
    independent: Mapping[str, float]


def needs() -> Iterator[str]:
    """Yield the presets whose answers are right or wrong; where a part is rated, the library offers no cascade."""
    for name in PRESETS:
        if PREFERENCE_TASKS.isdisjoint(recommend(name).use_case.tasks):
            yield name


def measure(names: Iterable[str], registry: Registry) -> Iterator[Measured]:
    """Compare cascades with the first option alone, for each need at each cost of an error."""
    for name in names:
        for error_cost in ERROR_COSTS:
            found = recommend(name, registry=registry, error_cost=error_cost)
            yield _measured(name, error_cost, found)


def _measured(name: str, error_cost: str, found: Recommendation) -> Measured:
    """Compare cascades with the first option alone, with each check."""
    mixer = Mixer(found)
    return Measured(
        need=name,
        error_cost=error_cost,
        model=found.best.model.id,
        usd=mixer.first_usd,
        offered={label: cascade(mixer, check) for label, check in CHECKS.items()},
        nested={label: mixer.first_usd - least_usd(mixer, check, min) for label, check in CHECKS.items()},
        independent={label: mixer.first_usd - least_usd(mixer, check, _independent) for label, check in CHECKS.items()},
    )


def least_usd(mixer: Mixer, check: Check, both: Both) -> float:
    """
    Return what the cheapest cascade of any two options is expected to cost, in US dollars a month.

    The cheaper one is asked first. Neither must the other be surely better, nor need it save anything; *both* says how
    failures go together.
    """
    checks = float(check.usd) * mixer.requests / mixer.workload.requests_per_task
    on = {
        id(fast): requests_of(mixer.overall(passed_on(one, check) for one in fast.means), mixer.requests)
        for fast in mixer.members
    }
    return min(
        mixer.usd(
            fast.usd + checks + deep.bill(on[id(fast)]),
            [cascade_quality(one, two, both(one, two), check) for one, two in zip(fast.means, deep.means, strict=True)],
            fast,
            deep,
        )
        for fast, deep in permutations(mixer.members, 2)
        if fast.usd <= deep.usd and fast.model != deep.model
    )


def page(found: Sequence[Measured], registry: Registry) -> Iterator[str]:
    """Yield the lines of the page."""
    yield "# Cascades, measured"
    yield ""
    yield "After this page you know when asking a cheap model first, and a better one where a check says that it failed, is expected to cost less than the best single model."
    yield ""
    yield "```sh"
    yield "registry-tools evaluate cascades --output docs/measurements/cascades.md"
    yield "```"
    yield ""
    yield "That command writes this page; nothing in it is written by hand."
    yield f"Data {registry.version} of {registry.date}; the {_count(found)} presets whose answers are right or wrong, each at {len(ERROR_COSTS)} costs of an error in place of its own."
    yield "What is compared is what bill and errors are [expected to cost a month](../explanation/portfolio.md), by shares of benchmarks and published prices; no cascade was run."
    yield ""
    yield from _summary(found)
    yield ""
    yield "## The single best"
    yield ""
    yield "What it is expected to cost a month, bill and errors."
    yield ""
    yield from _table(found, lambda each: f"{each.model}, ${each.usd:,.0f}")
    for label in CHECKS:
        yield ""
        yield f"## With a check: {label}"
        yield ""
        yield "What the cascade saves that the library offers, in percent of what the single best is expected to cost."
        yield f"Its deep model is better with a probability above {SURELY:.0%}, and it saves ${LEAST_SAVING_USD} a month or more with failures nested."
        yield "In brackets, what those two would save if one's failures said nothing of the other's; a dash: none is offered."
        yield ""
        yield from _table(found, lambda each, label=label: _cell(each, label))  # type: ignore[misc]  # a default binds it


def _count(found: Sequence[Measured]) -> int:
    """Count the needs."""
    return len({each.need for each in found})


_WAYS: Mapping[str, Callable[[Measured, str], bool]] = {
    "offered by the library": lambda each, label: each.offered[label] is not None,
    "any two, failures nested": lambda each, label: each.nested[label] > 0,
    "any two, failures independent": lambda each, label: each.independent[label] > 0,
}


def _summary(found: Sequence[Measured]) -> Iterator[str]:
    """Yield in how many needs a cascade is worth it, and what that says of the known result."""
    perfect, imperfect = CHECKS
    counts = {
        (label, way): [sum(is_worth(each, label) for each in found if each.error_cost == usd) for usd in ERROR_COSTS]
        for label in CHECKS
        for way, is_worth in _WAYS.items()
    }
    yield f"In how many of the {_count(found)} needs a cascade is expected to cost less than the best single model:"
    yield ""
    yield f"| check | cascades | {' | '.join(f'${usd} an error' for usd in ERROR_COSTS)} |"
    yield "| --- | --- |" + " ---: |" * len(ERROR_COSTS)
    for (label, way), needs_won in counts.items():
        yield f"| {label} | {way} | {' | '.join(map(str, needs_won))} |"
    yield ""
    yield "Zellinger and Thomson (2025) found that single large models often beat cascades, whose small model judges its own answers, from about $0.1 an error on (arXiv 2507.03834)."
    lost = [
        usd
        for usd, won in zip(ERROR_COSTS, counts[imperfect, "offered by the library"], strict=True)
        if 2 * won < _count(found)
    ]
    yield (
        f"With the check that errs and failures nested, a single model stays first in most needs at {listed(f'${usd}' for usd in lost)} an error."
        if lost
        else "With the check that errs and failures nested, cascades are offered in half of the needs or more at every cost of an error."
    )
    yield f"Of a perfect check that can't be said: nested failures are all mended, so what the deep model needn't answer is saved, whatever an error costs; {counts[perfect, 'offered by the library'][-1]} of {_count(found)} needs have such a cascade at ${ERROR_COSTS[-1]}."
    yield "What a check misses costs more the dearer errors are, while the bill that it saves stays the same; where errors are cheap, the check itself costs too much."
    yield "If failures were independent, a second opinion would mend what either model alone gets wrong, and cascades would win almost everywhere; errors of large models are highly correlated (arXiv 2506.07962), so that is the most to hope for."
    yield "So how good the check is, and how failures go together, decides more than which models they are; neither is known here."


def _table(found: Sequence[Measured], cell: Callable[[Measured], str]) -> Iterator[str]:
    """Yield a table of needs by costs of an error."""
    yield "| need | " + " | ".join(f"${usd} an error" for usd in ERROR_COSTS) + " |"
    yield "| --- |" + " --- |" * len(ERROR_COSTS)
    for need in dict.fromkeys(each.need for each in found):
        yield f"| {need} | " + " | ".join(cell(each) for each in found if each.need == need) + " |"


def _cell(each: Measured, label: str) -> str:
    """Say what the cascade offered saves."""
    told = each.offered[label]
    if told is None or told.mix.saves is None or told.if_independent.saves is None:
        return "–"
    share, most = (float(usd) / each.usd for usd in (told.mix.saves, told.if_independent.saves))
    return f"{share:.0%} ({most:.0%}): {' then '.join(part.model.partition('/')[2] for part in told.mix.parts)}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page, or print it."""
    parser = command_parser("evaluate cascades", __doc__)
    parser.add_argument("--output", type=Path, help="the page to write; by default it is printed")
    options = parser.parse_args(arguments)
    registry = bundled()
    text = "\n".join(page(list(measure(needs(), registry)), registry)) + "\n"
    if options.output is None:
        print(text, end="")
    else:
        options.output.write_text(text, encoding="utf-8")
