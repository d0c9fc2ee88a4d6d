"""Files of the user's, read as text."""

from os import PathLike
from pathlib import Path

from llm_selection.errors import Fault, InvalidInputError

__all__ = ["read_text"]


def read_text(path: str | PathLike[str], *, most_bytes: int, encoding: str = "utf-8", advice: str = "") -> str:
    """
    Read a file as text.

    Args:
        path: The file.
        most_bytes: The largest that is read.
        encoding: ``utf-8-sig`` drops the mark that spreadsheets put at the start.
        advice: What to do about a larger one.

    Raises:
        InvalidInputError: It can't be read, or is larger.
    """
    place = Path(path)
    try:
        text = place.read_text(encoding=encoding) if place.stat().st_size <= most_bytes else None
    except (OSError, ValueError) as error:
        raise InvalidInputError(Fault(where=str(path), problem=f"can't be read: {error}")) from error
    if text is None:
        problem = f"is larger than {most_bytes:,} bytes{'; ' if advice else ''}{advice}"
        raise InvalidInputError(Fault(where=str(path), problem=problem))
    return text
