"""Options: what one can choose, with every fact a requirement may read, one by one or as columns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain, compress, groupby, repeat
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeAlias, TypeVar, overload

from llm_selection._dataclasses import dataclass, field, is_made_here
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort, at_effort
from llm_selection.domain.evidence import Evidence
from llm_selection.domain.identity import ModelId
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Lifecycle, Offering, Provider, Stage, stage_on
from llm_selection.domain.prices import Hosted, RateRow, base_rates_on, is_priced, rates_on
from llm_selection.domain.verbosity import Verbosity
from llm_selection.estimation.costs import output_factor, pricer
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.option_facts import EFFORT, EFFORTS, Fact
from llm_selection.needs.put_out import expected_multiplier, put_out
from llm_selection.needs.requirements import AllOf, AnyOf, Not, Requirement
from llm_selection.registry import FACTS, Column, Registry, Row, picked, together
from llm_selection.selection.assessments import NOTHING, Known, Qualities, qualities_at

if TYPE_CHECKING:
    from llm_selection.needs.hardware_fit import Hostable

__all__ = ["DERIVED", "NAMES", "AtEffort", "Context", "Judged", "Option", "Options", "options_of"]


T = TypeVar("T")
V = TypeVar("V")
W = TypeVar("W")
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


AtEffort: TypeAlias = tuple[ModelId, Effort | None]
"""A model at an effort, which is what quality and tokens are of."""


def _put_out(at_effort: AtEffort, context: Context) -> Verbosity | None:
    """Return what the workload's requests put out at an effort; unknown without one."""
    model, effort = at_effort
    return None if context.workload is None else put_out(context.registry, model, context.workload, effort)


def _output_factor(at_effort: AtEffort, context: Context) -> int | None:
    """Return how many tokens are charged for a thousand of the workload's answers; unknown without one."""
    model, effort = at_effort
    workload = context.workload
    if workload is None:
        return None
    return output_factor(workload, expected_multiplier(context.registry, model, workload, effort))


def _monthly_cost(rates_and_factor: tuple[tuple[RateRow, ...] | Hosted, int], context: Context) -> int | None:
    """Return what the workload costs; unknown without one."""
    rates, factor = rates_and_factor
    return None if context.workload is None else pricer(context.workload)(rates)(factor)


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


def _quality(task: Task) -> Callable[[AtEffort, Context], QualityEstimate | None]:
    """Return how to estimate a model's quality at a task; unknown where nothing measures the task."""

    def read(at_effort: AtEffort, context: Context) -> QualityEstimate | None:
        qualities = _qualities(task, context)
        return None if qualities is None else qualities.of(*at_effort)

    return read


def _results(task: Task) -> Callable[[AtEffort, Context], int | None]:
    """Return how to count the results at a task that a model's quality rests on; unknown where nothing measures it."""

    def read(at_effort: AtEffort, context: Context) -> int | None:
        qualities = _qualities(task, context)
        if qualities is None:
            return None
        quality = qualities.of(*at_effort)
        own = sum(bool(test.scores_of(at_effort[0])) for test in qualities.tests)
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
    "model_at_effort": (("model", "effort"), lambda at_effort, _: at_effort),
    "verbosity": ("model_at_effort", _put_out),
    "alignment_methods": ("model", lambda model, context: _alignment_methods(context.registry.models[model])),
    "training_kinds": ("model", lambda model, context: _training_kinds(context.registry.models[model])),
    "knowledge_cutoff": ("model", lambda model, context: context.registry.models[model].knowledge_cutoff),
    "content_policy": ("model", lambda model, context: _content_policy(context.registry.models[model])),
    "hostable": ("model", _hostable),
    "retention_days": ("service", lambda service, _: service.retention_days),
    "trains_on_inputs": ("service", lambda service, _: service.trains_on_inputs),
    "ttft_seconds": ("service", lambda service, _: service.ttft_seconds),
    "output_tokens_per_second": ("service", lambda service, _: service.output_tokens_per_second),
    "charged": (("rates_in_force", "verbosity"), lambda rates_and_verbosity, _: rates_and_verbosity),
    "output_factor": ("model_at_effort", _output_factor),
    "monthly_cost": (("rates_in_force", "output_factor"), _monthly_cost),
    **{f"quality_{task}": ("model_at_effort", _quality(task)) for task in Task},
    **{f"results_{task}": ("model_at_effort", _results(task)) for task in Task},
    **{f"basket_results_{task}": ("model", _basket_results(task)) for task in Task},
}
"""
Facts that are derived when they are asked for, by the day or the workload too: the fact they start from, or several,
and how.

Rates are those of the standard mode; money is in whole picodollars.
"""

