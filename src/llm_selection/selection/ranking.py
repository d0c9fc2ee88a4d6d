"""The ranking: options in order of score, each model once; each place is built when it is asked for."""

from collections.abc import Mapping, Sequence
from math import fsum
from typing import NamedTuple, assert_never, overload

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.frozen import freeze
from llm_selection._foundation.spelling import nearest
from llm_selection._foundation.wording import counted
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import Library, ModelId, OfferingId
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Offering, Provider, ProviderKind
from llm_selection.domain.verbosity import Verbosity
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.costs import Charged, CostEstimate, monthly_cost, pricer
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.criteria import (
    UNIT,
    Contribution,
    Criterion,
    best_first,
    cost_value,
    headroom_value,
    openness_value,
    quality_value,
    total_scores,
)
from llm_selection.needs.option_facts import (
    CHARGED,
    LICENSE_KINDS,
    LIMITS,
    MODEL,
    MONTHLY_COST,
    MOVING,
    OWN_API,
    PROVIDER_KIND,
)
from llm_selection.needs.use_cases import UseCase
from llm_selection.registry import Registry
from llm_selection.selection.assessments import Qualities
from llm_selection.selection.options import Option, Options

__all__ = ["Candidate", "Place", "Ranked", "Ranking", "by_evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """
    One place in the ranking: a model, at the offering that scores best.

    Attributes:
        place: 1 is the best.
        model: The model.
        offering: The offering to use.
        provider: Who serves it.
        terms: The license or vendor terms; ``None`` unknown.
        score: 0 to 1: the contributions added up.
        contributions: What each criterion adds.
        quality: Quality by task, with its interval.
        cost: Dollars a month for the workload at this offering.
        others: The model's other offerings that meet the need, in their own order.
        brought_by: Who brought the ``model``, ``license``, ``provider``, ``offering``, ``price`` or ``results`` in an
            overlay, such as ``acme-registry 1.4.0``; where only a field was written, that, as in
            ``offering.limits.context_tokens``. What isn't here is as in the data under the overlays.
    """

    place: int
    model: Model
    offering: Offering
    provider: Provider
    terms: LicenseTerms | None
    score: float
    contributions: tuple[Contribution, ...]
    quality: Mapping[Task, QualityEstimate]
    cost: CostEstimate
    others: tuple[OfferingId, ...]
    brought_by: Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        """Freeze the mappings."""
        freeze(self, "quality", self.quality)
        freeze(self, "brought_by", self.brought_by)

    def id_for(self, library: Library | str) -> str | None:
        """
        Return what another library calls this offering, or else this model; ``None`` if nobody here knows.

        Raises:
            InvalidInputError: It isn't one of `llm_selection.domain.identity.Library`.
        """
        try:
            known = Library(str(library).replace("-", "_"))
        except ValueError:
            listed = f"; known are {', '.join(Library)}"
            raise InvalidInputError(f"no library {str(library)!r}{nearest([library], Library) or listed}") from None
        return self.offering.ids.get(known) or self.model.ids.get(known)


class Place(NamedTuple):
    """Where a ranked option is, before it is built; a named tuple, as an answer makes hundreds."""

    option: int
    others: tuple[int, ...]
    score: int
    values: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """
    One option that a ranking chose from, with what ranks it.

    Attributes:
        model: Its model.
        values: By each `Criterion` in the order they are written in, weighted or not, in billionths.
    """

    model: ModelId
    values: tuple[int, ...]


_MOST_BUILT = 32
"""An argument turns to the first places again and again; whoever goes through all needs none a second time."""


class Ranking(Sequence[Ranked]):
    """
    The models that meet a need, best first, each once.

    They are ordered when one is first asked for; each is built when it is, and the last few are kept.
    """

    __slots__ = ("_built", "_options", "_ordered", "_qualities", "_use_case")

    def __init__(self, use_case: UseCase, options: Options, qualities: Mapping[Task, Qualities]) -> None:
        """Hold what is to be ordered and built."""
        self._use_case, self._options, self._qualities = use_case, options, qualities
        self._ordered: list[Place] | None = None
        self._built: dict[tuple[int, int], Ranked] = {}

    @property
    def _places(self) -> list[Place]:
        """Where the best option of each model is, the best first."""
        if self._ordered is None:
            self._ordered = _placed(self._use_case, self._options, self._qualities)
        return self._ordered

    def __len__(self) -> int:
        """Count the models."""
        return len(self._places)

    @overload
    def __getitem__(self, index: int) -> Ranked: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Ranked, ...]: ...
    def __getitem__(self, index: int | slice) -> Ranked | tuple[Ranked, ...]:
        """Build one place, or several."""
        if isinstance(index, slice):
            return tuple(self[place] for place in range(*index.indices(len(self))))
        place = index if index >= 0 else index + len(self)
        return self.at(place, self._places[index].option)

    def at(self, place: int, option: int) -> Ranked:
        """
        Build one place with any offering of its model, as if that were the one to use.

        Args:
            place: From 0.
            option: One of ``offerings_of(place)``.
        """
        found = self._built.get((place, option))
        if found is None:
            if len(self._built) >= _MOST_BUILT:
                self._built.clear()
            found = self._built[place, option] = self._build(place, option)
        return found

    def _build(self, place: int, option: int) -> Ranked:
        """Build one place with one offering."""
        taken, found = self._places[place], self._options[option]
        values = taken.values
        if option != taken.option:
            values = tuple(self.values(criterion)[option] for criterion in self._use_case.priorities)
        weights = self._use_case.priorities.values()
        cost = monthly_cost(self._use_case.workload_or_default, *self._options.column(CHARGED)[option])
        ids = self._options.context.registry.offerings
        return Ranked(
            place=place + 1,
            model=found.model,
            offering=found.offering,
            provider=found.provider,
            terms=found.terms,
            score=sum(weight * value for weight, value in zip(weights, values, strict=True)) / (UNIT * sum(weights)),
            contributions=self._contributions(option, values, is_priced=cost.per_month is not None),
            quality=self.quality_of(found.model.id),
            cost=cost,
            others=tuple(ids.id_at(self._options.rows[other]) for other in self.offerings_of(place) if other != option),
            brought_by=_brought_by(self._options.context.registry, found),
        )

    def offerings_of(self, place: int) -> tuple[int, ...]:
        """Return where in ``options`` the offerings of a place are, the best first; *place* counts from 0."""
        return (self._places[place].option, *self._places[place].others)

    @property
    def options(self) -> Options:
        """All options that were ranked, every offering of the models, in order of offering id."""
        return self._options

    def values(self, criterion: Criterion) -> list[int]:
        """Return the value of each of ``options`` by one criterion, in billionths, also where it has no weight."""
        return _values(self._use_case, self._options, self._qualities, criterion)

    def contributions(self, option: int) -> tuple[Contribution, ...]:
        """Return what each criterion adds to the score of one of ``options``, by its place there."""
        values = [self.values(criterion)[option] for criterion in self._use_case.priorities]
        is_priced = self._options.column(MONTHLY_COST)[option] is not None
        return self._contributions(option, values, is_priced=is_priced)

    def _contributions(self, option: int, values: Sequence[int], *, is_priced: bool) -> tuple[Contribution, ...]:
        """Say what *values*, one a criterion with a weight, add to a score."""
        weights = self._use_case.priorities
        whole = UNIT * sum(weights.values())
        unknown = {
            Criterion.COST: not is_priced,
            Criterion.HEADROOM: self._options.column(LIMITS)[option].context_tokens is None,
            Criterion.OPENNESS: len(self._options.column(LICENSE_KINDS)[option]) > 1,
        }
        return tuple(
            Contribution(
                criterion=criterion,
                value=value / UNIT,
                weight=weight,
                points=value * weight / whole,
                known=not unknown.get(criterion, False),
            )
            for (criterion, weight), value in zip(weights.items(), values, strict=True)
        )

    def find(self, model: ModelId) -> Ranked | None:
        """Return the place of a model; ``None`` if it isn't ranked."""
        models = self._options.column(MODEL)
        found = (index for index, place in enumerate(self._places) if models[place.option] == model)
        index = next(found, None)
        return None if index is None else self[index]

    def candidates(self) -> tuple[Candidate, ...]:
        """
        Return every option that was ranked, other offerings of a model too, without building it.

        In order of model, the best first, then each model's offerings in their own order. What criteria without a
        weight would say is computed here.
        """
        rows = list(zip(*map(self.values, Criterion), strict=True))
        models = self._options.column(MODEL)
        return tuple(
            Candidate(model=models.values[models.codes[option]], values=rows[option])
            for options in self.order()
            for option in options
        )

    def order(self) -> tuple[tuple[int, ...], ...]:
        """Return the ranked options by their places in ``options``: the best model's first, its best offering first."""
        return tuple(map(self.offerings_of, range(len(self))))

    def quality_of(self, model: ModelId) -> Mapping[Task, QualityEstimate]:
        """Return the quality of a ranked model by task."""
        return {task: self._qualities[task].known(model) for task in self._use_case.tasks}

    def __eq__(self, other: object) -> bool:
        """Compare the need, the options and their order."""
        if not isinstance(other, Ranking):
            return NotImplemented
        return (self._use_case, self._options, self._places) == (other._use_case, other._options, other._places)

    __hash__ = None  # type: ignore[assignment]  # a sequence too long to hash

    def __repr__(self) -> str:
        """Say what is held, without building it."""
        return f"<{counted(len(self), 'model')} ranked>"


def _brought_by(registry: Registry, option: Option) -> dict[str, str]:
    """Return which overlay brought each part of an option."""
    if not registry.layers:
        return {}
    found: dict[str, str] = {}
    for what, section, key in (
        ("model", "models", option.model.id),
        ("license", "licenses", option.model.license or ""),
        ("provider", "providers", option.provider.id),
        ("offering", "offerings", option.offering.id),
    ):
        for path, origin in registry.brought(section, key).items():
            found["price" if path == "pricing" else f"{what}.{path}" if path else what] = str(origin)
    for origin in registry.brought("results", option.model.id).values():
        found["results"] = str(origin)
    return found


def by_evidence(
    use_case: UseCase, options: Options, qualities: Mapping[Task, Qualities]
) -> tuple[Options, Options, tuple[ModelId, ...]]:
    """
    Tell *options* apart by what their quality rests on.

    Returns:
        Those to rank, those hardly measured at a task, and the models without any result.
    """
    is_any_enough = use_case.unknowns == "include"

    def standing(model: ModelId) -> int:
        found = [qualities[task].of(model) for task in use_case.tasks]
        if None in found:
            return _UNMEASURED
        is_measured = is_any_enough or all(quality and quality.measured for quality in found)
        return _MEASURED if is_measured else _INFERRED

    standings = options.spread(f"evidence at {', '.join(use_case.tasks)}, {use_case.unknowns}", MODEL, standing)
    models = options.column(MODEL)
    unmeasured = {code for code, each in zip(models.codes, standings, strict=True) if each == _UNMEASURED}
    return (
        options.take([place for place, each in enumerate(standings) if each == _MEASURED]),
        options.take([place for place, each in enumerate(standings) if each == _INFERRED]),
        tuple(sorted(models.values[code] for code in unmeasured)),
    )


_UNMEASURED, _INFERRED, _MEASURED = range(3)
"""What the quality of a model rests on: on no result at all, on too few at the task, or on enough."""


def _placed(use_case: UseCase, options: Options, qualities: Mapping[Task, Qualities]) -> list[Place]:
    """Return the places: *options* in order, each model once, at its best offering."""
    models = options.column(MODEL)
    quality = _values(use_case, options, qualities, Criterion.QUALITY)
    costs = _costs(use_case, options)
    values = [
        quality if criterion is Criterion.QUALITY else _values(use_case, options, qualities, criterion)
        for criterion in use_case.priorities
    ]
    scores = total_scores(values, list(use_case.priorities.values()))
    order = list(ProviderKind)
    preference = map(
        sum,
        zip(
            options.spread("kind preference", PROVIDER_KIND, order.index),
            options.spread("own preference", OWN_API, lambda own: 0 if own else len(order)),
            options.spread("fixed preference", MOVING, lambda moving: 2 * len(order) if moving else 0),
            strict=True,
        ),
    )
    by_model: dict[int, list[int]] = {}
    for place in best_first(scores, quality, [picodollars for picodollars, _ in costs], list(preference)):
        by_model.setdefault(models.codes[place], []).append(place)
    return [
        Place(best, tuple(others), scores[best], tuple(column[best] for column in values))
        for best, *others in by_model.values()
    ]


def _costs(use_case: UseCase, options: Options) -> list[tuple[int | None, int]]:
    """Return what the workload costs at each of *options*, in picodollars, and its value."""
    price = pricer(use_case.workload_or_default)

    def cost(charged: tuple[Charged, Verbosity | None]) -> tuple[int | None, int]:
        picodollars = price(*charged)
        return picodollars, cost_value(picodollars)

    return options.spread("cost", CHARGED, cost)


def _values(
    use_case: UseCase, options: Options, qualities: Mapping[Task, Qualities], criterion: Criterion
) -> list[int]:
    """Return the value of each of *options* by one criterion, in billionths."""
    match criterion:
        case Criterion.QUALITY:
            tasks = use_case.tasks
            return options.spread(f"quality value {dict(tasks)}", MODEL, lambda model: _share(tasks, qualities, model))
        case Criterion.COST:
            return [value for _, value in _costs(use_case, options)]
        case Criterion.HEADROOM:
            return options.spread("headroom value", LIMITS, lambda limits: headroom_value(limits.context_tokens))
        case Criterion.OPENNESS:
            return options.spread("openness value", LICENSE_KINDS, openness_value)
        case _:
            assert_never(criterion)


def _share(tasks: Mapping[Task, int], qualities: Mapping[Task, Qualities], model: ModelId) -> int:
    """Return the value of a model's quality: the weighted mean over tasks."""
    total = fsum(weight * qualities[task].known(model).mean for task, weight in tasks.items())
    return quality_value(total / sum(tasks.values()))
