"""Recommending: from a need to options in order, with what was rejected, undecided and unmeasured."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import field, replace
from datetime import date, timedelta
from decimal import Decimal
from math import fsum
from typing import TYPE_CHECKING, Unpack, assert_never, overload

from llm_selection._dataclasses import dataclass
from llm_selection._frozen import freeze
from llm_selection.assessments import Qualities, placed_results, qualities_of
from llm_selection.benchmarks import Task
from llm_selection.costs import Charged, CostEstimate, monthly_cost, pricer
from llm_selection.errors import InvalidInputError, NotFoundError, NothingFits
from llm_selection.evaluations import Evaluation
from llm_selection.identity import Library, ModelId, OfferingId
from llm_selection.licenses import LicenseTerms
from llm_selection.models import Dense, MixtureOfExperts, Modality, Model, Router, Undisclosed
from llm_selection.offerings import Offering, Provider, ProviderKind, Stage
from llm_selection.options import DERIVED, Option, Options, options_of
from llm_selection.quality import QualityEstimate
from llm_selection.ranking import (
    UNIT,
    Contribution,
    Criterion,
    best_first,
    check_priorities,
    cost_value,
    headroom_value,
    openness_value,
    pareto_places,
    quality_value,
    total_scores,
)
from llm_selection.registry import Registry, in_use, nearest_names
from llm_selection.registry._columns import FACTS
from llm_selection.requirements import (
    AllOf,
    AnyOf,
    FitsWorkload,
    Includes,
    Listed,
    Not,
    NotRetiringBefore,
    OneOf,
    PricedPerToken,
    PriceReadSince,
    ReleasedBy,
    Requirement,
    StageIn,
)
from llm_selection.screening import Screening, screen
from llm_selection.shortcuts import Shortcuts, parse_forbidden, parse_requirements
from llm_selection.use_cases import Unknowns, UseCase, parse_tasks, parse_use_case, parse_workload, preset_in
from llm_selection.verbosity import Verbosity
from llm_selection.workloads import Workload

if TYPE_CHECKING:
    from llm_selection.explanation import Explanation
    from llm_selection.mixes import Check
    from llm_selection.portfolio import Portfolio
    from llm_selection.relaxations import Relaxation
    from llm_selection.robustness import Robustness
    from llm_selection.self_hosting import Hosting
    from llm_selection.shortfalls import WhyNot

__all__ = [
    "NOTICE_DAYS",
    "PRICE_READ_DAYS",
    "Candidate",
    "Ranked",
    "Ranking",
    "Recommendation",
    "check_requirements",
    "listed_requirements",
    "pareto_front",
    "rank_undecided",
    "rankable",
    "recommend",
    "standing_requirements",
]

NOTICE_DAYS = 90
"""Days of service that an option must have left, as far as its end is announced, unless the need says otherwise."""

PRICE_READ_DAYS = 90
"""Days before the day asked about, or the data's if that is earlier, since when an option's price must have been read."""

_NOTICE = timedelta(days=NOTICE_DAYS)
_PRICE_READ = timedelta(days=PRICE_READ_DAYS)


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
    brought_by: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Freeze the mappings."""
        freeze(self, "quality", self.quality)
        freeze(self, "brought_by", self.brought_by)

    def id_for(self, library: Library | str) -> str | None:
        """
        Return what another library calls this offering, or else this model; ``None`` if nobody here knows.

        Raises:
            InvalidInputError: It isn't a library of `Library`.
        """
        try:
            known = Library(library)
        except ValueError:
            raise InvalidInputError(f"no library {str(library)!r}; known are {', '.join(Library)}") from None
        return self.offering.ids.get(known) or self.model.ids.get(known)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a ranked option is, before it is built."""

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


class Ranking(Sequence[Ranked]):
    """The models that meet a need, best first, each once; each is built when asked for."""

    __slots__ = ("_options", "_places", "_qualities", "_use_case")

    def __init__(
        self, use_case: UseCase, options: Options, qualities: Mapping[Task, Qualities], places: Sequence[_Place]
    ) -> None:
        """Hold what is needed to build each place."""
        self._use_case, self._options, self._qualities, self._places = use_case, options, qualities, places

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
        taken, found = self._places[place], self._options[option]
        values = taken.values
        if option != taken.option:
            values = tuple(self.values(criterion)[option] for criterion in self._use_case.priorities)
        weights = self._use_case.priorities.values()
        cost = monthly_cost(self._use_case.workload_or_default, *self._options.column("charged")[option])
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
        is_priced = self._options.column("monthly_cost")[option] is not None
        return self._contributions(option, values, is_priced=is_priced)

    def _contributions(self, option: int, values: Sequence[int], *, is_priced: bool) -> tuple[Contribution, ...]:
        """Say what *values*, one a criterion with a weight, add to a score."""
        weights = self._use_case.priorities
        whole = UNIT * sum(weights.values())
        unknown = {
            Criterion.COST: not is_priced,
            Criterion.HEADROOM: self._options.column("limits")[option].context_tokens is None,
            Criterion.OPENNESS: len(self._options.column("license_kinds")[option]) > 1,
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
        models = self._options.column("model")
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
        models = self._options.column("model")
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
        return f"<{len(self)} models ranked>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """
    The answer to a need: options in order, and why the others aren't there.

    Attributes:
        use_case: The need, with every default filled in.
        registry: The facts it rests on.
        on: The day it is for.
        ranking: The models that meet the need, best first, each once.
        inferred: Models that meet it but were hardly measured at a task asked for: their quality there is inferred
            from other tasks and models like them (`QualityEstimate.measured`). Best first; part of ``ranking`` when
            unknowns are included.
        screening: What each requirement did, the standing ones included.
        unmeasured: Models that meet it but have no result on any benchmark; they are never ranked.
    """

    use_case: UseCase
    registry: Registry
    on: date
    ranking: Ranking
    inferred: Ranking
    screening: Screening = field(repr=False)
    unmeasured: tuple[ModelId, ...]

    @property
    def first(self) -> Ranked | None:
        """The best option, or ``None`` when nothing fits."""
        return self.ranking[0] if self.ranking else None

    @property
    def best(self) -> Ranked:
        """
        The best option.

        Raises:
            NothingFits: No option meets every requirement; the reasons say what removed how many.
        """
        if self.first is None:
            raise NothingFits(self.reasons())
        return self.first

    def reasons(self) -> tuple[str, ...]:
        """Say per requirement how many options it removed, and how many alone; the one that removed most first."""
        lines = [*self.screening.failures(), *self.screening.unknowns()]
        if self.inferred:
            lines.append(f"hardly measured at this: {', '.join(ranked.model.id for ranked in self.inferred)}")
        if self.unmeasured:
            lines.append(f"no benchmark result: {', '.join(self.unmeasured)}")
        return tuple(lines)

    def why_not(self, name: str) -> "WhyNot":
        """
        Say why a model, or one of its offerings, isn't the answer, and what alone would make it the answer.

        Args:
            name: A model by any name that the registry knows, or else the id of an offering.

        Returns:
            The requirements that it fails, by how much; or the trade that it loses and each single change that would
            win it. See `llm_selection.shortfalls.WhyNot`.

        Raises:
            NotFoundError: The registry knows nothing called *name*; the nearest ids are named.
            InvalidInputError: *name* isn't text.
        """
        from llm_selection.shortfalls import why_not  # noqa: PLC0415 - not needed to decide

        return why_not(self, name)

    def relaxations(self) -> "tuple[Relaxation, ...]":
        """
        Return every minimal set of requirements whose removal admits something, where nothing fits.

        What gives up least comes first; none where something fits. See
        `llm_selection.relaxations.relaxations`.
        """
        from llm_selection.relaxations import relaxations  # noqa: PLC0415 - not needed to decide

        return relaxations(self)

    def explanation(self) -> "Explanation":
        """
        Return the argument for the first option as values; see `llm_selection.explanation.Explanation`.

        Raises:
            NothingFits: Nothing is ranked.
        """
        from llm_selection.explanation import explain  # noqa: PLC0415 - not needed to decide

        return explain(self)

    def explain(self, *, sure: bool = False) -> str:
        """
        Return the argument for the first option as text: 80 columns, and without *sure* at most 40 lines.

        Where nothing fits, the reasons. What there is no room for is in `explanation`.

        Args:
            sure: Whether to say how sure the first is, and what would change it; see `robustness`.
        """
        from llm_selection.explanation import explained  # noqa: PLC0415 - as above

        return explained(self, sure=sure)

    def robustness(self, *, seed: int = 0, draws: int | None = None) -> "Robustness":
        """
        Say how sure the first is, and which weights would change it; computed anew whenever it is asked for.

        Args:
            seed: Of the draws; the same one gives the same answer.
            draws: How often qualities are drawn; by default `llm_selection.robustness.DRAWS`.

        Raises:
            InvalidInputError: An argument isn't allowed.
            NothingFits: Nothing is ranked.
        """
        from llm_selection.robustness import DRAWS, robustness  # noqa: PLC0415 - as above

        return robustness(self, seed=seed, draws=DRAWS if draws is None else draws)

    def portfolio(self, *, check: "Check | None" = None) -> "Portfolio":
        """
        Say what two options do that the first alone doesn't, and what stands in for it when it fails.

        Args:
            check: What recognises the failures of the cheaper one; by default one that makes no mistake and costs
                nothing. See `llm_selection.portfolio.portfolio`.

        Raises:
            NothingFits: Nothing is ranked.
        """
        from llm_selection.mixes import Check  # noqa: PLC0415 - not needed to decide
        from llm_selection.portfolio import portfolio  # noqa: PLC0415 - as above

        return portfolio(self, check=Check() if check is None else check)

    def __repr__(self) -> str:
        """Say the answer in a line."""
        first = self.first
        answer = "nothing fits" if first is None else f"{first.model.id} at {first.provider.id}"
        return f"<Recommendation {', '.join(self.use_case.tasks)}: {answer}; {len(self.ranking)} models ranked, data {self.registry.version}>"


def _brought_by(registry: Registry, option: Option) -> dict[str, str]:
    """Say who brought what of an option in an overlay."""
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


def recommend(
    need: UseCase | Task | str | Mapping[str, int] | Iterable[str],
    *,
    registry: Registry | None = None,
    on: date | None = None,
    workload: Workload | Mapping[str, object] | str | None = None,
    priorities: Mapping[str, int] | None = None,
    unknowns: Unknowns | None = None,
    requirements: Iterable[Requirement] = (),
    forbid: Shortcuts | None = None,
    results: Evaluation | Iterable[Evaluation] | None = None,
    hosting: "Hosting | Mapping[str, object] | Iterable[Hosting | Mapping[str, object]] | None" = None,
    **shortcuts: Unpack[Shortcuts],
) -> Recommendation:
    """
    Choose a model for a need.

    ``recommend("agentic_coding", license="open-weight", min_context_tokens=200_000)``

    Args:
        need: A task, several, tasks with weights, the name of a preset (see `llm_selection.presets`), or a whole use
            case.
        registry: The facts; by default what `llm_selection.registry.in_use` returns: those this package ships.
        on: The day asked about; by default the use case's, else the registry's own. No clock is read.
        workload: What will be run: a workload preset's name, a table, or a `Workload`. Beside a preset's name, a table
            changes only what it says of that preset's workload.
        priorities: Weights of criteria, whole numbers; see `Criterion`.
        unknowns: ``"set_aside"`` shows options that can't be judged apart, ``"include"`` ranks them.
        requirements: Requirements beside the shortcuts.
        forbid: What no option may meet, by keyword, each for itself: ``forbid={"provider": "azure"}``.
        results: What models scored on tests of your own, in place of the use case's; see
            `llm_selection.evaluations.read_evaluations`. Where a test measures a task of the need, quality at that task
            is the expected share of it. A test called like a benchmark of the registry counts as that.
        hosting: Hardware that models may be hosted on, in place of the use case's; see
            `llm_selection.self_hosting.Hosting`. Each model that it can host is an option beside those of providers.
        **shortcuts: Requirements by keyword; see ``SHORTCUTS``. Beside a preset's name, each takes the place of the
            preset's own.

    Returns:
        The ranking and its reasons. Nothing fitting is an answer too: ``first`` is then ``None``.

    Raises:
        InvalidInputError: An argument isn't allowed, or a task can't be ranked for want of a basket.
        NotFoundError: A requirement or a result names what the registry doesn't hold.
    """
    if not isinstance(requirements, Iterable) or isinstance(requirements, str):
        raise InvalidInputError(f"requirements must be a list of requirements, got {requirements!r}")
    use_case = _use_case(
        need,
        on=on,
        workload=workload,
        priorities=priorities,
        unknowns=unknowns,
        requirements=(*requirements, *parse_forbidden(forbid or {})),
        results=results,
        hosting=hosting,
        shortcuts=shortcuts,
    )
    facts = in_use() if registry is None else registry
    if use_case.hosting:
        from llm_selection.self_hosting import with_hosted  # noqa: PLC0415 - only whoever hosts pays for it

        facts = with_hosted(facts, use_case.hosting, use_case.workload_or_default, on=use_case.on)
    day = use_case.on or facts.date
    if use_case.results:
        use_case = replace(use_case, results=placed_results(use_case, facts))
    qualities = qualities_of(use_case, facts, day)
    check_requirements(use_case.requirements, facts)
    options = options_of(facts, day, use_case.workload_or_default, use_case.results)
    standing = standing_requirements(use_case, on=day, data_date=facts.date)
    screening = screen(options, (*use_case.requirements, *standing, *listed_requirements(facts)))
    candidates = screening.kept
    if use_case.unknowns == "include":
        candidates = options.take(sorted({*screening.kept.rows, *screening.undecided.rows}))
    measured, inferred, unmeasured = _by_evidence(use_case, candidates, qualities)
    return Recommendation(
        use_case=use_case,
        registry=facts,
        on=day,
        ranking=_rank(use_case, measured, qualities),
        inferred=_rank(use_case, inferred, qualities),
        screening=screening,
        unmeasured=unmeasured,
    )


def standing_requirements(use_case: UseCase, *, on: date, data_date: date) -> tuple[Requirement, ...]:
    """
    Return what every answer requires beside the need's own requirements.

    Active (not preview, deprecated or retired), no end announced within `NOTICE_DAYS`, at a developer's own API, a
    cloud or an inference host, or on hardware that the need brings, priced by the token, at a price that was read in the `PRICE_READ_DAYS` before the
    day, or the data's date if that is earlier, with room for a request of the workload; for vision, taking
    images. A requirement of the same kind in the need takes the place of the standing one. For a day before the
    data's, released by then, whatever the need says.
    """
    workload = use_case.workload_or_default
    known = min(on, data_date)
    kinds = [ProviderKind.DEVELOPER, ProviderKind.CLOUD, ProviderKind.INFERENCE_HOST]
    kinds += [ProviderKind.SELF_HOSTED] if use_case.hosting else []
    standing: list[Requirement] = [
        StageIn(frozenset({Stage.ACTIVE})),
        NotRetiringBefore(min(on, date.max - _NOTICE) + _NOTICE),
        OneOf("provider_kind", frozenset(kinds)),
        PricedPerToken(),
        PriceReadSince(known - min(_PRICE_READ, known - date.min)),
        FitsWorkload(workload.most_input_tokens, workload.most_output_tokens),
    ]
    if Task.VISION in use_case.tasks:
        standing.append(Includes("input", frozenset({Modality.IMAGE})))
    own = {(type(requirement), requirement.reads) for requirement in use_case.requirements}
    kept = tuple(requirement for requirement in standing if (type(requirement), requirement.reads) not in own)
    return (*kept, ReleasedBy(on)) if on < data_date else kept


def listed_requirements(registry: Registry) -> tuple[Requirement, ...]:
    """
    Return what the allow and deny lists of overlays require, each list for itself.

    So an overlay can only narrow what another one allows. Models, developers, providers and licenses can be listed.
    """
    found: list[Requirement] = []
    for layer in registry.layers:
        for fact in ("model", "developer", "provider", "license"):
            allowed, denied = getattr(layer.allow, f"{fact}s"), getattr(layer.deny, f"{fact}s")
            if allowed or denied:
                found.append(Listed(str(layer.origin), fact, allowed or None, denied))
    return tuple(found)


def check_requirements(requirements: Iterable[Requirement], registry: Registry) -> None:
    """
    Refuse requirements that can't mean what they say.

    Raises:
        InvalidInputError: Something isn't a requirement, or reads a fact that there isn't.
        NotFoundError: A name isn't in *registry*: a model, developer, provider, region, architecture or accelerator.
    """
    for requirement in requirements:
        reads = getattr(requirement, "reads", None)
        if not isinstance(reads, tuple) or not callable(getattr(requirement, "judge", None)):
            raise InvalidInputError(
                f"{requirement!r} isn't a requirement: it needs a tuple of facts `reads` and a method `judge`"
            )
        known = {*FACTS, *DERIVED}
        if wrong := sorted(set(map(str, reads)) - known):
            raise InvalidInputError(f"no fact {', '.join(wrong)}; facts are {', '.join(sorted(known))}")
        match requirement:
            case AllOf(parts) | AnyOf(parts):
                check_requirements(parts, registry)
            case Not(part):
                check_requirements([part], registry)
            case OneOf(fact, allowed):
                _check_names(fact, allowed, registry)
            case _ if "hostable" in reads:
                _check_accelerator(requirement, registry)
            case _:
                pass


def _check_accelerator(requirement: Requirement, registry: Registry) -> None:
    """Refuse hardware that *registry* doesn't hold."""
    from llm_selection.fitting import FitsOn  # noqa: PLC0415 - only who asks whether a model fits

    if isinstance(requirement, FitsOn):
        registry.accelerators.row(requirement.accelerator)


