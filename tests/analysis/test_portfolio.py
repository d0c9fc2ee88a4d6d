"""Portfolios: what is put together for a need, in words, in JSON and on the command line."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from factories import calibrated, calibrated_records, changed
from llm_selection._foundation.plain import to_plain
from llm_selection.analysis.blends import LEAST_GAIN, SURELY, Check, Mix, Part
from llm_selection.analysis.fallbacks import Guard
from llm_selection.analysis.portfolio import Portfolio, portfolio
from llm_selection.analysis.two_model import Split
from llm_selection.cli import main
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation, Score
from llm_selection.errors import NothingFits
from llm_selection.estimation.costs import CostEstimate
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import bundled

CLASSIFIER = {"requests_per_day": 1_000_000, "input_tokens": 800, "output_tokens": 20}
NEEDS: dict[str, dict[str, Any]] = {
    "agentic_coding": {},
    "knowledge": {"workload": "assistant"},
    "instruction_following": {
        "workload": CLASSIFIER,
        "hosting": [{"accelerator": "nvidia/h100-sxm", "utilization": 0.4}],
    },
    "preference": {},
}


def answer(**keywords: Any) -> Recommendation:
    """Recommend from the small registry."""
    return recommend("coding", registry=calibrated(), **keywords)


def test_the_first_alone_is_what_the_ranking_says() -> None:
    """Its cost, quality and score, with nothing gained."""
    found = answer()
    first = found.portfolio().first
    (part,) = first.parts
    best = found.best
    assert (part.model, part.offering, part.share) == (best.model.id, best.offering.id, 1.0)
    assert (first.usd_per_month, first.usd_low, first.usd_high) == (
        best.cost.per_month,
        best.cost.low,
        best.cost.high,
    )
    assert first.score == pytest.approx(best.score)
    assert first.gain == 0
    quality = best.quality[Task.CODING]
    assert (first.quality, first.low, first.high) == pytest.approx((quality.mean, quality.low, quality.high))


@pytest.mark.parametrize("task", NEEDS)
def test_what_is_offered_pays_on_what_we_ship(task: str) -> None:
    """It gains, its deep option is surely better, the shares are shares, and text fits 40 lines of 80 columns."""
    told = recommend(task, **NEEDS[task]).portfolio()
    if told.pair:
        assert told.pair.known.gain >= LEAST_GAIN
        assert told.pair.better >= SURELY
        assert told.pair.share <= told.pair.least_caught < 1
        assert told.pair.share <= told.pair.pays_up_to <= 1
        assert told.pair.by_chance.usd_per_month == told.pair.known.usd_per_month
    if told.cascade:
        assert told.cascade.mix.gain >= LEAST_GAIN
        assert told.cascade.better >= SURELY
        assert told.cascade.passed_on <= told.cascade.pays_up_to <= 1
        assert told.cascade.if_independent.score > told.cascade.mix.score
        assert 0 < told.cascade.least_sensitivity <= 1
    assert told.fallbacks
    lines = told.explain().splitlines()
    assert len(lines) <= 40
    assert max(map(len, lines)) <= 80


def test_a_preference_has_no_failures() -> None:
    """What isn't preferred was answered all the same: there is neither a pair nor a cascade."""
    told = recommend("preference").portfolio()
    assert (told.pair, told.cascade) == (None, None)
    assert any("a chance to be preferred" in reason for reason in told.reasons)
    assert told.fallbacks


def test_several_tasks_count_by_their_weights() -> None:
    """Each is as much of the traffic as it weighs; where the fast one is better at a task, it keeps that."""
    found = recommend({"coding": 3, "math": 1}, registry=bundled())
    told = found.portfolio()
    assert told.pair is not None
    fast, deep = (found.ranking.quality_of(part.model) for part in told.pair.known.parts)
    expected = sum(
        share * max(fast[task].mean, deep[task].mean) for task, share in ((Task.CODING, 0.75), (Task.MATH, 0.25))
    )
    assert told.pair.known.quality == pytest.approx(expected)
    assert told.cascade is not None
    passed = sum(
        share * (1 - found.ranking.quality_of(told.cascade.mix.parts[0].model)[task].mean)
        for task, share in ((Task.CODING, 0.75), (Task.MATH, 0.25))
    )
    assert told.cascade.passed_on == pytest.approx(passed)


