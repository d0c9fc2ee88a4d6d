"""Notation: needs written as plain data, and what can't be written."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from llm_selection.cli import _inputs
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation
from llm_selection.domain.licenses import LicenseKind, Use
from llm_selection.domain.prices import Mode
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.workloads import WORKLOADS, Sample, Workload
from llm_selection.needs.error_costs import default_error_cost
from llm_selection.needs.requirements import (
    AllOf,
    AnyOf,
    FitsWorkload,
    Listed,
    Not,
    PricedPerToken,
    Requirement,
    keyword_classes,
    keyword_of,
    parse_requirements,
)
from llm_selection.needs.requirements.input import TakesInput
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.max_input_price import MaxInputPrice
from llm_selection.needs.requirements.max_monthly_cost import MaxMonthlyCost
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.min_quality import MinQuality
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.permits import Permits
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.needs.self_hosting import Hosting
from llm_selection.needs.serialization import requirement_as_plain, use_case_as_plain, workload_as_plain
from llm_selection.needs.use_cases import UseCase, parse_use_case, parse_workload

EXAMPLES = [example for kind in keyword_classes() for example, _ in kind.examples]
"""Every way to write a requirement on the command line that is shown."""


def asked(example: str) -> dict[str, Any]:
    """Read an example of the command line."""
    table: dict[str, Any] = {}
    _inputs._add_requirement(table, example, "--require")  # noqa: SLF001 - what the command line reads by
    return table


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_is_written_reads_as_the_same(example: str) -> None:
    """Each way to write a requirement; its keyword is that of the example."""
    (requirement,) = parse_requirements(asked(example))
    written = requirement_as_plain(requirement)
    assert parse_requirements(written) == (requirement,)
    assert list(written) == list(asked(example)) == [keyword_of(requirement)]


@pytest.mark.parametrize(
    ("requirement", "written"),
    [
        (LicenseIn(frozenset({LicenseKind.CLOSED})), {"license": ["closed"]}),
        (Permits(Use()), {"permits": {}}),
        (
            Permits(Use(commercial=False, monthly_users=5, regions=frozenset({"DE"}))),
            {"permits": {"commercial": False, "monthly_users": 5, "regions": ["DE", "EU"]}},
        ),
        (MaxInputPrice(500_000), {"max_input_price": "0.5"}),
        (MaxMonthlyCost(12 * 10**12), {"max_monthly_cost": "12"}),
        (NotRetiringBefore(date(2027, 1, 1)), {"not_retiring_before": date(2027, 1, 1)}),
        (MinQuality(Task.CODING, 0.6), {"min_quality": {"coding": 60}}),
        (MinQuality(Task.CODING, 0.008), {"min_quality": {"coding": "0.8 points"}}),
        (MinQuality(Task.CODING, 0.605), {"min_quality": {"coding": 60.5}}),
        (MinQuality(Task.CODING, 0.1234567890123456), {"min_quality": {"coding": 12.34567890123456}}),
        (MinQuality(Task.CODING, 0.22876222127045265), {"min_quality": {"coding": "22.876222127045265"}}),
        (AllOf(()), {"all_of": []}),
        (AllOf((MinContext(1),)), {"all_of": [{"min_context_tokens": 1}]}),
        (Not(AllOf((MinContext(1), Permits(Use())))), {"not": {"min_context_tokens": 1, "permits": {}}}),
        (
            AnyOf((MinContext(1), AllOf((MinContext(2), MinContext(3))))),
            {"any_of": [{"min_context_tokens": 1}, {"all_of": [{"min_context_tokens": 2}, {"min_context_tokens": 3}]}]},
        ),
    ],
)
def test_how_requirements_are_written(requirement: Requirement, written: dict[str, Any]) -> None:
    """Names sorted, money as text, dates as dates, one table where no keyword stands twice."""
    assert requirement_as_plain(requirement) == written
    assert parse_requirements(written) == (requirement,)


@pytest.mark.parametrize(
    ("requirement", "name"),
    [
        (PricedPerToken(), "priced_per_token"),
        (FitsWorkload(1, 1), "fits_workload"),
        (Listed("acme-registry 1.4.0", "provider", None, frozenset()), "provider listed by acme-registry 1.4.0"),
        (AllOf(()), "all_of"),
        (AnyOf(()), "any_of"),
        (Not(MinContext(1)), "not"),
        (MinContext(1), "min_context_tokens"),
    ],
)
def test_every_requirement_has_a_name(requirement: Requirement, name: str) -> None:
    """Of its keyword, or of its type: words for people may change, this doesn't."""
    assert keyword_of(requirement) == name


class Ours(MinContext):
    """A requirement of someone's own, which judges in another way."""


@pytest.mark.parametrize(
    ("requirement", "problem"),
    [
        (Ours(1), "Ours has no keyword. Ask by keywords instead, of which there are license, permits"),
        (Not(PricedPerToken()), "PricedPerToken has no keyword"),
        (RunsIn(frozenset({"EU"})), "region doesn't take these values; write them as it reads them"),
        (TakesInput(frozenset()), "input: must be a name or a list of names"),
        (MaxInputPrice(10**15), "max_input_price: the cap must be US dollars per million tokens"),
        (Permits(Use(monthly_users=0)), "permits: monthly_users: must be a whole number of at least 1"),
    ],
)
def test_what_cant_be_read_isnt_written(requirement: Requirement, problem: str) -> None:
    """A value made by hand that its keyword doesn't take would be refused, or be another one, when it is read."""
    with pytest.raises(InvalidInputError) as caught:
        requirement_as_plain(requirement)
    assert "can't be written down: " in str(caught.value)
    assert problem in str(caught.value)


