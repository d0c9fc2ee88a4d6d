"""What kind of container an untyped value is, asked so that a type checker knows what its items are: anything."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any, TypeGuard

__all__ = [
    "is_frozenset",
    "is_iterable",
    "is_list",
    "is_list_or_tuple",
    "is_mapping",
    "is_sequence",
    "is_set",
    "is_tuple",
]


def is_mapping(value: object) -> "TypeGuard[Mapping[Any, Any]]":
    """Say whether *value* is a mapping, such as a table of TOML."""
    return isinstance(value, Mapping)


def is_list(value: object) -> "TypeGuard[list[Any]]":
    """Say whether *value* is a list, as parsed files hold them."""
    return isinstance(value, list)


def is_list_or_tuple(value: object) -> "TypeGuard[list[Any] | tuple[Any, ...]]":
    """Say whether *value* is a list, or the tuple that one becomes where it is frozen."""
    return isinstance(value, list | tuple)


def is_sequence(value: object) -> "TypeGuard[Sequence[Any]]":
    """Say whether *value* is a sequence; a text is one, too."""
    return isinstance(value, Sequence)


def is_iterable(value: object) -> "TypeGuard[Iterable[Any]]":
    """Say whether *value* has items to go through; a text has."""
    return isinstance(value, Iterable)


def is_frozenset(value: object) -> "TypeGuard[frozenset[Any]]":
    """Say whether *value* is a frozen set."""
    return isinstance(value, frozenset)


def is_set(value: object) -> "TypeGuard[set[Any] | frozenset[Any]]":
    """Say whether *value* is a set, frozen or not."""
    return isinstance(value, set | frozenset)


def is_tuple(value: object) -> "TypeGuard[tuple[Any, ...]]":
    """Say whether *value* is a tuple."""
    return isinstance(value, tuple)
