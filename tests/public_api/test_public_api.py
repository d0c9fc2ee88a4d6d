"""
The public API, name by name, as ``public_api.txt`` beside this module has it.

    PYTHONPATH=tests python tests/public_api/test_public_api.py

writes that file anew. Annotations aren't in it: type checkers watch those, in ``test_typing.py``.
"""

import enum
import importlib
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from decimal import Decimal
from difflib import unified_diff
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, is_typeddict

from public_names import public_modules

SNAPSHOT = Path(__file__).with_name("public_api.txt")
MEANT = "if it is meant, say so in CHANGELOG.md, then run: PYTHONPATH=tests python tests/public_api/test_public_api.py"
OPERATORS = {"__contains__", "__getitem__", "__iter__", "__len__", "__or__"}
"""What a class lets people write without a name. What dataclasses and enumerations add differs between Pythons."""


def test_the_public_api_is_as_it_was() -> None:
    """A name, parameter, default, member or key that came, went or changed is one that somebody meant and announced."""
    before = SNAPSHOT.read_text(encoding="utf-8").splitlines()
    changes = list(unified_diff(before, described(), "public_api.txt", "the code", lineterm="", n=0))
    assert not changes, "\n".join(["the public API changed;", MEANT, *changes])


def test_what_is_no_api_stays_out() -> None:
    """Nothing with an underscore at its front is described, and no object by its place in memory."""
    text = "\n".join(described())
    assert set(re.findall(r"\b_\w*", text)) <= OPERATORS
    assert " at 0x" not in text


def described() -> list[str]:
    """Describe every public name in a line, its members in lines below."""
    modules = {name: importlib.import_module(name) for name in public_modules()}
    return [line for module in modules.values() for line in ("", module.__name__, *_names(module, modules))][1:]


def _names(module: ModuleType, public: Mapping[str, ModuleType]) -> Iterator[str]:
    """Describe what a module exports; what another public module defines is told there."""
    for name in module.__all__:
        value = getattr(module, name)
        home = (getattr(value, "__module__", None) or "").partition("._")[0]
        if callable(value) and home != module.__name__ and home in public and name in public[home].__all__:
            yield f"  {name} of {home}"
        else:
            yield from (f"  {line}" for line in _lines(name, value))


def _lines(name: str, value: Any) -> Iterator[str]:
    """Describe one name."""
    if isinstance(value, enum.EnumMeta):
        yield f"enum {name}: {', '.join(value.__members__)}"
        yield from _members(value)
    elif is_typeddict(value):
        yield f"keys {name}: {', '.join(sorted(value.__annotations__))}"
    elif isinstance(value, type):
        bases = [base.__name__ for base in value.__bases__ if base is not object]
        yield f"class {name}{_signature(_made_by(value))}" + (f" is {', '.join(bases)}" if bases else "")
        yield from _members(value)
    elif get_args(value):
        # What is annotated is a union with a mark that only the gate reads.
        parts = get_args(get_args(value)[0] if hasattr(value, "__metadata__") else value)
        yield f"alias {name}: {' | '.join(part.__name__ if isinstance(part, type) else repr(part) for part in parts)}"
    elif callable(value) and not hasattr(value, "__supertype__"):
        yield f"{name}{_signature(value)}"
    elif isinstance(value, Mapping):
        yield f"mapping {name}: {', '.join(sorted(map(str, value)))}"
    else:
        yield f"{type(value).__name__} {name}"


def _members(value: type) -> Iterator[str]:
    """Describe the public members of a class that are this package's own; fields stand in its signature."""
    owners = [owner for owner in value.__mro__ if owner.__module__.startswith("llm_selection")]
    names = {name for owner in owners for name in vars(owner) if not name.startswith("_") or name in OPERATORS}
    for name in sorted(names):
        member = inspect.getattr_static(value, name)
        if isinstance(member, property):
            yield f"  property {name}"
        elif isinstance(member, classmethod | staticmethod):
            yield f"  {type(member).__name__} {name}{_signature(getattr(value, name))}"
        elif inspect.isfunction(member):
            yield f"  {name}{_signature(member)}"


def _made_by(value: type) -> Callable[..., Any] | None:
    """Return how a class is made, or nothing where that is its bases' or Python's business."""
    if is_dataclass(value):
        return value
    makers = (vars(owner).get("__init__") for owner in value.__mro__ if owner.__module__.startswith("llm_selection"))
    return None if getattr(value, "_is_protocol", False) else next(filter(None, makers), None)


def _signature(function: Callable[..., Any] | None) -> str:
    """Write parameters with their kinds and defaults, without types."""
    if function is None:
        return ""
    parameters = inspect.signature(function).parameters.values()
    return str(inspect.Signature([_shown(parameter) for parameter in parameters if parameter.name != "self"]))


def _shown(parameter: inspect.Parameter) -> inspect.Parameter:
    """Return a parameter without its type, and with a default whose text is stable."""
    shown = parameter.replace(annotation=parameter.empty)
    return shown if parameter.default is parameter.empty else shown.replace(default=_Shown(parameter.default))


class _Shown:
    """A default whose text is the same on every Python and in every process."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        value = self.value
        if isinstance(value, enum.Enum):
            return f"{type(value).__name__}.{value.name}"
        if isinstance(value, set | frozenset):
            return f"{{{', '.join(sorted(repr(_Shown(item)) for item in value))}}}"
        if isinstance(value, tuple):
            return f"({', '.join(repr(_Shown(item)) for item in value)})"
        if isinstance(value, type):
            return value.__name__
        if value is None or isinstance(value, bool | int | float | str | Decimal):
            return repr(value)
        # Of dataclasses, one stands for whatever makes the default anew.
        return "<made anew>" if repr(value) == "<factory>" else f"<{type(value).__name__}>"


if __name__ == "__main__":
    SNAPSHOT.write_text("\n".join(described()) + "\n", encoding="utf-8")
