"""Workloads: tokens by how they are charged, samples and quantiles, and the presets."""

from dataclasses import replace
from typing import Any

import pytest

from llm_selection.domain.benchmarks import Task
from llm_selection.domain.prices import Mode
from llm_selection.errors import InvalidInputError
from llm_selection.estimation.workloads import (
    WORKLOADS,
    Demand,
    Sample,
    Workload,
    default_workload,
    demand_of,
    found_again,
    share_of,
)
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.use_cases import parse_workload

LOAD = Workload(requests_per_month=10, input_tokens=1000, output_tokens=100)


def test_a_prompt_is_split_by_its_shares() -> None:
    """Of 1,000 tokens, 0.8 were sent before and 0.15 will be again: 800, 150, and 50 fresh ones."""
    load = replace(LOAD, cached_input_share=0.8, cache_write_share=0.15)
    assert demand_of(load) == Demand(scale=1, requests=1, fresh=50, sent_before=800, kept=150, audio=0, output=100)


def test_rounding_never_makes_more_of_a_prompt() -> None:
    """Of 3 tokens, half read and half written: 1.5 round to 2 read, and only 1 is left to write."""
    load = replace(LOAD, input_tokens=3, cached_input_share=0.5, cache_write_share=0.5)
    assert demand_of(load)[2:5] == (0, 2, 1)


def test_a_prefix_is_at_most_the_prompt() -> None:
    """Of prompts of 500 and 2,000 tokens, the first 800 are the same: all of one, 800 of the other."""
    load = replace(LOAD, input_tokens=Sample((500, 2000)), cached_prefix_tokens=800)
    found = demand_of(load)
    assert (found.scale, found.sent_before, found.fresh, found.output) == (2, 1300, 1200, 200)


def test_media_are_a_part_of_the_prompt() -> None:
    """Images are fresh tokens of the prompt, audio stands apart; both count for its length, neither is cached."""
    load = replace(LOAD, image_tokens=300, audio_tokens=40, cached_input_share=0.5)
    found = demand_of(load)
    assert (found.fresh, found.sent_before, found.audio) == (800, 500, 40)
    assert load.most_input_tokens == 1340
    assert demand_of(load, 1340).requests == 0
    assert demand_of(load, 1339).requests == 1


def test_tiers_share_the_requests_out() -> None:
    """Each request stands in one tier; an empty prompt in the lowest."""
    load = replace(LOAD, input_tokens=Sample((0, 100, 200, 201, 5000)))
    parts = [demand_of(load, above, up_to) for above, up_to in ((0, 200), (200, 5000), (5000, None))]
    assert [part.requests for part in parts] == [3, 2, 0]
    assert sum(part.fresh for part in parts) == demand_of(load).fresh == 5501


def test_samples_of_one_size_belong_together() -> None:
    """Request by request, so that a long prompt has its own answer; other samples are independent of each other."""
    together = replace(LOAD, input_tokens=Sample((10, 1000)), output_tokens=Sample((1, 50)))
    assert demand_of(together, 100).output == 50
    apart = replace(LOAD, input_tokens=Sample((10, 1000)), output_tokens=Sample((1, 2, 6)))
    found = demand_of(apart, 100)
    assert (found.scale, found.requests, found.fresh, found.output) == (6, 3, 3000, 9)
    answers = replace(LOAD, output_tokens=Sample((1, 2, 6)))
    assert demand_of(answers)[:3] == (3, 3, 3000)
    assert answers.most_output_tokens == 6


def test_quantiles_belong_to_no_request() -> None:
    """Long answers needn't go with long prompts: each answer meets each prompt."""
    load = replace(
        LOAD,
        input_tokens=Sample.of_quantiles({"p50": 10, "max": 1000}),
        output_tokens=Sample.of_quantiles({"p50": 1, "max": 100}),
    )
    assert demand_of(load, 500).scale == 1_000_000


