"""Older versions become tables: what is read of them, the same bytes each time, and what a broken one says."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from factories import card
from llm_selection.domain.prices import Mode
from registry_tools.release import past_prices as task
from registry_tools.release.packages import Index
from registry_tools.upstream.listings import Rejections
from registry_tools.upstream.past_prices import PAST_PRICES, PastPrice, read_past_prices, write_past_prices
from registry_tools.upstream.pins import UPSTREAM, Pin, Upstream

FIRST, SECOND, THIRD = date(2026, 1, 3), date(2026, 2, 5), date(2026, 3, 7)
MAP = "litellm/model_prices_and_context_window_backup.json"


def row(price: float, **more: Any) -> dict[str, Any]:
    """Make a row of LiteLLM: an OpenAI model whose output costs four times its input, in dollars a token."""
    rates = {"input_cost_per_token": price, "output_cost_per_token": price * 4}
    return {"litellm_provider": "openai", "mode": "chat", **rates, **more}


def wheel(folder: Path, version: str, rows: Mapping[str, Any]) -> Path:
    """Write a version of LiteLLM."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"litellm-{version}-py3-none-any.whl"
    with ZipFile(path, "w") as archive:
        archive.writestr(MAP, json.dumps(rows))
    return path


def upstream(**days: date) -> Upstream:
    """Pin versions by their days."""
    pins = tuple(Pin(version=version.replace("v", "").replace("_", "."), released=day) for version, day in days.items())
    return Upstream(read=THIRD, packages={}, langchain={}, tables={}, past={"litellm": pins})


THREE = upstream(v1_0=FIRST, v2_0=SECOND, v3_0=THIRD)


def three(folder: Path) -> None:
    """Write three versions: one id keeps its price, one changes, one goes and comes back."""
    stays, batch = row(1e-6), {"input_cost_per_token_batches": 5e-7, "output_cost_per_token_batches": 2e-6}
    wheel(folder, "1.0", {"gpt-a": stays, "gpt-b": row(1e-6), "gpt-c": row(1e-6)})
    wheel(folder, "2.0", {"gpt-a": stays, "gpt-b": row(2e-6, **batch), "acme/x": row(1e-6, litellm_provider="acme")})
    wheel(folder, "3.0", {"gpt-a": stays, "gpt-b": row(2e-6, **batch), "gpt-c": row(1e-6), "sample_spec": row(1e-6)})


def collect(folder: Path, pins: Upstream = THREE) -> list[PastPrice]:
    """Collect the versions in a folder, and read the tables back."""
    task.collect(pins, folder / "wheels", folder / "tables", Rejections())
    return read_past_prices(folder / "tables")


def test_a_price_holds_until_another_version_gives_another_or_none(tmp_path: Path) -> None:
    """What is listed again begins again; the newest version leaves the end open."""
    three(tmp_path / "wheels")
    found = [(price.native_id, price.version, price.first, price.last, price.until) for price in collect(tmp_path)]
    assert found == [
        ("gpt-a", "1.0", FIRST, THIRD, None),
        ("gpt-b", "1.0", FIRST, FIRST, SECOND),
        ("gpt-b", "2.0", SECOND, THIRD, None),
        ("gpt-c", "1.0", FIRST, FIRST, SECOND),
        ("gpt-c", "3.0", THIRD, THIRD, None),
    ]


def test_cards_are_those_of_the_reader_of_today(tmp_path: Path) -> None:
    """In dollars per million tokens, with the batch price."""
    three(tmp_path / "wheels")
    by_place = {(price.native_id, price.version): price for price in collect(tmp_path)}
    assert by_place["gpt-b", "2.0"].cards == (card("0.5", "2", mode=Mode.BATCH), card("2", "8"))
    assert by_place["gpt-a", "1.0"].holds_on(FIRST)
    assert not by_place["gpt-b", "1.0"].holds_on(SECOND)


