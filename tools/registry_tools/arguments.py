"""The arguments of one command, described by the docstring of its module."""

from argparse import ArgumentParser, RawDescriptionHelpFormatter

__all__ = ["command_parser"]


def command_parser(command: str, description: str | None) -> ArgumentParser:
    """Return an empty parser of ``registry-tools COMMAND`` that prints *description* as it is written."""
    return ArgumentParser(
        prog=f"registry-tools {command}", description=description, formatter_class=RawDescriptionHelpFormatter
    )
