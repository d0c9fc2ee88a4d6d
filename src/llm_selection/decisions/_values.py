"""What a decision is made of: the facts themselves, so that a later registry can be compared with them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from math import fsum
from typing import Any

from llm_selection._dataclasses import dataclass, field, replace
from llm_selection._foundation.frozen import freeze
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId, OfferingId, parse_model_id, parse_offering_id
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.licenses import Measure as Size
from llm_selection.domain.offerings import Stage
from llm_selection.errors import Fault, InvalidInputError, shown
from llm_selection.needs.error_costs import PREFERENCE_TASKS, QUALITY_ONLY, parse_usd
from llm_selection.needs.use_cases import UseCase
from llm_selection.selection.expected_costs import ExpectedCost
from llm_selection.units import EXACT, check_count, check_share

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


_CENT = Decimal("0.01")
_MOST_MONTHS = 1200


def _check_amount(name: str, amount: Decimal) -> None:
    """Raise `InvalidInputError` unless *amount* is a number that can be counted with, of at least 0."""
    if not _is_countable(amount) or amount < 0:
        raise InvalidInputError(
            f"{name} must be a number of at least 0 and at most {_MOST_PLACES} digits, got {amount}"
        )


def _is_countable(amount: Decimal) -> bool:
    """Say whether a number is finite, and short enough to be counted with."""
    exponent = amount.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -_MOST_PLACES and amount.adjusted() < _MOST_PLACES


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """
    From where on a change is worth telling, and a move worth making.

    Attributes:
        repriced_share: A cost a month that differs by more than this share, at least 0.
        retiring_days: An end of service in so many days or fewer.
        quality_points: A quality at a task that differs by more points of 100 than this; where quality alone counts, also
            how much better the first must be.
        switching_usd: What it costs to move to another option, US dollars from 0 to 1,000,000, also as text. The default is
            an assumption: a day's work at $60 an hour, the rate of the presets' costs of an error.
        horizon_months: For so many months of 30 days a saving is counted, 1 to 1,200: a move pays when what it saves in
            them is more than it costs. The default is a year: of the 76 offerings by a model's own developer that ended,
            or whose end is announced, three in four are served about that long or longer (data of 2026-11-26).

    Raises:
        InvalidInputError: With every one that isn't such a number.
    """

    repriced_share: float = 0.05
    retiring_days: int = 90
    quality_points: float = 3.0
    switching_usd: Decimal = Decimal(480)
    horizon_months: int = 12

    def __post_init__(self) -> None:
        """Check the numbers; all faults are told at once."""
        faults: list[Fault] = []
        for name, least, most in (("retiring_days", 0, date.max.toordinal()), ("horizon_months", 1, _MOST_MONTHS)):
            count: object = getattr(self, name)
            if type(count) is not int or not least <= count <= most:
                allowed = f"must be a whole number from {least:,} to {most:,}"
                faults.append(Fault(where=name, problem=f"{allowed}, got {shown(count)}"))
        for name in ("repriced_share", "quality_points"):
            number: object = getattr(self, name)
            if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < float("inf"):
                faults.append(Fault(where=name, problem=f"must be a number of at least 0, got {shown(number)}"))
        try:
            object.__setattr__(self, "switching_usd", parse_usd(self.switching_usd))
        except InvalidInputError as error:
            faults += [Fault(where="switching_usd", problem=fault.problem) for fault in error.faults]
        if faults:
            raise InvalidInputError(*faults)

    def pays(self, saves: Decimal) -> bool:
        """Say whether a move pays that saves so many US dollars a month: over the horizon, more than it costs."""
        return EXACT.multiply(saves, Decimal(self.horizon_months)) > self.switching_usd


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
        usd: US dollars a month that it is expected to cost more than the choice; ``None`` unknown.
        as_good: Probability that the choice is at least as good at the tasks, 0 to 1.

    Raises:
        InvalidInputError: *usd* is no whole number of cents, or *as_good* isn't from 0 to 1.
    """

    usd: Decimal | None = None
    as_good: float

    def __post_init__(self) -> None:
        """Check the numbers."""
        check_share("as_good", self.as_good)
        _check_cents({"usd": self.usd}, signed=True)


