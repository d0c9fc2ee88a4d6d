"""Files: what can't be read is refused in words, with the file, what it should be, and what to do."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from llm_selection._foundation.files import draft, read_text, why
from llm_selection.decisions import read_decision
from llm_selection.domain.evaluations import read_evaluations
from llm_selection.errors import InvalidInputError
from llm_selection.needs.use_cases import read_use_case

READERS = {
    "need.toml": (read_use_case, "; a need is a .toml or .json file; llm-selection show rag > need.toml writes one"),
    "need.lock": (read_decision, "; a decision is what llm-selection lock writes"),
    "own.csv": (read_evaluations, "; give results, not samples: a .csv, .toml or .json file"),
}


def fault_of(path: Any, most_bytes: int = 10) -> str:
    """Return the one fault of reading a file."""
    with pytest.raises(InvalidInputError) as caught:
        read_text(path, expected="give text", most_bytes=most_bytes)
    (fault,) = caught.value.faults
    return str(fault)


def test_text_is_the_same_from_every_editor(tmp_path: Path) -> None:
    """With a byte order mark or without, and however lines end; a file of just the limit is read."""
    path = tmp_path / "a.txt"
    for content in (b"\xef\xbb\xbfa\r\nb\r\xc3\xa4", b"a\nb\n\xc3\xa4"):
        path.write_bytes(content)
        assert read_text(path, expected="", most_bytes=len(content)) == "a\nb\nä"


@pytest.mark.parametrize("name", READERS)
def test_each_reader_says_what_it_reads(tmp_path: Path, name: str) -> None:
    """Missing, below a file, a folder, or no text: in words, without a number of the system, and once the file's name."""
    read: Callable[[Any], object]
    read, expected = READERS[name]
    (tmp_path / "file").touch()
    (tmp_path / "folder" / name).mkdir(parents=True)
    (tmp_path / name).write_bytes(b"ab\xff")
    for place, problem in (
        (tmp_path / "nowhere" / name, "there is no such file"),
        (tmp_path / "file" / name, "there is no such file"),
        (tmp_path / "folder" / name, "it is a folder, and not a file"),
        (tmp_path / name, "it isn't text in UTF-8 (byte 3 is 0xff)"),
        (f"a\0{name}", "embedded null byte"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            read(place)
        (fault,) = caught.value.faults
        assert fault.problem.startswith(f"can't be read: {problem}{expected}")
        assert "Errno" not in str(fault)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="a file without an end is one of Unix")
def test_a_file_without_an_end_is_refused() -> None:
    """No more is read than the limit, whatever size the system tells."""
    assert fault_of("/dev/zero") == "/dev/zero: is larger than 10 bytes; give text"


def test_only_paths_name_files() -> None:
    """A number would be read as an open file of the process."""
    assert fault_of(0) == "a file is named by a path, got 0"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (PermissionError(13, "Permission denied"), "permission is denied"),
        (FileExistsError(17, "File exists"), "something of that name is there already"),
        (FileNotFoundError(2, "No such file or directory"), "there is no such folder"),
        (OSError(28, os.strerror(28)), os.strerror(28)[:1].lower() + os.strerror(28)[1:]),
        (OSError("No luck"), "no luck"),
        (OSError(), "the system doesn't say why"),
    ],
)
def test_errors_in_words(error: OSError, told: str) -> None:
    """As people say it; what the system says of rarer ones, without its number."""
    assert why(error, missing="folder") == told


@pytest.mark.skipif(os.name == "nt", reason="links are those of POSIX")
def test_a_link_in_the_place_of_a_draft_is_not_followed(tmp_path: Path) -> None:
    """Whoever foresaw the draft's name mustn't have another file written over; one of a killed process is no hindrance."""
    other, place = tmp_path / "other", tmp_path / "need.lock"
    other.write_bytes(b"theirs")
    foreseen = Path(draft(str(place), b"first"))
    for target in (other, tmp_path / "nowhere", None):
        foreseen.unlink()
        if target is None:
            foreseen.touch()
        else:
            foreseen.symlink_to(target)
        assert draft(str(place), b"ours") == str(foreseen)
        assert not foreseen.is_symlink()
        assert foreseen.read_bytes() == b"ours"
    assert other.read_bytes() == b"theirs"
    assert {path.name for path in tmp_path.iterdir()} == {"other", foreseen.name}
