"""Tokens report: how many tokens a model reasons with, by kind of work and effort; as values, and as text."""

from collections.abc import Iterator

from llm_selection._dataclasses import dataclass
from llm_selection._foundation.wording import counted
from llm_selection.domain.identity import ModelId
from llm_selection.domain.tokens import ReasoningTokens, TokensBasis
from llm_selection.domain.verbosity import Verbosity, VerbosityBasis
from llm_selection.errors import InvalidInputError
from llm_selection.presentation.text_layout import in_columns, labelled
from llm_selection.registry import Registry

__all__ = ["TokensTold", "as_text", "tokens_told"]

_NEVER = "It doesn't reason: what it puts out is its answer."
_BESIDE = (
    "Tokens before the visible answer, which comes on top; of an agent, in one turn. The interval holds the mean of one "
    "more task of the kind with 90% probability, not a single request. Measured is at this work and effort, inferred from "
    "runs at others, expected of models like it, stated by its record. docs/explanation/tokens.md says what was counted "
    "and how well it predicts."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TokensTold:
    """
    What is known of a model's tokens.

    Attributes:
        model: Its id.
        reasoning: Tokens before the visible answer, by kind of work and effort.
        counted: Own counts of all that is put out; where there are any, costs go by them alone.
    """

    model: ModelId
    reasoning: tuple[ReasoningTokens, ...]
    counted: tuple[Verbosity, ...]


def tokens_told(model: ModelId, registry: Registry) -> TokensTold:
    """
    Look up what *registry* knows of the tokens of *model*.

    Raises:
        InvalidInputError: Nothing is.
    """
    told = TokensTold(
        model=model, reasoning=registry.tokens.get(model, ()), counted=registry.verbosities.get(model, ())
    )
    if not told.reasoning and not told.counted:
        raise InvalidInputError(
            f"nothing is known of the tokens of {model}; count some requests, and say counted_output=true or bring them "
            "as an overlay (docs/explanation/tokens.md)"
        )
    return told


def as_text(told: TokensTold) -> str:
    """Write it as a table, with what each number rests on."""
    return "\n".join(_lines(told))


def _lines(told: TokensTold) -> Iterator[str]:
    """Yield the lines."""
    yield from labelled("Model", told.model)
    for own in told.counted:
        yield from labelled("Counted", _counted(own))
    if told.reasoning and all(row.basis is TokensBasis.STATED for row in told.reasoning):
        yield from labelled("Reasoning", _NEVER)
    elif told.reasoning:
        yield from labelled("Reasoning", _BESIDE)
        yield ""
        yield from in_columns(
            [("work", "effort", "tokens", "90%", "rests on"), *(_cells(row) for row in told.reasoning)]
        )


def _cells(row: ReasoningTokens) -> tuple[str, ...]:
    """Return the cells of one row."""
    effort = "not known" if row.effort is None else f"{row.effort}{' (default)' if row.default else ''}"
    interval = "" if row.basis is TokensBasis.STATED else f"{row.low:,} to {row.high:,}"
    return row.work, effort, f"{row.expected:,}", interval, _ground(row)


def _ground(row: ReasoningTokens) -> str:
    """Say what a row rests on, and on how many runs."""
    return f"{row.basis}, {counted(row.runs, 'run')}" if row.runs else row.basis


def _counted(own: Verbosity) -> str:
    """Say what own counts are."""
    effort = "" if own.effort is None else f" at effort {own.effort}"
    noun = "request" if own.basis is VerbosityBasis.COUNTED else "run"
    rows = f"; {counted(own.rows, noun)}" if own.rows else ""
    return f"{own.multiplier:g} tokens for each of the answer{effort} (90% likely {own.low:g} to {own.high:g}){rows}"