def _check_names(fact: str, names: Iterable[str], registry: Registry) -> None:
    """Refuse a name that no option has, unless the registry holds it all the same."""
    tables: Mapping[str, Collection[str]] = {
        "model": registry.models,
        "developer": registry.developers,
        "provider": registry.providers,
        "architecture": [architecture.kind for architecture in (Dense(), MixtureOfExperts(), Router(), Undisclosed())],
        "provider_kind": list(ProviderKind),
    }
    if fact == "region_scope":
        tables = {fact: [scope for scope in registry.column(fact).values if scope is not None]}
    if fact not in tables:
        raise InvalidInputError(f"OneOf is for {', '.join(sorted({*tables, 'region_scope'}))}; got {fact}")
    known = tables[fact]
    for name in sorted(names):
        if name not in known:
            raise NotFoundError(
                fact.replace("_", " "), name, nearest=nearest_names(name, known), registry=registry.version
            )


def rank_undecided(recommendation: Recommendation) -> Ranking:
    """
    Rank the models whose every chance rests on an unknown fact, as if the requirements were met; best first.

    A model that is in the ranking through another offering isn't repeated.
    """
    qualities = qualities_of(recommendation.use_case, recommendation.registry, recommendation.on)
    screening = recommendation.screening
    decided = set(screening.kept.column("model").codes)
    models = screening.undecided.column("model").codes
    apart = screening.undecided.take(place for place, code in enumerate(models) if code not in decided)
    measured, _, _ = _by_evidence(recommendation.use_case, apart, qualities)
    return _rank(recommendation.use_case, measured, qualities)


