"""Requirements on whichever fact is named: one of some values, all of some, or no more than so much."""

from decimal import Decimal

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.wording import counted
from llm_selection.domain.identity import Library
from llm_selection.domain.models import AlignmentMethod, DataKind, Modality
from llm_selection.domain.verdicts import Verdict
from llm_selection.errors import InvalidInputError
from llm_selection.needs.requirements._checks import check_choice, check_given, check_names
from llm_selection.needs.requirements._requirement import Facts, joined, verdict_of
from llm_selection.units import PICODOLLARS_PER_DOLLAR, check_count, check_measure, dollars

__all__ = ["AtMost", "Includes", "Listed", "OneOf", "Recorded"]

_PICODOLLARS_PER_CENT = PICODOLLARS_PER_DOLLAR // 100

_WORDS = {
    "alignment_methods": "aligned by",
    "architecture": "architecture",
    "developer": "developer",
    "input": "input",
    "input_price": "input price",
    "libraries": "id in",
    "model": "model",
    "monthly_cost": "cost a month",
    "output": "output",
    "output_price": "output price",
    "provider": "provider",
    "provider_kind": "provider kind",
    "retention_days": "prompts kept",
    "total_parameters": "parameters",
    "training_kinds": "training data including",
    "ttft_seconds": "time to first token",
}
_METHODS = {name: name.upper() for name in ("dpo", "grpo", "rl", "rlaif", "rlhf", "rlvr", "sft")}
_METHODS |= {"constitutional": "Constitutional AI"}
"""Methods of alignment as people write them; the others are words, but for hyphens."""

_UNTOLD = {"alignment_methods": "alignment", "training_kinds": "training data"}


@dataclass(frozen=True, slots=True)
class OneOf:
    """
    A fact with a single value is one of those allowed; an unknown fact leaves it unknown.

    Attributes:
        fact: ``provider``, ``provider_kind``, ``architecture``, ``developer`` or ``model``.
        allowed: The values that meet it.

    Raises:
        InvalidInputError: *fact* is another one, or *allowed* isn't a frozenset of texts, or is empty.
    """

    fact: str
    allowed: frozenset[str]

    def __post_init__(self) -> None:
        """Check the fact, and that there are values; an answer checks that they are known."""
        _check_fact("OneOf", self.fact, ("architecture", "developer", "model", "provider", "provider_kind"))
        check_choice("allowed", self.allowed)

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Look the value up."""
        value = facts[self.fact]
        return verdict_of(None if value is None else value in self.allowed, f"{_WORDS[self.fact]} {value or 'unknown'}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{_WORDS[self.fact]} {joined(self.allowed)}"


@dataclass(frozen=True, slots=True)
class Listed:
    """
    A fact is on an overlay's list of what is allowed, and not on that of what is denied.

    An unknown fact leaves it unknown.

    Attributes:
        origin: Whose lists they are.
        fact: ``model``, ``developer``, ``provider`` or ``license``.
        allowed: What is allowed; ``None`` for everything.
        denied: What is denied.

    Raises:
        InvalidInputError: *fact* is another one.
    """

    origin: str
    fact: str
    allowed: frozenset[str] | None
    denied: frozenset[str]

    def __post_init__(self) -> None:
        """Check the fact."""
        _check_fact("Listed", self.fact, ("developer", "license", "model", "provider"))

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Judge by the lists."""
        value = facts[self.fact]
        if value is None:
            return verdict_of(None, f"{self.fact} isn't known")
        answer = value not in self.denied and (self.allowed is None or value in self.allowed)
        word = "allows" if answer else "denies" if value in self.denied else "doesn't allow"
        return verdict_of(answer, f"{self.origin} {word} {self.fact} {value}")

    def __str__(self) -> str:
        """Say whose word it is."""
        return f"{self.fact} allowed by {self.origin}"


