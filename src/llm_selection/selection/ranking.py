"""The ranking: options in order of expected cost, each model once; each place is built when it is asked for."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.frozen import freeze
from llm_selection._foundation.spelling import nearest
from llm_selection._foundation.wording import counted
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort, at_effort
from llm_selection.domain.identity import Library, ModelId, OfferingId
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Model
from llm_selection.domain.offerings import Offering, Provider, ProviderKind
from llm_selection.domain.prices import rates_on
from llm_selection.domain.verdicts import Outcome
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.costs import CostEstimate, monthly_cost, pricer
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.error_costs import ErrorCosts
from llm_selection.needs.option_facts import (
    CHARGED,
    EFFORT,
    MODEL,
    MODEL_AT_EFFORT,
    MOVING,
    OUTPUT_FACTOR,
    OWN_API,
    PROVIDER_KIND,
    RATES,
    TTFT_SECONDS,
)
from llm_selection.needs.use_cases import UseCase
from llm_selection.registry import Registry
from llm_selection.selection.assessments import Qualities
from llm_selection.selection.expected_costs import (
    ErrorTerms,
    ExpectedCost,
    best_first,
    cents,
    finished_task_usd,
    overall_share,
    share_units,
)
from llm_selection.selection.options import AtEffort, Option, Options
from llm_selection.selection.screening import outcomes
from llm_selection.units import PICODOLLARS_PER_DOLLAR

if TYPE_CHECKING:
    from llm_selection.estimation.own_results import Standing
    from llm_selection.needs.worths import Worth

T = TypeVar("T")

__all__ = ["OF_THEIR_OWN_KIND", "Place", "Ranked", "Ranking", "best_place", "by_evidence"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """
    One place in the ranking: a model, at the offering of the least expected cost.

    Attributes:
        place: 1 is the best; 0 is what isn't ranked, such as a model of today that fails a requirement.
        model: The model.
        offering: The offering to use.
        effort: The effort to ask for; ``None`` where which ones it takes isn't known, or it takes none.
        provider: Who serves it.
        terms: The license or vendor terms; ``None`` unknown.
        expected: What it is expected to cost a month, bill and errors together.
        quality: Quality by task, with its interval.
        cost: The bill: dollars a month for the workload at this offering.
        finished_task_usd: What a finished task costs, failures included, in US dollars: the bill over the tasks expected to be
            solved. It assumes that a failure is noticed and the task done again or dropped; see
            `llm_selection.selection.expected_costs.finished_task_usd`. An upper bound where the bill is one. ``None`` where the
            bill isn't known, or where answers are only preferred, not right or wrong.
        others: The model's other offerings that meet the need at this effort, in their own order.
        efforts: The model's other efforts that meet the need, at any offering, in their own order.
        brought_by: Who brought the ``model``, ``license``, ``provider``, ``offering``, ``price`` or ``results`` in an
            overlay, such as ``acme-registry 1.4.0``; where only a field was written, that, as in
            ``offering.limits.context_tokens``. What isn't here is as in the data under the overlays.
    """

    place: int
    model: Model
    offering: Offering
    provider: Provider
    terms: LicenseTerms | None
    expected: ExpectedCost
    quality: Mapping[Task, QualityEstimate]
    cost: CostEstimate
    finished_task_usd: Decimal | None = None
    effort: Effort | None = None
    others: tuple[OfferingId, ...]
    efforts: tuple[Effort, ...] = ()
    brought_by: Mapping[str, str] = field(default_factory=dict[str, str])

    def __post_init__(self) -> None:
        """Freeze the mappings."""
        freeze(self, "quality", self.quality)
        freeze(self, "brought_by", self.brought_by)

    @property
    def name(self) -> str:
        """The model's id, and the effort where there are several: ``openai/gpt-5.6-sol · high``."""
        return at_effort(self.model.id, self.effort, self.model.efforts)

    @property
    def model_at_effort(self) -> AtEffort:
        """The model's id and the effort, which its quality is of."""
        return self.model.id, self.effort

    def id_for(self, library: Library | str) -> str | None:
        """
        Return what another library calls this offering, or else this model; ``None`` if nobody here knows.

        Raises:
            InvalidInputError: It isn't one of `llm_selection.domain.identity.Library`.
        """
        known = _library(library)
        return self.offering.ids.get(known) or self.model.ids.get(known)

    def parameters_for(self, library: Library | str) -> Mapping[str, Any] | None:
        """
        Return the arguments by which another library asks for this effort.

        ``litellm.completion(model=best.id_for("litellm"), messages=messages, **best.parameters_for("litellm"))``

        Returns:
            Empty where there is nothing to ask for; ``None`` where nobody here knows how that library asks for it. See
            `llm_selection.domain.effort_parameters.effort_parameters`.

        Raises:
            InvalidInputError: It isn't one of `llm_selection.domain.identity.Library`.
        """
        from llm_selection.domain.effort_parameters import effort_parameters  # only who calls the choice

        ladder = self.model.efforts
        return effort_parameters(_library(library), ladder, self.effort if ladder else None, provider=self.provider.id)