def rankable(recommendation: Recommendation) -> Options:
    """Return all options of models whose results are enough to rank them, whichever requirements they fail."""
    qualities = qualities_of(recommendation.use_case, recommendation.registry, recommendation.on)
    measured, _, _ = _by_evidence(recommendation.use_case, recommendation.screening.options, qualities)
    return measured


def pareto_front(recommendation: Recommendation) -> tuple[Ranked, ...]:
    """Return the ranked models that no other beats in quality at the same or lower cost; the cheapest first."""
    ranking = [ranked for ranked in recommendation.ranking if ranked.cost.per_month is not None]
    tasks = recommendation.use_case.tasks
    qualities = [fsum(weight * ranked.quality[task].mean for task, weight in tasks.items()) for ranked in ranking]
    costs = [ranked.cost.per_month or Decimal(0) for ranked in ranking]
    return tuple(ranking[place] for place in pareto_places(qualities, costs))


def _use_case(
    need: UseCase | Task | str | Mapping[str, int] | Iterable[str],
    *,
    on: date | None,
    workload: Workload | Mapping[str, object] | str | None,
    priorities: Mapping[str, int] | None,
    unknowns: Unknowns | None,
    requirements: tuple[Requirement, ...],
    results: Evaluation | Iterable[Evaluation] | None,
    hosting: "Hosting | Mapping[str, object] | Iterable[Hosting | Mapping[str, object]] | None",
    shortcuts: Shortcuts,
) -> UseCase:
    """Put a need and the arguments beside it together; an argument wins over the use case's own."""
    preset = None if isinstance(need, UseCase) else preset_in(need)
    if isinstance(need, UseCase):
        base = need
    elif preset is None:
        base = UseCase(tasks=parse_tasks(need))
    else:
        # Keywords take the place of the preset's, and a table of a workload changes the preset's.
        stated: dict[str, object] = {"preset": preset, "requirements": shortcuts}
        if isinstance(workload, Mapping):
            stated["workload"], workload = workload, None
        base, shortcuts = parse_use_case(stated), Shortcuts()
    return UseCase(
        tasks=base.tasks,
        requirements=(*base.requirements, *requirements, *parse_requirements(shortcuts, where="")),
        workload=base.workload if workload is None else parse_workload(workload),
        priorities=base.priorities if priorities is None else check_priorities(priorities),
        unknowns=base.unknowns if unknowns is None else unknowns,
        on=base.on if on is None else on,
        results=base.results if results is None else results,  # type: ignore[arg-type]  # the use case reads it
        hosting=base.hosting if hosting is None else hosting,  # type: ignore[arg-type]  # as above
        preset=base.preset,
    )


