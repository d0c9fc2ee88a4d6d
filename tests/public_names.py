"""What is public: the modules that people may import, and where a name of them is defined."""

import ast
import importlib
import pkgutil
from functools import cache
from pathlib import Path

import llm_selection

__all__ = ["Definition", "definition", "public_modules"]

SOURCE = Path(llm_selection.__file__).parent
Definition = ast.FunctionDef | ast.ClassDef


def public_modules() -> list[str]:
    """Return the names of the modules that people may import, in order; the front door first."""
    found = (module.name for module in pkgutil.walk_packages(llm_selection.__path__, "llm_selection."))
    public = (name for name in found if not any(part.startswith("_") for part in name.split(".")))
    # A wing only holds modules.
    return ["llm_selection", *sorted(name for name in public if hasattr(importlib.import_module(name), "__all__"))]


def definition(module: str, name: str) -> tuple[str, Definition] | None:
    """Return what a name stands for in a module, with the module that defines it; nothing for what isn't the package's."""
    bound = _bound(module).get(name)
    if isinstance(bound, tuple):
        return definition(*bound)
    return None if bound is None else (module, bound)


@cache
def _bound(module: str) -> dict[str, Definition | tuple[str, str]]:
    """Return what a module's names stand for: its own definitions, and module and name of those it takes from another."""
    path = SOURCE.joinpath(*module.split(".")[1:])
    tree = ast.parse((path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text(encoding="utf-8"))
    taken = {
        alias.asname or alias.name: (node.module, alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("llm_selection")
        for alias in node.names
    }
    return taken | {node.name: node for node in tree.body if isinstance(node, Definition)}
