"""genai-prices' table as listings, read from its source text: nothing of it is run."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from llm_selection.domain.evidence import Evidence, Status
from llm_selection.domain.offerings import Stage
from llm_selection.domain.prices import DateBasis, Mode, PricePeriod, RateCard, TimeWindow
from registry_tools.upstream.listings import Family, Listing, Rejections, plausible_window, rate_card, usd_per_million

__all__ = ["SOURCE", "listings_of", "read_genai_prices"]

SOURCE = "genai-prices"
_RATES = {
    "input_mtok": "input",
    "output_mtok": "output",
    "cache_read_mtok": "cache_read",
    "cache_write_mtok": "cache_write_5m",
    "cache_write_1h_mtok": "cache_write_1h",
    "input_audio_mtok": "input_audio",
}
_MODES = {
    ("processing", "batch"): Mode.BATCH,
    ("service_tier", "flex"): Mode.FLEX,
    ("service_tier", "priority"): Mode.PRIORITY,
    ("service_tier", "fast"): Mode.FAST,
    ("speed", "fast"): Mode.FAST,
}
_CHECKED = re.compile(r"(?i)\b(checked|verified)\b")
_DAY = re.compile(r"\b20\d\d-\d\d-\d\d\b")
_OTHER_MODES = re.compile(r"(?i)(?:batch|flex|priority)\b[^.;]*?verified[^.;]*")
_ONLY_ON_VERTEX = re.compile(r"claude|-maas$")
"""Both of Google's APIs are in one table; these ids exist on the cloud platform only."""
_START = "StartDateConstraint"
_HOURS = "TimeOfDateConstraint"

Node = Any
"""A constructor call as a dict: its name under ``_``, its arguments under theirs."""


def read_genai_prices(
    package: Path, providers: Mapping[str, str], *, today: date, released: date, rejections: Rejections
) -> Iterator[Listing]:
    """Yield the models of the *providers* we list, a genai-prices provider mapped to ours."""
    tree = ast.parse(_source_text(package))
    (table,) = (_as_data(node.value) for node in tree.body if isinstance(node, ast.AnnAssign) and node.value)
    for provider in table:
        if provider["id"] in providers:
            urls = provider.get("pricing_urls") or [None]
            evidence = Evidence(source=SOURCE, status=Status.REPORTED, as_of=released, url=urls[0])
            checked = _day_checked(provider)
            for model in provider["models"]:
                read = min(_day_checked(model) or checked or released, released)
                for listing in listings_of(
                    model,
                    providers[provider["id"]],
                    replace(evidence, as_of=read),
                    today=today,
                    rejections=rejections,
                ):
                    is_vertex = listing.provider == "google" and _ONLY_ON_VERTEX.search(listing.native_id)
                    yield replace(listing, provider="google-vertex") if is_vertex else listing


def _day_checked(entry: Node) -> date | None:
    """Return the newest day on which a comment says that prices were checked; checks of other modes don't count."""
    comment = _OTHER_MODES.sub("", entry.get("price_comments") or "")
    days = _DAY.findall(comment) if _CHECKED.search(comment) else []
    return max(map(date.fromisoformat, days), default=None)


def _source_text(package: Path) -> str:
    """Read the table from the package's folder or wheel."""
    if package.is_dir():
        return (package / "data.py").read_text(encoding="utf-8")
    with ZipFile(package) as wheel:
        return wheel.read("genai_prices/data.py").decode()


def listings_of(
    model: Node, provider: str, evidence: Evidence, *, today: date, rejections: Rejections
) -> Iterator[Listing]:
    """
    Yield one listing for the model's own id and one for each id its match clause names exactly.

    Windows and status belong to the model's own id only: a clause may gather ids that share no more than a price.
    """
    exact = set(_exact_names(model["match"]))
    own = model["id"]
    names = exact | {own} if _matches(model["match"], own) else exact
    periods, zero = _periods(model, evidence, today, rejections)
    images = _image_output(model)
    for name in sorted(names):
        is_own = name == own or (own not in names and len(names) == 1)
        yield Listing(
            provider=provider,
            native_id=name,
            family=Family.GENAI_PRICES,
            evidence=evidence,
            periods=periods,
            zero=zero,
            image_output=images,
            context_tokens=plausible_window(model.get("context_window")) if is_own else None,
            stage=Stage.DEPRECATED if is_own and model.get("deprecated") else None,
        )


