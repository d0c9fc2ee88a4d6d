"""What kind of container an untyped value is, asked so that a type checker knows what its items are: anything."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing_extensions import TypeIs

__all__ = ["is_frozenset", "is_iterable", "is_list", "is_list_or_tuple", "is_mapping", "is_sequence"]


def is_mapping(value: object) -> "TypeIs[Mapping[Any, Any]]":
    """Say whether *value* is a mapping, such as a table of TOML."""
    return isinstance(value, Mapping)


def is_list(value: object) -> "TypeIs[list[Any]]":
    """Say whether *value* is a list, as parsed files hold them."""
    return isinstance(value, list)


def is_list_or_tuple(value: object) -> "TypeIs[list[Any] | tuple[Any, ...]]":
    """Say whether *value* is a list, or the tuple that one becomes where it is frozen."""
    return isinstance(value, list | tuple)


def is_sequence(value: object) -> "TypeIs[Sequence[Any]]":
    """Say whether *value* is a sequence; a text is one, too."""
    return isinstance(value, Sequence)


def is_iterable(value: object) -> "TypeIs[Iterable[Any]]":
    """Say whether *value* has items to go through; a text has."""
    return isinstance(value, Iterable)


def is_frozenset(value: object) -> "TypeIs[frozenset[Any]]":
    """Say whether *value* is a frozen set."""
    return isinstance(value, frozenset)
