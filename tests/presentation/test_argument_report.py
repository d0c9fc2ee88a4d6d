"""The argument for the first option as text: its sentences, worked from the small registry, and how much room they take."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from answers import answer, said
from factories import (
    calibrated,
    calibrated_records,
    changed,
    evidence,
    model,
    seen,
    served,
    terms,
)
from llm_selection.analysis.explanation import (
    explain,
)
from llm_selection.analysis.shortlist import Label
from llm_selection.domain.benchmarks import Scale, Task
from llm_selection.domain.calibration import Basket
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.domain.models import Limits
from llm_selection.errors import NothingFits
from llm_selection.presentation import value_report
from llm_selection.presentation.answer_report import as_text
from llm_selection.presentation.argument_report import as_text as argument_as_text
from llm_selection.presentation.argument_report import (
    caveats_section,
    fact_in_words,
    facts_of,
    license_unread,
    notes,
    picks_section,
    quality_in_words,
    sure_section,
    today_section,
    undecided_section,
    why_section,
    winners_section,
)
from llm_selection.presentation.text_layout import MOST_LINES
from llm_selection.recommendation import recommend


def test_the_argument_says_what_the_first_gains_and_gives_up() -> None:
    """What it is expected to cost, and what the next two cost more, split into bill and errors."""
    lines = said(answer())
    assert lines[0] == (
        "acme/large at Acme: $36,343.14 a month = bill $2,300.00 + errors $34,043.14 (17.0 % of 100,000 wrong, $2.00 each)."
    )
    assert lines[1].startswith("Against 2, borg/open: −$34,099 a month (bill +$1,880, errors −$35,979); ")
    assert lines[2].startswith("Against 3, acme/small: −$55,906 a month (bill +$2,070, errors −$57,976); ")
    assert lines[3] == "The first stays first from $0.105 on an error; yours is $2.00."
    assert lines[4] == "An error costs up to $0.0173: acme/small, to $0.105: borg/open, more: acme/large."
    assert "its terms" not in answer().explain()


def test_a_range_says_whether_the_first_stays() -> None:
    """And what the worst regret is where it doesn't."""
    stays, leaves = (winners_section(explain(answer(error_cost=cost))) for cost in ("0.02..0.05", "0.005..0.05"))
    assert stays.sentences[1] == "Over your range, $0.02 to $0.05 an error, the first stays first."
    assert leaves.sentences[1] == (
        "Over your range the first doesn't stay first: at worst, at $0.005 an error, it costs $135 a month more than acme/small."
    )
    assert (leaves.least, leaves.firm, leaves.bare) == (3, 3, 2)
    alone = winners_section(explain(answer(error_cost="quality-only")))
    assert (len(alone.sentences), alone.bare) == (1, 1)
    only = winners_section(explain(answer(model="acme/large")))
    assert only.sentences == ("The first stays first whatever an error costs.",)


def test_what_is_run_today_and_what_a_fact_would_change_have_sections_of_their_own() -> None:
    """Empty where there is nothing to say."""
    found = explain(answer())
    assert (today_section(found).sentences, undecided_section(found).sentences) == ((), ())
    beside = explain(answer(today="borg/open"))
    assert today_section(beside).sentences[0].startswith("Against what you run, borg/open at Host: ")
    records = calibrated_records()
    unjudged = replace(records.offerings[OfferingId("acme/large")], limits=Limits())
    unpriced = served("host/extra", "acme/small", pricing=None)
    facts = changed(records, offerings=[unjudged, unpriced])
    but = undecided_section(explain(recommend("coding", registry=facts, requirements=[]))).sentences
    assert [sentence.split(" would come first")[0] for sentence in but] == ["acme/large at acme"]
    both = explain(recommend("coding", registry=facts, unknowns="include", error_cost="0.01"))
    assert undecided_section(both).sentences[0].startswith("acme/small at host has no known price; below $")


def test_how_sure_it_is_is_said_in_a_section_of_its_own() -> None:
    """All of it, behind the first; it was asked for."""
    found = answer(error_cost="0.02")
    plan = found.evaluation_plan()
    section = sure_section(plan.perfect, plan)
    assert section.whole
    assert section.sentences[0].startswith("borg/open costs the least with a probability of ")
    text = argument_as_text(explain(found), sure=(plan.perfect, plan))
    assert text.index("Why 1") < text.index("Sure ") < text.index("By error")
    assert " ".join(text.split()).count(" ".join(section.sentences)) == 1


