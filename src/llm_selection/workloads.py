"""Workloads: what will be run, in requests a month and tokens a request."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from llm_selection._frozen import FrozenMap
from llm_selection.benchmarks import Task
from llm_selection.errors import InvalidInputError
from llm_selection.units import check_count, check_share

__all__ = ["WORKLOADS", "Tokens", "Workload", "default_workload"]


class Tokens(NamedTuple):
    """
    The tokens of one request, by how they are charged.

    Attributes:
        fresh: Prompt tokens neither read from nor written to a cache.
        read: Prompt tokens found in the cache.
        written: Prompt tokens put into the cache.
        output: Tokens generated, reasoning included.
    """

    fresh: int
    read: int
    written: int
    output: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """
    What will be run in a month of 30 days.

    Attributes:
        requests_per_month: Calls to the model.
        input_tokens: Prompt tokens a request, cached ones included.
        output_tokens: Tokens generated a request, reasoning included.
        cached_input_share: Share of the prompt read from a cache, 0 to 1, where the offering has one.
        cache_write_share: Share of the prompt written to a cache, 0 to 1; with the share read at most 1.
        name: What to call it.
        reason: Why these numbers; for a preset, what they assume.
    """

    requests_per_month: int
    input_tokens: int
    output_tokens: int
    cached_input_share: float = 0.0
    cache_write_share: float = 0.0
    name: str = "custom"
    reason: str = ""

    def __post_init__(self) -> None:
        """Check the numbers and texts."""
        check_count("requests_per_month", self.requests_per_month)
        check_count("input_tokens", self.input_tokens)
        check_count("output_tokens", self.output_tokens)
        check_share("cached_input_share", self.cached_input_share)
        check_share("cache_write_share", self.cache_write_share)
        for name in ("name", "reason"):
            if not isinstance(getattr(self, name), str):
                raise InvalidInputError(f"{name} must be text, got {getattr(self, name)!r}")
        if self.cached_input_share + self.cache_write_share > 1:
            raise InvalidInputError("cached_input_share and cache_write_share may be 1 together, not more")

    @property
    def tokens(self) -> Tokens:
        """
        The tokens of one request, shares rounded to whole tokens before they meet a price.

        >>> Workload(requests_per_month=1, input_tokens=1000, output_tokens=10, cached_input_share=0.25).tokens
        Tokens(fresh=750, read=250, written=0, output=10)
        """
        read = round(self.input_tokens * self.cached_input_share)
        written = min(round(self.input_tokens * self.cache_write_share), self.input_tokens - read)
        return Tokens(self.input_tokens - read - written, read, written, self.output_tokens)


WORKLOADS: Mapping[str, Workload] = FrozenMap(
    {
        workload.name: workload
        for workload in (
            Workload(
                name="coding-agent",
                requests_per_month=40_000,
                input_tokens=24_000,
                output_tokens=1_200,
                cached_input_share=0.8,
                cache_write_share=0.2,
                reason="an agent resends a growing transcript each turn: four fifths of a prompt were sent before, "
                "the rest is new and kept for the next turn; about 40 tasks a day of 30 turns",
            ),
            Workload(
                name="code-completion",
                requests_per_month=100_000,
                input_tokens=3_000,
                output_tokens=400,
                reason="a question with a few files pasted in, a function or a patch back",
            ),
            Workload(
                name="problem-solving",
                requests_per_month=10_000,
                input_tokens=1_000,
                output_tokens=8_000,
                reason="a short question, long reasoning; reasoning tokens are charged as output",
            ),
            Workload(
                name="assistant",
                requests_per_month=100_000,
                input_tokens=2_500,
                output_tokens=500,
                cached_input_share=0.5,
                reason="a chat with a fixed system prompt and some history, half of it cached",
            ),
            Workload(
                name="tool-agent",
                requests_per_month=50_000,
                input_tokens=12_000,
                output_tokens=600,
                cached_input_share=0.7,
                cache_write_share=0.3,
                reason="tool descriptions and earlier calls are resent each turn",
            ),
            Workload(
                name="long-document",
                requests_per_month=5_000,
                input_tokens=120_000,
                output_tokens=1_500,
                reason="one long document a request, read once, so nothing is cached",
            ),
            Workload(
                name="image-question",
                requests_per_month=50_000,
                input_tokens=2_000,
                output_tokens=400,
                reason="an image and a question; an image counted as about 1,500 prompt tokens, which differs by provider",
            ),
            Workload(
                name="writing",
                requests_per_month=10_000,
                input_tokens=2_000,
                output_tokens=2_000,
                reason="a brief and examples in, a page or two out",
            ),
        )
    }
)
"""Presets by name. They are assumptions to be replaced by your own counts, not measurements."""

_DEFAULTS: Mapping[Task, str] = {
    Task.AGENTIC_CODING: "coding-agent",
    Task.CODING: "code-completion",
    Task.MATH: "problem-solving",
    Task.REASONING: "problem-solving",
    Task.KNOWLEDGE: "assistant",
    Task.INSTRUCTION_FOLLOWING: "assistant",
    Task.TOOL_USE: "tool-agent",
    Task.LONG_CONTEXT: "long-document",
    Task.MULTILINGUAL: "assistant",
    Task.VISION: "image-question",
    Task.WRITING: "writing",
    Task.RECALL: "assistant",
    Task.FACTUALITY: "long-document",
    Task.SAFETY: "assistant",
    Task.PREFERENCE: "assistant",
}


def default_workload(task: Task) -> Workload:
    """Return the preset that stands in when no workload is given for *task*; every answer names it."""
    return WORKLOADS[_DEFAULTS[task]]
