"""The documentation: links lead somewhere, examples run, and no page names a place that isn't the reader's."""

import re
import tomllib
from pathlib import Path

import pytest

from llm_selection.use_cases import parse_use_case

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("data/news/*.md")])


def _blocks(page: Path, language: str) -> list[str]:
    """Return the code blocks of *page* in one language."""
    return re.findall(rf"(?ms)^```{language}(?: [^\n]*)?\n(.*?)^```", page.read_text(encoding="utf-8"))


def _named(page: Path) -> str:
    """Name a page in test output."""
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_links_lead_somewhere(page: Path) -> None:
    """Every relative link of a page points at a file that is there."""
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", [page for page in PAGES if _blocks(page, "python")], ids=_named)
def test_python_examples_run(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The Python examples of a page run, one after the other, and what they print isn't empty."""
    names: dict[str, object] = {}
    for block in _blocks(page, "python"):
        exec(compile(block, str(page), "exec"), names)  # noqa: S102 - our own pages
        if "print(" in block:
            assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("page", [page for page in PAGES if _blocks(page, "toml")], ids=_named)
def test_use_cases_can_be_read(page: Path) -> None:
    """Each TOML example that names tasks, or a preset to start from, is a use case."""
    for block in _blocks(page, "toml"):
        data = tomllib.loads(block)
        if {"tasks", "preset"} & data.keys():
            assert parse_use_case(data).tasks


def test_every_page_is_listed() -> None:
    """The index links to every page under docs."""
    index = (ROOT / "docs/index.md").read_text(encoding="utf-8")
    missing = [_named(page) for page in ROOT.glob("docs/**/*.md") if page.name != "index.md" and page.stem not in index]
    assert not missing