NAMES = frozenset({*FACTS, *DERIVED, EFFORT})
"""The names of all facts: those read off the registry, those derived, and the effort that is asked for."""

_OF_THE_NEED = frozenset(
    {
        "monthly_cost",
        "verbosity",
        "charged",
        "output_factor",
        *(f"{what}_{task}" for task in Task for what in ("quality", "results", "basket_results")),
    }
)
"""Facts that depend on the workload or the user's own results; the others are shared between needs."""


_OF_THE_EFFORT = frozenset(
    {
        "effort",
        "model_at_effort",
        "verbosity",
        "charged",
        "output_factor",
        "monthly_cost",
        *(f"{what}_{task}" for task in Task for what in ("quality", "results")),
    }
)
"""Facts that depend on the effort that is asked for; the others are those of the offering."""

_OF_THE_DAY = frozenset({"stage", "rates_in_force", "priced", "input_price", "output_price", *_OF_THE_NEED})
"""Facts that depend on the day; the others are shared between days."""

_READ_OF_FEW = frozenset({"rates_in_force", "model_at_effort", *_OF_THE_NEED})
"""Facts that are dear to make, and that an answer reads of those options which meet the need."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """
    One thing that can be chosen: a model at a provider, at an effort.

    Attributes:
        offering: What is called.
        effort: The effort that is asked for, ``none`` of one that doesn't reason; ``None`` where it isn't known which it takes.
        model: What answers.
        provider: Who serves it.
        terms: The license or vendor terms; ``None`` unknown.
        context: The day and workload its facts are read for.
    """

    offering: Offering
    model: Model
    provider: Provider
    terms: LicenseTerms | None
    effort: Effort | None = None
    context: Context = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The offering's id, and the effort where there are several: ``openai/gpt-5.6-sol · high``."""
        return at_effort(self.offering.id, self.effort, self.model.efforts)

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
        if name == EFFORT:
            return self.effort
        return FACTS[name].read(Row(offering=self.offering, model=self.model, provider=self.provider, terms=self.terms))


class Judged(Protocol):
    """What a requirement is judged by: facts of many, as columns."""

    def __len__(self) -> int: ...

    def column(self, name: str) -> Column[Any]:
        """Return one fact of each."""
        ...

    def together(self, names: tuple[str, ...]) -> Column[Any]:
        """Return several facts of each, as tuples."""
        ...


