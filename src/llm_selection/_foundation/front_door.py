"""Front doors: packages whose public names are imported when one is first used."""

from importlib import import_module

# Written out: importing typing for it would cost more than the rest of a front door. Type checkers take it as true.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["importer"]


def importer(package: str, homes: "Mapping[str, str]", namespace: "dict[str, object]") -> "Callable[[str], object]":
    """
    Return the ``__getattr__`` of a package that imports a name on its first use, and keeps it.

    Args:
        package: The package's dotted name.
        homes: The module of each name, below the package.
        namespace: The package's globals, where a name is kept.
    """

    def find(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        namespace[name] = value = getattr(import_module(f"{package}.{homes[name]}"), name)
        return value

    return find
