"""Options: what one can choose, with every fact a requirement may read, one by one or as columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import compress
from typing import TYPE_CHECKING, Any, TypeVar, overload

from llm_selection._dataclasses import dataclass, field, is_made_here
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.evidence import Evidence
from llm_selection.domain.identity import ModelId
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Lifecycle, Offering, Provider, Stage, stage_on
from llm_selection.domain.prices import Hosted, RateRow, base_rates_on, is_priced, rates_on
from llm_selection.domain.verbosity import Verbosity
from llm_selection.estimation.costs import pricer
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.option_facts import Fact
from llm_selection.needs.put_out import put_out
from llm_selection.needs.requirements import AllOf, AnyOf, Not, Requirement
from llm_selection.registry import FACTS, Column, Registry, Row, together
from llm_selection.selection.assessments import NOTHING, Known, Qualities, qualities_at

if TYPE_CHECKING:
    from llm_selection.needs.hardware_fit import Hostable

__all__ = ["DERIVED", "Context", "Option", "Options", "options_of"]


T = TypeVar("T")
V = TypeVar("V")
_MOST_KEPT = 64
"""Outcomes, and things made of columns, that options remember."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """
    What facts may depend on beside the option itself.

    Attributes:
        registry: Where licenses are looked up.
        on: The day asked about.
        workload: What will be run; ``None`` leaves costs unknown.
        known: What the user knows of the own work: what models scored on tests of it, and what is run today.
    """

    registry: Registry
    on: date
    workload: Workload | None
    known: Known = NOTHING


def _price(name: str) -> Callable[[Sequence[Sequence[Any]] | Hosted, Context], int | None]:
    """Return how to read one rate of the base card, in picodollars a token."""

    def read(periods: Sequence[Sequence[Any]] | Hosted, context: Context) -> int | None:
        prices = [getattr(row, name) for row in base_rates_on(periods, context.on)]
        # By the hour: the dearest. One unknown among them leaves it unknown.
        return None if not prices or None in prices else max(prices)

    return read


def _stage(lifecycle: Lifecycle, context: Context) -> Stage | None:
    """Return the stage on the day asked about; on one before the data's, what began on an unknown day doesn't hold."""
    return stage_on(lifecycle, context.on, looking_back=context.on < context.registry.collected)


def _rates_in_force(periods: Sequence[Sequence[Any]] | Hosted, context: Context) -> tuple[RateRow, ...] | Hosted:
    """Return the rates in force on the day asked about."""
    return rates_on(periods, context.on)


def _charged(
    rates_and_model: tuple[Sequence[Sequence[Any]] | Hosted, ModelId], context: Context
) -> tuple[tuple[RateRow, ...] | Hosted, Verbosity | None]:
    """Return what a request is charged by: the rates in force, and how many tokens the model puts out."""
    rates, model = rates_and_model
    return rates_on(rates, context.on), _put_out(model, context)


def _put_out(model: ModelId, context: Context) -> Verbosity | None:
    """Return what the workload's requests put out; unknown without one."""
    return None if context.workload is None else put_out(context.registry, model, context.workload)


def _monthly_cost(charged: tuple[tuple[RateRow, ...] | Hosted, Verbosity | None], context: Context) -> int | None:
    """Return what the workload costs; unknown without one."""
    return None if context.workload is None else pricer(context.workload)(*charged)


def _alignment_methods(model: Model) -> frozenset[str]:
    """Return the methods that sources say a model was aligned by; never complete."""
    return frozenset() if model.alignment is None else frozenset(stage.method for stage in model.alignment.stages)


def _training_kinds(model: Model) -> frozenset[str]:
    """Return the kinds of data that sources say a model was trained on; never complete."""
    return frozenset() if model.training is None else model.training.kinds


def _content_policy(model: Model) -> tuple[str, Evidence] | None:
    """Return the stance on content that is on record, and who says so; ``None`` for none."""
    if model.alignment is None or model.alignment.content_policy is None:
        return None
    return model.alignment.content_policy, model.evidence["alignment"]


