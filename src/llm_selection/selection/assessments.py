"""
Assessments: what is known of the models of a registry on a day, its own results and the user's taken together.

Estimates are functions of values and never see a registry; here its results, priors and parameters meet them.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from math import fsum, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from llm_selection._dataclasses import replace
from llm_selection._foundation.plain import from_plain
from llm_selection.domain.benchmarks import Benchmark, Reporter, Result, Scale, Task
from llm_selection.domain.calibration import Ability, Calibration, Prior
from llm_selection.domain.efforts import Effort
from llm_selection.domain.identity import ModelId, developer_of
from llm_selection.errors import Fault, InvalidInputError, NotFoundError, of_argument
from llm_selection.estimation.quality import (
    QualityEstimate,
    basket_curves,
    estimate,
    grown_old,
    share_interval,
)
from llm_selection.needs.option_facts import BASE, MODEL
from llm_selection.needs.use_cases import UseCase, parse_tasks
from llm_selection.registry import Registry, Table, in_use, plain_record
from llm_selection.units import parse_day

if TYPE_CHECKING:
    from llm_selection.domain.evaluations import Evaluation, Score
    from llm_selection.estimation.abilities import Posterior
    from llm_selection.estimation.own_results import Standing, UsersWork
    from llm_selection.estimation.quality import Curves

__all__ = [
    "NOTHING",
    "Abilities",
    "Known",
    "Qualities",
    "abilities_on",
    "estimate_quality",
    "is_calibrated",
    "known_of",
    "known_results",
    "placed_results",
    "qualities_at",
    "qualities_of",
]


def estimate_quality(
    model: str,
    task: Task | str,
    *,
    registry: Registry | None = None,
    on: date | str | None = None,
    results: "Evaluation | Iterable[Evaluation]" = (),
    effort: Effort | str | None = None,
) -> QualityEstimate:
    """
    Estimate how well one model does a task, with the results it rests on and how far each moved it.

    ``estimate_quality("openai/gpt-5", "coding").moved``

    Args:
        model: Its id, or another name that the registry knows it by.
        task: One task.
        registry: The facts; by default what `llm_selection.registry.in_use` returns.
        on: The day asked about; by default the registry's own. Results published later don't count.
        results: What models scored on tests of your own; see `recommend`. Tests of other tasks tell of the abilities of
            the models measured, too.
        effort: How much it is asked to reason, one of the efforts that it takes; by default the highest that it was
            measured at, which the estimate's ``ability.effort`` says.

    Returns:
        The estimate, its ``moved`` filled in. Of a model without any result it is what models like it do, and warns so.

    Raises:
        InvalidInputError: The task has neither a basket nor a test of your own, the registry holds no abilities, or a
            result names a model that it doesn't hold, or an effort that its model doesn't take; or the model doesn't take
            the effort.
        NotFoundError: The registry has no such model.
    """
    facts = in_use(registry)
    model_id = facts.model(model).id
    use_case = UseCase(tasks=parse_tasks(task), results=results)  # type: ignore[arg-type]  # the use case reads them
    if len(use_case.tasks) != 1:
        raise InvalidInputError(f"one task is estimated at a time, got {', '.join(use_case.tasks)}")
    use_case = replace(use_case, results=placed_results(use_case, facts, of_other_tasks=True))
    ((_, qualities),) = qualities_of(
        use_case, facts, facts.date if on is None else of_argument("on", parse_day, on)
    ).items()
    return qualities.traced(model_id, None if effort is None else _taken(effort, qualities.efforts(model_id), model_id))


def _taken(effort: str, taken: Iterable[Effort], model: ModelId) -> Effort:
    """Return an effort that a model takes."""
    efforts = tuple(taken)
    if effort not in efforts:
        listed = f"it takes {', '.join(efforts)}" if efforts else "no effort is known that it takes; leave effort out"
        raise InvalidInputError(f"effort must be one that {model} takes, got {effort!r}; {listed}")
    return Effort(effort)


def known_results(model: ModelId, registry: Registry, on: date) -> list[Result]:
    """Return a model's results that were known on a day, each with a day: its source's, where it has none of its own."""
    return abilities_on(registry, min(on, registry.date), ()).results(model)


def placed_results(use_case: UseCase, registry: Registry, *, of_other_tasks: bool = False) -> "tuple[Evaluation, ...]":
    """
    Return the results of the user's own with the registry's ids of models, each test with its task.

    Args:
        use_case: Its results, and its tasks.
        registry: Where models and benchmarks are looked up.
        of_other_tasks: Whether a test may measure another task than those of the use case.

    Raises:
        InvalidInputError: With every model that the registry doesn't hold; or a test measures no task asked for.
    """
    placed: list[Evaluation] = []
    models = _models_of(use_case.results, registry)
    for test in use_case.results:
        scores = tuple(_placed(score, models[score.model], test.name, registry) for score in test.scores)
        task, guess_share = test.task, test.guess_share
        if test.name in registry.benchmarks:
            known = registry.benchmarks[test.name]
            if (
                known.scale is not Scale.SHARE
                or task not in (None, known.task)
                or guess_share not in (None, known.guess_share)
            ):
                guessed = "" if known.guess_share is None else f", of which guessing gives {known.guess_share}"
                raise InvalidInputError(
                    f"results on {test.name!r}: that is the benchmark {known.name} of the registry, a {known.scale} at task "
                    f"{known.task}{guessed}; results on it must be shares, with that task or none. Give a test of your "
                    "own another name"
                )
            task, guess_share = known.task, known.guess_share
        elif task is None and len(use_case.tasks) == 1:
            (task,) = use_case.tasks
        elif task is None:
            raise InvalidInputError(
                f"test {test.name!r} doesn't say which of the tasks asked for it measures, {', '.join(use_case.tasks)}: give "
                "--results-task TASK in the shell, task= in Python, or task in the file"
            )
        elif task not in use_case.tasks and not of_other_tasks:
            raise InvalidInputError(
                f"test {test.name!r} must measure one of the tasks asked for, {', '.join(use_case.tasks)}; got {task}"
            )
        placed.append(replace(test, scores=scores, task=task, guess_share=guess_share))
    return tuple(placed)


def _placed(score: "Score", model: ModelId, test: str, registry: Registry) -> "Score":
    """Return a score with the registry's id of its *model*, which must take the effort that it names."""
    ladder = registry.models[model].efforts
    if score.effort is not None and ladder is not None and score.effort not in ladder.levels:
        listed = f"it takes {', '.join(ladder.levels)}" if ladder.levels else "it takes none; leave effort out"
        problem = f"effort of {score.model} must be one that it takes, got {score.effort}; {listed}"
        raise InvalidInputError(Fault(where=f"results of test {test!r}", problem=problem))
    return replace(score, model=model)


