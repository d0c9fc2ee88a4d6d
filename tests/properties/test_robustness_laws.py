"""Laws of robustness, on small markets."""

import re
from dataclasses import replace
from fractions import Fraction
from math import ceil, floor

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from llm_selection.analysis.contests import WeightChange
from llm_selection.analysis.robustness import TIED_CHANCE
from llm_selection.domain.identity import ModelId, OfferingId
from llm_selection.needs.criteria import UNIT, Criterion
from llm_selection.needs.use_cases import UseCase
from llm_selection.presentation.robustness_report import sentences
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.registry import Records, Registry, compile_registry
from markets import MEASURED_MARKETS, NEEDS, wide

LAW = settings(max_examples=30, deadline=None)
DRAWS = 200
WIDE_NEEDS = NEEDS.map(wide)
FINE = 10**7
"""Weights are whole numbers: times this, a threshold is met closely."""


def ranked(records: Records, need: UseCase) -> tuple[Recommendation, Registry]:
    """Answer a need of which something is ranked."""
    registry = compile_registry(records)
    found = recommend(need, registry=registry)
    assume(found.ranking)
    return found, registry


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, seed=st.integers(0, 5))
def test_probabilities_add_up_to_one(records: Records, need: UseCase, seed: int) -> None:
    """Someone is the best in each draw; the first takes part, and who is tied is as likely above it as stated."""
    found, _ = ranked(records, need)
    robust = found.robustness(seed=seed, draws=DRAWS)
    assert sum(one.best for one in robust.chances) == pytest.approx(1)
    assert robust.chances[0].model == found.best.model.id
    assert [found.ranking[one.place - 1].model.id for one in robust.chances] == [one.model for one in robust.chances]
    assert robust.tied == tuple(one.model for one in robust.chances if one.above_first >= TIED_CHANCE)
    # Whoever is the best of all in a draw is above the first in it, or equal.
    assert robust.chances[0].best + max((one.above_first for one in robust.chances), default=0) <= 1 + 1e-9


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, seed=st.integers(0, 5))
def test_the_same_seed_gives_the_same_result(records: Records, need: UseCase, seed: int) -> None:
    """Of a registry compiled anew, too."""
    found, _ = ranked(records, need)
    again, _ = ranked(records, need)
    assert found.robustness(seed=seed, draws=DRAWS) == again.robustness(seed=seed, draws=DRAWS)


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, factor=st.integers(2, 1000))
def test_scaling_all_weights_changes_nothing(records: Records, need: UseCase, factor: int) -> None:
    """Probabilities stay to the last digit; the weights at which the winner changes are scaled with the others."""
    found, registry = ranked(records, need)
    scaled = replace(need, priorities={name: weight * factor for name, weight in need.priorities.items()})
    before = found.robustness(draws=DRAWS)
    after = recommend(scaled, registry=registry).robustness(draws=DRAWS)
    assert (after.chances, after.tied) == (before.chances, before.tied)
    for one, other in zip(before.margins, after.margins, strict=True):
        for flip, same in ((one.up, other.up), (one.down, other.down)):
            assert (flip is None) == (same is None)
            if flip and same:
                assert same.weight == pytest.approx(flip.weight * factor)


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, behind=st.sampled_from([0.0, 0.5, 20.0]))
def test_a_dominated_model_only_takes(records: Records, need: UseCase, behind: float) -> None:
    """
    A model no better than the first, of a quality that is sure, changes no other's draws.

    What it wins, others lose; far behind, it wins nothing and nothing changes.
    """
    found, _ = ranked(records, need)
    best, id_ = found.best, ModelId("acme/shadow")
    first = best.model.id
    shadow = replace(best.offering, id=OfferingId(f"{best.provider.id}/shadow"), model=id_)
    abilities = {
        task: {**known, id_: replace(known[first], mean=known[first].mean - behind, sd=1e-6)}
        if first in known
        else known
        for task, known in records.abilities.items()
    }
    more = replace(
        records,
        models={**records.models, id_: replace(best.model, id=id_)},
        offerings={**records.offerings, shadow.id: shadow},
        results={**records.results, id_: tuple(replace(each, model=id_) for each in records.results[first])},
        priors={**records.priors, id_: records.priors[first]},
        abilities=abilities,
    )
    other, _ = ranked(more, need)
    assume(other.best.model.id == first)
    before, after = found.robustness(draws=DRAWS), other.robustness(draws=DRAWS)
    chances = {one.model: one.best for one in after.chances}
    taken = sum(one.best - chances[one.model] for one in before.chances)
    assert all(chances[one.model] <= one.best for one in before.chances)
    assert taken == pytest.approx(chances.get(id_, 0.0))
    if behind > 10 and Criterion.QUALITY in need.priorities:
        assert chances.get(id_, 0.0) == 0