def _by_evidence(
    use_case: UseCase, options: Options, qualities: Mapping[Task, Qualities]
) -> tuple[Options, Options, tuple[ModelId, ...]]:
    """
    Tell *options* apart by what their quality rests on.

    Returns:
        Those to rank, those hardly measured at a task, and the models without any result.
    """
    models = options.column("model")
    ranked, inferred, unmeasured = set(), set(), set()
    for code in set(models.codes):
        found = [qualities[task].of(models.values[code]) for task in use_case.tasks]
        if None in found:
            unmeasured.add(code)
        elif use_case.unknowns == "include" or all(quality and quality.measured for quality in found):
            ranked.add(code)
        else:
            inferred.add(code)
    return (
        options.take([place for place, code in enumerate(models.codes) if code in ranked]),
        options.take([place for place, code in enumerate(models.codes) if code in inferred]),
        tuple(sorted(models.values[code] for code in unmeasured)),
    )


def _rank(use_case: UseCase, options: Options, qualities: Mapping[Task, Qualities]) -> Ranking:
    """Order *options*, then keep each model once."""
    models = options.column("model")
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
            options.spread("kind preference", "provider_kind", order.index),
            options.spread("own preference", "own_api", lambda own: 0 if own else len(order)),
            options.spread("fixed preference", "moving", lambda moving: 2 * len(order) if moving else 0),
            strict=True,
        ),
    )
    by_model: dict[int, list[int]] = {}
    for place in best_first(scores, quality, [picodollars for picodollars, _ in costs], list(preference)):
        by_model.setdefault(models.codes[place], []).append(place)
    places = [
        _Place(best, tuple(others), scores[best], tuple(column[best] for column in values))
        for best, *others in by_model.values()
    ]
    return Ranking(use_case, options, qualities, places)