def test_nothing_fitting_is_argued_too() -> None:
    """The reasons take the place of an argument."""
    found = answer(min_context_tokens="1M")
    first, *reasons = found.explain().splitlines()
    assert first == "Nothing fits."
    assert " ".join(" ".join(reasons).split()) == f"Reasons {' '.join(found.reasons())}"
    assert found.explain(sure=True) == found.explain()
    with pytest.raises(NothingFits):
        found.explanation()


def test_a_chance_to_be_preferred_is_said_to_be_one() -> None:
    """Against whom, and on how many boards; a report says it in its head, where it takes no room from the arguments."""
    records = calibrated_records()
    calibration = records.calibration
    assert calibration is not None
    votes = Basket(benchmarks=("code-one",), anchor=ModelId("acme/large"), anchor_ratings={"code-one": 1450.0})
    facts = changed(
        records,
        calibration=replace(calibration, baskets={**calibration.baskets, Task.CODING: votes}),
        benchmarks={**records.benchmarks, "code-one": replace(records.benchmarks["code-one"], scale=Scale.RATING)},
        results={},
    )
    found = recommend("coding", registry=facts, unknowns="include")
    scale = "The quality at coding is the chance to be preferred to acme/large on 1 board."
    assert scale in said(found)
    assert scale in list(notes(found.explanation()))
    assert scale not in why_section(found.explanation()).sentences
    assert "\nQuality   at coding: the chance to be preferred to acme/large\n" in as_text(found)


def test_a_bill_that_isnt_known_is_said_to_be_unknown() -> None:
    """A price that isn't published adds up to nothing."""
    base = calibrated_records()
    some = changed(base, models=[model("acme/large")], offerings=[served("host/extra", "acme/large", pricing=None)])
    found = recommend("coding", registry=some, unknowns="include", provider="host", developer="acme")
    assert (
        why_section(explain(found))
        .sentences[0]
        .startswith("acme/large at Host: a bill that isn't known + errors $34,043.14 (")
    )


def test_a_quality_tells_the_newest_of_all_results_and_that_of_the_task_apart() -> None:
    """Each stands behind its own count; results without a day don't tell."""
    base = calibrated_records()
    days = (date(2026, 6, 1), date(2026, 7, 1), None)
    results = {
        id_: tuple(replace(one, measured=day) for one, day in zip(found, days, strict=False))
        for id_, found in base.results.items()
    }
    abilities = {
        task: {id_: replace(one, newest=date(2026, 5, 1)) for id_, one in known.items()}
        for task, known in base.abilities.items()
    }
    some = changed(base, results=results, abilities=abilities)
    quality = fact_in_words(facts_of(explain(recommend("coding", registry=some, model="acme/large")))[-1])
    assert quality.endswith("in all (the newest of 2026-07-01), 2 of this task (the newest of 2026-05-01)")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (terms("freeware"), ""),
        (terms("freeware", text_read=False), " (its license wasn't read)"),
        (None, " (no license of it is known)"),
    ],
)
def test_what_nobody_read_is_said_of_what_can_be_hosted(said: Any, words: str) -> None:
    """Of the best that one can host, of no other pick; and of what was read, nothing."""
    found = explain(answer())
    pick = replace(
        found.picks[0], label=Label.BEST_HOSTED, ranked=replace(found.first, terms=said), note="a machine holds it"
    )
    assert license_unread(said) == words
    sentences = picks_section(replace(found, picks=(pick,))).sentences
    assert sentences == (f"Best you can host: the first{words}.", "A machine holds it.")
    other = replace(pick, label=Label.BEST_QUALITY)
    assert picks_section(replace(found, picks=(other,))).sentences[0].endswith(": the first.")


