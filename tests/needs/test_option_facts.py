"""Option facts: each name is of a fact that options have, and reads it."""

from types import SimpleNamespace

import pytest

from factories import DAY, calibrated
from llm_selection.domain.benchmarks import Task
from llm_selection.estimation.workloads import WORKLOADS
from llm_selection.needs import option_facts
from llm_selection.needs.option_facts import (
    BASKET_RESULTS,
    DEVELOPER,
    INPUT_PRICE,
    LIMITS,
    QUALITY,
    RATES,
    REGION_SCOPE,
    RESULTS,
    Fact,
)
from llm_selection.selection.options import NAMES, options_of

NAMED = {name: value for name, value in vars(option_facts).items() if isinstance(value, Fact)}
OF_TASKS = [*QUALITY.values(), *RESULTS.values(), *BASKET_RESULTS.values()]


def test_every_fact_has_its_name_here_and_no_other_has() -> None:
    """Those that the registry keeps and those that are made of them."""
    assert {*NAMED.values(), *OF_TASKS} == NAMES
    assert len(NAMED) + len(OF_TASKS) == len(NAMES)


def test_a_constant_is_called_what_its_fact_is() -> None:
    """In capitals; and it is exported."""
    assert {name.lower(): str(fact) for name, fact in NAMED.items()} == {
        str(fact): str(fact) for fact in NAMED.values()
    }
    assert {*NAMED} <= {*option_facts.__all__}


@pytest.mark.parametrize("by_task", [QUALITY, RESULTS, BASKET_RESULTS], ids=["quality", "results", "basket results"])
def test_facts_of_a_task_are_there_for_each(by_task: dict[Task, Fact[object]]) -> None:
    """Each under a name that ends with it."""
    assert list(by_task) == list(Task)
    assert all(fact.endswith(f"_{task}") for task, fact in by_task.items())


def test_a_fact_is_a_text_like_any_other() -> None:
    """It is equal to its name, so a dictionary is read by either."""
    assert LIMITS == "limits"
    assert {"limits": 5}[LIMITS] == 5
    assert f"{QUALITY[Task.CODING]}" == "quality_coding"
    with pytest.raises(AttributeError):
        LIMITS.unit = "tokens"  # type: ignore[attr-defined]  # it is as light as a text


# The registry keeps rates as plain rows; they are read by what is made of them.
@pytest.mark.parametrize("fact", [fact for fact in (*NAMED.values(), *OF_TASKS) if fact != RATES])
def test_an_option_has_what_its_column_has(fact: Fact[object]) -> None:
    """By each name, one option at a time and all together."""
    options = options_of(calibrated(), DAY, WORKLOADS["assistant"])
    assert list(options.column(fact)) == [option.fact(fact) for option in options]


def test_facts_of_an_offering_are_the_markets() -> None:
    """``cloud/open`` is of borg, runs in the EU, takes 200,000 tokens and costs $2 a million of them."""
    options = options_of(calibrated(), DAY, None)
    (option,) = [option for option in options if option.offering.id == "cloud/open"]
    found = SimpleNamespace(**{str(fact): option.fact(fact) for fact in (DEVELOPER, REGION_SCOPE, LIMITS, INPUT_PRICE)})
    assert (found.developer, found.region_scope, found.input_price) == ("borg", "eu", 2_000_000)
    assert found.limits.context_tokens == 200_000
    assert option.fact(RESULTS[Task.CODING]) == 2
    assert option.fact(BASKET_RESULTS[Task.CODING]) == 2
    assert option.fact(BASKET_RESULTS[Task.SAFETY]) is None
    assert option.fact(QUALITY[Task.SAFETY]) is None