def _costs(use_case: UseCase, options: Options) -> list[tuple[int | None, int]]:
    """Return what the workload costs at each of *options*, in picodollars, and its value."""
    price = pricer(use_case.workload_or_default)

    def cost(charged: tuple[Charged, Verbosity | None]) -> tuple[int | None, int]:
        picodollars = price(*charged)
        return picodollars, cost_value(picodollars)

    return options.spread("cost", "charged", cost)


def _values(
    use_case: UseCase, options: Options, qualities: Mapping[Task, Qualities], criterion: Criterion
) -> list[int]:
    """Return the value of each of *options* by one criterion, in billionths."""
    match criterion:
        case Criterion.QUALITY:
            models = options.column("model")
            share = {code: _share(use_case.tasks, qualities, models.values[code]) for code in set(models.codes)}
            return list(map(share.__getitem__, models.codes))
        case Criterion.COST:
            return [value for _, value in _costs(use_case, options)]
        case Criterion.HEADROOM:
            return options.spread("headroom value", "limits", lambda limits: headroom_value(limits.context_tokens))
        case Criterion.OPENNESS:
            return options.spread("openness value", "license_kinds", openness_value)
        case _:
            assert_never(criterion)


def _share(tasks: Mapping[Task, int], qualities: Mapping[Task, Qualities], model: ModelId) -> int:
    """Return the value of a model's quality: the weighted mean over tasks."""
    total = fsum(weight * qualities[task].known(model).mean for task, weight in tasks.items())
    return quality_value(total / sum(tasks.values()))
