"""Reports: text of at most 80 columns that says why, what it asks, where from, and what is left out."""

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from factories import (
    DAY,
    calibrated,
    calibrated_records,
    card,
    changed,
    evidence,
    model,
    period,
    schedule,
    seen,
    served,
    terms,
)
from llm_selection.analysis.explanation import duties
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evaluations import Evaluation
from llm_selection.domain.evidence import Agreement, Status
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Downloadable, Limits, Model
from llm_selection.domain.offerings import Service
from llm_selection.domain.prices import Mode, PriceSchedule, TimeWindow
from llm_selection.errors import Fault
from llm_selection.presentation.answer_report import as_markdown, as_text
from llm_selection.presentation.json_answer import as_answer
from llm_selection.presentation.money_in_words import task_usd_in_words
from llm_selection.presentation.record_report import as_lines
from llm_selection.presentation.text_layout import MOST_LINES
from llm_selection.recommendation import recommend
from llm_selection.registry import Registry, bundled
from llm_selection.registry._registry import with_layers
from overlays import registry_with, shop

NIGHT = TimeWindow(start_minute=0, end_minute=480)


def text(
    some: Registry | None = None, need: Any = "coding", limit: int = 10, *, whole: bool = False, **keywords: Any
) -> str:
    """Recommend from the small registry, and write it as text."""
    return as_text(recommend(need, registry=some or calibrated(), **keywords), limit=limit, whole=whole)


def joined(written: str) -> str:
    """Undo the wrapping."""
    return " ".join(written.split())


def test_the_head_says_what_was_asked() -> None:
    """The need, the workload and where it comes from, what an error costs and why, and the data with its age."""
    written = joined(text(need={"coding": 2, "math": 1}, min_context_tokens="100k"))
    assert "Need coding ×2 + math · context ≥ 100,000 Workload code-completion, the task's default: 100,000" in written
    assert (
        "Errors $2.00 for each task at coding gone wrong, 100,000 tasks a month. Two minutes to notice a wrong patch and ask "
        "again, at $60 an hour (assumed; --error-cost takes yours) $1.00 for each task at math gone wrong. A minute to check "
        "and redo a wrong solution, at $60 an hour (assumed; --error-cost takes yours) Data 2026.11.1, prices up to "
        "2026-11-01 · 5 offerings of 4 models"
    ) in written
    priced = joined(text(today="borg/open", solved=0.6, worth={"open-weights": 300, "region=eu": "0.5"}))
    assert (
        "Worth open-weights $300 a month, region=eu $0.5 a month Today borg/open, which solves about 60% of the work Data "
        in priced
    )
    assert "Today borg/open Data" in joined(text(today="borg/open"))
    changed_preset = joined(as_text(recommend("coding-agent", error_cost=3, worth={"open-weights": 1})))
    assert (
        "with tools, with error cost and worth of your own; llm-selection show coding-agent says why" in changed_preset
    )
    given = joined(text(workload="assistant"))
    assert "Workload assistant: 100,000 requests a month, 2,500 tokens in (50% cached), 300 out" in given


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, ", prices up to 2026-11-01"),
        (1, ", 1 day old, prices up to 2026-11-01"),
        (2, ", 2 days old, prices up to 2026-11-01"),
        (1200, ", 1,200 days old, prices up to 2026-11-01"),
        (-1, ", 1 day newer than the day asked about"),
        (-3, ", 3 days newer than the day asked about"),
    ],
)
def test_the_age_of_the_data(days: int, words: str) -> None:
    """How old the data is on the day asked about; of an earlier day, what is of that day and what isn't."""
    day = DAY + timedelta(days=days)
    written = joined(text(on=day))
    prices = f"prices in force on {day} · " if days else ""
    assert f"Data 2026.11.1{words} · {prices}5 offerings" in written
    assert ("Looking back: " in written) == (days < 0)
    back = "prices (known of 5 of 5 offerings), releases and results are those of the day; all else is as known today."
    assert days >= 0 or back in written


