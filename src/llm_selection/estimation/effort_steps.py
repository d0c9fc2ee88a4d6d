"""
Steps of effort: what a model loses where it is asked to reason less.

A result belongs to the effort it was got at. Between two efforts of a model's ladder lie the words of `Effort`, and each
is worth, at a kind of work, what it adds to models measured at several efforts, times a factor of the developer's. How
far a model's own steps are from that is a part of what its results tell.
"""

from collections.abc import Collection, Iterable, Mapping
from math import fsum, hypot, sqrt

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.frozen import freeze
from llm_selection.domain.benchmarks import Reporter, Result, Task
from llm_selection.domain.calibration import EffortSteps
from llm_selection.domain.efforts import Effort, EffortLadder, effort_of

__all__ = ["KINDS", "STEPS", "Loss", "OwnSteps", "effort_at", "group_of", "kind_of", "own_steps", "steps_between"]

KINDS = ("agents", "coding", "knowledge", "language", "math", "reasoning")
"""Kinds of work at which steps of effort are told apart."""

STEPS = tuple(effort for effort in Effort if effort not in (Effort.NONE, Effort.ON))
"""Steps, by the word each leads to. A switch turns on about as much as ``high`` does, so ``on`` has none of its own."""

_KIND_OF = {
    Task.AGENTIC_CODING: "agents",
    Task.TOOL_USE: "agents",
    Task.CODING: "coding",
    Task.KNOWLEDGE: "knowledge",
    Task.RECALL: "knowledge",
    Task.FACTUALITY: "knowledge",
    Task.MATH: "math",
    Task.REASONING: "reasoning",
}
_ORDER = {effort: place for place, effort in enumerate(Effort)}
_UNSTATED = "effort unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """
    What is lost at an effort beside the one that a model's abilities are of; below 0 where something is gained.

    Attributes:
        mean: Expected, in units of ability.
        weights: What it depends on beside that, by dimension, each of which is expected to be 0.
    """

    mean: float = 0.0
    weights: Mapping[str, float] = field(default_factory=dict[str, float])

    def __post_init__(self) -> None:
        """Freeze the mapping."""
        freeze(self, "weights", self.weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnSteps:
    """
    The efforts of one model, and what it loses between them.

    Attributes:
        levels: The efforts it takes and those of its results, the least first; none where none is known.
        default: What runs where none is asked for; ``None`` unknown.
        reference: What its abilities are of: the highest effort measured, ``None`` where none of its results states one.
        developer: Who trained it.
        steps: What is known of steps; ``None`` where they weren't fitted.
        within: What the names of its dimensions begin with; empty but of the bases of a fine-tune.
    """

    levels: tuple[Effort, ...] = ()
    default: Effort | None = None
    reference: Effort | None = None
    developer: str = ""
    steps: EffortSteps | None = None
    within: str = ""

    def effort(self, result: Result) -> Effort | None:
        """Return the effort that a result was got at; ``None`` isn't known."""
        return effort_at(result, self.default)

    def loss(self, effort: Effort | None, task: Task) -> Loss:
        """Return what is lost at an effort, or at one that isn't stated, beside the one that abilities are of."""
        if effort is self.reference or self.steps is None or len(self.levels) < 2:  # noqa: PLR2004 - one can't differ
            return Loss()
        if effort is not None and self.reference is not None:
            return self._between(effort, self.reference, task, self.steps)
        top = self.reference or self.levels[-1]
        unstated = self._unstated(top, task, self.steps)
        if effort is None:
            return unstated
        stated = self._between(effort, top, task, self.steps)
        others = {name: -weight for name, weight in unstated.weights.items()}
        return Loss(mean=stated.mean - unstated.mean, weights={**stated.weights, **others})

    def prior_sds(self) -> dict[str, float]:
        """Return the standard deviation of every dimension that losses may depend on."""
        if self.steps is None:
            return {}
        sds = {self._named(group): self._factor_sd(group, self.steps) for group in self.steps.factor_sd}
        sds |= {
            self._named(f"{kind}/{step}"): self.steps.own_sd.get(group_of(step), 0.0)
            for kind in KINDS
            for step in STEPS
        }
        return sds | {self.within + _UNSTATED: 1.0}

    def _factor_sd(self, group: str, steps: EffortSteps) -> float:
        """Return how far a model's factor may be from its developer's; wider where that isn't known."""
        known = f"{self.developer}/{group}" in steps.factors
        return hypot(steps.factor_sd[group], 0.0 if known else steps.developer_sd.get(group, 0.0))

    def _named(self, name: str) -> str:
        """Name a dimension."""
        return f"{self.within}effort {name}"

    def _between(self, effort: Effort, reference: Effort, task: Task, steps: EffortSteps) -> Loss:
        """Add up the steps between two efforts."""
        sign = 1.0 if _ORDER[effort] < _ORDER[reference] else -1.0
        kind, mean = kind_of(task), 0.0
        weights: dict[str, float] = {}
        for step in steps_between(effort, reference):
            group = group_of(step)
            usual = steps.mean.get(f"{kind}/{step}", 0.0)
            mean += sign * usual * steps.factors.get(f"{self.developer}/{group}", 1.0)
            if usual and steps.factor_sd.get(group):
                weights[self._named(group)] = weights.get(self._named(group), 0.0) + sign * usual
            if steps.own_sd.get(group):
                weights[self._named(f"{kind}/{step}")] = sign
        return Loss(mean=mean, weights=weights)

    def _unstated(self, reference: Effort, task: Task, steps: EffortSteps) -> Loss:
        """Take an effort that isn't stated for any that the model takes, each as likely."""
        losses = [self._between(level, reference, task, steps).mean for level in self.levels]
        mean = fsum(losses) / len(losses)
        spread = sqrt(fsum((loss - mean) ** 2 for loss in losses) / len(losses))
        return Loss(mean=mean, weights={self.within + _UNSTATED: spread})


