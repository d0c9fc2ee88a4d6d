"""
The scripts with which shells complete the command line, made from its parser by shtab.

What an argument takes is told by its metavar. Names of the data, such as those of models, are asked of the command when
the key is pressed: in the script they would be old with the next data, and without those of overlays.
"""

import re
from argparse import Action, ArgumentParser
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import shtab

from llm_selection.cli._arguments import SHELLS, parser
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.efforts import Effort
from llm_selection.domain.licenses import LicenseKind
from llm_selection.estimation.workloads import WORKLOADS, Workload
from llm_selection.needs.presets import PRESETS
from llm_selection.needs.requirements import keywords
from registry_tools.pages.command_line import commands
from registry_tools.places import SOURCE

__all__ = ["Source", "scripts", "source_of"]

_HEAD = (
    "# Made from the parser by registry-tools pages, with shtab. What is of shtab in it is under the Mozilla Public\n"
    "# License 2.0: https://mozilla.org/MPL/2.0/\n"
)
_LISTED = "llm-selection list %s 2>/dev/null | sed -n 's/^\\([^ ][^ ]*\\).*/\\1/p'"
"""A shell's way to the first word of each line; those that a long line goes on in are indented."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """
    Where the words come from that an argument may be.

    Attributes:
        name: What the function of the shell is called by. bash takes what it prints for files where the name says so.
        words: These.
        listed: What `llm-selection list` prints of these kinds.
        files: Files, too.
    """

    name: str
    words: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()
    files: bool = False

    def complete(self) -> dict[str, object]:
        """Return what shtab takes: a function for each shell, and the lines that define it."""
        function = f"_llm_selection_{self.name}"
        return {
            "bash": function,
            "zsh": function,
            "fish": f"({function})",
            "preamble": {
                "bash": _function(f"{function}() {{", self._in_bash(), "}"),
                "zsh": _function(f"{function}() {{", self._in_zsh(), "}"),
                "fish": _function(f"function {function}", self._in_fish(), "end"),
            },
        }

    def _in_bash(self) -> Iterator[str]:
        if self.words:
            yield f'compgen -W "{" ".join(self.words)}" -- "$1"'
        for kind in self.listed:
            # compgen -W would expand what it is given, and run what an overlay calls a model.
            matching = '[[ $word == "$1"* ]] && printf \'%s\\n\' "$word"'
            yield f"{_LISTED % kind} | while IFS= read -r word; do {matching}; done"
        if self.files:
            yield 'compgen -f -- "$1"'

    def _in_zsh(self) -> Iterator[str]:
        found = [*self.words, *(f'${{(f)"$({_LISTED % kind})"}}' for kind in self.listed)]
        if found:
            # What ends with "=" is followed by its value.
            without_space = "-S '' " if self.words and self.words[-1].endswith("=") else ""
            yield f"local -a found=({' '.join(found)})"
            yield f"compadd {without_space}-a found"
        if self.files:
            yield "_files"

    def _in_fish(self) -> Iterator[str]:
        if self.words:
            yield f"printf '%s\\n' {' '.join(self.words)}"
        for kind in self.listed:
            yield _LISTED % kind
        if self.files:
            yield "__fish_complete_path (commandline -ct)"


def _function(head: str, lines: Iterator[str], tail: str) -> str:
    return "\n".join([head, *(f"  {line}" for line in lines), tail])


_NEEDS = (*Task, *PRESETS)
_FILES = Source(name="files", files=True)
_FOLDERS = "directory"
_MODELS = Source(name="models", listed=("models",))
_REQUIREMENTS = Source(name="requirements", words=tuple(f"{keyword}=" for keyword in keywords()))
_WORKLOAD_PARTS = Source(
    name="workload_parts", words=("requests_per_day=", *(f"{name}=" for name in Workload.__dataclass_fields__))
)

_BY_METAVAR: Mapping[str, Source | str | None] = {
    "ACCELERATOR": Source(name="accelerators", listed=("accelerators",)),
    "ACCELERATOR,KEY=VALUE": Source(name="accelerators", listed=("accelerators",)),
    "AFTER": Source(name="registry_files", words=("bundled", "installed"), files=True),
    "BEFORE": Source(name="registry_files", words=("bundled", "installed"), files=True),
    "DIR": _FOLDERS,
    "EFFORT": Source(name="efforts", words=tuple(Effort)),
    "FILE": _FILES,
    "FILE|NEED": Source(name="need_files", words=_NEEDS, files=True),
    "ID": _MODELS,
    "KIND": Source(name="licenses", words=tuple(LicenseKind)),
    "MODEL": _MODELS,
    "NAME": Source(name="workloads", words=tuple(WORKLOADS)),
    "NEED": Source(name="need_files", words=_NEEDS, files=True),
    "PATH": _FILES,
    "PROVIDER": Source(name="providers", listed=("providers",)),
    "TASK": Source(name="tasks", words=tuple(Task)),
    "WORD": Source(name="efforts", words=tuple(Effort)),
    **dict.fromkeys(
        (
            "DATE",
            "DAYS",
            "GLOB",
            "KEY=USD",
            "KEY=VALUE,...",
            "KIND,...",
            "METRIC",
            "MONTHS",
            "N",
            "P",
            "SHARE",
            "TEXT",
            "USD",
        )
    ),
}
"""By what stands for an argument: where its words come from; ``None`` is anything."""

_BY_OPTION: Mapping[str, Source | None] = {
    "--benchmark": Source(name="benchmarks", listed=("benchmarks",)),
    "--forbid": _REQUIREMENTS,
    "--load": _WORKLOAD_PARTS,
    "--require": _REQUIREMENTS,
}
"""By the name of an option whose metavar doesn't tell."""

