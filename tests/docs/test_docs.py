"""The documentation: links lead somewhere, examples run, and no page names a place that isn't the reader's."""

import re
import tomllib
from pathlib import Path

import pytest

from llm_selection.domain.benchmarks import Task
from llm_selection.needs.requirements import _keywords
from llm_selection.needs.use_cases import parse_use_case
from llm_selection.selection.options import NAMES

ROOT = Path(__file__).parents[2]
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


def _anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as Markdown renderers make them; of like ones, the later are numbered."""
    text = re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))
    found: set[str] = set()
    for heading in re.findall(r"(?m)^#+ (.+)$", text):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        anchor = re.sub(r"[^\w\- ]", "", plain).strip().replace(" ", "-")
        found.add(next(name for number in range(100) if (name := anchor + f"-{number}" * bool(number)) not in found))
    return found


@pytest.mark.parametrize("page", PAGES, ids=_named)
def test_anchors_lead_somewhere(page: Path) -> None:
    """What stands behind the # of a relative link is a heading of the page it leads to."""
    links = re.findall(r"\]\(([^)#:]*)#([^)]*)\)", page.read_text(encoding="utf-8"))
    missing = [
        f"{name}#{anchor}" for name, anchor in links if anchor not in _anchors(page.parent / name if name else page)
    ]
    assert not missing


def test_headings_become_anchors(tmp_path: Path) -> None:
    """Small letters, hyphens for spaces, no points; what looks like a heading in code is none."""
    page = tmp_path / "page.md"
    page.write_text("# 4. What *is* `it`?\n\n## Like\n\n```sh\n# no heading\n```\n\n## Like\n", encoding="utf-8")
    assert _anchors(page) == {"4-what-is-it", "like", "like-1"}


def test_a_page_says_what_it_is_good_for() -> None:
    """Every page under docs opens with what its reader can do or knows after it."""
    pages = [page for page in PAGES if page.is_relative_to(ROOT / "docs")]
    assert not [_named(page) for page in pages if "\nAfter this page " not in page.read_text(encoding="utf-8")[:400]]


@pytest.mark.parametrize("page", [page for page in PAGES if _blocks(page, "python")], ids=_named)
def test_python_examples_run(page: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The Python examples of a page run, one after the other, and what they print isn't empty."""
    monkeypatch.setattr(_keywords, "_CLASSES", {})  # keywords that a page registers are its own
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


def test_every_fact_is_told() -> None:
    """A requirement of one's own may read what the page on writing one lists: all facts, and nothing else."""
    page = (ROOT / "docs/how-to/write-a-requirement.md").read_text(encoding="utf-8").partition("## 4. Facts")[2]
    rows = " ".join(re.findall(r"(?m)^\| (`[^|]*`)", page))
    told = {name for name in re.findall(r"`(\w+)`", rows) if not name.endswith("_TASK")} - {"quality_coding"}
    of_a_task = {f"{what}_{task}" for what in ("quality", "results", "basket_results") for task in Task}
    assert told == NAMES - of_a_task


def test_the_pythons_are_those_of_the_package() -> None:
    """What the page on versions says is supported is what the package says, and what continuous integration tries."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    classified = re.findall(r"Python :: (3\.\d+)", "\n".join(project["classifiers"]))
    row = re.search(r"(?m)^\| Python \|([^|]*)\|", (ROOT / "docs/reference/versions.md").read_text(encoding="utf-8"))
    assert row
    assert re.findall(r"`(3\.\d+)`", row[1]) == classified
    assert project["requires-python"] == f">={classified[0]}"


def test_every_page_is_listed() -> None:
    """The index links to every page under docs; to those of modules, the index of the API."""
    listed = {
        (index.parent / target).resolve()
        for index in (ROOT / "docs/index.md", ROOT / "docs/reference/api/index.md")
        for target in re.findall(r"\]\(([^)#:]+)", index.read_text(encoding="utf-8"))
    }
    missing = [_named(page) for page in ROOT.glob("docs/**/*.md") if page.resolve() not in listed]
    assert missing == ["docs/index.md"]
