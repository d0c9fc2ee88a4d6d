"""
The same digits on every Python: fractions are added in a way that none of them rounds otherwise.

From Python 3.12 on, ``sum`` makes up for what it lost in rounding; before, it didn't. Here both are tried on any Python.
"""

import builtins
from collections.abc import Callable, Iterable
from functools import reduce
from math import fsum
from operator import add
from typing import Any

import pytest

from factories import DAY, calibrated
from llm_selection import Evaluation, Registry, estimate_quality, expected_score, recommend
from llm_selection.analysis.blends import Check
from llm_selection.analysis.portfolio import portfolio
from llm_selection.decisions import decide

Sum = Callable[..., Any]


def as_before(values: Iterable[Any], /, start: Any = 0) -> Any:
    """Add up as Python 3.11 does."""
    return reduce(add, values, start)


def exactly(values: Iterable[Any], /, start: Any = 0) -> Any:
    """Add up fractions without an error but the last rounding, as later ones nearly do."""
    found = list(values)
    return fsum([start, *found]) if any(isinstance(value, float) for value in found) else reduce(add, found, start)


def everything(registry: Registry) -> list[str]:
    """Return all the digits that a need with results of its own has answered, with what is estimated on the way."""
    ours = Evaluation.counted(
        "ours", {"acme/large": (41, 60), "acme/small": (23, 60), "borg/open": (29, 70)}, task="coding"
    )
    asked: dict[str, Any] = {"registry": registry, "on": DAY, "unknowns": "include"}
    tasks = {"coding": 3, "math": 2}
    answers = [
        recommend(tasks, **asked),
        recommend(tasks, results=ours, worth={"open-weights": "12.34"}, **asked),
        recommend("coding", today="acme/large", solved=0.7, **asked),
        recommend("coding", results=ours, **asked),
    ]
    found: list[object] = [
        *(estimate_quality(model, "coding", registry=registry, results=ours) for model in registry.models),
        *(expected_score(model, "code-one", registry=registry) for model in registry.models),
    ]
    for answer in answers:
        decision = decide(answer)
        found += [decision.choice, *decision.runners_up, answer.value_of_information(draws=200)]
        found += [answer.evaluation_plan(), answer.winners(), answer.ranking.totals()]
        found += [(each.expected, each.quality, each.cost) for each in answer.ranking]
        found += [portfolio(answer, check=Check(sensitivity=0.9)), answer.explain()]
        found += [answer.why_not(each.offering.id) for each in answer.ranking]
    return list(map(repr, found))


def test_digits_do_not_hang_on_how_sum_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever way ``sum`` adds fractions, each digit of an answer is the same."""
    found = []
    # Another version each time, so that nothing is remembered from the time before.
    for version, way in (("2026.11.1", as_before), ("2026.11.2", exactly)):
        with monkeypatch.context() as patch:
            patch.setattr(builtins, "sum", way)
            found.append([text.replace(version, "") for text in everything(calibrated(version=version))])
    assert found[0] == found[1]
