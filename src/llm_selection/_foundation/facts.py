"""Names of facts, each with the type that the fact has."""

from typing import Generic, TypeVar

__all__ = ["Fact"]

T = TypeVar("T")


class Fact(str, Generic[T]):
    """The name of a fact, with the type that the fact has; otherwise a text like any other."""

    __slots__ = ()