def own_steps(
    results: Collection[Result],
    ladder: EffortLadder | None,
    steps: EffortSteps | None,
    *,
    developer: str,
    within: str = "",
) -> OwnSteps:
    """
    Return the efforts of one model.

    Its ladder is what it takes at its developer's API, and the efforts of its *results*. One that is known only to think,
    and was measured without that being said, is taken for one whose thinking can be switched off. Without any result,
    abilities are of its highest effort, as those of other models are.

    Args:
        results: Of the model, those that count.
        ladder: What it takes; ``None`` unknown.
        steps: What steps are worth; ``None`` unknown.
        developer: Who trained it.
        within: See `OwnSteps`.
    """
    default = None if ladder is None else ladder.default
    found = {effort_at(result, default) for result in results}
    stated = {effort for effort in found if effort is not None}
    known = {*stated, *(() if ladder is None else ladder.levels)}
    if known == {Effort.ON} and None in found:
        known.add(Effort.NONE)
    levels = tuple(effort for effort in Effort if effort in known)
    measured = [effort for effort in levels if effort in stated]
    of_abilities = measured if results else levels
    reference = of_abilities[-1] if of_abilities else None
    return OwnSteps(
        levels=levels, default=default, reference=reference, developer=developer, steps=steps, within=within
    )


def effort_at(result: Result, default: Effort | None) -> Effort | None:
    """
    Return the effort that a result was got at; ``None`` isn't known.

    Where none is stated, others ran what runs where none is asked for, the *default*; a developer shows what its model can.
    """
    stated = effort_of(result.effort or "")
    return default if stated is None and result.reporter is Reporter.INDEPENDENT else stated


def kind_of(task: Task) -> str:
    """
    Return the kind of work that a task's steps are pooled with.

    >>> kind_of(Task.TOOL_USE), kind_of(Task.WRITING)
    ('agents', 'language')
    """
    return _KIND_OF.get(task, "language")


def group_of(step: Effort) -> str:
    """
    Return the kind of a step: of those that begin to reason, or of those that reason more.

    >>> group_of(Effort.LOW), group_of(Effort.MEDIUM)
    ('on', 'more')
    """
    return "on" if _ORDER[step] <= _ORDER[Effort.LOW] else "more"


def steps_between(one: Effort, other: Effort) -> Iterable[Effort]:
    """
    Return the steps between two efforts, the lowest first.

    >>> [str(step) for step in steps_between(Effort.ON, Effort.LOW)]
    ['medium', 'high']
    """
    low, high = sorted(_ORDER[Effort.HIGH if effort is Effort.ON else effort] for effort in (one, other))
    return [step for step in STEPS if low < _ORDER[step] <= high]
