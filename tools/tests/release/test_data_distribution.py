"""The data-only distribution: a whole project, the same every time, that answers when it is installed."""

import json
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.version import InvalidVersion

from factories import calibrated, source
from llm_selection.registry import _bundled, bundled, read
from registry_tools.places import ROOT
from registry_tools.release.data_distribution import main, project

MODULE = "src/llm_selection_data"


def test_the_project_is_whole() -> None:
    """What its metadata refers to is there, and nothing else."""
    files = project(calibrated())
    metadata = tomllib.loads(files["pyproject.toml"].decode())
    (package,) = metadata["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    named = {"pyproject.toml", metadata["project"]["readme"], *metadata["project"]["license-files"]}
    inside = {f"{package}/{name}" for name in ("__init__.py", "py.typed", "index.json", "details.jsonl")}
    assert files.keys() == named | inside


def test_metadata_agrees_with_the_library() -> None:
    """License, Python and build system are the library's, the version is that of the data, and nothing is required."""
    ours = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    metadata = tomllib.loads(project(calibrated(version="2026.12.01"))["pyproject.toml"].decode())
    assert metadata["build-system"] == ours["build-system"]
    for name in ("license", "license-files", "requires-python"):
        assert metadata["project"][name] == ours["project"][name]
    assert metadata["project"]["name"] == "llm-selection-data"
    assert metadata["project"]["version"] == "2026.12.1"
    assert "dependencies" not in metadata["project"]


def test_the_module_says_what_it_holds() -> None:
    """Version and schema are those of the index."""
    files = project(calibrated(version="2026.12.01"))
    names: dict[str, object] = {}
    exec(files[f"{MODULE}/__init__.py"], names)  # noqa: S102 - just written
    index = json.loads(files[f"{MODULE}/index.json"])
    assert (names["VERSION"], names["SCHEMA"]) == (index["version"], index["schema"]) == ("2026.12.01", 8)
    assert names["__all__"] == ["SCHEMA", "VERSION"]
    assert names["__doc__"]


def test_sources_are_credited() -> None:
    """The page of sources is that of the data."""
    files = project(calibrated(sources={"page": source(title="A page", credit="Jane Doe")}))
    assert b"- credit: Jane Doe\n" in files["DATA-SOURCES.md"]


def test_a_version_that_no_distribution_can_have() -> None:
    """It is refused before anything is written."""
    with pytest.raises(InvalidVersion, match="soon"):
        project(calibrated(version="soon"))


def test_written_and_installed_it_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same sources give the same bytes; on the path, newer than what the library ships, it is used."""
    data = str(ROOT / "tests/golden/registry")
    for name in ("one", "two"):
        main([str(tmp_path / name), "--data", data])
    files = {path.relative_to(tmp_path / "one"): path for path in (tmp_path / "one").rglob("*") if path.is_file()}
    assert {str(name) for name in files} >= {"pyproject.toml", f"{MODULE}/index.json"}
    assert all(path.read_bytes() == (tmp_path / "two" / name).read_bytes() for name, path in files.items())

    monkeypatch.setattr(_bundled, "shipped", lambda: calibrated(version="1"))
    monkeypatch.syspath_prepend(tmp_path / "one" / "src")
    _bundled.opened_once.cache_clear()
    try:
        assert bundled() == read(tmp_path / "one" / MODULE)
    finally:
        sys.modules.pop("llm_selection_data", None)
        _bundled.opened_once.cache_clear()
