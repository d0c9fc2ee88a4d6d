"""``max_monthly_cost``: the most that the workload may cost."""

from llm_selection._dataclasses import dataclass
from llm_selection.needs.option_facts import MONTHLY_COST, Facts
from llm_selection.needs.requirements._shapes import Cap
from llm_selection.needs.requirements._values import USD
from llm_selection.units import PICODOLLARS_PER_DOLLAR, dollars

__all__ = ["MaxMonthlyCost"]

_PICODOLLARS_PER_CENT = PICODOLLARS_PER_DOLLAR // 100


@dataclass(frozen=True, slots=True)
class MaxMonthlyCost(Cap):
    """
    US dollars a month for the workload.

    Unknown where a rate that it needs isn't published.

    Attributes:
        limit: The most, in picodollars.
    """

    limit: int
    keyword = "max_monthly_cost"
    examples = (("max_monthly_cost=500", "$ for the workload"),)
    fact = MONTHLY_COST
    value = USD
    unit = "US dollars a month"
    digits = 12
    words = "cost a month"

    def reached(self, facts: Facts) -> int | None:
        """Return the next whole cent: a bill has more digits, and that is what one would write."""
        cost = facts[MONTHLY_COST]
        return None if cost is None else _cents(cost) * _PICODOLLARS_PER_CENT

    @classmethod
    def show(cls, number: int) -> str:
        """Write every cent begun, so that a bill beyond a cap is seen to be."""
        cents = _cents(number)
        return f"${cents // 100:,}.{cents % 100:02d}"

    def __str__(self) -> str:
        """Say it in a few words; a cap in full, as rounded it would be one that nobody asked for."""
        cap = f"${dollars(self.limit).normalize():,f}" if self.limit % _PICODOLLARS_PER_CENT else self.show(self.limit)
        return f"{self.words} ≤ {cap}"


def _cents(picodollars: int) -> int:
    """Return the cents of an amount, of which every one that is begun counts."""
    return -(-picodollars // _PICODOLLARS_PER_CENT)
