"""The gate: strict, with every fault and its path."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Annotated, Any

import jsonschema
import pytest

from factories import model, offering, schedule, terms
from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.gate import check, check_json, json_schema, strict_json
from llm_selection._foundation.plain import to_plain
from llm_selection.domain.benchmarks import Task
from llm_selection.domain.licenses import LicenseTerms
from llm_selection.domain.models import Limits, Model
from llm_selection.domain.offerings import Offering
from llm_selection.domain.prices import PriceSchedule, RateCard
from llm_selection.errors import InvalidInputError
from llm_selection.registry import Records


def faults(target: Any, data: object) -> list[str]:
    """Collect what the gate says of *data*."""
    with pytest.raises(InvalidInputError) as caught:
        check(target, data, where="a.toml")
    return [str(fault) for fault in caught.value.faults]


def test_unknown_keys_are_refused_at_any_depth() -> None:
    """A key that a value doesn't have is a fault, and a near one is suggested."""
    assert faults(Limits, {"context": 1}) == ["a.toml: context: unknown key; did you mean 'context_tokens'?"]
    # Spelt rightly, but it belongs into another table.
    assert "a.toml: context_tokens: unknown key, in this place" in faults(Model, {"context_tokens": 1})
    data = {**to_plain(model()), "limits": {"context_tokns": 1}, "zzz": 1}
    assert faults(Model, data) == [
        "a.toml: limits.context_tokns: unknown key; did you mean 'context_tokens'?",
        "a.toml: zzz: unknown key",
    ]


def test_missing_keys_are_named() -> None:
    """What must be there is asked for, with the place it belongs to."""
    assert faults(Model, {"id": "acme/one", "name": "One"}) == ["a.toml: key 'evidence' is missing"]
    data = {**to_plain(model()), "evidence": {"record": {"source": "page", "status": "reported"}}}
    assert faults(Model, data) == ["a.toml: evidence.record: key 'as_of' is missing"]


@pytest.mark.parametrize("wrong", ["200000", 200_000.0, True, [200_000]])
def test_types_are_strict(wrong: object) -> None:
    """Text, a float, a flag or a list isn't a whole number; what was got is shown."""
    (fault,) = faults(Limits, {"context_tokens": wrong})
    assert fault.startswith("a.toml: context_tokens: Input should be a valid integer, got ")


def test_long_values_are_cut() -> None:
    """A fault shows at most 80 characters of what was got."""
    (fault,) = faults(Limits, {"context_tokens": "x" * 1000})
    assert fault.endswith("xxx…")
    assert len(fault) < 200


@pytest.mark.parametrize("text", ["two\nlines", "\x1b[31mred", "\u202egnp.exe", "a\x7fb", "nul\x00", "a\u2028b"])
def test_text_is_printable_in_a_line(text: str) -> None:
    """What would forge a line, move the cursor or turn the writing round is refused, with its place, escaped."""
    shown = ascii(text)
    assert faults(Model, {**to_plain(model()), "name": text}) == [
        f"a.toml: name: must be printable text in a line, got {shown}"
    ]
    data = {**to_plain(model()), "aliases": ["fine", text], "limits": {text: 1}}
    assert faults(Model, data)[:2] == [
        f"a.toml: aliases[1]: must be printable text in a line, got {shown}",
        f"a.toml: limits: must be printable text in a line, got {shown}",
    ]


@pytest.mark.parametrize("text", ["Qwen – 通义千问", "Mistral Large (été)", "עברית", "≥ 99 % · ½"])
def test_text_in_any_script_is_printable(text: str) -> None:
    """Letters and signs of every script are text."""
    assert check(Model, {**to_plain(model()), "name": text}, where="").name == text


def test_faults_inside_lists_have_a_number() -> None:
    """The path counts from 0, as JSON does."""
    prices = to_plain(schedule())
    prices["periods"][0]["cards"].append({"mode": "slow"})
    (fault,) = faults(PriceSchedule, prices)
    assert fault.startswith("a.toml: periods[0].cards[1].mode: Input should be 'standard', 'batch'")
    assert fault.endswith('got "slow"')


def test_rules_of_values_are_faults_too() -> None:
    """What a value says of itself stands at its place, without pydantic's words."""
    data = {**to_plain(offering()), "limits": {"context_tokens": 0}}
    assert faults(Offering, data) == [
        "a.toml: limits: context_tokens must be a whole number of at least 1, got 0",
    ]
    assert faults(Offering, {**to_plain(offering()), "id": "acme"}) == [
        "a.toml: 'acme' is no offering id; write provider/native-id, that in letters, digits and / : @ . + _ ~ -",
    ]


def test_a_union_names_faults_of_one_variant() -> None:
    """``kind`` picks the variant; a wrong kind lists those there are."""
    data = {**to_plain(model()), "architecture": {"kind": "mixture-of-experts", "expert": 8}}
    assert faults(Model, data) == [
        "a.toml: architecture.expert: unknown key; did you mean 'experts' or 'shared_experts'?"
    ]
    (wrong,) = faults(Model, {**to_plain(model()), "architecture": {"kind": "sparse"}})
    assert wrong.startswith("a.toml: architecture: Input tag 'sparse' found using 'kind' does not match any of")
    (none,) = faults(Model, {**to_plain(model()), "architecture": {}})
    assert none.startswith("a.toml: architecture: Unable to extract tag using discriminator 'kind'")


