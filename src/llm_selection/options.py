"""Options: what one can choose, with every fact a requirement may read, one by one or as columns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, overload

from llm_selection.costs import monthly_picodollars
from llm_selection.licenses import LicenseTerms
from llm_selection.models import Model
from llm_selection.offerings import Offering, Provider, stage_on
from llm_selection.prices import Mode, rates_on
from llm_selection.registry import Registry
from llm_selection.registry._columns import FACTS, Column, Row
from llm_selection.workloads import Workload

__all__ = ["DERIVED", "Context", "Option", "Options", "options_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """
    What facts may depend on beside the option itself.

    Attributes:
        registry: Where licenses are looked up.
        on: The day asked about.
        workload: What will be run; ``None`` leaves costs unknown.
    """

    registry: Registry
    on: date
    workload: Workload | None


def _price(name: str) -> Callable[[Any, Context], int | None]:
    """Return how to read one rate of the standard base card, in picodollars a token."""

    def read(periods: Any, context: Context) -> int | None:
        prices = [
            getattr(row, name)
            for row in rates_on(periods, context.on)
            if row.mode == Mode.STANDARD and row.above_prompt_tokens == 0
        ]
        # By the hour: the dearest. One unknown among them leaves it unknown.
        return None if not prices or None in prices else max(prices)

    return read


DERIVED: Mapping[str, tuple[str, Callable[[Any, Context], Any]]] = {
    "stage": ("lifecycle", lambda lifecycle, context: stage_on(lifecycle, context.on)),
    "license_terms": ("license", lambda key, context: None if key is None else context.registry.licenses[key]),
    "input_price": ("rates", _price("input")),
    "output_price": ("rates", _price("output")),
    "monthly_cost": (
        "rates",
        lambda periods, context: (
            context.workload and monthly_picodollars(context.workload, rates_on(periods, context.on))
        ),
    ),
}
"""Facts that depend on the day or the workload: the fact they start from, and how. Money is in whole picodollars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """
    One thing that can be chosen: a model at a provider.

    Attributes:
        offering: What is called.
        model: What answers.
        provider: Who serves it.
        terms: The license or vendor terms; ``None`` unknown.
        context: The day and workload its facts are read for.
    """

    offering: Offering
    model: Model
    provider: Provider
    terms: LicenseTerms | None
    context: Context = field(repr=False, compare=False)

    def fact(self, name: str) -> Any:
        """Return one fact, read off the values; the names are those of ``FACTS`` and ``DERIVED``."""
        base, derive = DERIVED.get(name, (name, None))
        row = Row(offering=self.offering, model=self.model, provider=self.provider, terms=self.terms)
        value = FACTS[base].read(row)
        return derive(value, self.context) if derive else value


class Options(Sequence[Option]):
    """
    The options of a registry on a day, for a workload; in order of offering id.

    Each is built when asked for. Facts of all of them together are columns.
    """

    __slots__ = ("_columns", "context", "rows")

    def __init__(self, context: Context, rows: Sequence[int] | None = None) -> None:
        """Take *rows* of the registry's offerings, all of them by default."""
        self.context = context
        self.rows = range(len(context.registry.offerings)) if rows is None else rows
        self._columns: dict[str, Column] = {}

    def __len__(self) -> int:
        """Count the options."""
        return len(self.rows)

    @overload
    def __getitem__(self, index: int) -> Option: ...
    @overload
    def __getitem__(self, index: slice) -> "Options": ...
    def __getitem__(self, index: int | slice) -> "Option | Options":
        """Build one option, or take some."""
        if isinstance(index, slice):
            return Options(self.context, self.rows[index])
        registry = self.context.registry
        offering = registry.offerings.at(self.rows[index])
        model = registry.models[offering.model]
        return Option(
            offering=offering,
            model=model,
            provider=registry.providers[offering.provider],
            terms=None if model.license is None else registry.licenses[model.license],
            context=self.context,
        )

    def take(self, places: Sequence[int]) -> "Options":
        """Keep the options at *places*, in that order."""
        return Options(self.context, [self.rows[place] for place in places])

    def column(self, name: str) -> Column:
        """Return one fact of every option; the names are those of ``FACTS`` and ``DERIVED``."""
        if name not in self._columns:
            base, derive = DERIVED.get(name, (name, None))
            if derive:
                context = self.context
                column = self.column(base).map(lambda value: derive(value, context))
            else:
                column = self.context.registry.column(base)
                if self.rows != range(len(column)):
                    column = column.take(self.rows)
            self._columns[name] = column
        return self._columns[name]


@lru_cache(maxsize=8)
def options_of(registry: Registry, on: date, workload: Workload | None) -> Options:
    """Return all options of *registry*; a few are remembered with their columns, so a repeated question is cheap."""
    return Options(Context(registry=registry, on=on, workload=workload))
