"""Past days as of their day: what was announced later doesn't hide an option."""

from datetime import date, timedelta

import pytest

from factories import DAY, calibrated
from llm_selection.domain.offerings import Lifecycle, Stage, stage_on
from llm_selection.recommendation import recommend
from llm_selection.registry import bundled
from llm_selection.selection.default_requirements import standing_requirements

EARLIER = DAY - timedelta(days=60)


@pytest.mark.parametrize(
    ("lifecycle", "looking_back", "stage"),
    [
        (Lifecycle(stage=Stage.DEPRECATED), True, None),
        (Lifecycle(stage=Stage.DEPRECATED), False, Stage.DEPRECATED),
        (Lifecycle(stage=Stage.DEPRECATED, deprecated=EARLIER), True, Stage.DEPRECATED),
        (Lifecycle(stage=Stage.DEPRECATED, deprecated=DAY), True, Stage.ACTIVE),
        (Lifecycle(stage=Stage.RETIRED), True, Stage.RETIRED),
        (Lifecycle(stage=Stage.PREVIEW), True, Stage.PREVIEW),
    ],
)
def test_a_deprecation_without_a_day_may_have_come_later(
    lifecycle: Lifecycle,
    looking_back: bool,
    stage: Stage | None,
) -> None:
    """Looking back, it says nothing; a dated one holds from its day on."""
    assert stage_on(lifecycle, EARLIER, looking_back=looking_back) is stage


def test_no_notice_is_asked_for_on_a_past_day() -> None:
    """When an end was announced isn't known, so one that came after the day hides nothing."""
    facts = calibrated()
    need = recommend("coding", registry=facts).use_case
    now, then = ({type(each).__name__ for each in standing_requirements(need, facts, on=day)} for day in (DAY, EARLIER))
    assert now - then == {"NotRetiringBefore"}
    assert then - now == {"ReleasedBy"}
    # A registry turned back knows of later ends, and still not when they were announced.
    back = {type(each).__name__ for each in standing_requirements(need, facts.as_of(EARLIER), on=EARLIER)}
    assert back == now - {"NotRetiringBefore"}


def test_grok_4_takes_part_in_november_2025() -> None:
    """It is deprecated by now, since nobody knows when; on that day it was sold, and the answer says so where it is first."""
    registry = bundled()
    name = "xai/grok-4"
    # The window of its own API isn't known any more, so what can't be told is taken in.
    found = recommend("math", on=date(2025, 11, 30), model=name, unknowns="include")
    assert found.first is not None
    assert found.best.model.id == name
    offering = registry.offerings[found.best.offering.id]
    if offering.lifecycle.stage is Stage.DEPRECATED and offering.lifecycle.deprecated is None:
        assert any("since an unknown day" in caveat.text for caveat in found.explanation().caveats)
