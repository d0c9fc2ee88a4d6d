"""Accelerators in a registry: from files, under overlays, on days, between two registries, on the command line."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from factories import accelerator, evidence, records, registry, rental, seen
from folders import folder
from llm_selection.cli import main
from llm_selection.domain.evidence import Status
from llm_selection.domain.hardware import Accelerator, AcceleratorKind, Precision
from llm_selection.errors import InvalidInputError, RegistryError
from llm_selection.registry import Action, Overlay, Registry, audit, build, compile_registry, diff, read, write

CARD = accelerator(
    memory_bytes=80 * 2**30,
    flops={Precision.BF16: 1000, Precision.FP8: 2000},
    rentals=(rental("2.5", effective=date(2026, 6, 1)), rental("2", effective=date(2026, 10, 1))),
)
SAID = {"source": "page", "status": "documented", "as_of": "2026-10-15"}


def with_cards(*cards: Accelerator) -> Registry:
    """Compile a small registry with accelerators."""
    return compile_registry(records(accelerators={one.id: one for one in cards}))


def overlay(**card: Any) -> Overlay:
    """Write over the card."""
    return Overlay("shop", "1", evidence=SAID, accelerators={"maker/card": card})


# Files


def test_a_file_a_vendor(tmp_path: Path) -> None:
    """The place of a record is its id."""
    made = build(folder(tmp_path))
    assert list(made.accelerators) == ["maker/card"]
    card = made.accelerators["maker/card"]
    assert (card.name, card.kind, card.memory_bytes) == ("Card", AcceleratorKind.DATACENTER, 80 * 2**30)
    assert card.flops == {Precision.BF16: 989}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("datacenter", "cloud"), "hardware/maker.toml: card: kind: Input should be 'datacenter', 'workstation'"),
        (("bf16", "fp64"), "hardware/maker.toml: card: flops"),
        (("989", '"989"'), "hardware/maker.toml: card: flops"),
        (("memory_bytes", "memory"), "hardware/maker.toml: card: memory: unknown key; did you mean 'memory_bytes'?"),
        (
            ("[card.evidence.record]", "[card.evidence.fields.colour]\n[card.evidence.record]"),
            "hardware/maker.toml: card",
        ),
        (('"page"', '"nowhere"'), "accelerators: maker/card: names 'nowhere', which"),
    ],
)
def test_faults_have_their_place(tmp_path: Path, words: tuple[str, str], expected: str) -> None:
    """The file, the card, and what is wrong with it."""
    with pytest.raises(RegistryError) as caught:
        build(folder(tmp_path, maker=words))
    assert str(caught.value.faults[0]).startswith(expected)


def test_what_is_compiled_is_read(tmp_path: Path) -> None:
    """With every part of it."""
    made = with_cards(
        replace(CARD, evidence=evidence(**{"flops.fp8": seen(status=Status.DERIVED)})), accelerator("a/b")
    )
    write(made, tmp_path)
    found = read(tmp_path)
    assert found.accelerators == made.accelerators
    assert list(found.accelerators) == ["a/b", "maker/card"]
    assert found.accelerators["maker/card"].evidence["flops.fp8"].status is Status.DERIVED
    assert found.records() == made.records()


def test_none_by_default() -> None:
    """A registry needs none."""
    assert not registry().accelerators


def test_the_table_is_made_once() -> None:
    """Not with the registry, since few ask for it."""
    made = with_cards(CARD)
    assert made.accelerators is made.accelerators


# Overlays


def test_an_overlay_writes_rates_one_by_one() -> None:
    """What it doesn't name stays; what was there is on record."""
    made = with_cards(CARD) | overlay(flops={"fp8": 1500, "fp4": 3000}, memory_bytes=None)
    card = made.accelerators["maker/card"]
    assert card.flops == {Precision.BF16: 1000, Precision.FP8: 1500, Precision.FP4: 3000}
    assert card.memory_bytes is None
    assert card.evidence["flops.fp8"].status is Status.DOCUMENTED
    assert card.evidence["flops.bf16"].status is Status.REPORTED
    entries = {entry.field: entry.lost for entry in audit(made).entries}
    assert entries == {"flops.fp8": 2000, "flops.fp4": None, "memory_bytes": 80 * 2**30}


def test_a_rate_can_become_unknown() -> None:
    """It is left out then."""
    made = with_cards(CARD) | overlay(flops={"fp8": None})
    assert made.accelerators["maker/card"].flops == {Precision.BF16: 1000}


def test_rentals_are_written_whole() -> None:
    """They take the place of all others."""
    contract = {"provider": "Ours", "usd_per_hour": "1.1", "effective": "2026-10-01", "evidence": SAID}
    made = with_cards(CARD) | overlay(rentals=[contract])
    (found,) = made.accelerators["maker/card"].rentals
    assert (found.provider, found.usd_per_hour, found.machine_size) == ("Ours", Decimal("1.1"), 1)


def test_an_overlay_brings_an_accelerator() -> None:
    """By values or by tables."""
    brought = Overlay("shop", "1", accelerators={"shop/board": accelerator("shop/board", memory_bytes=5)})
    assert (registry() | brought).accelerators["shop/board"].memory_bytes == 5


