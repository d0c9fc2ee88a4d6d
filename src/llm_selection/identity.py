"""Identity: the ids of models and offerings, and what other libraries call them."""

import re
from enum import StrEnum
from typing import NewType

from llm_selection.errors import InvalidInputError

__all__ = ["Library", "ModelId", "OfferingId", "developer_of", "parse_model_id", "parse_offering_id"]

ModelId = NewType("ModelId", str)
"""``developer/name`` in lower case, such as ``openai/gpt-5``; checked by `parse_model_id`."""

OfferingId = NewType("OfferingId", str)
"""``provider/native id``, the native id as the provider spells it; checked by `parse_offering_id`."""

_NAME = r"[a-z0-9][a-z0-9._-]*"
_MODEL_ID = re.compile(rf"{_NAME}/{_NAME}")
_OFFERING_ID = re.compile(rf"{_NAME}/[!-~]+")
_LONGEST_ID = 200


class Library(StrEnum):
    """Another library, or catalogue, with ids of its own."""

    LITELLM = "litellm"
    OPENROUTER = "openrouter"
    PYDANTIC_AI = "pydantic_ai"
    LANGCHAIN = "langchain"
    MODELS_DEV = "models_dev"
    HUGGINGFACE = "huggingface"


def parse_model_id(text: str) -> ModelId:
    """
    Check that *text* is a model id.

    Raises:
        InvalidInputError: It isn't ``developer/name`` in lower-case letters, digits and ``. _ -``.

    >>> parse_model_id("openai/gpt-5")
    'openai/gpt-5'
    """
    if len(text) > _LONGEST_ID or not _MODEL_ID.fullmatch(text):
        raise InvalidInputError(
            f"{text[:_LONGEST_ID]!r} is no model id; write developer/name in lower-case letters, digits and . _ -"
        )
    return ModelId(text)


def parse_offering_id(text: str) -> OfferingId:
    """
    Check that *text* is an offering id.

    Raises:
        InvalidInputError: It isn't ``provider/native id`` without spaces.

    >>> parse_offering_id("fireworks/accounts/fireworks/models/glm-5")
    'fireworks/accounts/fireworks/models/glm-5'
    """
    if len(text) > _LONGEST_ID or not _OFFERING_ID.fullmatch(text):
        raise InvalidInputError(f"{text[:_LONGEST_ID]!r} is no offering id; write provider/native-id, without spaces")
    return OfferingId(text)


def developer_of(model: ModelId) -> str:
    """
    Return the developer's part of a model id.

    >>> developer_of(ModelId("openai/gpt-5"))
    'openai'
    """
    return model.partition("/")[0]
