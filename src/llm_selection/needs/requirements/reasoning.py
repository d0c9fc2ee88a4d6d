"""``reasoning``: whether the model may think before it answers."""

from typing import Any, Self

from llm_selection._dataclasses import dataclass
from llm_selection.domain.efforts import Effort
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import EFFORT, Facts
from llm_selection.needs.requirements._requirement import KeywordRequirement, unknown, verdict_of
from llm_selection.needs.requirements._values import check_flag, read_flag_in_words

__all__ = ["Reasoning"]


@dataclass(frozen=True, slots=True)
class Reasoning(KeywordRequirement):
    """
    ``False``: it doesn't think before it answers, by itself or because that is switched off; ``True``: it does.

    Unknown where nobody says which efforts the model takes.

    Attributes:
        asked: Whether it is to.

    Raises:
        InvalidInputError: *asked* is neither ``True`` nor ``False``.
    """

    asked: bool
    keyword = "reasoning"
    accepts = "bool | str"
    examples = (("reasoning=false", "answers without thinking"),)
    fact = EFFORT

    def __post_init__(self) -> None:
        """Check the answer."""
        check_flag("asked", self.asked)

    @classmethod
    def parse(cls, value: object) -> Self:
        """Read yes or no."""
        return cls(read_flag_in_words(value))

    def written(self) -> object:
        """Write yes or no."""
        return self.asked

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Return the schema of yes or no."""
        return {"enum": [True, False, "true", "yes", "false", "no"]}

    def judge(self, facts: Facts) -> Verdict:
        """Look at the effort."""
        effort = facts[EFFORT]
        if effort is None:
            return unknown("which efforts it takes isn't known")
        return verdict_of((effort is not Effort.NONE) is self.asked, f"effort {effort}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return "reasoning" if self.asked else "no reasoning"