_WITHOUT_SPACE = """

# What ends with "=" is followed by its value, without a space.
_llm_selection() {
  _shtab_llm_selection "$@"
  if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
    compopt -o nospace 2>/dev/null || :
  fi
}
complete -o bashdefault -F _llm_selection llm-selection"""
"""What shtab can't say of bash."""


def scripts(package: Path = SOURCE) -> dict[Path, str]:
    """
    Return the script of each shell, by its place in the package.

    Raises:
        SystemExit: Nobody has said what an argument takes.
    """
    described = parser()
    for command in commands(described).values():
        _describe(command)
    made = {shell: shtab.complete(described, shell) for shell in SHELLS}
    made["bash"] += _WITHOUT_SPACE
    return {
        package / "cli/completions" / f"llm-selection.{shell}": _with_head(f"{text.rstrip()}\n")
        for shell, text in made.items()
    }


def _with_head(script: str) -> str:
    """Put a line of our own at the top, behind that which zsh must find there."""
    mark, _, rest = script.partition("\n") if script.startswith("#compdef") else ("", "", script)
    # How to install it is told by the command, as the names of folders are the system's.
    rest = re.sub(r"(?m)^# Usage:\n(?:^#.*\n)+", "", rest)
    return f"{mark}\n{_HEAD}{rest}" if mark else f"{_HEAD}{rest}"


def _describe(command: ArgumentParser) -> None:
    """Tell shtab what each argument of a command takes."""
    for action in command._actions:  # noqa: SLF001 - argparse tells no other way
        if action.nargs == 0 or action.choices:
            continue
        source = source_of(action)
        if source is not None:
            action.complete = source.complete() if isinstance(source, Source) else source  # type: ignore[attr-defined]  # shtab reads it there


def source_of(action: Action) -> Source | str | None:
    """
    Return where the words come from that an argument may be; ``None`` is anything.

    Raises:
        SystemExit: Nobody has said.
    """
    for option in action.option_strings:
        if option in _BY_OPTION:
            return _BY_OPTION[option]
    if str(action.metavar) not in _BY_METAVAR:
        name = "/".join(action.option_strings) or action.dest
        raise SystemExit(f"{name} {action.metavar}: say in {Path(__file__).name} what completes it")
    return _BY_METAVAR[str(action.metavar)]
