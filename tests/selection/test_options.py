"""Options: facts one by one and as columns, parts of the whole, and what is remembered."""

import pickle
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pytest

from answers import option_ids
from factories import DAY, calibrated, calibrated_records, card, changed, period, schedule
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.domain.prices import Mode, Subscription, TimeWindow
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.estimation.workloads import WORKLOADS
from llm_selection.needs import option_facts
from llm_selection.needs.option_facts import MODEL, PROVIDER
from llm_selection.needs.requirements import AllOf, AnyOf, Not
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.selection.options import NAMES, Options, options_of
from llm_selection.selection.screening import screen

LOAD = WORKLOADS["coding-agent"]
NIGHT = TimeWindow(start_minute=0, end_minute=480)


def test_options_stand_in_order_of_id() -> None:
    """Every offering is an option, with the model, provider and terms that belong to it."""
    options = options_of(calibrated(), DAY, None)
    assert option_ids(options) == ["acme/large", "acme/small", "cloud/open", "host/new", "host/open"]
    assert len(options) == 5
    last = options[-1]
    assert last.terms is not None
    assert (last.model.id, last.provider.id, last.terms.id) == ("borg/open", "host", "freeware")


def test_parts_keep_what_was_asked_for() -> None:
    """A slice and a choice of places are options too, and parts of parts are parts of the whole."""
    options = options_of(calibrated(), DAY, None)
    assert option_ids(options[1:]) == ["acme/small", "cloud/open", "host/new", "host/open"]
    assert option_ids(options[1:].take([2, 0])) == ["host/new", "acme/small"]
    assert list(options[1:].take([2, 0]).column("provider").codes) == [
        options.column("provider").codes[3],
        options.column("provider").codes[1],
    ]


@pytest.mark.parametrize("place", [5, -6, 10**6])
def test_a_place_that_isnt_there_is_refused(place: int) -> None:
    """As of any sequence; from the end, places count back."""
    options = options_of(calibrated(), DAY, None)
    for part in (options, options[1:]):
        with pytest.raises(IndexError):
            part.take([place])
        assert part.take([-1]) == part.take([len(part) - 1])


def test_a_part_is_judged_by_what_it_holds() -> None:
    """What other options have isn't looked at, nor made for it."""
    options = options_of(calibrated(version="parts"), DAY, None)
    asked = Counting()
    assert len(screen(options[3:], [asked]).kept) == 2
    assert len(asked.calls) == len(set(options[3:].together(asked.reads).codes))
    assert options.together(asked.reads) is options.together(asked.reads)


def test_rates_are_values() -> None:
    """Rates are kept as text until they are read, and are compared, cut, counted and pickled as what they are."""
    rates = calibrated().column("rates")
    values = tuple(rates.values)
    assert rates.values == calibrated().column("rates").values == values
    assert rates.values != object()
    assert (rates.values[-1], rates.values[1:]) == (values[-1], values[1:])
    assert pickle.loads(pickle.dumps(rates)) == rates
    with pytest.raises(TypeError, match="unhashable"):
        hash(rates.values)
    with pytest.raises(IndexError):
        rates.values[len(values)]


def test_what_is_made_of_columns_doesnt_fill_the_memory() -> None:
    """After many names the first is made anew."""
    options = options_of(calibrated(version="many-names"), DAY, None)
    made: list[str] = []
    for name in [*map(str, range(100)), "0"]:
        assert options.spread(name, "provider", lambda provider: made.append(provider) or provider) == [  # type: ignore[func-returns-value]
            "acme",
            "acme",
            "cloud",
            "host",
            "host",
        ]
    assert len(made) == 3 * 101


def test_without_a_workload_a_cost_is_unknown() -> None:
    """The cost a month is of a workload."""
    registry = calibrated()
    assert options_of(registry, DAY, None)[0].fact("monthly_cost") is None
    assert options_of(registry, DAY, LOAD)[0].fact("monthly_cost") == pytest.approx(
        40_000 * (24_000 * 5 + 400 * 20) * 10**6
    )


