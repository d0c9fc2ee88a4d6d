"""
Blends: what two options do and cost together, each at its part of a workload.

A mix is expected to cost what an option is, in dollars a month: the bills of both parts, the errors at the share that they
solve together, less the worths that both have, since any request may meet either.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import product
from math import fsum, hypot
from operator import attrgetter, mul
from statistics import NormalDist
from typing import NamedTuple

from llm_selection._dataclasses import dataclass, replace
from llm_selection.analysis.pairwise import at_least_as_able
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.prices import Hosted
from llm_selection.errors import InvalidInputError, shown
from llm_selection.estimation.costs import monthly_cost
from llm_selection.estimation.own_results import Standing
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.option_facts import CHARGED, MODEL_AT_EFFORT
from llm_selection.selection.expected_costs import UNIT, ExpectedCost, best_first, cents, share_units
from llm_selection.selection.selecting import Selection
from llm_selection.units import EXACT, PICODOLLARS_PER_DOLLAR, check_share

__all__ = [
    "LEAST_SAVING_USD",
    "SURELY",
    "Check",
    "Load",
    "Member",
    "Mix",
    "Mixer",
    "Part",
    "cascade_quality",
    "passed_on",
    "requests_of",
    "split_quality",
]

SURELY = 0.75
"""Probability from which on one option counts as better than another here; as in the words of an explanation."""

_DISTANCE = NormalDist().inv_cdf(SURELY)
"""Standard deviations of the difference that one is then ahead."""

LEAST_SAVING_USD = Decimal(60)
"""
US dollars a month that a mix must save against the first option alone: an hour of work, at the $60 of the error costs.

A second contract, its keys, its tests and what decides between two take somebody that long a month at least. It is no
share of a bill, since that work doesn't grow with the requests; and of a small bill a mix saves too little to be worth it.
"""

_DEAREST_CHECK = 10**6
_ENDS = ("mean", "low", "high")
"""Of a quality: expected, and at either end of its interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """
    What tells a failed answer from a good one: a test, a schema, a model that verifies, a person.

    Attributes:
        sensitivity: Share of the failures that it recognises, above ``false_alarm`` and at most 1.
        false_alarm: Share of the good answers that it takes for failures, from 0.
        usd: US dollars for each piece of work that is checked.

    Raises:
        InvalidInputError: A share isn't from 0 to 1, *sensitivity* isn't above *false_alarm*, or *usd* isn't US dollars
            from 0 to 1,000,000.
    """

    sensitivity: float = 1.0
    false_alarm: float = 0.0
    usd: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        """Check the numbers; dollars may be given as a number or as text."""
        check_share("sensitivity", self.sensitivity)
        check_share("false_alarm", self.false_alarm)
        if not self.sensitivity > self.false_alarm:
            raise InvalidInputError(
                f"sensitivity must be above false_alarm, or the check is no better than a coin; got {self.sensitivity:g} "
                f"and {self.false_alarm:g}"
            )
        object.__setattr__(self, "usd", _dollars(self.usd))

    def __str__(self) -> str:
        """Say what it does."""
        cost = f", ${self.usd:f} a check" if self.usd else ""
        return (
            f"recognises {self.sensitivity:.0%} of failures, takes {self.false_alarm:.0%} of good answers for one{cost}"
        )