def _hostable(model: ModelId, context: Context) -> "Hostable":
    """Return what says whether a model fits on hardware."""
    from llm_selection.needs.hardware_fit import Hostable  # only who asks for it

    return Hostable(id=model, registry=context.registry)


def _qualities(task: Task, context: Context) -> Qualities | None:
    """Return the qualities at a task; ``None`` where nothing measures it."""
    calibration = context.registry.calibration
    is_measured = any(test.task is task for test in context.known.results)
    if calibration is None or not (is_measured or task in calibration.baskets):
        return None
    return qualities_at(task, context.registry, context.on, context.known)


def _quality(task: Task) -> Callable[[ModelId, Context], QualityEstimate | None]:
    """Return how to estimate a model's quality at a task; unknown where nothing measures the task."""

    def read(model: ModelId, context: Context) -> QualityEstimate | None:
        qualities = _qualities(task, context)
        return None if qualities is None else qualities.of(model)

    return read


def _results(task: Task) -> Callable[[ModelId, Context], int | None]:
    """Return how to count the results at a task that a model's quality rests on; unknown where nothing measures it."""

    def read(model: ModelId, context: Context) -> int | None:
        qualities = _qualities(task, context)
        if qualities is None:
            return None
        quality = qualities.of(model)
        own = sum(test.score_of(model) is not None for test in qualities.tests)
        return own + (0 if quality is None else quality.ability.direct)

    return read


def _basket_results(task: Task) -> Callable[[ModelId, Context], int | None]:
    """Return how to count the benchmarks of a task's basket that a model has results on; unknown without a basket."""

    def read(model: ModelId, context: Context) -> int | None:
        calibration = context.registry.calibration
        basket = None if calibration is None else calibration.baskets.get(task)
        qualities = _qualities(task, context)
        if basket is None or qualities is None:
            return None
        return len(qualities.measured_on(model).intersection(basket.benchmarks))

    return read


DERIVED: Mapping[str, tuple[str | tuple[str, ...], Callable[[Any, Context], Any]]] = {
    "stage": ("lifecycle", _stage),
    "license_terms": ("license", lambda key, context: None if key is None else context.registry.licenses[key]),
    "rates_in_force": ("rates", _rates_in_force),
    "priced": ("priced_from", lambda spans, context: is_priced(spans, context.on)),
    "input_price": ("rates", _price("input")),
    "output_price": ("rates", _price("output")),
    "verbosity": ("model", _put_out),
    "alignment_methods": ("model", lambda model, context: _alignment_methods(context.registry.models[model])),
    "training_kinds": ("model", lambda model, context: _training_kinds(context.registry.models[model])),
    "knowledge_cutoff": ("model", lambda model, context: context.registry.models[model].knowledge_cutoff),
    "content_policy": ("model", lambda model, context: _content_policy(context.registry.models[model])),
    "hostable": ("model", _hostable),
    "retention_days": ("service", lambda service, _: service.retention_days),
    "trains_on_inputs": ("service", lambda service, _: service.trains_on_inputs),
    "ttft_seconds": ("service", lambda service, _: service.ttft_seconds),
    "output_tokens_per_second": ("service", lambda service, _: service.output_tokens_per_second),
    "charged": (("rates", "model"), _charged),
    "monthly_cost": ("charged", _monthly_cost),
    **{f"quality_{task}": ("model", _quality(task)) for task in Task},
    **{f"results_{task}": ("model", _results(task)) for task in Task},
    **{f"basket_results_{task}": ("model", _basket_results(task)) for task in Task},
}
"""
Facts that are derived when they are asked for, by the day or the workload too: the fact they start from, or several,
and how.

Rates are those of the standard mode; money is in whole picodollars.
"""

_OF_THE_NEED = frozenset(
    {
        "monthly_cost",
        "verbosity",
        "charged",
        *(f"{what}_{task}" for task in Task for what in ("quality", "results", "basket_results")),
    }
)
"""Facts that depend on the workload or the user's own results; the others are shared between needs."""


