"""Every module has its tests where a reader looks for them: in its wing, under its name."""

from pathlib import Path

import pytest

import llm_selection

SOURCE = Path(llm_selection.__file__).parent
TESTS = Path(__file__).parents[1]


def is_public(module: Path) -> bool:
    """Say whether people may import a module, by its path under the package."""
    return not any(part.startswith("_") for part in module.with_suffix("").parts)


def fronts() -> set[Path]:
    """Return the packages whose front exports what private modules beside it define."""
    return {path.parent for path in SOURCE.rglob("__init__.py") if any(path.parent.glob("_[a-z]*.py"))}


MODULES = sorted(path.relative_to(SOURCE) for path in SOURCE.rglob("*.py") if is_public(path.relative_to(SOURCE)))
FRONTS = sorted(path.relative_to(SOURCE) for path in fronts() if path != SOURCE and is_public(path.relative_to(SOURCE)))
TOGETHER = Path("needs", "requirements")
"""A module a requirement, of few lines: their laws and examples stand together in `REQUIREMENTS`."""
REQUIREMENTS = TESTS / "needs" / "test_requirements.py"


def test_there_are_modules_and_fronts() -> None:
    """What the tests below go through isn't empty, and has what is known to be there."""
    assert {Path("units.py"), Path("domain", "prices.py"), TOGETHER / "region.py"} <= {*MODULES}
    assert {Path("decisions"), Path("registry"), Path("estimation", "hosting"), TOGETHER} <= {*FRONTS}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_is_tested_under_its_name(module: Path) -> None:
    """In its wing; what stands beside the wings is tested beside them, requirements are tested together."""
    own = TESTS / module.parent / f"test_{module.name}"
    if module.parent == TOGETHER:
        taken = f"from llm_selection.needs.requirements.{module.stem} import"
        assert taken in REQUIREMENTS.read_text(encoding="utf-8"), f"{REQUIREMENTS.name} leaves {module} out"
    else:
        assert own.is_file(), f"nothing tests {module}: write {own.relative_to(TESTS.parent)}"


@pytest.mark.parametrize("front", FRONTS, ids=str)
def test_what_a_package_exports_is_tested_in_its_wing(front: Path) -> None:
    """Its private modules are tested together: in a folder of its name, or in a file of that name."""
    folder, file = TESTS / front, TESTS / front.parent / f"test_{front.name}.py"
    assert any(folder.glob("test_*.py")) or file.is_file(), f"nothing tests {front}"
