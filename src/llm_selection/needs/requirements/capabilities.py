"""``capabilities``: what the model can do."""

from llm_selection._dataclasses import dataclass, fields
from llm_selection.domain.models import Capabilities
from llm_selection.domain.verdicts import Verdict
from llm_selection.needs.option_facts import CAPABILITIES, Facts
from llm_selection.needs.requirements._requirement import joined, verdict_of
from llm_selection.needs.requirements._shapes import AllNamed

__all__ = ["CapableOf"]


@dataclass(frozen=True, slots=True)
class CapableOf(AllNamed):
    """
    All of ``tool_calling``, ``structured_output``, ``reasoning``, ``prompt_caching``, ``web_search``.

    Unknown where none is missing and one isn't known.

    ``web_search`` is live search at answer time, as the offering has it; what a model was trained on is another matter.
    """

    names: frozenset[str]
    keyword = "capabilities"
    examples = (("capabilities=tool_calling,structured_output", "can do all of these"),)
    fact = CAPABILITIES
    words = "capabilities"
    choices = tuple(spec.name for spec in fields(Capabilities))

    def judge(self, facts: Facts) -> Verdict:
        """Combine the answers as *and*: one that is no decides, then one that isn't known."""
        answers = {name: getattr(facts[CAPABILITIES], name) for name in sorted(self.names)}
        words = {True: "yes", False: "no", None: "unknown"}
        met = False if False in answers.values() else None if None in answers.values() else True
        return verdict_of(
            met, ", ".join(f"{name.replace('_', ' ')} {words[answer]}" for name, answer in answers.items())
        )

    def __str__(self) -> str:
        """Say it in a few words."""
        return joined((name.replace("_", " ") for name in self.names), "and")
