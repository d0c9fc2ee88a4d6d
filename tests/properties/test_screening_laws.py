"""Laws of screening, for any market and any requirements."""

from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from answers import option_ids
from factories import DAY
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.estimation.workloads import WORKLOADS as PRESETS
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.requirements import AllOf, AnyOf, Not, Requirement
from llm_selection.registry import Records, bundled, compile_registry
from llm_selection.selection.options import DERIVED, NAMES, Context, Options, options_of
from llm_selection.selection.screening import judge, screen
from markets import DAYS, MARKETS, REQUIREMENTS, WORKLOADS

LAW = settings(max_examples=30, deadline=None)
SEVERAL = st.lists(REQUIREMENTS, max_size=3)


def options(records: Records, workload: Workload | None = None) -> Options:
    """Return all options of a market."""
    return options_of(compile_registry(records), DAY, workload)


@LAW
@given(records=MARKETS, asked=SEVERAL, workload=st.none() | WORKLOADS)
def test_screening_keeps_the_order_and_loses_nothing(
    records: Records, asked: list[Requirement], workload: Workload | None
) -> None:
    """Kept, rejected and undecided are the options told apart, each part in the order of the whole."""
    whole = options(records, workload)
    found = screen(whole, asked)
    parts = [option_ids(found.kept), option_ids(found.rejected), option_ids(found.undecided)]
    assert sorted(id_ for part in parts for id_ in part) == option_ids(whole)
    assert all(part == sorted(part) for part in parts)


@LAW
@given(records=MARKETS, asked=SEVERAL, workload=st.none() | WORKLOADS)
def test_screening_equals_judging_one_by_one(
    records: Records, asked: list[Requirement], workload: Workload | None
) -> None:
    """What the columns say is what the values say, option by option and requirement by requirement."""
    whole = options(records, workload)
    found = screen(whole, asked)
    for place, option in enumerate(whole):
        outcomes = [judge(option, requirement).outcome for requirement in asked]
        assert [lane[place] for lane in found.lanes] == [outcome.value for outcome in outcomes]
        together = judge(option, AllOf(tuple(asked))).outcome
        parts = {Outcome.MEETS: found.kept, Outcome.FAILS: found.rejected, Outcome.UNKNOWN: found.undecided}
        assert option.offering.id in option_ids(parts[together])


@LAW
@given(records=MARKETS, asked=SEVERAL)
def test_screening_twice_changes_nothing(records: Records, asked: list[Requirement]) -> None:
    """What was kept is kept again; the same question gives the same answer."""
    whole = options(records)
    first = screen(whole, asked)
    assert option_ids(screen(first.kept, asked).kept) == option_ids(first.kept)
    assert screen(whole, asked).lanes == first.lanes


@LAW
@given(records=MARKETS, asked=SEVERAL, one_more=REQUIREMENTS)
def test_one_more_requirement_never_admits_more(
    records: Records, asked: list[Requirement], one_more: Requirement
) -> None:
    """Asking for more keeps no more and rejects no less; the order of the requirements doesn't matter."""
    whole = options(records)
    before, after = screen(whole, asked), screen(whole, [*asked, one_more])
    assert set(option_ids(after.kept)) <= set(option_ids(before.kept))
    assert set(option_ids(after.rejected)) >= set(option_ids(before.rejected))
    assert option_ids(screen(whole, [one_more, *asked]).kept) == option_ids(after.kept)


@LAW
@given(records=MARKETS, asked=SEVERAL)
def test_screening_a_part_is_a_part_of_screening(records: Records, asked: list[Requirement]) -> None:
    """Whether an option is kept doesn't depend on which others are there."""
    whole = options(records)
    half = whole[::2]
    kept = {(each.offering.id, each.effort) for each in screen(whole, asked).kept}
    assert [(each.offering.id, each.effort) for each in screen(half, asked).kept] == [
        at for each in half if (at := (each.offering.id, each.effort)) in kept
    ]


@LAW
@given(records=MARKETS, asked=SEVERAL)
def test_rejections_count_what_judging_finds(records: Records, asked: list[Requirement]) -> None:
    """Failed, alone and unknown are counted as their descriptions say."""
    whole = options(records)
    rows = [[judge(option, requirement).outcome for requirement in asked] for option in whole]
    for place, counted in enumerate(screen(whole, asked).rejections()):
        failing = [row for row in rows if row[place] is Outcome.FAILS]
        assert counted.failed == len(failing)
        assert counted.alone == sum(1 for row in failing if row.count(Outcome.MEETS) == len(asked) - 1)
        assert counted.unknown == sum(1 for row in rows if row[place] is Outcome.UNKNOWN and Outcome.FAILS not in row)


