"""
Blends: what two options do and cost together, each at its part of a workload.

A mix is scored as an option is: the share solved, the dollars of both parts, and of windows and licenses the lesser, since
any request may meet either.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation
from math import fsum, hypot, log10
from statistics import NormalDist
from typing import NamedTuple

from llm_selection._dataclasses import dataclass, replace
from llm_selection.analysis.pairwise import at_least_as_able
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.prices import Hosted
from llm_selection.domain.verbosity import Verbosity
from llm_selection.errors import InvalidInputError, shown
from llm_selection.estimation.costs import Charged, monthly_cost, monthly_picodollars, pricer
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.criteria import (
    COST_FLOOR_USD,
    COST_SPAN,
    UNIT,
    Criterion,
    cost_value,
    dearest_of_value,
    quality_value,
)
from llm_selection.needs.option_facts import CHARGED, MODEL
from llm_selection.selection.selecting import Selection
from llm_selection.units import EXACT, PICODOLLARS_PER_DOLLAR, check_share, dollars

__all__ = [
    "LEAST_GAIN",
    "SURELY",
    "Check",
    "Load",
    "Member",
    "Mix",
    "Mixer",
    "Part",
    "Share",
    "cascade_quality",
    "distance_of",
    "passed_on",
    "requests_of",
    "split_quality",
]

SURELY = 0.75
"""Probability from which on one option counts as better than another here; as in the words of an explanation."""

_SLACK = 1e-5
"""A rough score nearer than this to the best so far is worked out exactly: far above the errors of floats and tokens."""

LEAST_GAIN = 0.001
"""
What a mix must score more than the first option alone: a thousandth, the last digit that answers print.

