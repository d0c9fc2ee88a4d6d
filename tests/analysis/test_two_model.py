"""Pairs, cascades and splits: worked by hand on options of round numbers."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from math import log10
from typing import Any

import pytest
from llm_selection.needs.criteria import UNIT, Criterion, quality_value

from factories import calibrated_records, changed, served
from llm_selection.analysis.blends import Check, Mixer, Part, requests_of
from llm_selection.analysis.two_model import cascade, pair, split
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import ModelId
from llm_selection.domain.offerings import Offering, ProviderKind
from llm_selection.domain.prices import Hosted
from llm_selection.estimation.quality import QualityEstimate
from llm_selection.needs.self_hosting import _offering, _overlay
from llm_selection.recommendation import Recommendation, recommend
from llm_selection.selection.ranking import Ranking

REQUESTS = 40_000
LOAD = {"requests_per_month": REQUESTS, "input_tokens": 1000, "output_tokens": 0, "counted_output": True}
"""40 million tokens: at $2.50 a million tokens $100 a month, at $50 $2,000."""


class Given(Ranking):
    """A ranking whose models have the qualities that a test gives them."""

    __slots__ = ("given",)
    given: Mapping[str, tuple[float, float, float]]

    def quality_of(self, model: ModelId) -> Mapping[Task, QualityEstimate]:
        """Return what was given: mean, low and high."""
        known = super().quality_of(model)
        mean, low, high = self.given[model]
        return {task: replace(quality, mean=mean, low=low, high=high) for task, quality in known.items()}

    def values(self, criterion: Criterion) -> list[int]:
        """Return the value of a quality that was given."""
        if criterion is not Criterion.QUALITY:
            return super().values(criterion)
        models = self.options.column("model")
        return [quality_value(self.given[models[place]][0]) for place in range(len(self.options))]


def answer(given: Mapping[str, tuple[float, float, float]], *offerings: Offering, **keywords: Any) -> Recommendation:
    """Recommend from the small registry with *offerings* at their prices, then give qualities; the order stays."""
    served = [one for one in offerings if not isinstance(one.pricing, Hosted)]
    registry = changed(replace(calibrated_records(), offerings={}), offerings=served)
    for one in offerings:
        if isinstance(one.pricing, Hosted):
            record = {**_offering(registry.models[one.model], one.pricing), "limits": one.limits}
            registry |= _overlay(registry, {one.id: record})
    asked = {"workload": LOAD, "provider_kind": list(ProviderKind), **keywords}
    found = recommend("coding", registry=registry, **asked)
    ranking = found.ranking
    made = Given(ranking._use_case, ranking._options, ranking._qualities)  # noqa: SLF001 - a double of it
    made._ordered = ranking._places  # noqa: SLF001 - as above
    made.given = given
    return replace(found, ranking=made)


FAST, DEEP = served("acme/small", "acme/small", "2.5", "0"), served("acme/large", "acme/large", "50", "0")
QUALITIES = {"acme/large": (0.75, 0.7, 0.8), "acme/small": (0.5, 0.4, 0.6)}


def two(**keywords: Any) -> Mixer:
    """Mix a fast option, 0.5 for $100 a month, and a deep one, 0.75 for $2,000; quality weighs 9 to order them."""
    found = answer(QUALITIES, FAST, DEEP, **{"priorities": {"quality": 5, "cost": 2}, **keywords})
    mixer = Mixer(found)
    # The double has the deep one first whatever the small registry says.
    (deep,) = (member.option for member in mixer.members if member.model == "acme/large")
    mixer.first, mixer.first_score = deep, mixer.score_of(deep)
    return mixer


def told(part: Part) -> tuple[str, int, float | None]:
    """Return the model, the requests and the dollars of a part."""
    return part.model, part.requests, None if part.usd_per_month is None else float(part.usd_per_month)


def value(dollars: float) -> float:
    """Return the value of a monthly cost."""
    return 1 - log10(1 + dollars / 100) / 4


def test_a_pair_worked_by_hand() -> None:
    """
    Alone, the deep one scores (5 x 0.75 + 2 x 0.66945) / 7 = 0.72699.

    Only it solves 0.25 of the requests. Told apart, they cost 0.75 x $100 + 0.25 x $2,000 = $575, worth 0.79267:
    (3.75 + 1.58535) / 7 = 0.76219. Drawn by chance, quality is 0.5625: 0.62826.
    For the deep one's score, quality must be (5.08890 - 1.58535) / 5 = 0.70071, which is 0.20071 / 0.25 = 80.3 % of what it
    adds. However many are sent to it, the pair costs no more than it does alone.
    """
    mixer = two()
    assert mixer.first_score / mixer.whole == pytest.approx(0.72699, abs=1e-5)
    found = pair(mixer)
    assert found is not None
    fast, deep = found.known.parts
    assert told(fast) == ("acme/small", 30_000, 75)
    assert told(deep) == ("acme/large", 10_000, 500)
    assert found.share == 0.25
    assert (found.known.quality, found.known.low, found.known.high) == (0.75, 0.7, 0.8)
    assert found.known.usd_per_month == 575
    assert found.known.score == pytest.approx(0.76219, abs=1e-5)
    assert found.known.gain == pytest.approx(0.76219 - 0.72699, abs=2e-5)
    assert found.by_chance.quality == 0.5625
    assert found.by_chance.usd_per_month == 575
    assert (found.by_chance.low, found.by_chance.high) == pytest.approx((0.475, 0.65))
    assert found.by_chance.score == pytest.approx(0.62826, abs=1e-5)
    assert found.least_caught == pytest.approx(0.8028, abs=1e-4)
    assert found.pays_up_to == 1
    assert found.better > 0.75


def test_a_pair_beside_a_cheap_first_pays_up_to_a_share() -> None:
    """
    With 5 for quality and 5 for cost, the fast one alone scores (2.5 + 5 x 0.92474) / 10 = 0.71237, and is the first.

    With quality 0.75, cost must be worth (7.1237 - 3.75) / 5 = 0.67474: $100 x (10 ** (4 x 0.32526) - 1) = $1,900, which
    is where 1 + cost / 100 = 2 x 10. So $100 + x $1,900 = $1,900 at x = 18 / 19.
    """
    mixer = two(priorities={"quality": 5, "cost": 5})
    (fast,) = (member.option for member in mixer.members if member.model == "acme/small")
    mixer.first, mixer.first_score = fast, mixer.score_of(fast)
    assert mixer.first_score / mixer.whole == pytest.approx(0.71237, abs=1e-5)
    found = pair(mixer)
    assert found is not None
    assert found.pays_up_to == pytest.approx(18 / 19, abs=2 / REQUESTS)


def test_a_cascade_worked_by_hand() -> None:
    """
    Half goes on: $100 + $1,000 = $1,100, worth 0.73020, for 0.75: (3.75 + 1.46041) / 7 = 0.74434.

    If independent, 0.875: 0.83363. It may cost $2,000, as the deep one does alone for the same quality: $900 more, or
    $0.0225 for each of 40,000 checks, or 95 % going on. With a sensitivity of s, quality is 0.5 + 0.25 s and cost
    $100 + $1,000 s: 4.5 + 1.25 s - log10(2 + 10 s) / 2 is 5.0885 at 0.885 and 5.0896 at 0.886, where 5.0889 is asked for.
    """
    found = cascade(two(), Check())
    assert found is not None
    assert [(part.model, part.requests) for part in found.mix.parts] == [("acme/small", 40_000), ("acme/large", 20_000)]
    assert (found.mix.quality, found.passed_on) == (0.75, 0.5)
    assert found.mix.usd_per_month == 1100
    assert found.mix.score == pytest.approx(0.74434, abs=1e-5)
    # From 0.4 failed, where the fast one is as good as it may be, to 0.6.
    assert [found.mix.usd_low, found.mix.usd_high] == [900, 1300]
    assert (found.mix.low, found.mix.high) == (0.7, 0.8)
    assert found.if_independent.quality == 0.875
    assert found.if_independent.score == pytest.approx(0.83363, abs=1e-5)
    assert found.pays_up_to == 0.95
    assert found.most_usd_per_check == pytest.approx(Decimal("0.0225"), abs=Decimal("1e-9"))
    assert found.least_sensitivity == 0.886
    assert found.checks_usd == 0


def test_a_check_costs_and_errs() -> None:
    """
    0.95 of failures, 0.02 of good answers, $0.001: 0.475 + 0.01 = 0.485 go on.

    Cost $100 + $970 + $40 = $1,110, quality 0.05 x 0.5 + 0.95 x 0.75 = 0.7375.
    """
    check = Check(sensitivity=0.95, false_alarm=0.02, usd=Decimal("0.001"))
    found = cascade(two(), check)
    assert found is not None
    assert found.passed_on == pytest.approx(0.485)
    assert found.check == check
    assert found.checks_usd == 40
    assert found.mix.usd_per_month == 1110
    assert found.mix.quality == pytest.approx(0.7375)
    assert found.mix.score == pytest.approx((5 * 0.7375 + 2 * value(1110)) / 7, abs=1e-8)
    assert 0.886 < found.least_sensitivity < 0.95
    # What parts leave of the budget.
    needed = 7 * 0.7269859 - 5 * 0.7375
    budget = 100 * (10 ** (4 * (1 - needed / 2)) - 1)
    assert float(found.most_usd_per_check or 0) == pytest.approx((budget - 1070) / 40_000, rel=1e-3)


def test_a_check_that_costs_too_much_makes_no_cascade() -> None:
    """$0.03 a check is $1,200 a month; $0.0225 would be too much."""
    assert cascade(two(), Check(usd=Decimal("0.03"))) is None


def test_who_isnt_surely_better_makes_no_pair() -> None:
    """With abilities that hardly differ, neither is offered, whatever the expected shares."""
    records = calibrated_records()
    alike = {
        task: {**known, ModelId("acme/small"): replace(known[ModelId("acme/large")], sd=0.3)}
        for task, known in records.abilities.items()
    }
    registry = changed(replace(records, abilities=alike))
    mixer = Mixer(recommend("coding", registry=registry))
    assert mixer.chance(ModelId("acme/large"), ModelId("acme/small")) == pytest.approx(0.5)
    found = pair(mixer)
    assert found is None or {"acme/large", "acme/small"} != {part.model for part in found.known.parts}


def test_the_fast_one_keeps_most() -> None:
    """Where the deep one alone solves more than half, there is no pair."""
    given = {"acme/large": (0.75, 0.7, 0.8), "acme/small": (0.2, 0.1, 0.3)}
    mixer = Mixer(answer(given, FAST, DEEP))
    assert pair(mixer) is None


@pytest.mark.parametrize("priorities", [{"cost": 1}, {"quality": 1}])
def test_with_one_weight_one_option_is_best(priorities: dict[str, int]) -> None:
    """By quality alone the deep one, by cost alone the fast one: nothing is traded."""
    mixer = two(priorities=priorities)
    best = max(mixer.order, key=mixer.score_of)
    mixer.first, mixer.first_score = best, mixer.score_of(best)
    assert (pair(mixer), cascade(mixer, Check()), split(mixer)) == (None, None, None)


def test_where_cost_has_no_weight_no_cost_is_too_high() -> None:
    """The lesser window counts: a pair whose fast one has the wider one may still lose by it."""
    mixer = two(priorities={"quality": 1})
    deep, fast = mixer.members
    assert mixer.budget(0.75, fast, deep) is None


def test_windows_count_as_the_lesser() -> None:
    """A pair of a wide and a narrow option is narrow."""
    wide = replace(DEEP, limits=replace(DEEP.limits, context_tokens=1_048_576))
    mixer = Mixer(answer(QUALITIES, FAST, wide, priorities={"quality": 5, "cost": 2, "headroom": 1, "openness": 1}))
    narrow = mixer.score(0.75, 0, *mixer.members)
    (deep,) = (member for member in mixer.members if member.model == "acme/large")
    assert mixer.score(0.75, 0, deep) - narrow == UNIT - min(member.headroom for member in mixer.members)


@pytest.mark.parametrize(
    "priorities", [{"quality": 5, "cost": 2}, {"quality": 1, "cost": 1}, {"quality": 2, "headroom": 1, "cost": 3}]
)
@pytest.mark.parametrize("task", ["agentic_coding", "math"])
def test_whom_it_doesnt_look_at_wouldnt_be_found(
    task: str, priorities: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of what we ship: with every two worked out exactly, the same pair and the same cascade are found."""
    mixer = Mixer(recommend(task, priorities=priorities))
    found = pair(mixer), cascade(mixer, Check())
    monkeypatch.setattr(Mixer, "_within_reach", lambda self, _fast, _floor: self.members)
    assert (pair(mixer), cascade(mixer, Check())) == found


