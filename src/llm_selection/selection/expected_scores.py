"""Expected scores: what a model of a registry is expected to score on a benchmark."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from operator import itemgetter

from llm_selection._dataclasses import replace
from llm_selection.domain.benchmarks import Benchmark, Result
from llm_selection.domain.efforts import effort_rank
from llm_selection.domain.identity import ModelId, developer_of
from llm_selection.errors import InvalidInputError, of_argument
from llm_selection.estimation.abilities import (
    behind,
)
from llm_selection.estimation.effort_steps import effort_at
from llm_selection.estimation.score_prediction import ExpectedScore, Peer, expect_score, reading
from llm_selection.registry import Registry, in_use
from llm_selection.selection.assessments import Abilities, abilities_on
from llm_selection.units import parse_day

__all__ = ["expected_score"]


def expected_score(
    model: str, benchmark: str, *, registry: Registry | None = None, on: date | str | None = None
) -> ExpectedScore:
    """
    Predict what a model scores on a benchmark of the registry, with a 90% interval.

    ``expected_score("openai/gpt-5", "gpqa-diamond").mean``

    It is predicted from the model's results elsewhere and from what other models scored there, those of its developer,
    time and ability above all; its own results there then count by their precision.

    Args:
        model: Its id, or another name that the registry knows it by.
        benchmark: The benchmark's id; see ``llm-selection list benchmarks``.
        registry: The facts; by default what `llm_selection.registry.in_use` returns.
        on: The day asked about; by default the registry's own. Results published later don't count.

    Raises:
        InvalidInputError: The benchmark has no parameters: the fit saw no results on it.
        NotFoundError: The registry has no such model or benchmark.
    """
    facts = in_use(registry)
    day = facts.date if on is None else min(of_argument("on", parse_day, on), facts.date)
    return _scores_on(facts, day).of(facts.model(model).id, facts.benchmarks[benchmark])


@lru_cache(maxsize=8)
def _scores_on(registry: Registry, on: date) -> "_ExpectedScores":
    """Remember what was predicted on a few days."""
    return _ExpectedScores(registry, abilities_on(registry, on, ()))


class _ExpectedScores:
    """Predicts scores of models on benchmarks from what is known on a day, and keeps who was measured on each."""

    def __init__(self, registry: Registry, abilities: Abilities) -> None:
        """Hold the abilities; nothing is read before it is needed."""
        self._registry, self._abilities = registry, abilities
        self._peers: dict[str, Mapping[ModelId, Peer]] = {}

    def of(self, model: ModelId, benchmark: Benchmark) -> ExpectedScore:
        """Predict a model's score on a benchmark of the registry."""
        calibration = self._registry.calibration
        if calibration is None or benchmark.id not in calibration.benchmarks:
            raise InvalidInputError(
                f"no score can be expected on {benchmark.id!r}: the fit saw no results on it, so it has no parameters"
            )
        peers = self._peers_on(benchmark)
        return expect_score(
            self._peer(model, benchmark, next(iter(self._foremost(model, benchmark)), None)),
            benchmark,
            self._abilities.parameters[1],
            peers=[peer for other, peer in peers.items() if other != model],
            own=self._foremost(model, benchmark),
        )

    def _peers_on(self, benchmark: Benchmark) -> Mapping[ModelId, Peer]:
        """Return the models measured on a benchmark, each with what it scored there at the highest effort."""
        if benchmark.id not in self._peers:
            peers: dict[ModelId, Peer] = {}
            for model in self._registry.results:
                mine = self._foremost(model, benchmark)
                if mine:
                    readings = [(*reading(result, benchmark, self._abilities.parameters[1]), result) for result in mine]
                    score, noise, best = max(readings, key=itemgetter(0))
                    peers[model] = replace(self._peer(model, benchmark, best), score=score, noise=noise or 0.0)
            self._peers[benchmark.id] = peers
        return self._peers[benchmark.id]

    def _foremost(self, model: ModelId, benchmark: Benchmark) -> list[Result]:
        """Return a model's results on a benchmark at the highest of the efforts it was run at there."""
        ladder = self._registry.models[model].efforts
        default = None if ladder is None else ladder.default
        mine = [result for result in self._abilities.results(model) if result.benchmark == benchmark.id]
        highest = max((effort_rank(effort_at(result, default) or "") for result in mine), default=0.0)
        return [result for result in mine if effort_rank(effort_at(result, default) or "") == highest]

    def _peer(self, model: ModelId, benchmark: Benchmark, result: Result | None = None) -> Peer:
        """Return what is known of a model beside its results on a benchmark; at the effort of a *result*, if any."""
        posterior = self._abilities.posterior(model, without=benchmark.id, at_least_usual=True)
        if posterior is None:
            raise InvalidInputError(f"{model} can't be estimated: the registry knows no model's ability")
        parameters = self._abilities.parameters[1].benchmarks[benchmark.id]
        mean, variance = behind(posterior, benchmark, parameters, result=result)
        facts = self._registry.models[model]
        days = [result.measured for result in self._abilities.results(model)] + [facts.released]
        return Peer(
            developer=developer_of(model),
            released=min((day for day in days if day is not None), default=None),
            reasoning=facts.capabilities.reasoning,
            mean=mean,
            variance=variance,
        )