def _as_data(node: ast.expr) -> Node:
    """Turn constructor calls into dicts."""
    match node:
        case ast.Constant():
            return node.value
        case ast.List() | ast.Tuple():
            return [_as_data(item) for item in node.elts]
        case ast.Dict():
            return {_as_data(key): _as_data(value) for key, value in zip(node.keys, node.values, strict=True) if key}
        case ast.Attribute():
            return node.attr
        case ast.Call(func=ast.Name(id="Decimal")):
            return Decimal(str(_as_data(node.args[0])))
        case ast.Call(func=ast.Attribute(attr="date")):
            return date(*(_as_data(item) for item in node.args))
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            arguments = {word.arg: _as_data(word.value) for word in node.keywords}
            return {"_": name, "args": [_as_data(item) for item in node.args], **arguments}
        case _:
            raise ValueError(f"unexpected {type(node).__name__} on line {node.lineno}")


def _exact_names(match: Node) -> Iterator[str]:
    """Yield the ids that a match clause names exactly."""
    if match["_"] == "ClauseEquals":
        yield match["equals"]
    for part in match.get("or_", ()):
        yield from _exact_names(part)


def _matches(match: Node, name: str) -> bool:
    """Say whether a match clause takes a name; a table's own id that its clause refuses is no native id."""
    match match:
        case {"_": "ClauseEquals", "equals": text}:
            return bool(name == text)
        case {"_": "ClauseStartsWith", "starts_with": text}:
            return name.startswith(text)
        case {"_": "ClauseEndsWith", "ends_with": text}:
            return name.endswith(text)
        case {"_": "ClauseContains", "contains": text}:
            return text in name
        case {"_": "ClauseRegex", "regex": text}:
            return re.search(text, name) is not None
        case {"_": "ClauseOr", "or_": parts}:
            return any(_matches(part, name) for part in parts)
        case {"_": "ClauseAnd", "and_": parts}:
            return all(_matches(part, name) for part in parts)
        case _:
            raise ValueError(f"unknown clause {match['_']}")


def _periods(
    model: Node, evidence: Evidence, today: date, rejections: Rejections
) -> tuple[tuple[PricePeriod, ...], bool]:
    """
    Return the price periods and whether the price in force is printed as zero.

    A price without a start date is known since the catalogue's release; where dated prices follow, nobody knows
    when the undated one began, so it's kept with the earliest date there is, to be recognised as superseded.
    """
    rows = model["prices"] if isinstance(model["prices"], list) else [{"prices": model["prices"]}]
    timeline = _timeline(rows)
    starts = [(start, rows[place]["prices"]) for start, place in timeline]
    dated = {start for start, _ in starts} - {date.min}
    if starts and starts[0][0] == date.min and not any(start <= today for start in dated):
        starts[0] = (evidence.as_of, starts[0][1])
    in_force = max((start for start, _ in starts if start <= today), default=None)
    # Prices by hour count only where they stand after the price in force.
    hours = [row for row in rows[_place_on(timeline, today) :] if _kind(row) == _HOURS]
    periods = []
    for index, (start, prices) in enumerate(starts):
        last_day = starts[index + 1][0] if index + 1 < len(starts) else date.max
        cards = _cards(prices, Mode.STANDARD, rejections)
        if not cards or cards[0].input is None or cards[0].output is None:
            continue
        cards += _variants(model, max(start, min(today, last_day)) if start <= today else start, rejections)
        if start == in_force and hours:
            cards += _hours(hours, rejections)
        basis = DateBasis.DOCUMENTED if start in dated else DateBasis.FIRST_OBSERVED
        periods.append(PricePeriod(effective=start, basis=basis, cards=tuple(cards), evidence=evidence))
    zero = any(
        prices.get("input_mtok") == 0 and prices.get("output_mtok") == 0
        for start, prices in starts
        if start == in_force
    )
    return tuple(periods), zero


