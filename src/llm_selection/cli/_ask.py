"""The command ``ask``: an interview, then the answer, the command that gives it, and a file of the need."""

import os
import shlex
import sys
from argparse import Namespace
from datetime import date
from types import ModuleType

from llm_selection import registry as registries
from llm_selection._foundation.files import write_text
from llm_selection.cli import _interview, _terminal
from llm_selection.cli._arguments import parser
from llm_selection.cli._recommend import recommend
from llm_selection.cli._terminal import say, tell
from llm_selection.errors import Fault, InvalidInputError
from llm_selection.registry import Registry

__all__ = ["INTERRUPTED", "ask"]

INTERRUPTED = 130
"""Exit code: broken off by Ctrl-C, as shells have it; what was said by then is kept."""

_USUAL = "need.toml"


def ask(options: Namespace) -> int:
    """Ask what is needed, write it down, and answer it."""
    prompts = _prompts()
    if not _is_terminal():
        raise InvalidInputError(
            "ask needs a terminal to ask in; without one, give the need: llm-selection recommend NEED, or write it down: "
            f"llm-selection show rag > {_USUAL}"
        )
    if options.output is not None:
        _check_output(options.output, is_forced=options.force)
    registry = registries.in_use()
    on = max(_terminal.today(), registry.date)
    answers: dict[str, str] = {}
    path = ""
    try:
        _interview_in(prompts, answers, registry, on)
        path = _written(prompts, options, _interview.file_text(answers, on=on))
        code = recommend(parser("recommend").parse_args(_interview.arguments(answers)))
    except (KeyboardInterrupt, EOFError):
        if path:
            tell(f"stopped; what you said is kept in {path}")
        else:
            _keep(answers, options.output or _USUAL, on)
        return INTERRUPTED
    say(f"\nThe same answer again:\n  {_interview.command(answers)}\n  {_of_file(path)}")
    return code


def _prompts() -> ModuleType:
    """Load what asks."""
    try:
        from llm_selection.cli import _prompts as prompts  # an extra has what it needs
    except ModuleNotFoundError as error:
        if str(error.name).partition(".")[0] not in ("questionary", "prompt_toolkit"):
            raise
        raise InvalidInputError("ask needs questionary: pip install 'llm_selection[ask]' installs it") from error
    return prompts


def _is_terminal() -> bool:
    """Say whether someone can be asked: what is typed comes from a terminal, and what is shown goes to one."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _interview_in(prompts: ModuleType, answers: dict[str, str], registry: Registry, on: date) -> None:
    """Put each question until its answer can be read, and keep the answers as they come."""
    while question := _interview.next_question(answers, registry):
        hint = f"Enter: {question.default}. {question.why_skip}"
        text = prompts.typed(question.text, hint=hint, suggestions=question.suggestions)
        while problem := _interview.fault(answers, question.key, text, registry=registry, on=on):
            prompts.remark(problem)
            text = prompts.typed(question.text, suggestions=question.suggestions, before=text)
        answers[question.key] = text


def _check_output(path: str, *, is_forced: bool) -> None:
    """Refuse a file that can't hold a need, or that is there already."""
    if not path.endswith(".toml") or not path.isprintable():
        raise InvalidInputError(Fault(where=path, problem=f"must be a name that ends in .toml, such as {_USUAL}"))
    if os.path.lexists(path) and not is_forced:
        raise InvalidInputError(Fault(where=path, problem="is there already; give another name, or --force"))


def _written(prompts: ModuleType, options: Namespace, text: str) -> str:
    """Write the need to its file, and return the path; where nobody gave one, it is asked for until it can be written."""
    if options.output is not None:
        try:
            write_text(options.output, text)
        except InvalidInputError:
            say(text)
            raise
        return str(options.output)
    hint = (
        f"Enter: {_USUAL}. It holds what you said, with each question as a comment, to be changed and answered again."
    )
    while True:
        path = str(prompts.typed("Which file shall it be written to?", hint=hint)) or _USUAL
        try:
            _check_output(path, is_forced=True)
            is_free = options.force or not os.path.lexists(path)
            if is_free or prompts.confirmed(f"{path} is there already. Write over it?"):
                write_text(path, text)
                return path
        except InvalidInputError as error:
            prompts.remark(str(error))


def _keep(answers: dict[str, str], path: str, on: date) -> None:
    """Keep what was said so far: in the file, or on standard output where something is there already."""
    if not answers:
        tell("stopped before the first answer; there is nothing to keep")
        return
    text = _interview.file_text(answers, on=on)
    try:
        _check_output(path, is_forced=False)
        write_text(path, text)
    except InvalidInputError as error:
        say(f"\n{text}")
        tell(f"stopped; what you said so far is printed above, as a file to go on with: {error}")
    else:
        tell(f"stopped; what you said so far is kept in {path}, with the questions that were left: {_of_file(path)}")
    tell(f"or go on from the command: {_interview.command(answers)}")


def _of_file(path: str) -> str:
    """Return the command that answers the need in a file."""
    return shlex.join(["llm-selection", "recommend", "--use-case", path])