def scores(found: Recommendation) -> dict[ModelId, int]:
    """Return each model's best score, in whole numbers."""
    weights = found.use_case.priorities
    best: dict[ModelId, int] = {}
    for one in found.ranking.candidates():
        score = sum(weights.get(criterion, 0) * value for criterion, value in zip(Criterion, one.values, strict=True))
        best[one.model] = max(score, best.get(one.model, score))
    return best


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS, data=st.data())
def test_beyond_the_threshold_another_wins_and_short_of_it_none(
    records: Records, need: UseCase, data: st.DataObject
) -> None:
    """Ranked anew with a weight just beyond, the model named scores highest; with any weight between, the first does."""
    found, registry = ranked(records, need)
    first = found.best.model.id

    def anew(criterion: Criterion, weight: int) -> dict[ModelId, int]:
        priorities = {**{name: FINE * given for name, given in need.priorities.items()}, criterion: weight}
        assume(any(priorities.values()))
        return scores(recommend(replace(need, priorities=priorities), registry=registry))

    for margin in found.robustness(draws=1).margins:
        least = 0 if margin.down is None else ceil(margin.down.weight * FINE)
        most = 90 * FINE if margin.up is None else min(90 * FINE, floor(margin.up.weight * FINE))
        assume(least <= margin.weight * FINE <= most)
        between = anew(margin.criterion, data.draw(st.sampled_from([least, most]) | st.integers(least, most)))
        # Rounded to whole numbers, a threshold is met closely: a step of the weight is a billion.
        assert max(between.values()) - between[first] <= UNIT
        for flip, weight in ((margin.up, most + 1), (margin.down, least - 1)):
            if flip is None or not 0 <= weight < 90 * FINE:
                continue
            beyond = anew(margin.criterion, weight)
            assert beyond[flip.model] > beyond[first]
            assert max(beyond.values()) - beyond[flip.model] <= UNIT


def rivals_are_alike(found: Recommendation, need: UseCase, criterion: Criterion) -> bool:
    """Say whether two models behind the first have offerings whose scores are equal, whatever the weight of a criterion."""
    models: dict[tuple[int, int], set[str]] = {}
    for one in found.ranking.candidates():
        values = dict(zip(Criterion, one.values, strict=True))
        rest = sum(weight * values[each] for each, weight in need.priorities.items() if each is not criterion)
        if one.model != found.best.model.id:
            models.setdefault((rest, values[criterion]), set()).add(one.model)
    return any(len(alike) > 1 for alike in models.values())


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_a_margin_agrees_with_why_not(records: Records, need: UseCase) -> None:
    """
    The nearest weight with which any model behind the first would win is the one at which the winner changes.

    Where two rivals are the same at every weight, neither leads the other: a why-not promises neither the first place.
    """
    found, _ = ranked(records, need)
    asked = {one.model.id: found.why_not(one.model.id) for one in found.ranking}
    for margin in found.robustness(draws=1).margins:
        if rivals_are_alike(found, need, margin.criterion):
            continue
        wins = [
            (model, change)
            for model, why in asked.items()
            for change in why.changes
            if isinstance(change, WeightChange) and change.criterion is margin.criterion
        ]
        ups = {model: change.above for model, change in wins if change.above is not None and change.above >= change.now}
        downs = {
            model: change.below for model, change in wins if change.below is not None and change.below <= change.now
        }
        for flip, bounds, nearest in ((margin.up, ups, min), (margin.down, downs, max)):
            assert (flip is None) == (not bounds)
            if flip is not None:
                assert flip.weight == pytest.approx(float(nearest(bounds.values())))
                assert flip.weight == pytest.approx(float(bounds[flip.model]))


@LAW
@given(records=MEASURED_MARKETS, need=WIDE_NEEDS)
def test_what_is_said_of_weights_is_no_nearer_than_they_are(records: Records, need: UseCase) -> None:
    """Rounded away from the present weight: beyond what is written, another has taken over."""
    found, _ = ranked(records, need)
    robust = found.robustness(draws=1)
    for margin in robust.margins:
        (line,) = [line for line in sentences(robust) if line.startswith(f"Weight of {margin.criterion},")] or [""]
        assert bool(line) == (margin.up is not None or margin.down is not None)
        for flip, side in ((margin.up, "above"), (margin.down, "below")):
            said = re.search(rf"{side} ([\d.,]+) {re.escape(flip.model)} takes over", line) if flip else None
            assert (said is None) == (flip is None)
            if said and flip:
                weight = Fraction(said[1].replace(",", ""))
                assert weight >= flip.weight if side == "above" else weight <= flip.weight
                assert float(weight) == pytest.approx(flip.weight, rel=0.01)