def _models_of(tests: "Iterable[Evaluation]", registry: Registry) -> Mapping[str, ModelId]:
    """Find the models measured, by the names they are given."""
    models: dict[str, ModelId] = {}
    faults: list[Fault] = []
    for test in tests:
        for score in test.scores:
            try:
                models[score.model] = registry.model(score.model).id
            except NotFoundError as error:
                problem = f"{error}. Name it by an id of the registry, or bring your own model in an overlay"
                faults.append(Fault(where=f"results of test {test.name!r}", problem=problem))
    if faults:
        raise InvalidInputError(*faults)
    return models


class Known(NamedTuple):
    """
    What a user knows of the own work.

    Attributes:
        results: What models scored on tests of the user's own, with the registry's ids as names of models.
        today: The model that is run today, and the share that it is guessed to solve; ``None`` isn't told.
    """

    results: "tuple[Evaluation, ...]" = ()
    today: tuple[ModelId, float] | None = None


NOTHING = Known()
"""Nothing is known of a user's work."""


class Qualities:
    """
    Quality estimates of one task on one day, made when asked for and kept.

    Raises:
        InvalidInputError: The task has neither a basket nor a test of the user's own.
    """

    def __init__(self, registry: Registry, task: Task, on: date, known: Known) -> None:
        """
        Get ready for a task.

        Args:
            registry: The facts.
            task: The task.
            on: The day asked about; results published later don't count.
            known: What the user knows of the own work.
        """
        calibration = registry.calibration
        basket = calibration and calibration.baskets.get(task)
        on_benchmarks = tuple(each for each in known.results if is_calibrated(each.name, registry))
        self._task, self._on, self._known = task, on, known
        self._estimated = abilities_on(registry, on, on_benchmarks)
        self._registry, self._is_own_day = registry, on == registry.date
        self._of_basket: dict[tuple[ModelId, Effort | None], QualityEstimate | None] = {}
        self._made: dict[tuple[ModelId, Effort | None], QualityEstimate | None] = {}
        self._shares: dict[tuple[ModelId, Effort | None], float] = {}
        # What the fit says holds for the registry's own day; for another, and for what overlays changed, it is estimated.
        # As plain data, of which few are built: an answer asks of hundreds of models.
        self._abilities: Mapping[str, Any] = _by_model(registry, "abilities", task) if on == registry.date else {}
        self.tests = tuple(each for each in known.results if each.task is task and each not in on_benchmarks)
        self._tried = {score.model for each in self.tests for score in each.scores}
        self._calibration: Calibration | None = None
        self._curves: Curves | None = None
        if calibration is not None and basket is not None:
            # What every estimate needs, read once: the benchmarks of the basket.
            self._benchmarks = {name: registry.benchmarks[name] for name in basket.benchmarks}
            self._calibration = replace(
                calibration, benchmarks={name: calibration.benchmarks[name] for name in basket.benchmarks}
            )
            self._curves = basket_curves(calibration.baskets[task], self._benchmarks, self._calibration)
        elif calibration is None or not self.tests or task not in calibration.task_sd:
            ranked = () if calibration is None else tuple(calibration.baskets)
            raise InvalidInputError(
                f"task {task.value!r} can't be ranked: no basket of benchmarks measures it well enough; "
                f"tasks that can: {', '.join(known for known in Task if known in ranked) or 'none in this registry'}"
            )

    def of(self, model: ModelId, effort: Effort | None = None) -> QualityEstimate | None:
        """
        Estimate one model, at an *effort* that it takes or at the highest that it was measured at.

        ``None`` without any result on that day, of its own or of a base.
        """
        if (model, effort) not in self._made:
            public = self.of_basket(model, effort)
            is_told = public is not None and self._own_work is not None
            self._made[model, effort] = self._at_work(model, public) if public is not None and is_told else public
        return self._made[model, effort]

    def efforts(self, model: ModelId) -> tuple[Effort, ...]:
        """Return the efforts that a model can be estimated at, the least first; none where it takes none, or none is known."""
        usual = self._shipped(model, None)
        if usual is None:
            posterior = self._estimated.posterior(model, at_least_usual=True)
            return () if posterior is None else posterior.efforts.levels
        found = {usual.effort, *map(Effort, self._effort_abilities.get(model, ()))}
        return tuple(effort for effort in Effort if effort in found)

    def standing(self, model: ModelId, effort: Effort | None = None) -> "Standing":
        """Return how a model that has an estimate stands to the user's work at an *effort*, as in `of`, in logits."""
        from llm_selection.estimation.own_results import curve_of  # as in `work`

        public = self.of_basket(model, effort)
        if public is None:  # pragma: no cover - a ranked model has one
            raise AssertionError(model)
        return self.work.standing(model, curve_of(public), public.ability.effort)

    def share(self, model: ModelId, effort: Effort | None = None) -> float:
        """Return the mean of what `known` estimates; the rest of it is made for the few that are shown."""
        if (model, effort) not in self._shares:
            self._shares[model, effort] = self._share(model, effort)
        return self._shares[model, effort]

    def _share(self, model: ModelId, effort: Effort | None) -> float:
        """Compute what `share` keeps."""
        shipped = self._shipped_at(model, effort)
        if shipped is None or self._curves is None or self._own_work is not None:
            return self.known(model, effort).mean
        return share_interval(self._curves, shipped["mean"], shipped["sd"])[1]

    def of_basket(self, model: ModelId, effort: Effort | None = None) -> QualityEstimate | None:
        """Estimate one model by the task's basket alone, which tests of the user's own and today's model don't move."""
        if (model, effort) not in self._of_basket:
            ability = self._shipped(model, effort) or self._estimated.of(model, self._task, effort)
            if ability is None and model in self._tried:
                ability = self._usual(model, effort)
            self._of_basket[model, effort] = None if ability is None else self._estimate(ability)
        return self._of_basket[model, effort]

    def direct(self, model: ModelId) -> int | None:
        """Count the results on the task that an estimate of `of` rests on; ``None`` where there is no estimate."""
        shipped = self._shipped_at(model, None)
        if shipped is not None and self._own_work is None:
            direct: int = shipped["direct"]
            return direct
        quality = self.of(model)
        return None if quality is None else quality.ability.direct

    def _shipped(self, model: ModelId, effort: Effort | None) -> Ability | None:
        """Return the ability that the registry ships; ``None`` where it has to be estimated."""
        at = self._shipped_at(model, effort)
        if at is None:
            return None
        known = self._abilities[model]
        ability: Ability = from_plain(Ability, known if at is known else {**known, **at, "effort": effort})
        return ability

    def _shipped_at(self, model: ModelId, effort: Effort | None) -> Mapping[str, Any] | None:
        """Return the same as the registry has it: at an effort that isn't the usual one, without what it rests on."""
        known = None if self._estimated.has_own_results(model) else self._abilities.get(model)
        if known is None or effort is None or effort == known.get("effort"):
            return known
        told_apart = self._effort_abilities.get(model)
        return known if told_apart is None else told_apart.get(effort)

    @cached_property
    def _effort_abilities(self) -> Mapping[str, Mapping[str, Any]]:
        """What the registry ships at other efforts, as plain data; read when first asked for."""
        return _by_model(self._registry, "effort_abilities", self._task) if self._is_own_day else {}

    def _usual(self, model: ModelId, effort: Effort | None) -> Ability | None:
        """Return the usual quality of models like one without results."""
        usual = self._estimated.posterior(model, at_least_usual=True)
        return None if usual is None else usual.ability(self._task, effort)

    def _estimate(self, ability: Ability) -> QualityEstimate | None:
        """Turn an ability into an expected share of the task's basket; without one, of work as hard as the scale's middle."""
        if self._calibration is not None:
            return estimate(
                self._task, ability, benchmarks=self._benchmarks, calibration=self._calibration, on=self._on
            )
        from llm_selection.estimation.own_results import estimate_without_basket  # no basket: only own tests

        return estimate_without_basket(self._task, ability)

    @property
    def work(self) -> "UsersWork":
        """What is known of the user's work."""
        from llm_selection.estimation.own_results import NOTHING_KNOWN  # only for who tells something of it, or asks

        return NOTHING_KNOWN if self._own_work is None else self._own_work

    @cached_property
    def _own_work(self) -> "UsersWork | None":
        """The same; ``None`` where nothing is told of it."""
        if not self.tests and self._known.today is None:
            return None
        from llm_selection.estimation.own_results import UsersWork, curve_of, guess_of, trials_of  # as above

        trials = trials_of(self.tests)
        if self._known.today is not None and self._known.today[0] not in self._tried:
            # A guess is never counted beside own results of the same model.
            trials.append(guess_of(*self._known.today))
        found = [(each, self.of_basket(each.model, each.effort or self._default(each.model))) for each in trials]
        if unknown := sorted({each.model for each, quality in found if quality is None}):
            raise InvalidInputError(
                f"{', '.join(unknown)} has no result on any benchmark, so how hard your work is can't be told by it; "
                "name another model, or leave out what it solves"
            )
        # An effort that isn't told is the one that the estimate is of, so that it counts as that one's.
        known = [(replace(each, effort=quality.ability.effort), quality) for each, quality in found if quality]
        curves = {(each.model, each.effort): curve_of(quality) for each, quality in known}
        return UsersWork(curves, [each for each, _ in known])

    def _default(self, model: ModelId) -> Effort | None:
        """Return the effort at which a model runs where a request names none; ``None`` if it isn't known."""
        ladder = self._registry.models[model].efforts
        return ladder.default if ladder is not None and ladder.default in self.efforts(model) else None

    def _at_work(self, model: ModelId, public: QualityEstimate) -> QualityEstimate:
        """Turn a share of the basket into a share of the user's work."""
        from llm_selection.estimation.own_results import own_warnings  # as in `work`

        return replace(
            self.work.estimate(model, public),
            warnings=(*own_warnings(self.tests, model), *public.warnings),
            tests=tuple(test.name for test in self.tests),
        )

    def traced(self, model: ModelId, effort: Effort | None = None) -> QualityEstimate:
        """
        Estimate one model with the results that moved it, at an *effort* as in `of`; one without any is what models like it are.

        Raises:
            InvalidInputError: The registry knows no model's ability.
        """
        from llm_selection.estimation.abilities import traced  # only for who asks what moved it

        posterior = self._estimated.posterior(model, at_least_usual=True)
        quality = self.of(model, effort)
        if quality is None and posterior is not None:
            quality = self._estimate(posterior.ability(self._task, effort))
        if quality is None or posterior is None:
            raise InvalidInputError(f"{model} can't be estimated: the registry knows no model's ability")
        if quality.own or self._calibration is None:
            return traced(quality, posterior)
        return traced(quality, posterior, benchmarks=self._benchmarks, calibration=self._calibration)

    def measured_on(self, model: ModelId) -> frozenset[str]:
        """Return the benchmarks that a model had results on by that day, the user's own included."""
        return frozenset(result.benchmark for result in self._estimated.results(model))

    def is_tried(self, model: ModelId) -> bool:
        """Say whether the user tried a model on a test of the task."""
        return any(test.scores_of(model) for test in self.tests)

    @property
    def by_own_tests(self) -> bool:
        """Whether tests of the user's own tell of the user's work."""
        return bool(self.tests)

    def known(self, model: ModelId, effort: Effort | None = None) -> QualityEstimate:
        """Return the estimate of a model that was ranked, and so has one; at an *effort* as in `of`."""
        quality = self.of(model, effort)
        if quality is None:  # pragma: no cover - a ranked model has one
            raise AssertionError(model)
        return quality


