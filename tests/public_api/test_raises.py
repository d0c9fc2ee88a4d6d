"""What a public class refuses stands in its docstring: its checks are followed through the source."""

import ast
import importlib
import inspect
from collections.abc import Iterator

from llm_selection.errors import Fault
from llm_selection.estimation.costs import Usage
from llm_selection.needs.use_cases import UseCase
from llm_selection.registry import Layer, Lists
from public_names import Definition, definition, public_modules


def test_a_class_says_what_it_refuses() -> None:
    """Each one whose checks may raise `InvalidInputError`, wherever that is raised in the end."""
    untold = [made for made in _public_classes() if _may_refuse(made) and "Raises:" not in (inspect.getdoc(made) or "")]
    assert not untold


def test_checks_are_followed() -> None:
    """A fault raised at once, behind a function of another module, and behind one that is only passed on; and none."""
    assert [_may_refuse(made) for made in (Lists, Usage, UseCase)] == [True] * 3
    assert [_may_refuse(made) for made in (Fault, Layer)] == [False] * 2


def _public_classes() -> Iterator[type]:
    """Yield each class that people may import, once."""
    values = (
        getattr(module, name) for module in map(importlib.import_module, public_modules()) for name in module.__all__
    )
    yield from dict.fromkeys(value for value in values if isinstance(value, type))


def _may_refuse(made: type) -> bool:
    """Say whether the checks of a class may raise `InvalidInputError`."""
    found = definition(made.__module__, made.__name__)
    return found is not None and _refuses(*found, set())


def _refuses(module: str, definition: Definition, seen: set[ast.AST]) -> bool:
    """Say whether a function, or the checks of a class, may raise `InvalidInputError`, itself or by what it names."""
    if isinstance(definition, ast.ClassDef):
        checks = _method(definition, "__post_init__")
        return checks is not None and _body_refuses(module, checks, definition, seen)
    return _body_refuses(module, definition, None, seen)


def _body_refuses(module: str, function: ast.FunctionDef, owner: ast.ClassDef | None, seen: set[ast.AST]) -> bool:
    """Look at what a function does; methods of its *owner* are followed too."""
    if function in seen:
        return False
    seen.add(function)
    for part in _parts(function):
        match part:
            case ast.Raise(exc=ast.Call(func=ast.Name("InvalidInputError"))):
                return True
            case ast.Name(name):
                found = definition(module, name)
                if found and _refuses(*found, seen):
                    return True
            case ast.Attribute(ast.Name("self"), name) if owner:
                method = _method(owner, name)
                if method and _body_refuses(module, method, owner, seen):
                    return True
            case _:
                pass
    return False


def _parts(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body, without annotations: what they name isn't run."""
    rest: list[ast.AST] = [*function.body]
    while rest:
        part = rest.pop()
        yield part
        match part:
            case ast.FunctionDef(body=body):
                rest += body
            case ast.AnnAssign(value=value):
                rest += [value] if value else []
            case _:
                rest += ast.iter_child_nodes(part)


def _method(owner: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    """Return a method of a class by its name."""
    return next((part for part in owner.body if isinstance(part, ast.FunctionDef) and part.name == name), None)