class Options(Sequence[Option]):
    """
    The options of a registry on a day, for a workload; in order of offering id, of one offering the least effort first.

    Each is built when asked for. Facts of all of them together are columns, which parts share with the whole.

    Attributes:
        context: The registry, and the day and workload that facts are read for.
        places: Places of the options among all of the registry's.
    """

    __slots__ = ("_columns", "_lanes", "_made", "_whole", "context", "places")

    def __init__(
        self,
        context: Context,
        places: Sequence[int] | None = None,
        whole: "Options | None" = None,
        made: dict[str, dict[int, Any]] | None = None,
    ) -> None:
        """
        Take all options of the registry, or a part of them.

        Args:
            context: The registry, and the day and workload that facts are read for.
            places: Places among all options of the registry; ``None`` takes all.
            whole: All of them, where these are a part, as `take` and `keep` make it.
            made: What the whole remembers by name, likewise.
        """
        self.context = context
        self.places = range(len(_asked(context.registry).rows)) if places is None else places
        self._whole = Options(context) if whole is None and places is not None else whole
        self._made: dict[str, dict[int, Any]] = {} if made is None else made
        self._columns: dict[str | tuple[str, ...], Column[Any]] = {}
        self._lanes: dict[Requirement, bytes] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle which options these are; what was made of them is made again."""
        return Options, (self.context, list(self.places), self._whole)

    def __len__(self) -> int:
        """Count the options."""
        return len(self.places)

    @property
    def rows(self) -> list[int]:
        """Places of the options' offerings among the registry's, in order of id."""
        rows = _asked(self.context.registry).rows
        return rows if self._whole is None else list(picked(rows, self.places))

    def __eq__(self, other: object) -> bool:
        """Compare what they are options of, and which."""
        if not isinstance(other, Options):
            return NotImplemented
        return self.context == other.context and list(self.places) == list(other.places)

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
        asked, place = _asked(registry), self.places[index]
        offering = registry.offerings.at(asked.rows[place])
        model = registry.models[offering.model]
        return Option(
            offering=offering,
            model=model,
            provider=registry.providers[offering.provider],
            terms=None if model.license is None else registry.licenses[model.license],
            effort=asked.efforts[place],
            context=self.context,
        )

    def take(self, places: Iterable[int]) -> "Options":
        """Keep the options at *places*, in that order."""
        whole = self if self._whole is None else self._whole
        return Options(self.context, list(map(self.places.__getitem__, places)), whole, self._made)

    def keep(self, chosen: bytes) -> "Options":
        """Keep the options that *chosen* has a 1 for; it has a byte for each, else 0."""
        whole = self if self._whole is None else self._whole
        return Options(self.context, list(compress(self.places, chosen)), whole, self._made)

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
        """Make one column: of the offerings', where no effort changes the fact."""
        if name not in _OF_THE_EFFORT:
            facts = _facts_of(_least(self.context, (name,)))
            return facts.of_options(name) if self._whole is None else facts.column(name).take(self.rows)
        if name == EFFORT:
            return _asked(self.context.registry).efforts.take(self.places)
        return _derived(name, self, _least(self.context, (name,)))

    def _together(self, names: tuple[str, ...]) -> Column[Any]:
        """Combine columns into one."""
        if _OF_THE_EFFORT.isdisjoint(names):
            return _facts_of(self.context).together(names).take(self.rows)
        return together(list(map(self.column, names)))

    @overload
    def spread(self, name: str, fact: Fact[V], function: Callable[[V], T]) -> list[T]: ...
    @overload
    def spread(self, name: str, fact: str, function: Callable[[Any], T]) -> list[T]: ...
    def spread(self, name: str, fact: str, function: Callable[[Any], T]) -> list[T]:
        """
        Return *function* of one fact for every option, computed once for each value that occurs.

        The whole and its parts remember it together under *name*, and up to so many names.
        """
        column, made = self.column(fact), self._made_as(name)
        for code in set(column.codes).difference(made):
            made[code] = function(column.values[code])
        return list(map(made.__getitem__, column.codes))

    def spread_pairs(
        self, name: str, facts: tuple[Fact[V], Fact[W]], function: Callable[[V], Callable[[W], T]]
    ) -> list[T]:
        """
        Return a function of two facts for every option, computed once for each pair that occurs; remembered as in `spread`.

        *function* takes the first fact and returns what takes the second, so what the first alone decides is done once.
        """
        firsts, seconds = self.column(facts[0]), self.column(facts[1])
        size, made = len(seconds.values), self._made_as(name)
        pairs = [first * size + second for first, second in zip(firsts.codes, seconds.codes, strict=True)]
        for first, alike in groupby(sorted(set(pairs).difference(made)), lambda pair: pair // size):
            of_first = function(firsts.values[first])
            for pair in alike:
                made[pair] = of_first(seconds.values[pair % size])
        return list(map(made.__getitem__, pairs))

    def _made_as(self, name: str) -> dict[int, Any]:
        """Return what is remembered under *name*."""
        if len(self._made) >= _MOST_KEPT and name not in self._made:
            self._made.clear()
        return self._made.setdefault(name, {})

    def lane(self, requirement: Requirement, make: "Callable[[Judged, Requirement], bytes]") -> bytes:
        """
        Return the outcomes of *requirement*, from memory if they were asked for before.

        Asking the same again is the usual case. Only frozen dataclasses that can be hashed are remembered:
        another object might have changed since.
        """
        if self._whole is None and _OF_THE_EFFORT.isdisjoint(requirement.reads):
            of_offerings = _facts_of(self.context).lane
            return _remembered(
                self._lanes, requirement, self, lambda _, asked: bytes(picked(of_offerings(asked, make), self.rows))
            )
        return _remembered(self._lanes, requirement, self, make)


class _Facts:
    """What is known of every offering on a day, for a workload, as far as no effort changes it; in order of offering id."""

    __slots__ = ("_columns", "_context", "_lanes", "_of_options")

    def __init__(self, context: Context) -> None:
        """Hold the day and the workload that facts are read for."""
        self._context = context
        self._columns: dict[str | tuple[str, ...], Column[Any]] = {}
        self._of_options: dict[str, Column[Any]] = {}
        self._lanes: dict[Requirement, bytes] = {}

    def __len__(self) -> int:
        """Count the offerings."""
        return len(self._context.registry.offerings)

    def column(self, name: str) -> Column[Any]:
        """Return one fact of every offering."""
        if name not in self._columns:
            self._columns[name] = self._column(name)
        return self._columns[name]

    def of_options(self, name: str) -> Column[Any]:
        """Return one fact of every option: that of its offering."""
        if name not in self._of_options:
            self._of_options[name] = self.column(name).take(_asked(self._context.registry).rows)
        return self._of_options[name]

    def _column(self, name: str) -> Column[Any]:
        """Make one column: read off the registry, or of the facts it starts from."""
        if name not in DERIVED:
            return self._context.registry.column(name)
        shared = self._shared(name)
        return shared.column(name) if shared is not self else _derived(name, self, self._context)

    def together(self, names: tuple[str, ...]) -> Column[Any]:
        """Return several facts of every offering, as tuples."""
        if names not in self._columns:
            shared = self._shared(*names)
            self._columns[names] = together(list(map(self.column, names))) if shared is self else shared.together(names)
        return self._columns[names]

    def lane(self, requirement: Requirement, make: "Callable[[Judged, Requirement], bytes]") -> bytes:
        """Return the outcomes of *requirement*, as `Options.lane` does."""
        shared = self._shared(*requirement.reads)
        return (
            shared.lane(requirement, make) if shared is not self else _remembered(self._lanes, requirement, self, make)
        )

    def _shared(self, *facts: str) -> "_Facts":
        """Return the same facts for no need and the data's day, as far as they depend on neither: all share them."""
        context = _least(self._context, facts)
        return self if context == self._context else _facts_of(context)


@lru_cache(maxsize=8)
def _facts_of(context: Context) -> _Facts:
    """Return what is known of every offering; a few are remembered."""
    return _Facts(context)


def _least(context: Context, facts: Iterable[str]) -> Context:
    """Return the context for no need, and on the data's day, as far as *facts* depend on neither."""
    facts = tuple(facts)
    if not _OF_THE_NEED.isdisjoint(facts):
        return context
    on = context.registry.date if _OF_THE_DAY.isdisjoint(facts) else context.on
    return Context(registry=context.registry, on=on, workload=None)


def _derived(name: str, facts: "Options | _Facts", context: Context) -> Column[Any]:
    """Derive one column from those that it starts from."""
    base, derive = DERIVED[name]
    column: Column[Any] = facts.column(base) if isinstance(base, str) else facts.together(base)
    make = column.later if name in _READ_OF_FEW else column.map
    return make(lambda value: derive(value, context))


def _remembered(
    lanes: dict[Requirement, bytes],
    requirement: Requirement,
    judged: Judged,
    make: "Callable[[Judged, Requirement], bytes]",
) -> bytes:
    """Return the outcomes of a requirement from *lanes*, or make them and keep them there."""
    if not (_is_frozen(requirement) and _is_hashable(requirement)):
        return make(judged, requirement)
    lane = lanes.get(requirement)
    if lane is None:
        lane = make(judged, requirement)
        if len(lanes) >= _MOST_KEPT:
            lanes.clear()
        lanes[requirement] = lane
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


class _Asked(NamedTuple):
    """Of each option its offering, by its place among the registry's, and the effort that is asked of it."""

    rows: list[int]
    efforts: Column[Effort | None]


_EFFORTS = (None, *Effort)


@lru_cache(maxsize=8)
def _asked(registry: Registry) -> _Asked:
    """Return what the options of a registry ask for: each offering at each effort that it takes."""
    taken = registry.column(EFFORTS)
    codes = [bytes(map(_EFFORTS.index, levels or (None,))) for levels in taken.values]
    counts = list(map(len, codes))
    return _Asked(
        list(chain.from_iterable(map(repeat, range(len(taken)), map(counts.__getitem__, taken.codes)))),
        Column(values=_EFFORTS, codes=b"".join(map(codes.__getitem__, taken.codes))),
    )


@lru_cache(maxsize=8)
def options_of(registry: Registry, on: date, workload: Workload | None, known: Known = NOTHING) -> Options:
    """Return all options of *registry*; a few are remembered with their columns, so a repeated question is cheap."""
    return Options(Context(registry=registry, on=on, workload=workload, known=known))
