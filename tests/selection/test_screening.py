"""Screening: three parts, and counts of what each requirement did."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from answers import option_ids
from factories import DAY, calibrated, calibrated_records, changed, evidence, seen
from llm_selection.domain.evidence import Status
from llm_selection.domain.identity import ModelId
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import InvalidInputError
from llm_selection.needs.requirements import AllOf, AnyOf, Not, Requirement
from llm_selection.needs.requirements.alignment import AlignedBy
from llm_selection.needs.requirements.max_input_price import MaxInputPrice
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.region import RunsIn
from llm_selection.selection.options import Options, options_of
from llm_selection.selection.screening import Rejections, judge, screen


def options() -> Options:
    """Return the options of the small calibrated registry: two of acme, three others."""
    return options_of(calibrated(), DAY, None)


def test_options_are_told_apart() -> None:
    """Regions are known of two offerings only: one fits, one fails, three can't be told."""
    found = screen(options(), [RunsIn(frozenset({"eu"}))])
    assert option_ids(found.kept) == ["cloud/open"]
    assert option_ids(found.rejected) == ["host/open"]
    assert option_ids(found.undecided) == ["acme/large", "acme/small", "host/new"]


def test_undisclosed_meets_no_need_for_a_method() -> None:
    """Where the developer doesn't say how it aligned a model, that a method was used can't be told."""
    records = calibrated_records()
    silent = replace(records.models[ModelId("borg/open")], evidence=evidence(alignment=seen(status=Status.UNDISCLOSED)))
    whole = options_of(changed(records, models=[silent]), DAY, None)
    found = screen(whole, [AlignedBy(frozenset({"sft"}))])
    assert {"cloud/open", "host/open"} <= set(option_ids(found.undecided))


def test_without_requirements_everything_is_kept() -> None:
    """Nothing asked, nothing rejected, nothing to count."""
    found = screen(options(), [])
    assert len(found.kept) == 5
    assert found.rejections() == ()


def test_rejections_are_counted() -> None:
    """Of five, the price cap fails acme/large, cloud/open and both at $1 meet it at $2; each count worked by hand."""
    region, price = RunsIn(frozenset({"us"})), MaxInputPrice(1_000_000)
    found = screen(options(), [region, price])
    assert found.rejections() == (
        # cloud/open is in the EU, and too dear as well; two that are cheap have no known region.
        Rejections(requirement=region, failed=1, alone=0, unknown=2),
        # acme/large has no known region, so dropping the cap alone wouldn't admit it for sure.
        Rejections(requirement=price, failed=2, alone=0, unknown=0),
    )
    context = MinContext(300_000)
    assert screen(options(), [context]).rejections() == (Rejections(requirement=context, failed=5, alone=5, unknown=0),)


@dataclass(frozen=True)
class Always:
    """A requirement that reads nothing."""

    outcome: Outcome
    reads: tuple[str, ...] = ()

    def judge(self, facts: Any) -> Verdict:  # noqa: ARG002 - the name is the protocol's
        """Say what it always says."""
        return Verdict(outcome=self.outcome, reason="always")


@pytest.mark.parametrize("outcome", Outcome)
def test_a_requirement_may_read_nothing(outcome: Outcome) -> None:
    """It says the same of every option, alone and in combinations."""
    requirement = Always(outcome)
    whole = options()
    questions: list[list[Requirement]] = [
        [requirement],
        [requirement, MinContext(1)],
        [AllOf((requirement, AnyOf((requirement,))))],
    ]
    for asked in questions:
        found = screen(whole, asked)
        parts = {Outcome.MEETS: found.kept, Outcome.FAILS: found.rejected, Outcome.UNKNOWN: found.undecided}
        assert len(parts[outcome]) == 5
        assert len(found.rejections()) == len(asked)
    assert judge(whole[0], requirement).outcome is outcome


@dataclass(frozen=True)
class Wrong:
    """A requirement that answers yes, and not with a verdict."""

    reads: tuple[str, ...]

    def judge(self, facts: Any) -> Any:  # noqa: ARG002 - the name is the protocol's
        """Answer."""
        return True


@pytest.mark.parametrize("reads", [(), ("provider",)])
def test_what_isnt_a_verdict_is_refused(reads: tuple[str, ...]) -> None:
    """A requirement of one's own is told what to return, whatever it reads."""
    with pytest.raises(InvalidInputError, match=r"Wrong\.judge must return a Verdict, got True; such as Verdict\("):
        screen(options(), [Wrong(reads)])


def test_empty_combinations() -> None:
    """All of nothing is met, any of nothing isn't; turned around, the other way."""
    whole = options()
    assert len(screen(whole, [AllOf(())]).kept) == 5
    assert len(screen(whole, [AnyOf(())]).rejected) == 5
    assert len(screen(whole, [Not(AllOf(()))]).rejected) == 5
    nothing = whole[:0]
    assert len(screen(nothing, [Not(AnyOf(())), MinContext(1)]).kept) == 0


def test_a_verdict_keeps_its_reason() -> None:
    """Judging one option says which value decided."""
    assert judge(options()[0], MinContext(300_000)) == Verdict(outcome=Outcome.FAILS, reason="context 200,000")
