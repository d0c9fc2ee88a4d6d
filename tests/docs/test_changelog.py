"""The changelog has the shape that people and programs expect, and tells nothing twice."""

import re
from datetime import date
from pathlib import Path

from packaging.version import Version

from llm_selection import __version__

ROOT = Path(__file__).parents[2]
LINES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").splitlines()
PARTS = ["Added", "Changed", "Deprecated", "Removed", "Fixed"]


def under(level: str) -> list[str]:
    """Return the headings of one level, in order."""
    return [line.removeprefix(level) for line in LINES if line.startswith(level)]


def test_releases_stand_newest_first() -> None:
    """Below what isn't released, each has a version and a day, and the newest is that of the library."""
    unreleased, *releases = under("## ")
    assert unreleased == "Unreleased"
    found = [re.fullmatch(r"(\S+) - (\S+)", release) for release in releases]
    assert all(found), releases
    versions = [(Version(each[1]), date.fromisoformat(each[2])) for each in found if each]
    assert versions == sorted(versions, reverse=True)
    assert all(version <= Version(__version__) for version, _ in versions)


def test_parts_are_those_known_in_order() -> None:
    """Under each release, parts keep one order, none comes twice, and none is empty."""
    releases = "\n".join(LINES).split("\n## ")[1:]
    for release in releases:
        name, *parts = release.split("\n### ")
        headings = [part.partition("\n")[0] for part in parts]
        assert headings == [part for part in PARTS if part in headings], name
        assert all(re.search(r"(?m)^- ", part) for part in parts), name


def test_nothing_is_told_twice() -> None:
    """No longer sentence stands in two entries, as a merge can leave it."""
    sentences = [text for line in LINES for text in re.split(r"(?<=[.;]) ", line) if len(text) > 60]
    assert sorted({text for text in sentences if sentences.count(text) > 1}) == []


def test_news_of_the_data_stand_apart() -> None:
    """Each data version that an entry names has its own page."""
    for version in re.findall(r"\bData (\d{4}(?:\.\d+)+)", "\n".join(LINES)):
        assert (ROOT / f"data/news/{version}.md").exists(), version
