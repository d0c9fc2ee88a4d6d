"""Laws of portfolios: what is offered pays, is the best of all there are, and depends on nothing else."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from factories import model, offering, served
from llm_selection.analysis.blends import LEAST_GAIN, SURELY, Check, Mixer, cascade_quality, passed_on
from llm_selection.analysis.fallbacks import Guard, PointKind, points
from llm_selection.analysis.pairwise import at_least_as_able
from llm_selection.analysis.portfolio import Portfolio
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.calibration import Ability
from llm_selection.domain.identity import OfferingId, developer_of
from llm_selection.domain.models import Downloadable
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import Hosted, PriceSchedule, Unpublished
from llm_selection.estimation.costs import monthly_picodollars
from llm_selection.needs.criteria import UNIT, Criterion, cost_value, quality_value
from llm_selection.needs.self_hosting import _offering, _overlay
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, Registry, compile_registry
from markets import MEASURED_MARKETS, NEEDS, market, on_everything, wide

LAW = settings(max_examples=40, deadline=None)


@st.composite
def _trades(draw: st.DrawFn) -> Records:
    """Make a market of models that are well known, some of them able and some cheap, at one or two prices each."""
    models = {
        each.id: each for each in (model(f"{'acme' if n % 2 else 'borg'}/m{n}") for n in range(draw(st.integers(2, 5))))
    }
    able = {name: draw(st.sampled_from([-2.0, -0.5, 0.0, 0.5, 2.0])) for name in models}
    places = [
        (name, host)
        for name in models
        for host in draw(st.lists(st.sampled_from(_HOSTS), min_size=1, max_size=2, unique=True))
    ]
    offerings = {
        one.id: one
        for name, host in places
        for one in [served(f"{host}/{name}", name, draw(st.sampled_from(["0.1", "1", "5", "20", "50"])), "0")]
    }
    regions = {
        each.id: each
        for each in (
            offering(f"cloud/{name}", next(iter(models)), region_scope=name, pricing=Unpublished())
            for name in ("eu", "us")
        )
    }
    base = market(models, {**offerings, **regions}, on_everything(models))
    known = {name: Ability(mean=mean, sd=0.2, results=9, direct=9) for name, mean in able.items()}
    other = {
        name: Ability(mean=-mean if draw(st.booleans()) else mean, sd=0.2, results=9, direct=9)
        for name, mean in able.items()
    }
    return replace(base, abilities={Task.CODING: known, Task.MATH: other})


_HOSTS = ["cloud", "inference-host", "developer"]
TRADES = _trades()
MEASURED = TRADES | TRADES | MEASURED_MARKETS
BUSY = st.builds(
    lambda need, requests, tokens, weights: replace(
        wide(need),
        # As many requests as can be gone through, and prompts so long that they cost something.
        workload=replace(
            need.workload_or_default,
            requests_per_month=requests,
            input_tokens=tokens,
            output_tokens=0,
            batch_share=0.0,
        ),
        priorities={**need.priorities, **weights},
    ),
    NEEDS,
    st.integers(1, 40) | st.integers(20, 40),
    st.sampled_from([10**6, 10**7, 3 * 10**6, 1000]),
    st.fixed_dictionaries({Criterion.QUALITY: st.integers(1, 9), Criterion.COST: st.integers(1, 9)}),
)
"""Needs of up to forty requests a month, some of them of millions of tokens."""

CHECKS = st.just(Check()) | st.builds(
    Check,
    sensitivity=st.sampled_from([0.5, 0.9, 1.0]),
    false_alarm=st.sampled_from([0.0, 0.1, 0.4]),
    usd=st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(3)]),
)
SERVERS = st.lists(
    st.builds(
        lambda requests, usd: Hosted(
            accelerator="maker/card",
            accelerators=1,
            precision="fp8",
            usd_per_hour=usd,
            hours=1,
            requests=requests,
            most_requests=requests,
            least_requests=requests,
        ),
        st.integers(1, 30),
        st.sampled_from([Decimal(50), Decimal(20), Decimal(200), Decimal(1)]),
    ),
    max_size=2,
)


def compiled(records: Records, servers: list[Hosted]) -> Registry:
    """Compile a market, and put models on servers."""
    registry = compile_registry(records)
    if not servers:
        return registry
    names = [*registry.models]
    offerings = {
        f"self-hosted/s{place}": _offering(registry.models[names[place % len(names)]], each)
        for place, each in enumerate(servers)
    }
    return registry | _overlay(registry, offerings)


def asked(records: Records, need: UseCase, servers: list[Hosted]) -> Recommendation:
    """Answer a need of which something is ranked."""
    found = recommend(need, registry=compiled(records, servers))
    assume(found.ranking)
    return found


class Slow:
    """The slow obvious way: every two options, on values alone."""

    def __init__(self, found: Recommendation) -> None:
        """Read what every option does and costs."""
        self.found = found
        need, ranking = found.use_case, found.ranking
        self.load = need.workload_or_default
        self.priced: dict[tuple[int, int], int | None] = {}
        self.count = self.load.requests_per_month
        self.weights = need.priorities
        self.tasks = need.tasks
        self.whole = sum(need.tasks.values())
        self.charged = ranking.options.column("charged")
        self.values = {criterion: ranking.values(criterion) for criterion in Criterion}
        self.models = ranking.options.column("model")
        self.options = [place for options in ranking.order() for place in options]
        self.known = [place for place in self.options if self.cost(place, self.count) is not None]
        self.first = self.score_of(self.options[0])
        self.floor = self.first + round(LEAST_GAIN * UNIT * sum(self.weights.values())) - 1

    def score_of(self, place: int) -> int:
        """Score one option."""
        return sum(weight * self.values[criterion][place] for criterion, weight in self.weights.items())

    def cost(self, place: int, requests: int) -> int | None:
        """Price a part of the load, each once."""
        if (place, requests) not in self.priced:
            load = replace(self.load, requests_per_month=requests)
            self.priced[place, requests] = monthly_picodollars(load, *self.charged[place])
        return self.priced[place, requests]

    def shares(self, fast: int, deep: int) -> Iterator[tuple[float, float, float]]:
        """Yield each task's share and both qualities."""
        ours, theirs = (self.found.ranking.quality_of(self.models[place]) for place in (fast, deep))
        for task, weight in self.tasks.items():
            yield weight / self.whole, ours[task].mean, theirs[task].mean

    def score(self, quality: float, cost: int, *places: int) -> int:
        """Score a mix."""
        values = {
            Criterion.QUALITY: quality_value(quality),
            Criterion.COST: cost_value(cost),
            **{
                each: min(self.values[each][place] for place in places)
                for each in (Criterion.HEADROOM, Criterion.OPENNESS)
            },
        }
        return sum(weight * values[criterion] for criterion, weight in self.weights.items())

    def rounded(self, share: float) -> int:
        """Return how many requests a share is, rounded up."""
        return ceil(Fraction(round(share * UNIT), UNIT) * self.count)

    def is_beaten(self, place: int) -> bool:
        """Say whether a cheaper offering of the same model, paid by the token as well, is ranked before it and lacks nothing."""
        counted = [each for each in (Criterion.HEADROOM, Criterion.OPENNESS) if self.weights.get(each)]
        return any(
            self.models[other] == self.models[place]
            and not any(isinstance(self.charged[each][0], Hosted) for each in (other, place))
            and (self.cost(other, self.count) or 0) <= (self.cost(place, self.count) or 0)
            and all(self.values[each][other] >= self.values[each][place] for each in counted)
            for other in self.known[: self.known.index(place)]
        )

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield every two of which one is cheap enough and the other surely better."""
        unbeaten = [place for place in self.known if not self.is_beaten(place)]
        for fast in unbeaten:
            for deep in unbeaten:
                known = [self.found.ranking.quality_of(self.models[place]) for place in (deep, fast)]
                cheap, dear = self.cost(fast, self.count), self.cost(deep, self.count)
                assert cheap is not None
                assert dear is not None
                if cheap <= dear and at_least_as_able(known[0], known[1], self.tasks) > SURELY:
                    yield fast, deep

    def told_apart(self, fast: int, deep: int, sent: int) -> int:
        """Score a pair that sends so many requests to the deep one, all among them that only it solves."""
        quality = sum(share * max(one, two) for share, one, two in self.shares(fast, deep))
        cost = (self.cost(fast, self.count - sent) or 0) + (self.cost(deep, sent) or 0)
        return self.score(quality, cost, fast, deep)

    def sent(self, fast: int, deep: int) -> int:
        """Return how many requests only the deep one solves."""
        return self.rounded(sum(share * max(0.0, two - one) for share, one, two in self.shares(fast, deep)))

    def best_pair(self) -> int | None:
        """Return the highest score of a pair that pays."""
        scores = [
            self.told_apart(fast, deep, self.sent(fast, deep))
            for fast, deep in self.pairs()
            if 2 * self.sent(fast, deep) <= self.count
        ]
        return max((score for score in scores if score > self.floor), default=None)

    def passing(self, fast: int, deep: int, check: Check, sent: int | None = None) -> int:
        """Score a cascade."""
        found = [*self.shares(fast, deep)]
        if sent is None:
            sent = self.rounded(sum(share * passed_on(one, check) for share, one, _ in found))
        quality = sum(share * cascade_quality(one, two, min(one, two), check) for share, one, two in found)
        checks = int(check.usd * 10**12) * self.count
        cost = (self.cost(fast, self.count) or 0) + (self.cost(deep, sent) or 0) + checks
        return self.score(quality, cost, fast, deep)

    def best_cascade(self, check: Check) -> int | None:
        """Return the highest score of a cascade that pays."""
        scores = (self.passing(fast, deep, check) for fast, deep in self.pairs())
        return max((score for score in scores if score > self.floor), default=None)

    def by_chance(self, one: int, other: int, sent: int) -> int:
        """Score a draw that sends so many requests to the other."""
        quality = sum(
            share * (ours + (theirs - ours) * sent / self.count) for share, ours, theirs in self.shares(one, other)
        )
        cost = (self.cost(one, self.count - sent) or 0) + (self.cost(other, sent) or 0)
        return self.score(quality, cost, one, other)

    def place(self, offering: str) -> int:
        """Find an option."""
        options = self.found.ranking.options
        return next(place for place in self.options if options[place].offering.id == offering)

    def near(self, score: float | None) -> float | None:
        """Return a score as a portfolio gives it."""
        return None if score is None else score / UNIT / sum(self.weights.values())


def close(score: float | None) -> object:
    """Compare scores that were added up in another order: to a few billionths."""
    return None if score is None else pytest.approx(score, abs=1e-8)


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS, check=CHECKS)
def test_they_are_the_best_of_every_two(records: Records, need: UseCase, servers: list[Hosted], check: Check) -> None:
    """Trying every two options of known cost finds no pair and no cascade with a higher score, and one where one is offered."""
    found = asked(records, need, servers)
    slow, told = Slow(found), found.portfolio(check=check)
    ours = (told.pair and told.pair.known.score, told.cascade and told.cascade.mix.score)
    for score, best in zip(ours, (slow.near(slow.best_pair()), slow.near(slow.best_cascade(check))), strict=True):
        if (score is None) != (best is None):
            # Only just worth it, or only just not: added up in another order, the last digits tell.
            assert (score or best) == close(slow.near(slow.floor))
        else:
            assert score == close(best)
    for mix in (told.split and told.split.mix, told.pair and told.pair.known, told.cascade and told.cascade.mix):
        if mix:
            assert mix.gain >= LEAST_GAIN - 1e-8
            assert mix.score >= told.first.score


@LAW
@given(records=MEASURED, need=BUSY)
def test_a_draw_by_chance_never_beats_both(records: Records, need: UseCase) -> None:
    """Of two that are paid by the token, whatever share goes to either, up to the rounding of a token at each."""
    found = asked(records, need, [])
    slow = Slow(found)
    assert found.portfolio().split is None
    for one in slow.known:
        for other in slow.known:
            ends = max(slow.score_of(one), slow.score_of(other))
            for sent in range(slow.count + 1):
                assert slow.by_chance(one, other, sent) <= ends + 1000 * sum(slow.weights.values())


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS)
def test_no_split_is_missed(records: Records, need: UseCase, servers: list[Hosted]) -> None:
    """Of servers and what is paid by the token, no number of requests at either scores more than the one that is offered."""
    found = asked(records, need, servers)
    slow, told = Slow(found), found.portfolio()
    best = max(
        (
            slow.by_chance(hosted, other, sent)
            for hosted in slow.known
            for other in slow.known
            if isinstance(slow.charged[hosted][0], Hosted) and not isinstance(slow.charged[other][0], Hosted)
            for sent in range(1, slow.count)
        ),
        default=0,
    )
    if told.split:
        assert told.split.mix.score == close(slow.near(best))
        kept, rest = told.split.mix.parts
        hosted = slow.charged[slow.place(kept.offering)][0]
        assert isinstance(hosted, Hosted)
        assert (kept.requests, kept.requests + rest.requests) == (told.split.servers * hosted.requests, slow.count)
    else:
        assert best <= slow.floor + 10


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS, check=CHECKS)
def test_break_even_shares_are_those_that_trying_finds(
    records: Records, need: UseCase, servers: list[Hosted], check: Check
) -> None:
    """With one request more than the share nothing is gained any more, nor with any above; at it, something is, or nothing lost."""
    found = asked(records, need, servers)
    slow, told = Slow(found), found.portfolio(check=check)
    if told.pair:
        fast, deep = (slow.place(part.offering) for part in told.pair.known.parts)
        paying = [sent for sent in range(slow.count + 1) if slow.told_apart(fast, deep, sent) >= slow.first]
        assert told.pair.pays_up_to == max(paying) / slow.count
        # Quality is linear in what is caught, so the score is.
        sent = slow.sent(fast, deep)
        least = sum(share * one for share, one, _ in slow.shares(fast, deep))
        caught = least + told.pair.least_caught * (told.pair.known.quality - least)
        cost = (slow.cost(fast, slow.count - sent) or 0) + (slow.cost(deep, sent) or 0)
        scored = slow.score(caught, cost, fast, deep)
        assert scored >= slow.first - 10
        assert told.pair.least_caught == 0 or scored <= slow.first + 10 * sum(slow.weights.values())
    if told.cascade:
        fast, deep = (slow.place(part.offering) for part in told.cascade.mix.parts)
        paying = [sent for sent in range(slow.count + 1) if slow.passing(fast, deep, check, sent) >= slow.first]
        assert told.cascade.pays_up_to == max(paying) / slow.count
        if told.cascade.most_usd_per_check is not None:
            dearer = replace(check, usd=told.cascade.most_usd_per_check)
            assert slow.passing(fast, deep, dearer) >= slow.first
            beyond = replace(check, usd=told.cascade.most_usd_per_check + Decimal("0.01"))
            assert slow.passing(fast, deep, beyond) < slow.first
        at = replace(check, sensitivity=told.cascade.least_sensitivity)
        assert slow.passing(fast, deep, at) >= slow.first - 10


def top(told: Portfolio) -> float:
    """Return the highest score that is offered."""
    mixes = (told.split and told.split.mix, told.pair and told.pair.known, told.cascade and told.cascade.mix)
    return max([told.first.score, *(mix.score for mix in mixes if mix)])


@LAW
@given(records=MEASURED, need=BUSY, check=CHECKS, data=st.data())
def test_a_higher_price_never_helps(records: Records, need: UseCase, check: Check, data: st.DataObject) -> None:
    """Neither the best that is offered, beyond what isn't shown, nor one and the same pair."""
    priced = [name for name, each in records.offerings.items() if isinstance(each.pricing, PriceSchedule)]
    assume(priced)
    name = data.draw(st.sampled_from(priced))
    factor = data.draw(st.sampled_from([Decimal("1.5"), Decimal(4)]))
    found = asked(records, need, [])
    before = found.portfolio(check=check)
    dearer = replace(records, offerings={**records.offerings, name: _dearer(records, name, factor)})
    again = recommend(need, registry=compile_registry(dearer))
    after = again.portfolio(check=check)
    assert top(after) <= top(before) + LEAST_GAIN
    slow, raised = Slow(found), Slow(again)
    for mix in (before.pair and before.pair.known, before.cascade and before.cascade.mix):
        if mix:
            fast, deep = ((slow.place(part.offering), raised.place(part.offering)) for part in mix.parts)
            sent = slow.sent(fast[0], deep[0])
            assert raised.told_apart(fast[1], deep[1], sent) <= slow.told_apart(fast[0], deep[0], sent)
            assert raised.passing(fast[1], deep[1], check) <= slow.passing(fast[0], deep[0], check)


