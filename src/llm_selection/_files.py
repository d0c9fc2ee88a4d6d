"""Files: text that a user names, read whole within a limit, or refused in words that say what to do."""

from io import StringIO
from os import PathLike, fspath

from llm_selection.errors import Fault, InvalidInputError

__all__ = ["check_path", "read_text", "why"]

_IN_WORDS = {
    IsADirectoryError: "it is a folder, and not a file",
    FileExistsError: "something of that name is there already",
    PermissionError: "permission is denied",
}


def read_text(path: str | PathLike[str], *, expected: str, most_bytes: int) -> str:
    """
    Read a file as UTF-8, with or without a byte order mark; each end of a line becomes a line feed.

    Args:
        path: The file; anything that can be read to an end within the limit will do, a pipe too.
        expected: What the file should hold and how to come by one, for the fault.
        most_bytes: A larger file is refused, and not read further.

    Raises:
        InvalidInputError: It isn't there, can't be read, is too large, or isn't text.
    """
    check_path(path)
    where = fspath(path)
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib costs a start 4 ms
            content = file.read(most_bytes + 1)
        if len(content) <= most_bytes:
            return StringIO(content.decode("utf-8-sig"), newline=None).getvalue()
    except (OSError, ValueError) as error:
        raise InvalidInputError(Fault(where=where, problem=f"can't be read: {why(error)}; {expected}")) from error
    raise InvalidInputError(Fault(where=where, problem=f"is larger than {most_bytes:,} bytes; {expected}"))


def check_path(path: object) -> None:
    """Raise `InvalidInputError` unless *path* may name a file."""
    if not isinstance(path, str | PathLike):
        raise InvalidInputError(f"a file is named by a path, got {path!r}")


def why(error: OSError | ValueError, *, missing: str = "file") -> str:
    """
    Say in a few words why something couldn't be opened, read or written, without numbers of the system.

    Args:
        error: What was raised.
        missing: What isn't there where the system says only that something isn't: a file, or the folder of one.
    """
    if isinstance(error, UnicodeDecodeError):
        return f"it isn't text in UTF-8 (byte {error.start + 1:,} is {error.object[error.start]:#04x})"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"there is no such {missing}"
    told = next((words for kind, words in _IN_WORDS.items() if isinstance(error, kind)), None)
    told = told or getattr(error, "strerror", None) or str(error)
    return told[:1].lower() + told[1:]
