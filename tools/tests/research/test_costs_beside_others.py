"""Costs stand beside what genai-prices and model-prices compute for the same requests, with prices from elsewhere."""

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache

import pytest

from llm_selection import bundled
from llm_selection.domain.prices import Mode, compact, rates_on
from llm_selection.estimation.costs import monthly_cost
from llm_selection.estimation.workloads import Workload
from registry_tools.research.costs import REVIEWED, Comparison, Package, Reason, Request, Standing, compare
from registry_tools.upstream.past_prices import SOURCES

REQUESTS_PER_MONTH = 12_345


@cache
def compared() -> tuple[Comparison, ...]:
    """Return every request of the grid, priced by both."""
    return tuple(compare(bundled()))


def equal(package: Package, standing: Standing) -> list[Comparison]:
    """Return what both price alike."""
    return [item for item in compared() if (item.package, item.standing) == (package, standing) and item.equal]


def told(found: Iterable[Comparison]) -> list[str]:
    """Say what is compared, to be read in a failure."""
    return [f"{item.package}: {item.request}: {item.ours} against {item.theirs}" for item in found]


def test_every_difference_is_explained() -> None:
    """By a rule, or by a person who looked at it; each word of a person's is needed."""
    differ = [item for item in compared() if not item.equal]
    assert told(item for item in differ if item.reason is None) == []
    used = {(item.package, item.request.offering.id) for item in differ if item.reason is Reason.REVIEWED}
    assert used == set(REVIEWED)


def test_costs_equal_those_of_genai_prices_on_prices_from_elsewhere() -> None:
    """To the last digit, on far more than 300 requests of all kinds."""
    same = equal(Package.GENAI_PRICES, Standing.INDEPENDENT)
    assert len(same) >= 2_500
    everything = [item for item in compared() if (item.package, item.standing) == (same[0].package, same[0].standing)]
    assert len(same) >= 0.8 * len(everything)
    assert len({item.request.offering.id for item in same}) >= 400
    providers = Counter(item.request.offering.provider for item in same)
    assert len(providers) >= 20
    assert min(providers[lab] for lab in ("anthropic", "deepseek", "google", "mistral", "openai", "xai", "zai")) >= 50
    kinds = Counter(item.request.kind for item in same)
    assert min(kinds[kind] for kind in ("cache_read", "cache_write_5m", "cache_write_1h")) >= 150
    assert kinds["input_audio"] >= 20
    modes = Counter(item.request.mode for item in same)
    assert modes[Mode.BATCH] >= 100
    assert modes[Mode.FAST] >= 20
    past = [item for item in same if item.request.at.date() < item.request.today]
    assert len(past) >= 1_000
    prompts = [(item.request.usage.prompt, _tiers(item.request)) for item in same]
    assert sum(prompt in tiers for prompt, tiers in prompts) >= 150
    assert sum(prompt - 1 in tiers for prompt, tiers in prompts) >= 150
    by_hour = [item for item in same if any(card.windows for card in item.request.period.cards)]
    assert len({item.request.at.hour for item in by_hour}) >= 4


def _tiers(request: Request) -> set[int]:
    """Return the tokens above which another price holds."""
    return {card.above_prompt_tokens for card in request.period.cards} - {0}


def test_costs_equal_those_of_model_prices_where_another_catalogue_agrees() -> None:
    """
    To the last digit, on far more than 300 requests; none is left that isn't imported from it.

    Where a price is agreed, it is model-prices', who checks them, that is written down. So where ours is another's,
    model-prices gives the price of images, or its data ends before; what older lists alone say of past days is left aside.
    """
    assert len(equal(Package.MODEL_PRICES, Standing.AGREED)) >= 500
    apart = [
        item
        for item in compared()
        if (item.package, item.standing) == (Package.MODEL_PRICES, Standing.INDEPENDENT)
        and item.request.period.evidence.source not in SOURCES.values()
    ]
    assert {item.reason for item in apart} == {Reason.IMAGES, Reason.NEWER}


def test_what_was_imported_is_charged_as_its_source_charges_it() -> None:
    """It says nothing about the prices; that they were read as they are meant, it does."""
    for package, at_least in ((Package.GENAI_PRICES, 1_500), (Package.MODEL_PRICES, 4_000)):
        assert len(equal(package, Standing.IMPORTED)) >= at_least


def monthly() -> Iterator[tuple[Comparison, Workload]]:
    """Yield requests that a month can be made of: without hours, and plain or with a beginning read from a cache."""
    for item in compared():
        request = item.request
        by_hour = any(card.windows for card in request.period.cards)
        if (
            item.equal
            and item.standing is not Standing.IMPORTED
            and not by_hour
            and request.kind in ("plain", "cache_read")
        ):
            yield item, _month(request)


def _month(request: Request) -> Workload:
    """Return a month of one request."""
    return Workload(
        requests_per_month=REQUESTS_PER_MONTH,
        input_tokens=request.usage.prompt,
        output_tokens=request.usage.output,
        cached_prefix_tokens=request.usage.cache_read,
        mode=request.mode,
        counted_output=True,
    )


@pytest.mark.parametrize("package", Package)
def test_a_month_costs_as_much_as_its_requests(package: Package) -> None:
    """A month of one request is that many times what the other package charges for it, exactly."""
    found = [(item, workload) for item, workload in monthly() if item.package is package]
    assert len(found) >= 400
    wrong = [
        item
        for item, workload in found
        if monthly_cost(workload, rates_on(compact(item.request.prices), item.request.at.date())).per_month
        != REQUESTS_PER_MONTH * Decimal(item.theirs)
    ]
    assert told(wrong) == []
