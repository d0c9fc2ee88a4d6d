"""Calibration: the fitted parameters that turn benchmark results into abilities."""

from collections.abc import Mapping
from datetime import date
from math import inf, isfinite

from llm_selection._dataclasses import dataclass, field, fields
from llm_selection._foundation.frozen import freeze
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId
from llm_selection.errors import InvalidInputError

__all__ = ["Ability", "Basket", "BenchmarkParameters", "Calibration", "EffortAbility", "EffortSteps", "Prior"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkParameters:
    """
    How a benchmark's score depends on ability: ``y = intercept + slope * general + own_slope * deviations + noise``.

    ``y`` is the logit of a share corrected for guessing, a rating as ``(rating - 1400) / 100``, or
    standardised points (``center``, ``spread``).

    Attributes:
        intercept: ``y`` of a model of ability 0.
        slope: Change of ``y`` with one unit of general ability.
        own_slope: Change of ``y`` with one unit of the task's and family's deviations, above 0.
        residual_sd: Standard deviation of ``y`` around that line.
        center: Points: subtracted before scaling.
        spread: Points: divided by.
        best: Highest ``y`` of the results fitted; ``None`` unknown.
        ceiling: Share that even the ablest solve, corrected for guessing, above 0 to 1; predictions from models alike
            approach it, the line above doesn't know it.
        peer_slope: Change with one unit of ability of the logit of (share / ceiling), or of ``y``, between models that
            are compared with each other; ``None`` is ``own_slope``.
        peer_sd: Standard deviation of a model around that; what models alike share is a part of it. ``None`` is
            ``residual_sd``.

    Raises:
        InvalidInputError: A number isn't finite; *own_slope*, *residual_sd*, *spread*, *ceiling*, *peer_slope* or
            *peer_sd* isn't above 0; or *ceiling* is above 1.
    """

    intercept: float
    slope: float
    own_slope: float
    residual_sd: float
    center: float | None = None
    spread: float | None = None
    best: float | None = None
    ceiling: float = 1.0
    peer_slope: float | None = None
    peer_sd: float | None = None

    def __post_init__(self) -> None:
        """Check the numbers."""
        _check_numbers(self, positive=("own_slope", "residual_sd", "spread", "ceiling", "peer_slope", "peer_sd"))
        if self.ceiling > 1:
            raise InvalidInputError(f"ceiling must be at most 1, got {self.ceiling}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """
    The benchmarks on which a task's quality is expressed: the expected share of them solved.

    Of ratings no share can be solved. There quality is the chance to be preferred to an anchor, a named model.

    Attributes:
        benchmarks: Keys of `llm_selection.domain.benchmarks.Benchmark`, each counting the same; all ratings, or none.
        warning: What a reader should know of the basket, in a sentence or two; ``None`` when it is broad.
        stand_in: Whether the task has no basket that passes the rule for one (see docs/explanation/quality.md), and
            these benchmarks stand in for it.
        anchor: The model that others are compared with; ``None`` unless the benchmarks are ratings.
        anchor_ratings: Its rating on each of the benchmarks, in the points that are printed; empty without an anchor.

    Raises:
        InvalidInputError: With an anchor, *anchor_ratings* aren't of just the *benchmarks*; without one, there are
            some.
    """

    benchmarks: tuple[str, ...]
    warning: str | None = None
    stand_in: bool = False
    anchor: ModelId | None = None
    anchor_ratings: Mapping[str, float] = field(default_factory=dict[str, float])

    def __post_init__(self) -> None:
        """Check that an anchor is rated on every benchmark."""
        freeze(self, "anchor_ratings", self.anchor_ratings)
        rated = set[str](self.benchmarks if self.anchor is not None else ())
        if rated != set(self.anchor_ratings):
            raise InvalidInputError(
                f"anchor_ratings must be there for each benchmark of an anchor's basket, {', '.join(sorted(rated)) or 'none'}; "
                f"got {', '.join(sorted(self.anchor_ratings)) or 'none'}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """
    What is expected of a model before any result.

    Attributes:
        mean: Expected general ability; one unit is one logit on a typical benchmark.
        sd: Its standard deviation.

    Raises:
        InvalidInputError: A number isn't finite, or *sd* isn't above 0.
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
        vendor: Of the direct ones, those its developer published.
        rated: Of all of them, those that are ratings by votes.
        newest: Day of the newest direct one; ``None`` without any, or where no day is known.
        inherited: Results of the models that it was fine-tuned from, on any task.
        effort: At which effort; ``None`` isn't stated, or it takes none.

    Raises:
        InvalidInputError: A number isn't finite, or *sd* isn't above 0.
    """

    mean: float
    sd: float
    results: int
    direct: int
    vendor: int = 0
    rated: int = 0
    newest: date | None = None
    inherited: int = 0
    effort: Effort | None = None

    def __post_init__(self) -> None:
        """Check the numbers."""
        _check_numbers(self, positive=("sd",))


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortAbility:
    """
    What is known of one model's ability at one task and one effort; what it rests on stands with its `Ability`.

    Attributes:
        mean: As that of an `Ability`.
        sd: Standard deviation of what isn't known.

    Raises:
        InvalidInputError: A number isn't finite, or *sd* isn't above 0.
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        """Check the numbers."""
        _check_numbers(self, positive=("sd",))


@dataclass(frozen=True, slots=True, kw_only=True)
class EffortSteps:
    """
    What a step of effort is worth, in units of ability; fitted to models measured at several efforts.

    A step is named by the word that it leads to. Those up to ``low`` are of kind ``on``, those above of kind ``more``.

    Attributes:
        mean: What a step adds on average, by kind of work and step, such as ``math/low``; a missing one adds nothing.
        factors: Times this at one developer, by developer and kind of step, such as ``anthropic/on``; 1 where missing.
        factor_sd: Standard deviation of a model's own factor around that, by kind of step.
        developer_sd: Standard deviation of developers' factors around 1, by kind of step; added where a factor is missing.
        own_sd: Standard deviation of a model's own step at one kind of work beside that, by kind of step.
        shared_share: Part of the variance of a benchmark's residual that a model's results there share at all efforts,
            from 0 to below 1.

    Raises:
        InvalidInputError: A number isn't finite or is negative, or *shared_share* isn't below 1.
    """

    mean: Mapping[str, float] = field(default_factory=dict[str, float])
    factors: Mapping[str, float] = field(default_factory=dict[str, float])
    factor_sd: Mapping[str, float] = field(default_factory=dict[str, float])
    developer_sd: Mapping[str, float] = field(default_factory=dict[str, float])
    own_sd: Mapping[str, float] = field(default_factory=dict[str, float])
    shared_share: float = 0.0

    def __post_init__(self) -> None:
        """Freeze the mappings and check the numbers."""
        for name in ("mean", "factors", "factor_sd", "developer_sd", "own_sd"):
            freeze(self, name, getattr(self, name))
            for key, number in getattr(self, name).items():
                if not 0 <= number < inf:
                    raise InvalidInputError(f"{name} of {key} must be a finite number, 0 or above, got {number}")
        if not 0 <= self.shared_share < 1:
            raise InvalidInputError(f"shared_share must be from 0 to below 1, got {self.shared_share}")


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
        effort_steps: What steps of effort are worth; ``None`` where they weren't fitted, and every result then counts
            alike.

    Raises:
        InvalidInputError: *vendor_offset* or a standard deviation isn't finite, or a standard deviation is negative.
    """

    version: str
    fitted: date
    vendor_offset: float
    vendor_sd: float
    task_sd: Mapping[Task, float] = field(default_factory=dict[Task, float])
    family_sd: Mapping[str, float] = field(default_factory=dict[str, float])
    benchmarks: Mapping[str, BenchmarkParameters] = field(default_factory=dict[str, BenchmarkParameters])
    baskets: Mapping[Task, Basket] = field(default_factory=dict[Task, Basket])
    effort_steps: EffortSteps | None = None

    def __post_init__(self) -> None:
        """Freeze the mappings and check the numbers; a deviation that isn't there has a standard deviation of 0."""
        for name in ("task_sd", "family_sd", "benchmarks", "baskets"):
            freeze(self, name, getattr(self, name))
        _check_numbers(self, positive=())
        sds = {"vendor_sd": self.vendor_sd} | {
            f"{name} of {key}": sd for name in ("task_sd", "family_sd") for key, sd in getattr(self, name).items()
        }
        for name, sd in sds.items():
            if not 0 <= sd < inf:
                raise InvalidInputError(f"{name} must be a finite number, 0 or above, got {sd}")


def _check_numbers(value: object, *, positive: tuple[str, ...]) -> None:
    """Raise `InvalidInputError` unless every number of *value* is finite, and those named are above 0."""
    for spec in fields(value):  # type: ignore[arg-type]  # called by dataclasses on themselves
        number = getattr(value, spec.name)
        if isinstance(number, int | float) and not isfinite(number):
            raise InvalidInputError(f"{spec.name} must be a finite number, got {number}")
        if spec.name in positive and number is not None and number <= 0:
            raise InvalidInputError(f"{spec.name} must be above 0, got {number}")