def _check_cents(amounts: Mapping[str, Decimal | None], *, signed: bool = False) -> None:
    """Raise `InvalidInputError` with each amount that is neither unknown nor a whole number of cents that can be counted with."""
    problems = [
        f"{name} must be US dollars{'' if signed else ' of at least 0'} in whole cents, got {shown(str(amount))}"
        for name, amount in amounts.items()
        if amount is not None
        and (
            not _is_countable(amount) or (amount < 0 and not signed) or amount != amount.quantize(_CENT, context=EXACT)
        )
    ]
    if problems:
        raise InvalidInputError(*problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """
    One option with its figures; dollars are US dollars a month of 30 days, in whole cents.

    Attributes:
        model: Id of the model.
        provider: Key of the provider.
        native_id: What the provider calls it.
        effort: The effort that is asked of it; ``None`` where that isn't told, or it takes none.
        bill: What the workload costs; ``None`` unknown.
        total: What it is expected to cost in all: the bill and the errors less the worths; ``None`` where one of them isn't
            known. Where quality alone counts, the bill.
        license: Key of the license; ``None`` unknown.
        behind: How far behind the choice; ``None`` for the choice itself.
        errors: What errors cost, by task; at a task of preference, what the answers would be worth that aren't preferred.
            None where quality alone counts.
        worths: What is credited for what else is worth something, by name; below 0 what seconds cost. What isn't known
            isn't there.
        quality: By task.

    Raises:
        InvalidInputError: *model* is no model id, *provider* and *native_id* make no offering id, a dollar amount isn't one,
            or the terms don't add up to *total*.
    """

    model: ModelId
    provider: str
    native_id: str
    effort: Effort | None = None
    bill: Decimal | None = None
    total: Decimal | None = None
    license: str | None = None
    behind: Behind | None = None
    errors: Mapping[Task, Decimal] = field(default_factory=dict[Task, Decimal])
    worths: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    quality: Mapping[Task, Estimate]

    def __post_init__(self) -> None:
        """Check the ids and the amounts, freeze the mappings."""
        parse_model_id(self.model)
        parse_offering_id(self.offering)
        _check_cents({"bill": self.bill, **{f"errors.{task}": usd for task, usd in self.errors.items()}})
        _check_cents({"total": self.total, **{f"worths.{name}": usd for name, usd in self.worths.items()}}, signed=True)
        for name in ("errors", "worths", "quality"):
            freeze(self, name, getattr(self, name))
        if self.total is not None and self.total != self.expected.total:
            is_ = (
                "unknown, as the bill is"
                if self.bill is None
                else f"{self.expected.total:f}, bill and errors less worths"
            )
            raise InvalidInputError(f"total must be {is_}, got {self.total:f}")

    @property
    def offering(self) -> OfferingId:
        """The offering's id."""
        return OfferingId(f"{self.provider}/{self.native_id}")

    def is_at(self, other: "Figures") -> bool:
        """Say whether it is the same offering at the same effort as another; one that isn't told may be any."""
        return self.offering == other.offering and (None in (self.effort, other.effort) or self.effort is other.effort)

    @property
    def expected(self) -> ExpectedCost:
        """What it is expected to cost, of the terms that are known."""
        return ExpectedCost(bill=self.bill, errors=self.errors, worths=self.worths)

    def costs_more_than(self, other: "Figures") -> Decimal | None:
        """Return how many US dollars a month it is expected to cost more than another, below 0 less; ``None`` unknown."""
        if self.total is None or other.total is None:
            return None
        return EXACT.subtract(self.total, other.total)

    def __str__(self) -> str:
        """Name the model and who serves it."""
        return f"{self.model} at {self.provider}"

    def overall(self, tasks: Mapping[Task, int]) -> float:
        """Return the quality over *tasks*, 0 to 1, each counting by its part of the work."""
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
        InvalidInputError: With each of *measures*, qualities and errors that isn't of just the tasks of the need, each worth
            that the need doesn't name, and each total or distance behind that isn't the sum or difference of its terms.
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
        """Fill the workload and the costs of errors in, take the day out, and check that the figures are of the need, and add up."""
        need = _filled(self.use_case)
        object.__setattr__(self, "use_case", need)
        freeze(self, "measures", self.measures)
        problems = [*_other_tasks("measures", self.measures, need.tasks), *_misfits("choice", self.choice, need)]
        for place, each in enumerate(self.runners_up):
            problems += _misfits(f"runners_up[{place}]", each, need)
            usd = each.costs_more_than(self.choice)
            if each.behind is not None and each.behind.usd != usd:
                is_ = "unknown, as a total is" if usd is None else f"{usd:f}, its total less that of the choice"
                problems.append(f"runners_up[{place}].behind.usd must be {is_}, got {each.behind.usd}")
        if problems:
            raise InvalidInputError(*problems)

    def __repr__(self) -> str:
        """Say what was decided in a line."""
        return f"<Decision {', '.join(self.use_case.tasks)} on {self.decided.on}: {self.choice}>"


def _filled(need: UseCase) -> UseCase:
    """Return a need with its defaults as parts of its own, and without the day."""
    costs: dict[str, Any] = {"error_cost": {}, "preferred_value": {}}
    for task, cost in need.error_costs.items():
        costs["preferred_value" if task in PREFERENCE_TASKS else "error_cost"][task] = cost
    if need.is_quality_only:
        costs["error_cost"] = QUALITY_ONLY
    return replace(need, workload=need.workload_or_default, on=None, **costs)


def _misfits(name: str, figures: Figures, need: UseCase) -> Iterator[str]:
    """Say which of an option's figures don't belong to the need."""
    yield from _other_tasks(f"{name}.quality", figures.quality, need.tasks)
    yield from _other_tasks(f"{name}.errors", figures.errors, () if need.is_quality_only else need.tasks)
    worths = set[str]() if need.is_quality_only else {worth.name for worth in need.worth}
    if others := sorted(figures.worths.keys() - worths):
        yield f"{name}.worths must be of what the need names, {', '.join(sorted(worths)) or 'nothing'}; got {', '.join(others)}"
    is_known = figures.bill is not None and figures.worths.keys() >= worths
    if is_known and figures.total is None:
        yield f"{name}.total is missing: all that it is made of is known"
    if figures.total is not None and not is_known:
        yield f"{name}.total must be left out: a worth that the need names isn't known"


def _other_tasks(name: str, named: Iterable[Task], tasks: Iterable[Task]) -> Iterator[str]:
    """Say that something covers other tasks than it must."""
    if set(named) != set(tasks):
        must, got = (", ".join(sorted(each)) or "none" for each in (tasks, named))
        yield f"{name} must be of the tasks of the need, {must}; got {got}"
