"""Benchmarks and their results: what was measured, how, by whom, and when."""

from datetime import date
from enum import StrEnum
from math import isfinite

from llm_selection._dataclasses import dataclass
from llm_selection.domain.evidence import EvidenceByField
from llm_selection.domain.identity import ModelId, parse_model_id
from llm_selection.errors import InvalidInputError
from llm_selection.units import check_count, check_share

__all__ = ["Benchmark", "Reporter", "Result", "Scale", "Task"]


class Task(StrEnum):
    """
    What a model is needed for, as far as public benchmarks tell tasks apart; ``bundled().calibration.baskets`` names them.

    ``coding`` is code for a stated problem, ``agentic_coding`` work on code bases over many steps, ``tool_use`` other work
    by calling tools; ``math`` and ``reasoning`` are problems whose answer can be checked, ``knowledge`` what experts are
    asked, ``recall`` facts known by heart, ``factuality`` not making things up about given documents;
    ``instruction_following`` keeps to what was asked, ``writing`` is graded text, ``long_context`` finds what stands far
    apart in a long prompt, ``vision`` reads images; ``multilingual`` and ``preference`` are which answers people like
    better, in other languages than English and overall. ``safety`` isn't ranked: no basket measures it.
    """

    CODING = "coding"
    AGENTIC_CODING = "agentic_coding"
    MATH = "math"
    REASONING = "reasoning"
    KNOWLEDGE = "knowledge"
    INSTRUCTION_FOLLOWING = "instruction_following"
    TOOL_USE = "tool_use"
    LONG_CONTEXT = "long_context"
    MULTILINGUAL = "multilingual"
    VISION = "vision"
    WRITING = "writing"
    RECALL = "recall"
    """Facts known by heart, without looking them up."""
    FACTUALITY = "factuality"
    """Not making things up about given documents."""
    SAFETY = "safety"
    PREFERENCE = "preference"
    """Which answer people like better; not which is right."""


class Scale(StrEnum):
    """What a score counts."""

    SHARE = "share"
    """Share of items solved, 0 to 1."""
    RATING = "rating"
    """Elo or Bradley-Terry points, relative to the models rated together."""
    POINTS = "points"
    """Points, dollars or minutes without an upper end."""


class Reporter(StrEnum):
    """Who published a result."""

    INDEPENDENT = "independent"
    """Anyone but the developer; benchmark authors included."""
    VENDOR = "vendor"
    """The developer, in settings of its own choice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """
    A test with a stated way of scoring; another version or harness is another benchmark.

    Attributes:
        id: Key in the registry, such as ``gpqa-diamond``.
        name: As its authors write it, version and harness included.
        task: The task it tells about.
        scale: What its scores count.
        higher_is_better: Whether more is better.
        guess_share: Share solved by guessing, 0 to 1; ``None`` when guessing can't help or isn't known.
        family: Benchmarks that share a grader, prompt style or crowd; ``None`` stands alone.
        evidence: Who says so.

    Raises:
        InvalidInputError: *guess_share* isn't from 0 to 1.
    """

    id: str
    name: str
    task: Task
    scale: Scale
    higher_is_better: bool = True
    guess_share: float | None = None
    family: str | None = None
    evidence: EvidenceByField

    def __post_init__(self) -> None:
        """Check the share."""
        check_share("guess_share", self.guess_share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """
    What one model scored on one benchmark.

    Attributes:
        model: The model measured.
        benchmark: Key of a `Benchmark`.
        score: On the benchmark's scale; a share is 0 to 1, as printed (not corrected for guessing).
        stderr: Standard error on the same scale; ``None`` unknown.
        items: Items scored, or votes; ``None`` unknown.
        effort: Reasoning effort, as the source writes it; ``None`` not stated.
        measured: Day of the run, or of its publication; ``None`` unknown, then the source's day counts.
        reporter: Who published it.
        source: Key of a `llm_selection.domain.evidence.Source`.
        url: The page or file it was read from; ``None`` when the source has only one.

    Raises:
        InvalidInputError: *model* is no model id, *items* isn't a whole number of at least 1, *score* or *stderr* isn't
            finite, or *stderr* is negative.
    """

    model: ModelId
    benchmark: str
    score: float
    stderr: float | None = None
    items: int | None = None
    effort: str | None = None
    measured: date | None = None
    reporter: Reporter
    source: str
    url: str | None = None

    def __post_init__(self) -> None:
        """Check the numbers."""
        parse_model_id(self.model)
        check_count("items", self.items, least=1)
        if not isfinite(self.score):
            raise InvalidInputError(f"score must be a finite number, got {self.score}")
        if self.stderr is not None and not (isfinite(self.stderr) and self.stderr >= 0):
            raise InvalidInputError(f"stderr must be a finite number of at least 0, got {self.stderr}")