def _dearer(records: Records, name: OfferingId, factor: Decimal) -> Offering:
    """Multiply every rate of an offering."""
    one = records.offerings[name]
    assert isinstance(one.pricing, PriceSchedule)

    def raised(rate: Decimal | None) -> Decimal | None:
        return None if rate is None else round(rate * factor, 6)

    periods = tuple(
        replace(
            period,
            cards=tuple(
                replace(
                    card,
                    input=raised(card.input),
                    output=raised(card.output),
                    cache_read=raised(card.cache_read),
                    cache_write_5m=raised(card.cache_write_5m),
                    cache_write_1h=raised(card.cache_write_1h),
                )
                for card in period.cards
            ),
        )
        for period in one.pricing.periods
    )
    return replace(one, pricing=PriceSchedule(periods=periods))


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS, check=CHECKS, data=st.data())
def test_what_has_no_part_in_it_changes_nothing(
    records: Records, need: UseCase, servers: list[Hosted], check: Check, data: st.DataObject
) -> None:
    """Without an option that stands nowhere in the portfolio, it is the same."""
    found = asked(records, need, servers)
    told = found.portfolio(check=check)
    mixes = (
        told.first,
        told.split and told.split.mix,
        told.pair and told.pair.known,
        told.cascade and told.cascade.mix,
        *(each.alone for each in told.fallbacks),
    )
    named = {part.offering for mix in mixes if mix for part in mix.parts}
    idle = sorted(set(records.offerings) - named)
    assume(idle)
    gone = data.draw(st.sampled_from(idle))
    # A region must be somewhere to be asked about.
    assume(gone not in ("cloud/eu", "cloud/us"))
    fewer = replace(records, offerings={name: each for name, each in records.offerings.items() if name != gone})
    again = recommend(need, registry=compiled(fewer, servers)).portfolio(check=check)
    assert replace(again, absences=told.absences) == told


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS)
def test_a_fallback_shares_what_it_says(records: Records, need: UseCase, servers: list[Hosted]) -> None:
    """Nothing that it says it doesn't, the independent one nothing recorded at all; and no better one would do."""
    found = asked(records, need, servers)
    told, slow = found.portfolio(), Slow(found)
    options = found.ranking.options
    first = options[slow.options[0]]
    best = {
        Guard.INDEPENDENT: [
            place for place in slow.options if not any(point.shared for point in points(first, options[place]))
        ],
        Guard.SAME_MODEL: [
            place
            for place in slow.options
            if options[place].model.id == first.model.id and options[place].provider.id != first.provider.id
        ],
    }
    for fallback in told.fallbacks:
        (part,) = fallback.alone.parts
        other = options[slow.place(part.offering)]
        apart = {point.kind for point in fallback.of(shared=False)}
        assert PointKind.PROVIDER not in apart or other.provider.id != first.provider.id
        assert PointKind.DEVELOPER not in apart or developer_of(other.model.id) != developer_of(first.model.id)
        assert PointKind.WEIGHTS not in apart or other.model.id != first.model.id
        assert (
            PointKind.TERMS not in apart
            or other.model.license != first.model.license
            or other.terms is None
            or not other.terms.expression.startswith("LicenseRef-")
        )
        if fallback.guard is not Guard.SAME_MODEL:
            assert not fallback.of(shared=True)
            assert {PointKind.PROVIDER, PointKind.DEVELOPER, PointKind.WEIGHTS} <= apart
        if fallback.guard is Guard.HOSTABLE:
            assert isinstance(other.model.weights, Downloadable)
        if fallback.guard in best:
            top_score = max(map(slow.score_of, best[fallback.guard]))
            assert fallback.alone.score == close(slow.near(top_score))
    guards = {fallback.guard for fallback in told.fallbacks}
    assert (Guard.INDEPENDENT in guards) == bool(best[Guard.INDEPENDENT])


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS, check=CHECKS, factor=st.integers(2, 1000))
def test_scaling_all_weights_changes_nothing(
    records: Records, need: UseCase, servers: list[Hosted], check: Check, factor: int
) -> None:
    """The same parts, shares and gains, up to the last digits of a quality that is asked for."""
    found = asked(records, need, servers)
    scaled = replace(need, priorities={name: weight * factor for name, weight in need.priorities.items()})
    told = found.portfolio(check=check)
    again = recommend(scaled, registry=found.registry).portfolio(check=check)
    assert (again.first, again.split, again.fallbacks) == (told.first, told.split, told.fallbacks)
    assert (again.pair and again.pair.known) == (told.pair and told.pair.known)
    assert (again.cascade and again.cascade.mix) == (told.cascade and told.cascade.mix)


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS)
def test_the_parts_add_up(records: Records, need: UseCase, servers: list[Hosted]) -> None:
    """Costs are those of the parts and of checks; each part costs what its requests cost there."""
    found = asked(records, need, servers)
    slow, mixer = Slow(found), Mixer(found)
    told = found.portfolio(check=Check(usd=Decimal("0.01")))
    for mix, more in (
        (told.pair and told.pair.known, Decimal(0)),
        (told.cascade and told.cascade.mix, told.cascade and told.cascade.checks_usd),
        (told.split and told.split.mix, Decimal(0)),
    ):
        if not mix:
            continue
        costs = [part.usd_per_month for part in mix.parts]
        assert mix.usd_per_month == sum((each for each in costs if each is not None), more or Decimal(0))
        for part in mix.parts:
            assert part.usd_per_month is not None
            assert int(part.usd_per_month * 10**12) == slow.cost(slow.place(part.offering), part.requests)
            member = next(each for each in mixer.members if each.option == slow.place(part.offering))
            assert member.cost(part.requests) == slow.cost(member.option, part.requests)
