"""Frozen mappings: equal like mappings, hashable, copied and pickled."""

import copy
import pickle
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_selection._foundation.frozen import FrozenMap, FrozenMapping, LaterMap, freeze, frozen

ITEMS = st.dictionaries(st.text(max_size=3), st.integers(), max_size=4)


@given(ITEMS)
def test_it_is_the_mapping_it_was_made_of(items: dict[str, int]) -> None:
    """Keys, values, order, length, equality and repr are those of the mapping."""
    frozen = FrozenMap(items)
    assert frozen == items
    assert list(frozen.items()) == list(items.items())
    assert len(frozen) == len(items)
    assert repr(frozen) == repr(items)


@given(ITEMS)
def test_equal_maps_hash_alike(items: dict[str, int]) -> None:
    """The order of items changes neither equality nor the hash."""
    turned = FrozenMap(dict(reversed(items.items())))
    assert turned == FrozenMap(items)
    assert hash(turned) == hash(FrozenMap(items))


@given(ITEMS)
def test_copies_are_equal(items: dict[str, int]) -> None:
    """A frozen map can be copied and pickled."""
    frozen = FrozenMap(items)
    assert copy.deepcopy(frozen) == frozen
    assert pickle.loads(pickle.dumps(frozen)) == frozen


def test_it_does_not_follow_its_origin() -> None:
    """Changing the mapping it was made of changes nothing."""
    items = {"a": 1}
    frozen = FrozenMap(items)
    items["b"] = 2
    assert frozen == {"a": 1}
    with pytest.raises(TypeError):
        frozen["a"] = 2  # type: ignore[index]  # that is the point


class Owner:
    """Something with a field."""

    field: Mapping[str, int]


class OnDemand(FrozenMapping[str, int]):
    """A mapping that makes its one item when asked for."""

    def __getitem__(self, key: str) -> int:
        """Count its letters."""
        return len(key)

    def __iter__(self) -> Iterator[str]:
        """Name the one."""
        return iter(["one"])

    def __len__(self) -> int:
        """Count it."""
        return 1


def test_freeze_replaces_a_field() -> None:
    """The field then holds a frozen copy."""
    owner = Owner()
    freeze(owner, "field", {"a": 1})
    assert isinstance(owner.field, FrozenMap)
    assert owner.field == {"a": 1}


def test_freeze_copies_a_view_that_may_change() -> None:
    """A read-only view follows its origin; the field doesn't."""
    items = {"a": 1}
    owner = Owner()
    freeze(owner, "field", MappingProxyType(items))
    items["a"] = 2
    assert owner.field == {"a": 1}


@pytest.mark.parametrize("kept", [FrozenMap({"a": 1}), OnDemand()])
def test_freeze_keeps_what_never_changes(kept: FrozenMapping[str, int]) -> None:
    """A mapping that promises never to change isn't copied: its items may be made on demand."""
    owner = Owner()
    freeze(owner, "field", kept)
    assert owner.field is kept


def test_plain_data_can_be_frozen_at_every_depth() -> None:
    """Lists become tuples, and everything can be hashed."""
    plain = {"a": [{"b": [1, "c", None]}], "d": 1.5}
    found = frozen(plain)
    assert found == {"a": ({"b": (1, "c", None)},), "d": 1.5}
    assert hash(found) == hash(frozen(found))
    with pytest.raises(TypeError):
        found["a"][0]["b"] = 2


def test_items_built_later_are_the_same() -> None:
    """Each when it is read, once; compared, hashed, shown and pickled as any frozen mapping."""
    built: list[str] = []

    def build(text: str) -> int:
        built.append(text)
        return int(text)

    later = LaterMap({"a": "1", "b": "2"}, build)
    assert (len(later), list(later), "a" in later, "c" in later, built) == (2, ["a", "b"], True, False, [])
    assert (later["a"], later["a"], later.get("c"), built) == (1, 1, None, ["1"])
    assert later == FrozenMap({"a": 1, "b": 2})
    assert hash(later) == hash(FrozenMap({"a": 1, "b": 2}))
    assert repr(later) == "{'a': 1, 'b': 2}"
    assert pickle.loads(pickle.dumps(later)) == later
    assert built == ["1", "2"]
