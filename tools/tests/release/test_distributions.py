"""The release check: which files it refuses, and which oldest dependencies it tries."""

import tomllib

import pytest

from registry_tools.places import ROOT
from registry_tools.release.distributions import floors, is_wrong_in_sdist, is_wrong_in_wheel


@pytest.mark.parametrize(
    "name",
    [
        "llm_selection/_gate.py",
        "llm_selection/registry/_compile.py",
        "llm_selection/py.typed",
        "llm_selection/registry/data/index.json",
        "llm_selection/registry/data/details.jsonl",
        "llm_selection/needs/presets_data/coding-agent.toml",
        "llm_selection/needs/workloads_data/index.json",
        "llm_selection-0.2.0.dist-info/METADATA",
        "llm_selection-0.2.0rc1.dist-info/licenses/DATA-SOURCES.md",
    ],
)
def test_what_belongs_in_a_wheel(name: str) -> None:
    """Modules, the marker of types, the data, metadata and licenses."""
    assert not is_wrong_in_wheel(name)


@pytest.mark.parametrize(
    "name",
    [
        "tests/test_costs.py",
        "llm_selection/need.toml",
        "llm_selection/needs/presets_data/coding-agent.toml.orig",
        "llm_selection/registry/data/index.json.orig",
        "llm_selection/__pycache__/_gate.cpython-313.pyc",
        "llm_selection/registry/data/old.jsonl",
        "README.md",
    ],
)
def test_what_does_not_belong_in_a_wheel(name: str) -> None:
    """Tests, what was left behind, and anything else."""
    assert is_wrong_in_wheel(name)


@pytest.mark.parametrize("name", ["src/llm_selection/py.typed", "data/registry.toml", "PKG-INFO", ".gitignore"])
def test_what_belongs_in_a_source_distribution(name: str) -> None:
    """All that builds, tests and explains the project."""
    assert not is_wrong_in_sdist(name)


@pytest.mark.parametrize(
    "name",
    ["tests/__pycache__/test_costs.pyc", "tests/.hypothesis/x", ".ci/run", "src/llm_selection.egg-info", "notes.txt"],
)
def test_what_does_not_belong_in_a_source_distribution(name: str) -> None:
    """What tools leave behind, and what stands at the top without being meant."""
    assert is_wrong_in_sdist(name)


def test_the_oldest_dependencies_are_pinned() -> None:
    """Each of the project's names one oldest version, which is what is tried."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    assert [pin.replace("==", ">=") for pin in floors(project)] == project["dependencies"]
    assert floors({"dependencies": ["a>=1.2,<3,!=1.4"]}) == ["a==1.2"]


@pytest.mark.parametrize("dependency", ["a", "a<3", "a==1"])
def test_a_dependency_without_an_oldest_version(dependency: str) -> None:
    """It is refused by name, as nothing could be tried."""
    with pytest.raises(ValueError, match=f"'{dependency}' needs one oldest version, such as 'a>=1.2'"):
        floors({"dependencies": [dependency]})
