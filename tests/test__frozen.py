"""Frozen mappings: equal like mappings, hashable, copied and pickled."""

import copy
import pickle
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_selection._frozen import FrozenMap, freeze

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
    assert pickle.loads(pickle.dumps(frozen)) == frozen  # noqa: S301 - our own bytes


def test_it_does_not_follow_its_origin() -> None:
    """Changing the mapping it was made of changes nothing."""
    items = {"a": 1}
    frozen = FrozenMap(items)
    items["b"] = 2
    assert frozen == {"a": 1}
    with pytest.raises(TypeError):
        frozen["a"] = 2  # type: ignore[index]  # that is the point


def test_freeze_replaces_a_field() -> None:
    """The field then holds a frozen copy."""

    class Owner:
        field: Mapping[str, int]

    owner = Owner()
    freeze(owner, "field", {"a": 1})
    assert isinstance(owner.field, FrozenMap)
    assert owner.field == {"a": 1}
