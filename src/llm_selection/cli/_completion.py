"""The command ``completion``."""

from argparse import Namespace
from os.path import dirname, join

from llm_selection.cli._terminal import ANSWERED, say

__all__ = ["completion", "place"]


def completion(options: Namespace) -> int:
    """Print the script of a shell, which `registry-tools pages` made from the parser."""
    with open(place(options.shell), encoding="utf-8") as file:
        say(file.read().rstrip("\n"))
    return ANSWERED


def place(shell: str) -> str:
    """Return where the script of a shell lies."""
    return join(dirname(__file__), "completions", f"llm-selection.{shell}")
