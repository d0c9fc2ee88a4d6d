"""Calibration: the fitted parameters that turn benchmark results into abilities."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from math import isfinite

from llm_selection._frozen import freeze
from llm_selection.benchmarks import Task
from llm_selection.errors import InvalidInputError

__all__ = ["Ability", "Basket", "BenchmarkParameters", "Calibration", "Prior"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkParameters:
    """
    How a benchmark's score depends on ability: ``y = intercept + slope * general + own_slope * deviations + noise``.

    ``y`` is the logit of a share corrected for guessing, a rating as ``(rating - 1400) / 100``, or
    standardised points (``center``, ``spread``).

    Attributes:
        intercept: ``y`` of a model of ability 0.
        slope: Change of ``y`` with one unit of general ability.
        own_slope: Change of ``y`` with one unit of the task's and family's deviations.
        residual_sd: Standard deviation of ``y`` around that line.
        center: Points: subtracted before scaling.
        spread: Points: divided by.
    """

    intercept: float
    slope: float
    own_slope: float
    residual_sd: float
    center: float | None = None
    spread: float | None = None

    def __post_init__(self) -> None:
        """Check the numbers."""
        _check_numbers(self, positive=("residual_sd", "spread"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """
    The benchmarks on which a task's quality is expressed: the expected share of them solved.

    Attributes:
        benchmarks: Keys of `Benchmark`, each counting the same.
        warning: What a reader should know of the basket, in a sentence; ``None`` when it is broad.
    """

    benchmarks: tuple[str, ...]
    warning: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """
    What is expected of a model before any result.

    Attributes:
        mean: Expected general ability; one unit is one logit on a typical benchmark.
        sd: Its standard deviation.
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        """Check the numbers."""
        _check_numbers(self, positive=("sd",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """
    What is known of one model's ability at one task.

    Attributes:
        mean: One unit is one logit on a typical benchmark; 0 is an ordinary model of 2025.
        sd: Standard deviation of what isn't known.
        results: Results of the model that took part, on any task.
        direct: Of these, results on this very task.
    """

    mean: float
    sd: float
    results: int
    direct: int

    def __post_init__(self) -> None:
        """Check the numbers."""
        _check_numbers(self, positive=("sd",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """
    All fitted parameters, and where the fit ended.

    Source: the additive factor model behind Epoch's Capabilities Index (arXiv 2512.00193), extended by task
    and family deviations.

    Attributes:
        version: Version of the fit.
        fitted: The newest day whose results took part.
        vendor_offset: Added to ``y`` of a result its developer published.
        vendor_sd: Extra standard deviation of such a result.
        task_sd: Standard deviation of a model's deviation at a task; a missing task has none.
        family_sd: Standard deviation of a model's deviation in a family; a missing family has none.
            ``family/task`` is what a family shares within one task only.
        benchmarks: Parameters by benchmark.
        baskets: The basket of each task that can be expressed as a share.
    """

    version: str
    fitted: date
    vendor_offset: float
    vendor_sd: float
    task_sd: Mapping[Task, float] = field(default_factory=dict)
    family_sd: Mapping[str, float] = field(default_factory=dict)
    benchmarks: Mapping[str, BenchmarkParameters] = field(default_factory=dict)
    baskets: Mapping[Task, Basket] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Freeze the mappings."""
        for name in ("task_sd", "family_sd", "benchmarks", "baskets"):
            freeze(self, name, getattr(self, name))


def _check_numbers(value: object, *, positive: tuple[str, ...]) -> None:
    """Raise `InvalidInputError` unless every number of *value* is finite, and those named are above 0."""
    for spec in fields(value):  # type: ignore[arg-type]  # called by dataclasses on themselves
        number = getattr(value, spec.name)
        if isinstance(number, int | float) and not isfinite(number):
            raise InvalidInputError(f"{spec.name} must be a finite number, got {number}")
        if spec.name in positive and number is not None and number <= 0:
            raise InvalidInputError(f"{spec.name} must be above 0, got {number}")