@pytest.mark.parametrize("price", ["1.0000001", "-1", "NaN", "1e30", "Infinity", "dear"])
def test_bad_prices_do_not_pass(price: str) -> None:
    """A price out of range or too precise is refused at its card."""
    (fault,) = faults(RateCard, {"input": price})
    assert fault.startswith("a.toml: ")


def test_dates_may_be_dates() -> None:
    """TOML has dates; a time isn't a day."""
    data = {**to_plain(model()), "released": date(2026, 5, 1)}
    assert check(Model, data, where="") == model(released=date(2026, 5, 1))
    for wrong in (datetime(2026, 5, 1), time(12)):  # noqa: DTZ001 - any time would do
        (fault,) = faults(Model, {**data, "released": wrong})
        assert fault.startswith("a.toml: isn't plain data: ")
        assert fault.endswith("is a time; write a date")


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), Decimal(1), object(), {1, 2}])
def test_what_is_no_plain_data(wrong: object) -> None:
    """Values that JSON can't hold don't come through the gate."""
    (fault,) = faults(Limits, {"context_tokens": wrong})
    assert fault.startswith("a.toml: isn't plain data: ")


def test_endless_data() -> None:
    """A list within itself, or nested too deep, is a fault and no crash."""
    endless: list[Any] = []
    endless.append(endless)
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    for wrong in (endless, deep):
        (fault,) = faults(Limits, wrong)
        assert fault.startswith("a.toml: isn't plain data: ")


def test_json_text() -> None:
    """Text is parsed here; broken text is one fault."""
    assert check_json(Limits, '{"context_tokens": 7}', where="") == Limits(context_tokens=7)
    with pytest.raises(InvalidInputError, match=r"^b.json: Invalid JSON") as caught:
        check_json(Limits, b'{"context_tokens": ', where="b.json")
    assert len(caught.value.faults) == 1


def test_enums_and_containers() -> None:
    """The gate takes any type made of ours."""
    assert check(Task, "coding", where="") is Task.CODING
    assert check(tuple[Limits, ...], [{}], where="") == (Limits(),)
    with pytest.raises(InvalidInputError, match=r"^Input should be 'coding', "):
        check(Task, "cooking", where="")


def test_several_faults_come_at_once() -> None:
    """Nobody has to mend a file one fault at a time."""
    data = {**to_plain(terms()), "text_read": "yes", "naming": 3, "colour": "red"}
    assert sorted(fault.split(": ")[1] for fault in faults(LicenseTerms, data)) == ["colour", "naming", "text_read"]


def test_schemas_follow_the_types() -> None:
    """The published schema takes what the gate takes and refuses unknown keys."""
    schema = json_schema(Model)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(to_plain(model(released=date(2026, 5, 1))), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**to_plain(model()), "colour": "red"}, schema)
    assert "models" in json_schema(Records)["properties"]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What holds more than is written."""

    plan: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What is written of a house."""

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Street:
    """Houses."""

    first: House | None = None
    houses: tuple[House, ...] = field(default_factory=tuple)
    named: Mapping[str, House]
    known: Annotated[Place | House, "either"]
    length: int = 1


def test_a_schema_may_have_types_in_place_of_others() -> None:
    """At every depth, with the defaults and descriptions that were there; a type without any of them stays itself."""
    street = json_schema(Street, output=True, instead={House: Place})
    place = {"$ref": "#/$defs/Place"}
    assert list(street["$defs"]) == ["Place"]
    assert (street["title"], street["description"], street["required"]) == ("Street", "Houses.", ["named", "known"])
    assert street["properties"] == {
        "first": {"anyOf": [place, {"type": "null"}], "default": None},
        "houses": {"items": place, "title": "Houses", "type": "array"},
        "named": {"additionalProperties": place, "title": "Named", "type": "object"},
        "known": place,
        "length": {"default": 1, "title": "Length", "type": "integer"},
    }
    assert json_schema(Place, instead={House: Place}) == json_schema(Place)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "NaN",
        '{"a": Infinity}',
        '{"a": 1, "a": 2}',
        '[{"a": {"b": 1, "b": 1}}]',
        b'"\xff"',
        "[" * 100_000,
        "9" * 5000,
    ],
)
def test_strict_json_refuses_what_json_has_not(text: str | bytes) -> None:
    """Not a number, repeated keys, bad bytes, endless nesting and endless numbers are no JSON."""
    with pytest.raises(InvalidInputError, match=r"^c.json: isn't JSON: ") as caught:
        strict_json(text, where="c.json")
    assert caught.value.__cause__ is not None


def test_strict_json_parses() -> None:
    """Good JSON is parsed."""
    assert strict_json(b'{"a": [1, null, "x"]}', where="") == {"a": [1, None, "x"]}
