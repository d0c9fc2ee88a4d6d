"""``has_id``: which libraries can call it by an id."""

from typing import Any

from llm_selection._dataclasses import dataclass
from llm_selection.domain.identity import Library
from llm_selection.needs.option_facts import LIBRARIES
from llm_selection.needs.requirements._schemas import several
from llm_selection.needs.requirements._shapes import AllNamed
from llm_selection.needs.requirements._values import read_names

__all__ = ["HasId"]


@dataclass(frozen=True, slots=True)
class HasId(AllNamed):
    """
    Libraries that must have an id for it, all of them, such as ``litellm``.

    Always known.

    There are ``litellm``, ``openrouter``, ``pydantic_ai`` (or ``pydantic-ai``), ``langchain``, ``models_dev`` and
    ``huggingface``.
    """

    names: frozenset[str]
    keyword = "has_id"
    examples = (("has_id=litellm", "these have an id for it"),)
    fact = LIBRARIES
    choices = Library
    words = "id in"

    @classmethod
    def parse(cls, value: object) -> "HasId":
        """Read names of libraries, which people write with hyphens too."""
        return cls(read_names([name.replace("-", "_") for name in read_names(value)], Library))

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Return the schema of names, with hyphens too."""
        return several(
            dict.fromkeys(name for library in Library for name in (library.value, library.value.replace("_", "-")))
        )