def _by_model(registry: Registry, section: str, task: Task) -> Mapping[str, Any]:
    """Return what a section of the registry holds of a task, by model, as plain data; nothing if there is none."""
    table: Table[Task, Any] = getattr(registry, section)
    return plain_record(registry, section, table.row(task)) if task in table else {}


class _Older(Qualities):
    """Estimates on a day after the data's own: nothing more is known, only results on benchmarks have grown old."""

    def __init__(self, known: Qualities, on: date) -> None:
        """Take what is *known*."""
        self._younger, self._on, self.tests = known, on, known.tests

    @property
    def work(self) -> "UsersWork":
        """What is known of the user's work; as on the data's own day."""
        return self._younger.work

    def of(self, model: ModelId, effort: Effort | None = None) -> QualityEstimate | None:
        """Estimate one model; as on the data's own day."""
        younger = self._younger.of(model, effort)
        return None if younger is None else self._older(younger)

    def measured_on(self, model: ModelId) -> frozenset[str]:
        """Return the benchmarks that a model has results on; as on the data's own day."""
        return self._younger.measured_on(model)

    def efforts(self, model: ModelId) -> tuple[Effort, ...]:
        """Return the efforts that a model can be estimated at; as on the data's own day."""
        return self._younger.efforts(model)

    def of_basket(self, model: ModelId, effort: Effort | None = None) -> QualityEstimate | None:
        """Estimate one model by the task's basket alone; as on the data's own day."""
        return self._younger.of_basket(model, effort)

    def share(self, model: ModelId, effort: Effort | None = None) -> float:
        """Return the mean of what is estimated; as on the data's own day."""
        return self._younger.share(model, effort)

    def direct(self, model: ModelId) -> int | None:
        """Count the results on the task that an estimate rests on; as on the data's own day."""
        return self._younger.direct(model)

    def traced(self, model: ModelId, effort: Effort | None = None) -> QualityEstimate:
        """Estimate one model with the results that moved it; as on the data's own day."""
        return self._older(self._younger.traced(model, effort))

    def _older(self, quality: QualityEstimate) -> QualityEstimate:
        """Say of an estimate if its newest result is old by now; the user's own tests are as old as the user lets them be."""
        return quality if self.by_own_tests else grown_old(quality, self._on)


