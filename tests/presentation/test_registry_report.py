"""Changes in words: audits and diffs for a terminal, and diffs as Markdown."""

from dataclasses import replace
from datetime import date

import pytest

from factories import calibrated, calibrated_records, card, changed, period, schedule, served
from llm_selection.domain.evidence import Status
from llm_selection.domain.prices import Mode
from llm_selection.errors import Fault
from llm_selection.presentation.registry_report import as_markdown, as_text, audit_as_text
from llm_selection.registry import Overlay, bundled, diff
from llm_selection.registry._registry import with_layers
from overlays import CONTRACT, price, registry_with, shop


def test_an_audit_without_overlays_says_so() -> None:
    """There is a base, nothing on top, and nobody to disagree."""
    assert audit_as_text(calibrated()).splitlines() == [
        "Base      data 2026.11.1, schema 8; this library reads 1 to 8",
        "On top    nothing",
        "",
        "Conflicts none",
    ]


def test_an_audit_lists_by_origin_what_stands_and_what_it_was() -> None:
    """Each line says what is done; an override says what it is now and what it was, each on whose word."""
    lines = audit_as_text(registry_with(shop())).splitlines()
    assert lines[1] == "On top    1 shop 1.0; the last one wins"
    assert "  adds      model shop/tuned – The shop's contract, 2026-10-01 (documented)" in lines
    assert not any("model shop/tuned: base" in line for line in lines)
    place = lines.index("  overrides offering host/open: pricing")
    assert lines[place + 1 : place + 5] == [
        "            now from 2026-10-01: input 0.5, output 1.5 – The shop's contract,",
        "            2026-10-01 (documented)",
        "            was from 2026-01-01: input 1, output 3 – A page, 2026-11-01",
        "            (reported)",
    ]
    assert "  adds      2 results of shop/tuned from contract" in lines
    assert "  denies    provider acme" in lines
    assert max(map(len, lines)) <= 80


def test_an_audit_shows_conflicts_notes_and_who_was_left_out() -> None:
    """Who was overruled by whom, what deserves a look, and which package isn't there."""
    late = Overlay(
        "zeta",
        "2.0",
        evidence=CONTRACT,
        offerings={"host/open": {"pricing": price("0", "0")}, "cloud/open": {"removed": True}},
        results=[
            {"model": "acme/small", "benchmark": "code-one", "score": 0.5, "reporter": "vendor", "source": "page"},
        ],
    )
    made = registry_with(shop(), late)
    made = with_layers(made, made.layers, left_out=(Fault(where="package lost 1", problem="can't be loaded"),))
    text = audit_as_text(made)
    assert "On top    1 shop 1.0 · 2 zeta 2.0; the last one wins\nLeft out  package lost 1: can't be loaded" in text
    assert "            overruled by zeta 2.0" in text
    assert "(documented), by shop 1.0" in " ".join(text.split())
    assert "Conflicts offering host/open: pricing: shop 1.0 against zeta 2.0, which wins" in text
    assert "Look at   zeta 2.0: offering host/open: a price of 0 for input and output" in text
    assert "  removes   offering cloud/open" in text
    assert "  overrides 1 result of acme/small from page in place of 2" in text


def test_a_conflict_over_a_whole_record_names_no_field() -> None:
    """Two overlays that deny and allow aren't in conflict; two that write one field are, each told on a line."""
    one, two = (
        Overlay(name, "1", evidence=CONTRACT | {"source": "page"}, models={"borg/new": table})
        for name, table in (
            ("one", {"released": "2026-10-01", "family": "x"}),
            ("two", {"released": "2026-10-03", "family": "y"}),
        )
    )
    lines = audit_as_text(registry_with(one, two)).splitlines()
    assert lines[-2:] == [
        "Conflicts model borg/new: family: one 1 against two 1, which wins",
        "          model borg/new: released: one 1 against two 1, which wins",
    ]


def test_equal_registries_have_no_changes() -> None:
    """Nothing changed, in text and in Markdown."""
    found = diff(calibrated(), calibrated())
    assert as_text(found).endswith("\n\nNothing changed.")
    assert as_markdown(found).endswith("\n\nNothing changed.\n")


def test_lists_tell_what_they_leave_to_choose_from() -> None:
    """What an overlay denies is told offering by offering, and what no overlay denies any more."""
    ruled = calibrated() | Overlay("rules", "1", deny={"providers": ["host"]}, allow={"developers": ["borg"]})
    told = as_text(diff(calibrated(), ruled))
    assert told.endswith(
        "\n\nDenied (4)\n"
        + "\n".join(f"  offering {key}" for key in ("acme/large", "acme/small", "host/new", "host/open"))
    )
    assert "\n\nAllowed (4)\n" in as_text(diff(ruled, calibrated()))


def test_lists_change_no_record() -> None:
    """An overlay whose lists name nothing here makes another registry all the same, and the diff says so."""
    found = diff(calibrated(), calibrated() | Overlay("rules", "1", deny={"providers": ["nobody"]}))
    told = "\n\nNo record changed; what overlays allow and deny, or the fit, did."
    assert as_text(found).endswith(f"with rules 1{told}")
    assert as_markdown(found).endswith(f"{told}\n")