def test_the_head_says_up_to_which_day_prices_were_read() -> None:
    """What is built on a day was gathered before; prices known firsthand have no day, and an earlier day has its own."""
    records = calibrated_records()

    def with_prices(**said: Any) -> Registry:
        """Return the small market, its prices on this word."""
        known = records.offerings.values()
        return changed(records, offerings=[replace(one, evidence=evidence(pricing=seen(**said))) for one in known])

    before = with_prices(as_of=date(2026, 10, 9))
    assert "Data 2026.11.1, prices up to 2026-10-09 · 5 offerings" in joined(text(before))
    assert "Data 2026.11.1, 1 day old, prices up to 2026-10-09 · prices in" in joined(
        text(before, on=DAY + timedelta(days=1))
    )
    assert "prices up to" not in text(before, on=DAY - timedelta(days=1))
    assert "Data 2026.11.1 · 5 offerings" in joined(text(with_prices(status=Status.DOCUMENTED)))


@pytest.mark.parametrize(("days", "told"), [(90, False), (91, True), (26_335, True)])
def test_a_day_far_beyond_the_data_is_told(days: int, told: bool) -> None:
    """Beyond the days for which a price counts as read, the answer says what it can't know."""
    day = DAY + timedelta(days=days)
    said = f"Looking ahead: {day} is {days:,} days past the data, of {DAY}. Models, prices and ends of service that came since"
    assert (said in joined(text(on=day))) is told


def test_a_day_before_any_price_is_told() -> None:
    """Not by counts of what fails alone: from which day on prices are known, and of how many offerings on that day."""
    facts = calibrated()
    first = min(
        offering.pricing.periods[0].effective
        for offering in facts.offerings.values()
        if isinstance(offering.pricing, PriceSchedule)
    )
    before = joined(text(on=first - timedelta(days=1)))
    assert f"Looking back: no price by the token is known of that day, the first is of {first}; releases and" in before


def test_the_table_has_a_row_a_place() -> None:
    """Place, model, quality, on how much it rests, bill, bill with errors, and license; the limit holds."""
    rows = [line for line in text().splitlines() if line[:4].strip().isdecimal()]
    found = recommend("coding", registry=calibrated()).ranking
    assert [row.split()[:2] for row in rows] == [[str(one.place), one.model.id] for one in found]
    assert [f" {one.cost.per_month:,.0f} " in row for one, row in zip(found, rows, strict=True)] == [True] * 3
    totals = [f" {one.expected.total:,.0f} " in row for one, row in zip(found, rows, strict=True)]
    assert totals == [True] * 3
    assert [seen in row for seen, row in zip((" 2/2 ", " 2/2 ", " 1/2 "), rows, strict=True)] == [True] * 3
    assert all("●" in row for row in rows)
    assert len([line for line in text(limit=1).splitlines() if line[:4].strip().isdecimal()]) == 1
    assert "Nothing fits" not in text(limit=0)


def test_the_table_weighs_tasks_as_the_order_does() -> None:
    """The quality shown is the one ranked: each task by its part of the work."""
    need = {"coding": 9, "math": 1}
    ranking = recommend(need, registry=calibrated(), unknowns="include").ranking
    (shown,) = [line for line in text(need=need, unknowns="include").splitlines() if line.startswith("  1 ")]
    assert shown.split()[2] == f"{ranking.overall_shares()[ranking.offerings_of(0)[0]] / 10**7:.0f}"


def test_near_ties_are_marked() -> None:
    """In the table and in Markdown, with what the mark means; by cost, or by quality where that counts alone."""
    written = text(error_cost="0.02")
    assert re.search(r"^≈ 2 acme/small ", written, re.MULTILINE)
    assert re.search(r"^  3 acme/large ", written, re.MULTILINE)
    legend = "≈ near tie, 33% or more likely to cost less than place 1"
    assert legend in joined(written)
    page = as_markdown(recommend("coding", registry=calibrated(), error_cost="0.02"))
    assert "| ≈ 2 | `acme/small` |" in page
    assert legend in page
    assert "near tie" not in text()
    alike = as_text(recommend("agentic_coding", error_cost="quality-only"))
    assert "≈ near tie, 33% or more likely to be as good as place 1" in joined(alike)


