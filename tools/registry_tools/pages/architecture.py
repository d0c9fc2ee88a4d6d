"""
The architecture: the wings of the package, what imports what, and the page that draws it.

`WINGS` is the only list. A wing is a package, or a module at the top; what a wing holds is read off the folders.
"""

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

__all__ = ["WINGS", "Import", "circle", "drawing", "imports", "modules", "wing_of", "wings_imported"]

WINGS: tuple[tuple[str, ...], ...] = (
    ("_dataclasses",),
    ("errors",),
    ("units",),
    ("_foundation",),
    ("domain",),
    ("registry", "estimation"),
    ("needs",),
    ("selection", "scanning"),
    ("analysis",),
    ("decisions",),
    ("presentation",),
    ("recommendation",),
    ("cli",),
    ("__main__",),
)
"""Bottom to top. A module imports its own wing and those below; wings beside each other don't know of each other."""

PACKAGE = "llm_selection"

Import = tuple[str, bool]
"""The dotted name of what is imported, and whether at the top of the module."""


def modules(root: Path) -> dict[str, Path]:
    """Map the dotted name of every module below the package at *root* to its file; a package goes by its own name."""
    found = {}
    for path in sorted(root.rglob("*.py")):
        *folders, name = path.relative_to(root).with_suffix("").parts
        if "data" not in folders:
            found[".".join(folders if name == "__init__" and folders else [*folders, name])] = path
    return found


def wing_of(module: str) -> str:
    """Return the wing of a module, such as ``domain`` for ``domain.prices``."""
    return module.partition(".")[0]


@cache
def imports(path: Path, known: frozenset[str]) -> tuple[Import, ...]:
    """
    Return what the module at *path* imports, inside functions and for type checkers too.

    Args:
        path: The module's file.
        known: The modules of the package: a name that is one of these was imported as a module.
    """
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_top = {id(node) for node in tree.body}
    return tuple((name, id(node) in at_top) for node in ast.walk(tree) for name in _names(node, known))


def _names(node: ast.AST, known: frozenset[str]) -> Iterator[str]:
    """Yield the modules that a statement imports."""
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        if node.level:
            raise ValueError(f"imports are written out in full, not from {'.' * node.level}{node.module or ''}")
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            is_module = node.module == PACKAGE or whole.removeprefix(f"{PACKAGE}.") in known
            yield whole if is_module else str(node.module)


def _own(path: Path, known: frozenset[str]) -> Iterator[str]:
    """Yield the modules of this package that a module imports."""
    for name, _ in imports(path, known):
        module = name.removeprefix(f"{PACKAGE}.")
        if module in known and name != module:
            yield module


def circle(files: Mapping[str, Path]) -> Sequence[str]:
    """
    Return the modules of a circle of imports, if there is one, wherever the imports stand.

    A package's front door, whose names are imported on first use, stands above the modules behind it.
    """
    known = frozenset(files)
    graph = {module: {other for other in _own(path, known) if other != module} for module, path in files.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        found: Sequence[str] = error.args[1]
        return found
    return ()


def wings_imported(files: Mapping[str, Path]) -> dict[str, set[str]]:
    """Return the other wings that each wing imports."""
    known = frozenset(files)
    found: dict[str, set[str]] = {wing: set() for floor in WINGS for wing in floor}
    for module, path in files.items():
        if module != "__init__":
            found[wing_of(module)] |= {wing_of(other) for other in _own(path, known)} - {wing_of(module)}
    return found


def drawing(root: Path) -> str:
    """Draw the wings as a Mermaid flowchart, top to bottom, with an arrow to each wing that is needed directly."""
    needed = wings_imported(modules(root))
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'  {wing}["{wing}<br>{_purpose(root, wing)}"]' for floor in reversed(WINGS) for wing in floor]
    for floor in reversed(WINGS):
        for wing in floor:
            reached = {far for near in needed[wing] for far in _all_below(near, needed)}
            lines += [f"  {wing} --> {below}" for below in sorted(needed[wing] - reached)]
    return "\n".join([*lines, "```", ""])


def _all_below(wing: str, needed: Mapping[str, set[str]]) -> set[str]:
    """Return every wing that *wing* needs, through others too."""
    found: set[str] = set()
    rest = [wing]
    while rest:
        more = needed[rest.pop()] - found
        found |= more
        rest += more
    return found


def _purpose(root: Path, wing: str) -> str:
    """Return the first sentence of what a wing says of itself."""
    path = root / wing / "__init__.py" if (root / wing).is_dir() else root / f"{wing}.py"
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return " ".join(text.partition("\n\n")[0].split()).replace('"', "'").replace("`", "")
