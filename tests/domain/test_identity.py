"""Identity: which ids are ids."""

import pytest
from hypothesis import given

from llm_selection.domain.identity import (
    ModelId,
    OfferingId,
    developer_of,
    parse_key,
    parse_license_id,
    parse_model_id,
    parse_offering_id,
)
from llm_selection.errors import InvalidInputError
from strategies import MODEL_IDS, NAMES, OFFERING_IDS


@given(MODEL_IDS)
def test_model_ids_pass(text: ModelId) -> None:
    """A good id comes back as it is, and starts with its developer."""
    assert parse_model_id(text) == text
    assert text.startswith(f"{developer_of(text)}/")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "gpt-5",
        "openai/",
        "/gpt-5",
        "OpenAI/gpt-5",
        "openai/gpt 5",
        "a/b/c",
        "openai/-x",
        "a/b\n",
        "a/é",
        "\u0430cme/m",
        "a/" + 199 * "x",
    ],
)
def test_what_is_no_model_id(text: str) -> None:
    """Capitals, spaces, several or no slashes, odd starts and endless ids are refused."""
    with pytest.raises(InvalidInputError, match="is no model id; write developer/name"):
        parse_model_id(text)


@given(OFFERING_IDS)
def test_offering_ids_pass(text: OfferingId) -> None:
    """A native id may hold slashes, capitals and signs."""
    assert parse_offering_id(text) == text


@pytest.mark.parametrize("text", ["host/302ai", "host/dots.llm1.inst", "host/@cf/One:free", "host/~one_2+x@2026-11-01"])
def test_native_ids_of_providers_pass(text: str) -> None:
    """What providers do call models is an id."""
    assert parse_offering_id(text) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "acme", "acme/", "Acme/one", "acme/one two", "acme/é", "acme/" + 200 * "x"),
        *("acme/../one", "acme/one`", "acme/<one>", "acme/one|two", "acme/#one", "acme/$one", "acme/one\n"),
    ],
)
def test_what_is_no_offering_id(text: str) -> None:
    """A provider in lower case and a native id are needed, without spaces and signs that mean something elsewhere."""
    with pytest.raises(InvalidInputError, match="is no offering id; write provider/native-id"):
        parse_offering_id(text)


@given(NAMES)
def test_keys_pass(text: str) -> None:
    """A key is a license's id too, and several with slashes are."""
    assert parse_key(text) == parse_license_id(text) == text
    assert parse_license_id(f"{text}/{text}") == f"{text}/{text}"


@pytest.mark.parametrize("text", ["", "Acme", "acme/", "../../etc/passwd", "\u0430cme", "-a", "a b", "a\n", 201 * "x"])
def test_what_is_no_key(text: str) -> None:
    """Capitals, ways upwards, letters that look like others, and endless ids are refused."""
    with pytest.raises(InvalidInputError, match="is no id; write lower-case letters"):
        parse_key(text)
    with pytest.raises(InvalidInputError, match="is no id of a license; write lower-case letters"):
        parse_license_id(text)


def test_a_refusal_stays_short() -> None:
    """An endless id isn't repeated in full."""
    with pytest.raises(InvalidInputError) as caught:
        parse_model_id("x" * 10_000)
    assert len(str(caught.value)) < 400
