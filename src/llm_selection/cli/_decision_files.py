"""The file of a decision, written whole or not at all."""

import os

from llm_selection._foundation.files import draft, why
from llm_selection.errors import Fault, InvalidInputError

__all__ = ["replace"]


def replace(path: str, text: str) -> None:
    """Write a file whole: beside its place first, so that an interruption leaves the old one."""
    try:
        place = os.path.realpath(path)
        written = draft(place, text.encode())
        try:
            os.replace(written, place)  # noqa: PTH105 - pathlib costs a start 4 ms
        except BaseException:
            os.unlink(written)  # noqa: PTH108 - as above
            raise
    except (OSError, ValueError) as error:
        is_nowhere = isinstance(error, FileNotFoundError | NotADirectoryError)
        to_do = "make the folder" if is_nowhere else "make it writable"
        problem = f"can't be written: {why(error, missing='folder')}; {to_do}, or write elsewhere"
        raise InvalidInputError(Fault(where=path, problem=problem)) from error