def test_a_diff_says_each_effect_in_words() -> None:
    """The most urgent effect first; prices as rates, other facts by field, results by number."""
    text = as_text(diff(calibrated(), registry_with(shop())))
    assert text.splitlines() == [
        "Before    2026.11.1 as of 2026-11-01",
        "After     2026.11.1 as of 2026-11-01 with shop 1.0",
        "",
        "Repriced (1)",
        "  offering host/open: input 1, output 3 → input 0.5, output 1.5",
        "",
        "Denied (2)",
        "  offering acme/large",
        "  offering acme/small",
        "",
        "New (4)",
        "  model shop/tuned",
        "  offering host/tuned",
        "  developer shop",
        "  source contract",
        "",
        "Measured (1)",
        "  results of shop/tuned: 0 → 2",
        "",
        "Corrected (3)",
        "  model borg/new limits.context_tokens: unknown → 8,000",
        "  model borg/new released: 2026-10-01 → 2026-10-02",
        "  license freeware outputs_may_train: yes → no",
    ]


def test_a_diff_can_be_shortened_in_text_only() -> None:
    """Text shows so many of each effect and counts the rest; Markdown is whole."""
    found = diff(calibrated(), registry_with(shop()))
    assert "New (4)\n  model shop/tuned\n  and 3 more" in as_text(found, limit=1)
    markdown = as_markdown(found)
    assert markdown.startswith(
        "# Changes from 2026.11.1 as of 2026-11-01 to 2026.11.1 as of 2026-11-01 with shop 1.0\n"
    )
    assert "\n## New (4)\n\n- model `shop/tuned`\n- offering `host/tuned`\n" in markdown


def test_text_of_others_is_text_in_markdown() -> None:
    """A name makes no link, code or HTML, and in one line no table; in a terminal it stands as it is."""
    name = r"[a](javascript:b) `c` <d> | *e* \f"
    found = diff(calibrated(), calibrated() | shop(models={"borg/new": {"name": name}}, offerings={}, results=[]))
    assert f"model borg/new name: New → {name}" in " ".join(as_text(found).split())
    assert r"New → \[a\](javascript:b) \`c\` \<d\> | \*e\* \\f" in as_markdown(found)
    odd = Overlay("<b>", "1|2", deny={"providers": ["acme"]})
    assert as_markdown(diff(calibrated(), calibrated() | odd)).splitlines()[0].endswith(r" with \<b\> 1|2")


def test_records_read_again_are_counted_only() -> None:
    """The same facts by other evidence are a number, not a list."""
    records = calibrated_records()
    model = records.models["acme/large"]  # type: ignore[index]  # a model id
    seen = replace(model.evidence, record=replace(model.evidence.record, status=Status.DOCUMENTED))
    found = diff(calibrated(), changed(records, models=[replace(model, evidence=seen)]))
    assert as_text(found).endswith("\n\nReread (1)\n  1 with the same facts, by other evidence")
    assert as_markdown(found).endswith("## Reread (1)\n\nThe same facts, by other evidence.\n")


@pytest.mark.parametrize("swapped", [False, True])
def test_of_a_schedule_only_the_periods_that_differ_are_told(*, swapped: bool) -> None:
    """A price announced for later is a correction: the periods that both have aren't repeated."""
    later = schedule(period(card("1", "3")), period(card("2", "6"), effective=date(2027, 1, 1)))
    new = changed(calibrated_records(), offerings=[served("host/new", "borg/new", "1", "3", pricing=later)])
    found = diff(new, calibrated()) if swapped else diff(calibrated(), new)
    words = ["nothing", "from 2027-01-01: input 2, output 6"]
    assert f"offering host/new: {' → '.join(reversed(words) if swapped else words)}" in as_text(found)


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("1 3, batch", "2 3, batch", "input 1, output 3 → input 2, output 3"),
        ("1 3, batch", "1 3, batch, 9 9", "nothing → above prompt tokens 100, input 9, output 9"),
        ("1 3, batch", "1 3", "mode batch, input 0.5, output 1 → nothing"),
        ("1 3, batch", "batch, 1 3", "input 1, output 3 | mode batch, input 0.5, output 1 → mode batch, input 0.5"),
    ],
)
def test_of_a_price_only_the_cards_that_differ_are_told(before: str, after: str, told: str) -> None:
    """Modes and tiers that both have aren't repeated, unless the order alone differs."""
    cards = {
        "1 3": card("1", "3"),
        "2 3": card("2", "3"),
        "batch": card("0.5", "1", mode=Mode.BATCH),
        "9 9": card("9", "9", above_prompt_tokens=100),
    }
    registries = [
        changed(
            calibrated_records(),
            offerings=[
                served(
                    "host/new",
                    "borg/new",
                    "1",
                    "3",
                    pricing=schedule(period(*(cards[name] for name in names.split(", ")))),
                )
            ],
        )
        for names in (before, after)
    ]
    assert f"- offering `host/new`: {told}" in as_markdown(diff(*registries))


def test_what_we_ship_fits_80_columns() -> None:
    """A month's changes of the bundled data are readable in a terminal."""
    lines = as_text(diff(bundled().as_of(date(2026, 10, 23)), bundled())).splitlines()
    assert max(map(len, lines)) <= 80