def test_what_its_developer_alone_measured_is_marked() -> None:
    """Where every result of the tasks is the developer's own."""
    written = text(need="math")
    assert re.search(r"^..3 acme/small .* 1/1v ", written, re.MULTILINE)
    assert "v: by its developer alone" in joined(written)
    assert "by its developer" not in text()


def test_how_sure_it_is_is_said_where_it_is_asked() -> None:
    """With the test to run; nothing of it where quality counts alone."""
    found = recommend("coding", registry=calibrated(), error_cost="0.02")
    assert "\nSure      borg/open costs the least with a probability of " in as_text(found, sure=True)
    assert "\nSure " not in as_text(found)
    alone = recommend("coding", registry=calibrated(), error_cost="quality-only")
    assert "\nSure " not in as_text(alone, sure=True)


def test_the_first_place_is_argued() -> None:
    """Why, what the licenses ask, where to call it, and where its facts come from."""
    written = joined(text(whole=True))
    assert "Why 1 acme/large at Acme: $36,343.14 a month = bill $2,300.00 + errors $34,043.14 (" in written
    assert "Duties ¹ Acme-Terms: nothing beyond its notices" in written
    assert "Not legal advice; the text itself decides." in written
    assert "Serve 1 at Acme as large, LiteLLM acme/large 2 at" in written
    assert "also at cloud" in written
    assert (
        "Facts 1 price $5 in, $20 out a million tokens, since 2026-01-01 (documented): A page 1, 2026-11-01 (reported)"
        in written
    )
    assert (
        "expected share solved of 2 benchmarks, of which 2 were measured; from 3 results in all, 2 of this task"
        in written
    )


def test_what_is_marked_is_told() -> None:
    """In short the first license that asks for something, and that the others are elsewhere; in full each of them."""
    ids = [f"borg/m{number}" for number in range(4)]
    base = named(ids).records()
    some = changed(base, models=[replace(base.models[ModelId(id_)], license=f"l{id_[-1]}") for id_ in ids])
    short, whole = (joined(text(some, model=ids, whole=each)) for each in (False, True))
    assert "Apache-2.0 ⁴" in whole
    assert "²" not in short
    assert "¹ L0: nothing beyond its notices" in short
    assert "notices. Duties of unmarked rows: llm-selection show ID. Not legal advice. " in short
    assert "⁴ L3: nothing beyond its notices" in whole
    assert "other places" not in whole
    assert "Duties" not in text(developer="borg")


def test_duties_of_a_free_license_are_told_of_the_first_place() -> None:
    """In short too; of a later place only that there are some, in full and in Markdown its own."""
    records = calibrated_records()
    some = changed(records, licenses=[terms("freeware", conditions="keep the notice")])
    written = text(some, developer="borg")
    assert re.search(r"^  1 borg/open .* ¹$", written, re.MULTILINE)
    assert "Duties    ¹ Freeware: keep the notice" in written
    assert "Freeware: " not in text(some)
    assert "Duties of unmarked rows: llm-selection show ID." in joined(text(some))
    assert "² Freeware: keep the notice" in text(some, whole=True)
    assert "² Freeware: keep the notice" in as_markdown(recommend("coding", registry=some))


def test_the_price_cited_is_the_one_in_force() -> None:
    """An earlier day rests on the earlier period's evidence; today's price on what sources agree on."""
    prices = schedule(
        period(card("1", "2"), evidence=seen(status=Status.DOCUMENTED)),
        period(card("3", "4"), effective=date(2026, 10, 1)),
    )
    agreed = evidence(pricing=seen(agreement=Agreement.AGREED))
    some = changed(
        calibrated_records(sources={"page": replace(calibrated_records().sources["page"], retrieved=date(2026, 8, 1))}),
        offerings=[served("host/extra", "acme/large", pricing=prices, evidence=agreed)],
    )
    asked: dict[str, Any] = {"provider": "host", "developer": "acme", "unknowns": "include"}
    now, before = (joined(text(some, whole=True, on=day, **asked)) for day in (None, date(2026, 9, 1)))
    assert "since 2026-10-01 (documented): A page 1, 2026-11-01 (reported, agreed)" in now
    assert "since 2026-01-01 (documented): A page 1, 2026-11-01 (documented)" in before