def test_a_model_without_a_license_has_no_terms() -> None:
    """An unknown license stays unknown."""
    records = calibrated_records()
    registry = changed(records, models=[replace(next(iter(records.models.values())), license=None)])
    option = options_of(registry, DAY, None)[0]
    assert option.terms is None
    assert option.fact("license_terms") is None


@pytest.mark.parametrize(
    ("cards", "price"),
    [
        ([card("1", "4")], 1_000_000),
        ([card("1", "4", windows=(NIGHT,)), card("3", "4")], 3_000_000),
        ([card("1", "4", windows=(NIGHT,)), card(None, "4")], None),
        ([card("1", "4"), card("9", "9", above_prompt_tokens=200_000)], 1_000_000),
        ([card("1", "4", mode=Mode.BATCH)], None),
        ([], None),
    ],
)
def test_a_price_is_that_of_the_base_card(cards: list[Any], price: int | None) -> None:
    """Of several hours the dearest counts, of which none may be unknown; longer prompts and other modes don't."""
    records = calibrated_records()
    offering = next(iter(records.offerings.values()))
    option = options_of(changed(records, offerings=[replace(offering, pricing=schedule(period(*cards)))]), DAY, None)[0]
    assert option.fact("input_price") == price


def test_facts_depend_on_the_day() -> None:
    """Stages and prices are those of the day asked about."""
    records = calibrated_records()
    offering = replace(
        next(iter(records.offerings.values())),
        pricing=schedule(period(card("5", "20")), period(card("4", "16"), effective=date(2026, 12, 1))),
        lifecycle=Lifecycle(stage=Stage.ACTIVE, retires=date(2026, 12, 1)),
    )
    registry = changed(records, offerings=[offering])
    before, after = options_of(registry, DAY, None)[0], options_of(registry, date(2026, 12, 1), None)[0]
    assert (before.fact("stage"), before.fact("input_price")) == (Stage.ACTIVE, 5_000_000)
    assert (after.fact("stage"), after.fact("input_price")) == (Stage.RETIRED, 4_000_000)


def test_a_subscription_has_no_price() -> None:
    """What isn't paid for by the token has no price a token."""
    records = calibrated_records()
    offering = replace(next(iter(records.offerings.values())), pricing=Subscription())
    assert options_of(changed(records, offerings=[offering]), DAY, LOAD)[0].fact("monthly_cost") is None


def test_options_are_remembered() -> None:
    """The same question finds the same options, and another workload the same columns."""
    registry = calibrated()
    assert options_of(registry, DAY, LOAD) is options_of(calibrated(), DAY, LOAD)
    other = replace(LOAD, requests_per_month=1)
    assert options_of(registry, DAY, LOAD).column("stage") is options_of(registry, DAY, other).column("stage")
    assert (
        options_of(registry, DAY, LOAD).column("monthly_cost").values
        != options_of(registry, DAY, other).column("monthly_cost").values
    )


@dataclass(frozen=True)
class Counting:
    """A requirement that counts how often it is asked."""

    calls: list[int] = field(default_factory=list, compare=False)
    reads: tuple[str, ...] = ("provider",)

    def judge(self, facts: Any) -> Verdict:
        """Count, and meet."""
        self.calls.append(1)
        return Verdict(outcome=Outcome.MEETS, reason=facts["provider"])


@dataclass(frozen=True)
class Listing(Counting):
    """A frozen one that holds a list, and so can't be hashed."""

    names: list[str] = field(default_factory=list)


@dataclass
class Changing:
    """One that may change between two questions, and can be hashed all the same."""

    allowed: str = "acme"
    reads: tuple[str, ...] = ("provider",)
    __hash__ = object.__hash__

    def judge(self, facts: Any) -> Verdict:
        """Look the provider up."""
        return Verdict(outcome=Outcome.of(facts["provider"] == self.allowed), reason=facts["provider"])


