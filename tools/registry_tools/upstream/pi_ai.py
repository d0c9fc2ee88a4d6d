"""Prices of the package pi-ai: models.dev's and the providers' own lists, read on the day of each version."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.prices import DateBasis, PricePeriod, RateCard
from registry_tools.upstream.listings import Family, Listing, Rejections, rate_card, usd_per_million

__all__ = ["SOURCE", "read_pi_ai", "read_rows"]

SOURCE = "pi-ai"
_OTHER_NAMES = {"fireworks": "fireworks-ai", "together": "togetherai", "vercel-ai-gateway": "vercel"}
"""Providers that have another name there than in models.dev, as far as we know them."""
_RATES = {"input": "input", "output": "output", "cacheRead": "cache_read", "cacheWrite": "cache_write_5m"}


def read_pi_ai(folder: Path, providers: Mapping[str, str], *, as_of: date, rejections: Rejections) -> Iterator[Listing]:
    """
    Yield the chat models of each provider's file in *folder*, a models.dev provider mapped to ours, for their prices.

    A price that isn't known is zero there, so a zero says nothing. Windows and capabilities are set for one program, and
    aren't taken.

    Raises:
        ValueError: No file is there, or one isn't of the form that is known.
    """
    for name, row in read_rows(folder):
        try:
            cards = _cards(row["cost"], rejections) if name in providers else ()
        except (KeyError, TypeError) as error:
            raise ValueError(f"pi-ai: {name}/{row.get('id')} has no {error}; has the form changed?") from error
        if cards:
            evidence = Evidence(source=SOURCE, status=Status.REPORTED, as_of=as_of)
            period = PricePeriod(effective=as_of, basis=DateBasis.FIRST_OBSERVED, cards=cards, evidence=evidence)
            yield Listing(
                provider=providers[name],
                native_id=row["id"],
                family=Family.MODELS_DEV,
                evidence=evidence,
                periods=(period,),
            )


def read_rows(folder: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """
    Yield each chat model with its provider, under models.dev's name of it.

    Raises:
        ValueError: No file is there.
    """
    files = sorted(folder.glob("[!.]*.json"))
    if not files:
        raise ValueError(f"{folder}: no prices of pi-ai are there; has the package another layout?")
    for path in files:
        rows = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        for row in (row for by_id in rows.values() for row in by_id.values() if row.get("type") == "chat"):
            yield _OTHER_NAMES.get(path.stem, path.stem), row


def _cards(cost: Mapping[str, Any], rejections: Rejections) -> tuple[RateCard, ...]:
    """Return one card a context tier; none without input and output price."""
    cards: list[RateCard] = []
    for rates in (cost, *cost.get("tiers", ())):
        card = {
            name: value
            for field, name in _RATES.items()
            if (value := usd_per_million(Decimal(rates[field]), rejections)) is not None
        }
        if not cards and not {"input", "output"} <= card.keys():
            return ()
        cards.append(rate_card(card, above=rates.get("inputTokensAbove", 0)))
    return tuple(cards)
