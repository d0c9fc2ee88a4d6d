"""``content_policy``: whether the developer says what the model declines."""

from typing import Any

from llm_selection._dataclasses import dataclass, replace
from llm_selection.domain.verdicts import Verdict
from llm_selection.errors import InvalidInputError, shown
from llm_selection.needs.option_facts import CONTENT_POLICY, Facts
from llm_selection.needs.requirements._requirement import KeywordRequirement, meets, unknown

__all__ = ["ContentPolicyRecorded"]


@dataclass(frozen=True, slots=True)
class ContentPolicyRecorded(KeywordRequirement):
    """
    ``documented``: the developer's stance on content is on record, and the reason quotes it.

    Unknown where it isn't.

    It is a text for people to judge: stances are written in words that can't be compared. Of most models nobody here
    looked, or nothing was found.
    """

    keyword = "content_policy"
    accepts = "str"
    examples = (("content_policy=documented", "a stance is on record"),)
    fact = CONTENT_POLICY

    @classmethod
    def parse(cls, value: object) -> "ContentPolicyRecorded":
        """Read that a stance is on record: nothing finer can be told from free text."""
        if value == "documented":
            return cls()
        raise InvalidInputError(
            f'must be "documented", got {shown(value)}: stances are told in words, which no finer question can be put to'
        )

    def written(self) -> object:
        """Write the only word."""
        return "documented"

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Return the schema of the only word."""
        return {"enum": ["documented"]}

    def judge(self, facts: Facts) -> Verdict:
        """Quote what is on record, with who says so."""
        stated = facts[CONTENT_POLICY]
        if stated is None:
            return unknown("no content policy on record")
        text, evidence = stated
        return replace(meets(f"content policy: {text}"), evidence=(evidence,))

    def __str__(self) -> str:
        """Say it in a few words."""
        return "content policy on record"
