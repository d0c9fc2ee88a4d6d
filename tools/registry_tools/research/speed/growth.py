"""
Growth: how long answers take as the options grow, on registries made of the bundled one's offerings.

The benchmark measures each size in a process of its own, so that the peak of its memory is that of this size alone.
"""

import gc
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from llm_selection import Workload, recommend
from llm_selection.needs.requirements import parse_requirements
from llm_selection.registry import Registry, bundled
from llm_selection.registry._columns import Column, pack
from llm_selection.registry._stores import Compiled
from llm_selection.selection.options import options_of
from llm_selection.selection.screening import screen
from llm_selection.units import picodollars_per_token
from registry_tools.research.speed.processes import peak_mib
from registry_tools.research.speed.timing import timed

__all__ = ["SIZES", "Grown", "grown", "growth", "growth_with_memory"]

SIZES = (1_000, 10_000, 100_000, 1_000_000)
"""Numbers of options that are measured."""

_PRICES = ("input", "output", "cache_read", "cache_write_5m", "cache_write_1h", "input_audio")


class Grown(Compiled):
    """
    A compiled registry with as many offerings as are asked for: the real ones, and copies of them at made-up providers.

    A copy's prices are a thousandth higher for each copy before it, so it has schedules of its own. Columns are those
    that a compiled file of all these offerings has, distinct values once and a code a row; a record is made when it is
    read. So no million of values has to be built and compiled first.
    """

    __slots__ = ("_base", "_ids", "_providers", "_rows")

    def __init__(self, base: Compiled, size: int) -> None:
        """Take the offerings of *base* as often as it takes to have *size* of them, the last time evenly spread."""
        index = {**base.index, "digest": f"{base.index['digest']} grown to {size}"}
        super().__init__(index, base._read)  # noqa: SLF001 - the same lines
        self._base = base
        ids = base.ids("offerings")
        copies, rest = divmod(size, len(ids))
        rows = [(copy, row) for copy in range(copies) for row in range(len(ids))]
        rows += [(copies, place * len(ids) // rest) for place in range(rest)]
        named = sorted((_of_copy(ids[row], copy), copy, row) for copy, row in rows)
        self._ids = [name for name, _, _ in named]
        self._rows = [(copy, row) for _, copy, row in named]
        providers = (
            (_of_copy(name, copy), row)
            for row, name in enumerate(base.ids("providers"))
            for copy in range(copies + bool(rest))
        )
        self._providers = dict(sorted(providers))

    def ids(self, section: str) -> Sequence[str]:
        """Return the ids of one section, in order."""
        if section == "offerings":
            return self._ids
        return tuple(self._providers) if section == "providers" else self._base.ids(section)

    def plain(self, section: str, row: int) -> Any:
        """Return one record as plain data; a copy has its own id and prices."""
        if section == "offerings":
            copy, place = self._rows[row]
            offering = self._base.plain(section, place)
            for period in (offering.get("pricing") or {}).get("periods", ()):
                period["cards"] = [_dearer(card, copy) for card in period["cards"]]
            return {**offering, "id": self._ids[row]}
        if section == "providers":
            name = self.ids(section)[row]
            return {**self._base.plain(section, self._providers[name]), "id": name}
        return self._base.plain(section, row)

    def column(self, fact: str) -> Column[Any]:
        """Return one fact of every offering."""
        if fact not in self._columns:
            self._columns[fact] = self._column(fact)
        return self._columns[fact]

    def _column(self, fact: str) -> Column[Any]:
        """Spread the real offerings' values; providers and rates are a copy's own."""
        base = self._base.column(fact)
        if fact == "provider":
            places = {name: place for place, name in enumerate(self._providers)}
            codes = (places[name.partition("/")[0]] for name in self._ids)
            return Column(values=tuple(places), codes=pack(codes, len(places)))
        if fact == "rates":
            copies = 1 + max(copy for copy, _ in self._rows)
            values = [_dearer_rates(value, copy) for copy in range(copies) for value in base.values]
            codes = (copy * len(base.values) + base.codes[row] for copy, row in self._rows)
            return Column(values=values, codes=pack(codes, len(values)))
        return Column(values=base.values, codes=pack((base.codes[row] for _, row in self._rows), len(base.values)))


def _of_copy(name: str, copy: int) -> str:
    """Return an id, or that at the made-up provider of a copy."""
    provider, slash, native = name.partition("/")
    return f"{provider}-copy-{copy}{slash}{native}" if copy else name


def _dearer(card: Mapping[str, Any], copy: int) -> dict[str, Any]:
    """Return a rate card as a copy has it, in dollars per million tokens."""
    prices = {
        name: str(Decimal(_raised(picodollars_per_token(Decimal(card[name])), copy)).scaleb(-6))
        for name in _PRICES
        if card.get(name) is not None
    }
    return {**card, **prices}


def _dearer_rates(periods: Sequence[Any], copy: int) -> list[Any]:
    """Return rates over time as a copy has them, as JSON holds them: in picodollars a token."""
    return [
        [day, [[*row[: -len(_PRICES)], *(_raised(rate, copy) for rate in row[-len(_PRICES) :])] for row in rows]]
        for day, rows in periods
    ]


def _raised(rate: int | None, copy: int) -> Any:
    """Return a rate, a thousandth higher for each copy; what is free stays free."""
    return None if rate is None else rate + rate * copy // 1_000


def grown(size: int) -> Registry:
    """Make a registry of *size* offerings."""
    return Registry(Grown(bundled()._base, size))  # noqa: SLF001 - its columns as they were compiled


def growth(size: int, runs: int) -> dict[str, float]:
    """Return milliseconds of the processor by kind of call, at *size* options; the first `recommend` is one call."""
    registry, new = grown(size), count(1)

    def repeated() -> None:
        recommend("agentic_coding", registry=registry)

    def new_workload() -> None:
        work = Workload(requests_per_month=1_000 + next(new), input_tokens=20_000, output_tokens=1_000)
        recommend("agentic_coding", registry=registry, workload=work)

    def later_day() -> None:
        recommend("agentic_coding", registry=registry, on=registry.date + timedelta(days=next(new)))

    options = options_of(registry, registry.date, None)

    def screening() -> None:
        asked = {
            "license": "open-weight",
            "min_context_tokens": 200_000 + next(new),
            "capabilities": ["tool_calling"],
            "max_output_price": 100 + next(new),
        }
        screen(options, parse_requirements(asked))

    # Made before anything is timed, as the columns of a file are read before: the first answer starts from them.
    for fact in bundled()._base.index["columns"]:  # noqa: SLF001 - as above
        registry.column(fact)
    # What an answer imports, it has imported by then.
    recommend("agentic_coding")
    gc.collect()
    start = time.process_time()
    repeated()
    first = (time.process_time() - start) * 1e3
    cases: Mapping[str, Callable[[], None]] = {
        "repeated": repeated,
        "new workload": new_workload,
        "later day": later_day,
        "screening": screening,
    }
    return {"first": first, **{name: timed(case, runs).median for name, case in cases.items()}}


def growth_with_memory(size: int, runs: int) -> dict[str, float]:
    """Measure one size, and the peak of this process's memory."""
    return {**growth(size, runs), "peak_mib": peak_mib()}
