"""Thresholds: the nearest one that an option meets, and how far it is."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from hosts import GB, card, llama
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.licenses import LicenseKind
from llm_selection.domain.models import Limits
from llm_selection.domain.offerings import Lifecycle, Stage
from llm_selection.needs.requirements import Gap, Requirement, gap, loosened
from llm_selection.needs.requirements.fits_on import FitsOn
from llm_selection.needs.requirements.fixed_id import FixedId
from llm_selection.needs.requirements.license import LicenseIn
from llm_selection.needs.requirements.max_monthly_cost import MaxMonthlyCost
from llm_selection.needs.requirements.max_output_price import MaxOutputPrice
from llm_selection.needs.requirements.max_retention_days import MaxRetentionDays
from llm_selection.needs.requirements.max_total_parameters import MaxTotalParameters
from llm_selection.needs.requirements.max_ttft_seconds import MaxTtftSeconds
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.requirements.min_knowledge_cutoff import KnowsUntil
from llm_selection.needs.requirements.min_output_speed import MinOutputSpeed
from llm_selection.needs.requirements.min_output_tokens import MinOutput
from llm_selection.needs.requirements.min_quality import MinQuality
from llm_selection.needs.requirements.min_results import MinResults
from llm_selection.needs.requirements.not_retiring_before import NotRetiringBefore
from llm_selection.needs.requirements.price_read_since import PriceReadSince
from llm_selection.needs.requirements.released_after import ReleasedAfter
from llm_selection.needs.requirements.released_by import ReleasedBy
from llm_selection.needs.requirements.stage import StageIn
from llm_selection.units import in_full

DAY = date(2026, 6, 1)
SMALL = {"hostable": SimpleNamespace(model=llama(), accelerator=lambda _: card(memory_bytes=20 * GB))}
UNSIZED = {"hostable": SimpleNamespace(model=llama(attention=None, cache_layers=None), accelerator=lambda _: card())}
LIMITS = Limits(context_tokens=100_000, max_output_tokens=4_000)
UNTOLD = Limits()


@pytest.mark.parametrize(
    ("requirement", "facts", "nearest", "told"),
    [
        (
            MaxMonthlyCost(10**12),
            {"monthly_cost": 14 * 10**11},
            MaxMonthlyCost(14 * 10**11),
            "$0.40 a month",
        ),
        (
            MaxOutputPrice(10**6),
            {"output_price": 1_075_000},
            MaxOutputPrice(1_075_000),
            "$0.075 per million tokens",
        ),
        (MaxTotalParameters(7), {"total_parameters": 8}, MaxTotalParameters(8), "1 parameter"),
        (MaxTotalParameters(7), {"total_parameters": None}, None, None),
        (MaxTotalParameters(7), {"total_parameters": 7}, None, None),
        (MinContext(100_001), {"limits": LIMITS}, MinContext(100_000), "1 token"),
        (MinContext(100_001), {"limits": UNTOLD}, None, None),
        (MinOutput(8_000), {"limits": LIMITS}, MinOutput(4_000), "4,000 tokens"),
        (
            MinQuality(Task.CODING, 0.6),
            {"quality_coding": SimpleNamespace(mean=0.5829, low=0.5, high=0.7)},
            MinQuality(Task.CODING, 0.582),
            "1.8 points",
        ),
        (MinQuality(Task.CODING, 0.6), {"quality_coding": None}, None, None),
        (KnowsUntil(DAY), {"knowledge_cutoff": "2026-05-31"}, KnowsUntil(date(2026, 5, 31)), "1 day"),
        (KnowsUntil(DAY), {"knowledge_cutoff": "2026-06"}, KnowsUntil(date(2026, 5, 31)), "1 day"),
        (KnowsUntil(DAY), {"knowledge_cutoff": "2025"}, KnowsUntil(date(2024, 12, 31)), "517 days"),
        (KnowsUntil(DAY), {"knowledge_cutoff": None}, None, None),
        (
            NotRetiringBefore(DAY),
            {"lifecycle": Lifecycle(retires=date(2026, 5, 30))},
            NotRetiringBefore(date(2026, 5, 30)),
            "2 days",
        ),
        (PriceReadSince(DAY), {"price_read": date(2026, 5, 31)}, PriceReadSince(date(2026, 5, 31)), "1 day"),
        (
            ReleasedBy(DAY),
            {"released": date(2026, 6, 3), "lifecycle": Lifecycle()},
            ReleasedBy(date(2026, 6, 3)),
            "2 days",
        ),
        (ReleasedBy(DAY), {"released": None, "lifecycle": Lifecycle(available=date(2026, 6, 3))}, None, None),
        (ReleasedAfter(DAY), {"released": DAY}, ReleasedAfter(date(2026, 5, 31)), "1 day"),
        (ReleasedAfter(DAY), {"released": None}, None, None),
        (
            StageIn(frozenset({Stage.PREVIEW})),
            {"stage": None},
            StageIn(frozenset({Stage.ACTIVE, Stage.PREVIEW})),
            None,
        ),
        (
            StageIn(frozenset({Stage.ACTIVE})),
            {"stage": Stage.PREVIEW},
            StageIn(frozenset({Stage.ACTIVE, Stage.PREVIEW})),
            None,
        ),
        (StageIn(frozenset({Stage.ACTIVE})), {"stage": None}, None, None),
        (
            LicenseIn(frozenset({LicenseKind.OPEN_SOURCE})),
            {"license_kinds": frozenset({LicenseKind.OPEN_WEIGHT, LicenseKind.OPEN_SOURCE})},
            LicenseIn(frozenset({LicenseKind.OPEN_WEIGHT, LicenseKind.OPEN_SOURCE})),
            None,
        ),
        (
            LicenseIn(frozenset({LicenseKind.OPEN_SOURCE})),
            {"license_kinds": frozenset({LicenseKind.CLOSED})},
            LicenseIn(frozenset(LicenseKind)),
            None,
        ),
        (
            LicenseIn(frozenset({LicenseKind.CLOSED})),
            {"license_kinds": frozenset({LicenseKind.OPEN_SOURCE})},
            LicenseIn(frozenset(LicenseKind)),
            None,
        ),
        (LicenseIn(frozenset(LicenseKind)), {"license_kinds": frozenset({LicenseKind.CLOSED})}, None, None),
        (FixedId(), {"moving": True}, None, None),
        (MaxRetentionDays(0), {"retention_days": 30}, MaxRetentionDays(30), "30 days kept"),
        (MaxRetentionDays(0), {"retention_days": 1}, MaxRetentionDays(1), "1 day kept"),
        (MaxRetentionDays(0), {"retention_days": None}, None, None),
        (MaxTtftSeconds(0.5), {"ttft_seconds": 0.8}, MaxTtftSeconds(0.8), "0.3 seconds"),
        (MaxTtftSeconds(0.5), {"ttft_seconds": 1.5}, MaxTtftSeconds(1.5), "1 second"),
        (MinOutputSpeed(60), {"output_tokens_per_second": 59}, MinOutputSpeed(59), "1 token a second"),
        (MinOutputSpeed(60), {"output_tokens_per_second": 47.5}, MinOutputSpeed(47.5), "12.5 tokens a second"),
        (MinOutputSpeed(60), {"output_tokens_per_second": None}, None, None),
        (MinResults(Task.CODING, 3), {"results_coding": 1}, MinResults(Task.CODING, 1), "2 results"),
        (MinResults(Task.CODING, 3), {"results_coding": 0}, None, None),
        (MinResults(Task.CODING, 3), {"results_coding": None}, None, None),
        (FitsOn(accelerator="acme/card"), SMALL, FitsOn(accelerator="acme/card", accelerators=2), "1 accelerator"),
        (FitsOn(accelerator="acme/card", accelerators=2), SMALL, None, None),
        (FitsOn(accelerator="acme/card"), UNSIZED, None, None),
    ],
)
def test_a_threshold_is_loosened_to_what_is_there(
    requirement: Requirement, facts: dict[str, Any], nearest: Requirement | None, told: str | None
) -> None:
    """Only as far as needed; kinds of licenses and stages have nothing to measure."""
    assert loosened(requirement, facts) == nearest
    found = gap(requirement, facts)
    assert (None if found is None else str(found)) == told


def test_a_gap_is_a_value() -> None:
    """Limit, what is needed, and the difference."""
    assert gap(MinContext(5), dict[str, Any](limits=Limits(context_tokens=3))) == Gap(
        limit=Decimal(5), needed=Decimal(3), by=Decimal(2), unit="tokens"
    )


def test_a_bill_is_capped_in_whole_cents() -> None:
    """The next one up, so that what is printed does it."""
    cap = loosened(MaxMonthlyCost(10**12), dict[str, Any](monthly_cost=1_401_000_000_000))
    assert cap == MaxMonthlyCost(1_410_000_000_000)


def test_numbers_are_written_in_full() -> None:
    """Whole cents at least, and nothing behind that says nothing."""
    assert [in_full(Decimal(text)) for text in ("1000", "0.5", "0.0750")] == ["1,000.00", "0.50", "0.075"]
