"""Default requirements: what every answer asks beside the need, and names that nothing would have."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from answers import ids, with_offering
from factories import (
    DAY,
    calibrated,
    calibrated_records,
    changed,
    provider,
    registry,
    served,
)
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.models import Limits, Modality
from llm_selection.domain.offerings import Lifecycle, ProviderKind, Stage
from llm_selection.domain.prices import FreeTier
from llm_selection.errors import InvalidInputError, NotFoundError
from llm_selection.estimation.workloads import Workload
from llm_selection.needs.requirements import AllOf, AnyOf, FitsWorkload, Not, PricedPerToken, parse_requirements
from llm_selection.needs.requirements.input import TakesInput
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.price_read_since import PriceReadSince
from llm_selection.needs.requirements.provider_kind import ProviderKindIn
from llm_selection.needs.requirements.released_by import ReleasedBy
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.needs.use_cases import UseCase
from llm_selection.recommendation import recommend
from llm_selection.selection.default_requirements import (
    NOTICE_DAYS,
    PRICE_READ_DAYS,
    check_requirements,
    standing_requirements,
)
from llm_selection.selection.screening import judge


def test_the_standing_requirements() -> None:
    """Active, staying for 90 days, from whom a budget can be made, priced of late, with room; in the past, released by then."""
    kinds = frozenset({ProviderKind.DEVELOPER, ProviderKind.CLOUD, ProviderKind.INFERENCE_HOST})
    standing = (
        StageIn(frozenset({Stage.ACTIVE})),
        NotRetiringBefore(DAY + timedelta(days=NOTICE_DAYS)),
        ProviderKindIn(kinds),
        PricedPerToken(),
        PriceReadSince(DAY - timedelta(days=PRICE_READ_DAYS)),
        FitsWorkload(1_000, 500),
    )
    need = UseCase(
        tasks={Task.CODING: 1}, workload=Workload(requests_per_month=1, input_tokens=1_000, output_tokens=500)
    )
    facts = registry()
    assert standing_requirements(need, facts, on=DAY) == standing
    later = DAY + timedelta(days=1)
    # When an end was announced isn't known: on a past day, one that came later is none.
    kept = tuple(each for each in standing if not isinstance(each, NotRetiringBefore))
    assert standing_requirements(need, registry(date=later), on=DAY) == (*kept, ReleasedBy(DAY))
    assert PriceReadSince(DAY - timedelta(days=PRICE_READ_DAYS)) in standing_requirements(need, facts, on=later)
    looking = replace(need, tasks={Task.CODING: 1, Task.VISION: 1})
    images = TakesInput(frozenset({Modality.IMAGE}))
    assert standing_requirements(looking, facts, on=DAY) == (*standing, images)
    more = replace(looking, requirements=(TakesInput(frozenset({Modality.VIDEO})), MinContext(5)))
    assert standing_requirements(more, facts, on=DAY) == standing


@pytest.mark.parametrize(
    ("limits", "reason"),
    [
        (Limits(context_tokens=1_499), "window 1,499"),
        (Limits(context_tokens=10_000, max_output_tokens=499), "output cap 499"),
        (Limits(max_output_tokens=500), "context unknown"),
    ],
)
def test_what_has_no_room_for_the_workload_is_left_out(limits: Limits, reason: str) -> None:
    """A request of 1,000 tokens and an answer of 500 need both; without a known limit it can't be told."""
    workload = Workload(requests_per_month=10, input_tokens=1_000, output_tokens=500)
    found = recommend("coding", registry=with_offering(limits=limits), workload=workload)
    assert "host/extra" not in ids(found)
    (extra,) = [
        option
        for option in (*found.screening.rejected, *found.screening.undecided)
        if option.offering.id == "host/extra"
    ]
    assert judge(extra, FitsWorkload(1_000, 500)).reason == reason
    roomy = with_offering(limits=Limits(context_tokens=1_500, max_output_tokens=500))
    assert "host/extra" in ids(recommend("coding", registry=roomy, workload=workload))


@pytest.mark.parametrize(
    ("changes", "keywords"),
    [
        ({"lifecycle": Lifecycle(stage=Stage.PREVIEW)}, {"stage": "active,preview"}),
        ({"lifecycle": Lifecycle(stage=Stage.DEPRECATED)}, {"stage": "deprecated"}),
        ({"lifecycle": Lifecycle(retires=DAY + timedelta(days=89))}, {"not_retiring_before": DAY}),
        ({"lifecycle": Lifecycle(retires=DAY)}, {"not_retiring_before": DAY, "stage": "retired"}),
    ],
)
def test_a_need_can_replace_a_standing_requirement(changes: dict[str, Any], keywords: dict[str, Any]) -> None:
    """Left out by default, admitted by a requirement of the same kind."""
    some = with_offering(**changes)
    assert "host/extra" not in ids(recommend("coding", registry=some))
    assert "host/extra" in ids(recommend("coding", registry=some, **keywords))


