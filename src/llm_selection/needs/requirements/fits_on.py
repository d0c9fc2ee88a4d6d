"""``fits_on``: the hardware that the model fits on."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from llm_selection._dataclasses import dataclass, replace
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.shapes import is_mapping
from llm_selection._foundation.spelling import nearest
from llm_selection._foundation.wording import counted
from llm_selection.domain.hardware import Accelerator, Precision
from llm_selection.domain.models import Downloadable, Model
from llm_selection.domain.verdicts import Verdict
from llm_selection.errors import InvalidInputError, shown
from llm_selection.estimation.hosting import (
    Fit,
    accelerator_counts,
    fit,
    kv_cache_bytes,
    served_precision,
    weight_bytes,
)
from llm_selection.needs.hardware_fit import CONTEXT_TOKENS
from llm_selection.needs.option_facts import HOSTABLE, Facts
from llm_selection.needs.requirements._requirement import fails, verdict_of
from llm_selection.needs.requirements._schemas import TEXT, count, saying, table
from llm_selection.needs.requirements._shapes import Threshold
from llm_selection.needs.requirements._values import read_count, read_table
from llm_selection.units import check_count

if TYPE_CHECKING:
    from llm_selection.registry import Registry

__all__ = ["FitsOn"]

_GIB = 2**30
_MOST_ACCELERATORS = 64
_FIELDS = FrozenMap({"context": "context_tokens"})
"""Keys that people write in place of the name of a field."""


def _as_given(value: object) -> object:
    """Return *value* unchanged: it is checked together with the others."""
    return value


_READERS: Mapping[str, Callable[[object], Any]] = FrozenMap(
    {
        "accelerator": _as_given,
        "accelerators": read_count,
        "precision": _as_given,
        "context": read_count,
        "batch": read_count,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FitsOn(Threshold):
    """
    Hardware that the model fits on: ``accelerator``, and perhaps ``accelerators``, ``precision``, ``context``, ``batch``.

    Unknown where too little is known of its size or shape.

    The weights, and the cache of what is in work, must fit: ``{accelerator = "nvidia/rtx-4090", accelerators = 1,
    precision = "int4", context = "16k", batch = 1}``. It is of the model: every offering of a model that could be hosted
    meets it. Weights that aren't given out, and a window shorter than the context, fail it. Where memory is only known to
    be at most so much, what fits still meets; where it is only known to be at least so much, what doesn't fit still fails.

    Attributes:
        accelerator: Its id in the registry, such as ``nvidia/rtx-4090``.
        accelerators: How many there are, from 1 to 64; fewer will do.
        precision: Number format of the weights; ``None`` is the released one, or bf16 where that isn't known.
        context_tokens: Tokens of each sequence in work, prompt and output together.
        batch: Sequences in work at once.

    Raises:
        InvalidInputError: *accelerators* isn't a whole number from 1 to 64, *context_tokens* or *batch* isn't one of at
            least 1, *accelerator* isn't text, or *precision* isn't a number format.
    """

    accelerator: str
    accelerators: int = 1
    precision: Precision | None = None
    context_tokens: int = CONTEXT_TOKENS
    batch: int = 1
    keyword = "fits_on"
    examples = (("fits_on.accelerator=nvidia/rtx-4090", "the weights fit on it"),)
    unit = "accelerators"
    fact = HOSTABLE

    def __post_init__(self) -> None:
        """Check the numbers; a number format may be given as text."""
        for name in ("accelerators", "context_tokens", "batch"):
            if getattr(self, name) is None:
                raise InvalidInputError(f"{name} must be a whole number of at least 1, got None")
            check_count(name, getattr(self, name), least=1)
        if self.accelerators > _MOST_ACCELERATORS:
            raise InvalidInputError(f"accelerators must be from 1 to {_MOST_ACCELERATORS}, got {self.accelerators:,}")
        if not isinstance(self.accelerator, str):
            raise InvalidInputError(f"accelerator must be the id of an accelerator, got {shown(self.accelerator)}")
        if self.precision is not None and self.precision not in list(Precision):
            raise InvalidInputError(
                f"precision must be of {', '.join(Precision)}; got {shown(self.precision)}{nearest([self.precision], Precision)}"
            )
        object.__setattr__(self, "precision", self.precision and Precision(self.precision))

    @classmethod
    def annotation(cls) -> str:
        """Return that of a table."""
        return "Mapping[str, object]"

    @classmethod
    def parse(cls, value: object) -> "FitsOn":
        """Read a table of hardware, and of what is run on it."""
        if not is_mapping(value):
            raise InvalidInputError(f'must be a table such as {{accelerator = "nvidia/rtx-4090"}}, got {shown(value)}')
        stated = read_table(value, _READERS)
        if "accelerator" not in stated:
            raise InvalidInputError("lacks accelerator; see llm-selection list accelerators")
        return cls(**{_FIELDS.get(key, key): item for key, item in stated.items()})

    def written(self) -> object:
        """Write hardware; a number format only where one is asked for."""
        form = {} if self.precision is None else {"precision": self.precision.value}
        return {
            "accelerator": self.accelerator,
            "accelerators": self.accelerators,
            **form,
            "context": self.context_tokens,
            "batch": self.batch,
        }

    @classmethod
    def schema(cls) -> dict[str, Any]:
        """Return the schema of a table of hardware."""
        parts = {
            "accelerator": saying("Its id, such as nvidia/rtx-4090.", TEXT),
            "accelerators": saying("How many there are; one unless said.", count(most=_MOST_ACCELERATORS)),
            "precision": saying("Number format of the weights; as released unless said.", {"enum": [*Precision]}),
            "context": saying("Tokens of each sequence, prompt and output together.", count()),
            "batch": saying("Sequences in work at once.", count()),
        }
        return table(parts, required=["accelerator"])

    def check_names(self, registry: "Registry") -> None:
        """Refuse hardware that *registry* doesn't hold."""
        registry.accelerators.row(self.accelerator)

    def judge(self, facts: Facts) -> Verdict:
        """Compare what lies on each accelerator with what there is for it."""
        model = facts[HOSTABLE].model
        if not isinstance(model.weights, Downloadable):
            is_withheld = model.weights is not None
            return verdict_of(
                False if is_withheld else None,
                "weights not given out" if is_withheld else "whether its weights are given out isn't known",
            )
        window = model.limits.context_tokens
        if window is not None and window < self.context_tokens:
            return fails(f"window {window:,}")
        accelerator = facts[HOSTABLE].accelerator(self.accelerator)
        result = self._fit(model, accelerator, served_precision(model, self.precision), most=self.accelerators)
        if not result.fits and self.precision is None and model.weights.native_dtype is None:
            # It may have been released in fewer bits than the 16 it is taken to have.
            result = self._fit(model, accelerator, None, most=self.accelerators)
        return verdict_of(result.fits, self._reason(model, accelerator, result))

    def fewest(self, facts: Facts) -> int | None:
        """Return how many accelerators the model needs at least; ``None`` where up to 64 don't do, or that isn't known."""
        model = facts[HOSTABLE].model
        if not isinstance(model.weights, Downloadable):
            return None
        accelerator = facts[HOSTABLE].accelerator(self.accelerator)
        server = self._fit(model, accelerator, served_precision(model, self.precision), most=_MOST_ACCELERATORS).server
        return None if server is None else server.accelerators

    def reached(self, facts: Facts) -> int | None:
        """Return as many accelerators as the model needs."""
        return self.fewest(facts)

    def moved(self, limit: int) -> "FitsOn":
        """Return it with another number of accelerators."""
        return replace(self, accelerators=limit)

    def in_unit(self) -> Decimal:
        """Return the number of accelerators."""
        return Decimal(self.accelerators)

    def _fit(self, model: Model, accelerator: Accelerator, precision: Precision | None, *, most: int) -> Fit:
        """Size a server of up to so many accelerators."""
        return fit(
            model,
            accelerator,
            tokens=self.context_tokens,
            sequences=self.batch,
            precision=precision,
            most=most,
        )

    def _reason(self, model: Model, accelerator: Accelerator, result: Fit) -> str:
        """Say how much memory of each accelerator is used, of how much, and in which number format."""
        if result.usable_bytes is None:
            return f"the memory of {accelerator.name} isn't known"
        needed = sum(result.memory.items.values())
        if not needed:
            return f"its size isn't known: {self._unknown_part(model)}"
        counts = [count for count in accelerator_counts(model) if count <= self.accelerators]
        count = max(counts) if result.server is None else result.server.accelerators
        place = f"each of {count} {accelerator.name}" if count > 1 else accelerator.name
        bound = "at least " if result.memory.bytes is None else "at most " if result.memory.at_most else ""
        form = self._format(model, is_bounded=result.memory.bytes is None)
        return f"{bound}{needed / _GIB:,.1f} of {result.usable_bytes / _GIB:,.1f} GiB on {place}, weights in {form}"

    def _unknown_part(self, model: Model) -> str:
        """Say which part of the size isn't known."""
        parts = (weight_bytes(model, self.precision), kv_cache_bytes(model, self.context_tokens))
        return next((part.notes[0] for part in parts if part.bytes is None), "the width of its layers isn't known")

    def _format(self, model: Model, *, is_bounded: bool) -> str:
        """Name the number format of the weights."""
        if self.precision is not None:
            return str(self.precision)
        released = model.weights.native_dtype if isinstance(model.weights, Downloadable) else None
        if released is not None:
            return f"{released} as released"
        return "any format" if is_bounded else "bf16, as far as known"

    def __str__(self) -> str:
        """Say it in a few words."""
        form = "" if self.precision is None else f" in {self.precision}"
        batch = "" if self.batch == 1 else f", {self.batch:,} at once"
        return f"fits on {self.accelerators} × {self.accelerator}{form}, {counted(self.context_tokens, 'token')} of context{batch}"