def test_a_requirement_is_judged_once_for_each_value() -> None:
    """Five options of three providers take three verdicts, and none the next time."""
    options = options_of(calibrated(version="judged-once"), DAY, None)
    requirement = Counting()
    screen(options, [requirement])
    screen(options, [requirement])
    assert len(requirement.calls) == 3


def test_a_requirement_that_cant_be_hashed_is_judged_again() -> None:
    """It works all the same."""
    options = options_of(calibrated(version="judged-again"), DAY, None)
    requirement = Listing()
    screen(options, [requirement])
    assert len(screen(options, [requirement]).kept) == 5
    assert len(requirement.calls) == 6


@pytest.mark.parametrize("wrap", [lambda one: one, Not, lambda one: AllOf((one,)), lambda one: AnyOf((Not(one),))])
def test_a_requirement_that_changed_is_judged_anew(wrap: Any) -> None:
    """What isn't frozen is never remembered, nor is what combines it."""
    options = options_of(calibrated(version="judged-anew"), DAY, None)
    changing = Changing()
    before = option_ids(screen(options, [wrap(changing)]).kept)
    changing.allowed = "host"
    assert option_ids(screen(options, [wrap(changing)]).kept) != before


class Denying(MinContext):
    """Is asked of what it adds to what it inherits from, which nothing compares."""

    def __init__(self, denied: str) -> None:
        super().__init__(1)
        self.denied = denied

    fact = PROVIDER  # type: ignore[assignment]  # it reads another fact than what it inherits from

    def judge(self, facts: Any) -> Verdict:
        """Look the provider up."""
        return Verdict(outcome=Outcome.of(facts["provider"] != self.denied), reason=facts["provider"])


def test_a_subclass_of_a_requirement_is_judged_by_itself() -> None:
    """Two that are equal in what they inherit are still two."""
    options = options_of(calibrated(version="judged-by-itself"), DAY, None)
    found = [option_ids(screen(options, [Denying(name)]).kept) for name in ("acme", "host")]
    assert found[0] != found[1]


def test_options_compare_by_content() -> None:
    """The same rows of the same question are equal; a part, another day or anything else isn't; none has a hash."""
    options = options_of(calibrated(), DAY, LOAD)
    assert options == Options(options.context)
    assert options.take([0, 1]) == options.take([0, 1])
    assert options.take([0, 1]) != options.take([1, 0])
    assert options != options_of(calibrated(), DAY, None)
    assert options != tuple(options)
    with pytest.raises(TypeError, match="unhashable"):
        hash(options)


def test_a_stream_of_requirements_doesnt_fill_the_memory() -> None:
    """After many different questions the first one is judged anew, and right."""
    options = options_of(calibrated(version="many-questions"), DAY, None)
    first = Counting()
    screen(options, [first])
    for tokens in range(1, 200):
        assert len(screen(options, [MinContext(tokens)]).kept) == 5
    assert len(screen(options, [first]).kept) == 5
    assert len(first.calls) == 6


def test_every_fact_has_a_typed_name() -> None:
    """A constant called as the fact, or one by task; and nothing else."""
    constants = {name: getattr(option_facts, name) for name in option_facts.__all__ if name.isupper()}
    by_task = [constants.pop(name) for name in ("QUALITY", "RESULTS", "BASKET_RESULTS")]
    assert [name.lower() for name in constants] == list(constants.values())
    names = {*constants.values(), *(fact for each in by_task for fact in each.values())}
    assert names == NAMES


def test_a_part_made_by_its_places_has_the_columns_of_these() -> None:
    """As one that is taken from the whole."""
    registry = calibrated()
    context = options_of(registry, DAY, None).context
    part = Options(context, places=[1, 2])
    assert [*part.column(MODEL)] == [each.model.id for each in part] == [*Options(context).take([1, 2]).column(MODEL)]
