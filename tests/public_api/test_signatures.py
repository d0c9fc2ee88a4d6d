"""Signatures: the types that public ones name can be imported by whoever calls them."""

import ast
import importlib
from collections.abc import Iterator
from types import FunctionType

from public_names import definition, public_modules

OF_THE_PACKAGE = {"Answer", "Registry"}
"""Parts of the one are told by its schema, and the other isn't made by hand: docs/reference/versions.md says so."""


def test_types_can_be_imported() -> None:
    """Each class that an annotation names is in an ``__all__``, but for those that users have no use for."""
    modules = [importlib.import_module(name) for name in public_modules()]
    public = {name for module in modules for name in module.__all__}
    hidden = {
        f"{value.__name__} names {name}"
        for module in modules
        for value in (getattr(module, name) for name in module.__all__)
        if isinstance(value, type | FunctionType) and value.__name__ not in OF_THE_PACKAGE
        for name in _named(value)
        if name not in public
    }
    assert not hidden


def _named(value: type | FunctionType) -> Iterator[str]:
    """Yield the names of the package's classes in the annotations of a function, or of what a class shows."""
    found = definition(value.__module__, value.__name__)
    if found is None:
        return
    module, node = found
    for annotation in _annotations(node):
        for name in _names(annotation):
            meant = definition(module, name)
            if meant is not None and isinstance(meant[1], ast.ClassDef):
                yield name


def _annotations(node: ast.AST) -> Iterator[ast.expr]:
    """Yield the annotations of a function, or of the fields and public methods of a class."""
    match node:
        case ast.ClassDef(body=body):
            for part in body:
                yield from _annotations(part)
        case ast.AnnAssign(target=ast.Name(name), annotation=annotation) if not name.startswith("_"):
            yield annotation
        case ast.FunctionDef(name=name) if name == "__init__" or not name.startswith("_"):
            yield from (
                part.annotation for part in ast.walk(node.args) if isinstance(part, ast.arg) and part.annotation
            )
            yield from [node.returns] if node.returns else []
        case _:
            pass


def _names(annotation: ast.expr) -> Iterator[str]:
    """Yield the names in an annotation, those in a text too."""
    for part in ast.walk(annotation):
        match part:
            case ast.Name(name):
                yield name
            case ast.Constant(str(text)) if text.isidentifier() or "[" in text:
                yield from _names(ast.parse(text, mode="eval").body)
            case _:
                pass
