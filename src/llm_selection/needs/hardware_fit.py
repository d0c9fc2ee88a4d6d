"""Fitting: whether a model's weights, and the cache of what is in work, fit on given hardware."""

from functools import lru_cache

from llm_selection._dataclasses import dataclass, field
from llm_selection._foundation.spelling import nearest
from llm_selection._foundation.wording import counted
from llm_selection.domain.hardware import Accelerator, Precision
from llm_selection.domain.identity import ModelId
from llm_selection.domain.models import Downloadable, Model
from llm_selection.domain.verdicts import Outcome, Verdict
from llm_selection.errors import InvalidInputError, shown
from llm_selection.estimation.hosting import (
    Fit,
    accelerator_counts,
    fit,
    kv_cache_bytes,
    served_precision,
    weight_bytes,
)
from llm_selection.needs.requirements import Facts
from llm_selection.registry import Registry
from llm_selection.units import check_count

__all__ = ["CONTEXT_TOKENS", "FitsOn", "Hostable"]

CONTEXT_TOKENS = 8192
"""Tokens of each sequence where nobody says, as ``llm-selection size`` has it."""

_GIB = 2**30
_MOST_ACCELERATORS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostable:
    """
    A model and the accelerators that it may be hosted on: the fact that `FitsOn` reads.

    Attributes:
        id: The model's.
        registry: Where the model and the accelerators are looked up.
    """

    id: ModelId
    registry: Registry = field(repr=False)

    @property
    def model(self) -> Model:
        """The model."""
        return self.registry.models[self.id]

    def accelerator(self, name: str) -> Accelerator:
        """
        Return an accelerator by its id.

        Raises:
            NotFoundError: The registry has no such accelerator.
        """
        return _accelerator(self.registry, name)


@lru_cache(maxsize=16)
def _accelerator(registry: Registry, name: str) -> Accelerator:
    """Remember the last few: one is asked for by each model, and some have hundreds of rentals to build."""
    return registry.accelerators[name]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitsOn:
    """
    The model's weights and the cache of what is in work fit on so many accelerators.

    It is of the model: every offering of a model that could be hosted meets it. Weights that aren't given out, and a window
    shorter than the context, fail it. Where memory is only known to be at most so much, what fits still meets; where it is
    only known to be at least so much, what doesn't fit still fails; else it is unknown.

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
    reads = ("hostable",)

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

    def judge(self, facts: Facts) -> Verdict:
        """Compare what lies on each accelerator with what there is for it."""
        model: Model = facts["hostable"].model
        if not isinstance(model.weights, Downloadable):
            told = model.weights is not None
            return _verdict(
                False if told else None,
                "weights not given out" if told else "whether its weights are given out isn't known",
            )
        window = model.limits.context_tokens
        if window is not None and window < self.context_tokens:
            return _verdict(False, f"window {window:,}")  # noqa: FBT003 - the answer
        accelerator: Accelerator = facts["hostable"].accelerator(self.accelerator)
        found = self._fit(model, accelerator, served_precision(model, self.precision), most=self.accelerators)
        if not found.fits and self.precision is None and model.weights.native_dtype is None:
            # It may have been released in fewer bits than the 16 it is taken to have.
            found = self._fit(model, accelerator, None, most=self.accelerators)
        return _verdict(found.fits, self._told(model, accelerator, found))

    def fewest(self, facts: Facts) -> int | None:
        """Return how many accelerators the model needs at least; ``None`` where up to 64 don't do, or that isn't known."""
        model: Model = facts["hostable"].model
        if not isinstance(model.weights, Downloadable):
            return None
        accelerator = facts["hostable"].accelerator(self.accelerator)
        server = self._fit(model, accelerator, served_precision(model, self.precision), most=_MOST_ACCELERATORS).server
        return None if server is None else server.accelerators

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

    def _told(self, model: Model, accelerator: Accelerator, found: Fit) -> str:
        """Say how much lies on each accelerator, of how much, and in which number format."""
        if found.usable_bytes is None:
            return f"the memory of {accelerator.name} isn't known"
        needed = sum(found.memory.items.values())
        if not needed:
            return f"its size isn't known: {self._missing(model)}"
        counts = [count for count in accelerator_counts(model) if count <= self.accelerators]
        count = max(counts) if found.server is None else found.server.accelerators
        place = f"each of {count} {accelerator.name}" if count > 1 else accelerator.name
        bound = "at least " if found.memory.bytes is None else "at most " if found.memory.at_most else ""
        form = self._format(model, is_bounded=found.memory.bytes is None)
        return f"{bound}{needed / _GIB:,.1f} of {found.usable_bytes / _GIB:,.1f} GiB on {place}, weights in {form}"

    def _missing(self, model: Model) -> str:
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


def _verdict(answer: bool | None, reason: str) -> Verdict:  # noqa: FBT001 - the argument is the answer itself
    """Make a verdict of a plain answer."""
    return Verdict(outcome=Outcome.of(answer), reason=reason)