def test_evidence_shows_whether_sources_agree() -> None:
    """The standing of a fact and the agreement of its sources stand beside it."""
    some = changed(
        calibrated_records(),
        offerings=[
            served("acme/large", "acme/large", "5", "20", evidence=evidence(limits=seen(agreement=Agreement.AGREED)))
        ],
    )
    assert "context 200,000 tokens: A page 1, 2026-11-01 (reported, agreed)" in joined(text(some, whole=True))


def test_what_is_left_out_is_said() -> None:
    """Failures by requirement, undecided options, and models without results."""
    written = joined(text(need="math", region="eu,us", whole=True))
    assert (
        "Unsure 3 options for want of a fact – region eu or us: 3; the first of models not above: acme/large 70, "
        "acme/small 28 --unknowns include ranks them." in written
    )
    untold = changed(calibrated_records(), offerings=[served("acme/large", "acme/large", limits=Limits())])
    assert "--unknowns include ranks them, but not those without a result that counts." in joined(
        text(untold, whole=True)
    )
    answered = joined(text(max_input_price="1", whole=True))
    assert (
        "Not in 2 options fail a requirement, yours or every answer's – input price ≤ $1/M: 2 "
        "Unsure 1 model without a result that counts: borg/new" in answered
    )
    assert "--unknowns" not in answered
    assert "Not in 1 option fails a requirement" in joined(text(max_input_price="2"))


def test_what_is_included_is_said_to_be() -> None:
    """The head says so, and nothing that is ranked is called left out, in short or in full."""
    for whole in (False, True):
        written = joined(text(need="math", region="eu,us", unknowns="include", whole=whole))
        assert "what can't be judged included" in written
        assert "--unknowns include" not in written
        assert "of models not above" not in written


def test_every_row_that_isnt_known_to_meet_something_is_marked() -> None:
    """And no other, with one line that says what; in Markdown too, and where nothing is open, no mark."""
    asked: dict[str, Any] = {"region": "us,eu", "unknowns": "include"}
    written = text(need="math", **asked)
    rows = [line for line in written.splitlines() if line[1:4].strip().isdecimal()]
    assert [line[:4] for line in rows] == ["? 1 ", "  2 ", "? 3 "]
    assert "    ? not known to meet: region eu or us\n" in written
    page = as_markdown(recommend("math", registry=calibrated(), **asked))
    assert page.count("| ? ") == 2
    assert "? not known to meet: region eu or us\n" in page
    assert "not known to meet" not in text(need="math", unknowns="include")


def test_what_rows_arent_known_to_meet_is_counted_where_it_is_much() -> None:
    """Three are named, and who says which."""
    asked: dict[str, Any] = {
        "region": "us",
        "no_training_on_inputs": True,
        "max_retention_days": 0,
        "max_ttft_seconds": 1,
    }
    written = joined(text(unknowns="include", **asked))
    assert (
        "? not known to meet: region us; no training on inputs; prompts kept ≤ 0 days; and 1 more (--why-not ID says which)"
        in written
    )


def test_what_nobody_says_of_any_offering_is_told() -> None:
    """Whatever the requirement, in short and in full, ranked or not; not where one offering is known to meet or fail it."""
    said = "Unsure “no training on inputs”: nobody says this of any offering here; an overlay can bring it."
    several: list[dict[str, Any]] = [{}, {"whole": True}, {"unknowns": "include"}]
    for keywords in several:
        assert said in joined(text(no_training_on_inputs=True, **keywords))
    service = served("acme/large", "acme/large", service=Service(trains_on_inputs=True))
    one = changed(calibrated_records(), offerings=[service])
    assert "nobody says" not in text(one, no_training_on_inputs=True)
    assert "nobody says" not in text(region="eu", min_context_tokens="9M")


def test_hardware_of_ones_own_is_asked_for() -> None:
    """Who asks for what is self-hosted without saying on what is told how to say it."""
    hint = "Instead Self-hosted is hardware of your own; say which by --host, such as --host nvidia/h100-sxm,utilization=0.4."
    assert hint in joined(text(provider_kind="self-hosted"))
    assert "--host" not in text(provider_kind="aggregator")


