"""``price_read_since``: how old the price may be."""

from datetime import date

from llm_selection._dataclasses import dataclass
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import PRICE_READ, Facts
from llm_selection.needs.requirements._requirement import unknown, verdict_of
from llm_selection.needs.requirements._shapes import Day

__all__ = ["PriceReadSince"]


@dataclass(frozen=True, slots=True)
class PriceReadSince(Day):
    """
    The price was read on that day or later; by default 90 days before the day asked about, or the data's.

    Unknown where the last reading is older.

    A price read with the provider itself, or in a contract, holds until it is changed, whenever it was read.
    """

    limit: date
    keyword = "price_read_since"
    examples = (("price_read_since=2026-08-01", "price seen since that day"),)
    fact = PRICE_READ

    def judge(self, facts: Facts) -> Verdict:
        """Compare the day; an older reading, or none, leaves it unknown."""
        read = facts[PRICE_READ]
        if read is None:
            return unknown("no price read")
        known = "price known firsthand" if read == date.max else f"price last read {read}"
        return verdict_of(True if read >= self.limit else None, known)

    def reached(self, facts: Facts) -> date | None:
        """Return the day of the last reading."""
        return facts[PRICE_READ]

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"price read since {self.limit}"
