"""The scripts with which shells complete are those of the parser."""

from argparse import ArgumentParser
from pathlib import Path

import pytest

from llm_selection.cli._arguments import parser
from llm_selection.cli._completion import place
from registry_tools.pages import completions
from registry_tools.pages.command_line import commands


def test_the_shipped_scripts_are_up_to_date() -> None:
    """To the letter, and where the command looks for them: in the package that is tested, which need not be this clone."""
    made = completions.scripts(Path(place("bash")).parents[2])
    assert set(map(str, made)) == {place("bash"), place("fish"), place("zsh")}
    stale = [path.name for path, text in made.items() if path.read_text(encoding="utf-8") != text]
    assert stale == [], "run registry-tools pages"


def test_it_is_said_of_every_argument_what_completes_it() -> None:
    """Or that nothing does; and of none that isn't there."""
    actions = [action for command in commands(parser()).values() for action in command._actions]  # noqa: SLF001 - argparse tells no other way
    taking = [action for action in actions if action.nargs != 0 and not action.choices]
    told = [completions.source_of(action) for action in taking]
    assert any(told)
    assert None in told
    options = {option for action in actions for option in action.option_strings}
    assert completions._BY_OPTION.keys() <= options  # noqa: SLF001 - what is told of an option that went is left over
    assert completions._BY_METAVAR.keys() <= {str(action.metavar) for action in actions}  # noqa: SLF001 - as above


def test_an_argument_of_which_nothing_is_said_is_refused() -> None:
    """By its name and its place."""
    described = ArgumentParser()
    new = described.add_argument("--new", metavar="THING")
    with pytest.raises(SystemExit, match=r"--new THING: say in completions\.py what completes it"):
        completions.source_of(new)
    with pytest.raises(SystemExit, match="old THING"):
        completions.source_of(described.add_argument("old", metavar="THING"))