def test_what_is_left_out_is_counted_in_short() -> None:
    """One sentence: the requirement that can be told of fewest, how to rank it, and what has no result."""
    assert joined(text(need="math", region="eu,us")).endswith(
        "Unsure 3 options for want of a fact (region eu or us: 3); --unknowns include ranks them"
    )
    assert joined(text(max_input_price="1")).endswith(
        "Not in 2 options fail a requirement, yours or every answer's – input price ≤ $1/M: 2 "
        "Unsure 1 model without a result that counts"
    )
    assert "Unsure" not in text(developer="acme")


def test_what_was_never_measured_isnt_said_to_be_ranked() -> None:
    """Including unknowns ranks what is undecided, and no model without any result."""
    untold = changed(calibrated_records(), offerings=[served("acme/large", "acme/large", limits=Limits())])
    assert "; --unknowns include ranks them, but not those" not in joined(text(untold))
    assert "--unknowns include ranks them, but not those without a result that counts." in joined(
        text(untold, whole=True)
    )


def test_undecided_models_that_are_ranked_or_unmeasured_arent_named() -> None:
    """Only a model that the missing fact keeps out of the ranking is worth a look."""
    ranked_already = changed(calibrated_records(), offerings=[served("host/extra", "acme/large", limits=Limits())])
    written = joined(text(ranked_already, whole=True))
    assert "Unsure 1 option for want of a fact – " in written
    assert "first of models not above" not in written
    assert "--unknowns" not in written


def test_long_lists_are_cut_and_counted() -> None:
    """A dozen models without results aren't listed in full."""
    models = [model(f"borg/new-{number:02}", weights=Downloadable(), license="freeware") for number in range(12)]
    some = changed(
        calibrated_records(), models=models, offerings=[served(f"host/new-{one.id[-2:]}", one.id) for one in models]
    )
    written = joined(text(some, whole=True))
    assert "Unsure 13 models without a result that counts: " in written
    assert "and 7 more" in written.partition("without a result that counts")[2]


def test_nothing_fits_is_said_with_reasons() -> None:
    """Wrapped like the rest."""
    written = text(min_context_tokens="9M", region="eu")
    assert "Nothing fits." in written.splitlines()
    assert "Reasons context ≥ 9,000,000: 5 fail it, 1 of them nothing else" in joined(written)


def named(ids: list[str], **changes: Any) -> Registry:
    """Make a market of models with these ids, all as able as each other."""
    base = calibrated_records()
    models: list[Model] = [model(id_, weights=Downloadable(), **changes) for id_ in ids]
    ability = next(iter(base.abilities[Task.CODING].values()))
    return changed(
        base,
        models=models,
        licenses=[terms(f"l{number}", expression="Apache-2.0", osaid_compatible=None) for number in range(20)],
        abilities={task: {**known, **{one.id: ability for one in models}} for task, known in base.abilities.items()},
        offerings=[served(f"host/x{number}", one.id, "0.01", "0.01") for number, one in enumerate(models)],
    )


def test_what_overlays_brought_is_said() -> None:
    """The head names them; the facts of the first place say who brought the model, license, offering and price."""
    found = text(registry_with(shop()), whole=True)
    head, facts = found.split("\n\n")[0], found.partition("Facts 1")[2]
    assert "Data      2026.11.1 with shop 1.0, prices up to 2026-11-01 · " in head
    assert "1 shop/tuned" in found
    assert "price $0.1 in, $0.2 out a million tokens, since 2026-10-01 (documented): The shop's contract" in joined(
        facts
    )
    assert "model, license.outputs_may_train, offering, price, results brought by shop 1.0" in joined(facts)
    assert "Fine-tuned from borg/open: its quality starts from what is known of that; of its own 2 results count" in (
        joined(found)
    )
    assert "provider allowed by shop 1.0: 2" in joined(found)


def test_an_overlay_that_is_left_out_is_counted() -> None:
    """An answer without a package that is installed says so in its head."""
    broken = with_layers(calibrated(), (), left_out=(Fault(where="package lost 1", problem="can't be loaded"),))
    assert "Data      2026.11.1, 1 overlay left out, prices up to 2026-11-01" in text(broken)


