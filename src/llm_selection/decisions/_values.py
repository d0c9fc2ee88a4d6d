"""What a decision is made of: the facts themselves, so that a later registry can be compared with them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from math import fsum

from llm_selection._dataclasses import dataclass, field, replace
from llm_selection._foundation.frozen import freeze
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId, OfferingId, parse_model_id, parse_offering_id
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.licenses import Measure as Size
from llm_selection.domain.offerings import Stage
from llm_selection.errors import InvalidInputError
from llm_selection.needs.criteria import Criterion
from llm_selection.needs.use_cases import UseCase
from llm_selection.units import check_count, check_share

__all__ = [
    "Behind",
    "Decided",
    "Decision",
    "Estimate",
    "Facts",
    "Figures",
    "Measure",
    "Rejected",
    "Terms",
    "Thresholds",
]


_MOST_PLACES = 200
"""Digits before and after the point: counts have 100 at most. An exponent of a billion fits a line, and no memory."""


def _check_amount(name: str, amount: Decimal) -> None:
    """Raise `InvalidInputError` unless *amount* is a number that can be counted with, of at least 0."""
    exponent = amount.as_tuple().exponent
    if not isinstance(exponent, int) or amount < 0 or exponent < -_MOST_PLACES or amount.adjusted() >= _MOST_PLACES:
        raise InvalidInputError(
            f"{name} must be a number of at least 0 and at most {_MOST_PLACES} digits, got {amount}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """
    From where on a change is worth telling.

    Attributes:
        repriced_share: A cost a month that differs by more than this share, at least 0; also how much cheaper an option
            must be to dominate.
        retiring_days: An end of service in so many days or fewer.
        quality_points: A quality at a task that differs by more points of 100 than this; also how much better an option
            must be to dominate at the same cost.
        lead_points: A score that is higher by more than this, in hundredths.

    Raises:
        InvalidInputError: *retiring_days* isn't a whole number from 0 to 3,652,059, or another one isn't a finite
            number of at least 0.
    """

    repriced_share: float = 0.05
    retiring_days: int = 90
    quality_points: float = 3.0
    lead_points: float = 1.0

    def __post_init__(self) -> None:
        """Check the numbers."""
        check_count("retiring_days", self.retiring_days)
        if self.retiring_days is None or self.retiring_days > date.max.toordinal():
            raise InvalidInputError(f"retiring_days must be a number of days, got {self.retiring_days!r}")
        for name in ("repriced_share", "quality_points", "lead_points"):
            number = getattr(self, name)
            if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < float("inf"):
                raise InvalidInputError(f"{name} must be a number of at least 0, got {number!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """
    What one requirement did.

    Attributes:
        requirement: Its keyword, or what it is called where it has none.
        failed: Offerings that failed it.
        alone: Of these, how many met everything else.
        unknown: Offerings of which it couldn't be told, and that failed nothing.
    """

    requirement: str
    failed: int
    alone: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """
    When and on what was decided.

    Attributes:
        on: The day asked about.
        registry: Data version.
        registry_date: The day of the data.
        schema: Version of the artefact's shape.
        digest: SHA-256 of the content, overlays included.
        overlays: What was on top of the data, by name and version, the last one on top.
        options: Offerings that were looked at.
        meets: Of these, how many met every requirement.
        undecided: Of how many it couldn't be told.
        rejected: What each requirement did that did anything, in the order they were asked.
    """

    on: date
    registry: str
    registry_date: date
    schema: int
    digest: str
    overlays: tuple[str, ...] = ()
    options: int
    meets: int
    undecided: int
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """
    Quality at a task: expected share, 0 to 1, with its 90% interval, to four decimals.

    Attributes:
        mean: The share.
        low: Lower end of the interval, 0 to 1.
        high: Upper end, 0 to 1.
        results: Number of benchmark results it rests on.

    Raises:
        InvalidInputError: *mean*, *low* or *high* isn't from 0 to 1, or *results* isn't a whole number of at least 0.
    """

    mean: float
    low: float
    high: float
    results: int

    def __post_init__(self) -> None:
        """Check the numbers."""
        for name in ("mean", "low", "high"):
            check_share(name, getattr(self, name))
        check_count("results", self.results)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """
    What the quality at a task is a share of.

    Attributes:
        basket: Benchmarks, or the user's own tests, by name.
        anchor: The model that others are compared with; ``None`` where it is a share solved.
        own: Whether it is the user's own tests.
    """

    basket: tuple[str, ...]
    anchor: ModelId | None = None
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """
    How far an option stands behind the choice.

    Attributes:
        score: Score of the choice less its own.
        as_good: Probability that the choice is at least as good at the tasks, 0 to 1.

    Raises:
        InvalidInputError: *score* isn't from -1 to 1, or *as_good* isn't from 0 to 1.
    """

    score: float
    as_good: float

    def __post_init__(self) -> None:
        """Check the numbers."""
        check_share("as_good", self.as_good)
        if not -1 <= self.score <= 1:
            raise InvalidInputError(f"score must be a difference of two scores, -1 to 1, got {self.score!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """
    One option with its figures.

    Attributes:
        model: Id of the model.
        provider: Key of the provider.
        native_id: What the provider calls it.
        score: 0 to 1, to six decimals.
        usd_per_month: US dollars a month for the workload; ``None`` unknown.
        license: Key of the license; ``None`` unknown.
        behind: How far behind the choice; ``None`` for the choice itself.
        quality: By task.
        contributions: What each criterion adds to the score.

    Raises:
        InvalidInputError: *model* is no model id, *provider* and *native_id* make no offering id, *score* or a
            contribution isn't from 0 to 1, or *usd_per_month* is no amount, as in `Facts`.
    """

    model: ModelId
    provider: str
    native_id: str
    score: float
    usd_per_month: Decimal | None = None
    license: str | None = None
    behind: Behind | None = None
    quality: Mapping[Task, Estimate]
    contributions: Mapping[Criterion, float]

    def __post_init__(self) -> None:
        """Check the ids and the numbers, freeze the mappings."""
        parse_model_id(self.model)
        parse_offering_id(self.offering)
        check_share("score", self.score)
        for criterion, points in self.contributions.items():
            check_share(f"the contribution of {criterion}", points)
        if self.usd_per_month is not None:
            _check_amount("usd_per_month", self.usd_per_month)
        freeze(self, "quality", self.quality)
        freeze(self, "contributions", self.contributions)

    @property
    def offering(self) -> OfferingId:
        """The offering's id."""
        return OfferingId(f"{self.provider}/{self.native_id}")

    def __str__(self) -> str:
        """Name the model and who serves it."""
        return f"{self.model} at {self.provider}"

    def overall(self, tasks: Mapping[Task, int]) -> float:
        """Return the quality over *tasks*, 0 to 1, each counting as much as in the score."""
        return fsum(weight * self.quality[task].mean for task, weight in tasks.items()) / sum(tasks.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    What decides in a license: see `llm_selection.domain.licenses.LicenseTerms`, of which these are fields; ``None`` is unknown.

    Attributes:
        expression: SPDX expression, ``LicenseRef-…`` where SPDX has none.
        text_read: Whether the text, or a faithful copy, was read; if not, nothing is known to be permitted.
        osaid_compatible: Whether the terms alone would fit the Open Source AI Definition.
        commercial_use: May be used in a business.
        noncommercial_use: May be used outside a business, for any purpose.
        redistribution: Weights may be passed on.
        hosting: The model itself may be offered to others as a service.
        fine_tuning: Weights may be changed.
        outputs_may_train: Outputs may be used to train other models.
        patent_grant: Patents are licensed.
        limits: By what is counted (users or US dollars a year), the sizes above which a separate license is needed;
            ``None`` where that isn't known, empty where there are none.
        excluded_regions: Regions without a grant, two-letter codes; empty means none.
        naming: The duty to name or credit, in a few words; empty means none.
        use_policy: The acceptable-use policy that comes with it; empty means none.
        conditions: The other conditions, in a few words.
        output_terms: What is said about outputs, in a few words.
    """

    expression: str
    text_read: bool
    osaid_compatible: bool | None = None
    commercial_use: bool | None = None
    noncommercial_use: bool | None = None
    redistribution: bool | None = None
    hosting: bool | None = None
    fine_tuning: bool | None = None
    outputs_may_train: bool | None = None
    patent_grant: bool | None = None
    limits: Mapping[Size, tuple[int, ...]] | None = None
    excluded_regions: frozenset[str] | None = None
    naming: str | None = None
    use_policy: str | None = None
    conditions: str | None = None
    output_terms: str | None = None

    def __post_init__(self) -> None:
        """Freeze the mapping."""
        if self.limits is not None:
            freeze(self, "limits", self.limits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """
    The facts of the choice that a check compares.

    Attributes:
        stage: Where the offering was in its life on the day; ``None``: listed, no stage given.
        deprecated: Day of, or announced for, its deprecation.
        retires: Day on, or announced for, which it stops answering.
        output_factor: Tokens it was taken to put out for each one of the workload's.
        license_kinds: Which kinds its license may be.
        rates: US dollars per million tokens in force on the day, by mode, tier, hours and kind of token, of the modes that
            the workload may be sent by; or what an hour
            of one's own hardware costs, and how many requests a month a server gets done.
        terms: What decides in its license; ``None`` unknown.

    Raises:
        InvalidInputError: *output_factor* or a rate is negative, isn't finite, or has more than 200 digits before
            the point or behind it.
    """

    stage: Stage | None = None
    deprecated: date | None = None
    retires: date | None = None
    output_factor: Decimal = Decimal(1)
    license_kinds: frozenset[LicenseKind]
    rates: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    terms: Terms | None = None

    def __post_init__(self) -> None:
        """Check the amounts, freeze the mapping."""
        _check_amount("output_factor", self.output_factor)
        for name, rate in self.rates.items():
            _check_amount(name, rate)
        freeze(self, "rates", self.rates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """
    A choice, with everything needed to defend it and to check it later.

    Attributes:
        decided: When, and on what.
        use_case: The need, with every default filled in; the day stands in ``decided``.
        thresholds: From where on a check tells a change.
        choice: The option chosen.
        facts: What a check compares of it.
        measures: What quality is a share of, by task.
        runners_up: The next ones, the best first.
        edited: Whether its file says something else than what was written there, thresholds aside.

    Raises:
        InvalidInputError: *measures*, or the qualities of the choice or of a runner-up, aren't of just the tasks of the
            need.
    """

    decided: Decided
    use_case: UseCase
    thresholds: Thresholds = field(default_factory=Thresholds)
    choice: Figures
    facts: Facts
    measures: Mapping[Task, Measure]
    runners_up: tuple[Figures, ...] = ()
    edited: bool = False

    def __post_init__(self) -> None:
        """Fill the workload in, take the day out, and check that qualities are of the tasks asked for."""
        need = replace(self.use_case, workload=self.use_case.workload_or_default, on=None)
        object.__setattr__(self, "use_case", need)
        freeze(self, "measures", self.measures)
        for name, found in (
            ("choice.quality", self.choice.quality),
            *((f"runners_up[{place}].quality", each.quality) for place, each in enumerate(self.runners_up)),
            ("measures", self.measures),
        ):
            if set(found) != set(need.tasks):
                raise InvalidInputError(
                    f"{name} must be of the tasks of the need, {', '.join(sorted(need.tasks))}; "
                    f"got {', '.join(sorted(found)) or 'none'}"
                )

    def __repr__(self) -> str:
        """Say what was decided in a line."""
        return f"<Decision {', '.join(self.use_case.tasks)} on {self.decided.on}: {self.choice}>"
