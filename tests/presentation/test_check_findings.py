"""Findings as text: what became of a choice, in a sentence, and who says so."""

from datetime import date
from decimal import Decimal

import pytest

from llm_selection.decisions import (
    Deprecated,
    Edited,
    Estimate,
    EstimateMoved,
    Figures,
    Finding,
    Gone,
    Measure,
    Newcomer,
    NothingFitsNow,
    OverlayMissing,
    Overtaken,
    RateChange,
    Rejected,
    Remeasured,
    Repointed,
    Repriced,
    Retired,
    Retiring,
    Said,
    TermChange,
    TermsChanged,
    Unanswerable,
    Unmeasured,
    Unmet,
)
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Status
from llm_selection.domain.identity import ModelId
from llm_selection.presentation.check_findings import as_text, rate_in_words

SAID = Said(source="A page", status=Status.REPORTED, as_of=date(2026, 11, 1), url="https://example.org")
DERIVED = Said(source="A list", status=Status.DERIVED, as_of=date(2026, 10, 2), url="https://example.org")
END = date(2026, 12, 1)


def repriced(*rates: RateChange, before: str | None = "420", now: str | None = "540", factor: str = "1") -> Repriced:
    """Make a change of the cost."""
    return Repriced(
        before=None if before is None else Decimal(before),
        now=None if now is None else Decimal(now),
        rates=rates,
        output_factor_before=Decimal(1),
        output_factor_now=Decimal(factor),
    )


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        (Gone(what="offering"), "the offering isn't in the registry any more"),
        (
            Gone(what="offering", others=("a/b", "c/d")),
            "the offering isn't in the registry any more; the model is offered 2 times elsewhere",
        ),
        (Repointed(model=ModelId("acme/two"), moving=False), "the id answers with acme/two now"),
        (
            Repointed(model=ModelId("acme/two"), moving=True),
            "the id answers with acme/two now, as a moving alias may",
        ),
        (Retired(since=END), "since 2026-12-01"),
        (Retired(since=None, successor="heir"), "since a day that nobody gives, successor heir"),
        (Deprecated(since=END, successor="heir"), "since 2026-12-01, successor heir"),
        (
            Deprecated(since=END, successor="heir", successor_by_rule=True),
            "since 2026-12-01, successor heir, which follows by a rule",
        ),
        (Retiring(retires=END, days=30, before=None), "on 2026-12-01 (in 30 days)"),
        (Retiring(retires=END, days=1, before=END), "on 2026-12-01 (in 1 day)"),
        (
            Retiring(retires=END, days=30, before=date(2027, 1, 1), successor="heir"),
            "on 2026-12-01 (in 30 days, 2027-01-01 when decided), successor heir",
        ),
        (
            Unmet(requirement="region eu", keyword="region", outcome="fails", reason="region us"),
            "region eu: region us",
        ),
        (
            Unmet(requirement="region eu", keyword="region", outcome="unknown", reason="region unknown"),
            "region eu: can't be told any more: region unknown",
        ),
        (
            Unmeasured(tasks=(Task.AGENTIC_CODING, Task.MATH)),
            "no result is left to rank it by at agentic coding, math",
        ),
        (Unanswerable(problem="no model 'a/b'"), "the need can't be asked of this registry: no model 'a/b'"),
        (
            OverlayMissing(overlay="ours", version="1.4"),
            "ours 1.4 was in force and isn't here: install it, or name it in LLM_SELECTION_REGISTRIES",
        ),
    ],
    ids=lambda value: "" if isinstance(value, str) else value.kind,
)
def test_a_finding_is_a_sentence(finding: Finding, said: str) -> None:
    """Of each kind, with what is known and without what isn't."""
    assert as_text(finding) == said


def test_who_says_so_stands_behind() -> None:
    """How firm, and of which day; several are all named."""
    one = Retired(since=END, evidence=(SAID,))
    assert as_text(one) == "since 2026-12-01 (reported by A page, 2026-11-01)"
    two = Retired(since=END, evidence=(SAID, DERIVED))
    assert as_text(two).endswith("(reported by A page, 2026-11-01; derived by A list, 2026-10-02)")


def test_what_follows_from_the_need_cites_nobody() -> None:
    """Its evidence is on several options, or on none."""
    assert as_text(Unmeasured(tasks=(Task.MATH,), evidence=(SAID,))) == "no result is left to rank it by at math"


def test_a_catalogues_silence_is_no_request_to_move_on() -> None:
    """Where a day is given, somebody gave it."""
    silent = Deprecated(since=None, successor="heir", evidence=(DERIVED,))
    assert as_text(silent).startswith("a catalogue no longer lists it; it may have ended, successor heir (derived by")
    dated = Deprecated(since=END, evidence=(DERIVED,))
    assert as_text(dated).startswith("since 2026-12-01 (derived by")


def test_requirements_that_remove_something_alone_are_named() -> None:
    """The first three at most, and none that removes nothing alone."""
    rejected = tuple(
        Rejected(requirement=f"rule {number}", failed=2000, alone=alone, unknown=0)
        for number, alone in enumerate((1500, 0, 3, 2))
    )
    assert as_text(NothingFitsNow(rejected=rejected)) == (
        "no option meets every requirement: rule 0 alone removes 1,500, rule 2 alone removes 3"
    )
    assert as_text(NothingFitsNow(rejected=())) == "no option meets every requirement"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (RateChange(rate="input", before=Decimal(1), now=Decimal("2.50")), "input $1 → $2.5"),
        (RateChange(rate="cache_read", before=None, now=Decimal("0.10")), "cache read none → $0.1"),
        (RateChange(rate="output", before=Decimal(1200), now=None), "output $1,200 → none"),
        (RateChange(rate="accelerators", before=Decimal(1), now=Decimal(2)), "accelerators 1 → 2"),
    ],
    ids=lambda value: "" if isinstance(value, str) else value.rate,
)
def test_a_rate_has_its_unit(change: RateChange, said: str) -> None:
    """Dollars without zeros at their end; accelerators and requests are counted."""
    assert rate_in_words(change) == said