_OF_THE_DAY = frozenset({"stage", "rates_in_force", "priced", "input_price", "output_price", *_OF_THE_NEED})
"""Facts that depend on the day; the others are shared between days."""

_READ_OF_FEW = frozenset({"rates_in_force", *_OF_THE_NEED})
"""Facts that are dear to make, and that an answer reads of those options which meet the need."""


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

    @overload
    def fact(self, name: Fact[T]) -> T: ...
    @overload
    def fact(self, name: str) -> Any: ...
    def fact(self, name: str) -> Any:
        """Return one fact, read off the values; docs/how-to/write-a-requirement.md lists the names."""
        if name in DERIVED:
            base, derive = DERIVED[name]
            value = self.fact(base) if isinstance(base, str) else tuple(map(self.fact, base))
            return derive(value, self.context)
        return FACTS[name].read(Row(offering=self.offering, model=self.model, provider=self.provider, terms=self.terms))


class Options(Sequence[Option]):
    """
    The options of a registry on a day, for a workload; in order of offering id.

    Each is built when asked for. Facts of all of them together are columns, which parts share with the whole.

    Attributes:
        context: The registry, and the day and workload that facts are read for.
        rows: Places of the options among the registry's offerings, in order of id.
    """

    __slots__ = ("_columns", "_lanes", "_made", "_whole", "context", "rows")

    def __init__(
        self,
        context: Context,
        rows: Sequence[int] | None = None,
        whole: "Options | None" = None,
        made: dict[str, dict[int, Any]] | None = None,
    ) -> None:
        """
        Take all of the registry's offerings, or a part of them.

        Args:
            context: The registry, and the day and workload that facts are read for.
            rows: Places among the registry's offerings; ``None`` takes all.
            whole: All of them, where these are a part, as `take` and `keep` make it.
            made: What the whole remembers by name, likewise.
        """
        self.context = context
        self.rows = range(len(context.registry.offerings)) if rows is None else rows
        self._whole = whole
        self._made: dict[str, dict[int, Any]] = {} if made is None else made
        self._columns: dict[str | tuple[str, ...], Column[Any]] = {}
        self._lanes: dict[Requirement, bytes] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle which options these are; what was made of them is made again."""
        return Options, (self.context, list(self.rows), self._whole)

    def __len__(self) -> int:
        """Count the options."""
        return len(self.rows)

    def __eq__(self, other: object) -> bool:
        """Compare what they are options of, and which."""
        if not isinstance(other, Options):
            return NotImplemented
        return self.context == other.context and list(self.rows) == list(other.rows)

    __hash__ = None  # type: ignore[assignment]  # a sequence too long to hash

    @overload
    def __getitem__(self, index: int) -> Option: ...
    @overload
    def __getitem__(self, index: slice) -> "Options": ...
    def __getitem__(self, index: int | slice) -> "Option | Options":
        """Build one option, or take some."""
        if isinstance(index, slice):
            return self.take(range(len(self))[index])
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

    def take(self, places: Iterable[int]) -> "Options":
        """Keep the options at *places*, in that order."""
        whole = self if self._whole is None else self._whole
        return Options(self.context, list(map(self.rows.__getitem__, places)), whole, self._made)

    def keep(self, chosen: bytes) -> "Options":
        """Keep the options that *chosen* has a 1 for; it has a byte for each, else 0."""
        whole = self if self._whole is None else self._whole
        return Options(self.context, list(compress(self.rows, chosen)), whole, self._made)

    @overload
    def column(self, name: Fact[T]) -> Column[T]: ...
    @overload
    def column(self, name: str) -> Column[Any]: ...
    def column(self, name: str) -> Column[Any]:
        """Return one fact of every option; docs/how-to/write-a-requirement.md lists the names."""
        if name not in self._columns:
            self._columns[name] = self._column(name)
        return self._columns[name]

    def together(self, names: tuple[str, ...]) -> Column[Any]:
        """Return several facts of every option, as tuples."""
        if names not in self._columns:
            self._columns[names] = self._together(names)
        return self._columns[names]

    def _column(self, name: str) -> Column[Any]:
        """Make one column: a part's from the whole's, a derived fact's from the facts it starts from."""
        if self._whole is not None:
            return self._whole.column(name).take(self.rows)
        if name not in DERIVED:
            return self.context.registry.column(name)
        shared = self._shared(name)
        if shared is not self:
            return shared.column(name)
        base, derive = DERIVED[name]
        column = self.column(base) if isinstance(base, str) else self.together(base)
        make = column.later if name in _READ_OF_FEW else column.map
        return make(lambda value: derive(value, self.context))

    def _together(self, names: tuple[str, ...]) -> Column[Any]:
        """Combine columns into one; a part of the options takes its rows of the whole's."""
        if self._whole is not None:
            return self._whole.together(names).take(self.rows)
        shared = self._shared(*names)
        return together(list(map(self.column, names))) if shared is self else shared.together(names)

    def _shared(self, *facts: str) -> "Options":
        """Return the same options for no need and the data's day, as far as *facts* depend on neither: all share them."""
        if self._whole is not None or not _OF_THE_NEED.isdisjoint(facts):
            return self
        context = self.context
        on = context.registry.date if _OF_THE_DAY.isdisjoint(facts) else context.on
        is_of_none = context.workload is None and context.known == NOTHING
        return self if is_of_none and on == context.on else options_of(context.registry, on, None)

    @overload
    def spread(self, name: str, fact: Fact[V], function: Callable[[V], T]) -> list[T]: ...
    @overload
    def spread(self, name: str, fact: str, function: Callable[[Any], T]) -> list[T]: ...
    def spread(self, name: str, fact: str, function: Callable[[Any], T]) -> list[T]:
        """
        Return *function* of one fact for every option, computed once for each value that occurs.

        The whole and its parts remember it together under *name*, and up to so many names.
        """
        column = self.column(fact)
        if len(self._made) >= _MOST_KEPT and name not in self._made:
            self._made.clear()
        made: dict[int, T] = self._made.setdefault(name, {})
        for code in set(column.codes).difference(made):
            made[code] = function(column.values[code])
        return list(map(made.__getitem__, column.codes))

    def lane(self, requirement: Requirement, make: "Callable[[Options, Requirement], bytes]") -> bytes:
        """
        Return the outcomes of *requirement*, from memory if they were asked for before.

        Asking the same again is the usual case. Only frozen dataclasses that can be hashed are remembered:
        another object might have changed since.
        """
        shared = self._shared(*requirement.reads)
        if shared is not self:
            return shared.lane(requirement, make)
        if not (_is_frozen(requirement) and _is_hashable(requirement)):
            return make(self, requirement)
        lane = self._lanes.get(requirement)
        if lane is None:
            lane = make(self, requirement)
            if len(self._lanes) >= _MOST_KEPT:
                self._lanes.clear()
            self._lanes[requirement] = lane
        return lane


def _is_frozen(requirement: object) -> bool:
    """Say whether a requirement, and whatever it combines, is a frozen dataclass."""
    kind = type(requirement)
    # What a subclass adds isn't compared: only what a class says of itself counts.
    frozen = is_made_here(kind) or getattr(vars(kind).get("__dataclass_params__"), "frozen", False)
    match requirement:
        case AllOf(parts) | AnyOf(parts):
            pass
        case Not(part):
            parts = (part,)
        case _:
            parts = ()
    return frozen and all(map(_is_frozen, parts))


def _is_hashable(requirement: object) -> bool:
    """Say whether a requirement can be hashed: a frozen dataclass that holds a list can't."""
    try:
        hash(requirement)
    except TypeError:
        return False
    return True


@lru_cache(maxsize=8)
def options_of(registry: Registry, on: date, workload: Workload | None, known: Known = NOTHING) -> Options:
    """Return all options of *registry*; a few are remembered with their columns, so a repeated question is cheap."""
    return Options(Context(registry=registry, on=on, workload=workload, known=known))
