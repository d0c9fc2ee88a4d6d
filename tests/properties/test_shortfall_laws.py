"""Laws of why not: each single change makes it win and a bit less doesn't; each refusal is what stands in the way."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from answers import option_ids
from llm_selection.analysis.contests import CostChange, QualityChange, WeightChange
from llm_selection.analysis.why_not import Refusal, Standing, WhyNot
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import PriceSchedule, RateCard
from llm_selection.domain.verdicts import Outcome
from llm_selection.needs.criteria import UNIT, Criterion, cost_value, dearest_of_value
from llm_selection.needs.requirements import loosened
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.presentation import as_text
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.selection.screening import judge, screen
from llm_selection.units import dollars
from markets import MARKETS, MEASURED_MARKETS, NEEDS, wide

LAW = settings(max_examples=40, deadline=None)
WIDE_NEEDS = NEEDS.map(wide)
ANY_MARKET = MARKETS | MEASURED_MARKETS
Values = Mapping[Criterion, Sequence[int]]


def behind(records: Records, need: UseCase, data: st.DataObject) -> tuple[Recommendation, WhyNot]:
    """Ask about a model, or an offering, that is ranked behind the first."""
    found = recommend(need, registry=compile_registry(records))
    names = sorted({*(ranked.model.id for ranked in found.ranking), *option_ids(found.ranking.options)})
    asked = [each for name in names if (each := found.why_not(name)).trades]
    assume(asked)
    return found, data.draw(st.sampled_from(asked))


def is_own(found: Recommendation, asked: WhyNot) -> list[bool]:
    """Say of each option that is ranked whether it is what was asked about."""
    return [asked.name in (option.model.id, option.offering.id) for option in found.ranking.options]


def values_of(found: Recommendation) -> Values:
    """Return the value of each option by each criterion."""
    return {criterion: found.ranking.values(criterion) for criterion in Criterion}


def leads(values: Values, weights: Mapping[Criterion, int | Fraction], own: Sequence[bool]) -> bool:
    """Say whether one of those asked about scores more than every other option."""
    scores = [sum(weight * values[each][place] for each, weight in weights.items()) for place in range(len(own))]
    best = max(score for score, mine in zip(scores, own, strict=True) if mine)
    return all(mine or score < best for score, mine in zip(scores, own, strict=True))


def first_is(found: Recommendation, asked: WhyNot) -> bool:
    """Say whether what was asked about is the answer."""
    return asked.name in (found.best.model.id, found.best.offering.id)


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_a_weight_beyond_the_threshold_wins_and_one_before_it_doesnt(
    records: Records, need: UseCase, data: st.DataObject
) -> None:
    """Applied to the need, the weights make it the first; at the threshold and just before it, it doesn't lead."""
    found, asked = behind(records, need, data)
    values, own = values_of(found), is_own(found, asked)
    for change in asked.changes:
        if not isinstance(change, WeightChange):
            continue
        assert change.now == need.priorities.get(change.criterion, 0)
        if change.priorities is not None:
            again = recommend(replace(need, priorities=change.priorities), registry=found.registry)
            assert first_is(again, asked)
        others = {each: weight for each, weight in need.priorities.items() if each != change.criterion}
        is_raised = change.above is not None and change.above >= change.now
        bound = change.above if is_raised else change.below
        assert bound is not None
        assert not leads(values, {**others, change.criterion: bound}, own)
        scale = UNIT // max(*need.priorities.values(), ceil(bound) + 1)
        inside = floor(bound * scale) + 1 if is_raised else ceil(bound * scale) - 1
        outside = ceil(bound * scale) - 1 if is_raised else floor(bound * scale) + 1
        scaled = {each: weight * scale for each, weight in others.items()}
        if (change.above is None or inside > change.above * scale) and (
            change.below is None or inside < change.below * scale
        ):
            again = recommend(replace(need, priorities={**scaled, change.criterion: inside}), registry=found.registry)
            assert first_is(again, asked)
        near, far = sorted((Fraction(change.now * scale), bound * scale))
        if near <= outside <= far:
            assert not leads(values, {**scaled, change.criterion: outside}, own)


