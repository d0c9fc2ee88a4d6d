"""model-prices' snapshot as listings: dated prices of the labs' own APIs."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.identity import Library
from llm_selection.domain.offerings import Stage
from llm_selection.domain.prices import DateBasis, Mode, PricePeriod, RateCard, TimeWindow
from registry_tools.upstream.listings import Family, Listing, Rejections, rate_card, usd_per_million
from registry_tools.upstream.pins import UPSTREAM

__all__ = ["SOURCE", "effective_day", "periods_of", "read_model_prices", "spans"]

SOURCE = "model-prices"
READ_VIA = f"model-prices {UPSTREAM.packages['model-prices'].version}"
_BASES = {
    "documented": DateBasis.DOCUMENTED,
    "first observed": DateBasis.FIRST_OBSERVED,
    "models.dev commit": DateBasis.COMMIT,
}
_MODES = {"standard": Mode.STANDARD, "batch": Mode.BATCH, "fast": Mode.FAST}
_RATES = {"input": "input", "output": "output", "cache_read": "cache_read", "cache_write": "cache_write_5m"}
_WORKDAYS = frozenset(range(5))
_BEIJING_MIDNIGHT = "T16:00:00Z"
_GONE = "removed"


def read_model_prices(path: Path, providers: Mapping[str, str], *, rejections: Rejections) -> Iterator[Listing]:
    """Yield the models of the *providers* we list, a model-prices provider mapped to ours."""
    snapshot = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    as_of = date.fromisoformat(snapshot["updated_at"][:10])
    for name, models in sorted(snapshot["prices"].items()):
        if name not in providers:
            continue
        for model, prices in sorted(models.items()):
            status = snapshot["status"].get(name, {}).get(model)
            schedules = [
                row
                for row in snapshot["schedules"]["schedule"]
                if row["provider"] == name and _rule(row, model) is not None
            ]
            periods = periods_of(prices, model, schedules, rejections)
            yield Listing(
                provider=providers[name],
                native_id=model,
                family=Family.MODELS_DEV,
                evidence=Evidence(source=SOURCE, status=Status.REPORTED, as_of=as_of),
                periods=periods,
                zero=_newest_rates(prices)["input"] == 0 and _newest_rates(prices)["output"] == 0,
                stage={"deprecated": Stage.DEPRECATED, None: Stage.ACTIVE}.get(status),
                gone=status == _GONE,
                prices_checked=True,
                ids={Library.MODELS_DEV: f"{name}/{model}"},
            )


def periods_of(
    prices: Mapping[str, Any], model: str, schedules: list[Any], rejections: Rejections
) -> tuple[PricePeriod, ...]:
    """
    Return the price periods, oldest first; what changes nothing is merged.

    The newest price of a day wins. Other modes are taken as they stand when a standard price begins, the last
    one as it stands at the end.
    """
    by_day: dict[date, PricePeriod] = {}
    rows = list(spans(prices["standard"]))
    for index, (begin, rates) in enumerate(rows):
        until = rows[index + 1][0] if index + 1 < len(rows) else None
        cards = _cards(rates, Mode.STANDARD, rejections)
        if not cards:
            continue
        for word, mode in _MODES.items():
            if mode is not Mode.STANDARD and (mode_rates := _mode_rates(prices.get(word, ()), until)):
                cards += _cards(mode_rates, mode, rejections)
        cards = _with_hours(cards, begin, until, schedules, model)
        day = effective_day(begin, documented=rates["valid_from_basis"] == "documented")
        by_day[day] = PricePeriod(
            effective=day, basis=_BASES[rates["valid_from_basis"]], cards=tuple(cards), evidence=_evidence(rates, day)
        )
    periods: list[PricePeriod] = []
    for day in sorted(by_day):
        if not periods or periods[-1].cards != by_day[day].cards:
            periods.append(by_day[day])
    return tuple(periods)


def spans(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Any]]:
    """
    Yield the rates of one mode, each with the moment it holds from.

    The catalogue puts rates in order by when they start to count. A correction can take over before the day on which
    what it corrects was recorded, which then never holds, and give way to it later.
    """
    for place, row in enumerate(rows):
        if not row["rates"]:
            continue
        begin = max(row["start"] or "", row["rates"]["valid_from"])
        if place + 1 == len(rows) or begin < rows[place + 1]["start"]:
            yield begin, row["rates"]


def effective_day(moment: str, *, documented: bool) -> date:
    """
    Return the first day of a price.

    A documented change at midnight in Beijing holds from the next day; any other moment counts as its UTC day.

    >>> effective_day("2026-08-16T16:00:00Z", documented=True)
    datetime.date(2026, 8, 17)
    """
    day = date.fromisoformat(moment[:10])
    return day + timedelta(days=1) if documented and moment.endswith(_BEIJING_MIDNIGHT) else day


def _newest_rates(prices: Mapping[str, Any]) -> Any:
    """Return the newest standard rates."""
    return next(row["rates"] for row in reversed(prices["standard"]) if row["rates"])


def _evidence(rates: Mapping[str, Any], day: date) -> Evidence:
    """Return who says so: the provider's page as the catalogue read it, or the catalogue's own commit."""
    status = Status.REPORTED if rates["valid_from_basis"] == "models.dev commit" else Status.DOCUMENTED
    via = None if status is Status.REPORTED else READ_VIA
    return Evidence(source=SOURCE, status=status, as_of=day, url=rates["source"], read_via=via)


def _cards(rates: Mapping[str, Any], mode: Mode, rejections: Rejections) -> list[RateCard]:
    """Return the base card and one card a context tier; none without input and output price."""
    cards = []
    for tier in ({"above": 0, **rates}, *rates.get("tiers", ())):
        card = {
            name: value
            for field, name in _RATES.items()
            if field in tier and (value := usd_per_million(Decimal(tier[field]), rejections)) is not None
        }
        multiple = rates.get("cache_write_1h_multiple")
        # The multiple stands beside models that charge nothing for writes too: only a write that costs has a second price.
        if multiple is not None and {"input", "cache_write_5m"} <= card.keys():
            hour = usd_per_million(card["input"] * Decimal(multiple), rejections)
            if hour is not None:
                card["cache_write_1h"] = hour
        if tier["above"] == 0 and not {"input", "output"} <= card.keys():
            return []
        cards.append(rate_card(card, mode=mode, above=tier["above"]))
    return cards


def _mode_rates(rows: Any, until: str | None) -> Any:
    """Return a mode's rates as they stood before a moment."""
    latest = None
    for begin, rates in spans(rows):
        if until is None or begin < until:
            latest = rates
    return latest