def test_a_cost_that_changed_says_why() -> None:
    """The rates, three at most, since when; then how many tokens are put out. From $100 on cents say nothing."""
    rates = [RateChange(rate=f"rate_{number}", before=Decimal(1), now=Decimal(2)) for number in range(5)]
    assert as_text(repriced()) == "$420 → $540 a month, at the same rates"
    assert as_text(repriced(rates[0], before="42.125", now="99.5")) == "$42.12 → $99.50 a month: rate 0 $1 → $2"
    assert as_text(repriced(*rates, now=None)) == (
        "$420 → unknown a month: rate 0 $1 → $2, rate 1 $1 → $2, rate 2 $1 → $2 and 2 more"
    )
    assert as_text(repriced(rates[0], factor="2.50")) == (
        "$420 → $540 a month: rate 0 $1 → $2; 2.5 tokens put out for each of the workload's, 1 before"
    )


def test_terms_are_told_before_and_now() -> None:
    """What isn't known is called so."""
    changes = (
        TermChange(field="commercial_use", before="true", now="false"),
        TermChange(field="license", before=None, now="apache"),
    )
    assert as_text(TermsChanged(changes=changes)) == "commercial use true → false; license unknown → apache"


def test_an_estimate_is_told_in_points() -> None:
    """With its interval and what it rests on."""
    before, now = (
        Estimate(mean=0.654, low=0.6, high=0.71, results=1),
        Estimate(mean=0.5, low=0.4, high=0.6, results=12),
    )
    assert as_text(EstimateMoved(task=Task.AGENTIC_CODING, before=before, now=now)) == (
        "agentic coding 65.4 (60 to 71, by 1 result) → 50.0 (40 to 60, by 12 results)"
    )


def test_a_quality_of_another_basket_names_both() -> None:
    """And the model that it is a chance against, where it is one."""
    before, now = (
        Measure(basket=("code-one", "code-two"), anchor=None),
        Measure(basket=("arena",), anchor=ModelId("acme/one")),
    )
    assert as_text(Remeasured(task=Task.CODING, before=before, now=now)) == (
        "coding is now measured by arena against acme/one; before by code-one, code-two"
    )


def figures(total: str | None, bill: str | None = "0", model: str = "acme/one", **worths: str) -> Figures:
    """Make an option of which the bill, the worths and the total are given, and the errors the rest."""
    known = {name: Decimal(usd) for name, usd in worths.items()}
    errors = Decimal(total or 0) - Decimal(bill or 0) + sum(known.values())
    return Figures(
        model=ModelId(model),
        provider="acme",
        native_id="one",
        bill=None if bill is None else Decimal(bill),
        errors={Task.CODING: max(errors, Decimal(0))},
        worths=known,
        total=None if total is None else Decimal(total),
        quality={},
    )


def overtaken(option: Figures, own: Figures, *, points: float = 2.1) -> Overtaken:
    """Make one that is first now."""
    more = option.costs_more_than(own)
    return Overtaken(
        option=option,
        own=own,
        saves_usd=None if more is None else -more,
        horizon_months=12,
        switching_usd=Decimal(480),
        quality_points=points,
        better=0.81,
    )


def test_a_saving_is_split_and_set_against_switching() -> None:
    """Into changes of bill, errors and worths that add up; over the horizon; with how sure the quality is."""
    own, other = figures("3650", "1310"), figures("3240", "1220", "borg/two")
    assert as_text(overtaken(other, own)) == (
        "borg/two at acme would save $410 a month (bill −$90.00, errors −$320): $4,920 in 12 months, against $480 for "
        "switching; 81% likely as good or better (+2.1 points)"
    )
    same = overtaken(figures("3240", "1220", speed="-50"), figures("3650", "1310", speed="-100"))
    assert as_text(same) == (
        "acme/one at acme would save $410 a month (bill −$90.00, errors −$270, other worths −$50.00): $4,920 in 12 months, "
        "against $480 for switching; it is the same model"
    )
    assert as_text(overtaken(other, figures(None, None))).startswith(
        "borg/two at acme is expected to cost $3,240 a month, where that of the choice is unknown; 81% likely"
    )


def test_a_newcomer_is_near_in_dollars() -> None:
    """Dearer or cheaper by less than a move costs; a hair worse isn't told as minus nothing."""
    own = figures("3650", "1310")
    for total, said in (("3652", "cost $2.00 a month more"), ("3650", "cost the same"), ("3648", "save $2.00 a month")):
        option = figures(total, "1310", "borg/two")
        finding = Newcomer(option=option, own=own, released=END, quality_points=-0.04, better=0.5)
        text = as_text(finding)
        assert text.startswith(f"borg/two at acme, released 2026-12-01, would {said} (bill +$0.00, errors ")
        assert text.endswith("; 50% likely as good or better (+0.0 points)")


def test_an_edited_file_says_what_to_do() -> None:
    """Take it back, or decide anew."""
    assert "take the rest back, or decide anew by check --update or lock" in as_text(Edited())