@LAW
@given(
    records=MEASURED_MARKETS,
    need=WIDE_NEEDS,
    data=st.data(),
    weight=st.fractions(0, 100),
    criterion=st.sampled_from(Criterion),
)
def test_no_weight_is_missed(
    records: Records, need: UseCase, data: st.DataObject, weight: Fraction, criterion: Criterion
) -> None:
    """Wherever another weight makes it lead, a change says so that is no further from the present weight."""
    found, asked = behind(records, need, data)
    now = need.priorities.get(criterion, 0)
    if not leads(values_of(found), {**need.priorities, criterion: weight}, is_own(found, asked)):
        return
    changes = [each for each in asked.changes if isinstance(each, WeightChange) and each.criterion == criterion]
    if weight > now:
        assert any(each.above is not None and now <= each.above < weight for each in changes)
    else:
        assert any(each.below is not None and weight < each.below <= now for each in changes)


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_a_cost_at_the_threshold_wins_and_a_picodollar_more_doesnt(
    records: Records, need: UseCase, data: st.DataObject
) -> None:
    """Prices cut to the share of the rates make it the first; without a change, even costing nothing doesn't."""
    found, asked = behind(records, need, data)
    own, values = is_own(found, asked), values_of(found)
    place = option_ids(found.ranking.options).index(str(asked.offering))

    def with_cost(value: int) -> Values:
        column = list(values[Criterion.COST])
        column[place] = value
        return {**values, Criterion.COST: column}

    changes = [each for each in asked.changes if isinstance(each, CostChange)]
    if not changes:
        alone = [at == place for at in range(len(own))]
        rivals_too = with_cost(UNIT)
        mine = {
            each: [col[at] for at in range(len(own)) if alone[at] or not own[at]] for each, col in rivals_too.items()
        }
        kept = [alone[at] for at in range(len(own)) if alone[at] or not own[at]]
        assert not leads(mine, need.priorities, kept)
        return
    (change,) = changes
    most = int(change.at_most.scaleb(12))
    assert leads(with_cost(cost_value(most)), need.priorities, own)
    assert not leads(with_cost(cost_value(most + 1)), need.priorities, own)
    assert change.now == asked.usd_per_month
    offering = records.offerings[change.offering]
    if change.now and isinstance(offering.pricing, PriceSchedule):
        cheaper = replace(offering, pricing=cut(offering.pricing, change.at_most / change.now))
        again = recommend(need, registry=compile_registry(with_offering(records, cheaper)))
        assert first_is(again, asked)


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
def test_a_quality_at_the_threshold_wins_and_a_billionth_less_doesnt(
    records: Records, need: UseCase, data: st.DataObject
) -> None:
    """All offerings of the model get better together; without a change, even solving everything doesn't do."""
    found, asked = behind(records, need, data)
    own, values = is_own(found, asked), values_of(found)
    models = found.ranking.options.column("model")

    def with_quality(value: int) -> Values:
        column = [value if models[at] == asked.model else known for at, known in enumerate(values[Criterion.QUALITY])]
        return {**values, Criterion.QUALITY: column}

    changes = [each for each in asked.changes if isinstance(each, QualityChange)]
    if not changes:
        assert not leads(with_quality(UNIT), need.priorities, own)
        return
    (change,) = changes
    least = round(change.at_least * UNIT)
    # Of an offering, others of its model may be equal by every criterion: the stated rule puts them below it.
    judged = own if asked.name in found.registry.models else [models[at] == asked.model for at in range(len(own))]
    assert change.now < change.at_least <= 1
    assert leads(with_quality(least), need.priorities, judged)
    assert not leads(with_quality(least - 1), need.priorities, judged)