def test_removed_and_put_back() -> None:
    """Nothing depends on it."""
    gone = with_cards(CARD) | overlay(removed=True)
    assert not gone.accelerators
    assert [entry.action for entry in audit(gone).entries] == [Action.REMOVES]
    back = gone | Overlay("later", "1", accelerators={"maker/card": {"removed": False}})
    assert back.accelerators["maker/card"] == CARD


@pytest.mark.parametrize(
    ("card", "expected"),
    [
        ({"colour": "red"}, "accelerators: maker/card: colour"),
        ({"flops": {"fp64": 1}}, "accelerators: maker/card: flops"),
        ({"flops": 7}, "accelerators: maker/card: flops"),
    ],
)
def test_what_an_overlay_can_not_write(card: dict[str, Any], expected: str) -> None:
    """It passes the gate like a file."""
    with pytest.raises(InvalidInputError) as caught:
        _ = with_cards(CARD) | overlay(**card)
    assert expected in str(caught.value)


def test_what_only_the_whole_card_shows() -> None:
    """A rate below one is found when the overlay is on top."""
    with pytest.raises(
        RegistryError, match=r"overlay shop 1: accelerators: maker/card: flops\.fp8 must be a whole number"
    ):
        _ = with_cards(CARD) | overlay(flops={"fp8": -1})


# Days


@pytest.mark.parametrize(
    ("day", "prices"),
    [(date(2026, 5, 31), []), (date(2026, 6, 1), ["2.5"]), (date(2026, 10, 31), ["2.5", "2"])],
)
def test_rentals_of_later_days_are_not_there_yet(day: date, prices: list[str]) -> None:
    """The card is: what it can do doesn't change."""
    card = with_cards(CARD).as_of(day).accelerators["maker/card"]
    assert [str(each.usd_per_hour) for each in card.rentals] == prices
    assert card.memory_bytes == CARD.memory_bytes


# Between two registries


def effects(before: Accelerator, after: Accelerator) -> list[tuple[str, str]]:
    """Return the effects of a change, with their fields."""
    return [(change.effect.value, change.field) for change in diff(with_cards(before), with_cards(after)).changes]


def priced(usd: str, **changes: Any) -> Accelerator:
    """Make the card at a price."""
    return replace(CARD, rentals=(rental(usd, **changes),))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (CARD, replace(CARD, memory_bytes=2**30), [("corrected", "memory_bytes")]),
        (CARD, replace(CARD, flops={Precision.BF16: 1000}), [("corrected", "flops.fp8")]),
        (CARD, replace(CARD, evidence=evidence(name=seen())), [("reread", "")]),
        (replace(CARD, rentals=()), CARD, [("priced", "rentals")]),
        (CARD, replace(CARD, rentals=()), [("priced", "rentals")]),
        (priced("2"), priced("3"), [("repriced", "rentals")]),
        (priced("2"), priced("2", effective=date(2026, 10, 9)), [("reread", "")]),
        (priced("2"), priced("2", evidence=seen(note="again")), [("reread", "")]),
    ],
)
def test_effects(before: Accelerator, after: Accelerator, expected: list[tuple[str, str]]) -> None:
    """A price that was seen again is no news, one that changed is."""
    assert effects(before, after) == expected


def test_new_and_removed() -> None:
    """By its id."""
    found = diff(with_cards(CARD), with_cards(accelerator("a/b"))).changes
    assert [(change.effect.value, change.section, change.id) for change in found] == [
        ("removed", "accelerators", "maker/card"),
        ("new", "accelerators", "a/b"),
    ]


def test_repriced_by_the_passing_of_days() -> None:
    """Between two days of one registry."""
    made = with_cards(CARD)
    changes = diff(made.as_of(date(2026, 9, 1)), made).changes
    (change,) = (change for change in changes if change.section == "accelerators")
    assert (change.effect.value, change.id, change.field) == ("repriced", "maker/card", "rentals")


# Command line


def test_shown_with_its_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    """As any other record, in text and in JSON."""
    assert main(["show", "nvidia/h100-sxm"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("accelerator             nvidia/h100-sxm\n")
    assert "bandwidth bytes per second 3," in text
    assert main(["show", "nvidia/h100-sxm", "--kind", "accelerator", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["memory_bytes"] == 80 * 2**30


def test_listed(capsys: pytest.CaptureFixture[str]) -> None:
    """By id, with what they are."""
    assert main(["list", "accelerators", "--match", "m3-max"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == [
        "apple/m3-max-128gb",
        "apple/m3-max-36gb",
        "apple/m3-max-48gb",
        "apple/m3-max-64gb",
    ]


def test_a_chip_without_its_memory(capsys: pytest.CaptureFixture[str]) -> None:
    """Those there are of it are named."""
    assert main(["show", "apple/m4-pro"]) != 0
    assert "no accelerator 'apple/m4-pro' in registry" in (said := capsys.readouterr().err)
    assert "apple/m4-pro-24gb" in said
