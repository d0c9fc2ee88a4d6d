"""Prompts: how ``ask`` puts its questions, by questionary, which the extra ``ask`` installs."""

import re
from collections.abc import Mapping
from textwrap import wrap

import questionary
from prompt_toolkit.completion import WordCompleter

__all__ = ["completer", "confirmed", "remark", "typed"]

_WIDTH = 76
_WORD = re.compile(r"[^,\s]+")
"""What is completed: of several with commas, the last."""


def typed(text: str, *, hint: str = "", suggestions: Mapping[str, str] | None = None, before: str = "") -> str:
    """
    Return the line that is typed below a question.

    Args:
        text: The question.
        hint: What stands below it.
        suggestions: Words that are offered while one types, and what each is.
        before: What was typed before, to be changed.

    Raises:
        KeyboardInterrupt, EOFError: It is broken off instead.
    """
    lines = [f"  {line}" for line in wrap(hint, _WIDTH, break_on_hyphens=False)]
    instruction = "\n".join(["", *lines, "  >"])
    asked = questionary.text(text, default=before, instruction=instruction, completer=completer(suggestions or {}))
    answer: str = asked.unsafe_ask()
    return answer.strip()


def completer(suggestions: Mapping[str, str]) -> WordCompleter:
    """Return what offers words while one types: by any part of theirs, and of several with commas the last."""
    meanings = dict(suggestions)
    return WordCompleter(list(meanings), meta_dict=meanings, match_middle=True, ignore_case=True, pattern=_WORD)


def confirmed(text: str) -> bool:
    """
    Return whether a question is answered with yes; no is the default.

    Raises:
        KeyboardInterrupt, EOFError: It is broken off instead.
    """
    answer: bool = questionary.confirm(text, default=False).unsafe_ask()
    return answer


def remark(text: str) -> None:
    """Print what is wrong with what was typed."""
    questionary.print("\n".join(f"  {line}" for line in wrap(text, _WIDTH, break_on_hyphens=False)), style="fg:ansired")
