"""Finished tasks at a quote: the share solved, what a task costs, and what isn't known."""

from dataclasses import replace
from decimal import Decimal

import pytest

from factories import calibrated
from llm_selection.analysis.finished_tasks import FinishedTask, finished_task
from llm_selection.analysis.quotes import price_workload
from llm_selection.domain.benchmarks import Task
from llm_selection.needs.use_cases import UseCase
from llm_selection.registry import bundled
from llm_selection.selection.selecting import select
from shops import shops
from thinkers import LARGE, LOAD, thinkers

NEED = UseCase(tasks={Task.CODING: 1}, workload=LOAD)


def at(name: str, need: UseCase = NEED, **keywords: object) -> FinishedTask:
    """Say what a task costs at the first quote of a model."""
    quote = price_workload(name, need.workload_or_default, **keywords)[0]  # type: ignore[arg-type]  # as it takes them
    return finished_task(quote.option, quote.cost, need)


def test_a_finished_task_costs_its_bill_over_the_share_solved() -> None:
    """The bill of $25 over a hundred tasks, at the effort that runs unasked; as the place of an answer says."""
    found = at(LARGE, registry=thinkers())
    assert found.task_usd == Decimal("0.25")
    assert found.solved is not None
    assert found.usd is not None
    mean, low, high = found.solved
    assert low < mean < high
    assert float(found.usd) == pytest.approx(0.25 / mean)
    place = select(NEED, thinkers()).ranking.find(LARGE)
    assert place is not None


def test_what_isnt_known_is_none() -> None:
    """The quality of a model without results; the bill where there is no price."""
    new = at("borg/new", registry=calibrated())
    assert (new.solved, new.usd) == (None, None)
    assert new.task_usd is not None
    secret = at("acme/secret", registry=shops())
    assert (secret.task_usd, secret.usd) == (None, None)
    assert secret.solved is not None


def test_tasks_of_preference_dont_count() -> None:
    """Alone, nothing can be solved; beside others, what a finished one of those costs, by their weights."""
    rated = UseCase(tasks={Task.PREFERENCE: 1})
    assert (at("openai/gpt-5.4", rated).tasks, at("openai/gpt-5.4", rated).solved) == ({}, None)
    assert at("openai/gpt-5.4", rated).usd is None
    mixed = UseCase(tasks={Task.PREFERENCE: 7, Task.KNOWLEDGE: 2, Task.MATH: 1})
    graded = replace(mixed, tasks={Task.KNOWLEDGE: 2, Task.MATH: 1})
    assert at("openai/gpt-5.4", mixed).usd == at("openai/gpt-5.4", graded).usd
    assert at("openai/gpt-5.4", mixed).solved == at("openai/gpt-5.4", graded).solved
    for place in select(mixed, bundled()).ranking[:3]:
        assert place.finished_task_usd is not None
    assert select(rated, bundled()).ranking[0].finished_task_usd is None