Less isn't worth a second contract, and the rounding of tokens at each part stays far below.
"""

_MOST_PIECES = 10_000
_DEAREST_CHECK = 10**6


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """
    What tells a failed answer from a good one: a test, a schema, a model that verifies, a person.

    Attributes:
        sensitivity: Share of the failures that it recognises, above ``false_alarm`` and at most 1.
        false_alarm: Share of the good answers that it takes for failures, from 0.
        usd: US dollars for each answer that is checked.

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
        cost = f", ${self.usd:f} an answer" if self.usd else ""
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
        quality: Expected share solved, 0 to 1, weighted over the tasks.
        low: The share if every part's quality is at the lower end of its 90% interval, and so at least as low as the
            mix's own lower end.
        high: Likewise at the upper end.
        usd_per_month: US dollars; ``None`` unknown.
        usd_low: At least.
        usd_high: At most.
        at_most: Whether ``usd_per_month`` is an upper bound but for the tokens put out.
        score: By the weights of the need, 0 to 1, as in the ranking.
        gain: That score less the one of the first option alone.
    """

    parts: tuple[Part, ...]
    quality: float
    low: float
    high: float
    usd_per_month: Decimal | None
    usd_low: Decimal | None
    usd_high: Decimal | None
    at_most: bool
    score: float
    gain: float


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


class Share(NamedTuple):
    """
    A quality: expected, and at either end of its interval.

    Attributes:
        mean: Expected share, 0 to 1.
        low: Lower end of the 90% interval, 0 to 1.
        high: Upper end, 0 to 1.
    """

    mean: float
    low: float
    high: float


class Member:
    """
    A ranked option that can be a part of a mix: one whose cost is known.

    Attributes:
        option: Its place among the options of the ranking.
        model: Id of the model.
        qualities: Of each task its share of the need, 0 to 1, and the estimate of quality.
        means: Expected quality at each task, 0 to 1, in the same order.
        able: Mean of what models are compared by, over the tasks; see `llm_selection.estimation.quality.QualityEstimate.compared`.
        sd: Its standard deviation.
        charged: The rates in force, or the hours of one's own hardware.
        hosted: The latter; ``None`` for what is paid by the token.
        verbosity: How many tokens the model puts out; ``None`` unknown.
        full: What all requests of a month cost, in picodollars.
        headroom: What its window is worth, in billionths; 0 too where that has no weight.
        openness: What its license is worth, likewise.
    """

    __slots__ = (
        "_per_request",
        "_priced",
        "_server",
        "able",
        "charged",
        "full",
        "headroom",
        "hosted",
        "means",
        "model",
        "openness",
        "option",
        "qualities",
        "sd",
        "verbosity",
    )

    def __init__(
        self,
        *,
        option: int,
        model: ModelId,
        qualities: Sequence[tuple[float, QualityEstimate]],
        charged: tuple[Charged, Verbosity | None],
        full: int,
        lesser: tuple[int, int],
        priced: Callable[[Charged, Verbosity | None, int], int],
        requests: int,
    ) -> None:
        """
        Take what is known of it.

        Args:
            option: Its place among the options of the ranking.
            model: Id of the model.
            qualities: Of each task its share of the need, 0 to 1, and the estimate of quality.
            charged: The rates in force, or the hours of one's own hardware; and how many tokens the model puts out.
            full: What all requests of a month cost, in picodollars.
            lesser: What its window and its license are worth, in billionths.
            priced: What so many requests a month cost at such rates, in picodollars.
            requests: Requests a month, at least 1.
        """
        self.option, self.model, self.full, self._priced = option, model, full, priced
        self.qualities = tuple(qualities)
        self.charged, self.verbosity = charged
        self.headroom, self.openness = lesser
        self.means = tuple(quality.mean for _, quality in qualities)
        # As in `better_or_equal`: one model's errors at different tasks rise and fall together.
        self.able = fsum(share * quality.compared[0] for share, quality in qualities)
        self.sd = fsum(share * quality.compared[1] for share, quality in qualities)
        self.hosted = self.charged if isinstance(self.charged, Hosted) else None
        self._per_request = full / requests
        self._server = 0 if self.hosted is None else full // self.hosted.servers_for(requests)

    def cost(self, requests: int) -> int:
        """Return what so many requests cost a month, in picodollars."""
        if self.hosted is not None:
            return self.hosted.servers_for(requests) * self._server
        return self._priced(self.charged, self.verbosity, requests)

    def rough_cost(self, requests: int) -> float:
        """Return nearly what `cost` does of so many requests, in picodollars a month, faster: off by what rounding tokens makes."""
        return self._per_request * requests if self.hosted is None else float(self.cost(requests))

    def surely_better(self, other: "Member", distance: float) -> bool:
        """Say whether it is better by more than *distance* standard deviations of the difference; see `distance_of`."""
        return self.able - other.able > distance * hypot(self.sd, other.sd)

    def beats(self, other: "Member") -> bool:
        """Say whether it is at least as good as another offering of the same model in all that counts, at any load."""
        is_alike = self.hosted is None and other.hosted is None and self.model == other.model
        return is_alike and (
            self.full <= other.full and self.headroom >= other.headroom and self.openness >= other.openness
        )


class Mixer:
    """
    Mixes the options of one recommendation, and scores what comes out beside its first.

    Attributes:
        recommendation: The recommendation.
        workload: What will be run.
        requests: Requests a month, from 0.
        weights: What each criterion counts, from 0.
        whole: What a score of 1 is, as `score` counts.
        shares: Of each task its share of the need, 0 to 1.
        order: Places of the ranked options, the best first; a model's options stand together.
        first: Place of the first.
        first_score: Its score, as `score` counts.
        members: The options that may be a part: of known cost, and not beaten by another one of the same model.
    """

    def __init__(self, recommendation: Selection) -> None:
        """
        Get ready: weights, tasks, the load, and the score to beat.

        Args:
            recommendation: One that ranks something.
        """
        use_case, ranking = recommendation.use_case, recommendation.ranking
        self.recommendation = recommendation
        self.workload = use_case.workload_or_default
        self.requests = self.workload.requests_per_month
        self.weights = {criterion: use_case.priorities.get(criterion, 0) for criterion in Criterion}
        self.whole = UNIT * sum(self.weights.values())
        tasks = sum(use_case.tasks.values())
        self.shares = {task: weight / tasks for task, weight in use_case.tasks.items()}
        self.order = [option for options in ranking.order() for option in options]
        self._values = {criterion: ranking.values(criterion) for criterion, weight in self.weights.items() if weight}
        self.first = self.order[0]
        self.first_score = self.score_of(self.first)
        self.members = tuple(self._members())

    def _members(self) -> Iterator[Member]:
        """Yield the options of known cost in the ranking's order; of a model's offerings, those that none before beats."""
        ranking = self.recommendation.ranking
        options, kept = ranking.options, list[Member]()
        models, charged, price = options.column(MODEL), options.column(CHARGED), pricer(self.workload)
        costs = options.spread("full cost", "charged", lambda each: price(*each))
        for option in self.order if self.requests else ():
            full = costs[option]
            if full is None:
                continue
            model = models[option]
            known = ranking.quality_of(model)
            member = Member(
                option=option,
                model=model,
                qualities=[(share, known[task]) for task, share in self.shares.items()],
                charged=charged[option],
                full=full,
                lesser=(self._value(Criterion.HEADROOM, option), self._value(Criterion.OPENNESS, option)),
                priced=self._priced,
                requests=self.requests,
            )
            # A model's options stand together.
            kept = [other for other in kept if other.model == model]
            if not any(other.beats(member) for other in kept):
                kept.append(member)
                yield member

    def _value(self, criterion: Criterion, option: int) -> int:
        """Return a value in billionths; of what has no weight, nothing."""
        return self._values[criterion][option] if criterion in self._values else 0

    def _priced(self, charged: Charged, verbosity: Verbosity | None, requests: int) -> int:
        """Price a part of the load; of an option whose cost is known for all of it."""
        return monthly_picodollars(replace(self.workload, requests_per_month=requests), charged, verbosity) or 0

    def score_of(self, option: int) -> int:
        """Return the score of one option alone, in billionths times the sum of weights."""
        return sum(weight * self._value(criterion, option) for criterion, weight in self.weights.items())

    def score(self, quality: float, picodollars: int, *members: Member) -> int:
        """
        Return the score of a mix, in billionths times the sum of weights.

        *quality* is a share from 0 to 1, *picodollars* its cost a month; of window and license the least of the members counts.
        """
        return (
            self.weights[Criterion.QUALITY] * quality_value(quality)
            + self.weights[Criterion.COST] * cost_value(picodollars)
            + self._fixed(members)
        )

    def rough_score(self, quality: float, picodollars: float, *members: Member) -> float:
        """Return nearly what `score` does, in the same unit, without rounding, faster."""
        cost = 1 - log10(1 + picodollars / (COST_FLOOR_USD * PICODOLLARS_PER_DOLLAR)) / COST_SPAN
        known = self.weights[Criterion.QUALITY] * quality + self.weights[Criterion.COST] * max(0.0, cost)
        return known * UNIT + self._fixed(members)

    def _fixed(self, members: Sequence[Member]) -> int:
        """Return what window and license add: the lesser of each."""
        headroom, openness = self.weights[Criterion.HEADROOM], self.weights[Criterion.OPENNESS]
        if not (headroom or openness):
            return 0
        lesser = min(member.headroom for member in members), min(member.openness for member in members)
        return headroom * lesser[0] + openness * lesser[1]

    def blend(self, formula: Callable[[float, float], float], fast: Member, deep: Member) -> float:
        """Return the weighted mean over tasks of a formula of both qualities."""
        if len(fast.means) == 1:
            return formula(fast.means[0], deep.means[0])
        return fsum(map(_product, self.shares.values(), map(formula, fast.means, deep.means)))

    def blended(self, formula: Callable[[float, float], float], fast: Member, deep: Member) -> Share:
        """Return what `blend` does, expected and with both qualities at either end of their intervals; 0 to 1."""
        ends: list[float] = []
        for name in ("mean", "low", "high"):
            pairs = zip(fast.qualities, deep.qualities, strict=True)
            ends.append(
                fsum(share * formula(getattr(one, name), getattr(other, name)) for (share, one), (_, other) in pairs)
            )
        return Share(*ends)

    def best_pair(
        self,
        fasts: Iterable[Member],
        admitted: Callable[[Member, Member], bool],
        rough: Callable[[Member, Member], float],
        exact: Callable[[Member, Member], int],
    ) -> tuple[Member, Member] | None:
        """
        Return the two of those admitted with the highest score; of equals, the earlier. It must gain `LEAST_GAIN`.

        Every two are looked at, since who is admitted depends on both: the Pareto front wouldn't do. Only those whose rough
        score may be the highest are worked out exactly.
        """
        found, floor = None, self.first_score + round(LEAST_GAIN * self.whole) - 1
        slack = _SLACK * self.whole
        for fast in fasts:
            for deep in self._within_reach(fast, floor - slack):
                if admitted(fast, deep) and rough(fast, deep) >= floor - slack and (score := exact(fast, deep)) > floor:
                    found, floor = (fast, deep), score
        return found

    def _within_reach(self, fast: Member, floor: float) -> Sequence[Member]:
        """
        Return with which others one may reach a score, at most.

        A mix solves no more than the better of the two, of each task. Of two that are paid by the token it costs no less than
        the cheaper, which the fast one is; what is paid by the server counts as free.
        """
        quality, cost = (self.weights[each] for each in (Criterion.QUALITY, Criterion.COST))
        if len(self.shares) > 1:
            return self.members
        saved = cost * (UNIT - cost_value(fast.full)) if fast.hosted is None else 0
        needed = floor - cost * UNIT - self._fixed((fast,))
        if quality * fast.means[0] * UNIT >= needed + saved:
            return self.members
        return [
            deep
            for deep in self.members
            if quality * deep.means[0] * UNIT >= (needed + saved if deep.hosted is None else needed)
        ]

    def budget(self, quality: float, *members: Member) -> int | None:
        """
        Return what a mix of this quality may cost a month, in picodollars, to score at least what the first does.

        ``None`` where no cost is too high: it has no weight, or what it adds isn't needed. Only for a quality that can.
        """
        weight = self.weights[Criterion.COST]
        rest = self.score(quality, 0, *members) - weight * UNIT
        return dearest_of_value(-(-(self.first_score - rest) // weight)) if weight else None

    def quality_needed(self, picodollars: int, *members: Member) -> float:
        """
        Return the quality at which a mix that costs so many picodollars a month scores what the first does.

        A share, which may be below 0 or above 1 where the cost alone decides. Only where quality has a weight.
        """
        rest = self.score(0.0, picodollars, *members)
        return -(-(self.first_score - rest) // self.weights[Criterion.QUALITY]) / UNIT

    def alone(self, option: int) -> Mix:
        """Return one option by itself, at all of the load."""
        ranking = self.recommendation.ranking
        known = ranking.quality_of(ranking.options.column(MODEL)[option])
        ends = (
            fsum(share * getattr(known[task], name) for task, share in self.shares.items())
            for name in ("mean", "low", "high")
        )
        part = self._part(option, self.requests, self.requests, self.requests)
        return self._mix((part,), Share(*ends), self.score_of(option))

    def mix(self, loads: Sequence[Load], quality: Share, *, other: int = 0) -> Mix:
        """Put options together; *other* picodollars a month come on top."""
        cost = sum(load.member.cost(load.requests) for load in loads) + other
        score = self.score(quality.mean, cost, *(load.member for load in loads))
        parts = tuple(self._part(load.member.option, *load[1:]) for load in loads)
        return self._mix(parts, quality, score, other=dollars(other))

    def _mix(self, parts: tuple[Part, ...], quality: Share, score: int, *, other: Decimal = Decimal(0)) -> Mix:
        """Add up parts."""
        usd, low, high = (
            _total([other, *(getattr(part, name) for part in parts)])
            for name in ("usd_per_month", "usd_low", "usd_high")
        )
        return Mix(
            parts=parts,
            quality=quality.mean,
            low=quality.low,
            high=quality.high,
            usd_per_month=usd,
            usd_low=low,
            usd_high=high,
            at_most=any(part.at_most for part in parts),
            score=score / self.whole,
            gain=(score - self.first_score) / self.whole,
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
            offering=chosen.offering.id,
            provider=chosen.provider.name,
            share=requests / self.requests,
            requests=requests,
            usd_per_month=usual.per_month,
            usd_low=few.low,
            usd_high=many.high,
            at_most=usual.at_most,
        )

    def chance(self, one: ModelId, other: ModelId) -> float:
        """Return the probability that one model is at least as good as another at the tasks of the need."""
        known = self.recommendation.ranking.quality_of
        return at_least_as_able(known(one), known(other), self.recommendation.use_case.tasks)

    def most_requests(self, cost: Callable[[int], int], limit: int | None, *, fast: Member, deep: Member) -> int:
        """
        Return the most requests at which what a mix costs stays within a limit, in picodollars; ``None`` is none.

        Between two steps at which a server more or less is paid, the cost only rises or only falls. To within a request or
        two where some can wait, since which ones do is rounded; with more than 10,000 servers, to within one.
        """
        if limit is None:
            return self.requests
        for least, most in self._pieces(fast, deep):
            if cost(most) <= limit:
                return most
            if cost(least) <= limit:
                return _last(cost, limit, least, most)
        return 0

    def _pieces(self, fast: Member, deep: Member) -> Iterator[tuple[int, int]]:
        """Yield, from the top, the loads of the deep one between which no server is added or taken away."""
        starts = {0}
        for hosted, start in ((deep.hosted, 1), (fast.hosted, 0)):
            if hosted is None or self.requests > _MOST_PIECES * hosted.requests:
                continue
            for full in range(hosted.requests, self.requests, hosted.requests):
                starts.add(full + 1 if start else self.requests - full)
        end = self.requests
        for start in sorted(starts, reverse=True):
            yield start, end
            end = start - 1


def distance_of(chance: float) -> float:
    """
    Return how many standard deviations of the difference one is ahead that is better with this probability.

    The normal distribution's quantile; *chance* is above 0 and below 1.

    >>> distance_of(0.5)
    0.0
    """
    return NormalDist().inv_cdf(chance)


def _last(cost: Callable[[int], int], limit: int, least: int, most: int) -> int:
    """Return the last number from *least*, which costs no more than the limit, to *most*, which does."""
    while most - least > 1:
        middle = (least + most) // 2
        if cost(middle) <= limit:
            least = middle
        else:
            most = middle
    return least


def _product(one: float, other: float) -> float:
    """Multiply."""
    return one * other


def _total(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """Add up dollars; one unknown leaves the sum unknown."""
    found = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        found = EXACT.add(found, amount)
    return found