@pytest.mark.parametrize("length", [10, 30, 36, 40, 46, 60, 120])
def test_the_table_fits_80_columns_whatever_the_names(length: int) -> None:
    """The bar shrinks, then gives way to numbers, then names lose their middle, never their end."""
    ids = [f"borg/{'long-' * 40}"[: length - 2] + f"-{number}" for number in range(2)]
    written = text(named(ids, license="l1"), limit=2)
    table = written.split("\n\n")[1].splitlines()
    rows = [line for line in table if line[:4].strip(" ≈").isdecimal()]
    assert all(len(line) <= 80 for line in table)
    assert [row.strip("≈ ").split()[1][-2:] for row in rows] == ["-0", "-1"]
    assert [row.strip("≈ ").split()[1] for row in rows] == ids or length > 30


def test_what_a_finished_task_costs_is_a_column() -> None:
    """In text and Markdown, with what it takes for granted; in JSON in full."""
    found = recommend("coding", registry=calibrated())
    first = found.best
    assert first.finished_task_usd is not None
    bill, share = first.cost.per_month or 0, first.quality[Task.CODING].mean
    assert float(first.finished_task_usd) == pytest.approx(float(bill) / 100_000 / share)
    header, row = as_text(found).split("\n\n")[1].splitlines()[:2]
    assert "bill  a task  in all" in header
    assert task_usd_in_words(first.finished_task_usd) in row.split()
    legend = "a task: bill for each one solved, failures noticed; in all: "
    assert legend in joined(as_text(found))
    assert f"\n{legend}" in as_markdown(found)
    assert f" | {task_usd_in_words(first.finished_task_usd)} | " in as_markdown(found)


def test_answers_that_are_only_preferred_have_no_such_column() -> None:
    """Nor its note."""
    found = recommend("translation")
    for written in (as_text(found), as_markdown(found)):
        assert "a task" not in written.partition("Why 1")[0].partition("Data")[2]


def test_where_names_would_be_cut_short_it_isnt_there() -> None:
    """Names and licenses go before it: beside a long license there is no room for it."""
    records = named(["borg/a-model-with-a-name-of-forty-columns-00"], license="l1").records()
    long = replace(records.licenses["l1"], expression="An-Expression-Of-Many-Columns-1.0")
    written = text(changed(records, licenses=[long]), limit=1, model="borg/a-model-with-a-name-of-forty-columns-00")
    header = written.split("\n\n")[1].splitlines()[0]
    assert "a task" not in header
    assert "bill  in all" in header
    assert "a task: bill" not in written


def test_more_licenses_than_superscripts() -> None:
    """The tenth license is marked too."""
    base = named([f"borg/m{number:02}" for number in range(11)])
    records = base.records()
    numbered = [
        replace(records.models[id_], license=f"l{number}")
        for number, id_ in enumerate(id_ for id_ in records.models if id_.startswith("borg/m"))
    ]
    written = text(changed(records, models=numbered), limit=20, whole=True)
    assert "(10)" in written
    assert "Apache-2.0 ¹" in written


def test_unknown_license_window_and_price_are_marked() -> None:
    """A question mark isn't a zero."""
    some = changed(
        calibrated_records(),
        models=[model("acme/large")],
        offerings=[served("host/extra", "acme/large", pricing=None, limits=Limits())],
    )
    written = text(some, unknowns="include", provider="host", developer="acme")
    (row,) = [line for line in written.splitlines() if line.startswith("? 1 ")]
    assert row.split()[-4:] == ["?", "?", "unknown", "¹"]
    assert "¹ No license known: no license is known; ask the provider" in joined(written)
    assert "price" not in written.partition("Facts 1")[2].partition("\n")[0]


def test_a_limit_of_the_input_isnt_taken_for_a_window() -> None:
    """Where the window isn't known but the limit of the input is, that is shown, and marked."""
    some = changed(
        calibrated_records(),
        offerings=[served("acme/large", "acme/large", "5", "20", limits=Limits(max_input_tokens=922_000))],
    )
    assert "| 922k in |" in as_markdown(recommend("coding", registry=some))
    untold = changed(calibrated_records(), offerings=[served("acme/large", "acme/large", limits=Limits())])
    assert "| ? | closed" in as_markdown(recommend("coding", registry=untold, unknowns="include"))
    large = served("acme/large", "acme/large", limits=Limits(context_tokens=1_000_000, max_output_tokens=9000))
    assert "| 1.0M | closed" in as_markdown(
        recommend("coding", registry=changed(calibrated_records(), offerings=[large]))
    )


