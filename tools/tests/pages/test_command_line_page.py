"""The arguments on the page of the command line are those of the parser."""

import re
from argparse import ArgumentParser

from llm_selection.cli._arguments import parser
from registry_tools.pages import command_line
from registry_tools.places import DOCS

PAGE = DOCS / "reference/command-line.md"


def test_every_command_and_option_is_on_the_page() -> None:
    """Each command has its synopsis, and each option its line."""
    page = PAGE.read_text(encoding="utf-8")
    found = command_line.commands(parser())
    assert {"recommend", "registry diff", "break-even"} <= found.keys()
    for name, command in found.items():
        assert f"\nllm-selection {name}" in page
        for option in re.findall(r"--[a-z-]+", command.format_help()):
            assert option == "--help" or f"`{option}" in page or f"[{option}" in page


def test_every_argument_says_what_it_is() -> None:
    """In its line of ``--help``."""
    told = {name: command._actions for name, command in command_line.commands(parser()).items()}  # noqa: SLF001 - argparse tells no other way
    silent = [f"{name} {action.dest}" for name, actions in told.items() for action in actions if not action.help]
    assert silent == []


def test_a_synopsis_says_what_repeats_what_excludes_and_what_is_free() -> None:
    """Brackets for what may be left out, dots for what may be said again, a bar between what excludes each other."""
    described = ArgumentParser(prog="x")
    commands = described.add_subparsers()
    for name in ("recommend", "portfolio", "lock"):
        command = commands.add_parser(name)
        command.add_argument("--on", metavar="DATE", help="the day")
    ship = commands.add_parser("ship")
    ship.add_argument("files", metavar="FILE", nargs="+", help="what to ship")
    ship.add_argument("--to", metavar="PLACE", action="append", help="a place | another, 100%% sure")
    form = ship.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true")
    form.add_argument("--plain", action="store_true")
    page = command_line.with_usage(
        "```text\nold\n```\n<!-- arguments, made from the parser -->\nold\n<!-- end of arguments -->\n", described
    )
    assert "old" not in page
    assert "llm-selection recommend PARTS\n" in page
    assert "llm-selection ship FILE… [--to PLACE]… [--json|--plain]\n" in page
    assert "PARTS: [--on DATE]\n" in page
    assert "| `--to PLACE…` | a place \\| another, 100% sure |" in page
    assert "| `--json` | – |" in page