def _dollars(value: object) -> Decimal:
    """Read US dollars for one check."""
    try:
        amount = Decimal(str(value)) if isinstance(value, str | int | float | Decimal) else Decimal(-1)
    except InvalidOperation:
        amount = Decimal(-1)
    if isinstance(value, bool) or not amount.is_finite() or not 0 <= amount <= _DEAREST_CHECK:
        raise InvalidInputError(f"usd must be US dollars a check from 0 to {_DEAREST_CHECK:,}, got {shown(value)}")
    return amount


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """
    One option at its part of the workload.

    Attributes:
        model: The model.
        effort: The effort that is asked of it; ``None`` where it takes none that is known.
        offering: The offering.
        provider: The provider's name, as it writes itself.
        share: Share of the month's requests that it gets; those that two get count for both.
        requests: How many that is.
        usd_per_month: What they cost; ``None`` unknown.
        usd_low: What they cost at least, see `llm_selection.estimation.costs.CostEstimate`.
        usd_high: What they cost at most.
        at_most: Whether ``usd_per_month`` is an upper bound but for the tokens put out.
    """

    model: ModelId
    effort: Effort | None
    offering: OfferingId
    provider: str
    share: float
    requests: int
    usd_per_month: Decimal | None
    usd_low: Decimal | None
    usd_high: Decimal | None
    at_most: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Mix:
    """
    What one option, or several together, do and cost in a month.

    Attributes:
        parts: Who gets how much.
        quality: Expected share solved, 0 to 1, each task counting by its part of the work.
        low: The share if every part's quality is at the lower end of its 90% interval, and so at least as low as the
            mix's own lower end.
        high: Likewise at the upper end.
        usd_per_month: The bill in US dollars, checks included, exactly; ``None`` unknown.
        usd_low: At least.
        usd_high: At most.
        at_most: Whether ``usd_per_month`` is an upper bound but for the tokens put out.
        expected: What it is expected to cost, bill and errors together, in whole cents; see
            `llm_selection.selection.expected_costs.ExpectedCost`.
        saves: US dollars a month that it is expected to cost less than the first option alone, below 0 more; ``None``
            where either isn't known, or the need asks for quality whatever it costs.
    """

    parts: tuple[Part, ...]
    quality: float
    low: float
    high: float
    usd_per_month: Decimal | None
    usd_low: Decimal | None
    usd_high: Decimal | None
    at_most: bool
    expected: ExpectedCost
    saves: Decimal | None


# Formulas


def split_quality(fast: float, deep: float, share: float) -> float:
    """
    Return the quality where a *share* of the requests, drawn by chance, goes to the deep one; all are shares from 0 to 1.

    >>> split_quality(0.5, 0.75, 0.5)
    0.625
    """
    return (1 - share) * fast + share * deep


def passed_on(fast: float, check: Check) -> float:
    """
    Return the share of requests that the fast one's check sends on: failures recognised, and false alarms.

    >>> passed_on(0.6, Check(sensitivity=0.9, false_alarm=0.05))
    0.39
    """
    return (1 - fast) * check.sensitivity + fast * check.false_alarm


def cascade_quality(fast: float, deep: float, both: float, check: Check) -> float:
    """
    Return the share solved where the deep one answers what a check sends on; what isn't sent on stays as it is.

    ``fast (1 - a) + a both + s (deep - both)``, with s the check's sensitivity and a its false alarms. As s is above a, it
    falls with *both*: it is least where failures are nested (*both* is the lesser of the two), and by ``deep``.

    Args:
        fast: Share that the fast one solves.
        deep: Share that the deep one solves.
        both: Share that both solve, which nothing here knows: at most the lesser; ``fast * deep`` if independent.
        check: What recognises failures.

    >>> cascade_quality(0.5, 0.75, 0.5, Check()), cascade_quality(0.5, 0.75, 0.375, Check())
    (0.75, 0.875)
    """
    return fast * (1 - check.false_alarm) + check.false_alarm * both + check.sensitivity * (deep - both)


