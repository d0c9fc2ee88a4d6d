"""Compiling presets: what their files say is what the package reads."""

from pathlib import Path

import pytest

from llm_selection._foundation.toml import strict_toml
from llm_selection.errors import InvalidInputError
from llm_selection.needs.use_cases import parse_workload, read_use_case
from registry_tools.pages.preset_index import compiled, preset_of
from registry_tools.places import SOURCE

FILE = """\
# poems: poems written
# to order.
#
# A preset, written out.

# Verse is writing.
[tasks]
writing = 1

[requirements]
min_context_tokens = "8k"
# Poems
# are read aloud.
output = ["text"]

# A wedding a day.
#
# An assumption.
[workload]
preset = "writing"
"""


def test_what_is_shipped_is_what_the_files_say() -> None:
    """To the byte; if not, run ``registry-tools pages``."""
    assert all(path.read_text(encoding="utf-8") == text for path, text in compiled().items())


@pytest.mark.parametrize("path", sorted(SOURCE.glob("needs/presets_data/*.toml")), ids=lambda path: path.stem)
def test_the_file_of_each_preset_passes_the_gate(path: Path) -> None:
    """As one that somebody else wrote: unknown keys and values that can't be read are refused."""
    assert read_use_case(path).workload is not None


@pytest.mark.parametrize("path", sorted(SOURCE.glob("estimation/workloads_data/*.toml")), ids=lambda path: path.stem)
def test_the_file_of_each_workload_passes_the_gate(path: Path) -> None:
    """Each gives its reason, and its name isn't repeated in it."""
    table = strict_toml(path.read_text(encoding="utf-8"), where=str(path))
    assert "name" not in table
    assert parse_workload(table).reason


def test_reasons_are_read_from_comments() -> None:
    """Worked out by hand: the first paragraph above a table or a requirement; what has no comment has no reason."""
    assert preset_of("poems", FILE, where="") == {
        "name": "poems",
        "title": "poems written to order",
        "table": {
            "tasks": {"writing": 1},
            "requirements": {"min_context_tokens": "8k", "output": ["text"]},
            "workload": {"preset": "writing"},
        },
        "reasons": {
            "tasks": "Verse is writing.",
            "requirements.output": "Poems are read aloud.",
            "workload": "A wedding a day.",
        },
    }


def test_a_fault_names_the_file(tmp_path: Path) -> None:
    """Whichever of them has it."""
    for folder in ("needs/presets_data", "estimation/workloads_data"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "needs/presets_data/poems.toml").write_text(FILE + "x =", encoding="utf-8")
    with pytest.raises(InvalidInputError, match=r"presets_data.poems\.toml: isn't TOML"):
        compiled(tmp_path)
