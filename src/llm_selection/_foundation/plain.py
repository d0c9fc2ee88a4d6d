"""
Values to plain data and back: what the compiled registry is read with.

Plain data is what JSON holds. The types are read from the dataclasses themselves, so there is
no second schema. Nothing is checked beyond what the values check; untrusted data goes
through `llm_selection._foundation.gate`, which reads the same shape with pydantic.
"""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NewType, Union, get_args, get_origin

from llm_selection._dataclasses import MISSING, fields, is_dataclass
from llm_selection._foundation.frozen import LaterMap
from llm_selection._foundation.shapes import is_frozenset, is_list_or_tuple, is_mapping
from llm_selection.errors import InvalidInputError
from llm_selection.units import EXACT

__all__ = ["BY_KIND", "ByKind", "default_of", "from_plain", "to_plain", "unprintable"]


class ByKind:
    """Marks a union of dataclasses that their ``kind`` field tells apart."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Callable[[Any], Any]) -> Any:
        """Let pydantic pick the variant by ``kind``, so that faults name one variant only."""
        from pydantic_core import core_schema  # only the gate needs pydantic

        choices = {kind: handler(variant) for kind, variant in _variants(source).items()}
        return core_schema.tagged_union_schema(choices, discriminator="kind")

    def __repr__(self) -> str:
        """Read well in a signature."""
        return "by kind"


BY_KIND = ByKind()

_WHOLE_FLOATS = 2**53
"""Below it, each whole number is a float of its own."""


def _variants(union: Any) -> dict[str, Any]:
    """Map each ``kind`` of *union* to its class."""
    return {
        str(next(spec.default for spec in fields(variant) if spec.name == "kind")): variant
        for variant in get_args(union)
    }


def to_plain(value: Any, *, whole: bool = False, instead: Callable[[Any], Any] | None = None) -> Any:  # noqa: C901 - one branch a kind of value
    """
    Turn a value into what JSON holds.

    Equal values have the same form: sets are sorted, 1.0 is 1; decimals and dates become text. Fields at their default are left out unless it is to
    be *whole*; ``kind`` always stays. *instead* returns what is written in place of a value, at every depth.
    """
    if instead is not None:
        value = instead(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < _WHOLE_FLOATS:
        return int(value)
    if isinstance(value, str | int | float | NoneType) and not isinstance(value, Enum):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return format(value.normalize(EXACT), "f")
    if isinstance(value, date):
        return value.isoformat()
    if is_list_or_tuple(value):
        return [to_plain(item, whole=whole, instead=instead) for item in value]
    if is_frozenset(value):
        return sorted(to_plain(item) for item in value)
    if is_mapping(value):
        return {to_plain(key): to_plain(item, whole=whole, instead=instead) for key, item in sorted(value.items())}
    if is_dataclass(value):
        return {
            spec.name: to_plain(item, whole=whole, instead=instead)
            for spec in fields(value)
            if (item := getattr(value, spec.name)) != default_of(spec) or whole or spec.name == "kind"
        }
    raise TypeError(f"no plain form for {type(value).__name__}")


def default_of(spec: Any) -> object:
    """Return the default of a dataclass field, or ``MISSING``."""
    return spec.default if spec.default_factory is MISSING else spec.default_factory()


def unprintable(plain: Any) -> Iterator[tuple[str, str]]:
    """
    Yield each text in plain data that can't stand in a line of print as it is, keys too, with its path.

    Line breaks would forge lines of an answer, escapes would move the cursor, and what turns the direction of writing
    would show one thing and mean another.
    """
    rest: list[tuple[str, Any]] = [("", plain)]
    while rest:  # no recursion: what comes from outside may be nested without end
        path, node = rest.pop()
        if isinstance(node, str):
            if not node.isprintable():
                yield path, node
        elif is_mapping(node):
            yield from ((path, key) for key in node if isinstance(key, str) and not key.isprintable())
            rest += [(f"{path}.{key}".removeprefix("."), item) for key, item in reversed(list(node.items()))]
        elif is_list_or_tuple(node):
            rest += [(f"{path}[{place}]", item) for place, item in reversed(list(enumerate(node)))]


def from_plain(target: Any, data: Any) -> Any:
    """
    Build a value of type *target* from plain data that was checked before.

    The exact inverse of `to_plain`.
    """
    return _reader(target)(data)


@cache
def _reader(target: Any) -> Callable[[Any], Any]:
    """Return the function that reads *target*."""
    if isinstance(target, type) and is_dataclass(target):
        return _dataclass_reader(target)
    origin, arguments = get_origin(target), get_args(target)
    if origin is Annotated:  # only ever `BY_KIND`
        readers = {kind: _reader(variant) for kind, variant in _variants(arguments[0]).items()}
        return lambda data: readers[data["kind"]](data)
    if origin in (Union, UnionType):
        (inner,) = map(_reader, set(arguments) - {NoneType})
        return lambda data: None if data is None else inner(data)
    if origin is tuple:
        item = _reader(arguments[0])
        return lambda data: tuple(map(item, data))
    if origin in (frozenset, AbstractSet):
        item = _reader(arguments[0])
        return lambda data: frozenset(map(item, data))
    if origin is Mapping:
        return _mapping_reader(*arguments)
    if isinstance(target, NewType):
        return _reader(target.__supertype__)
    if target is date:
        return date.fromisoformat
    if target in (str, int, bool, Any) or origin is Literal:
        return _as_is
    return target  # type: ignore[no-any-return]  # decimals, enums and floats read their own form


def _mapping_reader(keys: Any, items: Any) -> Callable[[Any], Any]:
    """Return the function that reads a mapping; values that are dataclasses are built later, as few are ever read."""
    key, item = _reader(keys), _reader(items)
    if key is _as_is and is_dataclass(items):
        return lambda data: LaterMap(data, item)
    return lambda data: {key(name): item(value) for name, value in data.items()}


def _as_is(data: Any) -> Any:
    return data


def _dataclass_reader(target: Any) -> Callable[[Any], Any]:
    types: dict[str, Any] = {spec.name: spec.type for spec in fields(target)}
    readers = {name: _reader(kind) for name, kind in types.items()}

    def read(data: Any) -> Any:
        try:
            return target(**{name: readers[name](value) for name, value in data.items()})
        except (KeyError, TypeError) as error:
            raise InvalidInputError(f"no {target.__name__}: {error}") from error

    return read
