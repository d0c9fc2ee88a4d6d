"""Days: what of a registry wasn't there yet on an earlier day."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from llm_selection._foundation.frozen import EMPTY
from llm_selection.registry._applied_overlays import dangling
from llm_selection.registry._stores import Changes, Store, all_of

__all__ = ["hidden_after"]

_NEVER = "9999-12-31"
"""Later than any day; days are compared as text."""


def hidden_after(store: Store, day: date) -> Changes:
    """
    Return what has to change for a registry to show *day*.

    A model counts from its release; one without a known release from the first day on which anything here speaks of
    it. Offerings that came later go, and so do prices and rentals from later on, and results that were measured or, if that isn't
    known, read from their source later. Abilities go altogether: they rest on results of all days.
    """
    last = day.isoformat()
    read_on = {key: source["retrieved"] for key, source in all_of(store, "sources")}
    results = {
        model: [(row.get("measured") or read_on[row["source"]], row) for row in rows]
        for model, rows in all_of(store, "results")
    }
    offerings = dict(all_of(store, "offerings"))
    first_prices = _first_prices(offerings.values())
    gone = {
        key
        for key, model in all_of(store, "models")
        if _first_day(model, [*(first for first, _ in results.get(key, ())), first_prices.get(key, _NEVER)]) > last
    }
    changes: dict[str, dict[str, Any]] = {
        "offerings": {},
        "results": {},
        "models": {**dict.fromkeys(gone), **dangling(store, dict.fromkeys(gone), gone)},
        "priors": dict.fromkeys(gone & set(store.ids("priors"))),
        "tokens": dict.fromkeys(gone & set(store.ids("tokens"))),
        "verbosities": dict.fromkeys(gone & set(store.ids("verbosities"))),
        "abilities": {task: {} for task in store.ids("abilities")},
        "effort_abilities": {task: {} for task in store.ids("effort_abilities")},
        "accelerators": dict(_without_later_rentals(store, last)),
    }
    for key, offering in offerings.items():
        if offering["model"] in gone or offering.get("lifecycle", {}).get("available", "") > last:
            changes["offerings"][key] = None
        elif any(period["effective"] > last for period in _periods(offering)):
            changes["offerings"][key] = _without_later_prices(offering, last)
    for key, dated in results.items():
        kept = [] if key in gone else [row for first, row in dated if first <= last]
        if len(kept) < len(dated):
            changes["results"][key] = kept or None
    return {section: changed for section, changed in changes.items() if changed}


def _first_day(model: Mapping[str, Any], spoken_of: Iterable[str]) -> str:
    """Return the day from which a model counts: its release, or the first day on which anything mentions it."""
    released: str | None = model.get("released")
    return released or min(model["evidence"]["record"]["as_of"], *spoken_of)


def _without_later_rentals(store: Store, last: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the accelerators with rentals seen after the day *last*, without these rentals."""
    for key, accelerator in all_of(store, "accelerators"):
        known = [rental for rental in accelerator.get("rentals", ()) if rental["effective"] <= last]
        if len(known) < len(accelerator.get("rentals", ())):
            rest = {name: value for name, value in accelerator.items() if name != "rentals"}
            yield key, {**rest, "rentals": known} if known else rest


def _periods(offering: Mapping[str, Any]) -> list[Any]:
    """Return the periods of an offering's price schedule; empty if it has none."""
    periods: list[Any] = (offering.get("pricing") or EMPTY).get("periods", [])
    return periods


def _first_prices(offerings: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return the first day on which each model had a price."""
    first_days: dict[str, str] = {}
    for offering in offerings:
        for period in _periods(offering)[:1]:
            model = offering["model"]
            first_days[model] = min(first_days.get(model, period["effective"]), period["effective"])
    return first_days


def _without_later_prices(offering: Mapping[str, Any], last: str) -> dict[str, Any]:
    """Leave out the periods that start after the day *last*; without any, the price is unknown."""
    kept = [period for period in _periods(offering) if period["effective"] <= last]
    rest = {name: value for name, value in offering.items() if name != "pricing"}
    return {**rest, "pricing": {**offering["pricing"], "periods": kept}} if kept else rest
