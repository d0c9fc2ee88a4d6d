"""Mentions: what price lists name of our models, which proves that these are sold, and since when."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from registry_tools.upstream.model_cards import OWN_PROVIDER

__all__ = ["Mention", "first_prices", "genai_prices_mentions", "litellm_mentions", "model_prices_mentions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A price list's entry for a model: proof that it is sold, and perhaps its name."""

    source: str
    key: str
    name: str | None


def litellm_mentions(path: Path, names: Mapping[str, str], developers: Iterable[str]) -> dict[str, Mention]:
    """Read which of our models a LiteLLM price list names, under any of their spellings."""
    mentions: dict[str, Mention] = {}
    for key in sorted(json.loads(path.read_text(encoding="utf-8"))):
        parts = key.lower().split("/")
        if len(parts) == 1:
            spellings = [f"{developer}/{key.lower()}" for developer in developers]
        else:
            spellings = ["/".join(parts[-2:]), f"{_organisation(parts[0])}/{parts[-1]}"]
        for spelling in spellings:
            if spelling in names:
                mentions.setdefault(names[spelling], Mention(source="litellm", key=key, name=None))
    return mentions


def genai_prices_mentions(path: Path, names: Mapping[str, str]) -> dict[str, Mention]:
    """
    Read which of our models the genai-prices module names: at their developer's, or with the developer before the id.

    It is read as text, not run.
    """
    mentions: dict[str, Mention] = {}
    developer = ""
    pattern = re.compile(
        r"^    Provider\(\s*id='([^']+)'|ModelInfo\(\s*id='([^']+)',.*?(?:\n\s{16}name='([^']+)'|\n\s{12}\))",
        re.DOTALL | re.MULTILINE,
    )
    for provider, key, name in pattern.findall(path.read_text(encoding="utf-8")):
        developer = provider or developer
        model = names.get(f"{developer}/{key}".lower()) or names.get(key.lower())
        if model and key:
            mentions.setdefault(model, Mention(source="genai-prices", key=key, name=name or None))
    return mentions


def _own_prices(path: Path, names: Mapping[str, str]) -> Iterator[tuple[str, str, Any]]:
    """Yield what model-prices has of our models at their developer's own API: the model, its entry, its prices."""
    for provider, models in json.loads(path.read_text(encoding="utf-8"))["prices"].items():
        for key, prices in sorted(models.items()):
            model = names.get(f"{OWN_PROVIDER.get(provider, provider)}/{key}".lower())
            if model is not None:
                yield model, f"{provider}/{key}", prices


def first_prices(path: Path, names: Mapping[str, str]) -> dict[str, date]:
    """Read the first day on which model-prices has a price of our models at their developer's own API."""
    days: dict[str, date] = {}
    for model, _, prices in _own_prices(path, names):
        dated = [row["rates"]["valid_from"] for row in prices["standard"] if row["rates"]]
        if dated:
            day = date.fromisoformat(min(dated)[: len("2026-11-23")])
            days[model] = min(day, days.get(model, day))
    return days


def model_prices_mentions(path: Path, names: Mapping[str, str]) -> dict[str, Mention]:
    """Read which of our models model-prices names at their developer's own API."""
    return {model: Mention(source="model-prices", key=key, name=None) for model, key, _ in _own_prices(path, names)}


def _organisation(provider: str) -> str:
    """Name the developer behind one of LiteLLM's providers."""
    return {"moonshot": "moonshotai", "xiaomi_mimo": "xiaomi", "gemini": "google", "zai": "zhipuai"}.get(
        provider, provider
    )