def test_facts_are_cited_with_their_source_and_day() -> None:
    """What a quality rests on is counted; what an overlay brought says so itself."""
    argument = explain(answer(model="acme/large"))
    facts = {fact.name: fact for fact in argument.facts}
    assert [*facts] == ["price", "context", "license"]
    assert [fact.name for fact in facts_of(argument)] == [*facts, "coding"]
    assert fact_in_words(facts["license"]) == "license acme-terms: A page 1, 2026-11-01 (reported)"


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        (Limits(context_tokens=200_000, max_input_tokens=100_000), "200,000 tokens"),
        (Limits(max_input_tokens=922_000), "unknown, but it takes 922,000 tokens in at most"),
        (Limits(), "unknown"),
    ],
)
def test_a_window_that_isnt_known_is_told_by_what_goes_in(limits: Limits, words: str) -> None:
    """As in the table; the cap is cited with its own source."""
    cap = evidence(**{"limits.max_input_tokens": seen(as_of=date(2026, 10, 2))})
    some = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", limits=limits, evidence=cap)])
    found = recommend("coding", registry=some, provider="host", developer="acme", unknowns="include")
    (fact,) = [fact for fact in explain(found).facts if fact.name == "context"]
    is_cap = limits.context_tokens is None and limits.max_input_tokens is not None
    assert fact_in_words(fact) == f"context {words}: A page 1, {'2026-10-02' if is_cap else '2026-11-01'} (reported)"


def test_a_sentence_begins_with_a_capital_unless_an_id_does() -> None:
    """What stands at the head as an id is one that can be copied."""
    some = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", moving=True)])
    found = recommend("coding", registry=some, workload="assistant", provider="host", developer="acme")
    sentences = caveats_section(explain(found).caveats).sentences
    assert sentences[0] == "host/extra is a moving alias: it may answer with another model tomorrow."
    assert sentences[1:3] == (
        "Rests on 3 results.",
        "No rate for cache reads is published; charged as plain input.",
    )


NEEDS: list[dict[str, Any]] = [
    {"need": "coding"},
    {"need": {"coding": 1, "math": 1}, "license": "open-weight", "unknowns": "include"},
    {"need": "agentic_coding", "hosting": {"accelerator": "nvidia/h100-sxm", "utilization": 0.4}},
    {"need": "multilingual", "worth": {"open-weights": 100}, "today": "openai/gpt-5.4-mini", "solved": 0.6},
    {"need": "vision", "provider_kind": "aggregator"},
    {"need": "writing", "max_monthly_cost": 1},
    {"need": "math", "on": date(2026, 3, 1), "license": "open-source,open-weight"},
]


@pytest.mark.parametrize("asked", NEEDS, ids=str)
def test_an_explanation_fits_a_screen(asked: dict[str, Any]) -> None:
    """80 columns by 40 lines, of what we ship; --sure adds its own lines, and loses none of them."""
    found = recommend(**asked)
    for sure in (False, True):
        lines = found.explain(sure=sure).splitlines()
        assert max(map(len, lines)) <= 80
        assert sure or len(lines) <= MOST_LINES
    if found.ranking:
        whole = " ".join(value_report.as_text(found.value_of_information()).split())
        assert whole in " ".join(found.explain(sure=True).split())


@pytest.mark.parametrize(
    ("points", "words"),
    [(0.4, "less than a point apart"), (-0.4, "less than a point apart"), (1.2, "+1 point,"), (-2.4, "−2 points,")],
)
def test_points_of_picks_are_counted(points: float, words: str) -> None:
    """One is one point, and what rounds to none is less than one."""
    found = explain(recommend("coding", registry=calibrated()))
    picked = next(pick for pick in found.picks if pick.difference is not None and not pick.difference.same_model)
    assert picked.difference is not None
    told = replace(picked, difference=replace(picked.difference, points=points, chance=0.999))
    assert f", {words}" in " ".join(picks_section(replace(found, picks=(told,))).sentences)


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.5, "hard to tell apart (it is 50% likely as good or better)"),
        (0.75, "hard to tell apart (it is 75% likely as good or better)"),
        (0.8413, "84% likely better"),
        (0.0228, "98% likely worse"),
        (0.9999, "more than 99% likely better"),
        (0.0001, "more than 99% likely worse"),
    ],
)
def test_quality_is_told_apart_only_where_it_can_be(chance: float, words: str) -> None:
    """Between a quarter and three quarters nobody is called better, and nothing is called certain."""
    found = replace(explain(answer()).rivals[0].difference, chance=chance)
    assert quality_in_words(found) == words
    assert quality_in_words(replace(found, same_model=True)) == "the same model"
