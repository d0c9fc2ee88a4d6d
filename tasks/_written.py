"""Pages that people write around figures: of the registry, and of the pages that were measured."""

import re
from collections.abc import Callable
from pathlib import Path

from _coverage import tally
from llm_selection.facts import Standing
from llm_selection.models import Model
from llm_selection.offerings import Offering
from llm_selection.registry import Registry
from llm_selection.verbosity import VerbosityBasis

__all__ = ["choosing_page", "limits_page"]

_TASKS = Path(__file__).parent
_FLAGSHIP = "newest flagship of the biggest developer"
_ALONE = rf"(?s)beside the library with no weight on cost.*?\n\| {_FLAGSHIP} \| \d+ \| "
_MEASURED = {
    "quality_error": ("quality", r"The error is ([\d.]+) points where"),
    "quality_mean_only": ("quality", r"where the mean of the others is ([\d.]+) off"),
    "quality_inside": ("quality", r"The 80 % interval holds (\d+) %: "),
    "best_task": ("quality", r"Order is foretold best at (\w+)"),
    "worst_task": ("quality", r"and worst at (\w+)"),
    "choice_lost": ("quality", r"The first choice loses ([\d.]+) points; the best other rule"),
    "rule_lost": ("quality", r"the best other rule, [^;]*?, loses ([\d.]+)\."),
    "forward_day": ("quality", r"(?m)^\| since ([\d-]+): shown \|"),
    "forward_error": ("quality", r"The error falls from ([\d.]+) points \(0\)"),
    "advice_from": ("advice", r"the first of each month from ([\d-]+) to"),
    "advice_to": ("advice", r"the first of each month from [\d-]+ to ([\d-]+)"),
    "advice_picks": ("advice", r"(?m)^\| the library \| (\d+) \|"),
    "advice_judged": ("advice", r"(?m)^\| the library \| \d+ \| (\d+) \|"),
    "alone_points": ("advice", _ALONE + r"([^|]+) \| [^|]+ \|"),
    "alone_cost": ("advice", _ALONE + r"[^|]+ \| ([^|]+) \|"),
    "advice_lines": ("advice", r"(?m)((?:^- The picks of .*\n)+)"),
}
"""Figures by what they are called: the page under docs/measurements, and where on it; the first that is found counts."""
_SAID = (
    rf"“{_FLAGSHIP}” turned out better than the library's: .*, not sure either way\.",
    r"“cheapest” turned out worse than the library's: .*, worse\.",
)
"""What the page on limits says in words of past advice, as the page on advice has it: where that changes, words must."""


class _Counts:
    """Counts of a field of records, by its name, such as ``336 of 654``."""

    def __init__(
        self, records: list[Model] | list[Offering], word: Callable[[int, int], str], standing: Standing
    ) -> None:
        self._records, self._word, self._standing = records, word, standing

    def __getitem__(self, name: str) -> str:
        """Count one field."""
        return self._word(tally(self._records, [name])[self._standing.value], len(self._records))


def choosing_page(registry: Registry) -> str:
    """Return the page on how to choose."""
    return _filled("choosing_page.md", _figures(registry))


def limits_page(registry: Registry, measurements: Path) -> str:
    """Return the page on limits, with what the pages in the folder *measurements* say."""
    pages = {name: (measurements / f"{name}.md").read_text(encoding="utf-8") for name in ("quality", "advice")}
    found = {}
    for key, (page, pattern) in _MEASURED.items():
        match = re.search(pattern, pages[page])
        if match is None:
            raise SystemExit(f"docs/measurements/{page}.md doesn't say {key} as {pattern!r}")
        found[key] = match[1].rstrip("\n")
    for said in _SAID:
        if re.search(said, pages["advice"]) is None:
            raise SystemExit(f"tasks/limits_page.md says what docs/measurements/advice.md doesn't any more: {said!r}")
    return _filled("limits_page.md", _figures(registry) | found)


def _filled(name: str, figures: dict[str, object]) -> str:
    """Put the figures into a page."""
    return (_TASKS / name).read_text(encoding="utf-8").format_map(figures)


def _figures(registry: Registry) -> dict[str, object]:
    """Count what the pages quote."""
    models, offerings = list(registry.models.values()), list(registry.offerings.values())
    measured = sum(map(bool, registry.results.values()))
    read = sum(terms.text_read for terms in registry.licenses.values())
    return {
        "version": registry.version,
        "date": registry.date,
        "known": _Counts(models, lambda count, whole: f"{count:,} of {whole:,}", Standing.KNOWN),
        "undisclosed": _Counts(models, lambda count, _: f"{count:,}", Standing.UNDISCLOSED),
        "offered": _Counts(offerings, lambda count, whole: f"{count:,} of {whole:,}", Standing.KNOWN),
        "models": len(models),
        "providers": len(registry.providers),
        "ending_providers": len({offering.provider for offering in offerings if offering.lifecycle.retires}),
        "alignment_stages": sum(bool(model.alignment and model.alignment.stages) for model in models),
        "training_kinds": sum(bool(model.training and model.training.kinds) for model in models),
        "verbosity_known": sum(
            any(one.basis is not VerbosityBasis.EXPECTED for one in found) for found in registry.verbosities.values()
        ),
        "content_policies": sum(bool(model.alignment and model.alignment.content_policy) for model in models),
        "licenses": len(registry.licenses),
        "licenses_read": read,
        "licenses_unread": len(registry.licenses) - read,
        "results": f"{sum(map(len, registry.results.values())):,}",
        "measured_models": measured,
        "unmeasured_models": len(models) - measured,
        "benchmarks": len(registry.benchmarks),
        "offerings": f"{len(offerings):,}",
        "unpriced": sum(offering.pricing is None for offering in offerings),
    }