def test_the_same_versions_write_the_same_bytes(tmp_path: Path) -> None:
    """Whatever was there before; and what is read is written as it was."""
    three(tmp_path / "wheels")
    found = collect(tmp_path)
    path = tmp_path / "tables" / "litellm.csv"
    first = path.read_bytes()
    assert collect(tmp_path) == found
    assert path.read_bytes() == first
    write_past_prices(tmp_path / "again", reversed(found))
    assert (tmp_path / "again" / "litellm.csv").read_bytes() == first


def test_an_older_version_only_adds(tmp_path: Path) -> None:
    """On and after the day of the next one, each id costs what it cost."""
    three(tmp_path / "wheels")
    without, everything = collect(tmp_path, upstream(v2_0=SECOND, v3_0=THIRD)), collect(tmp_path)
    for day in (SECOND, date(2026, 2, 20), THIRD):
        known = {price.key: price.cards for price in without if price.holds_on(day)}
        assert known == {price.key: price.cards for price in everything if price.holds_on(day)}


def test_prices_by_the_hour_stay_out(tmp_path: Path) -> None:
    """And are counted; so is one a thousand times off."""
    off_peak = {"windows": [{"hours_utc": "00:00-08:00"}], "input_cost_per_token": 5e-7, "output_cost_per_token": 2e-6}
    rows = {"gpt-a": row(1e-6), "gpt-b": row(1e-6, off_peak_pricing=off_peak), "gpt-c": row(2e-3)}
    wheel(tmp_path / "wheels", "1.0", rows)
    rejections = Rejections()
    pins = upstream(v1_0=FIRST)
    assert task.collect(pins, tmp_path / "wheels", tmp_path / "tables", rejections) == 1
    assert rejections["past price that changes by the hour"] == 1
    assert rejections["price above 1000 dollars per million tokens"] == 2


GENAI_PRICES = """
providers: list = [
    Provider(id='openai', models=[ModelInfo(id='gpt-a', match=ClauseEquals(equals='gpt-a'), prices=[
        ConditionalPrice(prices=ModelPrice(input_mtok=Decimal('3'), output_mtok=Decimal('4'))),
        ConditionalPrice(
            constraint=StartDateConstraint(start_date=datetime.date(2026, 1, 20)),
            prices=ModelPrice(input_mtok=Decimal('2'), output_mtok=Decimal('4')),
        ),
    ])]),
    Provider(id='openrouter', models=[
        ModelInfo(id='acme/x', match=ClauseEquals(equals='acme/x'), prices=ModelPrice(
            input_mtok=Decimal('3'), output_mtok=Decimal('4'))),
    ]),
]
"""


def test_genai_prices_is_read_as_of_the_day_of_its_version(tmp_path: Path) -> None:
    """A price that begins later isn't the price yet; of aggregators nothing is read."""
    for version in ("1.0", "2.0"):
        (tmp_path / "wheels").mkdir(exist_ok=True)
        with ZipFile(tmp_path / "wheels" / f"genai_prices-{version}-py3-none-any.whl", "w") as archive:
            archive.writestr("genai_prices/data.py", GENAI_PRICES)
    pins = replace(THREE, past={"genai-prices": THREE.past["litellm"][:2]})
    found = [(price.native_id, price.first, price.until, price.cards) for price in collect(tmp_path, pins)]
    assert found == [("gpt-a", FIRST, SECOND, (card("3", "4"),)), ("gpt-a", SECOND, None, (card("2", "4"),))]


