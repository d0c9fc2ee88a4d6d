"""Bad input from Python: one clear error each, never a traceback from inside."""

from functools import partial
from typing import Any

import pytest

from llm_selection import InvalidInputError, NotFoundError, Task, UseCase, Workload, bundled, recommend
from llm_selection.domain.evaluations import parse_evaluations
from llm_selection.needs.error_costs import parse_error_costs, parse_preferred_values, parse_usd
from llm_selection.needs.requirements import keywords, parse_requirement, parse_requirements
from llm_selection.needs.requirements.min_context_tokens import MinContext
from llm_selection.needs.self_hosting import parse_hosting
from llm_selection.needs.use_cases import parse_tasks, parse_use_case, parse_workload
from llm_selection.needs.worths import parse_worths
from llm_selection.units import parse_day


class _Unreadable:
    """Something with facts to read that no option has."""

    reads = ("colour",)

    def judge(self, facts: Any) -> Any:
        """Never asked."""
        raise AssertionError(facts)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"error_cost": ["quality"]}, "error_cost: must be US dollars from 0 to 1,000,000"),
        ({"worth": ["open-weights"]}, "worth: must be a table"),
        ({"today": ["gpt-5"]}, "today: must be the name of a model"),
        ({"today": "gpt-5", "solved": "most"}, "solved: it must be a share from 0 to 1"),
        ({"requirements": MinContext(5)}, "requirements must be a list"),
        ({"requirements": "license"}, "requirements must be a list"),
        ({"requirements": ["license"]}, "isn't a requirement"),
        ({"requirements": [_Unreadable()]}, "no fact colour"),
        ({"min_context_tokens": "9" * 5000}, "must be a whole number"),
    ],
)
def test_bad_arguments(arguments: Any, problem: str) -> None:
    """The fault and what is allowed are named."""
    with pytest.raises(InvalidInputError, match=problem):
        recommend("coding", **arguments)


def _deep() -> Any:
    """Nest lists without end."""
    nested: Any = []
    for _ in range(100_000):
        nested = [nested]
    return nested


def _error_cost(part: str, value: Any) -> Any:
    """Read the cost of an error of which one part is *value*."""
    others = {"high": 1} if part == "low" else {"caught": 1, "slipped": 2, "caught_share": 0.5}
    return parse_error_costs({"coding": {**({} if part == "usd" else others), part: value}}, [Task.CODING])


@pytest.mark.parametrize("value", [10**5_000, _deep()], ids=["number", "nesting"])
@pytest.mark.parametrize(
    "read",
    [
        parse_tasks,
        parse_use_case,
        parse_workload,
        parse_hosting,
        parse_evaluations,
        parse_day,
        parse_usd,
        parse_worths,
        lambda value: parse_error_costs(value, [Task.CODING]),
        lambda value: parse_preferred_values(value, [Task.PREFERENCE]),
        parse_requirements,
        lambda value: parse_tasks({"coding": value}),
        lambda value: parse_use_case({"tasks": "coding", "unknowns": value}),
        lambda value: parse_use_case({"preset": value}),
        lambda value: parse_error_costs({"coding": value}, [Task.CODING]),
        *(partial(_error_cost, part) for part in ("usd", "low", "caught", "caught_share", "reason")),
        lambda value: parse_worths({"open-weights": value}),
        lambda value: UseCase(tasks={Task.CODING: 1}, today=value),
        lambda value: UseCase(tasks={Task.CODING: 1}, today="gpt-5", solved=value),
        lambda value: parse_hosting([value]),
        lambda value: parse_hosting([{"accelerator": "a/b", "utilization": 0.5, "precision": value}]),
        lambda value: Workload(requests_per_month=1, input_tokens=1, output_tokens=1, mode=value),
        lambda value: parse_requirement("fits_on", {"accelerator": "a/b", "precision": value}),
        lambda value: parse_requirement("fits_on", {"accelerator": value}),
        lambda value: Workload(requests_per_month=1, input_tokens=1, output_tokens=1, batch_share=value),
        lambda value: Workload(requests_per_month=value, input_tokens=1, output_tokens=1),
        lambda value: Workload(requests_per_month=1, input_tokens=1, output_tokens=1, name=value),
        *(partial(parse_requirement, keyword) for keyword in ("any_of", "not", *keywords())),
    ],
)
def test_what_cant_be_written_is_refused_in_words(read: Any, value: Any) -> None:
    """A fault that shows what it got isn't stopped by a number of thousands of digits, or by nesting without end."""
    with pytest.raises(InvalidInputError):
        read(value)


def test_numbers_have_an_end() -> None:
    """No count is so large that arithmetic on it fails later."""
    with pytest.raises(InvalidInputError, match="requests_per_month must be at most 1,000,000,000,000, got a larger"):
        Workload(requests_per_month=10**400, input_tokens=1, output_tokens=1)
    with pytest.raises(InvalidInputError, match=r"limit must be at most 10\*\*100"):
        MinContext(10**400)


@pytest.mark.parametrize(
    ("keyword", "name", "nearest"),
    [
        ("provider", "opnai", "openai"),
        ("model", "gpt-5", "openai/gpt-5"),
        ("developer", "antropic", "anthropic"),
        ("architecture", "mixture-of-expert", "mixture-of-experts"),
    ],
)
def test_names_are_checked(keyword: str, name: str, nearest: str) -> None:
    """A name that isn't there is refused with the nearest one, not answered by an empty ranking."""
    with pytest.raises(NotFoundError) as caught:
        recommend(UseCase(tasks={Task.CODING: 1}, requirements=parse_requirements({keyword: name})))
    assert nearest in caught.value.nearest


def test_regions_of_offerings_ignore_case() -> None:
    """Europe is Europe."""
    assert [r.model.id for r in recommend("coding", region="EU").ranking] == [
        r.model.id for r in recommend("coding", region="eu").ranking
    ]


def test_a_name_is_text() -> None:
    """Anything else isn't looked up."""
    with pytest.raises(InvalidInputError, match="a model's name is text"):
        bundled().model(None)  # type: ignore[arg-type]  # that is the point
