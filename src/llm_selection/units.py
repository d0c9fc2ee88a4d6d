"""Units and numbers: token counts, exact money, and how people write both."""

import re
from datetime import date
from decimal import MAX_EMAX, MAX_PREC, MIN_EMIN, Context, Decimal
from sys import float_info

from llm_selection.errors import InvalidInputError, shown

__all__ = [
    "EXACT",
    "PICODOLLARS_PER_DOLLAR",
    "check_count",
    "check_measure",
    "check_price",
    "check_share",
    "dollars",
    "in_full",
    "parse_count",
    "parse_day",
    "picodollars_per_token",
    "share_meant",
]

EXACT = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)
"""Money isn't rounded, whatever the decimal context of the program that asks."""

PICODOLLARS_PER_DOLLAR = 10**12
_PICODOLLARS_PER_CENT = 10**10
_PRICE_DECIMALS = 6
_SMALLEST_PRICE = Decimal(1).scaleb(-_PRICE_DECIMALS)
_DEAREST_USD_PER_MILLION = 100_000
_DECIMALS_OF_CENTS = 2
_LONGEST_NUMBER = 400
_LARGEST_COUNT = 10**100
_LARGEST_FLOAT = float_info.max
_LONGEST_SHARE = 20
_SUFFIXES = {"": 1, "k": 1_000, "m": 1_000_000, "b": 1_000_000_000}
# Commas set off thousands only: "1,5M" may be 1.5 million to whoever wrote it.
_COUNT = r"(?i)(\d{1,3}(?:,\d{3})+|\d+(?:_\d+)*)(\.\d+)?\s*([kmb]?)"


def picodollars_per_token(usd_per_million: Decimal) -> int:
    """
    Turn *usd_per_million*, a price in US dollars per million tokens, into whole picodollars a token.

    One dollar per million tokens is 10**6 picodollars a token, so a price with at most
    six decimals is a whole number and every cost is exact.

    >>> picodollars_per_token(Decimal("0.075"))
    75000
    """
    return int(usd_per_million.scaleb(_PRICE_DECIMALS, EXACT))


def dollars(picodollars: int) -> Decimal:
    """
    Turn picodollars into US dollars, exactly: in cents, and beyond them no zero at the end.

    >>> dollars(1_500_000_000_000), dollars(2_125_000_000)
    (Decimal('1.50'), Decimal('0.002125'))
    """
    cents, beyond = divmod(picodollars, _PICODOLLARS_PER_CENT)
    return Decimal(picodollars).scaleb(-12, EXACT).normalize(EXACT) if beyond else Decimal(cents).scaleb(-2, EXACT)


def in_full(number: Decimal) -> str:
    """
    Write a number in full, without zeros behind, but whole cents.

    >>> in_full(Decimal("0.0750")), in_full(Decimal(1000))
    ('0.075', '1,000.00')
    """
    short = number.normalize()
    decimals = -short.as_tuple().exponent  # type: ignore[operator]  # a finite number has an exponent
    return f"{short:,f}" if decimals > _DECIMALS_OF_CENTS else f"{short:,.2f}"


def parse_count(text: str, *, least: int = 0) -> int:
    """
    Read a whole number as people write it: ``200000``, ``200_000``, ``200k``, ``1.5M``, ``70b``.

    ``k``, ``M`` and ``B`` are thousands, millions and (short-scale) billions.

    Raises:
        InvalidInputError: *text* isn't a whole number so written, or is less than *least*.

    >>> parse_count("200k"), parse_count("1.5M")
    (200000, 1500000)
    """
    match = re.fullmatch(_COUNT, text.strip()) if len(text) <= _LONGEST_NUMBER else None
    if match:
        whole, fraction, suffix = match.groups()
        number = Decimal(whole.replace("_", "").replace(",", "") + (fraction or ""))
        value = EXACT.multiply(number, _SUFFIXES[suffix.lower()])
        if value == int(value) >= least:
            return int(value)
    raise InvalidInputError(
        f'must be a whole number of at least {least}, got {shown(text)} (examples: 200000, "200k", "1M")'
    )


def parse_day(value: object) -> date:
    """
    Read a day: a date, or text such as ``2026-11-23``.

    Raises:
        InvalidInputError: It is neither.
    """
    if type(value) is date:
        return value
    try:
        if isinstance(value, str):
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise InvalidInputError(f"must be a date like 2026-11-23, got {shown(value)}")


def share_meant(text: str) -> str:
    """
    Say how a share is written that was given in percent, as words behind a fault; nothing for any other text.

    >>> share_meant("80%"), share_meant("lots")
    ('; write 0.8', '')
    """
    number = text.strip().removesuffix("%").strip()
    if not text.strip().endswith("%") or not number.replace(".", "", 1).isdecimal() or len(number) > _LONGEST_SHARE:
        return ""
    return f"; write {Decimal(number).scaleb(-2).normalize():f}"


def check_count(name: str, value: int | None, *, least: int = 0, most: int = _LARGEST_COUNT) -> None:
    """Raise `InvalidInputError` unless *value* is unknown or a whole number from *least* to *most*, by default 10**100."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InvalidInputError(f"{name} must be a whole number of at least {least}, got {shown(value)}")
    if value > most:
        limit = "10**100" if most == _LARGEST_COUNT else f"{most:,}"
        raise InvalidInputError(f"{name} must be at most {limit}, got a larger number")


def check_measure(name: str, value: float | None) -> None:
    """Raise `InvalidInputError` unless *value* is unknown or a finite number above 0, as clocks show it."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LARGEST_FLOAT:
        raise InvalidInputError(f"{name} must be a number above 0, got {shown(value)}")


def check_share(name: str, value: float | None) -> None:
    """Raise `InvalidInputError` unless *value* is unknown or a number from 0 to 1."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise InvalidInputError(f"{name} must be a share from 0 to 1, got {shown(value)}")


def check_price(name: str, value: Decimal | None, *, per: str = "million tokens") -> None:
    """
    Raise `InvalidInputError` unless *value* is unknown or a usable price.

    A price is US dollars per million tokens, or *per* something else, from 0 to 100,000, with at most six decimals.
    A seventh decimal is binary residue or a wrong unit (``0.00000125`` is dollars a token), so it is
    refused rather than rounded. The dearest price of tokens in the data of November 2026 is $297; the
    upper limit catches a price a token multiplied twice.
    """
    if value is None:
        return
    if (
        not isinstance(value, Decimal)
        or not value.is_finite()
        or value.is_signed()
        or not 0 <= value <= _DEAREST_USD_PER_MILLION
    ):
        raise InvalidInputError(f"{name} must be US dollars per {per} from 0 to 100000, got {shown(value)}")
    if value != value.quantize(_SMALLEST_PRICE, context=EXACT):
        raise InvalidInputError(f"{name} may have at most {_PRICE_DECIMALS} decimals, got {value}")
