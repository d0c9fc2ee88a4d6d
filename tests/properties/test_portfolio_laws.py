"""Laws of portfolios: what is offered saves, is the best of all there are, and depends on nothing else."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from factories import model, offering, served
from llm_selection.analysis.blends import LEAST_SAVING_USD, SURELY, Check, Mix, Mixer, Part, cascade_quality, passed_on
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
from llm_selection.needs.option_facts import MODEL_AT_EFFORT
from llm_selection.needs.self_hosting import _offering, _overlay
from llm_selection.needs.use_cases import UseCase
from llm_selection.needs.worths import parse_worths
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, Registry, compile_registry
from llm_selection.selection.expected_costs import UNIT
from markets import MEASURED_MARKETS, NEEDS, market, on_everything, wide

LAW = settings(max_examples=40, deadline=None)


@st.composite
def _trades(draw: st.DrawFn, *, models_from: int = 2, models_to: int = 5) -> Records:
    """Make a market of models that are well known, some of them able and some cheap, at one or two prices each."""
    models = {
        each.id: each
        for each in (
            model(f"{'acme' if n % 2 else 'borg'}/m{n}") for n in range(draw(st.integers(models_from, models_to)))
        )
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
        for one in [served(f"{host}/{name}", name, draw(st.sampled_from(_PRICES[able[name] > 0])), "0")]
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
_PRICES = (["0.1", "1", "5", "20"], ["20", "50", "5", "1"])
"""Of less able models, and of abler ones, which mostly cost more: else nothing is traded."""
TRADES = _trades()
ALONE = _trades(models_from=1, models_to=1)
"""Markets of one model, which pays to be hosted only in part more often."""
MEASURED = TRADES | TRADES | MEASURED_MARKETS
BUSY = st.builds(
    lambda need, requests, tokens, error_cost, worth: replace(
        wide(need),
        # As many requests as can be gone through, and prompts so long that they cost something.
        workload=replace(
            need.workload_or_default,
            requests_per_month=requests,
            input_tokens=tokens,
            output_tokens=0,
            batch_share=0.0,
        ),
        error_cost=error_cost,
        worth=worth,
    ),
    NEEDS,
    st.integers(30, 40) | st.integers(1, 40),
    st.sampled_from([10**7, 3 * 10**6, 10**6, 1000]),
    st.sampled_from(["300", "30", "1000", "0"]),
    st.sampled_from([{}, {}, {"open-weights": 200}, {"open-weights": 50, "region=eu": 100}]).map(parse_worths),
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
        st.sampled_from([12, 17]) | st.integers(1, 30),
        st.sampled_from([Decimal(500), Decimal(2000), Decimal(50)]),
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
    """The slow obvious way: every two options, on values alone, in US dollars a month."""

    def __init__(self, found: Recommendation) -> None:
        """Read what every option does and costs."""
        self.found = found
        need, ranking = found.use_case, found.ranking
        self.load = need.workload_or_default
        self.priced: dict[tuple[int, int], int | None] = {}
        self.count = self.load.requests_per_month
        self.tasks = need.tasks
        self.whole = sum(need.tasks.values())
        self.error_costs = [float(need.error_costs[task].usd) for task in need.tasks]
        self.charged = ranking.options.column("charged")
        self.at_efforts = ranking.options.column(MODEL_AT_EFFORT)
        self.options = [place for options in ranking.order() for place in options]
        self.known = [place for place in self.options if self.cost(place, self.count) is not None]
        self.worths: dict[int, list[float]] = {
            place: [float(usd or 0) for usd in ranking.expected(place).worths.values()] for place in self.options
        }
        self.first = self.alone(self.options[0]) if self.known else 0.0
        self.ceiling = self.first - float(LEAST_SAVING_USD)

    def alone(self, place: int) -> float:
        """Return what one option of known cost is expected to cost."""
        return self.expected(self.cost(place, self.count), self.qualities(place), place)

    def cost(self, place: int, requests: int) -> int | None:
        """Price a part of the load, each once."""
        if (place, requests) not in self.priced:
            load = replace(self.load, requests_per_month=requests)
            self.priced[place, requests] = monthly_picodollars(load, *self.charged[place])
        return self.priced[place, requests]

    def is_hosted(self, place: int) -> bool:
        """Say whether it is paid by the server."""
        return isinstance(self.charged[place][0], Hosted)

    def qualities(self, place: int) -> list[float]:
        """Return what is solved at each task."""
        known = self.found.ranking.quality_of(place)
        return [known[task].mean for task in self.tasks]

    def overall(self, shares: list[float]) -> float:
        """Weigh shares by the tasks' parts of the work."""
        return sum(share * part for share, part in zip(shares, self.tasks.values(), strict=True)) / self.whole

    def expected(self, cost: int | None, solved: list[float], *places: int) -> float:
        """Add up bill and errors, and take off what all parts are credited."""
        assert cost is not None
        pieces = self.count / self.load.requests_per_task
        errors: float = sum(
            pieces * part / self.whole * usd * (1 - share)
            for part, usd, share in zip(self.tasks.values(), self.error_costs, solved, strict=True)
        )
        credited: float = sum(min(each) for each in zip(*(self.worths[place] for place in places), strict=True))
        return cost / 1e12 + errors - credited

    def rounded(self, share: float) -> int:
        """Return how many requests a share is, rounded up."""
        return ceil(Fraction(round(share * UNIT), UNIT) * self.count)

    def is_beaten(self, place: int) -> bool:
        """Say whether a cheaper offering of the same model at its effort, paid by the token as well, is ranked before it and lacks nothing."""
        return any(
            self.at_efforts[other] == self.at_efforts[place]
            and not any(self.is_hosted(each) for each in (other, place))
            and (self.cost(other, self.count) or 0) <= (self.cost(place, self.count) or 0)
            and all(map(float.__ge__, self.worths[other], self.worths[place]))
            for other in self.known[: self.known.index(place)]
        )

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Yield every two of which one is cheap enough and the other surely better."""
        unbeaten = [place for place in self.known if not self.is_beaten(place)]
        ranking = self.found.ranking
        for fast in unbeaten:
            for deep in unbeaten:
                known = [{task: ranking.standing_of(place, task) for task in self.tasks} for place in (deep, fast)]
                cheap, dear = self.cost(fast, self.count), self.cost(deep, self.count)
                assert cheap is not None
                assert dear is not None
                if cheap <= dear and at_least_as_able(known[0], known[1], self.tasks) > SURELY:
                    yield fast, deep

    def together(self, fast: int, deep: int, sent: int, solved: list[float], *, all_to_fast: bool = False) -> float:
        """Return what two cost where so many requests go to the deep one, and the others or all to the fast one."""
        ours = self.cost(fast, self.count if all_to_fast else self.count - sent) or 0
        return self.expected(ours + (self.cost(deep, sent) or 0), solved, fast, deep)

    def told_apart(self, fast: int, deep: int, sent: int) -> float:
        """Return what a pair costs that sends so many requests to the deep one, all among them that only it solves."""
        return self.together(fast, deep, sent, list(map(max, self.qualities(fast), self.qualities(deep))))

    def sent(self, fast: int, deep: int) -> int:
        """Return how many requests only the deep one solves."""
        both = zip(self.qualities(fast), self.qualities(deep), strict=True)
        return self.rounded(self.overall([max(0.0, two - one) for one, two in both]))

    def best_pair(self) -> float | None:
        """Return the least that a pair costs which saves enough."""
        found = [
            self.told_apart(fast, deep, self.sent(fast, deep))
            for fast, deep in self.pairs()
            if 2 * self.sent(fast, deep) <= self.count
        ]
        return min((usd for usd in found if usd <= self.ceiling), default=None)

    def passing(self, fast: int, deep: int, check: Check, sent: int | None = None) -> float:
        """Return what a cascade costs."""
        ours, theirs = self.qualities(fast), self.qualities(deep)
        if sent is None:
            sent = self.rounded(self.overall([passed_on(one, check) for one in ours]))
        solved = [cascade_quality(one, two, min(one, two), check) for one, two in zip(ours, theirs, strict=True)]
        checks = float(check.usd) * self.count / self.load.requests_per_task
        return self.together(fast, deep, sent, solved, all_to_fast=True) + checks

    def best_cascade(self, check: Check) -> float | None:
        """Return the least that a cascade costs which saves enough."""
        found = (self.passing(fast, deep, check) for fast, deep in self.pairs())
        return min((usd for usd in found if usd <= self.ceiling), default=None)

    def by_chance(self, one: int, other: int, sent: int) -> float:
        """Return what a draw costs that sends so many requests to the other."""
        both = zip(self.qualities(one), self.qualities(other), strict=True)
        return self.together(one, other, sent, [ours + (theirs - ours) * sent / self.count for ours, theirs in both])

    def place(self, part: Part) -> int:
        """Find the option of a part: its offering at its effort."""
        options = self.found.ranking.options
        return next(
            place
            for place in self.options
            if (options[place].offering.id, options[place].effort) == (part.offering, part.effort)
        )


SLACK = 0.05
"""US dollars: what rounding terms to cents, and tokens at each part, makes."""


def close(usd: float | None) -> object:
    """Compare costs that were rounded before they were added up."""
    return None if usd is None else pytest.approx(usd, abs=SLACK)


def total(mix: Mix | None) -> float | None:
    """Return what a mix is expected to cost; ``None`` without one."""
    return None if mix is None or mix.expected.total is None else float(mix.expected.total)


def mixes(told: Portfolio) -> tuple[Mix | None, Mix | None, Mix | None]:
    """Return the mixes that are offered: split, pair and cascade."""
    return (
        told.split.mix if told.split else None,
        told.pair.known if told.pair else None,
        told.cascade.mix if told.cascade else None,
    )


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS, check=CHECKS)
def test_they_are_the_best_of_every_two(records: Records, need: UseCase, servers: list[Hosted], check: Check) -> None:
    """Trying every two options of known cost finds no pair and no cascade that costs less, and one where one is offered."""
    found = asked(records, need, servers)
    slow, told = Slow(found), found.portfolio(check=check)
    _, pair, cascade = mixes(told)
    for usd, best in zip((total(pair), total(cascade)), (slow.best_pair(), slow.best_cascade(check)), strict=True):
        if (usd is None) != (best is None):
            # Only just worth it, or only just not: added up in another order, the last digits tell.
            assert (usd or best) == close(slow.ceiling)
        else:
            assert usd == close(best)
    for mix in mixes(told):
        assert mix is None or (mix.saves is not None and float(mix.saves) >= float(LEAST_SAVING_USD) - SLACK)


@LAW
@given(records=MEASURED, need=BUSY)
def test_a_draw_by_chance_never_beats_both(records: Records, need: UseCase) -> None:
    """Of two that are paid by the token, whatever share goes to either, up to the rounding of a token at each."""
    found = asked(records, need, [])
    slow = Slow(found)
    assert found.portfolio().split is None
    for one in slow.known:
        for other in slow.known:
            ends = min(slow.alone(one), slow.alone(other))
            for sent in range(slow.count + 1):
                assert slow.by_chance(one, other, sent) >= ends - SLACK


@LAW
@given(records=ALONE | MEASURED, need=BUSY, servers=SERVERS)
def test_no_split_is_missed(records: Records, need: UseCase, servers: list[Hosted]) -> None:
    """Of servers and what is paid by the token, no number of requests at either costs less than the one that is offered."""
    found = asked(records, need, servers)
    slow, told = Slow(found), found.portfolio()
    best = min(
        (
            slow.by_chance(hosted, other, sent)
            for hosted in slow.known
            for other in slow.known
            if slow.is_hosted(hosted) and not slow.is_hosted(other)
            for sent in range(1, slow.count)
        ),
        default=slow.first,
    )
    if told.split:
        assert total(told.split.mix) == close(best)
        kept, rest = told.split.mix.parts
        hosted = slow.charged[slow.place(kept)][0]
        assert isinstance(hosted, Hosted)
        assert (kept.requests, kept.requests + rest.requests) == (told.split.servers * hosted.requests, slow.count)
    else:
        assert best >= slow.ceiling - SLACK


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS, check=CHECKS)
def test_break_even_shares_are_those_that_trying_finds(
    records: Records, need: UseCase, servers: list[Hosted], check: Check
) -> None:
    """At the share something is saved, or nothing lost; paid by the token, one request more loses."""
    found = asked(records, need, servers)
    slow, told = Slow(found), found.portfolio(check=check)
    if told.pair:
        fast, deep = (slow.place(part) for part in told.pair.known.parts)
        up_to = told.pair.pays_up_to * slow.count
        assert slow.told_apart(fast, deep, floor(up_to + 1e-6)) <= slow.first + SLACK
        if floor(up_to) < slow.count and not any(map(slow.is_hosted, (fast, deep))):
            assert slow.told_apart(fast, deep, floor(up_to) + 1) >= slow.first - SLACK
        # What is solved is linear in what is caught.
        sent, share = slow.sent(fast, deep), told.pair.least_caught
        both = zip(slow.qualities(fast), slow.qualities(deep), strict=True)
        caught = slow.together(fast, deep, sent, [one + share * max(0.0, two - one) for one, two in both])
        assert caught <= slow.first + SLACK
        assert share == 0 or caught == close(slow.first)
    if told.cascade:
        fast, deep = (slow.place(part) for part in told.cascade.mix.parts)
        up_to = told.cascade.pays_up_to * slow.count
        assert slow.passing(fast, deep, check, floor(up_to + 1e-6)) <= slow.first + SLACK
        if floor(up_to) < slow.count and not slow.is_hosted(deep):
            assert slow.passing(fast, deep, check, floor(up_to) + 1) >= slow.first - SLACK
        dearest = told.cascade.most_usd_per_check
        assert slow.passing(fast, deep, replace(check, usd=dearest)) == close(slow.first)
        least = told.cascade.least_sensitivity
        assert check.false_alarm <= least < check.sensitivity
        if least > check.false_alarm:
            at = slow.passing(fast, deep, replace(check, sensitivity=least))
            # Requests that go on are rounded up.
            a_request = max((slow.cost(deep, 1) or 0) / 1e12, SLACK)
            assert at <= slow.first + a_request
            assert slow.is_hosted(deep) or at >= slow.first - a_request


@LAW
@given(records=MEASURED, need=BUSY, false_alarm=st.sampled_from([0.0, 0.1, 0.5, 0.9]))
def test_a_useless_check_never_makes_a_cascade(records: Records, need: UseCase, false_alarm: float) -> None:
    """One that takes good answers for failures as often as failures sends on by chance, and by chance nothing is saved."""
    found = asked(records, need, [])
    assert found.portfolio(check=Check(sensitivity=false_alarm + 1e-9, false_alarm=false_alarm)).cascade is None


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS, check=CHECKS)
def test_a_dearer_check_never_saves_more(records: Records, need: UseCase, servers: list[Hosted], check: Check) -> None:
    """Whichever two it is then."""
    found = asked(records, need, servers)
    dearer = found.portfolio(check=replace(check, usd=check.usd + 1)).cascade
    if dearer:
        cheaper = found.portfolio(check=check).cascade
        assert cheaper is not None
        assert cheaper.mix.saves is not None
        assert dearer.mix.saves is not None
        assert cheaper.mix.saves >= dearer.mix.saves - Decimal(str(SLACK))


def top(told: Portfolio) -> float:
    """Return the least expected cost that is offered."""
    return min(usd for usd in (total(told.first), *map(total, mixes(told))) if usd is not None)


@LAW
@given(records=MEASURED, need=BUSY, check=CHECKS, data=st.data())
def test_a_higher_price_never_helps(records: Records, need: UseCase, check: Check, data: st.DataObject) -> None:
    """Neither the best that is offered, beyond what isn't shown, nor one and the same pair."""
    priced = [name for name, each in records.offerings.items() if isinstance(each.pricing, PriceSchedule)]
    assume(priced)
    name = data.draw(st.sampled_from(priced))
    factor = data.draw(st.sampled_from([Decimal("1.5"), Decimal(4)]))
    found = asked(records, need, [])
    assume(found.best.expected.total is not None)
    before = found.portfolio(check=check)
    dearer = replace(records, offerings={**records.offerings, name: _dearer(records, name, factor)})
    again = recommend(need, registry=compile_registry(dearer))
    after = again.portfolio(check=check)
    assert top(after) >= top(before) - float(LEAST_SAVING_USD)
    slow, raised = Slow(found), Slow(again)
    for mix in mixes(before):
        if mix:
            fast, deep = ((slow.place(part), raised.place(part)) for part in mix.parts)
            sent = slow.sent(fast[0], deep[0])
            assert raised.told_apart(fast[1], deep[1], sent) >= slow.told_apart(fast[0], deep[0], sent)
            assert raised.passing(fast[1], deep[1], check) >= slow.passing(fast[0], deep[0], check)


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
    shown = (told.first, *mixes(told), *(each.alone for each in told.fallbacks))
    named = {part.offering for mix in shown if mix for part in mix.parts}
    idle = sorted(set(records.offerings) - named)
    assume(idle)
    gone = data.draw(st.sampled_from(idle))
    # A region must be somewhere to be asked about.
    assume(gone not in ("cloud/eu", "cloud/us"))
    # Of options that cost the same, the one whose model has a better offering comes first, and that may be gone.
    of_model = found.ranking.options.column(MODEL_AT_EFFORT)
    totals = {(found.ranking.expected(place).total, of_model[place]) for place in Slow(found).options}
    costs = Counter(total for total, _ in totals)
    assume(all(costs[total] == 1 for total, (model, _) in totals if model == records.offerings[gone].model))
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
    elsewhere = [
        place
        for place in slow.options
        if options[place].model.id == first.model.id and options[place].provider.id != first.provider.id
    ]
    best = {
        Guard.INDEPENDENT: [
            place for place in slow.options if not any(point.shared for point in points(first, options[place]))
        ],
        # The same answers before cheaper ones at another effort, also where nobody knows what they cost.
        Guard.SAME_MODEL: [place for place in elsewhere if options[place].effort is first.effort] or elsewhere,
    }
    for fallback in told.fallbacks:
        (part,) = fallback.alone.parts
        other = options[slow.place(part)]
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
            known = [place for place in best[fallback.guard] if place in slow.known]
            assert total(fallback.alone) == close(min(map(slow.alone, known), default=None))
    guards = {fallback.guard for fallback in told.fallbacks}
    assert (Guard.INDEPENDENT in guards) == bool(best[Guard.INDEPENDENT])


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS, check=CHECKS)
def test_terms_add_up_to_the_cent(records: Records, need: UseCase, servers: list[Hosted], check: Check) -> None:
    """Each term is whole cents, they add up, and what is saved is a subtraction; of worths both parts have each."""
    told = asked(records, need, servers).portfolio(check=check)
    ranking = recommend(need, registry=compiled(records, servers)).ranking
    for mix in mixes(told):
        if mix:
            expected = mix.expected
            assert mix.usd_per_month is not None
            terms = [expected.bill, *expected.errors.values(), *expected.worths.values()]
            assert all(usd is not None and usd == round(usd, 2) for usd in terms)
            assert abs(mix.usd_per_month - (expected.bill or 0)) <= Decimal("0.005")
            assert expected.total == sum(terms[: 1 + len(need.tasks)]) - sum(terms[1 + len(need.tasks) :])  # type: ignore[arg-type]  # known
            assert mix.saves == told.first.expected.total - expected.total  # type: ignore[operator]  # as above
            places = [Slow(asked(records, need, servers)).place(part) for part in mix.parts]
            for name, usd in expected.worths.items():
                assert usd == min(ranking.expected(place).worths[name] for place in places)  # type: ignore[type-var]  # as above


@LAW
@given(records=MEASURED, need=BUSY, servers=SERVERS)
def test_the_parts_add_up(records: Records, need: UseCase, servers: list[Hosted]) -> None:
    """The bill is those of the parts and of checks; each part costs what its requests cost there."""
    found = asked(records, need, servers)
    slow, mixer = Slow(found), Mixer(found)
    told = found.portfolio(check=Check(usd=Decimal("0.01")))
    checks = told.cascade.checks_usd if told.cascade else Decimal(0)
    for mix, more in zip(mixes(told), (Decimal(0), Decimal(0), checks), strict=True):
        if not mix:
            continue
        costs = [part.usd_per_month for part in mix.parts]
        assert mix.usd_per_month == sum((each for each in costs if each is not None), more)
        for part in mix.parts:
            assert part.usd_per_month is not None
            assert int(part.usd_per_month * 10**12) == slow.cost(slow.place(part), part.requests)
            member = next(each for each in mixer.members if each.option == slow.place(part))
            assert member.bill(part.requests) == close(float(part.usd_per_month))
