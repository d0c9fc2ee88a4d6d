"""
Effort parameters: how a client library is told which effort to ask for.

Sources: the signatures and settings of litellm 1.110.2 (``completion``), pydantic-ai 2.68.0 (``ModelSettings.thinking`` and the
settings of its Anthropic and Google models), langchain-openai 1.8.1, -anthropic 1.7.10, -google-genai 4.4.3, -xai 1.3.0 and
-groq 1.1.3, and OpenRouter's ``reasoning`` as pydantic-ai 2.68.0 types it.
"""

from collections.abc import Mapping
from typing import Any

from llm_selection._foundation.frozen import FrozenMap
from llm_selection.domain.efforts import Effort, EffortLadder
from llm_selection.domain.identity import Library
from llm_selection.errors import InvalidInputError

__all__ = ["budget_of", "effort_parameters"]

_BUDGETS = {Effort.LOW: 2_048, Effort.MEDIUM: 16_000, Effort.HIGH: 32_000, Effort.XHIGH: 64_000}
"""Tokens that stand for a level where an API takes a budget: those that benchmarks were run at, within `Effort`'s bounds."""

_NOTHING: Mapping[str, Any] = FrozenMap({})
_BY_WORD = frozenset({"openai", "azure", "xai", "groq"})
"""Providers whose LangChain models take ``reasoning_effort``."""


def effort_parameters(
    library: Library, ladder: EffortLadder | None, effort: Effort | None, *, provider: str
) -> Mapping[str, Any] | None:
    """
    Return the arguments by which a client library asks for an effort.

    Args:
        library: The client library.
        ladder: Which efforts the model takes; ``None`` unknown.
        effort: The effort; ``None`` asks for none.
        provider: Who serves the model.

    Returns:
        Empty where there is nothing to ask for: the effort isn't known, or the model has that one alone. ``None`` where
        nobody here knows how this library asks for it.

    Raises:
        InvalidInputError: The model doesn't take the effort.
    """
    if ladder is None or effort is None:
        return _NOTHING
    if effort not in ladder.levels:
        taken = ", ".join(ladder.levels) or "none of them"
        raise InvalidInputError(f"effort {effort} isn't one that the model takes; it takes {taken}")
    if len(ladder.levels) == 1:
        return _NOTHING
    budget = budget_of(ladder, effort)
    match library:
        case Library.LITELLM:
            return _of_litellm(ladder, effort, budget)
        case Library.PYDANTIC_AI:
            return _of_pydantic_ai(effort, budget, provider)
        case Library.LANGCHAIN:
            return _of_langchain(effort, budget, provider)
        case Library.OPENROUTER:
            return {"reasoning": _of_openrouter(effort, budget)}
        case _:
            return None


def budget_of(ladder: EffortLadder, effort: Effort) -> int | None:
    """
    Return the tokens that stand for an effort where the API takes a budget; 0 switches it off, ``None`` is a word.

    >>> budget_of(EffortLadder(levels=(Effort.NONE, Effort.HIGH), most_budget=24_576), Effort.HIGH)
    24576
    """
    if ladder.least_budget is None and ladder.most_budget is None:
        return None
    if effort is Effort.NONE:
        return 0
    wanted = ladder.most_budget if effort is Effort.MAX else _BUDGETS.get(effort)
    if wanted is None:
        return None
    return max(ladder.least_budget or 1, min(wanted, ladder.most_budget or wanted))


def _of_litellm(ladder: EffortLadder, effort: Effort, budget: int | None) -> Mapping[str, Any] | None:
    if budget:
        return {"thinking": {"type": "enabled", "budget_tokens": budget}}
    if effort is Effort.ON:
        return _NOTHING if ladder.default is Effort.ON else None
    return {"reasoning_effort": str(effort)}


def _of_pydantic_ai(effort: Effort, budget: int | None, provider: str) -> Mapping[str, Any] | None:
    if budget:
        if provider == "anthropic":
            return {"anthropic_thinking": {"type": "enabled", "budget_tokens": budget}}
        return {"google_thinking_config": {"thinking_budget": budget}} if provider == "google" else None
    switch = {Effort.NONE: False, Effort.ON: True}
    return {"thinking": switch.get(effort, str(effort))}


def _of_langchain(effort: Effort, budget: int | None, provider: str) -> Mapping[str, Any] | None:
    if provider == "openrouter":
        return {"reasoning": _of_openrouter(effort, budget)}
    if provider == "anthropic":
        if effort is Effort.NONE:
            return {"thinking": {"type": "disabled"}}
        return {"thinking": {"type": "enabled", "budget_tokens": budget}} if budget else {"effort": str(effort)}
    if provider == "google":
        return {"thinking_level": str(effort)} if budget is None else {"thinking_budget": budget}
    return {"reasoning_effort": str(effort)} if provider in _BY_WORD and effort is not Effort.ON else None


def _of_openrouter(effort: Effort, budget: int | None) -> Mapping[str, Any]:
    if budget:
        return {"max_tokens": budget}
    return {"enabled": True} if effort is Effort.ON else {"effort": str(effort)}
