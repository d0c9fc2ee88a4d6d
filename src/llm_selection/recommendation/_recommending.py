"""The way from a need to an answer: reading the need, screening what is on offer, ranking what is left."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from math import fsum
from typing import TYPE_CHECKING, TypeVar, Unpack

from llm_selection._dataclasses import dataclass, field, replace
from llm_selection._wording import counted
from llm_selection.assessments import placed_results, qualities_of
from llm_selection.benchmarks import Task
from llm_selection.errors import Fault, InvalidInputError, NothingFits, of_argument
from llm_selection.evaluations import Evaluation
from llm_selection.identity import ModelId
from llm_selection.options import Options, options_of
from llm_selection.ranking import check_priorities, pareto_places
from llm_selection.recommendation._ranking import Ranked, Ranking, by_evidence
from llm_selection.recommendation._standing import check_requirements, listed_requirements, standing_requirements
from llm_selection.registry import Registry, in_use
from llm_selection.requirements import Requirement
from llm_selection.screening import Screening, screen
from llm_selection.shortcuts import Shortcuts, parse_forbidden, parse_requirements
from llm_selection.units import parse_day
from llm_selection.use_cases import Unknowns, UseCase, parse_tasks, parse_use_case, parse_workload, preset_in
from llm_selection.workloads import Workload

if TYPE_CHECKING:
    from llm_selection.explanation import Explanation
    from llm_selection.mixes import Check
    from llm_selection.portfolio import Portfolio
    from llm_selection.relaxations import Relaxation
    from llm_selection.robustness import Robustness
    from llm_selection.self_hosting import Hosting
    from llm_selection.shortfalls import WhyNot

__all__ = ["Recommendation", "pareto_front", "rank_undecided", "rankable", "recommend"]

T = TypeVar("T")


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
            from other tasks and models like them (`llm_selection.quality.QualityEstimate.measured`). Best first;
            part of ``ranking`` when unknowns are included.
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
        return f"<Recommendation {', '.join(self.use_case.tasks)}: {answer}; {counted(len(self.ranking), 'model')} ranked, data {self.registry.version}>"


def recommend(
    need: UseCase | Task | str | Mapping[str, int] | Iterable[str],
    *,
    registry: Registry | None = None,
    on: date | str | None = None,
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
        on: The day asked about, also as text such as ``2026-11-23``; by default the use case's, else the registry's own. No clock is read.
        workload: What will be run: a workload preset's name, a table, or a `Workload`. Beside a preset's name, a table
            changes only what it says of that preset's workload.
        priorities: Weights of criteria, whole numbers from 0 to 10**9; see `Criterion`.
        unknowns: ``"set_aside"`` shows options that can't be judged apart, ``"include"`` ranks them.
        requirements: Requirements beside the shortcuts.
        forbid: What no option may meet, by keyword, each for itself: ``forbid={"provider": "azure"}``.
        results: What models scored on tests of your own, in place of the use case's; see
            `llm_selection.evaluations.read_evaluations`. Where a test measures a task of the need, quality at that task
            is the expected share of it. A test called like a benchmark of the registry counts as that.
        hosting: Hardware that models may be hosted on, in place of the use case's; see
            `llm_selection.self_hosting.Hosting`. Each model that it can host is an option beside those of providers.
        **shortcuts: Requirements by keyword, told one by one in `llm_selection.shortcuts.Shortcuts`: license, permits,
            min_context_tokens, min_output_tokens, input, output, capabilities, max_input_price, max_output_price,
            max_monthly_cost, developer, model, provider, provider_kind, region, architecture, max_total_parameters,
            stage, not_retiring_before, price_read_since, released_by, released_after, min_quality, min_results,
            min_knowledge_cutoff, fixed_id, alignment, training_data, content_policy, fits_on, max_retention_days,
            no_training_on_inputs, max_ttft_seconds, min_output_speed, has_id. Beside a preset's name, each takes the
            place of the preset's own.

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
        requirements=tuple(requirements),
        forbid=forbid or {},
        results=results,
        hosting=hosting,
        shortcuts=shortcuts,
    )
    facts = in_use(registry)
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
    measured, inferred, unmeasured = by_evidence(use_case, candidates, qualities)
    return Recommendation(
        use_case=use_case,
        registry=facts,
        on=day,
        ranking=Ranking(use_case, measured, qualities),
        inferred=Ranking(use_case, inferred, qualities),
        screening=screening,
        unmeasured=unmeasured,
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
    measured, _, _ = by_evidence(recommendation.use_case, apart, qualities)
    return Ranking(recommendation.use_case, measured, qualities)


def rankable(recommendation: Recommendation) -> Options:
    """Return all options of models whose results are enough to rank them, whichever requirements they fail."""
    qualities = qualities_of(recommendation.use_case, recommendation.registry, recommendation.on)
    measured, _, _ = by_evidence(recommendation.use_case, recommendation.screening.options, qualities)
    return measured


def pareto_front(recommendation: Recommendation) -> tuple[Ranked, ...]:
    """
    Return the ranked models that no other beats in quality at the same or lower cost.

    What remains whatever quality and cost weigh: a model that isn't on the front is worse than one that costs no more.

    Args:
        recommendation: An answer; quality is that of its tasks by their weights.

    Returns:
        The cheapest first. A model whose cost isn't known isn't on it; of equals in both, only the one ranked first is.
        Empty where nothing is ranked; nothing is raised.
    """
    ranking = [ranked for ranked in recommendation.ranking if ranked.cost.per_month is not None]
    tasks = recommendation.use_case.tasks
    qualities = [fsum(weight * ranked.quality[task].mean for task, weight in tasks.items()) for ranked in ranking]
    costs = [ranked.cost.per_month or Decimal(0) for ranked in ranking]
    return tuple(ranking[place] for place in pareto_places(qualities, costs))


def _use_case(
    need: UseCase | Task | str | Mapping[str, int] | Iterable[str],
    *,
    on: date | str | None,
    workload: Workload | Mapping[str, object] | str | None,
    priorities: Mapping[str, int] | None,
    unknowns: Unknowns | None,
    requirements: tuple[Requirement, ...],
    forbid: Shortcuts | Mapping[str, object],
    results: Evaluation | Iterable[Evaluation] | None,
    hosting: "Hosting | Mapping[str, object] | Iterable[Hosting | Mapping[str, object]] | None",
    shortcuts: Shortcuts,
) -> UseCase:
    """Put a need and the arguments beside it together; an argument wins over the use case's own. All faults are told at once."""
    faults: list[Fault] = []
    base, shortcuts, workload = _base(need, shortcuts, workload, faults)
    forbidden = _gathered(faults, lambda: parse_forbidden(forbid))
    asked = _gathered(faults, lambda: parse_requirements(shortcuts, where=""))
    load = _gathered(faults, lambda: None if workload is None else of_argument("workload", parse_workload, workload))
    weights = _gathered(faults, lambda: None if priorities is None else check_priorities(priorities))
    day = _gathered(faults, lambda: None if on is None else of_argument("on", parse_day, on))
    if base is None or faults:
        raise InvalidInputError(*faults)
    return UseCase(
        tasks=base.tasks,
        requirements=(*base.requirements, *requirements, *(forbidden or ()), *(asked or ())),
        workload=base.workload if load is None else load,
        priorities=base.priorities if weights is None else weights,
        unknowns=base.unknowns if unknowns is None else unknowns,
        on=base.on if day is None else day,
        results=base.results if results is None else results,  # type: ignore[arg-type]  # the use case reads it
        hosting=base.hosting if hosting is None else hosting,  # type: ignore[arg-type]  # as above
        preset=base.preset,
    )


def _base(
    need: UseCase | Task | str | Mapping[str, int] | Iterable[str],
    shortcuts: Shortcuts,
    workload: Workload | Mapping[str, object] | str | None,
    faults: list[Fault],
) -> tuple[UseCase | None, Shortcuts, Workload | Mapping[str, object] | str | None]:
    """Read the need, and return what of the keywords and the workload is still to be read beside it."""
    if isinstance(need, UseCase):
        return need, shortcuts, workload
    try:
        preset = preset_in(need)
        if preset is None:
            return UseCase(tasks=parse_tasks(need)), shortcuts, workload
    except InvalidInputError as error:
        faults += error.faults
        return None, shortcuts, workload
    # Keywords take the place of the preset's, and a table of a workload changes the preset's.
    stated: dict[str, object] = {"preset": preset, "requirements": shortcuts}
    if isinstance(workload, Mapping):
        stated["workload"], workload = workload, None
    return _gathered(faults, lambda: parse_use_case(stated)), Shortcuts(), workload


def _gathered(faults: list[Fault], read: Callable[[], T]) -> T | None:
    """Return what *read* does; put what is wrong into *faults* instead of raising it."""
    try:
        return read()
    except InvalidInputError as error:
        faults += error.faults
        return None