def _timeline(rows: Sequence[Node]) -> list[tuple[date, int]]:
    """
    Return the day from which each row holds, with the row's place; rows without a date always held.

    The last row that matches wins: a row takes over from its start on, whatever stood before it.
    """
    timeline: list[tuple[date, int]] = []
    for place, row in enumerate(rows):
        if _kind(row) in (None, _START):
            start = date.min if _kind(row) is None else row["constraint"]["start_date"]
            timeline = [
                *((earlier, earlier_place) for earlier, earlier_place in timeline if earlier < start),
                (start, place),
            ]
    return timeline


def _place_on(timeline: Sequence[tuple[date, int]], day: date) -> int:
    """Return the place of the row that holds on a day."""
    return next((place for start, place in reversed(timeline) if start <= day), 0)


def _image_output(model: Node) -> Decimal | None:
    """Return the newest price of images out, which an image model has beside that of text."""
    rows = model["prices"] if isinstance(model["prices"], list) else [{"prices": model["prices"]}]
    value = rows[-1]["prices"].get("output_image_mtok")
    return None if value is None or isinstance(value, dict) else Decimal(value)


def _kind(row: Node) -> str | None:
    """Return the kind of a row's constraint."""
    constraint = row.get("constraint")
    return None if constraint is None else str(constraint["_"])


def _cards(prices: Node, mode: Mode, rejections: Rejections) -> list[RateCard]:
    """Return one card a tier; none without a rate we carry."""
    rates: dict[int, dict[str, Decimal]] = {}
    for field, name in _RATES.items():
        value = prices.get(field)
        if value is None:
            continue
        tiers = [(0, value)]
        if isinstance(value, dict):
            tiers = [(0, value["base"]), *((tier["start"], tier["price"]) for tier in value["tiers"])]
        for start, price in tiers:
            clean = usd_per_million(Decimal(price), rejections)
            if clean is not None:
                rates.setdefault(start, {})[name] = clean
    return [rate_card(card, mode=mode, above=tier) for tier, card in sorted(rates.items())]


def _variants(model: Node, on: date, rejections: Rejections) -> list[RateCard]:
    """Return the cards of the other modes as they stood on a day, the newest of each mode."""
    newest: dict[Mode, tuple[date, Node]] = {}
    for variant in model.get("price_variants") or ():
        words = list(variant["when"].items())
        mode = _MODES.get(words[0]) if len(words) == 1 else None
        constraint = variant.get("constraint")
        start = constraint["start_date"] if constraint else date.min
        if mode is not None and start <= on and start >= newest.get(mode, (date.min, None))[0]:
            newest[mode] = (start, variant["prices"])
    return [card for mode in sorted(newest) for card in _cards(newest[mode][1], mode, rejections)]


def _hours(rows: list[Node], rejections: Rejections) -> list[RateCard]:
    """Return a card for each price with hours; the same price in several windows is one card."""
    windows: dict[tuple[tuple[str, Decimal], ...], list[TimeWindow]] = {}
    for row in rows:
        base = _cards(row["prices"], Mode.STANDARD, rejections)[0]
        rates = tuple((name, value) for name in _RATES.values() if (value := getattr(base, name)) is not None)
        start, end = (_minutes(row["constraint"][name]) for name in ("start_time", "end_time"))
        windows.setdefault(rates, []).append(TimeWindow(start_minute=start, end_minute=end))
    return [rate_card(dict(rates), windows=tuple(hours)) for rates, hours in windows.items()]


def _minutes(time: Node) -> int:
    """Read a time of day as minutes after midnight."""
    hour, minute = (*time["args"], 0)[:2]
    return int(hour) * 60 + int(minute)
