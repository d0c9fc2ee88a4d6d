"""Each client library is told the effort in its own words."""

from typing import Any

import pytest

from llm_selection.domain.effort_parameters import budget_of, effort_parameters
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.identity import Library
from llm_selection.errors import InvalidInputError

WORDS = EffortLadder(levels=(Effort.NONE, Effort.LOW, Effort.HIGH), default=Effort.LOW)
SWITCH = EffortLadder(levels=(Effort.NONE, Effort.ON), default=Effort.ON)
UNSAID = EffortLadder(levels=(Effort.NONE, Effort.ON))
BUDGET = EffortLadder(
    levels=(Effort.NONE, Effort.LOW, Effort.MEDIUM, Effort.HIGH), least_budget=1024, most_budget=24_576
)
LITELLM, PYDANTIC_AI, LANGCHAIN, OPENROUTER = (
    Library.LITELLM,
    Library.PYDANTIC_AI,
    Library.LANGCHAIN,
    Library.OPENROUTER,
)


@pytest.mark.parametrize(
    ("library", "provider", "ladder", "effort", "asked"),
    [
        (LITELLM, "openai", WORDS, Effort.HIGH, {"reasoning_effort": "high"}),
        (LITELLM, "openai", WORDS, Effort.NONE, {"reasoning_effort": "none"}),
        (LITELLM, "zai", SWITCH, Effort.NONE, {"reasoning_effort": "none"}),
        (LITELLM, "zai", SWITCH, Effort.ON, {}),
        (LITELLM, "zai", UNSAID, Effort.ON, None),
        (LITELLM, "anthropic", BUDGET, Effort.LOW, {"thinking": {"type": "enabled", "budget_tokens": 2048}}),
        (LITELLM, "anthropic", BUDGET, Effort.NONE, {"reasoning_effort": "none"}),
        (PYDANTIC_AI, "openai", WORDS, Effort.HIGH, {"thinking": "high"}),
        (PYDANTIC_AI, "openai", WORDS, Effort.NONE, {"thinking": False}),
        (PYDANTIC_AI, "zai", SWITCH, Effort.ON, {"thinking": True}),
        (PYDANTIC_AI, "google", BUDGET, Effort.HIGH, {"google_thinking_config": {"thinking_budget": 24_576}}),
        (
            PYDANTIC_AI,
            "anthropic",
            BUDGET,
            Effort.MEDIUM,
            {"anthropic_thinking": {"type": "enabled", "budget_tokens": 16_000}},
        ),
        (PYDANTIC_AI, "openrouter", BUDGET, Effort.HIGH, None),
        (LANGCHAIN, "openai", WORDS, Effort.HIGH, {"reasoning_effort": "high"}),
        (LANGCHAIN, "groq", SWITCH, Effort.ON, None),
        (LANGCHAIN, "fireworks-ai", WORDS, Effort.HIGH, None),
        (LANGCHAIN, "anthropic", WORDS, Effort.HIGH, {"effort": "high"}),
        (LANGCHAIN, "anthropic", WORDS, Effort.NONE, {"thinking": {"type": "disabled"}}),
        (LANGCHAIN, "anthropic", BUDGET, Effort.LOW, {"thinking": {"type": "enabled", "budget_tokens": 2048}}),
        (LANGCHAIN, "google", WORDS, Effort.LOW, {"thinking_level": "low"}),
        (LANGCHAIN, "google", BUDGET, Effort.NONE, {"thinking_budget": 0}),
        (LANGCHAIN, "openrouter", WORDS, Effort.LOW, {"reasoning": {"effort": "low"}}),
        (OPENROUTER, "openrouter", WORDS, Effort.LOW, {"reasoning": {"effort": "low"}}),
        (OPENROUTER, "openrouter", SWITCH, Effort.ON, {"reasoning": {"enabled": True}}),
        (OPENROUTER, "openrouter", BUDGET, Effort.LOW, {"reasoning": {"max_tokens": 2048}}),
        (Library.MODELS_DEV, "openai", WORDS, Effort.LOW, None),
    ],
)
def test_a_library_is_told_in_its_words(
    library: Library, provider: str, ladder: EffortLadder, effort: Effort, asked: dict[str, Any] | None
) -> None:
    """Words, a switch, a budget; ``None`` where nobody here knows how."""
    assert effort_parameters(library, ladder, effort, provider=provider) == asked


@pytest.mark.parametrize(
    ("ladder", "effort"),
    [(None, None), (None, Effort.HIGH), (WORDS, None), (EffortLadder(levels=(Effort.HIGH,)), Effort.HIGH)],
)
def test_where_there_is_no_choice_nothing_is_asked(ladder: EffortLadder | None, effort: Effort | None) -> None:
    """It isn't known which efforts there are, or there is one."""
    assert effort_parameters(LITELLM, ladder, effort, provider="openai") == {}


def test_an_effort_that_it_doesnt_take_is_refused() -> None:
    """With those that it does."""
    with pytest.raises(InvalidInputError, match="effort max isn't one that the model takes; it takes none, low, high"):
        effort_parameters(LITELLM, WORDS, Effort.MAX, provider="openai")


def test_a_budget_stays_within_its_bounds() -> None:
    """Without a least one token is the fewest, without a most there is none."""
    assert budget_of(WORDS, Effort.HIGH) is None
    assert budget_of(BUDGET, Effort.NONE) == 0
    wide = EffortLadder(
        levels=(Effort.NONE, Effort.ON, Effort.HIGH, Effort.MAX), least_budget=1_024, most_budget=90_000
    )
    assert [budget_of(wide, effort) for effort in wide.levels] == [0, None, 32_000, 90_000]
    assert budget_of(EffortLadder(levels=(Effort.LOW,), least_budget=4_000), Effort.LOW) == 4_000
    assert budget_of(EffortLadder(levels=(Effort.XHIGH,), most_budget=100_000), Effort.XHIGH) == 64_000
