"""Listings: what one catalogue says about one offering, in our units."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from llm_selection.domain.evidence import Evidence
from llm_selection.domain.identity import Library
from llm_selection.domain.models import Capabilities, Modality
from llm_selection.domain.offerings import Stage
from llm_selection.domain.prices import Mode, PricePeriod, RateCard, TimeWindow

__all__ = [
    "ABSURD_WINDOW",
    "DEAREST",
    "Family",
    "Listing",
    "Rejections",
    "plausible_window",
    "rate_card",
    "usd_per_million",
    "without_old_labels",
]

_DECIMALS = 6
_RESIDUE = Decimal("1e-9")
"""Relative error above which a seventh decimal is no binary residue."""
DEAREST = Decimal(1000)
"""
US dollars per million tokens above which a price is a slip.

The dearest text price that was ever listed is 600, o1-pro's output; a price per thousand tokens, or per million
printed as per token, lands beyond it.
"""
ABSURD_WINDOW = 20_000_000
"""Tokens; catalogues print windows of this size and of 99,999,999 for *no limit known*, and no model states half of it."""

_OLD_LABEL = 200_000
"""Tokens; models.dev once called any tier *over 200k*, and its copies keep that threshold."""

Rejections = Counter[str]
"""How often something was left out, by reason."""


class Family(StrEnum):
    """Catalogues that don't copy from one another."""

    LITELLM = "litellm"
    GENAI_PRICES = "genai-prices"
    MODELS_DEV = "models-dev"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """
    One catalogue's row.

    Attributes:
        periods: Price periods, oldest first; empty when the row has no price that can be believed.
        zero: Whether the row prints a price of zero, which may mean free, trial, subscription or missing.
        context_tokens: A total window, for sure.
        max_input_tokens: An input cap, for sure.
        window_tokens: Either of the two, the catalogue doesn't say which.
        max_output_tokens: As printed.
        gone: Whether the catalogue once listed it and doesn't any more.
        priced_output: Kinds of output, besides text, that the catalogue gives a price of their own.
        image_output: What a million tokens of images costs, where it isn't the price of text.
        prices_checked: Whether the catalogue keeps its prices against the provider's own pages.
    """

    provider: str
    native_id: str
    family: Family
    evidence: Evidence
    periods: tuple[PricePeriod, ...] = ()
    zero: bool = False
    context_tokens: int | None = None
    max_input_tokens: int | None = None
    window_tokens: int | None = None
    max_output_tokens: int | None = None
    capabilities: Capabilities = field(default_factory=Capabilities)
    input: frozenset[Modality] | None = None
    output: frozenset[Modality] | None = None
    priced_output: frozenset[Modality] = frozenset()
    stage: Stage | None = None
    gone: bool = False
    retires: date | None = None
    successor: str | None = None
    image_output: Decimal | None = None
    prices_checked: bool = False
    ids: Mapping[Library, str] = field(default_factory=dict)


def usd_per_million(value: Decimal, rejections: Rejections) -> Decimal | None:
    """
    Clean a price in US dollars per million tokens; ``None`` if it can't be believed or is zero.

    Binary residue is rounded away. A zero never enters as a price: it is how catalogues write *missing*.

    >>> usd_per_million(Decimal("0.049999999999999996"), Counter())
    Decimal('0.05')
    """
    if value <= 0:
        return None
    if value > DEAREST:
        rejections[f"price above {DEAREST} dollars per million tokens"] += 1
        return None
    rounded = round(value, _DECIMALS)
    if abs(value - rounded) > _RESIDUE * value:
        rejections["price with more than six decimals"] += 1
        return None
    return Decimal(format(rounded.normalize(), "f"))


def plausible_window(value: int | None) -> int | None:
    """
    Return a number of tokens that can be believed; zero, a negative and an absurd one are unknown.

    >>> plausible_window(0) is plausible_window(99_999_999) is None
    True
    """
    return value if value and 0 < value < ABSURD_WINDOW else None


def rate_card(
    rates: Mapping[str, Decimal], *, mode: Mode = Mode.STANDARD, above: int = 0, windows: tuple[TimeWindow, ...] = ()
) -> RateCard:
    """Return a card from rates by name; a rate that isn't there isn't published."""
    return RateCard(
        mode=mode,
        above_prompt_tokens=above,
        windows=windows,
        input=rates.get("input"),
        output=rates.get("output"),
        cache_read=rates.get("cache_read"),
        cache_write_5m=rates.get("cache_write_5m"),
        cache_write_1h=rates.get("cache_write_1h"),
        input_audio=rates.get("input_audio"),
    )


def without_old_labels(cards: Sequence[RateCard]) -> list[RateCard]:
    """Drop a tier that is models.dev's old label of another one: the same mode and rates above the true threshold."""
    true = {
        (card.mode, card.windows, card.input, card.output) for card in cards if card.above_prompt_tokens > _OLD_LABEL
    }
    return [
        card
        for card in cards
        if card.above_prompt_tokens != _OLD_LABEL or (card.mode, card.windows, card.input, card.output) not in true
    ]
