"""Selecting: screening what is on offer by a need, and ranking what is left."""

from datetime import date
from decimal import Decimal
from math import fsum

from llm_selection._dataclasses import dataclass, field, replace
from llm_selection._foundation.wording import counted
from llm_selection.domain.identity import ModelId
from llm_selection.errors import NothingFits
from llm_selection.needs.option_facts import MODEL
from llm_selection.needs.use_cases import UseCase
from llm_selection.registry import Registry
from llm_selection.selection.assessments import known_of, placed_results, qualities_of
from llm_selection.selection.default_requirements import check_requirements, listed_requirements, standing_requirements
from llm_selection.selection.expected_costs import pareto_places
from llm_selection.selection.options import Options, options_of
from llm_selection.selection.ranking import Ranked, Ranking, by_evidence
from llm_selection.selection.screening import Screening, screen

__all__ = ["Selection", "pareto_front", "rank_undecided", "rankable", "select"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """
    What was selected for a need: options in order, and why the others aren't there.

    `llm_selection.recommendation.Recommendation` is the same with what can be asked of it.

    Attributes:
        use_case: The need, with every default filled in.
        registry: The facts it rests on.
        on: The day it is for.
        ranking: The models that meet the need, best first, each once.
        screening: What each requirement did, the standing ones included.
        unmeasured: Models that meet it but have no result on any benchmark, or at tasks that don't follow general ability
            (`llm_selection.selection.ranking.OF_THEIR_OWN_KIND`) none of the task; they aren't ranked.
    """

    use_case: UseCase
    registry: Registry
    on: date
    ranking: Ranking
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
        if self.unmeasured:
            lines.append(f"no benchmark result: {', '.join(self.unmeasured)}")
        return tuple(lines)

    def __repr__(self) -> str:
        """Say the answer in a line."""
        first = self.first
        answer = "nothing fits" if first is None else f"{first.model.id} at {first.provider.id}"
        return f"<{type(self).__name__} {', '.join(self.use_case.tasks)}: {answer}; {counted(len(self.ranking), 'model')} ranked, data {self.registry.version}>"


def select(use_case: UseCase, registry: Registry, *, on: date | None = None) -> Selection:
    """
    Screen and rank what *registry* holds by a use case.

    Args:
        use_case: The need.
        registry: The facts.
        on: The day asked about; by default the use case's, else the registry's own.

    Raises:
        InvalidInputError: A task can't be ranked for want of a basket, or a requirement can't mean what it says.
        NotFoundError: A requirement or a result names what the registry doesn't hold.
    """
    if on is not None:
        use_case = replace(use_case, on=on)
    if use_case.hosting:
        from llm_selection.needs.self_hosting import with_hosted  # only whoever hosts pays for it

        registry = with_hosted(registry, use_case.hosting, use_case.workload_or_default, on=use_case.on)
    day = use_case.on or registry.date
    if use_case.results:
        use_case = replace(use_case, results=placed_results(use_case, registry))
    if use_case.today is not None:
        use_case = replace(use_case, today=registry.model(use_case.today).id)
    qualities = qualities_of(use_case, registry, day)
    check_requirements(use_case.requirements, registry)
    check_requirements([worth.requirement for worth in use_case.worth if worth.requirement is not None], registry)
    options = options_of(registry, day, use_case.workload_or_default, known_of(use_case, registry))
    standing = standing_requirements(use_case, registry, on=day)
    screening = screen(options, (*use_case.requirements, *standing, *listed_requirements(registry)))
    candidates = screening.admitted(include=use_case.unknowns == "include")
    measured, unmeasured = by_evidence(use_case, candidates, qualities)
    return Selection(
        use_case=use_case,
        registry=registry,
        on=day,
        ranking=Ranking(use_case, measured, qualities),
        screening=screening,
        unmeasured=unmeasured,
    )


def rank_undecided(selection: Selection, *, but: ModelId | None = None) -> Ranking:
    """
    Rank what can't be judged for want of a fact, as if the requirements were met; best first.

    Args:
        selection: An answer.
        but: Of all models but this one; by default, of those that aren't in the ranking through another offering.
    """
    qualities = qualities_of(selection.use_case, selection.registry, selection.on)
    screening = selection.screening
    decided = {*screening.kept.column(MODEL)} if but is None else {but}
    models = screening.undecided.column(MODEL)
    apart = screening.undecided.take(place for place in range(len(models)) if models[place] not in decided)
    measured, _ = by_evidence(selection.use_case, apart, qualities)
    return Ranking(selection.use_case, measured, qualities)


def rankable(selection: Selection) -> Options:
    """Return all options of models whose results are enough to rank them, whichever requirements they fail."""
    qualities = qualities_of(selection.use_case, selection.registry, selection.on)
    measured, _ = by_evidence(selection.use_case, selection.screening.options, qualities)
    return measured


def pareto_front(selection: Selection) -> tuple[Ranked, ...]:
    """
    Return the ranked models that no other beats in quality at the same or lower cost.

    What remains whatever an error costs: a model that isn't on the front is worse than one that costs no more.

    Args:
        selection: An answer; quality is that of its tasks by their parts of the work.

    Returns:
        The cheapest first. A model whose cost isn't known isn't on it; of equals in both, only the one ranked first is.
        Empty where nothing is ranked; nothing is raised.
    """
    ranking = [ranked for ranked in selection.ranking if ranked.cost.per_month is not None]
    tasks = selection.use_case.tasks
    qualities = [fsum(weight * ranked.quality[task].mean for task, weight in tasks.items()) for ranked in ranking]
    costs = [ranked.cost.per_month or Decimal(0) for ranked in ranking]
    return tuple(ranking[place] for place in pareto_places(qualities, costs))