WORKED = Workload(
    requests_per_month=9,
    input_tokens=[1, 2],  # type: ignore[arg-type]  # read
    output_tokens={"p99.9": 7, "max": 8, "p50": 5},  # type: ignore[arg-type]  # read
    cached_prefix_tokens=1,
    reuse_minutes=0,
    peak_share=0.25,
    mode=Mode.PRIORITY,
    counted_output=True,
    name="ours",
)


@pytest.mark.parametrize("workload", [*WORKLOADS.values(), WORKED], ids=lambda one: one.name)
def test_a_workload_reads_as_the_same(workload: Workload) -> None:
    """Samples stay samples, quantiles stay quantiles, in their order."""
    written = workload_as_plain(workload)
    assert parse_workload(written) == workload
    if workload is WORKED:
        assert (written["input_tokens"], list(written["output_tokens"].items())) == (
            [1, 2],
            [("p50", 5), ("p99.9", 7), ("max", 8)],
        )
        assert "audio_tokens" not in written


def test_quantiles_that_arent_given_cant_be_written() -> None:
    """As a list they would be requests that were seen."""
    with pytest.raises(InvalidInputError, match="output_tokens can't be written down: it stands for quantiles"):
        workload_as_plain(replace(WORKED, output_tokens=Sample((1, 2), of_requests=False)))


def test_a_need_reads_as_the_same() -> None:
    """Every part of it; one table of requirements, or a list where a keyword stands twice."""
    need = UseCase(
        tasks={Task.MATH: 2, Task.CODING: 1, Task.PREFERENCE: 3},
        requirements=(MinContext(5), MinContext(6), Not(MinContext(7))),
        workload=WORKED,
        error_cost={"coding": {"caught": "0.10", "slipped": 5, "caught_share": 0.75}, "math": "0.2..2"},  # type: ignore[dict-item]  # read
        preferred_value={"usd": "0.03", "reason": "we guess so"},  # type: ignore[dict-item]  # read
        worth={"open-weights": 300, "ttft_second": "1.50"},  # type: ignore[arg-type]  # read
        today="acme/one",
        solved=0.9,
        unknowns="include",
        on=date(2026, 11, 1),
        results=(Evaluation.counted("ours", {"a/b": (1, 2)}, task="coding", guess_share=0.25),),
        hosting=(Hosting(accelerator="nvidia/h100-sxm", utilization=0.4, usd_per_hour=Decimal("2.50"), region="eu"),),
    )
    written = use_case_as_plain(need)
    assert parse_use_case(written) == need
    assert set(written) == {spec.name for spec in fields(UseCase)} - {"preset"}
    assert list(written["tasks"]) == ["coding", "math", "preference"]
    assert written["error_cost"] == {
        "coding": {"caught": "0.10", "slipped": "5", "caught_share": 0.75},
        "math": {"low": "0.2", "high": "2"},
    }
    assert written["preferred_value"] == {"preference": {"usd": "0.03", "reason": "we guess so"}}
    assert written["worth"] == {"open-weights": "300", "ttft_second": "1.50"}
    assert written["requirements"] == [
        {"min_context_tokens": 5},
        {"min_context_tokens": 6},
        {"not": {"min_context_tokens": 7}},
    ]
    assert use_case_as_plain(replace(need, preset="rag")) == written
    plain = use_case_as_plain(UseCase(tasks={Task.MATH: 1}))
    assert list(plain) == ["unknowns", "tasks", "workload", "error_cost"]
    assert plain["workload"]["name"] == "problem-solving"
    cost = default_error_cost(Task.MATH)
    assert plain["error_cost"] == {"math": {"usd": "1.00", "reason": cost.reason}}


def test_quality_whatever_it_costs_reads_as_the_same() -> None:
    """The word stays, and so does what a preferred answer is worth."""
    need = UseCase(tasks={Task.MATH: 1, Task.PREFERENCE: 1}, error_cost="quality-only")
    written = use_case_as_plain(need)
    assert written["error_cost"] == "quality-only"
    assert set(written["preferred_value"]) == {"preference"}
    assert parse_use_case(written).is_quality_only
    liked = use_case_as_plain(UseCase(tasks={Task.PREFERENCE: 1}))
    assert "error_cost" not in liked
    assert set(liked["preferred_value"]) == {"preference"}
    assert use_case_as_plain(parse_use_case(liked)) == liked


def test_every_part_that_cant_be_written_is_told() -> None:
    """Requirements by their place, the workload, and text that can't stand in a line."""
    bad = replace(WORKED, output_tokens=Sample((1, 2), of_requests=False))
    need = UseCase(tasks={Task.MATH: 1}, requirements=(MinContext(5), PricedPerToken()), workload=bad)
    with pytest.raises(InvalidInputError) as caught:
        use_case_as_plain(need)
    assert [fault.where for fault in caught.value.faults] == ["requirements[1]", "workload"]
    forged = UseCase(tasks={Task.MATH: 1}, workload=replace(WORKED, name="a\nb"))
    with pytest.raises(InvalidInputError, match=r"workload.name: must be printable text in a line to be written down"):
        use_case_as_plain(forged)
