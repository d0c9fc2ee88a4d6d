"""How ids are joined and prices agree: both measured on what others say, with the differences named."""

import csv
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from factories import card, model, offering, period, registry, schedule
from llm_selection.domain.identity import OfferingId
from llm_selection.domain.offerings import Lifecycle
from llm_selection.domain.prices import Mode, PriceSchedule
from llm_selection.registry import bundled
from registry_tools.places import INPUTS
from registry_tools.research import id_joining as measure_names
from registry_tools.research import prices as compare_prices

SAMPLE = Path(__file__).parent / "prices_on_days.csv"

DATED_BY_OTHERS = {
    "google/gemini-3-pro-image",
    "google/gemini-3-pro-image-preview",
    "mistral/labs-devstral-small-2512",
    "mistral/mistral-medium-latest",
    "mistral/mistral-small-latest",
    "xai/grok-4.20-0309-non-reasoning",
    "xai/grok-4.20-0309-reasoning",
    "xai/grok-4.20-multi-agent-0309",
    "xai/grok-4.20-multi-agent-beta-latest",
}
"""Where our evidence is newer, dates a change earlier, or tells text from images; the evidence says so."""


def sample() -> list[Mapping[str, str]]:
    """Read rates that model-prices 0.0.5 had on days, drawn at random, less those where our evidence is newer."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["offering"] not in DATED_BY_OTHERS]


@pytest.mark.parametrize("row", sample(), ids=lambda row: f"{row['offering']} {row['day']} {row['mode']} {row['rate']}")
def test_prices_of_the_labs_on_a_day(row: Mapping[str, str]) -> None:
    """Each is what a catalogue that follows the labs' own pages had on that day, but where ours is newer."""
    pricing = bundled().offerings[OfferingId(row["offering"])].pricing
    assert isinstance(pricing, PriceSchedule)
    in_force = pricing.in_force(date.fromisoformat(row["day"]))
    assert in_force is not None
    above = int(row["above_prompt_tokens"])
    (found,) = (
        card
        for card in in_force.cards
        if card.mode is Mode(row["mode"]) and abs(card.above_prompt_tokens - above) <= 1 and not card.windows
    )
    assert getattr(found, row["rate"]) == pytest.approx(Decimal(row["usd_per_million"]), rel=Decimal("0.005"))


def test_ids_are_joined_with_precision_first() -> None:
    """On 200 ids labelled by hand no join is wrong, and few are missed."""
    found = measure_names.measure(INPUTS / "labelled_ids.csv", INPUTS / "names.csv", INPUTS / "offering_decisions.toml")
    assert found.wrong == ()
    assert found.precision == 1
    assert found.recall > 0.85
    assert found.joined + len(found.missed) == found.labelled


def test_a_wrong_join_and_a_missed_one_are_told(tmp_path: Path) -> None:
    """Precision counts the one, recall both; whoever can't be told counts in neither."""
    labels, names, decisions = (tmp_path / name for name in ("labels.csv", "names.csv", "decisions.toml"))
    labels.write_text(
        "key,provider,model,note\n"
        "gpt-5,openai,openai/gpt-5,\n"
        "gpt-6,openai,openai/gpt-6-pro,\n"
        "gpt-7,openai,openai/gpt-7,\n"
        "gpt-8,openai,none,\n"
        "gpt-9,openai,unsure,\n"
        "gpt-10,openai,none,\n",
        encoding="utf-8",
    )
    names.write_text(
        "name,model\nopenai/gpt-5,openai/gpt-5\nopenai/gpt-6,openai/gpt-6\nopenai/gpt-9,openai/gpt-9\n",
        encoding="utf-8",
    )
    decisions.write_text(
        '["openai/gpt-10"]\nmodel = "openai/gpt-5"\n["openai/gpt-5"]\nmoving = true\n', encoding="utf-8"
    )
    found = measure_names.measure(labels, names, decisions)
    assert found.wrong == (("gpt-6", "openai/gpt-6", "openai/gpt-6-pro"), ("gpt-10", "openai/gpt-5", "none"))
    assert found.missed == (("gpt-7", "openai/gpt-7"),)
    assert [found.precision, found.recall] == pytest.approx([1 / 3, 1 / 3])


def snapshot(**modes: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what model-prices would have of one model of OpenAI."""
    prices = {mode: [{"rates": rates, "start": rates["valid_from"]} for rates in rows] for mode, rows in modes.items()}
    return {"updated_at": "2026-10-26T00:00:00Z", "prices": {"openai": {"one": prices, "other": prices}}}


def rates(day: str, *, price: str = "1", **more: Any) -> dict[str, Any]:
    """Return rates from a day on."""
    return {
        "valid_from": f"{day}T09:00:00Z",
        "valid_from_basis": "models.dev commit",
        "input": price,
        "output": "4",
        **more,
    }


def test_prices_are_compared_on_the_first_and_the_last_day_of_each() -> None:
    """By mode, tier and kind of token; what we don't have differs too, what has ended isn't compared."""
    ours = schedule(
        period(card("1", "4"), effective=date(2026, 1, 1)),
        period(card("2", "4"), effective=date(2026, 2, 10)),
    )
    made = registry(
        [model("openai/one")],
        [offering("openai/one", "openai/one", pricing=ours, lifecycle=Lifecycle(retires=date(2026, 2, 15)))],
    )
    theirs = snapshot(
        standard=[
            rates("2026-01-01"),
            rates("2026-02-01", price="2"),
            rates("2026-12-01", price="3"),
        ],
        batch=[
            rates("2026-01-01", tiers=[{"above": 200_000, "input": "5"}], cache_write="1", cache_write_1h_multiple=2)
        ],
    )
    compared, found = compare_prices.compare(made, theirs)
    assert compared == 3 * 2 + 5
    told = [(item.day.isoformat(), item.mode, item.rate, item.ours, item.theirs) for item in found]
    assert told[0] == ("2026-02-01", "standard", "input", Decimal(1), Decimal(2))
    assert {(mode, rate) for _, mode, rate, _, _ in told[1:]} == {
        ("batch", "input"),
        ("batch", "output"),
        ("batch", "cache_write_5m"),
        ("batch", "input above 200000"),
        ("batch", "cache_write_1h"),
    }
    assert all(value is None for _, mode, _, value, _ in told if mode == "batch")