@given(value=st.integers(1, UNIT))
def test_the_dearest_of_a_value_is_worth_it(value: int) -> None:
    """And a picodollar more isn't."""
    dearest = dearest_of_value(value)
    assert dearest is not None
    assert cost_value(dearest) >= value > cost_value(dearest + 1)


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_what_is_printed_wins(records: Records, need: UseCase, data: st.DataObject) -> None:
    """Weights just beyond the bounds as written, the dollars, the share of the rates, and the points as written."""
    found, asked = behind(records, need, data)
    own, values = is_own(found, asked), values_of(found)
    place = option_ids(found.ranking.options).index(str(asked.offering))
    models = found.ranking.options.column("model")
    of_model = [models[at] == asked.model for at in range(len(own))]
    # Of an offering, others of its model may be equal by every criterion: the stated rule puts them below it.
    alike = [all(column[at] == column[place] for column in values.values()) for at in range(len(own))]
    judged = [each or (sibling and same) for each, sibling, same in zip(own, of_model, alike, strict=True)]
    for change in asked.changes:
        text = str(change).replace(",", "")
        if isinstance(change, WeightChange):
            above, below = number(rf"above {NUMBER}", text), number(rf"below {NUMBER}", text)
            low = Fraction(0) if above is None else above
            others = {each: weight for each, weight in need.priorities.items() if each != change.criterion}
            for share in (Fraction(1, UNIT), Fraction(1, 2), 1 - Fraction(1, UNIT)):
                weight = low + share * (low + 1 if below is None else below - low)
                assert leads(values, {**others, change.criterion: weight}, judged)
        elif isinstance(change, CostChange):
            dollars_said, percent = number(rf"at most \${NUMBER}", text), number(rf"at most {NUMBER}%", text)
            for cost in (dollars_said, None if percent is None else percent / 100 * Fraction(change.now or 0)):
                if cost is not None:
                    column = list(values[Criterion.COST])
                    column[place] = cost_value(int(cost * 10**12))
                    assert leads({**values, Criterion.COST: column}, need.priorities, own)
        else:
            points = number(rf"at least {NUMBER} points", text)
            assert points is not None
            value = min(UNIT, int(points / 100 * UNIT))
            column = [value if mine else each for mine, each in zip(of_model, values[Criterion.QUALITY], strict=True)]
            assert leads({**values, Criterion.QUALITY: column}, need.priorities, of_model)


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
            assert refusal.offering in option_ids(screen(options, others).kept)
            for each in blocking:
                assert refusal.offering not in option_ids(screen(options, [*others, each]).kept)
            option = options[list(found.registry.offerings).index(refusal.offering)]
            for shortfall in refusal.shortfalls:
                assert judge(option, shortfall.requirement).outcome is shortfall.outcome is not Outcome.MEETS
                facts = {fact: option.fact(fact) for fact in shortfall.requirement.reads}
                nearest = loosened(shortfall.requirement, facts)
                assert (shortfall.gap is None) == (nearest is None or isinstance(nearest, LicenseIn | StageIn))
                assert nearest is None or judge(option, nearest).outcome is Outcome.MEETS
                assert shortfall.gap is None or shortfall.gap.by > 0


@LAW
@given(records=ANY_MARKET, need=NEEDS | NEEDS.map(wide))
def test_every_name_stands_somewhere(records: Records, need: UseCase) -> None:
    """Where a model or an offering stands agrees with the answer, and its text says its name."""
    found = recommend(need, registry=compile_registry(records))
    ranked = {one.model.id: one for one in found.ranking}
    inferred = {one.model.id: one for one in found.inferred}
    for model in records.models:
        asked = found.why_not(model)
        place = ranked.get(model) or inferred.get(model)
        assert (asked.standing in (Standing.FIRST, Standing.RANKED)) == (model in ranked)
        assert (asked.standing is Standing.INFERRED) == (model in inferred) == bool(asked.hardly_measured)
        assert (asked.standing is Standing.UNMEASURED) == (model in found.unmeasured)
        assert asked.place == (None if place is None else place.place)
        assert bool(asked.refusals) == (asked.standing in (Standing.REFUSED, Standing.UNDECIDED))
        assert model in as_text(asked)
    for name, offering in records.offerings.items():
        if name in set[str](records.models):
            continue
        asked, place = found.why_not(name), ranked.get(offering.model)
        at = () if place is None else (place.offering.id, *place.others)
        assert (asked.standing in (Standing.FIRST, Standing.RANKED)) == (name in at[:1])
        assert (asked.standing is Standing.BESIDE) == (name in at[1:])
        assert name in as_text(asked)
        if asked.trades:
            picodollars = found.ranking.options.column("monthly_cost")[option_ids(found.ranking.options).index(name)]
            assert asked.usd_per_month == (None if picodollars is None else dollars(picodollars))