@pytest.mark.parametrize(
    ("cards", "price"),
    [
        ([card("1", "2", mode=Mode.BATCH)], None),
        ([card("1", "2", above_prompt_tokens=5)], None),
        ([card("1", None)], None),
        (
            [card("0.5", "1", windows=(NIGHT,)), card("1", "2", cache_read="0.1")],
            "price $1 in, $2 out, $0.1 cache read a million",
        ),
        ([], None),
    ],
)
def test_the_price_of_the_first_place_is_cited_if_there_is_one(cards: list[Any], price: str | None) -> None:
    """By the hour, the dearest, which is what was charged; without a whole base card, none."""
    some = changed(
        calibrated_records(), offerings=[served("host/extra", "acme/large", pricing=schedule(period(*cards)))]
    )
    written = joined(text(some, unknowns="include", provider="host", developer="acme", whole=True))
    assert ("price $" in written) == (price is not None)
    assert price is None or price in written


def test_cents_dollars_and_upper_bounds() -> None:
    """Below $10 cents are shown; an upper bound says so."""
    small = {"requests_per_month": 100, "input_tokens": 1000, "output_tokens": 100, "cached_input_share": 0.5}
    written = text(workload=small, developer="borg")
    assert "≤0.13" in written
    assert " ≤70 " in written
    legend = "; ≤ at most: what isn't known of its price counts at the dearest it can be"
    assert legend in joined(written)
    assert legend not in joined(text())
    found = recommend("coding", registry=calibrated(), workload=small, developer="borg")
    assert f"{legend}\n" in as_markdown(found)


def test_other_regions_of_the_same_provider() -> None:
    """Where the other offerings are all the provider's own, that is said."""
    some = changed(calibrated_records(), offerings=[served("acme/large-eu", "acme/large", "6", "24")])
    assert "also at the same provider, in other regions or tiers" in joined(
        text(some, developer="acme", model="acme/large")
    )


def test_looking_back_cites_nothing_newer() -> None:
    """The newest result named isn't newer than the day asked about."""
    base = calibrated_records()
    days = (date(2026, 6, 1), date(2026, 7, 1), date(2026, 10, 1))
    results = {
        id_: tuple(replace(one, measured=day) for one, day in zip(found, days, strict=False))
        for id_, found in base.results.items()
    }
    written = joined(
        text(
            changed(base, results=results),
            on=date(2026, 8, 1),
            developer="acme",
            unknowns="include",
            model="acme/large",
            whole=True,
        )
    )
    assert "the newest of 2026-07-01" in written


TASKS = [
    task
    for task in ("coding", "agentic_coding", "math", "factuality", "writing")
    if bundled().calibration is not None and task in bundled().calibration.baskets  # type: ignore[union-attr]  # just checked
]


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(
    "keywords",
    [
        {},
        {"license": "open-weight", "unknowns": "include"},
        {"provider_kind": "aggregator"},
        {"min_context_tokens": "90M"},
        {"max_monthly_cost": 1},
        {"on": date(2026, 6, 1)},
    ],
    ids=str,
)
def test_what_we_ship_fits_80_columns(task: str, keywords: dict[str, Any]) -> None:
    """On several needs, found or not, no line is wider."""
    written = as_text(recommend(task, **keywords), limit=100)
    assert [line for line in written.splitlines() if len(line) > 80] == []
    assert len(as_text(recommend(task, **keywords)).splitlines()) <= MOST_LINES


@pytest.mark.parametrize("preset", ["long-documents", "data-analysis", "coding-agent"])
def test_an_answer_of_an_earlier_day_fits_a_screen(preset: str) -> None:
    """Its head says more, so that the rest says less."""
    assert len(as_text(recommend(preset, on=date(2026, 6, 1))).splitlines()) <= MOST_LINES