def test_no_one_within_reach_is_passed_over() -> None:
    """Of what we ship, as a pair or a cascade every two reach the score that they have."""
    mixer = Mixer(recommend("agentic_coding", priorities={"quality": 1, "cost": 1}))
    for fast in mixer.members[::4]:
        for deep in mixer.members:
            if fast.full > deep.full:
                continue
            sent = requests_of(mixer.blend(lambda one, two: max(0.0, two - one), fast, deep), mixer.requests)
            cost = fast.rough_cost(mixer.requests - sent) + deep.rough_cost(sent)
            score = mixer.rough_score(mixer.blend(max, fast, deep), cost, fast, deep)
            assert deep in mixer._within_reach(fast, score - 10)  # noqa: SLF001 - the bound itself is the point


# By the server


def on_servers(requests: int, usd_per_hour: str = "1") -> Offering:
    """Make borg/open on servers of $720 a month that get so many requests done each."""
    pricing = Hosted(
        accelerator="maker/card",
        accelerators=1,
        precision="fp8",
        usd_per_hour=Decimal(usd_per_hour),
        hours=720,
        requests=requests,
        most_requests=requests,
        least_requests=requests,
    )
    return replace(served("self-hosted/open", "borg/open"), pricing=pricing)


def test_a_server_kept_full_worked_by_hand() -> None:
    """
    Two servers do 40,000 requests for $1,440, one does 30,000 for $720; at the API 10,000 cost a quarter of $2,000.

    Two servers score (5 x 0.6 + 2 x 0.70312) / 7 = 0.62946, one and the API, for $1,220, 0.63425.
    """
    api = served("host/open", "borg/open", "50", "0")
    mixer = Mixer(answer({"borg/open": (0.6, 0.5, 0.7)}, on_servers(30_000), api))
    assert mixer.first_score / mixer.whole == pytest.approx(0.62946, abs=1e-5)
    found = split(mixer)
    assert found is not None
    assert found.servers == 1
    kept, rest = found.mix.parts
    assert (kept.offering, *told(kept)) == ("self-hosted/open", "borg/open", 30_000, 720)
    assert (rest.offering, *told(rest)) == ("host/open", "borg/open", 10_000, 500)
    assert found.mix.score == pytest.approx(0.63425, abs=1e-5)
    assert (found.mix.quality, found.mix.low, found.mix.high) == pytest.approx((0.6, 0.5, 0.7))


def test_what_a_server_holds_isnt_split() -> None:
    """One server that does everything leaves nothing over."""
    api = served("host/open", "borg/open", "50", "0")
    assert split(Mixer(answer({"borg/open": (0.6, 0.5, 0.7)}, on_servers(40_000), api))) is None