def test_tests_of_your_own_take_the_place_of_benchmarks() -> None:
    """Their shares are what is mixed."""
    scores = (Score(model="acme/large", share=0.9, items=400), Score(model="acme/small", share=0.6, items=400))
    found = answer(
        results=[Evaluation(name="ours", task=Task.CODING, scores=scores)],
        license="closed",
        workload={"requests_per_month": 100_000, "input_tokens": 5000, "output_tokens": 500},
        priorities={"quality": 5, "cost": 5},
    )
    told = found.portfolio()
    assert told.pair is not None
    fast, deep = (found.ranking.quality_of(part.model)[Task.CODING] for part in told.pair.known.parts)
    assert fast.own
    assert told.pair.share == pytest.approx(deep.mean - fast.mean, abs=1e-4)


def test_what_isnt_there_is_explained() -> None:
    """Each for its own reason."""
    alone = answer(priorities={"cost": 1}, model="acme/small").portfolio()
    assert (alone.split, alone.pair, alone.cascade, alone.fallbacks) == (None, None, None, ())
    by_chance, *others = alone.reasons
    assert by_chance.endswith("of what is paid by the token none can, since the value of a cost is convex.")
    assert others == [
        "No pair or cascade: quality has no weight.",
        "No fallback that shares nothing recorded with the first is ranked.",
    ]
    assert alone.assumed == ()
    assert list(dict(alone.sections())) == ["First", "None"]
    by_quality = answer(priorities={"quality": 1}).portfolio()
    assert any(reason.startswith("No pair or cascade of which the deep option") for reason in by_quality.reasons)
    dear = answer(license="closed", priorities={"quality": 5, "cost": 5}).portfolio(check=Check(usd=Decimal(1)))
    assert dear.pair is not None
    assert dear.cascade is None
    assert any(reason.startswith("No cascade of which") for reason in dear.reasons)


def test_nothing_that_fits_has_no_portfolio() -> None:
    """The reasons are those of the recommendation."""
    with pytest.raises(NothingFits):
        answer(min_context_tokens="10M").portfolio()


def test_what_costs_nobody_knows_is_said() -> None:
    """The first may have no known cost where unknowns are included; it takes part in no mix, and costs are unknown."""
    records = calibrated_records()
    untold = [replace(each, pricing=None) for each in records.offerings.values()]
    found = recommend("coding", registry=changed(records, offerings=untold), unknowns="include")
    told = found.portfolio()
    assert (told.first.usd_per_month, told.first.parts[0].usd_low) == (None, None)
    assert (told.pair, told.cascade) == (None, None)
    assert "an unknown cost a month" in " ".join(told.explain().split())


