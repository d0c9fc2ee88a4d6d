"""Identity: the ids of models and offerings, and what other libraries call them."""

import re
from enum import StrEnum
from typing import NewType

from llm_selection.errors import InvalidInputError

__all__ = [
    "Library",
    "ModelId",
    "OfferingId",
    "developer_of",
    "parse_accelerator_id",
    "parse_key",
    "parse_license_id",
    "parse_model_id",
    "parse_offering_id",
]

ModelId = NewType("ModelId", str)
"""``developer/name`` in lower case, such as ``openai/gpt-5``; checked by `parse_model_id`."""

OfferingId = NewType("OfferingId", str)
"""``provider/native id``, the native id as the provider spells it; checked by `parse_offering_id`."""

# Text, which `re` compiles when an id is first checked: a start trusts those it reads.
# ASCII only: a Cyrillic letter that looks like a Latin one would make another id that reads the same.
_NAME = r"[a-z0-9][a-z0-9._-]*"
_KEY = _NAME
_LICENSE_ID = rf"{_NAME}(?:/{_NAME})*"
_MODEL_ID = rf"{_NAME}/{_NAME}"
# Nothing in it means anything to Markdown or a shell.
_OFFERING_ID = rf"{_NAME}/[A-Za-z0-9@~_][A-Za-z0-9/:@.+_~-]*"
_LONGEST_ID = 200


class Library(StrEnum):
    """Another library, or catalogue, with ids of its own."""

    LITELLM = "litellm"
    OPENROUTER = "openrouter"
    PYDANTIC_AI = "pydantic_ai"
    LANGCHAIN = "langchain"
    MODELS_DEV = "models_dev"
    HUGGINGFACE = "huggingface"


def parse_key(text: str) -> str:
    """
    Check that *text* is the id of a developer, provider or benchmark, or the key of a source.

    Raises:
        InvalidInputError: It isn't lower-case letters, digits and ``. _ -``, the first a letter or digit.

    >>> parse_key("wafer.ai")
    'wafer.ai'
    """
    _check_match(_KEY, text, "id; write lower-case letters, digits and . _ -, the first a letter or digit")
    return text


def parse_license_id(text: str) -> str:
    """
    Check that *text* is the id of a license: a key, or several with slashes between them, as files in folders have.

    Raises:
        InvalidInputError: It isn't.

    >>> parse_license_id("acme/contract-2026")
    'acme/contract-2026'
    """
    _check_match(_LICENSE_ID, text, "id of a license; write lower-case letters, digits and . _ -")
    return text


def parse_model_id(text: str) -> ModelId:
    """
    Check that *text* is a model id.

    Raises:
        InvalidInputError: It isn't ``developer/name`` in lower-case letters, digits and ``. _ -``.

    >>> parse_model_id("openai/gpt-5")
    'openai/gpt-5'
    """
    _check_match(_MODEL_ID, text, "model id; write developer/name in lower-case letters, digits and . _ -")
    return ModelId(text)


def parse_accelerator_id(text: str) -> str:
    """
    Check that *text* is the id of an accelerator.

    Raises:
        InvalidInputError: It isn't ``vendor/name`` in lower-case letters, digits and ``. _ -``.

    >>> parse_accelerator_id("nvidia/h100-sxm")
    'nvidia/h100-sxm'
    """
    _check_match(_MODEL_ID, text, "accelerator id; write vendor/name in lower-case letters, digits and . _ -")
    return text


def parse_offering_id(text: str) -> OfferingId:
    """
    Check that *text* is an offering id.

    Raises:
        InvalidInputError: It isn't ``provider/native id``; the native id is letters, digits and ``/ : @ . + _ ~ -``.

    >>> parse_offering_id("fireworks/accounts/fireworks/models/glm-5")
    'fireworks/accounts/fireworks/models/glm-5'
    """
    _check_match(
        _OFFERING_ID, text, "offering id; write provider/native-id, that in letters, digits and / : @ . + _ ~ -"
    )
    return OfferingId(text)


def _check_match(pattern: str, text: str, what: str) -> None:
    """Raise `InvalidInputError` if *text* is too long or doesn't match *pattern*."""
    if len(text) > _LONGEST_ID or not re.fullmatch(pattern, text):
        raise InvalidInputError(f"{text[:_LONGEST_ID]!a} is no {what}")


def developer_of(model: ModelId) -> str:
    """
    Return the developer's part of a model id.

    >>> developer_of(ModelId("openai/gpt-5"))
    'openai'
    """
    return model.partition("/")[0]
