"""Portfolios in words, in JSON and on the command line."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from answers import REAL_NEEDS, answer
from factories import calibrated_records, changed
from llm_selection.analysis.blends import Check, Mix, Part
from llm_selection.analysis.fallbacks import Guard
from llm_selection.analysis.two_model import Split
from llm_selection.cli import main
from llm_selection.domain.benchmarks import Task
from llm_selection.estimation.costs import CostEstimate
from llm_selection.presentation.portfolio_report import as_plain, as_text, reasons
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from llm_selection.selection.expected_costs import ExpectedCost


def test_what_costs_nobody_knows_is_said() -> None:
    """The first may have no known cost where unknowns are included; it takes part in no mix, and costs are unknown."""
    records = calibrated_records()
    untold = [replace(each, pricing=None) for each in records.offerings.values()]
    found = recommend("coding", registry=changed(records, offerings=untold), unknowns="include")
    told = found.portfolio()
    assert (told.first.usd_per_month, told.first.parts[0].usd_low) == (None, None)
    assert (told.pair, told.cascade) == (None, None)
    assert told.first.saves is None
    assert "an unknown bill a month" in " ".join(as_text(told).split())


def mix(*shares: float, usd: str = "1220", worth: str = "0", saves: str = "220", at_most: bool = False) -> Mix:
    """Make a mix of options that get these shares, with errors of $4,000 a month."""
    cost = CostEstimate(per_month=Decimal(usd), low=Decimal(usd), high=Decimal(usd))
    parts = tuple(
        Part(
            model=found.model.id,
            effort=found.effort,
            offering=found.offering.id,
            provider=found.provider.name,
            share=share,
            requests=100,
            usd_per_month=cost.per_month,
            usd_low=cost.low,
            usd_high=cost.high,
            at_most=at_most,
        )
        for found, share in zip(answer().ranking, shares, strict=False)
    )
    return Mix(
        parts=parts,
        quality=0.6,
        low=0.5,
        high=0.7,
        usd_per_month=cost.per_month,
        usd_low=cost.low,
        usd_high=cost.high,
        at_most=at_most,
        expected=ExpectedCost(
            bill=Decimal(usd), errors={Task.CODING: Decimal(4000)}, worths={"open-weights": Decimal(worth)}
        ),
        saves=Decimal(saves),
    )


@pytest.mark.parametrize(("servers", "said"), [(1, "a server kept full"), (1200, "1,200 servers kept full")])
def test_a_split_is_said_in_words(servers: int, said: str) -> None:
    """How many servers stay full, and what goes elsewhere; an upper bound is marked, cents are shown of little."""
    told = replace(
        answer().portfolio(), split=Split(mix=mix(0.75, 0.25, usd="9.5", at_most=True), servers=servers), absences=()
    )
    text = " ".join(as_text(told).split())
    assert f"{said} with acme/large and 25% of the requests, by chance, to borg/open at Host: " in text
    assert "quality 60 (50 to 70), ≤$9.50 + $4,000.00 errors = $4,009.50 a month, saves $220.00." in text


@pytest.mark.parametrize(
    ("worth", "saves", "said"),
    [
        ("300", "-1220.5", "$1,220.00 + $4,000.00 errors - $300.00 worths = $4,920.00 a month, costs $1,220.50 more."),
        ("-300", "0", "$1,220.00 + $4,000.00 errors + $300.00 worths = $5,520.00 a month, saves nothing."),
        ("6000", "0.01", "$1,220.00 + $4,000.00 errors - $6,000.00 worths = -$780.00 a month, saves $0.01."),
    ],
)
def test_sums_are_said_to_the_cent(worth: str, saves: str, said: str) -> None:
    """Worths are taken off, seconds that cost are added, and a sum may be below 0."""
    told = replace(answer().portfolio(), split=Split(mix=mix(0.75, 0.25, worth=worth, saves=saves), servers=1))
    assert said in " ".join(as_text(told).split())


def test_answers_that_arent_preferred_arent_called_errors() -> None:
    """What they leave to be gained is told by its own name."""
    text = " ".join(as_text(recommend("preference").portfolio()).split())
    assert " not preferred = $" in text
    assert " errors = $" not in text


def test_by_quality_alone_nothing_is_summed_up() -> None:
    """The bill is told, and nothing of errors that have no price."""
    text = " ".join(as_text(answer(error_cost="quality-only").portfolio()).split())
    assert "errors" not in text.partition("No split, pair or cascade")[0]
    assert "saves" not in text.partition("No split, pair or cascade")[0]


def test_own_hardware_that_isnt_split_is_said_in_words() -> None:
    """Where some is ranked, it was looked at."""
    told = recommend("instruction_following", **REAL_NEEDS["instruction_following"]).portfolio()
    kept = (
        "No split by chance, own hardware kept full and the rest elsewhere, saves at least $60 a month against the first "
        "alone."
    )
    assert (told.split is None) == (kept in reasons(told))


def test_a_fallback_is_said_in_words() -> None:
    """What it guards against, what it shares, and what isn't known."""
    told = recommend("knowledge", license="open-weight", workload="assistant").portfolio()
    text = " ".join(as_text(told).split())
    elsewhere = next(each for each in told.fallbacks if each.guard is Guard.SAME_MODEL)
    assert f"It guards against the end or outage of {told.first.parts[0].provider}, not of the model." in text
    assert "its weights can be downloaded" in text
    hosted = replace(elsewhere, guard=Guard.HOSTABLE, downloadable=True)
    for read, words in ((True, ""), (False, " (its license wasn't read)"), (None, " (no license of it is known)")):
        unread = replace(told, fallbacks=(replace(hosted, license_read=read),))
        assert f"its weights can be downloaded{words}; at least" in " ".join(as_text(unread).split())
    moving = replace(told, fallbacks=tuple(replace(each, moving=True) for each in told.fallbacks))
    assert " ".join(as_text(moving).split()).count("Its id is a moving alias") == len(told.fallbacks)
    unsure = replace(told, fallbacks=(replace(told.fallbacks[0], better=0.001), elsewhere))
    assert "at least as good with a probability of less than 1%" in " ".join(as_text(unsure).split())


