"""Laws of why not: each single change makes it win and a bit less doesn't; each refusal is what stands in the way."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from answers import option_ids
from llm_selection.analysis.changes import Change, CostChange, ErrorCostChange, QualityChange
from llm_selection.analysis.why_not import Refusal, Standing, WhyNot
from llm_selection.domain.efforts import Effort
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import PriceSchedule, RateCard
from llm_selection.domain.verdicts import Outcome
from llm_selection.needs.requirements import loosened
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.max_effort import MaxEffort
from llm_selection.needs.requirements.min_effort import MinEffort
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.presentation import as_text
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.selection.expected_costs import UNIT
from llm_selection.selection.options import Option
from llm_selection.selection.screening import judge, screen
from llm_selection.units import dollars
from markets import MARKETS, MEASURED_MARKETS, NEEDS, WIDE_NEEDS, pieces, wide

LAW = settings(max_examples=40, deadline=None)
WITHOUT_NUMBER = (LicenseIn, MaxEffort, MinEffort, RunsIn, StageIn)
"""What can be loosened by a word: how far two words are apart has no number."""
ANY_MARKET = MARKETS | MEASURED_MARKETS
PICODOLLARS = 10**12
STEP = Fraction(1, 10**12)
Totals = list[Fraction | None]


class Asked:
    """A model, or an offering, that is ranked behind the first; what it would cost if something were otherwise."""

    def __init__(self, found: Recommendation, why: WhyNot) -> None:
        """Find its place."""
        self.found, self.why, self.ranking = found, why, found.ranking
        self.at = at_efforts(self.ranking.options)
        self.place = self.at.index((str(why.offering), why.effort))
        models = self.ranking.options.column("model")
        self.of_model = [models[each] == why.model for each in range(len(models))]
        assert why.place is not None
        order = self.ranking.order()[why.place - 1]
        self.is_best_of_its_model = order[0] == self.place
        self.asked = self.of_model if why.name == why.model else [each[0] == why.offering for each in self.at]
        bills, worths = self.ranking.bills(), self.ranking.worths()

        def stays_below(each: int) -> bool:
            before = [one for one in order[: order.index(each)] if self.asked[one]]
            same = (self.at[each][1], bills[each], worths[each])
            return same in [(self.at[one][1], bills[one], worths[one]) for one in before]

        # Others of its model at an effort that cost as much stay below it by the stated rule.
        self.own = [
            mine or (of_model and stays_below(each))
            for each, (mine, of_model) in enumerate(zip(self.asked, self.of_model, strict=True))
        ]
        self.shares = {task: self.ranking.shares(task) for task in found.use_case.tasks}

    def changes(self, kind: type[Change]) -> list[Any]:
        """Return the changes of one kind."""
        return [each for each in self.why.changes if isinstance(each, kind)]

    def totals(
        self,
        *,
        cost: Fraction | None = None,
        bill: Fraction | None = None,
        at: int | None = None,
        rise: int = 0,
        floors: bool = False,
    ) -> Totals:
        """Add up bill, errors and worths of every option, in picodollars; an error may cost another figure at all tasks."""
        need, bills, worths = self.found.use_case, list(self.ranking.bills()), self.ranking.worths()
        found: Totals = []
        for each, (known, worth) in enumerate(zip(bills, worths, strict=True)):
            paid = bill if bill is not None and each == (self.place if at is None else at) else known
            if paid is None or worth is None:
                found.append(None)
                continue
            total = Fraction(paid - worth)
            for task in need.tasks:
                share = self.shares[task][each] + (rise if self.of_model[each] else 0)
                of_one = Fraction(need.error_costs[task].usd) if cost is None else cost
                errors = pieces(need, task) * of_one * Fraction(UNIT - share, UNIT) * PICODOLLARS
                total += errors.__floor__() if floors else errors
            found.append(total)
        return found

    def place_of(self, change: CostChange) -> int:
        """Return the place of the option whose bill a change is of."""
        return self.at.index((change.offering, change.effort or self.why.effort))

    def is_named(self, cost: Fraction) -> bool:
        """Say whether a change names a cost of an error."""
        return any(
            (each.above is None or each.above < cost) and (each.below is None or cost < each.below)
            for each in self.changes(ErrorCostChange)
        )

    def ahead(self, totals: Totals) -> Fraction | None:
        """Return by how many picodollars it leads every other option; ``None`` where its own cost isn't known."""
        own = [total for total, mine in zip(totals, self.own, strict=True) if mine and total is not None]
        others = [total for total, mine in zip(totals, self.own, strict=True) if not mine and total is not None]
        return None if not own else min(others, default=min(own) + 1) - min(own)

    def leads(self, totals: Totals) -> bool:
        """Say whether it costs less than every other option whose cost is known."""
        ahead = self.ahead(totals)
        return ahead is not None and ahead > 0

    def is_first_of(self, again: Recommendation) -> bool:
        """Say whether it is the answer."""
        return self.why.name in (again.best.model.id, again.best.offering.id)