def requests_of(share: float, requests: int) -> int:
    """Return how many of *requests* a share is, rounded up; shares count in billionths."""
    return -(-round(share * UNIT) * requests // UNIT)


# Options as parts of a mix


class Load(NamedTuple):
    """
    An option and the requests it gets, with how few and how many they may turn out to be.

    Attributes:
        member: The option.
        requests: Requests a month that it is expected to get.
        fewest: As few as that may be, at one end of the interval of quality.
        most: As many as that may be, at the other end.
    """

    member: "Member"
    requests: int
    fewest: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """
    A ranked option that can be a part of a mix: one whose expected cost is known.

    Attributes:
        option: Its place among the options of the ranking.
        model: Id of the model.
        effort: The effort that is asked of it; ``None`` where it takes none that is known.
        qualities: The estimate of quality at each task of the need, in the need's order.
        means: Their means, 0 to 1.
        standing: How it stands to the user's work over all tasks, in logits.
        hosted: The hours of one's own hardware; ``None`` for what is paid by the token.
        requests: All requests of a month, at least 1.
        usd: What they cost here, in US dollars.
        worths: What each worth of the need credits it with, in US dollars a month.
    """

    option: int
    model: ModelId
    effort: Effort | None
    qualities: tuple[QualityEstimate, ...]
    means: tuple[float, ...]
    standing: Standing
    hosted: Hosted | None
    requests: int
    usd: float
    worths: tuple[float, ...]

    def bill(self, requests: int) -> float:
        """Return what so many requests cost a month, in US dollars; by the token, to within the rounding of one."""
        if self.hosted is not None:
            return self.usd * self.hosted.servers_for(requests) / self.hosted.servers_for(self.requests)
        return self.usd * requests / self.requests

    @property
    def rise(self) -> float:
        """US dollars a month that all requests add, in proportion to how many there are; none while the servers are as they are."""
        return 0.0 if self.hosted else self.usd

    def room(self, requests: int) -> float:
        """Return the share of all requests that costs no further server where so many are paid for, 0 to 1."""
        if self.hosted is None:
            return 1.0
        return min(1.0, self.hosted.servers_for(requests) * self.hosted.requests / self.requests)

    def surely_better(self, other: "Member") -> bool:
        """Say whether it is better with a probability of more than `SURELY`; see `at_least_as_able`, which is slower."""
        ours, theirs = self.standing, other.standing
        return ours.mean - theirs.mean > _DISTANCE * hypot(ours.shared - theirs.shared, ours.own, theirs.own)

    def beats(self, other: "Member") -> bool:
        """Say whether it is at least as good as another offering of the same model at the same effort, at any load."""
        is_alike = (
            self.hosted is None and other.hosted is None and self.model == other.model and self.effort is other.effort
        )
        return is_alike and self.usd <= other.usd and all(map(float.__ge__, self.worths, other.worths))


class Mixer:
    """
    Mixes the options of one recommendation, and says what comes out beside its first.

    Attributes:
        recommendation: The recommendation.
        workload: What will be run.
        requests: Requests a month, at least 1.
        at_stake: What the errors at each task would cost if nothing were solved, in US dollars a month.
        order: Places of the ranked options, the best first; a model's options stand together.
        first: Place of the first.
        first_usd: What it is expected to cost, in US dollars a month; infinite where that isn't known.
        members: The options that may be a part: of known cost, and not beaten by another one of the same model. None where
            quality is asked for whatever it costs, since nothing is saved there.
    """

    def __init__(self, recommendation: Selection) -> None:
        """
        Get ready: tasks, the load, and the expected cost to beat.

        Args:
            recommendation: One that ranks something.
        """
        use_case, ranking = recommendation.use_case, recommendation.ranking
        self.recommendation = recommendation
        self.workload = use_case.workload_or_default
        self.requests = self.workload.requests_per_month
        self._terms = ranking.error_terms
        self.at_stake = tuple(self._terms.of_share(task, 0.0) for task in use_case.tasks)
        whole = sum(use_case.tasks.values())
        self._shares = tuple(part / whole for part in use_case.tasks.values())
        self.order = [option for options in ranking.order() for option in options]
        self.first = self.order[0]
        total = ranking.totals()[self.first]
        self.first_usd = float("inf") if total is None else total / PICODOLLARS_PER_DOLLAR
        self.members = () if use_case.is_quality_only else tuple(self._members())

    def _members(self) -> Iterator[Member]:
        """Yield the options of known cost in the ranking's order; of a model's offerings, those that none before beats."""
        ranking = self.recommendation.ranking
        at_efforts, charged = ranking.options.column(MODEL_AT_EFFORT), ranking.options.column(CHARGED)
        bills, totals = ranking.bills(), ranking.totals()
        kept = list[Member]()
        for option in self.order:
            bill, pricing, (model, effort) = bills[option], charged[option][0], at_efforts[option]
            if bill is None or totals[option] is None:
                continue
            qualities = tuple(ranking.quality_of(option).values())
            member = Member(
                option=option,
                model=model,
                effort=effort,
                qualities=qualities,
                means=tuple(quality.mean for quality in qualities),
                standing=self._standing(option),
                hosted=pricing if isinstance(pricing, Hosted) else None,
                requests=self.requests,
                usd=bill / PICODOLLARS_PER_DOLLAR,
                worths=self._worths(option),
            )
            # A model's options stand together.
            kept = [other for other in kept if other.model == model]
            if not any(other.beats(member) for other in kept):
                kept.append(member)
                yield member

    def _standing(self, option: int) -> Standing:
        """Return how an option stands to the work over all tasks; its errors rise and fall together, as in `at_least_as_able`."""
        ranking, tasks = self.recommendation.ranking, self.recommendation.use_case.tasks
        standings = [ranking.standing_of(option, task) for task in tasks]
        return Standing(*(self.overall(map(attrgetter(name), standings)) for name in ("mean", "shared", "own")))

    def _worths(self, option: int) -> tuple[float, ...]:
        """Return what each worth of the need credits an option of known cost with, in US dollars a month."""
        if not self.recommendation.use_case.worth:
            return ()
        return tuple(float(worth or 0) for worth in self.recommendation.ranking.expected(option).worths.values())

    def overall(self, shares: Iterable[float]) -> float:
        """Return the mean of shares at the tasks, each counting by its part of the work."""
        return fsum(map(mul, self._shares, shares))

    def usd(self, bill: float, shares: Iterable[float], fast: Member, deep: Member) -> float:
        """
        Return what a mix is expected to cost, in US dollars a month, unrounded.

        Args:
            bill: US dollars a month.
            shares: What is solved at each task, 0 to 1.
            fast: The one part; of each worth, the lesser of both is credited.
            deep: The other one.
        """
        errors = sum(usd * (1.0 - share) for usd, share in zip(self.at_stake, shares, strict=True))
        return bill + errors - sum(map(min, fast.worths, deep.worths))

    @cached_property
    def fast_and_deep(self) -> Sequence[tuple[Member, Member]]:
        """
        Every two of which the first costs no more for all of the load, and the second is surely better; see `SURELY`.

        Every two are looked at, since who is one depends on both: the Pareto front wouldn't do.
        """
        return [
            (fast, deep)
            for fast, deep in product(self.members, repeat=2)
            if fast.usd <= deep.usd and deep.surely_better(fast)
        ]

    def best(
        self, pairs: Sequence[tuple[Member, Member]], usd: Callable[[Member, Member], float]
    ) -> tuple[Member, Member, float] | None:
        """
        Return the two that cost least together, and how many US dollars a month they save; of equals, the earlier.

        ``None`` where that is less than `LEAST_SAVING_USD`.
        """
        if not pairs:
            return None
        fast, deep = min(pairs, key=lambda pair: usd(*pair))
        saved = self.first_usd - usd(fast, deep)
        return (fast, deep, saved) if saved >= float(LEAST_SAVING_USD) else None

    def mended(self, fast: Member, deep: Member) -> float:
        """Return what the failures of the fast one cost that the deep one solves, if failures are nested, in US dollars a month."""
        return fsum(
            usd * max(0.0, two - one) for usd, one, two in zip(self.at_stake, fast.means, deep.means, strict=True)
        )

    def offerings(self) -> Sequence[int]:
        """Return the places of the ranked options by what each is expected to cost by itself, the best first."""
        ranking = self.recommendation.ranking
        places = {option: place for place, option in enumerate(self.order)}
        totals = [0] * len(places) if self.recommendation.use_case.is_quality_only else ranking.totals()
        preferences = [places[option] for option in range(len(places))]
        return best_first(totals, ranking.overall_shares(), ranking.bills(), preferences)

    def alone(self, option: int) -> Mix:
        """Return one option by itself, at all of the load; its cost needn't be known."""
        ranking = self.recommendation.ranking
        known = ranking.quality_of(option).values()
        whole = (option, self.requests, self.requests, self.requests)
        return self._mix([whole], [[getattr(quality, end) for quality in known] for end in _ENDS])

    def mix(
        self, loads: Sequence[Load], solved: Callable[[float, float], float], *, checks: Decimal = Decimal(0)
    ) -> Mix:
        """
        Put two options together.

        Args:
            loads: Both, with their requests.
            solved: The share solved together where the first and the second solve these shares, all 0 to 1.
            checks: US dollars a month that come on top.
        """
        one, other = (load.member.qualities for load in loads)
        shares = [list(map(solved, map(attrgetter(end), one), map(attrgetter(end), other))) for end in _ENDS]
        return self._mix([(load.member.option, *load[1:]) for load in loads], shares, checks=checks)

    def _mix(
        self,
        loads: Sequence[tuple[int, int, int, int]],
        shares: Sequence[Sequence[float]],
        *,
        checks: Decimal = Decimal(0),
    ) -> Mix:
        """Add up options, with their requests, at what they solve at each task: expected, and at both ends."""
        ranking, use_case = self.recommendation.ranking, self.recommendation.use_case
        parts = tuple(self._part(*load) for load in loads)
        usd, usd_low, usd_high = (
            _total([checks, *(getattr(part, name) for part in parts)])
            for name in ("usd_per_month", "usd_low", "usd_high")
        )
        credited = [ranking.expected(option).worths for option, *_ in loads]
        expected = ExpectedCost(
            bill=None if usd is None else cents(int(usd.scaleb(12, EXACT))),
            errors={
                task: cents(self._terms.of(task, share_units(share)))
                for task, share in zip(use_case.tasks, shares[0], strict=True)
            },
            # A worth may be unknown of an option alone only, not of a mix.
            worths={name: min((each[name] for each in credited), key=lambda usd: usd or 0) for name in credited[0]},
        )
        first = ranking.expected(self.first).total
        total = None if use_case.is_quality_only else expected.total
        quality, low, high = map(self.overall, shares)
        return Mix(
            parts=parts,
            quality=quality,
            low=low,
            high=high,
            usd_per_month=usd,
            usd_low=usd_low,
            usd_high=usd_high,
            at_most=any(part.at_most for part in parts),
            expected=expected,
            saves=None if first is None or total is None else EXACT.subtract(first, total),
        )

    def _part(self, option: int, requests: int, fewest: int, most: int) -> Part:
        """Price an option at its part."""
        options = self.recommendation.ranking.options
        chosen = options[option]
        usual, few, many = (
            monthly_cost(replace(self.workload, requests_per_month=count), *options.column(CHARGED)[option])
            for count in (requests, fewest, most)
        )
        return Part(
            model=chosen.model.id,
            effort=chosen.effort,
            offering=chosen.offering.id,
            provider=chosen.provider.name,
            share=requests / self.requests,
            requests=requests,
            usd_per_month=usual.per_month,
            usd_low=few.low,
            usd_high=many.high,
            at_most=usual.at_most,
        )

    def chance(self, one: int, other: int) -> float:
        """Return the probability that one option is at least as good as another at the tasks of the need, 0 to 1."""
        ranking, tasks = self.recommendation.ranking, self.recommendation.use_case.tasks
        at_efforts = ranking.options.column(MODEL_AT_EFFORT)
        if at_efforts[one] == at_efforts[other]:
            return 1.0
        ours, theirs = ({task: ranking.standing_of(each, task) for task in tasks} for each in (one, other))
        return at_least_as_able(ours, theirs, tasks)


def _total(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """Add up dollars; one unknown leaves the sum unknown."""
    total = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        total = EXACT.add(total, amount)
    return total
