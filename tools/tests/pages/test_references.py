"""Cross-references: what a docstring names in single backticks is something that its reader can find."""

import inspect
import re
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

import llm_selection
from registry_tools.pages import api_reference

SAID = [
    (place, name)
    for place, text in api_reference.docstrings(Path(llm_selection.__file__).parent)
    for name in re.findall(r"(?<!`)`([^`]+)`(?!`)", text)
]


@pytest.mark.parametrize(("place", "name"), SAID)
def test_names_in_docstrings_are_there(place: str, name: str) -> None:
    """They are public, or of the standard library, and live where it is said; code that is no name has two backticks."""
    assert found(place, name), (
        f"{place} names `{name}`: write it whole, as llm_selection.module.name, or say what it is"
    )


@pytest.mark.parametrize(
    "name",
    [
        "posterior",
        "Posterior",
        "Posterior.ability",
        "mean",
        "task",
        "ability",
        "Task",
        "Overlay",
        "llm_selection.recommend",
        "llm_selection.estimation.quality",
        "llm_selection.registry.Registry.column",
        "math",
        "datetime.date.min",
        "KeyError",
    ],
)
def test_what_is_found(name: str) -> None:
    """A name of the module, of the class, of the function, of the front door, of Python, and one that is written whole."""
    assert found("estimation.abilities:Posterior.ability", name)


@pytest.mark.parametrize(
    "name",
    [
        "FEW_RESULTS",
        "_weights",
        "Posterior._weights",
        "Posterior.abilities",
        "llm_selection.estimation.quality.FEW_RESULTS",
        "llm_selection.qualities",
        "llm_selection._foundation.gate.json_schema",
        "a b",
        "math.fsums",
        "behind()",
    ],
)
def test_what_is_not_found(name: str) -> None:
    """What is private, elsewhere, misspelt, or no name."""
    assert not found("estimation.abilities:Posterior.ability", name)


def found(place: str, name: str) -> bool:
    """Say whether a reader of what is said at *place* finds *name*."""
    module, _, path = place.partition(":")
    inside = path.split(".") if path else []
    parts = name.split(".")
    if parts[0] == "llm_selection":
        return _whole(parts[1:])
    home = import_module(f"llm_selection.{module}")
    return (
        any(_holds(_at(home, inside[:depth]), parts) for depth in range(1, len(inside) + 1))
        or _shows(home, parts)
        or _shows(llm_selection, parts)
        or _in_python(parts)
    )


def _whole(parts: list[str]) -> bool:
    """Say whether a name behind ``llm_selection.`` is the front door's, or a public module's."""
    if parts[0] in llm_selection.__all__:
        return _shows(llm_selection, parts)
    places = range(len(parts), 0, -1)
    found = (
        (module, parts[place:]) for place in places if (module := _module(".".join(["llm_selection", *parts[:place]])))
    )
    module, rest = next(found, (None, parts))
    is_public = not any(part.startswith("_") for part in parts)
    return is_public and module is not None and (not rest or _shows(module, rest))


def _shows(module: ModuleType, parts: list[str]) -> bool:
    """Say whether a module has a name in ``__all__``, or took it from one that has."""
    name = parts[0]
    value = getattr(module, name, None)
    source = _module(getattr(value, "__module__", None) or "")
    ours = name in module.__all__ or (source is not None and name in getattr(source, "__all__", ()))
    return ours and (not parts[1:] or _holds(value, parts[1:]))


def _holds(value: object, parts: list[str]) -> bool:
    """Say whether a value has a member, a class a field, or a function a parameter, of that name."""
    name = parts[0]
    if name.startswith("_"):
        return False
    if inspect.isfunction(value):
        return parts == [name] and name in inspect.signature(value).parameters
    if hasattr(value, name):
        return not parts[1:] or _holds(getattr(value, name), parts[1:])
    return parts == [name] and name in getattr(value, "__annotations__", {})


def _at(value: object, path: list[str]) -> object:
    """Return what stands at a path of names."""
    for name in path:
        value = getattr(value, name)
    return value


def _in_python(parts: list[str]) -> bool:
    """Say whether the standard library, or what needs no import, has a name."""
    if parts[0] not in sys.stdlib_module_names:
        return _holds(import_module("builtins"), parts)
    module = _module(parts[0])
    return module is not None and (not parts[1:] or _holds(module, parts[1:]))


def _module(name: str) -> ModuleType | None:
    """Import a module, if there is one of that name."""
    try:
        return import_module(name)
    except (ImportError, ValueError):
        return None