@dataclass(frozen=True, slots=True)
class Includes:
    """
    A fact with many values has all those wanted; an unknown fact leaves it unknown.

    Attributes:
        fact: ``input``, ``output`` (modalities) or ``libraries`` (that have an id for it).
        wanted: The values it must have.

    Raises:
        InvalidInputError: *fact* is another one, or *wanted* isn't a frozenset of `llm_selection.domain.models.Modality`, or of
            `llm_selection.domain.identity.Library` for ``libraries``.
    """

    fact: str
    wanted: frozenset[str]

    def __post_init__(self) -> None:
        """Check that the fact is a set, and the values."""
        _check_fact("Includes", self.fact, ("input", "libraries", "output"))
        check_names("wanted", self.wanted, Library if self.fact == "libraries" else Modality)

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the sets."""
        values = facts[self.fact]
        shown = "unknown" if values is None else joined(values, "and") or "none"
        return verdict_of(None if values is None else self.wanted <= values, f"{_WORDS[self.fact]} {shown}")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"{_WORDS[self.fact]} {joined(self.wanted, 'and')}"


@dataclass(frozen=True, slots=True)
class AtMost:
    """
    A number is no larger than a limit; an unknown number leaves it unknown.

    Attributes:
        fact: ``input_price`` or ``output_price`` (picodollars a token), ``monthly_cost`` (picodollars),
            ``total_parameters``, ``retention_days`` or ``ttft_seconds``.
        limit: In the fact's own unit; whole, from 0, but for ``ttft_seconds``, which is above 0.

    Raises:
        InvalidInputError: *fact* is another one, or *limit* isn't such a number.
    """

    fact: str
    limit: float

    def __post_init__(self) -> None:
        """Check that the fact is a number, and the limit."""
        known = ("input_price", "monthly_cost", "output_price", "retention_days", "total_parameters", "ttft_seconds")
        _check_fact("AtMost", self.fact, known)
        check_given("limit", self.limit)
        if self.fact == "ttft_seconds":
            check_measure("limit", self.limit)
        else:
            check_count("limit", self.limit)  # type: ignore[arg-type]  # the check is that it is whole

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the numbers."""
        value = facts[self.fact]
        return verdict_of(None if value is None else value <= self.limit, f"{_WORDS[self.fact]} {self._show(value)}")

    def _show(self, value: float | None) -> str:
        """Write a number with its unit; of a bill, every cent begun, so that one beyond a cap is seen to be."""
        if value is None:
            return "unknown"
        match self.fact:
            case "monthly_cost":
                cents = -(-int(value) // _PICODOLLARS_PER_CENT)
                return f"${cents // 100:,}.{cents % 100:02d}"
            case "retention_days":
                return counted(int(value), "day")
            case "ttft_seconds":
                return f"{value:g} s"
            case "total_parameters":
                return f"{value:,}"
            case _:
                return f"${Decimal(value).scaleb(-6).normalize():f}/M"

    def __str__(self) -> str:
        """Say it in a few words."""
        if self.fact == "monthly_cost" and int(self.limit) % _PICODOLLARS_PER_CENT:
            # In full: rounded, it would be a cap that nobody asked for.
            return f"{_WORDS[self.fact]} ≤ ${dollars(int(self.limit)).normalize():,f}"
        return f"{_WORDS[self.fact]} ≤ {self._show(self.limit)}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """
    Sources say all of this of the model; what they don't say leaves it unknown, since they never say everything.

    Attributes:
        fact: ``alignment_methods`` (methods of alignment) or ``training_kinds`` (kinds of training data).
        wanted: What must be said.

    Raises:
        InvalidInputError: *fact* is another one, or *wanted* isn't a frozenset of `llm_selection.domain.models.AlignmentMethod`,
            or of `llm_selection.domain.models.DataKind` for ``training_kinds``.
    """

    fact: str
    wanted: frozenset[str]

    def __post_init__(self) -> None:
        """Check that the fact is one of what sources say in part, and the values."""
        _check_fact("Recorded", self.fact, ("alignment_methods", "training_kinds"))
        check_names("wanted", self.wanted, AlignmentMethod if self.fact == "alignment_methods" else DataKind)

    @property
    def reads(self) -> tuple[str, ...]:
        """The fact."""
        return (self.fact,)

    def judge(self, facts: Facts) -> Verdict:
        """Compare the sets."""
        said = facts[self.fact]
        return verdict_of(True if self.wanted <= said else None, self._in_words(said))

    def __str__(self) -> str:
        """Say it in a few words."""
        return self._in_words(self.wanted)

    def _in_words(self, said: frozenset[str]) -> str:
        """Name what is said."""
        if self.fact == "alignment_methods":
            said = frozenset(_METHODS.get(name, name.replace("-", " ")) for name in said)
        return f"{_WORDS[self.fact]} {joined(said, 'and')}" if said else f"{_UNTOLD[self.fact]} unknown"


def _check_fact(owner: str, fact: str, known: tuple[str, ...]) -> None:
    """Refuse a fact of another kind than *owner* can judge."""
    if fact not in known:
        raise InvalidInputError(f"{owner} is for {', '.join(known)}; got {fact}")
