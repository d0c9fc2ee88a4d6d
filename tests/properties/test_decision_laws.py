"""Laws of decisions that keep, and of the notation that their needs are written in."""

import re
from dataclasses import replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from functools import cache

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from factories import DAY, calibrated, calibrated_records, card, changed, period, schedule
from llm_selection._foundation.toml import strict_toml, toml_of
from llm_selection.decisions import Decision, Figures, Thresholds, check, decide, dump, parse_decision
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.licenses import LicenseKind, Use
from llm_selection.domain.models import AlignmentMethod, Capabilities, DataKind, Modality
from llm_selection.domain.offerings import ProviderKind, Stage
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.estimation.workloads import Sample, Workload
from llm_selection.needs.requirements import AllOf, AnyOf, Not, Requirement, keyword_of, parse_requirements
from llm_selection.needs.requirements.alignment import AlignedBy
from llm_selection.needs.requirements.architecture import ArchitectureIn
from llm_selection.needs.requirements.capabilities import CapableOf
from llm_selection.needs.requirements.developer import DeveloperIn
from llm_selection.needs.requirements.fixed_id import FixedId
from llm_selection.needs.requirements.has_id import HasId
from llm_selection.needs.requirements.input import TakesInput
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.max_input_price import MaxInputPrice
from llm_selection.needs.requirements.max_monthly_cost import MaxMonthlyCost
from llm_selection.needs.requirements.max_output_price import MaxOutputPrice
from llm_selection.needs.requirements.max_total_parameters import MaxTotalParameters
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.min_knowledge_cutoff import KnowsUntil
from llm_selection.needs.requirements.min_output_tokens import MinOutput
from llm_selection.needs.requirements.min_quality import MinQuality
from llm_selection.needs.requirements.model import ModelIn
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.output import GivesOutput
from llm_selection.needs.requirements.permits import Permits
from llm_selection.needs.requirements.price_read_since import PriceReadSince
from llm_selection.needs.requirements.provider import ProviderIn
from llm_selection.needs.requirements.provider_kind import ProviderKindIn
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.requirements.released_after import ReleasedAfter
from llm_selection.needs.requirements.released_by import ReleasedBy
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.needs.requirements.training_data import TrainedOn
from llm_selection.needs.serialization import requirement_as_plain, workload_as_plain
from llm_selection.needs.use_cases import UseCase, parse_workload
from llm_selection.presentation import as_text
from llm_selection.recommendation import recommend
from llm_selection.registry import Records, compile_registry
from llm_selection.selection.ranking import best_place
from markets import MEASURED_MARKETS, NEEDS, WORKLOADS, wide
from strategies import NAMES, REGIONS

LAW = settings(max_examples=30, deadline=None)
DATES = st.dates()
COUNTS = st.integers(1, 10**20)
NAMED = st.frozensets(NAMES, min_size=1, max_size=3)