def _library(library: Library | str) -> Library:
    """Return the library of a name, in whichever spelling."""
    try:
        return Library(str(library).replace("-", "_"))
    except ValueError:
        listed = f"; known are {', '.join(Library)}"
        raise InvalidInputError(f"no library {str(library)!r}{nearest([library], Library) or listed}") from None


class Place(NamedTuple):
    """Where a ranked option is, before it is built; a named tuple, as an answer makes hundreds."""

    option: int
    others: tuple[int, ...]


_MOST_BUILT = 32
"""An argument turns to the first places again and again; whoever goes through all needs none a second time."""


class Ranking(Sequence[Ranked]):
    """
    The models that meet a need, best first, each once.

    They are ordered when one is first asked for; each is built when it is, and the last few are kept.
    """

    __slots__ = ("_amounts", "_built", "_options", "_ordered", "_qualities", "_use_case")

    def __init__(self, use_case: UseCase, options: Options, qualities: Mapping[Task, Qualities]) -> None:
        """Hold what is to be ordered and built."""
        self._use_case, self._options, self._qualities = use_case, options, qualities
        self._ordered: list[Place] | None = None
        self._built: dict[tuple[int, int], Ranked] = {}
        self._amounts: dict[str, list[Any]] = {}

    @property
    def _places(self) -> list[Place]:
        """Where the best option of each model is, the best first."""
        if self._ordered is None:
            self._ordered = _placed(self._use_case, self)
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
        ranked = self._built.get((place, option))
        if ranked is None:
            if len(self._built) >= _MOST_BUILT:
                self._built.clear()
            ranked = self._built[place, option] = self._build(place, option)
        return ranked

    def _build(self, place: int, option: int) -> Ranked:
        """Build one place with one offering."""
        chosen = self._options[option]
        workload = self._use_case.workload_or_default
        ids, rows, efforts = self._options.context.registry.offerings, self._options.rows, self._options.column(EFFORT)
        others = [other for other in self.offerings_of(place) if other != option]
        return Ranked(
            place=place + 1,
            model=chosen.model,
            offering=chosen.offering,
            provider=chosen.provider,
            terms=chosen.terms,
            expected=self.expected(option),
            quality=self.quality_of(option),
            cost=monthly_cost(workload, *self._options.column(CHARGED)[option]),
            finished_task_usd=self.finished_task_usd(option),
            effort=chosen.effort,
            others=tuple(ids.id_at(rows[other]) for other in others if efforts[other] is chosen.effort),
            efforts=tuple(
                dict.fromkeys(effort for other in others if (effort := efforts[other]) not in (None, chosen.effort))
            ),
            brought_by=_brought_by(self._options.context.registry, chosen),
        )

    def offerings_of(self, place: int) -> tuple[int, ...]:
        """Return where in ``options`` the offerings of a place are, the best first; *place* counts from 0."""
        return (self._places[place].option, *self._places[place].others)

    @property
    def options(self) -> Options:
        """All options that were ranked, every offering of the models, in order of offering id."""
        return self._options

    @property
    def error_terms(self) -> ErrorTerms:
        """What errors cost at given shares."""
        use_case = self._use_case
        return ErrorTerms(use_case.tasks, use_case.workload_or_default, use_case.error_costs)

    @property
    def is_quality_only(self) -> bool:
        """Whether the higher share comes first whatever it costs."""
        return self._use_case.is_quality_only

    @property
    def error_costs(self) -> ErrorCosts:
        """What an error costs by task."""
        return self._use_case.error_costs

    @property
    def qualities(self) -> Mapping[Task, Qualities]:
        """The estimates of each task."""
        return self._qualities

    def shares(self, task: Task) -> list[int]:
        """Return the expected share of one task that the model of each of ``options`` solves, in billionths."""
        share = self._qualities[task].share
        return self._options.spread(f"share of {task}", MODEL_AT_EFFORT, lambda at: share_units(share(*at)))

    def overall_shares(self) -> list[int]:
        """Return the share over all tasks of each of ``options``, each by its part of the work, in billionths."""
        make = partial(overall_share, tasks=self._use_case.tasks)
        return self._once("shares", lambda: self.of_shares("overall share", make))

    def bills(self) -> list[int | None]:
        """Return what the workload costs a month at each of ``options``, in picodollars; ``None`` isn't known."""
        price, on = pricer(self._use_case.workload_or_default), self._options.context.on
        # Of the rates nothing is kept but what they come to: an answer reads those of hundreds of offerings.
        return self._once(
            "bills",
            lambda: self._options.spread_pairs(
                "cost", (RATES, OUTPUT_FACTOR), lambda periods: price(rates_on(periods, on))
            ),
        )

    def errors(self) -> list[int]:
        """Return what the errors of each of ``options`` cost a month, in picodollars."""
        return self._once("errors", lambda: self.of_shares(f"errors {self.error_costs}", self.error_terms.total))

    def worths(self) -> list[int | None]:
        """Return what is credited to each of ``options`` a month for what else is worth something, in picodollars."""
        return self._once("worths", self._worths)

    def _worths(self) -> list[int | None]:
        """Add up each option's credits; one that isn't known leaves the sum unknown."""
        totals: list[int | None] = [0] * len(self._options)
        for worth in self._use_case.worth:
            one = _credits(worth, self._options)
            totals = [
                None if each is None or more is None else each + more for each, more in zip(totals, one, strict=True)
            ]
        return totals

    def totals(self) -> list[int | None]:
        """Return what each of ``options`` is expected to cost a month, in picodollars; ``None`` isn't known."""
        return self._once(
            "totals",
            lambda: [
                None if bill is None or worth is None else bill + errors - worth
                for bill, errors, worth in zip(self.bills(), self.errors(), self.worths(), strict=True)
            ],
        )

    def _once(self, name: str, make: Callable[[], list[T]]) -> list[T]:
        """Return an amount for every option, computed on first use and kept."""
        if name not in self._amounts:
            self._amounts[name] = make()
        return self._amounts[name]

    def of_shares(self, name: str, make: Callable[[Mapping[Task, int]], int]) -> list[int]:
        """Return what *make* does of the shares of each option's model, in billionths by task; remembered by *name*."""
        tasks, qualities = self._use_case.tasks, self._qualities
        return self._options.spread(
            f"{name} {dict(tasks)}",
            MODEL_AT_EFFORT,
            lambda at: make({task: share_units(qualities[task].share(*at)) for task in tasks}),
        )

    def expected(self, option: int) -> ExpectedCost:
        """Return what one of ``options`` is expected to cost, by its place there; its terms are rounded to cents."""
        terms, bill = self.error_terms, self.bills()[option]
        model, effort = self._options.column(MODEL_AT_EFFORT)[option]
        credited = ((worth.name, _credits(worth, self._options.take([option]))[0]) for worth in self._use_case.worth)
        return ExpectedCost(
            bill=None if bill is None else cents(bill),
            errors={
                task: cents(terms.of(task, share_units(self._qualities[task].share(model, effort))))
                for task in self._use_case.tasks
            },
            worths={name: None if worth is None else cents(worth) for name, worth in credited},
        )

    def finished_task_usd(self, option: int) -> Decimal | None:
        """Return what a finished task costs at one of ``options``, failures included, in US dollars; ``None`` as in `Ranked`."""
        tasks = self._use_case.tasks
        shares = {task: share_units(quality.mean) for task, quality in self.quality_of(option).items()}
        return finished_task_usd(self.bills()[option], shares, tasks, self._use_case.workload_or_default)

    def find(self, model: ModelId) -> Ranked | None:
        """Return the place of a model; ``None`` if it isn't ranked."""
        models = self._options.column(MODEL)
        places = (index for index, place in enumerate(self._places) if models[place.option] == model)
        index = next(places, None)
        return None if index is None else self[index]

    def order(self) -> tuple[tuple[int, ...], ...]:
        """Return the ranked options by their places in ``options``: the best model's first, its best offering first."""
        return tuple((place.option, *place.others) for place in self._places)

    def quality_of(self, option: int) -> Mapping[Task, QualityEstimate]:
        """Return the quality of one of ``options`` by task, by its place there."""
        at_effort = self._options.column(MODEL_AT_EFFORT)[option]
        return {task: self._qualities[task].known(*at_effort) for task in self._use_case.tasks}

    def standing_of(self, option: int, task: Task) -> "Standing":
        """Return how one of ``options`` stands to the user's work at a task, in logits."""
        return self._qualities[task].standing(*self._options.column(MODEL_AT_EFFORT)[option])

    def __eq__(self, other: object) -> bool:
        """Compare the need, the options and their order."""
        if not isinstance(other, Ranking):
            return NotImplemented
        return (self._use_case, self._options, self._places) == (other._use_case, other._options, other._places)

    __hash__ = None  # type: ignore[assignment]  # a sequence too long to hash

    def __repr__(self) -> str:
        """Say what is held, without building it."""
        return f"<{counted(len(self), 'model')} ranked>"


