"""The picture: imports run one way, and each module has its place in it."""

import ast
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import llm_selection

ROOT = Path(llm_selection.__file__).parent
PACKAGE = "llm_selection"

LAYERS: tuple[dict[str, set[str]], ...] = (
    {
        "ground": {
            "_dataclasses",
            "_files",
            "_front_door",
            "_frozen",
            "_gate",
            "_linear",
            "_names",
            "_plain",
            "_toml",
            "_wording",
            "_wrapping",
            "errors",
            "evidence",
            "units",
            "verdicts",
        }
    },
    {
        "facts": {
            "benchmarks",
            "calibration",
            "evaluations",
            "hardware",
            "identity",
            "licenses",
            "models",
            "offerings",
            "prices",
            "verbosity",
        }
    },
    {
        "registry": {"registry"},
        "estimates": {"costs", "hosting", "own_tests", "peers", "quality", "transfer", "workloads"},
    },
    {
        "decision": {
            "assessments",
            "contests",
            "crossings",
            "decisions",
            "differences",
            "efforts",
            "explanation",
            "fallbacks",
            "fitting",
            "mentions",
            "mixes",
            "notation",
            "options",
            "picks",
            "presets",
            "pairs",
            "portfolio",
            "quotes",
            "ranking",
            "recommendation",
            "regions",
            "relaxations",
            "requirements",
            "robustness",
            "sample_sizes",
            "scanning",
            "shortcuts",
            "screening",
            "self_hosting",
            "shortfalls",
            "thresholds",
            "use_cases",
        }
    },
    {
        "presentation": {
            "__main__",
            "answers",
            "bills",
            "changes",
            "cli",
            "comparison",
            "facts",
            "findings",
            "report",
            "reviews",
            "sizing",
            "templates",
            "traces",
        }
    },
)
"""Bottom to top. A module may import its own group and every layer below, not a group beside its own."""

PLACES = {
    module: (height, group)
    for height, layer in enumerate(LAYERS)
    for group, modules in layer.items()
    for module in modules
}
FRONT_DOOR = "__init__"
DEPENDENCIES = {"importlib_resources", "packaging", "pydantic", "pydantic_core"}


def modules() -> dict[str, Path]:
    """Map the dotted name of every module below the package, such as ``registry._compile``, to its file."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): path
        for path in sorted(ROOT.rglob("*.py"))
        if "data" not in path.relative_to(ROOT).parts
    }


MODULES = modules()


@cache
def imports(path: Path) -> tuple[tuple[str, bool], ...]:
    """Return what a module imports by its dotted name, inside functions too, and whether at the top."""
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Read it off the module's text."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, id(node) in at_top
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: write imports out in full"
            assert node.module is not None
            for alias in node.names:
                # What is imported from the package itself is a module, or a name of the front door.
                whole = f"{node.module}.{alias.name}" if node.module == PACKAGE else node.module
                yield whole, id(node) in at_top


def place_of(module: str) -> str:
    """Return the name by which *module* stands in the picture: a package is one noun."""
    return module.partition(".")[0]


def test_every_module_has_a_place() -> None:
    """A new module must be put into the picture, and a place without a module taken out."""
    assert {place_of(module) for module in MODULES} == {*PLACES, FRONT_DOOR}


@pytest.mark.parametrize("module", [module for module in MODULES if module != FRONT_DOOR])
def test_imports_run_downwards(module: str) -> None:
    """A module imports its own group or lower layers, function-level imports included."""
    height, group = PLACES[place_of(module)]
    for name, _ in imports(MODULES[module]):
        if name == f"{PACKAGE}.__version__":
            assert group == "presentation", f"{module} asks the front door for the version"
            continue
        if name.partition(".")[0] != PACKAGE:
            continue
        target = place_of(name.removeprefix(f"{PACKAGE}."))
        assert target in PLACES, f"{module} imports {name} through the front door"
        below, beside = PLACES[target]
        assert below < height or beside == group, f"{module} ({group}) imports {target} ({beside})"


@pytest.mark.parametrize("module", MODULES)
def test_third_parties_are_few(module: str) -> None:
    """Beside the standard library there are three dependencies, and pydantic stands in the gate alone."""
    for name, at_top in imports(MODULES[module]):
        root = name.partition(".")[0]
        if root in {PACKAGE, *sys.stdlib_module_names}:
            continue
        if root == "llm_selection_data":
            # Our own data, if it is installed apart.
            assert (module, at_top) == ("registry._bundled", False)
            continue
        assert root in DEPENDENCIES, f"{module} imports {root}"
        if root == "pydantic":
            assert module == "_gate"
        if root == "pydantic_core":
            assert (module, at_top) == ("_plain", False)


@pytest.mark.parametrize("module", [module for module in MODULES if module != "_gate"])
def test_the_gate_is_loaded_on_demand(module: str) -> None:
    """Whoever imports the gate at its top is itself imported inside a function, so a start doesn't load pydantic."""
    loads_gate = {
        other
        for other, path in MODULES.items()
        if any(name == f"{PACKAGE}._gate" and top for name, top in imports(path))
    }
    for name, at_top in imports(MODULES[module]):
        if at_top and name.removeprefix(f"{PACKAGE}.") in loads_gate:
            assert module in loads_gate, f"{module} loads pydantic at a start, through {name}"


@pytest.mark.parametrize("module", MODULES)
def test_exports_are_sorted_and_there(module: str) -> None:
    """``__all__`` stands under the imports of every module but the entry point, in order of name, with nothing missing."""
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    listed = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__"
    ]
    if module == "__main__":
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
