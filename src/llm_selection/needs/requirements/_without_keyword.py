"""Requirements without a keyword: what every answer asks beside the need, and what the lists of overlays allow."""

from collections.abc import Mapping
from typing import Any

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.frozen import FrozenMap
from llm_selection._foundation.wording import counted
from llm_selection.domain.verdicts import Verdict
from llm_selection.errors import InvalidInputError
from llm_selection.needs.option_facts import DEVELOPER, LICENSE, LIMITS, MODEL, PRICED, PRICING, PROVIDER, Fact, Facts
from llm_selection.needs.requirements._requirement import fails, meets, unknown, verdict_of
from llm_selection.needs.requirements._values import check_given
from llm_selection.units import check_count

__all__ = ["FitsWorkload", "Listed", "PricedPerToken"]


@dataclass(frozen=True, slots=True)
class FitsWorkload:
    """
    A request of the workload fits: nothing known of the limits speaks against it, and the window or input cap is known.

    Attributes:
        input_tokens: Prompt tokens of a request.
        output_tokens: Tokens generated.

    Raises:
        InvalidInputError: One of them isn't a whole number from 0 to 10**100.
    """

    input_tokens: int
    output_tokens: int
    reads = (LIMITS,)

    def __post_init__(self) -> None:
        """Check the numbers."""
        for name in ("input_tokens", "output_tokens"):
            check_given(name, getattr(self, name))
            check_count(name, getattr(self, name))

    def judge(self, facts: Facts) -> Verdict:
        """Compare each limit that is known."""
        limits = facts[LIMITS]
        window, most_input, most_output = limits.context_tokens, limits.max_input_tokens, limits.max_output_tokens
        if window is not None and window < self.input_tokens + self.output_tokens:
            return fails(f"window {window:,}")
        if most_input is not None and most_input < self.input_tokens:
            return fails(f"input cap {most_input:,}")
        if most_output is not None and most_output < self.output_tokens:
            return fails(f"output cap {most_output:,}")
        if window is None and most_input is None:
            return unknown("context unknown")
        return meets("fits")

    def __str__(self) -> str:
        """Say it in a few words."""
        return f"room for {counted(self.input_tokens, 'token')} in and {self.output_tokens:,} out"


@dataclass(frozen=True, slots=True)
class PricedPerToken:
    """
    It is paid for by the token, at published prices in force; free tiers and subscriptions fail it.

    One's own hardware is paid by the hour, at a price that one gives: that will do.
    """

    reads = (PRICING, PRICED)

    def judge(self, facts: Facts) -> Verdict:
        """Look at the kind of pricing, then at the prices."""
        pricing, priced = facts[PRICING], facts[PRICED]
        if pricing is None:
            return unknown("pricing unknown")
        if pricing == "hosted":
            return meets("paid by the hour")
        if pricing != "per-token":
            return fails(f"pricing {pricing}")
        return verdict_of(priced, "priced per token" if priced else "no price known on that day")

    def __str__(self) -> str:
        """Say it in a few words."""
        return "published price per token"


_LISTED: Mapping[str, Fact[Any]] = FrozenMap({fact: fact for fact in (DEVELOPER, LICENSE, MODEL, PROVIDER)})
"""What lists of overlays are of, by name."""


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
        if self.fact not in _LISTED:
            raise InvalidInputError(f"Listed is for {', '.join(_LISTED)}; got {self.fact}")

    @property
    def reads(self) -> tuple[Fact[Any], ...]:
        """The fact."""
        return (_LISTED[self.fact],)

    def judge(self, facts: Facts) -> Verdict:
        """Judge by the lists."""
        value = facts[_LISTED[self.fact]]
        if value is None:
            return unknown(f"{self.fact} isn't known")
        answer = value not in self.denied and (self.allowed is None or value in self.allowed)
        word = "allows" if answer else "denies" if value in self.denied else "doesn't allow"
        return verdict_of(answer, f"{self.origin} {word} {self.fact} {value}")

    def __str__(self) -> str:
        """Say whose word it is."""
        return f"{self.fact} allowed by {self.origin}"