def _rule(schedule: Mapping[str, Any], model: str) -> tuple[str, Decimal] | None:
    """Return whether the hours are peak or off-peak for a model, and the multiplier."""
    for kind in ("peak", "off_peak"):
        multiplier = schedule.get(f"{kind}_multiplier")
        if isinstance(multiplier, Mapping):
            multiplier = multiplier.get(model)
        if multiplier is not None:
            return kind, Decimal(multiplier)
    return None


def _with_hours(
    cards: list[RateCard], start: str, until: str | None, schedules: list[Any], model: str
) -> list[RateCard]:
    """Add the card of the peak or off-peak hours, where a schedule covers the whole period."""
    for schedule in schedules:
        end = schedule.get("valid_until")
        if start < schedule["valid_from"] or (end is not None and (until is None or until > end)):
            continue
        rule = _rule(schedule, model)
        if rule is None:
            continue
        kind, multiplier = rule
        days = _WORKDAYS if schedule.get("weekdays_only") else frozenset[int]()
        windows = tuple(
            TimeWindow(start_minute=_minutes(begin), end_minute=_minutes(close) or 24 * 60, weekdays=days)
            for begin, close in schedule[f"{kind}_hours_utc"]
        )
        base = cards[0]
        rates = {
            name: value * multiplier
            for name in (*_RATES.values(), "cache_write_1h")
            if (value := getattr(base, name)) is not None
        }
        cards = [*cards, rate_card(rates, windows=windows)]
    return cards


def _minutes(text: str) -> int:
    """Read ``06:30`` as minutes after midnight."""
    hours, minutes = map(int, text.split(":"))
    return hours * 60 + minutes