def test_a_wheel_that_is_not_there_is_downloaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into the folder of wheels; without a network the tables stay as they were."""

    def fetch(_: Index, name: str, version: str, folder: Path) -> Path:
        assert (name, version) == ("litellm", "1.0")
        return wheel(folder, version, {"gpt-a": row(1e-6)})

    monkeypatch.setattr(Index, "fetch", fetch)
    assert len(collect(tmp_path, upstream(v1_0=FIRST))) == 1

    def unreachable(*_: object) -> Path:
        raise OSError("no network")

    monkeypatch.setattr(Index, "fetch", unreachable)
    with pytest.raises(SystemExit, match="no network\nthe tables stay as they were"):
        collect(tmp_path, upstream(v1_0=FIRST, v4_0=SECOND))
    assert len(read_past_prices(tmp_path / "tables")) == 1


def test_a_broken_wheel_is_told(tmp_path: Path) -> None:
    """A part of one, another package, another schema: none is read as a list without prices."""
    path = wheel(tmp_path / "wheels", "1.0", {"gpt-a": row(1e-6)})
    pins = upstream(v1_0=FIRST)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SystemExit, match=r"litellm-1\.0-py3-none-any\.whl can't be read as a version of litellm"):
        collect(tmp_path, pins)
    with ZipFile(path, "w") as archive:
        archive.writestr("other/data.json", "{}")
    with pytest.raises(SystemExit, match=r"can't be read as a version of litellm: .*no item named"):
        collect(tmp_path, pins)
    wheel(tmp_path / "wheels", "1.0", {"gpt-a": {"litellm_provider": "openai", "mode": "chat", "price": "1 dollar"}})
    with pytest.raises(SystemExit, match="gives no price: the fields that are read aren't in it"):
        collect(tmp_path, pins)
    wheel(tmp_path / "wheels", "1.0", {"gpt-a": "cheap"})
    with pytest.raises(SystemExit, match="can't be read as a version of litellm"):
        collect(tmp_path, pins)
    assert not (tmp_path / "tables").exists()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (",1,4,", ",1000000,4,", "1000000 dollars per million tokens is no price"),
        (",1,4,", ",cheap,4,", "ConversionSyntax"),
        ("2026-01-03,2026-03-07", "2026-04-03,2026-03-07", "its days don't rise"),
        ("2026-01-03,", "some day,", "isoformat"),
        (",standard,", ",slow,", "is not a valid Mode"),
        ("provider,id", "provider,name", "no column 'id'"),
    ],
)
def test_a_wrong_cell_is_told_with_its_row(tmp_path: Path, old: str, new: str, fault: str) -> None:
    """By the table and the id."""
    three(tmp_path / "wheels")
    collect(tmp_path)
    path = tmp_path / "tables" / "litellm.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ValueError, match=rf"litellm\.csv: .*{fault}"):
        read_past_prices(tmp_path / "tables")


def test_a_table_of_nobody_we_read_is_told(tmp_path: Path) -> None:
    """Its name says whose it is."""
    (tmp_path / "acme.csv").write_text("", encoding="utf-8")
    with pytest.raises(ValueError, match=r"acme\.csv: the catalogues are litellm, genai-prices"):
        read_past_prices(tmp_path)


def test_the_command_says_what_was_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In all versions together."""
    three(tmp_path / "wheels")
    wheel(tmp_path / "wheels", "3.0", {"gpt-a": row(1e-6), "ft:gpt-a": row(1e-6)})
    monkeypatch.setattr(task, "UPSTREAM", THREE)
    assert task.main(["--work", str(tmp_path), "--tables", str(tmp_path / "tables")]) == 0
    said = capsys.readouterr().out
    assert said.startswith("4 prices of 3 versions\n")
    assert "  1 litellm: fine-tuned model" in said


def test_the_tables_in_the_repository_are_of_the_pinned_versions() -> None:
    """Every price was first given by one of them, on its day, and no day lies between."""
    days = {name: {pin.version: pin.released for pin in pins} for name, pins in UPSTREAM.past.items()}
    prices = read_past_prices(PAST_PRICES)
    assert {price.catalogue for price in prices} == set(days)
    for price in prices:
        assert days[price.catalogue][price.version] == price.first
        assert {price.last, price.until} - {None} <= set(days[price.catalogue].values())
    newest = max(UPSTREAM.past["litellm"], key=lambda pin: pin.released).released
    still = [price for price in prices if price.until is None and price.catalogue == "litellm"]
    assert {price.last for price in still} == {newest}
