"""``stage``: where the offering is in its life."""

from llm_selection._dataclasses import dataclass
from llm_selection.domain.offerings import Stage
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import STAGE, Facts
from llm_selection.needs.requirements._requirement import joined, verdict_of
from llm_selection.needs.requirements._shapes import OneOf

__all__ = ["StageIn"]


@dataclass(frozen=True, slots=True)
class StageIn(OneOf):
    """
    Stages to choose from, on the day asked about; by default ``active``, which one without a stage counts as.

    Always known.

    There are ``preview``, ``active``, ``deprecated`` and ``retired``. What sources list without a stage counts as active,
    as they were read to find what is on offer.
    """

    names: frozenset[Stage]
    keyword = "stage"
    examples = (("stage=active,preview", "one of these stages"),)
    fact = STAGE
    choices = Stage
    words = "stage"

    def judge(self, facts: Facts) -> Verdict:
        """Look the stage up."""
        stage = facts[STAGE]
        reason = "listed, no stage given" if stage is None else stage.value
        return verdict_of((stage or Stage.ACTIVE) in self.names, reason)

    def loosened(self, facts: Facts) -> "StageIn | None":
        """Add the stage that it is in."""
        wider = self.widened({facts[STAGE] or Stage.ACTIVE})
        return None if wider == self else wider

    def __str__(self) -> str:
        """Say it in a few words."""
        return joined(self.names)