def test_shares_of_the_largest_counts_are_exact() -> None:
    """No digit is lost to floating point, so nothing is ever less than none."""
    load = replace(LOAD, input_tokens=10**9, cached_input_share=1.0)
    assert demand_of(load)[2:5] == (0, 10**9, 0)
    assert share_of(10**100, 1.0) == 10**100


def test_counts_may_be_written_as_people_do() -> None:
    """In files too."""
    plain: Any = {"input_tokens": "8k", "output_tokens": ["1k", "2k"]}
    load = replace(LOAD, **plain)
    assert (load.input_tokens, load.output_tokens) == (8000, Sample((1000, 2000)))


def test_what_is_reused_late_is_found_by_a_long_cache_only() -> None:
    """Of four waits, one is within 5 minutes and three within an hour."""
    load = replace(LOAD, cached_input_share=0.5, reuse_minutes=Sample((2, 30, 60, 90)))
    assert found_again(load, 5) == (1, 4)
    assert found_again(load, 60) == (3, 4)
    assert found_again(LOAD, 5) == (1, 1)


def test_quantiles_become_requests() -> None:
    """A straight line between quantiles, the lowest below it: 100 up to the half, then up to 300, so 150 on average."""
    found = Sample.of_quantiles({"p50": 100, "max": 300})
    assert len(found.values) == 1000
    assert found.values[:500] == (100,) * 500
    assert found.mean == pytest.approx(150, abs=0.5)
    assert found.values[-1] == 300
    assert sorted(found.values) == list(found.values)
    assert found.quantiles == (("p50", 100), ("max", 300))
    assert Sample.of_quantiles({"max": 3, "p50": 1}).quantiles == (("p50", 1), ("max", 3))
    assert found == Sample(found.values, of_requests=False)
    assert set(Sample.of_quantiles({"max": 7}).values) == {7}
    assert Sample.of_quantiles({"min": 0, "p99.9": 10, "max": 1000}).values[-2:] == (10, 1000)
    assert Sample.of_quantiles({"p50": "1k", "max": "2k"}).values[-1] == 2000  # type: ignore[dict-item]  # as people write
    plain: Any = {"p50": 100, "max": 300}
    assert replace(LOAD, input_tokens=plain).input_tokens == found


