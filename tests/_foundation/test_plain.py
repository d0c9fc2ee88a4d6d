"""Plain forms: what JSON holds, canonical, and built back without checks."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from factories import card, model, offering, schedule
from llm_selection._dataclasses import dataclass
from llm_selection._foundation.plain import BY_KIND, from_plain, to_plain
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.identity import Library, ModelId
from llm_selection.domain.models import Limits, MixtureOfExperts, Modality, Model, Undisclosed
from llm_selection.domain.prices import FreeTier, RateCard
from llm_selection.errors import InvalidInputError


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (0.5, 0.5),
        ("text", "text"),
        (Task.CODING, "coding"),
        (Decimal("1.500"), "1.5"),
        (Decimal("1E+3"), "1000"),
        (Decimal(0), "0"),
        (date(2026, 11, 23), "2026-11-23"),
        ((1, "a"), [1, "a"]),
        (frozenset({Modality.TEXT, Modality.IMAGE}), ["image", "text"]),
        ({Library.OPENROUTER: 1, Library.LITELLM: 2}, {"litellm": 2, "openrouter": 1}),
    ],
)
def test_plain_forms(value: object, plain: object) -> None:
    """Each kind of value has one form; sets and mappings are sorted."""
    found = to_plain(value)
    assert (found, type(found)) == (plain, type(plain))
    if isinstance(found, dict):
        assert isinstance(plain, dict)
        assert list(found) == list(plain)


@pytest.mark.parametrize(("value", "form"), [(1.0, "1"), (-3.0, "-3"), (2.0**53, "9007199254740992.0"), (0.25, "0.25")])
def test_whole_floats_are_written_as_whole_numbers(value: float, form: str) -> None:
    """1.0 equals 1, so both have the same form; beyond 2**53 floats aren't one by one any more."""
    assert str(to_plain(value)) == form
    assert isinstance(from_plain(float, to_plain(value)), float)


def test_values_may_be_written_in_place_of_others() -> None:
    """At every depth, keys excepted."""
    value = {"a": (Decimal(2), Limits(context_tokens=3))}
    plain = to_plain(value, instead=lambda each: "two" if each == Decimal(2) else each)
    assert plain == {"a": ["two", {"context_tokens": 3}]}
    assert to_plain(Limits(context_tokens=2), instead=lambda each: "two" if each == Decimal(2) else each) == {
        "context_tokens": "two"
    }


def test_defaults_are_left_out_but_for_the_kind() -> None:
    """A value at its defaults is empty; ``whole`` writes everything; ``kind`` always stays."""
    assert to_plain(Limits()) == {}
    assert to_plain(Limits(), whole=True) == {
        "context_tokens": None,
        "max_input_tokens": None,
        "max_output_tokens": None,
    }
    assert to_plain(FreeTier()) == {"kind": "free-tier"}
    assert to_plain(MixtureOfExperts(shared_experts=0)) == {"kind": "mixture-of-experts", "shared_experts": 0}


def test_a_false_is_not_left_out() -> None:
    """Only unknown is the default; ``False`` is something that is known."""
    assert to_plain(model(training_data_released=False))["training_data_released"] is False


def test_what_has_no_plain_form() -> None:
    """A mutable set or a foreign object isn't part of any value here; a list is plain already."""
    with pytest.raises(TypeError, match="no plain form for set"):
        to_plain({1})
    assert to_plain([1.0, [2]]) == [1, [2]]


def test_building_back_by_hand() -> None:
    """Nested values, unions by kind, numbers as text and new types are built from their plain form."""
    built = from_plain(
        Model,
        {
            "id": "acme/one",
            "name": "One",
            "released": "2026-05-01",
            "architecture": {"kind": "undisclosed"},
            "input": ["text"],
            "ids": {"litellm": "acme/one"},
            "evidence": {"record": {"source": "page", "status": "reported", "as_of": "2026-11-01"}},
        },
    )
    assert built == model(
        released=date(2026, 5, 1),
        architecture=Undisclosed(),
        input=frozenset({Modality.TEXT}),
        ids={Library.LITELLM: "acme/one"},
    )
    assert from_plain(RateCard, {"input": "1", "output": "4"}) == card()
    assert from_plain(ModelId, "acme/one") == "acme/one"
    assert from_plain(Any, [1, None]) == [1, None]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"context_tokens": 1, "context": 1},
        {"pricing": {"kind": "barter"}},
        {"pricing": {}},
    ],
)
def test_keys_that_do_not_fit_are_an_invalid_input(data: dict[str, Any]) -> None:
    """A missing or unknown key, or kind, is told as such even here, where nothing else is checked."""
    whole = to_plain(offering(pricing=schedule()))
    with pytest.raises(InvalidInputError, match="no Offering: "):
        from_plain(type(offering()), {**whole, **data} if data else data)


def test_a_union_reads_well() -> None:
    """The mark of a union is short in signatures."""
    assert repr(BY_KIND) == "by kind"


def test_a_type_that_is_no_value() -> None:
    """A dataclass that is no fact is built as well, if its parts are."""

    @dataclass(frozen=True, slots=True, kw_only=True)
    class Local:
        price: Decimal | None = None

    assert from_plain(Local, to_plain(Local(price=Decimal("1.5")))) == Local(price=Decimal("1.5"))
