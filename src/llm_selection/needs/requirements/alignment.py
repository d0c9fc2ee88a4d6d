"""``alignment``: how the model was aligned."""

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.frozen import FrozenMap
from llm_selection.domain.models import AlignmentMethod
from llm_selection.needs.option_facts import ALIGNMENT_METHODS
from llm_selection.needs.requirements._shapes import Recorded
from llm_selection.needs.requirements._values import read_names

__all__ = ["AlignedBy"]

_NAMED = {
    **{name: name.upper() for name in ("dpo", "grpo", "rl", "rlaif", "rlhf", "rlvr", "sft")},
    "constitutional": "Constitutional AI",
}
"""Methods as people write them; the others are words, but for hyphens."""

_ALSO_CALLED = FrozenMap({"cai": "constitutional", "constitutional ai": "constitutional"})
"""What people call methods, in small letters."""


@dataclass(frozen=True, slots=True)
class AlignedBy(Recorded):
    """
    Methods that it was aligned by, all of them, as sources say: ``sft``, ``rlhf``, ``dpo`` and so on.

    Unknown where they don't say it, as they never say everything.

    There are ``sft``, ``rlhf``, ``rlaif``, ``constitutional``, ``dpo``, ``rlvr``, ``grpo``, ``rl``,
    ``rejection-sampling``, ``distillation``, ``safe-completions`` and ``model-merging``.
    """

    names: frozenset[str]
    keyword = "alignment"
    examples = (("alignment=rlhf,constitutional", "by all of these methods"),)
    fact = ALIGNMENT_METHODS
    choices = AlignmentMethod
    words = "aligned by"
    untold = "alignment"

    @classmethod
    def parse(cls, value: object) -> "AlignedBy":
        """Read names of methods; what people call them is a hint."""
        return cls(read_names(value, AlignmentMethod, also=_ALSO_CALLED))

    @classmethod
    def named(cls, name: str) -> str:
        """Return a method as people write it."""
        return _NAMED.get(name, name.replace("-", " "))
