"""Mappings that can't change, so that values holding one can be hashed and compared."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from llm_selection._foundation.shapes import is_list_or_tuple, is_mapping

__all__ = ["EMPTY", "FrozenMap", "FrozenMapping", "LaterMap", "freeze", "frozen"]

K = TypeVar("K")
V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)


class FrozenMapping(Mapping[K, V_co]):
    """A mapping that promises never to change; `freeze` keeps it as it is."""

    __slots__ = ()


class FrozenMap(FrozenMapping[K, V_co]):
    """
    A read-only mapping; equal to any mapping with the same items.

    ``types.MappingProxyType`` would do, but it can be neither hashed, copied nor pickled.
    """

    __slots__ = ("_items",)

    def __init__(self, items: Mapping[K, V_co]) -> None:
        """Copy *items*, in their order."""
        self._items = dict(items)

    def __getitem__(self, key: K) -> V_co:
        """Return the value of *key*."""
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        """Iterate over the keys, in their order."""
        return iter(self._items)

    def __len__(self) -> int:
        """Count the items."""
        return len(self._items)

    def __hash__(self) -> int:
        """Hash the items, whatever their order."""
        return hash(frozenset(self._items.items()))

    def __repr__(self) -> str:
        """Show the items as a dict would."""
        return repr(self._items)


EMPTY: FrozenMap[str, Any] = FrozenMap({})
"""The table that holds nothing."""


class LaterMap(FrozenMapping[K, V_co]):
    """A read-only mapping whose items are built when they are first read."""

    __slots__ = ("_build", "_built", "_plain")

    def __init__(self, plain: Mapping[K, Any], build: Callable[[Any], V_co]) -> None:
        """Hold what each item is built of, and how."""
        self._plain, self._build = plain, build
        self._built: dict[K, V_co] = {}

    def __getitem__(self, key: K) -> V_co:
        """Return the value of *key*."""
        if key not in self._built:
            self._built[key] = self._build(self._plain[key])
        return self._built[key]

    def __iter__(self) -> Iterator[K]:
        """Iterate over the keys, in their order."""
        return iter(self._plain)

    def __len__(self) -> int:
        """Count the items."""
        return len(self._plain)

    def __contains__(self, key: object) -> bool:
        """Say whether there is an item, without building it."""
        return key in self._plain

    def __hash__(self) -> int:
        """Hash the items, which builds them all."""
        return hash(FrozenMap(self))

    def __repr__(self) -> str:
        """Show the items as a dict would."""
        return repr(dict(self))

    def __reduce__(self) -> tuple[Any, ...]:
        """Copy and pickle what it holds: how it is built is of this process."""
        return FrozenMap, (dict(self),)


def freeze(owner: object, name: str, value: Mapping[K, V]) -> None:
    """
    Put a frozen copy of *value* into field *name* of a frozen dataclass being built.

    One that promises never to change is kept as it is: it may build its items on demand.
    """
    object.__setattr__(owner, name, value if isinstance(value, FrozenMapping) else FrozenMap(value))


def frozen(plain: Any) -> Any:
    """Return plain data as it can't change, at every depth: mappings frozen, lists as tuples."""
    if is_mapping(plain):
        return FrozenMap({key: frozen(item) for key, item in plain.items()})
    return tuple(map(frozen, plain)) if is_list_or_tuple(plain) else plain
