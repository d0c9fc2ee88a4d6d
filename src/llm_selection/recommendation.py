"""Recommendation: the front of the library, from a need in one call to an answer that can be asked further."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from llm_selection._dataclasses import fields, replace
from llm_selection.domain.benchmarks import Task
from llm_selection.errors import Fault, InvalidInputError, of_argument
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.requirements import Requirement, parse_forbidden, parse_requirements
from llm_selection.needs.use_cases import Unknowns, UseCase, parse_tasks, parse_use_case, parse_workload, preset_in
from llm_selection.registry import Registry, in_use
from llm_selection.selection.selecting import Selection, select
from llm_selection.units import parse_day

if TYPE_CHECKING:
    from llm_selection.analysis.blends import Check
    from llm_selection.analysis.evaluation_plan import EvaluationPlan
    from llm_selection.analysis.explanation import Explanation
    from llm_selection.analysis.portfolio import Portfolio
    from llm_selection.analysis.relaxations import Relaxation
    from llm_selection.analysis.value_of_information import ValueOfInformation
    from llm_selection.analysis.why_not import WhyNot
    from llm_selection.analysis.winners import Winners
    from llm_selection.domain.evaluations import Evaluation
    from llm_selection.needs.requirement_keywords import RequirementKeywords
    from llm_selection.needs.self_hosting import Hosting

__all__ = ["Recommendation", "recommend"]

T = TypeVar("T")

Money = str | int | float | Decimal
"""US dollars as people write them."""
ErrorCostArgument = Money | Mapping[str, object] | None
"""What `llm_selection.needs.error_costs.parse_error_costs` reads; ``None`` isn't given."""


class Recommendation(Selection):
    """
    The answer to a need, and what can be asked of it.

    Its fields are those of `llm_selection.selection.selecting.Selection`: ``use_case``, ``registry``, ``on``,
    ``ranking``, ``screening`` and ``unmeasured``.
    """

    __slots__ = ()

    def why_not(self, name: str) -> "WhyNot":
        """
        Say why a model, or one of its offerings, isn't the answer, and what alone would make it the answer.

        Args:
            name: A model by any name that the registry knows, or else the id of an offering.

        Returns:
            The requirements that it fails, by how much; or the trade that it loses and each single change that would
            win it. See `llm_selection.analysis.why_not.WhyNot`.

        Raises:
            NotFoundError: The registry knows nothing called *name*; the nearest ids are named.
            InvalidInputError: *name* isn't text.
        """
        from llm_selection.analysis.why_not import why_not  # not needed to decide

        return why_not(self, name)

    def relaxations(self) -> "tuple[Relaxation, ...]":
        """
        Return every minimal set of requirements whose removal admits something, where nothing fits.

        What gives up least comes first; none where something fits. See
        `llm_selection.analysis.relaxations.relaxations`.
        """
        from llm_selection.analysis.relaxations import relaxations  # not needed to decide

        return relaxations(self)

    def explanation(self) -> "Explanation":
        """
        Return the argument for the first option as values; see `llm_selection.analysis.explanation.Explanation`.

        Raises:
            NothingFits: Nothing is ranked.
        """
        from llm_selection.analysis.explanation import explain  # not needed to decide

        return explain(self)

    def explain(self, *, sure: bool = False) -> str:
        """
        Return the argument for the first option as text: 80 columns, and without *sure* at most 40 lines.

        Where nothing fits, the reasons. What there is no room for is in `explanation`.

        Args:
            sure: Whether to say how sure the first is, what knowing more is worth, and which test to run; see
                `value_of_information` and `evaluation_plan`.
        """
        from llm_selection.presentation import argument_report  # as above

        if self.first is None:
            return argument_report.nothing_fits_as_text(self.reasons())
        if not sure or self.use_case.is_quality_only:
            return argument_report.as_text(self.explanation())
        plan = self.evaluation_plan()
        return argument_report.as_text(self.explanation(), sure=(plan.perfect, plan))

    def winners(self) -> "Winners":
        """
        Say which model is the best by what an error costs; see `llm_selection.analysis.winners.winners`.

        Raises:
            NothingFits: Nothing is ranked.
        """
        from llm_selection.analysis.winners import winners  # not needed to decide

        return winners(self)

    def value_of_information(self, *, seed: int = 0, draws: int | None = None) -> "ValueOfInformation":
        """
        Say how sure the first is, and what knowing more would be worth in US dollars a month; computed anew whenever asked.

        Args:
            seed: Of the draws; the same one gives the same answer.
            draws: How often is drawn; by default `llm_selection.analysis.value_of_information.DRAWS`.

        Raises:
            InvalidInputError: An argument isn't allowed, or quality counts whatever it costs.
            NothingFits: Nothing is ranked.
        """
        from llm_selection.analysis.value_of_information import DRAWS, value_of_information  # as above

        return value_of_information(self, seed=seed, draws=DRAWS if draws is None else draws)

    def evaluation_plan(
        self, *, task: Task | str | None = None, months: int = 12, usd_per_item: Money = 0, seed: int = 0
    ) -> "EvaluationPlan":
        """
        Say which test of your own is worth the most; see `llm_selection.analysis.evaluation_plan.evaluation_plan`.

        Args:
            task: The task that the items are of; by default the one whose errors cost the most.
            months: How long the answer will be in use, 1 to 1,200.
            usd_per_item: What an item costs beside its calls, in US dollars, for each model tried.
            seed: Of the draws.

        Raises:
            InvalidInputError: An argument isn't allowed, or quality counts whatever it costs.
            NothingFits: Nothing is ranked.
        """
        from llm_selection.analysis.evaluation_plan import evaluation_plan  # as above

        return evaluation_plan(self, task=task, months=months, usd_per_item=usd_per_item, seed=seed)

    def portfolio(self, *, check: "Check | None" = None) -> "Portfolio":
        """
        Say what two options do that the first alone doesn't, and what stands in for it when it fails.

        Args:
            check: What recognises the failures of the cheaper one; by default one that makes no mistake and costs
                nothing. See `llm_selection.analysis.portfolio.portfolio`.

        Raises:
            NothingFits: Nothing is ranked.
        """
        from llm_selection.analysis.blends import Check  # not needed to decide
        from llm_selection.analysis.portfolio import portfolio  # as above

        return portfolio(self, check=Check() if check is None else check)