@pytest.mark.parametrize(
    ("quantiles", "fault"),
    [
        ({}, 'quantiles need "max"'),
        ({"p50": 5}, 'quantiles need "max"'),
        ({"p0": 5, "max": 9}, "quantiles are called min, p1 to p99.9 and max, got 'p0'"),
        ({"p100": 5, "max": 9}, ".* got 'p100'"),
        ({"median": 5, "max": 9}, ".* got 'median'"),
        ({"50": 5, "max": 9}, ".* got '50'"),
        ({"p50": 9, "max": 5}, "quantiles must rise, got 9, 5"),
        ({"p50": None, "max": 5}, "p50 must be a whole number of at least 0, got None"),
        ({"p50": -1, "max": 5}, "p50 must be a whole number of at least 0, got -1"),
    ],
)
def test_broken_quantiles_are_refused(quantiles: Any, fault: str) -> None:
    """With the field they stand in."""
    with pytest.raises(InvalidInputError, match=f"input_tokens: {fault}"):
        replace(LOAD, input_tokens=quantiles)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"requests_per_month": -1}, "requests_per_month must be a whole number of at least 0"),
        ({"requests_per_month": None}, "requests_per_month must be a whole number of at least 0, got None"),
        ({"requests_per_task": None}, "requests_per_task must be a whole number from 1 to "),
        (
            {"requests_per_month": 10**12 + 1},
            "requests_per_month must be at most 1,000,000,000,000, got a larger number",
        ),
        ({"output_tokens": 10**9 + 1}, "output_tokens must be at most 1,000,000,000, got a larger number"),
        ({"input_tokens": [1, 10**33]}, "input_tokens: the largest of the sample must be at most 1,000,000,000"),
        ({"reuse_minutes": {"max": 10**33}}, "reuse_minutes: the largest of the sample must be at most 1,000,000,000"),
        ({"image_tokens": 10**10}, "image_tokens must be at most 1,000,000,000"),
        ({"input_tokens": 1.5}, "input_tokens must be a whole number, a list of them or a table of quantiles, got 1.5"),
        ({"input_tokens": -5}, "input_tokens must be a whole number of at least 0"),
        ({"input_tokens": []}, "input_tokens: a sample has 1 to 100,000 values, got 0"),
        (
            {"input_tokens": [5, None]},
            "input_tokens: value 1 of the sample must be a whole number of at least 0, got No",
        ),
        (
            {"input_tokens": [5, 2.5]},
            "input_tokens: value 1 of the sample must be a whole number of at least 0, got 2.5",
        ),
        ({"output_tokens": True}, "output_tokens must be a whole number"),
        ({"cached_input_share": 1.1}, "cached_input_share must be a share from 0 to 1"),
        ({"cache_write_share": float("nan")}, "cache_write_share must be a share from 0 to 1"),
        ({"cached_input_share": 0.6, "cache_write_share": 0.5}, "may be 1 together, not more"),
        ({"cached_input_share": 0.6, "cached_prefix_tokens": 5}, "give cached_prefix_tokens, or shares"),
        ({"peak_share": 2}, "peak_share must be a share from 0 to 1"),
        ({"mode": "later"}, "mode must be of standard, batch, flex, priority, fast; got 'later'"),
        ({"counted_output": 1}, "counted_output must be true or false, got 1"),
        ({"name": 1}, "name must be text, got 1"),
    ],
)
def test_a_workload_checks_itself(change: dict[str, Any], fault: str) -> None:
    """Negative or broken counts, and shares beyond the whole, are refused."""
    with pytest.raises(InvalidInputError, match=fault):
        replace(LOAD, **change)


def test_a_workload_says_what_it_is() -> None:
    """Requests and tokens, and whatever isn't the usual."""
    assert str(LOAD) == "10 requests a month, 1,000 tokens in, 100 out"
    rich = replace(
        LOAD,
        input_tokens=Sample((500, 1500)),
        cached_prefix_tokens=400,
        counted_output=True,
        image_tokens=7,
        audio_tokens=8,
        batch_share=0.25,
        peak_share=0.0,
        mode=Mode.FLEX,
    )
    assert str(rich) == (
        "10 requests a month, 1,000 (up to 1,500) tokens in (the first 400 cached), 100 out as charged, 7 of images, "
        "8 of audio, 25% can wait, 0% in peak hours, sent as flex"
    )
    assert rich.mode is Mode.FLEX
    assert "(93% cached, 7% written)" in str(WORKLOADS["coding-agent"])
    assert "(50% cached)" in str(WORKLOADS["assistant"])
    assert "(30% written)" in str(replace(LOAD, cache_write_share=0.3))


def test_every_task_has_a_preset_that_says_why() -> None:
    """A preset is named like its key, gives its reasons, and stands in for at least one task, or is what a use case assumes."""
    assert all(name == preset.name and preset.reason for name, preset in WORKLOADS.items())
    used = {default_workload(task).name for task in Task} | {
        preset.table["workload"]["preset"] for preset in PRESETS.values()
    }
    assert used == set(WORKLOADS)


@pytest.mark.parametrize("name", ["cached_input_share", "cache_write_share", "batch_share"])
def test_a_share_that_is_null_is_refused(name: str) -> None:
    """A file may say null; what isn't said is left out. Only of peak hours is nothing known without a word."""
    with pytest.raises(InvalidInputError, match=f"{name} must be a share from 0 to 1, got None"):
        parse_workload({"preset": "assistant", name: None})
    assert parse_workload({"preset": "assistant", "peak_share": None}).peak_share is None
