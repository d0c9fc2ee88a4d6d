"""Laws of the undecided: what would come first if a fact were known does come first where unknowns are included."""

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings

from llm_selection.analysis.undecided import undecided_better, unpriced_better
from llm_selection.domain.verdicts import Outcome
from llm_selection.needs.option_facts import EFFORT
from llm_selection.needs.requirements import keyword_of
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.selection.ranking import Ranked
from llm_selection.selection.screening import judge
from markets import MEASURED_MARKETS, NEEDS, WIDE_NEEDS

LAW = settings(max_examples=80, deadline=None)


def ask(records: Records, need: UseCase) -> Recommendation:
    """Answer a need that sets aside what can't be told."""
    return recommend(replace(need, unknowns="set_aside"), registry=compile_registry(records))


def beats(included: Recommendation, first: Ranked | None) -> Iterator[str]:
    """Yield each model with an offering, of all that may meet the need, that would stand before that offering; best first."""
    order = [(options, ranked) for options, ranked in zip(included.ranking.order(), included.ranking, strict=True)]
    totals, shares = included.ranking.totals(), included.ranking.overall_shares()
    efforts = included.ranking.options.column(EFFORT)
    ids = [
        (included.registry.offerings.id_at(row), efforts[at]) for at, row in enumerate(included.ranking.options.rows)
    ]
    at = None if first is None else ids.index((first.offering.id, first.effort))
    for options, ranked in order:
        total, share = totals[options[0]], shares[options[0]]
        if at is None:
            yield ranked.model.id
            continue
        least = totals[at]
        if included.ranking.is_quality_only:
            if share > shares[at]:
                yield ranked.model.id
        elif total is not None and (least is None or total < least):
            yield ranked.model.id


@LAW
@given(records=MEASURED_MARKETS, need=NEEDS)
def test_what_would_come_first_does_where_unknowns_are_included(records: Records, need: UseCase) -> None:
    """The same need with what can't be told included has it first, but for other offerings of the present first."""
    found = ask(records, need)
    undecided = undecided_better(found)
    first = found.first
    included = recommend(replace(need, unknowns="include"), registry=found.registry)
    own = None if first is None else first.model.id
    better = [model for model in beats(included, first) if model != own]
    assert (undecided is None) == (not better)
    if undecided is None:
        return
    assert undecided.model == better[0]
    assert undecided.count == len(better)
    ranked = included.ranking.find(undecided.model)
    assert ranked is not None
    assert (ranked.offering.id, ranked.effort) == (undecided.offering, undecided.effort)
    (option,) = [
        each
        for each in found.screening.options
        if (each.offering.id, each.effort) == (undecided.offering, undecided.effort)
    ]
    outcomes = [(each, judge(option, each).outcome) for each in found.screening.requirements]
    assert list(undecided.unknown) == [each for each, outcome in outcomes if outcome is Outcome.UNKNOWN]
    assert undecided.unknown
    assert Outcome.FAILS not in [outcome for _, outcome in outcomes]
    assert undecided.keywords == tuple(map(keyword_of, undecided.unknown))
    totals = ranked.expected.total, None if first is None else first.expected.total
    assert undecided.usd == (None if totals[0] is None or totals[1] is None else totals[1] - totals[0])


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_what_has_no_price_wins_below_the_bill_that_is_named(records: Records, need: UseCase) -> None:
    """A picodollar below it, it costs less than all; no other unpriced option would win at a higher bill."""
    found = recommend(need, registry=compile_registry(records))
    unpriced = unpriced_better(found)
    ranking = found.ranking
    totals = ranking.totals() if ranking else []
    known = [total for total in totals if total is not None]
    below = (
        [
            min(known) - errors + worth
            for bill, errors, worth in zip(ranking.bills(), ranking.errors(), ranking.worths(), strict=True)
            if bill is None and worth is not None and known
        ]
        if ranking
        else []
    )
    if need.is_quality_only or max(below, default=0) <= 0:
        assert unpriced is None
        return
    assert unpriced is not None
    assert int(unpriced.below.scaleb(12)) == max(below)
    option = next(each for each in ranking.options if each.offering.id == unpriced.offering)
    assert option.model.id == unpriced.model


@LAW
@given(records=MEASURED_MARKETS, need=NEEDS)
def test_what_is_included_isnt_undecided(records: Records, need: UseCase) -> None:
    """Where what can't be told is ranked all the same, nothing better is left out."""
    found = recommend(replace(need, unknowns="include"), registry=compile_registry(records))
    # Where nothing is ranked, there is nothing to be better than; most needs drawn are such, too many to be set aside by `assume`.
    assert not found.ranking or undecided_better(found) is None
