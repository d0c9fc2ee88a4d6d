"""How many past prices are known: counted by what LiteLLM gave on a day, whoever says ours."""

from datetime import date

import pytest

from factories import card, model, offering, period, registry, schedule, seen, source
from llm_selection.domain.prices import RateCard
from llm_selection.registry import Registry
from registry_tools.merging import model_names
from registry_tools.merging.model_names import Names
from registry_tools.research import past_prices as compare
from registry_tools.research.past_prices import measure
from registry_tools.upstream.past_prices import PastPrice

DAY = date(2026, 1, 20)
NAMES = Names(
    {f"openai/{name}": f"openai/{name}" for name in ("gpt-a", "gpt-b", "gpt-c", "gpt-d")}, {}, {"openai": "openai"}
)


def past(key: str, cards: RateCard, **changes: str) -> PastPrice:
    """Make a price that a catalogue gave since January."""
    native_id = changes.pop("native_id", key)
    return PastPrice(
        catalogue=changes.pop("catalogue", "litellm"),
        provider="openai",
        native_id=native_id,
        key=key,
        version="1.2",
        first=date(2026, 1, 3),
        last=date(2026, 1, 3),
        until=None,
        cards=(cards,),
    )


def ours() -> Registry:
    """Make a registry with a price from elsewhere, one from LiteLLM itself, and one that begins later."""
    known = {
        "gpt-a": period(card("1", "4")),
        "gpt-b": period(card("1", "4"), evidence=seen(source="litellm-history")),
        "gpt-c": period(card("1", "4"), effective=date(2026, 2, 1)),
    }
    return registry(
        models=[model(name) for name in NAMES.exact],
        offerings=[
            offering(f"openai/{name}", f"openai/{name}", pricing=schedule(each)) for name, each in known.items()
        ],
        sources={key: source() for key in ("page", "litellm-history")},
    )


PRICES = [
    past("gpt-a", card("2", "4")),
    past("gpt-b", card("1", "4")),
    past("gpt-c", card("1", "4")),
    past("gpt-d", card("1", "4")),
    past("openai/gpt-a", card("1", "4"), native_id="openai/gpt-a"),
    past("gpt-e", card("1", "4")),
    past("gpt-c", card("1", "4"), catalogue="genai-prices"),
]


def test_what_is_known_of_a_day_is_counted() -> None:
    """Apart: what isn't listed, what has no price, and what another source says otherwise."""
    found = measure(ours(), PRICES, NAMES, DAY)
    assert (found.joined, found.listed, found.priced, found.independent) == (5, 3, 2, 1)
    assert found.unknown == ("openai/gpt-c",)
    assert found.elsewhere == 1
    assert found.others == ("openai/gpt-a: 1, 4 and 2, 4 by LiteLLM 1.2; ours by page",)
    assert measure(ours(), PRICES, NAMES, date(2026, 1, 1)).joined == 0


def test_the_command_prints_a_table(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A row a day, and below what isn't known and what differs."""
    monkeypatch.setattr(compare, "build", lambda _: ours())
    monkeypatch.setattr(compare, "read_past_prices", lambda _: PRICES)
    monkeypatch.setattr(model_names, "read_names", lambda _: NAMES)
    assert compare.main(["--on", "2026-01-20", "2026-01-01", "--shown", "1"]) == 0
    said = capsys.readouterr().out
    assert "| 2026-01-20 | 5 | 3 | 2 | 66.7% | 1 | 1 |" in said
    assert "| 2026-01-01 | 0 | 0 | 0 | – | 0 | 0 |" in said
    assert "2026-01-20: 2 ids aren't ours, 1 of them of a model that we list at the provider" in said
