"""Pages that people write around figures: of the registry, and of the pages that were measured."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from llm_selection.domain.evidence import Agreement, Evidence, Status
from llm_selection.domain.models import AlignmentMethod, Model
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import PriceSchedule
from llm_selection.domain.verbosity import VerbosityBasis
from llm_selection.presentation.record_report import Standing, standing
from llm_selection.registry import Registry
from registry_tools.checks.data import NOT_COMPARED
from registry_tools.pages.coverage import tally
from registry_tools.pages.templates import template

__all__ = ["choosing_page", "limits_page", "times_flagship"]

_HABITS = {"flagship": "newest flagship of the biggest developer", "arena": "first of the Arena"}
_LEVELS = ("0.01", "0.1", "1", "10")
"""US dollars an error, in the order of the columns of the page on advice."""
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
    "advice_from": ("advice", r"every two weeks from ([\d-]+) to"),
    "advice_to": ("advice", r"every two weeks from [\d-]+ to ([\d-]+)"),
    "advice_decisions": ("advice", r"and \d+ needs: ([\d,]+) decisions"),
    **{
        f"{short}_{level.replace('.', '_')}": (
            "advice",
            rf"(?m)^## Total cost beside each habit[\s\S]*?^\| {habit} "
            + r"\| [^|]+\\\| \d+ " * place
            + r"\| ([^|]+?) \\\|",
        )
        for short, habit in _HABITS.items()
        for place, level in enumerate(_LEVELS)
    },
    **{
        f"{short}_points": ("advice", rf"(?m)^\| at the cost of [\s\S]*?^\| {habit} \| \d+ \| ([^|]+?) \|")
        for short, habit in _HABITS.items()
    },
}
"""Figures by what they are called: the page under docs/measurements, and where on it; the first that is found counts."""
_YEAR = timedelta(days=365)
_STATUSES = (Status.DOCUMENTED, Status.REPORTED, Status.DERIVED, Status.CLAIMED)
_AGREEMENTS = (Agreement.AGREED, Agreement.SINGLE, Agreement.DISPUTED, NOT_COMPARED)


class _Counts:
    """Counts of a field of records, by its name, such as ``336 of 654``."""

    def __init__(
        self, records: list[Model] | list[Offering], word: Callable[[int, int], str], standing: Standing
    ) -> None:
        self._records, self._word, self._standing = records, word, standing

    def __getitem__(self, name: str) -> str:
        """Count one field."""
        return self._word(tally(self._records, [name])[self._standing.value], len(self._records))


class _Sureness:
    """How well a field of records is known, by its name, such as ``3 documented, 258 reported``."""

    def __init__(
        self, records: list[Model] | list[Offering], word: Callable[[Evidence], str], order: tuple[str, ...]
    ) -> None:
        self._records, self._word, self._order = records, word, order

    def __getitem__(self, name: str) -> str:
        """Count one field by what the evidence of each record that has it says."""
        known = (record for record in self._records if standing(record, name) is Standing.KNOWN)
        counts = Counter(self._word(record.evidence[name]) for record in known)
        return ", ".join(f"{counts[word]:,} {word}" for word in self._order if counts[word])


def choosing_page(registry: Registry, measurements: Path) -> str:
    """Return the page on how to choose, with what the pages in the folder *measurements* say."""
    return _filled("choosing", _figures(registry) | _measured(measurements))


def limits_page(registry: Registry, measurements: Path) -> str:
    """Return the page on limits, with what the pages in the folder *measurements* say."""
    return _filled("limits", _figures(registry) | _measured(measurements))


def times_flagship(measurements: Path) -> dict[str, str]:
    """Return how many times the total cost of the flagship's the library's picks came to, by US dollars an error."""
    found = _measured(measurements)
    return {level: str(found[f"flagship_{level.replace('.', '_')}"]).split()[0] for level in _LEVELS}


def _measured(measurements: Path) -> dict[str, object]:
    """Read the figures that were measured, and refuse pages that don't say them."""
    pages = {name: (measurements / f"{name}.md").read_text(encoding="utf-8") for name in ("quality", "advice")}
    found: dict[str, object] = {}
    for key, (page, pattern) in _MEASURED.items():
        match = re.search(pattern, pages[page])
        if match is None:
            raise SystemExit(f"docs/measurements/{page}.md doesn't say {key} as {pattern!r}")
        found[key] = match[1].rstrip("\n")
    for habit, title in _HABITS.items():
        times = [float(str(found[f"{habit}_{level.replace('.', '_')}"]).split()[0]) for level in _LEVELS]
        if times != sorted(times):
            raise SystemExit(
                "tools/registry_tools/pages/templates/limits.md says that less is saved the dearer an error, which "
                f"docs/measurements/advice.md doesn't of {title!r}"
            )
    return found


def _filled(name: str, figures: dict[str, object]) -> str:
    """Put the figures into a page."""
    return template(name).format_map(figures)


def _staged(models: list[Model]) -> int:
    """Count the models of which a stage of alignment is known."""
    return sum(bool(model.alignment and model.alignment.stages) for model in models)


def _methods(models: list[Model]) -> dict[str, int]:
    """Count the models that were aligned by each method, as far as sources say."""
    found = Counter(
        method for model in models if model.alignment for method in {stage.method for stage in model.alignment.stages}
    )
    return {method.value: found[method] for method in AlignmentMethod}


def _with_kinds(models: list[Model]) -> int:
    """Count the models of which a kind of training data is known."""
    return sum(bool(model.training and model.training.kinds) for model in models)


def _figures(registry: Registry) -> dict[str, object]:
    """Count what the pages quote."""
    models, offerings = list(registry.models.values()), list(registry.offerings.values())
    measured = sum(map(bool, registry.results.values()))
    priced = sorted(
        offering.pricing.periods[0].effective for offering in offerings if isinstance(offering.pricing, PriceSchedule)
    )
    read = sum(terms.text_read for terms in registry.licenses.values())
    recent = [model for model in models if model.released and model.released > registry.date - _YEAR]
    return {
        "version": registry.version,
        "date": registry.date,
        "known": _Counts(models, lambda count, whole: f"{count:,} of {whole:,}", Standing.KNOWN),
        "undisclosed": _Counts(models, lambda count, _: f"{count:,}", Standing.UNDISCLOSED),
        "offered": _Counts(offerings, lambda count, whole: f"{count:,} of {whole:,}", Standing.KNOWN),
        "said": _Sureness(models, lambda found: found.status.value, _STATUSES),
        "compared": _Sureness(offerings, lambda found: found.agreement or NOT_COMPARED, _AGREEMENTS),
        "models": len(models),
        "providers": len(registry.providers),
        "ending_providers": len({offering.provider for offering in offerings if offering.lifecycle.retires}),
        "region_providers": len({offering.provider for offering in offerings if offering.region_scope is not None}),
        "alignment_stages": _staged(models),
        "aligned": sum(standing(model, "alignment") is Standing.KNOWN for model in models),
        "methods": _methods(models),
        "training_kinds": _with_kinds(models),
        "recent": len(recent),
        "recent_stages": _staged(recent),
        "recent_kinds": _with_kinds(recent),
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
        "priced": f"{len(priced):,}",
        "first_priced": priced[0],
        "half_priced": priced[len(priced) // 2],
        "unpriced": sum(offering.pricing is None for offering in offerings),
    }
