"""Files: text that a user names, read whole within a limit, or refused in words; and files written whole or not at all."""

import os
from io import StringIO
from os import PathLike, fspath

from llm_selection.errors import Fault, InvalidInputError

__all__ = ["check_path", "draft", "read_text", "why", "write_text"]

_IN_WORDS = {
    IsADirectoryError: "it is a folder, and not a file",
    FileExistsError: "something of that name is there already",
    PermissionError: "permission is denied",
}


def draft(place: str, content: bytes) -> str:
    """
    Write a file whole, onto the disk, beside its place and with the mode of the one there; nothing stays if that fails.

    Returns:
        Its path, from which one move brings it to its place; hidden, and with the number of the process in its name, so
        that two processes that write at once don't write into one another's.

    Raises:
        OSError, ValueError: It can't be written.
    """
    folder, name = os.path.split(place)
    path = os.path.join(folder, f".{name}.{os.getpid()}.new")
    try:
        # Made anew, so that a link put there beforehand isn't followed.
        if os.path.lexists(path):
            os.unlink(path)
        with open(path, "xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if os.path.exists(place):
            os.chmod(path, os.stat(place).st_mode & 0o7777)
    except BaseException:
        if os.path.exists(path):
            os.unlink(path)
        raise
    return path


def write_text(path: str, text: str) -> None:
    """
    Write a file whole or not at all: beside its place first, so that an interruption leaves the one there.

    Raises:
        InvalidInputError: It can't be written.
    """
    try:
        place = os.path.realpath(path)
        written = draft(place, text.encode())
        try:
            os.replace(written, place)
        except BaseException:
            os.unlink(written)
            raise
    except (OSError, ValueError) as error:
        is_nowhere = isinstance(error, FileNotFoundError | NotADirectoryError)
        to_do = "make the folder" if is_nowhere else "make it writable"
        problem = f"can't be written: {why(error, missing='folder')}; {to_do}, or write elsewhere"
        raise InvalidInputError(Fault(where=path, problem=problem)) from error


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
        with open(path, "rb") as file:
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
    if isinstance(error, ValueError) and "null" in str(error):
        return "embedded null byte"  # each version of Python words it differently
    reason = next((words for kind, words in _IN_WORDS.items() if isinstance(error, kind)), None)
    reason = reason or getattr(error, "strerror", None) or str(error) or "the system doesn't say why"
    return reason[:1].lower() + reason[1:]