def recommend(
    need: UseCase | Task | str | Mapping[str, int] | Iterable[str],
    *,
    registry: Registry | None = None,
    on: date | str | None = None,
    workload: Workload | Mapping[str, object] | str | None = None,
    error_cost: ErrorCostArgument = None,
    preferred_value: ErrorCostArgument = None,
    worth: Mapping[str, Money] | None = None,
    today: str | None = None,
    solved: float | None = None,
    unknowns: Unknowns | None = None,
    requirements: Iterable[Requirement] = (),
    forbid: "RequirementKeywords | None" = None,
    results: "Evaluation | Iterable[Evaluation] | None" = None,
    hosting: "Hosting | Mapping[str, object] | Iterable[Hosting | Mapping[str, object]] | None" = None,
    **keywords: "Unpack[RequirementKeywords]",
) -> Recommendation:
    """
    Choose a model for a need.

    ``recommend("agentic_coding", license="open-weight", min_context_tokens=200_000)``

    Args:
        need: A task, several, tasks with weights, the name of a preset (see `llm_selection.needs.presets`), or a whole use
            case.
        registry: The facts; by default what `llm_selection.registry.in_use` returns: those this package ships.
        on: The day asked about, also as text such as ``2026-11-23``; by default the use case's, else the registry's own. No clock is read.
        workload: What will be run: a workload preset's name, a table, or a `Workload`. Beside a preset's name, a table
            changes only what it says of that preset's workload.
        error_cost: What a piece of work costs that goes wrong, in US dollars: ``"0.50"``, a range ``"0.2..2"``, a table of
            ``caught``, ``slipped`` and ``caught_share``, or a table of these by task. ``"quality-only"`` ranks by the share
            solved, whatever it costs. By default the preset's or the task's own, an assumption that every answer prints.
        preferred_value: What a preferred answer is worth at tasks of preference, likewise.
        worth: What else is worth how many US dollars a month: ``{"open-weights": 300, "region=eu": 100}``; nothing is by
            default. See `llm_selection.needs.worths.parse_worths`.
        today: The model that is run today, by any name that the registry knows: the answer is compared with it.
        solved: How much of the work that one gets right, 0 to 1, as far as you can guess; it tells how hard the work is.
        unknowns: ``"set_aside"`` shows options that can't be judged apart, ``"include"`` ranks them.
        requirements: Requirements beside those by keyword.
        forbid: What no option may meet, by keyword, each for itself: ``forbid={"provider": "azure"}``.
        results: What models scored on tests of your own, in place of the use case's; see
            `llm_selection.domain.evaluations.read_evaluations`. Where a test measures a task of the need, quality at that task
            is the expected share of it. A test called like a benchmark of the registry counts as that.
        hosting: Hardware that models may be hosted on, in place of the use case's; see
            `llm_selection.needs.self_hosting.Hosting`. Each model that it can host is an option beside those of providers.
        **keywords: Requirements. Beside a preset's name, each takes the place of the preset's own. They are told one by one in
            `llm_selection.needs.requirement_keywords.RequirementKeywords`:
            license, permits, min_context_tokens, min_output_tokens, input, output, capabilities, max_input_price,
            max_output_price, max_monthly_cost, developer, model, provider, provider_kind, region, architecture,
            max_total_parameters, stage, not_retiring_before, price_read_since, released_by, released_after,
            min_quality, min_results, min_basket_results, min_knowledge_cutoff, fixed_id, alignment, training_data,
            content_policy, fits_on, max_retention_days, no_training_on_inputs, max_ttft_seconds, min_output_speed,
            effort, min_effort, max_effort, reasoning, has_id.

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
        money={
            "error_cost": error_cost,
            "preferred_value": preferred_value,
            "worth": worth,
            "today": today,
            "solved": solved,
        },
        unknowns=unknowns,
        requirements=tuple(requirements),
        forbid=forbid or {},
        results=results,
        hosting=hosting,
        keywords=keywords,
    )
    selected = select(use_case, in_use(registry))
    return Recommendation(**{spec.name: getattr(selected, spec.name) for spec in fields(selected)})


def _use_case(
    need: UseCase | Task | str | Mapping[str, int] | Iterable[str],
    *,
    on: date | str | None,
    workload: Workload | Mapping[str, object] | str | None,
    money: Mapping[str, Any],
    unknowns: Unknowns | None,
    requirements: tuple[Requirement, ...],
    forbid: "RequirementKeywords | Mapping[str, object]",
    results: "Evaluation | Iterable[Evaluation] | None",
    hosting: "Hosting | Mapping[str, object] | Iterable[Hosting | Mapping[str, object]] | None",
    keywords: "RequirementKeywords",
) -> UseCase:
    """Put a need and the arguments beside it together; an argument wins over the use case's own. All faults are told at once."""
    faults: list[Fault] = []
    base, keywords, workload = _base(need, keywords, workload, faults)
    forbidden = _gathered(faults, lambda: parse_forbidden(forbid))
    asked = _gathered(faults, lambda: parse_requirements(keywords, where=""))
    load = _gathered(faults, lambda: None if workload is None else of_argument("workload", parse_workload, workload))
    day = _gathered(faults, lambda: None if on is None else of_argument("on", parse_day, on))
    given = {name: value for name, value in money.items() if value is not None}
    if base is not None and given.get("today", base.today) != base.today:
        # The share that another model solved doesn't apply to this one.
        given.setdefault("solved", None)
    # Faults in money are reported even where the need can't be read.
    base = _gathered(faults, lambda: replace(base or UseCase(tasks=dict.fromkeys(Task, 1)), **given))
    if base is None or faults:
        raise InvalidInputError(*faults)
    return replace(
        base,
        requirements=(*base.requirements, *requirements, *(forbidden or ()), *(asked or ())),
        workload=base.workload if load is None else load,
        unknowns=base.unknowns if unknowns is None else unknowns,
        on=base.on if day is None else day,
        results=base.results if results is None else results,  # type: ignore[arg-type]  # the use case reads it
        hosting=base.hosting if hosting is None else hosting,  # type: ignore[arg-type]  # as above
    )


def _base(
    need: UseCase | Task | str | Mapping[str, int] | Iterable[str],
    keywords: "RequirementKeywords",
    workload: Workload | Mapping[str, object] | str | None,
    faults: list[Fault],
) -> "tuple[UseCase | None, RequirementKeywords, Workload | Mapping[str, object] | str | None]":
    """Read the need, and return what of the keywords and the workload is still to be read beside it."""
    if isinstance(need, UseCase):
        return need, keywords, workload
    try:
        preset = preset_in(need)
        if preset is None:
            return UseCase(tasks=parse_tasks(need)), keywords, workload
    except InvalidInputError as error:
        faults += error.faults
        return None, keywords, workload
    # Keywords take the place of the preset's, and a table of a workload changes the preset's.
    stated: dict[str, object] = {"preset": preset, "requirements": keywords}
    if isinstance(workload, Mapping):
        stated["workload"], workload = workload, None
    return _gathered(faults, lambda: parse_use_case(stated)), {}, workload


def _gathered(faults: list[Fault], read: Callable[[], T]) -> T | None:
    """Return what *read* does; put what is wrong into *faults* instead of raising it."""
    try:
        return read()
    except InvalidInputError as error:
        faults += error.faults
        return None
