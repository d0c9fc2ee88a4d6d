"""The example of a downstream package, and the page that explains it: what it says works."""

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from llm_selection import Overlay, build, bundled
from llm_selection.cli import main
from llm_selection.recommendation import Recommendation
from llm_selection.registry import audit
from llm_selection.registry._in_use import _discovered_registry

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "downstream-registry"
PAGE = (ROOT / "docs" / "how-to" / "ship-your-own-registry.md").read_text(encoding="utf-8")
FILES: dict[str, str] = dict(re.findall(r"(?ms)^\[`([^`]+)`\]\([^)]+\)\n\n```\w+\n(.*?)^```", PAGE))
"""What the page shows of the package, by place."""


COMMANDS: list[str] = [
    line
    for block in re.findall(r"(?ms)^```sh\n(.*?)^```", PAGE)
    for line in block.splitlines()
    if "llm-selection" in line
]
"""The command lines of the page that use this library; ``.ci/run`` runs those that install."""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Follow the page in an empty folder, and install what came about."""
    for name, text in FILES.items():
        place = tmp_path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    source = tmp_path / "src"
    registered = re.search(r'(?m)^\[project\.entry-points\."(.+)"\]\n(.+) = "(.+)"$', FILES["pyproject.toml"])
    (version,) = re.findall(r'(?m)^version = "(.+)"$', FILES["src/acme_registry/registry/overlay.toml"])
    assert registered
    info = source / f"acme_registry-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: acme-registry\nVersion: {version}\n")
    (info / "entry_points.txt").write_text("[{}]\n{} = {}\n".format(*registered.groups()))
    monkeypatch.syspath_prepend(source)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LLM_SELECTION_REGISTRIES", raising=False)
    monkeypatch.delitem(sys.modules, "acme_registry", raising=False)
    _discovered_registry.cache_clear()
    yield tmp_path
    _discovered_registry.cache_clear()
    sys.modules.pop("acme_registry", None)


def test_the_page_shows_the_package() -> None:
    """Every file that the package is made of stands on the page, to the letter."""
    shown = ["pyproject.toml", *(f"src/{path.relative_to(EXAMPLE / 'src').as_posix()}" for path in sources())]
    assert sorted(FILES) == sorted(shown)
    for name, text in FILES.items():
        assert text == (EXAMPLE / name).read_text(encoding="utf-8"), name


def sources() -> list[Path]:
    """List the files of the package that say something."""
    return [path for path in (EXAMPLE / "src").rglob("*") if path.suffix in {".csv", ".py", ".toml"}]


def test_the_overlay_builds(package: Path) -> None:
    """It fits the bundled registry; what needs a second look is the list price's rates that the contract leaves out."""
    overlay = build(package / "src/acme_registry/registry", Overlay)
    found = audit(bundled() | overlay)
    assert found.conflicts == ()
    assert [entry.id for entry in found.notes] == ["azure/gpt-5.5"]


def test_every_figure_of_the_example_is_told_from_a_real_one() -> None:
    """What it writes cites sources of its own, and their titles say that they are made up."""
    registry = bundled() | build(EXAMPLE / "src/acme_registry/registry", Overlay)
    own = {key for key in registry.sources if key not in bundled().sources}
    assert all("(fictional, for this example)" in registry.sources[key].title for key in own)
    for entry in audit(registry).entries:
        if entry.evidence is not None:
            assert entry.evidence["source"] in own
        elif entry.section == "results":
            assert entry.field in own


@pytest.mark.usefixtures("package")
def test_the_python_of_the_page() -> None:
    """With the package installed, it recommends the private model and says who brought it."""
    names: dict[str, object] = {}
    for block in re.findall(r"(?ms)^```python\n(.*?)^```", PAGE):
        exec(compile(block, "ship-your-own-registry.md", "exec"), names)  # noqa: S102 - our own page
    result = names["result"]
    assert isinstance(result, Recommendation)
    assert result.best.model.id == "acme/support-8b"
    assert set(result.best.brought_by.values()) == {"acme-registry 1.4.0"}


@pytest.mark.usefixtures("package")
@pytest.mark.parametrize("line", COMMANDS)
def test_the_commands_of_the_page(
    line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each succeeds, and shows what the package brings."""
    words = shlex.split(line)
    while "=" in words[0]:
        monkeypatch.setenv(*words.pop(0).split("=", 1))
    assert words.pop(0) == "llm-selection"
    assert main(words) == 0
    assert "acme-registry 1.4.0" in capsys.readouterr().out


def test_the_page_uses_every_command() -> None:
    """Nothing above passes for want of a command."""
    assert [" ".join(shlex.split(line)[:3]) for line in COMMANDS] == [
        "llm-selection registry build",
        "llm-selection registry audit",
        "llm-selection registry diff",
        "LLM_SELECTION_REGISTRIES=./src/acme_registry/registry llm-selection recommend",
        "LLM_SELECTION_REGISTRIES=acme-registry llm-selection recommend",
        "llm-selection registry audit",
        "llm-selection registry diff",
    ]
