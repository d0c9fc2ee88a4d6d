"""
Transcripts: what the commands on a page print, put in their places.

A block ```` ```console ```` holds commands, each behind ``$``, and below each what it printed; that is written anew.
``keep=Why,Picks`` behind the word keeps the parts of it that start with these words, whether a comma follows or not,
``from=Bill`` what follows from a line on; what is left out is an ellipsis.
A block of any other language with ``file=need.toml`` is a file that the commands after it find.
"""

import os
import re
import shlex
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import llm_selection.registry
from llm_selection.cli import _terminal, main
from llm_selection.registry import CHOICE, Registry

__all__ = ["kept", "with_transcripts"]

_BLOCK = re.compile(r"(?ms)^```(?P<language>\w+)(?P<options>[^\n]*)\n(?P<text>.*?)^```$")
_PROGRAM = "llm-selection"
CUT = "…"
"""Stands where lines were left out."""
_NEAR_TIE = "≈"
"""Stands in place of an indent before a row of a table."""


def with_transcripts(page: str, registry: Registry) -> str:
    """Return the text of *page* with the output of its commands, on *registry* and its own day, 80 columns wide."""
    with TemporaryDirectory() as folder, chdir(folder), _as_there(registry):
        shell = _Shell()
        return _BLOCK.sub(lambda block: _replaced(block, shell.run), page)


def kept(output: str, words: tuple[str, ...]) -> str:
    """Keep the parts of *output* that start with one of *words*; a part ends before a line that isn't indented."""
    parts = [(next(iter(part.split()), "").rstrip(","), part.rstrip("\n")) for part in _parts(output)]
    if not {start for start, _ in parts} & set(words):
        raise SystemExit(f"nothing starts with {' or '.join(words)} in:\n{output}")
    lines: list[str] = []
    for start, part in parts:
        if start in words:
            lines.append(part)
        elif lines[-1:] != [CUT]:
            lines.append(CUT)
    return "\n".join(lines) + "\n"


def _from(output: str, start: str) -> str:
    """Keep the lines of *output* from the first that starts with *start* on."""
    lines = output.splitlines(keepends=True)
    first = next((place for place, line in enumerate(lines) if line.startswith(start)), None)
    if first is None:
        raise SystemExit(f"no line starts with {start} in:\n{output}")
    return "".join(([f"{CUT}\n"] if first else []) + lines[first:])


def _parts(output: str) -> Iterator[str]:
    """Yield the parts of *output*: a line, and those below it that are indented, or of a table marked as near ties."""
    part = ""
    for line in output.splitlines(keepends=True):
        if part and (not (line[:1].isspace() or line.startswith(_NEAR_TIE)) or part.endswith("\n\n")):
            yield part
            part = ""
        part += line
    if part:
        yield part


class _Shell:
    """Runs the few things that pages show: our own command, perhaps into a file, and its exit code."""

    def __init__(self) -> None:
        self._code = 0

    def run(self, command: str) -> str:
        """Return what *command* prints."""
        if command == "echo $?":
            return f"{self._code}\n"
        program, *arguments = shlex.split(command)
        if program == "cat":
            return "".join(Path(name).read_text(encoding="utf-8") for name in arguments)
        if program != _PROGRAM:
            raise SystemExit(f"a page shows the output of {program}, which isn't ours")
        target = None
        if ">" in arguments:
            *arguments, _, target = arguments
        printed = StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            self._code = main(arguments)
        if self._code == _terminal.BAD_INPUT:
            # Such as a model that has left the data: no reader should learn that from a tutorial.
            raise SystemExit(f"$ {command}\n{printed.getvalue()}")
        if target is None:
            return printed.getvalue()
        Path(target).write_text(printed.getvalue(), encoding="utf-8")
        return ""


def _replaced(block: re.Match[str], run: Callable[[str], str]) -> str:
    """Return a block with what its commands print; write the file that it is, if it is one."""
    options = dict(option.split("=", 1) for option in block["options"].split())
    if "file" in options:
        Path(options["file"]).write_text(block["text"], encoding="utf-8")
    if block["language"] != "console":
        return block[0]
    text = ""
    for line in block["text"].splitlines():
        if line.startswith("$ "):
            output = run(line.removeprefix("$ "))
            if "keep" in options:
                output = kept(output, tuple(options["keep"].split(",")))
            if "from" in options:
                output = _from(output, options["from"])
            text += f"{line}\n{output}"
    return f"```console{block['options']}\n{text}```"


@contextmanager
def _as_there(registry: Registry) -> Iterator[None]:
    """Let the command line find *registry*, on its own day, in a terminal of 80 columns."""
    kept_environment = {name: value for name, value in os.environ.items() if name != CHOICE}
    with (
        patch.dict(os.environ, {**kept_environment, "COLUMNS": "80"}, clear=True),
        patch.object(llm_selection.registry, "bundled", lambda: registry),
        patch.object(_terminal, "today", lambda: registry.date),
    ):
        yield