def test_an_end_just_far_enough_is_admitted() -> None:
    """Ninety days of notice are enough."""
    assert "host/extra" in ids(
        recommend("coding", registry=with_offering(lifecycle=Lifecycle(retires=DAY + timedelta(days=90))))
    )


@pytest.mark.parametrize("kind", [ProviderKind.AGGREGATOR, ProviderKind.SUBSCRIPTION, ProviderKind.TRIAL])
def test_some_kinds_of_provider_take_part_only_when_asked_for(kind: ProviderKind) -> None:
    """Aggregators, subscriptions and trials aren't what a budget is made on."""
    some = changed(
        calibrated_records(),
        providers=[provider("via", kind=kind)],
        offerings=[served("via/extra", "acme/large", "0.1", "0.1")],
    )
    assert "via/extra" not in ids(recommend("coding", registry=some))
    assert "via/extra" in ids(recommend("coding", registry=some, provider_kind=kind.value))


def test_a_price_cant_be_dropped() -> None:
    """A free tier fails, a missing price is undecided, whatever else is asked for."""
    assert "host/extra" not in ids(recommend("coding", registry=with_offering(pricing=FreeTier()), unknowns="include"))
    unknown = with_offering(pricing=None)
    assert "host/extra" not in ids(recommend("coding", registry=unknown))
    included = recommend("coding", registry=unknown, unknowns="include", provider="host", developer="acme")
    (ranked,) = included.ranking
    assert (ranked.offering.id, ranked.cost.per_month) == ("host/extra", None)
    assert (ranked.expected.bill, ranked.expected.total) == (None, None)
    assert ranked.expected.errors_total > 0


def test_the_end_of_time_is_a_day_too() -> None:
    """Ninety days from the last day there is are still the last day."""
    found = recommend("coding", registry=calibrated(), on=date.max)
    assert len(found.ranking) == 3


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"model": "acme/larg"}, r"no model 'acme/larg' in registry 2026.11.1; nearest: acme/large"),
        ({"developer": "acmee"}, r"no developer 'acmee' in registry 2026.11.1; nearest: acme"),
        ({"provider": "host,cluod"}, r"no provider 'cluod' in registry 2026.11.1; nearest: cloud"),
        ({"region": "mars"}, r"no region 'mars' in registry 2026.11.1; known are eu, us$"),
        ({"architecture": "dens"}, r"no architecture 'dens' in registry 2026.11.1; nearest: dense"),
    ],
)
def test_a_name_that_isnt_there_is_refused(keywords: dict[str, Any], message: str) -> None:
    """Nothing would have it, so it is a slip of the pen, wherever it stands; the nearest names are told."""
    with pytest.raises(NotFoundError, match=message):
        recommend("coding", registry=calibrated(), **keywords)
    (inner,) = parse_requirements(keywords)
    for combined in (AnyOf((MinContext(1), inner)), AllOf((inner,)), Not(inner)):
        with pytest.raises(NotFoundError, match=message):
            recommend("coding", registry=calibrated(), requirements=[combined])


def test_names_that_are_there_are_let_through() -> None:
    """Every name the registry holds, whether or not an option has it."""
    check_requirements(
        parse_requirements(
            {
                "model": "borg/new",
                "developer": "borg",
                "provider": "host",
                "provider_kind": [*ProviderKind],
                "region": "eu,us",
                "architecture": "router,undisclosed",
                "min_context_tokens": 5,
            }
        ),
        calibrated(),
    )


class _Nameless:
    """A requirement that says nothing of itself."""

    reads = ("provider",)

    def judge(self, facts: Any) -> None:
        """Judge nothing: it is refused before."""


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        ("license", "'license' isn't a requirement: it needs a tuple of facts `reads` and a method `judge`"),
        (None, "None isn't a requirement"),
        (SimpleNamespace(reads=("provider",)), "isn't a requirement"),
        (SimpleNamespace(reads="provider", judge=print), "isn't a requirement"),
        (
            SimpleNamespace(reads=("provider", "speed"), judge=print),
            "no fact speed; facts are alignment_methods, architecture, ",
        ),
        (Not(cast("Any", SimpleNamespace(reads=("speed",), judge=print))), "no fact speed"),
        (_Nameless(), "_Nameless.* lacks a method `__str__` that says it in a few words, by which answers name it"),
    ],
)
def test_what_isnt_a_requirement_is_refused(requirement: Any, message: str) -> None:
    """Before anything is judged, and in a combination too."""
    with pytest.raises(InvalidInputError, match=message):
        recommend("coding", registry=calibrated(), requirements=[requirement])