def at_efforts(options: Sequence[Option]) -> list[tuple[str, Effort | None]]:
    """Name the offerings among options, each with its effort."""
    return [(option.offering.id, option.effort) for option in options]


def behind(records: Records, need: UseCase, data: st.DataObject) -> Asked:
    """Ask about a model, or an offering, that is ranked behind the first."""
    found = recommend(need, registry=compile_registry(records))
    names = sorted({*(ranked.model.id for ranked in found.ranking), *option_ids(found.ranking.options)})
    asked = [why for name in names if (why := found.why_not(name)).expected and why.standing is not Standing.FIRST]
    assume(asked)
    return Asked(found, data.draw(st.sampled_from(asked)))


def within(above: Fraction | None, below: Fraction | None) -> list[Fraction]:
    """Return costs of an error just inside the bounds and between them."""
    low = Fraction(0) if above is None else above
    high = low + 1 if below is None else below
    inside = [low + (high - low) * share for share in (STEP, Fraction(1, 2), 1 - STEP)]
    return [*inside, *([Fraction(0)] if above is None else []), *([low + 10**6] if below is None else [])]


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_a_cost_of_an_error_inside_the_bounds_wins_and_one_outside_doesnt(
    records: Records, need: UseCase, data: st.DataObject
) -> None:
    """By adding up every option anew; and asked again with such a cost of an error, it is the first."""
    asked = behind(records, need, data)
    for change in asked.changes(ErrorCostChange):
        assert change.now == Fraction(next(iter(need.error_costs.values())).usd)
        for cost in within(change.above, change.below):
            assert asked.leads(asked.totals(cost=cost))
        for bound in (change.above, change.below):
            if bound is not None:
                assert not asked.leads(asked.totals(cost=bound))
        # Just outside, it leads only where another range begins.
        outside = [change.above * (1 - STEP)] if change.above else []
        outside += [change.below * (1 + STEP)] if change.below else []
        for cost in outside:
            assert asked.leads(asked.totals(cost=cost)) == asked.is_named(cost)
        low = change.above or Fraction(0)
        usd = Decimal(int((low + (change.below or low + 2)) / 2 * 10**6)).scaleb(-6)
        ahead = asked.ahead(asked.totals(cost=Fraction(usd)))
        # Errors are rounded down to picodollars by task before they are ranked.
        if ahead is not None and ahead > len(need.tasks) and usd <= 10**6:
            assert asked.is_first_of(recommend(replace(need, error_cost=usd), registry=asked.found.registry))  # type: ignore[arg-type]  # as text is read


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data(), cost=st.fractions(0, 100))
def test_no_cost_of_an_error_is_missed(records: Records, need: UseCase, data: st.DataObject, cost: Fraction) -> None:
    """Wherever another one makes it lead, a change says so; where quality counts alone, none is named."""
    asked = behind(records, need, data)
    if need.is_quality_only:
        assert not asked.changes(ErrorCostChange)
    else:
        assert asked.is_named(cost) == asked.leads(asked.totals(cost=cost))


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_a_bill_at_the_threshold_wins_and_a_picodollar_more_doesnt(
    records: Records, need: UseCase, data: st.DataObject
) -> None:
    """Prices cut to the share of the rates make it the first; without a change, even costing nothing doesn't."""
    asked = behind(records, need, data)
    changes = asked.changes(CostChange)
    asked.own = asked.asked
    if need.is_quality_only:
        assert changes == []
        return
    if not changes:
        for place, (served, _) in enumerate(asked.at):
            free = asked.totals(bill=Fraction(0), at=place, floors=True)
            rivals = [total for total, mine in zip(free, asked.own, strict=True) if not mine and total is not None]
            own = free[place]
            assert served != asked.why.offering or own is None or not rivals or own >= min(rivals)
        return
    (change,) = changes
    most = int(change.at_most.scaleb(12))
    place = asked.place_of(change)
    assert asked.leads(asked.totals(bill=Fraction(most), at=place, floors=True))
    assert not asked.leads(asked.totals(bill=Fraction(most + 1), at=place, floors=True))
    bill = asked.ranking.bills()[place]
    assert change.now == (None if bill is None else dollars(bill))
    assert change.effort is not None or change.now == asked.why.usd_per_month
    assert change.now is None or change.at_most < change.now
    offering = records.offerings[change.offering]
    if change.now and isinstance(offering.pricing, PriceSchedule):
        cheaper = replace(offering, pricing=cut(offering.pricing, change.at_most / change.now))
        again = recommend(need, registry=compile_registry(with_offering(records, cheaper)))
        assert asked.is_first_of(again)


