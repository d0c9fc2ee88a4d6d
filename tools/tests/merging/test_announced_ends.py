"""Ends that two developers' libraries announce, read as text, and those that a person collected."""

from datetime import date
from pathlib import Path

import pytest

from llm_selection.domain.evidence import Evidence, Status
from registry_tools.places import COLLECTED
from registry_tools.upstream.announced_ends import End, read_anthropic, read_collected, read_openai

DAY = date(2026, 11, 20)
OPENAI = '''ChatModel: TypeAlias = Literal["gpt-7", "gpt-6"]
"""Deprecated values:

- "gpt-6", "gpt-6-2026-09-03":
  Announced shutdown date: 2027-04-01. See
  https://openai.example/deprecations for details and
  recommended replacements.
- "gpt-6-mini": Not a supported model ID. Retained for SDK compatibility.
- "gpt-5": Announced shutdown date:
  2026-12-11. See https://openai.example/deprecations for
  details and recommended replacements.
"""
'''
PYTHON = """from typing import Dict

DEPRECATED_MODELS: Dict[str, str] = {
    "claude-one": "June 30th, 2026",
    "claude-two-20251101": "October 22, 2027",
}
"""
TYPESCRIPT = """export const DEPRECATED_MODELS: { readonly [key: string]: string } = {
  'claude-one': 'June 30th, 2026',
  'claude-two-20251101': 'October 22nd, 2027',
} as const;
"""


def written(folder: Path, text: str) -> Path:
    """Write a file of a library."""
    path = folder / "models.txt"
    path.write_text(text, encoding="utf-8")
    return path


def days(ends: list[End]) -> dict[str, date | None]:
    """Return the ends by id."""
    return {end.native_id: end.retires for end in ends}


def test_openai_announces_ends_in_its_types(tmp_path: Path) -> None:
    """However the lines break; what is kept for compatibility alone has none."""
    ends = list(read_openai(written(tmp_path, OPENAI), DAY))
    assert days(ends) == {
        "gpt-6": date(2027, 4, 1),
        "gpt-6-2026-09-03": date(2027, 4, 1),
        "gpt-5": date(2026, 12, 11),
    }
    assert ends[0].evidence == Evidence(
        source="openai", status=Status.DOCUMENTED, as_of=DAY, url="https://openai.example/deprecations"
    )
    assert {(end.provider, end.firsthand) for end in ends} == {("openai", True)}


@pytest.mark.parametrize("text", [PYTHON, TYPESCRIPT])
def test_anthropic_warns_of_ends(tmp_path: Path, text: str) -> None:
    """In either language."""
    ends = list(read_anthropic(written(tmp_path, text), DAY))
    assert days(ends) == {"claude-one": date(2026, 6, 30), "claude-two-20251101": date(2027, 10, 22)}
    assert {(end.provider, end.evidence.source, end.evidence.status) for end in ends} == {
        ("anthropic", "anthropic", Status.DOCUMENTED)
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ChatModel = Literal[]", 'expected a text that begins with """Deprecated values:'),
        (OPENAI.replace('"gpt-5": ', "gpt-5: "), "and what becomes of them, found"),
        (OPENAI.replace("shutdown date: 2027-04-01", "shutdown in spring"), "'Announced shutdown date: DAY"),
    ],
)
def test_a_changed_format_of_openais_is_told(tmp_path: Path, text: str, expected: str) -> None:
    """With the file and what was expected."""
    path = written(tmp_path, text)
    with pytest.raises(ValueError, match="expected") as raised:
        list(read_openai(path, DAY))
    assert str(raised.value).startswith(f"{path}: ")
    assert expected in str(raised.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("MODELS = {}", "expected DEPRECATED_MODELS = {...}"),
        (PYTHON.replace("June 30th, 2026", "2026-06-30"), 'found \'"claude-one": "2026-06-30",\''),
        (PYTHON.replace("June", "Juni"), "expected 'id': 'January 22nd, 2027'"),
    ],
)
def test_a_changed_format_of_anthropics_is_told(tmp_path: Path, text: str, expected: str) -> None:
    """With the file and what was expected."""
    path = written(tmp_path, text)
    with pytest.raises(ValueError, match="expected") as raised:
        list(read_anthropic(path, DAY))
    assert str(raised.value).startswith(f"{path}: ")
    assert expected in str(raised.value)


def test_the_collected_ends_can_be_read() -> None:
    """Each says something, of a page, and no source says two things of one id."""
    ends = list(read_collected(COLLECTED / "catalogues" / "ends.csv"))
    assert all(end.retires or end.deprecated or end.successor for end in ends)
    assert all((end.evidence.url or "").startswith("https://") for end in ends)
    assert not any(end.firsthand for end in ends)
    places = [(end.provider, end.native_id, end.evidence.source, end.evidence.as_of) for end in ends]
    assert len(set(places)) == len(places)
