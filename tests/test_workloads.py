"""Workloads: tokens by how they are charged, and the presets."""

from dataclasses import replace
from typing import Any

import pytest

from llm_selection.benchmarks import Task
from llm_selection.errors import InvalidInputError
from llm_selection.workloads import WORKLOADS, Tokens, Workload, default_workload

LOAD = Workload(requests_per_month=10, input_tokens=1000, output_tokens=100)


def test_a_prompt_is_split_by_its_shares() -> None:
    """Of 1,000 tokens, 0.8 are read and 0.15 written: 800, 150, and 50 fresh ones."""
    load = replace(LOAD, cached_input_share=0.8, cache_write_share=0.15)
    assert load.tokens == Tokens(fresh=50, read=800, written=150, output=100)


def test_rounding_never_makes_more_of_a_prompt() -> None:
    """Of 3 tokens, half read and half written: 1.5 round to 2 read, and only 1 is left to write."""
    load = replace(LOAD, input_tokens=3, cached_input_share=0.5, cache_write_share=0.5)
    assert load.tokens == Tokens(fresh=0, read=2, written=1, output=100)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"requests_per_month": -1}, "requests_per_month must be a whole number of at least 0"),
        ({"input_tokens": 1.5}, "input_tokens must be a whole number"),
        ({"output_tokens": True}, "output_tokens must be a whole number"),
        ({"cached_input_share": 1.1}, "cached_input_share must be a share from 0 to 1"),
        ({"cache_write_share": float("nan")}, "cache_write_share must be a share from 0 to 1"),
        ({"cached_input_share": 0.6, "cache_write_share": 0.5}, "may be 1 together, not more"),
    ],
)
def test_a_workload_checks_itself(change: dict[str, Any], fault: str) -> None:
    """Negative or broken counts, and shares beyond the whole, are refused."""
    with pytest.raises(InvalidInputError, match=fault):
        replace(LOAD, **change)


def test_every_task_has_a_preset_that_says_why() -> None:
    """A preset is named like its key, gives its reasons, and stands in for at least one task."""
    assert all(name == preset.name and preset.reason for name, preset in WORKLOADS.items())
    assert {default_workload(task).name for task in Task} == set(WORKLOADS)