def with_offering(records: Records, offering: Offering) -> Records:
    """Put an offering in the place of the one of its id."""
    return replace(records, offerings={**records.offerings, offering.id: offering})


def cut(prices: PriceSchedule, share: Decimal) -> PriceSchedule:
    """Multiply every rate, rounded down to what a price may have."""

    def rate(value: Decimal | None) -> Decimal | None:
        return None if value is None else (value * share).quantize(Decimal("0.000001"), rounding=ROUND_FLOOR)

    def card(one: RateCard) -> RateCard:
        names = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "input_audio")
        rates: dict[str, Any] = {name: rate(getattr(one, name)) for name in names}
        return replace(one, **rates)

    return replace(prices, periods=tuple(replace(each, cards=tuple(map(card, each.cards))) for each in prices.periods))


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_a_share_at_the_threshold_wins_and_a_billionth_less_doesnt(
    records: Records, need: UseCase, data: st.DataObject
) -> None:
    """Every task's share rises by as much, at all offerings of the model; without a change, no rise that there is room for does."""
    asked = behind(records, need, data)
    asked.own = asked.of_model
    leads = quality_leads(asked)
    now = asked.ranking.overall_shares()[asked.place]
    room = UNIT - max(shares[asked.place] for shares in asked.shares.values())
    changes = asked.changes(QualityChange)
    if not changes:
        assert not asked.is_best_of_its_model or not leads(room)
        return
    (change,) = changes
    rise = round(change.at_least * UNIT) - now
    assert round(change.now * UNIT) == now
    assert 0 < rise <= room
    assert leads(rise)
    assert not leads(rise - 1)


def quality_leads(asked: Asked) -> Callable[[int], bool]:
    """Return what says whether it leads where its shares are so many billionths higher."""
    if not asked.found.use_case.is_quality_only:
        return lambda rise: has_rivals(asked) and asked.leads(asked.totals(rise=rise, floors=True))
    shares, own = asked.ranking.overall_shares(), asked.of_model
    best = max((share for share, mine in zip(shares, own, strict=True) if not mine), default=UNIT)
    return lambda rise: shares[asked.place] + rise > best


def has_rivals(asked: Asked) -> bool:
    """Say whether the cost of another model is known."""
    totals = asked.totals()
    return any(total is not None and not mine for total, mine in zip(totals, asked.of_model, strict=True))


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_what_is_printed_wins(records: Records, need: UseCase, data: st.DataObject) -> None:
    """Costs of an error between the bounds as written, the dollars, the share of the rates, and the points as written."""
    asked = behind(records, need, data)
    for change in asked.why.changes:
        text = str(change).partition("(now")[0].replace(",", "")
        if isinstance(change, ErrorCostChange):
            above, below = number(rf"more than \${NUMBER}", text), number(rf"less than \${NUMBER}", text)
            assert (above is None, below is None) == (change.above is None, change.below is None)
            for cost in within(above, below):
                assert asked.leads(asked.totals(cost=cost))
        elif isinstance(change, CostChange):
            said, percent = number(rf"at most \${NUMBER}", text), number(rf"at most {NUMBER}%", str(change))
            for usd in (said, None if percent is None else percent / 100 * Fraction(change.now or 0)):
                if usd is not None:
                    assert asked.leads(asked.totals(bill=usd * PICODOLLARS, at=asked.place_of(change), floors=True))
        else:
            asked.own = asked.of_model
            points = number(rf"at least {NUMBER} points", text)
            assert points is not None
            rise = min(UNIT, int(points / 100 * UNIT)) - asked.ranking.overall_shares()[asked.place]
            assert quality_leads(asked)(rise)


