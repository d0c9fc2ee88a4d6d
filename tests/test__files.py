"""Files of the user's: text, or why it can't be had and what to do."""

from pathlib import Path

import pytest

from llm_selection._files import read_text
from llm_selection.errors import InvalidInputError


def test_a_file_is_read_up_to_the_largest_size(tmp_path: Path) -> None:
    """Exactly as large as allowed will do, and a byte more is refused with what to do."""
    place = tmp_path / "need.toml"
    place.write_bytes(b"12345")
    assert read_text(str(place), most_bytes=5) == "12345"
    with pytest.raises(InvalidInputError, match=r"need\.toml: is larger than 4 bytes$"):
        read_text(place, most_bytes=4)
    with pytest.raises(InvalidInputError, match="is larger than 4 bytes; split it"):
        read_text(place, most_bytes=4, advice="split it")


@pytest.mark.parametrize("content", [None, b"\xff"])
def test_what_cannot_be_read_is_named(content: bytes | None, tmp_path: Path) -> None:
    """A file that isn't there, and one that isn't text, are faults of the input."""
    place = tmp_path / "need.toml"
    if content is not None:
        place.write_bytes(content)
    with pytest.raises(InvalidInputError, match=r"need\.toml: can't be read"):
        read_text(place, most_bytes=5)


def test_the_mark_of_spreadsheets_is_dropped_on_demand(tmp_path: Path) -> None:
    """It stays in the text unless the encoding says that it goes."""
    place = tmp_path / "scores.csv"
    place.write_text("\ufeffmodel", encoding="utf-8")
    assert read_text(place, most_bytes=100) == "\ufeffmodel"
    assert read_text(place, most_bytes=100, encoding="utf-8-sig") == "model"