class Abilities:
    """Abilities as the results of a registry on a day, and the user's own on its benchmarks, tell them."""

    def __init__(self, registry: Registry, on: date, results: "tuple[Evaluation, ...]") -> None:
        """Get ready; nothing is read before it is needed. *results* are the user's own on benchmarks of the registry."""
        self._registry, self._on, self._own = registry, on, results
        self._measured = {score.model for each in results for score in each.scores}
        self._made: dict[tuple[ModelId, Task, Effort | None], Ability | None] = {}
        # The tasks of a need are asked for model by model. More than the last would take much memory.
        self._last: tuple[ModelId, Posterior | None] | None = None

    def has_own_results(self, model: ModelId) -> bool:
        """Say whether the user measured a model, or one that it was fine-tuned from, on a benchmark of the registry."""
        return bool(self._measured) and not self._measured.isdisjoint((model, *self._bases(model)))

    def of(self, model: ModelId, task: Task, effort: Effort | None = None) -> Ability | None:
        """Return what is known of a model, see `Qualities.of`; ``None`` without any result by that day, of its own or of a base."""
        if (model, task, effort) not in self._made:
            last = self._last
            if last is None or last[0] != model:
                last = self._last = (model, self.posterior(model))
            posterior = last[1]
            known = posterior is not None and task in self.parameters[1].task_sd
            self._made[model, task, effort] = (
                posterior.ability(task, effort) if known and posterior is not None else None
            )
        return self._made[model, task, effort]

    def posterior(
        self, model: ModelId, *, without: str | None = None, at_least_usual: bool = False
    ) -> "Posterior | None":
        """
        Return all that is known of a model, results on benchmark *without* left out.

        Returns:
            ``None`` without any result, if what is usual isn't enough; or without any prior.
        """
        bases = self._bases(model)
        results, *started = (
            [result for result in self.results(name) if result.benchmark != without] for name in (model, *bases)
        )
        if self._registry.calibration is None or not (results or any(started) or at_least_usual):
            return None
        benchmarks, calibration = self.parameters
        prior = self._registry.priors.get(bases[-1] if bases else model) or self._usual_prior
        counts = any(result.benchmark in calibration.benchmarks for listed in (results, *started) for result in listed)
        if prior is None or not (counts or at_least_usual):
            return None
        from llm_selection.estimation.abilities import posterior  # abilities of the data's day are shipped

        models = self._registry.models
        return posterior(
            results,
            benchmarks,
            calibration,
            prior,
            bases=started,
            ladders=[models[name].efforts for name in (model, *bases) if name in models],
            developer=developer_of(model),
        )

    def _bases(self, model: ModelId) -> list[ModelId]:
        """Return what a model was fine-tuned from, what that was, and so on."""
        bases: list[ModelId] = []
        parent = self._base(model)
        while parent is not None and parent in self._registry.models:
            bases.append(parent)
            parent = self._base(parent)
        return bases

    def _base(self, model: ModelId) -> ModelId | None:
        """Return what a model was fine-tuned from; only one that isn't offered has to be read for it."""
        if model in self._base_of:
            return self._base_of[model]
        return self._registry.models[model].base if model in self._registry.models else None

    @cached_property
    def _base_of(self) -> Mapping[ModelId, ModelId | None]:
        """What each model that is offered was fine-tuned from."""
        models, bases = self._registry.column(MODEL), self._registry.column(BASE)
        return dict(zip(models, bases, strict=True))

    @cached_property
    def parameters(self) -> tuple[Mapping[str, Benchmark], Calibration]:
        """What every estimate needs."""
        calibration = self._registry.calibration
        if calibration is None:  # pragma: no cover - a task can't be ranked without
            raise AssertionError(self._registry)
        return dict(self._registry.benchmarks), replace(calibration, benchmarks=dict(calibration.benchmarks))

    @cached_property
    def _usual_prior(self) -> Prior | None:
        """What is expected of a model nobody knows: anything that models here are; ``None`` if there are none."""
        priors = list(self._registry.priors.values())
        if not priors:
            return None
        mean = fsum(prior.mean for prior in priors) / len(priors)
        variance = fsum(prior.sd**2 + (prior.mean - mean) ** 2 for prior in priors) / len(priors)
        return Prior(mean=mean, sd=sqrt(variance))

    @cached_property
    def _read_on(self) -> Mapping[str, date]:
        """When each source was read."""
        return {key: source.retrieved for key, source in self._registry.sources.items()}

    def results(self, model: ModelId) -> list[Result]:
        """Return the results of a model that were there on the day; from the registry's own day on, all of them."""
        results = self._registry.results.get(model, ())
        own = {each.name: scores for each in self._own if (scores := each.scores_of(model))}
        ladder = self._registry.models[model].efforts if own else None
        default = None if ladder is None else ladder.default
        days = ((result, result.measured or self._read_on[result.source]) for result in results)
        published = [
            result if result.measured else replace(result, measured=day)
            for result, day in days
            if (day <= self._on or self._on >= self._registry.date)
            and not any(_takes_the_place(score, result, default) for score in own.get(result.benchmark, ()))
        ]
        return published + [_result(name, model, score) for name, scores in own.items() for score in scores]