NUMBER = r"([\d.]+(?:/\d+)?)"


def number(pattern: str, text: str) -> Fraction | None:
    """Read the number that *pattern* finds."""
    found = re.search(pattern, text)
    return Fraction(found[1]) if found else None


def refusal_model(records: Records, refusal: Refusal) -> str:
    """Return the model of the offering refused."""
    return records.offerings[refusal.offering].model


@LAW
@given(records=ANY_MARKET, need=NEEDS | NEEDS.map(wide))
def test_a_refusal_names_what_stands_in_the_way(records: Records, need: UseCase) -> None:
    """Without the shortfalls of an offering it would be admitted, without all but one of them not; loosened, it meets each."""
    found = recommend(need, registry=compile_registry(records))
    options = found.screening.options
    for name in records.offerings:
        for refusal in found.why_not(name).refusals:
            assert name in (refusal.offering, refusal_model(records, refusal))
            blocking = [each.requirement for each in refusal.shortfalls]
            assert blocking
            others = [each for each in found.screening.requirements if each not in blocking]
            at = (refusal.offering, refusal.effort)
            assert at in at_efforts(screen(options, others).kept)
            for each in blocking:
                assert at not in at_efforts(screen(options, [*others, each]).kept)
            option = options[at_efforts(options).index(at)]
            for shortfall in refusal.shortfalls:
                assert judge(option, shortfall.requirement).outcome is shortfall.outcome is not Outcome.MEETS
                facts = {fact: option.fact(fact) for fact in shortfall.requirement.reads}
                nearest = loosened(shortfall.requirement, facts)
                assert (shortfall.gap is None) == (nearest is None or isinstance(nearest, WITHOUT_NUMBER))
                assert nearest is None or judge(option, nearest).outcome is Outcome.MEETS
                assert shortfall.gap is None or shortfall.gap.by > 0


@LAW
@given(records=ANY_MARKET, need=NEEDS | NEEDS.map(wide))
def test_every_name_stands_somewhere(records: Records, need: UseCase) -> None:
    """Where a model or an offering stands agrees with the answer, and its text says its name."""
    found = recommend(need, registry=compile_registry(records))
    ranked = {one.model.id: one for one in found.ranking}
    for model in records.models:
        asked = found.why_not(model)
        place = ranked.get(model)
        assert (asked.standing in (Standing.FIRST, Standing.RANKED)) == (model in ranked)
        assert (asked.standing is Standing.UNMEASURED) == (model in found.unmeasured) == bool(asked.unmeasured)
        assert asked.place == (None if place is None else place.place)
        assert bool(asked.refusals) == (asked.standing in (Standing.REFUSED, Standing.UNDECIDED))
        assert model in as_text(asked)
    for name, offering in records.offerings.items():
        if name in set[str](records.models):
            continue
        asked, place = found.why_not(name), ranked.get(offering.model)
        order = () if place is None else found.ranking.order()[place.place - 1]
        at = list(dict.fromkeys(found.ranking.options[option].offering.id for option in order))
        assert (asked.standing in (Standing.FIRST, Standing.RANKED)) == (name in at[:1])
        assert (asked.standing is Standing.BESIDE) == (name in at[1:])
        assert name in as_text(asked)
        if asked.expected is not None:
            option = at_efforts(found.ranking.options).index((name, asked.effort))
            picodollars = found.ranking.options.column("monthly_cost")[option]
            assert asked.expected == found.ranking.expected(option)
            shares = found.ranking.quality_of(option), found.best.quality
            own, first = (sum(each[task].mean * part for task, part in need.tasks.items()) for each in shares)
            assert asked.points == pytest.approx(100 * (own - first) / sum(need.tasks.values()))
            assert asked.usd_per_month == (None if picodollars is None else dollars(picodollars))
