"""The picture: imports run one way, from wing to wing, without a circle; `registry_tools.pages.architecture.WINGS` is the list."""

import ast
import sys
from pathlib import Path

import pytest

import llm_selection
from registry_tools.pages.architecture import PACKAGE, WINGS, circle, drawing, imports, modules, wing_of

ROOT = Path(llm_selection.__file__).parent
MODULES = modules(ROOT)
KNOWN = frozenset(MODULES)
HEIGHTS = {wing: height for height, floor in enumerate(WINGS) for wing in floor}
FRONT_DOOR = "__init__"
DEPENDENCIES = {"importlib_resources", "packaging", "pydantic", "pydantic_core"}
GATE = "_foundation.gate"
ASKING = {"prompt_toolkit", "questionary"}
"""What the extra ``ask`` installs."""
INSIDE = [module for module in MODULES if module != FRONT_DOOR]


def test_every_wing_is_there_and_in_the_list() -> None:
    """A new wing must be put into the list, and one that is gone taken out; few modules stand beside the wings."""
    assert {wing_of(module) for module in INSIDE} == HEIGHTS.keys()
    assert len([path for path in MODULES.values() if path.parent == ROOT]) <= 8


@pytest.mark.parametrize("module", INSIDE)
def test_imports_run_downwards(module: str) -> None:
    """A module imports its own wing or those below, wherever the import stands."""
    for name, _ in imports(MODULES[module], KNOWN):
        target = name.removeprefix(f"{PACKAGE}.")
        if name == target:
            continue
        if target == "__version__":
            assert HEIGHTS[wing_of(module)] >= HEIGHTS["presentation"], f"{module} asks the front door for the version"
            continue
        wing = wing_of(target)
        assert target in KNOWN, f"{module} imports {name} through the front door"
        is_below = HEIGHTS[wing] < HEIGHTS[wing_of(module)]
        assert is_below or wing == wing_of(module), f"{module} imports {target}, which stands above or beside it"


def test_no_imports_run_in_a_circle() -> None:
    """Neither between modules nor through a function."""
    assert not circle(MODULES)


def test_a_circle_is_found(tmp_path: Path) -> None:
    """Through a function, too, and with a module that is imported by its name."""
    (tmp_path / "a.py").write_text("from llm_selection import b\n", encoding="utf-8")
    (tmp_path / "b.py").write_text("def f():\n    from llm_selection.c import d\n", encoding="utf-8")
    (tmp_path / "c.py").write_text("import llm_selection.a\n", encoding="utf-8")
    assert set(circle(modules(tmp_path))) == {"a", "b", "c"}
    (tmp_path / "c.py").unlink()
    assert not circle(modules(tmp_path))


@pytest.mark.parametrize("module", INSIDE)
def test_private_modules_are_of_their_package_alone(module: str) -> None:
    """A module whose name starts with an underscore is imported by its own package and nobody else."""
    for name, _ in imports(MODULES[module], KNOWN):
        package, _, private = name.removeprefix(f"{PACKAGE}.").partition("._")
        assert not private or f"{module}.".startswith(f"{package}."), f"{module} imports {name}"


@pytest.mark.parametrize("module", MODULES)
def test_third_parties_are_few(module: str) -> None:
    """Beside the standard library there are three dependencies, and pydantic stands in the gate alone, an extra in one module."""
    for name, at_top in imports(MODULES[module], KNOWN):
        root = name.partition(".")[0]
        if root in {PACKAGE, *sys.stdlib_module_names}:
            continue
        if root == "llm_selection_data":
            # Our own data, if it is installed apart.
            assert (module, at_top) == ("registry._bundled", False)
            continue
        if root in ASKING:
            assert module == "cli._prompts"
            continue
        assert root in DEPENDENCIES, f"{module} imports {root}"
        if root == "pydantic":
            assert module == GATE
        if root == "pydantic_core":
            assert (module, at_top) == ("_foundation.plain", False)


@pytest.mark.parametrize("module", MODULES)
def test_an_import_inside_a_function_says_what_it_saves(module: str) -> None:
    """In a comment behind it: such imports are exceptions."""
    text = MODULES[module].read_text(encoding="utf-8")
    lines = text.splitlines()
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    inside = {
        node.lineno for each in functions for node in ast.walk(each) if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert [lines[number - 1] for number in inside if "  # " not in lines[number - 1]] == []


def loaded_at_once(module: str) -> set[str]:
    """Return every module that is loaded when *module* is, the front doors on the way included."""
    seen: set[str] = set()
    rest = [module]
    while rest:
        one = rest.pop()
        if one not in seen:
            seen.add(one)
            packages = [one.rpartition(".")[0]] if "." in one else []
            tops = [name.removeprefix(f"{PACKAGE}.") for name, at_top in imports(MODULES[one], KNOWN) if at_top]
            rest += [other for other in (*packages, *tops) if other in KNOWN and other != FRONT_DOOR]
    return seen


def test_a_first_answer_does_without_the_gate() -> None:
    """Neither choosing a model nor printing the answer loads pydantic; only what comes from outside does."""
    assert GATE not in loaded_at_once("recommendation") | loaded_at_once("presentation.answer_report")
    assert GATE in loaded_at_once("registry._sources")


@pytest.mark.parametrize("module", MODULES)
def test_exports_are_sorted_and_there(module: str) -> None:
    """``__all__`` stands under the imports of every module but the entry point, in order of name, with nothing missing."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    listed = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    if module == "__main__" or (MODULES[module].name == "__init__.py" and len(tree.body) == 1):
        # A wing holds modules, and says what for.
        assert not listed
        return
    (names,) = listed
    # Constants, then classes, then the rest, as the linter sorts them.
    assert names == sorted(names, key=lambda name: (not name.isupper(), not name[:1].isupper(), name))
    if module == FRONT_DOOR:
        return
    # What is resolved on first use stands under TYPE_CHECKING.
    lazy = [node for branch in tree.body if isinstance(branch, ast.If) for node in branch.body]
    bound = {
        name
        for node in [*tree.body, *lazy]
        for name in (
            [node.name]
            if isinstance(node, ast.ClassDef | ast.FunctionDef)
            else [alias.asname or alias.name for alias in node.names]
            if isinstance(node, ast.ImportFrom)
            else [ast.unparse(target) for target in node.targets]
            if isinstance(node, ast.Assign)
            else [ast.unparse(node.target)]
            if isinstance(node, ast.AnnAssign)
            else []
        )
    }
    assert set(names) <= bound


def test_the_page_shows_the_picture() -> None:
    """The architecture page holds the drawing as it follows from the imports."""
    page = Path(__file__).parent.parent / "docs/explanation/architecture.md"
    assert drawing(ROOT) in page.read_text(encoding="utf-8")