def test_the_command_line_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    """With the arguments of recommend; as JSON the same values."""
    day = str(bundled().date)
    asked = ["portfolio", "agentic_coding", "--on", day, "--license", "open-weight"]
    told = recommend("agentic_coding", license="open-weight").portfolio()
    assert main(asked) == 0
    out = capsys.readouterr().out
    assert out.startswith("Need      ")
    assert out.endswith("\n\n" + as_text(told) + "\n")
    assert main([*asked, "--json"]) == 0
    data = {"registry": {"version": bundled().version, "date": day}}
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(as_plain(told))) | data
    check = Check(sensitivity=0.95, false_alarm=0.02, usd=Decimal("0.0001"))
    assert main([*asked, "--check", "sensitivity=0.95,false_alarm=0.02,usd=0.0001"]) == 0
    checked = recommend("agentic_coding", license="open-weight").portfolio(check=check)
    assert capsys.readouterr().out.endswith("\n\n" + as_text(checked) + "\n")


def test_nothing_fits_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """It is told as recommend tells it, with its exit code; as JSON there is none."""
    asked = ["portfolio", "vision", "--license", "open-source", "--min-context", "10M", "--on", str(bundled().date)]
    assert main(asked) == 1
    assert "Nothing fits." in capsys.readouterr().out
    assert main([*asked, "--json"]) == 1
    assert json.loads(capsys.readouterr().out) is None


@pytest.mark.parametrize(
    ("check", "problem"),
    [
        ("sensitivity", "--check 'sensitivity': must be KEY=VALUE, each key once, of sensitivity, false_alarm, usd"),
        ("usd=1,usd=2", "--check 'usd=2': must be KEY=VALUE, each key once"),
        ("speed=3", "--check 'speed=3': must be KEY=VALUE"),
        ("sensitivity=high", "--check: sensitivity must be a share from 0 to 1, got 'high'"),
        ("usd=much", "--check: usd must be US dollars a check"),
    ],
)
def test_a_check_that_cant_be_read_is_refused(capsys: pytest.CaptureFixture[str], check: str, problem: str) -> None:
    """Before anything is answered."""
    assert main(["portfolio", "coding", "--check", check]) == 2
    assert problem in capsys.readouterr().err