def best_place(ranking: Ranking, row: int, effort: Effort | None = None) -> int:
    """
    Return where in ``ranking.options`` an offering is at an effort, or at the best that it is ranked at.

    Args:
        ranking: One that holds the offering.
        row: Place of the offering among the registry's.
        effort: The effort; ``None``, or one that it isn't ranked at, takes the best.
    """
    rows, efforts = ranking.options.rows, ranking.options.column(EFFORT)
    places = [option for options in ranking.order() for option in options if rows[option] == row]
    return next((place for place in places if effort is not None and efforts[place] is effort), places[0])


def _brought_by(registry: Registry, option: Option) -> dict[str, str]:
    """Return which overlay brought each part of an option."""
    if not registry.layers:
        return {}
    origins: dict[str, str] = {}
    for what, section, key in (
        ("model", "models", option.model.id),
        ("license", "licenses", option.model.license or ""),
        ("provider", "providers", option.provider.id),
        ("offering", "offerings", option.offering.id),
    ):
        for path, origin in registry.brought(section, key).items():
            origins["price" if path == "pricing" else f"{what}.{path}" if path else what] = str(origin)
    for origin in registry.brought("results", option.model.id).values():
        origins["results"] = str(origin)
    return origins


def by_evidence(
    use_case: UseCase, options: Options, qualities: Mapping[Task, Qualities]
) -> tuple[Options, tuple[ModelId, ...]]:
    """
    Tell *options* apart by whether anything says how good their models are.

    One result on any benchmark is enough, of the model or of one that it was fine-tuned from. At the tasks of
    `OF_THEIR_OWN_KIND` it must be one of the task, or the user's own, unless unknowns are included.

    Returns:
        Those to rank, and the models of the others.
    """

    def is_measured(model: ModelId) -> bool:
        return all(
            (direct := qualities[task].direct(model)) is not None
            and (
                task not in OF_THEIR_OWN_KIND
                or use_case.unknowns == "include"
                or direct > 0
                or qualities[task].is_tried(model)
            )
            for task in use_case.tasks
        )

    has_evidence = options.spread(f"evidence at {', '.join(use_case.tasks)}, {use_case.unknowns}", MODEL, is_measured)
    models = options.column(MODEL)
    unmeasured = {code for code, is_one in zip(models.codes, has_evidence, strict=True) if not is_one}
    return (
        options.take([place for place, is_one in enumerate(has_evidence) if is_one]),
        tuple(sorted(models.values[code] for code in unmeasured)),
    )