LEAVES: st.SearchStrategy[Requirement] = st.one_of(
    st.builds(LicenseIn, st.frozensets(st.sampled_from(LicenseKind), min_size=1)),
    st.builds(
        Permits,
        st.builds(
            Use,
            commercial=st.booleans(),
            monthly_users=st.none() | COUNTS,
            annual_revenue_usd=st.none() | COUNTS,
            regions=st.frozensets(st.sampled_from(REGIONS)),
            redistribute=st.booleans(),
            fine_tune=st.booleans(),
            train_on_outputs=st.booleans(),
            offer_as_service=st.booleans(),
        ),
    ),
    st.builds(MinContext, COUNTS),
    st.builds(MinOutput, COUNTS),
    st.builds(TakesInput, st.frozensets(st.sampled_from(Modality), min_size=1)),
    st.builds(GivesOutput, st.frozensets(st.sampled_from(Modality), min_size=1)),
    st.builds(HasId, st.frozensets(st.sampled_from(["litellm", "openrouter"]), min_size=1)),
    st.builds(CapableOf, st.frozensets(st.sampled_from(sorted(Capabilities.__dataclass_fields__)), min_size=1)),
    st.builds(MaxInputPrice, st.integers(0, 10**11)),
    st.builds(MaxOutputPrice, st.integers(0, 10**11)),
    st.builds(MaxMonthlyCost, st.integers(0, 10**24)),
    st.builds(MaxTotalParameters, COUNTS),
    *(st.builds(kind, NAMED) for kind in (DeveloperIn, ModelIn, ProviderIn, ArchitectureIn)),
    st.builds(
        RunsIn, st.frozensets(st.sampled_from(["eu", "us", "us-gov", "jp", "apac", "global", "in-region"]), min_size=1)
    ),
    st.builds(ProviderKindIn, st.frozensets(st.sampled_from(ProviderKind), min_size=1)),
    st.builds(StageIn, st.frozensets(st.sampled_from(Stage), min_size=1)),
    st.builds(NotRetiringBefore, DATES),
    st.builds(PriceReadSince, DATES),
    st.builds(ReleasedBy, DATES),
    st.builds(ReleasedAfter, DATES),
    st.builds(KnowsUntil, DATES),
    st.builds(MinQuality, st.sampled_from(Task), st.floats(0, 1)),
    st.just(FixedId()),
    st.builds(AlignedBy, st.frozensets(st.sampled_from(AlignmentMethod), min_size=1)),
    st.builds(TrainedOn, st.frozensets(st.sampled_from(DataKind), min_size=1)),
)
ASKED: st.SearchStrategy[Requirement] = st.recursive(
    LEAVES,
    lambda part: (
        st.lists(part, max_size=3).map(lambda parts: AllOf(tuple(parts)))
        | st.lists(part, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
        | part.map(Not)
    ),
    max_leaves=6,
)
"""Every requirement with a keyword, and combinations."""


@settings(max_examples=200, deadline=None)
@given(requirement=ASKED)
def test_a_requirement_written_and_read_is_the_same(requirement: Requirement) -> None:
    """``parse(write(r)) == r``, through the text of a file too; its name is the keyword it is written with."""
    written = requirement_as_plain(requirement)
    assert parse_requirements(written) == (requirement,)
    assert parse_requirements(strict_toml(toml_of({"asked": written}), where="")["asked"]) == (requirement,)
    assert list(written) == [keyword_of(requirement)]


@LAW
@given(
    workload=WORKLOADS,
    shares=st.tuples(st.floats(0, 1), st.none() | st.floats(0, 1)),
    points=st.dictionaries(st.integers(1, 99).map(lambda share: f"p{share}"), st.integers(0, 10**6), max_size=3),
)
def test_a_workload_written_and_read_is_the_same(
    workload: Workload, shares: tuple[float, float | None], points: dict[str, int]
) -> None:
    """Samples, quantiles and any share of it."""
    rising = dict(zip(sorted(points, key=lambda name: int(name[1:])), sorted(points.values()), strict=True))
    made = replace(
        workload,
        batch_share=shares[0],
        peak_share=shares[1],
        output_tokens=Sample.of_quantiles({**rising, "max": 10**6}),
    )
    read = parse_workload(strict_toml(toml_of({"load": workload_as_plain(made)}), where="")["load"])
    assert read == made


def is_written(requirement: Requirement) -> bool:
    """Say whether a requirement can be written."""
    try:
        requirement_as_plain(requirement)
    except InvalidInputError:
        return False
    return True


def writable(need: UseCase) -> UseCase:
    """Leave out what has no keyword."""
    return replace(need, requirements=tuple(filter(is_written, need.requirements)))


ANY_NEED = (NEEDS | NEEDS.map(wide)).map(writable)


def decision_on(records: Records, need: UseCase) -> Decision:
    """Decide, where something fits."""
    answer = recommend(need, registry=compile_registry(records))
    assume(answer.ranking)
    return decide(answer)


@LAW
@given(records=MEASURED_MARKETS, need=ANY_NEED)
def test_a_decision_written_and_read_is_the_same(records: Records, need: UseCase) -> None:
    """``parse(dump(d)) == d``, and it is written with the same bytes again."""
    decision = decision_on(records, need)
    text = dump(decision)
    assert parse_decision(text) == decision
    assert dump(parse_decision(text)) == text


@LAW
@given(records=MEASURED_MARKETS, need=ANY_NEED)
def test_the_dollars_of_a_decision_add_up_to_the_cent(records: Records, need: UseCase) -> None:
    """Bill and errors less worths are the total, and totals differ by what one stands behind; also as read."""
    decision = parse_decision(dump(decision_on(records, need)))
    for each in (decision.choice, *decision.runners_up):
        if each.total is not None and each.bill is not None:
            assert each.total == each.bill + sum(each.errors.values()) - sum(each.worths.values())
            assert each.total == round(each.total, 2)
        if each.behind is not None and each.behind.usd is not None:
            assert each.total is not None
            assert decision.choice.total == each.total - each.behind.usd


@LAW
@given(records=MEASURED_MARKETS, need=ANY_NEED)
def test_an_unchanged_registry_is_nothing_to_report(records: Records, need: UseCase) -> None:
    """On the same day, whatever the need; also compiled anew, and with every threshold at 0."""
    decision = parse_decision(dump(decision_on(records, need)))
    strict = replace(
        decision,
        thresholds=replace(decision.thresholds, repriced_share=0.0, quality_points=0.0, switching_usd=Decimal(0)),
    )
    for each in (decision, strict):
        review = check(each, registry=compile_registry(records), on=decision.decided.on)
        assert review.findings == ()
        assert review.now is not None
        assert review.now.offering == decision.choice.offering


@LAW
@given(records=MEASURED_MARKETS, need=ANY_NEED, data=st.data())
def test_another_option_less_is_nothing_to_report(records: Records, need: UseCase, data: st.DataObject) -> None:
    """What wasn't chosen doesn't matter: no other option enters an expected cost."""
    decision = decision_on(records, need)
    others = [
        key for key in records.offerings if key != decision.choice.offering and key not in ("cloud/eu", "cloud/us")
    ]
    assume(others)
    gone = data.draw(st.sampled_from(others))
    fewer = replace(records, offerings={key: one for key, one in records.offerings.items() if key != gone})
    assert check(decision, registry=compile_registry(fewer), on=decision.decided.on).findings == ()


PRICES = st.integers(0, 3000).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
MOVES = settings(max_examples=100, deadline=None)


def expected(
    figures: Figures, requests: int, error_usd: Decimal, prices: tuple[Decimal, Decimal], share: float
) -> Decimal:
    """Work out what an option is expected to cost a month: 3,000 tokens in, 400 out, each request a piece of work."""
    assert figures.bill is not None
    bill = round(requests * (3000 * prices[0] + 400 * prices[1]) / 10**6, 2)
    wrong = 1 - Decimal(round(share * 10**9)).scaleb(-9)
    return bill + round((requests * error_usd * wrong).quantize(Decimal("1e-12"), ROUND_FLOOR), 2)


@MOVES
@given(
    prices=st.fixed_dictionaries({key: st.tuples(PRICES, PRICES) for key in ("acme/large", "acme/small", "host/open")}),
    requests=st.integers(1, 100_000),
    error_usd=st.integers(0, 300).map(lambda cents: Decimal(cents).scaleb(-2)),
    months=st.integers(1, 36),
    off=st.integers(-2, 2) | st.integers(-(10**6), 10**6),
)
def test_a_move_is_advised_just_where_it_pays(
    prices: dict[str, tuple[Decimal, Decimal]], requests: int, error_usd: Decimal, months: int, off: int
) -> None:
    """What it saves a month, times the horizon, is more than switching costs; worked out by hand from prices and shares."""
    workload = {"requests_per_month": requests, "input_tokens": 3000, "output_tokens": 400}
    need = UseCase(tasks={Task.CODING: 1}, workload=parse_workload(workload), error_cost=str(error_usd))  # type: ignore[arg-type]  # text
    records = calibrated_records()
    decision = decide(recommend(need, registry=compile_registry(records), on=DAY))
    offerings = {str(key): one for key, one in records.offerings.items()}
    priced = [replace(offerings[key], pricing=schedule(period(card(*map(str, pair))))) for key, pair in prices.items()]
    registry = changed(records, offerings=priced)
    review = check(decision, registry=registry)
    assert review.now is not None
    assert review.first is not None
    ranking = recommend(need, registry=registry, on=DAY).ranking
    prices["cloud/open"] = (Decimal(2), Decimal(6))
    now, first = (
        expected(
            each,
            requests,
            error_usd,
            prices[each.offering],
            ranking.quality_of(best_place(ranking, registry.offerings.row(each.offering), each.effort))[
                Task.CODING
            ].mean,
        )
        for each in (review.now, review.first)
    )
    assert (review.now.total, review.first.total) == (now, first)
    # Most often within two cents of where it begins to pay.
    switching = min(max((now - first) * months + Decimal(off).scaleb(-2), Decimal(0)), Decimal(10**6))
    stated = replace(decision, thresholds=Thresholds(switching_usd=switching, horizon_months=months))
    review = check(stated, registry=registry)
    pays = (now - first) * months > switching
    assert (review.move_to is not None) == pays
    assert [finding.kind for finding in review.findings if finding.kind == "overtaken"] == ["overtaken"] * pays


DOLLARS = re.compile(r'^(bill|total|usd|coding|open-weights) = "(-?[0-9.]+)"$', re.MULTILINE)


@LAW
@given(place=st.integers(0, 13), by=st.integers(-(10**6), 10**6).filter(bool))
def test_an_edited_amount_is_noticed(place: int, by: int) -> None:
    """One that no longer adds up is refused; where all of them are made to, the file says that it was edited."""
    worth = {"open-weights": 300}
    text = dump(decide(recommend("coding", registry=calibrated(), worth=worth, on=DAY)))
    figures = text.index("[choice]")
    amounts = list(DOLLARS.finditer(text, figures))
    assert len(amounts) == 14
    found = amounts[place]
    edited = str(Decimal(found[2]) + Decimal(by).scaleb(-2))
    decision, faults = read(f"{text[: found.start(2)]}{edited}{text[found.end(2) :]}")
    assert decision is None
    assert len(faults) == 1
    whole = parse_decision(text)
    assert whole.choice.bill is not None
    assert whole.choice.total is not None
    more = abs(Decimal(by).scaleb(-2))
    dearer = replace(whole.choice, bill=whole.choice.bill + more, total=whole.choice.total + more)
    consistent = text
    for was, now in ((whole.choice.bill, dearer.bill), (whole.choice.total, dearer.total)):
        consistent = consistent.replace(f'"{was.normalize():f}"', f'"{now}"', 1)
    for each in whole.runners_up:
        assert each.behind is not None
        assert each.behind.usd is not None
        consistent = consistent.replace(f'"{each.behind.usd.normalize():f}"', f'"{each.behind.usd - more}"', 1)
    assert parse_decision(consistent).edited


@cache
def text_of_a_file() -> str:
    """Write one decision."""
    answer = recommend(
        "coding",
        registry=calibrated(),
        requirements=[Not(MinQuality(Task.MATH, 0.999))],
        min_context_tokens=9,
        on=date(2026, 11, 1),
    )
    return dump(decide(answer))


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_hostile_file_is_bad_input(data: st.DataObject) -> None:
    """Whatever stands in it: it is a decision, which can be written again and checked, or it is refused in our own words."""
    text = text_of_a_file()
    lines = text.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(3, len(lines) - 1))
        key, separator, _ = lines[place].partition(" = ")
        value = data.draw(st.sampled_from(VALUES))
        lines[place] = data.draw(
            st.sampled_from(
                [
                    "",
                    lines[place] * 2,
                    f"{key}{separator}{value}\n",
                    f"{value} = {value}\n",
                    f"{lines[place][:-2]}\n",
                    f"[{key}]\n",
                ]
            )
        )
    decision, faults = read("".join(lines))
    assert (decision is None) == bool(faults)
    assert all(fault.where.startswith("need.lock") for fault in faults)
    if decision is not None:
        assert parse_decision(dump(decision)) == decision
        review = check(decision, registry=calibrated(), on=decision.decided.on)
        assert all(len(as_text(finding)) < 10_000 for finding in review.findings)


def read(text: str) -> tuple[Decision | None, tuple[Fault, ...]]:
    """Read a file: the decision, or why not."""
    try:
        return parse_decision(text, where="need.lock"), ()
    except InvalidInputError as error:
        return None, error.faults


VALUES = (
    '""',
    '"\\u0000"',
    '"\\u001b[2J"',
    '"\\u202e"',
    "-1",
    "0",
    "true",
    "nan",
    "-inf",
    "1e400",
    "9" * 400,
    '"9e999999999"',
    '"NaN"',
    "1.5",
    "[]",
    "{}",
    "[[[[[[[[]]]]]]]]",
    "[" * 200 + "]" * 200,
    "{ a = 1 }",
    "9999-12-31",
    "0001-01-01",
    "2026-11-01T00:00:00Z",
    "12:00:00",
    '"2026-13-01"',
    '"a/b"',
    '"../../etc"',
    '["closed", "closed"]',
    "{ not = { not = {} } }",
)
"""What an editor, a merge or an attacker may put in the place of a value."""