def test_own_results_are_shown() -> None:
    """In the head, beside the facts of the first place, and what would be first without them."""
    ours = Evaluation.counted("ours", {"acme/small": (190, 200), "acme/large": (100, 200)})
    written = joined(text(results=ours, whole=True))
    assert "Results your own: ours (2 models) Data" in written
    assert (
        "expected share solved of your own work, as your own test “ours” tells; of 2 public benchmarks 1 was measured; from 2 "
        "results in all, 1 of this task"
    ) in written
    assert "Without your results, the first would be acme/large." in written
    alone = text(model="acme/small", results=ours)
    assert "Results   your own: ours (2 models)" in alone


def test_a_model_that_only_the_user_measured_has_no_newest_public_result() -> None:
    """No day is made up for it."""
    ours = Evaluation.counted("ours", {"borg/new": (190, 200)})
    written = joined(text(model="borg/new", results=ours, whole=True))
    assert "of 2 public benchmarks 0 were measured; from 0 results in all, 0 of this task" in written
    assert "newest of" not in written


# Markdown


def test_markdown_says_all_of_it_and_links_the_sources() -> None:
    """A table of places, the argument as lists, facts with links, and what is left out."""
    found = recommend("coding", registry=calibrated())
    written = as_markdown(found, sure=True)
    assert written.startswith("# acme/large\n\n- **Need**: coding\n")
    assert written.endswith("\n")
    assert not written.endswith("\n\n")
    rows = [line for line in written.splitlines() if line.startswith("| ")]
    assert len(rows) == 2 + len(found.ranking)
    assert {row.count("|") for row in rows} == {11}
    headings = [line.removeprefix("## ") for line in written.splitlines() if line.startswith("## ")]
    assert headings == ["Why 1", "By error", "Sure", "Picks", "Mind", "Duties", "Serve", "Facts", "Left out"]
    assert "- license acme-terms: [A page](<https://example.org>) 1, 2026-11-01 (reported)" in written
    assert "- **Unsure**: 1 model without a result that counts: borg/new" in written


def test_markdown_where_nothing_fits() -> None:
    """The reasons, and the nearest thing that would do."""
    written = as_markdown(recommend("coding", registry=calibrated(), min_context_tokens="9M"))
    assert written.startswith("# nothing fits\n")
    assert "## Reasons\n\n- context ≥ 9,000,000: " in written
    assert "## Instead\n\n- The fewest requirements" in written


def test_markdown_takes_no_text_for_markup() -> None:
    """What comes from an overlay can't draw a table, a link or a heading."""
    some = named(["borg/a_b"], license="l0")
    records = some.records()
    terms_of = replace(records.licenses["l0"], name="A | B *c* [d](e) <f>")
    written = as_markdown(recommend("coding", registry=changed(records, licenses=[terms_of]), model="borg/a_b"))
    assert r"A \| B \*c\* \[d\](e) \<f>" in written
    assert "# borg/a\\_b\n" in written


def test_markdown_of_what_an_overlay_brought() -> None:
    """It has no source to link, its text says whose it is."""
    written = as_markdown(recommend("coding", registry=registry_with(shop())))
    assert "brought by shop 1.0" in written


@pytest.mark.parametrize("license_", ["llama-4-community", "apache-2.0", "proprietary-anthropic", None])
def test_every_door_says_the_same_duties(license_: str | None) -> None:
    """Text in full, Markdown, the argument, JSON and the license itself: one list, in the same words."""
    shipped = bundled()
    held = [replace(shipped.licenses[license_], evidence=evidence())] if license_ else []
    models = [replace(each, license=license_) for each in calibrated().models.values()]
    facts = changed(calibrated_records(), licenses=held, models=models)
    found = recommend("coding", registry=facts, unknowns="include")
    asked = [duty.text for duty in duties(held[0] if held else None)]
    assert asked
    told = "; ".join(asked)
    assert told in joined(as_text(found, whole=True))
    assert told.replace("*", r"\*").replace("_", r"\_") in joined(as_markdown(found))
    assert tuple(asked) == tuple(duty.text for duty in found.explanation().duties)
    assert as_answer(found).ranking[0].license.duties == found.explanation().duties
    if held:
        assert told in joined("\n".join(as_lines(facts, facts.licenses[held[0].id])))