def mix(*shares: float, usd: str = "1220", gain: float = 0.01, at_most: bool = False) -> Mix:
    """Make a mix of options that get these shares."""
    cost = CostEstimate(per_month=Decimal(usd), low=Decimal(usd), high=Decimal(usd))
    parts = tuple(
        Part(
            model=found.model.id,
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
        score=0.63,
        gain=gain,
    )


@pytest.mark.parametrize(("servers", "said"), [(1, "a server kept full"), (1200, "1,200 servers kept full")])
def test_a_split_is_said_in_words(servers: int, said: str) -> None:
    """How many servers stay full, and what goes elsewhere; an upper bound is marked, cents are shown of little."""
    told = replace(
        answer().portfolio(), split=Split(mix=mix(0.75, 0.25, usd="9.5", at_most=True), servers=servers), reasons=()
    )
    text = " ".join(told.explain().split())
    assert f"{said} with acme/large and 25% of the requests, by chance, to borg/open at Host: " in text
    assert "quality 60 (50 to 70), ≤$9.50 a month, score 0.630, +0.010." in text


def test_own_hardware_that_isnt_split_is_said_in_words() -> None:
    """Where some is ranked, it was looked at."""
    told = recommend("instruction_following", **NEEDS["instruction_following"]).portfolio()
    kept = "No split by chance, own hardware kept full and the rest elsewhere, scores more than the first alone."
    assert (told.split is None) == (kept in told.reasons)


def test_a_fallback_is_said_in_words() -> None:
    """What it guards against, what it shares, and what isn't known."""
    told = recommend("knowledge", license="open-weight", workload="assistant").portfolio()
    text = " ".join(told.explain().split())
    elsewhere = next(each for each in told.fallbacks if each.guard is Guard.SAME_MODEL)
    assert f"It guards against the end or outage of {told.first.parts[0].provider}, not of the model." in text
    assert "its weights can be downloaded" in text
    hosted = replace(elsewhere, guard=Guard.HOSTABLE, downloadable=True)
    for read, words in ((True, ""), (False, " (its license wasn't read)"), (None, " (no license of it is known)")):
        unread = replace(told, fallbacks=(replace(hosted, license_read=read),))
        assert f"its weights can be downloaded{words}; at least" in " ".join(unread.explain().split())
    moving = replace(told, fallbacks=tuple(replace(each, moving=True) for each in told.fallbacks))
    assert " ".join(moving.explain().split()).count("Its id is a moving alias") == len(told.fallbacks)
    unsure = replace(told, fallbacks=(replace(told.fallbacks[0], better=0.001), elsewhere))
    assert "at least as good with a probability of less than 1%" in " ".join(unsure.explain().split())


def test_a_score_that_changes_by_nothing_isnt_said_to_fall() -> None:
    """A zero below zero, or a difference beyond the digits of scores, is a zero."""
    told = recommend("knowledge", license="open-weight", workload="assistant").portfolio()
    (fallback, *_) = told.fallbacks
    for gain in (-0.0, -1e-12):
        same = replace(told, fallbacks=(replace(fallback, alone=replace(fallback.alone, gain=gain)),))
        assert f"score {fallback.alone.score:.3f}, +0.000" in " ".join(same.explain().split())


def test_the_function_and_the_method_agree() -> None:
    """With a check too; equal questions have equal answers that can be hashed."""
    check = Check(sensitivity=0.9, usd=Decimal("0.0001"))
    found = answer()
    assert found.portfolio(check=check) == portfolio(found, check=check)
    assert hash(found.portfolio()) == hash(answer().portfolio())
    assert isinstance(found.portfolio(), Portfolio)


# The command line


def test_the_command_line_prints_it(capsys: pytest.CaptureFixture[str]) -> None:
    """With the arguments of recommend; as JSON the same values."""
    day = str(bundled().date)
    asked = ["portfolio", "agentic_coding", "--on", day, "--license", "open-weight"]
    told = recommend("agentic_coding", license="open-weight").portfolio()
    assert main(asked) == 0
    out = capsys.readouterr().out
    assert out.startswith("Need      ")
    assert out.endswith("\n\n" + told.explain() + "\n")
    assert main([*asked, "--json"]) == 0
    data = {"registry": {"version": bundled().version, "date": day}}
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(to_plain(told, whole=True))) | data
    check = Check(sensitivity=0.95, false_alarm=0.02, usd=Decimal("0.0001"))
    assert main([*asked, "--check", "sensitivity=0.95,false_alarm=0.02,usd=0.0001"]) == 0
    checked = recommend("agentic_coding", license="open-weight").portfolio(check=check)
    assert capsys.readouterr().out.endswith("\n\n" + checked.explain() + "\n")


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
