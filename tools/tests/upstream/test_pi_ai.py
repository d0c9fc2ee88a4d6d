"""Prices of pi-ai: what counts as one, of which providers, and a form that isn't known."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from registry_tools.upstream.listings import Listing, Rejections
from registry_tools.upstream.pi_ai import read_pi_ai

DAY = date(2026, 11, 20)
FREE = {"input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0}
PRICED = {"input": 2.5, "output": 15, "cacheRead": 0.25, "cacheWrite": 0}


def listings(folder: Path, **rows: dict[str, Any]) -> list[Listing]:
    """Write a file a provider and read them."""
    for name, row in rows.items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps({"openai-completions": {f"chat:{row.get('id')}": row}}), encoding="utf-8")
    rejections: Rejections = Counter()
    providers = {"groq": "groq", "togetherai": "together-ai"}
    return list(read_pi_ai(folder, providers, as_of=DAY, rejections=rejections))


def test_a_price_counts_with_its_tiers(tmp_path: Path) -> None:
    """Under our name of the provider, from the day of the package; one that nobody here knows isn't read."""
    tier = {"inputTokensAbove": 272_000, "input": 5, "output": 22.5, "cacheRead": 0.5, "cacheWrite": 0}
    found = listings(
        tmp_path,
        together={"id": "a/b", "type": "chat", "cost": PRICED | {"tiers": [tier]}},
        nowhere={"id": "c", "type": "chat", "cost": PRICED},
    )
    (period,) = found[0].periods
    assert [(found[0].provider, found[0].native_id, period.effective)] == [("together-ai", "a/b", DAY)]
    assert [(card.above_prompt_tokens, str(card.input), str(card.output)) for card in period.cards] == [
        (0, "2.5", "15"),
        (272_000, "5", "22.5"),
    ]
    assert period.cards[0].cache_write_5m is None


def test_a_zero_says_nothing(tmp_path: Path) -> None:
    """It may mean free or unknown; and a picture's price isn't a text's."""
    assert listings(tmp_path, groq={"id": "a", "type": "chat", "cost": FREE}) == []
    assert listings(tmp_path, groq={"id": "a", "type": "image", "cost": PRICED}) == []


def test_another_form_is_told(tmp_path: Path) -> None:
    """With the file and the model."""
    with pytest.raises(ValueError, match="no prices of pi-ai are there"):
        listings(tmp_path)
    with pytest.raises(ValueError, match=r"pi-ai: groq/a has no 'cost'"):
        listings(tmp_path, groq={"id": "a", "type": "chat"})