OF_THEIR_OWN_KIND = frozenset({Task.FACTUALITY, Task.RECALL, Task.WRITING, Task.SAFETY})
"""Tasks at which how good a model is doesn't follow from how able it is in general: only results of the task tell."""


def _placed(use_case: UseCase, ranking: Ranking) -> list[Place]:
    """Return the places: the options in order, each model once, at its best offering."""
    options = ranking.options
    models = options.column(MODEL)
    totals: list[int | None] = [0] * len(options) if use_case.is_quality_only else ranking.totals()
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
    for place in best_first(totals, ranking.overall_shares(), ranking.bills(), list(preference)):
        by_model.setdefault(models.codes[place], []).append(place)
    return [Place(best, tuple(others)) for best, *others in by_model.values()]


def _credits(worth: "Worth", options: Options) -> list[int | None]:
    """Return what is credited to each of *options* for one thing that is worth something, in picodollars a month."""
    picodollars = int(worth.usd * PICODOLLARS_PER_DOLLAR)
    if worth.requirement is None:
        # A second less is worth so much, so each second costs it.
        return [None if each is None else -round(picodollars * each) for each in options.column(TTFT_SECONDS)]
    lane = options.lane(worth.requirement, outcomes)
    return [picodollars if each == Outcome.MEETS.value else 0 for each in lane]