def _takes_the_place(score: "Score", result: Result, default: Effort | None) -> bool:
    """Say whether a user's own score counts in place of a published result: both may be of one effort."""
    from llm_selection.estimation.effort_steps import effort_at  # only for who has results of their own

    ours, theirs = score.effort or default, effort_at(result, default)
    return ours is None or theirs is None or ours is theirs


_OWN = "own"
"""Stands for a source where there is none: with the user's own results."""


def _result(benchmark: str, model: ModelId, score: "Score") -> Result:
    """Return a user's own score on a benchmark of the registry as a result."""
    # The most it can be: taken at the score itself, a nearly perfect one would count for too little.
    stderr = score.stderr or 0.5 / sqrt(score.items or 1)
    return Result(
        model=model,
        benchmark=benchmark,
        score=score.mean,
        stderr=stderr,
        items=score.items,
        effort=None if score.effort is None else str(score.effort),
        reporter=Reporter.INDEPENDENT,
        source=_OWN,
    )


def is_calibrated(name: str, registry: Registry) -> bool:
    """Say whether *name* is a benchmark whose results tell of abilities; any other test is one of the user's own."""
    return registry.calibration is not None and name in registry.calibration.benchmarks


def known_of(use_case: UseCase, registry: Registry) -> Known:
    """
    Return what a need tells of the user's work; its results must be placed, see `placed_results`.

    Raises:
        NotFoundError: The registry has no such model as is run today.
    """
    if use_case.today is None or use_case.solved is None:
        return Known(use_case.results)
    return Known(use_case.results, (registry.model(use_case.today).id, use_case.solved))


def qualities_of(use_case: UseCase, registry: Registry, on: date) -> dict[Task, Qualities]:
    """Return the estimates of each task asked for."""
    known = known_of(use_case, registry)
    return {task: qualities_at(task, registry, on, known) for task in use_case.tasks}


@lru_cache(maxsize=32)
def qualities_at(task: Task, registry: Registry, on: date, known: Known = NOTHING) -> Qualities:
    """
    Return the estimates of one task; those of a few questions are remembered.

    Raises:
        InvalidInputError: The task has neither a basket nor a test of the user's own.
    """
    if on > registry.date:
        return _Older(qualities_at(task, registry, registry.date, known), on)
    return Qualities(registry, task, on, known)


@lru_cache(maxsize=8)
def abilities_on(registry: Registry, on: date, results: "tuple[Evaluation, ...]") -> Abilities:
    """Remember the abilities of a few days."""
    return Abilities(registry, on, results)