@dataclass(frozen=True)
class Says:
    """A requirement that says of a region what it is told to."""

    answers: tuple[tuple[str | None, Outcome], ...]
    reads: tuple[str, ...] = ("region_scope",)

    def judge(self, facts: Any) -> Verdict:
        """Look the answer up."""
        return Verdict(outcome=dict(self.answers)[facts["region_scope"]], reason=str(facts["region_scope"]))


ANYTHING_SAID = st.tuples(*[st.sampled_from(Outcome)] * 4).map(
    lambda outcomes: Says(tuple(zip((None, "eu", "us", "in-region"), outcomes, strict=True)))
)
NESTED: st.SearchStrategy[Requirement] = st.recursive(
    ANYTHING_SAID,
    lambda part: (
        st.lists(part, max_size=3).map(lambda parts: AllOf(tuple(parts)))
        | st.lists(part, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
        | part.map(Not)
    ),
    max_leaves=6,
)


def kleene(requirement: Any, region: str | None) -> Outcome:
    """Work the truth tables of Kleene's strong logic out by words: false wins *and*, true wins *or*."""
    match requirement:
        case AllOf(parts) | AnyOf(parts):
            outcomes = {kleene(part, region) for part in parts}
            wins, otherwise = (
                (Outcome.FAILS, Outcome.MEETS) if isinstance(requirement, AllOf) else (Outcome.MEETS, Outcome.FAILS)
            )
            return wins if wins in outcomes else Outcome.UNKNOWN if Outcome.UNKNOWN in outcomes else otherwise
        case Not(part):
            turned = {Outcome.MEETS: Outcome.FAILS, Outcome.FAILS: Outcome.MEETS, Outcome.UNKNOWN: Outcome.UNKNOWN}
            return turned[kleene(part, region)]
        case _:
            return dict(requirement.answers)[region]  # type: ignore[no-any-return]  # the answers are outcomes


@LAW
@given(records=MARKETS, requirement=NESTED)
def test_combinations_follow_kleenes_truth_tables(records: Records, requirement: Any) -> None:
    """However nested, all-of, any-of and not combine by Kleene's strong logic, in columns and one by one."""
    whole = options(records)
    (lane,) = screen(whole, [requirement]).lanes
    for place, option in enumerate(whole):
        expected = kleene(requirement, option.offering.region_scope)
        assert lane[place] == expected.value
        assert judge(option, requirement).outcome is expected


@LAW
@given(records=MARKETS, day=DAYS, workload=st.none() | WORKLOADS)
def test_columns_are_the_facts_of_the_options(records: Records, day: Any, workload: Workload | None) -> None:
    """Each fact, derived or not, is the same in its column as read off the option's values."""
    whole = options_of(compile_registry(records), day, workload)
    part = whole.take(range(len(whole) - 1, -1, -1))
    for name in sorted(NAMES):
        if name == "rates":
            continue  # stay as JSON has them until a day is known; what is derived from them is compared
        for some in (whole, part):
            column = some.column(name)
            assert [column[place] for place in range(len(some))] == [option.fact(name) for option in some], name


def test_columns_are_the_facts_of_the_options_we_ship() -> None:
    """The same holds for every derived fact of the registry we ship, which has more than 256 distinct values."""
    registry = bundled()
    for workload in (None, PRESETS["coding-agent"]):
        whole = options_of(registry, registry.date, workload)
        seventh = whole[::7]
        built = list(seventh)
        for name in DERIVED:
            column = seventh.column(name)
            assert [column[place] for place in range(len(seventh))] == [option.fact(name) for option in built], name


def test_screening_equals_judging_on_the_registry_we_ship() -> None:
    """A fact of which there are more than 256 values is judged right too."""
    registry = bundled()
    whole = Options(Context(registry=registry, on=registry.date, workload=None))
    names = sorted({option.fact("model") for option in whole[::31]})
    requirement = Not(_OneOfModels(frozenset(names)))
    (lane,) = screen(whole, [requirement]).lanes
    for place in range(0, len(whole), 31):
        assert lane[place] == judge(whole[place], requirement).outcome.value


@dataclass(frozen=True)
class _OneOfModels:
    """A requirement of our own, with a fact that has many values."""

    names: frozenset[str]
    reads: tuple[str, ...] = ("model",)

    def judge(self, facts: Any) -> Verdict:
        """Look the model up."""
        return Verdict(outcome=Outcome.of(facts["model"] in self.names), reason=facts["model"])
